/* The first components of a matrix with very many columns, without the d x d covariance C.
 *
 * A few directions Q more than wanted, random at first, are multiplied by C (as X'(XQ), a pass over the rows), made orthonormal, and
 * turned within their plane (Rayleigh-Ritz) until C q = lambda q holds to 1e-9 of the first eigenvalue. When that takes too long
 * (eigenvalues that hardly fall), the caller goes the exact way. */
#include <config.h>
#include "reduction-private.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define MORE_DIRECTIONS 10
#define MOST_PASSES 100
#define PRECISION 1e-9
#define BLOCKS 16
#define LEAST_BLOCK_ROWS 256
#define CHUNK_ROWS 32

typedef struct {
	const SegMatrix *matrix;
	const SegPca *pca;      /* means and scales */
	const double *directions; /* d x l */
	gsize     l, block_rows;
	double   *products;     /* a block: d x l */
	double   *chunks;       /* a block: CHUNK_ROWS x (d + l) */
	SegJob   *job;
} Pass;

static void
multiply_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	gsize d = pass->matrix->n_columns, l = pass->l;
	double *chunk = pass->chunks + block * CHUNK_ROWS * (d + l), *along = chunk + CHUNK_ROWS * d, *product = pass->products + block * d * l;

	memset (product, 0, d * l * sizeof *product);
	for (gsize row = first; row < last && !seg_job_is_cancelled (pass->job); row += CHUNK_ROWS) {
		gsize n = MIN (CHUNK_ROWS, last - row);

		for (gsize i = 0; i < n; i++)
			for (gsize column = 0; column < d; column++)
				chunk[i * d + column] = (seg_matrix_row (pass->matrix, row + i)[column] - pass->pca->means[column]) / pass->pca->scales[column];
		cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) n, (blasint) l, (blasint) d, 1, chunk, (blasint) d,
		             pass->directions, (blasint) l, 0, along, (blasint) l);
		cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) d, (blasint) l, (blasint) n, 1, chunk, (blasint) d, along,
		             (blasint) l, 1, product, (blasint) l);
	}
}

/* C times the directions, in the place of the first block's product. */
static void
multiply (Pass *pass)
{
	gsize n = pass->matrix->n_rows, size = pass->matrix->n_columns * pass->l, n_blocks = seg_parallel_n_blocks (n, pass->block_rows);

	seg_parallel_blocks (n, pass->block_rows, multiply_block, pass);
	for (gsize i = 0; i < size; i++) {
		for (gsize block = 1; block < n_blocks; block++)
			pass->products[i] += pass->products[block * size + i];
		pass->products[i] /= (double) (n - 1);
	}
}

/* Means, scales and the total variance, column by column in the order of the rows. */
static double
describe (const SegMatrix *matrix, SegPca *pca)
{
	gsize n = matrix->n_rows, d = matrix->n_columns;
	g_autofree double *squares = g_new0 (double, d);
	double total = 0;

	for (gsize row = 0; row < n; row++)
		for (gsize column = 0; column < d; column++)
			pca->means[column] += seg_matrix_row (matrix, row)[column] - seg_matrix_row (matrix, 0)[column];
	for (gsize column = 0; column < d; column++)
		pca->means[column] = seg_matrix_row (matrix, 0)[column] + pca->means[column] / (double) n;
	for (gsize row = 0; row < n; row++)
		for (gsize column = 0; column < d; column++)
			squares[column] += pow (seg_matrix_row (matrix, row)[column] - pca->means[column], 2);
	for (gsize column = 0; column < d; column++) {
		double variance = squares[column] / (double) (n - 1);

		pca->scales[column] = pca->correlation && variance > 0 ? sqrt (variance) : 1;
		total += pca->correlation ? variance > 0 : variance;
	}
	return total;
}

static gboolean
make_orthonormal (double *directions, gsize d, gsize l)
{
	g_autofree double *factors = g_new (double, l);

	return LAPACKE_dgeqrf (LAPACK_ROW_MAJOR, (lapack_int) d, (lapack_int) l, directions, (lapack_int) l, factors) == 0
	       && LAPACKE_dorgqr (LAPACK_ROW_MAJOR, (lapack_int) d, (lapack_int) l, (lapack_int) l, directions, (lapack_int) l, factors) == 0;
}

