/* Rows of the same values: they meet at height 0 before anything else, so they need not be compared. */
#include <config.h>
#include "hierarchical.h"

/* By values, then by number. */
static gint
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
	const SegMatrix *matrix = data;
	gint32 first = *(const gint32 *) a, second = *(const gint32 *) b;
	const double *x = seg_matrix_row (matrix, (gsize) first), *y = seg_matrix_row (matrix, (gsize) second);

	for (gsize column = 0; column < matrix->n_columns; column++)
		if (x[column] < y[column] || x[column] > y[column])
			return x[column] < y[column] ? -1 : 1;
	return first < second ? -1 : 1;
}

static gboolean
same (const SegMatrix *matrix, gint32 a, gint32 b)
{
	const double *x = seg_matrix_row (matrix, (gsize) a), *y = seg_matrix_row (matrix, (gsize) b);

	for (gsize column = 0; column < matrix->n_columns; column++)
		if (x[column] < y[column] || x[column] > y[column])
			return FALSE;
	return TRUE;
}

gsize
seg_distinct_rows (const SegMatrix *matrix, gint32 *first)
{
	gsize n = matrix->n_rows, n_distinct = 0;
	g_autofree gint32 *order = g_new (gint32, n);

	for (gsize i = 0; i < n; i++)
		order[i] = (gint32) i;
	g_qsort_with_data (order, (gint) n, sizeof *order, compare_rows, (gpointer) matrix);
	for (gsize i = 0; i < n; i++) {
		gboolean again = i > 0 && same (matrix, order[i - 1], order[i]);

		first[order[i]] = again ? first[order[i - 1]] : order[i];
		n_distinct += !again;
	}
	return n_distinct;
}
