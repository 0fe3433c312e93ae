/* Things passed from one thread to another: pthread's own mutex and condition, which the thread sanitizer knows. */
#include <config.h>
#include <segscope/handover.h>

#include <pthread.h>
#include <time.h>

struct SegHandover {
	pthread_mutex_t lock;
	pthread_cond_t  changed;
	GQueue          things;
	GDestroyNotify  free_thing;
};

SegHandover *
seg_handover_new (GDestroyNotify free_thing)
{
	SegHandover *handover = g_new0 (SegHandover, 1);
	pthread_condattr_t clock;

	pthread_condattr_init (&clock);
	pthread_condattr_setclock (&clock, CLOCK_MONOTONIC);
	pthread_mutex_init (&handover->lock, NULL);
	pthread_cond_init (&handover->changed, &clock);
	pthread_condattr_destroy (&clock);
	g_queue_init (&handover->things);
	handover->free_thing = free_thing;
	return handover;
}

void
seg_handover_free (SegHandover *handover)
{
	if (handover == NULL)
		return;
	for (gpointer thing; (thing = g_queue_pop_head (&handover->things)) != NULL;)
		handover->free_thing (thing);
	pthread_cond_destroy (&handover->changed);
	pthread_mutex_destroy (&handover->lock);
	g_free (handover);
}

void
seg_handover_give (SegHandover *handover, gpointer thing)
{
	pthread_mutex_lock (&handover->lock);
	g_queue_push_tail (&handover->things, thing);
	pthread_cond_signal (&handover->changed);
	pthread_mutex_unlock (&handover->lock);
}

gpointer
seg_handover_take (SegHandover *handover, guint milliseconds)
{
	struct timespec end;
	gpointer thing;
	int waited = 0;

	clock_gettime (CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long) milliseconds % 1000 * 1000000;
	end.tv_sec += milliseconds / 1000 + end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	pthread_mutex_lock (&handover->lock);
	while (g_queue_is_empty (&handover->things) && waited == 0)
		waited = milliseconds > 0 ? pthread_cond_timedwait (&handover->changed, &handover->lock, &end)
		                          : pthread_cond_wait (&handover->changed, &handover->lock);
	thing = g_queue_pop_head (&handover->things);
	pthread_mutex_unlock (&handover->lock);
	return thing;
}
