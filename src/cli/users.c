/* segscope users: lists users, filtered, sorted, window by window. */
#include <config.h>
#include "segments.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define USUAL_LIMIT 50 /* rows of a table for people; files get all */

/* What was asked for. */
typedef struct {
	char    *filter, *segment, *segmentation, *features, *sort, *columns;
	gint64   limit, offset;
	gboolean descending;
} Options;

static void
clear_options (Options *options)
{
	g_free (options->filter);
	g_free (options->segment);
	g_free (options->segmentation);
	g_free (options->features);
	g_free (options->sort);
	g_free (options->columns);
}

/* A list on its way out. */
typedef struct {
	SegFeatureSet   *set;          /* NULL: there is none */
	SegSegmentation *segmentation; /* NULL: there is none */
	SegFilter       *filter;
	GPtrArray       *all;          /* of SegUserColumn* */
	char           **columns;
	SegUserQuery     query;
} Listing;

static void
clear_listing (Listing *listing)
{
	seg_feature_set_free (listing->set);
	seg_segmentation_free (listing->segmentation);
	seg_filter_free (listing->filter);
	g_clear_pointer (&listing->all, g_ptr_array_unref);
	g_strfreev (listing->columns);
}

/* Leaves @set and @segmentation NULL when there are none and none were named. */
static gboolean
load_derived (SegWorkspace *workspace, Listing *listing, const Options *options, GError **error)
{
	g_autoptr (GError) none = NULL;

	listing->set = seg_feature_set_load (workspace, options->features, &none);
	if (listing->set == NULL && (options->features != NULL || !g_error_matches (none, SEG_ERROR, SEG_ERROR_NOT_FOUND))) {
		g_propagate_error (error, g_steal_pointer (&none));
		return FALSE;
	}
	g_clear_error (&none);
	listing->segmentation = seg_segmentation_load (workspace, options->segmentation, &none);
	if (listing->segmentation == NULL && (options->segmentation != NULL || options->segment != NULL
	                                      || !g_error_matches (none, SEG_ERROR, SEG_ERROR_NOT_FOUND))) {
		g_propagate_error (error, g_steal_pointer (&none));
		return FALSE;
	}
	return TRUE;
}

static gboolean
begin_listing (SegWorkspace *workspace, Listing *listing, const Options *options, GError **error)
{
	const SegSegment *segment = NULL;

	if (!load_derived (workspace, listing, options, error)
	    || (listing->all = seg_user_columns (workspace, listing->set, error)) == NULL
	    || (listing->filter = seg_filter_parse (workspace, listing->set, options->filter, error)) == NULL)
		return FALSE;
	if (options->segment != NULL
	    && (segment = seg_segmentation_find (listing->segmentation, options->segment, error)) == NULL)
		return FALSE;
	listing->columns = options->columns != NULL
	                   ? seg_cli_list (options->columns)
	                   : seg_user_columns_usual (workspace, listing->all, listing->set, listing->segmentation != NULL, error);
	if (listing->columns == NULL)
		return FALSE;
	listing->query = (SegUserQuery) {
		.set = listing->set, .segmentation = listing->segmentation, .segment_id = segment != NULL ? segment->id : 0,
		.filter = listing->filter, .columns = (const char *const *) listing->columns, .sort = options->sort,
		.descending = options->descending, .exact = TRUE,
	};
	return TRUE;
}

static void
add_columns (SegTable *table, const Listing *listing)
{
	seg_table_column (table, "key", _("User"), SEG_CELL_TEXT);
	for (gsize i = 0; listing->columns[i] != NULL; i++) {
		const SegUserColumn *column = seg_user_columns_find (listing->all, listing->columns[i]);

		seg_table_column (table, column->name, column->label, column->type == SEG_TYPE_NUMBER ? SEG_CELL_NUMBER : SEG_CELL_TEXT);
	}
}

static void
add_row (SegTable *table, const Listing *listing, const SegUserRow *row)
{
	seg_table_text (table, row->key);
	for (guint i = 0; i < row->values->len; i++) {
		const SegUserColumn *column = seg_user_columns_find (listing->all, listing->columns[i]);
		const char *value = row->values->pdata[i];

		if (value[0] == '\0')
			seg_table_missing (table);
		else if (column->type == SEG_TYPE_NUMBER)
			seg_table_number (table, g_ascii_strtod (value, NULL));
		else
			seg_table_text (table, value);
	}
}

