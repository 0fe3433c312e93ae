/* How values lie: features, imported columns, correlations, components. */
#include <config.h>
#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define DAY 86400.0

static void
add_value_rule (SegPlot *plot, const char *what, double value, SegInk ink)
{
	g_autofree char *text = seg_plot_value (&plot->x, value), *label = g_strdup_printf ("%s %s", what, text);

	if (isfinite (value))
		seg_plot_add_rule (plot, FALSE, value, ink, label);
}

/* Whole numbers have a bin each, around the number; the last bin may hold all that lies above. */
static void
add_bins (SegPlot *plot, const SegFeatureStatistics *statistics)
{
	gsize n = statistics->n_bins;
	double step = statistics->one_value_a_bin ? 1 : (statistics->high - statistics->low) / (double) n, half = statistics->one_value_a_bin ? 0.5 : 0;
	g_autofree double *edges = g_new (double, n + 1);
	SegPlotSeries *bins;

	for (gsize i = 0; i <= n; i++)
		edges[i] = statistics->low - half + step * (double) i;
	bins = seg_plot_add_bins (plot, SEG_INK_SERIES_1, edges, statistics->counts, n);
	bins->labels = g_new0 (char *, n + 1);
	for (gsize i = 0; i < n; i++) {
		g_autofree char *low = seg_plot_value (&plot->x, edges[i] + half), *high = seg_plot_value (&plot->x, edges[i + 1]);

		if (i + 1 == n && statistics->has_tail)
			bins->labels[i] = g_strdup_printf (_("%s and more"), low);
		else
			bins->labels[i] = statistics->one_value_a_bin ? g_strdup (low) : g_strdup_printf (_("%s to %s"), low, high);
	}
}

/* A bar a value, most frequent first. */
static SegPlot *
value_bars (const char *title, const SegFeatureStatistics *statistics)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("users"), NULL);
	for (gsize i = 0; i < statistics->n_bins; i++)
		seg_plot_add_row (plot, statistics->values->pdata[i], (double) statistics->counts[i], SEG_INK_SERIES_1);
	return plot;
}

SegPlot *
seg_figure_own_feature (const char *title, const char *unit, const SegFeatureStatistics *statistics)
{
	SegPlot *plot;

	if (statistics == NULL || statistics->n_bins == 0)
		return NULL;
	if (statistics->values != NULL)
		return value_bars (title, statistics);
	plot = seg_plot_new (SEG_PLOT_HISTOGRAM, title);
	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, title, unit != NULL && *unit != '\0' ? unit : NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, _("users"), NULL);
	add_bins (plot, statistics);
	add_value_rule (plot, _("median"), statistics->median, SEG_INK_ACCENT);
	add_value_rule (plot, _("mean"), statistics->mean, SEG_INK_MUTED);
	return plot;
}

static SegPlot *
answer_bars (const char *title, const SegFeatureStatistics *statistics)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("users"), NULL);
	for (gsize i = 0; i < statistics->n_bins; i++)
		seg_plot_add_row (plot, statistics->low + (double) i > 0 ? _("yes") : _("no"), (double) statistics->counts[i], SEG_INK_SERIES_1);
	return plot;
}

SegPlot *
seg_figure_feature (const SegFeature *feature, const SegFeatureStatistics *statistics)
{
	if (feature->type == SEG_TYPE_BOOLEAN && statistics != NULL && statistics->n_bins > 0 && statistics->one_value_a_bin)
		return answer_bars (feature->label, statistics);
	return seg_figure_own_feature (feature->label, feature->unit, statistics);
}

static SegPlot *
column_bars (const SegColumnQuality *column)
{
	SegPlot *plot;

	if (column->n_top == 0)
		return NULL;
	plot = seg_plot_new (SEG_PLOT_BARS, column->label);
	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("rows"), NULL);
	for (gsize i = 0; i < column->n_top; i++)
		seg_plot_add_row (plot, column->top[i].value, (double) column->top[i].count, SEG_INK_SERIES_1);
	return plot;
}

static gboolean
has_numbers (const SegColumnQuality *column)
{
	return (column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE) && isfinite (column->median);
}

static SegScale
scale_of (const SegColumnQuality *column)
{
	return column->type == SEG_TYPE_DATE ? SEG_SCALE_DATE : SEG_SCALE_NUMBER;
}

