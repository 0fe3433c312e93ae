/* Item-to-item collaborative filtering: two items are alike when the same people took both.
 *
 *     sim (i, j) = together (i, j) / (sqrt (count (i) count (j)) + shrinkage)
 *     score (user, i) = sum of sim (i, j) over the user's items j that are among the k nearest neighbours of i
 *
 * The shrinkage keeps pairs that rest on two or three people from looking like certainties. Neighbours of equal similarity
 * (rounded to twelve digits) come in the order of their ids. An item nobody took has no neighbours.
 *
 * The pairs are counted item by item: for item i, over the people who took it, over what each of them took, into one row of
 * counters; so no matrix of items x items is ever held. Items are independent of each other, so the loop runs on all cores
 * and the result does not depend on their number. Time O(sum over users of (items of the user)^2), memory O(items x k).
 *
 * Source: Sarwar et al. 2001, WWW10, 285-295; shrinkage: Bell, Koren 2007, ICDM. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define DEFAULT_NEIGHBOURS 100
#define DEFAULT_SHRINKAGE 10.0
#define ITEMS_A_BLOCK 32
#define BLOCKS_BETWEEN_ASKING 16

/* Neighbours of the items of one block, before all are put together. */
typedef struct {
	gsize         n[ITEMS_A_BLOCK];
	SegNeighbour *neighbours; /* one item after the other */
} Block;

typedef struct {
	const SegInteractions *interactions;
	guint       n_neighbours;
	double      shrinkage;
	SegJob     *job;
	Block      *blocks;
	gsize       first_block; /* of the slab that runs now */
	atomic_bool out_of_memory;
} Fit;

/* Scratch of one block. */
typedef struct {
	guint32     *together; /* n_items counters, all 0 between items */
	guint32     *touched;  /* items whose counter is not 0 */
	gsize        n_touched;
	SegTopEntry *entries;  /* n_neighbours */
} Scratch;

static void
count_pairs (const SegInteractions *interactions, gsize item, Scratch *scratch)
{
	scratch->n_touched = 0;
	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++) {
		gsize user = interactions->item_users[i];

		for (gsize j = interactions->user_start[user]; j < interactions->user_start[user + 1]; j++) {
			guint32 other = interactions->user_items[j];

			if (scratch->together[other]++ == 0)
				scratch->touched[scratch->n_touched++] = other;
		}
	}
}

/* Appends the neighbours of @item to @block and clears the counters. */
static gsize
keep_nearest (const Fit *fit, gsize item, Scratch *scratch, SegNeighbour *neighbours)
{
	const SegInteractions *interactions = fit->interactions;
	SegTop top = { fit->n_neighbours, 0, scratch->entries };
	double count = (double) seg_item_count (interactions, item);

	for (gsize i = 0; i < scratch->n_touched; i++) {
		guint32 other = scratch->touched[i];
		double similarity = scratch->together[other]
		                    / (sqrt (count * (double) seg_item_count (interactions, other)) + fit->shrinkage);

		if (other != item)
			seg_top_offer (&top, rint (similarity * 1e12), other, other);
	}
	seg_top_sort (&top);
	for (gsize i = 0; i < top.n; i++) {
		guint32 other = top.entries[i].index, together = scratch->together[other];

		neighbours[i] = (SegNeighbour) { other, together,
			together / (sqrt (count * (double) seg_item_count (interactions, other)) + fit->shrinkage) };
	}
	for (gsize i = 0; i < scratch->n_touched; i++)
		scratch->together[scratch->touched[i]] = 0;
	return top.n;
}

static void
fit_items (const Fit *fit, gsize first, gsize last, Scratch *scratch, Block *block)
{
	gsize n = 0;
	SegNeighbour *shrunk;

	for (gsize item = first; item < last; item++) {
		if (seg_job_is_cancelled (fit->job))
			return; /* the next seg_job_proceed() says so */
		count_pairs (fit->interactions, item, scratch);
		block->n[item - first] = keep_nearest (fit, item, scratch, block->neighbours + n);
		n += block->n[item - first];
	}
	shrunk = g_try_realloc_n (block->neighbours, MAX (n, 1), sizeof *shrunk);
	if (shrunk != NULL)
		block->neighbours = shrunk;
}

