/* A campaign in the making: whom to talk to, counted anew with every change. Nothing is kept until the end. */
#include <config.h>
#include "campaigns.h"

#include <segscope/figure.h>
#include <segscope/offer.h>

#include <glib/gi18n.h>
#include <string.h>

enum { CHANGE = SEG_ACTION_OWN, KEEP, SEGMENTATION, PEOPLE, ASK }; /* ASK + n: setting n */

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-setting", N_("choose"), N_("Change what the cursor is on; on the last line, make the list") },
	{ 'w', KEEP, "keep-campaign", N_("make the list"), N_("Make the list and keep it as a campaign") },
	{ 's', ASK + SEG_BUILDER_SEGMENTS, "campaign-segments", N_("segments"), N_("Choose the segments to talk to") },
	{ 'f', ASK + SEG_BUILDER_FILTER, "campaign-filter", N_("filter"), N_("Talk only to people who match a filter") },
	{ '/', ASK + SEG_BUILDER_FILTER, "campaign-filter", NULL, N_("Talk only to people who match a filter") },
	{ 'C', ASK + SEG_BUILDER_CONSENT, "campaign-consent", N_("consent"), N_("Ask for consent, or leave it aside") },
	{ 'c', ASK + SEG_BUILDER_CONTROL, "campaign-control", N_("held back"), N_("Choose the share of people who are held back") },
	{ 'r', ASK + SEG_BUILDER_ITEMS, "campaign-items", N_("items"), N_("Choose how many items are recommended to each person") },
	{ 'N', ASK + SEG_BUILDER_NAME, "campaign-name", N_("name"), N_("Name the campaign") },
	{ 'u', PEOPLE, "campaign-people", N_("people"), N_("Show the people behind a number of the funnel") },
	{ 'x', ASK + SEG_BUILDER_PARTS, "campaign-parts", N_("in and out"), N_("Add people, keep only some, leave some out: rules, look-alikes, items, other campaigns") },
	{ 'h', ASK + SEG_BUILDER_CHANNEL, "campaign-channel", NULL, N_("Choose the channel: e-mail, SMS, WeChat, ...") },
	{ 'A', ASK + SEG_BUILDER_ASIDE, "campaign-aside", NULL, N_("Have no regard to something that takes people off, with a reason") },
	{ 'o', ASK + SEG_BUILDER_OFFER, "campaign-offer", N_("offer"), N_("Choose what is offered") },
	{ 'g', ASK + SEG_BUILDER_GOAL, "campaign-goal", NULL, N_("Say what counts as success, and within how many days") },
	{ 'a', ASK + SEG_BUILDER_ARMS, "campaign-arms", N_("arms"), N_("Try several ways to talk to people against each other") },
	{ 'R', ASK + SEG_BUILDER_RANK, "campaign-rank", NULL, N_("Say who comes first, and how many at most") },
	{ 'd', ASK + SEG_BUILDER_SPLIT, "campaign-split", NULL, N_("Say how people are dealt into the arms: alike in segment and value, or each by their own hash") },
	{ 'p', ASK + SEG_BUILDER_PLAN, "campaign-plan", NULL, N_("Say who answers for it, when it begins and ends, and what else others should know") },
	{ 'e', ASK + SEG_BUILDER_ADDRESSES, "campaign-addresses", NULL, N_("One message an address, or one for each account") },
	{ '$', ASK + SEG_BUILDER_MONEY, "campaign-money", NULL, N_("Say what a contact costs, and the budget") },
	{ 'm', ASK + SEG_BUILDER_MESSAGE, "campaign-message", NULL, N_("Write what people read") },
	{ 'O', SEGMENTATION, "campaign-segmentation", NULL, N_("Choose segments of another segmentation") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Leave without keeping anything") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The settings as a list ------------------------------------------------------------------------------------------- */

static const struct {
	const char *key, *label;
} settings[SEG_N_BUILDER_ROWS] = {
	[SEG_BUILDER_SEGMENTS] = { "s", N_("Segments") },  [SEG_BUILDER_FILTER] = { "f", N_("Filter") },
	[SEG_BUILDER_PARTS] = { "x", N_("In and out") },   [SEG_BUILDER_CHANNEL] = { "h", N_("Channel") },
	[SEG_BUILDER_CONSENT] = { "C", N_("Consent") },    [SEG_BUILDER_ASIDE] = { "A", N_("Exceptions") },
	[SEG_BUILDER_OFFER] = { "o", N_("Offer") },        [SEG_BUILDER_GOAL] = { "g", N_("Goal") },
	[SEG_BUILDER_CONTROL] = { "c", N_("Held back") },  [SEG_BUILDER_ARMS] = { "a", N_("Arms") },
	[SEG_BUILDER_RANK] = { "R", N_("Who first") },     [SEG_BUILDER_ADDRESSES] = { "e", N_("Addresses") },
	[SEG_BUILDER_MONEY] = { "$", N_("Budget") },
	[SEG_BUILDER_MESSAGE] = { "m", N_("Message") },    [SEG_BUILDER_ITEMS] = { "r", N_("Items") },
	[SEG_BUILDER_SPLIT] = { "d", N_("Dealt") },        [SEG_BUILDER_PLAN] = { "p", N_("Plan") },
	[SEG_BUILDER_NAME] = { "N", N_("Name") },
	[SEG_BUILDER_KEEP] = { "w", N_("Make the list") },
};

static const SegListColumn columns[] = {
	{ "", SEG_ALIGN_LEFT, 1, FALSE }, { "", SEG_ALIGN_LEFT, 14, FALSE }, { "", SEG_ALIGN_LEFT, -20, FALSE },
};

static gsize
n_rows (gpointer data)
{
	(void) data;
	return SEG_N_BUILDER_ROWS;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegBuilder *builder = data;

	switch (column) {
	case 0:
		*ink = SEG_INK_ACCENT;
		return g_strdup (settings[row].key);
	case 1:
		*ink = row == SEG_BUILDER_KEEP ? SEG_INK_HEADING : SEG_INK_NORMAL;
		return g_strdup (_(settings[row].label));
	default:
		if (row == SEG_BUILDER_CONSENT && builder->draft->overrides[SEG_SUPPRESS_CONSENT] != NULL)
			*ink = SEG_INK_BAD;
		return seg_builder_value (builder, (SegBuilderRow) row);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
find_consent (SegView *view)
{
	SegBuilder *builder = view->state;
	g_autoptr (GPtrArray) attributes = seg_attributes (seg_view_workspace (view), "user", NULL);

	builder->has_consent = attributes != NULL && seg_attributes_with_field (attributes, "consent") != NULL;
}

static void
refresh (SegView *view)
{
	find_consent (view);
	seg_builder_count_anew (view);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegCampaignDraft *draft;
	gint64 campaign_id; /* 0: a new one */
} Keep;

static void
free_keep (gpointer data)
{
	seg_campaign_draft_free (((Keep *) data)->draft);
	g_free (data);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keep *keep = data;

	if (keep->campaign_id != 0)
		return seg_campaign_update (workspace, keep->campaign_id, keep->draft, job, error);
	return seg_campaign_create (workspace, keep->draft, job, error) != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	const SegCampaignDraft *draft = ((const Keep *) data)->draft;
	g_autofree char *name = g_strstrip (g_strdup (draft->name));

	seg_say (view, _("The list of \"%s\" is made and kept. e writes it to a file."), name);
	seg_view_replace (view, &seg_campaign_view, name);
}

static const SegWork keep_work = { N_("making the list"), run_keep, done_keep, NULL, free_keep, SEG_WORK_KEEPS, FALSE };

static Keep *
keep_new (const SegBuilder *builder)
{
	Keep *keep = g_new (Keep, 1);

	*keep = (Keep) { seg_campaign_draft_copy (builder->draft), builder->campaign_id };
	return keep;
}

void
seg_builder_keep (SegView *view)
{
	const SegBuilder *builder = view->state;

	if (!seg_view_is_at (view, &keep_work))
		seg_view_run (view, &keep_work, keep_new (builder));
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegBuilder *builder = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	(void) error;
	builder->draft = argument != NULL ? seg_campaign_draft_copy (((const SegBuilderPlace *) argument)->draft) : seg_campaign_draft_new ();
	builder->campaign_id = argument != NULL ? ((const SegBuilderPlace *) argument)->campaign_id : 0;
	builder->audience = seg_audience_new ();
	builder->looking = seg_audience_new ();
	seg_audience_set_campaign (builder->audience, builder->campaign_id);
	seg_audience_set_campaign (builder->looking, builder->campaign_id);
	builder->is_begun = argument != NULL;
	if (builder->draft->offer_id != 0) {
		g_autoptr (SegOffer) offer = seg_offer_load_id (seg_view_workspace (view), builder->draft->offer_id, NULL);

		builder->offer = offer != NULL ? g_strdup (offer->name) : NULL;
	}
	if (info != NULL && (info->n_items == 0 || info->n_events == 0))
		builder->draft->n_recommendations = 0; /* there is nothing to recommend */
	builder->settings = seg_list_new (&source, columns, G_N_ELEMENTS (columns), builder);
	seg_list_set_cursor (builder->settings, argument != NULL ? SEG_BUILDER_SEGMENTS : SEG_BUILDER_KEEP);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegBuilder *builder = view->state;

	seg_list_free (builder->settings);
	seg_campaign_draft_free (builder->draft);
	seg_audience_free (builder->audience);
	g_free (builder->offer);
	seg_audience_free (builder->looking);
	g_clear_pointer (&builder->outlook, g_ptr_array_unref);
	seg_segmentation_free (builder->segmentation);
	g_clear_pointer (&builder->funnel, g_ptr_array_unref);
	g_clear_error (&builder->failure);
}

static SegList *
list (SegView *view)
{
	return ((SegBuilder *) view->state)->settings;
}

static gboolean
can (SegView *view, int action)
{
	const SegBuilder *builder = view->state;

	return action != KEEP || (!builder->counting && seg_builder_count (builder, FALSE) > 0);
}

static gboolean
change (SegView *view)
{
	const SegBuilder *builder = view->state;
	gsize row;

	if (!seg_list_cursor (builder->settings, &row))
		return TRUE;
	if (row == SEG_BUILDER_KEEP && !can (view, KEEP))
		seg_say (view, "%s", builder->counting ? _("The people are being counted; a moment.")
		                                       : _("There is nobody to send to yet: change something above first."));
	else
		seg_builder_ask (view, (SegBuilderRow) row);
	return TRUE;
}

/* People behind a number --------------------------------------------------------------------------------------------- */

typedef struct {
	SegCampaignDraft *draft;
	SegAudience *audience;
	char   *step, *label;
	GArray *ids;
} Behind;

static void
free_behind (gpointer data)
{
	Behind *behind = data;

	seg_campaign_draft_free (behind->draft);
	seg_audience_free (behind->audience);
	g_free (behind->step);
	g_free (behind->label);
	g_clear_pointer (&behind->ids, g_array_unref);
	g_free (behind);
}

static gboolean
run_behind (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Behind *behind = data;

	seg_workspace_watch (workspace, job);
	behind->ids = seg_audience_people (behind->audience, workspace, behind->draft, behind->step, job, error);
	seg_workspace_watch (workspace, NULL);
	return behind->ids != NULL;
}

static void
done_behind (SegView *view, gpointer data)
{
	const Behind *behind = data;
	SegPeoplePlace place = { behind->ids, behind->label };

	seg_view_push (view, &seg_campaign_people_view, &place);
}

static const SegWork behind_work = { N_("finding the people"), run_behind, done_behind, NULL, free_behind, FALSE, FALSE };

static void
step_chosen (SegView *view, guint choice, gpointer data)
{
	const SegBuilder *builder = view->state;
	const SegFunnelStep *step;
	SegAudience *audience;
	Behind *behind;
	char *label;

	(void) data;
	if (builder->funnel == NULL || choice >= builder->funnel->len || seg_view_is_at (view, &behind_work))
		return;
	step = builder->funnel->pdata[choice];
	label = builder->draft->name == NULL && (strcmp (step->name, "control") == 0 || strcmp (step->name, "send") == 0)
	        ? g_strdup_printf (_("%s: drawn anew once the campaign has its name"), step->label) : g_strdup (step->label);
	behind = g_new0 (Behind, 1);
	audience = seg_audience_new ();
	seg_audience_set_campaign (audience, builder->campaign_id);
	*behind = (Behind) { seg_campaign_draft_copy (builder->draft), audience, g_strdup (step->name), label, NULL };
	seg_view_run (view, &behind_work, behind);
}

static void
ask_people (SegView *view)
{
	const SegBuilder *builder = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);

	if (builder->funnel == NULL)
		return;
	for (guint i = 0; i < builder->funnel->len; i++) {
		const SegFunnelStep *step = builder->funnel->pdata[i];

		g_ptr_array_add (labels, step->label);
		g_ptr_array_add (remarks, seg_format_integer (step->count));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("The people behind which number?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, step_chosen,
	                NULL, NULL);
}

static gboolean
act (SegView *view, int action)
{
	const SegBuilder *builder = view->state;

	switch (action) {
	case CHANGE:
		return change (view);
	case KEEP:
		seg_builder_ask (view, SEG_BUILDER_KEEP);
		return TRUE;
	case PEOPLE:
		ask_people (view);
		return TRUE;
	case SEGMENTATION:
		seg_builder_ask_segmentation (view);
		return TRUE;
	default:
		if (action < ASK || action >= ASK + SEG_N_BUILDER_ROWS)
			return FALSE;
		seg_list_set_cursor (builder->settings, (gsize) (action - ASK)); /* what comes of it is then seen */
		seg_builder_ask (view, (SegBuilderRow) (action - ASK));
		return TRUE;
	}
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* Why there is no list to make, and what to do about it. */
static const char *
failure_words (const SegBuilder *builder)
{
	if (builder->draft->overrides[SEG_SUPPRESS_CONSENT] == NULL && !builder->has_consent && g_strcmp0 (builder->draft->channel, "email") == 0)
		return _("Nothing that was imported says who agreed to e-mail, so nobody may be written to. Press 1 and import your users with a "
		         "column for consent, or press C to go without consent, which is kept in the audit log.");
	if (g_error_matches (builder->failure, SEG_ERROR, SEG_ERROR_CANCELLED))
		return _("Counting was stopped. Change something to count again.");
	return builder->failure->message;
}

/* What else is left aside; the reasons stand below. */
static int
draw_aside (const SegCampaignDraft *draft, SegCells *cells, SegRect rect)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (draft->overrides[i] != NULL && i != SEG_SUPPRESS_CONSENT)
			g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : _("! Not asked for: "), seg_suppression_label ((SegSuppression) i));
	return text->len > 0 ? seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_BAD, text->str) : 0;
}

/* The answer in words, bad news first. Returns the lines it takes. */
static int
draw_words (const SegBuilder *builder, SegCells *cells, SegRect rect)
{
	gint64 n_send = seg_builder_count (builder, FALSE), n_control = seg_builder_count (builder, TRUE);
	g_autofree char *send = seg_format_integer (n_send), *control = seg_format_integer (n_control), *words = NULL;
	int used = 0;

	if (builder->failure != NULL)
		return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_BAD, failure_words (builder));
	if (builder->funnel == NULL)
		return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, _("Counting people ..."));
	if (builder->draft->overrides[SEG_SUPPRESS_CONSENT] != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD,
		                            builder->has_consent
		                            ? _("! People who have not said yes are on this list. Be sure that you may write to them.")
		                            : _("! Nothing that was imported says who agreed. Be sure that you may write to these people."));
	used += draw_aside (builder->draft, cells, seg_rect_below (rect, used));
	if (builder->segmentation != NULL && builder->segmentation->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! The data have changed since the segments were made. Better find them anew first: press 4."));
	if (n_send > 0 && n_control == 0)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! Nobody is held back: afterwards nobody can say what the campaign has changed."));
	words = n_send == 0 ? g_strdup (_("Nobody is left to send to."))
	        : n_control == 0 ? g_strdup_printf (ngettext ("%s person would get it.", "%s people would get it.", (gulong) n_send), send)
	                         : g_strdup_printf (_("%s people would get it. %s more are held back, to see afterwards what it changed."), send, control);
	used += seg_draw_paragraph (cells, rect, 0, used, n_send == 0 ? SEG_INK_BAD : SEG_INK_NORMAL, words);
	for (guint i = 0; builder->outlook != NULL && i < builder->outlook->len && used < MAX (rect.height / 4, 3); i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, builder->outlook->pdata[i]);
	return used;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegBuilder *builder = view->state;
	g_autofree char *title = builder->draft->name != NULL ? g_strdup_printf (_("Campaign \"%s\""), builder->draft->name) : g_strdup (_("New campaign"));
	int used = seg_draw_heading (cells, rect, title, builder->campaign_id != 0 ? _("the list as it was stays until this one is made") : _("nothing is kept yet")), funnel;

	used += draw_words (builder, cells, seg_rect_below (rect, used));
	used += rect.height >= used + 8 + SEG_N_BUILDER_ROWS;
	if (builder->funnel != NULL) {
		funnel = MAX (MIN ((int) builder->funnel->len, rect.height - used - 4), 0);
		seg_funnel_draw (builder->funnel, cells, seg_rect_top (seg_rect_below (rect, used), funnel));
		used += funnel + 1;
	} else
		used++;
	seg_list_draw (builder->settings, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegPlot *
plot (SegView *view)
{
	const SegBuilder *builder = view->state;

	return builder->funnel != NULL && builder->funnel->len > 0 ? seg_figure_funnel (_("New campaign"), builder->funnel) : NULL;
}

const SegViewClass seg_builder_view = {
	.name = "campaign-builder", .title = N_("New campaign"), .bindings = bindings, .state_size = sizeof (SegBuilder),
	.help = N_("Above, how many people remain at each step; below, what can be changed. Every change counts anew, and nothing is kept until the "
	           "list is made.\n\n"
	           "Consent: only people whose consent column says yes are written to; no answer counts as no.\n"
	           "Held back: a share of those who could be written to, drawn by lot, gets nothing. Only against them can be seen what the campaign "
	           "has changed.\n"
	           "Items: what each person is most likely to want next, of what they do not have yet, with the reason.\n"
	           "Addresses: whoever has unsubscribed or must not be contacted is left out with every account of the same address. What was sent to an address counts for "
	           "all its accounts too; with a message for each account it counts by account."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.plot = plot,
};
