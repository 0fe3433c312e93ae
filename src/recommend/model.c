/* A fitted recommender with what fills the places it leaves, and the lists made from it. */
#include <config.h>
#include "recommend/content.h"
#include "recommend/advice.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void
add_link (SegModel *model, const SegRecommender *recommender, gpointer fitted)
{
	model->chain[model->n_chain].recommender = recommender;
	model->chain[model->n_chain++].model = fitted;
}

/* Fits one that fills places, with its usual options. */
static gboolean
add_filler (SegModel *model, const SegRecommender *recommender, SegJob *job, GError **error)
{
	double options[SEG_MOST_OPTIONS];
	gpointer fitted;

	if (model->chain[0].recommender == recommender)
		return TRUE;
	seg_recommender_defaults (recommender, options);
	fitted = recommender->fit (model->interactions, options, job, error);
	if (fitted != NULL)
		add_link (model, recommender, fitted);
	return fitted != NULL;
}

/* For people who took nothing yet: what others with the same attributes took, where attributes are known. */
static gboolean
add_cold_users (SegModel *model, SegJob *job, GError **error)
{
	const SegContent *content = model->interactions->content;

	if (content == NULL || content->users.n_terms == 0 || model->chain[0].recommender == &seg_recommender_attributes)
		return TRUE;
	model->cold = model->n_chain;
	return add_filler (model, &seg_recommender_attributes, job, error);
}

static gboolean
has_new_items (const SegInteractions *interactions)
{
	for (gsize item = 0; item < interactions->n_items; item++)
		if (seg_item_count (interactions, item) == 0 && interactions->item_offered[item])
			return TRUE;
	return FALSE;
}

/* For items that nobody took yet: by what they are, where that is known. */
static gboolean
add_cold_items (SegModel *model, SegJob *job, GError **error)
{
	const SegContent *content = model->interactions->content;

	if (content == NULL || content->items.n_terms == 0 || !has_new_items (model->interactions))
		return TRUE;
	if (model->chain[0].recommender == &seg_recommender_content) {
		model->newcomers = 0;
		return TRUE;
	}
	model->newcomers = model->n_chain;
	return add_filler (model, &seg_recommender_content, job, error);
}

static gboolean
has_rated (const SegInteractions *interactions, gsize user)
{
	for (gsize i = user < interactions->n_users ? interactions->pair_start[user] : 0; user < interactions->n_users && i < interactions->pair_start[user + 1]; i++)
		if (!isnan (interactions->pair_ratings[i]))
			return TRUE;
	return FALSE;
}

gboolean
seg_model_link_serves (const SegModel *model, guint link, gsize user)
{
	const SegInteractions *interactions = model->interactions;

	if (link == 0) /* of people who rated nothing, ratings only say what everybody likes who rated it: nothing about them */
		return !model->by_ratings || has_rated (interactions, user);
	if (link == model->cold)
		return user < interactions->n_users && interactions->user_start[user] == interactions->user_start[user + 1];
	return link != model->newcomers;
}

/* Whether what is decomposed are ratings, where there are any. */
static gboolean
predicts_ratings (const SegRecommender *recommender, const double *options)
{
	for (guint i = 0; recommender == &seg_recommender_svd && i < recommender->n_options; i++)
		if (strcmp (recommender->options[i].name, "values") == 0)
			return options[i] < 1;
	return FALSE;
}

SegModel *
seg_model_around (const SegInteractions *interactions, const SegRecommender *recommender, const double *options, gpointer fitted, SegJob *job,
                  GError **error)
{
	g_autoptr (SegModel) model = g_new0 (SegModel, 1);

	model->interactions = (SegInteractions *) interactions; /* freed only when owned */
	memcpy (model->options, options, sizeof model->options);
	add_link (model, recommender, fitted);
	model->rank = rank_items (interactions, error);
	model->offered = interactions->item_offered;
	model->by_ratings = predicts_ratings (recommender, options) && seg_interactions_have_ratings (interactions);
	model->cold = model->newcomers = G_MAXUINT;
	if (model->rank == NULL || !add_cold_users (model, job, error) || !add_filler (model, &seg_recommender_popularity, job, error)
	    || !add_cold_items (model, job, error))
		return NULL;
	return g_steal_pointer (&model);
}

