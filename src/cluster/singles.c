/* The rows in single precision, less their mean, for the first look of k-means at which centre is nearest. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS 4096 /* whole tiles */
#define AT_ONCE 8       /* columns added up: a line of the cache */

typedef struct {
	SegTiles *tiles;
	double   *sums;    /* n_blocks x n_columns */
	double   *tops;    /* n_blocks x n_columns: greatest absolute values */
	double   *squares; /* n_blocks */
	SegJob   *job;
} Fill;

/* @n columns of rows @first..@last-1, a constant wherever this is compiled into: their sums stay in registers. */
static inline __attribute__ ((always_inline)) void
add_columns (const SegMatrix *matrix, gsize first, gsize last, gsize column, gsize n, double *sums, double *tops)
{
	double sum[AT_ONCE] = { 0 }, top[AT_ONCE] = { 0 };

	for (gsize row = first; row < last; row++) {
		const double *x = seg_matrix_row (matrix, row) + column;

		for (gsize i = 0; i < n; i++) {
			sum[i] += x[i];
			top[i] = MAX (top[i], fabs (x[i]));
		}
	}
	memcpy (sums + column, sum, n * sizeof *sum);
	memcpy (tops + column, top, n * sizeof *top);
}

static void
add_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Fill *fill = data;
	const SegMatrix *matrix = fill->tiles->matrix;
	double *sums = fill->sums + block * matrix->n_columns, *tops = fill->tops + block * matrix->n_columns;
	gsize column = 0;

	if (seg_job_is_cancelled (fill->job))
		return;
	for (; column + AT_ONCE <= matrix->n_columns; column += AT_ONCE)
		add_columns (matrix, first, last, column, AT_ONCE, sums, tops);
	for (; column < matrix->n_columns; column++)
		add_columns (matrix, first, last, column, 1, sums, tops);
}

/* Row @row into its lane; returns its squared distance from the mean. */
static double
fill_row (const Fill *fill, gsize row)
{
	const SegTiles *tiles = fill->tiles;
	gsize n_columns = tiles->matrix->n_columns, lane = row % SEG_TILE_ROWS;
	const double *values = seg_matrix_row (tiles->matrix, row);
	float *out = tiles->singles + (row - lane) * n_columns + lane;
	double squared = 0;

	for (gsize column = 0; column < n_columns; column++) {
		double x = values[column] - tiles->mean[column];

		out[column * SEG_TILE_ROWS] = (float) x;
		squared += x * x;
	}
	return squared;
}

static void
fill_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Fill *fill = data;
	SegTiles *tiles = fill->tiles;

	if (seg_job_is_cancelled (fill->job))
		return;
	for (gsize row = first; row < last; row++) {
		double squared = fill_row (fill, row);
		double *reach = &tiles->reaches[row / SEG_TILE_ROWS];

		*reach = MAX (*reach, sqrt (squared));
		fill->squares[block] += squared;
	}
}

/* The blocks' sums and greatest values to those of all rows. */
static void
gather (SegTiles *tiles, const double *sums, const double *tops, gsize n_blocks)
{
	gsize n_columns = tiles->matrix->n_columns;
	double squared = 0;

	for (gsize column = 0; column < n_columns; column++) {
		for (gsize block = 0; block < n_blocks; block++) {
			tiles->mean[column] += sums[block * n_columns + column];
			tiles->tops[column] = MAX (tiles->tops[column], tops[block * n_columns + column]);
		}
		tiles->mean[column] /= (double) tiles->matrix->n_rows;
		squared += tiles->mean[column] * tiles->mean[column];
	}
	tiles->mean_length = sqrt (squared);
}

static void
fill (SegTiles *tiles, double *sums, double *tops, double *squares, SegJob *job)
{
	const SegMatrix *matrix = tiles->matrix;
	gsize n_blocks = seg_parallel_n_blocks (matrix->n_rows, BLOCK_ROWS);
	Fill data = { tiles, sums, tops, squares, job };

	seg_parallel_blocks (matrix->n_rows, BLOCK_ROWS, add_block, &data);
	gather (tiles, sums, tops, n_blocks);
	seg_parallel_blocks (matrix->n_rows, BLOCK_ROWS, fill_block, &data);
	for (gsize block = 0; block < n_blocks; block++)
		tiles->squares += squares[block];
}

gboolean
seg_tiles_add_singles (SegTiles *tiles, SegJob *job, GError **error)
{
	gsize n_columns = tiles->matrix->n_columns, n_blocks = seg_parallel_n_blocks (tiles->matrix->n_rows, BLOCK_ROWS);
	g_autofree double *sums = g_try_new0 (double, n_blocks * n_columns), *squares = g_try_new0 (double, n_blocks);
	g_autofree double *tops = g_try_new0 (double, n_blocks * n_columns);
	tiles->mean = g_try_new0 (double, n_columns);
	tiles->tops = g_try_new0 (double, n_columns);
	tiles->reaches = g_try_new0 (double, tiles->n_padded / SEG_TILE_ROWS);
	if (sums == NULL || tops == NULL || squares == NULL || tiles->mean == NULL || tiles->tops == NULL
	    || tiles->reaches == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory (%zu bytes) to compare the users"),
		             (2 * n_blocks * n_columns + tiles->n_padded / SEG_TILE_ROWS) * sizeof (double));
		return FALSE;
	}
	tiles->singles = seg_aligned_bytes (tiles->n_padded * n_columns * sizeof (float), error);
	if (tiles->singles == NULL)
		return FALSE;
	for (gsize i = (tiles->n_padded - SEG_TILE_ROWS) * n_columns; i < tiles->n_padded * n_columns; i++)
		tiles->singles[i] = 0; /* the last tile: its lanes beyond the last row stay so */
	fill (tiles, sums, tops, squares, job);
	return seg_job_goes_on (job, error);
}
