/* segscope cluster: clusters the users and keeps the outcome as a segmentation. */
#include <config.h>
#include "cluster_option.h"
#include "feature_option.h"
#include "segments.h"

#include <segscope/habits.h>
#include <segscope/run.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

/* What was asked for. */
typedef struct {
	char *name, *features;
	char **select;
	gboolean replace, estimate;
	SegClusterOptionSet given;    /* the algorithm and its parameters, as text */
	SegClusterSettings  settings; /* the same */
	gboolean k_given;
} Options;

static void
clear_options (Options *options)
{
	g_free (options->name);
	g_free (options->features);
	seg_cluster_option_set_clear (&options->given);
	g_strfreev (options->select);
}

/* A clustering on its way into the workspace. */
typedef struct {
	SegFeatureSet    *set;
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegClusterModel  *model; /* NULL: k-means, which the sweep runs itself */
	SegSweep         *sweep; /* what was tried, judged */
	SegSweepRow      *row;   /* of these, the one to keep */
} Work;

static void
clear_work (Work *work)
{
	seg_cluster_model_free (work->model);
	seg_sweep_free (work->sweep);
	seg_feature_matrix_free (work->matrix);
	g_clear_pointer (&work->selection, g_ptr_array_unref);
	seg_feature_set_free (work->set);
}

static gboolean
check (Options *options, const SegCommonOptions *common, GError **error)
{
	if (options->name == NULL && !options->estimate) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Give the segments a name to keep them under: --name NAME"));
		return FALSE;
	}
	options->k_given = seg_cluster_option_given (&options->given, "k");
	return seg_cluster_option_settings (&options->given, (guint64) common->seed, &options->settings, error);
}

static gboolean
is_kmeans (const Options *options)
{
	return options->settings.algorithm == seg_cluster_algorithm_find ("k-means");
}

/* k-means judges itself: a sweep, of one k when it was given. */
static SegChooseOptions
choose_options (const Options *options, const SegSweepOptions *defaults)
{
	SegChooseOptions choose = seg_choose_options_defaults ();

	choose.sweep = *defaults;
	if (options->k_given) {
		choose.sweep.k_min = choose.sweep.k_max = (guint) seg_cluster_settings_get (&options->settings, "k");
		choose.references = choose.resamples = 0;
		choose.mixtures = choose.crowds = FALSE;
	}
	choose.sweep.restarts = (guint) seg_cluster_settings_get (&options->settings, "restarts");
	choose.sweep.max_passes = (guint) seg_cluster_settings_get (&options->settings, "passes");
	return choose;
}

static gboolean
sweep (Work *work, const Options *options, const SegSweepOptions *defaults, SegJob *job, GError **error)
{
	SegChooseOptions choose = choose_options (options, defaults);

	work->sweep = options->k_given ? seg_sweep (work->matrix->scaled, &choose.sweep, job, error)
	                               : seg_choose_k (work->matrix->scaled, &choose, job, error);
	return work->sweep != NULL;
}

static gboolean
fit (Work *work, const Options *options, const SegSweepOptions *sweep_options, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.7);

	work->model = seg_cluster_fit (work->matrix->scaled, &options->settings, job, error);
	seg_job_leave (job, span);
	if (work->model == NULL)
		return FALSE;
	span = seg_job_enter (job, 0.7, 1);
	work->sweep = seg_cluster_judge (work->matrix->scaled, work->model, sweep_options, job, error);
	seg_job_leave (job, span);
	return work->sweep != NULL;
}

/* Takes over what was suggested. */
static gboolean
cluster (SegWorkspace *workspace, Work *work, const Options *options, SegJob *job, GError **error)
{
	SegSweepOptions sweep_options = seg_sweep_options_defaults ();

	sweep_options.seed = options->settings.seed;
	sweep_options.exact_rows = seg_choose_exact_rows (work->matrix->n_columns, sweep_options.k_max - sweep_options.k_min + 1,
	                                                  seg_choose_options_defaults ().silhouette_seconds);
	if (!options->k_given && !seg_limits_read (workspace, &sweep_options, error))
		return FALSE;
	if (!(is_kmeans (options) ? sweep (work, options, &sweep_options, job, error) : fit (work, options, &sweep_options, job, error)))
		return FALSE;
	work->row = work->sweep->rows + work->sweep->suggested;
	if (work->model != NULL && work->model->k_open && work->model->clustering->k != work->row->clustering->k)
		return seg_cluster_model_cut (work->model, work->matrix->scaled, work->row->clustering->k, job, error);
	return TRUE;
}

