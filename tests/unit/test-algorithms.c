/* Every algorithm of the table by the same rules, so that a new one is tested as soon as it has its row: what comes out is a division,
 * nothing that is no number gets in, small and awkward data do no harm, the same bits come out on every processor and with any
 * number of threads, new users are assigned, and it stops when asked. What is right for one algorithm is tested in its own file. */
#include <config.h>
#include "cluster-fixture.h"

#include <segscope/job.h>

typedef void (*Check) (const SegClusterAlgorithm *algorithm);

static void
for_all (Check check)
{
	const SegClusterAlgorithm *algorithm;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		g_test_message ("%s", algorithm->name);
		check (algorithm);
	}
}

static gboolean
has (const SegClusterAlgorithm *algorithm, const char *parameter)
{
	return seg_cluster_parameter_find (algorithm, parameter) != NULL;
}

/* With few enough neighbours for @n rows. */
static SegClusterSettings
settings_for (const SegClusterAlgorithm *algorithm, gsize n)
{
	SegClusterSettings settings = settings_of (algorithm->name);

	if (has (algorithm, "min-points"))
		seg_cluster_settings_put (&settings, "min-points", (double) MIN (n, 3));
	if (has (algorithm, "max-size"))
		seg_cluster_settings_put (&settings, "min-size", 1);
	if (has (algorithm, "restarts"))
		seg_cluster_settings_put (&settings, "restarts", 2);
	if (has (algorithm, "batch")) {
		seg_cluster_settings_put (&settings, "batch", 64);
		seg_cluster_settings_put (&settings, "batches", 20);
	}
	return settings;
}

/* What it can work on: k-prototypes wants a yes or no among the numbers. */
static SegMatrix *
fit_for (const SegClusterAlgorithm *algorithm, SegMatrix *matrix)
{
	gsize last = matrix->n_columns - 1;

	if (!has (algorithm, "gamma"))
		return matrix;
	matrix->groups = g_new0 (guint32, matrix->n_columns);
	matrix->groups[last] = 1;
	for (gsize row = 0; row < matrix->n_rows; row++)
		seg_matrix_row (matrix, row)[last] = seg_matrix_row (matrix, row)[last] > 0.5;
	return matrix;
}

/* What must hold of any outcome -------------------------------------------------------------------------------------- */

static void
check_sizes (const SegClustering *clustering)
{
	gsize n = clustering->n_noise;

	for (guint c = 0; c < clustering->k; c++) {
		g_assert_cmpuint (clustering->sizes[c], >, 0);
		g_assert_true (c == 0 || clustering->sizes[c] <= clustering->sizes[c - 1]);
		n += clustering->sizes[c];
	}
	g_assert_cmpuint (n, ==, clustering->n_rows);
}

static void
check_centroids (const SegMatrix *matrix, const SegClustering *clustering)
{
	for (guint c = 0; c < clustering->k; c++)
		for (gsize column = 0; column < matrix->n_columns; column++) {
			double sum = 0;

			for (gsize row = 0; row < matrix->n_rows; row++)
				sum += clustering->labels[row] == (gint32) c ? seg_matrix_row (matrix, row)[column] : 0;
			test_close (seg_matrix_row (clustering->centroids, c)[column], sum / (double) clustering->sizes[c], 1e-9);
		}
}

static void
check_outcome (const SegMatrix *matrix, const SegClusterModel *model)
{
	const SegClustering *clustering = model->clustering;
	g_autofree gsize *sizes = g_new0 (gsize, clustering->k + 1);

	g_assert_cmpuint (clustering->n_rows, ==, matrix->n_rows);
	for (gsize row = 0; row < matrix->n_rows; row++) {
		g_assert_true (clustering->labels[row] >= (model->settings.algorithm->has_noise ? -1 : 0));
		g_assert_true (clustering->labels[row] < (gint32) clustering->k);
		sizes[clustering->labels[row] + 1]++;
	}
	g_assert_cmpuint (sizes[0], ==, clustering->n_noise);
	for (guint c = 0; c < clustering->k; c++)
		g_assert_cmpuint (sizes[c + 1], ==, clustering->sizes[c]);
	check_sizes (clustering);
	check_centroids (matrix, clustering);
	g_assert_nonnull (model->rule);
	g_assert_cmpuint (seg_cluster_rule_k (model->rule), ==, clustering->k);
}

