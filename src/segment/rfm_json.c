/* A definition of the RFM grid as JSON, as the workspace and segmentations keep it, and back. */
#include <config.h>
#include "rfm-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Writing ---------------------------------------------------------------------------------------------------------- */

static void
add_axes (JsonBuilder *builder, const SegRfmDefinition *definition)
{
	json_builder_set_member_name (builder, "axes");
	json_builder_begin_object (builder);
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		const SegRfmRule *rule = &definition->axes[axis];

		json_builder_set_member_name (builder, seg_rfm_axis_name ((SegRfmAxis) axis));
		json_builder_begin_object (builder);
		json_builder_set_member_name (builder, "feature");
		json_builder_add_string_value (builder, rule->feature);
		json_builder_set_member_name (builder, "own_cuts");
		json_builder_add_boolean_value (builder, rule->own_cuts);
		json_builder_set_member_name (builder, "cuts");
		json_builder_begin_array (builder);
		for (guint i = 0; i + 1 < rule->n_bins; i++)
			json_builder_add_double_value (builder, rule->cuts[i]);
		json_builder_end_array (builder);
		json_builder_end_object (builder);
	}
	json_builder_end_object (builder);
}

static void
add_names (JsonBuilder *builder, const SegRfmDefinition *definition)
{
	json_builder_set_member_name (builder, "names");
	json_builder_begin_object (builder);
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++) {
		json_builder_set_member_name (builder, seg_rfm_group_code ((SegRfmGroup) i));
		json_builder_add_string_value (builder, definition->names[i]);
	}
	json_builder_end_object (builder);
}

/* Only what a person put there: [[row, column, "group"], ...]. */
static void
add_cells (JsonBuilder *builder, const SegRfmDefinition *definition)
{
	json_builder_set_member_name (builder, "cells");
	json_builder_begin_array (builder);
	for (guint row = 0; row < SEG_RFM_MOST_BINS; row++)
		for (guint column = 0; column < SEG_RFM_MOST_BINS; column++) {
			if (definition->cells[row][column] == 0)
				continue;
			json_builder_begin_array (builder);
			json_builder_add_int_value (builder, row + 1);
			json_builder_add_int_value (builder, column + 1);
			json_builder_add_string_value (builder, seg_rfm_group_code ((SegRfmGroup) (definition->cells[row][column] - 1)));
			json_builder_end_array (builder);
		}
	json_builder_end_array (builder);
}

char *
seg_rfm_to_json (const SegRfmDefinition *definition)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	add_axes (builder, definition);
	json_builder_set_member_name (builder, "columns");
	json_builder_add_string_value (builder, seg_rfm_columns_name (definition->columns));
	add_names (builder, definition);
	add_cells (builder, definition);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* Reading: whatever is not as written above is damage. ------------------------------------------------------------- */

static JsonNode *
member (JsonObject *object, const char *name, JsonNodeType type)
{
	JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

	return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static const char *
string_of (JsonNode *node)
{
	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
	                                                                                                      : NULL;
}

static gboolean
read_number (JsonArray *array, guint i, double *value)
{
	JsonNode *node = json_array_get_element (array, i);
	GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

	if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
		return FALSE;
	*value = json_node_get_double (node);
	return isfinite (*value);
}

static gboolean
read_axis (JsonObject *axes, SegRfmAxis axis, SegRfmRule *rule)
{
	JsonNode *node = member (axes, seg_rfm_axis_name (axis), JSON_NODE_OBJECT);
	JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
	JsonNode *list = member (object, "cuts", JSON_NODE_ARRAY);
	const char *feature = string_of (member (object, "feature", JSON_NODE_VALUE));
	JsonArray *cuts = list != NULL ? json_node_get_array (list) : NULL;
	guint n = cuts != NULL ? json_array_get_length (cuts) : 0;

	if (feature == NULL || n + 1 < SEG_RFM_LEAST_BINS || n + 1 > SEG_RFM_MOST_BINS)
		return FALSE;
	rule->feature = g_strdup (feature);
	rule->own_cuts = json_object_get_boolean_member_with_default (object, "own_cuts", FALSE);
	rule->n_bins = n + 1;
	for (guint i = 0; i < n; i++)
		if (!read_number (cuts, i, &rule->cuts[i]) || (i > 0 && rule->cuts[i] < rule->cuts[i - 1]))
			return FALSE;
	return TRUE;
}

static gboolean
read_names (JsonObject *object, SegRfmDefinition *definition)
{
	JsonNode *node = member (object, "names", JSON_NODE_OBJECT);

	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++) {
		const char *name = node == NULL ? NULL : string_of (member (json_node_get_object (node), seg_rfm_group_code ((SegRfmGroup) i),
		                                                            JSON_NODE_VALUE));

		if (name == NULL || *name == '\0')
			return FALSE;
		definition->names[i] = g_strdup (name);
	}
	return TRUE;
}

static gboolean
read_cell (JsonNode *node, SegRfmDefinition *definition)
{
	JsonArray *cell = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
	double row, column;
	SegRfmGroup group;
	const char *code;

	if (cell == NULL || json_array_get_length (cell) != 3 || !read_number (cell, 0, &row) || !read_number (cell, 1, &column)
	    || (code = string_of (json_array_get_element (cell, 2))) == NULL || !seg_rfm_group_parse (code, &group)
	    || row < 1 || row > seg_rfm_n_rows (definition) || column < 1 || column > seg_rfm_n_columns (definition))
		return FALSE;
	definition->cells[(guint) row - 1][(guint) column - 1] = (guint8) (group + 1);
	return TRUE;
}

static gboolean
read_definition (JsonObject *object, SegRfmDefinition *definition)
{
	JsonNode *axes = member (object, "axes", JSON_NODE_OBJECT), *cells = member (object, "cells", JSON_NODE_ARRAY);
	const char *columns = string_of (member (object, "columns", JSON_NODE_VALUE));

	if (axes == NULL || cells == NULL || columns == NULL || !seg_rfm_columns_parse (columns, &definition->columns))
		return FALSE;
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		if (!read_axis (json_node_get_object (axes), (SegRfmAxis) axis, &definition->axes[axis]))
			return FALSE;
	if (!read_names (object, definition))
		return FALSE;
	for (guint i = 0; i < json_array_get_length (json_node_get_array (cells)); i++)
		if (!read_cell (json_array_get_element (json_node_get_array (cells), i), definition))
			return FALSE;
	return TRUE;
}

SegRfmDefinition *
seg_rfm_from_json (const char *json, GError **error)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autoptr (SegRfmDefinition) definition = g_new0 (SegRfmDefinition, 1);
	JsonNode *root = NULL;

	if (json_parser_load_from_data (parser, json != NULL ? json : "", -1, NULL))
		root = json_parser_get_root (parser);
	if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && read_definition (json_node_get_object (root), definition))
		return g_steal_pointer (&definition);
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The workspace is damaged: \"%.60s\" should describe an RFM grid"),
	             json != NULL ? json : "");
	return NULL;
}
