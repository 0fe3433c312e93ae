/* One column of numbers: filling what is missing, describing, scaling. Knows numbers only.
 *
 * Means are taken twice (the second pass adds the mean of what the first left over), variances about the mean. */
#include <config.h>
#include "feature-private.h"

#include <gsl/gsl_statistics_double.h>
#include <string.h>

static double
mean_of (const double *values, gsize n)
{
	double total = 0, rest = 0, mean;

	for (gsize i = 0; i < n; i++)
		total += values[i];
	mean = total / (double) n;
	for (gsize i = 0; i < n; i++)
		rest += values[i] - mean;
	return mean + rest / (double) n;
}

/* Divisor n. */
static double
deviation_of (const double *values, gsize n, double mean)
{
	double total = 0;

	for (gsize i = 0; i < n; i++)
		total += (values[i] - mean) * (values[i] - mean);
	return sqrt (total / (double) n);
}

/* Type-7 quantile by selection; @scratch is reordered. */
static double
quantile_of (double *scratch, gsize n, double probability)
{
	double place = probability * (double) (n - 1), part = place - floor (place);
	gsize below = (gsize) place;
	double low = gsl_stats_select (scratch, 1, n, below), high;

	if (part == 0 || below + 1 >= n)
		return low;
	high = gsl_stats_select (scratch, 1, n, below + 1);
	return low + part * (high - low);
}

static double
median_of (const double *values, gsize n, double *scratch)
{
	memcpy (scratch, values, n * sizeof *values);
	return quantile_of (scratch, n, 0.5);
}

/* Copies the values that are there to @present. */
static gsize
pick_present (const double *values, gsize n, double *present)
{
	gsize n_present = 0;

	for (gsize i = 0; i < n; i++)
		if (!isnan (values[i]))
			present[n_present++] = values[i];
	return n_present;
}

static double
fill_value (double *present, gsize n, SegFill fill)
{
	double result = 0, total = 0;

	if (n == 0)
		return 0;
	switch (fill) {
	case SEG_FILL_MAXIMUM:
		result = present[0];
		for (gsize i = 1; i < n; i++)
			result = MAX (result, present[i]);
		return result;
	case SEG_FILL_MEDIAN:
		return quantile_of (present, n, 0.5);
	case SEG_FILL_FREQUENT:
		for (gsize i = 0; i < n; i++)
			total += present[i];
		return 2 * total > (double) n;
	case SEG_FILL_ZERO:
	default:
		return 0;
	}
}

gsize
seg_column_fill (double *values, gsize n, SegFill fill, double *scratch, guint8 *filled, gsize stride)
{
	gsize n_present = pick_present (values, n, scratch);
	double value;

	if (n_present == n)
		return 0;
	value = fill_value (scratch, n_present, fill);
	for (gsize i = 0; i < n; i++)
		if (isnan (values[i])) {
			values[i] = value;
			filled[i * stride] = 1;
		}
	return n - n_present;
}

/* The logarithm of SEG_SCALING_LOG. It does not depend on the other values: were it shifted by the smallest one, a single
 * person with large refunds would press all others together. */
static inline double
transform (const SegMatrixColumn *column, double value)
{
	return column->scaling == SEG_SCALING_LOG ? copysign (log1p (fabs (value)), value) : value;
}

static void
find_range (const double *values, gsize n, SegMatrixColumn *column)
{
	column->minimum = column->maximum = values[0];
	for (gsize i = 1; i < n; i++) {
		column->minimum = MIN (column->minimum, values[i]);
		column->maximum = MAX (column->maximum, values[i]);
	}
	column->constant = column->minimum == column->maximum;
}

/* Centre and scale of the z-score of the logarithm; @scratch takes the logarithms. */
static void
describe_log (const double *values, gsize n, double *scratch, SegMatrixColumn *column)
{
	for (gsize i = 0; i < n; i++)
		scratch[i] = transform (column, values[i]);
	column->centre = mean_of (scratch, n);
	column->scale = deviation_of (scratch, n, column->centre);
}

static void
describe_robust (const double *values, gsize n, double *scratch, SegMatrixColumn *column)
{
	double range;

	memcpy (scratch, values, n * sizeof *values);
	range = quantile_of (scratch, n, 0.75) - quantile_of (scratch, n, 0.25);
	column->centre = column->median;
	column->scale = range > 0 ? range : 1;
}

void
seg_column_describe (const double *values, gsize n, double *scratch, SegMatrixColumn *column)
{
	find_range (values, n, column);
	column->mean = column->constant ? values[0] : mean_of (values, n);
	column->deviation = column->constant ? 0 : deviation_of (values, n, column->mean);
	column->median = median_of (values, n, scratch);
	switch (column->scaling) {
	case SEG_SCALING_Z_SCORE:
		column->centre = column->mean;
		column->scale = column->deviation;
		break;
	case SEG_SCALING_MIN_MAX:
		column->centre = column->minimum;
		column->scale = column->maximum - column->minimum;
		break;
	case SEG_SCALING_ROBUST:
		describe_robust (values, n, scratch, column);
		break;
	case SEG_SCALING_LOG:
		describe_log (values, n, scratch, column);
		break;
	case SEG_SCALING_NONE:
	default:
		column->centre = 0;
		column->scale = 1;
	}
	if (column->constant || !(column->scale > 0)) {
		column->constant = TRUE; /* different values may come together in the logarithm */
		column->centre = transform (column, values[0]);
		column->scale = 1;
	}
}

void
seg_column_scale (const double *values, gsize n, const SegMatrixColumn *column, double *scaled)
{
	for (gsize i = 0; i < n; i++)
		scaled[i] = column->constant ? 0 : (transform (column, values[i]) - column->centre) / column->scale;
}
