/* The versions of SegSpaceKernel. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "space.h"

#pragma GCC diagnostic ignored "-Wfloat-equal" /* codes are whole numbers */

#define SEG_KERNEL_BODY "cluster/centres/space-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_costs }

static const SegSpaceKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegSpaceKernel *
seg_space_kernel (void)
{
	return kernels + seg_processor ();
}
