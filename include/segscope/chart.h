/* The grid of terminal cells that charts (plot.h) are drawn into, and the bars that stand in lists. Knows no terminal: the interface
 * copies the cells to the screen. */
#ifndef SEGSCOPE_CHART_H
#define SEGSCOPE_CHART_H

#include <glib.h>

G_BEGIN_DECLS

/* What a cell means; the theme turns it into colour and attributes. */
typedef enum {
	SEG_INK_NORMAL,
	SEG_INK_MUTED,   /* secondary text, units, hints */
	SEG_INK_HEADING,
	SEG_INK_ACCENT,  /* the thing to look at */
	SEG_INK_GOOD,
	SEG_INK_WARNING,
	SEG_INK_BAD,
	SEG_INK_AXIS,
	SEG_INK_SELECTED,/* the row under the cursor */
	SEG_INK_SERIES_1, SEG_INK_SERIES_2, SEG_INK_SERIES_3, SEG_INK_SERIES_4,
	SEG_INK_SERIES_5, SEG_INK_SERIES_6, SEG_INK_SERIES_7, SEG_INK_SERIES_8,
	SEG_N_INKS
} SegInk;

/** The ink of series (or segment colour) number 1, 2, ...; starts again after 8. */
SegInk seg_ink_series (guint number);

#define SEG_CELL_MARKS 4 /* as many as a cell of curses holds; no script needs more, and further ones would stand in other lines */

typedef struct {
	gunichar character; /* 0: covered by the wide character to its left */
	gunichar marks[SEG_CELL_MARKS]; /* that stand on it: accents, vowels above and below; 0: no more */
	SegInk   ink;
} SegCell;

/* A grid of cells; spaces at first. */
typedef struct {
	int      width, height;
	SegCell *cells;  /* row-major */
	gboolean ascii;  /* only ASCII may be drawn (set by the caller after seg_cells_new) */
} SegCells;

SegCells *seg_cells_new (int width, int height);
void      seg_cells_free (SegCells *cells);
SegCell  *seg_cells_at (SegCells *cells, int x, int y); /* NULL outside */
/** Puts @character into the cell in place of what stood there; its ink stays. */
void      seg_cell_set (SegCell *cell, gunichar character);
/** Writes @text (made safe) from (x, y), clipped to @width cells and the grid; returns the cells used. */
int       seg_cells_text (SegCells *cells, int x, int y, int width, SegInk ink, const char *text);
/** One line of the grid as UTF-8 without trailing spaces, for tests and plain output. Free with g_free(). */
char     *seg_cells_line (const SegCells *cells, int y);

typedef struct {
	int x, y, width, height;
} SegRect;

/** A horizontal bar of @share (0..1) of @width cells in eighth blocks, at (x, y). */
void seg_chart_bar (SegCells *cells, int x, int y, int width, double share, SegInk ink);

/** An index bar around 100: left of the axis below, right above; log scale 25..400, at (x, y), with the axis in the
 * middle of @width cells. */
void seg_chart_index_bar (SegCells *cells, int x, int y, int width, double index);

/** A bar of @part (-1..1) of half of @width cells, from an axis in their middle: to the right in the ink @above, to the left in @below. */
void seg_chart_signed_bar (SegCells *cells, int x, int y, int width, double part, SegInk above, SegInk below);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCells, seg_cells_free)

G_END_DECLS

#endif
