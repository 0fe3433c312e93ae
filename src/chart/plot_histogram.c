/* Counts in bins, each as wide as what it holds, with quantiles as dotted lines. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LABELS 10 /* columns that the axis at the left may take */

static const SegPlotSeries *
bins_of (const SegPlot *plot)
{
	return plot->series->len > 0 ? plot->series->pdata[0] : NULL;
}

static gboolean
is_bin (const SegPlotSeries *bins, gsize i)
{
	return seg_plot_is_number (bins->low[i]) && seg_plot_is_number (bins->high[i]) && bins->high[i] >= bins->low[i]
	       && seg_plot_is_number (bins->y[i]);
}

static gboolean
is_shown (const SegPlotSeries *bins, const SegPlotView *view, gsize i)
{
	return is_bin (bins, i) && (view == NULL || isnan (view->x_low) || (bins->high[i] > view->x_low && bins->low[i] < view->x_high));
}

/* How many neighbours are drawn as one, so that none is left out where there are more bins than columns. */
static gsize
together (const SegPlotSeries *bins, const SegPlotView *view, int width)
{
	gsize n = 0;

	for (gsize i = 0; i < bins->n; i++)
		n += is_shown (bins, view, i) ? 1 : 0;
	return (n + (gsize) MAX (width, 1) - 1) / (gsize) MAX (width, 1);
}

/* Sum and edges of @each bins from @i on. FALSE: none of them is shown. */
static gboolean
sum_of (const SegPlotSeries *bins, const SegPlotView *view, gsize i, gsize each, double *low, double *high, double *sum)
{
	gboolean any = FALSE;

	*sum = 0;
	for (gsize j = i; j < MIN (i + each, bins->n); j++) {
		if (!is_shown (bins, view, j))
			continue;
		*low = any ? MIN (*low, bins->low[j]) : bins->low[j];
		*high = any ? MAX (*high, bins->high[j]) : bins->high[j];
		*sum += bins->y[j];
		any = TRUE;
	}
	return any;
}

static gboolean
range_of (const SegPlot *plot, const SegPlotView *view, gsize each, double *x_low, double *x_high, double *most)
{
	const SegPlotSeries *bins = bins_of (plot);
	gboolean any = FALSE;

	*most = 0;
	for (gsize i = 0; bins != NULL && i < bins->n; i += each) {
		double low, high, sum;

		if (!sum_of (bins, view, i, each, &low, &high, &sum))
			continue;
		*x_low = any ? MIN (*x_low, low) : low;
		*x_high = any ? MAX (*x_high, high) : high;
		*most = MAX (*most, sum);
		any = TRUE;
	}
	return any;
}

static gboolean
range (const SegPlot *plot, double *x_low, double *x_high, double *y_low, double *y_high)
{
	*y_low = 0;
	return range_of (plot, NULL, 1, x_low, x_high, y_high) && *y_high > 0;
}

static void
draw_columns (const SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen, gsize each)
{
	const SegPlotSeries *bins = bins_of (plot);
	double bottom = frame->plot.y + frame->plot.height, right = frame->plot.x + frame->plot.width;
	double part = frame->x_high > frame->x_low ? frame->plot.width / (frame->x_high - frame->x_low) : 0;

	for (gsize i = 0; i < bins->n; i += each) {
		double low, high, sum, from, to;

		if (!sum_of (bins, view, i, each, &low, &high, &sum) || sum <= 0)
			continue;
		from = frame->plot.x + MAX ((low - frame->x_low) * part, 0);
		to = part > 0 ? MIN (frame->plot.x + (high - frame->x_low) * part, right) : right;
		if (pen->cells != NULL) {
			from = MIN (floor (from + 1e-6), right - 1);
			to = MAX (floor (to + 1e-6), from + 1);
		} else
			to = MAX (to - 0.1, from + 0.05);
		pen->class->column (pen, from, to - from, bottom, bottom - sum / frame->y_high * frame->plot.height,
		                    view != NULL && view->cursor && view->point / each == i / each ? SEG_INK_ACCENT : bins->ink);
	}
}

