/* Steps as JSON: in the workspace, and in the file by which a recipe travels. The file is for people too, so numbers are numbers, one
 * value needs no list, and a mistake is named with its place. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define RECIPE_VERSION 1

/* Options ---------------------------------------------------------------------------------------------------------------------- */

static void
write_value (JsonBuilder *builder, const SegStepOption *option, const char *value)
{
	if (option->type == SEG_STEP_YES)
		json_builder_add_boolean_value (builder, strcmp (value, "yes") == 0);
	else if (option->type == SEG_STEP_COUNT)
		json_builder_add_int_value (builder, g_ascii_strtoll (value, NULL, 10));
	else if (option->type == SEG_STEP_NUMBER)
		json_builder_add_double_value (builder, g_ascii_strtod (value, NULL));
	else
		json_builder_add_string_value (builder, value);
}

static void
write_options (JsonBuilder *builder, const SegStep *step)
{
	json_builder_begin_object (builder);
	for (gsize i = 0; i < step->kind->n_options; i++) {
		const SegStepOption *option = &step->kind->options[i];
		char **values = step->values[i];

		if (values == NULL)
			continue;
		json_builder_set_member_name (builder, option->name);
		if (values[1] == NULL) {
			write_value (builder, option, values[0]);
			continue;
		}
		json_builder_begin_array (builder);
		for (gsize k = 0; values[k] != NULL; k++)
			write_value (builder, option, values[k]);
		json_builder_end_array (builder);
	}
	json_builder_end_object (builder);
}

/* One value as the text that seg_step_set() takes; NULL when it is no value. */
static char *
read_value (JsonNode *node)
{
	char room[G_ASCII_DTOSTR_BUF_SIZE];

	if (!JSON_NODE_HOLDS_VALUE (node))
		return NULL;
	switch (json_node_get_value_type (node)) {
	case G_TYPE_STRING:
		return json_node_dup_string (node);
	case G_TYPE_BOOLEAN:
		return g_strdup (json_node_get_boolean (node) ? "yes" : "no");
	case G_TYPE_INT64:
		return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
	case G_TYPE_DOUBLE:
		return g_strdup (g_ascii_dtostr (room, sizeof room, json_node_get_double (node)));
	default:
		return NULL;
	}
}

static gboolean
read_one (SegStep *step, const char *name, JsonNode *node, GError **error)
{
	g_autofree char *value = read_value (node);

	if (value != NULL)
		return seg_step_set (step, name, value, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("“%s” is neither a text, a number nor true or false"), name);
	return FALSE;
}

static gboolean
read_options (SegStep *step, JsonObject *object, GError **error)
{
	JsonObjectIter iter;
	const char *name;
	JsonNode *node;

	json_object_iter_init (&iter, object);
	while (json_object_iter_next (&iter, &name, &node)) {
		JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

		if (array == NULL && !read_one (step, name, node, error))
			return FALSE;
		for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
			if (!read_one (step, name, json_array_get_element (array, i), error))
				return FALSE;
	}
	return TRUE;
}

static char *
finish (JsonBuilder *builder, gboolean pretty)
{
	g_autoptr (JsonGenerator) generator = json_generator_new ();
	g_autoptr (JsonNode) root = json_builder_get_root (builder);

	json_generator_set_root (generator, root);
	json_generator_set_pretty (generator, pretty);
	json_generator_set_indent (generator, 2);
	return json_generator_to_data (generator, NULL);
}

/* In the workspace ----------------------------------------------------------------------------------------------------------------- */

char *
seg_step_options_to_json (const SegStep *step)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();

	write_options (builder, step);
	return finish (builder, FALSE);
}

