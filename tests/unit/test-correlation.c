/* Correlations, their order and variance inflation: against reference figures, by brute force, with any number of threads. */
#include <config.h>

#include "reference-case.h"

#include <segscope/correlation.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

static void
check_correlations (const ReferenceCase *which, const SegMatrix *pearson, const SegMatrix *spearman)
{
	g_autoptr (Table) table = table_read ("reference/features/correlations.csv");
	gsize n = 0;

	for (gsize row = 0; row < table->n_rows; row++) {
		gsize a, b;

		if (strcmp (table_text (table, row, "name"), which->name) != 0)
			continue;
		a = reference_column (which, table_text (table, row, "first"));
		b = reference_column (which, table_text (table, row, "second"));
		assert_close (seg_matrix_row (pearson, a)[b], table_number (table, row, "pearson"), 1e-11);
		assert_close (seg_matrix_row (spearman, b)[a], table_number (table, row, "spearman"), 1e-11);
		n++;
	}
	g_assert_cmpuint (n, ==, pearson->n_columns * (pearson->n_columns - 1) / 2);
}

static void
check_inflation (const ReferenceCase *which, const SegMatrix *pearson)
{
	g_autoptr (Table) table = table_read ("reference/features/vif.csv");
	g_autofree double *factors = g_new (double, pearson->n_columns);
	gsize n = 0;

	seg_variance_inflation (pearson, NULL, factors);
	for (gsize row = 0; row < table->n_rows; row++)
		if (strcmp (table_text (table, row, "name"), which->name) == 0) {
			gsize column = reference_column (which, table_text (table, row, "column"));

			g_assert_cmpfloat (fabs (factors[column] / table_number (table, row, "vif") - 1), <, 1e-9);
			n++;
		}
	g_assert_cmpuint (n, ==, pearson->n_columns);
}

static void
test_reference (gconstpointer data)
{
	const ReferenceCase *which = data;
	g_autoptr (ReferenceData) read = reference_data_read (which);
	g_autoptr (SegMatrix) pearson = NULL, spearman = NULL;

	if (read == NULL)
		return;
	pearson = seg_correlations (read->matrix, SEG_CORRELATION_PEARSON, NULL, NULL);
	spearman = seg_correlations (read->matrix, SEG_CORRELATION_SPEARMAN, NULL, NULL);
	check_correlations (which, pearson, spearman);
	check_inflation (which, pearson);
}

/* Ranks ---------------------------------------------------------------------------------------------------------------- */

/* Twice the mean rank by counting. */
static guint32
rank_by_counting (const double *values, gsize n, gsize which)
{
	guint32 below = 0, equal = 0;

	for (gsize i = 0; i < n; i++) {
		below += values[i] < values[which];
		equal += !(values[i] < values[which]) && !(values[i] > values[which]);
	}
	return 2 * below + equal + 1;
}

static void
check_ranks (const double *values, gsize n)
{
	g_autofree guint32 *ranks = g_new (guint32, n);
	g_autofree guint64 *scratch = g_new (guint64, 2 * n);

	seg_ranks_twice (values, n, ranks, scratch);
	for (gsize i = 0; i < n; i++)
		g_assert_cmpuint (ranks[i], ==, rank_by_counting (values, n, i));
}

/* Values that differ only in bits that the words leave out, many ties, both zeros, both ends of what a double can hold. */
static void
test_ranks (void)
{
	enum { N = 1200 };
	double values[N];
	g_autoptr (SegRandom) random = seg_random_new (1, 1);

	for (int kind = 0; kind < 6; kind++) {
		for (gsize i = 0; i < N; i++) {
			double u = seg_random_uniform (random);

			values[i] = kind == 0 ? seg_random_gaussian (random) : kind == 1 ? floor (5 * u) : kind == 2 ? 1 + 1e-15 * floor (40 * u)
			            : kind == 3 ? (i % 2 == 0 ? 0.0 : -0.0) : kind == 4 ? exp (1400 * u - 700) * (i % 3 == 0 ? -1 : 1) : 7;
		}
		if (kind == 2)
			values[5] = 1e300; /* the range is wide, so that all others share their leading bits */
		check_ranks (values, N);
		check_ranks (values, 1);
	}
}

/* Properties -------------------------------------------------------------------------------------------------------------- */

