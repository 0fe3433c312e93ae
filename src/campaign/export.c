/* An export from beginning to end.
 *
 * 1. Rows are read and written into files without names, within one transaction, so that all files are of one state of the data.
 * 2. What is about to happen to which names is noted in the workspace (table unfinished) and committed.
 * 3. In one transaction the export is put on record, with what became of each person in the ledger of contacts, and the note removed; before it is
 *    committed, files and manifest get their names. When that fails, the names go again.
 * Killed between 2 and the end of 3, the next program that opens the workspace takes back what was done and says so. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 256

typedef struct {
	SegWorkspace        *workspace;
	const SegExportPlan *plan;
	SegJob              *job;
	SegPseudonyms       *pseudonyms;   /* NULL: keys */
	SegExportOutput     *output;
	GHashTable          *group_sizes;  /* name -> guint64*; NULL: groups of all sizes go */
	SegLedgerLog        *ledger;       /* what became of those to be sent to */
	char                *fingerprint, *manifest_sha256;
	SegExport           *result;
} Export;

static void
clear_export (Export *export)
{
	seg_pseudonyms_free (export->pseudonyms);
	seg_export_output_free (export->output);
	g_clear_pointer (&export->group_sizes, g_hash_table_unref);
	seg_ledger_log_free (export->ledger);
	g_free (export->fingerprint);
	g_free (export->manifest_sha256);
	seg_export_free (export->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, clear_export)

/* Rows ----------------------------------------------------------------------------------------------------------------- */

typedef gboolean (*TakeRow) (Export *export, const SegExportRow *row, GError **error);

static gint64
expected_rows (const SegExportPlan *plan)
{
	return (plan->options->arm != SEG_ARM_CONTROL ? plan->campaign->n_send : 0) + (plan->options->arm != SEG_ARM_SEND ? plan->campaign->n_control : 0);
}

static gboolean
each_row (Export *export, TakeRow take, const char *phrase, GError **error)
{
	g_autoptr (SegExportRows) rows = seg_export_rows_new (export->workspace, export->plan, export->pseudonyms, error);
	double n_expected = (double) MAX (expected_rows (export->plan), 1);
	GError *failure = NULL;
	SegExportRow row;
	gint64 n = 0;

	if (rows == NULL)
		return FALSE;
	while (seg_export_rows_next (rows, &row, &failure))
		if (!take (export, &row, error) || (n++ % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (export->job, (double) n / n_expected, phrase, error)))
			return FALSE;
	return seg_query_ended (failure, error);
}

static gboolean
count_group (Export *export, const SegExportRow *row, GError **error)
{
	char *name;
	guint64 *n;

	(void) error;
	if (row->fate != SEG_ROW_GOES || !row->is_reachable)
		return TRUE;
	name = seg_export_group_name (export->plan, row);
	n = g_hash_table_lookup (export->group_sizes, name);
	if (n == NULL)
		g_hash_table_insert (export->group_sizes, g_strdup (name), n = g_new0 (guint64, 1));
	++*n;
	g_free (name);
	return TRUE;
}

static gboolean
is_in_small_group (const Export *export, const SegExportRow *row)
{
	g_autofree char *name = export->group_sizes != NULL ? seg_export_group_name (export->plan, row) : NULL;
	const guint64 *n = name != NULL ? g_hash_table_lookup (export->group_sizes, name) : NULL;

	return n != NULL && *n < (guint64) export->plan->options->smallest_group;
}

/* Where what becomes of people is counted, and what the ledger says of it. */
static gint64 *
count_of (SegExport *result, SegRowFate fate, SegLedgerOutcome *outcome)
{
	const struct { gint64 *count; SegLedgerOutcome outcome; } fates[] = {
		[SEG_ROW_GOES] = { &result->n_rows, SEG_LEDGER_WRITTEN },            [SEG_ROW_CLEANED] = { &result->n_cleaned, SEG_LEDGER_CLEANED },
		[SEG_ROW_WITHDRAWN] = { &result->n_withdrawn, SEG_LEDGER_WITHDRAWN }, [SEG_ROW_CONTACTED] = { &result->n_contacted, SEG_LEDGER_CONTACTED },
		[SEG_ROW_TOO_OFTEN] = { &result->n_too_often, SEG_LEDGER_TOO_OFTEN }, [SEG_ROW_HELD_BACK] = { &result->n_held_back, SEG_LEDGER_HELD_BACK },
		[SEG_ROW_NO_ADDRESS] = { &result->n_unreachable, SEG_LEDGER_NO_ADDRESS },
		[SEG_ROW_SAME_ADDRESS] = { &result->n_same_address, SEG_LEDGER_SAME_ADDRESS },
		[SEG_ROW_SMALL_GROUP] = { &result->n_small, SEG_LEDGER_SMALL_GROUP },
	};

	*outcome = fates[fate].outcome;
	return fates[fate].count;
}

/* What becomes of somebody who is still wanted: the addresses are known by now, and the groups. */
static SegRowFate
last_fate (const Export *export, const SegExportRow *row)
{
	if (row->fate != SEG_ROW_GOES)
		return row->fate;
	return !row->is_reachable ? SEG_ROW_NO_ADDRESS : is_in_small_group (export, row) ? SEG_ROW_SMALL_GROUP : SEG_ROW_GOES;
}

static gboolean
write_row (Export *export, const SegExportRow *row, GError **error)
{
	SegExport *result = export->result;
	SegRowFate fate = last_fate (export, row);
	SegLedgerOutcome outcome;

	*count_of (result, fate, &outcome) += 1;
	if (strcmp (row->arm, SEG_ARM_NAME_CONTROL) != 0)
		seg_ledger_log_add (export->ledger, row->user_id, row->arm, outcome);
	if (row->fate == SEG_ROW_GOES) {
		result->n_invalid += row->n_invalid;
		if (row->n_invalid > 0 && !seg_export_output_left_out (export->output, row, error))
			return FALSE;
	}
	if (fate != SEG_ROW_GOES)
		return TRUE;
	result->n_replaced += row->n_replaced;
	result->n_blank += row->is_blank;
	result->n_wordless += row->is_wordless;
	return seg_export_output_row (export->output, row, error);
}

/* Groups are counted in a reading of their own: who is in a small one is not known before the end. */
static gboolean
count_groups (Export *export, GError **error)
{
	SegJobSpan outer = seg_job_enter (export->job, 0, 0.4);
	GHashTableIter groups;
	gpointer n;

	export->group_sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	if (!each_row (export, count_group, _("counting the groups"), error))
		return FALSE;
	seg_job_leave (export->job, outer);
	g_hash_table_iter_init (&groups, export->group_sizes);
	while (g_hash_table_iter_next (&groups, NULL, &n))
		if (*(const guint64 *) n < (guint64) export->plan->options->smallest_group)
			export->result->n_small_groups++;
	return TRUE;
}

static gboolean
write_rows (Export *export, const char *path, GError **error)
{
	gboolean counted = export->plan->options->smallest_group > 1;
	SegJobSpan outer;

	if (counted && !count_groups (export, error))
		return FALSE;
	export->output = seg_export_output_new (export->workspace, export->plan, path, error);
	if (export->output == NULL)
		return FALSE;
	outer = seg_job_enter (export->job, counted ? 0.4 : 0, 0.9);
	if (!each_row (export, write_row, _("writing the file"), error))
		return FALSE;
	seg_job_leave (export->job, outer);
	if (export->result->n_rows > 0 || export->plan->options->parts == SEG_EXPORT_TOGETHER)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("Nobody is left to be written to a file"));
	return FALSE;
}

