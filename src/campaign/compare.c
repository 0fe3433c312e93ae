/* Campaigns side by side, figure by figure. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/campaign_compare.h>
#include <segscope/measure.h>
#include <segscope/offer.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

const char *
seg_campaign_status_label (const char *status)
{
	static const struct {
		const char *status, *label;
	} labels[] = { { "draft", N_("draft") }, { "exported", N_("exported") }, { "running", NC_ ("campaign", "running") }, { "measured", N_("measured") } };

	for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
		if (strcmp (labels[i].status, status) == 0)
			return strcmp (status, "running") == 0 ? C_("campaign", "running") : _(labels[i].label);
	return status;
}

/* What is compared ------------------------------------------------------------------------------------------------- */

typedef struct {
	SegWorkspace      *workspace;
	const SegCampaign *campaign;
} Side;

static char *
status_value (const Side *side)
{
	const char *label = seg_campaign_status_label (side->campaign->status);

	return side->campaign->archived ? g_strdup_printf (_("%s, put away"), label) : g_strdup (label);
}

static char *
owner_value (const Side *side)
{
	return g_strdup (side->campaign->draft->owner);
}

static char *
dates_value (const Side *side)
{
	const SegCampaignDraft *draft = side->campaign->draft;
	g_autofree char *from = draft->starts_on != 0 ? seg_format_date (draft->starts_on) : g_strdup ("…");
	g_autofree char *until = draft->ends_on != 0 ? seg_format_date (draft->ends_on) : g_strdup ("…");

	return draft->starts_on != 0 || draft->ends_on != 0 ? g_strdup_printf ("%s – %s", from, until) : g_strdup ("");
}

static char *
channel_value (const Side *side)
{
	const SegChannel *channel = seg_channel_find (side->campaign->draft->channel);

	return g_strdup (channel != NULL ? _(channel->label) : side->campaign->draft->channel);
}

static char *
goal_value (const Side *side)
{
	return g_strdup_printf (_("%s within %u days"), side->campaign->draft->goal, side->campaign->draft->goal_days);
}

static char *
offer_value (const Side *side)
{
	g_autoptr (SegOffer) offer = side->campaign->draft->offer_id != 0 ? seg_offer_load_id (side->workspace, side->campaign->draft->offer_id, NULL) : NULL;

	return g_strdup (offer != NULL ? offer->name : "");
}

static char *
audience_value (const Side *side)
{
	return g_strdup (side->campaign->funnel->len > 0 ? ((const SegFunnelStep *) side->campaign->funnel->pdata[0])->label : "");
}

static char *
filter_value (const Side *side)
{
	return g_strdup (side->campaign->draft->filter != NULL ? side->campaign->draft->filter : "");
}

static char *
aside_value (const Side *side)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (side->campaign->draft->overrides[i] != NULL)
			g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", seg_suppression_label ((SegSuppression) i));
	return g_string_free (text, FALSE);
}

static char *
addresses_value (const Side *side)
{
	return g_strdup (side->campaign->draft->one_an_address ? _("one message an address") : _("each account"));
}

static char *
rank_value (const Side *side)
{
	const SegCampaignDraft *draft = side->campaign->draft;
	g_autofree char *limit = seg_format_integer (draft->limit);

	if (draft->limit == 0)
		return g_strdup (draft->rank_by != NULL ? draft->rank_by : "");
	return draft->rank_by != NULL ? g_strdup_printf ("%s%s, %s", draft->rank_ascending ? "-" : "", draft->rank_by, limit) : g_steal_pointer (&limit);
}

static char *
held_back_value (const Side *side)
{
	return g_strdup_printf ("%.4g %%", side->campaign->draft->control_share * 100);
}

static char *
arms_value (const Side *side)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < side->campaign->arms->len; i++) {
		const SegCampaignArm *arm = side->campaign->arms->pdata[i];
		g_autofree char *n = seg_format_integer (arm->n);

		if (!arm->is_control)
			g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", arm->name, n);
	}
	return g_string_free (text, FALSE);
}

static char *
draws_value (const Side *side)
{
	return seg_format_integer (side->campaign->draws);
}

static char *
send_value (const Side *side)
{
	return seg_format_integer (side->campaign->n_send);
}

static char *
control_value (const Side *side)
{
	return seg_format_integer (side->campaign->n_control);
}

static char *
cost_value (const Side *side)
{
	return seg_format_number ((double) side->campaign->n_send * side->campaign->draft->contact_cost, 2);
}

static char *
budget_value (const Side *side)
{
	return side->campaign->draft->budget > 0 ? seg_format_number (side->campaign->draft->budget, 2) : g_strdup ("");
}

static char *
messages_value (const Side *side)
{
	return seg_format_integer (side->campaign->draft->messages->len);
}

static char *
exported_value (const Side *side)
{
	return side->campaign->exported_at != 0 ? seg_format_date (side->campaign->exported_at) : g_strdup ("");
}

static const struct {
	const char *label;
	char     *(*value) (const Side *side);
} figures[] = {
	{ N_("Status"), status_value },       { N_("Owner"), owner_value },     { N_("Dates"), dates_value },          { N_("Channel"), channel_value },
	{ N_("Goal"), goal_value },           { N_("Offer"), offer_value },     { N_("Audience"), audience_value },    { N_("Filter"), filter_value },
	{ N_("Exceptions"), aside_value },    { N_("Addresses"), addresses_value }, { N_("Who first"), rank_value },   { N_("Held back"), held_back_value },
	{ N_("Arms"), arms_value },           { N_("Times drawn"), draws_value },   { N_("To send"), send_value },    { N_("Control"), control_value },      { N_("Cost"), cost_value },
	{ N_("Budget"), budget_value },       { N_("Messages"), messages_value }, { N_("Exported"), exported_value },
};

