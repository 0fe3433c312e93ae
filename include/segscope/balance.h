/* Whether the arms of a list are alike before anything goes out. */
#ifndef SEGSCOPE_BALANCE_H
#define SEGSCOPE_BALANCE_H

#include <segscope/campaign.h>

G_BEGIN_DECLS

/* Above this, arms are said to differ (Austin 2009, Statistics in Medicine 28:3083-3107). */
#define SEG_BALANCE_LIMIT 0.1

typedef struct {
	char   *name;     /* of the feature; "segment" */
	char   *label;    /* "Spend, 90 days"; "in segment "Loyal"" */
	char   *arm;      /* compared with the first arm: control, where there is one */
	gboolean is_share; /* means are shares, 0..1 */
	double  mean_first, mean_arm;
	double  difference; /* standardised: (mean_arm - mean_first) / sqrt ((variance_first + variance_arm) / 2); of shares the variance is
	                     * p (1 - p); 0 where neither varies and both are equal, NAN where they are not or an arm has less than two people */
} SegBalanceRow;

typedef struct {
	char      *first; /* arm */
	GPtrArray *rows;  /* of SegBalanceRow*: the largest difference first */
	double     largest; /* of all, without sign; 0 without rows */
	char      *words; /* what to make of it */
} SegBalance;

/** All numeric features of the set in use and the segments. Missing values are left out. Cost: a pass over the list for each feature.
 * SEG_ERROR_ARGUMENT: the list has only one arm. */
SegBalance *seg_campaign_balance (SegWorkspace *workspace, const SegCampaign *campaign, SegJob *job, GError **error);
void        seg_balance_free (SegBalance *balance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegBalance, seg_balance_free)

G_END_DECLS

#endif
