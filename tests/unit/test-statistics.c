/* Figures and histograms of features, worked out by hand. */
#include <config.h>

#include "feature-fixture.h"

/* Twelve customers. visits: 0 0 1 1 1 2 2 3 4 9 (two unknown); spend: a long tail; the rest says what its name says. */
static void
customers (Fixture *fixture)
{
	fixture_attribute (fixture, "user", "visits", "Visits", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "double", "Visits, twice", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "height", "Height", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "same", "Same = all", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "vip", "VIP", NULL, SEG_TYPE_BOOLEAN);
	fixture_attribute (fixture, "user", "city", "City = town", NULL, SEG_TYPE_CATEGORY);
	fixture_execute (fixture,
		"INSERT INTO user (id, key, listed, visits, double, height, same, vip, city) VALUES "
		"(1, 'a', 1, 0, 1, 1.5, 7, 1, '上海'), (2, 'b', 1, 0, 1, 1.6, 7, 1, '上海'), (3, 'c', 1, 1, 3, 1.7, 7, 1, '上海'), "
		"(4, 'd', 1, 1, 3, 1.8, 7, 0, 'x = y'), (5, 'e', 1, 1, 3, 1.9, 7, 0, 'x = y'), (6, 'f', 1, 2, 5, 2.0, 7, 0, 'z'), "
		"(7, 'g', 1, 2, 5, 2.1, 7, 0, 'z'), (8, 'h', 1, 3, 7, 2.2, 7, 0, NULL), (9, 'i', 1, 4, 9, 2.3, 7, 0, NULL), "
		"(10, 'j', 1, 9, 19, 2.4, 7, 0, 'z'), (11, 'k', 1, NULL, 4, 2.5, 7, 0, 'z'), (12, 'l', 1, NULL, 4, 2.6, 7, NULL, 'z')");
}

static GPtrArray *
statistics_of (Fixture *fixture, const GPtrArray *selection)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	GError *error = NULL;
	GPtrArray *all = seg_feature_statistics (fixture->workspace, set, selection, NULL, &error);

	g_assert_no_error (error);
	g_assert_cmpuint (all->len, ==, selection->len);
	return all;
}

static const SegFeatureStatistics *
find (const GPtrArray *all, const char *name)
{
	for (guint i = 0; i < all->len; i++)
		if (strcmp (((const SegFeatureStatistics *) all->pdata[i])->name, name) == 0)
			return all->pdata[i];
	g_error ("no feature %s", name);
}

static void
check_counts (const SegFeatureStatistics *statistics, gsize n_bins, const gint64 *counts)
{
	g_assert_cmpuint (statistics->n_bins, ==, n_bins);
	for (gsize i = 0; i < n_bins; i++)
		g_assert_cmpint (statistics->counts[i], ==, counts[i]);
}

static void
test_figures (Fixture *fixture, gconstpointer data)
{
	static const gint64 visits[] = { 2, 3, 2, 1, 1, 0, 0, 0, 0, 1 }, answers[] = { 8, 3 };
	g_autoptr (GPtrArray) selection = NULL, all = NULL;
	const SegFeatureStatistics *one;

	(void) data;
	customers (fixture);
	selection = fixture_selection (SEG_SCALING_Z_SCORE, "user.visits", "user.double", "user.height", "user.same", "user.vip", NULL);
	all = statistics_of (fixture, selection);
	one = find (all, "user.visits");
	g_assert_cmpint (one->n_known, ==, 10);
	g_assert_cmpint (one->n_missing, ==, 2);
	g_assert_cmpfloat (one->minimum, ==, 0);
	g_assert_cmpfloat (one->maximum, ==, 9);
	g_assert_cmpfloat_with_epsilon (one->mean, 2.3, 1e-12);
	g_assert_cmpfloat (one->median, ==, 1.5);
	g_assert_cmpfloat (one->fill, ==, 1.5);
	g_assert_true (one->one_value_a_bin);
	check_counts (one, G_N_ELEMENTS (visits), visits);
	g_assert_null (one->values);
	g_assert_cmpstr (find (all, "user.double")->same_as, ==, "user.visits"); /* 2 v + 1, also where the median stands: 4 */
	one = find (all, "user.height");
	g_assert_true (isnan (one->fill));
	g_assert_false (one->one_value_a_bin);
	g_assert_cmpuint (one->n_bins, ==, SEG_HISTOGRAM_BINS);
	g_assert_cmpint (one->counts[0], ==, 1);
	g_assert_cmpint (one->counts[SEG_HISTOGRAM_BINS - 1], ==, 1);
	one = find (all, "user.same");
	g_assert_true (one->constant);
	g_assert_null (one->same_as);
	g_assert_cmpuint (one->n_bins, ==, 1);
	g_assert_cmpint (one->counts[0], ==, 12);
	one = find (all, "user.vip");
	g_assert_cmpfloat_with_epsilon (one->mean, 3.0 / 11, 1e-12);
	check_counts (one, 2, answers);
	g_assert_cmpfloat (one->fill, ==, 0);
}

