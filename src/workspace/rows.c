/* Rows handed to a function. The query is an aggregate, whose step SQLite calls with the cells of each row: no row is put together for a
 * caller, and no cell is asked for through the checks of sqlite3_column_...(). */
#include <config.h>
#include "workspace-private.h"

struct SegRows {
	SegWorkspace *workspace;
	SegStatement *statement;
	char         *name; /* of the function on this connection */
	int           first, last; /* parameters */
	SegRowFunc    func;
	gpointer      data;
};

/* A row is the array of its values. */
static inline sqlite3_value *
value_of (const SegRow *row, guint column)
{
	return ((sqlite3_value *const *) (gconstpointer) row)[column];
}

static void
take_row (sqlite3_context *context, int n_values, sqlite3_value **values)
{
	const SegRows *rows = sqlite3_user_data (context);

	(void) n_values;
	rows->func ((const SegRow *) (gconstpointer) values, rows->data);
}

static void
end_rows (sqlite3_context *context)
{
	sqlite3_result_null (context);
}

SegRows *
seg_rows_new (SegWorkspace *workspace, const char *columns, const char *rest, SegRowFunc func, gpointer data, GError **error)
{
	static gint n_made;
	g_autoptr (SegRows) rows = g_new0 (SegRows, 1);
	g_autofree char *sql = NULL;
	int code;

	rows->workspace = workspace;
	rows->func = func;
	rows->data = data;
	rows->name = g_strdup_printf ("seg_take_row_%d", g_atomic_int_add (&n_made, 1));
	code = sqlite3_create_function_v2 (workspace->db, rows->name, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, rows, NULL, take_row, end_rows, NULL);
	if (code != SQLITE_OK) {
		seg_workspace_fail (workspace, code, "function", error);
		return NULL;
	}
	sql = g_strdup_printf ("SELECT %s (%s) %s", rows->name, columns, rest);
	rows->statement = seg_workspace_prepare (workspace, sql, error);
	if (rows->statement == NULL)
		return NULL;
	rows->first = seg_statement_parameter (rows->statement, ":first");
	rows->last = seg_statement_parameter (rows->statement, ":last");
	return g_steal_pointer (&rows);
}

void
seg_rows_free (SegRows *rows)
{
	if (rows == NULL)
		return;
	seg_statement_free (rows->statement);
	sqlite3_create_function_v2 (rows->workspace->db, rows->name, -1, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
	g_free (rows->name);
	g_free (rows);
}

gboolean
seg_rows_run (SegRows *rows, gint64 first, gint64 last, GError **error)
{
	seg_statement_bind_integer_at (rows->statement, rows->first, first);
	seg_statement_bind_integer_at (rows->statement, rows->last, last);
	return seg_statement_run (rows->statement, error);
}

gboolean
seg_row_is_null (const SegRow *row, guint column)
{
	return sqlite3_value_type (value_of (row, column)) == SQLITE_NULL;
}

gint64
seg_row_integer (const SegRow *row, guint column)
{
	return sqlite3_value_int64 (value_of (row, column));
}

double
seg_row_double (const SegRow *row, guint column)
{
	return sqlite3_value_double (value_of (row, column));
}

const char *
seg_row_text (const SegRow *row, guint column)
{
	return (const char *) sqlite3_value_text (value_of (row, column));
}
