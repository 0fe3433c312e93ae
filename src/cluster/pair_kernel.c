/* The versions of pair-kernel.h. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "pair-kernel.h"

#include <math.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#define SEG_KERNEL_BODY "cluster/pair-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_pair_sums }

static const SegPairKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegPairKernel *
seg_pair_kernel (void)
{
	return kernels + seg_processor ();
}

/* The most additions a square goes through within a block of @n columns: fours, added one after the other, and the rest. */
static gsize
additions_in_block (gsize n)
{
	gsize fours = n / 4, rest = n % 4;

	if (n == SEG_PAIR_BLOCK_COLUMNS)
		return 4;
	return fours > 0 ? fours + 1 + (rest > 0) : rest - 1;
}

/* A difference, its square and each addition it goes through round once; the root halves all of that and rounds once more. */
double
seg_pair_kernel_error (gsize n_columns)
{
	gsize n_blocks = (n_columns + SEG_PAIR_BLOCK_COLUMNS - 1) / SEG_PAIR_BLOCK_COLUMNS;
	gsize last = additions_in_block (n_columns - (n_blocks - 1) * SEG_PAIR_BLOCK_COLUMNS);
	gsize additions = (n_blocks > 1 ? MAX (last, 4) : last) + n_blocks - 1;

	return 1.001 * ((3 + (double) additions) / 2 + 1) * 0x1p-24;
}
