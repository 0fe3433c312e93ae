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
	}
	g_free (sweep->rows);
	g_free (sweep->reason);
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

/* Which rows' silhouettes are computed: NULL for all; else a random sample, ascending. */
gsize *
seg_sweep_sample (gsize n_rows, const SegSweepOptions *options, gsize *n_sampled)
{
	g_autoptr (SegRandom) random = NULL;
	gsize *sample, n = 0;

	*n_sampled = n_rows;
	if (n_rows <= options->exact_rows || n_rows <= options->sample_rows)
		return NULL;
	random = seg_random_new (options->seed, SAMPLE_STREAM);
	sample = g_new (gsize, options->sample_rows);
	for (gsize row = 0; n < options->sample_rows; row++) /* selection sampling: Knuth, vol. 2, 3.4.2, algorithm S */
		if (seg_random_below (random, n_rows - row) < options->sample_rows - n)
			sample[n++] = row;
	*n_sampled = n;
	return sample;
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
fill_rows (SegSweep *sweep, const SegMatrix *matrix, double whole, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, job, error);
	double done = 0;

	for (guint i = 0; tiles != NULL && i < sweep->n_rows; i++) {
		guint k = sweep->options.k_min + i;
		double work = kmeans_work (matrix, &sweep->options, k);
		SegJobSpan outer = seg_job_enter (job, done / whole, (done + work) / whole);
		gboolean success = fill_row (sweep->rows + i, tiles, &sweep->options, k, job, error);

		seg_job_leave (job, outer);
		done += work;
		if (!success)
			return FALSE;
	}
	return tiles != NULL;
}

/* Mean of the widths, and its standard error when they are those of a sample without replacement. */
static void
average_widths (SegSweepRow *row, const double *widths, gsize n, gsize n_rows)
{
	double sum = 0, squares = 0;

	for (gsize i = 0; i < n; i++)
		sum += widths[i];
	row->silhouette = sum / (double) n;
	for (gsize i = 0; i < n; i++)
		squares += (widths[i] - row->silhouette) * (widths[i] - row->silhouette);
	row->silhouette_error = n == n_rows ? 0
		: sqrt (squares / (double) (n - 1) / (double) n * (1 - (double) n / (double) n_rows));
}

gboolean
seg_sweep_measure (SegSweep *sweep, const SegMatrix *matrix, const gsize *sample, SegJob *job, GError **error)
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
	if (!seg_silhouettes (matrix, labellings, sweep->n_rows, sample, sweep->n_sampled, job, error))
		return FALSE;
	for (guint i = 0; i < sweep->n_rows; i++) {
		average_widths (sweep->rows + i, sweep->rows[i].widths, sweep->n_sampled, matrix->n_rows);
		if (sample != NULL)
			g_clear_pointer (&sweep->rows[i].widths, g_free);
	}
	return TRUE;
}

SegSweep *
seg_sweep (const SegMatrix *matrix, const SegSweepOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegSweep) sweep = g_new0 (SegSweep, 1);
	g_autofree gsize *sample = NULL;
	double kmeans = 0, silhouettes;
	SegJobSpan outer;
	gboolean success;

	sweep->options = *options;
	if (!check_options (options, error) || !seg_cluster_check_matrix (matrix, job, error) ||
	    !fit_range (matrix, &sweep->options, job, error))
		return NULL;
	sample = seg_sweep_sample (matrix->n_rows, options, &sweep->n_sampled);
	sweep->exact = sample == NULL;
	sweep->n_rows = sweep->options.k_max - sweep->options.k_min + 1;
	sweep->rows = g_new0 (SegSweepRow, sweep->n_rows);
	for (guint k = sweep->options.k_min; k <= sweep->options.k_max; k++)
		kmeans += kmeans_work (matrix, options, k);
	silhouettes = silhouette_work (matrix, sweep->n_sampled);
	if (!fill_rows (sweep, matrix, kmeans + silhouettes, job, error))
		return NULL;
	outer = seg_job_enter (job, kmeans / (kmeans + silhouettes), 1);
	success = seg_sweep_measure (sweep, matrix, sample, job, error);
	seg_job_leave (job, outer);
	if (!success)
		return NULL;
	seg_sweep_suggest (sweep, options->k_max);
	return g_steal_pointer (&sweep);
}
