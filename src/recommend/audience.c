/* Whom to tell about an item: all users scored for it at once. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

#define USERS_A_BLOCK 64
#define USERS_AT_ONCE 2048 /* between asking the job */

static void
free_row (gpointer data)
{
	SegAudienceRow *row = data;

	g_free (row->key);
	g_free (row);
}

/* The best users for @item who do not own it, into @entries. */
static gsize
pick_users (const SegInteractions *interactions, gsize item, const double *scores, gsize n, SegTopEntry *entries)
{
	SegTop top = { n, 0, entries };

	for (gsize user = 0; user < interactions->n_users; user++)
		if (scores[user] > 0 && !seg_interactions_owns (interactions, user, item))
			seg_top_offer (&top, seg_score_key (scores[user]), (guint32) user, (guint32) user);
	seg_top_sort (&top);
	return top.n;
}

/* All users, each by its own scores of all items, for recommenders that cannot do better. */
typedef struct {
	const SegModel *model;
	gsize           item, offset;
	double         *scores;
	SegJob         *job;
	atomic_bool     out_of_memory;
} Each;

static void
score_block (gsize block, gsize first, gsize last, gpointer data)
{
	Each *each = data;
	const SegInteractions *interactions = each->model->interactions;
	g_autofree double *all = g_try_malloc_n (interactions->n_items, sizeof *all);

	(void) block;
	if (all == NULL)
		atomic_store (&each->out_of_memory, TRUE);
	for (gsize i = each->offset + first; all != NULL && i < each->offset + last && !seg_job_is_cancelled (each->job); i++) {
		each->model->chain[0].recommender->score (each->model->chain[0].model, interactions, i, all);
		each->scores[i] = all[each->item];
	}
}

static gboolean
score_users (const SegModel *model, gsize item, double *scores, SegJob *job, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	const SegRecommender *recommender = model->chain[0].recommender;
	Each each = { model, item, 0, scores, job, FALSE };
	SegFactors factors;

	if (recommender->score_users != NULL) {
		recommender->score_users (model->chain[0].model, interactions, item, scores);
		return TRUE;
	}
	if (recommender->factors != NULL && recommender->factors (model->chain[0].model, &factors)) {
		for (gsize user = 0; user < interactions->n_users; user++)
			scores[user] = seg_factors_score (&factors, user, item);
		return TRUE;
	}
	for (; each.offset < interactions->n_users; each.offset += USERS_AT_ONCE) {
		seg_parallel_blocks (MIN (USERS_AT_ONCE, interactions->n_users - each.offset), USERS_A_BLOCK, score_block, &each);
		if (!seg_job_proceed (job, (double) each.offset / (double) interactions->n_users, NULL, error))
			return FALSE;
	}
	if (atomic_load (&each.out_of_memory))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to look for people"));
	return !atomic_load (&each.out_of_memory);
}

static GPtrArray *
read_keys (SegWorkspace *workspace, const SegInteractions *interactions, const double *scores, const SegTopEntry *entries,
           gsize n, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);

	for (gsize i = 0; statement != NULL && i < n; i++) {
		SegAudienceRow *row = g_new0 (SegAudienceRow, 1);
		gsize user = entries[i].index;
		GError *failure = NULL;

		g_ptr_array_add (rows, row);
		*row = (SegAudienceRow) { interactions->user_ids[user], NULL, scores[user], interactions->segment_ids[user] };
		seg_statement_bind_integer (statement, ":id", row->user_id);
		if (seg_statement_next (statement, &failure))
			row->key = g_strdup (seg_statement_text (statement, 0));
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error) || !seg_job_proceed (job, (double) i / (double) n, NULL, error))
			return NULL;
	}
	return statement != NULL ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
seg_item_audience (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, SegJob *job, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	gssize item = seg_ids_find (interactions->item_ids, interactions->n_items, item_id);
	gsize room = MIN (n, interactions->n_users), n_found;
	g_autofree double *scores = NULL;
	g_autofree SegTopEntry *entries = NULL;

	if (item < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The item came after the recommender was fitted; fit it again"));
		return NULL;
	}
	scores = seg_try_allocate (interactions->n_users, sizeof *scores, error);
	entries = scores != NULL ? seg_try_allocate (room, sizeof *entries, error) : NULL;
	if (entries == NULL || !seg_job_proceed (job, 0, _("looking for people"), error))
		return NULL;
	if (!score_users (model, (gsize) item, scores, job, error))
		return NULL;
	n_found = pick_users (interactions, (gsize) item, scores, room, entries);
	return read_keys (workspace, interactions, scores, entries, n_found, job, error);
}
