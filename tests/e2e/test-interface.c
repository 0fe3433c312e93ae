/* The interface before there is data: where it cannot run, the frame, help, the palette, any size, and the way out. */
#include <config.h>

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "support/folder.h"
#include "terminal.h"

#define QUIT "q"

/* Runs the program where the interface cannot work: says so, and the exit status is @status. */
static void
assert_declines (const char *const *environment, const char *const *arguments, int rows, int columns, const char *sentence)
{
	g_autoptr (Terminal) terminal = terminal_start_in (NULL, rows, columns, environment, arguments);

	terminal_wait_for (terminal, sentence);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 2);
	g_assert_false (terminal_is_alternate (terminal));
	terminal_assert_restored (terminal);
	g_assert_cmpuint (test_folder_count (terminal_folder (terminal), ""), ==, 0); /* no file was made */
}

static const char *const open_new[] = { "segscope", "new.seg", NULL };

static void
test_term_dumb (void)
{
	assert_declines ((const char *const[]) { "TERM=dumb", NULL }, open_new, 24, 200, "TERM=xterm-256color");
}

static void
test_term_unknown (void)
{
	assert_declines ((const char *const[]) { "TERM=no-such-terminal", NULL }, open_new, 24, 200, "no-such-terminal");
}

static void
test_term_missing (void)
{
	assert_declines ((const char *const[]) { "TERM", NULL }, open_new, 24, 200, "TERM is not set");
}

static void
test_not_a_terminal (void)
{
	g_autofree char *script = g_strdup_printf ("%s new.seg </dev/null", g_getenv ("SEGSCOPE"));
	g_autofree char *piped = g_strdup_printf ("%s new.seg | cat; exit 2", g_getenv ("SEGSCOPE"));

	assert_declines (NULL, (const char *const[]) { "/bin/sh", "-c", script, NULL }, 24, 200, "needs a terminal");
	assert_declines (NULL, (const char *const[]) { "/bin/sh", "-c", piped, NULL }, 24, 200, "needs a terminal");
}

/* Too small to show anything useful: a sentence, and it comes to life when the window grows. */
static void
test_small (void)
{
	g_autoptr (Terminal) terminal = terminal_start (5, 20, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "window larger");
	terminal_resize (terminal, 24, 80);
	terminal_wait_for (terminal, "No data yet");
	terminal_resize (terminal, 1, 1);
	terminal_settle (terminal, 100);
	g_assert_true (terminal_is_running (terminal));
	terminal_resize (terminal, 5, 20);
	terminal_wait_for (terminal, "window larger");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

static void
test_new_workspace (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);
	g_autofree char *header = NULL;

	terminal_wait_for (terminal, "new, empty workspace");
	terminal_wait_for (terminal, "No data yet");
	g_assert_true (terminal_is_alternate (terminal));
	header = terminal_row (terminal, 0);
	test_contains (header, "new.seg");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
	g_assert_cmpuint (test_folder_count (terminal_folder (terminal), "new.seg"), ==, 1);
}

