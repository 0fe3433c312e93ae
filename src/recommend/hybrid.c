/* Hybrid: several recommenders together, with weights that are fitted and shown.
 *
 *     score (u, i) = sum over recommenders r of weight (r) x max (score (r, u, i), 0) / max over i of score (r, u, i)
 *
 * The weights are those with the best NDCG at 10 for the last item of people (where nothing has a time: for any one), held back from everything that is fitted for it (up to
 * VALIDATED people, evenly spaced): beginning with the best one alone, each weight in turn is tried at a few values, until nothing gets
 * better. Then all are fitted again on everything. A reason is that of the recommender which adds most. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define VALIDATED 2000
#define CANDIDATES 50 /* best items of each recommender, for each person */
#define PLACES 10
#define MOST_ROUNDS 4

static const SegRecommender *const parts[] = {
	&seg_recommender_item_to_item, &seg_recommender_als, &seg_recommender_ease, &seg_recommender_content, &seg_recommender_popularity,
};

#define N_PARTS G_N_ELEMENTS (parts)

typedef struct {
	gsize    n_items;
	double   weights[N_PARTS];
	gpointer models[N_PARTS]; /* NULL: weight 0, or unfit */
} Hybrid;

/* What of a person is looked at while weights are tried. */
typedef struct {
	gsize    n;
	guint32 *items;
	double  *scores; /* n x N_PARTS, each 0..1 */
	gssize   held;   /* position of the item held back, or -1: nobody proposes it */
} Person;

static void
free_model (gpointer data)
{
	Hybrid *model = data;

	for (gsize part = 0; model != NULL && part < N_PARTS; part++)
		if (model->models[part] != NULL)
			parts[part]->free (model->models[part]);
	g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hybrid, free_model)

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
static gboolean
fit_parts (Hybrid *model, const SegInteractions *interactions, SegJob *job, GError **error)
{
	for (gsize part = 0; part < N_PARTS; part++) {
		const SegJobSpan outer = seg_job_enter (job, (double) part / N_PARTS, (double) (part + 1) / N_PARTS);
		double options[SEG_MOST_OPTIONS];
		gboolean fine = TRUE;

		seg_recommender_defaults (parts[part], options);
		if (model->weights[part] > 0)
			fine = (model->models[part] = parts[part]->fit (interactions, options, job, error)) != NULL;
		seg_job_leave (job, outer);
		if (!fine)
			return FALSE;
	}
	return TRUE;
}

/* Scores of one part for all items, brought to 0..1; FALSE: it says nothing. */
static gboolean
score_part (const Hybrid *model, gsize part, const SegInteractions *interactions, gsize user, double *scores)
{
	double most = 0;

	if (model->models[part] == NULL)
		return FALSE;
	parts[part]->score (model->models[part], interactions, user, scores);
	for (gsize item = 0; item < model->n_items; item++)
		most = MAX (most, scores[item]);
	for (gsize item = 0; item < model->n_items; item++)
		scores[item] = most > 0 ? MAX (scores[item], 0) / most : 0;
	return most > 0;
}

/* Validation -------------------------------------------------------------------------------------------------------- */

static void
free_person (gpointer data)
{
	Person *person = data;

	g_free (person->items);
	g_free (person->scores);
	g_free (person);
}

/* Marks the CANDIDATES best of @scores in @chosen. */
static void
choose (const SegInteractions *interactions, gsize user, const double *scores, guint8 *chosen)
{
	SegTopEntry entries[CANDIDATES];
	SegTop top = { CANDIDATES, 0, entries };

	for (gsize item = 0; item < interactions->n_items; item++)
		if (scores[item] > 0 && interactions->item_offered[item] && !seg_interactions_owns (interactions, user, item))
			seg_top_offer (&top, seg_score_key (scores[item]), (guint32) item, (guint32) item);
	for (gsize i = 0; i < top.n; i++)
		chosen[entries[i].index] = 1;
}

/* @all: room for N_PARTS x n_items. */
static Person *
look_at (const Hybrid *model, const SegInteractions *training, gsize user, gsize held, double *all)
{
	g_autofree guint8 *chosen = g_malloc0 (model->n_items);
	Person *person = g_new0 (Person, 1);

	for (gsize part = 0; part < N_PARTS; part++) {
		double *scores = all + part * model->n_items;

		if (score_part (model, part, training, user, scores))
			choose (training, user, scores, chosen);
		else
			memset (scores, 0, model->n_items * sizeof *scores);
	}
	for (gsize item = 0; item < model->n_items; item++)
		person->n += chosen[item];
	person->items = g_new (guint32, person->n + 1);
	person->scores = g_new (double, person->n * N_PARTS + 1);
	person->held = -1;
	person->n = 0;
	for (gsize item = 0; item < model->n_items; item++)
		if (chosen[item]) {
			for (gsize part = 0; part < N_PARTS; part++)
				person->scores[person->n * N_PARTS + part] = all[part * model->n_items + item];
			if (item == held)
				person->held = (gssize) person->n;
			person->items[person->n++] = (guint32) item;
		}
	return person;
}

