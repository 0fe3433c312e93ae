/* A fitted recommender with what fills the places it leaves, and the lists made from it. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define USERS_A_BLOCK 64
#define BLOCKS_BETWEEN_ASKING 32

/* Fitting --------------------------------------------------------------------------------------------------------- */

typedef struct {
	gsize       count;
	const char *key;
	guint32     item;
} Ranked;

static int
compare_ranked (const void *a, const void *b)
{
	const Ranked *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return strcmp (one->key, other->key);
}

/* Where each item stands among items of equal score. */
static guint32 *
rank_items (const SegInteractions *interactions, GError **error)
{
	g_autofree Ranked *ranked = seg_try_allocate (interactions->n_items, sizeof *ranked, error);
	guint32 *rank = ranked != NULL ? seg_try_allocate (interactions->n_items, sizeof *rank, error) : NULL;

	if (rank == NULL)
		return NULL;
	for (gsize item = 0; item < interactions->n_items; item++)
		ranked[item] = (Ranked) { seg_item_count (interactions, item), interactions->item_keys[item], (guint32) item };
	qsort (ranked, interactions->n_items, sizeof *ranked, compare_ranked);
	for (gsize i = 0; i < interactions->n_items; i++)
		rank[ranked[i].item] = (guint32) i;
	return rank;
}

static gboolean
add_link (SegModel *model, const SegRecommender *recommender, SegJob *job, GError **error)
{
	gpointer fitted = recommender->fit (model->interactions, job, error);

	if (fitted == NULL)
		return FALSE;
	model->chain[model->n_chain].recommender = recommender;
	model->chain[model->n_chain++].model = fitted;
	return TRUE;
}

SegModel *
seg_model_fit_interactions (const SegInteractions *interactions, const SegRecommender *recommender, SegJob *job,
                            GError **error)
{
	g_autoptr (SegModel) model = g_new0 (SegModel, 1);
	const SegRecommender *filler = seg_recommender_find ("popularity");

	model->interactions = (SegInteractions *) interactions; /* freed only when owned */
	model->rank = rank_items (interactions, error);
	if (model->rank == NULL || !add_link (model, recommender, job, error)
	    || (recommender != filler && !add_link (model, filler, job, error)))
		return NULL;
	return g_steal_pointer (&model);
}

static const SegRecommender *
find_or_fail (const char *name, GError **error)
{
	gsize n;
	const SegRecommender *all = seg_recommenders (&n), *found = name == NULL ? all : seg_recommender_find (name);
	g_autoptr (GString) names = NULL;

	if (found != NULL)
		return found;
	names = g_string_new (NULL);
	for (gsize i = 0; i < n; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", all[i].name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no recommender \"%s\"; there are: %s"), name, names->str);
	return NULL;
}

SegModel *
seg_model_fit_segmentation (SegWorkspace *workspace, const char *name, gint64 segmentation_id, SegJob *job, GError **error)
{
	const SegRecommender *recommender = find_or_fail (name, error);
	g_autoptr (SegInteractions) interactions = NULL;
	SegJobSpan outer;
	SegModel *model;

	if (recommender == NULL)
		return NULL;
	outer = seg_job_enter (job, 0, 0.5);
	interactions = seg_interactions_load (workspace, segmentation_id, job, error);
	seg_job_leave (job, outer);
	if (interactions == NULL)
		return NULL;
	outer = seg_job_enter (job, 0.5, 1);
	model = seg_model_fit_interactions (interactions, recommender, job, error);
	seg_job_leave (job, outer);
	if (model != NULL) {
		g_steal_pointer (&interactions);
		model->owns_interactions = TRUE;
	}
	return model;
}

SegModel *
seg_model_fit (SegWorkspace *workspace, const char *name, SegJob *job, GError **error)
{
	return seg_model_fit_segmentation (workspace, name, 0, job, error);
}

void
seg_model_free (SegModel *model)
{
	if (model == NULL)
		return;
	for (guint i = 0; i < model->n_chain; i++)
		model->chain[i].recommender->free (model->chain[i].model);
	if (model->owns_interactions)
		seg_interactions_free (model->interactions);
	g_free (model->rank);
	g_free (model);
}

const SegInteractions *
seg_model_interactions (const SegModel *model)
{
	return model->interactions;
}

/* One user's list ------------------------------------------------------------------------------------------------- */

