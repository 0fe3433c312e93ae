/* Hybrid: several recommenders together, with weights that are fitted and shown.
 *
 *     score (u, i) = sum over recommenders r of weight (r) x max (score (r, u, i), 0) / max over i of score (r, u, i)
 *
 * The weights are those with the best NDCG at 10 for the last item of people (where nothing has a time: for any one), held back from everything that is fitted for it (up to
 * SEG_HYBRID_VALIDATED people, evenly spaced): beginning with the best one alone, each weight in turn is tried at a few values, until nothing gets
 * better. Then all are fitted again on everything. A reason is that of the recommender which adds most. */
#include <config.h>
#include "recommend/hybrid.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

const SegRecommender *const seg_hybrid_parts[SEG_HYBRID_PARTS] = {
	&seg_recommender_item_to_item, &seg_recommender_als, &seg_recommender_ease, &seg_recommender_content, &seg_recommender_popularity,
};

void
seg_hybrid_free (SegHybrid *model)
{
	for (gsize part = 0; model != NULL && part < SEG_HYBRID_PARTS; part++)
		if (model->models[part] != NULL)
			seg_hybrid_parts[part]->free (model->models[part]);
	g_free (model);
}

static gboolean
is_fit (const SegRecommender *recommender, const SegInteractions *interactions)
{
	double options[SEG_MOST_OPTIONS];
	SegFitEstimate estimate;
	gboolean fit;

	seg_recommender_defaults (recommender, options);
	seg_recommender_estimate (recommender, interactions, options, &estimate);
	fit = estimate.unfit == NULL;
	seg_fit_estimate_clear (&estimate);
	return fit;
}

/* Fits those of weight above 0. */
gboolean
seg_hybrid_fit_parts (SegHybrid *model, const SegInteractions *interactions, SegJob *job, GError **error)
{
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		const SegJobSpan outer = seg_job_enter (job, (double) part / SEG_HYBRID_PARTS, (double) (part + 1) / SEG_HYBRID_PARTS);
		double options[SEG_MOST_OPTIONS];
		gboolean fine = TRUE;

		seg_recommender_defaults (seg_hybrid_parts[part], options);
		if (model->weights[part] > 0)
			fine = (model->models[part] = seg_hybrid_parts[part]->fit (interactions, options, job, error)) != NULL;
		seg_job_leave (job, outer);
		if (!fine)
			return FALSE;
	}
	return TRUE;
}

/* Scores of one part for all items, brought to 0..1; FALSE: it says nothing. */
gboolean
seg_hybrid_score_part (const SegHybrid *model, gsize part, const SegInteractions *interactions, gsize user, double *scores)
{
	double most = 0;

	if (model->models[part] == NULL)
		return FALSE;
	seg_hybrid_parts[part]->score (model->models[part], interactions, user, scores);
	for (gsize item = 0; item < model->n_items; item++)
		most = MAX (most, scores[item]);
	for (gsize item = 0; item < model->n_items; item++)
		scores[item] = most > 0 ? MAX (scores[item], 0) / most : 0;
	return most > 0;
}

static void
free_model (gpointer model)
{
	seg_hybrid_free (model);
}

static gpointer
fit (const SegInteractions *interactions, const double *options, SegJob *job, GError **error)
{
	g_autoptr (SegHybrid) model = g_new0 (SegHybrid, 1);
	SegJobSpan outer;
	gboolean fine;

	(void) options;
	if (!seg_job_proceed (job, 0, _("weighing recommenders"), error))
		return NULL;
	model->n_items = interactions->n_items;
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		model->weights[part] = is_fit (seg_hybrid_parts[part], interactions);
	outer = seg_job_enter (job, 0, 0.5);
	fine = seg_hybrid_validate (model, interactions, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.5, 1);
	fine = fine && seg_hybrid_fit_parts (model, interactions, job, error);
	seg_job_leave (job, outer);
	return fine ? g_steal_pointer (&model) : NULL;
}

/* The recommender ------------------------------------------------------------------------------------------------------ */

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const SegHybrid *model = data;
	g_autofree double *one = g_try_new (double, model->n_items + 1);

	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize part = 0; one != NULL && user < interactions->n_users && part < SEG_HYBRID_PARTS; part++)
		if (seg_hybrid_score_part (model, part, interactions, user, one))
			for (gsize item = 0; item < model->n_items; item++)
				scores[item] += model->weights[part] * one[item];
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const SegHybrid *model = data;
	g_autofree double *scores = g_new (double, model->n_items + 1);
	double adds[SEG_HYBRID_PARTS] = { 0 };

	for (gsize part = 0; user < interactions->n_users && part < SEG_HYBRID_PARTS; part++)
		if (seg_hybrid_score_part (model, part, interactions, user, scores))
			adds[part] = model->weights[part] * scores[item];
	while (recommendation->reason == NULL) { /* one that has nothing to say leaves it to the next */
		gsize most = 0;

		for (gsize part = 1; part < SEG_HYBRID_PARTS; part++)
			if (adds[part] > adds[most])
				most = part;
		if (adds[most] <= 0)
			return;
		adds[most] = 0;
		recommendation->n_because = 0;
		seg_hybrid_parts[most]->explain (model->models[most], interactions, user, item, recommendation);
	}
}

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegHybrid *model = data;
	g_autofree double *one = g_new (double, model->n_items + 1);

	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		double most = 0;

		if (model->models[part] == NULL || seg_hybrid_parts[part]->score_similar == NULL)
			continue;
		seg_hybrid_parts[part]->score_similar (model->models[part], interactions, item, one);
		for (gsize other = 0; other < model->n_items; other++)
			most = MAX (most, one[other]);
		for (gsize other = 0; most > 0 && other < model->n_items; other++)
			scores[other] += model->weights[part] * MAX (one[other], 0) / most;
	}
}

