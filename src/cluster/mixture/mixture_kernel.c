/* The versions of mixture-kernel.h. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "mixture-kernel.h"

#include <math.h>

#define SEG_KERNEL_BODY "cluster/mixture/mixture-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_whiten, VERSION##_log_densities, VERSION##_share_out, VERSION##_add_moments, VERSION##_add_products }

static const SegMixtureKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegMixtureKernel *
seg_mixture_kernel (void)
{
	return kernels + seg_processor ();
}
