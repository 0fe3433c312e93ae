/* k-medians, spherical k-means, k-prototypes and mini-batch k-means: objectives against brute force over all partitions, passes that
 * only improve, silhouettes against the definition, new users, refusals. */
#include <config.h>

#include "cluster-fixture.h"
#include "cluster/centres/space.h"
#include "cluster/centres/centre_moves.h"
#include "cluster/hierarchical/gower.h"

/* Matrices with categories ------------------------------------------------------------------------------------------ */

/* Two numbers and two categories (of three and two values, one-hot, scaled by a factor), and a yes/no column; some not known. */
static SegMatrix *
mixed_matrix (SegRandom *random, gsize n, gboolean awkward)
{
	SegMatrix *matrix = seg_matrix_new (n, 8, NULL);
	static const guint32 groups[] = { 0, 1, 1, 1, 2, 2, 3, 0 };
	static const char *const labels[] = { "Orders", "City = a", "City = b", "City = c", "Plan = x", "Plan = y", "Consent", "Money", NULL };

	matrix->groups = g_memdup2 (groups, sizeof groups);
	matrix->labels = g_strdupv ((char **) labels);
	for (gsize row = 0; row < n; row++) {
		double *values = seg_matrix_row (matrix, row);
		gsize city = seg_random_below (random, 4), plan = seg_random_below (random, 3);

		values[0] = awkward ? (double) seg_random_below (random, 3) : seg_random_gaussian (random);
		values[7] = awkward ? 2.385 : seg_random_gaussian (random) * 3;
		for (gsize i = 0; i < 3; i++)
			values[1 + i] = i == city ? 1.5 : -0.5;
		for (gsize i = 0; i < 2; i++)
			values[4 + i] = i == plan ? 1 : 0;
		values[6] = seg_random_below (random, 2) == 0 ? 0 : 1;
	}
	return matrix;
}

/* The category of a row by the definition, not by what is tested: -1 where not known. */
static int
category (const SegMatrix *matrix, gsize row, guint32 group)
{
	int value = 0;

	for (gsize column = 0; column < matrix->n_columns; column++) {
		if (matrix->groups[column] != group)
			continue;
		if (seg_matrix_row (matrix, row)[column] > 0.4)
			return value;
		value++;
	}
	return -1;
}

/* Dissimilarities by the definition -------------------------------------------------------------------------------- */

static double
apart (SegDistance distance, const SegMatrix *matrix, gsize a, gsize b, double gamma)
{
	const double *x = seg_matrix_row (matrix, a), *y = seg_matrix_row (matrix, b);
	double sum = 0, xx = 0, yy = 0;

	for (gsize column = 0; column < matrix->n_columns; column++) {
		if (distance == SEG_DISTANCE_MANHATTAN)
			sum += fabs (x[column] - y[column]);
		else if (distance == SEG_DISTANCE_COSINE)
			sum += x[column] * y[column];
		else if (matrix->groups[column] == 0)
			sum += (x[column] - y[column]) * (x[column] - y[column]);
		xx += x[column] * x[column];
		yy += y[column] * y[column];
	}
	for (guint32 group = 1; distance == SEG_DISTANCE_MIXED && group <= 3; group++)
		sum += category (matrix, a, group) != category (matrix, b, group) ? gamma : 0;
	return distance == SEG_DISTANCE_COSINE ? 1 - sum / sqrt (xx * yy) : sum;
}

/* The least objective of one cluster: centres found by trying, not by formula. */
static double
cost_around_medians (const SegMatrix *matrix, const gint32 *labels, gint32 c)
{
	double all = 0;

	for (gsize column = 0; column < matrix->n_columns; column++) {
		double best = INFINITY;

		for (gsize at = 0; at < matrix->n_rows; at++) { /* some member's value is a median */
			double sum = 0;

			if (labels[at] != c)
				continue;
			for (gsize row = 0; row < matrix->n_rows; row++)
				if (labels[row] == c)
					sum += fabs (seg_matrix_row (matrix, row)[column] - seg_matrix_row (matrix, at)[column]);
			best = MIN (best, sum);
		}
		all += best;
	}
	return all;
}

