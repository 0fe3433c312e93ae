/* The sieve of join-kernel.h for each kind of processor. What passes is worked out exactly elsewhere, so here multiplications and
 * additions may be fused, unlike in the other kernels. */
#include <config.h>
#include "join-kernel.h"

#include <string.h>

#if defined (__GNUC__) && !defined (__clang__)
#pragma GCC optimize ("fp-contract=fast")
#endif

#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include "sieve-body.h"

#define TARGET __attribute__ ((target ("avx2,fma")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include "sieve-body.h"
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include "sieve-body.h"

static const SegSieve sieves[] = {
#ifdef __x86_64__
	{ "avx512f", avx512f_next_near },
	{ "avx2", avx2_next_near },
#endif
	{ "baseline", baseline_next_near }
};

static gboolean
can_fuse (void)
{
#ifdef __x86_64__
	return __builtin_cpu_supports ("fma") != 0;
#else
	return FALSE;
#endif
}

const SegSieve *
seg_sieve (void)
{
	const char *name = seg_kernel ()->name;

	for (gsize i = 0; can_fuse () && i < G_N_ELEMENTS (sieves); i++)
		if (strcmp (sieves[i].name, name) == 0)
			return sieves + i;
	return sieves + G_N_ELEMENTS (sieves) - 1;
}
