/* What was imported and what was set aside, read back. */
#include <config.h>
#include "ingest-private.h"

static void
free_reject (gpointer data)
{
	SegReject *reject = data;

	g_free (reject->source);
	g_free (reject->column);
	g_free (reject->reason);
	g_free (reject->raw);
	g_free (reject);
}

static void
free_source (gpointer data)
{
	SegSource *source = data;

	g_free (source->path);
	g_free (source->role);
	g_free (source->encoding);
	g_free (source->checksum);
	g_free (source);
}

GPtrArray *
seg_rejects (SegWorkspace *workspace, gint64 source_id, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) rejects = g_ptr_array_new_with_free_func (free_reject);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT path, line, column_name, reason, raw FROM reject JOIN source ON source.id = source_id "
		"WHERE :source IN (0, source_id) ORDER BY reject.id LIMIT :limit OFFSET :offset", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":source", source_id);
	seg_statement_bind_integer (statement, ":limit", limit);
	seg_statement_bind_integer (statement, ":offset", offset);
	while (seg_statement_next (statement, &failure)) {
		SegReject *reject = g_new0 (SegReject, 1);

		reject->source = g_strdup (seg_statement_text (statement, 0));
		reject->line = seg_statement_integer (statement, 1);
		reject->column = g_strdup (seg_statement_text (statement, 2));
		reject->reason = g_strdup (seg_statement_text (statement, 3));
		reject->raw = g_strdup (seg_statement_text (statement, 4));
		g_ptr_array_add (rejects, reject);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&rejects) : NULL;
}

gboolean
seg_rejects_count (SegWorkspace *workspace, gint64 source_id, gint64 *count, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT count (*) FROM reject WHERE :source IN (0, source_id)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":source", source_id);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*count = seg_statement_integer (statement, 0);
	return TRUE;
}

GPtrArray *
seg_sources (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (free_source);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, path, role, encoding, checksum, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at "
		"FROM source ORDER BY id", error);
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
		g_ptr_array_add (sources, source);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&sources) : NULL;
}
