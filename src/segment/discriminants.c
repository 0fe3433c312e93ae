/* What the segments of a segmentation are apart in: discriminants of the features it was made from. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* The segment of each row of @matrix, -1 for users in none. */
static gint32 *
labels_of (const SegFeatureMatrix *matrix, const SegMembers *members)
{
	gint32 *labels = g_new (gint32, matrix->scaled->n_rows);
	gsize member = 0;

	for (gsize row = 0; row < matrix->scaled->n_rows; row++) {
		while (member < members->n && members->user_ids[member] < matrix->user_ids[row])
			member++;
		labels[row] = member < members->n && members->user_ids[member] == matrix->user_ids[row] ? members->labels[member] : -1;
	}
	return labels;
}

gint32 *
seg_segmentation_labels (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureMatrix *matrix, SegJob *job,
                         GError **error)
{
	g_autoptr (SegMembers) members = seg_members_load (workspace, segmentation, job, error);

	return members != NULL ? labels_of (matrix, members) : NULL;
}

void
seg_discriminants_free (SegDiscriminants *discriminants)
{
	if (discriminants == NULL)
		return;
	seg_feature_matrix_free (discriminants->matrix);
	seg_lda_free (discriminants->lda);
	seg_matrix_free (discriminants->structure);
	g_free (discriminants->labels);
	g_free (discriminants);
}

#define ROWS_A_CHECK 4096

/* Adds value times score, and value squared, of the rows that lie in a segment. @of: columns x directions; @squares: columns. */
static gboolean
add_products (const SegDiscriminants *found, SegMatrix *of, double *squares, SegJob *job, GError **error)
{
	const SegMatrix *rows = found->matrix->scaled, *scores = found->lda->scores;

	for (gsize row = 0; row < rows->n_rows; row++) {
		const double *values = seg_matrix_row (rows, row), *score = seg_matrix_row (scores, row);

		if (row % ROWS_A_CHECK == 0 && !seg_job_proceed (job, (double) row / (double) rows->n_rows, NULL, error))
			return FALSE;
		for (gsize column = 0; found->labels[row] >= 0 && column < rows->n_columns; column++) {
			double value = values[column] - found->lda->means[column];

			squares[column] += value * value;
			for (gsize i = 0; i < scores->n_columns; i++)
				seg_matrix_row (of, column)[i] += value * score[i];
		}
	}
	return TRUE;
}

/* Means of the scores are 0, for they are of what is left of the means of the columns. */
static SegMatrix *
structure_of (const SegDiscriminants *found, SegJob *job, GError **error)
{
	const SegMatrix *rows = found->matrix->scaled, *scores = found->lda->scores;
	g_autoptr (SegMatrix) structure = seg_matrix_new (rows->n_columns, scores->n_columns, error);
	g_autofree double *squares = g_new0 (double, rows->n_columns), *score_squares = g_new0 (double, scores->n_columns);

	if (structure == NULL || !add_products (found, structure, squares, job, error))
		return NULL;
	for (gsize row = 0; row < rows->n_rows; row++)
		for (gsize i = 0; found->labels[row] >= 0 && i < scores->n_columns; i++)
			score_squares[i] += seg_matrix_row (scores, row)[i] * seg_matrix_row (scores, row)[i];
	for (gsize column = 0; column < rows->n_columns; column++)
		for (gsize i = 0; i < scores->n_columns; i++) {
			double product = squares[column] * score_squares[i];

			seg_matrix_row (structure, column)[i] = product > 0 ? seg_matrix_row (structure, column)[i] / sqrt (product) : 0;
		}
	return g_steal_pointer (&structure);
}

SegDiscriminants *
seg_segmentation_discriminants (SegWorkspace *workspace, const SegSegmentation *segmentation, const GPtrArray *selection, SegJob *job,
                                GError **error)
{
	g_autoptr (SegDiscriminants) result = g_new0 (SegDiscriminants, 1);
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);
	g_autoptr (SegMembers) members = set != NULL ? seg_members_load (workspace, segmentation, job, error) : NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.7);

	if (members != NULL)
		result->matrix = seg_feature_matrix (workspace, set, selection != NULL ? selection : segmentation->selection, job, error);
	seg_job_leave (job, span);
	if (result->matrix == NULL)
		return NULL;
	result->labels = labels_of (result->matrix, members);
	span = seg_job_enter (job, 0.7, 0.95);
	result->lda = seg_lda (result->matrix->scaled, result->labels, members->k, job, error);
	seg_job_leave (job, span);
	if (result->lda == NULL)
		return NULL;
	span = seg_job_enter (job, 0.95, 1);
	result->structure = structure_of (result, job, error);
	seg_job_leave (job, span);
	return result->structure != NULL ? g_steal_pointer (&result) : NULL;
}
