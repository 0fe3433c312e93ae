/* DBSCAN and the k-distance curve against scikit-learn and R, against the definition on small awkward cases. */
#include <config.h>
#include "cluster-fixture.h"

static SegClusterModel *
fit_dbscan (const SegMatrix *matrix, double eps, guint min_points)
{
	SegClusterSettings settings = settings_of ("dbscan");

	seg_cluster_settings_put (&settings, "eps", eps);
	seg_cluster_settings_put (&settings, "min-points", min_points);
	return fit_model (matrix, &settings);
}

/* Reference figures ------------------------------------------------------------------------------------------------ */

static void
check_case (const TestFigures *cases, gsize i)
{
	const char *input = test_figures_text (cases, i, "input");
	g_autofree char *file = g_strdup_printf ("reference/density/dbscan/%s.csv", input);
	g_autofree char *name = g_strdup_printf ("eps%g_min%s", test_figures_number (cases, i, "eps"),
	                                         test_figures_text (cases, i, "min_points"));
	g_autofree char *core_name = g_strconcat (name, "_core", NULL), *ambiguous_name = g_strconcat (name, "_ambiguous", NULL);
	g_autoptr (SegMatrix) matrix = reference_matrix (input);
	g_autoptr (TestFigures) figures = reference_figures (file);
	g_autoptr (SegClusterModel) model = fit_dbscan (matrix, test_figures_number (cases, i, "eps"),
	                                                (guint) test_figures_number (cases, i, "min_points"));
	g_autofree gint32 *ours = g_new (gint32, matrix->n_rows), *theirs = g_new (gint32, matrix->n_rows);
	gsize n_core = 0;

	g_test_message ("%s %s", input, name);
	g_assert_cmpuint (model->clustering->k, ==, (guint) test_figures_number (cases, i, "clusters"));
	g_assert_cmpuint (model->clustering->n_noise, ==, (gsize) test_figures_number (cases, i, "noise"));
	for (gsize row = 0; row < matrix->n_rows; row++) {
		gboolean ambiguous = test_figures_has (figures, ambiguous_name) && test_figures_number (figures, row, ambiguous_name) > 0;

		n_core += test_figures_number (figures, row, core_name) > 0;
		theirs[row] = (gint32) test_figures_number (figures, row, name);
		ours[row] = model->clustering->labels[row];
		g_assert_cmpint (ours[row] < 0, ==, theirs[row] < 0);
		if (ambiguous)
			ours[row] = theirs[row] = -1;
	}
	test_close (seg_cluster_model_found (model, "cores"), (double) n_core, 0);
	g_assert_true (same_partition (ours, theirs, matrix->n_rows));
	assert_rule (matrix, model, 0);
}

static void
test_reference (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("reference/density/dbscan.csv");
	gsize n = 0;

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		double eps = test_figures_number (cases, i, "eps");
		const char *input = test_figures_text (cases, i, "input");

		/* there rounding decides, and the programs differ (README of the reference) */
		if ((strcmp (input, "flame") == 0 && eps < 1.01) || (strcmp (input, "aggregation") == 0 && eps < 1.51))
			continue;
		check_case (cases, i);
		n++;
	}
	g_assert_true (cases == NULL || n > 10);
}

static void
test_k_distance (void)
{
	static const struct {
		const char *input;
		guint k;
	} cases[] = { { "iris", 4 }, { "mall", 4 }, { "s1", 9 }, { "wholesale_logz", 5 }, { "xapi", 3 } };

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *file = g_strdup_printf ("reference/density/k_distance/%s_k%u.csv", cases[i].input, cases[i].k);
		g_autoptr (TestFigures) figures = reference_figures (file);
		g_autoptr (SegMatrix) matrix = figures != NULL ? reference_matrix (cases[i].input) : NULL;
		g_autoptr (GError) error = NULL;
		g_autofree double *distances = matrix != NULL ? seg_k_distances (matrix, cases[i].k, NULL, &error) : NULL;

		for (gsize row = 0; matrix != NULL && row < matrix->n_rows; row++)
			test_close (distances[row], test_figures_number (figures, row, "distance"), 1e-12);
	}
}

/* The definition --------------------------------------------------------------------------------------------------- */

static void
check_by_definition (const SegMatrix *matrix, double eps, guint min_points)
{
	g_autoptr (SegClusterModel) model = fit_dbscan (matrix, eps, min_points);
	const gint32 *labels = model->clustering->labels;
	gsize n = matrix->n_rows, n_core = 0;
	g_autofree gboolean *core = g_new (gboolean, n);
	g_autofree gsize *group = g_new (gsize, n);

	for (gsize i = 0; i < n; i++) {
		guint near = 0;

		for (gsize j = 0; j < n; j++)
			near += distance_between (matrix, i, j) <= eps;
		core[i] = near >= min_points;
		n_core += core[i] ? 1 : 0;
		group[i] = i;
	}
	for (gboolean changed = TRUE; changed;) { /* cores within reach take the lower group */
		changed = FALSE;
		for (gsize i = 0; i < n; i++)
			for (gsize j = 0; j < n; j++)
				if (core[i] && core[j] && distance_between (matrix, i, j) <= eps && group[j] < group[i]) {
					group[i] = group[j];
					changed = TRUE;
				}
	}
	test_close (seg_cluster_model_found (model, "cores"), (double) n_core, 0);
	for (gsize i = 0; i < n; i++) {
		double nearest = INFINITY;
		gsize by = n;

		for (gsize j = 0; j < n; j++) {
			if (core[i] && core[j])
				g_assert_true ((group[i] == group[j]) == (labels[i] == labels[j]));
			if (!core[i] && core[j] && distance_between (matrix, i, j) <= eps && distance_between (matrix, i, j) < nearest) {
				nearest = distance_between (matrix, i, j);
				by = j;
			}
		}
		g_assert_cmpint (labels[i] < 0, ==, !core[i] && by == n);
		if (!core[i] && by < n)
			g_assert_cmpint (labels[i], ==, labels[by]);
	}
}

