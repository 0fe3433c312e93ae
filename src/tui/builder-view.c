/* A campaign in the making: whom to talk to, counted anew with every change. Nothing is kept until the end. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>

enum { CHANGE = SEG_ACTION_OWN, KEEP, SEGMENTATION, ASK }; /* ASK + n: setting n */

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-setting", N_("choose"), N_("Change what the cursor is on; on the last line, make the list") },
	{ 'w', KEEP, "keep-campaign", N_("make the list"), N_("Make the list and keep it as a campaign") },
	{ 's', ASK + SEG_SETTING_SEGMENTS, "campaign-segments", N_("segments"), N_("Choose the segments to talk to") },
	{ 'f', ASK + SEG_SETTING_FILTER, "campaign-filter", N_("filter"), N_("Talk only to people who match a filter") },
	{ '/', ASK + SEG_SETTING_FILTER, "campaign-filter", NULL, N_("Talk only to people who match a filter") },
	{ 'C', ASK + SEG_SETTING_CONSENT, "campaign-consent", N_("consent"), N_("Ask for consent, or leave it aside") },
	{ 'c', ASK + SEG_SETTING_CONTROL, "campaign-control", N_("held back"), N_("Choose the share of people who are held back") },
	{ 'r', ASK + SEG_SETTING_ITEMS, "campaign-items", N_("items"), N_("Choose how many items are recommended to each person") },
	{ 'N', ASK + SEG_SETTING_NAME, "campaign-name", N_("name"), N_("Name the campaign") },
	{ 'o', SEGMENTATION, "campaign-segmentation", NULL, N_("Choose segments of another segmentation") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Leave without keeping anything") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The settings as a list ------------------------------------------------------------------------------------------- */

static const struct {
	const char *key, *label;
} settings[SEG_N_SETTINGS] = {
	[SEG_SETTING_SEGMENTS] = { "s", N_("Segments") }, [SEG_SETTING_FILTER] = { "f", N_("Filter") },
	[SEG_SETTING_CONSENT] = { "C", N_("Consent") },   [SEG_SETTING_CONTROL] = { "c", N_("Held back") },
	[SEG_SETTING_ITEMS] = { "r", N_("Items") },       [SEG_SETTING_NAME] = { "N", N_("Name") },
	[SEG_SETTING_KEEP] = { "w", N_("Make the list") },
};

static const SegListColumn columns[] = {
	{ "", SEG_ALIGN_LEFT, 1, FALSE }, { "", SEG_ALIGN_LEFT, 14, FALSE }, { "", SEG_ALIGN_LEFT, -20, FALSE },
};

static gsize
n_rows (gpointer data)
{
	(void) data;
	return SEG_N_SETTINGS;
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
		*ink = row == SEG_SETTING_KEEP ? SEG_INK_HEADING : SEG_INK_NORMAL;
		return g_strdup (_(settings[row].label));
	default:
		if (row == SEG_SETTING_CONSENT && builder->draft->overrides[SEG_SUPPRESS_CONSENT] != NULL)
			*ink = SEG_INK_BAD;
		return seg_builder_value (builder, (SegSetting) row);
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
	seg_builder_changed (view);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

static void
free_draft (gpointer draft)
{
	seg_campaign_draft_free (draft);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_campaign_create (workspace, data, job, error) != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	const SegCampaignDraft *draft = data;
	g_autofree char *name = g_strstrip (g_strdup (draft->name));

	seg_say (view, _("The list of \"%s\" is made and kept. e writes it to a file."), name);
	seg_view_replace (view, &seg_campaign_view, name);
}

static const SegWork keep_work = { N_("making the list"), run_keep, done_keep, NULL, free_draft, TRUE, FALSE };

void
seg_builder_keep (SegView *view)
{
	const SegBuilder *builder = view->state;

	if (!seg_view_is_busy (view, &keep_work))
		seg_view_run (view, &keep_work, seg_campaign_draft_copy (builder->draft));
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegBuilder *builder = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	(void) error;
	builder->draft = argument != NULL ? seg_campaign_draft_copy (argument) : seg_campaign_draft_new ();
	builder->audience = seg_audience_new ();
	builder->is_begun = argument != NULL;
	if (info != NULL && (info->n_items == 0 || info->n_events == 0))
		builder->draft->n_recommendations = 0; /* there is nothing to recommend */
	builder->settings = seg_list_new (&source, columns, G_N_ELEMENTS (columns), builder);
	seg_list_set_cursor (builder->settings, SEG_SETTING_KEEP);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegBuilder *builder = view->state;

	seg_list_free (builder->settings);
	seg_campaign_draft_free (builder->draft);
	seg_audience_free (builder->audience);
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
	if (row == SEG_SETTING_KEEP && !can (view, KEEP))
		seg_say (view, "%s", builder->counting ? _("The people are being counted; a moment.")
		                                       : _("There is nobody to send to yet: change something above first."));
	else
		seg_builder_ask (view, (SegSetting) row);
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	switch (action) {
	case CHANGE:
		return change (view);
	case KEEP:
		seg_builder_ask (view, SEG_SETTING_KEEP);
		return TRUE;
	case SEGMENTATION:
		seg_builder_ask_segmentation (view);
		return TRUE;
	default:
		if (action < ASK || action >= ASK + SEG_N_SETTINGS)
			return FALSE;
		seg_builder_ask (view, (SegSetting) (action - ASK));
		return TRUE;
	}
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* Why there is no list to make, and what to do about it. */
static const char *
failure_words (const SegBuilder *builder)
{
	if (builder->draft->overrides[SEG_SUPPRESS_CONSENT] == NULL && !builder->has_consent)
		return _("Nothing that was imported says who agreed to e-mail, so nobody may be written to. Press 1 and import your users with a "
		         "column for consent, or press C to go without consent, which is kept in the audit log.");
	if (g_error_matches (builder->failure, SEG_ERROR, SEG_ERROR_CANCELLED))
		return _("Counting was stopped. Change something to count again.");
	return builder->failure->message;
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
		                            ? _("! People who have not said yes to e-mail are on this list. Be sure that you may write to them.")
		                            : _("! Nothing that was imported says who agreed to e-mail. Be sure that you may write to these people."));
	if (builder->segmentation != NULL && builder->segmentation->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! The data have changed since the segments were made. Better find them anew first: press 4."));
	if (n_send > 0 && n_control == 0)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING,
		                            _("! Nobody is held back: afterwards nobody can say what the campaign has changed."));
	words = n_send == 0 ? g_strdup (_("Nobody is left to send to."))
	        : n_control == 0 ? g_strdup_printf (ngettext ("%s person would get it.", "%s people would get it.", (gulong) n_send), send)
	                         : g_strdup_printf (_("%s people would get it. %s more are held back, to see afterwards what it changed."), send, control);
	return used + seg_draw_paragraph (cells, rect, 0, used, n_send == 0 ? SEG_INK_BAD : SEG_INK_NORMAL, words);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegBuilder *builder = view->state;
	g_autofree char *title = builder->draft->name != NULL ? g_strdup_printf (_("Campaign \"%s\""), builder->draft->name) : g_strdup (_("New campaign"));
	int used = seg_draw_heading (cells, rect, title, _("nothing is kept yet")), funnel;

	used += draw_words (builder, cells, seg_rect_below (rect, used));
	used += rect.height >= used + 8 + SEG_N_SETTINGS;
	if (builder->funnel != NULL) {
		funnel = MAX (MIN ((int) builder->funnel->len, rect.height - used - 4), 0);
		seg_funnel_draw (builder->funnel, cells, seg_rect_top (seg_rect_below (rect, used), funnel));
		used += funnel + 1;
	} else
		used++;
	seg_list_draw (builder->settings, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_builder_view = {
	.name = "campaign-builder", .title = N_("New campaign"), .bindings = bindings, .state_size = sizeof (SegBuilder),
	.help = N_("Above, how many people remain at each step; below, what can be changed. Every change counts anew, and nothing is kept until the "
	           "list is made.\n\n"
	           "Consent: only people whose consent column says yes are written to; no answer counts as no.\n"
	           "Held back: a share of those who could be written to, drawn by lot, gets nothing. Only against them can be seen what the campaign "
	           "has changed.\n"
	           "Items: what each person is most likely to want next, of what they do not have yet, with the reason."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
};
