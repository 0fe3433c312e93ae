/* The Clusters screen: how many segments? One job tries every k of a range; what it finds stays here for the session. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct {
	SegSweepOptions options;
	SegFeatureSet  *set;      /* the newest, as of the last refresh; NULL: none */
	SegTrial     *trial;  /* NULL: nothing was run */
	SegList        *list;     /* a row for each k */
	gboolean        stopped;
	char           *text;     /* of an empty screen, or the warning; kept for drawing */
} State;

enum { LOOK = SEG_ACTION_OWN, SAVE, SILHOUETTE, SCATTER, RUN, RANGE, OPTIONS };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, LOOK, "look-at-segments", N_("look at these segments"), N_("Find out how many segments; then look at those of the number under the cursor") },
	{ 'w', SAVE, "keep-segments", N_("keep"), N_("Keep the segments of the number under the cursor under a name") },
	{ 'x', SILHOUETTE, "silhouette-plot", N_("silhouettes"), N_("Show how well each user fits its segment") },
	{ 'p', SCATTER, "scatter", N_("scatter"), N_("Show all users in the plane, coloured by segment") },
	{ 'r', RUN, "run-sweep", N_("run"), N_("Try all numbers of segments again") },
	{ 'R', RANGE, "sweep-range", N_("range"), N_("Choose which numbers of segments are tried") },
	{ 'o', OPTIONS, "sweep-options", N_("options"), N_("Choose the number of starts and the seed") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The table of k --------------------------------------------------------------------------------------------------- */

enum { K, MARK, WIDTH, SMALLEST, CH, DB, INERTIA };

static const SegListColumn columns[] = {
	[K] = { N_("k"), SEG_ALIGN_RIGHT, 3, FALSE }, [MARK] = { "", SEG_ALIGN_LEFT, 9, FALSE },
	[WIDTH] = { N_("silh."), SEG_ALIGN_RIGHT, 5, FALSE }, [SMALLEST] = { N_("smallest"), SEG_ALIGN_RIGHT, 8, FALSE },
	[CH] = { N_("CH"), SEG_ALIGN_RIGHT, 6, FALSE }, [DB] = { N_("DB"), SEG_ALIGN_RIGHT, 5, FALSE },
	[INERTIA] = { N_("inertia"), SEG_ALIGN_RIGHT, 8, FALSE },
};

/* Where silhouettes were sampled, with their standard error. */
static const SegListColumn sampled_columns[] = {
	[K] = { N_("k"), SEG_ALIGN_RIGHT, 3, FALSE }, [MARK] = { "", SEG_ALIGN_LEFT, 9, FALSE },
	[WIDTH] = { N_("silhouette"), SEG_ALIGN_RIGHT, 12, FALSE }, [SMALLEST] = { N_("smallest"), SEG_ALIGN_RIGHT, 8, FALSE },
	[CH] = { N_("CH"), SEG_ALIGN_RIGHT, 6, FALSE }, [DB] = { N_("DB"), SEG_ALIGN_RIGHT, 5, FALSE },
	[INERTIA] = { N_("inertia"), SEG_ALIGN_RIGHT, 8, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->trial != NULL ? state->trial->sweep->n_rows : 0;
}

static const char *
mark_of (const SegSweep *sweep, guint row)
{
	if (row == sweep->suggested)
		return _("suggested");
	if (row == sweep->runner_up)
		return _("runner-up");
	return sweep->rows[row].clustering->k == sweep->knee ? _("elbow") : "";
}

static char *
figure_text (double value, int width)
{
	g_autofree char *text = seg_format_number (value, 0);

	return seg_text_width (text) <= width ? g_steal_pointer (&text) : seg_format_compact (value);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSweep *sweep = ((const State *) data)->trial->sweep;
	const SegSweepRow *one = &sweep->rows[row];

	*ink = row == sweep->suggested ? SEG_INK_ACCENT : SEG_INK_NORMAL;
	switch (column) {
	case K:
		return g_strdup_printf ("%u", one->clustering->k);
	case MARK:
		return g_strdup (mark_of (sweep, (guint) row));
	case WIDTH:
		return seg_trial_silhouette (one);
	case SMALLEST:
		return seg_format_integer ((gint64) one->smallest);
	case CH:
		return figure_text (one->calinski_harabasz, columns[CH].width);
	case DB:
		return seg_format_number (one->davies_bouldin, 2);
	case INERTIA:
		return figure_text (one->clustering->inertia, columns[INERTIA].width);
	default:
		return NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static SegTrialPlace
place (const State *state)
{
	gsize row = 0;

	seg_list_cursor (state->list, &row);
	return (SegTrialPlace) { state->trial, (guint) row };
}

/* Running ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegSweepOptions options;
	SegTrial     *trial;
} Run;

static void
free_run (gpointer data)
{
	Run *run = data;

	seg_trial_unref (run->trial);
	g_free (run);
}

static gboolean
run_sweep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Run *run = data;

	run->trial = seg_trial_make (workspace, &run->options, job, error);
	return run->trial != NULL;
}

static void
done_sweep (SegView *view, gpointer data)
{
	State *state = view->state;
	Run *run = data;

	seg_trial_unref (state->trial);
	state->trial = g_steal_pointer (&run->trial);
	state->stopped = FALSE;
	seg_list_set_columns (state->list, state->trial->sweep->exact ? columns : sampled_columns, G_N_ELEMENTS (columns));
	seg_list_set_cursor (state->list, state->trial->sweep->suggested);
}

static void
failed_sweep (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	state->stopped = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
	else if (state->trial != NULL)
		seg_say (view, "%s", _("Stopped; what you see is of before. Press r to run again."));
}

static const SegWork sweep_work = { N_("trying numbers of segments"), run_sweep, done_sweep, failed_sweep, free_run, FALSE, FALSE };

static void
start (SegView *view)
{
	State *state = view->state;
	Run *run;

	if (seg_view_is_busy (view, &sweep_work))
		return;
	run = g_new0 (Run, 1);
	run->options = state->options;
	seg_view_run (view, &sweep_work, run);
}

/* Options ---------------------------------------------------------------------------------------------------------- */

static gboolean
accept_range (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;
	guint from, to;
	char rest;

	(void) data;
	if (sscanf (text, "%u - %u %c", &from, &to, &rest) != 2 || from < 2 || to < from || to > 100) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a range; write it like 2-10 (at least 2, at most 100)"), text);
		return FALSE;
	}
	state->options.k_min = from;
	state->options.k_max = to;
	start (view);
	return TRUE;
}

static void
ask_range (SegView *view)
{
	const SegSweepOptions *options = &((State *) view->state)->options;
	g_autofree char *now = g_strdup_printf ("%u-%u", options->k_min, options->k_max);

	seg_ask_line (view, _("Which numbers of segments shall be tried?"),
	              _("What your team can handle is a good limit: each segment needs its own message."), now, accept_range, NULL, NULL);
}

static gboolean
accept_number (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;
	gboolean is_seed = GPOINTER_TO_INT (data);
	guint64 value;

	if (!g_ascii_string_to_unsigned (text, 10, is_seed ? 0 : 1, is_seed ? G_MAXINT64 : 1000, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, is_seed ? _("\"%s\" is not a whole number of 0 or more")
		             : _("\"%s\" is not a whole number from 1 to 1000"), text);
		return FALSE;
	}
	if (is_seed)
		state->options.seed = value;
	else
		state->options.restarts = (guint) value;
	start (view);
	return TRUE;
}

static void
option_chosen (SegView *view, guint choice, gpointer data)
{
	const SegSweepOptions *options = &((State *) view->state)->options;
	g_autofree char *now = choice == 0 ? g_strdup_printf ("%u", options->restarts) : g_strdup_printf ("%" G_GUINT64_FORMAT, options->seed);

	(void) data;
	seg_ask_line (view, choice == 0 ? _("How many random starts for each number of segments?") : _("Seed of the random numbers"),
	              choice == 0 ? _("The best of them counts. More starts take longer and find a better division more surely.")
	                          : _("The same seed gives the same segments. If another seed gives others, the segments are not solid."),
	              now, accept_number, GINT_TO_POINTER ((int) choice), NULL);
}

static void
ask_option (SegView *view)
{
	const SegSweepOptions *options = &((State *) view->state)->options;
	g_autofree char *restarts = g_strdup_printf ("%u", options->restarts), *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, options->seed);
	const char *labels[] = { _("Random starts"), _("Seed"), NULL }, *remarks[] = { restarts, seed, NULL };

	seg_ask_choice (view, _("Options of the clustering"), labels, remarks, 0, option_chosen, NULL, NULL);
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
	case LOOK:
		return state->trial != NULL || is_ready (view);
	case SAVE:
	case SILHOUETTE:
	case SCATTER:
		return state->trial != NULL;
	case RUN:
	case RANGE:
	case OPTIONS:
		return is_ready (view);
	default:
		return TRUE;
	}
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	SegTrialPlace here = place (state);

	switch (action) {
	case LOOK:
		if (state->trial == NULL)
			start (view);
		else
			seg_view_push (view, &seg_preview_view, &here);
		return TRUE;
	case SAVE:
		seg_clusters_save (view, &here);
		return TRUE;
	case SILHOUETTE:
		return seg_view_push (view, &seg_silhouette_view, &here);
	case SCATTER:
		return seg_view_push (view, &seg_scatter_view, &here);
	case RUN:
		start (view);
		return TRUE;
	case RANGE:
		ask_range (view);
		return TRUE;
	case OPTIONS:
		ask_option (view);
		return TRUE;
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
	state->options = seg_sweep_options_defaults ();
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_trial_unref (state->trial);
	seg_feature_set_free (state->set);
	g_free (state->text);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	seg_feature_set_free (state->set);
	state->set = seg_feature_set_load (seg_view_workspace (view), NULL, NULL); /* NULL: the screen says what to do first */
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static char *
invitation (SegView *view)
{
	const State *state = view->state;
	const SegSweepOptions *options = &state->options;
	g_autofree char *users = seg_format_integer (state->set->n_users);
	g_autoptr (GString) text = g_string_new (NULL);

	if (seg_view_is_busy (view, &sweep_work)) {
		g_string_append_printf (text, _("Trying %u to %u segments on %s users by %u features, each number from %u random starts, and "
		                                "measuring how well every user fits. You may look at other steps meanwhile.\n\nCtrl-C stops it."),
		                        options->k_min, options->k_max, users, state->set->selection->len, options->restarts);
		return g_string_free (g_steal_pointer (&text), FALSE);
	}
	if (state->stopped)
		g_string_append (text, _("Stopped; nothing was changed. Press r to run again.\n\n"));
	if (state->set->stale)
		g_string_append (text, _("The data have changed since the features were computed: better press 3, then b, first.\n\n"));
	g_string_append_printf (text, _("Press Enter to find out how many segments the data support: %u to %u segments are tried on %s users "
	                                "by the %u features chosen, and each number is judged.\n\nR tries other numbers, o changes the options."),
	                        options->k_min, options->k_max, users, state->set->selection->len);
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (state->trial != NULL)
		return NULL;
	if (info == NULL)
		return "";
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
warning (SegView *view)
{
	const State *state = view->state;

	if (seg_view_is_busy (view, &sweep_work))
		return _("Running again; until it has ended you see what was found before.");
	if (state->set != NULL && state->set->stale)
		return _("! The data have changed since the features were computed. Press 3, then b; then come back and press r.");
	if (seg_trial_is_of_other_figures (state->trial, state->set))
		return _("! The features were computed again since this was run. Press r to run it again.");
	if (seg_trial_is_of_other_choice (state->trial, state->set))
		return _("! Other features are chosen now than when this was run. Press r to run it again.");
	return NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegTrial *trial = state->trial;
	g_autofree char *users = seg_format_integer ((gint64) trial->matrix->raw->n_rows);
	g_autofree char *remark = g_strdup_printf (_("%u features · %s users · seed %" G_GUINT64_FORMAT), trial->set->selection->len, users,
	                                           trial->sweep->options.seed);
	SegClustersPicture picture = { trial, place (state).row, state->list, warning (view) };
	int used = seg_draw_heading (cells, rect, _("How many segments?"), remark);

	seg_clusters_draw (&picture, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_clusters_view = {
	.name = "clusters", .title = N_("How many segments?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Users who are alike in the chosen features are put into the same segment. How many segments there should be is "
	           "tried out and judged; move the cursor to see another number than the suggested one.\n\n"
	           "inertia: how far users are from the middle of their segment; it always falls, and where the fall slows down (the "
	           "elbow) more segments gain little.\n"
	           "silhouette: from -1 to 1, how much nearer users are to their own segment than to the next one; higher is better. Above "
	           "0.5 is reasonable, below 0.25 the groups overlap.\n"
	           "smallest: users in the smallest segment.\n"
	           "CH (Calinski-Harabasz): higher is better. DB (Davies-Bouldin): lower is better.\n"
	           "● is the suggested number, ◆ the one under the cursor."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
