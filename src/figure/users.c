/* What one user did. */
#include <config.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>

/* UTC seconds of its first day; @month: year * 12 + month from 1. */
static double
start_of (gint64 month)
{
	g_autoptr (GDateTime) start = g_date_time_new_utc ((int) ((month - 1) / 12), (int) ((month - 1) % 12) + 1, 1, 0, 0, 0);

	return start != NULL ? (double) g_date_time_to_unix (start) : 0;
}

SegPlot *
seg_figure_months (const SegUserPage *page)
{
	const guint n = G_N_ELEMENTS (page->by_month);
	g_autofree char *title = g_strdup_printf (_("What %s did in each month"), page->key);
	g_autofree double *edges = g_new (double, n + 1);
	SegPlotSeries *bins;
	SegPlot *plot;

	if (page->last_month == 0)
		return NULL;
	for (guint i = 0; i <= n; i++)
		edges[i] = start_of (page->last_month + 1 - n + i);
	plot = seg_plot_new (SEG_PLOT_HISTOGRAM, title);
	seg_plot_axis (&plot->x, SEG_SCALE_DATE, _("month"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, _("events"), NULL);
	bins = seg_plot_add_bins (plot, SEG_INK_SERIES_1, edges, page->by_month, n);
	bins->labels = g_new0 (char *, n + 1);
	for (guint i = 0; i < n; i++) {
		gint64 month = page->last_month + 1 - n + i;

		bins->labels[i] = g_strdup_printf ("%d-%02d", (int) ((month - 1) / 12), (int) ((month - 1) % 12) + 1);
	}
	return plot;
}
