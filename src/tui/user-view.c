/* One user: attributes, segment, time line, and what to recommend. */
#include <config.h>
#include "orders-ask.h"
#include "recommend.h"
#include "users.h"
#include "versions.h"

#include <segscope/pin.h>
#include <segscope/advice.h>
#include <segscope/recommend.h>
#include <segscope/segment.h>

#include <glib/gi18n.h>
#include <math.h>

#define N_RECOMMENDED 10
#define CHANGES_SHOWN 2
#define N_EVENTS 500 /* newest ones shown in the time line; the heading says how many there are */

typedef struct {
	SegList     *list;          /* of recommendations, or of events */
	gint64       id;
	SegUserPage *page;          /* NULL until read */
	GPtrArray   *recommended;   /* of SegRecommendation*, NULL until the model is fitted */
	SegAdviceTally tally;       /* what the rules left out */
	GPtrArray   *numbers;       /* of char*: what is behind each recommendation */
	char        *rules_words;
	char        *no_model;      /* why nothing can be recommended, or NULL */
	GPtrArray   *events;        /* of SegUserEvent*, newest first */
	GPtrArray   *history;       /* of SegUserChange*, newest first */
	GPtrArray   *pins;          /* of SegPin* */
	gboolean     shows_events;
} State;

enum { TIME_LINE = SEG_ACTION_OWN, WHY, HISTORY, WHY_HERE, PIN, LOOK_ALIKES };

