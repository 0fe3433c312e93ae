/* The interface without a terminal: tables of keys, widgets, and the whole program driven by events, read from cells. */
#include <config.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "support/folder.h"
#include "tui/theme.h"
#include "tui-app.h"

/* Keys ------------------------------------------------------------------------------------------------------------- */

static void
check_table (const char *name, const SegBinding *table)
{
	g_autofree char *mistake = seg_binding_mistake (table);

	if (mistake != NULL)
		g_error ("bindings of %s: %s", name, mistake);
}

static void
test_bindings (void)
{
	check_table ("lists", seg_bindings_list);
	check_table ("everywhere", seg_bindings_everywhere);
	for (guint i = 0; seg_view_classes[i] != NULL; i++) {
		check_table (seg_view_classes[i]->name, seg_view_classes[i]->bindings);
		for (guint j = 0; j < i; j++)
			g_assert_cmpstr (seg_view_classes[i]->name, !=, seg_view_classes[j]->name);
	}
	for (guint i = 0; seg_screens[i].class != NULL; i++) {
		gboolean listed = FALSE;

		for (guint j = 0; seg_view_classes[j] != NULL; j++)
			listed |= seg_view_classes[j] == seg_screens[i].class;
		g_assert_true (listed);
		g_assert_cmpuint (i, <, SEG_MAX_SCREENS);
	}
}

static void
test_binding_mistakes (void)
{
	const SegBinding twice[] = { { 'a', 1, "x", NULL, "X" }, { 'a', 2, "y", NULL, "Y" }, { 0, 0, NULL, NULL, NULL } };
	const SegBinding nameless[] = { { 'a', 1, NULL, NULL, "X" }, { 0, 0, NULL, NULL, NULL } };
	const SegBinding renamed[] = { { 'a', 1, "x", NULL, "X" }, { 'b', 1, "y", NULL, "Y" }, { 0, 0, NULL, NULL, NULL } };
	const SegBinding *const wrong[] = { twice, nameless, renamed };

	for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autofree char *mistake = seg_binding_mistake (wrong[i]);

		g_assert_nonnull (mistake);
	}
}

static void
test_key_names (void)
{
	const struct { int key; const char *name; } names[] = {
		{ SEG_KEY_ENTER, "Enter" }, { SEG_CTRL ('c'), "Ctrl-C" }, { 'n', "n" }, { ' ', "space" }, { SEG_KEY_PAGE_UP, "PgUp" }, { 0x4e2d, "中" },
	};

	for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autofree char *name = seg_key_name (names[i].key);

		g_assert_cmpstr (name, ==, names[i].name);
	}
}

/* Theme ------------------------------------------------------------------------------------------------------------ */

static void
test_theme (void)
{
	g_assert_cmpint (seg_theme_choose ("auto", 256, NULL, NULL), ==, SEG_SCHEME_DARK);
	g_assert_cmpint (seg_theme_choose ("auto", 256, "", "15;0"), ==, SEG_SCHEME_DARK);
	g_assert_cmpint (seg_theme_choose ("auto", 256, NULL, "0;15"), ==, SEG_SCHEME_LIGHT);
	g_assert_cmpint (seg_theme_choose ("auto", 256, "1", NULL), ==, SEG_SCHEME_MONO);
	g_assert_cmpint (seg_theme_choose ("auto", 8, NULL, NULL), ==, SEG_SCHEME_BASIC);
	g_assert_cmpint (seg_theme_choose ("auto", 0, NULL, NULL), ==, SEG_SCHEME_MONO);
	g_assert_cmpint (seg_theme_choose ("dark", 256, "1", "0;15"), ==, SEG_SCHEME_DARK); /* a wish counts more than the environment */
	g_assert_cmpint (seg_theme_choose ("mono", 256, NULL, NULL), ==, SEG_SCHEME_MONO);
	g_assert_cmpint (seg_theme_choose ("basic", 256, NULL, NULL), ==, SEG_SCHEME_BASIC);
	g_assert_cmpint (seg_theme_choose ("high-contrast", 256, NULL, NULL), ==, SEG_SCHEME_CONTRAST_DARK);
	g_assert_cmpint (seg_theme_choose ("high-contrast", 256, NULL, "0;7"), ==, SEG_SCHEME_CONTRAST_LIGHT);
	g_assert_cmpint (seg_theme_choose ("colour-blind", 256, NULL, "0;15"), ==, SEG_SCHEME_BLIND_LIGHT);
	g_assert_cmpint (seg_theme_choose ("colour-blind", 8, NULL, NULL), ==, SEG_SCHEME_BASIC); /* what the terminal can */
	g_assert_cmpint (seg_theme_choose ("light", 0, NULL, NULL), ==, SEG_SCHEME_MONO);
	for (guint ink = 0; ink < SEG_N_INKS; ink++) {
		const SegStyle *mono = seg_theme_style (SEG_SCHEME_MONO, (SegInk) ink);

		g_assert_true (mono->foreground == -1 && mono->background == -1);
		for (guint scheme = 0; scheme < SEG_N_SCHEMES; scheme++) /* the terminal's own background, but for the cursor */
			g_assert_true (ink == SEG_INK_SELECTED || seg_theme_style (scheme, ink)->background == -1);
	}
}

