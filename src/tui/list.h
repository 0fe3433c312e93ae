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
	gboolean mistakes_on_enter; /* what filter() finds wrong is told only when Enter is pressed: half a condition makes no sense yet */
	gboolean can_mark;
	/* Whether the heading is a word of the data or a name that people gave: it stands as it is in every language. NULL: none is. */
	gboolean (*heading_is_name) (gpointer data, guint column);
	/* The rows are things of one kind, in memory, and may stand in any order (no form, no tree, no steps): the list itself sorts them by any
	 * column and filters them, by what the cells say, and lets them be marked. */
	gboolean is_table;
	/* How many rows there are without the filter, for "12 of 340"; < 0: not known. Only with filter(); NULL: not known. */
	gssize   (*n_all) (gpointer data);
	/* Whether what the filter leaves is still being found: no number is told then. NULL: it never takes that long. */
	gboolean (*is_reading) (gpointer data);
	/* Writes the list as it is shown to a file that it asks for; for lists that hold only a window of their rows. @marked: the ids of the marked
	 * rows (not to be kept), NULL: there are none. NULL: the program writes what the cells say. */
	void     (*export_view) (gpointer data, const GArray *marked);
} SegListSource;

typedef struct SegList SegList;

/** @source and @columns must live as long as the list; @data too. */
SegList *seg_list_new (const SegListSource *source, const SegListColumn *columns, guint n_columns, gpointer data);
void     seg_list_free (SegList *list);
/** Other columns; the cursor stays. @columns must live as long as they are shown. */
void     seg_list_set_columns (SegList *list, const SegListColumn *columns, guint n_columns);
/** The rows have changed: cursor and marks are kept where that is possible. */
void     seg_list_changed (SegList *list);

/** The row under the cursor, as the source counts; FALSE when there are no rows. */
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

/** Takes all rows that are shown, or no row any more where all are marked. */
void     seg_list_mark_all (SegList *list);

/* What is shown: the rows that the filter leaves, in the order they stand in. */
gsize    seg_list_n_shown (SegList *list);
/** The row (as the source counts) at @position of what is shown. */
gsize    seg_list_row_at (SegList *list, gsize position);
/** The rows may have changed: a list that sorts or filters by itself does so again before it is next used. */
void     seg_list_outdate (SegList *list);

/* Columns as the person arranged them (list-columns.c), kept in the settings under the list's name. */
void     seg_list_set_name (SegList *list, const char *name); /* must live as long as the list; NULL: nothing is kept */
/** Whether columns can be arranged, rows copied and written to a file: it has headings and is no form. */
gboolean seg_list_is_table (const SegList *list);
guint    seg_list_n_columns (const SegList *list); /* that are shown, arranged; all of them, though the terminal may be too narrow */
guint    seg_list_column_at (const SegList *list, guint place);
/** The heading, translated, "" for none. Owned by the list or static. */
const char *seg_list_heading (const SegList *list, guint column);
/** What a cell says; NULL: nothing. Free it. */
char    *seg_list_cell (const SegList *list, gsize row, guint column);

/* One column as it is being arranged. */
typedef struct {
	guint    column;
	int      width;  /* cells, 0: as the screen has it */
	gboolean hidden;
} SegListPlace;

/** All columns in their order, hidden ones included: GArray of SegListPlace, owned by the caller. */
GArray  *seg_list_arrangement (const SegList *list);
/** Shows columns as @places say (NULL: as the screen has them) and keeps that in the settings. FALSE: could not be kept; it holds until the
 * program ends. */
gboolean seg_list_arrange (SegList *list, const GArray *places, GError **error);
/** The cells that a column has now. */
int      seg_list_column_width (const SegList *list, guint column);
/** Sorts by @column, or turns the order round where it is sorted so. FALSE: it cannot be sorted by it. */
gboolean seg_list_sort_by (SegList *list, guint column);

/** What a row is, whatever the order: what marks stick to. */
gint64   seg_list_id (SegList *list, gsize row);
/** Has the source write what is shown, where it does so itself; else FALSE. */
gboolean seg_list_export_itself (SegList *list);

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
