/* How good are the recommendations? Each recommender tested on what people took later. */
#include <config.h>
#include "evaluation.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>

#define PLACES 10
#define LEAST_CHART 9 /* lines */

typedef SegTestState State;

enum { RUN = SEG_ACTION_OWN, USE, PLACES_ASKED, SPLIT, SETTINGS, AGAIN, KEPT };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, RUN, "tested-recommender", N_("for whom?"), N_("Show for whom the recommender is right, all its figures, and who gets what") },
	{ 'u', USE, "use-tested", N_("use"), N_("Recommend from now on by the one under the cursor, with its settings") },
	{ 'n', PLACES_ASKED, "places-offered", N_("how many offered"), N_("Choose how many items each person would have been offered") },
	{ 'w', SPLIT, "what-is-hidden", N_("what is hidden"), N_("Choose what is hidden from the recommenders and looked for") },
	{ 'b', SETTINGS, "try-settings", N_("better settings"), N_("Try settings for as long as you say, then test") },
	{ 'r', AGAIN, "test-again", N_("again"), N_("Test again, with the data as they are now") },
	{ 't', KEPT, "tests-kept", N_("tests"), N_("Show the tests that were made before") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the items") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Testing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegTestSettings settings;
	SegEvaluation  *evaluation;
} Test;

static void
free_test (gpointer data)
{
	Test *test = data;

	seg_evaluation_free (test->evaluation);
	g_free (test);
}

static gboolean
run_test (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Test *test = data;
	const SegEvaluateOptions options = { .split = { .way = test->settings.way, .seed = 1 }, .n_places = test->settings.n_places, .seconds = test->settings.seconds };

	test->evaluation = seg_evaluate (workspace, &options, job, error);
	return test->evaluation != NULL && seg_evaluation_keep (workspace, test->evaluation, error);
}

static void
show (State *state, SegEvaluation *evaluation)
{
	seg_evaluation_free (state->evaluation);
	state->evaluation = evaluation;
	g_clear_pointer (&state->failure, g_free);
	seg_list_changed (state->list);
}

static void
done_test (SegView *view, gpointer data)
{
	State *state = view->state;
	Test *test = data;

	state->asked = test->evaluation->id;
	show (state, g_steal_pointer (&test->evaluation));
	seg_list_set_cursor (state->list, 0);
}

static void
failed_test (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	if (state->evaluation != NULL) {
		if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
			seg_say (view, "%s", _("Stopped; what you see is of before."));
		else
			seg_report (view, error);
		return;
	}
	g_free (state->failure);
	state->failure = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                 ? g_strdup (_("Stopped. Press r to test again, n to choose how many items are offered, w to choose what is hidden, Esc to go back."))
	                 : g_strdup_printf ("%s\n\n%s", error->message, _("w chooses what is hidden, Esc goes back."));
}

static const SegWork test_work = { N_("testing recommendations"), run_test, done_test, failed_test, free_test, TRUE, FALSE };

void
seg_test_start (SegView *view, const SegTestSettings *settings)
{
	State *state = view->state;
	Test *test;

	if (seg_view_is_at (view, &test_work))
		return;
	test = g_new0 (Test, 1);
	test->settings = *settings;
	g_clear_pointer (&state->failure, g_free);
	seg_view_run (view, &test_work, test);
}

static SegTestSettings
settings_now (const State *state)
{
	if (state->evaluation == NULL)
		return (SegTestSettings) { SEG_SPLIT_AUTO, PLACES, 0 };
	return (SegTestSettings) { state->evaluation->split.way, state->evaluation->n_places, 0 };
}

/* By what is recommended now. */
static void
look_up_used (SegView *view)
{
	State *state = view->state;
	g_autofree char *text = NULL;
	double options[SEG_MOST_OPTIONS];

	g_clear_pointer (&state->used_options, g_free);
	if (!seg_model_chosen (seg_view_workspace (view), &state->used, &text, NULL))
		return;
	seg_recommender_defaults (state->used, options);
	if (text == NULL || seg_recommender_options_parse (state->used, text, options, NULL))
		state->used_options = seg_recommender_options_text (state->used, options);
}

