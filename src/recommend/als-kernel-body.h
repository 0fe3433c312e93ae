/* The kernel of als-kernel.h for one width of vector; als_kernel.c includes this once for each kind of processor, with TARGET,
 * NAME(function) and VECTOR_BYTES as in kernel-versions.h. No include guard. */

#define LANES (VECTOR_BYTES / 4)
#define FETCHED_AHEAD 8
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (als_vector)

typedef float Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

/* Lanes that are four apart added up, in a fixed order. */
INLINE Four
NAME (fold) (Vector v)
{
#if VECTOR_BYTES == 64
	Eight eight = __builtin_shufflevector (v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector (v, v, 8, 9, 10, 11, 12, 13, 14, 15);

	return __builtin_shufflevector (eight, eight, 0, 1, 2, 3) + __builtin_shufflevector (eight, eight, 4, 5, 6, 7);
#elif VECTOR_BYTES == 32
	return __builtin_shufflevector (v, v, 0, 1, 2, 3) + __builtin_shufflevector (v, v, 4, 5, 6, 7);
#else
	return v;
#endif
}

INLINE float
NAME (sum) (Vector v)
{
	Four four = NAME (fold) (v);

	four += __builtin_shufflevector (four, four, 2, 3, 0, 1);
	return four[0] + four[1];
}

/* The sums of the lanes of four vectors, each in a fixed order. */
INLINE Four
NAME (sum_four) (const Vector *sums)
{
	const Four a = NAME (fold) (sums[0]), b = NAME (fold) (sums[1]), c = NAME (fold) (sums[2]), d = NAME (fold) (sums[3]);
	const Four ab = __builtin_shufflevector (a, b, 0, 1, 4, 5) + __builtin_shufflevector (a, b, 2, 3, 6, 7);
	const Four cd = __builtin_shufflevector (c, d, 0, 1, 4, 5) + __builtin_shufflevector (c, d, 2, 3, 6, 7);

	return __builtin_shufflevector (ab, cd, 0, 2, 4, 6) + __builtin_shufflevector (ab, cd, 1, 3, 5, 7);
}

#define N_VECTORS 1
#include "recommend/als-kernel-size.h"
#define N_VECTORS 2
#include "recommend/als-kernel-size.h"
#define N_VECTORS 4
#include "recommend/als-kernel-size.h"
#define N_VECTORS 8
#include "recommend/als-kernel-size.h"
#define N_VECTORS 16
#include "recommend/als-kernel-size.h"
#define N_VECTORS 32
#include "recommend/als-kernel-size.h"
#define N_VECTORS 64
#include "recommend/als-kernel-size.h"
#define N_VECTORS 128
#include "recommend/als-kernel-size.h"

TARGET static void
NAME (als_solve) (const SegAlsRow *row, float *x)
{
	switch (row->stride / LANES) {
	case 1:
		NAME (solve_1) (row, x);
		break;
	case 2:
		NAME (solve_2) (row, x);
		break;
	case 4:
		NAME (solve_4) (row, x);
		break;
	case 8:
		NAME (solve_8) (row, x);
		break;
	case 16:
		NAME (solve_16) (row, x);
		break;
	case 32:
		NAME (solve_32) (row, x);
		break;
	case 64:
		NAME (solve_64) (row, x);
		break;
	default:
		NAME (solve_128) (row, x);
		break;
	}
}

#undef Vector
#undef INLINE
#undef LANES
#undef FETCHED_AHEAD
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
