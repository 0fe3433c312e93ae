/* The tree of a hierarchical clustering: the cut moves with the arrow keys, and what it makes is counted at once. */
#include <config.h>
#include "chart-view.h"
#include "clusters.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LEAVES 60   /* groups at the bottom of the picture: what is below is not drawn */
#define MOST_SEGMENTS 200
#define PANEL 34         /* columns for the sizes */
#define STEPS 40         /* from the bottom of the tree to its top */

typedef struct {
	SegTrialPlace place;
	guint    k;
	double   height;     /* of the cut */
	gint32  *labels;
	gsize   *sizes;      /* k, falling */
	/* The top of the tree. */
	gsize    n_leaves;
	gint32  *first, *second;
	double  *heights;
} State;

enum { TAKE = SEG_ACTION_OWN, NUMBER, HEIGHT };

static const SegBinding bindings[] = {
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "left", NULL, N_("One segment fewer") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "right", NULL, N_("One segment more") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "up", NULL, N_("Cut a little higher") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "down", NULL, N_("Cut a little lower") },
	{ SEG_KEY_ENTER, TAKE, "take-cut", N_("take this cut"), N_("Make the segments of this cut, to look at and to keep") },
	{ 'n', NUMBER, "cut-number", N_("number"), N_("Cut into a number of segments") },
	{ 'c', HEIGHT, "cut-height", N_("height"), N_("Cut at a height") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegDendrogram *
tree_of (const State *state)
{
	return state->place.trial->model->dendrogram;
}

/* The cut --------------------------------------------------------------------------------------------------------- */

static int
compare_sizes (const void *a, const void *b)
{
	gsize x = *(const gsize *) a, y = *(const gsize *) b;

	return x > y ? -1 : x < y;
}

static guint
most_segments (const State *state)
{
	return (guint) MIN (MOST_SEGMENTS, tree_of (state)->n_rows);
}

/* In the middle between the two merges that the cut separates. */
static double
middle_height (const State *state)
{
	const SegDendrogram *tree = tree_of (state);
	gsize n_merges = tree->n_rows - 1;
	double below = state->k <= n_merges ? tree->heights[n_merges - state->k] : 0;

	if (n_merges == 0)
		return 0;
	return state->k == 1 ? tree->heights[n_merges - 1] : (below + tree->heights[n_merges + 1 - state->k]) / 2;
}

static void
set_k (State *state, guint k)
{
	const SegDendrogram *tree = tree_of (state);

	state->k = CLAMP (k, 1, most_segments (state));
	state->height = middle_height (state);
	seg_dendrogram_cut (tree, state->k, state->labels);
	memset (state->sizes, 0, MOST_SEGMENTS * sizeof *state->sizes);
	for (gsize row = 0; row < tree->n_rows; row++)
		state->sizes[state->labels[row]]++;
	qsort (state->sizes, state->k, sizeof *state->sizes, compare_sizes);
}

/* The cut at @height, if it makes segments that can be shown. */
static gboolean
set_height (State *state, double height)
{
	gsize k = seg_dendrogram_k_at (tree_of (state), height);

	if (!(height >= 0) || k < 1 || k > most_segments (state))
		return FALSE;
	if (k != state->k)
		set_k (state, (guint) k);
	state->height = height;
	return TRUE;
}

/* By so many steps up; at the top and at the bottom it stays. */
static void
move_height (State *state, int steps)
{
	const SegDendrogram *tree = tree_of (state);
	double top = tree->n_rows > 1 ? tree->heights[tree->n_rows - 2] : 0;

	set_height (state, CLAMP (state->height + steps * top / STEPS, 0, top));
}

/* The last merges as a tree of their own: what hangs below them are its leaves. */
static void
take_top (State *state, int width)
{
	const SegDendrogram *tree = tree_of (state);
	gsize n = MIN ((gsize) CLAMP (width / 3, 8, MOST_LEAVES), tree->n_rows), below = tree->n_rows - n; /* merges that are not drawn */
	gint32 next = 0;

	state->n_leaves = n;
	for (gsize i = 0; i + 1 < n; i++) {
		const gint32 nodes[] = { tree->first[below + i], tree->second[below + i] };
		gint32 *to[] = { state->first + i, state->second + i };

		state->heights[i] = tree->heights[below + i];
		for (guint side = 0; side < 2; side++)
			*to[side] = (gsize) nodes[side] < tree->n_rows + below ? next++ : (gint32) ((gsize) nodes[side] - tree->n_rows - below + n);
	}
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	seg_trial_place_take (&state->place, argument);
	state->labels = g_new (gint32, tree_of (state)->n_rows);
	state->sizes = g_new (gsize, MOST_SEGMENTS);
	state->first = g_new0 (gint32, MOST_LEAVES);
	state->second = g_new0 (gint32, MOST_LEAVES);
	state->heights = g_new0 (double, MOST_LEAVES);
	set_k (state, seg_trial_k (state->place.trial, state->place.row));
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_trial_place_clear (&state->place);
	g_free (state->labels);
	g_free (state->sizes);
	g_free (state->first);
	g_free (state->second);
	g_free (state->heights);
}

/* @data: whether it is a height. */
static gboolean
accept_cut (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;
	gboolean is_height = GPOINTER_TO_INT (data);
	char *end;
	double value = g_ascii_strtod (text, &end);
	double k = is_height ? (double) seg_dendrogram_k_at (tree_of (state), value) : value;

	if (is_height && *text != '\0' && *end == '\0' && set_height (state, value))
		return TRUE;
	if (is_height || *text == '\0' || *end != '\0' || !(value >= 0) || k < 1 || k > most_segments (state) || floor (k) != k) {
		if (is_height && k > most_segments (state))
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("At \"%s\" there are more than %u segments; cut higher"), text, most_segments (state));
		else
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, is_height ? _("\"%s\" is no height; write a number like 12.5")
			             : _("\"%s\" is not a whole number from 1 to %u"), text, most_segments (state));
		return FALSE;
	}
	set_k (state, (guint) k);
	return TRUE;
}

