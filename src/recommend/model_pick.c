/* The best of one user's scores: what cannot be among them any more is passed over many scores at a time, without rounding any. */
#include <config.h>
#include "recommend-private.h"

#include <string.h>

#define LOOK 32 /* scores looked at together; a multiple of 2, divides SEG_ITEMS_A_MARK */

G_STATIC_ASSERT (SEG_ITEMS_A_MARK % LOOK == 0);

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
offer_from (const SegModel *model, const double *scores, gsize first, gsize last, SegTop *top, double *least)
{
	for (gsize item = first; item < last; item++)
		if (scores[item] > *least && model->offered[item]) {
			seg_top_offer (top, seg_score_key (scores[item]), model->rank[item], (guint32) item);
			*least = least_of (top);
		}
}

static void
look_through (const SegModel *model, const double *scores, gsize first, gsize last, SegTop *top, double *least)
{
	for (gsize item = first; item < last; item += LOOK)
		if (item + LOOK > last || any_above (scores + item, *least))
			offer_from (model, scores, item, MIN (item + LOOK, last), top, least);
}

gsize
seg_model_pick (const SegModel *model, const double *scores, gsize n, SegTopEntry *entries)
{
	SegTop top = { n, 0, entries };
	double least = 0;

	if (n > 0)
		look_through (model, scores, 0, model->interactions->n_items, &top, &least);
	seg_top_sort (&top);
	return top.n;
}

gsize
seg_model_pick_some (const SegModel *model, gsize user, SegSomeScores *some, gsize n, SegTopEntry *entries, SegPlace *places)
{
	const SegInteractions *interactions = model->interactions;
	const gsize n_marks = (interactions->n_items + SEG_ITEMS_A_MARK - 1) / SEG_ITEMS_A_MARK;
	SegTop top = { n, 0, entries };
	double least = 0;

	for (gsize i = user < interactions->n_users ? interactions->owned_start[user] : 0; user < interactions->n_users && i < interactions->owned_start[user + 1]; i++)
		some->scores[interactions->owned_items[i]] = 0;
	for (gsize mark = 0; mark < n_marks; mark++)
		if (some->marks[mark])
			look_through (model, some->scores, mark * SEG_ITEMS_A_MARK, MIN ((mark + 1) * SEG_ITEMS_A_MARK, interactions->n_items), &top, &least);
	seg_top_sort (&top);
	for (gsize i = 0; i < top.n; i++)
		places[i] = (SegPlace) { entries[i].index, 0, some->scores[entries[i].index] };
	for (gsize mark = 0; mark < n_marks; mark++)
		if (some->marks[mark]) {
			memset (some->scores + mark * SEG_ITEMS_A_MARK, 0, SEG_ITEMS_A_MARK * sizeof *some->scores);
			some->marks[mark] = 0;
		}
	return top.n;
}
