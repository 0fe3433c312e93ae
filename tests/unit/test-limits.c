/* k-means with limits on the sizes: the assignment against brute force, limits kept, what cannot be is refused. */
#include <config.h>

#include "cluster-fixture.h"
#include "cluster/centres/transport.h"

/* The least cost of giving rows @row.. a cluster, @left: how many each may still have, with every size at least @least in the end. */
static double
cheapest (const double *costs, gsize n, guint k, gsize row, gsize *sizes, gsize least, gsize most)
{
	double best = INFINITY;
	gsize lacking = 0;

	for (guint c = 0; c < k; c++)
		lacking += sizes[c] < least ? least - sizes[c] : 0;
	if (lacking > n - row)
		return INFINITY;
	if (row == n)
		return 0;
	for (guint c = 0; c < k; c++) {
		if (sizes[c] == most)
			continue;
		sizes[c]++;
		best = MIN (best, costs[row * k + c] + cheapest (costs, n, k, row + 1, sizes, least, most));
		sizes[c]--;
	}
	return best;
}

static void
assert_assignment (const double *costs, gsize n, guint k, gsize least, gsize most, const gint32 *labels, double expected)
{
	g_autofree gsize *sizes = g_new0 (gsize, k);
	double sum = 0;

	for (gsize row = 0; row < n; row++) {
		g_assert_cmpint (labels[row], >=, 0);
		g_assert_cmpint (labels[row], <, (gint32) k);
		sizes[labels[row]]++;
		sum += costs[row * k + (gsize) labels[row]];
	}
	for (guint c = 0; c < k; c++) {
		g_assert_cmpuint (sizes[c], >=, least);
		g_assert_cmpuint (sizes[c], <=, most);
	}
	test_close (sum, expected, 1e-12);
}

static void
fill_costs (SegRandom *random, double *costs, gsize n, guint k, gsize kind)
{
	for (gsize i = 0; i < n * k; i++)
		costs[i] = kind == 0 ? (double) seg_random_below (random, 4) : kind == 1 && i >= k ? costs[i - k] : seg_random_uniform (random) * 10;
}

/* Several calls of one transport, so that prices of other costs are where it begins. */
static void
test_transport (void)
{
	g_autoptr (SegRandom) random = seg_random_new (11, 0);

	for (guint i = 0; i < 400; i++) {
		gsize n = 1 + seg_random_below (random, 8), least, most;
		guint k = 1 + (guint) seg_random_below (random, MIN (n, 4));
		g_autofree double *costs = g_new (double, n * k);
		g_autofree gint32 *labels = g_new (gint32, n);
		g_autoptr (SegTransport) transport = NULL;

		least = seg_random_below (random, n / k + 1);
		most = (n + k - 1) / k + seg_random_below (random, n);
		transport = seg_transport_new (n, k, least, most, NULL);
		for (guint call = 0; call < 4; call++) {
			g_autofree gsize *sizes = g_new0 (gsize, k);

			fill_costs (random, costs, n, k, (i + call) % 3);
			g_assert_true (seg_transport_assign (transport, costs, labels, NULL, NULL));
			assert_assignment (costs, n, k, least, MIN (most, n), labels, cheapest (costs, n, k, 0, sizes, least, MIN (most, n)));
		}
	}
}

