/* The options that say what a campaign's draft is: parsed, and put into a draft. */
#ifndef SEG_CAMPAIGN_OPTION_H
#define SEG_CAMPAIGN_OPTION_H

#include "cli.h"

#include <segscope/campaign.h>

#define SEG_ITEMS_AS_USUAL G_MININT /* recommended items: as many as usual */

typedef struct {
	char  *segments, *segmentation, *filter, *control, *reason, *channel, *offer, *goal, *rank_by, *propensity, *budget, *contact_cost, *split;
	char  *stratify_by, *addresses, *arms, *arms_by, *message, *starts, *ends, *owner, *notes;
	char **add, **keep, **remove, **overrides, **arm_messages, **segment_messages;
	int    n_recommendations, quiet_days, goal_days;
	gint64 limit;
	gboolean no_consent, everyone, ascending, worth;
} SegCampaignOptions;

/** For seg_cli_parse(); what they point into is @options, which is made ready for them. Free with g_free(). */
GOptionEntry *seg_campaign_option_entries (SegCampaignOptions *options);
void          seg_campaign_options_clear (SegCampaignOptions *options);
/** Whether any of them was given. */
gboolean      seg_campaign_options_any (const SegCampaignOptions *options);
/** Changes @draft where options say so. Remarks go to stderr. */
gboolean      seg_campaign_options_apply (const SegCampaignOptions *options, const SegCommonOptions *common, SegWorkspace *workspace,
                                          SegCampaignDraft *draft, GError **error);
/** Gives the arms of @draft the shares that @policy proposes from what those of @asked did, and says so. (arms.c) */
gboolean      seg_cli_arms_by (const SegCommonOptions *common, SegWorkspace *workspace, const SegCampaign *asked, const char *policy, SegCampaignDraft *draft,
                               GError **error);
/** "10%", "10 %" or "0.1" as a share up to @most. FALSE with SEG_ERROR_USAGE. */
gboolean      seg_campaign_parse_share (const char *option, const char *text, double most, double *share, GError **error);

#endif
