/* Where a row stands among clusters: costs put every row where the rule puts it, what features contribute adds up, and the way to the
 * border is as short as brute force finds it: just beyond lies another cluster, and nothing nearer does. */
#include <config.h>
#include "cluster-fixture.h"

#include <segscope/boundary.h>

#include "cluster/cluster-private.h"

#include <math.h>
#include <string.h>

static gint32
label_of (const SegClusterRule *rule, const double *row, gsize d)
{
	SegMatrix one = { .n_rows = 1, .n_columns = d, .values = (double *) row };
	g_autoptr (GError) error = NULL;
	gint32 label = -7;

	g_assert_true (seg_cluster_rule_assign (rule, &one, NULL, &label, NULL, NULL, &error));
	g_assert_no_error (error);
	return label;
}

static SegClusterRule *
random_rule (SegRandom *random, guint k, gsize d)
{
	SegMatrix *centroids = seg_matrix_new (k, d, NULL);

	for (gsize i = 0; i < k * d; i++)
		centroids->values[i] = seg_random_gaussian (random);
	return seg_cluster_rule_nearest (centroids);
}

static const struct { const char *algorithm; SegRuleBasis basis; } algorithms[] = {
	{ "k-means", SEG_RULE_CENTROIDS }, { "size-limits", SEG_RULE_CENTROIDS }, { "mini-batch", SEG_RULE_CENTROIDS }, { "ward", SEG_RULE_CENTROIDS },
	{ "average", SEG_RULE_CENTROIDS }, { "k-medians", SEG_RULE_CENTRES }, { "spherical", SEG_RULE_CENTRES }, { "mixture", SEG_RULE_SHARES },
};

/* The least cost is that of the cluster that the rule takes, and contributions add up where distances do. */
static void
test_costs (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++) {
		g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 4, 3, 1.5, 17);
		SegClusterSettings settings = settings_of (algorithms[i].algorithm);
		g_autoptr (SegClusterModel) model = NULL;
		g_autoptr (SegMatrix) distances = NULL, costs = NULL;
		g_autofree gint32 *labels = g_new (gint32, 300);
		guint features[] = { 0, 1, 1, 2 };

		seg_cluster_settings_put (&settings, "k", 3);
		if (strcmp (algorithms[i].algorithm, "size-limits") == 0)
			seg_cluster_settings_put (&settings, "min-size", 90);
		model = fit_model (matrix, &settings);
		g_assert_cmpint (seg_cluster_rule_basis (model->rule), ==, algorithms[i].basis);
		g_assert_true (seg_cluster_rule_assign (model->rule, matrix, NULL, labels, NULL, NULL, NULL));
		distances = seg_matrix_new (300, 3, NULL);
		costs = seg_matrix_new (300, 3, NULL);
		g_assert_true (seg_cluster_rule_measure (model->rule, matrix, NULL, distances, costs, NULL));
		for (gsize row = 0; row < 300; row++) {
			const double *cost = seg_matrix_row (costs, row);
			gint32 own = labels[row], next = (own + 1 + (gint32) (row % 2)) % 3;
			double parts[3], sum;

			for (guint c = 0; c < 3; c++)
				g_assert_cmpfloat (cost[own], <=, cost[c]);
			g_assert_true (seg_cluster_rule_contributions (model->rule, seg_matrix_row (matrix, row), own, next, features, 3, NULL, parts, NULL));
			sum = parts[0] + parts[1] + parts[2];
			if (algorithms[i].basis == SEG_RULE_CENTROIDS || strcmp (algorithms[i].algorithm, "k-medians") == 0)
				g_assert_cmpfloat (fabs (sum - (cost[next] - cost[own])), <, 1e-9 * (1 + cost[next]));
			for (guint f = 0; f < 3; f++)
				g_assert_true (isfinite (parts[f]));
		}
	}
}

