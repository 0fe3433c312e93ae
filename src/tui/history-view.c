/* The history: what was changed of segments and rules, and where things stand now. Opened from Segments. */
#include <config.h>
#include "edit.h"
#include "kept.h"

#include <segscope/undo.h>

#include <glib/gi18n.h>

enum { GO = SEG_ACTION_OWN, UNDO, REDO, FORGET };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, GO, "go-to-edit", N_("go there"), N_("Go to where things stood right after this edit") },
	{ 'u', UNDO, "undo-edit", N_("undo"), N_("Take the last edit back") },
	{ SEG_CTRL ('r'), REDO, "redo-edit", N_("redo"), N_("Do the edit again that was taken back last") },
	{ 'U', REDO, "redo-edit", NULL, N_("Do the edit again that was taken back last") },
	{ 'z', UNDO, "undo-edit", NULL, N_("Take the last edit back") }, /* as on Segments, Users and Rules */
	{ 'Z', REDO, "redo-edit", NULL, N_("Do the edit again that was taken back last") },
	{ 'D', FORGET, "forget-history", NULL, N_("Forget all edits: nothing can be taken back any more, and the file needs less room") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { STATE, WHEN, WHAT, OF, WHO };

static const SegListColumn columns[] = {
	[STATE] = { "", SEG_ALIGN_LEFT, 2, FALSE },
	[WHEN] = { N_("When (UTC)"), SEG_ALIGN_LEFT, 16, FALSE },
	[WHAT] = { N_("What was done"), SEG_ALIGN_LEFT, -21, FALSE },
	[OF] = { N_("Of"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (18), FALSE },
	[WHO] = { N_("Who"), SEG_ALIGN_LEFT, 8, FALSE },
};

/* The newest first; below all a row for how it was before the first. */
static const SegHistoryEntry *
entry_at (gconstpointer data, gsize row)
{
	const GPtrArray *entries = ((const SegKept *) data)->things; /* of SegHistoryEntry*, oldest first */

	return row < entries->len ? entries->pdata[entries->len - 1 - row] : NULL;
}

static gsize
n_rows (gpointer data)
{
	const gsize n = seg_kept_n_rows (data);

	return n > 0 ? n + 1 : 0;
}

static gint64
row_id (gpointer data, gsize row)
{
	const SegHistoryEntry *entry = entry_at (data, row);

	return entry != NULL ? entry->id : 0;
}

/* Where things stand: right after this row. */
static gboolean
is_now (gconstpointer data, gsize row)
{
	const SegHistoryEntry *entry = entry_at (data, row), *above = row > 0 ? entry_at (data, row - 1) : NULL;

	return (entry == NULL || !entry->undone) && (row == 0 || above->undone);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegHistoryEntry *entry = entry_at (data, row);

	if (entry != NULL && entry->undone)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case STATE:
		return g_strdup (is_now (data, row) ? "▸" : "");
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

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

static GPtrArray *
read_history (SegView *view, GError **error)
{
	return seg_history (seg_view_workspace (view), error);
}

static const SegKeptClass kept = {
	.read = read_history, .source = &source, .columns = columns, .n_columns = G_N_ELEMENTS (columns), .title = N_("What was changed"),
	.words = N_("▸ is where things stand. Enter goes to where they stood right after an edit; what lies above is taken back, and can be done again."),
	.empty = N_("Nothing was changed yet that could be taken back. What you do with segments and rules will stand here."),
};

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
	(void) argument;
	(void) error;
	return seg_kept_open (view, &kept);
}

static gboolean
act (SegView *view, int action)
{
	gsize row;

	switch (action) {
	case GO:
		if (seg_kept_n_rows (view->state) > 0 && seg_list_cursor (seg_kept_list (view), &row))
			go (view, row_id (view->state, row));
		return TRUE;
	case UNDO:
	case REDO:
		seg_history_step (view, action == REDO);
		return TRUE;
	case FORGET:
		if (seg_kept_n_rows (view->state) > 0)
			seg_ask_yes (view, _("Forget all edits? Segments and rules stay as they are; nothing can be taken back any more."), forget, NULL, NULL);
		return TRUE;
	default:
		return FALSE;
	}
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	const GPtrArray *entries = ((const SegKept *) view->state)->things;

	return seg_pane_view (view, &seg_history_entry_view, &(SegHistoryPlace) { entries, entries->len - (guint) row }, error);
}

static const SegPaneClass pane = { .list_least = 56, .list_most = 110, .least = 44, .lines = 12, .at_once = TRUE, .open = open_pane };

const SegViewClass seg_history_view = {
	.name = "history", .title = N_("What was changed"), .bindings = bindings, .state_size = sizeof (SegKept),
	.help = N_("Every change of segmentations, segments, who is in them, their cards, and rules, newest first; kept with the workspace. Taking one back restores "
	           "exactly what was there. Where other work has changed the same since, it says so and does nothing. A new change after some were taken back "
	           "makes those impossible to do again."),
	.open = open_view, .act = act, .can = seg_kept_can, .pane = &pane, SEG_KEPT_FRAME,
};
