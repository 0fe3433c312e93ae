/* A walk without a plan: to every screen, and there keys, clicks, sizes and signals at random. The interface must neither crash nor hang nor leave the
 * terminal in disorder, whatever is pressed, and the workspace must be whole afterwards. The walks are the same in every run, as far as the speed of
 * the machine lets them be. "make walk SECONDS=60 SEED=1" walks for as long as one likes. */
#include <config.h>

#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "command.h"
#include "routes.h"
#include "support/folder.h"
#include "terminal.h"
#include "tui/screens.h"

#define N_LIVES 2     /* of the program, in a usual run */
#define N_SCREENS 5   /* visited in each */
#define MOST_KEYS 14  /* on one screen */
#define SETTLE_MS 8
#define PATIENCE_SECONDS 20

typedef struct {
	int rows, columns;
	const char *language, *scheme, *terminal;
} Setting;

static const Setting settings[] = {
	{ 24, 80, "en", "dark", "TERM=xterm-256color" },         { 60, 200, "zh_CN", "high-contrast", "TERM=xterm-256color" },
	{ 36, 120, "en", "light", "TERM=screen-256color" },      { 16, 60, "zh_CN", "mono", "TERM=xterm" },
	{ 24, 80, "zh_CN", "basic", "TERM=linux" },              { 60, 200, "en", "colour-blind", "TERM=tmux-256color" },
};

typedef struct {
	GRand      *rand;
	char       *folder;
	Terminal   *terminal;
	const Setting *setting;
	GString    *pressed;
	GHashTable *visited; /* names of views gone to */
	guint       n_keys;
} Walk;

static char *template; /* folder with the demo workspace */

/* Keys ------------------------------------------------------------------------------------------------------------------------ */

static const SegViewClass *
class_called (const char *name)
{
	for (guint i = 0; seg_view_classes[i] != NULL; i++)
		if (strcmp (seg_view_classes[i]->name, name) == 0)
			return seg_view_classes[i];
	g_error ("no view is called %s", name);
}

/* As terminal_keys() has it; Ctrl-T would end the record of the walk. */
static char *
name_of_key (int key)
{
	static const struct { int key; const char *name; } names[] = {
		{ SEG_KEY_ENTER, "<Enter>" }, { SEG_KEY_TAB, "<Tab>" }, { SEG_KEY_ESCAPE, "<Esc!>" }, { SEG_KEY_BACKSPACE, "<Backspace>" }, { SEG_KEY_UP, "<Up>" },
		{ SEG_KEY_DOWN, "<Down>" }, { SEG_KEY_LEFT, "<Left>" }, { SEG_KEY_RIGHT, "<Right>" }, { SEG_KEY_PAGE_UP, "<PageUp>" },
		{ SEG_KEY_PAGE_DOWN, "<PageDown>" }, { SEG_KEY_HOME, "<Home>" }, { SEG_KEY_END, "<End>" }, { SEG_KEY_DELETE, "<Delete>" },
		{ SEG_KEY_BACK_TAB, "<S-Tab>" }, { '<', "<lt>" }, { SEG_CTRL ('t'), "<C-l>" },
	};
	char utf8[7] = "";

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (names[i].key == key)
			return g_strdup (names[i].name);
	if (key < 0x20)
		return g_strdup_printf ("<C-%c>", key + 'a' - 1);
	g_unichar_to_utf8 ((gunichar) key, utf8);
	return g_strdup (utf8);
}

static char *
bound_key (Walk *walk, const SegBinding *table)
{
	gint32 n = 0;

	while (table != NULL && table[n].key != 0)
		n++;
	return n > 0 ? name_of_key (table[g_rand_int_range (walk->rand, 0, n)].key) : g_strdup ("<Enter>");
}

/* One of the keys a person may press: mostly what the screen, lists and the program know, else anything. q, which leaves, comes at the end. */
static char *
random_key (Walk *walk, const SegViewClass *class)
{
	static const char *const texts[] = { "数", "é", "e\xcc\x81", "👍🏽", "ก็", "12", "0.5", "spend > 100", "<Backspace>", "<C-u>", "<C-z>", "<Esc!>", "<Enter>", "y" };
	gint32 choice = g_rand_int_range (walk->rand, 0, 100);
	char *key;

	if (choice < 15)
		return name_of_key (g_rand_int_range (walk->rand, ' ', 127) == 'q' ? 'w' : g_rand_int_range (walk->rand, 'A', 'Z'));
	if (choice < 30)
		return g_strdup (texts[g_rand_int_range (walk->rand, 0, G_N_ELEMENTS (texts))]);
	key = bound_key (walk, choice < 70 ? class->bindings : choice < 85 ? seg_bindings_list : seg_bindings_everywhere);
	if (strcmp (key, "q") != 0)
		return key;
	g_free (key);
	return g_strdup ("<Enter>");
}

static void
note (Walk *walk, const char *what)
{
	g_string_append_printf (walk->pressed, "%s ", what);
}

static void
press (Walk *walk, const char *keys)
{
	note (walk, keys);
	walk->n_keys++;
	terminal_keys (walk->terminal, keys);
	terminal_settle (walk->terminal, SETTLE_MS);
}

