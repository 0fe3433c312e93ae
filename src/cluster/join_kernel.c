/* The versions of join-kernel.h. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "join-kernel.h"

#include <math.h>
#include <string.h>

#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include "join-kernel-body.h"

#define TARGET __attribute__ ((target ("avx2")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include "join-kernel-body.h"
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include "join-kernel-body.h"

static const SegJoinKernel kernels[] = {
#ifdef __x86_64__
	{ "avx512f", avx512f_reach, avx512f_count_near, avx512f_next_hit, avx512f_distances },
	{ "avx2", avx2_reach, avx2_count_near, avx2_next_hit, avx2_distances },
#endif
	{ "baseline", baseline_reach, baseline_count_near, baseline_next_hit, baseline_distances }
};

const SegJoinKernel *
seg_join_kernel (void)
{
	const char *name = seg_kernel ()->name;

	for (gsize i = 0; i < G_N_ELEMENTS (kernels); i++)
		if (strcmp (kernels[i].name, name) == 0)
			return kernels + i;
	return kernels + G_N_ELEMENTS (kernels) - 1;
}
