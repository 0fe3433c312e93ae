/* The hot loops of Gaussian mixtures, in versions for each kind of processor as in kernel.c. */
#ifndef SEG_MIXTURE_KERNEL_H
#define SEG_MIXTURE_KERNEL_H

#include "../cluster-private.h"

#define SEG_MIXTURE_LANES 8 /* of a sum over tiles: lane l has lanes l, l + 8, l + 16 and l + 24 of each */

typedef struct {
	/* @out (n_columns x SEG_TILE_ROWS): the lower triangle @factor (n_columns x n_columns) times (tile - @mean). */
	void (*whiten) (const double *tile, gsize n_columns, const double *mean, const double *factor, double *out);
	/* @densities[c]: constants[c] - half the sum over columns of precisions[c] (tile - means[c])^2, for each lane. */
	void (*log_densities) (const double *tile, gsize n_columns, guint k, const double *means, const double *precisions,
	                       const double *constants, double *densities);
	/* From k log densities of each lane to shares that add up to 1, in place; lanes from @n_rows on get 0. Returns the sum of the
	 * logarithms of the lanes' densities. */
	double (*share_out) (double *densities, guint k, gsize n_rows);
	/* Adds to @sums (1 + 2 n_columns times SEG_MIXTURE_LANES): @shares; shares (tile - mean); shares (tile - mean)^2. */
	void (*add_moments) (const double *tile, gsize n_columns, const double *shares, const double *mean, double *sums);
	/* The same with products of all pairs of columns, (i, j) with j <= i, instead of squares. */
	void (*add_products) (const double *tile, gsize n_columns, const double *shares, const double *mean, double *sums);
} SegMixtureKernel;

/** The version that goes with seg_processor(). */
const SegMixtureKernel *seg_mixture_kernel (void);

#endif
