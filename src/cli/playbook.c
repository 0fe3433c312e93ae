/* segscope playbook: what to do for which kind of segment: listed, changed, tried on segments, written to a file and read from one. */
#include <config.h>
#include "segments.h"
#include "worked_print.h"

#include <segscope/history.h>
#include <segscope/playbook.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	char    *play, *add, *remove, *on, *off, *export, *import;
	char    *name, *condition, *action, *offer, *channel;
	char    *as_built_in;
	gint64   move;
	gboolean reset, segments, worked, tried;
} Options;

static char **
field (Options *options, guint i)
{
	char **fields[] = { &options->name, &options->condition, &options->action, &options->offer, &options->channel };

	return i < G_N_ELEMENTS (fields) ? fields[i] : NULL;
}

static const char *const field_names[] = { "name", "condition", "action", "offer", "channel" };

static gboolean
has_fields (Options *options)
{
	for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
		if (*field (options, i) != NULL)
			return TRUE;
	return FALSE;
}

static gboolean
writes (Options *options)
{
	return options->add != NULL || options->remove != NULL || options->on != NULL || options->off != NULL || options->import != NULL || options->reset
	       || options->move != 0 || options->as_built_in != NULL || has_fields (options);
}

static gboolean
check (Options *options, GError **error)
{
	const char *trouble = NULL;

	if ((has_fields (options) || options->move != 0 || options->as_built_in != NULL) && options->play == NULL && options->add == NULL)
		trouble = _("Say which play is meant: --play NAME, or --add NAME for a new one");
	else if (options->name != NULL && options->add != NULL)
		trouble = _("The name of a new play stands behind --add");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

/* The number of the play called @name. */
static guint
number_of (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) plays = seg_playbook (workspace, error);
	guint number = 0;

	return plays != NULL && seg_playbook_find (plays, name, &number, error) != NULL ? number : 0;
}

static gboolean
add (SegWorkspace *workspace, const Options *options, GError **error)
{
	g_autoptr (SegPlay) play = seg_play_new (options->add, options->condition, options->action, options->offer, options->channel);

	return seg_playbook_add (workspace, options->move > 0 ? (guint) options->move : 1, play, error);
}

/* All that is said of a play, or nothing. */
static gboolean
change (SegWorkspace *workspace, Options *options, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	guint number = edit != NULL ? number_of (workspace, options->play, error) : 0;

	if (number == 0)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
		if (*field (options, i) != NULL && !seg_playbook_change (workspace, number, field_names[i], *field (options, i), error))
			return FALSE;
	if (options->as_built_in != NULL && !seg_playbook_change (workspace, number, options->as_built_in, NULL, error))
		return FALSE;
	if (options->move != 0 && !seg_playbook_move (workspace, number, (guint) MAX (options->move, 0), error))
		return FALSE;
	return seg_edit_commit (g_steal_pointer (&edit), N_("Change a play"), options->play, error);
}

static gboolean
act (SegWorkspace *workspace, Options *options, const SegCommonOptions *common, GError **error)
{
	guint n;

	if (options->reset && !seg_playbook_reset (workspace, error))
		return FALSE;
	if (options->import != NULL) {
		if (!seg_playbook_import (workspace, options->import, &n, error))
			return FALSE;
		seg_cli_remark (common, ngettext ("%u play taken from %s", "%u plays taken from %s", n), n, options->import);
	}
	if (options->add != NULL)
		return add (workspace, options, error);
	if (options->play != NULL && !change (workspace, options, error))
		return FALSE;
	if (options->remove != NULL)
		return (n = number_of (workspace, options->remove, error)) != 0 && seg_playbook_remove (workspace, n, error);
	if (options->on != NULL)
		return (n = number_of (workspace, options->on, error)) != 0 && seg_playbook_enable (workspace, n, TRUE, error);
	if (options->off != NULL)
		return (n = number_of (workspace, options->off, error)) != 0 && seg_playbook_enable (workspace, n, FALSE, error);
	return TRUE;
}

static gboolean
list (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) plays = seg_playbook (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (plays == NULL)
		return FALSE;
	seg_table_column (table, "number", _("#"), SEG_CELL_INTEGER);
	seg_table_column (table, "name", _("Play"), SEG_CELL_TEXT);
	seg_table_column (table, "condition", _("It applies when"), SEG_CELL_TEXT);
	seg_table_column (table, "action", _("Do"), SEG_CELL_TEXT);
	seg_table_column (table, "offer", _("Offer"), SEG_CELL_TEXT);
	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];

		seg_table_integer (table, i + 1);
		seg_table_text (table, play->name);
		seg_table_text (table, *play->condition != '\0' ? play->condition : _("always"));
		seg_table_text (table, play->action);
		seg_table_text (table, play->offer);
		seg_table_text (table, play->channel);
		seg_table_text (table, seg_play_state (play));
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* Which play each segment gets, and the figures that decide. */
static void
add_segment (SegTable *table, const SegSegment *segment, const SegProfile *profile, const GPtrArray *plays)
{
	guint number = seg_playbook_choose (plays, profile);
	const SegPlay *play = number > 0 ? plays->pdata[number - 1] : NULL;
	g_autoptr (GPtrArray) tests = NULL;
	g_autoptr (GString) because = g_string_new (NULL);

	if (play != NULL)
		seg_play_applies (play->condition, profile, &tests);
	for (guint i = 0; tests != NULL && i < tests->len; i++) {
		const SegPlayTest *test = tests->pdata[i];

		g_string_append_printf (because, "%s%s (%s)", i > 0 ? _(", ") : "", test->words, test->text);
	}
	seg_table_text (table, segment->name);
	seg_table_text (table, play != NULL ? play->name : _("none applies"));
	seg_table_text (table, because->str);
	seg_table_text (table, play != NULL ? play->action : "");
}

