/* Counting a campaign's funnel again and again while its draft is edited: what was asked once stays in memory, one byte a user and
 * condition, and an edit costs what is new in it. A million users: some milliseconds, where nothing new has to be read. */
#ifndef SEGSCOPE_AUDIENCE_H
#define SEGSCOPE_AUDIENCE_H

#include <segscope/campaign.h>
#include <segscope/contact.h>
#include <segscope/experiment.h>

G_BEGIN_DECLS

/** Adds the part that @who says: a FILTER, item:KEY or item:KEY:N, alike:N:FILTER, campaign:NAME. FALSE with SEG_ERROR_USAGE. */
gboolean seg_campaign_draft_parse_part (SegCampaignDraft *draft, SegPartUse use, const char *who, GError **error);
/** "2", or "A=60%,B=40%"; replaces the arms there are. FALSE with SEG_ERROR_USAGE; the shares are checked where the list is made. */
gboolean seg_campaign_draft_parse_arms (SegCampaignDraft *draft, const char *text, GError **error);

typedef struct SegAudience SegAudience;

/** Empty: it reads when it is asked. Used by one thread at a time. */
SegAudience *seg_audience_new (void);
/** Another holder of the same one, from any thread. */
SegAudience *seg_audience_ref (SegAudience *audience);
void         seg_audience_free (SegAudience *audience); /* by each holder */

/** What is asked from now on is about the draft @campaign_id as it would be changed: who is on its list keeps their arm, as seg_campaign_update()
 * says. 0: about a new campaign. */
void         seg_audience_set_campaign (SegAudience *audience, gint64 campaign_id);

/** As seg_campaign_funnel(). What was read is read anew when the workspace has changed. @job may be NULL. */
GPtrArray   *seg_audience_funnel (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error);

/**
 * The people behind a number of the funnel: ids ascending, owned. @step: SegFunnelStep.name; of a step that takes people off, those taken
 * off there; of a total, those left. Who is held back is as it would be drawn now.
 * SEG_ERROR_ARGUMENT: the funnel has no such step (lists those there are).
 */
GArray      *seg_audience_people (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, const char *step, SegJob *job,
                                  GError **error);

/* What a list can show before anything goes out, and what it costs. */
typedef struct {
	gint64 n_send, n_control;
	SegArmCount lately;   /* of those to be sent to and held back, who reached the goal in the last goal_days of the data */
	guint  days;
	double smallest;      /* least rise of that share seen in 4 of 5 cases; NAN where none is */
	double wider_share, wider_smallest; /* a larger control group, and what it would show; NAN where the control is as good as half */
	guint  days_needed;   /* days of counting after which a tenth more would be seen; 0: not even after a year */
	gint64 size_needed;   /* or people on the list, in as many days; 0: cannot be said */
	double arriving;      /* people a day who came in lately, by their first event, and are on the list; NAN: not asked, or the data are too young */
	guint  gather_days;   /* days until size_needed are together at that rate; 0: they are, or it takes more than two years, or cannot be said */
	double cost;          /* of reaching those to be sent to */
	GPtrArray *sentences; /* of char*, bad news first; owned */
} SegAudienceOutlook;

/** Cost: the first time a pass over the events. Where there are no events of the goal, only money is spoken of. */
SegAudienceOutlook *seg_audience_outlook (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error);
void                seg_audience_outlook_free (SegAudienceOutlook *outlook);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAudience, seg_audience_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAudienceOutlook, seg_audience_outlook_free)

G_END_DECLS

#endif
