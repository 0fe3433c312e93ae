/* Which arm brings most, as a probability: the Bayesian bootstrap (Rubin 1981).
 *
 * Nothing is assumed of how money is distributed. Of the values that were seen, each has an unknown share among all people, and these shares are
 * Dirichlet (1, ..., 1). A draw gives every person a weight from the exponential distribution and takes the weighted mean; those with 0 need no draws of
 * their own, as the sum of their weights is Gamma (their number).
 *
 * Rubin's prior has no people of its own, so that an arm in which nobody spent would bring nothing, for sure. Here each arm has two more: one who spent
 * nothing, and one who spent what somebody of any arm did, drawn anew each time. With that the share of those who spent is Beta (1 + did,
 * 1 + n - did), as where shares are compared.
 *
 * Where very many spent something, a draw is taken from the normal distribution with the mean and the variance that such draws have, s^2 / (n + 1). */
#include <config.h>
#include <segscope/experiment.h>
#include <segscope/random.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#define IS_MANY 1000 /* values that are not zero; the mean of so many weighted ones is as good as normal */

typedef struct {
	double *values; /* that are not zero; owned */
	gsize   n, n_zero;
	double  mean, deviation; /* of the draws */
} Arm;

static void
read_arm (SegArmValues given, Arm *arm)
{
	SegGroup group = seg_group (given.values, given.n);

	*arm = (Arm) { .values = g_new (double, MAX (given.n, 1)), .mean = group.mean };
	for (gsize i = 0; i < given.n; i++)
		if (given.values[i] != 0)
			arm->values[arm->n++] = given.values[i];
	arm->n_zero = given.n - arm->n + 1;
	arm->deviation = given.n > 1 ? group.deviation * sqrt ((double) (given.n - 1) / ((double) given.n * (double) (given.n + 1))) : 0;
}

/* Weights by a hash of a counter, which is faster than the generator; it is never 0. */
static double
draw_exponential (guint64 *counter)
{
	return -log (((double) (seg_random_mix ((*counter)++) >> 11) + 0.5) * 0x1p-53);
}

/* What somebody of any arm spent; 0 where nobody did. */
static double
draw_value (const Arm *arms, gsize n_arms, gsize n_all, guint64 *counter)
{
	gsize at = n_all > 0 ? ((seg_random_mix ((*counter)++) >> 32) * n_all) >> 32 : 0;

	for (gsize i = 0; i < n_arms && n_all > 0; at -= arms[i++].n)
		if (at < arms[i].n)
			return arms[i].values[at];
	return 0;
}

/* @more: what the one who is added spent. */
static double
draw_mean (const Arm *arm, double more, gsl_rng *random, guint64 *counter)
{
	double weight_of_more = draw_exponential (counter), sum = weight_of_more * more, weights = weight_of_more;

	if (arm->n > IS_MANY)
		return arm->mean + gsl_ran_gaussian (random, arm->deviation);
	weights += gsl_ran_gamma (random, (double) arm->n_zero, 1);
	for (gsize i = 0; i < arm->n; i++) {
		double weight = draw_exponential (counter);

		weights += weight;
		sum += weight * arm->values[i];
	}
	return sum / weights;
}

/* Equal draws share the honour: where nobody anywhere spent anything, no arm is better. */
static void
count_draw (const double *means, gsize n, SegChoice *choices, double each)
{
	double best = means[0];
	gsize n_best = 0;

	for (gsize i = 1; i < n; i++)
		best = MAX (best, means[i]);
	for (gsize i = 0; i < n; i++)
		n_best += means[i] == best;
	for (gsize i = 0; i < n; i++) {
		choices[i].best += means[i] == best ? each / (double) n_best : 0;
		choices[i].loss += (best - means[i]) * each;
	}
}

void
seg_choose_by_means (const SegArmValues *given, gsize n_arms, guint n_draws, guint64 seed, SegChoice *choices)
{
	g_autofree Arm *arms = g_new (Arm, MAX (n_arms, 1));
	g_autofree double *means = g_new (double, MAX (n_arms, 1));
	guint64 counter = seg_random_mix (seed);
	gsl_rng *random = gsl_rng_alloc (gsl_rng_mt19937);
	gboolean known = n_arms > 0 && n_draws > 0;
	gsize n_all = 0;

	gsl_rng_set (random, (unsigned long) seed);
	for (gsize i = 0; i < n_arms; i++) {
		known = known && given[i].n > 0;
		choices[i] = (SegChoice) { 0, 0 };
		read_arm (given[i], &arms[i]);
		n_all += arms[i].n;
	}
	for (guint draw = 0; known && draw < n_draws; draw++) {
		for (gsize i = 0; i < n_arms; i++)
			means[i] = draw_mean (&arms[i], draw_value (arms, n_arms, n_all, &counter), random, &counter);
		count_draw (means, n_arms, choices, 1 / (double) n_draws);
	}
	for (gsize i = 0; i < n_arms; i++) {
		if (!known)
			choices[i] = (SegChoice) { NAN, NAN };
		g_free (arms[i].values);
	}
	gsl_rng_free (random);
}
