/* Many rows at once: arrays in memory as a virtual table, so that one INSERT ... SELECT writes them all. Binding, stepping and
 * resetting a statement for every row costs two thirds of such a load. */
#include <config.h>
#include "workspace-private.h"

#include <math.h>
#include <string.h>

struct SegBulk {
	SegWorkspace        *workspace;
	SegStatement        *statement;
	char                *module;  /* name of the virtual table of this connection */
	guint                n_columns;
	const SegBulkColumn *columns; /* of the running statement */
	gsize                n_rows;
};

/* The virtual table ------------------------------------------------------------------------------------------------ */

typedef struct {
	sqlite3_vtab base;
	SegBulk     *bulk;
} Table;

typedef struct {
	sqlite3_vtab_cursor base;
	const SegBulk      *bulk;
	gsize               row;
} Cursor;

static int
connect_table (sqlite3 *db, void *data, int n_arguments, const char *const *arguments, sqlite3_vtab **made, char **message)
{
	SegBulk *bulk = data;
	g_autoptr (GString) sql = g_string_new ("CREATE TABLE rows (");
	Table *table = sqlite3_malloc (sizeof *table);

	(void) n_arguments;
	(void) arguments;
	(void) message;
	if (table == NULL)
		return SQLITE_NOMEM;
	for (guint i = 0; i < bulk->n_columns; i++)
		g_string_append_printf (sql, "%sc%u", i > 0 ? ", " : "", i);
	g_string_append_c (sql, ')');
	*table = (Table) { .bulk = bulk };
	*made = &table->base;
	return sqlite3_declare_vtab (db, sql->str);
}

static int
disconnect_table (sqlite3_vtab *table)
{
	sqlite3_free (table);
	return SQLITE_OK;
}

static int
plan_query (sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void) table;
	info->estimatedCost = 1e6;
	return SQLITE_OK;
}

static int
open_cursor (sqlite3_vtab *table, sqlite3_vtab_cursor **made)
{
	Cursor *cursor = sqlite3_malloc (sizeof *cursor);

	if (cursor == NULL)
		return SQLITE_NOMEM;
	*cursor = (Cursor) { .bulk = ((Table *) table)->bulk };
	*made = &cursor->base;
	return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
	sqlite3_free (cursor);
	return SQLITE_OK;
}

static int
rewind_cursor (sqlite3_vtab_cursor *cursor, int plan, const char *plan_text, int n_values, sqlite3_value **values)
{
	(void) plan;
	(void) plan_text;
	(void) n_values;
	(void) values;
	((Cursor *) cursor)->row = 0;
	return SQLITE_OK;
}

static int
next_row (sqlite3_vtab_cursor *cursor)
{
	((Cursor *) cursor)->row++;
	return SQLITE_OK;
}

static int
is_at_end (sqlite3_vtab_cursor *cursor)
{
	return ((Cursor *) cursor)->row >= ((Cursor *) cursor)->bulk->n_rows;
}

/* Doubles without a fraction are written as SQLite writes them in REAL columns: as integers of up to 48 bits, which take less room. */
static void
set_double (sqlite3_context *context, double value)
{
	if (value > -0x1p47 - 1 && value < 0x1p47 && (double) (gint64) value == value)
		sqlite3_result_int64 (context, (gint64) value);
	else if (!isnan (value))
		sqlite3_result_double (context, value);
}

static int
get_value (sqlite3_vtab_cursor *base, sqlite3_context *context, int i)
{
	const Cursor *cursor = (const Cursor *) base;
	const SegBulkColumn *column = &cursor->bulk->columns[i];
	const void *at = (const char *) column->first + cursor->row * column->stride;

	switch (column->type) {
	case SEG_BULK_ID:
		if (*(const guint32 *) at != 0)
			sqlite3_result_int64 (context, *(const guint32 *) at);
		break;
	case SEG_BULK_INTEGER:
		if (*(const gint64 *) at != SEG_BULK_NO_INTEGER)
			sqlite3_result_int64 (context, *(const gint64 *) at);
		break;
	case SEG_BULK_DOUBLE:
		set_double (context, *(const double *) at);
		break;
	case SEG_BULK_TEXT: {
		const SegBulkText *text = at;

		if (text->text != NULL)
			sqlite3_result_text (context, text->text, (int) text->size, SQLITE_STATIC);
		break;
	}
	}
	return SQLITE_OK;
}

static int
get_row_id (sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
	*id = (sqlite3_int64) ((Cursor *) cursor)->row + 1;
	return SQLITE_OK;
}

static const sqlite3_module rows_module = {
	.xConnect = connect_table, .xDisconnect = disconnect_table, .xBestIndex = plan_query, .xOpen = open_cursor, .xClose = close_cursor,
	.xFilter = rewind_cursor, .xNext = next_row, .xEof = is_at_end, .xColumn = get_value, .xRowid = get_row_id,
};

/* The statement ----------------------------------------------------------------------------------------------------- */

