/* Every way side by side: which one is recommended for users of which shape, what is left out and why, the same for any number of
 * threads, and stopping. */
#include <config.h>
#include "cluster-fixture.h"

#include <segscope/ways.h>

static SegMatrix *
rings (void)
{
	g_autoptr (SegRandom) random = seg_random_new (6, 6);
	SegMatrix *matrix = seg_matrix_new (300, 2, NULL);

	for (gsize row = 0; row < 300; row++) {
		double radius = (row % 2 ? 1 : 2) + 0.05 * seg_random_gaussian (random), angle = (double) row * 0.0371;

		seg_matrix_row (matrix, row)[0] = radius * cos (angle);
		seg_matrix_row (matrix, row)[1] = radius * sin (angle);
	}
	return matrix;
}

static SegWaysOptions
quick_options (void)
{
	SegWaysOptions options = seg_ways_options_defaults ();

	options.choose.sweep.k_max = 5;
	options.choose.references = 4;
	options.choose.resamples = 6;
	options.seconds = INFINITY;
	options.resamples = 3;
	return options;
}

static SegWays *
try_ways (const SegMatrix *matrix, SegWaysOptions options)
{
	GError *error = NULL;
	SegWays *ways = seg_try_ways (matrix, &options, NULL, &error);

	g_assert_no_error (error);
	return ways;
}

static const SegWay *
way_of (const SegWays *ways, const char *algorithm)
{
	for (guint i = 0; i < ways->n; i++)
		if (strcmp (ways->ways[i].settings.algorithm->name, algorithm) == 0)
			return ways->ways + i;
	g_assert_not_reached ();
}

static const char *
suggested (const SegWays *ways)
{
	return ways->ways[ways->suggested].settings.algorithm->name;
}

/* k-means cannot follow rings; density peaks do, and single linkage and others come to the same. */
static void
test_rings (void)
{
	g_autoptr (SegMatrix) matrix = rings ();
	g_autoptr (SegWays) ways = try_ways (matrix, quick_options ());
	const SegWay *peaks = way_of (ways, "density-peaks"), *single = way_of (ways, "single");

	g_assert_cmpstr (suggested (ways), ==, "density-peaks");
	g_assert_cmpuint (seg_way_row (peaks)->clustering->k, ==, 2);
	test_close (peaks->crowds, 1, 1e-12);
	g_assert_cmpfloat (way_of (ways, "k-means")->crowds, <, 0.5);
	g_assert_cmpuint (seg_way_row (single)->clustering->n_rows, ==, 300);
	test_contains (ways->reason, "Density peaks, 2 segments, because users crowd in 2 places parted by valleys, and k-means, which cuts round groups, puts ");
	g_assert_cmpuint (peaks->stability.n_resamples, ==, 3);
	g_assert_cmpfloat (peaks->stability.least, >, SEG_STABLE);
	test_contains (ways->reason, "All segments are stable");
	/* what must be told a number of users is left out, with what it says */
	g_assert_null (seg_way_row (way_of (ways, "size-limits")));
	test_contains (way_of (ways, "size-limits")->left_out, "Say how many users a segment may have");
	test_contains (way_of (ways, "k-prototypes")->left_out, "None of the chosen features is a category");
}

/* A person's limits come first. */
static void
test_limits (void)
{
	g_autoptr (SegMatrix) matrix = rings ();
	SegWaysOptions options = quick_options ();
	g_autoptr (SegWays) ways = NULL;

	options.choose.sweep.least_users = 160;
	ways = try_ways (matrix, options);
	g_assert_cmpstr (suggested (ways), ==, "k-means");
	g_assert_false (way_of (ways, "density-peaks")->within_limits);
	test_contains (ways->reason, "are not within your limits");
}

