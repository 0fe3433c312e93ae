/* Item-to-item as a recommender: scores and reasons from neighbours, kept and brought up to date. See item_to_item.c. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <string.h>

enum { NEIGHBOURS, SHRINKAGE, MEASURE, N_OPTIONS };

static const char *const measures[] = { "cosine", "jaccard", "conditional", NULL };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[NEIGHBOURS] = { "neighbours", N_("nearest items kept of each item"), 100, 1, 1000, TRUE, NULL },
	[SHRINKAGE] = { "shrinkage", N_("doubt of pairs that rest on few people"), 10, 0, 10000, FALSE, NULL },
	[MEASURE] = { "measure", N_("what makes two items alike"), SEG_LIKENESS_COSINE, 0, 2, TRUE, measures },
};

static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	const SegItemToItemOptions options = { (guint) values[NEIGHBOURS], values[SHRINKAGE], (SegLikeness) values[MEASURE] };

	return seg_item_to_item_fit (interactions, &options, NULL, job, error);
}

static void
free_model (gpointer model)
{
	seg_item_to_item_free (model);
}

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	double visits = 0;

	for (gsize user = 0; user < interactions->n_users; user++) {
		const double n = (double) (interactions->user_start[user + 1] - interactions->user_start[user]);

		visits += n * n;
	}
	estimate->memory = (double) interactions->n_items * values[NEIGHBOURS] * 2 * sizeof (SegNeighbour)
	                   + (double) interactions->n_items * 64 * sizeof (double);
	estimate->seconds = (visits * 1.5e-9 + (double) interactions->n_items * (double) interactions->n_items * 0.3e-9) / seg_parallel_threads ();
}

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegItemToItem *model = data;

	(void) interactions;
	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize i = model->start[item]; i < model->start[item + 1]; i++)
		scores[model->neighbours[i].item] = model->neighbours[i].similarity;
}

static void
score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegItemToItem *model = data;

	memset (scores, 0, interactions->n_users * sizeof *scores);
	for (gsize i = model->start[item]; i < model->start[item + 1]; i++) {
		const SegNeighbour *neighbour = &model->neighbours[i];

		for (gsize j = interactions->item_start[neighbour->item]; j < interactions->item_start[neighbour->item + 1]; j++)
			scores[interactions->item_users[j]] += neighbour->similarity;
	}
}

/* The items of the user that speak most for @item: neighbours come nearest first, so the first found are the largest. */
static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const SegItemToItem *model = data;
	const SegNeighbour *because[SEG_REASON_ITEMS];
	double sum = 0;
	guint n = 0;

	if (user >= interactions->n_users)
		return;
	for (gsize i = model->start[item]; i < model->start[item + 1]; i++)
		if (seg_interactions_taken (interactions, user, model->neighbours[i].item) >= 0) {
			sum += model->neighbours[i].similarity;
			if (n < SEG_REASON_ITEMS)
				because[n++] = &model->neighbours[i];
		}
	for (guint i = 0; i < n; i++)
		seg_reason_add_item (recommendation, interactions, because[i]->item, because[i]->similarity / sum);
	if (n > 0)
		seg_reason_together (recommendation, interactions, item);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const SegItemToItem *model = data;

	seg_pack_sizes (packer, model->start, model->n_items + 1);
	for (gsize i = 0; i < model->start[model->n_items]; i++) {
		seg_pack_word (packer, model->neighbours[i].item);
		seg_pack_word (packer, model->neighbours[i].together);
		seg_pack_doubles (packer, &model->neighbours[i].similarity, 1);
	}
}

static gboolean
unpack (SegItemToItem *model, SegModelReader *unpacker, GError **error)
{
	if ((model->start = seg_unpack_starts (unpacker, model->n_items, error)) == NULL
	    || (model->neighbours = seg_try_allocate (model->start[model->n_items], sizeof *model->neighbours, error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < model->start[model->n_items]; i++) {
		SegNeighbour *neighbour = &model->neighbours[i];

		neighbour->item = seg_unpack_word (unpacker, (guint32) model->n_items);
		neighbour->together = seg_unpack_word (unpacker, G_MAXUINT32);
		seg_unpack_doubles (unpacker, &neighbour->similarity, 1);
	}
	return seg_unpack_ended (unpacker, error) && seg_item_to_item_turn_round (model, error);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (SegItemToItem) model = g_new0 (SegItemToItem, 1);

	(void) values;
	model->n_items = interactions->n_items;
	return unpack (model, unpacker, error) ? g_steal_pointer (&model) : NULL;
}

static gpointer
update (gconstpointer model, const SegBefore *before, const SegInteractions *now, const double *values, SegJob *job, GError **error)
{
	const SegItemToItemOptions options = { (guint) values[NEIGHBOURS], values[SHRINKAGE], (SegLikeness) values[MEASURE] };

	return seg_item_to_item_update (model, before, now, &options, job, error);
}

const SegRecommender seg_recommender_item_to_item = {
	.name = "item-to-item", .label = N_("What goes with what they took"),
	.meaning = N_("Items that were taken by the same people as the items this person took"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = seg_item_to_item_score, .score_many = seg_item_to_item_score_many, .users_together = 256, .explain = explain, .score_users = score_users, .score_similar = score_similar,
	.estimate = estimate, .save = save, .load = load, .update = update, .update_is_exact = TRUE,
	.updating = N_("The neighbours of what was taken since are looked for again; the same as fitted anew."),
};
