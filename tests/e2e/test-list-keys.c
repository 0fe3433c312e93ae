/* The one list widget by keys: sorting, the filter with its count, columns that stay, marks, a row copied, the view in a file; and how numbers and
 * dates are written. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

/* Sample workspace in a terminal whose settings are in @folder. */
static Terminal *
start (const char *folder, int rows, int columns)
{
	const char *const environment[] = { "XDG_CONFIG_HOME", NULL };
	const char *const arguments[] = { "segscope", "sample.seg", NULL };
	Terminal *terminal = terminal_start_in (folder, rows, columns, environment, arguments);

	terminal_wait_for (terminal, "sample.seg");
	return terminal;
}

static void
leave (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	terminal_settle (terminal, 100);
	if (terminal_is_running (terminal))
		terminal_keys (terminal, "y");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_free (terminal);
}

static char *
file_text (const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename (folder, name, NULL);
	char *text = NULL;

	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	return text;
}

/* Filtered, sorted, with a column hidden and marks: the file says what the screen said. */
static void
test_view (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *text = NULL;
	Terminal *terminal = start (folder, 30, 120);

	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_wait_for (terminal, "Takes and is"); /* the segment under the cursor, beside the list */
	terminal_keys (terminal, "\\");
	terminal_wait_for (terminal, "What marks it off");
	terminal_assert_shows_not (terminal, "Takes and is");
	terminal_keys (terminal, "|");
	terminal_wait_for (terminal, "Columns of this list");
	terminal_keys (terminal, "jj<Down><Space><Esc>"); /* the share */
	terminal_wait_gone (terminal, "Columns of this list");
	terminal_assert_shows_not (terminal, "Share");
	terminal_keys (terminal, "/zzzz");
	terminal_wait_for (terminal, "0 of ");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "Filter:");
	terminal_keys (terminal, "<Space>");
	terminal_wait_for (terminal, "1 marked");
	terminal_keys (terminal, "<C-e>");
	terminal_wait_for (terminal, "Write this 1 row to which file?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "1 row is in ");
	text = file_text (folder, "segments.csv");
	g_assert_nonnull (strstr (text, "Of revenue"));
	g_assert_null (strstr (text, "Share"));
	g_assert_null (strstr (text, "■"));
	terminal_keys (terminal, "/zzzz");
	terminal_wait_for (terminal, "0 of ");
	terminal_keys (terminal, "<Enter><C-e>");
	terminal_wait_for (terminal, "Write this 1 row to which file?");
	terminal_keys (terminal, "<Esc>");
	leave (terminal);
	terminal = start (folder, 30, 120); /* it stays */
	terminal_keys (terminal, "5");
	terminal_wait_for (terminal, "What marks it off");
	terminal_assert_shows_not (terminal, "Share");
	leave (terminal);
}

/* A row in full, copied; numbers and dates as chosen, at once. */
static void
test_row (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	Terminal *terminal = start (folder, 30, 120);

	terminal_wait_for (terminal, "Imported as");
	terminal_keys (terminal, "<C-y>");
	terminal_wait_for (terminal, "The row in full");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Copied: ");
	terminal_keys (terminal, ",");
	terminal_wait_for (terminal, "‹ 1,234.5 ›");
	terminal_keys (terminal, "jjjj<Right>");
	terminal_wait_for (terminal, "‹ 1.234,5 ›");
	terminal_keys (terminal, "j<Right><Right>");
	terminal_wait_for (terminal, "‹ 05.03.2024 ›");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "05.03.2024");
	terminal_assert_shows_not (terminal, "2,02");
	leave (terminal);
}

/* Users: filtered while the condition is typed, half of one being no mistake; marked users alone go to the file; chosen columns stay. */
static void
test_users (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder), *text = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	Terminal *terminal = start (folder, 30, 120);

	terminal_keys (terminal, "6");
	terminal_wait_for (terminal, "filters them");
	terminal_keys (terminal, "/segment = ");
	terminal_wait_for (terminal, "Filter: segment =");
	terminal_assert_shows_not (terminal, "operator");
	terminal_keys (terminal, "1");
	terminal_wait_for (terminal, "users: segment = 1.");
	terminal_keys (terminal, "<Enter><Space><Down><Space>");
	terminal_wait_for (terminal, "2 marked");
	terminal_keys (terminal, "ss<C-e>");
	terminal_wait_for (terminal, "Only the marked users");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "2 users are in users.csv");
	text = file_text (folder, "users.csv");
	rows = csv_rows (text);
	g_assert_cmpuint (rows->len, ==, 3);
	terminal_keys (terminal, "/<C-u>segment = 2<Enter>"); /* which leaves them out: they are marked all the same */
	terminal_wait_for (terminal, "users: segment = 2.");
	terminal_assert_shows (terminal, "2 marked");
	terminal_keys (terminal, "<C-e>");
	terminal_wait_for (terminal, "Only the marked users");
	terminal_keys (terminal, "<C-u>again.csv<Enter>");
	terminal_wait_for (terminal, "2 users are in again.csv");
	terminal_keys (terminal, "v");
	terminal_wait_for (terminal, "Columns, separated by commas");
	terminal_keys (terminal, "<C-u>distance<Enter>");
	terminal_wait_for (terminal, "Distance");
	leave (terminal);
	terminal = start (folder, 30, 120);
	terminal_keys (terminal, "6");
	terminal_wait_for (terminal, "Distance");
	leave (terminal);
}

