/* The outcome: what follows from the labels, in one place for every algorithm. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BLOCK_ROWS 4096

void
seg_clustering_free (SegClustering *clustering)
{
	if (clustering == NULL)
		return;
	g_free (clustering->labels);
	g_free (clustering->distances);
	g_free (clustering->sizes);
	seg_matrix_free (clustering->centroids);
	g_free (clustering);
}

/* The means: sums a block, then over the blocks in order. ----------------------------------------------------------- */

typedef struct {
	const SegMatrix *matrix;
	SegClustering *clustering;
	double *sums;    /* n_blocks x k x n_columns */
	double *inertias;/* n_blocks */
	SegJob *job;
} Summary;

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Summary *summary = data;
	gsize n_columns = summary->matrix->n_columns, n_sums = summary->clustering->k * n_columns;
	double *sums = summary->sums + block * n_sums;

	memset (sums, 0, n_sums * sizeof *sums);
	for (gsize row = first; row < last && !seg_job_is_cancelled (summary->job); row++) {
		const double *x = seg_matrix_row (summary->matrix, row);
		double *sum = sums + (gsize) summary->clustering->labels[row] * n_columns;

		if (summary->clustering->labels[row] < 0)
			continue;
		for (gsize column = 0; column < n_columns; column++)
			sum[column] += x[column];
	}
}

static double
squared_distance (const double *x, const double *centre, gsize n_columns)
{
	double squared = 0;

	for (gsize column = 0; column < n_columns; column++)
		squared += (x[column] - centre[column]) * (x[column] - centre[column]);
	return squared;
}

static double
nearest_distance (const SegClustering *clustering, const double *x)
{
	double least = INFINITY;

	for (guint cluster = 0; cluster < clustering->k; cluster++)
		least = MIN (least, squared_distance (x, seg_matrix_row (clustering->centroids, cluster), clustering->centroids->n_columns));
	return sqrt (least);
}

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Summary *summary = data;
	const SegClustering *clustering = summary->clustering;
	double inertia = 0;

	for (gsize row = first; row < last && !seg_job_is_cancelled (summary->job); row++) {
		const double *x = seg_matrix_row (summary->matrix, row);
		double squared;

		if (clustering->labels[row] < 0) {
			clustering->distances[row] = nearest_distance (clustering, x);
			continue;
		}
		squared = squared_distance (x, seg_matrix_row (clustering->centroids, (gsize) clustering->labels[row]),
		                            summary->matrix->n_columns);
		clustering->distances[row] = sqrt (squared);
		inertia += squared;
	}
	summary->inertias[block] = inertia;
}

static void
average (SegClustering *clustering, const double *sums, gsize n_blocks)
{
	gsize n_columns = clustering->centroids->n_columns, n_sums = clustering->k * n_columns;

	for (gsize block = 0; block < n_blocks; block++)
		for (gsize i = 0; i < n_sums; i++)
			clustering->centroids->values[i] += sums[block * n_sums + i];
	for (gsize i = 0; i < n_sums; i++)
		clustering->centroids->values[i] /= (double) MAX (clustering->sizes[i / n_columns], 1);
}

static gboolean
summarise (const SegMatrix *matrix, SegClustering *clustering, SegJob *job, GError **error)
{
	gsize block_rows = MAX (LEAST_BLOCK_ROWS, (gsize) clustering->k * 8);
	gsize n_blocks = seg_parallel_n_blocks (matrix->n_rows, block_rows);
	g_autofree double *inertias = g_new0 (double, n_blocks);
	double *sums = seg_aligned_new (n_blocks * clustering->k * matrix->n_columns, error);
	Summary summary = { matrix, clustering, sums, inertias, job };

	if (sums == NULL)
		return FALSE;
	for (gsize row = 0; row < matrix->n_rows; row++)
		if (clustering->labels[row] < 0)
			clustering->n_noise++;
		else
			clustering->sizes[clustering->labels[row]]++;
	seg_parallel_blocks (matrix->n_rows, block_rows, sum_block, &summary);
	average (clustering, sums, n_blocks);
	free (sums);
	seg_parallel_blocks (matrix->n_rows, block_rows, measure_block, &summary);
	for (gsize block = 0; block < n_blocks; block++)
		clustering->inertia += inertias[block];
	return seg_job_goes_on (job, error);
}

