/* Records of a CSV file by libcsv: one at a time, or a block at a time, where lines without quotes are split in split.c.
 *
 * The text is fed to libcsv line by line from one buffer, so that the line number and the exact text of each record are
 * known, and memory stays the same for files of any size. A quote that is never closed would swallow the rest of the file:
 * its first line is handed out as a faulty record, and reading goes on with the line after it. */
#include <config.h>
#include "ingest-private.h"

#include <csv.h>
#include <glib/gi18n.h>
#include <string.h>

#define RECORD_MOST (1024 * 1024) /* bytes; a longer record is set aside */
#define BUFFER_SIZE (2 * RECORD_MOST)
#define LOOK_MOST (8 * RECORD_MOST) /* of one line, before whoever only looks at the file has seen enough */
#define SNIFF_ROWS 200
#define LINE_END_MOST (256 * 1024)

struct SegReader {
	char             *path;
	SegDecoder       *decoder;
	struct csv_parser parser;
	char              separator;           /* as the first line says it, or 0 */
	char              delimiter, quote, line_end; /* '\n', or '\r' in old files that know nothing else */
	gboolean          look_only;      /* it is enough to know that a line is far too long */
	char             *buffer;
	gsize             begin, fed, end;     /* of the record, of what libcsv has not seen, of the data */
	gboolean          at_end;
	gint64            line;                /* of buffer[fed] */
	/* The record that libcsv is making: */
	GString          *text;
	GArray           *offsets;             /* of gsize, into text */
	GPtrArray        *fields;
	gboolean          complete;
	SegRecordFault    fault;
	/* The block that was handed out last: */
	guint             slow_blocks;         /* so many more are read record by record */
	gsize             block;               /* where it begins in buffer */
	gint64            block_line;
	gsize             located, located_at; /* the record found last, and where it begins in buffer */
	GArray           *records;             /* of SegRecord, when it was read record by record; raw is an offset into raws */
	GString          *raws;
};

