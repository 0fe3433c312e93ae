/* Campaigns side by side: what was planned, whom they reach, whom they have in common, and what those did that went out. */
#ifndef SEGSCOPE_CAMPAIGN_COMPARE_H
#define SEGSCOPE_CAMPAIGN_COMPARE_H

#include <segscope/campaign.h>

G_BEGIN_DECLS

#define SEG_COMPARE_MOST 4

/* One figure of each campaign. */
typedef struct {
	char    *label;                     /* translated */
	char    *values[SEG_COMPARE_MOST];  /* never NULL up to the number of campaigns */
	gboolean differs;
} SegComparisonRow;

/** "draft", "exported", "running", "measured": translated. */
const char *seg_campaign_status_label (const char *status);

/**
 * @n campaigns (2 to SEG_COMPARE_MOST), of SegCampaign*: GPtrArray of SegComparisonRow*, owned. NULL with @error: SEG_ERROR_ARGUMENT (too many, too few,
 * one of them twice).
 * Cost: for those that went out, as measuring them.
 */
GPtrArray  *seg_campaign_comparison (SegWorkspace *workspace, const GPtrArray *campaigns, SegJob *job, GError **error);

G_END_DECLS

#endif