/* Takes what must not be offered out of @scores: what the user owns, and the places that are filled already. */
static void
strike_out (const SegInteractions *interactions, gsize user, const SegPlace *places, gsize n_places, double *scores)
{
	if (user < interactions->n_users)
		for (gsize i = interactions->owned_start[user]; i < interactions->owned_start[user + 1]; i++)
			scores[interactions->owned_items[i]] = 0;
	for (gsize i = 0; i < n_places; i++)
		scores[places[i].item] = 0;
}

static gsize
pick_best (const SegModel *model, const double *scores, gsize n, SegTopEntry *entries)
{
	const SegInteractions *interactions = model->interactions;
	SegTop top = { n, 0, entries };

	for (gsize item = 0; item < interactions->n_items; item++)
		if (scores[item] > 0 && interactions->item_offered[item])
			seg_top_offer (&top, seg_score_key (scores[item]), model->rank[item], (guint32) item);
	seg_top_sort (&top);
	return top.n;
}

gsize
seg_model_places (const SegModel *model, gsize user, gsize n, double *scores, SegTopEntry *entries, SegPlace *places)
{
	gsize n_places = 0;

	for (guint link = 0; link < model->n_chain && n_places < n; link++) {
		gsize n_best;

		model->chain[link].recommender->score (model->chain[link].model, model->interactions, user, scores);
		strike_out (model->interactions, user, places, n_places, scores);
		n_best = pick_best (model, scores, n - n_places, entries);
		for (gsize i = 0; i < n_best; i++)
			places[n_places++] = (SegPlace) { entries[i].index, link, scores[entries[i].index] };
	}
	return n_places;
}

void
seg_recommendation_free (SegRecommendation *recommendation)
{
	if (recommendation == NULL)
		return;
	g_free (recommendation->item_key);
	g_free (recommendation->title);
	g_free (recommendation->reason);
	g_free (recommendation);
}

SegRecommendation *
seg_recommendation_new (const SegInteractions *interactions, gsize item, double score, const char *recommender)
{
	SegRecommendation *recommendation = g_new0 (SegRecommendation, 1);

	recommendation->item_id = interactions->item_ids[item];
	recommendation->item_key = g_strdup (interactions->item_keys[item]);
	recommendation->title = g_strdup (interactions->item_titles[item]);
	recommendation->score = score;
	recommendation->recommender = recommender;
	return recommendation;
}

/* The number of a user, or n_users for one the model does not know. */
static gsize
user_number (const SegModel *model, gint64 user_id)
{
	gssize user = seg_interactions_user (model->interactions, user_id);

	return user < 0 ? model->interactions->n_users : (gsize) user;
}

static void
free_recommendation (gpointer recommendation)
{
	seg_recommendation_free (recommendation);
}

GPtrArray *
seg_recommend (const SegModel *model, gint64 user_id, guint n, guint *n_owned, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	gsize user = user_number (model, user_id), room = MIN (n, interactions->n_items), n_places;
	g_autofree double *scores = seg_try_allocate (interactions->n_items, sizeof *scores, error);
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, room + 1);
	g_autofree SegPlace *places = g_new (SegPlace, room + 1);
	GPtrArray *list;

	if (scores == NULL)
		return NULL;
	n_places = seg_model_places (model, user, room, scores, entries, places);
	list = g_ptr_array_new_with_free_func (free_recommendation);
	for (gsize i = 0; i < n_places; i++) {
		const SegRecommender *recommender = model->chain[places[i].link].recommender;
		SegRecommendation *recommendation = seg_recommendation_new (interactions, places[i].item, places[i].score, recommender->name);

		recommender->explain (model->chain[places[i].link].model, interactions, user, places[i].item, recommendation);
		g_ptr_array_add (list, recommendation);
	}
	if (n_owned != NULL)
		*n_owned = user < interactions->n_users ? (guint) (interactions->owned_start[user + 1] - interactions->owned_start[user]) : 0;
	return list;
}

char *
seg_recommendation_reason (const SegModel *model, gint64 user_id, gint64 item_id)
{
	gssize item = seg_ids_find (model->interactions->item_ids, model->interactions->n_items, item_id);
	SegRecommendation recommendation = { 0 };

	for (guint link = 0; item >= 0 && recommendation.reason == NULL && link < model->n_chain; link++)
		model->chain[link].recommender->explain (model->chain[link].model, model->interactions, user_number (model, user_id),
		                                         (gsize) item, &recommendation);
	return recommendation.reason;
}

