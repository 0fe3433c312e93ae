/* How a feature is spread within each segment: a box each. Quartiles of type 7 (Hyndman and Fan 1996), whiskers to the last value within one
 * and a half distances of the quartiles (Tukey 1977). */
#include <config.h>
#include <segscope/error.h>
#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static double
quantile (const double *sorted, gsize n, double share)
{
	double place = share * (double) (n - 1);
	gsize below = (gsize) floor (place);

	return sorted[below] + (below + 1 < n ? (place - (double) below) * (sorted[below + 1] - sorted[below]) : 0);
}

static void
set_box (SegPlotRow *row, const double *sorted, gsize n)
{
	double reach;
	gsize first = 0, last = n - 1;

	row->n = (gint64) n;
	row->quarter = quantile (sorted, n, 0.25);
	row->middle = quantile (sorted, n, 0.5);
	row->three_quarters = quantile (sorted, n, 0.75);
	reach = 1.5 * (row->three_quarters - row->quarter);
	while (sorted[first] < row->quarter - reach)
		first++;
	while (sorted[last] > row->three_quarters + reach)
		last--;
	row->low = sorted[first];
	row->high = sorted[last];
}

/* What the axis measures; where values are missing the matrix has something in their place, which is said. */
static char *
axis_words (const SegMatrixColumn *column)
{
	g_autofree char *missing = seg_format_integer ((gint64) column->n_missing), *fill = seg_format_auto (column->fill);

	return column->n_missing > 0 ? g_strdup_printf (_("%s; %s users without a value count as %s"), column->label, missing, fill) : g_strdup (column->label);
}

SegPlot *
seg_figure_spread (const SegMatrix *raw, gsize column, const SegMatrixColumn *columns, const gint32 *labels, guint k, const char *const *names,
                   GError **error)
{
	g_autofree double *values = g_try_new (double, raw->n_rows + 1);
	g_autofree char *title = g_strdup_printf (_("%s within each segment"), columns[column].label), *words = axis_words (columns + column);
	SegPlot *plot;

	if (values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), raw->n_rows);
		return NULL;
	}
	plot = seg_plot_new (SEG_PLOT_BOX, title);
	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, words, columns[column].unit != NULL && *columns[column].unit != '\0' ? columns[column].unit : NULL);
	for (guint c = 0; c < k; c++) {
		SegPlotRow *row = seg_plot_add_row (plot, names[c], NAN, seg_ink_series (c + 1));
		gsize n = 0;

		for (gsize i = 0; i < raw->n_rows; i++)
			if (labels[i] == (gint32) c && isfinite (seg_matrix_row (raw, i)[column]))
				values[n++] = seg_matrix_row (raw, i)[column];
		qsort (values, n, sizeof *values, compare);
		if (n > 0)
			set_box (row, values, n);
	}
	return plot;
}
