/* Rounded values spread again: whole numbers, amounts in round figures and the like stand on a grid, and between the lines of a grid
 * there is nobody, which is no valley.
 *
 * A value that several users share is given back at random what rounding took: each of them lies anywhere up to half way to the next values of the
 * column, but no further than a step on the other side, so that a real gap beside a value stays one. Columns of two values (yes/no) say what they say.
 * Source: Machado, Santos Silva 2005, J. Am. Stat. Assoc. 100:1226-1237 (jittering). */
#include <config.h>
#include "peaks.h"

#include <segscope/random.h>

#include <glib/gi18n.h>
#include <stdlib.h>

#define STREAM G_GUINT64_CONSTANT (0x5449455300000000)

static gint
compare (gconstpointer a, gconstpointer b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* The different values of column @column, ascending, and how often each occurs. Returns how many. */
static gsize
count_values (const SegMatrix *matrix, gsize column, double *values, gsize *counts)
{
	gsize n = 0;

	for (gsize row = 0; row < matrix->n_rows; row++)
		values[row] = seg_matrix_row (matrix, row)[column];
	qsort (values, matrix->n_rows, sizeof *values, compare);
	for (gsize at = 0; at < matrix->n_rows; at++) {
		if (n > 0 && !(values[at] > values[n - 1]))
			counts[n - 1]++;
		else {
			values[n] = values[at];
			counts[n++] = 1;
		}
	}
	return n;
}

/* How far users of value @i may lie below and above it. */
static void
find_room (const double *values, gsize n, gsize i, double *below, double *above)
{
	double step_down = i > 0 ? values[i] - values[i - 1] : values[i + 1] - values[i], step_up = i + 1 < n ? values[i + 1] - values[i] : step_down;

	*below = MIN (step_down / 2, step_up);
	*above = MIN (step_up / 2, step_down);
}

static void
spread_column (SegMatrix *matrix, gsize column, double *values, gsize *counts, SegRandom *random)
{
	gsize n = count_values (matrix, column, values, counts);

	for (gsize row = 0; n > 2 && n < matrix->n_rows && row < matrix->n_rows; row++) {
		double *value = seg_matrix_row (matrix, row) + column;
		gsize i = (gsize) ((double *) bsearch (value, values, n, sizeof *values, compare) - values);
		double below, above;

		if (counts[i] < 2)
			continue;
		find_room (values, n, i, &below, &above);
		*value += seg_random_uniform (random) * (below + above) - below;
	}
}

SegMatrix *
seg_spread_ties (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegMatrix) spread = seg_matrix_copy_of (matrix, error);
	g_autofree double *values = g_try_new (double, matrix->n_rows);
	g_autofree gsize *counts = g_try_new (gsize, matrix->n_rows);

	if (spread == NULL)
		return NULL;
	if (values == NULL || counts == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the neighbours of %zu users"), matrix->n_rows);
		return NULL;
	}
	for (gsize column = 0; column < matrix->n_columns; column++) {
		g_autoptr (SegRandom) random = seg_random_new (0, STREAM + column);

		spread_column (spread, column, values, counts, random);
		if (!seg_job_goes_on (job, error))
			return NULL;
	}
	return g_steal_pointer (&spread);
}
