/* Text that other programs write to CSV comes back as it was: Python's csv module, SQLite's shell and a spreadsheet, each with
 * tables made at random when it is installed, and with the files in tests/data/writers in any case. */
#include <config.h>

#include <string.h>

#include "ingest-fixture.h"
#include "made-table.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)
#define N_TABLES 3
#define N_ROWS 120

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

/* Comparing ------------------------------------------------------------------------------------------------------------------ */

static char *
select_columns (const MadeTable *table)
{
	g_autoptr (GString) sql = g_string_new ("SELECT key");

	for (gsize i = 1; i < table->n_columns; i++) {
		g_autofree char *name = seg_sql_identifier (made_table_name (table, i));

		g_string_append_printf (sql, ", %s", name);
	}
	g_string_append (sql, " FROM user ORDER BY key");
	return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
compare_cell (const char *file, gsize row, const char *name, const char *cell, const char *found)
{
	g_autofree char *expected = made_table_expected (cell), *seen = NULL, *wanted = NULL;

	if (g_strcmp0 (expected, found) == 0)
		return;
	seen = found != NULL ? g_strescape (found, NULL) : g_strdup ("(missing)");
	wanted = expected != NULL ? g_strescape (expected, NULL) : g_strdup ("(missing)");
	g_error ("%s, row %zu, %s: should be %s, but is %s", file, row + 1, name, wanted, seen);
}

/* Imports @file and finds every cell of @table in the workspace. */
static void
expect_table (const char *file, const MadeTable *table)
{
	IN_THE_SHOP;
	SegImportResult result = shop_import (&shop, file, "users");
	g_autofree char *sql = select_columns (table);
	g_autoptr (SegStatement) statement = NULL;
	g_autoptr (GError) error = NULL;

	if (result.rows_read != (gint64) table->n_rows || result.rows_rejected + result.values_rejected > 0)
		g_error ("%s: %" G_GINT64_FORMAT " rows read of %zu, %" G_GINT64_FORMAT " set aside", file, result.rows_read, table->n_rows,
		         result.rows_rejected);
	statement = seg_workspace_prepare (shop.workspace, sql, &error);
	g_assert_no_error (error);
	for (gsize row = 0; row < table->n_rows; row++) {
		g_assert_true (seg_statement_next (statement, &error));
		for (gsize i = 0; i < table->n_columns; i++)
			compare_cell (file, row, made_table_name (table, i), made_table_cell (table, row, i), seg_statement_text (statement, (int) i));
	}
}

/* Programs ------------------------------------------------------------------------------------------------------------------- */

static gboolean
has_program (const char *name)
{
	g_autofree char *path = g_find_program_in_path (name);

	if (path == NULL) {
		g_autofree char *why = g_strdup_printf ("%s is not installed; files that it wrote are in tests/data/writers", name);

		g_test_skip (why);
	}
	return path != NULL;
}

static void
run_program (const char *const *arguments)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *message = NULL;
	int status;

	g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &message, &status, &error);
	g_assert_no_error (error);
	if (!g_spawn_check_wait_status (status, &error))
		g_error ("%s: %s: %s", arguments[0], error->message, message);
}

