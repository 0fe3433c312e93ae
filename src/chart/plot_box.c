/* A box a row: whiskers, the middle half, the median; how spread several groups are, beside each other. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LABELS_MOST 28

static const SegPlotRow *
row_of (const SegPlot *plot, gsize i)
{
	return &g_array_index (plot->rows, SegPlotRow, i);
}

static gboolean
is_box (const SegPlotRow *row)
{
	return seg_plot_is_number (row->low) && seg_plot_is_number (row->high) && seg_plot_is_number (row->middle)
	       && seg_plot_is_number (row->quarter) && seg_plot_is_number (row->three_quarters);
}

static gboolean
range (const SegPlot *plot, double *x_low, double *x_high, double *y_low, double *y_high)
{
	gboolean any = FALSE;

	*y_low = *y_high = 0;
	for (guint i = 0; i < plot->rows->len; i++) {
		const SegPlotRow *row = row_of (plot, i);

		if (!is_box (row))
			continue;
		*x_low = any ? MIN (*x_low, row->low) : row->low;
		*x_high = any ? MAX (*x_high, row->high) : row->high;
		any = TRUE;
	}
	if (any && plot->x.from_zero) {
		*x_low = MIN (*x_low, 0);
		*x_high = MAX (*x_high, 0);
	}
	return any;
}

static double
into (const SegPlotFrame *frame, double value)
{
	return CLAMP (seg_frame_x (frame, value), frame->plot.x, frame->plot.x + frame->plot.width - 0.01);
}

/* ├────▒▒▒▒┃▒▒▒▒▒▒────┤ */
static void
draw_box (const SegPlotFrame *frame, SegPen *pen, const SegPlotRow *row, double y, SegInk ink)
{
	double low = into (frame, row->low), high = into (frame, row->high), middle = into (frame, row->middle);
	double from = into (frame, row->quarter), to = into (frame, row->three_quarters);
	SegRect line = { (int) floor (low), (int) floor (y), MAX ((int) floor (high) - (int) floor (low) + 1, 1), 1 };

	if (pen->cells != NULL)
		pen->class->rule (pen, line, TRUE, y, ink, SEG_STROKE_SOLID);
	else
		pen->class->curve (pen, frame->plot, (double[]) { low, high }, (double[]) { y + 0.5, y + 0.5 }, 2, ink, SEG_STROKE_SOLID);
	pen->class->shade (pen, pen->cells != NULL ? floor (from) : from, y + (pen->cells == NULL ? 0.15 : 0),
	                   pen->cells != NULL ? MAX (floor (to) - floor (from) + 1, 1) : MAX (to - from, 0.1), pen->cells == NULL ? 0.7 : 1, ink, 0.5);
	pen->class->column (pen, pen->cells != NULL ? floor (middle) : middle - 0.12, pen->cells != NULL ? 1 : 0.24, y + (pen->cells != NULL ? 1 : 0.95),
	                    y + (pen->cells != NULL ? 0 : 0.05), ink);
}

static void
draw_rows (const SegPlotFrame *frame, const SegPlot *plot, SegPlotView *view, SegPen *pen, int labels, gsize first, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const SegPlotRow *row = row_of (plot, first + i);
		gboolean here = view != NULL && view->cursor && view->point == first + i;
		int y = frame->plot.y + (int) i;

		pen->class->text (pen, pen->area.x, y, labels, SEG_ALIGN_LEFT, here ? SEG_INK_SELECTED : SEG_INK_NORMAL, row->label);
		if (is_box (row))
			draw_box (frame, pen, row, y, here ? SEG_INK_ACCENT : row->ink);
		else
			pen->class->text (pen, frame->plot.x, y, frame->plot.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("no data"));
	}
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	int labels = seg_plot_labels_width (plot, MIN (LABELS_MOST, rect.width / 3));
	SegPlotFrame frame = { .plot = rect };
	double unused[2];
	gsize room, first, n;

	if (!range (plot, &frame.x_low, &frame.x_high, &unused[0], &unused[1])) {
		seg_plot_no_data (pen, seg_plot_draw_title (plot, view, pen, rect));
		return;
	}
	if (view != NULL && !isnan (view->x_low)) {
		frame.x_low = view->x_low;
		frame.x_high = view->x_high;
	}
	rect = seg_plot_draw_title (plot, view, pen, rect);
	frame.plot = (SegRect) { rect.x + labels + 1, rect.y, rect.width - labels - 1, rect.height };
	if (frame.plot.width < 4)
		return;
	room = (gsize) MAX (rect.height - (rect.height > 4 ? 3 : rect.height > 1), 1);
	n = MIN (room, plot->rows->len);
	first = view != NULL ? seg_plot_first_shown (plot->rows->len, n, view->point, view->first) : 0;
	frame.plot.height = (int) n;
	seg_frame_fit_x (&frame, plot);
	seg_frame_draw_x (&frame, plot, pen);
	draw_rows (&frame, plot, view, pen, labels, first, n);
	seg_frame_rules (&frame, plot, pen);
	if (view != NULL) {
		seg_frame_tell (&frame, view);
		view->first = first;
		view->row_height = 1;
	}
	seg_frame_clear (&frame);
}

static char *
words_of (const SegPlot *plot, const SegPlotRow *row)
{
	g_autofree char *low = seg_plot_value (&plot->x, row->low), *high = seg_plot_value (&plot->x, row->high);
	g_autofree char *quarter = seg_plot_value (&plot->x, row->quarter), *three = seg_plot_value (&plot->x, row->three_quarters);
	g_autofree char *middle = seg_plot_value (&plot->x, row->middle), *n = seg_format_integer (row->n);

	if (!is_box (row))
		return g_strdup_printf (_("%s: no data"), row->label);
	return g_strdup_printf (_("%s: median %s, the middle half from %s to %s, whiskers from %s to %s, %s users"), row->label, middle, quarter, three,
	                        low, high, n);
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	return view->point < plot->rows->len ? words_of (plot, row_of (plot, view->point)) : g_strdup ("");
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (guint i = 0; i < plot->rows->len; i++) {
		g_autofree char *line = words_of (plot, row_of (plot, i));

		g_string_append_printf (lines, "%s\n", line);
	}
}

const SegPlotClass seg_plot_box_class = { draw, seg_plot_move_rows, seg_plot_row_at, words, tell, range };
