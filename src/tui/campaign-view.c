/* One campaign as it was kept: its funnel, and its people with what each is offered. Members are read by windows. */
#include <config.h>
#include "campaigns.h"
#include "users.h"

#include <segscope/campaign_advice.h>
#include <segscope/message.h>

#include <glib/gi18n.h>
#include <string.h>

#define WINDOW 200
#define LEAST_KEY 8
#define MOST_KEY 28
#define N_COLUMNS 3

typedef struct {
	SegView     *view;
	char        *name;
	SegCampaign *campaign; /* NULL: not read yet */
	SegArm       arm;      /* shown */
	SegList     *list;
	SegListColumn columns[N_COLUMNS];
	GPtrArray   *members;  /* of SegCampaignMember*: the window */
	gint64       offset;   /* of the window */
	gint64       wanted;   /* offset of the window that was asked for, -1: none */
	char        *failure;
} State;

enum { PERSON = SEG_ACTION_OWN, USER, ARM, EXPORT, MEASURE, AGAIN, CHANGE, BALANCE, REDRAW, ARCHIVE, DELETE, RULES };

static const SegBinding bindings[] = {
	{ 'e', EXPORT, "export-campaign", N_("export"), N_("Write the list to files: CSV, Excel, or as a service wants it") },
	{ 'm', MEASURE, "measure-campaign", N_("measure"), N_("Measure what it did, against those who were held back") },
	{ SEG_KEY_ENTER, PERSON, "campaign-person", N_("person"), N_("Show what the person is offered, and why") },
	{ 'u', USER, "campaign-user", N_("user"), N_("Show everything about the user") },
	{ 'a', ARM, "campaign-arm", N_("held back"), N_("Change between the people to send to, those held back, and both") },
	{ 'n', AGAIN, "campaign-like-this", N_("new like this"), N_("Begin a new campaign with the same choices") },
	{ 'E', CHANGE, "change-campaign", N_("change"), N_("Change the draft and make its list anew; whoever stays keeps their arm") },
	{ 'b', BALANCE, "campaign-balance", N_("balance"), N_("Show whether the arms are alike") },
	{ 'R', REDRAW, "redraw-arms", NULL, N_("Draw the arms anew, with a reason") },
	{ 'X', ARCHIVE, "archive-campaign", NULL, N_("Put the campaign away, or take it out again") },
	{ 'D', DELETE, "delete-campaign", NULL, N_("Delete the campaign") },
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
	[KEY] = { N_("User"), SEG_ALIGN_LEFT, LEAST_KEY, FALSE }, [SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -14, FALSE },
	[OFFER] = { N_("What to offer"), SEG_ALIGN_LEFT, -22, FALSE },
};

/* The keys of the window get the room they need; the rest is for what is offered. */
static void
fit_columns (State *state)
{
	memcpy (state->columns, columns, sizeof columns);
	for (guint i = 0; state->members != NULL && i < state->members->len; i++)
		state->columns[KEY].width = MAX (state->columns[KEY].width, seg_text_width (((const SegCampaignMember *) state->members->pdata[i])->key));
	state->columns[KEY].width = MIN (state->columns[KEY].width, MOST_KEY);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char        *name;
	SegArm       arm;
	gint64       offset;
	SegCampaign *campaign;
	GPtrArray   *members;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	g_free (read->name);
	seg_campaign_free (read->campaign);
	g_clear_pointer (&read->members, g_ptr_array_unref);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;

	seg_workspace_watch (workspace, job);
	read->campaign = seg_campaign_load (workspace, read->name, error);
	if (read->campaign != NULL)
		read->members = seg_campaign_members (workspace, read->campaign->id, read->arm, read->offset, WINDOW, error);
	seg_workspace_watch (workspace, NULL);
	return read->members != NULL;
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;

	seg_campaign_free (state->campaign);
	g_clear_pointer (&state->members, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->campaign = g_steal_pointer (&read->campaign);
	state->members = g_steal_pointer (&read->members);
	state->offset = read->offset;
	state->wanted = -1;
	fit_columns (state);
	seg_list_changed (state->list);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	state->wanted = -1;
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back to the campaigns.")
	                                                                                  : error->message);
}

