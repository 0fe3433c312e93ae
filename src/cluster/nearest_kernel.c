/* The kernel of nearest-kernel.h for each kind of processor. Every answer that rounding could have made is in doubt and settled by the
 * plain kernel, so here multiplications and additions may be fused, unlike in the other kernels. */
#include <config.h>
#include "nearest-kernel.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#if defined (__GNUC__) && !defined (__clang__)
#pragma GCC optimize ("fp-contract=fast")
#endif

#define SEG_KERNEL_BODY "cluster/nearest-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_nearest }

static const SegNearestKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegNearestKernel *
seg_nearest_kernel (void)
{
	return kernels + seg_processor ();
}

/* Centres ------------------------------------------------------------------------------------------------------------- */

SegPackedCentres *
seg_packed_centres_new (guint k, gsize n_columns, GError **error)
{
	g_autoptr (SegPackedCentres) packed = g_new0 (SegPackedCentres, 1);

	packed->k = k;
	packed->n_packed = (k + SEG_CENTRES_AT_ONCE - 1) / SEG_CENTRES_AT_ONCE * SEG_CENTRES_AT_ONCE;
	packed->values = g_try_new0 (float, packed->n_packed * n_columns);
	packed->halves = g_try_new0 (float, packed->n_packed);
	if (packed->values != NULL && packed->halves != NULL)
		return g_steal_pointer (&packed);
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %u segments"), k);
	return NULL;
}

void
seg_packed_centres_free (SegPackedCentres *packed)
{
	if (packed == NULL)
		return;
	g_free (packed->values);
	g_free (packed->halves);
	g_free (packed);
}

void
seg_packed_centres_set (SegPackedCentres *packed, const double *centres, const double *mean, gsize n_columns)
{
	packed->reach = 0;
	for (guint centre = 0; centre < packed->n_packed; centre++) {
		float *values = packed->values + (centre - centre % SEG_CENTRES_AT_ONCE) * n_columns + centre % SEG_CENTRES_AT_ONCE;
		double squared = 0;

		if (centre >= packed->k) {
			packed->halves[centre] = INFINITY;
			continue;
		}
		for (gsize column = 0; column < n_columns; column++) {
			double x = centres[centre * n_columns + column] - mean[column];

			values[column * SEG_CENTRES_AT_ONCE] = (float) x;
			squared += x * x;
		}
		packed->halves[centre] = (float) (squared / 2);
		packed->reach = MAX (packed->reach, sqrt (squared));
	}
}

/* Each of the two values compared is a sum of d products and one more number, rounded at each step and of numbers rounded before:
 * it is off by at most d + 5 units in the last place of half (reach + reach of the centres)^2 (Higham 2002, Accuracy and Stability
 * of Numerical Algorithms, section 3.1), less where a processor fuses two of the steps. To that comes the double precision of the plain kernel and of taking off the mean. */
float
seg_nearest_doubt (double reach, double mean, const SegPackedCentres *packed, gsize n_columns)
{
	double both = reach + packed->reach, terms = (double) n_columns + 8;
	double doubt = terms * both * (both * 0x1p-24 + (both + mean) * 0x1p-50);

	return both > 1e-12 && doubt < 1e30 ? (float) doubt * 1.001f : INFINITY;
}
