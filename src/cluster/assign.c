/* Assigning rows to their nearest centre, block by block.
 *
 * After the first passes few rows change sides, so what a block adds up to is not added up anew: the rows that changed are
 * taken out of one sum and put into another. In plain arithmetic rounding errors would pile up that way. Here every value is
 * split into a multiple of a unit, so coarse that the sum of a block's multiples needs no rounding, and a rest smaller than a unit,
 * where rounding does not reach the digits that count: the sum is as good as new. What the blocks add up to is kept apart and summed
 * in block order by seg_assignment_gather(). */
#include <config.h>
#include "nearest-kernel.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BLOCK_ROWS 1024
#define MOST_BLOCKS 128 /* enough for every thread to find something to do; one thread adds up what they hold after each pass */

/* More for many clusters, so that the blocks' sums stay small beside the rows. */
static gsize
block_rows_for (gsize n_rows, guint k)
{
	gsize rows = MAX ((gsize) k * 16, seg_parallel_n_blocks (n_rows, MOST_BLOCKS));

	return MAX (seg_parallel_n_blocks (rows, SEG_TILE_ROWS) * SEG_TILE_ROWS, LEAST_BLOCK_ROWS);
}

static gboolean
allocate (SegAssignment *assignment, GError **error)
{
	gsize n_sums = 2 * assignment->n_blocks * assignment->k * assignment->tiles->matrix->n_columns;
	void *fresh;

	assignment->sums = seg_aligned_new (n_sums, error);
	if (assignment->sums == NULL || (assignment->squared = seg_aligned_new (assignment->tiles->n_padded, error)) == NULL
	    || (assignment->packed = seg_packed_centres_new (assignment->k, assignment->tiles->matrix->n_columns, error)) == NULL)
		return FALSE;
	assignment->labels = g_try_new (gint32, assignment->tiles->n_padded);
	if (posix_memalign (&fresh, 64, assignment->tiles->n_padded * sizeof (gint32)) == 0)
		assignment->fresh = fresh;
	assignment->magic = g_try_new (double, assignment->tiles->matrix->n_columns);
	assignment->counts = g_try_new (gsize, assignment->n_blocks * assignment->k);
	assignment->changes = g_try_new (gsize, assignment->n_blocks);
	if (assignment->labels != NULL && assignment->fresh != NULL && assignment->counts != NULL && assignment->changes != NULL
	    && assignment->magic != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"),
	             assignment->tiles->matrix->n_rows);
	return FALSE;
}

/* A block's values add up to no more than its rows times the greatest of them, which must be less than 2^53 units; 2^52 keeps clear of
 * that. A number of 1.5 x 2^52 units has one unit as its last place. */
static void
choose_units (SegAssignment *assignment)
{
	int rows_exponent, top_exponent;

	frexp ((double) assignment->block_rows, &rows_exponent);
	for (gsize column = 0; column < assignment->tiles->matrix->n_columns; column++) {
		frexp (assignment->tiles->tops[column], &top_exponent);
		assignment->magic[column] = ldexp (1.5, MAX (top_exponent, -900) + rows_exponent);
	}
}

SegAssignment *
seg_assignment_new (const SegTiles *tiles, guint k, GError **error)
{
	g_autoptr (SegAssignment) assignment = g_new0 (SegAssignment, 1);

	assignment->tiles = tiles;
	assignment->k = k;
	assignment->block_rows = block_rows_for (tiles->matrix->n_rows, k);
	assignment->n_blocks = seg_parallel_n_blocks (tiles->matrix->n_rows, assignment->block_rows);
	if (!allocate (assignment, error))
		return NULL;
	choose_units (assignment);
	seg_assignment_reset (assignment);
	return g_steal_pointer (&assignment);
}

void
seg_assignment_free (SegAssignment *assignment)
{
	if (assignment == NULL)
		return;
	free (assignment->squared);
	free (assignment->sums);
	g_free (assignment->labels);
	free (assignment->fresh);
	g_free (assignment->magic);
	g_free (assignment->counts);
	g_free (assignment->changes);
	seg_packed_centres_free (assignment->packed);
	g_free (assignment);
}

void
seg_assignment_reset (SegAssignment *assignment)
{
	gsize n_sums = 2 * assignment->n_blocks * assignment->k * assignment->tiles->matrix->n_columns;

	memset (assignment->labels, 0xff, sizeof (gint32) * assignment->tiles->n_padded);
	memset (assignment->sums, 0, sizeof (double) * n_sums);
	memset (assignment->counts, 0, sizeof (gsize) * assignment->n_blocks * assignment->k);
}

