/* How good are the recommendations? Each recommender tested on what people took last. */
#include <config.h>
#include "recommend.h"

#include <glib/gi18n.h>

#define PLACES 10
#define MOST_PLACES 1000
#define WIDEST 110 /* wider rows are hard to follow */

typedef struct {
	SegShelf *shelf;
	SegList  *list; /* a row for each recommender */
	char     *failure;
} State;

enum { PLACES_ASKED = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ 'n', PLACES_ASKED, "places-offered", N_("how many offered"), N_("Choose how many items each person would have been offered") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the items") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The table -------------------------------------------------------------------------------------------------------- */

enum { NAME, HITS, BAR, NDCG, COVERAGE };

static const SegListColumn columns[] = {
	[NAME] = { N_("Recommender"), SEG_ALIGN_LEFT, -22, FALSE }, [HITS] = { N_("Right for"), SEG_ALIGN_RIGHT, 9, FALSE },
	[BAR] = { "", SEG_ALIGN_LEFT, 10, FALSE },                 [NDCG] = { N_("NDCG"), SEG_ALIGN_RIGHT, 6, FALSE },
	[COVERAGE] = { N_("Items shown"), SEG_ALIGN_RIGHT, 11, FALSE },
};

static const SegEvaluation *
evaluation_at (gpointer data, gsize row)
{
	return ((const State *) data)->shelf->evaluations->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const GPtrArray *evaluations = ((const State *) data)->shelf->evaluations;

	return evaluations != NULL ? evaluations->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegEvaluation *evaluation = evaluation_at (data, row);
	const SegRecommender *recommender = seg_recommender_find (evaluation->recommender);

	(void) ink;
	switch (column) {
	case NAME:
		return g_strdup (recommender != NULL ? _(recommender->label) : evaluation->recommender);
	case HITS:
		return seg_format_share (evaluation->hit_rate);
	case NDCG:
		return seg_format_number (evaluation->ndcg, 3);
	case COVERAGE:
		return seg_format_share (evaluation->coverage);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	if (column != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, evaluation_at (data, row)->hit_rate, selected ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell };

/* Testing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint      n_places;
	char      *fingerprint;
	GPtrArray *evaluations;
} Test;

static void
free_test (gpointer data)
{
	Test *test = data;

	g_free (test->fingerprint);
	g_clear_pointer (&test->evaluations, g_ptr_array_unref);
	g_free (test);
}

static gboolean
run_test (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Test *test = data;

	test->fingerprint = seg_workspace_fingerprint (workspace, error);
	if (test->fingerprint == NULL)
		return FALSE;
	test->evaluations = seg_evaluate (workspace, test->n_places, job, error);
	return test->evaluations != NULL;
}

static void
done_test (SegView *view, gpointer data)
{
	State *state = view->state;
	Test *test = data;

	g_clear_pointer (&state->shelf->evaluations, g_ptr_array_unref);
	g_free (state->shelf->tested);
	g_clear_pointer (&state->failure, g_free);
	state->shelf->evaluations = g_steal_pointer (&test->evaluations);
	state->shelf->tested = g_steal_pointer (&test->fingerprint);
	state->shelf->n_places = test->n_places;
	seg_list_changed (state->list);
}

static void
failed_test (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	if (state->shelf->evaluations != NULL && g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		seg_say (view, "%s", _("Stopped; what you see is of before."));
		return;
	}
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                           ? _("Stopped. Press n to choose how many items are offered and test again, Esc to go back.") : error->message);
}

static const SegWork test_work = { N_("testing recommendations"), run_test, done_test, failed_test, free_test, FALSE, FALSE };

static void
start (SegView *view, guint n_places)
{
	State *state = view->state;
	Test *test;

	if (seg_view_is_busy (view, &test_work))
		return;
	test = g_new0 (Test, 1);
	test->n_places = n_places;
	g_clear_pointer (&state->failure, g_free);
	seg_view_run (view, &test_work, test);
}

/* Only when the data have changed since the last test. */
static void
refresh (SegView *view)
{
	const State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (info != NULL && (state->shelf->evaluations == NULL || g_strcmp0 (info->fingerprint, state->shelf->tested) != 0))
		start (view, state->shelf->n_places > 0 ? state->shelf->n_places : PLACES);
}

static gboolean
accept_places (SegView *view, const char *text, gpointer data, GError **error)
{
	guint64 value;

	(void) data;
	if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_PLACES, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from 1 to %d"), text, MOST_PLACES);
		return FALSE;
	}
	start (view, (guint) value);
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	g_autofree char *now = g_strdup_printf ("%u", state->shelf->n_places > 0 ? state->shelf->n_places : PLACES);

	if (action != PLACES_ASKED)
		return FALSE;
	seg_ask_line (view, _("How many items are offered to each person?"),
	              _("As many as you would show: the more, the easier it is to be right."), now, accept_places, NULL, NULL);
	return TRUE;
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->shelf = argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->shelf->evaluations != NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	return state->shelf->evaluations == NULL
		? _("Testing: what each person took last is hidden, the recommenders learn from the rest, and then it is looked up whether the "
	            "hidden item would have been offered.\n\nCtrl-C stops it.") : NULL;
}

/* What the columns mean, under the table: this is the one screen where they stand. */
static void
draw_meanings (SegCells *cells, SegRect rect)
{
	static const char *const meanings[] = {
		N_("Right for: share of the people for whom the hidden item was among those offered."),
		N_("NDCG: the same, but worth less the further down the list it stood; 1 would be first place for everyone."),
		N_("Items shown: share of your catalogue that is offered to anybody at all; low means all see the same few."),
	};
	int y = 0;

	for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _(meanings[i]));
	seg_draw_paragraph (cells, rect, 0, y + 1, SEG_INK_MUTED,
	                    _("It is a test on the past. Whether offers change what people do, only a campaign with people held back can show."));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegEvaluation *best = seg_shelf_best (state->shelf), *plain = evaluation_at (view->state, n_rows (view->state) - 1);
	g_autofree char *verdict = seg_shelf_verdict (state->shelf);
	g_autofree char *remark = g_strdup_printf (ngettext ("%u item offered", "%u items offered", state->shelf->n_places), state->shelf->n_places);
	int used = seg_draw_heading (cells, rect, _("How good are the recommendations?"), remark), list_height = (int) n_rows (view->state) + 1;

	used += seg_draw_paragraph (cells, rect, 0, used, best->hit_rate > plain->hit_rate ? SEG_INK_NORMAL : SEG_INK_WARNING, verdict) + 1;
	rect = seg_rect_below (rect, used);
	rect.width = MIN (rect.width, WIDEST);
	seg_list_draw (state->list, cells, seg_rect_top (rect, list_height), FALSE);
	draw_meanings (cells, seg_rect_below (rect, list_height + 1));
}

const SegViewClass seg_evaluation_view = {
	.name = "evaluation", .title = N_("How good are the recommendations?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What each person took last is hidden; the recommenders learn from the rest; then it is looked up whether the hidden item "
	           "would have been offered. People who took only one item cannot be tested.\n\n"
	           "What is popular in the segment is the yardstick: it offers all its people the same. A recommender that is no better than that "
	           "tells you nothing about the person."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
