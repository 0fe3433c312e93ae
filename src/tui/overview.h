/* A table of what sets segments apart, of kept ones and of those that a number of segments would make. */
#ifndef SEG_OVERVIEW_H
#define SEG_OVERVIEW_H

#include <segscope/segment.h>

#include "canvas.h"

typedef struct {
	guint            number;
	SegInk           ink;
	const GPtrArray *features; /* of SegProfileFeature*, largest |effect| first */
} SegOverviewColumn;

/** Draws the features that mark off most, as far as there is room; @current: the segment under the cursor, or -1. */
void seg_overview_draw (const SegOverviewColumn *segments, guint n, gssize current, SegCells *cells, SegRect rect);

#endif
