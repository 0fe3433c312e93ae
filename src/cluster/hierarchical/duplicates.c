/* Rows of the same values: they meet at height 0 before anything else, so they need not be compared. Found by a table of their values and not by
 * sorting, which takes longer than anybody who stops the work wants to wait. */
#include <config.h>
#include "hierarchical.h"

#include <segscope/random.h>

#include <string.h>

static gboolean
same (const SegMatrix *matrix, gint32 a, gint32 b)
{
	const double *x = seg_matrix_row (matrix, (gsize) a), *y = seg_matrix_row (matrix, (gsize) b);

	for (gsize column = 0; column < matrix->n_columns; column++)
		if (x[column] < y[column] || x[column] > y[column])
			return FALSE;
	return TRUE;
}

static guint64
hash_row (const SegMatrix *matrix, gsize row)
{
	const double *values = seg_matrix_row (matrix, row);
	guint64 hash = 0;

	for (gsize column = 0; column < matrix->n_columns; column++) {
		double value = values[column] + 0.0; /* -0 is 0 */
		guint64 bits;

		memcpy (&bits, &value, sizeof bits);
		hash = seg_random_mix (hash ^ bits);
	}
	return hash;
}

/* Which row comes first decides, not the table: rows are met in the order of their numbers. */
gsize
seg_distinct_rows (const SegMatrix *matrix, gint32 *first)
{
	gsize n_places = 16, n_distinct = 0;
	g_autofree gint32 *places = NULL; /* number of a row + 1; 0: free */

	while (n_places < 2 * matrix->n_rows)
		n_places *= 2;
	places = g_new0 (gint32, n_places);
	for (gsize row = 0; row < matrix->n_rows; row++) {
		gsize place = hash_row (matrix, row) & (n_places - 1);

		while (places[place] != 0 && !same (matrix, places[place] - 1, (gint32) row))
			place = (place + 1) & (n_places - 1);
		if (places[place] == 0) {
			places[place] = (gint32) row + 1;
			n_distinct++;
		}
		first[row] = places[place] - 1;
	}
	return n_distinct;
}
