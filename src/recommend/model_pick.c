/* The best of one user's scores: what cannot be among them any more is passed over many scores at a time, without rounding any. */
#include <config.h>
#include "recommend-private.h"

#define LOOK SEG_SCORES_TOGETHER

typedef double Doubles __attribute__ ((vector_size (16), aligned (8)));
typedef gint64 Longs __attribute__ ((vector_size (16), aligned (8)));

/* Scores up to here cannot change the list: keys are rounded, so a little below that of the worst. */
static double
least_of (const SegTop *top)
{
	const double below = top->n < top->limit ? 0 : (top->entries[0].key - 1) * 1e-10;

	return MAX (below * (1 - 1e-15), 0);
}

static inline gboolean
any_above (const double *scores, double least)
{
	Longs any = { 0 };

	for (gsize i = 0; i < LOOK; i += 2)
		any |= *(const Doubles *) (scores + i) > least;
	return (any[0] | any[1]) != 0;
}

static void
offer_one (const SegModel *model, gsize item, double score, SegTop *top, double *least)
{
	seg_top_offer_score (top, score, model->rank[item], (guint32) item);
	*least = least_of (top);
}

gsize
seg_model_pick (const SegModel *model, const double *scores, gsize n, SegTopEntry *entries)
{
	const gsize n_items = model->interactions->n_items;
	SegTop top = { n, 0, entries };
	double least = 0;

	for (gsize first = 0; n > 0 && first < n_items; first += LOOK) {
		if (first + LOOK <= n_items && !any_above (scores + first, least))
			continue;
		for (gsize item = first; item < MIN (first + LOOK, n_items); item++)
			if (scores[item] > least && model->offered[item])
				offer_one (model, item, scores[item], &top, &least);
	}
	seg_top_sort (&top);
	return top.n;
}

void
seg_model_offer (const SegModel *model, gsize user, const double *scores, gsize first, gsize n, SegTop *top, double *least)
{
	const gboolean known = user < model->interactions->n_users;

	for (gsize from = 0; from < n; from += LOOK) {
		if (!any_above (scores + from, *least))
			continue;
		for (gsize i = from; i < MIN (from + LOOK, n); i++)
			if (scores[i] > *least && model->offered[first + i] && !(known && seg_interactions_owns (model->interactions, user, first + i)))
				offer_one (model, first + i, scores[i], top, least);
	}
}