static void
change_label (SegAssignment *assignment, const SegKernel *kernel, gsize block, gsize row, gint32 label)
{
	gsize n_columns = assignment->tiles->matrix->n_columns, n_sums = assignment->k * n_columns;
	const double *values = seg_matrix_row (assignment->tiles->matrix, row);
	double *sums = assignment->sums + 2 * block * n_sums;
	gsize *counts = assignment->counts + block * assignment->k;
	double *to = sums + (gsize) label * n_columns;

	if (assignment->labels[row] >= 0) {
		double *from = sums + (gsize) assignment->labels[row] * n_columns;

		kernel->move_row (values, n_columns, assignment->magic, from, from + n_sums, to, to + n_sums);
		counts[assignment->labels[row]]--;
	} else
		kernel->add_row (values, n_columns, assignment->magic, to, to + n_sums);
	counts[label]++;
	assignment->labels[row] = label;
}

void
seg_assignment_move (SegAssignment *assignment, gsize row, guint label)
{
	change_label (assignment, seg_kernel (), row / assignment->block_rows, row, (gint32) label);
}

typedef struct {
	SegAssignment *assignment;
	const double  *centres;
	const SegKernel *kernel;
	const SegNearestKernel *quick;
	SegJob        *job;
} Pass;

/* Rows @first up to @last, of one tile, that changed sides are fetched, ... */
static void
fetch_changed (const SegAssignment *assignment, gsize first, gsize last)
{
	gsize n_columns = assignment->tiles->matrix->n_columns;

	for (gsize row = first; row < last; row++)
		if (assignment->labels[row] != assignment->fresh[row])
			for (gsize column = 0; column < n_columns; column += 64 / sizeof (double))
				__builtin_prefetch (seg_matrix_row (assignment->tiles->matrix, row) + column);
}

/* ... and the sums of their block follow them; returns how many there were. */
static gsize
follow (SegAssignment *assignment, const SegKernel *kernel, gsize block, gsize first, gsize last)
{
	gsize changed = 0;

	for (gsize row = first; row < last; row++)
		if (assignment->labels[row] != assignment->fresh[row]) {
			change_label (assignment, kernel, block, row, assignment->fresh[row]);
			changed++;
		}
	return changed;
}

/* The nearest centres of a tile by the plain kernel. */
static void
settle (const Pass *pass, gsize first, double *squared)
{
	const SegAssignment *assignment = pass->assignment;
	const SegTiles *tiles = assignment->tiles;
	gsize n_columns = tiles->matrix->n_columns;
	double *tile;

	if (tiles->values != NULL) {
		pass->kernel->nearest (seg_tiles_at (tiles, first), 1, n_columns, pass->centres, assignment->k, squared, assignment->fresh + first);
		return;
	}
	tile = seg_aligned_small (n_columns * SEG_TILE_ROWS);
	seg_tiles_fill (tiles->matrix, first, MIN (first + SEG_TILE_ROWS, tiles->matrix->n_rows), tile);
	pass->kernel->nearest (tile, 1, n_columns, pass->centres, assignment->k, squared, assignment->fresh + first);
	free (tile);
}

/* The nearest centre of every row of a tile; returns whether any may have changed sides. */
static gboolean
assign_tile (const Pass *pass, gsize first)
{
	const SegAssignment *assignment = pass->assignment;
	const SegTiles *tiles = assignment->tiles;
	gsize n_columns = tiles->matrix->n_columns;
	double squared[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	float doubt = seg_nearest_doubt (tiles->reaches[first / SEG_TILE_ROWS], tiles->mean_length, assignment->packed, n_columns);
	gboolean differs;

	if (!pass->quick->nearest (tiles->singles + first * n_columns, n_columns, assignment->packed, doubt, assignment->labels + first,
	                           assignment->fresh + first, &differs))
		return differs;
	settle (pass, first, squared);
	return TRUE;
}

/* A row that changed sides is far away in memory: it comes while the next such tile is looked for. */
static void
assign_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	gsize changed = 0, waiting = last;

	if (seg_job_is_cancelled (pass->job))
		return;
	for (gsize tile = first; tile < last; tile += SEG_TILE_ROWS) {
		if (!assign_tile (pass, tile))
			continue;
		fetch_changed (pass->assignment, tile, MIN (tile + SEG_TILE_ROWS, last));
		if (waiting < last)
			changed += follow (pass->assignment, pass->kernel, block, waiting, waiting + SEG_TILE_ROWS);
		waiting = tile;
	}
	if (waiting < last)
		changed += follow (pass->assignment, pass->kernel, block, waiting, MIN (waiting + SEG_TILE_ROWS, last));
	pass->assignment->changes[block] = changed;
}

