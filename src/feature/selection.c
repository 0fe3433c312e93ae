/* Selections: as JSON, and whether the data have what they name. */
#include <config.h>
#include "feature-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

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

/* JSON knows no infinity: an end without a limit is left out. */
static void
add_limit (JsonBuilder *builder, const char *name, double limit)
{
	if (!isfinite (limit))
		return;
	json_builder_set_member_name (builder, name);
	json_builder_add_double_value (builder, limit);
}

/* What is as usual is left out, so that older selections read and hash as they did. */
static void
add_treatment (JsonBuilder *builder, const SegSelected *selected)
{
	if (selected->fill != SEG_FILL_USUAL) {
		json_builder_set_member_name (builder, "missing");
		json_builder_add_string_value (builder, seg_fill_name (selected->fill));
	}
	if (selected->indicator) {
		json_builder_set_member_name (builder, "missing_column");
		json_builder_add_boolean_value (builder, TRUE);
	}
	if (selected->encoding != SEG_ENCODING_ONE_HOT) {
		json_builder_set_member_name (builder, "encoding");
		json_builder_add_string_value (builder, seg_encoding_name (selected->encoding));
	}
	if (selected->n_values > 0) {
		json_builder_set_member_name (builder, "values");
		json_builder_add_int_value (builder, selected->n_values);
	}
	if (selected->order != NULL) {
		json_builder_set_member_name (builder, "order");
		json_builder_add_string_value (builder, selected->order);
	}
	if (selected->target != NULL) {
		json_builder_set_member_name (builder, "target");
		json_builder_add_string_value (builder, selected->target);
	}
}

void
seg_selected_add_json (JsonBuilder *builder, const SegSelected *selected)
{
	json_builder_set_member_name (builder, "feature");
	json_builder_add_string_value (builder, selected->name);
	json_builder_set_member_name (builder, "scaling");
	json_builder_add_string_value (builder, seg_scaling_name (selected->scaling));
	if (selected->limited) {
		add_limit (builder, "low", selected->low);
		add_limit (builder, "high", selected->high);
	}
	add_treatment (builder, selected);
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
		seg_selected_add_json (builder, selected);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

SegSelected *
seg_selected_from_json (JsonObject *object)
{
	const char *name = json_object_get_string_member_with_default (object, "feature", NULL);
	const char *fill = json_object_get_string_member_with_default (object, "missing", seg_fill_name (SEG_FILL_USUAL));
	const char *encoding = json_object_get_string_member_with_default (object, "encoding", seg_encoding_name (SEG_ENCODING_ONE_HOT));
	gint64 n_values = json_object_get_int_member_with_default (object, "values", 0);
	SegSelected selected = { .name = (char *) name };

	if (name == NULL || n_values < 0 || n_values > G_MAXUINT16 || !seg_fill_parse (fill, &selected.fill)
	    || !seg_encoding_parse (encoding, &selected.encoding)
	    || !seg_scaling_parse (json_object_get_string_member_with_default (object, "scaling", NULL), &selected.scaling))
		return NULL;
	selected.indicator = json_object_get_boolean_member_with_default (object, "missing_column", FALSE);
	selected.low = json_object_get_double_member_with_default (object, "low", -INFINITY);
	selected.high = json_object_get_double_member_with_default (object, "high", INFINITY);
	selected.limited = isfinite (selected.low) || isfinite (selected.high);
	selected.n_values = (guint) n_values;
	selected.order = (char *) json_object_get_string_member_with_default (object, "order", NULL);
	selected.target = (char *) json_object_get_string_member_with_default (object, "target", NULL);
	if (selected.encoding == SEG_ENCODING_TARGET && selected.target == NULL)
		return NULL;
	return seg_selected_copy (&selected);
}

static SegSelected *
read_selected (JsonNode *node)
{
	return JSON_NODE_HOLDS_OBJECT (node) ? seg_selected_from_json (json_node_get_object (node)) : NULL;
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

		if (has_feature (catalogue, selected->name))
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("The feature \"%s\" is chosen, but no longer in the data; leave it out: segscope features WORKSPACE --remove %s"),
		                       _("The feature \"%s\" is chosen, but no longer in the data; b on Features leaves “%s” out")),
		             selected->name, selected->name);
		return FALSE;
	}
	return TRUE;
}
