/* Which features are worth keeping: the proposal with its reasons, to be changed. It is accepted in selection-accept.c. */
#include <config.h>
#include "selection.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef SegSelectionState State;

enum { TOGGLE = SEG_ACTION_OWN, TARGET, AGAIN, ACCEPT, SAVE };

static const SegBinding bindings[] = {
	{ ' ', TOGGLE, "keep-feature", N_("keep or not"), N_("Keep the feature under the cursor, or leave it out") },
	{ SEG_KEY_ENTER, ACCEPT, "accept-selection", N_("accept"), N_("Select what is marked here for clustering") },
	{ 't', TARGET, "choose-target", N_("target"), N_("Choose what the features shall predict, or that they shall find groups") },
	{ 'g', AGAIN, "judge-again", N_("judge again"), N_("Judge again with what you have changed: the rest may look otherwise") },
	{ 'w', SAVE, "keep-selection-as", N_("keep as"), N_("Keep what is marked as a feature set of its own") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list -------------------------------------------------------------------------------------------------------------------- */

enum { MARK, FEATURE, REASON, BY };

static const SegListColumn columns[] = {
	[MARK] = { "", SEG_ALIGN_LEFT, 1, FALSE }, [FEATURE] = { N_("Feature"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (18), FALSE },
	[REASON] = { N_("Reason"), SEG_ALIGN_LEFT, -20, FALSE }, [BY] = { N_("By"), SEG_ALIGN_LEFT, 18, FALSE },
};

#define WIDE 100 /* from here on there is room to say which criterion it was */

static const SegProposalRow *
row_at (const State *state, gsize row)
{
	return state->proposal->rows->pdata[state->shown[row]];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->proposal != NULL ? state->proposal->rows->len : 0;
}

static const char *
by_words (const State *state, gsize row)
{
	const SegProposalRow *proposed = row_at (state, row);

	if (state->changed[state->shown[row]] || proposed->by_person)
		return _("you");
	return proposed->criterion >= 0 ? _(seg_criterion ((gsize) proposed->criterion)->label) : "";
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegProposalRow *proposed = row_at (state, row);
	gboolean keep = state->keep[state->shown[row]];

	if (!keep)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case MARK:
		*ink = keep ? SEG_INK_GOOD : SEG_INK_MUTED;
		return g_strdup (keep ? "☑" : "☐");
	case FEATURE:
		return g_strdup (proposed->label);
	case BY:
		return g_strdup (by_words (state, row));
	default:
		return g_strdup (proposed->reason);
	}
}

static gint64
id (gpointer data, gsize row)
{
	return (gint64) ((const State *) data)->shown[row];
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = id, .is_table = TRUE };

/* Judging ------------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	char          *target;
	GPtrArray     *keep, *drop; /* of char*, NULL-terminated, or NULL */
	SegFeatureSet *set;
	SegProposal   *proposal;
} Judge;

static void
free_judge (gpointer data)
{
	Judge *judge = data;

	g_free (judge->target);
	g_clear_pointer (&judge->keep, g_ptr_array_unref);
	g_clear_pointer (&judge->drop, g_ptr_array_unref);
	seg_feature_set_free (judge->set);
	seg_proposal_free (judge->proposal);
	g_free (judge);
}

static gboolean
run_judge (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Judge *judge = data;
	SegSelectOptions options = seg_select_options_defaults ();

	options.target = judge->target;
	options.keep = judge->keep != NULL ? (const char *const *) judge->keep->pdata : NULL;
	options.drop = judge->drop != NULL ? (const char *const *) judge->drop->pdata : NULL;
	judge->set = seg_feature_set_load (workspace, NULL, error);
	judge->proposal = judge->set != NULL ? seg_select_propose (workspace, judge->set, &options, job, error) : NULL;
	return judge->proposal != NULL;
}

static void
show (State *state)
{
	gsize n = state->proposal->rows->len, place = 0;

	state->shown = g_renew (gsize, state->shown, n + 1);
	state->keep = g_renew (gboolean, state->keep, n + 1);
	state->changed = g_renew (gboolean, state->changed, n + 1);
	for (int kept = 1; kept >= 0; kept--)
		for (gsize i = 0; i < n; i++) {
			const SegProposalRow *row = state->proposal->rows->pdata[i];

			if ((row->keep != 0) == kept)
				state->shown[place++] = i;
			state->keep[i] = row->keep;
			state->changed[i] = FALSE;
		}
	seg_list_changed (state->list);
}

static void
done_judge (SegView *view, gpointer data)
{
	State *state = view->state;
	Judge *judge = data;

	seg_feature_set_free (state->set);
	seg_proposal_free (state->proposal);
	state->set = g_steal_pointer (&judge->set);
	state->proposal = g_steal_pointer (&judge->proposal);
	show (state);
}

static void
failed_judge (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	((State *) view->state)->failed = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork judge_work = { N_("judging features"), run_judge, done_judge, failed_judge, free_judge, FALSE, FALSE };

/* What the person has decided, in earlier rounds too. */
static GPtrArray *
decided (const State *state, gboolean keep)
{
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; state->proposal != NULL && i < state->proposal->rows->len; i++) {
		const SegProposalRow *row = state->proposal->rows->pdata[i];

		if ((state->changed[i] || row->by_person) && (state->keep[i] != 0) == keep)
			g_ptr_array_add (names, g_strdup (row->feature));
	}
	g_ptr_array_add (names, NULL);
	return names;
}

static void
judge (SegView *view)
{
	State *state = view->state;
	Judge *asked = g_new0 (Judge, 1);

	asked->target = g_strdup (state->target);
	asked->keep = decided (state, TRUE);
	asked->drop = decided (state, FALSE);
	state->failed = FALSE;
	seg_view_run (view, &judge_work, asked);
}

/* Target ------------------------------------------------------------------------------------------------------------------------------ */

static void
target_chosen (SegView *view, guint choice, gpointer data)
{
	State *state = view->state;
	const GPtrArray *choices = data;

	g_free (state->target);
	state->target = choice == 0 ? NULL : g_strdup (((const SegTargetChoice *) choices->pdata[choice - 1])->name);
	g_clear_pointer (&state->proposal, seg_proposal_free);
	seg_list_changed (state->list);
	judge (view);
}

static void
unref_array (gpointer data)
{
	g_ptr_array_unref (data);
}

static void
ask_target (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) choices = seg_target_choices (seg_view_workspace (view), state->set, &error), labels = g_ptr_array_new ();
	g_autoptr (GPtrArray) remarks = g_ptr_array_new ();
	guint current = 0;

	if (choices == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_add (labels, (gpointer) _("nothing: find groups"));
	g_ptr_array_add (remarks, (gpointer) _("without a target"));
	for (guint i = 0; i < choices->len; i++) {
		const SegTargetChoice *choice = choices->pdata[i];

		g_ptr_array_add (labels, choice->label);
		g_ptr_array_add (remarks, choice->remark);
		if (g_strcmp0 (choice->name, state->target) == 0)
			current = i + 1;
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("What shall the features predict?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current,
	                target_chosen, g_ptr_array_ref (choices), unref_array);
}

/* The view ----------------------------------------------------------------------------------------------------------------------------------- */

static void
toggle (SegView *view)
{
	State *state = view->state;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	row = state->shown[row];
	state->keep[row] = !state->keep[row];
	view->unsaved = TRUE;
	state->changed[row] = (state->keep[row] != 0) != (((const SegProposalRow *) state->proposal->rows->pdata[row])->keep != 0);
	seg_list_act (state->list, SEG_ACTION_DOWN);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case TOGGLE:
		toggle (view);
		return TRUE;
	case TARGET:
		ask_target (view);
		return TRUE;
	case AGAIN:
		judge (view);
		return TRUE;
	case ACCEPT:
	case SAVE:
		if (state->proposal == NULL)
			judge (view);
		else
			seg_selection_accept (view, action == SAVE);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == ACCEPT)
		return state->proposal != NULL || state->failed;
	return action < SEG_ACTION_OWN || action == AGAIN || state->proposal != NULL || (action == TARGET && state->set != NULL);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* The reason in full and the figures of the row under the cursor; returns the lines. */
static int
draw_detail (const State *state, SegCells *cells, SegRect rect)
{
	g_autoptr (GString) scores = g_string_new (NULL);
	const SegProposalRow *row;
	gsize at;
	int y;

	if (!seg_list_cursor (state->list, &at))
		return 0;
	row = row_at (state, at);
	for (gsize k = 0; k < seg_criteria_count (); k++)
		if (!isnan (row->scores[k])) {
			g_autofree char *figure = isinf (row->scores[k]) ? g_strdup ("∞") : seg_format_auto (row->scores[k]);

			g_string_append_printf (scores, "%s%s %s", scores->len > 0 ? "   " : "", _(seg_criterion (k)->heading), figure);
		}
	y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, row->reason);
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, scores->str);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *remark = g_strdup_printf (_("%u of %u kept"), seg_selection_n_kept (state), state->proposal->rows->len);
	g_autofree char *sampled = seg_format_integer ((gint64) state->proposal->n_sampled);
	g_autofree char *sample = state->proposal->n_sampled > 0
		? g_strdup_printf (_("%s The last criteria looked at %s users, chosen at random."), state->proposal->summary, sampled)
		: g_strdup (state->proposal->summary);
	const SegJudgingFrame frame = { _("Which features are worth keeping?"), remark, sample, rect.height > 16 ? 5 : 3 };

	seg_list_set_columns (state->list, columns, rect.width < WIDE ? BY : G_N_ELEMENTS (columns));
	draw_detail (state, cells, seg_judging_draw (view, state->list, &frame, cells, rect));
}

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
	seg_feature_set_free (state->set);
	seg_proposal_free (state->proposal);
	g_free (state->shown);
	g_free (state->keep);
	g_free (state->changed);
	g_free (state->target);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->proposal != NULL)
		return NULL;
	return state->failed ? _("Stopped. Press Enter to judge the features again.") : _("Judging the features…");
}

const SegViewClass seg_selection_view = {
	.name = "selection", .title = N_("Which features are worth keeping?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A proposal: each feature with what speaks for keeping it or leaving it out. Without a target the features shall find groups: what "
	           "repeats others goes, and what blurs groups. With a target (t), an outcome, a feature or the segments, they shall predict it: what tells "
	           "nothing about it goes as well.\n\n"
	           "Nothing is changed before you accept. Space keeps a feature or leaves it out against the proposal; g judges again, so that what you "
	           "decided counts for the rest."),
	.open = open_view, .close = close_view, .refresh = judge, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
