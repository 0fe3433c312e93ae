/* A bar that moves inside one long step: a loop over blocks, a statement that looks at every row. */
#ifndef SEGSCOPE_PROGRESS_H
#define SEGSCOPE_PROGRESS_H

#include <segscope/job.h>
#include <segscope/parallel.h>

G_BEGIN_DECLS

/**
 * As seg_parallel_blocks(), and moves @job from @from to @to (of its span) as blocks are done. What is left when the job is cancelled is not
 * begun: the caller asks afterwards. Only on the thread that reports for @job.
 */
void seg_parallel_blocks_job (gsize n_rows, gsize block_rows, SegBlockFunc func, gpointer data, SegJob *job, double from, double to);

/**
 * The share of work done after @done, where about @expected was foreseen: in proportion, and slower and slower where there is more. Never
 * falls as @done grows, and stays below 1.
 */
double seg_progress_share (double done, double expected);

G_END_DECLS

#endif
