/* What the views of tests of recommenders share. */
#ifndef SEG_TUI_EVALUATION_H
#define SEG_TUI_EVALUATION_H

#include "recommend.h"

#define SEG_TEST_NARROW 6 /* columns that 80 columns of the terminal have room for */

/* A test that is shown. */
typedef struct {
	SegShelf *shelf;
	SegList  *list; /* a row for each recommender tested */
	SegListColumn narrow[SEG_TEST_NARROW]; /* those of its columns that are shown in a narrow terminal */
	gboolean  wide;
	SegEvaluation *evaluation; /* NULL: none yet */
	const SegRecommender *used; /* by which is recommended */
	char     *used_options;     /* all of them */
	gint64    asked;  /* the test to show, 0: the newest */
	gboolean  looked; /* whether there is one was looked up */
	char     *failure;
} SegTestState;

/** Makes the list; it draws itself in @rect and returns the lines used. (evaluation-table.c) */
void seg_test_table_init (SegTestState *state);
int  seg_test_table_draw (SegTestState *state, SegCells *cells, SegRect rect, gboolean focused);
/** What is under its cursor, or NULL. */
const SegEvaluationRun *seg_test_table_cursor (const SegTestState *state);

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
