/* Pairing two lists at least cost, against every way there is. */
#include <config.h>
#include <segscope/linear_assignment.h>
#include <segscope/random.h>

#include <math.h>

#define MOST 7

/* The cost of a pairing; each column at most once. */
static double
cost_of (const double *costs, gsize n_rows, gsize n_columns, double apart, const gint32 *columns)
{
	double sum = 0;
	gsize pairs = 0;
	guint seen = 0;

	for (gsize i = 0; i < n_rows; i++) {
		if (columns[i] < 0)
			continue;
		g_assert_cmpint (columns[i], <, (int) n_columns);
		g_assert_cmpuint (seen & (1u << columns[i]), ==, 0);
		seen |= 1u << columns[i];
		sum += costs[i * n_columns + (gsize) columns[i]];
		pairs++;
	}
	if (isfinite (apart))
		return sum + apart / 2 * (double) (n_rows - pairs + n_columns - pairs);
	g_assert_cmpuint (pairs, ==, MIN (n_rows, n_columns));
	return sum;
}

/* The least of all pairings, row by row; a row may stay alone where @apart says what that costs, or where there are too many rows. */
static double
least_from (const double *costs, gsize n_rows, gsize n_columns, double apart, gsize row, guint seen, gsize alone)
{
	double least = INFINITY;

	if (row == n_rows)
		return isfinite (apart) ? apart / 2 * (double) (n_columns - (n_rows - alone)) : 0;
	if (isfinite (apart))
		least = apart / 2 + least_from (costs, n_rows, n_columns, apart, row + 1, seen, alone + 1);
	else if (alone < (n_rows > n_columns ? n_rows - n_columns : 0))
		least = least_from (costs, n_rows, n_columns, apart, row + 1, seen, alone + 1);
	for (gsize column = 0; column < n_columns; column++)
		if ((seen & (1u << column)) == 0)
			least = MIN (least, costs[row * n_columns + column]
			                    + least_from (costs, n_rows, n_columns, apart, row + 1, seen | 1u << column, alone));
	return least;
}

static void
check (const double *costs, gsize n_rows, gsize n_columns, double apart)
{
	gint32 columns[MOST];
	GError *error = NULL;

	g_assert_true (seg_linear_assignment (costs, n_rows, n_columns, apart, columns, &error));
	g_assert_no_error (error);
	g_assert_cmpfloat_with_epsilon (cost_of (costs, n_rows, n_columns, apart, columns), least_from (costs, n_rows, n_columns, apart, 0, 0, 0), 1e-9);
}

/* Costs of all kinds: any number, few different ones (ties), negative ones, all the same. */
static void
test_brute_force (void)
{
	g_autoptr (SegRandom) random = seg_random_new (11, 0);
	double costs[MOST * MOST];

	for (guint round = 0; round < 1200; round++) {
		gsize n_rows = 1 + seg_random_below (random, MOST), n_columns = 1 + seg_random_below (random, MOST);
		guint kind = round % 4;

		for (gsize i = 0; i < n_rows * n_columns; i++)
			costs[i] = kind == 0 ? seg_random_uniform (random) : kind == 1 ? (double) seg_random_below (random, 3)
			           : kind == 2 ? seg_random_uniform (random) * 20 - 10 : 0.5;
		check (costs, n_rows, n_columns, INFINITY);
		check (costs, n_rows, n_columns, kind == 1 ? 1.5 : 0.8);
	}
}

static void
test_by_hand (void)
{
	const double costs[] = { 4, 1, 3, 2, 0, 5, 3, 2, 2 }; /* the example of textbooks: 1 + 2 + 2 = 5 */
	const double far[] = { 0.95, 0.1 };
	gint32 columns[3];

	g_assert_true (seg_linear_assignment (costs, 3, 3, INFINITY, columns, NULL));
	g_assert_cmpint (columns[0], ==, 1);
	g_assert_cmpint (columns[1], ==, 0);
	g_assert_cmpint (columns[2], ==, 2);
	g_assert_true (seg_linear_assignment (far, 2, 1, 0.8, columns, NULL));
	g_assert_cmpint (columns[0], ==, -1);
	g_assert_cmpint (columns[1], ==, 0);
	g_assert_true (seg_linear_assignment (far, 1, 1, 0.8, columns, NULL)); /* nothing is better than that */
	g_assert_cmpint (columns[0], ==, -1);
	g_assert_true (seg_linear_assignment (far, 1, 1, INFINITY, columns, NULL));
	g_assert_cmpint (columns[0], ==, 0);
	g_assert_true (seg_linear_assignment (NULL, 0, 3, 0.8, columns, NULL));
	g_assert_true (seg_linear_assignment (NULL, 2, 0, 0.8, columns, NULL));
	g_assert_cmpint (columns[0], ==, -1);
	g_assert_cmpint (columns[1], ==, -1);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/linear-assignment/by-hand", test_by_hand);
	g_test_add_func ("/linear-assignment/brute-force", test_brute_force);
	return g_test_run ();
}
