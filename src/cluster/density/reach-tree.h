/* Mutual reachability, and the minimum spanning tree over it. */
#ifndef SEG_REACH_TREE_H
#define SEG_REACH_TREE_H

#include "density.h"

/* Rows with their core distances: two rows reach each other at the largest of their distance and their two core distances. */
typedef struct {
	const SegKdTree *tree;   /* borrowed */
	double *core;            /* by place: squared */
	double *least_core;      /* by node: the least below it */
} SegReach;

/** @core: by place, not squared; read only. */
void   seg_reach_init (SegReach *reach, const SegKdTree *tree, const double *core);
void   seg_reach_clear (SegReach *reach);

/** The place that reaches @point (of squared core distance @core) first: of equals the lowest row. @squared: (out). A row at distance 0
 * comes before all others. */
gssize seg_reach_first (const SegReach *reach, const double *point, double core, double *squared);

/** The n - 1 edges of the minimum spanning tree by rows, in no order, heights not squared. FALSE with an error. */
gboolean seg_reach_spanning_tree (const SegReach *reach, SegMerge *edges, SegJob *job, GError **error);

#endif
