/* segscope sweep: how many segments do the data support? What was tried is kept as runs. */
#include <config.h>
#include "chart_option.h"
#include "cluster_option.h"
#include "commands.h"
#include "feature_option.h"

#include <segscope/figure.h>
#include <segscope/run.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define WORDS_WIDTH 96 /* cells a line of the reason */
#define MOST_K 1000       /* more groups than anybody could look at */
#define MOST_RESAMPLES 1000

typedef struct {
	char *features, *chart, *index;
	char **select;
	int   k_min, k_max, restarts, max_passes, references, resamples, most_segments;
	gint64 least_users;
	double seconds;
	gboolean exact, quick, segments, dry_run, estimate;
} Options;

static gboolean
check (const Options *options, GError **error)
{
	if (options->k_min < 2 || options->k_min > options->k_max || options->restarts < 1 || options->max_passes < 1)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("--k-min must be 2 or more, --k-max not below it, --restarts and --passes 1 or more"));
	else if (options->references < 0 || options->references == 1 || options->resamples < 0 || !(options->seconds >= 0))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("--references must be 0 or at least 2, --resamples and --silhouette-time 0 or more"));
	else if (options->k_max > MOST_K || options->references > MOST_RESAMPLES || options->resamples > MOST_RESAMPLES)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--k-max can be %d at most, --references and --resamples %d"), MOST_K, MOST_RESAMPLES);
	else if (options->most_segments == 1 || options->most_segments < -1 || options->least_users < -1)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("--most-segments must be at least 2, --least-users at least 1; 0 takes the limit away"));
	else
		return TRUE;
	return FALSE;
}

/* The index that --index names; the silhouette when it names none. FALSE: there is none of that name. */
static gboolean
find_index (const Options *options, guint *index, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	*index = 1;
	for (guint i = 0; options->index != NULL && i < seg_figure_n_indices (); i++) {
		if (strcmp (options->index, seg_figure_index_name (i)) == 0) {
			*index = i;
			return TRUE;
		}
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", seg_figure_index_name (i));
	}
	if (options->index == NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no index \"%s\"; there are %s"), options->index, names->str);
	return FALSE;
}

static gboolean
write_chart (const SegSweep *sweep, const Options *options, const SegCommonOptions *common, GError **error)
{
	guint index;

	if (!find_index (options, &index, error))
		return FALSE;
	return options->chart == NULL
	       || seg_cli_write_chart (common, seg_figure_index_is_known (sweep, index) ? seg_figure_sweep (sweep, index) : NULL, options->chart, error);
}

static SegChooseOptions
choose_options (const Options *options, const SegCommonOptions *common)
{
	SegChooseOptions wanted = seg_choose_options_defaults ();

	wanted.sweep.k_min = (guint) options->k_min;
	wanted.sweep.k_max = (guint) options->k_max;
	wanted.sweep.restarts = (guint) options->restarts;
	wanted.sweep.max_passes = (guint) options->max_passes;
	wanted.sweep.seed = (guint64) common->seed;
	wanted.silhouette_seconds = options->exact ? INFINITY : options->seconds;
	wanted.references = options->quick ? 0 : (guint) options->references;
	wanted.resamples = options->quick ? 0 : (guint) options->resamples;
	wanted.mixtures = wanted.crowds = !options->quick;
	return wanted;
}

/* The limits kept in the workspace, or as given now. */
static gboolean
read_limits (SegWorkspace *workspace, const Options *options, SegSweepOptions *sweep, GError **error)
{
	if (!seg_limits_read (workspace, sweep, error))
		return FALSE;
	if (options->most_segments >= 0)
		sweep->most_segments = (guint) options->most_segments;
	if (options->least_users >= 0)
		sweep->least_users = (gsize) options->least_users;
	return TRUE;
}

/* Printing --------------------------------------------------------------------------------------------------------- */

