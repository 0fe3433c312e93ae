/* segscope uses: what depends on a segmentation, a segment or a rule, and what a change would do to it. */
#include <config.h>
#include "commands.h"

#include <segscope/uses.h>

#include <glib/gi18n.h>
#include <string.h>

static const char *const changes[] = {
	[SEG_CHANGE_NOTHING] = "nothing", [SEG_CHANGE_NAME] = "name", [SEG_CHANGE_DELETE] = "delete", [SEG_CHANGE_MERGE] = "merge",
	[SEG_CHANGE_USERS] = "users"
};

static gboolean
read_change (const char *text, SegChange *change, GError **error)
{
	*change = SEG_CHANGE_NOTHING;
	for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (changes); i++)
		if (strcmp (changes[i], text) == 0) {
			*change = (SegChange) i;
			return TRUE;
		}
	if (text != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--change takes name, delete, merge or users"));
	return text == NULL;
}

static GPtrArray *
find_uses (SegWorkspace *workspace, char **names, const char *rule_name, SegChange change, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (SegRule) rule = NULL;
	const SegSegment *segment = NULL;

	if (rule_name != NULL)
		return (rule = seg_rule_load (workspace, rule_name, error)) != NULL ? seg_rule_where_used (workspace, rule, change, error) : NULL;
	segmentation = seg_segmentation_load (workspace, names[0], error);
	if (segmentation == NULL || (names[0] != NULL && names[1] != NULL && (segment = seg_segmentation_find (segmentation, names[1], error)) == NULL))
		return NULL;
	return seg_segment_uses (workspace, segmentation, segment != NULL ? segment->id : 0, change, error);
}

static void
print (const GPtrArray *uses, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	if (uses->len == 0)
		seg_cli_remark (common, _("Nothing: no campaign, rule, card or feature would notice a change."));
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "how", _("How"), SEG_CELL_TEXT);
	seg_table_column (table, "happens", _("What becomes of it"), SEG_CELL_TEXT);
	seg_table_column (table, "blocks", _("In the way"), SEG_CELL_TEXT);
	for (guint i = 0; i < uses->len; i++) {
		const SegUse *use = uses->pdata[i];

		seg_table_text (table, use->what);
		seg_table_text (table, use->how);
		seg_table_text (table, use->happens);
		seg_table_text (table, use->blocks ? _("yes") : "");
	}
	seg_table_print (table, common->output);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	g_autofree char *rule = NULL, *change_name = NULL;
	const GOptionEntry entries[] = {
		{ "rule", 'r', 0, G_OPTION_ARG_STRING, &rule, N_("Of this rule instead"), "NAME" },
		{ "change", 'c', 0, G_OPTION_ARG_STRING, &change_name, N_("What would happen: name, delete, merge (into another), users (others in it)"), "CHANGE" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	SegCommonOptions common;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GPtrArray) uses = NULL;
	SegChange change;

	if (!seg_cli_parse (command, entries, 1, 3, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (!read_change (change_name, &change, error) || (workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error)) == NULL
	    || (uses = find_uses (workspace, argv + 2, rule, change, error)) == NULL)
		return FALSE;
	print (uses, &common);
	return TRUE;
}

const SegCommand seg_command_uses = {
	"uses", "WORKSPACE [SEGMENTATION [SEGMENT]]", N_("What depends on a segmentation, a segment or a rule"),
	N_("Campaigns, rules (also through other rules), persona cards, pinned users and features that depend on it, and what would become of each.\n"
	   "Without SEGMENTATION the newest.\n\n"
	   "  segscope uses courses.seg autumn \"Evening learners\" --change delete\n"
	   "  segscope uses courses.seg --rule Returning\n"),
	run
};
