/* Components by three routes, how many to keep, and discriminants: against reference figures, against each other, by their
 * properties. */
#include <config.h>

#include "feature-fixture.h"
#include "feature/reduction-private.h"
#include "support/figures.h"

#include <segscope/parallel.h>
#include <segscope/processor.h>
#include <segscope/random.h>

#include <lapacke.h>

/* Inputs ------------------------------------------------------------------------------------------------------------- */

/* All columns of a reference input but @label, if it has that one. */
static SegMatrix *
read_input (const char *input, gsize n_columns)
{
	g_autofree char *name = g_strdup_printf ("reference/inputs/%s.csv", input);
	g_autoptr (Table) table = table_read (name);
	SegMatrix *matrix;

	if (table == NULL)
		return NULL;
	matrix = seg_matrix_new (table->n_rows, n_columns, NULL);
	for (gsize i = 0; i < table->n_rows; i++)
		for (gsize j = 0; j < n_columns; j++)
			seg_matrix_row (matrix, i)[j] = g_ascii_strtod (table->rows[i][j], NULL);
	return matrix;
}

/* Columns of falling variance that depend on each other a little, far from zero. */
static SegMatrix *
mixed_matrix (gsize n, gsize d, guint64 seed)
{
	SegMatrix *matrix = seg_matrix_new (n, d, NULL);
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);

	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < d; j++)
			seg_matrix_row (matrix, i)[j] = 100 + seg_random_gaussian (random) / (1 + 0.5 * (double) j)
			                                + (j > 0 ? 0.3 * (seg_matrix_row (matrix, i)[j - 1] - 100) : 0);
	return matrix;
}

/* A few strong directions over @d columns, and noise. */
static SegMatrix *
low_rank_matrix (gsize n, gsize d, gsize rank, double noise, guint64 seed)
{
	SegMatrix *matrix = seg_matrix_new (n, d, NULL);
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	g_autofree double *directions = g_new (double, rank * d);

	for (gsize i = 0; i < rank * d; i++)
		directions[i] = seg_random_gaussian (random);
	for (gsize i = 0; i < n; i++) {
		for (gsize r = 0; r < rank; r++) {
			double weight = seg_random_gaussian (random) * (double) (rank - r);

			for (gsize j = 0; j < d; j++)
				seg_matrix_row (matrix, i)[j] += weight * directions[r * d + j];
		}
		for (gsize j = 0; j < d; j++)
			seg_matrix_row (matrix, i)[j] += noise * seg_random_gaussian (random) + (double) j;
	}
	return matrix;
}

