/* Judging runs whose distance is not the Euclidean one: silhouettes are of that distance, for every user; indices that are made of
 * squared Euclidean distances are left out. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>

const char *
seg_distance_label (SegDistance distance)
{
	static const char *const labels[] = {
		N_("Euclidean distance"), N_("Manhattan distance"), N_("cosine distance"), N_("k-prototypes' distance"), N_("Gower's dissimilarity"),
	};

	return _(labels[distance]);
}

/* The mean over those who are in a segment, and the smallest segment. */
static void
sum_up (SegSweepRow *row, const SegClustering *clustering)
{
	gsize n = 0;

	row->silhouette = 0;
	for (gsize i = 0; i < clustering->n_rows; i++)
		if (!isnan (row->widths[i])) {
			row->silhouette += row->widths[i];
			n++;
		}
	row->silhouette = n > 0 ? row->silhouette / (double) n : NAN;
	row->smallest = G_MAXSIZE;
	for (guint c = 0; c < clustering->k; c++)
		row->smallest = MIN (row->smallest, clustering->sizes[c]);
}

gboolean
seg_judge_in_distance (SegSweep *sweep, const SegMatrix *matrix, const SegClusterModel *model, SegJob *job, GError **error)
{
	const SegClustering *clustering = model->clustering;
	SegSweepRow *row = sweep->rows;

	sweep->exact = TRUE;
	sweep->n_sampled = matrix->n_rows;
	row->calinski_harabasz = row->davies_bouldin = NAN;
	row->widths = g_try_new (double, matrix->n_rows);
	if (row->widths == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), matrix->n_rows);
		return FALSE;
	}
	if (!seg_model_space_widths (model, matrix, clustering->labels, clustering->k, job, row->widths, error))
		return FALSE;
	sum_up (row, clustering);
	row->clustering = seg_clustering_group_noise (clustering, matrix, job, error);
	return row->clustering != NULL;
}
