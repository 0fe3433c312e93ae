/* The proposal: all candidates before the criteria, one after the other, and what is left with the reason for each. */
#include <config.h>
#include "select-private.h"

#include <segscope/text.h>

#define CORE_GROUP "recency-frequency-monetary"

SegSelectOptions
seg_select_options_defaults (void)
{
	return (SegSelectOptions) { .most_frequent = 0.99, .correlation = 0.9, .inflation = 10, .information = 0.002, .false_finds = 0.05,
		                        .most = 20, .least_correlation = 0.3, .laplacian = 0.95, .silhouette = 0.05, .sample = 2000, .sample_path = 5000, .seed = 1 };
}

static void
free_row (gpointer data)
{
	SegProposalRow *row = data;

	g_free (row->feature);
	g_free (row->label);
	g_free (row->reason);
	g_free (row->instead);
	g_free (row);
}

void
seg_proposal_free (SegProposal *proposal)
{
	if (proposal == NULL)
		return;
	g_clear_pointer (&proposal->rows, g_ptr_array_unref);
	seg_target_free (proposal->target);
	g_free (proposal->summary);
	g_free (proposal);
}

/* For criteria ---------------------------------------------------------------------------------------------------------------------- */

/* Whether the criterion asks if others say the same. */
static gboolean
repeats (gsize criterion)
{
	const SegJudge *judge = seg_judge (criterion);

	return judge == &seg_judge_correlation || judge == &seg_judge_inflation || judge == &seg_judge_few;
}

/* What stays all the same: with what spoke against it. */
static void
spare (SegProposalRow *row, char *reason)
{
	g_autofree char *before = row->reason, *against = reason;
	g_autofree char *words = !row->by_person ? g_strdup_printf (_("Kept as one of recency, frequency and money, which everyone asks for, although: %s"), against)
	                         : before == NULL ? g_strdup_printf (_("You asked for it, although: %s"), against) : g_strdup (against);

	row->reason = before != NULL ? g_strdup_printf ("%s %s", before, words) : g_steal_pointer (&words);
}

gboolean
seg_judging_drop (SegJudging *judging, SegCandidate *candidate, const SegCandidate *instead, char *reason)
{
	SegProposalRow *row = candidate->row;

	if (row->by_person || (candidate->is_core && repeats (judging->number))) {
		spare (row, reason);
		return FALSE;
	}
	candidate->alive = FALSE;
	row->keep = FALSE;
	row->criterion = (gssize) judging->number;
	g_free (row->reason);
	row->reason = reason;
	row->instead = instead != NULL ? g_strdup (instead->row->feature) : NULL;
	return TRUE;
}

void
seg_judging_score (SegJudging *judging, SegCandidate *candidate, double score)
{
	candidate->row->scores[judging->number] = score;
}

gsize
seg_judging_n_alive (const SegJudging *judging)
{
	gsize n = 0;

	for (gsize i = 0; i < judging->n; i++)
		n += judging->candidates[i].alive != 0;
	return n;
}

gboolean *
seg_judging_gone (const SegJudging *judging)
{
	gboolean *gone = g_new0 (gboolean, judging->matrix->n_columns);

	for (gsize i = 0; i < judging->n; i++)
		for (gsize offset = 0; offset < judging->candidates[i].n_columns; offset++)
			gone[judging->candidates[i].first + offset] = !judging->candidates[i].alive;
	return gone;
}

char *
seg_words_list (const char *const *labels, gsize n)
{
	GString *words = g_string_new (NULL);

	for (gsize i = 0; i < n; i++)
		g_string_append_printf (words, "%s%s", i == 0 ? "" : i + 1 == n ? _(" and ") : _(", "), labels[i]);
	return g_string_free (words, FALSE);
}

