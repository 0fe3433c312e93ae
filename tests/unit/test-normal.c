/* Segments of normal shape: found where they are, by the same bits on any number of threads; nothing said of what is not normal, or of many
 * users. Mardia's test beside figures that R published. */
#include <config.h>
#include "cluster-fixture.h"
#include "../../src/cluster/choose/normal-private.h"

#include <segscope/choose.h>
#include <segscope/parallel.h>
#include <segscope/ways.h>

#include <gsl/gsl_cdf.h>
#include <math.h>

typedef enum { NORMAL, EVEN, SKEWED } Kind;

/* A cloud far off, and two long ones side by side: deviations of 1 across and 4 along, 4.2 apart. */
static SegMatrix *
three_clouds (gsize n, Kind kind, guint64 seed, gint32 *groups)
{
	SegMatrix *matrix = seg_matrix_new (n, 2, NULL);
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);

	for (gsize row = 0; row < n; row++) {
		gint32 group = (gint32) (row % 3);
		double *values = seg_matrix_row (matrix, row);
		double x = seg_random_gaussian (random), y = seg_random_gaussian (random);

		if (kind == EVEN) {
			x = 3.4 * (seg_random_uniform (random) - 0.5);
			y = 3.4 * (seg_random_uniform (random) - 0.5);
		} else if (kind == SKEWED) {
			x = exp (x);
			y = exp (y);
		}
		values[0] = group == 0 ? 40 + x : 4 * x;
		values[1] = group == 0 ? y : group == 1 ? y : y + 4.2;
		groups[row] = group;
	}
	return matrix;
}

static SegChooseOptions
options_of (void)
{
	SegChooseOptions options = seg_choose_options_defaults ();

	options.sweep.k_max = 6;
	options.references = 4;
	options.resamples = 4;
	return options;
}

static SegSweep *
choose (const SegMatrix *matrix, SegChooseOptions options)
{
	GError *error = NULL;
	SegSweep *sweep = seg_choose_k (matrix, &options, NULL, &error);

	g_assert_no_error (error);
	return sweep;
}

static void
test_found (void)
{
	gint32 groups[240];
	g_autoptr (SegMatrix) matrix = three_clouds (240, NORMAL, 5, groups);
	g_autoptr (SegSweep) sweep = choose (matrix, options_of ());
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegAgreement) agreement = NULL;
	SegClusterSettings settings;
	const double chance = sweep->normal.chance, normality = sweep->normal.normality, dents = sweep->normal.dents;

	g_test_message ("%s", sweep->reason);
	g_assert_cmpstr (sweep->other_way, ==, "mixture");
	g_assert_cmpuint (sweep->normal.k, ==, 3);
	g_assert_cmpfloat (chance, <=, 0.05);
	g_assert_cmpfloat (normality, >, 0.05);
	g_assert_cmpfloat (dents, <=, 0.05);
	g_assert_true (seg_sweep_other_settings (sweep, &settings));
	model = fit_model (matrix, &settings);
	agreement = seg_agreement_new (groups, 3, model->clustering->labels, model->clustering->k, 240, NULL);
	g_assert_cmpfloat (agreement->ari, >, 0.75);
	for (guint threads = 1; threads <= 3; threads++) {
		g_autoptr (SegSweep) again = NULL;

		seg_parallel_set_threads (threads);
		again = choose (matrix, options_of ());
		g_assert_true (again->normal.chance == chance && again->normal.normality == normality && again->normal.dents == dents);
		g_assert_cmpstr (again->reason, ==, sweep->reason);
	}
	seg_parallel_set_threads (0);
}

/* A person's limits come first, and nothing is computed again. */
static void
test_limits (void)
{
	gint32 groups[240];
	g_autoptr (SegMatrix) matrix = three_clouds (240, NORMAL, 5, groups);
	g_autoptr (SegSweep) sweep = choose (matrix, options_of ());
	SegClusterSettings settings;

	seg_sweep_limit (sweep, 2, 0);
	g_assert_null (sweep->other_way);
	g_assert_false (seg_sweep_other_settings (sweep, &settings));
	seg_sweep_limit (sweep, 0, 100);
	g_assert_null (sweep->other_way);
	seg_sweep_limit (sweep, 3, 50);
	g_assert_cmpstr (sweep->other_way, ==, "mixture");
}

/* Looks at @matrix whatever else was found of it. */
static guint
look (const SegMatrix *matrix)
{
	g_autoptr (SegSweep) sweep = choose (matrix, options_of ());

	sweep->normal = (SegNormalFound) { 0 };
	g_assert_true (seg_sweep_find_normal (sweep, matrix, NULL, NULL));
	return sweep->normal.k;
}

static void
test_not_normal (void)
{
	gint32 groups[240];

	for (guint seed = 1; seed <= 4; seed++)
		for (int kind = EVEN; kind <= SKEWED; kind++) {
			g_autoptr (SegMatrix) matrix = three_clouds (240, (Kind) kind, seed, groups);

			g_assert_cmpuint (look (matrix), ==, 0);
		}
}

