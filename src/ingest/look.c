/* The first look at a file: whether it is one that can be read, how it is encoded and divided, its header, and the evidence
 * of the rows at its beginning. */
#include <config.h>
#include "plan-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define HEAD_MOST (4 * 1024 * 1024)  /* bytes in which a character tells the encoding */
#define LOOK_MOST (1024 * 1024)      /* bytes of rows, */
#define CLOSELY_MOST (192 * 1024)    /* of which so many are looked at row by row, */
#define ROWS_CLOSELY 1500            /* or so many rows; */
#define ONE_IN 8                     /* behind them one row in so many */

/* The file ---------------------------------------------------------------------------------------------------------- */

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	if (error != NULL)
		*error = g_error_new_valist (SEG_ERROR, SEG_ERROR_FILE, format, arguments);
	va_end (arguments);
	return FALSE;
}

/* Files that people take for CSV. */
static const struct { const char *bytes; gsize size; const char *sentence; } strangers[] = {
	{ "BZh", 3, N_("%s is compressed (bzip2); unpack it first: bunzip2 -k FILE") },
	{ "\xFD" "7zXZ", 5, N_("%s is compressed (xz); unpack it first: unxz -k FILE") },
	{ "PK\x03\x04", 4, N_("%s is an Excel workbook or a ZIP archive; save it as CSV (or unpack it) first") },
	{ "\xD0\xCF\x11\xE0", 4, N_("%s is an old Excel workbook; save it as CSV first") },
	{ "SQLite format 3", 16, N_("%s is a database (perhaps a workspace), not a CSV file") },
	{ "%PDF-", 5, N_("%s is a PDF document, not a CSV file") },
	{ "\x1F\x8B\x08", 3, N_("%s is compressed twice; unpack it once (gunzip -k FILE) and import what comes out") },
	{ "\x28\xB5\x2F\xFD", 4, N_("%s is compressed twice; unpack it once (unzstd FILE) and import what comes out") },
	{ "<!doctype html", 14, N_("%s is a web page, not a CSV file: was it saved instead of the export, or is it a table that a spreadsheet should save as CSV?") },
	{ "<html", 5, N_("%s is a web page, not a CSV file: was it saved instead of the export, or is it a table that a spreadsheet should save as CSV?") },
	{ "<table", 6, N_("%s is a web page, not a CSV file: was it saved instead of the export, or is it a table that a spreadsheet should save as CSV?") },
	{ "<?xml", 5, N_("%s is an XML file, not a CSV file; let the program that wrote it, or a spreadsheet, save it as CSV") },
	{ "{\"", 2, N_("%s is JSON, not a CSV file; export it as CSV") },
	{ "[{", 2, N_("%s is JSON, not a CSV file; export it as CSV") },
};

static gboolean
check_stranger (const char *path, const char *bytes, gsize size, GError **error)
{
	while (size > 0 && (g_ascii_isspace (*bytes))) {
		bytes++;
		size--;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (strangers); i++)
		if (size >= strangers[i].size && (memcmp (bytes, strangers[i].bytes, strangers[i].size) == 0
		                                  || (bytes[0] == '<' && g_ascii_strncasecmp (bytes, strangers[i].bytes, strangers[i].size) == 0))) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			return refuse (error, _(strangers[i].sentence), seg_import_shown_path (path)); /* each has exactly one %s */
#pragma GCC diagnostic pop
		}
	return TRUE;
}

/* What is packed in the file, judged by its beginning. */
static void
estimate_size (SegImportPlan *plan, const SegInput *input, gsize size, gboolean whole)
{
	gint64 packed = seg_input_position (input);

	plan->packing = seg_input_packing (input);
	plan->unpacked_size = plan->size;
	if (plan->packing != NULL)
		plan->unpacked_size = whole || packed == 0 ? (gint64) size : (gint64) ((double) plan->size * (double) size / (double) packed);
}

/* The beginning of the file, unpacked. @whole: it is all of it. */
static gboolean
read_head (SegImportPlan *plan, char **bytes, gsize *size, gboolean *whole, GError **error)
{
	g_autoptr (SegInput) input = seg_input_open (plan->path, error);
	g_autofree char *room = g_malloc (HEAD_MOST);
	gssize n = 1;

	*size = 0;
	if (input == NULL)
		return FALSE;
	while (*size < HEAD_MOST && n > 0) {
		n = seg_input_read (input, room + *size, HEAD_MOST - *size, error);
		if (n < 0)
			return FALSE;
		*size += (gsize) n;
	}
	*whole = n == 0;
	estimate_size (plan, input, *size, *whole);
	*bytes = g_steal_pointer (&room);
	return *size > 0 || refuse (error, _("%s is empty: not one byte is packed in it"), seg_import_shown_path (plan->path));
}

