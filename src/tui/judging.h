/* The views that judge features and users, opened from Features: what goes together, what is worth keeping, who is unlike everyone else. */
#ifndef SEG_JUDGING_H
#define SEG_JUDGING_H

#include <segscope/correlation.h>

#include "screen.h"

extern const SegViewClass seg_correlations_view, seg_selection_view, seg_outlying_view;

/* What stands on a screen that judges, from above: the question, the answer in words, the list, and below a rule the row under the cursor. */
typedef struct {
	const char *title, *remark, *words;
	int         detail; /* lines below the rule */
} SegJudgingFrame;

/** Draws all but the detail, whose place is returned. (judging-draw.c) */
SegRect seg_judging_draw (SegView *view, SegList *list, const SegJudgingFrame *frame, SegCells *cells, SegRect rect);

/* What a heat map shows. All is borrowed. */
typedef struct {
	const SegMatrix           *correlations;
	const SegCorrelationOrder *order;
	char *const               *labels;      /* by column */
	gsize row, column;                      /* places of the cursor in the order */
} SegHeatMap;

/* Where it was drawn, for the mouse. */
typedef struct {
	SegRect cells;                          /* of the map */
	int     width;                          /* of one of its cells */
	gsize   first_row, first_column;        /* places at the upper left */
} SegHeatMapPlace;

/** Draws the map, labels at the left, numbers above, groups by letters; around the cursor where there is not room for all. */
void seg_heat_map_draw (const SegHeatMap *map, SegCells *cells, SegRect rect, gboolean focused, SegHeatMapPlace *place);
/** "a", "b", ... "z", "aa" */
char *seg_heat_map_letter (guint group);

#endif
