/* Judging what any algorithm found, by the measures of the sweep. */
#include <config.h>
#include "choose/choose-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The rows that are no noise, as a matrix and a clustering of their own. ------------------------------------------------ */

typedef struct {
	SegMatrix     *matrix;
	gint32        *labels;
	SegClustering *clustering;
} Clustered;

static void
clustered_clear (Clustered *clustered)
{
	seg_matrix_free (clustered->matrix);
	g_free (clustered->labels);
	seg_clustering_free (clustered->clustering);
}

static gboolean
clustered_init (Clustered *clustered, const SegMatrix *matrix, const SegClustering *clustering, SegJob *job, GError **error)
{
	gsize n = 0;

	clustered->labels = g_new (gint32, clustering->n_rows);
	clustered->matrix = seg_matrix_new (clustering->n_rows - clustering->n_noise, matrix->n_columns, error);
	if (clustered->matrix == NULL)
		return FALSE;
	for (gsize row = 0; row < clustering->n_rows; row++)
		if (clustering->labels[row] >= 0) {
			memcpy (seg_matrix_row (clustered->matrix, n), seg_matrix_row (matrix, row), matrix->n_columns * sizeof (double));
			clustered->labels[n++] = clustering->labels[row];
		}
	clustered->clustering = seg_clustering_new (clustered->matrix, clustered->labels, clustering->k, job, error);
	return clustered->clustering != NULL;
}

/* One clustering --------------------------------------------------------------------------------------------------- */

static SegSweep *
new_sweep (guint n_rows, const SegSweepOptions *options)
{
	SegSweep *sweep = g_new0 (SegSweep, 1);

	sweep->options = *options;
	sweep->n_rows = n_rows;
	sweep->rows = g_new0 (SegSweepRow, n_rows);
	for (guint i = 0; i < n_rows; i++) {
		SegSweepRow *row = sweep->rows + i;

		row->simplified = row->gap = row->gap_error = row->bic = row->crowds = row->across = row->dents = NAN;
		row->within_limits = TRUE;
	}
	sweep->gap_one = sweep->gap_one_error = sweep->hopkins = sweep->hopkins_deviation = NAN;
	return sweep;
}

/* Silhouettes and indices of the only row, whose clustering is that of @matrix. */
static gboolean
measure (SegSweep *sweep, const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegStrata) strata = NULL;
	SegSweepRow *row = sweep->rows;

	if (!seg_sweep_sample (sweep, &strata, error))
		return FALSE;
	seg_sweep_row_measure (row, matrix);
	row->simplified = seg_simplified_silhouette (matrix, row->clustering, job);
	if (row->clustering->k > 1)
		return seg_sweep_measure (sweep, matrix, strata, job, error);
	row->silhouette = row->calinski_harabasz = row->davies_bouldin = NAN;
	return TRUE;
}

/* Widths of the clustered rows to their places among all. */
static void
spread_widths (SegSweepRow *row, const SegClustering *clustering)
{
	double *all, *widths = row->widths;
	gsize n = 0;

	if (widths == NULL)
		return;
	all = g_new (double, clustering->n_rows);
	for (gsize i = 0; i < clustering->n_rows; i++)
		all[i] = clustering->labels[i] >= 0 ? widths[n++] : NAN;
	g_free (widths);
	row->widths = all;
}

static gboolean
judge_with_noise (SegSweep *sweep, const SegMatrix *matrix, const SegClustering *clustering, SegJob *job, GError **error)
{
	SegSweepRow *row = sweep->rows;
	Clustered clustered = { 0 };
	gboolean success = clustered_init (&clustered, matrix, clustering, job, error);

	if (success) {
		row->clustering = clustered.clustering;
		success = measure (sweep, clustered.matrix, job, error);
		row->clustering = NULL;
	}
	clustered_clear (&clustered);
	if (!success)
		return FALSE;
	spread_widths (row, clustering);
	row->clustering = seg_clustering_group_noise (clustering, matrix, job, error);
	return row->clustering != NULL;
}

