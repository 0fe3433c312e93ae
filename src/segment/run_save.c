/* From a run to segments: the matrix it was made of is built again and must be the same. */
#include <config.h>
#include "run-private.h"
#include "outcome-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SILHOUETTE_SECONDS 60 /* every user's silhouette is kept where it is foreseen to take no longer */

typedef struct {
	SegRun           *run;
	SegFeatureSet    *set;
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegClusterSettings settings;
} Saving;

static void
saving_clear (Saving *saving)
{
	seg_run_free (saving->run);
	seg_feature_set_free (saving->set);
	g_clear_pointer (&saving->selection, g_ptr_array_unref);
	seg_feature_matrix_free (saving->matrix);
}

static gboolean
load_settings (Saving *saving, GError **error)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (saving->run->algorithm);

	if (algorithm == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("This program does not know the algorithm \"%s\""), saving->run->algorithm);
		return FALSE;
	}
	seg_cluster_settings_init (&saving->settings, algorithm);
	saving->settings.seed = (guint64) saving->run->seed;
	return seg_run_options_from_json (&saving->settings, saving->run->options, error);
}

static gboolean
load (SegWorkspace *workspace, Saving *saving, SegJob *job, GError **error)
{
	if (!load_settings (saving, error) || (saving->set = seg_feature_set_load_id (workspace, saving->run->feature_set_id, error)) == NULL
	    || (saving->selection = seg_selection_from_json (saving->run->selection, error)) == NULL
	    || (saving->matrix = seg_feature_matrix (workspace, saving->set, saving->selection, job, error)) == NULL)
		return FALSE;
	if (strcmp (saving->matrix->fingerprint, saving->run->fingerprint) == 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("The features of run %" PRId64 " have been computed again since; run it again, then keep it"), saving->run->id);
	return FALSE;
}

/* The widths where they do not take too long; NULL with @error only when cancelled or out of memory. */
static gboolean
measure (const Saving *saving, const SegClustering *clustering, SegJob *job, double **widths, GError **error)
{
	const SegMatrix *matrix = saving->matrix->scaled;

	*widths = NULL;
	if (matrix->n_rows > seg_choose_exact_rows (matrix->n_columns, 1, SILHOUETTE_SECONDS) || clustering->k < 2)
		return TRUE;
	*widths = g_try_new (double, matrix->n_rows);
	if (*widths == NULL)
		return TRUE;
	return seg_silhouette (matrix, clustering->labels, clustering->k, job, *widths, NULL, error);
}

/* The labels the run had, of the users of the matrix; NULL with @error when those are others now. */
static gint32 *
load_labels (SegWorkspace *workspace, const Saving *saving, GError **error)
{
	g_autofree gint64 *ids = NULL;
	g_autofree gint32 *labels = NULL;
	gsize n;

	if (!seg_run_labels (workspace, saving->run->id, &ids, &labels, &n, error))
		return NULL;
	if (n == saving->matrix->scaled->n_rows && memcmp (ids, saving->matrix->user_ids, n * sizeof *ids) == 0)
		return g_steal_pointer (&labels);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Other users are there now than in run %" PRId64 "; run it again"), saving->run->id);
	return NULL;
}

/* What came out now must be what the run names. */
static gboolean
check_same (const Saving *saving, const gint32 *labels, const SegClustering *clustering, GError **error)
{
	if (clustering->k == saving->run->k && memcmp (labels, clustering->labels, clustering->n_rows * sizeof *labels) == 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("Made again, run %" PRId64 " gives other segments: it is of another version of this program; run it again, then keep it"),
	             saving->run->id);
	return FALSE;
}

static gboolean
take_kmeans (SegWorkspace *workspace, Saving *saving, SegOutcome *outcome, SegJob *job, GError **error)
{
	g_autofree gint32 *labels = load_labels (workspace, saving, error);

	if (labels == NULL)
		return FALSE;
	outcome->clustering = seg_clustering_from_labels (saving->matrix->scaled, labels, saving->run->k, job, error);
	outcome->silhouette = saving->run->silhouette;
	return outcome->clustering != NULL && measure (saving, outcome->clustering, job, &outcome->widths, error);
}

static gboolean
take_model (SegWorkspace *workspace, Saving *saving, SegOutcome *outcome, SegJob *job, GError **error)
{
	g_autofree gint32 *labels = load_labels (workspace, saving, error);
	SegClusterModel *model = labels != NULL ? seg_cluster_fit (saving->matrix->scaled, &saving->settings, job, error) : NULL;
	SegSweepOptions options = seg_sweep_options_defaults ();

	outcome->model = model;
	if (model == NULL)
		return FALSE;
	options.k_min = options.k_max = saving->run->k;
	options.seed = saving->settings.seed;
	options.exact_rows = seg_choose_exact_rows (saving->matrix->scaled->n_columns, 1, SILHOUETTE_SECONDS);
	if (model->dendrogram != NULL && !seg_cluster_model_cut (model, saving->matrix->scaled, saving->run->k, job, error))
		return FALSE;
	return seg_outcome_judge (outcome, saving->matrix, &options, job, error) && check_same (saving, labels, outcome->clustering, error);
}

gboolean
seg_outcome_of_run (SegWorkspace *workspace, gint64 id, SegOutcome *outcome, SegJob *job, GError **error)
{
	Saving saving = { .run = seg_run_load (workspace, id, error) };
	gboolean taken = saving.run != NULL && load (workspace, &saving, job, error)
	                 && (strcmp (saving.run->algorithm, "k-means") == 0 ? take_kmeans (workspace, &saving, outcome, job, error)
	                                                                    : take_model (workspace, &saving, outcome, job, error));

	if (taken) {
		outcome->set = g_steal_pointer (&saving.set);
		outcome->selection = g_steal_pointer (&saving.selection);
		outcome->matrix = g_steal_pointer (&saving.matrix);
		outcome->settings = saving.settings;
	}
	saving_clear (&saving);
	return taken;
}

gint64
seg_run_save (SegWorkspace *workspace, gint64 id, const char *name, gboolean replace, SegJob *job, GError **error)
{
	SegOutcome outcome = { 0 };
	gint64 kept = 0;

	if (!seg_segmentation_name_is_free (workspace, name, replace, error))
		return 0;
	if (seg_outcome_of_run (workspace, id, &outcome, job, error))
		kept = seg_segmentation_save_outcome (workspace, name, &outcome, replace, job, error);
	seg_outcome_clear (&outcome);
	return kept;
}
