/* Tables of figures in CSV files (a header, numbers and plain words), and matrices made up by rule, for numeric tests. */
#ifndef SEG_TEST_FIGURES_H
#define SEG_TEST_FIGURES_H

#include <segscope/matrix.h>

#include <string.h>

typedef struct {
	char      *text;      /* the file, cut into strings */
	GPtrArray *names;     /* of char* inside it */
	GPtrArray *cells;     /* of char* inside it, row after row */
	gsize      n_columns, n_rows;
} TestFigures;

/** Fails the test when the file cannot be read. */
TestFigures *test_figures_read (const char *path);
void         test_figures_free (TestFigures *figures);

/** The cell of the column @name; fails the test when there is no such column. */
const char *test_figures_text (const TestFigures *figures, gsize row, const char *name);
/** The same as a number; NAN for an empty cell. */
double      test_figures_number (const TestFigures *figures, gsize row, const char *name);
gboolean    test_figures_has (const TestFigures *figures, const char *name);

/** All columns but those named (NULL-terminated list) as a matrix. */
SegMatrix *test_figures_matrix (const TestFigures *figures, const char *const *without);

/** @n_groups overlapping round clouds, the same for the same @seed on every machine. */
SegMatrix *test_matrix_clouds (gsize n_rows, gsize n_columns, guint n_groups, double spread, guint64 seed);

/** Asserts |a - b| <= tolerance * max (1, |b|). */
#define test_close(a, b, tolerance) test_close_at (G_STRLOC, #a, a, b, tolerance)
void test_close_at (const char *where, const char *what, double a, double b, double tolerance);

/** Asserts that the first @size bytes are the same. */
#define test_same_bytes(a, b, size) g_assert_cmpint (memcmp (a, b, size), ==, 0)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFigures, test_figures_free)

#endif
