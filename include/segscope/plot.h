/* A chart described once: what is measured, in which units, with which names. The same description is drawn into cells of a terminal
 * (braille, blocks, or ASCII), is walked by a cursor that reads its values in words, and is written to SVG, PNG or PDF.
 *
 *     SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, _("Silhouette by number of segments"));
 *     seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("segments"), NULL);
 *     seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, _("silhouette"), NULL);
 *     SegPlotSeries *series = seg_plot_add_series (plot, NULL, SEG_INK_SERIES_3, k, silhouettes, n);
 *     series->marked = 3;
 *     seg_plot_draw (plot, NULL, cells, rect);
 *
 * Everything handed over is copied. Text may come from data: it is made safe where it is drawn and written. Values that are not finite (or
 * beyond 1e300, of which no span can be taken) are left out. Any size is coped with: too small draws less, never outside. */
#ifndef SEGSCOPE_PLOT_H
#define SEGSCOPE_PLOT_H

#include <segscope/chart.h>

G_BEGIN_DECLS

typedef enum {
	SEG_PLOT_LINE,       /* curves over x, each with a band around it if it has one */
	SEG_PLOT_HISTOGRAM,  /* counts in bins, with quantiles as rules */
	SEG_PLOT_BOX,        /* a box a row: whiskers, quartiles, median */
	SEG_PLOT_SCATTER,    /* points in the plane by group, shaded where many lie on each other */
	SEG_PLOT_BARS,       /* a bar a row, from zero or from an average */
	SEG_PLOT_FUNNEL,     /* what is left after each step, and what each step took */
	SEG_PLOT_HEAT_MAP,   /* a table of values as shades, with their scale */
	SEG_PLOT_FLOW,       /* a table of how many went from where to where */
	SEG_PLOT_SILHOUETTE, /* a band of silhouettes a segment */
	SEG_PLOT_DENDROGRAM, /* a tree of merges and where it is cut */
	SEG_N_PLOTS
} SegPlotKind;

/* How the numbers of an axis are written, and where its ticks stand: at 1, 2 or 5 times a power of ten, dates at days, months, years. */
typedef enum {
	SEG_SCALE_NUMBER, /* as many digits as are useful */
	SEG_SCALE_COUNT,  /* whole */
	SEG_SCALE_SHARE,  /* 0..1, in per cent */
	SEG_SCALE_MONEY,  /* thousands, two decimals */
	SEG_SCALE_DATE    /* UTC seconds */
} SegScale;

typedef struct {
	char    *title;     /* what is measured: "silhouette"; NULL: nothing */
	char    *unit;      /* after each value: "days"; NULL: none */
	SegScale scale;
	gboolean from_zero; /* shows 0 even where no value is near it */
	gboolean bare;      /* its numbers mean nothing: no ticks */
} SegPlotAxis;

/* A curve, bins, or the points of a plane; further series of a plane are names that stand in it, their labels at their places. */
typedef struct {
	char   *name;         /* in the legend, or NULL */
	SegInk  ink;
	gsize   n;
	double *x, *y;        /* bins: middle and count */
	double *low, *high;   /* the band of each y; bins: the edges of each in x; NULL: none */
	char  **labels;       /* what each point is called, n and NULL; or NULL: by its x */
	gint32 *groups;       /* plane: the group of each point, -1 none; or NULL */
	gssize  marked;       /* the point to look at, or -1 */
} SegPlotSeries;

/* A line across the plot at a value: a quantile, an average, today. */
typedef struct {
	gboolean across; /* at a value of y, from left to right; else at a value of x, from bottom to top */
	double   at;
	SegInk   ink;
	char    *label;
} SegPlotRule;

/* A row of bars, boxes or a funnel. */
typedef struct {
	char  *label, *note; /* the note stands behind the value, or NULL */
	SegInk ink;
	double value;        /* bar; left after this step of a funnel (of the first: at the start) */
	double low, high;    /* interval of the value (NAN: none); box: whiskers */
	double quarter, middle, three_quarters; /* box */
	gint64 n;            /* how many it stands for; box */
} SegPlotRow;

/* A table of values: heat map and flow. */
typedef struct {
	gsize    n_rows, n_columns;
	double  *values;     /* row by row; NAN: blank */
	char   **row_names, **column_names;
	double   low, high;  /* what the palest and the darkest shade mean */
	gboolean signed_;    /* around zero: what lies below has another ink and a minus sign */
} SegPlotTable;

