/* The Clusters screen: how many segments? What it shows is in clusters-draw.c, the job in clusters-run.c. */
#include <config.h>
#include "clusters.h"

#include <segscope/figure.h>
#include <segscope/run.h>

#include <segscope/ways.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

typedef SegClustersState State;

enum { LOOK = SEG_ACTION_OWN, SAVE, SILHOUETTE, SCATTER, TREE, KEPT_TREE, REACH, RUN, ALGORITHM, PROPOSED, WAYS, RANGE, OPTIONS, LIMITS, INDEX, RUNS };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, LOOK, "look-at-segments", N_("look at these segments"), N_("Look at the segments of the number under the cursor") },
	{ 'w', SAVE, "keep-segments", N_("keep"), N_("Keep the segments of the number under the cursor under a name") },
	{ 'x', SILHOUETTE, "silhouette-plot", N_("silhouettes"), N_("Show how well each user fits its segment") },
	{ 'p', SCATTER, "scatter", N_("scatter"), N_("Show all users in the plane, coloured by segment") },
	{ 't', TREE, "dendrogram", N_("tree"), N_("Show the tree of a hierarchical clustering, and move the cut") },
	{ 'd', REACH, "k-distance", N_("reach"), N_("Show how far users are from their neighbours, and choose the reach of DBSCAN") },
	{ 'r', RUN, "run-sweep", N_("run"), N_("Find out how many segments: try all numbers of the range") },
	{ 'a', ALGORITHM, "clustering-algorithm", N_("algorithm"), N_("Choose how to cluster, and its options") },
	{ 'u', PROPOSED, "proposed-algorithm", N_("better way"), N_("Run the algorithm that suits these users better than k-means") },
	{ 'A', WAYS, "every-way", N_("every way"), N_("Try every algorithm, and see which one suits these users") },
	{ 'l', LIMITS, "segment-limits", N_("my limits"), N_("Say how many segments there may be at most, and how many users each must have") },
	{ 'i', INDEX, "next-index", N_("index"), N_("Show the curve of the next index beside the inertia") },
	{ 'c', RUNS, "compare-runs", N_("tried"), N_("List what was tried, compare two runs, make segments of one") },
	{ 'R', RANGE, "sweep-range", N_("range"), N_("Choose which numbers of segments are tried") },
	{ 'o', OPTIONS, "sweep-options", N_("options"), N_("Choose the options of the algorithm") },
	{ 'T', KEPT_TREE, "kept-tree", N_("kept tree"), N_("Open the tree of segments that were kept, and cut it elsewhere without clustering anew") },
	{ 0, 0, NULL, NULL, NULL }
};

