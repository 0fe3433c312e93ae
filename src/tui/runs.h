/* What the views of runs share. */
#ifndef SEG_TUI_RUNS_H
#define SEG_TUI_RUNS_H

#include <segscope/run.h>

#include "screens.h"

/* The argument of seg_run_comparison_view. Copied by open(). */
typedef struct {
	gint64 first, second;
} SegRunPair;

/* What was tried with a run, for the side of the list. Argument: const SegRun*. */
extern const SegViewClass seg_run_view;

#endif
