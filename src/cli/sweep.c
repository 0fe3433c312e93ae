/* segscope sweep: how many segments do the data support? Writes nothing. */
#include <config.h>
#include "commands.h"
#include "feature_option.h"

#include <segscope/cluster.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define WORDS_WIDTH 96 /* cells a line of the reason */

typedef struct {
	char *features;
	char **select;
	int   k_min, k_max, restarts, max_passes;
	gboolean exact;
} Options;

static gboolean
check (const Options *options, GError **error)
{
	if (options->k_min >= 2 && options->k_min <= options->k_max && options->restarts >= 1 && options->max_passes >= 1)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
	                     _("--k-min must be 2 or more, --k-max not below it, --restarts and --passes 1 or more"));
	return FALSE;
}

static SegSweepOptions
sweep_options (const Options *options, const SegCommonOptions *common)
{
	SegSweepOptions wanted = seg_sweep_options_defaults ();

	wanted.k_min = (guint) options->k_min;
	wanted.k_max = (guint) options->k_max;
	wanted.restarts = (guint) options->restarts;
	wanted.max_passes = (guint) options->max_passes;
	wanted.seed = (guint64) common->seed;
	if (options->exact)
		wanted.exact_rows = G_MAXSIZE;
	return wanted;
}

/* Printing --------------------------------------------------------------------------------------------------------- */

static void
print_reason (const SegSweep *sweep, const SegCommonOptions *common)
{
	g_auto (GStrv) lines = seg_text_wrap (sweep->reason, WORDS_WIDTH);

	for (gsize i = 0; lines[i] != NULL; i++)
		seg_cli_say (common, "%s", lines[i]);
	seg_cli_say (common, "%s", "");
}

/* What there is to say of one row, for people and programs alike. */
static char *
mark_of (const SegSweep *sweep, guint i)
{
	g_autoptr (GPtrArray) marks = g_ptr_array_new ();
	g_autofree char *joined = NULL;

	if (i == sweep->suggested)
		g_ptr_array_add (marks, (gpointer) _("suggested"));
	else if (i == sweep->runner_up)
		g_ptr_array_add (marks, (gpointer) _("runner-up"));
	if (sweep->rows[i].clustering->k == sweep->knee)
		g_ptr_array_add (marks, (gpointer) _("elbow"));
	g_ptr_array_add (marks, NULL);
	joined = g_strjoinv (", ", (char **) marks->pdata);
	return g_steal_pointer (&joined);
}

static void
declare_columns (SegTable *table, const SegSweep *sweep)
{
	seg_table_column (table, "k", _("k"), SEG_CELL_INTEGER);
	seg_table_column (table, "inertia", _("Inertia"), SEG_CELL_NUMBER);
	seg_table_column (table, "silhouette", _("Silhouette"), SEG_CELL_NUMBER);
	if (!sweep->exact)
		seg_table_column (table, "silhouette_error", _("± error"), SEG_CELL_NUMBER);
	seg_table_column (table, "calinski_harabasz", _("Calinski-Harabasz"), SEG_CELL_NUMBER);
	seg_table_column (table, "davies_bouldin", _("Davies-Bouldin"), SEG_CELL_NUMBER);
	seg_table_column (table, "smallest", _("Smallest"), SEG_CELL_INTEGER);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "mark", "", SEG_CELL_TEXT);
}

static void
print_rows (const SegSweep *sweep, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	declare_columns (table, sweep);
	for (guint i = 0; i < sweep->n_rows; i++) {
		const SegSweepRow *row = sweep->rows + i;
		g_autofree char *mark = mark_of (sweep, i);

		seg_table_integer (table, row->clustering->k);
		seg_table_number (table, row->clustering->inertia);
		seg_table_number (table, row->silhouette);
		if (!sweep->exact)
			seg_table_number (table, row->silhouette_error);
		seg_table_number (table, row->calinski_harabasz);
		seg_table_number (table, row->davies_bouldin);
		seg_table_integer (table, (gint64) row->smallest);
		seg_table_number (table, row->seconds);
		seg_table_text (table, mark);
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

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegFeatureSet) set = workspace != NULL ? seg_feature_set_load (workspace, options->features, error) : NULL;
	g_autoptr (GPtrArray) selection = set != NULL ? seg_cli_selection (workspace, set, options->select, error) : NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegSweep) sweep = NULL;
	g_autoptr (SegJob) job = NULL;
	SegSweepOptions wanted = sweep_options (options, common);
	SegJobSpan span;

	if (selection == NULL)
		return FALSE;
	job = seg_cli_job (common);
	span = seg_job_enter (job, 0, 0.05);
	matrix = seg_feature_matrix (workspace, set, selection, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.05, 1);
	sweep = matrix != NULL ? seg_sweep (matrix->scaled, &wanted, job, error) : NULL;
	seg_job_leave (job, span);
	if (sweep == NULL)
		return FALSE;
	seg_cli_job_end ();
	remark_doubts (set, matrix, sweep, common);
	print_reason (sweep, common);
	print_rows (sweep, common);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegSweepOptions defaults = seg_sweep_options_defaults ();
	Options options = { .k_min = (int) defaults.k_min, .k_max = (int) defaults.k_max, .restarts = (int) defaults.restarts,
		                .max_passes = (int) defaults.max_passes };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "features", 0, 0, G_OPTION_ARG_STRING, &options.features, N_("Feature set to use (the one in use)"), "SET" },
		{ "select", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.select,
		  N_("Features to use, with their scaling: orders,monetary:log,user.city (those chosen for the set)"), "FEATURES" },
		{ "k-min", 0, 0, G_OPTION_ARG_INT, &options.k_min, N_("Fewest segments to try (2)"), "K" },
		{ "k-max", 0, 0, G_OPTION_ARG_INT, &options.k_max, N_("Most segments to try (10)"), "K" },
		{ "restarts", 0, 0, G_OPTION_ARG_INT, &options.restarts, N_("Starts for each number of segments (10)"), "N" },
		{ "passes", 0, 0, G_OPTION_ARG_INT, &options.max_passes, N_("Passes over the users after which a start ends (300)"), "N" },
		{ "exact", 0, 0, G_OPTION_ARG_NONE, &options.exact,
		  N_("Compute every user's silhouette, however many (above 50,000 users 5,000 are drawn at random)"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv[1], &options, &common, error);
	g_free (options.features);
	g_strfreev (options.select);
	return done;
}

const SegCommand seg_command_sweep = {
	"sweep", "WORKSPACE", N_("Find out how many segments the data support"),
	N_("Clusters the users with k-means for every number of segments of a range, judges each, and says in words which number\n"
	   "the data suggest, why, and what speaks against it. Writes nothing; segscope cluster keeps the segments.\n\n"
	   "  silhouette         -1 to 1: how much nearer users are to their own group than to the next; higher is better\n"
	   "  inertia            sum of squared distances to the own centre; always falls, its elbow counts\n"
	   "  calinski_harabasz  spread between the groups over spread within; higher is better\n"
	   "  davies_bouldin     likeness of each group to the one most like it; lower is better\n"
	   "  smallest           users in the smallest group\n"
	   "  seconds            time for the k-means of that number\n\n"
	   "  segscope sweep courses.seg\n"
	   "  segscope sweep courses.seg --k-max 15 --select recency_days,orders,monetary:log --output csv\n"),
	run
};
