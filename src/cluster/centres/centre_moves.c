/* Centres of given clusters: the point that is nearest to all rows of a cluster together.
 *
 * Manhattan: the median of each column; of an even number the mean of the two in the middle, which costs as little as any point
 * between them. Cosine: the direction of the sum. Mixed: the mean of each number and the most frequent code of each category,
 * of equally frequent ones the lowest. */
#include <config.h>
#include "centre_moves.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BLOCK_ROWS 8192

/* Medians ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegSpace *space;
	const gsize *starts; /* k + 1 */
	const guint32 *order; /* rows, cluster after cluster */
	double *values;      /* n for each column at work: its values, cluster after cluster */
	double *centres;
	guint   k;
	SegJob *job;
} Medians;

/* Puts the value of rank @rank at its place, smaller ones before it (Hoare's selection; the pivot is the middle of three). */
static double
select_value (double *values, gsize n, gsize rank)
{
	gsize low = 0, high = n - 1;

	while (low < high) {
		double a = values[low], b = values[low + (high - low) / 2], c = values[high];
		double pivot = MAX (MIN (a, b), MIN (MAX (a, b), c));
		gsize i = low, j = high;

		for (;;) {
			while (values[i] < pivot)
				i++;
			while (pivot < values[j])
				j--;
			if (i >= j)
				break;
			a = values[i];
			values[i++] = values[j];
			values[j--] = a;
		}
		if (rank <= j)
			high = j;
		else
			low = j + 1;
	}
	return values[rank];
}

static double
median_of (double *values, gsize n)
{
	double upper = select_value (values, n, n / 2), lower = upper;

	if (n % 2 == 1)
		return upper;
	for (gsize i = 0; i < n / 2; i++)
		lower = i == 0 ? values[0] : MAX (lower, values[i]);
	return lower + (upper - lower) / 2;
}

static void
find_medians (gsize block, gsize first, gsize last, gpointer data)
{
	const Medians *work = data;
	gsize width = work->space->rows->n_columns, n = work->space->rows->n_rows;
	double *values = work->values + block * n;

	for (gsize column = first; column < last && !seg_job_is_cancelled (work->job); column++) {
		for (gsize i = 0; i < work->starts[work->k]; i++)
			values[i] = seg_matrix_row (work->space->rows, work->order[i])[column];
		for (guint c = 0; c < work->k && !seg_job_is_cancelled (work->job); c++)
			if (work->starts[c + 1] > work->starts[c])
				work->centres[c * width + column] = median_of (values + work->starts[c], work->starts[c + 1] - work->starts[c]);
	}
}

/* Column after column in a few threads, so that there is room for a few columns only. */
static gboolean
move_to_medians (const SegSpace *space, const gint32 *labels, guint k, SegJob *job, double *centres, GError **error)
{
	gsize n = space->rows->n_rows, d = space->n_numbers, n_blocks = MIN (MAX (d, 1), 4), block = (d + n_blocks - 1) / n_blocks;
	g_autofree gsize *starts = g_new0 (gsize, k + 2);
	g_autofree guint32 *order = g_try_new (guint32, n);
	g_autofree double *values = g_try_new (double, n * n_blocks);
	Medians work = { space, starts, order, values, centres, k, job };

	if (order == NULL || values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the medians of %zu users"), n);
		return FALSE;
	}
	for (gsize row = 0; row < n; row++)
		starts[labels[row] + 2]++;
	for (guint c = 0; c < k; c++)
		starts[c + 2] += starts[c + 1];
	for (gsize row = 0; row < n; row++)
		order[starts[labels[row] + 1]++] = (guint32) row;
	if (d > 0)
		seg_parallel_blocks (d, block, find_medians, &work);
	return seg_job_goes_on (job, error);
}

