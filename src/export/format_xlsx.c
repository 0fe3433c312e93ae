/* Excel workbooks, through libxlsxwriter with constant memory: rows go to temporary files in the folder of the list, which have no name.
 *
 * Text is written as text whatever it begins with, so nothing is ever run as a formula; numbers of more than 15 digits are text, since a
 * spreadsheet keeps no more. A sheet holds 1,048,576 rows; further rows fill further sheets. The library does not see when its temporary
 * files do not fit on the disk: seg_xlsx_check() counts the rows of the finished file. */
#include <config.h>
#include "export-private.h"

#include <segscope/text.h>

#include <fcntl.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define LAST_ROW 1048576 /* of a sheet, the heading included */
#define ROWS_MEASURED 500 /* for the widths of columns */
#define NARROWEST 8
#define WIDEST 60
#define DIGITS_KEPT 15

typedef struct {
	lxw_workbook  *book;
	lxw_worksheet *sheet;
	lxw_format    *bold;
	GArray        *n_rows;  /* of guint64: by sheet, the heading included */
	GArray        *widths;  /* of int: the widest cell seen of each column */
	char          *folder;
} State;

static guint64 *
rows_of_sheet (const State *state)
{
	return &g_array_index (state->n_rows, guint64, state->n_rows->len - 1);
}

static void
set_widths (const State *state)
{
	for (guint i = 0; state->sheet != NULL && i < state->widths->len; i++) {
		int width = CLAMP (g_array_index (state->widths, int, i) + 2, NARROWEST, WIDEST);

		worksheet_set_column (state->sheet, (lxw_col_t) i, (lxw_col_t) i, width, NULL);
	}
}

static gboolean
fail (const SegTableWriter *writer, lxw_error code, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write %s: %s"), seg_out_file_path (writer->file), lxw_strerror (code));
	return FALSE;
}

static gboolean
begin_sheet (SegTableWriter *writer, GError **error)
{
	State *state = writer->state;
	guint64 heading = 1;
	g_autofree char *name = state->n_rows->len == 0 ? g_strdup (_("list")) : g_strdup_printf (_("list %u"), state->n_rows->len + 1);

	set_widths (state);
	state->sheet = workbook_add_worksheet (state->book, name);
	if (state->sheet == NULL)
		return fail (writer, LXW_ERROR_MEMORY_MALLOC_FAILED, error);
	worksheet_freeze_panes (state->sheet, 1, 0);
	for (guint i = 0; i < writer->headings->len; i++) {
		lxw_error code = worksheet_write_string (state->sheet, 0, (lxw_col_t) i, writer->headings->pdata[i], state->bold);
		int *width = &g_array_index (state->widths, int, i);

		if (code != LXW_NO_ERROR)
			return fail (writer, code, error);
		*width = MAX (*width, seg_text_width (writer->headings->pdata[i]));
	}
	g_array_append_val (state->n_rows, heading);
	return TRUE;
}

static gboolean
begin (SegTableWriter *writer, GError **error)
{
	State *state = writer->state = g_new0 (State, 1);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE };

	state->n_rows = g_array_new (FALSE, FALSE, sizeof (guint64));
	state->widths = g_array_new (FALSE, TRUE, sizeof (int));
	g_array_set_size (state->widths, writer->headings->len);
	state->folder = options.tmpdir = g_path_get_dirname (seg_out_file_path (writer->file));
	state->book = workbook_new_opt (seg_out_file_writable_path (writer->file), &options);
	if (state->book == NULL)
		return fail (writer, LXW_ERROR_MEMORY_MALLOC_FAILED, error);
	state->bold = workbook_add_format (state->book);
	format_set_bold (state->bold);
	return begin_sheet (writer, error);
}

static gboolean
is_exact (const char *number)
{
	gsize n = 0;

	for (; *number != '\0' && *number != 'e'; number++)
		n += g_ascii_isdigit (*number) ? 1 : 0;
	return n <= DIGITS_KEPT;
}

static lxw_error
write_cell (const SegTableWriter *writer, lxw_row_t row, guint column, const char *cell)
{
	const State *state = writer->state;

	if (cell == NULL || *cell == '\0')
		return LXW_NO_ERROR;
	if (seg_table_writer_kind (writer, column) == SEG_FIELD_NUMBER && is_exact (cell))
		return worksheet_write_number (state->sheet, row, (lxw_col_t) column, g_ascii_strtod (cell, NULL), NULL);
	return worksheet_write_string (state->sheet, row, (lxw_col_t) column, cell, NULL);
}

