/* Look-alikes: people like a group of people, who are not in it (people_like.c says how like). */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of each item, whether one in ten of the seeds took it. */
static guint8 *
find_common (const SegInteractions *interactions, const gsize *seeds, gsize n_seeds)
{
	g_autofree guint32 *counts = g_new0 (guint32, interactions->n_items + 1);
	guint8 *common = g_new0 (guint8, interactions->n_items + 1);

	for (gsize i = 0; i < n_seeds; i++)
		for (gsize j = interactions->user_start[seeds[i]]; j < interactions->user_start[seeds[i] + 1]; j++)
			counts[interactions->user_items[j]]++;
	for (gsize item = 0; item < interactions->n_items; item++)
		common[item] = counts[item] > 0 && 10.0 * counts[item] >= (double) n_seeds;
	return common;
}

static guint32
count_common (const SegInteractions *interactions, gsize user, const guint8 *common)
{
	guint32 n = 0;

	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
		n += common[interactions->user_items[i]];
	return n;
}

static void
free_similar (gpointer data)
{
	SegSimilarUser *similar = data;

	g_free (similar->key);
	g_free (similar);
}

static GPtrArray *
read_similar (SegWorkspace *workspace, const SegInteractions *interactions, const double *scores, const SegTop *top, const guint8 *common,
              SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_similar);

	for (gsize i = 0; statement != NULL && i < top->n; i++) {
		const gsize user = top->entries[i].index;
		SegSimilarUser *similar = g_new0 (SegSimilarUser, 1);
		GError *failure = NULL;

		g_ptr_array_add (list, similar);
		*similar = (SegSimilarUser) { interactions->user_ids[user], NULL, scores[user], count_common (interactions, user, common),
			                          interactions->segment_ids[user] };
		seg_statement_bind_integer (statement, ":id", similar->user_id);
		if (seg_statement_next (statement, &failure))
			similar->key = g_strdup (seg_statement_text (statement, 0));
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error) || (i % 64 == 0 && !seg_job_proceed (job, 0.9 + 0.1 * (double) i / (double) top->n, NULL, error)))
			return NULL;
	}
	return statement != NULL ? g_steal_pointer (&list) : NULL;
}

/* Numbers of the seeds that took something; the marks of all seeds into @is_seed. */
static gsize *
number_seeds (const SegInteractions *interactions, const gint64 *ids, gsize n, guint8 *is_seed, gsize *n_used)
{
	gsize *seeds = g_new (gsize, n + 1);

	*n_used = 0;
	for (gsize i = 0; i < n; i++) {
		const gssize user = seg_interactions_user (interactions, ids[i]);

		if (user < 0 || is_seed[user])
			continue;
		is_seed[user] = 1;
		if (interactions->user_start[user] < interactions->user_start[user + 1])
			seeds[(*n_used)++] = (gsize) user;
	}
	return seeds;
}

static void
pick (const SegInteractions *interactions, const double *scores, const guint8 *is_seed, SegTop *top)
{
	for (gsize user = 0; user < interactions->n_users; user++)
		if (scores[user] > 0 && !is_seed[user])
			seg_top_offer (top, seg_score_key (scores[user]), (guint32) user, (guint32) user);
	seg_top_sort (top);
}

GPtrArray *
seg_look_alikes (SegWorkspace *workspace, const SegModel *model, const gint64 *ids, gsize n_ids, guint n, SegJob *job, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autofree guint8 *is_seed = g_new0 (guint8, interactions->n_users + 1), *common = NULL;
	gsize n_seeds;
	g_autofree gsize *seeds = number_seeds (interactions, ids, n_ids, is_seed, &n_seeds);
	g_autofree double *scores = seg_try_allocate (interactions->n_users, sizeof *scores, error);
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, MIN (n, interactions->n_users) + 1);
	SegTop top = { MIN (n, interactions->n_users), 0, entries };

	if (scores == NULL || !seg_job_proceed (job, 0, _("looking for people"), error))
		return NULL;
	if (n_seeds == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("None of these people took anything, so nobody is like them in what they take"));
		return NULL;
	}
	if (!seg_people_like (recommender, model->chain[0].model, interactions, seeds, n_seeds, scores, job, error))
		return NULL;
	pick (interactions, scores, is_seed, &top);
	common = find_common (interactions, seeds, n_seeds);
	return read_similar (workspace, interactions, scores, &top, common, job, error);
}