/* A few rows: read at once. Without any a test is made. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) failure = NULL;
	SegEvaluation *kept;
	const gboolean first = !state->looked;

	if (seg_view_session (view)->info == NULL || seg_view_again_after (view, &test_work))
		return;
	state->looked = TRUE;
	look_up_used (view);
	kept = seg_evaluation_load (seg_view_workspace (view), state->asked, &failure);
	if (kept != NULL)
		show (state, kept);
	else if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND) && state->asked == 0 && first) {
		const SegTestSettings settings = settings_now (state);

		seg_test_start (view, &settings);
	} else if (state->evaluation == NULL && state->failure == NULL && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		state->failure = g_strdup (failure->message);
}

/* Using one ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegRecommender *recommender;
	char *options;
} Use;

static void
free_use (gpointer data)
{
	g_free (((Use *) data)->options);
	g_free (data);
}

static gboolean
run_use (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Use *use = data;
	const SegModelRequest request = { .recommender = use->recommender, .options = use->options };
	g_autoptr (SegModel) model = seg_model_get (workspace, &request, job, error);

	return model != NULL && seg_model_choose (workspace, use->recommender, use->options, error) && seg_model_keep (workspace, model, job, error);
}

static void
done_use (SegView *view, gpointer data)
{
	State *state = view->state;
	const Use *use = data;

	state->shelf->recommender = use->recommender;
	seg_say (view, _("From now on recommendations are by \"%s\" (%s)."), _(use->recommender->label), use->options);
}

static const SegWork use_work = { N_("fitting the recommender"), run_use, done_use, NULL, free_use, TRUE, FALSE };

static void
start_use (SegView *view, const SegEvaluationRun *run)
{
	const SegRecommender *recommender = seg_recommender_find (run->recommender);
	Use *use;

	if (recommender == NULL || run->unfit != NULL) {
		seg_say (view, "%s", run->unfit != NULL ? run->unfit : _("This version of the program does not know that recommender."));
		return;
	}
	use = g_new (Use, 1);
	*use = (Use) { recommender, g_strdup (run->options) };
	seg_view_run (view, &use_work, use);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
can (SegView *view, int action)
{
	return (action != RUN && action != USE) || seg_test_table_cursor (view->state) != NULL;
}

static void
open_run (SegView *view, const SegEvaluationRun *run)
{
	if (run->unfit != NULL)
		seg_say (view, "%s", run->unfit);
	else
		seg_view_push (view, &seg_evaluation_run_view, &(SegRunPlace) { ((State *) view->state)->evaluation->id, run->id });
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	const SegTestSettings settings = settings_now (state);
	const SegEvaluationRun *run = seg_test_table_cursor (state);

	if (action == PLACES_ASKED)
		seg_test_ask_places (view, &settings);
	else if (action == SPLIT)
		seg_test_ask_split (view, &settings);
	else if (action == SETTINGS)
		seg_test_ask_seconds (view, &settings);
	else if (action == AGAIN)
		seg_test_start (view, &settings);
	else if (action == KEPT)
		return seg_view_push (view, &seg_evaluations_view, state->shelf);
	else if (action == RUN && run != NULL)
		open_run (view, run);
	else if (action == USE && run != NULL)
		start_use (view, run);
	else
		return FALSE;
	return TRUE;
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	const SegTestPlace *place = argument;
	State *state = view->state;

	(void) error;
	state->shelf = place->shelf;
	state->asked = place->id;
	seg_test_table_init (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_evaluation_free (state->evaluation);
	g_free (state->used_options);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->evaluation != NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	if (state->evaluation != NULL)
		return NULL;
	return seg_view_is_busy (view, &test_work)
	       ? _("Testing: what people took later is hidden, the recommenders learn from the rest, and then it is looked up whether what is hidden would have "
	           "been offered.\n\nCtrl-C stops it.") : _("No test is shown. Press r to make one, t to look at those made before.");
}

/* "als factors=8; ease" -> "Hidden tastes (ALS): factors=8; ..." */
static char *
words_of_trials (const char *trials)
{
	g_auto (GStrv) parts = g_strsplit (trials, "; ", -1);
	GString *text = g_string_new (NULL);

	for (guint i = 0; parts[i] != NULL; i++) {
		g_auto (GStrv) words = g_strsplit (parts[i], " ", 2);
		const char *options = words[0] != NULL && words[1] != NULL ? words[1] : "";

		g_string_append_printf (text, "%s%s%s%s", i > 0 ? "; " : "", seg_recommender_label (words[0] != NULL ? words[0] : ""), *options != '\0' ? ": " : "", options);
	}
	return g_string_free (text, FALSE);
}

