/* For people of whom only attributes are known: what those with the same attributes took.
 *
 *     score (u, i) = p (i) x product over the user's n attributes a of (p (i | a) / p (i))^(1/n)
 *     p (i | a) = (people with a who took i + smoothing p (i)) / (people with a + smoothing)
 *
 * p (i): the share of all who took i. Attributes with many different values do not count. */
#include <config.h>
#include "recommend/content.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { SMOOTHING, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[SMOOTHING] = { "smoothing", N_("people like all others who are lent to every attribute"), 20, 0.01, 100000, FALSE, NULL },
};

typedef struct {
	gsize    n_items, n_terms;
	double   smoothing;
	guint32 *sizes;  /* n_terms: people with the term */
	guint32 *counts; /* n_terms x n_items: those of them who took the item */
} Attributes;

static void
free_model (gpointer data)
{
	Attributes *model = data;

	if (model == NULL)
		return;
	g_free (model->sizes);
	g_free (model->counts);
	g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attributes, free_model)

static Attributes *
new_model (const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (Attributes) model = g_new0 (Attributes, 1);

	if (interactions->content == NULL || interactions->content->users.n_terms == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("No attributes of users are known that several share; import a users file with some"));
		return NULL;
	}
	model->n_items = interactions->n_items;
	model->n_terms = interactions->content->users.n_terms;
	model->smoothing = values[SMOOTHING];
	if ((model->sizes = seg_try_allocate (model->n_terms, sizeof (guint32), error)) == NULL
	    || (model->counts = seg_try_allocate (model->n_terms * model->n_items, sizeof (guint32), error)) == NULL)
		return NULL;
	return g_steal_pointer (&model);
}

static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	g_autoptr (Attributes) model = new_model (interactions, values, error);
	const SegTerms *terms = model != NULL ? &interactions->content->users : NULL;

	for (gsize user = 0; model != NULL && user < interactions->n_users; user++) {
		if (user % 4096 == 0 && !seg_job_proceed (job, (double) user / (double) interactions->n_users, NULL, error))
			return NULL;
		for (gsize t = terms->start[user]; t < terms->start[user + 1]; t++) {
			model->sizes[terms->term_of[t]]++;
			for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
				model->counts[terms->term_of[t] * model->n_items + interactions->user_items[i]]++;
		}
	}
	return g_steal_pointer (&model);
}

/* p (i | a) / p (i), with @share = p (i). */
static double
lift (const Attributes *model, gsize term, gsize item, double share)
{
	return (model->counts[term * model->n_items + item] + model->smoothing * share) / (model->sizes[term] + model->smoothing) / share;
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const Attributes *model = data;
	const SegTerms *terms = &interactions->content->users;
	const gsize first = user < interactions->n_users ? terms->start[user] : 0, last = user < interactions->n_users ? terms->start[user + 1] : 0;

	for (gsize item = 0; item < model->n_items; item++) {
		const double share = (double) seg_item_count (interactions, item) / (double) MAX (interactions->n_users, 1);
		double sum = 0;

		for (gsize t = first; share > 0 && t < last; t++)
			sum += log (lift (model, terms->term_of[t], item, share));
		scores[item] = share > 0 && first < last ? share * exp (sum / (double) (last - first)) : 0;
	}
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) interactions;
	return ((const Attributes *) data)->n_terms;
}

static void
traits (gconstpointer data, const SegInteractions *interactions, gsize user, double *values)
{
	const SegTerms *terms = &interactions->content->users;

	memset (values, 0, ((const Attributes *) data)->n_terms * sizeof *values);
	for (gsize t = terms->start[user]; t < terms->start[user + 1]; t++)
		values[terms->term_of[t]] = 1;
}

/* The attribute that raises the item most, of those of whose people at least one took it. */
static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const Attributes *model = data;
	const SegTerms *terms = &interactions->content->users;
	const double share = (double) seg_item_count (interactions, item) / (double) MAX (interactions->n_users, 1);
	gssize best = -1;
	double most = 0;

	if (user >= interactions->n_users || share <= 0)
		return;
	for (gsize t = terms->start[user]; t < terms->start[user + 1]; t++) {
		const double here = lift (model, terms->term_of[t], item, share);

		if (model->counts[terms->term_of[t] * model->n_items + item] > 0 && here > most) {
			most = here;
			best = terms->term_of[t];
		}
	}
	if (best >= 0)
		seg_reason_attribute (recommendation, interactions, terms->terms[best], model->counts[(gsize) best * model->n_items + item], model->sizes[best]);
}

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	(void) values;
	if (interactions->content != NULL)
		estimate->memory = 4.0 * (double) interactions->content->users.n_terms * (double) interactions->n_items;
	if (interactions->content == NULL || interactions->content->users.n_terms == 0)
		estimate->unfit = g_strdup (_("No attributes of users are known that several share."));
}

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const Attributes *model = data;

	seg_pack_count (packer, model->n_terms);
	seg_pack_counts (packer, model->sizes, model->n_terms);
	seg_pack_counts (packer, model->counts, model->n_terms * model->n_items);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (Attributes) model = new_model (interactions, values, error);

	if (model == NULL || (seg_unpack_count (unpacker) != model->n_terms && !seg_unpack_refuse (error)))
		return NULL;
	seg_unpack_counts (unpacker, model->sizes, model->n_terms);
	seg_unpack_counts (unpacker, model->counts, model->n_terms * model->n_items);
	return seg_unpack_ended (unpacker, error) ? g_steal_pointer (&model) : NULL;
}

const SegRecommender seg_recommender_attributes = {
	.name = "attributes", .label = N_("What people with the same attributes took"),
	.meaning = N_("Items popular among people of the same city, occupation and the like: also for people who took nothing yet"),
	.options = options_table, .n_options = N_OPTIONS, .needs = SEG_NEEDS_CONTENT,
	.fit = fit, .free = free_model, .score = score, .explain = explain, .n_traits = n_traits, .traits = traits, .alike = N_("the same attributes"), .estimate = estimate,
	.save = save, .load = load, .recounts = TRUE,
	.updating = N_("Everything is counted again, which takes no longer than putting in what is new; the same as fitted anew."),
};
