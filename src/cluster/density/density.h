/* What the files of density-based clustering share. */
#ifndef SEG_DENSITY_H
#define SEG_DENSITY_H

#include "neighbours.h"

/** Distances of the rows of @matrix to the centroids of the rule: to their own (@labels), or the nearest for noise. */
void seg_cluster_rule_distances (const SegClusterRule *rule, const SegMatrix *matrix, const gint32 *labels, double *distances);

#endif
