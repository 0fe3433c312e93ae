/* CSV as RFC 4180 has it: CR LF behind each row, fields in quotes where needed.
 *
 * A cell that a spreadsheet would run as a formula gets a leading ', and so does a text that begins with ' before such a one: whoever reads
 * the file back takes one ' off where the rest begins like a formula (seg_csv_unguard()). Names of digits (more than 15, 0 first, 12E5)
 * stand in quotes. */
#include <config.h>
#include "export-private.h"

#include <segscope/csv.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

typedef struct {
	GString    *line;
	SegTextEncoder *encoder; /* NULL: UTF-8 */
} State;

static void
free_state (SegTableWriter *writer)
{
	State *state = writer->state;

	if (state == NULL)
		return;
	seg_text_encoder_free (state->encoder);
	g_string_free (state->line, TRUE);
	g_free (state);
}

static SegCsvCell
kind_of (SegFieldKind kind)
{
	return kind == SEG_FIELD_TEXT ? SEG_CSV_CELL : SEG_CSV_NUMBER;
}

/* "U+1F600" of the character that is in the way. */
static void
refuse (const SegTableWriter *writer, const char *heading, const char *cell, gsize at, GError **error)
{
	gunichar character = g_utf8_get_char_validated (cell + at, -1);

	if (character == (gunichar) -1 || character == (gunichar) -2)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Row %" PRIu64 ", column \"%s\": the text is damaged at byte %" PRIu64),
		             writer->n_written + 1, heading, (guint64) at + 1);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("Row %" PRIu64 ", column \"%s\": %s has no place for the character U+%04X in \"%.60s\"; choose utf-8 or gb18030"),
		             writer->n_written + 1, heading, writer->options.encoding->name, (guint) character, cell);
}

/* Finds the cell that could not be encoded. */
static void
find_fault (const SegTableWriter *writer, const char *const *cells, GError **error)
{
	State *state = writer->state;

	for (guint i = 0; i < writer->headings->len; i++) {
		const char *heading = writer->headings->pdata[i], *cell = cells[i] != NULL ? cells[i] : "";
		gsize size, at;

		if (seg_text_encoder_convert (state->encoder, cell, strlen (cell), &size, &at) == NULL) {
			refuse (writer, heading, cell, at, error);
			return;
		}
	}
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("A row cannot be encoded"));
}

static gboolean
write_line (SegTableWriter *writer, const char *const *cells, GError **error)
{
	State *state = writer->state;
	const char *bytes = state->line->str;
	gsize size = state->line->len, at;

	if (state->encoder != NULL && (bytes = seg_text_encoder_convert (state->encoder, state->line->str, state->line->len, &size, &at)) == NULL) {
		find_fault (writer, cells, error);
		return FALSE;
	}
	return seg_out_file_write (writer->file, bytes, size, error);
}

static gboolean
write_row (SegTableWriter *writer, const char *const *cells, GError **error)
{
	State *state = writer->state;

	g_string_truncate (state->line, 0);
	for (guint i = 0; i < writer->headings->len; i++)
		seg_csv_append_with (state->line, i, writer->options.delimiter, cells[i], kind_of (seg_table_writer_kind (writer, i)));
	seg_csv_end_row (state->line);
	return write_line (writer, cells, error);
}

static gboolean
begin (SegTableWriter *writer, GError **error)
{
	State *state = writer->state = g_new0 (State, 1);
	const SegTextEncoding *encoding = writer->options.encoding;

	state->line = g_string_new (NULL);
	if (encoding->converter != NULL && (state->encoder = seg_text_encoder_new (encoding, error)) == NULL)
		return FALSE;
	if (encoding->mark && !seg_out_file_write (writer->file, BYTE_ORDER_MARK, 3, error))
		return FALSE;
	if (writer->options.without_heading)
		return TRUE;
	for (guint i = 0; i < writer->headings->len; i++)
		seg_csv_append_with (state->line, i, writer->options.delimiter, writer->headings->pdata[i], SEG_CSV_CELL);
	seg_csv_end_row (state->line);
	return write_line (writer, (const char *const *) writer->headings->pdata, error);
}

static gboolean
end (SegTableWriter *writer, GError **error)
{
	return seg_out_file_end (writer->file, error);
}

const SegTableFormat seg_table_format_csv = {
	.name = "csv", .label = N_("CSV"), .ending = ".csv", .is_text = TRUE, .begin = begin, .row = write_row, .end = end, .free = free_state
};