static void
fit_block (gsize number, gsize first, gsize last, gpointer data)
{
	Fit *fit = data;
	gsize n_items = fit->interactions->n_items, offset = fit->first_block * ITEMS_A_BLOCK;
	Block *block = &fit->blocks[fit->first_block + number];
	Scratch scratch = { g_try_malloc0_n (n_items, sizeof (guint32)), g_try_malloc_n (n_items, sizeof (guint32)), 0,
		                g_try_malloc_n (fit->n_neighbours, sizeof (SegTopEntry)) };

	block->neighbours = g_try_malloc_n ((gsize) fit->n_neighbours * (last - first), sizeof *block->neighbours);
	if (scratch.together == NULL || scratch.touched == NULL || scratch.entries == NULL || block->neighbours == NULL)
		atomic_store (&fit->out_of_memory, TRUE);
	else
		fit_items (fit, offset + first, offset + last, &scratch, block);
	g_free (scratch.together);
	g_free (scratch.touched);
	g_free (scratch.entries);
}

/* Runs the blocks slab by slab, so that progress can be told in between. */
static gboolean
fit_blocks (Fit *fit, gsize n_blocks, GError **error)
{
	gsize n_items = fit->interactions->n_items;

	for (gsize block = 0; block < n_blocks; block += BLOCKS_BETWEEN_ASKING) {
		gsize first = block * ITEMS_A_BLOCK, last = MIN (first + BLOCKS_BETWEEN_ASKING * ITEMS_A_BLOCK, n_items);

		fit->first_block = block;
		seg_parallel_blocks (last - first, ITEMS_A_BLOCK, fit_block, fit);
		if (!seg_job_proceed (fit->job, (double) last / (double) n_items, _("comparing items"), error))
			return FALSE;
	}
	if (atomic_load (&fit->out_of_memory)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to compare %zu items with %u neighbours each"),
		             n_items, fit->n_neighbours);
		return FALSE;
	}
	return TRUE;
}

/* The blocks one after the other, and the same links seen from the neighbour's side. */
static gboolean
join_blocks (SegItemToItem *model, const Block *blocks, GError **error)
{
	gsize n_items = model->n_items, n;

	for (gsize item = 0; item < n_items; item++)
		model->start[item + 1] = model->start[item] + blocks[item / ITEMS_A_BLOCK].n[item % ITEMS_A_BLOCK];
	n = model->start[n_items];
	if ((model->neighbours = seg_try_allocate (n, sizeof *model->neighbours, error)) == NULL
	    || (model->used_by = seg_try_allocate (n, sizeof *model->used_by, error)) == NULL)
		return FALSE;
	for (gsize item = 0; item < n_items; item += ITEMS_A_BLOCK) {
		gsize last = MIN (item + ITEMS_A_BLOCK, n_items);

		memcpy (model->neighbours + model->start[item], blocks[item / ITEMS_A_BLOCK].neighbours,
		        (model->start[last] - model->start[item]) * sizeof *model->neighbours);
	}
	return TRUE;
}

static gboolean
turn_round (SegItemToItem *model, GError **error)
{
	g_autofree gsize *next = seg_try_allocate (model->n_items + 1, sizeof *next, error);

	if (next == NULL)
		return FALSE;
	for (gsize i = 0; i < model->start[model->n_items]; i++)
		model->used_start[model->neighbours[i].item + 1]++;
	for (gsize item = 0; item < model->n_items; item++)
		model->used_start[item + 1] += model->used_start[item];
	memcpy (next, model->used_start, (model->n_items + 1) * sizeof *next);
	for (gsize item = 0; item < model->n_items; item++)
		for (gsize i = model->start[item]; i < model->start[item + 1]; i++) {
			const SegNeighbour *link = &model->neighbours[i];

			model->used_by[next[link->item]++] = (SegNeighbour) { (guint32) item, link->together, link->similarity };
		}
	return TRUE;
}

void
seg_item_to_item_free (SegItemToItem *model)
{
	if (model == NULL)
		return;
	g_free (model->start);
	g_free (model->neighbours);
	g_free (model->used_start);
	g_free (model->used_by);
	g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegItemToItem, seg_item_to_item_free)