SegModel *
seg_model_fit_interactions (const SegInteractions *interactions, const SegRecommender *recommender, const double *options, SegJob *job,
                            GError **error)
{
	const gint64 began = g_get_monotonic_time ();
	double usual[SEG_MOST_OPTIONS];
	gpointer fitted;
	SegModel *model;

	if (options == NULL) {
		seg_recommender_defaults (recommender, usual);
		options = usual;
	}
	fitted = recommender->fit (interactions, options, job, error);
	model = fitted != NULL ? seg_model_around (interactions, recommender, options, fitted, job, error) : NULL;
	if (model != NULL) {
		model->fitted_at = g_get_real_time () / G_USEC_PER_SEC;
		model->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	}
	return model;
}

SegModel *
seg_model_fit_segmentation (SegWorkspace *workspace, const char *name, gint64 segmentation_id, SegJob *job, GError **error)
{
	SegModelRequest request = { .segmentation_id = segmentation_id };

	if (name != NULL && (request.recommender = seg_recommender_named (name, error)) == NULL)
		return NULL;
	return seg_model_get (workspace, &request, job, error);
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
	for (guint i = 0; !model->shares && i < model->n_chain; i++)
		model->chain[i].recommender->free (model->chain[i].model);
	if (model->owns_interactions && !model->shares)
		seg_interactions_free (model->interactions);
	seg_advice_plan_free (model->plan);
	g_free (model->inputs);
	if (!model->shares) {
		g_clear_pointer (&model->basis, g_bytes_unref);
		g_free (model->rank);
	}
	g_free (model);
}

const SegInteractions *
seg_model_interactions (const SegModel *model)
{
	return model->interactions;
}

const SegRecommender *
seg_model_recommender (const SegModel *model)
{
	return model->chain[0].recommender;
}

const double *
seg_model_options (const SegModel *model)
{
	return model->options;
}

SegModelOrigin
seg_model_origin (const SegModel *model)
{
	return model->origin;
}

gint64
seg_model_fitted_at (const SegModel *model)
{
	return model->fitted_at;
}

double
seg_model_changed (const SegModel *model)
{
	return model->changed;
}

gint64
seg_model_events_since (const SegModel *model)
{
	return model->events_since;
}

char *
seg_model_describe (const SegModel *model)
{
	const SegRecommender *recommender = model->chain[0].recommender;

	return recommender->describe != NULL ? recommender->describe (model->chain[0].model) : NULL;
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

gsize
seg_model_fill_places (const SegModel *model, gsize user, gsize n, double *scores, SegTopEntry *entries, SegPlace *places, gsize n_places,
                       guint link)
{
	for (; link < model->n_chain && n_places < n; link++) {
		gsize n_best;

		if (!seg_model_link_serves (model, link, user))
			continue;
		model->chain[link].recommender->score (model->chain[link].model, model->interactions, user, scores);
		strike_out (model->interactions, user, places, n_places, scores);
		n_best = seg_model_pick (model, scores, n - n_places, entries);
		for (gsize i = 0; i < n_best; i++)
			places[n_places++] = (SegPlace) { entries[i].index, link, scores[entries[i].index] };
	}
	return n_places;
}

gsize
seg_model_places (const SegModel *model, gsize user, gsize n, double *scores, SegTopEntry *entries, SegPlace *places)
{
	return seg_model_fill_places (model, user, n, scores, entries, places, 0, 0);
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

gsize
seg_model_user (const SegModel *model, gint64 user_id)
{
	gssize user = seg_interactions_user (model->interactions, user_id);

	return user < 0 ? model->interactions->n_users : (gsize) user;
}

GPtrArray *
seg_recommend (const SegModel *model, gint64 user_id, guint n, guint *n_owned, GError **error)
{
	SegAdviceTally tally;
	GPtrArray *list = seg_advise (model, user_id, n, &tally, error);

	if (list != NULL && n_owned != NULL)
		*n_owned = (guint) tally.counts[SEG_ADVICE_OWNED];
	return list;
}

char *
seg_recommendation_reason (const SegModel *model, gint64 user_id, gint64 item_id)
{
	gssize item = seg_ids_find (model->interactions->item_ids, model->interactions->n_items, item_id);
	SegRecommendation recommendation = { 0 };

	for (guint link = 0; item >= 0 && recommendation.reason == NULL && link < model->n_chain; link++)
		model->chain[link].recommender->explain (model->chain[link].model, model->interactions, seg_model_user (model, user_id),
		                                         (gsize) item, &recommendation);
	return recommendation.reason;
}
