/* An edit beside the history: what it was, and what going there would take back or do again. All of it is in memory. */
#include <config.h>
#include "edit.h"
#include "screen.h"

#include <segscope/history.h>

#include <glib/gi18n.h>

typedef struct {
	char      *title, *facts, *outcome;
	GPtrArray *steps; /* of char*: what would be taken back or done again, in that order */
} State;

/* Where things stand: behind the last edit that was not taken back. */
static guint
n_standing (const GPtrArray *entries)
{
	guint n = entries->len;

	while (n > 0 && ((const SegHistoryEntry *) entries->pdata[n - 1])->undone)
		n--;
	return n;
}

static void
add_steps (State *state, const GPtrArray *entries, guint now, guint target)
{
	for (guint i = now; i > target; i--)
		g_ptr_array_add (state->steps, seg_history_entry_words (entries->pdata[i - 1]));
	for (guint i = now; i < target; i++)
		g_ptr_array_add (state->steps, seg_history_entry_words (entries->pdata[i]));
}

static void
tell_outcome (State *state, guint now, guint target)
{
	const guint n = state->steps->len;

	if (n == 0)
		state->outcome = g_strdup (_("This is where things stand."));
	else if (target < now)
		state->outcome = g_strdup_printf (ngettext ("Enter goes here and takes %u edit back:", "Enter goes here and takes %u edits back:", n), n);
	else
		state->outcome = g_strdup_printf (ngettext ("Enter goes here and does %u edit again:", "Enter goes here and does %u edits again:", n), n);
}

static void
tell_entry (State *state, const SegHistoryEntry *entry)
{
	g_autofree char *at = seg_format_time (entry->at), *size = g_format_size ((guint64) entry->n_bytes);

	state->title = g_strdup (entry->action);
	state->facts = g_strdup_printf (_("%s\nby %s, %s (UTC)%s\nKept to be taken back: %s of the file"), entry->object, entry->who, at,
	                                entry->undone ? _(", taken back since") : "", size);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegHistoryPlace *place = argument;
	const guint now = n_standing (place->entries);

	(void) error;
	state->steps = g_ptr_array_new_with_free_func (g_free);
	add_steps (state, place->entries, now, place->position);
	tell_outcome (state, now, place->position);
	if (place->position > 0)
		tell_entry (state, place->entries->pdata[place->position - 1]);
	else {
		state->title = g_strdup (_("Before the first edit"));
		state->facts = g_strdup (_("As segments and rules were before anything was changed that could be taken back."));
	}
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	g_free (state->title);
	g_free (state->facts);
	g_free (state->outcome);
	g_ptr_array_unref (state->steps);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, state->title, NULL));
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, state->facts) + 1);
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, state->steps->len > 0 ? SEG_INK_HEADING : SEG_INK_MUTED, state->outcome));
	for (guint i = 0; i < state->steps->len && rect.height > 0; i++) {
		const guint left = state->steps->len - i;
		int lines;

		if (rect.height == 1 && left > 1) { /* none is kept quiet */
			seg_draw_format (cells, rect, 0, 0, SEG_INK_MUTED, _("and %u more"), left);
			return;
		}
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, "·");
		lines = seg_draw_paragraph (cells, rect, 2, 0, SEG_INK_NORMAL, state->steps->pdata[i]);
		rect = seg_rect_below (rect, lines);
	}
}

const SegViewClass seg_history_entry_view = {
	.name = "history-entry", .title = N_("An edit"), .state_size = sizeof (State), .open = open_view, .close = close_view, .draw = draw,
};
