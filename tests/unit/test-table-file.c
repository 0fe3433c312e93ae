/* Tables that other programs read back: Python's csv and json, sqlite3, a spreadsheet (LibreOffice, where it is there). And files that appear together or
 * not at all. */
#include <config.h>
#include <segscope/csv.h>
#include <segscope/error.h>
#include <segscope/table_file.h>

#include <glib/gstdio.h>
#include <string.h>

#include "support/folder.h"

#define N_COLUMNS 3

static const SegTableColumn columns[N_COLUMNS] = { { "编号,key", SEG_FIELD_TEXT }, { "text", SEG_FIELD_TEXT }, { "number", SEG_FIELD_NUMBER } };

/* What data do to readers. */
static const char *const rows[][N_COLUMNS] = {
	{ "1234567890123456789", "plain", "1.5" }, { "0012", "《架构\"师\"》, 第二版", "-3" }, { "=1+1", "two\nlines", "0.1" },
	{ "+86 138", "\"", "1000000000000001" }, { "-cmd|'/C calc'!A0", "a\r\nb", NULL }, { "@SUM(A1)", " padded ", "0.25" },
	{ "'=guarded already", "'", "0" }, { "\t=tab", "emoji 🎉👩‍👩‍👧 𠮷", "12" }, { "＝1", "semi;colon|pipe\ttab", "7" }, { "'", "''=x", "8" },
	{ "12E5", "1e-3", "9" },
};

static char *
write_file (const TestFolder *folder, const char *name, const SegTableFileOptions *options, GError **error)
{
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	g_autofree char *path = g_build_filename (folder, name, NULL);
	SegOutFile *file = seg_file_set_add (set, path, error);
	g_autoptr (SegTableWriter) writer = file != NULL ? seg_table_writer_new (file, options, columns, N_COLUMNS, error) : NULL;

	if (writer == NULL)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
		if (!seg_table_writer_row (writer, rows[i], error))
			return NULL;
	g_assert_cmpuint (seg_table_writer_n_rows (writer), ==, G_N_ELEMENTS (rows));
	seg_table_writer_note (writer, "about", (const char *const[]) { "name", "=value", NULL });
	if (!seg_table_writer_end (writer, error) || !seg_file_set_place (set, error))
		return NULL;
	seg_file_set_settle (set);
	return g_steal_pointer (&path);
}

static char *
run (const char *const *words)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *out = NULL, *complaint = NULL;
	int status;

	if (!g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &complaint, &status, &error))
		g_error ("%s: %s", words[0], error->message);
	if (!g_spawn_check_wait_status (status, NULL))
		g_error ("%s: %s", words[0], complaint);
	return g_steal_pointer (&out);
}

/* What was written, guarded as CSV guards it or not. */
static char *
expected (gboolean guarded, gboolean heading)
{
	GString *text = g_string_new (NULL);

	for (gsize c = 0; heading && c < N_COLUMNS; c++)
		g_string_append_printf (text, "%s%s", columns[c].heading, c + 1 < N_COLUMNS ? "\x1f" : "\x1e");
	for (gsize r = 0; r < G_N_ELEMENTS (rows); r++)
		for (gsize c = 0; c < N_COLUMNS; c++) {
			const char *cell = rows[r][c] != NULL ? rows[r][c] : "";

			g_string_append_printf (text, "%s%s%s", guarded && columns[c].kind == SEG_FIELD_TEXT && seg_csv_guards (cell) ? "'" : "", cell,
			                        c + 1 < N_COLUMNS ? "\x1f" : "\x1e");
		}
	return g_string_free (text, FALSE);
}

static char *
script (void)
{
	return g_build_filename (SEGSCOPE_SOURCE_DIR, "tests", "unit", "read-table.py", NULL);
}

static gboolean
has_program (const char *name)
{
	g_autofree char *path = g_find_program_in_path (name);

	if (path == NULL)
		g_test_skip ("a program that reads the files is not installed");
	return path != NULL;
}

