/* Trying settings within a time: on a split of what is learned from, so that what is hidden for the test stays unseen. */
#include <config.h>
#include "evaluate-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* The best settings of one recommender so far. */
typedef struct {
	const SegRecommender *recommender;
	SegTrial best;
	double   ndcg, seconds; /* seconds: the last one took */
	guint    n;
} Found;

static Found *
find (GArray *found, const SegRecommender *recommender)
{
	const Found none = { recommender, { 0 }, -1, -1, 0 };

	for (guint i = 0; i < found->len; i++)
		if (g_array_index (found, Found, i).recommender == recommender)
			return &g_array_index (found, Found, i);
	g_array_append_val (found, none);
	return &g_array_index (found, Found, found->len - 1);
}

/* What it will take, by the last of the same recommender, else roughly. */
static double
expect_seconds (const Found *found, const SegTrial *trial, const SegInteractions *training)
{
	SegFitEstimate estimate;

	if (found->seconds >= 0)
		return found->seconds;
	seg_recommender_estimate (trial->recommender, training, trial->options, &estimate);
	seg_fit_estimate_clear (&estimate);
	return estimate.seconds;
}

static void
note_untried (const SegTrial *trial, GString *untried)
{
	g_autofree char *options = seg_recommender_options_text (trial->recommender, trial->options);

	g_string_append_printf (untried, "%s%s %s", untried->len > 0 ? "; " : "", trial->recommender->name, options);
}

/* A person's settings that are no better than the usual ones need no test of their own. */
static void
take_best (const GArray *found, GArray *trials)
{
	for (guint i = 0; i < found->len; i++) {
		const Found *one = &g_array_index (found, Found, i);
		gboolean known = one->n < 2 || one->ndcg <= 0;

		for (guint t = 0; t < trials->len && !known; t++) {
			const SegTrial *trial = &g_array_index (trials, SegTrial, t);

			known = trial->recommender == one->recommender
			        && memcmp (trial->options, one->best.options, one->recommender->n_options * sizeof (double)) == 0;
		}
		if (!known) {
			SegTrial best = one->best;

			best.searched = TRUE;
			g_array_append_val (trials, best);
		}
	}
}

static gboolean
try_settings (const SegCut *inner, const GArray *grid, const SegEvaluateOptions *options, GArray *found, SegEvaluation *evaluation, GString *untried,
              SegJob *job, GError **error)
{
	const gint64 began = g_get_monotonic_time ();

	for (guint i = 0; i < grid->len; i++) {
		const SegTrial *trial = &g_array_index (grid, SegTrial, i);
		const double spent = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
		Found *so_far = find (found, trial->recommender);
		SegEvaluationRun *run;
		gboolean fine;

		if (spent + expect_seconds (so_far, trial, inner->training) > options->seconds) {
			note_untried (trial, untried);
			continue;
		}
		if (!seg_job_proceed (job, CLAMP (spent / options->seconds, 0, 1), _("trying settings"), error))
			return FALSE;
		run = seg_evaluation_run_new (trial->recommender, trial->options);
		run->tried = TRUE;
		g_ptr_array_add (evaluation->runs, run);
		{
			const SegJobSpan outer = seg_job_enter (job, CLAMP (spent / options->seconds, 0, 1), CLAMP (spent / options->seconds, 0, 1));

			fine = seg_trial_run (inner, trial, evaluation->n_places, FALSE, run, NULL, job, error);
			seg_job_leave (job, outer);
		}
		if (!fine)
			return FALSE;
		so_far->seconds = run->seconds;
		so_far->n++;
		if (run->unfit == NULL && run->figures[SEG_MEASURE_NDCG].value > so_far->ndcg) {
			so_far->ndcg = run->figures[SEG_MEASURE_NDCG].value;
			so_far->best = *trial;
		}
	}
	return TRUE;
}

gboolean
seg_evaluate_search (SegWorkspace *workspace, const SegCut *cut, const SegEvaluateOptions *options, GArray *trials, SegEvaluation *evaluation,
                     SegJob *job, GError **error)
{
	g_autoptr (GArray) grid = seg_trials_grid (options->grid, trials, error), found = g_array_new (FALSE, FALSE, sizeof (Found));
	g_autoptr (GString) untried = g_string_new (NULL);
	g_autoptr (GError) failure = NULL;
	SegSplitOptions split = cut->split.options;
	SegCut inner = { 0 };
	gboolean fine;

	if (grid == NULL)
		return FALSE;
	split.cut_at = 0;
	split.seed ^= 0x5eed;
	fine = seg_cut_make (workspace, cut->training, &split, &cut->split.filter, &inner, job, &failure) && seg_hidden_enough (&inner.hidden, &inner.split, &failure);
	if (!fine && g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) { /* the usual settings can still be tested */
		g_string_append (untried, failure->message);
		fine = TRUE;
	} else if (!fine)
		g_propagate_error (error, g_steal_pointer (&failure));
	else
		fine = try_settings (&inner, grid, options, found, evaluation, untried, job, error);
	seg_cut_clear (&inner);
	take_best (found, trials);
	g_free (evaluation->untried);
	evaluation->untried = g_strdup (untried->str);
	return fine;
}
