/* Every number opens the people behind it, and Esc leads back: on the pages of a profile, who moved, overlaps, two runs, drift, edits. The number that a
 * page says is that of the list. Then: stopped work leaves the page as it was. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

static Terminal *
open_segments (const char *folder, int rows, int columns)
{
	Terminal *terminal = terminal_start_in (folder, rows, columns, NULL, (const char *const[]) { "segscope", "sample.seg", NULL });

	terminal_wait_for (terminal, "240,357");
	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_wait_for (terminal, "■");
	return terminal;
}

static void
quit (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	terminal_settle (terminal, 100);
	if (terminal_is_running (terminal))
		terminal_keys (terminal, "y");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_free (terminal);
}

/* The number that stands right behind @before on the screen: "1,349". */
static char *
number_behind (Terminal *terminal, const char *before)
{
	g_autofree char *screen = terminal_screen (terminal);
	const char *at = strstr (screen, before);

	if (at == NULL)
		terminal_fail (G_STRLOC, terminal, before);
	at += strlen (before);
	return g_strndup (at, strspn (at, "0123456789,"));
}

/* Enter lists as many as @number; Esc leads back to @page. */
static void
expect_people (Terminal *terminal, const char *key, const char *number, const char *page)
{
	g_autofree char *listed = g_strdup_printf (" of %s", number), *says = g_strdup_printf ("%s of ", number);

	terminal_keys (terminal, key);
	terminal_wait_for (terminal, says);
	terminal_wait_for (terminal, listed);
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, page);
}

/* What the line about the cursor says: "Loyal → all: 1,349"; the number alone. */
static char *
number_at_cursor (Terminal *terminal)
{
	g_autofree char *screen = terminal_screen (terminal);
	g_auto (GStrv) rows = g_strsplit (screen, "\n", -1);

	for (guint i = 0; rows[i] != NULL; i++) {
		const char *colon = g_strrstr (rows[i], ": ");

		if (strstr (rows[i], " → ") != NULL && colon != NULL && g_ascii_isdigit (colon[2]))
			return g_strdup (g_strchomp ((char *) colon + 2));
	}
	terminal_fail (G_STRLOC, terminal, "no line about the cursor");
}

static void
test_moved (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *stayed = NULL, *all = NULL, *total = NULL;
	g_autoptr (Outcome) renewed = command_ok (folder, "renew", "sample.seg", "main", "--k", "4", "--keep", NULL);
	Terminal *terminal = open_segments (folder, 40, 150);

	terminal_keys (terminal, "M");
	terminal_wait_for (terminal, "version 1 → version 2");
	terminal_wait_for (terminal, "all");
	stayed = number_at_cursor (terminal);
	expect_people (terminal, "<Enter>", stayed, "Who moved?");
	terminal_keys (terminal, "<Right><Right><Right><Right><Right><Right><Right>");
	terminal_wait_for (terminal, "→ all: ");
	all = number_at_cursor (terminal);
	expect_people (terminal, "<Enter>", all, "→ all: ");
	terminal_keys (terminal, "<Left><Left><Left><Left><Left><Left><Left><Down><Down><Down><Down><Down><Down><Down>");
	terminal_wait_for (terminal, "all → ");
	total = number_at_cursor (terminal);
	expect_people (terminal, "<Enter>", total, "all → ");
	terminal_keys (terminal, "d");
	terminal_wait_for (terminal, "PSI");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "all values");
	terminal_keys (terminal, "<End>");
	expect_people (terminal, "<Enter>", "5,000", "all values");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "PSI");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Who moved?");
	quit (terminal);
}

static void
test_runs (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) sweep = command_ok (folder, "cluster", "sample.seg", "--name", "four", "-k", "4", NULL);
	g_autoptr (Outcome) pairs = NULL, users = NULL, runs = command_ok (folder, "runs", "sample.seg", "--all", "--output", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (runs->out), matrix = NULL, listed = NULL;
	g_autofree char *both = g_strdup_printf ("%s,%s", csv_value (rows, 0, "run"), csv_value (rows, 1, "run")), *pair = NULL, *filter = NULL;

	pairs = command_ok (folder, "migration", "sample.seg", "--runs", both, "--output", "csv", NULL);
	matrix = csv_rows (pairs->out);
	users = command_ok (folder, "migration", "sample.seg", "--runs", both, "--users", "1=1", "--output", "csv", NULL);
	listed = csv_rows (users->out);
	g_assert_cmpint ((int) listed->len - 1, ==, atoi (csv_value (matrix, 0, "users")));
	command_fails (folder, 2, "any=any is everyone", "migration", "sample.seg", "--runs", both, "--users", "any=any", NULL);
	command_fails (folder, 2, "cannot ask for groups of a run", "rules", "sample.seg", "--keep", "R", "--condition", "group of run 1 = 1", NULL);
}

