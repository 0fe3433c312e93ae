/* What the files of density-based clustering share. */
#ifndef SEG_DENSITY_H
#define SEG_DENSITY_H

#include "neighbours.h"

/** DBSCAN: by place in @tree, owned, whether a row is a core and its group (-1: noise; numbered by the first row). FALSE with
 * SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_dbscan (const SegKdTree *tree, double eps, gsize min_points, SegJob *job, guint8 **core, gint32 **group, guint *n_groups,
                     GError **error);

/** HDBSCAN* alone: @labels (n_rows) -1 or a group of at least @min_points (1..n_rows) users. FALSE with SEG_ERROR_MEMORY,
 * SEG_ERROR_CANCELLED. */
gboolean seg_hdbscan_groups (const SegMatrix *matrix, gsize min_points, SegJob *job, gint32 *labels, guint *n_groups, GError **error);

/* Rules of cores (nearest_core.c). */

/** Adds to the rule of @model: whoever is within @reach (INFINITY: everyone) of the @n @rows of @matrix belongs to the group (@labels, of
 * all rows) of the nearest. FALSE with SEG_ERROR_MEMORY. */
gboolean seg_core_rule_make (SegClusterModel *model, const SegMatrix *matrix, const gsize *rows, gsize n, const gint32 *labels, double reach,
                             GError **error);
gboolean seg_core_rule_check (const SegClusterRule *rule);
gboolean seg_core_rule_assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances,
                               SegMatrix *membership, GError **error);

/** Distances of the rows of @matrix to the centroids of the rule: to their own (@labels), or the nearest for noise. */
void seg_cluster_rule_distances (const SegClusterRule *rule, const SegMatrix *matrix, const gint32 *labels, double *distances);

#endif
