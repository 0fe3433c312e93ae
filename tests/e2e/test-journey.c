/* The whole journey by keys alone, as a marketer takes it: from the exported files to the campaign's list. At the smallest
 * usual window and at a large one. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

/* A folder with the sample files as a company would have them. */
static char *
folder_with_exports (void)
{
	static const char *const names[] = { "users.csv", "courses.csv", "events.csv", "purchases.csv", "ratings.csv", "reviews.csv" };
	char *folder = test_folder_new ();

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autofree char *from = test_sample_file (names[i]), *text = test_file_read (from);

		g_free (test_folder_write (folder, names[i], text));
	}
	return folder;
}

/* Chooses the file in the list under the Data screen, looks at the plan, loads it. @role: what it must be taken for. */
static void
import_file (Terminal *terminal, const char *name, const char *role)
{
	g_autofree char *title = g_strdup_printf ("Import %s", name), *holds = g_strdup_printf ("This file holds: %s", role);
	g_autofree char *done = g_strdup_printf ("%s is imported", name);

	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "Which file?");
	terminal_keys (terminal, "p");
	terminal_wait_for (terminal, "Enter accept");
	terminal_keys (terminal, name);
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, title);
	terminal_wait_for (terminal, holds);
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, done);
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Where you are");
}

static void
import_all (Terminal *terminal)
{
	terminal_wait_for (terminal, "No data yet");
	import_file (terminal, "courses.csv", "items");
	import_file (terminal, "users.csv", "users");
	import_file (terminal, "events.csv", "events");
	import_file (terminal, "purchases.csv", "purchases");
	import_file (terminal, "ratings.csv", "ratings");
	import_file (terminal, "reviews.csv", "reviews");
	terminal_wait_for (terminal, "240,357 events");
}

/* What is doubtful in the data, and each column's figures. */
static void
look_at_quality (Terminal *terminal)
{
	terminal_keys (terminal, ":quality<Enter>");
	terminal_wait_for (terminal, "Can the data be trusted?");
	terminal_wait_for (terminal, "24 users share an e-mail address");
	terminal_wait_for (terminal, "of 100"); /* the scores */
	terminal_keys (terminal, "e");
	terminal_wait_for (terminal, "Why these scores");
	terminal_keys (terminal, "<Esc>f");
	terminal_wait_for (terminal, "What deserves a look");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "What deserves a look");
	terminal_keys (terminal, "<Right>");
	terminal_wait_for (terminal, "4,838"); /* different addresses */
	terminal_keys (terminal, "<Down><Down><Down><Down><Enter>"); /* age */
	terminal_wait_for (terminal, "4,400 of 5,000 have a value");
	terminal_wait_for (terminal, "u00796"); /* who is 199 years old */
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "What can be done");
	terminal_wait_for (terminal, "fill with the median");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "600 before, 610 after"); /* missing: 0 and 199 are no ages */
	terminal_keys (terminal, "n<Esc><Left>");
	terminal_wait_for (terminal, "Worth fixing first");
}

/* From the features that are proposed to kept segments. */
static void
make_segments (Terminal *terminal)
{
	terminal_keys (terminal, ":features<Enter>");
	terminal_wait_for (terminal, "What should the segments be based on?");
	terminal_wait_for (terminal, "Days since last event");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "How many segments?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "suggested");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Who would the");
	terminal_wait_still (terminal); /* what was found is in the table of runs then */
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Name under which to keep");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Kept");
}

/* Another algorithm: a tree, whose cut is moved. */
static void
look_at_tree (Terminal *terminal)
{
	terminal_keys (terminal, ":clusters<Enter>");
	terminal_wait_for (terminal, "Who would the");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "suggested");
	terminal_keys (terminal, "a");
	terminal_wait_for (terminal, "How to cluster");
	terminal_keys (terminal, "<Down><Enter>");
	terminal_wait_for (terminal, "Height of the cut");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Ward's method:");
	terminal_keys (terminal, "t");
	terminal_wait_for (terminal, "Cut here");
	terminal_keys (terminal, "<Right><Enter>");
	terminal_wait_for (terminal, "the only number tried");
}

