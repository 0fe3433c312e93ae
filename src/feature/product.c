/* The hot loops of components and discriminants, each compiled for AVX-512, for AVX2 and for the baseline, and chosen when the
 * program runs. No version fuses a multiplication with an addition and each sum has one order, so all give the same bits. */
#include <config.h>
#include "reduction-private.h"

#include <segscope/processor.h>

#define SEG_KERNEL_BODY "feature/product-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_add_products, VERSION##_centre, VERSION##_project }

static const SegProductKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegProductKernel *
seg_product_kernel (void)
{
	return kernels + seg_processor ();
}
