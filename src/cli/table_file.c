/* --file FILE: a table into a file instead of onto the screen. */
#include <config.h>
#include "table-private.h"

#include <segscope/audit_table.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <stdio.h>

static struct {
	char    *path;    /* NULL: none was asked for */
	gboolean written;
	gint64   n_rows;
	GError  *failure;
} asked;

void
seg_table_set_file (const char *path)
{
	g_free (asked.path);
	asked.path = g_strdup (path);
	asked.written = FALSE;
}

gboolean
seg_table_has_file (void)
{
	return asked.path != NULL && !asked.written;
}

static SegFieldKind
kind_of (SegCellKind kind)
{
	return kind == SEG_CELL_INTEGER || kind == SEG_CELL_NUMBER || kind == SEG_CELL_SHARE ? SEG_FIELD_NUMBER : SEG_FIELD_TEXT;
}

static SegTableFile *
create (const SegTable *table, GError **error)
{
	g_autofree SegTableColumn *columns = g_new (SegTableColumn, MAX (table->columns->len, 1));

	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = &g_array_index (table->columns, Column, i);

		columns[i] = (SegTableColumn) { column->name, kind_of (column->kind) };
	}
	return seg_table_file_new (asked.path, FALSE, columns, table->columns->len, error);
}

static gboolean
write_table (const SegTable *table, GError **error)
{
	g_autoptr (SegTableFile) file = create (table, error);
	g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);

	if (file == NULL)
		return FALSE;
	for (guint i = 0; i < table->cells->len; i++) {
		g_ptr_array_add (row, seg_table_cell_text (table, i));
		if (row->len < table->columns->len)
			continue;
		if (!seg_table_file_row (file, (const char *const *) row->pdata, error))
			return FALSE;
		g_ptr_array_set_size (row, 0);
	}
	asked.n_rows = (gint64) seg_table_file_n_rows (file);
	return seg_table_file_finish (g_steal_pointer (&file), error);
}

gboolean
seg_table_to_file (const SegTable *table)
{
	if (asked.path == NULL || asked.written)
		return FALSE;
	asked.written = TRUE;
	write_table (table, &asked.failure);
	return TRUE;
}

gboolean
seg_table_file_written (const SegCommand *command, GError **error)
{
	g_autofree char *path = g_steal_pointer (&asked.path), *n = seg_format_integer (asked.n_rows);

	if (path == NULL)
		return TRUE;
	if (asked.failure != NULL)
		g_propagate_error (error, g_steal_pointer (&asked.failure));
	else if (!asked.written)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("segscope %s has printed no table that could be written to %s"), command->name, path);
	else
		fprintf (stderr, ngettext ("%s row is in %s\n", "%s rows are in %s\n", (gulong) asked.n_rows), n, path);
	return error == NULL || *error == NULL;
}
