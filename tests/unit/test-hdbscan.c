/* HDBSCAN* against the reference (ties joined) and R, its tree against Prim's on awkward cases, and its invariants. */
#include <config.h>
#include "cluster-fixture.h"
#include "cluster/density/reach-tree.h"

static SegClusterModel *
fit_hdbscan (const SegMatrix *matrix, guint min_points)
{
	SegClusterSettings settings = settings_of ("hdbscan");

	seg_cluster_settings_put (&settings, "min-points", min_points);
	return fit_model (matrix, &settings);
}

/* Core distances by row, and the edges of the tree, ascending. */
static double *
tree_edges (const SegMatrix *matrix, guint min_points, double *core)
{
	g_autoptr (SegKdTree) tree = seg_kd_tree_new (matrix, NULL, NULL);
	g_autofree double *by_place = g_new (double, matrix->n_rows);
	g_autofree SegMerge *merges = g_new (SegMerge, matrix->n_rows);
	g_autoptr (SegDendrogram) dendrogram = NULL;
	SegReach reach;

	g_assert_true (seg_kth_distances (tree, min_points, NULL, by_place, NULL));
	seg_reach_init (&reach, tree, by_place);
	g_assert_true (seg_reach_spanning_tree (&reach, merges, NULL, NULL));
	seg_reach_clear (&reach);
	for (gsize place = 0; place < matrix->n_rows; place++)
		core[tree->order[place]] = by_place[place];
	dendrogram = seg_dendrogram_new (merges, matrix->n_rows, NULL);
	return g_steal_pointer (&dendrogram->heights);
}

/* Reference figures ------------------------------------------------------------------------------------------------ */

static void
check_tree (const SegMatrix *matrix, const TestFigures *figures, const TestFigures *edges, guint min_points)
{
	g_autofree double *core = g_new (double, matrix->n_rows), *heights = tree_edges (matrix, min_points, core);

	for (gsize row = 0; row < matrix->n_rows; row++)
		test_close (core[row], test_figures_number (figures, row, "core_distance"), 1e-9);
	for (gsize i = 0; i < edges->n_rows; i++)
		test_close (heights[i], test_figures_number (edges, i, "edge"), 1e-9);
}

static void
test_reference (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("reference/density/hdbscan.csv");

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		const char *input = test_figures_text (cases, i, "input"), *min_points = test_figures_text (cases, i, "min_points");
		g_autofree char *file = g_strdup_printf ("reference/density/hdbscan/%s_minpts%s.csv", input, min_points);
		g_autofree char *tree = g_strdup_printf ("reference/density/hdbscan/%s_minpts%s_tree.csv", input, min_points);
		g_autoptr (SegMatrix) matrix = reference_matrix (input);
		g_autoptr (TestFigures) figures = reference_figures (file), edges = reference_figures (tree);
		g_autoptr (SegClusterModel) model = fit_hdbscan (matrix, (guint) test_figures_number (cases, i, "min_points"));
		g_autofree gint32 *expected = g_new (gint32, matrix->n_rows);

		g_test_message ("%s %s: %u groups, %zu noise", input, min_points, model->clustering->k, model->clustering->n_noise);
		check_tree (matrix, figures, edges, (guint) test_figures_number (cases, i, "min_points"));
		for (gsize row = 0; row < matrix->n_rows; row++)
			expected[row] = (gint32) test_figures_number (figures, row, "label");
		g_assert_cmpuint (model->clustering->k, ==, (guint) test_figures_number (cases, i, "clusters"));
		g_assert_true (same_partition (model->clustering->labels, expected, matrix->n_rows));
		assert_rule (matrix, model, 0);
	}
}

