/* segscope cluster: clusters the users and keeps the outcome as a segmentation. */
#include <config.h>
#include "feature_option.h"
#include "segments.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

/* What was asked for. */
typedef struct {
	char *name, *features, *algorithm;
	char **select;
	int   k, restarts, max_passes;
	gboolean replace;
} Options;

static void
clear_options (Options *options)
{
	g_free (options->name);
	g_free (options->features);
	g_free (options->algorithm);
	g_strfreev (options->select);
}

/* A clustering on its way into the workspace. */
typedef struct {
	SegFeatureSet    *set;
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegSweep         *sweep;      /* when k-means was swept over a range or one k */
	SegClustering    *clustering; /* borrowed from the sweep when there is one */
	double            silhouette;
	double           *widths;     /* as clustering; NULL: not all computed */
} Work;

static void
clear_work (Work *work)
{
	if (work->sweep == NULL) {
		seg_clustering_free (work->clustering);
		g_free (work->widths);
	}
	seg_sweep_free (work->sweep);
	seg_feature_matrix_free (work->matrix);
	g_clear_pointer (&work->selection, g_ptr_array_unref);
	seg_feature_set_free (work->set);
}

static gboolean
check_algorithm (const char *name, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);
	gsize n_algorithms;
	const SegClusterAlgorithm *algorithms = seg_cluster_algorithms (&n_algorithms);

	if (name == NULL || seg_cluster_algorithm_find (name) != NULL)
		return TRUE;
	for (gsize i = 0; i < n_algorithms; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", algorithms[i].name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no algorithm \"%s\"; there is: %s"), name, names->str);
	return FALSE;
}

static gboolean
check (const Options *options, GError **error)
{
	if (options->name == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Give the segments a name to keep them under: --name NAME"));
		return FALSE;
	}
	if (options->k < 0 || options->k == 1 || options->restarts < 1 || options->max_passes < 1) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--k must be 2 or more, --restarts and --passes 1 or more"));
		return FALSE;
	}
	return check_algorithm (options->algorithm, error);
}

/* k-means judges itself: a sweep, of one k when it was given. Takes over its suggestion. */
static gboolean
sweep (Work *work, const Options *options, const SegCommonOptions *common, SegJob *job, GError **error)
{
	SegSweepOptions sweep_options = seg_sweep_options_defaults ();
	SegSweepRow *row;

	if (options->k > 0)
		sweep_options.k_min = sweep_options.k_max = (guint) options->k;
	sweep_options.restarts = (guint) options->restarts;
	sweep_options.max_passes = (guint) options->max_passes;
	sweep_options.seed = (guint64) common->seed;
	work->sweep = seg_sweep (work->matrix->scaled, &sweep_options, job, error);
	if (work->sweep == NULL)
		return FALSE;
	row = &work->sweep->rows[work->sweep->suggested];
	work->clustering = row->clustering;
	work->silhouette = row->silhouette;
	work->widths = row->widths;
	return TRUE;
}

/* Any other algorithm, for a given k. */
static gboolean
fit (Work *work, const SegClusterAlgorithm *algorithm, const SegClusterOptions *options, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.7);
	gsize n = work->matrix->scaled->n_rows;
	gboolean done;

	work->clustering = algorithm->fit (work->matrix->scaled, options, job, error);
	seg_job_leave (job, span);
	if (work->clustering == NULL || n > seg_sweep_options_defaults ().exact_rows)
		return work->clustering != NULL;
	work->widths = g_new (double, n);
	span = seg_job_enter (job, 0.7, 1);
	done = seg_silhouette (work->matrix->scaled, work->clustering->labels, work->clustering->k, job, work->widths,
	                       &work->silhouette, error);
	seg_job_leave (job, span);
	return done;
}

static gboolean
cluster (Work *work, const Options *options, const SegCommonOptions *common, SegJob *job, GError **error)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (options->algorithm != NULL ? options->algorithm : "k-means");
	SegClusterOptions cluster_options = {
		(guint) options->k, (guint) options->restarts, (guint) options->max_passes, (guint64) common->seed
	};

	if (options->k == 0 || algorithm == seg_cluster_algorithm_find ("k-means")) {
		if (!sweep (work, options, common, job, error))
			return FALSE;
		cluster_options.k = work->clustering->k;
		if (algorithm == seg_cluster_algorithm_find ("k-means"))
			return TRUE;
		g_clear_pointer (&work->sweep, seg_sweep_free); /* it only told k */
		work->clustering = NULL;
		work->widths = NULL;
	}
	return fit (work, algorithm, &cluster_options, job, error);
}

