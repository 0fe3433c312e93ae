/* Truncated singular value decomposition of ratings, with biases.
 *
 *     r (u, i) ~ mean + b (u) + b (i) + sum over k of d (k) s (k) u (u, k) v (i, k),   d = max (s - shrinkage, 0) / s
 *
 * The biases are damped means: b (i) = sum of (r - mean) / (n (i) + damping), then b (u) likewise of what is left. What is left after them
 * is decomposed, 0 where there is no rating. Without ratings (or with values = ones) the matrix is 1 where something was taken, without
 * biases: the classical truncated SVD.
 *
 * Exact, from the eigenvectors of the smaller of R'R and R R' while that is small; else by iterating a block of vectors, each pass over the
 * ratings making the leading ones purer. Same bits for any number of threads.
 *
 * Sources: Sarwar et al. 2000; Halko, Martinsson, Tropp 2011, SIAM Review 53:217-288; biases: Koren 2008, KDD, 426-434. */
#include <config.h>
#include "recommend/svd.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

#include <cblas.h>
#include <lapacke.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define ROWS_A_BLOCK 128


/* The matrix by rows of users. */
typedef struct {
	gsize    n_users, n_items;
	gsize   *start;
	guint32 *items;
	double  *values;
} Sparse;

static void
clear_sparse (Sparse *matrix)
{
	g_free (matrix->start);
	g_free (matrix->items);
	g_free (matrix->values);
}

/* The matrix and its biases ------------------------------------------------------------------------------------------- */

static gboolean
read_matrix (const SegInteractions *interactions, gboolean rated, Sparse *matrix, GError **error)
{
	const gsize n_pairs = interactions->pair_start[interactions->n_users];
	gsize n = 0;

	*matrix = (Sparse) { .n_users = interactions->n_users, .n_items = interactions->n_items };
	if ((matrix->start = seg_try_allocate (matrix->n_users + 1, sizeof (gsize), error)) == NULL
	    || (matrix->items = seg_try_allocate (n_pairs, sizeof (guint32), error)) == NULL
	    || (matrix->values = seg_try_allocate (n_pairs, sizeof (double), error)) == NULL)
		return FALSE;
	for (gsize user = 0; user < matrix->n_users; user++) {
		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++)
			if (seg_svd_counts (interactions, i, rated)) {
				matrix->items[n] = interactions->pair_items[i];
				matrix->values[n++] = rated ? (double) interactions->pair_ratings[i] : 1;
			}
		matrix->start[user + 1] = n;
	}
	return TRUE;
}

