/* The hot loops, each compiled for AVX-512, for AVX2 and for the baseline, and chosen when the program runs.
 *
 * All of them rest on one primitive: the squared distances of rows, one a lane, to one point, as plain differences (no
 * |x|^2 - 2 x.y + |y|^2, which loses the small distances), column after column. No version may fuse a multiplication with
 * an addition (this folder is compiled with -ffp-contract=off), so all give the same bits. */
#include <config.h>
#include "cluster-private.h"

#include <math.h>

#define SEG_KERNEL_BODY "cluster/kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) \
	{ VERSION##_nearest, VERSION##_cheapest, VERSION##_sum, VERSION##_potentials, VERSION##_approach, VERSION##_add_row, VERSION##_move_row, \
	  VERSION##_sum_runs, VERSION##_pair_sums, VERSION##_add_totals, VERSION##_close_groups }

static const SegKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegKernel *
seg_kernel (void)
{
	return kernels + seg_processor ();
}
