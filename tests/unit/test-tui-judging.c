/* The heat map, the selection and the outlying users in the terminal interface, without a terminal. */
#include <config.h>

#include "feature-fixture.h"
#include "tui-app.h"

#include <segscope/random.h>

/* 200 users: spend follows age; twice says what age says; u7 is far out. */
static void
people (Fixture *fixture)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 5);
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "user.age", "user.twice", "user.spend", "user.visits", NULL);
	g_autoptr (SegFeatureSet) set = NULL;

	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "twice", "Twice", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "spend", "Spend", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "visits", "Visits", NULL, SEG_TYPE_NUMBER);
	for (int i = 1; i <= 200; i++) {
		double age = 40 + 5 * seg_random_gaussian (random), spend = 10 * age + 5 * seg_random_gaussian (random);

		fixture_executef (fixture, "INSERT INTO user (id, key, listed, age, twice, spend, visits) VALUES (%d, 'u%d', 1, %.17g, %.17g, %.17g, %.17g)", i, i, age,
		                  2 * age, i == 7 ? 9000 : spend, 10 + seg_random_gaussian (random));
	}
	set = seg_feature_set_build (fixture->workspace, "default", 0, selection, NULL, NULL);
	g_assert_nonnull (set);
}

static SegApp *
at_features (Fixture *fixture)
{
	g_autofree char *path = g_strdup (seg_workspace_path (fixture->workspace));
	SegApp *app;

	people (fixture);
	seg_workspace_close (g_steal_pointer (&fixture->workspace));
	app = new_app (path);
	press (app, '3');
	settle (app);
	return app;
}

static void
press_and_settle (SegApp *app, int key)
{
	press (app, key);
	settle (app);
}

static double
ask_file (Fixture *fixture, const char *sql)
{
	g_autofree char *path = g_build_filename (fixture->folder, "test.seg", NULL);
	double value;

	fixture->workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, NULL);
	value = fixture_number (fixture, sql);
	seg_workspace_close (g_steal_pointer (&fixture->workspace));
	return value;
}

static void
test_heat_map (Fixture *fixture, gconstpointer data)
{
	SegApp *app = at_features (fixture);

	(void) data;
	press_and_settle (app, 'm');
	assert_shows (app, "Which features go together?");
	assert_shows (app, "Pearson, 4 columns selected");
	assert_shows (app, "Twice and Age: Pearson 1.00, Spearman 1.00; they say nearly the same.");
	press (app, 'm');
	assert_shows (app, "Spearman, 4 columns selected");
	press (app, SEG_KEY_HOME);
	assert_shows (app, "with itself.");
	for (int i = 0; i < 9; i++)
		press (app, SEG_KEY_RIGHT); /* not beyond the last one */
	for (int i = 0; i < 9; i++)
		press (app, 'k');
	press_and_settle (app, 'a');
	assert_shows (app, "all 4 columns");
	for (int width = 20; width <= 200; width += 45) { /* any size */
		g_autofree char *text = draw_app (app, width, 8 + width / 4);

		g_assert_nonnull (text);
	}
	press_and_settle (app, SEG_KEY_ENTER);
	assert_shows (app, "Which features are worth keeping?");
	seg_app_free (app);
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
	SegApp *app = at_features (fixture);

	(void) data;
	press_and_settle (app, 'w');
	assert_shows (app, "features are worth keeping to find groups");
	assert_shows (app, "Says exactly what Age says");
	press (app, ' ');           /* age shall go */
	press_and_settle (app, 'g');
	assert_shows (app, "You left it out.");
	press (app, 't');
	assert_shows (app, "What shall the features predict?");
	press (app, SEG_KEY_ESCAPE);
	press_and_settle (app, SEG_KEY_ENTER);
	assert_shows (app, "What should the segments be based on?");
	seg_app_free (app);
	g_assert_cmpfloat (ask_file (fixture, "SELECT selection NOT LIKE '%user.age%' AND selection LIKE '%user.visits%' FROM feature_set"), ==, 1);
}

static void
test_outlying (Fixture *fixture, gconstpointer data)
{
	SegApp *app = at_features (fixture);

	(void) data;
	press_and_settle (app, 'o');
	assert_shows (app, "Who is unlike everyone else?");
	assert_shows (app, "Spend 9,000 (usual");
	press (app, 'w');
	assert_shows (app, "Limit Spend to");
	press_and_settle (app, 'y');
	g_assert_cmpfloat (ask_file (fixture, "SELECT selection LIKE '%\"high\"%' FROM feature_set"), ==, 1);
	press_and_settle (app, 'W');
	g_assert_cmpfloat (ask_file (fixture, "SELECT selection LIKE '%\"high\"%' FROM feature_set"), ==, 0);
	press_and_settle (app, 'y');
	assert_shows (app, "1 user is kept");
	g_assert_cmpfloat (ask_file (fixture, "SELECT user_id FROM outlying_kept"), ==, 7);
	press_and_settle (app, 'a');
	press (app, SEG_KEY_HOME);
	assert_shows (app, "(kept)");
	press (app, 'x');
	assert_shows (app, "Set 1 user aside?");
	press_and_settle (app, 'y');
	g_assert_cmpfloat (ask_file (fixture, "SELECT user_id FROM excluded_user"), ==, 7);
	press (app, 'b');
	press_and_settle (app, 'y');
	g_assert_cmpfloat (ask_file (fixture, "SELECT count(*) FROM excluded_user"), ==, 0);
	press_and_settle (app, SEG_KEY_ENTER);
	seg_app_free (app);
}

#define ADD(path, test) g_test_add ("/tui-judging/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("heat-map", test_heat_map);
	ADD ("selection", test_selection);
	ADD ("outlying", test_outlying);
	return g_test_run ();
}
