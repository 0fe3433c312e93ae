/* Lists of people and figures that go out as a file: written in any format, noted in the audit log. */
#ifndef SEGSCOPE_AUDIT_TABLE_H
#define SEGSCOPE_AUDIT_TABLE_H

#include <segscope/table_file.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* One table in one file of its own. */
typedef struct SegTableFile SegTableFile;

/** In the format that @path ends with (.xlsx, .jsonl), else CSV; @bom: CSV with a byte order mark, which some spreadsheets need. Columns as in
 * seg_table_writer_new(). NULL with SEG_ERROR_FILE or SEG_ERROR_USAGE. */
SegTableFile *seg_table_file_new (const char *path, gboolean bom, const SegTableColumn *columns, gsize n_columns, GError **error);
/** As seg_table_writer_row(). */
gboolean      seg_table_file_row (SegTableFile *file, const char *const *cells, GError **error);
guint64       seg_table_file_n_rows (const SegTableFile *file);
/** Puts it under its name, complete, and frees it; FALSE with @error: nothing is there that was not before. */
gboolean      seg_table_file_finish (SegTableFile *file, GError **error);
/** Throws away what was written. */
void          seg_table_file_abandon (SegTableFile *file);

/** The same, and notes it in the audit log with its number of rows: both happen, or neither. A read-only workspace takes no note; the file is written
 * all the same. @action: "export users". */
gboolean      seg_table_file_finish_audited (SegTableFile *file, SegWorkspace *workspace, const char *action, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTableFile, seg_table_file_abandon)

G_END_DECLS

#endif
