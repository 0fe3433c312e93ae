/* Single linkage without a matrix of distances: its merges are the edges of a minimum spanning tree.
 *
 * The tree grows from the first row: always the row nearest to it is added, after which every other row is asked whether the
 * new one is nearer than what it knew. Rows outside stand together in tiles; the last takes the place of the one that left.
 * Sources: Prim 1957, Bell Syst. Tech. J. 36:1389-1401; Gower, Ross 1969, Appl. Stat. 18:54-64. */
#include <config.h>
#include "hierarchical.h"
#include "../join-kernel.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define CHUNK_ROWS 8192 /* a multiple of the tile */

typedef struct {
	SegTiles *tiles;
	gsize    n_columns, n_outside;
	double  *nearest; /* n_padded: squared distance to the tree; -1 beyond the last */
	gint64  *names;   /* n_padded: the row of the tree */
	gint32  *rows;    /* which row stands at each place */
	double  *point;   /* the row added last */
	gint64   name;
	double  *least;   /* a chunk each */
	gsize   *which;
} Prim;

static void
prim_clear (Prim *prim)
{
	seg_tiles_free (prim->tiles);
	free (prim->nearest);
	free (prim->names);
	g_free (prim->rows);
	g_free (prim->point);
	g_free (prim->least);
	g_free (prim->which);
}

static double *
lane_at (const Prim *prim, gsize place)
{
	return prim->tiles->values + place / SEG_TILE_ROWS * SEG_TILE_ROWS * prim->n_columns + place % SEG_TILE_ROWS;
}

/* Takes the row at @place out of those outside, as the point. */
static void
take (Prim *prim, gsize place)
{
	gsize last = --prim->n_outside;
	double *to = lane_at (prim, place), *from = lane_at (prim, last);

	prim->name = prim->rows[place];
	for (gsize column = 0; column < prim->n_columns; column++) {
		prim->point[column] = to[column * SEG_TILE_ROWS];
		to[column * SEG_TILE_ROWS] = from[column * SEG_TILE_ROWS];
	}
	prim->nearest[place] = prim->nearest[last];
	prim->names[place] = prim->names[last];
	prim->rows[place] = prim->rows[last];
	prim->nearest[last] = -1;
}

static void
reach_chunk (gsize block, gsize first, gsize last, gpointer data)
{
	Prim *prim = data;

	prim->least[block] = seg_join_kernel ()->reach (prim->tiles->values + first * prim->n_columns,
	                                                (last - first + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS, prim->n_columns, prim->point,
	                                                prim->name, prim->nearest + first, prim->names + first, prim->which + block);
	prim->which[block] += first;
}

/* The place of the row nearest to the tree. */
static gsize
reach (Prim *prim)
{
	gsize n_chunks = seg_parallel_n_blocks (prim->n_outside, CHUNK_ROWS), best = 0;

	seg_parallel_blocks (prim->n_outside, CHUNK_ROWS, reach_chunk, prim);
	for (gsize chunk = 1; chunk < n_chunks; chunk++)
		if (prim->least[chunk] < prim->least[best])
			best = chunk;
	return prim->which[best];
}

static gboolean
prim_init (Prim *prim, const SegMatrix *matrix, SegJob *job, GError **error)
{
	gsize n = matrix->n_rows, n_chunks = seg_parallel_n_blocks (n, CHUNK_ROWS);

	prim->n_columns = matrix->n_columns;
	prim->n_outside = n;
	prim->tiles = seg_tiles_new (matrix, job, error);
	if (prim->tiles == NULL || (prim->nearest = seg_aligned_new (prim->tiles->n_padded, error)) == NULL
	    || (prim->names = (gint64 *) seg_aligned_new (prim->tiles->n_padded, error)) == NULL)
		return FALSE;
	prim->rows = g_new (gint32, n);
	prim->point = g_new (double, matrix->n_columns);
	prim->least = g_new (double, n_chunks);
	prim->which = g_new (gsize, n_chunks);
	for (gsize place = 0; place < prim->tiles->n_padded; place++) {
		prim->nearest[place] = place < n ? INFINITY : -1;
		prim->names[place] = 0;
	}
	for (gsize row = 0; row < n; row++)
		prim->rows[row] = (gint32) row;
	return TRUE;
}

static gboolean
grow (Prim *prim, SegMerge *merges, gsize n, SegJob *job, GError **error)
{
	take (prim, 0);
	for (gsize i = 0; i + 1 < n; i++) {
		gsize place = reach (prim);
		double done = (double) i / (double) n;

		merges[i] = (SegMerge) { sqrt (prim->nearest[place]), (gint32) prim->names[place], prim->rows[place], 0 };
		take (prim, place);
		if (i % 32 == 0 && !seg_job_proceed (job, done * (2 - done), _("following the nearest users"), error))
			return FALSE;
	}
	return TRUE;
}

SegDendrogram *
seg_single_tree (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autofree SegMerge *merges = g_try_new (SegMerge, matrix->n_rows);
	SegDendrogram *dendrogram = NULL;
	Prim prim = { 0 };

	if (merges == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), matrix->n_rows);
	else if (prim_init (&prim, matrix, job, error) && grow (&prim, merges, matrix->n_rows, job, error))
		dendrogram = seg_dendrogram_new (merges, matrix->n_rows, error);
	prim_clear (&prim);
	return dendrogram;
}
