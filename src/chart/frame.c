/* The frame of a chart with two axes. From top to bottom: the title; what y measures, with the legend at the right; the plot, its ticks
 * at the left; the ticks of x and what it measures. What there is no room for is left out, from the outside in. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LINES_FOR_TITLE 4
#define LINES_FOR_Y_TITLE 8
#define LINES_FOR_AXIS 9   /* a line below the plot */
#define COLUMNS_FOR_AXIS 24
#define LINES_FOR_X_TITLE 14
#define LINES_A_TICK 3

/* Halved before they are subtracted: the range of huge values stays finite. */
static double
part_of (double value, double low, double high)
{
	double span = high / 2 - low / 2;

	return span > 0 ? CLAMP ((value / 2 - low / 2) / span, -1e4, 1e4) : 0.5;
}

double
seg_frame_x (const SegPlotFrame *frame, double value)
{
	return frame->plot.x + (part_of (value, frame->x_low, frame->x_high) * (2 * frame->plot.width - 1) + 0.5) / 2;
}

double
seg_frame_y (const SegPlotFrame *frame, double value)
{
	return frame->plot.y + ((1 - part_of (value, frame->y_low, frame->y_high)) * (4 * frame->plot.height - 1) + 0.5) / 4;
}

SegRect
seg_plot_draw_title (const SegPlot *plot, const SegPlotView *view, SegPen *pen, SegRect rect)
{
	if (plot->title == NULL || (view != NULL && view->untitled) || rect.height < LINES_FOR_TITLE)
		return rect;
	pen->class->text (pen, rect.x, rect.y, rect.width, SEG_ALIGN_LEFT, SEG_INK_HEADING, plot->title);
	rect.y++;
	rect.height--;
	if (pen->cells == NULL && plot->note != NULL) {
		pen->class->text (pen, rect.x, rect.y, rect.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, plot->note);
		rect.y++;
		rect.height--;
	}
	return rect;
}

void
seg_plot_no_data (SegPen *pen, SegRect rect)
{
	if (rect.height > 0)
		pen->class->text (pen, rect.x, rect.y + rect.height / 2, rect.width, SEG_ALIGN_CENTRE, SEG_INK_MUTED, _("no data"));
}

int
seg_plot_draw_legend (const SegPlot *plot, SegPen *pen, SegRect line)
{
	int right = line.x + line.width;

	for (guint i = plot->series->len; i-- > 0;) {
		const SegPlotSeries *series = plot->series->pdata[i];
		int width = series->name != NULL ? seg_text_width (series->name) : 0;

		if (width == 0 || right - width - 4 < line.x)
			continue;
		right -= width;
		pen->class->text (pen, right, line.y, width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, series->name);
		pen->class->mark (pen, right - 1.5, line.y + 0.5, series->ink, (SegMark) (i % SEG_N_MARKS));
		right -= 4;
	}
	return line.x + line.width - right;
}

/* What y means is widened to whole ticks. */
static void
find_y_ticks (SegPlotFrame *frame, const SegPlot *plot, gboolean exact)
{
	GArray *ticks = seg_ticks (frame->y_low, frame->y_high, MAX (frame->plot.height / LINES_A_TICK + 1, 2), plot->y.scale, &frame->y_step);
	double step = frame->y_step;

	if (!exact && step > 0 && plot->y.scale != SEG_SCALE_DATE && frame->plot.height > 3) {
		double low = floor (frame->y_low / step + 1e-9) * step, high = ceil (frame->y_high / step - 1e-9) * step;

		g_array_unref (ticks);
		frame->y_low = low;
		frame->y_high = high;
		ticks = seg_ticks (low, high, MAX ((int) lround ((high - low) / step) + 1, 2), plot->y.scale, &frame->y_step);
	}
	frame->y_ticks = ticks;
}

static int
widest_label (const GArray *ticks, double step, SegScale scale)
{
	int widest = 0;

	for (guint i = 0; i < ticks->len; i++) {
		g_autofree char *label = seg_tick_label (g_array_index (ticks, double, i), step, scale);

		widest = MAX (widest, seg_text_width (label));
	}
	return widest;
}

void
seg_frame_fit_y (SegPlotFrame *frame, const SegPlot *plot)
{
	int widest = widest_label (frame->y_ticks, frame->y_step, plot->y.scale);

	if (widest + 4 > frame->plot.width || plot->y.bare) {
		g_array_set_size (frame->y_ticks, 0);
		return;
	}
	frame->y_line = widest > 0 && frame->plot.width >= COLUMNS_FOR_AXIS;
	widest += frame->y_line ? 2 : 1;
	frame->plot.x += widest;
	frame->plot.width -= widest;
}

