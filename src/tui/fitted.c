/* The fitted recommender that views and jobs hold together, and what taking an item means in words. */
#include <config.h>
#include "recommend.h"

#include <segscope/advice.h>

#include <glib/gi18n.h>
#include <string.h>

/* What the model depends on: the data, what was chosen, the newest segmentation, and its names, which stand in reasons. */
static char *
describe_figures (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error)
{
	g_autofree char *data = seg_workspace_fingerprint (workspace, error), *options = NULL, *weights = NULL;
	g_autoptr (GString) text = data != NULL ? g_string_new (data) : NULL;
	const SegRecommender *recommender;
	SegEventWeights events;

	if (text == NULL || !seg_model_chosen (workspace, &recommender, &options, error) || !seg_event_weights_read (workspace, &events, error))
		return NULL;
	weights = seg_event_weights_text (&events);
	g_string_append_printf (text, " %s %s %s %s", seg_workspace_path (workspace), recommender->name, options != NULL ? options : "", weights);
	if (segmentation != NULL) {
		g_autofree char *members = seg_membership_digest (workspace, segmentation->id, error);

		if (members == NULL)
			return NULL;
		g_string_append_printf (text, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", segmentation->id, segmentation->created_at, members);
	}
	for (guint i = 0; segmentation != NULL && i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		g_string_append_printf (text, " %u:%s", segment->colour, segment->name);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The rules for recommendations; those that speak of today hold for a day. */
static gboolean
read_rules (SegWorkspace *workspace, SegFitted *fitted, GError **error)
{
	g_auto (SegAdviceRules) rules = { 0 };
	g_autofree char *text = NULL;
	gint64 offset;

	if (!seg_advice_rules_read (workspace, &rules, error) || !seg_calendar_offset (workspace, &offset, error))
		return FALSE;
	text = seg_advice_rules_text (&rules);
	fitted->rules = g_strdup_printf ("%s %" G_GINT64_FORMAT, text, (g_get_real_time () / G_USEC_PER_SEC + offset) / 86400);
	return TRUE;
}

static void
clear_fitted (gpointer data)
{
	SegFitted *fitted = data;

	seg_model_free (fitted->model);
	seg_segmentation_free (fitted->segmentation);
	g_free (fitted->figures);
	g_free (fitted->rules);
	seg_fitted_unref (fitted->beneath);
}

SegFitted *
seg_fitted_ref (SegFitted *fitted)
{
	return fitted != NULL ? g_atomic_rc_box_acquire (fitted) : NULL;
}

void
seg_fitted_unref (SegFitted *fitted)
{
	if (fitted != NULL)
		g_atomic_rc_box_release_full (fitted, clear_fitted);
}

/* From scratch; or, where only the rules changed, on the numbers of @known. */
static void
fit (SegWorkspace *workspace, SegFitted *fitted, SegFitted *known, SegJob *job, GError **error)
{
	SegFitted *base = known != NULL && known->beneath != NULL ? known->beneath : known;

	if (known == NULL || strcmp (known->figures, fitted->figures) != 0) {
		fitted->model = seg_model_fit (workspace, NULL, job, error);
		return;
	}
	fitted->beneath = seg_fitted_ref (base);
	fitted->model = seg_model_with_rules (base->model, workspace, job, error);
}

static SegFitted *
get (SegWorkspace *workspace, SegFitted *known, SegJob *job, GError **error)
{
	g_autoptr (GError) failure = NULL;
	SegFitted *fitted = g_atomic_rc_box_new0 (SegFitted);

	fitted->segmentation = seg_segmentation_load (workspace, NULL, &failure);
	if (fitted->segmentation == NULL && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		g_propagate_error (error, g_steal_pointer (&failure));
	else if (read_rules (workspace, fitted, error) && (fitted->figures = describe_figures (workspace, fitted->segmentation, error)) != NULL) {
		if (known != NULL && g_strcmp0 (known->figures, fitted->figures) == 0 && g_strcmp0 (known->rules, fitted->rules) == 0) {
			seg_fitted_unref (fitted);
			return seg_fitted_ref (known);
		}
		fit (workspace, fitted, known, job, error);
	}
	if (fitted->model != NULL)
		return fitted;
	seg_fitted_unref (fitted);
	return NULL;
}

SegFitted *
seg_fitted_get (SegWorkspace *workspace, SegFitted *known, SegJob *job, GError **error)
{
	static GMutex mutex;
	static SegFitted *latest; /* so that a page is there at once where the last one needed the same */
	SegFitted *before, *fitted;

	g_mutex_lock (&mutex);
	before = seg_fitted_ref (known != NULL ? known : latest);
	g_mutex_unlock (&mutex);
	fitted = get (workspace, before, job, error);
	seg_fitted_unref (before);
	if (fitted == NULL)
		return NULL;
	g_mutex_lock (&mutex);
	before = latest;
	latest = seg_fitted_ref (fitted);
	g_mutex_unlock (&mutex);
	seg_fitted_unref (before);
	return fitted;
}

const SegSegment *
seg_fitted_segment (const SegFitted *fitted, gint64 segment_id)
{
	const SegSegmentation *segmentation = fitted->segmentation;

	for (guint i = 0; segmentation != NULL && i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == segment_id)
			return segmentation->segments->pdata[i];
	return NULL;
}

/* The shelf -------------------------------------------------------------------------------------------------------- */

void
seg_shelf_take (SegShelf *shelf, SegFitted *fitted)
{
	SegFitted *old = shelf->fitted;

	shelf->fitted = seg_fitted_ref (fitted);
	seg_fitted_unref (old);
}

void
seg_shelf_clear (SegShelf *shelf)
{
	g_clear_pointer (&shelf->fitted, seg_fitted_unref);
	g_clear_pointer (&shelf->evaluation, seg_evaluation_free);
}

void
seg_shelf_take_evaluation (SegShelf *shelf, SegEvaluation *evaluation)
{
	seg_evaluation_free (shelf->evaluation);
	shelf->evaluation = evaluation;
}

char *
seg_shelf_verdict (const SegShelf *shelf)
{
	g_autofree char *users = NULL;

	if (shelf->evaluation == NULL)
		return NULL;
	users = seg_format_integer (shelf->evaluation->n_users);
	return g_strdup_printf (_("Tested on %s people: %s"), users, shelf->evaluation->reason);
}

/* Words ------------------------------------------------------------------------------------------------------------ */

static const SegTaking takings[] = {
	{ "purchase", N_("Bought by"), "", N_("do not have it yet") },
	{ "rating", N_("Rated by"), N_("No purchases were imported: what people rated counts as taken, whether they liked it or not."),
	  N_("have not rated it yet") },
	{ "event", N_("Used by"), N_("No purchases or ratings were imported: whatever people did with an item counts as taken."),
	  N_("have not used it yet") },
};

const SegTaking *
seg_taking_words (const char *basis)
{
	for (gsize i = 0; i < G_N_ELEMENTS (takings); i++)
		if (g_strcmp0 (takings[i].basis, basis) == 0)
			return &takings[i];
	return &takings[G_N_ELEMENTS (takings) - 1];
}
