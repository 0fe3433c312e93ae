/* How long the list should be: what it costs and brings as it grows, and where it brings most. The length under the cursor can be taken. */
#include <config.h>
#include "campaigns.h"
#include "reading.h"

#include <segscope/format.h>
#include <segscope/allocation.h>
#include <segscope/plot.h>

#include <glib/gi18n.h>

typedef struct {
	SegReading reading; /* SegAllocation* */
	SegView   *builder; /* below this view */
	guint      at;      /* the point under the cursor */
} State;

enum { TAKE = SEG_ACTION_OWN, BEST };

static const SegBinding bindings[] = {
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "shorter-list", N_("shorter"), N_("Look at a shorter list") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "longer-list", N_("longer"), N_("Look at a longer list") },
	{ 'b', BEST, "best-list", N_("the best"), N_("Look at the list that leaves most") },
	{ SEG_KEY_ENTER, TAKE, "take-list-length", N_("take it"), N_("Let the list be as long as the one that is looked at") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaign") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegCampaignDraft *draft;
	gint64            campaign_id;
} Question;

static void
clear_question (gpointer data)
{
	seg_campaign_draft_free (((Question *) data)->draft);
}

static gpointer
read_allocation (SegWorkspace *workspace, SegJob *job, gconstpointer data, GError **error)
{
	const Question *question = data;
	g_autoptr (SegAudience) audience = seg_audience_new ();
	SegAllocation *allocation;

	seg_audience_set_campaign (audience, question->campaign_id);
	seg_workspace_watch (workspace, job);
	allocation = seg_audience_allocation (audience, workspace, question->draft, job, error);
	seg_workspace_watch (workspace, NULL);
	return allocation;
}

static void
free_allocation (gpointer allocation)
{
	seg_allocation_free (allocation);
}

static const SegAllocation *
allocation_of (const State *state)
{
	return state->reading.result;
}

static void
stand_on_present (SegView *view)
{
	State *state = view->state;

	if (allocation_of (state) != NULL)
		state->at = allocation_of (state)->now;
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("adding up what the list brings")), read_allocation, stand_on_present, free_allocation };

static void
refresh (SegView *view)
{
	const SegBuilder *builder = ((const State *) view->state)->builder->state;
	const Question question = { seg_campaign_draft_copy (builder->draft), builder->campaign_id };

	seg_reading_begin_with (view, &reading, &question, sizeof question, clear_question);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	((State *) view->state)->builder = argument;
	return TRUE;
}

static void
close_view (SegView *view)
{
	seg_reading_clear (view->state);
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Adding up what each further person costs and brings ..."));
}

static const SegAllocationPoint *
point_at (const State *state, guint at)
{
	return &g_array_index (allocation_of (state)->points, SegAllocationPoint, at);
}

/* The list keeps its length by a limit of people; a budget would cut it again. */
static void
take_length (SegView *view)
{
	const State *state = view->state;
	SegView *below = state->builder;
	SegBuilder *builder = below->state;
	const SegAllocationPoint *point = point_at (state, state->at);
	g_autofree char *n = seg_format_integer (point->n_send);

	builder->draft->limit = point->n_send;
	seg_say (view, builder->draft->budget > 0 ? _("At most %s are sent to; the budget may make it fewer.") : _("At most %s are sent to."), n);
	seg_view_pop (view);
	seg_builder_changed (below);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == SEG_ACTION_BACK || action < SEG_ACTION_LEFT)
		return TRUE;
	if (allocation_of (state) == NULL)
		return FALSE;
	if (action == SEG_ACTION_LEFT)
		return state->at > 0;
	if (action == SEG_ACTION_RIGHT)
		return state->at + 1 < allocation_of (state)->points->len;
	return action == TAKE ? point_at (state, state->at)->n_send > 0 : action != BEST || allocation_of (state)->is_money;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_LEFT:
		state->at--;
		return TRUE;
	case SEG_ACTION_RIGHT:
		state->at++;
		return TRUE;
	case BEST:
		state->at = allocation_of (state)->best;
		return TRUE;
	case TAKE:
		take_length (view);
		return TRUE;
	default:
		return FALSE;
	}
}

/* Money: what is left after cost. Else what rank_by adds up to. */
static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;
	const SegAllocation *allocation = allocation_of (state);
	const guint n = allocation != NULL ? allocation->points->len : 0;
	g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
	SegPlot *made;

	if (allocation == NULL)
		return NULL;
	made = seg_plot_new (SEG_PLOT_LINE, allocation->is_money ? _("What is left after cost, by people sent to") : _("What it adds up to, by people sent to"));
	for (guint i = 0; i < n; i++) {
		const SegAllocationPoint *point = point_at (state, i);

		x[i] = (double) point->n_send;
		y[i] = allocation->is_money ? point->value - point->cost : point->value;
	}
	seg_plot_axis (&made->x, SEG_SCALE_COUNT, _("people"), NULL);
	seg_plot_axis (&made->y, allocation->is_money ? SEG_SCALE_MONEY : SEG_SCALE_NUMBER, NULL, NULL);
	seg_plot_add_series (made, NULL, SEG_INK_SERIES_3, x, y, n)->marked = (gssize) state->at;
	if (allocation->is_money)
		seg_plot_add_rule (made, FALSE, x[allocation->best], SEG_INK_GOOD, _("best"));
	return made;
}

static void
draw_curve (SegView *view, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) made = plot (view);

	seg_plot_draw (made, NULL, cells, rect);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegAllocationPoint *point = point_at (state, state->at);
	g_autofree char *n = seg_format_integer (point->n_send), *cost = seg_format_money (point->cost, 2), *value = seg_format_money (point->value, 2);
	g_autofree char *rest = seg_format_money (point->value - point->cost, 2), *words = NULL;
	int used = seg_draw_heading (cells, rect, _("How long should the list be?"), NULL);

	for (guint i = 0; i < allocation_of (state)->sentences->len; i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, allocation_of (state)->sentences->pdata[i]);
	words = allocation_of (state)->is_money ? g_strdup_printf (_("%s people: cost %s, expected to bring %s, leaves %s"), n, cost, value, rest)
	                                    : g_strdup_printf (_("%s people: cost %s, adds up to %s"), n, cost, value);
	used += seg_draw_paragraph (cells, rect, 0, used + 1, SEG_INK_ACCENT, words) + 1;
	draw_curve (view, cells, seg_rect_below (rect, used + 1));
}

const SegViewClass seg_allocation_view = {
	.name = "allocation", .title = N_("How long should the list be?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("People stand in the order in which they would be written to. As the list grows, each costs a contact (and the offer, times the probability that it is taken) and is "
	           "expected to bring what the chosen column says, times the probability. Where the curve is highest, the next person would cost more than they bring.\n\n"
	           "The arrows move along the curve; Enter lets the list be as long as where you stand. Those held back cost and bring nothing, and are left out of all figures."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
	.plot = plot,
};
