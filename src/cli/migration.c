/* segscope migration: who moved where between two versions of a segmentation, or two runs, and what changed in words. */
#include <config.h>
#include "chart_option.h"
#include "segments.h"

#include <segscope/figure.h>
#include <segscope/migration.h>
#include <segscope/run.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	char *from, *to, *runs, *users, *chart;
	gboolean shares, sizes;
} Options;

static void
clear_options (Options *options)
{
	g_free (options->from);
	g_free (options->to);
	g_free (options->runs);
	g_free (options->users);
	g_free (options->chart);
}

/* The two sides --------------------------------------------------------------------------------------------------- */

static gboolean
parse_runs (const char *text, gint64 *from, gint64 *to, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (text, ",", -1);

	if (g_strv_length (parts) == 2 && g_ascii_string_to_signed (g_strstrip (parts[0]), 10, 1, G_MAXINT64, from, NULL)
	    && g_ascii_string_to_signed (g_strstrip (parts[1]), 10, 1, G_MAXINT64, to, NULL))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--runs takes two runs, as in --runs 3,7, not \"%s\""), text);
	return FALSE;
}

/* @from, @to: (out) borrowed from @versions. */
static gboolean
find_versions (const GPtrArray *versions, const Options *options, const SegVersion **from, const SegVersion **to, GError **error)
{
	if (versions->len == 1 && options->from == NULL && options->to == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		                     _("There is only one version yet: nothing to compare it with; segscope renew makes the next one"));
		return FALSE;
	}
	*from = seg_versions_find (versions, options->from != NULL ? options->from : "before", error);
	*to = *from != NULL ? seg_versions_find (versions, options->to != NULL ? options->to : "last", error) : NULL;
	return *to != NULL;
}

/* Printing --------------------------------------------------------------------------------------------------------- */

static const char *
name_of (const SegMigrationSide *side, guint place, const char *none)
{
	return place < side->segments->len ? ((const SegMigrationSegment *) side->segments->pdata[place])->name : none;
}

static gint64
size_of_row (const SegMigration *migration, guint from)
{
	return from < migration->from.segments->len ? ((const SegMigrationSegment *) migration->from.segments->pdata[from])->size : migration->n_came;
}

/* One row a segment before, a column a segment now. */
static void
print_matrix (const SegMigration *migration, gboolean shares, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "before", _("Before"), SEG_CELL_TEXT);
	for (guint to = 0; to <= migration->to.segments->len; to++) {
		g_autofree char *name = g_strdup_printf ("%u", to + 1);

		seg_table_column (table, name, name_of (&migration->to, to, _("none")), shares ? SEG_CELL_SHARE : SEG_CELL_INTEGER);
	}
	seg_table_column (table, "all", _("All"), SEG_CELL_INTEGER);
	for (guint from = 0; from <= migration->from.segments->len; from++) {
		gint64 all = size_of_row (migration, from);

		seg_table_text (table, name_of (&migration->from, from, _("none")));
		for (guint to = 0; to <= migration->to.segments->len; to++)
			if (shares)
				seg_table_number (table, all > 0 ? (double) seg_migration_users (migration, from, to) / (double) all : NAN);
			else
				seg_table_integer (table, seg_migration_users (migration, from, to));
		seg_table_integer (table, all);
	}
	seg_table_print (table, common->output);
}

