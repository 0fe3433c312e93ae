/* Linear discriminants: directions a with the largest ratio of a'Ba (between the groups) to a'Wa (within them).
 *
 * W is taken to pieces first: in the coordinates of its eigenvectors, each divided by its deviation, the spread within groups is the
 * same in all directions, and the discriminants are the eigenvectors of B there. Directions without spread within the groups (columns
 * that follow from others, constant ones) are dropped in that step, where the ratio would be 0/0 or infinite. */
#include <config.h>
#include "reduction-private.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define NOTHING 1e-10 /* of the variance of a standardised column */
#define MOST_BLOCKS 32
#define LEAST_BLOCK_ROWS 1024

typedef struct {
	const SegMatrix *matrix;
	const gint32 *labels;
	guint     n_groups;
	gsize     block_rows;
	SegMoments moments;
	gsize    *counts;   /* n_groups */
	double   *sums;     /* a block: n_groups x d, of x - mean */
	double   *spreads;  /* d: root of the total sum of squares, 1 for a constant column */
	double   *within, *between; /* d x d, of standardised columns */
	double   *basis;    /* d x rank: coordinates in which the spread within groups is 1 */
	gsize     rank;
	gsize     n_used;
} Work;

static void
clear_work (Work *work)
{
	seg_moments_clear (&work->moments);
	g_free (work->counts);
	g_free (work->sums);
	g_free (work->spreads);
	g_free (work->within);
	g_free (work->between);
	g_free (work->basis);
}

static gboolean
refuse (GError **error, const char *message)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, message);
	return FALSE;
}

static gboolean
check (Work *work, GError **error)
{
	guint n_filled = 0;

	for (gsize row = 0; row < work->matrix->n_rows; row++) {
		if (work->labels[row] >= (gint32) work->n_groups)
			return refuse (error, _("A label is larger than the number of groups"));
		if (work->labels[row] >= 0) {
			work->counts[work->labels[row]]++;
			work->n_used++;
		}
	}
	for (guint group = 0; group < work->n_groups; group++)
		n_filled += work->counts[group] > 0;
	if (n_filled < 2)
		return refuse (error, _("Discriminants need at least two groups with users in them"));
	if (work->n_used <= work->n_groups)
		return refuse (error, _("Discriminants need more users than groups"));
	return TRUE;
}

/* Group means ------------------------------------------------------------------------------------------------------ */

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Work *work = data;
	gsize d = work->matrix->n_columns;
	double *sums = work->sums + block * work->n_groups * d;

	for (gsize row = first; row < last; row++) {
		const double *x = seg_matrix_row (work->matrix, row);
		double *sum = sums + (gsize) MAX (work->labels[row], 0) * d;

		for (gsize column = 0; work->labels[row] >= 0 && column < d; column++)
			sum[column] += x[column] - work->moments.means[column];
	}
}

/* Leaves group means, of x - mean, in the sums of the first block. */
static gboolean
find_group_means (Work *work, GError **error)
{
	gsize n = work->matrix->n_rows, d = work->matrix->n_columns, size = work->n_groups * d, n_blocks;

	work->block_rows = MAX (LEAST_BLOCK_ROWS, (n + MOST_BLOCKS - 1) / MOST_BLOCKS);
	n_blocks = seg_parallel_n_blocks (n, work->block_rows);
	work->sums = g_try_malloc0_n (n_blocks * size, sizeof (double));
	if (work->sums == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the means of %u groups"), work->n_groups);
		return FALSE;
	}
	seg_parallel_blocks (n, work->block_rows, sum_block, work);
	for (gsize i = 0; i < size; i++) {
		for (gsize block = 1; block < n_blocks; block++)
			work->sums[i] += work->sums[block * size + i];
		if (work->counts[i / d] > 0)
			work->sums[i] /= (double) work->counts[i / d];
	}
	return TRUE;
}

