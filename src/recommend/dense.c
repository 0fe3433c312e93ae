/* The inverse of a positive definite matrix in tiles: A = L L' tile column by tile column, then each tile column of the inverse by itself
 * (L Y = E, L' X = Y). Tiles of a step are independent, so they go to whichever thread is free; none is added to by two. */
#include <config.h>
#include "recommend/dense.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>

#include <cblas.h>
/* LAPACK's header after that of BLAS */
#include <lapacke.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#define TILE 128

typedef struct {
	double *matrix, *inverse;
	gsize   n, step;
	SegJob *job;
	atomic_bool out_of_memory;
} Inversion;

static gsize
size_of (const Inversion *work, gsize tile)
{
	return MIN (TILE, work->n - tile * TILE);
}

static double *
tile_at (const Inversion *work, gsize row, gsize column)
{
	return work->matrix + row * TILE * work->n + column * TILE;
}

/* Below the tile of the diagonal: divided by it. */
static void
divide_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Inversion *work = data;
	const gsize row = work->step + 1 + first;

	(void) block, (void) last;
	cblas_dtrsm (CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (blasint) size_of (work, row), (blasint) size_of (work, work->step),
	             1, tile_at (work, work->step, work->step), (blasint) work->n, tile_at (work, row, work->step), (blasint) work->n);
}

/* What a row of tiles loses. */
static void
subtract_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Inversion *work = data;
	const gsize row = seg_parallel_n_blocks (work->n, TILE) - 1 - first; /* the longest first */

	(void) block, (void) last;
	for (gsize column = work->step + 1; column <= row; column++)
		cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) size_of (work, row), (blasint) size_of (work, column),
		             (blasint) size_of (work, work->step), -1, tile_at (work, row, work->step), (blasint) work->n, tile_at (work, column, work->step),
		             (blasint) work->n, 1, tile_at (work, row, column), (blasint) work->n);
}

static gboolean
decompose (Inversion *work, const char *phrase, GError **error)
{
	const gsize n_tiles = seg_parallel_n_blocks (work->n, TILE);

	for (work->step = 0; work->step < n_tiles; work->step++) {
		const gsize n_below = n_tiles - work->step - 1;

		if (LAPACKE_dpotrf (LAPACK_ROW_MAJOR, 'L', (lapack_int) size_of (work, work->step), tile_at (work, work->step, work->step),
		                    (lapack_int) work->n) != 0) {
			g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The items depend on each other too much to be told apart; take a larger lambda"));
			return FALSE;
		}
		seg_parallel_blocks (n_below, 1, divide_block, work);
		seg_parallel_blocks (n_below, 1, subtract_block, work);
		if (!seg_job_proceed (work->job, 0.4 * (double) (work->step + 1) / (double) n_tiles, phrase, error))
			return FALSE;
	}
	return TRUE;
}

/* A column of tiles of the inverse, from the diagonal down, in @x (as many rows as are left, TILE columns). */
static void
solve_column (const Inversion *work, gsize column, double *x)
{
	const gsize n_tiles = seg_parallel_n_blocks (work->n, TILE), width = size_of (work, column), top = column * TILE;

	for (gsize i = 0; i < width; i++)
		x[i * TILE + i] = 1;
	for (gsize row = column; row < n_tiles; row++) {
		double *to = x + (row * TILE - top) * TILE;

		if (row > column)
			cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) size_of (work, row), (blasint) width, (blasint) (row * TILE - top), -1,
			             tile_at (work, row, column), (blasint) work->n, x, TILE, 1, to, TILE);
		cblas_dtrsm (CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (blasint) size_of (work, row), (blasint) width, 1,
		             tile_at (work, row, row), (blasint) work->n, to, TILE);
	}
	for (gsize row = n_tiles; row-- > column;) {
		const gsize below = MIN ((row + 1) * TILE, work->n);
		double *to = x + (row * TILE - top) * TILE;

		if (below < work->n)
			cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) size_of (work, row), (blasint) width, (blasint) (work->n - below), -1,
			             tile_at (work, row + 1, row), (blasint) work->n, x + (below - top) * TILE, TILE, 1, to, TILE);
		cblas_dtrsm (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (blasint) size_of (work, row), (blasint) width, 1,
		             tile_at (work, row, row), (blasint) work->n, to, TILE);
	}
}

static void
column_block (gsize block, gsize first, gsize last, gpointer data)
{
	Inversion *work = data;
	const gsize column = work->step + first, top = column * TILE, n_rows = work->n - top, width = size_of (work, column);
	double *x = g_try_malloc0_n (n_rows, TILE * sizeof *x);

	(void) block, (void) last;
	if (x == NULL)
		atomic_store (&work->out_of_memory, TRUE);
	else if (!seg_job_is_cancelled (work->job))
		solve_column (work, column, x);
	for (gsize i = 0; x != NULL && i < n_rows; i++)
		for (gsize j = 0; j < width; j++) /* the same twice; tiles above the diagonal are those below, turned */
			if (top + i >= top + j)
				work->inverse[(top + i) * work->n + top + j] = work->inverse[(top + j) * work->n + top + i] = x[i * TILE + j];
	g_free (x);
}

gboolean
seg_dense_invert (double *matrix, double *inverse, gsize n, const char *phrase, SegJob *job, GError **error)
{
	const gsize n_tiles = seg_parallel_n_blocks (n, TILE), at_once = seg_parallel_threads ();
	Inversion work = { matrix, inverse, n, 0, job, FALSE };

	seg_blas_stay_alone ();
	if (!decompose (&work, phrase, error))
		return FALSE;
	for (work.step = 0; work.step < n_tiles; work.step += at_once) {
		seg_parallel_blocks (MIN (at_once, n_tiles - work.step), 1, column_block, &work);
		if (!seg_job_proceed (job, 0.4 + 0.6 * (double) work.step / (double) n_tiles, phrase, error))
			return FALSE;
	}
	if (atomic_load (&work.out_of_memory))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to invert the matrix of items"));
	return !atomic_load (&work.out_of_memory);
}
