/* A dense matrix of doubles: flat, row-major, one row a user and one column a feature. */
#ifndef SEGSCOPE_MATRIX_H
#define SEGSCOPE_MATRIX_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	gsize   n_rows;
	gsize   n_columns;
	double *values; /* n_rows * n_columns, row-major, owned */
	/* What the columns are, where it is known; both NULL: numbers without names. Owned. */
	guint32 *groups; /* n_columns: 0 for a number; columns with the same number from 1, side by side, are the values of one category,
	                  * of which at most one is up; a group of one column is yes or no */
	char   **labels; /* n_columns, ends with NULL: in words */
} SegMatrix;

/**
 * A matrix of zeros. Returns NULL with SEG_ERROR_MEMORY (naming the bytes) when it does not fit.
 * Cost: 8 * n_rows * n_columns bytes.
 */
SegMatrix *seg_matrix_new (gsize n_rows, gsize n_columns, GError **error);
void       seg_matrix_free (SegMatrix *matrix);

static inline double *
seg_matrix_row (const SegMatrix *matrix, gsize row)
{
	return matrix->values + row * matrix->n_columns;
}

/** TRUE when every value is finite; else FALSE with SEG_ERROR_DATA naming the first row and column that is not. */
gboolean seg_matrix_check_finite (const SegMatrix *matrix, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMatrix, seg_matrix_free)

G_END_DECLS

#endif
