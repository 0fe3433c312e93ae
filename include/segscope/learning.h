/* What is kept of measurements: every look at a campaign that was taken, with bounds that hold however often one looks; and what worked for which
 * segment, for the playbook, the pages of segments and those of people. */
#ifndef SEGSCOPE_LEARNING_H
#define SEGSCOPE_LEARNING_H

#include <segscope/measure.h>

G_BEGIN_DECLS

/* Keeping ------------------------------------------------------------------------------------------------------------- */

/**
 * Keeps @measurement: as a look, with when it was taken (looking again at the same figures is no other look), and, where goal and days are the
 * campaign's own, as what it did, in the place of what was kept of it before; where it is not to be trusted, nothing is kept of it. One transaction.
 * @learnt: (out) whether the latter; NULL to skip.
 */
gboolean seg_measurement_keep (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *measurement, gboolean *learnt, GError **error);

/* Looks --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char       *arm;       /* NULL: all who were sent to */
	gint64      until;     /* how far the data reached, at most to the end of the days */
	gint64      looked_at; /* the first time that this was seen */
	SegArmCount control, sent;
	SegShareComparison share; /* as if this were the only look; 95 % */
	SegInterval always;    /* holds at all looks together, 95 %; of arms, for all arms together */
	double      p;         /* always valid: the least so far; of arms, corrected for their number (Bonferroni). Of events, a look at the same days corrects
	                        * the one before */
} SegLook;

void       seg_look_free (gpointer look);
/** Looks at this goal since @from (SegMeasurement.from), everyone first, then arm by arm in their order, each by the time it was taken: GPtrArray of
 * SegLook*, owned. */
GPtrArray *seg_campaign_looks (SegWorkspace *workspace, const SegCampaign *campaign, const char *goal, gint64 from, GError **error);
/** What they come to, of everyone: sentences, GPtrArray of char*, owned; empty where nobody looked. @untrusted: as in SegMeasurement: no look is sure then. */
GPtrArray *seg_looks_words (const GPtrArray *looks, gboolean untrusted);

/* What worked --------------------------------------------------------------------------------------------------------- */

typedef enum { SEG_WORKED_ALL, SEG_WORKED_SEGMENT, SEG_WORKED_ARM } SegWorkedPart;

/* What one campaign did for everyone, for a segment, or by one of its arms. */
typedef struct {
	SegWorkedPart part;
	gint64   campaign_id, segment_id; /* segment 0: none */
	char    *campaign, *segment, *segmentation; /* names as they are now; NULL: none */
	char    *arm, *offer, *channel, *goal; /* arm, offer NULL: none */
	guint    days;
	gint64   from, until, measured_at;
	gboolean cut_short;   /* the data ended before the days did */
	SegArmCount control, sent;
	SegShareComparison share;
	double   shrunk;      /* of a segment: drawn towards the others (SegEffect.shrunk); else the plain difference */
	SegInterval shrunk_interval;
	double   p;           /* as shown then, corrected */
	double   money;       /* more for each person than without it, NAN: not known */
	SegInterval money_interval;
} SegWorked;

void       seg_worked_free (gpointer worked);
/** All that is kept, newest first; @segment_id: of this segment only, 0: all. GPtrArray of SegWorked*, owned. */
GPtrArray *seg_what_worked (SegWorkspace *workspace, gint64 segment_id, GError **error);
/** "It helped: 3.1 points, between 1.2 and 4.9", "... may have done nothing ...". Free with g_free(). */
char      *seg_worked_words (const SegWorked *worked);

/* The same offer by the same channel to the same segment with the same goal within as many days, over all campaigns that tried it. */
typedef struct {
	gint64  segment_id;
	char   *segment, *segmentation, *offer, *channel, *goal; /* segment NULL: everyone on the lists; offer NULL: none */
	guint   days;         /* of the goal */
	guint   n_campaigns;
	gint64  n_sent, n_control;
	double  difference;   /* mean of the differences of shares (DerSimonian, Laird 1986), and its 95 % interval */
	SegInterval interval;
	double  money;        /* likewise, for each person; NAN: not known */
	SegInterval money_interval;
	gint64  measured_at;  /* the last of them */
} SegWorkedTogether;

void       seg_worked_together_free (gpointer together);
/** Puts @worked (segments, and everyone; arms are left out, being part of these) together: best first by the lower end of the interval, those of segments before those of everyone.
 * GPtrArray of SegWorkedTogether*, owned. */
GPtrArray *seg_worked_together (const GPtrArray *worked);

/* People -------------------------------------------------------------------------------------------------------------- */

/* One campaign as a person had it. */
typedef struct {
	gint64   campaign_id;
	char    *campaign, *arm, *offer, *channel, *goal; /* offer NULL: none */
	guint    days;
	gboolean held_back;
	gboolean left_out;    /* to be sent to, but in no file that went out (ledger.h) */
	gint64   from;        /* when it went out; 0: not yet */
	gint64   until;       /* what happened is known up to here: the end of the days, or of the data; not after from: nothing is known yet */
	gboolean opened, clicked, bought, unsubscribed; /* by files of results */
	gboolean by_results;  /* the goal is none of events, and files of results say of the person whether it was reached */
	gboolean reached;     /* the goal, within the days */
	double   money;       /* within the days */
} SegUserCampaign;

void       seg_user_campaign_free (gpointer campaign);
/** Newest first: GPtrArray of SegUserCampaign*, owned. Cost: the person's events. */
GPtrArray *seg_user_campaigns (SegWorkspace *workspace, gint64 user_id, GError **error);
/** "spring (A, e-mail, 10 % off): opened, bought for 120.00 within 14 days". Free with g_free(). */
char      *seg_user_campaign_words (const SegUserCampaign *campaign);

G_END_DECLS

#endif
