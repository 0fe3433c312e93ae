/* Looking for neighbours in a k-d tree. */
#ifndef SEG_NEIGHBOURS_H
#define SEG_NEIGHBOURS_H

#include "kd-tree.h"

/** The distance of every row to its @k-th nearest, the row itself being the first, by place in the tree. FALSE when cancelled. */
gboolean seg_kth_distances (const SegKdTree *tree, gsize k, SegJob *job, double *distances, GError **error);

/** The row of the tree (by place) nearest to @point, not farther than @limit (squared) and with @allowed[place] (NULL: all); of
 * equals the lowest row number. @squared: (out). -1: there is none. */
gssize   seg_nearest_place (const SegKdTree *tree, const double *point, double limit, const guint8 *allowed, double *squared);

/** Squared distances of the @k nearest rows to @point, ascending (INFINITY where there are fewer), into @squared. */
void     seg_nearest_squared (const SegKdTree *tree, const double *point, gsize k, double *squared);

/** The same, and where they are (by place); of equal distances the row of the lowest number is nearer. -1 where there are fewer. */
void     seg_nearest_places (const SegKdTree *tree, const double *point, gsize k, double *squared, gssize *places);

#endif
