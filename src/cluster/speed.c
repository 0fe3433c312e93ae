/* How fast this machine is beside the one on which the constants of the estimates were measured (2 cores AMD EPYC with AVX-512): the
 * time of a kernel that all of k-means, trees and density rest on, measured once, in less than a millisecond. */
#include <config.h>
#include "cluster-private.h"

#include <math.h>
#include <stdlib.h>

#define REFERENCE_SECONDS 1.1e-5 /* of one round there, the median of many runs (1.07 to 1.13) */
#define ROUNDS 20                 /* the fastest counts: others were disturbed */

enum { N_TILES = 32, N_COLUMNS = 16, K = 8 };

static double
measure (void)
{
	gsize n_values = N_TILES * SEG_TILE_ROWS * N_COLUMNS;
	double *tiles = seg_aligned_small (n_values), *squared = seg_aligned_small (N_TILES * SEG_TILE_ROWS), least = INFINITY;
	gint32 labels[N_TILES * SEG_TILE_ROWS] __attribute__ ((aligned (64)));

	for (gsize i = 0; i < n_values; i++)
		tiles[i] = (double) (i % 97);
	for (guint round = 0; round < ROUNDS; round++) {
		gint64 began = g_get_monotonic_time (), ended;

		for (guint i = 0; i < 4; i++) /* the clock counts microseconds */
			seg_kernel ()->nearest (tiles, N_TILES, N_COLUMNS, tiles, K, squared, labels);
		ended = g_get_monotonic_time ();
		least = MIN (least, (double) MAX (ended - began, 1) / 4 / G_USEC_PER_SEC);
	}
	free (tiles);
	free (squared);
	return least;
}

double
seg_cluster_slowness (void)
{
	static gsize slowness; /* in thousandths; 0: not measured yet */

	if (g_once_init_enter (&slowness)) {
		gsize measured = (gsize) (measure () / REFERENCE_SECONDS * 1000);

		g_once_init_leave (&slowness, MAX (measured, 1));
	}
	return (double) slowness / 1000;
}
