/* Whom a campaign changed. */
#include <config.h>
#include <segscope/figure_uplift.h>

#include <glib/gi18n.h>

static void
add_learner (SegPlot *plot, const SegUpliftJudgement *judgement, SegInk ink)
{
	const GArray *points = judgement->qini->points;
	g_autofree double *x = g_new (double, points->len + 1), *y = g_new (double, points->len + 1);

	for (guint i = 0; i < points->len; i++) {
		x[i] = (double) g_array_index (points, SegQiniPoint, i).n;
		y[i] = g_array_index (points, SegQiniPoint, i).gain;
	}
	seg_plot_add_series (plot, _(judgement->learner->label), ink, x, y, points->len);
}

/* The best one first: it is the solid line, and where the cursor begins. */
SegPlot *
seg_figure_qini (const SegCampaignUplift *uplift)
{
	const SegUpliftJudgement *best = uplift->judgements->pdata[uplift->best];
	g_autofree char *title = g_strdup_printf (_("How many more of \"%s\" do it, by how many of those expected to gain most are sent to"), uplift->campaign);
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, title);
	const double everyone[] = { 0, (double) uplift->n }, gains[] = { 0, best->qini->gain };

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("people sent to"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, _("more who do it"), NULL);
	plot->y.from_zero = TRUE;
	add_learner (plot, best, SEG_INK_SERIES_1);
	for (guint i = 0; i < uplift->judgements->len; i++)
		if (i != uplift->best)
			add_learner (plot, uplift->judgements->pdata[i], seg_ink_series (i + 2));
	seg_plot_add_series (plot, _("at random"), SEG_INK_SERIES_8, everyone, gains, 2);
	return plot;
}
