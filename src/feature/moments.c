/* Means and sums of products about them, in one pass over the rows.
 *
 * Rows are centred by means that some of them give, so that nothing large cancels, and the small rest is taken off in the end:
 * sum (x - m)(y - m) - n dx dy with d = mean - m. Fixed blocks, added in order. A column whose rows are all equal is centred by that
 * value, and its sums are then exactly 0. */
#include <config.h>
#include "reduction-private.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define MOST_BLOCKS 64
#define LEAST_BLOCK_ROWS 1024
#define MOST_BYTES (256u << 20) /* of all blocks' sums together, if two blocks do */
#define CHUNK_BYTES (32u << 10) /* rows centred at a time */
#define SAMPLE 4096             /* rows for the first means */
#define PROJECT_ROWS 1024
#define PROJECT_CHUNK 64

typedef struct {
	const SegMatrix *matrix;
	const gint32 *labels;
	gsize     width, chunk_rows, block_rows;
	double   *means;   /* d: provisional */
	double   *sums;    /* a block: width */
	double   *crosses; /* a block: width x width */
	double   *chunks;  /* a block: chunk_rows x width */
	gsize    *counts;  /* a block: rows that count */
	SegJob   *job;
} Pass;

/* Means of some rows; where these are all equal, exactly their value. */
static void
provisional_means (const Pass *pass)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, step = MAX (n / SAMPLE, 1), n_sampled = (n + step - 1) / step;
	const double *first = seg_matrix_row (pass->matrix, 0);

	for (gsize row = 0; row < n; row += step)
		for (gsize column = 0; column < d; column++)
			pass->means[column] += seg_matrix_row (pass->matrix, row)[column] - first[column];
	for (gsize column = 0; column < d; column++)
		pass->means[column] = first[column] + pass->means[column] / (double) n_sampled;
}

/* The rows of a chunk that count, centred, and how many they are. */
static gsize
take_chunk (const Pass *pass, gsize first, gsize n, double *chunk, double *sums)
{
	const SegProductKernel *kernel = seg_product_kernel ();
	gsize d = pass->matrix->n_columns, n_taken = 0;

	if (pass->labels == NULL) {
		kernel->centre (seg_matrix_row (pass->matrix, first), n, d, pass->width, pass->means, chunk, sums);
		return n;
	}
	for (gsize row = first; row < first + n; row++)
		if (pass->labels[row] >= 0)
			kernel->centre (seg_matrix_row (pass->matrix, row), 1, d, pass->width, pass->means, chunk + n_taken++ * pass->width, sums);
	return n_taken;
}

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	const SegProductKernel *kernel = seg_product_kernel ();
	double *cross = pass->crosses + block * pass->width * pass->width, *sums = pass->sums + block * pass->width;
	double *chunk = pass->chunks + block * pass->chunk_rows * pass->width;

	for (gsize row = first; row < last && !seg_job_is_cancelled (pass->job); row += pass->chunk_rows) {
		gsize n = take_chunk (pass, row, MIN (pass->chunk_rows, last - row), chunk, sums);

		kernel->add_products (chunk, n, pass->width, cross);
		pass->counts[block] += n;
	}
}

/* Adds up the blocks in order and takes off what the provisional means left. */
static void
gather (const Pass *pass, SegMoments *moments)
{
	gsize d = pass->matrix->n_columns, width = pass->width, n_blocks = seg_parallel_n_blocks (pass->matrix->n_rows, pass->block_rows);
	double n = 0;

	for (gsize block = 1; block < n_blocks; block++) {
		for (gsize i = 0; i < width; i++)
			pass->sums[i] += pass->sums[block * width + i];
		for (gsize i = 0; i < width * width; i++)
			pass->crosses[i] += pass->crosses[block * width * width + i];
	}
	for (gsize block = 0; block < n_blocks; block++)
		n += (double) pass->counts[block];
	for (gsize i = 0; i < d; i++)
		moments->means[i] = pass->means[i] + pass->sums[i] / n;
	for (gsize i = 0; i < d; i++)
		for (gsize j = i; j < d; j++)
			moments->cross[i * d + j] = moments->cross[j * d + i]
				= pass->crosses[i * width + j] - pass->sums[i] * (pass->sums[j] / n);
	for (gsize i = 0; i < d; i++)
		moments->cross[i * d + i] = moments->cross[i * d + i] < 0 ? 0 : moments->cross[i * d + i];
}

static gboolean
allocate (Pass *pass, SegMoments *moments, GError **error)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, blocks = MOST_BLOCKS, n_blocks;

	pass->width = seg_product_width (d);
	while (blocks > 2 && blocks * pass->width * pass->width * sizeof (double) > MOST_BYTES)
		blocks /= 2;
	pass->block_rows = MAX (LEAST_BLOCK_ROWS, (n + blocks - 1) / blocks);
	pass->chunk_rows = CLAMP (CHUNK_BYTES / (pass->width * sizeof (double)), 16, 64);
	n_blocks = seg_parallel_n_blocks (n, pass->block_rows);
	moments->n_columns = d;
	moments->means = g_new0 (double, d);
	moments->cross = g_try_malloc_n (d, d * sizeof (double));
	pass->means = g_new0 (double, pass->width);
	pass->counts = g_new0 (gsize, n_blocks);
	pass->sums = g_try_malloc0_n (n_blocks * pass->width, sizeof (double));
	pass->crosses = g_try_malloc0_n (n_blocks * pass->width, pass->width * sizeof (double));
	pass->chunks = g_try_malloc0_n (n_blocks * pass->width, pass->chunk_rows * sizeof (double));
	if (moments->cross != NULL && pass->sums != NULL && pass->crosses != NULL && pass->chunks != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the products of %zu columns"), d);
	return FALSE;
}