/* Optimal means: no cycle or way of single moves makes it cheaper. With equal sizes, exchanges around any cycle of clusters. */
static void
test_transport_large (void)
{
	g_autoptr (SegRandom) random = seg_random_new (12, 0);
	gsize n = 3000;
	guint k = 6;
	g_autofree double *costs = g_new (double, n * k), *step = g_new (double, k * k);
	g_autofree gint32 *labels = g_new (gint32, n);
	g_autoptr (SegTransport) transport = seg_transport_new (n, k, n / k, n / k, NULL);

	for (guint call = 0; call < 3; call++) {
		for (gsize i = 0; i < n * k; i++)
			costs[i] = seg_random_uniform (random) * (double) (1 + i % k);
		g_assert_true (seg_transport_assign (transport, costs, labels, NULL, NULL));
		for (guint i = 0; i < k * k; i++)
			step[i] = i / k == i % k ? 0 : INFINITY;
		for (gsize row = 0; row < n; row++)
			for (guint c = 0; c < k; c++) {
				double *least = step + (guint) labels[row] * k + c;

				if (c != (guint) labels[row])
					*least = MIN (*least, costs[row * k + c] - costs[row * k + (gsize) labels[row]]);
			}
		for (guint via = 0; via < k; via++) /* Floyd and Warshall: a cycle below 0 would be an improvement */
			for (guint a = 0; a < k; a++)
				for (guint b = 0; b < k; b++)
					step[a * k + b] = MIN (step[a * k + b], step[a * k + via] + step[via * k + b]);
		for (guint c = 0; c < k; c++)
			g_assert_cmpfloat (step[c * k + c], >=, -1e-12);
	}
}

/* The least sum of squares of any partition within the limits. */
static double
best_partition (const SegMatrix *matrix, guint k, gsize least, gsize most)
{
	gsize n = matrix->n_rows, n_ways = 1;
	g_autofree gint32 *labels = g_new (gint32, n);
	double best = INFINITY;

	for (gsize i = 0; i < n; i++)
		n_ways *= k;
	for (gsize way = 0; way < n_ways; way++) {
		g_autofree gsize *sizes = g_new0 (gsize, k);
		gboolean fits = TRUE;

		for (gsize i = 0, rest = way; i < n; i++, rest /= k)
			sizes[labels[i] = (gint32) (rest % k)]++;
		for (guint c = 0; c < k; c++)
			fits = fits && sizes[c] >= least && sizes[c] <= most;
		if (fits) {
			g_autoptr (SegClustering) clustering = seg_clustering_new (matrix, labels, k, NULL, NULL);

			best = MIN (best, clustering->inertia);
		}
	}
	return best;
}

static SegClusterSettings
limits_of (guint k, double least, double most)
{
	SegClusterSettings settings = settings_of ("size-limits");

	seg_cluster_settings_put (&settings, "k", k);
	seg_cluster_settings_put (&settings, "min-size", least);
	seg_cluster_settings_put (&settings, "max-size", most);
	return settings;
}

/* With many starts the best partition there is is found nearly always, and never beaten. */
static void
test_brute_force (void)
{
	g_autoptr (SegRandom) random = seg_random_new (13, 0);
	guint n_cases = 0, n_best = 0;

	for (guint i = 0; i < 150; i++) {
		gsize n = 2 + seg_random_below (random, 6), n_distinct;
		guint k = 2 + (guint) seg_random_below (random, MIN (n - 1, 2));
		gsize least = 1 + seg_random_below (random, n / k), most = (n + k - 1) / k + seg_random_below (random, 2);
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 1 + seg_random_below (random, 3));
		SegClusterSettings settings = limits_of (k, (double) least, (double) most);
		g_autoptr (SegClusterModel) model = NULL;
		double best;

		g_assert_true (seg_cluster_count_distinct (matrix, k, NULL, &n_distinct, NULL));
		if (n_distinct < k)
			continue;
		seg_cluster_settings_put (&settings, "restarts", 20);
		model = fit_model (matrix, &settings);
		for (guint c = 0; c < k; c++) {
			g_assert_cmpuint (model->clustering->sizes[c], >=, least);
			g_assert_cmpuint (model->clustering->sizes[c], <=, most);
		}
		best = best_partition (matrix, k, least, most);
		g_assert_cmpfloat (model->clustering->inertia, >=, best * (1 - 1e-9) - 1e-12);
		n_cases++;
		n_best += model->clustering->inertia <= best * (1 + 1e-9) + 1e-12;
	}
	g_assert_cmpuint (n_cases, >, 80);
	g_assert_cmpuint (10 * n_best, >=, 9 * n_cases);
}

