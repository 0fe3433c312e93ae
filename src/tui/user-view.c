/* One user: attributes, segment, time line, and what to recommend. */
#include <config.h>
#include "recommend.h"
#include "user-page.h"
#include "users.h"
#include "versions.h"

#include <segscope/figure.h>
#include <segscope/format.h>

#include <glib/gi18n.h>
#include <math.h>

#define ROOM_FOR_BOTH 26 /* lines from which the time line stands below the recommendations */
#define LEAST_BOTH 4

typedef SegUserPageState State;

enum { TIME_LINE = SEG_ACTION_OWN, WHY, HISTORY, WHY_HERE, PIN, LOOK_ALIKES, CAMPAIGNS };

static const SegBinding bindings[] = {
	{ 't', TIME_LINE, "time-line", N_("time line or offers"), N_("Change between recommendations and the time line of events") },
	{ SEG_KEY_ENTER, WHY, "why", N_("in full"), N_("Show the reason with the numbers behind it, or the event, in full") },
	{ 'w', WHY_HERE, "why-here", N_("why here"), N_("Say why the user is in this segment, and what would move them to another") },
	{ 'p', PIN, "pin-user", N_("pin"), N_("Pin the user in a segment or out of it, whatever the clustering says") },
	{ 'l', LOOK_ALIKES, "user-look-alikes", N_("look-alikes"), N_("Find the people most like this user, and keep them as a list") },
	{ 'g', CAMPAIGNS, "user-campaigns", N_("campaigns"), N_("Show on which campaigns' lists the user was, in which arm, and what they did upon it") },
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

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static gsize
n_newest (gpointer data)
{
	const State *state = data;

	return state->events != NULL ? state->events->len : 0;
}

static char *
newest_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	return event_cell (((const State *) data)->events->pdata[row], column, ink);
}

static const SegListSource newest_source = { .n_rows = n_newest, .cell = newest_cell };

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

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->id = *(const gint64 *) argument;
	state->list = seg_list_new (&source, recommended_columns, G_N_ELEMENTS (recommended_columns), state);
	state->newest = seg_list_new (&newest_source, event_columns, G_N_ELEMENTS (event_columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_list_free (state->newest);
	seg_user_page_free (state->page);
	g_clear_pointer (&state->recommended, g_ptr_array_unref);
	g_clear_pointer (&state->numbers, g_ptr_array_unref);
	g_free (state->rules_words);
	g_clear_pointer (&state->events, g_ptr_array_unref);
	g_clear_pointer (&state->history, g_ptr_array_unref);
	g_clear_pointer (&state->pins, g_ptr_array_unref);
	g_clear_pointer (&state->campaigns, g_ptr_array_unref);
	g_free (state->no_model);
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* What stands above the list. */
static char *
list_title (const State *state, gboolean events)
{
	g_autofree char *n = NULL;

	if (events) {
		n = seg_format_integer (state->page->n_events);
		return state->page->n_events > SEG_USER_EVENTS ? g_strdup_printf (_("Time line: the newest %d of %s events"), SEG_USER_EVENTS, n)
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

/* The time line as far as there is room for it; t goes into it. */
static void
draw_newest (const State *state, SegCells *cells, SegRect rect)
{
	g_autofree char *title = list_title (state, TRUE);
	int used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_HEADING, title);

	seg_list_draw (state->newest, cells, seg_rect_below (rect, used), FALSE);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *title = NULL;
	int used, footer, lines;

	if (state->page == NULL)
		return;
	used = seg_draw_heading (cells, rect, state->page->key, state->page->segmentation_name);
	used = seg_user_draw_facts (view, cells, rect, used) + 1;
	title = list_title (state, state->shows_events);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_HEADING, title);
	footer = state->shows_events ? 0 : rect.width < 90 && rect.height > 24 ? 3 : 2;
	lines = rect.height - used - footer;
	if (!state->shows_events && state->recommended != NULL && lines >= ROOM_FOR_BOTH) {
		lines = MAX ((int) state->recommended->len + 1, LEAST_BOTH);
		draw_newest (state, cells, seg_rect_below (rect, used + lines + footer + 1));
	}
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), lines), seg_view_has_focus (view));
	draw_reason (state, cells, seg_rect_top (seg_rect_below (rect, used + lines), footer));
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

static void
tell_campaigns (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < state->campaigns->len; i++) {
		g_autofree char *words = seg_user_campaign_words (state->campaigns->pdata[i]);

		g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", words);
	}
	seg_tell (view, _("Campaigns, newest first"), text->str);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if ((action == PIN || action == LOOK_ALIKES) && state->page == NULL)
		return FALSE; /* it is still being read */
	if (action == CAMPAIGNS)
		return state->campaigns != NULL && state->campaigns->len > 0;
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
	case CAMPAIGNS:
		tell_campaigns (view);
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

static SegPlot *
plot (SegView *view)
{
	const SegUserPage *page = ((const State *) view->state)->page;

	return page != NULL ? seg_figure_months (page) : NULL;
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
	.refresh = seg_user_read,
	.draw = draw,
	.act = act,
	.can = can,
	.list = list,
	.plot = plot,
};
