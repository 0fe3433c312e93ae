/* A curve with axes: elbow, silhouette, trend.
 *
 * From left to right: labels of the y axis, the plot; below it the labels of x. Only finite points count. */
#include <config.h>
#include "chart-private.h"

#include <math.h>

typedef struct {
	double x_low, x_high, y_low, y_high;
	SegRect plot;
} Frame;

static gboolean
is_point (const SegLineChart *chart, gsize i)
{
	return isfinite (chart->x[i]) && isfinite (chart->y[i]);
}

static gboolean
find_range (const SegLineChart *chart, Frame *frame)
{
	gboolean any = FALSE;

	for (gsize i = 0; i < chart->n; i++) {
		if (!is_point (chart, i))
			continue;
		frame->x_low = any ? MIN (frame->x_low, chart->x[i]) : chart->x[i];
		frame->x_high = any ? MAX (frame->x_high, chart->x[i]) : chart->x[i];
		frame->y_low = any ? MIN (frame->y_low, chart->y[i]) : chart->y[i];
		frame->y_high = any ? MAX (frame->y_high, chart->y[i]) : chart->y[i];
		any = TRUE;
	}
	if (any && chart->from_zero) {
		frame->y_low = MIN (frame->y_low, 0);
		frame->y_high = MAX (frame->y_high, 0);
	}
	return any;
}

/* Halved before they are subtracted: the range of huge values stays finite. */
static double
part_of (double value, double low, double high)
{
	double span = high / 2 - low / 2;

	return span > 0 ? CLAMP ((value / 2 - low / 2) / span, 0, 1) : 0.5;
}

static int
dot_x (const Frame *frame, double x)
{
	return (int) lround (part_of (x, frame->x_low, frame->x_high) * (2 * frame->plot.width - 1));
}

static int
dot_y (const Frame *frame, double y)
{
	return (int) lround ((1 - part_of (y, frame->y_low, frame->y_high)) * (4 * frame->plot.height - 1));
}

char *
seg_chart_axis_label (double value, double span)
{
	if (fabs (value) >= 10000)
		return seg_format_compact (value);
	return seg_format_number (value, span < 0.05 ? 3 : span < 2 ? 2 : span < 20 ? 1 : 0);
}

/* Labels of both ends of the y axis; the plot begins right of them. */
static void
draw_y_axis (SegCells *cells, Frame *frame)
{
	double span = frame->y_high - frame->y_low;
	g_autofree char *high = seg_chart_axis_label (frame->y_high, span), *low = seg_chart_axis_label (frame->y_low, span);
	int width = MAX (seg_text_width (high), seg_text_width (low));
	SegRect *plot = &frame->plot;

	if (width + 4 > plot->width)
		return;
	seg_chart_text_right (cells, plot->x, plot->y, width, SEG_INK_MUTED, high);
	if (plot->height > 1)
		seg_chart_text_right (cells, plot->x, plot->y + plot->height - 1, width, SEG_INK_MUTED, low);
	plot->x += width + 1;
	plot->width -= width + 1;
}

/* A label centred below @x, kept inside the plot, unless it would touch the one before; returns where the next may begin. */
static int
draw_tick (SegCells *cells, const Frame *frame, int y, double x, const char *label, int from)
{
	int width = seg_text_width (label), centre = frame->plot.x + dot_x (frame, x) / 2;
	int at = CLAMP (centre - width / 2, frame->plot.x, MAX (frame->plot.x + frame->plot.width - width, frame->plot.x));

	if (at < from || at + width > frame->plot.x + frame->plot.width)
		return from;
	seg_cells_text (cells, at, y, width, SEG_INK_MUTED, label);
	return at + width + 1;
}