static double
add_up (const double *scores, const double *weights)
{
	double sum = 0;

	for (gsize part = 0; part < N_PARTS; part++)
		sum += weights[part] * scores[part];
	return sum;
}

/* Mean NDCG of the items held back. */
static double
try_weights (const GPtrArray *people, const double *weights)
{
	double gain = 0;

	for (guint p = 0; p < people->len; p++) {
		const Person *person = people->pdata[p];
		double mine;
		gsize rank = 0;

		if (person->held < 0)
			continue;
		mine = add_up (person->scores + (gsize) person->held * N_PARTS, weights);
		for (gsize i = 0; i < person->n && rank < PLACES; i++) {
			const double other = add_up (person->scores + i * N_PARTS, weights);

			rank += other > mine || (other >= mine && (gssize) i < person->held);
		}
		gain += rank < PLACES && mine > 0 ? 1 / log2 ((double) rank + 2) : 0;
	}
	return gain / (double) MAX (people->len, 1);
}

static void
search (const GPtrArray *people, double *weights)
{
	static const double steps[] = { 0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5 };
	double best = -1, sum = 0;
	gboolean better = TRUE;
	gsize start = 0;

	for (gsize part = 0; part < N_PARTS; part++) {
		double alone[N_PARTS] = { 0 }, gain;

		alone[part] = 1;
		gain = weights[part] > 0 ? try_weights (people, alone) : -1;
		if (gain > best) {
			best = gain;
			start = part;
		}
	}
	for (gsize part = 0; part < N_PARTS; part++)
		weights[part] = weights[part] > 0 ? (part == start ? 1 : 0) : -1; /* -1: cannot be used */
	for (int round = 0; round < MOST_ROUNDS && better; round++) {
		better = FALSE;
		for (gsize part = 0; part < N_PARTS; part++)
			for (gsize s = 0; weights[part] >= 0 && s < G_N_ELEMENTS (steps); s++) {
				double tried[N_PARTS], gain;

				for (gsize i = 0; i < N_PARTS; i++)
					tried[i] = MAX (weights[i], 0);
				tried[part] = steps[s];
				gain = try_weights (people, tried);
				if (gain > best + 1e-9) {
					best = gain;
					weights[part] = steps[s];
					better = TRUE;
				}
			}
	}
	for (gsize part = 0; part < N_PARTS; part++)
		sum += weights[part] = MAX (weights[part], 0);
	for (gsize part = 0; part < N_PARTS; part++)
		weights[part] /= sum;
}

/* The last items of some people, evenly spaced; the others keep theirs (-1). Where nothing has a time, one of each at random. */
static gssize *
hold_back (const SegInteractions *interactions, guint8 *keep)
{
	gssize *held = seg_one_item_each (interactions);
	gsize n = 0, n_seen = 0, every;

	for (gsize user = 0; held != NULL && user < interactions->n_users; user++)
		n += held[user] >= 0;
	every = MAX (n / VALIDATED, 1);
	for (gsize user = 0; held != NULL && user < interactions->n_users; user++) {
		if (held[user] < 0)
			continue;
		if (n_seen++ % every == 0)
			keep[seg_interactions_pair (interactions, user, (gsize) held[user])] = 0;
		else
			held[user] = -1;
	}
	return held;
}

static gboolean
validate (Hybrid *weighed, const SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autofree guint8 *keep = g_malloc (interactions->pair_start[interactions->n_users] + 1);
	g_autofree gssize *held = NULL;
	g_autoptr (SegInteractions) training = NULL;
	g_autoptr (Hybrid) model = g_new0 (Hybrid, 1);
	g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (free_person);
	g_autofree double *all = seg_try_allocate (N_PARTS * interactions->n_items, sizeof *all, error);

	memset (keep, 1, interactions->pair_start[interactions->n_users] + 1);
	held = hold_back (interactions, keep);
	if (held == NULL || all == NULL || (training = seg_interactions_keep (interactions, keep, error)) == NULL)
		return FALSE;
	model->n_items = interactions->n_items;
	memcpy (model->weights, weighed->weights, sizeof model->weights);
	if (!fit_parts (model, training, job, error))
		return FALSE;
	for (gsize user = 0; user < interactions->n_users; user++)
		if (held[user] >= 0) {
			g_ptr_array_add (people, look_at (model, training, user, (gsize) held[user], all));
			if (!seg_job_proceed (job, 1, _("weighing recommenders"), error))
				return FALSE;
		}
	search (people, weighed->weights);
	return TRUE;
}

