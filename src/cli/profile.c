/* segscope profile: what segments are like, feature by feature against everyone, and what they take. */
#include <config.h>
#include "chart_option.h"
#include "profile_parts.h"
#include "segments.h"

#include <segscope/figure.h>
#include <segscope/habits.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
add_feature_columns (SegTable *table, gboolean for_people)
{
	if (!for_people)
		seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	if (!for_people)
		seg_table_column (table, "feature", _("Name"), SEG_CELL_TEXT);
	seg_table_column (table, "label", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "mean", _("Mean"), SEG_CELL_NUMBER);
	seg_table_column (table, "mean_all", _("Everyone"), SEG_CELL_NUMBER);
	seg_table_column (table, "median", _("Median"), SEG_CELL_NUMBER);
	seg_table_column (table, "median_all", _("Everyone"), SEG_CELL_NUMBER);
	seg_table_column (table, "unit", _("Unit"), SEG_CELL_TEXT);
	seg_table_column (table, "index", _("Index"), SEG_CELL_NUMBER);
	seg_table_column (table, "effect", _("Effect"), SEG_CELL_NUMBER);
	if (for_people) {
		seg_table_column (table, "difference", _("Against all others"), SEG_CELL_TEXT);
		return;
	}
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_NUMBER);
	seg_table_column (table, "low", _("At least"), SEG_CELL_NUMBER);
	seg_table_column (table, "high", _("At most"), SEG_CELL_NUMBER);
	seg_table_column (table, "p", _("By chance"), SEG_CELL_NUMBER);
}

/* "+3.1 (2.9 to 3.3)", or that there is no telling. */
static char *
difference_words (const SegProfileFeature *feature, double factor)
{
	g_autofree char *difference = seg_format_auto (factor * feature->difference);
	g_autofree char *low = seg_format_auto (factor * feature->low), *high = seg_format_auto (factor * feature->high);

	if (!isfinite (feature->p))
		return g_strdup ("");
	if (feature->p > SEG_PROFILE_CHANCE)
		return g_strdup_printf (_("may be chance (%s to %s)"), low, high);
	return g_strdup_printf (_("%s%s (%s to %s)"), feature->difference > 0 ? "+" : "", difference, low, high);
}

/* For people shares are per cent; files keep them as shares. Their medians are only 0 or 1 and tell nothing. */
static void
add_feature (SegTable *table, const SegSegment *segment, const SegProfileFeature *feature, gboolean for_people)
{
	gboolean percent = for_people && feature->share;
	double factor = percent ? 100 : 1;
	gboolean has_median = !percent || (feature->median_all != 0 && feature->median_all != 1);

	if (!for_people) {
		seg_table_text (table, segment->name);
		seg_table_text (table, feature->feature);
	}
	seg_table_text (table, feature->label);
	seg_table_number (table, factor * feature->mean);
	seg_table_number (table, factor * feature->mean_all);
	seg_table_number (table, has_median ? factor * feature->median : NAN);
	seg_table_number (table, has_median ? factor * feature->median_all : NAN);
	seg_table_text (table, percent ? "%" : feature->unit);
	seg_table_number (table, for_people ? round (feature->index) : feature->index);
	seg_table_number (table, feature->effect);
	if (for_people) {
		g_autofree char *words = difference_words (feature, factor);

		seg_table_text (table, words);
		return;
	}
	seg_table_number (table, feature->difference);
	seg_table_number (table, feature->low);
	seg_table_number (table, feature->high);
	seg_table_number (table, feature->p);
}