static void
print_words (const char *words, const SegCommonOptions *common)
{
	g_auto (GStrv) lines = words != NULL ? seg_text_wrap (words, WORDS_WIDTH) : NULL;

	for (gsize i = 0; lines != NULL && lines[i] != NULL; i++)
		seg_cli_say (common, "%s", lines[i]);
	if (words != NULL)
		seg_cli_say (common, "%s", "");
}

/* What there is to say of one row, for people and programs alike. */
static char *
mark_of (const SegSweep *sweep, guint i)
{
	g_autoptr (GPtrArray) marks = g_ptr_array_new ();

	if (i == sweep->suggested)
		g_ptr_array_add (marks, (gpointer) _("suggested"));
	else if (i == sweep->runner_up)
		g_ptr_array_add (marks, (gpointer) _("runner-up"));
	if (sweep->rows[i].clustering->k == sweep->knee)
		g_ptr_array_add (marks, (gpointer) _("elbow"));
	if (!sweep->rows[i].within_limits)
		g_ptr_array_add (marks, (gpointer) _("beyond limits"));
	g_ptr_array_add (marks, NULL);
	return g_strjoinv (", ", (char **) marks->pdata);
}

/* A table on a screen has room for what matters most; files get everything. */
static void
declare_columns (SegTable *table, const SegSweep *sweep, gboolean file)
{
	seg_table_column (table, "k", _("k"), SEG_CELL_INTEGER);
	if (file)
		seg_table_column (table, "inertia", _("Inertia"), SEG_CELL_NUMBER);
	seg_table_column (table, "silhouette", _("Silhouette"), SEG_CELL_NUMBER);
	if (!sweep->exact || file)
		seg_table_column (table, "silhouette_error", _("± error"), SEG_CELL_NUMBER);
	if (file)
		seg_table_column (table, "simplified_silhouette", _("Simplified"), SEG_CELL_NUMBER);
	seg_table_column (table, "calinski_harabasz", _("CH"), SEG_CELL_NUMBER);
	seg_table_column (table, "davies_bouldin", _("DB"), SEG_CELL_NUMBER);
	seg_table_column (table, "gap", _("Gap"), SEG_CELL_NUMBER);
	if (file)
		seg_table_column (table, "gap_error", _("± error"), SEG_CELL_NUMBER);
	seg_table_column (table, "bic", _("BIC"), SEG_CELL_NUMBER);
	if (file)
		seg_table_column (table, "bic_shape", _("Shape"), SEG_CELL_TEXT);
	if (file)
		seg_table_column (table, "crowds", _("Crowds"), SEG_CELL_NUMBER);
	seg_table_column (table, "stability", _("Stable"), SEG_CELL_NUMBER);
	seg_table_column (table, "returned", _("Return"), SEG_CELL_SHARE);
	seg_table_column (table, "smallest", _("Smallest"), SEG_CELL_INTEGER);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "votes", _("Votes"), SEG_CELL_INTEGER);
	if (file)
		seg_table_column (table, "voting", _("Voting"), SEG_CELL_TEXT);
	seg_table_column (table, "mark", "", SEG_CELL_TEXT);
}

static void
fill_row (SegTable *table, const SegSweep *sweep, guint i, gboolean file)
{
	const SegSweepRow *row = sweep->rows + i;
	const SegStability *stability = &row->stability;
	g_autofree char *mark = mark_of (sweep, i), *voting = seg_votes_text (row->votes);

	seg_table_integer (table, row->clustering->k);
	if (file)
		seg_table_number (table, row->clustering->inertia);
	seg_table_number (table, row->silhouette);
	if (!sweep->exact || file)
		seg_table_number (table, row->silhouette_error);
	if (file)
		seg_table_number (table, row->simplified);
	seg_table_number (table, row->calinski_harabasz);
	seg_table_number (table, row->davies_bouldin);
	seg_table_number (table, row->gap);
	if (file)
		seg_table_number (table, row->gap_error);
	seg_table_number (table, row->bic);
	if (file)
		seg_table_text (table, row->bic_shape);
	if (file)
		seg_table_number (table, row->crowds);
	seg_table_number (table, stability->n_resamples > 0 ? stability->least : NAN);
	seg_table_number (table, stability->n_resamples > 0 ? (double) stability->n_returned / stability->n_resamples : NAN);
	seg_table_integer (table, (gint64) row->smallest);
	seg_table_number (table, row->seconds);
	seg_table_integer (table, __builtin_popcount (row->votes));
	if (file)
		seg_table_text (table, voting);
	seg_table_text (table, mark);
}