static void
measure (State *state, guint column, const char *cell)
{
	int *width = &g_array_index (state->widths, int, column);

	if (cell != NULL)
		*width = MAX (*width, seg_text_width (cell));
}

static gboolean
write_row (SegTableWriter *writer, const char *const *cells, GError **error)
{
	State *state = writer->state;
	lxw_row_t row;

	if (*rows_of_sheet (state) == LAST_ROW && !begin_sheet (writer, error))
		return FALSE;
	row = (lxw_row_t) (*rows_of_sheet (state))++;
	for (guint i = 0; i < writer->headings->len; i++) {
		lxw_error code = write_cell (writer, row, i, cells[i]);

		if (code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             _("Row %" PRIu64 ", column \"%s\": the text is longer than the 32,767 characters that a cell of a workbook holds; "
			               "write CSV, or leave the column out"), writer->n_written + 1, (const char *) writer->headings->pdata[i]);
			return FALSE;
		}
		if (code != LXW_NO_ERROR)
			return fail (writer, code, error);
		if (writer->n_written < ROWS_MEASURED)
			measure (state, i, cells[i]);
	}
	return TRUE;
}

static void
note (SegTableWriter *writer, const char *title, const char *const *pairs)
{
	State *state = writer->state;
	lxw_worksheet *sheet = workbook_add_worksheet (state->book, title);

	if (sheet == NULL)
		return;
	worksheet_set_column (sheet, 0, 0, 28, NULL);
	worksheet_set_column (sheet, 1, 1, 80, NULL);
	for (lxw_row_t row = 0; pairs[2 * row] != NULL && pairs[2 * row + 1] != NULL; row++) {
		worksheet_write_string (sheet, row, 0, pairs[2 * row], state->bold);
		worksheet_write_string (sheet, row, 1, pairs[2 * row + 1], NULL);
	}
}

static guint
n_sheets (const SegTableWriter *writer)
{
	return ((const State *) writer->state)->n_rows->len;
}

/* The library tells stderr too what it returns (a full disk): it would stand in the middle of a screen. */
static lxw_error
close_quietly (lxw_workbook *book)
{
	int kept = dup (STDERR_FILENO), nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);
	lxw_error code;

	fflush (stderr);
	if (kept >= 0 && nowhere >= 0)
		dup2 (nowhere, STDERR_FILENO);
	code = workbook_close (book);
	fflush (stderr);
	if (kept >= 0 && nowhere >= 0)
		dup2 (kept, STDERR_FILENO);
	if (kept >= 0)
		close (kept);
	if (nowhere >= 0)
		close (nowhere);
	return code;
}

static gboolean
end (SegTableWriter *writer, GError **error)
{
	State *state = writer->state;
	lxw_error code;

	set_widths (state);
	code = close_quietly (g_steal_pointer (&state->book));
	if (code >= LXW_ERROR_CREATING_TMPFILE && code <= LXW_ERROR_ZIP_CLOSE) /* the library's words for it name an error of zip */
		return seg_xlsx_fail_short (writer->file, error);
	if (code != LXW_NO_ERROR)
		return fail (writer, code, error);
	return seg_xlsx_check (writer->file, (const guint64 *) (gpointer) state->n_rows->data, state->n_rows->len, error)
	       && seg_out_file_end (writer->file, error);
}

/* A book is freed by being closed, there is no other way: what it writes then is thrown away with the file. */
static void
free_state (SegTableWriter *writer)
{
	State *state = writer->state;

	if (state == NULL)
		return;
	if (state->book != NULL)
		lxw_workbook_free (state->book);
	g_array_unref (state->n_rows);
	g_array_unref (state->widths);
	g_free (state->folder);
	g_free (state);
}

const SegTableFormat seg_table_format_xlsx = {
	.name = "xlsx", .label = N_("Excel workbook"), .ending = ".xlsx", .is_text = FALSE, .begin = begin, .row = write_row, .note = note,
	.n_sheets = n_sheets, .end = end, .free = free_state
};