static const SegBinding bindings[] = {
	{ 't', TIME_LINE, "time-line", N_("time line or offers"), N_("Change between recommendations and the time line of events") },
	{ SEG_KEY_ENTER, WHY, "why", N_("in full"), N_("Show the reason with the numbers behind it, or the event, in full") },
	{ 'w', WHY_HERE, "why-here", N_("why here"), N_("Say why the user is in this segment, and what would move them to another") },
	{ 'p', PIN, "pin-user", N_("pin"), N_("Pin the user in a segment or out of it, whatever the clustering says") },
	{ 'l', LOOK_ALIKES, "user-look-alikes", N_("look-alikes"), N_("Find the people most like this user, and keep them as a list") },
	{ 'h', HISTORY, "history", N_("changes"), N_("Show which values of the user later files replaced") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the list") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn recommended_columns[] = {
	{ "", SEG_ALIGN_RIGHT, 2, FALSE },
	{ N_("Recommended"), SEG_ALIGN_LEFT, -24, FALSE },
	{ N_("Why"), SEG_ALIGN_LEFT, -34, FALSE },
};
static const SegListColumn event_columns[] = {
	{ N_("When (UTC)"), SEG_ALIGN_LEFT, 16, FALSE },
	{ N_("What"), SEG_ALIGN_LEFT, 10, FALSE },
	{ N_("Item or words"), SEG_ALIGN_LEFT, -24, FALSE },
	{ N_("Figure"), SEG_ALIGN_RIGHT, 14, FALSE },
};

/* The list: recommendations or events --------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	const State *state = data;
	const GPtrArray *shown = state->shows_events ? state->events : state->recommended;

	return shown != NULL ? shown->len : 0;
}

/* What an event is worth telling: money, stars or time. */
static char *
figure (const SegUserEvent *event)
{
	g_autofree char *number = NULL;

	if (isfinite (event->amount))
		return seg_format_number (event->amount, 2);
	if (isfinite (event->rating)) {
		number = seg_format_auto (event->rating);
		return g_strdup_printf (_("rating %s"), number);
	}
	if (isfinite (event->seconds))
		return seg_format_duration (event->seconds);
	return NULL;
}

static char *
event_cell (const SegUserEvent *event, guint column, SegInk *ink)
{
	switch (column) {
	case 0:
		*ink = SEG_INK_MUTED;
		return event->at != 0 ? seg_format_time (event->at) : g_strdup (_("no time"));
	case 1:
		return g_strdup (event->kind);
	case 2:
		if (event->item_title != NULL && event->text != NULL)
			return g_strdup_printf ("%s: %s", event->item_title, event->text);
		return g_strdup (event->item_title != NULL ? event->item_title : event->item_key != NULL ? event->item_key : event->text);
	default:
		return figure (event);
	}
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegRecommendation *recommendation;

	if (state->shows_events)
		return event_cell (state->events->pdata[row], column, ink);
	recommendation = state->recommended->pdata[row];
	switch (column) {
	case 0:
		return g_strdup_printf ("%zu", row + 1);
	case 1:
		return g_strdup (recommendation->title);
	default:
		*ink = SEG_INK_MUTED;
		return g_strdup (recommendation->reason);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static void
show_list (State *state, gboolean events)
{
	state->shows_events = events;
	if (events)
		seg_list_set_columns (state->list, event_columns, G_N_ELEMENTS (event_columns));
	else
		seg_list_set_columns (state->list, recommended_columns, G_N_ELEMENTS (recommended_columns));
	seg_list_set_cursor (state->list, 0);
	seg_list_changed (state->list);
}

/* Recommendations: the model is fitted in a job --------------------------------------------------------------------- */

typedef struct {
	gint64     id;
	GPtrArray *recommended, *numbers;
	SegAdviceTally tally;
	char      *rules_words;
} Advice;

static void
free_advice (gpointer data)
{
	Advice *advice = data;

	g_clear_pointer (&advice->recommended, g_ptr_array_unref);
	g_clear_pointer (&advice->numbers, g_ptr_array_unref);
	g_free (advice->rules_words);
	g_free (advice);
}

static gboolean
run_advice (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Advice *advice = data;
	SegFitted *fitted = seg_fitted_get (workspace, NULL, job, error);

	if (fitted == NULL)
		return FALSE;
	advice->recommended = seg_advise (fitted->model, advice->id, N_RECOMMENDED, &advice->tally, error);
	advice->numbers = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; advice->recommended != NULL && i < advice->recommended->len; i++)
		g_ptr_array_add (advice->numbers, seg_recommendation_numbers (fitted->model, advice->id, advice->recommended->pdata[i]));
	advice->rules_words = seg_advice_tally_words (&advice->tally, seg_model_advice_rules (fitted->model));
	seg_fitted_unref (fitted);
	return advice->recommended != NULL;
}

static void
done_advice (SegView *view, gpointer data)
{
	State *state = view->state;
	Advice *advice = data;

	g_clear_pointer (&state->recommended, g_ptr_array_unref);
	g_clear_pointer (&state->no_model, g_free);
	state->recommended = g_steal_pointer (&advice->recommended);
	g_clear_pointer (&state->numbers, g_ptr_array_unref);
	state->numbers = g_steal_pointer (&advice->numbers);
	g_free (state->rules_words);
	state->rules_words = g_steal_pointer (&advice->rules_words);
	state->tally = advice->tally;
	seg_list_changed (state->list);
}

static void
failed_advice (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->no_model);
	state->no_model = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("That was stopped; go back and open the user again."))
	                                                                          : g_strdup (error->message);
}

