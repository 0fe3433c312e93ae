/* Tables of text made at random, as many programs write them to CSV: kept in a plain form (cells divided by the unit
 * separator, rows ended by the record separator), and what an import must make of each cell. */
#ifndef SEG_MADE_TABLE_H
#define SEG_MADE_TABLE_H

#include <glib.h>

typedef struct {
	GPtrArray *cells;    /* of char*, row by row; the first row holds the names */
	gsize      n_columns, n_rows; /* rows without the names */
} MadeTable;

/** Keys, and columns of words with quotes, commas, line ends, blanks, numbers and signs of many scripts between them. @plain: words only. */
MadeTable  *made_table_new (guint32 seed, gsize n_rows, gboolean plain);
MadeTable  *made_table_read (const char *path);
void        made_table_free (MadeTable *table);
void        made_table_write (const MadeTable *table, const char *path);
const char *made_table_cell (const MadeTable *table, gsize row, gsize column);
const char *made_table_name (const MadeTable *table, gsize column);
/** What the workspace must hold of @cell: without white space around it, NULL when it is missing. Free it. */
char       *made_table_expected (const char *cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MadeTable, made_table_free)

#endif
