/* segscope ways: every way of clustering side by side, and one recommendation. What was tried is kept as runs. */
#include <config.h>
#include "cluster_option.h"
#include "commands.h"
#include "feature_option.h"

#include <segscope/run.h>
#include <segscope/text.h>
#include <segscope/ways.h>

#include <glib/gi18n.h>
#include <math.h>

#define WORDS_WIDTH 96
#define MOST_K 1000
#define MOST_RESAMPLES 1000

typedef struct {
	char *features;
	char **select;
	int   k_max, resamples;
	double seconds;
	gboolean dry_run, estimate;
} Options;

typedef struct {
	SegFeatureSet    *set;
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegWays          *ways;
} Work;

static void
clear_work (Work *work)
{
	seg_ways_free (work->ways);
	seg_feature_matrix_free (work->matrix);
	g_clear_pointer (&work->selection, g_ptr_array_unref);
	seg_feature_set_free (work->set);
}

static gboolean
check (const Options *options, GError **error)
{
	if (options->k_max >= 2 && options->k_max <= MOST_K && options->resamples >= 0 && options->resamples <= MOST_RESAMPLES && options->seconds >= 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--k-max must be from 2 to %d, --resamples from 0 to %d, --time 0 or more"), MOST_K, MOST_RESAMPLES);
	return FALSE;
}

/* Printing --------------------------------------------------------------------------------------------------------- */

static void
print_words (const char *words, const SegCommonOptions *common)
{
	g_auto (GStrv) lines = seg_text_wrap (words, WORDS_WIDTH);

	for (gsize i = 0; lines[i] != NULL; i++)
		seg_cli_say (common, "%s", lines[i]);
	seg_cli_say (common, "%s", "");
}

static void
declare_columns (SegTable *table, gboolean file)
{
	seg_table_column (table, "algorithm", _("Algorithm"), SEG_CELL_TEXT);
	seg_table_column (table, "k", _("k"), SEG_CELL_INTEGER);
	seg_table_column (table, "crowds", _("Crowds"), SEG_CELL_NUMBER);
	seg_table_column (table, "alike", _("Alike"), SEG_CELL_NUMBER);
	seg_table_column (table, "stability", _("Stable"), SEG_CELL_NUMBER);
	seg_table_column (table, "silhouette", _("Silhouette"), SEG_CELL_NUMBER);
	seg_table_column (table, "smallest", _("Smallest"), SEG_CELL_INTEGER);
	if (file)
		seg_table_column (table, "noise", _("Noise"), SEG_CELL_INTEGER);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "mark", "", SEG_CELL_TEXT);
}

static void
fill_figures (SegTable *table, const SegWay *way, gboolean file)
{
	const SegSweepRow *row = seg_way_row (way);

	seg_table_integer (table, row->clustering->k);
	seg_table_number (table, way->crowds);
	seg_table_number (table, way->alike);
	seg_table_number (table, way->stability.n_resamples > 0 ? way->stability.least : NAN);
	seg_table_number (table, row->silhouette);
	seg_table_integer (table, (gint64) row->smallest);
	if (file)
		seg_table_integer (table, (gint64) (way->model != NULL ? way->model->clustering->n_noise : 0));
	seg_table_number (table, way->seconds);
}

static void
print_ways (const SegWays *ways, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean file = common->output != SEG_OUTPUT_TABLE;

	declare_columns (table, file);
	for (guint i = 0; i < ways->n; i++) {
		const SegWay *way = ways->ways + i;
		g_autofree char *left_out = way->left_out != NULL ? g_strdup_printf (_("left out: %s"), way->left_out) : NULL;

		if (left_out != NULL && !file)
			continue;
		seg_table_text (table, file ? way->settings.algorithm->name : _(way->settings.algorithm->label));
		if (left_out == NULL)
			fill_figures (table, way, file);
		else
			for (guint column = 0; column < 8; column++)
				seg_table_missing (table);
		seg_table_text (table, left_out != NULL ? left_out : i == ways->suggested ? _("suggested") : way->within_limits ? "" : _("beyond limits"));
	}
	seg_table_print (table, common->output);
	for (guint i = 0; i < ways->n && !file; i++)
		if (ways->ways[i].left_out != NULL)
			seg_cli_say (common, _("%s was left out: %s"), _(ways->ways[i].settings.algorithm->label), ways->ways[i].left_out);
}

/* Running ------------------------------------------------------------------------------------------------------------ */

static gboolean
make_matrix (const SegCommonOptions *common, SegWorkspace *workspace, Work *work, const Options *options, SegJob *job, GError **error)
{
	return (work->set = seg_feature_set_load (workspace, options->features, error)) != NULL
	       && (work->selection = seg_cli_selection (common, workspace, work->set, options->select, error)) != NULL
	       && (work->matrix = seg_feature_matrix (workspace, work->set, work->selection, job, error)) != NULL;
}

static gboolean
keep (SegWorkspace *workspace, const Work *work, SegJob *job, GError **error)
{
	for (guint i = 0; i < work->ways->n; i++) {
		const SegWay *way = work->ways->ways + i;

		if (way->sweep != NULL
		    && !seg_runs_keep (workspace, work->set, work->selection, work->matrix, way->model, way->sweep, job, NULL, error))
			return FALSE;
	}
	return TRUE;
}