SegStep *
seg_step_from_row (const char *kind_name, const char *options, GError **error)
{
	const SegStepKind *kind = seg_step_kind_find (kind_name);
	g_autoptr (JsonNode) node = json_from_string (options, NULL);
	g_autoptr (SegStep) step = kind != NULL ? seg_step_new (kind) : NULL;
	g_autoptr (GError) why = NULL;

	if (step != NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node) && read_options (step, json_node_get_object (node), &why))
		return g_steal_pointer (&step);
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The cleaning recipe has a step “%s” that this program does not understand%s%s"),
	             kind_name, why != NULL ? ": " : "", why != NULL ? why->message : "");
	return NULL;
}

static const struct {
	const char *name;
	gsize       offset;
} counts[] = {
	{ "rows_before", G_STRUCT_OFFSET (SegStepEffect, rows_before) },
	{ "rows_after", G_STRUCT_OFFSET (SegStepEffect, rows_after) },
	{ "cells", G_STRUCT_OFFSET (SegStepEffect, cells) },
	{ "missing_before", G_STRUCT_OFFSET (SegStepEffect, missing_before) },
	{ "missing_after", G_STRUCT_OFFSET (SegStepEffect, missing_after) },
	{ "users_out", G_STRUCT_OFFSET (SegStepEffect, users_out) },
	{ "items_out", G_STRUCT_OFFSET (SegStepEffect, items_out) },
	{ "groups", G_STRUCT_OFFSET (SegStepEffect, groups) },
	{ "events_out", G_STRUCT_OFFSET (SegStepEffect, events_out) },
	{ "events_moved", G_STRUCT_OFFSET (SegStepEffect, events_moved) },
	{ "unread", G_STRUCT_OFFSET (SegStepEffect, unread) },
};

char *
seg_step_effect_to_json (const SegStepEffect *effect)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();

	json_builder_begin_object (builder);
	for (gsize i = 0; i < G_N_ELEMENTS (counts); i++) {
		json_builder_set_member_name (builder, counts[i].name);
		json_builder_add_int_value (builder, G_STRUCT_MEMBER (gint64, effect, counts[i].offset));
	}
	if (effect->skipped != NULL) {
		json_builder_set_member_name (builder, "skipped");
		json_builder_add_string_value (builder, effect->skipped);
	}
	if (effect->remark != NULL) {
		json_builder_set_member_name (builder, "remark");
		json_builder_add_string_value (builder, effect->remark);
	}
	json_builder_end_object (builder);
	return finish (builder, FALSE);
}

void
seg_step_effect_from_json (SegStepEffect *effect, const char *json)
{
	g_autoptr (JsonNode) node = json_from_string (json, NULL);
	JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

	seg_step_effect_clear (effect);
	if (object == NULL)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
		G_STRUCT_MEMBER (gint64, effect, counts[i].offset) = json_object_get_int_member_with_default (object, counts[i].name, 0);
	effect->skipped = g_strdup (json_object_get_string_member_with_default (object, "skipped", NULL));
	effect->remark = g_strdup (json_object_get_string_member_with_default (object, "remark", NULL));
}

/* As a file -------------------------------------------------------------------------------------------------------------------------- */

char *
seg_recipe_to_text (const GPtrArray *steps)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "segscope-recipe");
	json_builder_add_int_value (builder, RECIPE_VERSION);
	json_builder_set_member_name (builder, "steps");
	json_builder_begin_array (builder);
	for (guint i = 0; i < steps->len; i++) {
		const SegStep *step = steps->pdata[i];

		json_builder_begin_object (builder);
		json_builder_set_member_name (builder, "step");
		json_builder_add_string_value (builder, step->kind->name);
		json_builder_set_member_name (builder, "options");
		write_options (builder, step);
		if (!step->enabled) {
			json_builder_set_member_name (builder, "enabled");
			json_builder_add_boolean_value (builder, FALSE);
		}
		if (*step->note != '\0') {
			json_builder_set_member_name (builder, "note");
			json_builder_add_string_value (builder, step->note);
		}
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	json_builder_end_object (builder);
	return finish (builder, TRUE);
}