/* Users of the same values are in the same segment; only limits of sizes may part them, and more segments than there are different users. */
static void
check_duplicates (const SegMatrix *matrix, const SegClusterModel *model)
{
	gsize n_distinct = 0;

	if (has (model->settings.algorithm, "max-size"))
		return;
	g_assert_true (seg_cluster_count_distinct (matrix, matrix->n_rows, NULL, &n_distinct, NULL));
	for (gsize a = 0; a < matrix->n_rows && model->clustering->k <= n_distinct; a++)
		for (gsize b = 0; b < a; b++)
			if (memcmp (seg_matrix_row (matrix, a), seg_matrix_row (matrix, b), matrix->n_columns * sizeof (double)) == 0)
				g_assert_cmpint (model->clustering->labels[a], ==, model->clustering->labels[b]);
}

/* Small and awkward -------------------------------------------------------------------------------------------------- */

/* Runs it; refusing is right where the message says why. */
static SegClusterModel *
run_or_refuse (const SegMatrix *matrix, const SegClusterSettings *settings)
{
	g_autoptr (GError) error = NULL;
	SegClusterModel *model = seg_cluster_fit (matrix, settings, NULL, &error);

	if (model != NULL) {
		g_assert_no_error (error);
		return model;
	}
	g_assert_true (g_error_matches (error, SEG_ERROR, SEG_ERROR_ARGUMENT) || g_error_matches (error, SEG_ERROR, SEG_ERROR_DATA));
	g_assert_cmpuint (strlen (error->message), >, 10);
	return NULL;
}

static void
check_small (const SegClusterAlgorithm *algorithm)
{
	guint n_run = 0;

	for (guint seed = 0; seed < 200; seed++) {
		g_autoptr (SegRandom) random = seg_random_new (seed, 77);
		gsize n = 1 + seg_random_below (random, 14);
		g_autoptr (SegMatrix) matrix = fit_for (algorithm, awkward_matrix (random, n, 1 + seg_random_below (random, 3)));
		SegClusterSettings settings = settings_for (algorithm, n);
		g_autoptr (SegClusterModel) model = NULL, again = NULL;

		settings.seed = seed;
		if (has (algorithm, "k") && seed % 4 != 0) /* 1 and n among them */
			seg_cluster_settings_put (&settings, "k", seed % 4 == 1 ? (double) n : (double) (1 + seg_random_below (random, n)));
		model = run_or_refuse (matrix, &settings);
		if (model == NULL)
			continue;
		n_run++;
		check_outcome (matrix, model);
		check_duplicates (matrix, model);
		again = fit_model (matrix, &settings);
		test_same_bytes (model->clustering->labels, again->clustering->labels, n * sizeof (gint32));
	}
	g_assert_cmpuint (n_run, >, 60);
}

static void
test_small (void)
{
	for_all (check_small);
}

/* As many segments as users, where so many different ones are there. */
static void
check_n (const SegClusterAlgorithm *algorithm)
{
	g_autoptr (SegMatrix) matrix = fit_for (algorithm, test_matrix_clouds (6, 2, 3, 2, 5));
	SegClusterSettings settings = settings_for (algorithm, 6);
	g_autoptr (SegClusterModel) model = NULL;

	if (!has (algorithm, "k"))
		return;
	seg_cluster_settings_put (&settings, "k", 6);
	model = run_or_refuse (matrix, &settings);
	g_assert_true (model == NULL || model->clustering->k == 6);
	g_clear_pointer (&model, seg_cluster_model_free);
	seg_cluster_settings_put (&settings, "k", 7);
	g_assert_null (run_or_refuse (matrix, &settings));
}

static void
test_as_many_as_users (void)
{
	for_all (check_n);
}

/* What is no number, or so large that its square is none, is refused at the door. */
static void
check_door (const SegClusterAlgorithm *algorithm)
{
	static const double wrong[] = { NAN, INFINITY, -INFINITY, 1e200 };

	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (SegMatrix) matrix = fit_for (algorithm, test_matrix_clouds (40, 3, 3, 0.5, 8)), empty = seg_matrix_new (0, 3, NULL);
		SegClusterSettings settings = settings_for (algorithm, 40);

		seg_matrix_row (matrix, 39)[2] = wrong[i];
		assert_refused (matrix, &settings, SEG_ERROR_DATA, "");
		assert_refused (empty, &settings, SEG_ERROR_DATA, "");
	}
}

static void
test_door (void)
{
	for_all (check_door);
}

/* The same bits -------------------------------------------------------------------------------------------------------- */

static void
check_bits (const SegClusterAlgorithm *algorithm)
{
	g_autoptr (SegMatrix) matrix = fit_for (algorithm, test_matrix_clouds (400, 5, 4, 0.6, 91));
	SegClusterSettings settings = settings_for (algorithm, 400);

	assert_same_everywhere (matrix, &settings);
}

static void
test_same_bits (void)
{
	for_all (check_bits);
}

/* New users ------------------------------------------------------------------------------------------------------------ */

