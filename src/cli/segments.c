/* segscope segments: what segmentations and segments there are; naming, describing, colouring and deleting them. */
#include <config.h>
#include "segments.h"

#include <segscope/habits.h>
#include <segscope/assignment.h>
#include <segscope/pin.h>
#include <segscope/rfm.h>

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

SegWorkspace *
seg_cli_open_to_keep (const char *path, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	SegWorkspace *writable = workspace != NULL ? seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, NULL) : NULL;

	return writable != NULL ? writable : g_steal_pointer (&workspace);
}

void
seg_cli_remark_stale (const SegSegmentation *segmentation, const SegCommonOptions *common)
{
	if (segmentation->stale && seg_segmentation_is_rfm (segmentation))
		seg_cli_remark (common, _("The data or features have changed since users were put into \"%s\" (segscope rfm --refresh puts them in anew, by the "
		                          "same cut points)"), segmentation->name);
	else if (segmentation->stale)
		seg_cli_remark (common, _("The data or features have changed since \"%s\" was made: it may not fit any more "
		                          "(segscope renew makes its next version)"), segmentation->name);
}

char **
seg_cli_list (const char *text)
{
	char **names = text != NULL ? g_strsplit (text, ",", -1) : NULL;
	gsize kept = 0;

	for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
		char *name = g_strstrip (names[i]);

		if (name[0] != '\0')
			names[kept++] = name;
		else
			g_free (name);
	}
	if (names != NULL)
		names[kept] = NULL;
	return names;
}

