/* Curves over x: elbow, silhouette, trend, each with a band around it where it is an estimate. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

static gboolean
has_band (const SegPlotSeries *series, gsize i)
{
	return series->low != NULL && seg_plot_is_number (series->low[i]) && seg_plot_is_number (series->high[i]);
}

typedef struct {
	double low, high;
	gboolean any;
} Range;

static void
widen (Range *range, double value)
{
	if (!seg_plot_is_number (value))
		return;
	range->low = range->any ? MIN (range->low, value) : value;
	range->high = range->any ? MAX (range->high, value) : value;
	range->any = TRUE;
}

/* Of the points with x from @from to @to. */
static gboolean
find_ranges (const SegPlot *plot, double from, double to, Range *x, Range *y)
{
	*x = *y = (Range) { 0, 0, FALSE };
	for (guint s = 0; s < plot->series->len; s++) {
		const SegPlotSeries *series = plot->series->pdata[s];

		for (gsize i = 0; i < series->n; i++) {
			if (!seg_plot_is_point (series, i) || series->x[i] < from || series->x[i] > to)
				continue;
			widen (x, series->x[i]);
			widen (y, series->y[i]);
			if (has_band (series, i)) {
				widen (y, series->low[i]);
				widen (y, series->high[i]);
			}
		}
	}
	for (guint i = 0; y->any && i < plot->rules->len; i++) {
		const SegPlotRule *rule = &g_array_index (plot->rules, SegPlotRule, i);

		if (rule->across)
			widen (y, rule->at);
	}
	if (y->any && plot->y.from_zero)
		widen (y, 0);
	return x->any;
}

static gboolean
range (const SegPlot *plot, double *x_low, double *x_high, double *y_low, double *y_high)
{
	Range x, y;

	if (!find_ranges (plot, -INFINITY, INFINITY, &x, &y))
		return FALSE;
	*x_low = x.low;
	*x_high = x.high;
	*y_low = y.low;
	*y_high = y.high;
	return TRUE;
}

/* A part without a point keeps the range of all. */
static gboolean
set_ranges (SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view)
{
	gboolean part = view != NULL && !isnan (view->x_low);
	Range x, y;

	if (!find_ranges (plot, part ? view->x_low : -INFINITY, part ? view->x_high : INFINITY, &x, &y)
	    && !find_ranges (plot, -INFINITY, INFINITY, &x, &y))
		return FALSE;
	frame->x_low = part ? view->x_low : x.low;
	frame->x_high = part ? view->x_high : x.high;
	frame->y_low = y.low;
	frame->y_high = y.high;
	return TRUE;
}

static void
draw_series (const SegPlotFrame *frame, SegPen *pen, const SegPlotSeries *series, guint number, gboolean marks)
{
	g_autofree double *x = g_new (double, series->n + 1), *y = g_new (double, series->n + 1);
	gsize n = 0;

	for (gsize i = 0; i < series->n; i++)
		if (seg_plot_is_point (series, i)) {
			x[n] = seg_frame_x (frame, series->x[i]);
			y[n++] = seg_frame_y (frame, series->y[i]);
		}
	pen->class->curve (pen, frame->plot, x, y, n, series->ink, (SegStroke) (number % SEG_N_STROKES));
	for (gsize i = 0; marks && i < n; i++)
		if (x[i] >= frame->plot.x && x[i] <= frame->plot.x + frame->plot.width)
			pen->class->mark (pen, x[i], y[i], series->ink, (SegMark) (number % SEG_N_MARKS));
}

static void
draw_band (const SegPlotFrame *frame, SegPen *pen, const SegPlotSeries *series)
{
	g_autofree double *x = g_new (double, series->n + 1), *low = g_new (double, series->n + 1), *high = g_new (double, series->n + 1);
	gsize n = 0;

	for (gsize i = 0; i < series->n; i++)
		if (seg_plot_is_point (series, i) && has_band (series, i)) {
			x[n] = seg_frame_x (frame, series->x[i]);
			low[n] = seg_frame_y (frame, series->low[i]);
			high[n++] = seg_frame_y (frame, series->high[i]);
		}
	pen->class->band (pen, frame->plot, x, low, high, n, series->ink);
}

static void
mark_point (const SegPlotFrame *frame, SegPen *pen, const SegPlotSeries *series, gssize i, SegMark mark, SegInk ink)
{
	double x;

	if (i < 0 || (gsize) i >= series->n || !seg_plot_is_point (series, (gsize) i))
		return;
	x = seg_frame_x (frame, series->x[i]);
	if (x >= frame->plot.x && x <= frame->plot.x + frame->plot.width)
		pen->class->mark (pen, x, seg_frame_y (frame, series->y[i]), ink, mark);
}

static void
draw_cursor (const SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen)
{
	const SegPlotSeries *series = view->series < plot->series->len ? plot->series->pdata[view->series] : NULL;
	double at;

	if (series == NULL || view->point >= series->n || !seg_plot_is_point (series, view->point))
		return;
	at = seg_frame_x (frame, series->x[view->point]);
	if (at < frame->plot.x || at > frame->plot.x + frame->plot.width)
		return;
	pen->class->rule (pen, frame->plot, FALSE, at, SEG_INK_AXIS, SEG_STROKE_DOTTED);
	mark_point (frame, pen, series, (gssize) view->point, series->marked == (gssize) view->point ? SEG_MARK_POINT : SEG_MARK_DIAMOND, SEG_INK_SELECTED);
}