/* Without a name: the workspaces of the folder, and a new one. */
static void
test_welcome (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", NULL);

	terminal_wait_for (terminal, "no workspace in this folder");
	terminal_keys (terminal, "n");
	terminal_wait_for (terminal, "Name of the new workspace");
	terminal_keys (terminal, "课程<Enter>");
	terminal_wait_for (terminal, "No data yet");
	terminal_assert_shows (terminal, "课程.seg");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

static void
test_bad_files (void)
{
	static const struct { const char *name, *content, *sentence; } files[] = {
		{ "users.csv", "id,name\n1,Ann\n", "not a segscope workspace" },
		{ "binary.seg", "\x01\x02\x03", "not a segscope workspace" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *path = test_folder_write (folder, files[i].name, files[i].content), *after = NULL;
		g_autoptr (Terminal) terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", path, NULL });

		g_assert_cmpint (terminal_wait_exit (terminal), ==, 1);
		terminal_assert_shows (terminal, files[i].sentence);
		terminal_assert_restored (terminal);
		after = test_file_read (path);
		g_assert_cmpstr (after, ==, files[i].content);
	}
}

static void
test_help (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, "?");
	terminal_wait_for (terminal, "This screen");
	terminal_assert_shows (terminal, "Import a file");
	terminal_keys (terminal, "<PageDown><PageDown>");
	terminal_wait_for (terminal, "Leave segscope");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

static void
test_palette (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, ":");
	terminal_wait_for (terminal, "─ Command ─");
	terminal_keys (terminal, "quit");
	terminal_wait_for (terminal, "Leave segscope");
	terminal_keys (terminal, "<Enter>");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* The steps at the left: by Tab and arrows, by number, and by the mouse. */
static void
test_rail (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 100, "segscope", "new.seg", NULL);
	int row, column;

	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, "<Tab><Down><Down>");
	terminal_wait_for (terminal, "▸○ Features");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Features");
	terminal_keys (terminal, "1");
	terminal_wait_for (terminal, "▸○ Data");
	terminal_keys (terminal, "4");
	terminal_wait_for (terminal, "▸○ Clusters");
	g_assert_true (terminal_find (terminal, "Quality", &row, &column));
	terminal_click (terminal, row, column);
	terminal_wait_for (terminal, "▸○ Quality");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* Every step of an empty workspace says what to do next, and no more keys than there are do anything. */
static void
test_empty_steps (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "No data yet");
	for (char step = '1'; step <= '8'; step++) {
		terminal_keys (terminal, (char[]) { step, '\0' });
		terminal_settle (terminal, 50);
		terminal_keys (terminal, "<Enter><Down>");
		terminal_settle (terminal, 50);
		terminal_keys (terminal, "<Esc>");
		g_assert_true (terminal_is_running (terminal));
	}
	terminal_keys (terminal, "1");
	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

static void
test_sizes (void)
{
	static const int sizes[][2] = { { 50, 160 }, { 24, 80 }, { 10, 40 }, { 200, 300 }, { 25, 99 }, { 1, 1 }, { 24, 80 } };
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "No data yet");
	for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
		terminal_resize (terminal, sizes[i][0], sizes[i][1]);
		terminal_settle (terminal, 60);
		g_assert_true (terminal_is_running (terminal));
	}
	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

/* However it ends, the terminal is put back. */
static void
test_signals (void)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };

	for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
		g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

		terminal_wait_for (terminal, "No data yet");
		terminal_signal (terminal, signals[i]);
		g_assert_cmpint (terminal_wait_exit (terminal), ==, 128 + signals[i]);
		terminal_assert_restored (terminal);
	}
}

static void
test_crash_restores (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "No data yet");
	terminal_signal (terminal, SIGSEGV);
	g_assert_cmpint (terminal_wait_exit (terminal), !=, 0);
	terminal_assert_restored (terminal);
}

/* What a terminal shows while the shell has it. */
static void
assert_lent (Terminal *terminal)
{
	g_assert_false (terminal_is_alternate (terminal));
	g_assert_false (terminal_has_mouse (terminal));
}

/* Back from a stop: all is drawn anew, in the size of now, and the mouse is on. */
static void
assert_taken_again (Terminal *terminal)
{
	terminal_wait_for (terminal, "No data yet");
	g_assert_true (terminal_is_alternate (terminal));
	g_assert_true (terminal_has_mouse (terminal));
}

