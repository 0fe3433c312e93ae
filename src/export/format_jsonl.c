/* JSON Lines: an object a row, in UTF-8, with LF behind it. Numbers and yes/no are JSON's own; what is not known is null. Written by hand: a
 * row is flat, and json-glib would build a tree of each. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static void
append_string (GString *line, const char *text)
{
	g_string_append_c (line, '"');
	for (; *text != '\0'; text++) {
		gsize plain = strcspn (text, "\"\\\b\f\n\r\t\001\002\003\004\005\006\007\013\016\017\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037");

		g_string_append_len (line, text, (gssize) plain);
		text += plain;
		if (*text == '\0')
			break;
		if (*text == '"' || *text == '\\')
			g_string_append_c (line, '\\');
		if ((guchar) *text < 0x20)
			g_string_append_printf (line, "\\u%04x", (guint) (guchar) *text);
		else
			g_string_append_c (line, *text);
	}
	g_string_append_c (line, '"');
}

static void
append_value (GString *line, const char *cell, SegFieldKind kind)
{
	if (cell == NULL || (kind != SEG_FIELD_TEXT && kind != SEG_FIELD_CODE && *cell == '\0'))
		g_string_append (line, "null");
	else if (kind == SEG_FIELD_NUMBER)
		g_string_append (line, cell);
	else if (kind == SEG_FIELD_BOOLEAN)
		g_string_append (line, strcmp (cell, "yes") == 0 ? "true" : "false");
	else
		append_string (line, cell);
}

static gboolean
begin (SegTableWriter *writer, GError **error)
{
	(void) error;
	writer->state = g_string_new (NULL);
	return TRUE;
}

/* JSON is UTF-8 or it is not JSON. */
static gboolean
is_valid (const SegTableWriter *writer, const GString *line, GError **error)
{
	if (g_utf8_validate_len (line->str, line->len, NULL))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Row %" PRIu64 " has a text that is damaged (not UTF-8)"), writer->n_written + 1);
	return FALSE;
}

static gboolean
write_row (SegTableWriter *writer, const char *const *cells, GError **error)
{
	GString *line = writer->state;

	g_string_assign (line, "{");
	for (guint i = 0; i < writer->headings->len; i++) {
		if (i > 0)
			g_string_append_c (line, ',');
		append_string (line, writer->headings->pdata[i]);
		g_string_append_c (line, ':');
		append_value (line, cells[i], seg_table_writer_kind (writer, i));
	}
	g_string_append (line, "}\n");
	return is_valid (writer, line, error) && seg_out_file_write (writer->file, line->str, line->len, error);
}

static gboolean
end (SegTableWriter *writer, GError **error)
{
	return seg_out_file_end (writer->file, error);
}

static void
free_state (SegTableWriter *writer)
{
	if (writer->state != NULL)
		g_string_free (writer->state, TRUE);
}

const SegTableFormat seg_table_format_jsonl = {
	.name = "jsonl", .label = N_("JSON Lines"), .ending = ".jsonl", .is_text = TRUE, .begin = begin, .row = write_row, .end = end, .free = free_state
};
