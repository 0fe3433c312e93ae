#include <config.h>
#include "commands.h"

#include <glib/gi18n.h>

static void
fill (SegTable *table, const GPtrArray *entries)
{
	seg_table_column (table, "at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "who", _("Who"), SEG_CELL_TEXT);
	seg_table_column (table, "action", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "object", _("To what"), SEG_CELL_TEXT);
	seg_table_column (table, "program_version", _("Program"), SEG_CELL_TEXT);
	seg_table_column (table, "detail", _("Details"), SEG_CELL_TEXT);
	for (guint i = 0; i < entries->len; i++) {
		const SegAuditEntry *entry = entries->pdata[i];

		seg_table_integer (table, entry->at);
		seg_table_text (table, entry->who);
		seg_table_text (table, entry->action);
		seg_table_text (table, entry->object);
		seg_table_text (table, entry->program_version);
		seg_table_text (table, entry->detail);
	}
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (!seg_cli_parse (command, NULL, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	if (workspace == NULL || (entries = seg_audit_list (workspace, 0, G_MAXINT64, error)) == NULL)
		return FALSE;
	fill (table, entries);
	seg_table_print (table, common.output);
	return TRUE;
}

const SegCommand seg_command_audit = {
	"audit", "WORKSPACE", N_("Show who did what in a workspace, and when"), NULL, run
};
