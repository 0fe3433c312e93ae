/* Looking again and again while an experiment runs: p and intervals that hold however often one looks.
 *
 * Mixture sequential test (Johari, Koomen, Pekelis, Walsh 2017, KDD, doi:10.1145/3097983.3097992; the mixture of Robbins 1970): with n the
 * harmonic mean of the arms' sizes, V the variance of a pair and d the difference,
 *     L = sqrt (V / (V + n tau^2)) exp (n^2 tau^2 d^2 / (2 V (V + n tau^2)))
 * rises to 1 / alpha at any time with a probability of at most alpha, where nothing differs. The interval holds those differences that it does
 * not refuse.
 *
 * People need not come one after another. On a list that goes out at once, the share of those who did it grows from day to day, and with it V:
 * the difference divided by its variance is a Brownian motion with its time turned round, and what holds for the highest point of a path holds
 * whichever way one walks along it. */
#include <config.h>
#include <segscope/experiment.h>

#include <gsl/gsl_math.h>
#include <math.h>

static double
harmonic_size (SegArmCount a, SegArmCount b)
{
	return 2 / (1 / (double) a.n + 1 / (double) b.n);
}

double
seg_always_valid_p (SegArmCount a, SegArmCount b, double tau)
{
	double n_a = (double) a.n, n_b = (double) b.n, n = harmonic_size (a, b), all = (double) (a.did + b.did) / (n_a + n_b);
	double variance = 2 * all * (1 - all), d = (double) b.did / n_b - (double) a.did / n_a, spread = variance + n * tau * tau;

	if (!(variance > 0))
		return 1;
	return MIN (1, exp (-0.5 * log (variance / spread) - n * n * tau * tau * d * d / (2 * variance * spread)));
}

/* Of a pair of people, shares moved as Agresti and Caffo 2000 do: 0 of 3 is no proof of 0. */
static double
variance_of_pair (SegArmCount a, SegArmCount b)
{
	double n_a = (double) a.n + 2, n_b = (double) b.n + 2, p = ((double) a.did + 1) / n_a, q = ((double) b.did + 1) / n_b;

	return harmonic_size (a, b) * (p * (1 - p) / n_a + q * (1 - q) / n_b);
}

SegInterval
seg_always_valid_interval (SegArmCount a, SegArmCount b, double tau, double confidence)
{
	double n = harmonic_size (a, b), d = (double) b.did / (double) b.n - (double) a.did / (double) a.n, variance, spread, reach;

	if (a.n == 0 || b.n == 0)
		return (SegInterval) { NAN, NAN };
	variance = variance_of_pair (a, b);
	spread = variance + n * tau * tau;
	reach = sqrt (variance * spread / (gsl_pow_2 (n * tau)) * (-2 * log (1 - confidence) + log (spread / variance)));
	return (SegInterval) { MAX (d - reach, -1), MIN (d + reach, 1) };
}

/* Where n tau^2 / V is this, the interval is about as narrow as it gets (the minimum of its width over tau, with 2 log (1 / alpha) = c:
 * c + log (1 + c)); half or double that costs some percent. */
double
seg_always_valid_tau (double share, gint64 n_a, gint64 n_b, double alpha)
{
	double c = -2 * log (alpha), p = CLAMP (share, 0.001, 0.5);

	return sqrt ((c + log (1 + c)) * 2 * p * (1 - p) / harmonic_size ((SegArmCount) { n_a, 0 }, (SegArmCount) { n_b, 0 }));
}
