/* Trees by Gower's dissimilarity, for numbers and categories together (gower.c). */
#ifndef SEG_GOWER_H
#define SEG_GOWER_H

#include "../centres/space.h"
#include "hierarchical.h"

/** The rows of @matrix in Gower's space. NULL with an error. */
SegSpace *seg_gower_space (const SegMatrix *matrix, SegJob *job, GError **error);
/** Single linkage in any space, by Prim's method. NULL with an error. */
SegDendrogram *seg_single_tree_in (const SegSpace *space, SegJob *job, GError **error);
/** @groups small groups (fewer where fewer rows differ) around medians and most frequent values. NULL with an error. */
SegCentres *seg_gower_groups (const SegSpace *space, const SegMatrix *matrix, guint groups, guint64 seed, SegJob *job, GError **error);
/** New users of trees: by Gower's dissimilarity where the rule is of it, else to the nearest centroid. */
gboolean seg_tree_assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances,
                          SegMatrix *membership, GError **error);
gboolean seg_tree_check_rule (const SegClusterRule *rule);

#endif
