/* What became of a file's columns, read back from its mapping (mapping.c writes it). */
#include <config.h>
#include "ingest-private.h"

#include <segscope/source_columns.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <inttypes.h>
#include <string.h>

void
seg_source_column_free (SegSourceColumn *column)
{
	g_free (column->header);
	g_free (column->becomes);
	g_free (column->attribute);
	g_free (column);
}

static void
free_column (gpointer column)
{
	seg_source_column_free (column);
}

static const char *
text_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* Whose values they are: a key names a row and is none of its values. */
static const char *
table_of (const SegRole *role, const char *entity)
{
	if (role->entity != NULL)
		return role->entity;
	return g_strcmp0 (entity, "user") == 0 ? "user" : g_strcmp0 (entity, "item") == 0 ? "item" : "event";
}

static char *
words_for (const SegSourceColumn *column, const char *entity)
{
	if (column->table == NULL)
		return g_strdup (_("not imported"));
	if (column->field != NULL)
		return g_strdup (_(column->field->label));
	if (g_strcmp0 (entity, "outcome") == 0)
		return g_strdup_printf (_("outcome: %s"), column->attribute);
	if (strcmp (column->attribute, column->header) != 0)
		return g_strdup_printf (_("attribute %s"), column->attribute);
	return g_strdup (_("attribute"));
}

static SegSourceColumn *
read_column (const SegRole *role, JsonObject *kept)
{
	SegSourceColumn *column = g_new0 (SegSourceColumn, 1);
	const char *field = text_member (kept, "field"), *entity = text_member (kept, "entity"), *header = text_member (kept, "column");

	column->header = g_strdup (header != NULL ? header : "");
	column->attribute = g_strdup (text_member (kept, "attribute"));
	column->field = field != NULL ? seg_role_field (role, field) : NULL;
	if (column->field != NULL || column->attribute != NULL)
		column->table = table_of (role, column->field == NULL ? entity : NULL);
	column->becomes = words_for (column, entity);
	return column;
}

static GPtrArray *
read_columns (const SegRole *role, const char *mapping)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	GPtrArray *columns = g_ptr_array_new_with_free_func (free_column);
	JsonNode *root = json_parser_load_from_data (parser, mapping, -1, NULL) ? json_parser_get_root (parser) : NULL;
	JsonNode *node = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "columns") : NULL;
	JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

	for (guint i = 0; role != NULL && array != NULL && i < json_array_get_length (array); i++) {
		JsonNode *one = json_array_get_element (array, i);

		if (JSON_NODE_HOLDS_OBJECT (one))
			g_ptr_array_add (columns, read_column (role, json_node_get_object (one)));
	}
	return columns;
}

GPtrArray *
seg_source_columns (SegWorkspace *workspace, gint64 source_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT role, mapping FROM source WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", source_id);
	if (seg_statement_next (statement, &failure))
		return read_columns (seg_role_find (seg_statement_text (statement, 0)), seg_statement_text (statement, 1));
	if (failure == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no file %" PRId64 " in this workspace any more"), source_id);
	else
		g_propagate_error (error, failure);
	return NULL;
}