static gboolean
part (gconstpointer data, gsize i, const SegRecommender **recommender, gconstpointer *fitted, double *weight)
{
	const SegHybrid *model = data;

	if (i >= SEG_HYBRID_PARTS)
		return FALSE;
	*recommender = seg_hybrid_parts[i];
	*fitted = model->models[i];
	*weight = model->weights[i];
	return TRUE;
}

static char *
describe (gconstpointer data)
{
	const SegHybrid *model = data;
	GString *text = g_string_new (NULL);
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		if (model->weights[part] > 0)
			g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", seg_hybrid_parts[part]->name,
			                        g_ascii_formatd (number, sizeof number, "%.2f", model->weights[part]));
	return g_string_free (text, FALSE);
}

static void
estimate (const SegInteractions *interactions, const double *options, SegFitEstimate *estimate)
{
	const double n_people = (double) MIN (interactions->n_users, SEG_HYBRID_VALIDATED);

	(void) options;
	estimate->seconds = n_people * (double) interactions->n_items * 1e-7 / seg_parallel_threads (); /* to look at what each part says of people */
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		double values[SEG_MOST_OPTIONS];
		SegFitEstimate one;

		seg_recommender_defaults (seg_hybrid_parts[part], values);
		seg_recommender_estimate (seg_hybrid_parts[part], interactions, values, &one);
		if (one.unfit == NULL) {
			estimate->seconds += 2 * one.seconds;
			estimate->memory += 2 * one.memory;
		}
		seg_fit_estimate_clear (&one);
	}
}

/* Keeping ------------------------------------------------------------------------------------------------------------- */

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const SegHybrid *model = data;

	seg_pack_doubles (packer, model->weights, SEG_HYBRID_PARTS);
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		if (model->models[part] != NULL)
			seg_pack_model (packer, seg_hybrid_parts[part], model->models[part]);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *options, GError **error)
{
	g_autoptr (SegHybrid) model = g_new0 (SegHybrid, 1);

	(void) options;
	model->n_items = interactions->n_items;
	seg_unpack_doubles (unpacker, model->weights, SEG_HYBRID_PARTS);
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		double usual[SEG_MOST_OPTIONS];

		seg_recommender_defaults (seg_hybrid_parts[part], usual);
		if (!(model->weights[part] >= 0 && model->weights[part] <= 1) && !seg_unpack_refuse (error))
			return NULL;
		if (model->weights[part] > 0 && (model->models[part] = seg_unpack_model (unpacker, seg_hybrid_parts[part], interactions, usual, error)) == NULL)
			return NULL;
	}
	return seg_unpack_ended (unpacker, error) ? g_steal_pointer (&model) : NULL;
}

/* Each part as it is brought up to date by itself; the weights stay. */
static gpointer
update (gconstpointer data, const SegBefore *before, const SegInteractions *now, const double *options, SegJob *job, GError **error)
{
	const SegHybrid *old = data;
	g_autoptr (SegHybrid) model = g_new0 (SegHybrid, 1);

	(void) options;
	model->n_items = now->n_items;
	memcpy (model->weights, old->weights, sizeof model->weights);
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		double usual[SEG_MOST_OPTIONS];
		GError *failure = NULL;

		seg_recommender_defaults (seg_hybrid_parts[part], usual);
		if (model->weights[part] <= 0)
			continue;
		if (seg_hybrid_parts[part]->update != NULL)
			model->models[part] = seg_hybrid_parts[part]->update (old->models[part], before, now, usual, job, &failure);
		if (model->models[part] == NULL && failure == NULL)
			model->models[part] = seg_hybrid_parts[part]->fit (now, usual, job, &failure);
		if (model->models[part] == NULL) {
			g_propagate_error (error, failure);
			return NULL;
		}
	}
	return g_steal_pointer (&model);
}

const SegRecommender seg_recommender_hybrid = {
	.name = "hybrid", .label = N_("Several together, weighed by what was right"),
	.meaning = N_("Scores of several recommenders, with the weights that found most of what people took last"),
	.needs = SEG_NEEDS_CONTENT,
	.fit = fit, .free = free_model, .score = score, .explain = explain, .score_similar = score_similar,
	.part = part, .alike = N_("what its recommenders say, by their weights"), .describe = describe, .estimate = estimate,
	.save = save, .load = load, .update = update,
	.updating = N_("Each of its recommenders is brought up to date in its own way; the weights stay as they were fitted."),
};
