/* Outlying users: robust distances and isolation against robustbase and scikit-learn, their properties, and what is done about users. */
#include <config.h>

#include "reference-case.h"
#include "support/figures.h"

#include <segscope/clean.h>
#include <segscope/outlier.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

static TestFigures *
figures (const char *name)
{
	g_autofree char *path = g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA"), "selection", name, NULL);

	return test_figures_read (path);
}

/* The logarithms of wholesale, or NULL. */
static SegMatrix *
wholesale (void)
{
	g_autoptr (ReferenceData) read = reference_data_read (&reference_cases[1]);
	SegMatrix *matrix;

	if (read == NULL)
		return NULL;
	matrix = g_steal_pointer (&read->matrix);
	read->matrix = seg_matrix_new (1, 1, NULL);
	for (gsize i = 0; i < matrix->n_rows * matrix->n_columns; i++)
		matrix->values[i] = log1p (matrix->values[i]);
	return matrix;
}

static void
test_mcd_reference (void)
{
	g_autoptr (SegMatrix) matrix = wholesale ();
	g_autoptr (TestFigures) centre = NULL, scatter = NULL, squares = NULL;
	g_autoptr (SegMcd) mcd = NULL;

	if (matrix == NULL)
		return;
	centre = figures ("mcd_centre.csv");
	scatter = figures ("mcd_scatter.csv");
	squares = figures ("mcd_squares.csv");
	mcd = seg_mcd (matrix, 0.5, 1, NULL, NULL, NULL);
	g_assert_cmpuint (mcd->n_core, ==, 223);
	for (gsize a = 0; a < 6; a++) {
		assert_close (mcd->raw_centre[a], test_figures_number (centre, a, "raw_centre"), 1e-9);
		assert_close (mcd->centre[a], test_figures_number (centre, a, "centre"), 1e-9);
	}
	for (gsize i = 0; i < 36; i++) {
		gsize at = (gsize) test_figures_number (scatter, i, "a") * 6 + (gsize) test_figures_number (scatter, i, "b");

		assert_close (mcd->scatter[at], test_figures_number (scatter, i, "scatter"), 1e-8);
		assert_close (mcd->raw_scatter[at], test_figures_number (scatter, i, "raw_scatter"), 1e-8);
	}
	for (gsize row = 0; row < matrix->n_rows; row++)
		assert_close (mcd->squares[row], test_figures_number (squares, row, "square"), 1e-8);
}

/* A bulk of two correlated columns and a third; the last tenth lies elsewhere. */
static SegMatrix *
polluted (gsize n)
{
	SegMatrix *matrix = seg_matrix_new (n, 3, NULL);
	g_autoptr (SegRandom) random = seg_random_new (11, 2);

	for (gsize i = 0; i < n; i++) {
		double *row = seg_matrix_row (matrix, i), common = seg_random_gaussian (random);

		row[0] = 100 + 5 * common;
		row[1] = common + seg_random_gaussian (random) / 4;
		row[2] = seg_random_gaussian (random);
		if (i >= n - n / 10)
			row[1] = -row[1] - 12;
	}
	return matrix;
}

static void
test_mcd_finds (void)
{
	const gsize sizes[] = { 60, 500, 900, 5000 };

	for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++) {
		gsize n = sizes[k], n_missed = 0, n_wrong = 0;
		g_autoptr (SegMatrix) matrix = polluted (n);
		g_autoptr (SegMcd) mcd = seg_mcd (matrix, 0.75, 1, NULL, NULL, NULL);
		double shares[3];

		for (gsize i = 0; i < n; i++) {
			gboolean far = mcd->squares[i] > 16.27; /* chi-square of 3, 0.999 */

			n_missed += i >= n - n / 10 && !far;
			n_wrong += i < n - n / 10 && far;
		}
		g_assert_cmpuint (n_missed, ==, 0);
		g_assert_cmpuint (n_wrong, <=, 1 + n / 100);
		seg_mcd_shares (mcd, seg_matrix_row (matrix, n - 1), shares);
		assert_close (shares[0] + shares[1] + shares[2], 1, 1e-9);
		g_assert_cmpfloat (shares[2], <, 0.1);
	}
}

