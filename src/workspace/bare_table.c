/* A table without its rules for as long as it is filled.
 *
 * SQLite looks at every value of a row that it writes: whether it has the type that STRICT asks for, whether it is missing where NOT NULL
 * stands, which form its column's type gives it. A load has made sure of all that itself, column by column, and of ten million events
 * this takes SQLite a third of the time of writing. So the text of the table in the schema is exchanged for one without types and
 * rules, the rows are written, and the old text is put back: lang_altertable.html describes the procedure ("Making Other Kinds Of
 * Table Schema Changes"). The rows are the same bytes in both (integral doubles stand as integers in REAL columns, which SegBulk sees
 * to), and PRAGMA integrity_check, which "segscope check" runs, looks at types and missing values again.
 *
 * All of it happens inside one transaction: no other connection ever sees the bare text, and neither does one that comes after a
 * process was killed. */
#include <config.h>
#include "workspace-private.h"

/* Columns as they stand in the bare text; NULL for a table that has something more than these, which must stay as it is: indexes that
 * belong to its rules, generated columns, a key of another kind. */
static char *
bare_text (SegWorkspace *workspace, const char *table, gboolean given_ids, GError **error)
{
	g_autoptr (SegStatement) columns = seg_workspace_prepare (workspace,
		"SELECT name, dflt_value, pk, hidden, type, EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND tbl_name = :table "
		"AND sql IS NULL) FROM pragma_table_xinfo (:table)", error);
	g_autoptr (GString) text = g_string_new ("CREATE TABLE ");
	g_autofree char *identifier = seg_sql_identifier (table);
	GError *failure = NULL;
	int n = 0;

	if (columns == NULL)
		return NULL;
	g_string_append_printf (text, "%s (", identifier);
	seg_statement_bind_text (columns, ":table", table);
	while (seg_statement_next (columns, &failure)) {
		g_autofree char *name = seg_sql_identifier (seg_statement_text (columns, 0));
		gboolean is_key = seg_statement_integer (columns, 2) != 0;

		if (seg_statement_integer (columns, 3) != 0 || seg_statement_integer (columns, 5) != 0
		    || (is_key && (n > 0 || g_ascii_strcasecmp (seg_statement_text (columns, 4), "INTEGER") != 0)))
			return NULL;
		g_string_append_printf (text, "%s%s%s", n++ > 0 ? ", " : "", name, is_key && given_ids ? " INTEGER PRIMARY KEY" : "");
		if (!seg_statement_is_null (columns, 1)) /* rows from before the column was added have it from here */
			g_string_append_printf (text, " DEFAULT %s", seg_statement_text (columns, 1));
	}
	if (!seg_query_ended (failure, error) || n == 0)
		return NULL;
	g_string_append_c (text, ')');
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
schema_text (SegWorkspace *workspace, const char *table, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = :table", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":table", table);
	return seg_statement_next (statement, error) ? g_strdup (seg_statement_text (statement, 0)) : NULL;
}

static gboolean
write_text (SegWorkspace *workspace, const char *table, const char *text, GError **error)
{
	g_autoptr (SegStatement) update = seg_workspace_prepare (workspace,
		"UPDATE main.sqlite_schema SET sql = :text WHERE type = 'table' AND name = :table", error);

	if (update == NULL)
		return FALSE;
	seg_statement_bind_text (update, ":text", text);
	seg_statement_bind_text (update, ":table", table);
	return seg_statement_run (update, error);
}

/* A new schema version: should the transaction be rolled back, the connection sees that what it knows is not what stands there. */
static gboolean
exchange (SegWorkspace *workspace, const char *table, const char *text, GError **error)
{
	g_autofree char *pragma = NULL;
	gint64 version;
	gboolean fine;

	if (!seg_workspace_count (workspace, "PRAGMA main.schema_version", &version, error))
		return FALSE;
	pragma = g_strdup_printf ("PRAGMA main.schema_version = %" G_GINT64_FORMAT, (version + 1) & G_MAXINT32);
	fine = seg_workspace_execute (workspace, "PRAGMA writable_schema = ON", error) && write_text (workspace, table, text, error)
	       && seg_workspace_execute (workspace, pragma, error);
	return seg_workspace_execute (workspace, "PRAGMA writable_schema = RESET", fine ? error : NULL) && fine;
}

gboolean
seg_workspace_lay_bare (SegWorkspace *workspace, const char *table, gboolean given_ids, gboolean *bare, GError **error)
{
	GError *failure = NULL;
	g_autofree char *text = NULL;
	gint64 foreign_keys;

	*bare = FALSE;
	g_return_val_if_fail (workspace->bare_table == NULL, TRUE);
	if (!seg_workspace_count (workspace, "PRAGMA foreign_keys", &foreign_keys, error))
		return FALSE;
	if (foreign_keys != 0 || workspace->depth == 0) /* looked up by the rules that would be gone */
		return TRUE;
	text = bare_text (workspace, table, given_ids, &failure);
	if (text != NULL)
		workspace->bare_text = schema_text (workspace, table, &failure);
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	if (workspace->bare_text == NULL)
		return TRUE;
	workspace->bare_table = g_strdup (table);
	*bare = exchange (workspace, table, text, error);
	return *bare;
}

gboolean
seg_workspace_dress (SegWorkspace *workspace, GError **error)
{
	if (workspace->bare_table == NULL)
		return TRUE;
	if (!exchange (workspace, workspace->bare_table, workspace->bare_text, error))
		return FALSE;
	g_clear_pointer (&workspace->bare_table, g_free);
	g_clear_pointer (&workspace->bare_text, g_free);
	return TRUE;
}

void
seg_workspace_forget_bare (SegWorkspace *workspace)
{
	if (workspace->bare_table == NULL)
		return;
	g_clear_pointer (&workspace->bare_table, g_free);
	g_clear_pointer (&workspace->bare_text, g_free);
	seg_workspace_execute (workspace, "PRAGMA writable_schema = RESET", NULL);
}
