/* One row of alternating least squares: a few steps of conjugate gradients. In single precision, compiled for each kind of processor. */
#ifndef SEG_ALS_KERNEL_H
#define SEG_ALS_KERNEL_H

#include <glib.h>

#define SEG_ALS_STRIDE 16      /* rows of factors are padded with zeros to this times a power of two */
#define SEG_ALS_MOST 512       /* numbers a row */
#define SEG_ALS_GATHERED 1024  /* rows of others are copied together up to so many */

/* What a row is solved against. */
typedef struct {
	const float   *others;      /* rows of factors, stride apart, in coordinates in which others' others + lambda I is the unit matrix */
	const guint32 *index;       /* which of them */
	const float   *confidences; /* c of each */
	gsize          n, n_ahead;  /* n_ahead: how many there are with those of the rows that come next */
	gsize          stride;      /* SEG_ALS_STRIDE times a power of two, up to SEG_ALS_MOST */
	guint          n_steps;
	float         *gathered;    /* room for SEG_ALS_GATHERED rows, aligned to 64 bytes as all rows are */
} SegAlsRow;

/**
 * Improves @x (stride numbers, 0 in the padding) towards the solution of
 *     (I + sum of (c - 1) y y') x = sum of c y
 * by up to n_steps conjugate gradient steps from where it is.
 */
typedef void (*SegAlsSolve) (const SegAlsRow *row, float *x);

SegAlsSolve seg_als_kernel (void);

#endif
