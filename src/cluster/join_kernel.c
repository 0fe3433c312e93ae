/* The versions of join-kernel.h. No version may fuse a multiplication with an addition, so all give the same bits. */
#include <config.h>
#include "join-kernel.h"

#include <math.h>

#define SEG_KERNEL_BODY "cluster/join-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_reach, VERSION##_count_near, VERSION##_next_hit, VERSION##_distances }

static const SegJoinKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegJoinKernel *
seg_join_kernel (void)
{
	return kernels + seg_processor ();
}
