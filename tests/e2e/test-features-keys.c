/* The screens behind Features by keys alone: own features, the map of correlations, components, what segments are apart in, odd users,
 * feature sets, the RFM grid up to a campaign; each job stopped once and done again; in Chinese, without colours and with few. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

/* The interface at Features, on a copy of the sample workspace in @folder. */
static Terminal *
open_features (const char *folder, int rows, int columns, const char *const *environment)
{
	Terminal *terminal;

	g_free (sample_copy (folder));
	terminal = terminal_start_in (folder, rows, columns, environment, (const char *const[]) { "segscope", "sample.seg", NULL });
	terminal_wait_for (terminal, "240,357 events");
	terminal_keys (terminal, ":features<Enter>");
	terminal_wait_for (terminal, "Days since last event");
	return terminal;
}

static void
quit (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	for (guint i = 0; i < 600 && terminal_is_running (terminal); i++) { /* on a slow machine a job may still be under way */
		terminal_settle (terminal, 50);
		if (terminal_find (terminal, "Stop it and leave", NULL, NULL)) {
			terminal_keys (terminal, "y");
			break;
		}
	}
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* Begins what @key begins at @title, stops it at once (unless it has ended by then), and does it again up to @shown. */
static void
stop_and_again (Terminal *terminal, const char *key, const char *title, const char *shown)
{
	terminal_keys (terminal, key);
	terminal_wait_for (terminal, title);
	terminal_keys (terminal, "<C-c>");
	for (int tries = 0; tries < 300 && !terminal_find (terminal, shown, NULL, NULL); tries++) {
		if (terminal_find (terminal, "Stopped", NULL, NULL)) {
			terminal_keys (terminal, "<Enter>");
			terminal_wait_gone (terminal, "Stopped");
			break;
		}
		terminal_settle (terminal, 50);
	}
	terminal_wait_for (terminal, shown);
}

static void
back (Terminal *terminal)
{
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "What should the segments be based on?");
}

/* Every job of the screens can be stopped, which leaves a way on. */
static void
test_stop (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, NULL);

	stop_and_again (terminal, "m", "Which features go together?", "letters: groups");
	back (terminal);
	stop_and_again (terminal, "x", "How many directions do the features have?", "worth keeping");
	back (terminal);
	stop_and_again (terminal, "X", "What are the segments apart in?", "fall into their own segment");
	back (terminal);
	stop_and_again (terminal, "w", "Which features are worth keeping?", "to find groups.");
	back (terminal);
	stop_and_again (terminal, "o", "Who is unlike everyone else?", "are unlike the others");
	back (terminal);
	stop_and_again (terminal, "r", "RFM: who comes, how often, for how much?", "Champions");
	back (terminal);
	quit (terminal);
}

/* The caret stands in the line below @mistake, under its first character. */
static void
assert_caret_below (Terminal *terminal, const char *mistake)
{
	g_autofree char *above = NULL;
	int line, column;

	g_assert_true (terminal_find (terminal, "^", &line, &column));
	above = terminal_row (terminal, line - 1);
	g_assert_nonnull (strstr (above, mistake));
	g_assert_cmpint ((int) g_utf8_pointer_to_offset (above, strstr (above, mistake)), ==, column);
}

/* An expression with a mistake is pointed at, tried out while it is typed, and kept. */
static void
test_own_feature (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, NULL);

	terminal_keys (terminal, "f");
	terminal_wait_for (terminal, "A feature of your own");
	terminal_keys (terminal, "<Down><Enter>monetary / ordrs<Enter>");
	terminal_wait_for (terminal, "there is no “ordrs” here");
	assert_caret_below (terminal, "ordrs");
	terminal_keys (terminal, "<Enter><Backspace><Backspace>ers<Enter>");
	terminal_wait_for (terminal, "From ");
	terminal_wait_for (terminal, "missing for");
	terminal_keys (terminal, "<Down><Enter>spend_per_order<Enter>");
	terminal_keys (terminal, "s"); /* kept once it was tried out under its name */
	terminal_wait_for (terminal, "“spend_per_order” is defined");
	g_clear_pointer (&terminal, terminal_free);
	outcome_free (command_ok (folder, "features", "definitions", "sample.seg", NULL));
}

