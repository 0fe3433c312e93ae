/* What a load says of earlier ones: values it replaces are kept, users and items that are gone from the list are counted, events
 * that were known are taken away, rejects it corrects are marked. */
#include <config.h>
#include "load.h"
#include "overlap.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* History ------------------------------------------------------------------------------------------------------------------ */

/* A trigger for each attribute keeps the value that an update takes away from a user or item of earlier loads. It lives as long
 * as the load, costs nothing where nothing is replaced, and sees updates of whatever kind. */
static gboolean
watch_attribute (SegLoad *load, const SegAttribute *attribute, guint number, gint64 first_new, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autoptr (GString) literal = g_string_new (attribute->name);
	g_autofree char *sql = NULL;

	g_string_replace (literal, "'", "''", 0);
	sql = g_strdup_printf ("CREATE TEMP TRIGGER keep_%s_%u AFTER UPDATE OF %s ON main.%s WHEN old.id < %" G_GINT64_FORMAT
	                       " AND old.%s IS NOT NULL AND old.%s IS NOT new.%s BEGIN "
	                       "INSERT INTO attribute_change (entity, entity_id, name, value, source_id) "
	                       "VALUES ('%s', old.id, '%s', old.%s, %" G_GINT64_FORMAT "); END",
	                       attribute->entity, number, column, attribute->entity, first_new, column, column, column,
	                       attribute->entity, literal->str, column, load->result->source_id);
	return seg_workspace_execute (load->workspace, sql, error);
}

static gboolean
watch_entity (SegLoad *load, const char *entity, gint64 first_new, GError **error)
{
	g_autoptr (GPtrArray) attributes = NULL;

	if (first_new <= 1) /* nobody was there */
		return TRUE;
	attributes = seg_attributes (load->workspace, entity, error);
	for (guint i = 0; attributes != NULL && i < attributes->len; i++)
		if (!watch_attribute (load, attributes->pdata[i], i, first_new, error))
			return FALSE;
	return attributes != NULL;
}

gboolean
seg_load_begin_delta (SegLoad *load, GError **error)
{
	return watch_entity (load, "user", load->first_user, error) && watch_entity (load, "item", load->first_item, error);
}

static gboolean
unwatch (SegLoad *load, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (load->workspace,
		"SELECT name FROM temp.sqlite_schema WHERE type = 'trigger' AND name GLOB 'keep_*_[0-9]*'", error);
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (names, g_strdup (seg_statement_text (statement, 0)));
	for (guint i = 0; i < names->len && failure == NULL; i++) {
		g_autofree char *sql = g_strdup_printf ("DROP TRIGGER temp.%s", (const char *) names->pdata[i]);

		seg_workspace_execute (load->workspace, sql, &failure);
	}
	return seg_query_ended (failure, error);
}

/* Lists ---------------------------------------------------------------------------------------------------------------------- */

/* The users or items that this file names: bit n is for id n. @n_again: (out) those of them that were there. */
static GByteArray *
list_named (const SegKeys *keys, gint64 next_id, gint64 *n_again, GError **error)
{
	gsize size = (gsize) next_id / 8 + 1, position = 0;
	guint8 *bits = g_try_malloc0 (size);
	const SegKey *key;

	*n_again = 0;
	if (bits == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the list of who is in this file"));
		return NULL;
	}
	while ((key = seg_keys_next (keys, &position)) != NULL)
		if (key->seen) {
			bits[key->id / 8] = (guint8) (bits[key->id / 8] | 1u << key->id % 8);
			*n_again += key->existed;
		}
	return g_byte_array_new_take (bits, size);
}

static gint64
count_gone (const guint8 *before, gsize before_size, const GByteArray *now)
{
	gint64 n = 0;

	for (gsize i = 0; i < before_size; i++)
		n += __builtin_popcount (before[i] & (guint8) ~(i < now->len ? now->data[i] : 0));
	return n;
}

/* The names of the columns, whatever their order. */
#define HEADER_OF(source) \
	"(SELECT group_concat (name, char (31)) FROM (SELECT json_extract (value, '$.column') AS name " \
	"FROM json_each (" source ".mapping, '$.columns') ORDER BY 1))"

/* The lists of earlier files with the columns of this one, the last first. */
static SegStatement *
select_lists (SegLoad *load, const char *which, GError **error)
{
	g_autofree char *sql = g_strdup_printf (
		"SELECT ids FROM source_listing JOIN source earlier ON earlier.id = source_id, source this WHERE this.id = :source "
		"AND earlier.id < this.id AND earlier.id %s :first AND earlier.role = this.role AND " HEADER_OF ("earlier") " = "
		HEADER_OF ("this") " ORDER BY earlier.id DESC LIMIT 1", which);
	SegStatement *statement = seg_workspace_prepare (load->workspace, sql, error);

	if (statement != NULL) {
		seg_statement_bind_integer (statement, ":source", load->result->source_id);
		seg_statement_bind_integer (statement, ":first",
		                            load->plan->listed_since > 0 ? load->plan->listed_since : load->result->source_id);
	}
	return statement;
}

