/* Users, labels and options of runs as they stand in the workspace. */
#include <config.h>
#include "run-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
set_broken (GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("What is kept of this run cannot be read; delete it and run it again"));
}

/* Users ------------------------------------------------------------------------------------------------------------ */

GByteArray *
seg_run_pack_ids (const gint64 *ids, gsize n)
{
	GByteArray *bytes = g_byte_array_sized_new ((guint) MIN (n + n / 8, G_MAXUINT / 2));
	gint64 before = 0;

	for (gsize i = 0; i < n; i++) {
		guint64 step = (guint64) (ids[i] - before);

		before = ids[i];
		for (; step >= 128; step >>= 7)
			g_byte_array_append (bytes, &(guint8) { (guint8) (step & 127) | 128 }, 1);
		g_byte_array_append (bytes, &(guint8) { (guint8) step }, 1);
	}
	return bytes;
}

/* FALSE when the bytes end in the middle of a number, or it is too long. */
static gboolean
read_step (const guint8 *bytes, gsize size, gsize *at, guint64 *step)
{
	*step = 0;
	for (guint shift = 0; *at < size && shift < 63; shift += 7) {
		guint8 byte = bytes[(*at)++];

		*step |= (guint64) (byte & 127) << shift;
		if (byte < 128)
			return TRUE;
	}
	return FALSE;
}

gint64 *
seg_run_unpack_ids (const guint8 *bytes, gsize size, gsize n, GError **error)
{
	g_autofree gint64 *ids = n <= size ? g_try_new (gint64, MAX (n, 1)) : NULL;
	guint64 before = 0, step;
	gsize at = 0;

	if (ids == NULL) {
		set_broken (error);
		return NULL;
	}
	for (gsize i = 0; i < n; i++) {
		if (!read_step (bytes, size, &at, &step) || step > (guint64) G_MAXINT64 - before || (i > 0 && step == 0)) {
			set_broken (error);
			return NULL;
		}
		before += step;
		ids[i] = (gint64) before;
	}
	if (at == size)
		return g_steal_pointer (&ids);
	set_broken (error);
	return NULL;
}

/* Labels ----------------------------------------------------------------------------------------------------------- */

/* Bytes of a label below @k. */
static gsize
label_width (guint k)
{
	return k <= 1u << 8 ? 1 : k <= 1u << 16 ? 2 : 4;
}

GByteArray *
seg_run_pack_labels (const gint32 *labels, gsize n, guint k)
{
	gsize width = label_width (k);
	GByteArray *bytes = g_byte_array_sized_new ((guint) MIN (n * width, G_MAXUINT / 2));

	for (gsize i = 0; i < n; i++)
		for (gsize byte = 0; byte < width; byte++)
			g_byte_array_append (bytes, &(guint8) { (guint8) ((guint32) labels[i] >> 8 * byte & 255) }, 1);
	return bytes;
}

gint32 *
seg_run_unpack_labels (const guint8 *bytes, gsize size, gsize n, guint k, GError **error)
{
	gsize width = label_width (k);
	g_autofree gint32 *labels = size / width == n && size % width == 0 ? g_try_new (gint32, MAX (n, 1)) : NULL;

	for (gsize i = 0; labels != NULL && i < n; i++) {
		guint32 label = 0;

		for (gsize byte = 0; byte < width; byte++)
			label |= (guint32) bytes[i * width + byte] << 8 * byte;
		if (label >= k)
			g_clear_pointer (&labels, g_free);
		else
			labels[i] = (gint32) label;
	}
	if (labels == NULL)
		set_broken (error);
	return g_steal_pointer (&labels);
}

/* Options ---------------------------------------------------------------------------------------------------------- */

/* A number with all its digits: the run is made again of it. */
static char *
option_text (const SegClusterSettings *settings, const SegClusterParameter *parameter)
{
	return parameter->type == SEG_PARAMETER_NUMBER ? seg_format_exact (seg_cluster_settings_get (settings, parameter->name))
	                                               : seg_cluster_settings_text (settings, parameter->name);
}

char *
seg_run_options_to_json (const SegClusterSettings *settings)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	for (const SegClusterParameter *parameter = settings->algorithm->parameters; parameter->name != NULL; parameter++) {
		g_autofree char *text = NULL;

		if (isnan (seg_cluster_settings_get (settings, parameter->name)))
			continue;
		text = option_text (settings, parameter);
		json_builder_set_member_name (builder, parameter->name);
		json_builder_add_string_value (builder, text);
	}
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* Parameters that came later; all that were there are always kept. */
static const struct {
	const char *algorithm, *parameter, *before;
} later[] = {
	{ "density-peaks", "rounded", "exact" },
};

void
seg_run_options_complete (SegClusterSettings *settings, JsonObject *object)
{
	for (gsize i = 0; i < G_N_ELEMENTS (later); i++)
		if (strcmp (settings->algorithm->name, later[i].algorithm) == 0 && !json_object_has_member (object, later[i].parameter))
			seg_cluster_settings_parse (settings, later[i].parameter, later[i].before, NULL);
}

gboolean
seg_run_options_from_json (SegClusterSettings *settings, const char *json, GError **error)
{
	g_autoptr (JsonNode) root = json_from_string (json, NULL);
	g_autoptr (GList) names = NULL;

	if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
		set_broken (error);
		return FALSE;
	}
	names = json_object_get_members (json_node_get_object (root));
	for (GList *name = names; name != NULL; name = name->next) {
		JsonNode *value = json_object_get_member (json_node_get_object (root), name->data);

		if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING
		    || !seg_cluster_settings_parse (settings, name->data, json_node_get_string (value), error)) {
			if (error != NULL && *error == NULL)
				set_broken (error);
			return FALSE;
		}
	}
	seg_run_options_complete (settings, json_node_get_object (root));
	return TRUE;
}