/* Candidates ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_named (const char *const *names, const GPtrArray *catalogue, const SegFeature *feature)
{
	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		if (seg_feature_find (catalogue, names[i]) == feature)
			return TRUE;
	return FALSE;
}

static gboolean
check_names (const char *const *names, const GPtrArray *catalogue, GError **error)
{
	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		if (seg_feature_find (catalogue, names[i]) == NULL) {
			seg_feature_set_unknown (catalogue, names[i], error);
			return FALSE;
		}
	return TRUE;
}

/* A candidate stands for the feature, not for what else was chosen to be done to it: one column a number, one a value of a category, all
 * users. Its scaling and limits stay, as they change what is near to what. */
static SegSelected *
plain (const SegSelected *selected)
{
	SegSelected *copy = seg_selected_new (selected->name, selected->scaling);

	copy->limited = selected->limited;
	copy->low = selected->low;
	copy->high = selected->high;
	return copy;
}

/* What to judge: features the set was built with, each scaled as selected or as is usual; nothing that is an outcome or the target. */
static GPtrArray *
choose_candidates (SegWorkspace *workspace, const SegFeatureSet *set, const SegSelectOptions *options, const GPtrArray *catalogue,
                   const SegFeature *target, GError **error)
{
	g_autoptr (GPtrArray) all = seg_feature_selection_of_set (workspace, set, error);
	GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSelected *selected = all->pdata[i], *before = seg_selection_find (set->selection, selected->name);
		const SegFeature *feature = seg_feature_find (catalogue, selected->name);
		gboolean wanted = is_named (options->keep, catalogue, feature);

		if (feature == target || (options->candidates == NULL ? feature->is_outcome && !wanted
		                                                      : !wanted && !is_named (options->candidates, catalogue, feature)))
			continue;
		g_ptr_array_add (chosen, plain (before != NULL ? before : selected));
	}
	if (all != NULL && chosen->len > 0)
		return chosen;
	if (all != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("There is no feature to judge"));
	g_ptr_array_unref (chosen);
	return NULL;
}

static SegProposalRow *
new_row (const SegFeature *feature, const SegSelected *selected, const SegFeatureSet *set)
{
	SegProposalRow *row = g_new0 (SegProposalRow, 1);

	row->feature = g_strdup (feature->name);
	row->label = g_strdup (feature->label);
	row->scaling = selected->scaling;
	row->keep = TRUE;
	row->criterion = -1;
	row->was_selected = seg_selection_find (set->selection, feature->name) != NULL;
	for (gsize i = 0; i < SEG_MOST_CRITERIA; i++)
		row->scores[i] = NAN;
	return row;
}

/* Joins features with their columns; what the person drops is out from the start. */
static void
fill_candidates (SegJudging *judging, const GPtrArray *chosen, const GPtrArray *catalogue, const SegFeatureSet *set, SegProposal *proposal)
{
	gsize column = 0;

	judging->candidates = g_new0 (SegCandidate, chosen->len);
	for (guint i = 0; i < chosen->len; i++) {
		const SegSelected *selected = chosen->pdata[i];
		SegCandidate *candidate = &judging->candidates[judging->n++];

		candidate->feature = seg_feature_find (catalogue, selected->name);
		candidate->row = new_row (candidate->feature, selected, set);
		candidate->first = column;
		while (column < judging->matrix->n_columns && strcmp (judging->matrix->columns[column].feature, selected->name) == 0)
			column++;
		candidate->n_columns = column - candidate->first;
		candidate->is_number = candidate->feature->type != SEG_TYPE_CATEGORY && candidate->n_columns == 1;
		candidate->is_core = judging->target == NULL && candidate->feature->proposed && g_strcmp0 (candidate->feature->group, CORE_GROUP) == 0;
		candidate->alive = TRUE;
		candidate->information = NAN;
		candidate->row->by_person = is_named (judging->options->keep, catalogue, candidate->feature);
		if (is_named (judging->options->drop, catalogue, candidate->feature)) {
			candidate->alive = candidate->row->keep = FALSE;
			candidate->row->by_person = TRUE;
			candidate->row->reason = g_strdup (_("You left it out."));
		} else if (candidate->n_columns == 0) {
			candidate->alive = candidate->row->keep = FALSE;
			candidate->row->reason = g_strdup (_("Nobody has a value."));
		}
		g_ptr_array_add (proposal->rows, candidate->row);
	}
}

