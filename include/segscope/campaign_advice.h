/* What rules for recommendations did in the list of a campaign, kept with it. */
#ifndef SEGSCOPE_CAMPAIGN_ADVICE_H
#define SEGSCOPE_CAMPAIGN_ADVICE_H

#include <segscope/advice.h>

G_BEGIN_DECLS

/** Keeps @rules as they were set and what they did. Part of the caller's transaction. */
gboolean seg_campaign_advice_write (SegWorkspace *workspace, gint64 campaign_id, const SegAdviceRules *rules, const SegAdviceTally *tally, GError **error);
/** Reads them back; @rules: clear with seg_advice_rules_clear(). A campaign without recommended items has a tally of nobody. */
gboolean seg_campaign_advice_read (SegWorkspace *workspace, gint64 campaign_id, SegAdviceRules *rules, SegAdviceTally *tally, GError **error);
/** What it says of them, a paragraph; "" where nothing is recommended. Free with g_free(); NULL with @error. */
char    *seg_campaign_advice_words (SegWorkspace *workspace, gint64 campaign_id, GError **error);

G_END_DECLS

#endif