void
seg_cli_print_segments (const SegSegmentation *segmentation, const GPtrArray *profiles, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean described = common->output != SEG_OUTPUT_TABLE;
	gboolean revenue = profiles->len > 0 && isfinite (((const SegProfile *) profiles->pdata[0])->share_revenue);

	for (guint i = 0; i < segmentation->segments->len; i++)
		described |= ((const SegSegment *) segmentation->segments->pdata[i])->description[0] != '\0';
	seg_table_column (table, "position", "#", SEG_CELL_INTEGER);
	seg_table_column (table, "name", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_of_users", _("Share"), SEG_CELL_SHARE);
	if (revenue)
		seg_table_column (table, "share_of_revenue", _("Of revenue"), SEG_CELL_SHARE);
	seg_table_column (table, "marks", _("What marks it off"), SEG_CELL_TEXT);
	if (described)
		seg_table_column (table, "description", _("Description"), SEG_CELL_TEXT);
	for (guint i = 0; i < profiles->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		const SegProfile *profile = profiles->pdata[i];

		seg_table_integer (table, segment->position);
		seg_table_text (table, segment->name);
		seg_table_integer (table, segment->size);
		seg_table_number (table, profile->share_users);
		if (revenue)
			seg_table_number (table, profile->share_revenue);
		seg_table_text (table, profile->marks);
		if (described)
			seg_table_text (table, segment->description);
	}
	seg_table_print (table, common->output);
}

/* All segmentations, newest first. */
static gboolean
list_all (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) segmentations = seg_segmentations (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (segmentations == NULL)
		return FALSE;
	if (segmentations->len == 0)
		seg_cli_remark (common, _("There are no segments yet; make them with: segscope cluster WORKSPACE --name NAME"));
	seg_table_column (table, "name", _("Segmentation"), SEG_CELL_TEXT);
	seg_table_column (table, "segments", _("Segments"), SEG_CELL_INTEGER);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "silhouette", _("Silhouette"), SEG_CELL_NUMBER);
	seg_table_column (table, "algorithm", _("Made by"), SEG_CELL_TEXT);
	seg_table_column (table, "created_at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	seg_table_column (table, "description", _("Description"), SEG_CELL_TEXT);
	for (guint i = 0; i < segmentations->len; i++) {
		const SegSegmentation *segmentation = segmentations->pdata[i];

		seg_table_text (table, segmentation->name);
		seg_table_integer (table, segmentation->segments->len);
		seg_table_integer (table, segmentation->n_users);
		seg_table_number (table, segmentation->silhouette);
		seg_table_text (table, segmentation->algorithm);
		seg_table_integer (table, segmentation->created_at);
		seg_table_text (table, segmentation->stale ? _("stale") : _("fresh"));
		seg_table_text (table, segmentation->description);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* A command that only reads leaves them on. */
static gboolean
remark_ended_pins (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	guint n;

	if (!seg_pins_count_ended (workspace, &n, error))
		return FALSE;
	if (n > 0)
		seg_cli_remark (common, ngettext ("%u pin has ended and still holds: --assign, renew or the next campaign takes it off",
		                                  "%u pins have ended and still hold: --assign, renew or the next campaign takes them off", n), n);
	return TRUE;
}

static gboolean
list_one (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) profiles = seg_profiles_kept (workspace, segmentation, job, error);

	if (profiles == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark_stale (segmentation, common);
	if (!remark_ended_pins (workspace, common, error))
		return FALSE;
	seg_cli_print_segments (segmentation, profiles, common);
	seg_cli_say_orders (common, workspace);
	return TRUE;
}

/* What was asked for. */
typedef struct {
	char *segment, *rename, *describe;
	int   colour;
	gboolean delete, assign, assigned;
} Options;

static gboolean
check (const Options *options, gboolean named, GError **error)
{
	gboolean edits = options->rename != NULL || options->describe != NULL || options->colour != 0;
	const char *trouble = NULL;

	if (!named && (edits || options->delete || options->assign || options->assigned || options->segment != NULL))
		trouble = _("Say which segmentation: segscope segments WORKSPACE NAME ...");
	else if (options->delete && (edits || options->segment != NULL))
		trouble = _("--delete removes a whole segmentation and goes with no other option");
	else if (options->assign && (edits || options->delete || options->segment != NULL))
		trouble = _("--assign goes with no other option but --assigned");
	else if (options->assigned && (edits || options->delete || options->segment != NULL))
		trouble = _("--assigned goes with no other option but --assign");
	else if (options->segment != NULL && !edits)
		trouble = _("Say what to change about the segment: --rename, --describe or --colour (segscope profile shows it)");
	else if (options->colour != 0 && options->segment == NULL)
		trouble = _("Say which segment gets the colour: --segment NAME");
	else if (options->colour < 0 || options->colour > SEG_SEGMENT_COLOURS)
		trouble = _("The colour must be 1 to 8");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

static gboolean
edit (SegWorkspace *workspace, const SegSegmentation *segmentation, const Options *options, GError **error)
{
	const SegSegment *segment;

	if (options->segment == NULL)
		return seg_segmentation_rename (workspace, segmentation->id, options->rename, options->describe, error);
	segment = seg_segmentation_find (segmentation, options->segment, error);
	return segment != NULL
	       && seg_segment_edit (workspace, segment->id, options->rename, options->describe, (guint) options->colour, error);
}

static gboolean
say_unfit (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	gint64 n_put_in, n_fit_none;
	g_autofree char *users = NULL;

	if (!seg_assigned_count (workspace, segmentation->id, &n_put_in, &n_fit_none, error))
		return FALSE;
	users = seg_format_integer (n_fit_none);
	if (n_fit_none > 0)
		seg_cli_remark (common, ngettext ("%s new user fits no segment: farther than nearly all of the nearest (--assigned lists them)",
		                                  "%s new users fit no segment: farther than nearly all of the nearest (--assigned lists them)", (gulong) n_fit_none),
		                users);
	return TRUE;
}

static gboolean
assign (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autofree char *users = NULL;
	gint64 n;

	if (!seg_segmentation_assign (workspace, segmentation->id, job, &n, error))
		return FALSE;
	seg_cli_job_end ();
	users = seg_format_integer (n);
	seg_cli_remark (common, ngettext ("%s new user is in a segment of \"%s\" now", "%s new users are in segments of \"%s\" now", (gulong) n),
	                users, segmentation->name);
	return say_unfit (workspace, segmentation, common, error);
}

/* Those who came later: where they were put, and how near they are. */
static gboolean
list_assigned (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) list = seg_assigned (workspace, segmentation->id, 0, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (list == NULL)
		return FALSE;
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "fits", _("Fits"), SEG_CELL_TEXT);
	seg_table_column (table, "segment", _("Nearest segment"), SEG_CELL_TEXT);
	seg_table_column (table, "distance", _("Distance"), SEG_CELL_NUMBER);
	seg_table_column (table, "reach", _("Its reach"), SEG_CELL_NUMBER);
	seg_table_column (table, "put_in_at", _("Put in"), SEG_CELL_DATE);
	for (guint i = 0; i < list->len; i++) {
		const SegAssigned *assigned = list->pdata[i];

		seg_table_text (table, assigned->user);
		seg_table_text (table, assigned->fits ? _("yes") : _("no"));
		seg_table_text (table, assigned->segment);
		seg_table_number (table, assigned->distance);
		seg_table_number (table, assigned->reach);
		if (assigned->at != 0)
			seg_table_integer (table, assigned->at);
		else
			seg_table_missing (table);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	gboolean edits = options->rename != NULL || options->describe != NULL || options->colour != 0;
	gboolean writes = edits || options->delete || options->assign;
	g_autoptr (SegWorkspace) workspace = writes ? seg_workspace_open (argv[1], SEG_WORKSPACE_READ_WRITE, error) : seg_cli_open_to_keep (argv[1], error);
	g_autoptr (SegSegmentation) segmentation = NULL, edited = NULL;

	if (workspace == NULL)
		return FALSE;
	if (argv[2] == NULL)
		return list_all (workspace, common, error);
	segmentation = seg_segmentation_load (workspace, argv[2], error);
	if (segmentation == NULL)
		return FALSE;
	if (options->delete) {
		if (!seg_segmentation_delete (workspace, segmentation->id, error))
			return FALSE;
		seg_cli_remark (common, _("\"%s\" is deleted"), segmentation->name);
		return list_all (workspace, common, error);
	}
	if (options->assign && !assign (workspace, segmentation, common, error))
		return FALSE;
	if (edits && !edit (workspace, segmentation, options, error))
		return FALSE;
	if (options->assigned)
		return list_assigned (workspace, segmentation, common, error);
	edited = seg_segmentation_load_id (workspace, segmentation->id, error);
	return edited != NULL && list_one (workspace, edited, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment, N_("The segment to change, by name or number"), "SEGMENT" },
		{ "rename", 0, 0, G_OPTION_ARG_STRING, &options.rename, N_("New name of the segment, or of the segmentation"), "NAME" },
		{ "describe", 0, 0, G_OPTION_ARG_STRING, &options.describe, N_("New description"), "TEXT" },
		{ "colour", 0, 0, G_OPTION_ARG_INT, &options.colour, N_("New colour of the segment, 1 to 8"), "N" },
		{ "assign", 0, 0, G_OPTION_ARG_NONE, &options.assign, N_("Put users who are new since then into the segments of NAME"), NULL },
		{ "assigned", 0, 0, G_OPTION_ARG_NONE, &options.assigned, N_("List those who came later: their segment, how near they are, who fits none"), NULL },
		{ "delete", 0, 0, G_OPTION_ARG_NONE, &options.delete, N_("Delete the segmentation NAME"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, argc > 2, error) && run_with (argv, &options, &common, error);
	g_free (options.segment);
	g_free (options.rename);
	g_free (options.describe);
	return done;
}

const SegCommand seg_command_segments = {
	"segments", "WORKSPACE [NAME]", N_("List segmentations and their segments; name, describe, colour or delete them"),
	N_("Without NAME all segmentations are listed, with it its segments.\n\n"
	   "  segscope segments courses.seg autumn\n"
	   "  segscope segments courses.seg autumn --segment 2 --rename \"Evening learners\" --colour 3\n"
	   "  segscope segments courses.seg autumn --assign\n"
	   "  segscope segments courses.seg autumn --delete\n\n"
	   "--assign treats the features of new users with the scalings, codes and fills of the day the segments were made. Who is farther from\n"
	   "the nearest segment than 99.9 % of those it was made of (of fewer than 30: than of all segments together) fits none, and is put in none."),
	run
};
