/* What was fitted, as JSON and back: a list with one object a feature, holding what was selected, the codes of a category, and of each
 * column the scaler and what stands for a missing value. Numbers keep all their bits. Texts from a file are checked: a workspace that
 * somebody edited must not make the program read beyond an array. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>

#define MOST_VALUES 10000000 /* of a category, and columns: more are a mistake */

/* Writing ---------------------------------------------------------------------------------------------------------- */

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
	if (!isfinite (value))
		return;
	json_builder_set_member_name (builder, name);
	json_builder_add_double_value (builder, value);
}

static void
add_numbers (JsonBuilder *builder, const char *name, const double *values, gsize n)
{
	json_builder_set_member_name (builder, name);
	json_builder_begin_array (builder);
	for (gsize i = 0; i < n; i++)
		json_builder_add_double_value (builder, values[i]);
	json_builder_end_array (builder);
}

static void
add_encoder (JsonBuilder *builder, const SegEncoder *encoder)
{
	gsize n = encoder->values->len;

	json_builder_set_member_name (builder, "category");
	json_builder_begin_array (builder);
	for (gsize i = 0; i < n; i++)
		json_builder_add_string_value (builder, encoder->values->pdata[i]);
	json_builder_end_array (builder);
	if (encoder->joined) {
		json_builder_set_member_name (builder, "joined");
		json_builder_add_boolean_value (builder, TRUE);
	}
	if (encoder->encoding != SEG_ENCODING_ONE_HOT)
		add_numbers (builder, "codes", encoder->codes, n);
	add_number (builder, "unknown", encoder->unknown);
	if (encoder->encoding != SEG_ENCODING_TARGET)
		return;
	add_numbers (builder, "fold_codes", encoder->fold_codes, SEG_FOLDS * n);
	add_numbers (builder, "fold_means", encoder->fold_means, SEG_FOLDS);
	json_builder_set_member_name (builder, "last_user");
	json_builder_add_int_value (builder, encoder->last_user_id);
}

static void
add_column (JsonBuilder *builder, const SegMatrixColumn *column)
{
	const SegScaler *scaler = &column->scaler;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "name");
	json_builder_add_string_value (builder, column->name);
	json_builder_set_member_name (builder, "scaling");
	json_builder_add_string_value (builder, seg_scaling_name (scaler->scaling));
	if (scaler->constant) {
		json_builder_set_member_name (builder, "constant");
		json_builder_add_boolean_value (builder, TRUE);
	}
	add_number (builder, "centre", scaler->centre);
	add_number (builder, "scale", scaler->scale);
	add_number (builder, "fill", column->fill);
	if (scaler->scaling == SEG_SCALING_YEO_JOHNSON)
		add_number (builder, "lambda", scaler->lambda);
	if (scaler->n_knots > 0) {
		add_numbers (builder, "knots", scaler->knots, scaler->n_knots);
		add_numbers (builder, "places", scaler->places, scaler->n_knots);
	}
	json_builder_end_object (builder);
}

