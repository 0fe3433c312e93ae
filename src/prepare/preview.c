/* What a step would do: it is done, looked at, and rolled back. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static SegCleanPreview *
preview_new (void)
{
	SegCleanPreview *preview = g_new0 (SegCleanPreview, 1);

	preview->examples = g_ptr_array_new_with_free_func (seg_clean_example_free);
	preview->groups = g_ptr_array_new_with_free_func (seg_clean_group_free);
	return preview;
}

void
seg_clean_preview_free (SegCleanPreview *preview)
{
	if (preview == NULL)
		return;
	seg_step_effect_clear (&preview->effect);
	g_ptr_array_unref (preview->examples);
	g_ptr_array_unref (preview->groups);
	g_free (preview->column);
	g_free (preview);
}

/* The histogram ------------------------------------------------------------------------------------------------------------------- */

/* The number column that the step is about first, or NULL. */
static const SegAttribute *
find_numbers (SegStepRun *run)
{
	const char *const *names = seg_step_get_all (run->step, "column");

	for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
		const SegAttribute *attribute = seg_step_run_find (run, names[i]);

		if (attribute != NULL && attribute->type == SEG_TYPE_NUMBER)
			return attribute;
	}
	return NULL;
}

/* What @attribute has after the step; nothing when it is no longer a number. */
static gboolean
read_after (SegStepRun *run, const SegAttribute *attribute, SegValues *values, GError **error)
{
	g_autoptr (GPtrArray) now = seg_attributes (run->workspace, run->entity, error);
	const SegAttribute *found = now != NULL ? seg_attributes_find (now, attribute->name) : NULL;

	if (now == NULL)
		return FALSE;
	return found == NULL || found->type != SEG_TYPE_NUMBER || seg_values_read (run, attribute, values, error);
}

static void
count_bins (const SegValues *values, double low, double high, gint64 *bins)
{
	for (gsize i = 0; i < values->n; i++) {
		double place = high > low ? (values->values[i] - low) / (high - low) * SEG_CLEAN_BINS : 0;

		bins[MIN ((gsize) place, SEG_CLEAN_BINS - 1)]++;
	}
}

static void
draw (SegCleanPreview *preview, const SegAttribute *attribute, const SegValues *before, const SegValues *after)
{
	if (before->n == 0 || after->n == 0)
		return;
	preview->has_histogram = TRUE;
	preview->column = g_strdup (attribute->label);
	preview->low = MIN (before->values[0], after->values[0]);
	preview->high = MAX (before->values[before->n - 1], after->values[after->n - 1]);
	count_bins (before, preview->low, preview->high, preview->before);
	count_bins (after, preview->low, preview->high, preview->after);
}

/* The work ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
observe (SegWorkspace *workspace, SegStep *step, SegCleanPreview *preview, SegJob *job, GError **error)
{
	SegStepWitness witness = { preview->examples, preview->groups };
	g_autoptr (SegStepRun) run = seg_step_run_new (workspace, step, job, error);
	g_auto (SegValues) before = { 0 }, after = { 0 };
	const SegAttribute *numbers;

	if (run == NULL || !seg_step_run_check (run, error))
		return FALSE;
	run->witness = &witness;
	numbers = find_numbers (run);
	if ((numbers != NULL && !seg_values_read (run, numbers, &before, error)) || !seg_step_run (run, error)
	    || (numbers != NULL && !read_after (run, numbers, &after, error)))
		return FALSE;
	if (numbers != NULL)
		draw (preview, numbers, &before, &after);
	preview->effect = step->effect;
	step->effect = (SegStepEffect) { 0 };
	return TRUE;
}

/* Brings the workspace to the state that @step would find: all steps before it. */
static gboolean
approach (SegWorkspace *workspace, SegStep *step, gint64 position, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);
	gint64 before;

	if (steps == NULL)
		return FALSE;
	for (guint i = 0; i < steps->len && step->id != 0; i++)
		if (((const SegStep *) steps->pdata[i])->id == step->id)
			position = i + 1;
	before = position <= 0 ? steps->len : MIN (position - 1, steps->len);
	if (before < steps->len && (!seg_recipe_withdraw (workspace, job, error)
	                            || !seg_recipe_apply_steps (workspace, steps, 1, before, job, error)))
		return FALSE;
	step->position = before + 1;
	return step->id != 0 || seg_recipe_store_insert (workspace, step, error);
}

SegCleanPreview *
seg_recipe_preview (SegWorkspace *workspace, const SegStep *step, gint64 position, SegJob *job, GError **error)
{
	g_autoptr (SegStep) copy = seg_step_copy (step);
	g_autoptr (SegCleanPreview) preview = preview_new ();
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	SegJobSpan span;
	gboolean fine;

	if (transaction == NULL)
		return NULL;
	seg_workspace_watch (workspace, job);
	span = seg_job_enter (job, 0, 0.6);
	fine = approach (workspace, copy, position, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.6, 1);
	fine = fine && observe (workspace, copy, preview, job, error);
	seg_job_leave (job, span);
	seg_workspace_watch (workspace, NULL);
	return fine ? g_steal_pointer (&preview) : NULL;
}
