/* Whom a campaign changed: in words, in tenths of the people, and the list of those whom the next one should reach. */
#include <config.h>
#include "campaigns.h"

#include <segscope/figure_uplift.h>

#include <glib/gi18n.h>
#include <math.h>

#define BAR_WIDTH 21
#define LIST_WIDTH 92   /* of the tenths */
#define BESIDE 140      /* columns from which the chart stands beside them */
#define LEAST_CHART 10  /* lines */
#define TALLEST 24

/* What was learnt: shared by the view and the job that keeps a list of it. */
typedef struct {
	SegMeasurePlace place;
	SegCampaignUplift *uplift;
} Learn;

typedef struct {
	SegMeasurePlace place;        /* owned strings */
	Learn   *learnt;              /* whose uplift follows; NULL: not known yet */
	const SegCampaignUplift *uplift;
	SegList *list;                /* the tenths */
	char    *failure;
} State;

enum { KEEP = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ 'w', KEEP, "keep-moved", N_("keep"), N_("Keep those whom it is expected to move as a list, for the next campaign") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to what the campaign did") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The tenths ----------------------------------------------------------------------------------------------------------------- */

enum { TENTH, SENT, HELD, DID, HELD_DID, DIFFERENCE, INTERVAL, BAR };

static const SegListColumn columns[] = {
	[TENTH] = { N_("Tenth"), SEG_ALIGN_RIGHT, 6, FALSE },           [SENT] = { N_("Sent to"), SEG_ALIGN_RIGHT, 8, FALSE },
	[HELD] = { N_("Held back"), SEG_ALIGN_RIGHT, 9, FALSE },        [DID] = { N_("Did it"), SEG_ALIGN_RIGHT, 7, FALSE },
	[HELD_DID] = { N_("Held back"), SEG_ALIGN_RIGHT, 9, FALSE },    [DIFFERENCE] = { N_("Points"), SEG_ALIGN_RIGHT, 6, FALSE },
	[INTERVAL] = { N_("95 % interval"), SEG_ALIGN_RIGHT, 14, FALSE }, [BAR] = { "", SEG_ALIGN_LEFT, BAR_WIDTH, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->uplift != NULL ? G_N_ELEMENTS (((State *) data)->uplift->tenths) : 0;
}

static char *
points (double difference)
{
	return isfinite (difference) ? seg_format_number (100 * difference, 1) : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegUpliftTenth *tenth = &((State *) data)->uplift->tenths[row];
	g_autofree char *low = points (tenth->share.interval.low), *high = points (tenth->share.interval.high);

	switch (column) {
	case TENTH:
		return seg_format_integer ((gint64) row + 1);
	case SENT:
		return seg_format_integer (tenth->sent.n);
	case HELD:
		return seg_format_integer (tenth->control.n);
	case DID:
		return seg_format_share (tenth->share.share_b);
	case HELD_DID:
		return seg_format_share (tenth->share.share_a);
	case DIFFERENCE:
		*ink = tenth->share.interval.low > 0 ? SEG_INK_GOOD : tenth->share.interval.high < 0 ? SEG_INK_BAD : SEG_INK_NORMAL;
		return points (tenth->share.difference);
	case INTERVAL:
		return low != NULL && high != NULL ? g_strdup_printf (_("%s to %s"), low, high) : NULL;
	default:
		return NULL;
	}
}

/* How far each differs, for the largest of all: what hurts to the left. */
static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const SegCampaignUplift *uplift = ((State *) data)->uplift;
	double largest = 0, own = uplift->tenths[row].share.difference;

	if (column != BAR)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS (uplift->tenths); i++)
		if (isfinite (uplift->tenths[i].share.difference))
			largest = MAX (largest, fabs (uplift->tenths[i].share.difference));
	if (largest > 0 && isfinite (own))
		seg_chart_signed_bar (cells, rect.x, rect.y, rect.width, own / largest, selected ? SEG_INK_SELECTED : SEG_INK_GOOD,
		                      selected ? SEG_INK_SELECTED : SEG_INK_BAD);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

/* Learning ------------------------------------------------------------------------------------------------------------------- */

static void
clear_learn (gpointer data)
{
	Learn *learn = data;

	seg_measure_place_clear (&learn->place);
	seg_campaign_uplift_free (learn->uplift);
}

static void
free_learn (gpointer data)
{
	g_atomic_rc_box_release_full (data, clear_learn);
}

static gboolean
run_learn (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Learn *learn = data;
	g_autoptr (SegCampaign) campaign = NULL;

	seg_workspace_watch (workspace, job);
	campaign = seg_campaign_load (workspace, learn->place.name, error);
	if (campaign != NULL)
		learn->uplift = seg_campaign_uplift (workspace, campaign, &learn->place.options, NULL, NULL, job, error);
	seg_workspace_watch (workspace, NULL);
	return learn->uplift != NULL;
}

static void
done_learn (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->learnt, free_learn);
	state->learnt = g_atomic_rc_box_acquire (data);
	state->uplift = state->learnt->uplift;
	seg_list_changed (state->list);
}

