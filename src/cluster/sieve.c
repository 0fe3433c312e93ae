/* The sieve of join-kernel.h for each kind of processor. What passes is worked out exactly elsewhere, so here multiplications and
 * additions may be fused, unlike in the other kernels. */
#include <config.h>
#include "join-kernel.h"

#if defined (__GNUC__) && !defined (__clang__)
#pragma GCC optimize ("fp-contract=fast")
#endif

#define SEG_KERNEL_BODY "cluster/sieve-body.h"
#include "base/kernel-versions.h"

#define KERNEL(VERSION) { VERSION##_next_near }

static const SegSieve kernels[] = SEG_KERNEL_VERSIONS (KERNEL);

const SegSieve *
seg_sieve (void)
{
	return kernels + seg_processor ();
}