/* Between and within, of columns divided by their spreads. */
static void
split_spread (Work *work)
{
	gsize d = work->matrix->n_columns;

	work->spreads = g_new (double, d);
	work->within = g_new (double, d * d);
	work->between = g_new0 (double, d * d);
	for (gsize i = 0; i < d; i++)
		work->spreads[i] = work->moments.cross[i * d + i] > 0 ? sqrt (work->moments.cross[i * d + i]) : 1;
	for (guint group = 0; group < work->n_groups; group++) {
		const double *mean = work->sums + group * d;

		for (gsize i = 0; i < d; i++)
			for (gsize j = 0; j < d; j++)
				work->between[i * d + j] += (double) work->counts[group] * (mean[i] / work->spreads[i]) * (mean[j] / work->spreads[j]);
	}
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j < d; j++)
			work->within[i * d + j] = work->moments.cross[i * d + j] / (work->spreads[i] * work->spreads[j]) - work->between[i * d + j];
}

/* Discriminants ---------------------------------------------------------------------------------------------------- */

static gboolean
find_basis (Work *work, GError **error)
{
	gsize d = work->matrix->n_columns, first = 0;
	g_autofree double *values = g_new0 (double, d);

	if (!seg_eigen (work->within, d, values, error))
		return FALSE;
	while (first < d && values[first] <= NOTHING)
		first++;
	work->rank = d - first;
	work->basis = g_new (double, d * d);
	for (gsize row = 0; row < d; row++)
		for (gsize i = 0; i < work->rank; i++)
			work->basis[row * work->rank + i] = work->within[row * d + first + i] / sqrt (values[first + i]);
	if (work->rank > 0)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
	                     _("Within the groups all users are equal in these columns, so nothing can be compared; choose other features"));
	return FALSE;
}

/* basis' between basis, of which the eigenvectors are the discriminants. */
static double *
between_in_basis (const Work *work)
{
	gsize d = work->matrix->n_columns, r = work->rank;
	g_autofree double *half = g_new (double, d * r);
	double *product = g_new (double, r * r);

	seg_blas_stay_alone ();
	cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) d, (blasint) r, (blasint) d, 1, work->between, (blasint) d, work->basis,
	             (blasint) r, 0, half, (blasint) r);
	cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) r, (blasint) r, (blasint) d, 1, work->basis, (blasint) r, half, (blasint) r,
	             0, product, (blasint) r);
	return product;
}

/* The basis turned to the discriminants, in units of the columns, with the within covariance of the scores as unit. */
static void
fill_directions (const Work *work, const double *vectors, SegLda *lda)
{
	gsize d = work->matrix->n_columns, r = work->rank;
	double unit = sqrt ((double) (work->n_used - work->n_groups));

	for (gsize row = 0; row < d; row++)
		for (gsize i = 0; i < lda->n_directions; i++) {
			double total = 0;

			for (gsize k = 0; k < r; k++)
				total += work->basis[row * r + k] * vectors[k * r + r - 1 - i];
			seg_matrix_row (lda->directions, row)[i] = total * unit / work->spreads[row];
		}
	seg_settle_signs (lda->directions);
}

static void
fill_ratios (SegLda *lda, const double *values, gsize rank)
{
	double total = 0;

	lda->wilks = 1;
	for (gsize i = 0; i < lda->n_directions; i++) {
		lda->eigenvalues[i] = MAX (values[rank - 1 - i], 0);
		lda->canonical[i] = sqrt (lda->eigenvalues[i] / (1 + lda->eigenvalues[i]));
		lda->wilks /= 1 + lda->eigenvalues[i];
		total += lda->eigenvalues[i];
	}
	for (gsize i = 0; i < lda->n_directions; i++)
		lda->shares[i] = total > 0 ? lda->eigenvalues[i] / total : 0;
}

