/* What a campaign did: the state of its view, and the charts for which there is room on a large screen. */
#ifndef SEG_TUI_MEASURE_H
#define SEG_TUI_MEASURE_H

#include <segscope/course.h>
#include <segscope/learning.h>

#include "campaigns.h"

typedef struct {
	char    *name;  /* of the campaign */
	SegMeasureOptions options;
	char    *goal;  /* options.goal, owned */
	SegMeasurement *measurement; /* NULL: not measured yet */
	SegForesight   *foresight;   /* what the list can show, where it did not go out yet; NULL: not known */
	SegCourse      *course;      /* over time; read after the measurement, NULL: not read */
	SegList *list;  /* everyone, then a row for each arm, where there are several, and for each segment */
	char    *failure;
	gboolean again; /* something else was asked for while it was being measured */
} SegMeasureState;

/** Reads, when nothing else is to do, what the arms did over time. */
void seg_measure_read_course (SegView *view);
/** As many charts of it as there is room for in @rect, or none. */
void seg_measure_draw_charts (const SegMeasureState *state, SegCells *cells, SegRect rect);

#endif
