/* Bars: histogram columns, horizontal bars, bars around an average, sparklines. */
#include <config.h>
#include "chart-private.h"

#include <math.h>

void
seg_chart_bar (SegCells *cells, int x, int y, int width, double share, SegInk ink)
{
	double eighths = isfinite (share) ? CLAMP (share, 0, 1) * 8 * MAX (width, 0) : 0;
	int n = share > 0 ? MAX ((int) lround (eighths), 1) : 0;

	for (int i = 0; i < width && n > 0; i++, n -= 8)
		seg_cells_put (cells, x + i, y, ink, seg_block_right (n));
}

/* The part of the half bar that an index fills: log 4 is the whole of it. */
static double
index_part (double index)
{
	double part = log (CLAMP (index, 25, 400) / 100) / log (4);

	return CLAMP (part, -1, 1);
}

void
seg_chart_index_bar (SegCells *cells, int x, int y, int width, double index)
{
	int axis = x + width / 2, room = width > 0 ? (width - 1) / 2 : 0;
	double part = isnan (index) ? 0 : index_part (index);

	if (width < 1)
		return;
	seg_cells_put (cells, axis, y, SEG_INK_AXIS, 0x2503);
	if (part > 0)
		seg_chart_bar (cells, axis + 1, y, room, part, SEG_INK_SERIES_1);
	for (int i = 0; part < 0 && i < room; i++) {
		double filled = -part * room - i; /* blocks that grow to the left come in whole and half */

		if (filled >= 0.25)
			seg_cells_put (cells, axis - 1 - i, y, SEG_INK_SERIES_2, filled >= 0.75 ? 0x2588 : 0x2590);
	}
}

/* Sums of values shared out over @width columns, each value to one column. */
static void
pool (const gint64 *values, gsize n, double *sums, int width)
{
	for (int i = 0; i < width; i++)
		sums[i] = 0;
	for (gsize i = 0; i < n; i++)
		sums[i * (gsize) width / n] += (double) MAX (values[i], 0);
}

static double
largest (const double *values, int n)
{
	double most = 0;

	for (int i = 0; i < n; i++)
		most = MAX (most, values[i]);
	return most;
}

static int
eighths_of (double value, double most, int rows)
{
	return value > 0 ? MAX ((int) lround (value / most * rows * 8), 1) : 0;
}

void
seg_chart_sparkline (SegCells *cells, int x, int y, int width, const gint64 *values, gsize n, SegInk ink)
{
	int columns = (int) MIN (n, (gsize) MAX (MIN (width, cells->width - x), 0));
	g_autofree double *sums = g_new (double, columns + 1);
	double most;

	if (columns == 0)
		return;
	pool (values, n, sums, columns);
	most = largest (sums, columns);
	for (int i = 0; i < columns; i++)
		seg_cells_put (cells, x + i, y, ink, seg_block_up (eighths_of (sums[i], most, 1)));
}

static void
draw_column (SegCells *cells, SegRect plot, int x, int width, int eighths, SegInk ink)
{
	for (int row = 0; row < plot.height && eighths > 0; row++, eighths -= 8)
		for (int i = 0; i < width; i++)
			seg_cells_put (cells, plot.x + x + i, plot.y + plot.height - 1 - row, ink, seg_block_up (eighths));
}

static void
draw_ends (SegCells *cells, SegRect rect, int used, const SegHistogram *chart)
{
	int y = rect.y + rect.height - 1, low = chart->low != NULL ? seg_text_width (chart->low) : 0;

	if (chart->low != NULL)
		seg_cells_text (cells, rect.x, y, rect.width, SEG_INK_MUTED, chart->low);
	if (chart->high != NULL && low + 1 + seg_text_width (chart->high) <= used)
		seg_chart_text_right (cells, rect.x, y, used, SEG_INK_MUTED, chart->high);
	else if (chart->high != NULL && low + 3 < rect.width) {
		g_autofree char *text = g_strconcat ("– ", chart->high, NULL);

		seg_cells_text (cells, rect.x + low + 1, y, rect.width - low - 1, SEG_INK_MUTED, text);
	}
}

void
seg_chart_histogram (SegCells *cells, SegRect rect, const SegHistogram *chart)
{
	SegRect area = seg_cells_clip (cells, rect), plot = area;
	int columns = (int) MIN (chart->n, (gsize) area.width), each;
	g_autofree double *sums = g_new (double, columns + 1);
	double most;

	if (area.width < 1 || area.height < 1)
		return;
	if (columns > 0)
		pool (chart->counts, chart->n, sums, columns);
	most = largest (sums, columns);
	if (most <= 0) {
		seg_chart_no_data (cells, area);
		return;
	}
	each = MIN (area.width / columns, 4);
	plot.height -= (chart->low != NULL || chart->high != NULL) && area.height >= 2;
	for (int i = 0; i < columns; i++)
		draw_column (cells, plot, i * each, each, eighths_of (sums[i], most, plot.height), chart->ink);
	if (plot.height < area.height)
		draw_ends (cells, area, columns * each, chart);
}
