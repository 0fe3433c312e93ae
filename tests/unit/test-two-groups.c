/* Two groups compared: against scipy and R (reference/features/two_groups.csv), and taken apart against computed anew. */
#include <config.h>
#include "reference-case.h"

#include <segscope/association.h>
#include <segscope/two_groups.h>

#include <math.h>
#include <stdlib.h>

static int
compare_doubles (const void *a, const void *b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

/* Column @j of the rows in group @group, ascending. Returns how many. */
static gsize
values_of (const ReferenceData *data, const ReferenceCase *which, gsize j, const char *group, double *values)
{
	gsize n = 0;

	for (gsize i = 0; i < data->matrix->n_rows; i++)
		if (g_ascii_strcasecmp (table_text (data->table, data->rows[i], which->group), group) == 0) /* TRUE, True */
			values[n++] = seg_matrix_row (data->matrix, i)[j];
	qsort (values, n, sizeof *values, compare_doubles);
	return n;
}

static void
check (double value, const Table *table, gsize row, const char *column, double tolerance)
{
	double expected = table_number (table, row, column);

	if (!(fabs (value - expected) <= tolerance * MAX (fabs (expected), 1e-290)))
		g_error ("%s of row %zu: %.17g, expected %.17g", column, row, value, expected);
}

static void
check_row (const ReferenceData *data, const ReferenceCase *which, gsize j, const Table *table, gsize row, double *p)
{
	gsize n_rows = data->matrix->n_rows;
	g_autofree double *first = g_new (double, n_rows), *second = g_new (double, n_rows);
	gsize n = values_of (data, which, j, table_text (table, row, "first"), first), m = values_of (data, which, j, table_text (table, row, "second"), second);
	SegDifference difference = seg_group_difference (seg_group (first, n), seg_group (second, m));

	check ((double) n, table, row, "n_first", 0);
	check ((double) m, table, row, "n_second", 0);
	check (difference.effect, table, row, "cohens_d", 1e-9);
	check (difference.effect_low, table, row, "d_low", 1e-9);
	check (difference.effect_high, table, row, "d_high", 1e-9);
	check (difference.low, table, row, "difference_low", 1e-8);
	check (difference.high, table, row, "difference_high", 1e-8);
	check (difference.p, table, row, "welch_p", 1e-8);
	check (seg_kolmogorov_smirnov (first, n, second, m), table, row, "ks_d", 1e-12);
	check (seg_stability_index (first, n, second, m, 10), table, row, "psi_10_bins", 1e-9);
	check (seg_stability_index (first, n, second, m, 5), table, row, "psi_5_bins", 1e-9);
	*p = difference.p;
}

static void
test_reference (void)
{
	g_autoptr (Table) table = table_read ("reference/features/two_groups.csv");
	guint n_checked = 0;

	if (table == NULL)
		return;
	for (gsize c = 0; c < G_N_ELEMENTS (reference_cases); c++) {
		ReferenceData *data = reference_data_read (&reference_cases[c]);
		double p[8];
		gsize row = 0, first_row;

		if (data == NULL)
			return;
		while (g_strcmp0 (table_text (table, row, "name"), reference_cases[c].name) != 0)
			row++;
		first_row = row;
		for (gsize j = 0; reference_cases[c].numeric[j] != NULL; j++, row++) {
			g_assert_cmpstr (table_text (table, row, "column"), ==, reference_cases[c].numeric[j]);
			check_row (data, &reference_cases[c], j, table, row, &p[j]);
			n_checked++;
		}
		seg_adjust_p (p, row - first_row);
		for (gsize i = first_row; i < row; i++)
			check (p[i - first_row], table, i, "welch_p_benjamini_hochberg", 1e-8);
		reference_data_free (data);
	}
	g_assert_cmpuint (n_checked, ==, table->n_rows);
}

/* A group taken out of all is as if the rest had been looked at alone. */
static void
test_without (void)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (5);

	for (int trial = 0; trial < 300; trial++) {
		gsize n = (gsize) g_rand_int_range (random, 1, 60), m = (gsize) g_rand_int_range (random, 0, (gint32) n + 1);
		double values[60], offset = trial % 3 == 0 ? 1e6 : 0;
		SegGroup rest, expected;

		for (gsize i = 0; i < n; i++)
			values[i] = offset + g_rand_double_range (random, -1, 1);
		rest = seg_group_without (seg_group (values, n), seg_group (values, m));
		expected = seg_group (values + m, n - m);
		g_assert_cmpuint (rest.n, ==, expected.n);
		if (rest.n > 0)
			g_assert_cmpfloat_with_epsilon (rest.mean, expected.mean, 1e-8);
		if (rest.n > 1)
			g_assert_cmpfloat_with_epsilon (rest.deviation, expected.deviation, 1e-5);
	}
}

static void
test_edges (void)
{
	const double same[] = { 2, 2, 2 }, one[] = { 1 }, apart[] = { 5, 6, 7 };
	SegDifference difference = seg_group_difference (seg_group (same, 3), seg_group (same, 3));

	g_assert_true (isnan (difference.effect) && isnan (difference.p));
	g_assert_true (isnan (seg_group_difference (seg_group (one, 1), seg_group (apart, 3)).effect));
	g_assert_cmpfloat (seg_kolmogorov_smirnov (same, 3, apart, 3), ==, 1);
	g_assert_cmpfloat (seg_kolmogorov_smirnov (apart, 3, apart, 3), ==, 0);
	g_assert_true (isnan (seg_kolmogorov_smirnov (same, 0, apart, 3)));
	g_assert_cmpfloat (seg_stability_index (apart, 3, apart, 3, 10), ==, 0);
	g_assert_cmpfloat_with_epsilon (seg_stability_index (same, 3, apart, 3, 10), 2 * (1 - 1e-4) * log (1 / 1e-4), 1e-9);
	g_assert_true (isnan (seg_stability_index (same, 3, apart, 0, 10)));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/two-groups/reference", test_reference);
	g_test_add_func ("/two-groups/without", test_without);
	g_test_add_func ("/two-groups/edges", test_edges);
	return g_test_run ();
}
