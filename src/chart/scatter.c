/* Points in the plane as braille dots; a cell has the colour of the group with most points in it. */
#include <config.h>
#include "chart-private.h"

#include <math.h>

#define N_SERIES 8

static gboolean
is_point (const SegScatterChart *chart, gsize i)
{
	return isfinite (chart->x[i]) && isfinite (chart->y[i]);
}

static gboolean
find_range (const SegScatterChart *chart, const double *values, double *low, double *high)
{
	gboolean any = FALSE;

	for (gsize i = 0; i < chart->n; i++) {
		if (!is_point (chart, i))
			continue;
		*low = any ? MIN (*low, values[i]) : values[i];
		*high = any ? MAX (*high, values[i]) : values[i];
		any = TRUE;
	}
	return any;
}

/* Position 0..steps-1 of @value; halved first so that the span of huge values stays finite. */
static int
position (double value, double low, double high, int steps)
{
	double span = high / 2 - low / 2;

	return span > 0 ? (int) lround (CLAMP ((value / 2 - low / 2) / span, 0, 1) * (steps - 1)) : (steps - 1) / 2;
}

static SegInk
ink_of (const SegScatterChart *chart, gsize i)
{
	gint32 group = chart->groups != NULL ? chart->groups[i] : 0;

	if (group < 0)
		return SEG_INK_MUTED;
	return seg_ink_series (chart->colours != NULL ? chart->colours[group] : (guint) group + 1);
}

static SegInk
most_frequent (const guint32 *counts)
{
	int best = 0;

	for (int i = 1; i < N_SERIES; i++)
		if (counts[i] > counts[best])
			best = i;
	return counts[best] > 0 ? (SegInk) (SEG_INK_SERIES_1 + best) : SEG_INK_MUTED;
}

static void
copy_dots (SegCells *cells, SegRect plot, const SegBraille *braille, const guint32 *counts)
{
	for (int y = 0; y < plot.height; y++)
		for (int x = 0; x < plot.width; x++) {
			gunichar c = seg_braille_character (braille, x, y, cells->ascii);

			if (c != ' ')
				seg_cells_put (cells, plot.x + x, plot.y + y, most_frequent (counts + (gsize) (y * plot.width + x) * N_SERIES), c);
		}
}

static void
draw_dots (SegCells *cells, SegRect plot, const SegScatterChart *chart)
{
	g_autofree guint32 *counts = g_new0 (guint32, (gsize) plot.width * (gsize) plot.height * N_SERIES);
	double x_low = 0, x_high = 0, y_low = 0, y_high = 0;
	SegBraille braille;

	find_range (chart, chart->x, &x_low, &x_high);
	find_range (chart, chart->y, &y_low, &y_high);
	seg_braille_init (&braille, plot.width, plot.height);
	for (gsize i = 0; i < chart->n; i++) {
		int x, y, ink;

		if (!is_point (chart, i))
			continue;
		x = position (chart->x[i], x_low, x_high, 2 * plot.width);
		y = 4 * plot.height - 1 - position (chart->y[i], y_low, y_high, 4 * plot.height);
		ink = (int) ink_of (chart, i) - (int) SEG_INK_SERIES_1;
		seg_braille_set (&braille, x, y);
		if (ink >= 0)
			counts[(gsize) (y / 4 * plot.width + x / 2) * N_SERIES + (gsize) ink]++;
	}
	copy_dots (cells, plot, &braille, counts);
	seg_braille_clear (&braille);
}

void
seg_chart_scatter (SegCells *cells, SegRect rect, const SegScatterChart *chart)
{
	SegRect plot = seg_cells_clip (cells, rect);
	double low, high;

	if (plot.width < 1 || plot.height < 1)
		return;
	if (!find_range (chart, chart->x, &low, &high)) {
		seg_chart_no_data (cells, plot);
		return;
	}
	if (chart->y_label != NULL && plot.height >= 4) {
		seg_cells_text (cells, plot.x, plot.y, plot.width, SEG_INK_MUTED, chart->y_label);
		plot.y++;
		plot.height--;
	}
	if (chart->x_label != NULL && plot.height >= 4) {
		seg_chart_text_right (cells, plot.x, plot.y + plot.height - 1, plot.width, SEG_INK_MUTED, chart->x_label);
		plot.height--;
	}
	draw_dots (cells, plot, chart);
}
