/* Campaigns: the lists that were made. A new one is begun here; one is opened to look at it and to export it. */
#include <config.h>
#include "campaigns.h"
#include "contact.h"
#include "orders-ask.h"

#include <segscope/campaign_compare.h>
#include <segscope/history.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegList   *list;
	GPtrArray *campaigns; /* of SegCampaign*, newest first; NULL: not read yet */
	char      *failure;
} State;

enum { OPEN = SEG_ACTION_OWN, NEW, DELETE, OFFERS, CONTACT, LOG, BESIDE, STATUS_NOW, ARCHIVE, TAKE_IN, WORKED };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "campaign", N_("open"), N_("Show the campaign and its people, to export it") },
	{ 'n', NEW, "new-campaign", N_("new campaign"), N_("Choose whom to talk to") },
	{ 'o', OFFERS, "offers", N_("offers"), N_("Show the catalogue of offers: coupons, discounts, trials, ...") },
	{ 'c', CONTACT, "contact-rules", N_("contact rules"), N_("Show who may be contacted at all: how often, by which channel, who never") },
	{ 'b', BESIDE, "campaigns-beside", N_("compare"), N_("Put the marked campaigns side by side (space marks, up to four); or this one and the next") },
	{ 't', STATUS_NOW, "campaign-status", N_("state"), N_("Say how far the campaign is: draft, exported, running, measured") },
	{ 'X', ARCHIVE, "archive-campaign", NULL, N_("Put the campaign away, or take it out again") },
	{ 'i', TAKE_IN, "take-in-experiment", NULL, N_("Take in an experiment that was run elsewhere, from the files of its results") },
	{ 'w', WORKED, "campaigns-worked", N_("what worked"), N_("Show what worked for which segment, over all campaigns") },
	{ 'L', LOG, "campaigns-log", NULL, N_("Show what was done to campaigns, by whom and why") },
	{ 'D', DELETE, "delete-campaign", N_("delete"), N_("Delete the campaign") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list --------------------------------------------------------------------------------------------------------- */

enum { NAME, STATUS, SEND, CONTROL, MADE, EXPORTED, WHOM };

static const SegListColumn columns[] = {
	[NAME] = { N_("Campaign"), SEG_ALIGN_LEFT, -16, FALSE },  [STATUS] = { N_("State"), SEG_ALIGN_LEFT, 20, FALSE },
	[SEND] = { N_("To send"), SEG_ALIGN_RIGHT, 9, FALSE },    [CONTROL] = { N_("Held back"), SEG_ALIGN_RIGHT, 9, FALSE },
	[MADE] = { N_("Made"), SEG_ALIGN_LEFT, 10, FALSE },       [EXPORTED] = { N_("Exported"), SEG_ALIGN_LEFT, 10, FALSE },
	[WHOM] = { N_("Whom"), SEG_ALIGN_LEFT, -14, FALSE },
};

static const SegCampaign *
campaign_at (gpointer data, gsize row)
{
	return ((const State *) data)->campaigns->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->campaigns != NULL ? state->campaigns->len : 0;
}

static char *
status_words (const SegCampaign *campaign, SegInk *ink)
{
	const char *label = seg_campaign_status_label (campaign->status);

	*ink = campaign->archived ? SEG_INK_MUTED : campaign->stale ? SEG_INK_WARNING : campaign->exported_at != 0 ? SEG_INK_GOOD : SEG_INK_NORMAL;
	if (campaign->archived)
		return g_strdup_printf (_("%s, put away"), label);
	return campaign->stale ? g_strdup_printf (_("! %s, old data"), label) : g_strdup (label);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegCampaign *campaign = campaign_at (data, row);

	switch (column) {
	case NAME:
		return g_strdup (campaign->name);
	case STATUS:
		return status_words (campaign, ink);
	case SEND:
		return seg_format_integer (campaign->n_send);
	case CONTROL:
		return seg_format_integer (campaign->n_control);
	case MADE:
		*ink = SEG_INK_MUTED;
		return seg_format_date (campaign->created_at);
	case EXPORTED:
		*ink = SEG_INK_MUTED;
		return campaign->exported_at != 0 ? seg_format_date (campaign->exported_at) : g_strdup ("–");
	case WHOM:
	default:
		*ink = SEG_INK_MUTED;
		return campaign->funnel->len > 0 ? g_strdup (((const SegFunnelStep *) campaign->funnel->pdata[0])->label) : NULL;
	}
}

static gint64
row_id (gpointer data, gsize row)
{
	return campaign_at (data, row)->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
free_read (gpointer data)
{
	GPtrArray **campaigns = data;

	g_clear_pointer (campaigns, g_ptr_array_unref);
	g_free (campaigns);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	GPtrArray **campaigns = data;

	seg_workspace_watch (workspace, job);
	*campaigns = seg_campaigns (workspace, error);
	seg_workspace_watch (workspace, NULL);
	return *campaigns != NULL;
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->campaigns, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->campaigns = g_steal_pointer ((GPtrArray **) data);
	seg_list_changed (state->list);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	view->outdated = TRUE; /* so that they are read again when the person comes back */
	g_free (state->failure);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)
	                           ? _("Stopped. Go to another step and come back to read the campaigns again.") : error->message);
}

