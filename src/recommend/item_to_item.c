/* Item-to-item collaborative filtering: two items are alike when the same people took both.
 *
 *     cosine       sim (i, j) = together (i, j) / (sqrt (count (i) count (j)) + shrinkage)
 *     Jaccard      sim (i, j) = together (i, j) / (count (i) + count (j) - together (i, j) + shrinkage)
 *     conditional  sim (i, j) = together (i, j) / (count (j) + shrinkage): the share of those with j who took i
 *     score (user, i) = sum of sim (i, j) over the user's items j that are among the k nearest neighbours of i
 *
 * The shrinkage keeps pairs that rest on two or three people from looking like certainties. Neighbours of equal similarity
 * (rounded to twelve digits) come in the order of their ids. An item nobody took has no neighbours.
 *
 * The pairs are counted item by item: for item i, over the people who took it, over what each of them took, into one row of
 * counters; so no matrix of items x items is ever held. Where most counters were touched the row is gone through as a whole, else
 * by the list of those touched; what cannot be among the nearest any more is passed over by one multiplication, without a division. Items are independent of each other, so the loop runs on all cores
 * and the result does not depend on their number. Time O(sum over users of (items of the user)^2), memory O(items x k).
 *
 * Source: Sarwar et al. 2001, WWW10, 285-295; shrinkage: Bell, Koren 2007, ICDM. */
#include <config.h>
#include "recommend/bound.h"
#include "recommend-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_A_BLOCK 32
#define BLOCKS_BETWEEN_ASKING 16

/* Neighbours of the items of one block, before all are put together. */
typedef struct {
	gsize         n[ITEMS_A_BLOCK];
	SegNeighbour *neighbours; /* one item after the other */
} Block;

typedef struct {
	const SegInteractions *interactions;
	SegItemToItemOptions options;
	const SegItemToItemKept *kept; /* NULL: none */
	SegJob     *job;
	Block      *blocks;
	gsize       first_block; /* of the slab that runs now */
	const float *sizes;      /* n_items: count, of cosine its root */
	atomic_bool out_of_memory;
} Fit;

/* Scratch of one block. */
typedef struct {
	guint32     *together; /* n_items counters (and some to spare), all 0 between items */
	guint32     *touched;  /* items whose counter is not 0, where they are listed */
	gsize        n_touched;
	SegTopEntry *entries;  /* n_neighbours */
	SegTop       top;
} Scratch;

/* How many pairs there are to count: the items of all people who took @item. */
static gsize
count_visits (const SegInteractions *interactions, gsize item)
{
	gsize n = 0;

	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++) {
		const gsize user = interactions->item_users[i];

		n += interactions->user_start[user + 1] - interactions->user_start[user];
	}
	return n;
}

static void
count_listed (const SegInteractions *interactions, gsize item, Scratch *scratch)
{
	scratch->n_touched = 0;
	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++) {
		const gsize user = interactions->item_users[i];

		for (gsize j = interactions->user_start[user]; j < interactions->user_start[user + 1]; j++) {
			const guint32 other = interactions->user_items[j];

			if (scratch->together[other]++ == 0)
				scratch->touched[scratch->n_touched++] = other;
		}
	}
}

static void
count_all (const SegInteractions *interactions, gsize item, guint32 *together)
{
	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++) {
		const gsize user = interactions->item_users[i], last = interactions->user_start[user + 1];

		for (gsize j = interactions->user_start[user]; j < last; j++)
			together[interactions->user_items[j]]++;
	}
}

static double
similarity_of (const Fit *fit, gsize item, gsize other, guint32 together)
{
	const double count = (double) seg_item_count (fit->interactions, item), others = (double) seg_item_count (fit->interactions, other);

	switch (fit->options.measure) {
	case SEG_LIKENESS_JACCARD:
		return together / (count + others - together + fit->options.shrinkage);
	case SEG_LIKENESS_CONDITIONAL:
		return together / (others + fit->options.shrinkage);
	default:
		return together / (sqrt (count * others) + fit->options.shrinkage);
	}
}