static SegTrialPlace
place (const State *state)
{
	gsize row = 0;

	seg_list_cursor (state->list, &row);
	return (SegTrialPlace) { state->trial, (guint) row };
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_ready (SegView *view)
{
	const State *state = view->state;

	return state->set != NULL && state->set->selection->len > 0;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	switch (action) {
	case LOOK: /* else Enter is SEG_ACTION_OPEN, which runs */
	case SAVE:
	case SILHOUETTE:
	case SCATTER:
	case INDEX:
		return state->trial != NULL;
	case RUNS:
		return !seg_clusters_is_running (view);
	case KEPT_TREE:
		return seg_view_session (view)->has_segmentation;
	case TREE:
		return state->trial != NULL && state->trial->model != NULL && state->trial->model->dendrogram != NULL;
	case REACH:
		return is_ready (view) && state->settings.algorithm == seg_cluster_algorithm_find ("dbscan");
	case PROPOSED:
		return is_ready (view) && state->trial != NULL && state->trial->sweep->other_way != NULL && !seg_clusters_is_running (view);
	case ALGORITHM:
	case WAYS:
		return is_ready (view);
	case SEG_ACTION_OPEN:
	case RUN:
	case RANGE:
	case OPTIONS:
	case LIMITS:
		return is_ready (view);
	default:
		return TRUE;
	}
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	SegTrialPlace here = place (state);

	switch (action) {
	case LOOK:
		return seg_view_push (view, &seg_preview_view, &here);
	case SAVE:
		seg_clusters_save (view, &here);
		return TRUE;
	case SILHOUETTE:
		return seg_view_push (view, &seg_silhouette_view, &here);
	case SCATTER:
		return seg_view_push (view, &seg_scatter_view, &here);
	case TREE:
		return seg_view_push (view, &seg_dendrogram_view, &here);
	case KEPT_TREE:
		seg_clusters_ask_tree (view);
		return TRUE;
	case REACH:
		return seg_view_push (view, &seg_reach_view, (gpointer) &state->settings);
	case ALGORITHM:
		seg_clusters_ask_algorithm (view);
		return TRUE;
	case PROPOSED:
		if (seg_sweep_other_settings (state->trial->sweep, &state->settings))
			seg_clusters_run (view);
		return TRUE;
	case WAYS:
		return seg_view_push (view, &seg_ways_view, state);
	case SEG_ACTION_OPEN:
	case RUN:
		seg_clusters_run (view);
		return TRUE;
	case RANGE:
		seg_clusters_ask_range (view);
		return TRUE;
	case OPTIONS:
		seg_clusters_ask_option (view);
		return TRUE;
	case LIMITS:
		seg_clusters_ask_limits (view);
		return TRUE;
	case INDEX:
		state->index = seg_clusters_next_index (state->trial, state->index);
		return TRUE;
	case RUNS:
		return seg_view_push (view, &seg_runs_view, NULL);
	case SEG_ACTION_LEFT:
		return seg_list_act (state->list, SEG_ACTION_UP);
	case SEG_ACTION_RIGHT:
		return seg_list_act (state->list, SEG_ACTION_DOWN);
	default:
		return FALSE;
	}
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->options = seg_choose_options_defaults ();
	state->index = 1;
	seg_cluster_settings_init (&state->settings, seg_cluster_algorithm_find ("k-means"));
	state->list = seg_clusters_list_new (&state->trial);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_trial_unref (state->trial);
	seg_tried_unref (state->tried);
	seg_clusters_preview_unref (state->preview);
	seg_feature_set_free (state->set);
	g_free (state->text);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	seg_feature_set_free (state->set);
	state->set = seg_feature_set_load (seg_view_workspace (view), NULL, NULL); /* NULL: the screen says what to do first */
	seg_limits_read (seg_view_workspace (view), &state->options.sweep, NULL);
}

/* Runs the algorithm of that number in the table, as it was among all ways; @k: for those that must be told. */
static void
take_way (SegView *view, gsize number, guint k)
{
	State *state = view->state;

	seg_way_settings_init (&state->settings, seg_cluster_algorithm_at (number), seg_tried_sweep (state->tried), state->options.sweep.seed, k);
	seg_clusters_run (view);
}

/* From the views on top of this one: "cut" into so many segments; "reach", the bits of a number: run with it; "way", number of the
 * algorithm and of segments: run it. From Segments: "kept-tree" of a segmentation. */
static void
visit (SegView *view, const char *errand, gint64 id)
{
	State *state = view->state;
	double reach;

	if (g_strcmp0 (errand, "cut") == 0)
		seg_clusters_cut (view, (guint) id);
	else if (g_strcmp0 (errand, "way") == 0)
		take_way (view, (gsize) (id >> 32), (guint) (id & G_MAXUINT32));
	else if (g_strcmp0 (errand, "kept-tree") == 0)
		seg_clusters_open_tree (view, id);
	else if (g_strcmp0 (errand, "reach") == 0 && state->settings.algorithm == seg_cluster_algorithm_find ("dbscan")) {
		memcpy (&reach, &id, sizeof reach);
		seg_cluster_settings_put (&state->settings, "eps", reach);
		seg_clusters_run (view);
	}
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* How long and how much, about: "about 12 s and 30 MB". */
static char *
foresee (const State *state)
{
	SegClusterCost cost;
	g_autofree char *bytes = NULL, *seconds = NULL;
	gsize n_users = (gsize) state->set->n_users, n_features = state->set->selection->len;

	if (seg_clusters_is_kmeans (state))
		seg_choose_estimate (&state->options, n_users, n_features, &cost);
	else
		seg_cluster_estimate (&state->settings, n_users, n_features, &cost);
	g_free (cost.alternative);
	bytes = g_format_size ((guint64) MAX (cost.bytes, 1e6));
	seconds = seg_format_number (MAX (cost.seconds, 0.1), cost.seconds < 10 ? 1 : 0);
	return g_strdup_printf (_("about %s s and %s"), seconds, bytes);
}

static char *
invitation_to_algorithm (SegView *view, const char *users)
{
	const State *state = view->state;
	const SegClusterAlgorithm *algorithm = state->settings.algorithm;
	g_autofree char *cost = foresee (state);

	if (seg_clusters_is_running (view))
		return g_strdup_printf (_("%s of %s users (%s). You may look at other steps meanwhile.\n\nCtrl-C stops it."), _(algorithm->label), users, cost);
	return g_strdup_printf (_("%s: %s.\n\nPress Enter to run it on %s users by %u features (%s); o changes its options, a takes another way."),
	                        _(algorithm->label), _(algorithm->meaning), users, state->set->selection->len, cost);
}

static char *
invitation (SegView *view)
{
	const State *state = view->state;
	const SegSweepOptions *options = &state->options.sweep;
	g_autofree char *cost = foresee (state);
	g_autofree char *users = seg_format_integer (state->set->n_users);
	g_autoptr (GString) text = g_string_new (NULL);

	if (!seg_clusters_is_kmeans (state))
		return invitation_to_algorithm (view, users);
	if (seg_clusters_is_running (view)) {
		g_string_append_printf (text, _("Trying %u to %u segments on %s users by %u features, each number from %u random starts, and "
		                                "measuring how well every user fits (%s). You may look at other steps meanwhile.\n\nCtrl-C stops it."),
		                        options->k_min, options->k_max, users, state->set->selection->len, options->restarts, cost);
		return g_string_free (g_steal_pointer (&text), FALSE);
	}
	if (state->stopped)
		return g_strdup (_("Stopped; nothing was changed. Press r to run again."));
	if (state->set->stale)
		g_string_append (text, _("The data have changed since the features were computed: better press 3, then b, first.\n\n"));
	g_string_append_printf (text, _("Press Enter to find out how many segments the data support: %u to %u segments are tried on %s users "
	                                "by the %u features chosen, and each number is judged (%s).\n\nR tries other numbers, o changes the options, l sets your limits: "
	                                "how many segments at most, how many users each."),
	                        options->k_min, options->k_max, users, state->set->selection->len, cost);
	return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whether something is known of the first run while it goes on. */
static gboolean
has_preview (SegView *view)
{
	const State *state = view->state;

	return state->trial == NULL && state->preview != NULL && seg_clusters_is_running (view)
	       && seg_clusters_preview_read (state->preview, NULL, NULL) > 1;
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (state->trial != NULL || has_preview (view))
		return NULL;
	if (info == NULL)
		return _("Opening the workspace…");
	if (info->n_users == 0)
		return _("No users yet. Import your files first: press 1.");
	if (state->set == NULL)
		return _("Segments group users who are alike in their features, and no features have been computed yet. Press 3.");
	if (state->set->selection->len == 0)
		return _("No features are chosen, so there is nothing to tell users apart by. Press 3 and choose some.");
	g_free (state->text);
	state->text = invitation (view);
	return state->text;
}

static const char *
leads_to (SegView *view)
{
	const State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (info == NULL)
		return NULL;
	return info->n_users == 0 ? "data" : state->set == NULL || state->set->selection->len == 0 ? "features" : NULL;
}

static const char *
warning (SegView *view)
{
	const State *state = view->state;

	if (seg_clusters_is_running (view))
		return _("Running again; until it has ended you see what was found before.");
	if (state->set != NULL && state->set->stale)
		return _("! The data have changed since the features were computed. Press 3, then b; then come back and press r.");
	if (seg_trial_is_of_other_figures (state->trial, state->set))
		return _("! The features were computed again since this was run. Press r to run it again.");
	if (seg_trial_is_of_other_choice (state->trial, state->set))
		return _("! Other features are chosen now than when this was run. Press r to run it again.");
	return NULL;
}

/* While the first run goes on: what is known of it. */
static void
draw_preview (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *words = invitation (view);
	int used = seg_draw_heading (cells, rect, _("How many segments?"), NULL);

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words) + 1);
	rect.width = MIN (rect.width, 80);
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, _("So far, until every user has been measured against every other:"));
	seg_clusters_draw_preview_curve (state->preview, cells, seg_rect_below (rect, used));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegTrial *trial = state->trial;
	g_autofree char *users = NULL, *remark = NULL, *way = NULL;
	SegClustersPicture picture;
	int used;

	if (trial == NULL) {
		draw_preview (view, cells, rect);
		return;
	}
	users = seg_format_integer ((gint64) trial->matrix->raw->n_rows);
	way = seg_trial_way (trial);
	remark = g_strdup_printf (_("%s · %u features · %s users · seed %" PRIu64), way, trial->set->selection->len, users,
	                          trial->sweep->options.seed);
	picture = (SegClustersPicture) { trial, place (state).row, state->list, warning (view), state->index };
	used = seg_draw_heading (cells, rect, _("How many segments?"), remark);
	seg_clusters_draw (&picture, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

/* The curve that is chosen with i. */
static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;

	return state->trial != NULL && state->trial->sweep->n_rows > 1 ? seg_figure_sweep (state->trial->sweep, state->index) : NULL;
}

const SegViewClass seg_clusters_view = {
	.name = "clusters", .title = N_("How many segments?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Users who are alike in the chosen features are put into the same segment. How many segments there should be is "
	           "tried out and judged; move the cursor to see another number than the suggested one.\n\n"
	           "inertia: how far users are from the middle of their segment; it always falls, and where the fall slows down (the "
	           "elbow) more segments gain little.\n"
	           "silhouette: from -1 to 1, how much nearer users are to their own segment than to the next one; higher is better. Above "
	           "0.5 is reasonable, below 0.25 the groups overlap.\n"
	           "stable: how surely the least sure segment comes back when other users are drawn; from 0.75 it is stable, up to 0.50 it "
	           "dissolves.\n"
	           "smallest: users in the smallest segment.\n"
	           "gap: how much nearer users are to the middles than users without any groups would be; higher is better.\n"
	           "BIC: how well so many clouds describe the users for what they cost in numbers; lower is better.\n"
	           "crowds: how far the segments follow the places where users crowd, of whatever shape these are (adjusted Rand index, 1: exactly); "
	           "where they do not, the algorithm density peaks may suit better. Of up to 2,000 users a Gaussian mixture may, where it finds more segments, each like a "
	           "normal distribution.\n"
	           "CH (Calinski-Harabasz): higher is better. DB (Davies-Bouldin): lower is better.\n"
	           "● is the suggested number, ◆ the one under the cursor."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty, .leads_to = leads_to, .visit = visit,
	.plot = plot,
};
