/* Which recommender is proposed: the simplest of those that are not behind the best one beyond chance. */
#include <config.h>
#include "evaluate-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* From the one that is understood in a sentence to the one that has everything in it. */
static const char *const by_simplicity[] = {
	"popularity", "trending", "attributes", "item-to-item", "bayes", "user-to-user", "content", "ease", "svd", "als", "autoencoder", "hybrid",
};

static gsize
complexity (const SegEvaluationRun *run)
{
	gsize place = 0;

	while (place < G_N_ELEMENTS (by_simplicity) && strcmp (by_simplicity[place], run->recommender) != 0)
		place++;
	return place;
}

static gboolean
was_tested (const SegEvaluationRun *run)
{
	return run->unfit == NULL && !run->tried;
}

/* Tested, then unfit, then tried; better ones first. */
static gint
compare_runs (gconstpointer a, gconstpointer b)
{
	const SegEvaluationRun *one = *(SegEvaluationRun *const *) a, *other = *(SegEvaluationRun *const *) b;
	const int one_class = one->tried ? 2 : one->unfit != NULL, other_class = other->tried ? 2 : other->unfit != NULL;
	const double one_value = one->figures[SEG_MEASURE_NDCG].value, other_value = other->figures[SEG_MEASURE_NDCG].value;
	int order;

	if (one_class != other_class)
		return one_class - other_class;
	if (one->unfit == NULL && other->unfit == NULL && (one_value < other_value || one_value > other_value))
		return one_value > other_value ? -1 : 1;
	if (complexity (one) != complexity (other))
		return complexity (one) < complexity (other) ? -1 : 1;
	order = strcmp (one->recommender, other->recommender);
	return order != 0 ? order : strcmp (one->options, other->options);
}

/* How far each is behind the best, of the same people. */
static gboolean
measure_behind (SegEvaluation *evaluation, const GPtrArray *rows, guint64 seed, SegJob *job, GError **error)
{
	const gsize n = (gsize) evaluation->n_users;
	g_autofree double *differences = seg_try_allocate (n, sizeof *differences, error);
	gboolean fine = differences != NULL;
	SegJobSpan outer;
	gssize best = -1;

	for (guint i = 0; i < rows->len; i++) {
		SegEvaluationRun *run = evaluation->runs->pdata[i];

		if (was_tested (run) && (best < 0 || compare_runs (&evaluation->runs->pdata[i], &evaluation->runs->pdata[best]) < 0))
			best = i;
	}
	for (guint i = 0; fine && best >= 0 && i < rows->len; i++) {
		SegEvaluationRun *run = evaluation->runs->pdata[i];

		if (!was_tested (run))
			continue;
		for (gsize user = 0; user < n; user++)
			differences[user] = ((const double *) rows->pdata[best])[user * SEG_N_USER_MEASURES] - ((const double *) rows->pdata[i])[user * SEG_N_USER_MEASURES];
		outer = seg_job_enter (job, (double) i / rows->len, (double) (i + 1) / rows->len);
		fine = seg_intervals (differences, 1, NULL, n, seed, &run->behind, job, error);
		seg_job_leave (job, outer);
	}
	return fine;
}

/* Of two settings of one recommender the better one: it stands first. */
static void
choose (SegEvaluation *evaluation)
{
	evaluation->proposed = -1;
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];

		if (was_tested (run) && run->behind.low <= 0
		    && (evaluation->proposed < 0 || complexity (run) < complexity (evaluation->runs->pdata[evaluation->proposed])))
			evaluation->proposed = i;
	}
}

gboolean
seg_evaluation_propose (SegEvaluation *evaluation, const GPtrArray *rows, guint64 seed, SegJob *job, GError **error)
{
	if (!measure_behind (evaluation, rows, seed, job, error))
		return FALSE;
	g_ptr_array_sort (evaluation->runs, compare_runs);
	choose (evaluation);
	g_free (evaluation->reason);
	evaluation->reason = seg_evaluation_word_reason (evaluation);
	return TRUE;
}
