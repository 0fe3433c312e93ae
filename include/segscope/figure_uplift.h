/* The chart of whom a campaign changed, as those of figure.h. */
#ifndef SEGSCOPE_FIGURE_UPLIFT_H
#define SEGSCOPE_FIGURE_UPLIFT_H

#include <segscope/campaign_uplift.h>
#include <segscope/plot.h>

G_BEGIN_DECLS

/** How many more would have done it, had only those expected to gain most been sent to: a curve for each learner, against chance. */
SegPlot *seg_figure_qini (const SegCampaignUplift *uplift);

G_END_DECLS

#endif