static double
cost_around_direction (const SegMatrix *matrix, const gint32 *labels, gint32 c)
{
	g_autofree double *sum = g_new0 (double, matrix->n_columns);
	double n = 0, length = 0;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		double own = 0;

		if (labels[row] != c)
			continue;
		for (gsize column = 0; column < matrix->n_columns; column++)
			own += seg_matrix_row (matrix, row)[column] * seg_matrix_row (matrix, row)[column];
		for (gsize column = 0; column < matrix->n_columns; column++)
			sum[column] += seg_matrix_row (matrix, row)[column] / sqrt (own);
		n++;
	}
	for (gsize column = 0; column < matrix->n_columns; column++)
		length += sum[column] * sum[column];
	return n - sqrt (length);
}

static double
cost_around_prototype (const SegMatrix *matrix, const gint32 *labels, gint32 c, double gamma)
{
	double all = 0, n = 0;

	for (gsize row = 0; row < matrix->n_rows; row++)
		n += labels[row] == c;
	for (gsize column = 0; column < matrix->n_columns; column++) {
		double sum = 0, squares = 0;

		for (gsize row = 0; row < matrix->n_rows && matrix->groups[column] == 0; row++)
			if (labels[row] == c) {
				sum += seg_matrix_row (matrix, row)[column];
				squares += seg_matrix_row (matrix, row)[column] * seg_matrix_row (matrix, row)[column];
			}
		all += squares - sum * sum / n;
	}
	for (guint32 group = 1; group <= 3; group++) {
		double most = 0;

		for (int value = -1; value < 3; value++) {
			double count = 0;

			for (gsize row = 0; row < matrix->n_rows; row++)
				count += labels[row] == c && category (matrix, row, group) == value;
			most = MAX (most, count);
		}
		all += gamma * (n - most);
	}
	return all;
}

static double
cost_of_partition (SegDistance distance, const SegMatrix *matrix, const gint32 *labels, guint k, double gamma)
{
	double sum = 0;

	for (gint32 c = 0; c < (gint32) k; c++)
		sum += distance == SEG_DISTANCE_MANHATTAN ? cost_around_medians (matrix, labels, c)
		       : distance == SEG_DISTANCE_COSINE ? cost_around_direction (matrix, labels, c) : cost_around_prototype (matrix, labels, c, gamma);
	return sum;
}

/* Over all partitions into k clusters that are not empty. */
static double
least_cost (SegDistance distance, const SegMatrix *matrix, guint k, double gamma)
{
	gsize n = matrix->n_rows, n_ways = 1;
	g_autofree gint32 *labels = g_new (gint32, n);
	double best = INFINITY;

	for (gsize i = 0; i < n; i++)
		n_ways *= k;
	for (gsize way = 0; way < n_ways; way++) {
		guint used = 0;

		for (gsize i = 0, rest = way; i < n; i++, rest /= k)
			used |= 1u << (labels[i] = (gint32) (rest % k));
		if (used + 1 == 1u << k)
			best = MIN (best, cost_of_partition (distance, matrix, labels, k, gamma));
	}
	return best;
}

typedef struct {
	const char *algorithm;
	SegDistance distance;
} Case;

static const Case cases[] = {
	{ "k-medians", SEG_DISTANCE_MANHATTAN }, { "spherical", SEG_DISTANCE_COSINE }, { "k-prototypes", SEG_DISTANCE_MIXED },
};

static SegMatrix *
matrix_for (const Case *which, SegRandom *random, gsize n)
{
	SegMatrix *matrix;

	if (which->distance == SEG_DISTANCE_MIXED)
		return mixed_matrix (random, n, seg_random_below (random, 2) == 0);
	matrix = awkward_matrix (random, n, (which->distance == SEG_DISTANCE_COSINE ? 2 : 1) + seg_random_below (random, 3));
	for (gsize i = 0; which->distance == SEG_DISTANCE_COSINE && i < n; i++)
		seg_matrix_row (matrix, i)[0] += 0.1; /* nobody without a direction */
	return matrix;
}

