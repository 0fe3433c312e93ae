/* The formats and encodings there are, and what all writers have in common. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_AT_ONCE 1000 /* before another thread is worth its while */

static const SegTableFormat *const formats[] = { &seg_table_format_csv, &seg_table_format_xlsx, &seg_table_format_jsonl };

static const SegTextEncoding encodings[] = {
	{ "utf-8", N_("most programs"), NULL, FALSE },
	{ "utf-8-bom", N_("Excel, and whatever else wants a byte order mark"), NULL, TRUE },
	{ "gb18030", N_("Chinese programs; holds every character"), "gb18030", FALSE },
	{ "gbk", N_("older Chinese programs; holds no emoji"), "GBK", FALSE },
};

const SegTableFormat *
seg_table_format (guint number)
{
	return number < G_N_ELEMENTS (formats) ? formats[number] : NULL;
}

const SegTableFormat *
seg_table_format_find (const char *name, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
		if (g_ascii_strcasecmp (formats[i]->name, name) == 0)
			return formats[i];
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no format \"%s\"; there are: csv, xlsx, jsonl"), name);
	return NULL;
}

const SegTableFormat *
seg_table_format_of_path (const char *path)
{
	g_autofree char *lower = g_ascii_strdown (path, -1);

	for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
		if (g_str_has_suffix (lower, formats[i]->ending))
			return formats[i];
	return NULL;
}

const char *
seg_table_format_name (const SegTableFormat *format)
{
	return format->name;
}

const char *
seg_table_format_label (const SegTableFormat *format)
{
	return _(format->label);
}

const char *
seg_table_format_ending (const SegTableFormat *format)
{
	return format->ending;
}

gboolean
seg_table_format_is_text (const SegTableFormat *format)
{
	return format->is_text;
}

const SegTextEncoding *
seg_text_encoding (guint number)
{
	return number < G_N_ELEMENTS (encodings) ? &encodings[number] : NULL;
}

const SegTextEncoding *
seg_text_encoding_find (const char *name, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
		if (g_ascii_strcasecmp (encodings[i].name, name) == 0)
			return &encodings[i];
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A file cannot be written in \"%s\"; there are: utf-8, utf-8-bom, gb18030, gbk"), name);
	return NULL;
}

const char *
seg_text_encoding_name (const SegTextEncoding *encoding)
{
	return encoding->name;
}

const char *
seg_text_encoding_label (const SegTextEncoding *encoding)
{
	return _(encoding->label);
}

/* Writers ----------------------------------------------------------------------------------------------------------- */

static gboolean
check_headings (const SegTableColumn *columns, gsize n_columns, GError **error)
{
	g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

	for (gsize i = 0; i < n_columns; i++)
		if (!g_hash_table_add (seen, (gpointer) columns[i].heading)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Two columns of the file would be called \"%s\"; rename one of them"),
			             columns[i].heading);
			return FALSE;
		}
	return TRUE;
}

static gboolean
check_options (const SegTableWriter *writer, GError **error)
{
	const SegTextEncoding *encoding = writer->options.encoding;

	if (writer->format != &seg_table_format_csv && (encoding->converter != NULL || encoding->mark || writer->options.without_heading)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Only CSV can be written in %s or without a heading; %s is always UTF-8"), encoding->name,
		             _(writer->format->label));
		return FALSE;
	}
	if (!writer->format->is_text && seg_out_file_is_direct (writer->file)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A workbook cannot be written to %s; name a file"), seg_out_file_path (writer->file));
		return FALSE;
	}
	return TRUE;
}

SegTableWriter *
seg_table_writer_new (SegOutFile *file, const SegTableFileOptions *options, const SegTableColumn *columns, gsize n_columns, GError **error)
{
	g_autoptr (SegTableWriter) writer = g_new0 (SegTableWriter, 1);

	writer->file = file;
	writer->options = *options;
	writer->format = options->format != NULL ? options->format : &seg_table_format_csv;
	if (writer->options.encoding == NULL)
		writer->options.encoding = &encodings[0];
	if (writer->options.delimiter == '\0')
		writer->options.delimiter = ',';
	writer->headings = g_ptr_array_new_with_free_func (g_free);
	writer->kinds = g_array_new (FALSE, FALSE, sizeof (SegFieldKind));
	for (gsize i = 0; i < n_columns; i++) {
		g_ptr_array_add (writer->headings, g_strdup (columns[i].heading));
		g_array_append_val (writer->kinds, columns[i].kind);
	}
	if (!check_headings (columns, n_columns, error) || !check_options (writer, error) || !writer->format->begin (writer, error))
		return NULL;
	return g_steal_pointer (&writer);
}

/* All rows are written, or have failed. */
static gboolean
finish_rows (SegTableWriter *writer, GError **error)
{
	if (writer->thread != NULL && writer->failure == NULL)
		seg_table_thread_end (g_steal_pointer (&writer->thread), FALSE, &writer->failure);
	if (writer->failure == NULL)
		return TRUE;
	g_propagate_error (error, g_error_copy (writer->failure));
	return FALSE;
}

gboolean
seg_table_writer_row (SegTableWriter *writer, const char *const *cells, GError **error)
{
	if (writer->n_rows++ == ROWS_AT_ONCE)
		writer->thread = seg_table_thread_new (writer);
	if (writer->n_rows > ROWS_AT_ONCE)
		return (writer->thread != NULL && seg_table_thread_row (writer->thread, cells)) || finish_rows (writer, error);
	if (!writer->format->row (writer, cells, &writer->failure))
		return finish_rows (writer, error);
	writer->n_written++;
	return TRUE;
}

guint64
seg_table_writer_n_rows (const SegTableWriter *writer)
{
	return writer->n_rows;
}

guint
seg_table_writer_n_sheets (const SegTableWriter *writer)
{
	return writer->format->n_sheets != NULL ? writer->format->n_sheets (writer) : 1;
}

void
seg_table_writer_note (SegTableWriter *writer, const char *title, const char *const *pairs)
{
	if (writer->format->note != NULL && finish_rows (writer, NULL))
		writer->format->note (writer, title, pairs);
}

gboolean
seg_table_writer_end (SegTableWriter *writer, GError **error)
{
	return finish_rows (writer, error) && writer->format->end (writer, error);
}

void
seg_table_writer_free (SegTableWriter *writer)
{
	if (writer == NULL)
		return;
	if (writer->thread != NULL)
		seg_table_thread_end (writer->thread, TRUE, NULL);
	g_clear_error (&writer->failure);
	writer->format->free (writer);
	g_ptr_array_unref (writer->headings);
	g_array_unref (writer->kinds);
	g_free (writer);
}
