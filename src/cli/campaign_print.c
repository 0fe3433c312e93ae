#include <config.h>
#include "campaign_print.h"

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
	g_autoptr (GPtrArray) sentences = seg_campaign_draft_overrides_words (draft);

	for (guint i = 0; i < sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) sentences->pdata[i]);
	if (!draft->one_an_address)
		seg_cli_say (common, _("Several accounts with one address each get the message"));
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
