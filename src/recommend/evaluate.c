/* How well the recommenders of the table would have done: the last item of each person is held back, the rest is learned
 * from, and the lists people would have got are searched for the item held back.
 *
 *     hit rate = recall = share of people whose item is in the list;   precision = hits / (people x n)
 *     NDCG     = mean of 1 / log2 (rank + 1), 0 where it is not in the list (one item held back: the ideal is 1) */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

gssize *
seg_last_items (const SegInteractions *interactions)
{
	gssize *held = g_try_malloc_n (MAX (interactions->n_users, 1), sizeof *held);

	for (gsize user = 0; held != NULL && user < interactions->n_users; user++) {
		gsize latest = 0, n = 0;

		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++)
			if ((interactions->pair_flags[i] & SEG_PAIR_TAKEN)
			    && (n++ == 0 || interactions->pair_times[i] >= interactions->pair_times[latest]))
				latest = i;
		held[user] = n < 2 ? -1 : (gssize) interactions->pair_items[latest];
	}
	return held;
}

/* The interactions without the items held back. */
static SegInteractions *
make_training (const SegInteractions *all, const gssize *held, GError **error)
{
	const gsize n_pairs = all->pair_start[all->n_users];
	g_autofree guint8 *keep = seg_try_allocate (n_pairs, sizeof *keep, error);

	if (keep == NULL)
		return NULL;
	memset (keep, 1, n_pairs);
	for (gsize user = 0; user < all->n_users; user++)
		if (held[user] >= 0)
			keep[seg_interactions_pair (all, user, (gsize) held[user])] = 0;
	return seg_interactions_keep (all, keep, error);
}

/* Lists for all users in question. */
typedef struct {
	const SegModel *model;
	const gsize    *users;
	gsize           n;
	SegPlace       *places;  /* n a user */
	guint32        *lengths;
} Lists;

static void
measure (const Lists *lists, const gssize *held, gsize n_users, SegEvaluation *evaluation)
{
	const SegInteractions *interactions = lists->model->interactions;
	g_autofree guint8 *listed = g_malloc0 (MAX (interactions->n_items, 1));
	gsize n_hits = 0, n_listed = 0, n_offered = 0;
	double gain = 0;

	for (gsize i = 0; i < n_users; i++)
		for (gsize place = 0; place < lists->lengths[i]; place++) {
			guint32 item = lists->places[i * lists->n + place].item;

			listed[item] = 1;
			if ((gssize) item == held[lists->users[i]]) {
				n_hits++;
				gain += 1 / log2 ((double) place + 2);
			}
		}
	for (gsize item = 0; item < interactions->n_items; item++) {
		n_listed += listed[item];
		n_offered += interactions->item_offered[item];
	}
	evaluation->n_users = n_users;
	evaluation->hit_rate = evaluation->recall = (double) n_hits / (double) n_users;
	evaluation->precision = evaluation->hit_rate / (double) lists->n;
	evaluation->ndcg = gain / (double) n_users;
	evaluation->coverage = n_offered > 0 ? (double) n_listed / (double) n_offered : 0;
}

static gboolean
evaluate_one (const SegInteractions *training, const gssize *held, const gsize *users, gsize n_users, guint n, const SegTrial *trial,
              SegEvaluation *evaluation, SegJob *job, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.7);
	g_autoptr (SegModel) model = seg_model_fit_interactions (training, trial->recommender, trial->options, job, error);
	g_autofree SegPlace *places = NULL;
	g_autofree guint32 *lengths = NULL;
	gboolean made;

	seg_job_leave (job, outer);
	if (model == NULL || (places = seg_try_allocate (n_users * n, sizeof *places, error)) == NULL
	    || (lengths = seg_try_allocate (n_users, sizeof *lengths, error)) == NULL)
		return FALSE;
	outer = seg_job_enter (job, 0.7, 1);
	made = seg_model_lists (model, users, n_users, n, places, lengths, _("trying the lists"), job, error);
	seg_job_leave (job, outer);
	if (made)
		measure (&(Lists) { model, users, n, places, lengths }, held, n_users, evaluation);
	evaluation->recommender = trial->recommender->name;
	return made;
}

GPtrArray *
seg_evaluate_held (const SegInteractions *interactions, const gssize *held, const SegTrial *trials, gsize n_trials, guint n, SegJob *job,
                   GError **error)
{
	g_autoptr (GPtrArray) evaluations = g_ptr_array_new_with_free_func (g_free);
	g_autofree gsize *users = seg_try_allocate (interactions->n_users, sizeof *users, error);
	g_autoptr (SegInteractions) training = NULL;
	gboolean evaluated = TRUE;
	gsize n_users = 0;

	for (gsize user = 0; users != NULL && user < interactions->n_users; user++)
		if (held[user] >= 0)
			users[n_users++] = user;
	if (users != NULL && n_users == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("Nobody took two items or more, so no last item can be held back; there is nothing to evaluate"));
	training = n_users > 0 ? make_training (interactions, held, error) : NULL;
	for (gsize i = 0; training != NULL && evaluated && i < n_trials; i++) {
		SegJobSpan outer = seg_job_enter (job, (double) i / (double) n_trials, (double) (i + 1) / (double) n_trials);
		SegEvaluation *evaluation = g_new0 (SegEvaluation, 1);

		g_ptr_array_add (evaluations, evaluation);
		evaluated = evaluate_one (training, held, users, n_users, n, &trials[i], evaluation, job, error);
		seg_job_leave (job, outer);
	}
	return evaluated && training != NULL ? g_steal_pointer (&evaluations) : NULL;
}

/* Those of the table that are fit for the data, popularity last: it is what the others are measured against. */
static gsize
list_trials (const SegInteractions *interactions, SegTrial *trials)
{
	gsize n_all, n = 0;
	const SegRecommender *const *all = seg_recommenders (&n_all);

	for (gsize i = 0; i < n_all; i++) {
		double options[SEG_MOST_OPTIONS];
		SegFitEstimate estimate;

		seg_recommender_defaults (all[i], options);
		seg_recommender_estimate (all[i], interactions, options, &estimate);
		if (estimate.unfit == NULL && all[i] != &seg_recommender_popularity)
			trials[n++] = (SegTrial) { all[i], NULL };
		seg_fit_estimate_clear (&estimate);
	}
	trials[n++] = (SegTrial) { &seg_recommender_popularity, NULL };
	return n;
}

GPtrArray *
seg_evaluate (SegWorkspace *workspace, guint n, SegJob *job, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.3);
	g_autoptr (SegInteractions) interactions = NULL;
	g_autofree gssize *held = NULL;
	g_autofree SegTrial *trials = NULL;
	GPtrArray *evaluations = NULL;
	gsize n_all;

	if (n == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The list must have at least one place"));
		return NULL;
	}
	interactions = seg_interactions_load_all (workspace, 0, job, error);
	seg_job_leave (job, outer);
	if (interactions == NULL)
		return NULL;
	held = seg_last_items (interactions);
	if (held == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to hold back items"));
		return NULL;
	}
	seg_recommenders (&n_all);
	trials = g_new0 (SegTrial, n_all);
	outer = seg_job_enter (job, 0.3, 1);
	evaluations = seg_evaluate_held (interactions, held, trials, list_trials (interactions, trials), n, job, error);
	seg_job_leave (job, outer);
	return evaluations;
}