static gboolean
find_directions (Work *work, SegLda *lda, GError **error)
{
	gsize d = work->matrix->n_columns;
	g_autofree double *product = NULL, *values = NULL;

	if (!find_basis (work, error))
		return FALSE;
	product = between_in_basis (work);
	values = g_new0 (double, work->rank);
	if (!seg_eigen (product, work->rank, values, error))
		return FALSE;
	lda->n_groups = work->n_groups;
	lda->n_dropped = d - work->rank;
	lda->n_directions = MIN (work->n_groups - 1, work->rank);
	lda->eigenvalues = g_new0 (double, lda->n_directions);
	lda->shares = g_new0 (double, lda->n_directions);
	lda->canonical = g_new0 (double, lda->n_directions);
	lda->directions = seg_matrix_new (d, lda->n_directions, error);
	if (lda->directions == NULL)
		return FALSE;
	fill_ratios (lda, values, work->rank);
	fill_directions (work, product, lda);
	return TRUE;
}

static gboolean
place_groups (const Work *work, SegLda *lda, GError **error)
{
	gsize d = work->matrix->n_columns;

	lda->means = g_memdup2 (work->moments.means, d * sizeof (double));
	lda->priors = g_new0 (double, lda->n_groups);
	lda->centres = seg_matrix_new (lda->n_groups, lda->n_directions, error);
	if (lda->centres == NULL)
		return FALSE;
	for (guint group = 0; group < lda->n_groups; group++) {
		lda->priors[group] = (double) work->counts[group] / (double) work->n_used;
		for (gsize column = 0; column < d; column++)
			for (gsize i = 0; i < lda->n_directions; i++)
				seg_matrix_row (lda->centres, group)[i] += work->sums[group * d + column] * seg_matrix_row (lda->directions, column)[i];
	}
	return TRUE;
}

void
seg_lda_predict (const SegLda *lda, const SegMatrix *scores, gint32 *labels)
{
	for (gsize row = 0; row < scores->n_rows; row++) {
		double best = -INFINITY;

		for (guint group = 0; group < lda->n_groups; group++) {
			double value = log (lda->priors[group]);

			for (gsize i = 0; i < lda->n_directions; i++)
				value -= 0.5 * pow (seg_matrix_row (scores, row)[i] - seg_matrix_row (lda->centres, group)[i], 2);
			if (value > best) {
				best = value;
				labels[row] = (gint32) group;
			}
		}
	}
}

static gboolean
judge (const Work *work, SegLda *lda, GError **error)
{
	gsize n = work->matrix->n_rows, n_right = 0;
	g_autofree gint32 *labels = g_try_new0 (gint32, n);

	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), n);
		return FALSE;
	}
	seg_lda_predict (lda, lda->scores, labels);
	for (gsize row = 0; row < n; row++)
		n_right += work->labels[row] >= 0 && labels[row] == work->labels[row];
	lda->accuracy = (double) n_right / (double) work->n_used;
	return TRUE;
}

SegLda *
seg_lda (const SegMatrix *matrix, const gint32 *labels, guint n_groups, SegJob *job, GError **error)
{
	g_autoptr (SegLda) lda = g_new0 (SegLda, 1);
	Work work = { .matrix = matrix, .labels = labels, .n_groups = n_groups, .counts = g_new0 (gsize, n_groups) };
	gboolean success = check (&work, error) && seg_job_proceed (job, 0, _("discriminants"), error)
	                   && seg_moments_compute (matrix, labels, job, &work.moments, error) && find_group_means (&work, error);

	if (success) {
		split_spread (&work);
		success = find_directions (&work, lda, error) && place_groups (&work, lda, error)
		          && (lda->scores = seg_project (matrix, lda->means, lda->directions, job, error)) != NULL && judge (&work, lda, error);
	}
	clear_work (&work);
	return success ? g_steal_pointer (&lda) : NULL;
}

void
seg_lda_free (SegLda *lda)
{
	if (lda == NULL)
		return;
	g_free (lda->eigenvalues);
	g_free (lda->shares);
	g_free (lda->canonical);
	g_free (lda->means);
	g_free (lda->priors);
	seg_matrix_free (lda->directions);
	seg_matrix_free (lda->scores);
	seg_matrix_free (lda->centres);
	g_free (lda);
}
