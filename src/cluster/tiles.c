#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_ROWS 4096
#define HUGE_PAGE (2u << 20) /* bytes */

/* Much memory comes in huge pages where the system has them to give: a page at a time, the first touch costs as much as the work. */
void *
seg_aligned_bytes (gsize bytes, GError **error)
{
	gboolean much = bytes >= 2 * HUGE_PAGE;
	void *memory = NULL;

	if (posix_memalign (&memory, much ? HUGE_PAGE : 64, MAX (bytes, 64)) != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY,
		             _("Not enough memory for %.0f MB of working space; choose fewer features or users"), (double) bytes * 1e-6);
		return NULL;
	}
#ifdef MADV_HUGEPAGE
	if (much)
		(void) madvise (memory, bytes, MADV_HUGEPAGE); /* where it cannot be, small pages do */
#endif
	return memory;
}

double *
seg_aligned_new (gsize n, GError **error)
{
	gsize bytes;

	if (!g_size_checked_mul (&bytes, n, sizeof (double)))
		bytes = G_MAXSIZE / 2; /* which there is not */
	return seg_aligned_bytes (bytes, error);
}

double *
seg_aligned_small (gsize n)
{
	g_autoptr (GError) error = NULL;
	double *values = seg_aligned_new (n, &error);

	if (values == NULL)
		g_error ("%s", error->message);
	return values;
}

void
seg_tiles_gather (const SegMatrix *matrix, const gsize *rows, gsize n, double *out)
{
	gsize n_columns = matrix->n_columns;

	if (n < SEG_TILE_ROWS)
		memset (out, 0, sizeof (double) * SEG_TILE_ROWS * n_columns);
	for (gsize lane = 0; lane < n; lane++) {
		const double *row = seg_matrix_row (matrix, rows[lane]);

		for (gsize column = 0; column < n_columns; column++)
			out[column * SEG_TILE_ROWS + lane] = row[column];
	}
}

void
seg_tiles_fill (const SegMatrix *matrix, gsize first, gsize last, double *out)
{
	gsize rows[SEG_TILE_ROWS];

	for (gsize row = first; row < last; row += SEG_TILE_ROWS) {
		gsize n = MIN (SEG_TILE_ROWS, last - row);

		for (gsize lane = 0; lane < n; lane++)
			rows[lane] = row + lane;
		seg_tiles_gather (matrix, rows, n, out + (row - first) * matrix->n_columns);
	}
}

typedef struct {
	SegTiles *tiles;
	SegJob   *job;
} Fill;

static void
fill_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Fill *fill = data;
	const SegMatrix *matrix = fill->tiles->matrix;

	(void) block;
	if (!seg_job_is_cancelled (fill->job))
		seg_tiles_fill (matrix, first, last, fill->tiles->values + first * matrix->n_columns);
}

static SegTiles *
tiles_new (const SegMatrix *matrix)
{
	SegTiles *tiles = g_new0 (SegTiles, 1);

	tiles->matrix = matrix;
	tiles->n_padded = (matrix->n_rows + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS * SEG_TILE_ROWS;
	return tiles;
}

SegTiles *
seg_tiles_new (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = tiles_new (matrix);
	Fill fill = { tiles, job };

	tiles->values = seg_aligned_new (tiles->n_padded * matrix->n_columns, error);
	if (tiles->values == NULL)
		return NULL;
	seg_parallel_blocks (matrix->n_rows, BLOCK_ROWS, fill_block, &fill);
	return seg_job_goes_on (job, error) ? g_steal_pointer (&tiles) : NULL;
}

SegTiles *
seg_tiles_new_with_singles (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = seg_tiles_new (matrix, job, error);

	return tiles != NULL && seg_tiles_add_singles (tiles, job, error) ? g_steal_pointer (&tiles) : NULL;
}

SegTiles *
seg_tiles_new_of_singles (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = tiles_new (matrix);

	return seg_tiles_add_singles (tiles, job, error) ? g_steal_pointer (&tiles) : NULL;
}

void
seg_tiles_free (SegTiles *tiles)
{
	if (tiles == NULL)
		return;
	free (tiles->values);
	free (tiles->singles);
	g_free (tiles->mean);
	g_free (tiles->tops);
	g_free (tiles->reaches);
	g_free (tiles);
}