typedef struct {
	gint         holders;
	SegPlotKind  kind;
	char        *title;
	char        *note;      /* below it in files: where the figures come from; or NULL */
	SegPlotAxis  x, y;      /* rows have their values on x; tables theirs on y */
	GPtrArray   *series;    /* SegPlotSeries */
	GArray      *rules;     /* SegPlotRule */
	GArray      *rows;      /* SegPlotRow */
	GPtrArray   *groups;    /* char*: names of the groups of a plane, of the bands of silhouettes; may be empty */
	GArray      *colours;   /* guint: the number of the series ink of each group; may be empty: 1, 2, ... */
	SegPlotTable table;
	double       average;   /* where bars begin; 0 */
	struct {
		struct SegPlotBand *bands; /* k: how the silhouettes of each segment lie */
		guint   k;
		double  mean;
	} silhouette;
	struct {
		gsize   n_leaves;
		gint32 *first, *second;
		double *heights;
		double  cut;
	} tree;
	struct SegPlotRaster *raster; /* of a plane: what was drawn last, for the next time */
} SegPlot;

SegPlot *seg_plot_new (SegPlotKind kind, const char *title);
/** One more holder, who may read it from another thread; nobody changes it from then on. */
SegPlot *seg_plot_ref (SegPlot *plot);
/** Gives up one hold; the last one frees it. */
void     seg_plot_free (SegPlot *plot);

/** Says what an axis measures. */
void seg_plot_axis (SegPlotAxis *axis, SegScale scale, const char *title, const char *unit);
/** A curve or the points of a plane; its other fields may be set afterwards (and are freed by the plot). Owned by @plot. */
SegPlotSeries *seg_plot_add_series (SegPlot *plot, const char *name, SegInk ink, const double *x, const double *y, gsize n);
/** A band around the last y: @low and @high of n values each. */
void seg_plot_set_band (SegPlotSeries *series, const double *low, const double *high);
/** Bins between @n + 1 @edges. */
SegPlotSeries *seg_plot_add_bins (SegPlot *plot, SegInk ink, const double *edges, const gint64 *counts, gsize n);
/** @n bins of the same width from @low to @high. */
SegPlotSeries *seg_plot_add_even_bins (SegPlot *plot, SegInk ink, double low, double high, const gint64 *counts, gsize n);
void seg_plot_add_rule (SegPlot *plot, gboolean across, double at, SegInk ink, const char *label);
/** A row; the pointer is valid until the next one. */
SegPlotRow *seg_plot_add_row (SegPlot *plot, const char *label, double value, SegInk ink);
/** The table of @n_rows x @n_columns @values; the scale reaches over all that are finite until it is set otherwise. */
void seg_plot_set_table (SegPlot *plot, const double *values, gsize n_rows, gsize n_columns, const char *const *row_names,
                         const char *const *column_names);
/** The groups of a plane. @groups: n values -1.., of the only series. @names, @colours: n_groups, or NULL. */
void seg_plot_set_groups (SegPlot *plot, const gint32 *groups, guint n_groups, const char *const *names, const guint *colours);
/** Names that stand in a plane, where it has room for them. */
void seg_plot_add_names (SegPlot *plot, const char *const *names, const double *x, const double *y, gsize n);
/** How well users fit their segments. @widths: n silhouettes, those that are not finite are left out. @labels: n, the segment from 0.
 * @names, @colours: k, or NULL. Cost: a pass; memory does not depend on @n. */
void seg_plot_set_silhouette (SegPlot *plot, const double *widths, const gint32 *labels, gsize n, guint k, double mean,
                              const char *const *names, const guint *colours);
/** A tree of merges with a line at @cut. Nodes 0..n_leaves-1 are its leaves, from left to right in the order that the merges ask for;
 * n_leaves + i is what merge i made. @first, @second, @heights: n_leaves - 1, heights rising. */
void seg_plot_set_tree (SegPlot *plot, gsize n_leaves, const gint32 *first, const gint32 *second, const double *heights, double cut);

/* Cursor and zoom ---------------------------------------------------------------------------------------------------------------- */

/* Where a person looks. Whoever shows the chart keeps it from drawing to drawing. */
typedef struct {
	gsize    series;        /* the curve; of tables the row */
	gsize    point;         /* the point, the row, the column of tables */
	gboolean cursor;        /* whether one is shown */
	gboolean untitled;      /* the title stands elsewhere */
	gboolean unnamed;       /* the names of groups stand elsewhere: no legend, bands have their numbers */
	double   across, up;    /* the cursor in a plane: shares 0..1 of what is shown */
	double   x_low, x_high, y_low, y_high; /* the part shown; NAN: all there is */
	/* What drawing says, for the mouse: where the values lie, and what its edges mean. */
	SegRect  plot;
	double   shown[4];      /* x_low, x_high, y_low, y_high */
	gsize    first;         /* rows: the first one drawn; tables: row */
	gsize    first_column;
	int      row_height, column_width;
	int      drag[2];       /* columns of the screen being dragged over, or -1 */
} SegPlotView;

