/* What the views of tests of recommenders share. */
#ifndef SEG_TUI_EVALUATION_H
#define SEG_TUI_EVALUATION_H

#include "recommend.h"

/* How the next test is made. */
typedef struct {
	SegSplitWay way;
	guint       n_places;
	double      seconds; /* for trying settings */
} SegTestSettings;

/** Asks for a part of @settings, then starts a test with them. (evaluation-ask.c) */
void seg_test_ask_places (SegView *view, const SegTestSettings *settings);
void seg_test_ask_split (SegView *view, const SegTestSettings *settings);
void seg_test_ask_seconds (SegView *view, const SegTestSettings *settings);
/** Starts it; a job of @view, which is one of seg_evaluation_view. (evaluation-view.c) */
void seg_test_start (SegView *view, const SegTestSettings *settings);

#endif
