/* Recommend: what to offer, and to whom? The catalogue with how each item does; behind an item, who would want it. */
#include <config.h>
#include "recommend.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_COLUMNS 6
#define BAR_WIDTH 8

typedef struct {
	SegList      *list;
	SegListColumn headings[MAX_COLUMNS];
	int           kinds[MAX_COLUMNS];     /* of the columns shown */
	GPtrArray    *items;                  /* of SegItemRow*, most taken first; NULL: not read yet */
	GPtrArray    *shown;                  /* of SegItemRow*, those of items that match, in order */
	char         *fingerprint;            /* of the data they were read from */
	const SegTaking *taking;
	gint64        n_taken;                /* by how many users, summed over items */
	char         *failure;
	SegShelf      shelf;
	char         *text;                   /* kept for drawing */
} State;

enum { OPEN = SEG_ACTION_OWN, TASTE, EVALUATE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "item-page", N_("who wants it"), N_("Show whom to tell about the item, and what goes with it") },
	{ 't', TASTE, "segment-taste", N_("by segment"), N_("Show what each segment takes more than others do") },
	{ 'E', EVALUATE, "test-recommender", N_("how good?"), N_("Test how often the recommendations would have been right") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list --------------------------------------------------------------------------------------------------------- */

enum { TITLE, CATEGORY, TAKEN, BAR, REVENUE, RATING };

static const SegListColumn columns[] = {
	[TITLE] = { N_("Item"), SEG_ALIGN_LEFT, -26, TRUE },   [CATEGORY] = { N_("Category"), SEG_ALIGN_LEFT, 12, TRUE },
	[TAKEN] = { "", SEG_ALIGN_RIGHT, 9, TRUE },            [BAR] = { "", SEG_ALIGN_LEFT, BAR_WIDTH, FALSE },
	[REVENUE] = { N_("Revenue"), SEG_ALIGN_RIGHT, 10, TRUE }, [RATING] = { N_("Rating"), SEG_ALIGN_RIGHT, 6, TRUE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->shown != NULL ? state->shown->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegItemRow *item = state->shown->pdata[row];

	switch (state->kinds[column]) {
	case TITLE:
		return g_strdup (item->title);
	case CATEGORY:
		*ink = SEG_INK_MUTED;
		return g_strdup (item->category);
	case TAKEN:
		return seg_format_integer (item->n_users);
	case REVENUE:
		return seg_format_number (item->revenue, 0);
	case RATING:
		return seg_format_number (item->mean_rating, 1);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const State *state = data;
	const SegItemRow *item = state->shown->pdata[row], *most = state->items->pdata[0];

	if (state->kinds[column] != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, most->n_users > 0 ? (double) item->n_users / (double) most->n_users : 0,
	               selected ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	return TRUE;
}

static gint64
row_id (gpointer data, gsize row)
{
	return ((const SegItemRow *) ((const State *) data)->shown->pdata[row])->id;
}

typedef struct {
	int      kind;
	gboolean descending;
} Order;

static int
compare_numbers (double a, double b)
{
	return a < b ? -1 : a > b;
}

/* Items without a rating or category come last either way; equal ones with the most taken first. */
static gint
compare_items (gconstpointer first, gconstpointer second, gpointer data)
{
	const SegItemRow *a = *(const SegItemRow *const *) first, *b = *(const SegItemRow *const *) second;
	const Order *order = data;
	gboolean a_lacks = order->kind == RATING ? isnan (a->mean_rating) : order->kind == CATEGORY && a->category == NULL;
	gboolean b_lacks = order->kind == RATING ? isnan (b->mean_rating) : order->kind == CATEGORY && b->category == NULL;
	int result = 0;

	if (a_lacks != b_lacks)
		return a_lacks ? 1 : -1;
	switch (order->kind) {
	case TITLE:
		result = g_utf8_collate (a->title, b->title);
		break;
	case CATEGORY:
		result = a_lacks ? 0 : g_utf8_collate (a->category, b->category);
		break;
	case REVENUE:
		result = compare_numbers (a->revenue, b->revenue);
		break;
	case RATING:
		result = a_lacks ? 0 : compare_numbers (a->mean_rating, b->mean_rating);
		break;
	default:
		result = compare_numbers ((double) a->n_users, (double) b->n_users);
	}
	if (result != 0)
		return order->descending ? -result : result;
	if (a->n_users != b->n_users)
		return a->n_users > b->n_users ? -1 : 1;
	return strcmp (a->key, b->key);
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	State *state = data;
	Order order = { state->kinds[column], descending };

	g_ptr_array_sort_with_data (state->shown, compare_items, &order);
}

static gboolean
matches (const SegItemRow *item, const char *needle)
{
	g_autofree char *text = g_strjoin ("\n", item->title, item->key, item->category, NULL);
	g_autofree char *folded = g_utf8_casefold (text, -1);

	return strstr (folded, needle) != NULL;
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	State *state = data;
	g_autofree char *needle = g_utf8_casefold (text, -1);
	gboolean descending;
	int column = seg_list_sort_column (state->list, &descending);

	(void) error;
	g_ptr_array_set_size (state->shown, 0);
	for (guint i = 0; state->items != NULL && i < state->items->len; i++)
		if (*needle == '\0' || matches (state->items->pdata[i], needle))
			g_ptr_array_add (state->shown, state->items->pdata[i]);
	if (column >= 0)
		sort (state, (guint) column, descending);
	return TRUE;
}

static const SegListSource source = {
	.n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .id = row_id, .sort = sort, .filter = filter,
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char       *fingerprint;
	GPtrArray  *items;
	const char *basis;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	g_free (read->fingerprint);
	g_clear_pointer (&read->items, g_ptr_array_unref);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;

	seg_workspace_watch (workspace, job);
	if ((read->fingerprint = seg_workspace_fingerprint (workspace, error)) != NULL
	    && (read->basis = seg_workspace_taking (workspace, error)) != NULL)
		read->items = seg_items (workspace, error);
	seg_workspace_watch (workspace, NULL);
	return read->items != NULL;
}

/* Columns that would be empty in these data are left out. */
static void
set_headings (State *state)
{
	gboolean shows[MAX_COLUMNS] = { [TITLE] = TRUE, [TAKEN] = TRUE, [BAR] = TRUE };
	guint n = 0;

	state->n_taken = 0;
	for (guint i = 0; i < state->items->len; i++) {
		const SegItemRow *item = state->items->pdata[i];

		shows[CATEGORY] |= item->category != NULL;
		shows[REVENUE] |= item->revenue > 0;
		shows[RATING] |= !isnan (item->mean_rating);
		state->n_taken += item->n_users;
	}
	for (int kind = 0; kind < MAX_COLUMNS; kind++) {
		if (!shows[kind])
			continue;
		state->kinds[n] = kind;
		state->headings[n] = columns[kind];
		if (kind == TAKEN)
			state->headings[n].heading = state->taking->heading;
		n++;
	}
	seg_list_set_columns (state->list, state->headings, n);
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;

	g_free (state->fingerprint);
	g_clear_pointer (&state->items, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->fingerprint = g_steal_pointer (&read->fingerprint);
	state->items = g_steal_pointer (&read->items);
	state->taking = seg_taking_words (read->basis);
	set_headings (state);
	filter (state, seg_list_filter (state->list), NULL);
	seg_list_changed (state->list);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                           ? _("Stopped. Go to another step and come back to read the items again.") : error->message);
}

static const SegWork read_work = { N_("reading items"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (info == NULL || g_strcmp0 (info->fingerprint, state->fingerprint) == 0 || seg_view_is_busy (view, &read_work))
		return;
	seg_view_run (view, &read_work, g_new0 (Read, 1));
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->shown = g_ptr_array_new ();
	state->headings[0] = columns[TITLE];
	state->list = seg_list_new (&source, state->headings, 1, state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_ptr_array_unref (state->shown);
	g_clear_pointer (&state->items, g_ptr_array_unref);
	seg_shelf_clear (&state->shelf);
	g_free (state->fingerprint);
	g_free (state->failure);
	g_free (state->text);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (state->failure != NULL)
		return state->failure;
	if (info == NULL)
		return "";
	if (info->n_items == 0 && info->n_events == 0)
		return _("Nothing to recommend yet. Press 1 and import what people bought, rated or used (a file with a user and an item in each "
		         "line), and the list of your items.");
	if (info->n_items == 0)
		return _("Nothing to recommend yet: the events that were imported name no item. Press 1 and import a file with a user and an item in "
		         "each line: purchases, ratings or what people looked at.");
	if (info->n_events == 0)
		return _("The items are there, but nothing says who took them. Press 1 and import purchases, ratings or what people looked at.");
	return state->items == NULL ? _("Reading the items ...") : NULL;
}

static char *
describe (const State *state)
{
	g_autofree char *verdict = g_strcmp0 (state->shelf.tested, state->fingerprint) == 0 ? seg_shelf_verdict (&state->shelf) : NULL;

	return g_strdup_printf ("%s  %s%s%s", _("Enter on an item shows whom to tell about it, and what goes with it."),
	                        verdict != NULL ? verdict : _("E tests how good the recommendations are."), *state->taking->remark != '\0' ? "  " : "",
	                        *state->taking->remark != '\0' ? _(state->taking->remark) : "");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *n = seg_format_integer (state->items->len), *words = describe (state);
	g_autofree char *remark = g_strdup_printf (_("%s items"), n);
	int used = seg_draw_heading (cells, rect, _("What to offer, and to whom?"), remark);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action < SEG_ACTION_OWN || (state->items != NULL && state->n_taken > 0);
}

/* "c017 · writing · revenue 12,345 · rating 4.3" */
static char *
item_remark (const SegItemRow *item)
{
	g_autoptr (GString) text = g_string_new (item->key);

	if (item->category != NULL)
		g_string_append_printf (text, " · %s", item->category);
	if (item->revenue > 0) {
		g_autofree char *revenue = seg_format_number (item->revenue, 0);

		g_string_append_printf (text, _(" · revenue %s"), revenue);
	}
	if (!isnan (item->mean_rating)) {
		g_autofree char *rating = seg_format_number (item->mean_rating, 1);

		g_string_append_printf (text, _(" · rating %s"), rating);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
open_item (SegView *view)
{
	State *state = view->state;
	const SegItemRow *item;
	g_autofree char *remark = NULL;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	item = state->shown->pdata[row];
	remark = item_remark (item);
	seg_view_push (view, &seg_item_view, &(SegItemPlace) { &state->shelf, item->id, item->key, item->title, remark });
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case OPEN:
		open_item (view);
		return TRUE;
	case TASTE:
		return seg_view_push (view, &seg_taste_view, &state->shelf);
	case EVALUATE:
		return seg_view_push (view, &seg_evaluation_view, &state->shelf);
	default:
		return FALSE;
	}
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->items != NULL ? state->list : NULL;
}

const SegViewClass seg_recommend_view = {
	.name = "recommend", .title = N_("What to offer, and to whom?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("All items, those that most people took first. Enter shows, for one item, which people to tell about it and which other "
	           "items go with it.\n\n"
	           "Recommendations look at who took what: people who took the same things before are likely to want the same things next "
	           "(item-to-item). People of whom nothing is known are offered what is popular in their segment. Nothing is offered that "
	           "somebody bought, rated or reviewed already.\n\n"
	           "Revenue is what was paid for the item, refunds taken off. Rating is the mean of all ratings."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