/* Line edit -------------------------------------------------------------------------------------------------------- */

static void
type (SegLineEdit *edit, const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char (text))
		g_assert_true (seg_line_edit_key (edit, (int) g_utf8_get_char (text)));
}

static void
test_line_edit (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (6, 1);
	g_autofree char *line = NULL;
	SegLineEdit edit;

	seg_line_edit_init (&edit, "a");
	type (&edit, "数据 分析");
	g_assert_cmpstr (edit.text->str, ==, "a数据 分析");
	seg_line_edit_key (&edit, SEG_KEY_BACKSPACE);
	seg_line_edit_key (&edit, SEG_KEY_HOME);
	seg_line_edit_key (&edit, SEG_KEY_RIGHT);
	seg_line_edit_key (&edit, SEG_KEY_DELETE);
	type (&edit, "x");
	g_assert_cmpstr (edit.text->str, ==, "ax据 分");
	seg_line_edit_key (&edit, SEG_KEY_END);
	seg_line_edit_key (&edit, SEG_CTRL ('w'));
	g_assert_cmpstr (edit.text->str, ==, "ax据 ");
	g_assert_false (seg_line_edit_key (&edit, SEG_KEY_ENTER));
	g_assert_false (seg_line_edit_key (&edit, 0x07));
	seg_line_edit_key (&edit, SEG_CTRL ('z')); /* what was taken away stands there again, then the letter before it */
	g_assert_cmpstr (edit.text->str, ==, "ax据 分");
	seg_line_edit_key (&edit, SEG_CTRL ('_'));
	g_assert_cmpstr (edit.text->str, ==, "a据 分");
	for (guint i = 0; i < 9; i++)
		seg_line_edit_key (&edit, SEG_CTRL ('z'));
	g_assert_cmpstr (edit.text->str, ==, "a"); /* as it was at first, and no further */
	seg_line_edit_set (&edit, "one two three");
	g_assert_cmpint (seg_line_edit_draw (&edit, cells, (SegRect) { 0, 0, 6, 1 }, SEG_INK_NORMAL), ==, 4);
	line = seg_cells_line (cells, 0);
	g_assert_cmpstr (line, ==, "hree");
	seg_line_edit_key (&edit, SEG_CTRL ('u'));
	seg_line_edit_key (&edit, SEG_KEY_BACKSPACE);
	g_assert_cmpstr (edit.text->str, ==, "");
	seg_line_edit_clear (&edit);
}

