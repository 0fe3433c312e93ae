/* Campaigns side by side, what was done to them, and what a list brings as it grows, printed. */
#include <config.h>
#include "campaign_print.h"

#include <segscope/allocation.h>
#include <segscope/campaign_compare.h>

#include <glib/gi18n.h>
#include <math.h>

gboolean
seg_campaign_print_comparison (const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *campaigns, GError **error)
{
	static const char *const names[SEG_COMPARE_MOST] = { "first", "second", "third", "fourth" };
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) rows = seg_campaign_comparison (workspace, campaigns, job, error);
	g_autoptr (SegTable) table = seg_table_new ();

	seg_cli_job_end ();
	if (rows == NULL)
		return FALSE;
	seg_table_column (table, "what", "", SEG_CELL_TEXT);
	for (guint i = 0; i < campaigns->len; i++)
		seg_table_column (table, names[i], ((const SegCampaign *) campaigns->pdata[i])->name, SEG_CELL_TEXT);
	for (guint i = 0; i < rows->len; i++) {
		const SegComparisonRow *row = rows->pdata[i];

		seg_table_text (table, row->label);
		for (guint k = 0; k < campaigns->len; k++)
			seg_table_text (table, row->values[k]);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

gboolean
seg_campaign_print_log (const SegCommonOptions *common, SegWorkspace *workspace, SegLogSubject subject, const char *campaign, GError **error)
{
	g_autoptr (GPtrArray) lines = seg_campaign_log (workspace, subject, campaign, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (lines == NULL)
		return FALSE;
	seg_table_column (table, "at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "who", _("Who"), SEG_CELL_TEXT);
	seg_table_column (table, "of", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Reason"), SEG_CELL_TEXT);
	for (guint i = 0; i < lines->len; i++) {
		const SegLogLine *line = lines->pdata[i];

		seg_table_integer (table, line->at);
		seg_table_text (table, line->who);
		seg_table_text (table, line->object);
		seg_table_text (table, line->what);
		seg_table_text (table, line->reason);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

#define SHOWN_POINTS 20

gboolean
seg_campaign_print_allocation (const SegCommonOptions *common, SegWorkspace *workspace, SegAudience *audience, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	g_autoptr (SegAllocation) allocation = seg_audience_allocation (audience, workspace, draft, job, error);
	g_autoptr (SegTable) table = seg_table_new ();
	guint step;

	seg_cli_job_end ();
	if (allocation == NULL)
		return FALSE;
	for (guint i = 0; i < allocation->sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) allocation->sentences->pdata[i]);
	seg_table_column (table, "people", _("To send"), SEG_CELL_INTEGER);
	seg_table_column (table, "cost", _("Cost"), SEG_CELL_NUMBER);
	seg_table_column (table, "value", _("Expected to bring"), SEG_CELL_NUMBER);
	seg_table_column (table, "left", _("Left"), SEG_CELL_NUMBER);
	step = common->output == SEG_OUTPUT_TABLE ? MAX (allocation->points->len / SHOWN_POINTS, 1) : 1;
	for (guint i = 0; i < allocation->points->len; i++) {
		const SegAllocationPoint *point = &g_array_index (allocation->points, SegAllocationPoint, i);

		if (i % step != 0 && i != allocation->now && i != allocation->best && i + 1 != allocation->points->len)
			continue;
		seg_table_integer (table, point->n_send);
		seg_table_number (table, point->cost);
		seg_table_number (table, point->value);
		seg_table_number (table, allocation->is_money ? point->value - point->cost : NAN);
	}
	seg_table_print (table, common->output);
	return TRUE;
}
