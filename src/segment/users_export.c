/* A list of users as a CSV file, read and written window by window. */
#include <config.h>
#include <segscope/csv.h>
#include <segscope/segment.h>

#include <glib/gi18n.h>

#define WINDOW 5000

static void
append_heading (GString *line, const SegUserQuery *query)
{
	seg_csv_append (line, 0, "key", SEG_CSV_TEXT);
	for (gsize i = 0; query->columns != NULL && query->columns[i] != NULL; i++)
		seg_csv_append (line, i + 1, query->columns[i], SEG_CSV_TEXT);
	seg_csv_end_row (line);
}

static void
append_rows (GString *line, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const SegUserRow *row = rows->pdata[i];

		seg_csv_append (line, 0, row->key, SEG_CSV_TEXT);
		for (guint column = 0; column < row->values->len; column++)
			seg_csv_append (line, column + 1, row->values->pdata[column], SEG_CSV_TEXT);
		seg_csv_end_row (line);
	}
}

static gboolean
write_rows (SegWorkspace *workspace, const SegUserQuery *query, SegCsvFile *file, gint64 n, SegJob *job, GError **error)
{
	g_autoptr (GString) line = g_string_new (NULL);

	append_heading (line, query);
	for (gint64 offset = 0; offset < n; offset += WINDOW) {
		g_autoptr (GPtrArray) rows = NULL;

		if (!seg_job_proceed (job, (double) offset / (double) n, _("writing the list of users"), error))
			return FALSE;
		rows = seg_user_list (workspace, query, offset, WINDOW, error);
		if (rows == NULL)
			return FALSE;
		append_rows (line, rows);
		if (!seg_csv_file_write (file, line, error))
			return FALSE;
	}
	return n > 0 || seg_csv_file_write (file, line, error);
}

gboolean
seg_user_export (SegWorkspace *workspace, const SegUserQuery *query, const char *path, gboolean bom, SegJob *job, gint64 *n,
                 GError **error)
{
	g_autoptr (SegCsvFile) file = NULL;
	SegUserQuery exact = *query;
	gint64 n_users;

	exact.exact = TRUE;
	if (!seg_user_count (workspace, &exact, &n_users, error) || (file = seg_csv_file_create (path, bom, error)) == NULL)
		return FALSE;
	if (!write_rows (workspace, &exact, file, n_users, job, error) || !seg_csv_file_finish (g_steal_pointer (&file), error))
		return FALSE;
	*n = n_users;
	return TRUE;
}
