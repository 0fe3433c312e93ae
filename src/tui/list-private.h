/* The state of a list, shared by list.c (keys), list-order.c (sorting and filtering by itself), list-columns.c (arranging) and list-draw.c.
 *
 * Two ways to count rows: as the source does ("row"), and as they stand on the screen ("position"). They differ only while the list sorts or
 * filters by itself. */
#ifndef SEG_LIST_PRIVATE_H
#define SEG_LIST_PRIVATE_H

#include "line-edit.h"
#include "list.h"

#define SEG_LIST_MAX_COLUMNS 64
#define SEG_LIST_GAP 2 /* cells between columns */

struct SegList {
	const SegListSource *source;
	const SegListColumn *columns;
	guint       n_columns;
	gpointer    data;
	gsize       cursor, top;   /* positions: under the cursor; first in sight */
	int         sort_column;   /* -1: as the view supplies them */
	gboolean    descending;
	GHashTable *marks;         /* gint64* */
	SegLineEdit filter;
	gboolean    typing;        /* the filter field has the keys */
	char       *filter_before; /* for Esc */
	char       *filter_error;
	SegRect     body;          /* the rows, from the last draw */
	SegRect     headings;      /* from the last draw */
	int         text_x, text_y;
	/* list-order.c */
	GArray     *order;         /* of gsize: the row at each position; NULL: row and position are the same */
	gsize       ordered;       /* rows there were when it was made */
	gboolean    outdated;
	GPtrArray  *folded;        /* of char*: what each row says, for the filter; NULL: not read */
	/* list-columns.c */
	const char *name;
	GArray     *places;        /* of SegListPlace: all columns as arranged; NULL: as the view has them */
	/* the last draw */
	guint       shown[SEG_LIST_MAX_COLUMNS], n_drawn; /* columns in sight, from the left */
	int         widths[SEG_LIST_MAX_COLUMNS];
};

/** Puts the order right where rows or filter have changed. */
void     seg_list_tend (SegList *list);
/** Makes the order anew at the next tend. @texts_too: what the rows say has changed. */
void     seg_list_reorder (SegList *list, gboolean texts_too);
gsize    seg_list_position_of (SegList *list, gsize row);
/** Whether the list sorts (filters) by itself. */
gboolean seg_list_sorts_itself (const SegList *list);
gboolean seg_list_filters_itself (const SegList *list);
gboolean seg_list_can_sort_by (const SegList *list, guint column);
gboolean seg_list_can_mark (const SegList *list);
/** Reads the arrangement from the settings. */
void     seg_list_recall_columns (SegList *list);

#endif
