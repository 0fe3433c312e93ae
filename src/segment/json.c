/* The small JSON values a segmentation keeps: its selection of features and the centroids of its segments. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static char *
to_text (JsonBuilder *builder)
{
	g_autoptr (JsonGenerator) generator = json_generator_new ();
	g_autoptr (JsonNode) root = json_builder_get_root (builder);

	json_generator_set_root (generator, root);
	return json_generator_to_data (generator, NULL);
}

static JsonArray *
parse_array (JsonParser *parser, const char *json, GError **error)
{
	JsonNode *root;

	if (!json_parser_load_from_data (parser, json != NULL ? json : "", -1, NULL)
	    || (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_ARRAY (root)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The workspace is damaged: \"%.40s\" should be a JSON list"), json);
		return NULL;
	}
	return json_node_get_array (root);
}

char *
seg_segmentation_selection_to_json (const GPtrArray *selection)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();

	json_builder_begin_array (builder);
	for (guint i = 0; i < selection->len; i++) {
		const SegSelected *selected = selection->pdata[i];

		json_builder_begin_object (builder);
		json_builder_set_member_name (builder, "feature");
		json_builder_add_string_value (builder, selected->name);
		json_builder_set_member_name (builder, "scaling");
		json_builder_add_string_value (builder, seg_scaling_name (selected->scaling));
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	return to_text (builder);
}

static SegSelected *
parse_selected (JsonNode *node)
{
	JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
	const char *name, *scaling_name;
	SegScaling scaling;

	if (object == NULL)
		return NULL;
	name = json_object_get_string_member_with_default (object, "feature", NULL);
	scaling_name = json_object_get_string_member_with_default (object, "scaling", "none");
	return name != NULL && seg_scaling_parse (scaling_name, &scaling) ? seg_selected_new (name, scaling) : NULL;
}

GPtrArray *
seg_segmentation_selection_from_json (const char *json, GError **error)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	JsonArray *array = parse_array (parser, json, error);

	if (array == NULL)
		return NULL;
	for (guint i = 0; i < json_array_get_length (array); i++) {
		SegSelected *selected = parse_selected (json_array_get_element (array, i));

		if (selected == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             _("The workspace is damaged: entry %u of a segmentation's selection is not a feature with its scaling"),
			             i + 1);
			return NULL;
		}
		g_ptr_array_add (selection, selected);
	}
	return g_steal_pointer (&selection);
}

char *
seg_numbers_to_json (const double *values, gsize n)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();

	json_builder_begin_array (builder);
	for (gsize i = 0; i < n; i++)
		json_builder_add_double_value (builder, values[i]);
	json_builder_end_array (builder);
	return to_text (builder);
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
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             _("The workspace is damaged: value %u of a segment's centroid is not a number"), i + 1);
			return NULL;
		}
		values[i] = json_node_get_double (node);
	}
	*n = json_array_get_length (array);
	return g_steal_pointer (&values);
}
