/* Hierarchical clustering against scipy and R, against the definition on small awkward cases, and its invariants. */
#include <config.h>
#include "cluster-fixture.h"
#include "support/rounds.h"

static const char *const methods[] = { "ward", "average", "complete", "single" };

static SegClusterModel *
fit_tree (const SegMatrix *matrix, const char *method, double k)
{
	SegClusterSettings settings = settings_of (method);

	seg_cluster_settings_put (&settings, "k", k);
	return fit_model (matrix, &settings);
}

/* Reference figures ------------------------------------------------------------------------------------------------ */

static void
check_heights (const SegClusterModel *model, const char *input, const char *method)
{
	g_autofree char *file = g_strdup_printf ("reference/hierarchical/heights/%s_%s.csv", input, method);
	g_autoptr (TestFigures) heights = reference_figures (file);

	g_assert_cmpuint (heights->n_rows, ==, model->dendrogram->n_rows - 1);
	for (gsize i = 0; i < heights->n_rows; i++)
		test_close (model->dendrogram->heights[i], test_figures_number (heights, i, "height"), 1e-9);
}

static void
check_cut (const SegClusterModel *model, const TestFigures *cases, gsize i)
{
	g_autofree char *file = g_strdup_printf ("reference/hierarchical/cuts/%s_%s.csv", test_figures_text (cases, i, "input"),
	                                         test_figures_text (cases, i, "method"));
	g_autofree char *name = g_strdup_printf ("k%s", test_figures_text (cases, i, "k"));
	g_autoptr (TestFigures) cuts = reference_figures (file);
	gsize n = model->dendrogram->n_rows;
	g_autofree gint32 *labels = g_new (gint32, n), *expected = g_new (gint32, n);

	for (gsize row = 0; row < n; row++)
		expected[row] = (gint32) test_figures_number (cuts, row, name);
	seg_dendrogram_cut (model->dendrogram, (gsize) test_figures_number (cases, i, "k"), labels);
	g_assert_true (same_partition (labels, expected, n));
}

static void
test_reference (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("reference/hierarchical/summary.csv");
	g_autoptr (SegClusterModel) model = NULL;
	gsize n_heights = 0, n_cuts = 0;

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		const char *input = test_figures_text (cases, i, "input"), *method = test_figures_text (cases, i, "method");
		gboolean heights_are_sure = test_figures_number (cases, i, "heights_equal_in_both_programs") > 0;
		g_autoptr (SegMatrix) matrix = NULL;

		if (i == 0 || strcmp (method, test_figures_text (cases, i - 1, "method")) != 0
		    || strcmp (input, test_figures_text (cases, i - 1, "input")) != 0) {
			matrix = reference_matrix (input);
			g_clear_pointer (&model, seg_cluster_model_free);
			model = fit_tree (matrix, method, 2);
			g_test_message ("%s %s", input, method);
			if (heights_are_sure) {
				check_heights (model, input, method);
				if (matrix->n_rows < 1000)
					test_close (seg_dendrogram_cophenetic (model->dendrogram, matrix),
					            test_figures_number (cases, i, "cophenetic_correlation"), 1e-6);
				n_heights++;
			}
		}
		if (heights_are_sure && test_figures_number (cases, i, "partition_equal_in_both_programs") > 0
		    && !(test_figures_number (cases, i, "tie_at_the_cut") > 0)) {
			check_cut (model, cases, i);
			n_cuts++;
		}
	}
	if (cases != NULL)
		g_assert_true (n_heights >= 10 && n_cuts >= 50);
}

/* The definition ---------------------------------------------------------------------------------------------------- */

