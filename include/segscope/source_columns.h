/* What became of the columns of a file that was imported, as its mapping is kept. */
#ifndef SEGSCOPE_SOURCE_COLUMNS_H
#define SEGSCOPE_SOURCE_COLUMNS_H

#include <segscope/ingest.h>

G_BEGIN_DECLS

typedef struct {
	char       *header;
	char       *becomes;   /* in words: "user (key)", "attribute (number)", "not imported" */
	const char *table;     /* "user", "item", "event": where its values are; NULL: it was not imported */
	const SegField *field; /* what it means, or NULL */
	char       *attribute; /* the attribute that it became, or NULL */
} SegSourceColumn;

void seg_source_column_free (SegSourceColumn *column);

/** The columns of the file @source_id, in order: GPtrArray of SegSourceColumn*, owned. NULL with SEG_ERROR_NOT_FOUND or as a query fails. */
GPtrArray *seg_source_columns (SegWorkspace *workspace, gint64 source_id, GError **error);

G_END_DECLS

#endif
