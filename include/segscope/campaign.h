/* Campaigns: whom to talk to, whom to hold back, and the file that goes out. */
#ifndef SEGSCOPE_CAMPAIGN_H
#define SEGSCOPE_CAMPAIGN_H

#include <segscope/maintenance.h>
#include <segscope/merged.h>
#include <segscope/recommend.h>
#include <segscope/segment.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* Who is in the audience, besides segments and filter. Parts that add and keep work in their order; those that remove come last, so that
 * nothing brings back whom they take away. */
typedef enum { SEG_PART_ADD, SEG_PART_KEEP, SEG_PART_REMOVE } SegPartUse;
typedef enum {
	SEG_PART_FILTER,  /* text: as seg_filter_parse(), also for rules and other segmentations */
	SEG_PART_ITEM,    /* text: the key of an item; the n people for whom it suits best, 0: all for whom the recommender has something to say */
	SEG_PART_ALIKE,   /* text: a filter; the n people most like those it takes, without them */
	SEG_PART_CAMPAIGN /* text: the name of another campaign; those on its list, held back or not */
} SegPartKind;

typedef struct {
	SegPartUse  use;
	SegPartKind kind;
	char       *text;
	gint64      n;
} SegAudiencePart;

/* What takes people off a list, in this order. Going without one needs a reason, which is kept in the audit log. */
typedef enum {
	SEG_SUPPRESS_CONSENT,      /* no consent for the channel */
	SEG_SUPPRESS_UNSUBSCRIBED, /* unsubscribed by the results that were imported, or on the list do-not-contact */
	SEG_SUPPRESS_CONTACTED,    /* contacted in the last days */
	SEG_SUPPRESS_FREQUENCY,    /* contacted as often as anybody may be */
	SEG_SUPPRESS_ADDRESS,      /* no address for the channel */
	SEG_SUPPRESS_OWNS,         /* has all items of the offer */
	SEG_SUPPRESS_HOLD_OUT,     /* held back from all campaigns */
	SEG_N_SUPPRESSIONS
} SegSuppression;

/** "consent", "unsubscribed", ...: for files and options. */
const char *seg_suppression_name (SegSuppression suppression);
/** FALSE: there is none of that name. */
gboolean    seg_suppression_find (const char *name, SegSuppression *suppression);
/** "consent for the channel", translated. */
const char *seg_suppression_label (SegSuppression suppression);

/* The reason of a campaign that was run elsewhere, for all of them; kept as it stands here, shown translated. */
#define SEG_TAKEN_IN_REASON "taken in: it was run elsewhere"

/* One of several ways to talk to people, tried against each other. */
typedef struct {
	char  *name;  /* "A", "B", "friendly"; not "control", "send" or "both" */
	double share; /* of those to be sent to; > 0, all together 1 */
} SegDraftArm;

/* What people read. The one that says most about whom it is for counts: arm and segment, then arm, then segment, then neither. */
typedef struct {
	char  *arm;        /* NULL: any */
	gint64 segment_id; /* 0: any */
	char  *subject, *text; /* with fields: "Hi {name|there}, ..." (message.h) */
} SegMessage;

/* How people come into the arms. */
typedef enum {
	SEG_SPLIT_STRATIFIED, /* by segment and value, exact shares: people of each stratum in the order of their hashes */
	SEG_SPLIT_HASH        /* by each one's own hash alone: shares come out about, and nobody's arm depends on who else is there */
} SegSplit;

/* What the person has chosen. */
typedef struct {
	char    *name;
	gint64   segmentation_id;  /* 0: no segments, everyone who matches the filter */
	GArray  *segment_ids;      /* of gint64; empty: all of the segmentation */
	char    *filter;           /* as seg_filter_parse(), or NULL */
	GPtrArray *parts;          /* of SegAudiencePart* */
	char    *channel;          /* "email", ...: contact.h */
	char    *overrides[SEG_N_SUPPRESSIONS]; /* the reason for going without it; NULL: it is asked for */
	guint    quiet_days;       /* nobody contacted in so many last days; less than the workspace asks for does not count */
	gboolean one_an_address;   /* of several accounts with one address for the channel only who comes first: by rank_by, else who came in first */
	gint64   offer_id;         /* 0: none */
	char    *goal;             /* the kind of event that counts as success */
	guint    goal_days;        /* and within how many days, 1 .. 3660 */
	char    *rank_by;          /* who first: an attribute or feature; NULL: nobody before others */
	gboolean rank_ascending;   /* the lowest first */
	gboolean rank_is_worth;    /* what rank_by says is money that a contact is expected to bring: who costs more is left out */
	char    *propensity_by;    /* an attribute or feature, 0 .. 1, that it is multiplied with; NULL: none */
	gint64   limit;            /* at most so many are sent to; 0: no limit */
	double   budget;           /* at most so much is spent; 0: no limit */
	double   contact_cost;     /* of reaching one person */
	double   control_share;    /* 0..0.9, held back at random */
	char    *no_control_reason;/* why nobody is held back; needed where control_share is 0 */
	SegSplit split;
	char    *stratify_by;      /* the value of the strata: an attribute or feature; NULL: the usual one (what people spent), if there is one */
	GPtrArray *arms;           /* of SegDraftArm*; none: one arm called "send" */
	GPtrArray *messages;       /* of SegMessage* */
	guint    n_recommendations;/* 0..10 items for each person to be sent to */
	guint64  seed;
	gint64   starts_on, ends_on; /* UTC midnight; 0: not set */
	char    *owner, *notes;    /* never NULL */
} SegCampaignDraft;