/** All of it, the cursor (shown when @cursor) on what is marked, or on the first value. */
void seg_plot_view_init (SegPlotView *view, const SegPlot *plot, gboolean cursor);

/** Draws into @rect. @view: NULL for all of it without a cursor. */
void seg_plot_draw (const SegPlot *plot, SegPlotView *view, SegCells *cells, SegRect rect);

/** One line of columns (▁▂▃▄▅▆▇█) for the values of series @series, neighbours summed where there are more than @width, negative ones as none. */
void seg_plot_draw_sparkline (const SegPlot *plot, guint series, SegCells *cells, int x, int y, int width);

/** Moves the cursor: @right (or left, negative) from value to value, @down from curve to curve, row to row. FALSE: it stands at the end. */
gboolean seg_plot_move (const SegPlot *plot, SegPlotView *view, int right, int down);
/** The cursor to what was drawn nearest to a cell of the screen. FALSE: that lies outside. */
gboolean seg_plot_point_at (const SegPlot *plot, SegPlotView *view, int x, int y);
/** The column of the screen where the cursor was drawn, for ranges by keys; -1: in none. */
int  seg_plot_cursor_column (const SegPlot *plot, const SegPlotView *view);
/** What stands under the cursor, in words and with units: "segments 5: silhouette 0.41". Free with g_free(). */
char *seg_plot_words (const SegPlot *plot, const SegPlotView *view);
/** Whether there is anything to zoom: an axis of numbers. */
gboolean seg_plot_can_zoom (const SegPlot *plot);
/** Shows a part @factor times as wide around the cursor (0.5: twice as near). FALSE: no nearer (or farther) than this. */
gboolean seg_plot_zoom (const SegPlot *plot, SegPlotView *view, double factor);
/** Shows what lies between two columns of the screen. FALSE: that is nothing. */
gboolean seg_plot_zoom_to (const SegPlot *plot, SegPlotView *view, int from, int to);
/** Shows all again. */
void seg_plot_zoom_out (SegPlotView *view);
/** What is shown when it is not all: "from 2024-03-01 to 2024-06-30"; else NULL. Free with g_free(). */
char *seg_plot_range_words (const SegPlot *plot, const SegPlotView *view);

/* Ticks and words ---------------------------------------------------------------------------------------------------------------- */

/** Values for at most @most ticks within [@low, @high], rising, at 1, 2 or 5 times a power of ten (whole for counts; dates: at hours,
 * days, weeks, months, years). GArray of double; never empty for a finite range that is not. @step: (out) their distance, in
 * seconds for dates; may be NULL. Free with g_array_unref(). */
GArray *seg_ticks (double low, double high, int most, SegScale scale, double *step);
/** A tick as short as it can be told from its neighbours: "0.35", "12.5k", "20 %", "2024-03". Free with g_free(). */
char *seg_tick_label (double value, double step, SegScale scale);
/** A value with its unit as a person reads it: "1,284.50", "41 days", "7.7 %", "2024-03-05". Free with g_free(). */
char *seg_plot_value (const SegPlotAxis *axis, double value);

/* Files -------------------------------------------------------------------------------------------------------------------------- */

/** Whether @path ends in .svg, .png or .pdf (of any case). */
gboolean seg_plot_is_writable (const char *path);

/**
 * Writes the chart to @path, as its ending says, in the colours for white paper.
 *
 * @view: the part to show (no cursor is written); NULL: all of it.
 * @columns, @lines: how large, in cells of 8 x 16 points; 0: 100 x 30.
 * SVG files carry the title and the values as text besides, for readers and search.
 * The file appears complete under its name, or not at all. FALSE with SEG_ERROR_USAGE (another ending) or SEG_ERROR_FILE.
 */
gboolean seg_plot_write (const SegPlot *plot, const SegPlotView *view, const char *path, int columns, int lines, GError **error);
/** The same, with the rows or columns that a picture of that kind has no room for in words (the picture says it too); *@left_out: (out) owned, NULL: all
 * are there. */
gboolean seg_plot_write_telling (const SegPlot *plot, const SegPlotView *view, const char *path, int columns, int lines, char **left_out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPlot, seg_plot_free)

G_END_DECLS

#endif
