#include <config.h>
#include "commands.h"

#include <segscope/ingest.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

static void
fill (SegTable *table, const GPtrArray *rejects)
{
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "line", _("Line"), SEG_CELL_INTEGER);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Why"), SEG_CELL_TEXT);
	seg_table_column (table, "row", _("The row"), SEG_CELL_TEXT);
	for (guint i = 0; i < rejects->len; i++) {
		const SegReject *reject = rejects->pdata[i];

		seg_table_text (table, reject->source);
		seg_table_integer (table, reject->line);
		seg_table_text (table, reject->column);
		seg_table_text (table, reject->reason);
		seg_table_text (table, reject->raw);
	}
}

static gboolean
print (const SegCommonOptions *common, SegWorkspace *workspace, gint64 source, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) rejects = NULL;
	g_autoptr (SegTable) table = seg_table_new ();
	g_autofree char *shown = NULL, *all = NULL;
	gint64 count;

	if (!seg_rejects_count (workspace, source, &count, error)
	    || (rejects = seg_rejects (workspace, source, offset, limit, error)) == NULL)
		return FALSE;
	if (count == 0) {
		seg_cli_say (common, _("Nothing was set aside."));
		if (common->output == SEG_OUTPUT_TABLE)
			return TRUE;
	}
	fill (table, rejects);
	seg_table_print (table, common->output);
	shown = seg_format_integer (rejects->len);
	all = seg_format_integer (count);
	if (rejects->len < count)
		seg_cli_remark (common, _("%s of %s; see more with --limit and --offset, or all with --limit 0"), shown, all);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gint64 source = 0, offset = 0, limit = -1;
	const GOptionEntry entries[] = {
		{ "source", 0, 0, G_OPTION_ARG_INT64, &source, N_("Only of this file (its number in segscope info)"), "N" },
		{ "limit", 0, 0, G_OPTION_ARG_INT64, &limit, N_("So many rows; 0: all (100 in a table, all in csv and json)"), "N" },
		{ "offset", 0, 0, G_OPTION_ARG_INT64, &offset, N_("Without the first N"), "N" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autoptr (SegWorkspace) workspace = NULL;

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (limit < 0)
		limit = common.output == SEG_OUTPUT_TABLE ? 100 : 0;
	workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	return workspace != NULL && print (&common, workspace, source, offset, limit > 0 ? limit : G_MAXINT64, error);
}

const SegCommand seg_command_rejects = {
	"rejects", "WORKSPACE", N_("List the rows that imports have set aside, with the reason of each"),
	N_("  segscope rejects shop.seg --output csv > to-correct.csv"), run
};
