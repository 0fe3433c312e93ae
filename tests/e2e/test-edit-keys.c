/* Working on segments by commands and by keys: looked at, done, taken back after the program was left, done again; overlaps down to the users;
 * what depends on what; rules that would be made of themselves. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

static char *
segments_of (const char *folder)
{
	g_autoptr (Outcome) outcome = command_ok (folder, "segments", "sample.seg", "main", "--output", "csv", NULL);

	return g_strdup (outcome->out);
}

static void
test_commands (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *before = segments_of (folder), *looked = NULL, *merged = NULL, *again = NULL;
	g_autoptr (Outcome) dry = command_ok (folder, "edit", "sample.seg", "main", "--merge", "2", "--merge", "4", "--name", "Both", "--resamples", "0",
	                                      "--dry-run", "--output", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (dry->out), segments = NULL;
	g_autoptr (Outcome) edited = NULL, history = NULL, divided = NULL, border = NULL, taken = NULL;

	g_assert_cmpuint (rows->len, ==, 6); /* with the header */
	looked = segments_of (folder);
	g_assert_cmpstr (looked, ==, before);
	edited = command_ok (folder, "edit", "sample.seg", "main", "--merge", "2,4", "--name", "Both", "--resamples", "0", NULL);
	g_assert_nonnull (strstr (edited->err, "segscope history --undo takes it back"));
	merged = segments_of (folder);
	segments = csv_rows (merged);
	g_assert_cmpuint (segments->len, ==, 5);
	g_assert_cmpstr (csv_value (segments, 1, "name"), ==, "Both");
	g_assert_cmpstr (csv_value (segments, 1, "users"), ==, csv_value (rows, 1, "users_after"));
	divided = command_ok (folder, "edit", "sample.seg", "main", "--split", "1", "--algorithm", "ward", "--k", "3", "--resamples", "0", NULL);
	border = command_ok (folder, "edit", "sample.seg", "main", "--border", "1", "--to", "3", "--users", "25", "--resamples", "0", NULL);
	taken = command_ok (folder, "edit", "sample.seg", "main", "--take-out", "city = 上海", "--name", "SH", "--resamples", "0", NULL);
	history = command_ok (folder, "history", "sample.seg", "--go", "1", NULL);
	again = segments_of (folder);
	g_assert_cmpstr (again, ==, before);
	g_assert_nonnull (strstr (history->err, "4 edits were taken back"));
	command_fails (folder, 1, "The history has no edit 4711", "history", "sample.seg", "--go", "4711", NULL);
}

static void
test_refusals (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) kept = NULL, segments = NULL, uses = NULL;

	command_fails (folder, 2, "one of --merge", "edit", "sample.seg", "main", NULL);
	command_fails (folder, 1, "has no segment \"nobody\"", "edit", "sample.seg", "main", "--merge", "1", "--merge", "nobody", NULL);
	command_fails (folder, 2, "--by DISTANCE or --users N", "edit", "sample.seg", "main", "--border", "1", "--to", "2", NULL);
	command_fails (folder, 1, "would go over", "edit", "sample.seg", "main", "--border", "1", "--to", "2", "--by", "1e6", NULL);
	command_fails (folder, 2, "one at a time", "history", "sample.seg", "--undo", "--redo", NULL);
	kept = command_ok (folder, "rules", "sample.seg", "--keep", "VIP", "--condition", "orders > 5", NULL);
	segments = command_ok (folder, "overlap", "sample.seg", "--rule", "VIP", "--where", "city = 上海", "--as-segments", "prio", NULL);
	command_fails (folder, 2, "VIP → prio → VIP", "rules", "sample.seg", "--keep", "VIP", "--replace", "--condition", "segment of prio = 1", NULL);
	command_fails (folder, 2, "made of itself", "rules", "sample.seg", "--keep", "VIP", "--replace", "--condition", "rule = VIP", NULL);
	g_clear_pointer (&kept, outcome_free);
	kept = command_ok (folder, "rules", "sample.seg", "--keep", "Asks", "--condition", "segment of main = 1", NULL);
	uses = command_ok (folder, "uses", "sample.seg", "main", "1", "--change", "delete", NULL);
	g_assert_nonnull (strstr (uses->out, "rule \"Asks\""));
	command_fails (folder, 1, "stays while conditions ask for it", "segments", "sample.seg", "main", "--delete", NULL);
}

static void
test_overlap (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) kept = command_ok (folder, "rules", "sample.seg", "--keep", "VIP", "--condition", "orders > 5", NULL);
	g_autoptr (Outcome) overlap = command_ok (folder, "overlap", "sample.seg", "main", "--rule", "VIP", "--output", "csv", NULL), users = NULL;
	g_autoptr (GPtrArray) rows = csv_rows (overlap->out), listed = NULL;
	guint most = 0;

	for (guint i = 0; i + 1 < rows->len; i++)
		if (atoi (csv_value (rows, i, "users")) > atoi (csv_value (rows, most, "users")))
			most = i;
	users = command_ok (folder, "users", "sample.seg", "--filter", csv_value (rows, most, "condition"), "--limit", "0", "--output", "csv", NULL);
	listed = csv_rows (users->out);
	g_assert_cmpint ((gint) listed->len - 1, ==, atoi (csv_value (rows, most, "users")));
}

