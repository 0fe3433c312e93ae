/* What a campaign did: checks first, then the numbers in words, and each segment. */
#include <config.h>
#include "measure.h"

#include <segscope/figure_effect.h>
#include <segscope/format.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>
#include <math.h>

typedef SegMeasureState State;

enum { GOAL = SEG_ACTION_OWN, FROM, DAYS, UPLIFT, ARMS, COURSE, WORKED, WORDS };

static const SegBinding bindings[] = {
	{ 'g', GOAL, "measure-goal", N_("goal"), N_("Choose which kind of event counts as success") },
	{ 'd', DAYS, "measure-days", N_("days"), N_("Choose how many days after it went out count") },
	{ 'f', FROM, "measure-from", N_("went out"), N_("Say on which day it went out, where that is not the day of the export") },
	{ 'v', COURSE, "measure-course", N_("what else"), N_("Show what else they did, how far they went, who came back, what they brought, and the looks so far") },
	{ 'w', WORKED, "what-worked", N_("what worked"), N_("Show what worked for which segment, over all campaigns") },
	{ 's', WORDS, "measure-words", N_("in words"), N_("Read all that is said of it in words") },
	{ 'u', UPLIFT, "campaign-uplift", N_("whom?"), N_("Learn whom it changes, and keep those people for the next campaign") },
	{ 'b', ARMS, "share-out-arms", N_("next shares"), N_("Say how to share out the next people between the arms") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaign") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The table ------------------------------------------------------------------------------------------------------------------ */

enum { SEGMENT, SENT, HELD, DID, HELD_DID, DIFFERENCE, INTERVAL, MONEY };

static const SegListColumn columns[] = {
	[SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -12, FALSE },      [SENT] = { N_("Sent to"), SEG_ALIGN_RIGHT, 8, FALSE },
	[HELD] = { N_("Held back"), SEG_ALIGN_RIGHT, 9, FALSE },        [DID] = { N_("Did it"), SEG_ALIGN_RIGHT, 7, FALSE },
	[HELD_DID] = { N_("Held back"), SEG_ALIGN_RIGHT, 9, FALSE },    [DIFFERENCE] = { N_("Points"), SEG_ALIGN_RIGHT, 6, FALSE },
	[INTERVAL] = { N_("95 % interval"), SEG_ALIGN_RIGHT, 13, FALSE },    [MONEY] = { N_("Money each"), SEG_ALIGN_RIGHT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->measurement != NULL ? seg_measurement_n_effects (state->measurement) : 0;
}

/* Segments stand with what is left of their difference when it is drawn in: what a person may act on. */
static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegMeasurement *measurement = ((const State *) data)->measurement;
	const SegEffect *effect = seg_measurement_effect (measurement, (guint) row);

	switch (column) {
	case SEGMENT:
		return seg_measurement_effect_words (measurement, (guint) row);
	case SENT:
		return seg_format_integer (effect->sent.n);
	case HELD:
		return seg_format_integer (effect->control.n);
	case DID:
		return seg_format_share (effect->share.share_b);
	case HELD_DID:
		return seg_format_share (effect->share.share_a);
	case DIFFERENCE:
		*ink = effect->shrunk_interval.low > 0 ? SEG_INK_GOOD : effect->shrunk_interval.high < 0 ? SEG_INK_BAD : SEG_INK_NORMAL;
		return seg_points (effect->shrunk);
	case INTERVAL:
		return seg_interval_words (effect->shrunk_interval);
	case MONEY:
		return isfinite (effect->money.adjusted.difference) ? seg_format_money (effect->money.adjusted.difference, -1) : NULL;
	default:
		return NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Measuring ------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char *name, *goal;
	SegMeasureOptions options;
	SegMeasurement *measurement;
	SegForesight   *foresight;
} Measure;

static void
free_measure (gpointer data)
{
	Measure *measure = data;

	g_free (measure->name);
	g_free (measure->goal);
	seg_measurement_free (measure->measurement);
	seg_foresight_free (measure->foresight);
	g_free (measure);
}

static gboolean
run_measure (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Measure *measure = data;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (GError) failure = NULL;

	seg_workspace_watch (workspace, job);
	campaign = seg_campaign_load (workspace, measure->name, error);
	if (campaign != NULL)
		measure->measurement = seg_campaign_measure (workspace, campaign, &measure->options, job, &failure);
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) /* not out yet, mostly */
		measure->foresight = seg_campaign_foresee (workspace, campaign, &measure->options, job, NULL);
	if (failure != NULL)
		g_propagate_error (error, g_steal_pointer (&failure));
	seg_workspace_watch (workspace, NULL);
	return measure->measurement != NULL;
}

/* What a person has seen is a look, and counts as one. */
typedef struct {
	char *name;
	SegMeasurement *measurement;
} Keep;

static Keep *
keep_new (const State *state)
{
	Keep *keep = g_new (Keep, 1);

	*keep = (Keep) { g_strdup (state->name), seg_measurement_ref (state->measurement) };
	return keep;
}

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	g_free (keep->name);
	seg_measurement_free (keep->measurement);
	g_free (keep);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keep *keep = data;
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, keep->name, error);

	(void) job;
	return campaign != NULL && seg_measurement_keep (workspace, campaign, keep->measurement, NULL, error);
}

