/* What stands beside a list: where it is, that it follows the cursor, that keys reach what has the focus, and that it waits for nobody's work. */
#include <config.h>
#include <glib.h>
#include <locale.h>
#include <string.h>

#include <segscope/settings.h>

#include "campaign-fixture.h"
#include "tui-app.h"
#include "tui/list-tools.h"
#include "tui/users.h"

#define WIDE 140, 40

/* fixture_company() with its users in sight, and the first one beside them. */
static SegApp *
open_users (Fixture *fixture)
{
	SegApp *app;

	fixture_company (fixture);
	app = new_app (fixture->path);
	press (app, '6');
	settle (app);
	return app;
}

static SegPane *
pane_of (SegApp *app)
{
	return &seg_app_host (app)->pane;
}

static gint64
row_under_cursor (SegApp *app)
{
	SegList *list = seg_view_list (seg_app_host (app));
	gsize row;

	g_assert_true (seg_list_cursor (list, &row));
	return seg_list_id (list, row);
}

/* Draws until the pane is of the row under the cursor and all that it reads has come. */
static void
let_follow (SegApp *app, int width, int height)
{
	do {
		g_autofree char *text = draw_app (app, width, height);

		seg_app_tend (app);
		g_usleep (2000);
	} while (pane_of (app)->view == NULL || pane_of (app)->row != row_under_cursor (app) || app->pane_due != 0
	         || !seg_work_queue_is_idle (app->pane_queue));
}

static gboolean
is_dimmed (SegApp *app, int width, int height)
{
	g_autoptr (SegCells) cells = seg_cells_new (width, height);

	seg_app_draw (app, cells);
	for (int y = app->pane.y; y < app->pane.y + app->pane.height; y++)
		for (int x = app->pane.x; x < app->pane.x + app->pane.width; x++)
			if (seg_cells_at (cells, x, y)->ink != SEG_INK_MUTED)
				return FALSE;
	return TRUE;
}

static void
test_follows (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_users (fixture);
	gint64 first, second;

	(void) data;
	let_follow (app, WIDE);
	first = pane_of (app)->row;
	g_assert_cmpint (first, ==, row_under_cursor (app));
	g_assert_false (is_dimmed (app, WIDE));
	press (app, SEG_KEY_DOWN);
	second = row_under_cursor (app);
	g_assert_cmpint (first, !=, second);
	g_assert_true (is_dimmed (app, WIDE)); /* it is not of this row */
	g_assert_cmpint (pane_of (app)->row, ==, first);
	g_assert_cmpint (seg_pane_time_left (app), >=, 0);
	let_follow (app, WIDE);
	g_assert_cmpint (pane_of (app)->row, ==, second);
	g_assert_false (is_dimmed (app, WIDE));
	g_assert_cmpint (seg_pane_time_left (app), ==, -1);
	press (app, SEG_KEY_DOWN); /* there and back before it has followed */
	g_assert_true (is_dimmed (app, WIDE));
	press (app, SEG_KEY_UP);
	g_assert_false (is_dimmed (app, WIDE));
	seg_app_changed (app);
	settle (app);
	let_follow (app, WIDE);
	g_assert_cmpint (pane_of (app)->row, ==, second);
	g_assert_false (is_dimmed (app, WIDE));
	seg_app_free (app);
}

static void
test_place (Fixture *fixture, gconstpointer data)
{
	static const struct { int width, height; gboolean beside, below; } sizes[] = {
		{ 80, 24, FALSE, FALSE }, { 120, 24, TRUE, FALSE }, { 200, 60, TRUE, FALSE }, { 80, 60, FALSE, TRUE }, { 100, 30, FALSE, FALSE }, { 60, 16, FALSE, FALSE },
	};
	SegApp *app = open_users (fixture);

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
		g_autofree char *text = draw_app (app, sizes[i].width, sizes[i].height);
		const SegRect pane = app->pane, body = app->body;

		g_assert_cmpint (pane.width > 0, ==, sizes[i].beside || sizes[i].below);
		g_assert_cmpint (seg_pane_is_shown (seg_app_host (app)), ==, sizes[i].beside || sizes[i].below);
		if (sizes[i].beside) {
			g_assert_cmpint (pane.x, >, body.x + 50);
			g_assert_cmpint (pane.x + pane.width, ==, body.x + body.width);
			g_assert_cmpint (pane.height, ==, body.height);
		} else if (sizes[i].below) {
			g_assert_cmpint (pane.x, ==, body.x);
			g_assert_cmpint (pane.y + pane.height, ==, body.y + body.height);
		} else {
			g_assert_null (pane_of (app)->view);
			g_assert_false (seg_app_can (app, &seg_bindings_pane[0]));
		}
	}
	seg_app_free (app);
}

