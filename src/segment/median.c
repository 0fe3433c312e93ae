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

/* Whether all in @bucket are one number, as counts and days are; @value: (out) the first. */
static gboolean
are_alike (const double *values, gsize n, guint bucket, double *value)
{
	gsize i = 0;

	while (i < n && bucket_of (values[i]) != bucket)
		i++;
	*value = i < n ? values[i] : NAN;
	for (; i < n; i++)
		if (values[i] != *value && bucket_of (values[i]) == bucket)
			return FALSE;
	return TRUE;
}

/* Value number @rank, from 0, of those in @bucket, which are @count. */
static double
select_in (const double *values, gsize n, guint bucket, gsize count, gsize rank)
{
	g_autofree double *inside = NULL;
	gsize found = 0;
	double first;

	if (are_alike (values, n, bucket, &first))
		return first;
	inside = g_new (double, count);
	for (gsize i = 0; i < n && found < count; i++)
		if (bucket_of (values[i]) == bucket)
			inside[found++] = values[i];
	return gsl_stats_select (inside, 1, found, rank);
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