static SegBound
bound_of (const Fit *fit, gsize item, const SegTop *top)
{
	const double reached = top->n < top->limit ? 0 : MAX (top->entries[0].key - 1, 0) / 1e12 * (1 - 1e-5); /* floats are rounded */
	const double count = (double) seg_item_count (fit->interactions, item), shrinkage = fit->options.shrinkage;

	switch (fit->options.measure) {
	case SEG_LIKENESS_JACCARD:
		return (SegBound) { (float) (1 + reached), (float) reached, (float) (reached * (count + shrinkage)) };
	case SEG_LIKENESS_CONDITIONAL:
		return (SegBound) { 1, (float) reached, (float) (reached * shrinkage) };
	default:
		return (SegBound) { 1, (float) (reached * sqrt (count)), (float) (reached * shrinkage) };
	}
}

static void
offer (const Fit *fit, gsize item, guint32 other, guint32 together, SegTop *top, SegBound *bound)
{
	if (other == item || !seg_bound_exceeds (*bound, together, fit->sizes[other]))
		return;
	seg_top_offer (top, rint (similarity_of (fit, item, other, together) * 1e12), other, other);
	*bound = bound_of (fit, item, top);
}

static void
keep_of_all (const Fit *fit, gsize item, Scratch *scratch)
{
	const gsize n_items = fit->interactions->n_items;
	SegBound bound = bound_of (fit, item, &scratch->top);

	for (gsize first = 0; first < n_items; first += SEG_BOUND_LOOK) {
		if (!seg_bound_any_exceeds (bound, scratch->together + first, fit->sizes + first))
			continue;
		for (gsize other = first; other < MIN (first + SEG_BOUND_LOOK, n_items); other++)
			if (scratch->together[other] > 0)
				offer (fit, item, (guint32) other, scratch->together[other], &scratch->top, &bound);
	}
}

static void
keep_of_listed (const Fit *fit, gsize item, Scratch *scratch)
{
	SegBound bound = bound_of (fit, item, &scratch->top);

	for (gsize i = 0; i < scratch->n_touched; i++)
		offer (fit, item, scratch->touched[i], scratch->together[scratch->touched[i]], &scratch->top, &bound);
}

/* Writes the neighbours of @item, leaving all counters at 0. Returns how many there are. */
static gsize
keep_nearest (const Fit *fit, gsize item, Scratch *scratch, SegNeighbour *neighbours)
{
	const SegInteractions *interactions = fit->interactions;
	const gboolean listed = count_visits (interactions, item) < interactions->n_items / 4;
	SegTop *top = &scratch->top;

	*top = (SegTop) { fit->options.n_neighbours, 0, scratch->entries };
	if (listed)
		count_listed (interactions, item, scratch);
	else
		count_all (interactions, item, scratch->together);
	(listed ? keep_of_listed : keep_of_all) (fit, item, scratch);
	seg_top_sort (top);
	for (gsize i = 0; i < top->n; i++) {
		const guint32 other = top->entries[i].index, together = scratch->together[other];

		neighbours[i] = (SegNeighbour) { other, together, similarity_of (fit, item, other, together) };
	}
	if (!listed)
		memset (scratch->together, 0, interactions->n_items * sizeof *scratch->together);
	for (gsize i = 0; listed && i < scratch->n_touched; i++)
		scratch->together[scratch->touched[i]] = 0;
	return top->n;
}

/* The neighbours of @item as they were. Returns how many there are. */
static gsize
copy_kept (const SegItemToItemKept *kept, gsize item, SegNeighbour *neighbours)
{
	const SegItemToItem *old = kept->old;
	const gsize then = kept->then[item], n = old->start[then + 1] - old->start[then];

	for (gsize i = 0; i < n; i++) {
		neighbours[i] = old->neighbours[old->start[then] + i];
		neighbours[i].item = kept->now[neighbours[i].item];
	}
	return n;
}

