/* Assigning rows to their nearest centre, block by block.
 *
 * One pass reads the rows once: while a block's tiles are in the cache its labels are found and its rows added up by label.
 * What a block adds up to is kept apart and summed in block order by whoever asked for the pass. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BLOCK_ROWS 1024

gsize
seg_assignment_block_rows (guint k)
{
	gsize rows = ((gsize) k * 8 + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS * SEG_TILE_ROWS;

	return MAX (rows, LEAST_BLOCK_ROWS);
}

static gboolean
allocate (SegAssignment *assignment, GError **error)
{
	gsize n_sums = assignment->n_blocks * assignment->k * assignment->tiles->matrix->n_columns;

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
	assignment->block_rows = seg_assignment_block_rows (k);
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
	memset (assignment->labels, 0xff, sizeof (gint32) * assignment->tiles->n_padded);
}

typedef struct {
	SegAssignment *assignment;
	const double  *centres;
	const SegKernel *kernel;
	SegJob        *job;
} Pass;

/* Counts the labels of a block, adds its squared distances, and notes which rows changed sides. */
static void
tally (SegAssignment *assignment, gsize block, gsize first, gsize last)
{
	gsize *counts = assignment->counts + block * assignment->k, changed = 0;
	double inertia = 0;

	memset (counts, 0, sizeof *counts * assignment->k);
	for (gsize row = first; row < last; row++) {
		counts[assignment->fresh[row]]++;
		changed += assignment->fresh[row] != assignment->labels[row];
		inertia += assignment->squared[row];
	}
	assignment->inertias[block] = inertia;
	assignment->changes[block] = changed;
}

static void
assign_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	SegAssignment *assignment = pass->assignment;
	const SegMatrix *matrix = assignment->tiles->matrix;
	gsize n_columns = matrix->n_columns, n_tiles = (last - first + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;
	double *sums = assignment->sums + block * assignment->k * n_columns;

	if (seg_job_is_cancelled (pass->job))
		return;
	pass->kernel->nearest (seg_tiles_at (assignment->tiles, first), n_tiles, n_columns, pass->centres, assignment->k,
	                       assignment->squared + first, assignment->fresh + first);
	tally (assignment, block, first, last);
	memset (sums, 0, sizeof *sums * assignment->k * n_columns);
	pass->kernel->add_rows (seg_matrix_row (matrix, first), last - first, n_columns, assignment->fresh + first, sums);
}

gboolean
seg_assignment_pass (SegAssignment *assignment, const double *centres, SegJob *job)
{
	Pass pass = { assignment, centres, seg_kernel (), job };
	gint32 *before = assignment->labels;

	seg_parallel_blocks (assignment->tiles->matrix->n_rows, assignment->block_rows, assign_block, &pass);
	if (seg_job_is_cancelled (job))
		return FALSE;
	assignment->labels = assignment->fresh;
	assignment->fresh = before;
	return TRUE;
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
