/* How good recommenders are. */
#include <config.h>
#include <segscope/figure.h>
#include <segscope/recommender.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

static char *
label_of (const SegEvaluationRun *run)
{
	const SegRecommender *recommender = seg_recommender_find (run->recommender);

	return g_strdup_printf ("%s%s", recommender != NULL ? _(recommender->label) : run->recommender, run->searched ? _(" · better settings") : "");
}

SegPlot *
seg_figure_evaluation (const SegEvaluation *evaluation, SegMeasureKind measure)
{
	const SegMeasureInfo *info = seg_measure_info (measure);
	g_autofree char *title = g_strdup_printf (_("%s of each recommender, with its 95 %% interval"), _(info->label));
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	seg_plot_axis (&plot->x, info->share ? SEG_SCALE_SHARE : SEG_SCALE_NUMBER, _(info->label), NULL);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];
		g_autofree char *label = label_of (run);
		SegPlotRow *row;

		if (run->tried || run->unfit != NULL || !isfinite (run->figures[measure].value))
			continue;
		row = seg_plot_add_row (plot, label, run->figures[measure].value, (gssize) i == evaluation->proposed ? SEG_INK_SERIES_1 : SEG_INK_SERIES_6);
		row->low = run->figures[measure].low;
		row->high = run->figures[measure].high;
		if ((gssize) i == evaluation->proposed)
			row->note = g_strdup (_("proposed"));
	}
	if (plot->rows->len == 0)
		g_clear_pointer (&plot, seg_plot_free);
	return plot;
}
