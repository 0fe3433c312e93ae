/* What a chart says, apart from how it is drawn: takes copies of everything, and frees them. */
#include <config.h>
#include "plot-private.h"

#include <math.h>
#include <string.h>

static void
series_free (gpointer data)
{
	SegPlotSeries *series = data;

	g_free (series->name);
	g_free (series->x);
	g_free (series->y);
	g_free (series->low);
	g_free (series->high);
	g_strfreev (series->labels);
	g_free (series->groups);
	g_free (series);
}

static void
clear_rule (gpointer data)
{
	g_free (((SegPlotRule *) data)->label);
}

static void
clear_row (gpointer data)
{
	SegPlotRow *row = data;

	g_free (row->label);
	g_free (row->note);
}

SegPlot *
seg_plot_new (SegPlotKind kind, const char *title)
{
	SegPlot *plot = g_new0 (SegPlot, 1);

	plot->holders = 1;
	plot->kind = kind;
	plot->title = g_strdup (title);
	plot->series = g_ptr_array_new_with_free_func (series_free);
	plot->rules = g_array_new (FALSE, TRUE, sizeof (SegPlotRule));
	g_array_set_clear_func (plot->rules, clear_rule);
	plot->rows = g_array_new (FALSE, TRUE, sizeof (SegPlotRow));
	g_array_set_clear_func (plot->rows, clear_row);
	plot->groups = g_ptr_array_new_with_free_func (g_free);
	plot->colours = g_array_new (FALSE, FALSE, sizeof (guint));
	if (kind == SEG_PLOT_SCATTER)
		plot->raster = seg_plot_raster_new ();
	return plot;
}

static void
clear_axis (SegPlotAxis *axis)
{
	g_free (axis->title);
	g_free (axis->unit);
}

SegPlot *
seg_plot_ref (SegPlot *plot)
{
	g_atomic_int_inc (&plot->holders);
	return plot;
}

void
seg_plot_free (SegPlot *plot)
{
	if (plot == NULL || !g_atomic_int_dec_and_test (&plot->holders))
		return;
	g_free (plot->title);
	g_free (plot->note);
	clear_axis (&plot->x);
	clear_axis (&plot->y);
	g_ptr_array_unref (plot->series);
	g_array_unref (plot->rules);
	g_array_unref (plot->rows);
	g_ptr_array_unref (plot->groups);
	g_array_unref (plot->colours);
	g_free (plot->table.values);
	g_strfreev (plot->table.row_names);
	g_strfreev (plot->table.column_names);
	g_free (plot->silhouette.bands);
	seg_plot_raster_free (plot->raster);
	g_free (plot->tree.first);
	g_free (plot->tree.second);
	g_free (plot->tree.heights);
	g_free (plot);
}

void
seg_plot_axis (SegPlotAxis *axis, SegScale scale, const char *title, const char *unit)
{
	clear_axis (axis);
	axis->scale = scale;
	axis->title = g_strdup (title);
	axis->unit = g_strdup (unit);
}

SegPlotSeries *
seg_plot_add_series (SegPlot *plot, const char *name, SegInk ink, const double *x, const double *y, gsize n)
{
	SegPlotSeries *series = g_new0 (SegPlotSeries, 1);

	series->name = g_strdup (name);
	series->ink = ink;
	series->n = n;
	series->x = g_memdup2 (x, n * sizeof (double));
	series->y = g_memdup2 (y, n * sizeof (double));
	series->marked = -1;
	g_ptr_array_add (plot->series, series);
	return series;
}

void
seg_plot_set_band (SegPlotSeries *series, const double *low, const double *high)
{
	g_free (series->low);
	g_free (series->high);
	series->low = g_memdup2 (low, series->n * sizeof (double));
	series->high = g_memdup2 (high, series->n * sizeof (double));
}

SegPlotSeries *
seg_plot_add_bins (SegPlot *plot, SegInk ink, const double *edges, const gint64 *counts, gsize n)
{
	g_autofree double *middles = g_new (double, n + 1), *y = g_new (double, n + 1);
	SegPlotSeries *series;

	for (gsize i = 0; i < n; i++) {
		middles[i] = edges[i] / 2 + edges[i + 1] / 2;
		y[i] = (double) MAX (counts[i], 0);
	}
	series = seg_plot_add_series (plot, NULL, ink, middles, y, n);
	seg_plot_set_band (series, edges, edges + 1);
	return series;
}