/* The distance of two groups of rows, given as marks. */
static double
group_distance (const SegMatrix *matrix, const gint32 *group, gint32 a, gint32 b, const char *method)
{
	gsize n = matrix->n_rows, n_a = 0, n_b = 0;
	double sum = 0, least = INFINITY, most = 0, apart = 0;

	for (gsize i = 0; i < n; i++) {
		n_a += group[i] == a;
		n_b += group[i] == b;
		for (gsize j = 0; j < n; j++)
			if (group[i] == a && group[j] == b) {
				double distance = distance_between (matrix, i, j);

				sum += distance;
				least = MIN (least, distance);
				most = MAX (most, distance);
			}
	}
	if (strcmp (method, "average") == 0)
		return sum / (double) (n_a * n_b);
	if (strcmp (method, "ward") != 0)
		return strcmp (method, "complete") == 0 ? most : least;
	for (gsize column = 0; column < matrix->n_columns; column++) {
		double mean_a = 0, mean_b = 0;

		for (gsize i = 0; i < n; i++) {
			mean_a += group[i] == a ? seg_matrix_row (matrix, i)[column] / (double) n_a : 0;
			mean_b += group[i] == b ? seg_matrix_row (matrix, i)[column] / (double) n_b : 0;
		}
		apart += (mean_a - mean_b) * (mean_a - mean_b);
	}
	return sqrt (2.0 * (double) n_a * (double) n_b / (double) (n_a + n_b) * apart);
}

/* Every merge must join a nearest pair of groups at their distance, and heights must not fall. */
static void
check_by_definition (const SegMatrix *matrix, const SegDendrogram *tree, const char *method)
{
	gsize n = matrix->n_rows;
	g_autofree gint32 *group = g_new (gint32, n);

	for (gsize i = 0; i < n; i++)
		group[i] = (gint32) i;
	for (gsize m = 0; m + 1 < n; m++) {
		double least = INFINITY;
		gint32 size = 0;

		for (gint32 a = 0; a < (gint32) (n + m); a++)
			for (gint32 b = a + 1; b < (gint32) (n + m); b++) {
				gboolean has_a = FALSE, has_b = FALSE;

				for (gsize i = 0; i < n; i++) {
					has_a |= group[i] == a;
					has_b |= group[i] == b;
				}
				if (has_a && has_b)
					least = MIN (least, group_distance (matrix, group, a, b, method));
			}
		test_close (tree->heights[m], least, 1e-9);
		test_close (group_distance (matrix, group, tree->first[m], tree->second[m], method), least, 1e-9);
		g_assert_cmpint (tree->first[m], <, tree->second[m]);
		g_assert_true (m == 0 || tree->heights[m] >= tree->heights[m - 1]);
		for (gsize i = 0; i < n; i++)
			if (group[i] == tree->first[m] || group[i] == tree->second[m]) {
				group[i] = (gint32) (n + m);
				size++;
			}
		g_assert_cmpint (tree->sizes[m], ==, size);
	}
}

static gboolean
is_equal (const SegMatrix *matrix, gsize a, gsize b)
{
	gboolean equal = TRUE;

	for (gsize column = 0; column < matrix->n_columns; column++)
		equal = equal && !(seg_matrix_row (matrix, a)[column] < seg_matrix_row (matrix, b)[column])
		        && !(seg_matrix_row (matrix, a)[column] > seg_matrix_row (matrix, b)[column]);
	return equal;
}

static gsize
n_different (const SegMatrix *matrix)
{
	gsize n = 0;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		gsize before = 0;

		while (before < row && !is_equal (matrix, before, row))
			before++;
		n += before == row;
	}
	return n;
}

static void
test_definition (void)
{
	g_autoptr (SegRandom) random = seg_random_new (3, 0);

	for (guint trial = 0; trial < TEST_ROUNDS (120); trial++)
		for (gsize m = 0; m < G_N_ELEMENTS (methods); m++) {
			gsize n = 1 + seg_random_below (random, 12);
			g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 1 + seg_random_below (random, 4));
			gsize asked = 1 + seg_random_below (random, n), most = n_different (matrix); /* more are refused */
			g_autoptr (SegClusterModel) model = fit_tree (matrix, methods[m], (double) MIN (asked, most));

			check_by_definition (matrix, model->dendrogram, methods[m]);
			g_assert_cmpuint (model->clustering->k, ==, (guint) seg_cluster_settings_get (&model->settings, "k"));
		}
}

