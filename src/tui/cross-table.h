/* A table of numbers to walk through, one for each row and column: who was where and is where, who is in both. It scrolls in both directions while
 * headings stay; the totals of rows and columns are numbers like the others. A view supplies content and says what a number opens. */
#ifndef SEG_CROSS_TABLE_H
#define SEG_CROSS_TABLE_H

#include "binding.h"
#include "canvas.h"
#include "event.h"

#define SEG_CROSS_ALL G_MAXUINT /* instead of a row or a column: its total */

/* What a view supplies; @data as given to the functions below. */
typedef struct {
	void  (*size) (gconstpointer data, guint *n_rows, guint *n_columns);
	void  (*row_name) (gconstpointer data, guint row, SegCells *cells, SegRect rect);       /* @rect: one line */
	void  (*column_name) (gconstpointer data, guint column, SegCells *cells, SegRect rect);
	/* Of a place or, with SEG_CROSS_ALL, a total; NULL: there is no number. Owned. */
	char *(*cell) (gconstpointer data, guint row, guint column, SegInk *ink);
	gboolean    totals_first; /* they stand before the others, not behind */
	const char *totals;       /* translatable: their heading */
} SegCrossSource;

typedef struct {
	int name, cell, total; /* cells: names of rows, a column, the column of totals */
} SegCrossWidths;

/* Where the cursor is and what is in sight. All zero: at the first row and column. */
typedef struct {
	guint   row, column; /* or SEG_CROSS_ALL */
	guint   first_row, first_column;
	SegRect cells;       /* the first place in sight, as drawn last */
	guint   n_rows, n_columns; /* in sight */
	SegCrossWidths widths;
} SegCrossTable;

#define SEG_CROSS_BINDINGS \
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "cell-left", NULL, N_("Go to the left") }, \
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "cell-right", NULL, N_("Go to the right") }, \
	{ SEG_KEY_UP, SEG_ACTION_UP, "cell-up", NULL, N_("Go up") }, \
	{ 'k', SEG_ACTION_UP, "cell-up", NULL, N_("Go up") }, \
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "cell-down", NULL, N_("Go down") }, \
	{ 'j', SEG_ACTION_DOWN, "cell-down", NULL, N_("Go down") }, \
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") }, \
	{ 0, 0, NULL, NULL, NULL }

/** Draws it; returns the lines it takes. The cursor is brought back where rows or columns are gone. */
int      seg_cross_table_draw (SegCrossTable *table, const SegCrossSource *source, gconstpointer data, SegCrossWidths widths, SegCells *cells,
                               SegRect rect, gboolean focused);
/** Moves the cursor; FALSE: @action is no movement. */
gboolean seg_cross_table_act (SegCrossTable *table, const SegCrossSource *source, gconstpointer data, int action);
/** A click puts the cursor there, the wheel moves it; *@open: TRUE after a double click. FALSE: not for the table. */
gboolean seg_cross_table_mouse (SegCrossTable *table, const SegCrossSource *source, gconstpointer data, const SegEvent *event, gboolean *open);

#endif