static void
say_cost (const Work *work, const SegWaysOptions *wanted, gboolean asked, const SegCommonOptions *common)
{
	const SegMatrix *matrix = work->matrix->scaled;
	SegClusterCost cost;

	seg_ways_estimate (wanted, matrix->n_rows, matrix->n_columns, &cost);
	seg_cli_say_cost (common, asked, _("Every way"), matrix->n_rows, matrix->n_columns, &cost);
}

static gboolean
try (SegWorkspace *workspace, Work *work, const Options *options, const SegWaysOptions *wanted, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0.05, 0.95);
	gboolean done;

	work->ways = seg_try_ways (work->matrix->scaled, wanted, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.95, 1);
	done = work->ways != NULL && (options->dry_run || keep (workspace, work, job, error));
	seg_job_leave (job, span);
	return done;
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	gboolean writes = !options->dry_run && !options->estimate, done;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegJob) job = NULL;
	SegWaysOptions wanted = seg_ways_options_defaults ();
	Work work = { 0 };

	if (workspace == NULL || !seg_limits_read (workspace, &wanted.choose.sweep, error))
		return FALSE;
	wanted.choose.sweep.k_max = (guint) options->k_max;
	wanted.choose.sweep.seed = (guint64) common->seed;
	wanted.seconds = options->seconds;
	wanted.resamples = (guint) options->resamples;
	job = seg_cli_job (common);
	done = make_matrix (common, workspace, &work, options, job, error);
	if (done)
		say_cost (&work, &wanted, options->estimate, common);
	done = done && (options->estimate || try (workspace, &work, options, &wanted, job, error));
	if (done && !options->estimate) {
		seg_cli_job_end ();
		if (work.set->stale)
			seg_cli_remark (common, _("The data have changed since the features \"%s\" were built; segscope features builds them anew"), work.set->name);
		print_words (work.ways->reason, common);
		seg_cli_say_other_way (work.ways->ways[0].sweep, options->select, common);
		print_ways (work.ways, common);
	}
	clear_work (&work);
	return done;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegWaysOptions defaults = seg_ways_options_defaults ();
	Options options = { .k_max = (int) defaults.choose.sweep.k_max, .resamples = (int) defaults.resamples, .seconds = defaults.seconds };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "features", 0, 0, G_OPTION_ARG_STRING, &options.features, N_("Feature set to use (the one in use)"), "SET" },
		{ "select", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.select,
		  N_("Features to use, with their scaling: orders,monetary:log,user.city (those chosen for the set)"), "FEATURES" },
		{ "k-max", 0, 0, G_OPTION_ARG_INT, &options.k_max, N_("Most segments to try (10)"), "K" },
		{ "time", 0, 0, G_OPTION_ARG_DOUBLE, &options.seconds, N_("Seconds that one way may take (60); one that is foreseen to take longer is left out"), "S" },
		{ "resamples", 0, 0, G_OPTION_ARG_INT, &options.resamples, N_("Draws of users that tell whether segments come back (20); 0: leave it out"), "N" },
		{ "estimate", 0, 0, G_OPTION_ARG_NONE, &options.estimate, N_("Only say how long it would take and how much memory"), NULL },
		{ "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, N_("Keep no runs in the workspace"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv[1], &options, &common, error);
	g_free (options.features);
	g_strfreev (options.select);
	return done;
}

const SegCommand seg_command_ways = {
	"ways", "WORKSPACE", N_("Try every way of clustering and say which one suits these users"),
	N_("Runs every algorithm that fits into memory and time on the chosen features, each as it is without options; those that must be told\n"
	   "how many segments get the number that segscope sweep would recommend, and a recommended Gaussian mixture the number and shape it was\n"
	   "found with. What was tried is kept as runs.\n\n"
	   "  crowds      how far the segments follow the places where users crowd, of whatever shape these are, parted by valleys in which\n"
	   "              there are few: adjusted Rand index, 1: exactly. It is fair to round groups and others alike\n"
	   "  alike       how far all other ways come to the same segments: the mean adjusted Rand index with them\n"
	   "  stability   how surely the least sure segment comes back when the way is run again on draws of 5,000 users at most: from 0.75\n"
	   "              it is stable, up to 0.5 it dissolves\n"
	   "  silhouette  -1 to 1: how much nearer users are to their own group than to the next; it favours round groups\n\n"
	   "k-means is recommended, as the easiest to explain, where its segments follow the crowds, or at least put nearly nobody (5 %) together\n"
	   "with others across a valley and do not divide crowds where there is no sign of fewer users; else density peaks. Of up to 2,000 users a\n"
	   "Gaussian mixture is, where it finds more segments, each like a normal distribution (segscope sweep --help). The limits of segscope\n"
	   "sweep hold here too.\n\n"
	   "  segscope ways courses.seg\n"
	   "  segscope ways courses.seg --time 600 --select recency_days,orders,monetary:log --output csv"),
	run
};
