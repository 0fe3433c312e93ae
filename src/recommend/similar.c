/* What is like an item, and who is like a person, by a fitted recommender. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DOUBT 10 /* of pairs of items that few people took both */

static void
free_recommendation (gpointer recommendation)
{
	seg_recommendation_free (recommendation);
}

/* Position of @item_id, or -1 with an error. */
static gssize
item_number (const SegModel *model, gint64 item_id, GError **error)
{
	gssize item = seg_ids_find (model->interactions->item_ids, model->interactions->n_items, item_id);

	if (item < 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The item came after the recommender was fitted; fit it again"));
	return item;
}

/* The cosine of those who took both, made smaller where they are few: for recommenders that cannot say. */
static void
score_by_takers (const SegInteractions *interactions, gsize item, double *scores)
{
	memset (scores, 0, interactions->n_items * sizeof *scores);
	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++) {
		const guint32 user = interactions->item_users[i];

		for (gsize j = interactions->user_start[user]; j < interactions->user_start[user + 1]; j++)
			scores[interactions->user_items[j]]++;
	}
	for (gsize other = 0; other < interactions->n_items; other++)
		if (scores[other] > 0)
			scores[other] /= sqrt ((double) seg_item_count (interactions, item) * (double) seg_item_count (interactions, other)) + DOUBT;
}

/* How like @item all items are, and who says so: the model; of an item that nobody took, what items are; else those who took both. */
static const char *
score_like (const SegModel *model, gsize item, double *scores)
{
	const gboolean new = seg_item_count (model->interactions, item) == 0 && model->newcomers < model->n_chain;
	const guint link = new ? model->newcomers : 0;
	const SegRecommender *recommender = model->chain[link].recommender;

	if (recommender->score_similar == NULL) {
		score_by_takers (model->interactions, item, scores);
		return seg_recommender_item_to_item.name;
	}
	recommender->score_similar (model->chain[link].model, model->interactions, item, scores);
	return recommender->name;
}

GPtrArray *
seg_similar_items (const SegModel *model, gint64 item_id, guint n, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	const char *name;
	gsize room = MIN (n, interactions->n_items), n_best;
	gssize item = item_number (model, item_id, error);
	g_autofree double *scores = NULL;
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, room + 1);
	GPtrArray *list;

	if (item < 0 || (scores = seg_try_allocate (interactions->n_items, sizeof *scores, error)) == NULL)
		return NULL;
	name = score_like (model, (gsize) item, scores);
	scores[item] = 0;
	n_best = seg_model_pick (model, scores, room, entries);
	list = g_ptr_array_new_with_free_func (free_recommendation);
	for (gsize i = 0; i < n_best; i++) {
		gsize other = entries[i].index;
		SegRecommendation *recommendation = seg_recommendation_new (interactions, other, scores[other], name);

		recommendation->n_because = 1;
		recommendation->because[0] = item_id;
		recommendation->count = seg_items_together (interactions, (gsize) item, other);
		recommendation->of = seg_item_count (interactions, (gsize) item);
		recommendation->kind = SEG_REASON_TOGETHER;
		recommendation->reason = recommendation->count > 0
		                         ? seg_word_also (interactions->basis, interactions->item_titles[item], recommendation->count, recommendation->of)
		                         : g_strdup (_("alike by the model, though nobody took both yet"));
		g_ptr_array_add (list, recommendation);
	}
	return list;
}

/* Similar users ---------------------------------------------------------------------------------------------------- */

static void
free_similar (gpointer data)
{
	SegSimilarUser *similar = data;

	g_free (similar->key);
	g_free (similar);
}

static guint32
count_common (const SegInteractions *interactions, gsize user, gsize other)
{
	guint32 n = 0;

	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
		n += seg_interactions_taken (interactions, other, interactions->user_items[i]) >= 0;
	return n;
}

static GPtrArray *
read_similar (SegWorkspace *workspace, const SegInteractions *interactions, gsize user, const double *scores, const SegTop *top, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_similar);

	for (gsize i = 0; statement != NULL && i < top->n; i++) {
		const gsize other = top->entries[i].index;
		SegSimilarUser *similar = g_new0 (SegSimilarUser, 1);
		GError *failure = NULL;

		g_ptr_array_add (list, similar);
		*similar = (SegSimilarUser) { interactions->user_ids[other], NULL, scores[other], count_common (interactions, user, other),
			                          interactions->segment_ids[other] };
		seg_statement_bind_integer (statement, ":id", similar->user_id);
		if (seg_statement_next (statement, &failure))
			similar->key = g_strdup (seg_statement_text (statement, 0));
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error))
			return NULL;
	}
	return statement != NULL ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
seg_similar_users (SegWorkspace *workspace, const SegModel *model, gint64 user_id, guint n, SegJob *job, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	const gsize user = seg_model_user (model, user_id);
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autofree double *scores = seg_try_allocate (interactions->n_users, sizeof *scores, error);
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, MIN (n, interactions->n_users) + 1);
	SegTop top = { MIN (n, interactions->n_users), 0, entries };

	if (scores == NULL || !seg_job_proceed (job, 0, _("looking for people"), error))
		return NULL;
	if (user < interactions->n_users && !seg_people_like (recommender, model->chain[0].model, interactions, &user, 1, scores, job, error))
		return NULL;
	for (gsize other = 0; other < interactions->n_users; other++)
		if (scores[other] > 0 && other != user)
			seg_top_offer (&top, seg_score_key (scores[other]), (guint32) other, (guint32) other);
	seg_top_sort (&top);
	return read_similar (workspace, interactions, user, scores, &top, error);
}
