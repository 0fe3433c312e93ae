/* The sweep: k-means for every k of a range, then the indices, then the silhouettes of all k together. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SAMPLE_STREAM G_GUINT64_CONSTANT (0x53414d504c45) /* "SAMPLE": a stream no restart has */
#define TYPICAL_PASSES 40                                 /* of a restart, to foresee how long things take */

SegSweepOptions
seg_sweep_options_defaults (void)
{
	return (SegSweepOptions) { .k_min = 2, .k_max = 10, .restarts = 10, .max_passes = 300, .seed = 1,
		                       .exact_rows = 50000, .sample_rows = 5000 };
}

void
seg_sweep_free (SegSweep *sweep)
{
	if (sweep == NULL)
		return;
	for (guint i = 0; sweep->rows != NULL && i < sweep->n_rows; i++) {
		seg_clustering_free (sweep->rows[i].clustering);
		g_free (sweep->rows[i].widths);
		g_free (sweep->rows[i].stability.jaccards);
	}
	g_free (sweep->rows);
	g_free (sweep->reason);
	g_free (sweep->structure);
	g_free (sweep->crowds.rows);
	g_free (sweep->crowds.labels);
	g_free (sweep);
}

static gboolean
check_options (const SegSweepOptions *options, GError **error)
{
	if (options->k_min < 2 || options->k_min > options->k_max) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The numbers of segments must be from 2 up, the smallest first, not %u to %u"), options->k_min,
		             options->k_max);
		return FALSE;
	}
	if (options->restarts < 1 || options->max_passes < 1 || options->sample_rows < 2) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		                     _("Restarts and passes must be at least 1, the sample at least 2 users"));
		return FALSE;
	}
	return TRUE;
}

/* Lowers k_max to what the different rows allow: one less than they are, so that something is left to join. */
static gboolean
fit_range (const SegMatrix *matrix, SegSweepOptions *options, SegJob *job, GError **error)
{
	gsize n_distinct;

	if (!seg_cluster_count_distinct (matrix, (gsize) options->k_max + 1, job, &n_distinct, error))
		return FALSE;
	if (n_distinct < 3)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             n_distinct == 1 ? _("In the chosen features there is only %zu different user; a choice needs at least 3")
		                             : _("In the chosen features there are only %zu different users; a choice needs at least 3"),
		             n_distinct);
	else if (n_distinct - 1 < options->k_min)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("In the chosen features there are only %zu different users, too few for %u segments or more; "
		               "begin with fewer segments or choose more features"), n_distinct, options->k_min);
	else {
		options->k_max = (guint) MIN (options->k_max, n_distinct - 1);
		return TRUE;
	}
	return FALSE;
}

gboolean
seg_sweep_sample (SegSweep *sweep, SegStrata **strata, GError **error)
{
	const SegClustering *finest = sweep->rows[sweep->n_rows - 1].clustering;
	g_autoptr (SegRandom) random = NULL;

	*strata = NULL;
	sweep->n_sampled = finest->n_rows;
	sweep->exact = finest->n_rows <= sweep->options.exact_rows || finest->n_rows <= sweep->options.sample_rows;
	if (sweep->exact)
		return TRUE;
	random = seg_random_new (sweep->options.seed, SAMPLE_STREAM);
	*strata = seg_strata_draw (finest, sweep->options.sample_rows, random, error);
	sweep->n_sampled = *strata != NULL ? (*strata)->n : 0;
	return *strata != NULL;
}

/* How the time will go, to show honest progress: differences computed by k-means for one k, and by the silhouettes. */
static double
kmeans_work (const SegMatrix *matrix, const SegSweepOptions *options, guint k)
{
	return (double) matrix->n_rows * (double) matrix->n_columns * options->restarts * k *
	       (MIN (options->max_passes, TYPICAL_PASSES) + 3);
}

static double
silhouette_work (const SegMatrix *matrix, gsize n_sampled)
{
	double work = (double) matrix->n_rows * (double) n_sampled * (double) (matrix->n_columns + 12);

	return n_sampled == matrix->n_rows ? work * 0.7 : work; /* of all rows each distance serves two */
}

void
seg_sweep_row_measure (SegSweepRow *row, const SegMatrix *matrix)
{
	row->calinski_harabasz = seg_calinski_harabasz (row->clustering, matrix);
	row->davies_bouldin = seg_davies_bouldin (row->clustering);
	row->smallest = row->clustering->sizes[row->clustering->k - 1];
	row->simplified = row->gap = row->gap_error = row->bic = row->crowds = row->across = row->dents = NAN;
}

static gboolean
fill_row (SegSweepRow *row, const SegTiles *tiles, const SegSweepOptions *options, guint k, SegJob *job, GError **error)
{
	SegClusterOptions cluster_options = { k, options->restarts, options->max_passes, options->seed };
	gint64 began = g_get_monotonic_time ();

	row->clustering = seg_kmeans_search (tiles, &cluster_options, job, error);
	if (row->clustering == NULL)
		return FALSE;
	seg_sweep_row_measure (row, tiles->matrix);
	row->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	return TRUE;
}

