/* The RFM screen, the groups of features and the list of feature sets, without a terminal. */
#include <config.h>

#include "rfm-fixture.h"
#include "tui-app.h"

static SegApp *
at_features (Fixture *fixture)
{
	g_autofree char *path = g_strdup (seg_workspace_path (fixture->workspace));
	SegApp *app;

	seg_workspace_close (g_steal_pointer (&fixture->workspace));
	app = new_app (path);
	press (app, '3');
	settle (app);
	settle (app);
	return app;
}

static void
enter (SegApp *app, const char *text)
{
	press (app, SEG_CTRL ('u'));
	press_text (app, text);
	press (app, SEG_KEY_ENTER);
	settle (app);
	settle (app);
}

static void
assert_hides (SegApp *app, const char *part)
{
	g_autofree char *text = draw_app (app, 100, 30);

	if (strstr (text, part) != NULL)
		g_error ("\"%s\" is on the screen:\n%s", part, text);
}

static SegWorkspace *
reopen (SegApp *app, Fixture *fixture)
{
	g_autofree char *path = g_build_filename (fixture->folder, "test.seg", NULL);

	seg_app_free (app);
	return seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, NULL);
}

static void
test_grid (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	rfm_fill (fixture, 200, 3);
	app = at_features (fixture);
	press (app, 'r');
	settle (app);
	settle (app);
	assert_shows (app, "RFM: who comes, how often, for how much?");
	assert_shows (app, "Outside: 28 (Not bought yet)");
	press (app, 'c'); /* recency at 30 and 90 days */
	press (app, SEG_KEY_ENTER);
	enter (app, "90, 30");
	assert_shows (app, "must rise");
	enter (app, "30, 90");
	assert_shows (app, "1 > 90 days");
	press (app, 'b'); /* frequency into 4 bins; columns stay 5, those of money */
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	enter (app, "11");
	assert_shows (app, "2 to 10");
	enter (app, "4");
	press (app, 'n');
	enter (app, "Stars");
	assert_shows (app, "Stars");
	press (app, 'g');
	assert_shows (app, "Cannot lose them");
	for (int i = 0; i < SEG_RFM_NONE; i++)
		press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER); /* those who never bought */
	settle (app);
	assert_shows (app, "28 of 200 users: rfm = \"Not bought yet\"");
	fixture->workspace = reopen (app, fixture);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT json_extract (definition, '$.axes.recency.own_cuts') FROM rfm_grid"), ==, 1);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT json_extract (definition, '$.names.champions') = 'Stars' FROM rfm_grid"), ==, 1);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	rfm_fill (fixture, 200, 3);
	app = at_features (fixture);
	press (app, 'r');
	settle (app);
	settle (app);
	press (app, 's');
	enter (app, "Grid");
	assert_shows (app, "\"Grid\" · RFM grid");
	assert_shows (app, "Not bought yet");
	press (app, 'r');
	settle (app);
	assert_shows (app, "Every user is where they were.");
	fixture->workspace = reopen (app, fixture);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM membership"), ==, 200);
}

/* Every size down to nothing, every number of bins: nothing is drawn outside, nothing breaks. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
	static const struct { int width, height; } sizes[] = { { 200, 60 }, { 120, 30 }, { 80, 24 }, { 60, 15 }, { 40, 10 }, { 20, 5 }, { 1, 1 } };
	static const char *const bins[] = { "2", "10" };
	SegApp *app;

	(void) data;
	rfm_fill (fixture, 60, 3);
	app = at_features (fixture);
	press (app, 'r');
	settle (app);
	settle (app);
	for (gsize b = 0; b < G_N_ELEMENTS (bins); b++) {
		for (int axis = 0; axis < 3; axis++) {
			press (app, 'b');
			for (int i = 0; i < axis; i++)
				press (app, SEG_KEY_DOWN);
			press (app, SEG_KEY_ENTER);
			enter (app, bins[b]);
		}
		for (gsize i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
			g_autofree char *text = draw_app (app, sizes[i / 2].width, sizes[i / 2].height);

			press (app, 'g');
			g_assert_cmpuint (strlen (text), >, 0);
		}
	}
	seg_app_free (app);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'); INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'b');"
	                 "INSERT INTO event (user_id, kind_id, source_id) VALUES (1, 1, 1), (1, 1, 1), (2, 1, 1)");
	app = at_features (fixture);
	press (app, 'r');
	settle (app);
	settle (app);
	assert_shows (app, "needs to know when people came");
	seg_app_free (app);
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	rfm_fill (fixture, 60, 3);
	app = at_features (fixture);
	assert_shows (app, "▾ recency, frequency, money");
	assert_shows (app, "Orders");
	press (app, 'z');
	assert_shows (app, "▸ recency, frequency, money");
	assert_hides (app, "Days since last purchase");
	press (app, '/'); /* what is searched for is found in a folded group too */
	press_text (app, "since last purchase");
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "Days since last purchase");
	press (app, SEG_KEY_ESCAPE);
	press (app, SEG_KEY_UP);
	press (app, SEG_KEY_UP);
	press (app, SEG_KEY_ENTER); /* on the heading: unfolds, does not go on */
	assert_shows (app, "▾ recency, frequency, money");
	press (app, ' ');           /* all of the group */
	settle (app);
	assert_shows (app, "☑  ▾ recency, frequency, money");
	press (app, ' ');
	settle (app);
	assert_shows (app, "☐  ▾ recency, frequency, money");
	press (app, 'Z');
	assert_shows (app, "▸ activity");
	press (app, 'Z');
	press (app, SEG_KEY_DOWN);
	assert_shows (app, "roposed: ");
	seg_app_free (app);
}

static void
test_sets (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	rfm_fill (fixture, 60, 3);
	app = at_features (fixture);
	press (app, 'v');
	assert_shows (app, "●  default");
	press (app, 'w');
	enter (app, "default");
	assert_shows (app, "already a set");
	enter (app, "kept");
	assert_shows (app, "Kept as \"kept\"");
	assert_shows (app, "●  default");
	press (app, SEG_KEY_HOME);
	press (app, ' ');
	press (app, SEG_KEY_DOWN);
	press (app, ' ');
	press (app, 'c');
	settle (app);
	assert_shows (app, "differs.");
	press (app, 'a');
	assert_shows (app, "Active days");
	press (app, SEG_KEY_ESCAPE);
	press (app, 'n');
	enter (app, "renamed");
	assert_shows (app, "renamed");
	press (app, 'D');
	press (app, 'y');
	settle (app);
	settle (app);
	assert_hides (app, "renamed");
	fixture->workspace = reopen (app, fixture);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_set"), ==, 1);
}

int
main (int argc, char **argv)
{
	g_setenv ("LC_ALL", "C.UTF-8", TRUE);
	g_test_init (&argc, &argv, NULL);
#define TEST(name, function) g_test_add ("/tui/rfm/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
	TEST ("grid", test_grid);
	TEST ("save", test_save);
	TEST ("sizes", test_sizes);
	TEST ("missing", test_missing);
	TEST ("groups", test_groups);
	TEST ("sets", test_sets);
	return g_test_run ();
}
