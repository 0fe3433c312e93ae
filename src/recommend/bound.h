/* Which of many counters can still be among the nearest: told by a multiplication each, many together, before anything is divided. */
#ifndef SEG_BOUND_H
#define SEG_BOUND_H

#include <glib.h>

#define SEG_BOUND_LOOK 32 /* counters looked at together; a multiple of 4: arrays have so many to spare */

/* A counter t of something of a given size can only be among the nearest where t x scale > slope x size + least. */
typedef struct {
	float scale, slope, least;
} SegBound;

typedef float SegBoundFloats __attribute__ ((vector_size (16), aligned (4)));
typedef gint32 SegBoundWords __attribute__ ((vector_size (16), aligned (4)));

static inline gboolean
seg_bound_exceeds (SegBound bound, guint32 count, float size)
{
	return (float) count * bound.scale > bound.slope * size + bound.least;
}

/* Whether any of SEG_BOUND_LOOK counters exceeds the bound. */
static inline gboolean
seg_bound_any_exceeds (SegBound bound, const guint32 *counts, const float *sizes)
{
	SegBoundWords any = { 0 };

	for (gsize i = 0; i < SEG_BOUND_LOOK; i += 4) {
		const SegBoundFloats floats = __builtin_convertvector (*(const SegBoundWords *) (counts + i), SegBoundFloats);

		any |= floats * bound.scale > *(const SegBoundFloats *) (sizes + i) * bound.slope + bound.least;
	}
	return (any[0] | any[1] | any[2] | any[3]) != 0;
}

#endif
