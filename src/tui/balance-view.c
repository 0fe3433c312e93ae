/* Whether the arms of a campaign are alike, how often they were drawn, and drawing them anew. */
#include <config.h>
#include "campaigns.h"
#include "contact.h"
#include "reading.h"

#include <segscope/balance.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegBalance *balance;
	gint64      campaign_id;
	guint       draws;
	gboolean    may_change; /* nothing has gone out */
} Outcome;

typedef struct {
	SegReading reading; /* Outcome* */
	char      *name;
	SegList   *list;
} State;

enum { REDRAW = SEG_ACTION_OWN, LOG };

static const SegBinding bindings[] = {
	{ 'R', REDRAW, "redraw-arms", N_("draw anew"), N_("Draw the arms anew, with a reason") },
	{ 'L', LOG, "campaign-log", N_("what was done"), N_("Show each draw with its reason, and what else was done to the campaign") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaign") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { FIGURE, ARM, FIRST, OTHER, DIFFERENCE };

static const SegListColumn columns[] = {
	[FIGURE] = { N_("Figure"), SEG_ALIGN_LEFT, -20, FALSE },  [ARM] = { N_("Arm"), SEG_ALIGN_LEFT, 8, FALSE },
	[FIRST] = { N_("Compared with"), SEG_ALIGN_RIGHT, 13, FALSE }, [OTHER] = { N_("Mean"), SEG_ALIGN_RIGHT, 11, FALSE },
	[DIFFERENCE] = { N_("Difference"), SEG_ALIGN_RIGHT, 10, FALSE },
};

static const Outcome *
outcome_of (const State *state)
{
	return state->reading.result;
}

static gsize
n_rows (gpointer data)
{
	const Outcome *outcome = outcome_of (data);

	return outcome != NULL ? outcome->balance->rows->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegBalanceRow *one = outcome_of (data)->balance->rows->pdata[row];

	switch (column) {
	case FIGURE:
		return g_strdup (one->label);
	case ARM:
		return g_strdup (one->arm);
	case FIRST:
		return one->is_share ? seg_format_share (one->mean_first) : seg_format_auto (one->mean_first);
	case OTHER:
		return one->is_share ? seg_format_share (one->mean_arm) : seg_format_auto (one->mean_arm);
	default:
		*ink = fabs (one->difference) > SEG_BALANCE_LIMIT ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return seg_format_number (one->difference, 2);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Computing -------------------------------------------------------------------------------------------------------- */

static gpointer
read_balance (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, *(char *const *) request, error);
	SegBalance *balance;
	Outcome *outcome;

	seg_workspace_watch (workspace, job);
	balance = campaign != NULL ? seg_campaign_balance (workspace, campaign, job, error) : NULL;
	seg_workspace_watch (workspace, NULL);
	if (balance == NULL)
		return NULL;
	outcome = g_new (Outcome, 1);
	*outcome = (Outcome) { balance, campaign->id, campaign->draws, seg_campaign_may_change (campaign, NULL) };
	return outcome;
}

static void
free_outcome (gpointer outcome)
{
	seg_balance_free (((Outcome *) outcome)->balance);
	g_free (outcome);
}

static void
show (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static void
clear_request (gpointer request)
{
	g_free (*(char **) request);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("comparing the arms")), read_balance, show, free_outcome };

static void
refresh (SegView *view)
{
	char *name = g_strdup (((const State *) view->state)->name);

	seg_reading_begin_with (view, &reading, &name, sizeof name, clear_request);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->name = g_strdup (argument);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_reading_clear (&state->reading);
	g_free (state->name);
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Comparing the arms ..."));
}

/* Drawing until the arms please is no longer chance: how often is said where one could be led to it. */
static char *
draws_words (const Outcome *outcome)
{
	g_autofree char *times = g_strdup_printf (ngettext ("drawn %u time", "drawn %u times", outcome->draws), outcome->draws);

	if (outcome->draws > 1)
		return g_strdup_printf (_("%s: L shows why"), times);
	return g_strdup (outcome->may_change ? times : _("drawn once; the list has gone out"));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *remark = draws_words (outcome_of (state));
	g_autofree char *title = g_strdup_printf (_("Are the arms of \"%s\" alike?"), state->name);
	int used = seg_draw_heading (cells, rect, title, remark);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, outcome_of (state)->balance->words) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

static gboolean
can (SegView *view, int action)
{
	const Outcome *outcome = outcome_of (view->state);

	return action != REDRAW || (outcome != NULL && outcome->may_change);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case REDRAW:
		seg_campaign_ask_redraw (view, outcome_of (state)->campaign_id);
		return TRUE;
	case LOG:
		return seg_view_push (view, &seg_log_view, &(SegLogPlace) { SEG_LOG_CAMPAIGN, state->name });
	default:
		return FALSE;
	}
}

const SegViewClass seg_balance_view = {
	.name = "campaign-balance", .title = N_("Balance"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What the people of each arm were like before anything went out, the largest difference first. A difference is in standard deviations: below 0.1 arms are "
	           "alike; with few people chance alone makes more. A campaign that is a draft can have its arms drawn anew, with a reason (R)."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
