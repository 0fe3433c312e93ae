/* The model of the hybrid. See hybrid.c. */
#ifndef SEG_HYBRID_H
#define SEG_HYBRID_H

#include "recommend-private.h"

#define SEG_HYBRID_PARTS 5
#define SEG_HYBRID_VALIDATED 2000 /* people whose last item is held back, at most about twice as many */

extern const SegRecommender *const seg_hybrid_parts[SEG_HYBRID_PARTS];

typedef struct {
	gsize    n_items;
	double   weights[SEG_HYBRID_PARTS];
	gpointer models[SEG_HYBRID_PARTS]; /* NULL: weight 0, or unfit */
} SegHybrid;

void     seg_hybrid_free (SegHybrid *model);
/** Fits those of weight above 0. */
gboolean seg_hybrid_fit_parts (SegHybrid *model, const SegInteractions *interactions, SegJob *job, GError **error);
/** Scores of one part for all items, brought to 0..1; FALSE: it says nothing. */
gboolean seg_hybrid_score_part (const SegHybrid *model, gsize part, const SegInteractions *interactions, gsize user, double *scores);
/** Finds the weights: those above 0 of @weighed are of the parts that can be used (hybrid_validate.c). */
gboolean seg_hybrid_validate (SegHybrid *weighed, const SegInteractions *interactions, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegHybrid, seg_hybrid_free)

#endif
