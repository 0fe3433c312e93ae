/* segscope pin: users whom a person wants in a segment, or not in it, until a day or until it is taken off. */
#include <config.h>
#include "segments.h"

#include <segscope/pin.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	char **users;
	char  *in, *out, *off, *until, *note;
} Options;

static void
clear_options (Options *options)
{
	g_strfreev (options->users);
	g_free (options->in);
	g_free (options->out);
	g_free (options->off);
	g_free (options->until);
	g_free (options->note);
}

static gboolean
changes (const Options *options)
{
	return options->in != NULL || options->out != NULL || options->off != NULL;
}

static gboolean
list (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) pins = seg_pins (workspace, segmentation != NULL ? segmentation->id : 0, 0, error);
	g_autoptr (SegTable) table = seg_table_new ();
	gint64 now = g_get_real_time () / G_USEC_PER_SEC;

	if (pins == NULL)
		return FALSE;
	if (pins->len == 0)
		seg_cli_remark (common, "%s", _("No user is pinned"));
	seg_table_column (table, "segmentation", _("Segmentation"), SEG_CELL_TEXT);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "side", _("Pinned"), SEG_CELL_TEXT);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "without", _("Else in"), SEG_CELL_TEXT);
	seg_table_column (table, "until", _("Until"), SEG_CELL_DATE);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	seg_table_column (table, "note", _("Note"), SEG_CELL_TEXT);
	for (guint i = 0; i < pins->len; i++) {
		const SegPin *pin = pins->pdata[i];

		seg_table_text (table, pin->segmentation);
		seg_table_text (table, pin->user);
		seg_table_text (table, pin->in ? C_("pinned", "in") : C_("pinned", "out of"));
		seg_table_text (table, pin->segment);
		seg_table_text (table, pin->without != NULL ? pin->without : _("none"));
		if (pin->until != 0)
			seg_table_integer (table, pin->until - 1);
		else
			seg_table_missing (table);
		seg_table_text (table, pin->until != 0 && pin->until <= now ? _("has ended") : _("holds"));
		seg_table_text (table, pin->note);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* The end of the day that @text names; 0 for NULL. */
static gboolean
parse_day (const char *text, gint64 *until, GError **error)
{
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	g_autofree char *with_time = text != NULL ? g_strconcat (text, "T00:00:00", NULL) : NULL;
	g_autoptr (GDateTime) day = with_time != NULL ? g_date_time_new_from_iso8601 (with_time, utc) : NULL;

	*until = day != NULL ? g_date_time_to_unix (day) + 86400 : 0;
	if (text == NULL || day != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--until takes a day, as in --until 2026-12-31, not \"%s\""), text);
	return FALSE;
}

static gboolean
change (SegWorkspace *workspace, const SegSegmentation *segmentation, const Options *options, GError **error)
{
	const char *name = options->in != NULL ? options->in : options->out != NULL ? options->out : options->off;
	const SegSegment *segment = seg_segmentation_find (segmentation, name, error);
	gint64 until, user;

	if (segment == NULL || !parse_day (options->until, &until, error))
		return FALSE;
	for (gsize i = 0; options->users[i] != NULL; i++)
		if (!seg_user_find (workspace, options->users[i], &user, error)
		    || !(options->off != NULL ? seg_pin_remove (workspace, segment->id, user, error)
		                              : seg_pin_put (workspace, segment->id, user, options->in != NULL, options->note, until, error)))
			return FALSE;
	return TRUE;
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], changes (options) ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegSegmentation) segmentation = NULL;
	guint n_ended = 0;

	if (workspace == NULL || (argv[2] != NULL && (segmentation = seg_segmentation_load (workspace, argv[2], error)) == NULL))
		return FALSE;
	if (changes (options) && (!seg_pins_expire (workspace, 0, &n_ended, error) || !change (workspace, segmentation, options, error)))
		return FALSE;
	if (n_ended > 0)
		seg_cli_remark (common, ngettext ("%u pin had ended and was taken off", "%u pins had ended and were taken off", n_ended), n_ended);
	return list (workspace, segmentation, common, error);
}

static gboolean
check (const Options *options, gboolean named, GError **error)
{
	const char *trouble = NULL;

	if ((options->in != NULL) + (options->out != NULL) + (options->off != NULL) > 1)
		trouble = _("Choose one of --in, --out and --off");
	else if (changes (options) && (!named || options->users == NULL))
		trouble = _("Say which segmentation and which user: segscope pin WORKSPACE NAME --user KEY --in SEGMENT");
	else if (!changes (options) && (options->users != NULL || options->until != NULL || options->note != NULL))
		trouble = _("Say what to do: --in, --out or --off with a segment");
	else if (options->off != NULL && (options->until != NULL || options->note != NULL))
		trouble = _("--until and --note go with --in and --out");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "user", 'u', 0, G_OPTION_ARG_STRING_ARRAY, &options.users, N_("The user (may be given several times)"), "KEY" },
		{ "in", 0, 0, G_OPTION_ARG_STRING, &options.in, N_("Pin in this segment, by name or number"), "SEGMENT" },
		{ "out", 0, 0, G_OPTION_ARG_STRING, &options.out, N_("Pin out of this segment"), "SEGMENT" },
		{ "off", 0, 0, G_OPTION_ARG_STRING, &options.off, N_("Take the pin for this segment off"), "SEGMENT" },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &options.until, N_("The last day it holds (until it is taken off)"), "YYYY-MM-DD" },
		{ "note", 0, 0, G_OPTION_ARG_STRING, &options.note, N_("Why"), "TEXT" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, argc > 2, error) && run_with (argv, &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_pin = {
	"pin", "WORKSPACE [NAME]", N_("Pin users in a segment or out of it, whatever the clustering says; list the pins"),
	N_("A pin holds over clustering again and assigning, until its last day or until it is taken off; then the user is where the clustering\n"
	   "says. Out of a segment, a user is in none, unless pinned in another. Without a change the pins are listed.\n\n"
	   "  segscope pin courses.seg\n"
	   "  segscope pin courses.seg autumn --user u00007 --in Loyal --until 2026-12-31 --note \"asked for it\"\n"
	   "  segscope pin courses.seg autumn --user u00007 --off Loyal\n"),
	run
};
