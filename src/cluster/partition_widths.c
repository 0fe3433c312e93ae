/* Silhouettes of several divisions of the same rows at once: before and after somebody edits segments. Of all rows here, of a sample of many in
 * partition_sample.c. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>

void
seg_partition_widths_clear (SegPartitionWidths *widths)
{
	g_clear_pointer (&widths->widths, g_free);
	g_clear_pointer (&widths->rows, g_free);
}

/* Takes over @values, one a row. */
static void
sum_up (const gint32 *labels, guint k, double *values, gsize n, SegPartitionWidths *widths)
{
	g_autofree double *sums = g_new0 (double, k);
	g_autofree gsize *sizes = g_new0 (gsize, k);
	double sum = 0;

	for (gsize row = 0; row < n; row++) {
		sums[labels[row]] += values[row];
		sizes[labels[row]]++;
		sum += values[row];
	}
	widths->silhouette = sum / (double) n;
	widths->rows = values;
	widths->widths = g_new (double, k);
	for (guint c = 0; c < k; c++)
		widths->widths[c] = sizes[c] > 0 ? sums[c] / (double) sizes[c] : NAN;
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
measure (const SegMatrix *matrix, SegLabelling *labellings, guint n, SegJob *job, GError **error)
{
	for (guint i = 0; i < n; i++) {
		labellings[i].widths = g_try_new (double, matrix->n_rows);
		if (labellings[i].widths == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), matrix->n_rows);
			return FALSE;
		}
	}
	return n == 0 || seg_silhouettes (matrix, labellings, n, NULL, matrix->n_rows, job, error);
}

static gboolean
measure_all (const SegMatrix *matrix, const gint32 *const *labels, const guint *ks, guint n, SegJob *job, SegPartitionWidths *widths, GError **error)
{
	g_autofree SegLabelling *labellings = g_new0 (SegLabelling, n);
	guint n_real = 0;
	gboolean measured;

	for (guint i = 0; i < n; i++)
		if (ks[i] > 1)
			labellings[n_real++] = (SegLabelling) { labels[i], ks[i], NULL };
	measured = measure (matrix, labellings, n_real, job, error);
	n_real = 0;
	for (guint i = 0; measured && i < n; i++)
		if (ks[i] > 1)
			sum_up (labels[i], ks[i], g_steal_pointer (&labellings[n_real++].widths), matrix->n_rows, widths + i);
		else
			set_none (widths + i, ks[i]);
	for (guint i = 0; i < n; i++)
		g_free (labellings[i].widths);
	return measured;
}

gboolean
seg_partitions_widths (const SegMatrix *matrix, const gint32 *const *labels, const guint *ks, guint n, const SegWidthsSample *sample, SegJob *job,
                       SegPartitionWidths *widths, GError **error)
{
	if (matrix->n_rows <= sample->exact_rows)
		return measure_all (matrix, labels, ks, n, job, widths, error);
	return seg_partitions_sample (matrix, labels, ks, n, sample, job, widths, error);
}