static gboolean
print_listing (SegWorkspace *workspace, const Listing *listing, const Options *options, const SegCommonOptions *common,
               GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (GPtrArray) rows = NULL;
	g_autofree char *shown = NULL, *all = NULL;
	gint64 n, limit = options->limit;

	if (limit < 0)
		limit = common->output == SEG_OUTPUT_TABLE && !seg_table_has_file () ? USUAL_LIMIT : 0;
	if (!seg_user_count (workspace, &listing->query, &n, error)
	    || (rows = seg_user_list (workspace, &listing->query, options->offset, limit == 0 ? -1 : limit, error)) == NULL)
		return FALSE;
	add_columns (table, listing);
	for (guint i = 0; i < rows->len; i++)
		add_row (table, listing, rows->pdata[i]);
	seg_cli_say_orders (common, workspace);
	seg_table_print (table, common->output);
	shown = seg_format_integer (rows->len);
	all = seg_format_integer (n);
	if (rows->len < n)
		seg_cli_remark (common, _("%s of %s users; --limit 0 shows all, --offset N goes on"), shown, all);
	else
		seg_cli_remark (common, ngettext ("%s user", "%s users", (gulong) n), all);
	return TRUE;
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegJob) job = workspace != NULL ? seg_cli_job (common) : NULL;
	Listing listing = { 0 };
	gboolean done = FALSE;

	if (workspace != NULL) {
		seg_workspace_watch (workspace, job); /* what users did takes a pass over all events */
		done = begin_listing (workspace, &listing, options, error) && print_listing (workspace, &listing, options, common, error);
		seg_workspace_watch (workspace, NULL);
	}
	clear_listing (&listing);
	return done;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { .limit = -1 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "filter", 'f', 0, G_OPTION_ARG_STRING, &options.filter, N_("Only users that meet the conditions"), "CONDITIONS" },
		{ "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment, N_("Only users of this segment, by name or number"), "SEGMENT" },
		{ "segmentation", 0, 0, G_OPTION_ARG_STRING, &options.segmentation, N_("Segmentation to use (the newest)"), "NAME" },
		{ "features", 0, 0, G_OPTION_ARG_STRING, &options.features, N_("Feature set to use (the one in use)"), "SET" },
		{ "columns", 'c', 0, G_OPTION_ARG_STRING, &options.columns, N_("Attributes and features to show"), "NAME,..." },
		{ "sort", 0, 0, G_OPTION_ARG_STRING, &options.sort, N_("Attribute or feature to sort by (key)"), "NAME" },
		{ "desc", 0, 0, G_OPTION_ARG_NONE, &options.descending, N_("Largest first; missing values stay last"), NULL },
		{ "limit", 'l', 0, G_OPTION_ARG_INT64, &options.limit, N_("Show N users, 0 for all (50; csv, json and --file: all)"), "N" },
		{ "offset", 0, 0, G_OPTION_ARG_INT64, &options.offset, N_("Leave out the first N"), "N" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && (options.limit < -1 || options.offset < 0)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--limit and --offset must be 0 or more"));
		done = FALSE;
	}
	if (done && argc > 0)
		done = run_with (argv[1], &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_users = {
	"users", "WORKSPACE", N_("List users by segment, attributes and features"),
	N_("CONDITIONS, joined by \"and\", \"or\", \"not\" and brackets:\n"
	   "  NAME OPERATOR VALUE      OPERATOR: = != < <= > >= contains\n"
	   "  NAME in (A, B)           NAME between A and B           NAME is missing           (also: not in, not between, is not missing)\n"
	   "  did KIND                 what users did; KIND of events, or anything; \"did not\" is the opposite. After it may stand: at least N times,\n"
	   "                           at most N times, exactly N times, once; in the last N days (or weeks), since, before or on a date, between dates,\n"
	   "                           N weeks (months, quarters, years) after the first thing they ever did\n"
	   "  segment of NAME = VALUE  the segment in that segmentation\n"
	   "  group of run N = 2       the group in a run that was tried (segscope runs)\n"
	   "  rule = NAME              whom a rule takes (segscope rules)\n"
	   "NAME is an attribute, a feature, key, segment, distance or listed; names and values may stand in double quotes.\n"
	   "Without any condition the words are searched in keys and texts.\n\n"
	   "  segscope users courses.seg --filter \"city = 上海 and monetary > 400 and age is not missing\"\n"
	   "  segscope users courses.seg --segment 2 --sort monetary --desc --columns email,monetary\n"
	   "  segscope users courses.seg --filter \"(vip = yes or monetary > 900) and did not purchase in the last 60 days\"\n"
	   "  segscope users courses.seg --filter \"registered >= 2024-03-01\" --output csv > users.csv\n"),
	run
};