static void
test_definition (void)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 0);

	for (guint trial = 0; trial < 400; trial++) {
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, 1 + seg_random_below (random, 90), 1 + seg_random_below (random, 4));

		check_by_definition (matrix, trial % 7 == 0 ? 0 : seg_random_uniform (random) * 1.5 + 0.01, 1 + (guint) seg_random_below (random, 8));
	}
}

/* Shapes that no centre describes, the judge, what is refused -------------------------------------------------------- */

static void
test_judged (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (600, 2, 3, 0.3, 12);
	SegClusterSettings settings = settings_of ("dbscan");
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegSweep) sweep = NULL;
	SegSweepOptions options = seg_sweep_options_defaults ();
	GError *error = NULL;
	const SegClustering *grouped;

	seg_matrix_row (matrix, 7)[0] = 1000;
	model = fit_model (matrix, &settings);
	g_assert_true (seg_cluster_settings_get (&model->settings, "eps") > 0);
	g_assert_cmpint (model->clustering->labels[7], ==, -1);
	g_assert_true (isfinite (model->clustering->distances[7]) && model->clustering->distances[7] > 900);
	sweep = seg_cluster_judge (matrix, model, &options, NULL, &error);
	g_assert_no_error (error);
	grouped = sweep->rows[0].clustering;
	g_assert_true (grouped->noise_group);
	g_assert_cmpuint (grouped->k, ==, model->clustering->k + 1);
	g_assert_cmpint (grouped->labels[7], ==, (gint) grouped->k - 1);
	g_assert_true (isnan (sweep->rows[0].widths[7]));
	g_assert_true (isfinite (sweep->rows[0].silhouette));
	test_contains (sweep->reason, "DBSCAN");
}

static void
test_refusals (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (20, 2, 2, 1, 7);
	SegClusterSettings settings = settings_of ("dbscan");
	SegSweepOptions options = seg_sweep_options_defaults ();
	g_autoptr (SegClusterModel) nothing = fit_dbscan (matrix, 1e-9, 5);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	g_assert_cmpuint (nothing->clustering->k, ==, 0);
	g_assert_cmpuint (nothing->clustering->n_noise, ==, 20);
	g_assert_null (seg_cluster_judge (matrix, nothing, &options, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "No group was found");
	assert_rule (matrix, nothing, 0);
	g_assert_null (seg_k_distances (matrix, 20, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "only 20 users");
	g_assert_false (seg_cluster_settings_parse (&settings, "min-points", "0", &error));
	test_error (&error, SEG_ERROR_USAGE, "min-points");
	g_assert_false (seg_cluster_settings_parse (&settings, "eps", "wide", &error));
	test_error (&error, SEG_ERROR_USAGE, "auto");
	g_assert_true (seg_cluster_settings_parse (&settings, "eps", "auto", &error));
	seg_job_cancel (job);
	g_assert_null (seg_cluster_fit (matrix, &settings, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	seg_matrix_row (matrix, 3)[0] = NAN;
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "");
}

/* Bytes from a file: whatever they are, a rule or an error. */
static void
test_hostile_rules (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (40, 2, 2, 0.5, 7);
	g_autoptr (SegClusterModel) model = fit_dbscan (matrix, 0.5, 4);
	g_autoptr (GBytes) bytes = seg_cluster_rule_to_bytes (model->rule);
	g_autoptr (SegRandom) random = seg_random_new (6, 0);
	g_autofree gint32 *labels = g_new (gint32, 40);
	gsize size;
	const guint8 *data = g_bytes_get_data (bytes, &size);

	for (guint trial = 0; trial < 3000; trial++) {
		gsize length = trial % 2 == 0 ? size : seg_random_below (random, size);
		guint8 *broken = g_memdup2 (data, MAX (length, 1));
		g_autoptr (GBytes) hostile = NULL;
		g_autoptr (SegClusterRule) rule = NULL;
		g_autoptr (GError) error = NULL;

		for (gsize i = seg_random_below (random, 4); i > 0 && length > 0; i--)
			broken[seg_random_below (random, length)] = (guint8) seg_random_below (random, 256);
		hostile = g_bytes_new_take (broken, length);
		rule = seg_cluster_rule_from_bytes (hostile, &error);
		if (rule == NULL)
			g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
		else
			seg_cluster_rule_assign (rule, matrix, NULL, labels, NULL, NULL, NULL);
	}
}

static void
test_same_bits (void)
{
	g_autoptr (SegMatrix) flat = test_matrix_clouds (4000, 2, 5, 0.8, 9), deep = test_matrix_clouds (2000, 9, 4, 1, 10);
	SegClusterSettings settings = settings_of ("dbscan");

	assert_same_everywhere (flat, &settings);
	assert_same_everywhere (deep, &settings);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/dbscan/reference", test_reference);
	g_test_add_func ("/dbscan/k-distance", test_k_distance);
	g_test_add_func ("/dbscan/definition", test_definition);
	g_test_add_func ("/dbscan/judged", test_judged);
	g_test_add_func ("/dbscan/refusals", test_refusals);
	g_test_add_func ("/dbscan/hostile-rules", test_hostile_rules);
	g_test_add_func ("/dbscan/same-bits", test_same_bits);
	return g_test_run ();
}
