/* Density peaks: neighbours and crowds against plain searches, shapes that are there and those that are not, and refusals. */
#include <config.h>
#include "cluster-fixture.h"
#include "cluster/density/peaks.h"

/* Plain versions ----------------------------------------------------------------------------------------------------- */

/* The different rows of a matrix, with how often each is there. */
typedef struct {
	gsize   n;
	gsize   row[64];
	double  weight[64];
	gsize   of[64];
	double  density[64], error[64];
	gsize   near[64][64], n_near[64];
	gint32  crowd[64];
	double  dimension;
} Plain;

static void
plain_rows (Plain *plain, const SegMatrix *matrix)
{
	plain->n = 0;
	for (gsize row = 0; row < matrix->n_rows; row++) {
		gsize i = 0;

		while (i < plain->n && distance_between (matrix, plain->row[i], row) > 0)
			i++;
		if (i == plain->n) {
			plain->row[plain->n] = row;
			plain->weight[plain->n++] = 0;
		}
		plain->of[row] = i;
		plain->weight[i]++;
	}
}

/* All others by distance; the list ends with the one that makes them @k users. */
static void
plain_lists (Plain *plain, const SegMatrix *matrix, guint k)
{
	double spread = 0, counted = 0, within[64], reach[64];

	for (gsize i = 0; i < plain->n; i++) {
		gboolean taken[64] = { FALSE };

		taken[i] = TRUE;
		within[i] = plain->weight[i] - 1;
		reach[i] = 0;
		plain->n_near[i] = 0;
		while (plain->n_near[i] + 1 < plain->n && (within[i] < k || plain->n_near[i] == 0)) {
			gsize best = plain->n;

			for (gsize j = 0; j < plain->n; j++)
				if (!taken[j] && (best == plain->n || distance_between (matrix, plain->row[i], plain->row[j])
				                                          < distance_between (matrix, plain->row[i], plain->row[best])))
					best = j;
			taken[best] = TRUE;
			plain->near[i][plain->n_near[i]++] = best;
			within[i] += plain->weight[best];
			reach[i] = distance_between (matrix, plain->row[i], plain->row[best]);
		}
		for (gsize at = 0; at + 1 < plain->n_near[i]; at++) {
			gsize j = plain->near[i][at];

			spread += plain->weight[i] * plain->weight[j] * log (reach[i] / distance_between (matrix, plain->row[i], plain->row[j]));
			counted += plain->weight[i] * plain->weight[j];
		}
	}
	plain->dimension = spread > 0 ? MIN (counted / spread, (double) matrix->n_columns) : (double) matrix->n_columns;
	for (gsize i = 0; i < plain->n; i++) {
		plain->density[i] = log (within[i]) - plain->dimension * log (reach[i]);
		plain->error[i] = 1 / sqrt (within[i]);
	}
}

static gboolean
denser (const Plain *plain, gsize a, gsize b)
{
	return plain->density[a] > plain->density[b] || (!(plain->density[a] < plain->density[b]) && a < b);
}

/* crowd: the row of the peak */
static gint32
plain_peak (const Plain *plain, gsize i)
{
	for (gsize at = 0; at < plain->n_near[i]; at++)
		if (denser (plain, plain->near[i][at], i))
			return plain_peak (plain, plain->near[i][at]);
	return (gint32) i;
}

/* The highest pass between two crowds as they are now, over the borders of the crowds as they were; FALSE: they do not touch. */
static gboolean
plain_pass (const Plain *plain, const gint32 *peak, gint32 a, gint32 b, double *height, double *error)
{
	gboolean touch = FALSE;

	for (gsize i = 0; i < plain->n; i++) {
		gint32 seen[64];
		gsize n_seen = 0;

		for (gsize at = 0; at < plain->n_near[i]; at++) {
			gsize j = plain->near[i][at], nearest = plain->n, lower;
			gboolean known = peak[j] == peak[i];

			for (gsize s = 0; s < n_seen; s++)
				known |= seen[s] == peak[j];
			if (known)
				continue;
			seen[n_seen++] = peak[j];
			for (gsize back = 0; back < plain->n_near[j] && nearest == plain->n; back++)
				if (peak[plain->near[j][back]] == peak[i])
					nearest = plain->near[j][back];
			lower = denser (plain, i, j) ? j : i;
			if (nearest == i && ((plain->crowd[i] == a && plain->crowd[j] == b) || (plain->crowd[i] == b && plain->crowd[j] == a))
			    && (!touch || plain->density[lower] > *height)) {
				*height = plain->density[lower];
				*error = plain->error[lower];
				touch = TRUE;
			}
		}
	}
	return touch;
}