/* Demo mode: names are covered wherever they stand, nothing is written from lists, the clicker's keys go from step to step; Ctrl-D ends it. */
static void
test_demo (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Outcome) users = command_ok (folder, "users", "sample.seg", "--columns", "name,email", "--filter", "name is not missing", "--output", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (users->out);
	const char *name = csv_value (rows, 1, "name"), *email = csv_value (rows, 1, "email");
	Terminal *terminal = start (folder, 40, 120);

	terminal_keys (terminal, "6");
	terminal_wait_for (terminal, name);
	terminal_keys (terminal, "<C-d>");
	terminal_wait_for (terminal, "DEMO");
	terminal_wait_gone (terminal, name);
	terminal_wait_for (terminal, "**");
	terminal_keys (terminal, "<C-e>");
	terminal_wait_for (terminal, "lists are not written to files");
	terminal_keys (terminal, "/u0<Enter><Enter>");
	terminal_wait_for (terminal, "What to offer next");
	terminal_assert_shows_not (terminal, name);
	if (email != NULL && *email != '\0')
		terminal_assert_shows_not (terminal, email);
	terminal_keys (terminal, "<PageDown>");
	terminal_wait_for (terminal, "W h a t   t o   o f f e r");
	terminal_keys (terminal, "<PageUp><C-d>");
	terminal_wait_gone (terminal, "DEMO");
	terminal_wait_for (terminal, name);
	leave (terminal);
}

/* Scripts with marks, flags, families: each character in the cells that are counted for it, marks with the letter they stand on, and what stands to the right
 * of them in one column. */
static void
test_scripts (void)
{
	static const char *const names[] = { "กิ่งแก้ว", "हिन्दी", "مُحَمَّد", "🇨🇳 Li", "👍🏽 Tom", "👩\xE2\x80\x8D👩\xE2\x80\x8D👧 Ann", "❤\xEF\xB8\x8F Eva", "文字" };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) users = g_string_new ("user_id,name,city\n");
	g_autofree char *path = g_build_filename (folder, "users.csv", NULL);
	g_autoptr (Outcome) import = NULL;
	Terminal *terminal;
	TerminalCell cell;
	gsize size;
	int row, column, first = -1;

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		g_string_append_printf (users, "u%zu,%s,Ulm%zu\n", i, names[i], i);
	g_assert_true (g_file_set_contents (path, users->str, -1, NULL));
	import = command_ok (folder, "import", "sample.seg", "users.csv", "--as", "users", NULL);
	terminal = start (folder, 30, 110); /* too narrow for a pane, which shows a city too */
	terminal_keys (terminal, "6");
	terminal_wait_for (terminal, "All 8 users");
	terminal_keys (terminal, "v");
	terminal_wait_for (terminal, "Columns, separated by commas");
	terminal_keys (terminal, "<C-u>name, city<Enter>");
	terminal_wait_for (terminal, "Ulm7");
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autofree char *city = g_strdup_printf ("Ulm%zu ", i);

		g_assert_true (terminal_find (terminal, city, &row, &column));
		if (first < 0)
			first = column;
		g_assert_cmpint (column, ==, first);
	}
	g_assert_true (terminal_find (terminal, "กิ่งแก้ว", &row, &column));
	terminal_cell (terminal, row, column, &cell);
	g_assert_cmpstr (cell.text, ==, "กิ่");
	g_assert_cmpint (cell.width, ==, 1);
	terminal_assert_shows (terminal, "हिन्दी");
	terminal_assert_shows (terminal, "🇨🇳 Li");
	terminal_assert_shows (terminal, "👍 Tom");
	terminal_assert_shows (terminal, "👩👩👧 Ann");
	g_assert_null (g_strstr_len (terminal_output (terminal, &size), -1, "\xE2\x80\x8D")); /* no joiner, which some terminals would obey */
	leave (terminal);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/list-keys/view", test_view);
	g_test_add_func ("/list-keys/row", test_row);
	g_test_add_func ("/list-keys/users", test_users);
	g_test_add_func ("/list-keys/demo", test_demo);
	g_test_add_func ("/list-keys/scripts", test_scripts);
	return g_test_run ();
}