/* A letter and the marks on it move and go together; wide letters and emoji are whole; the cursor stands in the right cell. */
static void
test_line_edit_marks (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (8, 1);
	SegLineEdit edit;

	seg_line_edit_init (&edit, "ne\xcc\x81" "e\xcc\x82\xcc\xa3" "กิ👍z"); /* é, e with two marks, Thai with a vowel above, emoji */
	g_assert_cmpint (seg_line_edit_draw (&edit, cells, (SegRect) { 0, 0, 8, 1 }, SEG_INK_NORMAL), ==, 6); /* the n has made room */
	seg_line_edit_key (&edit, SEG_KEY_BACKSPACE);
	g_assert_cmpint (seg_line_edit_draw (&edit, cells, (SegRect) { 0, 0, 8, 1 }, SEG_INK_NORMAL), ==, 6);
	seg_line_edit_key (&edit, SEG_KEY_LEFT);
	g_assert_cmpint (seg_line_edit_draw (&edit, cells, (SegRect) { 0, 0, 8, 1 }, SEG_INK_NORMAL), ==, 4);
	seg_line_edit_key (&edit, SEG_KEY_BACKSPACE);
	g_assert_cmpstr (edit.text->str, ==, "ne\xcc\x81" "e\xcc\x82\xcc\xa3" "👍");
	seg_line_edit_key (&edit, SEG_KEY_BACKSPACE);
	g_assert_cmpstr (edit.text->str, ==, "ne\xcc\x81" "👍");
	seg_line_edit_key (&edit, SEG_KEY_HOME);
	seg_line_edit_key (&edit, SEG_KEY_RIGHT);
	seg_line_edit_key (&edit, SEG_KEY_DELETE);
	g_assert_cmpstr (edit.text->str, ==, "n👍");
	seg_line_edit_set (&edit, "\xcc\x81");
	seg_line_edit_key (&edit, SEG_KEY_LEFT);
	seg_line_edit_key (&edit, SEG_KEY_LEFT);
	seg_line_edit_key (&edit, SEG_KEY_DELETE);
	g_assert_cmpstr (edit.text->str, ==, "");
	seg_line_edit_clear (&edit);
}

/* List ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	int  values[40];
	guint n;
	char filter[20];
} Numbers;

static gsize
n_numbers (gpointer data)
{
	return ((Numbers *) data)->n;
}

static char *
number_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	(void) ink;
	return column == 0 ? g_strdup_printf ("row %d", ((Numbers *) data)->values[row]) : g_strdup_printf ("%d", ((Numbers *) data)->values[row] * 10);
}

static gint64
number_id (gpointer data, gsize row)
{
	return ((Numbers *) data)->values[row];
}

static void
sort_numbers (gpointer data, guint column, gboolean descending)
{
	Numbers *numbers = data;

	(void) column;
	for (guint i = 0; i < numbers->n; i++)
		numbers->values[i] = descending ? (int) (numbers->n - i) : (int) i + 1;
}

static gboolean
filter_numbers (gpointer data, const char *text, GError **error)
{
	Numbers *numbers = data;

	if (strcmp (text, "bad") == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, "no such thing");
		return FALSE;
	}
	numbers->n = *text == '\0' ? 40 : 3;
	return TRUE;
}

static const SegListSource numbers_source = {
	.n_rows = n_numbers, .cell = number_cell, .id = number_id, .sort = sort_numbers, .filter = filter_numbers, .can_mark = TRUE,
};
static const SegListColumn numbers_columns[] = { { "Name", SEG_ALIGN_LEFT, -6, FALSE }, { "Ten", SEG_ALIGN_RIGHT, 5, TRUE } };

static void
assert_list (SegList *list, const char *expected)
{
	g_autoptr (SegCells) cells = seg_cells_new (20, 6);
	g_autofree char *text = NULL;

	seg_list_draw (list, cells, (SegRect) { 0, 0, 20, 6 }, TRUE);
	text = screen_text (cells);
	g_assert_cmpstr (text, ==, expected);
}

static SegList *
numbers_list (Numbers *numbers)
{
	numbers->n = 40;
	sort_numbers (numbers, 0, FALSE);
	return seg_list_new (&numbers_source, numbers_columns, 2, numbers);
}

static void
test_list (void)
{
	Numbers numbers;
	SegList *list = numbers_list (&numbers);
	g_autoptr (GArray) marked = NULL;
	gsize row;

	assert_list (list, "  Name           Ten\n  row 1           10\n  row 2           20\n  row 3           30\n  row 4           40\n"
	                   "           1–4 of 40\n");
	seg_list_act (list, SEG_ACTION_MARK);
	seg_list_act (list, SEG_ACTION_LAST);
	seg_list_act (list, SEG_ACTION_MARK);
	assert_list (list, "  Name           Ten\n  row 37         370\n  row 38         380\n  row 39         390\n● row 40         400\n"
	                   "2 marked 37–40 of 40\n");
	seg_list_act (list, SEG_ACTION_SORT); /* numbers: the largest first; the marks stay with their rows */
	assert_list (list, "  Name          Ten▼\n● row 40         400\n  row 39         390\n  row 38         380\n  row 37         370\n"
	                   "2 marked   1–4 of 40\n");
	seg_list_act (list, SEG_ACTION_SORT_REVERSE);
	g_assert_true (seg_list_cursor (list, &row) && row == 0 && numbers.values[0] == 1);
	seg_list_act (list, SEG_ACTION_PAGE_DOWN);
	g_assert_true (seg_list_cursor (list, &row) && row == 3);
	seg_list_act (list, SEG_ACTION_UP);
	g_assert_true (seg_list_cursor (list, &row) && row == 2);
	marked = seg_list_marked (list);
	g_assert_cmpuint (marked->len, ==, 2);
	g_assert_cmpint (g_array_index (marked, gint64, 1), ==, 40);
	seg_list_free (list);
}

