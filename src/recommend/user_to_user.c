/* User-to-user collaborative filtering: what the people took who took most of what this person took.
 *
 *     sim (u, v) = items both took / (sqrt (items of u x items of v) + shrinkage)
 *     score (u, i) = sum of sim (u, v) over the k people v most like u who took i
 *
 * Nothing is fitted: the people most like somebody are looked for when they are asked for, by counting over those who took what this
 * person took. Time O(sum over the person's items of people who took it), memory O(users + items). Equally like: the lower number.
 *
 * Source: Resnick et al. 1994, CSCW, 175-186, with the cosine of sets instead of correlations. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	guint  n_neighbours;
	double shrinkage;
} UserToUser;

enum { NEIGHBOURS, SHRINKAGE, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[NEIGHBOURS] = { "neighbours", N_("people most like them who are asked"), 50, 1, 1000, TRUE, NULL },
	[SHRINKAGE] = { "shrinkage", N_("doubt of people with few items in common"), 10, 0, 10000, FALSE, NULL },
};

static gpointer
fit (const SegInteractions *interactions, const double *options, SegJob *job, GError **error)
{
	UserToUser model = { (guint) options[NEIGHBOURS], options[SHRINKAGE] };

	(void) interactions;
	return seg_job_proceed (job, 1, NULL, error) ? g_memdup2 (&model, sizeof model) : NULL;
}

static gsize
n_items_of (const SegInteractions *interactions, gsize user)
{
	return interactions->user_start[user + 1] - interactions->user_start[user];
}

static double
likeness (const UserToUser *model, const SegInteractions *interactions, gsize user, gsize other, guint32 n_common)
{
	return n_common / (sqrt ((double) n_items_of (interactions, user) * (double) n_items_of (interactions, other)) + model->shrinkage);
}

/* How many items each of all users has in common with @user; NULL: out of memory. */
static guint32 *
count_common (const SegInteractions *interactions, gsize user)
{
	guint32 *common = g_try_new0 (guint32, interactions->n_users + 1);

	for (gsize i = interactions->user_start[user]; common != NULL && i < interactions->user_start[user + 1]; i++) {
		const guint32 item = interactions->user_items[i];

		for (gsize j = interactions->item_start[item]; j < interactions->item_start[item + 1]; j++)
			common[interactions->item_users[j]]++;
	}
	if (common != NULL)
		common[user] = 0;
	return common;
}

/* The people most like @user into @entries; their key is the similarity times 1e12. */
static gsize
find_nearest (const UserToUser *model, const SegInteractions *interactions, gsize user, SegTopEntry *entries, guint32 *common)
{
	SegTop top = { model->n_neighbours, 0, entries };

	for (gsize other = 0; other < interactions->n_users; other++)
		if (common[other] > 0)
			seg_top_offer (&top, rint (likeness (model, interactions, user, other, common[other]) * 1e12), (guint32) other, (guint32) other);
	seg_top_sort (&top);
	return top.n;
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const UserToUser *model = data;
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, model->n_neighbours);
	g_autofree guint32 *common = NULL;
	gsize n;

	memset (scores, 0, interactions->n_items * sizeof *scores);
	if (user >= interactions->n_users || (common = count_common (interactions, user)) == NULL)
		return;
	n = find_nearest (model, interactions, user, entries, common);
	for (gsize i = 0; i < n; i++) {
		const gsize other = entries[i].index;
		const double like = likeness (model, interactions, user, other, common[other]);

		for (gsize j = interactions->user_start[other]; j < interactions->user_start[other + 1]; j++)
			scores[interactions->user_items[j]] += like;
	}
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const UserToUser *model = data;
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, model->n_neighbours);
	g_autofree guint32 *common = user < interactions->n_users ? count_common (interactions, user) : NULL;
	gsize n = 0, n_took = 0;

	if (common != NULL)
		n = find_nearest (model, interactions, user, entries, common);
	for (gsize i = 0; i < n; i++)
		n_took += seg_interactions_taken (interactions, entries[i].index, item) >= 0;
	if (n_took > 0)
		seg_reason_people (recommendation, interactions, n_took, n);
}

static void
score_similar_users (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const UserToUser *model = data;
	g_autofree guint32 *common = user < interactions->n_users ? count_common (interactions, user) : NULL;

	for (gsize other = 0; other < interactions->n_users; other++)
		scores[other] = common != NULL && common[other] > 0 ? likeness (model, interactions, user, other, common[other]) : 0;
}

void
seg_user_to_user_score_plain (const SegInteractions *interactions, gsize user, double *scores)
{
	const UserToUser usual = { 0, options_table[SHRINKAGE].value };

	score_similar_users (&usual, interactions, user, scores);
}

const SegRecommender seg_recommender_user_to_user = {
	.name = "user-to-user", .label = N_("What people like them took"),
	.meaning = N_("Items that were taken by the people who took most of what this person took"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = g_free, .score = score, .explain = explain, .score_similar_users = score_similar_users,
};
