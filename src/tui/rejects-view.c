/* Rows set aside, of one file or of all. Rows come from the workspace a window at a time. */
#include <config.h>
#include "import.h"
#include "screens.h"

#include <segscope/rejects.h>

#include <glib/gi18n.h>

#define WINDOW 200

typedef struct {
	gint64     source_id;   /* 0: all files */
	char      *name;
	gint64     n_rows;
	GPtrArray *window;      /* of SegReject*, or NULL */
	gsize      first;       /* row of window[0] */
	SegView   *view;
	SegList   *list;
} State;

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("whole row"), N_("Show the row as it stands in the file") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Line"), SEG_ALIGN_RIGHT, 8, FALSE },
	{ N_("Column"), SEG_ALIGN_LEFT, 14, FALSE },
	{ N_("Reason"), SEG_ALIGN_LEFT, -24, FALSE },
	{ N_("Row"), SEG_ALIGN_LEFT, -16, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return (gsize) ((State *) data)->n_rows;
}

static const SegReject *
reject_at (State *state, gsize row)
{
	if (state->window == NULL || row < state->first || row >= state->first + state->window->len) {
		g_clear_pointer (&state->window, g_ptr_array_unref);
		state->first = row > WINDOW / 2 ? row - WINDOW / 2 : 0;
		state->window = seg_rejects (seg_view_workspace (state->view), &(SegRejectFilter) { .source_id = state->source_id }, (gint64) state->first, WINDOW, NULL);
	}
	return state->window != NULL && row - state->first < state->window->len ? state->window->pdata[row - state->first] : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegReject *reject = reject_at (data, row);

	if (reject == NULL)
		return NULL;
	switch (column) {
	case 0:
		return seg_format_integer (reject->line);
	case 1:
		return g_strdup (reject->column);
	case 2:
		*ink = SEG_INK_WARNING;
		return g_strdup (reject->reason);
	default:
		*ink = SEG_INK_MUTED;
		return g_strdup (reject->raw);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegSource *of = argument;

	state->view = view;
	state->source_id = of != NULL ? of->id : 0;
	state->name = of != NULL ? g_path_get_basename (of->path) : g_strdup (_("all files"));
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return seg_rejects_count (seg_view_workspace (view), &(SegRejectFilter) { .source_id = state->source_id }, &state->n_rows, error);
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->window, g_ptr_array_unref);
	g_free (state->name);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = g_strdup_printf (_("Set aside from %s"), state->name);
	int y = seg_draw_heading (cells, rect, title, NULL);

	seg_list_draw (state->list, cells, seg_rect_below (rect, y), seg_view_has_focus (view));
}

static const char *
when_empty (SegView *view)
{
	return ((State *) view->state)->n_rows == 0 ? _("Nothing was set aside. Esc goes back.") : NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegReject *reject;
	g_autofree char *raw = NULL, *text = NULL, *title = NULL;
	gsize row;

	if (action != SEG_ACTION_OPEN)
		return FALSE;
	if (!seg_list_cursor (state->list, &row) || (reject = reject_at (state, row)) == NULL)
		return TRUE;
	raw = seg_text_printable (reject->raw);
	text = g_strdup_printf ("%s\n \n%s", reject->reason, raw);
	title = g_strdup_printf (_("Line %" G_GINT64_FORMAT), reject->line);
	seg_tell (view, title, text);
	return TRUE;
}

const SegViewClass seg_rejects_view = {
	.name = "rejects", .title = N_("Set aside"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Rows (and single values) of imported files that could not be read, with line, column and reason. Correct them in the "
	           "file and import it again, or go on without them."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