static const SegWork keep_work = { N_("noting what was measured"), run_keep, NULL, NULL, free_keep, TRUE, FALSE };

static void
done_measure (SegView *view, gpointer data)
{
	State *state = view->state;
	Measure *measure = data;

	g_clear_pointer (&state->measurement, seg_measurement_free);
	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->foresight, seg_foresight_free);
	state->measurement = g_steal_pointer (&measure->measurement);
	seg_list_changed (state->list);
	if (!seg_workspace_is_read_only (seg_view_workspace (view)))
		seg_view_run (view, &keep_work, keep_new (state));
	seg_measure_read_course (view);
}

/* Under what is missing stands what such a list can show. */
static void
foresee (State *state, SegForesight *foresight)
{
	GString *text = g_string_new (state->failure);

	state->foresight = foresight;
	g_string_append (text, "\n");
	for (guint i = 0; i < foresight->sentences->len; i++)
		g_string_append_printf (text, "\n%s", (const char *) foresight->sentences->pdata[i]);
	g_free (state->failure);
	state->failure = g_string_free (text, FALSE);
}

static void
failed_measure (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;
	Measure *measure = data;

	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		state->again = FALSE;
	if (state->measurement != NULL && g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		seg_say (view, "%s", _("Stopped; what you see is of before."));
		return;
	}
	g_clear_pointer (&state->measurement, seg_measurement_free);
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Press d to choose the days and measure again, Esc to go back.")
	                                                                                   : error->message);
	g_clear_pointer (&state->foresight, seg_foresight_free);
	if (measure->foresight != NULL)
		foresee (state, g_steal_pointer (&measure->foresight));
	seg_list_changed (state->list);
}

static const SegWork measure_work = { N_("measuring what it did"), run_measure, done_measure, failed_measure, free_measure, FALSE, FALSE };

static void
start (SegView *view)
{
	State *state = view->state;
	Measure *measure;

	state->again = seg_view_again_after (view, &measure_work);
	if (state->again)
		return;
	measure = g_new0 (Measure, 1);
	measure->name = g_strdup (state->name);
	measure->goal = g_strdup (state->goal);
	measure->options = state->options;
	measure->options.goal = measure->goal;
	seg_view_run (view, &measure_work, measure);
}

static void
refresh (SegView *view)
{
	const State *state = view->state;

	if (state->again || (state->measurement == NULL && state->failure == NULL))
		start (view);
}

/* Asking ----------------------------------------------------------------------------------------------------------------------- */

static gboolean
accept_goal (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;

	(void) data;
	(void) error;
	g_free (state->goal);
	state->goal = *text != '\0' ? g_strdup (text) : NULL;
	start (view);
	return TRUE;
}

static gboolean
accept_days (SegView *view, const char *text, gpointer data, GError **error)
{
	guint64 value;

	(void) data;
	if (!g_ascii_string_to_unsigned (text, 10, 1, SEG_MEASURE_LONGEST, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from 1 to %d"), text, SEG_MEASURE_LONGEST);
		return FALSE;
	}
	((State *) view->state)->options.days = (guint) value;
	start (view);
	return TRUE;
}

static gboolean
accept_from (SegView *view, const char *text, gpointer data, GError **error)
{
	State *state = view->state;

	(void) data;
	if (*text == '\0')
		state->options.from = 0;
	else if (!seg_own_parse_day (text, &state->options.from, error))
		return FALSE;
	start (view);
	return TRUE;
}

/* All of it, for where there is no room. */
static void
tell_words (SegView *view, const SegMeasurement *m)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < m->failed->len; i++)
		g_string_append_printf (text, "! %s\n", (const char *) m->failed->pdata[i]);
	for (guint i = 0; i < m->sentences->len; i++)
		g_string_append_printf (text, "%s\n", (const char *) m->sentences->pdata[i]);
	seg_tell (view, _("What it did, in words"), text->str);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action != WORDS || state->measurement != NULL;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	g_autofree char *days = g_strdup_printf ("%u", state->options.days != 0 ? state->options.days : state->measurement != NULL ? state->measurement->days : 0);
	g_autofree char *from = state->options.from != 0 ? seg_format_exact_date (state->options.from) : g_strdup ("");

	switch (action) {
	case GOAL:
		seg_ask_line (view, _("Which events count as success?"), _("A kind of event, as purchase or complete; nothing means the goal of the campaign."),
		              state->goal != NULL ? state->goal : "", accept_goal, NULL, NULL);
		return TRUE;
	case DAYS:
		seg_ask_line (view, _("How many days after it went out count?"), _("Long enough for people to act, short enough that nothing else gets in between."), days,
		              accept_days, NULL, NULL);
		return TRUE;
	case WORDS:
		tell_words (view, state->measurement);
		return TRUE;
	case COURSE:
		return seg_view_push (view, &seg_course_view, &(SegMeasurePlace) { state->name, state->goal, state->options });
	case WORKED:
		return seg_view_push (view, &seg_worked_view, NULL);
	case UPLIFT:
		return seg_view_push (view, &seg_uplift_view, &(SegMeasurePlace) { state->name, state->goal, state->options });
	case ARMS:
		seg_arms_ask (view, &(SegMeasurePlace) { state->name, state->goal, state->options });
		return TRUE;
	case FROM:
		seg_ask_line (view, _("On which day did it go out?"), _("As 2026-03-01; nothing means when the list was exported."), from, accept_from, NULL, NULL);
		return TRUE;
	default:
		return FALSE;
	}
}

