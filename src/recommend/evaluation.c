/* An evaluation and its parts as things: made, freed, and what is said about them. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const SegFigure unmeasured = { NAN, NAN, NAN };

static const SegMeasureInfo measures[SEG_N_MEASURES] = {
	[SEG_MEASURE_NDCG] = { "ndcg", N_("NDCG"), N_("how much of what they took next was offered, worth less the further down the list; 1 would be all of it on top"), FALSE },
	[SEG_MEASURE_RECALL] = { "recall", N_("Found"), N_("recall: share of what they took next that was among the items offered"), TRUE },
	[SEG_MEASURE_PRECISION] = { "precision", N_("Precision"), N_("share of the items offered that they took next"), TRUE },
	[SEG_MEASURE_HIT_RATE] = { "hit-rate", N_("Right for"), N_("share of the people for whom at least one of the items offered was right"), TRUE },
	[SEG_MEASURE_MAP] = { "map", N_("MAP"), N_("mean average precision: precision at each place that was right, over what could be right"), FALSE },
	[SEG_MEASURE_COVERAGE] = { "coverage", N_("Shown"), N_("share of your catalogue that is offered to anybody; low means all see the same few"), TRUE },
	[SEG_MEASURE_NOVELTY] = { "novelty", N_("Novelty"), N_("in bits: one more means that half as many people had taken the items offered"), FALSE },
	[SEG_MEASURE_DIVERSITY] = { "diversity", N_("Diversity"), N_("how unlike each other the items of a list are: 0 the same people took them all, 1 nobody took two of them"), FALSE },
	[SEG_MEASURE_POPULARITY] = { "popularity", N_("Known by"), N_("mean share of people who had taken the items offered: high means the well-known is offered"), TRUE },
	[SEG_MEASURE_GINI] = { "gini", N_("Gini"), N_("how unevenly the places go to items: 0 all alike, 1 all places to one item"), FALSE },
	[SEG_MEASURE_RMSE] = { "rmse", N_("RMSE"), N_("how far expected ratings are off (root of the mean square); for popularity those of the item's mean rating"), FALSE },
	[SEG_MEASURE_MAE] = { "mae", N_("MAE"), N_("how far expected ratings are off in the mean"), FALSE },
};

const SegMeasureInfo *
seg_measure_info (SegMeasureKind measure)
{
	return &measures[measure];
}

static const char *const part_names[SEG_N_TESTED_KINDS] = { "activity", "segment", "items" };

const char *
seg_tested_kind_name (SegTestedKind kind)
{
	return part_names[kind];
}

static const struct { const char *name, *label; } part_labels[] = {
	{ "cold", N_("took 0 to 2 items before") }, { "warm", N_("took 3 to 14 items before") }, { "heavy", N_("took 15 items or more before") },
	{ "head", N_("the most popular tenth") }, { "middle", N_("the next four tenths") }, { "tail", N_("the other half") },
};

char *
seg_evaluation_part_label (const SegEvaluationPart *part)
{
	if (part->kind == SEG_TESTED_SEGMENT)
		return g_strdup (*part->name != '\0' ? part->name : _("in no segment"));
	for (gsize i = 0; i < G_N_ELEMENTS (part_labels); i++)
		if (strcmp (part_labels[i].name, part->name) == 0)
			return g_strdup (_(part_labels[i].label));
	return g_strdup (part->name);
}

SegEvaluationPart *
seg_evaluation_part_new (SegTestedKind kind, const char *name)
{
	SegEvaluationPart *part = g_new (SegEvaluationPart, 1);

	*part = (SegEvaluationPart) { kind, g_strdup (name), 0, unmeasured, unmeasured, unmeasured, unmeasured, NAN, NAN, NAN };
	return part;
}

void
seg_evaluation_part_free (SegEvaluationPart *part)
{
	g_free (part->name);
	g_free (part);
}

SegEvaluationRun *
seg_evaluation_run_new (const SegRecommender *recommender, const double *options)
{
	SegEvaluationRun *run = g_new0 (SegEvaluationRun, 1);

	if (recommender != NULL) {
		run->recommender = g_strdup (recommender->name);
		run->options = seg_recommender_options_text (recommender, options);
	}
	for (guint measure = 0; measure < SEG_N_MEASURES; measure++)
		run->figures[measure] = unmeasured;
	for (guint measure = 0; measure < SEG_N_USER_MEASURES; measure++)
		run->gains[measure] = unmeasured;
	run->behind = unmeasured;
	run->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_evaluation_part_free);
	return run;
}

void
seg_evaluation_run_free (SegEvaluationRun *run)
{
	g_free (run->recommender);
	g_free (run->options);
	g_free (run->unfit);
	g_ptr_array_unref (run->parts);
	g_free (run);
}

void
seg_evaluation_free (SegEvaluation *evaluation)
{
	if (evaluation == NULL)
		return;
	g_free (evaluation->basis);
	g_free (evaluation->data);
	g_free (evaluation->weights);
	g_free (evaluation->untried);
	g_free (evaluation->reason);
	g_clear_pointer (&evaluation->runs, g_ptr_array_unref);
	g_free (evaluation);
}

/* What is said --------------------------------------------------------------------------------------------------------- */