static void
free_blocks (Block *blocks, gsize n_blocks)
{
	for (gsize i = 0; i < n_blocks; i++)
		g_free (blocks[i].neighbours);
	g_free (blocks);
}

SegItemToItem *
seg_item_to_item_fit (const SegInteractions *interactions, guint n_neighbours, double shrinkage, SegJob *job,
                      GError **error)
{
	g_autoptr (SegItemToItem) model = g_new0 (SegItemToItem, 1);
	gsize n_blocks = seg_parallel_n_blocks (interactions->n_items, ITEMS_A_BLOCK);
	Fit fit = { interactions, (guint) MIN (n_neighbours, interactions->n_items), shrinkage, job, NULL, 0, FALSE };
	gboolean fitted;

	model->n_items = interactions->n_items;
	if ((model->start = seg_try_allocate (model->n_items + 1, sizeof (gsize), error)) == NULL
	    || (model->used_start = seg_try_allocate (model->n_items + 1, sizeof (gsize), error)) == NULL
	    || (fit.blocks = seg_try_allocate (n_blocks, sizeof (Block), error)) == NULL)
		return NULL;
	fitted = fit_blocks (&fit, n_blocks, error) && join_blocks (model, fit.blocks, error) && turn_round (model, error);
	free_blocks (fit.blocks, n_blocks);
	return fitted ? g_steal_pointer (&model) : NULL;
}

/* The row of the table -------------------------------------------------------------------------------------------- */

gpointer
seg_item_to_item_fit_default (const SegInteractions *interactions, SegJob *job, GError **error)
{
	return seg_item_to_item_fit (interactions, DEFAULT_NEIGHBOURS, DEFAULT_SHRINKAGE, job, error);
}

void
seg_item_to_item_destroy (gpointer model)
{
	seg_item_to_item_free (model);
}

void
seg_item_to_item_score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const SegItemToItem *model = data;

	memset (scores, 0, model->n_items * sizeof *scores);
	if (user >= interactions->n_users)
		return;
	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++) {
		guint32 taken = interactions->user_items[i];

		for (gsize j = model->used_start[taken]; j < model->used_start[taken + 1]; j++)
			scores[model->used_by[j].item] += model->used_by[j].similarity;
	}
}

void
seg_item_to_item_score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegItemToItem *model = data;

	(void) interactions;
	memset (scores, 0, model->n_items * sizeof *scores);
	for (gsize i = model->start[item]; i < model->start[item + 1]; i++)
		scores[model->neighbours[i].item] = model->neighbours[i].similarity;
}

void
seg_item_to_item_score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegItemToItem *model = data;

	memset (scores, 0, interactions->n_users * sizeof *scores);
	for (gsize i = model->start[item]; i < model->start[item + 1]; i++) {
		const SegNeighbour *neighbour = &model->neighbours[i];

		for (gsize j = interactions->item_start[neighbour->item]; j < interactions->item_start[neighbour->item + 1]; j++)
			scores[interactions->item_users[j]] += neighbour->similarity;
	}
}

/* The items of the user that speak most for @item: neighbours come nearest first, so the first found are the largest. */
void
seg_item_to_item_explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item,
                          SegRecommendation *recommendation)
{
	const SegItemToItem *model = data;
	const SegNeighbour *because[SEG_REASON_ITEMS];
	guint n = 0;

	if (user >= interactions->n_users)
		return;
	for (gsize i = model->start[item]; i < model->start[item + 1] && n < SEG_REASON_ITEMS; i++)
		if (seg_interactions_taken (interactions, user, model->neighbours[i].item) >= 0)
			because[n++] = &model->neighbours[i];
	if (n == 0)
		return;
	for (guint i = 0; i < n; i++)
		recommendation->because[i] = interactions->item_ids[because[i]->item];
	recommendation->n_because = n;
	recommendation->reason = seg_word_because (interactions->basis, interactions->item_titles[because[0]->item],
	                                           n > 1 ? interactions->item_titles[because[1]->item] : NULL,
	                                           because[0]->together, seg_item_count (interactions, because[0]->item));
}
