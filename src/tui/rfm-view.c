/* RFM: who comes, how often, for how much? A grid whose cells have names, opened from Features. */
#include <config.h>
#include "rfm.h"
#include "screens.h"
#include "users.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>

typedef SegRfmState State;

enum { USERS = SEG_ACTION_OWN, SAVE, AXIS, BINS, CUTS, COLUMNS, NAME, CELL, GROUPS, REVENUE, DAY, REBUILD, USUAL };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "rfm-users", N_("users"), N_("List the users of the cell, or of the group") },
	{ 's', SAVE, "rfm-save", N_("save"), N_("Keep the groups as segments, for users, profiles and campaigns") },
	{ 'g', GROUPS, "rfm-groups", N_("groups"), N_("Go to the list of groups, or back to the grid") },
	{ 'c', CUTS, "rfm-cuts", N_("cuts"), N_("Cut an axis at points of your own") },
	{ 'b', BINS, "rfm-bins", N_("bins"), N_("Cut an axis into 2 to 10 bins of equal numbers of users") },
	{ 'a', AXIS, "rfm-axis", N_("axes"), N_("Make an axis of another feature") },
	{ 'n', NAME, "rfm-name", N_("name"), N_("Give the group another name") },
	{ 'm', REVENUE, "rfm-revenue", N_("money"), N_("Shade the cells by revenue, or by users again") },
	{ 'v', COLUMNS, "rfm-columns", NULL, N_("Choose what the columns are: frequency, money, or both together") },
	{ 'p', CELL, "rfm-cell", NULL, N_("Put this cell into another group") },
	{ 'd', DAY, "rfm-day", NULL, N_("Rate users as they were at the end of another day") },
	{ 'r', REBUILD, "rfm-compute", NULL, N_("Compute the figures again from the data as they are now") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "up", NULL, N_("Go up") },
	{ 'k', SEG_ACTION_UP, "up", NULL, N_("Go up") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "down", NULL, N_("Go down") },
	{ 'j', SEG_ACTION_DOWN, "down", NULL, N_("Go down") },
	{ SEG_KEY_HOME, SEG_ACTION_FIRST, "first-row", NULL, N_("Go to the top row") },
	{ SEG_KEY_END, SEG_ACTION_LAST, "last-row", NULL, N_("Go to the bottom row") },
	{ 'u', USUAL, "rfm-usual", NULL, N_("Go back to the usual names, in English or Chinese, or to the usual grid") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The cursor ------------------------------------------------------------------------------------------------------- */

static gboolean
move (State *state, int rows, int columns)
{
	if (state->in_groups) {
		state->group = (guint) CLAMP ((int) state->group - rows, 0, SEG_RFM_N_GROUPS - 1);
		return columns == 0;
	}
	if (columns < 0 && state->column == 1)
		return FALSE; /* on to the rail */
	state->row = (guint) CLAMP ((int) state->row + rows, 1, (int) state->rfm->n_rows);
	state->column = (guint) CLAMP ((int) state->column + columns, 1, (int) state->rfm->n_columns);
	return TRUE;
}

static gboolean
act_on_cursor (State *state, int action)
{
	switch (action) {
	case SEG_ACTION_UP:
		return move (state, 1, 0);
	case SEG_ACTION_DOWN:
		return move (state, -1, 0);
	case SEG_ACTION_LEFT:
		return move (state, 0, -1);
	case SEG_ACTION_RIGHT:
		return move (state, 0, 1);
	case SEG_ACTION_FIRST:
		return move (state, 100, 0);
	case SEG_ACTION_LAST:
		return move (state, -100, 0);
	default:
		return FALSE;
	}
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static void
show_users (SegView *view)
{
	const State *state = view->state;
	const SegRfmDefinition *definition = state->rfm->definition;
	g_autofree char *filter = state->in_groups ? seg_rfm_group_filter (definition, (SegRfmGroup) state->group)
	                          : seg_rfm_cell_filter (definition, state->row, state->column);
	g_autofree char *errand = g_strconcat (SEG_USERS_FILTER, filter, NULL);

	seg_view_visit (view, "users", errand, state->set->id);
}

static gboolean
ask (SegView *view, int action)
{
	switch (action) {
	case SAVE:
		seg_rfm_ask_save (view);
		return TRUE;
	case AXIS:
		seg_rfm_ask_axis (view);
		return TRUE;
	case BINS:
		seg_rfm_ask_bins (view);
		return TRUE;
	case CUTS:
		seg_rfm_ask_cuts (view);
		return TRUE;
	case COLUMNS:
		seg_rfm_ask_columns (view);
		return TRUE;
	case NAME:
		seg_rfm_ask_name (view);
		return TRUE;
	case CELL:
		seg_rfm_ask_cell (view);
		return TRUE;
	case DAY:
		seg_rfm_ask_day (view);
		return TRUE;
	case USUAL:
		seg_rfm_ask_usual (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (action == REBUILD || (action == USERS && state->rfm == NULL)) {
		seg_rfm_rebuild (view);
		return TRUE;
	}
	if (state->rfm == NULL)
		return FALSE;
	switch (action) {
	case USERS:
		show_users (view);
		return TRUE;
	case GROUPS:
		state->in_groups = !state->in_groups;
		return TRUE;
	case REVENUE:
		state->by_revenue = !state->by_revenue;
		return TRUE;
	default:
		return action < SEG_ACTION_OWN ? act_on_cursor (state, action) : ask (view, action);
	}
}

static gboolean
has_users (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL && info->n_users > 0;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == REBUILD || (action == USERS && state->rfm == NULL))
		return has_users (view);
	if (action == CELL)
		return state->rfm != NULL && !state->in_groups;
	if (action == REVENUE)
		return state->rfm != NULL && state->rfm->has_revenue;
	return action < SEG_ACTION_OWN || state->rfm != NULL;
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->row = SEG_RFM_MOST_BINS; /* the best cell, once it is known how many there are */
	state->column = SEG_RFM_MOST_BINS;
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_rfm_free (state->rfm);
	seg_feature_set_free (state->set);
	g_free (state->key);
	g_free (state->failure);
	g_free (state->empty);
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;

	if (state->rfm != NULL)
		return NULL;
	g_clear_pointer (&state->empty, g_free);
	if (seg_view_session (view)->info == NULL)
		state->empty = g_strdup (_("Opening the workspace…"));
	else if (!has_users (view))
		state->empty = g_strdup (_("No users yet. An RFM grid shows who bought recently, often and for much, so import users and what they "
		                           "bought first: press 1."));
	else if (state->failure != NULL)
		state->empty = g_strdup_printf ("%s.", state->failure);
	else if (state->stopped)
		state->empty = g_strdup (_("Stopped; nothing was changed. Press r to compute the features the grid is made of."));
	else
		state->empty = g_strdup (_("Rating users by how recently they came, how often, and for how much ..."));
	return state->empty;
}

static const char *
leads_to (SegView *view)
{
	return seg_view_session (view)->info != NULL && !has_users (view) ? "data" : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *users = NULL, *day = NULL, *remark = NULL;
	int used;

	if (state->rfm != NULL) {
		users = seg_format_counted ((gint64) state->rfm->n_users, "%s user", "%s users");
		day = seg_format_date (state->rfm->as_of);
		remark = g_strdup_printf (state->by_revenue ? _("%s as of %s, shaded by revenue") : _("%s as of %s"), users, day);
	}
	used = seg_draw_heading (cells, rect, _("RFM: who comes, how often, for how much?"), remark);
	rect = seg_rect_below (rect, used);
	if (state->rfm == NULL)
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, when_empty (view));
	else
		seg_rfm_draw (state, cells, rect, seg_view_has_focus (view));
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;

	return state->rfm != NULL ? seg_figure_rfm (state->rfm, state->by_revenue) : NULL;
}

const SegViewClass seg_rfm_view = {
	.name = "rfm", .title = N_("RFM: who comes, how often, for how much?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each user has a score for recency, frequency and money, the highest being the best. Rows are recency, the top row came last; "
	           "columns are frequency and money together, or one of them. Shades show where most users (or most revenue) are.\n\n"
	           "A cut point belongs to the bin below it, so equal values are never split, and bins can be of unequal size or empty. Cut points "
	           "are quantiles of the users who can be rated, or your own.\n\n"
	           "How the grid is set up is kept: everywhere users are listed they can be filtered by rfm, rfm_recency, rfm_frequency, rfm_monetary "
	           "and rfm_value. Kept as segments, the grid takes in later users by the same cut points."),
	.open = open_view, .close = close_view, .refresh = seg_rfm_load, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
	.leads_to = leads_to,
	.plot = plot,
};
