/* Random streams: the same on every machine, unlike one another, without bias. And matrices, which they fill. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/matrix.h>
#include <segscope/random.h>

#include <math.h>

#include "support/folder.h"

/* Kept results depend on these values: a change here makes every recorded seed mean something else. */
static void
test_pinned (void)
{
	g_autoptr (SegRandom) random = seg_random_new (1, 0);
	gsize order[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	static const gsize expected[] = { 5, 3, 4, 1, 7, 2, 0, 6 };

	g_assert_cmphex (seg_random_mix (0), ==, G_GUINT64_CONSTANT (0xE220A8397B1DCDAF)); /* first output of splitmix64 from 0 */
	g_assert_cmphex (seg_random_mix (G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)), ==,
	                 G_GUINT64_CONSTANT (0x6E789E6AA1B965F4)); /* the second */
	g_assert_cmpfloat (seg_random_uniform (random), ==, 0.66887220227367772);
	g_assert_cmpuint (seg_random_below (random, 1000000), ==, 820893);
	g_assert_cmpfloat (seg_random_gaussian (random), ==, 0.3130900930401227);
	seg_random_shuffle (random, order, G_N_ELEMENTS (order));
	for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
		g_assert_cmpuint (order[i], ==, expected[i]);
}

static void
test_streams (void)
{
	g_autoptr (SegRandom) a = seg_random_new (5, 0), same = seg_random_new (5, 0);
	g_autoptr (SegRandom) stream = seg_random_new (5, 1), seed = seg_random_new (6, 0);
	guint equal_stream = 0, equal_seed = 0;

	for (int i = 0; i < 1000; i++) {
		double value = seg_random_uniform (a);

		g_assert_true (value == seg_random_uniform (same));
		equal_stream += value == seg_random_uniform (stream);
		equal_seed += value == seg_random_uniform (seed);
	}
	g_assert_cmpuint (equal_stream + equal_seed, ==, 0);
}

static void
test_uniform (void)
{
	enum { N = 200000, CELLS = 50 };
	g_autoptr (SegRandom) random = seg_random_new (3, 9);
	double sum = 0, chi = 0;
	guint cells[CELLS] = { 0 };

	for (int i = 0; i < N; i++) {
		double value = seg_random_uniform (random);

		g_assert_true (value >= 0 && value < 1);
		sum += value;
		cells[(int) (value * CELLS)]++;
	}
	g_assert_cmpfloat_with_epsilon (sum / N, 0.5, 5 / sqrt (12.0 * N)); /* five standard errors */
	for (int i = 0; i < CELLS; i++)
		chi += pow (cells[i] - (double) N / CELLS, 2) / ((double) N / CELLS);
	g_assert_cmpfloat (chi, <, 49 + 5 * sqrt (2 * 49.0));
}

static void
test_below (void)
{
	enum { N = 60000, FACES = 6 };
	g_autoptr (SegRandom) random = seg_random_new (4, 4);
	guint faces[FACES] = { 0 };

	for (int i = 0; i < N; i++)
		faces[seg_random_below (random, FACES)]++;
	for (int i = 0; i < FACES; i++)
		g_assert_cmpfloat_with_epsilon (faces[i], (double) N / FACES, 5 * sqrt (N * 5.0 / 36));
	for (int i = 0; i < 100; i++)
		g_assert_cmpuint (seg_random_below (random, 1), ==, 0);
	g_assert_cmpuint (seg_random_below (random, G_MAXSIZE), <, G_MAXSIZE);
}

static void
test_gaussian (void)
{
	enum { N = 200000 };
	g_autoptr (SegRandom) random = seg_random_new (8, 0);
	double sum = 0, squares = 0;
	guint outside = 0;

	for (int i = 0; i < N; i++) {
		double value = seg_random_gaussian (random);

		sum += value;
		squares += value * value;
		outside += fabs (value) > 1.959963985;
	}
	g_assert_cmpfloat_with_epsilon (sum / N, 0, 5 / sqrt (N));
	g_assert_cmpfloat_with_epsilon (squares / N, 1, 5 * sqrt (2.0 / N));
	g_assert_cmpfloat_with_epsilon ((double) outside / N, 0.05, 5 * sqrt (0.05 * 0.95 / N));
}

/* Every order of three is as likely as another, and nothing gets lost. */
static void
test_shuffle (void)
{
	enum { N = 30000 };
	g_autoptr (SegRandom) random = seg_random_new (2, 2);
	guint orders[27] = { 0 }, n_orders = 0;

	for (int i = 0; i < N; i++) {
		gsize values[] = { 0, 1, 2 };

		seg_random_shuffle (random, values, 3);
		g_assert_cmpuint (values[0] + values[1] + values[2], ==, 3);
		orders[values[0] * 9 + values[1] * 3 + values[2]]++;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
		if (orders[i] > 0) {
			n_orders++;
			g_assert_cmpfloat_with_epsilon (orders[i], N / 6.0, 5 * sqrt (N * 5.0 / 36));
		}
	g_assert_cmpuint (n_orders, ==, 6);
	seg_random_shuffle (random, NULL, 0);
}

static void
test_matrix (void)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegMatrix) matrix = seg_matrix_new (3, 2, &error), empty = seg_matrix_new (0, 5, &error);

	g_assert_no_error (error);
	g_assert_nonnull (empty);
	for (gsize i = 0; i < 6; i++)
		g_assert_cmpfloat (matrix->values[i], ==, 0);
	g_assert_true (seg_matrix_row (matrix, 2) == matrix->values + 4);
	g_assert_true (seg_matrix_check_finite (matrix, &error));
	matrix->values[3] = NAN;
	g_assert_false (seg_matrix_check_finite (matrix, &error));
	test_error (&error, SEG_ERROR_DATA, "Row 2, column 2");
	matrix->values[3] = 0;
	matrix->values[5] = -INFINITY;
	g_assert_false (seg_matrix_check_finite (matrix, &error));
	test_error (&error, SEG_ERROR_DATA, "Row 3, column 2");
}

static void
test_matrix_too_large (void)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_matrix_new (G_MAXSIZE / 2, 5, &error));
	test_error (&error, SEG_ERROR_MEMORY, "Not enough memory");
	g_assert_null (seg_matrix_new (G_MAXSIZE / 64, 2, &error));
	test_error (&error, SEG_ERROR_MEMORY, "MB");
	seg_matrix_free (NULL);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/random/pinned", test_pinned);
	g_test_add_func ("/random/streams", test_streams);
	g_test_add_func ("/random/uniform", test_uniform);
	g_test_add_func ("/random/below", test_below);
	g_test_add_func ("/random/gaussian", test_gaussian);
	g_test_add_func ("/random/shuffle", test_shuffle);
	g_test_add_func ("/matrix/basics", test_matrix);
	g_test_add_func ("/matrix/too-large", test_matrix_too_large);
	return g_test_run ();
}