/* Units and shifts change nothing but the centre. */
static void
test_mcd_units (void)
{
	g_autoptr (SegMatrix) matrix = polluted (400), other = polluted (400);
	g_autoptr (SegMcd) first = seg_mcd (matrix, 0.75, 1, NULL, NULL, NULL), second = NULL;

	for (gsize i = 0; i < 400; i++) {
		seg_matrix_row (other, i)[0] *= 1e6;
		seg_matrix_row (other, i)[2] = 1e-6 * seg_matrix_row (other, i)[2] - 3;
	}
	second = seg_mcd (other, 0.75, 1, NULL, NULL, NULL);
	for (gsize i = 0; i < 400; i++)
		assert_close (second->squares[i], first->squares[i], 1e-6);
	assert_close (second->centre[0], 1e6 * first->centre[0], 1e-9);
}

/* Shares of a squared distance by hand: uncorrelated columns have their own squares. */
static void
test_shares (void)
{
	double centre[] = { 1, 2 }, scatter[] = { 4, 0, 0, 9 }, row[] = { 5, 5 }, shares[2];
	SegMcd mcd = { .n_columns = 2, .centre = centre, .scatter = scatter };

	seg_mcd_shares (&mcd, row, shares); /* (4 / 2)^2 and (3 / 3)^2 */
	assert_close (shares[0], 0.8, 1e-9);
	assert_close (shares[1], 0.2, 1e-9);
}

