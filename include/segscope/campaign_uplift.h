/* Whom a campaign changed, learnt from those it was sent to and those held back: for whom to send to the next time. */
#ifndef SEGSCOPE_CAMPAIGN_UPLIFT_H
#define SEGSCOPE_CAMPAIGN_UPLIFT_H

#include <segscope/bandit.h>
#include <segscope/measure.h>
#include <segscope/uplift.h>

G_BEGIN_DECLS

/* How a learner did on people it had not seen. */
typedef struct {
	const SegUpliftLearner *learner;
	SegQini    *qini;
	SegInterval interval;  /* 95 %, of the coefficient: from 200 resamples of the people (Efron 1979) */
} SegUpliftJudgement;

/* A tenth of the people, by falling score. */
typedef struct {
	SegArmCount control, sent;
	double foretold;       /* mean score */
	SegShareComparison share;
} SegUpliftTenth;

typedef struct {
	char      *campaign, *goal;
	gint64     from, until;   /* UTC seconds */
	gsize      n, n_sent;     /* people of whom features are known */
	gsize      n_unknown;     /* people of the list who are in no feature set as of then */
	GPtrArray *judgements;    /* of SegUpliftJudgement*, in the order of the learners */
	guint      best;          /* the one with the highest coefficient */
	gboolean   found;         /* its interval lies above 0: it tells people apart */
	SegUpliftTenth tenths[10]; /* by the best */
	gint64    *user_ids;      /* n */
	double    *scores;        /* n, of the best: foretold uplift */
	GPtrArray *sentences;     /* of char*, owned */
} SegCampaignUplift;

/**
 * Learns on features as of the end of the day before the campaign went out, which saw nothing of what it did, and on attributes as they
 * were imported last, which may: one that tells what happened since must be left out of the workspace, or be known as an outcome. Scores are of learners that have
 * not seen the person (two halves by turns).
 *
 * @arm: only this arm against control; NULL: all arms together. @learner: NULL: all, and the best is taken.
 * Cost: the features as of that day (a pass over the events), then that of the learners; memory n x columns doubles.
 * Errors as seg_campaign_measure(), and SEG_ERROR_DATA where too few did it to learn from.
 */
SegCampaignUplift *seg_campaign_uplift (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, const char *arm,
                                        const SegUpliftLearner *learner, SegJob *job, GError **error);
void               seg_campaign_uplift_free (SegCampaignUplift *uplift);

/**
 * Keeps those whose foretold uplift is highest as a list (people_list.h) for the next campaign: the first @share of the people, and none
 * whose foretold uplift is not above 0. @n: (out) how many. Returns the id of the list, or 0 with SEG_ERROR_ARGUMENT.
 */
gint64 seg_campaign_uplift_keep (SegWorkspace *workspace, const SegCampaignUplift *uplift, const char *name, double share, gsize *n, GError **error);

/* What the arms of a campaign did, and how a bandit would share out the next people. */
typedef struct {
	gsize       n_arms;      /* without control */
	char      **names;       /* n_arms, NULL-terminated */
	SegArmCount *counts;     /* of the list and of its earlier batches */
	GPtrArray   *batches;    /* of char*, owned: the names of these */
	double      *shares;     /* proposed for the next list */
	SegReplay    replay;     /* had the policy shared out these people in batches of a twentieth */
	GPtrArray   *sentences;  /* of char*, owned */
} SegArmAdvice;

#define SEG_ARMS_LEAST 0.05 /* usually */

/** Earlier lists like this one that went out count with it: those that differ at most in name, days, numbers (limit, budget, cost), seed and the arms' shares, as
 * --clone makes them; each as it was planned to be measured. The replay is of this list alone, whose people were drawn at one time.
 * @least: what every arm goes on to get, 0 .. 1/n_arms. SEG_ERROR_DATA: there is only one arm. Errors as seg_campaign_measure(). */
SegArmAdvice *seg_campaign_advise_arms (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, const SegBandit *bandit,
                                        double least, SegJob *job, GError **error);
void          seg_arm_advice_free (SegArmAdvice *advice);
/** Gives the arms of @draft, a list like the one that was advised on, the shares for the next people. SEG_ERROR_ARGUMENT: it has other arms. */
gboolean      seg_arm_advice_apply (const SegArmAdvice *advice, SegCampaignDraft *draft, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCampaignUplift, seg_campaign_uplift_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegArmAdvice, seg_arm_advice_free)

G_END_DECLS

#endif
