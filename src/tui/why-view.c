/* Why a user is in their segment: sentences, and beneath them what would move the user, what decides, all segments, and who is most like
 * them. Opened from a user's page. */
#include <config.h>
#include "users.h"

#include <segscope/text.h>
#include <segscope/why.h>

#include <glib/gi18n.h>
#include <math.h>

#define LEAST_LIST 7 /* lines that the list keeps where the sentences are long */

/* What the list shows. */
typedef enum { CHANGES, FEATURES, SEGMENTS, USERS, N_PARTS } Part;

typedef struct {
	SegList *list;
	gint64   id;
	SegWhy  *why;     /* NULL until it is known */
	char    *words;   /* all sentences, a line each */
	char    *failure;
	Part     part;
} State;

enum { OPEN = SEG_ACTION_OWN, IN_FULL, AGAIN };

static const SegBinding bindings[] = {
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "next-part", N_("next table"), N_("Show the next table: changes, what decides, segments, users") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "previous-part", NULL, N_("Show the table before") },
	{ ']', SEG_ACTION_RIGHT, "next-part", NULL, N_("Show the next table: changes, what decides, segments, users") },
	{ '[', SEG_ACTION_LEFT, "previous-part", NULL, N_("Show the table before") },
	{ SEG_KEY_ENTER, OPEN, "open-user", N_("in full"), N_("Show the row in full; of a user, open their page") },
	{ 'w', IN_FULL, "why-words", N_("all sentences"), N_("Show all sentences, also those that have no room") },
	{ 't', AGAIN, "why-again", N_("try again"), N_("Look again") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the user") },
	{ 0, 0, NULL, NULL, NULL }
};

static const char *const part_names[] = {
	[CHANGES] = N_("One change alone"), [FEATURES] = N_("What decides"), [SEGMENTS] = N_("All segments"), [USERS] = N_("Users like this one"),
};

static const SegListColumn change_columns[] = {
	{ N_("One change alone"), SEG_ALIGN_LEFT, -22, FALSE }, { N_("As it is"), SEG_ALIGN_RIGHT, 12, FALSE }, { N_("Changed to"), SEG_ALIGN_RIGHT, 12, FALSE },
	{ N_("Leads to"), SEG_ALIGN_LEFT, -18, FALSE },
};
static const SegListColumn feature_columns[] = {
	{ N_("Feature"), SEG_ALIGN_LEFT, -18, FALSE }, { N_("Decides"), SEG_ALIGN_RIGHT, 7, FALSE }, { N_("Here"), SEG_ALIGN_RIGHT, 11, FALSE },
	{ N_("Own middle"), SEG_ALIGN_RIGHT, 13, FALSE }, { N_("Next middle"), SEG_ALIGN_RIGHT, 13, FALSE },
};
static const SegListColumn segment_columns[] = {
	{ N_("Segment"), SEG_ALIGN_LEFT, -24, FALSE }, { N_("Distance"), SEG_ALIGN_RIGHT, 10, FALSE }, { N_("Share"), SEG_ALIGN_RIGHT, 8, FALSE },
	{ N_("Of the nearest users"), SEG_ALIGN_RIGHT, 20, FALSE },
};
static const SegListColumn user_columns[] = {
	{ N_("User"), SEG_ALIGN_LEFT, -16, FALSE }, { N_("Distance"), SEG_ALIGN_RIGHT, 10, FALSE }, { N_("Segment"), SEG_ALIGN_LEFT, -24, FALSE },
};

static const struct {
	const SegListColumn *columns;
	guint n;
} part_columns[] = {
	[CHANGES] = { change_columns, G_N_ELEMENTS (change_columns) }, [FEATURES] = { feature_columns, G_N_ELEMENTS (feature_columns) },
	[SEGMENTS] = { segment_columns, G_N_ELEMENTS (segment_columns) }, [USERS] = { user_columns, G_N_ELEMENTS (user_columns) },
};

