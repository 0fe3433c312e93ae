/* Writing CSV: quoting, formulas made harmless, files that appear only when complete. */
#include <config.h>
#include <segscope/csv.h>
#include <segscope/error.h>

#include <csv.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/folder.h"

static void
assert_cell (const char *value, SegCsvCell cell, const char *expected)
{
	g_autoptr (GString) line = g_string_new (NULL);

	seg_csv_append (line, 0, value, cell);
	g_assert_cmpstr (line->str, ==, expected);
}

static void
test_quoting (void)
{
	assert_cell ("plain", SEG_CSV_TEXT, "plain");
	assert_cell ("", SEG_CSV_TEXT, "");
	assert_cell (NULL, SEG_CSV_TEXT, "");
	assert_cell ("a,b", SEG_CSV_TEXT, "\"a,b\"");
	assert_cell ("say \"hi\"", SEG_CSV_TEXT, "\"say \"\"hi\"\"\"");
	assert_cell ("\"", SEG_CSV_TEXT, "\"\"\"\"");
	assert_cell ("two\nlines", SEG_CSV_TEXT, "\"two\nlines\"");
	assert_cell (" padded ", SEG_CSV_TEXT, "\" padded \"");
	assert_cell ("《数据,分析》", SEG_CSV_TEXT, "\"《数据,分析》\"");
	assert_cell ("semi;colon", SEG_CSV_TEXT, "semi;colon");
}

static void
test_formulas (void)
{
	assert_cell ("=1+1", SEG_CSV_TEXT, "'=1+1");
	assert_cell ("=HYPERLINK(\"http://x\",\"y\")", SEG_CSV_TEXT, "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
	assert_cell ("@SUM(A1)", SEG_CSV_TEXT, "'@SUM(A1)");
	assert_cell ("-1+cmd|'/C calc'!A0", SEG_CSV_TEXT, "'-1+cmd|'/C calc'!A0");
	assert_cell ("+86 138", SEG_CSV_TEXT, "'+86 138");
	assert_cell ("\t=1", SEG_CSV_TEXT, "'\t=1");
	assert_cell ("\r=1", SEG_CSV_TEXT, "\"'\r=1\"");
	assert_cell ("\n=1", SEG_CSV_TEXT, "\"'\n=1\"");
	assert_cell ("＝1+1", SEG_CSV_TEXT, "'＝1+1"); /* full width: East Asian spreadsheets run it */
	assert_cell ("-", SEG_CSV_TEXT, "'-");
	/* Numbers stay numbers, and what we made ourselves stays as it is. */
	assert_cell ("-12.50", SEG_CSV_TEXT, "-12.50");
	assert_cell ("+8613800000000", SEG_CSV_TEXT, "+8613800000000");
	assert_cell ("-1e-9", SEG_CSV_NUMBER, "-1e-9");
	assert_cell ("=x", SEG_CSV_NUMBER, "=x");
	assert_cell ("a=b", SEG_CSV_TEXT, "a=b");
}

static void
test_rows (void)
{
	g_autoptr (GString) line = g_string_new (NULL);

	seg_csv_append (line, 0, NULL, SEG_CSV_TEXT);
	seg_csv_append (line, 1, "b", SEG_CSV_TEXT);
	seg_csv_append (line, 2, "", SEG_CSV_TEXT);
	seg_csv_end_row (line);
	g_assert_cmpstr (line->str, ==, ",b,\r\n");
	seg_csv_append (line, 0, "", SEG_CSV_TEXT);
	seg_csv_end_row (line);
	g_assert_cmpstr (line->str, ==, ",b,\r\n\"\"\r\n"); /* a row of one empty field is not a blank line */
	seg_csv_append (line, 0, "c", SEG_CSV_TEXT);
	seg_csv_end_row (line);
	g_assert_true (g_str_has_suffix (line->str, "\"\"\r\nc\r\n"));
}

/* What a CSV reader finds, one string a field, rows ended by NULL. */
static void
take_field (void *text, gsize length, void *data)
{
	g_ptr_array_add (data, g_strndup (text, length));
}

static void
take_row (int end, void *data)
{
	(void) end;
	g_ptr_array_add (data, NULL);
}

/* Any text that goes out comes back the same through libcsv's reader. */
static void
test_round_trip (void)
{
	static const char alphabet[] = "ab,\"\r\n ;'\t=-5";
	GRand *rand = g_rand_new_with_seed (11);

	for (int round = 0; round < 3000; round++) {
		g_autoptr (GString) line = g_string_new (NULL);
		g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
		char texts[3][12];
		struct csv_parser parser;

		for (int f = 0; f < 3; f++) {
			int n = g_rand_int_range (rand, 0, 11);

			texts[f][0] = 'x'; /* no formula, so that nothing is added */
			for (int i = 0; i < n; i++)
				texts[f][i + (i == 0 ? 1 : 0)] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
			texts[f][MAX (n, 1)] = '\0';
			seg_csv_append (line, (gsize) f, texts[f], SEG_CSV_TEXT);
		}
		seg_csv_end_row (line);
		csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI);
		g_assert_cmpuint (csv_parse (&parser, line->str, line->len, take_field, take_row, fields), ==, line->len);
		g_assert_cmpint (csv_fini (&parser, take_field, take_row, fields), ==, 0);
		csv_free (&parser);
		g_assert_cmpuint (fields->len, ==, 4);
		for (guint f = 0; f < 3; f++)
			g_assert_cmpstr (fields->pdata[f], ==, texts[f]);
	}
	g_rand_free (rand);
}