static int
is_space (unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Where lines end with it, a carriage return behind an empty field ends the line: libcsv asks for blanks first. */
static int
is_space_or_tab (unsigned char c)
{
	return c == ' ' || c == '\t';
}

static int
is_line_feed (unsigned char c)
{
	return c == '\n';
}

static int
is_carriage_return (unsigned char c)
{
	return c == '\r';
}

static gboolean
start_parser (SegReader *reader)
{
	if (csv_init (&reader->parser, 0) != 0)
		return FALSE;
	csv_set_delim (&reader->parser, (unsigned char) reader->delimiter);
	csv_set_quote (&reader->parser, (unsigned char) reader->quote);
	csv_set_space_func (&reader->parser, reader->line_end == '\r' ? is_space_or_tab : is_space);
	csv_set_term_func (&reader->parser, reader->line_end == '\r' ? is_carriage_return : is_line_feed);
	csv_set_blk_size (&reader->parser, 4096);
	return TRUE;
}

/* At the end of the file: old programs wrote Ctrl+Z there. */
static void
note_end (SegReader *reader)
{
	reader->at_end = TRUE;
	if (reader->end > reader->fed && reader->buffer[reader->end - 1] == '\x1A')
		reader->end--;
}

/* Reads on behind what is in the buffer, after moving the record to its front. */
static gboolean
fill (SegReader *reader, GError **error)
{
	gssize n;

	memmove (reader->buffer, reader->buffer + reader->begin, reader->end - reader->begin);
	reader->fed -= reader->begin;
	reader->end -= reader->begin;
	reader->begin = 0;
	n = seg_decoder_read (reader->decoder, reader->buffer + reader->end, BUFFER_SIZE - reader->end, error);
	if (n < 0)
		return FALSE;
	reader->end += (gsize) n;
	if (n == 0)
		note_end (reader);
	return TRUE;
}

/* "sep=;" as the first line, perhaps in quotes, is no data: a spreadsheet wrote it to say what separates the columns. */
static void
pass_separator_line (SegReader *reader)
{
	const char *line = reader->buffer, *end = line + reader->end, *at;
	gboolean quoted = reader->end > 0 && line[0] == '"';

	at = line + quoted;
	if (end - at < 6 || g_ascii_strncasecmp (at, "sep=", 4) != 0 || g_ascii_isalnum (at[4]) || at[4] == '"')
		return;
	reader->separator = at[4];
	at += 5;
	at += quoted && *at == '"';
	at += at < end && *at == '\r';
	at += at < end && *at == '\n';
	if (at[-1] != '\n' && at[-1] != '\r') {
		reader->separator = '\0';
		return;
	}
	reader->begin = reader->fed = (gsize) (at - line);
	reader->line = 2;
}

/* Lines end with CR where that stands outside quotes and LF does not. */
static char
find_line_end (const char *text, gsize size)
{
	gboolean quoted = FALSE, carriage_return = FALSE;

	for (gsize i = 0; i < size; i++) {
		quoted ^= text[i] == '"';
		if (text[i] == '\n' && !quoted)
			return '\n';
		carriage_return |= text[i] == '\r' && !quoted;
	}
	return carriage_return ? '\r' : '\n';
}

SegReader *
seg_reader_open (const char *path, const char *encoding, char delimiter, GError **error)
{
	g_autoptr (SegReader) reader = g_new0 (SegReader, 1);

	reader->path = g_strdup (path);
	reader->delimiter = delimiter;
	reader->quote = '"';
	reader->line = 1;
	reader->text = g_string_new (NULL);
	reader->offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
	reader->fields = g_ptr_array_new ();
	reader->records = g_array_new (FALSE, FALSE, sizeof (SegRecord));
	reader->raws = g_string_new (NULL);
	reader->buffer = g_malloc (BUFFER_SIZE);
	reader->decoder = seg_decoder_open (path, encoding, error);
	if (reader->decoder == NULL || !fill (reader, error))
		return NULL;
	pass_separator_line (reader);
	reader->line_end = find_line_end (reader->buffer, MIN (reader->end, LINE_END_MOST));
	if (!start_parser (reader)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to read a CSV file"));
		return NULL;
	}
	return g_steal_pointer (&reader);
}

void
seg_reader_look_only (SegReader *reader, gboolean look_only)
{
	reader->look_only = look_only;
}

void
seg_reader_set_quote (SegReader *reader, char quote)
{
	reader->quote = quote; /* none: rows with a zero byte are set aside anyway */
	csv_set_quote (&reader->parser, (unsigned char) quote);
}

void
seg_reader_close (SegReader *reader)
{
	if (reader == NULL)
		return;
	if (reader->line_end != '\0')
		csv_free (&reader->parser);
	seg_decoder_close (reader->decoder);
	if (reader->text != NULL)
		g_string_free (reader->text, TRUE);
	g_clear_pointer (&reader->offsets, g_array_unref);
	g_clear_pointer (&reader->fields, g_ptr_array_unref);
	g_clear_pointer (&reader->records, g_array_unref);
	if (reader->raws != NULL)
		g_string_free (reader->raws, TRUE);
	g_free (reader->buffer);
	g_free (reader->path);
	g_free (reader);
}

/* libcsv's callbacks ----------------------------------------------------------------------------------------------- */

/* Bytes of white space at @text: that of ASCII, the no-break and the ideographic space, the byte order mark, and the narrow
 * and invisible spaces U+2000 to U+200B, U+202F, U+205F and U+2060, which come along from web pages. */
static gsize
space_length (const char *text, gsize size)
{
	const guint8 *bytes = (const guint8 *) text;

	if (size > 0 && (g_ascii_isspace (text[0]) || text[0] == '\v'))
		return 1;
	if (size > 1 && memcmp (text, "\xC2\xA0", 2) == 0)
		return 2;
	if (size > 2 && (memcmp (text, "\xE3\x80\x80", 3) == 0 || memcmp (text, "\xEF\xBB\xBF", 3) == 0))
		return 3;
	if (size > 2 && bytes[0] == 0xE2 && ((bytes[1] == 0x80 && ((bytes[2] >= 0x80 && bytes[2] <= 0x8B) || bytes[2] == 0xAF))
	                                     || (bytes[1] == 0x81 && (bytes[2] == 0x9F || bytes[2] == 0xA0))))
		return 3;
	return 0;
}

static gsize
trailing_space_length (const char *text, gsize size)
{
	for (gsize n = 1; n <= 3 && n <= size; n++)
		if (space_length (text + size - n, n) == n)
			return n;
	return 0;
}

void
seg_field_trim (const char **text, gsize *size)
{
	gsize n;

	/* ="00123" is how some exports keep a spreadsheet from changing a number */
	if (*size >= 3 && (*text)[0] == '=' && (*text)[1] == '"' && (*text)[*size - 1] == '"') {
		*text += 2;
		*size -= 3;
	}
	while ((n = space_length (*text, *size)) > 0) {
		*text += n;
		*size -= n;
	}
	while ((n = trailing_space_length (*text, *size)) > 0)
		*size -= n;
}

static void
on_field (void *data, size_t size, void *user_data)
{
	SegReader *reader = user_data;
	const char *text = data != NULL ? data : "";
	gsize offset = reader->text->len;

	seg_field_trim (&text, &size);
	g_array_append_val (reader->offsets, offset);
	g_string_set_size (reader->text, offset + size + 1); /* with the NUL that ends the field */
	memcpy (reader->text->str + offset, text, size);
	reader->text->str[offset + size] = '\0';
}

static void
on_record (int end, void *user_data)
{
	SegReader *reader = user_data;

	(void) end;
	reader->complete = TRUE;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
begin_record (SegReader *reader)
{
	g_string_truncate (reader->text, 0);
	g_array_set_size (reader->offsets, 0);
	reader->complete = FALSE;
	reader->fault = SEG_RECORD_FINE;
}

/* Whether the line at @text, which begins inside quotes, closes them in a way no program writes: with text behind the quote.
 * Then an earlier quote was opened and never closed, and this one opens another field. */
static gboolean
has_stray_quote (const SegReader *reader, const char *text, gsize size)
{
	const char *end = text + size, *at = text;

	while ((at = memchr (at, reader->quote, (gsize) (end - at))) != NULL) {
		at++;
		if (at < end && *at == reader->quote) {
			at++;
			continue;
		}
		while (at < end && is_space ((unsigned char) *at) && *at != reader->delimiter && *at != reader->line_end)
			at++;
		return at < end && *at != reader->delimiter && *at != reader->line_end;
	}
	return FALSE;
}

/* Feeds the next line, or what is left at the end of the file. @fed: FALSE when nothing is left. A record that cannot be
 * whole is noted in reader->fault. */
static gboolean
feed_line (SegReader *reader, gboolean *fed, GError **error)
{
	char *line_end;
	gsize size;

	while ((line_end = memchr (reader->buffer + reader->fed, reader->line_end, reader->end - reader->fed)) == NULL
	       && !reader->at_end && reader->end - reader->begin <= RECORD_MOST)
		if (!fill (reader, error))
			return FALSE;
	size = line_end != NULL ? (gsize) (line_end - (reader->buffer + reader->fed)) + 1 : reader->end - reader->fed;
	if (reader->fed + size - reader->begin > RECORD_MOST)
		reader->fault = SEG_RECORD_TOO_LONG;
	else if (reader->fed > reader->begin && has_stray_quote (reader, reader->buffer + reader->fed, size))
		reader->fault = SEG_RECORD_OPEN_QUOTE;
	*fed = size > 0 && reader->fault == SEG_RECORD_FINE;
	if (!*fed)
		return TRUE;
	if (csv_parse (&reader->parser, reader->buffer + reader->fed, size, on_field, on_record, reader) != size) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("%s: %s"), reader->path, csv_strerror (csv_error (&reader->parser)));
		return FALSE;
	}
	reader->fed += size;
	reader->line++;
	return TRUE;
}