static void
draw_x_axis (SegCells *cells, const Frame *frame, const SegLineChart *chart, int y)
{
	double ends[2] = { frame->x_low, frame->x_high };
	const double *ticks = chart->integer_x ? chart->x : ends;
	gsize n = chart->integer_x ? chart->n : frame->x_high > frame->x_low ? 2 : 1;
	int from = frame->plot.x;

	for (gsize i = 0; i < n; i++) {
		g_autofree char *label = NULL;

		if (!isfinite (ticks[i]))
			continue;
		label = chart->integer_x ? seg_format_number (ticks[i], 0) : seg_chart_axis_label (ticks[i], frame->x_high - frame->x_low);
		from = draw_tick (cells, frame, y, ticks[i], label, from);
	}
}

static void
draw_curve (SegCells *cells, const Frame *frame, const SegLineChart *chart)
{
	SegBraille braille;
	gssize last = -1;

	seg_braille_init (&braille, frame->plot.width, frame->plot.height);
	for (gsize i = 0; i < chart->n; i++) {
		int x, y;

		if (!is_point (chart, i))
			continue;
		x = dot_x (frame, chart->x[i]);
		y = dot_y (frame, chart->y[i]);
		seg_braille_line (&braille, last >= 0 ? dot_x (frame, chart->x[last]) : x, last >= 0 ? dot_y (frame, chart->y[last]) : y, x, y);
		last = (gssize) i;
	}
	for (int y = 0; y < braille.height; y++)
		for (int x = 0; x < braille.width; x++) {
			gunichar c = seg_braille_character (&braille, x, y, cells->ascii);

			if (c != ' ')
				seg_cells_put (cells, frame->plot.x + x, frame->plot.y + y, chart->ink, c);
		}
	seg_braille_clear (&braille);
}

static void
draw_mark (SegCells *cells, const Frame *frame, const SegLineChart *chart, gssize i, gunichar character, SegInk ink)
{
	if (i < 0 || (gsize) i >= chart->n || !is_point (chart, (gsize) i))
		return;
	seg_cells_put (cells, frame->plot.x + dot_x (frame, chart->x[i]) / 2, frame->plot.y + dot_y (frame, chart->y[i]) / 4,
	               ink, character);
}

/* A dotted line down from the cursor to its tick. */
static void
draw_cursor (SegCells *cells, const Frame *frame, const SegLineChart *chart)
{
	gssize i = chart->cursor;
	int x;

	if (i < 0 || (gsize) i >= chart->n || !is_point (chart, (gsize) i))
		return;
	x = frame->plot.x + dot_x (frame, chart->x[i]) / 2;
	for (int y = 0; y < frame->plot.height; y++) {
		SegCell *cell = seg_cells_at (cells, x, frame->plot.y + y);

		if (cell != NULL && cell->character == ' ')
			seg_cells_put (cells, x, frame->plot.y + y, SEG_INK_AXIS, 0x250A);
	}
	draw_mark (cells, frame, chart, i, 0x25C6, SEG_INK_SELECTED);
}

void
seg_chart_line (SegCells *cells, SegRect rect, const SegLineChart *chart)
{
	Frame frame = { .plot = seg_cells_clip (cells, rect) };
	int bottom = frame.plot.y + frame.plot.height - 1;

	if (frame.plot.width < 1 || frame.plot.height < 1)
		return;
	if (!find_range (chart, &frame)) {
		seg_chart_no_data (cells, frame.plot);
		return;
	}
	if (chart->title != NULL && frame.plot.height >= 4) {
		seg_cells_text (cells, frame.plot.x, frame.plot.y, frame.plot.width, SEG_INK_HEADING, chart->title);
		frame.plot.y++;
		frame.plot.height--;
	}
	if (frame.plot.height >= 3)
		frame.plot.height--; /* for the labels of x */
	draw_y_axis (cells, &frame);
	draw_curve (cells, &frame, chart);
	draw_cursor (cells, &frame, chart);
	draw_mark (cells, &frame, chart, chart->marked, 0x25CF, chart->marked == chart->cursor ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	if (bottom >= frame.plot.y + frame.plot.height)
		draw_x_axis (cells, &frame, chart, bottom);
}