static void
test_brute_force (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (21, which->distance);
	guint n_cases = 0, n_best = 0;

	for (guint i = 0; i < 200; i++) {
		gsize n = 2 + seg_random_below (random, 5);
		guint k = 2 + (guint) seg_random_below (random, MIN (n - 1, 2));
		g_autoptr (SegMatrix) matrix = matrix_for (which, random, n);
		SegClusterSettings settings = settings_of (which->algorithm);
		g_autoptr (SegClusterModel) model = NULL;
		g_autoptr (GError) error = NULL;
		double best, found, gamma = 0;

		seg_cluster_settings_put (&settings, "k", k);
		model = seg_cluster_fit (matrix, &settings, NULL, &error);
		if (model == NULL) {
			test_error (&error, SEG_ERROR_ARGUMENT, "");
			continue;
		}
		if (which->distance == SEG_DISTANCE_MIXED)
			gamma = seg_cluster_settings_get (&model->settings, "gamma");
		g_assert_cmpint (model->distance, ==, which->distance);
		found = seg_cluster_model_found (model, "objective");
		test_close (found, cost_of_partition (which->distance, matrix, model->clustering->labels, k, gamma), 1e-9);
		best = least_cost (which->distance, matrix, k, gamma);
		g_assert_cmpfloat (found, >=, best - 1e-9);
		n_cases++;
		n_best += found <= best + 1e-9;
		assert_rule (matrix, model, n); /* ties may go elsewhere; that it can be kept and read is what counts here */
	}
	g_assert_cmpuint (n_cases, >, 80);
	g_assert_cmpuint (10 * n_best, >=, 9 * n_cases);
}

/* From given starts, the objective after more passes is never higher; and where it rests, everyone is at the nearest centre. */
static void
test_falls (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (22, which->distance);

	for (guint i = 0; i < 30; i++) {
		gsize n = 20 + seg_random_below (random, 60);
		guint k = 2 + (guint) seg_random_below (random, 5);
		g_autoptr (SegMatrix) matrix = matrix_for (which, random, n);
		g_autoptr (SegMixture) columns = which->distance == SEG_DISTANCE_MIXED ? seg_mixture_columns_of (matrix) : NULL;
		g_autoptr (SegSpace) space = seg_space_new (which->distance, matrix, columns, 0.7, NULL, NULL);
		guint n_codes[3] = { 4, 3, 2 };
		double before = INFINITY;

		for (guint passes = 1; passes < 30; passes++) {
			g_autoptr (SegCentres) centres = seg_centres_from (space, n_codes, space->rows->values, k, passes, NULL, NULL);

			g_assert_cmpfloat (centres->objective, <=, before + 1e-9);
			before = centres->objective;
			if (centres->converged)
				break;
			g_assert_cmpuint (passes, <, 29);
		}
	}
}

/* Medians against sorting; of even numbers the mean of the middle two. */
static void
test_medians (void)
{
	double values[] = { 5, 1,  3, 1,  9, 4,  7, 2,  1, 1 }, centres[4] = { 0 };
	gint32 labels[] = { 0, 1, 0, 0, 1 };
	SegMatrix matrix = { .n_rows = 5, .n_columns = 2, .values = values };
	g_autoptr (SegSpace) space = seg_space_new (SEG_DISTANCE_MANHATTAN, &matrix, NULL, 0, NULL, NULL);

	g_assert_true (seg_centres_move (space, NULL, labels, 2, NULL, centres, NULL));
	test_close (centres[0], 7, 0);
	test_close (centres[1], 2, 0);
	test_close (centres[2], 2, 0);
	test_close (centres[3], 1, 0);
}

/* Silhouettes: every pair by the definition. */
static void
test_widths (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (23, which->distance);

	for (guint i = 0; i < 100; i++) {
		gsize n = 3 + seg_random_below (random, 30);
		guint k = 2 + (guint) seg_random_below (random, MIN (n - 2, 4));
		g_autoptr (SegMatrix) matrix = matrix_for (which, random, n);
		g_autoptr (SegMixture) columns = which->distance == SEG_DISTANCE_MIXED ? seg_mixture_columns_of (matrix) : NULL;
		g_autoptr (SegSpace) space = seg_space_new (which->distance, matrix, columns, 0.7, NULL, NULL);
		g_autofree gint32 *labels = g_new (gint32, n);
		g_autofree double *widths = g_new (double, n);

		for (gsize row = 0; row < n; row++)
			labels[row] = row < k ? (gint32) row : (gint32) seg_random_below (random, k + (i % 2)) - (gint32) (i % 2);
		g_assert_true (seg_space_widths (space, labels, k, NULL, widths, NULL));
		for (gsize row = 0; row < n; row++) {
			double sums[6] = { 0 }, counts[6] = { 0 }, inside, other = INFINITY, largest;

			if (labels[row] < 0) {
				g_assert_true (isnan (widths[row]));
				continue;
			}
			for (gsize j = 0; j < n; j++)
				if (j != row && labels[j] >= 0) {
					sums[labels[j]] += apart (which->distance, matrix, row, j, 0.7);
					counts[labels[j]]++;
				}
			if (!(counts[labels[row]] > 0)) {
				test_close (widths[row], 0, 0);
				continue;
			}
			inside = MAX (sums[labels[row]] / counts[labels[row]], 0);
			for (guint c = 0; c < k; c++)
				if ((gint32) c != labels[row])
					other = MIN (other, MAX (sums[c] / counts[c], 0));
			largest = MAX (inside, other);
			if (largest > 1e-9)
				test_close (widths[row], (other - inside) / largest, 1e-6);
		}
	}
}

