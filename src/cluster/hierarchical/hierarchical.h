/* What the files of hierarchical clustering share. */
#ifndef SEG_HIERARCHICAL_H
#define SEG_HIERARCHICAL_H

#include "../centres/space.h"

/** Ward's tree (ward.c): heights sqrt (2 w v / (w + v)) times the distance of the centroids. O(n d) memory. NULL with an error. */
SegDendrogram *seg_ward_tree (const SegMatrix *matrix, SegJob *job, GError **error);

typedef enum { SEG_LINKAGE_AVERAGE, SEG_LINKAGE_COMPLETE } SegLinkage;

/** Average or complete linkage from a matrix of all distances (linkage.c): 4 n^2 bytes. @weights: of the rows, NULL: 1 each.
 * @space: of the rows, where they are compared in another way; NULL: Euclidean. Adds n - 1 merges to @merges. FALSE with an error. */
gboolean       seg_linkage_merges (const SegMatrix *matrix, const SegSpace *space, const double *weights, SegLinkage linkage, SegMerge *merges, SegJob *job,
                                   GError **error);

/** Single linkage (single.c): the edges of a minimum spanning tree, found by Prim's method. O(n d) memory. NULL with an error. */
SegDendrogram *seg_single_tree (const SegMatrix *matrix, SegJob *job, GError **error);

/** @first: (out) for each row the first row of the same values, found by sorting (duplicates.c). Returns how many are first. */
gsize          seg_distinct_rows (const SegMatrix *matrix, gint32 *first);

#endif