static void
test_mcd_errors (void)
{
	g_autoptr (SegMatrix) few = polluted (7), flat = polluted (300);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	gsize column = 9;

	g_assert_null (seg_mcd (few, 0.75, 1, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	for (gsize i = 0; i < 280; i++)
		seg_matrix_row (flat, i)[2] = seg_matrix_row (flat, i)[0] - seg_matrix_row (flat, i)[1];
	g_assert_null (seg_mcd (flat, 0.75, 1, &column, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_assert_cmpuint (column, ==, 2);
	g_clear_error (&error);
	seg_job_cancel (job);
	g_assert_null (seg_mcd (flat, 0.75, 1, NULL, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

/* Isolation ------------------------------------------------------------------------------------------------------------------ */

static void
test_isolation_reference (void)
{
	g_autoptr (SegMatrix) matrix = wholesale ();
	g_autoptr (TestFigures) expected = NULL;
	g_autoptr (SegIsolationForest) forest = NULL;
	double total = 0;

	if (matrix == NULL)
		return;
	expected = figures ("isolation.csv");
	forest = seg_isolation_forest (matrix, 2000, 256, 1, NULL, NULL);
	g_autofree double *scores = g_new (double, matrix->n_rows);
	g_assert_true (seg_isolation_scores (forest, matrix, scores, NULL, NULL));
	for (gsize row = 0; row < matrix->n_rows; row++) {
		double difference = scores[row] - test_figures_number (expected, row, "score");

		g_assert_cmpfloat (fabs (difference), <, 0.02);
		total += difference / (double) matrix->n_rows;
	}
	g_assert_cmpfloat (fabs (total), <, 0.003);
}

static void
test_isolation_cause (void)
{
	g_autoptr (SegMatrix) matrix = polluted (1000);
	g_autoptr (SegIsolationForest) forest = NULL;
	g_autofree double *scores = g_new (double, 1000);
	double shares[3];
	gsize n_above = 0;

	seg_matrix_row (matrix, 3)[2] = 30;
	forest = seg_isolation_forest (matrix, 100, 256, 1, NULL, NULL);
	g_assert_true (seg_isolation_scores (forest, matrix, scores, NULL, NULL));
	for (gsize row = 0; row < 1000; row++) {
		g_assert_true (scores[row] > 0 && scores[row] < 1);
		n_above += scores[row] > scores[3];
	}
	g_assert_cmpuint (n_above, <, 20);
	seg_isolation_shares (forest, seg_matrix_row (matrix, 3), shares);
	assert_close (shares[0] + shares[1] + shares[2], 1, 1e-9);
	g_assert_cmpfloat (shares[2], >, 0.6);
}

static void
test_threads (void)
{
	g_autoptr (SegMatrix) matrix = polluted (7000);
	g_autofree double *first = NULL, *scores = g_new (double, 7000);
	g_autoptr (SegMcd) mcd = NULL;
	const guint threads[] = { 1, 2, 3, 8 };
	guint usual = seg_parallel_threads ();

	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegIsolationForest) forest = NULL;
		g_autoptr (SegMcd) again = NULL;

		seg_parallel_set_threads (threads[i]);
		again = seg_mcd (matrix, 0.75, 1, NULL, NULL, NULL);
		forest = seg_isolation_forest (matrix, 50, 256, 1, NULL, NULL);
		g_assert_true (seg_isolation_scores (forest, matrix, scores, NULL, NULL));
		if (mcd == NULL) {
			mcd = g_steal_pointer (&again);
			first = g_memdup2 (scores, 7000 * sizeof *scores);
			continue;
		}
		g_assert_cmpint (memcmp (mcd->squares, again->squares, 7000 * sizeof (double)), ==, 0);
		g_assert_cmpint (memcmp (first, scores, 7000 * sizeof *scores), ==, 0);
	}
	seg_parallel_set_threads (usual);
}

/* A workspace ------------------------------------------------------------------------------------------------------------------ */

/* 300 users of three numbers and a yes/no; u7 is far out in spend, u9 in what age and spend say together. */
static void
people (Fixture *fixture)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 5);

	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "spend", "Spend", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "visits", "Visits", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "vip", "VIP", NULL, SEG_TYPE_BOOLEAN);
	fixture_attribute (fixture, "user", "gifts", "Gifts", NULL, SEG_TYPE_NUMBER);
	for (int i = 1; i <= 300; i++) {
		double common = seg_random_gaussian (random), spend = 200 + 30 * common + 5 * seg_random_gaussian (random);

		fixture_executef (fixture, "INSERT INTO user (id, key, listed, age, spend, visits, vip, gifts) VALUES (%d, 'u%d', 1, %.17g, %.17g, %.17g, %d, %d)",
		                  i, i, i == 9 ? 75 : 40 + 10 * common, i == 7 ? 5000 : i == 9 ? 130 : spend, 10 + seg_random_gaussian (random), i % 2,
		                  i % 10 == 0);
	}
}

static GPtrArray *
selection_of_all (void)
{
	return fixture_selection (SEG_SCALING_Z_SCORE, "user.age", "user.spend", "user.visits", "user.vip", "user.gifts", NULL);
}

static SegOutlying *
look (Fixture *fixture, SegFeatureSet **set)
{
	g_autoptr (GPtrArray) selection = selection_of_all ();
	SegOutlyingOptions options = seg_outlying_options_defaults ();
	GError *error = NULL;
	SegOutlying *outlying;

	*set = seg_feature_set_build (fixture->workspace, "default", 0, selection, NULL, &error);
	g_assert_no_error (error);
	outlying = seg_outlying_find (fixture->workspace, *set, NULL, &options, NULL, &error);
	g_assert_no_error (error);
	return outlying;
}

static const SegOutlyingUser *
find (const SegOutlying *outlying, const char *key)
{
	for (guint i = 0; i < outlying->users->len; i++)
		if (strcmp (((const SegOutlyingUser *) outlying->users->pdata[i])->key, key) == 0)
			return outlying->users->pdata[i];
	return NULL;
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegOutlying) outlying = NULL;
	g_autoptr (GArray) causes = NULL;
	g_autofree char *words = NULL, *others = NULL;

	(void) data;
	people (fixture);
	outlying = look (fixture, &set);
	g_assert_cmpuint (outlying->n_users, ==, 300);
	g_assert_cmpuint (outlying->users->len, <, 30);
	g_assert_true (find (outlying, "u7")->far && find (outlying, "u7")->isolated);
	g_assert_true (find (outlying, "u9")->far);
	causes = seg_outlying_causes (outlying, find (outlying, "u7"));
	g_assert_cmpstr (g_array_index (causes, SegOutlyingCause, 0).column->name, ==, "user.spend");
	words = seg_outlying_words (outlying, find (outlying, "u7"), 1);
	g_assert_true (g_str_has_prefix (words, "Spend 5,000 (usual 1"));
	others = seg_outlying_words (outlying, find (outlying, "u9"), 2);
	test_contains (others, "Age 75");
	test_contains (others, "Spend 130");
	g_assert_cmpuint (outlying->remarks->len, ==, 1); /* nine of ten got no gift */
	test_contains (outlying->remarks->pdata[0], "Gifts takes no part in the distance: 90.0 % of the users have the same value, 0");
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL, second = NULL, third = NULL;
	g_autoptr (SegOutlying) before = NULL, after = NULL, back = NULL;
	gint64 user = 7;

	(void) data;
	people (fixture);
	before = look (fixture, &set);
	g_assert_true (seg_outlying_keep (fixture->workspace, &user, 1, TRUE, NULL));
	g_assert_true (seg_outlying_keep (fixture->workspace, &user, 1, TRUE, NULL)); /* once more is no mistake */
	after = look (fixture, &second);
	g_assert_false (find (before, "u7")->kept);
	g_assert_true (find (after, "u7")->kept);
	g_assert_cmpuint (after->n_kept, ==, 1);
	g_assert_true (seg_outlying_keep (fixture->workspace, &user, 1, FALSE, NULL));
	back = look (fixture, &third);
	g_assert_false (find (back, "u7")->kept);
}

static void
test_winsorise (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL, limited = NULL, again = NULL;
	g_autoptr (SegOutlying) outlying = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	double low, high, most = 0;
	gsize column = 1, n_outside;
	guint n_features;

	(void) data;
	people (fixture);
	outlying = look (fixture, &set);
	g_assert_true (seg_outlying_limits (outlying, column, &low, &high, &n_outside));
	g_assert_cmpfloat (high, <, 400);
	g_assert_cmpuint (n_outside, >=, 1);
	g_assert_false (seg_outlying_limits (outlying, 3, &low, &high, &n_outside)); /* yes or no */
	g_assert_true (seg_outlying_winsorise (fixture->workspace, set, outlying, &column, 1, &n_features, NULL));
	g_assert_cmpuint (n_features, ==, 1);
	limited = seg_feature_set_load (fixture->workspace, "default", NULL);
	g_assert_true (seg_selection_find (limited->selection, "user.spend")->limited);
	matrix = seg_feature_matrix (fixture->workspace, limited, NULL, NULL, NULL);
	g_assert_cmpfloat (matrix->columns[1].maximum, ==, 5000);
	for (gsize row = 0; row < 300; row++)
		most = MAX (most, seg_matrix_row (matrix->scaled, row)[1]);
	g_assert_cmpfloat (most, <, 4); /* 17 before */
	g_assert_true (seg_outlying_unlimit (fixture->workspace, limited, NULL, &n_features, NULL));
	g_assert_cmpuint (n_features, ==, 1);
	again = seg_feature_set_load (fixture->workspace, "default", NULL);
	g_assert_false (seg_selection_find (again->selection, "user.spend")->limited);
}

static void
test_aside (Fixture *fixture, gconstpointer data)
{
	static const char *const keys[] = { "u7", "u9", NULL }, *const more[] = { "u9", "u11", NULL }, *const one[] = { "u7", NULL };
	static const char *const unknown[] = { "u12", NULL };
	g_auto (GStrv) aside = NULL, none = NULL;
	g_autoptr (GPtrArray) recipe = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	people (fixture);
	g_assert_true (seg_outlying_set_aside (fixture->workspace, keys, NULL, &error));
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM excluded_user"), ==, 2);
	g_assert_true (seg_outlying_set_aside (fixture->workspace, more, NULL, &error));
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM excluded_user"), ==, 3);
	recipe = seg_recipe_list (fixture->workspace, NULL);
	g_assert_cmpuint (recipe->len, ==, 1); /* one step, which grows */
	g_assert_true (seg_outlying_take_back (fixture->workspace, one, NULL, &error));
	aside = seg_outlying_aside (fixture->workspace, NULL);
	g_assert_cmpuint (g_strv_length (aside), ==, 2);
	g_assert_cmpstr (aside[0], ==, "u9");
	g_assert_false (seg_outlying_take_back (fixture->workspace, unknown, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	g_clear_error (&error);
	g_assert_true (seg_outlying_take_back (fixture->workspace, NULL, NULL, &error));
	none = seg_outlying_aside (fixture->workspace, NULL);
	g_assert_cmpuint (g_strv_length (none), ==, 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM excluded_user"), ==, 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM cleaning_step"), ==, 0);
}

#define ADD(path, test) g_test_add ("/outlier/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/outlier/mcd/reference", test_mcd_reference);
	g_test_add_func ("/outlier/mcd/finds", test_mcd_finds);
	g_test_add_func ("/outlier/mcd/units", test_mcd_units);
	g_test_add_func ("/outlier/mcd/shares", test_shares);
	g_test_add_func ("/outlier/mcd/errors", test_mcd_errors);
	g_test_add_func ("/outlier/isolation/reference", test_isolation_reference);
	g_test_add_func ("/outlier/isolation/cause", test_isolation_cause);
	g_test_add_func ("/outlier/threads", test_threads);
	ADD ("found", test_found);
	ADD ("keep", test_keep);
	ADD ("winsorise", test_winsorise);
	ADD ("aside", test_aside);
	return g_test_run ();
}
