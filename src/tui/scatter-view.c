/* All users in the plane of the first two principal components, coloured by segment; or one segment among the others. */
#include <config.h>
#include "chart-view.h"
#include "clusters.h"

#include <segscope/component.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LEGEND_WIDTH 38
#define LEGEND_BESIDE 82 /* columns from which the legend stands beside the plot */

typedef struct {
	SegTrialPlace place;
	gsize    n;
	double  *x, *y;      /* n scores each; NULL while they are computed */
	gint32  *groups;     /* n: as drawn */
	double   shares[2];  /* of what varies */
	char    *words[2];   /* what the axes say */
	SegPlot *plot;       /* of these; NULL until it is drawn */
	guint    alone;      /* 0: all segments; else only this one in colour */
	gboolean failed;
} State;

enum { SAVE = SEG_ACTION_OWN, SILHOUETTE };

static const SegBinding bindings[] = {
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "fewer-segments", N_("fewer"), N_("Show one segment fewer") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "more-segments", N_("more segments"), N_("Show one segment more") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "next-segment", N_("one alone"), N_("Show the next segment alone in colour") },
	{ 'j', SEG_ACTION_DOWN, "next-segment", NULL, N_("Show the next segment alone in colour") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "previous-segment", NULL, N_("Show the segment before alone; before the first: all") },
	{ 'k', SEG_ACTION_UP, "previous-segment", NULL, N_("Show the segment before alone; before the first: all") },
	{ 'w', SAVE, "keep-segments", N_("keep"), N_("Keep these segments under a name") },
	{ 'x', SILHOUETTE, "silhouette-plot", N_("silhouettes"), N_("Show how well each user fits its segment") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The plane -------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegTrial *trial;
	double *x, *y;
	double  shares[2];
	char   *words[2];
} Plane;

static void
free_plane (gpointer data)
{
	Plane *plane = data;

	seg_trial_unref (plane->trial);
	g_free (plane->x);
	g_free (plane->y);
	g_free (plane->words[0]);
	g_free (plane->words[1]);
	g_free (plane);
}

static gboolean
copy_scores (Plane *plane, const SegPca *pca, GError **error)
{
	gsize n = pca->scores->n_rows;

	plane->x = g_try_new (double, n);
	plane->y = g_try_new (double, n);
	if (plane->x == NULL || plane->y == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), n);
		return FALSE;
	}
	for (gsize i = 0; i < n; i++) {
		plane->x[i] = seg_matrix_row (pca->scores, i)[0];
		plane->y[i] = pca->n_components > 1 ? seg_matrix_row (pca->scores, i)[1] : 0;
	}
	return TRUE;
}

static gboolean
run_plane (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Plane *plane = data;
	const SegMatrix *scaled = plane->trial->matrix->scaled;
	g_autoptr (SegPca) pca = seg_pca (scaled, MIN (scaled->n_columns, 2), job, error);

	(void) workspace;
	if (pca == NULL || !copy_scores (plane, pca, error))
		return FALSE;
	for (gsize c = 0; c < pca->n_components; c++) {
		plane->shares[c] = pca->shares[c];
		plane->words[c] = seg_component_words (pca->loadings, c, plane->trial->matrix->columns);
	}
	return TRUE;
}

/* The colours of the segments at the place looked at. */
static void
set_groups (State *state)
{
	const gint32 *labels = seg_trial_row (state->place.trial, state->place.row)->clustering->labels;

	g_clear_pointer (&state->plot, seg_plot_free);
	for (gsize i = 0; i < state->n; i++)
		state->groups[i] = state->alone == 0 || (guint) labels[i] + 1 == state->alone ? labels[i] : -1;
}

static void
done_plane (SegView *view, gpointer data)
{
	State *state = view->state;
	Plane *plane = data;

	state->x = g_steal_pointer (&plane->x);
	state->y = g_steal_pointer (&plane->y);
	for (int c = 0; c < 2; c++) {
		state->shares[c] = plane->shares[c];
		state->words[c] = g_steal_pointer (&plane->words[c]);
	}
}

static void
failed_plane (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	((State *) view->state)->failed = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork plane_work = { N_("principal components"), run_plane, done_plane, failed_plane, free_plane, FALSE, FALSE };

static void
compute (SegView *view)
{
	State *state = view->state;
	Plane *plane;

	if (state->x != NULL || seg_view_is_busy (view, &plane_work))
		return;
	plane = g_new0 (Plane, 1);
	plane->trial = seg_trial_ref (state->place.trial);
	state->failed = FALSE;
	seg_view_run (view, &plane_work, plane);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	seg_trial_place_take (&state->place, argument);
	state->n = state->place.trial->matrix->raw->n_rows;
	state->groups = g_try_new (gint32, state->n);
	if (state->groups == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), state->n);
		return FALSE;
	}
	set_groups (state);
	compute (view);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_trial_place_clear (&state->place);
	seg_plot_free (state->plot);
	g_free (state->x);
	g_free (state->y);
	g_free (state->groups);
	g_free (state->words[0]);
	g_free (state->words[1]);
}