/* The figures at the top, everyone's figures, all cohorts. */
static void
test_profile (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *size = NULL, *came = NULL;
	Terminal *terminal = open_segments (folder, 40, 150);

	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Takes and is");
	terminal_keys (terminal, "U");
	terminal_wait_for (terminal, "Who is behind the figures at the top?");
	size = number_behind (terminal, "All of the segment  ");
	expect_people (terminal, "<Enter>", size, "Takes and is");
	expect_people (terminal, "a", "5,000", "Takes and is");
	terminal_keys (terminal, "vvv<End>");
	terminal_wait_for (terminal, "All cohorts: ");
	came = number_behind (terminal, "All cohorts: ");
	expect_people (terminal, "<Enter>", came, "All cohorts: ");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Segments: who are they?");
	quit (terminal);
}

/* What was found becomes the next version; stopping or leaving on the way keeps nothing. */
static void
test_next_version (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) before = command_ok (folder, "segments", "sample.seg", "main", "--output", "csv", NULL), after = NULL, moved = NULL;
	Terminal *terminal = terminal_start_in (folder, 24, 80, (const char *const[]) { "SEGSCOPE_TELL_STILL=1", NULL },
	                                        (const char *const[]) { "segscope", "sample.seg", NULL });

	terminal_wait_for (terminal, "240,357");
	terminal_keys (terminal, "4");
	terminal_wait_for (terminal, "How many segments?");
	terminal_keys (terminal, "R"); /* two numbers are enough for what is kept, and a fifth of the work */
	terminal_wait_for (terminal, "Which numbers of segments");
	terminal_keys (terminal, "<C-u>4-5<Enter>");
	terminal_wait_for (terminal, "suggested");
	terminal_wait_still (terminal); /* its runs are kept then */
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Keep what was found as");
	terminal_keys (terminal, "<Down><Enter>");
	terminal_wait_for (terminal, "Nothing is kept yet");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "How many segments?");
	after = command_ok (folder, "segments", "sample.seg", "main", "--output", "csv", NULL);
	g_assert_cmpstr (after->out, ==, before->out);
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Keep what was found as");
	terminal_keys (terminal, "<Down><Enter>");
	terminal_wait_for (terminal, "Nothing is kept yet");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Note on this version");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_wait_for (terminal, "\"main\"");
	quit (terminal);
	moved = command_ok (folder, "migration", "sample.seg", "main", "--output", "csv", NULL);
	g_assert_nonnull (strstr (moved->out, "before"));
}

static void
ask_to_merge (Terminal *terminal)
{
	terminal_keys (terminal, "m");
	terminal_wait_for (terminal, "Put together");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "the others go into it");
	terminal_keys (terminal, " <Enter>");
	terminal_wait_for (terminal, "Name of what they make together");
}

/* Work is stopped by a key: it says so, the segments are as they were, and the page before comes back. */
static void
test_stopped (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) before = command_ok (folder, "segments", "sample.seg", "main", "--output", "csv", NULL), after = NULL;
	Terminal *terminal = open_segments (folder, 24, 80);
	gboolean stopped = FALSE;

	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Takes and is");
	for (guint i = 0; i < 20 && !stopped; i++) { /* a fast machine may be through before the second key comes */
		terminal_keys (terminal, "t<C-c>");
		terminal_settle (terminal, 200);
		stopped = terminal_find (terminal, "Stopped", NULL, NULL);
		terminal_assert_shows (terminal, "Takes and is");
	}
	if (!stopped)
		terminal_fail (G_STRLOC, terminal, "nothing was stopped");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "in 5 segments");
	ask_to_merge (terminal);
	terminal_keys (terminal, "<Enter><Esc>"); /* left while it looks */
	terminal_wait_for (terminal, "in 5 segments");
	quit (terminal);
	after = command_ok (folder, "segments", "sample.seg", "main", "--output", "csv", NULL);
	g_assert_cmpstr (after->out, ==, before->out);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/behind/moved", test_moved);
	g_test_add_func ("/behind/runs", test_runs);
	g_test_add_func ("/behind/profile", test_profile);
	g_test_add_func ("/behind/next-version", test_next_version);
	g_test_add_func ("/behind/stopped", test_stopped);
	return g_test_run ();
}
