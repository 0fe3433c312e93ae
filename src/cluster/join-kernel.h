/* The hot loops of hierarchical and density-based clustering, in versions for each kind of processor as in kernel.c. */
#ifndef SEG_JOIN_KERNEL_H
#define SEG_JOIN_KERNEL_H

#include "cluster-private.h"

typedef struct {
	/* One more row, @point, called @name, is in the tree: @nearest (squared distance to the tree) and @names (to which row of it)
	 * of the lanes of @n_tiles tiles are lowered. Of all lanes the nearest, of equals the first: its squared distance is
	 * returned, its number put into @which. Lanes that do not count are -1 in @nearest. */
	double (*reach) (const double *tiles, gsize n_tiles, gsize n_columns, const double *point, gint64 name, double *nearest,
	                 gint64 *names, gsize *which);
	/* Adds to @counts (one a lane of tile @a) how many of the first @n_rows lanes of tile @b lie within @limit (squared). */
	void (*count_near) (const double *a, const double *b, gsize n_rows, gsize n_columns, double limit, gint64 *counts);
	/* The first of lanes @first..@last-1 of tile @b within @limit (squared) of a lane of tile @a; @hits: (out) not 0 for these
	 * lanes of @a. @last: there is none. */
	gsize (*next_hit) (const double *a, const double *b, gsize first, gsize last, gsize n_columns, double limit, gint64 *hits);
	/* Squared distances of the lanes of a tile to @point. Returns the least. */
	double (*distances) (const double *tile, gsize n_columns, const double *point, double *squared);
} SegJoinKernel;

/* Rows that may be near: a sieve in single precision for exact work in double precision. */
typedef struct {
	/* The first of rows @first.. that lies within reach of a lane of @tile: whose squared distance is at most @slopes[lane] times
	 * @shares[row] + @offsets[lane]; @hits: (out) not 0 for these lanes. From @last on nothing is found: returns @last or more.
	 * Works on four rows at a time: after the last there are three more whose share is -INFINITY. All arrays of lanes have
	 * SEG_TILE_ROWS values and are 64-byte aligned. How it rounds differs between the versions: leave room for that. */
	gsize (*next_near) (const float *tile, gsize n_columns, const float *rows, const float *shares, gsize first, gsize last,
	                    const float *slopes, const float *offsets, gint32 *hits);
} SegSieve;

/** The version that goes with seg_processor(). (sieve.c) */
const SegSieve *seg_sieve (void);

/** The version that goes with seg_processor(). */
const SegJoinKernel *seg_join_kernel (void);

#endif
