/* The features that a segmentation was made from, of the users there are now, treated as then. */
#include <config.h>
#include "segment-private.h"

/* What was fitted then, "" where that was not kept; NULL with @error. */
static char *
read_transforms (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT transforms FROM segmentation WHERE id = :id", error);
	g_autofree char *transforms = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	if (seg_statement_next (statement, &failure))
		transforms = g_strdup (seg_statement_text (statement, 0));
	if (!seg_query_ended (failure, error))
		return NULL;
	return transforms != NULL ? g_steal_pointer (&transforms) : g_strdup ("");
}

SegFeatureMatrix *
seg_segmentation_matrix (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, SegJob *job, GError **error)
{
	g_autofree char *transforms = read_transforms (workspace, segmentation, error);

	if (transforms == NULL)
		return NULL;
	if (*transforms != '\0')
		return seg_feature_matrix_again (workspace, set, transforms, job, error);
	return seg_feature_matrix (workspace, set, segmentation->selection, job, error);
}

SegFeatureMatrix *
seg_segmentation_scaled (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, SegJob *job, GError **error)
{
	g_autofree char *transforms = read_transforms (workspace, segmentation, error);

	if (transforms == NULL)
		return NULL;
	if (*transforms != '\0')
		return seg_feature_matrix_scaled (workspace, set, transforms, job, error);
	return seg_feature_matrix (workspace, set, segmentation->selection, job, error);
}
