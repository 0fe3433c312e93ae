/* What the segments of a segmentation are apart in: discriminants of the features it was made from. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>

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
	g_free (discriminants->labels);
	g_free (discriminants);
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
	span = seg_job_enter (job, 0.7, 1);
	result->lda = seg_lda (result->matrix->scaled, result->labels, members->k, job, error);
	seg_job_leave (job, span);
	return result->lda != NULL ? g_steal_pointer (&result) : NULL;
}