/* A middle size, where rounds and tiles come into play: heights against the matrix of distances worked by hand. */
static void
test_ward_middle (void)
{
	g_autoptr (SegRandom) random = seg_random_new (4, 0);

	for (guint trial = 0; trial < TEST_ROUNDS (6); trial++) {
		gsize n = 150 + seg_random_below (random, 250);
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 2 + seg_random_below (random, 5));
		g_autoptr (SegClusterModel) model = fit_tree (matrix, "ward", 2);
		double squares = 0, total = 0;

		for (gsize i = 0; i + 1 < n; i++)
			squares += model->dendrogram->heights[i] * model->dendrogram->heights[i] / 2;
		for (gsize column = 0; column < matrix->n_columns; column++) {
			double mean = 0;

			for (gsize row = 0; row < n; row++)
				mean += seg_matrix_row (matrix, row)[column] / (double) n;
			for (gsize row = 0; row < n; row++)
				total += pow (seg_matrix_row (matrix, row)[column] - mean, 2);
		}
		test_close (squares / total, 1, 1e-9);
	}
}

/* A hub that is everyone's partner: rows on the axes, all as far from each other, and one at the origin. */
static void
test_ward_hub (void)
{
	gsize n = 300;
	g_autoptr (SegMatrix) matrix = seg_matrix_new (n, n, NULL);
	g_autoptr (SegClusterModel) model = NULL;

	for (gsize row = 0; row + 1 < n; row++)
		seg_matrix_row (matrix, row)[row] = 1 + (double) row * 1e-6;
	model = fit_tree (matrix, "ward", 2);
	for (gsize i = 0; i + 2 < n; i++)
		g_assert_true (model->dendrogram->heights[i] <= model->dendrogram->heights[i + 1]);
	g_assert_cmpint (model->dendrogram->sizes[n - 2], ==, (gint) n);
}

static void
test_single_is_spanning_tree (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (700, 3, 4, 1.5, 8);
	g_autoptr (SegClusterModel) model = fit_tree (matrix, "single", 2);
	gsize n = matrix->n_rows;
	g_autofree double *away = g_new (double, n);
	double length = 0, expected = 0;

	for (gsize i = 0; i < n; i++)
		away[i] = i == 0 ? -1 : distance_between (matrix, 0, i);
	for (gsize step = 1; step < n; step++) { /* Prim again, row by row */
		gsize best = 0;

		for (gsize i = 1; i < n; i++)
			if (away[i] >= 0 && (best == 0 || away[i] < away[best]))
				best = i;
		expected += away[best];
		away[best] = -1;
		for (gsize i = 1; i < n; i++)
			if (away[i] >= 0)
				away[i] = MIN (away[i], distance_between (matrix, best, i));
	}
	for (gsize i = 0; i + 1 < n; i++)
		length += model->dendrogram->heights[i];
	test_close (length / expected, 1, 1e-12);
}

/* Cutting, rules, refusals ----------------------------------------------------------------------------------------- */

