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

#define REPEATED 5 /* among the counts below */

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
		if (i == REPEATED && plan->role->entity == NULL)
			seg_table_missing (table); /* of events the quality report counts them */
		else
			seg_table_integer (table, counts[i]);
}

/* The commonest faults of the file, and where the others are. */
static void
say_rejects (const SegCommonOptions *common, SegWorkspace *workspace, const SegImportResult *result, const GPtrArray *reasons, gboolean dry_run)
{
	if (result->already_imported || result->rows_rejected + result->values_rejected == 0)
		return;
	for (guint i = 0; i < reasons->len; i++) {
		const SegRejectReason *reason = reasons->pdata[i];
		g_autofree char *sentence = reason->source_id == result->source_id ? seg_reject_reason_sentence (reason) : NULL;

		if (sentence != NULL)
			seg_cli_say (common, "    %s", sentence);
	}
	if (!dry_run)
		seg_cli_say (common, _("    see them all: segscope rejects %s"), seg_workspace_path (workspace));
}

static void
say_result (const SegCommonOptions *common, const SegImportPlan *plan, const SegImportResult *result)
{
	g_autoptr (GPtrArray) sentences = seg_import_result_sentences (plan, result);

	for (guint i = 0; i < sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) sentences->pdata[i]);
}

void
seg_cli_print_import (const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *plans, const SegImportResult *results,
                      const GPtrArray *reasons, gboolean dry_run)
{
	g_autoptr (SegTable) table = seg_table_new ();

	declare_results (table);
	for (guint i = 0; i < plans->len; i++) {
		add_result (table, plans->pdata[i], &results[i]);
		say_result (common, plans->pdata[i], &results[i]);
		say_rejects (common, workspace, &results[i], reasons, dry_run);
	}
	if (dry_run)
		seg_cli_say (common, _("This was a trial: nothing was kept. Without --dry-run it is loaded."));
	else if (common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
}
