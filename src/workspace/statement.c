/* The thin layer over sqlite3_stmt: bind by name, next, read. */
#include <config.h>
#include "workspace-private.h"

#include <math.h>

struct SegStatement {
	SegWorkspace *workspace;
	sqlite3_stmt *handle;
};

SegStatement *
seg_workspace_prepare (SegWorkspace *workspace, const char *sql, GError **error)
{
	sqlite3_stmt *handle;
	SegStatement *statement;
	int code = sqlite3_prepare_v3 (workspace->db, sql, -1, 0, &handle, NULL);

	if (seg_workspace_may_miss_feature_set (workspace, code) && seg_workspace_know_feature_sets (workspace))
		code = sqlite3_prepare_v3 (workspace->db, sql, -1, 0, &handle, NULL);
	if (code != SQLITE_OK) {
		seg_workspace_fail (workspace, code, sql, error);
		return NULL;
	}
	statement = g_new (SegStatement, 1);
	*statement = (SegStatement) { workspace, handle };
	return statement;
}

void
seg_statement_free (SegStatement *statement)
{
	if (statement == NULL)
		return;
	sqlite3_finalize (statement->handle);
	g_free (statement);
}

int
seg_statement_parameter (SegStatement *statement, const char *name)
{
	int parameter = sqlite3_bind_parameter_index (statement->handle, name);

	if (parameter == 0)
		g_error ("no parameter %s in: %s", name, sqlite3_sql (statement->handle));
	return parameter;
}

void
seg_statement_bind_integer_at (SegStatement *statement, int parameter, gint64 value)
{
	sqlite3_bind_int64 (statement->handle, parameter, value);
}

void
seg_statement_bind_double_at (SegStatement *statement, int parameter, double value)
{
	if (isfinite (value))
		sqlite3_bind_double (statement->handle, parameter, value);
	else
		sqlite3_bind_null (statement->handle, parameter);
}

void
seg_statement_bind_text_at (SegStatement *statement, int parameter, const char *value)
{
	sqlite3_bind_text (statement->handle, parameter, value, -1, SQLITE_TRANSIENT);
}

void
seg_statement_bind_null_at (SegStatement *statement, int parameter)
{
	sqlite3_bind_null (statement->handle, parameter);
}

void
seg_statement_bind_integer (SegStatement *statement, const char *name, gint64 value)
{
	seg_statement_bind_integer_at (statement, seg_statement_parameter (statement, name), value);
}

void
seg_statement_bind_double (SegStatement *statement, const char *name, double value)
{
	seg_statement_bind_double_at (statement, seg_statement_parameter (statement, name), value);
}

void
seg_statement_bind_text (SegStatement *statement, const char *name, const char *value)
{
	seg_statement_bind_text_at (statement, seg_statement_parameter (statement, name), value);
}

void
seg_statement_bind_null (SegStatement *statement, const char *name)
{
	seg_statement_bind_null_at (statement, seg_statement_parameter (statement, name));
}

void
seg_statement_bind_blob (SegStatement *statement, const char *name, const void *bytes, gsize size)
{
	sqlite3_bind_blob64 (statement->handle, seg_statement_parameter (statement, name), bytes, size, SQLITE_TRANSIENT);
}

gboolean
seg_statement_next (SegStatement *statement, GError **error)
{
	int code = sqlite3_step (statement->handle);

	if (code == SQLITE_ROW)
		return TRUE;
	if (code != SQLITE_DONE)
		seg_workspace_fail (statement->workspace, code, sqlite3_sql (statement->handle), error);
	sqlite3_reset (statement->handle);
	return FALSE;
}

gboolean
seg_statement_run (SegStatement *statement, GError **error)
{
	int code = sqlite3_step (statement->handle);

	if (code != SQLITE_DONE && code != SQLITE_ROW)
		seg_workspace_fail (statement->workspace, code, sqlite3_sql (statement->handle), error);
	sqlite3_reset (statement->handle);
	return code == SQLITE_DONE || code == SQLITE_ROW;
}

void
seg_statement_reset (SegStatement *statement)
{
	sqlite3_reset (statement->handle);
}

int
seg_statement_n_columns (const SegStatement *statement)
{
	return sqlite3_column_count (statement->handle);
}

const char *
seg_statement_column_name (const SegStatement *statement, int column)
{
	return sqlite3_column_name (statement->handle, column);
}

gboolean
seg_statement_is_null (const SegStatement *statement, int column)
{
	return sqlite3_column_type (statement->handle, column) == SQLITE_NULL;
}

gint64
seg_statement_integer (const SegStatement *statement, int column)
{
	return sqlite3_column_int64 (statement->handle, column);
}

double
seg_statement_double (const SegStatement *statement, int column)
{
	return seg_statement_is_null (statement, column) ? NAN : sqlite3_column_double (statement->handle, column);
}

const char *
seg_statement_text (const SegStatement *statement, int column)
{
	return (const char *) sqlite3_column_text (statement->handle, column);
}

const void *
seg_statement_blob (const SegStatement *statement, int column, gsize *size)
{
	const void *bytes = sqlite3_column_blob (statement->handle, column);

	*size = (gsize) sqlite3_column_bytes (statement->handle, column);
	return bytes;
}

gboolean
seg_workspace_execute (SegWorkspace *workspace, const char *sql, GError **error)
{
	int code = sqlite3_exec (workspace->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK || seg_workspace_fail (workspace, code, sql, error);
}

gboolean
seg_workspace_count (SegWorkspace *workspace, const char *sql, gint64 *value, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;
	gint64 found;

	if (statement == NULL)
		return FALSE;
	found = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	if (!seg_query_ended (failure, error))
		return FALSE;
	*value = found;
	return TRUE;
}

gint64
seg_workspace_last_id (const SegWorkspace *workspace)
{
	return sqlite3_last_insert_rowid (workspace->db);
}

gint64
seg_workspace_changes (const SegWorkspace *workspace)
{
	return sqlite3_changes64 (workspace->db);
}

char *
seg_sql_identifier (const char *name)
{
	g_auto (GStrv) parts = g_strsplit (name, "\"", -1);
	g_autofree char *doubled = g_strjoinv ("\"\"", parts);

	return g_strconcat ("\"", doubled, "\"", NULL);
}
