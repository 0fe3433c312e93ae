/* What would be lost: leaving with things that are not kept, keys that come while something is being kept, wishes that come while another is seen to. */
#include <config.h>
#include <glib.h>
#include <locale.h>
#include <string.h>

#include "campaign-fixture.h"
#include "tui-app.h"
#include "tui/screens.h"

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

static const SegWork gate_work = { "watching the gate", run_gate, NULL, NULL, NULL, TRUE, FALSE };

/* Whatever is begun from now on waits. */
static void
shut_gate (SegApp *app)
{
	g_atomic_int_set (&may_end, 0);
	seg_work_queue_add (app->queue, NULL, &gate_work, NULL);
}

static void
open_gate (SegApp *app)
{
	g_atomic_int_set (&may_end, 1);
	settle (app);
	settle (app);
}

static void
visit (SegApp *app, int key)
{
	press (app, key);
	settle (app);
}

static void
name_campaign (SegApp *app)
{
	visit (app, '8');
	visit (app, 'n');
	press (app, 'N');
	press_text (app, "spring");
	visit (app, SEG_KEY_ENTER);
}

/* Two forms on different steps. */
static SegApp *
with_forms (Fixture *fixture)
{
	SegApp *app;

	fixture_company (fixture);
	app = new_app (fixture->path);
	name_campaign (app);
	visit (app, '6');
	visit (app, 'R');
	visit (app, 'b');
	press (app, 'g');
	settle (app);
	return app;
}

static void
assert_asked (SegApp *app, const char *one, const char *other)
{
	assert_shows (app, one);
	assert_shows (app, other);
	g_assert_false (app->quit);
}

static void
test_quit (Fixture *fixture, gconstpointer data)
{
	SegApp *app = with_forms (fixture);

	(void) data;
	press (app, 'q');
	assert_asked (app, "Leave all of these?", "lost");
	assert_asked (app, "New campaign (Campaigns)", "Rule (Users)");
	press (app, SEG_KEY_ENTER); /* no, which the cursor stands on */
	g_assert_false (app->quit);
	press (app, SEG_KEY_ESCAPE); /* only the form in sight */
	assert_asked (app, "Leave \"Rule\"?", "No");
	press (app, SEG_KEY_UP);
	visit (app, SEG_KEY_ENTER);
	press (app, 'q');
	assert_asked (app, "Leave \"New campaign\"?", "No");
	press (app, SEG_KEY_UP);
	press (app, SEG_KEY_ENTER);
	g_assert_true (app->quit);
	seg_app_free (app);
}

static void
test_quit_working (Fixture *fixture, gconstpointer data)
{
	SegApp *app = with_forms (fixture);

	(void) data;
	shut_gate (app);
	press (app, 'q');
	assert_asked (app, "A job is running.", "lost as well");
	assert_asked (app, "New campaign (Campaigns)", "Rule (Users)");
	press (app, SEG_KEY_ESCAPE);
	g_assert_false (app->quit);
	open_gate (app);
	seg_app_free (app);
}

static void
test_quit_small (Fixture *fixture, gconstpointer data)
{
	SegApp *app = with_forms (fixture);
	g_autofree char *small = draw_app (app, 40, 10), *asked = NULL, *again = NULL;

	(void) data;
	test_contains (small, "Please make the window larger");
	press (app, 'q');
	g_assert_false (app->quit);
	asked = draw_app (app, 40, 10);
	test_contains (asked, "Something is not kept yet.");
	press (app, 'x');
	again = draw_app (app, 40, 10);
	test_contains (again, "Please make the window larger");
	press (app, 'q');
	press (app, 'q');
	g_assert_true (app->quit);
	seg_app_free (app);
}

/* What comes while the list is being made would be lost with the form: it is refused. */
static void
test_keeping (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	fixture_company (fixture);
	app = new_app (fixture->path);
	name_campaign (app);
	shut_gate (app);
	press (app, 'w');
	press (app, 'C');
	assert_shows (app, "waits for its turn");
	press (app, 'w');
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "waits for its turn");
	press (app, 'q'); /* it is being kept: only the job would be missed */
	assert_shows (app, "A job is running.");
	press (app, SEG_KEY_ESCAPE);
	open_gate (app);
	assert_shows (app, "Campaign \"spring\"");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign"), ==, 1);
	seg_app_free (app);
}

/* A view of which it is known how often it was read. */
static guint n_read, n_done;

