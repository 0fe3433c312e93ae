#include <config.h>
#include "cluster-private.h"

void
seg_progress_init (SegProgress *progress, SegJob *job, gsize total, const char *phrase)
{
	progress->job = job;
	progress->owner = g_thread_self ();
	progress->phrase = phrase;
	progress->total = MAX (total, 1);
	atomic_init (&progress->done, 0);
}

gboolean
seg_progress_advance (SegProgress *progress, gsize units)
{
	gsize done = atomic_fetch_add_explicit (&progress->done, units, memory_order_relaxed) + units;

	if (progress->job != NULL && g_thread_self () == progress->owner)
		return seg_job_proceed (progress->job, (double) done / (double) progress->total, progress->phrase, NULL);
	return !seg_job_is_cancelled (progress->job);
}

gboolean
seg_progress_finish (SegProgress *progress, GError **error)
{
	return seg_job_proceed (progress->job, 1, progress->phrase, error);
}
