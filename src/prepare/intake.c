/* The intake of files: what belongs to a load besides reading the rows, in one transaction over all files. */
#include <config.h>

#include <segscope/clean.h>
#include <segscope/hint.h>
#include <segscope/intake.h>
#include <segscope/rejects.h>
#include <segscope/text.h>
#include <segscope/result_match.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LOADING_SHARE 0.9 /* of the time, beside cleaning and policies */
#define REASONS_SHOWN 3

/* How many rejects are too many ----------------------------------------------------------------------------------------- */

gboolean
seg_intake_limit_rejects (SegIntakeOptions *options, const char *text, GError **error)
{
	g_autofree char *number = g_strstrip (g_strdup (text));
	gboolean is_share = g_str_has_suffix (number, "%");
	char *end;
	double value;

	if (is_share)
		number[strlen (number) - 1] = '\0';
	value = g_ascii_strtod (g_strchomp (number), &end);
	if (end == number || *end != '\0' || !(value >= 0) || (is_share ? value > 100 : value != floor (value) || value > 1e15)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("The most rows that may be set aside are a number (20) or a share of the file (5%%), not \"%s\""), text);
		return FALSE;
	}
	options->most_rejects = is_share ? -1 : (gint64) value;
	options->most_rejects_share = is_share ? value / 100 : -1;
	return TRUE;
}

/* Adds the commonest reasons of @source_id to @reasons. */
static gboolean
add_reasons (SegWorkspace *workspace, gint64 source_id, SegJob *job, GPtrArray *reasons, GError **error)
{
	g_autoptr (GPtrArray) all = seg_reject_reasons (workspace, &(SegRejectFilter) { .source_id = source_id }, job, error);

	if (all == NULL)
		return FALSE;
	if (all->len > REASONS_SHOWN)
		g_ptr_array_set_size (all, REASONS_SHOWN);
	g_ptr_array_extend_and_steal (reasons, g_steal_pointer (&all));
	return TRUE;
}

static char *
list_reasons (SegWorkspace *workspace, gint64 source_id)
{
	g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (seg_reject_reason_free);
	GString *list = g_string_new (NULL);

	if (!add_reasons (workspace, source_id, NULL, reasons, NULL))
		return g_string_free (list, FALSE);
	for (guint i = 0; i < reasons->len; i++) {
		g_autofree char *sentence = seg_reject_reason_sentence (reasons->pdata[i]);

		g_string_append_printf (list, "%s%s", i > 0 ? "; " : "", sentence);
	}
	return g_string_free (list, FALSE);
}

static gboolean
check_rejects (SegWorkspace *workspace, const SegImportPlan *plan, const SegIntakeOptions *options, const SegImportResult *result,
               GError **error)
{
	gint64 n = result->rows_rejected + result->values_rejected;
	g_autofree char *count = NULL, *rows = NULL, *reasons = NULL, *allowed = NULL;

	if ((options->most_rejects < 0 || n <= options->most_rejects)
	    && (options->most_rejects_share < 0 || (double) n <= options->most_rejects_share * (double) result->rows_read))
		return TRUE;
	count = seg_format_integer (n);
	rows = seg_format_integer (result->rows_read);
	reasons = list_reasons (workspace, result->source_id);
	allowed = options->most_rejects >= 0 ? seg_format_integer (options->most_rejects)
	                                     : seg_format_share (options->most_rejects_share);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             seg_hint (_("%s: of %s rows, %s would be set aside or lose a value, and no more than %s may be; nothing was changed. First %s. Correct "
	                         "the file or how it is read, or allow more (--max-rejects)"),
	                       _("%s: of %s rows, %s would be set aside or lose a value, and no more than %s may be; nothing was changed. First %s. Correct "
	                         "the file or how it is read, or allow more (x in the plan)")),
	             plan->path, rows, count, allowed, reasons);
	return FALSE;
}

/* The load -------------------------------------------------------------------------------------------------------------- */

/* Files of the same columns that are loaded together are one list: who is missing from it is known at the last of them. */
static void
join_lists (SegImportPlan *const *plans, gsize n_plans, gsize i, gint64 first_source)
{
	plans[i]->listed_since = first_source;
	plans[i]->list_goes_on = FALSE;
	for (gsize j = i + 1; j < n_plans && !plans[i]->list_goes_on; j++)
		plans[i]->list_goes_on = seg_import_plan_same_list (plans[i], plans[j]);
}

static gboolean
load_files (SegWorkspace *workspace, SegImportPlan *const *plans, gsize n_plans, const SegIntakeOptions *options, SegJob *job,
            SegImportResult *results, gboolean *changed, GError **error)
{
	gint64 first_source = 0;

	for (gsize i = 0; i < n_plans; i++) {
		SegJobSpan span = seg_job_enter (job, LOADING_SHARE * (double) i / (double) n_plans,
		                                 LOADING_SHARE * (double) (i + 1) / (double) n_plans);

		join_lists (plans, n_plans, i, first_source);
		if (!seg_import_run (workspace, plans[i], FALSE, job, &results[i], error)
		    || !check_rejects (workspace, plans[i], options, &results[i], error))
			return FALSE;
		if (options->reasons != NULL && !results[i].already_imported
		    && !add_reasons (workspace, results[i].source_id, job, options->reasons, error))
			return FALSE;
		seg_job_leave (job, span);
		*changed = *changed || !results[i].already_imported;
		if (first_source == 0 && !results[i].already_imported)
			first_source = results[i].source_id;
	}
	return TRUE;
}

