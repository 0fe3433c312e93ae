/* One item: whom to tell about it, and what goes with it. Two lists side by side; left and right move between them. */
#include <config.h>
#include "recommend.h"
#include "users.h"

#include <segscope/advice.h>

#include <glib/gi18n.h>

#define N_SIMILAR 50
#define N_AUDIENCE 1000
#define MOST_AUDIENCE 1000000
#define FIT_WIDTH 6
#define LEAST_FOR_TWO 66 /* columns; in fewer only the list with the cursor is shown */

typedef struct {
	SegShelf  *shelf;
	gint64     item_id;
	char      *key, *title, *remark;
	guint      n;           /* people asked for */
	guint      n_listed;    /* of them, for what is listed now */
	SegFitted *fitted;      /* what the lists were made with; NULL: not yet */
	GPtrArray *audience;    /* of SegAudienceRow* */
	GPtrArray *similar;     /* of SegRecommendation* */
	SegList   *people, *items;
	SegAdviceTally tally;   /* of people whom the rules leave out */
	gboolean   on_items;    /* the list of items has the cursor */
	char      *failure;
} State;

enum { OPEN = SEG_ACTION_OWN, NUMBER, EXPORT, KEEP };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "open-audience", N_("open"), N_("Show everything about the user, or the item, under the cursor") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "other-items", N_("items"), N_("Move to the items that go with it") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "audience", N_("people"), N_("Move to the people to tell") },
	{ 'e', EXPORT, "export-audience", N_("export"), N_("Write the people to tell to a CSV file") },
	{ 'c', KEEP, "keep-audience", N_("campaign"), N_("Keep the people to tell as a list, and make a campaign for them") },
	{ 'n', NUMBER, "audience-size", N_("how many"), N_("Choose how many people are listed") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the items") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The people ------------------------------------------------------------------------------------------------------- */

enum { RANK, USER, SEGMENT, FIT };

static const SegListColumn people_columns[] = {
	[RANK] = { "", SEG_ALIGN_RIGHT, 5, FALSE }, [USER] = { N_("User"), SEG_ALIGN_LEFT, -8, FALSE },
	[SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -16, FALSE }, [FIT] = { N_("Fit"), SEG_ALIGN_LEFT, FIT_WIDTH, FALSE },
};

static gsize
n_people (gpointer data)
{
	const State *state = data;

	return state->audience != NULL ? state->audience->len : 0;
}

static char *
person_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegAudienceRow *person = state->audience->pdata[row];
	const SegSegment *segment = seg_fitted_segment (state->fitted, person->segment_id);

	switch (column) {
	case RANK:
		*ink = SEG_INK_MUTED;
		return seg_format_integer ((gint64) row + 1);
	case USER:
		return g_strdup (person->key);
	case SEGMENT:
		*ink = segment != NULL ? seg_ink_series (segment->colour) : SEG_INK_MUTED;
		return segment != NULL ? g_strconcat ("■ ", segment->name, NULL) : NULL;
	default:
		return NULL;
	}
}

/* How much of what the person took speaks for the item, as a share of the person for whom most does. */
static gboolean
draw_person_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const State *state = data;
	const SegAudienceRow *person = state->audience->pdata[row], *best = state->audience->pdata[0];

	if (column != FIT)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, person->score / best->score, selected ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	return TRUE;
}

static gint64
person_id (gpointer data, gsize row)
{
	return ((const SegAudienceRow *) ((const State *) data)->audience->pdata[row])->user_id;
}

static const SegListSource people_source = { .n_rows = n_people, .cell = person_cell, .draw_cell = draw_person_cell, .id = person_id, .is_table = TRUE };

/* The items -------------------------------------------------------------------------------------------------------- */

static const SegListColumn item_columns[] = { { "", SEG_ALIGN_RIGHT, 3, FALSE }, { N_("Goes with it"), SEG_ALIGN_LEFT, -16, FALSE } };

static gsize
n_items (gpointer data)
{
	const State *state = data;

	return state->similar != NULL ? state->similar->len : 0;
}

static char *
item_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegRecommendation *item = state->similar->pdata[row];

	if (column == 1)
		return g_strdup (item->title);
	*ink = SEG_INK_MUTED;
	return g_strdup_printf ("%zu", row + 1);
}

static gint64
item_id (gpointer data, gsize row)
{
	return ((const SegRecommendation *) ((const State *) data)->similar->pdata[row])->item_id;
}