/* Many users at once ---------------------------------------------------------------------------------------------- */

typedef struct {
	const SegModel *model;
	const gint64   *user_ids;
	gsize           n, offset; /* offset: first user of the slab */
	gint64         *items;
	double         *scores;
	SegJob         *job;
	atomic_bool     out_of_memory;
} Many;

static void
recommend_one (const Many *many, gsize number, double *scores, SegTopEntry *entries, SegPlace *places)
{
	gsize n = seg_model_places (many->model, user_number (many->model, many->user_ids[number]), many->n, scores, entries, places);

	for (gsize i = 0; i < many->n; i++) {
		many->items[number * many->n + i] = i < n ? many->model->interactions->item_ids[places[i].item] : 0;
		many->scores[number * many->n + i] = i < n ? places[i].score : 0;
	}
}

static void
recommend_block (gsize block, gsize first, gsize last, gpointer data)
{
	Many *many = data;
	g_autofree double *scores = g_try_malloc_n (many->model->interactions->n_items, sizeof *scores);
	g_autofree SegTopEntry *entries = g_try_malloc_n (many->n, sizeof *entries);
	g_autofree SegPlace *places = g_try_malloc_n (many->n, sizeof *places);

	(void) block;
	if (scores == NULL || entries == NULL || places == NULL) {
		atomic_store (&many->out_of_memory, TRUE);
		return;
	}
	for (gsize i = first; i < last && !seg_job_is_cancelled (many->job); i++)
		recommend_one (many, many->offset + i, scores, entries, places);
}

gboolean
seg_recommend_many (const SegModel *model, const gint64 *user_ids, gsize n_users, guint n, gint64 *items, double *scores,
                    SegJob *job, GError **error)
{
	Many many = { model, user_ids, n, 0, items, scores, job, FALSE };

	for (gsize first = 0; n > 0 && first < n_users; first += USERS_A_BLOCK * BLOCKS_BETWEEN_ASKING) {
		gsize count = MIN (n_users - first, USERS_A_BLOCK * BLOCKS_BETWEEN_ASKING);

		many.offset = first;
		seg_parallel_blocks (count, USERS_A_BLOCK, recommend_block, &many);
		if (!seg_job_proceed (job, (double) (first + count) / (double) n_users, _("recommending"), error))
			return FALSE;
	}
	if (!atomic_load (&many.out_of_memory))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), model->interactions->n_items);
	return FALSE;
}

/* Likeness and taste ---------------------------------------------------------------------------------------------- */

/* Position of @item_id, or -1 with an error. */
static gssize
item_number (const SegModel *model, gint64 item_id, GError **error)
{
	gssize item = seg_ids_find (model->interactions->item_ids, model->interactions->n_items, item_id);

	if (item < 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The item came after the recommender was fitted; fit it again"));
	return item;
}

GPtrArray *
seg_similar_items (const SegModel *model, gint64 item_id, guint n, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	const SegRecommender *recommender = model->chain[0].recommender;
	gsize room = MIN (n, interactions->n_items), n_best;
	gssize item = item_number (model, item_id, error);
	g_autofree double *scores = NULL;
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, room + 1);
	GPtrArray *list;

	if (item < 0 || (scores = seg_try_allocate (interactions->n_items, sizeof *scores, error)) == NULL)
		return NULL;
	if (recommender->score_similar == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The recommender %s knows no similar items; use item-to-item"),
		             recommender->name);
		return NULL;
	}
	recommender->score_similar (model->chain[0].model, interactions, (gsize) item, scores);
	n_best = pick_best (model, scores, room, entries);
	list = g_ptr_array_new_with_free_func (free_recommendation);
	for (gsize i = 0; i < n_best; i++) {
		gsize other = entries[i].index;
		SegRecommendation *recommendation = seg_recommendation_new (interactions, other, scores[other], recommender->name);

		recommendation->n_because = 1;
		recommendation->because[0] = item_id;
		recommendation->reason = seg_word_also (interactions->basis, interactions->item_titles[item],
		                                        seg_items_together (interactions, (gsize) item, other),
		                                        seg_item_count (interactions, (gsize) item));
		g_ptr_array_add (list, recommendation);
	}
	return list;
}
