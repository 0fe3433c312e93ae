/* Silhouettes in distances of which sums over a cluster are known without looking at its rows one by one.
 *
 * Manhattan: column by column, from the sorted values of each cluster and their running sums. Cosine: a row's distances to a
 * cluster add up to its size less the product with the sum of its rows. Mixed: the same with squares, and counts of the codes.
 * So every user's silhouette is exact at any size.
 * Source of the measure: Rousseeuw 1987, J. Comput. Appl. Math. 20:53-65. */
#include <config.h>
#include "space.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS 1024

typedef struct {
	const SegSpace *space;
	const gint32 *labels;
	guint   k;
	SegJob *job;
	gsize  *sizes;  /* k */
	double *totals; /* n x k: sums of the distances to the rows of each cluster */
	double *widths;
	/* Manhattan, of one column */
	gsize   column;
	gsize  *starts; /* k + 1 */
	double *values, *running; /* n: cluster after cluster */
	/* Cosine and mixed */
	double *sums;    /* k x n_numbers */
	double *squares; /* k */
	double *mean;    /* n_numbers: subtracted before squaring */
	guint   widest;  /* codes of a category, at most */
	gsize  *counts;  /* k x n_codes x widest */
} Widths;

/* Manhattan -------------------------------------------------------------------------------------------------------- */

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static void
sort_cluster (gsize block, gsize first, gsize last, gpointer data)
{
	const Widths *work = data;
	double sum = 0;

	(void) block;
	(void) last;
	if (seg_job_is_cancelled (work->job))
		return;
	qsort (work->values + work->starts[first], work->starts[first + 1] - work->starts[first], sizeof (double), compare);
	for (gsize i = work->starts[first]; i < work->starts[first + 1]; i++) {
		sum += work->values[i];
		work->running[i] = sum;
	}
}

/* The sum of |x - value| over a cluster. */
static double
sum_apart (const Widths *work, guint c, double x)
{
	gsize first = work->starts[c], end = work->starts[c + 1], low = first, high = end;
	double below, all;

	if (first == end)
		return 0;
	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (work->values[middle] <= x)
			low = middle + 1;
		else
			high = middle;
	}
	below = low > first ? work->running[low - 1] : 0;
	all = work->running[end - 1];
	return x * (double) (low - first) - below + (all - below) - x * (double) (end - low);
}

static void
add_column (gsize block, gsize first, gsize last, gpointer data)
{
	const Widths *work = data;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (work->job); row++)
		for (guint c = 0; c < work->k && work->labels[row] >= 0; c++)
			work->totals[row * work->k + c] += sum_apart (work, c, seg_matrix_row (work->space->rows, row)[work->column]);
}

static gboolean
sum_manhattan (Widths *work, SegJob *job, GError **error)
{
	gsize n = work->space->rows->n_rows, d = work->space->rows->n_columns;

	for (work->column = 0; work->column < d; work->column++) {
		g_autofree gsize *place = g_memdup2 (work->starts, work->k * sizeof *place);

		if (!seg_job_proceed (job, (double) work->column / (double) d, _("how well every user fits"), error))
			return FALSE;
		for (gsize row = 0; row < n; row++)
			if (work->labels[row] >= 0)
				work->values[place[work->labels[row]]++] = seg_matrix_row (work->space->rows, row)[work->column];
		seg_parallel_blocks (work->k, 1, sort_cluster, work);
		seg_parallel_blocks (n, BLOCK_ROWS, add_column, work);
	}
	return seg_job_goes_on (job, error);
}

/* Cosine and mixed ------------------------------------------------------------------------------------------------- */

/* Numbers less their mean, so that squares stay small beside what they differ by. */
static void
sum_clusters (Widths *work)
{
	const SegSpace *space = work->space;
	gsize n = space->rows->n_rows, d = space->n_numbers;

	for (gsize row = 0; row < n && space->distance == SEG_DISTANCE_MIXED && !seg_job_is_cancelled (work->job); row++)
		for (gsize column = 0; column < d; column++)
			work->mean[column] += seg_matrix_row (space->rows, row)[column] / (double) n;
	for (gsize row = 0; row < n && !seg_job_is_cancelled (work->job); row++) {
		const double *x = seg_matrix_row (space->rows, row);
		gint32 c = work->labels[row];

		if (c < 0)
			continue;
		for (gsize column = 0; column < d; column++) {
			double value = x[column] - work->mean[column];

			work->sums[(gsize) c * d + column] += value;
			work->squares[c] += value * value;
		}
		for (gsize group = 0; group < space->n_codes; group++)
			work->counts[((gsize) c * space->n_codes + group) * work->widest + (gsize) x[d + group]]++;
	}
}

