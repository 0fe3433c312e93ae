#include <config.h>
#include "golden.h"

#include <string.h>

#include "support/folder.h"

static void
replace (char **text, const char *pattern, const char *by)
{
	g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
	char *replaced = g_regex_replace_literal (regex, *text, -1, 0, by, 0, NULL);

	g_free (*text);
	*text = replaced;
}

static void
replace_by (char **text, const char *pattern, GRegexEvalCallback by)
{
	g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
	char *replaced = g_regex_replace_eval (regex, *text, -1, 0, 0, by, NULL, NULL);

	g_free (*text);
	*text = replaced;
}

/* As wide as before, where there are blanks in front to take from, as in columns. */
static gboolean
hide_duration (const GMatchInfo *match, GString *result, gpointer data)
{
	g_autofree char *blanks = g_match_info_fetch (match, 1), *less = g_match_info_fetch (match, 2), *number = g_match_info_fetch (match, 3),
		*unit = g_match_info_fetch (match, 5);
	gsize width = strlen (blanks) + strlen (less) + strlen (number) - 1 + (strcmp (unit, "ms") == 0 ? 1 : strcmp (unit, "毫秒") == 0 ? 2 : 0);

	(void) data;
	if (strlen (blanks) < 2)
		width = strlen (blanks);
	g_string_append_printf (result, "%*s# %s", (int) width, "", strcmp (unit, "ms") == 0 ? "s" : strcmp (unit, "毫秒") == 0 ? "秒" : unit);
	return FALSE;
}

static gboolean
hide_digits (const GMatchInfo *match, GString *result, gpointer data)
{
	g_autofree char *found = g_match_info_fetch (match, 0);

	(void) data;
	for (const char *at = found; *at != '\0'; at++)
		g_string_append_c (result, g_ascii_isdigit (*at) ? '#' : *at);
	return FALSE;
}

/* What a run says of itself: today, how long something took, and where it was. Columns stay where they were. */
static char *
without_run (char *text)
{
	g_autoptr (GDateTime) now = g_date_time_new_now_utc (), before = g_date_time_add_days (now, -1);
	g_autofree char *today = g_date_time_format (now, "%Y-%m-%d"), *yesterday = g_date_time_format (before, "%Y-%m-%d");
	g_autofree char *days = g_strdup_printf ("(%s|%s)( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?", today, yesterday);

	replace_by (&text, days, hide_digits);
	replace_by (&text, "20[0-9]{2}-[0-9-]*…", hide_digits);
	replace_by (&text, "[0-9]{2}:[0-9]{2}(?= \\(UTC\\)|（UTC）)", hide_digits); /* its day may stand on the line above */
	replace_by (&text, "( *)(< |)([0-9]+(\\.[0-9]+)?) (s|ms|秒|毫秒)(?![a-z])", hide_duration);
	replace_by (&text, "(?<=taken back: |占文件 )[1-9][0-9]* (?=bytes)", hide_digits); /* of a change that is kept packed: it holds times */
	replace (&text, "segscope-test-[A-Za-z0-9]{6}", "segscope-test-######");
	return text;
}

/* A row with its colours. */
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

char *
golden_picture (Terminal *terminal, int rows, int columns, gboolean colours)
{
	GString *coloured;

	if (!colours)
		return without_run (terminal_screen (terminal));
	coloured = g_string_new (NULL);
	for (int row = 0; row < rows; row++)
		append_coloured_row (coloured, terminal, row, columns);
	return without_run (g_string_free (coloured, FALSE));
}

static void
report_rows (GString *report, const char *wanted, const char *picture)
{
	g_auto (GStrv) wanted_rows = g_strsplit (wanted, "\n", -1), rows = g_strsplit (picture, "\n", -1);

	for (guint i = 0; rows[i] != NULL && wanted_rows[i] != NULL; i++)
		if (strcmp (rows[i], wanted_rows[i]) != 0)
			g_string_append_printf (report, "  row %u\n    should be |%s\n    is        |%s\n", i + 1, wanted_rows[i], rows[i]);
}

gboolean
golden_check (const char *path, const char *picture, GString *report)
{
	g_autofree char *parent = g_path_get_dirname (path), *wanted = NULL;

	if (g_getenv ("SEGSCOPE_UPDATE_GOLDEN") != NULL) {
		g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
		g_assert_true (g_file_set_contents (path, picture, -1, NULL));
		return TRUE;
	}
	if (!g_file_get_contents (path, &wanted, NULL, NULL)) {
		g_string_append_printf (report, "%s is not there\n", path);
		return FALSE;
	}
	if (strcmp (wanted, picture) == 0)
		return TRUE;
	g_string_append_printf (report, "%s differs\n", path);
	report_rows (report, wanted, picture);
	return FALSE;
}