/* A sign below the bin under the cursor, for terminals without colours. */
static void
draw_cursor (const SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen)
{
	const SegPlotSeries *bins = bins_of (plot);
	double at;

	if (view->point >= bins->n || !is_shown (bins, view, view->point))
		return;
	at = seg_frame_x (frame, CLAMP (bins->x[view->point], frame->x_low, frame->x_high));
	pen->class->mark (pen, at, frame->plot.y + frame->plot.height, SEG_INK_SELECTED, SEG_MARK_TRIANGLE);
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	SegPlotFrame frame = { .plot = rect };
	gsize each = bins_of (plot) != NULL ? MAX (together (bins_of (plot), view, MAX (rect.width - LABELS, 4)), 1) : 1;

	if (!range_of (plot, view, each, &frame.x_low, &frame.x_high, &frame.y_high) || frame.y_high <= 0) {
		seg_plot_no_data (pen, seg_plot_draw_title (plot, view, pen, rect));
		return;
	}
	if (view != NULL && !isnan (view->x_low)) {
		frame.x_low = view->x_low;
		frame.x_high = view->x_high;
	}
	seg_frame_lay_out (&frame, plot, view, pen, rect, FALSE);
	seg_frame_draw (&frame, plot, view, pen);
	draw_columns (&frame, plot, view, pen, each);
	seg_frame_rules (&frame, plot, pen);
	if (view != NULL && view->cursor)
		draw_cursor (&frame, plot, view, pen);
	seg_frame_tell (&frame, view);
	seg_frame_clear (&frame);
}

static gboolean
move (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	const SegPlotSeries *bins = bins_of (plot);

	(void) down;
	for (gssize i = (gssize) view->point + right; right != 0 && bins != NULL && i >= 0 && (gsize) i < bins->n; i += right > 0 ? 1 : -1)
		if (is_shown (bins, view, (gsize) i)) {
			view->point = (gsize) i;
			return TRUE;
		}
	return FALSE;
}

static gboolean
point_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	const SegPlotSeries *bins = bins_of (plot);
	double at = view->shown[0] + (x + 0.5 - view->plot.x) / MAX (view->plot.width, 1) * (view->shown[1] - view->shown[0]);

	(void) y;
	for (gsize i = 0; bins != NULL && i < bins->n; i++)
		if (is_shown (bins, view, i) && at >= bins->low[i] && (at < bins->high[i] || i + 1 == bins->n)) {
			view->point = i;
			return TRUE;
		}
	return FALSE;
}

static void
append_bin (const SegPlot *plot, gsize i, GString *words)
{
	const SegPlotSeries *bins = bins_of (plot);
	g_autofree char *low = seg_plot_value (&plot->x, bins->low[i]), *high = seg_plot_value (&plot->x, bins->high[i]);
	g_autofree char *count = seg_plot_value (&plot->y, bins->y[i]), *share = NULL;
	double total = 0;

	for (gsize j = 0; j < bins->n; j++)
		total += is_bin (bins, j) ? bins->y[j] : 0;
	share = seg_format_share (total > 0 ? bins->y[i] / total : 0);
	if (plot->x.title != NULL)
		g_string_append_printf (words, "%s ", plot->x.title);
	if (bins->labels != NULL)
		g_string_append_printf (words, _("%s: %s"), bins->labels[i], count);
	else if (bins->high[i] > bins->low[i])
		g_string_append_printf (words, _("%s to %s: %s"), low, high, count);
	else
		g_string_append_printf (words, _("%s: %s"), low, count);
	if (plot->y.title != NULL)
		g_string_append_printf (words, " %s", plot->y.title);
	g_string_append_printf (words, " (%s)", share);
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	GString *text = g_string_new (NULL);

	if (bins_of (plot) != NULL && view->point < bins_of (plot)->n)
		append_bin (plot, view->point, text);
	return g_string_free (text, FALSE);
}

static void
tell (const SegPlot *plot, GString *lines)
{
	const SegPlotSeries *bins = bins_of (plot);

	for (gsize i = 0; bins != NULL && i < bins->n; i++) {
		append_bin (plot, i, lines);
		g_string_append_c (lines, '\n');
	}
	for (guint i = 0; i < plot->rules->len; i++)
		g_string_append_printf (lines, "%s\n", g_array_index (plot->rules, SegPlotRule, i).label);
}

const SegPlotClass seg_plot_histogram_class = { draw, move, point_at, words, tell, range };