static void
say (SegSweep *sweep, const SegClusterModel *model)
{
	const SegSweepRow *row = sweep->rows;
	g_autofree char *described = seg_cluster_model_describe (model), *silhouette = seg_format_number (row->silhouette, 2);
	g_autofree char *sampled = seg_format_integer ((gint64) sweep->n_sampled);
	GString *words = g_string_new (NULL);

	g_string_append_printf (words, ngettext ("%u segment.", "%u segments.", model->clustering->k), model->clustering->k);
	if (model->clustering->k > 1 && model->clustering->n_noise > 0)
		g_string_append_printf (words, _("  Silhouette %s, without the users that fit no group."), silhouette);
	else if (model->clustering->k > 1)
		g_string_append_printf (words, _("  Silhouette %s."), silhouette);
	if (model->clustering->k > 1 && model->distance != SEG_DISTANCE_EUCLIDEAN)
		g_string_append_printf (words, _("  It is by %s, as the segments are; Calinski-Harabasz and Davies-Bouldin mean nothing then."),
		                        seg_distance_label (model->distance));
	if (!sweep->exact)
		g_string_append_printf (words, _("  It is estimated from %s users drawn at random."), sampled);
	g_string_append_printf (words, "  %s", described);
	sweep->reason = g_string_free (words, FALSE);
}

static SegSweep *
judge_one (const SegMatrix *matrix, const SegClusterModel *model, const SegSweepOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegSweep) sweep = new_sweep (1, options);
	gboolean success;

	sweep->options.k_min = sweep->options.k_max = model->clustering->k;
	sweep->options.seed = model->settings.seed;
	if (model->distance != SEG_DISTANCE_EUCLIDEAN)
		success = seg_judge_in_distance (sweep, matrix, model, job, error);
	else if (model->clustering->n_noise > 0)
		success = judge_with_noise (sweep, matrix, model->clustering, job, error);
	else {
		sweep->rows->clustering = seg_clustering_group_noise (model->clustering, matrix, job, error);
		success = sweep->rows->clustering != NULL && measure (sweep, matrix, job, error);
	}
	if (!success)
		return NULL;
	sweep->rows->seconds = model->seconds;
	say (sweep, model);
	return g_steal_pointer (&sweep);
}

/* A tree ----------------------------------------------------------------------------------------------------------- */

static SegSweep *
judge_cuts (const SegMatrix *matrix, const SegClusterModel *model, const SegSweepOptions *options, SegJob *job, GError **error)
{
	gsize most = MIN (seg_dendrogram_k_at (model->dendrogram, 0), matrix->n_rows - 1); /* deeper, equal users would be told apart */
	guint k_max = (guint) MAX (MIN (options->k_max, most), options->k_min);
	g_autoptr (SegSweep) sweep = new_sweep (k_max - options->k_min + 1, options);
	g_autoptr (SegStrata) strata = NULL;
	g_autofree char *reason = NULL, *groups = seg_format_integer ((gint64) fmax (seg_cluster_model_found (model, "groups"), 0));
	gboolean condensed = seg_cluster_model_found (model, "groups") > 0;

	sweep->options.k_max = k_max;
	for (guint i = 0; i < sweep->n_rows; i++) {
		gint64 began = g_get_monotonic_time ();

		sweep->rows[i].clustering = seg_dendrogram_clustering (matrix, model->dendrogram, options->k_min + i, job, error);
		if (sweep->rows[i].clustering == NULL)
			return NULL;
		sweep->rows[i].seconds = model->seconds + (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC; /* tree and cut */
		seg_sweep_row_measure (sweep->rows + i, matrix);
		sweep->rows[i].simplified = seg_simplified_silhouette (matrix, sweep->rows[i].clustering, job);
	}
	if (model->distance != SEG_DISTANCE_EUCLIDEAN ? !seg_judge_cuts_in_distance (sweep, matrix, model, job, error)
	    : !seg_sweep_sample (sweep, &strata, error) || !seg_sweep_measure (sweep, matrix, strata, job, error))
		return NULL;
	seg_sweep_suggest (sweep, k_max);
	reason = g_steal_pointer (&sweep->reason);
	sweep->reason = condensed ? g_strdup_printf (_("%s of %s small groups made first: %s"), _(model->settings.algorithm->label), groups, reason)
	                          : g_strdup_printf ("%s: %s", _(model->settings.algorithm->label), reason);
	return g_steal_pointer (&sweep);
}

SegSweep *
seg_cluster_judge (const SegMatrix *matrix, const SegClusterModel *model, const SegSweepOptions *options, SegJob *job,
                   GError **error)
{
	gint64 began = g_get_monotonic_time ();
	gboolean cuts;
	SegSweep *sweep;

	if (model->clustering->k == 0) {
		g_autofree char *described = seg_cluster_model_describe (model);

		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("No group was found: nobody has enough users nearby.  %s"), described);
		return NULL;
	}
	cuts = model->dendrogram != NULL && (model->k_open || options->k_min == options->k_max) && options->k_min < matrix->n_rows;
	sweep = (cuts ? judge_cuts : judge_one) (matrix, model, options, job, error);
	if (sweep != NULL)
		sweep->seconds = model->seconds + (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	return sweep;
}
