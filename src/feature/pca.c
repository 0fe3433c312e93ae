/* Principal components: directions along which the rows differ most.
 *
 * The covariance of the centred rows is summed in fixed blocks, each by a rank-k update on one thread, and the blocks are added
 * in order: the same bits for any number of threads. Its eigenvectors (divide and conquer, LAPACK's dsyevd) are the loadings.
 * Constant columns get variance 0 and take no part; tied eigenvalues leave the directions in their plane to LAPACK. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/feature.h>
#include <segscope/parallel.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define MOST_BLOCKS 64
#define LEAST_BLOCK_ROWS 1024
#define CHUNK_ROWS 64   /* centred at a time */
#define SCORE_ROWS 1024

typedef struct {
	const SegMatrix *matrix;
	gsize     block_rows;
	double   *means;   /* d */
	double   *sums;    /* a block: d sums, in the first pass */
	double   *grams;   /* a block: d x d, upper triangle */
	double   *chunks;  /* a block: CHUNK_ROWS x d */
	SegPca   *pca;
	SegJob   *job;
} Pass;

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	gsize d = pass->matrix->n_columns;
	double *sums = pass->sums + block * d;

	for (gsize row = first; row < last; row++)
		for (gsize column = 0; column < d; column++)
			sums[column] += seg_matrix_row (pass->matrix, row)[column] - pass->means[column];
}

/* Adds the mean of what is left after taking the means off; called twice, as the first means carry rounding errors. */
static void
improve_means (Pass *pass)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, n_blocks = seg_parallel_n_blocks (n, pass->block_rows);

	memset (pass->sums, 0, n_blocks * d * sizeof *pass->sums);
	seg_parallel_blocks (n, pass->block_rows, sum_block, pass);
	for (gsize column = 0; column < d; column++) {
		double total = 0;

		for (gsize block = 0; block < n_blocks; block++)
			total += pass->sums[block * d + column];
		pass->means[column] += total / (double) n;
	}
}

static void
gram_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	gsize d = pass->matrix->n_columns;
	double *gram = pass->grams + block * d * d, *chunk = pass->chunks + block * CHUNK_ROWS * d;

	for (gsize row = first; row < last && !seg_job_is_cancelled (pass->job); row += CHUNK_ROWS) {
		gsize n = MIN (CHUNK_ROWS, last - row);

		for (gsize i = 0; i < n; i++)
			for (gsize column = 0; column < d; column++)
				chunk[i * d + column] = seg_matrix_row (pass->matrix, row + i)[column] - pass->means[column];
		cblas_dsyrk (CblasRowMajor, CblasUpper, CblasTrans, (blasint) d, (blasint) n, 1, chunk, (blasint) d, 1, gram,
		             (blasint) d);
	}
}

/* The covariance, upper triangle, in the place of the first block's Gram matrix. */
static double *
covariance (Pass *pass)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, n_blocks = seg_parallel_n_blocks (n, pass->block_rows);

	seg_parallel_blocks (n, pass->block_rows, gram_block, pass);
	for (gsize i = 0; i < d * d; i++) {
		for (gsize block = 1; block < n_blocks; block++)
			pass->grams[i] += pass->grams[block * d * d + i];
		pass->grams[i] /= (double) (n - 1);
	}
	return pass->grams;
}

/* The entry of largest absolute value shall be positive; of equal ones (up to rounding) the first. */
static double
sign_of (const double *vectors, gsize d, gsize component)
{
	double largest = 0;

	for (gsize row = 0; row < d; row++)
		largest = MAX (largest, fabs (vectors[row * d + component]));
	for (gsize row = 0; row < d; row++)
		if (fabs (vectors[row * d + component]) >= largest * (1 - 1e-9))
			return vectors[row * d + component] < 0 ? -1 : 1;
	return 1;
}

/* LAPACK gives rising eigenvalues and eigenvectors in columns. */
static void
keep_components (SegPca *pca, const double *values, const double *vectors, gsize d)
{
	double total = 0;

	for (gsize i = 0; i < d; i++) {
		pca->eigenvalues[i] = MAX (values[d - 1 - i], 0);
		total += pca->eigenvalues[i];
	}
	for (gsize i = 0; i < d; i++)
		pca->shares[i] = total > 0 ? pca->eigenvalues[i] / total : 0;
	for (gsize component = 0; component < pca->n_components; component++) {
		double sign = sign_of (vectors, d, d - 1 - component);

		for (gsize row = 0; row < d; row++)
			seg_matrix_row (pca->loadings, row)[component] = sign * vectors[row * d + d - 1 - component];
	}
}