/* Hands out the line with the opening quote and begins anew behind it. */
static void
recover (SegReader *reader, SegRecord *record, const char *line_end)
{
	record->fault = SEG_RECORD_OPEN_QUOTE;
	reader->fed = line_end != NULL ? (gsize) (line_end - reader->buffer) + 1 : reader->end;
	reader->line = record->line + 1;
}

/* A line without end: its beginning is handed out, the rest is passed over. */
static gboolean
pass_long_line (SegReader *reader, SegRecord *record, GError **error)
{
	char *line_end;
	gint64 passed = 0;

	record->fault = SEG_RECORD_TOO_LONG;
	memmove (reader->buffer, reader->buffer + reader->begin, reader->end - reader->begin);
	reader->end -= reader->begin;
	reader->begin = 0;
	reader->fed = RECORD_MOST;
	while ((line_end = memchr (reader->buffer + reader->fed, reader->line_end, reader->end - reader->fed)) == NULL && !reader->at_end) {
		gssize n = seg_decoder_read (reader->decoder, reader->buffer + RECORD_MOST, BUFFER_SIZE - RECORD_MOST, error);

		if (n < 0)
			return FALSE;
		passed += n;
		reader->at_end = n == 0 || (reader->look_only && passed > LOOK_MOST);
		reader->end = RECORD_MOST + (gsize) n;
	}
	reader->fed = line_end != NULL ? (gsize) (line_end - reader->buffer) + 1 : reader->end;
	reader->line = record->line + 1;
	return TRUE;
}