/* Sums ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegSpace *space;
	const gint32 *labels;
	guint   k;
	double *sums;   /* n_blocks x k x n_numbers */
	gsize  *counts; /* n_blocks x k */
	SegJob *job;
} Sums;

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Sums *work = data;
	gsize d = work->space->n_numbers;
	double *sums = work->sums + block * work->k * d;
	gsize *counts = work->counts + block * work->k;

	for (gsize row = first; row < last && !seg_job_is_cancelled (work->job); row++) {
		const double *x = seg_matrix_row (work->space->rows, row);
		double *sum = sums + (gsize) work->labels[row] * d;

		counts[work->labels[row]]++;
		for (gsize column = 0; column < d; column++)
			sum[column] += x[column];
	}
}

static void
place_mean (const double *sums, gsize d, gsize count, double *centre)
{
	for (gsize column = 0; column < d && count > 0; column++)
		centre[column] = sums[column] / (double) count;
}

static void
place_direction (const double *sums, gsize d, double *centre)
{
	double squared = 0, length;

	for (gsize column = 0; column < d; column++)
		squared += sums[column] * sums[column];
	length = sqrt (squared);
	for (gsize column = 0; column < d && length > 0; column++)
		centre[column] = sums[column] / length;
}

static gboolean
move_to_sums (const SegSpace *space, const gint32 *labels, guint k, SegJob *job, double *centres, GError **error)
{
	gsize n = space->rows->n_rows, d = space->n_numbers, n_sums = k * d;
	gsize block_rows = MAX (BLOCK_ROWS, (gsize) k * 4), n_blocks = seg_parallel_n_blocks (n, block_rows);
	g_autofree double *sums = g_try_new0 (double, MAX (n_blocks * n_sums, 1));
	g_autofree gsize *counts = g_try_new0 (gsize, n_blocks * k);
	Sums work = { space, labels, k, sums, counts, job };

	if (sums == NULL || counts == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the centres of %u segments"), k);
		return FALSE;
	}
	seg_parallel_blocks (n, block_rows, sum_block, &work);
	for (gsize block = 1; block < n_blocks; block++) {
		for (gsize i = 0; i < n_sums; i++)
			sums[i] += sums[block * n_sums + i];
		for (guint c = 0; c < k; c++)
			counts[c] += counts[block * k + c];
	}
	for (guint c = 0; c < k; c++)
		if (space->distance == SEG_DISTANCE_COSINE)
			place_direction (sums + c * d, d, centres + c * d);
		else
			place_mean (sums + c * d, d, counts[c], centres + c * space->rows->n_columns);
	return seg_job_goes_on (job, error);
}

/* Modes ------------------------------------------------------------------------------------------------------------ */

/* Codes that are not known (below 0) count only where nothing else is there. */
static void
move_to_modes (const SegSpace *space, const guint *n_codes, const gint32 *labels, guint k, SegJob *job, double *centres)
{
	for (gsize group = 0; group < space->n_codes; group++) {
		guint n = n_codes[group];
		g_autofree gsize *counts = g_new0 (gsize, (gsize) k * n);
		g_autofree gsize *sizes = g_new0 (gsize, k);

		for (gsize row = 0; row < space->rows->n_rows && !seg_job_is_cancelled (job); row++) {
			double code = seg_matrix_row (space->rows, row)[space->n_numbers + group];

			sizes[labels[row]]++;
			if (code >= 0)
				counts[(gsize) labels[row] * n + (gsize) code]++;
		}
		for (guint c = 0; c < k; c++) {
			guint best = 0;

			for (guint code = 1; code < n; code++)
				if (counts[(gsize) c * n + code] > counts[(gsize) c * n + best])
					best = code;
			if (sizes[c] > 0)
				centres[c * space->rows->n_columns + space->n_numbers + group] = counts[(gsize) c * n + best] > 0 ? (double) best : -1;
		}
	}
}

gboolean
seg_centres_move (const SegSpace *space, const guint *n_codes, const gint32 *labels, guint k, SegJob *job, double *centres,
                  GError **error)
{
	gboolean medians = space->distance == SEG_DISTANCE_MANHATTAN || space->distance == SEG_DISTANCE_GOWER;

	if (!(medians ? move_to_medians : move_to_sums) (space, labels, k, job, centres, error))
		return FALSE;
	move_to_modes (space, n_codes, labels, k, job, centres);
	return seg_job_goes_on (job, error);
}