static gboolean
find_encoding (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize size = 0;
	gboolean whole;

	if (!read_head (plan, &bytes, &size, &whole, error) || !check_stranger (plan->path, bytes, size, error))
		return FALSE;
	plan->candidates = seg_encoding_candidates (bytes, size, whole, &plan->has_bom);
	plan->telling_bytes = seg_encoding_telling_bytes (bytes, size);
	if (options != NULL && options->encoding != NULL) {
		plan->encoding = seg_encoding_find (options->encoding, error);
		if (plan->encoding == NULL)
			return FALSE;
		seg_encoding_add_chosen (plan->candidates, plan->encoding, plan->telling_bytes);
		return TRUE;
	}
	if (plan->candidates->len == 0)
		return refuse (error, _("%s is not a text file (it holds bytes that are in no text); export it as CSV"), seg_import_shown_path (plan->path));
	plan->encoding = g_strdup (((const SegEncodingCandidate *) plan->candidates->pdata[0])->encoding);
	return TRUE;
}

static gboolean
find_delimiter (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	if (options != NULL && options->delimiter != '\0') {
		plan->delimiter = options->delimiter;
		return TRUE;
	}
	return seg_reader_sniff (plan->path, plan->encoding, plan->quote, &plan->delimiter, error);
}

/* The first line as some databases write it: 'name';'city'. */
static gboolean
is_single_quoted (const char *line, gsize size)
{
	if (size < 5 || line[0] != '\'' || line[size - 1] != '\'')
		return FALSE;
	for (gsize i = 1; i + 2 < size; i++)
		if (line[i] == '\'' && strchr (",;\t|", line[i + 1]) != NULL && line[i + 2] == '\'')
			return TRUE;
	return FALSE;
}

static gboolean
guess_quote (SegImportPlan *plan, GError **error)
{
	g_autoptr (SegReader) reader = seg_reader_open (plan->path, plan->encoding, ',', error);
	SegRecord record;

	plan->quote = '"';
	if (reader == NULL)
		return FALSE;
	seg_reader_set_quote (reader, '\0');
	seg_reader_look_only (reader, TRUE);
	if (seg_reader_next (reader, &record, NULL) && is_single_quoted (record.raw, record.raw_size))
		plan->quote = '\'';
	return TRUE;
}

static gboolean
find_quote (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	static const struct { const char *said; char quote; } answers[] = {
		{ "\"", '"' }, { "yes", '"' }, { "'", '\'' }, { "no", '\0' }, { "none", '\0' },
	};
	const char *said = options != NULL ? options->quotes : NULL;

	if (said == NULL)
		return guess_quote (plan, error);
	for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
		if (strcmp (said, answers[i].said) == 0) {
			plan->quote = answers[i].quote;
			return TRUE;
		}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--quotes takes \", ' or none, not \"%s\""), said);
	return FALSE;
}

/* The header and the rows looked at ---------------------------------------------------------------------------------- */

static gboolean
is_data (const char *text)
{
	double number;
	gint64 at;

	if (!g_utf8_validate (text, -1, NULL))
		return FALSE;
	return seg_value_number (text, FALSE, &number) || seg_value_date (text, SEG_DATE_DAY_FIRST, &at, NULL)
	       || seg_value_date (text, SEG_DATE_MONTH_FIRST, &at, NULL);
}

static gboolean
is_known_name (const char *header)
{
	gsize n_roles;
	const SegRole *roles = seg_roles (&n_roles);
	g_autofree char *folded = seg_name_fold (header);

	for (gsize i = 0; i < n_roles; i++)
		for (gsize j = 0; j < roles[i].n_fields; j++)
			if (seg_guess_rank (&roles[i].fields[j], folded) >= 0)
				return TRUE;
	return FALSE;
}

static gboolean
has_known_name (const SegRecord *record)
{
	for (gsize i = 0; i < record->n_fields; i++)
		if (is_known_name (record->fields[i]))
			return TRUE;
	return FALSE;
}

/* A header has names; a row with a number or date and no known name in it is data. A few years as names among other words
 * are a header still. */
static gboolean
is_header (const SegRecord *record)
{
	gsize n_data = 0, n_names = 0;

	if (has_known_name (record))
		return TRUE;
	for (gsize i = 0; i < record->n_fields; i++) {
		n_data += is_data (record->fields[i]) ? 1 : 0;
		n_names += seg_value_is_missing (record->fields[i]) ? 0 : 1;
	}
	return n_data == 0 || (n_data * 2 < n_names && !is_data (record->fields[0]) && n_data < 2);
}

