/* How well the recommenders of the table would have done: the last item of each person is held back, the rest is learned
 * from, and the lists people would have got are searched for the item held back.
 *
 *     hit rate = recall = share of people whose item is in the list;   precision = hits / (people x n)
 *     NDCG     = mean of 1 / log2 (rank + 1), 0 where it is not in the list (one item held back: the ideal is 1) */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define USERS_A_BLOCK 32
#define BLOCKS_BETWEEN_ASKING 16

gssize *
seg_last_items (const SegInteractions *interactions, const gint64 *times)
{
	gssize *held = g_try_malloc_n (MAX (interactions->n_users, 1), sizeof *held);

	for (gsize user = 0; held != NULL && user < interactions->n_users; user++) {
		gsize first = interactions->user_start[user], last = interactions->user_start[user + 1], latest = first;

		for (gsize i = first; i < last; i++)
			if (times[i] >= times[latest])
				latest = i;
		held[user] = last - first < 2 ? -1 : (gssize) interactions->user_items[latest];
	}
	return held;
}

/* What the training interactions share with the whole ones is borrowed; only the rows are their own. */
static void
free_training (SegInteractions *training)
{
	if (training == NULL)
		return;
	g_free (training->user_start);
	g_free (training->user_items);
	g_free (training->item_start);
	g_free (training->item_users);
	g_free (training->owned_start);
	g_free (training->owned_items);
	g_free (training);
}

/* The interactions without the items held back. */
static SegInteractions *
make_training (const SegInteractions *all, const gssize *held, GError **error)
{
	SegInteractions *training = g_memdup2 (all, sizeof *all);
	gsize n_owned = all->owned_start[all->n_users], n_pairs = 0;
	g_autofree guint64 *pairs = seg_try_allocate (n_owned, sizeof *pairs, error);

	training->user_start = training->item_start = training->owned_start = NULL;
	training->user_items = training->item_users = training->owned_items = NULL;
	for (gsize user = 0; pairs != NULL && user < all->n_users; user++)
		for (gsize i = all->owned_start[user]; i < all->owned_start[user + 1]; i++) {
			guint64 item = all->owned_items[i], taken = seg_interactions_taken (all, user, item) >= 0;

			if ((gssize) item != held[user])
				pairs[n_pairs++] = (guint64) user << 32 | item << 1 | taken;
		}
	if (pairs != NULL && seg_interactions_fill (training, pairs, n_pairs, error))
		return training;
	free_training (training);
	return NULL;
}

/* Lists for all users in question, made on all cores. */
typedef struct {
	const SegModel *model;
	const gsize    *users;
	gsize           n, offset;
	guint32        *lists;   /* n a user */
	guint32        *lengths;
	SegJob         *job;
	atomic_bool     out_of_memory;
} Lists;

static void
list_block (gsize block, gsize first, gsize last, gpointer data)
{
	Lists *lists = data;
	g_autofree double *scores = g_try_malloc_n (lists->model->interactions->n_items, sizeof *scores);
	g_autofree SegTopEntry *entries = g_try_malloc_n (lists->n, sizeof *entries);
	g_autofree SegPlace *places = g_try_malloc_n (lists->n, sizeof *places);

	(void) block;
	if (scores == NULL || entries == NULL || places == NULL) {
		atomic_store (&lists->out_of_memory, TRUE);
		return;
	}
	for (gsize i = lists->offset + first; i < lists->offset + last && !seg_job_is_cancelled (lists->job); i++) {
		gsize n = seg_model_places (lists->model, lists->users[i], lists->n, scores, entries, places);

		lists->lengths[i] = (guint32) n;
		for (gsize place = 0; place < n; place++)
			lists->lists[i * lists->n + place] = places[place].item;
	}
}

static gboolean
make_lists (Lists *lists, gsize n_users, GError **error)
{
	for (gsize first = 0; first < n_users; first += USERS_A_BLOCK * BLOCKS_BETWEEN_ASKING) {
		gsize count = MIN (n_users - first, USERS_A_BLOCK * BLOCKS_BETWEEN_ASKING);

		lists->offset = first;
		seg_parallel_blocks (count, USERS_A_BLOCK, list_block, lists);
		if (!seg_job_proceed (lists->job, (double) (first + count) / (double) n_users, _("trying the lists"), error))
			return FALSE;
	}
	if (atomic_load (&lists->out_of_memory)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to try the lists"));
		return FALSE;
	}
	return TRUE;
}