/* The record that has begun cannot be read: goes on behind its first line. */
static gboolean
set_aside (SegReader *reader, SegRecord *record, GError **error)
{
	const char *raw = reader->buffer + reader->begin;
	const char *line_end = memchr (raw, reader->line_end, reader->end - reader->begin);

	csv_free (&reader->parser);
	if (!start_parser (reader)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to read a CSV file"));
		return FALSE;
	}
	if (reader->fault == SEG_RECORD_TOO_LONG && (line_end == NULL || line_end - raw > RECORD_MOST))
		return pass_long_line (reader, record, error);
	recover (reader, record, line_end);
	return TRUE;
}

static void
describe (SegReader *reader, SegRecord *record)
{
	gsize size = reader->fed - reader->begin;

	record->n_lines = reader->line - record->line;
	record->raw = reader->buffer + reader->begin;
	if (record->fault == SEG_RECORD_TOO_LONG)
		size = RECORD_MOST;
	while (size > 0 && (record->raw[size - 1] == '\n' || record->raw[size - 1] == '\r'))
		size--;
	record->raw_size = size;
	g_ptr_array_set_size (reader->fields, 0);
	for (guint i = 0; i < reader->offsets->len; i++)
		g_ptr_array_add (reader->fields, reader->text->str + g_array_index (reader->offsets, gsize, i));
	record->fields = (char **) reader->fields->pdata;
	record->n_fields = reader->offsets->len;
	record->text = reader->text->str;
	record->text_size = reader->text->len;
	if (record->fault == SEG_RECORD_FINE
	    && seg_decoder_fault (reader->decoder, record->raw, size, &record->fault_at, &record->fault_byte))
		record->fault = SEG_RECORD_UNDECODABLE;
}

static gboolean
is_blank (const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++)
		if (!g_ascii_isspace (text[i]))
			return FALSE;
	return TRUE;
}