static void
ask_cut (SegView *view, gboolean is_height)
{
	const State *state = view->state;
	g_autofree char *now = is_height ? g_strdup_printf ("%.4g", state->height) : g_strdup_printf ("%u", state->k);

	seg_ask_line (view, is_height ? _("Cut at which height?") : _("Cut into how many segments?"),
	              is_height ? _("Nothing is joined above it.") : _("The last joinings are undone until there are so many."), now, accept_cut,
	              GINT_TO_POINTER (is_height), NULL);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_LEFT: /* higher: fewer segments */
		set_k (state, state->k - 1);
		return TRUE;
	case SEG_ACTION_RIGHT:
		set_k (state, state->k + 1);
		return TRUE;
	case SEG_ACTION_UP:
	case SEG_ACTION_DOWN:
		move_height (state, action == SEG_ACTION_UP ? 1 : -1);
		return TRUE;
	case NUMBER:
	case HEIGHT:
		ask_cut (view, action == HEIGHT);
		return TRUE;
	case TAKE:
	case SEG_ACTION_OPEN:
		if (state->k < 2) {
			seg_say (view, "%s", _("One segment is everyone: move the cut down."));
			return TRUE;
		}
		seg_view_visit (view, "clusters", "cut", state->k);
		return TRUE;
	default:
		return FALSE;
	}
}

static void
draw_sizes (const State *state, SegCells *cells, SegRect rect)
{
	double n = (double) tree_of (state)->n_rows;

	for (guint i = 0; i < state->k && (int) i < rect.height; i++) {
		SegRect line = { rect.x, rect.y + (int) i, rect.width, 1 };
		g_autofree char *users = seg_format_integer ((gint64) state->sizes[i]), *share = seg_format_share ((double) state->sizes[i] / n);

		if ((int) i + 1 == rect.height && i + 1 < state->k) {
			seg_draw_format (cells, line, 0, 0, SEG_INK_MUTED, _("and %u more"), state->k - i);
			return;
		}
		seg_draw_format (cells, line, 0, 0, SEG_INK_NORMAL, "%3u %9s %7s", i + 1, users, share);
		seg_chart_bar (cells, line.x + 22, line.y, MAX (line.width - 22, 0), (double) state->sizes[i] / n, SEG_INK_SERIES_1);
	}
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;
	SegPlot *made;

	if (state->n_leaves < 2)
		return NULL;
	made = seg_plot_new (SEG_PLOT_DENDROGRAM, _("The tree"));
	seg_plot_axis (&made->y, SEG_SCALE_NUMBER, _("height"), NULL);
	seg_plot_set_tree (made, state->n_leaves, state->first, state->second, state->heights, state->height);
	return made;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegDendrogram *tree = tree_of (state);
	g_autofree char *title = g_strdup_printf (ngettext ("Cut here: %u segment", "Cut here: %u segments", state->k), state->k);
	g_autofree char *at = seg_format_number (state->height, 2), *way = seg_trial_way (state->place.trial);
	g_autofree char *remark = g_strdup_printf (_("%s · height %s"), way, at);
	g_autofree char *all = seg_format_integer ((gint64) tree->n_rows - 1);
	SegRect right;

	take_top (state, rect.width > PANEL + 40 ? rect.width - PANEL : rect.width);
	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, title, remark));
	if (tree->n_rows > 1) {
		g_autofree char *words = g_strdup_printf (_("The last %zu of %s joinings. ←→ cut by number, ↑↓ by height; Enter takes it."), state->n_leaves - 1, all);

		rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, words) + (rect.height > 16 ? 1 : 0));
	}
	if (rect.width > PANEL + 40) {
		rect = seg_rect_split (rect, rect.width - PANEL, &right);
		rect.width -= 2;
		draw_sizes (state, cells, right);
	} else if (rect.height > 12) {
		draw_sizes (state, cells, seg_rect_below (rect, rect.height - 5));
		rect = seg_rect_top (rect, rect.height - 6);
	}
	seg_chart_draw (plot (view), cells, rect);
}

const SegViewClass seg_dendrogram_view = {
	.name = "dendrogram", .title = N_("The tree"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("From the bottom up, groups are joined until all users are in one; the higher a bracket, the less alike are the two groups it "
	           "joins. Cutting across long lines gives segments that stand well apart.\n\n"
	           "The dotted line is the cut. Left and right move it to one segment fewer or more, up and down a little higher or lower; "
	           "beside the tree stand the users in each segment it makes."),
	.open = open_view, .close = close_view, .draw = draw, .act = act,
	.plot = plot,
};
