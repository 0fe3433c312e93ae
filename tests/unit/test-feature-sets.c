/* Feature sets as things a person keeps: which one is in use, copies, names, deleting, comparing. */
#include <config.h>

#include "rfm-fixture.h"

static SegFeatureSet *
build (Fixture *fixture, const char *name, gint64 as_of)
{
	GError *error = NULL;
	SegFeatureSet *set = seg_feature_set_build (fixture->workspace, name, as_of, NULL, NULL, &error);

	g_assert_no_error (error);
	return set;
}

static gint64
in_use (Fixture *fixture)
{
	gint64 id = -1;

	g_assert_true (seg_feature_set_in_use (fixture->workspace, &id, NULL));
	return id;
}

static void
test_in_use (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) first = NULL, second = NULL, then = NULL, again = NULL, loaded = NULL;
	g_autoptr (GError) error = NULL;
	gint64 day = (gint64) (RFM_LAST_DAY - 49) * DAY - 1;

	(void) data;
	g_assert_cmpint (in_use (fixture), ==, 0);
	rfm_fill (fixture, 60, 3);
	first = build (fixture, "default", 0);
	second = build (fixture, "other", 0);
	g_assert_cmpint (in_use (fixture), ==, second->id);
	g_assert_true (seg_feature_set_use (fixture->workspace, first->id, &error));
	g_assert_cmpint (in_use (fixture), ==, first->id);
	loaded = seg_feature_set_load (fixture->workspace, NULL, &error);
	g_assert_cmpstr (loaded->name, ==, "default");

	then = seg_feature_set_as_of (fixture->workspace, day, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (then->as_of, ==, day);
	g_assert_cmpint (then->id, !=, first->id);
	g_assert_cmpint (in_use (fixture), ==, first->id); /* made beside it */
	again = seg_feature_set_as_of (fixture->workspace, day, NULL, &error);
	g_assert_cmpint (again->id, ==, then->id);
	g_clear_pointer (&second, seg_feature_set_free);
	second = build (fixture, "other", 0);
	g_assert_cmpint (in_use (fixture), ==, second->id); /* computed last */
	g_assert_true (seg_feature_set_use (fixture->workspace, first->id, &error));
	g_assert_true (seg_feature_set_delete (fixture->workspace, first->id, &error));
	g_assert_cmpint (in_use (fixture), !=, first->id);
	g_assert_cmpint (in_use (fixture), !=, 0);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) first = NULL, second = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	rfm_fill (fixture, 40, 3);
	first = build (fixture, "default", 0);
	second = build (fixture, "other", 0);
	g_assert_false (seg_feature_set_rename (fixture->workspace, first->id, "other", &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "already");
	g_assert_false (seg_feature_set_rename (fixture->workspace, first->id, "  ", &error));
	g_clear_error (&error);
	g_assert_false (seg_feature_set_rename (fixture->workspace, 99, "x", &error));
	g_clear_error (&error);
	g_assert_true (seg_feature_set_rename (fixture->workspace, first->id, " 春 \"x\"; -- ", &error));
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_set WHERE name = '春 \"x\"; --'"), ==, 1);
	g_assert_true (seg_feature_set_rename (fixture->workspace, first->id, "default", &error));
	g_assert_cmpint (seg_feature_set_copy (fixture->workspace, first->id, "other", &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "already");
}

/* A copy holds the same values, and lives on when what it was made from is gone. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) first = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureSetDifference) difference = NULL;
	g_autofree char *sum = NULL;
	gint64 copy;
	double before, after;

	(void) data;
	rfm_fill (fixture, 60, 3);
	first = build (fixture, "default", 0);
	copy = seg_feature_set_copy (fixture->workspace, first->id, "kept", &error);
	g_assert_no_error (error);
	g_assert_cmpint (in_use (fixture), ==, first->id);
	difference = seg_feature_sets_compare (fixture->workspace, first->id, copy, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (difference->n_both, ==, 60);
	g_assert_cmpint (difference->n_only_first + difference->n_only_second, ==, 0);
	g_assert_cmpuint (difference->features->len, >, 10);
	for (guint i = 0; i < difference->features->len; i++)
		g_assert_false (seg_feature_differs (difference->features->pdata[i]));
	sum = g_strdup_printf ("SELECT sum (monetary) + sum (orders) FROM feature_set_%" G_GINT64_FORMAT, copy);
	before = fixture_number (fixture, sum);
	g_assert_true (seg_feature_set_delete (fixture->workspace, first->id, &error));
	after = fixture_number (fixture, sum);
	g_assert_cmpfloat (before, ==, after);
	g_assert_cmpfloat (before, >, 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_block WHERE feature_set_id NOT IN (SELECT id FROM feature_set)"), ==, 0);
}

static void
test_used (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	rfm_fill (fixture, 40, 3);
	set = build (fixture, "default", 0);
	fixture_execute (fixture, "INSERT INTO segmentation (name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, "
	                 "program_version, fingerprint) VALUES ('autumn', 1, '[]', 'k-means', '{}', 1, 0, 0, '0', '')");
	g_assert_false (seg_feature_set_delete (fixture->workspace, set->id, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "\"autumn\"");
	fixture_execute (fixture, "DELETE FROM segmentation");
	g_assert_true (seg_feature_set_delete (fixture->workspace, set->id, &error));
	g_assert_cmpint (in_use (fixture), ==, 0);
}

static const SegFeatureDifference *
find (const SegFeatureSetDifference *difference, const char *name)
{
	for (guint i = 0; i < difference->features->len; i++) {
		const SegFeatureDifference *feature = difference->features->pdata[i];

		if (strcmp (feature->name, name) == 0)
			return feature;
	}
	g_error ("no %s", name);
}

/* Figures by plain SQL. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) first = NULL, second = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	g_autoptr (SegFeatureSetDifference) difference = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	const SegFeatureDifference *monetary;

	(void) data;
	rfm_fill (fixture, 200, 3);
	first = build (fixture, "default", (gint64) (RFM_LAST_DAY - 79) * DAY - 1);
	selection = fixture_selection (SEG_SCALING_ROBUST, "monetary", "active_days", NULL);
	second = seg_feature_set_build (fixture->workspace, "now", 0, selection, NULL, &error);
	g_assert_no_error (error);
	difference = seg_feature_sets_compare (fixture->workspace, first->id, second->id, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (difference->n_both, ==, first->n_users);
	g_assert_cmpint (difference->n_only_first, ==, 0);
	g_assert_cmpint (difference->n_only_second, ==, 200 - first->n_users);
	g_assert_cmpint (difference->n_only_second, >, 0);
	monetary = find (difference, "monetary");
	g_assert_cmpstr (monetary->first, ==, "log");
	g_assert_cmpstr (monetary->second, ==, "robust");
	g_assert_null (find (difference, "orders")->second);
	g_assert_cmpint (monetary->n_different, ==,
	                 (gint64) fixture_number (fixture, "SELECT count(*) FROM feature_set_1 a JOIN feature_set_2 b USING (user_id) WHERE a.monetary IS NOT b.monetary"));
	g_assert_cmpint (monetary->n_different, >, 0);
	assert_close (monetary->mean_first, fixture_number (fixture, "SELECT avg (monetary) FROM feature_set_1"), 1e-12);
	assert_close (monetary->mean_second,
	              fixture_number (fixture, "SELECT avg (monetary) FROM feature_set_2 WHERE user_id IN (SELECT user_id FROM feature_set_1)"), 1e-12);
	assert_close (monetary->mean_change,
	              fixture_number (fixture, "SELECT avg (abs (b.monetary - a.monetary)) FROM feature_set_1 a JOIN feature_set_2 b USING (user_id)"), 1e-12);
	seg_job_cancel (job);
	g_assert_null (seg_feature_sets_compare (fixture->workspace, first->id, second->id, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
#define TEST(name, function) g_test_add ("/feature/sets/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
	TEST ("in-use", test_in_use);
	TEST ("names", test_names);
	TEST ("copy", test_copy);
	TEST ("used", test_used);
	TEST ("compare", test_compare);
	return g_test_run ();
}
