/* The dip against figures of R, borders of k-means inside crowds against shapes that are made to have fewer users there or not. */
#include <config.h>
#include "cluster-fixture.h"
#include "cluster/choose/choose-private.h"

#include <stdlib.h>

/* The dip ----------------------------------------------------------------------------------------------------------- */

static gint
compare (gconstpointer a, gconstpointer b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static double
dip_of (double *values, gsize n)
{
	qsort (values, n, sizeof *values, compare);
	return seg_dip (values, n);
}

static void
test_dip_known (void)
{
	double values[100];

	for (gsize n = 2; n <= 100; n += 7) {
		for (gsize i = 0; i < n; i++)
			values[i] = 3 + 0.25 * (double) i;
		g_assert_cmpfloat_with_epsilon (seg_dip (values, n), 1 / (2 * (double) n), 1e-12); /* as near to one mode as n values can be */
	}
	for (gsize i = 0; i < 100; i++)
		values[i] = i < 50 ? 0 : 1; /* two lumps: as far from one mode as there is */
	g_assert_cmpfloat_with_epsilon (seg_dip (values, 100), 0.25, 1e-12);
	for (gsize i = 0; i < 100; i++)
		values[i] = 7;
	g_assert_cmpfloat (seg_dip (values, 100), ==, 0);
	g_assert_cmpfloat (seg_dip (values, 1), ==, 0);
}

/* Turned round, moved and stretched, values have the dip they had; it is no further from one mode than from an even distribution. */
static void
test_dip_properties (void)
{
	g_autoptr (SegRandom) random = seg_random_new (3, 0);

	for (guint draw = 0; draw < 300; draw++) {
		double values[60], turned[60], dip, from_even = 0;
		gsize n = 2 + seg_random_below (random, 59), kind = seg_random_below (random, 4);

		for (gsize i = 0; i < n; i++) {
			values[i] = kind == 0 ? seg_random_uniform (random) : seg_random_gaussian (random) + (kind == 2 && i % 3 == 0 ? 4 : 0);
			if (kind == 3)
				values[i] = round (2 * values[i]); /* ties */
			turned[i] = 5 - 2 * values[i];
		}
		dip = dip_of (values, n);
		g_assert_cmpfloat_with_epsilon (dip, dip_of (turned, n), 1e-12);
		if (dip > 0)
			g_assert_cmpfloat (dip, >=, 1 / (2 * (double) n) - 1e-12);
		for (gsize i = 0; i < n && values[n - 1] > values[0]; i++) {
			double even = (values[i] - values[0]) / (values[n - 1] - values[0]);

			from_even = MAX (from_even, MAX ((double) (i + 1) / (double) n - even, even - (double) i / (double) n));
		}
		g_assert_cmpfloat (dip, <=, from_even + 1e-12);
	}
}

/* Figures of R's diptest 0.77 (qDiptab, a million draws of each number): the dip that a share of even samples stays below. */
static const struct {
	gsize  n;
	double at_half, at_95, at_99, at_999;
} of_r[] = {
	{ 10, 0.0977817630384725, 0.139611395137099, 0.159684158858235, 0.180611195797351 },
	{ 30, 0.0614510857304343, 0.0881689143126666, 0.101478558893837, 0.117164140184417 },
	{ 50, 0.048851155289608, 0.0702737877191269, 0.0811998415355918, 0.0940930106666244 },
	{ 200, 0.025584358256487, 0.0368418413878307, 0.0426864799777448, 0.0497198001867437 },
	{ 1000, 0.0117439009052552, 0.0169343970067564, 0.0196080260483234, 0.0228689168972669 },
	{ 5000, 0.00531239247408213, 0.0076506368153935, 0.00886357892854914, 0.0103498795291629 },
	{ 20000, 0.00266863168718114, 0.00384330190244679, 0.00445774902155711, 0.00520917757743218 },
};

static void
test_dip_chance (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (of_r); i++) {
		gsize n = of_r[i].n;

		g_assert_cmpfloat (seg_dip_chance (of_r[i].at_half * 0.97, n), ==, 1);
		g_assert_cmpfloat_with_epsilon (log (seg_dip_chance (of_r[i].at_half * 1.03, n)), log (0.44), 0.15);
		g_assert_cmpfloat_with_epsilon (log (seg_dip_chance (of_r[i].at_95, n)), log (0.05), 0.08);
		g_assert_cmpfloat_with_epsilon (log (seg_dip_chance (of_r[i].at_99, n)), log (0.01), 0.12);
		g_assert_cmpfloat_with_epsilon (log (seg_dip_chance (of_r[i].at_999, n)), log (0.001), 0.25);
		g_assert_cmpfloat (seg_dip_chance (0.25, n), ==, 0.0002);
	}
	g_assert_cmpfloat (seg_dip_chance (0.25, SEG_DIP_FEWEST - 1), ==, 1);
}

/* The program's own dips of even samples must be distributed as R's. */
static void
test_dip_distribution (void)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 0);
	guint n_draws = 4000, above_half = 0, above_95 = 0;
	double values[50];

	for (guint draw = 0; draw < n_draws; draw++) {
		double dip;

		for (gsize i = 0; i < 50; i++)
			values[i] = seg_random_uniform (random);
		dip = dip_of (values, 50);
		above_half += dip > of_r[2].at_half;
		above_95 += dip > of_r[2].at_95;
	}
	g_assert_cmpfloat_with_epsilon ((double) above_half / n_draws, 0.5, 0.03); /* nearly four standard errors */
	g_assert_cmpfloat_with_epsilon ((double) above_95 / n_draws, 0.05, 0.013);
}

/* Borders ----------------------------------------------------------------------------------------------------------- */