static const SegListSource items_source = { .n_rows = n_items, .cell = item_cell, .id = item_id, .is_table = TRUE };

/* Looking ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegFitted *known, *fitted;
	gint64     item_id;
	guint      n;
	GPtrArray *audience, *similar;
	SegAdviceTally tally;
} Look;

static void
free_look (gpointer data)
{
	Look *look = data;

	seg_fitted_unref (look->known);
	seg_fitted_unref (look->fitted);
	g_clear_pointer (&look->audience, g_ptr_array_unref);
	g_clear_pointer (&look->similar, g_ptr_array_unref);
	g_free (look);
}

static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Look *look = data;
	SegJobSpan outer = seg_job_enter (job, 0, 0.9);

	look->fitted = seg_fitted_get (workspace, look->known, job, error);
	seg_job_leave (job, outer);
	if (look->fitted == NULL || (look->similar = seg_similar_items (look->fitted->model, look->item_id, N_SIMILAR, error)) == NULL)
		return FALSE;
	outer = seg_job_enter (job, 0.9, 1);
	look->audience = seg_advice_audience (workspace, look->fitted->model, look->item_id, look->n, &look->tally, job, error);
	seg_job_leave (job, outer);
	return look->audience != NULL;
}

static void
done_look (SegView *view, gpointer data)
{
	State *state = view->state;
	Look *look = data;

	seg_shelf_take (state->shelf, look->fitted);
	seg_fitted_unref (state->fitted);
	g_clear_pointer (&state->audience, g_ptr_array_unref);
	g_clear_pointer (&state->similar, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->fitted = g_steal_pointer (&look->fitted);
	state->audience = g_steal_pointer (&look->audience);
	state->tally = look->tally;
	state->n_listed = look->n;
	state->similar = g_steal_pointer (&look->similar);
	seg_list_changed (state->people);
	seg_list_changed (state->items);
}

static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	if (state->audience != NULL && g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		seg_say (view, "%s", _("Stopped; what you see is of before."));
		return;
	}
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                           ? _("Stopped. Esc goes back; Enter there looks again.") : error->message);
}

static const SegWork look_work = { N_("learning who takes what"), run_look, done_look, failed_look, free_look, FALSE, FALSE };

static void
refresh (SegView *view)
{
	State *state = view->state;
	Look *look;

	if (seg_view_again_after (view, &look_work))
		return;
	look = g_new0 (Look, 1);
	look->known = seg_fitted_ref (state->shelf->fitted);
	look->item_id = state->item_id;
	look->n = state->n;
	seg_view_run (view, &look_work, look);
}

/* How many --------------------------------------------------------------------------------------------------------- */

static gboolean
accept_number (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;
	guint64 value;

	(void) data;
	if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_AUDIENCE, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from 1 to %d"), text, MOST_AUDIENCE);
		return FALSE;
	}
	state->n = (guint) value;
	refresh (view);
	return TRUE;
}