static gboolean
make_matrix (SegWorkspace *workspace, Work *work, const Options *options, SegJob *job, GError **error)
{
	work->set = seg_feature_set_load (workspace, options->features, error);
	if (work->set == NULL)
		return FALSE;
	work->selection = seg_cli_selection (workspace, work->set, options->select, error);
	if (work->selection == NULL)
		return FALSE;
	work->matrix = seg_feature_matrix (workspace, work->set, work->selection, job, error);
	return work->matrix != NULL;
}

static gint64
save (SegWorkspace *workspace, const Work *work, const Options *options, const SegCommonOptions *common, SegJob *job,
      GError **error)
{
	SegClusterOptions cluster_options = {
		work->clustering->k, (guint) options->restarts, (guint) options->max_passes, (guint64) common->seed
	};

	return seg_segmentation_save (workspace, options->name, work->set, work->selection, work->matrix,
	                              options->algorithm != NULL ? options->algorithm : "k-means", &cluster_options,
	                              work->clustering, work->silhouette, work->widths, options->replace, job, error);
}

static void
remark_doubts (const Work *work, const SegCommonOptions *common)
{
	if (work->set->stale)
		seg_cli_remark (common, _("The data have changed since the features \"%s\" were built; segscope features builds them anew"),
		                work->set->name);
	for (gsize j = 0; j < work->matrix->n_columns; j++)
		if (work->matrix->columns[j].constant)
			seg_cli_remark (common, _("\"%s\" is the same for everyone and of no use here"), work->matrix->columns[j].label);
	if (!work->clustering->converged)
		seg_cli_remark (common, _("k-means was still moving users after %u passes; --passes allows more"), work->clustering->passes);
}

static gboolean
print_result (SegWorkspace *workspace, gint64 id, const Work *work, const Options *options, const SegCommonOptions *common,
              SegJob *job, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, id, error);
	g_autofree char *silhouette = seg_format_number (work->silhouette, 2), *n_users = NULL;
	g_autoptr (GPtrArray) profiles = NULL;

	if (segmentation == NULL || (profiles = seg_profiles (workspace, segmentation, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	remark_doubts (work, common);
	n_users = seg_format_integer (segmentation->n_users);
	if (options->k == 0 && work->sweep != NULL)
		seg_cli_say (common, "%s", work->sweep->reason);
	seg_cli_say (common, _("\"%s\": %u segments of %s users, mean silhouette %s"), segmentation->name,
	             segmentation->segments->len, n_users, silhouette);
	seg_cli_print_segments (segmentation, profiles, common);
	return TRUE;
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegJob) job = NULL;
	Work work = { .silhouette = NAN };
	SegJobSpan span;
	gint64 id = 0;
	gboolean done = FALSE;

	if (workspace == NULL || !seg_segmentation_name_is_free (workspace, options->name, options->replace, error))
		return FALSE;
	job = seg_cli_job (common);
	span = seg_job_enter (job, 0, 0.1);
	done = make_matrix (workspace, &work, options, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.1, 0.8);
	done = done && cluster (&work, options, common, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.8, 0.9);
	done = done && (id = save (workspace, &work, options, common, job, error)) != 0;
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.9, 1);
	done = done && print_result (workspace, id, &work, options, common, job, error);
	seg_job_leave (job, span);
	clear_work (&work);
	return done;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegClusterOptions defaults = seg_cluster_options_defaults ();
	Options options = { .restarts = (int) defaults.restarts, .max_passes = (int) defaults.max_passes };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "name", 'n', 0, G_OPTION_ARG_STRING, &options.name, N_("Name to keep the segments under"), "NAME" },
		{ "k", 'k', 0, G_OPTION_ARG_INT, &options.k, N_("Number of segments (without it: the number the data suggest)"), "K" },
		{ "features", 0, 0, G_OPTION_ARG_STRING, &options.features, N_("Feature set to use (the newest)"), "SET" },
		{ "select", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.select,
		  N_("Features to use, with their scaling: orders,monetary:log,user.city (those chosen for the set)"), "FEATURES" },
		{ "algorithm", 'a', 0, G_OPTION_ARG_STRING, &options.algorithm, N_("How to cluster (k-means)"), "NAME" },
		{ "restarts", 0, 0, G_OPTION_ARG_INT, &options.restarts, N_("Independent starts, of which the best wins (10)"), "N" },
		{ "passes", 0, 0, G_OPTION_ARG_INT, &options.max_passes, N_("Passes over the users after which a start ends (300)"), "N" },
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &options.replace, N_("Replace older segments of that name"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv[1], &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_cluster = {
	"cluster", "WORKSPACE", N_("Group users by their features and keep the groups as segments"),
	N_("Without --k every number of segments from 2 to 10 is tried and the one the data suggest is taken; segscope sweep\n"
	   "shows how each did. Segments get a name from what marks them off; segscope segments changes it.\n\n"
	   "  segscope cluster courses.seg --name autumn\n"
	   "  segscope cluster courses.seg --name value --k 4 --select recency_days,orders,monetary\n"),
	run
};
