/* What all kinds of chart have in common: the table of kinds, drawing with a pen, the cursor, and which part is shown. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define NEAREST 1e-6 /* the smallest part of all that can be shown */

static const SegPlotClass *const classes[SEG_N_PLOTS] = {
	[SEG_PLOT_LINE] = &seg_plot_line_class, [SEG_PLOT_HISTOGRAM] = &seg_plot_histogram_class, [SEG_PLOT_BOX] = &seg_plot_box_class,
	[SEG_PLOT_SCATTER] = &seg_plot_scatter_class, [SEG_PLOT_BARS] = &seg_plot_bars_class, [SEG_PLOT_FUNNEL] = &seg_plot_funnel_class,
	[SEG_PLOT_HEAT_MAP] = &seg_plot_heat_map_class, [SEG_PLOT_FLOW] = &seg_plot_flow_class,
	[SEG_PLOT_SILHOUETTE] = &seg_plot_silhouette_class, [SEG_PLOT_DENDROGRAM] = &seg_plot_dendrogram_class,
};

const SegPlotClass *
seg_plot_class (const SegPlot *plot)
{
	return classes[plot->kind];
}

void
seg_plot_view_init (SegPlotView *view, const SegPlot *plot, gboolean cursor)
{
	*view = (SegPlotView) { .cursor = cursor, .across = 0.5, .up = 0.5, .drag = { -1, -1 } };
	seg_plot_zoom_out (view);
	for (guint i = 0; i < plot->series->len; i++) {
		const SegPlotSeries *series = plot->series->pdata[i];

		if (series->marked >= 0 && (gsize) series->marked < series->n) {
			view->series = i;
			view->point = (gsize) series->marked;
			return;
		}
	}
	if (plot->kind == SEG_PLOT_LINE || plot->kind == SEG_PLOT_HISTOGRAM)
		seg_plot_move (plot, view, -1, 0); /* off a first value that is none */
}

void
seg_plot_draw_with (const SegPlot *plot, SegPlotView *view, SegPen *pen)
{
	if (pen->area.width < 1 || pen->area.height < 1)
		return;
	if (view != NULL)
		view->plot = (SegRect) { 0, 0, 0, 0 };
	seg_plot_class (plot)->draw (plot, view, pen, pen->area);
}

/* The columns that are being dragged over stand out. */
static void
draw_drag (const SegPlotView *view, SegCells *cells)
{
	int from = MIN (view->drag[0], view->drag[1]), to = MAX (view->drag[0], view->drag[1]);

	if (view->drag[0] < 0 || view->drag[1] < 0)
		return;
	for (int y = view->plot.y; y < view->plot.y + view->plot.height; y++)
		for (int x = MAX (from, view->plot.x); x <= MIN (to, view->plot.x + view->plot.width - 1); x++) {
			SegCell *cell = seg_cells_at (cells, x, y);

			if (cell != NULL)
				cell->ink = SEG_INK_SELECTED;
		}
}

void
seg_plot_draw (const SegPlot *plot, SegPlotView *view, SegCells *cells, SegRect rect)
{
	SegPen pen;

	seg_cell_pen_init (&pen, cells, rect);
	seg_plot_draw_with (plot, view, &pen);
	if (view != NULL)
		draw_drag (view, cells);
}

/* The cursor ---------------------------------------------------------------------------------------------------------------------- */

gboolean
seg_plot_move (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	return seg_plot_class (plot)->move (plot, view, right, down);
}

gboolean
seg_plot_point_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	SegRect drawn = view->plot;

	if (x < drawn.x || y < drawn.y || x >= drawn.x + drawn.width || y >= drawn.y + drawn.height)
		return FALSE;
	return seg_plot_class (plot)->point_at (plot, view, x, y);
}

char *
seg_plot_words (const SegPlot *plot, const SegPlotView *view)
{
	return seg_plot_class (plot)->words (plot, view);
}

gboolean
seg_plot_move_rows (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	gssize to = (gssize) view->point + down + right, last = (gssize) plot->rows->len - 1;
	gsize before = view->point;

	view->point = (gsize) CLAMP (to, 0, MAX (last, 0));
	return view->point != before;
}

gboolean
seg_plot_row_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	gsize row = view->first + (gsize) ((y - view->plot.y) / MAX (view->row_height, 1));

	(void) x;
	if (row >= plot->rows->len)
		return FALSE;
	view->point = row;
	return TRUE;
}

gboolean
seg_plot_move_table (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	gssize row = (gssize) view->series + down, column = (gssize) view->point + right;
	gsize before[] = { view->series, view->point };

	view->series = (gsize) CLAMP (row, 0, MAX ((gssize) plot->table.n_rows - 1, 0));
	view->point = (gsize) CLAMP (column, 0, MAX ((gssize) plot->table.n_columns - 1, 0));
	return view->series != before[0] || view->point != before[1];
}

gboolean
seg_plot_table_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	gsize row = view->first + (gsize) ((y - view->plot.y) / MAX (view->row_height, 1));
	gsize column = view->first_column + (gsize) ((x - view->plot.x) / MAX (view->column_width, 1));

	if (row >= plot->table.n_rows || column >= plot->table.n_columns)
		return FALSE;
	view->series = row;
	view->point = column;
	return TRUE;
}

gsize
seg_plot_first_shown (gsize n, gsize room, gsize at, gsize first)
{
	if (n <= room || room == 0)
		return 0;
	if (at < first)
		first = at;
	if (at >= first + room)
		first = at + 1 - room;
	return MIN (first, n - room);
}

