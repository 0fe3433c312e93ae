#include <config.h>
#include <segscope/processor.h>

static gint chosen = SEG_N_PROCESSORS; /* SEG_N_PROCESSORS: not yet */

gboolean
seg_processor_is_supported (SegProcessor processor)
{
#ifdef __x86_64__
	if (processor == SEG_PROCESSOR_AVX512F)
		return __builtin_cpu_supports ("avx512f") != 0;
	if (processor == SEG_PROCESSOR_AVX2)
		return __builtin_cpu_supports ("avx2") != 0 && __builtin_cpu_supports ("fma") != 0;
#endif
	return processor == SEG_PROCESSOR_BASELINE;
}

SegProcessor
seg_processor (void)
{
	SegProcessor processor = (SegProcessor) g_atomic_int_get (&chosen);

	if (processor != SEG_N_PROCESSORS)
		return processor;
	for (processor = 0; !seg_processor_is_supported (processor); processor++)
		;
	g_atomic_int_set (&chosen, (gint) processor);
	return processor;
}

void
seg_processor_choose (SegProcessor processor)
{
	g_return_if_fail (processor == SEG_N_PROCESSORS || seg_processor_is_supported (processor));
	g_atomic_int_set (&chosen, (gint) processor);
}
