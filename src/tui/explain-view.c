/* Segments in short: a rule for each that says who is in it, and how far it is right. Opened from Segments and profiles. */
#include <config.h>
#include "rules.h"

#include <segscope/explain.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#include "segments.h"
#include "users.h"

typedef struct {
	SegList         *list;
	SegSegmentation *segmentation;  /* what is explained; NULL while nothing is loaded */
	GPtrArray       *explanations;  /* of SegExplanation*, by position */
	gint64           segmentation_id;
	guint            index;         /* of the segment it was opened for */
	SegExplainBy     by;
	gint64           set_in_use;    /* whose values filters ask */
	gint64           as_of;         /* the last day that counts in the figures, local */
	char            *failure;
} State;

enum { USERS = SEG_ACTION_OWN, KEEP, BY, AGAIN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "explained-users", N_("users"), N_("List whom the rule takes") },
	{ 'w', KEEP, "keep-explanation", N_("keep as rule"), N_("Keep the rule under a name: it takes whoever meets it, also users who come later") },
	{ 'b', BY, "explain-by", N_("by what"), N_("Explain by all features, or by those the segments were made from") },
	{ 't', AGAIN, "explain-again", N_("try again"), N_("Look for the rules again") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { NUMBER, SEGMENT, RIGHT, COVERS, WORDS };

static const SegListColumn columns[] = {
	[NUMBER] = { N_("#"), SEG_ALIGN_RIGHT, 2, FALSE },
	[SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, 20, FALSE },
	[RIGHT] = { N_("Right for"), SEG_ALIGN_RIGHT, 9, FALSE },
	[COVERS] = { N_("Covers"), SEG_ALIGN_RIGHT, 7, FALSE },
	[WORDS] = { N_("Who is in it, in short"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (20), FALSE },
};

static const SegExplanation *
explanation_at (const State *state, gsize row)
{
	return state->explanations->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->explanations != NULL ? state->explanations->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegExplanation *explanation = explanation_at (state, row);
	const SegSegment *segment = state->segmentation->segments->pdata[row];

	switch (column) {
	case NUMBER:
		*ink = seg_ink_series (segment->colour);
		return g_strdup_printf ("%u", segment->position);
	case SEGMENT:
		return g_strdup (segment->name);
	case RIGHT:
		return seg_format_share (explanation->precision);
	case COVERS:
		return seg_format_share (explanation->condition != NULL ? explanation->recall : NAN);
	case WORDS:
	default:
		*ink = explanation->words != NULL ? SEG_INK_NORMAL : SEG_INK_MUTED;
		return g_strdup (explanation->words != NULL ? explanation->words : _("no short rule"));
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static const SegExplanation *
cursor_explanation (const State *state)
{
	gsize row;

	return state->explanations != NULL && seg_list_cursor (state->list, &row) ? explanation_at (state, row) : NULL;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64           segmentation_id;
	SegExplainBy     by;
	SegSegmentation *segmentation;
	GPtrArray       *explanations;
	gint64           set_in_use, as_of;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	seg_segmentation_free (read->segmentation);
	g_clear_pointer (&read->explanations, g_ptr_array_unref);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;
	g_autoptr (SegFeatureSet) set = NULL;

	if (!seg_feature_set_in_use (workspace, &read->set_in_use, error)
	    || (read->segmentation = seg_segmentation_load_id (workspace, read->segmentation_id, error)) == NULL
	    || (set = seg_feature_set_load_id (workspace, read->segmentation->feature_set_id, error)) == NULL)
		return FALSE;
	read->as_of = set->as_of_local;
	return (read->explanations = seg_segments_explain (workspace, read->segmentation, read->by, job, error)) != NULL;
}

static void
take (State *state, SegSegmentation *segmentation, GPtrArray *explanations, char *failure)
{
	seg_segmentation_free (state->segmentation);
	g_clear_pointer (&state->explanations, g_ptr_array_unref);
	g_free (state->failure);
	state->segmentation = segmentation;
	state->explanations = explanations;
	state->failure = failure;
	seg_list_changed (state->list);
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;
	gboolean first = state->explanations == NULL;

	state->set_in_use = read->set_in_use;
	state->as_of = read->as_of;
	take (state, g_steal_pointer (&read->segmentation), g_steal_pointer (&read->explanations), NULL);
	if (first)
		seg_list_set_cursor (state->list, state->index);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	take (view->state, NULL, NULL, g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                                         ? _("Stopped looking for rules; t goes on.") : error->message));
}

static const SegWork read_work = { N_("looking for rules"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Read *read = g_new0 (Read, 1);

	read->segmentation_id = state->segmentation_id;
	read->by = state->by;
	seg_view_run (view, &read_work, read);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static void
show_users (SegView *view, const SegExplanation *explanation)
{
	const State *state = view->state;
	g_autofree char *errand = g_strconcat (SEG_USERS_FILTER, explanation->condition, NULL);

	seg_view_visit (view, "users", errand, state->segmentation->feature_set_id);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegExplanation *explanation = cursor_explanation (state);

	switch (action) {
	case USERS:
		show_users (view, explanation);
		return TRUE;
	case KEEP:
		seg_rules_ask_keep (view, explanation->condition);
		return TRUE;
	case BY:
		state->by = state->by == SEG_EXPLAIN_BY_ALL ? SEG_EXPLAIN_BY_SELECTION : SEG_EXPLAIN_BY_ALL;
		refresh (view);
		return TRUE;
	case AGAIN:
		refresh (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const SegExplanation *explanation = cursor_explanation (view->state);

	return (action != USERS && action != KEEP) || (explanation != NULL && explanation->condition != NULL);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegProfilePlace *place = argument;

	(void) error;
	state->segmentation_id = place->segments->segmentation->id;
	state->index = place->index;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_segmentation_free (state->segmentation);
	g_clear_pointer (&state->explanations, g_ptr_array_unref);
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
	return state->explanations != NULL ? NULL : _("Looking for a short rule for each segment ...");
}

/* The rule under the cursor in full; returns the lines used. */
static int
draw_rule (const SegExplanation *explanation, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *sentence = NULL;
	int used;

	if (explanation == NULL)
		return 0;
	sentence = seg_explanation_sentence (explanation);
	used = seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, sentence);
	if (explanation->condition != NULL)
		used += seg_draw_paragraph (cells, rect, 0, y + used, SEG_INK_MUTED, explanation->condition);
	return used;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Segments in short"), state->segmentation != NULL ? state->segmentation->name : NULL);
	int height = (int) n_rows ((gpointer) state) + 1;

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL,
	                            state->by == SEG_EXPLAIN_BY_ALL ? _("The few conditions that tell each segment best from all others, of all features.")
	                            : _("The few conditions that tell each segment best from all others, of the features it was made from."));
	if (n_rows ((gpointer) state) == 0) {
		seg_draw_paragraph (cells, rect, 0, used + 1, SEG_INK_NORMAL, when_empty (view));
		return;
	}
	if (state->segmentation->stale)
		used += seg_draw_stale (cells, rect, used, state->as_of);
	if (state->segmentation->feature_set_id != state->set_in_use)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! The segments were made from another feature set than the one in use: kept as rules, these take others."));
	height = MIN (height, MAX (rect.height - used - 8, 3));
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used + 1), height), seg_view_has_focus (view));
	draw_rule (cursor_explanation (state), cells, rect, used + height + 2);
}

const SegViewClass seg_explain_view = {
	.name = "explain", .title = N_("Segments in short"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("For each segment the few conditions that tell it best from all others. Right for: how many of those the rule takes are in the segment. "
	           "Covers: how much of the segment the rule takes.\n\n"
	           "A segment is made of distances, a rule of plain conditions: the rule is never quite the same, but it can be read, checked and kept. A "
	           "rule that is kept is live: it takes whoever meets it, also users who come later."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