static void
test_cuts (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (200, 2, 3, 1, 5);
	g_autoptr (SegClusterModel) model = fit_tree (matrix, "ward", 3);
	SegClusterSettings settings = settings_of ("ward");
	g_autoptr (SegClusterModel) by_height = NULL, automatic = NULL;
	const SegDendrogram *tree = model->dendrogram;
	g_autofree gint32 *labels = g_new (gint32, 200);
	g_autoptr (SegSweep) sweep = NULL;
	SegSweepOptions options = seg_sweep_options_defaults ();
	GError *error = NULL;

	for (gsize k = 1; k <= 200; k++) {
		gint32 most = -1;

		seg_dendrogram_cut (tree, k, labels);
		for (gsize row = 0; row < 200; row++) {
			g_assert_true (labels[row] <= most + 1);
			most = MAX (most, labels[row]);
		}
		g_assert_cmpint (most, ==, (gint) k - 1);
	}
	g_assert_cmpuint (seg_dendrogram_k_at (tree, -1), ==, 200);
	g_assert_cmpuint (seg_dendrogram_k_at (tree, 1e9), ==, 1);
	g_assert_cmpuint (seg_dendrogram_k_at (tree, (tree->heights[196] + tree->heights[197]) / 2), ==, 3);
	seg_cluster_settings_put (&settings, "height", (tree->heights[196] + tree->heights[197]) / 2);
	by_height = fit_model (matrix, &settings);
	test_same_bytes (by_height->clustering->labels, model->clustering->labels, 200 * sizeof (gint32));
	settings = settings_of ("ward");
	automatic = fit_model (matrix, &settings);
	g_assert_true (automatic->k_open);
	sweep = seg_cluster_judge (matrix, automatic, &options, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (sweep->n_rows, ==, 9);
	g_assert_cmpfloat (automatic->seconds, >, 0);
	for (guint i = 0; i < sweep->n_rows; i++)
		g_assert_cmpfloat (sweep->rows[i].seconds, >=, automatic->seconds);
	g_assert_cmpuint (sweep->rows[sweep->suggested].clustering->k, ==, 3);
	g_assert_true (seg_cluster_model_cut (automatic, matrix, 3, NULL, &error));
	assert_rule (matrix, automatic, 4);
}

static void
test_condensed (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (3000, 4, 4, 0.6, 6);
	SegClusterSettings settings = settings_of ("average");
	g_autoptr (SegClusterModel) whole = NULL, condensed = NULL;

	seg_cluster_settings_put (&settings, "k", 4);
	whole = fit_model (matrix, &settings);
	seg_cluster_settings_put (&settings, "condense", 200);
	condensed = fit_model (matrix, &settings);
	g_assert_cmpint (condensed->dendrogram->sizes[2998], ==, 3000);
	g_assert_true (same_partition (whole->clustering->labels, condensed->clustering->labels, 3000));
	settings.memory = 1 << 20; /* 200 groups fit, 3000 users do not */
	g_clear_pointer (&condensed, seg_cluster_model_free);
	condensed = fit_model (matrix, &settings);
	seg_cluster_settings_put (&settings, "condense", NAN);
	assert_refused (matrix, &settings, SEG_ERROR_MEMORY, "--algorithm ward");
	settings = settings_of ("average");
	seg_cluster_settings_put (&settings, "condense", 5);
	seg_cluster_settings_put (&settings, "k", 12);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "Only 5 users or groups differ");
}

static void
test_refusals (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (20, 2, 2, 1, 7);
	SegClusterSettings settings;

	for (gsize m = 0; m < G_N_ELEMENTS (methods); m++) {
		settings = settings_of (methods[m]);
		seg_cluster_settings_put (&settings, "k", 21);
		assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "only 20 users");
	}
	seg_matrix_row (matrix, 4)[1] = NAN;
	settings = settings_of ("ward");
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "");
}

static void
test_cancelled (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (500, 3, 2, 1, 7);
	g_autoptr (SegJob) job = seg_job_new ();

	seg_job_cancel (job);
	for (gsize m = 0; m < G_N_ELEMENTS (methods); m++) {
		SegClusterSettings settings = settings_of (methods[m]);
		g_autoptr (GError) error = NULL;

		g_assert_null (seg_cluster_fit (matrix, &settings, job, &error));
		test_error (&error, SEG_ERROR_CANCELLED, "");
	}
}

static void
test_same_bits (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (2500, 5, 4, 1, 9);
	g_autoptr (SegMatrix) odd = test_matrix_clouds (9001, 3, 4, 1, 10);
	SegClusterSettings settings;

	for (gsize m = 0; m < G_N_ELEMENTS (methods); m++) {
		settings = settings_of (methods[m]);
		assert_same_everywhere (matrix, &settings);
	}
	settings = settings_of ("single");
	assert_same_everywhere (odd, &settings);
}