const SegEvaluationRun *
seg_evaluation_baseline (const SegEvaluation *evaluation)
{
	double options[SEG_MOST_OPTIONS];
	g_autofree char *usual = NULL;

	seg_recommender_defaults (&seg_recommender_popularity, options);
	usual = seg_recommender_options_text (&seg_recommender_popularity, options);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];

		if (!run->tried && strcmp (run->recommender, seg_recommender_popularity.name) == 0 && strcmp (run->options, usual) == 0)
			return run;
	}
	return NULL;
}

SegVerdict
seg_evaluation_verdict (const SegEvaluationRun *run)
{
	const SegFigure *gain = &run->gains[SEG_MEASURE_NDCG];

	if (run->unfit != NULL || run->tried || isnan (gain->low))
		return SEG_VERDICT_NONE;
	if (gain->low >= 0 && gain->high <= 0) /* popularity, or the very same lists */
		return SEG_VERDICT_BASELINE;
	return gain->low > 0 ? SEG_VERDICT_BETTER : gain->high < 0 ? SEG_VERDICT_WORSE : SEG_VERDICT_UNSURE;
}

const char *
seg_verdict_words (SegVerdict verdict)
{
	static const char *const words[] = { N_("better than popularity"), N_("may be chance"), N_("worse than popularity"), N_("as popularity"), "" };

	return *words[verdict] != '\0' ? _(words[verdict]) : "";
}

/* "14 %" */
static char *
percent_of (double value, double of)
{
	g_autofree char *number = NULL;

	if (!(of > 0) || !isfinite (value))
		return g_strdup ("–");
	number = seg_format_number (100 * value / of, fabs (value / of) < 0.0995 ? 1 : 0);
	return g_strdup_printf ("%s %%", number);
}

char *
seg_evaluation_gain_text (const SegEvaluation *evaluation, const SegEvaluationRun *run)
{
	const SegEvaluationRun *baseline = seg_evaluation_baseline (evaluation);
	const double gain = run->gains[SEG_MEASURE_NDCG].value;
	g_autofree char *percent = percent_of (gain, baseline != NULL ? baseline->figures[SEG_MEASURE_NDCG].value : 0);

	return g_strconcat (gain > 0 && *percent >= '0' && *percent <= '9' ? "+" : "", percent, NULL);
}