static void
test_focus (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_users (fixture);
	gint64 row;
	g_autofree char *inside = NULL, *question = NULL, *narrow = NULL, *after = NULL;

	(void) data;
	let_follow (app, WIDE);
	press (app, SEG_KEY_DOWN); /* and at once into it, before it has followed: keys reach this user's page */
	row = row_under_cursor (app);
	press (app, SEG_KEY_BACK_TAB);
	g_assert_true (seg_app_view (app)->class == &seg_user_view);
	g_assert_cmpint (pane_of (app)->row, ==, row);
	press (app, 't');
	press (app, SEG_KEY_DOWN);
	g_assert_cmpint (row_under_cursor (app), ==, row);
	let_follow (app, WIDE); /* what stands in it is read in a job */
	inside = draw_app (app, WIDE);
	test_contains (inside, "Time line");
	test_contains (inside, "to the list");
	press (app, 'p'); /* a question of what stands there stays, even where there is no room for the pane any more */
	question = draw_app (app, WIDE);
	g_assert_cmpuint (app->dialogs->len, ==, 1);
	narrow = draw_app (app, 80, 24);
	g_assert_cmpuint (app->dialogs->len, ==, 1);
	press (app, SEG_KEY_ESCAPE);
	g_assert_cmpuint (app->dialogs->len, ==, 0);
	after = draw_app (app, WIDE);
	g_assert_true (seg_app_view (app)->class == &seg_user_view);
	press (app, SEG_KEY_ESCAPE); /* to the list, not out of the step */
	g_assert_true (seg_app_view (app) == seg_app_host (app));
	g_assert_cmpuint (app->views[app->screen]->len, ==, 1);
	press (app, SEG_KEY_ENTER);
	g_assert_cmpuint (app->views[app->screen]->len, ==, 2);
	g_assert_null (pane_of (app)->view);
	press (app, SEG_KEY_ESCAPE);
	g_assert_cmpuint (app->views[app->screen]->len, ==, 1);
	press (app, SEG_KEY_BACK_TAB);
	press (app, 'w'); /* what is opened from there stands on top of the list, and Esc leads back into the pane */
	settle (app);
	g_assert_cmpuint (app->views[app->screen]->len, ==, 2);
	press (app, SEG_KEY_ESCAPE);
	g_assert_true (seg_app_view (app)->host == seg_app_host (app));
	seg_app_free (app);
}

static void
test_mouse (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_users (fixture);
	gint64 row;

	(void) data;
	let_follow (app, WIDE);
	row = row_under_cursor (app);
	seg_app_handle (app, &(SegEvent) { .kind = SEG_EVENT_CLICK, .x = app->pane.x + 4, .y = app->pane.y + 5 });
	g_assert_true (seg_app_view (app)->host != NULL);
	g_assert_cmpint (row_under_cursor (app), ==, row);
	seg_app_handle (app, &(SegEvent) { .kind = SEG_EVENT_CLICK, .x = app->body.x + 4, .y = app->body.y + 12 });
	g_assert_true (seg_app_view (app)->host == NULL);
	g_assert_cmpint (row_under_cursor (app), !=, row);
	row = row_under_cursor (app);
	let_follow (app, WIDE);
	seg_app_handle (app, &(SegEvent) { .kind = SEG_EVENT_WHEEL, .amount = 1, .x = app->pane.x + 4, .y = app->pane.y + 12 });
	g_assert_true (seg_app_view (app)->host == NULL);
	g_assert_cmpint (row_under_cursor (app), ==, row);
	seg_app_free (app);
}