static const SegWork advice_work = {
	N_("finding what to recommend"), run_advice, done_advice, failed_advice, free_advice, FALSE, FALSE
};

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->id = *(const gint64 *) argument;
	state->list = seg_list_new (&source, recommended_columns, G_N_ELEMENTS (recommended_columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_user_page_free (state->page);
	g_clear_pointer (&state->recommended, g_ptr_array_unref);
	g_clear_pointer (&state->numbers, g_ptr_array_unref);
	g_free (state->rules_words);
	g_clear_pointer (&state->events, g_ptr_array_unref);
	g_clear_pointer (&state->history, g_ptr_array_unref);
	g_clear_pointer (&state->pins, g_ptr_array_unref);
	g_free (state->no_model);
}

/* The page itself is a few indexed reads; only the model takes long. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	SegUserPage *page = seg_user_page (seg_view_workspace (view), state->id, &error);
	GPtrArray *events = page != NULL ? seg_user_events (seg_view_workspace (view), state->id, 0, N_EVENTS, &error) : NULL;
	GPtrArray *history = events != NULL ? seg_user_history (seg_view_workspace (view), state->id, &error) : NULL;
	Advice *advice;

	if (history == NULL) {
		seg_user_page_free (page);
		g_clear_pointer (&events, g_ptr_array_unref);
		seg_report (view, error);
		return;
	}
	seg_user_page_free (state->page);
	g_clear_pointer (&state->events, g_ptr_array_unref);
	g_clear_pointer (&state->history, g_ptr_array_unref);
	state->page = page;
	state->events = events;
	state->history = history;
	g_clear_pointer (&state->pins, g_ptr_array_unref);
	state->pins = seg_pins (seg_view_workspace (view), 0, state->id, NULL);
	seg_list_changed (state->list);
	advice = g_new0 (Advice, 1);
	advice->id = state->id;
	seg_view_run (view, &advice_work, advice);
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* "Shanghai · developer · e-mail yes": the attributes that are known, by name where the value alone says nothing. */
static char *
attribute_words (const SegUserPage *page)
{
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; i < page->labels->len; i++) {
		const char *value = page->values->pdata[i];

		if (value == NULL || value[0] == '\0')
			continue;
		g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "", (char *) page->labels->pdata[i], value);
	}
	return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
activity_words (const SegUserPage *page)
{
	g_autofree char *events = seg_format_integer (page->n_events), *orders = seg_format_integer (page->n_orders);
	g_autofree char *revenue = seg_format_number (page->revenue, 2), *first = NULL, *last = NULL;

	if (page->n_events == 0)
		return g_strdup (_("No events: this user has done nothing that was imported."));
	if (page->last_at == 0 && page->n_orders == 0 && page->revenue == 0)
		return g_strdup_printf (_("%s events without a time, no purchases"), events);
	if (page->last_at == 0)
		return g_strdup_printf (_("%s events without a time, %s orders, %s spent"), events, orders, revenue);
	first = seg_format_date (page->first_at);
	last = seg_format_date (page->last_at);
	if (page->n_orders == 0 && page->revenue == 0)
		return g_strdup_printf (_("%s events from %s to %s, no purchases"), events, first, last);
	return g_strdup_printf (_("%s events from %s to %s, %s orders, %s spent"), events, first, last, orders, revenue);
}

static gboolean
was_active (const SegUserPage *page)
{
	for (gsize i = 0; i < G_N_ELEMENTS (page->by_month); i++)
		if (page->by_month[i] > 0)
			return TRUE;
	return FALSE;
}

/* Events in each of the last months of the data; a label alone would look like a fault. */
static int
draw_months (const SegUserPage *page, SegCells *cells, SegRect rect, int y)
{
	const char *label = _("Events by month, last 24 months ");
	int x = seg_text_width (label);

	if (page->n_events == 0 || page->last_at == 0)
		return 0;
	if (!was_active (page))
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("Nothing in the last 24 months of the data."));
	seg_draw_text (cells, rect, 0, y, SEG_INK_MUTED, label);
	seg_chart_sparkline (cells, rect.x + x, rect.y + y, MIN (24, MAX (rect.width - x, 0)), page->by_month, 24, SEG_INK_ACCENT);
	return 1;
}

/* How well the user fits the segment, in words. */
static char *
segment_words (const SegUserPage *page, gboolean in_short)
{
	g_autofree char *distance = seg_format_number (page->distance, 2), *nearer = seg_format_share (page->distance_rank);
	const char *fit = page->distance_rank < 0.5 ? _("typical") : page->distance_rank < 0.9 ? _("less typical") : _("at the edge");

	if (!isfinite (page->distance))
		return g_strdup_printf (_("of \"%s\""), page->segmentation_name); /* its segments have no middle */
	if (page->fits_none)
		return in_short ? g_strdup (_("fits no segment")) : g_strdup_printf (_("fits no segment: %s from the middle of the nearest"), distance);
	if (!isfinite (page->distance_rank))
		return g_strdup_printf (_("distance %s to its middle"), distance);
	if (in_short)
		return g_strdup_printf (_("%s: %s are nearer its middle"), fit, nearer);
	return g_strdup_printf (_("%s: %s of the segment are nearer its middle (distance %s)"), fit, nearer, distance);
}