static gboolean
list_segments (SegWorkspace *workspace, const char *name, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load (workspace, name, error);
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) profiles = segmentation != NULL ? seg_profiles_kept (workspace, segmentation, job, error) : NULL;
	g_autoptr (GPtrArray) plays = profiles != NULL ? seg_playbook (workspace, error) : NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (plays == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "play", _("Play"), SEG_CELL_TEXT);
	seg_table_column (table, "because", _("Because"), SEG_CELL_TEXT);
	seg_table_column (table, "action", _("Do"), SEG_CELL_TEXT);
	for (guint i = 0; i < profiles->len; i++)
		add_segment (table, segmentation->segments->pdata[i], profiles->pdata[i], plays);
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
run_with (char **argv, Options *options, const SegCommonOptions *common, GError **error)
{
	gboolean changes = writes (options);
	g_autoptr (SegWorkspace) workspace = changes ? seg_workspace_open (argv[1], SEG_WORKSPACE_READ_WRITE, error)
	                                     : options->segments ? seg_cli_open_to_keep (argv[1], error)
	                                     : seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);

	if (workspace == NULL || (changes && !act (workspace, options, common, error)))
		return FALSE;
	if (options->export != NULL) {
		if (!seg_playbook_export (workspace, options->export, error))
			return FALSE;
		seg_cli_remark (common, _("The playbook is in %s"), options->export);
		return TRUE;
	}
	if (options->worked || options->tried)
		return (options->worked ? seg_cli_print_worked : seg_cli_print_tried) (workspace, common, error);
	return options->segments ? list_segments (workspace, argv[2], common, error) : list (workspace, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "segments", 0, 0, G_OPTION_ARG_NONE, &options.segments, N_("Which play each segment gets, and the figures that decide"), NULL },
		{ "worked", 0, 0, G_OPTION_ARG_NONE, &options.worked, N_("What worked for which segment: offers and channels of measured campaigns, together"), NULL },
		{ "tried", 0, 0, G_OPTION_ARG_NONE, &options.tried, N_("The same, each campaign and each of its arms by itself"), NULL },
		{ "play", 'p', 0, G_OPTION_ARG_STRING, &options.play, N_("The play that is changed, by name or number"), "PLAY" },
		{ "add", 0, 0, G_OPTION_ARG_STRING, &options.add, N_("A new play, before all others or at --move"), "NAME" },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &options.name, N_("Its new name"), "TEXT" },
		{ "condition", 'c', 0, G_OPTION_ARG_STRING, &options.condition, N_("When it applies; \"\" is always"), "CONDITION" },
		{ "action", 0, 0, G_OPTION_ARG_STRING, &options.action, N_("What to do"), "TEXT" },
		{ "offer", 0, 0, G_OPTION_ARG_STRING, &options.offer, N_("What to offer"), "TEXT" },
		{ "channel", 0, 0, G_OPTION_ARG_STRING, &options.channel, N_("By which channel"), "TEXT" },
		{ "as-built-in", 0, 0, G_OPTION_ARG_STRING, &options.as_built_in, N_("Take the play's name, condition, action, offer or channel as built in again"), "FIELD" },
		{ "move", 0, 0, G_OPTION_ARG_INT64, &options.move, N_("Its new place: the first play that applies is suggested"), "N" },
		{ "remove", 0, 0, G_OPTION_ARG_STRING, &options.remove, N_("Take this play out"), "PLAY" },
		{ "on", 0, 0, G_OPTION_ARG_STRING, &options.on, N_("Switch this play on"), "PLAY" },
		{ "off", 0, 0, G_OPTION_ARG_STRING, &options.off, N_("Switch this play off"), "PLAY" },
		{ "export", 'e', 0, G_OPTION_ARG_FILENAME, &options.export, N_("Write the playbook to a text file"), "FILE" },
		{ "import", 'i', 0, G_OPTION_ARG_FILENAME, &options.import, N_("Take the plays of such a file in place of all"), "FILE" },
		{ "reset", 0, 0, G_OPTION_ARG_NONE, &options.reset, N_("The playbook as built in"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);
	char **texts[] = { &options.play, &options.add, &options.remove, &options.on, &options.off, &options.export, &options.import, &options.as_built_in };

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv, &options, &common, error);
	for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (*texts[i]);
	for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
		g_free (*field (&options, i));
	return done;
}

const SegCommand seg_command_playbook = {
	"playbook", "WORKSPACE [SEGMENTATION]", N_("What to do for which kind of segment: the plays that persona cards suggest"),
	N_("Plays stand in order; the first whose condition a segment meets is suggested. A condition compares figures of the segment:\n"
	   "WHAT MEASURE OPERATOR NUMBER, joined by and, or. WHAT is a feature by name or what it is about (recency, frequency, value, order value,\n"
	   "discount, completion, activity, tenure, refunds, variety, price, learning), or users, revenue, events; MEASURE is index (100: as\n"
	   "everyone), mean, median, effect (standard deviations from everyone) or, of users, revenue and events, share.\n\n"
	   "  segscope playbook courses.seg --segments\n"
	   "  segscope playbook courses.seg --worked\n"
	   "  segscope playbook courses.seg --play champions --condition \"value index > 250 and recency index < 80\"\n"
	   "  segscope playbook courses.seg --add \"Night owls\" --condition \"night_share effect > 0.5\" --action \"Write after nine\"\n"
	   "  segscope playbook courses.seg --export plays.ini\n"),
	run
};