/* As many as have room beside each other. */
void
seg_frame_fit_x (SegPlotFrame *frame, const SegPlot *plot)
{
	for (int most = MAX (frame->plot.width / 3, 2); ; most = most * 3 / 4) {
		GArray *ticks = seg_ticks (frame->x_low, frame->x_high, most, plot->x.scale, &frame->x_step);

		if (most <= 2 || (int) ticks->len * (widest_label (ticks, frame->x_step, plot->x.scale) + 2) <= frame->plot.width + 2) {
			frame->x_ticks = ticks;
			return;
		}
		g_array_unref (ticks);
	}
}

void
seg_frame_lay_out (SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen, SegRect rect, gboolean legend)
{
	SegRect line;

	rect = seg_plot_draw_title (plot, view, pen, rect);
	line = (SegRect) { rect.x, rect.y, rect.width, 1 };
	if (rect.height >= LINES_FOR_Y_TITLE && (plot->y.title != NULL || legend)) {
		int used = legend ? seg_plot_draw_legend (plot, pen, line) : 0;
		g_autofree char *words = plot->y.title == NULL ? g_strdup ("") : plot->y.unit != NULL ? g_strdup_printf ("%s (%s)", plot->y.title, plot->y.unit)
		                         : g_strdup (plot->y.title);

		pen->class->text (pen, rect.x, rect.y, rect.width - used, SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
		rect.y++;
		rect.height--;
	}
	if (plot->x.title != NULL && (rect.height >= LINES_FOR_X_TITLE || (pen->cells == NULL && rect.height > 4)))
		rect.height -= 3;
	else if (rect.height >= LINES_FOR_AXIS)
		rect.height -= 2;
	else if (rect.height >= 3)
		rect.height--;
	frame->plot = rect;
	find_y_ticks (frame, plot, view != NULL && !isnan (view->y_low));
	seg_frame_fit_y (frame, plot);
	seg_frame_fit_x (frame, plot);
}

void
seg_frame_clear (SegPlotFrame *frame)
{
	g_clear_pointer (&frame->x_ticks, g_array_unref);
	g_clear_pointer (&frame->y_ticks, g_array_unref);
}

/* From the top and the bottom inward, so that labels never stand on each other. */
void
seg_frame_draw_y (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen)
{
	SegRect axis = { frame->plot.x - 1, frame->plot.y, 1, frame->plot.height };
	int last = G_MAXINT;

	if (frame->y_line)
		pen->class->rule (pen, axis, FALSE, axis.x + 0.5, SEG_INK_AXIS, SEG_STROKE_SOLID);
	for (guint i = 0; i < frame->y_ticks->len; i++) {
		double value = g_array_index (frame->y_ticks, double, i);
		g_autofree char *label = seg_tick_label (value, frame->y_step, plot->y.scale);
		int y = (int) floor (seg_frame_y (frame, value));

		if (y >= last || y < frame->plot.y || y >= frame->plot.y + frame->plot.height)
			continue;
		pen->class->text (pen, pen->area.x, pen->cells != NULL ? y : seg_frame_y (frame, value) - 0.5, frame->plot.x - pen->area.x - (frame->y_line ? 2 : 1) + 0.5, SEG_ALIGN_RIGHT, SEG_INK_MUTED, label);
		if (frame->y_line)
			pen->class->mark_tick (pen, axis.x, seg_frame_y (frame, value), SEG_INK_AXIS, FALSE);
		last = y;
	}
}

/* A label centred below its tick, kept inside, unless it would touch the one before; returns where the next may begin. */
static int
draw_x_tick (const SegPlotFrame *frame, SegPen *pen, int y, double at, const char *label, int from)
{
	int width = seg_text_width (label), right = frame->plot.x + frame->plot.width;
	int start = CLAMP ((int) floor (at) - width / 2, frame->plot.x, MAX (right - width, frame->plot.x));

	if (start < from || start + width > right)
		return from;
	if (pen->cells != NULL)
		pen->class->text (pen, start, y, width, SEG_ALIGN_LEFT, SEG_INK_MUTED, label);
	else /* the middle is the tick's, not that of a cell, and the line near to it */
		pen->class->text (pen, CLAMP (at - width / 2.0, pen->area.x, MAX (pen->area.x + pen->area.width - width, pen->area.x)), y - 0.5, width,
		                  SEG_ALIGN_CENTRE, SEG_INK_MUTED, label);
	return start + width + 1;
}

/* In a line of its own when there is one, else behind the last label. */
static void
draw_x_title (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen, int y, int from, gboolean own_line)
{
	int right = frame->plot.x + frame->plot.width;
	g_autofree char *words = plot->x.title != NULL && plot->x.unit != NULL ? g_strdup_printf ("%s (%s)", plot->x.title, plot->x.unit)
	                         : g_strdup (plot->x.title);

	if (words == NULL)
		return;
	if (own_line)
		pen->class->text (pen, frame->plot.x, y + 1, frame->plot.width, SEG_ALIGN_CENTRE, SEG_INK_MUTED, words);
	else if (from + seg_text_width (words) + 1 <= right)
		pen->class->text (pen, from, y, right - from, SEG_ALIGN_RIGHT, SEG_INK_MUTED, words);
}

void
seg_frame_draw_x (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen)
{
	int bottom = frame->plot.y + frame->plot.height, from = frame->plot.x, below = pen->area.y + pen->area.height - bottom;
	gboolean line = below >= 2;
	SegRect axis = { frame->plot.x, bottom, frame->plot.width, 1 };

	if (below < 1)
		return;
	if (line)
		pen->class->rule (pen, axis, TRUE, bottom + 0.5, SEG_INK_AXIS, SEG_STROKE_SOLID);
	for (guint i = 0; i < frame->x_ticks->len; i++) {
		double value = g_array_index (frame->x_ticks, double, i), at = seg_frame_x (frame, value);
		g_autofree char *label = seg_tick_label (value, frame->x_step, plot->x.scale);
		int next = draw_x_tick (frame, pen, bottom + line, at, label, from);

		if (line && next != from)
			pen->class->mark_tick (pen, at, bottom, SEG_INK_AXIS, TRUE);
		from = next;
	}
	draw_x_title (frame, plot, pen, bottom + line, from, below > 1 + line);
}

void
seg_frame_draw (const SegPlotFrame *frame, const SegPlot *plot, const SegPlotView *view, SegPen *pen)
{
	(void) view;
	seg_frame_draw_y (frame, plot, pen);
	seg_frame_draw_x (frame, plot, pen);
}

static void
draw_rule_label (const SegPlotFrame *frame, SegPen *pen, const SegPlotRule *rule, double at, int line)
{
	int width = rule->label != NULL ? seg_text_width (rule->label) : 0, x = (int) floor (at), right = frame->plot.x + frame->plot.width;

	if (width == 0 || frame->plot.height < 4 || width + 2 > frame->plot.width)
		return;
	if (rule->across)
		pen->class->text (pen, right - width, (int) floor (at) - (at >= frame->plot.y + 1 ? 1 : -1), width, SEG_ALIGN_RIGHT, rule->ink, rule->label);
	else if (x + 1 + width <= right)
		pen->class->text (pen, x + 1, frame->plot.y + line, width, SEG_ALIGN_LEFT, rule->ink, rule->label);
	else
		pen->class->text (pen, x - width, frame->plot.y + line, width, SEG_ALIGN_RIGHT, rule->ink, rule->label);
}

void
seg_frame_rules (const SegPlotFrame *frame, const SegPlot *plot, SegPen *pen)
{
	for (guint i = 0, line = 0; i < plot->rules->len; i++) {
		const SegPlotRule *rule = &g_array_index (plot->rules, SegPlotRule, i);
		double low = rule->across ? frame->y_low : frame->x_low, high = rule->across ? frame->y_high : frame->x_high, at;

		if (!seg_plot_is_number (rule->at) || rule->at < low || rule->at > high)
			continue;
		at = rule->across ? seg_frame_y (frame, rule->at) : seg_frame_x (frame, rule->at);
		pen->class->rule (pen, frame->plot, rule->across, at, rule->ink, SEG_STROKE_DOTTED);
		draw_rule_label (frame, pen, rule, at, (int) (line++ % (guint) MAX (frame->plot.height / 2, 1)));
	}
}

void
seg_frame_tell (const SegPlotFrame *frame, SegPlotView *view)
{
	if (view == NULL)
		return;
	view->plot = frame->plot;
	view->shown[0] = frame->x_low;
	view->shown[1] = frame->x_high;
	view->shown[2] = frame->y_low;
	view->shown[3] = frame->y_high;
}
