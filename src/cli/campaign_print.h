/* How the command campaign prints campaigns, funnels and what belongs to them. */
#ifndef SEG_CAMPAIGN_PRINT_H
#define SEG_CAMPAIGN_PRINT_H

#include "cli.h"

#include <segscope/audience.h>
#include <segscope/balance.h>

void seg_campaign_print_list (const SegCommonOptions *common, const GPtrArray *campaigns);
void seg_campaign_print_funnel (const SegCommonOptions *common, const GPtrArray *funnel);
/** Arms with their sizes; one line, in table output. */
void seg_campaign_print_arms (const SegCommonOptions *common, const SegCampaign *campaign);
/** What was left aside, and why; in table output. */
void seg_campaign_print_overrides (const SegCommonOptions *common, const SegCampaignDraft *draft);
void seg_campaign_print_balance (const SegCommonOptions *common, const SegBalance *balance);
gboolean seg_campaign_print_people (const SegCommonOptions *common, SegWorkspace *workspace, const GArray *ids, GError **error);
gboolean seg_campaign_print_comparison (const SegCommonOptions *common, SegWorkspace *workspace, const SegCampaign *first, const SegCampaign *second,
                                        GError **error);

#endif
