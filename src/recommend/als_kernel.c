/* The versions of the kernel of alternating least squares. */
#include <config.h>
#include "recommend/als-kernel.h"

#include <segscope/processor.h>

#include <string.h>

typedef float Four __attribute__ ((vector_size (16), may_alias));
typedef float Eight __attribute__ ((vector_size (32), may_alias));

#define SEG_KERNEL_BODY "recommend/als-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) VERSION##_als_solve
static const SegAlsSolve kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

SegAlsSolve
seg_als_kernel (void)
{
	return kernels[seg_processor ()];
}
