/* What a campaign did: those who got it against those held back, from the events that were imported since. */
#ifndef SEGSCOPE_MEASURE_H
#define SEGSCOPE_MEASURE_H

#include <segscope/campaign.h>
#include <segscope/experiment.h>
#include <segscope/goal.h>

G_BEGIN_DECLS

typedef struct {
	const char *goal; /* what counts as success: a kind of event, an outcome of results, an attribute (goal.h); NULL: the campaign's */
	gint64 from;      /* UTC seconds: when it went out; 0: when the list was exported */
	guint  days;      /* 1 .. 3660: what happens later does not count; 0: the campaign's */
	guint  days_before; /* of money before it went out, for the checks and for a sharper comparison */
} SegMeasureOptions;

#define SEG_MEASURE_OPTIONS_INIT { NULL, 0, 0, 90 }
#define SEG_MEASURE_LONGEST 3660 /* days */

/* Those sent to against those held back: everyone, one segment or one arm. */
typedef struct {
	char   *segment;  /* or the name of the arm; NULL: everyone on the list */
	gint64  segment_id; /* 0: none */
	SegArmCount control, sent;
	SegShareComparison share; /* who reached the goal at least once; 95 % intervals */
	SegMeanComparison  money; /* of every person, since it went out; adjusted for their money before */
	SegInterval money_resampled; /* of the plain difference of means, 95 %, from 2,000 resamples (fewer where very
	                              * many people spent something, but 400) */
	double  mean_control, mean_sent;
	double  p;        /* of share, corrected for the number of segments (Benjamini, Hochberg 1995); everyone: as it is */
	double  shrunk;   /* the difference drawn towards that of all segments by how little is known of this one (DerSimonian, Laird 1986; Efron, Morris
	                   * 1975), and its 95 % interval; everyone: as it is */
	SegInterval shrunk_interval;
	double  is_best, loss; /* of an arm: probability that it is the best of all and of nothing at all, and the share lost on average by choosing it
	                        * (Beta (1 + did, 1 + n - did) each, 20,000 draws); else 0 */
	double  money_is_better, money_loss; /* probability that sending brings more money than holding back, and what a person loses on average by sending
	                        * (seg_choose_by_means(); adjusted for their money before, before all cost) */
	SegChoice money_choice; /* of an arm: the same against all arms and nothing at all */
} SegEffect;

/* What people did besides the goal, those sent to against those held back. */
typedef struct {
	const char *name;    /* "retention", "repurchase", "unsubscribed" */
	const char *label;   /* translated */
	char       *meaning; /* what counts, and of whom: a sentence, translated */
	char       *arm;     /* NULL: all who were sent to */
	gboolean    good;    /* more of it is better */
	SegShareComparison share; /* 95 % intervals */
	SegArmCount control, sent;
	double      p;       /* of share, corrected for all that is compared so, arms and outcomes together (Benjamini, Hochberg 1995) */
} SegOutcome;

#define SEG_MONEY_DRAWS 4000

typedef struct {
	char   *campaign, *goal;
	SegGoalKind goal_kind;
	gboolean money_by_results; /* money is that of files of results, not of events */
	gint64  n_control_in_results; /* rows of results of those held back, where the goal is an outcome of these */
	gint64  from, until, data_end; /* UTC seconds; until: the end of the days, or of the data where these end earlier */
	gint64  events_end;  /* of all events; 0: there are none. What people did besides the goal is known up to here */
	gboolean untrusted;  /* the groups are no comparison: people were lost, nothing is known of those held back, or no lot can have made
	                      * them as different as they were before */
	guint   days;
	gboolean cut_short; /* the data end before the days do */
	SegArmCount before; /* everyone on the list, and who of them did it in as many days before it went out */
	SegEffect  all;
	GPtrArray *segments; /* of SegEffect*, by size; one segment or none: empty */
	gint64  only_segment_id; /* everyone on the list is in this one; 0: they are not in the same */
	char   *only_segment;
	GPtrArray *arms;     /* of SegEffect*, in their order, p corrected for their number; one arm: empty */
	GPtrArray *outcomes; /* of SegOutcome*: each kind of everyone, then of the arms */
	double  cost;        /* of all contacts, and of the offer for those sent to who reached the goal */
	double  roi;         /* (money - cost) / cost, and its 95 % interval; NAN where nothing was spent */
	SegInterval roi_interval;
	double  people, money;       /* what would not have happened otherwise: people who reached the goal, money of everyone sent to */
	SegInterval people_interval, money_interval; /* 95 % */
	double  smallest;  /* least difference of shares that such a list shows in 4 of 5 cases; NAN where none is */
	double  sample_ratio; /* p of the arms' sizes against the share planned */
	double  balance;   /* standardised difference of money before (sent - control); 0 where nobody had any */
	gint64  n_exposed; /* held back, and yet in the results as sent to, opened or clicked */
	gint64  n_written; /* of those to be sent to, in the files that went out (ledger.h); 0: it went out before this was known, all were */
	gint64  n_results_out_of_time, n_results_repeated, n_results_other_arm, n_results_unmatched, n_results_nobody; /* what files of results say (results.h) */
	gint64  n_other;   /* sent to in another campaign exported between from and until, of both arms */
	GPtrArray *failed;    /* of char*: checks that failed, in words, worst first; owned */
	GPtrArray *sentences; /* of char*: what it did, in words; owned */
	gatomicrefcount n_refs;
} SegMeasurement;

/**
 * Cost: one pass over the events, one double a person and figure.
 * SEG_ERROR_DATA: nobody was held back, the data end before the campaign went out, or it never did; SEG_ERROR_NOT_FOUND: no such kind of
 * events (lists those there are); SEG_ERROR_ARGUMENT; SEG_ERROR_CANCELLED.
 */
SegMeasurement *seg_campaign_measure (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job,
                                      GError **error);
/** Another holder, who frees it too; not to be changed any more. */
SegMeasurement *seg_measurement_ref (SegMeasurement *measurement);
void            seg_measurement_free (SegMeasurement *measurement);

/* What a list can show before anybody got it: how many of these people did the goal lately without it. */
typedef struct {
	char     *goal;
	gint64    from, until; /* UTC seconds: the last days of the data */
	guint     days;
	SegArmCount people;    /* of both arms */
	gint64    n_send, n_control;
	double    smallest;    /* least rise of that share seen in 4 of 5 cases; NAN where none is */
	GPtrArray *sentences;  /* of char*, owned */
} SegForesight;

/**
 * From the last @options->days before the end of the data; @options->from and days_before are not looked at. Cost: one pass over the events.
 * Errors as seg_campaign_measure(), also SEG_ERROR_DATA where there are no events.
 */
SegForesight *seg_campaign_foresee (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job,
                                    GError **error);
void          seg_foresight_free (SegForesight *foresight);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegForesight, seg_foresight_free)
/** Everyone, then each arm where there are several, then each segment: how many, and number @i of them. */
guint            seg_measurement_n_effects (const SegMeasurement *measurement);
const SegEffect *seg_measurement_effect (const SegMeasurement *measurement, guint i);
/** "everyone", "arm A" or the name of the segment: translated. Free with g_free(). */
char            *seg_measurement_effect_words (const SegMeasurement *measurement, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMeasurement, seg_measurement_free)

G_END_DECLS

#endif