/* The interface at Segments. */
static Terminal *
open_segments (const char *folder, int rows, int columns, const char *const *environment, const char *title)
{
	Terminal *terminal = terminal_start_in (folder, rows, columns, environment, (const char *const[]) { "segscope", "sample.seg", NULL });

	terminal_wait_for (terminal, "240,357");
	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, title);
	terminal_wait_for (terminal, "■");
	return terminal;
}

static void
quit (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
	terminal_free (terminal);
}

static void
test_keys (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *before = segments_of (folder), *after = NULL, *back = NULL;
	Terminal *terminal = open_segments (folder, 24, 80, NULL, "Segments: who are they?");

	terminal_keys (terminal, "m");
	terminal_wait_for (terminal, "Put together");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "the others go into it");
	terminal_keys (terminal, " <Enter>");
	terminal_wait_for (terminal, "Name of what they make together");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "users come into another segment");
	terminal_wait_for (terminal, "Enter do it");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "in 4 segments");
	quit (terminal);
	after = segments_of (folder);
	g_assert_cmpstr (after, !=, before);
	/* it was left: the history is still there */
	terminal = open_segments (folder, 24, 80, NULL, "in 4 segments");
	terminal_keys (terminal, "H");
	terminal_wait_for (terminal, "Put segments together");
	terminal_keys (terminal, "u");
	terminal_wait_for (terminal, "Taken back: Put segments together");
	terminal_keys (terminal, "<C-r>");
	terminal_wait_for (terminal, "Done again: Put segments together");
	terminal_keys (terminal, "<Esc>z");
	terminal_wait_for (terminal, "in 5 segments");
	quit (terminal);
	back = segments_of (folder);
	g_assert_cmpstr (back, ==, before);
}

static void
test_more_keys (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) kept = command_ok (folder, "rules", "sample.seg", "--keep", "VIP", "--condition", "orders > 5", NULL);
	Terminal *terminal = open_segments (folder, 40, 120, NULL, "Segments: who are they?");

	terminal_keys (terminal, "m<Down><Enter>");
	terminal_wait_for (terminal, "Divide by which algorithm?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Look at it");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Divided: what would become of it?");
	terminal_wait_for (terminal, "+ ");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "in 5 segments");
	terminal_keys (terminal, "m<Down><Down><Enter><Enter>");
	terminal_wait_for (terminal, "How far does the border move?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "50 users come into another segment");
	terminal_keys (terminal, "+");
	terminal_wait_for (terminal, "75 users come into another segment");
	terminal_keys (terminal, "++-"); /* while it is looking: none is lost */
	terminal_wait_for (terminal, "112 users come into another segment");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "in 5 segments");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Nothing: no campaign");
	terminal_keys (terminal, "<Enter>v");
	terminal_wait_for (terminal, "Overlap of these segments with");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Jaccard index");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Whom to keep?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Name of the rule");
	terminal_keys (terminal, "Both of them<Enter>");
	terminal_wait_for (terminal, "The rule \"Both of them\" is kept");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "rule = \"VIP\"");
	quit (terminal);
}

static void
test_chinese (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *messages = g_strdup_printf ("SEGSCOPE_LOCALE_DIR=%s", g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "");
	const char *const environment[] = { "LC_ALL=zh_CN.UTF-8", "LANG=zh_CN.UTF-8", messages, NULL };
	g_autofree char *catalogue = g_build_filename (g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "/nonexistent",
	                                               "zh_CN", "LC_MESSAGES", "segscope.mo", NULL);
	g_autofree char *path = NULL;
	Terminal *terminal;

	if (!g_file_test (catalogue, G_FILE_TEST_EXISTS)) {
		g_test_skip ("no messages in Chinese in this build");
		return;
	}
	path = sample_copy (folder);
	terminal = open_segments (folder, 24, 80, environment, "分群：");
	terminal_keys (terminal, "m");
	terminal_wait_for (terminal, "合并");
	terminal_keys (terminal, "<Esc>H");
	terminal_wait_for (terminal, "保存分群方案");
	quit (terminal);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/edit/commands", test_commands);
	g_test_add_func ("/edit/refusals", test_refusals);
	g_test_add_func ("/edit/overlap", test_overlap);
	g_test_add_func ("/edit/keys", test_keys);
	g_test_add_func ("/edit/more-keys", test_more_keys);
	g_test_add_func ("/edit/chinese", test_chinese);
	return g_test_run ();
}