static void
test_density_refuses (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (200, 2, 2, 0.4, 3);
	SegClusterSettings settings = settings_of ("dbscan");
	g_autoptr (SegClusterModel) model = fit_model (matrix, &settings);
	g_autoptr (GError) error = NULL;
	guint features[] = { 0, 1 };
	double parts[2];

	g_assert_cmpint (seg_cluster_rule_basis (model->rule), ==, SEG_RULE_DENSITY);
	g_assert_false (seg_cluster_rule_contributions (model->rule, matrix->values, 0, 0, features, 2, NULL, parts, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
}

/* The length of the way out in a direction, by halving. */
static double
way_out (const SegClusterRule *rule, const double *row, const double *direction, gsize d, gint32 own, double most)
{
	double low = 0, high = most, at[8];

	for (guint i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		for (gsize j = 0; j < d; j++)
			at[j] = row[j] + middle * direction[j];
		if (label_of (rule, at, d) == own)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* Free to go everywhere: no direction of many leads out sooner, and the way found does lead out. */
static void
test_shortest (void)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 0);

	for (guint round = 0; round < 40; round++) {
		gsize d = 1 + round % 4;
		g_autoptr (SegClusterRule) rule = random_rule (random, 2 + round % 5, d);
		double row[4], low[4], high[4], target[4], beyond[4], within[4], length;
		gint32 own, to;

		for (gsize j = 0; j < d; j++) {
			row[j] = seg_random_gaussian (random);
			low[j] = -1e6;
			high[j] = 1e6;
		}
		own = label_of (rule, row, d);
		length = seg_cluster_rule_nearest_border (rule, row, own, low, high, 0, target, &to);
		g_assert_true (isfinite (length));
		for (gsize j = 0; j < d; j++) {
			beyond[j] = target[j] + (target[j] - row[j]) * 1e-6;
			within[j] = target[j] - (target[j] - row[j]) * 1e-6;
		}
		g_assert_cmpint (label_of (rule, beyond, d), ==, to);
		g_assert_cmpint (label_of (rule, within, d), ==, own);
		for (guint i = 0; i < 50; i++) {
			double direction[4], squared = 0;

			for (gsize j = 0; j < d; j++) {
				direction[j] = seg_random_gaussian (random);
				squared += direction[j] * direction[j];
			}
			for (gsize j = 0; j < d; j++)
				direction[j] /= sqrt (squared);
			g_assert_cmpfloat (way_out (rule, row, direction, d, own, 1e3), >=, length * (1 - 1e-9));
		}
	}
}

/* Within a box, by trying all points of a fine grid in two columns. */
static void
test_box (void)
{
	g_autoptr (SegRandom) random = seg_random_new (6, 0);
	guint n_out = 0, n_shut = 0;

	for (guint round = 0; round < 60; round++) {
		g_autoptr (SegClusterRule) rule = random_rule (random, 2 + round % 4, 2);
		double row[2], low[2], high[2], target[2], least = INFINITY, length, step = 0;
		gint32 own, to;

		for (gsize j = 0; j < 2; j++) {
			row[j] = seg_random_gaussian (random);
			low[j] = row[j] - (double) seg_random_below (random, 100) / 80;
			high[j] = row[j] + (double) seg_random_below (random, 100) / 80;
			step = MAX (step, (high[j] - low[j]) / 60);
		}
		own = label_of (rule, row, 2);
		length = seg_cluster_rule_nearest_border (rule, row, own, low, high, 0, target, &to);
		for (guint a = 0; a <= 60; a++)
			for (guint b = 0; b <= 60; b++) {
				double at[] = { low[0] + (high[0] - low[0]) * a / 60, low[1] + (high[1] - low[1]) * b / 60 };

				if (label_of (rule, at, 2) != own)
					least = MIN (least, hypot (at[0] - row[0], at[1] - row[1]));
			}
		if (isinf (length)) {
			g_assert_true (isinf (least));
			test_same_bytes (target, row, sizeof row);
			n_shut++;
			continue;
		}
		n_out++;
		g_assert_cmpfloat (length, <=, least * (1 + 1e-9));
		if (isfinite (least)) /* the grid may step over a corner */
			g_assert_cmpfloat (least, <=, length + 3 * step);
		for (gsize j = 0; j < 2; j++)
			g_assert_true (target[j] >= low[j] && target[j] <= high[j]);
	}
	g_assert_cmpuint (n_out, >, 15);
	g_assert_cmpuint (n_shut, >, 5);
}

/* With one column only: the same as going along each axis, one after the other. */
static void
test_few_columns (void)
{
	g_autoptr (SegRandom) random = seg_random_new (7, 0);

	for (guint round = 0; round < 30; round++) {
		g_autoptr (SegClusterRule) rule = random_rule (random, 2, 3);
		const SegMatrix *centroids = seg_cluster_rule_centroids (rule);
		double row[3], low[3] = { -1e4, -1e4, -1e4 }, high[3] = { 1e4, 1e4, 1e4 }, target[3], length, least = INFINITY;
		gint32 own, to;

		for (gsize j = 0; j < 3; j++)
			row[j] = seg_random_gaussian (random);
		own = label_of (rule, row, 3);
		length = seg_cluster_rule_nearest_border (rule, row, own, low, high, 1, target, &to);
		for (gsize j = 0; j < 3; j++) {
			double direction[3] = { 0 };

			direction[j] = seg_matrix_row (centroids, (gsize) (1 - own))[j] > seg_matrix_row (centroids, (gsize) own)[j] ? 1 : -1;
			least = MIN (least, way_out (rule, row, direction, 3, own, 1e4));
		}
		test_close (length, least, 1e-6);
		g_assert_cmpint ((target[0] != row[0]) + (target[1] != row[1]) + (target[2] != row[2]), ==, 1);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/boundary/costs", test_costs);
	g_test_add_func ("/boundary/density", test_density_refuses);
	g_test_add_func ("/boundary/shortest", test_shortest);
	g_test_add_func ("/boundary/box", test_box);
	g_test_add_func ("/boundary/few-columns", test_few_columns);
	return g_test_run ();
}