/** Everyone of the newest segmentation, by e-mail, everything asked for, one message an address, 10 % control, one arm, 3 recommendations, seed 1. */
SegCampaignDraft *seg_campaign_draft_new (void);
SegCampaignDraft *seg_campaign_draft_copy (const SegCampaignDraft *draft);
/** The same for another list with these choices: without a name, and without what was left aside because its people were written to elsewhere (taken in). */
SegCampaignDraft *seg_campaign_draft_like (const SegCampaignDraft *draft);
void              seg_campaign_draft_free (SegCampaignDraft *draft);

void seg_campaign_draft_add_part (SegCampaignDraft *draft, SegPartUse use, SegPartKind kind, const char *text, gint64 n);
void seg_campaign_draft_add_arm (SegCampaignDraft *draft, const char *name, double share);
/** @n arms A, B, ... of equal shares; 1: one arm called "send". */
void seg_campaign_draft_set_arms (SegCampaignDraft *draft, guint n);
/** @text NULL: takes the message away. */
void seg_campaign_draft_set_message (SegCampaignDraft *draft, const char *arm, gint64 segment_id, const char *subject, const char *text);
/** @reason NULL: it is asked for again. */
void seg_campaign_draft_override (SegCampaignDraft *draft, SegSuppression suppression, const char *reason);
/** "Not asked for: consent for the channel. Reason: ...": a sentence for each reason, with all that it is given for: GPtrArray of char*, owned. */
GPtrArray *seg_campaign_draft_overrides_words (const SegCampaignDraft *draft);
/** Another channel than before: consent, unsubscribed and address are asked for again, since the reasons were given for the one before. */
void seg_campaign_draft_set_channel (SegCampaignDraft *draft, const char *channel);

typedef enum { SEG_FUNNEL_TOTAL, SEG_FUNNEL_MINUS } SegFunnelKind;

typedef struct {
	SegFunnelKind kind;  /* a number of people left, or one taken off */
	char         *name;  /* "audience", "filter", "remove1", "consent", ..., "same-address", "eligible", "rank", "control", "send": for files and audience.h */
	char         *label; /* "Segments 2 and 4", "no e-mail consent", "Eligible", "held back as control (10 %)", "To send" */
	gint64        count;
} SegFunnelStep;

/**
 * The counts from audience to list: GPtrArray of SegFunnelStep*, owned. Always in the order: audience, minus filter, minus what is
 * removed, minus suppressions (in the order of SegSuppression), minus those with the address of somebody who comes first, Eligible, minus those beyond limit or budget, minus control, To send. Steps
 * that take nobody off are left out, but for consent and control. audience.h counts the same again and again while a draft is edited.
 * SEG_ERROR_DATA when consent is required and no column says so: says what to do.
 */
GPtrArray *seg_campaign_funnel (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);
void       seg_funnel_step_free (SegFunnelStep *step);

#define SEG_ARM_NAME_CONTROL "control"
#define SEG_ARM_NAME_SEND "send" /* of a list with one arm */

typedef struct {
	char  *name;      /* as in campaign_member.arm */
	double share;     /* as chosen: of the list for control, of those sent to for the others */
	gint64 n;         /* people on the list */
	gboolean is_control;
} SegCampaignArm;

typedef struct {
	gint64  id;
	char   *name, *status; /* "draft", "exported", "running" or "measured" */
	gboolean archived;
	SegCampaignDraft *draft;
	char   *segmentation_name; /* or NULL */
	GPtrArray *funnel;     /* of SegFunnelStep* */
	GPtrArray *arms;       /* of SegCampaignArm*: control first (where there is one), then the others in their order */
	gint64  n_send, n_control; /* n_send: of all arms but control */
	guint   draws;         /* how often the arms were drawn */
	gint64  created_at, exported_at; /* exported_at 0: never */
	gboolean stale;        /* data or segmentation have changed since the list was made */
} SegCampaign;

void seg_campaign_free (SegCampaign *campaign);

