/* Import by keys: what the file is taken for, changing it, files that cannot be read, stopping, a full disk. */
#include <config.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "support/folder.h"
#include "terminal.h"

static Terminal *
open_workspace (const char *folder, int rows, int columns)
{
	Terminal *terminal = terminal_start_in (folder, rows, columns, NULL, (const char *const[]) { "segscope", "w.seg", NULL });

	terminal_wait_for (terminal, "No data yet");
	return terminal;
}

static void
choose_file (Terminal *terminal, const char *name)
{
	terminal_keys (terminal, "ip");
	terminal_wait_for (terminal, "Enter accept");
	terminal_keys (terminal, name);
	terminal_keys (terminal, "<Enter>");
}

static void
leave (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	terminal_settle (terminal, 100);
	if (terminal_is_running (terminal))
		terminal_keys (terminal, "y"); /* the plan was changed, and the file not loaded */
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* A Chinese file as a spreadsheet of Windows writes it. */
static void
write_chinese (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "会员.csv", NULL), *bytes = NULL;
	g_autoptr (GError) error = NULL;
	gsize size;

	bytes = g_convert ("会员编号,姓名,注册日期,城市\nu1,张丽,2024年3月1日,上海\nu2,马杰,2024-13-45,北京\nu3,王芳,2024-03-05,上海\nu4,赵六\n",
	                   -1, "GB18030", "UTF-8", NULL, &size, &error);
	g_assert_no_error (error);
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

/* A file of events that takes long enough to load for being stopped, on a fast machine too. */
static void
write_large (const char *folder)
{
	g_autoptr (GString) rows = g_string_new ("user_id,item_id,event,at\n");

	for (int i = 0; i < 2000000; i++)
		g_string_append_printf (rows, "user-%d,item-%d,view,2024-03-%02d %02d:%02d:00\n", i % 50021, i % 997, i % 28 + 1, i % 24, i % 60);
	g_free (test_folder_write (folder, "large.csv", rows->str));
}

static void
test_chinese (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;
	int key_row, name_row, column;
	TerminalCell cell;

	write_chinese (folder);
	terminal = open_workspace (folder, 24, 100);
	choose_file (terminal, "会员.csv");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_assert_shows (terminal, "GB18030");
	terminal_assert_shows (terminal, "does not read as what its column becomes"); /* the 45th of a 13th month */
	/* The columns stand under each other, however wide the characters before them. */
	g_assert_true (terminal_find (terminal, "会员编号", &key_row, NULL));
	g_assert_true (terminal_find (terminal, "姓名", &name_row, NULL));
	g_assert_true (terminal_find (terminal, "Looks like", NULL, &column));
	for (int row = key_row; row <= name_row; row++) {
		terminal_cell (terminal, row, column, &cell);
		g_assert_cmpstr (cell.text, ==, "t"); /* of "text, unique" */
	}
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "会员.csv is imported");
	terminal_wait_for (terminal, "3 users");
	terminal_assert_shows (terminal, "1 row was set aside");
	terminal_keys (terminal, "r");
	terminal_wait_for (terminal, "has 2 columns, the header has 4");
	terminal_keys (terminal, "<Down><Enter>");
	terminal_wait_for (terminal, "赵六");
	terminal_keys (terminal, "<Esc><Esc><Enter>");
	terminal_wait_for (terminal, "Where you are");
	leave (terminal);
}

/* The encoding is chosen by reading: each line shows the file in one of them. A packed file is listed like others. */
static void
test_encodings (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;
	g_autofree char *bytes = NULL, *path = g_build_filename (folder, "names.csv", NULL), *packed = g_build_filename (folder, "p.csv.gz", NULL);
	gsize size;

	bytes = g_convert ("user_id,name\nu1,陳怡君\nu2,林志豪\n", -1, "Big5", "UTF-8", NULL, &size, NULL);
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	g_assert_true (g_file_set_contents (packed, "x", 1, NULL));
	terminal = open_workspace (folder, 24, 100);
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "p.csv.gz");
	terminal_keys (terminal, "p");
	terminal_wait_for (terminal, "Enter accept");
	terminal_keys (terminal, "names.csv<Enter>");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_assert_shows (terminal, "Big5");
	terminal_assert_shows (terminal, "陳怡君");
	terminal_keys (terminal, "e");
	terminal_wait_for (terminal, "which line can be read?");
	terminal_assert_shows (terminal, "u1,陳怡君 / u2,林志豪");
	terminal_keys (terminal, "<Down><Enter>"); /* the runner-up */
	terminal_wait_gone (terminal, "which line can be read?");
	terminal_wait_gone (terminal, "陳怡君");
	terminal_keys (terminal, "e<Home><Enter>"); /* and back */
	terminal_wait_for (terminal, "陳怡君");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Words that mean a missing value");
	terminal_keys (terminal, "+林志豪<Enter>");
	terminal_wait_for (terminal, "Missing are empty values and these");
	leave (terminal);
}