int
seg_plot_labels_width (const SegPlot *plot, int most)
{
	int widest = 0;

	for (guint i = 0; i < plot->rows->len; i++)
		widest = MAX (widest, seg_text_width (g_array_index (plot->rows, SegPlotRow, i).label));
	return MIN (widest, most);
}

/* Zoom ---------------------------------------------------------------------------------------------------------------------------- */

gboolean
seg_plot_can_zoom (const SegPlot *plot)
{
	double low[2], high[2];

	return seg_plot_class (plot)->range != NULL && seg_plot_class (plot)->range (plot, &low[0], &high[0], &low[1], &high[1]) && high[0] > low[0];
}

void
seg_plot_zoom_out (SegPlotView *view)
{
	view->x_low = view->x_high = view->y_low = view->y_high = NAN;
}

/* @low and @high become @factor times as far apart, around @at, within all there is; FALSE: nothing changes. */
static gboolean
zoom_axis (double *low, double *high, double all_low, double all_high, double at, double factor)
{
	double from = isnan (*low) ? all_low : *low, to = isnan (*high) ? all_high : *high, span = (to - from) * factor, share;

	if (!(all_high > all_low) || span < (all_high - all_low) * NEAREST)
		return FALSE;
	if (span >= (all_high - all_low) * (1 - 1e-9)) {
		gboolean changed = !isnan (*low);

		*low = *high = NAN;
		return changed;
	}
	at = CLAMP (at, from, to);
	share = (at - from) / (to - from);
	*low = CLAMP (at - share * span, all_low, all_high - span);
	*high = *low + span;
	return TRUE;
}

static double
cursor_x (const SegPlot *plot, const SegPlotView *view, double low, double high)
{
	const SegPlotSeries *series = view->series < plot->series->len ? plot->series->pdata[view->series] : NULL;

	if (plot->kind == SEG_PLOT_SCATTER)
		return (isnan (view->x_low) ? low : view->x_low) + view->across * ((isnan (view->x_high) ? high : view->x_high) - (isnan (view->x_low) ? low : view->x_low));
	return series != NULL && view->point < series->n && seg_plot_is_number (series->x[view->point]) ? series->x[view->point] : low / 2 + high / 2;
}

gboolean
seg_plot_zoom (const SegPlot *plot, SegPlotView *view, double factor)
{
	double x_low, x_high, y_low, y_high, up;
	gboolean changed;

	if (!seg_plot_can_zoom (plot))
		return FALSE;
	seg_plot_class (plot)->range (plot, &x_low, &x_high, &y_low, &y_high);
	if (plot->kind != SEG_PLOT_SCATTER)
		return zoom_axis (&view->x_low, &view->x_high, x_low, x_high, cursor_x (plot, view, x_low, x_high), factor);
	up = (isnan (view->y_low) ? y_low : view->y_low) + view->up * ((isnan (view->y_high) ? y_high : view->y_high) - (isnan (view->y_low) ? y_low : view->y_low));
	changed = zoom_axis (&view->x_low, &view->x_high, x_low, x_high, cursor_x (plot, view, x_low, x_high), factor);
	return zoom_axis (&view->y_low, &view->y_high, y_low, y_high, up, factor) || changed;
}

gboolean
seg_plot_zoom_to (const SegPlot *plot, SegPlotView *view, int from, int to)
{
	double low = view->shown[0], span = view->shown[1] - low, x_low, x_high, y_low, y_high, start, end;
	int left = CLAMP (MIN (from, to) - view->plot.x, 0, MAX (view->plot.width - 1, 0));
	int right = CLAMP (MAX (from, to) - view->plot.x, 0, MAX (view->plot.width - 1, 0));

	if (!seg_plot_can_zoom (plot) || view->plot.width < 2 || right <= left)
		return FALSE;
	seg_plot_class (plot)->range (plot, &x_low, &x_high, &y_low, &y_high);
	start = low + span * left / view->plot.width;
	end = low + span * (right + 1) / view->plot.width;
	if (plot->x.scale == SEG_SCALE_COUNT && plot->kind == SEG_PLOT_LINE) { /* between whole numbers there is nothing */
		start = round (start);
		end = round (end);
	}
	if (!(end - start > (x_high - x_low) * NEAREST))
		return FALSE;
	view->x_low = MAX (start, x_low);
	view->x_high = MIN (end, x_high);
	if (!isnan (view->y_low))
		view->y_low = view->y_high = NAN;
	return TRUE;
}

char *
seg_plot_range_words (const SegPlot *plot, const SegPlotView *view)
{
	g_autofree char *low = NULL, *high = NULL;

	if (isnan (view->x_low))
		return NULL;
	low = seg_plot_value (&plot->x, view->x_low);
	high = seg_plot_value (&plot->x, view->x_high);
	return g_strdup_printf (_("from %s to %s"), low, high);
}

int
seg_plot_cursor_column (const SegPlot *plot, const SegPlotView *view)
{
	SegPlotFrame frame = { .plot = view->plot, .x_low = view->shown[0], .x_high = view->shown[1] };

	if (!seg_plot_can_zoom (plot) || view->plot.width < 1)
		return -1;
	return CLAMP ((int) floor (seg_frame_x (&frame, cursor_x (plot, view, view->shown[0], view->shown[1]))), view->plot.x,
	              view->plot.x + view->plot.width - 1);
}
