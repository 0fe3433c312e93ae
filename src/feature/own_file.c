/* Definitions as a file that people can read, edit, send to colleagues: a key file with one section for each. */
#include <config.h>
#include "own-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Texts of a definition, by the key they stand under. */
static const struct { const char *key; gsize offset; } texts[] = {
	{ "label", G_STRUCT_OFFSET (SegOwnFeature, label) }, { "meaning", G_STRUCT_OFFSET (SegOwnFeature, meaning) },
	{ "unit", G_STRUCT_OFFSET (SegOwnFeature, unit) }, { "expression", G_STRUCT_OFFSET (SegOwnFeature, expression) },
	{ "of", G_STRUCT_OFFSET (SegOwnFeature, measured) }, { "kind", G_STRUCT_OFFSET (SegOwnFeature, event_kind) },
	{ "where", G_STRUCT_OFFSET (SegOwnFeature, filter) },
};

static const struct { const char *key; gsize offset; } days[] = {
	{ "from", G_STRUCT_OFFSET (SegOwnFeature, first_day) }, { "to", G_STRUCT_OFFSET (SegOwnFeature, last_day) },
};

/* Out ------------------------------------------------------------------------------------------------------------------- */

/* Hands on every part that says something. */
typedef void (*Put) (gpointer target, const char *section, const char *key, const char *value);

static void
put_parts (const SegOwnFeature *own, Put put, gpointer target)
{
	g_autofree char *last_days = g_strdup_printf ("%" G_GINT64_FORMAT, own->last_days);

	if (own->expression == NULL)
		put (target, own->name, "measure", seg_own_measure_name (own->measure));
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		const char *text = G_STRUCT_MEMBER (char *, own, texts[i].offset);

		if (text != NULL && (*text != '\0' || strcmp (texts[i].key, "unit") == 0))
			put (target, own->name, texts[i].key, text);
	}
	if (own->last_days > 0)
		put (target, own->name, "last-days", last_days);
	for (gsize i = 0; i < G_N_ELEMENTS (days); i++) {
		const gint64 day = G_STRUCT_MEMBER (gint64, own, days[i].offset);
		g_autofree char *date = day != SEG_OWN_NO_DAY ? seg_format_exact_date (day) : NULL;

		if (date != NULL)
			put (target, own->name, days[i].key, date);
	}
	put (target, own->name, "scaling", seg_scaling_name (own->scaling));
	put (target, own->name, "missing", seg_fill_name (own->fill));
}

static void
put_into_file (gpointer file, const char *section, const char *key, const char *value)
{
	g_key_file_set_string (file, section, key, value);
}

char *
seg_own_features_to_text (const GPtrArray *owns)
{
	g_autoptr (GKeyFile) file = g_key_file_new ();
	g_autofree char *text = NULL;

	for (guint i = 0; i < owns->len; i++)
		put_parts (owns->pdata[i], put_into_file, file);
	text = g_key_file_to_data (file, NULL, NULL);
	return g_strconcat ("# Own features of segscope: segscope features define WORKSPACE --file THIS\n\n", text, NULL);
}

static void
put_into_json (gpointer builder, const char *section, const char *key, const char *value)
{
	(void) section;
	json_builder_set_member_name (builder, key);
	json_builder_add_string_value (builder, value);
}

char *
seg_own_features_to_json (const GPtrArray *owns)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	for (guint i = 0; i < owns->len; i++) {
		json_builder_set_member_name (builder, ((const SegOwnFeature *) owns->pdata[i])->name);
		json_builder_begin_object (builder);
		put_parts (owns->pdata[i], put_into_json, builder);
		json_builder_end_object (builder);
	}
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* In --------------------------------------------------------------------------------------------------------------------- */

gboolean
seg_own_parse_day (const char *text, gint64 *day, GError **error)
{
	g_autofree char *instant = g_strconcat (text, "T00:00:00Z", NULL);
	g_autoptr (GDateTime) time = strlen (text) == strlen ("2024-03-05") ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;

	if (time == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("“%s” is not a day; write it like 2024-03-05"), text);
		return FALSE;
	}
	*day = g_date_time_to_unix (time);
	return TRUE;
}

static gboolean
refuse_value (const char *key, const char *value, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s cannot be “%s”"), key, value);
	return FALSE;
}

/* A part that is no text. */
static gboolean
take_part (SegOwnFeature *own, const char *key, const char *value, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
		if (strcmp (days[i].key, key) == 0)
			return seg_own_parse_day (value, &G_STRUCT_MEMBER (gint64, own, days[i].offset), error);
	if (strcmp (key, "last-days") == 0)
		return g_ascii_string_to_signed (value, 10, 1, 100000, &own->last_days, NULL) || refuse_value (key, value, error);
	if (strcmp (key, "measure") == 0)
		return seg_own_measure_parse (value, &own->measure) || refuse_value (key, value, error);
	if (strcmp (key, "scaling") == 0)
		return seg_scaling_parse (value, &own->scaling) || refuse_value (key, value, error);
	if (strcmp (key, "missing") == 0)
		return seg_fill_parse (value, &own->fill) || refuse_value (key, value, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("there is no “%s” of an own feature"), key);
	return FALSE;
}

static gboolean
take_key (SegOwnFeature *own, GKeyFile *file, const char *key, GError **error)
{
	g_autofree char *value = g_key_file_get_string (file, own->name, key, error);

	if (value == NULL)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		if (strcmp (texts[i].key, key) == 0) {
			char **text = &G_STRUCT_MEMBER (char *, own, texts[i].offset);

			g_free (*text);
			*text = g_steal_pointer (&value);
			return TRUE;
		}
	return take_part (own, key, value, error);
}

static SegOwnFeature *
read_section (GKeyFile *file, const char *section, GError **error)
{
	g_autoptr (SegOwnFeature) own = seg_own_feature_new (section);
	g_auto (GStrv) keys = g_key_file_get_keys (file, section, NULL, error);

	if (keys == NULL)
		return NULL;
	own->expression = g_key_file_get_string (file, section, "expression", NULL);
	if (own->expression == NULL && g_key_file_has_key (file, section, "measure", NULL)) {
		g_autofree char *measure = g_key_file_get_string (file, section, "measure", NULL);

		seg_own_measure_parse (measure, &own->measure);
	}
	seg_own_feature_suit (own);
	for (gsize i = 0; keys[i] != NULL; i++)
		if (!take_key (own, file, keys[i], error))
			return NULL;
	return g_steal_pointer (&own);
}

GPtrArray *
seg_own_features_from_text (const char *text, const char *name, GError **error)
{
	g_autoptr (GPtrArray) owns = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_own_feature_free);
	g_autoptr (GKeyFile) file = g_key_file_new ();
	g_auto (GStrv) sections = NULL;
	GError *failure = NULL;

	if (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &failure))
		sections = g_key_file_get_groups (file, NULL);
	for (gsize i = 0; sections != NULL && sections[i] != NULL && failure == NULL; i++) {
		SegOwnFeature *own = read_section (file, sections[i], &failure);

		if (own != NULL)
			g_ptr_array_add (owns, own);
		else
			g_prefix_error (&failure, "[%s]: ", sections[i]);
	}
	if (failure == NULL && owns->len > 0)
		return g_steal_pointer (&owns);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The definitions in %s cannot be read: %s"), name,
	             failure != NULL ? failure->message : _("there are none"));
	g_clear_error (&failure);
	return NULL;
}