/* Names the largest segment, looks at its profile and at its users. */
static void
look_at_segments (Terminal *terminal)
{
	terminal_keys (terminal, ":segments<Enter>");
	terminal_wait_for (terminal, "Segments: who are they?");
	terminal_wait_for (terminal, "Of revenue");
	terminal_keys (terminal, "n");
	terminal_wait_for (terminal, "Name of the segment");
	terminal_keys (terminal, "<C-u>深度学习者<Enter>");
	terminal_wait_gone (terminal, "Name of the segment");
	terminal_wait_for (terminal, "■ 深度学习者");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Index  25");
	terminal_wait_for (terminal, "Typical users");
	terminal_keys (terminal, "v");
	terminal_wait_for (terminal, "Everyone   Times");
	terminal_keys (terminal, "u");
	terminal_wait_for (terminal, "segment \"深度学习者\"");
	terminal_keys (terminal, "o");
	terminal_wait_for (terminal, "Which segment?");
	terminal_keys (terminal, "<End><Enter>");
	terminal_wait_gone (terminal, "Which segment?");
	terminal_wait_gone (terminal, "segment \"深度学习者\"");
	terminal_keys (terminal, ":sdxxz"); /* by its sound, from anywhere */
	terminal_wait_for (terminal, "segscope profile");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Index  25");
	terminal_keys (terminal, ":users<Enter>");
	terminal_wait_for (terminal, "a everyone");
}

/* The text of the cells of @row from @column on, as wide as a screen is. */
static gboolean
stands_at (Terminal *terminal, int row, int column, const char *text)
{
	TerminalCell cell;
	g_autofree char *first = g_utf8_substring (text, 0, 1);

	terminal_cell (terminal, row, column, &cell);
	return strcmp (cell.text, first) == 0;
}

/* Whether the first reasons stand under each other, however wide the characters of the titles before them. */
static gboolean
is_aligned (Terminal *terminal, int *n_chinese)
{
	int row, title, why;
	TerminalCell cell;

	*n_chinese = 0;
	if (!terminal_find (terminal, "Recommended  ", &row, &title) || !terminal_find (terminal, "Why", &row, &why))
		return FALSE;
	for (int i = 1; i <= 4; i++) {
		if (!stands_at (terminal, row + i, why, "because") && !stands_at (terminal, row + i, why, "popular"))
			return FALSE;
		terminal_cell (terminal, row + i, title, &cell);
		*n_chinese += cell.width == 2;
	}
	return TRUE;
}

/* Rows may still be on their way when the first is there, so it is asked again for a while. */
static void
check_alignment (Terminal *terminal)
{
	int n_chinese;

	for (int tries = 0; !is_aligned (terminal, &n_chinese); tries++) {
		if (tries == 100)
			terminal_fail (G_STRLOC, terminal, "the reasons do not stand under each other");
		terminal_settle (terminal, 100);
	}
	g_assert_cmpint (n_chinese, >, 0);
}

/* One user's page, with titles in Chinese and English. */
static void
look_at_a_user (Terminal *terminal)
{
	terminal_keys (terminal, "a");
	terminal_wait_for (terminal, "u00001");
	terminal_keys (terminal, "/u00597<Enter>");
	terminal_wait_gone (terminal, "u00001");
	terminal_wait_for (terminal, "周鹏");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "What to offer next");
	terminal_wait_for (terminal, "《创业第一年》");
	check_alignment (terminal);
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "also bought this");
	terminal_keys (terminal, "<Esc>");
}

/* The items, and whom to tell about one of them. */
/* By what is recommended, how much events say, and what may be recommended: asked, one set, one taken off. */
static void
set_rules (Terminal *terminal)
{
	terminal_keys (terminal, "m");
	terminal_wait_for (terminal, "Recommend what?");
	terminal_keys (terminal, "<Esc>w");
	terminal_wait_for (terminal, "half-life: days");
	terminal_keys (terminal, "<Esc>r");
	terminal_wait_for (terminal, "These hold on a user's page");
	terminal_keys (terminal, "<End><Enter>");
	terminal_wait_for (terminal, "In one list, as of a campaign");
	terminal_keys (terminal, "none<Enter>");
	terminal_wait_for (terminal, "must be a whole number");
	terminal_keys (terminal, "<Esc><Enter>500<Enter>");
	terminal_wait_for (terminal, "From now on: People an item is offered to, at most: 500");
	terminal_wait_for (terminal, "D take off");
	terminal_keys (terminal, "D");
	terminal_wait_for (terminal, "No rules for recommendations are set any more.");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Bought by");
}

