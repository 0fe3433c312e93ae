/* The kernel of als-kernel.h for one width of vector; als_kernel.c includes this once for each kind of processor, with TARGET,
 * NAME(function) and VECTOR_BYTES as in kernel-versions.h. No include guard. */

#define LANES (VECTOR_BYTES / 4)
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (als_vector)

typedef float Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

/* The sum of the lanes, in a fixed order. */
INLINE float
NAME (sum) (Vector v)
{
	Four four;
#if VECTOR_BYTES == 64
	Eight eight = __builtin_shufflevector (v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector (v, v, 8, 9, 10, 11, 12, 13, 14, 15);

	four = __builtin_shufflevector (eight, eight, 0, 1, 2, 3) + __builtin_shufflevector (eight, eight, 4, 5, 6, 7);
#elif VECTOR_BYTES == 32
	four = __builtin_shufflevector (v, v, 0, 1, 2, 3) + __builtin_shufflevector (v, v, 4, 5, 6, 7);
#else
	four = v;
#endif
	four += __builtin_shufflevector (four, four, 2, 3, 0, 1);
	return four[0] + four[1];
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
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