/* The sweep of one row that stands for such a run: silhouettes of its own distance, and it says so. */
static void
test_judged (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (24, which->distance);
	g_autoptr (SegMatrix) matrix = matrix_for (which, random, 60);
	SegClusterSettings settings = settings_of (which->algorithm);
	g_autoptr (SegClusterModel) model = NULL;
	SegSweepOptions options = seg_sweep_options_defaults ();
	g_autoptr (SegSweep) sweep = NULL;
	double mean = 0;

	seg_cluster_settings_put (&settings, "k", 2);
	model = fit_model (matrix, &settings);
	sweep = seg_cluster_judge (matrix, model, &options, NULL, NULL);
	g_assert_nonnull (strstr (sweep->reason, seg_distance_label (which->distance)));
	for (gsize row = 0; row < 60; row++)
		mean += sweep->rows->widths[row] / 60;
	test_close (sweep->rows->silhouette, mean, 1e-9);
	g_assert_true (isnan (sweep->rows->calinski_harabasz));
	g_assert_true (sweep->exact);
	g_assert_cmpfloat (sweep->rows->seconds, >, 0); /* those of the clustering */
	g_assert_cmpfloat (sweep->rows->seconds, ==, model->seconds);
	g_assert_cmpfloat (sweep->seconds, >, model->seconds);
}

static void
test_determinism (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (25, which->distance);
	g_autoptr (SegMatrix) matrix = which->distance == SEG_DISTANCE_MIXED ? mixed_matrix (random, 9000, FALSE) : test_matrix_clouds (9000, 5, 4, 1.5, 25);
	SegClusterSettings settings = settings_of (which->algorithm);

	seg_cluster_settings_put (&settings, "k", 4);
	seg_cluster_settings_put (&settings, "restarts", 2);
	assert_same_everywhere (matrix, &settings);
}

static void
test_refused (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (26, which->distance);
	g_autoptr (SegMatrix) matrix = matrix_for (which, random, 9), one = matrix_for (which, random, 1);
	SegClusterSettings settings = settings_of (which->algorithm);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	seg_cluster_settings_put (&settings, "k", 10);
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "from 2 to the number of users (9)");
	seg_cluster_settings_put (&settings, "k", 2);
	assert_refused (one, &settings, SEG_ERROR_ARGUMENT, "(1)");
	for (gsize row = 1; row < 9; row++)
		memcpy (seg_matrix_row (matrix, row), seg_matrix_row (matrix, 0), matrix->n_columns * sizeof (double));
	assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "same values");
	seg_job_cancel (job);
	g_assert_null (seg_cluster_fit (matrix, &settings, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	seg_matrix_row (matrix, 3)[0] = NAN;
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "not a finite");
}