SegBulk *
seg_bulk_new (SegWorkspace *workspace, const char *insert, guint n_columns, const char *select, GError **error)
{
	static gint n_made;
	g_autoptr (SegBulk) bulk = g_new0 (SegBulk, 1);
	g_autofree char *sql = NULL;
	int code;

	bulk->workspace = workspace;
	bulk->n_columns = n_columns;
	bulk->module = g_strdup_printf ("rows_in_memory_%d", g_atomic_int_add (&n_made, 1));
	code = sqlite3_create_module (workspace->db, bulk->module, &rows_module, bulk);
	if (code != SQLITE_OK) {
		seg_workspace_fail (workspace, code, "virtual table", error);
		return NULL;
	}
	sql = g_strdup_printf ("INSERT INTO %s SELECT %s FROM %s", insert, select, bulk->module);
	bulk->statement = seg_workspace_prepare (workspace, sql, error);
	return bulk->statement != NULL ? g_steal_pointer (&bulk) : NULL;
}

/* What @pairs say of the column, else what it has without being named. */
static const char *
value_of (GPtrArray *pairs, const char *name, const char *otherwise)
{
	for (guint i = 0; i + 1 < pairs->len; i += 2)
		if (strcmp (pairs->pdata[i], name) == 0)
			return pairs->pdata[i + 1];
	return otherwise;
}

/* With a value for every column in the order of the table SQLite needs not copy them into place. */
static SegBulk *
new_whole (SegWorkspace *workspace, const char *table, GPtrArray *pairs, guint n_columns, GError **error)
{
	g_autoptr (SegStatement) columns = seg_workspace_prepare (workspace,
		"SELECT name, coalesce (dflt_value, 'NULL') FROM pragma_table_info (:table)", error);
	g_autoptr (GString) values = g_string_new (NULL);
	g_autofree char *identifier = seg_sql_identifier (table);
	GError *failure = NULL;

	if (columns == NULL)
		return NULL;
	seg_statement_bind_text (columns, ":table", table);
	while (seg_statement_next (columns, &failure))
		g_string_append_printf (values, "%s%s", values->len > 0 ? ", " : "",
		                        value_of (pairs, seg_statement_text (columns, 0), seg_statement_text (columns, 1)));
	return seg_query_ended (failure, error) ? seg_bulk_new (workspace, identifier, n_columns, values->str, error) : NULL;
}

SegBulk *
seg_bulk_new_named (SegWorkspace *workspace, const char *table, GPtrArray *pairs, guint n_columns, GError **error)
{
	g_autofree char *identifier = seg_sql_identifier (table);
	g_autoptr (GString) insert = g_string_new (identifier), select = g_string_new (NULL);

	if (g_strcmp0 (workspace->bare_table, table) == 0)
		return new_whole (workspace, table, pairs, n_columns, error);
	for (guint i = 0; i + 1 < pairs->len; i += 2) {
		g_autofree char *name = seg_sql_identifier (pairs->pdata[i]);

		g_string_append_printf (insert, "%s%s", i > 0 ? ", " : " (", name);
		g_string_append_printf (select, "%s%s", i > 0 ? ", " : "", (const char *) pairs->pdata[i + 1]);
	}
	g_string_append_c (insert, ')');
	return seg_bulk_new (workspace, insert->str, n_columns, select->str, error);
}

void
seg_bulk_free (SegBulk *bulk)
{
	if (bulk == NULL)
		return;
	seg_statement_free (bulk->statement);
	sqlite3_create_module (bulk->workspace->db, bulk->module, NULL, NULL);
	g_free (bulk->module);
	g_free (bulk);
}

gboolean
seg_bulk_insert (SegBulk *bulk, const SegBulkColumn *columns, gsize n_rows, GError **error)
{
	bulk->columns = columns;
	bulk->n_rows = n_rows;
	return n_rows == 0 || seg_statement_run (bulk->statement, error);
}

/* How the file is written while much is loaded --------------------------------------------------------------------------- */

static gboolean
is_empty (SegWorkspace *workspace)
{
	gint64 has_source = 1;

	return seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM source)", &has_source, NULL) && has_source == 0;
}

void
seg_workspace_begin_bulk (SegWorkspace *workspace)
{
	if (workspace->depth > 0 || workspace->read_only)
		return;
	seg_workspace_execute (workspace, "PRAGMA foreign_keys = OFF", NULL);
	if (!is_empty (workspace))
		return;
	/* Pages of a new file need no journal: nothing stood there before. Whoever else has the file open keeps it in WAL. */
	sqlite3_busy_timeout (workspace->db, 0);
	seg_workspace_execute (workspace, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; " SEG_PRAGMA_CACHE_OF_BULK, NULL);
	sqlite3_busy_timeout (workspace->db, SEG_BUSY_TIMEOUT_MS);
}

void
seg_workspace_end_bulk (SegWorkspace *workspace)
{
	if (workspace->depth > 0 || workspace->read_only)
		return;
	seg_workspace_execute (workspace, "PRAGMA journal_mode = WAL", NULL);
	seg_workspace_execute (workspace, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; " SEG_PRAGMA_CACHE, NULL);
}
