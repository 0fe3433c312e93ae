/* The knee of a curve by kneedle: Satopaa et al. 2011, "Finding a kneedle in a haystack", ICDCSW, 166-171.
 *
 * For a falling convex curve, without smoothing. Both axes are scaled to 0..1; d = (1 - y) - x is how far the curve lies
 * below the straight line from its first to its last point. A local maximum of d is a knee when d falls by more than
 * sensitivity times the mean step of x below it before the next local maximum. The first such maximum counts. */
#include <config.h>
#include "cluster-private.h"

/* Fills @below with the difference curve; FALSE when the curve does not vary. */
static gboolean
difference_curve (const double *x, const double *y, gsize n, double *below)
{
	double low = y[0], high = y[0];

	for (gsize i = 1; i < n; i++) {
		low = MIN (low, y[i]);
		high = MAX (high, y[i]);
	}
	if (!(high > low) || !(x[n - 1] > x[0]))
		return FALSE;
	for (gsize i = 0; i < n; i++)
		below[i] = (1 - (y[i] - low) / (high - low)) - (x[i] - x[0]) / (x[n - 1] - x[0]);
	return TRUE;
}

static gboolean
is_peak (const double *below, gsize i)
{
	return below[i] > below[i - 1] && below[i] >= below[i + 1];
}

gssize
seg_knee (const double *x, const double *y, gsize n, double sensitivity)
{
	g_autofree double *below = g_new0 (double, n);

	if (n < 3 || !difference_curve (x, y, n, below))
		return -1;
	for (gsize peak = 1; peak + 1 < n; peak++) {
		double limit = below[peak] - sensitivity / (double) (n - 1);

		if (!is_peak (below, peak))
			continue;
		for (gsize i = peak + 1; i < n && (i + 1 == n || !is_peak (below, i)); i++)
			if (below[i] < limit)
				return (gssize) peak;
	}
	return -1;
}
