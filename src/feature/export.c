/* The matrix as a CSV file, for people who go on with other tools. */
#include <config.h>
#include "feature-private.h"

#include <segscope/csv.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

#define PROCEED_EVERY 512

static SegStatement *
prepare_keys (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autofree char *sql = g_strdup_printf ("SELECT u.key, u.id FROM %s AS f JOIN user AS u ON u.id = f.user_id ORDER BY f.user_id",
	                                        table);

	return seg_workspace_prepare (workspace, sql, error);
}

GPtrArray *
seg_feature_matrix_keys (SegWorkspace *workspace, const SegFeatureMatrix *matrix, GError **error)
{
	g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT id, key FROM user ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (keys->len < matrix->scaled->n_rows && seg_statement_next (statement, &failure))
		if (seg_statement_integer (statement, 0) == matrix->user_ids[keys->len])
			g_ptr_array_add (keys, g_strdup (seg_statement_text (statement, 1)));
	if (failure == NULL && keys->len == matrix->scaled->n_rows)
		return g_steal_pointer (&keys);
	if (failure != NULL)
		g_propagate_error (error, failure);
	else
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("Some of the users have gone meanwhile; try again"));
	return NULL;
}

static void
append_header (GString *line, const SegFeatureMatrix *matrix)
{
	seg_csv_append (line, 0, "user", SEG_CSV_TEXT);
	for (gsize i = 0; i < matrix->n_columns; i++)
		seg_csv_append (line, i + 1, matrix->columns[i].name, SEG_CSV_TEXT);
	seg_csv_end_row (line);
}

static void
append_number (GString *line, gsize column, double value)
{
	g_autofree char *digits = seg_format_exact (value);

	seg_csv_append (line, column, digits, SEG_CSV_NUMBER);
}

static void
append_row (GString *line, const char *key, const SegFeatureMatrix *matrix, gsize row, gboolean scaled)
{
	const double *values = seg_matrix_row (scaled ? matrix->scaled : matrix->raw, row);
	const guint8 *filled = matrix->filled + row * matrix->n_columns;

	seg_csv_append (line, 0, key, SEG_CSV_TEXT);
	for (gsize i = 0; i < matrix->n_columns; i++) {
		if (filled[i] && !scaled)
			seg_csv_append (line, i + 1, NULL, SEG_CSV_NUMBER);
		else
			append_number (line, i + 1, values[i]);
	}
	seg_csv_end_row (line);
}

static gboolean
write_rows (SegCsvFile *file, SegStatement *keys, const SegFeatureMatrix *matrix, gboolean scaled, SegJob *job, GError **error)
{
	g_autoptr (GString) line = g_string_new (NULL);
	GError *failure = NULL;
	gsize n_rows = matrix->raw->n_rows;

	append_header (line, matrix);
	for (gsize row = 0; row < n_rows && seg_statement_next (keys, &failure); ) {
		if (seg_statement_integer (keys, 1) != matrix->user_ids[row])
			continue; /* left out of the matrix */
		if (row % PROCEED_EVERY == 0 && !seg_job_proceed (job, (double) row / (double) n_rows, _("writing"), error))
			return FALSE;
		append_row (line, seg_statement_text (keys, 0), matrix, row++, scaled);
		if (!seg_csv_file_write (file, line, error))
			return FALSE;
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

gboolean
seg_feature_export (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const char *path,
                    gboolean scaled, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegStatement) keys = NULL;
	g_autoptr (SegCsvFile) file = NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gboolean success;

	matrix = seg_feature_matrix (workspace, set, selection, job, error);
	seg_job_leave (job, span);
	if (matrix == NULL || (keys = prepare_keys (workspace, set, error)) == NULL
	    || (file = seg_csv_file_create (path, FALSE, error)) == NULL)
		return FALSE;
	span = seg_job_enter (job, 0.5, 1);
	success = write_rows (file, keys, matrix, scaled, job, error);
	seg_job_leave (job, span);
	return success
	       && seg_audit_file (workspace, g_steal_pointer (&file), "export features", path, (gint64) matrix->raw->n_rows, error);
}