/* A column is left out, and is then not in the workspace. */
static void
test_change_column (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;
	g_autoptr (Outcome) users = NULL;

	write_chinese (folder);
	terminal = open_workspace (folder, 24, 80);
	choose_file (terminal, "会员.csv");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_keys (terminal, "<End><Enter>");
	terminal_wait_for (terminal, "kept as a column of its own");
	terminal_keys (terminal, "<End><Enter>");
	terminal_wait_gone (terminal, "kept as a column of its own");
	terminal_wait_for (terminal, "not imported");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "会员.csv is imported");
	leave (terminal);
	command_fails (folder, 2, "no column", "users", "w.seg", "--columns", "城市", NULL);
	users = command_ok (folder, "users", "w.seg", "--columns", "姓名", NULL);
	test_contains (users->out, "张丽");
}

/* What the file is read as is changed key by key, and tried before it is imported. */
static void
test_change_reading (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;
	g_autoptr (Outcome) users = NULL;

	g_free (test_folder_write (folder, "members.csv", "user_id^size^registered\nu1^12\" pizza^2024-03-01\nu2^6\" pizza^2024-03-02\nu3^none^2024-33-03\n"));
	terminal = open_workspace (folder, 24, 80);
	choose_file (terminal, "members.csv");
	terminal_wait_for (terminal, "This file holds");
	terminal_keys (terminal, "d<End><Enter>");
	terminal_wait_for (terminal, "What stands between the columns?");
	terminal_keys (terminal, "ab<Enter>");
	terminal_wait_for (terminal, "One character, for example");
	terminal_keys (terminal, "<Backspace><Backspace>^<Enter>");
	terminal_wait_for (terminal, "· ^ ·");
	terminal_keys (terminal, "f");
	terminal_wait_for (terminal, "The first row holds");
	terminal_keys (terminal, "<End><Enter>");
	terminal_wait_for (terminal, "column 1");
	terminal_keys (terminal, "f<Home><Enter>");
	terminal_wait_gone (terminal, "column 1");
	terminal_keys (terminal, "\"");
	terminal_wait_for (terminal, "Values may be enclosed by");
	terminal_keys (terminal, "<End><Enter>");
	terminal_wait_for (terminal, "12\" pizza");

	terminal_keys (terminal, "t");
	terminal_wait_for (terminal, "What the import would do");
	terminal_assert_shows (terminal, "line 4, registered: \"2024-33-03\" is not a date");
	terminal_assert_shows (terminal, "nothing is changed");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "What the import would do");
	terminal_assert_shows (terminal, "0 users · 0 items · 0 events");

	terminal_keys (terminal, "x");
	terminal_wait_for (terminal, "How many rows may be set aside?");
	terminal_keys (terminal, "few<Enter>");
	terminal_wait_for (terminal, "not \"few\"");
	terminal_keys (terminal, "<Backspace><Backspace><Backspace>0<Enter>");
	terminal_wait_gone (terminal, "How many rows may be set aside?");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "no more than 0 may be; nothing was changed");
	terminal_keys (terminal, "<Esc>x<Backspace><Enter>i");
	terminal_wait_for (terminal, "members.csv is imported");
	leave (terminal);
	users = command_ok (folder, "users", "w.seg", "--columns", "size", "--output", "csv", NULL);
	test_contains (users->out, "\"12\"\" pizza\"");
}

