/* What a campaign did: differences to those held back, with their intervals. */
#include <config.h>
#include <segscope/figure_effect.h>

#include <glib/gi18n.h>
#include <math.h>

/* What is not sure is drawn quietly. */
static void
add_difference (SegPlot *plot, const SegMeasurement *measurement, guint i, double value, SegInterval interval)
{
	g_autofree char *label = seg_measurement_effect_words (measurement, i);
	SegPlotRow *row;

	if (!isfinite (value))
		return;
	row = seg_plot_add_row (plot, label, value, interval.low > 0 ? SEG_INK_GOOD : interval.high < 0 ? SEG_INK_BAD : SEG_INK_SERIES_8);
	row->low = interval.low;
	row->high = interval.high;
}

SegPlot *
seg_figure_effect (const SegMeasurement *measurement)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, _("Points more than of those held back (intervals: 95 %)"));

	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, _("difference"), _("points"));
	for (guint i = 0; i < seg_measurement_n_effects (measurement); i++) {
		const SegEffect *effect = seg_measurement_effect (measurement, i);

		add_difference (plot, measurement, i, 100 * effect->shrunk, (SegInterval) { 100 * effect->shrunk_interval.low, 100 * effect->shrunk_interval.high });
	}
	return plot;
}

SegPlot *
seg_figure_effect_money (const SegMeasurement *measurement)
{
	SegPlot *plot;

	if (!isfinite (measurement->money))
		return NULL;
	plot = seg_plot_new (SEG_PLOT_BARS, _("Money each more than of those held back (intervals: 95 %)"));
	seg_plot_axis (&plot->x, SEG_SCALE_MONEY, _("money each"), NULL);
	for (guint i = 0; i < seg_measurement_n_effects (measurement); i++) {
		const SegDifference *money = &seg_measurement_effect (measurement, i)->money.adjusted;

		add_difference (plot, measurement, i, money->difference, (SegInterval) { money->low, money->high });
	}
	return plot;
}
