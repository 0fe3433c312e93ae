/* What a load has changed, bad news first. */
#include <config.h>
#include "import.h"

#include <segscope/rejects.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

/* Showing the result --------------------------------------------------------------------------------------------------- */

static void
declare_results (SegTable *table)
{
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "role", _("Role"), SEG_CELL_TEXT);
	seg_table_column (table, "already_imported", _("Imported before"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_read", _("Rows"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_loaded", _("Loaded"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_rejected", _("Set aside"), SEG_CELL_INTEGER);
	seg_table_column (table, "values_rejected", _("Values left out"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_repeated", _("Repeated"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_known", _("Known"), SEG_CELL_INTEGER);
	seg_table_column (table, "new_users", _("New users"), SEG_CELL_INTEGER);
	seg_table_column (table, "changed_users", _("Changed users"), SEG_CELL_INTEGER);
	seg_table_column (table, "unchanged_users", _("Unchanged users"), SEG_CELL_INTEGER);
	seg_table_column (table, "vanished_users", _("Vanished users"), SEG_CELL_INTEGER);
	seg_table_column (table, "named_users", _("Users now named"), SEG_CELL_INTEGER);
	seg_table_column (table, "new_items", _("New items"), SEG_CELL_INTEGER);
	seg_table_column (table, "changed_items", _("Changed items"), SEG_CELL_INTEGER);
	seg_table_column (table, "unchanged_items", _("Unchanged items"), SEG_CELL_INTEGER);
	seg_table_column (table, "vanished_items", _("Vanished items"), SEG_CELL_INTEGER);
	seg_table_column (table, "named_items", _("Items now named"), SEG_CELL_INTEGER);
	seg_table_column (table, "new_events", _("New events"), SEG_CELL_INTEGER);
	seg_table_column (table, "unknown_users", _("Unknown users"), SEG_CELL_INTEGER);
	seg_table_column (table, "unknown_items", _("Unknown items"), SEG_CELL_INTEGER);
	seg_table_column (table, "rejects_taken_up", _("Taken up again"), SEG_CELL_INTEGER);
}

static void
add_result (SegTable *table, const SegImportPlan *plan, const SegImportResult *result)
{
	const gint64 counts[] = {
		result->already_imported, result->rows_read, result->rows_loaded, result->rows_rejected, result->values_rejected,
		result->rows_repeated, result->rows_known, result->new_users, result->changed_users, result->unchanged_users,
		result->vanished_users, result->named_users, result->new_items, result->changed_items, result->unchanged_items,
		result->vanished_items, result->named_items, result->new_events, result->unknown_users, result->unknown_items,
		result->rejects_taken_up,
	};

	seg_table_text (table, plan->path);
	seg_table_text (table, plan->role->name);
	for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
		seg_table_integer (table, counts[i]);
}

/* The first rows set aside, and where the others are. */
static gboolean
say_rejects (const SegCommonOptions *common, SegWorkspace *workspace, const SegImportResult *result, GError **error)
{
	g_autoptr (GPtrArray) rejects = NULL;

	if (result->already_imported || result->rows_rejected + result->values_rejected == 0)
		return TRUE;
	rejects = seg_rejects (workspace, &(SegRejectFilter) { .source_id = result->source_id }, 0, 3, error);
	if (rejects == NULL)
		return FALSE;
	for (guint i = 0; i < rejects->len; i++) {
		const SegReject *reject = rejects->pdata[i];

		seg_cli_say (common, _("    line %" G_GINT64_FORMAT "%s%s: %s"), reject->line, reject->column != NULL ? ", " : "",
		             reject->column != NULL ? reject->column : "", reject->reason);
	}
	if (rejects->len > 0)
		seg_cli_say (common, _("    see them all: segscope rejects %s"), seg_workspace_path (workspace));
	return TRUE;
}

static gboolean
say_result (const SegCommonOptions *common, SegWorkspace *workspace, const SegImportPlan *plan, const SegImportResult *result,
            GError **error)
{
	g_autoptr (GPtrArray) sentences = seg_import_result_sentences (plan, result);

	for (guint i = 0; i < sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) sentences->pdata[i]);
	return say_rejects (common, workspace, result, error);
}

gboolean
seg_cli_print_import (const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *plans, const SegImportResult *results,
                      gboolean dry_run, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();

	declare_results (table);
	for (guint i = 0; i < plans->len; i++) {
		add_result (table, plans->pdata[i], &results[i]);
		if (!say_result (common, workspace, plans->pdata[i], &results[i], error))
			return FALSE;
	}
	if (common->output != SEG_OUTPUT_TABLE && !dry_run)
		seg_table_print (table, common->output);
	return TRUE;
}
