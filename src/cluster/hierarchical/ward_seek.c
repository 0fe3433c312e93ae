/* Ward's method: looking for the cheapest partners of many clusters at a time, on all cores.
 *
 * Most pairs are sieved out in single precision; those that might be cheaper than the best so far are worked out exactly. */
#include <config.h>
#include "ward-private.h"
#include "../join-kernel.h"

#include <segscope/parallel.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_ROWS 2048 /* partners looked at by one block when there are few tiles of clusters */

/* Up to SEG_TILE_ROWS clusters that look for partners. */
typedef struct {
	gsize   n;
	const gsize *own; /* their places */
	float  *tile;
	float  *slopes, *offsets; /* how far the sieve must let through, see seg_sieve() */
	gint32 *hits;
	double  costs[SEG_TILE_ROWS];
	gint64  partners[SEG_TILE_ROWS];
} Seekers;

/* A partner of weight v costs less than @costs when its squared distance is below costs / w + costs / v. */
static void
set_reach (Seekers *seekers, const SegWard *ward, gsize lane)
{
	double slope = seekers->costs[lane] * ward->scale * 1.003;

	seekers->slopes[lane] = (float) slope;
	seekers->offsets[lane] = (float) (slope / ward->weights[seekers->own[lane]] + ward->unsure);
}

static void
seekers_init (Seekers *seekers, const SegWard *ward, gsize first, gsize last)
{
	gsize n_columns = ward->n_columns;

	seekers->n = last - first;
	seekers->own = ward->wanted + first;
	seekers->tile = (float *) seg_aligned_small ((n_columns + 3) * SEG_TILE_ROWS / 2);
	seekers->slopes = seekers->tile + n_columns * SEG_TILE_ROWS;
	seekers->offsets = seekers->slopes + SEG_TILE_ROWS;
	seekers->hits = (gint32 *) (seekers->offsets + SEG_TILE_ROWS);
	memset (seekers->tile, 0, n_columns * SEG_TILE_ROWS * sizeof (float));
	for (gsize lane = 0; lane < SEG_TILE_ROWS; lane++) {
		seekers->slopes[lane] = 0;
		seekers->offsets[lane] = -1; /* lanes beyond the last reach nobody */
		if (lane >= seekers->n)
			continue;
		seekers->costs[lane] = INFINITY;
		seekers->partners[lane] = SEG_WARD_UNKNOWN;
		set_reach (seekers, ward, lane);
		for (gsize column = 0; column < n_columns; column++)
			seekers->tile[column * SEG_TILE_ROWS + lane] = ward->sieved[seekers->own[lane] * n_columns + column];
	}
}

static double
cost_of (const SegWard *ward, gsize a, gsize b)
{
	const double *x = ward->rows + a * ward->n_columns, *y = ward->rows + b * ward->n_columns;
	double squared = 0, w = ward->weights[a], v = ward->weights[b];

	for (gsize column = 0; column < ward->n_columns; column++)
		squared += (x[column] - y[column]) * (x[column] - y[column]);
	return squared * (w * v / (w + v));
}

static void
seek (Seekers *seekers, const SegWard *ward, gsize first, gsize last)
{
	const SegSieve *sieve = seg_sieve ();

	while ((first = sieve->next_near (seekers->tile, ward->n_columns, ward->sieved, ward->shares, first, last, seekers->slopes,
	                                  seekers->offsets, seekers->hits)) < last) {
		for (gsize lane = 0; lane < seekers->n; lane++) {
			double cost;

			if (!seekers->hits[lane] || seekers->own[lane] == first)
				continue;
			cost = cost_of (ward, seekers->own[lane], first);
			if (cost < seekers->costs[lane]) {
				seekers->costs[lane] = cost;
				seekers->partners[lane] = (gint64) first;
				set_reach (seekers, ward, lane);
			}
		}
		first++;
	}
}

static void
seek_tile (gsize block, gsize first, gsize last, gpointer data)
{
	const SegWard *ward = data;
	Seekers seekers;

	(void) block;
	if (seg_job_is_cancelled (ward->job))
		return;
	seekers_init (&seekers, ward, first, last);
	seek (&seekers, ward, 0, ward->n_live);
	for (gsize i = first; i < last; i++) {
		ward->partners[ward->wanted[i]] = seekers.partners[i - first];
		ward->costs[ward->wanted[i]] = seekers.costs[i - first];
	}
	free (seekers.tile);
}

/* One tile whose partners several threads look at. */
typedef struct {
	const SegWard *ward;
	gsize    first, last;
	Seekers *found; /* a chunk of partners each */
} Chunks;

static void
seek_chunk (gsize block, gsize first, gsize last, gpointer data)
{
	const Chunks *chunks = data;

	seekers_init (chunks->found + block, chunks->ward, chunks->first, chunks->last);
	if (!seg_job_is_cancelled (chunks->ward->job))
		seek (chunks->found + block, chunks->ward, first, last);
}

static void
seek_in_chunks (SegWard *ward, gsize first, gsize last)
{
	gsize n_chunks = seg_parallel_n_blocks (ward->n_live, CHUNK_ROWS);
	g_autofree Seekers *found = g_new (Seekers, n_chunks);
	Chunks chunks = { ward, first, last, found };

	seg_parallel_blocks (ward->n_live, CHUNK_ROWS, seek_chunk, &chunks);
	for (gsize chunk = 0; chunk < n_chunks; chunk++) {
		for (gsize i = first; i < last; i++)
			if (chunk == 0 || found[chunk].costs[i - first] < ward->costs[ward->wanted[i]]) {
				ward->costs[ward->wanted[i]] = found[chunk].costs[i - first];
				ward->partners[ward->wanted[i]] = found[chunk].partners[i - first];
			}
		free (found[chunk].tile);
	}
}

gboolean
seg_ward_seek (SegWard *ward, GError **error)
{
	gsize n_tiles = (ward->n_wanted + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;

	if (n_tiles >= 4)
		seg_parallel_blocks (ward->n_wanted, SEG_TILE_ROWS, seek_tile, ward);
	else
		for (gsize first = 0; first < ward->n_wanted; first += SEG_TILE_ROWS)
			seek_in_chunks (ward, first, MIN (first + SEG_TILE_ROWS, ward->n_wanted));
	return seg_job_goes_on (ward->job, error);
}
