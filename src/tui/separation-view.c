/* What segments are apart in: the directions that tell them from each other best, and which segments lie on each other. */
#include <config.h>
#include "segments.h"
#include "separation.h"

#include <glib/gi18n.h>

#define SIDE_BY_SIDE 130 /* columns from which the picture stands beside the list */

/* What stands below the list, or beside it. */
typedef enum { USERS, SEGMENTS, WEIGHTS, N_PICTURES } Picture;

typedef struct {
	SegSeparation *found;   /* NULL: being computed, or failed */
	SegList       *list;
	SegPlot       *plane;   /* of direction plane_of; NULL until it is drawn */
	gsize          plane_of;
	gint64         chosen;  /* segmentation, 0: the newest */
	Picture        picture;
	gboolean       is_missing; /* there are no segments */
	gboolean       stopped;
	char          *failure; /* why it is not possible, or NULL */
} State;

enum { PICTURE = SEG_ACTION_OWN, OTHER, KEEP, AGAIN };
enum { NUMBER, SHARE, BAR, TOGETHER, CORRELATION, WORDS };

static const SegBinding bindings[] = {
	{ 'b', PICTURE, "separation-picture", N_("picture"), N_("Change between the users, the segments and how the columns go with a direction") },
	{ 'o', OTHER, "other-separation", N_("other set"), N_("Look at the segments of another kept segmentation") },
	{ 'w', KEEP, "keep-discriminants", N_("keep as features"), N_("Keep the directions as features: new users get theirs by the same weights") },
	{ SEG_KEY_ENTER, AGAIN, "compute-separation", NULL, N_("Compute the directions again, after they were stopped") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	[NUMBER] = { "", SEG_ALIGN_RIGHT, 2, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[BAR] = { "", SEG_ALIGN_LEFT, 12, FALSE },
	[TOGETHER] = { N_("Together"), SEG_ALIGN_RIGHT, 8, FALSE },
	[CORRELATION] = { N_("Tells apart"), SEG_ALIGN_RIGHT, 11, FALSE },
	[WORDS] = { N_("What it is"), SEG_ALIGN_LEFT, -20, FALSE },
};

/* The list --------------------------------------------------------------------------------------------------------- */

static const SegLda *
lda_of (gpointer data)
{
	return ((State *) data)->found->discriminants->lda;
}

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->found != NULL ? lda_of (data)->n_directions : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegLda *lda = lda_of (data);
	double together = 0;

	(void) ink;
	for (gsize i = 0; i <= row; i++)
		together += lda->shares[i];
	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%zu", row + 1);
	case SHARE:
		return seg_format_share (lda->shares[row]);
	case TOGETHER:
		return seg_format_share (together);
	case CORRELATION:
		return seg_format_number (lda->canonical[row], 2);
	case WORDS:
		return g_strdup (((State *) data)->found->words[row]);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const SegLda *lda = lda_of (data);

	if (column != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, lda->shares[0] > 0 ? lda->shares[row] / lda->shares[0] : 0,
	               selected ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

/* Computing -------------------------------------------------------------------------------------------------------- */

static void
found (SegView *view, SegSeparation *separation, const GError *error)
{
	State *state = view->state;

	seg_separation_free (state->found);
	g_clear_pointer (&state->plane, seg_plot_free);
	state->found = separation;
	g_clear_pointer (&state->failure, g_free);
	state->stopped = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	state->is_missing = g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	if (error != NULL && !state->stopped && !state->is_missing)
		state->failure = g_strdup_printf (_("%s\n\nPress o to look at another segmentation; Esc leads back."), error->message);
	seg_list_changed (state->list);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	state->stopped = FALSE;
	seg_separation_compute (view, state->chosen, found);
}

static void
choose (SegView *view, gint64 segmentation_id)
{
	((State *) view->state)->chosen = segmentation_id;
	refresh (view);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case PICTURE:
		state->picture = (Picture) ((state->picture + 1) % N_PICTURES);
		return TRUE;
	case OTHER:
		seg_ask_segmentation (view, state->found != NULL ? state->found->segmentation->id : state->chosen, choose);
		return TRUE;
	case KEEP:
		seg_separation_ask_keep (view, state->found);
		return TRUE;
	case AGAIN:
		refresh (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == AGAIN)
		return state->stopped || state->failure != NULL;
	if (action == OTHER)
		return !state->is_missing;
	return action < SEG_ACTION_OWN || state->found != NULL;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->chosen = argument != NULL ? *(const gint64 *) argument : 0;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_plot_free (state->plane);
	seg_separation_free (state->found);
	g_free (state->failure);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->found != NULL)
		return NULL;
	if (state->is_missing)
		return _("No segments yet, so there is nothing to tell apart. Press Enter: Clusters finds out how many segments the data support; keep "
		         "them there with w.");
	if (state->failure != NULL)
		return state->failure;
	return state->stopped ? _("Stopped. Press Enter to compute it again; Esc leads back.") : _("Computing what the segments are apart in…");
}

static const char *
leads_to (SegView *view)
{
	return ((const State *) view->state)->is_missing ? "clusters" : NULL;
}

/* Of direction @row; the plane is made once for each. */
static SegPlot *
picture_plot (State *state, gsize row, Picture picture)
{
	g_autoptr (GError) error = NULL;

	if (picture == WEIGHTS)
		return seg_separation_weights (state->found, row);
	if (state->plane != NULL && state->plane_of != row)
		g_clear_pointer (&state->plane, seg_plot_free);
	if (state->plane == NULL)
		state->plane = seg_separation_plane (state->found, row, &error);
	state->plane_of = row;
	return state->plane != NULL ? seg_plot_ref (state->plane) : NULL;
}

static void
draw_picture (State *state, gsize row, Picture picture, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) plot = picture != SEGMENTS ? picture_plot (state, row, picture) : NULL;

	if (picture == SEGMENTS)
		seg_separation_draw_segments (state->found, cells, rect);
	else if (plot != NULL)
		seg_plot_draw (plot, NULL, cells, rect);
}

/* The list with the segments below it, and the picture beside them: what is not in the picture stands at the left. */
static void
draw_wide (State *state, gsize row, SegCells *cells, SegRect rect, gboolean focused)
{
	int lines = MIN ((int) n_rows (state) + 1, rect.height / 2);
	SegRect right, left = seg_rect_split (rect, rect.width / 2, &right);

	right.x += 2;
	right.width -= 2;
	seg_list_draw (state->list, cells, seg_rect_top (left, lines), focused);
	draw_picture (state, row, state->picture == SEGMENTS ? WEIGHTS : SEGMENTS, cells, seg_rect_below (left, lines + 1));
	draw_picture (state, row, state->picture == SEGMENTS ? USERS : state->picture, cells, right);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	gboolean focused = seg_view_has_focus (view);
	g_autofree char *remark = g_strdup_printf (ngettext ("\"%s\" · %zu column", "\"%s\" · %zu columns",
	                                                     (gulong) state->found->discriminants->matrix->n_columns),
	                                           state->found->segmentation->name, state->found->discriminants->matrix->n_columns);
	int used = seg_draw_heading (cells, rect, _("What are the segments apart in?"), remark), lines;
	gsize row = 0;

	if (state->found->segmentation->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! The data or features have changed since these segments were made. Press 4 to find them anew."));
	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, seg_separation_draw_words (state->found, cells, rect) + (rect.height > 14));
	seg_list_cursor (state->list, &row);
	if (rect.width >= SIDE_BY_SIDE) {
		draw_wide (state, row, cells, rect, focused);
		return;
	}
	lines = MIN ((int) n_rows (state) + 1, MAX (rect.height / 3, 3));
	seg_list_draw (state->list, cells, seg_rect_top (rect, lines), focused);
	draw_picture (state, row, state->picture, cells, seg_rect_below (rect, lines + (rect.height > 12)));
}

/* What is in sight; of the table of segments the users. */
static SegPlot *
plot (SegView *view)
{
	State *state = view->state;
	gsize row = 0;

	seg_list_cursor (state->list, &row);
	return state->found != NULL ? picture_plot (state, row, state->picture == SEGMENTS ? USERS : state->picture) : NULL;
}

const SegViewClass seg_separation_view = {
	.name = "separation", .title = N_("What are the segments apart in?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The directions in which the segments lie furthest apart, measured by how far people of one segment lie from each other (linear "
	           "discriminants of the features the segments were made from).\n\n"
	           "Share is how much of what separates the segments lies in a direction; it tells apart by 1 where segments do not overlap in it at "
	           "all, by 0 where they lie on each other. Clear is the share of a segment's users who fall into it by these directions alone: "
	           "segments with little of it are hard to act on, and may better be merged.\n\n"
	           "Kept as features, the directions can be chosen for clustering; people who come later get theirs by the same weights."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.leads_to = leads_to,
	.plot = plot,
};