/* A cancel is heard within centres that move and silhouettes that are added up, not only between them. */
static void
test_cancel_within (gconstpointer data)
{
	const Case *which = data;
	g_autoptr (SegRandom) random = seg_random_new (31, which->distance);
	g_autoptr (SegMatrix) matrix = matrix_for (which, random, 90);
	gboolean mixed = which->distance == SEG_DISTANCE_MIXED;
	g_autoptr (SegMixture) columns = mixed ? seg_mixture_columns_of (matrix) : NULL;
	g_autoptr (SegSpace) space = seg_space_new (which->distance, matrix, columns, 1, NULL, NULL);
	g_autofree guint *n_codes = g_new0 (guint, space->n_codes + 1);
	g_autofree gint32 *labels = g_new0 (gint32, 90);
	g_autofree double *centres = g_new0 (double, 2 * space->rows->n_columns), *widths = g_new0 (double, 90);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) moving = NULL, measuring = NULL;

	for (gsize group = 0; group < space->n_codes; group++)
		n_codes[group] = seg_mixture_codes (columns, group);
	for (gsize row = 45; row < 90; row++)
		labels[row] = 1;
	g_assert_true (seg_centres_move (space, n_codes, labels, 2, job, centres, NULL));
	g_assert_true (seg_space_widths (space, labels, 2, job, widths, NULL));
	seg_job_cancel (job);
	g_assert_false (seg_centres_move (space, n_codes, labels, 2, job, centres, &moving));
	g_assert_error (moving, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_false (seg_space_widths (space, labels, 2, job, widths, &measuring));
	g_assert_error (measuring, SEG_ERROR, SEG_ERROR_CANCELLED);
}

/* Spherical k-means sees directions only: lengths change nothing; users without one are set apart, also new ones. */
static void
test_directions (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 3, 3, 0.3, 27), longer = seg_matrix_new (300, 3, NULL), zero = seg_matrix_new (1, 3, NULL);
	g_autoptr (SegRandom) random = seg_random_new (27, 0);
	SegClusterSettings settings = settings_of ("spherical");
	g_autoptr (SegClusterModel) model = NULL, again = NULL;
	gint32 label = 7;
	double distance;

	seg_cluster_settings_put (&settings, "k", 3);
	memset (seg_matrix_row (matrix, 5), 0, 3 * sizeof (double));
	memset (seg_matrix_row (matrix, 255), 0, 3 * sizeof (double));
	for (gsize row = 0; row < 300; row++) {
		double factor = exp2 ((double) seg_random_below (random, 9));

		for (gsize column = 0; column < 3; column++)
			seg_matrix_row (longer, row)[column] = seg_matrix_row (matrix, row)[column] * factor;
	}
	model = fit_model (matrix, &settings);
	again = fit_model (longer, &settings);
	g_assert_cmpuint (model->clustering->n_noise, ==, 2);
	g_assert_cmpint (model->clustering->labels[5], ==, -1);
	g_assert_true (same_partition (model->clustering->labels, again->clustering->labels, 300));
	test_close (seg_cluster_model_found (model, "without_direction"), 2, 0);
	assert_rule (matrix, model, 0);
	g_assert_true (seg_cluster_rule_assign (model->rule, zero, NULL, &label, &distance, NULL, NULL));
	g_assert_cmpint (label, ==, -1);
	g_clear_pointer (&model, seg_cluster_model_free);
	memset (matrix->values, 0, 900 * sizeof (double));
	assert_refused (matrix, &settings, SEG_ERROR_DATA, "none has a direction");
}

/* The modes are said in words, and numbers alone are refused. */
static void
test_modes (void)
{
	g_autoptr (SegRandom) random = seg_random_new (28, 0);
	g_autoptr (SegMatrix) matrix = mixed_matrix (random, 40, FALSE), numbers = test_matrix_clouds (40, 2, 2, 1, 28);
	SegClusterSettings settings = settings_of ("k-prototypes");
	g_autoptr (SegClusterModel) model = NULL;
	g_autofree char *words = NULL;

	for (gsize row = 0; row < 40; row++) {
		double *values = seg_matrix_row (matrix, row);
		gboolean first = row < 25;

		values[0] = first ? 0.2 * (double) (row % 3) : 5;
		values[7] = 0;
		values[1] = values[3] = -0.5;
		values[2] = first ? 1.5 : -0.5;
		values[4] = first ? 0 : 1;
		values[5] = first;
		values[6] = first;
	}
	seg_cluster_settings_put (&settings, "k", 2);
	model = fit_model (matrix, &settings);
	words = seg_cluster_model_describe (model);
	g_assert_nonnull (strstr (words, "Most frequent in segment 1: City = b, Plan = y, Consent: yes."));
	g_assert_nonnull (strstr (words, "Most frequent in segment 2: City not known, Plan = x, Consent: no."));
	assert_rule (matrix, model, 0);
	assert_refused (numbers, &settings, SEG_ERROR_DATA, "None of the chosen features is a category");
}