static void
failed_learn (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back; u begins again.") : error->message);
}

/* It computes features as of the day before the list went out, and keeps them. */
static const SegWork learn_work = { N_("learning whom it changes"), run_learn, done_learn, failed_learn, free_learn, TRUE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Learn *learn;

	if (state->uplift != NULL || state->failure != NULL || seg_view_is_busy (view, &learn_work))
		return;
	learn = g_atomic_rc_box_new0 (Learn);
	seg_measure_place_copy (&learn->place, &state->place);
	seg_view_run (view, &learn_work, learn);
}

/* Keeping -------------------------------------------------------------------------------------------------------------------- */

#define MOST_KEPT 0.3 /* of the people */

typedef struct {
	Learn *learnt;
	char  *name;
	gsize  n;
} Keep;

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	free_learn (keep->learnt);
	g_free (keep->name);
	g_free (keep);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *keep = data;
	gboolean kept;

	seg_workspace_watch (workspace, job);
	kept = seg_campaign_uplift_keep (workspace, keep->learnt->uplift, keep->name, MOST_KEPT, &keep->n, error) != 0;
	seg_workspace_watch (workspace, NULL);
	return kept;
}

static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;
	g_autofree char *n = seg_format_integer ((gint64) keep->n);

	seg_say (view, ngettext ("Kept %s person; the next campaign picks them with rule = \"%s\".", "Kept %s people; the next campaign picks them with rule = \"%s\".",
	                         (gulong) keep->n), n, keep->name);
}

static const SegWork keep_work = { N_("keeping the list"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	const State *state = view->state;
	Keep *keep;

	(void) data;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A list needs a name"));
		return FALSE;
	}
	keep = g_new (Keep, 1);
	*keep = (Keep) { g_atomic_rc_box_acquire (state->learnt), g_strdup (text), 0 };
	seg_view_run (view, &keep_work, keep);
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	g_autofree char *name = NULL;

	if (action != KEEP || state->uplift == NULL)
		return FALSE;
	name = g_strdup_printf (_("moved by %s"), state->uplift->campaign);
	seg_ask_line (view, _("Name of the list"), state->uplift->found ? _("At most three of ten of the people, and nobody whom it is not expected to move.")
	              : _("Beware: whom it moves could not be foretold, so this list may be no better than chance."), name, accept_name, NULL, NULL);
	return TRUE;
}

/* The view ------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	seg_measure_place_copy (&state->place, argument);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->learnt, free_learn);
	seg_measure_place_clear (&state->place);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	const State *state = view->state;

	return state->uplift != NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->uplift == NULL ? _("Learning for whom being sent to made the difference, from what was known of them before.\n\nCtrl-C stops it.") : NULL;
}

/* The tenths, and how well they are told apart: beside them, or below, where there is room. */
static void
draw_tenths (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const int lines = (int) G_N_ELEMENTS (state->uplift->tenths) + 1;
	g_autoptr (SegPlot) qini = seg_figure_qini (state->uplift);
	SegRect chart = seg_rect_below (rect, lines + 1);

	if (rect.width >= BESIDE) {
		rect = seg_rect_split (rect, LIST_WIDTH, &chart);
		chart = seg_rect_top ((SegRect) { chart.x + 3, chart.y, chart.width - 3, chart.height }, TALLEST);
	}
	seg_list_draw (state->list, cells, chart.x > rect.x || chart.height < LEAST_CHART ? rect : seg_rect_top (rect, lines), TRUE);
	if (chart.height >= LEAST_CHART)
		seg_plot_draw (qini, NULL, cells, chart);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegCampaignUplift *uplift = state->uplift;
	g_autofree char *title = g_strdup_printf (_("Whom %s changed"), uplift->campaign), *n = seg_format_integer ((gint64) uplift->n);
	g_autofree char *remark = g_strdup_printf (_("goal %s · %s people"), uplift->goal, n);
	int used = seg_draw_heading (cells, rect, title, remark);

	for (guint i = 0; i < uplift->sentences->len; i++)
		used += seg_draw_paragraph (cells, rect, 0, used, i == 0 && !uplift->found ? SEG_INK_WARNING : SEG_INK_NORMAL, uplift->sentences->pdata[i]);
	draw_tenths (view, cells, seg_rect_below (rect, used + 1));
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;

	return state->uplift != NULL ? seg_figure_qini (state->uplift) : NULL;
}

const SegViewClass seg_uplift_view = {
	.name = "uplift", .title = N_("Whom did it change?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Some people buy because they were asked, some would have bought anyway, some are put off. Which is which cannot be seen in one person, but in "
	           "people alike: those sent to against those held back.\n\nSeveral learners are tried, each scoring only people it has not seen; the best is shown. "
	           "The people stand in tenths, those expected to gain most first. If what was learnt is right, Points fall from the first tenth to the last.\n\n"
	           "What people did counts up to the day before it went out; their attributes are those of the last import, so one that tells what happened since "
	           "misleads.\n\nw keeps those expected to gain most as a list, to be used in filters and campaigns like a rule."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
	.plot = plot,
};
