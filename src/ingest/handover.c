/* Chunks passed from one thread to another: pthread's own mutex and condition, which the thread sanitizer knows. */
#include <config.h>
#include "handover.h"

#include <pthread.h>
#include <time.h>

struct SegHandover {
	pthread_mutex_t lock;
	pthread_cond_t  changed;
	GQueue          chunks;
};

SegHandover *
seg_handover_new (void)
{
	SegHandover *handover = g_new0 (SegHandover, 1);
	pthread_condattr_t clock;

	pthread_condattr_init (&clock);
	pthread_condattr_setclock (&clock, CLOCK_MONOTONIC);
	pthread_mutex_init (&handover->lock, NULL);
	pthread_cond_init (&handover->changed, &clock);
	pthread_condattr_destroy (&clock);
	g_queue_init (&handover->chunks);
	return handover;
}

void
seg_handover_free (SegHandover *handover)
{
	if (handover == NULL)
		return;
	for (SegChunk *chunk; (chunk = g_queue_pop_head (&handover->chunks)) != NULL;)
		seg_chunk_free (chunk);
	pthread_cond_destroy (&handover->changed);
	pthread_mutex_destroy (&handover->lock);
	g_free (handover);
}

void
seg_handover_give (SegHandover *handover, SegChunk *chunk)
{
	pthread_mutex_lock (&handover->lock);
	g_queue_push_tail (&handover->chunks, chunk);
	pthread_cond_signal (&handover->changed);
	pthread_mutex_unlock (&handover->lock);
}

SegChunk *
seg_handover_take (SegHandover *handover, guint milliseconds)
{
	struct timespec end;
	SegChunk *chunk;
	int waited = 0;

	clock_gettime (CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long) milliseconds % 1000 * 1000000;
	end.tv_sec += milliseconds / 1000 + end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	pthread_mutex_lock (&handover->lock);
	while (g_queue_is_empty (&handover->chunks) && waited == 0)
		waited = milliseconds > 0 ? pthread_cond_timedwait (&handover->changed, &handover->lock, &end)
		                          : pthread_cond_wait (&handover->changed, &handover->lock);
	chunk = g_queue_pop_head (&handover->chunks);
	pthread_mutex_unlock (&handover->lock);
	return chunk;
}
