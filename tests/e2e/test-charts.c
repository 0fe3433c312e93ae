/* Charts as a person meets them: looked into with Ctrl-G, read value by value, zoomed by keys, wheel and dragging, written to files. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

static Terminal *
open_chart (const char *folder, int rows, int columns, const char *const *environment)
{
	Terminal *terminal;

	g_free (sample_copy (folder));
	terminal = terminal_start_in (folder, rows, columns, environment, (const char *const[]) { "segscope", "sample.seg", NULL });
	terminal_wait_for (terminal, "240,357 events");
	terminal_keys (terminal, ":features<Enter>");
	terminal_wait_for (terminal, "Days since last event");
	terminal_keys (terminal, "/first purchase<Enter>");
	terminal_wait_for (terminal, "Days since first purchase");
	terminal_keys (terminal, "<Down>");
	terminal_wait_for (terminal, "Users by value");
	terminal_keys (terminal, "<C-g>");
	terminal_wait_for (terminal, "first purchase 0 days to");
	return terminal;
}

static void
quit (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

static void
test_cursor_and_zoom (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_chart (folder, 24, 80, NULL);

	terminal_assert_shows (terminal, "median 375 days");
	terminal_keys (terminal, "<Right>");
	terminal_wait_gone (terminal, "first purchase 0 days to");
	terminal_keys (terminal, "<Home>");
	terminal_wait_for (terminal, "first purchase 0 days to");
	terminal_keys (terminal, "+");
	terminal_wait_for (terminal, "from 4.26 days to");
	terminal_keys (terminal, "-");
	terminal_wait_gone (terminal, "from 4.26 days to");
	terminal_keys (terminal, "-");
	terminal_wait_for (terminal, "This is all of it.");
	terminal_keys (terminal, "v");
	terminal_wait_for (terminal, "The range begins here");
	terminal_keys (terminal, "<Right><Right><Right>v");
	terminal_wait_for (terminal, "from ");
	terminal_keys (terminal, "<Esc>"); /* first all of it again, then back */
	terminal_wait_gone (terminal, "from ");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "What should the segments be based on?");
	quit (terminal);
}

static void
test_mouse (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_chart (folder, 24, 80, NULL);
	int row, column;

	g_assert_true (terminal_has_mouse (terminal));
	terminal_click (terminal, 10, 70);
	terminal_wait_gone (terminal, "first purchase 0 days to");
	terminal_drag (terminal, 10, 30, 12, 50);
	terminal_wait_for (terminal, "from ");
	terminal_keys (terminal, "0");
	terminal_wait_gone (terminal, "from ");
	terminal_wheel (terminal, 10, 40, -1);
	terminal_wait_for (terminal, "from ");
	terminal_wheel (terminal, 10, 40, 1);
	terminal_wait_gone (terminal, "from ");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "What should the segments be based on?");
	g_assert_true (terminal_find (terminal, "Users by value", &row, &column)); /* twice on the chart opens it */
	terminal_click (terminal, row + 3, column + 2);
	terminal_click (terminal, row + 3, column + 2);
	terminal_wait_for (terminal, "first purchase 0 days to");
	quit (terminal);
}

static void
test_mouse_off (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_chart (folder, 24, 80, (const char *const[]) { "SEGSCOPE_MOUSE=0", NULL });

	g_assert_false (terminal_has_mouse (terminal));
	g_assert_null (strstr (terminal_output (terminal, NULL), "\033[?1002h"));
	quit (terminal);
}

static void
test_files (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_chart (folder, 24, 80, NULL);
	g_autofree char *svg_path = g_build_filename (folder, "days-since-first-purchase.svg", NULL), *png_path = g_build_filename (folder, "a.png", NULL);
	g_autofree char *svg = NULL, *png = NULL;

	terminal_keys (terminal, "<C-w>");
	terminal_wait_for (terminal, "Write the chart to which file?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "The chart is in days-since-first-purchase.svg");
	g_assert_true (g_file_get_contents (svg_path, &svg, NULL, NULL));
	g_assert_nonnull (strstr (svg, "<title>Days since first purchase</title>"));
	terminal_keys (terminal, "<Esc><C-w>"); /* from the screen itself too */
	terminal_wait_for (terminal, "Write the chart to which file?");
	terminal_keys (terminal, "<C-u>a.png<Enter>");
	terminal_wait_for (terminal, "The chart is in a.png");
	g_assert_true (g_file_get_contents (png_path, &png, NULL, NULL));
	g_assert_true (memcmp (png, "\x89PNG", 4) == 0);
	g_assert_true (g_file_set_contents (svg_path, "mine", -1, NULL));
	terminal_keys (terminal, "<C-w>"); /* a name without its ending, which nobody was asked about */
	terminal_wait_for (terminal, "Write the chart to which file?");
	terminal_keys (terminal, "<C-u>days-since-first-purchase<Enter>");
	terminal_wait_for (terminal, "nothing was written");
	g_clear_pointer (&svg, g_free);
	g_assert_true (g_file_get_contents (svg_path, &svg, NULL, NULL));
	g_assert_cmpstr (svg, ==, "mine");
	quit (terminal);
}

/* Without colours and without Unicode a chart is still one. */
static void
test_plain (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) plain = open_chart (folder, 36, 120, (const char *const[]) { "LC_ALL=C", "NO_COLOR=1", NULL });
	g_autofree char *screen = NULL;

	screen = terminal_screen (plain);
	for (const char *at = screen; *at != '\0'; at++)
		g_assert_true ((guchar) *at < 0x80);
	g_assert_nonnull (strstr (screen, "+"));
	quit (plain);
}