static char *
word_gain (const SegEvaluation *evaluation, const SegEvaluationRun *run)
{
	const SegEvaluationRun *baseline = seg_evaluation_baseline (evaluation);
	const char *label = seg_recommender_label (run->recommender);
	const double plain = baseline != NULL ? baseline->figures[SEG_MEASURE_NDCG].value : 0;
	g_autofree char *gain = percent_of (run->gains[SEG_MEASURE_NDCG].value, plain), *low = percent_of (run->gains[SEG_MEASURE_NDCG].low, plain);
	g_autofree char *high = percent_of (run->gains[SEG_MEASURE_NDCG].high, plain);

	if (!(plain > 0))
		return g_strdup_printf (_("\"%s\", which finds some of what they took next, where popularity finds nothing"), label);
	/* TRANSLATORS: "Hidden tastes (ALS)", 14 % better than popularity at what they took next (NDCG; 8 % to 20 %) */
	return g_strdup_printf (_("\"%s\", %s better than popularity at what they took next (NDCG; %s to %s)"), label, gain, low, high);
}

/* Made of the figures, so that it is in the language of the reader. */
char *
seg_evaluation_word_reason (const SegEvaluation *evaluation)
{
	const SegEvaluationRun *best, *proposed;
	g_autofree char *gain = NULL, *best_gain = NULL;

	if (evaluation->proposed < 0)
		return g_strdup ("");
	best = evaluation->runs->pdata[0];
	proposed = evaluation->runs->pdata[evaluation->proposed];
	gain = word_gain (evaluation, proposed);
	best_gain = word_gain (evaluation, best);
	if (seg_evaluation_verdict (proposed) == SEG_VERDICT_BASELINE && proposed == best)
		return g_strdup (_("popularity: nothing that was tested is better."));
	if (seg_evaluation_verdict (proposed) == SEG_VERDICT_BASELINE)
		return g_strdup_printf (_("popularity: nothing that was tested is better beyond chance. The best was %s."), best_gain);
	if (proposed == best)
		return g_strdup_printf (_("%s. Every simpler one is behind it, beyond chance."), gain);
	return g_strdup_printf (_("%s. That \"%s\" is better still may be chance, and \"%s\" is simpler."), gain, seg_recommender_label (best->recommender),
	                        seg_recommender_label (proposed->recommender));
}

static char *
word_split (const SegEvaluation *evaluation)
{
	g_autofree char *at = seg_format_time (evaluation->split.cut_at + evaluation->clock), *hidden = seg_format_integer (evaluation->n_hidden), *share = NULL;

	share = seg_format_share ((double) evaluation->n_hidden / (double) MAX (evaluation->n_learned + evaluation->n_hidden, 1));
	switch (evaluation->split.way) {
	case SEG_SPLIT_TIME:
		return g_strdup_printf (_("What was first taken after %s is hidden (%s pairs, %s)."), at, hidden, share);
	case SEG_SPLIT_LAST:
		return g_strdup_printf (_("What each person took last is hidden (%s pairs, %s)."), hidden, share);
	default:
		return g_strdup_printf (_("Some of what each person took is hidden, at random (%s pairs, %s)."), hidden, share);
	}
}

char *
seg_evaluation_words (const SegEvaluation *evaluation)
{
	g_autofree char *split = word_split (evaluation), *users = seg_format_integer (evaluation->n_users);

	return g_strdup_printf (_("%s Learned from the rest, tested on %s people with %u items offered to each."), split, users, evaluation->n_places);
}

char *
seg_evaluation_left_out (const SegEvaluation *evaluation)
{
	const struct { gint64 n; const char *sentence; } left[] = {
		{ evaluation->n_new_users, N_("Of %s of the people nothing was known before.") },
		{ evaluation->n_new_items, N_("Of what was hidden, %s are of items that nobody had heard of before: no recommender can find them.") },
		{ evaluation->n_unlisted, N_("%s are of items that are not on sale; they are not tested.") },
		{ evaluation->n_had, N_("%s are of items that the person had before in another way; they are not tested.") },
		{ evaluation->n_undated, N_("%s have no time; they are neither learned from nor tested.") },
	};
	GString *text = g_string_new (NULL);

	for (gsize i = 0; i < G_N_ELEMENTS (left); i++) {
		g_autofree char *number = seg_format_integer (left[i].n);

		if (left[i].n > 0) {
			g_string_append (text, text->len > 0 ? " " : "");
			g_string_append_printf (text, _(left[i].sentence), number);
		}
	}
	return g_string_free (text, FALSE);
}
