/* What the files of campaign/ share. */
#ifndef SEG_CAMPAIGN_PRIVATE_H
#define SEG_CAMPAIGN_PRIVATE_H

#include <segscope/campaign.h>
#include <segscope/contact.h>
#include <segscope/digest.h>

/* The list :campaign by the accounts that are left of those on it whom cleaning has put into others, to stand after FROM: person, user_id and arm as
 * they are on the list; where several of one person are, the first. */
#define SEG_SQL_LIST_BY_PERSON \
	"(SELECT y.person AS person, min (m.user_id) AS user_id, m.arm AS arm FROM (" SEG_SQL_MERGED ") y " \
	"CROSS JOIN campaign_member m ON m.campaign_id = :campaign AND m.user_id = y.id GROUP BY y.person)"

/* Drafts (draft.c) ------------------------------------------------------------------------------------------------- */

#define SEG_DRAFT_MOST_RECOMMENDATIONS 10
/* Steps that take people off: their numbers must fit below SEG_PLACE_WORTH. */
#define SEG_FUNNEL_MOST_CONDITIONS 200

/** FALSE with SEG_ERROR_ARGUMENT when shares or numbers are out of range. */
gboolean seg_campaign_draft_check (const SegCampaignDraft *draft, GError **error);
/** FALSE with SEG_ERROR_ARGUMENT when something is left aside without a reason. */
gboolean seg_campaign_draft_check_reasons (const SegCampaignDraft *draft, GError **error);
/** The draft's choices as JSON, without what has columns of its own. (draft_json.c) */
char    *seg_campaign_draft_to_json (const SegCampaignDraft *draft);
/** Fills @draft from such a text. FALSE with SEG_ERROR_DATA. */
gboolean seg_campaign_draft_from_json (SegCampaignDraft *draft, const char *json, GError **error);

/* Some detail for the audit log: names and texts in turn, NULL at the end. Owned. (policy_store.c) */
char    *seg_campaign_detail (const char *name, ...) G_GNUC_NULL_TERMINATED;
/** FALSE with SEG_ERROR_ARGUMENT: a reason is needed. */
gboolean seg_campaign_check_reason (const char *reason, GError **error);

/** Consent to @channel as a condition over u; NULL without error when no column says so. (eligible_store.c) */
char *seg_consent_condition (SegWorkspace *workspace, const char *channel, GError **error);
/** SEG_ERROR_DATA: nobody may be written to by @channel; says what to do. */
void  seg_consent_set_unknown (const SegChannel *channel, GError **error);
/** What the campaign @id was made from. NULL with SEG_ERROR_NOT_FOUND. (campaign_store.c) */
SegCampaignDraft *seg_campaign_draft_load (SegWorkspace *workspace, gint64 id, GError **error);
/** The segments of the draft must be there. */
gboolean seg_campaign_check_segments (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);

/* A person who may be written to. */
typedef struct {
	gint64  user_id, segment_id; /* segment 0: in none */
	guint64 hash;    /* of the key, under the campaign's seed and name */
	guint32 stratum; /* of people alike in segment and value */
	guint8  arm;     /* 0: held back; else the arm of that number, from 1 */
	gboolean fixed;  /* the arm was dealt before and stays */
} SegEligible;

/* Making lists (create.c) -------------------------------------------------------------------------------------------- */

/** @name without blanks at its ends; NULL with SEG_ERROR_ARGUMENT: empty, or taken by another campaign than @id. Owned. */
char    *seg_campaign_check_name (SegWorkspace *workspace, gint64 id, const char *name, GError **error);
/** SEG_ERROR_USAGE: messages that ask for what there is not. */
gboolean seg_campaign_check_messages (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);
/**
 * Makes the list of a new campaign (@id 0), or that of @id anew, inside the caller's transaction. Whoever is on the list of
 * @keep_arms_of (0: none) keeps their arm where they would be dealt by the same rule. @action: for the audit log; @note: what else its line says, as
 * seg_campaign_detail() makes it, where only that was changed, or NULL: then what is left aside gets its lines, too. Returns the id, or 0.
 */
gint64   seg_campaign_make_list (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, gint64 keep_arms_of, const char *action,
                                 const char *note, SegJob *job, GError **error);

/* Arms (split.c) ---------------------------------------------------------------------------------------------------- */

/* HMAC-SHA256 under seed and name of a draft, or under any key. */
typedef SegKeyedDigest SegSplitHasher;

SegSplitHasher *seg_split_hasher_new (const SegCampaignDraft *draft);
SegSplitHasher *seg_split_hasher_new_key (const char *secret);
void            seg_split_hasher_free (SegSplitHasher *hasher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSplitHasher, seg_split_hasher_free)
/** The first eight bytes, the highest first. May be called from several threads. */
guint64     seg_split_hash (const SegSplitHasher *hasher, const char *key);
/** A hash as a number from 0 to below 1. */
double      seg_split_position (guint64 hash);
/** What the hasher of a draft is keyed with. Owned. */
char       *seg_split_secret (const SegCampaignDraft *draft);
/** Whether someone with that hash is held back where the split is by hash alone. */
gboolean    seg_split_holds_back (const SegCampaignDraft *draft, guint64 hash);

/** How many of @n are held back by exact shares. */
gint64      seg_split_control_size (const SegCampaignDraft *draft, gint64 n);
/** Gives everyone who is not fixed an arm, by hash and stratum. FALSE with SEG_ERROR_MEMORY. */
gboolean    seg_split_deal (const SegCampaignDraft *draft, SegEligible *people, gsize n_people, GError **error);
/** "control", "send", "A", ... */
const char *seg_split_arm_name (const SegCampaignDraft *draft, guint arm);
/** Number of arms to send to: 1 where none are named. */
guint       seg_split_n_arms (const SegCampaignDraft *draft);

/* The funnel (funnel.c) --------------------------------------------------------------------------------------------- */

/** Adds a step; takes @label over. */
void       seg_funnel_add (GPtrArray *funnel, SegFunnelKind kind, const char *name, char *label, gint64 count);
GPtrArray *seg_funnel_new (void);
char      *seg_funnel_to_json (const GPtrArray *funnel);
GPtrArray *seg_funnel_from_json (const char *json, GError **error);

/** Says how long a test of so many days takes; @starts_on: UTC midnight, 0: not set. (audience_duration.c) */
void seg_say_days (GPtrArray *sentences, guint days, gint64 starts_on);

/* Writing members (members_store.c) --------------------------------------------------------------------------------- */

gboolean seg_members_insert (SegWorkspace *workspace, gint64 campaign_id, const SegCampaignDraft *draft, const SegEligible *people,
                             gsize n_people, SegJob *job, GError **error);
/** Adds @n items to each of @people that is to be sent to, with reasons. */
gboolean seg_member_items_insert (SegWorkspace *workspace, gint64 campaign_id, const SegModel *model, const SegEligible *people,
                                  gsize n_people, guint n, SegJob *job, GError **error);

/** A new row of campaign, or that of @id. Returns its id. (create.c) */
gint64   seg_campaign_write (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, const GPtrArray *funnel, GError **error);
/** As seg_goal_check(), but purchases need not have been imported yet. (create.c) */
gboolean seg_campaign_check_goal (SegWorkspace *workspace, const char *goal, GError **error);
/** The funnel of a list that was made elsewhere. (funnel.c) */
GPtrArray *seg_funnel_taken_in (gint64 n_control, gint64 n_send);

#endif
