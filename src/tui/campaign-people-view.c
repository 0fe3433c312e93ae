/* The people behind a number of a funnel. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>

#include "users.h"

typedef struct {
	SegView *view;
	GArray  *ids; /* of gint64, ascending */
	char    *title;
	SegList *list;
} State;

enum { USER = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USER, "person-behind", N_("user"), N_("Show everything about the user") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the funnel") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = { { N_("User"), SEG_ALIGN_LEFT, -20, FALSE } };

static gsize
n_rows (gpointer data)
{
	return ((const State *) data)->ids->len;
}

/* One row of a table by its number: quick enough for those on the screen. */
static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;

	(void) column;
	(void) ink;
	return seg_user_key (seg_view_workspace (state->view), g_array_index (state->ids, gint64, row), NULL);
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegPeoplePlace *place = argument;

	(void) error;
	state->view = view;
	state->ids = g_array_ref (place->ids);
	state->title = g_strdup (place->title);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_array_unref (state->ids);
	g_free (state->title);
}

static const char *
when_empty (SegView *view)
{
	return n_rows (view->state) == 0 ? _("Nobody. Esc goes back.") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *n = seg_format_integer (state->ids->len), *remark = g_strdup_printf (ngettext ("%s person", "%s people", state->ids->len), n);
	int used = seg_draw_heading (cells, rect, state->title, remark);

	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
can (SegView *view, int action)
{
	return action != USER || n_rows (view->state) > 0;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	return action == USER && seg_list_cursor (state->list, &row) && seg_view_push (view, &seg_user_view, &g_array_index (state->ids, gint64, row));
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

const SegViewClass seg_campaign_people_view = {
	.name = "campaign-people", .title = N_("People"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The people behind a number of the funnel, as it was counted. Enter shows one of them."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
