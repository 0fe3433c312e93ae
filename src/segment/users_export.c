/* A list of users as a file, in the format of its name, written as it is read. */
#include <config.h>
#include "segment-private.h"

#include <segscope/audit_table.h>

#include <glib/gi18n.h>

#define ROWS_BETWEEN_ASKING 512

/* A list on its way into the file. */
typedef struct {
	SegTableFile *file;
	GPtrArray    *cells; /* of const char*: of one row */
	SegJob       *job;
	gint64        n_expected, n_rows;
} Output;

/* Values of numbers are written as numbers, where the format knows any. */
static SegFieldKind
kind_of (const GPtrArray *columns, const char *name)
{
	const SegUserColumn *column = seg_user_columns_find (columns, name);

	return column != NULL && column->type == SEG_TYPE_NUMBER ? SEG_FIELD_NUMBER : SEG_FIELD_TEXT;
}

static SegTableFile *
create (SegWorkspace *workspace, const SegUserQuery *query, const char *path, gboolean bom, GError **error)
{
	g_autoptr (GPtrArray) all = seg_user_columns (workspace, NULL, error);
	g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (SegTableColumn));
	SegTableColumn key = { "key", SEG_FIELD_TEXT };

	if (all == NULL)
		return NULL;
	g_array_append_val (columns, key);
	for (gsize i = 0; query->columns != NULL && query->columns[i] != NULL; i++) {
		SegTableColumn column = { query->columns[i], kind_of (all, query->columns[i]) };

		g_array_append_val (columns, column);
	}
	return seg_table_file_new (path, bom, (const SegTableColumn *) (gpointer) columns->data, columns->len, error);
}

static gboolean
write_row (SegUserRow *row, gpointer data, GError **error)
{
	Output *output = data;
	gboolean written;

	g_ptr_array_set_size (output->cells, 0);
	g_ptr_array_add (output->cells, row->key);
	for (guint column = 0; column < row->values->len; column++)
		g_ptr_array_add (output->cells, row->values->pdata[column]);
	written = seg_table_file_row (output->file, (const char *const *) output->cells->pdata, error);
	seg_user_row_free (row);
	return written && (output->n_rows++ % ROWS_BETWEEN_ASKING != 0
	                   || seg_job_proceed (output->job, (double) output->n_rows / (double) output->n_expected, _("writing the list of users"), error));
}

gboolean
seg_user_export (SegWorkspace *workspace, const SegUserQuery *query, const char *path, gboolean bom, SegJob *job, gint64 *n,
                 GError **error)
{
	g_autoptr (SegTableFile) file = NULL;
	g_autoptr (GPtrArray) cells = g_ptr_array_new ();
	SegUserQuery exact = *query;
	Output output = { .cells = cells, .job = job };
	gboolean written;

	exact.exact = TRUE;
	if (!seg_user_count (workspace, &exact, &output.n_expected, error) || (file = create (workspace, &exact, path, bom, error)) == NULL)
		return FALSE;
	output.file = file;
	seg_workspace_watch (workspace, job);
	written = seg_user_each (workspace, &exact, write_row, &output, error); /* in one reading, so that what others write meanwhile moves nobody */
	seg_workspace_watch (workspace, NULL);
	if (!written || !seg_table_file_finish_audited (g_steal_pointer (&file), workspace, "export users", error))
		return FALSE;
	*n = output.n_rows;
	return TRUE;
}
