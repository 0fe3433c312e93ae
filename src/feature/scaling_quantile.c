/* Scalings by rank: a value becomes the normal quantile of the share of values below it.
 *
 * Knots are different values with the mean rank of those equal to it; between two knots the share runs straight. With more than
 * SEG_MOST_KNOTS different values, knots are taken evenly by rank. Values beyond the ends count as the ends. */
#include <config.h>
#include "feature-private.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_SHARE 1e-7 /* the ends are not infinitely far out: -5.2 and 5.2 */

static int
compare (const void *first, const void *second)
{
	double a = *(const double *) first, b = *(const double *) second;

	return a < b ? -1 : a > b;
}

/* The share that the values at positions @first..@last-1 of @n in order get. */
static double
share_of (SegScaling scaling, gsize first, gsize last, gsize n)
{
	double rank = ((double) first + (double) (last - 1)) / 2; /* from 0 */

	if (scaling == SEG_SCALING_NORMAL_SCORES)
		return (rank + 0.5) / (double) n;
	return first == 0 ? 0 : last == n ? 1 : rank / (double) (n - 1);
}

static gsize
count_different (const double *sorted, gsize n)
{
	gsize different = 1;

	for (gsize i = 1; i < n; i++)
		different += sorted[i] != sorted[i - 1];
	return different;
}

void
seg_fit_quantiles (SegScaler *scaler, const double *values, gsize n, double *scratch)
{
	gsize different, most;

	memcpy (scratch, values, n * sizeof *values);
	qsort (scratch, n, sizeof *scratch, compare);
	different = count_different (scratch, n);
	most = MIN (different, SEG_MOST_KNOTS);
	scaler->knots = g_new (double, most);
	scaler->places = g_new (double, most);
	for (gsize first = 0, last; first < n; first = last) {
		/* the knot of this number would stand at this rank: the value found there is one */
		gsize wanted = different == most ? first : scaler->n_knots * (n - 1) / (most - 1);

		for (last = first + 1; last < n && scratch[last] == scratch[first]; last++)
			;
		if (wanted >= last && last < n)
			continue;
		scaler->knots[scaler->n_knots] = scratch[first];
		scaler->places[scaler->n_knots++] = share_of (scaler->scaling, first, last, n);
	}
}

double
seg_transform_quantile (const SegScaler *scaler, double x)
{
	gsize low = 0, high = scaler->n_knots - 1;
	double place;

	if (x <= scaler->knots[low])
		place = scaler->places[low];
	else if (x >= scaler->knots[high])
		place = scaler->places[high];
	else {
		while (high - low > 1) {
			gsize middle = low + (high - low) / 2;

			*(scaler->knots[middle] <= x ? &low : &high) = middle;
		}
		place = scaler->places[low] + (x - scaler->knots[low]) / (scaler->knots[high] - scaler->knots[low])
		                              * (scaler->places[high] - scaler->places[low]);
	}
	return gsl_cdf_ugaussian_Pinv (CLAMP (place, LEAST_SHARE, 1 - LEAST_SHARE));
}
