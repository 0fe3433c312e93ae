/* What is done with the plan of an import: it is run, tried, or kept for later files. */
#include <config.h>
#include "import-plan.h"
#include "screens.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SharedPlan      *shared;
	char            *missing_words; /* said for this import, to be remembered; or NULL */
	SegIntakeOptions options;
	SegImportResult  result;
} Import;

static void
import_free (gpointer data)
{
	Import *import = data;

	seg_shared_plan_release (import->shared);
	g_free (import->missing_words);
	g_clear_pointer (&import->options.reasons, g_ptr_array_unref);
	g_free (import);
}

static Import *
import_new (const SegPlanState *state)
{
	Import *import = g_new0 (Import, 1);

	import->shared = g_atomic_rc_box_acquire (state->shared);
	import->missing_words = g_strdup (state->missing_words);
	import->options = (SegIntakeOptions) SEG_INTAKE_OPTIONS_INIT;
	if (state->most_rejects != NULL)
		seg_intake_limit_rejects (&import->options, state->most_rejects, NULL); /* was read when it was typed */
	return import;
}

/* Importing -------------------------------------------------------------------------------------------------------- */

static gboolean
run_import (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Import *import = data;

	return seg_intake_run (workspace, &import->shared->plan, 1, &import->options, job, &import->result, error)
	       && (import->missing_words == NULL || seg_import_missing_remember (workspace, import->missing_words, error));
}

static void
imported (SegView *view, gpointer data)
{
	const Import *import = data;
	SegImportOutcome *outcome = g_new0 (SegImportOutcome, 1);

	outcome->path = g_strdup (import->shared->plan->path);
	outcome->result = import->result;
	outcome->sentences = seg_import_result_sentences (import->shared->plan, &import->result);
	seg_view_replace (view, &seg_import_result_view, outcome);
}

static const SegWork import_work = { N_("importing"), run_import, imported, NULL, import_free, SEG_WORK_KEEPS, FALSE };

void
seg_plan_import (SegView *view)
{
	const SegPlanState *state = view->state;

	if (state->missing != NULL)
		seg_tell (view, _("Not yet"), state->missing);
	else
		seg_view_run (view, &import_work, import_new (state));
}

/* Trying it -------------------------------------------------------------------------------------------------------- */

static gboolean
run_try (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Import *import = data;

	return seg_intake_run (workspace, &import->shared->plan, 1, &import->options, job, &import->result, error);
}

static void
append_reasons (GString *text, const GPtrArray *reasons)
{
	if (reasons->len > 0)
		g_string_append (text, _("\nWhat would be set aside or left out:\n"));
	for (guint i = 0; i < reasons->len; i++) {
		g_autofree char *sentence = seg_reject_reason_sentence (reasons->pdata[i]);

		g_string_append_printf (text, "· %s\n", sentence);
	}
}

static void
tried (SegView *view, gpointer data)
{
	const Import *import = data;
	g_autoptr (GPtrArray) sentences = seg_import_result_sentences (import->shared->plan, &import->result);
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < sentences->len; i++)
		g_string_append_printf (text, "%s\n", (const char *) sentences->pdata[i]);
	append_reasons (text, import->options.reasons);
	g_string_append (text, _("\nThis was a trial: nothing is changed. i imports the file."));
	seg_tell (view, _("What the import would do"), text->str);
}

static const SegWork try_work = { N_("trying the import"), run_try, tried, NULL, import_free, FALSE, FALSE };

void
seg_plan_try (SegView *view)
{
	Import *import = import_new (view->state);

	import->options.dry_run = TRUE;
	import->options.reasons = g_ptr_array_new_with_free_func (seg_reject_reason_free);
	seg_view_run (view, &try_work, import);
}

/* How many rejects are too many -------------------------------------------------------------------------------------- */

static gboolean
accept_most (SegView *view, const char *text, gpointer data, GError **error)
{
	SegPlanState *state = view->state;
	SegIntakeOptions read = SEG_INTAKE_OPTIONS_INIT;

	(void) data;
	if (*text != '\0' && !seg_intake_limit_rejects (&read, text, error))
		return FALSE;
	g_free (state->most_rejects);
	state->most_rejects = *text != '\0' ? g_strdup (text) : NULL;
	view->unsaved = TRUE;
	seg_plan_state_judge (state);
	return TRUE;
}

void
seg_plan_ask_most_rejects (SegView *view)
{
	const SegPlanState *state = view->state;

	seg_ask_line (view, _("How many rows may be set aside?"),
	              _("A number (20) or a share of the file (5%): with more, nothing is loaded. Empty: any number."),
	              state->most_rejects != NULL ? state->most_rejects : "", accept_most, NULL, NULL);
}

/* Saving the mapping ------------------------------------------------------------------------------------------------- */

static gboolean
run_save (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) job;
	return seg_import_plan_remember (((Import *) data)->shared->plan, workspace, error);
}

static void
saved (SegView *view, gpointer data)
{
	(void) data;
	seg_tell (view, _("Saved"), _("Later files with this header will have their columns read in this way."));
}

static const SegWork save_work = { N_("saving the mapping"), run_save, saved, NULL, import_free, TRUE, FALSE };

void
seg_plan_save_mapping (SegView *view)
{
	seg_view_run (view, &save_work, import_new (view->state));
}
