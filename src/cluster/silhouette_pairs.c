/* Silhouettes of all rows, each distance computed once for both of its rows.
 *
 * The sorted rows are cut into tiles, the tiles into blocks. Two tiles give 32 x 32 distances; they are added up over the
 * stretches of equal run of either tile, and these few sums are counted for the clusters of all labellings. Threads work
 * on pairs of blocks. Two pairs that share a block must not run at once, and every block must meet the others in the same
 * order whatever the threads do; so the pairs are paired off in rounds like the players of a tournament, in each of which
 * every block plays at most once. */
#include <config.h>
#include "silhouette-plan.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BLOCK_TILES 16 /* the sums of two blocks should fit into a core's cache */
#define ENOUGH_BLOCKS 32    /* so many blocks keep some cores busy in every round */

typedef struct {
	const SegSilhouettePlan *plan;
	SegTiles   *tiles;
	gsize       n_tiles, block_tiles, n_blocks;
	SegStretch *stretches;       /* of all tiles, one after the other */
	gsize      *first_stretches; /* n_tiles + 1 */
	double     *sums;            /* n_tiles x n_slots x SEG_TILE_ROWS */
	gsize       n_players, round;
	SegProgress progress;
} Pairs;

gsize
seg_silhouette_pairs_bytes (const SegSilhouettePlan *plan)
{
	return (plan->matrix->n_rows + SEG_TILE_ROWS) * plan->n_slots * sizeof (double);
}

static void
pairs_clear (Pairs *pairs)
{
	seg_tiles_free (pairs->tiles);
	g_free (pairs->stretches);
	g_free (pairs->first_stretches);
	free (pairs->sums);
}

/* Cuts the tiles where runs end. */
static void
cut_tiles (Pairs *pairs)
{
	const gsize *starts = pairs->plan->starts;
	gsize n_rows = pairs->plan->matrix->n_rows, run = 0, n = 0, row = 0;

	while (row < n_rows) {
		gsize tile = row / SEG_TILE_ROWS, tile_row = tile * SEG_TILE_ROWS;
		gsize end = MIN (MIN (starts[run + 1], tile_row + SEG_TILE_ROWS), n_rows);

		if (row == tile_row)
			pairs->first_stretches[tile] = n;
		pairs->stretches[n++] = (SegStretch) { (guint32) run, (guint8) (row - tile_row), (guint8) (end - tile_row) };
		row = end;
		run += end == starts[run + 1];
	}
	pairs->first_stretches[pairs->n_tiles] = n;
}

static gboolean
pairs_init (Pairs *pairs, const SegSilhouettePlan *plan, GError **error)
{
	*pairs = (Pairs) { .plan = plan };
	pairs->tiles = seg_tiles_new (plan->rows, plan->job, error);
	if (pairs->tiles == NULL)
		return FALSE;
	pairs->n_tiles = pairs->tiles->n_padded / SEG_TILE_ROWS;
	pairs->block_tiles = CLAMP (pairs->n_tiles / ENOUGH_BLOCKS, 1, MOST_BLOCK_TILES);
	pairs->n_blocks = seg_parallel_n_blocks (pairs->n_tiles, pairs->block_tiles);
	pairs->n_players = pairs->n_blocks + pairs->n_blocks % 2;
	pairs->stretches = g_try_new (SegStretch, pairs->n_tiles + plan->n_runs);
	pairs->first_stretches = g_try_new (gsize, pairs->n_tiles + 1);
	pairs->sums = seg_aligned_new (pairs->n_tiles * plan->n_slots * SEG_TILE_ROWS, error);
	if (pairs->sums == NULL)
		return FALSE;
	if (pairs->stretches == NULL || pairs->first_stretches == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"),
		             plan->matrix->n_rows);
		return FALSE;
	}
	cut_tiles (pairs);
	return TRUE;
}

/* The distances -------------------------------------------------------------------------------------------------- */

/* Counts the sums over the stretches of @from for the clusters of their runs, in the sums of tile @to. */
static void
count_totals (const Pairs *pairs, const SegKernel *kernel, gsize from, gsize to, const double *totals)
{
	const SegSilhouettePlan *plan = pairs->plan;
	double *sums = pairs->sums + to * plan->n_slots * SEG_TILE_ROWS;

	for (gsize i = pairs->first_stretches[from]; i < pairs->first_stretches[from + 1]; i++, totals += SEG_TILE_ROWS)
		kernel->add_to_slots (totals, plan->slots + (gsize) pairs->stretches[i].run * plan->n_labellings,
		                      plan->n_labellings, sums);
}