static void
print_rows (const SegSweep *sweep, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean file = common->output != SEG_OUTPUT_TABLE;

	declare_columns (table, sweep, file);
	for (guint i = 0; i < sweep->n_rows; i++)
		fill_row (table, sweep, i, file);
	seg_table_print (table, common->output);
}

/* A row for each segment of each number. */
static void
print_segments (const SegSweep *sweep, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "k", _("k"), SEG_CELL_INTEGER);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_INTEGER);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "jaccard", _("Jaccard"), SEG_CELL_NUMBER);
	seg_table_column (table, "verdict", _("When other users are drawn"), SEG_CELL_TEXT);
	for (guint i = 0; i < sweep->n_rows; i++)
		for (guint c = 0; c < sweep->rows[i].clustering->k; c++) {
			const SegStability *stability = &sweep->rows[i].stability;
			double jaccard = stability->n_resamples > 0 ? stability->jaccards[c] : NAN;

			seg_table_integer (table, sweep->rows[i].clustering->k);
			seg_table_integer (table, c + 1);
			seg_table_integer (table, (gint64) sweep->rows[i].clustering->sizes[c]);
			seg_table_number (table, jaccard);
			seg_table_text (table, isnan (jaccard) ? NULL : _(seg_stability_verdict_name (seg_stability_verdict (jaccard))));
		}
	seg_table_print (table, common->output);
}

static void
remark_doubts (const SegFeatureSet *set, const SegFeatureMatrix *matrix, const SegSweep *sweep,
               const SegCommonOptions *common)
{
	if (set->stale)
		seg_cli_remark (common, _("The data have changed since the features \"%s\" were built; segscope features builds them anew"),
		                set->name);
	for (gsize column = 0; column < matrix->n_columns; column++)
		if (matrix->columns[column].constant)
			seg_cli_remark (common, _("\"%s\" is the same for everyone and of no use here"), matrix->columns[column].label);
	for (guint i = 0; i < sweep->n_rows; i++)
		if (!sweep->rows[i].clustering->converged)
			seg_cli_remark (common, _("k=%u was still moving users after %u passes; --passes allows more"),
			                sweep->rows[i].clustering->k, sweep->rows[i].clustering->passes);
}

/* Running ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegFeatureSet    *set;
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegSweep         *sweep;
} Work;

static void
clear_work (Work *work)
{
	seg_sweep_free (work->sweep);
	seg_feature_matrix_free (work->matrix);
	g_clear_pointer (&work->selection, g_ptr_array_unref);
	seg_feature_set_free (work->set);
}

static void
say_cost (const SegMatrix *matrix, const Options *options, const SegChooseOptions *wanted, const SegCommonOptions *common)
{
	g_autofree char *what = g_strdup_printf (_("Trying %u to %u segments"), wanted->sweep.k_min, wanted->sweep.k_max);
	SegClusterCost cost;

	seg_choose_estimate (wanted, matrix->n_rows, matrix->n_columns, &cost);
	seg_cli_say_cost (common, options->estimate, what, matrix->n_rows, matrix->n_columns, &cost);
}

static gboolean
sweep (SegWorkspace *workspace, Work *work, const Options *options, SegChooseOptions *wanted, const SegCommonOptions *common,
       SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.05);

	if (!read_limits (workspace, options, &wanted->sweep, error)
	    || (work->set = seg_feature_set_load (workspace, options->features, error)) == NULL
	    || (work->selection = seg_cli_selection (common, workspace, work->set, options->select, error)) == NULL)
		return FALSE;
	work->matrix = seg_feature_matrix (workspace, work->set, work->selection, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.05, 1);
	if (work->matrix != NULL)
		say_cost (work->matrix->scaled, options, wanted, common);
	if (work->matrix != NULL && !options->estimate)
		work->sweep = seg_choose_k (work->matrix->scaled, wanted, job, error);
	seg_job_leave (job, span);
	return work->sweep != NULL || (options->estimate && work->matrix != NULL);
}

/* Runs, and limits that were given. */
static gboolean
keep (SegWorkspace *workspace, const Work *work, const Options *options, SegJob *job, GError **error)
{
	const SegSweepOptions *used = &work->sweep->options;

	if (options->dry_run)
		return TRUE;
	if ((options->most_segments >= 0 || options->least_users >= 0)
	    && !seg_limits_write (workspace, used->most_segments, used->least_users, error))
		return FALSE;
	return seg_runs_keep (workspace, work->set, work->selection, work->matrix, NULL, work->sweep, job, NULL, error);
}