static gboolean
make_matrix (const SegCommonOptions *common, SegWorkspace *workspace, Work *work, const Options *options, SegJob *job, GError **error)
{
	work->set = seg_feature_set_load (workspace, options->features, error);
	if (work->set == NULL)
		return FALSE;
	work->selection = seg_cli_selection (common, workspace, work->set, options->select, error);
	if (work->selection == NULL)
		return FALSE;
	work->matrix = seg_feature_matrix (workspace, work->set, work->selection, job, error);
	return work->matrix != NULL;
}

static void
say_cost (const Work *work, const Options *options, const SegCommonOptions *common)
{
	SegSweepOptions defaults = seg_sweep_options_defaults ();
	SegChooseOptions choose = is_kmeans (options) ? choose_options (options, &defaults) : seg_choose_options_defaults ();
	const SegMatrix *matrix = work->matrix->scaled;
	SegClusterCost cost;

	if (is_kmeans (options))
		seg_choose_estimate (&choose, matrix->n_rows, matrix->n_columns, &cost);
	else
		seg_cluster_estimate (&options->settings, matrix->n_rows, matrix->n_columns, &cost);
	seg_cli_say_cost (common, options->estimate, _(options->settings.algorithm->label), matrix->n_rows, matrix->n_columns, &cost);
	g_free (cost.alternative);
}

/* Users joining a tree later are told by its own distances, as those in it were. */
static gint64
save_model (SegWorkspace *workspace, const Work *work, const Options *options, SegJob *job, GError **error)
{
	g_autoptr (SegClusterModel) recut = NULL;

	if (work->model->dendrogram != NULL
	    && (recut = seg_cluster_model_recut (work->model, work->matrix->scaled, work->row->clustering, job, error)) == NULL)
		return 0;
	return seg_segmentation_save_model (workspace, options->name, work->set, work->selection, work->matrix,
	                                    recut != NULL ? recut : work->model, work->row->clustering, work->row->silhouette,
	                                    work->row->widths, options->replace, job, error);
}

static gint64
save (SegWorkspace *workspace, const Work *work, const Options *options, SegJob *job, GError **error)
{
	SegClusterOptions kmeans;

	if (work->model != NULL)
		return save_model (workspace, work, options, job, error);
	kmeans = (SegClusterOptions) { work->row->clustering->k, work->sweep->options.restarts, work->sweep->options.max_passes,
		                           work->sweep->options.seed };
	return seg_segmentation_save (workspace, options->name, work->set, work->selection, work->matrix, "k-means", &kmeans,
	                              work->row->clustering, work->row->silhouette, work->row->widths, options->replace, job, error);
}

static void
remark_doubts (const Work *work, const Options *options, const SegCommonOptions *common)
{
	if (work->set->stale)
		seg_cli_remark (common, _("The data have changed since the features \"%s\" were built; segscope features builds them anew"),
		                work->set->name);
	for (gsize j = 0; j < work->matrix->n_columns; j++)
		if (work->matrix->columns[j].constant)
			seg_cli_remark (common, _("\"%s\" is the same for everyone and of no use here"), work->matrix->columns[j].label);
	if (!work->row->clustering->converged && seg_cluster_parameter_find (options->settings.algorithm, "passes") != NULL)
		seg_cli_remark (common, _("It had not come to rest after %u passes; --passes allows more"), work->row->clustering->passes);
}

