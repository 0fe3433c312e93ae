/* Reading rejects: the query that those who list them share. */
#ifndef SEG_REJECTS_PRIVATE_H
#define SEG_REJECTS_PRIVATE_H

#include <segscope/rejects.h>

#define SEG_SQL_REJECT "SELECT reject.id, source_id, path, line, column_name, reason, raw, bytes, corrected_by, is_value "
#define SEG_SQL_REJECTS_CHOSEN \
	"FROM reject JOIN source ON source.id = source_id WHERE (:source = 0 OR source_id = :source) " \
	"AND (:corrected OR corrected_by IS NULL) " \
	"AND (:pattern IS NULL OR (column_name IS :column AND reason LIKE :pattern ESCAPE '\\')) "

/** @sql, which has SEG_SQL_REJECTS_CHOSEN, with what @filter (NULL: all open ones) says bound to it. */
SegStatement *seg_rejects_prepare (SegWorkspace *workspace, const char *sql, const SegRejectFilter *filter, GError **error);
/** A row of SEG_SQL_REJECT. */
SegReject    *seg_reject_read (const SegStatement *statement);
void          seg_reject_free (gpointer reject); /* or NULL */

#endif