static SegMatrix *
made (gsize n, gsize d)
{
	SegMatrix *matrix = seg_matrix_new (n, d, NULL);
	g_autoptr (SegRandom) random = seg_random_new (7, 3);

	for (gsize i = 0; i < n; i++) {
		double common = seg_random_gaussian (random);

		for (gsize j = 0; j < d; j++)
			seg_matrix_row (matrix, i)[j] = 1e6 + (double) (j % 4) * common + seg_random_gaussian (random);
	}
	return matrix;
}

static void
test_threads (void)
{
	g_autoptr (SegMatrix) matrix = made (20011, 11);
	guint usual = seg_parallel_threads ();

	for (int method = SEG_CORRELATION_PEARSON; method <= SEG_CORRELATION_SPEARMAN; method++) {
		g_autoptr (SegMatrix) first = NULL;
		const guint threads[] = { 1, 2, 3, 8 };

		for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
			g_autoptr (SegMatrix) result = NULL;

			seg_parallel_set_threads (threads[i]);
			result = seg_correlations (matrix, (SegCorrelationMethod) method, NULL, NULL);
			if (first == NULL)
				first = g_steal_pointer (&result);
			else
				g_assert_cmpint (memcmp (first->values, result->values, 11 * 11 * sizeof (double)), ==, 0);
		}
	}
	seg_parallel_set_threads (usual);
}

/* Ranks in the place of the values change nothing, and ranks they are. */
static void
test_in_place (void)
{
	g_autoptr (SegMatrix) matrix = made (20011, 11), same = made (20011, 11);
	g_autofree guint32 *ranks = g_new (guint32, 20011);
	g_autofree guint64 *scratch = g_new (guint64, 2 * 20011);
	g_autofree double *values = g_new (double, 20011);
	SegMatrix *apart[2], *within[2];

	g_assert_true (seg_correlations_both (matrix, apart, NULL, NULL));
	g_assert_cmpint (memcmp (matrix->values, same->values, 20011 * 11 * sizeof (double)), ==, 0);
	g_assert_true (seg_correlations_both_in_place (same, within, NULL, NULL));
	for (int method = SEG_CORRELATION_PEARSON; method <= SEG_CORRELATION_SPEARMAN; method++) {
		g_assert_cmpint (memcmp (apart[method]->values, within[method]->values, 11 * 11 * sizeof (double)), ==, 0);
		seg_matrix_free (apart[method]);
		seg_matrix_free (within[method]);
	}
	for (gsize row = 0; row < 20011; row++)
		values[row] = seg_matrix_row (matrix, row)[7];
	seg_ranks_twice (values, 20011, ranks, scratch);
	for (gsize row = 0; row < 20011; row++)
		g_assert_cmpfloat (seg_matrix_row (same, row)[7], ==, ranks[row]);
}

/* Far from zero and of few rows: what rounding would spoil first. */
static void
test_brute_force (void)
{
	g_autoptr (SegMatrix) matrix = made (300, 5), pearson = seg_correlations (matrix, SEG_CORRELATION_PEARSON, NULL, NULL);

	for (gsize a = 0; a < 5; a++)
		for (gsize b = 0; b < 5; b++) {
			long double mean[2] = { 0 }, product = 0, square[2] = { 0 };

			for (gsize i = 0; i < 300; i++) {
				mean[0] += seg_matrix_row (matrix, i)[a] / 300.0L;
				mean[1] += seg_matrix_row (matrix, i)[b] / 300.0L;
			}
			for (gsize i = 0; i < 300; i++) {
				long double x = seg_matrix_row (matrix, i)[a] - mean[0], y = seg_matrix_row (matrix, i)[b] - mean[1];

				product += x * y;
				square[0] += x * x;
				square[1] += y * y;
			}
			assert_close (seg_matrix_row (pearson, a)[b], (double) (product / sqrtl (square[0] * square[1])), 1e-12);
		}
}

static void
test_constant (void)
{
	g_autoptr (SegMatrix) matrix = made (50, 3), result = NULL;
	g_autoptr (SegCorrelationOrder) order = NULL;
	double factors[3];

	for (gsize i = 0; i < 50; i++)
		seg_matrix_row (matrix, i)[0] = 0.1;
	result = seg_correlations (matrix, SEG_CORRELATION_PEARSON, NULL, NULL);
	order = seg_correlation_order (result, 0.5);
	seg_variance_inflation (result, NULL, factors);
	for (gsize j = 0; j < 3; j++)
		g_assert_true (isnan (seg_matrix_row (result, 0)[j]));
	g_assert_cmpfloat (seg_matrix_row (result, 1)[1], ==, 1);
	g_assert_cmpuint (order->order[2], ==, 0);
	g_assert_cmpuint (order->groups[0], ==, 0);
	g_assert_true (isnan (factors[0]));
	g_assert_true (factors[1] >= 1);
}