static gboolean
are_points_few (const SegPlot *plot, int width)
{
	gsize most = 0;

	for (guint i = 0; i < plot->series->len; i++)
		most = MAX (most, ((const SegPlotSeries *) plot->series->pdata[i])->n);
	return most * 4 <= (gsize) width;
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	SegPlotFrame frame = { .plot = rect };
	gboolean several = plot->series->len > 1;

	if (!set_ranges (&frame, plot, view)) {
		seg_plot_no_data (pen, seg_plot_draw_title (plot, view, pen, rect));
		return;
	}
	seg_frame_lay_out (&frame, plot, view, pen, rect, several);
	seg_frame_draw (&frame, plot, view, pen);
	for (guint i = 0; i < plot->series->len; i++)
		draw_band (&frame, pen, plot->series->pdata[i]);
	for (guint i = 0; i < plot->series->len; i++)
		draw_series (&frame, pen, plot->series->pdata[i], i, several && are_points_few (plot, frame.plot.width));
	seg_frame_rules (&frame, plot, pen);
	for (guint i = 0; i < plot->series->len; i++)
		mark_point (&frame, pen, plot->series->pdata[i], ((const SegPlotSeries *) plot->series->pdata[i])->marked, SEG_MARK_POINT, SEG_INK_ACCENT);
	if (view != NULL && view->cursor)
		draw_cursor (&frame, plot, view, pen);
	seg_frame_tell (&frame, view);
	seg_frame_clear (&frame);
}

static gboolean
is_shown (const SegPlotSeries *series, const SegPlotView *view, gsize i)
{
	return seg_plot_is_point (series, i) && (isnan (view->x_low) || (series->x[i] >= view->x_low && series->x[i] <= view->x_high));
}

/* The point of @series nearest to @x that is shown, or n. */
static gsize
nearest (const SegPlotSeries *series, const SegPlotView *view, double x)
{
	gsize best = series->n;

	for (gsize i = 0; i < series->n; i++)
		if (is_shown (series, view, i) && (best == series->n || fabs (series->x[i] - x) < fabs (series->x[best] - x)))
			best = i;
	return best;
}

/* Down and up go from curve to curve at the same x. */
static gboolean
move (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	const SegPlotSeries *series = view->series < plot->series->len ? plot->series->pdata[view->series] : NULL;
	gsize to;

	if (series == NULL || series->n == 0)
		return FALSE;
	view->point = MIN (view->point, series->n - 1);
	if (down != 0) {
		gsize wanted = (gsize) CLAMP ((gssize) view->series + down, 0, (gssize) plot->series->len - 1);

		to = nearest (plot->series->pdata[wanted], view, series->x[view->point]);
		if (wanted == view->series || to >= ((const SegPlotSeries *) plot->series->pdata[wanted])->n)
			return FALSE;
		view->series = wanted;
		view->point = to;
		return TRUE;
	}
	for (gssize i = (gssize) view->point + right; i >= 0 && (gsize) i < series->n; i += right > 0 ? 1 : -1)
		if (is_shown (series, view, (gsize) i)) {
			view->point = (gsize) i;
			return TRUE;
		}
	if (!is_shown (series, view, view->point) && (to = nearest (series, view, series->x[view->point])) < series->n)
		view->point = to;
	return FALSE;
}

static gboolean
point_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	SegPlotFrame frame = { .plot = view->plot, .x_low = view->shown[0], .x_high = view->shown[1], .y_low = view->shown[2], .y_high = view->shown[3] };
	double best = INFINITY;

	for (guint s = 0; s < plot->series->len; s++) {
		const SegPlotSeries *series = plot->series->pdata[s];

		for (gsize i = 0; i < series->n; i++) {
			double across, down, distance;

			if (!is_shown (series, view, i))
				continue;
			across = seg_frame_x (&frame, series->x[i]) - x - 0.5;
			down = plot->series->len > 1 ? seg_frame_y (&frame, series->y[i]) - y - 0.5 : 0;
			distance = across * across + down * down;
			if (distance < best) {
				best = distance;
				view->series = s;
				view->point = i;
			}
		}
	}
	return isfinite (best);
}

static void
append_point (const SegPlot *plot, const SegPlotSeries *series, gsize i, GString *words)
{
	g_autofree char *x = series->labels != NULL ? g_strdup (series->labels[i]) : seg_plot_value (&plot->x, series->x[i]);
	g_autofree char *y = seg_plot_value (&plot->y, series->y[i]);
	const char *what = series->name != NULL ? series->name : plot->y.title;

	if (plot->x.title != NULL && series->labels == NULL)
		g_string_append_printf (words, "%s ", plot->x.title);
	g_string_append_printf (words, _("%s: "), x);
	if (what != NULL)
		g_string_append_printf (words, "%s ", what);
	g_string_append (words, y);
	if (has_band (series, i)) {
		g_autofree char *low = seg_plot_value (&plot->y, series->low[i]), *high = seg_plot_value (&plot->y, series->high[i]);

		g_string_append_printf (words, _(" (%s to %s)"), low, high);
	}
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	const SegPlotSeries *series = view->series < plot->series->len ? plot->series->pdata[view->series] : NULL;
	GString *text = g_string_new (NULL);

	if (series != NULL && view->point < series->n)
		append_point (plot, series, view->point, text);
	return g_string_free (text, FALSE);
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (guint s = 0; s < plot->series->len; s++) {
		const SegPlotSeries *series = plot->series->pdata[s];

		for (gsize i = 0; i < series->n; i++)
			if (seg_plot_is_point (series, i)) {
				append_point (plot, series, i, lines);
				g_string_append_c (lines, '\n');
			}
	}
}

const SegPlotClass seg_plot_line_class = { draw, move, point_at, words, tell, range };
