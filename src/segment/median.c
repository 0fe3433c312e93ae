/* The median of many numbers without putting them in order: they are counted by the leading bits of what they look like to the machine,
 * and only those of the bucket in the middle are looked at again. Three to four times as fast as selecting among all. */
#include <config.h>
#include "segment-private.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#define FEW 4096     /* are selected among right away */
#define BUCKET_BITS 16
#define N_BUCKETS (1 << BUCKET_BITS)

/* Numbers in their order as whole ones: -0 stands below 0, which is the same number and does no harm. */
static inline guint
bucket_of (double value)
{
	guint64 bits;

	memcpy (&bits, &value, sizeof bits);
	bits ^= (bits >> 63) != 0 ? ~(guint64) 0 : (guint64) 1 << 63;
	return (guint) (bits >> (64 - BUCKET_BITS));
}

/* Value number @rank, from 0, of those in @bucket, which are @count. */
static double
select_in (const double *values, gsize n, guint bucket, gsize count, gsize rank)
{
	g_autofree double *inside = g_new (double, count);
	gsize found = 0;
	gboolean alike = TRUE;

	for (gsize i = 0; i < n && found < count; i++)
		if (bucket_of (values[i]) == bucket)
			inside[found++] = values[i];
	for (gsize i = 1; i < found && alike; i++)
		alike = inside[i] == inside[0];
	return alike ? inside[0] : gsl_stats_select (inside, 1, found, rank);
}

/* Value number @rank of all. */
static double
select_rank (const double *values, gsize n, const guint32 *counts, gsize rank)
{
	gsize before = 0;
	guint bucket = 0;

	while (before + counts[bucket] <= rank)
		before += counts[bucket++];
	return select_in (values, n, bucket, counts[bucket], rank - before);
}

double
seg_median (const double *values, gsize n)
{
	g_autofree guint32 *counts = NULL;
	double low;

	if (n == 0)
		return NAN;
	if (n <= FEW || n > G_MAXUINT32) {
		g_autofree double *copy = g_memdup2 (values, n * sizeof *values);

		return gsl_stats_median (copy, 1, n);
	}
	counts = g_new0 (guint32, N_BUCKETS);
	for (gsize i = 0; i < n; i++)
		counts[bucket_of (values[i])]++;
	low = select_rank (values, n, counts, (n - 1) / 2);
	return n % 2 == 1 ? low : 0.5 * low + 0.5 * select_rank (values, n, counts, n / 2);
}
