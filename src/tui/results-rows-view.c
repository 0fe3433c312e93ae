/* The rows of files of results behind a line. */
#include <config.h>
#include "campaigns.h"
#include "users.h"

#include <segscope/results.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_ROWS 100000 /* read at once; more is what the command prints */

typedef struct {
	char      *name, *title;
	SegResultsFault fault;
	char      *outcome, *arm;
	GPtrArray *rows; /* of SegResultsRow*; NULL: not read yet */
	gint64     n_rows;
	char      *failure;
	SegList   *list;
} State;

enum { USER = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USER, "results-user", N_("user"), N_("Show everything about the user") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the results") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { WHO, OUTCOME, WHEN, MONEY, ARM, VARIANT, FROM };

static const SegListColumn columns[] = {
	[WHO] = { N_("User"), SEG_ALIGN_LEFT, -12, FALSE },         [OUTCOME] = { N_("Outcome"), SEG_ALIGN_LEFT, 12, FALSE },
	[WHEN] = { N_("When"), SEG_ALIGN_LEFT, 16, FALSE },         [MONEY] = { N_("Money"), SEG_ALIGN_RIGHT, 8, FALSE },
	[ARM] = { N_("Arm"), SEG_ALIGN_LEFT, 9, FALSE },            [VARIANT] = { N_("In the file"), SEG_ALIGN_LEFT, 11, FALSE },
	[FROM] = { N_("File"), SEG_ALIGN_LEFT, 16, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->rows != NULL ? state->rows->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegResultsRow *one = ((const State *) data)->rows->pdata[row];

	(void) ink;
	switch (column) {
	case WHO:
		return g_strdup (one->key);
	case OUTCOME:
		return g_strdup (one->outcome);
	case WHEN:
		return one->at != G_MININT64 ? seg_format_time (one->at) : NULL;
	case MONEY:
		return isfinite (one->amount) ? seg_format_auto (one->amount) : NULL;
	case ARM:
		return g_strdup (one->arm != NULL ? one->arm : _("none"));
	case VARIANT:
		return g_strdup (one->variant);
	default:
		return g_path_get_basename (one->file);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Reading ---------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char      *name, *outcome, *arm;
	SegResultsFault fault;
	GPtrArray *rows;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	g_free (read->name);
	g_free (read->outcome);
	g_free (read->arm);
	g_clear_pointer (&read->rows, g_ptr_array_unref);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;
	g_autoptr (SegCampaign) campaign = NULL;

	seg_workspace_watch (workspace, job);
	campaign = seg_campaign_load (workspace, read->name, error);
	if (campaign != NULL)
		read->rows = seg_campaign_results_rows (workspace, campaign, read->fault, read->outcome, read->arm, 0, MOST_ROWS, error);
	seg_workspace_watch (workspace, NULL);
	return read->rows != NULL;
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->rows, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->rows = g_steal_pointer (&((Read *) data)->rows);
	seg_list_changed (state->list);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back.") : error->message);
}

static const SegWork read_work = { N_("reading the rows"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Read *read;

	if (seg_view_again_after (view, &read_work))
		return;
	read = g_new0 (Read, 1);
	read->name = g_strdup (state->name);
	read->outcome = g_strdup (state->outcome);
	read->arm = g_strdup (state->arm);
	read->fault = state->fault;
	seg_view_run (view, &read_work, read);
}

/* The view ------------------------------------------------------------------------------------------------------------------ */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegResultsPlace *place = argument;
	const SegResultsLine *line = place->line;

	(void) error;
	state->name = g_strdup (place->campaign);
	state->title = g_strdup (line->label);
	state->fault = line->part == SEG_RESULTS_FAULT ? (SegResultsFault) line->kind : SEG_N_RESULTS_FAULTS;
	state->outcome = line->part == SEG_RESULTS_CAME_BACK ? g_strdup (line->name) : NULL;
	state->arm = g_strdup (line->arm);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->rows, g_ptr_array_unref);
	g_free (state->name);
	g_free (state->title);
	g_free (state->outcome);
	g_free (state->arm);
	g_free (state->failure);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->rows == NULL ? _("Reading the rows ...\n\nCtrl-C stops it.")
	                              : state->rows->len == 0 ? _("There are no such rows any more. Esc goes back.") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *n = seg_format_integer (state->rows->len), *most = seg_format_integer (MOST_ROWS);
	g_autofree char *remark = g_strdup_printf (ngettext ("%s row", "%s rows", state->rows->len), n);
	int used = seg_draw_heading (cells, rect, state->title, remark);

	if (state->rows->len == MOST_ROWS) {
		g_autofree char *words = g_strdup_printf (_("These are the first %s; segscope results --rows prints all."), most);

		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, words);
	}
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

	return action == USER && seg_list_cursor (state->list, &row)
	       && seg_view_push (view, &seg_user_view, &((SegResultsRow *) state->rows->pdata[row])->user_id);
}

static SegList *
list (SegView *view)
{
	return n_rows (view->state) > 0 ? ((State *) view->state)->list : NULL;
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_user_view, &((SegResultsRow *) ((State *) view->state)->rows->pdata[row])->user_id, error);
}

static const SegPaneClass pane = SEG_USER_PANE (open_pane);

const SegViewClass seg_results_rows_view = {
	.name = "results-rows", .title = N_("Rows"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The rows as the files of results had them, with the arm of the person on the list beside the one that the file names. Enter shows the person."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .pane = &pane,
};