/* Turns the directions and their products to the eigenvectors within their plane; @values fall. */
static gboolean
turn (Pass *pass, double *directions, double *values, double *small, double *scratch, GError **error)
{
	gsize d = pass->matrix->n_columns, l = pass->l;
	double *const both[] = { directions, pass->products };

	cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) l, (blasint) l, (blasint) d, 1, directions, (blasint) l, pass->products,
	             (blasint) l, 0, small, (blasint) l);
	if (!seg_eigen (small, l, values, error))
		return FALSE;
	for (int which = 0; which < 2; which++) {
		cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) d, (blasint) l, (blasint) l, 1, both[which], (blasint) l, small,
		             (blasint) l, 0, scratch, (blasint) l);
		for (gsize row = 0; row < d; row++)
			for (gsize i = 0; i < l; i++)
				both[which][row * l + i] = scratch[row * l + l - 1 - i];
	}
	for (gsize i = 0; i < l / 2; i++) {
		double value = values[i];

		values[i] = values[l - 1 - i];
		values[l - 1 - i] = value;
	}
	return TRUE;
}

static gboolean
is_settled (const Pass *pass, const double *directions, const double *values)
{
	gsize d = pass->matrix->n_columns, l = pass->l;

	for (gsize i = 0; i < pass->pca->n_components; i++) {
		double rest = 0;

		for (gsize row = 0; row < d; row++)
			rest += pow (pass->products[row * l + i] - values[i] * directions[row * l + i], 2);
		if (sqrt (rest) > PRECISION * values[0])
			return FALSE;
	}
	return TRUE;
}

static void
keep (SegPca *pca, const double *directions, const double *values, gsize l, double total)
{
	for (gsize i = 0; i < pca->loadings->n_rows; i++) {
		pca->eigenvalues[i] = i < pca->n_components ? MAX (values[i], 0) : NAN;
		pca->shares[i] = i < pca->n_components ? (total > 0 ? pca->eigenvalues[i] / total : 0) : NAN;
	}
	for (gsize row = 0; row < pca->loadings->n_rows; row++)
		memcpy (seg_matrix_row (pca->loadings, row), directions + row * l, pca->n_components * sizeof *directions);
}

/* Passes until the directions settle. */
static gboolean
iterate (Pass *pass, double *directions, double *values, double *scratch, SegJob *job, gboolean *settled, GError **error)
{
	gsize d = pass->matrix->n_columns, l = pass->l;
	g_autofree double *small = g_new (double, l * l);

	for (guint n = 0; n < MOST_PASSES && !*settled; n++) {
		if (!seg_job_proceed (job, (double) n / MOST_PASSES, NULL, error))
			return FALSE;
		if (!make_orthonormal (directions, d, l))
			return TRUE;
		multiply (pass);
		if (!turn (pass, directions, values, small, scratch, error))
			return FALSE;
		*settled = is_settled (pass, directions, values);
		if (!*settled)
			memcpy (directions, pass->products, d * l * sizeof *directions);
	}
	return TRUE;
}

gboolean
seg_pca_randomised (const SegMatrix *matrix, guint64 seed, SegPca *pca, gboolean *settled, SegJob *job, GError **error)
{
	gsize n = matrix->n_rows, d = matrix->n_columns, l = MIN (pca->n_components + MORE_DIRECTIONS, d);
	gsize block_rows = MAX (LEAST_BLOCK_ROWS, (n + BLOCKS - 1) / BLOCKS), n_blocks = seg_parallel_n_blocks (n, block_rows);
	g_autofree double *directions = g_try_malloc_n (d * l, sizeof (double)), *scratch = g_try_malloc_n (d * l, sizeof (double));
	g_autofree double *products = g_try_malloc_n (n_blocks * d * l, sizeof (double)), *values = g_new0 (double, l);
	g_autofree double *chunks = g_try_malloc_n (n_blocks * (d + l), CHUNK_ROWS * sizeof (double));
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	Pass pass = { matrix, pca, directions, l, block_rows, products, chunks, job };
	double total;

	*settled = FALSE;
	if (directions == NULL || scratch == NULL || products == NULL || chunks == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the products of %zu columns"), d);
		return FALSE;
	}
	seg_blas_stay_alone ();
	for (gsize i = 0; i < d * l; i++)
		directions[i] = seg_random_gaussian (random);
	total = describe (matrix, pca);
	if (!iterate (&pass, directions, values, scratch, job, settled, error))
		return FALSE;
	if (*settled)
		keep (pca, directions, values, l, total);
	return TRUE;
}