/* The tree against Prim's, on awkward cases --------------------------------------------------------------------------- */

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static void
check_against_prim (const SegMatrix *matrix, guint min_points)
{
	gsize n = matrix->n_rows;
	g_autofree double *core = g_new (double, n), *heights = tree_edges (matrix, min_points, core);
	g_autofree double *away = g_new (double, n), *lengths = g_new (double, n), *row = g_new (double, n);

	for (gsize i = 0; i < n; i++) {
		for (gsize j = 0; j < n; j++)
			row[j] = distance_between (matrix, i, j);
		qsort (row, n, sizeof *row, compare);
		test_close (core[i], row[min_points - 1], 1e-12);
		away[i] = i == 0 ? -1 : MAX (distance_between (matrix, 0, i), MAX (core[0], core[i]));
	}
	for (gsize step = 1; step < n; step++) {
		gsize best = 0;

		for (gsize i = 1; i < n; i++)
			if (away[i] >= 0 && (best == 0 || away[i] < away[best]))
				best = i;
		lengths[step - 1] = away[best];
		away[best] = -1;
		for (gsize i = 1; i < n; i++)
			if (away[i] >= 0)
				away[i] = MIN (away[i], MAX (distance_between (matrix, best, i), MAX (core[best], core[i])));
	}
	qsort (lengths, n - 1, sizeof *lengths, compare);
	for (gsize i = 0; i + 1 < n; i++)
		test_close (heights[i], lengths[i], 1e-12);
}

static void
test_tree (void)
{
	g_autoptr (SegRandom) random = seg_random_new (9, 0);

	for (guint trial = 0; trial < 200; trial++) {
		gsize n = 1 + seg_random_below (random, 150);
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 1 + seg_random_below (random, 4));

		check_against_prim (matrix, 1 + (guint) seg_random_below (random, MIN (n, 9)));
	}
}

/* Ties are joined, so the order of the rows must not matter. */
static void
test_order_of_rows (void)
{
	g_autoptr (SegRandom) random = seg_random_new (10, 0);

	for (guint trial = 0; trial < 100; trial++) {
		gsize n = 40 + seg_random_below (random, 120), n_columns = 1 + seg_random_below (random, 3);
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, n_columns), shuffled = seg_matrix_new (n, n_columns, NULL);
		g_autofree gsize *order = g_new (gsize, n);
		g_autofree gint32 *labels = g_new (gint32, n);
		guint min_points = 2 + (guint) seg_random_below (random, 6);
		g_autoptr (SegClusterModel) first = fit_hdbscan (matrix, min_points), second = NULL;

		for (gsize i = 0; i < n; i++)
			order[i] = i;
		seg_random_shuffle (random, order, n);
		for (gsize i = 0; i < n; i++)
			memcpy (seg_matrix_row (shuffled, i), seg_matrix_row (matrix, order[i]), n_columns * sizeof (double));
		second = fit_hdbscan (shuffled, min_points);
		for (gsize i = 0; i < n; i++)
			labels[order[i]] = second->clustering->labels[i];
		g_assert_true (same_partition (labels, first->clustering->labels, n));
		for (guint cluster = 0; cluster < first->clustering->k; cluster++)
			g_assert_cmpuint (first->clustering->sizes[cluster], >=, min_points);
	}
}

static void
test_refusals (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (9, 2, 1, 1, 7), cloud = test_matrix_clouds (300, 2, 1, 1, 8);
	g_autoptr (SegClusterModel) one = fit_hdbscan (cloud, 60);
	SegClusterSettings settings = settings_of ("hdbscan");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "only 9 users");
	g_assert_cmpuint (one->clustering->k, ==, 0); /* one cloud is no group: the root is never chosen */
	seg_job_cancel (job);
	g_assert_null (seg_cluster_fit (cloud, &settings, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	seg_matrix_row (cloud, 3)[0] = NAN;
	assert_refused (cloud, &settings, SEG_ERROR_DATA, "");
}

static void
test_same_bits (void)
{
	g_autoptr (SegMatrix) flat = test_matrix_clouds (5000, 2, 5, 0.5, 9), deep = test_matrix_clouds (1500, 8, 4, 0.6, 10);
	SegClusterSettings settings = settings_of ("hdbscan");

	assert_same_everywhere (flat, &settings);
	assert_same_everywhere (deep, &settings);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/hdbscan/reference", test_reference);
	g_test_add_func ("/hdbscan/tree", test_tree);
	g_test_add_func ("/hdbscan/order-of-rows", test_order_of_rows);
	g_test_add_func ("/hdbscan/refusals", test_refusals);
	g_test_add_func ("/hdbscan/same-bits", test_same_bits);
	return g_test_run ();
}
