/* Dense algebra on all cores that can be stopped: blocks of CBLAS and LAPACK calls, each on one thread, in a fixed order. */
#ifndef SEG_RECOMMEND_DENSE_H
#define SEG_RECOMMEND_DENSE_H

#include "recommend-private.h"

/**
 * The inverse of a symmetric positive definite matrix by Cholesky's decomposition.
 *
 * @matrix: n x n, row-major; its lower triangle is read, and all of it is overwritten. @inverse: (out) n x n, all of it.
 * Cost: n^3 multiplications. Same bits for any number of threads. FALSE: cancelled, or SEG_ERROR_DATA: not positive definite.
 */
gboolean seg_dense_invert (double *matrix, double *inverse, gsize n, const char *phrase, SegJob *job, GError **error);

#endif
