/* Bayes: how probable an item is given what the person has.
 *
 *     logit p (j | u) = logit p (j) + n^(-doubt) sum over the person's n items i of log (p (i | j) / p (i | not j))
 *     p (i | j) = (together (i, j) + smoothing p (i)) / (count (j) + smoothing), and likewise among those without j
 *
 * Naive Bayes (doubt 0) takes every item as evidence by itself; as items go together, that makes it far too sure. doubt 1 counts the
 * mean of the evidence, 0.5 something between. The smoothing lends everybody so many people who are like all.
 *
 * The evidence of every item for every other is held as a table: 4 bytes x items^2, so not for large catalogues. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_ITEMS 10000
#define ITEMS_A_BLOCK 16

enum { SMOOTHING, DOUBT, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[SMOOTHING] = { "smoothing", N_("people like all others who are lent to every item"), 20, 0.01, 100000, FALSE, NULL },
	[DOUBT] = { "doubt", N_("how far items of a person say the same: 0 not at all, 1 all of them"), 0.5, 0, 1, FALSE, NULL },
};

typedef struct {
	gsize   n_items;
	double  doubt;
	double *prior;    /* n_items: logit of the share who took it */
	float  *evidence; /* n_items x n_items: of row i for column j */
} Bayes;

static void
free_model (gpointer data)
{
	Bayes *model = data;

	if (model == NULL)
		return;
	g_free (model->prior);
	g_free (model->evidence);
	g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bayes, free_model)

typedef struct {
	const SegInteractions *interactions;
	Bayes  *model;
	double  smoothing;
	SegJob *job;
	gsize   offset;
} Weighing;

/* The share of all who took @item, everything lent a half so that none is 0 or 1. */
static double
share_of (const SegInteractions *interactions, gsize item)
{
	return ((double) seg_item_count (interactions, item) + 0.5) / ((double) interactions->n_users + 1);
}

static void
weigh_item (const Weighing *weighing, gsize item)
{
	const SegInteractions *all = weighing->interactions;
	const double count = (double) seg_item_count (all, item), share = share_of (all, item), smoothing = weighing->smoothing;
	float *row = weighing->model->evidence + item * all->n_items;

	for (gsize i = all->item_start[item]; i < all->item_start[item + 1]; i++) {
		const gsize user = all->item_users[i];

		for (gsize j = all->user_start[user]; j < all->user_start[user + 1]; j++)
			row[all->user_items[j]]++;
	}
	for (gsize other = 0; other < all->n_items; other++) {
		const double together = (double) row[other], others = (double) seg_item_count (all, other);
		const double with = (together + smoothing * share) / (others + smoothing);
		const double without = (count - together + smoothing * share) / ((double) all->n_users - others + smoothing);

		row[other] = other == item ? 0 : (float) log (with / without);
	}
}

static void
weigh_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Weighing *weighing = data;

	(void) block;
	for (gsize item = weighing->offset + first; item < weighing->offset + last && !seg_job_is_cancelled (weighing->job); item++)
		weigh_item (weighing, item);
}

static Bayes *
new_model (gsize n_items, const double *values, GError **error)
{
	g_autoptr (Bayes) model = g_new0 (Bayes, 1);

	model->n_items = n_items;
	model->doubt = values[DOUBT];
	if ((model->prior = seg_try_allocate (n_items, sizeof *model->prior, error)) == NULL
	    || (model->evidence = seg_try_allocate (n_items * n_items, sizeof *model->evidence, error)) == NULL)
		return NULL;
	return g_steal_pointer (&model);
}