static void
print (const Work *work, const Options *options, const SegCommonOptions *common)
{
	remark_doubts (work->set, work->matrix, work->sweep, common);
	print_words (work->sweep->structure, common);
	print_words (work->sweep->reason, common);
	seg_cli_say_other_way (work->sweep, options->select, common);
	if (options->segments)
		print_segments (work->sweep, common);
	else
		print_rows (work->sweep, common);
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, options->dry_run || options->estimate ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegJob) job = NULL;
	SegChooseOptions wanted = choose_options (options, common);
	Work work = { NULL, NULL, NULL, NULL };
	gboolean done;

	if (workspace == NULL) {
		if (!options->dry_run && !options->estimate && error != NULL && g_error_matches (*error, SEG_ERROR, SEG_ERROR_WORKSPACE))
			seg_cli_remark (common, "%s", _("The runs are kept in the workspace; --dry-run looks without keeping them"));
		return FALSE;
	}
	job = seg_cli_job (common);
	done = sweep (workspace, &work, options, &wanted, common, job, error)
	       && (options->estimate || keep (workspace, &work, options, job, error));
	if (done && !options->estimate) {
		seg_cli_job_end ();
		print (&work, options, common);
		done = write_chart (work.sweep, options, common, error);
	}
	clear_work (&work);
	return done;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegChooseOptions defaults = seg_choose_options_defaults ();
	Options options = { .k_min = (int) defaults.sweep.k_min, .k_max = (int) defaults.sweep.k_max, .restarts = (int) defaults.sweep.restarts,
		                .max_passes = (int) defaults.sweep.max_passes, .references = (int) defaults.references,
		                .resamples = (int) defaults.resamples, .seconds = defaults.silhouette_seconds, .most_segments = -1, .least_users = -1 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "features", 0, 0, G_OPTION_ARG_STRING, &options.features, N_("Feature set to use (the one in use)"), "SET" },
		{ "select", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.select,
		  N_("Features to use, with their scaling: orders,monetary:log,user.city (those chosen for the set)"), "FEATURES" },
		{ "k-min", 0, 0, G_OPTION_ARG_INT, &options.k_min, N_("Fewest segments to try (2)"), "K" },
		{ "k-max", 0, 0, G_OPTION_ARG_INT, &options.k_max, N_("Most segments to try (10)"), "K" },
		{ "most-segments", 0, 0, G_OPTION_ARG_INT, &options.most_segments, N_("Recommend no more segments than these; kept, 0: no limit"), "K" },
		{ "least-users", 0, 0, G_OPTION_ARG_INT64, &options.least_users, N_("Recommend none with a segment of fewer users; kept, 0: no limit"), "N" },
		{ "restarts", 0, 0, G_OPTION_ARG_INT, &options.restarts, N_("Starts for each number of segments (10)"), "N" },
		{ "passes", 0, 0, G_OPTION_ARG_INT, &options.max_passes, N_("Passes over the users after which a start ends (300)"), "N" },
		{ "references", 0, 0, G_OPTION_ARG_INT, &options.references, N_("Sets without groups that the gap statistic compares with (20); 0: leave it out"), "N" },
		{ "resamples", 0, 0, G_OPTION_ARG_INT, &options.resamples, N_("Draws of users that tell whether segments come back (50); 0: leave it out"), "N" },
		{ "silhouette-time", 0, 0, G_OPTION_ARG_DOUBLE, &options.seconds,
		  N_("Seconds that the silhouettes of all users may take (60); where more are foreseen, 5,000 users are drawn"), "S" },
		{ "exact", 0, 0, G_OPTION_ARG_NONE, &options.exact, N_("Compute every user's silhouette, however long it takes"), NULL },
		{ "quick", 0, 0, G_OPTION_ARG_NONE, &options.quick, N_("Leave out gap, stability, BIC and crowds"), NULL },
		{ "segments", 0, 0, G_OPTION_ARG_NONE, &options.segments, N_("Print a row for each segment of each number: users, stability"), NULL },
		SEG_CHART_OPTION (&options.chart),
		{ "index", 0, 0, G_OPTION_ARG_STRING, &options.index, N_("With --chart: the index to draw (silhouette)"), "INDEX" },
		{ "estimate", 0, 0, G_OPTION_ARG_NONE, &options.estimate, N_("Only say how long it would take and how much memory"), NULL },
		{ "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, N_("Keep nothing in the workspace, neither runs nor limits"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && seg_cli_check_chart (options.chart, error) && find_index (&options, &(guint) { 0 }, error)
		       && run_with (argv[1], &options, &common, error);
	g_free (options.features);
	g_free (options.chart);
	g_free (options.index);
	g_strfreev (options.select);
	return done;
}

