/* The outcome of a sweep: made in a job, shared by reference. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <math.h>

static void
clear_trial (gpointer data)
{
	SegTrial *trial = data;

	if (trial->base != NULL)
		seg_trial_unref (trial->base);
	else {
		seg_feature_set_free (trial->set);
		seg_feature_matrix_free (trial->matrix);
		seg_cluster_model_free (trial->model);
	}
	seg_sweep_free (trial->sweep);
	g_clear_pointer (&trial->previews, g_ptr_array_unref);
}

SegTrial *
seg_trial_ref (SegTrial *trial)
{
	return g_atomic_rc_box_acquire (trial);
}

void
seg_trial_unref (SegTrial *trial)
{
	if (trial != NULL)
		g_atomic_rc_box_release_full (trial, clear_trial);
}

/* Making ----------------------------------------------------------------------------------------------------------- */

static gboolean
make_matrix (SegWorkspace *workspace, SegTrial *trial, SegJob *job, GError **error)
{
	trial->set = seg_feature_set_load (workspace, NULL, error);
	if (trial->set == NULL)
		return FALSE;
	trial->matrix = seg_feature_matrix (workspace, trial->set, NULL, job, error);
	return trial->matrix != NULL;
}

static gboolean
make_sweep (SegTrial *trial, const SegChooseOptions *options, const SegClusterSettings *settings, SegJob *job, GError **error)
{
	SegSweepOptions used = options->sweep;
	SegJobSpan span;

	if (settings->algorithm == seg_cluster_algorithm_find ("k-means")) {
		trial->sweep = seg_choose_k (trial->matrix->scaled, options, job, error);
		return trial->sweep != NULL;
	}
	used.seed = settings->seed;
	used.exact_rows = seg_choose_exact_rows (trial->matrix->n_columns, used.k_max - used.k_min + 1, options->silhouette_seconds);
	used.k_max = MAX (used.k_max, used.k_min + 1); /* one alone would ask for this cut */
	span = seg_job_enter (job, 0, 0.6);
	trial->model = seg_cluster_fit (trial->matrix->scaled, settings, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.6, 1);
	if (trial->model != NULL)
		trial->sweep = seg_cluster_judge (trial->matrix->scaled, trial->model, &used, job, error);
	seg_job_leave (job, span);
	return trial->sweep != NULL;
}

static gboolean
make_previews (SegTrial *trial, SegJob *job, GError **error)
{
	guint n = trial->sweep->n_rows;

	trial->previews = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
	for (guint i = 0; i < n; i++) {
		SegJobSpan span = seg_job_enter (job, (double) i / n, (double) (i + 1) / n);
		GPtrArray *previews = seg_segments_preview (trial->matrix, trial->sweep->rows[i].clustering, job, error);

		seg_job_leave (job, span);
		if (previews == NULL)
			return FALSE;
		g_ptr_array_add (trial->previews, previews);
	}
	return TRUE;
}

SegTrial *
seg_trial_cut (SegTrial *base, guint k, SegJob *job, GError **error)
{
	SegTrial *trial = g_atomic_rc_box_new0 (SegTrial);
	SegSweepOptions options = base->sweep->options;

	options.k_min = options.k_max = k;
	trial->base = seg_trial_ref (base);
	trial->set = base->set;
	trial->matrix = base->matrix;
	trial->model = base->model;
	trial->sweep = seg_cluster_judge (base->matrix->scaled, base->model, &options, job, error);
	if (trial->sweep == NULL || !make_previews (trial, job, error))
		g_clear_pointer (&trial, seg_trial_unref);
	return trial;
}

SegTrial *
seg_trial_make (SegWorkspace *workspace, const SegChooseOptions *options, const SegClusterSettings *settings, SegJob *job, GError **error)
{
	SegTrial *trial = g_atomic_rc_box_new0 (SegTrial);
	SegJobSpan span = seg_job_enter (job, 0, 0.1);
	gboolean made = make_matrix (workspace, trial, job, error);

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.1, 0.95);
	made = made && make_sweep (trial, options, settings, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.95, 1);
	made = made && make_previews (trial, job, error);
	seg_job_leave (job, span);
	if (!made)
		g_clear_pointer (&trial, seg_trial_unref);
	return trial;
}

SegTrial *
seg_trial_load (SegWorkspace *workspace, gint64 segmentation_id, const SegSweepOptions *options, SegJob *job, GError **error)
{
	SegTrial *trial = g_atomic_rc_box_new0 (SegTrial);
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, segmentation_id, error);
	SegJobSpan span = seg_job_enter (job, 0, 0.6);
	g_autoptr (SegKeptTree) kept = segmentation != NULL ? seg_segmentation_tree (workspace, segmentation, job, error) : NULL;
	SegSweepOptions used = *options;
	gboolean made = kept != NULL;

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.6, 1);
	if (made) {
		trial->set = g_steal_pointer (&kept->set);
		trial->matrix = g_steal_pointer (&kept->matrix);
		trial->model = g_steal_pointer (&kept->model);
		trial->n_gone = kept->n_gone;
		trial->figures_changed = kept->figures_changed;
		used.k_min = used.k_max = MAX (trial->model->clustering->k, 2);
		trial->sweep = seg_cluster_judge (trial->matrix->scaled, trial->model, &used, job, error);
		made = trial->sweep != NULL && make_previews (trial, job, error);
	}
	seg_job_leave (job, span);
	if (!made)
		g_clear_pointer (&trial, seg_trial_unref);
	return trial;
}

/* Asking ----------------------------------------------------------------------------------------------------------- */

gboolean
seg_trial_is_of_other_figures (const SegTrial *trial, const SegFeatureSet *set)
{
	return set == NULL || set->id != trial->set->id || set->as_of != trial->set->as_of
	       || set->created_at != trial->set->created_at;
}

gboolean
seg_trial_is_of_other_choice (const SegTrial *trial, const SegFeatureSet *set)
{
	g_autofree char *then = seg_selection_to_json (trial->set->selection);
	g_autofree char *now = set != NULL ? seg_selection_to_json (set->selection) : NULL;

	return g_strcmp0 (then, now) != 0;
}

char *
seg_trial_silhouette (const SegSweepRow *row)
{
	g_autofree char *value = seg_format_number (row->silhouette, 2), *around = seg_format_number (1.96 * row->silhouette_error, 3);

	return row->silhouette_error > 0 ? g_strdup_printf ("%s ± %s", value, around) : g_steal_pointer (&value);
}

void
seg_trial_place_take (SegTrialPlace *place, const SegTrialPlace *argument)
{
	place->trial = seg_trial_ref (argument->trial);
	place->row = argument->row;
}

void
seg_trial_place_clear (SegTrialPlace *place)
{
	g_clear_pointer (&place->trial, seg_trial_unref);
}

gboolean
seg_trial_place_move (SegTrialPlace *place, int step)
{
	gint64 row = (gint64) place->row + step;

	if (row < 0 || row >= place->trial->sweep->n_rows)
		return FALSE;
	place->row = (guint) row;
	return TRUE;
}

char *
seg_trial_way (const SegTrial *trial)
{
	double n = trial->model != NULL ? seg_cluster_model_found (trial->model, "groups") : NAN;
	g_autofree char *groups = seg_format_integer (isnan (n) ? 0 : (gint64) n);

	if (trial->model == NULL)
		return g_strdup (_("k-means"));
	return isnan (n) ? g_strdup (_(trial->model->settings.algorithm->label))
	                 : g_strdup_printf (_("%s of %s small groups"), _(trial->model->settings.algorithm->label), groups);
}
