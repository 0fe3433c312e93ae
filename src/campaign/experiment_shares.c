/* Two shares compared. */
#include <config.h>
#include <segscope/experiment.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

static double
share_of (SegArmCount arm)
{
	return arm.n > 0 ? (double) arm.did / (double) arm.n : NAN;
}

SegInterval
seg_wilson_interval (SegArmCount arm, double confidence)
{
	double n = (double) arm.n, p = share_of (arm), z = gsl_cdf_ugaussian_Qinv ((1 - confidence) / 2);
	double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
	double reach = z / (1 + z * z / n) * sqrt (p * (1 - p) / n + z * z / (4 * n * n));

	if (arm.n == 0)
		return (SegInterval) { NAN, NAN };
	return (SegInterval) { arm.did == 0 ? 0 : centre - reach, arm.did == arm.n ? 1 : centre + reach }; /* there they are exact */
}

/* Method 10 of Newcombe 1998: the limits of both arms, squared and added. */
static SegInterval
newcombe (const SegShareComparison *c)
{
	double below = hypot (c->share_b - c->share_b_interval.low, c->share_a_interval.high - c->share_a);
	double above = hypot (c->share_b_interval.high - c->share_b, c->share_a - c->share_a_interval.low);

	return (SegInterval) { c->difference - below, c->difference + above };
}

/* A Beta distribution; @first is a whole number. */
typedef struct {
	double first, second;
} Beta;

static Beta
beta_of (SegArmCount arm, double more)
{
	return (Beta) { 1 + (double) arm.did + more, 1 + (double) (arm.n - arm.did) };
}

static double
mean_of (Beta beta)
{
	return beta.first / (beta.first + beta.second);
}

/* P (@greater > @less), a finite sum of positive terms: sum over i < greater.first of
 * B (less.first + i, less.second + greater.second) / ((greater.second + i) B (1 + i, greater.second) B (less.first, less.second)). The terms go
 * by their logarithms, as the first may be too small for a double. */
static double
probability_greater (Beta greater, Beta less)
{
	double term = gsl_sf_lnbeta (less.first, less.second + greater.second) - gsl_sf_lnbeta (less.first, less.second), sum = exp (term);

	for (double i = 1; i < greater.first; i++) {
		term += log ((less.first + i - 1) * (greater.second + i - 1) / ((less.first + less.second + greater.second + i - 1) * i));
		sum += exp (term);
	}
	return MIN (sum, 1);
}

/* E max (a - b, 0) = E (a) P (a' > b) - E (b) P (a > b'), a' and b' with one success more: x times the density of a Beta is its mean times the
 * density of that one. */
static void
weigh (SegShareComparison *c, SegArmCount a, SegArmCount b)
{
	double loss = mean_of (beta_of (a, 0)) * probability_greater (beta_of (a, 1), beta_of (b, 0))
	              - mean_of (beta_of (b, 0)) * probability_greater (beta_of (a, 0), beta_of (b, 1));

	c->b_is_better = probability_greater (beta_of (b, 0), beta_of (a, 0));
	c->expected_loss = MAX (loss, 0);
}

/* Of share_b / share_a - 1: normal on the logarithm (Katz, Baptista, Azen, Pike 1978, Biometrics 34:469-474). */
static SegInterval
katz (SegArmCount a, SegArmCount b, double confidence)
{
	double ratio, spread;

	if (a.did == 0 || b.did == 0)
		return (SegInterval) { NAN, NAN };
	ratio = log (share_of (b) / share_of (a));
	spread = gsl_cdf_ugaussian_Pinv (0.5 + confidence / 2)
	         * sqrt (1 / (double) b.did - 1 / (double) b.n + 1 / (double) a.did - 1 / (double) a.n);
	return (SegInterval) { expm1 (ratio - spread), expm1 (ratio + spread) };
}

SegShareComparison
seg_compare_shares (SegArmCount a, SegArmCount b, double confidence)
{
	SegShareComparison c = { .share_a = share_of (a), .share_b = share_of (b), .share_a_interval = seg_wilson_interval (a, confidence),
	                         .share_b_interval = seg_wilson_interval (b, confidence), .lift = NAN, .lift_interval = { NAN, NAN }, .z = NAN,
	                         .p = NAN };
	double all = (double) (a.did + b.did) / (double) (a.n + b.n);

	c.difference = c.share_b - c.share_a;
	c.interval = newcombe (&c);
	if (a.n == 0 || b.n == 0) {
		c.b_is_better = c.expected_loss = NAN;
		return c;
	}
	c.lift_interval = katz (a, b, confidence);
	if (a.did > 0)
		c.lift = c.difference / c.share_a;
	if (all > 0 && all < 1) {
		c.z = c.difference / sqrt (all * (1 - all) * (1 / (double) a.n + 1 / (double) b.n));
		c.p = 2 * gsl_cdf_ugaussian_Q (fabs (c.z));
	}
	weigh (&c, a, b);
	return c;
}
