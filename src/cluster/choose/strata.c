/* A sample for silhouettes that has users of every segment, and what it says about all users.
 *
 * Strata are the segments of the finest labelling: each gets its share of the sample, but at least LEAST_OF_STRATUM users (or all
 * it has), so that small segments are seen. A mean is then the sum over strata of share x mean, its error the root of the sum of
 * share^2 x variance / n x (1 - n / N). The weights do not depend on the labelling measured, so the same users serve every k.
 * Source: Cochran 1977, Sampling Techniques, 3rd ed., chapter 5. */
#include <config.h>
#include "choose-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LEAST_OF_STRATUM 30

/* How many of each stratum; adds up to @wanted where the least of each leaves that possible. */
static gsize *
allocate (const gsize *sizes, guint k, gsize n_rows, gsize wanted, gsize least)
{
	gsize *allocated = g_new0 (gsize, k);
	gsize given = 0;

	for (guint h = 0; h < k; h++) {
		gsize share = (gsize) ((double) sizes[h] / (double) n_rows * (double) wanted);

		allocated[h] = MIN (sizes[h], MAX (share, least));
		given += allocated[h];
	}
	for (guint h = 0; given < wanted && h < k; h++) { /* what rounding left over goes to the largest, which come first */
		gsize more = MIN (wanted - given, sizes[h] - allocated[h]);

		allocated[h] += more;
		given += more;
	}
	return allocated;
}

void
seg_strata_free (SegStrata *strata)
{
	if (strata == NULL)
		return;
	g_free (strata->rows);
	g_free (strata->of);
	g_free (strata->shares);
	g_free (strata->sizes);
	g_free (strata->sampled);
	g_free (strata);
}

/* Algorithm S in each stratum at once. */
static void
draw (SegStrata *strata, const gint32 *labels, gsize n_rows, SegRandom *random)
{
	g_autofree gsize *left = g_memdup2 (strata->sizes, strata->k * sizeof (gsize));
	g_autofree gsize *needed = g_memdup2 (strata->sampled, strata->k * sizeof (gsize));

	for (gsize row = 0; row < n_rows; row++) {
		guint h = (guint) labels[row];

		if (seg_random_below (random, left[h]--) >= needed[h])
			continue;
		needed[h]--;
		strata->of[strata->n] = h;
		strata->rows[strata->n++] = row;
	}
}

SegStrata *
seg_strata_draw_labels (const gint32 *labels, gsize n_rows, guint k, gsize wanted, gsize least, SegRandom *random, GError **error)
{
	g_autoptr (SegStrata) strata = g_new0 (SegStrata, 1);
	gsize n = 0;

	strata->k = k;
	strata->sizes = g_new0 (gsize, k);
	for (gsize row = 0; row < n_rows; row++)
		strata->sizes[labels[row]]++;
	strata->sampled = allocate (strata->sizes, k, n_rows, wanted, least);
	strata->shares = g_new (double, k);
	for (guint h = 0; h < k; h++) {
		strata->shares[h] = (double) strata->sizes[h] / (double) n_rows;
		n += strata->sampled[h];
	}
	strata->rows = g_try_new (gsize, MAX (n, 1));
	strata->of = g_try_new (guint, MAX (n, 1));
	if (strata->rows == NULL || strata->of == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), n);
		return NULL;
	}
	draw (strata, labels, n_rows, random);
	return g_steal_pointer (&strata);
}

SegStrata *
seg_strata_draw (const SegClustering *finest, gsize wanted, SegRandom *random, GError **error)
{
	return seg_strata_draw_labels (finest->labels, finest->n_rows, finest->k, wanted, LEAST_OF_STRATUM, random, error);
}

void
seg_strata_mean (const SegStrata *strata, const double *values, double *mean, double *error)
{
	g_autofree double *sums = g_new0 (double, strata->k), *squares = g_new0 (double, strata->k);
	double variance = 0;

	for (gsize i = 0; i < strata->n; i++)
		sums[strata->of[i]] += values[i];
	for (gsize i = 0; i < strata->n; i++) {
		guint h = strata->of[i];
		double apart = values[i] - sums[h] / (double) strata->sampled[h];

		squares[h] += apart * apart;
	}
	*mean = 0;
	for (guint h = 0; h < strata->k; h++) {
		double n = (double) strata->sampled[h];

		if (strata->sampled[h] == 0)
			continue;
		*mean += strata->shares[h] * sums[h] / n;
		if (strata->sampled[h] > 1)
			variance += strata->shares[h] * strata->shares[h] * squares[h] / (n - 1) / n * (1 - n / (double) strata->sizes[h]);
	}
	*error = sqrt (variance);
}