static gboolean
fill_rows (SegSweep *sweep, const SegMatrix *matrix, void (*watch) (const SegSweepRow *, gpointer), gpointer watch_data, SegJob *job,
           GError **error)
{
	g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, job, error);
	double done = 0, whole = 0;

	for (guint k = sweep->options.k_min; k <= sweep->options.k_max; k++)
		whole += kmeans_work (matrix, &sweep->options, k);
	for (guint i = 0; tiles != NULL && i < sweep->n_rows; i++) {
		guint k = sweep->options.k_min + i;
		double work = kmeans_work (matrix, &sweep->options, k);
		SegJobSpan outer = seg_job_enter (job, done / whole, (done + work) / whole);
		gboolean success = fill_row (sweep->rows + i, tiles, &sweep->options, k, job, error);

		seg_job_leave (job, outer);
		done += work;
		if (!success)
			return FALSE;
		if (watch != NULL)
			watch (sweep->rows + i, watch_data);
	}
	return tiles != NULL;
}

/* The mean of all widths, or of those of a sample with its standard error. */
static void
average_widths (SegSweepRow *row, const SegStrata *strata, gsize n_rows)
{
	double sum = 0;

	row->silhouette_error = 0;
	if (strata != NULL) {
		seg_strata_mean (strata, row->widths, &row->silhouette, &row->silhouette_error);
		return;
	}
	for (gsize i = 0; i < n_rows; i++)
		sum += row->widths[i];
	row->silhouette = sum / (double) n_rows;
}

gboolean
seg_sweep_measure (SegSweep *sweep, const SegMatrix *matrix, const SegStrata *strata, SegJob *job, GError **error)
{
	g_autofree SegLabelling *labellings = g_new0 (SegLabelling, sweep->n_rows);
	gboolean success = TRUE;

	for (guint i = 0; i < sweep->n_rows; i++) {
		SegSweepRow *row = sweep->rows + i;

		row->widths = g_try_new (double, sweep->n_sampled);
		success &= row->widths != NULL;
		labellings[i] = (SegLabelling) { row->clustering->labels, row->clustering->k, row->widths };
	}
	if (!success) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"),
		             sweep->n_sampled);
		return FALSE;
	}
	if (!seg_silhouettes (matrix, labellings, sweep->n_rows, strata != NULL ? strata->rows : NULL, sweep->n_sampled, job, error))
		return FALSE;
	for (guint i = 0; i < sweep->n_rows; i++) {
		average_widths (sweep->rows + i, strata, matrix->n_rows);
		if (strata != NULL)
			g_clear_pointer (&sweep->rows[i].widths, g_free);
	}
	return TRUE;
}

SegSweep *
seg_sweep_cluster (const SegMatrix *matrix, const SegSweepOptions *options, void (*watch) (const SegSweepRow *, gpointer),
                   gpointer watch_data, SegJob *job, GError **error)
{
	g_autoptr (SegSweep) sweep = g_new0 (SegSweep, 1);

	sweep->options = *options;
	sweep->gap_one = sweep->gap_one_error = sweep->hopkins = sweep->hopkins_deviation = NAN;
	if (!check_options (options, error) || !seg_cluster_check_matrix (matrix, job, error) ||
	    !fit_range (matrix, &sweep->options, job, error))
		return NULL;
	sweep->n_rows = sweep->options.k_max - sweep->options.k_min + 1;
	sweep->rows = g_new0 (SegSweepRow, sweep->n_rows);
	return fill_rows (sweep, matrix, watch, watch_data, job, error) ? g_steal_pointer (&sweep) : NULL;
}

double
seg_sweep_cluster_share (const SegMatrix *matrix, const SegSweepOptions *options)
{
	gboolean exact = matrix->n_rows <= options->exact_rows || matrix->n_rows <= options->sample_rows;
	double kmeans = 0, silhouettes = silhouette_work (matrix, exact ? matrix->n_rows : options->sample_rows);

	for (guint k = options->k_min; k <= options->k_max; k++)
		kmeans += kmeans_work (matrix, options, k);
	return kmeans > 0 ? kmeans / (kmeans + silhouettes) : 0.5;
}

SegSweep *
seg_sweep (const SegMatrix *matrix, const SegSweepOptions *options, SegJob *job, GError **error)
{
	double share = seg_sweep_cluster_share (matrix, options);
	SegJobSpan outer = seg_job_enter (job, 0, share);
	g_autoptr (SegSweep) sweep = seg_sweep_cluster (matrix, options, NULL, NULL, job, error);
	g_autoptr (SegStrata) strata = NULL;
	gboolean success;

	seg_job_leave (job, outer);
	if (sweep == NULL || !seg_sweep_sample (sweep, &strata, error))
		return NULL;
	outer = seg_job_enter (job, share, 1);
	success = seg_sweep_measure (sweep, matrix, strata, job, error);
	seg_job_leave (job, outer);
	if (!success)
		return NULL;
	seg_sweep_suggest (sweep, options->k_max);
	return g_steal_pointer (&sweep);
}