static const SegWork read_work = { N_("reading the list"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

/* At once where that is quick, else in a job. */
static void
read_window (State *state, gint64 offset)
{
	Read *read = g_new0 (Read, 1);
	g_autoptr (GError) error = NULL;

	*read = (Read) { .name = g_strdup (state->name), .arm = state->arm, .offset = offset };
	state->wanted = offset;
	if (state->campaign == NULL || state->campaign->n_send + state->campaign->n_control > SEG_DIRECT_PEOPLE) {
		seg_view_run (state->view, &read_work, read);
		return;
	}
	if (run_read (seg_view_workspace (state->view), NULL, read, &error))
		done_read (state->view, read);
	else
		failed_read (state->view, read, error);
	free_read (read);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	read_window (state, state->offset);
}

/* The list --------------------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->campaign != NULL ? (gsize) n_people (state) : 0;
}

static const SegCampaignMember *
member_in_window (const State *state, gsize row)
{
	gint64 at = (gint64) row - state->offset;

	return state->members != NULL && at >= 0 && at < (gint64) state->members->len ? state->members->pdata[at] : NULL;
}

/* NULL while its window is on its way. */
static const SegCampaignMember *
member_at (State *state, gsize row)
{
	if (member_in_window (state, row) == NULL && state->wanted < 0 && state->failure == NULL)
		read_window (state, MAX ((gint64) row - WINDOW / 2, 0));
	return member_in_window (state, row);
}

static char *
join_titles (const SegCampaignMember *member)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < member->titles->len; i++)
		g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", (const char *) member->titles->pdata[i]);
	return g_string_free (text, FALSE);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegCampaignMember *member = member_at (data, row);

	if (member == NULL)
		return column == KEY ? g_strdup ("…") : NULL;
	switch (column) {
	case KEY:
		return g_strdup (member->key);
	case SEGMENT:
		*ink = SEG_INK_MUTED;
		return g_strdup (member->segment);
	default:
		if (strcmp (member->arm, "control") != 0)
			return join_titles (member);
		*ink = SEG_INK_WARNING;
		return g_strdup (_("held back: gets nothing"));
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Actions ---------------------------------------------------------------------------------------------------------- */

static char *
person_words (const SegCampaignMember *member)
{
	g_autoptr (GString) text = g_string_new (NULL);

	if (member->segment != NULL)
		g_string_append_printf (text, _("Segment \"%s\".\n\n"), member->segment);
	if (strcmp (member->arm, "control") == 0)
		g_string_append (text, _("Held back by lot: gets nothing, and is in no file of people to send to. What this person does meanwhile shows "
		                         "what would have happened without the campaign."));
	else if (member->titles->len == 0)
		g_string_append (text, _("To send to; nothing is recommended."));
	for (guint i = 0; i < member->titles->len; i++)
		g_string_append_printf (text, "%s%u  %s\n%s", i > 0 ? "\n\n" : "", i + 1, (const char *) member->titles->pdata[i],
		                        (const char *) member->reasons->pdata[i]);
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_person (SegView *view, const SegCampaignMember *member)
{
	const State *state = view->state;
	g_autofree char *words = person_words (member), *subject = NULL, *text = NULL, *all = NULL;
	g_autoptr (GError) error = NULL;

	if (!seg_campaign_preview (seg_view_workspace (view), state->campaign, member->user_id, &subject, &text, NULL, &error)) {
		seg_report (view, error);
		return;
	}
	if (text != NULL)
		all = g_strdup_printf ("%s%s%s\n\n%s", subject, subject[0] != '\0' ? "\n\n" : "", text, words);
	seg_tell (view, member->key, all != NULL ? all : words);
}

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
	set = seg_advice_rules_text (&rules);
	text = g_strdup_printf (_("%s\n\nRules that were set: %s"), *words != '\0' ? words : _("No items are recommended in this campaign."),
	                        *set != '\0' ? set : _("none"));
	seg_tell (view, _("What the rules did"), text);
}

static void
show_arm (State *state, SegArm arm)
{
	state->arm = arm;
	seg_list_set_cursor (state->list, 0);
	read_window (state, 0);
}

static const SegCampaignMember *
member_under_cursor (State *state)
{
	gsize row;

	return state->campaign != NULL && seg_list_cursor (state->list, &row) ? member_in_window (state, row) : NULL;
}

/* Changes ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64   id;
	gboolean archived; /* now */
	char    *reason;
} Change;

static void
free_change (gpointer data)
{
	g_free (((Change *) data)->reason);
	g_free (data);
}

static Change *
change_new (const State *state, const char *reason)
{
	Change *change = g_new (Change, 1);

	*change = (Change) { state->campaign->id, state->campaign->archived, g_strdup (reason) };
	return change;
}

static gboolean
run_archive (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	(void) job;
	return seg_campaign_set_archived (workspace, change->id, !change->archived, error);
}

static const SegWork archive_work = { N_("putting the campaign away"), run_archive, NULL, NULL, free_change, TRUE, FALSE };

static gboolean
run_redraw (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	return seg_campaign_redraw (workspace, change->id, change->reason, job, error);
}

static const SegWork redraw_work = { N_("drawing the arms"), run_redraw, NULL, NULL, free_change, TRUE, FALSE };

static gboolean
take_redraw (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *stripped = g_strstrip (g_strdup (text));

	(void) data;
	if (stripped[0] == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("This needs a reason, which is kept in the audit log"));
		return FALSE;
	}
	seg_view_run (view, &redraw_work, change_new (view->state, stripped));
	return TRUE;
}

