/* How every screen looks: golden screens in tests/data/golden, reviewed by eye, in three sizes, two languages and three schemes of colours,
 * over the demo workspace. What differs from run to run (today's date, durations) is shown as #.
 *
 * After a change of screens: SEGSCOPE_UPDATE_GOLDEN=1 make check-golden writes them anew; look at the difference before committing it.
 * Files ending in .ans hold the colours as well: cat shows them in a terminal of 80 columns. */
#include <config.h>

#include <glib/gstdio.h>
#include <string.h>

#include "command.h"
#include "support/folder.h"
#include "terminal.h"

#define STILL_MS 600        /* when updating: nothing more is drawn */
#define PATIENCE_SECONDS 20 /* until a screen is as it should be */

/* Each begins where the one before it ended; "back" leads to a screen of the rail. */
typedef struct {
	const char *name, *keys, *back;
} Look;

static const Look looks[] = {
	{ "data", "", "" },
	{ "data-what-changed", "w", "<Esc>" },
	{ "quality", "2", "" },
	{ "quality-columns", "<Right>", "<Left>" },
	{ "cleaning-recipe", "r", "<Esc>" },
	{ "features", "3", "" },
	{ "correlations", "m", "<Esc>" },
	{ "components", "x", "<Esc>" },
	{ "rfm-grid", "r", "<Esc>" },
	{ "clusters", "4<Enter>", "" },
	{ "segments", "5", "" },
	{ "profile", "<Enter>", "<Esc>" },
	{ "persona", "p", "<Esc>" },
	{ "playbook", "P", "<Esc>" },
	{ "users", "6", "" },
	{ "user", "<Enter>", "<Esc>" },
	{ "recommend", "7", "" },
	{ "item", "<Enter>", "<Esc>" },
	{ "campaigns", "8", "" },
	{ "campaign", "<Enter>", "<Esc>" },
	{ "builder", "n", "<Esc>" },
	{ "help", "?", "<Esc>" },
	{ "palette", ":", "<Esc>" },
};

typedef struct {
	const char *name;
	int         rows, columns;
	const char *language, *scheme;
	gboolean    colours; /* kept, too */
} Setting;

static const Setting settings[] = {
	{ "en-80x24", 24, 80, "en", "dark", FALSE },     { "en-120x36", 36, 120, "en", "dark", FALSE }, { "en-200x60", 60, 200, "en", "dark", FALSE },
	{ "zh-80x24", 24, 80, "zh_CN", "dark", FALSE },  { "zh-120x36", 36, 120, "zh_CN", "dark", FALSE }, { "zh-200x60", 60, 200, "zh_CN", "dark", FALSE },
	{ "dark", 24, 80, "en", "dark", TRUE },          { "high-contrast", 24, 80, "en", "high-contrast", TRUE }, { "mono", 24, 80, "en", "mono", TRUE },
};

static char *folder; /* with demo.seg */

/* What a run says of itself: today, and how long something took. */
static char *
without_time (const char *text)
{
	g_autoptr (GDateTime) now = g_date_time_new_now_utc (), before = g_date_time_add_days (now, -1);
	g_autofree char *today = g_date_time_format (now, "%Y-%m-%d"), *yesterday = g_date_time_format (before, "%Y-%m-%d");
	g_autofree char *days = g_strdup_printf ("(%s|%s)( [0-9]{2}:[0-9]{2})?", today, yesterday);
	g_autoptr (GRegex) dates = g_regex_new (days, 0, 0, NULL), durations = g_regex_new ("[0-9]+(\\.[0-9]+)? (s|ms|秒|毫秒)(?![a-z])", 0, 0, NULL);
	g_autofree char *dated = g_regex_replace_literal (dates, text, -1, 0, "##########", 0, NULL);

	return g_regex_replace_literal (durations, dated, -1, 0, "# s", 0, NULL);
}

/* A row with its colours as the sequences that a terminal understands. */
static void
append_coloured_row (GString *screen, Terminal *terminal, int row, int columns)
{
	TerminalCell before = { .foreground = -1, .background = -1 };

	for (int column = 0; column < columns;) {
		TerminalCell cell;

		terminal_cell (terminal, row, column, &cell);
		if ((cell.text[0] == '\0' || cell.text[0] == ' ') && !cell.reverse && !cell.underline && cell.background < 0 && !before.reverse && !before.underline && before.background < 0)
			cell.bold = before.bold, cell.foreground = before.foreground; /* not seen on a blank */
		if (cell.bold != before.bold || cell.reverse != before.reverse || cell.underline != before.underline || cell.foreground != before.foreground
		    || cell.background != before.background) {
			g_string_append_printf (screen, "\033[0%s%s%s", cell.bold ? ";1" : "", cell.underline ? ";4" : "", cell.reverse ? ";7" : "");
			if (cell.foreground >= 0)
				g_string_append_printf (screen, ";38;5;%d", cell.foreground);
			if (cell.background >= 0)
				g_string_append_printf (screen, ";48;5;%d", cell.background);
			g_string_append_c (screen, 'm');
		}
		g_string_append (screen, cell.text[0] != '\0' ? cell.text : " ");
		before = cell;
		column += MAX (cell.width, 1);
	}
	g_string_append (screen, "\033[0m\n");
}

