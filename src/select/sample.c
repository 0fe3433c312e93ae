/* Parts of a matrix: some of its rows, without some of its columns. */
#include <config.h>
#include "select-private.h"

#include <segscope/random.h>

#include <stdlib.h>

static int
compare_rows (const void *a, const void *b)
{
	gsize x = *(const gsize *) a, y = *(const gsize *) b;

	return x < y ? -1 : x > y;
}

gsize
seg_sample_rows (gsize n, gsize n_most, guint64 seed, gsize **rows)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0x5e1ec7);
	gsize n_taken = MIN (n, n_most);
	gsize *taken = *rows = g_new (gsize, n_taken + 1);

	for (gsize i = 0; i < n_taken; i++)
		taken[i] = i;
	if (n <= n_most)
		return n_taken;
	for (gsize i = n_taken; i < n; i++) {
		gsize place = seg_random_below (random, i + 1);

		if (place < n_taken)
			taken[place] = i;
	}
	qsort (taken, n_taken, sizeof *taken, compare_rows);
	return n_taken;
}

SegMatrix *
seg_matrix_part (const SegMatrix *matrix, const gsize *rows, gsize n_rows, const gboolean *without, GError **error)
{
	gsize d = 0;
	SegMatrix *part;

	for (gsize column = 0; column < matrix->n_columns; column++)
		d += without == NULL || !without[column];
	part = seg_matrix_new (n_rows, d, error);
	for (gsize i = 0; part != NULL && i < n_rows; i++) {
		const double *from = seg_matrix_row (matrix, rows[i]);
		double *to = seg_matrix_row (part, i);

		for (gsize column = 0; column < matrix->n_columns; column++)
			if (without == NULL || !without[column])
				*to++ = from[column];
	}
	return part;
}