/* In a shell with job control: stopped by the key, by a signal of another program, and by one that cannot be heard. */
static void
test_stopped (void)
{
	static const int signals[] = { 0, SIGTSTP, SIGSTOP };
	g_autofree char *script = g_strdup_printf ("set -m; %s new.seg & echo $! >pid; while read line; do fg; stty sane; echo is-stopped; done; echo all-done", g_getenv ("SEGSCOPE"));
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "/bin/sh", "-c", script, NULL);
	g_autofree char *path = g_build_filename (terminal_folder (terminal), "pid", NULL), *pid = NULL;

	terminal_keys (terminal, "go<Enter>");
	assert_taken_again (terminal);
	pid = test_file_read (path);
	for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
		if (signals[i] == 0)
			terminal_keys (terminal, "<C-z>");
		else
			g_assert_cmpint (kill (atoi (pid), signals[i]), ==, 0);
		terminal_wait_for (terminal, "is-stopped");
		if (signals[i] != SIGSTOP)
			assert_lent (terminal);
		terminal_resize (terminal, 30, 90 + (int) i);
		terminal_keys (terminal, "go<Enter>");
		terminal_wait_gone (terminal, "is-stopped");
		assert_taken_again (terminal);
	}
	terminal_assert_shows (terminal, "new.seg");
	terminal_keys (terminal, QUIT);
	terminal_wait_for (terminal, "is-stopped");
	assert_lent (terminal);
	terminal_keys (terminal, "<C-d>");
	terminal_wait_for (terminal, "all-done");
}

/* A program that dies says why on the screen that was there before. */
static void
test_last_words (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "new.seg", NULL);

	terminal_wait_for (terminal, "No data yet");
	terminal_signal (terminal, SIGABRT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 128 + SIGABRT);
	terminal_assert_restored (terminal);
}

static Terminal *
start_with_settings (const char *folder, const char *text)
{
	g_autofree char *file = test_folder_write (folder, "segscope.conf", text), *inside = g_build_filename (folder, "segscope", NULL);
	g_autofree char *to = g_build_filename (inside, "segscope.conf", NULL), *home = g_strdup_printf ("XDG_CONFIG_HOME=%s", folder);

	g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
	g_assert_cmpint (g_rename (file, to), ==, 0);
	return terminal_start_in (folder, 24, 80, (const char *const[]) { home, NULL }, open_new);
}

/* A line that means nothing is told on the screen, with its number; the others hold. */
static void
test_settings_mistake (void)
{
	static const struct { const char *text, *told; } cases[] = {
		{ "[interface]\nmouse=off\nscheme=pink\n", "line 3" },
		{ "[interface]\nmouse=off\nnonsense\n", "line 3" },
		{ "[interface]\nmouse=off\n[keys]\nrenam-segment=r\n", "line 4" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autoptr (Terminal) terminal = start_with_settings (folder, cases[i].text);

		terminal_wait_for (terminal, "Something in the settings means nothing");
		terminal_assert_shows (terminal, cases[i].told);
		terminal_keys (terminal, "<Esc>");
		terminal_wait_for (terminal, "No data yet");
		g_assert_false (terminal_has_mouse (terminal));
		terminal_keys (terminal, QUIT);
		g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	}
}

/* Another key for a command: refused where it means something else, then in force at once and kept. */
static void
test_choose_key (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = start_with_settings (folder, "[interface]\nscheme=mono\n");
	g_autofree char *path = g_build_filename (folder, "segscope", "segscope.conf", NULL), *text = NULL;

	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, ",<End><Enter>");
	terminal_wait_for (terminal, "Keys");
	terminal_keys (terminal, "palette<Enter>");
	terminal_wait_for (terminal, "Press the key");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "already");
	terminal_keys (terminal, "<Enter><Enter>");
	terminal_wait_for (terminal, "cannot be chosen");
	terminal_keys (terminal, "<Enter>;");
	terminal_wait_gone (terminal, "Press the key");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "1 of your own");
	terminal_keys (terminal, "<Esc>;");
	terminal_wait_for (terminal, "─ Command ─");
	terminal_keys (terminal, "<Esc>" QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	text = test_file_read (path);
	test_contains (text, "palette=;");
	test_contains (text, "scheme=mono");
}

static void
test_colours (void)
{
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	g_autoptr (Terminal) plain = terminal_start_in (NULL, 24, 80, no_colour, open_new), coloured = terminal_start (24, 80, "segscope", "new.seg", NULL);
	guint n_plain = 0, n_coloured = 0;

	terminal_wait_for (plain, "No data yet");
	terminal_wait_for (coloured, "No data yet");
	for (int row = 0; row < 24; row++)
		for (int column = 0; column < 80; column++) {
			TerminalCell cell;

			terminal_cell (plain, row, column, &cell);
			n_plain += cell.foreground != -1 || cell.background != -1 ? 1 : 0;
			terminal_cell (coloured, row, column, &cell);
			n_coloured += cell.foreground != -1 || cell.background != -1 ? 1 : 0;
		}
	g_assert_cmpuint (n_plain, ==, 0);
	g_assert_cmpuint (n_coloured, >, 0);
}

