/* Two means compared, also after taking out what was known of each person before. */
#include <config.h>
#include <segscope/experiment.h>

#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* Of cov (y, x) / var (x), over both arms together. */
static double
regress (const double *values, const double *before, gsize n, double mean)
{
	double sum = 0, squares = 0, y = gsl_stats_mean (values, 1, n);

	for (gsize i = 0; i < n; i++) {
		sum += (before[i] - mean) * (values[i] - y);
		squares += (before[i] - mean) * (before[i] - mean);
	}
	return squares > 0 ? sum / squares : 0;
}

static double
squared_error (SegGroup a, SegGroup b)
{
	return a.deviation * a.deviation / (double) a.n + b.deviation * b.deviation / (double) b.n;
}

SegMeanComparison
seg_compare_means (const double *values, const double *before, gsize n_a, gsize n_b)
{
	SegGroup a = seg_group (values, n_a), b = seg_group (values + n_a, n_b), adjusted_a, adjusted_b;
	SegMeanComparison c = { .plain = seg_group_difference (b, a) };
	g_autofree double *adjusted = NULL;
	gsize n = n_a + n_b;
	double mean;

	c.adjusted = c.plain;
	if (before == NULL || n_a < 2 || n_b < 2 || (adjusted = g_try_new (double, n)) == NULL)
		return c;
	mean = gsl_stats_mean (before, 1, n);
	c.theta = regress (values, before, n, mean);
	for (gsize i = 0; i < n; i++)
		adjusted[i] = values[i] - c.theta * (before[i] - mean);
	adjusted_a = seg_group (adjusted, n_a);
	adjusted_b = seg_group (adjusted + n_a, n_b);
	c.adjusted = seg_group_difference (adjusted_b, adjusted_a);
	if (squared_error (a, b) > 0)
		c.variance_reduction = 1 - squared_error (adjusted_a, adjusted_b) / squared_error (a, b);
	return c;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

SegInterval
seg_percentile_interval (double *values, gsize n, double confidence)
{
	if (n == 0)
		return (SegInterval) { NAN, NAN };
	qsort (values, n, sizeof *values, compare_values);
	return (SegInterval) { gsl_stats_quantile_from_sorted_data (values, 1, n, (1 - confidence) / 2),
	                       gsl_stats_quantile_from_sorted_data (values, 1, n, (1 + confidence) / 2) };
}