static const SegWork read_work = { N_("reading campaigns"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	if (!seg_view_again_after (view, &read_work))
		seg_view_glance (view, &read_work, g_new0 (GPtrArray *, 1));
}

/* Deleting --------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 id;
	char  *name;
} Doomed;

static Doomed *
doomed_new (gint64 id, const char *name)
{
	Doomed *doomed = g_new (Doomed, 1);

	*doomed = (Doomed) { id, g_strdup (name) };
	return doomed;
}

static void
free_doomed (gpointer data)
{
	g_free (((Doomed *) data)->name);
	g_free (data);
}

static gboolean
run_delete (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) job;
	return seg_campaign_delete (workspace, ((const Doomed *) data)->id, error);
}

static void
done_delete (SegView *view, gpointer data)
{
	seg_say (view, _("\"%s\" is deleted; files that were exported stay where they are."), ((const Doomed *) data)->name);
	if (view->class == &seg_campaign_view)
		seg_view_pop (view);
}

static const SegWork delete_work = { N_("deleting the campaign"), run_delete, done_delete, NULL, free_doomed, TRUE, FALSE };

static void
delete_now (SegView *view, gpointer data)
{
	const Doomed *doomed = data;

	seg_view_run (view, &delete_work, doomed_new (doomed->id, doomed->name));
}

/* Edits that changed the campaign with the segments need it to be there. */
static char *
edits_words (SegView *view, const SegCampaign *campaign)
{
	guint n = 0;

	if (!seg_history_count_since (seg_view_workspace (view), campaign->created_at, &n, NULL) || n == 0)
		return g_strdup ("");
	return g_strdup_printf (ngettext (" Segments and rules were edited %u time since it was made: edits that changed it too cannot be taken back then.",
	                                  " Segments and rules were edited %u times since it was made: edits that changed it too cannot be taken back then.", n), n);
}

void
seg_campaign_ask_delete (SegView *view, const SegCampaign *campaign)
{
	g_autofree char *edits = NULL, *question = NULL, *all = NULL;

	if (campaign->exported_at != 0) {
		seg_say (view, _("\"%s\" was exported and stays: it says who was written to. X on its page puts it away."), campaign->name);
		return;
	}
	edits = edits_words (view, campaign);
	question = g_strdup_printf (_("Delete \"%s\" with its list?"), campaign->name);
	all = g_strconcat (question, edits, NULL);
	seg_ask_yes (view, all, delete_now, doomed_new (campaign->id, campaign->name), free_doomed);
}

/* The view --------------------------------------------------------------------------------------------------------- */

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
	g_clear_pointer (&state->campaigns, g_ptr_array_unref);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

static gint64
n_users (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL ? info->n_users : 0;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const SegSession *session = seg_view_session (view);

	if (state->failure != NULL)
		return state->failure;
	if (session->info == NULL || state->campaigns == NULL)
		return "";
	if (state->campaigns->len > 0)
		return NULL;
	if (n_users (view) == 0)
		return _("No campaigns yet, and nobody to talk to. Press 1 to import your files first.");
	if (!session->has_segmentation)
		return _("No campaigns yet. There are no segments either, so a campaign would go to everyone: press 4 to find segments first.\n\n"
		         "Or press n to choose whom to talk to by a filter.");
	return _("No campaigns yet. Press n to choose whom to talk to: which segments, who has said yes to e-mail, who is held back to see "
	         "what the campaign changes. You see every count before anything is kept, and export the list as a file.");
}

static const char *
leads_to (SegView *view)
{
	const SegSession *session = seg_view_session (view);

	if (session->info == NULL)
		return NULL;
	return n_users (view) == 0 ? "data" : !session->has_segmentation ? "clusters" : NULL;
}

static gboolean
can (SegView *view, int action)
{
	if (action == BESIDE)
		return n_rows (view->state) > 1;
	if (action == OPEN || action == DELETE || action == STATUS_NOW || action == ARCHIVE)
		return n_rows (view->state) > 0;
	return action != NEW || n_users (view) > 0;
}

/* Those marked, in the order of the list; without marks, the one under the cursor and the next. */
static gboolean
open_beside (SegView *view)
{
	State *state = view->state;
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
	gsize row = 0;

	for (gsize i = 0; i < n_rows (state); i++)
		if (seg_list_is_marked (state->list, campaign_at (state, i)->id))
			g_ptr_array_add (names, g_strdup (campaign_at (state, i)->name));
	seg_list_cursor (state->list, &row);
	if (names->len == 0) {
		g_ptr_array_add (names, g_strdup (campaign_at (state, row)->name));
		g_ptr_array_add (names, g_strdup (campaign_at (state, row + 1 < n_rows (state) ? row + 1 : row - 1)->name));
	}
	if (names->len >= 2 && names->len <= SEG_COMPARE_MOST)
		return seg_view_push (view, &seg_campaigns_beside_view, names);
	seg_say (view, _("Mark two to %d campaigns with space; %u are marked."), SEG_COMPARE_MOST, names->len);
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	switch (action) {
	case NEW:
	case SEG_ACTION_OPEN: /* there is none to open yet */
		return seg_view_push (view, &seg_builder_view, NULL);
	case OPEN:
		return seg_list_cursor (state->list, &row) && seg_view_push (view, &seg_campaign_view, campaign_at (state, row)->name);
	case OFFERS:
		return seg_view_push (view, &seg_offers_view, NULL);
	case CONTACT:
		return seg_view_push (view, &seg_contact_view, NULL);
	case TAKE_IN:
		seg_take_in_ask (view);
		return TRUE;
	case WORKED:
		return seg_view_push (view, &seg_worked_view, NULL);
	case LOG:
		return seg_view_push (view, &seg_log_view, &(SegLogPlace) { SEG_LOG_CAMPAIGN, NULL });
	case BESIDE:
		return open_beside (view);
	case STATUS_NOW:
		if (seg_list_cursor (state->list, &row))
			seg_campaign_ask_status (view, campaign_at (state, row));
		return TRUE;
	case ARCHIVE:
		if (seg_list_cursor (state->list, &row))
			seg_campaign_archive (view, campaign_at (state, row));
		return TRUE;
	case DELETE:
		if (seg_list_cursor (state->list, &row))
			seg_campaign_ask_delete (view, campaign_at (state, row));
		return TRUE;
	default:
		return FALSE;
	}
}

/* The segmentation that has the segment of @id, or 0. */
static gint64
segmentation_of (SegView *view, gint64 id)
{
	g_autoptr (GPtrArray) all = seg_segmentations (seg_view_workspace (view), NULL);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];

		for (guint j = 0; j < segmentation->segments->len; j++)
			if (((const SegSegment *) segmentation->segments->pdata[j])->id == id)
				return segmentation->id;
	}
	return 0;
}

