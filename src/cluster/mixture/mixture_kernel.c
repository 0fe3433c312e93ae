/* The versions of mixture-kernel.h. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "mixture-kernel.h"

#include <math.h>
#include <string.h>

#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include "mixture-kernel-body.h"

#define TARGET __attribute__ ((target ("avx2")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include "mixture-kernel-body.h"
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include "mixture-kernel-body.h"

#define KERNEL(NAME) { #NAME, NAME##_whiten, NAME##_log_densities, NAME##_share_out, NAME##_add_moments, NAME##_add_products }

static const SegMixtureKernel kernels[] = {
#ifdef __x86_64__
	KERNEL (avx512f),
	KERNEL (avx2),
#endif
	KERNEL (baseline)
};

const SegMixtureKernel *
seg_mixture_kernel (void)
{
	const char *name = seg_kernel ()->name;

	for (gsize i = 0; i < G_N_ELEMENTS (kernels); i++)
		if (strcmp (kernels[i].name, name) == 0)
			return kernels + i;
	return kernels + G_N_ELEMENTS (kernels) - 1;
}
