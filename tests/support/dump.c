#include <config.h>
#include "dump.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* When something was done differs from one run to the next. */
static const char *const instants[] = { "imported_at", "created_at", "saved_at", "made_at", "started_at", NULL };

static sqlite3_stmt *
query (sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
		g_error ("%s: %s", sqlite3_errmsg (db), sql);
	return statement;
}

static void
assert_whole (sqlite3 *db, const char *path)
{
	sqlite3_stmt *faults = query (db, "PRAGMA integrity_check");
	sqlite3_stmt *lost = query (db, "PRAGMA foreign_key_check");

	if (sqlite3_step (faults) != SQLITE_ROW || strcmp ((const char *) sqlite3_column_text (faults, 0), "ok") != 0)
		g_error ("%s is not whole: %s", path, sqlite3_column_count (faults) > 0 ? (const char *) sqlite3_column_text (faults, 0) : sqlite3_errmsg (db));
	if (sqlite3_step (lost) != SQLITE_DONE)
		g_error ("%s: a row of %s points to nothing", path, (const char *) sqlite3_column_text (lost, 0));
	sqlite3_finalize (faults);
	sqlite3_finalize (lost);
}

/* The columns to compare, and the rows. */
static char *
select_all (sqlite3 *db, const char *table)
{
	g_autofree char *pragma = g_strdup_printf ("PRAGMA table_info (\"%s\")", table);
	sqlite3_stmt *columns = query (db, pragma);
	GString *sql = g_string_new ("SELECT ");

	while (sqlite3_step (columns) == SQLITE_ROW) {
		const char *name = (const char *) sqlite3_column_text (columns, 1);
		char *identifier = sqlite3_mprintf ("%s\"%w\"", sql->len > strlen ("SELECT ") ? ", " : "", name);

		if (!g_strv_contains (instants, name) && !(strcmp (table, "audit") == 0 && (strcmp (name, "at") == 0 || strcmp (name, "id") == 0)))
			g_string_append (sql, identifier);
		sqlite3_free (identifier);
	}
	sqlite3_finalize (columns);
	g_string_append_printf (sql, " FROM \"%s\"%s", table, strcmp (table, "audit") == 0 ? " WHERE action <> 'did not finish'" : "");
	return g_string_free (sql, FALSE);
}

static void
add_value (GChecksum *sum, sqlite3_stmt *rows, int column)
{
	int type = sqlite3_column_type (rows, column);
	const void *bytes = sqlite3_column_blob (rows, column);
	int size = sqlite3_column_bytes (rows, column);

	g_checksum_update (sum, (const guchar *) &type, sizeof type);
	g_checksum_update (sum, (const guchar *) &size, sizeof size);
	if (size > 0)
		g_checksum_update (sum, bytes, size);
}

static void
dump_table (GString *dump, sqlite3 *db, const char *table)
{
	g_autofree char *sql = select_all (db, table);
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_MD5);
	sqlite3_stmt *rows = query (db, sql);
	gint64 n = 0;

	for (; sqlite3_step (rows) == SQLITE_ROW; n++)
		for (int i = 0; i < sqlite3_column_count (rows); i++)
			add_value (sum, rows, i);
	g_string_append_printf (dump, "%s: %" G_GINT64_FORMAT " rows %s %s\n", table, n, g_checksum_get_string (sum), sql);
	sqlite3_finalize (rows);
}

char *
test_dump (const char *path)
{
	GString *dump = g_string_new (NULL);
	sqlite3_stmt *tables;
	sqlite3 *db;

	if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
		g_string_free (dump, TRUE);
		return NULL;
	}
	if (sqlite3_open (path, &db) != SQLITE_OK)
		g_error ("%s: %s", path, sqlite3_errmsg (db));
	assert_whole (db, path);
	tables = query (db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'unfinished' ORDER BY name");
	while (sqlite3_step (tables) == SQLITE_ROW)
		dump_table (dump, db, (const char *) sqlite3_column_text (tables, 0));
	sqlite3_finalize (tables);
	sqlite3_close (db);
	return g_string_free (dump, dump->len == 0);
}