static SegPca *
pca_of (const SegMatrix *matrix, gsize n, gboolean correlation, SegPcaMethod method)
{
	SegPcaOptions options = seg_pca_options_defaults ();
	GError *error = NULL;
	SegPca *pca;

	options.n_components = n;
	options.correlation = correlation;
	options.method = method;
	pca = seg_pca_run (matrix, &options, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (pca->method, ==, method == SEG_PCA_AUTO ? pca->method : method);
	return pca;
}

static void
assert_same_components (const SegPca *a, const SegPca *b, gsize n, double tolerance)
{
	for (gsize i = 0; i < n; i++) {
		g_assert_cmpfloat (fabs (a->eigenvalues[i] - b->eigenvalues[i]), <=, tolerance * b->eigenvalues[0]);
		g_assert_cmpfloat (fabs (a->shares[i] - b->shares[i]), <=, tolerance);
		for (gsize j = 0; j < a->loadings->n_rows; j++)
			g_assert_cmpfloat (fabs (seg_matrix_row (a->loadings, j)[i] - seg_matrix_row (b->loadings, j)[i]), <=, 1e3 * tolerance);
	}
	for (gsize row = 0; row < a->scores->n_rows; row++)
		for (gsize i = 0; i < n; i++)
			assert_close (seg_matrix_row (a->scores, row)[i], seg_matrix_row (b->scores, row)[i], 1e4 * tolerance);
}

/* Components --------------------------------------------------------------------------------------------------------- */

/* The correlation of raw columns: shared/reference/pca_lda. */
static void
test_correlation (gconstpointer data)
{
	const char *input = data;
	g_autofree char *name = g_strdup_printf ("reference/pca_lda/loadings/%s_correlation.csv", input);
	g_autofree char *scores_name = g_strdup_printf ("reference/pca_lda/scores/%s_correlation.csv", input);
	g_autoptr (Table) loadings = table_read (name), scores = table_read (scores_name);
	g_autoptr (SegMatrix) matrix = NULL;
	g_autoptr (SegPca) pca = NULL;

	if (loadings == NULL)
		return;
	matrix = read_input (input, loadings->n_rows);
	pca = pca_of (matrix, 0, TRUE, SEG_PCA_COVARIANCE);
	for (gsize i = 0; i < loadings->n_rows; i++)
		for (gsize j = 0; j < loadings->n_rows; j++)
			g_assert_cmpfloat (fabs (seg_matrix_row (pca->loadings, i)[j] - g_ascii_strtod (loadings->rows[i][j], NULL)), <=, 1e-7);
	for (gsize i = 0; i < scores->n_rows; i++)
		for (gsize j = 0; j < loadings->n_rows; j++)
			assert_close (seg_matrix_row (pca->scores, i)[j], g_ascii_strtod (scores->rows[i][j], NULL), 1e-6);
}

/* The exact one is LAPACK's singular values of the centred matrix. */
static void
test_routes (void)
{
	const gsize shapes[][2] = { { 40, 7 }, { 30, 100 }, { 5, 300 }, { 200, 33 } };

	for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++) {
		gsize n = shapes[s][0], d = shapes[s][1], rank = MIN (n - 1, d);
		g_autoptr (SegMatrix) matrix = mixed_matrix (n, d, s), centred = mixed_matrix (n, d, s);
		g_autoptr (SegPca) covariance = pca_of (matrix, MIN (rank, 4), FALSE, SEG_PCA_COVARIANCE);
		g_autoptr (SegPca) rows = pca_of (matrix, MIN (rank, 4), FALSE, SEG_PCA_ROWS);
		g_autofree double *singular = g_new (double, n + d), *scratch = g_new (double, n + d);

		for (gsize j = 0; j < d; j++)
			for (gsize i = 0; i < n; i++)
				seg_matrix_row (centred, i)[j] -= covariance->means[j];
		g_assert_cmpint (LAPACKE_dgesvd (LAPACK_ROW_MAJOR, 'N', 'N', (lapack_int) n, (lapack_int) d, centred->values, (lapack_int) d, singular,
		                                 NULL, 1, NULL, 1, scratch), ==, 0);
		for (gsize i = 0; i < rank; i++)
			g_assert_cmpfloat (fabs (covariance->eigenvalues[i] - singular[i] * singular[i] / (double) (n - 1)), <=,
			                   1e-12 * covariance->eigenvalues[0]);
		assert_same_components (rows, covariance, MIN (rank, 4), 1e-10);
	}
}

static void
test_rows_of_correlation (void)
{
	g_autoptr (SegMatrix) matrix = mixed_matrix (25, 60, 3);
	g_autoptr (SegPca) covariance = pca_of (matrix, 5, TRUE, SEG_PCA_COVARIANCE), rows = pca_of (matrix, 5, TRUE, SEG_PCA_ROWS);

	assert_same_components (rows, covariance, 5, 1e-10);
}

