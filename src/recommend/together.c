/* The best of the first recommender for many users together: where scores are products of factors, many are multiplied at once (top_factors.c); where
 * it scores many users at once, everybody's best are kept while the scores come. Either way they are those of scoring one by one. */
#include <config.h>
#include "recommend-private.h"

#define LEAST_FACTORED 64 /* fewer are not worth preparing the factors for */
#define BLOCKS 16         /* at least so many, so that all cores have something to do */
#define LEAST_BLOCK 16

struct SegTogether {
	const SegModel *model;
	SegTopFactors  *factors; /* NULL: by score_many() */
};

SegTogether *
seg_together_new (const SegModel *model, gsize n_users, GError **error)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autoptr (SegTogether) together = g_new0 (SegTogether, 1);
	SegFactors factors;

	together->model = model;
	if (n_users >= LEAST_FACTORED && recommender->factors != NULL && recommender->factors (model->chain[0].model, &factors))
		return (together->factors = seg_top_factors_new (model, &factors, error)) != NULL ? g_steal_pointer (&together) : NULL;
	return recommender->score_many != NULL ? g_steal_pointer (&together) : NULL;
}

void
seg_together_free (SegTogether *together)
{
	if (together == NULL)
		return;
	seg_top_factors_free (together->factors);
	g_free (together);
}

gsize
seg_together_block (const SegTogether *together, gsize n_users)
{
	const SegRecommender *recommender = together->model->chain[0].recommender;
	const gsize most = together->factors != NULL ? LEAST_FACTORED : recommender->users_together;

	return MAX (MIN (most, n_users / BLOCKS / SEG_SCORES_TOGETHER * SEG_SCORES_TOGETHER), LEAST_BLOCK);
}

typedef struct {
	const SegModel *model;
	const gsize    *users;
	SegTop         *tops;
	double         *least;
} Taking;

static void
take (gpointer data, gsize number, gsize first, gsize n, const double *scores)
{
	const Taking *taking = data;

	seg_model_offer (taking->model, taking->users[number], scores, first, n, &taking->tops[number], &taking->least[number]);
}

static gboolean
find_by_scores (const SegModel *model, const gsize *users, gsize n_users, gsize n, SegTopEntry *entries, gsize *n_best)
{
	g_autofree SegTop *tops = g_try_new (SegTop, n_users);
	g_autofree double *least = g_try_new0 (double, n_users);
	Taking taking = { model, users, tops, least };

	if (tops == NULL || least == NULL)
		return FALSE;
	for (gsize i = 0; i < n_users; i++)
		tops[i] = (SegTop) { n, 0, entries + i * n };
	if (!model->chain[0].recommender->score_many (model->chain[0].model, model->interactions, users, n_users, take, &taking))
		return FALSE;
	for (gsize i = 0; i < n_users; i++) {
		seg_top_sort (&tops[i]);
		n_best[i] = tops[i].n;
	}
	return TRUE;
}

gboolean
seg_together_find (const SegTogether *together, const gsize *users, gsize n_users, gsize n, SegTopEntry *entries, gsize *n_best)
{
	return together->factors != NULL ? seg_top_factors_find (together->factors, users, n_users, n, entries, n_best)
	                                 : find_by_scores (together->model, users, n_users, n, entries, n_best);
}
