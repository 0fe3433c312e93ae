/* What the files of campaign/ share. */
#ifndef SEG_CAMPAIGN_PRIVATE_H
#define SEG_CAMPAIGN_PRIVATE_H

#include <segscope/campaign.h>

/* Drafts (draft.c) ------------------------------------------------------------------------------------------------- */

#define SEG_DRAFT_MOST_RECOMMENDATIONS 10

/** FALSE with SEG_ERROR_ARGUMENT when shares or numbers are out of range. */
gboolean seg_campaign_draft_check (const SegCampaignDraft *draft, GError **error);
/** FALSE with SEG_ERROR_ARGUMENT when something is left aside without a reason. */
gboolean seg_campaign_draft_check_reasons (const SegCampaignDraft *draft, GError **error);
/** The draft's choices as JSON, without what has columns of its own. (draft_json.c) */
char    *seg_campaign_draft_to_json (const SegCampaignDraft *draft);
/** Fills @draft from such a text. FALSE with SEG_ERROR_DATA. */
gboolean seg_campaign_draft_from_json (SegCampaignDraft *draft, const char *json, GError **error);

/* The audience in SQL (eligible_store.c) ---------------------------------------------------------------------------- */

/* A draft understood: conditions over u (user), m (membership of the segmentation) and f (features). */
typedef struct {
	const SegCampaignDraft *draft;
	SegFilter *filter;
	char      *from;       /* FROM user u LEFT JOIN ... */
	char      *is_audience, *matches, *consents; /* conditions */
	gboolean   has_consent;/* there is a consent column */
	gint64     segmentation_id; /* whose memberships are joined: the draft's, else the newest, for filters by segment */
} SegAudienceQuery;

/** SEG_ERROR_DATA when consent is required and there is no column for it; errors of the filter; SEG_ERROR_ARGUMENT. */
SegAudienceQuery *seg_audience_query_new (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);
void              seg_audience_query_free (SegAudienceQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAudienceQuery, seg_audience_query_free)

/** Consent as a condition over u; NULL without error when no such column was imported. */
char *seg_consent_condition (SegWorkspace *workspace, GError **error);

typedef struct {
	gint64 audience, matching, eligible;
} SegAudienceCounts;

gboolean seg_audience_count (SegWorkspace *workspace, const SegAudienceQuery *query, SegAudienceCounts *counts, GError **error);

/* A person who may be written to. */
typedef struct {
	gint64  user_id, segment_id; /* segment 0: in none */
	guint64 hash;    /* of the key, under the campaign's seed and name */
	guint32 stratum; /* of people alike in segment and value */
	guint8  arm;     /* 0: held back; else the arm of that number, from 1 */
	gboolean fixed;  /* the arm was dealt before and stays */
} SegEligible;

/** All who are eligible, by user id; @n: as counted in the same transaction. Free with g_free(). */
SegEligible *seg_audience_read (SegWorkspace *workspace, const SegAudienceQuery *query, gsize n, SegJob *job, GError **error);

/* Arms (split.c) ---------------------------------------------------------------------------------------------------- */

/* HMAC-SHA256 under seed and name of a draft, or under any key. */
typedef struct SegSplitHasher SegSplitHasher;

SegSplitHasher *seg_split_hasher_new (const SegCampaignDraft *draft);
SegSplitHasher *seg_split_hasher_new_key (const char *secret);
void            seg_split_hasher_free (SegSplitHasher *hasher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSplitHasher, seg_split_hasher_free)
/** The first eight bytes, the highest first. May be called from several threads. */
guint64     seg_split_hash (const SegSplitHasher *hasher, const char *key);

/** How many of @n are held back by exact shares. */
gint64      seg_split_control_size (const SegCampaignDraft *draft, gint64 n);
/** Gives everyone who is not fixed an arm, by hash and stratum. FALSE with SEG_ERROR_MEMORY. */
gboolean    seg_split_deal (const SegCampaignDraft *draft, SegEligible *people, gsize n_people, GError **error);
/** "control", "send", "A", ... */
const char *seg_split_arm_name (const SegCampaignDraft *draft, guint arm);
/** Number of arms to send to: 1 where none are named. */
guint       seg_split_n_arms (const SegCampaignDraft *draft);

/* The funnel (funnel.c) --------------------------------------------------------------------------------------------- */

/** The steps of @counts. */
GPtrArray *seg_funnel_build (SegWorkspace *workspace, const SegAudienceQuery *query, const SegAudienceCounts *counts,
                             GError **error);
char      *seg_funnel_to_json (const GPtrArray *funnel);
GPtrArray *seg_funnel_from_json (const char *json, GError **error);

/* Writing members (members_store.c) --------------------------------------------------------------------------------- */

gboolean seg_members_insert (SegWorkspace *workspace, gint64 campaign_id, const SegCampaignDraft *draft, const SegEligible *people,
                             gsize n_people, SegJob *job, GError **error);
/** Adds @n items to each of @people that is to be sent to, with reasons. */
gboolean seg_member_items_insert (SegWorkspace *workspace, gint64 campaign_id, const SegModel *model, const SegEligible *people,
                                  gsize n_people, guint n, SegJob *job, GError **error);

/* Columns of a file (export_columns.c) ------------------------------------------------------------------------------ */

typedef enum {
	SEG_EXPORT_KEY, SEG_EXPORT_ARM, SEG_EXPORT_SEGMENT, SEG_EXPORT_ITEM, SEG_EXPORT_TITLE, SEG_EXPORT_REASON, SEG_EXPORT_USER
} SegExportKind;

typedef struct {
	SegExportKind        kind;
	guint                position; /* of the recommendation, from 1; ITEM, TITLE and REASON */
	const SegUserColumn *column;   /* USER: an attribute or feature */
	char                *name;     /* the heading */
} SegExportColumn;

/** The columns named; NULL with SEG_ERROR_USAGE (lists those there are). @user_columns: seg_user_columns(), kept by the caller.
 * GPtrArray of SegExportColumn*, owned. */
GPtrArray *seg_export_columns_find (const SegCampaign *campaign, const GPtrArray *user_columns, const char *const *names,
                                    GError **error);

#endif
