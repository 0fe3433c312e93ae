/* What the other features have said about the target already: the L1 path. */
#include <config.h>
#include "select-private.h"

/* Of the candidate's columns: the step at which the first enters, and whether any has a weight at the chosen step. */
static guint
step_of (const SegL1Path *path, const gssize *position, const SegCandidate *candidate, gboolean *weighs)
{
	guint step = path->n_steps;

	*weighs = FALSE;
	for (gsize column = candidate->first; column < candidate->first + candidate->n_columns; column++) {
		gssize at = position[column];

		if (at < 0)
			continue;
		step = MIN (step, path->entered[at]);
		*weighs = *weighs || path->weights[at] > 0;
	}
	return step;
}

static void
settle (SegJudging *judging, const SegL1Path *path, const gssize *position)
{
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];
		gboolean weighs;
		guint step;

		if (!candidate->alive)
			continue;
		step = step_of (path, position, candidate, &weighs);
		seg_judging_score (judging, candidate, step < path->n_steps ? step + 1.0 : NAN);
		if (weighs)
			continue;
		seg_judging_drop (judging, candidate, NULL,
		                  step < path->n_steps
		                  ? g_strdup_printf (_("The other features say about %s what it could say: with the penalty that predicts best within one standard "
		                                       "error its weight is 0 (it enters the L1 path at step %u of %u)."), judging->target->label, step + 1,
		                                     path->n_steps)
		                  : g_strdup_printf (_("The other features say about %s what it could say: it never enters the L1 path."),
		                                     judging->target->label));
	}
}

static gboolean
judge (SegJudging *judging, GError **error)
{
	g_autofree gsize *rows = NULL;
	g_autofree gboolean *gone = seg_judging_gone (judging);
	g_autofree gssize *position = g_new (gssize, judging->matrix->n_columns);
	g_autoptr (SegMatrix) part = NULL;
	g_autoptr (SegL1Path) path = NULL;
	gsize n = judging->known->n_rows, d = 0;

	for (gsize column = 0; column < judging->matrix->n_columns; column++)
		position[column] = gone[column] ? -1 : (gssize) d++;
	if (n < judging->target->n_known)
		judging->n_sampled = n;
	if (d == 0)
		return TRUE;
	seg_sample_rows (n, n, 0, &rows);
	part = seg_matrix_part (judging->known, rows, n, gone, error);
	if (part == NULL)
		return FALSE;
	path = seg_l1_path (part, judging->known_labels, judging->target->n_classes, judging->options->seed, judging->job, error);
	if (path == NULL)
		return FALSE;
	settle (judging, path, position);
	return TRUE;
}

const SegJudge seg_judge_path = {
	{ "l1-path", N_("L1 path"), N_("Logistic regression with a penalty on every weight: what adds nothing to the others gets the weight 0; the figure "
	                               "is the step at which it enters."), N_("L1 step"), SEG_CRITERION_WITH_TARGET }, judge
};