/* Where the locale is not UTF-8, no byte outside ASCII is written. */
static void
test_ascii (void)
{
	static const char *const posix[] = { "LC_ALL=C", "LANG=C", NULL };
	g_autoptr (Terminal) terminal = terminal_start_in (NULL, 24, 100, posix, open_new);
	const char *output;
	gsize size;

	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, "?");
	terminal_wait_for (terminal, "This screen");
	terminal_keys (terminal, "<Esc>" QUIT);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	output = terminal_output (terminal, &size);
	for (gsize i = 0; i < size; i++)
		g_assert_cmpint (output[i] & 0x80, ==, 0);
}

/* Terminals of eight colours, and of none, get along as well. */
static void
test_terminals (void)
{
	static const char *const names[] = { "TERM=linux", "TERM=vt100", "TERM=xterm", "TERM=screen-256color", "TERM=tmux-256color" };

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		/* Without the console's mouse daemon, whose library leaks a few bytes that the address sanitizer would report. */
		const char *const environment[] = { names[i], "NCURSES_GPM_TERMS=none", NULL };
		g_autoptr (Terminal) terminal = terminal_start_in (NULL, 24, 100, environment, open_new);

		terminal_settle (terminal, 300);
		if (!terminal_is_running (terminal) && terminal_find (terminal, "is unknown", NULL, NULL))
			continue; /* this system does not describe it */
		terminal_wait_for (terminal, "No data yet");
		terminal_keys (terminal, QUIT);
		g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	}
}

static void
test_mouse (void)
{
	static const char *const without[] = { "SEGSCOPE_MOUSE=0", NULL };
	g_autoptr (Terminal) on = terminal_start (24, 80, "segscope", "new.seg", NULL), off = terminal_start_in (NULL, 24, 80, without, open_new);

	terminal_wait_for (on, "No data yet");
	terminal_wait_for (off, "No data yet");
	g_assert_true (terminal_has_mouse (on));
	g_assert_false (terminal_has_mouse (off));
	terminal_keys (on, QUIT);
	g_assert_cmpint (terminal_wait_exit (on), ==, 0);
	terminal_assert_restored (on);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/interface/term-dumb", test_term_dumb);
	g_test_add_func ("/interface/term-unknown", test_term_unknown);
	g_test_add_func ("/interface/term-missing", test_term_missing);
	g_test_add_func ("/interface/not-a-terminal", test_not_a_terminal);
	g_test_add_func ("/interface/small", test_small);
	g_test_add_func ("/interface/new-workspace", test_new_workspace);
	g_test_add_func ("/interface/welcome", test_welcome);
	g_test_add_func ("/interface/bad-files", test_bad_files);
	g_test_add_func ("/interface/help", test_help);
	g_test_add_func ("/interface/palette", test_palette);
	g_test_add_func ("/interface/rail", test_rail);
	g_test_add_func ("/interface/empty-steps", test_empty_steps);
	g_test_add_func ("/interface/sizes", test_sizes);
	g_test_add_func ("/interface/signals", test_signals);
	g_test_add_func ("/interface/crash-restores", test_crash_restores);
	g_test_add_func ("/interface/stopped", test_stopped);
	g_test_add_func ("/interface/last-words", test_last_words);
	g_test_add_func ("/interface/settings-mistake", test_settings_mistake);
	g_test_add_func ("/interface/choose-key", test_choose_key);
	g_test_add_func ("/interface/colours", test_colours);
	g_test_add_func ("/interface/ascii", test_ascii);
	g_test_add_func ("/interface/terminals", test_terminals);
	g_test_add_func ("/interface/mouse", test_mouse);
	return g_test_run ();
}
