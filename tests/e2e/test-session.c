/* Sessions written down and done again: by keys and by commands; what stops one; files that are none. */
#include <config.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

static char *
read_text (const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename (folder, name, NULL);
	char *text = NULL;

	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	return text;
}

static void
write_text (const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename (folder, name, NULL);

	g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static Terminal *
replay (const char *folder, const char *script)
{
	return terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "replay", "sample.seg", script, "--pace", "0", NULL });
}

/* A rule is kept by keys, the file is what a person can read, and doing it again in another workspace keeps the same rule. */
static void
test_again (void)
{
	g_autoptr (TestFolder) folder = test_folder_new (), other = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *copy = sample_copy (other), *text = NULL, *file = g_build_filename (folder, "s.txt", NULL);
	g_autoptr (Terminal) terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "record", "sample.seg", "s.txt", NULL });
	g_autoptr (Terminal) again = NULL;
	g_autoptr (Outcome) one = NULL, two = NULL;
	GStatBuf info;

	terminal_wait_for (terminal, "recording");
	terminal_keys (terminal, "6");
	terminal_wait_for (terminal, "u00001");
	terminal_keys (terminal, "/city = 上海<Enter>");
	terminal_wait_for (terminal, "of 510");
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
	g_assert_cmpint (g_stat (file, &info), ==, 0);
	g_assert_cmpint (info.st_mode & 0777, ==, 0600);
	text = read_text (folder, "s.txt");
	g_assert_nonnull (strstr (text, "size 80x24\n"));
	g_assert_nonnull (strstr (text, "keys 6\n# segscope users sample.seg\n"));
	g_assert_nonnull (strstr (text, "city<Space>=<Space>上海<Enter>"));
	g_assert_true (g_str_has_suffix (text, "q\n"));

	write_text (other, "s.txt", text);
	again = replay (other, "s.txt");
	g_assert_cmpint (terminal_wait_exit (again), ==, 0);
	terminal_assert_restored (again);
	command_fails (folder, 2, "There is already a file s.txt", "record", "sample.seg", "s.txt", NULL);
}

/* Not even --force writes a session over a workspace. */
static void
test_workspace_stays (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Terminal) terminal = terminal_start_in (folder, 24, 80, NULL,
	                                                   (const char *const[]) { "segscope", "record", "--force", "sample.seg", "sample.seg", NULL });
	g_autoptr (Outcome) whole = NULL;

	g_assert_cmpint (terminal_wait_exit (terminal), !=, 0);
	terminal_assert_restored (terminal);
	terminal_assert_shows (terminal, "was left alone");
	whole = command_ok (folder, "info", "sample.seg", NULL);
}

static void
test_expectations (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Terminal) good = NULL, interrupted = NULL;

	write_text (folder, "good.txt", "# by hand\nkeys 5\nexpect main\nkeys <Enter>\nexpect Mean here\nkeys <Esc>q\n");
	good = replay (folder, "good.txt");
	g_assert_cmpint (terminal_wait_exit (good), ==, 0);

	write_text (folder, "long.txt", "keys 5\npause 600\nkeys q\n");
	interrupted = replay (folder, "long.txt");
	terminal_wait_for (interrupted, "2 of 3");
	terminal_keys (interrupted, "x");
	terminal_wait_for (interrupted, "stopped at line 3 of long.txt");
	terminal_keys (interrupted, "q");
	g_assert_cmpint (terminal_wait_exit (interrupted), ==, 0);
	terminal_assert_restored (interrupted);
}

static void
fails (const char *script, int status, const char *part)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Terminal) terminal = NULL;

	write_text (folder, "bad.txt", script);
	terminal = replay (folder, "bad.txt");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, status);
	terminal_assert_restored (terminal);
	terminal_assert_shows (terminal, part);
}

static void
test_wrong_files (void)
{
	fails ("keys 5\nkyes 6\n", 1, "bad.txt, line 2");
	fails ("keys <Nokey>\n", 1, "no key is called <Nokey>");
	fails ("size 200x60\nclick 3 4\n", 1, "has clicks (line 2)");
	fails ("pause -1\n", 1, "bad.txt, line 1");
	fails ("keys \033[31m\n\xff\xfe", 1, "not text in UTF-8");
}

static void
test_keys (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *text = NULL;
	g_autoptr (Terminal) terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "sample.seg", NULL });

	terminal_wait_for (terminal, "Where you are");
	terminal_keys (terminal, "<C-t>");
	terminal_wait_for (terminal, "Record what you do");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "recording");
	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, "main");
	terminal_keys (terminal, "<C-t>");
	terminal_wait_for (terminal, "The session is in");
	text = read_text (folder, "session.txt");
	g_assert_null (strstr (text, "<C-t>"));
	terminal_keys (terminal, "1@");
	terminal_wait_for (terminal, "Any key stops it");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "has been done again");
	terminal_assert_shows (terminal, "main");
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/session/again", test_again);
	g_test_add_func ("/session/workspace-stays", test_workspace_stays);
	g_test_add_func ("/session/expectations", test_expectations);
	g_test_add_func ("/session/wrong-files", test_wrong_files);
	g_test_add_func ("/session/keys", test_keys);
	return g_test_run ();
}