static void
test_python (void)
{
	static const struct { const char *encoding, *python, *delimiter; } ways[] = {
		{ "utf-8", "utf-8", "," }, { "utf-8-bom", "utf-8-sig", "," }, { "gb18030", "gb18030", ";" }, { "utf-8", "utf-8", "\t" }, { "gb18030", "gb18030", "|" },
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *reader = script (), *wanted = expected (TRUE, TRUE);

	if (!has_program ("python3"))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
		SegTableFileOptions options = { .encoding = seg_text_encoding_find (ways[i].encoding, NULL), .delimiter = ways[i].delimiter[0] };
		g_autoptr (GError) error = NULL;
		g_autofree char *path = write_file (folder, "list.csv", &options, &error), *read = NULL;

		g_assert_no_error (error);
		read = run ((const char *const[]) { "python3", reader, "csv", path, ways[i].python, ways[i].delimiter, NULL });
		g_assert_cmpstr (read, ==, wanted);
	}
}

/* The ' comes off again: whatever was written comes back. */
static void
test_guard_comes_off (void)
{
	for (gsize r = 0; r < G_N_ELEMENTS (rows); r++)
		for (gsize c = 0; c < 2; c++) {
			g_autofree char *guarded = g_strconcat (seg_csv_guards (rows[r][c]) ? "'" : "", rows[r][c], NULL);

			g_assert_cmpstr (seg_csv_unguard (guarded), ==, rows[r][c]);
		}
}

static void
test_jsonl (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	SegTableFileOptions options = { .format = seg_table_format_find ("jsonl", NULL) };
	g_autoptr (GError) error = NULL;
	g_autofree char *path = write_file (folder, "list.jsonl", &options, &error), *reader = script (), *read = NULL, *wanted = expected (FALSE, TRUE);

	g_assert_no_error (error);
	if (!has_program ("python3"))
		return;
	read = run ((const char *const[]) { "python3", reader, "jsonl", path, NULL });
	g_assert_cmpstr (read, ==, wanted);
}

static void
test_sqlite (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	SegTableFileOptions options = { 0 };
	g_autoptr (GError) error = NULL;
	g_autofree char *path = write_file (folder, "list.csv", &options, &error), *read = NULL, *wanted = expected (TRUE, FALSE), *import = NULL;

	g_assert_no_error (error);
	if (!has_program ("sqlite3"))
		return;
	import = g_strdup_printf (".import --csv %s t", path);
	read = run ((const char *const[]) { "sqlite3", ":memory:", import, ".mode ascii", ".headers off", "SELECT * FROM t", NULL });
	g_assert_cmpstr (read, ==, wanted);
}

/* Through a spreadsheet and out again as CSV. What the spreadsheet shows is what was written: nothing was run, nothing was rounded. */
static void
convert (const TestFolder *folder, const char *path, const char *filter, gboolean guarded)
{
	g_autofree char *profile = g_strdup_printf ("-env:UserInstallation=file://%s/profile", (const char *) folder), *out = g_build_filename (folder, "out", NULL);
	g_autofree char *copy = g_build_filename (out, "list.csv", NULL), *reader = script (), *wanted = expected (guarded, TRUE), *said = NULL, *read = NULL;
	g_auto (GStrv) got = NULL, want = NULL;

	said = run ((const char *const[]) { "soffice", profile, "--headless", filter, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0",
	                                    "--outdir", out, path, NULL });
	read = run ((const char *const[]) { "python3", reader, "csv", copy, "utf-8", ",", NULL });
	got = g_strsplit (read, "\x1e", -1);
	want = g_strsplit (wanted, "\x1e", -1);
	for (gsize r = 0; r <= G_N_ELEMENTS (rows); r++) {
		g_auto (GStrv) have = g_strsplit (got[r] != NULL ? got[r] : "", "\x1f", -1), should = g_strsplit (want[r], "\x1f", -1);

		for (gsize c = 0; c < 2; c++) { /* numbers are shown in the spreadsheet's own way */
			g_auto (GStrv) lines = g_strsplit (should[c], "\r\n", -1);
			g_autofree char *line_feeds = g_strjoinv ("\n", lines);

			g_assert_cmpstr (have[c], ==, line_feeds);
		}
	}
}