static void
look_at_recommendations (Terminal *terminal)
{
	terminal_keys (terminal, ":recommend<Enter>");
	terminal_wait_for (terminal, "What to offer, and to whom?");
	terminal_wait_for (terminal, "Bought by"); /* the titles alone may still stand there from the screen before */
	terminal_wait_for (terminal, "《外刊精读 52 篇》");
	set_rules (terminal);
	terminal_keys (terminal, "<Enter>");
	terminal_wait_gone (terminal, "What to offer, and to whom?");
	terminal_wait_for (terminal, "People left out: 388 already own.");
	terminal_keys (terminal, "c");
	terminal_wait_for (terminal, "people as a list under which name?");
	terminal_keys (terminal, "<Esc><Esc>");
	terminal_wait_for (terminal, "What to offer, and to whom?");
}

/* Everyone who consented, a tenth held back; returns how many the screen says will be sent to. */
static guint
make_campaign (Terminal *terminal)
{
	g_autofree char *row = NULL;
	guint n_send = 0;
	int y;

	terminal_keys (terminal, ":campaigns<Enter>");
	terminal_wait_for (terminal, "No campaigns yet");
	terminal_keys (terminal, "n");
	terminal_wait_for (terminal, "nothing is kept yet");
	terminal_wait_for (terminal, "To send  ");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Name of the campaign");
	terminal_keys (terminal, "春季促销<Enter>");
	terminal_wait_for (terminal, "Campaign \"春季促销\"");
	terminal_wait_for (terminal, "What to offer");
	g_assert_true (terminal_find (terminal, "To send  ", &y, NULL));
	row = terminal_row (terminal, y);
	for (const char *c = strstr (row, "To send") + strlen ("To send"); *c == ' ' || *c == ',' || g_ascii_isdigit (*c); c++)
		if (g_ascii_isdigit (*c))
			n_send = n_send * 10 + (guint) (*c - '0');
	return n_send;
}

/* As the form proposes it: the usual columns, for Excel, those to send to. */
static void
export_list (Terminal *terminal, const char *folder, guint n_send)
{
	g_autofree char *path = g_build_filename (folder, "春季促销.csv", NULL), *text = NULL;
	g_autofree char *command_path = g_build_filename (folder, "command.csv", NULL), *command_text = NULL;
	g_autoptr (GPtrArray) list = NULL;
	g_autoptr (Outcome) by_command = NULL;
	char **header;

	terminal_keys (terminal, "e");
	terminal_wait_for (terminal, "The first rows, as they will be in the file:");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Write the list to which file?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "The list is written");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "The list is written");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "exported 20");
	text = test_file_read (path);
	g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBF"));
	list = csv_rows (text + 3);
	g_assert_cmpuint (list->len - 1, ==, n_send);
	header = list->pdata[0];
	g_assert_true (g_strv_contains ((const char *const *) header, "email"));
	sample_check_list (list);
	/* The command writes the same file, while the interface is open. */
	by_command = command_ok (folder, "export", "shop.seg", "春季促销", "command.csv", "--bom", NULL);
	command_text = test_file_read (command_path);
	g_assert_true (strcmp (text, command_text) == 0);
}

static void
test_journey (gconstpointer data)
{
	const int *size = data;
	g_autoptr (TestFolder) folder = folder_with_exports ();
	g_autoptr (Terminal) terminal = terminal_start_in (folder, size[0], size[1], (const char *const[]) { "SEGSCOPE_TELL_STILL=1", NULL },
	                                                    (const char *const[]) { "segscope", "shop.seg", NULL });

	import_all (terminal);
	look_at_quality (terminal);
	make_segments (terminal);
	look_at_tree (terminal);
	look_at_segments (terminal);
	look_at_a_user (terminal);
	look_at_recommendations (terminal);
	export_list (terminal, folder, make_campaign (terminal));
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* The README's command, in a terminal: the interface opens on the demo's workspace. */
static void
test_demo (void)
{
	g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "demo", NULL);

	terminal_wait_for (terminal, "Where you are");
	terminal_wait_for (terminal, "240,357 events");
	terminal_assert_shows (terminal, "demo.seg");
	terminal_keys (terminal, ":segments<Enter>");
	terminal_wait_for (terminal, "Of revenue");
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

int
main (int argc, char **argv)
{
	static const int small[] = { 24, 80 }, large[] = { 50, 160 };

	g_test_init (&argc, &argv, NULL);
	g_test_add_data_func ("/journey/80x24", small, test_journey);
	g_test_add_data_func ("/journey/160x50", large, test_journey);
	g_test_add_func ("/journey/demo", test_demo);
	return g_test_run ();
}
