/* One column of numbers: what stands for missing values, and what the values look like. Knows numbers only. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *meaning;
} fills[] = {
	[SEG_FILL_MEDIAN] = { NC_ ("filling", "median"), N_("the median of the others") },
	[SEG_FILL_MAXIMUM] = { NC_ ("filling", "maximum"), N_("the maximum of the others") },
	[SEG_FILL_ZERO] = { NC_ ("filling", "zero"), N_("zero") },
	[SEG_FILL_FREQUENT] = { NC_ ("filling", "frequent"), N_("the most frequent value") },
	[SEG_FILL_MEAN] = { NC_ ("filling", "mean"), N_("the mean of the others") },
	[SEG_FILL_MINIMUM] = { NC_ ("filling", "minimum"), N_("the minimum of the others") },
	[SEG_FILL_LEAVE_OUT] = { NC_ ("filling", "leave-out"), N_("nothing: users without a value are left out") },
	[SEG_FILL_USUAL] = { NC_ ("filling", "usual"), N_("what the feature itself proposes") },
};

const char *
seg_fill_name (SegFill fill)
{
	return fills[fill].name;
}

const char *
seg_fill_label (SegFill fill)
{
	return g_dpgettext2 (NULL, "filling", fills[fill].name);
}

const char *
seg_fill_meaning (SegFill fill)
{
	return _(fills[fill].meaning);
}

gboolean
seg_fill_parse (const char *name, SegFill *fill)
{
	for (gsize i = 0; i < G_N_ELEMENTS (fills); i++)
		if (g_strcmp0 (name, fills[i].name) == 0) {
			*fill = (SegFill) i;
			return TRUE;
		}
	return FALSE;
}

/* Type 7, by selection. */
double
seg_quantile (double *scratch, gsize n, double probability)
{
	double place = probability * (double) (n - 1), part = place - floor (place);
	gsize below = (gsize) place;
	double low = gsl_stats_select (scratch, 1, n, below), high;

	if (part == 0 || below + 1 >= n)
		return low;
	high = gsl_stats_select (scratch, 1, n, below + 1);
	return low + part * (high - low);
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

static int
compare (const void *first, const void *second)
{
	double a = *(const double *) first, b = *(const double *) second;

	return a < b ? -1 : a > b;
}

/* The value that stands there most often; of equally frequent ones the lowest. Sorts @present. */
static double
most_frequent (double *present, gsize n)
{
	gsize most = 0;
	double result = 0;

	qsort (present, n, sizeof *present, compare);
	for (gsize first = 0, last; first < n; first = last) {
		for (last = first + 1; last < n && present[last] == present[first]; last++)
			;
		if (last - first > most) {
			most = last - first;
			result = present[first];
		}
	}
	return result;
}

static double
extreme (const double *present, gsize n, int sign)
{
	double result = present[0];

	for (gsize i = 1; i < n; i++)
		if (sign * present[i] > sign * result)
			result = present[i];
	return result;
}

static double
fill_value (double *present, gsize n, SegFill fill)
{
	if (n == 0)
		return 0;
	switch (fill) {
	case SEG_FILL_MAXIMUM:
		return extreme (present, n, 1);
	case SEG_FILL_MINIMUM:
		return extreme (present, n, -1);
	case SEG_FILL_MEDIAN:
		return seg_quantile (present, n, 0.5);
	case SEG_FILL_MEAN:
		return seg_mean (present, n);
	case SEG_FILL_FREQUENT:
		return most_frequent (present, n);
	case SEG_FILL_ZERO:
	case SEG_FILL_LEAVE_OUT:
	case SEG_FILL_USUAL:
	default:
		return 0;
	}
}

double
seg_column_fill_value (const double *values, gsize n, SegFill fill, double *scratch)
{
	return fill_value (scratch, pick_present (values, n, scratch), fill);
}

gsize
seg_column_fill (double *values, gsize n, double value, guint8 *filled, gsize stride)
{
	gsize n_missing = 0;

	for (gsize i = 0; i < n; i++)
		if (isnan (values[i])) {
			values[i] = value;
			if (filled != NULL)
				filled[i * stride] = 1;
			n_missing++;
		}
	return n_missing;
}

void
seg_column_describe (const double *values, gsize n, double *scratch, SegMatrixColumn *column)
{
	column->minimum = extreme (values, n, -1);
	column->maximum = extreme (values, n, 1);
	column->constant = column->minimum == column->maximum;
	column->mean = column->constant ? values[0] : seg_mean (values, n);
	column->deviation = column->constant ? 0 : seg_deviation (values, n, column->mean);
	memcpy (scratch, values, n * sizeof *values);
	column->median = seg_quantile (scratch, n, 0.5);
}