/* The counts that stand as text in an SVG file: after the last ": " of each line that ends in a number, or in @unit behind it. */
static gint64
sum_of (const char *svg, const char *unit, guint *n)
{
	const char *begin = strstr (svg, "<desc>"), *end = strstr (svg, "</desc>");
	g_autofree char *text = g_strndup (begin + strlen ("<desc>"), (gsize) (end - begin) - strlen ("<desc>"));
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
	gint64 sum = 0;

	*n = 0;
	for (guint i = 0; lines[i] != NULL; i++) {
		const char *value = strrchr (lines[i], ':');

		if (value == NULL || strstr (value, unit) == NULL)
			continue;
		sum += g_ascii_strtoll (value + 2, NULL, 10);
		(*n)++;
	}
	return sum;
}

/* Every user who is rated stands in one cell of the grid; what is drawn of a user is what the page counts. */
static void
test_commands (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *grid = g_build_filename (folder, "rfm.svg", NULL), *months = g_build_filename (folder, "u.svg", NULL), *svg = NULL;
	g_autoptr (Outcome) cells = NULL, page = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	gint64 rated = 0;
	guint n;

	g_free (sample_copy (folder));
	cells = command_ok (folder, "rfm", "sample.seg", "--cells", "--output", "csv", "--chart", "rfm.svg", NULL);
	rows = csv_rows (cells->out);
	g_assert_true (g_file_get_contents (grid, &svg, NULL, NULL));
	g_assert_nonnull (strstr (svg, "<title>Users by recency and value</title>"));
	for (guint i = 0; i + 1 < rows->len; i++)
		rated += g_ascii_strtoll (csv_value (rows, i, "users"), NULL, 10);
	g_assert_cmpint (rated, >, 3000);
	g_assert_cmpint (sum_of (svg, "", &n), ==, rated);
	g_assert_cmpuint (n, ==, 25);
	g_clear_pointer (&svg, g_free);
	page = command_ok (folder, "user", "sample.seg", "u00034", "--show", "page", "--chart", "u.svg", NULL);
	g_assert_true (g_file_get_contents (months, &svg, NULL, NULL));
	g_assert_cmpint (sum_of (svg, " events", &n), >, 0);
	g_assert_cmpuint (n, ==, 24);
	command_fails (folder, 2, "--show page or all", "user", "sample.seg", "u00034", "--why", "--chart", "u.svg", NULL);
	command_fails (folder, 2, ".svg, .png or .pdf", "rfm", "sample.seg", "--chart", "rfm.gif", NULL);
}

/* What stands on screens without axes, too: the activity of a user, the grid. */
static void
test_other_screens (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;

	g_free (sample_copy (folder));
	terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "sample.seg", NULL });
	terminal_wait_for (terminal, "240,357 events");
	terminal_keys (terminal, "6");
	terminal_wait_for (terminal, "u00001");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Events by month");
	terminal_keys (terminal, "<C-g>");
	terminal_wait_for (terminal, "did in each month");
	terminal_wait_for (terminal, "month 20");
	terminal_keys (terminal, "<Esc>3");
	terminal_wait_for (terminal, "What should the segments be based on?");
	terminal_keys (terminal, "r");
	terminal_wait_for (terminal, "RFM: who comes");
	terminal_wait_for (terminal, " as of ");
	terminal_keys (terminal, "<C-g>");
	terminal_wait_for (terminal, "Users by recency and value");
	terminal_wait_for (terminal, "from 0");
	quit (terminal);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/charts/cursor-and-zoom", test_cursor_and_zoom);
	g_test_add_func ("/charts/mouse", test_mouse);
	g_test_add_func ("/charts/mouse-off", test_mouse_off);
	g_test_add_func ("/charts/files", test_files);
	g_test_add_func ("/charts/plain", test_plain);
	g_test_add_func ("/charts/commands", test_commands);
	g_test_add_func ("/charts/other-screens", test_other_screens);
	return g_test_run ();
}
