/* Selections and the names of scalings; a selection as JSON. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const char *const scaling_names[] = {
	[SEG_SCALING_NONE] = "none", [SEG_SCALING_Z_SCORE] = "z-score", [SEG_SCALING_MIN_MAX] = "min-max",
	[SEG_SCALING_ROBUST] = "robust", [SEG_SCALING_LOG] = "log",
};

const char *
seg_scaling_name (SegScaling scaling)
{
	return scaling_names[scaling];
}

gboolean
seg_scaling_parse (const char *name, SegScaling *scaling)
{
	for (gsize i = 0; i < G_N_ELEMENTS (scaling_names); i++)
		if (g_strcmp0 (name, scaling_names[i]) == 0) {
			*scaling = (SegScaling) i;
			return TRUE;
		}
	return FALSE;
}

SegSelected *
seg_selected_new (const char *name, SegScaling scaling)
{
	SegSelected *selected = g_new (SegSelected, 1);

	*selected = (SegSelected) { g_strdup (name), scaling, FALSE, -INFINITY, INFINITY };
	return selected;
}

SegSelected *
seg_selected_copy (const SegSelected *selected)
{
	SegSelected *copy = g_memdup2 (selected, sizeof *selected);

	copy->name = g_strdup (selected->name);
	return copy;
}

GPtrArray *
seg_selection_copy (const GPtrArray *selection)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (guint i = 0; i < selection->len; i++)
		g_ptr_array_add (copy, seg_selected_copy (selection->pdata[i]));
	return copy;
}

SegSelected *
seg_selection_find (const GPtrArray *selection, const char *name)
{
	for (guint i = 0; i < selection->len; i++)
		if (strcmp (((const SegSelected *) selection->pdata[i])->name, name) == 0)
			return selection->pdata[i];
	return NULL;
}

void
seg_selected_free (SegSelected *selected)
{
	if (selected == NULL)
		return;
	g_free (selected->name);
	g_free (selected);
}

/* JSON knows no infinity: an end without a limit is left out. */
static void
add_limit (JsonBuilder *builder, const char *name, double limit)
{
	if (!isfinite (limit))
		return;
	json_builder_set_member_name (builder, name);
	json_builder_add_double_value (builder, limit);
}

char *
seg_selection_to_json (const GPtrArray *selection)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_array (builder);
	for (guint i = 0; i < selection->len; i++) {
		const SegSelected *selected = selection->pdata[i];

		json_builder_begin_object (builder);
		json_builder_set_member_name (builder, "feature");
		json_builder_add_string_value (builder, selected->name);
		json_builder_set_member_name (builder, "scaling");
		json_builder_add_string_value (builder, seg_scaling_name (selected->scaling));
		if (selected->limited) {
			add_limit (builder, "low", selected->low);
			add_limit (builder, "high", selected->high);
		}
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static SegSelected *
read_selected (JsonNode *node)
{
	JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
	const char *name, *scaling_name;
	SegSelected *selected;
	SegScaling scaling;

	if (object == NULL)
		return NULL;
	name = json_object_get_string_member_with_default (object, "feature", NULL);
	scaling_name = json_object_get_string_member_with_default (object, "scaling", NULL);
	if (name == NULL || !seg_scaling_parse (scaling_name, &scaling))
		return NULL;
	selected = seg_selected_new (name, scaling);
	selected->low = json_object_get_double_member_with_default (object, "low", -INFINITY);
	selected->high = json_object_get_double_member_with_default (object, "high", INFINITY);
	selected->limited = isfinite (selected->low) || isfinite (selected->high);
	return selected;
}

static GPtrArray *
refuse (const char *json, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The workspace holds a selection of features that cannot be read: %s"),
	             json != NULL ? json : "");
	return NULL;
}

GPtrArray *
seg_selection_from_json (const char *json, GError **error)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
	JsonArray *array;

	if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
		return refuse (json, error);
	array = json_node_get_array (root);
	for (guint i = 0; i < json_array_get_length (array); i++) {
		SegSelected *selected = read_selected (json_array_get_element (array, i));

		if (selected == NULL)
			return refuse (json, error);
		g_ptr_array_add (selection, selected);
	}
	return g_steal_pointer (&selection);
}

char *
seg_feature_names (const GPtrArray *catalogue)
{
	GString *names = g_string_new (NULL);

	for (guint i = 0; i < catalogue->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const SegFeature *) catalogue->pdata[i])->name);
	return g_string_free (names, FALSE);
}

static gboolean
has_feature (const GPtrArray *catalogue, const char *name)
{
	for (guint i = 0; i < catalogue->len; i++)
		if (strcmp (((const SegFeature *) catalogue->pdata[i])->name, name) == 0)
			return TRUE;
	return FALSE;
}

gboolean
seg_selection_check (const GPtrArray *selection, const GPtrArray *catalogue, GError **error)
{
	for (guint i = 0; i < selection->len; i++) {
		const SegSelected *selected = selection->pdata[i];
		g_autofree char *names = NULL;

		if (has_feature (catalogue, selected->name))
			continue;
		names = seg_feature_names (catalogue);
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("There is no feature \"%s\" in this data; there are: %s"),
		             selected->name, names);
		return FALSE;
	}
	return TRUE;
}
