/* What a campaign did besides its goal, and over time: other outcomes, how far people went, who came back, what they brought, and the looks that
 * were taken. A page each. */
#include <config.h>
#include "course.h"

#include <glib/gi18n.h>
#include <math.h>

enum { OUTCOMES, FUNNEL, RETENTION, VALUE, LOOKS, N_PAGES };

static const char *const titles[N_PAGES] = {
	[OUTCOMES] = N_("What else they did"), [FUNNEL] = N_("How far they went"), [RETENTION] = N_("Who came back"), [VALUE] = N_("What they brought"),
	[LOOKS] = N_("Looks so far"),
};

/* All that was computed: shared by nobody, swapped as a whole. */
typedef struct {
	SegMeasurePlace place;
	SegMeasurement *measurement;
	SegCourse      *course;
	GPtrArray      *looks;  /* of SegLook* */
	GPtrArray      *words;  /* of char*: what the looks come to */
} Course;

typedef struct {
	SegMeasurePlace place; /* owned strings */
	Course   *found;       /* NULL: not known yet */
	guint     page, arm;   /* arm: whose funnel, where not all fit */
	SegList  *outcomes, *looks;
	char     *failure;
} State;

enum { PAGE = SEG_ACTION_OWN, PAGE_BACK, ARM };

static const SegBinding bindings[] = {
	{ 'v', PAGE, "course-page", N_("page"), N_("Turn to the next page: other outcomes, how far they went, who came back, what they brought, looks") },
	{ 'V', PAGE_BACK, "course-page-back", NULL, N_("Turn to the page before") },
	{ 'a', ARM, "course-arm", N_("arm"), N_("Show how far the people of the next arm went") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to what the campaign did") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Other outcomes ------------------------------------------------------------------------------------------------------------------- */

enum { OUTCOME, WHO, DID, HELD_DID, DIFFERENCE, INTERVAL, P };

static const SegListColumn outcome_columns[] = {
	[OUTCOME] = { N_("Outcome"), SEG_ALIGN_LEFT, -12, FALSE },      [WHO] = { N_("Arm"), SEG_ALIGN_LEFT, 12, FALSE },
	[DID] = { N_("Did it"), SEG_ALIGN_RIGHT, 7, FALSE },            [HELD_DID] = { N_("Held back"), SEG_ALIGN_RIGHT, 9, FALSE },
	[DIFFERENCE] = { N_("Points"), SEG_ALIGN_RIGHT, 6, FALSE },     [INTERVAL] = { N_("95 % interval"), SEG_ALIGN_RIGHT, 13, FALSE },
	[P] = { N_("p"), SEG_ALIGN_RIGHT, 6, FALSE },
};

static gsize
n_outcomes (gpointer data)
{
	const State *state = data;

	return state->found != NULL ? state->found->measurement->outcomes->len : 0;
}

static char *
outcome_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegOutcome *outcome = ((State *) data)->found->measurement->outcomes->pdata[row];
	const gboolean more = outcome->share.interval.low > 0, less = outcome->share.interval.high < 0;

	switch (column) {
	case OUTCOME:
		return g_strdup (outcome->label);
	case WHO:
		return outcome->arm != NULL ? g_strdup_printf (_("arm %s"), outcome->arm) : g_strdup (_("everyone"));
	case DID:
		return isfinite (outcome->share.share_b) ? seg_format_share (outcome->share.share_b) : NULL;
	case HELD_DID:
		return isfinite (outcome->share.share_a) ? seg_format_share (outcome->share.share_a) : NULL;
	case DIFFERENCE:
		if (outcome->p < 0.05 && (more || less))
			*ink = more == outcome->good ? SEG_INK_GOOD : SEG_INK_BAD;
		return seg_points (outcome->share.difference);
	case INTERVAL:
		return seg_interval_words (outcome->share.interval);
	default:
		return isfinite (outcome->p) ? seg_format_number (outcome->p, 3) : NULL;
	}
}

static const SegListSource outcome_source = { .n_rows = n_outcomes, .cell = outcome_cell, .is_table = TRUE };

static void
draw_outcomes (const State *state, SegCells *cells, SegRect rect)
{
	const GPtrArray *outcomes = state->found->measurement->outcomes;
	int used = 0;

	for (guint i = 0; i < outcomes->len; i++) {
		const SegOutcome *outcome = outcomes->pdata[i];
		g_autofree char *line = outcome->arm == NULL ? g_strdup_printf (_("%s: %s."), outcome->label, outcome->meaning) : NULL;

		if (line != NULL)
			used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, line);
	}
	seg_list_draw (state->outcomes, cells, seg_rect_below (rect, used + 1), TRUE);
}

/* Looks ---------------------------------------------------------------------------------------------------------------------------- */

enum { UNTIL, LOOKED_AT, LOOK_POINTS, ALWAYS, LOOK_P, ONLY };