static void
test_file (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "out.csv", "old"), *text = NULL;
	g_autoptr (GString) line = g_string_new ("a,b\r\n");
	g_autoptr (GError) error = NULL;
	SegCsvFile *file = seg_csv_file_create (path, TRUE, &error);
	GStatBuf status;

	g_assert_no_error (error);
	g_assert_true (seg_csv_file_write (file, line, &error));
	g_assert_cmpuint (line->len, ==, 0);
	text = test_file_read (path);
	g_assert_cmpstr (text, ==, "old"); /* until it is complete, the old file stands */
	g_clear_pointer (&text, g_free);
	g_assert_true (seg_csv_file_finish (file, &error));
	text = test_file_read (path);
	g_assert_cmpstr (text, ==, "\xEF\xBB\xBF" "a,b\r\n");
	g_assert_cmpint (g_stat (path, &status), ==, 0);
	g_assert_cmpint (status.st_mode & 0777, ==, 0600);
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
}

static void
test_abandon (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "out.csv", NULL);
	g_autoptr (GString) line = g_string_new ("a\r\n");
	g_autoptr (GError) error = NULL;
	SegCsvFile *file = seg_csv_file_create (path, FALSE, &error);

	g_assert_true (seg_csv_file_write (file, line, &error));
	seg_csv_file_abandon (file);
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 0);
	seg_csv_file_abandon (NULL);
}

static void
test_symbolic_link (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *target = test_folder_write (folder, "target.csv", "old"), *text = NULL;
	g_autofree char *link = g_build_filename (folder, "link.csv", NULL);
	g_autoptr (GString) line = g_string_new ("new\r\n");
	g_autoptr (GError) error = NULL;
	SegCsvFile *file;

	g_assert_cmpint (symlink (target, link), ==, 0);
	file = seg_csv_file_create (link, FALSE, &error);
	g_assert_true (seg_csv_file_write (file, line, &error));
	g_assert_true (seg_csv_file_finish (file, &error));
	g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
	text = test_file_read (target);
	g_assert_cmpstr (text, ==, "new\r\n");
}

static void
test_bad_places (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *nowhere = g_build_filename (folder, "no", "such", "out.csv", NULL);
	g_autofree char *locked = g_build_filename (folder, "locked", NULL), *inside = NULL;
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_csv_file_create (nowhere, FALSE, &error));
	test_error (&error, SEG_ERROR_FILE, "No such file");
	g_assert_null (seg_csv_file_create (folder, FALSE, &error));
	test_error (&error, SEG_ERROR_FILE, "is a folder");
	if (test_ignores_modes ())
		return;
	g_mkdir (locked, 0500);
	inside = g_build_filename (locked, "out.csv", NULL);
	g_assert_null (seg_csv_file_create (inside, FALSE, &error));
	test_error (&error, SEG_ERROR_FILE, "Permission denied");
}

/* A workspace is never replaced by a list, by whatever name it is reached. */
static void
test_database (void)
{
	static const struct { const char *bytes; gsize size; gboolean is_database; } files[] = {
		{ "SQLite format 3\0zz", 18, TRUE }, { "\x37\x7F\x06\x82zz", 6, TRUE }, { "\x18\xE2\x2D\0zz", 6, TRUE },
		{ "SQLite format 3,a\n", 18, FALSE }, { "", 0, FALSE },
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "list.csv", NULL), *link = g_build_filename (folder, "link.csv", NULL);

	g_assert_cmpint (symlink (path, link), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *text = NULL;
		g_autoptr (GError) error = NULL;
		SegCsvFile *file;
		gsize size;

		g_assert_true (g_file_set_contents (path, files[i].bytes, (gssize) files[i].size, NULL));
		file = seg_csv_file_create (link, FALSE, &error);
		if (files[i].is_database)
			test_error (&error, SEG_ERROR_FILE, "is a workspace or another database");
		g_assert_true ((file == NULL) == files[i].is_database);
		seg_csv_file_abandon (file);
		g_assert_true (g_file_get_contents (path, &text, &size, NULL));
		g_assert_true (size == files[i].size && memcmp (text, files[i].bytes, size) == 0);
	}
}

/* A full disk, and a device that must stay a device. */
static void
test_full (void)
{
	g_autoptr (GString) line = g_string_new ("a\r\n");
	g_autoptr (GError) error = NULL;
	SegCsvFile *file;
	GStatBuf status;

	if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
		g_test_skip ("this system has no /dev/full");
		return;
	}
	file = seg_csv_file_create ("/dev/full", FALSE, &error);
	g_assert_no_error (error);
	g_assert_true (seg_csv_file_write (file, line, &error)); /* still in the buffer */
	g_assert_false (seg_csv_file_finish (file, &error));
	test_error (&error, SEG_ERROR_FILE, "No space left");
	g_assert_cmpint (g_stat ("/dev/full", &status), ==, 0);
	g_assert_true (S_ISCHR (status.st_mode));

	file = seg_csv_file_create ("/dev/full", FALSE, &error);
	g_string_set_size (line, 1 << 20);
	memset (line->str, 'x', line->len);
	g_assert_false (seg_csv_file_write (file, line, &error));
	test_error (&error, SEG_ERROR_FILE, "No space left");
	seg_csv_file_abandon (file);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/csv/quoting", test_quoting);
	g_test_add_func ("/csv/formulas", test_formulas);
	g_test_add_func ("/csv/rows", test_rows);
	g_test_add_func ("/csv/round-trip", test_round_trip);
	g_test_add_func ("/csv/file", test_file);
	g_test_add_func ("/csv/abandon", test_abandon);
	g_test_add_func ("/csv/symbolic-link", test_symbolic_link);
	g_test_add_func ("/csv/bad-places", test_bad_places);
	g_test_add_func ("/csv/database", test_database);
	g_test_add_func ("/csv/full-disk", test_full);
	return g_test_run ();
}