/* Takes the biases off the values and puts them, with the mean, beside the factors: [..., mean + b (u), 1] and [..., 1, b (i)]. */
static gboolean
take_biases (SegSvd *model, Sparse *matrix, double damping, GError **error)
{
	g_autofree double *sums = seg_try_allocate (matrix->n_items, sizeof *sums, error), *n = NULL;
	const gsize n_values = matrix->start[matrix->n_users];
	double mean = 0;

	if (sums == NULL || (n = seg_try_allocate (matrix->n_items, sizeof *n, error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < n_values; i++)
		mean += matrix->values[i];
	mean /= (double) MAX (n_values, 1);
	model->mean = mean;
	for (gsize i = 0; i < n_values; i++) {
		sums[matrix->items[i]] += matrix->values[i] - mean;
		n[matrix->items[i]]++;
	}
	for (gsize item = 0; item < matrix->n_items; item++) {
		sums[item] /= MAX (n[item] + damping, 1);
		model->items[item * model->n_columns + model->rank] = 1;
		model->items[item * model->n_columns + model->rank + 1] = (float) sums[item];
	}
	for (gsize user = 0; user < matrix->n_users; user++) {
		const gsize first = matrix->start[user], last = matrix->start[user + 1];
		double sum = 0, total = 0;

		for (gsize i = first; i < last; i++) {
			total += matrix->values[i];
			sum += matrix->values[i] - mean - sums[matrix->items[i]];
		}
		model->means[user] = last > first ? total / (double) (last - first) : NAN;
		sum /= MAX ((double) (last - first) + damping, 1);
		for (gsize i = first; i < last; i++)
			matrix->values[i] -= mean + sum + sums[matrix->items[i]];
		model->users[user * model->n_columns + model->rank] = (float) (mean + sum);
		model->users[user * model->n_columns + model->rank + 1] = 1;
	}
	return TRUE;
}

/* Its leading singular vectors ----------------------------------------------------------------------------------------- */

static gboolean
turn (const Sparse *matrix, Sparse *turned, GError **error)
{
	const gsize n = matrix->start[matrix->n_users];
	g_autofree gsize *next = seg_try_allocate (matrix->n_items + 1, sizeof *next, error);

	*turned = (Sparse) { .n_users = matrix->n_items, .n_items = matrix->n_users };
	if (next == NULL || (turned->start = seg_try_allocate (matrix->n_items + 1, sizeof (gsize), error)) == NULL
	    || (turned->items = seg_try_allocate (n, sizeof (guint32), error)) == NULL
	    || (turned->values = seg_try_allocate (n, sizeof (double), error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < n; i++)
		turned->start[matrix->items[i] + 1]++;
	for (gsize item = 0; item < matrix->n_items; item++)
		turned->start[item + 1] += turned->start[item];
	memcpy (next, turned->start, (matrix->n_items + 1) * sizeof *next);
	for (gsize user = 0; user < matrix->n_users; user++)
		for (gsize i = matrix->start[user]; i < matrix->start[user + 1]; i++) {
			const gsize at = next[matrix->items[i]]++;

			turned->items[at] = (guint32) user;
			turned->values[at] = matrix->values[i];
		}
	return TRUE;
}

typedef struct {
	const Sparse *matrix;
	const double *from;
	double       *to;
	gsize         n_columns;
} Product;

static void
product_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Product *product = data;

	(void) block;
	for (gsize row = first; row < last; row++) {
		double *to = product->to + row * product->n_columns;

		memset (to, 0, product->n_columns * sizeof *to);
		for (gsize i = product->matrix->start[row]; i < product->matrix->start[row + 1]; i++)
			cblas_daxpy ((blasint) product->n_columns, product->matrix->values[i], product->from + product->matrix->items[i] * product->n_columns, 1, to, 1);
	}
}

/* to = matrix from, @n_columns wide */
static void
multiply (const Sparse *matrix, const double *from, double *to, gsize n_columns)
{
	Product product = { matrix, from, to, n_columns };

	seg_parallel_blocks (matrix->n_users, ROWS_A_BLOCK, product_block, &product);
}

/* The eigenvectors of @turned @matrix (the smaller side's square) with the @k greatest eigenvalues: rows of @k, greatest first. */
static gboolean
find_exactly (const Sparse *matrix, const Sparse *turned, gsize k, double *vectors, GError **error)
{
	const gsize n = turned->n_users; /* = matrix->n_items */
	g_autofree double *square = seg_try_allocate (n * n, sizeof *square, error), *values = g_new (double, n), *found = NULL;
	g_autofree lapack_int *support = g_new (lapack_int, 2 * n + 2);
	lapack_int n_found = 0;

	if (square == NULL || (found = seg_try_allocate (n * k, sizeof *found, error)) == NULL)
		return FALSE;
	for (gsize row = 0; row < n; row++)
		for (gsize i = turned->start[row]; i < turned->start[row + 1]; i++)
			for (gsize j = matrix->start[turned->items[i]]; j < matrix->start[turned->items[i] + 1]; j++)
				square[row * n + matrix->items[j]] += turned->values[i] * matrix->values[j];
	if (LAPACKE_dsyevr (LAPACK_ROW_MAJOR, 'V', 'I', 'L', (lapack_int) n, square, (lapack_int) n, 0, 0, (lapack_int) (n - k + 1), (lapack_int) n, 0, &n_found,
	                    values, found, (lapack_int) k, support) != 0 || (gsize) n_found != k) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The singular values could not be found"));
		return FALSE;
	}
	for (gsize row = 0; row < n; row++)
		for (gsize f = 0; f < k; f++)
			vectors[row * k + f] = found[row * k + k - 1 - f];
	return TRUE;
}

/* An orthonormal basis of the columns of @block (n x l), in its place. */
static gboolean
make_orthonormal (double *block, gsize n, gsize l, GError **error)
{
	g_autofree double *factors = g_new (double, l);

	if (LAPACKE_dgeqrf (LAPACK_ROW_MAJOR, (lapack_int) n, (lapack_int) l, block, (lapack_int) l, factors) == 0
	    && LAPACKE_dorgqr (LAPACK_ROW_MAJOR, (lapack_int) n, (lapack_int) l, (lapack_int) l, block, (lapack_int) l, factors) == 0)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The singular values could not be found"));
	return FALSE;
}

/* The same by iterating a block of vectors; the last step turns the basis into the singular vectors within it. */
static gboolean
find_by_passes (const Sparse *matrix, const Sparse *turned, gsize k, double *vectors, SegJob *job, GError **error)
{
	const gsize n = matrix->n_items, m = matrix->n_users, l = MIN (k + SEG_SVD_MORE_VECTORS, MIN (n, m));
	g_autofree double *basis = seg_try_allocate (n * l, sizeof *basis, error), *image = NULL, *small = g_new (double, l * l), *values = g_new (double, l);
	g_autoptr (SegRandom) random = seg_random_new (1, 1);

	if (basis == NULL || (image = seg_try_allocate (m * l, sizeof *image, error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < n * l; i++)
		basis[i] = seg_random_gaussian (random);
	for (int pass = 0; pass < SEG_SVD_MOST_PASSES; pass++) {
		if (!make_orthonormal (basis, n, l, error) || !seg_job_proceed (job, (double) pass / SEG_SVD_MOST_PASSES, _("finding singular vectors"), error))
			return FALSE;
		multiply (matrix, basis, image, l);
		if (pass + 1 < SEG_SVD_MOST_PASSES)
			multiply (turned, image, basis, l);
	}
	cblas_dsyrk (CblasRowMajor, CblasLower, CblasTrans, (blasint) l, (blasint) m, 1, image, (blasint) l, 0, small, (blasint) l);
	if (LAPACKE_dsyevd (LAPACK_ROW_MAJOR, 'V', 'L', (lapack_int) l, small, (lapack_int) l, values) != 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The singular values could not be found"));
		return FALSE;
	}
	for (gsize i = 0; i < n; i++)
		for (gsize f = 0; f < k; f++) {
			double sum = 0;

			for (gsize j = 0; j < l; j++)
				sum += basis[i * l + j] * small[j * l + l - 1 - f];
			vectors[i * k + f] = sum;
		}
	return TRUE;
}

/* Vectors of one side from those of the other, brought to length 1; their length before is the singular value. */
static void
carry_over (const Sparse *matrix, const double *from, double *to, gsize k, double *sizes)
{
	multiply (matrix, from, to, k);
	for (gsize f = 0; f < k; f++) {
		double sum = 0;

		for (gsize i = 0; i < matrix->n_users; i++)
			sum += to[i * k + f] * to[i * k + f];
		sizes[f] = sqrt (sum);
		for (gsize i = 0; sizes[f] > 0 && i < matrix->n_users; i++)
			to[i * k + f] /= sizes[f];
	}
}

static gboolean
decompose (SegSvd *model, const Sparse *matrix, const Sparse *turned, double shrinkage, SegJob *job, GError **error)
{
	const gboolean few_users = model->n_users < model->n_items;
	const Sparse *one = few_users ? turned : matrix, *other = few_users ? matrix : turned; /* the smaller side is that of other's rows */
	const gsize k = model->rank, n_small = MIN (model->n_users, model->n_items);
	g_autofree double *small = seg_try_allocate (n_small * k, sizeof *small, error), *large = NULL, *sizes = g_new (double, k);

	if (small == NULL || (large = seg_try_allocate (MAX (model->n_users, model->n_items) * k, sizeof *large, error)) == NULL)
		return FALSE;
	if (!(n_small <= SEG_SVD_MOST_EXACT ? find_exactly (one, other, k, small, error) : find_by_passes (one, other, k, small, job, error)))
		return FALSE;
	carry_over (one, small, large, k, sizes);
	for (gsize f = 0; f < k; f++) {
		const double size = MAX (sizes[f] - shrinkage, 0);

		model->sizes[f] = sizes[f];
		for (gsize user = 0; user < model->n_users; user++)
			model->users[user * model->n_columns + f] = (float) ((few_users ? small : large)[user * k + f] * size);
		for (gsize item = 0; item < model->n_items; item++)
			model->items[item * model->n_columns + f] = (float) (few_users ? large : small)[item * k + f];
	}
	return TRUE;
}

SegSvd *
seg_svd_new (const SegInteractions *interactions, const double *values, gsize rank, GError **error)
{
	g_autoptr (SegSvd) model = g_new0 (SegSvd, 1);

	model->n_users = interactions->n_users;
	model->n_items = interactions->n_items;
	model->rank = rank > 0 ? rank : MIN ((gsize) values[SEG_SVD_RANK], MIN (model->n_users, model->n_items));
	model->rated = values[SEG_SVD_VALUES] < 1 && seg_interactions_have_ratings (interactions);
	model->n_columns = model->rank + (model->rated ? 2 : 0);
	if ((model->users = seg_try_allocate (model->n_users * model->n_columns, sizeof (float), error)) == NULL
	    || (model->items = seg_try_allocate (model->n_items * model->n_columns, sizeof (float), error)) == NULL
	    || (model->sizes = seg_try_allocate (model->rank, sizeof (double), error)) == NULL
	    || (model->rated && (model->means = seg_try_allocate (model->n_users, sizeof *model->means, error)) == NULL))
		return NULL;
	return g_steal_pointer (&model);
}

void
seg_svd_free (SegSvd *model)
{
	if (model == NULL)
		return;
	g_free (model->users);
	g_free (model->items);
	g_free (model->means);
	g_free (model->sizes);
	g_free (model);
}

SegSvd *
seg_svd_fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	g_autoptr (SegSvd) model = seg_svd_new (interactions, values, 0, error);
	Sparse matrix = { 0 }, turned = { 0 };
	gboolean fine;

	seg_blas_stay_alone ();
	fine = model != NULL && seg_job_proceed (job, 0, _("finding singular vectors"), error) && read_matrix (interactions, model->rated, &matrix, error)
	       && (!model->rated || take_biases (model, &matrix, values[SEG_SVD_DAMPING], error)) && turn (&matrix, &turned, error)
	       && decompose (model, &matrix, &turned, values[SEG_SVD_SHRINKAGE], job, error);
	clear_sparse (&matrix);
	clear_sparse (&turned);
	return fine ? g_steal_pointer (&model) : NULL;
}

