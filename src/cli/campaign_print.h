/* How the command campaign prints campaigns, funnels and what belongs to them. */
#ifndef SEG_CAMPAIGN_PRINT_H
#define SEG_CAMPAIGN_PRINT_H

#include "cli.h"

#include <segscope/audience.h>
#include <segscope/balance.h>
#include <segscope/campaign_log.h>
#include <segscope/message.h>

void seg_campaign_print_list (const SegCommonOptions *common, const GPtrArray *campaigns);
void seg_campaign_print_funnel (const SegCommonOptions *common, const GPtrArray *funnel);
/** Arms with their sizes; one line, in table output. */
void seg_campaign_print_arms (const SegCommonOptions *common, const SegCampaign *campaign);
/** What was left aside, and why; in table output. */
void seg_campaign_print_overrides (const SegCommonOptions *common, const SegCampaignDraft *draft);
void seg_campaign_print_balance (const SegCommonOptions *common, const SegBalance *balance);
gboolean seg_campaign_print_people (const SegCommonOptions *common, SegWorkspace *workspace, const GArray *ids, GError **error);
/** What the list costs and brings as it grows: some twenty lengths in a table, all of them elsewhere. (campaign_compare.c) */
gboolean seg_campaign_print_allocation (const SegCommonOptions *common, SegWorkspace *workspace, SegAudience *audience, const SegCampaignDraft *draft, SegJob *job,
                                        GError **error);
/** @campaigns side by side, of SegCampaign*. (campaign_compare.c) */
gboolean seg_campaign_print_comparison (const SegCommonOptions *common, SegWorkspace *workspace, const GPtrArray *campaigns, GError **error);
/** What was done to a campaign, or to the rules for contacts. (campaign_compare.c) */
gboolean seg_campaign_print_log (const SegCommonOptions *common, SegWorkspace *workspace, SegLogSubject subject, const char *campaign, GError **error);

/** What people read, and what stands there for values that are missing: @previews of SegMessagePreview*. (campaign_preview.c) */
void     seg_campaign_print_previews (const SegCommonOptions *common, const GPtrArray *previews);

#endif