/* All files of @folder whose names begin with @prefix. */
static void
expect_files (const char *folder, const char *prefix, const MadeTable *table, guint n_least)
{
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;
	guint n = 0;

	while ((name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *path = g_build_filename (folder, name, NULL);

		if (!g_str_has_prefix (name, prefix) || g_str_has_suffix (name, ".table"))
			continue;
		expect_table (path, table);
		n++;
	}
	g_assert_cmpuint (n, >=, n_least);
}

static void
test_python (void)
{
	g_autofree char *script = g_build_filename (SEGSCOPE_SOURCE_DIR, "tests", "unit", "write-csv.py", NULL);

	if (!has_program ("python3"))
		return;
	for (guint32 seed = 1; seed <= N_TABLES; seed++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *full_path = g_build_filename (folder, "made.table", NULL), *plain_path = g_build_filename (folder, "words.table", NULL);
		g_autoptr (MadeTable) full = made_table_new (seed, N_ROWS, FALSE), plain = made_table_new (seed, N_ROWS, TRUE);

		made_table_write (full, full_path);
		made_table_write (plain, plain_path);
		run_program ((const char *const[]) { "python3", script, full_path, plain_path, folder, NULL });
		expect_files (folder, "python-", full, 27);
		expect_files (folder, "plain-", plain, 6);
	}
}

static void
test_sqlite (void)
{
	if (!has_program ("sqlite3"))
		return;
	for (guint32 seed = 11; seed < 11 + 4 * N_TABLES; seed++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *path = g_build_filename (folder, "made.table", NULL), *csv = g_build_filename (folder, "sqlite.csv", NULL);
		g_autofree char *import = g_strdup_printf (".import --ascii %s made", path), *once = g_strdup_printf (".once %s", csv);
		g_autoptr (MadeTable) table = made_table_new (seed, N_ROWS, FALSE);

		made_table_write (table, path);
		run_program ((const char *const[]) { "sqlite3", ":memory:", import, ".mode csv", ".headers on", once, "SELECT * FROM made", NULL });
		expect_table (csv, table);
	}
}

/* A sheet of text cells as Gnumeric keeps it; characters that XML cannot hold are left out, from @table too. */
static char *
write_sheet (MadeTable *table, const char *folder)
{
	g_autoptr (GString) xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<gnm:Workbook xmlns:gnm=\"http://www.gnumeric.org/v10.dtd\"><gnm:SheetNameIndex><gnm:SheetName>made</gnm:SheetName></gnm:SheetNameIndex><gnm:Sheets><gnm:Sheet><gnm:Name>made</gnm:Name><gnm:Cells>\n");

	for (guint i = 0; i < table->cells->len; i++) {
		g_autofree char *escaped = NULL;
		char *cell = table->cells->pdata[i];

		g_strdelimit (cell, "\x1b\x7f\r", '_');
		escaped = g_markup_escape_text (cell, -1);
		if (cell[0] != '\0')
			g_string_append_printf (xml, "<gnm:Cell Row=\"%zu\" Col=\"%zu\" ValueType=\"60\">%s</gnm:Cell>\n", i / table->n_columns,
			                        i % table->n_columns, escaped);
	}
	g_string_append (xml, "</gnm:Cells></gnm:Sheet></gnm:Sheets></gnm:Workbook>\n");
	return test_folder_write (folder, "made.gnumeric", xml->str);
}

static void
test_spreadsheet (void)
{
	if (!has_program ("ssconvert"))
		return;
	for (guint32 seed = 31; seed < 31 + N_TABLES; seed++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autoptr (MadeTable) table = made_table_new (seed, N_ROWS, FALSE);
		g_autofree char *sheet = write_sheet (table, folder), *csv = g_build_filename (folder, "gnumeric.csv", NULL);
		g_autofree char *excel = g_build_filename (folder, "made.xlsx", NULL);

		run_program ((const char *const[]) { "ssconvert", sheet, excel, NULL });
		run_program ((const char *const[]) { "ssconvert", excel, csv, NULL });
		expect_table (csv, table);
	}
}

/* Files that these programs have written, each beside the table it was made from: sqlite.csv and sqlite.table. */
static void
test_kept (void)
{
	g_autofree char *folder = test_data_file ("writers");
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;
	guint n = 0;

	while ((name = g_dir_read_name (dir)) != NULL)
		if (g_str_has_suffix (name, ".table")) {
			g_autofree char *path = g_build_filename (folder, name, NULL), *prefix = g_strndup (name, strlen (name) - strlen (".table"));
			g_autoptr (MadeTable) table = made_table_read (path);

			expect_files (folder, prefix, table, 1);
			n++;
		}
	g_assert_cmpuint (n, ==, 4);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/round-trip/python", test_python);
	g_test_add_func ("/round-trip/sqlite", test_sqlite);
	g_test_add_func ("/round-trip/spreadsheet", test_spreadsheet);
	g_test_add_func ("/round-trip/kept", test_kept);
	return g_test_run ();
}