/* Ends the last record, which may lack its line end. FALSE when it is inside a quote; libcsv tells only in strict mode. */
static gboolean
finish_parser (SegReader *reader)
{
	int code;

	csv_set_opts (&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
	code = csv_fini (&reader->parser, on_field, on_record, reader);
	csv_set_opts (&reader->parser, 0);
	return code == 0;
}

static gboolean
read_record (SegReader *reader, SegRecord *record, GError **error)
{
	gboolean fed = TRUE;

	reader->begin = reader->fed;
	begin_record (reader);
	*record = (SegRecord) { .line = reader->line };
	while (!reader->complete && fed) {
		if (!feed_line (reader, &fed, error))
			return FALSE;
		if (!reader->complete && is_blank (reader->buffer + reader->begin, reader->fed - reader->begin)) {
			reader->begin = reader->fed;
			record->line = reader->line;
		}
	}
	if (!reader->complete && reader->fault == SEG_RECORD_FINE && !finish_parser (reader))
		reader->fault = SEG_RECORD_OPEN_QUOTE;
	if (reader->fault != SEG_RECORD_FINE ? !set_aside (reader, record, error) : !reader->complete)
		return FALSE;
	describe (reader, record);
	return TRUE;
}

/* Rows of delimiters only, as spreadsheets leave them below a table, are blank lines too. */
gboolean
seg_reader_next (SegReader *reader, SegRecord *record, GError **error)
{
	do
		if (!read_record (reader, record, error))
			return FALSE;
	while (record->fault == SEG_RECORD_FINE && record->text_size == record->n_fields); /* one NUL a field */
	return TRUE;
}

/* A block at a time ------------------------------------------------------------------------------------------------ */

#define BLOCK_SIZE (64 * 1024)   /* what is worked on stays in the cache */
#define SLOW_BLOCKS 16           /* a file with line ends in its fields will have more of them */

/* Whether @text has neither a zero nor anything beyond ASCII; @n_lines: how often @line_end is in it. */
static gboolean
look_over (const char *text, gsize size, char line_end, gsize *n_lines)
{
	const guint64 low = G_GUINT64_CONSTANT (0x7F7F7F7F7F7F7F7F), wanted = (guint8) line_end * G_GUINT64_CONSTANT (0x0101010101010101);
	guint64 word, high = 0, difference;
	gsize i, n = 0;

	for (i = 0; i + 8 <= size; i += 8) {
		memcpy (&word, text + i, 8);
		high |= word;
		difference = word ^ wanted;
		difference = ~(((difference & low) + low) | difference | low); /* the high bit of each byte that was zero */
		n += (gsize) ((difference >> 7) * G_GUINT64_CONSTANT (0x0101010101010101) >> 56);
	}
	for (; i < size; i++) {
		high |= (guint8) text[i];
		n += text[i] == line_end;
	}
	*n_lines = n;
	return (high & ~low) == 0 && memchr (text, '\0', size) == NULL;
}

/* Brings up to BLOCK_SIZE bytes into the buffer, always as many as there are: a block is the same however the bytes arrive. */
static gboolean
fill_block (SegReader *reader, GError **error)
{
	if (reader->end - reader->fed >= BLOCK_SIZE || reader->at_end)
		return TRUE;
	reader->begin = reader->fed;
	memmove (reader->buffer, reader->buffer + reader->begin, reader->end - reader->begin);
	reader->end -= reader->begin;
	reader->fed = reader->begin = 0;
	while (reader->end < BLOCK_SIZE && !reader->at_end) {
		gssize n = seg_decoder_read (reader->decoder, reader->buffer + reader->end, 2 * BLOCK_SIZE - reader->end, error);

		if (n < 0)
			return FALSE;
		reader->end += (gsize) n;
		if (n == 0)
			note_end (reader);
	}
	return TRUE;
}

typedef struct {
	const SegRecordSink *sink;
	gpointer             data;
	gsize                n_records;
} BlockState;

static void
on_block_field (void *text, size_t size, void *user_data)
{
	BlockState *state = user_data;

	state->sink->field (state->data, text != NULL ? text : "", size);
}

static void
on_block_record (int end, void *user_data)
{
	BlockState *state = user_data;

	(void) end;
	state->n_records++;
	state->sink->record (state->data, SEG_RECORD_FINE);
}

/* Feeds a block to libcsv at once. @n_records: how many it found. */
static gboolean
parse_block (SegReader *reader, const char *text, gsize size, BlockState *state, GError **error)
{
	if (reader->line_end == '\n' && memchr (text, '\r', size) == NULL) { /* libcsv's own ideas of space and line end are faster */
		csv_set_space_func (&reader->parser, NULL);
		csv_set_term_func (&reader->parser, NULL);
	}
	csv_set_opts (&reader->parser, CSV_APPEND_NULL);
	if (csv_parse (&reader->parser, text, size, on_block_field, on_block_record, state) != size) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("%s: %s"), reader->path, csv_strerror (csv_error (&reader->parser)));
		return FALSE;
	}
	csv_set_opts (&reader->parser, 0);
	csv_set_space_func (&reader->parser, reader->line_end == '\r' ? is_space_or_tab : is_space);
	csv_set_term_func (&reader->parser, reader->line_end == '\r' ? is_carriage_return : is_line_feed);
	return TRUE;
}

