/* The k-distance curve: how far everyone is from the neighbour that would make the place dense, and the reach of DBSCAN on it. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define POINTS 200 /* of the curve that is drawn, and places for the reach */

typedef struct {
	SegClusterSettings settings;
	guint    k;          /* neighbours */
	double  *distances;  /* n, ascending; NULL: not known yet */
	gsize    n;
	double   x[POINTS], y[POINTS];
	gsize    n_points;
	gsize    at;         /* point under the cursor */
	gsize    suggested;
	char    *text;
} State;

enum { TAKE = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, TAKE, "take-reach", N_("take this reach"), N_("Run DBSCAN with this reach") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The curve -------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint   k;
	double *distances;
	gsize   n;
} Measure;

static void
free_measure (gpointer data)
{
	g_free (((Measure *) data)->distances);
	g_free (data);
}

static gboolean
run_measure (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Measure *measure = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (workspace, NULL, error);
	g_autoptr (SegFeatureMatrix) matrix = set != NULL ? seg_feature_matrix (workspace, set, NULL, job, error) : NULL;

	if (matrix == NULL)
		return FALSE;
	measure->n = matrix->scaled->n_rows;
	measure->distances = seg_k_distances (matrix->scaled, measure->k, job, error);
	return measure->distances != NULL;
}

static gsize
point_of (const State *state, double distance)
{
	gsize best = 0;

	for (gsize i = 0; i < state->n_points; i++)
		if (fabs (state->y[i] - distance) < fabs (state->y[best] - distance))
			best = i;
	return best;
}

static void
done_measure (SegView *view, gpointer data)
{
	State *state = view->state;
	Measure *measure = data;
	double now = seg_cluster_settings_get (&state->settings, "eps");

	state->distances = g_steal_pointer (&measure->distances);
	state->n = measure->n;
	state->n_points = MIN (POINTS, state->n);
	for (gsize i = 0; i < state->n_points; i++) {
		gsize place = state->n_points > 1 ? i * (state->n - 1) / (state->n_points - 1) : 0;

		state->x[i] = (double) (place + 1);
		state->y[i] = state->distances[place];
	}
	state->suggested = point_of (state, seg_k_distance_bend (state->distances, state->n));
	state->at = isnan (now) ? state->suggested : point_of (state, now);
}

static const SegWork measure_work = { N_("distances to the nearest users"), run_measure, done_measure, NULL, free_measure, FALSE, FALSE };

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	Measure *measure = g_new0 (Measure, 1);

	(void) error;
	state->settings = *(const SegClusterSettings *) argument;
	state->k = (guint) MAX (seg_cluster_settings_get (&state->settings, "min-points"), 2) - 1;
	measure->k = state->k;
	seg_view_run (view, &measure_work, measure);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	g_free (state->distances);
	g_free (state->text);
}

static void
move (State *state, gssize step)
{
	gssize to = (gssize) state->at + step;

	state->at = (gsize) CLAMP (to, 0, (gssize) state->n_points - 1);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gint64 bits;

	if (state->distances == NULL)
		return FALSE;
	switch (action) {
	case SEG_ACTION_LEFT:
	case SEG_ACTION_DOWN:
		move (state, -1);
		return TRUE;
	case SEG_ACTION_RIGHT:
	case SEG_ACTION_UP:
		move (state, 1);
		return TRUE;
	case SEG_ACTION_PAGE_UP:
	case SEG_ACTION_PAGE_DOWN:
		move (state, action == SEG_ACTION_PAGE_UP ? 10 : -10);
		return TRUE;
	case TAKE:
	case SEG_ACTION_OPEN:
		memcpy (&bits, state->y + state->at, sizeof bits);
		seg_view_visit (view, "clusters", "reach", bits);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	return action != TAKE || ((State *) view->state)->distances != NULL;
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;

	if (state->distances != NULL)
		return NULL;
	return seg_view_is_busy (view, &measure_work) ? _("Measuring how far everyone is from the nearest others. Ctrl-C stops it.")
	                                              : _("Stopped; Esc leads back.");
}

/* Users whose neighbour number k is within @reach: they stand in dense places. */
static gsize
n_dense (const State *state, double reach)
{
	gsize low = 0, high = state->n;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (state->distances[middle] <= reach)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;
	g_autofree char *title = g_strdup_printf (_("Distance to neighbour %u, users in order of it"), state->k);
	SegPlot *made;

	if (state->distances == NULL)
		return NULL;
	made = seg_plot_new (SEG_PLOT_LINE, title);
	seg_plot_axis (&made->x, SEG_SCALE_COUNT, _("users"), NULL);
	seg_plot_axis (&made->y, SEG_SCALE_NUMBER, _("distance"), NULL);
	made->y.from_zero = TRUE;
	seg_plot_add_series (made, NULL, SEG_INK_SERIES_1, state->x, state->y, state->n_points)->marked = (gssize) state->suggested;
	return made;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	double reach = state->y[state->at];
	gsize dense = n_dense (state, reach);
	g_autofree char *title = seg_format_number (reach, 3), *users = seg_format_integer ((gint64) dense);
	g_autofree char *share = seg_format_share ((double) dense / (double) state->n), *bend = seg_format_number (state->y[state->suggested], 3);
	g_autofree char *heading = g_strdup_printf (_("A reach of %s"), title), *remark = g_strdup_printf (_("the curve bends at %s"), bend);
	g_autofree char *words = g_strdup_printf (_("%s users (%s) have %u others within it: they stand in dense places. To the right of the bend "
	                                            "are those with empty surroundings. ←→ move the reach; Enter runs DBSCAN with it."), users, share,
	                                          state->k);
	g_autoptr (SegPlot) chart = plot (view);
	SegPlotView part;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, heading, remark));
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words) + (rect.height > 16 ? 1 : 0));
	seg_plot_view_init (&part, chart, TRUE);
	part.point = state->at;
	seg_plot_draw (chart, &part, cells, rect);
}

const SegViewClass seg_reach_view = {
	.name = "reach", .title = N_("How far are the nearest?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("For every user the distance to the neighbour that would make the place dense, users in rising order. Where the curve bends "
	           "upwards the dense places end: that is a good reach for DBSCAN.\n\nA smaller reach leaves more users in no segment, a larger one joins "
	           "segments."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
	.plot = plot,
};