char *
seg_transforms_to_json (const GPtrArray *sources, const SegMatrixColumn *columns)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_array (builder);
	for (guint i = 0; i < sources->len; i++) {
		const SegSource *source = sources->pdata[i];

		json_builder_begin_object (builder);
		seg_selected_add_json (builder, source->selected);
		if (source->encoder != NULL)
			add_encoder (builder, source->encoder);
		json_builder_set_member_name (builder, "columns");
		json_builder_begin_array (builder);
		for (gsize offset = 0; offset < source->n_columns; offset++)
			add_column (builder, &columns[source->first_column + offset]);
		json_builder_end_array (builder);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static JsonArray *
array_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
is_number (JsonNode *node)
{
	return JSON_NODE_HOLDS_VALUE (node)
	       && (json_node_get_value_type (node) == G_TYPE_DOUBLE || json_node_get_value_type (node) == G_TYPE_INT64);
}

/* @n numbers, or NULL. */
static double *
read_numbers (JsonObject *object, const char *name, gsize n)
{
	JsonArray *array = array_member (object, name);
	g_autofree double *values = g_new (double, n + 1);

	if (array == NULL || json_array_get_length (array) != n)
		return NULL;
	for (guint i = 0; i < n; i++) {
		JsonNode *node = json_array_get_element (array, i);

		if (!is_number (node))
			return NULL;
		values[i] = json_node_get_double (node);
	}
	return g_steal_pointer (&values);
}

static gboolean
read_values (SegEncoder *encoder, JsonArray *array)
{
	for (guint i = 0; i < json_array_get_length (array); i++) {
		JsonNode *node = json_array_get_element (array, i);

		if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
			return FALSE;
		g_ptr_array_add (encoder->values, json_node_dup_string (node));
	}
	seg_encoder_index (encoder);
	return TRUE;
}

static gboolean
read_codes (SegEncoder *encoder, JsonObject *object)
{
	g_autofree double *means = NULL;
	gsize n = encoder->values->len;

	if (encoder->encoding == SEG_ENCODING_ONE_HOT)
		return TRUE;
	encoder->codes = read_numbers (object, "codes", n);
	encoder->unknown = json_object_get_double_member_with_default (object, "unknown", NAN);
	if (encoder->codes == NULL || encoder->encoding != SEG_ENCODING_TARGET)
		return encoder->codes != NULL;
	encoder->fold_codes = read_numbers (object, "fold_codes", SEG_FOLDS * n);
	means = read_numbers (object, "fold_means", SEG_FOLDS);
	encoder->last_user_id = json_object_get_int_member_with_default (object, "last_user", 0);
	for (guint fold = 0; means != NULL && fold < SEG_FOLDS; fold++)
		encoder->fold_means[fold] = means[fold];
	return encoder->fold_codes != NULL && means != NULL;
}

static SegEncoder *
read_encoder (JsonObject *object, JsonArray *values, SegEncoding encoding)
{
	g_autoptr (SegEncoder) encoder = g_new0 (SegEncoder, 1);

	encoder->encoding = encoding;
	encoder->joined = json_object_get_boolean_member_with_default (object, "joined", FALSE);
	encoder->values = g_ptr_array_new_with_free_func (g_free);
	return read_values (encoder, values) && read_codes (encoder, object) ? g_steal_pointer (&encoder) : NULL;
}

static gboolean
are_rising (const double *values, gsize n)
{
	for (gsize i = 1; i < n; i++)
		if (!(values[i] > values[i - 1]))
			return FALSE;
	return n > 0;
}

static gboolean
read_knots (SegScaler *scaler, JsonObject *object)
{
	JsonArray *knots = array_member (object, "knots");
	gsize n = knots != NULL ? json_array_get_length (knots) : 0;

	if (scaler->constant || (scaler->scaling != SEG_SCALING_QUANTILE_NORMAL && scaler->scaling != SEG_SCALING_NORMAL_SCORES))
		return TRUE;
	scaler->knots = read_numbers (object, "knots", n);
	scaler->places = read_numbers (object, "places", n);
	scaler->n_knots = n;
	return scaler->knots != NULL && scaler->places != NULL && are_rising (scaler->knots, n);
}

static gboolean
read_column (JsonNode *node, SegMatrixColumn *column)
{
	JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
	SegScaler *scaler = &column->scaler;

	if (object == NULL
	    || !seg_scaling_parse (json_object_get_string_member_with_default (object, "scaling", NULL), &scaler->scaling))
		return FALSE;
	scaler->constant = json_object_get_boolean_member_with_default (object, "constant", FALSE);
	scaler->centre = json_object_get_double_member_with_default (object, "centre", 0);
	scaler->scale = json_object_get_double_member_with_default (object, "scale", 1);
	scaler->lambda = json_object_get_double_member_with_default (object, "lambda", 1);
	column->fill = json_object_get_double_member_with_default (object, "fill", 0);
	return scaler->scale > 0 && isfinite (scaler->centre) && isfinite (scaler->scale) && read_knots (scaler, object);
}

/* One feature; its columns are appended. */
static SegSource *
read_source (JsonNode *node, GArray *columns)
{
	JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
	g_autoptr (SegSource) source = g_new0 (SegSource, 1);
	JsonArray *category, *array;
	gboolean valid = TRUE;

	if (object == NULL || (source->selected = seg_selected_from_json (object)) == NULL
	    || (array = array_member (object, "columns")) == NULL || json_array_get_length (array) > MOST_VALUES)
		return NULL;
	category = array_member (object, "category");
	if (category != NULL
	    && (source->encoder = read_encoder (object, category, source->selected->encoding)) == NULL)
		return NULL;
	source->first_column = columns->len;
	source->n_columns = json_array_get_length (array);
	g_array_set_size (columns, columns->len + (guint) source->n_columns);
	for (gsize i = 0; valid && i < source->n_columns; i++)
		valid = read_column (json_array_get_element (array, (guint) i), &g_array_index (columns, SegMatrixColumn, source->first_column + i));
	return valid ? g_steal_pointer (&source) : NULL;
}

static void
clear_column (gpointer column)
{
	seg_scaler_clear (&((SegMatrixColumn *) column)->scaler);
}

GPtrArray *
seg_transforms_from_json (const char *json, SegMatrixColumn **columns, gsize *n_columns, GError **error)
{
	g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_source_free);
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
	g_autoptr (GArray) read = g_array_new (FALSE, TRUE, sizeof (SegMatrixColumn));
	JsonArray *array = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

	g_array_set_clear_func (read, clear_column);
	for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
		SegSource *source = read_source (json_array_get_element (array, i), read);

		if (source == NULL)
			array = NULL;
		else
			g_ptr_array_add (sources, source);
	}
	if (array == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		                     _("The workspace holds scalings of features that cannot be read; make the segments anew"));
		return NULL;
	}
	*n_columns = read->len;
	g_array_set_clear_func (read, NULL);
	*columns = (SegMatrixColumn *) (gpointer) g_array_free (g_steal_pointer (&read), FALSE);
	return g_steal_pointer (&sources);
}
