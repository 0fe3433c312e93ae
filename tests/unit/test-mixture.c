/* Gaussian mixtures against scikit-learn and mclust from given starts, against plain densities, and their invariants. */
#include <config.h>
#include "cluster-fixture.h"
#include "cluster/mixture/mixture.h"

static const char *const shape_names[] = { "full", "tied", "diagonal", "spherical" };

static SegShape
shape_of (const char *name)
{
	for (guint shape = 0; shape < SEG_N_SHAPES; shape++)
		if (strcmp (shape_names[shape], name) == 0)
			return (SegShape) shape;
	g_assert_not_reached ();
}

/* Reference figures ------------------------------------------------------------------------------------------------ */

static SegMixture *
fit_from (const SegMatrix *matrix, const TestFigures *starts, guint k, SegShape shape)
{
	g_autofree char *name = g_strdup_printf ("k%u", k);
	g_autofree gint32 *labels = g_new (gint32, matrix->n_rows);
	g_autoptr (SegTiles) tiles = seg_tiles_new (matrix, NULL, NULL);
	g_autoptr (SegClustering) start = NULL;
	SegMixture *mixture = seg_mixture_new (shape, k, matrix->n_columns, 0);
	GError *error = NULL;

	for (gsize row = 0; row < matrix->n_rows; row++)
		labels[row] = (gint32) test_figures_number (starts, row, name);
	start = seg_clustering_new (matrix, labels, k, NULL, NULL);
	seg_mixture_fit (mixture, tiles, start, 100000, 1e-13, NULL, &error);
	g_assert_no_error (error);
	return mixture;
}

static void
check_components (const SegMixture *mixture, const char *input, const char *shape, const TestFigures *components)
{
	for (gsize i = 0; i < components->n_rows; i++) {
		gsize c, column;

		if (strcmp (test_figures_text (components, i, "input"), input) != 0 || strcmp (test_figures_text (components, i, "shape"), shape) != 0
		    || (guint) test_figures_number (components, i, "k") != mixture->k)
			continue;
		c = (gsize) test_figures_number (components, i, "component");
		column = (gsize) test_figures_number (components, i, "column");
		test_close (mixture->weights[c], test_figures_number (components, i, "weight"), 1e-4);
		test_close (mixture->means[c * mixture->n_columns + column], test_figures_number (components, i, "mean"), 1e-3);
	}
}

static void
test_reference (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("reference/gmm/from_given_starts.csv");
	g_autoptr (TestFigures) components = cases != NULL ? reference_figures ("reference/gmm/components.csv") : NULL;

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		const char *input = test_figures_text (cases, i, "input"), *shape = test_figures_text (cases, i, "shape");
		g_autofree char *file = g_strdup_printf ("reference/gmm/starts/%s.csv", input);
		g_autoptr (SegMatrix) matrix = reference_matrix (input);
		g_autoptr (TestFigures) starts = reference_figures (file);
		g_autoptr (SegMixture) mixture = fit_from (matrix, starts, (guint) test_figures_number (cases, i, "k"), shape_of (shape));
		double expected = test_figures_number (cases, i, "log_likelihood");

		g_test_message ("%s %u %s: %u steps", input, mixture->k, shape, mixture->steps);
		g_assert_cmpfloat (seg_mixture_parameters (mixture), ==, test_figures_number (cases, i, "parameters"));
		test_close (mixture->log_likelihood / expected, 1, 1e-6);
		test_close (seg_mixture_bic (mixture, matrix->n_rows) / test_figures_number (cases, i, "bic"), 1, 1e-6);
		check_components (mixture, input, shape, components);
	}
}

/* What BIC finds must be near the best that thirty starts of scikit-learn found, for the shapes that cannot collapse. */
static void
test_best_found (void)
{
	g_autoptr (TestFigures) best = reference_figures ("reference/gmm/best_found.csv");

	for (gsize i = 0; best != NULL && i < best->n_rows; i++) {
		const char *input = test_figures_text (best, i, "input"), *shape = test_figures_text (best, i, "shape");
		double k = test_figures_number (best, i, "k");
		g_autoptr (SegMatrix) matrix = NULL;
		SegClusterSettings settings = settings_of ("mixture");
		g_autoptr (SegClusterModel) model = NULL;

		if (strcmp (shape, "full") == 0 || strcmp (input, "telco_z") == 0)
			continue;
		matrix = reference_matrix (input);
		seg_cluster_settings_put (&settings, "k", k);
		seg_cluster_settings_put (&settings, "shape", shape_of (shape));
		model = fit_model (matrix, &settings);
		g_test_message ("%s %g %s: %.2f of %.2f", input, k, shape, seg_cluster_model_found (model, "log_likelihood"),
		                test_figures_number (best, i, "best_log_likelihood"));
		g_assert_cmpfloat (seg_cluster_model_found (model, "bic"), <, test_figures_number (best, i, "best_bic") * 1.05);
	}
}

/* Plain densities -------------------------------------------------------------------------------------------------- */

/* ln density of @x under component @c of a mixture of diagonal shape. */
static double
plain_log_density (const SegMixture *mixture, guint c, const double *x)
{
	double sum = log (mixture->weights[c]);

	for (gsize i = 0; i < mixture->n_columns; i++) {
		double variance = mixture->covariances[c * mixture->n_columns + i], apart = x[i] - mixture->means[c * mixture->n_columns + i];

		sum -= 0.5 * (log (2 * G_PI * variance) + apart * apart / variance);
	}
	return sum;
}

