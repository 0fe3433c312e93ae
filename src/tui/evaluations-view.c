/* The tests of recommenders that were made: to look at again, or delete. */
#include <config.h>
#include "evaluation.h"

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
	SegShelf  *shelf;
	SegList   *list;
	GPtrArray *evaluations; /* of SegEvaluation*, newest first; NULL: could not be read */
	char      *failure;
} State;

enum { OPEN = SEG_ACTION_OWN, DELETE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "open-test", N_("look"), N_("Look at the test under the cursor") },
	{ 'x', DELETE, "delete-test", N_("delete"), N_("Delete the test under the cursor") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list ----------------------------------------------------------------------------------------------------------- */

enum { NUMBER, WHEN, HIDDEN, PEOPLE, PROPOSED, GAIN, OFFERED, NDCG, RUNS, SECONDS, REMARK, N_COLUMNS };

static const SegListColumn columns[N_COLUMNS] = {
	[NUMBER] = { N_("Test"), SEG_ALIGN_RIGHT, 4, FALSE },      [WHEN] = { N_("Tested"), SEG_ALIGN_LEFT, 16, FALSE },
	[HIDDEN] = { N_("Hidden by"), SEG_ALIGN_LEFT, 9, FALSE },  [OFFERED] = { N_("Offered"), SEG_ALIGN_RIGHT, 7, FALSE },
	[PEOPLE] = { N_("People"), SEG_ALIGN_RIGHT, 8, FALSE },    [PROPOSED] = { N_("Proposed"), SEG_ALIGN_LEFT, -12, FALSE },
	[NDCG] = { N_("NDCG"), SEG_ALIGN_RIGHT, 6, FALSE },        [GAIN] = { N_("Better by"), SEG_ALIGN_RIGHT, 9, FALSE },
	[RUNS] = { N_("Runs"), SEG_ALIGN_RIGHT, 5, FALSE },        [SECONDS] = { N_("Seconds"), SEG_ALIGN_RIGHT, 8, FALSE },
	[REMARK] = { "", SEG_ALIGN_LEFT, 18, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->evaluations != NULL ? state->evaluations->len : 0;
}

static const SegEvaluation *
evaluation_at (gconstpointer data, gsize row)
{
	return ((const State *) data)->evaluations->pdata[row];
}

static char *
split_cell (const SegEvaluation *evaluation)
{
	static const char *const words[SEG_N_SPLITS] = { "", N_("time"), N_("last"), N_("chance") };

	return g_strdup (evaluation->split.way == SEG_SPLIT_AUTO ? "" : _(words[evaluation->split.way]));
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegEvaluation *evaluation = evaluation_at (data, row);
	const SegEvaluationRun *proposed = evaluation->proposed >= 0 ? evaluation->runs->pdata[evaluation->proposed] : NULL;

	*ink = evaluation->stale ? SEG_INK_MUTED : SEG_INK_NORMAL;
	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%" PRId64, evaluation->id);
	case WHEN:
		return seg_format_time (evaluation->made_at);
	case HIDDEN:
		return split_cell (evaluation);
	case OFFERED:
		return seg_format_integer (evaluation->n_places);
	case PEOPLE:
		return seg_format_integer (evaluation->n_users);
	case PROPOSED:
		return g_strdup (proposed != NULL ? proposed->recommender : NULL);
	case NDCG:
		return proposed != NULL ? seg_format_number (proposed->figures[SEG_MEASURE_NDCG].value, 3) : NULL;
	case GAIN:
		return proposed != NULL ? seg_evaluation_gain_text (evaluation, proposed) : NULL;
	case RUNS:
		return seg_format_integer (evaluation->runs->len);
	case SECONDS:
		return seg_format_number (evaluation->seconds, 1);
	default:
		return g_strdup (evaluation->stale ? _("data have changed") : NULL);
	}
}

static gint64
row_id (gpointer data, gsize row)
{
	return evaluation_at (data, row)->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id };

static const SegEvaluation *
cursor_evaluation (const State *state)
{
	gsize row;

	return state->evaluations != NULL && seg_list_cursor (state->list, &row) ? evaluation_at (state, row) : NULL;
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->evaluations, g_ptr_array_unref);
	state->evaluations = seg_evaluations (seg_view_workspace (view), &error);
	if (state->evaluations == NULL)
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

/* Deleting ------------------------------------------------------------------------------------------------------------ */

static gboolean
run_delete (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) job;
	return seg_evaluation_delete (workspace, *(const gint64 *) data, error);
}

static const SegWork delete_work = { N_("deleting the test"), run_delete, NULL, NULL, g_free, TRUE, FALSE };

static void
delete (SegView *view, gpointer data)
{
	seg_view_run (view, &delete_work, g_memdup2 (data, sizeof (gint64)));
}

/* The view ------------------------------------------------------------------------------------------------------------ */

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegEvaluation *evaluation = cursor_evaluation (state);
	g_autofree char *question = NULL;

	if (evaluation == NULL || (action != OPEN && action != DELETE))
		return FALSE;
	if (action == OPEN)
		return seg_view_push (view, &seg_evaluation_view, &(SegTestPlace) { state->shelf, evaluation->id });
	question = g_strdup_printf (_("Delete test %" PRId64 "? Nothing else depends on it."), evaluation->id);
	seg_ask_yes (view, question, delete, g_memdup2 (&evaluation->id, sizeof evaluation->id), g_free);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || n_rows (view->state) > 0;
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->shelf = argument;
	state->list = seg_list_new (&source, columns, N_COLUMNS, state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->evaluations, g_ptr_array_unref);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	return n_rows ((gpointer) state) > 0 ? NULL : _("No test was made yet. Go back with Esc and press r.");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegEvaluation *evaluation = cursor_evaluation (state);
	const int details = rect.height >= 16 && evaluation != NULL ? 5 : 0;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, _("Tests of recommendations"), NULL));
	seg_list_set_columns (state->list, columns, rect.width >= 110 ? N_COLUMNS : OFFERED);
	seg_list_draw (state->list, cells, seg_rect_top (rect, rect.height - details), seg_view_has_focus (view));
	if (details > 0) {
		g_autofree char *words = seg_evaluation_words (evaluation), *both = g_strdup_printf ("%s %s", evaluation->reason, words);

		seg_draw_paragraph (cells, seg_rect_below (rect, rect.height - details + 1), 0, 0, SEG_INK_MUTED, both);
	}
}

const SegViewClass seg_evaluations_view = {
	.name = "evaluations", .title = N_("Tests of recommendations"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Every test of recommenders is kept: what was hidden, on how many people it was tested, what was proposed then. Enter shows it again. "
	           "Greyed: the data or the weights have changed since."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
