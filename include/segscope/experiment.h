/* What an experiment shows: two arms compared in shares and in money, arms as large as planned, and what lists of a size can show. Numbers
 * only; A is the control, B what was tried. */
#ifndef SEGSCOPE_EXPERIMENT_H
#define SEGSCOPE_EXPERIMENT_H

#include <segscope/two_groups.h>

#include <glib.h>

G_BEGIN_DECLS

/* People of an arm, and those of them who did it. */
typedef struct {
	gint64 n, did; /* 0 <= did <= n */
} SegArmCount;

typedef struct {
	double low, high;
} SegInterval;

typedef struct {
	double      share_a, share_b, difference; /* b - a; NAN where an arm is empty, and so are all below */
	SegInterval share_a_interval, share_b_interval; /* Wilson 1927 */
	SegInterval interval;       /* of the difference: Newcombe 1998, method 10 */
	double      lift;           /* difference / share_a; NAN when share_a is 0 */
	SegInterval     lift_interval;  /* Katz and others 1978, by the logarithm of share_b / share_a; NAN when either is 0 */
	double      z, p;           /* two-sided, variance pooled; NAN when nobody or everybody did it */
	double      b_is_better;    /* probability, each share Beta (1 + did, 1 + n - did) */
	double      expected_loss;  /* of choosing B: the mean of max (a - b, 0) under the same */
} SegShareComparison;

/** @confidence: of all intervals, 0.95. Cost: O(did) for the two probabilities. */
SegShareComparison seg_compare_shares (SegArmCount a, SegArmCount b, double confidence);

/** Wilson's interval of one share (Wilson 1927). NAN for an empty arm. */
SegInterval seg_wilson_interval (SegArmCount arm, double confidence);

/** Where @confidence of the @n values of resamples lie, as many outside on each side (percentile interval, Efron 1979; type 7 quantiles). Sorts
 * @values. NAN where there is none. */
SegInterval seg_percentile_interval (double *values, gsize n, double confidence);

/**
 * The difference of two means (b - a) in @n_resamples resamples of the people of each arm: its percentile interval (Efron 1979), which asks
 * nothing of how money is distributed. @values: arm A (@n_a), then arm B (@n_b). The same seed, the same interval. NAN for an empty arm.
 * Cost: draws only of values that are not zero: two arms of 21,000 people of whom one of a hundred spent, 1,000 resamples: some milliseconds;
 * memory n doubles.
 */
SegInterval seg_bootstrap_means (const double *values, gsize n_a, gsize n_b, guint n_resamples, double confidence, guint64 seed);

/* A figure of every person (money, orders), adjusted for one known before the list went out. */
typedef struct {
	SegDifference plain;    /* b - a, Welch */
	double theta;           /* of CUPED: cov (y, x) / var (x) over both arms; 0 where x never varies */
	SegDifference adjusted; /* b - a of y - theta (x - mean x) (Deng, Xu, Kohavi, Walker 2013) */
	double variance_reduction; /* share of the squared standard error that the adjustment takes away */
} SegMeanComparison;

/**
 * @values: what each person did, arm A (@n_a) and then arm B (@n_b); @before: the same people before, or NULL for no adjustment.
 * Cost: three passes, one array of n doubles.
 */
SegMeanComparison seg_compare_means (const double *values, const double *before, gsize n_a, gsize n_b);

/**
 * Whether arms are as large as planned: Pearson's chi-square of @counts against @shares (n each, > 0, summing to 1).
 * Below 0.001 something took people out of one arm, and no comparison of the arms is to be trusted (Fabijan and others 2019).
 * Returns p; NAN for less than two arms or nobody.
 */
double seg_sample_ratio (const gint64 *counts, const double *shares, gsize n);

/** People an arm to see @share_b against @share_a with @power, two-sided at @alpha (Fleiss 1981; R's power.prop.test). */
double seg_sample_size (double share_a, double share_b, double power, double alpha);
/** The probability of seeing @share_b against @share_a with arms of @n_a and @n_b people, two-sided at @alpha. */
double seg_power (double share_a, double share_b, gint64 n_a, gint64 n_b, double alpha);
/** The least share of B above @share_a that is seen with @power; NAN where not even 1 is. Cost: some fifty evaluations. */
double seg_smallest_seen (double share_a, gint64 n_a, gint64 n_b, double power, double alpha);

/**
 * p of a mixture sequential test: stays below 0.05 by chance in at most 5 of 100 experiments however often one looks (Johari,
 * Koomen, Pekelis, Walsh 2017). @tau: standard deviation of the effects one expects, 0.01 to 0.05 for shares. This look alone: the caller keeps
 * the least of all looks.
 */
double seg_always_valid_p (SegArmCount a, SegArmCount b, double tau);
/**
 * The interval of the difference (b - a) that goes with it: at all looks together, each holds the difference as it is then, in at least @confidence
 * of experiments. Wider than seg_compare_shares(): that is the price of peeking. NAN for an empty arm.
 */
SegInterval seg_always_valid_interval (SegArmCount a, SegArmCount b, double tau, double confidence);
/** The @tau for which that is narrowest at the end, where about @share do it. To be chosen before the first look, and kept. */
double seg_always_valid_tau (double share, gint64 n_a, gint64 n_b, double alpha);

/* The figure (money) of everyone in an arm. */
typedef struct {
	const double *values;
	gsize n;
} SegArmValues;

typedef struct {
	double best; /* probability that its true mean is the highest */
	double loss; /* what is lost on average, for each person, by choosing it: mean of (highest mean - its own) */
} SegChoice;

/**
 * Which of @n_arms arms to choose where what counts is money: the Bayesian bootstrap (Rubin 1981, Ann. Statist. 9:130-134), which
 * assumes nothing of how money is distributed. The prior: two more people in each arm, one who spent nothing and one who spent what somebody of any
 * arm did; so the share of those who spent is Beta (1 + did, 1 + n - did), as in seg_compare_shares(). Several arms against each other and against those held back: give all. NAN each where an arm is empty.
 * The same seed, the same figures. Cost: @n_draws times the values that are not zero, at most 1,000 an arm.
 */
void seg_choose_by_means (const SegArmValues *arms, gsize n_arms, guint n_draws, guint64 seed, SegChoice *choices);

G_END_DECLS

#endif
