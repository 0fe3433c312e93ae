/* Centroids of segments as JSON lists of numbers, as the workspace keeps them; and details of audit lines. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static JsonArray *
parse_array (JsonParser *parser, const char *json, GError **error)
{
	JsonNode *root;

	if (!json_parser_load_from_data (parser, json != NULL ? json : "", -1, NULL)
	    || (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_ARRAY (root)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The workspace is damaged: \"%.40s\" should be a JSON list"), json);
		return NULL;
	}
	return json_node_get_array (root);
}

char *
seg_text_to_json (const char *member, const char *text)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, member);
	json_builder_add_string_value (builder, text);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

char *
seg_numbers_to_json (const double *values, gsize n)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_array (builder);
	for (gsize i = 0; i < n; i++)
		json_builder_add_double_value (builder, values[i]);
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

double *
seg_numbers_from_json (const char *json, gsize *n, GError **error)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autofree double *values = NULL;
	JsonArray *array = parse_array (parser, json, error);

	if (array == NULL)
		return NULL;
	values = g_new (double, json_array_get_length (array) + 1);
	for (guint i = 0; i < json_array_get_length (array); i++) {
		JsonNode *node = json_array_get_element (array, i);
		GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

		if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
			             _("The workspace is damaged: value %u of a segment's centroid is not a number"), i + 1);
			return NULL;
		}
		values[i] = json_node_get_double (node);
	}
	*n = json_array_get_length (array);
	return g_steal_pointer (&values);
}

char *
seg_ids_to_json (const gint64 *ids, gsize n)
{
	g_autoptr (GString) json = g_string_new ("[");

	for (gsize i = 0; i < n; i++)
		g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", ids[i]);
	g_string_append_c (json, ']');
	return g_string_free (g_steal_pointer (&json), FALSE);
}

GArray *
seg_ids_from_json (const char *json)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonArray *array = json != NULL ? parse_array (parser, json, NULL) : NULL;
	GArray *ids;

	if (array == NULL)
		return NULL;
	ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	for (guint i = 0; i < json_array_get_length (array); i++) {
		JsonNode *node = json_array_get_element (array, i);
		gint64 id = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;

		g_array_append_val (ids, id);
	}
	return ids;
}
