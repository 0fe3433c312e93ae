/* The people of a kept campaign, for lists that sort and filter them. */
#ifndef SEGSCOPE_MEMBER_LIST_H
#define SEGSCOPE_MEMBER_LIST_H

#include <segscope/campaign.h>

G_BEGIN_DECLS

typedef enum { SEG_MEMBERS_BY_KEY, SEG_MEMBERS_BY_SEGMENT, SEG_MEMBERS_BY_OFFER } SegMemberOrder;

/** The ids of the people of @arm who say each of @words (said_words.h; NULL: all) in key, segment or what they are offered: GArray of gint64, owned. NULL
 * with @error. Cost: one pass over them; with words, or by offer, one look a person at their items. */
GArray    *seg_campaign_members_order (SegWorkspace *workspace, gint64 campaign_id, SegArm arm, const char *words, SegMemberOrder order, gboolean descending,
                                       SegJob *job, GError **error);
/** The members with the user ids @ids, in that order; NULL for whoever is no member any more: GPtrArray of SegCampaignMember*, owned. */
GPtrArray *seg_campaign_members_of (SegWorkspace *workspace, gint64 campaign_id, const gint64 *ids, gsize n, GError **error);
/** What they are offered: "Go in action · SQL", with the arm before it where there are several; or that they are held back. Free with g_free(). */
char      *seg_campaign_member_offer (const SegCampaignMember *member);

G_END_DECLS

#endif
