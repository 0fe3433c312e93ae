/* What the kinds of chart share: a pen, which draws into cells or onto paper, and the frame of axes.
 *
 * Lengths are cells, as doubles: 1.0 x 1.0 is one cell, x to the right, y down. A kind lays itself out once; text stands in whole
 * lines, curves and bars anywhere. */
#ifndef SEG_PLOT_PRIVATE_H
#define SEG_PLOT_PRIVATE_H

#include <segscope/plot.h>

#include "chart-private.h"

/* Numbers of which a span can be taken. */
static inline gboolean
seg_plot_is_number (double value)
{
	return value >= -1e300 && value <= 1e300;
}

/* The points of a plane, or NULL. */
static inline const SegPlotSeries *
seg_plot_points (const SegPlot *plot)
{
	return plot->series->len > 0 ? plot->series->pdata[0] : NULL;
}

static inline gboolean
seg_plot_is_point (const SegPlotSeries *points, gsize i)
{
	return seg_plot_is_number (points->x[i]) && seg_plot_is_number (points->y[i]);
}

/* The pen ------------------------------------------------------------------------------------------------------------------------- */

typedef enum { SEG_STROKE_SOLID, SEG_STROKE_DASHED, SEG_STROKE_DOTTED, SEG_N_STROKES } SegStroke;
typedef enum { SEG_MARK_POINT, SEG_MARK_DIAMOND, SEG_MARK_TRIANGLE, SEG_MARK_SQUARE, SEG_N_MARKS } SegMark;

typedef struct SegPen SegPen;

typedef struct {
	/* @text in the line from @y on, within @width cells from @x. */
	void (*text) (SegPen *pen, double x, double y, double width, SegAlign align, SegInk ink, const char *text);
	/* Straight from point to point, cut off at @rect. */
	void (*curve) (SegPen *pen, SegRect rect, const double *x, const double *y, gsize n, SegInk ink, SegStroke stroke);
	/* What lies between two curves, lightly. */
	void (*band) (SegPen *pen, SegRect rect, const double *x, const double *low, const double *high, gsize n, SegInk ink);
	/* A horizontal bar in line @y (of @height lines) from @from to @to, in either direction. */
	void (*bar) (SegPen *pen, double from, double to, double y, double height, SegInk ink);
	/* A vertical bar of @width from the line below @bottom up to @top. */
	void (*column) (SegPen *pen, double x, double width, double bottom, double top, SegInk ink);
	/* A line across @rect at x or y; in cells only where nothing else is. */
	void (*rule) (SegPen *pen, SegRect rect, gboolean across, double at, SegInk ink, SegStroke stroke);
	/* The tick of an axis: of the one at the left, or of the one @below. */
	void (*mark_tick) (SegPen *pen, double x, double y, SegInk ink, gboolean below);
	void (*mark) (SegPen *pen, double x, double y, SegInk ink, SegMark mark);
	/* A rectangle as dark as @strength, 0..1. */
	void (*shade) (SegPen *pen, double x, double y, double width, double height, SegInk ink, double strength);
	/* A bracket: a roof at @top from @left to @right, legs down to @left_bottom and @right_bottom. */
	void (*bracket) (SegPen *pen, double left, double right, double top, double left_bottom, double right_bottom, SegInk ink);
	/* Points by counts in a raster of fine_x x fine_y a cell over @rect; @inks: what most of each place are; @fullest: in the fullest cell. */
	void (*cloud) (SegPen *pen, SegRect rect, const guint32 *counts, const guint8 *inks, guint32 fullest);
} SegPenClass;

struct SegPen {
	const SegPenClass *class;
	SegRect  area;           /* all that may be drawn on */
	int      fine_x, fine_y; /* the raster of clouds and of bands of bars in a cell */
	SegCells *cells;         /* NULL: paper */
};

/* Clouds: a cell with more than so many points is crowded, and shades begin; one with at most so many still shows its points. */
#define SEG_CLOUD_CROWDED 24
#define SEG_CLOUD_SINGLE 6
/** Points in the fullest cell of @rect. */
guint32 seg_cloud_fullest (const guint32 *counts, SegRect rect, int fine_x, int fine_y);
/** The fewest points that have this shade, 0..3: equal steps of their logarithm up to @fullest. */
guint32 seg_cloud_least (int level, guint32 fullest);

void seg_cell_pen_init (SegPen *pen, SegCells *cells, SegRect rect);

