/* What was imported, read back. */
#include <config.h>
#include "ingest-private.h"

static void
free_source (gpointer data)
{
	SegSource *source = data;

	g_free (source->path);
	g_free (source->role);
	g_free (source->encoding);
	g_free (source->checksum);
	g_free (source->delta);
	g_free (source);
}

GPtrArray *
seg_sources (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (free_source);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, path, role, encoding, checksum, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, rows_known, "
		"delta, (SELECT count (*) FROM reject WHERE source_id = source.id AND NOT is_value AND corrected_by IS NULL), "
		"(SELECT count (*) FROM reject WHERE source_id = source.id AND is_value AND corrected_by IS NULL), "
		"(SELECT count (*) FROM reject WHERE source_id = source.id AND corrected_by IS NOT NULL) FROM source ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegSource *source = g_new0 (SegSource, 1);

		source->id = seg_statement_integer (statement, 0);
		source->path = g_strdup (seg_statement_text (statement, 1));
		source->role = g_strdup (seg_statement_text (statement, 2));
		source->encoding = g_strdup (seg_statement_text (statement, 3));
		source->checksum = g_strdup (seg_statement_text (statement, 4));
		source->rows_read = seg_statement_integer (statement, 5);
		source->rows_loaded = seg_statement_integer (statement, 6);
		source->rows_rejected = seg_statement_integer (statement, 7);
		source->rows_repeated = seg_statement_integer (statement, 8);
		source->imported_at = seg_statement_integer (statement, 9);
		source->rows_known = seg_statement_integer (statement, 10);
		source->delta = g_strdup (seg_statement_text (statement, 11));
		source->n_open_rows = seg_statement_integer (statement, 12);
		source->n_open_values = seg_statement_integer (statement, 13);
		source->n_corrected = seg_statement_integer (statement, 14);
		g_ptr_array_add (sources, source);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&sources) : NULL;
}