static void
test_hide (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_users (fixture);
	g_autofree char *hidden = NULL, *shown = NULL;

	(void) data;
	let_follow (app, WIDE);
	press (app, '\\');
	hidden = draw_app (app, WIDE);
	g_assert_cmpint (app->pane.width, ==, 0);
	g_assert_null (pane_of (app)->view);
	g_assert_cmpstr (seg_setting (SEG_SETTING_DETAILS), ==, "off");
	press (app, SEG_KEY_BACK_TAB); /* there is nothing to go to */
	g_assert_true (seg_app_view (app) == seg_app_host (app));
	press (app, '\\');
	shown = draw_app (app, WIDE);
	g_assert_cmpint (app->pane.width, >, 0);
	g_assert_cmpstr (seg_setting (SEG_SETTING_DETAILS), ==, "on");
	seg_app_free (app);
}

/* Large headings set letters apart; an address that is a key is covered all the same. */
static void
test_demo (Fixture *fixture, gconstpointer data)
{
	SegApp *app;
	g_autofree char *text = NULL;

	(void) data;
	fixture_company (fixture);
	fixture_execute (fixture, "UPDATE user SET key = 'anna.li@example.org' WHERE id = 1; UPDATE user SET key = 'z' || key WHERE id > 1");
	app = new_app (fixture->path);
	press (app, SEG_CTRL ('d'));
	press (app, '6');
	settle (app);
	let_follow (app, WIDE);
	settle (app);
	text = draw_app (app, WIDE);
	test_contains (text, "DEMO");
	test_contains (text, "U s e r s");
	g_assert_null (strstr (text, "a n n a"));
	g_assert_null (strstr (text, "anna"));
	press (app, SEG_CTRL ('d'));
	seg_app_free (app);
}

static gint may_end; /* atomic */

static gboolean
run_gate (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) workspace;
	(void) data;
	while (!g_atomic_int_get (&may_end)) {
		if (!seg_job_proceed (job, 0.5, "half way", error))
			return FALSE;
		g_usleep (200);
	}
	return TRUE;
}

/* What the pane reads comes while a job of the person's runs, and is in no list of jobs. */
static void
test_jobs (Fixture *fixture, gconstpointer data)
{
	static const SegWork work = { "watching the gate", run_gate, NULL, NULL, NULL, FALSE, FALSE };
	SegApp *app = open_users (fixture);
	g_autoptr (GPtrArray) entries = NULL;
	g_autofree char *text = NULL;
	guint n_before;

	(void) data;
	entries = seg_work_queue_list (app->queue);
	n_before = entries->len;
	g_clear_pointer (&entries, g_ptr_array_unref);
	g_atomic_int_set (&may_end, 0);
	seg_work_queue_add (app->queue, NULL, &work, NULL);
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_DOWN);
	let_follow (app, WIDE);
	text = draw_app (app, WIDE);
	g_assert_null (strstr (text, "Finding what to recommend"));
	test_contains (text, "What to offer next");
	entries = seg_work_queue_list (app->queue);
	g_assert_cmpuint (entries->len, ==, n_before + 1);
	g_assert_cmpint (((SegWorkEntry *) entries->pdata[0])->state, ==, SEG_WORK_RUNNING);
	g_atomic_int_set (&may_end, 1);
	settle (app);
	seg_app_free (app);
}

int
main (int argc, char **argv)
{
	static const struct { const char *path; void (*test) (Fixture *fixture, gconstpointer data); } cases[] = {
		{ "/pane/follows", test_follows }, { "/pane/place", test_place }, { "/pane/focus", test_focus }, { "/pane/mouse", test_mouse },
		{ "/pane/hide", test_hide }, { "/pane/demo", test_demo }, { "/pane/jobs", test_jobs },
	};

	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
		g_test_add (cases[i].path, Fixture, NULL, fixture_set_up, cases[i].test, fixture_tear_down);
	return g_test_run ();
}