static void
test_spreadsheet (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	SegTableFileOptions csv = { .encoding = seg_text_encoding_find ("utf-8-bom", NULL) }, xlsx = { .format = seg_table_format_find ("xlsx", NULL) };
	g_autoptr (GError) error = NULL;
	g_autofree char *text = NULL, *book = NULL, *out = g_build_filename (folder, "out", NULL);

	if (!has_program ("soffice") || !has_program ("python3"))
		return;
	g_mkdir (out, 0700);
	text = write_file (folder, "list.csv", &csv, &error);
	g_assert_no_error (error);
	convert (folder, text, "--infilter=CSV:44,34,76,1,,0,true,false", TRUE); /* fields in quotes are text */
	book = write_file (folder, "list.xlsx", &xlsx, &error);
	g_assert_no_error (error);
	convert (folder, book, "--infilter=Calc MS Excel 2007 XML", FALSE);
}

static void
test_encodings (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	SegTableFileOptions gbk = { .encoding = seg_text_encoding_find ("gbk", NULL) };
	SegTableFileOptions wrong = { .format = seg_table_format_find ("xlsx", NULL), .encoding = gbk.encoding };
	g_autoptr (GError) error = NULL;

	g_assert_null (write_file (folder, "list.csv", &gbk, &error));
	test_error (&error, SEG_ERROR_DATA, "Row 8, column \"text\": gbk has no place for the character U+1F389");
	g_assert_null (write_file (folder, "list.xlsx", &wrong, &error));
	test_error (&error, SEG_ERROR_USAGE, "Only CSV");
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 0); /* nothing is left */
	g_assert_null (seg_table_format_find ("xls", &error));
	test_error (&error, SEG_ERROR_USAGE, "there are: csv, xlsx, jsonl");
	g_assert_null (seg_text_encoding_find ("ebcdic", &error));
	test_error (&error, SEG_ERROR_USAGE, "gb18030");
	g_assert_true (seg_table_format_of_path ("a/List.XLSX") == wrong.format);
	g_assert_null (seg_table_format_of_path ("a/list.txt"));
}

static void
test_headings (void)
{
	static const SegTableColumn twice[] = { { "a", SEG_FIELD_TEXT }, { "a", SEG_FIELD_TEXT } };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	g_autofree char *path = g_build_filename (folder, "list.csv", NULL);
	SegTableFileOptions options = { 0 };
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_table_writer_new (seg_file_set_add (set, path, NULL), &options, twice, 2, &error));
	test_error (&error, SEG_ERROR_USAGE, "Two columns of the file would be called \"a\"");
}

/* A text that no cell of a workbook holds. */
static void
test_long_text (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	g_autofree char *path = g_build_filename (folder, "list.xlsx", NULL), *text = g_strnfill (32768, 'x');
	SegTableFileOptions options = { .format = seg_table_format_find ("xlsx", NULL) };
	g_autoptr (GError) error = NULL;
	g_autoptr (SegTableWriter) writer = seg_table_writer_new (seg_file_set_add (set, path, NULL), &options, columns, N_COLUMNS, &error);
	const char *const cells[] = { "key", text, NULL };

	g_assert_no_error (error);
	g_assert_false (seg_table_writer_row (writer, cells, &error));
	test_error (&error, SEG_ERROR_DATA, "Row 1, column \"text\": the text is longer than the 32,767");
}

/* Several files --------------------------------------------------------------------------------------------------------- */

static SegOutFile *
add (SegFileSet *set, const char *path, const char *text)
{
	g_autoptr (GError) error = NULL;
	SegOutFile *file = seg_file_set_add (set, path, &error);

	g_assert_no_error (error);
	g_assert_true (seg_out_file_write (file, text, strlen (text), &error));
	g_assert_true (seg_out_file_end (file, &error));
	return file;
}

