/* The silhouette plot: one band of rows per cluster, as high as its share of the users allows; in a band the widths fall
 * from top to bottom, each row the mean of its slice. Bars to the right of zero fit their segment, those to the left
 * would be better placed elsewhere. The mean of all is a dotted line. */
#include <config.h>
#include "chart-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define NAME_WIDTH 16

typedef struct {
	const SegSilhouetteChart *chart;
	GArray **bands;      /* k, of double: the widths of each cluster, falling */
	double   low, high;
	SegRect  plot;       /* of the bars */
	int      zero, mean; /* columns, from the left of the plot */
} Plot;

static int
compare_falling (gconstpointer a, gconstpointer b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return one > other ? -1 : one < other;
}

/* Sorts the finite widths into their clusters; says whether there are any. */
static gboolean
collect (Plot *plot)
{
	const SegSilhouetteChart *chart = plot->chart;
	gboolean any = FALSE;

	for (guint c = 0; c < chart->k; c++)
		plot->bands[c] = g_array_new (FALSE, FALSE, sizeof (double));
	for (gsize i = 0; i < chart->n; i++) {
		double width = chart->widths[i];

		if (chart->labels[i] < 0 || (guint) chart->labels[i] >= chart->k || !isfinite (width))
			continue;
		width = CLAMP (width, -1, 1);
		g_array_append_val (plot->bands[chart->labels[i]], width);
		plot->low = MIN (plot->low, width);
		plot->high = MAX (plot->high, width);
		any = TRUE;
	}
	for (guint c = 0; c < chart->k; c++)
		g_array_sort (plot->bands[c], compare_falling);
	plot->low = floor (plot->low * 10) / 10;
	plot->high = MAX (ceil (plot->high * 10) / 10, 0.1);
	return any;
}

/* Rows of each band: at least one, the rest by size; bands that find no room get none. */
static void
share_rows (const Plot *plot, int rows, int *band_rows)
{
	guint k = plot->chart->k;
	gsize total = 0, before = 0;
	int spare = MAX (rows - (int) k, 0), given = 0;

	for (guint c = 0; c < k; c++)
		total += plot->bands[c]->len;
	for (guint c = 0; c < k; c++) {
		int upto;

		before += plot->bands[c]->len;
		upto = total > 0 ? (int) ((double) spare * (double) before / (double) total + 0.5) : 0;
		band_rows[c] = (int) c < rows ? 1 + upto - given : 0;
		given = upto;
	}
}

static double
slice_mean (const GArray *band, int row, int rows)
{
	gsize first = (gsize) row * band->len / (gsize) rows, last = MAX ((gsize) (row + 1) * band->len / (gsize) rows, first + 1);
	double sum = 0;

	for (gsize i = first; i < last; i++)
		sum += g_array_index (band, double, i);
	return sum / (double) (last - first);
}

static void
draw_width (SegCells *cells, const Plot *plot, int y, double width, SegInk ink)
{
	int cells_wide = plot->plot.width - plot->zero;

	if (width >= 0) {
		seg_chart_bar (cells, plot->plot.x + plot->zero, y, cells_wide, width / plot->high, ink);
		return;
	}
	for (int i = 1; i <= plot->zero && i - 0.5 <= plot->zero * width / plot->low; i++)
		seg_cells_put (cells, plot->plot.x + plot->zero - i, y, ink, 0x2588);
}

static void
draw_band (SegCells *cells, const Plot *plot, guint c, int y, int rows, int names)
{
	const SegSilhouetteChart *chart = plot->chart;
	SegInk ink = seg_ink_series (chart->colours != NULL ? chart->colours[c] : c + 1);
	g_autofree char *name = chart->names != NULL ? g_strdup (chart->names[c]) : g_strdup_printf ("%u", c + 1);

	if (names > 1 && rows > 0)
		seg_cells_text (cells, plot->plot.x - names, y + rows / 2, names - 1, ink, name);
	for (int row = 0; row < rows && plot->bands[c]->len > 0; row++)
		draw_width (cells, plot, y + row, slice_mean (plot->bands[c], row, rows), ink);
}

static void
draw_line_at (SegCells *cells, const Plot *plot, int column, int height, gunichar character, SegInk ink)
{
	for (int y = 0; y < height && column >= 0 && column < plot->plot.width; y++) {
		SegCell *cell = seg_cells_at (cells, plot->plot.x + column, plot->plot.y + y);

		if (cell != NULL && cell->character == ' ')
			seg_cells_put (cells, plot->plot.x + column, plot->plot.y + y, ink, character);
	}
}

static void
draw_axis (SegCells *cells, const Plot *plot, int y)
{
	g_autofree char *high = seg_format_number (plot->high, 1), *low = seg_format_number (plot->low, 1);
	g_autofree char *mean = seg_format_number (plot->chart->mean, 2), *label = g_strdup_printf (_("mean %s"), mean);
	int at = plot->mean - seg_text_width (label) / 2, width = seg_text_width (label);

	if (plot->zero > 4)
		seg_cells_text (cells, plot->plot.x, y, plot->zero - 1, SEG_INK_MUTED, low);
	seg_cells_text (cells, plot->plot.x + plot->zero, y, MIN (1, plot->plot.width - plot->zero), SEG_INK_MUTED, "0");
	seg_chart_text_right (cells, plot->plot.x, y, plot->plot.width, SEG_INK_MUTED, high);
	if (isfinite (plot->chart->mean) && at > plot->zero + 1 && at + width < plot->plot.width - seg_text_width (high))
		seg_cells_text (cells, plot->plot.x + at, y, width, SEG_INK_ACCENT, label);
}

static void
draw_plot (SegCells *cells, Plot *plot)
{
	int height = plot->plot.height >= 3 ? plot->plot.height - 1 : plot->plot.height;
	int gap = height >= 3 * (int) plot->chart->k ? 1 : 0, names = plot->plot.width >= 40 ? NAME_WIDTH : plot->plot.width >= 12 ? 4 : 0;
	int y = plot->plot.y;
	g_autofree int *rows = g_new0 (int, plot->chart->k);

	plot->plot.x += names;
	plot->plot.width -= names;
	plot->zero = (int) lround (-plot->low / (plot->high - plot->low) * plot->plot.width);
	plot->mean = plot->zero + (int) lround (plot->chart->mean / plot->high * (plot->plot.width - plot->zero));
	share_rows (plot, height - gap * ((int) plot->chart->k - 1), rows);
	for (guint c = 0; c < plot->chart->k; c++) {
		draw_band (cells, plot, c, y, rows[c], names);
		y += rows[c] + (rows[c] > 0 ? gap : 0);
	}
	draw_line_at (cells, plot, plot->zero, height, 0x2502, SEG_INK_AXIS);
	if (isfinite (plot->chart->mean))
		draw_line_at (cells, plot, plot->mean, height, 0x250A, SEG_INK_ACCENT);
	if (height < plot->plot.height)
		draw_axis (cells, plot, plot->plot.y + height);
}

void
seg_chart_silhouette (SegCells *cells, SegRect rect, const SegSilhouetteChart *chart)
{
	Plot plot = { .chart = chart, .plot = seg_cells_clip (cells, rect) };

	if (plot.plot.width < 1 || plot.plot.height < 1)
		return;
	plot.bands = g_new0 (GArray *, chart->k + 1);
	if (collect (&plot))
		draw_plot (cells, &plot);
	else
		seg_chart_no_data (cells, plot.plot);
	for (guint c = 0; c < chart->k; c++)
		g_array_unref (plot.bands[c]);
	g_free (plot.bands);
}
