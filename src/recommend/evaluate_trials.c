/* Which recommenders are tested, and which settings are tried: from words, or all, or a few usual ones. */
#include <config.h>
#include "evaluate-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_SETTINGS 1000 /* of one recommender */

/* Settings that change most on most data. Without a row there is nothing to try. */
static const char *const usual_grid[] = {
	"item-to-item neighbours=50,200 shrinkage=0,50", "user-to-user neighbours=25,100 shrinkage=0,10", "als lambda=10,100 alpha=0.1,1",
	"ease lambda=50,1000", "svd values=ones rank=2,8,32,128", "bayes smoothing=5,100 doubt=0.25,0.75", "attributes smoothing=5,100",
	"trending half-life=7,90", "autoencoder epochs=40 dropout=0.2,0.5", NULL
};

static gboolean
is_same (const SegTrial *one, const SegTrial *other)
{
	return one->recommender == other->recommender && memcmp (one->options, other->options, one->recommender->n_options * sizeof (double)) == 0;
}

static gboolean
has_trial (const GArray *trials, const SegTrial *trial)
{
	for (guint i = 0; i < trials->len; i++)
		if (is_same (&g_array_index (trials, SegTrial, i), trial))
			return TRUE;
	return FALSE;
}

static void
add_trial (GArray *trials, const SegTrial *trial)
{
	if (!has_trial (trials, trial))
		g_array_append_val (trials, *trial);
}

/* "NAME rest": the recommender with its usual settings; @rest: what follows the name. */
static gboolean
parse_name (const char *text, SegTrial *trial, const char **rest, GError **error)
{
	const gsize length = strcspn (text, " ");
	g_autofree char *name = g_strndup (text, length);

	*trial = (SegTrial) { 0 };
	if ((trial->recommender = seg_recommender_named (name, error)) == NULL)
		return FALSE;
	seg_recommender_defaults (trial->recommender, trial->options);
	*rest = text + length;
	return TRUE;
}

static void
add_all (GArray *trials)
{
	gsize n;
	const SegRecommender *const *all = seg_recommenders (&n);

	for (gsize i = 0; i < n; i++) {
		SegTrial trial = { .recommender = all[i] };

		seg_recommender_defaults (all[i], trial.options);
		add_trial (trials, &trial);
	}
}

/* Popularity goes first: the others are measured against it. */
static void
put_baseline_first (GArray *trials)
{
	SegTrial baseline = { .recommender = &seg_recommender_popularity };

	seg_recommender_defaults (baseline.recommender, baseline.options);
	for (guint i = 0; i < trials->len; i++)
		if (is_same (&g_array_index (trials, SegTrial, i), &baseline)) {
			g_array_remove_index (trials, i);
			break;
		}
	g_array_prepend_val (trials, baseline);
}

GArray *
seg_trials_parse (const char *const *wanted, GError **error)
{
	g_autoptr (GArray) trials = g_array_new (FALSE, FALSE, sizeof (SegTrial));
	SegTrial trial;
	const char *rest;

	if (wanted == NULL)
		add_all (trials);
	for (guint i = 0; wanted != NULL && wanted[i] != NULL; i++) {
		if (!parse_name (wanted[i], &trial, &rest, error) || !seg_recommender_options_parse (trial.recommender, rest, trial.options, error))
			return NULL;
		add_trial (trials, &trial);
	}
	put_baseline_first (trials);
	return g_steal_pointer (&trials);
}

/* Settings ----------------------------------------------------------------------------------------------------------- */

/* Each of @settings with each of the values of "NAME=value,value". */
static GArray *
multiply (GArray *settings, const char *word, GError **error)
{
	g_autoptr (GArray) before = settings, product = g_array_new (FALSE, FALSE, sizeof (SegTrial));
	const char *equals = strchr (word, '=');
	g_autofree char *name = g_strndup (word, equals != NULL ? (gsize) (equals - word) : strlen (word));
	g_auto (GStrv) values = g_strsplit (equals != NULL ? equals + 1 : "", ",", -1);

	for (guint i = 0; i < before->len; i++)
		for (guint v = 0; v < MAX (g_strv_length (values), 1); v++) {
			g_autofree char *text = equals != NULL && values[v] != NULL ? g_strconcat (name, "=", values[v], NULL) : g_strdup (word);
			SegTrial trial = g_array_index (before, SegTrial, i);

			if (!seg_recommender_options_parse (trial.recommender, text, trial.options, error))
				return NULL;
			g_array_append_val (product, trial);
		}
	if (product->len <= MOST_SETTINGS)
		return g_steal_pointer (&product);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" makes %u settings to try, and %d is the most"), word, product->len, MOST_SETTINGS);
	return NULL;
}

static GArray *
parse_settings (const char *text, GError **error)
{
	GArray *settings = g_array_new (FALSE, FALSE, sizeof (SegTrial));
	g_auto (GStrv) words = NULL;
	SegTrial trial;
	const char *rest;

	if (!parse_name (text, &trial, &rest, error)) {
		g_array_unref (settings);
		return NULL;
	}
	trial.searched = TRUE;
	g_array_append_val (settings, trial);
	words = g_strsplit (rest, " ", -1);
	for (guint i = 0; settings != NULL && words[i] != NULL; i++)
		if (*words[i] != '\0')
			settings = multiply (settings, words[i], error);
	return settings;
}

static gboolean
is_tested (const GArray *trials, const SegRecommender *recommender)
{
	for (guint i = 0; i < trials->len; i++)
		if (g_array_index (trials, SegTrial, i).recommender == recommender)
			return TRUE;
	return FALSE;
}

/* Turn by turn: the usual settings of each that has a grid, then the first of its grid, and so on. */
static GArray *
take_turns (const GPtrArray *grids)
{
	GArray *all = g_array_new (FALSE, FALSE, sizeof (SegTrial));
	guint longest = 0;

	for (guint i = 0; i < grids->len; i++) {
		SegTrial usual = g_array_index ((GArray *) grids->pdata[i], SegTrial, 0);

		seg_recommender_defaults (usual.recommender, usual.options);
		add_trial (all, &usual);
		longest = MAX (longest, ((GArray *) grids->pdata[i])->len);
	}
	for (guint turn = 0; turn < longest; turn++)
		for (guint i = 0; i < grids->len; i++)
			if (turn < ((GArray *) grids->pdata[i])->len)
				add_trial (all, &g_array_index ((GArray *) grids->pdata[i], SegTrial, turn));
	return all;
}

GArray *
seg_trials_grid (const char *const *grid, const GArray *trials, GError **error)
{
	g_autoptr (GPtrArray) grids = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
	const char *const *rows = grid != NULL ? grid : usual_grid;

	for (guint i = 0; rows[i] != NULL; i++) {
		GArray *settings = parse_settings (rows[i], error);

		if (settings == NULL)
			return NULL;
		if (grid != NULL || is_tested (trials, g_array_index (settings, SegTrial, 0).recommender))
			g_ptr_array_add (grids, settings);
		else
			g_array_unref (settings);
	}
	return take_turns (grids);
}