/* Merges the pair with the highest pass among those that do not rise enough, until there is none. */
static void
plain_merge (Plain *plain, const gint32 *peak, double contrast)
{
	for (;;) {
		gint32 from = -1, to = -1;
		double highest = -INFINITY;

		for (gint32 a = 0; a < (gint32) plain->n; a++)
			for (gint32 b = 0; b < (gint32) plain->n; b++) {
				double height = 0, error = 0;

				if (plain->crowd[a] != a || plain->crowd[b] != b || a == b || !denser (plain, (gsize) a, (gsize) b)
				    || !plain_pass (plain, peak, a, b, &height, &error))
					continue;
				if ((plain->density[b] - height) / (plain->error[b] + error) < contrast && height > highest) {
					highest = height;
					from = b;
					to = a;
				}
			}
		if (from < 0)
			return;
		for (gsize i = 0; i < plain->n; i++)
			if (plain->crowd[i] == from)
				plain->crowd[i] = to;
	}
}

static void
test_against_plain (void)
{
	guint several = 0;

	for (guint seed = 0; seed < 400; seed++) {
		g_autoptr (SegRandom) random = seg_random_new (seed, 4);
		gsize n = 4 + seg_random_below (random, 40);
		guint k = 1 + (guint) seg_random_below (random, 8);
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 1 + seg_random_below (random, 3));
		SegClusterSettings settings = settings_of ("density-peaks");
		g_autoptr (SegClusterModel) model = NULL;
		g_autofree gint32 *expected = g_new (gint32, n);
		gint32 peak[64];
		Plain plain;

		k = MIN (k, (guint) n - 1);
		plain_rows (&plain, matrix);
		if (plain.n < 2)
			continue;
		plain_lists (&plain, matrix, k);
		for (gsize i = 0; i < plain.n; i++)
			peak[i] = plain.crowd[i] = plain_peak (&plain, i);
		plain_merge (&plain, peak, 0.8);
		for (gsize row = 0; row < n; row++)
			expected[row] = plain.crowd[plain.of[row]];
		seg_cluster_settings_put (&settings, "neighbours", k);
		seg_cluster_settings_put (&settings, "contrast", 0.8);
		g_assert_true (seg_cluster_settings_parse (&settings, "rounded", "exact", NULL));
		model = fit_model (matrix, &settings);
		test_close (seg_cluster_model_found (model, "dimension"), plain.dimension, 1e-9);
		g_assert_true (same_partition (model->clustering->labels, expected, n));
		several += model->clustering->k > 1;
	}
	g_assert_cmpuint (several, >, 100);
}

/* Shapes --------------------------------------------------------------------------------------------------------------- */

static guint
n_crowds (const SegMatrix *matrix)
{
	SegClusterSettings settings = settings_of ("density-peaks");
	g_autoptr (SegClusterModel) model = fit_model (matrix, &settings);

	assert_rule (matrix, model, 0);
	return model->clustering->k;
}

/* Two rings, one in the other: no division by middles can find them. */
static void
test_rings (void)
{
	g_autoptr (SegRandom) random = seg_random_new (6, 6);
	g_autoptr (SegMatrix) matrix = seg_matrix_new (600, 2, NULL);
	SegClusterSettings settings = settings_of ("density-peaks");
	g_autoptr (SegClusterModel) model = NULL;

	for (gsize row = 0; row < 600; row++) {
		double radius = (row % 2 ? 1 : 2) + 0.05 * seg_random_gaussian (random), angle = (double) row * 0.0371;

		seg_matrix_row (matrix, row)[0] = radius * cos (angle);
		seg_matrix_row (matrix, row)[1] = radius * sin (angle);
	}
	model = fit_model (matrix, &settings);
	g_assert_cmpuint (model->clustering->k, ==, 2);
	for (gsize row = 0; row < 600; row++)
		g_assert_cmpint (model->clustering->labels[row], ==, model->clustering->labels[row % 2]);
}

/* Where there is no valley there is one group: even squares, single clouds, whatever the seed. */
static void
test_nothing_there (void)
{
	for (guint seed = 1; seed <= 10; seed++) {
		g_autoptr (SegRandom) random = seg_random_new (seed, 9);
		g_autoptr (SegMatrix) even = seg_matrix_new (900, 2, NULL), cloud = test_matrix_clouds (900, 4, 1, 1, seed), same = seg_matrix_new (30, 2, NULL);

		for (gsize i = 0; i < 1800; i++)
			even->values[i] = (double) seg_random_below (random, 1 << 30) / (1 << 30);
		for (gsize i = 0; i < 60; i++)
			same->values[i] = 7;
		g_assert_cmpuint (n_crowds (even), ==, 1);
		g_assert_cmpuint (n_crowds (cloud), ==, 1);
		g_assert_cmpuint (n_crowds (same), ==, 1);
	}
}

