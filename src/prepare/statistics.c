/* The figures of one column of numbers. */
#include <config.h>
#include "prepare-private.h"

#include <math.h>
#include <stdlib.h>

#define FENCE 3.0 /* distances of the quartiles; Tukey's "far out" */

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Quantile of type 7 (linear between the two neighbours) of sorted values. */
static double
quantile (const double *values, gsize n, double share)
{
	double place = share * (double) (n - 1);
	gsize below = (gsize) place;

	if (below + 1 >= n)
		return values[n - 1];
	return values[below] + (place - (double) below) * (values[below + 1] - values[below]);
}

/* Two passes around the mean, summed in extended precision: amounts of a cent beside millions keep their digits. */
static void
describe_spread (SegColumnQuality *column, const double *values, gsize n)
{
	long double sum = 0, squares = 0;

	for (gsize i = 0; i < n; i++)
		sum += values[i];
	column->mean = (double) (sum / n);
	for (gsize i = 0; i < n; i++) {
		long double distance = values[i] - sum / n;

		squares += distance * distance;
	}
	column->deviation = (double) sqrtl (squares / n);
}

static void
count_bins (SegColumnQuality *column, const double *values, gsize n)
{
	double width = (column->maximum - column->minimum) / SEG_QUALITY_BINS;

	for (gsize i = 0; i < n; i++) {
		double place = width > 0 ? (values[i] - column->minimum) / width : 0;

		column->histogram[MIN ((gsize) place, SEG_QUALITY_BINS - 1)]++;
	}
}

static void
count_outliers (SegColumnQuality *column, const double *values, gsize n)
{
	double reach = FENCE * (column->upper_quartile - column->lower_quartile);

	if (column->type != SEG_TYPE_NUMBER || !(reach > 0))
		return;
	for (gsize i = 0; i < n; i++)
		column->n_outliers += values[i] < column->lower_quartile - reach || values[i] > column->upper_quartile + reach;
}

void
seg_quality_describe (SegColumnQuality *column, double *values, gsize n)
{
	column->minimum = column->maximum = column->mean = column->median = column->deviation = NAN;
	column->lower_quartile = column->upper_quartile = NAN;
	if (n == 0)
		return;
	qsort (values, n, sizeof *values, compare);
	column->minimum = values[0];
	column->maximum = values[n - 1];
	column->median = quantile (values, n, 0.5);
	column->lower_quartile = quantile (values, n, 0.25);
	column->upper_quartile = quantile (values, n, 0.75);
	column->n_distinct = 1;
	for (gsize i = 1; i < n; i++)
		column->n_distinct += values[i] != values[i - 1];
	describe_spread (column, values, n);
	count_bins (column, values, n);
	count_outliers (column, values, n);
}