static void
use_mouse (Walk *walk)
{
	const int row = g_rand_int_range (walk->rand, 0, walk->setting->rows), column = g_rand_int_range (walk->rand, 0, walk->setting->columns);

	note (walk, "mouse");
	switch (g_rand_int_range (walk->rand, 0, 4)) {
	case 0:
		terminal_wheel (walk->terminal, row, column, g_rand_boolean (walk->rand) ? 1 : -1);
		break;
	case 1:
		terminal_drag (walk->terminal, row, column, g_rand_int_range (walk->rand, 0, walk->setting->rows), g_rand_int_range (walk->rand, 0, walk->setting->columns));
		break;
	case 2:
		terminal_click (walk->terminal, row, column); /* and again: a double click */
		terminal_click (walk->terminal, row, column);
		break;
	default:
		terminal_click (walk->terminal, row, column);
	}
	terminal_settle (walk->terminal, SETTLE_MS);
}

/* A storm of sizes, and back. */
static void
resize (Walk *walk)
{
	note (walk, "sizes");
	for (gint32 i = g_rand_int_range (walk->rand, 1, 6); i > 0; i--)
		terminal_resize (walk->terminal, g_rand_int_range (walk->rand, 1, 70), g_rand_int_range (walk->rand, 1, 220));
	terminal_settle (walk->terminal, SETTLE_MS);
	terminal_resize (walk->terminal, walk->setting->rows, walk->setting->columns);
	terminal_settle (walk->terminal, SETTLE_MS);
}

/* Stopped and let go on, by somebody else. */
static void
interrupt (Walk *walk)
{
	note (walk, "stop");
	terminal_signal (walk->terminal, g_rand_boolean (walk->rand) ? SIGSTOP : SIGTSTP);
	terminal_settle (walk->terminal, SETTLE_MS);
	terminal_signal (walk->terminal, SIGCONT);
	terminal_settle (walk->terminal, SETTLE_MS);
}

static void
do_something (Walk *walk, const SegViewClass *class)
{
	gint32 choice = g_rand_int_range (walk->rand, 0, 100);
	g_autofree char *key = NULL;

	if (choice < 6) {
		use_mouse (walk);
		return;
	}
	if (choice < 8) {
		resize (walk);
		return;
	}
	if (choice < 9) {
		interrupt (walk);
		return;
	}
	key = random_key (walk, class);
	press (walk, key);
}

/* Lives ----------------------------------------------------------------------------------------------------------------------- */

static void
fail (Walk *walk, const char *message)
{
	g_test_message ("pressed: %s", walk->pressed->str);
	terminal_fail (G_STRLOC, walk->terminal, message);
}

/* Whether the interface still answers: another size must draw another screen. */
static void
assert_answers (Walk *walk)
{
	gint64 limit = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
	gsize before, now;

	terminal_output (walk->terminal, &before);
	terminal_resize (walk->terminal, walk->setting->rows + 1, walk->setting->columns);
	do {
		terminal_settle (walk->terminal, SETTLE_MS);
		terminal_output (walk->terminal, &now);
	} while (now == before && terminal_is_running (walk->terminal) && g_get_monotonic_time () < limit);
	terminal_resize (walk->terminal, walk->setting->rows, walk->setting->columns);
	if (now == before && terminal_is_running (walk->terminal))
		fail (walk, "the interface does not answer any more");
}

static void
visit (Walk *walk, const Route *route)
{
	const SegViewClass *class = class_called (route->view);

	for (guint i = 0; i < 7 && terminal_is_running (walk->terminal); i++)
		press (walk, "<Esc!>");
	if (!terminal_is_running (walk->terminal))
		return;
	press (walk, "<C-c>");
	note (walk, "\n    to");
	note (walk, route->view);
	for (const char *at = route->keys; *at != '\0' && terminal_is_running (walk->terminal);) {
		const char *end = *at == '<' ? strchr (at, '>') + 1 : g_utf8_next_char (at);
		g_autofree char *key = g_strndup (at, (gsize) (end - at));

		press (walk, key);
		terminal_settle (walk->terminal, 2 * SETTLE_MS);
		at = end;
	}
	g_hash_table_add (walk->visited, (gpointer) route->view);
	for (gint32 i = g_rand_int_range (walk->rand, 1, MOST_KEYS); i > 0 && terminal_is_running (walk->terminal); i--)
		do_something (walk, class);
}

