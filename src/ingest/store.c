/* The SQL of an import: sources, rows set aside, keys, events. Users and items with their attributes are in entity.c. */
#include <config.h>
#include "store.h"

#include <glib/gi18n.h>

SegStore *
seg_store_new (SegWorkspace *workspace, const SegImportPlan *plan, GError **error)
{
	g_autoptr (SegStore) store = g_new0 (SegStore, 1);

	store->workspace = workspace;
	store->plan = plan;
	store->mapping = seg_mapping_to_json (plan);
	store->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	store->reject = seg_workspace_prepare (workspace,
		"INSERT INTO reject (source_id, line, column_name, reason, raw, bytes, is_value) "
		"VALUES (:source, :line, :column, :reason, :raw, :bytes, :is_value)", error);
	return store->reject != NULL ? g_steal_pointer (&store) : NULL;
}

void
seg_store_free (SegStore *store)
{
	if (store == NULL)
		return;
	seg_statement_free (store->reject);
	seg_statement_free (store->kind);
	seg_statement_free (store->title);
	g_hash_table_unref (store->taken);
	g_free (store->mapping);
	g_free (store);
}

/* Runs a statement that gives one row or none; @id stays 0 without one. */
static gboolean
find_id (SegStatement *statement, gint64 *id, GError **error)
{
	GError *failure = NULL;

	*id = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	seg_statement_reset (statement);
	return seg_query_ended (failure, error);
}

/* Sources ------------------------------------------------------------------------------------------------------------ */

static void
bind_manner (SegStore *store, SegStatement *statement)
{
	char delimiter[2] = { store->plan->delimiter, '\0' };

	seg_statement_bind_text (statement, ":role", store->plan->role->name);
	seg_statement_bind_text (statement, ":mapping", store->mapping);
	seg_statement_bind_text (statement, ":encoding", store->plan->encoding);
	seg_statement_bind_text (statement, ":delimiter", delimiter);
}

#define SAME_MANNER "role = :role AND mapping = :mapping AND encoding = :encoding AND delimiter = :delimiter"

gboolean
seg_store_has_mapping (SegStore *store, gboolean has[2], GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"SELECT count (*) FILTER (WHERE length (checksum) < 64), count (*) FILTER (WHERE length (checksum) = 64) FROM source "
		"WHERE " SAME_MANNER, error);

	if (statement == NULL)
		return FALSE;
	bind_manner (store, statement);
	if (!seg_statement_next (statement, error))
		return FALSE;
	has[0] = seg_statement_integer (statement, 0) > 0;
	has[1] = seg_statement_integer (statement, 1) > 0;
	return TRUE;
}

gboolean
seg_store_find_source (SegStore *store, const char *checksum, gint64 *id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"SELECT id FROM source WHERE checksum = :checksum AND " SAME_MANNER " LIMIT 1", error);

	if (statement == NULL)
		return FALSE;
	bind_manner (store, statement);
	seg_statement_bind_text (statement, ":checksum", checksum);
	return find_id (statement, id, error);
}

gboolean
seg_store_begin_source (SegStore *store, gint64 *id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
		"rows_repeated, imported_at, program_version) "
		"VALUES (:path, '', :role, :mapping, :encoding, :delimiter, 0, 0, 0, 0, :at, :version)", error);
	g_autofree char *path = g_utf8_make_valid (store->plan->path, -1);

	if (statement == NULL)
		return FALSE;
	bind_manner (store, statement);
	seg_statement_bind_text (statement, ":path", path);
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	if (!seg_statement_run (statement, error))
		return FALSE;
	*id = store->source_id = seg_workspace_last_id (store->workspace);
	return TRUE;
}

gboolean
seg_store_end_source (SegStore *store, const char *checksum, const SegImportResult *result, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"UPDATE source SET checksum = :checksum, rows_read = :read, rows_loaded = :loaded, rows_rejected = :rejected, "
		"rows_repeated = :repeated WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":checksum", checksum);
	seg_statement_bind_integer (statement, ":read", result->rows_read);
	seg_statement_bind_integer (statement, ":loaded", result->rows_loaded);
	seg_statement_bind_integer (statement, ":rejected", result->rows_rejected);
	seg_statement_bind_integer (statement, ":repeated", result->rows_repeated);
	seg_statement_bind_integer (statement, ":id", store->source_id);
	return seg_statement_run (statement, error);
}

gboolean
seg_store_reject (SegStore *store, const SegChunkReject *reject, const char *column, GError **error)
{
	g_autofree char *raw = g_utf8_make_valid (reject->raw.text, (gssize) reject->raw.size);
	gsize size;

	seg_statement_bind_integer (store->reject, ":source", store->source_id);
	seg_statement_bind_integer (store->reject, ":line", reject->line);
	seg_statement_bind_text (store->reject, ":column", column);
	seg_statement_bind_text (store->reject, ":reason", reject->reason);
	seg_statement_bind_text (store->reject, ":raw", raw);
	seg_statement_bind_integer (store->reject, ":is_value", reject->is_value);
	if (reject->bytes != NULL) {
		const void *bytes = g_bytes_get_data (reject->bytes, &size);

		seg_statement_bind_blob (store->reject, ":bytes", bytes, size);
	} else
		seg_statement_bind_null (store->reject, ":bytes");
	return seg_statement_run (store->reject, error);
}

/* Keys --------------------------------------------------------------------------------------------------------------- */

gboolean
seg_store_read_keys (SegStore *store, const char *entity, const char *title, SegKeys *keys, GError **error)
{
	g_autofree char *column = title != NULL ? seg_sql_identifier (title) : g_strdup ("NULL");
	g_autofree char *sql = g_strdup_printf ("SELECT id, key, listed, %s IS NOT NULL FROM %s", column, entity);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		SegKey *key = seg_keys_add (keys, seg_statement_text (statement, 1), (guint32) seg_statement_integer (statement, 0), error);

		if (key == NULL)
			return FALSE;
		key->existed = TRUE;
		key->listed = seg_statement_integer (statement, 2) != 0;
		key->titled = seg_statement_integer (statement, 3) != 0;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_store_next_id (SegStore *store, const char *entity, guint32 *id, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT coalesce (max (id), 0) + 1 FROM %s", entity);
	gint64 next;

	if (!seg_workspace_count (store->workspace, sql, &next, error))
		return FALSE;
	*id = (guint32) next;
	if (next <= G_MAXUINT32)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The workspace has more than 4 billion users or items"));
	return FALSE;
}

/* Kinds -------------------------------------------------------------------------------------------------------------- */

gboolean
seg_store_read_kinds (SegStore *store, GHashTable *ids, gint64 *next, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace, "SELECT id, name FROM event_kind", error);
	GError *failure = NULL;

	*next = 1;
	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_hash_table_insert (ids, g_strdup (seg_statement_text (statement, 1)), GUINT_TO_POINTER ((guint) id));
		*next = MAX (*next, id + 1);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_store_add_kind (SegStore *store, guint32 id, const char *name, GError **error)
{
	if (store->kind == NULL) {
		store->kind = seg_workspace_prepare (store->workspace, "INSERT INTO event_kind (id, name) VALUES (:id, :name)", error);
		if (store->kind == NULL)
			return FALSE;
	}
	seg_statement_bind_integer (store->kind, ":id", id);
	seg_statement_bind_text (store->kind, ":name", name);
	return seg_statement_run (store->kind, error);
}
