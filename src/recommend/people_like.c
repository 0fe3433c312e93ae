/* How like some people all others are, by what the recommender compares people by: traits, so many numbers a person, whose cosine it is; or, where it has
 * none, the items both took; of a hybrid, its parts by their weights.
 *
 *     score (u) = mean over the seeds v of like (u, v)
 *
 * With traits the mean is the product of the person's, brought to length 1, with the mean of those of the seeds, so that any number of seeds costs as
 * much as one. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define PARTS 8 /* into which seeds are cut, whatever the number of threads */
#define USERS_A_BLOCK 64
#define USERS_BETWEEN_ASKING 1024

/* Whom to compare with whom. */
typedef struct {
	const SegRecommender  *recommender;
	gconstpointer          model;
	const SegInteractions *interactions;
	const gsize *seeds;
	gsize        n_seeds;
	SegJob      *job;
} Asking;

/* By items both took -------------------------------------------------------------------------------------------------- */

typedef struct {
	const Asking *asking;
	double       *sums; /* PARTS x n_users */
} Sums;

static void
add_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Sums *sums = data;
	const Asking *asking = sums->asking;
	const SegInteractions *interactions = asking->interactions;
	g_autofree double *scores = g_new (double, interactions->n_users + 1);
	double *mine = sums->sums + block * interactions->n_users;

	for (gsize i = first; i < last && !seg_job_is_cancelled (asking->job); i++) {
		if (asking->recommender->score_similar_users != NULL)
			asking->recommender->score_similar_users (asking->model, interactions, asking->seeds[i], scores);
		else
			seg_user_to_user_score_plain (interactions, asking->seeds[i], scores);
		for (gsize user = 0; user < interactions->n_users; user++)
			mine[user] += scores[user];
	}
}

static gboolean
add_all (const Asking *asking, double *scores, GError **error)
{
	const gsize n_users = asking->interactions->n_users;
	g_autofree double *parts = seg_try_allocate (PARTS * n_users, sizeof *parts, error);
	Sums sums = { asking, parts };

	if (parts == NULL)
		return FALSE;
	seg_parallel_blocks (asking->n_seeds, (asking->n_seeds + PARTS - 1) / PARTS, add_block, &sums);
	for (gsize user = 0; user < n_users; user++)
		scores[user] = 0;
	for (gsize part = 0; part < PARTS; part++)
		for (gsize user = 0; user < n_users; user++)
			scores[user] += parts[part * n_users + user] / (double) asking->n_seeds;
	return seg_job_proceed (asking->job, 0.9, NULL, error);
}

/* By traits ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const Asking *asking;
	gsize         n, offset;
	const double *mean; /* of the seeds, each of length 1 */
	double       *scores;
	atomic_bool   out_of_memory;
} Comparison;

static double
length_of (const double *traits, gsize n)
{
	double sum = 0;

	for (gsize i = 0; i < n; i++)
		sum += traits[i] * traits[i];
	return sqrt (sum);
}

static void
compare_block (gsize block, gsize first, gsize last, gpointer data)
{
	Comparison *comparison = data;
	const Asking *asking = comparison->asking;
	g_autofree double *traits = g_try_new (double, comparison->n + 1);

	(void) block;
	if (traits == NULL)
		atomic_store (&comparison->out_of_memory, TRUE);
	for (gsize user = comparison->offset + first; traits != NULL && user < comparison->offset + last && !seg_job_is_cancelled (asking->job); user++) {
		double sum = 0, length;

		asking->recommender->traits (asking->model, asking->interactions, user, traits);
		length = length_of (traits, comparison->n);
		for (gsize i = 0; i < comparison->n; i++)
			sum += comparison->mean[i] * traits[i];
		comparison->scores[user] = length > 0 ? sum / length : 0;
	}
}

/* @traits: room for @n numbers. */
static gboolean
add_seeds (const Asking *asking, gsize n, double *traits, double *mean, GError **error)
{
	for (gsize i = 0; i < asking->n_seeds; i++) {
		double length;

		if (i % 64 == 0 && !seg_job_proceed (asking->job, 0, NULL, error))
			return FALSE;
		asking->recommender->traits (asking->model, asking->interactions, asking->seeds[i], traits);
		length = length_of (traits, n);
		for (gsize f = 0; f < n && length > 0; f++)
			mean[f] += traits[f] / length / (double) asking->n_seeds;
	}
	return TRUE;
}

static gboolean
compare_all (const Asking *asking, double *scores, GError **error)
{
	const gsize n = asking->recommender->n_traits (asking->model, asking->interactions), n_users = asking->interactions->n_users;
	g_autofree double *traits = seg_try_allocate (n, sizeof *traits, error), *mean = traits != NULL ? seg_try_allocate (n, sizeof *mean, error) : NULL;
	Comparison comparison = { asking, n, 0, mean, scores, FALSE };

	if (mean == NULL || !add_seeds (asking, n, traits, mean, error))
		return FALSE;
	for (; comparison.offset < n_users; comparison.offset += USERS_BETWEEN_ASKING) {
		seg_parallel_blocks (MIN (USERS_BETWEEN_ASKING, n_users - comparison.offset), USERS_A_BLOCK, compare_block, &comparison);
		if (!seg_job_proceed (asking->job, 0.9 * (double) comparison.offset / (double) n_users, _("looking for people"), error))
			return FALSE;
	}
	if (atomic_load (&comparison.out_of_memory))
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), asking->interactions->n_items);
	return !atomic_load (&comparison.out_of_memory);
}

/* By several ----------------------------------------------------------------------------------------------------------- */

static double
greatest_of (const Asking *asking, const double *scores)
{
	double most = 0;

	for (gsize user = 0; user < asking->interactions->n_users; user++) {
		gboolean is_seed = FALSE;

		for (gsize i = 0; scores[user] > most && i < asking->n_seeds && !is_seed; i++)
			is_seed = asking->seeds[i] == user;
		if (!is_seed)
			most = MAX (most, scores[user]);
	}
	return most;
}

static gboolean
add_parts (const Asking *asking, double *scores, GError **error)
{
	const gsize n_users = asking->interactions->n_users;
	g_autofree double *one = seg_try_allocate (n_users, sizeof *one, error);
	const SegRecommender *part;
	gconstpointer model;
	double weight;

	memset (scores, 0, n_users * sizeof *scores);
	for (gsize i = 0; one != NULL && asking->recommender->part (asking->model, i, &part, &model, &weight); i++) {
		double most;

		if (model == NULL)
			continue;
		if (!seg_people_like (part, model, asking->interactions, asking->seeds, asking->n_seeds, one, asking->job, error))
			return FALSE;
		most = greatest_of (asking, one);
		for (gsize user = 0; user < n_users && most > 0; user++)
			scores[user] += weight * MAX (one[user], 0) / most;
	}
	return one != NULL;
}

gboolean
seg_people_like (const SegRecommender *recommender, gconstpointer model, const SegInteractions *interactions, const gsize *seeds, gsize n_seeds,
                 double *scores, SegJob *job, GError **error)
{
	const Asking asking = { recommender, model, interactions, seeds, n_seeds, job };

	if (recommender->part != NULL)
		return add_parts (&asking, scores, error);
	return recommender->traits != NULL ? compare_all (&asking, scores, error) : add_all (&asking, scores, error);
}

const char *
seg_recommender_alike (const SegRecommender *recommender)
{
	return recommender->alike != NULL ? recommender->alike : N_("items both took");
}