static void
test_category (Fixture *fixture, gconstpointer data)
{
	static const gint64 counts[] = { 5, 3, 2 };
	g_autoptr (GPtrArray) selection = NULL, all = NULL;
	const SegFeatureStatistics *city;

	(void) data;
	customers (fixture);
	selection = fixture_selection (SEG_SCALING_NONE, "user.city", "user.height", NULL);
	all = statistics_of (fixture, selection);
	city = find (all, "user.city");
	check_counts (city, 3, counts);
	g_assert_cmpstr (city->values->pdata[0], ==, "z");
	g_assert_cmpstr (city->values->pdata[1], ==, "上海");
	g_assert_cmpstr (city->values->pdata[2], ==, "x = y");
	g_assert_cmpint (city->n_known, ==, 10);
	g_assert_cmpint (city->n_missing, ==, 2);
	g_assert_true (isnan (city->mean));
	g_assert_false (city->constant);
}

/* 1000 values 0 .. 9.99 and one of a million: the million may not hide the others. Every value is in one bin. */
static void
test_tail (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = NULL, all = NULL;
	const SegFeatureStatistics *spend;
	gint64 total = 0;

	(void) data;
	fixture_attribute (fixture, "user", "spend", "Spend", NULL, SEG_TYPE_NUMBER);
	fixture_execute (fixture, "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
	                          "INSERT INTO user (key, listed, spend) SELECT 'u' || i, 1, CASE WHEN i < 1000 THEN i / 100.0 ELSE 1e6 END FROM n");
	selection = fixture_selection (SEG_SCALING_Z_SCORE, "user.spend", NULL);
	all = statistics_of (fixture, selection);
	spend = find (all, "user.spend");
	g_assert_true (spend->has_tail);
	g_assert_cmpfloat_with_epsilon (spend->high, 9.9, 0.011);
	g_assert_cmpfloat (spend->maximum, ==, 1e6);
	for (gsize i = 0; i < spend->n_bins; i++) {
		total += spend->counts[i];
		g_assert_cmpint (spend->counts[i], >=, 25);
	}
	g_assert_cmpint (total, ==, 1001);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) none = fixture_selection (SEG_SCALING_NONE, NULL);
	g_autoptr (GPtrArray) height = fixture_selection (SEG_SCALING_NONE, "user.height", NULL);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	(void) data;
	customers (fixture);
	set = fixture_build (fixture, 0);
	g_assert_null (seg_feature_statistics (fixture->workspace, set, none, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_clear_error (&error);
	seg_job_cancel (job);
	g_assert_null (seg_feature_statistics (fixture->workspace, set, height, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/feature/statistics/figures", Fixture, NULL, fixture_set_up, test_figures, fixture_tear_down);
	g_test_add ("/feature/statistics/category", Fixture, NULL, fixture_set_up, test_category, fixture_tear_down);
	g_test_add ("/feature/statistics/tail", Fixture, NULL, fixture_set_up, test_tail, fixture_tear_down);
	g_test_add ("/feature/statistics/refusals", Fixture, NULL, fixture_set_up, test_refusals, fixture_tear_down);
	return g_test_run ();
}