/* Judging ------------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_asked (const SegJudging *judging, gsize number)
{
	SegCriterionNeeds needs = seg_criterion (number)->needs;

	return !judging->options->skip[number]
	       && (needs == SEG_CRITERION_ALWAYS || (needs == SEG_CRITERION_WITH_TARGET) == (judging->target != NULL));
}

gboolean
seg_judging_asks (const SegJudging *judging, const SegJudge *judge)
{
	for (gsize i = 0; i < seg_criteria_count (); i++)
		if (seg_judge (i) == judge)
			return is_asked (judging, i);
	return FALSE;
}

static gboolean
judge_all (SegJudging *judging, GError **error)
{
	gsize n = seg_criteria_count ();

	for (gsize i = 0; i < n; i++) {
		SegJobSpan span;
		gboolean success;

		if (!is_asked (judging, i))
			continue;
		judging->number = i;
		span = seg_job_enter (judging->job, 0.6 + 0.4 * (double) i / (double) n, 0.6 + 0.4 * (double) (i + 1) / (double) n);
		success = seg_job_proceed (judging->job, 0, _(seg_criterion (i)->label), error) && seg_judge (i)->judge (judging, error);
		seg_job_leave (judging->job, span);
		if (!success)
			return FALSE;
	}
	return TRUE;
}

/* What is kept without a reason of its own gets one from its figures. */
static void
give_reason (const SegJudging *judging, const SegCandidate *candidate)
{
	SegProposalRow *row = candidate->row;
	g_autofree char *figure = NULL, *other = NULL;
	double most = 0;

	for (gsize i = 0; candidate->is_number && i < judging->n; i++) {
		const SegCandidate *rival = &judging->candidates[i];
		double r = rival->is_number && rival != candidate && rival->alive
		           ? seg_matrix_row (judging->strength, candidate->first)[rival->first] : 0;

		if (r > most) {
			most = r;
			g_free (other);
			other = g_strdup (rival->row->label);
		}
	}
	if (!isnan (candidate->information)) {
		figure = seg_format_share (candidate->information);
		row->reason = g_strdup_printf (candidate->information > 0.8
		                               ? _("Tells %s of what there is to know about %s. So much is suspicious: is it known beforehand?")
		                               : _("Tells %s of what there is to know about %s."), figure, judging->target->label);
	} else if (other != NULL) {
		figure = seg_format_number (most, 2);
		row->reason = g_strdup_printf (_("Tells people apart, and no other says the same; nearest is %s (correlation %s)."), other, figure);
	} else
		row->reason = g_strdup (_("Tells people apart, and no other says the same."));
}

/* What was kept in the place of another may have gone later: that is said too. */
static void
follow_up (const SegJudging *judging, SegProposalRow *row)
{
	for (gsize i = 0; row->instead != NULL && i < judging->n; i++) {
		const SegProposalRow *other = judging->candidates[i].row;
		g_autofree char *before = row->reason;

		if (strcmp (other->feature, row->instead) != 0 || other->keep) {
			row->reason = g_steal_pointer (&before);
			continue;
		}
		row->reason = g_strdup_printf (_("%s Later %s went as well: %s"), before, other->label, other->reason);
		g_clear_pointer (&row->instead, g_free);
	}
}

/* Whether more are kept than were asked for, although those that go together were counted once. */
static gboolean
is_many (const SegJudging *judging, const SegProposal *proposal)
{
	return seg_judging_asks (judging, &seg_judge_few) && judging->options->most > 0 && proposal->n_kept > judging->options->most;
}

static char *
summary_of (const SegJudging *judging, const SegProposal *proposal)
{
	if (judging->target != NULL)
		return g_strdup_printf (_("%u of %u features are worth keeping to predict %s."), proposal->n_kept, proposal->rows->len, judging->target->label);
	if (is_many (judging, proposal))
		return g_strdup_printf (_("%u of %u features are worth keeping to find groups. More than the %u asked for, as no two of them say the same: "
		                          "leave out what your question is not about."), proposal->n_kept, proposal->rows->len, judging->options->most);
	return g_strdup_printf (_("%u of %u features are worth keeping to find groups."), proposal->n_kept, proposal->rows->len);
}

