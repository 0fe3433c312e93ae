/* The model of EASE. See ease.c. */
#ifndef SEG_EASE_H
#define SEG_EASE_H

#include "recommend/sums-kernel.h"
#include "recommend-private.h"

typedef struct {
	gboolean by_users; /* matrix is K, n_users x n_users in rows; else B, n_items x n_items in panels of columns */
	gsize    n, n_panels;
	double  *matrix;   /* aligned to 64 bytes */
	double  *rest;     /* by users: n_items: 1 - x (j)' K x (j) */
} SegEase;

/** Room for the matrix, 0; its side is the smaller of both. */
SegEase *seg_ease_new (const SegInteractions *interactions, GError **error);
void     seg_ease_free (SegEase *model);
/** By users: what scores are divided by. */
gboolean seg_ease_measure_rest (SegEase *model, const SegInteractions *interactions, SegJob *job, GError **error);

/* B (i, j); only by items. */
static inline double *
seg_ease_at (const SegEase *model, gsize i, gsize j)
{
	return model->matrix + (j / SEG_PANEL * model->n + i) * SEG_PANEL + j % SEG_PANEL;
}

/* ease_score.c; as the hooks of SegRecommender. */
void seg_ease_score (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
gboolean seg_ease_score_many (gconstpointer model, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer data);
void seg_ease_score_similar (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
void seg_ease_score_users (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
void seg_ease_explain (gconstpointer model, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegEase, seg_ease_free)

#endif
