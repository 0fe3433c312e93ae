/* The people behind a number of a funnel. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>

#include "users.h"
#include "windowed.h"

#include <segscope/person_list.h>

typedef struct {
	GArray  *ids; /* of gint64, ascending */
	char    *title;
	SegWindowed *people;
} State;

enum { USER = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USER, "person-behind", N_("user"), N_("Show everything about the user") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the funnel") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = { { N_("User"), SEG_ALIGN_LEFT, -20, TRUE } };

static GArray *
order_people (SegWorkspace *workspace, const SegWindowedWish *wish, SegJob *job, GError **error)
{
	return seg_persons_order (workspace, wish->of, wish->words, wish->descending, job, error);
}

static GPtrArray *
read_people (SegWorkspace *workspace, gconstpointer of, const gint64 *ids, gsize n, GError **error)
{
	(void) of;
	return seg_persons_keys (workspace, ids, n, error);
}

static char *
person_text (gconstpointer row, guint column, SegInk *ink)
{
	(void) column;
	(void) ink;
	return g_strdup (row);
}

/* They never change. */
static gpointer
share_ids (gconstpointer of)
{
	return g_array_ref ((GArray *) of);
}

static void
drop_ids (gpointer of)
{
	g_array_unref (of);
}

static const SegWindowedClass people_class = { order_people, read_people, person_text, share_ids, drop_ids };

static void
refresh (SegView *view)
{
	const State *state = view->state;

	seg_windowed_read (state->people, state->ids, state->ids->len);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegPeoplePlace *place = argument;

	(void) error;
	state->ids = g_array_ref (place->ids);
	state->title = g_strdup (place->title);
	state->people = seg_windowed_new (view, &people_class, columns, G_N_ELEMENTS (columns));
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_windowed_free (state->people);
	g_array_unref (state->ids);
	g_free (state->title);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (seg_windowed_failure (state->people) != NULL)
		return seg_windowed_failure (state->people);
	return state->ids->len == 0 ? _("Nobody. Esc goes back.") : !seg_windowed_is_read (state->people) ? _("Reading the list ...") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *n = seg_format_integer (state->ids->len), *remark = g_strdup_printf (ngettext ("%s person", "%s people", state->ids->len), n);
	int used = seg_draw_heading (cells, rect, state->title, remark);

	seg_list_draw (seg_windowed_list (state->people), cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
can (SegView *view, int action)
{
	return action != USER || seg_windowed_n (((const State *) view->state)->people) > 0;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	return action == USER && seg_list_cursor (seg_windowed_list (state->people), &row)
	       && seg_view_push (view, &seg_user_view, &g_array_index (seg_windowed_ids (state->people), gint64, row));
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->ids->len > 0 ? seg_windowed_list (state->people) : NULL;
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_user_view, &g_array_index (seg_windowed_ids (((State *) view->state)->people), gint64, row), error);
}

static const SegPaneClass pane = SEG_USER_PANE (open_pane);

const SegViewClass seg_campaign_people_view = {
	.name = "campaign-people", .title = N_("People"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The people behind a number of the funnel, as it was counted. Enter shows one of them."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.pane = &pane,
};