static char *
seen (Terminal *terminal, const Setting *setting)
{
	g_autofree char *plain = NULL;
	g_autoptr (GString) coloured = g_string_new (NULL);

	if (!setting->colours) {
		plain = terminal_screen (terminal);
		return without_time (plain);
	}
	for (int row = 0; row < setting->rows; row++)
		append_coloured_row (coloured, terminal, row, setting->columns);
	return without_time (coloured->str);
}

/* Until nothing is drawn any more and the status line says of no work, which may stand still for longer. */
static void
settle (Terminal *terminal, const Setting *setting)
{
	gint64 limit = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
	gboolean works = TRUE;

	while (works && g_get_monotonic_time () < limit) {
		g_autofree char *text = NULL;
		g_auto (GStrv) rows = NULL;

		terminal_settle (terminal, STILL_MS);
		text = terminal_screen (terminal);
		rows = g_strsplit (text, "\n", -1);
		works = (int) g_strv_length (rows) > setting->rows - 2 && strstr (rows[setting->rows - 2], "Ctrl-C") != NULL;
	}
}

static void
write_look (const char *path, Terminal *terminal, const Setting *setting)
{
	g_autofree char *now = NULL, *parent = g_path_get_dirname (path);

	settle (terminal, setting);
	now = seen (terminal, setting);
	g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
	g_assert_true (g_file_set_contents (path, now, -1, NULL));
}

/* Waits for the screen to be as it should; afterwards says what differs. TRUE: it was. */
static gboolean
compare_look (const char *path, Terminal *terminal, const Setting *setting)
{
	g_autofree char *wanted = test_file_read (path), *now = NULL;
	g_auto (GStrv) wanted_rows = g_strsplit (wanted, "\n", -1), rows = NULL;
	gint64 limit = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

	do {
		g_free (now);
		now = seen (terminal, setting);
		if (strcmp (now, wanted) == 0)
			return TRUE;
		terminal_settle (terminal, 20);
	} while (g_get_monotonic_time () < limit);
	rows = g_strsplit (now, "\n", -1);
	g_test_message ("%s differs:", path);
	for (guint i = 0; rows[i] != NULL && wanted_rows[i] != NULL; i++)
		if (strcmp (rows[i], wanted_rows[i]) != 0)
			g_test_message ("row %u\n  should be |%s\n  is        |%s", i + 1, wanted_rows[i], rows[i]);
	return FALSE;
}

static gboolean
check_look (const Look *look, Terminal *terminal, const Setting *setting)
{
	g_autofree char *name = g_strdup_printf ("golden/%s/%s.%s", setting->name, look->name, setting->colours ? "ans" : "txt");
	g_autofree char *path = g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA"), name, NULL);

	if (g_getenv ("SEGSCOPE_UPDATE_GOLDEN") == NULL)
		return compare_look (path, terminal, setting);
	write_look (path, terminal, setting);
	return TRUE;
}

static void
test_looks (gconstpointer data)
{
	const Setting *setting = data;
	g_autofree char *configuration = g_build_filename (folder, setting->name, "segscope", NULL), *file = g_build_filename (configuration, "segscope.conf", NULL);
	g_autofree char *text = g_strdup_printf ("[interface]\nlanguage=%s\nscheme=%s\n", setting->language, setting->scheme);
	g_autofree char *home = g_strdup_printf ("XDG_CONFIG_HOME=%s/%s", folder, setting->name);
	g_autofree char *locale = g_strdup_printf ("SEGSCOPE_LOCALE_DIR=%s", g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "");
	g_autoptr (Terminal) terminal = NULL;
	guint different = 0;

	g_assert_cmpint (g_mkdir_with_parents (configuration, 0700), ==, 0);
	g_assert_true (g_file_set_contents (file, text, -1, NULL));
	terminal = terminal_start_in (folder, setting->rows, setting->columns, (const char *const[]) { home, locale, NULL },
	                              (const char *const[]) { "segscope", "demo.seg", NULL });
	terminal_wait_for (terminal, "demo.seg");
	for (gsize i = 0; i < G_N_ELEMENTS (looks); i++) {
		terminal_keys (terminal, looks[i].keys);
		different += !check_look (&looks[i], terminal, setting);
		terminal_keys (terminal, looks[i].back);
	}
	g_assert_cmpuint (different, ==, 0);
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

static void
left_out (void)
{
	g_test_skip ("the looks are the same under sanitizers, and are compared without them");
}

int
main (int argc, char **argv)
{
	int status;

	g_test_init (&argc, &argv, NULL);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	g_test_add_func ("/golden/left-out", left_out);
	return g_test_run ();
#else
	(void) left_out;
#endif
	folder = test_folder_new ();
	outcome_free (command_ok (folder, "demo", "demo.seg", "--no-open", "--quiet", NULL));
	for (gsize i = 0; i < G_N_ELEMENTS (settings); i++) {
		g_autofree char *name = g_strdup_printf ("/golden/%s", settings[i].name);

		g_test_add_data_func (name, &settings[i], test_looks);
	}
	status = g_test_run ();
	test_folder_remove (folder);
	return status;
}
