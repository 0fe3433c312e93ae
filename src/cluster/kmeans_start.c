/* Greedy k-means++: the first centre is any row; each further one is the best of a few rows drawn with a chance
 * proportional to their squared distance from the centres so far, best meaning least sum of those distances afterwards.
 *
 * The rows' squared distances are kept, and their sum for each block, so that drawing a row walks the blocks and then one
 * block. Source: Arthur, Vassilvitskii 2007, SODA, 1027-1035; the trials are those of their own implementation. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS 1024

typedef struct {
	const SegTiles  *tiles;
	const SegKernel *kernel;
	SegJob *job;
	gsize   n_columns, n_blocks;
	guint   n_trials;
	double *nearest;    /* n_padded: squared distance to the nearest centre so far; lanes beyond the rows 0 */
	double *block_sums; /* n_blocks: of nearest */
	double *points;     /* n_trials x n_columns: the rows on trial; the first is also the centre being added */
	double *potentials; /* n_blocks x n_trials */
} Start;

static void
approach_block (gsize block, gsize first, gsize last, gpointer data)
{
	Start *start = data;
	gsize n_tiles = (last - first + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;

	if (!seg_job_is_cancelled (start->job))
		start->block_sums[block] = start->kernel->approach (seg_tiles_at (start->tiles, first), n_tiles, start->n_columns,
		                                                    start->points, start->nearest + first);
}

static void
try_block (gsize block, gsize first, gsize last, gpointer data)
{
	Start *start = data;
	gsize n_tiles = (last - first + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;

	if (!seg_job_is_cancelled (start->job))
		start->kernel->potentials (seg_tiles_at (start->tiles, first), n_tiles, start->n_columns, start->points,
		                           start->n_trials, start->nearest + first,
		                           start->potentials + block * start->n_trials);
}

/* The row of @block at which the sum of squared distances passes @left; the last that counts when rounding hides it. */
static gsize
row_in_block (const Start *start, gsize block, double left)
{
	gsize end = MIN ((block + 1) * BLOCK_ROWS, start->tiles->matrix->n_rows), last = block * BLOCK_ROWS;

	for (gsize row = block * BLOCK_ROWS; row < end; row++) {
		if (!(start->nearest[row] > 0))
			continue;
		last = row;
		if (left < start->nearest[row])
			break;
		left -= start->nearest[row];
	}
	return last;
}

/* A row with a chance proportional to its squared distance; any row when all distances are 0. */
static gsize
draw_row (const Start *start, double total, SegRandom *random)
{
	gsize chosen = 0;
	double left;

	if (!(total > 0))
		return seg_random_below (random, start->tiles->matrix->n_rows);
	left = seg_random_uniform (random) * total;
	for (gsize block = 0; block < start->n_blocks; block++) {
		if (!(start->block_sums[block] > 0))
			continue;
		chosen = block;
		if (left < start->block_sums[block])
			break;
		left -= start->block_sums[block];
	}
	return row_in_block (start, chosen, left);
}

static void
set_point (Start *start, guint point, gsize row)
{
	memcpy (start->points + point * start->n_columns, seg_matrix_row (start->tiles->matrix, row),
	        start->n_columns * sizeof (double));
}

static double
sum_blocks (const Start *start)
{
	double sum = 0;

	for (gsize block = 0; block < start->n_blocks; block++)
		sum += start->block_sums[block];
	return sum;
}

/* The trial that leaves the least sum of squared distances. */
static guint
best_trial (const Start *start)
{
	guint best = 0;
	double least = INFINITY;

	for (guint trial = 0; trial < start->n_trials; trial++) {
		double sum = 0;

		for (gsize block = 0; block < start->n_blocks; block++)
			sum += start->potentials[block * start->n_trials + trial];
		if (sum < least) {
			least = sum;
			best = trial;
		}
	}
	return best;
}

/* Lowers the distances to those to the point that stands first, and notes their sums. */
static gboolean
approach_first_point (Start *start)
{
	seg_parallel_blocks (start->tiles->matrix->n_rows, BLOCK_ROWS, approach_block, start);
	return !seg_job_is_cancelled (start->job);
}

/* Draws rows and makes the best of them the first point. */
static gboolean
choose_point (Start *start, SegRandom *random)
{
	double total = sum_blocks (start);

	for (guint trial = 0; trial < start->n_trials; trial++)
		set_point (start, trial, draw_row (start, total, random));
	seg_parallel_blocks (start->tiles->matrix->n_rows, BLOCK_ROWS, try_block, start);
	memmove (start->points, start->points + best_trial (start) * start->n_columns, start->n_columns * sizeof (double));
	return !seg_job_is_cancelled (start->job);
}

static gboolean
choose_centres (Start *start, guint k, SegRandom *random, double *centres)
{
	set_point (start, 0, seg_random_below (random, start->tiles->matrix->n_rows));
	for (guint centre = 0; centre < k; centre++) {
		if (centre > 0 && (!approach_first_point (start) || !choose_point (start, random)))
			return FALSE;
		memcpy (centres + centre * start->n_columns, start->points, start->n_columns * sizeof *centres);
	}
	return TRUE;
}

static gboolean
move_centre (Start *start, guint k, SegRandom *random, double *centres)
{
	gsize moved = seg_random_below (random, k);

	for (gsize centre = 0; centre < k; centre++) {
		memcpy (start->points, centres + centre * start->n_columns, start->n_columns * sizeof *centres);
		if (centre != moved && !approach_first_point (start))
			return FALSE;
	}
	if (!choose_point (start, random))
		return FALSE;
	memcpy (centres + moved * start->n_columns, start->points, start->n_columns * sizeof *centres);
	return TRUE;
}

/* Memory ----------------------------------------------------------------------------------------------------------- */

static void
start_clear (Start *start)
{
	free (start->nearest);
	g_free (start->block_sums);
	g_free (start->points);
	g_free (start->potentials);
}

static gboolean
start_init (Start *start, const SegTiles *tiles, guint k, SegJob *job, GError **error)
{
	gsize n_rows = tiles->matrix->n_rows;

	*start = (Start) { .tiles = tiles, .kernel = seg_kernel (), .job = job, .n_columns = tiles->matrix->n_columns,
		               .n_blocks = seg_parallel_n_blocks (n_rows, BLOCK_ROWS), .n_trials = 2 + (guint) log (k) };
	start->nearest = seg_aligned_new (tiles->n_padded, error);
	if (start->nearest == NULL)
		return FALSE;
	start->block_sums = g_try_new (double, start->n_blocks);
	start->points = g_try_new (double, start->n_trials * start->n_columns);
	start->potentials = g_try_new (double, start->n_blocks * start->n_trials);
	if (start->block_sums == NULL || start->points == NULL || start->potentials == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the start of %u segments"), k);
		start_clear (start);
		return FALSE;
	}
	for (gsize row = 0; row < tiles->n_padded; row++)
		start->nearest[row] = row < n_rows ? INFINITY : 0;
	return TRUE;
}

typedef gboolean (*ChooseFunc) (Start *start, guint k, SegRandom *random, double *centres);

static gboolean
run (ChooseFunc choose, const SegTiles *tiles, guint k, SegRandom *random, SegJob *job, double *centres, GError **error)
{
	Start start;
	gboolean done;

	if (!start_init (&start, tiles, k, job, error))
		return FALSE;
	done = choose (&start, k, random, centres);
	start_clear (&start);
	return done || seg_job_goes_on (job, error);
}

gboolean
seg_kmeans_plus_plus (const SegTiles *tiles, guint k, SegRandom *random, SegJob *job, double *centres, GError **error)
{
	return run (choose_centres, tiles, k, random, job, centres, error);
}

gboolean
seg_kmeans_swap (const SegTiles *tiles, guint k, SegRandom *random, SegJob *job, double *centres, GError **error)
{
	return run (move_centre, tiles, k, random, job, centres, error);
}
