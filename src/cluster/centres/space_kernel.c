/* The versions of SegSpaceKernel. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "space.h"

#include <string.h>

#pragma GCC diagnostic ignored "-Wfloat-equal" /* codes are whole numbers */

#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include "space-kernel-body.h"

#define TARGET __attribute__ ((target ("avx2")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include "space-kernel-body.h"
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include "space-kernel-body.h"

static const SegSpaceKernel kernels[] = {
#ifdef __x86_64__
	{ "avx512f", avx512f_costs },
	{ "avx2", avx2_costs },
#endif
	{ "baseline", baseline_costs }
};

const SegSpaceKernel *
seg_space_kernel (void)
{
	const char *name = seg_kernel ()->name;

	for (gsize i = 0; i < G_N_ELEMENTS (kernels); i++)
		if (strcmp (kernels[i].name, name) == 0)
			return kernels + i;
	return kernels + G_N_ELEMENTS (kernels) - 1;
}
