/* What worked for which segment: offers and channels of the campaigns that were measured, put together, and each campaign behind the row. */
#include <config.h>
#include "campaigns.h"

#include <segscope/contact.h>
#include <segscope/format.h>
#include <segscope/learning.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	SegList   *list;
	GPtrArray *worked;   /* of SegWorked* */
	GPtrArray *together; /* of SegWorkedTogether*; NULL: could not be read */
	char      *failure;
} State;

enum { CAMPAIGN = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CAMPAIGN, "worked-campaign", N_("campaign"), N_("Open the newest campaign behind the row") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { SEGMENT, OFFER, CHANNEL, POINTS, INTERVAL, MONEY, PEOPLE, CAMPAIGNS };

static const SegListColumn columns[] = {
	[SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -14, FALSE },       [OFFER] = { N_("Offer"), SEG_ALIGN_LEFT, -10, FALSE },
	[CHANNEL] = { N_("Channel"), SEG_ALIGN_LEFT, 7, FALSE },         [POINTS] = { N_("Points"), SEG_ALIGN_RIGHT, 6, FALSE },
	[INTERVAL] = { N_("95 % interval"), SEG_ALIGN_RIGHT, 13, FALSE }, [MONEY] = { N_("Money each"), SEG_ALIGN_RIGHT, 10, FALSE },
	[PEOPLE] = { N_("People"), SEG_ALIGN_RIGHT, 8, FALSE },          [CAMPAIGNS] = { N_("Campaigns"), SEG_ALIGN_RIGHT, 9, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->together != NULL ? state->together->len : 0;
}

static char *
channel_label (const char *name)
{
	const SegChannel *channel = seg_channel_find (name);

	return g_strdup (channel != NULL ? _(channel->label) : name);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegWorkedTogether *t = ((State *) data)->together->pdata[row];

	switch (column) {
	case SEGMENT:
		return g_strdup (t->segment != NULL ? t->segment : _("everyone"));
	case OFFER:
		return g_strdup (t->offer != NULL ? t->offer : C_("offer", "none"));
	case CHANNEL:
		return channel_label (t->channel);
	case POINTS:
		*ink = t->interval.low > 0 ? SEG_INK_GOOD : t->interval.high < 0 ? SEG_INK_BAD : SEG_INK_NORMAL;
		return seg_points (t->difference);
	case INTERVAL:
		return seg_interval_words (t->interval);
	case MONEY:
		return isfinite (t->money) ? seg_format_money (t->money, -1) : NULL;
	case PEOPLE:
		return seg_format_integer (t->n_sent + t->n_control);
	default:
		return seg_format_integer (t->n_campaigns);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* The campaigns behind a row, newest first. */
static gboolean
is_behind (const SegWorked *worked, const SegWorkedTogether *t)
{
	return worked->part != SEG_WORKED_ARM && worked->segment_id == t->segment_id && g_strcmp0 (worked->offer, t->offer) == 0
	       && strcmp (worked->channel, t->channel) == 0 && strcmp (worked->goal, t->goal) == 0 && worked->days == t->days;
}

static void
draw_behind (const State *state, const SegWorkedTogether *t, SegCells *cells, SegRect rect)
{
	int used = 0;

	for (guint i = 0; i < state->worked->len && used < rect.height; i++) {
		const SegWorked *worked = state->worked->pdata[i];
		g_autofree char *words = NULL, *from = NULL, *line = NULL;

		if (!is_behind (worked, t))
			continue;
		words = seg_worked_words (worked);
		from = seg_format_date (worked->from);
		line = g_strdup_printf (_("%s, %s, %s within %u days: %s%s"), worked->campaign, from, worked->goal, worked->days, words,
		                        worked->cut_short ? _(" (the data ended before the days did)") : "");
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, line);
	}
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
clear (State *state)
{
	g_clear_pointer (&state->worked, g_ptr_array_unref);
	g_clear_pointer (&state->together, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	clear (state);
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	clear (state);
	state->worked = seg_what_worked (seg_view_workspace (view), 0, &error);
	if (state->worked != NULL)
		state->together = seg_worked_together (state->worked);
	else
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure
	       : n_rows ((gpointer) state) == 0 ? _("Nothing was measured yet. A campaign that went out is measured on its page with m; what it did is kept here.") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const int detail = CLAMP (rect.height / 4, 3, 10);
	int used = seg_draw_heading (cells, rect, _("What worked for which segment"), NULL);
	gsize row;

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, _("Campaigns by their own goals, the surest first. Below: the campaigns behind the row.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), MAX (rect.height - used - detail - 1, 3)), seg_view_has_focus (view));
	rect = seg_rect_below (rect, MAX (rect.height - detail - 1, used + 3));
	seg_draw_rule (cells, rect, 0);
	if (seg_list_cursor (state->list, &row))
		draw_behind (state, state->together->pdata[row], cells, seg_rect_below (rect, 1));
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	if (action != CAMPAIGN || !seg_list_cursor (state->list, &row))
		return FALSE;
	for (guint i = 0; i < state->worked->len; i++)
		if (is_behind (state->worked->pdata[i], state->together->pdata[row]))
			return seg_view_push (view, &seg_campaign_view, ((SegWorked *) state->worked->pdata[i])->campaign);
	return FALSE;
}

static SegList *
list (SegView *view)
{
	const State *state = view->state;

	return n_rows ((gpointer) state) > 0 ? state->list : NULL;
}

const SegViewClass seg_worked_view = {
	.name = "what-worked", .title = N_("What worked"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What campaigns did, as they were measured by their own goals: for each segment, which offer by which channel made how many more of 100 people do it, with the interval that "
	           "holds the truth in 95 of 100 cases, and how much more money a person brought. Several campaigns with the same offer are put together (DerSimonian and Laird): the mean of their "
	           "effects, less sure where they differ. Differences of segments are drawn towards those of the others, so that a small one does not shout."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
