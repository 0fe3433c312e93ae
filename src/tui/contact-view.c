/* The rules for contacts, which every campaign asks for: how often, who never, who is held back from everything, and which columns say who has agreed
 * and where people are reached. */
#include <config.h>
#include "contact.h"
#include "contact-ask.h"

#include <glib/gi18n.h>

enum { CHANGE = SEG_ACTION_OWN, LIST, LOG };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-contact-rule", N_("change"), N_("Change what the cursor is on; it asks for a reason") },
	{ 'd', LIST, "do-not-contact", N_("not to contact"), N_("Show those who must not be contacted, put people there, take them off") },
	{ 'L', LOG, "contact-log", N_("what was done"), N_("Show who changed these rules, and every regard that a campaign did not have to them, with the reason") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The rows --------------------------------------------------------------------------------------------------------- */

static const SegListColumn columns[] = { { "", SEG_ALIGN_LEFT, 22, FALSE }, { "", SEG_ALIGN_LEFT, SEG_LIST_TEXT (20), FALSE } };

static gsize
n_rows (gpointer data)
{
	gsize n;

	seg_channels (&n);
	return ((const SegContactState *) data)->is_read ? SEG_N_CONTACT_ROWS + n : 0;
}

static char *
hold_out_value (const SegHoldOut *hold_out)
{
	g_autofree char *since = seg_format_date (hold_out->since);

	return hold_out->share > 0 ? g_strdup_printf (_("%.4g %% of all users, by lot, since %s"), hold_out->share * 100, since) : g_strdup (_("nobody"));
}

static char *
channel_value (const SegContactState *state, gsize channel, SegInk *ink)
{
	const char *consent = state->consent->pdata[channel], *address = state->address->pdata[channel];

	if (consent == NULL)
		*ink = SEG_INK_MUTED;
	return g_strdup_printf (_("agreed: %s · where: %s"), consent != NULL ? consent : _("no column, so nobody"), address != NULL ? address : _("no column"));
}

static char *
value (const SegContactState *state, gsize row, SegInk *ink)
{
	const SegContactPolicy *policy = &state->policy;
	g_autofree char *n = seg_format_integer (state->n_stopped);

	switch (row) {
	case SEG_CONTACT_QUIET:
		return policy->quiet_days > 0 ? g_strdup_printf (_("nobody is contacted twice in %u days"), policy->quiet_days) : g_strdup (_("no such rule"));
	case SEG_CONTACT_MOST:
		return policy->most > 0 && policy->most_days > 0 ? g_strdup_printf (_("nobody is contacted more than %u times in %u days"), policy->most, policy->most_days)
		                                                 : g_strdup (_("no such rule"));
	case SEG_CONTACT_STOPPED:
		return g_strdup_printf (ngettext ("%s entry", "%s entries", (gulong) state->n_stopped), n);
	case SEG_CONTACT_HOLD_OUT:
		return hold_out_value (&state->hold_out);
	default:
		return channel_value (state, row - SEG_N_CONTACT_ROWS, ink);
	}
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	static const char *const labels[SEG_N_CONTACT_ROWS] = {
		[SEG_CONTACT_QUIET] = N_("Days between"), [SEG_CONTACT_MOST] = N_("How often at most"), [SEG_CONTACT_STOPPED] = N_("Not to be contacted"),
		[SEG_CONTACT_HOLD_OUT] = N_("Held back from all"),
	};
	gsize n;

	if (column > 0)
		return value (data, row, ink);
	return row < SEG_N_CONTACT_ROWS ? g_strdup (_(labels[row])) : g_strdup_printf (_("Channel: %s"), _(seg_channels (&n)[row - SEG_N_CONTACT_ROWS].label));
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Reading: a few settings --------------------------------------------------------------------------------------------- */

static gboolean
read_channels (SegContactState *state, SegWorkspace *workspace, GError **error)
{
	gsize n;
	const SegChannel *channels = seg_channels (&n);

	g_ptr_array_set_size (state->consent, 0);
	g_ptr_array_set_size (state->address, 0);
	for (gsize i = 0; i < n; i++) {
		char *consent = NULL, *address = NULL;

		if (!seg_channel_columns (workspace, &channels[i], &consent, &address, error))
			return FALSE;
		g_ptr_array_add (state->consent, consent);
		g_ptr_array_add (state->address, address);
	}
	return TRUE;
}

static void
refresh (SegView *view)
{
	SegContactState *state = view->state;
	SegWorkspace *workspace = seg_view_workspace (view);
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->failure, g_free);
	seg_hold_out_clear (&state->hold_out);
	state->is_read = seg_contact_policy_read (workspace, &state->policy, &error) && seg_do_not_contact_count (workspace, &state->n_stopped, &error)
	                 && seg_hold_out_read (workspace, &state->hold_out, &error) && read_channels (state, workspace, &error);
	if (!state->is_read)
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegContactState *state = view->state;

	(void) argument;
	(void) error;
	state->consent = g_ptr_array_new_with_free_func (g_free);
	state->address = g_ptr_array_new_with_free_func (g_free);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegContactState *state = view->state;

	seg_list_free (state->list);
	seg_hold_out_clear (&state->hold_out);
	g_ptr_array_unref (state->consent);
	g_ptr_array_unref (state->address);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	SegContactState *state = view->state;

	return state->is_read ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	return ((const SegContactState *) view->state)->failure;
}

static gboolean
act (SegView *view, int action)
{
	SegContactState *state = view->state;
	SegLogPlace place = { SEG_LOG_CONTACT, NULL };
	gsize row;

	switch (action) {
	case LIST:
		return seg_view_push (view, &seg_do_not_contact_view, NULL);
	case LOG:
		return seg_view_push (view, &seg_log_view, &place);
	case CHANGE:
		if (!state->is_read || !seg_list_cursor (state->list, &row))
			return TRUE;
		if (row == SEG_CONTACT_STOPPED)
			return seg_view_push (view, &seg_do_not_contact_view, NULL);
		seg_contact_ask (view, (guint) row);
		return TRUE;
	default:
		return FALSE;
	}
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegContactState *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Who may be contacted at all"), _("every campaign asks for this"));

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, _("A campaign that has no regard to one of these needs a reason; L shows them all.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_contact_view = {
	.name = "contact", .title = N_("Who may be contacted"), .bindings = bindings, .state_size = sizeof (SegContactState),
	.help = N_("How often people may be contacted counts over all campaigns. Those on the list of people not to be contacted get nothing, whoever asks. Those who are held back "
	           "from all campaigns show, against everyone else, what all campaigns together bring.\n\n"
	           "For each channel one column says who has agreed (yes or no) and one where people are reached. Where no column says who has agreed, nobody has."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