/* Files ---------------------------------------------------------------------------------------------------------------- */

static gboolean
write_manifest (Export *export, const char *path, GError **error)
{
	g_autofree char *text = NULL, *manifest = seg_manifest_path (path);
	SegOutFile *file;

	if (!seg_export_output_has_place (export->output))
		return TRUE;
	text = seg_manifest_text (export->plan, export->result, export->fingerprint);
	file = seg_file_set_add (seg_export_output_files (export->output), manifest, error);
	if (file == NULL || !seg_out_file_write (file, text, strlen (text), error) || !seg_out_file_end (file, error))
		return FALSE;
	export->manifest_sha256 = g_strdup (seg_out_file_sha256 (file));
	export->result->manifest = g_canonicalize_filename (manifest, NULL);
	return TRUE;
}

static gboolean
end_files (Export *export, const char *path, GError **error)
{
	g_auto (GStrv) pairs = seg_manifest_pairs (export->plan, export->result, export->fingerprint);

	return seg_export_output_end (export->output, (const char *const *) pairs, export->result, error) && write_manifest (export, path, error);
}

/* Steps 1 and 2. */
static gboolean
prepare_files (Export *export, SegUnfinished *work, const char *path, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (export->workspace, error);
	g_autoptr (GPtrArray) plan = NULL;

	export->fingerprint = transaction != NULL ? seg_workspace_fingerprint (export->workspace, error) : NULL;
	if (export->fingerprint == NULL)
		return FALSE;
	if (export->plan->options->pseudonyms) {
		export->pseudonyms = seg_pseudonyms_open (export->workspace, export->plan->options->new_pseudonym_key, error);
		if (export->pseudonyms == NULL)
			return FALSE;
		export->result->key_id = g_strdup (seg_pseudonyms_key_id (export->pseudonyms));
	}
	if (!write_rows (export, path, error) || !end_files (export, path, error))
		return FALSE;
	plan = seg_file_set_plan (seg_export_output_files (export->output));
	return seg_work_note_files (work, plan, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Step 3. */
static gboolean
put_in_place (Export *export, SegUnfinished *work, GError **error)
{
	SegFileSet *files = seg_export_output_files (export->output);
	gint64 key_row = export->pseudonyms != NULL ? seg_pseudonyms_key_row (export->pseudonyms) : 0;
	g_autoptr (SegTransaction) transaction = NULL;
	SegJobSpan outer = seg_job_enter (export->job, 0.9, 0.99);

	seg_workspace_begin_bulk (export->workspace); /* the people in the ledger are there: they were read before */
	transaction = seg_transaction_begin (export->workspace, error);
	if (transaction == NULL
	    || !seg_export_store (export->workspace, export->plan, export->result, export->manifest_sha256, export->fingerprint, key_row, export->ledger,
	                          export->job, error)
	    || !seg_work_end (work, error))
		return FALSE;
	seg_job_leave (export->job, outer);
	if (!seg_job_proceed (export->job, 0.99, _("putting the files in place"), error))
		return FALSE;
	seg_workspace_watch (export->workspace, NULL); /* from here on it is done or undone, not stopped */
	if (!seg_file_set_place (files, error) || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	seg_file_set_settle (files);
	return TRUE;
}

static SegExport *
run (SegWorkspace *workspace, const SegExportPlan *plan, const char *path, SegJob *job, GError **error)
{
	g_autofree char *name = g_path_get_basename (path), *what = g_strdup_printf (_("export of %s"), name);
	g_autoptr (SegUnfinished) work = seg_work_begin (workspace, what, error);
	g_auto (Export) export = { .workspace = workspace, .plan = plan, .job = job, .ledger = seg_ledger_log_new (), .result = seg_export_new () };

	export.result->campaign = g_strdup (plan->campaign->name);
	export.result->who = g_strdup (g_get_user_name ());
	export.result->at = g_get_real_time () / G_USEC_PER_SEC;
	if (work == NULL || !prepare_files (&export, work, path, error) || !put_in_place (&export, work, error))
		return NULL;
	seg_export_say (plan, export.result);
	seg_job_proceed (job, 1, NULL, NULL);
	return g_steal_pointer (&export.result);
}

SegExport *
seg_campaign_export (SegWorkspace *workspace, const SegCampaign *campaign, const char *path, const SegExportOptions *options, SegJob *job,
                     GError **error)
{
	g_autoptr (SegExportPlan) plan = seg_export_plan_new (workspace, campaign, options, error);
	SegExport *export;

	if (plan == NULL)
		return NULL;
	seg_workspace_watch (workspace, job);
	export = run (workspace, plan, path, job, error);
	seg_workspace_end_bulk (workspace);
	seg_workspace_watch (workspace, NULL);
	return export;
}
