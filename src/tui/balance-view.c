/* Whether the arms of a campaign are alike. */
#include <config.h>
#include "campaigns.h"

#include <segscope/balance.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	char       *name;
	SegBalance *balance; /* NULL: not computed yet */
	char       *failure;
	SegList    *list;
} State;

static const SegBinding bindings[] = {
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaign") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { FIGURE, ARM, FIRST, OTHER, DIFFERENCE };

static const SegListColumn columns[] = {
	[FIGURE] = { N_("Figure"), SEG_ALIGN_LEFT, -20, FALSE },  [ARM] = { N_("Arm"), SEG_ALIGN_LEFT, 8, FALSE },
	[FIRST] = { N_("Compared with"), SEG_ALIGN_RIGHT, 13, FALSE }, [OTHER] = { N_("Mean"), SEG_ALIGN_RIGHT, 11, FALSE },
	[DIFFERENCE] = { N_("Difference"), SEG_ALIGN_RIGHT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->balance != NULL ? state->balance->rows->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegBalanceRow *one = ((const State *) data)->balance->rows->pdata[row];

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

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Computing -------------------------------------------------------------------------------------------------------- */

typedef struct {
	char       *name;
	SegBalance *balance;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	g_free (read->name);
	seg_balance_free (read->balance);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;
	g_autoptr (SegCampaign) campaign = NULL;

	seg_workspace_watch (workspace, job);
	campaign = seg_campaign_load (workspace, read->name, error);
	if (campaign != NULL)
		read->balance = seg_campaign_balance (workspace, campaign, job, error);
	seg_workspace_watch (workspace, NULL);
	return read->balance != NULL;
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;

	seg_balance_free (state->balance);
	g_clear_pointer (&state->failure, g_free);
	state->balance = g_steal_pointer (&read->balance);
	seg_list_changed (state->list);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back.") : error->message);
}

static const SegWork read_work = { N_("comparing the arms"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	State *state = view->state;
	Read *read;

	if (seg_view_is_busy (view, &read_work))
		return;
	read = g_new0 (Read, 1);
	read->name = g_strdup (state->name);
	seg_view_run (view, &read_work, read);
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
	seg_balance_free (state->balance);
	g_free (state->name);
	g_free (state->failure);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->balance == NULL ? _("Comparing the arms ...") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = g_strdup_printf (_("Are the arms of \"%s\" alike?"), state->name);
	int used = seg_draw_heading (cells, rect, title, NULL);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, state->balance->words) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
act (SegView *view, int action)
{
	(void) view;
	(void) action;
	return FALSE;
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

const SegViewClass seg_balance_view = {
	.name = "campaign-balance", .title = N_("Balance"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What the people of each arm were like before anything went out, the largest difference first. A difference is in standard deviations: below 0.1 arms are "
	           "alike; with few people chance alone makes more. A campaign that is a draft can have its arms drawn anew, with a reason: segscope campaign --redraw."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