/* Components and discriminants are looked at and kept as features. */
static void
test_directions (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 50, 160, NULL);

	terminal_keys (terminal, "x");
	terminal_wait_for (terminal, "how each column enters");
	terminal_keys (terminal, "b");
	terminal_wait_for (terminal, "To the right component 1");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Keep the components as features called");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Kept as pc1");
	back (terminal);
	terminal_keys (terminal, "X");
	terminal_wait_for (terminal, "fall into their own segment");
	terminal_wait_for (terminal, "The others look like");
	terminal_keys (terminal, "bb");
	terminal_wait_for (terminal, "how each column goes with it");
	terminal_keys (terminal, "o");
	terminal_wait_for (terminal, "Which segmentation?");
	terminal_keys (terminal, "<Enter>w");
	terminal_wait_for (terminal, "Keep the discriminants as features called");
	terminal_keys (terminal, "1<Enter>"); /* a name that ends with a digit is refused */
	terminal_wait_for (terminal, "is no name for components");
	terminal_keys (terminal, "<Esc>w");
	terminal_wait_for (terminal, "Keep the discriminants as features called");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "Kept as apart1 to apart4");
	quit (terminal);
}

/* What is done to a category is chosen step by step; when its column is gone, that is said before it goes out of the choice. */
static void
test_treatment (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, NULL);
	g_autoptr (Outcome) listed = NULL;

	terminal_keys (terminal, "/city<Enter><Down>d");
	terminal_wait_for (terminal, "How it becomes numbers");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "How does \"city\" become numbers?");
	terminal_keys (terminal, "<Down><Down><Down><Enter>");
	terminal_wait_for (terminal, "The mean of which outcome");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_gone (terminal, "The mean of which outcome");
	terminal_keys (terminal, "d<Down><Down><Enter>"); /* a column of its own for what is missing */
	terminal_wait_gone (terminal, "How it becomes numbers");
	terminal_settle (terminal, 300);
	terminal_wait_gone (terminal, "waiting"); /* for the figures to give way */
	terminal_wait_gone (terminal, "saving what is chosen");
	terminal_settle (terminal, 300);
	quit (terminal);
	listed = command_ok (folder, "features", "sample.seg", "--output", "csv", NULL);
	g_assert_nonnull (strstr (listed->out, "target=user.email_consent:missing=column"));
	outcome_free (command_ok (folder, "clean", "sample.seg", "--add", "drop-column", "--column", "city", NULL));
	terminal_free (g_steal_pointer (&terminal));
	terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "sample.seg", NULL });
	terminal_wait_for (terminal, "240,357 events");
	terminal_keys (terminal, ":features<Enter>");
	terminal_wait_for (terminal, "no longer in the data: user.city.");
	terminal_keys (terminal, "A");
	terminal_wait_for (terminal, "no longer chosen: user.city.");
	quit (terminal);
}

/* Odd users are set aside by a step of the recipe, which is taken back. */
static void
test_odd_users (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, NULL);

	terminal_keys (terminal, "o");
	terminal_wait_for (terminal, "are unlike the others");
	terminal_keys (terminal, "<Space><Space>x");
	terminal_wait_for (terminal, "Set 2 users aside?");
	terminal_keys (terminal, "y");
	terminal_wait_for (terminal, "2 users are set aside by the cleaning recipe");
	terminal_wait_for (terminal, "are unlike the others");
	terminal_keys (terminal, "b");
	terminal_wait_for (terminal, "Take in again all users");
	terminal_keys (terminal, "y");
	terminal_wait_for (terminal, "All users that were set aside here are back");
	terminal_keys (terminal, "y");
	terminal_wait_for (terminal, "1 user is kept");
	quit (terminal);
}

/* A set is kept under a name, the choice in use changed, both compared, the kept one deleted. */
static void
test_sets (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, NULL);

	terminal_keys (terminal, "v");
	terminal_wait_for (terminal, "Feature sets");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Keep the set under which name?");
	terminal_keys (terminal, "<C-u>试验前<Enter>");
	terminal_wait_for (terminal, "Kept as \"试验前\"");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Days since last event");
	terminal_keys (terminal, "p<Down><Space>");
	terminal_keys (terminal, "v");
	terminal_wait_for (terminal, "试验前");
	terminal_keys (terminal, "<Home><Space><Space>c");
	terminal_wait_for (terminal, "users are in both");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "Each set has its own choice");
	quit (terminal);
}