/* For programs: one row a pair. */
static void
print_pairs (const SegMigration *migration, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "before", _("Before"), SEG_CELL_TEXT);
	seg_table_column (table, "now", _("Now"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_of_before", _("Of before"), SEG_CELL_SHARE);
	seg_table_column (table, "share_of_now", _("Of now"), SEG_CELL_SHARE);
	seg_table_column (table, "moved", _("Moved"), SEG_CELL_INTEGER);
	for (guint from = 0; from <= migration->from.segments->len; from++)
		for (guint to = 0; to <= migration->to.segments->len; to++) {
			gint64 users = seg_migration_users (migration, from, to), before = size_of_row (migration, from);
			gint64 now = to < migration->to.segments->len ? ((const SegMigrationSegment *) migration->to.segments->pdata[to])->size : migration->n_left;

			if (from == migration->from.segments->len && to == migration->to.segments->len)
				continue;
			seg_table_text (table, name_of (&migration->from, from, NULL));
			seg_table_text (table, name_of (&migration->to, to, NULL));
			seg_table_integer (table, users);
			seg_table_number (table, before > 0 ? (double) users / (double) before : NAN);
			seg_table_number (table, now > 0 ? (double) users / (double) now : NAN);
			if (migration->same && from < migration->from.segments->len && to < migration->to.segments->len)
				seg_table_integer (table, migration->goes_on[from] == (gint32) to ? 0 : users);
			else
				seg_table_missing (table);
		}
	seg_table_print (table, common->output);
}

static void
say_changes (const SegMigration *migration, const GPtrArray *drift, const SegCommonOptions *common)
{
	g_autoptr (GPtrArray) words = seg_migration_words (migration, drift);

	seg_cli_say (common, _("From %s to %s:"), migration->from.title, migration->to.title);
	for (guint i = 0; i < words->len; i++)
		seg_cli_say (common, "%s", (const char *) words->pdata[i]);
	seg_cli_say (common, "%s", "");
}

static void
print (const SegMigration *migration, const GPtrArray *drift, const Options *options, const SegCommonOptions *common)
{
	if (common->output != SEG_OUTPUT_TABLE) {
		print_pairs (migration, common);
		return;
	}
	say_changes (migration, drift, common);
	print_matrix (migration, options->shares, common);
}

/* Users ------------------------------------------------------------------------------------------------------------ */

/* A segment of @side by name or number, "none" or "any". */
static gboolean
find_place (const SegMigrationSide *side, const char *text, guint *place, GError **error)
{
	g_autofree char *wanted = g_utf8_casefold (text, -1);

	*place = side->segments->len;
	if (strcmp (wanted, "none") == 0)
		return TRUE;
	if (strcmp (wanted, "any") == 0) {
		*place = G_MAXUINT;
		return TRUE;
	}
	for (guint i = 0; i < side->segments->len; i++) {
		const SegMigrationSegment *segment = side->segments->pdata[i];
		g_autofree char *folded = g_utf8_casefold (segment->name, -1), *number = g_strdup_printf ("%u", segment->position);

		if (strcmp (folded, wanted) == 0 || strcmp (number, wanted) == 0) {
			*place = i;
			return TRUE;
		}
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no segment \"%s\" in %s"), text, side->title);
	return FALSE;
}

/* The condition that finds them with any command that takes a filter, on stderr; their keys. */
static gboolean
print_users (SegWorkspace *workspace, const SegMigration *migration, const char *pair, const SegCommonOptions *common, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (pair, "=", 2);
	guint from, to;
	g_autofree char *text = NULL;
	g_autoptr (SegFilter) filter = NULL;
	SegUserQuery query = { 0 };
	g_autoptr (GPtrArray) users = NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (g_strv_length (parts) != 2) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--users takes a segment before and one now, as in --users Loyal=Dormant, not \"%s\""), pair);
		return FALSE;
	}
	if (!find_place (&migration->from, g_strstrip (parts[0]), &from, error) || !find_place (&migration->to, g_strstrip (parts[1]), &to, error))
		return FALSE;
	if ((text = seg_migration_filter (migration, from, to)) == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("any=any is everyone; name a segment on one side at least"));
		return FALSE;
	}
	if ((filter = seg_filter_parse (workspace, NULL, text, error)) == NULL)
		return FALSE;
	query.filter = filter;
	users = seg_user_list (workspace, &query, 0, G_MAXINT64, error);
	if (users == NULL)
		return FALSE;
	seg_cli_remark (common, _("These are they whom this filter finds: %s"), text);
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	for (guint i = 0; i < users->len; i++)
		seg_table_text (table, ((const SegUserRow *) users->pdata[i])->key);
	seg_table_print (table, common->output);
	return TRUE;
}

/* Sizes over the versions ------------------------------------------------------------------------------------------ */

static gboolean
print_sizes (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "version", _("Version"), SEG_CELL_INTEGER);
	seg_table_column (table, "as_of", _("Data up to"), SEG_CELL_DATE);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		g_autoptr (GArray) trend = seg_segment_trend (workspace, segment->id, error);

		if (trend == NULL)
			return FALSE;
		for (guint v = 0; v < trend->len; v++) {
			const SegSegmentSize *size = &g_array_index (trend, SegSegmentSize, v);

			seg_table_integer (table, size->number);
			seg_table_integer (table, size->as_of);
			seg_table_text (table, segment->name);
			seg_table_integer (table, size->size);
			seg_table_number (table, size->share);
		}
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* Running ---------------------------------------------------------------------------------------------------------- */