static void
test_list_filter (void)
{
	Numbers numbers;
	SegList *list = numbers_list (&numbers);
	const char *text = "bad";

	assert_list (list, "  Name           Ten\n  row 1           10\n  row 2           20\n  row 3           30\n  row 4           40\n"
	                   "           1–4 of 40\n");
	g_assert_true (seg_list_act (list, SEG_ACTION_FILTER));
	for (; *text != '\0'; text++)
		seg_list_key (list, *text);
	assert_list (list, "  Name           Ten\n  row 1           10\n  row 2           20\n  row 3           30\nFilter: bad\nno such thing\n");
	seg_list_key (list, SEG_KEY_ENTER);
	g_assert_true (seg_list_is_typing (list)); /* what makes no sense is not taken */
	seg_list_key (list, SEG_KEY_BACKSPACE);
	seg_list_key (list, SEG_KEY_ENTER);
	g_assert_false (seg_list_is_typing (list));
	g_assert_cmpstr (seg_list_filter (list), ==, "ba");
	g_assert_true (seg_list_act (list, SEG_ACTION_BACK)); /* Esc takes the filter off first */
	g_assert_cmpuint (numbers.n, ==, 40);
	g_assert_false (seg_list_act (list, SEG_ACTION_BACK));
	seg_list_free (list);
}

/* The program ------------------------------------------------------------------------------------------------------ */

static void
test_app_start (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *before = g_get_current_dir (), *path = g_build_filename (folder, "课程.seg", NULL);
	SegApp *app;

	g_assert_cmpint (g_chdir (folder), ==, 0);
	app = new_app (NULL);
	assert_shows (app, "no workspace in this folder");
	press (app, '1'); /* no rail yet: nothing happens */
	press (app, 'n');
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "A name is needed");
	press_text (app, "课程");
	press (app, SEG_KEY_ENTER);
	settle (app);
	assert_shows (app, "课程.seg");
	assert_shows (app, "0 users");
	g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
	press (app, 'q');
	g_assert_true (app->quit);
	seg_app_free (app);
	g_assert_cmpint (g_chdir (before), ==, 0);
}

static gboolean
make_nothing (const char *path, SegJob *job, GError **error)
{
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, error);

	(void) job;
	seg_workspace_close (workspace);
	return workspace != NULL;
}