static void
pair_tiles (const Pairs *pairs, const SegKernel *kernel, gsize a, gsize b)
{
	double a_totals[SEG_TILE_ROWS * SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	double b_totals[SEG_TILE_ROWS * SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	const gsize *first = pairs->first_stretches;

	kernel->pair_sums (seg_tiles_at (pairs->tiles, a * SEG_TILE_ROWS), pairs->plan->rows->n_columns,
	                   seg_matrix_row (pairs->plan->rows, b * SEG_TILE_ROWS),
	                   pairs->stretches + first[a], first[a + 1] - first[a],
	                   pairs->stretches + first[b], first[b + 1] - first[b], a_totals, b_totals);
	count_totals (pairs, kernel, b, a, a_totals);
	if (a != b)
		count_totals (pairs, kernel, a, b, b_totals);
}

static void
pair_blocks (Pairs *pairs, gsize first, gsize second)
{
	const SegKernel *kernel = seg_kernel ();
	gsize a_end = MIN ((first + 1) * pairs->block_tiles, pairs->n_tiles);
	gsize b_end = MIN ((second + 1) * pairs->block_tiles, pairs->n_tiles);

	if (!seg_progress_advance (&pairs->progress, 1))
		return;
	for (gsize a = first * pairs->block_tiles; a < a_end; a++)
		for (gsize b = MAX (a, second * pairs->block_tiles); b < b_end; b++)
			pair_tiles (pairs, kernel, a, b);
}

/* A block against itself: the first of all, so its sums begin here. */
static void
begin_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pairs *pairs = data;
	gsize first_tile = block * pairs->block_tiles, last_tile = MIN (first_tile + pairs->block_tiles, pairs->n_tiles);
	gsize tile_sums = pairs->plan->n_slots * SEG_TILE_ROWS;

	(void) first;
	(void) last;
	memset (pairs->sums + first_tile * tile_sums, 0, (last_tile - first_tile) * tile_sums * sizeof (double));
	pair_blocks (pairs, block, block);
}

/* One pair of this round. The last player stays, the others go round; with an odd number of blocks the last one is nobody. */
static void
play (gsize pair, gsize first, gsize last, gpointer data)
{
	Pairs *pairs = data;
	gsize n = pairs->n_players - 1;
	gsize one = pair == 0 ? n : (pairs->round + pair) % n, other = (pairs->round + n - pair) % n;

	(void) first;
	(void) last;
	if (one < pairs->n_blocks && other < pairs->n_blocks)
		pair_blocks (pairs, MIN (one, other), MAX (one, other));
}

/* The widths ------------------------------------------------------------------------------------------------------- */

static void
finish_tile (gsize tile, gsize first, gsize last, gpointer data)
{
	const Pairs *pairs = data;
	const SegSilhouettePlan *plan = pairs->plan;
	const double *sums = pairs->sums + tile * plan->n_slots * SEG_TILE_ROWS;

	for (guint s = 0; s < plan->n_labellings; s++)
		for (gsize i = first; i < last; i++)
			plan->labellings[s].widths[plan->order[i]] =
				seg_silhouette_plan_width (plan, s, plan->order[i], i - first, sums);
}

gboolean
seg_silhouette_pairs (const SegSilhouettePlan *plan, GError **error)
{
	Pairs pairs;
	gboolean success = pairs_init (&pairs, plan, error);

	if (success) {
		seg_progress_init (&pairs.progress, plan->job, pairs.n_blocks * (pairs.n_blocks + 1) / 2, _("silhouettes"));
		seg_parallel_blocks (pairs.n_blocks, 1, begin_block, &pairs);
		for (; pairs.round + 1 < pairs.n_players && !seg_job_is_cancelled (plan->job); pairs.round++)
			seg_parallel_blocks (pairs.n_players / 2, 1, play, &pairs);
		seg_parallel_blocks (plan->matrix->n_rows, SEG_TILE_ROWS, finish_tile, &pairs);
		success = seg_progress_finish (&pairs.progress, error);
	}
	pairs_clear (&pairs);
	return success;
}