/* Nothing is asked of more than 2,000 users. */
static void
test_many (void)
{
	g_autofree gint32 *groups = g_new (gint32, 2001);
	g_autoptr (SegMatrix) matrix = three_clouds (2001, NORMAL, 5, groups);

	g_assert_cmpuint (look (matrix), ==, 0);
	matrix->n_rows = 2000;
	g_assert_cmpuint (look (matrix), ==, 3);
}

/* With all the components there are, one more gains no more than chance makes it, nearly always; with one fewer it gains more. */
static void
test_gain (void)
{
	guint n_fewer = 0, n_more = 0;

	for (guint64 seed = 1; seed <= 10; seed++) {
		g_autoptr (SegMatrix) matrix = test_matrix_clouds (150, 2, 3, 0.3, seed);
		g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, NULL, NULL);
		const SegNormalLooking looking = { matrix, seg_mixture_ridge (matrix), seed, NULL };
		g_autoptr (SegMixture) two = NULL, three = NULL, four = NULL;
		double chance;

		g_assert_true (seg_normal_fit (&looking, tiles, 2, &two, NULL) && seg_normal_fit (&looking, tiles, 3, &three, NULL)
		               && seg_normal_fit (&looking, tiles, 4, &four, NULL));
		g_assert_true (seg_normal_gain_chance (&looking, two, three->log_likelihood - two->log_likelihood, &chance, NULL));
		n_fewer += chance <= 0.05;
		g_assert_true (seg_normal_gain_chance (&looking, three, four->log_likelihood - three->log_likelihood, &chance, NULL));
		n_more += chance <= 0.05;
	}
	g_assert_cmpuint (n_fewer, >=, 9);
	g_assert_cmpuint (n_more, <=, 2);
}

/* Among all ways, too, with the number and shape that it was believed for. */
static void
test_ways (void)
{
	gint32 groups[240];
	g_autoptr (SegMatrix) matrix = three_clouds (240, NORMAL, 5, groups);
	SegWaysOptions options = seg_ways_options_defaults ();
	g_autoptr (SegWays) ways = NULL;
	const SegWay *way;

	options.choose = options_of ();
	options.resamples = 3;
	ways = seg_try_ways (matrix, &options, NULL, NULL);
	way = ways->ways + ways->suggested;
	g_assert_cmpstr (way->settings.algorithm->name, ==, "mixture");
	g_assert_cmpfloat (seg_cluster_settings_get (&way->settings, "k"), ==, 3);
	g_assert_cmpuint (seg_way_row (way)->clustering->k, ==, 3);
	test_contains (ways->reason, "Gaussian mixture, 3 segments, because none of them differs clearly from a normal distribution");
}

static gpointer
cancel_soon (gpointer job)
{
	g_usleep (20000);
	seg_job_cancel (job);
	return NULL;
}

/* At once, and in the middle of the draws. */
static void
test_cancel (void)
{
	g_autofree gint32 *groups = g_new (gint32, 1500);
	g_autoptr (SegMatrix) matrix = three_clouds (1500, NORMAL, 5, groups);
	g_autoptr (SegSweep) sweep = choose (matrix, options_of ());

	for (int soon = 0; soon < 2; soon++) {
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (GError) error = NULL;
		g_autoptr (GThread) thread = NULL;

		if (soon)
			thread = g_thread_new ("cancel", cancel_soon, job);
		else
			seg_job_cancel (job);
		g_assert_false (seg_sweep_find_normal (sweep, matrix, job, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
		if (thread != NULL)
			g_thread_join (g_steal_pointer (&thread));
	}
}

/* Setosa of iris by the R package MVN (Korkmaz, Goksuluk, Zararsiz 2014, R J. 6:151-162): chance of the skewness, with the correction for few
 * rows, 0.1127617, of the kurtosis 0.1953229. */
static void
test_mardia (void)
{
	static const char *const not_values[] = { "label", NULL };
	g_autoptr (TestFigures) figures = reference_figures ("data/clustering-benchmarks/iris.csv");
	g_autoptr (SegMatrix) all = NULL, even = NULL, both = NULL;

	if (figures == NULL)
		return;
	all = test_figures_matrix (figures, not_values);
	all->n_rows = 50;
	even = seg_whiten (all, NULL);
	g_assert_nonnull (even);
	test_close (seg_mardia_chance (even), 2 * 0.1127617, 2e-7);
	/* with its mirror image it is not skewed, and z of the kurtosis, 1.294992 for 50 rows, is that times the root of 2 */
	both = seg_matrix_new (100, 4, NULL);
	for (gsize i = 0; i < 200; i++) {
		both->values[i] = even->values[i];
		both->values[200 + i] = -even->values[i];
	}
	test_close (seg_mardia_chance (both), 2 * 2 * gsl_cdf_ugaussian_Q (1.294992 * sqrt (2)), 1e-6);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/normal/found", test_found);
	g_test_add_func ("/normal/limits", test_limits);
	g_test_add_func ("/normal/not-normal", test_not_normal);
	g_test_add_func ("/normal/many", test_many);
	g_test_add_func ("/normal/gain", test_gain);
	g_test_add_func ("/normal/ways", test_ways);
	g_test_add_func ("/normal/cancel", test_cancel);
	g_test_add_func ("/normal/mardia", test_mardia);
	return g_test_run ();
}
