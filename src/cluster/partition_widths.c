/* Silhouettes of several divisions of the same rows at once: before and after somebody edits segments. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/random.h>
#include <segscope/rule_edit.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define STREAM 77 /* of random numbers, its own */

void
seg_partition_widths_clear (SegPartitionWidths *widths)
{
	g_clear_pointer (&widths->widths, g_free);
	g_clear_pointer (&widths->rows, g_free);
}

/* Rows of every cluster of the finest partition; NULL in *@strata: all rows. */
static gboolean
draw (const SegMatrix *matrix, const gint32 *labels, guint k, gsize exact_rows, gsize sample_rows, guint64 seed, SegJob *job, SegStrata **strata,
      GError **error)
{
	g_autoptr (SegClustering) clustering = NULL;
	g_autoptr (SegRandom) random = NULL;

	*strata = NULL;
	if (matrix->n_rows <= exact_rows)
		return TRUE;
	clustering = seg_clustering_from_labels (matrix, labels, k, job, error);
	if (clustering == NULL)
		return FALSE;
	random = seg_random_new (seed, STREAM);
	*strata = seg_strata_draw (clustering, sample_rows, random, error);
	return *strata != NULL;
}

/* What one row stands for. */
static double
weight (const SegStrata *strata, gsize query)
{
	return strata != NULL ? strata->shares[strata->of[query]] / (double) strata->sampled[strata->of[query]] : 1;
}

static void
sum_up (const gint32 *labels, guint k, const double *values, gsize n, const SegStrata *strata, SegPartitionWidths *widths)
{
	g_autofree double *sums = g_new0 (double, k), *weights = g_new0 (double, k);
	double sum = 0;

	for (gsize q = 0; q < n; q++) {
		double w = weight (strata, q), value = values[q];
		gint32 label = labels[strata != NULL ? strata->rows[q] : q];

		sums[label] += w * value;
		weights[label] += w;
		sum += value;
	}
	widths->silhouette = sum / (double) n;
	if (strata != NULL)
		seg_strata_mean (strata, values, &widths->silhouette, &widths->error);
	widths->widths = g_new (double, k);
	for (guint c = 0; c < k; c++)
		widths->widths[c] = weights[c] > 0 ? sums[c] / weights[c] : NAN;
}

static void
set_none (SegPartitionWidths *widths, guint k)
{
	widths->silhouette = NAN;
	widths->widths = g_new (double, MAX (k, 1));
	for (guint c = 0; c < k; c++)
		widths->widths[c] = NAN;
}

static gboolean
measure (const SegMatrix *matrix, SegLabelling *labellings, guint n, const SegStrata *strata, SegJob *job, GError **error)
{
	gsize n_queries = strata != NULL ? strata->n : matrix->n_rows;

	for (guint i = 0; i < n; i++) {
		labellings[i].widths = g_try_new (double, n_queries);
		if (labellings[i].widths == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), n_queries);
			return FALSE;
		}
	}
	return n == 0 || seg_silhouettes (matrix, labellings, n, strata != NULL ? strata->rows : NULL, n_queries, job, error);
}

gboolean
seg_partitions_widths (const SegMatrix *matrix, const gint32 *const *labels, const guint *ks, guint n, gsize exact_rows, gsize sample_rows,
                       guint64 seed, SegJob *job, SegPartitionWidths *widths, GError **error)
{
	g_autofree SegLabelling *labellings = g_new0 (SegLabelling, n);
	g_autoptr (SegStrata) strata = NULL;
	guint finest = 0, n_real = 0;
	gboolean measured;

	for (guint i = 0; i < n; i++) {
		finest = ks[i] > ks[finest] ? i : finest;
		if (ks[i] > 1)
			labellings[n_real++] = (SegLabelling) { labels[i], ks[i], NULL };
	}
	measured = draw (matrix, labels[finest], ks[finest], exact_rows, sample_rows, seed, job, &strata, error)
	           && measure (matrix, labellings, n_real, strata, job, error);
	n_real = 0;
	for (guint i = 0; measured && i < n; i++)
		if (ks[i] > 1) {
			sum_up (labels[i], ks[i], labellings[n_real].widths, strata != NULL ? strata->n : matrix->n_rows, strata, widths + i);
			if (strata == NULL)
				widths[i].rows = g_steal_pointer (&labellings[n_real].widths);
			n_real++;
		} else
			set_none (widths + i, ks[i]);
	for (guint i = 0; i < n; i++)
		g_free (labellings[i].widths);
	return measured;
}
