/* Implicit alternating least squares on a sparse matrix of confidences. See als.c. */
#ifndef SEG_ALS_H
#define SEG_ALS_H

#include "recommend-private.h"

/* The pairs by user (or by item): rows of indices of the other side, with c > 0 each. */
typedef struct {
	gsize   *start;
	guint32 *index;
	float   *confidences;
} SegAlsSide;

typedef struct {
	gsize   n_factors;
	guint   n_passes, n_steps; /* steps of conjugate gradients each half-step */
	double  lambda;
	guint64 seed;
} SegAlsOptions;

typedef struct {
	gsize  n_users, n_items, n_factors, stride;
	float *users, *items; /* rows of factors, stride apart, aligned to 64 bytes */
} SegAls;

SegAls *seg_als_new (gsize n_users, gsize n_items, gsize n_factors, GError **error); /* all factors 0 */
void    seg_als_free (SegAls *model);
SegAls *seg_als_fit (const SegAlsSide *by_user, gsize n_users, gsize n_items, const SegAlsOptions *options, SegJob *job, GError **error);
/** Solves for the users (or items) against the other side. @side: their pairs. */
gboolean seg_als_half_step (SegAls *model, const SegAlsSide *side, gboolean of_users, const SegAlsOptions *options, SegJob *job, GError **error);
/** The same for those of which @only is not 0; the others keep every bit. */
gboolean seg_als_half_step_of (SegAls *model, const SegAlsSide *side, gboolean of_users, const guint8 *only, const SegAlsOptions *options, SegJob *job,
                               GError **error);
/** What is minimised. */
double   seg_als_objective (const SegAls *model, const SegAlsSide *by_user, double lambda);
/** The pairs by item; clear it with seg_als_side_clear(), also on failure. */
gboolean seg_als_turn (const SegAlsSide *by_user, gsize n_users, gsize n_items, SegAlsSide *by_item, GError **error);
void     seg_als_side_clear (SegAlsSide *side);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAls, seg_als_free)

#endif
