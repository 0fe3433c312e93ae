/* Silhouettes of all rows, each distance computed once for both of its rows.
 *
 * The sorted rows are cut into tiles, the tiles into blocks whose sums fit into a core's cache by twos, the blocks into teams. Two
 * tiles give 32 x 32 distances; they are added up over the stretches of equal run of either tile, and these few sums are counted for
 * the clusters of all labellings. Threads work on pairs of teams, going from one pair of their blocks to the next in such a way that
 * one of the two stays in the cache. Two pairs that share a team must not run at once, and every team must meet the others in the
 * same order whatever the threads do; so the teams are paired off in the rounds of a tournament, in each of which every team plays at
 * most once.
 *
 * Of many rows the distances are computed in single precision (pair-kernel.h) and added up in double. How far that can put a width
 * off is known for every row, see width_error(): rows for which it could be more than MOST_ERROR are in doubt, and the caller has
 * them computed in double precision. */
#include <config.h>
#include "pair-kernel.h"
#include "silhouette-plan.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BLOCK_TILES 16 /* the sums of two blocks should fit into a core's cache */
#define MOST_TEAM_BLOCKS 4
#define ENOUGH_TEAMS 32     /* so many keep some cores busy in every round */
#define QUICK_ROWS 16384    /* fewer take no time to speak of in double precision */
#define MOST_ERROR 1e-6     /* of a width */
#define ROUNDING 0x1p-24    /* of one number in single precision, as a share of it */