static void
done_read (SegView *view, gpointer data)
{
	(void) view;
	(void) data;
	n_done++;
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) workspace;
	(void) data;
	return seg_job_proceed (job, 1, NULL, error);
}

static const SegWork read_work = { "reading", run_read, done_read, NULL, NULL, FALSE, FALSE };

static void
refresh_counting (SegView *view)
{
	if (seg_view_again_after (view, &read_work))
		return;
	n_read++;
	seg_view_run (view, &read_work, NULL);
}

static void
draw_counting (SegView *view, SegCells *cells, SegRect rect)
{
	(void) view;
	(void) cells;
	(void) rect;
}

static const SegViewClass counting_view = { .name = "counting", .title = "Counting", .refresh = refresh_counting, .draw = draw_counting };

static void
test_again (Fixture *fixture, gconstpointer data)
{
	SegApp *app;
	SegView *view;

	(void) data;
	fixture_company (fixture);
	app = new_app (fixture->path);
	n_read = n_done = 0;
	shut_gate (app);
	g_assert_true (seg_view_push (seg_app_view (app), &counting_view, NULL));
	view = seg_app_view (app);
	for (guint i = 0; i < 3; i++)
		refresh_counting (view); /* three more wishes, which are one */
	g_assert_cmpuint (n_read, ==, 1);
	g_atomic_int_set (&may_end, 1);
	while (n_done < 2) {
		seg_app_tend (app);
		g_usleep (200);
	}
	settle (app);
	g_assert_cmpuint (n_done, ==, n_read);
	seg_app_free (app);
}

/* Until @part stands on the screen, while the gate is shut. */
static void
wait_for (SegApp *app, const char *part)
{
	for (guint i = 0; i < 20000; i++) {
		g_autofree char *text = draw_app (app, 100, 30);

		if (strstr (text, part) != NULL)
			return;
		seg_app_tend (app);
		g_usleep (500);
	}
	assert_shows (app, part);
}

/* Steps can be looked at while something else takes its time; a key that comes before a step is read is told so. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	fixture_company (fixture);
	app = new_app (fixture->path);
	shut_gate (app);
	press (app, '5');
	press (app, 'n');
	assert_shows (app, "Not now: reading what the segments are like.");
	wait_for (app, "main");
	press (app, 'n');
	wait_for (app, "Enter accept");
	press (app, SEG_KEY_ESCAPE);
	press (app, '7');
	wait_for (app, "Enter on an item");
	g_assert_false (seg_app_is_idle (app));
	open_gate (app);
	seg_app_free (app);
}

/* A key that means nothing now says why. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	fixture_company (fixture);
	app = new_app (fixture->path);
	visit (app, '8');
	press (app, 'b');
	assert_shows (app, "Two are needed to compare.");
	press (app, 't');
	assert_shows (app, "There is nothing here yet that this could be done with.");
	visit (app, '6');
	press (app, 'w');
	assert_shows (app, "No filter is set that could be kept; / sets one.");
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_BACK_TAB); /* there is no room beside the list */
	assert_shows (app, "Nothing stands beside the list");
	seg_app_free (app);
}

static gboolean
is_bound (const char *name)
{
	for (guint i = 0; seg_view_classes[i] != NULL; i++)
		for (const SegBinding *binding = seg_view_classes[i]->bindings; binding != NULL && binding->key != 0; binding++)
			if (strcmp (binding->name, name) == 0)
				return TRUE;
	return FALSE;
}

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
	const char *const *names = seg_refusal_names ();

	(void) fixture;
	(void) data;
	for (guint i = 0; names[i] != NULL; i++) {
		if (!is_bound (names[i]))
			g_error ("a reason for %s, which is no command", names[i]);
		for (guint j = 0; j < i; j++)
			g_assert_cmpstr (names[i], !=, names[j]);
	}
}

int
main (int argc, char **argv)
{
	static const struct { const char *path; void (*test) (Fixture *fixture, gconstpointer data); } cases[] = {
		{ "/leaving/quit", test_quit }, { "/leaving/working", test_quit_working }, { "/leaving/small", test_quit_small }, { "/leaving/keeping", test_keeping },
		{ "/leaving/again", test_again }, { "/leaving/beside", test_beside }, { "/leaving/refused", test_refused }, { "/leaving/reasons", test_reasons },
	};

	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
		g_test_add (cases[i].path, Fixture, NULL, fixture_set_up, cases[i].test, fixture_tear_down);
	return g_test_run ();
}