/* Whole numbers, with an even column of amounts beside: between the numbers there is nobody, and that is no valley. Users of the same
 * values are together, and a hole of several numbers is a valley as before. */
static SegMatrix *
rounded_cloud (guint seed, double step, double hole)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 12);
	SegMatrix *matrix = seg_matrix_new (1500, 2, NULL);

	for (gsize i = 0; i < 3000; i++) {
		double value = round (seg_random_gaussian (random) / step) * step;

		matrix->values[i] = value + (i % 2 == 0 && value > 0 ? hole : 0);
	}
	return matrix;
}

static void
assert_same_together (const SegMatrix *matrix, const gint32 *labels)
{
	for (gsize a = 0; a < 200; a++)
		for (gsize b = a + 1; b < matrix->n_rows; b++)
			if (!(distance_between (matrix, a, b) > 0))
				g_assert_cmpint (labels[a], ==, labels[b]);
}

static void
test_rounded (void)
{
	SegClusterSettings exact = settings_of ("density-peaks");

	g_assert_true (seg_cluster_settings_parse (&exact, "rounded", "exact", NULL));
	for (guint seed = 1; seed <= 6; seed++) {
		SegClusterSettings settings = settings_of ("density-peaks");
		g_autoptr (SegMatrix) whole = rounded_cloud (seed, 0.5, 0), apart = rounded_cloud (seed, 0.25, 3);
		g_autoptr (SegClusterModel) as_exact = fit_model (whole, &exact), parted = fit_model (apart, &settings);

		g_assert_cmpuint (n_crowds (whole), ==, 1);
		g_assert_cmpuint (as_exact->clustering->k, >, 1);
		g_assert_cmpuint (parted->clustering->k, ==, 2);
		assert_same_together (apart, parted->clustering->labels);
	}
}

/* A dense bow and one of a fifth of its density beside it: the neighbours of the thin one reach across the gap unless they are looked for more
 * closely. */
static void
test_bows (void)
{
	g_autoptr (SegRandom) random = seg_random_new (3, 6);
	g_autoptr (SegMatrix) matrix = seg_matrix_new (360, 2, NULL);
	SegClusterSettings settings = settings_of ("density-peaks"), wide = settings;
	g_autoptr (SegClusterModel) model = NULL, as_wide = NULL;

	for (gsize row = 0; row < 360; row++) {
		gboolean thin = row < 60;
		double angle = G_PI * ((double) (thin ? row : row - 60) + seg_random_uniform (random)) / (thin ? 60 : 300), radius = 1 + (thin ? 0.3 : 0.2) * (seg_random_uniform (random) - 0.5);

		seg_matrix_row (matrix, row)[0] = (thin ? 0 : 0.95) + radius * cos (angle);
		seg_matrix_row (matrix, row)[1] = thin ? radius * sin (angle) : 0.45 - radius * sin (angle);
	}
	model = fit_model (matrix, &settings);
	g_assert_cmpuint (model->clustering->k, ==, 2);
	g_assert_cmpfloat (seg_cluster_settings_get (&model->settings, "neighbours"), ==, 10);
	g_assert_cmpfloat (seg_cluster_settings_get (&model->settings, "contrast"), ==, 3);
	for (gsize row = 0; row < 360; row++)
		g_assert_cmpint (model->clustering->labels[row], ==, model->clustering->labels[row < 60 ? 0 : 60]);
	seg_cluster_settings_put (&wide, "neighbours", 19);
	as_wide = fit_model (matrix, &wide);
	g_assert_cmpuint (as_wide->clustering->k, ==, 1);
}

static void
test_clouds (void)
{
	for (guint groups = 2; groups <= 6; groups++) {
		g_autoptr (SegMatrix) matrix = test_matrix_clouds (1200, 3, groups, 0.2, 70 + groups);

		g_assert_cmpuint (n_crowds (matrix), ==, groups);
	}
}

/* Second opinions ------------------------------------------------------------------------------------------------------- */

/* One thin bow, evenly: dents by chance are deep where a dent cannot be walked around. */
static SegMatrix *
one_bow (SegRandom *random)
{
	SegMatrix *matrix = seg_matrix_new (240, 2, NULL);

	for (gsize row = 0; row < 240; row++) {
		double angle = G_PI * seg_random_uniform (random), radius = 1 + 0.3 * (seg_random_uniform (random) - 0.5);

		seg_matrix_row (matrix, row)[0] = radius * cos (angle);
		seg_matrix_row (matrix, row)[1] = radius * sin (angle);
	}
	return matrix;
}

