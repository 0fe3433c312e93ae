/* The SQL of an import: sources, rows set aside, keys, events. Users and items with their attributes are in entity.c. */
#include <config.h>
#include "store.h"

#include <math.h>
#include <string.h>

SegStore *
seg_store_new (SegWorkspace *workspace, const SegImportPlan *plan, GError **error)
{
	g_autoptr (SegStore) store = g_new0 (SegStore, 1);

	store->workspace = workspace;
	store->plan = plan;
	store->mapping = seg_mapping_to_json (plan);
	store->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	store->indexes = g_ptr_array_new_with_free_func (g_free);
	store->reject = seg_workspace_prepare (workspace,
		"INSERT INTO reject (source_id, line, column_name, reason, raw) VALUES (:source, :line, :column, :reason, :raw)", error);
	return store->reject != NULL ? g_steal_pointer (&store) : NULL;
}

void
seg_store_free (SegStore *store)
{
	if (store == NULL)
		return;
	seg_statement_free (store->reject);
	seg_statement_free (store->key[0]);
	seg_statement_free (store->key[1]);
	seg_statement_free (store->event);
	seg_statement_free (store->review);
	seg_statement_free (store->kind);
	seg_statement_free (store->title);
	seg_statement_free (store->insert);
	seg_statement_free (store->update);
	g_hash_table_unref (store->taken);
	g_ptr_array_unref (store->indexes);
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

void
seg_store_trust_keys (SegWorkspace *workspace, gboolean trust)
{
	seg_workspace_execute (workspace, trust ? "PRAGMA foreign_keys = OFF" : "PRAGMA foreign_keys = ON", NULL);
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
seg_store_has_mapping (SegStore *store, gboolean *has, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"SELECT id FROM source WHERE " SAME_MANNER " LIMIT 1", error);
	gint64 id;

	if (statement == NULL)
		return FALSE;
	bind_manner (store, statement);
	if (!find_id (statement, &id, error))
		return FALSE;
	*has = id != 0;
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
seg_store_reject (SegStore *store, const SegRecord *record, const char *column, const char *reason, GError **error)
{
	g_autofree char *raw = g_utf8_make_valid (record->raw, (gssize) record->raw_size);

	seg_statement_bind_integer (store->reject, ":source", store->source_id);
	seg_statement_bind_integer (store->reject, ":line", record->line);
	seg_statement_bind_text (store->reject, ":column", column);
	seg_statement_bind_text (store->reject, ":reason", reason);
	seg_statement_bind_text (store->reject, ":raw", raw);
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
		SegKey *key = seg_keys_add (keys, seg_statement_text (statement, 1), seg_statement_integer (statement, 0), error);

		if (key == NULL)
			return FALSE;
		key->existed = TRUE;
		key->listed = seg_statement_integer (statement, 2) != 0;
		key->titled = seg_statement_integer (statement, 3) != 0;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_store_insert_key (SegStore *store, const char *entity, const char *key, gint64 *id, GError **error)
{
	SegStatement **statement = &store->key[strcmp (entity, "item") == 0];

	if (*statement == NULL) {
		g_autofree char *sql = g_strdup_printf ("INSERT INTO %s (key, listed) VALUES (:key, 0)", entity);

		*statement = seg_workspace_prepare (store->workspace, sql, error);
		if (*statement == NULL)
			return FALSE;
	}
	seg_statement_bind_text_at (*statement, 1, key);
	if (!seg_statement_run (*statement, error))
		return FALSE;
	*id = seg_workspace_last_id (store->workspace);
	return TRUE;
}

/* Events ------------------------------------------------------------------------------------------------------------- */

gboolean
seg_store_kind (SegStore *store, const char *name, gint64 *id, GError **error)
{
	if (store->kind == NULL) {
		store->kind = seg_workspace_prepare (store->workspace,
			"INSERT INTO event_kind (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id", error);
		if (store->kind == NULL)
			return FALSE;
	}
	seg_statement_bind_text (store->kind, ":name", name);
	return find_id (store->kind, id, error);
}

/* The order of the parameters, as in event_at. */
static const char *const event_parameters[] = {
	":user", ":item", ":kind", ":at", ":amount", ":quantity", ":rating", ":seconds", ":order", ":source",
};

static gboolean
prepare_events (SegStore *store, GError **error)
{
	store->event = seg_workspace_prepare (store->workspace,
		"INSERT INTO event (user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) "
		"VALUES (:user, :item, :kind, :at, :amount, :quantity, :rating, :seconds, :order, :source)", error);
	store->review = seg_workspace_prepare (store->workspace, "INSERT INTO review (event_id, text) VALUES (:event, :text)", error);
	if (store->event == NULL || store->review == NULL)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (event_parameters); i++)
		store->event_at[i] = seg_statement_parameter (store->event, event_parameters[i]);
	seg_statement_bind_integer (store->event, ":source", store->source_id);
	return TRUE;
}

gboolean
seg_store_event (SegStore *store, const SegEventRow *event, GError **error)
{
	const int *at = store->event_at;

	if (store->event == NULL && !prepare_events (store, error))
		return FALSE;
	seg_statement_bind_integer_at (store->event, at[0], event->user_id);
	if (event->item_id != 0)
		seg_statement_bind_integer_at (store->event, at[1], event->item_id);
	else
		seg_statement_bind_null_at (store->event, at[1]);
	seg_statement_bind_integer_at (store->event, at[2], event->kind_id);
	if (event->has_time)
		seg_statement_bind_integer_at (store->event, at[3], event->at);
	else
		seg_statement_bind_null_at (store->event, at[3]);
	seg_statement_bind_double_at (store->event, at[4], event->amount);
	seg_statement_bind_double_at (store->event, at[5], event->quantity);
	seg_statement_bind_double_at (store->event, at[6], event->rating);
	seg_statement_bind_double_at (store->event, at[7], event->seconds);
	seg_statement_bind_text_at (store->event, at[8], event->order);
	if (!seg_statement_run (store->event, error))
		return FALSE;
	if (event->text == NULL)
		return TRUE;
	seg_statement_bind_integer_at (store->review, 1, seg_workspace_last_id (store->workspace));
	seg_statement_bind_text_at (store->review, 2, event->text);
	return seg_statement_run (store->review, error);
}

gboolean
seg_store_drop_event_indexes (SegStore *store, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (store->workspace,
		"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'event' AND sql IS NOT NULL", error);
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		g_ptr_array_add (names, seg_sql_identifier (seg_statement_text (statement, 0)));
		g_ptr_array_add (store->indexes, g_strdup (seg_statement_text (statement, 1)));
	}
	for (guint i = 0; i < names->len && failure == NULL; i++) {
		g_autofree char *sql = g_strdup_printf ("DROP INDEX %s", (const char *) names->pdata[i]);

		seg_workspace_execute (store->workspace, sql, &failure);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_store_make_event_indexes (SegStore *store, GError **error)
{
	for (guint i = 0; i < store->indexes->len; i++)
		if (!seg_workspace_execute (store->workspace, store->indexes->pdata[i], error))
			return FALSE;
	g_ptr_array_set_size (store->indexes, 0);
	return TRUE;
}
