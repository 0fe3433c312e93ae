/* How long a test will take: said before it is made, and by which its progress is told. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

#define LEAST_SECONDS 0.05 /* of a test, whatever fitting takes */
#define WORTH_SAYING 5

double
seg_trial_expect (const SegTrial *trial, const SegInteractions *training)
{
	SegFitEstimate estimate;
	double seconds;

	seg_recommender_estimate (trial->recommender, training, trial->options, &estimate);
	seconds = LEAST_SECONDS + (estimate.unfit == NULL ? estimate.seconds : 0);
	seg_fit_estimate_clear (&estimate);
	return seconds;
}

char *
seg_trial_phrase (const SegTrial *trial, double seconds, double all)
{
	g_autofree char *own = seg_format_number (seconds, seconds < 10 ? 1 : 0), *whole = seg_format_number (all, 0);

	return all < WORTH_SAYING ? g_strdup (_(trial->recommender->label))
	                          : g_strdup_printf (_("%s, about %s of %s s"), _(trial->recommender->label), own, whole);
}

static void
free_expected (gpointer data)
{
	SegExpectedRun *expected = data;

	g_free (expected->options);
	g_free (expected->unfit);
	g_free (expected);
}

GPtrArray *
seg_evaluate_expect (SegWorkspace *workspace, const SegEvaluateOptions *options, double *seconds, SegJob *job, GError **error)
{
	g_autoptr (GArray) trials = seg_trials_parse (options->wanted, error);
	g_autoptr (SegInteractions) all = trials != NULL ? seg_interactions_load_all (workspace, 0, job, error) : NULL;
	g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_expected);

	*seconds = options->seconds;
	for (guint i = 0; all != NULL && i < trials->len; i++) {
		const SegTrial *trial = &g_array_index (trials, SegTrial, i);
		SegExpectedRun *expected = g_new0 (SegExpectedRun, 1);
		SegFitEstimate estimate;

		seg_recommender_estimate (trial->recommender, all, trial->options, &estimate);
		expected->recommender = trial->recommender->name;
		expected->options = seg_recommender_options_text (trial->recommender, trial->options);
		expected->unfit = g_steal_pointer (&estimate.unfit);
		expected->seconds = seg_trial_expect (trial, all);
		expected->memory = estimate.memory;
		*seconds += expected->seconds;
		g_ptr_array_add (list, expected);
		seg_fit_estimate_clear (&estimate);
	}
	return all != NULL ? g_steal_pointer (&list) : NULL;
}
