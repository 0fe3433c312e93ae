/* The table of recommenders, in the order of menus and of the evaluation, and what is the same for all of them. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const SegRecommender *const recommenders[] = {
	&seg_recommender_item_to_item,
	&seg_recommender_user_to_user,
	&seg_recommender_als,
	&seg_recommender_ease,
	&seg_recommender_svd,
	&seg_recommender_bayes,
	&seg_recommender_content,
	&seg_recommender_autoencoder,
	&seg_recommender_hybrid,
	&seg_recommender_attributes,
	&seg_recommender_popularity,
	&seg_recommender_trending,
};

const SegRecommender *const *
seg_recommenders (gsize *n_recommenders)
{
	*n_recommenders = G_N_ELEMENTS (recommenders);
	return recommenders;
}

const SegRecommender *
seg_recommender_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (recommenders); i++)
		if (strcmp (recommenders[i]->name, name) == 0)
			return recommenders[i];
	return NULL;
}

const char *
seg_recommender_label (const char *name)
{
	const SegRecommender *recommender = seg_recommender_find (name);

	return recommender != NULL ? _(recommender->label) : name;
}

const SegRecommender *
seg_recommender_named (const char *name, GError **error)
{
	const SegRecommender *found = name == NULL ? recommenders[0] : seg_recommender_find (name);
	g_autoptr (GString) names = NULL;

	if (found != NULL)
		return found;
	names = g_string_new (NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (recommenders); i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", recommenders[i]->name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no recommender \"%s\"; there are: %s"), name, names->str);
	return NULL;
}

static void
copy_scores (gpointer data, gsize number, gsize first, gsize n, const double *scores)
{
	(void) number;
	memcpy ((double *) data + first, scores, n * sizeof *scores);
}

void
seg_score_one (SegScoreMany score_many, gconstpointer model, const SegInteractions *interactions, gsize user, double *scores)
{
	memset (scores, 0, interactions->n_items * sizeof *scores);
	if (user < interactions->n_users)
		score_many (model, interactions, &user, 1, copy_scores, scores);
}

/* Options --------------------------------------------------------------------------------------------------------- */

void
seg_recommender_defaults (const SegRecommender *recommender, double *options)
{
	for (guint i = 0; i < SEG_MOST_OPTIONS; i++)
		options[i] = i < recommender->n_options ? recommender->options[i].value : 0;
}

static gboolean
refuse_option (const SegRecommender *recommender, const char *word, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; i < recommender->n_options; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", recommender->options[i].name);
	if (recommender->n_options == 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\": the recommender %s has no options"), word, recommender->name);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is no option of the recommender %s; write NAME=NUMBER with one of: %s"), word,
		             recommender->name, names->str);
	return FALSE;
}

static gboolean
parse_choice (const SegRecommenderOption *option, const char *word, const char *text, double *value, GError **error)
{
	g_autofree char *names = NULL;

	for (guint i = 0; option->choices[i] != NULL; i++)
		if (strcmp (option->choices[i], text) == 0) {
			*value = i;
			return TRUE;
		}
	names = g_strjoinv (", ", (char **) option->choices);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\": %s is one of %s"), word, option->name, names);
	return FALSE;
}

static gboolean
parse_option (const SegRecommender *recommender, const char *word, double *options, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (word, "=", 2);
	char least[G_ASCII_DTOSTR_BUF_SIZE], most[G_ASCII_DTOSTR_BUF_SIZE], *end = NULL;
	const SegRecommenderOption *option = NULL;
	double value;
	guint i;

	for (i = 0; i < recommender->n_options && strcmp (recommender->options[i].name, parts[0]) != 0; i++)
		;
	if (i == recommender->n_options || parts[1] == NULL)
		return refuse_option (recommender, word, error);
	option = &recommender->options[i];
	if (option->choices != NULL)
		return parse_choice (option, word, parts[1], &options[i], error);
	value = g_ascii_strtod (parts[1], &end);
	if (end == parts[1] || *end != '\0' || !(value >= option->least && value <= option->most) || (option->whole && value != rint (value))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             option->whole ? _("\"%s\": %s must be a whole number from %s to %s") : _("\"%s\": %s must be a number from %s to %s"), word,
		             option->name, g_ascii_formatd (least, sizeof least, "%g", option->least), g_ascii_formatd (most, sizeof most, "%g", option->most));
		return FALSE;
	}
	options[i] = value;
	return TRUE;
}

gboolean
seg_recommender_options_parse (const SegRecommender *recommender, const char *text, double *options, GError **error)
{
	g_auto (GStrv) words = g_strsplit_set (text, " ,\t\n", -1);
	double parsed[SEG_MOST_OPTIONS];

	memcpy (parsed, options, sizeof parsed);
	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0' && !parse_option (recommender, words[i], parsed, error))
			return FALSE;
	memcpy (options, parsed, sizeof parsed);
	return TRUE;
}

char *
seg_recommender_options_text (const SegRecommender *recommender, const double *options)
{
	GString *text = g_string_new (NULL);
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	for (guint i = 0; i < recommender->n_options; i++) {
		const SegRecommenderOption *option = &recommender->options[i];

		g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", option->name,
		                        option->choices != NULL ? option->choices[(guint) options[i]]
		                                                : g_ascii_formatd (number, sizeof number, "%.10g", options[i]));
	}
	return g_string_free (text, FALSE);
}

/* Cost ------------------------------------------------------------------------------------------------------------ */

void
seg_recommender_estimate (const SegRecommender *recommender, const SegInteractions *interactions, const double *options,
                          SegFitEstimate *estimate)
{
	*estimate = (SegFitEstimate) { 0 };
	if ((recommender->needs & SEG_NEEDS_RATINGS) && !seg_interactions_have_ratings (interactions))
		estimate->unfit = g_strdup (_("No ratings were imported, and it predicts ratings."));
	if (recommender->estimate != NULL && estimate->unfit == NULL)
		recommender->estimate (interactions, options, estimate);
}

void
seg_fit_estimate_clear (SegFitEstimate *estimate)
{
	g_clear_pointer (&estimate->unfit, g_free);
}