SegPlotSeries *
seg_plot_add_even_bins (SegPlot *plot, SegInk ink, double low, double high, const gint64 *counts, gsize n)
{
	g_autofree double *edges = g_new (double, n + 1);

	for (gsize i = 0; i <= n; i++)
		edges[i] = i == n ? high : low + (high - low) * ((double) i / (double) n);
	return seg_plot_add_bins (plot, ink, edges, counts, n);
}

void
seg_plot_add_rule (SegPlot *plot, gboolean across, double at, SegInk ink, const char *label)
{
	SegPlotRule rule = { across, at, ink, g_strdup (label) };

	g_array_append_val (plot->rules, rule);
}

SegPlotRow *
seg_plot_add_row (SegPlot *plot, const char *label, double value, SegInk ink)
{
	SegPlotRow row = { .label = g_strdup (label != NULL ? label : ""), .ink = ink, .value = value, .low = NAN, .high = NAN,
	                   .quarter = NAN, .middle = NAN, .three_quarters = NAN };

	g_array_append_val (plot->rows, row);
	return &g_array_index (plot->rows, SegPlotRow, plot->rows->len - 1);
}

static char **
copy_names (const char *const *names, gsize n)
{
	char **copy = g_new0 (char *, n + 1);

	for (gsize i = 0; i < n; i++)
		copy[i] = g_strdup (names != NULL && names[i] != NULL ? names[i] : "");
	return copy;
}

void
seg_plot_set_table (SegPlot *plot, const double *values, gsize n_rows, gsize n_columns, const char *const *row_names,
                    const char *const *column_names)
{
	SegPlotTable *table = &plot->table;
	gboolean any = FALSE;

	table->n_rows = n_rows;
	table->n_columns = n_columns;
	table->values = g_memdup2 (values, n_rows * n_columns * sizeof (double));
	table->row_names = copy_names (row_names, n_rows);
	table->column_names = copy_names (column_names, n_columns);
	for (gsize i = 0; i < n_rows * n_columns; i++) {
		if (!seg_plot_is_number (values[i]))
			continue;
		table->low = any ? MIN (table->low, values[i]) : values[i];
		table->high = any ? MAX (table->high, values[i]) : values[i];
		any = TRUE;
	}
}

static void
set_names (SegPlot *plot, guint n, const char *const *names, const guint *colours)
{
	for (guint i = 0; names != NULL && i < n; i++)
		g_ptr_array_add (plot->groups, g_strdup (names[i]));
	if (colours != NULL)
		g_array_append_vals (plot->colours, colours, n);
}

void
seg_plot_set_groups (SegPlot *plot, const gint32 *groups, guint n_groups, const char *const *names, const guint *colours)
{
	SegPlotSeries *series = plot->series->pdata[0];

	series->groups = g_memdup2 (groups, series->n * sizeof (gint32));
	set_names (plot, n_groups, names, colours);
}

void
seg_plot_add_names (SegPlot *plot, const char *const *names, const double *x, const double *y, gsize n)
{
	seg_plot_add_series (plot, NULL, SEG_INK_HEADING, x, y, n)->labels = copy_names (names, n);
}

void
seg_plot_set_silhouette (SegPlot *plot, const double *widths, const gint32 *labels, gsize n, guint k, double mean,
                         const char *const *names, const guint *colours)
{
	g_free (plot->silhouette.bands);
	plot->silhouette.bands = seg_plot_bands_new (widths, labels, n, k);
	plot->silhouette.k = k;
	plot->silhouette.mean = mean;
	set_names (plot, k, names, colours);
}

void
seg_plot_set_tree (SegPlot *plot, gsize n_leaves, const gint32 *first, const gint32 *second, const double *heights, double cut)
{
	gsize n = n_leaves > 0 ? n_leaves - 1 : 0;

	plot->tree.n_leaves = n_leaves;
	plot->tree.first = g_memdup2 (first, n * sizeof (gint32));
	plot->tree.second = g_memdup2 (second, n * sizeof (gint32));
	plot->tree.heights = g_memdup2 (heights, n * sizeof (double));
	plot->tree.cut = cut;
}

SegInk
seg_plot_group_ink (const SegPlot *plot, gint32 group)
{
	if (group < 0)
		return SEG_INK_MUTED;
	return seg_ink_series ((guint) group < plot->colours->len ? g_array_index (plot->colours, guint, group) : (guint) group + 1);
}

char *
seg_plot_group_name (const SegPlot *plot, guint group)
{
	return group < plot->groups->len ? g_strdup (plot->groups->pdata[group]) : g_strdup_printf ("%u", group + 1);
}