static void
fit_items (const Fit *fit, gsize first, gsize last, Scratch *scratch, Block *block)
{
	gsize n = 0;
	SegNeighbour *shrunk;

	for (gsize item = first; item < last; item++) {
		if (seg_job_is_cancelled (fit->job))
			return; /* the next seg_job_proceed() says so */
		block->n[item - first] = fit->kept != NULL && !fit->kept->again[item] ? copy_kept (fit->kept, item, block->neighbours + n)
		                                                                      : keep_nearest (fit, item, scratch, block->neighbours + n);
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
	Scratch scratch = { g_try_malloc0_n (n_items + SEG_BOUND_LOOK, sizeof (guint32)), g_try_malloc_n (n_items, sizeof (guint32)), 0,
		                g_try_malloc_n (fit->options.n_neighbours, sizeof (SegTopEntry)), { 0, 0, NULL } };

	block->neighbours = g_try_malloc_n ((gsize) fit->options.n_neighbours * (last - first), sizeof *block->neighbours);
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
		             n_items, fit->options.n_neighbours);
		return FALSE;
	}
	return TRUE;
}

/* The blocks one after the other. */
static gboolean
join_blocks (SegItemToItem *model, const Block *blocks, GError **error)
{
	gsize n_items = model->n_items, n;

	for (gsize item = 0; item < n_items; item++)
		model->start[item + 1] = model->start[item] + blocks[item / ITEMS_A_BLOCK].n[item % ITEMS_A_BLOCK];
	n = model->start[n_items];
	if ((model->neighbours = seg_try_allocate (n, sizeof *model->neighbours, error)) == NULL)
		return FALSE;
	for (gsize item = 0; item < n_items; item += ITEMS_A_BLOCK) {
		gsize last = MIN (item + ITEMS_A_BLOCK, n_items);

		memcpy (model->neighbours + model->start[item], blocks[item / ITEMS_A_BLOCK].neighbours,
		        (model->start[last] - model->start[item]) * sizeof *model->neighbours);
	}
	return TRUE;
}

/* The same links seen from the neighbour's side. */
gboolean
seg_item_to_item_turn_round (SegItemToItem *model, GError **error)
{
	g_autofree gsize *next = seg_try_allocate (model->n_items + 1, sizeof *next, error);

	if (next == NULL || (model->used_start = seg_try_allocate (model->n_items + 1, sizeof (gsize), error)) == NULL
	    || (model->used_by = seg_try_allocate (model->start[model->n_items], sizeof *model->used_by, error)) == NULL)
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
	return seg_item_to_item_make_rows (model, error);
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
	g_free (model->long_of);
	free (model->long_rows);
	g_free (model);
}

static void
free_blocks (Block *blocks, gsize n_blocks)
{
	for (gsize i = 0; i < n_blocks; i++)
		g_free (blocks[i].neighbours);
	g_free (blocks);
}

/* What the bound is made of, with room to look beyond the end. */
static float *
size_items (const SegInteractions *interactions, SegLikeness measure, GError **error)
{
	float *sizes = seg_try_allocate (interactions->n_items + SEG_BOUND_LOOK, sizeof *sizes, error);

	for (gsize item = 0; sizes != NULL && item < interactions->n_items; item++) {
		const double count = (double) seg_item_count (interactions, item);

		sizes[item] = (float) (measure == SEG_LIKENESS_COSINE ? sqrt (count) : count);
	}
	return sizes;
}

SegItemToItem *
seg_item_to_item_fit (const SegInteractions *interactions, const SegItemToItemOptions *options, const SegItemToItemKept *kept, SegJob *job,
                      GError **error)
{
	g_autoptr (SegItemToItem) model = g_new0 (SegItemToItem, 1);
	g_autofree float *sizes = size_items (interactions, options->measure, error);
	const gsize n_blocks = seg_parallel_n_blocks (interactions->n_items, ITEMS_A_BLOCK);
	Fit fit = { interactions, *options, kept, job, NULL, 0, sizes, FALSE };
	gboolean fitted;

	model->n_items = interactions->n_items;
	fit.options.n_neighbours = (guint) MIN (options->n_neighbours, interactions->n_items);
	if (sizes == NULL || (model->start = seg_try_allocate (model->n_items + 1, sizeof (gsize), error)) == NULL
	    || (fit.blocks = seg_try_allocate (n_blocks, sizeof (Block), error)) == NULL)
		return NULL;
	fitted = fit_blocks (&fit, n_blocks, error) && join_blocks (model, fit.blocks, error) && seg_item_to_item_turn_round (model, error);
	free_blocks (fit.blocks, n_blocks);
	return fitted ? g_steal_pointer (&model) : NULL;
}
