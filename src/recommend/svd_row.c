/* Truncated singular value decomposition as a recommender: scores, reasons, kept and brought up to date. See svd.c. */
#include <config.h>
#include "recommend/svd.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const char *const values_names[] = { "ratings", "ones", NULL };

static const SegRecommenderOption options_table[SEG_SVD_N_OPTIONS] = {
	[SEG_SVD_RANK] = { "rank", N_("numbers that describe each person and item"), 32, 1, 500, TRUE, NULL },
	[SEG_SVD_VALUES] = { "values", N_("what is decomposed: ratings, where there are any, or only who took what"), 0, 0, 1, TRUE, values_names },
	[SEG_SVD_SHRINKAGE] = { "shrinkage", N_("taken off every singular value"), 0, 0, 1e6, FALSE, NULL },
	[SEG_SVD_DAMPING] = { "damping", N_("ratings at the mean that everybody and everything is thought to have besides"), 10, 0, 10000, FALSE, NULL },
};

static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	return seg_svd_fit (interactions, values, job, error);
}

static void
free_model (gpointer model)
{
	seg_svd_free (model);
}

static gboolean
factors (gconstpointer data, SegFactors *factors)
{
	const SegSvd *model = data;

	*factors = (SegFactors) { model->n_columns, model->n_columns, model->users, model->items };
	return TRUE;
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	SegFactors view;

	factors (data, &view);
	if (user < interactions->n_users)
		seg_factors_scores (&view, user, interactions->n_items, scores);
	else
		memset (scores, 0, interactions->n_items * sizeof *scores);
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const SegSvd *model = data;
	SegFactors view;
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0;
	const gsize n = user < interactions->n_users ? interactions->user_start[user + 1] - first : 0;
	g_autofree double *parts = g_new0 (double, n + 1);

	factors (model, &view);
	if (model->rated && user < interactions->n_users && !isnan (model->means[user])) {
		seg_reason_rating (recommendation, seg_factors_score (&view, user, item), model->means[user]);
		return;
	}
	for (gsize i = 0; !model->rated && i < n; i++)
		for (gsize f = 0; f < model->rank; f++)
			parts[i] += (double) model->items[interactions->user_items[first + i] * model->n_columns + f] * (double) model->items[item * model->n_columns + f];
	seg_reason_strongest (recommendation, interactions, interactions->user_items + first, parts, n);
	if (recommendation->n_because > 0)
		seg_reason_factors (recommendation, interactions, FALSE);
}

static gboolean
expect_rating (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, double *rating)
{
	const SegSvd *model = data;
	SegFactors view;

	(void) interactions;
	factors (model, &view);
	if (model->rated)
		*rating = seg_factors_score (&view, user, item);
	return model->rated;
}

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegSvd *model = data;

	(void) interactions;
	seg_factors_cosines (model->items, model->n_items, model->rank, model->n_columns, item, scores);
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) interactions;
	return ((const SegSvd *) data)->rank;
}

/* Without the biases. */
static void
traits (gconstpointer data, const SegInteractions *interactions, gsize user, double *values)
{
	const SegSvd *model = data;

	(void) interactions;
	for (gsize f = 0; f < model->rank; f++)
		values[f] = (double) model->users[user * model->n_columns + f];
}

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	const double n_pairs = (double) interactions->pair_start[interactions->n_users], k = values[SEG_SVD_RANK] + SEG_SVD_MORE_VECTORS;
	const double n_rows = (double) (interactions->n_users + interactions->n_items), n = (double) MIN (interactions->n_users, interactions->n_items);

	estimate->memory = n_rows * k * 12 + n_pairs * 24;
	estimate->seconds = n <= SEG_SVD_MOST_EXACT ? n * n * n * 4 / 1e10 : SEG_SVD_MOST_PASSES * (n_pairs * k * 4 / 4e9 / seg_parallel_threads () + n_rows * k * k * 4 / 1e10);
}

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const SegSvd *model = data;

	seg_pack_count (packer, model->rank);
	seg_pack_floats (packer, model->users, model->n_users * model->n_columns);
	seg_pack_floats (packer, model->items, model->n_items * model->n_columns);
	seg_pack_doubles (packer, model->sizes, model->rank);
	if (model->rated) {
		seg_pack_doubles (packer, model->means, model->n_users);
		seg_pack_doubles (packer, &model->mean, 1);
	}
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	const guint64 rank = seg_unpack_count (unpacker);
	g_autoptr (SegSvd) model = NULL;

	if ((rank == 0 || rank > (guint64) values[SEG_SVD_RANK]) && !seg_unpack_refuse (error))
		return NULL;
	if ((model = seg_svd_new (interactions, values, (gsize) rank, error)) == NULL)
		return NULL;
	seg_unpack_floats (unpacker, model->users, model->n_users * model->n_columns);
	seg_unpack_floats (unpacker, model->items, model->n_items * model->n_columns);
	seg_unpack_doubles (unpacker, model->sizes, model->rank);
	if (model->rated) {
		seg_unpack_doubles (unpacker, model->means, model->n_users);
		seg_unpack_doubles (unpacker, &model->mean, 1);
	}
	return seg_unpack_ended (unpacker, error) ? g_steal_pointer (&model) : NULL;
}

const SegRecommender seg_recommender_svd = {
	.name = "svd", .label = N_("Expected ratings (SVD)"),
	.meaning = N_("Items with the highest rating that is expected of the person; without ratings, those nearest to what they took"),
	.options = options_table, .n_options = SEG_SVD_N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .factors = factors, .explain = explain, .score_similar = score_similar,
	.n_traits = n_traits, .traits = traits, .alike = N_("hidden tastes"), .estimate = estimate, .save = save, .load = load, .expect_rating = expect_rating,
	.update = seg_svd_update,
	.updating = N_("People who did something since are placed among the tastes that were fitted, new items likewise; the tastes stay as they are."),
};
