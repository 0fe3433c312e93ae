/* Stability by the algorithm that made the segments, where there is one that can be run again; else by k-means, which is said. */
#include <config.h>
#include "outcome-private.h"
#include "stability-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_ROWS 2000 /* of a draw: most algorithms take longer than k-means */

gboolean
seg_stability_is_own (const SegSegmentation *segmentation)
{
	return seg_cluster_algorithm_find (segmentation->algorithm) != NULL;
}

/* NULL: by the algorithm of @settings. */
static char *
why_kmeans (const SegSegmentation *segmentation, const SegClusterSettings *settings, double seconds, double most_seconds)
{
	g_autofree char *number = NULL;

	if (settings == NULL)
		return g_strdup_printf (_("Stability was tried with k-means: \"%s\" does not cluster."), segmentation->algorithm);
	if (seconds <= most_seconds)
		return NULL;
	number = seg_format_number (seconds, 0);
	return g_strdup_printf (_("Stability was tried with k-means: with %s it would take about %s seconds."), segmentation->algorithm, number);
}

gboolean
seg_stability_own (const SegSegmentation *segmentation, const SegMatrix *rows, const SegPartition *partitions, guint n_partitions, guint n_resamples,
                   gsize most_rows, double most_seconds, SegJob *job, SegStability *stabilities, char **remark, GError **error)
{
	SegClusterSettings settings;
	gboolean known = seg_segmentation_settings (segmentation, &settings, NULL);
	gsize most = MIN (most_rows, MOST_ROWS);
	double seconds = 0;

	if (known && strcmp (settings.algorithm->name, "k-means") != 0) {
		seconds = seg_stability_again_seconds (&settings, n_partitions, n_resamples, rows->n_rows, rows->n_columns, most);
		if (seconds <= most_seconds)
			return seg_stability_again (rows, &settings, partitions, n_partitions, n_resamples, most, job, stabilities, error);
	}
	if (remark != NULL)
		*remark = why_kmeans (segmentation, known ? &settings : NULL, seconds, most_seconds);
	return seg_stability (rows, partitions, n_partitions, n_resamples, most_rows, (guint64) MAX (segmentation->seed, 1), job, stabilities, error);
}