/* Out of whatever stands open, and out: by q, upon which nothing may be leaked, or by a signal. */
static void
leave (Walk *walk)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
	const gint32 choice = g_rand_int_range (walk->rand, 0, 8);

	for (guint i = 0; i < 12 && terminal_is_running (walk->terminal); i++)
		press (walk, "<Esc!>");
	for (guint i = 0; i < 200 && terminal_is_running (walk->terminal) && choice >= (gint32) G_N_ELEMENTS (signals); i++) {
		press (walk, "q");
		terminal_settle (walk->terminal, 50);
		if (terminal_is_running (walk->terminal))
			press (walk, "y"); /* a job is running */
		terminal_settle (walk->terminal, 100);
	}
	if (choice < (gint32) G_N_ELEMENTS (signals) && terminal_is_running (walk->terminal))
		terminal_signal (walk->terminal, signals[choice]);
	if (terminal_wait_exit (walk->terminal) != 0 && terminal_wait_exit (walk->terminal) != (choice < (gint32) G_N_ELEMENTS (signals) ? 128 + signals[choice] : 0))
		fail (walk, "the program did not end in order");
	terminal_assert_restored (walk->terminal);
}

static void
copy_file (const char *from_folder, const char *folder, const char *name)
{
	g_autofree char *from = g_build_filename (from_folder, name, NULL), *to = g_build_filename (folder, name, NULL), *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
	g_assert_true (g_file_set_contents_full (to, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
begin (Walk *walk)
{
	g_autofree char *locale = g_strdup_printf ("SEGSCOPE_LOCALE_DIR=%s", g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "");
	g_autofree char *home = g_strdup_printf ("XDG_CONFIG_HOME=%s", walk->folder), *configuration = g_build_filename (walk->folder, "segscope", "segscope.conf", NULL);
	g_autofree char *text = g_strdup_printf ("[interface]\nlanguage=%s\nscheme=%s\n", walk->setting->language, walk->setting->scheme);
	g_autofree char *parent = g_path_get_dirname (configuration);
	/* Without the console's mouse daemon, whose library leaks a few bytes; what GLib complains of ends the walk. */
	const char *const environment[] = { locale, home, walk->setting->terminal, "NCURSES_GPM_TERMS=none", "G_DEBUG=fatal-warnings", NULL };

	copy_file (template, walk->folder, "demo.seg");
	copy_file (template, walk->folder, "more.csv");
	g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
	g_assert_true (g_file_set_contents (configuration, text, -1, NULL));
	walk->terminal = terminal_start_in (walk->folder, walk->setting->rows, walk->setting->columns, environment, (const char *const[]) { "segscope", "demo.seg", NULL });
	terminal_wait_for (walk->terminal, "demo.seg");
}

static void
assert_whole (Walk *walk)
{
	g_autoptr (Outcome) outcome = command_run (walk->folder, "check", "demo.seg", NULL);

	if (outcome->status != 0)
		g_error ("the workspace is not whole:\n%s%s\npressed: %s", outcome->out, outcome->err, walk->pressed->str);
}

/* From the beginning of the program to its end. */
static void
live (Walk *walk, guint number)
{
	g_autoptr (TestFolder) new_folder = test_folder_new ();
	guint n_routes = 0;

	while (routes[n_routes].view != NULL)
		n_routes++;
	walk->folder = new_folder;
	walk->setting = &settings[number % G_N_ELEMENTS (settings)];
	walk->pressed = g_string_new (NULL);
	begin (walk);
	for (guint i = 0; i < N_SCREENS && terminal_is_running (walk->terminal); i++) {
		visit (walk, &routes[(number * N_SCREENS + i) * 37 % n_routes]); /* 37: all of them come by, none soon after its neighbour */
		if (terminal_is_running (walk->terminal))
			assert_answers (walk);
	}
	leave (walk);
	terminal_free (walk->terminal);
	assert_whole (walk);
	g_string_free (walk->pressed, TRUE);
}

static guint64
number_in (const char *variable, guint64 otherwise)
{
	return g_getenv (variable) != NULL ? g_ascii_strtoull (g_getenv (variable), NULL, 10) : otherwise;
}

static void
test_walk (void)
{
	const gint64 seconds = (gint64) number_in ("SEGSCOPE_WALK_SECONDS", 0), begun = g_get_monotonic_time ();
	const guint32 seed = (guint32) number_in ("SEGSCOPE_WALK_SEED", 1);
	Walk walk = { .visited = g_hash_table_new (g_str_hash, g_str_equal) };
	guint n_lives = 0;

	for (; seconds > 0 ? g_get_monotonic_time () - begun < seconds * G_USEC_PER_SEC : n_lives < N_LIVES; n_lives++) {
		walk.rand = g_rand_new_with_seed (seed * 1000003u + n_lives);
		live (&walk, seed * N_LIVES + n_lives);
		g_rand_free (walk.rand);
	}
	g_test_message ("seed %u: the program ran %u times, %u keys on %u screens", seed, n_lives, walk.n_keys, g_hash_table_size (walk.visited));
	g_hash_table_unref (walk.visited);
}

int
main (int argc, char **argv)
{
	int status;

	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	template = test_folder_new ();
	g_setenv ("XDG_CONFIG_HOME", template, TRUE); /* of the screens that run in here */
	g_setenv ("HOME", template, TRUE);
	routes_prepare (template);
	g_assert_cmpint (g_chdir (template), ==, 0);
	screens_add_tests (template);
	g_test_add_func ("/walk", test_walk);
	status = g_test_run ();
	g_assert_cmpint (g_chdir ("/"), ==, 0);
	test_folder_remove (template);
	return status;
}
