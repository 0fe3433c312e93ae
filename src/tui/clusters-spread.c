/* How a feature is spread within the segments that are looked at: which one is asked for, a job puts the values in order, a chart opens. */
#include <config.h>
#include "chart-view.h"
#include "clusters.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>

typedef struct {
	SegTrialPlace place;
	gsize    column;
	SegPlot *plot;
} Spread;

static Spread *
spread_new (const SegTrialPlace *place, gsize column)
{
	Spread *spread = g_new0 (Spread, 1);

	seg_trial_place_take (&spread->place, place);
	spread->column = column;
	return spread;
}

static void
free_spread (gpointer data)
{
	Spread *spread = data;

	seg_trial_place_clear (&spread->place);
	seg_plot_free (spread->plot);
	g_free (spread);
}

static gboolean
run_spread (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Spread *spread = data;
	const SegFeatureMatrix *matrix = spread->place.trial->matrix;
	const SegClustering *clustering = seg_trial_row (spread->place.trial, spread->place.row)->clustering;
	const GPtrArray *previews = seg_trial_preview (spread->place.trial, spread->place.row);
	g_autofree const char **names = g_new0 (const char *, clustering->k + 1);

	(void) workspace;
	(void) job;
	for (guint c = 0; c < clustering->k; c++)
		names[c] = ((const SegSegmentPreview *) previews->pdata[c])->name;
	spread->plot = seg_figure_spread (matrix->raw, spread->column, matrix->columns, clustering->labels, clustering->k, names, error);
	return spread->plot != NULL;
}

static void
done_spread (SegView *view, gpointer data)
{
	Spread *spread = data;

	if (seg_view_push (view, &seg_chart_view, spread->plot))
		spread->plot = NULL;
}

static const SegWork spread_work = { N_("putting values in order"), run_spread, done_spread, NULL, free_spread, FALSE, FALSE };

static void
choose (SegView *view, guint choice, gpointer data)
{
	const Spread *asked = data;

	seg_view_run (view, &spread_work, spread_new (&asked->place, choice));
}

void
seg_clusters_ask_spread (SegView *view, const SegTrialPlace *place)
{
	const SegFeatureMatrix *matrix = place->trial->matrix;
	g_autofree const char **labels = g_new0 (const char *, matrix->n_columns + 1);

	if (seg_view_is_at (view, &spread_work))
		return;
	for (gsize i = 0; i < matrix->n_columns; i++)
		labels[i] = matrix->columns[i].label;
	seg_ask_choice (view, _("Which feature?"), labels, NULL, 0, choose, spread_new (place, 0), free_spread);
}
