/* What the files of the separation screen share: what the segments of a segmentation are apart in. */
#ifndef SEG_SEPARATION_H
#define SEG_SEPARATION_H

#include <segscope/component.h>
#include <segscope/segment.h>

#include "screens.h"

/* How well one segment can be told from the others by the discriminants alone. */
typedef struct {
	gint64 n;         /* its users among those with figures */
	double own;       /* share of them that fall into it; NAN without users */
	guint  like;      /* the other segment that most of the rest look like */
	double like_share; /* of its users; 0: none */
} SegApartness;

/* What a job brings; nothing in it changes afterwards. */
typedef struct {
	gint64            wanted;       /* the segmentation asked for, 0: the newest */
	SegSegmentation  *segmentation;
	SegDiscriminants *discriminants;
	char            **words;        /* what each discriminant is; NULL-terminated */
	SegApartness     *apart;        /* of each segment */
} SegSeparation;

void seg_separation_free (SegSeparation *separation);

/** Jobs of the view: found is called on the interface thread with what was found, or with NULL and why not. (separation-run.c) */
typedef void (*SegSeparationFound) (SegView *view, SegSeparation *separation, const GError *error);
void     seg_separation_compute (SegView *view, gint64 segmentation_id, SegSeparationFound found);
gboolean seg_separation_is_computing (SegView *view);
/** Asks for a name and keeps the discriminants as features. */
void     seg_separation_ask_keep (SegView *view, const SegSeparation *separation);

/* The parts of the view. @direction: under the cursor. (separation-draw.c) */
int  seg_separation_draw_words (const SegSeparation *separation, SegCells *cells, SegRect rect);
/** How each column goes with it; the users in the plane of it and the direction that goes with it. */
SegPlot *seg_separation_weights (const SegSeparation *separation, gsize direction);
SegPlot *seg_separation_plane (const SegSeparation *separation, gsize direction, GError **error);
/** A line for each segment: how many of its users fall into it, and whom the others look like. */
void seg_separation_draw_segments (const SegSeparation *separation, SegCells *cells, SegRect rect);

/** @argument: const gint64 *, the segmentation; NULL: the newest. */
extern const SegViewClass seg_separation_view;

#endif
