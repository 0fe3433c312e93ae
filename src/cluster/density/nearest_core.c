/* Rules by which a new user belongs to the group of the nearest of some rows (cores), if one is within reach. */
#include <config.h>
#include "density.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

gboolean
seg_core_rule_make (SegClusterModel *model, const SegMatrix *matrix, const gsize *rows, gsize n, const gint32 *labels, double reach,
                    GError **error)
{
	SegMatrix *cores = seg_matrix_new (n, matrix->n_columns, error), *groups, *within;

	if (cores == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "cores", cores);
	groups = seg_matrix_new (n, 1, error);
	if (groups == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "groups", groups);
	within = seg_matrix_new (1, 1, error);
	if (within == NULL)
		return FALSE;
	within->values[0] = reach;
	seg_cluster_rule_take (model->rule, "reach", within);
	for (gsize i = 0; i < n; i++) {
		memcpy (seg_matrix_row (cores, i), seg_matrix_row (matrix, rows[i]), matrix->n_columns * sizeof (double));
		groups->values[i] = labels[rows[i]];
	}
	return TRUE;
}

gboolean
seg_core_rule_check (const SegClusterRule *rule)
{
	const SegMatrix *cores = seg_cluster_rule_get (rule, "cores"), *groups = seg_cluster_rule_get (rule, "groups");
	const SegMatrix *reach = seg_cluster_rule_get (rule, "reach"), *centroids = seg_cluster_rule_get (rule, "centroids");

	if (cores == NULL || groups == NULL || reach == NULL || groups->n_rows != cores->n_rows || groups->n_columns != 1
	    || cores->n_columns != centroids->n_columns || reach->n_rows != 1)
		return FALSE;
	for (gsize i = 0; i < groups->n_rows; i++)
		if (!(groups->values[i] >= 0 && groups->values[i] < (double) centroids->n_rows))
			return FALSE;
	return seg_matrix_check_finite (cores, NULL);
}

typedef struct {
	const SegClusterRule *rule;
	const SegKdTree *tree;
	const SegMatrix *matrix;
	gint32 *labels;
	SegProgress progress;
} Assign;

static void
assign_rows (gsize block, gsize first, gsize last, gpointer data)
{
	Assign *assign = data;
	const SegMatrix *groups = seg_cluster_rule_get (assign->rule, "groups");
	double reach = seg_cluster_rule_get (assign->rule, "reach")->values[0];

	(void) block;
	for (gsize row = first; row < last; row++) {
		double squared;
		gssize place = seg_nearest_place (assign->tree, seg_matrix_row (assign->matrix, row), reach * reach, NULL, &squared);

		assign->labels[row] = place >= 0 ? (gint32) groups->values[assign->tree->order[place]] : -1;
	}
	seg_progress_advance (&assign->progress, 1);
}

void
seg_cluster_rule_distances (const SegClusterRule *rule, const SegMatrix *matrix, const gint32 *labels, double *distances)
{
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids");

	for (gsize row = 0; row < matrix->n_rows; row++) {
		double least = INFINITY;

		for (gsize cluster = 0; cluster < centroids->n_rows; cluster++) {
			double squared = 0;

			if (labels[row] >= 0 && (gsize) labels[row] != cluster)
				continue;
			for (gsize column = 0; column < matrix->n_columns; column++)
				squared += pow (seg_matrix_row (matrix, row)[column] - seg_matrix_row (centroids, cluster)[column], 2);
			least = MIN (least, squared);
		}
		distances[row] = sqrt (least);
	}
}

gboolean
seg_core_rule_assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances,
                      SegMatrix *membership, GError **error)
{
	const SegMatrix *cores = seg_cluster_rule_get (rule, "cores");
	g_autoptr (SegKdTree) tree = NULL;
	Assign work = { .rule = rule, .matrix = matrix, .labels = labels };

	(void) membership;
	memset (labels, 0xff, matrix->n_rows * sizeof *labels);
	if (cores->n_rows > 0) {
		work.tree = tree = seg_kd_tree_new (cores, job, error);
		if (tree == NULL)
			return FALSE;
		seg_progress_init (&work.progress, job, seg_parallel_n_blocks (matrix->n_rows, 256), _("assigning users"));
		seg_parallel_blocks (matrix->n_rows, 256, assign_rows, &work);
	}
	if (distances != NULL)
		seg_cluster_rule_distances (rule, matrix, labels, distances);
	return seg_job_goes_on (job, error);
}