static gboolean
choose_policy (SegWorkspace *workspace, const SegOrdersPolicy *chosen, gboolean *changed, GError **error)
{
	SegOrdersPolicy present;

	if (!seg_orders_policy (workspace, &present, error))
		return FALSE;
	*changed = *changed || memcmp (&present, chosen, sizeof present) != 0;
	return seg_orders_set_policy (workspace, chosen, error);
}

/* Files are merged with what was imported, not with what was cleaned. */
static gboolean
withdraw_recipe (SegWorkspace *workspace, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.02);
	gboolean withdrawn;

	seg_workspace_watch (workspace, job);
	withdrawn = seg_recipe_withdraw (workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	seg_job_leave (job, span);
	return withdrawn;
}

/* The policy for orders first: the recipe cleans what it left. */
static gboolean
apply_policy (SegWorkspace *workspace, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, LOADING_SHARE, 1);
	gboolean applied;

	seg_workspace_watch (workspace, job);
	applied = seg_orders_apply (workspace, job, error) && seg_recipe_apply (workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	seg_job_leave (job, span);
	return applied;
}

/* Who is one person is known again. */
static gboolean
match_results (SegWorkspace *workspace, gsize n_plans, SegImportResult *results, GError **error)
{
	for (gsize i = 0; i < n_plans; i++)
		if (!results[i].already_imported && !seg_import_match_results (workspace, &results[i], error))
			return FALSE;
	return TRUE;
}

/* All of it inside the transaction. @changed: whether any file brought something. */
static gboolean
take_in (SegWorkspace *workspace, SegImportPlan *const *plans, gsize n_plans, const SegIntakeOptions *options, SegJob *job,
         SegImportResult *results, gboolean *changed, GError **error)
{
	if (!withdraw_recipe (workspace, job, error) || !seg_orders_withdraw (workspace, job, error)
	    || (options->orders != NULL && !choose_policy (workspace, options->orders, changed, error))
	    || !load_files (workspace, plans, n_plans, options, job, results, changed, error))
		return FALSE;
	if (!*changed)
		return TRUE;
	for (gsize i = 0; i < n_plans; i++)
		if (!results[i].already_imported && !seg_import_plan_remember (plans[i], workspace, error))
			return FALSE;
	return seg_job_proceed (job, LOADING_SHARE, NULL, error) && apply_policy (workspace, job, error) && match_results (workspace, n_plans, results, error);
}

/* "import of events.csv", "import of 3 files" */
static char *
describe (SegImportPlan *const *plans, gsize n_plans)
{
	g_autofree char *name = n_plans == 1 ? g_path_get_basename (plans[0]->path) : NULL;
	g_autofree char *valid = name != NULL ? g_utf8_make_valid (name, -1) : NULL;

	return valid != NULL ? g_strdup_printf (_("import of %s"), valid) : g_strdup_printf (_("import of %zu files"), n_plans);
}

static gboolean
run (SegWorkspace *workspace, SegImportPlan *const *plans, gsize n_plans, const SegIntakeOptions *options, SegJob *job,
     SegImportResult *found, GError **error)
{
	g_autofree char *what = describe (plans, n_plans);
	g_autoptr (SegUnfinished) work = seg_work_begin (workspace, what, error);
	g_autoptr (SegTransaction) transaction = work != NULL ? seg_transaction_begin (workspace, error) : NULL;
	gboolean changed = FALSE;

	if (transaction == NULL || !take_in (workspace, plans, n_plans, options, job, found, &changed, error)
	    || !seg_workspace_execute (workspace, "DROP TABLE IF EXISTS temp.order_line; DROP TABLE IF EXISTS temp.order_alone", error)) /* was for the policy alone */
		return FALSE;
	return !changed || options->dry_run
	       || (seg_work_end (work, error) && seg_transaction_commit (g_steal_pointer (&transaction), error));
}

gboolean
seg_intake_run (SegWorkspace *workspace, SegImportPlan *const *plans, gsize n_plans, const SegIntakeOptions *options, SegJob *job,
                SegImportResult *results, GError **error)
{
	static const SegIntakeOptions as_usual = SEG_INTAKE_OPTIONS_INIT;
	g_autofree SegImportResult *found = g_new0 (SegImportResult, n_plans);
	gboolean fine;

	for (gsize i = 0; i < n_plans; i++)
		if (!seg_import_plan_check (plans[i], error))
			return FALSE;
	seg_workspace_begin_bulk (workspace);
	fine = run (workspace, plans, n_plans, options != NULL ? options : &as_usual, job, found, error);
	seg_workspace_end_bulk (workspace);
	if (fine)
		memcpy (results, found, n_plans * sizeof *found);
	return fine;
}