static void
open_campaign (SegView *view, gint64 id)
{
	g_autoptr (GPtrArray) campaigns = seg_campaigns (seg_view_workspace (view), NULL);

	for (guint i = 0; campaigns != NULL && i < campaigns->len; i++)
		if (((SegCampaign *) campaigns->pdata[i])->id == id)
			seg_view_push (view, &seg_campaign_view, ((SegCampaign *) campaigns->pdata[i])->name);
}

static void
visit (SegView *view, const char *errand, gint64 id)
{
	g_autoptr (SegCampaignDraft) draft = NULL;
	SegBuilderPlace place;

	if (strcmp (errand, "campaign") == 0)
		open_campaign (view, id);
	if (strcmp (errand, "segment") != 0)
		return;
	draft = seg_campaign_draft_new ();
	place = (SegBuilderPlace) { draft, 0 };
	draft->segmentation_id = segmentation_of (view, id);
	if (draft->segmentation_id == 0)
		return;
	g_array_append_val (draft->segment_ids, id);
	seg_view_push (view, &seg_builder_view, &place);
}

/* What is there, and what waits to be done. */
static char *
describe (const State *state)
{
	const SegCampaign *newest = state->campaigns->pdata[0];
	g_autofree char *send = seg_format_integer (newest->n_send);

	if (newest->stale)
		return g_strdup_printf (_("The data have changed since the list of \"%s\" was made. Enter, then n, makes a new one like it."), newest->name);
	if (newest->exported_at == 0)
		return g_strdup_printf (_("\"%s\" is ready for %s people. Enter, then e, writes the list to a file."), newest->name, send);
	return g_strdup_printf (_("\"%s\" was exported for %s people. n begins the next campaign."), newest->name, send);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *words = describe (state);
	g_autofree char *remark = g_strdup_printf (ngettext ("%u campaign", "%u campaigns", state->campaigns->len), state->campaigns->len);
	int used = seg_draw_heading (cells, rect, _("Campaigns: whom to talk to"), remark);

	used += seg_draw_paragraph (cells, rect, 0, used, ((const SegCampaign *) state->campaigns->pdata[0])->stale ? SEG_INK_WARNING : SEG_INK_NORMAL,
	                            words);
	used += seg_draw_orders (view, cells, rect, used) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_campaign_view, campaign_at (view->state, row)->name, error);
}

static const SegPaneClass pane = { .list_least = 44, .list_most = 106, .least = 56, .lines = 16, .open = open_pane };

const SegViewClass seg_campaigns_view = {
	.name = "campaigns", .title = N_("Campaigns"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A campaign is a list of people: those to send to, each with what to offer them, and those who are held back by lot to see "
	           "afterwards what the campaign has changed. The list is made once and does not change with the data; \"old data\" says that "
	           "the data or the segments have changed since.\n\n"
	           "segscope sends nothing: it writes a file for the program you send with."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty, .leads_to = leads_to, .visit = visit, .pane = &pane,
};