static void
add_columns (SegImportPlan *plan, const SegRecord *first)
{
	plan->n_columns = first->n_fields;
	plan->columns = g_new0 (SegPlanColumn, plan->n_columns);
	plan->evidence = g_new0 (SegPlanEvidence, 1);
	plan->evidence->n_columns = plan->n_columns;
	plan->evidence->missing = seg_missing_new ((const char *const *) plan->missing_words);
	plan->evidence->columns = g_new0 (SegEvidence, plan->n_columns);
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];

		column->header = plan->has_header && first->fields[i][0] != '\0'
		                 ? g_utf8_make_valid (first->fields[i], -1) : g_strdup_printf (_("column %zu"), i + 1);
		column->attribute = g_strdup (column->header);
		seg_evidence_init (&plan->evidence->columns[i]);
	}
}

/* Without the empty columns that some programs leave at the end of each line. */
static void
drop_trailing_columns (SegImportPlan *plan)
{
	while (plan->n_columns > 1 && plan->has_header && plan->evidence->columns[plan->n_columns - 1].n_present == 0
	       && g_str_has_prefix (plan->columns[plan->n_columns - 1].header, _("column "))) {
		SegPlanColumn *last = &plan->columns[--plan->n_columns];

		g_free (last->header);
		g_free (last->attribute);
	}
}

static void
add_sample (SegPlanColumn *column, const char *text)
{
	for (gsize i = 0; i < SEG_PLAN_SAMPLES; i++) {
		if (column->samples[i] == NULL) {
			column->samples[i] = g_strdup (text);
			return;
		}
		if (strcmp (column->samples[i], text) == 0)
			return;
	}
}

/* Empty columns behind the last one are no fault. */
static gboolean
has_columns (const SegImportPlan *plan, const SegRecord *record)
{
	for (gsize i = plan->n_columns; i < record->n_fields; i++)
		if (record->fields[i][0] != '\0')
			return FALSE;
	return record->n_fields >= plan->n_columns;
}

static void
look_at (SegImportPlan *plan, const SegRecord *record)
{
	SegValueStyle style = seg_plan_style (plan);

	plan->evidence->n_open_quotes += record->fault == SEG_RECORD_OPEN_QUOTE;
	plan->evidence->n_too_long += record->fault == SEG_RECORD_TOO_LONG;
	if (record->fault != SEG_RECORD_FINE || !has_columns (plan, record))
		return;
	plan->n_looked_at++;
	seg_dependence_add (plan->evidence, record->fields, plan->n_columns);
	for (gsize i = 0; i < plan->n_columns; i++) {
		const char *text = record->fields[i];

		if (seg_style_is_missing (&style, text)) {
			seg_evidence_add_missing (&plan->evidence->columns[i], text);
			continue;
		}
		if (plan->columns[i].samples[SEG_PLAN_SAMPLES - 1] == NULL)
			add_sample (&plan->columns[i], text);
		seg_evidence_add (&plan->evidence->columns[i], text, record->line);
	}
}

/* What the person has said to a question; @guess when they have said nothing. */
static gboolean
say_yes_or_no (const char *said, gboolean guess, const char *question, gboolean *answer, GError **error)
{
	*answer = said != NULL ? strcmp (said, "yes") == 0 : guess;
	if (said == NULL || *answer || strcmp (said, "no") == 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--%s takes yes or no, not \"%s\""), question, said);
	return FALSE;
}

SegReader *
seg_plan_open_reader (const SegImportPlan *plan, GError **error)
{
	SegReader *reader = seg_reader_open (plan->path, plan->encoding, plan->delimiter, error);

	if (reader != NULL && plan->quote != '"')
		seg_reader_set_quote (reader, plan->quote);
	for (gsize i = 0; reader != NULL && i < plan->rows_above; i++) {
		SegRecord record;

		if (!seg_reader_next (reader, &record, NULL))
			break;
	}
	return reader;
}

/* What a row above the table has: a "#", or one field alone. */
static gboolean
is_above (const SegRecord *record)
{
	gsize n_filled = 0;

	for (gsize i = 0; i < record->n_fields; i++)
		n_filled += record->fields[i][0] != '\0' ? 1 : 0;
	return record->fault == SEG_RECORD_FINE && (record->raw[0] == '#' || n_filled == 1);
}

/* Lines above the header: comments, the title of a report. They are told from a row with one value by what follows: a row of
 * several fields, which has known names if the line above has all its delimiters. */