/* The list --------------------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	if (state->why == NULL)
		return 0;
	return state->part == CHANGES ? state->why->moves->len : state->part == FEATURES ? state->why->features->len
	       : state->part == SEGMENTS ? state->why->distances->len : state->why->neighbours->len;
}

static SegInk
ink_of (const SegWhy *why, gint32 segment)
{
	return segment >= 0 ? seg_ink_series (((const SegSegment *) why->segmentation->segments->pdata[segment])->colour) : SEG_INK_MUTED;
}

static char *
change_cell (const SegWhy *why, gsize row, guint column, SegInk *ink)
{
	const SegWhyMove *move = why->moves->pdata[row];

	if (column == 3)
		*ink = ink_of (why, move->segment);
	return g_strdup (column == 0 ? move->label : column == 1 ? move->from : column == 2 ? move->to : seg_why_segment_name (why, move->segment));
}

static char *
feature_cell (const SegWhy *why, gsize row, guint column, SegInk *ink)
{
	const SegWhyFeature *feature = why->features->pdata[row];

	if (column != 1) {
		if (column == 2 && feature->filled)
			*ink = SEG_INK_MUTED;
		return g_strdup (column == 0 ? feature->label : column == 2 ? feature->value : column == 3 ? feature->own : feature->next);
	}
	if (why->basis == SEG_WHY_GRID || why->basis == SEG_WHY_CONDITIONS)
		return NULL;
	*ink = feature->part < 0 ? SEG_INK_WARNING : SEG_INK_NORMAL;
	return g_strdup_printf ("%+.2f", feature->part);
}

static char *
segment_cell (const SegWhy *why, gsize row, guint column, SegInk *ink)
{
	const SegWhyDistance *distance = &g_array_index (why->distances, SegWhyDistance, row);

	switch (column) {
	case 0:
		*ink = ink_of (why, distance->segment);
		return g_strdup (seg_why_segment_name (why, distance->segment));
	case 1:
		return seg_format_number (distance->distance, 2);
	case 2:
		return isnan (distance->share) ? NULL : seg_format_share (distance->share);
	default:
		return seg_format_integer (distance->n_near);
	}
}

static char *
user_cell (const SegWhy *why, gsize row, guint column, SegInk *ink)
{
	const SegWhyNeighbour *neighbour = why->neighbours->pdata[row];

	if (column == 1)
		return seg_format_number (neighbour->distance, 2);
	if (column == 2)
		*ink = ink_of (why, neighbour->segment);
	return g_strdup (column == 0 ? neighbour->key : seg_why_segment_name (why, neighbour->segment));
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	static char *(*const cells[]) (const SegWhy *, gsize, guint, SegInk *) = {
		[CHANGES] = change_cell, [FEATURES] = feature_cell, [SEGMENTS] = segment_cell, [USERS] = user_cell,
	};
	const State *state = data;

	return cells[state->part] (state->why, row, column, ink);
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static void
show_part (State *state, Part part)
{
	state->part = part;
	seg_list_set_columns (state->list, part_columns[part].columns, part_columns[part].n);
	seg_list_set_cursor (state->list, 0);
	seg_list_changed (state->list);
}

/* Looking ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64  id;
	SegWhy *why;
} Look;

static void
free_look (gpointer data)
{
	Look *look = data;

	seg_why_free (look->why);
	g_free (look);
}

static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Look *look = data;

	look->why = seg_user_why (workspace, NULL, look->id, job, error);
	return look->why != NULL;
}

static char *
join (const SegWhy *why)
{
	g_autoptr (GPtrArray) words = seg_why_words (why);

	g_ptr_array_add (words, NULL);
	return g_strjoinv ("\n", (char **) words->pdata);
}

static void
done_look (SegView *view, gpointer data)
{
	State *state = view->state;
	Look *look = data;

	seg_why_free (state->why);
	g_free (state->words);
	g_clear_pointer (&state->failure, g_free);
	state->why = g_steal_pointer (&look->why);
	state->words = join (state->why);
	seg_list_changed (state->list);
}

static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. t looks again.") : error->message);
}

static const SegWork look_work = { N_("looking why this user is here"), run_look, done_look, failed_look, free_look, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Look *look;

	if (seg_view_again_after (view, &look_work))
		return;
	look = g_new0 (Look, 1);
	look->id = state->id;
	seg_view_run (view, &look_work, look);
}

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->id = *(const gint64 *) argument;
	state->list = seg_list_new (&source, change_columns, G_N_ELEMENTS (change_columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_why_free (state->why);
	g_free (state->words);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->why != NULL)
		return NULL;
	return state->failure != NULL ? state->failure : _("Looking at the features of this user and of all others ...");
}

/* The names of all tables, the one that is shown marked. */
static void
draw_parts (const State *state, SegCells *cells, SegRect rect, int y)
{
	int x = 0;

	for (guint part = 0; part < N_PARTS; part++) {
		gboolean shown = part == (guint) state->part;

		x += seg_draw_text (cells, rect, x, y, shown ? SEG_INK_HEADING : SEG_INK_MUTED, shown ? "▸ " : "  ");
		x += seg_draw_text (cells, rect, x, y, shown ? SEG_INK_HEADING : SEG_INK_MUTED, _(part_names[part])) + 1;
	}
}

