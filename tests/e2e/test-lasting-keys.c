/* Segments over time by keys: the next version, who moved and the people behind a number and back, drift, pins, who came later, the page of a
 * segment; and why a user is where they are by command. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

static void
test_why (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) users = command_ok (folder, "users", "sample.seg", "--filter", "segment of main = 1", "--columns", "segment", "--output", "csv", NULL), why = NULL, missing = NULL;
	g_autoptr (GPtrArray) rows = csv_rows (users->out);
	const char *user = csv_value (rows, 1, "key"), *segment = csv_value (rows, 1, "segment");

	why = command_ok (folder, "user", "sample.seg", user, "--why", NULL);
	g_assert_nonnull (strstr (why->out, segment));
	command_fails (folder, 1, "nobody-of-that-name", "user", "sample.seg", "nobody-of-that-name", "--why", NULL);
}

/* Cancelled and declined questions change nothing; what is kept is there, and the way back leads to where one was. */
static void
test_keys (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	const char *const arguments[] = { "segscope", "sample.seg", NULL };
	Terminal *terminal = terminal_start_in (folder, 24, 80, NULL, arguments);

	terminal_wait_for (terminal, "sample.seg");
	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_keys (terminal, "M");
	terminal_wait_for (terminal, "only one version");
	terminal_keys (terminal, "<Esc>A");
	terminal_wait_for (terminal, "Nobody has come");
	terminal_keys (terminal, "<Esc>i");
	terminal_wait_for (terminal, "No user is pinned");
	terminal_keys (terminal, "<Esc>N");
	terminal_wait_for (terminal, "Nothing is kept yet");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Note on this version");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_keys (terminal, "M");
	terminal_wait_for (terminal, "Who moved?");
	terminal_wait_for (terminal, "→ version");
	terminal_keys (terminal, "<Right><Enter>");
	terminal_wait_for (terminal, "Nobody is behind this number");
	terminal_keys (terminal, "<Left><Enter>");
	terminal_wait_for (terminal, "segment of \"main\" version");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Who moved?");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "What changed");
	terminal_keys (terminal, "<Esc>d");
	terminal_wait_for (terminal, "PSI");
	terminal_keys (terminal, "<Esc><Esc><Enter>");
	terminal_wait_for (terminal, "everyone");
	terminal_keys (terminal, "u");
	terminal_wait_for (terminal, "Esc goes back to Segments");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Events by month");
	terminal_keys (terminal, "p");
	terminal_wait_for (terminal, "main: pin ");
	terminal_keys (terminal, "<Esc><Esc>");
	terminal_wait_for (terminal, "Users");
	terminal_keys (terminal, "q");
	terminal_settle (terminal, 100);
	if (terminal_is_running (terminal))
		terminal_keys (terminal, "y");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_free (terminal);
}

/* A pin with a last day and a note, both changed later, and taken off; then the history takes the taking off back. */
static void
test_pins (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	Terminal *terminal = terminal_start_in (folder, 24, 100, NULL, (const char *const[]) { "segscope", "sample.seg", NULL });

	terminal_wait_for (terminal, "240,357");
	terminal_keys (terminal, "6<Enter>");
	terminal_wait_for (terminal, "p pin");
	terminal_keys (terminal, "p");
	terminal_wait_for (terminal, "main: pin ");
	terminal_keys (terminal, "<Down><Enter>");
	terminal_wait_for (terminal, "Until which day?");
	terminal_keys (terminal, "2020-01-01<Enter>");
	terminal_wait_for (terminal, "A day to come");
	terminal_keys (terminal, "<C-u>2099-12-31<Enter>");
	terminal_wait_for (terminal, "Why?");
	terminal_keys (terminal, "VIP<Enter>");
	terminal_wait_for (terminal, " is pinned in \"");
	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_wait_for (terminal, "1  ■");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "VIP");
	terminal_wait_for (terminal, "2099-12-31");
	terminal_keys (terminal, "c");
	terminal_wait_for (terminal, "Until which day?");
	terminal_keys (terminal, "<C-u><Enter>");
	terminal_wait_for (terminal, "Why?");
	terminal_keys (terminal, " twice<Enter>");
	terminal_wait_for (terminal, "VIP twice");
	terminal_wait_gone (terminal, "2099-12-31");
	terminal_keys (terminal, "D");
	terminal_wait_for (terminal, "No user is pinned");
	terminal_keys (terminal, "<Esc>Hz");
	terminal_wait_for (terminal, "Taken back");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "VIP twice");
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_free (terminal);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/lasting/why", test_why);
	g_test_add_func ("/lasting/keys", test_keys);
	g_test_add_func ("/lasting/pins", test_pins);
	return g_test_run ();
}