static void
finish (const SegJudging *judging, SegProposal *proposal)
{
	for (gsize i = 0; i < judging->n; i++)
		follow_up (judging, judging->candidates[i].row);
	for (gsize i = 0; i < judging->n; i++) {
		const SegCandidate *candidate = &judging->candidates[i];

		proposal->n_kept += candidate->row->keep != 0;
		if (candidate->row->reason == NULL && candidate->row->by_person)
			candidate->row->reason = g_strdup (_("You asked for it, and nothing speaks against it."));
		else if (candidate->row->reason == NULL)
			give_reason (judging, candidate);
	}
	proposal->n_sampled = judging->n_sampled;
	proposal->summary = summary_of (judging, proposal);
}

/* Everything --------------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
read_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *chosen, SegJudging *judging, SegFeatureMatrix **matrix,
             GError **error)
{
	SegJobSpan span = seg_job_enter (judging->job, 0, 0.3);

	*matrix = seg_feature_matrix_half (workspace, set, chosen, SEG_MATRIX_RAW, judging->job, error);
	seg_job_leave (judging->job, span);
	if (*matrix == NULL)
		return FALSE;
	judging->matrix = *matrix;
	judging->n_rows = (*matrix)->raw->n_rows;
	if (judging->n_rows >= 3)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Features can be judged from three users on, and there are %zu"), judging->n_rows);
	return FALSE;
}

static gboolean
propose (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *catalogue, SegJudging *judging, SegProposal *proposal,
         GError **error)
{
	const SegSelectOptions *options = judging->options;
	const SegFeature *target = options->target != NULL ? seg_feature_find (catalogue, options->target) : NULL;
	g_autoptr (GPtrArray) chosen = choose_candidates (workspace, set, options, catalogue, target, error);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	SegJobSpan span;
	gboolean success;

	if (chosen == NULL || !read_matrix (workspace, set, chosen, judging, &matrix, error))
		return FALSE;
	if (options->target != NULL) {
		proposal->target = seg_target_load (workspace, set, matrix->user_ids, judging->n_rows, options->target, judging->job, error);
		if (proposal->target == NULL)
			return FALSE;
	}
	judging->target = proposal->target;
	fill_candidates (judging, chosen, catalogue, set, proposal);
	span = seg_job_enter (judging->job, 0.3, 0.6);
	success = seg_judging_look (judging, matrix, chosen, error);
	seg_job_leave (judging->job, span);
	if (!success || !judge_all (judging, error))
		return FALSE;
	finish (judging, proposal);
	return TRUE;
}

SegProposal *
seg_select_propose (SegWorkspace *workspace, const SegFeatureSet *set, const SegSelectOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegProposal) proposal = g_new0 (SegProposal, 1);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	SegJudging judging = { .options = options, .job = job };
	gboolean success;

	proposal->rows = g_ptr_array_new_with_free_func (free_row);
	success = catalogue != NULL && check_names (options->candidates, catalogue, error) && check_names (options->keep, catalogue, error)
	          && check_names (options->drop, catalogue, error) && propose (workspace, set, catalogue, &judging, proposal, error);
	g_free (judging.candidates);
	seg_judging_forget (&judging);
	return success ? g_steal_pointer (&proposal) : NULL;
}

GPtrArray *
seg_proposal_selection (const SegProposal *proposal, const SegFeatureSet *set)
{
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (guint i = 0; i < proposal->rows->len; i++) {
		const SegProposalRow *row = proposal->rows->pdata[i];
		const SegSelected *before = seg_selection_find (set->selection, row->feature);

		if (row->keep)
			g_ptr_array_add (selection, before != NULL ? seg_selected_copy (before) : seg_selected_new (row->feature, row->scaling));
	}
	return selection;
}
