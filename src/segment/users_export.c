/* A list of users as a CSV file, written as it is read. */
#include <config.h>
#include "segment-private.h"

#include <segscope/csv.h>

#include <glib/gi18n.h>

#define ROWS_BETWEEN_WRITES 512

/* A list on its way into the file. */
typedef struct {
	SegCsvFile *file;
	GString    *line;     /* rows not written yet */
	SegJob     *job;
	gint64      n_expected, n_rows;
} Output;

static void
append_heading (GString *line, const SegUserQuery *query)
{
	seg_csv_append (line, 0, "key", SEG_CSV_TEXT);
	for (gsize i = 0; query->columns != NULL && query->columns[i] != NULL; i++)
		seg_csv_append (line, i + 1, query->columns[i], SEG_CSV_TEXT);
	seg_csv_end_row (line);
}

static gboolean
write_row (SegUserRow *row, gpointer data, GError **error)
{
	Output *output = data;

	seg_csv_append (output->line, 0, row->key, SEG_CSV_TEXT);
	for (guint column = 0; column < row->values->len; column++)
		seg_csv_append (output->line, column + 1, row->values->pdata[column], SEG_CSV_TEXT);
	seg_csv_end_row (output->line);
	seg_user_row_free (row);
	return output->n_rows++ % ROWS_BETWEEN_WRITES != 0
	       || (seg_job_proceed (output->job, (double) output->n_rows / (double) output->n_expected, _("writing the list of users"), error)
	           && seg_csv_file_write (output->file, output->line, error));
}

/* All in one reading, so that what others write meanwhile moves nobody. */
static gboolean
write_rows (SegWorkspace *workspace, const SegUserQuery *query, Output *output, GError **error)
{
	gboolean written;

	append_heading (output->line, query);
	seg_workspace_watch (workspace, output->job);
	written = seg_user_each (workspace, query, write_row, output, error);
	seg_workspace_watch (workspace, NULL);
	return written && seg_csv_file_write (output->file, output->line, error);
}

gboolean
seg_user_export (SegWorkspace *workspace, const SegUserQuery *query, const char *path, gboolean bom, SegJob *job, gint64 *n,
                 GError **error)
{
	g_autoptr (SegCsvFile) file = NULL;
	g_autoptr (GString) line = g_string_new (NULL);
	SegUserQuery exact = *query;
	Output output = { .line = line, .job = job };

	exact.exact = TRUE;
	if (!seg_user_count (workspace, &exact, &output.n_expected, error) || (file = seg_csv_file_create (path, bom, error)) == NULL)
		return FALSE;
	output.file = file;
	if (!write_rows (workspace, &exact, &output, error)
	    || !seg_audit_file (workspace, g_steal_pointer (&file), "export users", path, output.n_rows, error))
		return FALSE;
	*n = output.n_rows;
	return TRUE;
}
