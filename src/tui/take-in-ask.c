/* Taking in an experiment that was run elsewhere: asks who was held back, for a name, and when it went out. */
#include <config.h>
#include "campaigns.h"

#include <segscope/own_feature.h>
#include <segscope/take_in.h>

#include <glib/gi18n.h>

typedef struct {
	char *name, *results, *control;
	gint64 went_out; /* UTC seconds; 0: as the results say */
	gint64 n_left_out;
} TakeIn;

static void
free_take_in (gpointer data)
{
	TakeIn *take_in = data;

	g_free (take_in->name);
	g_free (take_in->results);
	g_free (take_in->control);
	g_free (take_in);
}

static gboolean
run_take_in (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	TakeIn *take_in = data;

	return seg_campaign_take_in (workspace, &(SegTakeIn) { .name = take_in->name, .results = take_in->results, .control = take_in->control,
	                                                             .went_out = take_in->went_out }, &take_in->n_left_out, job, error) != 0;
}

static void
done_take_in (SegView *view, gpointer data)
{
	const TakeIn *take_in = data;
	g_autofree char *n = seg_format_integer (take_in->n_left_out);

	if (take_in->n_left_out > 0)
		seg_say (view, ngettext ("Taken in as \"%s\"; %s person in several arms is left out.", "Taken in as \"%s\"; %s people in several arms are left out.",
		                         (gulong) take_in->n_left_out), take_in->name, n);
	seg_view_push (view, &seg_measure_view, take_in->name);
}

static const SegWork take_in_work = { N_("taking in the experiment"), run_take_in, done_take_in, NULL, free_take_in, TRUE, FALSE };

static gboolean
take_day (SegView *view, const char *text, gpointer data, GError **error)
{
	const TakeIn *asked = data;
	gint64 went_out = 0;
	TakeIn *take_in;

	if (*text != '\0' && !seg_own_parse_day (text, &went_out, error))
		return FALSE;
	take_in = g_new0 (TakeIn, 1);
	*take_in = (TakeIn) { g_strdup (asked->name), g_strdup (asked->results), g_strdup (asked->control), went_out, 0 };
	seg_view_run (view, &take_in_work, take_in);
	return TRUE;
}

static gboolean
take_name (SegView *view, const char *text, gpointer data, GError **error)
{
	const TakeIn *asked = data;
	TakeIn *named = g_new0 (TakeIn, 1);

	(void) error;
	*named = (TakeIn) { g_strdup (text), g_strdup (asked->results), g_strdup (asked->control), 0, 0 };
	seg_ask_line (view, _("When did it go out?"),
	              _("A day, 2026-03-01: its people count as contacted then. Empty: the first row of its results, or their import where rows have no time."), "",
	              take_day, named, free_take_in);
	return TRUE;
}

static void
take_control (SegView *view, guint choice, gpointer data)
{
	const SegTakeInVariant *variant = ((GPtrArray *) data)->pdata[choice];
	TakeIn *asked = g_new0 (TakeIn, 1);

	asked->results = g_strdup (variant->results);
	asked->control = g_strdup (variant->name);
	seg_ask_line (view, _("What is the campaign called here?"), _("It is measured, learnt from and remembered like any other."), variant->results, take_name, asked, free_take_in);
}

static void
free_variants (gpointer variants)
{
	g_ptr_array_unref (variants);
}

void
seg_take_in_ask (SegView *view)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) variants = seg_take_in_variants (seg_view_workspace (view), &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);

	if (variants == NULL) {
		seg_report (view, error);
		return;
	}
	if (variants->len == 0) {
		seg_tell (view, _("An experiment that was run elsewhere"), _("Import its results first (Data, as results): a row a person, with what they got (the variant) and what came of it."));
		return;
	}
	for (guint i = 0; i < variants->len; i++) {
		const SegTakeInVariant *variant = variants->pdata[i];
		g_autofree char *n = seg_format_counted (variant->n, "%s person", "%s people");

		g_ptr_array_add (labels, variant->name);
		g_ptr_array_add (remarks, g_strdup_printf ("%s, %s", variant->results, n));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Run elsewhere: who was held back?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, take_control,
	                g_ptr_array_ref (variants), free_variants);
}
