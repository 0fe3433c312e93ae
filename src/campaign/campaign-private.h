/* What the files of campaign/ share. */
#ifndef SEG_CAMPAIGN_PRIVATE_H
#define SEG_CAMPAIGN_PRIVATE_H

#include <segscope/campaign.h>

/* Drafts (draft.c) ------------------------------------------------------------------------------------------------- */

/** FALSE with SEG_ERROR_ARGUMENT when shares or numbers are out of range. */
gboolean seg_campaign_draft_check (const SegCampaignDraft *draft, GError **error);
/** The draft's choices as JSON, without name, segmentation and seed, which have columns of their own. */
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

#define SEG_DIGEST_SIZE 32

/* A person who may be written to. */
typedef struct {
	gint64   user_id, segment_id; /* segment 0: in none */
	guint8   digest[SEG_DIGEST_SIZE]; /* of the key, under the campaign's seed and name */
	gboolean is_control;
} SegEligible;

/** All who are eligible, by user id; @n: as counted in the same transaction. Free with g_free(). */
SegEligible *seg_audience_read (SegWorkspace *workspace, const SegAudienceQuery *query, gsize n, SegJob *job, GError **error);

/* The control group (control.c) ------------------------------------------------------------------------------------- */

/** HMAC-SHA256 of @key under seed and name of @draft. */
void   seg_control_digest (const SegCampaignDraft *draft, const char *key, guint8 digest[SEG_DIGEST_SIZE]);
/** How many of @n are held back. */
gint64 seg_control_size (const SegCampaignDraft *draft, gint64 n);
/** Marks the @n_control people with the smallest digests. FALSE with SEG_ERROR_MEMORY. */
gboolean seg_control_hold_back (SegEligible *people, gsize n_people, gsize n_control, GError **error);

/* The funnel (funnel.c) --------------------------------------------------------------------------------------------- */

/** The steps of @counts. */
GPtrArray *seg_funnel_build (SegWorkspace *workspace, const SegAudienceQuery *query, const SegAudienceCounts *counts,
                             GError **error);
char      *seg_funnel_to_json (const GPtrArray *funnel);
GPtrArray *seg_funnel_from_json (const char *json, GError **error);

/* Writing members (members_store.c) --------------------------------------------------------------------------------- */

gboolean seg_members_insert (SegWorkspace *workspace, gint64 campaign_id, const SegEligible *people, gsize n_people, SegJob *job,
                             GError **error);
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