/* A column that is the sum of two others follows exactly; the weights say so. */
static void
test_follows (void)
{
	g_autoptr (SegMatrix) matrix = made (200, 4), result = NULL;
	double factors[4], weights[4], deviation[4];

	for (gsize i = 0; i < 200; i++) {
		double *row = seg_matrix_row (matrix, i);

		row[2] = 2 * row[0] - row[1];
	}
	result = seg_correlations (matrix, SEG_CORRELATION_PEARSON, NULL, NULL);
	seg_variance_inflation (result, NULL, factors);
	g_assert_true (isfinite (factors[0]) && isfinite (factors[1]) && isfinite (factors[3]));
	g_assert_true (isinf (factors[2]));
	seg_variance_inflation_weights (result, NULL, 2, weights);
	for (gsize j = 0; j < 4; j++) {
		double mean = 0;

		deviation[j] = 0;
		for (gsize i = 0; i < 200; i++)
			mean += seg_matrix_row (matrix, i)[j] / 200;
		for (gsize i = 0; i < 200; i++)
			deviation[j] += pow (seg_matrix_row (matrix, i)[j] - mean, 2);
		deviation[j] = sqrt (deviation[j]);
	}
	assert_close (weights[0], 2 * deviation[0] / deviation[2], 1e-6);
	assert_close (weights[1], -deviation[1] / deviation[2], 1e-6);
	assert_close (weights[3], 0, 1e-6);
}

/* In each group all pairs are near; groups stand together in the order; every column stands there once. */
static void
test_order (void)
{
	g_autoptr (SegMatrix) matrix = made (2000, 12), result = seg_correlations (matrix, SEG_CORRELATION_SPEARMAN, NULL, NULL);
	g_autoptr (SegCorrelationOrder) order = seg_correlation_order (result, 0.8);
	gboolean seen[12] = { FALSE };

	g_assert_cmpuint (order->n_groups, ==, 1); /* columns 3, 7, 11: correlation 0.9; 2, 6, 10: 0.8 at most in theory */
	for (gsize a = 0; a < 12; a++) {
		g_assert_false (seen[order->order[a]]);
		seen[order->order[a]] = TRUE;
		for (gsize b = 0; b < 12; b++)
			if (order->groups[a] != 0 && order->groups[a] == order->groups[b])
				g_assert_cmpfloat (fabs (seg_matrix_row (result, a)[b]), >=, 0.8);
	}
	for (gsize place = 1, changes = 0; place < 12; place++) {
		changes += order->groups[order->order[place]] != order->groups[order->order[place - 1]];
		g_assert_cmpuint (changes, <=, 2);
	}
	g_assert_cmpuint (order->groups[3], ==, 1);
	g_assert_cmpuint (order->groups[7], ==, 1);
	g_assert_cmpuint (order->groups[11], ==, 1);
}

static void
test_errors (void)
{
	g_autoptr (SegMatrix) one = seg_matrix_new (1, 3, NULL), bad = made (10, 2);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	g_assert_null (seg_correlations (one, SEG_CORRELATION_PEARSON, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	seg_job_cancel (job);
	g_assert_null (seg_correlations (bad, SEG_CORRELATION_SPEARMAN, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	seg_matrix_row (bad, 4)[1] = NAN;
	g_assert_null (seg_correlations (bad, SEG_CORRELATION_SPEARMAN, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (reference_cases); i++) {
		g_autofree char *path = g_strconcat ("/correlation/reference/", reference_cases[i].name, NULL);

		g_test_add_data_func (path, &reference_cases[i], test_reference);
	}
	g_test_add_func ("/correlation/in-place", test_in_place);
	g_test_add_func ("/correlation/ranks", test_ranks);
	g_test_add_func ("/correlation/threads", test_threads);
	g_test_add_func ("/correlation/brute-force", test_brute_force);
	g_test_add_func ("/correlation/constant", test_constant);
	g_test_add_func ("/correlation/follows", test_follows);
	g_test_add_func ("/correlation/order", test_order);
	g_test_add_func ("/correlation/errors", test_errors);
	return g_test_run ();
}