static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	g_autoptr (Bayes) model = new_model (interactions->n_items, values, error);
	Weighing weighing = { interactions, model, values[SMOOTHING], job, 0 };
	const gsize n = interactions->n_items, at_once = ITEMS_A_BLOCK * 16;

	if (model == NULL)
		return NULL;
	for (gsize item = 0; item < n; item++)
		model->prior[item] = log (share_of (interactions, item) / (1 - share_of (interactions, item)));
	for (; weighing.offset < n; weighing.offset += at_once) {
		if (!seg_job_proceed (job, (double) weighing.offset / (double) n, _("weighing evidence"), error))
			return NULL;
		seg_parallel_blocks (MIN (at_once, n - weighing.offset), ITEMS_A_BLOCK, weigh_block, &weighing);
	}
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&model) : NULL;
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const Bayes *model = data;
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0;
	const gsize last = user < interactions->n_users ? interactions->user_start[user + 1] : 0;
	const double scale = first < last ? pow ((double) (last - first), -model->doubt) : 0;

	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize i = first; i < last; i++) {
		const float *row = model->evidence + interactions->user_items[i] * model->n_items;

		for (gsize item = 0; item < model->n_items; item++)
			scores[item] += (double) row[item];
	}
	for (gsize item = 0; item < model->n_items; item++)
		scores[item] = first < last ? 1 / (1 + exp (-(model->prior[item] + scale * scores[item]))) : 0;
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const Bayes *model = data;
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0;
	const gsize n = user < interactions->n_users ? interactions->user_start[user + 1] - first : 0;
	g_autofree double *parts = g_new (double, n + 1);
	double sum = 0;

	if (n == 0)
		return;
	for (gsize i = 0; i < n; i++)
		sum += parts[i] = (double) model->evidence[interactions->user_items[first + i] * model->n_items + item];
	seg_reason_strongest (recommendation, interactions, interactions->user_items + first, parts, n);
	seg_reason_probability (recommendation, interactions, 1 / (1 + exp (-(model->prior[item] + pow ((double) n, -model->doubt) * sum))),
	                        1 / (1 + exp (-model->prior[item])));
}

/* What most raises the odds of having @item, of what is above no evidence at all. */
static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const Bayes *model = data;

	(void) interactions;
	for (gsize other = 0; other < model->n_items; other++)
		scores[other] = MAX ((double) model->evidence[item * model->n_items + other], 0);
}

static void
score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const Bayes *model = data;

	for (gsize user = 0; user < interactions->n_users; user++) {
		const gsize first = interactions->user_start[user], last = interactions->user_start[user + 1];
		double sum = 0;

		for (gsize i = first; i < last; i++)
			sum += (double) model->evidence[interactions->user_items[i] * model->n_items + item];
		scores[user] = first < last ? 1 / (1 + exp (-(model->prior[item] + pow ((double) (last - first), -model->doubt) * sum))) : 0;
	}
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) data;
	return interactions->n_items;
}

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	const double n = (double) interactions->n_items;

	(void) values;
	estimate->memory = 4 * n * n;
	estimate->seconds = n * n * 2e-8 / seg_parallel_threads ();
	if (interactions->n_items > MOST_ITEMS)
		estimate->unfit = g_strdup_printf (_("It holds a table of all items against each other, which is too large for more than %d of them."), MOST_ITEMS);
}

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const Bayes *model = data;

	seg_pack_doubles (packer, model->prior, model->n_items);
	seg_pack_floats (packer, model->evidence, model->n_items * model->n_items);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (Bayes) model = new_model (interactions->n_items, values, error);

	if (model == NULL)
		return NULL;
	seg_unpack_doubles (unpacker, model->prior, model->n_items);
	seg_unpack_floats (unpacker, model->evidence, model->n_items * model->n_items);
	return seg_unpack_ended (unpacker, error) ? g_steal_pointer (&model) : NULL;
}

const SegRecommender seg_recommender_bayes = {
	.name = "bayes", .label = N_("Probable given what they have (Bayes)"),
	.meaning = N_("Items by how probable it is that people with what this person has take them"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .explain = explain, .score_similar = score_similar, .score_users = score_users,
	.n_traits = n_traits, .traits = score, .alike = N_("what it expects of both"),
	.estimate = estimate, .save = save, .load = load, .recounts = TRUE,
	.updating = N_("Everything is counted again, which takes no longer than putting in what is new; the same as fitted anew."),
};
