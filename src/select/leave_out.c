/* Silhouettes without some columns: the squared distances of all pairs are kept once, and what the columns add to them is taken off, so that
 * leaving each of many features out in turn costs O(n^2) a feature and not O(n^2 d). */
#include <config.h>
#include "select-private.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>

#define BLOCK_ROWS 32

struct SegPairs {
	const SegMatrix *matrix;
	double          *squares; /* n x n */
};

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	SegPairs *pairs = data;
	gsize n = pairs->matrix->n_rows, d = pairs->matrix->n_columns;

	(void) block;
	for (gsize a = first; a < last; a++)
		for (gsize b = 0; b < n; b++) {
			const double *x = seg_matrix_row (pairs->matrix, a), *y = seg_matrix_row (pairs->matrix, b);
			double square = 0;

			for (gsize column = 0; column < d; column++)
				square += (x[column] - y[column]) * (x[column] - y[column]);
			pairs->squares[a * n + b] = square;
		}
}

SegPairs *
seg_pairs_new (const SegMatrix *matrix, GError **error)
{
	SegPairs *pairs = g_new0 (SegPairs, 1);

	pairs->matrix = matrix;
	pairs->squares = g_try_malloc_n (matrix->n_rows, matrix->n_rows * sizeof (double));
	if (pairs->squares != NULL) {
		seg_parallel_blocks (matrix->n_rows, BLOCK_ROWS, measure_block, pairs);
		return pairs;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, seg_hint (_("Not enough memory for the distances of %zu users; take fewer (--sample)"),
	                                                           _("Not enough memory for the distances of %zu users; take fewer")), matrix->n_rows);
	seg_pairs_free (pairs);
	return NULL;
}

void
seg_pairs_free (SegPairs *pairs)
{
	if (pairs == NULL)
		return;
	g_free (pairs->squares);
	g_free (pairs);
}

typedef struct {
	const SegPairs *pairs;
	const gint32   *labels;
	guint           k;
	gsize           first, last; /* columns that are left out */
	const gsize    *sizes;       /* k */
	double         *totals;      /* a block */
} Widths;

/* Rousseeuw 1987; 0 for the only one of a cluster. */
static double
width_of (const Widths *widths, gsize row, const double *sums)
{
	guint own = (guint) widths->labels[row];
	double inside, outside = INFINITY;

	if (widths->sizes[own] < 2)
		return 0;
	inside = sums[own] / (double) (widths->sizes[own] - 1);
	for (guint other = 0; other < widths->k; other++)
		if (other != own && widths->sizes[other] > 0)
			outside = MIN (outside, sums[other] / (double) widths->sizes[other]);
	return isfinite (outside) && MAX (inside, outside) > 0 ? (outside - inside) / MAX (inside, outside) : 0;
}

static void
width_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Widths *widths = data;
	const SegMatrix *matrix = widths->pairs->matrix;
	double *sums = g_newa (double, widths->k);

	for (gsize a = first; a < last; a++) {
		const double *x = seg_matrix_row (matrix, a);

		memset (sums, 0, widths->k * sizeof *sums);
		for (gsize b = 0; b < matrix->n_rows; b++) {
			const double *y = seg_matrix_row (matrix, b);
			double square = widths->pairs->squares[a * matrix->n_rows + b];

			for (gsize column = widths->first; column < widths->last; column++)
				square -= (x[column] - y[column]) * (x[column] - y[column]);
			sums[widths->labels[b]] += sqrt (MAX (square, 0));
		}
		widths->totals[block] += width_of (widths, a, sums);
	}
}

double
seg_pairs_silhouette (const SegPairs *pairs, const gint32 *labels, guint k, gsize first, gsize last)
{
	gsize n = pairs->matrix->n_rows, n_blocks = seg_parallel_n_blocks (n, BLOCK_ROWS);
	g_autofree double *totals = g_new0 (double, n_blocks);
	g_autofree gsize *sizes = g_new0 (gsize, k);
	Widths widths = { pairs, labels, k, first, last, sizes, totals };
	double total = 0;

	for (gsize row = 0; row < n; row++)
		sizes[labels[row]]++;
	seg_parallel_blocks (n, BLOCK_ROWS, width_block, &widths);
	for (gsize block = 0; block < n_blocks; block++)
		total += totals[block];
	return total / (double) n;
}