static void
add_item_columns (SegTable *table, gboolean for_people)
{
	if (!for_people) {
		seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
		seg_table_column (table, "item", _("Key"), SEG_CELL_TEXT);
	}
	seg_table_column (table, "title", _("Takes most"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "lift", _("Times everyone"), SEG_CELL_NUMBER);
}

static void
add_item (SegTable *table, const SegSegment *segment, const SegProfileItem *item, gboolean for_people)
{
	if (!for_people) {
		seg_table_text (table, segment->name);
		seg_table_text (table, item->key);
	}
	seg_table_text (table, item->title);
	seg_table_integer (table, item->n_users);
	seg_table_number (table, item->share);
	seg_table_number (table, item->lift);
}

static void
add_profile (SegTable *features, SegTable *items, const SegSegment *segment, const SegProfile *profile, gint64 top,
             gboolean for_people)
{
	for (guint i = 0; i < profile->features->len && (top == 0 || i < top); i++)
		add_feature (features, segment, profile->features->pdata[i], for_people);
	for (guint i = 0; i < profile->items->len; i++)
		add_item (items, segment, profile->items->pdata[i], for_people);
}

static void
print_for_people (const SegSegment *segment, const SegProfile *profile, gint64 top, const SegCommonOptions *common)
{
	g_autoptr (SegTable) features = seg_table_new (), items = seg_table_new ();

	add_feature_columns (features, TRUE);
	add_item_columns (items, TRUE);
	add_profile (features, items, segment, profile, top, TRUE);
	seg_cli_say (common, "%u  %s", segment->position, segment->name);
	if (segment->description[0] != '\0')
		seg_cli_say (common, "%s", segment->description);
	seg_cli_say (common, "%s", profile->sentence);
	seg_cli_say (common, "%s", "");
	seg_table_print (features, common->output);
	seg_cli_say (common, "%s", "");
	if (profile->items->len > 0)
		seg_table_print (items, common->output);
}

/* What was asked for. */
typedef struct {
	char    *segment;
	gint64   top;
	gboolean items, test;
	char    *part, *beside, *chart;
} Options;

/* Files get one table: of features, or with --items of items. */
static void
print_for_files (const SegSegmentation *segmentation, const GPtrArray *profiles, const SegSegment *only, const Options *options,
                 const SegCommonOptions *common)
{
	g_autoptr (SegTable) features = seg_table_new (), items = seg_table_new ();

	add_feature_columns (features, FALSE);
	add_item_columns (items, FALSE);
	for (guint i = 0; i < profiles->len; i++)
		if (only == NULL || only == segmentation->segments->pdata[i])
			add_profile (features, items, segmentation->segments->pdata[i], profiles->pdata[i], options->top, FALSE);
	seg_table_print (options->items || g_strcmp0 (options->part, "items") == 0 ? items : features, common->output);
}

/* Of the part that was asked for; of its features when none was. */
static gboolean
write_chart (const SegSegmentation *segmentation, const GPtrArray *profiles, const SegSegment *only, const Options *options,
             const SegCommonOptions *common, GError **error)
{
	const char *part = options->part != NULL ? options->part : "features";
	const SegProfile *profile = NULL;
	SegPlot *plot;

	for (guint i = 0; i < profiles->len; i++)
		if (only == segmentation->segments->pdata[i])
			profile = profiles->pdata[i];
	if (strcmp (part, "features") == 0)
		plot = seg_figure_profile (only, profile);
	else if (strcmp (part, "hours") == 0)
		plot = seg_figure_hours (only, profile->habits);
	else if (strcmp (part, "retention") == 0)
		plot = seg_figure_retention (only, profile->habits);
	else if (strcmp (part, "items") == 0 || strcmp (part, "values") == 0)
		plot = seg_figure_values (only, profile);
	else {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no chart of \"%s\"; there is one of features, items, values, hours, retention"), part);
		return FALSE;
	}
	return seg_cli_write_chart (common, plot, options->chart, error);
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_cli_open_to_keep (argv[1], error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, argv[2], error) : NULL;
	g_autoptr (SegJob) job = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	const SegSegment *only = NULL;
	gboolean printed = FALSE;

	if (segmentation == NULL
	    || (options->segment != NULL && (only = seg_segmentation_find (segmentation, options->segment, error)) == NULL))
		return FALSE;
	job = seg_cli_job (common);
	if (options->test && !seg_segmentation_test_stability (workspace, segmentation->id, job, error))
		return FALSE;
	profiles = seg_profiles_kept (workspace, segmentation, job, error);
	if (profiles == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark_stale (segmentation, common);
	if (options->chart != NULL && !write_chart (segmentation, profiles, only, options, common, error))
		return FALSE;
	if (options->beside != NULL)
		return seg_cli_print_beside (options->beside, segmentation, profiles, options->top, common, error);
	if (options->part != NULL && strcmp (options->part, "features") != 0 && strcmp (options->part, "items") != 0)
		return seg_cli_print_part (workspace, options->part, segmentation, profiles, only, common, error);
	if (common->output != SEG_OUTPUT_TABLE || options->part != NULL) {
		print_for_files (segmentation, profiles, only, options, common);
		return TRUE;
	}
	for (guint i = 0; i < profiles->len; i++)
		if (only == NULL || only == segmentation->segments->pdata[i]) {
			if (printed)
				seg_cli_say (common, "%s", "");
			print_for_people (segmentation->segments->pdata[i], profiles->pdata[i], options->top, common);
			if (only != NULL && !seg_cli_print_habits (workspace, segmentation, only, profiles->pdata[i], common, error))
				return FALSE;
			printed = TRUE;
		}
	seg_cli_say_orders (common, workspace);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment, N_("Only this segment, by name or number"), "SEGMENT" },
		{ "top", 0, 0, G_OPTION_ARG_INT64, &options.top, N_("Only the N features that mark a segment off most"), "N" },
		{ "items", 0, 0, G_OPTION_ARG_NONE, &options.items, N_("As csv or json: what segments take instead of their features"), NULL },
		{ "part", 'p', 0, G_OPTION_ARG_STRING, &options.part,
		  N_("Only this part: features, items, values (of attributes, categories), hours, weekdays, retention, people, trend"), "PART" },
		{ "beside", 'b', 0, G_OPTION_ARG_STRING, &options.beside, N_("Two to four segments side by side, what they are most apart in first"), "A,B,..." },
		SEG_CHART_OPTION (&options.chart),
		{ "test-stability", 0, 0, G_OPTION_ARG_NONE, &options.test, N_("Test first whether the segments come back in resamples, and keep the verdict"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && options.top < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--top must be 1 or more"));
		done = FALSE;
	}
	if (done && options.chart != NULL && (options.segment == NULL || options.beside != NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart is of one segment: --segment says of which"));
		done = FALSE;
	}
	if (done && argc > 0)
		done = seg_cli_check_chart (options.chart, error) && run_with (argv, &options, &common, error);
	g_free (options.segment);
	g_free (options.part);
	g_free (options.chart);
	g_free (options.beside);
	return done;
}

const SegCommand seg_command_profile = {
	"profile", "WORKSPACE [SEGMENTATION]", N_("Show what segments are like against everyone, and what they take"),
	N_("Features come in the order in which they mark the segment off. Index: 100 is like everyone, 200 twice as much; empty\n"
	   "for numbers around zero, where that says nothing. Effect: how many standard deviations the segment's mean lies from\n"
	   "everyone's. Against all others: the mean here less that of the users outside the segment, with its 95 % interval (Welch);\n"
	   "\"may be chance\" where a difference as large happens by chance in more than 1 of 20 (corrected for the number of features).\n"
	   "Segments are made of differences, so those of the features they were made from are no news. Missing values are left out.\n"
	   "With --segment the rest of the page follows: events, cities, channels and categories, hours, who comes back by cohort, typical\n"
	   "and borderline users, size over time. What was computed is kept in the workspace and shown at once the next time.\n"
	   "Without SEGMENTATION the newest is shown.\n\n"
	   "  segscope profile courses.seg --segment 2 --top 10\n"
	   "  segscope profile courses.seg --segment 2 --part retention --output csv\n"
	   "  segscope profile courses.seg --beside 1,3\n"
	   "  segscope profile courses.seg autumn --output csv > profiles.csv\n"),
	run
};
