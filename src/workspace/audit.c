#include <config.h>
#include "workspace-private.h"

gboolean
seg_audit_add (SegWorkspace *workspace, const char *action, const char *object, const char *detail, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO audit (at, who, action, object, detail, program_version) "
		"VALUES (:at, :who, :action, :object, :detail, :version)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":who", g_get_user_name ());
	seg_statement_bind_text (statement, ":action", action);
	seg_statement_bind_text (statement, ":object", object);
	seg_statement_bind_text (statement, ":detail", detail);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	return seg_statement_run (statement, error);
}

gboolean
seg_audit_file (SegWorkspace *workspace, SegCsvFile *file, const char *action, const char *path, gint64 n_rows, GError **error)
{
	g_autoptr (SegCsvFile) owned = file;
	g_autoptr (SegTransaction) transaction = NULL;
	g_autofree char *name = g_utf8_make_valid (path, -1), *detail = g_strdup_printf ("{\"rows\":%" G_GINT64_FORMAT "}", n_rows);

	if (workspace->read_only)
		return seg_csv_file_finish (g_steal_pointer (&owned), error);
	transaction = seg_transaction_begin (workspace, error);
	return transaction != NULL && seg_audit_add (workspace, action, name, detail, error)
	       && seg_csv_file_finish (g_steal_pointer (&owned), error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

GHashTable *
seg_audit_lists (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT object FROM audit WHERE action IN ('export users', 'export features', 'export audience') "
		"UNION SELECT json_extract (detail, '$.file') FROM audit WHERE action = 'export' AND json_valid (detail) "
		"UNION SELECT path FROM export_file", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		if (!seg_statement_is_null (statement, 0))
			g_hash_table_add (paths, g_strdup (seg_statement_text (statement, 0)));
	return seg_query_ended (failure, error) ? g_steal_pointer (&paths) : NULL;
}

void
seg_audit_entry_free (SegAuditEntry *entry)
{
	if (entry == NULL)
		return;
	g_free (entry->who);
	g_free (entry->action);
	g_free (entry->object);
	g_free (entry->detail);
	g_free (entry->program_version);
	g_free (entry);
}

GPtrArray *
seg_audit_list (SegWorkspace *workspace, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_audit_entry_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT at, who, action, object, detail, program_version FROM audit ORDER BY id LIMIT :limit OFFSET :offset", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":limit", limit);
	seg_statement_bind_integer (statement, ":offset", offset);
	while (seg_statement_next (statement, &failure)) {
		SegAuditEntry *entry = g_new0 (SegAuditEntry, 1);

		entry->at = seg_statement_integer (statement, 0);
		entry->who = g_strdup (seg_statement_text (statement, 1));
		entry->action = g_strdup (seg_statement_text (statement, 2));
		entry->object = g_strdup (seg_statement_text (statement, 3));
		entry->detail = g_strdup (seg_statement_text (statement, 4));
		entry->program_version = g_strdup (seg_statement_text (statement, 5));
		g_ptr_array_add (entries, entry);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&entries) : NULL;
}
