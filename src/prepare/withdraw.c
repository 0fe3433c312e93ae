/* The way back: from the cleaned state to exactly what was imported. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
for_each (SegWorkspace *workspace, const char *sql, gboolean (*change) (SegWorkspace *, const SegStatement *, GError **), GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure))
		if (!change (workspace, rows, error))
			return FALSE;
	return seg_query_ended (failure, error);
}

/* The schema cannot be changed while a query reads it, so changes are gathered first. */
static gboolean
gather_drop (SegWorkspace *workspace, const SegStatement *row, GString *script)
{
	g_autofree char *name = seg_sql_identifier (seg_statement_text (row, 1));

	(void) workspace;
	g_string_append_printf (script, "ALTER TABLE %s DROP COLUMN %s;", seg_statement_text (row, 0), name);
	if (!seg_statement_is_null (row, 2)) {
		g_autofree char *imported = seg_sql_identifier (seg_statement_text (row, 2));

		g_string_append_printf (script, "ALTER TABLE %s RENAME COLUMN %s TO %s;", seg_statement_text (row, 0), imported, name);
	}
	return TRUE;
}

/* Columns that steps made go; those whose imported values were read anew get their place back. */
static gboolean
restore_columns (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GString) script = g_string_new (NULL);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT entity, name, imported_name FROM attribute WHERE made_by IS NOT NULL OR imported_name IS NOT NULL ORDER BY id DESC", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure))
		gather_drop (workspace, rows, script);
	if (!seg_query_ended (failure, error))
		return FALSE;
	g_clear_pointer (&rows, seg_statement_free);
	g_string_append (script, "DELETE FROM attribute WHERE made_by IS NOT NULL;"
	                 "UPDATE attribute SET hidden_by = NULL WHERE hidden_by IS NOT NULL;"
	                 "UPDATE attribute SET type = imported_type, imported_type = NULL WHERE imported_type IS NOT NULL;"
	                 "UPDATE attribute SET imported_name = NULL WHERE imported_name IS NOT NULL;");
	return seg_cells_alter (workspace, script->str, error) && seg_workspace_make_views (workspace, error);
}

static gboolean
restore_cells (SegWorkspace *workspace, const SegStatement *row, GError **error)
{
	const char *entity = seg_statement_text (row, 0), *name = seg_statement_text (row, 1);
	g_autofree char *column = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s = o.value FROM original_value o "
	                                        "WHERE o.entity = '%s' AND o.name = :name AND o.entity_id = %s.id", entity, column, entity, entity);
	g_autoptr (SegStatement) update = seg_workspace_prepare (workspace, sql, error);

	if (update == NULL)
		return FALSE;
	seg_statement_bind_text (update, ":name", name);
	return seg_statement_run (update, error);
}

static gboolean
is_applied (SegWorkspace *workspace, gboolean *applied, GError **error)
{
	gint64 something;

	if (!seg_workspace_count (workspace,
		"SELECT EXISTS (SELECT 1 FROM original_value) OR EXISTS (SELECT 1 FROM excluded_user) OR EXISTS (SELECT 1 FROM excluded_item) "
		"OR EXISTS (SELECT 1 FROM event_set_aside WHERE step_id IS NOT NULL) "
		"OR EXISTS (SELECT 1 FROM attribute WHERE made_by IS NOT NULL OR hidden_by IS NOT NULL OR imported_type IS NOT NULL)",
		&something, error))
		return FALSE;
	*applied = something != 0;
	return TRUE;
}

gboolean
seg_recipe_withdraw (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = NULL;
	gboolean applied;

	if (!is_applied (workspace, &applied, error))
		return FALSE;
	if (!applied)
		return TRUE;
	transaction = seg_transaction_begin (workspace, error);
	return transaction != NULL && seg_job_proceed (job, 0, _("going back to the imported values"), error)
	       && seg_events_put_back (workspace, error)
	       && seg_workspace_execute (workspace, "DELETE FROM excluded_user; DELETE FROM excluded_item", error)
	       && seg_job_proceed (job, 0.4, NULL, error) && restore_columns (workspace, error)
	       && seg_job_proceed (job, 0.6, NULL, error)
	       && for_each (workspace, "SELECT DISTINCT entity, name FROM original_value", restore_cells, error)
	       && seg_workspace_execute (workspace, "DELETE FROM original_value", error)
	       && seg_cells_count_missing (workspace, error) && seg_job_proceed (job, 1, NULL, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
