/* One person of a kept campaign after another, as they will get it. */
#include <config.h>
#include "campaigns.h"
#include "users.h"

#include <segscope/member_list.h>

#include <glib/gi18n.h>

typedef struct {
	char        *name;
	GArray      *ids; /* of gint64: of the list */
	gsize        row;
	SegCampaign *campaign;
	SegMessagePreview *preview; /* NULL: could not be read */
	char        *failure;
} State;

enum { USER = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "person-before", N_("before"), N_("Show the person before") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "person-after", N_("next person"), N_("Show the next person") },
	{ SEG_KEY_UP, SEG_ACTION_LEFT, "person-before", NULL, N_("Show the person before") },
	{ SEG_KEY_DOWN, SEG_ACTION_RIGHT, "person-after", NULL, N_("Show the next person") },
	{ 'u', USER, "person-user", N_("user"), N_("Show everything about the user") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the list") },
	{ 0, 0, NULL, NULL, NULL }
};

/* One row of a list, and one message: quick enough for the keys. */
static gboolean
read_person (SegView *view, GError **error)
{
	State *state = view->state;
	SegWorkspace *workspace = seg_view_workspace (view);
	g_autoptr (GPtrArray) members = NULL;
	const gint64 id = g_array_index (state->ids, gint64, state->row);

	g_clear_pointer (&state->preview, seg_message_preview_free);
	if (state->campaign == NULL && (state->campaign = seg_campaign_load (workspace, state->name, error)) == NULL)
		return FALSE;
	members = seg_campaign_members_of (workspace, state->campaign->id, &id, 1, error);
	if (members == NULL)
		return FALSE;
	if (members->pdata[0] == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The list has been made anew, and this person is not on it any more. Esc goes back to it."));
		return FALSE;
	}
	state->preview = seg_campaign_preview (workspace, state->campaign, id, error);
	return state->preview != NULL;
}

static void
show (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->failure, g_free);
	if (!read_person (view, &error))
		state->failure = g_strdup (error->message);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	g_clear_pointer (&state->campaign, seg_campaign_free); /* it may have been made anew */
	show (view);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegPersonPlace *place = argument;

	(void) error;
	*state = (State) { .name = g_strdup (place->name), .ids = g_array_ref (place->ids), .row = place->row };
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	g_free (state->name);
	g_array_unref (state->ids);
	g_free (state->failure);
	seg_campaign_free (state->campaign);
	g_clear_pointer (&state->preview, seg_message_preview_free);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->preview == NULL ? state->failure != NULL ? state->failure : "" : NULL;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == SEG_ACTION_LEFT)
		return state->row > 0;
	if (action == SEG_ACTION_RIGHT)
		return state->row + 1 < state->ids->len;
	return action != USER || state->preview != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		state->row = action == SEG_ACTION_LEFT ? state->row - 1 : state->row + 1;
		show (view);
		return TRUE;
	case USER:
		return seg_view_push (view, &seg_user_view, &state->preview->user_id);
	default:
		return FALSE;
	}
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = seg_message_person_words (state->preview), *at = seg_format_integer ((gint64) state->row + 1), *n = seg_format_integer (state->ids->len);
	g_autofree char *remark = g_strdup_printf (_("person %s of %s"), at, n);
	int used = seg_draw_heading (cells, rect, title, remark);

	seg_message_preview_draw (state->preview, cells, seg_rect_below (rect, used));
}

const SegViewClass seg_campaign_person_view = {
	.name = "campaign-person", .title = N_("As they get it"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What one person of the list gets: the message with its fields filled in, what is put where a value is missing, and what is recommended to them with the "
	           "reason. The arrows go through the list."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
};