/* The members of a step besides its kind. */
static gboolean
read_members (SegStep *step, JsonObject *object, GError **error)
{
	JsonObjectIter iter;
	const char *name;
	JsonNode *node;

	json_object_iter_init (&iter, object);
	while (json_object_iter_next (&iter, &name, &node)) {
		const GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

		if (strcmp (name, "step") == 0)
			continue;
		if (strcmp (name, "options") == 0 && JSON_NODE_HOLDS_OBJECT (node)) {
			if (!read_options (step, json_node_get_object (node), error))
				return FALSE;
		} else if (strcmp (name, "enabled") == 0 && type == G_TYPE_BOOLEAN) {
			step->enabled = json_node_get_boolean (node);
		} else if (strcmp (name, "note") == 0 && type == G_TYPE_STRING) {
			g_free (step->note);
			step->note = json_node_dup_string (node);
		} else {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("“%s” is not known here, or is not of the right sort"), name);
			return FALSE;
		}
	}
	return TRUE;
}

static SegStep *
read_step (JsonNode *node, GError **error)
{
	JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
	const char *name = object != NULL ? json_object_get_string_member_with_default (object, "step", NULL) : NULL;
	const SegStepKind *kind = seg_step_kind_find (name);
	g_autoptr (SegStep) step = NULL;

	if (kind == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("there is no kind of step “%s”"), name != NULL ? name : "");
		return NULL;
	}
	step = seg_step_new (kind);
	return read_members (step, object, error) ? g_steal_pointer (&step) : NULL;
}

static JsonArray *
find_steps (JsonNode *root, GError **error)
{
	JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
	JsonNode *version = object != NULL ? json_object_get_member (object, "segscope-recipe") : NULL;
	JsonNode *steps = object != NULL ? json_object_get_member (object, "steps") : NULL;

	if (version == NULL || !JSON_NODE_HOLDS_VALUE (version) || steps == NULL || !JSON_NODE_HOLDS_ARRAY (steps))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("This is not a cleaning recipe of segscope"));
	else if (json_node_get_int (version) != RECIPE_VERSION)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The recipe has version %" PRId64 "; this program knows version %d"),
		             json_node_get_int (version), RECIPE_VERSION);
	else
		return json_node_get_array (steps);
	return NULL;
}

GPtrArray *
seg_recipe_from_text (const char *text, GError **error)
{
	g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_step_free);
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autoptr (GError) why = NULL;
	JsonArray *array;

	if (!json_parser_load_from_data (parser, text, -1, &why)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The recipe cannot be read: %s"), why->message);
		return NULL;
	}
	array = find_steps (json_parser_get_root (parser), error);
	if (array == NULL)
		return NULL;
	for (guint i = 0; i < json_array_get_length (array); i++) {
		SegStep *step = read_step (json_array_get_element (array, i), error);

		if (step == NULL) {
			g_prefix_error (error, _("Step %u of the recipe: "), i + 1);
			return NULL;
		}
		g_ptr_array_add (steps, step);
		step->position = i + 1;
	}
	return g_steal_pointer (&steps);
}

gboolean
seg_recipe_export (SegWorkspace *workspace, const char *path, GError **error)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (workspace, error);
	g_autoptr (SegCsvFile) file = steps != NULL ? seg_csv_file_create (path, FALSE, error) : NULL;
	g_autofree char *text = file != NULL ? seg_recipe_to_text (steps) : NULL;
	g_autoptr (GString) lines = g_string_new (text);

	if (text == NULL)
		return FALSE;
	g_string_append_c (lines, '\n');
	return seg_csv_file_write (file, lines, error) && seg_csv_file_finish (g_steal_pointer (&file), error);
}

GPtrArray *
seg_recipe_read (const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr (GError) why = NULL;
	gsize size;

	if (!g_file_get_contents (path, &text, &size, &why)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot read the recipe: %s"), why->message);
		return NULL;
	}
	if (strlen (text) != size || !g_utf8_validate (text, (gssize) size, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not UTF-8 text, so it is no recipe"), path);
		return NULL;
	}
	return seg_recipe_from_text (text, error);
}
