/* The hot loops, each compiled for AVX-512, for AVX2 and for the baseline, and chosen when the program runs.
 *
 * All of them rest on one primitive: the squared distances of rows, one a lane, to one point, as plain differences (no
 * |x|^2 - 2 x.y + |y|^2, which loses the small distances), column after column. No version may fuse a multiplication with
 * an addition (this folder is compiled with -ffp-contract=off), so all give the same bits. */
#include <config.h>
#include "cluster-private.h"

#include <math.h>

#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include "kernel-body.h"

#define TARGET __attribute__ ((target ("avx2")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include "kernel-body.h"

static gboolean
has_avx512f (void)
{
	return __builtin_cpu_supports ("avx512f") != 0;
}

static gboolean
has_avx2 (void)
{
	return __builtin_cpu_supports ("avx2") != 0 && __builtin_cpu_supports ("fma") != 0;
}
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include "kernel-body.h"

static gboolean
always (void)
{
	return TRUE;
}

#define KERNEL(NAME, SUPPORTED) \
	{ #NAME, SUPPORTED, NAME##_nearest, NAME##_cheapest, NAME##_sum, NAME##_potentials, NAME##_approach, NAME##_add_row, NAME##_move_row, \
	  NAME##_sum_runs, NAME##_pair_sums, NAME##_add_totals, NAME##_close_groups }

static const SegKernel kernels[] = {
#ifdef __x86_64__
	KERNEL (avx512f, has_avx512f),
	KERNEL (avx2, has_avx2),
#endif
	KERNEL (baseline, always)
};

static const SegKernel *chosen;

const SegKernel *
seg_kernels (gsize *n_kernels)
{
	*n_kernels = G_N_ELEMENTS (kernels);
	return kernels;
}

const SegKernel *
seg_kernel (void)
{
	const SegKernel *kernel = g_atomic_pointer_get (&chosen);

	if (kernel == NULL) {
		for (kernel = kernels; !kernel->supported (); kernel++)
			;
		g_atomic_pointer_set (&chosen, kernel);
	}
	return kernel;
}

void
seg_kernel_choose (const SegKernel *kernel)
{
	g_atomic_pointer_set (&chosen, kernel);
}