static const SegListColumn look_columns[] = {
	[UNTIL] = { N_("Data until"), SEG_ALIGN_LEFT, 10, FALSE },              [LOOKED_AT] = { N_("Looked at"), SEG_ALIGN_LEFT, 10, FALSE },
	[LOOK_POINTS] = { N_("Points"), SEG_ALIGN_RIGHT, 6, FALSE },            [ALWAYS] = { N_("At all looks"), SEG_ALIGN_RIGHT, 15, FALSE },
	[LOOK_P] = { N_("Always-valid p"), SEG_ALIGN_RIGHT, 14, FALSE },
	[ONLY] = { N_("If the only look"), SEG_ALIGN_RIGHT, 16, FALSE },
};

/* Those of everyone come first. */
static gsize
n_looks (gpointer data)
{
	const State *state = data;
	gsize n = 0;

	while (state->found != NULL && n < state->found->looks->len && ((const SegLook *) state->found->looks->pdata[n])->arm == NULL)
		n++;
	return n;
}

static char *
look_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegLook *look = ((State *) data)->found->looks->pdata[row];

	switch (column) {
	case UNTIL:
		return seg_format_date (look->until);
	case LOOKED_AT:
		return seg_format_date (look->looked_at);
	case LOOK_POINTS:
		return seg_points (look->share.difference);
	case ALWAYS:
		*ink = look->always.low > 0 ? SEG_INK_GOOD : look->always.high < 0 ? SEG_INK_BAD : SEG_INK_NORMAL;
		return seg_interval_words (look->always);
	case LOOK_P:
		return look->p < 0.0001 ? g_strdup ("< 0.0001") : seg_format_number (look->p, look->p < 0.01 ? 4 : 2);
	default:
		*ink = SEG_INK_MUTED;
		return seg_interval_words (look->share.interval);
	}
}

static const SegListSource look_source = { .n_rows = n_looks, .cell = look_cell, .is_table = TRUE };

#define LEAST_LOOKS 5 /* lines in which the curve says something; Ctrl-G shows it in any case */

static void
draw_looks (const State *state, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) plot = seg_course_looks_plot (state->found->looks);
	int used = 0, lines, room;

	for (guint i = 0; i < state->found->words->len; i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, state->found->words->pdata[i]);
	lines = CLAMP ((int) n_looks ((gpointer) state) + 1, 2, MAX ((rect.height - used) / 2, 2));
	room = rect.height - used - lines - 2;
	if (room >= LEAST_LOOKS)
		seg_plot_draw (plot, NULL, cells, seg_rect_top (seg_rect_below (rect, used + 1), room));
	else
		lines = MAX (rect.height - used - 1, 2);
	seg_list_draw (state->looks, cells, seg_rect_below (rect, rect.height - lines), TRUE);
}

/* Charts --------------------------------------------------------------------------------------------------------------------------- */

#define LEAST_FUNNEL 60

/* As many arms as there is room for, the one chosen first. */
static void
draw_funnels (const State *state, SegCells *cells, SegRect rect)
{
	const SegCourse *course = state->found->course;
	const guint beside = (guint) CLAMP (rect.width / LEAST_FUNNEL, 1, (int) course->n_arms);
	const int width = rect.width / (int) beside;
	int used = 0, tallest = 0;

	if (!course->has_results)
		used += seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_WARNING, _("No file of results says who opened or clicked. Import one on Data.")) + 1;
	for (guint i = 0; i < course->n_arms; i++) {
		g_autoptr (SegPlot) plot = seg_course_funnel_plot (course, (state->arm + i) % course->n_arms);
		const int lines = MAX ((int) plot->rows->len + 1, 4);

		if (i > 0 && i % beside == 0) {
			used += tallest + 1;
			tallest = 0;
		}
		if (used + lines > rect.height && i > 0)
			break;
		tallest = MAX (tallest, lines);
		seg_plot_draw (plot, NULL, cells, (SegRect) { rect.x + (int) (i % beside) * width, rect.y + used, width - (beside > 1 ? 2 : 0), MIN (lines, rect.height - used) });
	}
}

/* Days of which no events were imported would look like days on which nobody did anything. */
static gboolean
has_events (const State *state)
{
	return state->found->course->events_end > state->found->course->from;
}

static SegPlot *
plot_of_page (const State *state)
{
	if ((state->page == RETENTION || state->page == VALUE) && state->found != NULL && !has_events (state))
		return NULL;
	switch (state->found != NULL ? state->page : OUTCOMES) {
	case FUNNEL:
		return seg_course_funnel_plot (state->found->course, state->arm % state->found->course->n_arms);
	case RETENTION:
		return seg_course_retention_plot (state->found->course);
	case VALUE:
		return seg_course_value_plot (state->found->course);
	case LOOKS:
		return seg_course_looks_plot (state->found->looks);
	default:
		return NULL;
	}
}

