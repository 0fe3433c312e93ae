/* The model of the truncated singular value decomposition. See svd.c. */
#ifndef SEG_SVD_H
#define SEG_SVD_H

#include "recommend-private.h"

#include <math.h>

enum { SEG_SVD_RANK, SEG_SVD_VALUES, SEG_SVD_SHRINKAGE, SEG_SVD_DAMPING, SEG_SVD_N_OPTIONS };

#define SEG_SVD_MOST_EXACT 1200 /* side of the matrix whose eigenvectors are found directly */
#define SEG_SVD_MORE_VECTORS 10
#define SEG_SVD_MOST_PASSES 12

typedef struct {
	gsize    rank, n_columns, n_users, n_items; /* n_columns: rank, and two for biases where there are ratings */
	gboolean rated;
	float   *users, *items; /* rows of n_columns */
	double  *means;         /* of each user's ratings, where rated; NAN: none */
	double  *sizes;         /* rank: singular values, before anything was taken off them */
	double   mean;          /* of all ratings */
} SegSvd;

/** Rows of 0 for all users and items. @rank: 0: as there can be. */
SegSvd  *seg_svd_new (const SegInteractions *interactions, const double *values, gsize rank, GError **error);
void     seg_svd_free (SegSvd *model);
SegSvd  *seg_svd_fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error);
/** As the hook of SegRecommender (svd_update.c). */
gpointer seg_svd_update (gconstpointer model, const SegBefore *before, const SegInteractions *now, const double *values, SegJob *job, GError **error);

/* Whether pair number @pair has a number in the matrix. */
static inline gboolean
seg_svd_counts (const SegInteractions *interactions, gsize pair, gboolean rated)
{
	return rated ? !isnan (interactions->pair_ratings[pair]) : (interactions->pair_flags[pair] & SEG_PAIR_TAKEN) != 0;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSvd, seg_svd_free)

#endif