gboolean
seg_assignment_pass (SegAssignment *assignment, const double *centres, SegJob *job)
{
	Pass pass = { assignment, centres, seg_kernel (), seg_nearest_kernel (), job };
	const SegTiles *tiles = assignment->tiles;

	seg_packed_centres_set (assignment->packed, centres, tiles->mean, tiles->matrix->n_columns);
	seg_parallel_blocks (tiles->matrix->n_rows, assignment->block_rows, assign_block, &pass);
	return !seg_job_is_cancelled (job);
}

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	for (gsize tile = first; tile < last; tile += SEG_TILE_ROWS)
		settle (pass, tile, pass->assignment->squared + tile);
}

void
seg_assignment_measure (SegAssignment *assignment, const double *centres)
{
	Pass pass = { .assignment = assignment, .centres = centres, .kernel = seg_kernel () };

	seg_parallel_blocks (assignment->tiles->matrix->n_rows, assignment->block_rows, measure_block, &pass);
}

/* sum + rest += x without rounding (Knuth's two-sum): the sums of many blocks may need more digits than one has. */
static void
add_exactly (double *sum, double *rest, double x)
{
	double old = *sum, new = old + x, back = new - old;

	*rest += (old - (new - back)) + (x - back);
	*sum = new;
}

gsize
seg_assignment_gather (const SegAssignment *assignment, double *sums, double *rests, gsize *counts)
{
	gsize n_sums = assignment->k * assignment->tiles->matrix->n_columns, changed = 0;

	memset (sums, 0, n_sums * sizeof *sums);
	memset (rests, 0, n_sums * sizeof *rests);
	memset (counts, 0, assignment->k * sizeof *counts);
	for (gsize block = 0; block < assignment->n_blocks; block++) {
		const double *block_sums = assignment->sums + 2 * block * n_sums;

		for (gsize i = 0; i < n_sums; i++) {
			add_exactly (&sums[i], &rests[i], block_sums[i]);
			rests[i] += block_sums[n_sums + i];
		}
		for (guint cluster = 0; cluster < assignment->k; cluster++)
			counts[cluster] += assignment->counts[block * assignment->k + cluster];
		changed += assignment->changes[block];
	}
	return changed;
}

/* With everything counted from the mean m of all rows: the sum of |x - c|^2 over the rows x of a cluster of n rows that add up to s
 * is the sum of |x|^2, less 2 s.c, plus n |c|^2. */
double
seg_assignment_inertia (const SegAssignment *assignment, const double *centres, const double *sums, const double *rests,
                        const gsize *counts)
{
	const double *mean = assignment->tiles->mean;
	gsize n_columns = assignment->tiles->matrix->n_columns;
	double less = 0;

	for (guint cluster = 0; cluster < assignment->k; cluster++) {
		double n = (double) counts[cluster];

		for (gsize column = 0; column < n_columns; column++) {
			gsize i = cluster * n_columns + column;
			double c = centres[i] - mean[column], all = n * mean[column];
			double sum = (sums[i] - all) + (rests[i] - fma (n, mean[column], -all)); /* all that is left: far from zero little is */

			less += c * (2 * sum - n * c);
		}
	}
	return MAX (assignment->tiles->squares - less, 0);
}

/* Rows that have not been cut into tiles: a block cuts its own, one at a time. -------------------------------------- */

typedef struct {
	const SegMatrix *matrix, *centroids;
	gint32 *labels;
	double *distances;
} Nearest;

static void
nearest_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Nearest *nearest = data;
	gsize n_columns = nearest->matrix->n_columns;
	double *tile = seg_aligned_small ((n_columns + 1) * SEG_TILE_ROWS), *squared = tile + n_columns * SEG_TILE_ROWS;
	gint32 labels[SEG_TILE_ROWS];

	(void) block;
	for (gsize row = first; row < last; row += SEG_TILE_ROWS) {
		gsize n = MIN (SEG_TILE_ROWS, last - row);

		seg_tiles_fill (nearest->matrix, row, row + n, tile);
		seg_kernel ()->nearest (tile, 1, n_columns, nearest->centroids->values, (guint) nearest->centroids->n_rows,
		                        squared, labels);
		memcpy (nearest->labels + row, labels, n * sizeof *labels);
		for (gsize lane = 0; nearest->distances != NULL && lane < n; lane++)
			nearest->distances[row + lane] = sqrt (squared[lane]);
	}
	free (tile);
}

void
seg_cluster_assign (const SegMatrix *matrix, const SegMatrix *centroids, gint32 *labels, double *distances)
{
	Nearest nearest = { matrix, centroids, labels, distances };

	g_return_if_fail (centroids->n_columns == matrix->n_columns && centroids->n_rows > 0);
	seg_parallel_blocks (matrix->n_rows, LEAST_BLOCK_ROWS, nearest_block, &nearest);
}
