/* What the other features have said about the target already: the L1 path. */
#include <config.h>
#include "select-private.h"

/* The rows whose target is known, at most so many of them. */
static gsize
known_rows (SegJudging *judging, gsize **rows)
{
	gsize n = judging->matrix->raw->n_rows, n_rows = seg_sample_rows (n, n, 0, rows), n_known = 0;
	gsize n_most = judging->options->sample_path;
	g_autofree gsize *known = g_new (gsize, n_rows + 1), *taken = NULL;

	for (gsize i = 0; i < n_rows; i++)
		if (judging->target->labels[i] >= 0)
			known[n_known++] = i;
	n_rows = seg_sample_rows (n_known, n_most, judging->options->seed, &taken);
	for (gsize i = 0; i < n_rows; i++)
		(*rows)[i] = known[taken[i]];
	if (n_known > n_most)
		judging->n_sampled = n_most;
	return n_rows;
}

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
	g_autofree gint32 *labels = NULL;
	g_autoptr (SegMatrix) part = NULL;
	g_autoptr (SegL1Path) path = NULL;
	gsize n = known_rows (judging, &rows), d = 0;

	for (gsize column = 0; column < judging->matrix->n_columns; column++)
		position[column] = gone[column] ? -1 : (gssize) d++;
	if (d == 0)
		return TRUE;
	labels = g_new (gint32, n);
	for (gsize i = 0; i < n; i++)
		labels[i] = judging->target->labels[rows[i]];
	part = seg_matrix_part (judging->matrix->scaled, rows, n, gone, error);
	if (part == NULL)
		return FALSE;
	path = seg_l1_path (part, labels, judging->target->n_classes, judging->options->seed, judging->job, error);
	if (path == NULL)
		return FALSE;
	settle (judging, path, position);
	return TRUE;
}

const SegJudge seg_judge_path = {
	{ "l1-path", N_("L1 path"), N_("Logistic regression with a penalty on every weight: what adds nothing to the others gets the weight 0; the figure "
	                               "is the step at which it enters."), N_("L1 step"), SEG_CRITERION_WITH_TARGET }, judge
};
