/* A table before it is printed or written. */
#ifndef SEG_CLI_TABLE_PRIVATE_H
#define SEG_CLI_TABLE_PRIVATE_H

#include "cli.h"

typedef struct {
	char       *name, *heading;
	SegCellKind kind;
} Column;

typedef struct {
	char    *text;   /* TEXT only */
	gint64   integer;
	double   number;
	gboolean missing, whole; /* whole: a count, also where others in its column are not */
} Cell;

struct SegTable {
	GArray *columns; /* of Column */
	GArray *cells;   /* of Cell, row after row */
};

/** The value as files have it, exact; NULL: missing. Free with g_free(). */
char    *seg_table_cell_text (const SegTable *table, guint index);
/** Whether a file was asked for and this table is the one that goes into it. */
gboolean seg_table_to_file (const SegTable *table);

#endif
