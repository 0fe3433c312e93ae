/* segscope edit: putting segments together, dividing one, moving a border, taking users out; what it does, before and after. */
#include <config.h>
#include "cluster_option.h"
#include "commands.h"
#include "segments.h"

#include <segscope/edit.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	char   **merge;
	char    *split, *border, *to, *take_out, *name;
	double   by;
	gint64   users, resamples;
	gboolean dry_run;
	SegClusterOptionSet given;
} Options;

static void
clear_options (Options *options)
{
	g_strfreev (options->merge);
	g_free (options->split);
	g_free (options->border);
	g_free (options->to);
	g_free (options->take_out);
	g_free (options->name);
	seg_cluster_option_set_clear (&options->given);
}

static gboolean
check (const Options *options, GError **error)
{
	int n = (options->merge != NULL) + (options->split != NULL) + (options->border != NULL) + (options->take_out != NULL);
	const char *trouble = NULL;

	if (n != 1)
		trouble = _("Say what to do: one of --merge, --split, --border and --take-out");
	else if (options->border != NULL && (options->to == NULL || isnan (options->by) == (options->users == 0)))
		trouble = _("Say which border, and how far: --border SEGMENT --to SEGMENT, with --by DISTANCE or --users N");
	else if (options->border == NULL && (options->to != NULL || !isnan (options->by) || options->users != 0))
		trouble = _("--to, --by and --users go with --border");
	else if (options->name != NULL && options->merge == NULL && options->take_out == NULL)
		trouble = _("--name goes with --merge and --take-out");
	else if (options->given.algorithm != NULL && options->split == NULL)
		trouble = _("--algorithm goes with --split");
	else if (options->resamples < 0 || options->resamples > 1000)
		trouble = _("--resamples takes 0 to 1000");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

/* Names as given, or several numbers or names with commas between them. */
static gboolean
add_segments (const SegSegmentation *segmentation, const char *text, GArray *ids, GError **error)
{
	const SegSegment *whole = seg_segmentation_find (segmentation, text, NULL);
	g_auto (GStrv) names = whole == NULL ? seg_cli_list (text) : NULL;

	if (whole != NULL)
		g_array_append_val (ids, whole->id);
	for (guint i = 0; names != NULL && names[i] != NULL; i++) {
		const SegSegment *segment = seg_segmentation_find (segmentation, names[i], error);

		if (segment == NULL)
			return FALSE;
		g_array_append_val (ids, segment->id);
	}
	return TRUE;
}

static gboolean
read_merge (const SegSegmentation *segmentation, const Options *options, SegEditRequest *request, GError **error)
{
	for (guint i = 0; options->merge[i] != NULL; i++)
		if (!add_segments (segmentation, options->merge[i], request->others, error))
			return FALSE;
	if (request->others->len > 0) {
		request->segment_id = g_array_index (request->others, gint64, 0);
		g_array_remove_index (request->others, 0);
	}
	return TRUE;
}

static gboolean
read_border (const SegSegmentation *segmentation, const Options *options, SegEditRequest *request, GError **error)
{
	const SegSegment *one = seg_segmentation_find (segmentation, options->border, error), *other;

	if (one == NULL || (other = seg_segmentation_find (segmentation, options->to, error)) == NULL)
		return FALSE;
	request->segment_id = one->id;
	g_array_append_val (request->others, other->id);
	request->offset = isnan (options->by) ? 0 : options->by;
	request->n_users = options->users;
	return TRUE;
}

static gboolean
read_split (const SegSegmentation *segmentation, const Options *options, const SegCommonOptions *common, SegEditRequest *request, GError **error)
{
	const SegSegment *segment = seg_segmentation_find (segmentation, options->split, error);

	if (segment == NULL || !seg_cluster_option_settings (&options->given, (guint64) common->seed, &request->settings, error))
		return FALSE;
	request->segment_id = segment->id;
	if (!seg_cluster_option_given (&options->given, "k") && seg_cluster_parameter_find (request->settings.algorithm, "k") != NULL)
		seg_cluster_settings_put (&request->settings, "k", 2);
	return TRUE;
}

static SegEditRequest *
read_request (const SegSegmentation *segmentation, const Options *options, const SegCommonOptions *common, GError **error)
{
	SegEditKind kind = options->merge != NULL ? SEG_EDIT_MERGE : options->split != NULL ? SEG_EDIT_SPLIT
	                   : options->border != NULL ? SEG_EDIT_BORDER : SEG_EDIT_CARVE;
	g_autoptr (SegEditRequest) request = seg_edit_request_new (kind, segmentation->id, 0);

	request->n_resamples = (guint) options->resamples;
	request->name = g_strdup (options->name);
	request->condition = g_strdup (options->take_out);
	if ((kind == SEG_EDIT_MERGE && !read_merge (segmentation, options, request, error))
	    || (kind == SEG_EDIT_BORDER && !read_border (segmentation, options, request, error))
	    || (kind == SEG_EDIT_SPLIT && !read_split (segmentation, options, common, request, error)))
		return NULL;
	return g_steal_pointer (&request);
}

/* Printing ---------------------------------------------------------------------------------------------------------- */

static void
print_segments (const SegEditPreview *preview, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	seg_table_column (table, "users_before", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "users_after", _("after"), SEG_CELL_INTEGER);
	seg_table_column (table, "revenue_before", _("Revenue"), SEG_CELL_NUMBER);
	seg_table_column (table, "revenue_after", _("after"), SEG_CELL_NUMBER);
	seg_table_column (table, "silhouette_before", _("Silhouette"), SEG_CELL_NUMBER);
	seg_table_column (table, "silhouette_after", _("after"), SEG_CELL_NUMBER);
	seg_table_column (table, "stability_before", _("Stability"), SEG_CELL_NUMBER);
	seg_table_column (table, "stability_after", _("after"), SEG_CELL_NUMBER);
	for (guint i = 0; i < preview->segments->len; i++) {
		const SegEditSegment *segment = preview->segments->pdata[i];

		seg_table_text (table, segment->name);
		seg_table_text (table, segment->gone ? _("gone") : segment->id == 0 ? _("new") : segment->touched ? _("changed") : "");
		if (segment->id != 0)
			seg_table_integer (table, segment->before);
		else
			seg_table_missing (table);
		if (segment->gone)
			seg_table_missing (table);
		else
			seg_table_integer (table, segment->after);
		seg_table_number (table, segment->revenue_before);
		seg_table_number (table, segment->revenue_after);
		seg_table_number (table, segment->silhouette_before);
		seg_table_number (table, segment->silhouette_after);
		seg_table_number (table, segment->stability_before);
		seg_table_number (table, segment->stability_after);
	}
	seg_table_print (table, common->output);
}

void
seg_cli_remark_uses (const SegCommonOptions *common, const GPtrArray *uses)
{
	for (guint i = 0; i < uses->len; i++) {
		const SegUse *use = uses->pdata[i];

		if (use->happens[0] != '\0')
			seg_cli_remark (common, _("Depends on it: %s (%s): %s"), use->what, use->how, use->happens);
		else
			seg_cli_remark (common, _("Depends on it: %s (%s)"), use->what, use->how);
	}
}

static void
print_preview (const SegEditPreview *preview, const SegCommonOptions *common)
{
	g_autofree char *words = seg_edit_preview_words (preview);

	print_segments (preview, common);
	seg_cli_remark (common, "%s", words);
	seg_cli_remark_uses (common, preview->uses);
}

/* Doing it ---------------------------------------------------------------------------------------------------------- */

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], options->dry_run ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, argv[2], error) : NULL;
	g_autoptr (SegEditRequest) request = segmentation != NULL ? read_request (segmentation, options, common, error) : NULL;
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegEditPreview) preview = NULL;
	SegJobSpan span;

	if (request == NULL)
		return FALSE;
	span = seg_job_enter (job, 0, options->dry_run ? 1 : 0.8);
	preview = seg_edit_preview (workspace, request, job, error);
	seg_job_leave (job, span);
	if (preview == NULL || (!options->dry_run && !seg_edit_apply (workspace, preview, job, error)))
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark_stale (segmentation, common);
	print_preview (preview, common);
	if (options->dry_run)
		seg_cli_remark (common, _("Nothing was changed: --dry-run only looks"));
	else
		seg_cli_remark (common, _("Done; segscope history --undo takes it back"));
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { .by = NAN, .resamples = 20 };
	SegCommonOptions common;
	const GOptionEntry own[] = {
		{ "merge", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &options.merge, N_("Put these segments together: once for each, by name or number, or \"2,4\"; the first goes on"), "SEGMENT" },
		{ "split", 0, 0, G_OPTION_ARG_STRING, &options.split, N_("Divide this segment by --algorithm; the largest part goes on as the segment"), "SEGMENT" },
		{ "border", 0, 0, G_OPTION_ARG_STRING, &options.border, N_("Move the border of this segment into it"), "SEGMENT" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("The segment behind the border, which gets its borderline users"), "SEGMENT" },
		{ "by", 0, 0, G_OPTION_ARG_DOUBLE, &options.by, N_("How far the border moves, in scaled units; below 0: into the other segment"), "DISTANCE" },
		{ "users", 0, 0, G_OPTION_ARG_INT64, &options.users, N_("So many users go over instead; below 0: of the other segment"), "N" },
		{ "take-out", 0, 0, G_OPTION_ARG_STRING, &options.take_out, N_("Whoever meets this leaves their segment for a new one"), "CONDITIONS" },
		{ "name", 'n', 0, G_OPTION_ARG_STRING, &options.name, N_("Name of the segment that --merge or --take-out makes"), "NAME" },
		{ "resamples", 0, 0, G_OPTION_ARG_INT64, &options.resamples, N_("How often stability is tried, 20; 0: not at all"), "N" },
		{ "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, N_("Show what would become of it, change nothing"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autofree GOptionEntry *entries = seg_cluster_option_entries (&options.given, own);
	g_autofree char *algorithms = seg_cluster_option_help (), *details = g_strconcat (_(command->details), "\n", algorithms, NULL);
	SegCommand detailed = *command;
	gboolean done;

	detailed.details = details;
	done = seg_cli_parse (&detailed, entries, 2, 2, &argc, &argv, &common, error);
	if (done && argc > 0)
		done = check (&options, error) && run_with (argv, &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_edit = {
	"edit", "WORKSPACE SEGMENTATION", N_("Put segments together, divide one, move a border, take users out"),
	N_("Prints sizes, revenue, silhouettes and stability before and after, and which campaigns and rules depend on the segments. Segments that\n"
	   "stay keep their names, notes, colours and numbers; what asks for one that is gone asks for the one its users came into. New users are put\n"
	   "in by what was edited. segscope history --undo takes it back.\n\n"
	   "  segscope edit courses.seg autumn --merge 2 --merge \"Evening learners\" --name Learners --dry-run\n"
	   "  segscope edit courses.seg autumn --split 1 --algorithm ward --k 3\n"
	   "  segscope edit courses.seg autumn --border 1 --to 2 --users 50\n"
	   "  segscope edit courses.seg autumn --take-out \"did refund in the last 30 days\" --name Refunded\n"),
	run
};
