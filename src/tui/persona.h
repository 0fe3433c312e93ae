/* Persona cards, segments side by side, and the playbook. */
#ifndef SEG_TUI_PERSONA_H
#define SEG_TUI_PERSONA_H

#include "segments.h"

/* The card of a segment; opened with a SegProfilePlace. */
extern const SegViewClass seg_persona_view;
/* What to do for which kind of segment; opened with a SegProfilePlace, whose segment the conditions are asked of, or NULL. */
extern const SegViewClass seg_playbook_view;

#define SEG_BESIDE_MOST 4
/* What opens segments side by side. */
typedef struct {
	SegSegments *segments;
	guint        n, numbers[SEG_BESIDE_MOST];
} SegBesidePlace;
extern const SegViewClass seg_beside_view;

/** Asks which segments are to stand side by side, @current among them, and opens them. (beside-view.c) */
void seg_segments_ask_beside (SegView *view, SegSegments *segments, guint current);

#endif
