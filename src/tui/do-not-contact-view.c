/* Those who must not be contacted. Read by windows, since a list can be long. */
#include <config.h>
#include "contact.h"

#include <glib/gi18n.h>

#define WINDOW 200
#define MOST_AT_ONCE 50000 /* up to so many are in memory, and can be sorted and filtered */

typedef struct {
	SegView   *view;
	gint64     n;
	GPtrArray *entries; /* of SegDoNotContact*: the window */
	gint64     offset;  /* of the window */
	gint64     window;  /* how many are read at once */
	char      *failure;
	SegList   *list;
} State;

enum { ADD = SEG_ACTION_OWN, REMOVE };

static const SegBinding bindings[] = {
	{ 'n', ADD, "stop-contact", N_("add"), N_("Put people on the list, by their keys, with a reason") },
	{ 'D', REMOVE, "resume-contact", N_("take off"), N_("Take the person off the list, with a reason") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list --------------------------------------------------------------------------------------------------------- */

enum { KEY, CHANNEL, REASON, WHO, ADDED };

static const SegListColumn columns[] = {
	[KEY] = { N_("User"), SEG_ALIGN_LEFT, -14, FALSE },                    [CHANNEL] = { N_("Channel"), SEG_ALIGN_LEFT, 14, FALSE },
	[REASON] = { N_("Reason"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (16), FALSE }, [WHO] = { N_("Who"), SEG_ALIGN_LEFT, 8, FALSE },
	[ADDED] = { N_("Since"), SEG_ALIGN_LEFT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return (gsize) ((const State *) data)->n;
}

static const SegDoNotContact *
entry_at (State *state, gsize row)
{
	gint64 at = (gint64) row - state->offset;

	if (state->entries == NULL || at < 0 || at >= (gint64) state->entries->len) {
		g_clear_pointer (&state->entries, g_ptr_array_unref);
		state->offset = state->n > state->window ? MAX ((gint64) row - state->window / 2, 0) : 0;
		state->entries = seg_do_not_contact (seg_view_workspace (state->view), state->offset, state->window, NULL);
		at = (gint64) row - state->offset;
	}
	return state->entries != NULL && at < (gint64) state->entries->len ? state->entries->pdata[at] : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegDoNotContact *entry = entry_at (data, row);
	const SegChannel *channel = entry != NULL ? seg_channel_find (entry->channel) : NULL;

	(void) ink;
	if (entry == NULL)
		return NULL;
	switch (column) {
	case KEY:
		return g_strdup (entry->key);
	case CHANNEL:
		return g_strdup (entry->channel[0] == '\0' ? _("none at all") : channel != NULL ? _(channel->label) : entry->channel);
	case REASON:
		return g_strdup (entry->reason);
	case WHO:
		return g_strdup (entry->who);
	default:
		return seg_format_date (entry->added_at);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE }, long_source = { .n_rows = n_rows, .cell = cell };

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->entries, g_ptr_array_unref);
	state->n = 0;
	if (!seg_do_not_contact_count (seg_view_workspace (view), &state->n, &error))
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

/* Changes: keys, then a reason, then a job ----------------------------------------------------------------------------- */

typedef struct {
	char   **keys;
	char    *channel; /* "": all */
	char    *reason;
	gboolean removes;
	gint64   n_unknown;
} Change;

static void
free_change (gpointer data)
{
	Change *change = data;

	g_strfreev (change->keys);
	g_free (change->channel);
	g_free (change->reason);
	g_free (change);
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Change *change = data;
	const char *const *keys = (const char *const *) change->keys;

	(void) job;
	return change->removes ? seg_do_not_contact_remove (workspace, keys, change->reason, NULL, error)
	                       : seg_do_not_contact_add (workspace, keys, change->channel, change->reason, &change->n_unknown, error);
}

static void
done_change (SegView *view, gpointer data)
{
	const Change *change = data;
	g_autofree char *unknown = seg_format_integer (change->n_unknown);

	if (change->removes)
		seg_say (view, "%s", _("Taken off the list; campaigns may write to this person again."));
	else if (change->n_unknown > 0)
		seg_say (view, _("Kept. %s of the keys are of no user so far; they are kept for when one comes."), unknown);
	else
		seg_say (view, "%s", _("Kept. No campaign writes to them any more."));
}

static const SegWork change_work = { N_("keeping the list"), run_change, done_change, NULL, free_change, TRUE, FALSE };

static Change *
change_copy (const Change *change)
{
	Change *copy = g_new0 (Change, 1);

	*copy = (Change) { g_strdupv (change->keys), g_strdup (change->channel), g_strdup (change->reason), change->removes, 0 };
	return copy;
}

static void
take_reason (SegView *view, const char *reason, gpointer data)
{
	Change *change = change_copy (data);

	change->reason = g_strdup (reason);
	seg_view_run (view, &change_work, change);
}

static void
ask_reason (SegView *view, const Change *change)
{
	seg_ask_reason (view, change->removes ? _("Why may this person be contacted again?") : _("Why must they not be contacted?"), NULL, take_reason,
	                change_copy (change), free_change);
}

/* All, or one channel. */
static void
channel_chosen (SegView *view, guint choice, gpointer data)
{
	Change *change = data;
	gsize n;

	g_free (change->channel);
	change->channel = g_strdup (choice == 0 ? "" : seg_channels (&n)[choice - 1].name);
	ask_reason (view, change);
}

static gboolean
take_keys (SegView *view, const char *text, gpointer data, GError **error)
{
	g_auto (GStrv) words = g_strsplit (text, ",", -1);
	g_autoptr (GPtrArray) keys = g_ptr_array_new (), labels = g_ptr_array_new ();
	Change *change;
	gsize n;
	const SegChannel *channels = seg_channels (&n);

	(void) data;
	for (char **word = words; *word != NULL; word++)
		if (g_strstrip (*word)[0] != '\0')
			g_ptr_array_add (keys, g_strdup (*word));
	if (keys->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("One key at least, as it stands in your files"));
		return FALSE;
	}
	g_ptr_array_add (keys, NULL);
	change = g_new0 (Change, 1);
	change->keys = (char **) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
	g_ptr_array_add (labels, (gpointer) _("None of the channels"));
	for (gsize i = 0; i < n; i++)
		g_ptr_array_add (labels, (gpointer) _(channels[i].label));
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Not to be contacted by which channel?"), (const char *const *) labels->pdata, NULL, 0, channel_chosen, change, free_change);
	return TRUE;
}

static void
remove_entry (SegView *view, const SegDoNotContact *entry)
{
	char *keys[] = { entry->key, NULL };
	const Change change = { .keys = keys, .removes = TRUE };

	ask_reason (view, &change);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	if (!seg_do_not_contact_count (seg_view_workspace (view), &state->n, error))
		return FALSE;
	state->view = view;
	state->window = state->n > MOST_AT_ONCE ? WINDOW : MOST_AT_ONCE;
	state->list = seg_list_new (state->n > MOST_AT_ONCE ? &long_source : &source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->entries, g_ptr_array_unref);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->n > 0 ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->n > 0 ? NULL
	       : _("Nobody is on this list. Press n to put people on it by their keys; a whole file: segscope contact WORKSPACE --stop-file FILE.");
}

static gboolean
can (SegView *view, int action)
{
	return action != REMOVE || ((const State *) view->state)->n > 0;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegDoNotContact *entry;
	gsize row;

	if (action == ADD) {
		seg_ask_line (view, _("Who must not be contacted?"), _("Keys as they stand in your files, separated by commas; of people who are not imported yet too."), "", take_keys, NULL, NULL);
		return TRUE;
	}
	if (action != REMOVE || !seg_list_cursor (state->list, &row) || (entry = entry_at (state, row)) == NULL)
		return FALSE;
	remove_entry (view, entry);
	return TRUE;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *n = seg_format_integer (state->n), *remark = g_strdup_printf (ngettext ("%s entry", "%s entries", (gulong) state->n), n);
	int used = seg_draw_heading (cells, rect, _("Not to be contacted"), remark);

	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_do_not_contact_view = {
	.name = "do-not-contact", .title = N_("Not to be contacted"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("People whom no campaign may write to, in one channel or in all, whatever their consent says. Who is put on it or taken off it, by whom and why stands in the audit log."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
