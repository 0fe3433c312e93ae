/* Every way of clustering side by side: how many segments each makes, how good these are by measures that are fair to all of them,
 * and which one is recommended. One of them is then taken to Clusters. */
#include <config.h>
#include "clusters.h"

#include <segscope/run.h>
#include <segscope/ways.h>

#include <glib/gi18n.h>
#include <math.h>

#define LEAST_SHOWN 0.1 /* seconds that a way took */
#define WIDE 110 /* columns from which everything stands in the table */

/* What was tried: made in a job, shared by reference. */
struct SegTried {
	SegFeatureSet    *set;
	SegFeatureMatrix *matrix;
	SegWays          *ways;
};

typedef struct {
	SegClustersState *clusters; /* the view below this one, which keeps what was tried */
	SegList *list;
	char    *text;
	gboolean stopped;
} State;

enum { TAKE = SEG_ACTION_OWN, RUN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, TAKE, "take-way", N_("take this way"), N_("Cluster this way, and look at its segments") },
	{ 'r', RUN, "try-ways-again", N_("run again"), N_("Try every way again") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static void
clear_tried (gpointer data)
{
	SegTried *tried = data;

	seg_feature_set_free (tried->set);
	seg_feature_matrix_free (tried->matrix);
	seg_ways_free (tried->ways);
}

void
seg_tried_unref (SegTried *tried)
{
	if (tried != NULL)
		g_atomic_rc_box_release_full (tried, clear_tried);
}

const SegSweep *
seg_tried_sweep (const SegTried *tried)
{
	return tried != NULL && tried->ways != NULL ? tried->ways->ways[0].sweep : NULL;
}

/* The list --------------------------------------------------------------------------------------------------------- */

enum { WAY, K, CROWDS, ALIKE, STABLE, WIDTH, SMALLEST, SECONDS, MARK };

#define COMMON_COLUMNS \
	[WAY] = { N_("Algorithm"), SEG_ALIGN_LEFT, -14, FALSE }, [K] = { N_("k"), SEG_ALIGN_RIGHT, 3, FALSE }, \
	[CROWDS] = { N_("crowds"), SEG_ALIGN_RIGHT, 6, FALSE }, [ALIKE] = { N_("alike"), SEG_ALIGN_RIGHT, 5, FALSE }, \
	[STABLE] = { N_("stable"), SEG_ALIGN_RIGHT, 6, FALSE }, [WIDTH] = { N_("silh."), SEG_ALIGN_RIGHT, 5, FALSE }, \
	[SMALLEST] = { N_("smallest"), SEG_ALIGN_RIGHT, 8, FALSE }

static const SegListColumn columns[] = {
	COMMON_COLUMNS, [SECONDS] = { N_("Took"), SEG_ALIGN_RIGHT, 9, FALSE }, [MARK] = { "", SEG_ALIGN_LEFT, 14, FALSE },
};

static const SegListColumn narrow_columns[] = { COMMON_COLUMNS };

static const SegWay *
way_at (const State *state, gsize row)
{
	return state->clusters->tried->ways->ways + row;
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->clusters->tried != NULL ? state->clusters->tried->ways->n : 0;
}

static char *
number (double value)
{
	return isnan (value) ? NULL : seg_format_number (value, 2);
}

/* What took hardly any time did not take none. */
static char *
duration (double seconds)
{
	g_autofree char *least = seg_format_duration (LEAST_SHOWN);

	return seconds > 0 && seconds < LEAST_SHOWN / 2 ? g_strdup_printf ("< %s", least) : seg_format_duration (seconds);
}

static const char *
mark_of (const State *state, gsize row)
{
	const SegWay *way = way_at (state, row);

	if (way->left_out != NULL)
		return _("not run");
	return row == state->clusters->tried->ways->suggested ? _("suggested") : way->within_limits ? "" : _("beyond limits");
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegWay *way = way_at (state, row);
	const SegSweepRow *found = seg_way_row (way);
	gboolean suggested = row == state->clusters->tried->ways->suggested;

	*ink = found == NULL ? SEG_INK_MUTED : suggested ? SEG_INK_ACCENT : SEG_INK_NORMAL;
	if (column == WAY)
		return g_strdup_printf ("%s %s", suggested ? "●" : " ", _(way->settings.algorithm->label));
	if (column == MARK)
		return g_strdup (mark_of (state, row));
	if (found == NULL)
		return column == K ? g_strdup ("−") : NULL;
	switch (column) {
	case K:
		return g_strdup_printf ("%u", found->clustering->k);
	case CROWDS:
		return number (way->crowds);
	case ALIKE:
		return number (way->alike);
	case STABLE:
		return way->stability.n_resamples > 0 ? number (way->stability.least) : NULL;
	case WIDTH:
		return number (found->silhouette);
	case SMALLEST:
		return seg_format_integer ((gint64) found->smallest);
	default:
		return duration (way->seconds);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static const SegWay *
cursor_way (const State *state)
{
	gsize row;

	return n_rows ((gpointer) state) > 0 && seg_list_cursor (state->list, &row) ? way_at (state, row) : NULL;
}

/* The jobs ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegWaysOptions options;
	SegTried      *tried;
} Try;

static void
free_try (gpointer data)
{
	seg_tried_unref (((Try *) data)->tried);
	g_free (data);
}

static gboolean
run_try (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Try *try = data;
	SegTried *tried = try->tried = g_atomic_rc_box_new0 (SegTried);
	SegJobSpan span = seg_job_enter (job, 0, 0.05);

	tried->set = seg_feature_set_load (workspace, NULL, error);
	tried->matrix = tried->set != NULL ? seg_feature_matrix (workspace, tried->set, NULL, job, error) : NULL;
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.05, 1);
	tried->ways = tried->matrix != NULL ? seg_try_ways (tried->matrix->scaled, &try->options, job, error) : NULL;
	seg_job_leave (job, span);
	return tried->ways != NULL;
}

static gboolean
run_remember (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const SegTried *tried = data;

	for (guint i = 0; i < tried->ways->n; i++) {
		const SegWay *way = tried->ways->ways + i;

		if (way->sweep != NULL
		    && !seg_runs_keep (workspace, tried->set, tried->set->selection, tried->matrix, way->model, way->sweep, job, NULL, error))
			return FALSE;
	}
	return TRUE;
}

static void
free_remember (gpointer data)
{
	seg_tried_unref (data);
}

static const SegWork remember_work = { N_("keeping the runs"), run_remember, NULL, NULL, free_remember, TRUE, FALSE };

static void
done_try (SegView *view, gpointer data)
{
	State *state = view->state;
	Try *try = data;

	seg_tried_unref (state->clusters->tried);
	state->clusters->tried = g_steal_pointer (&try->tried);
	state->stopped = FALSE;
	seg_list_changed (state->list);
	seg_list_set_cursor (state->list, state->clusters->tried->ways->suggested);
	seg_view_run (view, &remember_work, g_atomic_rc_box_acquire (state->clusters->tried));
}

static void
failed_try (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	((State *) view->state)->stopped = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork try_work = { N_("trying every way"), run_try, done_try, failed_try, free_try, FALSE, FALSE };

static void
try_all (SegView *view)
{
	State *state = view->state;
	Try *try;

	if (seg_view_is_busy (view, &try_work))
		return;
	try = g_new0 (Try, 1);
	try->options = seg_ways_options_defaults ();
	try->options.choose = state->clusters->options;
	seg_view_run (view, &try_work, try);
}

/* The view --------------------------------------------------------------------------------------------------------- */

/* Whether it is of the features as they are now. */
static gboolean
is_of_now (const State *state)
{
	const SegTried *tried = state->clusters->tried;
	SegTrial trial = { .set = tried->set };

	return !seg_trial_is_of_other_figures (&trial, state->clusters->set) && !seg_trial_is_of_other_choice (&trial, state->clusters->set);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->clusters = argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	if (state->clusters->tried != NULL && is_of_now (state)) {
		seg_list_set_cursor (state->list, state->clusters->tried->ways->suggested);
		return TRUE;
	}
	g_clear_pointer (&state->clusters->tried, seg_tried_unref);
	try_all (view);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_free (state->text);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegWay *way = cursor_way (state);
	gsize row = 0;

	if (action == RUN || (action == SEG_ACTION_OPEN && way == NULL)) {
		try_all (view);
		return TRUE;
	}
	if (action != TAKE || way == NULL)
		return FALSE;
	seg_list_cursor (state->list, &row);
	if (way->left_out != NULL)
		seg_say (view, _("It was left out: %s"), way->left_out);
	else
		seg_view_visit (view, "clusters", "way", (gint64) (row << 32 | seg_way_row (way)->clustering->k));
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	return action == TAKE ? cursor_way (view->state) != NULL : action != RUN || !seg_view_is_busy (view, &try_work);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;
	SegWaysOptions options = seg_ways_options_defaults ();
	SegClusterCost cost;
	g_autofree char *seconds = NULL;

	if (n_rows (state) > 0)
		return NULL;
	if (!seg_view_is_busy (view, &try_work))
		return state->stopped ? _("Stopped; nothing was changed. Press r to run again.") : "";
	options.choose = state->clusters->options;
	seg_ways_estimate (&options, (gsize) state->clusters->set->n_users, state->clusters->set->selection->len, &cost);
	seconds = seg_format_number (MAX (cost.seconds, 1), 0);
	g_free (state->text);
	state->text = g_strdup_printf (_("Trying every algorithm that fits into memory and a minute, and whether its segments come back when other users are drawn: about "
	                                 "%s s. You may look at other steps meanwhile.\n\nCtrl-C stops it."), seconds);
	return state->text;
}

/* What the way under the cursor found, or why it was left out. */
static void
draw_details (const SegWay *way, SegCells *cells, SegRect rect)
{
	g_autofree char *words = way->model != NULL ? seg_cluster_model_describe (way->model) : NULL;

	if (way->left_out != NULL)
		seg_draw_format (cells, rect, 0, 0, SEG_INK_MUTED, _("%s was left out: %s"), _(way->settings.algorithm->label), way->left_out);
	else
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, words != NULL ? words : _(way->settings.algorithm->meaning));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegTried *tried = state->clusters->tried;
	const SegWay *way = cursor_way (state);
	g_autofree char *users = seg_format_integer ((gint64) tried->matrix->scaled->n_rows);
	g_autofree char *remark = g_strdup_printf (_("%u features · %s users"), tried->set->selection->len, users);
	gboolean wide = rect.width >= WIDE;
	int details;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, _("Every way"), remark));
	if (!is_of_now (state))
		rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_WARNING,
		                                                 _("! Features were computed or chosen anew since this was run. Press r to run it again.")));
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, tried->ways->reason) + (rect.height > 24 ? 1 : 0));
	seg_list_set_columns (state->list, wide ? columns : narrow_columns, wide ? G_N_ELEMENTS (columns) : G_N_ELEMENTS (narrow_columns));
	details = CLAMP (rect.height - (int) tried->ways->n - 1, 0, 6);
	seg_list_draw (state->list, cells, seg_rect_top (rect, rect.height - details), seg_view_has_focus (view));
	if (way != NULL && details > 0)
		draw_details (way, cells, seg_rect_below (rect, rect.height - details + (details > 3 ? 1 : 0)));
}

const SegViewClass seg_ways_view = {
	.name = "ways", .title = N_("Every way"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Every algorithm as it is without options (a recommended Gaussian mixture with the number and shape it was found with); those that must be told how many segments get the number recommended for k-means. All that was tried is "
	           "noted among the runs.\n\n"
	           "crowds: how far the segments follow the places where users crowd, of whatever shape these are (adjusted Rand index, 1: exactly); fair to round groups and "
	           "others alike.\n"
	           "alike: how far the other ways come to the same segments.\n"
	           "stable: how surely the least sure segment comes back when the way is run on other users; from 0.75 it is stable, up to 0.50 it dissolves.\n"
	           "silh.: the mean silhouette, which favours round groups.\n\n"
	           "k-means is recommended, because it is the easiest to explain, where its segments put nearly nobody together with others across a valley and do not divide crowds where there is no sign of fewer users; else density peaks. Of up to 2,000 users a Gaussian mixture is, where it finds more segments, each like a normal distribution. Enter takes the way under the cursor."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
