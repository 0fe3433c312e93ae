/* The RFM grid as a heat map. */
#include <config.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>

/* Columns are scores of frequency and money together, which have no range of their own. */
static char *
column_name (const SegRfm *rfm, guint score)
{
	if (rfm->definition->columns == SEG_RFM_BY_BOTH)
		return g_strdup_printf (_("value %u"), score);
	return seg_rfm_range (rfm, rfm->definition->columns == SEG_RFM_BY_MONETARY ? SEG_RFM_MONETARY : SEG_RFM_FREQUENCY, score);
}

SegPlot *
seg_figure_rfm (const SegRfm *rfm, gboolean by_revenue)
{
	guint n_rows = rfm->n_rows, n_columns = rfm->n_columns;
	g_autofree double *values = g_new (double, (gsize) n_rows * n_columns + 1);
	g_auto (GStrv) rows = g_new0 (char *, n_rows + 1), columns = g_new0 (char *, n_columns + 1);
	SegPlot *plot = seg_plot_new (SEG_PLOT_HEAT_MAP, by_revenue ? _("Share of revenue by recency and value") : _("Users by recency and value"));

	for (guint c = 0; c < n_columns; c++)
		columns[c] = column_name (rfm, c + 1);
	for (guint r = 0; r < n_rows; r++) { /* the best at the top */
		rows[r] = seg_rfm_range (rfm, SEG_RFM_RECENCY, n_rows - r);
		for (guint c = 0; c < n_columns; c++) {
			const SegRfmCell *cell = &rfm->cells[n_rows - r - 1][c];

			values[r * n_columns + c] = !by_revenue ? (double) cell->n_users : rfm->all.revenue > 0 ? cell->revenue / rfm->all.revenue : 0;
		}
	}
	seg_plot_axis (&plot->y, by_revenue ? SEG_SCALE_SHARE : SEG_SCALE_COUNT, by_revenue ? _("share of revenue") : _("users"), NULL);
	seg_plot_set_table (plot, values, n_rows, n_columns, (const char *const *) rows, (const char *const *) columns);
	plot->table.low = 0;
	return plot;
}