/* A rule whose parts are damaged is no rule. */
static void
test_damaged_rule (void)
{
	g_autoptr (SegRandom) random = seg_random_new (29, 0);
	g_autoptr (SegMatrix) matrix = mixed_matrix (random, 30, FALSE);
	SegClusterSettings settings = settings_of ("k-prototypes");
	g_autoptr (SegClusterModel) model = NULL;
	SegMatrix *part;

	seg_cluster_settings_put (&settings, "k", 2);
	model = fit_model (matrix, &settings);
	for (guint i = 0; i < 3; i++) {
		g_autoptr (GBytes) bytes = NULL;
		g_autoptr (GError) error = NULL;

		part = (SegMatrix *) seg_cluster_rule_get (model->rule, i == 0 ? "groups" : i == 1 ? "high" : "gamma");
		part->values[0] = i == 0 ? 1e9 : i == 1 ? -1e9 : -1;
		bytes = seg_cluster_rule_to_bytes (model->rule);
		g_assert_null (seg_cluster_rule_from_bytes (bytes, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
		part->values[0] = 0;
	}
}

/* Gower ------------------------------------------------------------------------------------------------------------- */

static double
gower_apart (const SegMatrix *matrix, gsize a, gsize b)
{
	double sum = 0, n = 0;

	for (gsize column = 0; column < matrix->n_columns; column++) {
		double low = INFINITY, high = -INFINITY;

		if (matrix->groups[column] != 0)
			continue;
		for (gsize row = 0; row < matrix->n_rows; row++) {
			low = MIN (low, seg_matrix_row (matrix, row)[column]);
			high = MAX (high, seg_matrix_row (matrix, row)[column]);
		}
		sum += high > low ? fabs (seg_matrix_row (matrix, a)[column] - seg_matrix_row (matrix, b)[column]) / (high - low) : 0;
		n++;
	}
	for (guint32 group = 1; group <= 3; group++) {
		int x = category (matrix, a, group), y = category (matrix, b, group);

		if (group < 3 && (x < 0 || y < 0))
			continue; /* not known of both */
		sum += x != y;
		n++;
	}
	return sum / n;
}

static void
test_gower_pairs (void)
{
	g_autoptr (SegRandom) random = seg_random_new (41, 0);

	for (guint i = 0; i < 60; i++) {
		gsize n = 2 + seg_random_below (random, 50);
		g_autoptr (SegMatrix) matrix = mixed_matrix (random, n, i % 2 == 0);
		g_autoptr (SegSpace) space = NULL;
		g_autofree double *costs = g_new (double, n);

		for (gsize column = 1; column < 7; column++) /* both values of each category are there, so that it is known which is up */
			for (gsize row = 0; row < 2; row++)
				seg_matrix_row (matrix, row)[column] = row == 0 ? (column < 4 ? -0.5 : 0) : column == 1 ? 1.5 : column == 4 || column == 6 ? 1 : column < 4 ? -0.5 : 0;
		space = seg_gower_space (matrix, NULL, NULL);
		for (gsize a = 0; a < n; a++) {
			seg_space_costs (space, seg_matrix_row (space->rows, a), costs, NULL);
			for (gsize b = 0; b < n; b++) {
				gboolean seen = TRUE; /* categories nobody has cannot be told from others */

				for (gsize column = 1; column < 6; column++) {
					gboolean up = FALSE;

					for (gsize row = 0; row < n; row++)
						up = up || seg_matrix_row (matrix, row)[column] > 0.4;
					seen = seen && up;
				}
				if (seen)
					test_close (costs[b], gower_apart (matrix, a, b), 1e-12);
			}
		}
	}
}

/* The heights of joining the nearest two groups again and again, by the definition. */
static void
naive_heights (const SegMatrix *matrix, const char *method, double *heights)
{
	gsize n = matrix->n_rows;
	g_autofree gsize *group = g_new (gsize, n);

	for (gsize i = 0; i < n; i++)
		group[i] = i;
	for (gsize m = 0; m + 1 < n; m++) {
		double least = INFINITY;
		gsize from = 0, to = 0;

		for (gsize a = 0; a < n; a++)
			for (gsize b = a + 1; b < n; b++) {
				double sum = 0, count = 0, low = INFINITY, high = 0, height;

				for (gsize i = 0; i < n; i++)
					for (gsize j = 0; j < n; j++)
						if (group[i] == a && group[j] == b) {
							double apart = gower_apart (matrix, i, j);

							sum += apart;
							count++;
							low = MIN (low, apart);
							high = MAX (high, apart);
						}
				height = strcmp (method, "average") == 0 ? sum / count : strcmp (method, "single") == 0 ? low : high;
				if (count > 0 && height < least) {
					least = height;
					from = b;
					to = a;
				}
			}
		heights[m] = least;
		for (gsize i = 0; i < n; i++)
			group[i] = group[i] == from ? to : group[i];
	}
}

static void
test_gower_trees (void)
{
	static const char *const methods[] = { "average", "complete", "single" };
	g_autoptr (SegRandom) random = seg_random_new (42, 0);

	for (guint i = 0; i < 60; i++) {
		gsize n = 9 + seg_random_below (random, 6);
		g_autoptr (SegMatrix) matrix = mixed_matrix (random, n, FALSE);
		SegClusterSettings settings = settings_of (methods[i % 3]);
		SegSweepOptions options = seg_sweep_options_defaults ();
		g_autoptr (SegClusterModel) model = NULL, kept = NULL;
		g_autoptr (SegSweep) sweep = NULL;
		g_autofree double *heights = g_new (double, n);
		g_autofree gint32 *labels = g_new (gint32, n);

		for (gsize column = 1; column < 7; column++) /* every value of each category is there */
			for (gsize row = 0; row < 4; row++)
				seg_matrix_row (matrix, row)[column] = column < 4 ? (row == column - 1 ? 1.5 : -0.5) : column < 6 ? row == column - 4 : row % 2 == 0;
		seg_cluster_settings_put (&settings, "distance", 1);
		seg_cluster_settings_put (&settings, "k", 3);
		model = fit_model (matrix, &settings);
		naive_heights (matrix, methods[i % 3], heights);
		for (gsize m = 0; m + 1 < n; m++)
			test_close (model->dendrogram->heights[m], heights[m], 1e-12);
		g_assert_cmpint (model->distance, ==, SEG_DISTANCE_GOWER);
		assert_rule (matrix, model, n);
		options.k_min = options.k_max = 3;
		sweep = seg_cluster_judge (matrix, model, &options, NULL, NULL);
		test_same_bytes (sweep->rows->clustering->labels, model->clustering->labels, n * sizeof (gint32));
		for (gsize row = 0; row < n; row++) {
			double sums[3] = { 0 }, counts[3] = { 0 }, inside, other = INFINITY;
			const gint32 *own = model->clustering->labels;

			for (gsize j = 0; j < n; j++)
				if (j != row) {
					sums[own[j]] += gower_apart (matrix, row, j);
					counts[own[j]]++;
				}
			if (!(counts[own[row]] > 0))
				continue;
			inside = sums[own[row]] / counts[own[row]];
			for (gint32 c = 0; c < 3; c++)
				if (c != own[row])
					other = MIN (other, sums[c] / counts[c]);
			test_close (sweep->rows->widths[row], (other - inside) / MAX (inside, other), 1e-9);
		}
		kept = seg_cluster_model_of_tree (&settings, seg_dendrogram_copy (model->dendrogram, NULL), matrix, 3, NULL, NULL);
		g_assert_cmpint (kept->distance, ==, SEG_DISTANCE_GOWER);
		test_same_bytes (kept->clustering->distances, model->clustering->distances, n * sizeof (double));
	}
}

static void
test_gower_groups (void)
{
	g_autoptr (SegRandom) random = seg_random_new (43, 0);
	g_autoptr (SegMatrix) matrix = mixed_matrix (random, 3000, FALSE);
	SegClusterSettings settings = settings_of ("average");
	g_autoptr (SegClusterModel) model = NULL;
	g_autofree char *words = NULL;

	seg_cluster_settings_put (&settings, "distance", 1);
	seg_cluster_settings_put (&settings, "condense", 100);
	seg_cluster_settings_put (&settings, "k", 4);
	model = fit_model (matrix, &settings);
	words = seg_cluster_model_describe (model);
	g_assert_nonnull (strstr (words, "Groups first 100"));
	g_assert_nonnull (strstr (words, "Small groups made first, by Gower's dissimilarity: 100"));
	g_assert_cmpuint (model->clustering->k, ==, 4);
	assert_same_everywhere (matrix, &settings);
	seg_cluster_settings_put (&settings, "condense", NAN);
	matrix->n_rows = 700;
	assert_same_everywhere (matrix, &settings);
}

/* Mini-batch ------------------------------------------------------------------------------------------------------- */

static void
test_batches (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (40000, 6, 5, 1, 30);
	SegClusterSettings settings = settings_of ("mini-batch");
	SegClusterOptions options = { 5, 5, 300, 1 };
	g_autoptr (SegClusterModel) model = NULL, other = NULL;
	g_autoptr (SegClustering) full = seg_kmeans (matrix, &options, NULL, NULL);
	double inertia;

	model = fit_model (matrix, &settings);
	inertia = seg_cluster_model_found (model, "inertia");
	g_assert_cmpfloat (inertia, >=, full->inertia * (1 - 1e-9));
	g_assert_cmpfloat (inertia, <, full->inertia * 1.05);
	g_assert_cmpfloat (seg_cluster_model_found (model, "full_gain"), <, 0.05);
	g_assert_true (model->clustering->converged);
	assert_rule (matrix, model, 0);
	settings.seed = 2;
	other = fit_model (matrix, &settings);
	g_assert_cmpfloat (fabs (seg_cluster_model_found (other, "inertia") - inertia), >, 0); /* another seed, other batches */
	settings.seed = 1;
	assert_same_everywhere (matrix, &settings);
}

/* Few rows, many centres, duplicates: everyone has a segment and no segment is empty while there are rows that differ. */
static void
test_batches_small (void)
{
	g_autoptr (SegRandom) random = seg_random_new (31, 0);
	guint n_cases = 0;

	for (guint i = 0; i < 200; i++) {
		gsize n = 2 + seg_random_below (random, 30), n_distinct;
		guint k = 2 + (guint) seg_random_below (random, MIN (n - 1, 8));
		g_autoptr (SegMatrix) matrix = awkward_matrix (random, n, 1 + seg_random_below (random, 3));
		SegClusterSettings settings = settings_of ("mini-batch");
		g_autoptr (SegClusterModel) model = NULL;

		g_assert_true (seg_cluster_count_distinct (matrix, k, NULL, &n_distinct, NULL));
		seg_cluster_settings_put (&settings, "k", k);
		seg_cluster_settings_put (&settings, "batch", (double) (1 + seg_random_below (random, 20)));
		seg_cluster_settings_put (&settings, "batches", 50);
		if (n_distinct < k) {
			assert_refused (matrix, &settings, SEG_ERROR_ARGUMENT, "");
			continue;
		}
		model = fit_model (matrix, &settings);
		for (guint c = 0; c < k; c++)
			g_assert_cmpuint (model->clustering->sizes[c], >, 0);
		n_cases++;
	}
	g_assert_cmpuint (n_cases, >, 80);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		static const struct {
			const char *name;
			GTestDataFunc test;
		} tests[] = {
			{ "brute-force", test_brute_force }, { "falls", test_falls }, { "widths", test_widths }, { "judged", test_judged },
			{ "determinism", test_determinism }, { "refused", test_refused }, { "cancel-within", test_cancel_within },
		};

		for (gsize j = 0; j < G_N_ELEMENTS (tests); j++) {
			g_autofree char *path = g_strdup_printf ("/centres/%s/%s", cases[i].algorithm, tests[j].name);

			g_test_add_data_func (path, cases + i, tests[j].test);
		}
	}
	g_test_add_func ("/centres/medians", test_medians);
	g_test_add_func ("/centres/directions", test_directions);
	g_test_add_func ("/centres/modes", test_modes);
	g_test_add_func ("/centres/damaged-rule", test_damaged_rule);
	g_test_add_func ("/centres/gower/pairs", test_gower_pairs);
	g_test_add_func ("/centres/gower/trees", test_gower_trees);
	g_test_add_func ("/centres/gower/groups", test_gower_groups);
	g_test_add_func ("/centres/batches", test_batches);
	g_test_add_func ("/centres/batches-small", test_batches_small);
	return g_test_run ();
}