static const char *
nothing_words (const State *state)
{
	if (state->part == CHANGES && state->why->basis == SEG_WHY_CONDITIONS)
		return _("What the conditions ask for is under What decides.");
	if (state->part == CHANGES)
		return _("No change of a single feature would move them, with any value that somebody has.");
	if (state->why->basis == SEG_WHY_CONDITIONS)
		return _("Segments made of conditions have no middles and no distances.");
	return state->why->basis == SEG_WHY_GRID ? _("The cells of an RFM grid have no middles and no distances.")
	                                         : _("Groups by density have no middles: who is near decides.");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	int used, room = rect.height - LEAST_LIST - 2;

	if (state->why == NULL)
		return;
	used = seg_draw_heading (cells, rect, state->why->key, state->why->segmentation->name);
	used += seg_draw_paragraph (cells, seg_rect_top (rect, MAX (room, used + 1)), 0, used, SEG_INK_NORMAL, state->words);
	used = MIN (used, MAX (room, 2)) + 1;
	draw_parts (state, cells, rect, used++);
	if (n_rows ((gpointer) state) > 0)
		seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
	else
		seg_draw_paragraph (cells, rect, 2, used, SEG_INK_MUTED, nothing_words (state));
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static gboolean
open_row (SegView *view)
{
	const State *state = view->state;
	g_autofree char *words = NULL;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return TRUE;
	if (state->part == USERS)
		return seg_view_push (view, &seg_user_view, &((SegWhyNeighbour *) state->why->neighbours->pdata[row])->user_id);
	if (state->part == CHANGES)
		words = seg_why_move_words (state->why, state->why->moves->pdata[row]);
	else if (state->part == FEATURES) {
		const SegWhyFeature *feature = state->why->features->pdata[row];

		words = g_strdup_printf (_("%s\n\nHere: %s\nIn the middle of the segment: %s\nIn the middle of the next one: %s"), feature->label, feature->value,
		                         feature->own, feature->next);
	} else
		words = g_strdup (seg_why_segment_name (state->why, g_array_index (state->why->distances, SegWhyDistance, row).segment));
	seg_tell (view, _(part_names[state->part]), words);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == AGAIN)
		return state->failure != NULL;
	if (action == OPEN)
		return n_rows (view->state) > 0;
	return (action != IN_FULL && action != SEG_ACTION_LEFT && action != SEG_ACTION_RIGHT) || state->why != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_RIGHT:
		show_part (state, (state->part + 1) % N_PARTS);
		return TRUE;
	case SEG_ACTION_LEFT:
		show_part (state, (state->part + N_PARTS - 1) % N_PARTS);
		return TRUE;
	case OPEN:
		return open_row (view);
	case IN_FULL:
		seg_tell (view, _("Why this user is here"), state->words);
		return TRUE;
	case AGAIN:
		refresh (view);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_why_view = {
	.name = "why", .title = N_("Why here"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Why this user is in their segment. Distances are in the scaled features the segments were made of. What decides: how much each feature "
	           "adds to the difference between the distances (squared) to the next segment and to their own; above 0 it holds the user, below 0 it pulls. "
	           "Changes: of one feature, all else as it is, tried with the segmentation's own rule, with values between the smallest and the largest that "
	           "somebody has, in the feature's own unit; the one shown is enough, half of it is not. Users like this one are the nearest in the same features."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
