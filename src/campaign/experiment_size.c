/* What arms of a size can show, and whether they are as large as planned. */
#include <config.h>
#include <segscope/experiment.h>

#include <gsl/gsl_cdf.h>
#include <math.h>

#define HALVINGS 60 /* of an interval of length 1: to the last bit of a double */

double
seg_sample_ratio (const gint64 *counts, const double *shares, gsize n)
{
	double all = 0, chi_square = 0;

	for (gsize i = 0; i < n; i++)
		all += (double) counts[i];
	if (n < 2 || !(all > 0))
		return NAN;
	for (gsize i = 0; i < n; i++)
		chi_square += ((double) counts[i] - all * shares[i]) * ((double) counts[i] - all * shares[i]) / (all * shares[i]);
	return gsl_cdf_chisq_Q (chi_square, (double) n - 1);
}

double
seg_sample_size (double share_a, double share_b, double power, double alpha)
{
	double mean = (share_a + share_b) / 2, difference = share_b - share_a;
	double root = gsl_cdf_ugaussian_Qinv (alpha / 2) * sqrt (2 * mean * (1 - mean))
	              + gsl_cdf_ugaussian_Pinv (power) * sqrt (share_a * (1 - share_a) + share_b * (1 - share_b));

	return root * root / (difference * difference);
}

double
seg_power (double share_a, double share_b, gint64 n_a, gint64 n_b, double alpha)
{
	double a = (double) n_a, b = (double) n_b, mean = (a * share_a + b * share_b) / (a + b);
	double under_none = sqrt (mean * (1 - mean) * (1 / a + 1 / b));
	double under_this = sqrt (share_a * (1 - share_a) / a + share_b * (1 - share_b) / b);

	if (n_a <= 0 || n_b <= 0 || !(under_this > 0))
		return NAN;
	return gsl_cdf_ugaussian_P ((fabs (share_b - share_a) - gsl_cdf_ugaussian_Qinv (alpha / 2) * under_none) / under_this);
}

double
seg_smallest_seen (double share_a, gint64 n_a, gint64 n_b, double power, double alpha)
{
	double low = share_a, high = 1;

	if (n_a <= 0 || n_b <= 0 || !(share_a >= 0 && share_a < 1) || seg_power (share_a, 1, n_a, n_b, alpha) < power)
		return NAN;
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (seg_power (share_a, middle, n_a, n_b, alpha) >= power)
			high = middle;
		else
			low = middle;
	}
	return high;
}