/* From the grid of recency, frequency and money to a campaign for one of its groups. */
static void
test_rfm (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, NULL);
	g_autoptr (Outcome) listed = NULL;

	terminal_keys (terminal, "r");
	terminal_wait_for (terminal, "RFM: who comes, how often, for how much?");
	terminal_wait_for (terminal, "Champions");
	terminal_keys (terminal, "s");
	terminal_wait_for (terminal, "Name under which to keep the groups as segments");
	terminal_keys (terminal, "<C-u>Wert<Enter>");
	terminal_wait_for (terminal, "Kept as \"Wert\"");
	terminal_keys (terminal, ":segments<Enter>");
	terminal_wait_for (terminal, "\"Wert\" · RFM grid");
	terminal_keys (terminal, "e");
	terminal_wait_for (terminal, "nothing is kept yet");
	terminal_wait_for (terminal, "To send  ");
	terminal_keys (terminal, "w");
	terminal_wait_for (terminal, "Name of the campaign");
	terminal_keys (terminal, "Dank<Enter>");
	terminal_wait_for (terminal, "Campaign \"Dank\"");
	terminal_wait_for (terminal, "What to offer");
	quit (terminal);
	listed = command_ok (folder, "campaign", "sample.seg", "--output", "csv", NULL);
	g_assert_nonnull (strstr (listed->out, "Dank"));
}

/* Cells with a colour of their own, of those that show @text's rows. */
static guint
count_coloured (Terminal *terminal, int *most)
{
	guint n = 0;

	*most = -1;
	for (int row = 0; row < 24; row++)
		for (int column = 0; column < 80; column++) {
			TerminalCell cell;

			terminal_cell (terminal, row, column, &cell);
			n += cell.foreground != -1 || cell.background != -1 ? 1 : 0;
			*most = MAX (*most, MAX (cell.foreground, cell.background));
		}
	return n;
}

static void
open_map (const char *const *environment, gboolean coloured, int highest)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = open_features (folder, 24, 80, environment);
	int most;

	terminal_keys (terminal, "ma"); /* all features: shades instead of figures */
	terminal_wait_for (terminal, "letters: groups");
	terminal_wait_for (terminal, "all ");
	terminal_wait_for (terminal, "▓");
	g_assert_cmpint (count_coloured (terminal, &most) > 0, ==, coloured);
	g_assert_cmpint (most, <, highest);
	quit (terminal);
}

/* The heat map says the same without colours, with 16, and with 256. */
static void
test_map (void)
{
	open_map ((const char *const[]) { "NO_COLOR=1", NULL }, FALSE, 0);
	/* has 8 colours, bright ones by being bold; there ncurses asks the console's mouse library, which keeps what it allocates */
	open_map ((const char *const[]) { "TERM=linux", "ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0", NULL }, TRUE, 16);
	open_map (NULL, TRUE, 256);
}

/* With its catalogue the program speaks Chinese, rail, list and keys; lines stay as wide as the terminal. */
static void
test_chinese (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *messages = g_strdup_printf ("SEGSCOPE_LOCALE_DIR=%s", g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "");
	const char *const environment[] = { "LC_ALL=zh_CN.UTF-8", "LANG=zh_CN.UTF-8", messages, NULL }; /* whether installed or not */
	g_autofree char *catalogue = g_build_filename (g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "/nonexistent",
	                                               "zh_CN", "LC_MESSAGES", "segscope.mo", NULL);
	g_autoptr (Terminal) terminal = NULL;

	if (!g_file_test (catalogue, G_FILE_TEST_EXISTS)) {
		g_test_skip ("no Chinese messages: gettext is not installed");
		return;
	}
	g_free (sample_copy (folder));
	terminal = terminal_start_in (folder, 24, 80, environment, (const char *const[]) { "segscope", "sample.seg", NULL });
	terminal_wait_for (terminal, "现在的情况");
	terminal_wait_for (terminal, "●特3│"); /* the letter of the narrow rail is two cells wide */
	terminal_keys (terminal, "3");
	terminal_wait_for (terminal, "分群应当依据什么？");
	terminal_wait_for (terminal, "距上次行为天数");
	terminal_keys (terminal, "X");
	terminal_wait_for (terminal, "落在自己的分群");
	terminal_keys (terminal, "<Esc>?");
	terminal_wait_for (terminal, "Esc 关闭");
	terminal_keys (terminal, "<Esc>q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/features-keys/own-feature", test_own_feature);
	g_test_add_func ("/features-keys/directions", test_directions);
	g_test_add_func ("/features-keys/treatment", test_treatment);
	g_test_add_func ("/features-keys/odd-users", test_odd_users);
	g_test_add_func ("/features-keys/sets", test_sets);
	g_test_add_func ("/features-keys/rfm", test_rfm);
	g_test_add_func ("/features-keys/map", test_map);
	g_test_add_func ("/features-keys/stop", test_stop);
	g_test_add_func ("/features-keys/chinese", test_chinese);
	return g_test_run ();
}