/* The records of a block at once. @whole: FALSE when its lines are not its records, and nothing was done. */
static gboolean
feed_block (SegReader *reader, BlockState *state, gboolean *whole, GError **error)
{
	char *text = reader->buffer + reader->fed, *last;
	gsize size = MIN (reader->end - reader->fed, BLOCK_SIZE), n_lines;
	gboolean plain;

	*whole = FALSE;
	last = memrchr (text, reader->line_end, size);
	if (last == NULL)
		return TRUE;
	size = (gsize) (last - text) + 1;
	plain = look_over (text, size, reader->line_end, &n_lines);
	if (!plain && !g_utf8_validate_len (text, size, NULL))
		return TRUE;
	if (memchr (text, reader->quote, size) == NULL)
		*whole = seg_split_lines (text, size, reader->delimiter, reader->line_end, state->sink, state->data, &state->n_records);
	else if (!parse_block (reader, text, size, state, error))
		return FALSE;
	else
		*whole = state->n_records == n_lines;
	if (*whole) {
		reader->fed += size;
		reader->line += (gint64) n_lines;
		return TRUE;
	}
	state->sink->restart (state->data);
	state->n_records = 0;
	csv_free (&reader->parser);
	reader->slow_blocks = SLOW_BLOCKS;
	if (!start_parser (reader))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to read a CSV file"));
	return *error == NULL;
}

