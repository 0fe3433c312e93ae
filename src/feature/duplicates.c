/* Columns that say the same: one is a linear function of the other (equal, opposite, in another unit), so that clustering would
 * count the thing twice.
 *
 * Each column is standardised and multiplied with one fixed random vector; columns that agree have the same product up to the
 * sign. Only such pairs are compared row by row: O(n d) instead of O(n d^2). */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>
#include <segscope/random.h>

#include <glib/gi18n.h>

#define TOLERANCE 1e-9 /* of standardised values; rounding leaves less, and real differences are larger */

typedef struct {
	double mean, scale; /* of the scaled values */
	double product;     /* mean of standardised value times random weight */
} Signature;

typedef struct {
	const SegMatrix       *scaled;
	const SegMatrixColumn *columns;
	Signature             *signatures;
	SegJob                *job;
} Pass;

static inline double
value_at (const SegMatrix *matrix, gsize row, gsize column)
{
	return matrix->values[row * matrix->n_columns + column];
}

/* A weight in -1..1 that only depends on the row. */
static inline double
weight_of (gsize row)
{
	return (double) (seg_random_mix (row) >> 11) * 0x1p-52 - 1;
}

#define TOGETHER 8   /* columns whose numbers of a row come in one line of memory */
#define LOOK_EVERY 16384 /* rows, whether the work was cancelled */

/* Of columns @first to @first + n. FALSE: cancelled. */
static gboolean
sign_columns (const SegMatrix *matrix, gsize first, gsize n, Signature *signatures, const SegJob *job)
{
	double count = (double) matrix->n_rows, squares[TOGETHER] = { 0 };

	for (gsize row = 0; row < matrix->n_rows; row++) {
		if (row % LOOK_EVERY == 0 && seg_job_is_cancelled (job))
			return FALSE;
		for (gsize k = 0; k < n; k++)
			signatures[k].mean += value_at (matrix, row, first + k);
	}
	for (gsize k = 0; k < n; k++)
		signatures[k].mean /= count;
	for (gsize row = 0; row < matrix->n_rows; row++) {
		double weight = weight_of (row);

		if (row % LOOK_EVERY == 0 && seg_job_is_cancelled (job))
			return FALSE;
		for (gsize k = 0; k < n; k++) {
			double distance = value_at (matrix, row, first + k) - signatures[k].mean;

			squares[k] += distance * distance;
			signatures[k].product += weight * distance;
		}
	}
	for (gsize k = 0; k < n; k++) {
		signatures[k].scale = sqrt (squares[k] / count);
		signatures[k].product /= count * signatures[k].scale; /* of a constant column it is never looked at */
	}
	return TRUE;
}

static void
sign_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	sign_columns (pass->scaled, first, last - first, pass->signatures + first, pass->job);
}

static gboolean
is_same (const SegMatrix *matrix, gsize a, gsize b, const Signature *first, const Signature *second)
{
	double sign = (first->product < 0) == (second->product < 0) ? 1 : -1;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		double x = (value_at (matrix, row, a) - first->mean) / first->scale;
		double y = sign * (value_at (matrix, row, b) - second->mean) / second->scale;

		if (fabs (x - y) > TOLERANCE * MAX (1, fabs (x)))
			return FALSE;
	}
	return TRUE;
}

static gssize
find_earlier (const Pass *pass, gsize column)
{
	const Signature *own = &pass->signatures[column];

	for (gsize earlier = 0; earlier < column; earlier++) {
		const Signature *other = &pass->signatures[earlier];

		if (!pass->columns[earlier].constant && pass->columns[earlier].duplicate_of < 0
		    && fabs (fabs (own->product) - fabs (other->product)) <= TOLERANCE
		    && is_same (pass->scaled, earlier, column, other, own))
			return (gssize) earlier;
	}
	return -1;
}

gboolean
seg_columns_find_duplicates (const SegMatrix *scaled, SegMatrixColumn *columns, SegJob *job, GError **error)
{
	g_autofree Signature *signatures = g_new0 (Signature, scaled->n_columns);
	Pass pass = { scaled, columns, signatures, job };

	seg_parallel_blocks (scaled->n_columns, TOGETHER, sign_block, &pass);
	for (gsize column = 0; column < scaled->n_columns; column++) {
		if (!seg_job_proceed (job, (double) column / (double) scaled->n_columns, NULL, error))
			return FALSE;
		columns[column].duplicate_of = columns[column].constant ? -1 : find_earlier (&pass, column);
	}
	return TRUE;
}