static gboolean
compare_runs (SegWorkspace *workspace, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegMigration) migration = NULL;
	gint64 from, to;

	if (!parse_runs (options->runs, &from, &to, error) || (migration = seg_migration_of_runs (workspace, from, to, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	if (options->users != NULL)
		return print_users (workspace, migration, options->users, common, error);
	print (migration, NULL, options, common);
	return options->chart == NULL || seg_cli_write_chart (common, seg_figure_migration (migration), options->chart, error);
}

static gboolean
compare_versions (SegWorkspace *workspace, const SegSegmentation *segmentation, const Options *options, const SegCommonOptions *common,
                  GError **error)
{
	g_autoptr (GPtrArray) versions = seg_versions (workspace, segmentation->id, error), drift = NULL;
	g_autoptr (SegMigration) migration = NULL;
	g_autoptr (SegJob) job = NULL;
	const SegVersion *from, *to;

	if (versions == NULL || !find_versions (versions, options, &from, &to, error))
		return FALSE;
	job = seg_cli_job (common);
	migration = seg_migration (workspace, from, to, job, error);
	if (migration == NULL)
		return FALSE;
	seg_cli_job_end ();
	if (options->users != NULL)
		return print_users (workspace, migration, options->users, common, error);
	drift = seg_drift (workspace, from, to, job, NULL); /* of older programs nothing was kept: nothing is said of it */
	print (migration, drift, options, common);
	return options->chart == NULL || seg_cli_write_chart (common, seg_figure_migration (migration), options->chart, error);
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegSegmentation) segmentation = NULL;

	if (workspace == NULL)
		return FALSE;
	if (options->runs != NULL)
		return compare_runs (workspace, options, common, error);
	segmentation = seg_segmentation_load (workspace, argv[2], error);
	if (segmentation == NULL)
		return FALSE;
	return options->sizes ? print_sizes (workspace, segmentation, common, error) : compare_versions (workspace, segmentation, options, common, error);
}

static gboolean
check (const Options *options, gboolean named, GError **error)
{
	const char *trouble = NULL;

	if (options->runs != NULL && (named || options->from != NULL || options->to != NULL || options->sizes))
		trouble = _("--runs goes with no segmentation and no other options than --shares and --users");
	else if (options->sizes && (options->from != NULL || options->to != NULL || options->users != NULL || options->shares || options->chart != NULL))
		trouble = _("--sizes goes with no other option");
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
		{ "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_("Version to compare with: a number, a day, \"before\" (the last but one)"), "VERSION" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("Version to compare: a number, a day, \"last\" (the one in use)"), "VERSION" },
		{ "runs", 0, 0, G_OPTION_ARG_STRING, &options.runs, N_("Compare two runs (segscope runs) instead"), "RUN,RUN" },
		{ "shares", 0, 0, G_OPTION_ARG_NONE, &options.shares, N_("Shares of the segment before instead of users"), NULL },
		{ "users", 0, 0, G_OPTION_ARG_STRING, &options.users,
		  N_("List those who were in the one and are in the other, by name or number; \"none\", \"any\""), "SEGMENT=SEGMENT" },
		SEG_CHART_OPTION (&options.chart),
		{ "sizes", 0, 0, G_OPTION_ARG_NONE, &options.sizes, N_("How large each segment was in each version"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, argc > 2, error) && seg_cli_check_chart (options.chart, error) && run_with (argv, &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_migration = {
	"migration", "WORKSPACE [NAME]", N_("Say who moved between segments from one version to the next, and what changed"),
	N_("Compares the version in use of NAME (the newest segmentation) with the one before, or any two. A day names the version in use at its\n"
	   "end, by the data it counted. A row is a segment before, a column a segment now; \"none\" are those who came or left.\n\n"
	   "  segscope migration courses.seg autumn\n"
	   "  segscope migration courses.seg autumn --from 2025-09-30 --to last --shares\n"
	   "  segscope migration courses.seg autumn --users Loyal=Dormant\n"
	   "  segscope migration courses.seg --runs 3,7 --users 1=2\n"
	   "  segscope users courses.seg --filter 'segment of autumn version 1 = Loyal and segment of autumn != Loyal'\n"
	   "  segscope migration courses.seg autumn --sizes --output csv\n"),
	run
};
