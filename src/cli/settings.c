/* segscope settings: what the person likes, listed and changed. */
#include <config.h>
#include "commands.h"

#include <segscope/settings.h>

#include <glib/gi18n.h>

static void
list_settings (const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "setting", _("Setting"), SEG_CELL_TEXT);
	seg_table_column (table, "value", _("Value"), SEG_CELL_TEXT);
	seg_table_column (table, "possible", _("Possible"), SEG_CELL_TEXT);
	seg_table_column (table, "meaning", _("Meaning"), SEG_CELL_TEXT);
	for (guint i = 0; i < SEG_N_SETTINGS; i++) {
		g_autofree char *names = seg_setting_value_names ((SegSettingId) i);

		seg_table_text (table, seg_settings[i].name);
		seg_table_text (table, seg_setting ((SegSettingId) i));
		seg_table_text (table, names);
		seg_table_text (table, _(seg_settings[i].meaning));
	}
	seg_table_print (table, common->output);
	seg_cli_say (common, _("\nKept in %s"), seg_settings_path ());
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	SegSettingId id;

	if (!seg_cli_parse (command, NULL, 0, 2, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (argc == 1) {
		list_settings (&common);
		return TRUE;
	}
	if (!seg_setting_find (argv[1], &id, error))
		return FALSE;
	if (argc == 3)
		return seg_setting_set (id, argv[2], error);
	seg_cli_say (&common, "%s", seg_setting (id));
	return TRUE;
}

const SegCommand seg_command_settings = {
	"settings", "[NAME [VALUE]]", N_("Show or change what you like: language, colours, characters, mouse, numbers, dates"),
	N_("Without arguments all settings are listed, with a name its value is printed, with a value it is set, for all workspaces.\n"
	   "In the interface the key , does the same. The file may also be edited by hand; keys of the interface are chosen there:\n\n"
	   "  [interface]\n"
	   "  language=zh_CN\n"
	   "  scheme=high-contrast\n\n"
	   "  [keys]\n"
	   "  palette=;\n"),
	run
};
