/* Principal components against reference figures, by their properties, and at their limits. */
#include <config.h>

#include "feature-fixture.h"

#include <segscope/parallel.h>
#include <segscope/random.h>

static const char *const inputs[] = { "iris", "wholesale_z", "wholesale_logz", "mall_z", "telco_z", "xapi", "shoppers_logz" };
static const char *const kinds[] = { "covariance", "correlation" };

/* Each column to mean 0 and deviation 1 (divisor n - 1). */
static void
standardise (SegMatrix *matrix)
{
	double n = (double) matrix->n_rows;

	for (gsize j = 0; j < matrix->n_columns; j++) {
		double mean = 0, square = 0;

		for (gsize i = 0; i < matrix->n_rows; i++)
			mean += seg_matrix_row (matrix, i)[j] / n;
		for (gsize i = 0; i < matrix->n_rows; i++)
			square += pow (seg_matrix_row (matrix, i)[j] - mean, 2);
		for (gsize i = 0; i < matrix->n_rows; i++)
			seg_matrix_row (matrix, i)[j] = (seg_matrix_row (matrix, i)[j] - mean) / sqrt (square / (n - 1));
	}
}

static SegMatrix *
read_matrix (const char *input, gsize n_columns)
{
	g_autofree char *name = g_strdup_printf ("reference/inputs/%s.csv", input);
	g_autoptr (Table) table = table_read (name);
	SegMatrix *matrix = seg_matrix_new (table->n_rows, n_columns, NULL);

	for (gsize i = 0; i < table->n_rows; i++)
		for (gsize j = 0; j < n_columns; j++)
			seg_matrix_row (matrix, i)[j] = g_ascii_strtod (table->rows[i][j], NULL);
	return matrix;
}

static void
check_eigenvalues (const SegPca *pca, const char *input, const char *kind)
{
	g_autoptr (Table) table = table_read ("reference/pca_lda/pca.csv");
	gsize n_checked = 0;

	for (gsize row = 0; row < table->n_rows; row++) {
		gsize component = (gsize) table_number (table, row, "component") - 1;

		if (strcmp (table_text (table, row, "input"), input) != 0 || strcmp (table_text (table, row, "kind"), kind) != 0)
			continue;
		g_assert_cmpfloat (fabs (pca->eigenvalues[component] - table_number (table, row, "eigenvalue")), <=, 1e-9 * pca->eigenvalues[0]);
		g_assert_cmpfloat (fabs (pca->shares[component] - table_number (table, row, "share")), <=, 1e-9);
		n_checked++;
	}
	g_assert_cmpuint (n_checked, ==, pca->n_components);
}

static void
check_table (const SegMatrix *matrix, const char *folder, const char *input, const char *kind, double tolerance)
{
	g_autofree char *name = g_strdup_printf ("reference/pca_lda/%s/%s_%s.csv", folder, input, kind);
	g_autoptr (Table) table = table_read (name);

	for (gsize i = 0; i < table->n_rows; i++)
		for (gsize j = 0; j < matrix->n_columns; j++)
			g_assert_cmpfloat (fabs (seg_matrix_row (matrix, i)[j] - g_ascii_strtod (table->rows[i][j], NULL)), <=, tolerance);
}

/* scikit-learn and R: shared/reference/pca_lda. */
static void
test_reference (gconstpointer data)
{
	const char *input = data;

	for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++) {
		g_autofree char *name = g_strdup_printf ("reference/pca_lda/loadings/%s_%s.csv", input, kinds[k]);
		g_autoptr (Table) loadings = table_read (name);
		g_autoptr (SegMatrix) matrix = NULL;
		g_autoptr (SegPca) pca = NULL;

		if (loadings == NULL)
			return;
		matrix = read_matrix (input, loadings->n_rows);
		if (k == 1)
			standardise (matrix);
		pca = seg_pca (matrix, loadings->n_rows, NULL, NULL);
		g_assert_nonnull (pca);
		check_eigenvalues (pca, input, kinds[k]);
		check_table (pca->loadings, "loadings", input, kinds[k], 1e-7);
		check_table (pca->scores, "scores", input, kinds[k], 1e-7 * MAX (1, sqrt (pca->eigenvalues[0])));
	}
}

static SegMatrix *
random_matrix (gsize n, gsize d, guint64 seed)
{
	SegMatrix *matrix = seg_matrix_new (n, d, NULL);
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);

	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < d; j++)
			seg_matrix_row (matrix, i)[j] = 1e6 + (double) (j + 1) * seg_random_gaussian (random)
			                                + (j > 0 ? seg_matrix_row (matrix, i)[j - 1] - 1e6 : 0);
	return matrix;
}