static void
ask_number (SegView *view)
{
	const State *state = view->state;
	g_autofree char *now = g_strdup_printf ("%u", state->n);

	seg_ask_line (view, _("How many people, at most?"), _("Those who fit best come first. An export has as many."), now, accept_number, NULL, NULL);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegItemPlace *place = argument;

	(void) error;
	state->shelf = place->shelf;
	state->item_id = place->item_id;
	state->key = g_strdup (place->key);
	state->title = g_strdup (place->title);
	state->remark = g_strdup (place->remark);
	state->n = N_AUDIENCE;
	state->people = seg_list_new (&people_source, people_columns, G_N_ELEMENTS (people_columns), state);
	state->items = seg_list_new (&items_source, item_columns, G_N_ELEMENTS (item_columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->people);
	seg_list_free (state->items);
	seg_fitted_unref (state->fitted);
	g_clear_pointer (&state->audience, g_ptr_array_unref);
	g_clear_pointer (&state->similar, g_ptr_array_unref);
	g_free (state->key);
	g_free (state->title);
	g_free (state->remark);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	const State *state = view->state;

	if (state->audience == NULL)
		return NULL;
	return state->on_items ? state->items : state->people;
}

static const char *
when_empty (SegView *view)
{
	return ((const State *) view->state)->failure;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	switch (action) {
	case OPEN:
		return state->audience != NULL && (state->on_items ? state->similar->len : state->audience->len) > 0;
	case EXPORT:
	case KEEP:
		return state->audience != NULL && state->audience->len > 0;
	case NUMBER:
		return state->audience != NULL;
	case SEG_ACTION_RIGHT:
		return !state->on_items;
	case SEG_ACTION_LEFT:
		return state->on_items;
	default:
		return TRUE;
	}
}

static gboolean
open_row (SegView *view)
{
	const State *state = view->state;
	const SegRecommendation *item;
	gint64 id;
	gsize row;

	if (!seg_list_cursor (state->on_items ? state->items : state->people, &row))
		return TRUE;
	if (state->on_items) {
		item = state->similar->pdata[row];
		return seg_view_push (view, &seg_item_view, &(SegItemPlace) { state->shelf, item->item_id, item->item_key, item->title, item->item_key });
	}
	id = person_id (view->state, row);
	return seg_view_push (view, &seg_user_view, &id);
}

static void
keep_people (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autofree char *name = g_strdup_printf (_("For %s"), state->title), *words = g_strdup_printf (_("Whom to tell about %s"), state->title);

	for (guint i = 0; i < state->audience->len; i++)
		g_array_append_val (ids, ((const SegAudienceRow *) state->audience->pdata[i])->user_id);
	seg_ask_keep_people (view, ids, name, words);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case OPEN:
		return open_row (view);
	case NUMBER:
		ask_number (view);
		return TRUE;
	case KEEP:
		keep_people (view);
		return TRUE;
	case EXPORT:
		seg_item_ask_export (view, state->fitted, state->item_id, state->n);
		return TRUE;
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		state->on_items = action == SEG_ACTION_RIGHT;
		return TRUE;
	default:
		return FALSE;
	}
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* Who is listed, in words. */
static char *
describe (const State *state)
{
	const SegTaking *taking = seg_taking_words (seg_model_interactions (state->fitted->model)->basis);
	g_autofree char *n = seg_format_integer (state->audience->len);

	if (state->tally.n_left == 0)
		return g_strdup (_("Nobody to tell: the rules leave nobody."));
	if (state->audience->len == 0)
		return g_strdup (_("Nobody to tell: of those who do not have it, nobody took anything that goes with it."));
	if (state->audience->len < state->n_listed)
		return g_strdup_printf (ngettext ("%s person %s and took things that go with it. Who fits best comes first.",
		                                  "%s people %s and took things that go with it. Who fits best comes first.", state->audience->len),
		                        n, _(taking->lacking));
	return g_strdup_printf (_("The %s people who fit best: they %s and took things that go with it."), n, _(taking->lacking));
}

/* Why the item under the cursor goes with this one. */
static void
draw_reason (const State *state, SegCells *cells, SegRect rect)
{
	gsize row;

	if (state->on_items && seg_list_cursor (state->items, &row))
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, ((const SegRecommendation *) state->similar->pdata[row])->reason);
	else if (state->on_items)
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, _("Nobody who took it took anything else."));
	else
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED,
		                    _("Fit: how much of what the person took goes with it, against the person for whom it is most."));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	gboolean focus = seg_view_has_focus (view);
	int used = seg_draw_heading (cells, rect, state->title, state->remark), left;
	g_autofree char *words = NULL, *left_out = NULL, *origin = NULL;
	SegRect right;

	if (state->audience == NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, _("Learning from who took what ..."));
		return;
	}
	words = describe (state);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words);
	left_out = seg_advice_tally_text (&state->tally);
	if (*left_out != '\0') {
		g_autofree char *sentence = g_strdup_printf (_("People left out: %s."), left_out);

		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, sentence);
	}
	origin = seg_model_origin_brief (state->fitted->model);
	if (origin != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, origin);
	rect = seg_rect_below (rect, ++used);
	draw_reason (state, cells, seg_rect_below (rect, MAX (rect.height - 2, 0)));
	rect = seg_rect_top (rect, MAX (rect.height - 3, 0));
	if (rect.width < LEAST_FOR_TWO) {
		seg_list_draw (state->on_items ? state->items : state->people, cells, rect, focus);
		return;
	}
	left = MIN (rect.width * 3 / 5, 70);
	seg_list_draw (state->people, cells, seg_rect_split (rect, left, &right), focus && !state->on_items);
	seg_rect_split (right, 3, &right);
	seg_list_draw (state->items, cells, right, focus && state->on_items);
}

const SegViewClass seg_item_view = {
	.name = "item", .title = N_("Item"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("At the left, the people to tell about the item: they do not have it, and they took things that are taken by the same people "
	           "as this one. At the right, the items that go with it; below stands why. Enter opens the user or the item under the cursor."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
