/* Distances of two tiles in single precision, summed both ways in double precision: what silhouettes of many rows spend their time on.
 *
 * The plain version is SegKernel.pair_sums, all in double precision. Here a distance is the square root of a sum of squared
 * differences like there, of numbers of half the size. All terms are positive and nothing cancels, so a distance is off by no more
 * than seg_pair_kernel_error() of itself, to which comes what rounding did to the rows. */
#ifndef SEG_PAIR_KERNEL_H
#define SEG_PAIR_KERNEL_H

#include "cluster-private.h"

#define SEG_PAIR_BLOCK_COLUMNS 16 /* added up as a tree, before they are added to what other columns came to */

typedef struct {
	/* The distances of the lanes of @tile to those of @other, both of singles. @tile_totals: for each of @other_stretches the sums
	 * over its lanes, SEG_TILE_ROWS of them; @other_totals: for each of @tile_stretches the same the other way round, NULL: not
	 * wanted. */
	void (*pair_sums) (const float *tile, const float *other, gsize n_columns, const SegStretch *tile_stretches,
	                   gsize n_tile_stretches, const SegStretch *other_stretches, gsize n_other_stretches, double *tile_totals,
	                   double *other_totals);
} SegPairKernel;

/** The version that goes with seg_processor(). */
const SegPairKernel *seg_pair_kernel (void);

/** The most by which the computation may be off, as a share of the distance between the rounded rows. */
double seg_pair_kernel_error (gsize n_columns);

#endif
