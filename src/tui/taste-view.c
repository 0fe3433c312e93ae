/* What a segment takes more than others do: one segment at a time, its items by lift. */
#include <config.h>
#include "recommend.h"

#include <glib/gi18n.h>

#define LEAST_USERS 5 /* of a segment that took an item before its lift says something */
#define MOST_ITEMS 100
#define BAR_WIDTH 12
#define WIDEST 120 /* wider rows are hard to follow */

typedef struct {
	SegShelf  *shelf;
	SegFitted *fitted;  /* NULL: not yet */
	GPtrArray *tastes;  /* of GPtrArray of SegSegmentItem*: of each segment */
	guint      segment; /* shown */
	SegList   *list;
	char      *failure;
} State;

enum { CHOOSE = SEG_ACTION_OWN, ITEM, CAMPAIGN, LOOK_ALIKES };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, ITEM, "taste-item", N_("who wants it"), N_("Show whom to tell about the item, and what goes with it") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "next-segment", N_("next segment"), N_("Look at the next segment") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "previous-segment", NULL, N_("Look at the segment before") },
	{ ']', SEG_ACTION_RIGHT, "next-segment", NULL, N_("Look at the next segment") },
	{ '[', SEG_ACTION_LEFT, "previous-segment", NULL, N_("Look at the segment before") },
	{ 'o', CHOOSE, "choose-segment", N_("segment"), N_("Choose which segment to look at") },
	{ 'l', LOOK_ALIKES, "look-alikes", N_("look-alikes"), N_("Find people like those of the segment who are not in it, and keep them as a list") },
	{ 'c', CAMPAIGN, "campaign-for-segment", N_("campaign"), N_("Make a campaign for the segment") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the items") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list --------------------------------------------------------------------------------------------------------- */

enum { RANK, TITLE, PEOPLE, SHARE, LIFT, RANGE, BAR };

static const SegListColumn columns[] = {
	[RANK] = { "", SEG_ALIGN_RIGHT, 3, FALSE },             [TITLE] = { N_("Item"), SEG_ALIGN_LEFT, -22, FALSE },
	[PEOPLE] = { N_("People"), SEG_ALIGN_RIGHT, 7, FALSE }, [SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[LIFT] = { N_("Times everyone"), SEG_ALIGN_RIGHT, 14, FALSE },
	[RANGE] = { N_("between"), SEG_ALIGN_RIGHT, 9, FALSE }, [BAR] = { "", SEG_ALIGN_LEFT, BAR_WIDTH, FALSE },
};

static const SegSegment *
segment_shown (const State *state)
{
	return state->fitted->segmentation->segments->pdata[state->segment];
}

static const GPtrArray *
taste_shown (const State *state)
{
	return state->tastes->pdata[state->segment];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->tastes != NULL && state->tastes->len > 0 ? taste_shown (state)->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSegmentItem *item = taste_shown (data)->pdata[row];
	g_autofree char *low = NULL, *high = NULL;

	switch (column) {
	case RANK:
		*ink = SEG_INK_MUTED;
		return g_strdup_printf ("%zu", row + 1);
	case TITLE:
		return g_strdup (item->title);
	case PEOPLE:
		return seg_format_integer (item->n_users);
	case SHARE:
		return seg_format_share (item->share);
	case LIFT:
		return seg_format_number (item->lift, 1);
	case RANGE:
		*ink = SEG_INK_MUTED;
		low = seg_format_number (item->low, 1);
		high = seg_format_number (item->high, 1);
		return g_strdup_printf ("%s–%s", low, high);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const SegSegmentItem *item = taste_shown (data)->pdata[row], *strongest = taste_shown (data)->pdata[0];

	if (column != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, item->low / strongest->low,
	               selected ? SEG_INK_SELECTED : seg_ink_series (segment_shown (data)->colour));
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

/* Looking ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegFitted *known, *fitted;
	GPtrArray *tastes;
} Look;

static void
free_look (gpointer data)
{
	Look *look = data;

	seg_fitted_unref (look->known);
	seg_fitted_unref (look->fitted);
	g_clear_pointer (&look->tastes, g_ptr_array_unref);
	g_free (look);
}

static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Look *look = data;
	const GPtrArray *segments;

	look->fitted = seg_fitted_get (workspace, look->known, job, error);
	if (look->fitted == NULL)
		return FALSE;
	look->tastes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
	segments = look->fitted->segmentation != NULL ? look->fitted->segmentation->segments : NULL;
	for (guint i = 0; segments != NULL && i < segments->len; i++) {
		GPtrArray *taste = seg_segment_items (look->fitted->model, ((const SegSegment *) segments->pdata[i])->id, LEAST_USERS, MOST_ITEMS, error);

		if (taste == NULL || !seg_job_proceed (job, 1, NULL, error)) {
			g_clear_pointer (&taste, g_ptr_array_unref);
			return FALSE;
		}
		g_ptr_array_add (look->tastes, taste);
	}
	return TRUE;
}

static guint
first_with_taste (const State *state)
{
	for (guint i = 0; i < state->tastes->len; i++)
		if (((const GPtrArray *) state->tastes->pdata[i])->len > 0)
			return i;
	return 0;
}

static void
done_look (SegView *view, gpointer data)
{
	State *state = view->state;
	Look *look = data;
	gboolean first = state->tastes == NULL;

	seg_shelf_take (state->shelf, look->fitted);
	seg_fitted_unref (state->fitted);
	g_clear_pointer (&state->tastes, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->fitted = g_steal_pointer (&look->fitted);
	state->tastes = g_steal_pointer (&look->tastes);
	if (first || state->segment >= state->tastes->len)
		state->segment = first_with_taste (state);
	seg_list_changed (state->list);
}

static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                           ? _("Stopped. Esc goes back; t there looks again.") : error->message);
}

static const SegWork look_work = { N_("learning who takes what"), run_look, done_look, failed_look, free_look, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Look *look;

	if (seg_view_again_after (view, &look_work))
		return;
	look = g_new0 (Look, 1);
	look->known = seg_fitted_ref (state->shelf->fitted);
	seg_view_run (view, &look_work, look);
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static void
show_segment (SegView *view, guint segment)
{
	State *state = view->state;

	if (state->tastes == NULL || segment >= state->tastes->len)
		return;
	state->segment = segment;
	seg_list_set_cursor (state->list, 0);
}

static void
segment_chosen (SegView *view, guint choice, gpointer data)
{
	(void) data;
	show_segment (view, choice);
}

static void
ask_segment (SegView *view)
{
	const State *state = view->state;
	const GPtrArray *segments = state->fitted->segmentation->segments;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < segments->len; i++) {
		const SegSegment *segment = segments->pdata[i];
		g_ptr_array_add (labels, segment->name);
		g_ptr_array_add (remarks, seg_format_counted (segment->size, "%s user", "%s users"));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Which segment?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, state->segment,
	                segment_chosen, NULL, NULL);
}

static gboolean
open_item (SegView *view)
{
	const State *state = view->state;
	const SegSegmentItem *item;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return TRUE;
	item = taste_shown (state)->pdata[row];
	return seg_view_push (view, &seg_item_view, &(SegItemPlace) { state->shelf, item->item_id, item->item_key, item->title, item->item_key });
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action < SEG_ACTION_OWN && action != SEG_ACTION_LEFT && action != SEG_ACTION_RIGHT)
		return TRUE;
	return n_rows (view->state) > 0 || (action != ITEM && state->tastes != NULL && state->tastes->len > 0);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	guint n = state->tastes != NULL ? state->tastes->len : 0;

	switch (action) {
	case ITEM:
		return open_item (view);
	case CHOOSE:
		ask_segment (view);
		return TRUE;
	case LOOK_ALIKES:
		seg_ask_look_alikes (view, segment_shown (state)->id, 0, segment_shown (state)->name);
		return TRUE;
	case CAMPAIGN:
		seg_view_visit (view, "campaigns", "segment", segment_shown (state)->id);
		return TRUE;
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		show_segment (view, (state->segment + (action == SEG_ACTION_RIGHT ? 1 : n - 1)) % n);
		return TRUE;
	default:
		return FALSE;
	}
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->shelf = argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_fitted_unref (state->fitted);
	g_clear_pointer (&state->tastes, g_ptr_array_unref);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	if (state->tastes == NULL)
		return _("Learning from who took what ...");
	return state->tastes->len == 0 ? _("There are no segments yet, so there is no taste to compare. Press 4 to find them; keep them there with w.")
	                               : NULL;
}

static char *
describe (const State *state)
{
	const SegSegment *segment = segment_shown (state);
	g_autofree char *size = seg_format_integer (segment->size);

	if (taste_shown (state)->len == 0)
		return g_strdup_printf (_("Of its %s people, fewer than %d took any one item: too few to say what they like."), size, LEAST_USERS);
	return g_strdup_printf (_("How many times as often as everyone its %s people take an item, surest first; items that at least %d of them took."), size,
	                        LEAST_USERS);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegSegment *segment = segment_shown (state);
	g_autofree char *title = g_strdup_printf ("■ %u  %s", segment->position, segment->name), *words = describe (state);
	g_autofree char *remark = g_strdup_printf (_("segment %u of %u"), state->segment + 1, state->tastes->len);
	int used = seg_draw_heading (cells, rect, title, remark);

	seg_draw_ink (cells, (SegRect) { rect.x, rect.y, 1, 1 }, seg_ink_series (segment->colour));
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	rect.width = MIN (rect.width, WIDEST);
	if (taste_shown (state)->len > 0)
		seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_taste_view = {
	.name = "taste", .title = N_("What segments take"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("People: how many of the segment took the item. Share: of all people of the segment. Times everyone: how many times the share "
	           "of everyone that is; 1 is as everyone, 3 three times as often. Between: where it lies with a confidence of 95 %; the list is in order of the lower end, so that items with few people do not come first for nothing."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