/* Two clouds whose middles are 3.5 deviations apart. */
static SegMatrix *
touching_clouds (SegRandom *random)
{
	SegMatrix *matrix = seg_matrix_new (240, 2, NULL);

	for (gsize i = 0; i < 480; i++)
		matrix->values[i] = seg_random_gaussian (random) + (i % 4 == 0 ? 3.5 : 0);
	return matrix;
}

typedef struct {
	guint by_depth, freely, seconded; /* draws in which several were seen: from 2 standard errors on; with what suits; of these, with a second opinion */
} Seen;

static Seen
look_at_draws (SegMatrix *(*draw) (SegRandom *random))
{
	Seen seen = { 0, 0, 0 };

	for (guint seed = 1; seed <= 60; seed++) {
		g_autoptr (SegRandom) random = seg_random_new (seed, 31);
		g_autoptr (SegMatrix) matrix = draw (random);
		SegClusterSettings settings = settings_of ("density-peaks");
		g_autoptr (SegClusterModel) freely = fit_model (matrix, &settings), by_depth = NULL;
		gboolean seconded = seg_cluster_model_found (freely, "seconded") > 0;

		seg_cluster_settings_put (&settings, "contrast", 2);
		by_depth = fit_model (matrix, &settings);
		seen.by_depth += by_depth->clustering->k > 1;
		seen.freely += freely->clustering->k > 1;
		seen.seconded += seconded != FALSE;
		if (seconded) { /* the same can be asked for */
			settings = freely->settings;
			g_clear_pointer (&by_depth, seg_cluster_model_free);
			by_depth = fit_model (matrix, &settings);
			g_assert_true (same_partition (freely->clustering->labels, by_depth->clustering->labels, matrix->n_rows));
		}
	}
	return seen;
}

static void
test_second_opinion (void)
{
	Seen nothing = look_at_draws (one_bow), two = look_at_draws (touching_clouds);

	g_test_message ("one bow: %u by depth alone, %u with second opinions; two clouds: %u and %u, of these %u seconded", nothing.by_depth, nothing.freely, two.by_depth,
	                two.freely, two.seconded);
	g_assert_cmpuint (2 * nothing.freely, <, nothing.by_depth);
	g_assert_cmpuint (two.freely, >, two.by_depth);
	g_assert_cmpuint (two.seconded, >, 0);
}

/* HDBSCAN* is asked with as many neighbours and with half as many; what it does not find is not seconded, and neither are other groups. */
static void
test_seconding (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 2, 2, 0.2, 72);
	SegClusterSettings settings = settings_of ("density-peaks");
	g_autoptr (SegClusterModel) model = fit_model (matrix, &settings);
	SegCrowds crowds = { .n = 2, .labels = model->clustering->labels };
	gboolean seconded = FALSE;

	g_assert_cmpuint (model->clustering->k, ==, 2);
	g_assert_true (seg_crowds_second (matrix, 17, &crowds, TRUE, NULL, &seconded, NULL));
	g_assert_true (seconded);
	crowds.n = 3; /* as many as HDBSCAN* finds, when that is asked for */
	g_assert_true (seg_crowds_second (matrix, 17, &crowds, TRUE, NULL, &seconded, NULL));
	g_assert_false (seconded);
	g_assert_true (seg_crowds_second (matrix, 17, &crowds, FALSE, NULL, &seconded, NULL));
	g_assert_true (seconded);
	for (gsize row = 0; row < 300; row++)
		crowds.labels[row] = row % 7 == 0;
	crowds.n = 2;
	g_assert_true (seg_crowds_second (matrix, 17, &crowds, TRUE, NULL, &seconded, NULL));
	g_assert_false (seconded);
}

static void
test_refusals (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (20, 2, 2, 0.3, 3);
	SegClusterSettings settings = settings_of ("density-peaks");

	seg_cluster_settings_put (&settings, "neighbours", 20);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "There are only 20 users, so nobody has 20 neighbours");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/peaks/plain", test_against_plain);
	g_test_add_func ("/peaks/rings", test_rings);
	g_test_add_func ("/peaks/nothing-there", test_nothing_there);
	g_test_add_func ("/peaks/rounded", test_rounded);
	g_test_add_func ("/peaks/bows", test_bows);
	g_test_add_func ("/peaks/clouds", test_clouds);
	g_test_add_func ("/peaks/second-opinion", test_second_opinion);
	g_test_add_func ("/peaks/seconding", test_seconding);
	g_test_add_func ("/peaks/refusals", test_refusals);
	return g_test_run ();
}