static void
draw_curves (const State *state, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) plot = plot_of_page (state);
	int used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, state->page == VALUE
		? _("Money of the mean person of each arm since it went out, spent or not, and the interval that holds it in 95 of 100 cases (money before is not taken into account here, as it is in the effect).")
		: _("The share of each arm that did anything at all, of any kind, and the interval that holds it in 95 of 100 cases."));

	if (plot == NULL)
		seg_draw_paragraph (cells, rect, 0, used + 1, SEG_INK_WARNING,
		                    _("No events were imported of the days since it went out, so nothing is known of this. Import them on Data."));
	else
		seg_plot_draw (plot, NULL, cells, seg_rect_below (rect, used + 1));
}

/* Reading -------------------------------------------------------------------------------------------------------------------------- */

static void
free_course (gpointer data)
{
	Course *course = data;

	if (course == NULL)
		return;
	seg_measure_place_clear (&course->place);
	seg_measurement_free (course->measurement);
	seg_course_free (course->course);
	g_clear_pointer (&course->looks, g_ptr_array_unref);
	g_clear_pointer (&course->words, g_ptr_array_unref);
	g_free (course);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Course *course = *(Course **) data;
	SegMeasureOptions options = course->place.options;
	g_autoptr (SegCampaign) campaign = NULL;

	seg_workspace_watch (workspace, job);
	options.goal = course->place.goal;
	campaign = seg_campaign_load (workspace, course->place.name, error);
	if (campaign != NULL && (course->measurement = seg_campaign_measure (workspace, campaign, &options, job, error)) != NULL
	    && (course->course = seg_campaign_course (workspace, campaign, &options, job, error)) != NULL
	    && (course->looks = seg_campaign_looks (workspace, campaign, course->measurement->goal, course->measurement->from, error)) != NULL)
		course->words = seg_looks_words (course->looks, course->measurement->untrusted);
	seg_workspace_watch (workspace, NULL);
	return course->words != NULL;
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;

	free_course (state->found);
	g_clear_pointer (&state->failure, g_free);
	state->found = g_steal_pointer ((Course **) data);
	seg_list_changed (state->outcomes);
	seg_list_changed (state->looks);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back.") : error->message);
}

static void
free_read (gpointer data)
{
	free_course (*(Course **) data);
	g_free (data);
}

static const SegWork read_work = { N_("measuring what it did"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Course **course;

	if (seg_view_again_after (view, &read_work))
		return;
	course = g_new (Course *, 1);
	*course = g_new0 (Course, 1);
	seg_measure_place_copy (&(*course)->place, &state->place);
	seg_view_run (view, &read_work, course);
}

/* The view ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	seg_measure_place_copy (&state->place, argument);
	state->outcomes = seg_list_new (&outcome_source, outcome_columns, G_N_ELEMENTS (outcome_columns), state);
	state->looks = seg_list_new (&look_source, look_columns, G_N_ELEMENTS (look_columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->outcomes);
	seg_list_free (state->looks);
	free_course (state->found);
	seg_measure_place_clear (&state->place);
	g_free (state->failure);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->found == NULL ? _("Following those who got it and those held back.\n\nCtrl-C stops it.") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegMeasurement *m = state->found->measurement;
	g_autofree char *title = g_strdup_printf (_("%s: %s"), m->campaign, _(titles[state->page]));
	g_autofree char *remark = g_strdup_printf (_("page %u of %d"), state->page + 1, N_PAGES);
	int used = seg_draw_heading (cells, rect, title, remark);

	for (guint i = 0; i < m->failed->len && (state->page == OUTCOMES || state->page == LOOKS); i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD, m->failed->pdata[i]);
	rect = seg_rect_below (rect, used);
	if (state->page == OUTCOMES)
		draw_outcomes (state, cells, rect);
	else if (state->page == FUNNEL)
		draw_funnels (state, cells, rect);
	else if (state->page == LOOKS)
		draw_looks (state, cells, rect);
	else
		draw_curves (state, cells, rect);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action != ARM || (state->page == FUNNEL && state->found != NULL);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case PAGE:
		state->page = (state->page + 1) % N_PAGES;
		return TRUE;
	case PAGE_BACK:
		state->page = (state->page + N_PAGES - 1) % N_PAGES;
		return TRUE;
	case ARM:
		state->arm = (state->arm + 1) % state->found->course->n_arms;
		return TRUE;
	default:
		return FALSE;
	}
}

static SegPlot *
plot (SegView *view)
{
	return plot_of_page (view->state);
}

static SegList *
list (SegView *view)
{
	const State *state = view->state;

	return state->found == NULL ? NULL : state->page == OUTCOMES ? state->outcomes : state->page == LOOKS ? state->looks : NULL;
}

const SegViewClass seg_course_view = {
	.name = "measure-course", .title = N_("What else, and when"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Pages beside the effect on the goal, turned with v. What else they did: coming back, buying again, unsubscribing, with what counts as such and p corrected for all of "
	           "them. How far they went: from the list to the goal, arm by arm. Who came back, and what they brought, day by day or week by week.\n\n"
	           "Looks so far: whoever measures every day and stops at a good day fools himself. Each look is noted here, and the band holds the truth at all looks together in 95 of "
	           "100 campaigns (mixture sequential test): when it leaves 0 out, you may stop."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .plot = plot,
};