/* A reason that is longer than the list is wide stands below it in full. What was written to a file is not written over, nor offered
 * for import, without a word. */
static void
test_rejects (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *mine = test_folder_write (folder, "mine.csv", "to be kept\n"), *kept = NULL;
	g_autoptr (Terminal) terminal = NULL;

	g_free (test_folder_write (folder, "users.csv", "user_id,registered\nu1,\"the second thursday of the month of march, or thereabouts\"\nu2,2024-01-01\n"
	                           "u3,2024-01-02\nu4,2024-01-03\nu5,2024-01-04\nu6,2024-01-05\n"));
	terminal = open_workspace (folder, 24, 80);
	choose_file (terminal, "users.csv");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "users.csv is imported");
	terminal_keys (terminal, "r");
	terminal_wait_for (terminal, "is not a");
	terminal_assert_shows (terminal, "date; the row was kept without this value");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Line");
	terminal_assert_shows (terminal, "thereabouts");
	terminal_keys (terminal, "<Esc>e");
	terminal_wait_for (terminal, "Enter accept");
	terminal_keys (terminal, "<C-u>mine.csv<Enter>");
	terminal_wait_for (terminal, "There is already a file mine.csv");
	terminal_keys (terminal, "n");
	terminal_wait_gone (terminal, "There is already a file");
	kept = test_file_read (mine);
	g_assert_cmpstr (kept, ==, "to be kept\n");
	terminal_keys (terminal, "<Esc><Enter>6");
	terminal_wait_for (terminal, "6 users");
	terminal_keys (terminal, "e");
	terminal_wait_for (terminal, "Enter accept");
	terminal_keys (terminal, "<C-u>all.csv<Enter>");
	terminal_wait_for (terminal, "users are in all.csv");
	terminal_keys (terminal, "1i");
	terminal_wait_for (terminal, "a list made here");
	leave (terminal);
}

/* A file that cannot be read gets its sentence, and the interface goes on. */
static void
test_bad_files (void)
{
	static const struct { const char *name, *content, *sentence; } files[] = {
		{ "empty.csv", "", "is empty" }, { "header.csv", "user_id,name\n", "a header but no rows" }, { "missing.csv", NULL, "no file" },
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
		if (files[i].content != NULL)
			g_free (test_folder_write (folder, files[i].name, files[i].content));
	terminal = open_workspace (folder, 24, 100);
	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		choose_file (terminal, files[i].name);
		terminal_wait_for (terminal, files[i].sentence);
		terminal_keys (terminal, "<Esc><Esc><Esc>");
		terminal_wait_for (terminal, "No data yet");
	}
	leave (terminal);
}

/* Ctrl-C stops the load; nothing of the file is there afterwards, and the next file loads. */
static void
test_stop (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;

	write_large (folder);
	write_chinese (folder);
	terminal = open_workspace (folder, 24, 100);
	choose_file (terminal, "large.csv");
	terminal_wait_for (terminal, "This file holds: events");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "Ctrl-C stops it");
	terminal_resize (terminal, 30, 120);
	terminal_wait_for (terminal, "Ctrl-C stops it");
	terminal_keys (terminal, "<C-c>");
	terminal_wait_for (terminal, "nothing was changed");
	terminal_assert_shows (terminal, "0 users · 0 items · 0 events");
	terminal_keys (terminal, "<Esc><Esc>");
	choose_file (terminal, "会员.csv");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "会员.csv is imported");
	terminal_wait_for (terminal, "3 users · 0 items · 0 events");
	leave (terminal);
}

/* The same by command: exit status 3, and no workspace is left of a first import. */
static void
test_stop_command (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;

	write_large (folder);
	terminal = terminal_start_in (folder, 24, 100, NULL,
	                              (const char *const[]) { "segscope", "import", "w.seg", "large.csv", "--as", "events", NULL });
	terminal_wait_for (terminal, " %  ");
	terminal_keys (terminal, "<C-c>");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 3);
	terminal_assert_shows (terminal, "segscope: Stopped; nothing was changed");
	g_assert_cmpuint (test_folder_count (folder, "w.seg"), ==, 0);
}