/* Hands out records one by one, as many as a block has. */
static gboolean
feed_records (SegReader *reader, BlockState *state, GError **error)
{
	GError *failure = NULL;
	gsize size = 0;
	SegRecord record;

	while (size < BLOCK_SIZE && seg_reader_next (reader, &record, &failure)) {
		for (gsize i = 0; i < record.n_fields; i++)
			state->sink->field (state->data, record.fields[i], strlen (record.fields[i]));
		state->sink->record (state->data, record.fault);
		state->n_records++;
		size += record.raw_size + 1;
		record.raw = NULL;
		record.text_size = reader->raws->len; /* where it will stand */
		g_string_append_len (reader->raws, reader->buffer + reader->begin, (gssize) record.raw_size);
		g_array_append_val (reader->records, record);
	}
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

gboolean
seg_reader_block (SegReader *reader, const SegRecordSink *sink, gpointer data, gsize *n_records, GError **error)
{
	BlockState state = { sink, data, 0 };
	GError *failure = NULL;
	gboolean whole = FALSE;

	g_array_set_size (reader->records, 0);
	g_string_truncate (reader->raws, 0);
	if (!fill_block (reader, error))
		return FALSE;
	reader->block = reader->located_at = reader->fed;
	reader->block_line = reader->line;
	reader->located = 0;
	if (reader->slow_blocks > 0)
		reader->slow_blocks--;
	else if (!feed_block (reader, &state, &whole, &failure)) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	if (!whole && !feed_records (reader, &state, error))
		return FALSE;
	*n_records = state.n_records;
	return TRUE;
}

void
seg_reader_locate (SegReader *reader, gsize i, SegRecord *record)
{
	const char *end;

	if (reader->records->len > 0) {
		*record = g_array_index (reader->records, SegRecord, i);
		record->raw = reader->raws->str + record->text_size;
		return;
	}
	if (i < reader->located) {
		reader->located = 0;
		reader->located_at = reader->block;
	}
	for (;; reader->located++) {
		end = memchr (reader->buffer + reader->located_at, reader->line_end, reader->end - reader->located_at);
		if (reader->located == i)
			break;
		reader->located_at = (gsize) (end - reader->buffer) + 1;
	}
	*record = (SegRecord) { .line = reader->block_line + (gint64) i, .n_lines = 1, .raw = reader->buffer + reader->located_at };
	record->raw_size = (gsize) (end - record->raw);
	while (record->raw_size > 0 && (record->raw[record->raw_size - 1] == '\n' || record->raw[record->raw_size - 1] == '\r'))
		record->raw_size--;
}

gint64
seg_reader_position (const SegReader *reader)
{
	return seg_decoder_position (reader->decoder);
}

GBytes *
seg_reader_original (SegReader *reader, const SegRecord *record)
{
	return seg_decoder_original (reader->decoder, record->raw, record->raw_size);
}

const char *
seg_reader_checksum (SegReader *reader)
{
	return seg_decoder_checksum (reader->decoder);
}

/* Which delimiter? ------------------------------------------------------------------------------------------------- */

/* The share of the first rows that have as many columns as the first one; 0 when that has a single column. */
static gboolean
rate_delimiter (const char *path, const char *encoding, char quote, char delimiter, double *share, gsize *n_columns, GError **error)
{
	g_autoptr (SegReader) reader = seg_reader_open (path, encoding, delimiter, error);
	SegRecord record;
	GError *failure = NULL;
	int n_rows = 0, n_alike = 0, n_above = 0;

	*share = 0;
	*n_columns = 0;
	if (reader == NULL)
		return FALSE;
	seg_reader_set_quote (reader, quote);
	seg_reader_look_only (reader, TRUE);
	while (n_rows < SNIFF_ROWS && seg_reader_next (reader, &record, &failure)) {
		if (n_rows == 0 && n_above < SEG_ROWS_ABOVE && (record.n_fields == 1 || record.raw[0] == '#')) {
			n_above++; /* a title or a comment above the table */
			continue;
		}
		if (n_rows++ == 0)
			*n_columns = record.n_fields;
		n_alike += record.n_fields == *n_columns;
	}
	g_clear_error (&failure); /* a row without end under this delimiter: the real reading will say so */
	if (*n_columns > 1)
		*share = (double) n_alike / (n_rows + n_above);
	return TRUE;
}

/* What the first line says; 0 when it says nothing. */
static gboolean
find_separator (const char *path, const char *encoding, char *delimiter, GError **error)
{
	g_autoptr (SegReader) reader = seg_reader_open (path, encoding, ',', error);

	*delimiter = reader != NULL ? reader->separator : '\0';
	return reader != NULL;
}

gboolean
seg_reader_sniff (const char *path, const char *encoding, char quote, char *delimiter, GError **error)
{
	static const char candidates[] = { ',', ';', '\t', '|' };
	double best = 0;
	gsize most = 1;

	if (!find_separator (path, encoding, delimiter, error) || *delimiter != '\0')
		return *delimiter != '\0';
	*delimiter = ',';
	for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++) {
		double share;
		gsize n_columns;

		if (!rate_delimiter (path, encoding, quote, candidates[i], &share, &n_columns, error))
			return FALSE;
		if (share > best + 0.1 || (share > best - 0.1 && share > 0 && n_columns > most)) {
			best = share;
			most = n_columns;
			*delimiter = candidates[i];
		}
	}
	return TRUE;
}
