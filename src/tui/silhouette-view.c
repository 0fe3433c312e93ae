/* The silhouette plot of one k: how well does each user fit its segment? Where the sweep only sampled silhouettes, all of
 * them are computed on demand. */
#include <config.h>
#include "chart-view.h"
#include "clusters.h"

#include <glib/gi18n.h>

typedef struct {
	SegTrialPlace place;
	guint    row;      /* to which what follows belongs */
	double  *computed; /* widths that the sweep did not have, or NULL */
	const double *widths; /* those, or the sweep's; NULL: not known */
	double   mean;
	SegSilhouetteSummary *clusters; /* k */
	gsize    n_negative;
	char    *empty;
	SegWorstUsers *worst;
	SegPlot *plot;     /* of the widths; NULL until it is drawn */
	gboolean only_worst; /* the list alone, for small screens */
} State;

#define LIST_WIDTH 38  /* of the users who fit worst, beside the plot */
#define SIDE_BY_SIDE 96
#define LIST_HEIGHT 7 /* below it, at most */
#define LEAST_LIST 3

enum { COMPUTE = SEG_ACTION_OWN, SAVE, SCATTER, USER, WORST };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USER, "open-worst-user", N_("user"), N_("Open the page of the user under the cursor, one of those who fit worst") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "fewer-segments", N_("fewer"), N_("Show one segment fewer") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "more-segments", N_("more segments"), N_("Show one segment more") },
	{ 'u', WORST, "worst-users", N_("fits worst"), N_("Show only the users who fit worst, or the plot again") },
	{ 'r', COMPUTE, "compute-silhouettes", N_("measure all"), N_("Measure all users, not only those drawn at random") },
	{ 'w', SAVE, "keep-segments", N_("keep"), N_("Keep these segments under a name") },
	{ 'p', SCATTER, "scatter", N_("scatter"), N_("Show all users in the plane, coloured by segment") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Shows @widths for the k in place. */
static void
set_widths (State *state, const double *widths, double mean)
{
	const SegClustering *clustering = seg_trial_row (state->place.trial, state->place.row)->clustering;

	g_clear_pointer (&state->plot, seg_plot_free);
	state->row = state->place.row;
	state->widths = widths;
	state->mean = mean;
	state->n_negative = 0;
	if (widths == NULL) {
		seg_worst_users_set (state->worst, &state->place, NULL);
		return;
	}
	state->clusters = g_renew (SegSilhouetteSummary, state->clusters, clustering->k);
	seg_silhouette_summarise (widths, clustering->labels, clustering->n_rows, clustering->k, state->clusters);
	for (guint c = 0; c < clustering->k; c++)
		state->n_negative += state->clusters[c].n_negative;
	seg_worst_users_set (state->worst, &state->place, widths);
}

static void
show_place (State *state)
{
	const SegSweepRow *row = seg_trial_row (state->place.trial, state->place.row);

	g_clear_pointer (&state->computed, g_free);
	set_widths (state, row->widths, row->silhouette);
}

/* Measuring -------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegTrialPlace place;
	double *widths;
	double  mean;
} Measure;

static void
free_measure (gpointer data)
{
	Measure *measure = data;

	seg_trial_place_clear (&measure->place);
	g_free (measure->widths);
	g_free (measure);
}

static gboolean
run_measure (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Measure *measure = data;
	const SegClustering *clustering = seg_trial_row (measure->place.trial, measure->place.row)->clustering;

	(void) workspace;
	measure->widths = g_try_new (double, clustering->n_rows);
	if (measure->widths == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), clustering->n_rows);
		return FALSE;
	}
	return seg_silhouette (measure->place.trial->matrix->scaled, clustering->labels, clustering->k, job, measure->widths,
	                       &measure->mean, error);
}

static void
done_measure (SegView *view, gpointer data)
{
	State *state = view->state;
	Measure *measure = data;

	if (measure->place.row != state->place.row)
		return; /* another k is looked at by now */
	g_free (state->computed);
	state->computed = g_steal_pointer (&measure->widths);
	set_widths (state, state->computed, measure->mean);
}

static const SegWork measure_work = { N_("silhouettes of all users"), run_measure, done_measure, NULL, free_measure, FALSE, FALSE };

static void
measure (SegView *view)
{
	State *state = view->state;
	Measure *data;

	if (state->widths != NULL || seg_view_is_busy (view, &measure_work))
		return;
	data = g_new0 (Measure, 1);
	seg_trial_place_take (&data->place, &state->place);
	seg_view_run (view, &measure_work, data);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	seg_trial_place_take (&state->place, argument);
	state->worst = seg_worst_users_new (view);
	show_place (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_worst_users_free (state->worst);
	seg_plot_free (state->plot);
	seg_trial_place_clear (&state->place);
	g_free (state->computed);
	g_free (state->clusters);
	g_free (state->empty);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action == COMPUTE ? state->widths == NULL : (action != USER && action != WORST) || state->widths != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		if (seg_trial_place_move (&state->place, action == SEG_ACTION_LEFT ? -1 : 1))
			show_place (state);
		return TRUE;
	case COMPUTE:
	case SEG_ACTION_OPEN:
		measure (view);
		return TRUE;
	case SAVE:
		seg_clusters_save (view, &state->place);
		return TRUE;
	case SCATTER:
		return seg_view_push (view, &seg_scatter_view, &state->place);
	case USER:
		return seg_worst_users_open (state->worst);
	case WORST:
		state->only_worst = !state->only_worst;
		return TRUE;
	default:
		return FALSE;
	}
}