SegPlot *
seg_figure_column (const SegColumnQuality *column)
{
	SegPlot *plot;

	if (!has_numbers (column) || !(column->histogram_to > column->histogram_from))
		return column_bars (column);
	plot = seg_plot_new (SEG_PLOT_HISTOGRAM, column->label);
	seg_plot_axis (&plot->x, scale_of (column), column->label, NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, _("rows"), NULL);
	seg_plot_add_even_bins (plot, SEG_INK_SERIES_1, column->histogram_from, column->histogram_to, column->histogram, SEG_QUALITY_BINS);
	add_value_rule (plot, _("a quarter below"), column->lower_quartile, SEG_INK_MUTED);
	add_value_rule (plot, _("median"), column->median, SEG_INK_ACCENT);
	add_value_rule (plot, _("a quarter above"), column->upper_quartile, SEG_INK_MUTED);
	if (column->n_below + column->n_above > 0) {
		g_autofree char *below = seg_format_integer (column->n_below), *above = seg_format_integer (column->n_above);

		plot->note = g_strdup_printf (ngettext ("%s value lies below, %s above what is shown", "%s values lie below, %s above what is shown", (gulong) column->n_below), below, above);
	}
	return plot;
}

SegPlot *
seg_figure_column_box (const SegColumnQuality *column)
{
	SegPlot *plot;
	SegPlotRow *row;

	if (!has_numbers (column))
		return NULL;
	plot = seg_plot_new (SEG_PLOT_BOX, NULL);
	seg_plot_axis (&plot->x, scale_of (column), NULL, NULL);
	row = seg_plot_add_row (plot, "", NAN, SEG_INK_SERIES_1);
	/* the same range as the histogram above it: what lies outside of that is counted there */
	row->low = MAX (column->minimum, column->histogram_from);
	row->high = MIN (column->maximum, column->histogram_to);
	row->quarter = column->lower_quartile;
	row->middle = column->median;
	row->three_quarters = column->upper_quartile;
	row->n = column->n - column->n_missing;
	return plot;
}

SegPlot *
seg_figure_correlations (const char *title, const SegMatrix *correlations, const SegCorrelationOrder *order, const char *const *labels)
{
	gsize n = order->n_columns;
	g_autofree double *values = g_new (double, n * n + 1);
	g_autofree const char **names = g_new (const char *, n + 1);
	SegPlot *plot = seg_plot_new (SEG_PLOT_HEAT_MAP, title);

	for (gsize i = 0; i < n; i++) {
		names[i] = labels[order->order[i]];
		for (gsize j = 0; j < n; j++)
			values[i * n + j] = seg_matrix_row (correlations, order->order[i])[order->order[j]];
	}
	seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, _("correlation"), NULL);
	seg_plot_set_table (plot, values, n, n, names, names);
	plot->table.signed_ = TRUE;
	plot->table.low = -1;
	plot->table.high = 1;
	return plot;
}

SegPlot *
seg_figure_components (const SegParallelAnalysis *analysis)
{
	gsize n = analysis->n_columns;
	g_autofree double *x = g_new (double, n + 1);
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, _("Strength of each component, and what chance gives"));
	SegPlotSeries *series;

	for (gsize i = 0; i < n; i++)
		x[i] = (double) i + 1;
	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("component"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, _("strength"), NULL);
	plot->y.from_zero = TRUE;
	series = seg_plot_add_series (plot, _("these users"), SEG_INK_SERIES_1, x, analysis->eigenvalues, n);
	if (analysis->n_keep > 0)
		series->marked = (gssize) analysis->n_keep - 1;
	seg_plot_add_series (plot, _("95 of 100 random sets below"), SEG_INK_SERIES_2, x, analysis->quantiles, n);
	return plot;
}

typedef struct {
	const SegMatrix *weights;
	gsize direction;
} Order;

static gint
compare_weights (gconstpointer first, gconstpointer second, gpointer data)
{
	const Order *order = data;
	double a = fabs (seg_matrix_row (order->weights, *(const gsize *) first)[order->direction]);
	double b = fabs (seg_matrix_row (order->weights, *(const gsize *) second)[order->direction]);

	return a > b ? -1 : a < b;
}

SegPlot *
seg_figure_weights (const char *title, const SegMatrix *weights, gsize direction, const SegMatrixColumn *columns)
{
	g_autofree gsize *order = g_new (gsize, weights->n_rows + 1);
	Order by = { weights, direction };
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	for (gsize i = 0; i < weights->n_rows; i++)
		order[i] = i;
	g_qsort_with_data (order, (gint) weights->n_rows, sizeof *order, compare_weights, &by);
	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, _("weight"), NULL);
	for (gsize i = 0; i < weights->n_rows; i++) {
		double weight = seg_matrix_row (weights, order[i])[direction];

		seg_plot_add_row (plot, columns[order[i]].label, weight, weight < 0 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1);
	}
	return plot;
}