static int
draw_segment (const SegUserPage *page, gboolean there_are_segments, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *words = NULL;
	int x;

	if (page->segment_id == 0)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED,
		                           there_are_segments ? _("In no segment: not among the users the segments were made of.")
		                                                           : _("In no segment: there are none yet. Press 4 to find them."));
	x = seg_draw_text (cells, rect, 0, y, seg_ink_series (page->segment_colour), "■ ");
	x += seg_draw_text (cells, rect, x, y, SEG_INK_NORMAL, page->segment_name);
	words = segment_words (page, FALSE);
	if (x + 3 + seg_text_width (words) > rect.width) {
		g_free (words);
		words = segment_words (page, TRUE);
	}
	seg_draw_text (cells, rect, x + 3, y, SEG_INK_MUTED, words);
	if (page->shares == NULL)
		return 1;
	return 1 + seg_draw_paragraph (cells, rect, 2, y + 1, SEG_INK_MUTED, page->shares);
}

/* The newest changes that later files made, and how many there are. */
static int
draw_history (const State *state, SegCells *cells, SegRect rect, int y)
{
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; i < MIN (state->history->len, CHANGES_SHOWN); i++) {
		g_autofree char *change = seg_user_change_words (state->history->pdata[i]);

		g_string_append_printf (words, "%s%s", i > 0 ? " · " : _("Changed: "), change);
	}
	if (state->history->len > CHANGES_SHOWN)
		g_string_append_printf (words, _(" · %u more (h)"), state->history->len - CHANGES_SHOWN);
	return words->len > 0 ? seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, words->str) : 0;
}

/* What a person wants, whatever the clustering says. */
static int
draw_pins (const State *state, SegCells *cells, SegRect rect, int y)
{
	int used = 0;

	for (guint i = 0; state->pins != NULL && i < state->pins->len; i++) {
		g_autofree char *words = seg_pin_words (state->pins->pdata[i]);

		used += seg_draw_paragraph (cells, rect, 0, y + used, SEG_INK_WARNING, words);
	}
	return used;
}

static int
draw_facts (SegView *view, SegCells *cells, SegRect rect, int y)
{
	const State *state = view->state;
	g_autofree char *attributes = attribute_words (state->page), *activity = activity_words (state->page);
	int used = y;

	used += draw_segment (state->page, seg_view_session (view)->has_segmentation, cells, rect, used);
	used += draw_pins (state, cells, rect, used);
	if (state->page->cleaning != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, state->page->cleaning);
	if (!state->page->listed && state->page->labels->len > 0) /* else there is no users file at all */
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("Known only from events: in no users file."));
	if (attributes[0] != '\0')
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, attributes);
	used += draw_history (state, cells, rect, used);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, activity);
	if (state->page->n_orders > 0 || state->page->revenue != 0)
		used += seg_draw_orders (view, cells, rect, used);
	return used + draw_months (state->page, cells, rect, used);
}

/* What stands above the list. */
static char *
list_title (const State *state)
{
	g_autofree char *n = NULL;

	if (state->shows_events) {
		n = seg_format_integer (state->page->n_events);
		return state->page->n_events > N_EVENTS ? g_strdup_printf (_("Time line: the newest %d of %s events"), N_EVENTS, n)
		                                        : g_strdup_printf (_("Time line: %s events, newest first"), n);
	}
	if (state->no_model != NULL)
		return g_strdup_printf (_("No recommendations. %s"), state->no_model);
	if (state->recommended == NULL)
		return g_strdup (_("Finding what to recommend ..."));
	if (state->recommended->len == 0)
		return g_strdup_printf (_("Nothing to recommend. %s"), state->rules_words);
	return g_strdup_printf (_("What to offer next. %s"), state->rules_words);
}

