/* Bars that move inside one long step. */
#include <config.h>
#include <segscope/progress.h>

#include <stdatomic.h>

#define IN_PROPORTION 0.9 /* the rest is for what was not foreseen */

typedef struct {
	SegBlockFunc  func;
	gpointer      data;
	SegJob       *job;
	GThread      *caller;
	double        from, to;
	gsize         n_rows;
	atomic_size_t n_done;
} Loop;

static void
run_block (gsize block, gsize first, gsize last, gpointer data)
{
	Loop *loop = data;
	gsize n_done;

	if (seg_job_is_cancelled (loop->job))
		return;
	loop->func (block, first, last, loop->data);
	n_done = atomic_fetch_add (&loop->n_done, last - first) + last - first;
	if (g_thread_self () == loop->caller)
		seg_job_proceed (loop->job, loop->from + (loop->to - loop->from) * (double) n_done / (double) loop->n_rows, NULL, NULL);
}

void
seg_parallel_blocks_job (gsize n_rows, gsize block_rows, SegBlockFunc func, gpointer data, SegJob *job, double from, double to)
{
	Loop loop = { .func = func, .data = data, .job = job, .caller = g_thread_self (), .from = from, .to = to, .n_rows = n_rows };

	seg_parallel_blocks (n_rows, block_rows, run_block, &loop);
}

double
seg_progress_share (double done, double expected)
{
	const double share = expected > 0 ? done / expected : 1;

	return share <= IN_PROPORTION ? MAX (share, 0) : 1 - (1 - IN_PROPORTION) * IN_PROPORTION / share;
}