static void
test_clouds (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 3, 4, 0.3, 50), cloud = test_matrix_clouds (250, 3, 1, 1, 51);
	g_autoptr (SegWays) ways = try_ways (matrix, quick_options ()), none = try_ways (cloud, quick_options ());

	g_assert_cmpstr (suggested (ways), ==, "k-means");
	test_contains (ways->reason, "k-means, 4 segments, because they follow the 4 places where users crowd (adjusted Rand index 1");
	test_close (way_of (ways, "ward")->crowds, 1, 1e-12);
	g_assert_cmpfloat (way_of (ways, "k-means")->alike, >, 0.8);
	test_contains (ways->reason, "other ways make much the same segments");
	g_assert_cmpstr (suggested (none), ==, "k-means");
	test_contains (none->reason, "no valleys part these users");
	g_assert_true (isnan (way_of (none, "ward")->crowds));
}

/* No time: only k-means and what decides. The recommendation does not depend on it, as long as density peaks can be run. */
static void
test_time (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (200, 3, 3, 0.3, 50);
	SegWaysOptions options = quick_options ();
	g_autoptr (SegWays) ways = NULL;
	SegClusterCost all, few;

	seg_ways_estimate (&options, 200, 3, &all);
	options.seconds = 0;
	seg_ways_estimate (&options, 200, 3, &few);
	g_assert_true (few.seconds > 0 && few.seconds < all.seconds && few.bytes > 0);
	ways = try_ways (matrix, options);
	for (guint i = 1; i < ways->n; i++) {
		g_assert_null (ways->ways[i].sweep);
		test_contains (ways->ways[i].left_out, "would take about");
	}
	g_assert_cmpstr (suggested (ways), ==, "k-means");
	g_assert_true (isnan (ways->ways[0].alike));
}

static void
test_threads (void)
{
	g_autoptr (SegMatrix) matrix = rings ();
	g_autoptr (SegWays) expected = NULL;

	for (guint threads = 1; threads <= 8; threads *= 2) {
		g_autoptr (SegWays) ways = NULL;

		seg_parallel_set_threads (threads);
		ways = try_ways (matrix, quick_options ());
		for (guint i = 0; expected != NULL && i < ways->n; i++) {
			const SegWay *a = ways->ways + i, *b = expected->ways + i;

			g_assert_true ((a->sweep == NULL) == (b->sweep == NULL));
			if (a->sweep == NULL)
				continue;
			test_same_bytes (seg_way_row (a)->clustering->labels, seg_way_row (b)->clustering->labels, 300 * sizeof (gint32));
			test_same_bytes (&a->alike, &b->alike, sizeof (double));
			test_same_bytes (&a->stability.least, &b->stability.least, sizeof (double));
		}
		if (expected != NULL)
			g_assert_cmpstr (ways->reason, ==, expected->reason);
		else
			expected = g_steal_pointer (&ways);
	}
	seg_parallel_set_threads (0);
}

typedef struct {
	SegJob *job;
	double  at;
} Stop;

static void
stop (const SegJobStatus *status, gpointer data)
{
	Stop *when = data;

	if (status->fraction >= when->at)
		seg_job_cancel (when->job);
}

static void
test_stop (void)
{
	static const double at[] = { 0, 0.32, 0.5, 0.75 };
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (700, 4, 3, 1, 5);
	SegWaysOptions options = quick_options ();

	for (gsize i = 0; i < G_N_ELEMENTS (at); i++) {
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (GError) error = NULL;
		Stop when = { job, at[i] };

		seg_job_observe (job, stop, &when);
		g_assert_null (seg_try_ways (matrix, &options, job, &error));
		test_error (&error, SEG_ERROR_CANCELLED, "");
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/ways/rings", test_rings);
	g_test_add_func ("/ways/limits", test_limits);
	g_test_add_func ("/ways/clouds", test_clouds);
	g_test_add_func ("/ways/time", test_time);
	g_test_add_func ("/ways/threads", test_threads);
	g_test_add_func ("/ways/stop", test_stop);
	return g_test_run ();
}
