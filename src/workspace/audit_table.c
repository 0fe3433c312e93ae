/* One table, one file, one line of the audit log. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/audit_table.h>

struct SegTableFile {
	char           *path;
	SegFileSet     *set;
	SegTableWriter *writer;
};

void
seg_table_file_abandon (SegTableFile *file)
{
	if (file == NULL)
		return;
	seg_table_writer_free (file->writer);
	seg_file_set_free (file->set);
	g_free (file->path);
	g_free (file);
}

SegTableFile *
seg_table_file_new (const char *path, gboolean bom, const SegTableColumn *columns, gsize n_columns, GError **error)
{
	g_autoptr (SegTableFile) file = g_new0 (SegTableFile, 1);
	SegTableFileOptions options = { .format = seg_table_format_of_path (path) };
	SegOutFile *out;

	if (bom && (options.format == NULL || options.format == seg_table_format (0)))
		options.encoding = seg_text_encoding_find ("utf-8-bom", NULL);
	file->path = g_strdup (path);
	file->set = seg_file_set_new ();
	out = seg_file_set_add (file->set, path, error);
	file->writer = out != NULL ? seg_table_writer_new (out, &options, columns, n_columns, error) : NULL;
	return file->writer != NULL ? g_steal_pointer (&file) : NULL;
}

gboolean
seg_table_file_row (SegTableFile *file, const char *const *cells, GError **error)
{
	return seg_table_writer_row (file->writer, cells, error);
}

guint64
seg_table_file_n_rows (const SegTableFile *file)
{
	return seg_table_writer_n_rows (file->writer);
}

gboolean
seg_table_file_finish (SegTableFile *file, GError **error)
{
	gboolean done = seg_table_writer_end (file->writer, error) && seg_file_set_place (file->set, error);

	if (done)
		seg_file_set_settle (file->set);
	seg_table_file_abandon (file);
	return done;
}

gboolean
seg_table_file_finish_audited (SegTableFile *file, SegWorkspace *workspace, const char *action, GError **error)
{
	g_autoptr (SegTableFile) owned = file;
	g_autoptr (SegTransaction) transaction = NULL;
	g_autofree char *name = g_utf8_make_valid (file->path, -1), *detail = NULL;

	if (workspace->read_only)
		return seg_table_file_finish (g_steal_pointer (&owned), error);
	detail = g_strdup_printf ("{\"rows\":%" G_GUINT64_FORMAT "}", seg_table_file_n_rows (file));
	if (!seg_table_writer_end (owned->writer, error) || (transaction = seg_transaction_begin (workspace, error)) == NULL
	    || !seg_audit_add (workspace, action, name, detail, error) || !seg_file_set_place (owned->set, error)
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	seg_file_set_settle (owned->set);
	return TRUE;
}
