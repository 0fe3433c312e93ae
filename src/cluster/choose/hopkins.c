/* Are users spread evenly, or do they crowd? The Hopkins statistic.
 *
 * m rows are drawn, and m points spread evenly over the box that holds all rows. w: from a row to its nearest other row; u: from
 * a point to its nearest row. H = sum u^d / (sum u^d + sum w^d), d the number of columns: about 1/2 for rows spread evenly, near 1
 * where they crowd. With the power d (and not 1, as many programs have it) H of an even spread is Beta (m, m): Hopkins, Skellam
 * 1954, Ann. Bot. 18:213-227, in the plane; Cross, Jain 1982, IFAC Proc. 15:315-320, in d dimensions.
 *
 * Rows that crowd need not be several groups: one cloud with a middle crowds too. So this says whether there is anything to look
 * for; the gap at k = 1 says whether it is more than one group. */
#include <config.h>
#include "choose-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define ROWS_AT_ONCE 4096 /* between two looks at the job */
#define LEAST_DRAWN 5
#define MOST_DRAWN 100    /* m: a tenth of the rows, at most so many, so that they do not know of each other */

typedef struct {
	const SegMatrix *matrix;
	const gsize     *rows;
	const SegMatrix *points;
	double *rows_squared, *points_squared; /* m: squared distance to the nearest */
	SegJob *job;
} Nearest;

/* @without: this row does not count; G_MAXSIZE: all do. */
static double
nearest_squared (const Nearest *nearest, const double *x, gsize without)
{
	const SegMatrix *matrix = nearest->matrix;
	double least = INFINITY;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		const double *y = seg_matrix_row (matrix, row);
		double squared = 0;

		if (row % ROWS_AT_ONCE == 0 && seg_job_is_cancelled (nearest->job))
			return 0;
		for (gsize column = 0; column < matrix->n_columns; column++)
			squared += (x[column] - y[column]) * (x[column] - y[column]);
		if (squared < least && row != without)
			least = squared;
	}
	return least;
}

static void
measure_pair (gsize block, gsize first, gsize last, gpointer data)
{
	const Nearest *nearest = data;

	(void) block;
	for (gsize i = first; i < last && !seg_job_is_cancelled (nearest->job); i++) {
		gsize row = nearest->rows[i];

		nearest->rows_squared[i] = nearest_squared (nearest, seg_matrix_row (nearest->matrix, row), row);
		nearest->points_squared[i] = nearest_squared (nearest, seg_matrix_row (nearest->points, i), G_MAXSIZE);
	}
}

/* The sum of the distances to @power, as a share of @scale to @power: high powers neither overflow nor vanish. */
static double
sum_of_powers (const double *squared, gsize n, double scale, double power)
{
	double sum = 0;

	for (gsize i = 0; i < n; i++)
		sum += pow (sqrt (squared[i] / scale), power);
	return sum;
}

gboolean
seg_hopkins_of (const SegMatrix *matrix, const gsize *rows, const SegMatrix *points, double power, SegJob *job, double *statistic,
                GError **error)
{
	gsize m = points->n_rows;
	g_autofree double *squared = g_new0 (double, 2 * m);
	Nearest nearest = { matrix, rows, points, squared, squared + m, job };
	double most = 0, of_points, of_rows;

	seg_parallel_blocks (m, 1, measure_pair, &nearest);
	if (!seg_job_goes_on (job, error))
		return FALSE;
	for (gsize i = 0; i < 2 * m; i++)
		most = MAX (most, squared[i]);
	of_rows = most > 0 ? sum_of_powers (squared, m, most, power) : 0;
	of_points = most > 0 ? sum_of_powers (squared + m, m, most, power) : 0;
	*statistic = of_points + of_rows > 0 ? of_points / (of_points + of_rows) : NAN; /* all rows are one */
	return TRUE;
}

/* Points spread evenly over the box that holds all rows. */
static void
spread_points (const SegMatrix *matrix, SegRandom *random, SegMatrix *points)
{
	gsize d = matrix->n_columns;

	for (gsize column = 0; column < d; column++) {
		double low = INFINITY, high = -INFINITY;

		for (gsize row = 0; row < matrix->n_rows; row++) {
			low = MIN (low, matrix->values[row * d + column]);
			high = MAX (high, matrix->values[row * d + column]);
		}
		for (gsize i = 0; i < points->n_rows; i++)
			seg_matrix_row (points, i)[column] = low + (high - low) * seg_random_uniform (random);
	}
}

static gboolean
draw_once (const SegMatrix *matrix, gsize m, guint64 seed, guint draw, SegJob *job, double *statistic, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, SEG_STREAM_HOPKINS + draw);
	g_autofree gsize *rows = seg_subset_draw (matrix->n_rows, m, random, error);
	g_autoptr (SegMatrix) points = rows != NULL ? seg_matrix_new (m, matrix->n_columns, error) : NULL;

	if (points == NULL)
		return FALSE;
	spread_points (matrix, random, points);
	return seg_hopkins_of (matrix, rows, points, (double) matrix->n_columns, job, statistic, error);
}

gboolean
seg_hopkins (const SegMatrix *matrix, guint draws, guint64 seed, SegJob *job, SegHopkins *hopkins, GError **error)
{
	gsize m = CLAMP (matrix->n_rows / 10, LEAST_DRAWN, MOST_DRAWN);
	g_autofree double *found = g_new (double, MAX (draws, 1));
	double sum = 0, squares = 0;

	if (!seg_cluster_check_matrix (matrix, job, error))
		return FALSE;
	if (draws < 1 || matrix->n_rows < 2 * LEAST_DRAWN) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Whether users crowd can be told of %d users or more, not of %zu"),
		             2 * LEAST_DRAWN, matrix->n_rows);
		return FALSE;
	}
	for (guint draw = 0; draw < draws; draw++) {
		if (!draw_once (matrix, m, seed, draw, job, found + draw, error)
		    || !seg_job_proceed (job, (double) (draw + 1) / draws, _("is there structure at all?"), error))
			return FALSE;
		sum += found[draw];
	}
	for (guint draw = 0; draw < draws; draw++)
		squares += (found[draw] - sum / draws) * (found[draw] - sum / draws);
	*hopkins = (SegHopkins) { sum / draws, draws > 1 ? sqrt (squares / (draws - 1)) : NAN, m, draws };
	return TRUE;
}
