/* Two groups compared in one figure. */
#include <config.h>
#include <segscope/two_groups.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define NORMAL_95 1.959963984540054
#define LEAST_SHARE 1e-4

SegGroup
seg_group (const double *values, gsize n)
{
	double mean = n > 0 ? gsl_stats_mean (values, 1, n) : NAN;

	return (SegGroup) { n, mean, n > 1 ? gsl_stats_sd_m (values, 1, n, mean) : NAN };
}

/* The sum of squares around the mean. */
static double
squares (SegGroup group)
{
	return group.n > 1 ? group.deviation * group.deviation * (double) (group.n - 1) : 0;
}

SegGroup
seg_group_without (SegGroup all, SegGroup part)
{
	double n = (double) all.n, m = (double) part.n, rest = n - m, mean, left;

	if (part.n == 0)
		return all;
	if (part.n >= all.n)
		return (SegGroup) { 0, NAN, NAN };
	mean = all.mean + (all.mean - part.mean) * m / rest;
	left = squares (all) - squares (part) - (part.mean - mean) * (part.mean - mean) * m * rest / n;
	return (SegGroup) { all.n - part.n, mean, rest > 1 ? sqrt (MAX (left, 0) / (rest - 1)) : NAN };
}

/* Welch: the variances need not be alike. */
static void
compare_means (SegGroup first, SegGroup second, SegDifference *difference)
{
	double a = first.deviation * first.deviation / (double) first.n, b = second.deviation * second.deviation / (double) second.n;
	double error = sqrt (a + b), df = (a + b) * (a + b) / (a * a / (double) (first.n - 1) + b * b / (double) (second.n - 1));
	double reach = gsl_cdf_tdist_Pinv (0.975, df) * error;

	difference->low = difference->difference - reach;
	difference->high = difference->difference + reach;
	difference->p = 2 * gsl_cdf_tdist_Q (fabs (difference->difference) / error, df);
}

SegDifference
seg_group_difference (SegGroup first, SegGroup second)
{
	SegDifference difference = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	double n = (double) first.n, m = (double) second.n, pooled, error;

	if (first.n < 2 || second.n < 2)
		return difference;
	pooled = sqrt ((squares (first) + squares (second)) / (n + m - 2));
	if (!(pooled > 0) || !isfinite (pooled))
		return difference;
	difference.difference = first.mean - second.mean;
	compare_means (first, second, &difference);
	difference.effect = difference.difference / pooled;
	error = sqrt ((n + m) / (n * m) + difference.effect * difference.effect / (2 * (n + m)));
	difference.effect_low = difference.effect - NORMAL_95 * error;
	difference.effect_high = difference.effect + NORMAL_95 * error;
	return difference;
}

double
seg_kolmogorov_smirnov (const double *first, gsize n, const double *second, gsize m)
{
	double furthest = 0;
	gsize i = 0, j = 0;

	if (n == 0 || m == 0)
		return NAN;
	while (i < n && j < m) {
		double value = MIN (first[i], second[j]);

		while (i < n && first[i] <= value)
			i++;
		while (j < m && second[j] <= value)
			j++;
		furthest = MAX (furthest, fabs ((double) i / (double) n - (double) j / (double) m));
	}
	return furthest;
}

/* How many of the ascending @values, from @at on, are not above @cut. */
static gsize
count_up_to (const double *values, gsize n, gsize at, double cut)
{
	while (at < n && values[at] <= cut)
		at++;
	return at;
}

static double
stability_of_bin (gsize in_first, gsize n, gsize in_second, gsize m)
{
	double p = MAX ((double) in_first / (double) n, LEAST_SHARE), q = MAX ((double) in_second / (double) m, LEAST_SHARE);

	return (q - p) * log (q / p);
}

double
seg_stability_index (const double *first, gsize n, const double *second, gsize m, guint n_bins)
{
	double index = 0, last = NAN;
	gsize i = 0, j = 0;

	if (n == 0 || m == 0)
		return NAN;
	for (guint b = 1; b < n_bins; b++) {
		double cut = gsl_stats_quantile_from_sorted_data (first, 1, n, (double) b / n_bins);
		gsize next_i, next_j;

		if (b > 1 && cut <= last)
			continue;
		next_i = count_up_to (first, n, i, cut);
		next_j = count_up_to (second, m, j, cut);
		index += stability_of_bin (next_i - i, n, next_j - j, m);
		i = next_i;
		j = next_j;
		last = cut;
	}
	return index + stability_of_bin (n - i, n, m - j, m);
}
