/* One campaign as it was kept: its funnel, and its people with what each is offered. */
#include <config.h>
#include "campaigns.h"
#include "contact.h"
#include "users.h"
#include "windowed.h"

#include <segscope/campaign_advice.h>
#include <segscope/figure.h>
#include <segscope/member_list.h>

#include <glib/gi18n.h>
#include <string.h>

#define LEAST_KEY 8
#define MOST_KEY 28
#define N_COLUMNS 3

typedef struct {
	SegView     *view;
	char        *name;
	SegCampaign *campaign; /* NULL: not read yet */
	char        *plan;     /* its, in words */
	SegArm       arm;      /* shown */
	SegWindowed *people;
	SegListColumn columns[N_COLUMNS];
	char        *failure;
} State;

enum { PERSON = SEG_ACTION_OWN, USER, ARM, EXPORT, MEASURE, AGAIN, CHANGE, BALANCE, REDRAW, ARCHIVE, DELETE, RULES, LOG, STATUS, RESULTS };

static const SegBinding bindings[] = {
	{ 'e', EXPORT, "export-campaign", N_("export"), N_("Write the list to files: CSV, Excel, or as a service wants it") },
	{ 'm', MEASURE, "measure-campaign", N_("measure"), N_("Measure what it did, against those who were held back") },
	{ 'w', RESULTS, "campaign-results", N_("what came back"), N_("Show who was really written to and what came back, and bring in files of results") },
	{ SEG_KEY_ENTER, PERSON, "campaign-person", N_("person"), N_("Show what the person gets, as they will read it") },
	{ 'u', USER, "campaign-user", N_("user"), N_("Show everything about the user") },
	{ 'a', ARM, "campaign-arm", N_("held back"), N_("Change between the people to send to, those held back, and both") },
	{ 'n', AGAIN, "campaign-like-this", N_("new like this"), N_("Begin a new campaign with the same choices") },
	{ 'E', CHANGE, "change-campaign", N_("change"), N_("Change the draft and make its list anew; whoever stays keeps their arm") },
	{ 'b', BALANCE, "campaign-balance", N_("balance"), N_("Show whether the arms are alike") },
	{ 'R', REDRAW, "redraw-arms", NULL, N_("Draw the arms anew, with a reason") },
	{ 't', STATUS, "campaign-status", N_("state"), N_("Say how far the campaign is: draft, exported, running, measured") },
	{ 'X', ARCHIVE, "archive-campaign", NULL, N_("Put the campaign away, or take it out again") },
	{ 'D', DELETE, "delete-campaign", NULL, N_("Delete the campaign") },
	{ 'L', LOG, "campaign-log", N_("what was done"), N_("Show what was done to the campaign, by whom and why") },
	{ 'r', RULES, "campaign-advice", N_("rules"), N_("Say what the rules for recommendations did to this list") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaigns") },
	{ 0, 0, NULL, NULL, NULL }
};

static gint64
n_people (const State *state)
{
	return (state->arm != SEG_ARM_CONTROL ? state->campaign->n_send : 0) + (state->arm != SEG_ARM_SEND ? state->campaign->n_control : 0);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

enum { KEY, SEGMENT, OFFER };

static const SegListColumn columns[N_COLUMNS] = {
	[KEY] = { N_("User"), SEG_ALIGN_LEFT, LEAST_KEY, TRUE }, [SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -14, TRUE },
	[OFFER] = { N_("What to offer"), SEG_ALIGN_LEFT, -22, TRUE },
};

/* The keys of the window get the room they need; the rest is for what is offered. */
static void
fit_columns (State *state)
{
	const GPtrArray *members;
	int width = LEAST_KEY;

	(void) seg_windowed_at_cursor (state->people); /* reads the window */
	members = seg_windowed_rows (state->people);
	for (guint i = 0; members != NULL && i < members->len; i++)
		if (members->pdata[i] != NULL)
			width = MAX (width, seg_text_width (((const SegCampaignMember *) members->pdata[i])->key));
	state->columns[KEY].width = MIN (width, MOST_KEY);
}

/* The people --------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 campaign_id;
	SegArm arm;
} Listed;

static GArray *
order_people (SegWorkspace *workspace, const SegWindowedWish *wish, SegJob *job, GError **error)
{
	static const SegMemberOrder orders[N_COLUMNS] = { [KEY] = SEG_MEMBERS_BY_KEY, [SEGMENT] = SEG_MEMBERS_BY_SEGMENT, [OFFER] = SEG_MEMBERS_BY_OFFER };
	const Listed *listed = wish->of;

	return seg_campaign_members_order (workspace, listed->campaign_id, listed->arm, wish->words, wish->sort < 0 ? SEG_MEMBERS_BY_KEY : orders[wish->sort],
	                                   wish->descending, job, error);
}

static GPtrArray *
read_people (SegWorkspace *workspace, gconstpointer of, const gint64 *ids, gsize n, GError **error)
{
	return seg_campaign_members_of (workspace, ((const Listed *) of)->campaign_id, ids, n, error);
}

static char *
person_text (gconstpointer row, guint column, SegInk *ink)
{
	const SegCampaignMember *member = row;

	switch (column) {
	case KEY:
		return g_strdup (member->key);
	case SEGMENT:
		*ink = SEG_INK_MUTED;
		return g_strdup (member->segment);
	default:
		if (strcmp (member->arm, SEG_ARM_NAME_CONTROL) == 0)
			*ink = SEG_INK_WARNING;
		return seg_campaign_member_offer (member);
	}
}

static gpointer
copy_listed (gconstpointer of)
{
	return g_memdup2 (of, sizeof (Listed));
}

static const SegWindowedClass people_class = { order_people, read_people, person_text, copy_listed, g_free };

static void
list_people (State *state)
{
	seg_windowed_read (state->people, &(Listed) { state->campaign->id, state->arm }, n_people (state));
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* A row, and a few words: quick enough for the keys. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	SegWorkspace *workspace = seg_view_workspace (view);
	g_autoptr (GError) error = NULL;
	SegCampaign *campaign = seg_campaign_load (workspace, state->name, &error);

	g_clear_pointer (&state->failure, g_free);
	if (campaign == NULL) {
		state->failure = g_strdup (error->message);
		return;
	}
	seg_campaign_free (state->campaign);
	state->campaign = campaign;
	g_free (state->plan);
	state->plan = seg_campaign_plan_words (workspace, campaign);
	list_people (state);
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

/* What was left out of the recommended items, and who gets fewer than was asked for. */
static void
tell_advice (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GError) error = NULL;
	g_auto (SegAdviceRules) rules = { 0 };
	SegAdviceTally tally;
	g_autofree char *words = seg_campaign_advice_words (seg_view_workspace (view), state->campaign->id, &error), *text = NULL, *set = NULL;

	if (words == NULL || !seg_campaign_advice_read (seg_view_workspace (view), state->campaign->id, &rules, &tally, &error)) {
		seg_report (view, error);
		return;
	}
	set = seg_advice_rules_words (&rules);
	text = g_strdup_printf (_("%s\n\nRules that were set: %s"), *words != '\0' ? words : _("No items are recommended in this campaign."),
	                        *set != '\0' ? set : _("none"));
	seg_tell (view, _("What the rules did"), text);
}

static void
show_arm (State *state, SegArm arm)
{
	state->arm = arm;
	seg_list_set_cursor (seg_windowed_list (state->people), 0);
	list_people (state);
}

static const SegCampaignMember *
member_under_cursor (State *state)
{
	return state->campaign != NULL ? seg_windowed_at_cursor (state->people) : NULL;
}

static gboolean
show_person (SegView *view)
{
	State *state = view->state;
	SegPersonPlace place = { .name = state->name, .ids = seg_windowed_ids (state->people) };

	if (!seg_list_cursor (seg_windowed_list (state->people), &place.row))
		return TRUE;
	return seg_view_push (view, &seg_campaign_person_view, &place);
}

/* What may be done -------------------------------------------------------------------------------------------------- */

static gboolean
can (SegView *view, int action)
{
	State *state = view->state;

	if (action == CHANGE || action == REDRAW)
		return state->campaign != NULL && seg_campaign_may_change (state->campaign, NULL);
	if (action == PERSON || action == USER)
		return member_under_cursor (state) != NULL;
	return action < SEG_ACTION_OWN || state->campaign != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gint64 id;

	switch (action) {
	case PERSON:
		return show_person (view);
	case USER:
		id = member_under_cursor (state)->user_id;
		return seg_view_push (view, &seg_user_view, &id);
	case ARM:
		show_arm (state, state->arm == SEG_ARM_BOTH ? SEG_ARM_SEND : state->arm + 1);
		return TRUE;
	case EXPORT:
		seg_campaign_ask_export (view, state->campaign);
		return TRUE;
	case LOG:
		return seg_view_push (view, &seg_log_view, &(SegLogPlace) { SEG_LOG_CAMPAIGN, state->name });
	case RULES:
		tell_advice (view);
		return TRUE;
	case RESULTS:
		return seg_view_push (view, &seg_results_view, state->name);
	case MEASURE:
		seg_view_push (view, &seg_measure_view, state->name);
		return TRUE;
	case AGAIN: {
		g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_like (state->campaign->draft);
		SegBuilderPlace place = { draft, 0 };

		return seg_view_push (view, &seg_builder_view, &place);
	}
	case CHANGE: {
		SegBuilderPlace place = { state->campaign->draft, state->campaign->id };

		return seg_view_push (view, &seg_builder_view, &place);
	}
	case BALANCE:
		return seg_view_push (view, &seg_balance_view, state->name);
	case REDRAW:
		seg_campaign_ask_redraw (view, state->campaign->id);
		return TRUE;
	case STATUS:
		seg_campaign_ask_status (view, state->campaign);
		return TRUE;
	case ARCHIVE:
		seg_campaign_archive (view, state->campaign);
		return TRUE;
	case DELETE:
		seg_campaign_ask_delete (view, state->campaign);
		return TRUE;
	default:
		return FALSE;
	}
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->view = view;
	state->name = g_strdup (argument);
	memcpy (state->columns, columns, sizeof columns);
	state->people = seg_windowed_new (view, &people_class, state->columns, N_COLUMNS);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_windowed_free (state->people);
	seg_campaign_free (state->campaign);
	g_free (state->name);
	g_free (state->plan);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->campaign != NULL && state->failure == NULL && seg_windowed_failure (state->people) == NULL ? seg_windowed_list (state->people) : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : seg_windowed_failure (state->people);
}

static char *
dates (const SegCampaign *campaign)
{
	g_autofree char *made = seg_format_date (campaign->created_at), *exported = seg_format_date (campaign->exported_at);

	return campaign->exported_at != 0 ? g_strdup_printf (_("made %s · exported %s"), made, exported)
	                                  : g_strdup_printf (_("made %s · not exported yet"), made);
}

static char *
describe (const State *state)
{
	g_autofree char *n = seg_format_integer (n_people (state)), *control = seg_format_integer (state->campaign->n_control);

	switch (state->arm) {
	case SEG_ARM_CONTROL:
		return state->campaign->n_control == 0 ? g_strdup (_("Nobody was held back."))
		                                       : g_strdup_printf (_("The %s people who are held back, drawn by lot:"), n);
	case SEG_ARM_BOTH:
		return g_strdup_printf (_("All %s people, those held back among them:"), n);
	case SEG_ARM_SEND:
	default:
		return state->campaign->n_control == 0 ? g_strdup_printf (_("The %s people to send to; nobody was held back:"), n)
		                                       : g_strdup_printf (_("The %s people to send to (a shows the %s held back):"), n, control);
	}
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegCampaign *campaign = state->campaign;
	g_autofree char *title = g_strdup_printf (_("Campaign \"%s\""), campaign->name), *remark = dates (campaign), *words = describe (state);
	int used = seg_draw_heading (cells, rect, title, remark), funnel;

	used += seg_campaign_draw_head (campaign, state->plan, cells, seg_rect_below (rect, used));
	funnel = CLAMP ((int) campaign->funnel->len, 0, MAX (rect.height - used - 6, 0));
	seg_funnel_draw (campaign->funnel, cells, seg_rect_top (seg_rect_below (rect, used), funnel));
	used += funnel + 1;
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words);
	fit_columns (state);
	if (!seg_windowed_is_read (state->people))
		seg_draw_text (cells, rect, 0, used, SEG_INK_MUTED, _("Reading the list ..."));
	else
		seg_list_draw (seg_windowed_list (state->people), cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegPlot *
plot (SegView *view)
{
	const SegCampaign *campaign = ((const State *) view->state)->campaign;

	return campaign != NULL && campaign->funnel->len > 0 ? seg_figure_funnel (campaign->name, campaign->funnel) : NULL;
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	State *state = view->state;

	return seg_pane_view (view, &seg_campaign_person_view, &(SegPersonPlace) { state->name, seg_windowed_ids (state->people), row }, error);
}

static const SegPaneClass pane = { .list_least = 60, .list_most = 110, .least = 56, .open = open_pane };

const SegViewClass seg_campaign_view = {
	.name = "campaign", .title = N_("Campaign"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Above, from whom the list was made and who was taken off; below, the people with what each is offered. Enter shows the offers "
	           "of one person with their reasons.\n\n"
	           "e writes the list to a file. Whoever has taken back their consent since the list was made is left out of the file."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
	.plot = plot,
	.pane = &pane,
};
