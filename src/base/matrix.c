#include <config.h>
#include <segscope/error.h>
#include <segscope/matrix.h>

#include <glib/gi18n.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUCH (4u << 20) /* bytes */

/* Much memory comes in huge pages where the system has them to give: rows far apart are found faster, and the first touch of every
 * single page costs as much as filling it. */
static void
ask_for_huge_pages (void *memory, gsize bytes)
{
#ifdef MADV_HUGEPAGE
	guintptr page = (guintptr) sysconf (_SC_PAGESIZE), first = ((guintptr) memory + page - 1) / page * page;

	if (bytes >= MUCH)
		(void) madvise ((void *) first, bytes - (first - (guintptr) memory), MADV_HUGEPAGE); /* small ones do as well */
#else
	(void) memory;
	(void) bytes;
#endif
}

SegMatrix *
seg_matrix_new (gsize n_rows, gsize n_columns, GError **error)
{
	SegMatrix *matrix;
	gsize n_values;
	double *values = NULL;

	if (g_size_checked_mul (&n_values, n_rows, n_columns))
		values = g_try_new0 (double, MAX (n_values, 1));
	if (values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY,
		             _("Not enough memory for %zu users x %zu columns (%.0f MB); choose fewer features"),
		             n_rows, n_columns, (double) n_rows * (double) n_columns * 8e-6);
		return NULL;
	}
	ask_for_huge_pages (values, n_values * sizeof (double));
	matrix = g_new (SegMatrix, 1);
	*matrix = (SegMatrix) { .n_rows = n_rows, .n_columns = n_columns, .values = values };
	return matrix;
}

void
seg_matrix_free (SegMatrix *matrix)
{
	if (matrix == NULL)
		return;
	g_free (matrix->values);
	g_free (matrix->groups);
	g_strfreev (matrix->labels);
	g_free (matrix);
}

gboolean
seg_matrix_check_finite (const SegMatrix *matrix, GError **error)
{
	for (gsize i = 0; i < matrix->n_rows * matrix->n_columns; i++)
		if (!isfinite (matrix->values[i])) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             _("Row %zu, column %zu of the matrix is not a finite number"),
			             i / matrix->n_columns + 1, i % matrix->n_columns + 1);
			return FALSE;
		}
	return TRUE;
}
