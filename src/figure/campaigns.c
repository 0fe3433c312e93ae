/* What is left of an audience after each step. */
#include <config.h>
#include <segscope/campaign.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>

/* A step that takes people off leaves so many fewer; a total is what the steps before it left. */
SegPlot *
seg_figure_funnel (const char *title, const GPtrArray *steps)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_FUNNEL, title);
	gint64 left = 0;

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("people"), NULL);
	for (guint i = 0; i < steps->len; i++) {
		const SegFunnelStep *step = steps->pdata[i];
		gboolean total = step->kind == SEG_FUNNEL_TOTAL;

		left = total ? step->count : left - step->count;
		seg_plot_add_row (plot, step->label, (double) left, i + 1 == steps->len ? SEG_INK_SERIES_3 : total ? SEG_INK_SERIES_1 : SEG_INK_SERIES_6);
	}
	return plot;
}
