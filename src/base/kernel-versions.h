/* Compiles the file SEG_KERNEL_BODY once for each kind of processor of segscope/processor.h, with
 *
 *   TARGET              the attribute that allows its instructions
 *   NAME(function)      the name of the version's function: avx512f_function, avx2_function, baseline_function
 *   VECTOR_BYTES        the size of its registers
 *
 * which the file takes back at its end. No include guard: every file that includes this has a body of its own. */
#ifdef __x86_64__
#define TARGET __attribute__ ((target ("avx512f")))
#define NAME(function) avx512f_##function
#define VECTOR_BYTES 64
#include SEG_KERNEL_BODY

#define TARGET __attribute__ ((target ("avx2,fma")))
#define NAME(function) avx2_##function
#define VECTOR_BYTES 32
#include SEG_KERNEL_BODY
#endif

#define TARGET
#define NAME(function) baseline_##function
#define VECTOR_BYTES 16
#include SEG_KERNEL_BODY

#undef SEG_KERNEL_BODY
