/* Campaigns: whom to talk to, whom to hold back, and the file that goes out. */
#ifndef SEGSCOPE_CAMPAIGN_H
#define SEGSCOPE_CAMPAIGN_H

#include <segscope/maintenance.h>
#include <segscope/recommend.h>
#include <segscope/segment.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* What the person has chosen. */
typedef struct {
	char    *name;
	gint64   segmentation_id;  /* 0: no segments, everyone who matches the filter */
	GArray  *segment_ids;      /* of gint64; empty: all of the segmentation */
	char    *filter;           /* as seg_filter_parse(), or NULL */
	gboolean require_consent;  /* keep only those whose consent attribute is yes */
	double   control_share;    /* 0..0.9, held back at random */
	guint    n_recommendations;/* 0..10 items for each person to be sent to */
	guint64  seed;
} SegCampaignDraft;

/** Everyone of the newest segmentation, consent required, 10 % control, 3 recommendations, seed 1. */
SegCampaignDraft *seg_campaign_draft_new (void);
SegCampaignDraft *seg_campaign_draft_copy (const SegCampaignDraft *draft);
void              seg_campaign_draft_free (SegCampaignDraft *draft);

typedef enum { SEG_FUNNEL_TOTAL, SEG_FUNNEL_MINUS } SegFunnelKind;

typedef struct {
	SegFunnelKind kind;  /* a number of people left, or one taken off */
	char         *label; /* "Segments 2 and 4", "no e-mail consent", "Eligible", "held back as control (10 %)", "To send" */
	gint64        count;
} SegFunnelStep;

/**
 * The counts from audience to list: GPtrArray of SegFunnelStep*, owned. Always in the order: audience, minus filter, minus
 * consent, Eligible, minus control, To send; steps that do not apply are left out.
 * SEG_ERROR_DATA when consent is required and no consent column was ever imported: says what to do.
 */
GPtrArray *seg_campaign_funnel (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);
void       seg_funnel_step_free (SegFunnelStep *step);

typedef struct {
	gint64  id;
	char   *name, *status; /* "draft" or "exported" */
	SegCampaignDraft *draft;
	char   *segmentation_name; /* or NULL */
	GPtrArray *funnel;     /* of SegFunnelStep* */
	gint64  n_send, n_control;
	gint64  created_at, exported_at; /* exported_at 0: never */
	gboolean stale;        /* data or segmentation have changed since the list was made */
} SegCampaign;

void seg_campaign_free (SegCampaign *campaign);

/**
 * Makes the list and keeps it: members with their arm, and the recommended items of those to be sent to.
 *
 * Control: the round(share * eligible) people with the smallest HMAC-SHA256 of their key under (seed, campaign name): as good
 * as random, the same whenever it is made again, independent of row order. A campaign that holds nobody to send to is refused.
 * Leaving out consent (require_consent FALSE while there is a consent column) is written to the audit log.
 * Returns the id; 0 with SEG_ERROR_ARGUMENT (name empty or taken, nobody left, shares) or SEG_ERROR_CANCELLED.
 */
gint64 seg_campaign_create (SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error);

SegCampaign *seg_campaign_load (SegWorkspace *workspace, const char *name, GError **error); /* NULL: the newest */
GPtrArray   *seg_campaigns (SegWorkspace *workspace, GError **error); /* newest first, of SegCampaign* */
gboolean     seg_campaign_delete (SegWorkspace *workspace, gint64 id, GError **error);

typedef enum { SEG_ARM_SEND, SEG_ARM_CONTROL, SEG_ARM_BOTH } SegArm;

typedef struct {
	const char *const *columns; /* NULL-terminated: "key", "arm", "segment", "item1", "title1", "reason1" ..., attribute
	                             * names, feature names; NULL: seg_campaign_columns() */
	gboolean bom;               /* UTF-8 byte order mark first */
	SegArm   arm;               /* who goes into the file */
} SegExportOptions;

/** The columns an export gets when none are chosen: key, e-mail and name where they exist, segment, arm when both arms go
 * in, and for each recommendation its key, title and reason. Owned string array. */
char **seg_campaign_columns (SegWorkspace *workspace, const SegCampaign *campaign, SegArm arm, GError **error);
/** All columns that can be chosen. Owned string array. */
char **seg_campaign_columns_all (SegWorkspace *workspace, const SegCampaign *campaign, GError **error);

/**
 * Writes the list as CSV (temporary file, then rename), in order of user key, marks the campaign exported and audits it.
 * Where the campaign requires consent, people to be sent to who have withdrawn it since are left out of the file and counted
 * in the audit line.
 * @n_rows: (out) people in the file. Constant memory.
 * SEG_ERROR_USAGE: an unknown column (lists those there are); SEG_ERROR_FILE as seg_csv_file_create().
 */
gboolean seg_campaign_export (SegWorkspace *workspace, const SegCampaign *campaign, const char *path,
                              const SegExportOptions *options, SegJob *job, gint64 *n_rows, GError **error);

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