static SegMatrix *
blobs (gsize n, gsize d, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	SegMatrix *matrix = seg_matrix_new (n, d, NULL);

	for (gsize row = 0; row < n; row++)
		for (gsize column = 0; column < d; column++)
			seg_matrix_row (matrix, row)[column] = seg_random_gaussian (random) + 4 * (double) ((row % 10 < 6 ? 0 : row % 10 < 9 ? 1 : 2) == column);
	return matrix;
}

/* Limits nobody meets change nothing; each tighter limit costs more. */
static void
test_tightening (void)
{
	g_autoptr (SegMatrix) matrix = blobs (1000, 3, 14);
	SegClusterSettings settings = limits_of (3, 1, 1000);
	SegClusterOptions options = { 3, 5, 300, 1 };
	g_autoptr (SegClustering) plain = seg_kmeans (matrix, &options, NULL, NULL);
	double before;
	g_autoptr (SegClusterModel) loose = fit_model (matrix, &settings);

	test_close (loose->clustering->inertia, plain->inertia, 1e-9);
	g_assert_cmpfloat (seg_cluster_model_found (loose, "elsewhere"), <=, 0);
	before = plain->inertia;
	for (gsize least = 150; least <= 333; least += 61) {
		SegClusterSettings tight = limits_of (3, (double) least, NAN);
		g_autoptr (SegClusterModel) model = fit_model (matrix, &tight);

		g_assert_cmpuint (model->clustering->sizes[2], ==, least);
		g_assert_cmpfloat (model->clustering->inertia, >, before);
		g_assert_cmpfloat (seg_cluster_model_found (model, "elsewhere"), >, 0);
		before = model->clustering->inertia;
	}
}

static void
test_determinism (void)
{
	g_autoptr (SegMatrix) matrix = blobs (6000, 4, 15);
	SegClusterSettings settings = limits_of (4, 1200, 1700);

	assert_same_everywhere (matrix, &settings);
}

static void
test_refused (void)
{
	g_autoptr (SegMatrix) matrix = blobs (10, 2, 16), same = seg_matrix_new (6, 2, NULL), one = blobs (1, 2, 1);
	SegClusterSettings settings = limits_of (3, NAN, NAN);
	double *value = seg_matrix_row (matrix, 4);

	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "without limits take k-means");
	settings = limits_of (3, 4, NAN);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "at least 4 users need more than the 10");
	settings = limits_of (3, NAN, 3);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "at most 3 users have no room for the 10");
	settings = limits_of (2, 6, 5);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "at least 6 and at most 5");
	settings = limits_of (2, 2, NAN);
	assert_refused (same, &settings, SEG_ERROR_ARGUMENT, "same values");
	assert_refused (one, &settings, SEG_ERROR_ARGUMENT, "more than the 1");
	value[1] = NAN;
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "not a finite");
}

/* Every user a segment of its own. */
static void
test_n_is_k (void)
{
	g_autoptr (SegMatrix) matrix = blobs (5, 2, 17);
	SegClusterSettings settings = limits_of (5, 1, 1);
	g_autoptr (SegClusterModel) model = fit_model (matrix, &settings);

	g_assert_cmpfloat (model->clustering->inertia, <, 1e-20);
	assert_rule (matrix, model, 0);
}

static void
test_cancelled (void)
{
	g_autoptr (SegMatrix) matrix = blobs (2000, 3, 18);
	SegClusterSettings settings = limits_of (4, 500, 500);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	seg_job_cancel (job);
	g_assert_null (seg_cluster_fit (matrix, &settings, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/limits/transport", test_transport);
	g_test_add_func ("/limits/transport-large", test_transport_large);
	g_test_add_func ("/limits/brute-force", test_brute_force);
	g_test_add_func ("/limits/tightening", test_tightening);
	g_test_add_func ("/limits/determinism", test_determinism);
	g_test_add_func ("/limits/refused", test_refused);
	g_test_add_func ("/limits/n-is-k", test_n_is_k);
	g_test_add_func ("/limits/cancelled", test_cancelled);
	return g_test_run ();
}