static SegList *
list (SegView *view)
{
	return seg_worst_users_list (((State *) view->state)->worst);
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;
	const SegSweep *sweep = state->place.trial->sweep;
	g_autofree char *sampled = seg_format_integer ((gint64) sweep->n_sampled), *mean = NULL;
	g_autofree char *all = seg_format_integer ((gint64) state->place.trial->matrix->raw->n_rows);

	if (state->widths != NULL)
		return NULL;
	mean = seg_trial_silhouette (seg_trial_row (state->place.trial, state->place.row));
	g_free (state->empty);
	if (seg_view_is_busy (view, &measure_work))
		state->empty = g_strdup_printf (_("Comparing each of %s users with every other. Ctrl-C stops it."), all);
	else
		state->empty = g_strdup_printf (_("With %u segments the silhouette is %s, measured on %s users drawn at random.\n\nPress r to measure "
		                                  "all %s: each is compared with every other, which can take minutes. Ctrl-C stops it."),
		                                seg_trial_k (state->place.trial, state->place.row), mean, sampled, all);
	return state->empty;
}

static int
draw_words (const State *state, SegCells *cells, SegRect rect)
{
	gsize n = state->place.trial->matrix->raw->n_rows;
	g_autofree char *count = seg_format_integer ((gint64) state->n_negative);
	g_autofree char *share = seg_format_share ((double) state->n_negative / (double) n);
	g_autofree char *text = g_strdup_printf (_("Each row is some users: far to the right they fit their segment well, near 0 they stand between "
	                                           "two, left of 0 another one would suit them better (%s users, %s)."), count, share);

	return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, text);
}

/* The list, where the plot leaves room for it or the person wants nothing else; returns what is left. */
static SegRect
draw_worst (SegView *view, guint k, SegCells *cells, SegRect rect)
{
	gboolean alone = ((const State *) view->state)->only_worst, beside = !alone && rect.width >= SIDE_BY_SIDE;
	int room = rect.height - (int) k - 3, height = alone || beside ? rect.height : MIN (room, LIST_HEIGHT);
	SegRect list_rect = { rect.x, rect.y + rect.height - height, MIN (rect.width, LIST_WIDTH + 10), height };

	if (height < LEAST_LIST)
		return rect;
	if (beside) {
		list_rect.x = rect.x + rect.width - LIST_WIDTH;
		list_rect.width = LIST_WIDTH;
	}
	seg_list_draw (list (view), cells, list_rect, seg_view_has_focus (view));
	if (beside)
		rect.width -= LIST_WIDTH + 3;
	else
		rect.height -= height;
	return rect;
}

/* Made once for what is shown. */
static SegPlot *
plot (SegView *view)
{
	State *state = view->state;
	const SegClustering *clustering = seg_trial_row (state->place.trial, state->place.row)->clustering;

	if (state->widths == NULL)
		return NULL;
	if (state->plot == NULL) {
		const GPtrArray *previews = seg_trial_preview (state->place.trial, state->place.row);
		g_autofree const char **names = g_new (const char *, clustering->k + 1);

		for (guint c = 0; c < clustering->k; c++)
			names[c] = ((const SegSegmentPreview *) previews->pdata[c])->name;
		state->plot = seg_plot_new (SEG_PLOT_SILHOUETTE, _("How well do users fit?"));
		seg_plot_axis (&state->plot->x, SEG_SCALE_NUMBER, _("silhouette"), NULL);
		seg_plot_set_silhouette (state->plot, state->widths, clustering->labels, clustering->n_rows, clustering->k, state->mean, names, NULL);
	}
	return seg_plot_ref (state->plot);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegClustering *clustering = seg_trial_row (state->place.trial, state->place.row)->clustering;
	g_autofree char *title = g_strdup_printf (ngettext ("How well do users fit their %u segment?", "How well do users fit their %u segments?", clustering->k),
	                                          clustering->k);
	g_autofree char *mean = seg_format_number (state->mean, 2), *remark = g_strdup_printf (_("silhouette %s"), mean);
	int used = seg_draw_heading (cells, rect, title, remark);

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + (rect.height > 16 ? 1 : 0));
	rect = draw_worst (view, clustering->k, cells, rect);
	if (rect.height > 0)
		seg_chart_draw (plot (view), cells, rect);
}

const SegViewClass seg_silhouette_view = {
	.name = "silhouette", .title = N_("How well do users fit?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The silhouette of a user compares the mean distance to the others of the own segment with that to the nearest other "
	           "segment: 1 is perfect, 0 on the border, below 0 nearer to the other segment.\n\n"
	           "Good segments have wide bands of about equal length. A thin, short band is a segment held together loosely. The dotted "
	           "line is the mean of all.\n\nThe list names the users who fit worst, the segment they are in, and that whose middle is nearest but for it."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.plot = plot,
};
