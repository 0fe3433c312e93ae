/* The state of a list, shared by list.c (keys) and list-draw.c. */
#ifndef SEG_LIST_PRIVATE_H
#define SEG_LIST_PRIVATE_H

#include "line-edit.h"
#include "list.h"

struct SegList {
	const SegListSource *source;
	const SegListColumn *columns;
	guint       n_columns;
	gpointer    data;
	gsize       cursor, top;   /* row under the cursor; first row in sight */
	int         sort_column;   /* -1: as the view supplies them */
	gboolean    descending;
	GHashTable *marks;         /* gint64* */
	SegLineEdit filter;
	gboolean    typing;        /* the filter field has the keys */
	char       *filter_before; /* for Esc */
	char       *filter_error;
	SegRect     body;          /* the rows, from the last draw */
	int         text_x, text_y;
};

#endif
