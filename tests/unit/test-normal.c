/* Segments of normal shape: found where they are, by the same bits on any number of threads; nothing said of what is not normal, or of many
 * users. Mardia's test beside figures that R published. */
#include <config.h>
#include "cluster-fixture.h"
#include "../../src/cluster/choose/choose-private.h"

#include <segscope/choose.h>
#include <segscope/parallel.h>
#include <segscope/ways.h>

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

static void
test_not_normal (void)
{
	gint32 groups[2100];

	for (guint seed = 1; seed <= 4; seed++)
		for (int kind = EVEN; kind <= SKEWED; kind++) {
			g_autoptr (SegMatrix) matrix = three_clouds (240, (Kind) kind, seed, groups);
			g_autoptr (SegSweep) sweep = choose (matrix, options_of ());

			g_assert_cmpuint (sweep->normal.k, ==, 0);
		}
	{ /* so many that valleys show, or there are none */
		g_autoptr (SegMatrix) many = three_clouds (2001, NORMAL, 5, groups);
		g_autoptr (SegSweep) sweep = choose (many, options_of ());

		g_assert_cmpuint (sweep->normal.k, ==, 0);
	}
}

/* One component more than there are gains as much by chance as in the draws: asked of one cloud, nearly never is one found. */
static void
test_none (void)
{
	guint n_found = 0;

	for (guint64 seed = 1; seed <= 20; seed++) {
		g_autoptr (SegMatrix) matrix = test_matrix_clouds (120, 2, 1, 1, seed);
		g_autoptr (SegSweep) sweep = choose (matrix, options_of ());

		n_found += sweep->normal.k > 0;
	}
	g_assert_cmpuint (n_found, <=, 1);
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
	test_contains (ways->reason, "Gaussian mixture, 3 segments, because none of them differs from a normal distribution");
}

static void
test_cancel (void)
{
	gint32 groups[240];
	g_autoptr (SegMatrix) matrix = three_clouds (240, NORMAL, 5, groups);
	g_autoptr (SegSweep) sweep = choose (matrix, options_of ());
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	seg_job_cancel (job);
	g_assert_false (seg_sweep_find_normal (sweep, matrix, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

/* Setosa of iris by the R package MVN (Korkmaz, Goksuluk, Zararsiz 2014, R J. 6:151-162): chance of the skewness, with the correction for few
 * rows, 0.1127617, of the kurtosis 0.1953229. */
static void
test_mardia (void)
{
	static const char *const not_values[] = { "label", NULL };
	g_autoptr (TestFigures) figures = reference_figures ("data/clustering-benchmarks/iris.csv");
	g_autoptr (SegMatrix) all = NULL, even = NULL;

	if (figures == NULL)
		return;
	all = test_figures_matrix (figures, not_values);
	all->n_rows = 50;
	even = seg_whiten (all, NULL);
	g_assert_nonnull (even);
	test_close (seg_mardia_chance (even), 2 * 0.1127617, 2e-7);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/normal/found", test_found);
	g_test_add_func ("/normal/limits", test_limits);
	g_test_add_func ("/normal/not-normal", test_not_normal);
	g_test_add_func ("/normal/none", test_none);
	g_test_add_func ("/normal/ways", test_ways);
	g_test_add_func ("/normal/cancel", test_cancel);
	g_test_add_func ("/normal/mardia", test_mardia);
	return g_test_run ();
}