SegClustering *
seg_clustering_new (const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, GError **error)
{
	g_autoptr (SegClustering) clustering = g_new0 (SegClustering, 1);

	clustering->k = k;
	clustering->n_rows = matrix->n_rows;
	clustering->sizes = g_new0 (gsize, k);
	clustering->labels = g_try_new (gint32, matrix->n_rows);
	clustering->distances = g_try_new (double, matrix->n_rows);
	if (clustering->labels == NULL || clustering->distances == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return NULL;
	}
	clustering->centroids = seg_matrix_new (k, matrix->n_columns, error);
	memcpy (clustering->labels, labels, matrix->n_rows * sizeof *labels);
	if (clustering->centroids == NULL || !summarise (matrix, clustering, job, error))
		return NULL;
	return g_steal_pointer (&clustering);
}

SegClustering *
seg_clustering_from_labels (const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, GError **error)
{
	SegClustering *clustering = seg_clustering_new (matrix, labels, k, job, error);

	if (clustering != NULL)
		clustering->converged = TRUE;
	return clustering;
}

/* Numbering -------------------------------------------------------------------------------------------------------- */

static gint
compare_clusters (gconstpointer a, gconstpointer b, gpointer data)
{
	const SegClustering *clustering = data;
	guint first = *(const guint *) a, second = *(const guint *) b;
	const double *x = seg_matrix_row (clustering->centroids, first), *y = seg_matrix_row (clustering->centroids, second);

	if (clustering->sizes[first] != clustering->sizes[second])
		return clustering->sizes[first] > clustering->sizes[second] ? -1 : 1;
	for (gsize column = 0; column < clustering->centroids->n_columns; column++)
		if (x[column] < y[column] || x[column] > y[column])
			return x[column] < y[column] ? -1 : 1;
	return first < second ? -1 : first > second;
}

void
seg_clustering_renumber (SegClustering *clustering)
{
	g_autofree gint32 *number = g_new (gint32, MAX (clustering->k, 1));

	seg_clustering_renumber_to (clustering, number);
}

void
seg_clustering_renumber_to (SegClustering *clustering, gint32 *number)
{
	guint k = clustering->k;
	gsize n_columns = clustering->centroids->n_columns;
	g_autofree guint *order = g_new (guint, k);
	g_autofree gsize *sizes = g_memdup2 (clustering->sizes, k * sizeof *sizes);
	g_autofree double *centroids = g_memdup2 (clustering->centroids->values, k * n_columns * sizeof *centroids);

	for (guint cluster = 0; cluster < k; cluster++)
		order[cluster] = cluster;
	g_qsort_with_data (order, (gint) k, sizeof *order, compare_clusters, clustering);
	for (guint to = 0; to < k; to++) {
		number[order[to]] = (gint32) to;
		clustering->sizes[to] = sizes[order[to]];
		memcpy (seg_matrix_row (clustering->centroids, to), centroids + order[to] * n_columns, n_columns * sizeof *centroids);
	}
	for (gsize row = 0; row < clustering->n_rows; row++)
		if (clustering->labels[row] >= 0)
			clustering->labels[row] = number[clustering->labels[row]];
}

/* Noise ------------------------------------------------------------------------------------------------------------ */

SegClustering *
seg_clustering_group_noise (const SegClustering *clustering, const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autofree gint32 *labels = g_try_new (gint32, clustering->n_rows);
	gboolean noise = clustering->n_noise > 0;
	SegClustering *grouped;

	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), clustering->n_rows);
		return NULL;
	}
	for (gsize row = 0; row < clustering->n_rows; row++)
		labels[row] = clustering->labels[row] < 0 ? (gint32) clustering->k : clustering->labels[row];
	grouped = seg_clustering_new (matrix, labels, clustering->k + (noise ? 1 : 0), job, error);
	if (grouped == NULL)
		return NULL;
	memcpy (grouped->distances, clustering->distances, clustering->n_rows * sizeof *grouped->distances); /* noise has no middle */
	grouped->inertia = clustering->inertia;
	grouped->passes = clustering->passes;
	grouped->converged = clustering->converged;
	grouped->noise_group = noise || clustering->noise_group;
	return grouped;
}