static gpointer
fit (const SegInteractions *interactions, const double *options, SegJob *job, GError **error)
{
	g_autoptr (Hybrid) model = g_new0 (Hybrid, 1);
	SegJobSpan outer;
	gboolean fine;

	(void) options;
	if (!seg_job_proceed (job, 0, _("weighing recommenders"), error))
		return NULL;
	model->n_items = interactions->n_items;
	for (gsize part = 0; part < N_PARTS; part++)
		model->weights[part] = is_fit (parts[part], interactions);
	outer = seg_job_enter (job, 0, 0.5);
	fine = validate (model, interactions, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.5, 1);
	fine = fine && fit_parts (model, interactions, job, error);
	seg_job_leave (job, outer);
	return fine ? g_steal_pointer (&model) : NULL;
}

/* The recommender ------------------------------------------------------------------------------------------------------ */

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const Hybrid *model = data;
	g_autofree double *one = g_try_new (double, model->n_items + 1);

	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize part = 0; one != NULL && user < interactions->n_users && part < N_PARTS; part++)
		if (score_part (model, part, interactions, user, one))
			for (gsize item = 0; item < model->n_items; item++)
				scores[item] += model->weights[part] * one[item];
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const Hybrid *model = data;
	g_autofree double *scores = g_new (double, model->n_items + 1);
	double adds[N_PARTS] = { 0 };

	for (gsize part = 0; user < interactions->n_users && part < N_PARTS; part++)
		if (score_part (model, part, interactions, user, scores))
			adds[part] = model->weights[part] * scores[item];
	while (recommendation->reason == NULL) { /* one that has nothing to say leaves it to the next */
		gsize most = 0;

		for (gsize part = 1; part < N_PARTS; part++)
			if (adds[part] > adds[most])
				most = part;
		if (adds[most] <= 0)
			return;
		adds[most] = 0;
		recommendation->n_because = 0;
		parts[most]->explain (model->models[most], interactions, user, item, recommendation);
	}
}

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const Hybrid *model = data;
	g_autofree double *one = g_new (double, model->n_items + 1);

	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize part = 0; part < N_PARTS; part++) {
		double most = 0;

		if (model->models[part] == NULL || parts[part]->score_similar == NULL)
			continue;
		parts[part]->score_similar (model->models[part], interactions, item, one);
		for (gsize other = 0; other < model->n_items; other++)
			most = MAX (most, one[other]);
		for (gsize other = 0; most > 0 && other < model->n_items; other++)
			scores[other] += model->weights[part] * MAX (one[other], 0) / most;
	}
}

static char *
describe (gconstpointer data)
{
	const Hybrid *model = data;
	GString *text = g_string_new (NULL);
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	for (gsize part = 0; part < N_PARTS; part++)
		if (model->weights[part] > 0)
			g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", parts[part]->name,
			                        g_ascii_formatd (number, sizeof number, "%.2f", model->weights[part]));
	return g_string_free (text, FALSE);
}

static void
estimate (const SegInteractions *interactions, const double *options, SegFitEstimate *estimate)
{
	(void) options;
	for (gsize part = 0; part < N_PARTS; part++) {
		double values[SEG_MOST_OPTIONS];
		SegFitEstimate one;

		seg_recommender_defaults (parts[part], values);
		seg_recommender_estimate (parts[part], interactions, values, &one);
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
	const Hybrid *model = data;

	seg_pack_doubles (packer, model->weights, N_PARTS);
	for (gsize part = 0; part < N_PARTS; part++)
		if (model->models[part] != NULL)
			seg_pack_model (packer, parts[part], model->models[part]);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *options, GError **error)
{
	g_autoptr (Hybrid) model = g_new0 (Hybrid, 1);

	(void) options;
	model->n_items = interactions->n_items;
	seg_unpack_doubles (unpacker, model->weights, N_PARTS);
	for (gsize part = 0; part < N_PARTS; part++) {
		double usual[SEG_MOST_OPTIONS];

		seg_recommender_defaults (parts[part], usual);
		if (!(model->weights[part] >= 0 && model->weights[part] <= 1) && !seg_unpack_refuse (error))
			return NULL;
		if (model->weights[part] > 0 && (model->models[part] = seg_unpack_model (unpacker, parts[part], interactions, usual, error)) == NULL)
			return NULL;
	}
	return seg_unpack_ended (unpacker, error) ? g_steal_pointer (&model) : NULL;
}

const SegRecommender seg_recommender_hybrid = {
	.name = "hybrid", .label = N_("Several together, weighed by what was right"),
	.meaning = N_("Scores of several recommenders, with the weights that found most of what people took last"),
	.needs = SEG_NEEDS_CONTENT,
	.fit = fit, .free = free_model, .score = score, .explain = explain, .score_similar = score_similar, .describe = describe, .estimate = estimate,
	.save = save, .load = load,
};
