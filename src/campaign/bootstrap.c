/* Intervals from resamples. Money is mostly nothing: how many of a resample are not zero is one binomial draw, and only these are drawn. */
#include <config.h>
#include <segscope/experiment.h>
#include <segscope/random.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

typedef struct {
	const double *values; /* those that are not zero */
	gsize   n;
	gsize   n_all;
} Arm;

/* The mean of as many people as the arm has, drawn with replacement. Persons are drawn by a hash of a counter, which is several times as fast
 * as the generator; a bias of n / 2^32 does not matter here. */
static double
draw_mean (Arm arm, gsl_rng *random, guint64 *counter)
{
	guint drawn = gsl_ran_binomial (random, (double) arm.n / (double) arm.n_all, (guint) arm.n_all);
	double sum = 0;

	for (guint i = 0; i < drawn; i++)
		sum += arm.values[((seg_random_mix ((*counter)++) >> 32) * arm.n) >> 32];
	return sum / (double) arm.n_all;
}

/* Those of @values that are not zero, one after the other in @kept. */
static Arm
arm_of (const double *values, gsize n, double *kept)
{
	Arm arm = { kept, 0, n };

	for (gsize i = 0; i < n; i++)
		if (values[i] != 0)
			kept[arm.n++] = values[i];
	return arm;
}

SegInterval
seg_bootstrap_means (const double *values, gsize n_a, gsize n_b, guint n_resamples, double confidence, guint64 seed)
{
	g_autofree double *kept = g_new (double, MAX (n_a + n_b, 1)), *differences = g_new (double, MAX (n_resamples, 1));
	guint64 counter = seg_random_mix (seed);
	gsl_rng *random;
	Arm a, b;

	if (n_a == 0 || n_b == 0 || n_resamples == 0)
		return (SegInterval) { NAN, NAN };
	random = gsl_rng_alloc (gsl_rng_mt19937);
	gsl_rng_set (random, (unsigned long) seed);
	a = arm_of (values, n_a, kept);
	b = arm_of (values + n_a, n_b, kept + n_a);
	for (guint r = 0; r < n_resamples; r++) {
		double mean = draw_mean (a, random, &counter);

		differences[r] = draw_mean (b, random, &counter) - mean;
	}
	gsl_rng_free (random);
	return seg_percentile_interval (differences, n_resamples, confidence);
}
