/* segscope drift: how the values of features lie now against how they lay when a version of a segmentation was made. */
#include <config.h>
#include "chart_option.h"
#include "segments.h"

#include <segscope/figure.h>
#include <segscope/migration.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	char *from, *to, *feature, *chart;
} Options;

static void
print (const GPtrArray *drifts, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean file = common->output != SEG_OUTPUT_TABLE;

	if (file)
		seg_table_column (table, "feature", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "label", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "unit", _("Unit"), SEG_CELL_TEXT);
	seg_table_column (table, "mean_before", _("Mean before"), SEG_CELL_NUMBER);
	seg_table_column (table, "mean_now", _("Mean now"), SEG_CELL_NUMBER);
	seg_table_column (table, "known_before", _("Known before"), SEG_CELL_SHARE);
	seg_table_column (table, "known_now", _("Known now"), SEG_CELL_SHARE);
	seg_table_column (table, "psi", _("PSI"), SEG_CELL_NUMBER);
	seg_table_column (table, "ks", _("KS"), SEG_CELL_NUMBER);
	seg_table_column (table, "verdict", _("Verdict"), SEG_CELL_TEXT);
	for (guint i = 0; i < drifts->len; i++) {
		const SegDrift *drift = drifts->pdata[i];

		if (file)
			seg_table_text (table, drift->name);
		seg_table_text (table, drift->label);
		seg_table_text (table, drift->unit);
		seg_table_number (table, drift->mean_before);
		seg_table_number (table, drift->mean_now);
		seg_table_number (table, drift->known_before);
		seg_table_number (table, drift->known_now);
		seg_table_number (table, drift->psi);
		seg_table_number (table, drift->ks);
		seg_table_text (table, seg_drift_words (drift->psi));
	}
	seg_table_print (table, common->output);
}

static const SegDrift *
find_feature (const GPtrArray *drifts, const char *name, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; i < drifts->len; i++) {
		const SegDrift *drift = drifts->pdata[i];

		if (strcmp (drift->name, name) == 0 || strcmp (drift->label, name) == 0)
			return drift;
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", drift->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no feature \"%s\" here; there are: %s"), name, names->str);
	return NULL;
}

/* The values of one feature then and now, with the filter that lists who has them. */
static gboolean
print_bins (SegWorkspace *workspace, const SegSegmentation *segmentation, const GPtrArray *drifts, const char *name, const SegCommonOptions *common,
            GError **error)
{
	const SegDrift *drift = find_feature (drifts, name, error);
	g_autoptr (SegFeatureSet) set = drift != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (set == NULL)
		return FALSE;
	seg_table_column (table, "above", _("Above"), SEG_CELL_NUMBER);
	seg_table_column (table, "up_to", _("Up to"), SEG_CELL_NUMBER);
	seg_table_column (table, "before", _("Users before"), SEG_CELL_INTEGER);
	seg_table_column (table, "now", _("Users now"), SEG_CELL_INTEGER);
	seg_table_column (table, "psi", _("Of PSI"), SEG_CELL_NUMBER);
	seg_table_column (table, "condition", _("Filter"), SEG_CELL_TEXT);
	for (guint i = 0; i < drift->bins->len; i++) {
		const SegDriftBin *bin = &g_array_index (drift->bins, SegDriftBin, i);
		g_autofree char *condition = seg_drift_filter (workspace, set, drift, i, NULL);

		seg_table_number (table, isfinite (bin->low) ? bin->low : NAN);
		seg_table_number (table, isfinite (bin->high) ? bin->high : NAN);
		seg_table_integer (table, bin->before);
		seg_table_integer (table, bin->now);
		seg_table_number (table, bin->part);
		seg_table_text (table, condition);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* "now" compares with the data as they are. */
static gboolean
find_versions (const GPtrArray *versions, const Options *options, const SegVersion **from, const SegVersion **to, GError **error)
{
	const char *first = options->from != NULL ? options->from : versions->len > 1 ? "before" : "last";
	const char *second = options->to != NULL ? options->to : versions->len > 1 ? "last" : "now";

	*to = NULL;
	*from = seg_versions_find (versions, first, error);
	if (*from == NULL || strcmp (second, "now") == 0)
		return *from != NULL;
	*to = seg_versions_find (versions, second, error);
	return *to != NULL;
}

/* Of all features, or of the values of the one asked for. */
static gboolean
write_chart (const SegSegmentation *segmentation, const GPtrArray *drifts, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autofree char *title = g_strdup_printf (_("What has drifted: %s"), segmentation->name);
	SegPlot *plot = options->feature != NULL ? seg_figure_drift_bins (find_feature (drifts, options->feature, NULL)) : seg_figure_drift (title, drifts);

	return seg_cli_write_chart (common, plot, options->chart, error);
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, argv[2], error) : NULL;
	g_autoptr (GPtrArray) versions = segmentation != NULL ? seg_versions (workspace, segmentation->id, error) : NULL, drifts = NULL;
	g_autoptr (SegJob) job = NULL;
	const SegVersion *from, *to;

	if (versions == NULL || !find_versions (versions, options, &from, &to, error))
		return FALSE;
	job = seg_cli_job (common);
	drifts = seg_drift (workspace, from, to, job, error);
	if (drifts == NULL)
		return FALSE;
	seg_cli_job_end ();
	if (to != NULL)
		seg_cli_say (common, _("\"%s\": version %u against version %u"), segmentation->name, to->number, from->number);
	else
		seg_cli_say (common, _("\"%s\": the features as they are against version %u"), segmentation->name, from->number);
	if (options->feature == NULL)
		print (drifts, common);
	else if (!print_bins (workspace, segmentation, drifts, options->feature, common, error))
		return FALSE;
	return options->chart == NULL || write_chart (segmentation, drifts, options, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_("Version to compare with: a number, a day, \"before\" (the last but one)"), "VERSION" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("Version to compare: a number, a day, \"last\", or \"now\": the features as they are"), "VERSION" },
		{ "feature", 0, 0, G_OPTION_ARG_STRING, &options.feature, N_("How many had which of its values then and have them now, and the filter that lists who"), "FEATURE" },
		SEG_CHART_OPTION (&options.chart),
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = seg_cli_check_chart (options.chart, error) && run_with (argv, &options, &common, error);
	g_free (options.from);
	g_free (options.to);
	g_free (options.feature);
	g_free (options.chart);
	return done;
}

const SegCommand seg_command_drift = {
	"drift", "WORKSPACE [NAME]", N_("Say how far the values of features have drifted since segments were made"),
	N_("For each feature that NAME (the newest segmentation) was made from: the population stability index (PSI, over the tenths of before:\n"
	   "below 0.1 stable, above 0.25 another population) and Kolmogorov and Smirnov's D (KS: the largest difference between the shares of\n"
	   "users up to any value; exact to 0.001). Of the last two versions, or of the only one against the features as they are.\n\n"
	   "  segscope drift courses.seg autumn\n"
	   "  segscope drift courses.seg autumn --chart drift.svg\n"
	   "  segscope drift courses.seg autumn --from 1 --to now --output csv\n"
	   "  segscope drift courses.seg autumn --from 1 --to now --feature orders\n"),
	run
};
