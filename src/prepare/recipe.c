/* The recipe: applying its steps, and changing it. A change is withdraw, change, apply in one transaction; only a step that comes
 * last is simply applied on top. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Applying ---------------------------------------------------------------------------------------------------------------------- */

/* Whether a step that fails with @why is skipped in a replay: its data are not what they were. Trouble with the file or a wish to
 * stop is no such reason. */
static gboolean
may_skip (const GError *why)
{
	return g_error_matches (why, SEG_ERROR, SEG_ERROR_USAGE) || g_error_matches (why, SEG_ERROR, SEG_ERROR_ARGUMENT)
	       || g_error_matches (why, SEG_ERROR, SEG_ERROR_DATA);
}

/* Half of a step is never kept: it runs in a transaction of its own inside the whole. */
static gboolean
run_one (SegWorkspace *workspace, SegStep *step, SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStepRun) run = transaction != NULL ? seg_step_run_new (workspace, step, job, error) : NULL;

	return run != NULL && seg_step_run (run, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
apply_step (SegWorkspace *workspace, SegStep *step, SegJob *job, GError **error)
{
	GError *why = NULL;

	if (!run_one (workspace, step, job, &why)) {
		if (!may_skip (why)) {
			g_propagate_error (error, why);
			return FALSE;
		}
		seg_step_effect_clear (&step->effect);
		step->effect.skipped = g_strdup (why->message);
		g_clear_error (&why);
	}
	return seg_recipe_store_effect (workspace, step, error);
}

gboolean
seg_recipe_apply_steps (SegWorkspace *workspace, GPtrArray *steps, gint64 from, gint64 to, SegJob *job, GError **error)
{
	for (gint64 i = from; i <= to; i++) {
		SegStep *step = steps->pdata[i - 1];
		g_autofree char *sentence = seg_step_sentence (step);
		SegJobSpan span;
		gboolean fine;

		if (!seg_job_proceed (job, (double) (i - from) / (double) (to - from + 1), sentence, error))
			return FALSE;
		span = seg_job_enter (job, (double) (i - from) / (double) (to - from + 1), (double) (i - from + 1) / (double) (to - from + 1));
		if (step->enabled) {
			fine = apply_step (workspace, step, job, error);
		} else {
			seg_step_effect_clear (&step->effect);
			fine = seg_recipe_store_effect (workspace, step, error);
		}
		seg_job_leave (job, span);
		if (!fine)
			return FALSE;
	}
	return seg_cells_count_missing (workspace, error) && seg_workspace_make_views (workspace, error);
}

gboolean
seg_recipe_apply (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);
	g_autoptr (SegTransaction) transaction = NULL;

	if (steps == NULL)
		return FALSE;
	if (steps->len == 0)
		return TRUE;
	transaction = seg_transaction_begin (workspace, error);
	return transaction != NULL && seg_recipe_apply_steps (workspace, steps, 1, steps->len, job, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Changing ------------------------------------------------------------------------------------------------------------------------ */

/* A change of the recipe under way. */
typedef struct {
	SegWorkspace   *workspace;
	SegTransaction *transaction;
	GPtrArray      *steps; /* as they are, then as they shall be */
	SegJob         *job;
	SegJobSpan      span;
} SegChange;

static void
change_clear (SegChange *change)
{
	seg_transaction_abandon (change->transaction);
	g_clear_pointer (&change->steps, g_ptr_array_unref);
	seg_workspace_watch (change->workspace, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SegChange, change_clear)

static gboolean
change_begin (SegChange *change, SegWorkspace *workspace, SegJob *job, GError **error)
{
	*change = (SegChange) { .workspace = workspace, .job = job };
	change->transaction = seg_transaction_begin (workspace, error);
	if (change->transaction == NULL || (change->steps = seg_recipe_list (workspace, error)) == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	return TRUE;
}

/* Takes the recipe back, so that it can be changed anywhere. */
static gboolean
change_open (SegChange *change, GError **error)
{
	SegJobSpan span = seg_job_enter (change->job, 0, 0.3);
	gboolean fine = seg_recipe_withdraw (change->workspace, change->job, error);

	seg_job_leave (change->job, span);
	return fine;
}

/* Applies the steps from @from on; @wanted, when it is not NULL, must not be skipped. */
static gboolean
change_end (SegChange *change, gint64 from, const SegStep *wanted, const char *what, GError **error)
{
	SegJobSpan span = seg_job_enter (change->job, from == 1 ? 0.3 : 0, 1);
	gboolean fine = seg_recipe_store_order (change->workspace, change->steps, error)
	                && seg_recipe_apply_steps (change->workspace, change->steps, from, change->steps->len, change->job, error);
	g_autofree char *sentence = NULL;

	seg_job_leave (change->job, span);
	if (!fine)
		return FALSE;
	if (wanted != NULL && wanted->enabled && wanted->effect.skipped != NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, wanted->effect.skipped);
		return FALSE;
	}
	sentence = wanted != NULL ? seg_step_sentence (wanted) : g_strdup (_("cleaning recipe"));
	return seg_audit_add (change->workspace, what, sentence, NULL, error)
	       && seg_transaction_commit (g_steal_pointer (&change->transaction), error);
}

static gint64
place_of (const GPtrArray *steps, gint64 id, GError **error)
{
	for (guint i = 0; i < steps->len; i++)
		if (((const SegStep *) steps->pdata[i])->id == id)
			return i + 1;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The recipe has no such step"));
	return 0;
}

gboolean
seg_recipe_add (SegWorkspace *workspace, SegStep *step, gint64 position, SegJob *job, GError **error)
{
	g_auto (SegChange) change = { 0 };
	SegStep *copy;
	gboolean last;

	if (!change_begin (&change, workspace, job, error))
		return FALSE;
	last = position <= 0 || position > change.steps->len;
	copy = seg_step_copy (step);
	copy->position = last ? (gint64) change.steps->len + 1 : position;
	g_ptr_array_insert (change.steps, (int) copy->position - 1, copy);
	if ((!last && !change_open (&change, error)) || !seg_recipe_store_insert (workspace, copy, error)
	    || !change_end (&change, last ? (gint64) change.steps->len : 1, copy, "clean add", error))
		return FALSE;
	step->id = copy->id;
	step->position = copy->position;
	seg_step_effect_clear (&step->effect);
	step->effect = copy->effect;
	copy->effect = (SegStepEffect) { 0 };
	return TRUE;
}

gboolean
seg_recipe_update (SegWorkspace *workspace, const SegStep *step, SegJob *job, GError **error)
{
	g_auto (SegChange) change = { 0 };
	SegStep *copy;
	gint64 place;

	if (!change_begin (&change, workspace, job, error) || (place = place_of (change.steps, step->id, error)) == 0
	    || !change_open (&change, error) || !seg_recipe_store_update (workspace, step, error))
		return FALSE;
	copy = seg_step_copy (step);
	seg_step_free (change.steps->pdata[place - 1]);
	change.steps->pdata[place - 1] = copy;
	return change_end (&change, 1, copy, "clean change", error);
}

gboolean
seg_recipe_remove (SegWorkspace *workspace, gint64 id, SegJob *job, GError **error)
{
	g_auto (SegChange) change = { 0 };
	gint64 place;

	if (!change_begin (&change, workspace, job, error) || (place = place_of (change.steps, id, error)) == 0
	    || !change_open (&change, error) || !seg_recipe_store_delete (workspace, id, error))
		return FALSE;
	g_ptr_array_remove_index (change.steps, (guint) place - 1);
	return change_end (&change, 1, NULL, "clean remove", error);
}

gboolean
seg_recipe_move (SegWorkspace *workspace, gint64 id, gint64 position, SegJob *job, GError **error)
{
	g_auto (SegChange) change = { 0 };
	gint64 place;
	SegStep *step;

	if (!change_begin (&change, workspace, job, error) || (place = place_of (change.steps, id, error)) == 0
	    || !change_open (&change, error))
		return FALSE;
	step = g_ptr_array_steal_index (change.steps, (guint) place - 1);
	g_ptr_array_insert (change.steps, (int) CLAMP (position, 1, (gint64) change.steps->len + 1) - 1, step);
	return change_end (&change, 1, NULL, "clean move", error);
}

gboolean
seg_recipe_set_enabled (SegWorkspace *workspace, gint64 id, gboolean enabled, SegJob *job, GError **error)
{
	g_auto (SegChange) change = { 0 };
	SegStep *step;
	gint64 place;

	if (!change_begin (&change, workspace, job, error) || (place = place_of (change.steps, id, error)) == 0
	    || !change_open (&change, error))
		return FALSE;
	step = change.steps->pdata[place - 1];
	step->enabled = enabled;
	return seg_recipe_store_update (workspace, step, error) && change_end (&change, 1, NULL, enabled ? "clean on" : "clean off", error);
}

gboolean
seg_recipe_replace (SegWorkspace *workspace, const GPtrArray *steps, SegJob *job, GError **error)
{
	g_auto (SegChange) change = { 0 };

	if (!change_begin (&change, workspace, job, error) || !change_open (&change, error)
	    || !seg_workspace_execute (workspace, "DELETE FROM cleaning_step", error))
		return FALSE;
	g_ptr_array_set_size (change.steps, 0);
	for (guint i = 0; i < steps->len; i++) {
		SegStep *copy = seg_step_copy (steps->pdata[i]);

		g_ptr_array_add (change.steps, copy);
		copy->position = i + 1;
		if (!seg_recipe_store_insert (workspace, copy, error))
			return FALSE;
	}
	return change_end (&change, 1, NULL, "clean replace", error);
}
