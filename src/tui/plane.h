/* Users in the plane of two directions, and how the columns enter a direction: what the screens of components and of separation draw. */
#ifndef SEG_PLANE_H
#define SEG_PLANE_H

#include <segscope/feature.h>
#include <segscope/segment.h>

#include "canvas.h"

typedef struct {
	const SegMatrix       *weights; /* columns x directions, -1..1 */
	const SegMatrix       *scores;  /* users x directions */
	const SegMatrixColumn *columns;
	const gint32          *labels;  /* segment of each user from 0, -1: in none; NULL: no colours */
	const guint           *colours; /* of the segments; NULL: 1, 2, ... */
} SegPlane;

/** The columns by falling weight on @direction, with a bar to the right (more) or left (less), below @title. */
void seg_plane_draw_weights (const SegPlane *plane, gsize direction, const char *title, SegCells *cells, SegRect rect);
/** The direction that goes with @first: the next, else the one before; @first where there is only one. */
gsize seg_plane_other (const SegPlane *plane, gsize first);
/** The users below @title, with the names of the columns where they grow. Where there is one direction only, each segment is a row. */
void seg_plane_draw_users (const SegPlane *plane, gsize first, gsize second, const char *title, SegCells *cells, SegRect rect);
/** Colours of @segmentation's segments, for seg_plane; free with g_free(). */
guint *seg_plane_colours (const SegSegmentation *segmentation);

#endif
