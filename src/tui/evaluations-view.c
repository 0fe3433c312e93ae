/* The tests of recommenders that were made: to look at again, or delete. */
#include <config.h>
#include "evaluation.h"
#include "kept.h"

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
	SegKept   kept; /* of SegEvaluation*, newest first */
	SegShelf *shelf;
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

static char *
split_cell (const SegEvaluation *evaluation)
{
	static const char *const words[SEG_N_SPLITS] = { "", N_("time"), N_("last"), N_("chance") };

	return g_strdup (evaluation->split.way == SEG_SPLIT_AUTO ? "" : _(words[evaluation->split.way]));
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegEvaluation *evaluation = seg_kept_at (data, row);
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
		return g_strdup (proposed != NULL ? seg_recommender_label (proposed->recommender) : NULL);
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
	return ((const SegEvaluation *) seg_kept_at (data, row))->id;
}

static const SegListSource source = { .n_rows = seg_kept_n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

static GPtrArray *
read_evaluations (SegView *view, GError **error)
{
	return seg_evaluations (seg_view_workspace (view), error);
}

static void
draw_detail (gconstpointer thing, SegCells *cells, SegRect rect)
{
	const SegEvaluation *evaluation = thing;
	g_autofree char *words = seg_evaluation_words (evaluation), *both = g_strdup_printf ("%s %s", evaluation->reason, words);

	seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, both);
}

static const SegKeptClass kept = {
	.read = read_evaluations, .source = &source, .columns = columns, .n_columns = N_COLUMNS, .n_narrow = OFFERED, .wide = 110,
	.title = N_("Tests of recommendations"), .empty = N_("No test was made yet. Go back with Esc and press r."), .draw_detail = draw_detail, .detail_lines = 4,
};

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
	const SegEvaluation *evaluation = seg_kept_cursor (state);
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
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	((State *) view->state)->shelf = argument;
	return seg_kept_open (view, &kept);
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_evaluation_view, &(SegTestPlace) { ((State *) view->state)->shelf, ((const SegEvaluation *) seg_kept_at (view->state, row))->id },
	                      error);
}

static const SegPaneClass pane = { .list_least = 50, .list_most = 90, .least = 50, .lines = 16, .open = open_pane };

const SegViewClass seg_evaluations_view = {
	.name = "evaluations", .title = N_("Tests of recommendations"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Every test of recommenders is kept: what was hidden, on how many people it was tested, what was proposed then. Enter shows it again. "
	           "Greyed: the data or the weights have changed since."),
	.open = open_view, .act = act, .can = seg_kept_can, .pane = &pane, SEG_KEPT_FRAME,
};