static void
test_plain (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (500, 3, 3, 1.2, 11);
	g_autoptr (SegTiles) tiles = seg_tiles_new (matrix, NULL, NULL);
	SegClusterOptions options = { 3, 3, 300, 1 };
	g_autoptr (SegClustering) start = seg_kmeans (matrix, &options, NULL, NULL);
	double before = -INFINITY;

	for (guint steps = 0; steps < 20; steps++) { /* the likelihood never falls, and is what the densities say */
		g_autoptr (SegMixture) mixture = seg_mixture_new (SEG_SHAPE_DIAGONAL, 3, 3, 0);
		double sum = 0;

		g_assert_true (seg_mixture_fit (mixture, tiles, start, steps, 0, NULL, NULL));
		for (gsize row = 0; row < 500; row++) {
			double density = 0;

			for (guint c = 0; c < 3; c++)
				density += exp (plain_log_density (mixture, c, seg_matrix_row (matrix, row)));
			sum += log (density);
		}
		test_close (mixture->log_likelihood / sum, 1, 1e-12);
		g_assert_true (mixture->log_likelihood >= before - 1e-9);
		before = mixture->log_likelihood;
	}
}

static void
test_shares (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (700, 2, 4, 1, 12);
	SegClusterSettings settings = settings_of ("mixture");
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegMatrix) shares = NULL;
	g_autofree gint32 *labels = g_new (gint32, 700);
	GError *error = NULL;

	seg_cluster_settings_put (&settings, "k", 4);
	model = fit_model (matrix, &settings);
	g_assert_cmpuint (model->membership->n_columns, ==, model->clustering->k);
	for (gsize row = 0; row < 700; row++) {
		const double *share = seg_matrix_row (model->membership, row);
		double sum = 0;

		for (guint c = 0; c < model->clustering->k; c++) {
			g_assert_true (share[c] >= 0 && share[c] <= share[model->clustering->labels[row]]);
			sum += share[c];
		}
		test_close (sum, 1, 1e-12);
	}
	assert_rule (matrix, model, 0);
	shares = seg_matrix_new (700, model->clustering->k, NULL);
	g_assert_true (seg_cluster_rule_assign (model->rule, matrix, NULL, labels, NULL, shares, &error));
	test_same_bytes (shares->values, model->membership->values, 700 * model->clustering->k * sizeof (double));
}

/* Nobody says k or shape: BIC finds the three clouds. */
static void
test_automatic (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (600, 2, 3, 0.4, 13), one = test_matrix_clouds (400, 3, 1, 1, 14);
	SegClusterSettings settings = settings_of ("mixture");
	g_autoptr (SegClusterModel) model = fit_model (matrix, &settings), single = fit_model (one, &settings);
	SegSweepOptions options = seg_sweep_options_defaults ();
	g_autoptr (SegSweep) sweep = NULL;
	GError *error = NULL;

	g_assert_cmpuint (model->clustering->k, ==, 3);
	g_assert_cmpuint (single->clustering->k, ==, 1);
	sweep = seg_cluster_judge (one, single, &options, NULL, &error);
	g_assert_no_error (error);
	test_contains (sweep->reason, "1 segment");
}

static void
test_awkward (void)
{
	g_autoptr (SegRandom) random = seg_random_new (15, 0);

	for (guint trial = 0; trial < 150; trial++) {
		gsize n = 1 + seg_random_below (random, 60);
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 1 + seg_random_below (random, 4));
		SegClusterSettings settings = settings_of ("mixture");
		g_autoptr (SegClusterModel) model = NULL;

		seg_cluster_settings_put (&settings, "passes", 30);
		seg_cluster_settings_put (&settings, "restarts", 1);
		model = fit_model (matrix, &settings); /* the ridge keeps everything from collapsing */
		g_assert_cmpuint (model->clustering->k, >=, 1);
		for (guint c = 0; c < model->clustering->k; c++)
			g_assert_cmpuint (model->clustering->sizes[c], >, 0);
		assert_rule (matrix, model, 0);
	}
}

static void
test_refusals (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (30, 2, 2, 1, 7);
	SegClusterSettings settings = settings_of ("mixture");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	seg_cluster_settings_put (&settings, "k", 31);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "only 30 users");
	g_assert_false (seg_cluster_settings_parse (&settings, "shape", "round", &error));
	test_error (&error, SEG_ERROR_USAGE, "diagonal");
	seg_cluster_settings_put (&settings, "k", 2);
	seg_cluster_settings_put (&settings, "ridge", 0);
	seg_cluster_settings_put (&settings, "shape", SEG_SHAPE_FULL);
	for (gsize row = 0; row < 30; row++)
		seg_matrix_row (matrix, row)[1] = 2.385;
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "--ridge");
	settings = settings_of ("mixture");
	seg_job_cancel (job);
	g_assert_null (seg_cluster_fit (matrix, &settings, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	seg_matrix_row (matrix, 3)[0] = NAN;
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "");
}

static void
test_same_bits (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (5003, 5, 4, 1, 9);
	SegClusterSettings settings = settings_of ("mixture");

	seg_cluster_settings_put (&settings, "k", 4);
	seg_cluster_settings_put (&settings, "passes", 20);
	seg_cluster_settings_put (&settings, "restarts", 2);
	for (guint shape = 0; shape < SEG_N_SHAPES; shape++) {
		seg_cluster_settings_put (&settings, "shape", shape);
		assert_same_everywhere (matrix, &settings);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/mixture/reference", test_reference);
	g_test_add_func ("/mixture/best-found", test_best_found);
	g_test_add_func ("/mixture/plain", test_plain);
	g_test_add_func ("/mixture/shares", test_shares);
	g_test_add_func ("/mixture/automatic", test_automatic);
	g_test_add_func ("/mixture/awkward", test_awkward);
	g_test_add_func ("/mixture/refusals", test_refusals);
	g_test_add_func ("/mixture/same-bits", test_same_bits);
	return g_test_run ();
}
