/* How a model was got, in words: fitted when, brought up to date when and with how much, and what that leaves out. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

static char *
day_of (gint64 at)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (at);

	return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

/* What was put in: "1,204 events since", or, where as many or more were taken away, without a number. */
static char *
put_in (gint64 events_since)
{
	g_autofree char *n = events_since > 0 ? seg_format_integer (events_since) : NULL;

	return n != NULL ? g_strdup_printf (ngettext ("%s event since", "%s events since", (gulong) events_since), n) : g_strdup (_("what changed since"));
}

char *
seg_kept_model_text (const SegKeptModel *kept)
{
	g_autofree char *fitted = day_of (kept->fitted_at), *updated = day_of (kept->updated_at), *share = seg_format_number (kept->changed * 100, 1);
	g_autofree char *size = seg_format_number ((double) kept->n_bytes / 1e6, 1), *what = put_in (kept->events_since);

	if (!kept->current)
		return g_strdup_printf (_("out of date: kept of %s, before the data changed; %s MB"), fitted, size);
	if (kept->updated_at == 0)
		return g_strdup_printf (_("kept of %s; %s MB"), fitted, size);
	if (kept->changed > 0)
		return g_strdup_printf (_("kept of %s, updated %s with %s (%s %% of the users changed), not fitted anew; %s MB"), fitted, updated, what, share, size);
	return g_strdup_printf (_("kept of %s, updated %s with %s, the same as fitted anew; %s MB"), fitted, updated, what, size);
}

char *
seg_model_origin_text (const SegModel *model)
{
	g_autofree char *fitted = day_of (model->fitted_at), *share = seg_format_number (model->changed * 100, 1), *what = put_in (model->events_since);
	g_autofree char *updated = model->updated_at > 0 && model->origin == SEG_MODEL_KEPT ? day_of (model->updated_at) : NULL;
	const gboolean was_updated = model->origin == SEG_MODEL_UPDATED || updated != NULL;

	if (!was_updated)
		return NULL;
	if (updated != NULL)
		return model->changed > 0
			? g_strdup_printf (_("The model of %s, updated %s with %s (%s %% of the users did something); fitting it anew would say a little different."),
			                   fitted, updated, what, share)
			: g_strdup_printf (_("The model of %s, updated %s with %s; the same as fitted anew."), fitted, updated, what);
	return model->changed > 0
		? g_strdup_printf (_("The model of %s, updated with %s (%s %% of the users did something); fitting it anew would say a little different."), fitted, what,
		                   share)
		: g_strdup_printf (_("The model of %s, updated with %s; the same as fitted anew."), fitted, what);
}

char *
seg_model_origin_brief (const SegModel *model)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (model->fitted_at);
	g_autofree char *day = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?"), *what = put_in (model->events_since);

	if (model->origin != SEG_MODEL_UPDATED && (model->origin != SEG_MODEL_KEPT || model->updated_at == 0))
		return NULL;
	return g_strdup_printf (_("By the model of %s, updated with %s."), day, what);
}

char *
seg_kept_model_update_text (const SegKeptModel *kept)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (kept->updated_at);
	g_autofree char *day = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?"), *what = put_in (kept->events_since);

	return g_strdup_printf (_("updated %s: %s"), day, what);
}

const char *
seg_recommender_update_words (const SegRecommender *recommender)
{
	if (recommender->recounts)
		return N_("counted again, as fitted anew");
	if (recommender->update == NULL)
		return N_("fitted anew");
	return recommender->update_is_exact ? N_("updated, as fitted anew") : N_("updated, nearly as fitted anew");
}