/* Adds to @named whom the files that are loaded together with this one, before it, have named. */
static gboolean
carry_list_on (SegLoad *load, GByteArray *named, GError **error)
{
	g_autoptr (SegStatement) statement = select_lists (load, ">=", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	if (seg_statement_next (statement, &failure)) { /* the last one holds those before it */
		gsize size;
		const guint8 *before = seg_statement_blob (statement, 0, &size);

		for (gsize i = 0; i < MIN (size, named->len); i++) /* ids only grow */
			named->data[i] = (guint8) (named->data[i] | before[i]);
	}
	return seg_query_ended (failure, error);
}

/* Those of the last list with the same columns who are not in this one. */
static gboolean
count_vanished (SegLoad *load, const GByteArray *named, gint64 *n_vanished, GError **error)
{
	g_autoptr (SegStatement) statement = load->plan->list_goes_on ? NULL : select_lists (load, "<", error);
	GError *failure = NULL;

	if (statement == NULL)
		return load->plan->list_goes_on;
	if (seg_statement_next (statement, &failure)) {
		gsize size;
		const guint8 *before = seg_statement_blob (statement, 0, &size);

		*n_vanished = count_gone (before, size, named);
	}
	return seg_query_ended (failure, error);
}

static gboolean
keep_list (SegLoad *load, const GByteArray *named, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (load->workspace,
		"INSERT INTO source_listing (source_id, ids) VALUES (:source, :ids)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":source", load->result->source_id);
	seg_statement_bind_blob (statement, ":ids", named->data, named->len);
	return seg_statement_run (statement, error);
}

/* Corrections are a part of their file's list, and say nothing of the others. */
static gboolean
compare_lists (SegLoad *load, GError **error)
{
	gboolean users = g_strcmp0 (load->entity, "user") == 0;
	SegImportResult *result = load->result;
	g_autoptr (GByteArray) named = NULL;
	gint64 n_again;

	if (!load->entities)
		return TRUE;
	named = list_named (users ? load->users : load->items, users ? load->next_user : load->next_item, &n_again, error);
	if (named == NULL)
		return FALSE;
	*(users ? &result->unchanged_users : &result->unchanged_items) = n_again - (users ? result->changed_users : result->changed_items);
	if (load->plan->corrects != 0 || load->key_column < 0)
		return TRUE;
	return carry_list_on (load, named, error)
	       && count_vanished (load, named, users ? &result->vanished_users : &result->vanished_items, error)
	       && keep_list (load, named, error);
}

/* Events ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
note_times (SegLoad *load, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (load->workspace,
		"UPDATE source SET first_at = :first, last_at = :last WHERE id = :source", error);

	if (statement == NULL)
		return FALSE;
	if (load->first_at <= load->last_at) {
		seg_statement_bind_integer (statement, ":first", load->first_at);
		seg_statement_bind_integer (statement, ":last", load->last_at);
	}
	seg_statement_bind_integer (statement, ":source", load->result->source_id);
	return seg_statement_run (statement, error);
}

static gboolean
remove_known (SegLoad *load, GError **error)
{
	SegImportResult *result = load->result;

	if (load->entities || load->results)
		return TRUE;
	if (!note_times (load, error))
		return FALSE;
	if (!load->plan->add_known
	    && !seg_overlap_remove (load->workspace, result->source_id, load->plan->corrects, load->first_event - 1, result->new_events, load->job,
	                            &result->rows_known, error))
		return FALSE;
	result->new_events -= result->rows_known;
	return TRUE;
}

/* All of it ---------------------------------------------------------------------------------------------------------------------- */

static char *
describe (const SegImportResult *result)
{
	const struct { const char *name; gint64 count; } counts[] = {
		{ "new_users", result->new_users }, { "changed_users", result->changed_users }, { "unchanged_users", result->unchanged_users },
		{ "vanished_users", result->vanished_users }, { "named_users", result->named_users }, { "unknown_users", result->unknown_users },
		{ "new_items", result->new_items }, { "changed_items", result->changed_items }, { "unchanged_items", result->unchanged_items },
		{ "vanished_items", result->vanished_items }, { "named_items", result->named_items }, { "unknown_items", result->unknown_items },
		{ "new_events", result->new_events }, { "rows_known", result->rows_known }, { "values_rejected", result->values_rejected },
		{ "rejects_taken_up", result->rejects_taken_up }, { "new_results", result->new_results },
		{ "stray_results", result->stray_results }, { "repeated_results", result->repeated_results }, { "nobody_results", result->nobody_results },
		{ "unmatched_results", result->unmatched_results },
	};
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
		if (counts[i].count != 0) {
			json_builder_set_member_name (builder, counts[i].name);
			json_builder_add_int_value (builder, counts[i].count);
		}
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

gboolean
seg_load_end_delta (SegLoad *load, GError **error)
{
	return unwatch (load, error) && compare_lists (load, error) && remove_known (load, error) && seg_load_count_results (load, error)
	       && seg_corrections_mark (load->workspace, load->plan, load->result->source_id, load->job, &load->result->rejects_taken_up, error);
}

gboolean
seg_load_keep_delta (SegLoad *load, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (load->workspace,
		"UPDATE source SET delta = :delta, rows_known = :known WHERE id = :source", error);
	g_autofree char *delta = describe (load->result);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":delta", delta);
	seg_statement_bind_integer (statement, ":known", load->result->rows_known);
	seg_statement_bind_integer (statement, ":source", load->result->source_id);
	return seg_statement_run (statement, error);
}
