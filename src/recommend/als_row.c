/* Implicit ALS as a recommender: confidences from weights, and reasons from what each of the person's items adds to a score.
 *
 * With the items' factors y fixed, a score is a sum over the person's items j:
 *
 *     x y (i) = sum of c (j) y (i)' W y (j),   W = inverse of (Y'Y + lambda I + sum of (c - 1) y y')
 *
 * so each of them has its part (Hu, Koren, Volinsky 2008, section 5); the reason names the greatest. */
#include <config.h>
#include "recommend/als.h"

#include <segscope/parallel.h>

#include <lapacke.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define UPDATE_STEPS 10 /* of conjugate gradients: what is new begins from nothing */

enum { FACTORS, PASSES, LAMBDA, ALPHA, STEPS, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[FACTORS] = { "factors", N_("numbers that describe each person and item"), 64, 1, 512, TRUE, NULL },
	[PASSES] = { "passes", N_("times that people and items are fitted to each other"), 15, 1, 200, TRUE, NULL },
	[LAMBDA] = { "lambda", N_("how strongly factors are held small"), 30, 0, 100000, FALSE, NULL },
	[ALPHA] = { "alpha", N_("how much more an event's weight counts than nothing"), 0.3, 0, 10000, FALSE, NULL },
	[STEPS] = { "steps", N_("steps of conjugate gradients each time"), 3, 1, 100, TRUE, NULL },
};

typedef struct {
	SegAls *als;
	double  lambda, alpha;
	double *gram; /* n_factors x n_factors: Y'Y + lambda I, for reasons */
} Model;

static void
free_model (gpointer data)
{
	Model *model = data;

	if (model == NULL)
		return;
	seg_als_free (model->als);
	g_free (model->gram);
	g_free (model);
}

/* Every pair that says something; sizes as for the whole. */
static gboolean
make_side (const SegInteractions *interactions, double alpha, SegAlsSide *side, GError **error)
{
	const gsize n_pairs = interactions->pair_start[interactions->n_users];
	gsize n = 0;

	*side = (SegAlsSide) { 0 };
	if ((side->start = seg_try_allocate (interactions->n_users + 1, sizeof (gsize), error)) == NULL
	    || (side->index = seg_try_allocate (n_pairs, sizeof (guint32), error)) == NULL
	    || (side->confidences = seg_try_allocate (n_pairs, sizeof (float), error)) == NULL)
		return FALSE;
	for (gsize user = 0; user < interactions->n_users; user++) {
		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++)
			if (interactions->pair_weights[i] > 0) {
				side->index[n] = interactions->pair_items[i];
				side->confidences[n++] = (float) (1 + alpha * (double) interactions->pair_weights[i]);
			}
		side->start[user + 1] = n;
	}
	return TRUE;
}

static double *
make_gram (const SegAls *als, double lambda, GError **error)
{
	const gsize n = als->n_factors;
	double *gram = seg_try_allocate (n * n, sizeof *gram, error);

	for (gsize item = 0; gram != NULL && item < als->n_items; item++) {
		const float *y = als->items + item * als->stride;

		for (gsize i = 0; i < n; i++)
			for (gsize j = 0; j <= i; j++)
				gram[i * n + j] += (double) y[i] * (double) y[j];
	}
	for (gsize i = 0; gram != NULL && i < n; i++)
		gram[i * n + i] += lambda;
	return gram;
}

static Model *
wrap (SegAls *als, const double *values, GError **error)
{
	Model *model = als != NULL ? g_new0 (Model, 1) : NULL;

	if (model == NULL)
		return NULL;
	*model = (Model) { als, values[LAMBDA], values[ALPHA], make_gram (als, values[LAMBDA], error) };
	if (model->gram == NULL)
		g_clear_pointer (&model, free_model);
	return model;
}

static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	const SegAlsOptions options = { (gsize) values[FACTORS], (guint) values[PASSES], (guint) values[STEPS], values[LAMBDA], 1 };
	SegAlsSide side;
	SegAls *als = NULL;

	if (make_side (interactions, values[ALPHA], &side, error))
		als = seg_als_fit (&side, interactions->n_users, interactions->n_items, &options, job, error);
	seg_als_side_clear (&side);
	return wrap (als, values, error);
}

