/* Look-alikes: people like a group of people, who are not in it.
 *
 *     score (u) = mean over the seeds v of like (u, v)
 *
 * where like is what the model says of two people (seg_similar_users()). Where that is the cosine of factors, the mean is the product of the
 * person's factors, brought to length 1, with the mean of those of the seeds, so that any number of seeds costs as much as one. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define PARTS 8 /* into which seeds are cut, whatever the number of threads */

typedef struct {
	const SegModel *model;
	const gsize    *seeds;
	double         *sums; /* PARTS x n_users */
	SegJob         *job;
} Sums;

static void
add_block (gsize block, gsize first, gsize last, gpointer data)
{
	Sums *sums = data;
	const SegInteractions *interactions = sums->model->interactions;
	const SegRecommender *recommender = sums->model->chain[0].recommender;
	g_autofree double *scores = g_new (double, interactions->n_users + 1);
	double *mine = sums->sums + block * interactions->n_users;

	for (gsize i = first; i < last && !seg_job_is_cancelled (sums->job); i++) {
		if (recommender->score_similar_users != NULL)
			recommender->score_similar_users (sums->model->chain[0].model, interactions, sums->seeds[i], scores);
		else
			seg_user_to_user_score_plain (interactions, sums->seeds[i], scores);
		for (gsize user = 0; user < interactions->n_users; user++)
			mine[user] += scores[user];
	}
}

static gboolean
add_all (const SegModel *model, const gsize *seeds, gsize n_seeds, double *scores, SegJob *job, GError **error)
{
	const gsize n_users = model->interactions->n_users;
	g_autofree double *parts = seg_try_allocate (PARTS * n_users, sizeof *parts, error);
	Sums sums = { model, seeds, parts, job };

	if (parts == NULL)
		return FALSE;
	seg_parallel_blocks (n_seeds, (n_seeds + PARTS - 1) / PARTS, add_block, &sums);
	for (gsize part = 0; part < PARTS; part++)
		for (gsize user = 0; user < n_users; user++)
			scores[user] += parts[part * n_users + user] / (double) n_seeds;
	return seg_job_proceed (job, 0.9, NULL, error);
}

static double
length_of (const float *row, gsize n)
{
	double sum = 0;

	for (gsize f = 0; f < n; f++)
		sum += (double) row[f] * (double) row[f];
	return sqrt (sum);
}

static void
multiply_all (const SegFactors *factors, const gsize *seeds, gsize n_seeds, gsize n_users, double *scores)
{
	g_autofree double *mean = g_new0 (double, factors->n_factors + 1);

	for (gsize i = 0; i < n_seeds; i++) {
		const float *row = factors->users + seeds[i] * factors->stride;
		const double length = length_of (row, factors->n_factors);

		for (gsize f = 0; f < factors->n_factors && length > 0; f++)
			mean[f] += (double) row[f] / length / (double) n_seeds;
	}
	for (gsize user = 0; user < n_users; user++) {
		const float *row = factors->users + user * factors->stride;
		const double length = length_of (row, factors->n_factors);
		double sum = 0;

		for (gsize f = 0; f < factors->n_factors; f++)
			sum += mean[f] * (double) row[f];
		scores[user] = length > 0 ? sum / length : 0;
	}
}

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
	SegFactors factors;

	if (scores == NULL || !seg_job_proceed (job, 0, _("looking for people"), error))
		return NULL;
	if (n_seeds == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("None of these people took anything, so nobody is like them in what they take"));
		return NULL;
	}
	/* its factors are what it compares people by; those of others hold biases too */
	if (recommender == &seg_recommender_als && recommender->factors (model->chain[0].model, &factors))
		multiply_all (&factors, seeds, n_seeds, interactions->n_users, scores);
	else if (!add_all (model, seeds, n_seeds, scores, job, error))
		return NULL;
	pick (interactions, scores, is_seed, &top);
	common = find_common (interactions, seeds, n_seeds);
	return read_similar (workspace, interactions, scores, &top, common, job, error);
}
