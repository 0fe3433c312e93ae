/* Features that do not tell people apart, and features that say exactly what another says. */
#include <config.h>
#include "select-private.h"

#include <segscope/text.h>

/* What a feature's most frequent value is and how many have it; of a number only whether more than half do: @n_median. */
static gsize
most_frequent (const SegJudging *judging, const SegCandidate *candidate, gsize n_median, char **value)
{
	const SegFeatureMatrix *matrix = judging->matrix;
	gsize most = 0, n = judging->n_rows, at = candidate->first;

	if (candidate->is_number) {
		*value = seg_format_auto (matrix->columns[at].median);
		return n_median;
	}
	for (gsize column = candidate->first; column < candidate->first + candidate->n_columns; column++) {
		gsize count = (gsize) (matrix->columns[column].mean * (double) n + 0.5);

		if (count > most) {
			most = count;
			at = column;
		}
	}
	*value = g_strdup (matrix->columns[at].label);
	return most;
}

static char *
missing_words (const SegJudging *judging, const SegCandidate *candidate)
{
	gsize n_missing = judging->matrix->columns[candidate->first].n_missing;
	g_autofree char *share = seg_format_share ((double) n_missing / (double) judging->n_rows);

	return n_missing == 0 ? g_strdup ("") : g_strdup_printf (_(" (of %s nothing is known)"), share);
}

static gboolean
is_constant (const SegJudging *judging, const SegCandidate *candidate)
{
	for (gsize column = candidate->first; column < candidate->first + candidate->n_columns; column++)
		if (!judging->matrix->columns[column].constant)
			return FALSE;
	return TRUE;
}

static gboolean
judge_constant (SegJudging *judging, GError **error)
{
	(void) error;
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];
		g_autofree char *value = NULL, *missing = NULL;

		if (!candidate->alive || !is_constant (judging, candidate))
			continue;
		most_frequent (judging, candidate, judging->n_rows, &value);
		missing = missing_words (judging, candidate);
		seg_judging_drop (judging, candidate, NULL, g_strdup_printf (_("Everyone has the same value, %s%s: it tells nobody apart."), value,
		                                                             missing));
	}
	return TRUE;
}

const SegJudge seg_judge_constant = {
	{ "constant", N_("Constant"), N_("Has one value only: it tells nobody apart."), NULL, SEG_CRITERION_ALWAYS }, judge_constant
};

static gboolean
judge_near_constant (SegJudging *judging, GError **error)
{
	double n = (double) judging->n_rows;

	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];
		g_autofree char *value = NULL, *missing = NULL, *share = NULL, *others = NULL;
		gsize most;

		if (!seg_job_proceed (judging->job, (double) i / (double) judging->n, NULL, error))
			return FALSE;
		if (!candidate->alive)
			continue;
		most = most_frequent (judging, candidate, judging->n_median[candidate->first], &value);
		seg_judging_score (judging, candidate, (double) most / n);
		if ((double) most < judging->options->most_frequent * n)
			continue;
		missing = missing_words (judging, candidate);
		share = seg_format_share ((double) most / n);
		others = seg_format_integer ((gint64) (judging->n_rows - most));
		seg_judging_drop (judging, candidate, NULL, g_strdup_printf (_("%s of the users have the same value, %s%s: it tells only %s of them from "
		                                                               "the rest."), share, value, missing, others));
	}
	return TRUE;
}

const SegJudge seg_judge_near_constant = {
	{ "near-constant", N_("Nearly constant"), N_("Nearly all users have the same value; the figure is their share."), N_("Same value"),
	  SEG_CRITERION_ALWAYS }, judge_near_constant
};

/* Duplicates ---------------------------------------------------------------------------------------------------------------- */

static SegCandidate *
owner_of (SegJudging *judging, gsize column)
{
	for (gsize i = 0; i < judging->n; i++)
		if (column >= judging->candidates[i].first && column < judging->candidates[i].first + judging->candidates[i].n_columns)
			return &judging->candidates[i];
	return NULL;
}

/* The person's wish counts more than which came first. */
static gboolean
judge_duplicate (SegJudging *judging, GError **error)
{
	(void) error;
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i], *twin, *goes, *stays;
		gssize earlier = judging->matrix->columns[candidate->first].duplicate_of;

		if (!candidate->alive || !candidate->is_number || earlier < 0 || (twin = owner_of (judging, (gsize) earlier)) == NULL
		    || !twin->alive || !twin->is_number)
			continue;
		goes = candidate->row->by_person && !twin->row->by_person ? twin : candidate;
		stays = goes == twin ? candidate : twin;
		seg_judging_drop (judging, goes, stays, g_strdup_printf (_("Says exactly what %s says: each can be computed from the other, so "
		                                                           "the two would count twice."), stays->row->label));
	}
	return TRUE;
}

const SegJudge seg_judge_duplicate = {
	{ "duplicate", N_("Repeated"), N_("Can be computed from another feature by a factor and a sum: the two would count twice."), NULL,
	  SEG_CRITERION_ALWAYS }, judge_duplicate
};