/* The view ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->name = g_strdup (argument);
	state->options = (SegMeasureOptions) SEG_MEASURE_OPTIONS_INIT;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_measurement_free (state->measurement);
	seg_course_free (state->course);
	seg_foresight_free (state->foresight);
	g_free (state->name);
	g_free (state->goal);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	const State *state = view->state;

	return state->measurement != NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->measurement == NULL ? _("Comparing those who got it with those held back.\n\nCtrl-C stops it.") : NULL;
}

/* Lines that a paragraph takes, by drawing it where nobody sees it. */
static int
lines_of (const char *text, int width)
{
	SegCells *nowhere = seg_cells_new (MAX (width, 1), 8);
	int lines = seg_draw_paragraph (nowhere, (SegRect) { 0, 0, MAX (width, 1), 8 }, 0, 0, SEG_INK_NORMAL, text);

	seg_cells_free (nowhere);
	return lines;
}

#define LEAST_BELOW 6 /* lines below the table in which a chart says something */

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegMeasurement *m = state->measurement;
	g_autofree char *title = g_strdup_printf (_("What %s did"), m->campaign);
	g_autofree char *from = seg_format_date (m->from), *end = seg_format_date (m->data_end);
	g_autofree char *all = g_strdup_printf (_("goal %s · %u days from %s · measured as of %s"), m->goal, m->days, from, end);
	g_autofree char *brief = g_strdup_printf (_("goal %s · %u days from %s"), m->goal, m->days, from);
	const char *remark = m->goal_kind == SEG_GOAL_EVENT && seg_text_width (title) + 2 + seg_text_width (all) <= rect.width ? all : brief;
	const int room = rect.height - MIN ((int) n_rows ((gpointer) state) + 2, rect.height >= 30 ? 12 : 7); /* the table keeps some */
	const int rows = (int) n_rows ((gpointer) state) + 1; /* with their heading */
	int used = seg_draw_heading (cells, rect, title, remark);
	guint i;

	for (i = 0; i < m->failed->len; i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD, m->failed->pdata[i]);
	for (i = 0; i < m->sentences->len && used + lines_of (m->sentences->pdata[i], rect.width) + (i + 1 < m->sentences->len) <= room; i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, m->sentences->pdata[i]);
	if (i < m->sentences->len)
		used += seg_draw_format (cells, rect, 0, used, SEG_INK_MUTED, ngettext ("%u more sentence: s", "%u more sentences: s", m->sentences->len - i), m->sentences->len - i) > 0;
	rect = seg_rect_below (rect, used + 1);
	seg_list_draw (state->list, cells, rect.height > rows + LEAST_BELOW ? seg_rect_top (rect, rows) : rect, TRUE);
	if (rect.height > rows + LEAST_BELOW)
		seg_measure_draw_charts (state, cells, seg_rect_below (rect, rows + 1));
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;

	return state->measurement != NULL ? seg_figure_effect (state->measurement) : NULL;
}

const SegViewClass seg_measure_view = {
	.name = "measure", .title = N_("What did it do?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Those who got the campaign against those held back: without them nobody knows what would have happened anyway.\n\n"
	           "Points: how many more of 100 did it, with the interval that holds the truth in 95 of 100 cases (Newcombe). If it holds 0, the campaign may "
	           "have done nothing. For segments the difference is drawn towards that of all, the more the fewer people a segment has: a small one does not "
	           "shout.\n\nMoney each: what a person sent to spent more than one held back, adjusted for what they spent in the 90 days before (CUPED).\n\n"
	           "Red lines come first: what they say makes the numbers doubtful."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.plot = plot,
};