static void
test_disk_full (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *script = g_strdup_printf ("ulimit -f 8000; exec '%s' w.seg", g_getenv ("SEGSCOPE"));
	g_autoptr (Terminal) terminal = NULL;

	write_large (folder);
	terminal = terminal_start_in (folder, 24, 100, NULL, (const char *const[]) { "/bin/sh", "-c", script, NULL });
	terminal_wait_for (terminal, "No data yet");
	choose_file (terminal, "large.csv");
	terminal_wait_for (terminal, "This file holds: events");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "disk");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "disk");
	terminal_assert_shows (terminal, "0 users · 0 items · 0 events");
	leave (terminal);
}

static void
use_read_only (const char *folder)
{
	g_autoptr (Terminal) terminal = NULL;

	if (g_access (g_getenv ("SEGSCOPE"), X_OK) != 0)
		return; /* built where only root may go */
	g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
	terminal = terminal_start_in (folder, 24, 100, NULL, (const char *const[]) { "segscope", "w.seg", NULL });
	terminal_wait_for (terminal, "w.seg (read-only)");
	terminal_wait_for (terminal, "3 users");
	choose_file (terminal, "会员.csv");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "is read-only; nothing was changed");
	terminal_keys (terminal, "<Esc>");
	leave (terminal);
}

/* A workspace that may only be read can be looked at, and says so at the first attempt to change it. */
static void
test_read_only (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) imported = NULL;
	g_autofree char *other = test_folder_write (folder, "other.csv", "user_id,name\nu1,a\nu2,b\nu3,c\n");

	write_chinese (folder);
	imported = command_ok (folder, "import", "w.seg", other, "--as", "users", NULL);
	test_without_privileges (folder, use_read_only);
}

/* Names that would set the title, colour, move or turn round the line if they reached the terminal as they are. */
static void
test_hostile_names (void)
{
	static const char rows[] = "user_id,name\x1B[2J,city\nu1,\x1B]0;owned\x07,\xE2\x80\xAE" "evil\nu2,\xC2\x9B" "31mred,e\xCC\x81\xCC\x81\xCC\x81\nu3,👩‍👩‍👧,\xF0\x9F\x98\x80\n";
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "hostile\x1B[31m.csv", rows);
	g_autoptr (Terminal) terminal = NULL;
	const char *output;

	terminal = open_workspace (folder, 24, 100);
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "hostile·[31m.csv");
	terminal_keys (terminal, "<Home><Enter>");
	terminal_wait_for (terminal, "This file holds: users");
	terminal_assert_shows (terminal, "name·[2J");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "is imported");
	terminal_keys (terminal, "<Enter>:users<Enter>");
	terminal_wait_for (terminal, "·]0;owned·");
	terminal_wait_for (terminal, "·31mred"); /* the name before it stood in the plan already */
	terminal_keys (terminal, "<Home><Enter>");
	terminal_wait_for (terminal, "·evil");
	terminal_keys (terminal, "<Esc>:quality<Enter>");
	terminal_wait_for (terminal, "Can the data be trusted?");
	terminal_wait_for (terminal, "of 100");
	terminal_keys (terminal, "<Right>");
	terminal_wait_for (terminal, "name·[2J");
	leave (terminal);
	output = terminal_output (terminal, NULL);
	g_assert_null (strstr (output, "\x1B]0;"));
	g_assert_null (strstr (output, "\xC2\x9B"));
	g_assert_null (strstr (output, "\xE2\x80\xAE"));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/import-keys/chinese", test_chinese);
	g_test_add_func ("/import-keys/encodings", test_encodings);
	g_test_add_func ("/import-keys/change-column", test_change_column);
	g_test_add_func ("/import-keys/change-reading", test_change_reading);
	g_test_add_func ("/import-keys/rejects", test_rejects);
	g_test_add_func ("/import-keys/bad-files", test_bad_files);
	g_test_add_func ("/import-keys/stop", test_stop);
	g_test_add_func ("/import-keys/stop-command", test_stop_command);
	g_test_add_func ("/import-keys/disk-full", test_disk_full);
	g_test_add_func ("/import-keys/read-only", test_read_only);
	g_test_add_func ("/import-keys/hostile-names", test_hostile_names);
	return g_test_run ();
}
