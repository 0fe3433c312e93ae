/* A list in a file: filtered, sorted, with its columns; only the marked rows where there are any. What is in memory is taken from the cells at
 * once, as programs read it (1234.5, 2024-03-05); what is read by windows is read again, window by window, while the file is written. */
#include <config.h>
#include "list-file.h"
#include "list-private.h"

#include <segscope/format.h>

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_BETWEEN 256

struct SegListFile {
	char      *path;
	GArray    *places;   /* of guint: the columns, as they stand */
	GPtrArray *headings; /* of char* */
	GArray    *kinds;    /* of SegFieldKind */
	GArray    *right;    /* of gboolean: which stand to the right: numbers, if anything is */
	GPtrArray *columns;  /* of GPtrArray* of char*, NULL: nothing; NULL: they come by windows */
	const SegWindowedClass *class;
	gpointer   of;
	GArray    *ids;
};

SegListFile *
seg_list_file_new (const SegList *list)
{
	SegListFile *file = g_new0 (SegListFile, 1);

	file->places = g_array_new (FALSE, FALSE, sizeof (guint));
	file->headings = g_ptr_array_new_with_free_func (g_free);
	file->kinds = g_array_new (FALSE, TRUE, sizeof (SegFieldKind));
	file->right = g_array_new (FALSE, FALSE, sizeof (gboolean));
	for (guint place = 0; place < seg_list_n_columns (list); place++) {
		guint column = seg_list_column_at (list, place);
		gboolean right = list->columns[column].align == SEG_ALIGN_RIGHT;

		g_array_append_val (file->places, column);
		g_array_append_val (file->right, right);
		g_ptr_array_add (file->headings, g_strdup (seg_list_heading (list, column)));
	}
	g_array_set_size (file->kinds, file->places->len);
	return file;
}

void
seg_list_file_free (gpointer data)
{
	SegListFile *file = data;

	if (file == NULL)
		return;
	g_free (file->path);
	g_array_unref (file->places);
	g_ptr_array_unref (file->headings);
	g_array_unref (file->kinds);
	g_array_unref (file->right);
	g_clear_pointer (&file->columns, g_ptr_array_unref);
	g_clear_pointer (&file->ids, g_array_unref);
	if (file->of != NULL)
		file->class->free (file->of);
	g_free (file);
}

/* Taking ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_wanted (SegList *list, gsize row)
{
	return seg_list_n_marked (list) == 0 || seg_list_is_marked (list, seg_list_id (list, row));
}

/* What a cell says without the square that shows a segment's colour. */
static char *
words_of (const SegList *list, gsize row, guint column)
{
	g_autofree char *text = seg_list_cell (list, row, column);

	return g_strdup (text != NULL && g_str_has_prefix (text, "■ ") ? text + strlen ("■ ") : text);
}

static void
add_row (SegListFile *file, const SegList *list, gsize row)
{
	for (guint place = 0; place < file->places->len; place++)
		g_ptr_array_add (file->columns->pdata[place], words_of (list, row, g_array_index (file->places, guint, place)));
}

/* Marked rows that the filter of the moment leaves out come last: they are counted on the screen. */
static void
add_rows (SegListFile *file, SegList *list)
{
	const gsize n = seg_list_n_shown (list), n_rows = list->source->n_rows (list->data);
	g_autofree guint8 *seen = g_new0 (guint8, n_rows + 1);

	for (gsize i = 0; i < n; i++) {
		const gsize row = seg_list_row_at (list, i);

		seen[row] = 1;
		if (is_wanted (list, row))
			add_row (file, list, row);
	}
	for (gsize row = 0; row < n_rows && seg_list_n_marked (list) > 0; row++)
		if (!seen[row] && is_wanted (list, row))
			add_row (file, list, row);
}

static gboolean
says_something (const SegListFile *file, guint place)
{
	const GPtrArray *texts = file->columns->pdata[place];

	for (guint i = 0; i < texts->len; i++)
		if (texts->pdata[i] != NULL)
			return TRUE;
	return *(const char *) file->headings->pdata[place] != '\0';
}

/* Columns without a heading and without a word in any row are bars and the like. */
static void
drop_wordless (SegListFile *file)
{
	for (guint place = file->places->len; place-- > 0;) {
		if (file->places->len == 1 || says_something (file, place))
			continue;
		g_ptr_array_remove_index (file->headings, place);
		g_ptr_array_remove_index (file->columns, place);
		g_array_remove_index (file->places, place);
		g_array_remove_index (file->kinds, place);
		g_array_remove_index (file->right, place);
	}
}

/* Only what stands to the right is a number: keys and names of digits stand to the left, and stay as they are. */
static void
find_kinds (SegListFile *file)
{
	for (guint place = 0; place < file->places->len; place++) {
		g_autofree char *unit = NULL, *heading = NULL;

		if (!g_array_index (file->right, gboolean, place))
			continue;
		g_array_index (file->kinds, SegFieldKind, place) = seg_list_file_find_kind (file->columns->pdata[place], &unit);
		if (unit == NULL)
			continue;
		heading = file->headings->pdata[place];
		file->headings->pdata[place] = g_strdup_printf ("%s (%s)", heading, unit);
	}
}

static gboolean
has_heading (const SegListFile *file, guint before, const char *heading)
{
	for (guint i = 0; i < before; i++)
		if (g_ascii_strcasecmp (file->headings->pdata[i], heading) == 0)
			return TRUE;
	return FALSE;
}