static void
test_app_demo (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *before = g_get_current_dir ();
	SegApp *app;

	g_assert_cmpint (g_chdir (folder), ==, 0);
	app = new_app (NULL);
	press (app, 'd'); /* not offered without the hook */
	settle (app);
	g_assert_nonnull (app->start);
	app->demo = make_nothing;
	assert_shows (app, "d demo");
	press (app, 'd');
	settle (app);
	g_assert_null (app->start);
	assert_shows (app, "demo.seg");
	seg_app_free (app);
	g_assert_cmpint (g_chdir (before), ==, 0);
}

static void
test_app_help (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL);
	SegApp *app = new_app (path);

	press (app, '?');
	assert_shows (app, "Everywhere");
	press (app, SEG_KEY_ESCAPE);
	press (app, ':');
	press_text (app, "leave segscope");
	assert_shows (app, "quit");
	press (app, SEG_KEY_ENTER);
	g_assert_true (app->quit);
	seg_app_free (app);
}

typedef struct {
	GMutex lock;
	gboolean may_end;
} Gate;

/* Works until it may end, or is stopped. */
static gboolean
run_gate (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Gate *gate = data;
	gboolean may_end = FALSE;

	(void) workspace;
	while (!may_end) {
		if (!seg_job_proceed (job, 0.5, "half way", error))
			return FALSE;
		g_usleep (200);
		g_mutex_lock (&gate->lock);
		may_end = gate->may_end;
		g_mutex_unlock (&gate->lock);
	}
	return TRUE;
}

/* What runs and what waits is listed, either can be stopped, and what has ended stays in the list. */
static void
test_app_jobs (void)
{
	static const SegWork work = { "watching the gate", run_gate, NULL, NULL, NULL, FALSE, FALSE };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL);
	SegApp *app = new_app (path);
	Gate gates[3] = { 0 };
	g_autoptr (GPtrArray) entries = NULL, later = NULL;
	SegWorkStatus status;

	settle (app);
	for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
		seg_work_queue_add (app->queue, seg_app_view (app), &work, &gates[i]);
	do
		seg_work_queue_read (app->queue, &status);
	while (status.status.fraction < 0.5);
	press (app, 'J');
	assert_shows (app, "half way");
	assert_shows (app, "waiting");
	entries = seg_work_queue_list (app->queue);
	g_assert_cmpuint (entries->len, >=, 3);
	g_assert_cmpint (((SegWorkEntry *) entries->pdata[0])->state, ==, SEG_WORK_RUNNING);
	g_assert_cmpint (((SegWorkEntry *) entries->pdata[2])->state, ==, SEG_WORK_WAITING);
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_DOWN);
	press (app, 'x'); /* the third, before it began */
	press (app, SEG_KEY_UP);
	press (app, SEG_KEY_UP);
	g_assert_true (seg_work_queue_stop (app->queue, ((SegWorkEntry *) entries->pdata[0])->id));
	g_mutex_lock (&gates[1].lock);
	gates[1].may_end = TRUE;
	g_mutex_unlock (&gates[1].lock);
	settle (app);
	later = seg_work_queue_list (app->queue);
	g_assert_cmpuint (later->len, ==, 3);
	g_assert_cmpint (((SegWorkEntry *) later->pdata[0])->state, ==, SEG_WORK_DONE);
	g_assert_cmpint (((SegWorkEntry *) later->pdata[1])->state, ==, SEG_WORK_STOPPED);
	g_assert_cmpint (((SegWorkEntry *) later->pdata[2])->state, ==, SEG_WORK_STOPPED);
	g_assert_false (seg_work_queue_stop (app->queue, ((SegWorkEntry *) later->pdata[0])->id));
	seg_app_free (app);
}