static gboolean
count_rows_above (SegImportPlan *plan, GError **error)
{
	g_autoptr (SegReader) reader = seg_plan_open_reader (plan, error);
	SegRecord record;
	gboolean padded = FALSE;
	gsize n = 0;

	if (reader == NULL)
		return FALSE;
	seg_reader_look_only (reader, TRUE);
	while (n <= SEG_ROWS_ABOVE && seg_reader_next (reader, &record, NULL) && is_above (&record)) {
		padded |= record.n_fields > 1 && record.raw[0] != '#';
		n++;
	}
	if (n > 0 && n <= SEG_ROWS_ABOVE && record.fault == SEG_RECORD_FINE && record.n_fields > 1 && !is_above (&record)
	    && (!padded || has_known_name (&record)))
		plan->rows_above = n;
	return TRUE;
}

static SegReader *
open_reader (SegImportPlan *plan, GError **error)
{
	return count_rows_above (plan, error) ? seg_plan_open_reader (plan, error) : NULL;
}

/* The first rows one by one, then some of those behind them: what is only found further down should be seen too. */
static gboolean
look_at_rows (SegImportPlan *plan, SegReader *reader, GError **error)
{
	gint64 size = 0;
	gsize n_rows = 0;
	GError *failure = NULL;
	SegRecord record;
	gboolean more = TRUE;

	while (size < LOOK_MOST && (more = seg_reader_next (reader, &record, &failure))) {
		size += (gint64) record.raw_size + 1;
		if (size < CLOSELY_MOST || n_rows < ROWS_CLOSELY || n_rows % ONE_IN == 0)
			look_at (plan, &record);
		else
			plan->evidence->skipped_rows = TRUE;
		n_rows++;
	}
	plan->evidence->whole_file = !more && !plan->evidence->skipped_rows;
	plan->n_expected = (gint64) ((double) n_rows * (more && size > 0 ? (double) plan->unpacked_size / (double) size : 1));
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

static gboolean
look (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	g_autoptr (SegReader) reader = open_reader (plan, error);
	SegRecord record;
	GError *failure = NULL;

	if (reader == NULL)
		return FALSE;
	seg_reader_look_only (reader, TRUE);
	if (!seg_reader_next (reader, &record, &failure)) {
		if (failure == NULL)
			return refuse (error, _("%s is empty: it has only blank lines"), plan->path);
		g_propagate_error (error, failure);
		return FALSE;
	}
	if (record.fault == SEG_RECORD_OPEN_QUOTE || record.fault == SEG_RECORD_TOO_LONG)
		return refuse (error, record.fault == SEG_RECORD_TOO_LONG
		                      ? _("%s: its first row is longer than 1 MiB; is it a CSV file?")
		                      : _("%s: a quote (\") is opened in its first row and never closed; correct that and import again"), plan->path);
	seg_reader_look_only (reader, FALSE);
	if (!say_yes_or_no (options != NULL ? options->header : NULL, is_header (&record), "header", &plan->has_header, error))
		return FALSE;
	add_columns (plan, &record);
	if (!plan->has_header)
		look_at (plan, &record);
	if (!look_at_rows (plan, reader, error))
		return FALSE;
	drop_trailing_columns (plan);
	return TRUE;
}

static gboolean
check_rows (const SegImportPlan *plan, GError **error)
{
	if (plan->n_looked_at > 0)
		return TRUE;
	if (plan->evidence->n_open_quotes > 0)
		return refuse (error, seg_hint (_("%s: every row opens a quote (\") that it does not close; if quotes enclose nothing in this file, say --quotes no"),
		                                _("%s: every row opens a quote (\") that it does not close; remove those quotes, or import it by the command segscope import with --quotes none")),
		               seg_import_shown_path (plan->path));
	if (plan->evidence->n_too_long > 0)
		return refuse (error, _("%s: its rows are longer than 1 MiB; is it a CSV file, and does each row have a line of its own?"),
		               seg_import_shown_path (plan->path));
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             plan->has_header ? _("%s has a header but no rows that fit it; was the export cut off?")
	                              : _("%s has no row that could be read"), plan->path);
	return FALSE;
}

/* "+" before the words adds them to the usual ones. */
static void
take_missing_words (SegImportPlan *plan, const char *const *said)
{
	g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

	if (said == NULL)
		return;
	if (said[0] != NULL && strcmp (said[0], "+") == 0) {
		g_strv_builder_addv (builder, (const char **) seg_import_usual_missing ());
		said++;
	}
	g_strv_builder_addv (builder, (const char **) said);
	plan->missing_words = g_strv_builder_end (builder);
}

gboolean
seg_plan_look (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	take_missing_words (plan, options != NULL ? options->missing : NULL);
	return seg_input_check (plan->path, &plan->size, error) && find_encoding (plan, options, error)
	       && find_quote (plan, options, error) && find_delimiter (plan, options, error) && look (plan, options, error) && check_rows (plan, error);
}