static double
dot (const SegMatrix *matrix, gsize a, gsize b)
{
	double total = 0;

	for (gsize i = 0; i < matrix->n_rows; i++)
		total += seg_matrix_row (matrix, i)[a] * seg_matrix_row (matrix, i)[b];
	return total;
}

/* Far from zero, over several blocks: loadings are orthonormal, scores uncorrelated with the eigenvalues as variances. */
static void
test_properties (void)
{
	g_autoptr (SegMatrix) matrix = random_matrix (5000, 7, 1);
	g_autoptr (SegPca) pca = seg_pca (matrix, 7, NULL, NULL);
	double total = 0;

	for (gsize a = 0; a < 7; a++) {
		total += pca->shares[a];
		g_assert_true (a == 0 || pca->eigenvalues[a] <= pca->eigenvalues[a - 1]);
		for (gsize b = 0; b < 7; b++) {
			assert_close (dot (pca->loadings, a, b), a == b ? 1 : 0, 1e-12);
			assert_close (dot (pca->scores, a, b) / 4999 / pca->eigenvalues[0], a == b ? pca->eigenvalues[a] / pca->eigenvalues[0] : 0,
			              1e-10);
		}
	}
	assert_close (total, 1, 1e-13);
}

static void
test_threads (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegMatrix) matrix = random_matrix (70001, 9, 2);
	g_autoptr (SegPca) first = NULL;

	for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
		g_autoptr (SegPca) pca = NULL;

		seg_parallel_set_threads (threads[t]);
		pca = seg_pca (matrix, 2, NULL, NULL);
		if (first == NULL) {
			first = g_steal_pointer (&pca);
			continue;
		}
		g_assert_cmpint (memcmp (first->eigenvalues, pca->eigenvalues, 9 * sizeof (double)), ==, 0);
		g_assert_cmpint (memcmp (first->loadings->values, pca->loadings->values, 18 * sizeof (double)), ==, 0);
		g_assert_cmpint (memcmp (first->scores->values, pca->scores->values, 140002 * sizeof (double)), ==, 0);
	}
	seg_parallel_set_threads (0);
}

/* A constant and a repeated column: no variance is made up. */
static void
test_degenerate (void)
{
	g_autoptr (SegMatrix) matrix = seg_matrix_new (4, 3, NULL);
	g_autoptr (SegPca) pca = NULL;
	const double x[] = { 1, 2, 4, 9 };

	for (gsize i = 0; i < 4; i++) {
		seg_matrix_row (matrix, i)[0] = x[i];
		seg_matrix_row (matrix, i)[1] = 5;
		seg_matrix_row (matrix, i)[2] = -x[i];
	}
	pca = seg_pca (matrix, 3, NULL, NULL);
	assert_close (pca->eigenvalues[0], 2 * 38.0 / 3, 1e-14);
	assert_close (pca->shares[0], 1, 1e-14);
	assert_close (pca->eigenvalues[2], 0, 1e-14);
	assert_close (seg_matrix_row (pca->loadings, 0)[0], sqrt (0.5), 1e-14); /* of an equal pair the first is positive */
	assert_close (seg_matrix_row (pca->loadings, 2)[0], -sqrt (0.5), 1e-14);
}

static void
test_all_constant (void)
{
	g_autoptr (SegMatrix) matrix = seg_matrix_new (3, 2, NULL);
	g_autoptr (SegPca) pca = seg_pca (matrix, 2, NULL, NULL);

	g_assert_cmpfloat (pca->eigenvalues[0], ==, 0);
	g_assert_cmpfloat (pca->shares[0], ==, 0);
	g_assert_cmpfloat (pca->scores->values[0], ==, 0);
}

static void
test_errors (void)
{
	g_autoptr (SegMatrix) matrix = random_matrix (5, 2, 3), one = seg_matrix_new (1, 2, NULL);
	g_autoptr (SegJob) job = seg_job_new ();
	GError *error = NULL;

	g_assert_null (seg_pca (matrix, 0, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "between 1 and 2");
	g_assert_null (seg_pca (matrix, 3, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "not 3");
	g_assert_null (seg_pca (one, 1, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "two users");
	seg_job_cancel (job);
	g_assert_null (seg_pca (matrix, 1, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	seg_matrix_row (matrix, 3)[1] = NAN;
	g_assert_null (seg_pca (matrix, 1, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "Row 4, column 2");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++) {
		g_autofree char *path = g_strdup_printf ("/pca/reference/%s", inputs[i]);

		g_test_add_data_func (path, inputs[i], test_reference);
	}
	g_test_add_func ("/pca/properties", test_properties);
	g_test_add_func ("/pca/threads", test_threads);
	g_test_add_func ("/pca/degenerate", test_degenerate);
	g_test_add_func ("/pca/all-constant", test_all_constant);
	g_test_add_func ("/pca/errors", test_errors);
	return g_test_run ();
}