static void
measure (const Lists *lists, const gssize *held, gsize n_users, SegEvaluation *evaluation)
{
	const SegInteractions *interactions = lists->model->interactions;
	g_autofree guint8 *listed = g_malloc0 (MAX (interactions->n_items, 1));
	gsize n_hits = 0, n_listed = 0, n_offered = 0;
	double gain = 0;

	for (gsize i = 0; i < n_users; i++)
		for (gsize place = 0; place < lists->lengths[i]; place++) {
			guint32 item = lists->lists[i * lists->n + place];

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
evaluate_one (const SegInteractions *training, const gssize *held, const gsize *users, gsize n_users, guint n,
              const SegRecommender *recommender, SegEvaluation *evaluation, SegJob *job, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.5);
	g_autoptr (SegModel) model = seg_model_fit_interactions (training, recommender, job, error);
	g_autofree guint32 *items = NULL, *lengths = NULL;
	gboolean made;

	seg_job_leave (job, outer);
	if (model == NULL || (items = seg_try_allocate (n_users * n, sizeof *items, error)) == NULL
	    || (lengths = seg_try_allocate (n_users, sizeof *lengths, error)) == NULL)
		return FALSE;
	outer = seg_job_enter (job, 0.5, 1);
	{
		Lists lists = { model, users, n, 0, items, lengths, job, FALSE };

		made = make_lists (&lists, n_users, error);
		if (made)
			measure (&lists, held, n_users, evaluation);
	}
	seg_job_leave (job, outer);
	evaluation->recommender = recommender->name;
	return made;
}

GPtrArray *
seg_evaluate_held (const SegInteractions *interactions, const gssize *held, const SegRecommender *recommenders,
                   gsize n_recommenders, guint n, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) evaluations = g_ptr_array_new_with_free_func (g_free);
	g_autofree gsize *users = seg_try_allocate (interactions->n_users, sizeof *users, error);
	SegInteractions *training;
	gboolean evaluated = TRUE;
	gsize n_users = 0;

	for (gsize user = 0; users != NULL && user < interactions->n_users; user++)
		if (held[user] >= 0)
			users[n_users++] = user;
	if (users != NULL && n_users == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("Nobody took two items or more, so no last item can be held back; there is nothing to evaluate"));
	training = n_users > 0 ? make_training (interactions, held, error) : NULL;
	for (gsize i = 0; training != NULL && evaluated && i < n_recommenders; i++) {
		SegJobSpan outer = seg_job_enter (job, (double) i / (double) n_recommenders, (double) (i + 1) / (double) n_recommenders);
		SegEvaluation *evaluation = g_new0 (SegEvaluation, 1);

		g_ptr_array_add (evaluations, evaluation);
		evaluated = evaluate_one (training, held, users, n_users, n, &recommenders[i], evaluation, job, error);
		seg_job_leave (job, outer);
	}
	evaluated = evaluated && training != NULL;
	free_training (training);
	return evaluated ? g_steal_pointer (&evaluations) : NULL;
}

GPtrArray *
seg_evaluate (SegWorkspace *workspace, guint n, SegJob *job, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.3);
	g_autoptr (SegInteractions) interactions = NULL;
	g_autofree gint64 *times = NULL;
	g_autofree gssize *held = NULL;
	const SegRecommender *recommenders;
	GPtrArray *evaluations = NULL;
	gsize n_recommenders;

	if (n == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The list must have at least one place"));
		return NULL;
	}
	interactions = seg_interactions_load (workspace, 0, job, error);
	times = interactions != NULL ? seg_interactions_times (workspace, interactions, job, error) : NULL;
	seg_job_leave (job, outer);
	if (times == NULL)
		return NULL;
	held = seg_last_items (interactions, times);
	if (held == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to hold back items"));
		return NULL;
	}
	recommenders = seg_recommenders (&n_recommenders);
	outer = seg_job_enter (job, 0.3, 1);
	evaluations = seg_evaluate_held (interactions, held, recommenders, n_recommenders, n, job, error);
	seg_job_leave (job, outer);
	return evaluations;
}
