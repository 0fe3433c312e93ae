/* The versions of the sums of rows. */
#include <config.h>
#include "recommend/sums-kernel.h"

#include <segscope/processor.h>

#define SEG_KERNEL_BODY "recommend/sums-kernel-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_add_panel_rows, VERSION##_add_rows, VERSION##_add_scaled, VERSION##_multiply }
static const SegSumsKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegSumsKernel *
seg_sums_kernel (void)
{
	return &kernels[seg_processor ()];
}
