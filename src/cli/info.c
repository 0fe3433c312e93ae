#include <config.h>
#include "commands.h"

#include <segscope/ingest.h>
#include <segscope/recommender.h>

#include <glib/gi18n.h>

static void
add_row (SegTable *table, const char *name, gint64 value)
{
	seg_table_text (table, name);
	seg_table_integer (table, value);
}

static void
fill (SegTable *table, const SegWorkspaceInfo *info)
{
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "count", _("Count"), SEG_CELL_NUMBER);
	add_row (table, _("users"), info->n_users);
	add_row (table, _("users that came with a users file"), info->n_users_listed);
	add_row (table, _("items"), info->n_items);
	add_row (table, _("items that came with an items file"), info->n_items_listed);
	add_row (table, _("events"), info->n_events);
	seg_table_text (table, _("revenue"));
	seg_table_number (table, info->revenue);
	add_row (table, _("reviews and search words"), info->n_reviews);
	add_row (table, _("files imported"), info->n_sources);
	add_row (table, _("rows set aside"), info->n_rows_set_aside);
	add_row (table, _("values left out, their rows kept"), info->n_values_left_out);
	add_row (table, _("cleaning steps"), info->n_cleaning_steps);
	add_row (table, _("users left out by cleaning"), info->n_users_left_out);
	add_row (table, _("items left out by cleaning"), info->n_items_left_out);
	add_row (table, _("events set aside by cleaning and the policy for orders"), info->n_events_set_aside);
	add_row (table, _("feature sets"), info->n_feature_sets);
	add_row (table, _("segmentations"), info->n_segmentations);
	add_row (table, _("campaigns"), info->n_campaigns);
}

/* The files it was made from; only for people, as csv and json hold one table. */
static gboolean
print_sources (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) sources = seg_sources (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (sources == NULL)
		return FALSE;
	if (common->output != SEG_OUTPUT_TABLE || sources->len == 0)
		return TRUE;
	seg_cli_say (common, "%s", "");
	seg_table_column (table, "source", _("File no."), SEG_CELL_INTEGER);
	seg_table_column (table, "path", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "role", _("Role"), SEG_CELL_TEXT);
	seg_table_column (table, "encoding", _("Encoding"), SEG_CELL_TEXT);
	seg_table_column (table, "rows_read", _("Rows"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_loaded", _("Loaded"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows_set_aside", _("Set aside"), SEG_CELL_INTEGER);
	seg_table_column (table, "values_left_out", _("Values left out"), SEG_CELL_INTEGER);
	seg_table_column (table, "imported_at", _("When (UTC)"), SEG_CELL_DATE);
	for (guint i = 0; i < sources->len; i++) {
		const SegSource *source = sources->pdata[i];

		seg_table_integer (table, source->id);
		seg_table_text (table, source->path);
		seg_table_text (table, source->role);
		seg_table_text (table, source->encoding);
		seg_table_integer (table, source->rows_read);
		seg_table_integer (table, source->rows_loaded);
		seg_table_integer (table, source->n_open_rows);
		seg_table_integer (table, source->n_open_values);
		seg_table_integer (table, source->imported_at);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* What recommends, and of when each kept model is: fitted, or brought up to date. */
static gboolean
print_models (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) kept = common->output == SEG_OUTPUT_TABLE ? seg_models_kept (workspace, error) : g_ptr_array_new ();
	g_autoptr (SegTable) table = seg_table_new ();

	if (kept == NULL || kept->len == 0)
		return kept != NULL;
	seg_cli_say (common, "%s", "");
	seg_table_column (table, "recommender", _("Recommender"), SEG_CELL_TEXT);
	seg_table_column (table, "kept", _("Kept"), SEG_CELL_TEXT);
	for (guint i = 0; i < kept->len; i++) {
		g_autofree char *text = seg_kept_model_text (kept->pdata[i]);

		seg_table_text (table, ((const SegKeptModel *) kept->pdata[i])->name);
		seg_table_text (table, text);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegWorkspaceInfo) info = NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (!seg_cli_parse (command, NULL, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	if (workspace == NULL || (info = seg_workspace_info (workspace, error)) == NULL)
		return FALSE;
	seg_cli_say (&common, _("%s: workspace version %d, fingerprint %.12s"), info->path, (int) info->version, info->fingerprint);
	fill (table, info);
	seg_table_print (table, common.output);
	seg_cli_say_orders (&common, workspace);
	return print_sources (&common, workspace, error) && print_models (&common, workspace, error);
}

const SegCommand seg_command_info = {
	"info", "WORKSPACE", N_("Say what a workspace holds"), NULL, run
};
