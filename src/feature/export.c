/* The matrix as a file in the format of its name, for people who go on with other tools. */
#include <config.h>
#include "feature-private.h"

#include <segscope/audit_table.h>
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

static SegTableFile *
create (const char *path, const SegFeatureMatrix *matrix, GError **error)
{
	g_autofree SegTableColumn *columns = g_new (SegTableColumn, matrix->n_columns + 1);

	columns[0] = (SegTableColumn) { "user", SEG_FIELD_TEXT };
	for (gsize i = 0; i < matrix->n_columns; i++)
		columns[i + 1] = (SegTableColumn) { matrix->columns[i].name, SEG_FIELD_NUMBER };
	return seg_table_file_new (path, FALSE, columns, matrix->n_columns + 1, error);
}

/* @cells: room for a row; those behind the first are owned. */
static gboolean
write_row (SegTableFile *file, const char *key, const SegFeatureMatrix *matrix, gsize row, gboolean scaled, GPtrArray *cells, GError **error)
{
	const double *values = seg_matrix_row (scaled ? matrix->scaled : matrix->raw, row);
	const guint8 *filled = matrix->filled + row * matrix->n_columns;

	g_ptr_array_set_size (cells, 0);
	g_ptr_array_add (cells, g_strdup (key));
	for (gsize i = 0; i < matrix->n_columns; i++)
		g_ptr_array_add (cells, filled[i] && !scaled ? NULL : seg_format_exact (values[i]));
	return seg_table_file_row (file, (const char *const *) cells->pdata, error);
}

static gboolean
write_rows (SegTableFile *file, SegStatement *keys, const SegFeatureMatrix *matrix, gboolean scaled, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;
	gsize n_rows = matrix->raw->n_rows;

	for (gsize row = 0; row < n_rows && seg_statement_next (keys, &failure); ) {
		if (seg_statement_integer (keys, 1) != matrix->user_ids[row])
			continue; /* left out of the matrix */
		if ((row % PROCEED_EVERY == 0 && !seg_job_proceed (job, (double) row / (double) n_rows, _("writing"), error))
		    || !write_row (file, seg_statement_text (keys, 0), matrix, row++, scaled, cells, error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_feature_export (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const char *path,
                    gboolean scaled, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegStatement) keys = NULL;
	g_autoptr (SegTableFile) file = NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gboolean success;

	matrix = seg_feature_matrix (workspace, set, selection, job, error);
	seg_job_leave (job, span);
	if (matrix == NULL || (keys = prepare_keys (workspace, set, error)) == NULL || (file = create (path, matrix, error)) == NULL)
		return FALSE;
	span = seg_job_enter (job, 0.5, 1);
	success = write_rows (file, keys, matrix, scaled, job, error);
	seg_job_leave (job, span);
	return success && seg_table_file_finish_audited (g_steal_pointer (&file), workspace, "export features", error);
}
