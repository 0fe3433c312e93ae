/* How far values have drifted. */
#include <config.h>
#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

SegPlot *
seg_figure_drift (const char *title, const GPtrArray *drifts)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_BARS, title);

	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, _("PSI"), NULL);
	for (guint i = 0; i < drifts->len; i++) {
		const SegDrift *drift = drifts->pdata[i];
		SegInk ink = drift->psi > SEG_DRIFT_FAR ? SEG_INK_WARNING : drift->psi >= SEG_DRIFT_STABLE ? SEG_INK_SERIES_1 : SEG_INK_SERIES_8;

		if (isfinite (drift->psi))
			seg_plot_add_row (plot, drift->label, drift->psi, ink)->note = g_strdup (seg_drift_words (drift->psi));
	}
	if (plot->rows->len == 0) {
		seg_plot_free (plot);
		return NULL;
	}
	seg_plot_add_rule (plot, FALSE, SEG_DRIFT_STABLE, SEG_INK_MUTED, _("below: stable"));
	seg_plot_add_rule (plot, FALSE, SEG_DRIFT_FAR, SEG_INK_WARNING, _("above: far off"));
	return plot;
}

static void
add_share (SegPlot *plot, const char *values, const char *when, gint64 users, gint64 all, SegInk ink)
{
	g_autofree char *label = g_strdup_printf (_("%s, %s"), values, when), *count = seg_format_integer (users);
	SegPlotRow *row = seg_plot_add_row (plot, label, all > 0 ? (double) users / (double) all : NAN, ink);

	row->note = g_strdup_printf (ngettext ("%s user", "%s users", (gulong) users), count);
}

SegPlot *
seg_figure_drift_bins (const SegDrift *drift)
{
	gint64 before = 0, now = 0;
	SegPlot *plot;

	for (guint i = 0; i < drift->bins->len; i++) {
		before += g_array_index (drift->bins, SegDriftBin, i).before;
		now += g_array_index (drift->bins, SegDriftBin, i).now;
	}
	if (before + now == 0)
		return NULL;
	plot = seg_plot_new (SEG_PLOT_BARS, drift->label);
	seg_plot_axis (&plot->x, SEG_SCALE_SHARE, _("share of those who have a value"), NULL);
	for (guint i = 0; i < drift->bins->len; i++) {
		const SegDriftBin *bin = &g_array_index (drift->bins, SegDriftBin, i);
		g_autofree char *values = seg_drift_bin_words (drift, i);

		add_share (plot, values, C_("drift", "before"), bin->before, before, SEG_INK_SERIES_8);
		add_share (plot, values, C_("drift", "now"), bin->now, now, SEG_INK_SERIES_1);
	}
	return plot;
}