static gboolean
solve (Pass *pass, GError **error)
{
	gsize d = pass->matrix->n_columns;
	double *vectors = covariance (pass);
	g_autofree double *values = g_new0 (double, d);
	lapack_int failed;

	if (!seg_job_proceed (pass->job, 0.5, NULL, error))
		return FALSE;
	failed = LAPACKE_dsyevd (LAPACK_ROW_MAJOR, 'V', 'U', (lapack_int) d, vectors, (lapack_int) d, values);
	if (failed != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The principal components could not be computed (dsyevd: %d)"),
		             (int) failed);
		return FALSE;
	}
	keep_components (pass->pca, values, vectors, d);
	return TRUE;
}

static void
score_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	const SegPca *pca = pass->pca;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (pass->job); row++) {
		const double *x = seg_matrix_row (pass->matrix, row);
		double *score = seg_matrix_row (pca->scores, row);

		for (gsize column = 0; column < pass->matrix->n_columns; column++)
			for (gsize component = 0; component < pca->n_components; component++)
				score[component] += (x[column] - pass->means[column]) * seg_matrix_row (pca->loadings, column)[component];
	}
}

static gboolean
check (const SegMatrix *matrix, gsize n_components, GError **error)
{
	if (matrix->n_rows < 2 || matrix->n_columns < 1) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("Principal components need at least two users and one feature, not %zu and %zu"),
		             matrix->n_rows, matrix->n_columns);
		return FALSE;
	}
	if (n_components < 1 || n_components > matrix->n_columns) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The number of components must be between 1 and %zu (the number of columns), not %zu"),
		             matrix->n_columns, n_components);
		return FALSE;
	}
	return seg_matrix_check_finite (matrix, error);
}

static gboolean
allocate (Pass *pass, gsize n_components, GError **error)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, n_blocks;

	pass->block_rows = MAX (LEAST_BLOCK_ROWS, (n + MOST_BLOCKS - 1) / MOST_BLOCKS);
	n_blocks = seg_parallel_n_blocks (n, pass->block_rows);
	pass->means = g_new0 (double, d);
	pass->sums = g_try_malloc0_n (n_blocks * d, sizeof (double));
	pass->grams = g_try_malloc0_n (n_blocks * d, d * sizeof (double));
	pass->chunks = g_try_malloc_n (n_blocks * d, CHUNK_ROWS * sizeof (double));
	pass->pca->n_components = n_components;
	pass->pca->eigenvalues = g_new0 (double, d);
	pass->pca->shares = g_new0 (double, d);
	if (pass->sums == NULL || pass->grams == NULL || pass->chunks == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the principal components of %zu columns"), d);
		return FALSE;
	}
	return (pass->pca->loadings = seg_matrix_new (d, n_components, error)) != NULL
	       && (pass->pca->scores = seg_matrix_new (n, n_components, error)) != NULL;
}

SegPca *
seg_pca (const SegMatrix *matrix, gsize n_components, SegJob *job, GError **error)
{
	SegPca *pca;
	Pass pass = { .matrix = matrix, .job = job };
	gboolean success;

	if (!check (matrix, n_components, error))
		return NULL;
	openblas_set_num_threads (1); /* the loops here are the ones that use the cores */
	pass.pca = pca = g_new0 (SegPca, 1);
	success = allocate (&pass, n_components, error) && seg_job_proceed (job, 0, _("principal components"), error);
	if (success) {
		improve_means (&pass);
		improve_means (&pass);
		success = solve (&pass, error);
	}
	if (success)
		seg_parallel_blocks (matrix->n_rows, SCORE_ROWS, score_block, &pass);
	g_free (pass.means);
	g_free (pass.sums);
	g_free (pass.grams);
	g_free (pass.chunks);
	if (!success || !seg_job_proceed (job, 1, NULL, error))
		g_clear_pointer (&pca, seg_pca_free);
	return pca;
}

void
seg_pca_free (SegPca *pca)
{
	if (pca == NULL)
		return;
	g_free (pca->eigenvalues);
	g_free (pca->shares);
	seg_matrix_free (pca->loadings);
	seg_matrix_free (pca->scores);
	g_free (pca);
}