static void
show_alone (State *state, int step)
{
	int k = (int) seg_trial_k (state->place.trial, state->place.row);

	state->alone = (guint) CLAMP ((int) state->alone + step, 0, k);
	set_groups (state);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		seg_trial_place_move (&state->place, action == SEG_ACTION_LEFT ? -1 : 1);
		state->alone = 0;
		set_groups (state);
		return TRUE;
	case SEG_ACTION_DOWN:
	case SEG_ACTION_UP:
		show_alone (state, action == SEG_ACTION_DOWN ? 1 : -1);
		return TRUE;
	case SEG_ACTION_OPEN:
		compute (view);
		return TRUE;
	case SAVE:
		seg_clusters_save (view, &state->place);
		return TRUE;
	case SILHOUETTE:
		return seg_view_push (view, &seg_silhouette_view, &state->place);
	default:
		return FALSE;
	}
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->x != NULL)
		return NULL;
	return state->failed ? _("Stopped. Press Enter to compute the picture again.") : _("Computing the picture…");
}

static int
draw_words (const State *state, SegCells *cells, SegRect rect)
{
	g_autofree char *both = seg_format_share (state->shares[0] + state->shares[1]), *right = seg_format_share (state->shares[0]);
	g_autofree char *up = seg_format_share (state->shares[1]), *text = NULL;

	if (rect.height < 12)
		text = g_strdup (_("Each dot is a user; near together means alike."));
	else if (state->words[1] == NULL)
		text = g_strdup_printf (_("Each dot is a user; there is only one feature: to the right, %s."), state->words[0]);
	else
		text = g_strdup_printf (_("Each dot is a user; near together means alike. The picture shows %s of what differs between users: to the "
		                          "right (%s) %s; upwards (%s) %s."), both, right, state->words[0], up, state->words[1]);
	return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, text);
}

static SegRect
draw_legend (const State *state, SegCells *cells, SegRect rect)
{
	const GPtrArray *previews = seg_trial_preview (state->place.trial, state->place.row);
	SegRect plot, legend;

	if (rect.width >= LEGEND_BESIDE) {
		plot = seg_rect_split (rect, rect.width - MIN (LEGEND_WIDTH + MAX (rect.width - 120, 0) / 3, 70), &legend);
		plot.width -= 2;
	} else {
		int lines = rect.height < 9 ? 0 : MIN ((int) previews->len, rect.height / 3);

		plot = seg_rect_top (rect, rect.height - lines);
		legend = seg_rect_below (rect, rect.height - lines);
	}
	seg_clusters_draw_segments (previews, cells, legend, (gssize) state->alone - 1);
	return plot;
}

/* Made once for what is shown. */
static SegPlot *
plot (SegView *view)
{
	State *state = view->state;

	if (state->x == NULL)
		return NULL;
	if (state->plot == NULL) {
		const GPtrArray *previews = seg_trial_preview (state->place.trial, state->place.row);
		g_autofree const char **names = g_new (const char *, previews->len + 1);

		for (guint i = 0; i < previews->len; i++)
			names[i] = ((const SegSegmentPreview *) previews->pdata[i])->name;
		state->plot = seg_plot_new (SEG_PLOT_SCATTER, _("How do the segments lie?"));
		seg_plot_axis (&state->plot->x, SEG_SCALE_NUMBER, state->words[0], NULL);
		seg_plot_axis (&state->plot->y, SEG_SCALE_NUMBER, state->words[1], NULL);
		state->plot->y.bare = state->words[1] == NULL;
		seg_plot_add_series (state->plot, NULL, SEG_INK_SERIES_1, state->x, state->y, state->n);
		seg_plot_set_groups (state->plot, state->groups, previews->len, names, NULL);
	}
	return seg_plot_ref (state->plot);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	guint k = seg_trial_k (state->place.trial, state->place.row);
	g_autofree char *title = g_strdup_printf (ngettext ("How do the %u segment lie?", "How do the %u segments lie?", k), k);
	g_autofree char *remark = state->alone > 0 ? g_strdup_printf (_("segment %u alone; ↑ all"), state->alone) : NULL;
	int used = seg_draw_heading (cells, rect, title, remark);

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + 1);
	seg_chart_draw (plot (view), cells, draw_legend (state, cells, rect));
}

const SegViewClass seg_scatter_view = {
	.name = "scatter", .title = N_("How do the segments lie?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("All users drawn so that the most of what differs between them can be seen at once (the first two principal "
	           "components). Segments that overlap here may still be apart in other directions.\n\n"
	           "Where dots of several segments share a place, it has the colour of the segment with most of them. ↓ shows one segment "
	           "alone in colour, the others pale."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .when_empty = when_empty,
	.plot = plot,
};
