/* The simplified silhouette: distances to centroids in place of mean distances to rows. A pass over the rows instead of one over
 * all pairs, so it is there at once; it is higher than the exact one, but its peaks are mostly at the same k.
 * Source: Hruschka, de Castro, Campello 2004, IEEE ICDM, 403-406. */
#include <config.h>
#include "choose-private.h"

#include <segscope/parallel.h>

#include <math.h>

#define BLOCK_ROWS 2048

typedef struct {
	const SegMatrix     *matrix;
	const SegClustering *clustering;
	double *sums; /* a block */
	SegJob *job;
} Simplified;

static double
width_of (const Simplified *simplified, gsize row)
{
	const SegMatrix *centroids = simplified->clustering->centroids;
	const double *x = seg_matrix_row (simplified->matrix, row);
	gint32 own = simplified->clustering->labels[row];
	double a = 0, b = INFINITY;

	for (guint cluster = 0; cluster < simplified->clustering->k; cluster++) {
		const double *centroid = seg_matrix_row (centroids, cluster);
		double squared = 0;

		for (gsize column = 0; column < centroids->n_columns; column++)
			squared += (x[column] - centroid[column]) * (x[column] - centroid[column]);
		if ((gint32) cluster == own)
			a = sqrt (squared);
		else
			b = MIN (b, sqrt (squared));
	}
	return MAX (a, b) > 0 ? (b - a) / MAX (a, b) : 0;
}

static void
add_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Simplified *simplified = data;
	double sum = 0;

	for (gsize row = first; row < last; row++) {
		if (row % 64 == 0 && seg_job_is_cancelled (simplified->job))
			return;
		sum += width_of (simplified, row);
	}
	simplified->sums[block] = sum;
}

double
seg_simplified_silhouette (const SegMatrix *matrix, const SegClustering *clustering, SegJob *job)
{
	gsize n_blocks = seg_parallel_n_blocks (matrix->n_rows, BLOCK_ROWS);
	g_autofree double *sums = g_new0 (double, n_blocks);
	Simplified simplified = { matrix, clustering, sums, job };
	double sum = 0;

	if (clustering->k < 2)
		return NAN;
	seg_parallel_blocks (matrix->n_rows, BLOCK_ROWS, add_block, &simplified);
	for (gsize block = 0; block < n_blocks; block++)
		sum += sums[block];
	return sum / (double) matrix->n_rows;
}