static void
expect (const char *path, const char *text)
{
	g_autofree char *there = NULL;

	if (text == NULL)
		g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
	else {
		g_assert_true (g_file_get_contents (path, &there, NULL, NULL));
		g_assert_cmpstr (there, ==, text);
	}
}

static void
test_together (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *a = test_folder_write (folder, "a", "old a"), *b = g_build_filename (folder, "b", NULL);

	for (int settled = 0; settled <= 1; settled++) {
		g_autoptr (SegFileSet) set = seg_file_set_new ();
		g_autoptr (GError) error = NULL;

		add (set, a, "abc");
		add (set, b, "new b");
		expect (a, "old a"); /* nothing before all is there */
		expect (b, NULL);
		g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
		g_assert_true (seg_file_set_place (set, &error));
		expect (a, "abc");
		expect (b, "new b");
		if (settled)
			seg_file_set_settle (set);
		g_clear_pointer (&set, seg_file_set_free);
		expect (a, settled ? "abc" : "old a");
		expect (b, settled ? "new b" : NULL);
		g_assert_cmpuint (test_folder_count (folder, ""), ==, settled ? 2 : 1);
	}
}

/* FIPS 180-4: SHA-256 of "abc". */
static void
test_checksum (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "a", "abc"), *there = NULL, *other = g_build_filename (folder, "b", NULL);
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	g_autoptr (GError) error = NULL;
	guint64 size;

	there = seg_file_sha256 (path, &size, &error);
	g_assert_cmpstr (there, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	g_assert_cmpuint (size, ==, 3);
	g_assert_cmpstr (seg_out_file_sha256 (add (set, other, "abc")), ==, there);
	g_assert_null (seg_file_sha256 (other, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "Cannot read");
}

/* What a killed program leaves at each step is taken back by its plan. */
static void
test_plan (void)
{
	for (guint step = 0; step < 4; step++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *a = test_folder_write (folder, "a", "old a"), *b = g_build_filename (folder, "b", NULL);
		g_autoptr (SegFileSet) set = seg_file_set_new ();
		g_autoptr (GPtrArray) plan = NULL;

		add (set, a, "new a");
		add (set, b, "new b");
		plan = seg_file_set_plan (set);
		g_assert_cmpuint (plan->len, ==, 8);
		if (step >= 1) {
			g_assert_true (g_file_set_contents (plan->pdata[2], "new a", -1, NULL));
			g_assert_true (g_file_set_contents (plan->pdata[6], "new b", -1, NULL));
		}
		if (step >= 2)
			g_assert_true (g_file_set_contents (plan->pdata[3], "old a", -1, NULL));
		if (step >= 3) {
			g_assert_cmpint (g_rename (plan->pdata[2], a), ==, 0);
			g_assert_cmpint (g_rename (plan->pdata[6], b), ==, 0);
		}
		seg_file_plan_undo (plan);
		expect (a, "old a");
		expect (b, NULL);
		g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
	}
}

/* Two parts that would be one file. */
static void
test_twice (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *a = g_build_filename (folder, "a", NULL);
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	g_autoptr (GError) error = NULL;

	add (set, a, "x");
	g_assert_null (seg_file_set_add (set, a, &error));
	test_error (&error, SEG_ERROR_FILE, "Two files");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/table-file/python", test_python);
	g_test_add_func ("/table-file/guard-comes-off", test_guard_comes_off);
	g_test_add_func ("/table-file/jsonl", test_jsonl);
	g_test_add_func ("/table-file/sqlite", test_sqlite);
	g_test_add_func ("/table-file/spreadsheet", test_spreadsheet);
	g_test_add_func ("/table-file/encodings", test_encodings);
	g_test_add_func ("/table-file/headings", test_headings);
	g_test_add_func ("/table-file/long-text", test_long_text);
	g_test_add_func ("/table-file/together", test_together);
	g_test_add_func ("/table-file/checksum", test_checksum);
	g_test_add_func ("/table-file/plan", test_plan);
	g_test_add_func ("/table-file/twice", test_twice);
	return g_test_run ();
}
