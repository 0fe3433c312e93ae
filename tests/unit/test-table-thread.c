/* Large tables, whose rows are written in a thread of their own: the same bytes as one row after the other, faults told with their row, and nothing left
 * behind when the caller gives up. */
#include <config.h>
#include <segscope/csv.h>
#include <segscope/error.h>
#include <segscope/table_file.h>

#include <string.h>

#include "support/folder.h"

#define N_ROWS 9000 /* several batches */
#define LONG_CELL 30000 /* a workbook takes it */

static const SegTableColumn columns[] = { { "key", SEG_FIELD_TEXT }, { "text", SEG_FIELD_TEXT }, { "number", SEG_FIELD_NUMBER } };

/* Row number @row: commas, quotes, cells that are not known, one that is long. */
static void
fill (guint row, char *key, char *text, const char **cells)
{
	g_snprintf (key, 32, "u%05u", row);
	if (row % 500 == 7) {
		memset (text, 'a' + (int) (row % 26), LONG_CELL);
		text[LONG_CELL] = '\0';
	} else
		g_snprintf (text, 64, row % 3 == 0 ? "张 \"%u\", x" : "=%u", row);
	cells[0] = key;
	cells[1] = row % 5 == 0 ? NULL : text;
	cells[2] = row % 2 == 0 ? "1.5" : "-3";
}

/* @bad: the row with a character that GBK does not have; N_ROWS: none. @until: rows that are written. */
static gboolean
write_rows (SegTableWriter *writer, guint until, guint bad, GError **error)
{
	g_autofree char *text = g_malloc (LONG_CELL + 1);
	char key[32];
	const char *cells[3];

	for (guint row = 0; row < until; row++) {
		fill (row, key, text, cells);
		if (row == bad)
			cells[1] = "🎉";
		if (!seg_table_writer_row (writer, cells, error))
			return FALSE;
	}
	return TRUE;
}

static SegTableWriter *
begin (SegFileSet *set, const TestFolder *folder, const SegTableFileOptions *options, char **path)
{
	SegTableWriter *writer;
	GError *error = NULL;

	*path = g_build_filename (folder, "list.csv", NULL);
	writer = seg_table_writer_new (seg_file_set_add (set, *path, &error), options, columns, G_N_ELEMENTS (columns), &error);
	g_assert_no_error (error);
	return writer;
}

static void
test_bytes (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	SegTableFileOptions options = { 0 };
	g_autofree char *path = NULL, *written = NULL, *text = g_malloc (LONG_CELL + 1);
	g_autoptr (SegTableWriter) writer = begin (set, folder, &options, &path);
	g_autoptr (GString) expected = g_string_new ("key,text,number\r\n");
	GError *error = NULL;
	const char *cells[3];
	char key[32];

	g_assert_true (write_rows (writer, N_ROWS, N_ROWS, &error));
	g_assert_cmpuint (seg_table_writer_n_rows (writer), ==, N_ROWS);
	g_assert_true (seg_table_writer_end (writer, &error));
	g_assert_no_error (error);
	g_assert_true (seg_file_set_place (set, &error));
	seg_file_set_settle (set);
	for (guint row = 0; row < N_ROWS; row++) {
		fill (row, key, text, cells);
		for (guint i = 0; i < 3; i++)
			seg_csv_append (expected, i, cells[i], i == 2 ? SEG_CSV_NUMBER : SEG_CSV_CELL);
		seg_csv_end_row (expected);
	}
	written = test_file_read (path);
	g_assert_cmpuint (strlen (written), ==, expected->len);
	g_assert_true (strcmp (written, expected->str) == 0);
}

/* A fault in the thread comes with a later row, or at the end, and names its own. */
static void
test_fault (void)
{
	SegTableFileOptions options = { .encoding = seg_text_encoding_find ("gbk", NULL) };
	const guint bad[] = { 10, 1000, 4444, N_ROWS - 1 };

	for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autoptr (SegFileSet) set = seg_file_set_new ();
		g_autofree char *path = NULL, *row = g_strdup_printf ("Row %u, column \"text\"", bad[i] + 1);
		g_autoptr (SegTableWriter) writer = begin (set, folder, &options, &path);
		GError *error = NULL;

		g_assert_false (write_rows (writer, N_ROWS, bad[i], &error) && seg_table_writer_end (writer, &error));
		test_error (&error, SEG_ERROR_DATA, row);
		g_assert_false (seg_table_writer_end (writer, NULL)); /* it stays failed */
	}
}

static void
test_given_up (void)
{
	static const char *const formats[] = { "csv", "xlsx", "jsonl" };

	for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		SegFileSet *set = seg_file_set_new ();
		SegTableFileOptions options = { .format = seg_table_format_find (formats[i], NULL) };
		g_autofree char *path = NULL;
		SegTableWriter *writer = begin (set, folder, &options, &path);

		g_assert_true (write_rows (writer, N_ROWS / 2 + 3, N_ROWS, NULL));
		seg_table_writer_free (writer);
		seg_file_set_free (set);
		g_assert_cmpuint (test_folder_count (folder, ""), ==, 0);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/table-thread/bytes", test_bytes);
	g_test_add_func ("/table-thread/fault", test_fault);
	g_test_add_func ("/table-thread/given-up", test_given_up);
	return g_test_run ();
}
