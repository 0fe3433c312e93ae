/* The form of an own feature in the terminal interface, without a terminal: tried out while it is typed, kept, changed, forgotten. */
#include <config.h>

#include "feature-fixture.h"
#include "tui-app.h"

#include <segscope/own_feature.h>

/* Ten users; user number i has bought i times, each time for 10. */
static char *
make_shop (Fixture *fixture)
{
	g_autoptr (SegFeatureSet) set = NULL;

	fixture_set_up (fixture, NULL);
	fixture_attribute (fixture, "user", "city", "City", NULL, SEG_TYPE_CATEGORY);
	fixture_execute (fixture, "INSERT INTO event_kind (name) VALUES ('purchase'), ('view')");
	for (int i = 1; i <= 10; i++) {
		fixture_executef (fixture, "INSERT INTO user (id, key, listed, city) VALUES (%d, 'u%02d', 1, '%s')", i, i, i % 2 ? "Paris" : "Lyon");
		for (int j = 0; j < i; j++)
			fixture_executef (fixture, "INSERT INTO event (user_id, kind_id, at, amount, source_id) VALUES (%d, 1, %d, 10, 1)", i, 1700000000 + j * DAY);
	}
	set = fixture_build (fixture, 0);
	return g_strdup (seg_workspace_path (fixture->workspace));
}

static SegApp *
at_features (const char *path)
{
	SegApp *app = new_app (path);

	press (app, '3');
	settle (app);
	assert_shows (app, "What should the segments be based on?");
	return app;
}

static GPtrArray *
definitions (Fixture *fixture)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *owns = seg_own_features (fixture->workspace, &error);

	g_assert_no_error (error);
	return owns;
}

static void
type (SegApp *app, const char *text)
{
	press_text (app, text);
	assert_shows (app, "A feature of your own"); /* nothing waits for what is tried out */
	settle (app);
}

static void
test_formula (void)
{
	Fixture fixture;
	g_autofree char *path = make_shop (&fixture);
	SegApp *app = at_features (path);
	g_autoptr (GPtrArray) owns = NULL, none = NULL;

	press (app, 'f');
	settle (app);
	assert_shows (app, "Made of     other features and attributes");
	assert_shows (app, "Type an expression");
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	type (app, "monetary / ordrs");
	assert_shows (app, "           ^");
	assert_shows (app, "is it orders");
	press (app, SEG_CTRL ('w'));
	type (app, "orde");
	assert_shows (app, "Orders in 30 days"); /* names that fit */
	press (app, SEG_KEY_TAB);
	settle (app);
	assert_shows (app, "monetary / orders");
	assert_shows (app, "Known for 10, missing for 0 users");
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "The same for everyone");
	press (app, 's'); /* it needs a name first */
	type (app, "order");
	press (app, SEG_KEY_ENTER);
	settle (app);
	assert_shows (app, "means something in expressions");
	press (app, 's');
	settle (app);
	assert_shows (app, "It cannot be kept yet");
	press (app, SEG_KEY_ENTER);
	press (app, SEG_CTRL ('u'));
	type (app, "per_order");
	press (app, SEG_KEY_ENTER);
	press (app, 's'); /* while it is still being tried out */
	assert_shows (app, "A feature of your own");
	settle (app);
	assert_shows (app, "What should the segments be based on?");
	owns = definitions (&fixture);
	g_assert_cmpuint (owns->len, ==, 1);
	g_assert_cmpstr (((const SegOwnFeature *) owns->pdata[0])->expression, ==, "monetary / orders");

	press (app, '/');
	press_text (app, "Per order");
	press (app, SEG_KEY_ENTER);
	press (app, SEG_KEY_DOWN);
	press (app, 'F');
	settle (app);
	assert_shows (app, "Forget “per_order”?");
	press (app, 'y');
	settle (app);
	none = definitions (&fixture);
	g_assert_cmpuint (none->len, ==, 0);
	seg_app_free (app);
	fixture_tear_down (&fixture, NULL);
}

/* Chooses entry number @n of a question. */
static void
choose (SegApp *app, int n)
{
	for (int i = 0; i < n; i++)
		press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	settle (app);
}

static void
test_events (void)
{
	Fixture fixture;
	g_autofree char *path = make_shop (&fixture);
	SegApp *app = at_features (path);

	press (app, 'f');
	settle (app);
	press (app, SEG_KEY_ENTER);
	choose (app, 1);
	assert_shows (app, "Measure     number of events");
	assert_shows (app, "Known for 10, missing for 0 users");
	assert_shows (app, "From 1 to 10");
	choose (app, 3); /* where */
	type (app, "amount > 10");
	assert_shows (app, "From 0 to 0");
	press (app, SEG_KEY_ESCAPE); /* as it was before */
	settle (app);
	assert_shows (app, "From 1 to 10");
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	type (app, "3");
	assert_shows (app, "From 0 to 3");
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "in the last 3 days");
	press (app, SEG_KEY_ESCAPE);
	assert_shows (app, "What was changed there");
	press (app, 'y');
	settle (app);
	assert_shows (app, "What should the segments be based on?");
	seg_app_free (app);
	fixture_tear_down (&fixture, NULL);
}

/* Whatever is typed, at whatever moment: the form answers and closes. */
static void
test_impatient (void)
{
	Fixture fixture;
	g_autofree char *path = make_shop (&fixture);
	SegApp *app = at_features (path);

	for (int round = 0; round < 5; round++) {
		press (app, 'f');
		press (app, SEG_KEY_DOWN);
		press (app, SEG_KEY_ENTER);
		for (const char *c = "orders + (1 / 'x\" "; *c != '\0'; c++) {
			press (app, *c);
			if (round == 2)
				g_usleep (20000);
			seg_work_queue_tend (app->queue);
		}
		press (app, SEG_KEY_ENTER);
		press (app, SEG_KEY_ESCAPE);
		press (app, 'y');
		assert_shows (app, "What should the segments be based on?");
	}
	settle (app);
	seg_app_free (app);
	fixture_tear_down (&fixture, NULL);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/tui-own/formula", test_formula);
	g_test_add_func ("/tui-own/events", test_events);
	g_test_add_func ("/tui-own/impatient", test_impatient);
	return g_test_run ();
}