static void
assign_with (guint threads, const SegClusterRule *rule, const SegMatrix *matrix, gint32 *labels, double *distances)
{
	GError *error = NULL;

	seg_parallel_set_threads (threads);
	g_assert_true (seg_cluster_rule_assign (rule, matrix, NULL, labels, distances, NULL, &error));
	g_assert_no_error (error);
	seg_parallel_set_threads (0);
}

static void
check_assign (const SegClusterAlgorithm *algorithm)
{
	g_autoptr (SegMatrix) matrix = fit_for (algorithm, test_matrix_clouds (300, 3, 3, 0.4, 31)), fresh = test_matrix_clouds (500, 3, 5, 1.5, 32), narrow = test_matrix_clouds (5, 2, 1, 1, 1);
	g_autoptr (SegMatrix) none = seg_matrix_new (0, 3, NULL);
	SegClusterSettings settings = settings_for (algorithm, 300);
	g_autoptr (SegClusterModel) model = fit_model (matrix, &settings);
	g_autoptr (GBytes) bytes = seg_cluster_rule_to_bytes (model->rule);
	g_autoptr (SegClusterRule) kept = seg_cluster_rule_from_bytes (bytes, NULL);
	g_autofree gint32 *labels = g_new (gint32, 500), *again = g_new (gint32, 500);
	g_autofree double *distances = g_new (double, 500), *anew = g_new (double, 500);
	g_autoptr (GError) error = NULL;

	assign_with (1, model->rule, fresh, labels, distances);
	for (gsize row = 0; row < 500; row++) {
		g_assert_true (labels[row] >= (algorithm->has_noise ? -1 : 0) && labels[row] < (gint32) model->clustering->k);
		g_assert_true (distances[row] >= 0 && isfinite (distances[row]));
	}
	assign_with (8, kept, fresh, again, anew);
	test_same_bytes (labels, again, 500 * sizeof *labels);
	test_same_bytes (distances, anew, 500 * sizeof *distances);
	assign_with (2, model->rule, none, again, NULL);
	g_assert_false (seg_cluster_rule_assign (model->rule, narrow, NULL, again, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "2 features");
	seg_matrix_row (fresh, 7)[1] = NAN;
	g_assert_false (seg_cluster_rule_assign (model->rule, fresh, NULL, again, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "");
}

static void
test_assign (void)
{
	for_all (check_assign);
}

/* Stopping ------------------------------------------------------------------------------------------------------------- */

static void
stop (const SegJobStatus *status, gpointer data)
{
	(void) status;
	seg_job_cancel (data);
}

/* Before it begins, and when it first says how far it is. */
static void
check_stop (const SegClusterAlgorithm *algorithm)
{
	g_autoptr (SegMatrix) matrix = fit_for (algorithm, test_matrix_clouds (2500, 6, 5, 1, 12));
	SegClusterSettings settings = settings_for (algorithm, 2500);

	for (guint during = 0; during < 2; during++) {
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (GError) error = NULL;

		if (during)
			seg_job_observe (job, stop, job);
		else
			seg_job_cancel (job);
		g_assert_null (seg_cluster_fit (matrix, &settings, job, &error));
		test_error (&error, SEG_ERROR_CANCELLED, "");
	}
}

static void
test_stop (void)
{
	for_all (check_stop);
}

/* Before a run --------------------------------------------------------------------------------------------------------- */

static void
check_estimate (const SegClusterAlgorithm *algorithm)
{
	SegClusterSettings settings = settings_of (algorithm->name);
	SegClusterCost small, large;
	g_autoptr (SegMatrix) matrix = fit_for (algorithm, test_matrix_clouds (500, 4, 3, 1, 2));

	seg_cluster_estimate (&settings, 1000, 8, &small);
	seg_cluster_estimate (&settings, 100000, 8, &large);
	g_assert_true (small.seconds > 0 && large.seconds > small.seconds && isfinite (large.seconds));
	g_assert_true (small.bytes > 0 && large.bytes > small.bytes);
	g_free (small.alternative);
	g_free (large.alternative);
	settings.memory = 1;
	assert_refused (matrix, &settings, SEG_ERROR_MEMORY, "of memory");
}

static void
test_estimate (void)
{
	for_all (check_estimate);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/algorithms/small", test_small);
	g_test_add_func ("/algorithms/as-many-as-users", test_as_many_as_users);
	g_test_add_func ("/algorithms/door", test_door);
	g_test_add_func ("/algorithms/same-bits", test_same_bits);
	g_test_add_func ("/algorithms/assign", test_assign);
	g_test_add_func ("/algorithms/stop", test_stop);
	g_test_add_func ("/algorithms/estimate", test_estimate);
	return g_test_run ();
}