/* What is not finite in the rows shows in the sums, so the rows are looked at only then. */
static gboolean
check_sums (const SegMatrix *matrix, const SegMoments *moments, GError **error)
{
	gboolean finite = TRUE;

	for (gsize i = 0; i < moments->n_columns; i++)
		finite = finite && isfinite (moments->means[i]) && isfinite (moments->cross[i * moments->n_columns + i]);
	if (finite || !seg_matrix_check_finite (matrix, error))
		return finite;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The values are too large to compute with; scale them, or correct the data"));
	return FALSE;
}

gboolean
seg_moments_compute (const SegMatrix *matrix, const gint32 *labels, SegJob *job, SegMoments *moments, GError **error)
{
	Pass pass = { .matrix = matrix, .labels = labels, .job = job };
	gboolean success = allocate (&pass, moments, error);

	if (success) {
		provisional_means (&pass);
		seg_parallel_blocks (matrix->n_rows, pass.block_rows, sum_block, &pass);
		success = seg_job_proceed (job, 0.5, NULL, error);
	}
	if (success) {
		gather (&pass, moments);
		success = check_sums (matrix, moments, error);
	}
	g_free (pass.means);
	g_free (pass.counts);
	g_free (pass.sums);
	g_free (pass.crosses);
	g_free (pass.chunks);
	return success;
}

void
seg_moments_clear (SegMoments *moments)
{
	g_clear_pointer (&moments->means, g_free);
	g_clear_pointer (&moments->cross, g_free);
}

/* Eigenvectors ----------------------------------------------------------------------------------------------------- */

gboolean
seg_eigen (double *matrix, gsize d, double *values, GError **error)
{
	lapack_int failed;

	seg_blas_stay_alone ();
	failed = LAPACKE_dsyevd (LAPACK_ROW_MAJOR, 'V', 'U', (lapack_int) d, matrix, (lapack_int) d, values);
	if (failed == 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The principal components could not be computed (dsyevd: %d)"), (int) failed);
	return FALSE;
}

gboolean
seg_eigenvalues (double *matrix, gsize d, double *values)
{
	return LAPACKE_dsyevd (LAPACK_ROW_MAJOR, 'N', 'U', (lapack_int) d, matrix, (lapack_int) d, values) == 0;
}

double
seg_settled_sign (const SegMatrix *matrix, gsize column)
{
	double largest = 0;

	for (gsize row = 0; row < matrix->n_rows; row++)
		largest = MAX (largest, fabs (seg_matrix_row (matrix, row)[column]));
	for (gsize row = 0; row < matrix->n_rows; row++)
		if (fabs (seg_matrix_row (matrix, row)[column]) >= largest * (1 - 1e-9))
			return seg_matrix_row (matrix, row)[column] < 0 ? -1 : 1;
	return 1;
}

void
seg_settle_signs (SegMatrix *matrix)
{
	for (gsize column = 0; column < matrix->n_columns; column++) {
		double sign = seg_settled_sign (matrix, column);

		for (gsize row = 0; row < matrix->n_rows; row++)
			seg_matrix_row (matrix, row)[column] *= sign;
	}
}

/* Projection ------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegMatrix *rows;
	SegMatrix    *products;
	const double *means;
	double       *directions; /* d x width, padded with zeros */
	gsize         width, row_width;
	SegJob       *job;
} Projection;

static void
project_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Projection *pass = data;
	const SegProductKernel *kernel = seg_product_kernel ();
	gsize d = pass->rows->n_columns, m = pass->products->n_columns;
	g_autofree double *scratch = g_new0 (double, (PROJECT_CHUNK + 1) * pass->row_width + PROJECT_CHUNK * pass->width);
	double *products = scratch + PROJECT_CHUNK * pass->row_width, *sums = products + PROJECT_CHUNK * pass->width;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (pass->job); row += PROJECT_CHUNK) {
		gsize n = MIN (PROJECT_CHUNK, last - row);

		kernel->centre (seg_matrix_row (pass->rows, row), n, d, pass->row_width, pass->means, scratch, sums);
		kernel->project (scratch, (n + 3) / 4 * 4, d, pass->row_width, pass->directions, pass->width, products);
		for (gsize i = 0; i < n; i++)
			memcpy (seg_matrix_row (pass->products, row + i), products + i * pass->width, m * sizeof *products);
	}
}

SegMatrix *
seg_project (const SegMatrix *rows, const double *means, const SegMatrix *directions, SegJob *job, GError **error)
{
	gsize d = rows->n_columns, m = directions->n_columns, width = (m + 7) / 8 * 8;
	g_autoptr (SegMatrix) products = seg_matrix_new (rows->n_rows, m, error);
	g_autofree double *padded = g_new0 (double, d * width), *padded_means = g_new0 (double, seg_product_width (d));
	Projection pass = { rows, products, padded_means, padded, width, seg_product_width (d), job };

	if (products == NULL)
		return NULL;
	memcpy (padded_means, means, d * sizeof *means);
	for (gsize row = 0; row < d; row++)
		memcpy (padded + row * width, seg_matrix_row (directions, row), m * sizeof *padded);
	seg_parallel_blocks (rows->n_rows, PROJECT_ROWS, project_block, &pass);
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&products) : NULL;
}
