/* Intervals of means over people, by drawing the people again and again. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/progress.h>
#include <segscope/random.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_RESAMPLES 1000
#define LEAST_RESAMPLES 200
#define MOST_DRAWS 50000000.0 /* people drawn in all, where that leaves enough resamples */
#define MOST_COLUMNS 32
#define SECONDS_A_DRAW 3e-8 /* of two cores, where the figures of all people do not fit near the processor */

gsize
seg_n_resamples (gsize n_users)
{
	return (gsize) CLAMP (MOST_DRAWS / (double) MAX (n_users, 1), LEAST_RESAMPLES, USUAL_RESAMPLES);
}

double
seg_intervals_expect (gsize n_users)
{
	return SECONDS_A_DRAW * (double) n_users * (double) seg_n_resamples (n_users);
}

typedef struct {
	const double *rows;
	const gsize  *chosen;
	gsize         n, n_columns;
	guint64       seed;
	double       *means; /* n_columns x resamples */
	gsize         n_resamples;
	SegJob       *job;
} Drawing;

static gsize
row_of (const Drawing *drawing, gsize i)
{
	return drawing->chosen != NULL ? drawing->chosen[i] : i;
}

static void
draw_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Drawing *drawing = data;

	(void) block;
	for (gsize resample = first; resample < last && !seg_job_is_cancelled (drawing->job); resample++) {
		const guint64 start = seg_random_mix (drawing->seed ^ seg_random_mix (resample));
		double sums[MOST_COLUMNS] = { 0 };

		for (gsize i = 0; i < drawing->n; i++) {
			const gsize drawn = (gsize) (((seg_random_mix (start + i) >> 32) * (guint64) drawing->n) >> 32);
			const double *row = drawing->rows + row_of (drawing, drawn) * drawing->n_columns;

			for (gsize column = 0; column < drawing->n_columns; column++)
				sums[column] += row[column];
		}
		for (gsize column = 0; column < drawing->n_columns; column++)
			drawing->means[column * drawing->n_resamples + resample] = sums[column] / (double) drawing->n;
	}
}

static int
compare_doubles (const void *a, const void *b)
{
	const double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

/* Linear between the two nearest (type 7). */
static double
quantile (const double *sorted, gsize n, double p)
{
	const double place = p * (double) (n - 1);
	const gsize low = (gsize) place;

	return sorted[low] + (place - (double) low) * (sorted[MIN (low + 1, n - 1)] - sorted[low]);
}

gboolean
seg_intervals (const double *rows, gsize n_columns, const gsize *chosen, gsize n, guint64 seed, SegFigure *figures, SegJob *job, GError **error)
{
	Drawing drawing = { rows, chosen, n, n_columns, seed, NULL, seg_n_resamples (n), job };
	const gboolean allocated = (drawing.means = seg_try_allocate (n_columns * drawing.n_resamples, sizeof (double), error)) != NULL;

	g_return_val_if_fail (n_columns <= MOST_COLUMNS && n > 0 && n < G_MAXUINT32, FALSE);
	if (allocated)
		seg_parallel_blocks_job (drawing.n_resamples, 8, draw_block, &drawing, job, 0, 1);
	if (!allocated || !seg_job_proceed (job, 1, NULL, error)) {
		g_free (drawing.means);
		return FALSE;
	}
	for (gsize column = 0; column < n_columns; column++) {
		double *means = drawing.means + column * drawing.n_resamples, sum = 0;

		for (gsize i = 0; i < n; i++)
			sum += rows[row_of (&drawing, i) * n_columns + column];
		qsort (means, drawing.n_resamples, sizeof *means, compare_doubles);
		figures[column] = (SegFigure) { sum / (double) n, quantile (means, drawing.n_resamples, 0.025), quantile (means, drawing.n_resamples, 0.975) };
	}
	g_free (drawing.means);
	return TRUE;
}
