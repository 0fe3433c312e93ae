/* What worked for which segment, and the campaigns of one person, printed. */
#include <config.h>
#include "worked_print.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <math.h>

static void
remark_empty (const GPtrArray *list, const SegCommonOptions *common)
{
	if (list->len == 0)
		seg_cli_remark (common, "%s", _("Nothing was measured yet: segscope measure WORKSPACE CAMPAIGN keeps what a campaign did"));
}

gboolean
seg_cli_print_worked (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) worked = seg_what_worked (workspace, 0, error);
	g_autoptr (GPtrArray) list = worked != NULL ? seg_worked_together (worked) : NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (list == NULL)
		return FALSE;
	remark_empty (list, common);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "offer", _("Offer"), SEG_CELL_TEXT);
	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "goal", _("Goal"), SEG_CELL_TEXT);
	seg_table_column (table, "days", _("Days"), SEG_CELL_INTEGER);
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "money", _("Money each"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_low", _("From"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_high", _("To"), SEG_CELL_NUMBER);
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Held back"), SEG_CELL_INTEGER);
	seg_table_column (table, "campaigns", _("Campaigns"), SEG_CELL_INTEGER);
	seg_table_column (table, "measured_at", _("Measured"), SEG_CELL_DATE);
	seg_table_column (table, "segmentation", _("Segmentation"), SEG_CELL_TEXT);
	for (guint i = 0; i < list->len; i++) {
		const SegWorkedTogether *t = list->pdata[i];

		seg_table_text (table, t->segment != NULL ? t->segment : _("everyone"));
		seg_table_text (table, t->offer);
		seg_table_text (table, t->channel);
		seg_table_text (table, t->goal);
		seg_table_integer (table, t->days);
		seg_table_number (table, t->difference);
		seg_table_number (table, t->interval.low);
		seg_table_number (table, t->interval.high);
		seg_table_number (table, t->money);
		seg_table_number (table, t->money_interval.low);
		seg_table_number (table, t->money_interval.high);
		seg_table_integer (table, t->n_sent);
		seg_table_integer (table, t->n_control);
		seg_table_integer (table, t->n_campaigns);
		seg_table_integer (table, t->measured_at);
		seg_table_text (table, t->segmentation);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

void
seg_cli_worked_columns (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "campaign", _("Campaign"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "offer", _("Offer"), SEG_CELL_TEXT);
	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "goal", _("Goal"), SEG_CELL_TEXT);
	seg_table_column (table, "days", _("Days"), SEG_CELL_INTEGER);
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Held back"), SEG_CELL_INTEGER);
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_SHARE);
	seg_table_column (table, "drawn_in", _("Drawn in"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "p", _("p"), SEG_CELL_NUMBER);
	seg_table_column (table, "money", _("Money each"), SEG_CELL_NUMBER);
	seg_table_column (table, "went_out", _("Went out"), SEG_CELL_DATE);
	seg_table_column (table, "until", _("Measured until"), SEG_CELL_DATE);
}

void
seg_cli_worked_add (SegTable *table, const SegWorked *w)
{
	seg_table_text (table, w->segment != NULL ? w->segment : _("everyone"));
	seg_table_text (table, w->campaign);
	seg_table_text (table, w->arm);
	seg_table_text (table, w->offer);
	seg_table_text (table, w->channel);
	seg_table_text (table, w->goal);
	seg_table_integer (table, w->days);
	seg_table_integer (table, w->sent.n);
	seg_table_integer (table, w->control.n);
	seg_table_number (table, w->share.difference);
	seg_table_number (table, w->shrunk);
	seg_table_number (table, w->shrunk_interval.low);
	seg_table_number (table, w->shrunk_interval.high);
	seg_table_number (table, w->p);
	seg_table_number (table, w->money);
	seg_table_integer (table, w->from);
	seg_table_integer (table, w->until);
}

gboolean
seg_cli_print_tried (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) list = seg_what_worked (workspace, 0, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (list == NULL)
		return FALSE;
	remark_empty (list, common);
	seg_cli_worked_columns (table);
	for (guint i = 0; i < list->len; i++)
		seg_cli_worked_add (table, list->pdata[i]);
	seg_table_print (table, common->output);
	return TRUE;
}

/* Of one person ---------------------------------------------------------------------------------------------------- */

static void
add_campaign (SegTable *table, const SegUserCampaign *campaign)
{
	const gboolean known = campaign->from != 0 && campaign->until > campaign->from;

	seg_table_text (table, campaign->campaign);
	seg_table_text (table, campaign->arm);
	seg_table_text (table, campaign->channel);
	seg_table_text (table, campaign->offer);
	if (campaign->from != 0)
		seg_table_integer (table, campaign->from);
	else
		seg_table_missing (table);
	seg_table_text (table, campaign->held_back ? _("held back") : campaign->left_out ? _("left out") : campaign->from != 0 ? _("sent") : _("not out yet"));
	seg_table_text (table, campaign->opened ? _("yes") : _("no"));
	seg_table_text (table, campaign->clicked ? _("yes") : _("no"));
	seg_table_text (table, campaign->goal);
	seg_table_text (table, !known && !campaign->by_results ? NULL : campaign->reached ? _("yes") : _("no"));
	seg_table_number (table, known ? campaign->money : NAN);
	seg_table_text (table, campaign->unsubscribed ? _("yes") : _("no"));
}

gboolean
seg_cli_print_user_campaigns (SegWorkspace *workspace, gint64 user_id, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) campaigns = seg_user_campaigns (workspace, user_id, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (campaigns == NULL)
		return FALSE;
	seg_table_column (table, "campaign", _("Campaign"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "offer", _("Offer"), SEG_CELL_TEXT);
	seg_table_column (table, "went_out", _("Went out"), SEG_CELL_DATE);
	seg_table_column (table, "contact", _("Contact"), SEG_CELL_TEXT);
	seg_table_column (table, "opened", _("Opened"), SEG_CELL_TEXT);
	seg_table_column (table, "clicked", _("Clicked"), SEG_CELL_TEXT);
	seg_table_column (table, "goal", _("Goal"), SEG_CELL_TEXT);
	seg_table_column (table, "did", _("Did it"), SEG_CELL_TEXT);
	seg_table_column (table, "money", _("Spend"), SEG_CELL_NUMBER);
	seg_table_column (table, "unsubscribed", _("Unsubscribed"), SEG_CELL_TEXT);
	for (guint i = 0; i < campaigns->len; i++)
		add_campaign (table, campaigns->pdata[i]);
	seg_table_print (table, common->output);
	return TRUE;
}