/* Bytes and back; the tree of some rows cuts them as the whole tree does; damaged bytes are refused. */
static void
test_keeping (void)
{
	g_autoptr (SegRandom) random = seg_random_new (77, 0);

	for (guint i = 0; i < 200; i++) {
		gsize n = 1 + seg_random_below (random, 14), m = 0;
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 2);
		SegClusterSettings settings = settings_of (i % 2 == 0 ? "average" : "single");
		g_autoptr (SegClusterModel) model = NULL;
		g_autoptr (SegDendrogram) read = NULL, part = NULL;
		g_autoptr (GBytes) bytes = NULL, damaged = NULL;
		g_autofree gint64 *leaves = g_new (gint64, n);
		g_autofree gint32 *all = g_new (gint32, n), *some = g_new (gint32, n);
		g_autoptr (GError) error = NULL;

		seg_cluster_settings_put (&settings, "k", 1);
		model = fit_model (matrix, &settings);
		bytes = seg_dendrogram_to_bytes (model->dendrogram);
		read = seg_dendrogram_from_bytes (bytes, &error);
		g_assert_no_error (error);
		g_assert_cmpuint (read->n_rows, ==, n);
		test_same_bytes (read->sizes, model->dendrogram->sizes, (n - 1) * sizeof (gint32));
		test_same_bytes (read->heights, model->dendrogram->heights, (n - 1) * sizeof (double));
		for (gsize row = n; row-- > 0; )
			if (m == 0 || seg_random_below (random, 3) > 0)
				leaves[m++] = (gint64) row;
		part = seg_dendrogram_of_rows (read, leaves, m, &error);
		g_assert_no_error (error);
		for (gsize k = 1; k <= n; k++) {
			gsize k_part;
			double height = k < n ? read->heights[n - 1 - k] : -1;

			if (k > 1 && read->heights[n - k] <= height)
				continue; /* of equal heights the order is free */
			seg_dendrogram_cut (read, k, all);
			for (k_part = m; k_part > 1 && part->heights[m - k_part] <= height; k_part--)
				;
			seg_dendrogram_cut (part, k_part, some);
			for (gsize a = 0; a < m; a++)
				for (gsize b = 0; b < m; b++)
					g_assert_cmpint (some[a] == some[b], ==, all[leaves[a]] == all[leaves[b]]);
		}
		if (n > 2) {
			read->first[n - 2] = read->first[0]; /* joined twice */
			damaged = seg_dendrogram_to_bytes (read);
			g_assert_null (seg_dendrogram_from_bytes (damaged, &error));
			g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
			g_clear_error (&error);
			leaves[0] = m > 1 ? leaves[1] : (gint64) n;
			g_assert_null (seg_dendrogram_of_rows (model->dendrogram, leaves, m, &error));
			g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
		}
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/hierarchical/ward/middle", test_ward_middle);
	g_test_add_func ("/hierarchical/cancelled", test_cancelled);
	g_test_add_func ("/hierarchical/same-bits", test_same_bits);
	if (g_getenv ("SEGSCOPE_THREADS_ONLY") != NULL) /* the others take long under the thread sanitizer, and have one thread to speak of */
		return g_test_run ();
	g_test_add_func ("/hierarchical/reference", test_reference);
	g_test_add_func ("/hierarchical/definition", test_definition);
	g_test_add_func ("/hierarchical/ward/hub", test_ward_hub);
	g_test_add_func ("/hierarchical/single/spanning-tree", test_single_is_spanning_tree);
	g_test_add_func ("/hierarchical/cuts", test_cuts);
	g_test_add_func ("/hierarchical/condensed", test_condensed);
	g_test_add_func ("/hierarchical/refusals", test_refusals);
	g_test_add_func ("/hierarchical/keeping", test_keeping);
	return g_test_run ();
}
