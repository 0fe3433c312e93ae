/* The history: what was changed of segments and rules, and where things stand now. Opened from Segments. */
#include <config.h>
#include "edit.h"

#include <segscope/undo.h>

#include <glib/gi18n.h>

typedef struct {
	SegList   *list;
	GPtrArray *entries; /* of SegHistoryEntry*, oldest first; NULL while nothing is loaded */
	char      *failure;
} State;

enum { GO = SEG_ACTION_OWN, UNDO, REDO, FORGET };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, GO, "go-to-edit", N_("go there"), N_("Go to where things stood right after this edit") },
	{ 'u', UNDO, "undo-edit", N_("undo"), N_("Take the last edit back") },
	{ SEG_CTRL ('r'), REDO, "redo-edit", N_("redo"), N_("Do the edit again that was taken back last") },
	{ 'U', REDO, "redo-edit", NULL, N_("Do the edit again that was taken back last") },
	{ 'D', FORGET, "forget-history", NULL, N_("Forget all edits: nothing can be taken back any more, and the file needs less room") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { STATE, WHEN, WHAT, OF, WHO };

static const SegListColumn columns[] = {
	[STATE] = { "", SEG_ALIGN_LEFT, 2, FALSE },
	[WHEN] = { N_("When (UTC)"), SEG_ALIGN_LEFT, 16, FALSE },
	[WHAT] = { N_("What"), SEG_ALIGN_LEFT, -26, FALSE },
	[OF] = { N_("Of"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (24), FALSE },
	[WHO] = { N_("Who"), SEG_ALIGN_LEFT, 8, FALSE },
};

/* The newest first; below all a row for how it was before the first. */
static const SegHistoryEntry *
entry_at (const State *state, gsize row)
{
	return row < state->entries->len ? state->entries->pdata[state->entries->len - 1 - row] : NULL;
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->entries != NULL && state->entries->len > 0 ? state->entries->len + 1 : 0;
}

static gint64
row_id (gpointer data, gsize row)
{
	const SegHistoryEntry *entry = entry_at (data, row);

	return entry != NULL ? entry->id : 0;
}

/* Where things stand: right after this row. */
static gboolean
is_now (const State *state, gsize row)
{
	const SegHistoryEntry *entry = entry_at (state, row), *above = row > 0 ? entry_at (state, row - 1) : NULL;

	return (entry == NULL || !entry->undone) && (row == 0 || above->undone);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegHistoryEntry *entry = entry_at (state, row);

	if (entry != NULL && entry->undone)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case STATE:
		return g_strdup (is_now (state, row) ? "▸" : "");
	case WHEN:
		return entry != NULL ? seg_format_time (entry->at) : g_strdup ("");
	case WHAT:
		return g_strdup (entry != NULL ? entry->action : _("Before the first edit"));
	case OF:
		return g_strdup (entry != NULL ? entry->object : "");
	case WHO:
	default:
		return g_strdup (entry != NULL ? entry->who : "");
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id };

/* Back and forth ---------------------------------------------------------------------------------------------------- */

typedef struct {
	gboolean redo, go, forget;
	gint64   id;
	guint    n;
	SegHistoryEntry *entry;
} Step;

static void
free_step (gpointer data)
{
	seg_history_entry_free (((Step *) data)->entry);
	g_free (data);
}

static gboolean
run_step (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Step *step = data;

	if (step->forget)
		return seg_history_forget (workspace, &step->n, error);
	if (step->go)
		return seg_undo_go (workspace, step->id, job, &step->n, error);
	return (step->redo ? seg_redo : seg_undo) (workspace, job, &step->entry, error);
}

static void
done_step (SegView *view, gpointer data)
{
	const Step *step = data;
	g_autofree char *words = step->entry != NULL ? seg_history_entry_words (step->entry) : NULL;

	if (words != NULL)
		seg_say (view, step->redo ? _("Done again: %s") : _("Taken back: %s"), words);
	else if (step->forget)
		seg_say (view, ngettext ("%u edit is forgotten", "%u edits are forgotten", step->n), step->n);
	else
		seg_say (view, ngettext ("%u edit was taken back or done again", "%u edits were taken back or done again", step->n), step->n);
}

static void
failed_step (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND) || g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_say (view, "%s", error->message);
	else
		seg_report (view, error);
}

static const SegWork step_work = { N_("going through the history"), run_step, done_step, failed_step, free_step, TRUE, FALSE };

void
seg_history_step (SegView *view, gboolean redo)
{
	Step *step = g_new0 (Step, 1);

	step->redo = redo;
	seg_view_run (view, &step_work, step);
}

static void
go (SegView *view, gint64 id)
{
	Step *step = g_new0 (Step, 1);

	step->go = TRUE;
	step->id = id;
	seg_view_run (view, &step_work, step);
}

static void
forget (SegView *view, gpointer data)
{
	Step *step = g_new0 (Step, 1);

	(void) data;
	step->forget = TRUE;
	seg_view_run (view, &step_work, step);
}

/* The view ---------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
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

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	GPtrArray *entries = seg_history (seg_view_workspace (view), &error);

	g_clear_pointer (&state->failure, g_free);
	if (entries == NULL)
		state->failure = g_strdup (error->message);
	g_clear_pointer (&state->entries, g_ptr_array_unref);
	state->entries = entries;
	seg_list_changed (state->list);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action < SEG_ACTION_OWN || n_rows ((gpointer) state) > 0;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	switch (action) {
	case GO:
		if (n_rows (state) > 0 && seg_list_cursor (state->list, &row))
			go (view, row_id (state, row));
		return TRUE;
	case UNDO:
	case REDO:
		seg_history_step (view, action == REDO);
		return TRUE;
	case FORGET:
		if (n_rows (state) > 0)
			seg_ask_yes (view, _("Forget all edits? Segments and rules stay as they are; nothing can be taken back any more."), forget, NULL, NULL);
		return TRUE;
	default:
		return FALSE;
	}
}

static const char *
when_empty (SegView *view)
{
	State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	return n_rows (state) == 0 ? _("Nothing was changed yet that could be taken back. What you do with segments and rules will stand here.") : NULL;
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const char *empty = when_empty (view);
	int used = seg_draw_heading (cells, rect, _("What was changed"), NULL);

	if (empty != NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, empty);
		return;
	}
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL,
	                            _("▸ is where things stand. Enter goes to where they stood right after an edit; what lies above is taken back, and can be done again.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_history_view = {
	.name = "history", .title = N_("What was changed"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Every change of segmentations, segments, who is in them, their cards, and rules, newest first; kept with the workspace. Taking one back restores "
	           "exactly what was there. Where other work has changed the same since, it says so and does nothing. A new change after some were taken back "
	           "makes those impossible to do again."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