static void
test_randomised (void)
{
	for (int correlation = 0; correlation <= 1; correlation++) {
		g_autoptr (SegMatrix) matrix = low_rank_matrix (700, 120, 5, 0.5, 9);
		g_autoptr (SegPca) exact = pca_of (matrix, 5, correlation, SEG_PCA_COVARIANCE);
		g_autoptr (SegPca) random = pca_of (matrix, 5, correlation, SEG_PCA_RANDOMISED);
		SegPcaOptions options = seg_pca_options_defaults ();
		g_autoptr (SegPca) other = NULL;

		assert_same_components (random, exact, 5, 1e-8);
		g_assert_true (isnan (random->eigenvalues[5]) && isnan (random->shares[5]));
		options.n_components = 5;
		options.correlation = correlation;
		options.method = SEG_PCA_RANDOMISED;
		options.seed = 77;
		other = seg_pca_run (matrix, &options, NULL, NULL);
		assert_same_components (random, other, 5, 1e-8);
	}
}

/* Eigenvalues that do not fall: the exact way is taken, and said. */
static void
test_unsettled (void)
{
	g_autoptr (SegMatrix) matrix = seg_matrix_new (200, 100, NULL);
	SegPcaOptions options = { .n_components = 2, .method = SEG_PCA_RANDOMISED, .seed = 1 };
	g_autoptr (SegPca) pca = NULL;

	for (gsize i = 0; i < 200; i++)
		seg_matrix_row (matrix, i)[i % 100] = (i < 100 ? 1 : -1) * (1 - 1e-5 * (double) (i % 100));
	pca = seg_pca_run (matrix, &options, NULL, NULL);
	g_assert_nonnull (pca);
	g_assert_null (pca->scores);
	g_assert_cmpint (pca->method, ==, SEG_PCA_COVARIANCE);
	assert_close (pca->eigenvalues[99] / pca->eigenvalues[0], pow (1 - 99e-5, 2), 1e-12);
}

/* Kernels and threads change no bit; projecting the same rows gives the scores. */
static void
test_same_bits (void)
{
	const gsize widths[] = { 1, 3, 17, 40 };

	for (gsize w = 0; w < G_N_ELEMENTS (widths); w++) {
		g_autoptr (SegMatrix) matrix = mixed_matrix (3333, widths[w], 5);
		g_autoptr (SegPca) first = NULL;

		for (SegProcessor processor = 0; processor < SEG_N_PROCESSORS; processor++)
			for (guint threads = 1; threads <= 8; threads = threads * 2 + (threads == 1 ? 1 : 0)) {
				g_autoptr (SegPca) pca = NULL;
				g_autoptr (SegMatrix) again = NULL;

				if (!seg_processor_is_supported (processor))
					continue;
				seg_processor_choose (processor);
				seg_parallel_set_threads (threads);
				pca = pca_of (matrix, 0, TRUE, SEG_PCA_COVARIANCE);
				if (first == NULL)
					first = pca_of (matrix, 0, TRUE, SEG_PCA_COVARIANCE);
				again = seg_pca_project (first, matrix, NULL, NULL);
				test_same_bytes (pca->eigenvalues, first->eigenvalues, widths[w] * sizeof (double));
				test_same_bytes (pca->scores->values, first->scores->values, 3333 * widths[w] * sizeof (double));
				test_same_bytes (pca->scores->values, again->values, 3333 * widths[w] * sizeof (double));
			}
	}
	seg_processor_choose (SEG_N_PROCESSORS);
	seg_parallel_set_threads (0);
}

