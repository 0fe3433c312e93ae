/* Some rows of a matrix, drawn at random. */
#include <config.h>
#include "choose-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Selection sampling: Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S. */
gsize *
seg_subset_draw (gsize n, gsize n_wanted, SegRandom *random, GError **error)
{
	gsize *rows = g_try_new (gsize, MAX (n_wanted, 1)), found = 0;

	if (rows == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), n_wanted);
		return NULL;
	}
	for (gsize row = 0; found < n_wanted; row++)
		if (seg_random_below (random, n - row) < n_wanted - found)
			rows[found++] = row;
	return rows;
}

SegMatrix *
seg_subset_matrix (const SegMatrix *matrix, const gsize *rows, gsize n, GError **error)
{
	SegMatrix *subset = seg_matrix_new (n, matrix->n_columns, error);

	for (gsize i = 0; subset != NULL && i < n; i++)
		memcpy (seg_matrix_row (subset, i), seg_matrix_row (matrix, rows[i]), matrix->n_columns * sizeof (double));
	return subset;
}

const SegMatrix *
seg_subset_at_most (const SegMatrix *matrix, gsize most, guint64 seed, SegMatrix **owned, gsize **rows, GError **error)
{
	g_autoptr (SegRandom) random = NULL;

	*owned = NULL;
	*rows = NULL;
	if (matrix->n_rows <= most)
		return matrix;
	random = seg_random_new (seed, SEG_STREAM_SUBSET);
	*rows = seg_subset_draw (matrix->n_rows, most, random, error);
	*owned = *rows != NULL ? seg_subset_matrix (matrix, *rows, most, error) : NULL;
	if (*owned == NULL)
		g_clear_pointer (rows, g_free);
	return *owned;
}