static gboolean
is_draft (const State *state)
{
	return state->campaign != NULL && strcmp (state->campaign->status, "draft") == 0 && state->campaign->exported_at == 0;
}

static gboolean
can (SegView *view, int action)
{
	State *state = view->state;

	if (action == CHANGE || action == REDRAW)
		return is_draft (state);
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
		show_person (view, member_under_cursor (state));
		return TRUE;
	case USER:
		id = member_under_cursor (state)->user_id;
		return seg_view_push (view, &seg_user_view, &id);
	case ARM:
		show_arm (state, state->arm == SEG_ARM_BOTH ? SEG_ARM_SEND : state->arm + 1);
		return TRUE;
	case EXPORT:
		seg_campaign_ask_export (view, state->campaign);
		return TRUE;
	case RULES:
		tell_advice (view);
		return TRUE;
	case MEASURE:
		seg_view_push (view, &seg_measure_view, state->name);
		return TRUE;
	case AGAIN: {
		g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_copy (state->campaign->draft);

		SegBuilderPlace place = { draft, 0 };

		g_clear_pointer (&draft->name, g_free);
		return seg_view_push (view, &seg_builder_view, &place);
	}
	case CHANGE: {
		SegBuilderPlace place = { state->campaign->draft, state->campaign->id };

		return seg_view_push (view, &seg_builder_view, &place);
	}
	case BALANCE:
		return seg_view_push (view, &seg_balance_view, state->name);
	case REDRAW:
		seg_ask_line (view, _("Why are the arms drawn anew?"), _("Each draw is counted, and its reason kept in the audit log."), "", take_redraw, NULL, NULL);
		return TRUE;
	case ARCHIVE:
		seg_view_run (view, &archive_work, change_new (state, NULL));
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
	state->wanted = -1;
	state->name = g_strdup (argument);
	fit_columns (state);
	state->list = seg_list_new (&source, state->columns, N_COLUMNS, state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_campaign_free (state->campaign);
	g_clear_pointer (&state->members, g_ptr_array_unref);
	g_free (state->name);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->campaign != NULL && state->failure == NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	return state->failure != NULL ? state->failure : state->campaign == NULL ? _("Reading the list ...") : NULL;
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
	const State *state = view->state;
	const SegCampaign *campaign = state->campaign;
	g_autofree char *title = g_strdup_printf (_("Campaign \"%s\""), campaign->name), *remark = dates (campaign), *words = describe (state);
	int used = seg_draw_heading (cells, rect, title, remark), funnel;

	if (campaign->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! The data or the segments have changed since this list was made. n begins a new one like it."));
	if (campaign->draft->overrides[SEG_SUPPRESS_CONSENT] != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD, _("! Nobody on this list was asked for consent."));
	funnel = CLAMP ((int) campaign->funnel->len, 0, MAX (rect.height - used - 6, 0));
	seg_funnel_draw (campaign->funnel, cells, seg_rect_top (seg_rect_below (rect, used), funnel));
	used += funnel + 1;
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words);
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_campaign_view = {
	.name = "campaign", .title = N_("Campaign"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Above, from whom the list was made and who was taken off; below, the people with what each is offered. Enter shows the offers "
	           "of one person with their reasons.\n\n"
	           "e writes the list to a file. Whoever has taken back their consent since the list was made is left out of the file."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