static double
total_to (const Widths *work, const double *x, guint c)
{
	const SegSpace *space = work->space;
	gsize d = space->n_numbers;
	double product = 0, own = 0, size = (double) work->sizes[c], apart = 0;

	for (gsize column = 0; column < d; column++) {
		double value = x[column] - work->mean[column];

		product += value * work->sums[c * d + column];
		own += value * value;
	}
	if (space->distance == SEG_DISTANCE_COSINE)
		return size - product;
	for (gsize group = 0; group < space->n_codes; group++)
		apart += size - (double) work->counts[(c * space->n_codes + group) * work->widest + (gsize) x[d + group]];
	return MAX (size * own + work->squares[c] - 2 * product, 0) + space->gamma * apart;
}

static void
add_rows (gsize block, gsize first, gsize last, gpointer data)
{
	const Widths *work = data;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (work->job); row++)
		for (guint c = 0; c < work->k && work->labels[row] >= 0; c++)
			work->totals[row * work->k + c] = total_to (work, seg_matrix_row (work->space->rows, row), c);
}

static gboolean
sum_products (Widths *work, SegJob *job, GError **error)
{
	sum_clusters (work);
	seg_parallel_blocks (work->space->rows->n_rows, BLOCK_ROWS, add_rows, work);
	return seg_job_goes_on (job, error);
}

/* Widths ----------------------------------------------------------------------------------------------------------- */

static double
width_of (const Widths *work, gsize row)
{
	const double *totals = work->totals + row * work->k;
	guint own = (guint) work->labels[row];
	double inside, other = INFINITY, largest;

	if (work->sizes[own] == 1)
		return 0;
	inside = MAX (totals[own], 0) / (double) (work->sizes[own] - 1);
	for (guint c = 0; c < work->k; c++)
		if (c != own && work->sizes[c] > 0)
			other = MIN (other, MAX (totals[c], 0) / (double) work->sizes[c]);
	largest = MAX (inside, other);
	return largest > 0 && isfinite (largest) ? (other - inside) / largest : 0;
}

static gboolean
allocate (Widths *work, gsize n, GError **error)
{
	gsize d = work->space->n_numbers;

	work->sizes = g_new0 (gsize, work->k);
	work->starts = g_new0 (gsize, work->k + 1);
	work->sums = g_new0 (double, work->k * d);
	work->squares = g_new0 (double, work->k);
	work->mean = g_new0 (double, d);
	work->totals = g_try_new0 (double, n * work->k);
	work->values = g_try_new (double, n);
	work->running = g_try_new (double, n);
	for (gsize row = 0; row < n; row++)
		for (gsize group = 0; group < work->space->n_codes; group++)
			work->widest = MAX (work->widest, (guint) seg_matrix_row (work->space->rows, row)[d + group] + 1);
	work->counts = g_try_new0 (gsize, MAX ((gsize) work->k * work->space->n_codes * work->widest, 1));
	if (work->totals != NULL && work->values != NULL && work->running != NULL && work->counts != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), n);
	return FALSE;
}

static void
clear (Widths *work)
{
	g_free (work->sizes);
	g_free (work->starts);
	g_free (work->sums);
	g_free (work->squares);
	g_free (work->mean);
	g_free (work->totals);
	g_free (work->values);
	g_free (work->running);
	g_free (work->counts);
}

gboolean
seg_space_widths (const SegSpace *space, const gint32 *labels, guint k, SegJob *job, double *widths, GError **error)
{
	Widths work = { .space = space, .labels = labels, .k = k, .job = job };
	gsize n = space->rows->n_rows;
	gboolean success = allocate (&work, n, error);

	if (success) {
		for (gsize row = 0; row < n; row++)
			if (labels[row] >= 0)
				work.sizes[labels[row]]++;
		for (guint c = 0; c < k; c++)
			work.starts[c + 1] = work.starts[c] + work.sizes[c];
		success = space->distance == SEG_DISTANCE_MANHATTAN ? sum_manhattan (&work, job, error) : sum_products (&work, job, error);
	}
	for (gsize row = 0; success && row < n; row++)
		widths[row] = labels[row] >= 0 ? width_of (&work, row) : NAN;
	clear (&work);
	return success;
}