const SegCommand seg_command_sweep = {
	"sweep", "WORKSPACE", N_("Find out how many segments the data support"),
	N_("Clusters the users with k-means for every number of segments of a range, judges each, and says in words whether there is\n"
	   "structure at all, which number is recommended, why, and what speaks against it. What was tried is kept as runs (segscope\n"
	   "runs compares them and makes segments of one); segscope cluster clusters and keeps the segments at once.\n\n"
	   "  silhouette         -1 to 1: how much nearer users are to their own group than to the next; higher is better\n"
	   "  inertia            sum of squared distances to the own centre; always falls, its elbow counts\n"
	   "  calinski_harabasz  spread between the groups over spread within; higher is better\n"
	   "  davies_bouldin     likeness of each group to the one most like it; lower is better\n"
	   "  gap                how much nearer users are to their centres than users spread evenly would be; higher is better\n"
	   "  bic                of the best Gaussian mixture of so many groups; lower is better\n"
	   "  crowds             how far the segments follow the places where users crowd, of whatever shape these are: adjusted Rand\n"
	   "                     index, 1: exactly; only where valleys part at least two of them\n"
	   "  stability          how surely the least sure segment comes back when other users are drawn: from 0.75 it is stable,\n"
	   "                     up to 0.5 it dissolves; returned: share of the draws in which all come back\n"
	   "  smallest           users in the smallest group\n"
	   "  seconds            time for the k-means of that number\n"
	   "  votes              how many indices have their best value here; at an end of the range they abstain\n\n"
	   "Where the segments of k-means do not follow the crowds, density peaks are named as the better way. Of up to 2,000 users a Gaussian mixture\n"
	   "is, where it finds more segments than k-means, one fewer describes the users worse than chance makes it, each is like a normal\n"
	   "distribution (Mardia's test), and fewer users stand between any two than in either (dip test; all at 0.05).\n\n"
	   "Gap, stability, BIC, crowds and the Hopkins statistic look at 5,000 users at most, drawn at random where there are more; they take\n"
	   "some seconds. Limits that are given are kept for the next time.\n\n"
	   "  segscope sweep courses.seg\n"
	   "  segscope sweep courses.seg --chart silhouette.svg\n"
	   "  segscope sweep courses.seg --most-segments 7 --least-users 500\n"
	   "  segscope sweep courses.seg --k-max 15 --select recency_days,orders,monetary:log --output csv\n"),
	run
};
