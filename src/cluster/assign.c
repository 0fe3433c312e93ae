/* Assigning rows to their nearest centre, block by block.
 *
 * After the first passes few rows change sides, so what a block adds up to is not added up anew: the rows that changed are
 * taken out of one sum and put into another. In plain arithmetic rounding errors would pile up that way; here a second
 * number keeps what the first cannot hold, and the sum is as good as new. What the blocks add up to is kept apart and
 * summed in block order by seg_assignment_gather(). */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BLOCK_ROWS 1024

/* More for many clusters, so that the blocks' sums stay small beside the rows. */
static gsize
block_rows_for (guint k)
{
	gsize rows = ((gsize) k * 16 + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS * SEG_TILE_ROWS;

	return MAX (rows, LEAST_BLOCK_ROWS);
}

static gboolean
allocate (SegAssignment *assignment, GError **error)
{
	gsize n_sums = 2 * assignment->n_blocks * assignment->k * assignment->tiles->matrix->n_columns;

	assignment->squared = seg_aligned_new (assignment->tiles->n_padded, error);
	if (assignment->squared == NULL || (assignment->sums = seg_aligned_new (n_sums, error)) == NULL)
		return FALSE;
	assignment->labels = g_try_new (gint32, assignment->tiles->n_padded);
	assignment->fresh = g_try_new (gint32, assignment->tiles->n_padded);
	assignment->counts = g_try_new (gsize, assignment->n_blocks * assignment->k);
	assignment->inertias = g_try_new (double, assignment->n_blocks);
	assignment->changes = g_try_new (gsize, assignment->n_blocks);
	if (assignment->labels != NULL && assignment->fresh != NULL && assignment->counts != NULL &&
	    assignment->inertias != NULL && assignment->changes != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"),
	             assignment->tiles->matrix->n_rows);
	return FALSE;
}

SegAssignment *
seg_assignment_new (const SegTiles *tiles, guint k, GError **error)
{
	g_autoptr (SegAssignment) assignment = g_new0 (SegAssignment, 1);

	assignment->tiles = tiles;
	assignment->k = k;
	assignment->block_rows = block_rows_for (k);
	assignment->n_blocks = seg_parallel_n_blocks (tiles->matrix->n_rows, assignment->block_rows);
	if (!allocate (assignment, error))
		return NULL;
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
	g_free (assignment->fresh);
	g_free (assignment->counts);
	g_free (assignment->inertias);
	g_free (assignment->changes);
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
	gint32 old = assignment->labels[row];

	if (old >= 0) {
		gsize at = (gsize) old * n_columns;

		kernel->add_row (values, n_columns, -1, sums + at, sums + n_sums + at);
		counts[old]--;
	}
	kernel->add_row (values, n_columns, 1, sums + (gsize) label * n_columns, sums + n_sums + (gsize) label * n_columns);
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
	SegJob        *job;
} Pass;

/* Lets the sums of a block follow its fresh labels; returns how many rows changed sides. */
static gsize
follow (SegAssignment *assignment, const SegKernel *kernel, gsize block, gsize first, gsize last)
{
	gsize changed = 0;

	for (gsize tile = first; tile < last; tile += SEG_TILE_ROWS) {
		gsize end = MIN (tile + SEG_TILE_ROWS, last);

		if (memcmp (assignment->labels + tile, assignment->fresh + tile, (end - tile) * sizeof (gint32)) == 0)
			continue;
		for (gsize row = tile; row < end; row++)
			if (assignment->labels[row] != assignment->fresh[row]) {
				change_label (assignment, kernel, block, row, assignment->fresh[row]);
				changed++;
			}
	}
	return changed;
}

static void
assign_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	SegAssignment *assignment = pass->assignment;
	gsize n_tiles = (last - first + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;

	if (seg_job_is_cancelled (pass->job))
		return;
	pass->kernel->nearest (seg_tiles_at (assignment->tiles, first), n_tiles, assignment->tiles->matrix->n_columns,
	                       pass->centres, assignment->k, assignment->squared + first, assignment->fresh + first);
	for (gsize lane = last; lane < first + n_tiles * SEG_TILE_ROWS; lane++)
		assignment->squared[lane] = 0;
	assignment->inertias[block] = pass->kernel->sum (assignment->squared + first, n_tiles);
	assignment->changes[block] = follow (assignment, pass->kernel, block, first, last);
}

gboolean
seg_assignment_pass (SegAssignment *assignment, const double *centres, SegJob *job)
{
	Pass pass = { assignment, centres, seg_kernel (), job };

	seg_parallel_blocks (assignment->tiles->matrix->n_rows, assignment->block_rows, assign_block, &pass);
	return !seg_job_is_cancelled (job);
}

gsize
seg_assignment_gather (const SegAssignment *assignment, double *sums, gsize *counts, double *inertia)
{
	gsize n_sums = assignment->k * assignment->tiles->matrix->n_columns, changed = 0;

	memset (sums, 0, n_sums * sizeof *sums);
	memset (counts, 0, assignment->k * sizeof *counts);
	*inertia = 0;
	for (gsize block = 0; block < assignment->n_blocks; block++) {
		const double *block_sums = assignment->sums + 2 * block * n_sums;

		for (gsize i = 0; i < n_sums; i++)
			sums[i] += block_sums[i] + block_sums[n_sums + i];
		for (guint cluster = 0; cluster < assignment->k; cluster++)
			counts[cluster] += assignment->counts[block * assignment->k + cluster];
		*inertia += assignment->inertias[block];
		changed += assignment->changes[block];
	}
	return changed;
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
