/* The test terminal itself: it must see what was written, and must be able to fail. */
#include <config.h>

#include <signal.h>
#include <string.h>

#include "terminal.h"

/* Runs a shell script in the terminal. */
static Terminal *
shell (int rows, int columns, const char *script)
{
	return terminal_start (rows, columns, "/bin/sh", "-c", script, NULL);
}

static void
test_text (void)
{
	g_autoptr (Terminal) terminal = shell (5, 20, "printf 'a\\n数据 x\\n\\033[1;31mred\\033[0m \\033[7mrev\\033[0m'");
	g_autofree char *screen = NULL, *row = NULL;
	int y, x;
	gboolean visible;
	TerminalCell cell;

	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	screen = terminal_screen (terminal);
	g_assert_cmpstr (screen, ==, "a\n数据 x\nred rev\n\n\n");
	row = terminal_row (terminal, 1);
	g_assert_cmpstr (row, ==, "数据 x");
	g_assert_true (terminal_find (terminal, "x", &y, &x));
	g_assert_cmpint (y, ==, 1);
	g_assert_cmpint (x, ==, 5); /* in cells */
	g_assert_false (terminal_find (terminal, "nowhere", NULL, NULL));
	terminal_cell (terminal, 1, 0, &cell);
	g_assert_cmpstr (cell.text, ==, "数");
	g_assert_cmpint (cell.width, ==, 2);
	terminal_cell (terminal, 2, 1, &cell);
	g_assert_true (cell.bold && !cell.reverse);
	g_assert_cmpint (cell.foreground, ==, 1);
	g_assert_cmpint (cell.background, ==, -1);
	terminal_cell (terminal, 2, 4, &cell);
	g_assert_true (cell.reverse && !cell.bold);
	terminal_cursor (terminal, &y, &x, &visible);
	g_assert_cmpint (y, ==, 2);
	g_assert_cmpint (x, ==, 7);
	g_assert_true (visible);
	terminal_assert_restored (terminal);
}

static void
test_environment (void)
{
	static const char *const script[] = { "/bin/sh", "-c", "echo $TERM $LC_ALL $TZ $EXTRA; [ \"$HOME\" = \"$PWD\" ] && echo home; exit 7", NULL };
	static const char *const changes[] = { "EXTRA=more", "TZ", NULL };
	g_autoptr (Terminal) terminal = terminal_start_in (NULL, 4, 60, changes, script);

	terminal_wait_for (terminal, "xterm-256color C.UTF-8 more");
	terminal_wait_for (terminal, "home");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 7);
	g_assert_false (terminal_is_running (terminal));
}

static void
test_keys (void)
{
	g_autoptr (Terminal) terminal = shell (6, 60, "stty -echo -icanon; echo ready; dd bs=1 count=14 2>/dev/null | od -An -tx1; echo done");

	terminal_wait_for (terminal, "ready");
	terminal_keys (terminal, "a<lt>é<Esc><Up><F1><Tab><Enter><C-d>");
	terminal_wait_for (terminal, "done");
	terminal_assert_shows (terminal, "61 3c c3 a9 1b 1b 5b 41 1b 4f 50 09 0a 04");
}

static void
test_resize (void)
{
	g_autoptr (Terminal) terminal = shell (5, 20, "trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done");

	terminal_wait_for (terminal, "ready");
	terminal_resize (terminal, 10, 40);
	terminal_wait_for (terminal, "10 40");
	terminal_signal (terminal, SIGTERM);
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 128 + SIGTERM);
}

/* What a terminal that is not restored looks like; each must fail the check. */
static void
fail_when (const char *script)
{
	g_autoptr (Terminal) terminal = shell (5, 20, script);

	terminal_wait_exit (terminal);
	terminal_assert_restored (terminal);
}

static void
test_not_restored (void)
{
	static const char *const scripts[] = {
		"printf '\\033[?1049h'", "printf '\\033[?25l'", "printf '\\033[?1000h'", "stty -icanon", "stty -echo",
	};
	static const char *const complaints[] = {
		"*alternate screen was not left*", "*cursor was left hidden*", "*mouse was left on*", "*modes were not put back*",
		"*modes were not put back*",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++) {
		if (g_test_subprocess ()) {
			fail_when (scripts[g_ascii_strtoull (g_getenv ("SCRIPT"), NULL, 10)]);
			return;
		}
		g_setenv ("SCRIPT", (char[]) { (char) ('0' + i), '\0' }, TRUE);
		g_test_trap_subprocess (NULL, 0, 0);
		g_test_trap_assert_failed ();
		g_test_trap_assert_stderr (complaints[i]);
	}
}

static void
test_waits_in_vain (void)
{
	if (g_test_subprocess ()) {
		g_autoptr (Terminal) terminal = shell (5, 20, "echo something");

		terminal_wait_for (terminal, "something else");
		return;
	}
	g_test_trap_subprocess (NULL, 0, 0);
	g_test_trap_assert_failed ();
	g_test_trap_assert_stdout ("*|something\n*");
	g_test_trap_assert_stderr ("*something else*did not appear, and the program has ended*");
}

static void
test_crash (void)
{
	g_autoptr (Terminal) terminal = shell (5, 20, "kill -SEGV $$");

	g_assert_cmpint (terminal_wait_exit (terminal), ==, 128 + SIGSEGV);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/terminal/text", test_text);
	g_test_add_func ("/terminal/environment", test_environment);
	g_test_add_func ("/terminal/keys", test_keys);
	g_test_add_func ("/terminal/resize", test_resize);
	g_test_add_func ("/terminal/not-restored", test_not_restored);
	g_test_add_func ("/terminal/waits-in-vain", test_waits_in_vain);
	g_test_add_func ("/terminal/crash", test_crash);
	return g_test_run ();
}
