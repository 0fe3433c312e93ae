#include <config.h>
#include "campaign_print.h"

#include <segscope/offer.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

void
seg_campaign_print_list (const SegCommonOptions *common, const GPtrArray *campaigns)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "campaign", _("Campaign"), SEG_CELL_TEXT);
	seg_table_column (table, "status", _("Status"), SEG_CELL_TEXT);
	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "owner", _("Owner"), SEG_CELL_TEXT);
	seg_table_column (table, "segmentation", _("Segmentation"), SEG_CELL_TEXT);
	seg_table_column (table, "send", _("To send"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Control"), SEG_CELL_INTEGER);
	seg_table_column (table, "created_at", _("Made (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "stale", _("Stale"), SEG_CELL_TEXT);
	for (guint i = 0; i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];
		g_autofree char *status = campaign->archived ? g_strdup_printf ("%s, %s", campaign->status, _("archived")) : g_strdup (campaign->status);

		seg_table_text (table, campaign->name);
		seg_table_text (table, status);
		seg_table_text (table, campaign->draft->channel);
		seg_table_text (table, campaign->draft->owner);
		seg_table_text (table, campaign->segmentation_name);
		seg_table_integer (table, campaign->n_send);
		seg_table_integer (table, campaign->n_control);
		seg_table_integer (table, campaign->created_at);
		seg_table_text (table, campaign->stale ? _("yes") : "");
	}
	seg_table_print (table, common->output);
}

void
seg_campaign_print_funnel (const SegCommonOptions *common, const GPtrArray *funnel)
{
	g_autoptr (SegTable) table = seg_table_new ();

	if (common->output != SEG_OUTPUT_TABLE)
		seg_table_column (table, "name", _("Name"), SEG_CELL_TEXT);
	seg_table_column (table, "step", _("Step"), SEG_CELL_TEXT);
	seg_table_column (table, "people", _("People"), SEG_CELL_INTEGER);
	for (guint i = 0; i < funnel->len; i++) {
		const SegFunnelStep *step = funnel->pdata[i];
		gboolean minus = step->kind == SEG_FUNNEL_MINUS;
		g_autofree char *label = g_strconcat (minus && common->output == SEG_OUTPUT_TABLE ? "  " : "", step->label, NULL);

		if (common->output != SEG_OUTPUT_TABLE)
			seg_table_text (table, step->name);
		seg_table_text (table, label);
		seg_table_integer (table, minus ? -step->count : step->count);
	}
	seg_table_print (table, common->output);
}

void
seg_campaign_print_arms (const SegCommonOptions *common, const SegCampaign *campaign)
{
	g_autoptr (GString) text = g_string_new (NULL);

	if (common->output != SEG_OUTPUT_TABLE || campaign->arms->len < 3)
		return;
	for (guint i = 0; i < campaign->arms->len; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];
		g_autofree char *n = seg_format_integer (arm->n);

		g_string_append_printf (text, "%s%s %s", i > 0 ? " · " : "", arm->is_control ? _("held back") : arm->name, n);
	}
	seg_cli_say (common, "%s", text->str);
}

void
seg_campaign_print_overrides (const SegCommonOptions *common, const SegCampaignDraft *draft)
{
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (draft->overrides[i] != NULL)
			seg_cli_say (common, _("No regard to %s: %s"), seg_suppression_label ((SegSuppression) i), draft->overrides[i]);
	if (draft->control_share == 0 && draft->no_control_reason != NULL)
		seg_cli_say (common, _("Nobody is held back: %s"), draft->no_control_reason);
}

void
seg_campaign_print_balance (const SegCommonOptions *common, const SegBalance *balance)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_cli_say (common, "%s", balance->words);
	seg_table_column (table, "figure", _("Figure"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "mean_first", balance->first, SEG_CELL_NUMBER);
	seg_table_column (table, "mean_arm", _("Mean of the arm"), SEG_CELL_NUMBER);
	seg_table_column (table, "difference", _("Standardised difference"), SEG_CELL_NUMBER);
	for (guint i = 0; i < balance->rows->len; i++) {
		const SegBalanceRow *row = balance->rows->pdata[i];

		seg_table_text (table, row->label);
		seg_table_text (table, row->arm);
		seg_table_number (table, row->mean_first);
		seg_table_number (table, row->mean_arm);
		seg_table_number (table, row->difference);
	}
	seg_table_print (table, common->output);
}

gboolean
seg_campaign_print_people (const SegCommonOptions *common, SegWorkspace *workspace, const GArray *ids, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "key", _("User"), SEG_CELL_TEXT);
	for (guint i = 0; i < ids->len; i++) {
		g_autofree char *key = seg_user_key (workspace, g_array_index (ids, gint64, i), error);

		if (key == NULL)
			return FALSE;
		seg_table_text (table, key);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* Two campaigns -------------------------------------------------------------------------------------------------------- */

static void
add_row (SegTable *table, const char *what, char *first, char *second)
{
	seg_table_text (table, what);
	seg_table_text (table, first);
	seg_table_text (table, second);
	g_free (first);
	g_free (second);
}

static char *
percent (double share)
{
	return g_strdup_printf ("%.4g %%", share * 100);
}

static char *
offer_name (SegWorkspace *workspace, const SegCampaignDraft *draft)
{
	g_autoptr (SegOffer) offer = draft->offer_id != 0 ? seg_offer_load_id (workspace, draft->offer_id, NULL) : NULL;

	return g_strdup (offer != NULL ? offer->name : "");
}

static void
add_arms (SegTable *table, const SegCampaign *first, const SegCampaign *second)
{
	const SegCampaign *both[2] = { first, second };
	char *texts[2];

	for (guint k = 0; k < 2; k++) {
		GString *text = g_string_new (NULL);

		for (guint i = 0; i < both[k]->arms->len; i++) {
			const SegCampaignArm *arm = both[k]->arms->pdata[i];

			if (!arm->is_control)
				g_string_append_printf (text, "%s%s %" PRId64, text->len > 0 ? " · " : "", arm->name, arm->n);
		}
		texts[k] = g_string_free (text, FALSE);
	}
	add_row (table, _("Arms"), texts[0], texts[1]);
}

static void
add_plan (SegTable *table, SegWorkspace *workspace, const SegCampaign *first, const SegCampaign *second)
{
	const SegCampaignDraft *a = first->draft, *b = second->draft;

	add_row (table, _("Status"), g_strdup (first->status), g_strdup (second->status));
	add_row (table, _("Channel"), g_strdup (a->channel), g_strdup (b->channel));
	add_row (table, _("Goal"), g_strdup_printf (_("%s within %u days"), a->goal, a->goal_days), g_strdup_printf (_("%s within %u days"), b->goal, b->goal_days));
	add_row (table, _("Offer"), offer_name (workspace, a), offer_name (workspace, b));
	add_row (table, _("Audience"), g_strdup (first->funnel->len > 0 ? ((SegFunnelStep *) first->funnel->pdata[0])->label : ""),
	         g_strdup (second->funnel->len > 0 ? ((SegFunnelStep *) second->funnel->pdata[0])->label : ""));
	add_row (table, _("Filter"), g_strdup (a->filter != NULL ? a->filter : ""), g_strdup (b->filter != NULL ? b->filter : ""));
	add_row (table, _("Held back"), percent (a->control_share), percent (b->control_share));
	add_arms (table, first, second);
	add_row (table, _("To send"), seg_format_integer (first->n_send), seg_format_integer (second->n_send));
	add_row (table, _("Control"), seg_format_integer (first->n_control), seg_format_integer (second->n_control));
	add_row (table, _("Cost"), seg_format_number ((double) first->n_send * a->contact_cost, 2), seg_format_number ((double) second->n_send * b->contact_cost, 2));
	add_row (table, _("Owner"), g_strdup (a->owner), g_strdup (b->owner));
}

gboolean
seg_campaign_print_comparison (const SegCommonOptions *common, SegWorkspace *workspace, const SegCampaign *first, const SegCampaign *second, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();
	SegCampaignOverlap overlap;

	if (!seg_campaign_overlap (workspace, first->id, second->id, &overlap, error))
		return FALSE;
	seg_table_column (table, "what", "", SEG_CELL_TEXT);
	seg_table_column (table, "first", first->name, SEG_CELL_TEXT);
	seg_table_column (table, "second", second->name, SEG_CELL_TEXT);
	add_plan (table, workspace, first, second);
	add_row (table, _("On both lists"), seg_format_integer (overlap.n_both), seg_format_integer (overlap.n_both));
	add_row (table, _("Sent to by both"), seg_format_integer (overlap.n_sent_both), seg_format_integer (overlap.n_sent_both));
	add_row (table, _("Held back here, sent to by the other"), seg_format_integer (overlap.n_held_sent), seg_format_integer (overlap.n_sent_held));
	seg_table_print (table, common->output);
	return TRUE;
}
