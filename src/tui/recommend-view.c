/* Recommend: what to offer, and to whom? The catalogue with how each item does; behind an item, who would want it. */
#include <config.h>
#include "recommend.h"

#include <glib/gi18n.h>

#define WIDEST 120 /* wider rows are hard to follow */

typedef struct {
	SegItemTable table;
	char        *fingerprint; /* of the data it was read from */
	char        *failure;
	SegShelf     shelf;
	gint64       wanted;      /* item whose page is opened when the items have been read, or 0 */
	guint        n_behind;    /* kept models that are of data from before the last change */
} State;

enum { OPEN = SEG_ACTION_OWN, TASTE, EVALUATE, CHOOSE, WEIGHTS, UPDATE, RULES };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "item-page", N_("who wants it"), N_("Show whom to tell about the item, and what goes with it") },
	{ 't', TASTE, "segment-taste", N_("by segment"), N_("Show what each segment takes more than others do") },
	{ 'E', EVALUATE, "test-recommender", N_("how good?"), N_("Test how often the recommendations would have been right") },
	{ 'm', CHOOSE, "choose-recommender", N_("by what?"), N_("Choose by what is recommended, and its options") },
	{ 'r', RULES, "advice-rules", N_("rules"), N_("Set what may be recommended, whatever the recommender says") },
	{ 'w', WEIGHTS, "event-weights", N_("weights"), N_("Change how much purchases, ratings and other events say") },
	{ 'u', UPDATE, "update-models", N_("update"), N_("Bring the kept models up to date with what people did since") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char       *fingerprint;
	GPtrArray  *items;
	const char *basis;
	const SegRecommender *recommender;
	guint       n_behind;
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
	g_autofree char *options = NULL;

	seg_workspace_watch (workspace, job);
	if (seg_model_chosen (workspace, &read->recommender, &options, error) && (read->fingerprint = seg_workspace_fingerprint (workspace, error)) != NULL
	    && (read->basis = seg_workspace_taking (workspace, error)) != NULL && seg_kept_models_count_behind (workspace, &read->n_behind, error))
		read->items = seg_items (workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	return read->items != NULL;
}

static void
show_item (SegView *view, const SegItemRow *item)
{
	g_autofree char *remark = seg_item_remark (item);

	seg_view_push (view, &seg_item_view, &(SegItemPlace) { &((State *) view->state)->shelf, item->id, item->key, item->title, remark });
}

/* The page of the item that somebody was sent here for. */
static void
open_wanted (SegView *view)
{
	State *state = view->state;
	const GPtrArray *items = state->table.items;

	for (guint i = 0; state->wanted != 0 && items != NULL && i < items->len; i++)
		if (((SegItemRow *) items->pdata[i])->id == state->wanted) {
			state->wanted = 0;
			show_item (view, items->pdata[i]);
		}
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;

	g_free (state->fingerprint);
	g_clear_pointer (&state->failure, g_free);
	state->fingerprint = g_steal_pointer (&read->fingerprint);
	state->shelf.recommender = read->recommender;
	state->n_behind = read->n_behind;
	seg_item_table_take (&state->table, g_steal_pointer (&read->items), read->basis);
	open_wanted (view);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	view->outdated = TRUE; /* so that it is read again when the person comes back */
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                           ? _("Stopped. Go to another step and come back to read the items again.") : error->message);
}