/* Rows ----------------------------------------------------------------------------------------------------------------- */

static void
free_row (gpointer data)
{
	SegComparisonRow *row = data;

	for (guint i = 0; i < SEG_COMPARE_MOST; i++)
		g_free (row->values[i]);
	g_free (row->label);
	g_free (row);
}

static SegComparisonRow *
add_row (GPtrArray *rows, char *label)
{
	SegComparisonRow *row = g_new0 (SegComparisonRow, 1);

	row->label = label;
	g_ptr_array_add (rows, row);
	return row;
}

static void
note_differences (const GPtrArray *rows, guint n)
{
	for (guint i = 0; i < rows->len; i++) {
		SegComparisonRow *row = rows->pdata[i];

		for (guint k = 1; k < n; k++)
			row->differs |= strcmp (row->values[k], row->values[0]) != 0;
	}
}

/* Of each campaign the people that are also on the list of one of them; a dash for that one. */
static gboolean
add_overlap (GPtrArray *rows, SegWorkspace *workspace, const GPtrArray *campaigns, guint with, GError **error)
{
	const SegCampaign *other = campaigns->pdata[with];
	SegComparisonRow *both = add_row (rows, g_strdup_printf (_("Also on the list of \"%s\""), other->name));
	SegComparisonRow *sent = add_row (rows, g_strdup_printf (_("Also sent to by \"%s\""), other->name));
	SegComparisonRow *held = add_row (rows, g_strdup_printf (_("Held back here, sent to by \"%s\""), other->name));

	for (guint i = 0; i < campaigns->len; i++) {
		SegCampaignOverlap overlap;

		if (i != with && !seg_campaign_overlap (workspace, ((const SegCampaign *) campaigns->pdata[i])->id, other->id, &overlap, error))
			return FALSE;
		both->values[i] = i != with ? seg_format_integer (overlap.n_both) : g_strdup ("–");
		sent->values[i] = i != with ? seg_format_integer (overlap.n_sent_both) : g_strdup ("–");
		held->values[i] = i != with ? seg_format_integer (overlap.n_held_sent) : g_strdup ("–");
	}
	return TRUE;
}

/* What is not measured yet, or cannot be, is no failure: a dash. */
static gboolean
add_effects (GPtrArray *rows, SegWorkspace *workspace, const GPtrArray *campaigns, SegJob *job, GError **error)
{
	SegComparisonRow *did = add_row (rows, g_strdup (_("Reached the goal, of those sent to"))), *held = add_row (rows, g_strdup (_("Reached the goal, of those held back")));
	SegComparisonRow *more = add_row (rows, g_strdup (_("Points more than without (95 %)"))), *roi = add_row (rows, g_strdup (_("Return on cost")));
	const SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;

	for (guint i = 0; i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];
		GError *failure = NULL;
		g_autoptr (SegMeasurement) found = campaign->exported_at != 0 ? seg_campaign_measure (workspace, campaign, &options, job, &failure) : NULL;
		const SegShareComparison *share = found != NULL ? &found->all.share : NULL;

		if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_CANCELLED)) {
			g_propagate_error (error, failure);
			return FALSE;
		}
		g_clear_error (&failure);
		did->values[i] = share != NULL ? seg_format_share (share->share_b) : g_strdup ("–");
		held->values[i] = share != NULL ? seg_format_share (share->share_a) : g_strdup ("–");
		more->values[i] = share != NULL ? g_strdup_printf ("%.1f (%.1f – %.1f)", 100 * share->difference, 100 * share->interval.low, 100 * share->interval.high) : g_strdup ("–");
		roi->values[i] = found != NULL && isfinite (found->roi) ? seg_format_number (found->roi, 2) : g_strdup ("–");
	}
	return TRUE;
}

static gboolean
check (const GPtrArray *campaigns, GError **error)
{
	if (campaigns->len < 2 || campaigns->len > SEG_COMPARE_MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("2 to %d campaigns can be put side by side, not %u"), SEG_COMPARE_MOST, campaigns->len);
		return FALSE;
	}
	for (guint i = 0; i < campaigns->len; i++)
		for (guint k = 0; k < i; k++)
			if (((const SegCampaign *) campaigns->pdata[i])->id == ((const SegCampaign *) campaigns->pdata[k])->id) {
				g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" stands there twice"), ((const SegCampaign *) campaigns->pdata[i])->name);
				return FALSE;
			}
	return TRUE;
}

GPtrArray *
seg_campaign_comparison (SegWorkspace *workspace, const GPtrArray *campaigns, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);

	if (!check (campaigns, error))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS (figures); i++) {
		SegComparisonRow *row = add_row (rows, g_strdup (_(figures[i].label)));

		for (guint k = 0; k < campaigns->len; k++)
			row->values[k] = figures[i].value (&(Side) { workspace, campaigns->pdata[k] });
	}
	for (guint i = 0; i < campaigns->len; i++)
		if (!add_overlap (rows, workspace, campaigns, i, error))
			return NULL;
	if (!add_effects (rows, workspace, campaigns, job, error))
		return NULL;
	note_differences (rows, campaigns->len);
	return g_steal_pointer (&rows);
}