/* The reason under the cursor in full, because a narrow list cuts it. */
static void
draw_reason (const State *state, SegCells *cells, SegRect rect)
{
	gsize row;

	if (!state->shows_events && seg_list_cursor (state->list, &row))
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, ((SegRecommendation *) state->recommended->pdata[row])->reason);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *title = NULL;
	int used, footer;

	if (state->page == NULL)
		return;
	used = seg_draw_heading (cells, rect, state->page->key, state->page->segmentation_name);
	used = draw_facts (view, cells, rect, used) + 1;
	title = list_title (state);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_HEADING, title);
	footer = state->shows_events ? 0 : rect.width < 90 && rect.height > 24 ? 3 : 2;
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), rect.height - used - footer), seg_view_has_focus (view));
	draw_reason (state, cells, seg_rect_below (rect, rect.height - footer));
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static void
tell_event (SegView *view, const SegUserEvent *event)
{
	g_autofree char *at = event->at != 0 ? seg_format_time (event->at) : g_strdup (_("no time")), *value = figure (event);
	g_autofree char *text = g_strdup_printf ("%s  %s\n\n%s\n\n%s", at, event->kind, event->item_title != NULL ? event->item_title : "",
	                                         event->text != NULL ? event->text : value != NULL ? value : "");

	seg_tell (view, _("Event"), text);
}

static void
tell_reason (SegView *view, const SegRecommendation *recommendation, const char *numbers)
{
	g_autofree char *text = g_strdup_printf (_("%s (%s)\n\n%s\n\nThe numbers behind it:\n%s"), recommendation->title, recommendation->item_key,
	                                         recommendation->reason != NULL ? recommendation->reason : "", numbers);

	seg_tell (view, _("Why this is recommended"), text);
}

static void
tell_history (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < state->history->len; i++) {
		const SegUserChange *change = state->history->pdata[i];
		g_autofree char *words = seg_user_change_words (change), *at = seg_format_date (change->at);

		g_string_append_printf (text, "%s%s  %s", i > 0 ? "\n" : "", at, words);
	}
	seg_tell (view, _("Values that later files replaced"), text->str);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == WHY_HERE || action == PIN)
		return seg_view_session (view)->has_segmentation;
	return action != HISTORY || (state->history != NULL && state->history->len > 0);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	switch (action) {
	case HISTORY:
		tell_history (view);
		return TRUE;
	case WHY_HERE:
		return seg_view_push (view, &seg_why_view, &state->id);
	case PIN:
		if (state->page != NULL)
			seg_ask_pin (view, state->id, state->page->key);
		return TRUE;
	case LOOK_ALIKES:
		if (state->page != NULL)
			seg_ask_look_alikes (view, 0, state->id, state->page->key);
		return TRUE;
	case TIME_LINE:
		show_list (state, !state->shows_events);
		return TRUE;
	case WHY:
		if (!seg_list_cursor (state->list, &row))
			return TRUE;
		if (state->shows_events)
			tell_event (view, state->events->pdata[row]);
		else
			tell_reason (view, state->recommended->pdata[row], state->numbers->pdata[row]);
		return TRUE;
	default:
		return FALSE;
	}
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

const SegViewClass seg_user_view = {
	.name = "user",
	.title = N_("User"),
	.help = N_("Everything about one user. The distance to the middle of the segment is measured in the scaled features the segments were made of; "
	           "a typical user is near. Recommendations never contain what the user has; each says why it is there, with counts from your data: "
	           "\"because they bought X: 61 of 143 who bought it also bought this\"."),
	.bindings = bindings,
	.state_size = sizeof (State),
	.open = open_view,
	.close = close_view,
	.refresh = refresh,
	.draw = draw,
	.act = act,
	.can = can,
	.list = list,
};