typedef struct {
	const SegSilhouettePlan *plan;
	SegTiles   *tiles;           /* of singles alone when @doubtful is there */
	guint8     *doubtful;        /* (out) per row of the matrix, or NULL: double precision throughout */
	const SegPairKernel *quick;
	double      error;           /* of one distance in single precision, as a share of it */
	gsize       n_tiles, block_tiles, n_blocks, team_blocks, n_teams;
	SegStretch *stretches;       /* of all tiles, one after the other */
	gsize      *first_stretches; /* n_tiles + 1 */
	double     *sums;            /* n_tiles x n_slots x SEG_TILE_ROWS */
	gsize       n_players, round; /* the teams, and nobody if their number is odd */
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
pairs_init (Pairs *pairs, const SegSilhouettePlan *plan, guint8 *doubtful, GError **error)
{
	*pairs = (Pairs) { .plan = plan, .doubtful = doubtful, .quick = seg_pair_kernel (),
		               .error = seg_pair_kernel_error (plan->matrix->n_columns) };
	pairs->tiles = doubtful != NULL ? seg_tiles_new_of_singles (plan->rows, plan->job, error)
	                                : seg_tiles_new (plan->rows, plan->job, error);
	if (pairs->tiles == NULL)
		return FALSE;
	pairs->n_tiles = pairs->tiles->n_padded / SEG_TILE_ROWS;
	pairs->block_tiles = CLAMP (pairs->n_tiles / ENOUGH_TEAMS, 1, MOST_BLOCK_TILES);
	pairs->n_blocks = seg_parallel_n_blocks (pairs->n_tiles, pairs->block_tiles);
	pairs->team_blocks = CLAMP (pairs->n_blocks / ENOUGH_TEAMS, 1, MOST_TEAM_BLOCKS);
	pairs->n_teams = seg_parallel_n_blocks (pairs->n_blocks, pairs->team_blocks);
	pairs->n_players = pairs->n_teams + pairs->n_teams % 2;
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

/* A tile's sums of distances to the rows that come by. Rows that share their clusters in the first l labellings stand together, as a
 * group of level l, and within it the groups of level l + 1. What is open is added up at the last level; when a group ends, its total
 * goes to the sum of its cluster and to the group around it. So a run costs as many additions as clusters end with it, not as many as
 * there are labellings. */
typedef struct {
	double *sums;   /* n_slots x SEG_TILE_ROWS: of the tile */
	double *totals; /* n_labellings x SEG_TILE_ROWS */
	gsize   run;    /* the one that is open; n_runs: none */
} Open;

static void
close_run (const Pairs *pairs, const SegKernel *kernel, Open *open, guint from)
{
	const SegSilhouettePlan *plan = pairs->plan;

	if (open->run < plan->n_runs)
		kernel->close_groups (open->totals, from, plan->n_labellings, plan->slots + open->run * plan->n_labellings, open->sums);
}

/* Counts the totals of the stretches of tile @from. */
static void
count_totals (const Pairs *pairs, const SegKernel *kernel, gsize from, const double *totals, Open *open)
{
	const SegSilhouettePlan *plan = pairs->plan;

	for (gsize i = pairs->first_stretches[from]; i < pairs->first_stretches[from + 1]; i++, totals += SEG_TILE_ROWS) {
		gsize run = pairs->stretches[i].run;

		if (run != open->run) {
			close_run (pairs, kernel, open, plan->firsts[run]);
			open->run = run;
		}
		kernel->add_totals (totals, open->totals + (plan->n_labellings - 1) * SEG_TILE_ROWS);
	}
}

static void
pair_tiles (const Pairs *pairs, const SegKernel *kernel, gsize a, gsize b, Open *a_open, Open *b_open)
{
	double a_totals[SEG_TILE_ROWS * SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	double b_totals[SEG_TILE_ROWS * SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	gsize n_columns = pairs->plan->rows->n_columns, tile_size = SEG_TILE_ROWS * n_columns;
	const gsize *first = pairs->first_stretches;

	if (pairs->doubtful != NULL)
		pairs->quick->pair_sums (pairs->tiles->singles + a * tile_size, pairs->tiles->singles + b * tile_size, n_columns,
		                         pairs->stretches + first[a], first[a + 1] - first[a],
		                         pairs->stretches + first[b], first[b + 1] - first[b], a_totals, a != b ? b_totals : NULL);
	else
		kernel->pair_sums (seg_tiles_at (pairs->tiles, a * SEG_TILE_ROWS), n_columns,
		                   seg_matrix_row (pairs->plan->rows, b * SEG_TILE_ROWS),
		                   pairs->stretches + first[a], first[a + 1] - first[a],
		                   pairs->stretches + first[b], first[b + 1] - first[b], a_totals, b_totals);
	count_totals (pairs, kernel, b, a_totals, a_open);
	if (a != b)
		count_totals (pairs, kernel, a, b_totals, b_open);
}

/* Has the sums of a tile brought nearer, before they are wanted here and there. */
static double *
fetch_sums (const Pairs *pairs, gsize tile)
{
	gsize n = pairs->plan->n_slots * SEG_TILE_ROWS;
	double *sums = pairs->sums + tile * n;

	for (gsize i = 0; i < n; i += 64 / sizeof *sums)
		__builtin_prefetch (sums + i, 1, 2);
	return sums;
}

/* @open: one for each tile of the second block and one more. */
static void
pair_blocks_with (Pairs *pairs, gsize first, gsize second, Open *open)
{
	const SegKernel *kernel = seg_kernel ();
	gsize a_end = MIN ((first + 1) * pairs->block_tiles, pairs->n_tiles), b_first = second * pairs->block_tiles;
	gsize b_end = MIN (b_first + pairs->block_tiles, pairs->n_tiles);
	Open *a_open = open + pairs->block_tiles;

	for (gsize b = b_first; b < b_end; b++)
		open[b - b_first].sums = fetch_sums (pairs, b);
	for (gsize a = first * pairs->block_tiles; a < a_end; a++) {
		a_open->sums = fetch_sums (pairs, a);
		for (gsize b = MAX (a, b_first); b < b_end; b++)
			pair_tiles (pairs, kernel, a, b, a_open, open + (b - b_first));
		close_run (pairs, kernel, a_open, 0);
		a_open->run = pairs->plan->n_runs;
	}
	for (gsize b = b_first; b < b_end; b++)
		close_run (pairs, kernel, open + (b - b_first), 0);
}

static void
pair_blocks (Pairs *pairs, gsize first, gsize second)
{
	Open open[MOST_BLOCK_TILES + 1];
	gsize n = pairs->block_tiles + 1, n_totals = pairs->plan->n_labellings * SEG_TILE_ROWS;
	double *totals;

	if (!seg_progress_advance (&pairs->progress, 1))
		return;
	totals = seg_aligned_small (n * n_totals);
	memset (totals, 0, n * n_totals * sizeof *totals);
	for (gsize i = 0; i < n; i++)
		open[i] = (Open) { NULL, totals + i * n_totals, pairs->plan->n_runs };
	pair_blocks_with (pairs, first, second, open);
	free (totals);
}

/* The blocks of two teams, or of one with itself: forth with one block of the first, back with the next. */
static void
pair_teams (Pairs *pairs, gsize first, gsize second)
{
	gsize a_first = first * pairs->team_blocks, a_end = MIN (a_first + pairs->team_blocks, pairs->n_blocks);
	gsize b_first = second * pairs->team_blocks, b_end = MIN (b_first + pairs->team_blocks, pairs->n_blocks);

	for (gsize a = a_first; a < a_end; a++)
		for (gsize i = 0; i < b_end - b_first; i++) {
			gsize b = (a - a_first) % 2 == 0 ? b_first + i : b_end - 1 - i;

			if (a <= b)
				pair_blocks (pairs, a, b);
		}
}

/* A team against itself: the first game of all, so its sums begin here. */
static void
begin_team (gsize team, gsize first, gsize last, gpointer data)
{
	Pairs *pairs = data;
	gsize team_tiles = pairs->team_blocks * pairs->block_tiles, tile_sums = pairs->plan->n_slots * SEG_TILE_ROWS;
	gsize first_tile = team * team_tiles, last_tile = MIN (first_tile + team_tiles, pairs->n_tiles);

	(void) first;
	(void) last;
	memset (pairs->sums + first_tile * tile_sums, 0, (last_tile - first_tile) * tile_sums * sizeof (double));
	pair_teams (pairs, team, team);
}

/* One pair of this round. The last player stays, the others go round. */
static void
play (gsize pair, gsize first, gsize last, gpointer data)
{
	Pairs *pairs = data;
	gsize n = pairs->n_players - 1;
	gsize one = pair == 0 ? n : (pairs->round + pair) % n, other = (pairs->round + n - pair) % n;

	(void) first;
	(void) last;
	if (one < pairs->n_teams && other < pairs->n_teams)
		pair_teams (pairs, MIN (one, other), MAX (one, other));
}

/* The widths ------------------------------------------------------------------------------------------------------- */

/* A row x rounded to single precision is off by u |x|, u being ROUNDING, so its distance D to a row y by u (|x| + |y|) <=
 * u (2 |x| + D), and what is computed of that by the share error besides; means of distances are off by as much as their terms. A
 * width is 1 less the smaller mean over the larger one, or the negative of that. */
static double
width_error (const Pairs *pairs, double less, double larger, double length)
{
	double share = less / larger;

	return (pairs->error + ROUNDING) * 2 * share + 2 * ROUNDING * length * (1 + share) / larger;
}

/* How far lane @lane of tile @tile is from the mean of all rows. */
static double
length_of (const Pairs *pairs, gsize tile, gsize lane)
{
	gsize n_columns = pairs->plan->matrix->n_columns;
	const float *values = pairs->tiles->singles + tile * SEG_TILE_ROWS * n_columns + lane;
	double squared = 0;

	for (gsize column = 0; column < n_columns; column++)
		squared += (double) values[column * SEG_TILE_ROWS] * (double) values[column * SEG_TILE_ROWS];
	return sqrt (squared);
}

static void
finish_tile (gsize tile, gsize first, gsize last, gpointer data)
{
	const Pairs *pairs = data;
	const SegSilhouettePlan *plan = pairs->plan;
	const double *sums = pairs->sums + tile * plan->n_slots * SEG_TILE_ROWS;

	for (gsize i = first; i < last; i++) {
		double length = pairs->doubtful != NULL ? length_of (pairs, tile, i - first) * 1.001 : 0, less, larger;

		for (guint s = 0; s < plan->n_labellings; s++) {
			plan->labellings[s].widths[plan->order[i]] =
				seg_silhouette_plan_width (plan, s, plan->order[i], i - first, sums, &less, &larger);
			if (pairs->doubtful != NULL && !(width_error (pairs, less, larger, length) <= MOST_ERROR))
				pairs->doubtful[plan->order[i]] = TRUE;
		}
	}
}

gboolean
seg_silhouette_pairs_can_be_quick (const SegSilhouettePlan *plan)
{
	return plan->matrix->n_rows >= QUICK_ROWS && 2 * seg_pair_kernel_error (plan->matrix->n_columns) < MOST_ERROR;
}

/* Where squares would leave the range of single precision nothing is certain. */
static gboolean
fits_singles (const Pairs *pairs)
{
	double farthest = 0;

	for (gsize tile = 0; tile < pairs->n_tiles; tile++)
		farthest = MAX (farthest, pairs->tiles->reaches[tile]);
	return farthest > 1e-6 && farthest < 1e15;
}

gboolean
seg_silhouette_pairs (const SegSilhouettePlan *plan, guint8 *doubtful, GError **error)
{
	Pairs pairs;
	gboolean success = pairs_init (&pairs, plan, doubtful, error);

	if (success && doubtful != NULL && !fits_singles (&pairs))
		memset (doubtful, TRUE, plan->matrix->n_rows);
	else if (success) {
		seg_progress_init (&pairs.progress, plan->job, pairs.n_blocks * (pairs.n_blocks + 1) / 2, _("silhouettes"));
		seg_parallel_blocks (pairs.n_teams, 1, begin_team, &pairs);
		for (; pairs.round + 1 < pairs.n_players && !seg_job_is_cancelled (plan->job); pairs.round++)
			seg_parallel_blocks (pairs.n_players / 2, 1, play, &pairs);
		seg_parallel_blocks (plan->matrix->n_rows, SEG_TILE_ROWS, finish_tile, &pairs);
		success = seg_progress_finish (&pairs.progress, error);
	}
	pairs_clear (&pairs);
	return success;
}