/**
 * Makes the list and keeps it: members with their arm, and the recommended items of those to be sent to.
 *
 * Arms are drawn by HMAC-SHA256 of each one's key under (seed, campaign name): as good as random, the same whenever it is made
 * again, independent of row order (SegSplit says how). A campaign that holds nobody to send to is refused.
 * Going without a suppression, or without a control group, is written to the audit log with its reason, and refused without one.
 * Returns the id; 0 with SEG_ERROR_ARGUMENT (name empty or taken, nobody left, shares, no reason) or SEG_ERROR_CANCELLED.
 */
gint64 seg_campaign_create (SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error);

/**
 * Makes the list of a draft anew from @draft, which may be changed or as it was (then the list grows and shrinks with the data). Whoever stays on
 * it keeps their arm, and newcomers are dealt where most are lacking, as long as name, seed, split, arms and shares are as before; else arms are
 * drawn anew. Audited. SEG_ERROR_ARGUMENT as seg_campaign_create(), also for a campaign that is no draft any more.
 */
gboolean seg_campaign_update (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, SegJob *job, GError **error);
/** FALSE with SEG_ERROR_ARGUMENT: it has gone out, and its list stays as it was. */
gboolean seg_campaign_may_change (const SegCampaign *campaign, GError **error);
/** Draws the arms of a draft anew, with the next seed. @reason: why; needed. It is counted (SegCampaign.draws) and audited with both seeds. */
gboolean seg_campaign_redraw (SegWorkspace *workspace, gint64 id, const char *reason, SegJob *job, GError **error);

/* People that two lists have in common. */
typedef struct {
	gint64 n_both, n_sent_both;  /* on both lists; sent to by both */
	gint64 n_held_sent, n_sent_held; /* held back by the first and sent to by the second; the other way round */
} SegCampaignOverlap;

gboolean seg_campaign_overlap (SegWorkspace *workspace, gint64 first_id, gint64 second_id, SegCampaignOverlap *overlap, GError **error);

SegCampaign *seg_campaign_load (SegWorkspace *workspace, const char *name, GError **error); /* NULL: the newest */
GPtrArray   *seg_campaigns (SegWorkspace *workspace, GError **error); /* newest first, of SegCampaign* */
/** SEG_ERROR_ARGUMENT: it was exported; archived, its contacts go on counting. */
gboolean     seg_campaign_delete (SegWorkspace *workspace, gint64 id, GError **error);
/** @status: "draft", "exported", "running" or "measured". Exported and running: its people count as contacted, from now where it was never exported.
 * Audited. SEG_ERROR_ARGUMENT: none of these; draft, though it went out. */
gboolean     seg_campaign_set_status (SegWorkspace *workspace, gint64 id, const char *status, GError **error);
/** Puts it away, or takes it out again. Its contacts count as before. Audited. */
gboolean     seg_campaign_set_archived (SegWorkspace *workspace, gint64 id, gboolean archived, GError **error);

/* Contacts: one row for each time that a person was sent something, to stand after FROM in brackets: user_id, campaign_id (NULL: of no
 * campaign here), channel (NULL: not known), at (UTC seconds). Those whom campaigns have written to by the ledger (ledger.h), each once a campaign,
 * and results that say "sent" of people of whom it does not say so. The view contacts says the same with names, of the accounts as they were imported;
 * here the accounts of a person are one. */
#define SEG_SQL_CONTACTS \
	"SELECT coalesce (x.person, k.user_id) AS user_id, e.campaign_id, c.channel, e.at AS at FROM export e " \
	"CROSS JOIN contact k ON k.export_id = e.id LEFT JOIN campaign c ON c.id = e.campaign_id LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = k.user_id " \
	"WHERE e.n_contacts > 0 AND k.counts UNION ALL " \
	"SELECT coalesce (x.person, r.user_id), r.campaign_id, NULL, r.at FROM result r LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = r.user_id " \
	"WHERE r.outcome = 'sent' AND r.at IS NOT NULL AND NOT EXISTS " \
	"(SELECT 1 FROM export e CROSS JOIN contact k ON k.export_id = e.id AND k.user_id = r.user_id WHERE e.campaign_id = r.campaign_id AND k.counts)"

/* Whom to take: those to be sent to (all arms but control), those held back, both. */
typedef enum { SEG_ARM_SEND, SEG_ARM_CONTROL, SEG_ARM_BOTH } SegArm;

/* A person of a campaign, for preview. */
typedef struct {
	gint64 user_id;
	char  *key, *arm, *segment;
	GPtrArray *titles, *reasons; /* of char* */
} SegCampaignMember;

GPtrArray *seg_campaign_members (SegWorkspace *workspace, gint64 campaign_id, SegArm arm, gint64 offset, gint64 limit,
                                 GError **error);

/** Feature sets, segmentations and campaigns that are older than what they were made from: GPtrArray of SegProblem*, remarks of the check
 * "stale", owned. */
GPtrArray *seg_stale_results (SegWorkspace *workspace, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCampaignDraft, seg_campaign_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCampaign, seg_campaign_free)

G_END_DECLS

#endif