/* Rows that come later get the place they would have had, one by one. */
static void
test_project_new (void)
{
	g_autoptr (SegMatrix) matrix = mixed_matrix (500, 6, 8), one = seg_matrix_new (1, 6, NULL), wrong = seg_matrix_new (1, 5, NULL), scores = NULL;
	g_autoptr (SegPca) pca = pca_of (matrix, 3, TRUE, SEG_PCA_COVARIANCE);
	g_autoptr (GError) error = NULL;

	for (gsize j = 0; j < 6; j++)
		one->values[j] = 90 + (double) j;
	scores = seg_pca_project (pca, one, NULL, NULL);
	for (gsize c = 0; c < 3; c++) {
		double expected = 0;

		for (gsize j = 0; j < 6; j++)
			expected += (one->values[j] - pca->means[j]) / pca->scales[j] * seg_matrix_row (pca->loadings, j)[c];
		assert_close (scores->values[c], expected, 1e-12);
	}
	g_assert_null (seg_pca_project (pca, wrong, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
}

static void
test_constant_columns (void)
{
	g_autoptr (SegMatrix) matrix = mixed_matrix (3000, 4, 2);
	g_autoptr (SegPca) pca = NULL;
	g_autoptr (SegParallelAnalysis) analysis = NULL;

	for (gsize i = 0; i < 3000; i++)
		seg_matrix_row (matrix, i)[1] = 1e9 + 0.1;
	pca = pca_of (matrix, 0, TRUE, SEG_PCA_COVARIANCE);
	g_assert_cmpfloat (pca->eigenvalues[3], ==, 0);
	g_assert_cmpfloat (pca->means[1], ==, 1e9 + 0.1);
	assert_close (pca->eigenvalues[0] + pca->eigenvalues[1] + pca->eigenvalues[2], 3, 1e-12);
	for (gsize c = 0; c < 3; c++)
		g_assert_cmpfloat (seg_matrix_row (pca->loadings, 1)[c], ==, 0);
	analysis = seg_parallel_analysis (matrix, 50, 1, NULL, NULL);
	g_assert_cmpfloat (analysis->quantiles[3], ==, 0);
	g_assert_cmpfloat (analysis->quantiles[2], >, 0.5);
}

/* How many ----------------------------------------------------------------------------------------------------------- */

/* numpy and psych: shared/reference/pca_lda/parallel_analysis.csv; thresholds are random, so within 0.02. */
static void
test_parallel_reference (void)
{
	const char *const inputs[] = { "iris", "wholesale_logz", "xapi", "telco_z" };
	g_autoptr (Table) table = table_read ("reference/pca_lda/parallel_analysis.csv");

	for (gsize k = 0; table != NULL && k < G_N_ELEMENTS (inputs); k++) {
		g_autoptr (SegParallelAnalysis) analysis = NULL;
		g_autoptr (SegMatrix) matrix = NULL;
		gsize d = 0, i = 0;

		for (gsize row = 0; row < table->n_rows; row++)
			d += strcmp (table_text (table, row, "input"), inputs[k]) == 0;
		matrix = read_input (inputs[k], d);
		analysis = seg_parallel_analysis (matrix, 2000, 1, NULL, NULL);
		for (gsize row = 0; row < table->n_rows; row++) {
			if (strcmp (table_text (table, row, "input"), inputs[k]) != 0)
				continue;
			assert_close (analysis->eigenvalues[i], table_number (table, row, "eigenvalue"), 1e-9);
			g_assert_cmpfloat (fabs (analysis->means[i] - table_number (table, row, "normal_mean")), <=, 0.02);
			g_assert_cmpfloat (fabs (analysis->quantiles[i] - table_number (table, row, "normal_q95")), <=, 0.02);
			g_assert_cmpuint (analysis->n_keep, ==, (gsize) table_number (table, row, "keep_by_q95"));
			i++;
		}
		g_assert_cmpuint (i, ==, d);
	}
}

/* By brute force: eigenvalues of correlations of numbers that are really drawn. */
static void
check_against_drawn (gsize n, gsize d)
{
	g_autoptr (SegMatrix) matrix = mixed_matrix (n, d, 1);
	g_autoptr (SegParallelAnalysis) analysis = seg_parallel_analysis (matrix, 1000, 4, NULL, NULL);
	g_autofree double *means = g_new0 (double, d);

	for (guint set = 0; set < 400; set++) {
		g_autoptr (SegRandom) random = seg_random_new (99, set);
		g_autoptr (SegPca) pca = NULL;

		for (gsize i = 0; i < n * d; i++)
			matrix->values[i] = seg_random_gaussian (random);
		pca = pca_of (matrix, 1, TRUE, SEG_PCA_COVARIANCE);
		for (gsize i = 0; i < d; i++)
			means[i] += pca->eigenvalues[i] / 400;
	}
	for (gsize i = 0; i < d; i++) {
		g_assert_cmpfloat (fabs (means[i] - analysis->means[i]), <=, 0.05);
		g_assert_cmpfloat (analysis->quantiles[i], >=, analysis->means[i] - 1e-9);
	}
}

static void
test_parallel_drawn (void)
{
	check_against_drawn (20, 6);
	check_against_drawn (6, 9); /* fewer rows than columns */
	check_against_drawn (2, 3);
}

static void
test_parallel_same_bits (void)
{
	g_autoptr (SegMatrix) matrix = low_rank_matrix (300, 12, 2, 0.5, 6);
	g_autoptr (SegParallelAnalysis) first = seg_parallel_analysis (matrix, 100, 1, NULL, NULL), other = NULL;

	g_assert_cmpuint (first->n_keep, ==, 2);
	for (guint threads = 1; threads <= 3; threads++) {
		g_autoptr (SegParallelAnalysis) again = NULL;

		seg_parallel_set_threads (threads);
		again = seg_parallel_analysis (matrix, 100, 1, NULL, NULL);
		test_same_bytes (again->quantiles, first->quantiles, 12 * sizeof (double));
		test_same_bytes (again->means, first->means, 12 * sizeof (double));
	}
	seg_parallel_set_threads (0);
	other = seg_parallel_analysis (matrix, 100, 2, NULL, NULL);
	g_assert_cmpfloat (other->means[0], !=, first->means[0]);
}

/* Discriminants ------------------------------------------------------------------------------------------------------- */

static gint32 *
read_labels (const char *input, guint *n_groups)
{
	g_autofree char *name = g_strdup_printf ("reference/inputs/%s.csv", input);
	g_autoptr (Table) table = table_read (name);
	gint32 *labels;

	if (table == NULL)
		return NULL;
	labels = g_new (gint32, table->n_rows);
	*n_groups = 0;
	for (gsize row = 0; row < table->n_rows; row++) {
		labels[row] = (gint32) table_number (table, row, "label") - 1;
		g_assert_cmpint (labels[row], >=, 0);
		*n_groups = MAX (*n_groups, (guint) labels[row] + 1);
	}
	return labels;
}

static void
check_lda (const SegLda *lda, const char *input)
{
	g_autoptr (Table) table = table_read ("reference/pca_lda/lda.csv");
	g_autofree char *name = g_strdup_printf ("reference/pca_lda/lda/%s.csv", input);
	g_autofree char *scores_name = g_strdup_printf ("reference/pca_lda/lda/%s_scores.csv", input);
	g_autoptr (Table) directions = table_read (name), scores = table_read (scores_name);
	gsize n_checked = 0;

	for (gsize row = 0; row < table->n_rows; row++) {
		gsize i = (gsize) table_number (table, row, "direction") - 1;

		if (strcmp (table_text (table, row, "input"), input) != 0)
			continue;
		g_assert_cmpfloat (fabs (lda->eigenvalues[i] - table_number (table, row, "eigenvalue")), <=, 1e-9 * lda->eigenvalues[0]);
		assert_close (lda->shares[i], table_number (table, row, "share"), 1e-9);
		assert_close (lda->canonical[i], table_number (table, row, "canonical_correlation"), 1e-9);
		assert_close (lda->wilks, table_number (table, row, "wilks_lambda"), 1e-9);
		assert_close (lda->accuracy, table_number (table, row, "accuracy_on_the_same_rows"), 1e-12);
		n_checked++;
	}
	g_assert_cmpuint (n_checked, ==, lda->n_directions);
	for (gsize i = 0; i < directions->n_rows; i++)
		for (gsize j = 0; j < lda->n_directions; j++)
			assert_close (seg_matrix_row (lda->directions, i)[j], g_ascii_strtod (directions->rows[i][j], NULL), 1e-7);
	for (gsize i = 0; i < scores->n_rows; i++)
		for (gsize j = 0; j < lda->n_directions; j++)
			assert_close (seg_matrix_row (lda->scores, (gsize) g_ascii_strtoll (scores->rows[i][0], NULL, 10))[j],
			              g_ascii_strtod (scores->rows[i][j + 1], NULL), 1e-6);
}

/* scikit-learn and R: shared/reference/pca_lda. */
static void
test_lda_reference (gconstpointer data)
{
	const char *input = data;
	g_autofree char *name = g_strdup_printf ("reference/pca_lda/lda/%s.csv", input);
	g_autoptr (Table) directions = table_read (name);
	g_autoptr (SegMatrix) matrix = NULL;
	g_autoptr (SegLda) lda = NULL;
	g_autofree gint32 *labels = NULL;
	guint n_groups;

	if (directions == NULL || (labels = read_labels (input, &n_groups)) == NULL)
		return;
	matrix = read_input (input, directions->n_rows);
	lda = seg_lda (matrix, labels, n_groups, NULL, NULL);
	g_assert_nonnull (lda);
	check_lda (lda, input);
}

/* A column that is the sum of two others, a constant, rows without a group: directions and scores as without them. */
static void
test_lda_dependent (void)
{
	gsize n = 240;
	g_autoptr (SegMatrix) plain = seg_matrix_new (n, 3, NULL), more = seg_matrix_new (n, 5, NULL);
	g_autoptr (SegRandom) random = seg_random_new (1, 1);
	g_autofree gint32 *labels = g_new (gint32, n);
	g_autoptr (SegLda) first = NULL, second = NULL;

	for (gsize i = 0; i < n; i++) {
		double *x = seg_matrix_row (plain, i), *y = seg_matrix_row (more, i);

		labels[i] = (gint32) (i % 4) - (i >= 200 ? 100 : 0);
		for (gsize j = 0; j < 3; j++)
			x[j] = y[j] = seg_random_gaussian (random) + (double) ((i % 4) * (j == 0 ? 2 : 1) % 3);
		y[3] = y[0] + y[1];
		y[4] = 7;
	}
	first = seg_lda (plain, labels, 4, NULL, NULL);
	second = seg_lda (more, labels, 4, NULL, NULL);
	g_assert_cmpuint (first->n_dropped, ==, 0);
	g_assert_cmpuint (second->n_dropped, ==, 2);
	g_assert_cmpuint (second->n_directions, ==, 3);
	assert_close (first->wilks, second->wilks, 1e-9);
	for (gsize i = 0; i < n; i++)
		assert_close (fabs (seg_matrix_row (first->scores, i)[0]), fabs (seg_matrix_row (second->scores, i)[0]), 1e-7);
}

static void
test_lda_same_bits (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (5000, 9, 4, 1, 3);
	g_autofree gint32 *labels = g_new (gint32, 5000);
	g_autoptr (SegLda) first = NULL;

	for (gsize i = 0; i < 5000; i++)
		labels[i] = (gint32) (i % 4);
	first = seg_lda (matrix, labels, 4, NULL, NULL);
	for (guint threads = 1; threads <= 3; threads++) {
		g_autoptr (SegLda) again = NULL;

		seg_parallel_set_threads (threads);
		again = seg_lda (matrix, labels, 4, NULL, NULL);
		test_same_bytes (again->scores->values, first->scores->values, 5000 * first->n_directions * sizeof (double));
	}
	seg_parallel_set_threads (0);
}

/* Errors -------------------------------------------------------------------------------------------------------------- */

#define assert_refused(call, code)                          \
	G_STMT_START {                                          \
		g_autoptr (GError) error = NULL;                    \
		g_assert_null (call);                               \
		g_assert_error (error, SEG_ERROR, code);            \
	} G_STMT_END

static void
test_errors (void)
{
	g_autoptr (SegMatrix) matrix = mixed_matrix (10, 3, 1), same = seg_matrix_new (10, 3, NULL);
	gint32 labels[10] = { 0, 0, 0, 0, 0, 1, 1, 1, 1, 1 }, one[10] = { 0 }, large[10] = { 0, 5 };
	SegPcaOptions options = seg_pca_options_defaults ();
	g_autoptr (SegJob) job = seg_job_new ();

	options.n_components = 4;
	assert_refused (seg_pca_run (matrix, &options, NULL, &error), SEG_ERROR_ARGUMENT);
	options.method = SEG_PCA_ROWS;
	options.n_components = 10;
	assert_refused (seg_pca_run (matrix, &options, NULL, &error), SEG_ERROR_ARGUMENT);
	assert_refused (seg_lda (matrix, one, 2, NULL, &error), SEG_ERROR_ARGUMENT);
	assert_refused (seg_lda (matrix, large, 2, NULL, &error), SEG_ERROR_ARGUMENT);
	assert_refused (seg_lda (same, labels, 2, NULL, &error), SEG_ERROR_DATA);
	seg_job_cancel (job);
	options = seg_pca_options_defaults ();
	for (int method = SEG_PCA_AUTO; method <= SEG_PCA_RANDOMISED; method++) {
		options.method = (SegPcaMethod) method;
		assert_refused (seg_pca_run (matrix, &options, job, &error), SEG_ERROR_CANCELLED);
	}
	assert_refused (seg_parallel_analysis (matrix, 0, 1, job, &error), SEG_ERROR_CANCELLED);
	assert_refused (seg_lda (matrix, labels, 2, job, &error), SEG_ERROR_CANCELLED);
	seg_matrix_row (matrix, 3)[1] = NAN;
	assert_refused (seg_parallel_analysis (matrix, 0, 1, NULL, &error), SEG_ERROR_DATA);
	assert_refused (seg_lda (matrix, labels, 2, NULL, &error), SEG_ERROR_DATA);
}

int
main (int argc, char **argv)
{
	static const char *const inputs[] = { "iris", "wholesale_z", "wholesale_logz", "mall_z", "telco_z", "xapi", "shoppers_logz" };
	static const char *const grouped[] = { "iris", "wholesale_logz", "aggregation", "r15" };

	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++) {
		g_autofree char *path = g_strconcat ("/reduction/correlation/", inputs[i], NULL);

		g_test_add_data_func (path, inputs[i], test_correlation);
	}
	g_test_add_func ("/reduction/routes", test_routes);
	g_test_add_func ("/reduction/rows-of-correlation", test_rows_of_correlation);
	g_test_add_func ("/reduction/randomised", test_randomised);
	g_test_add_func ("/reduction/unsettled", test_unsettled);
	g_test_add_func ("/reduction/same-bits", test_same_bits);
	g_test_add_func ("/reduction/project-new", test_project_new);
	g_test_add_func ("/reduction/constant-columns", test_constant_columns);
	g_test_add_func ("/reduction/parallel/reference", test_parallel_reference);
	g_test_add_func ("/reduction/parallel/drawn", test_parallel_drawn);
	g_test_add_func ("/reduction/parallel/same-bits", test_parallel_same_bits);
	for (gsize i = 0; i < G_N_ELEMENTS (grouped); i++) {
		g_autofree char *path = g_strconcat ("/reduction/lda/", grouped[i], NULL);

		g_test_add_data_func (path, grouped[i], test_lda_reference);
	}
	g_test_add_func ("/reduction/lda/dependent", test_lda_dependent);
	g_test_add_func ("/reduction/lda/same-bits", test_lda_same_bits);
	g_test_add_func ("/reduction/errors", test_errors);
	return g_test_run ();
}