static gboolean
factors (gconstpointer data, SegFactors *factors)
{
	const SegAls *als = ((const Model *) data)->als;

	*factors = (SegFactors) { als->n_factors, als->stride, als->users, als->items };
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

/* Reasons ----------------------------------------------------------------------------------------------------------- */

/* z = W y (item), or FALSE where the system cannot be solved. */
static gboolean
weigh_item (const Model *model, const SegInteractions *interactions, gsize user, gsize item, double *z)
{
	const SegAls *als = model->als;
	const gsize n = als->n_factors;
	g_autofree double *matrix = g_memdup2 (model->gram, n * n * sizeof *matrix);

	for (gsize p = interactions->pair_start[user]; p < interactions->pair_start[user + 1]; p++) {
		const float *y = als->items + interactions->pair_items[p] * als->stride;
		const double more = model->alpha * (double) interactions->pair_weights[p];

		for (gsize i = 0; more > 0 && i < n; i++)
			for (gsize j = 0; j <= i; j++)
				matrix[i * n + j] += more * (double) y[i] * (double) y[j];
	}
	for (gsize f = 0; f < n; f++)
		z[f] = (double) als->items[item * als->stride + f];
	return LAPACKE_dposv (LAPACK_ROW_MAJOR, 'L', (lapack_int) n, 1, matrix, (lapack_int) n, z, 1) == 0;
}

/* What each of the user's pairs, from @first on, adds to the score: of items taken, or also of those looked at. */
static void
find_parts (const Model *model, const SegInteractions *interactions, gsize first, gsize n, gboolean looked_at, const double *z, double *parts)
{
	for (gsize i = 0; i < n; i++) {
		const float *y = model->als->items + interactions->pair_items[first + i] * model->als->stride;

		parts[i] = 0;
		if (!(looked_at || (interactions->pair_flags[first + i] & SEG_PAIR_TAKEN)) || interactions->pair_weights[first + i] <= 0)
			continue;
		for (gsize f = 0; f < model->als->n_factors; f++)
			parts[i] += z[f] * (double) y[f];
		parts[i] *= 1 + model->alpha * (double) interactions->pair_weights[first + i];
	}
}

/* The item itself, where that was looked at and says most, or what goes with it. */
static void
say_looked_at (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item, gsize first, gsize n, double *parts)
{
	double sum = 0, own = 0, most = 0;

	for (gsize i = 0; i < n; i++) {
		sum += MAX (parts[i], 0);
		if (interactions->pair_items[first + i] == item) {
			own = parts[i];
			parts[i] = 0;
		}
		most = MAX (most, parts[i]);
	}
	if (own > most) {
		seg_reason_looked_at (recommendation, own / sum);
		return;
	}
	seg_reason_strongest (recommendation, interactions, interactions->pair_items + first, parts, n);
	for (guint i = 0; i < recommendation->n_because; i++)
		recommendation->share[i] *= (sum - MAX (own, 0)) / sum;
	if (recommendation->n_because > 0)
		seg_reason_factors (recommendation, interactions, TRUE);
}

/* What was taken says it where it speaks for the item, else what was looked at. */
static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const Model *model = data;
	const gsize first = user < interactions->n_users ? interactions->pair_start[user] : 0;
	const gsize n = user < interactions->n_users ? interactions->pair_start[user + 1] - first : 0;
	g_autofree double *z = g_new (double, model->als->n_factors), *parts = g_new0 (double, n + 1);

	if (n == 0 || !weigh_item (model, interactions, user, item, z))
		return;
	find_parts (model, interactions, first, n, FALSE, z, parts);
	seg_reason_strongest (recommendation, interactions, interactions->pair_items + first, parts, n);
	if (recommendation->n_because > 0) {
		seg_reason_factors (recommendation, interactions, FALSE);
		return;
	}
	find_parts (model, interactions, first, n, TRUE, z, parts);
	say_looked_at (recommendation, interactions, item, first, n, parts);
}

/* Likeness: the cosine of factors ------------------------------------------------------------------------------------ */

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegAls *als = ((const Model *) data)->als;

	(void) interactions;
	seg_factors_cosines (als->items, als->n_items, als->n_factors, als->stride, item, scores);
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) interactions;
	return ((const Model *) data)->als->n_factors;
}

static void
traits (gconstpointer data, const SegInteractions *interactions, gsize user, double *values)
{
	const SegAls *als = ((const Model *) data)->als;

	(void) interactions;
	for (gsize f = 0; f < als->n_factors; f++)
		values[f] = (double) als->users[user * als->stride + f];
}

