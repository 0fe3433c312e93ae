/* Every screen there is, reached by keys: drawn in several sizes, and every key that is bound there pressed. The program runs without a terminal
 * here, so that the test knows where it is; test-walk.c is the same with a terminal and at random. */
#include <config.h>

#include <string.h>

#include "routes.h"
#include "tui/app.h"
#include "tui/script.h"
#include "unit/tui-app.h"

#define ONE_KEY_IN 83     /* of those bound, each time; SEGSCOPE_TEST_SCREENS=1 presses all of them, also on slow screens */
#define PATIENCE_US 300000 /* for a job that a key began; then it is stopped */

static const char *folder; /* with the demo workspace */

static gboolean
is_thorough (void)
{
	return g_getenv ("SEGSCOPE_TEST_SCREENS") != NULL;
}

/* Lets what was begun go on; what takes long is stopped when @impatient. */
static void
let_go_on (SegApp *app, gboolean impatient)
{
	gint64 limit = g_get_monotonic_time () + PATIENCE_US;

	while (seg_work_queue_tend (app->queue), !seg_work_queue_is_idle (app->queue)) {
		if (impatient && g_get_monotonic_time () > limit)
			seg_work_queue_cancel (app->queue);
		g_usleep (300);
	}
}

static void
draw (SegApp *app, int width, int height)
{
	g_autofree char *drawn = draw_app (app, width, height);
}

static void
press_all (SegApp *app, const char *keys, gboolean impatient)
{
	g_autofree char *line = g_strconcat ("keys ", keys, NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) steps = seg_script_parse (line, "route", &error);

	g_assert_no_error (error);
	for (guint i = 0; i < steps->len; i++) {
		seg_app_handle (app, &((SegScriptStep *) steps->pdata[i])->event);
		let_go_on (app, impatient);
		draw (app, 100, 30);
	}
}

/* Back to a step of the rail, with nothing in front. */
static void
go_home (SegApp *app)
{
	for (guint i = 0; i < 12 && (app->dialogs->len > 0 || (app->start == NULL && app->views[app->screen]->len > 1)); i++) {
		const gboolean open = app->dialogs->len > 0;

		press (app, SEG_KEY_ESCAPE);
		if (!open && app->dialogs->len > 0)
			press (app, 'y'); /* what was changed there and is not kept goes */
		let_go_on (app, TRUE);
	}
	app->quit = FALSE;
}

static gboolean
go_to (SegApp *app, const Route *route)
{
	go_home (app);
	press_all (app, route->keys, FALSE);
	return app->dialogs->len == 0 && strcmp (seg_app_view (app)->class->name, route->view) == 0;
}

static SegApp *
open_copy (void)
{
	g_autofree char *original = g_build_filename (folder, "demo.seg", NULL), *copy = g_build_filename (folder, "copy.seg", NULL), *bytes = NULL;
	gsize size;
	SegApp *app;

	g_assert_true (g_file_get_contents (original, &bytes, &size, NULL));
	g_assert_true (g_file_set_contents (copy, bytes, (gssize) size, NULL));
	app = new_app (copy);
	press_all (app, routes_first, FALSE);
	return app;
}

static void
test_reached (void)
{
	static const int sizes[][2] = { { 60, 16 }, { 80, 24 }, { 120, 36 }, { 200, 60 }, { 300, 16 }, { 60, 90 }, { 1, 1 }, { 100, 30 } };
	SegApp *app = open_copy ();
	guint n_missed = 0;

	for (guint i = 0; routes[i].view != NULL; i++) {
		if (routes[i].is_slow && !is_thorough ())
			continue;
		if (!go_to (app, &routes[i])) {
			g_autofree char *seen = draw_app (app, 100, 30);

			g_test_message ("%s was not reached by %s; this is %s%s:\n%s", routes[i].view, routes[i].keys, seg_app_view (app)->class->name, app->dialogs->len > 0 ? " behind a question" : "", seen);
			n_missed++;
		}
		for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
			draw (app, sizes[j][0], sizes[j][1]);
	}
	seg_app_free (app);
	g_assert_cmpuint (n_missed, ==, 0);
}

/* A screen without a way to it would be tested by nobody. */
static void
test_table (void)
{
	for (guint i = 0; seg_view_classes[i] != NULL; i++) {
		gboolean known = seg_view_classes[i] == &seg_start_view; /* test-interface.c */

		for (guint j = 0; routes[j].view != NULL && !known; j++)
			known = strcmp (routes[j].view, seg_view_classes[i]->name) == 0;
		if (!known)
			g_error ("no route leads to %s", seg_view_classes[i]->name);
	}
}

static const Route *
route_to (const SegViewClass *class)
{
	for (guint i = 0; routes[i].view != NULL; i++)
		if (strcmp (routes[i].view, class->name) == 0)
			return &routes[i];
	return NULL;
}

/* The key, then what answers a question best: nothing changed, and Enter. */
static void
press_one (SegApp *app, const SegViewClass *class, const SegBinding *binding)
{
	const Route *route = route_to (class);

	if (route == NULL || (route->is_slow && !is_thorough ()) || !go_to (app, route))
		return;
	press (app, binding->key);
	let_go_on (app, TRUE);
	draw (app, 80, 24);
	press (app, SEG_KEY_ENTER);
	let_go_on (app, TRUE);
	draw (app, 60, 16);
	go_home (app);
	if (app->dialogs->len > 0 || app->views[app->screen]->len > 1)
		g_error ("%s on %s leads to where Esc does not lead back from", binding->name, class->name);
}

static void
test_keys (void)
{
	const char *wanted = g_getenv ("SEGSCOPE_TEST_SCREENS");
	const guint one_in = wanted != NULL ? MAX ((guint) g_ascii_strtoull (wanted, NULL, 10), 1) : ONE_KEY_IN;
	SegApp *app = open_copy ();
	guint n = 0, n_pressed = 0;

	for (guint i = 0; seg_view_classes[i] != NULL; i++)
		for (const SegBinding *binding = seg_view_classes[i]->bindings; binding != NULL && binding->key != 0; binding++) {
			if (n++ % one_in != 0)
				continue;
			if (n_pressed++ % 20 == 0) { /* what is worn is changed */
				seg_app_free (app);
				app = open_copy ();
			}
			press_one (app, seg_view_classes[i], binding);
		}
	g_test_message ("%u of %u keys of screens were pressed", n_pressed, n);
	seg_app_free (app);
}

void
screens_add_tests (const char *template)
{
	folder = template;
	g_test_add_func ("/screens/table", test_table);
	g_test_add_func ("/screens/reached", test_reached);
	g_test_add_func ("/screens/keys", test_keys);
}