typedef enum { LONG_CLOUDS, STRIPS, PAIRS, FOUR_AROUND_ONE } Shape;

/* @groups: what each row was made as. */
static SegMatrix *
make_shape (Shape shape, gsize n, guint64 seed, gint32 *groups)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, (guint64) shape);
	SegMatrix *matrix = seg_matrix_new (n, 2, NULL);

	for (gsize i = 0; i < n; i++) {
		double *x = seg_matrix_row (matrix, i), right = seg_random_gaussian (random), up = seg_random_gaussian (random);
		gint32 group = (gint32) (i % (shape == PAIRS ? 4 : shape == FOUR_AROUND_ONE ? 5 : 2));

		groups[i] = group;
		switch (shape) {
		case LONG_CLOUDS:
			x[0] = 3 * right;
			x[1] = up + 5 * group;
			break;
		case STRIPS:
			x[0] = 6 * seg_random_uniform (random);
			x[1] = seg_random_uniform (random) + 1.5 * group;
			break;
		case PAIRS:
			x[0] = right + 3.5 * (group % 2);
			x[1] = up + 9 * (group / 2);
			break;
		default:
			x[0] = right + (group == 0 ? 0 : group % 2 == 1 ? 3.6 : -3.6);
			x[1] = up + (group == 0 ? 0 : group > 2 ? 3.6 : -3.6);
		}
	}
	return matrix;
}

static SegSweep *
choose (const SegMatrix *matrix)
{
	SegChooseOptions options = seg_choose_options_defaults ();
	GError *error = NULL;
	SegSweep *sweep;

	options.sweep.k_max = 8;
	options.references = 8;
	options.resamples = 8;
	sweep = seg_choose_k (matrix, &options, NULL, &error);
	g_assert_no_error (error);
	return sweep;
}

/* k-means divides both of two long places: where it does so there is nothing, and the two places are what is recommended. */
static void
test_without_reason (void)
{
	gint32 groups[400];
	guint n_cut = 0;

	for (guint seed = 1; seed <= 4; seed++)
		for (int shape = LONG_CLOUDS; shape <= STRIPS; shape++) {
			g_autoptr (SegMatrix) matrix = make_shape ((Shape) shape, 400, seed, groups);
			g_autoptr (SegSweep) sweep = choose (matrix);
			g_autoptr (SegAgreement) agreement = NULL;
			const SegSweepRow *row = sweep->rows + sweep->suggested;

			g_test_message ("shape %d, seed %u: %u segments in %u crowds, across %.3f, chance of borders %.4f", shape, seed, row->clustering->k, sweep->crowds.n,
			                row->across, row->dents);
			if (sweep->crowds.n != 2 || row->crowds >= SEG_GOOD_AGREEMENT || row->across > SEG_FEW_ACROSS)
				continue; /* another matter */
			g_assert_cmpint (g_strcmp0 (sweep->other_way, "density-peaks") == 0, ==, row->dents > SEG_DENTED);
			agreement = seg_agreement_new (groups, 2, sweep->crowds.labels, 2, matrix->n_rows, NULL);
			g_assert_cmpfloat (agreement->ari, >, 0.85);
			if (row->dents > SEG_DENTED)
				test_contains (sweep->reason, "divide these further where users stand as close");
			n_cut += row->dents > SEG_DENTED;
		}
	g_assert_cmpuint (n_cut, >, 0);
}

/* Where the parts are groups of their own, k-means keeps its say even if only some of the valleys count as such. */
static void
test_with_reason (void)
{
	gint32 groups[400];
	guint n_divided = 0;

	for (guint seed = 1; seed <= 4; seed++)
		for (int shape = PAIRS; shape <= FOUR_AROUND_ONE; shape++) {
			g_autoptr (SegMatrix) matrix = make_shape ((Shape) shape, 400, seed, groups);
			g_autoptr (SegSweep) sweep = choose (matrix);
			const SegSweepRow *row = sweep->rows + sweep->suggested;

			g_test_message ("shape %d, seed %u: %u segments in %u crowds, across %.3f, chance of borders %.4f", shape, seed, row->clustering->k, sweep->crowds.n,
			                row->across, row->dents);
			if (row->clustering->k != (shape == PAIRS ? 4 : 5))
				continue;
			g_assert_cmpstr (sweep->other_way, !=, "density-peaks");
			n_divided += sweep->crowds.n > 1 && sweep->crowds.n < row->clustering->k;
		}
	g_assert_cmpuint (n_divided, >, 0);
}

/* The same figure whoever works, and for the labels of a part of the rows. */
static void
test_same_bits (void)
{
	gint32 groups[400];
	g_autoptr (SegMatrix) matrix = make_shape (FOUR_AROUND_ONE, 400, 9, groups);
	double first[7] = { 0 };

	for (guint threads = 1; threads <= 3; threads++) {
		g_autoptr (SegSweep) sweep = NULL;

		seg_parallel_set_threads (threads);
		sweep = choose (matrix);
		g_assert_cmpuint (sweep->n_rows, ==, 7);
		for (guint i = 0; i < 7; i++) {
			if (threads == 1)
				first[i] = sweep->rows[i].dents;
			test_same_bytes (first + i, &sweep->rows[i].dents, sizeof (double));
		}
	}
	seg_parallel_set_threads (0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/borders/dip/known", test_dip_known);
	g_test_add_func ("/borders/dip/properties", test_dip_properties);
	g_test_add_func ("/borders/dip/chance", test_dip_chance);
	g_test_add_func ("/borders/dip/distribution", test_dip_distribution);
	g_test_add_func ("/borders/without-reason", test_without_reason);
	g_test_add_func ("/borders/with-reason", test_with_reason);
	g_test_add_func ("/borders/same-bits", test_same_bits);
	return g_test_run ();
}
