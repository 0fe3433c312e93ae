/* segscope features definitions and forget. */
#include <config.h>
#include "commands.h"
#include "features_own.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

const SegCommand *
seg_cli_features_action (const char *word)
{
	static const SegCommand *const actions[] = {
		&seg_command_features_define, &seg_command_features_change, &seg_command_features_forget, &seg_command_features_definitions,
	};

	for (gsize i = 0; word != NULL && i < G_N_ELEMENTS (actions); i++)
		if (strcmp (actions[i]->name + strlen ("features "), word) == 0)
			return actions[i];
	return NULL;
}

/* Definitions ------------------------------------------------------------------------------------------------------------- */

static void
print_definitions (const SegCommonOptions *common, const GPtrArray *owns)
{
	g_autoptr (SegTable) table = seg_table_new ();

	if (owns->len == 0 && common->output == SEG_OUTPUT_TABLE) {
		seg_cli_say (common, _("There are no own features yet; segscope features define --help says how to make one."));
		return;
	}
	seg_table_column (table, "feature", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "label", _("In words"), SEG_CELL_TEXT);
	seg_table_column (table, "unit", _("Unit"), SEG_CELL_TEXT);
	seg_table_column (table, "scaling", _("Scaling"), SEG_CELL_TEXT);
	seg_table_column (table, "missing", _("Missing"), SEG_CELL_TEXT);
	seg_table_column (table, "definition", _("Definition"), SEG_CELL_TEXT);
	seg_table_column (table, "fault", _("Cannot be computed, as"), SEG_CELL_TEXT);
	for (guint i = 0; i < owns->len; i++) {
		const SegOwnFeature *own = owns->pdata[i];
		g_autofree char *label = seg_own_feature_label (own), *unit = seg_own_feature_unit (own), *words = seg_own_feature_words (own);

		seg_table_text (table, own->name);
		seg_table_text (table, label);
		seg_table_text (table, unit);
		seg_table_text (table, seg_scaling_name (own->scaling));
		seg_table_text (table, seg_fill_name (own->fill));
		seg_table_text (table, words);
		seg_table_text (table, own->fault);
	}
	seg_table_print (table, common->output);
}

static gboolean
print_names (const SegCommonOptions *common, SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	seg_table_column (table, "where", _("Stands in"), SEG_CELL_TEXT);
	seg_table_column (table, "type", _("Type"), SEG_CELL_TEXT);
	seg_table_column (table, "meaning", _("Meaning"), SEG_CELL_TEXT);
	for (int events = 0; events < 2; events++) {
		g_autoptr (GPtrArray) names = seg_own_names (workspace, events, error);

		if (names == NULL)
			return FALSE;
		for (guint i = 0; i < names->len; i++) {
			const SegOwnName *name = names->pdata[i];

			seg_table_text (table, name->name);
			seg_table_text (table, !events ? "--expression" : name->in_filters ? "--where, --of" : "--of");
			seg_table_text (table, name->is_number ? _("number") : _("text"));
			seg_table_text (table, name->meaning);
		}
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
export (const SegCommonOptions *common, const GPtrArray *owns, const char *path, GError **error)
{
	g_autofree char *text = seg_own_features_to_text (owns);
	g_autoptr (GString) lines = g_string_new (text);
	g_autoptr (SegCsvFile) file = seg_csv_file_create (path, FALSE, error);

	if (file == NULL || !seg_csv_file_write (file, lines, error) || !seg_csv_file_finish (g_steal_pointer (&file), error))
		return FALSE;
	seg_cli_remark (common, g_dngettext (GETTEXT_PACKAGE, "%u definition is in %s", "%u definitions are in %s", owns->len), owns->len, path);
	return TRUE;
}

static gboolean
run_definitions (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	g_autofree char *path = NULL;
	gboolean names = FALSE;
	const GOptionEntry entries[] = {
		{ "names", 0, 0, G_OPTION_ARG_NONE, &names, N_("List the names that may stand in definitions"), NULL },
		{ "export", 0, 0, G_OPTION_ARG_FILENAME, &path, N_("Write the definitions to a file, for features define --file"), "FILE" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GPtrArray) owns = NULL;

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if ((workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error)) == NULL)
		return FALSE;
	if (names)
		return print_names (&common, workspace, error);
	if ((owns = seg_own_features (workspace, error)) == NULL)
		return FALSE;
	if (path != NULL)
		return export (&common, owns, path, error);
	print_definitions (&common, owns);
	return TRUE;
}

const SegCommand seg_command_features_definitions = {
	"features definitions", "WORKSPACE", N_("List the features of your own, or the names that may stand in them"),
	N_("  segscope features definitions shop.seg\n"
	   "  segscope features definitions shop.seg --names\n"
	   "  segscope features definitions shop.seg --export own-features.ini"),
	run_definitions
};

/* Forget ------------------------------------------------------------------------------------------------------------------- */

static gboolean
run_forget (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gboolean force = FALSE;
	const GOptionEntry entries[] = {
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_("Also when feature sets or segmentations use it"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autoptr (SegWorkspace) workspace = NULL;

	if (!seg_cli_parse (command, entries, 2, 2, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if ((workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_WRITE, error)) == NULL
	    || !seg_own_feature_forget (workspace, argv[2], force, error))
		return FALSE;
	seg_cli_say (&common, _("Forgot %s"), argv[2]);
	return TRUE;
}

const SegCommand seg_command_features_forget = {
	"features forget", "WORKSPACE NAME", N_("Forget a feature of your own"),
	N_("One that feature sets, segmentations or other own features use is not forgotten; with --force it is taken out of the sets.\n"
	   "Segmentations made with it stay, and are out of date.\n\n"
	   "  segscope features forget shop.seg spend_per_order"),
	run_forget
};
