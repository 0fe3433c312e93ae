#include <config.h>
#include "figures.h"
#include "folder.h"

#include <segscope/random.h>

#include <math.h>
#include <string.h>

/* Ends the cell at @at and returns where the next one begins; NULL after the last of the line. */
static char *
end_cell (char *at, char **line_end)
{
	char *end = at + strcspn (at, ",\n");
	char ended_by = *end;

	*end = '\0';
	*line_end = ended_by == '\0' ? end : end + 1;
	return ended_by == ',' ? end + 1 : NULL;
}

TestFigures *
test_figures_read (const char *path)
{
	TestFigures *figures = g_new0 (TestFigures, 1);
	char *line, *next = NULL, *cell;

	figures->text = test_file_read (path);
	figures->names = g_ptr_array_new ();
	figures->cells = g_ptr_array_new ();
	for (line = figures->text; *line != '\0'; line = next) {
		GPtrArray *cells = line == figures->text ? figures->names : figures->cells;

		for (cell = line; cell != NULL; cell = end_cell (cell, &next))
			g_ptr_array_add (cells, cell);
		g_assert_cmpuint (figures->cells->len % figures->names->len, ==, 0);
	}
	figures->n_columns = figures->names->len;
	figures->n_rows = figures->cells->len / figures->names->len;
	return figures;
}

void
test_figures_free (TestFigures *figures)
{
	if (figures == NULL)
		return;
	g_free (figures->text);
	g_ptr_array_unref (figures->names);
	g_ptr_array_unref (figures->cells);
	g_free (figures);
}

static gsize
find_column (const TestFigures *figures, const char *name)
{
	for (gsize column = 0; column < figures->n_columns; column++)
		if (strcmp (figures->names->pdata[column], name) == 0)
			return column;
	return G_MAXSIZE;
}

gboolean
test_figures_has (const TestFigures *figures, const char *name)
{
	return find_column (figures, name) != G_MAXSIZE;
}

const char *
test_figures_text (const TestFigures *figures, gsize row, const char *name)
{
	gsize column = find_column (figures, name);

	if (column == G_MAXSIZE)
		g_error ("no column %s", name);
	return figures->cells->pdata[row * figures->n_columns + column];
}

double
test_figures_number (const TestFigures *figures, gsize row, const char *name)
{
	const char *text = test_figures_text (figures, row, name);

	return text[0] != '\0' ? g_ascii_strtod (text, NULL) : NAN;
}

SegMatrix *
test_figures_matrix (const TestFigures *figures, const char *const *without)
{
	GError *error = NULL;
	g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
	SegMatrix *matrix;

	for (guint i = 0; i < figures->cells->len; i++) {
		double value = g_ascii_strtod (figures->cells->pdata[i], NULL);

		if (without == NULL || !g_strv_contains (without, (const char *) figures->names->pdata[i % figures->n_columns]))
			g_array_append_val (values, value);
	}
	matrix = seg_matrix_new (figures->n_rows, values->len / figures->n_rows, &error);
	g_assert_no_error (error);
	memcpy (matrix->values, values->data, values->len * sizeof (double));
	return matrix;
}

SegMatrix *
test_matrix_clouds (gsize n_rows, gsize n_columns, guint n_groups, double spread, guint64 seed)
{
	GError *error = NULL;
	g_autoptr (SegRandom) random = seg_random_new (seed, 77);
	SegMatrix *centres = seg_matrix_new (n_groups, n_columns, &error);
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, &error);

	g_assert_no_error (error);
	for (gsize i = 0; i < n_groups * n_columns; i++)
		centres->values[i] = 10 * seg_random_uniform (random);
	for (gsize row = 0; row < n_rows; row++) {
		const double *centre = seg_matrix_row (centres, seg_random_below (random, n_groups));

		for (gsize column = 0; column < n_columns; column++)
			seg_matrix_row (matrix, row)[column] = centre[column] + spread * seg_random_gaussian (random);
	}
	seg_matrix_free (centres);
	return matrix;
}

void
test_close_at (const char *where, const char *what, double a, double b, double tolerance)
{
	if (!(fabs (a - b) <= tolerance * fmax (1, fabs (b))))
		g_error ("%s: %s is %.17g, not %.17g (off by %g)", where, what, a, b, a - b);
}
