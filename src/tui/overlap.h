/* What the view of overlaps and keeping what is found there share. */
#ifndef SEG_TUI_OVERLAP_H
#define SEG_TUI_OVERLAP_H

#include <segscope/overlap.h>

#include "screen.h"

/** Asks what of the two sets to keep (both, any, one without the other; or both as segments), and under which name. (overlap-keep.c) */
void seg_overlap_ask_keep (SegView *view, const SegUserSet *first, const SegUserSet *second);

#endif