/* Cost and keeping ---------------------------------------------------------------------------------------------------- */

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	const double n_pairs = (double) interactions->pair_start[interactions->n_users], f = values[FACTORS];
	const double n_rows = (double) (interactions->n_users + interactions->n_items);

	estimate->memory = (n_rows + (double) MAX (interactions->n_users, interactions->n_items)) * f * 4 + n_pairs * 16;
	estimate->seconds = values[PASSES] * ((values[STEPS] + 1) * n_pairs * f * 2 * 4 + n_rows * f * f * 6) / 2.5e10 / seg_parallel_threads ();
}

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const SegAls *als = ((const Model *) data)->als;

	seg_pack_floats (packer, als->users, als->n_users * als->stride);
	seg_pack_floats (packer, als->items, als->n_items * als->stride);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (SegAls) als = seg_als_new (interactions->n_users, interactions->n_items, (gsize) values[FACTORS], error);

	if (als == NULL)
		return NULL;
	seg_unpack_floats (unpacker, als->users, als->n_users * als->stride);
	seg_unpack_floats (unpacker, als->items, als->n_items * als->stride);
	return seg_unpack_ended (unpacker, error) ? wrap (g_steal_pointer (&als), values, error) : NULL;
}

/* Up to date -------------------------------------------------------------------------------------------------------- */

/* The factors of before in their places now; what is new has none. */
static SegAls *
carry_over (const SegAls *old, const SegBefore *before, const SegInteractions *now, GError **error)
{
	SegAls *als = seg_als_new (now->n_users, now->n_items, old->n_factors, error);

	for (gsize user = 0; als != NULL && user < old->n_users; user++)
		memcpy (als->users + before->users_now[user] * als->stride, old->users + user * old->stride, old->stride * sizeof (float));
	for (gsize item = 0; als != NULL && item < old->n_items; item++)
		memcpy (als->items + before->items_now[item] * als->stride, old->items + item * old->stride, old->stride * sizeof (float));
	return als;
}

/* The items of those who changed. */
static guint8 *
list_items (const SegBefore *before, const SegInteractions *now, GError **error)
{
	guint8 *items = seg_try_allocate (now->n_items, sizeof *items, error);

	for (gsize user = 0; items != NULL && user < now->n_users; user++)
		for (gsize i = now->pair_start[user]; before->changed[user] && i < now->pair_start[user + 1]; i++)
			items[now->pair_items[i]] = 1;
	return items;
}

/* Those who changed are solved for, then their items against everybody, then they again with their items as they are now. */
static gpointer
update (gconstpointer data, const SegBefore *before, const SegInteractions *now, const double *values, SegJob *job, GError **error)
{
	const SegAlsOptions options = { (gsize) values[FACTORS], 1, MAX (UPDATE_STEPS, (guint) values[STEPS]), values[LAMBDA], 1 };
	g_autoptr (SegAls) als = carry_over (((const Model *) data)->als, before, now, error);
	g_autofree guint8 *items = als != NULL ? list_items (before, now, error) : NULL;
	SegAlsSide by_user = { 0 }, by_item = { 0 };
	gboolean fine = items != NULL && make_side (now, values[ALPHA], &by_user, error)
	                && seg_als_turn (&by_user, now->n_users, now->n_items, &by_item, error);

	if (fine && before->n_changed > 0)
		fine = seg_als_half_step_of (als, &by_user, TRUE, before->changed, &options, job, error)
		       && seg_als_half_step_of (als, &by_item, FALSE, items, &options, job, error)
		       && seg_als_half_step_of (als, &by_user, TRUE, before->changed, &options, job, error);
	seg_als_side_clear (&by_user);
	seg_als_side_clear (&by_item);
	return fine ? wrap (g_steal_pointer (&als), values, error) : NULL;
}

const SegRecommender seg_recommender_als = {
	.name = "als", .label = N_("Hidden tastes (ALS)"),
	.meaning = N_("Items that fit tastes found in what everybody did, by how much it says (matrix factorisation)"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .factors = factors, .explain = explain, .score_similar = score_similar,
	.n_traits = n_traits, .traits = traits, .alike = N_("hidden tastes"), .estimate = estimate, .save = save, .load = load, .update = update,
	.updating = N_("People who did something since, and their items, are solved for anew against all others, who stay as they were fitted."),
};
