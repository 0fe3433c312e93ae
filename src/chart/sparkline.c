/* The smallest chart: a line of columns, as high as one cell. */
#include <config.h>
#include "plot-private.h"

#include <math.h>

/* Sums of values shared out over @width columns, each value to one column; returns the largest. */
static double
pool (const SegPlotSeries *series, double *sums, int width)
{
	double most = 0;

	for (gsize i = 0; i < series->n; i++)
		if (seg_plot_is_number (series->y[i]))
			sums[i * (gsize) width / series->n] += MAX (series->y[i], 0);
	for (int i = 0; i < width; i++)
		most = MAX (most, sums[i]);
	return most;
}

void
seg_plot_draw_sparkline (const SegPlot *plot, guint number, SegCells *cells, int x, int y, int width)
{
	const SegPlotSeries *series = number < plot->series->len ? plot->series->pdata[number] : NULL;
	int columns = series != NULL ? (int) MIN (series->n, (gsize) MAX (MIN (width, cells->width - x), 0)) : 0;
	g_autofree double *sums = g_new0 (double, columns + 1);
	double most = columns > 0 ? pool (series, sums, columns) : 0;

	for (int i = 0; i < columns; i++)
		seg_cells_put (cells, x + i, y, series->ink, seg_block_up (sums[i] > 0 ? MAX ((int) lround (sums[i] / most * 8), 1) : 0));
}