static gboolean
print_result (SegWorkspace *workspace, gint64 id, const Work *work, const Options *options, const SegCommonOptions *common,
              SegJob *job, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, id, error);
	g_autofree char *silhouette = seg_format_number (work->row->silhouette, 2), *n_users = NULL;
	g_autoptr (GPtrArray) profiles = NULL;

	if (segmentation == NULL || (profiles = seg_profiles_kept (workspace, segmentation, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	remark_doubts (work, options, common);
	n_users = seg_format_integer (segmentation->n_users);
	if (!options->k_given || work->model != NULL)
		seg_cli_say (common, "%s", work->sweep->reason);
	seg_cli_say (common, ngettext ("\"%s\": %u segment of %s users, mean silhouette %s", "\"%s\": %u segments of %s users, mean silhouette %s",
	                               segmentation->segments->len),
	             segmentation->name, segmentation->segments->len, n_users, silhouette);
	seg_cli_say_orders (common, workspace);
	seg_cli_print_segments (segmentation, profiles, common);
	return TRUE;
}

/* The segments are kept already: they stay, whatever becomes of the runs. */
static void
keep_runs (SegWorkspace *workspace, const Work *work, const SegCommonOptions *common, SegJob *job)
{
	g_autoptr (GError) error = NULL;

	if (seg_runs_keep (workspace, work->set, work->selection, work->matrix, work->model, work->sweep, job, NULL, &error))
		return;
	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_cli_remark (common, _("Stopped: the segments are kept, but not among the runs"));
	else
		seg_cli_remark (common, _("The segments are kept, but not among the runs: %s"), error->message);
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, options->estimate ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE,
	                                                         error);
	g_autoptr (SegJob) job = NULL;
	Work work = { 0 };
	SegJobSpan span;
	gint64 id = 0;
	gboolean done = FALSE;

	if (workspace == NULL
	    || (!options->estimate && !seg_segmentation_name_is_free (workspace, options->name, options->replace, error)))
		return FALSE;
	job = seg_cli_job (common);
	span = seg_job_enter (job, 0, 0.1);
	done = make_matrix (common, workspace, &work, options, job, error);
	seg_job_leave (job, span);
	if (done)
		say_cost (&work, options, common);
	if (!done || options->estimate) {
		clear_work (&work);
		return done;
	}
	span = seg_job_enter (job, 0.1, 0.8);
	done = cluster (workspace, &work, options, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.8, 0.9);
	done = done && (id = save (workspace, &work, options, job, error)) != 0;
	if (done)
		keep_runs (workspace, &work, common, job);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.9, 1);
	done = done && print_result (workspace, id, &work, options, common, seg_job_is_cancelled (job) ? NULL : job, error);
	seg_job_leave (job, span);
	clear_work (&work);
	return done;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry own[] = {
		{ "name", 'n', 0, G_OPTION_ARG_STRING, &options.name, N_("Name to keep the segments under"), "NAME" },
		{ "features", 0, 0, G_OPTION_ARG_STRING, &options.features, N_("Feature set to use (the one in use)"), "SET" },
		{ "select", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.select,
		  N_("Features to use, with their scaling: orders,monetary:log,user.city (those chosen for the set)"), "FEATURES" },
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &options.replace, N_("Replace older segments of that name"), NULL },
		{ "estimate", 0, 0, G_OPTION_ARG_NONE, &options.estimate, N_("Only say how long it would take and how much memory"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autofree GOptionEntry *entries = seg_cluster_option_entries (&options.given, own);
	g_autofree char *algorithms = seg_cluster_option_help (), *details = g_strconcat (_(command->details), "\n", algorithms, NULL);
	SegCommand explained = *command;
	gboolean done;

	explained.details = details;
	done = seg_cli_parse (&explained, entries, 1, 1, &argc, &argv, &common, error);
	if (done && argc > 0)
		done = check (&options, &common, error) && run_with (argv[1], &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_cluster = {
	"cluster", "WORKSPACE", N_("Group users by their features and keep the groups as segments"),
	N_("Without --k k-means, trees and mixtures try every number of segments from 2 to 10 and take the one the data suggest (segscope sweep\n"
	   "shows how each did); dbscan, hdbscan and density-peaks find as many as there are; the others make 5. segscope ways tries all\n"
	   "algorithms and says which suits these users. Categories count as categories for k-prototypes and by --distance gower; for all others,\n"
	   "those by density too, each of their values is a number, 0 or 1. Segments get a name from what marks them off; segscope segments\n"
	   "changes it.\n\n"
	   "  segscope cluster courses.seg --name autumn\n"
	   "  segscope cluster courses.seg --name value --k 4 --select recency_days,orders,monetary\n"
	   "  segscope cluster courses.seg --name tree --algorithm ward\n"
	   "  segscope cluster courses.seg --name dense --algorithm hdbscan --min-points 20\n"
	   "  segscope cluster courses.seg --name teams --algorithm size-limits --k 4 --min-size 50 --max-size 200\n"
	   "  segscope cluster courses.seg --name kinds --algorithm k-prototypes --select orders,monetary:log,user.city\n"),
	run
};
