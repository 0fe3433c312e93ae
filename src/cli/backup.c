#include <config.h>
#include "commands.h"

#include <segscope/maintenance.h>

#include <glib/gi18n.h>

static gboolean
back_up (const SegCommonOptions *common, char **argv, const SegBackupOptions *options, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (SegJob) job = NULL;
	g_autofree char *shown = NULL;
	gint64 size;

	if (workspace == NULL)
		return FALSE;
	job = seg_cli_job (common);
	if (!seg_workspace_backup (workspace, argv[2], options, job, &size, error))
		return FALSE;
	shown = g_format_size ((guint64) size);
	seg_cli_say (common, _("%s is a copy of %s (%s), read through and whole"), argv[2], argv[1], shown);
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "bytes", _("Bytes"), SEG_CELL_INTEGER);
	seg_table_text (table, argv[2]);
	seg_table_integer (table, size);
	if (common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	SegBackupOptions options = { FALSE, FALSE };
	const GOptionEntry entries[] = {
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &options.replace, N_("Replace an older copy of that name"), NULL },
		{ "compact", 0, 0, G_OPTION_ARG_NONE, &options.compact, N_("Leave out the space that deleted rows take"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	return seg_cli_parse (command, entries, 2, 2, &argc, &argv, &common, error)
	       && (argc == 0 || back_up (&common, argv, &options, error));
}

const SegCommand seg_command_backup = {
	"backup", "WORKSPACE FILE", N_("Copy a workspace, also while another segscope writes to it"),
	N_("The copy is the workspace as it is at this moment. It is read through before it gets its name; its mode is 0600. With cp a copy can\n"
	   "be half of two moments.\n"
	   "\n"
	   "  segscope backup shop.seg shop-monday.seg"),
	run
};