/* The tour visits every step, goes on from where it is, and is left with Esc or after its last stop. */
static void
test_app_tour (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL);
	SegApp *app = new_app (path);
	gboolean visited[SEG_MAX_SCREENS] = { FALSE };
	guint n = 0;

	settle (app);
	for (press (app, '.'); seg_tour_is_on (app); press (app, '.'), n++) {
		g_autofree char *stop = g_strdup_printf ("stop %u of", n + 1);

		visited[app->screen] = TRUE;
		assert_shows (app, stop);
	}
	for (guint i = 0; seg_screens[i].class != NULL; i++)
		g_assert_true (visited[i]);
	press (app, '.');
	press (app, '.');
	g_assert_true (seg_tour_is_on (app));
	press (app, SEG_KEY_ESCAPE);
	g_assert_false (seg_tour_is_on (app));
	settle (app);
	seg_app_free (app);
}

static void
test_app_too_small (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL), *small = NULL, *tiny = NULL;
	SegApp *app = new_app (path);

	small = draw_app (app, 40, 10);
	test_contains (small, "Please make the window larger");
	tiny = draw_app (app, 1, 1);
	press (app, 'q');
	g_assert_true (app->quit);
	seg_app_free (app);
}

/* Any keys, clicks and sizes: nothing may fail, and nothing leaves the grid. */
static void
test_app_monkey (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL), *before = g_get_current_dir ();
	static const int keys[] = {
		SEG_KEY_ENTER, SEG_KEY_TAB, SEG_KEY_ESCAPE, SEG_KEY_BACKSPACE, SEG_KEY_UP, SEG_KEY_DOWN, SEG_KEY_LEFT, SEG_KEY_RIGHT,
		SEG_KEY_PAGE_UP, SEG_KEY_PAGE_DOWN, SEG_KEY_HOME, SEG_KEY_END, SEG_CTRL ('c'), SEG_CTRL ('l'), 0x4e2d,
	};
	GRand *random = g_rand_new_with_seed (7);
	SegApp *app;

	g_assert_cmpint (g_chdir (folder), ==, 0);
	app = new_app (path);
	for (int round = 0; round < 4000; round++) {
		int width = g_rand_int_range (random, 0, 20) == 0 ? g_rand_int_range (random, 1, 200) : 80, key;
		g_autofree char *drawn = draw_app (app, width, g_rand_int_range (random, 0, 20) == 0 ? g_rand_int_range (random, 1, 70) : 24);

		key = g_rand_boolean (random) ? keys[g_rand_int_range (random, 0, G_N_ELEMENTS (keys))] : g_rand_int_range (random, ' ', 127);
		if (g_rand_int_range (random, 0, 10) == 0)
			seg_app_handle (app, &(SegEvent) { .kind = (SegEventKind) g_rand_int_range (random, SEG_EVENT_CLICK, SEG_EVENT_RESIZE + 1),
			                                   .x = g_rand_int_range (random, 0, width), .y = g_rand_int_range (random, 0, 30), .amount = 1 });
		else
			press (app, key);
		seg_work_queue_tend (app->queue);
		app->quit = FALSE;
	}
	seg_app_free (app);
	g_rand_free (random);
	g_assert_cmpint (g_chdir (before), ==, 0);
}

int
main (int argc, char **argv)
{
	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/tui/bindings", test_bindings);
	g_test_add_func ("/tui/binding-mistakes", test_binding_mistakes);
	g_test_add_func ("/tui/key-names", test_key_names);
	g_test_add_func ("/tui/theme", test_theme);
	g_test_add_func ("/tui/line-edit", test_line_edit);
	g_test_add_func ("/tui/line-edit-marks", test_line_edit_marks);
	g_test_add_func ("/tui/list", test_list);
	g_test_add_func ("/tui/list-filter", test_list_filter);
	g_test_add_func ("/tui/app/start", test_app_start);
	g_test_add_func ("/tui/app/demo", test_app_demo);
	g_test_add_func ("/tui/app/help", test_app_help);
	g_test_add_func ("/tui/app/jobs", test_app_jobs);
	g_test_add_func ("/tui/app/tour", test_app_tour);
	g_test_add_func ("/tui/app/too-small", test_app_too_small);
	g_test_add_func ("/tui/app/monkey", test_app_monkey);
	return g_test_run ();
}
