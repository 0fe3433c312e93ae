/* Options of an export: names to values. */
#include <config.h>
#include "export_option.h"

#include <glib/gi18n.h>
#include <string.h>

void
seg_export_request_clear (SegExportRequest *request)
{
	char **texts[] = { &request->columns, &request->arm, &request->format, &request->encoding, &request->delimiter, &request->preset, &request->country,
	                   &request->split };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_clear_pointer (texts[i], g_free);
	g_clear_pointer (&request->fields, g_strfreev);
}

static gboolean
find_name (const char *option, const char *name, const char *const *names, guint *number, GError **error)
{
	g_autofree char *all = NULL;

	for (guint i = 0; name != NULL && names[i] != NULL; i++)
		if (strcmp (names[i], name) == 0) {
			*number = i;
			return TRUE;
		}
	if (name == NULL)
		return TRUE;
	all = g_strjoinv (", ", (char **) names);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s must be one of %s, not \"%s\""), option, all, name);
	return FALSE;
}

static gboolean
read_delimiter (const char *text, char *delimiter, GError **error)
{
	static const struct { const char *name; char delimiter; } names[] = { { "comma", ',' }, { "semicolon", ';' }, { "tab", '\t' }, { "pipe", '|' } };

	if (text == NULL)
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (strcmp (names[i].name, text) == 0 || (text[0] == names[i].delimiter && text[1] == '\0')) {
			*delimiter = names[i].delimiter;
			return TRUE;
		}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--delimiter must be comma, semicolon, tab or pipe, not \"%s\""), text);
	return FALSE;
}

/* What the name of the file ends with says the format, where nothing else does. */
static gboolean
read_format (const SegExportRequest *request, const char *path, SegTableFileOptions *file, GError **error)
{
	if (request->format != NULL && (file->format = seg_table_format_find (request->format, error)) == NULL)
		return FALSE;
	if (request->format == NULL && path != NULL)
		file->format = seg_table_format_of_path (path);
	if (request->bom && request->encoding != NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--bom is --encoding utf-8-bom; give one of them"));
		return FALSE;
	}
	if (request->bom || request->encoding != NULL)
		file->encoding = seg_text_encoding_find (request->bom ? "utf-8-bom" : request->encoding, error);
	return (file->encoding != NULL || (!request->bom && request->encoding == NULL)) && read_delimiter (request->delimiter, &file->delimiter, error);
}

static char **
split_columns (const char *text)
{
	char **names = text != NULL ? g_strsplit (text, ",", -1) : NULL;

	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		g_strstrip (names[i]);
	return names;
}

gboolean
seg_export_request_read (const SegExportRequest *request, const char *path, char ***columns, SegExportOptions *options, GError **error)
{
	static const char *const arms[] = { [SEG_ARM_SEND] = "send", [SEG_ARM_CONTROL] = "control", [SEG_ARM_BOTH] = "both", NULL };
	static const char *const parts[] = { [SEG_EXPORT_TOGETHER] = "no", [SEG_EXPORT_BY_ARM] = "arm", [SEG_EXPORT_BY_SEGMENT] = "segment", NULL };
	guint arm = SEG_ARM_SEND, part = SEG_EXPORT_TOGETHER;

	*options = (SegExportOptions) { .fields = (const char *const *) request->fields, .country = request->country, .pseudonyms = request->pseudonyms
	                                || request->new_pseudonym_key, .new_pseudonym_key = request->new_pseudonym_key,
	                                .smallest_group = request->smallest_group };
	if (request->smallest_group < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--smallest-group must be a number of people"));
		return FALSE;
	}
	if (request->fields != NULL && request->preset == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--use says where a preset takes its fields from; name the preset with --preset"));
		return FALSE;
	}
	if (request->preset != NULL && (options->preset = seg_preset_find (request->preset, error)) == NULL)
		return FALSE;
	if (!find_name ("--arm", request->arm, arms, &arm, error) || !find_name ("--split", request->split, parts, &part, error)
	    || !read_format (request, path, &options->file, error))
		return FALSE;
	options->arm = (SegArm) arm;
	options->parts = (SegExportParts) part;
	if (!seg_export_options_check (options, error))
		return FALSE;
	*columns = split_columns (request->columns);
	options->columns = (const char *const *) *columns;
	return TRUE;
}
