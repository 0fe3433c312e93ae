/* Content-based: items like those the person took, by what they are: words of titles and texts, categories, authors, levels.
 *
 *     profile (u) = sum over the user's items of weight (u, i) x terms (i);   score (u, i) = profile (u) terms (i) / |profile (u)|
 *
 * terms (i): TF-IDF, of length 1. What nobody took yet has a score too: new items are recommended by content, and the reason says so. */
#include <config.h>
#include "recommend/content.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_SHOWN 3 /* terms in a reason */

/* Everything is in the interactions. */
static gpointer
fit (const SegInteractions *interactions, const double *options, SegJob *job, GError **error)
{
	(void) options;
	if (interactions->content == NULL || interactions->content->items.n_terms == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("Nothing is known of what items are; import an items file with titles, categories or other attributes"));
		return NULL;
	}
	return seg_job_proceed (job, 1, NULL, error) ? g_new0 (char, 1) : NULL;
}

/* The user's profile over all terms into @profile. */
static void
add_profile (const SegInteractions *interactions, gsize user, double *profile)
{
	const SegTerms *terms = &interactions->content->items;

	memset (profile, 0, terms->n_terms * sizeof *profile);
	for (gsize p = interactions->pair_start[user]; p < interactions->pair_start[user + 1]; p++) {
		const guint32 item = interactions->pair_items[p];

		for (gsize i = terms->start[item]; i < terms->start[item + 1]; i++)
			profile[terms->term_of[i]] += (double) interactions->pair_weights[p] * (double) terms->weights[i];
	}
}

/* The same of length 1 (or all 0). */
static double *
make_profile (const SegInteractions *interactions, gsize user)
{
	const SegTerms *terms = &interactions->content->items;
	double *profile = g_new0 (double, terms->n_terms + 1), sum = 0;

	add_profile (interactions, user, profile);
	for (gsize t = 0; t < terms->n_terms; t++)
		sum += profile[t] * profile[t];
	for (gsize t = 0; t < terms->n_terms && sum > 0; t++)
		profile[t] /= sqrt (sum);
	return profile;
}

static double
multiply (const SegTerms *terms, gsize row, const double *profile)
{
	double sum = 0;

	for (gsize i = terms->start[row]; i < terms->start[row + 1]; i++)
		sum += profile[terms->term_of[i]] * (double) terms->weights[i];
	return sum;
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	g_autofree double *profile = user < interactions->n_users ? make_profile (interactions, user) : NULL;

	(void) data;
	for (gsize item = 0; item < interactions->n_items; item++)
		scores[item] = profile != NULL ? multiply (&interactions->content->items, item, profile) : 0;
}

static void
spread_item (const SegTerms *terms, gsize item, double *profile)
{
	memset (profile, 0, (terms->n_terms + 1) * sizeof *profile);
	for (gsize i = terms->start[item]; i < terms->start[item + 1]; i++)
		profile[terms->term_of[i]] = (double) terms->weights[i];
}

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegTerms *terms = &interactions->content->items;
	g_autofree double *profile = g_new (double, terms->n_terms + 1);

	(void) data;
	spread_item (terms, item, profile);
	for (gsize other = 0; other < interactions->n_items; other++)
		scores[other] = other != item ? multiply (terms, other, profile) : 0;
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) data;
	return interactions->content->items.n_terms;
}

static void
traits (gconstpointer data, const SegInteractions *interactions, gsize user, double *values)
{
	(void) data;
	add_profile (interactions, user, values);
}

/* The terms of @item that add most to its score, in words. */
static char *
list_terms (const SegTerms *terms, gsize item, const double *profile)
{
	g_autoptr (GString) text = g_string_new (NULL);
	gsize shown[MOST_SHOWN];

	for (int n = 0; n < MOST_SHOWN; n++) {
		double most = 0;

		for (gsize i = terms->start[item]; i < terms->start[item + 1]; i++) {
			const double part = profile[terms->term_of[i]] * (double) terms->weights[i];
			gboolean said = FALSE;

			for (int before = 0; before < n; before++)
				said |= shown[before] == i;
			if (part > most && !said) {
				most = part;
				shown[n] = i;
			}
		}
		if (most <= 0)
			break;
		g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", terms->terms[terms->term_of[shown[n]]]);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const SegTerms *terms = &interactions->content->items;
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0;
	const gsize n = user < interactions->n_users ? interactions->user_start[user + 1] - first : 0;
	g_autofree double *parts = g_new (double, n + 1), *mine = g_new (double, terms->n_terms + 1), *profile = NULL;
	g_autofree char *words = NULL;

	(void) data;
	if (user >= interactions->n_users)
		return;
	profile = make_profile (interactions, user);
	spread_item (terms, item, mine);
	for (gsize i = 0; i < n; i++)
		parts[i] = multiply (terms, interactions->user_items[first + i], mine)
		           * (double) interactions->pair_weights[seg_interactions_pair (interactions, user, interactions->user_items[first + i])];
	words = list_terms (terms, item, profile);
	seg_reason_strongest (recommendation, interactions, interactions->user_items + first, parts, n);
	if (*words != '\0')
		seg_reason_content (recommendation, interactions, item, words);
}

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	(void) values;
	if (interactions->content == NULL || interactions->content->items.n_terms == 0)
		estimate->unfit = g_strdup (_("Nothing is known of what items are."));
}

/* Nothing is found but what the terms are, and these are read with the interactions. */
static void
save (gconstpointer data, SegModelWriter *packer)
{
	(void) data;
	seg_pack_count (packer, 0);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *options, GError **error)
{
	if (seg_unpack_count (unpacker) != 0 || !seg_unpack_ended (unpacker, error))
		return NULL;
	return fit (interactions, options, NULL, error);
}

const SegRecommender seg_recommender_content = {
	.name = "content", .label = N_("Like what they took, by what it is"),
	.meaning = N_("Items whose titles, categories and other attributes are like those of what the person took; new items too"),
	.needs = SEG_NEEDS_CONTENT,
	.fit = fit, .save = save, .load = load, .free = g_free, .score = score, .explain = explain, .score_similar = score_similar, .n_traits = n_traits, .traits = traits, .alike = N_("what the items they took are"), .estimate = estimate,
	.recounts = TRUE, .updating = N_("Nothing is fitted: words and attributes of items are weighed as they are, and people by what they have now."),
};
