/* Means, squares and medians of some values, and of several such groups together. */
#include <config.h>
#include "segment-private.h"

#include <math.h>

#define LANES 8

/* Eight sums side by side, then together: the same bits wherever it runs. */
static double
sum_squares (const double *values, gsize n, double centre, gboolean squared)
{
	double lanes[LANES] = { 0 }, sum = 0;
	gsize whole = n / LANES * LANES;

	for (gsize i = 0; i < whole; i += LANES)
		for (gsize lane = 0; lane < LANES; lane++) {
			double value = values[i + lane] - centre;

			lanes[lane] += squared ? value * value : value;
		}
	for (gsize i = whole; i < n; i++)
		lanes[i - whole] += squared ? (values[i] - centre) * (values[i] - centre) : values[i] - centre;
	for (gsize lane = 0; lane < LANES; lane++)
		sum += lanes[lane];
	return sum;
}

static gboolean
are_alike (const double *values, gsize n)
{
	for (gsize i = 1; i < n; i++)
		if (values[i] != values[0])
			return FALSE;
	return TRUE;
}

SegValueFigures
seg_values_measure (const double *values, gsize n, gboolean is_share)
{
	SegValueFigures figures = { n, NAN, 0, NAN };

	if (n == 0)
		return figures;
	if (are_alike (values, n)) { /* no mean a hair beside the value */
		figures.mean = figures.median = values[0];
		return figures;
	}
	figures.mean = sum_squares (values, n, 0, FALSE) / (double) n;
	figures.squares = sum_squares (values, n, figures.mean, TRUE);
	figures.median = is_share ? (figures.mean > 0.5 ? 1 : figures.mean < 0.5 ? 0 : 0.5) : seg_median (values, n);
	return figures;
}

/* All together, but for the median: means and squares about the common mean (Chan, Golub, LeVeque 1983). */
SegValueFigures
seg_values_combine (const SegValueFigures *parts, guint k)
{
	SegValueFigures all = { 0, NAN, 0, NAN };
	double sum = 0;
	gboolean alike = TRUE, first = TRUE;
	double value = NAN;

	for (guint c = 0; c < k; c++)
		if (parts[c].n > 0) {
			all.n += parts[c].n;
			sum += parts[c].mean * (double) parts[c].n;
			alike = alike && parts[c].squares == 0 && (first || parts[c].mean == value);
			value = parts[c].mean;
			first = FALSE;
		}
	if (all.n == 0)
		return all;
	all.mean = alike ? value : sum / (double) all.n;
	for (guint c = 0; c < k && !alike; c++)
		if (parts[c].n > 0)
			all.squares += parts[c].squares + (double) parts[c].n * (parts[c].mean - all.mean) * (parts[c].mean - all.mean);
	return all;
}
