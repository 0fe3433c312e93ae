/* One run beside the list of runs: how it was made, why it was recommended, and the indices of all numbers of segments tried with it. */
#include <config.h>
#include "runs.h"

#include <segscope/plot.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#define SHORTEST 8  /* lines of a curve */
#define TALLEST 14

typedef struct {
	gint64     id, trial;
	GPtrArray *runs;   /* of SegRun*: all that are kept */
	GPtrArray *tried;  /* of SegRun*, borrowed: those made together, by k */
	const SegRun *run; /* in runs; NULL: it is gone */
	char      *failure;
} State;

/* What is told of a run as a number. */
static const struct {
	const char *title; /* translatable */
	gsize       offset;
	SegInk      ink;
} indices[] = {
	{ N_("silhouette: higher is better"), G_STRUCT_OFFSET (SegRun, silhouette), SEG_INK_SERIES_3 },
	{ N_("stability of the least sure"), G_STRUCT_OFFSET (SegRun, stability), SEG_INK_SERIES_2 },
	{ N_("inertia"), G_STRUCT_OFFSET (SegRun, inertia), SEG_INK_SERIES_1 },
	{ N_("gap: higher is better"), G_STRUCT_OFFSET (SegRun, gap), SEG_INK_SERIES_5 },
};

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegRun *run = argument;

	(void) error;
	state->id = run->id;
	state->trial = run->trial;
	state->tried = g_ptr_array_new ();
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	g_ptr_array_unref (state->tried);
	g_clear_pointer (&state->runs, g_ptr_array_unref);
	g_free (state->failure);
}

/* A few rows without their labels: read at once. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_ptr_array_set_size (state->tried, 0);
	g_clear_pointer (&state->runs, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->run = NULL;
	state->runs = seg_runs (seg_view_workspace (view), TRUE, &error);
	for (guint i = 0; state->runs != NULL && i < state->runs->len; i++) {
		SegRun *run = state->runs->pdata[i];

		if (run->trial == state->trial)
			g_ptr_array_add (state->tried, run);
		if (run->id == state->id)
			state->run = run;
	}
	if (state->run == NULL)
		state->failure = g_strdup (error != NULL ? error->message : _("This run is not kept any more."));
}

static const char *
when_empty (SegView *view)
{
	return ((const State *) view->state)->failure;
}

/* Over the numbers of segments of the trial, the run marked; NULL: it is known of fewer than two. */
static SegPlot *
curve (const State *state, gsize index)
{
	g_autoptr (GArray) k = g_array_new (FALSE, FALSE, sizeof (double)), y = g_array_new (FALSE, FALSE, sizeof (double));
	gssize marked = -1;
	SegPlot *plot;

	for (guint i = 0; i < state->tried->len; i++) {
		const SegRun *run = state->tried->pdata[i];
		double value = G_STRUCT_MEMBER (double, run, indices[index].offset), at = run->k;

		if (!isfinite (value))
			continue;
		if (run == state->run)
			marked = k->len;
		g_array_append_val (k, at);
		g_array_append_val (y, value);
	}
	if (k->len < 2)
		return NULL;
	plot = seg_plot_new (SEG_PLOT_LINE, _(indices[index].title));
	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("segments"), NULL);
	seg_plot_add_series (plot, NULL, indices[index].ink, (const double *) k->data, (const double *) y->data, k->len)->marked = marked;
	return plot;
}

static void
draw_curves (const State *state, SegCells *cells, SegRect rect)
{
	int lines = CLAMP (rect.height / (int) G_N_ELEMENTS (indices), SHORTEST, TALLEST);

	for (gsize i = 0; i < G_N_ELEMENTS (indices) && rect.height >= SHORTEST; i++) {
		SegPlot *plot = curve (state, i);

		if (plot == NULL)
			continue;
		seg_plot_draw (plot, NULL, cells, seg_rect_top (rect, lines - 1));
		seg_plot_free (plot);
		rect = seg_rect_below (rect, lines);
	}
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegRun *run = state->run;
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (run->algorithm);
	g_autofree char *title = g_strdup_printf (ngettext ("Run %" PRId64 ": %u segment", "Run %" PRId64 ": %u segments", run->k), run->id, run->k);
	g_autofree char *options = seg_run_options_words (run), *users = seg_format_integer (run->n_users), *smallest = seg_format_integer (run->smallest);
	g_autofree char *words = g_strdup_printf (_("%s · seed %" PRId64 " · %s users, the smallest segment has %s · features %s (%u)"), options, run->seed, users, smallest,
	                                          run->feature_set, run->n_features);
	int used = seg_draw_heading (cells, rect, title, algorithm != NULL ? _(algorithm->label) : run->algorithm);

	if (run->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("The features were computed again since."));
	if (*run->reason != '\0')
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, run->reason);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, words) + 1;
	draw_curves (state, cells, seg_rect_below (rect, used));
}

const SegViewClass seg_run_view = {
	.name = "run", .title = N_("Run"), .state_size = sizeof (State),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .when_empty = when_empty,
};