static const SegWork read_work = { N_("reading items"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (info != NULL) /* a few rows; that there are none is no failure */
		seg_shelf_take_evaluation (&state->shelf, seg_evaluation_load (seg_view_workspace (view), 0, NULL));
	if (info == NULL || g_strcmp0 (info->fingerprint, state->fingerprint) == 0 || seg_view_again_after (view, &read_work))
		return;
	seg_view_glance (view, &read_work, g_new0 (Read, 1));
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	seg_item_table_init (&state->table);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_item_table_clear (&state->table);
	seg_shelf_clear (&state->shelf);
	g_free (state->fingerprint);
	g_free (state->failure);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (state->failure != NULL)
		return state->failure;
	if (info == NULL)
		return _("Opening the workspace…");
	if (info->n_items == 0 && info->n_events == 0)
		return _("Nothing to recommend yet. Press 1 and import what people bought, rated or used (a file with a user and an item in each "
		         "line), and the list of your items.");
	if (info->n_items == 0)
		return _("Nothing to recommend yet: the events that were imported name no item. Press 1 and import a file with a user and an item in "
		         "each line: purchases, ratings or what people looked at.");
	if (info->n_events == 0)
		return _("The items are there, but nothing says who took them. Press 1 and import purchases, ratings or what people looked at.");
	if (state->table.items == NULL)
		return _("Reading the items ...");
	return state->table.n_taken == 0 ? _("The items are there, but no event names one of them, so nothing says who took them. Press 1 and import "
	                                     "purchases, ratings or what people looked at, with the item in each line.") : NULL;
}

static const char *
leads_to (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL && (info->n_items == 0 || info->n_events == 0) ? "data" : NULL;
}

static char *
describe (const State *state)
{
	g_autofree char *verdict = state->shelf.evaluation != NULL && !state->shelf.evaluation->stale ? seg_shelf_verdict (&state->shelf) : NULL;

	g_autofree char *behind = state->n_behind == 0 ? g_strdup ("")
		: g_strdup_printf (ngettext ("%u kept model is of data from before the last change; u brings it up to date.  ",
		                             "%u kept models are of data from before the last change; u brings them up to date.  ", state->n_behind), state->n_behind);

	return g_strdup_printf ("%s%s  %s%s%s", behind, _("Enter on an item shows whom to tell about it, and what goes with it."),
	                        verdict != NULL ? verdict : _("E tests how good the recommendations are."), *state->table.taking->remark != '\0' ? "  " : "",
	                        *state->table.taking->remark != '\0' ? _(state->table.taking->remark) : "");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *n = seg_format_counted (state->table.items->len, "%s item", "%s items"), *words = describe (state);
	g_autofree char *remark = state->shelf.recommender != NULL ? g_strdup_printf ("%s · %s", n, _(state->shelf.recommender->label))
	                                                     : g_strdup (n);
	int used = seg_draw_heading (cells, rect, _("What to offer, and to whom?"), remark);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	rect.width = MIN (rect.width, WIDEST);
	seg_list_draw (state->table.list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == UPDATE)
		return state->n_behind > 0;
	return action < SEG_ACTION_OWN || (state->table.items != NULL && state->table.n_taken > 0);
}

void
seg_recommend_view_take (SegView *view, const SegRecommender *recommender)
{
	State *state = view->state;

	state->shelf.recommender = recommender;
}

void
seg_recommend_view_take_behind (SegView *view, guint n_behind)
{
	((State *) view->state)->n_behind = n_behind;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegItemRow *item;

	switch (action) {
	case OPEN:
		item = seg_item_table_cursor (&state->table);
		if (item != NULL)
			show_item (view, item);
		return TRUE;
	case TASTE:
		return seg_view_push (view, &seg_taste_view, &state->shelf);
	case RULES:
		return seg_view_push (view, &seg_advice_view, NULL);
	case CHOOSE:
		seg_recommender_ask (view);
		return TRUE;
	case WEIGHTS:
		seg_weights_ask (view);
		return TRUE;
	case UPDATE:
		seg_kept_models_refresh (view);
		return TRUE;
	case EVALUATE:
		return seg_view_push (view, &seg_evaluation_view, &(SegTestPlace) { &state->shelf, 0 });
	default:
		return FALSE;
	}
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->table.items != NULL ? state->table.list : NULL;
}

static void
visit (SegView *view, const char *errand, gint64 id)
{
	if (g_strcmp0 (errand, "item") != 0)
		return;
	((State *) view->state)->wanted = id;
	open_wanted (view);
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	State *state = view->state;
	const SegItemRow *item = state->table.shown->pdata[row];
	g_autofree char *remark = seg_item_remark (item);

	return seg_pane_view (view, &seg_item_view, &(SegItemPlace) { &state->shelf, item->id, item->key, item->title, remark }, error);
}

static const SegPaneClass pane = { .list_least = 53, .list_most = 112, .least = 47, .lines = 16, .open = open_pane };

const SegViewClass seg_recommend_view = {
	.name = "recommend", .title = N_("What to offer, and to whom?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("All items, those that most people took first. Enter shows, for one item, which people to tell about it and which other "
	           "items go with it.\n\n"
	           "Recommendations look at who took what: people who took the same things before are likely to want the same things next "
	           "(item-to-item). m chooses another way to recommend, r sets rules for what may be recommended, w how much purchases, ratings and other events say. People of whom nothing is "
	           "known are offered what is popular in their segment. Nothing is offered that somebody bought, rated or reviewed already.\n\n"
	           "Revenue is what was paid for the item, by the policy for orders. Rating is the mean of all ratings."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
	.leads_to = leads_to,
	.visit = visit,
	.pane = &pane,
};
