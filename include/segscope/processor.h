/* Which kind of processor the program runs on, for the hot loops that are compiled once for each.
 *
 * A folder with such loops keeps them in a body file without an include guard, compiles it once a kind (base/kernel-versions.h) and keeps
 * the versions in a table:
 *
 *   #define SEG_KERNEL_BODY "cluster/pair-kernel-body.h"
 *   #include "base/kernel-versions.h"
 *
 *   #define KERNEL(VERSION) { VERSION##_pair_sums }
 *   static const SegPairKernel kernels[] = SEG_KERNEL_VERSIONS (KERNEL);
 *
 * and takes kernels + seg_processor (). So all folders choose alike, and a test chooses for all of them at once. */
#ifndef SEGSCOPE_PROCESSOR_H
#define SEGSCOPE_PROCESSOR_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	SEG_PROCESSOR_AVX512F,
	SEG_PROCESSOR_AVX2, /* with fused multiplication and addition, as all that are sold */
	SEG_PROCESSOR_BASELINE,
	SEG_N_PROCESSORS,
} SegProcessor;

#ifdef __x86_64__
#define SEG_KERNEL_VERSIONS(KERNEL) \
	{ [SEG_PROCESSOR_AVX512F] = KERNEL (avx512f), [SEG_PROCESSOR_AVX2] = KERNEL (avx2), [SEG_PROCESSOR_BASELINE] = KERNEL (baseline) }
#else
#define SEG_KERNEL_VERSIONS(KERNEL) { [SEG_PROCESSOR_BASELINE] = KERNEL (baseline) }
#endif

/** The best kind this machine can do, or the one chosen. Any thread. */
SegProcessor seg_processor (void);
gboolean     seg_processor_is_supported (SegProcessor processor);
/** Uses @processor, which must be supported, from now on; SEG_N_PROCESSORS: the best again. For tests, while no loop runs. */
void         seg_processor_choose (SegProcessor processor);

G_END_DECLS

#endif
