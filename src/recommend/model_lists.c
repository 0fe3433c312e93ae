/* Lists for many users at once, on all cores. Where the best are found faster for many users together (together.c) they are; else each user is
 * scored by itself. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

#define USERS_A_BLOCK 64
#define USERS_BETWEEN_ASKING 1024

typedef struct {
	const SegModel *model;
	const gsize    *users;
	gsize           n, offset; /* offset: first user of the slab */
	SegPlace       *places;
	guint32        *lengths;
	SegJob         *job;
	const SegTogether *together; /* NULL: one by one */
	atomic_bool     out_of_memory;
} Lists;

/* Scratch of one block. */
typedef struct {
	double      *scores;  /* n_items */
	SegTopEntry *entries; /* n a user where they are found together, else n */
	gsize       *n_best;  /* of each user */
} Scratch;

static void
list_together (Lists *lists, gsize first, gsize last, Scratch *scratch)
{
	const SegModel *model = lists->model;

	if (!seg_together_find (lists->together, lists->users + first, last - first, lists->n, scratch->entries, scratch->n_best)) {
		atomic_store (&lists->out_of_memory, TRUE);
		return;
	}
	for (gsize i = first; i < last; i++) {
		SegTopEntry *entries = scratch->entries + (i - first) * lists->n;
		SegPlace *places = lists->places + i * lists->n;
		const gsize n_best = seg_model_link_serves (model, 0, lists->users[i]) ? scratch->n_best[i - first] : 0;

		for (gsize place = 0; place < n_best; place++)
			places[place] = (SegPlace) { entries[place].index, 0, entries[place].score };
		lists->lengths[i] = (guint32) seg_model_fill_places (model, lists->users[i], lists->n, scratch->scores, entries, places, n_best, 1);
	}
}

static void
list_apart (const Lists *lists, gsize first, gsize last, Scratch *scratch)
{
	for (gsize i = first; i < last && !seg_job_is_cancelled (lists->job); i++)
		lists->lengths[i] = (guint32) seg_model_places (lists->model, lists->users[i], lists->n, scratch->scores, scratch->entries,
		                                                lists->places + i * lists->n);
}

static void
list_block (gsize block, gsize first, gsize last, gpointer data)
{
	Lists *lists = data;
	const gsize n_lists = lists->together != NULL ? last - first : 1;
	Scratch scratch = { g_try_malloc_n (lists->model->interactions->n_items + 1, sizeof (double)),
		                g_try_malloc_n (n_lists * lists->n + 1, sizeof (SegTopEntry)), g_try_malloc_n (n_lists, sizeof (gsize)) };

	(void) block;
	if (scratch.scores == NULL || scratch.entries == NULL || scratch.n_best == NULL)
		atomic_store (&lists->out_of_memory, TRUE);
	else if (seg_job_is_cancelled (lists->job))
		; /* the next seg_job_proceed() says so */
	else if (lists->together != NULL)
		list_together (lists, lists->offset + first, lists->offset + last, &scratch);
	else
		list_apart (lists, lists->offset + first, lists->offset + last, &scratch);
	g_free (scratch.scores);
	g_free (scratch.entries);
	g_free (scratch.n_best);
}

gboolean
seg_model_lists (const SegModel *model, const gsize *users, gsize n_users, gsize n, SegPlace *places, guint32 *lengths, const char *phrase,
                 SegJob *job, GError **error)
{
	GError *failure = NULL;
	g_autoptr (SegTogether) together = seg_together_new (model, n_users, &failure);
	const gsize block = together != NULL ? seg_together_block (together, n_users) : USERS_A_BLOCK, slab = MAX (USERS_BETWEEN_ASKING, 4 * block);
	Lists lists = { model, users, n, 0, places, lengths, job, together, FALSE };

	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	for (gsize first = 0; n > 0 && first < n_users; first += slab) {
		const gsize count = MIN (n_users - first, slab);

		lists.offset = first;
		seg_parallel_blocks (count, block, list_block, &lists);
		if (!seg_job_proceed (job, (double) (first + count) / (double) n_users, phrase, error))
			return FALSE;
	}
	if (!atomic_load (&lists.out_of_memory))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), model->interactions->n_items);
	return FALSE;
}
