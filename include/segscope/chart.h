/* Charts drawn into a grid of terminal cells. Knows no terminal: the interface copies the cells to the screen. */
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

typedef struct {
	gunichar character; /* 0: covered by the wide character to its left */
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
/** Writes @text (made safe) from (x, y), clipped to @width cells and the grid; returns the cells used. */
int       seg_cells_text (SegCells *cells, int x, int y, int width, SegInk ink, const char *text);
/** One line of the grid as UTF-8 without trailing spaces, for tests and plain output. Free with g_free(). */
char     *seg_cells_line (const SegCells *cells, int y);

/* Every chart draws into the rectangle x, y, width, height of @cells, copes with any size (too small: draws less, never
 * outside), with no data ("no data" in the middle), and with values that are not finite (left out). */
typedef struct {
	int x, y, width, height;
} SegRect;

/* A curve over x with axes, sensible ticks and a marked point: elbow, silhouette, trend. Braille (ASCII: * and .). */
typedef struct {
	const char   *title;
	const double *x, *y;
	gsize         n;
	gssize        marked;   /* index of the point to mark, or -1 */
	gssize        cursor;   /* index of the point under the cursor, or -1 */
	SegInk        ink;
	gboolean      integer_x; /* ticks at the x values */
	gboolean      from_zero; /* y axis starts at 0 */
} SegLineChart;
void seg_chart_line (SegCells *cells, SegRect rect, const SegLineChart *chart);

/* A tree of merges with a line where it is cut. Nodes 0..n_leaves-1 are its leaves, from left to right in the order that the merges ask
 * for; n_leaves + i is what merge i made. */
typedef struct {
	gsize         n_leaves;
	const gint32 *first, *second; /* n_leaves - 1 */
	const double *heights;        /* n_leaves - 1, rising */
	double        cut;            /* height of the line */
} SegDendrogramChart;
void seg_chart_dendrogram (SegCells *cells, SegRect rect, const SegDendrogramChart *chart);

/* Counts in bins as columns of eighth blocks, with the range below. */
typedef struct {
	const gint64 *counts;
	gsize         n;
	const char   *low, *high; /* labels of the ends */
	SegInk        ink;
} SegHistogram;
void seg_chart_histogram (SegCells *cells, SegRect rect, const SegHistogram *chart);

/* Silhouette plot: one band per cluster, widths sorted falling, the mean as a line. */
typedef struct {
	const double *widths;      /* n */
	const gint32 *labels;      /* n */
	gsize         n;
	guint         k;
	double        mean;
	const char *const *names;  /* k, or NULL: 1, 2, ... */
	const guint  *colours;     /* k, or NULL: 1, 2, ... */
} SegSilhouetteChart;
void seg_chart_silhouette (SegCells *cells, SegRect rect, const SegSilhouetteChart *chart);

/* Points in the plane, coloured by group: braille dots; a cell takes the colour of the group with most points in it. */
typedef struct {
	const double *x, *y;
	gsize         n;
	const gint32 *groups;     /* n values 0.., or NULL */
	const guint  *colours;    /* of each group, or NULL */
	const char   *x_label, *y_label;
} SegScatterChart;
void seg_chart_scatter (SegCells *cells, SegRect rect, const SegScatterChart *chart);

/** A horizontal bar of @share (0..1) of @width cells in eighth blocks, at (x, y). */
void seg_chart_bar (SegCells *cells, int x, int y, int width, double share, SegInk ink);

/** An index bar around 100: left of the axis below, right above; log scale 25..400, at (x, y), with the axis in the
 * middle of @width cells. */
void seg_chart_index_bar (SegCells *cells, int x, int y, int width, double index);

/** One line of columns (▁▂▃▄▅▆▇█) for @n values >= 0. */
void seg_chart_sparkline (SegCells *cells, int x, int y, int width, const gint64 *values, gsize n, SegInk ink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCells, seg_cells_free)

G_END_DECLS

#endif