/* In a file headings must differ. */
static void
part_headings (SegListFile *file)
{
	for (guint i = 0; i < file->headings->len; i++) {
		g_autofree char *heading = file->headings->pdata[i];
		const char *name = *heading != '\0' ? heading : _("column");
		char *unlike = g_strdup (name);

		for (guint number = 2; has_heading (file, i, unlike); number++) {
			g_free (unlike);
			unlike = g_strdup_printf ("%s %u", name, number);
		}
		file->headings->pdata[i] = unlike;
	}
}

void
seg_list_file_take (SegListFile *file, SegList *list)
{
	SegFormatManner before = seg_format_set_manner (SEG_FORMAT_DATA);

	file->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
	for (guint place = 0; place < file->places->len; place++)
		g_ptr_array_add (file->columns, g_ptr_array_new_with_free_func (g_free));
	add_rows (file, list);
	drop_wordless (file);
	seg_format_set_manner (before);
	find_kinds (file);
	part_headings (file);
}

void
seg_list_file_take_windowed (SegListFile *file, const SegWindowedClass *class, gconstpointer of, GArray *ids)
{
	file->class = class;
	file->of = class->copy (of);
	file->ids = g_array_ref (ids);
	for (guint place = 0; place < file->places->len; place++)
		g_array_index (file->kinds, SegFieldKind, place) = g_array_index (file->right, gboolean, place) ? SEG_FIELD_NUMBER : SEG_FIELD_TEXT;
	part_headings (file);
}

gsize
seg_list_file_n_rows (const SegListFile *file)
{
	return file->ids != NULL ? file->ids->len : ((const GPtrArray *) file->columns->pdata[0])->len;
}

void
seg_list_file_set_path (SegListFile *file, const char *path)
{
	g_free (file->path);
	file->path = g_strdup (path);
}

const char *
seg_list_file_path (const SegListFile *file)
{
	return file->path;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static gboolean
proceed (const SegListFile *file, SegJob *job, gsize done, GError **error)
{
	return seg_job_proceed (job, (double) done / (double) MAX (seg_list_file_n_rows (file), 1), NULL, error);
}

static gboolean
write_taken (const SegListFile *file, SegTableWriter *writer, SegJob *job, GError **error)
{
	g_autofree const char **cells = g_new0 (const char *, file->places->len + 1);

	for (gsize row = 0; row < seg_list_file_n_rows (file); row++) {
		if (row % ROWS_BETWEEN == 0 && !proceed (file, job, row, error))
			return FALSE;
		for (guint place = 0; place < file->places->len; place++)
			cells[place] = ((const GPtrArray *) file->columns->pdata[place])->pdata[row];
		if (!seg_table_writer_row (writer, cells, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_read_row (const SegListFile *file, SegTableWriter *writer, gconstpointer row, GError **error)
{
	g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

	for (guint place = 0; place < file->places->len; place++) {
		SegInk ink = SEG_INK_NORMAL;

		g_ptr_array_add (cells, file->class->text (row, g_array_index (file->places, guint, place), &ink));
	}
	return seg_table_writer_row (writer, (const char *const *) cells->pdata, error);
}

/* A file with fewer rows than the list has would say what is not so. */
static gboolean
fail_gone (GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The list was made anew while it was written. Look at it again, then write it."));
	return FALSE;
}

static gboolean
write_windows (const SegListFile *file, SegWorkspace *workspace, SegTableWriter *writer, SegJob *job, GError **error)
{
	const gint64 *ids = (const gint64 *) (gconstpointer) file->ids->data;

	for (gsize first = 0; first < file->ids->len; first += ROWS_BETWEEN) {
		const gsize n = MIN (ROWS_BETWEEN, file->ids->len - first);
		g_autoptr (GPtrArray) rows = proceed (file, job, first, error) ? file->class->rows (workspace, file->of, ids + first, n, error) : NULL;

		if (rows == NULL)
			return FALSE;
		for (guint i = 0; i < rows->len; i++)
			if (rows->pdata[i] == NULL ? !fail_gone (error) : !write_read_row (file, writer, rows->pdata[i], error))
				return FALSE;
	}
	return TRUE;
}

static gboolean
write_all (const SegListFile *file, SegWorkspace *workspace, SegTableWriter *writer, SegJob *job, GError **error)
{
	SegFormatManner before = seg_format_set_manner (SEG_FORMAT_DATA);
	gboolean fine = file->ids != NULL ? write_windows (file, workspace, writer, job, error) : write_taken (file, writer, job, error);

	seg_format_set_manner (before);
	return fine && seg_table_writer_end (writer, error);
}

gboolean
seg_list_file_write (SegListFile *file, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (SegFileSet) set = seg_file_set_new ();
	g_autoptr (SegTableWriter) writer = NULL;
	g_autofree SegTableColumn *columns = g_new0 (SegTableColumn, file->places->len + 1);
	const SegTableFormat *format = seg_table_format_of_path (file->path);
	const SegTableFileOptions options = {
		.format = format,
		.encoding = format == NULL || format == seg_table_format (0) ? seg_text_encoding_find ("utf-8-bom", NULL) : NULL,
	};
	SegOutFile *out = seg_file_set_add (set, file->path, error);

	for (guint i = 0; i < file->places->len; i++)
		columns[i] = (SegTableColumn) { file->headings->pdata[i], g_array_index (file->kinds, SegFieldKind, i) };
	if (out == NULL || (writer = seg_table_writer_new (out, &options, columns, file->places->len, error)) == NULL
	    || !write_all (file, workspace, writer, job, error) || !seg_file_set_place (set, error))
		return FALSE;
	seg_file_set_settle (set);
	return TRUE;
}
