/* Features that follow from several others together: variance inflation, the worst taken out first. */
#include <config.h>
#include "select-private.h"

#include <segscope/text.h>

#define MOST_NAMED 3
#define LEAST_WEIGHT 0.1

/* Whether others were dropped because this one says what they say. */
static gboolean
stands_for_others (const SegJudging *judging, const SegCandidate *candidate)
{
	for (gsize i = 0; i < judging->n; i++)
		if (g_strcmp0 (judging->candidates[i].row->instead, candidate->row->feature) == 0)
			return TRUE;
	return FALSE;
}

/* The candidate to go: what the person wants stays, as do recency, frequency and money; what stands for others goes after the rest, and what
 * is proposed for these data last of all; among equals the one with the largest factor above the limit. */
static SegCandidate *
worst (SegJudging *judging, const double *factors)
{
	SegCandidate *found = NULL;

	for (int spared = 2; spared >= 0 && found == NULL; spared--)
		for (gsize i = 0; i < judging->n; i++) {
			SegCandidate *candidate = &judging->candidates[i];

			if (!candidate->alive || !candidate->is_number || candidate->row->by_person || candidate->is_core
			    || !(factors[candidate->first] > judging->options->inflation)
			    || (spared > 0 && candidate->feature->proposed) || (spared > 1 && stands_for_others (judging, candidate)))
				continue;
			if (found == NULL || factors[candidate->first] > factors[found->first])
				found = candidate;
		}
	return found;
}

/* The features with the largest weights. */
static char *
name_others (SegJudging *judging, const double *weights)
{
	const char *labels[MOST_NAMED];
	gsize n = 0;
	g_autofree gboolean *named = g_new0 (gboolean, judging->n);

	for (; n < MOST_NAMED; n++) {
		gsize best = judging->n;
		double most = n == 0 ? 0 : LEAST_WEIGHT;

		for (gsize i = 0; i < judging->n; i++) {
			const SegCandidate *candidate = &judging->candidates[i];

			if (candidate->is_number && !named[i] && fabs (weights[candidate->first]) > most) {
				most = fabs (weights[candidate->first]);
				best = i;
			}
		}
		if (best == judging->n)
			break;
		named[best] = TRUE;
		labels[n] = judging->candidates[best].row->label;
	}
	return seg_words_list (labels, n);
}

static void
drop (SegJudging *judging, SegCandidate *candidate, const gboolean *use, double factor)
{
	g_autofree double *weights = g_new (double, judging->matrix->n_columns);
	g_autofree char *others = NULL, *share = NULL, *figure = NULL;

	seg_variance_inflation_weights (judging->pearson, use, candidate->first, weights);
	others = name_others (judging, weights);
	if (isinf (factor)) {
		seg_judging_drop (judging, candidate, NULL, g_strdup_printf (_("Follows exactly from %s together."), others));
		return;
	}
	share = seg_format_share (1 - 1 / factor);
	figure = seg_format_auto (factor);
	seg_judging_drop (judging, candidate, NULL, g_strdup_printf (_("%s of it follows from the others together, most of all from %s (variance "
	                                                               "inflation %s)."), share, others, figure));
}

static gboolean
judge (SegJudging *judging, GError **error)
{
	g_autofree gboolean *use = g_new0 (gboolean, judging->matrix->n_columns);
	g_autofree double *factors = g_new (double, judging->matrix->n_columns);
	SegCandidate *candidate;

	for (gsize i = 0; i < judging->n; i++)
		use[judging->candidates[i].first] = judging->candidates[i].alive && judging->candidates[i].is_number;
	while (TRUE) {
		if (!seg_job_proceed (judging->job, 0.5, NULL, error))
			return FALSE;
		seg_variance_inflation (judging->pearson, use, factors);
		for (gsize i = 0; i < judging->n; i++)
			if (judging->candidates[i].alive && judging->candidates[i].is_number)
				seg_judging_score (judging, &judging->candidates[i], factors[judging->candidates[i].first]);
		if ((candidate = worst (judging, factors)) == NULL)
			break;
		drop (judging, candidate, use, factors[candidate->first]);
		use[candidate->first] = FALSE;
	}
	for (gsize i = 0; i < judging->n; i++)
		if (judging->candidates[i].is_core && judging->candidates[i].alive && factors[judging->candidates[i].first] > judging->options->inflation)
			drop (judging, &judging->candidates[i], use, factors[judging->candidates[i].first]); /* stays, and it is said */
	return TRUE;
}

const SegJudge seg_judge_inflation = {
	{ "variance-inflation", N_("Variance inflation"), N_("Follows from several others together; the figure is 1 / (1 - R²) of the number on all other "
	                                                     "numbers."), N_("Inflation"), SEG_CRITERION_ALWAYS }, judge
};
