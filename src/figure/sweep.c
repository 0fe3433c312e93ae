/* The indices of a sweep as curves over the number of segments. */
#include <config.h>
#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	const char *name;  /* for commands */
	const char *title; /* translatable */
	const char *axis;  /* translatable: what it measures */
	double (*value) (const SegSweepRow *row);
	double (*error) (const SegSweepRow *row); /* standard error, or NULL */
	SegInk ink;
} Index;

static double
inertia (const SegSweepRow *row)
{
	return row->clustering->inertia;
}

static double
silhouette (const SegSweepRow *row)
{
	return row->silhouette;
}

static double
silhouette_error (const SegSweepRow *row)
{
	return row->silhouette_error;
}

static double
gap (const SegSweepRow *row)
{
	return row->gap;
}

static double
gap_error (const SegSweepRow *row)
{
	return row->gap_error;
}

static double
stability (const SegSweepRow *row)
{
	return row->stability.n_resamples > 0 ? row->stability.least : NAN;
}

static double
calinski_harabasz (const SegSweepRow *row)
{
	return row->calinski_harabasz;
}

static double
davies_bouldin (const SegSweepRow *row)
{
	return row->davies_bouldin;
}

static double
bic (const SegSweepRow *row)
{
	return row->bic;
}

static double
crowds (const SegSweepRow *row)
{
	return row->crowds;
}

static double
smallest (const SegSweepRow *row)
{
	return (double) row->smallest;
}

static double
simplified (const SegSweepRow *row)
{
	return row->simplified;
}

static const Index indices[] = {
	{ "inertia", NULL, N_("inertia"), inertia, NULL, SEG_INK_SERIES_1 },
	{ "silhouette", N_("silhouette: higher is better"), N_("silhouette"), silhouette, silhouette_error, SEG_INK_SERIES_3 },
	{ "gap", N_("gap: higher is better"), N_("gap"), gap, gap_error, SEG_INK_SERIES_2 },
	{ "stability", N_("stability of the least sure"), N_("stability"), stability, NULL, SEG_INK_SERIES_4 },
	{ "calinski-harabasz", N_("CH: higher is better"), "CH", calinski_harabasz, NULL, SEG_INK_SERIES_5 },
	{ "davies-bouldin", N_("DB: lower is better"), "DB", davies_bouldin, NULL, SEG_INK_SERIES_6 },
	{ "bic", N_("BIC: lower is better"), "BIC", bic, NULL, SEG_INK_SERIES_7 },
	{ "crowds", N_("crowds: higher is better"), N_("crowds"), crowds, NULL, SEG_INK_SERIES_2 },
	{ "smallest", N_("users in the smallest"), N_("users"), smallest, NULL, SEG_INK_SERIES_8 },
	{ "simplified", N_("simplified silhouette"), N_("simplified silhouette"), simplified, NULL, SEG_INK_SERIES_3 },
};

guint
seg_figure_n_indices (void)
{
	return G_N_ELEMENTS (indices);
}

const char *
seg_figure_index_name (guint index)
{
	return indices[index].name;
}

gboolean
seg_figure_index_is_known (const SegSweep *sweep, guint index)
{
	guint n = 0;

	for (guint i = 0; i < sweep->n_rows; i++)
		n += isfinite (indices[index].value (sweep->rows + i)) != 0;
	return n > 1;
}

static char *
title_of (const SegSweep *sweep, guint index)
{
	if (indices[index].title != NULL)
		return g_strdup (_(indices[index].title));
	return sweep->knee > 0 ? g_strdup_printf (_("inertia: bends at %u"), sweep->knee) : g_strdup (_("inertia: no clear bend"));
}

/* Two standard errors, where there are any. */
static void
add_band (SegPlotSeries *series, const SegSweep *sweep, const Index *index)
{
	g_autofree double *low = g_new (double, series->n + 1), *high = g_new (double, series->n + 1);
	gboolean any = FALSE;

	for (guint i = 0; index->error != NULL && i < sweep->n_rows; i++) {
		double error = index->error (sweep->rows + i);

		low[i] = series->y[i] - 2 * error;
		high[i] = series->y[i] + 2 * error;
		any = any || error > 0;
	}
	if (any)
		seg_plot_set_band (series, low, high);
}

SegPlot *
seg_figure_sweep (const SegSweep *sweep, guint index)
{
	g_autofree double *k = g_new (double, sweep->n_rows + 1), *y = g_new (double, sweep->n_rows + 1);
	g_autofree char *title = title_of (sweep, index);
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, title);
	SegPlotSeries *series;

	for (guint i = 0; i < sweep->n_rows; i++) {
		k[i] = sweep->rows[i].clustering->k;
		y[i] = indices[index].value (sweep->rows + i);
	}
	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("segments"), NULL);
	seg_plot_axis (&plot->y, indices[index].value == smallest ? SEG_SCALE_COUNT : SEG_SCALE_NUMBER, _(indices[index].axis), NULL);
	series = seg_plot_add_series (plot, NULL, indices[index].ink, k, y, sweep->n_rows);
	series->marked = (gssize) sweep->suggested;
	add_band (series, sweep, indices + index);
	return plot;
}
