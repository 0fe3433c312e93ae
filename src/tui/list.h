/* The one list widget: a heading row, a cursor, paging, sorting, filtering and marks over rows that a view supplies.
 *
 * The list asks only for the rows it shows, so they can come from a window of a large table. Rows are counted from 0. */
#ifndef SEG_LIST_H
#define SEG_LIST_H

#include "binding.h"
#include "canvas.h"

/* The width of a column of sentences: at least @least cells, and all that other columns leave. */
#define SEG_LIST_TEXT(least) (-1000 - (least))

typedef struct {
	const char *heading; /* translatable; "" for none */
	SegAlign    align;
	int         width;   /* cells; negative: at least so many, and the column shares what is left over; or SEG_LIST_TEXT() */
	gboolean    sortable;
} SegListColumn;

/* What a view supplies. @data is given to seg_list_new(). All but n_rows and cell may be NULL. */
typedef struct {
	gsize    (*n_rows) (gpointer data);
	/* The text of a cell, or NULL for nothing. Free to change *ink (SEG_INK_NORMAL at first). The list frees the text. */
	char    *(*cell) (gpointer data, gsize row, guint column, SegInk *ink);
	/* Draws a cell by hand (bars, sparklines) into @rect, one line high. FALSE: cell() is asked. */
	gboolean (*draw_cell) (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected);
	/* What a row is, whatever the order; marks stick to it. NULL: the row number. */
	gint64   (*id) (gpointer data, gsize row);
	/* Puts the rows in order of @column. */
	void     (*sort) (gpointer data, guint column, gboolean descending);
	/* Shows only rows that match @text ("": all). FALSE with @error: @text makes no sense; the error stands under the field. */
	gboolean (*filter) (gpointer data, const char *text, GError **error);
	gboolean filter_on_enter; /* filter() is asked only when Enter is pressed, not while typing */
	gboolean can_mark;
} SegListSource;

typedef struct SegList SegList;

/** @source and @columns must live as long as the list; @data too. */
SegList *seg_list_new (const SegListSource *source, const SegListColumn *columns, guint n_columns, gpointer data);
void     seg_list_free (SegList *list);
/** Other columns; the cursor stays. @columns must live as long as they are shown. */
void     seg_list_set_columns (SegList *list, const SegListColumn *columns, guint n_columns);
/** The rows have changed: cursor and marks are kept where that is possible. */
void     seg_list_changed (SegList *list);

/** The row under the cursor; FALSE when there are no rows. */
gboolean seg_list_cursor (const SegList *list, gsize *row);
void     seg_list_set_cursor (SegList *list, gsize row);
/** -1 while not sorted by hand. */
int      seg_list_sort_column (const SegList *list, gboolean *descending);
void     seg_list_set_sort (SegList *list, int column, gboolean descending); /* for the arrow only: nothing is sorted */
const char *seg_list_filter (const SegList *list); /* never NULL */
/** Sets the text shown as filter, without calling the source. */
void     seg_list_set_filter (SegList *list, const char *text);

gboolean seg_list_is_marked (const SegList *list, gint64 id);
guint    seg_list_n_marked (const SegList *list);
void     seg_list_unmark_all (SegList *list);
/** The ids that are marked, ascending: GArray of gint64, owned. */
GArray  *seg_list_marked (const SegList *list);

/** Draws headings, rows and, when there are more, the position at the right; also the filter field at the bottom. */
void     seg_list_draw (SegList *list, SegCells *cells, SegRect rect, gboolean focused);
/** Movement, sort, filter, mark. TRUE: it was for the list. Works on a list without filter or sort: says FALSE then. */
gboolean seg_list_act (SegList *list, int action);
/** Whether this list can do @action at all. */
gboolean seg_list_can (const SegList *list, int action);
/** A click or a turn of the wheel. *@opened: TRUE when a row was double-clicked (the view should open it). */
gboolean seg_list_mouse (SegList *list, const SegEvent *event, gboolean *opened);
/** While the filter is being typed, all keys go here. */
gboolean seg_list_is_typing (const SegList *list);
gboolean seg_list_key (SegList *list, int key);
/** Where the text cursor stands after the last draw; FALSE: none. */
gboolean seg_list_text_cursor (const SegList *list, int *x, int *y);

#endif
