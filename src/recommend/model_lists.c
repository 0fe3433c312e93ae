/* Lists for many users at once, on all cores. Where scores are products of factors, the best are found for many users together
 * (top_factors.c); else each user is scored by itself. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define USERS_A_BLOCK 64
#define BLOCKS_BETWEEN_ASKING 16

typedef struct {
	const SegModel *model;
	const gsize    *users;
	gsize           n, offset; /* offset: first user of the slab */
	SegPlace       *places;
	guint32        *lengths;
	SegJob         *job;
	const SegTopFactors *factors; /* NULL: scores are no products */
	atomic_bool     out_of_memory;
} Lists;

/* Scratch of one block. */
typedef struct {
	double      *scores;  /* n_items */
	SegTopEntry *entries; /* n a user where there are factors, else n */
	gsize       *n_best;  /* of each user */
	SegSomeScores some;   /* where most scores are 0 */
} Scratch;

static void
list_together (const Lists *lists, gsize first, gsize last, Scratch *scratch)
{
	const SegModel *model = lists->model;

	if (!seg_top_factors_find (lists->factors, lists->users + first, last - first, lists->n, scratch->entries, scratch->n_best))
		memset (scratch->n_best, 0, (last - first) * sizeof *scratch->n_best);
	for (gsize i = first; i < last; i++) {
		const SegTopEntry *entries = scratch->entries + (i - first) * lists->n;
		SegPlace *places = lists->places + i * lists->n;
		const gsize n_best = seg_model_link_serves (model, 0, lists->users[i]) ? scratch->n_best[i - first] : 0;

		for (gsize place = 0; place < n_best; place++)
			places[place] = (SegPlace) { entries[place].index, 0, seg_top_factors_score (lists->factors, lists->users[i], entries[place].index) };
		lists->lengths[i] = (guint32) seg_model_fill_places (model, lists->users[i], lists->n, scratch->scores,
		                                                     scratch->entries + (i - first) * lists->n, places, n_best, 1);
	}
}

static void
list_apart (const Lists *lists, gsize first, gsize last, Scratch *scratch)
{
	const SegModel *model = lists->model;
	const SegRecommender *recommender = model->chain[0].recommender;

	for (gsize i = first; i < last && !seg_job_is_cancelled (lists->job); i++) {
		SegPlace *places = lists->places + i * lists->n;
		gsize n = 0;

		if (recommender->score_some != NULL) {
			recommender->score_some (model->chain[0].model, model->interactions, lists->users[i], &scratch->some);
			n = seg_model_pick_some (model, lists->users[i], &scratch->some, lists->n, scratch->entries, places);
		}
		lists->lengths[i] = (guint32) seg_model_fill_places (model, lists->users[i], lists->n, scratch->scores, scratch->entries, places, n,
		                                                     recommender->score_some != NULL);
	}
}

/* To a multiple of SEG_ITEMS_A_MARK, one at least, and aligned to that. */
static gpointer
allocate_zeros (gsize n, gsize size)
{
	const gsize whole = (n / SEG_ITEMS_A_MARK + 1) * SEG_ITEMS_A_MARK * size;
	gpointer memory = aligned_alloc (SEG_ITEMS_A_MARK, whole);

	if (memory != NULL)
		memset (memory, 0, whole);
	return memory;
}

static gboolean
allocate_some (const SegInteractions *interactions, SegSomeScores *some)
{
	some->scores = allocate_zeros (interactions->n_items, sizeof *some->scores);
	some->marks = allocate_zeros (interactions->n_items / SEG_ITEMS_A_MARK + 1, sizeof *some->marks);
	some->counts = allocate_zeros (interactions->n_users, sizeof *some->counts);
	some->few = allocate_zeros (interactions->n_users, sizeof *some->few);
	return some->scores != NULL && some->marks != NULL && some->counts != NULL && some->few != NULL;
}

static void
free_scratch (Scratch *scratch)
{
	g_free (scratch->scores);
	g_free (scratch->entries);
	g_free (scratch->n_best);
	free (scratch->some.scores);
	free (scratch->some.marks);
	free (scratch->some.counts);
	free (scratch->some.few);
}

static void
list_block (gsize block, gsize first, gsize last, gpointer data)
{
	Lists *lists = data;
	const SegInteractions *interactions = lists->model->interactions;
	const gsize n_lists = lists->factors != NULL ? last - first : 1;
	Scratch scratch = { g_try_malloc_n (interactions->n_items + 1, sizeof (double)), g_try_malloc_n (n_lists * lists->n + 1, sizeof (SegTopEntry)),
		                g_try_malloc_n (n_lists, sizeof (gsize)), { 0 } };
	const gboolean some = lists->factors == NULL && lists->model->chain[0].recommender->score_some != NULL;

	(void) block;
	if (scratch.scores == NULL || scratch.entries == NULL || scratch.n_best == NULL || (some && !allocate_some (interactions, &scratch.some)))
		atomic_store (&lists->out_of_memory, TRUE);
	else if (!seg_job_is_cancelled (lists->job))
		(lists->factors != NULL ? list_together : list_apart) (lists, lists->offset + first, lists->offset + last, &scratch);
	free_scratch (&scratch);
}

gboolean
seg_model_lists (const SegModel *model, const gsize *users, gsize n_users, gsize n, SegPlace *places, guint32 *lengths, const char *phrase,
                 SegJob *job, GError **error)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	g_autoptr (SegTopFactors) together = NULL;
	Lists lists = { model, users, n, 0, places, lengths, job, NULL, FALSE };
	SegFactors factors;

	if (n_users >= USERS_A_BLOCK && recommender->factors != NULL && recommender->factors (model->chain[0].model, &factors)) {
		if ((together = seg_top_factors_new (model, &factors, error)) == NULL)
			return FALSE;
		lists.factors = together;
	}

	for (gsize first = 0; n > 0 && first < n_users; first += USERS_A_BLOCK * BLOCKS_BETWEEN_ASKING) {
		const gsize count = MIN (n_users - first, USERS_A_BLOCK * BLOCKS_BETWEEN_ASKING);

		lists.offset = first;
		seg_parallel_blocks (count, USERS_A_BLOCK, list_block, &lists);
		if (!seg_job_proceed (job, (double) (first + count) / (double) n_users, phrase, error))
			return FALSE;
	}
	if (!atomic_load (&lists.out_of_memory))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), model->interactions->n_items);
	return FALSE;
}
