/* The hot loops of components and discriminants, each compiled for AVX-512, for AVX2 and for the baseline, and chosen when the
 * program runs. No version fuses a multiplication with an addition and each sum has one order, so all give the same bits. */
#include <config.h>
#include "reduction-private.h"

#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include "product-body.h"

#define TARGET __attribute__ ((target ("avx2")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include "product-body.h"

static gboolean
has_avx512f (void)
{
	return __builtin_cpu_supports ("avx512f") != 0;
}

static gboolean
has_avx2 (void)
{
	return __builtin_cpu_supports ("avx2") != 0;
}
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include "product-body.h"

static gboolean
always (void)
{
	return TRUE;
}

#define KERNEL(NAME, SUPPORTED) { #NAME, SUPPORTED, NAME##_add_products, NAME##_centre, NAME##_project }

static const SegProductKernel kernels[] = {
#ifdef __x86_64__
	KERNEL (avx512f, has_avx512f),
	KERNEL (avx2, has_avx2),
#endif
	KERNEL (baseline, always)
};

static const SegProductKernel *chosen;

const SegProductKernel *
seg_product_kernels (gsize *n_kernels)
{
	*n_kernels = G_N_ELEMENTS (kernels);
	return kernels;
}

const SegProductKernel *
seg_product_kernel (void)
{
	const SegProductKernel *kernel = g_atomic_pointer_get (&chosen);

	if (kernel == NULL) {
		for (kernel = kernels; !kernel->supported (); kernel++)
			;
		g_atomic_pointer_set (&chosen, kernel);
	}
	return kernel;
}

void
seg_product_kernel_choose (const SegProductKernel *kernel)
{
	g_atomic_pointer_set (&chosen, kernel);
}