/* What was tested, the words for what is under the cursor, and what the columns mean. */
static int
draw_words (const State *state, SegCells *cells, SegRect rect)
{
	const SegEvaluationRun *run = seg_test_table_cursor (state);
	g_autofree char *words = seg_evaluation_words (state->evaluation), *left_out = seg_evaluation_left_out (state->evaluation);
	g_autofree char *both = g_strdup_printf ("%s%s%s", words, *left_out != '\0' ? " " : "", left_out);
	int y = 0;

	if (run != NULL && run->unfit != NULL)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, run->unfit);
	else if (run != NULL)
		y += seg_draw_format (cells, rect, 0, y, SEG_INK_MUTED, _("Settings: %s"), run->options) > 0;
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, both);
	if (*state->evaluation->untried != '\0') {
		g_autofree char *trials = words_of_trials (state->evaluation->untried), *untried = g_strdup_printf (_("Not tried for lack of time: %s"), trials);

		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, untried);
	}
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED,
	                    _("It is a test on the past. Whether offers change what people do, only a campaign with people held back can show."));
}

static SegPlot *
plot (SegView *view)
{
	const SegEvaluation *evaluation = ((const State *) view->state)->evaluation;

	return evaluation != NULL ? seg_figure_evaluation (evaluation, SEG_MEASURE_NDCG) : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *remark = g_strdup_printf (ngettext ("%u item offered", "%u items offered", state->evaluation->n_places), state->evaluation->n_places);
	g_autofree char *reason = g_strdup_printf (_("Proposed: %s"), state->evaluation->reason);
	g_autoptr (SegPlot) chart = NULL;
	int used = seg_draw_heading (cells, rect, _("How good are the recommendations?"), remark);

	if (state->evaluation->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("The data or the weights have changed since this test was made; r tests again."));
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, reason) + 1;
	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, seg_test_table_draw (state, cells, rect, seg_view_has_focus (view)) + 1);
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + 1);
	if (rect.height > LEAST_CHART && (chart = plot (view)) != NULL)
		seg_plot_draw (chart, NULL, cells, rect);
}

const SegViewClass seg_evaluation_view = {
	.name = "evaluation", .title = N_("How good are the recommendations?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What people took later is hidden; the recommenders learn from the rest; then it is looked up whether what is hidden would have been offered.\n\n"
	           "Found: share of what they took next that was among the items offered. NDCG: the same, worth less the further down the list; 1 would be all "
	           "of it on top. Better by: NDCG against popularity, which offers everyone what most took: a recommender that is no better tells you nothing about "
	           "the person. chance?: other people would perhaps have given another sign. Shown: share of your catalogue that is offered to anybody.\n\n"
	           "Proposed is the simplest that is not behind the best one beyond chance; which one is used is yours to say (u). Segments are made of the whole "
	           "history, so while recommenders are tested nobody is in one."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.plot = plot,
};
