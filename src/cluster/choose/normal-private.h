/* What the files about segments of normal shape share. */
#ifndef SEG_NORMAL_PRIVATE_H
#define SEG_NORMAL_PRIVATE_H

#include "choose-private.h"
#include "../mixture/mixture.h"

#define SEG_NORMAL_CHANCE 0.05 /* of each of the three tests */

/* Who looks, and at what. */
typedef struct {
	const SegMatrix *matrix;
	double  ridge; /* seg_mixture_ridge() of it */
	guint64 seed;
	SegJob *job;
} SegNormalLooking;

/* The likeliest mixture of @k normal distributions, any covariances, of some starts of k-means (normal_draws.c): @tiles of looking->matrix, with
 * singles. *@mixture is owned, and NULL where components shrank to points at every start. FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_normal_fit (const SegNormalLooking *looking, const SegTiles *tiles, guint k, SegMixture **mixture, GError **error);
/* How often one component more gains as much as @rise (of log likelihood) in draws of @smaller, which has no more than there are; ends as soon as
 * it is known to be above SEG_NORMAL_CHANCE. 0.01 is the least. 99 draws x 8 mixtures at most. Errors as above. */
gboolean seg_normal_gain_chance (const SegNormalLooking *looking, const SegMixture *smaller, double rise, double *chance, GError **error);

#endif