/* In the frame's words: see frame.c. */
typedef struct {
	SegRect plot;                          /* where the values lie */
	double  x_low, x_high, y_low, y_high;  /* what its edges mean */
	double  x_step, y_step;
	GArray *x_ticks, *y_ticks;
	gboolean y_line;                       /* a line stands between the labels of y and the plot */
} SegPlotFrame;

/** Rows for title, names and axes are taken from @rect; ranges are widened to whole ticks in y. @legend: whether names stand above. */
void   seg_frame_lay_out (SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen, SegRect rect, gboolean legend);
void   seg_frame_draw (const SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen);
/** For kinds without an axis at the left: the ticks of x, and drawing them in the lines below the plot. */
void   seg_frame_fit_x (SegPlotFrame *frame, const SegPlot *plot);
void   seg_frame_draw_x (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen);
/** Makes room at the left for the labels of y_ticks, and draws them. */
void   seg_frame_fit_y (SegPlotFrame *frame, const SegPlot *plot);
void   seg_frame_draw_y (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen);
void   seg_frame_clear (SegPlotFrame *frame);
double seg_frame_x (const SegPlotFrame *frame, double value);
double seg_frame_y (const SegPlotFrame *frame, double value);
/** Rules that fall into the frame, with their labels. */
void   seg_frame_rules (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen);
/** Tells @view what was drawn where. */
void   seg_frame_tell (const SegPlotFrame *frame, SegPlotView *view);

/** The title in the first line unless the view shows it elsewhere; returns what is left. */
SegRect seg_plot_draw_title (const SegPlot *plot, const SegPlotView *view, SegPen *pen, SegRect rect);
/** Names with their inks in one line from the right; returns the cells used. */
int     seg_plot_draw_legend (const SegPlot *plot, SegPen *pen, SegRect line);
void    seg_plot_no_data (SegPen *pen, SegRect rect);

SegInk  seg_plot_group_ink (const SegPlot *plot, gint32 group);
/** Free with g_free(). */
char   *seg_plot_group_name (const SegPlot *plot, guint group);
/** Cells of the widest label of the rows, at most @most. */
int     seg_plot_labels_width (const SegPlot *plot, int most);
/** The first of @n things to show when @room have room, so that @at is among them and @first stays where it can. */
gsize   seg_plot_first_shown (gsize n, gsize room, gsize at, gsize first);

/* What plots keep of what is too much to walk over each time they are drawn. */
struct SegPlotRaster *seg_plot_raster_new (void);
void                  seg_plot_raster_free (struct SegPlotRaster *raster);
/** From the least to the greatest x and y of all points. FALSE: there are none. */
gboolean              seg_plot_raster_range (const SegPlot *plot, double range[4]);
/** Draws the points that lie in the frame; returns how many are in the fullest cell. */
guint32               seg_plot_raster_draw (const SegPlot *plot, const SegPlotFrame *frame, SegPen *pen);
struct SegPlotBand   *seg_plot_bands_new (const double *widths, const gint32 *labels, gsize n, guint k);

/* The kinds ----------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	void     (*draw) (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect);
	gboolean (*move) (const SegPlot *plot, SegPlotView *view, int right, int down);
	gboolean (*point_at) (const SegPlot *plot, SegPlotView *view, int x, int y);
	char    *(*words) (const SegPlot *plot, const SegPlotView *view);
	/* A line for each value, for files. */
	void     (*tell) (const SegPlot *plot, GString *lines);
	/* The ranges of what is there; FALSE: no data. NULL: cannot be zoomed. */
	gboolean (*range) (const SegPlot *plot, double *x_low, double *x_high, double *y_low, double *y_high);
} SegPlotClass;

extern const SegPlotClass seg_plot_line_class, seg_plot_histogram_class, seg_plot_scatter_class, seg_plot_box_class, seg_plot_bars_class,
                          seg_plot_funnel_class, seg_plot_heat_map_class, seg_plot_flow_class, seg_plot_silhouette_class,
                          seg_plot_dendrogram_class;

const SegPlotClass *seg_plot_class (const SegPlot *plot);

/* Draws with any pen. */
void seg_plot_draw_with (const SegPlot *plot, SegPlotView *view, SegPen *pen);

/* Moving among rows, which several kinds have. */
gboolean seg_plot_move_rows (const SegPlot *plot, SegPlotView *view, int right, int down);
gboolean seg_plot_row_at (const SegPlot *plot, SegPlotView *view, int x, int y);
/* Moving in a table. */
gboolean seg_plot_move_table (const SegPlot *plot, SegPlotView *view, int right, int down);
gboolean seg_plot_table_at (const SegPlot *plot, SegPlotView *view, int x, int y);

#endif
