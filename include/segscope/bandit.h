/* Which arm to give how many of the next people: from what each arm did so far. Numbers only. */
#ifndef SEGSCOPE_BANDIT_H
#define SEGSCOPE_BANDIT_H

#include <segscope/experiment.h>

G_BEGIN_DECLS

/* A policy: one row of the table. */
typedef struct {
	const char *name;    /* "thompson" */
	const char *label;   /* translatable */
	const char *meaning; /* a sentence, translatable */
	/* Shares of the next people for each of the @n arms, from what they did; together 1. */
	void (*shares) (const SegArmCount *arms, gsize n, guint64 seed, double *shares);
} SegBandit;

extern const SegBandit *const seg_bandits[]; /* NULL-terminated; the first is used where none is named */

/** NULL with SEG_ERROR_USAGE, which lists those there are. */
const SegBandit *seg_bandit_find (const char *name, GError **error);

/**
 * @shares with none below @least (0 .. 1/n), so that every arm goes on to be tried; the others give up in proportion.
 */
void seg_bandit_keep_least (double *shares, gsize n, double least);

/* What a policy would have done with people who came one after another. */
typedef struct {
	gsize  n_used;        /* people whose arm drawn was the one that the policy chose */
	double mean;          /* share of these who did it */
	double mean_random;   /* of everyone: what drawing evenly brings */
	double best;          /* share of the best arm over everyone */
	double regret;        /* (best - mean) for each 1,000 people; that of drawing evenly is regret_random */
	double regret_random;
	double low, high;     /* 95 % interval of mean (Wilson) */
} SegReplay;

/**
 * Replays an experiment in which people were drawn evenly (Li, Chu, Langford, Wang 2011): in the order of @rows the policy gives shares anew after
 * each batch of @batch people, an arm is drawn by them, and the person counts only where that was the arm really given: an honest mean of
 * what the policy would have brought. @arm: 0 .. n_arms - 1 of each of @n people, @did: 1 or 0. Arms given unevenly are evened out by
 * rejecting people of the larger ones. Cost: O(n).
 */
SegReplay seg_bandit_replay (const SegBandit *bandit, const guint8 *arm, const guint8 *did, gsize n, gsize n_arms, gsize batch, double least, guint64 seed);

G_END_DECLS

#endif
