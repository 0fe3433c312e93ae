/* Connections that threads read events by. In a transaction that may write, SQLite keeps every page it reads, which costs more than reading it:
 * hence a connection for each thread, the caller's too. */
#include <config.h>
#include "event_part.h"

#include <segscope/parallel.h>

#include <pthread.h>

struct SegEventHands {
	SegWorkspace   *workspace; /* the caller's */
	GPtrArray      *idle;      /* of SegEventHand*; under the lock */
	pthread_mutex_t lock; /* no queue of GLib's, whose locks the thread sanitizer cannot see */
	pthread_cond_t  given_back;
};

static void
add_hand (SegEventHands *hands, SegWorkspace *workspace)
{
	SegEventHand *hand = g_new0 (SegEventHand, 1);

	hand->workspace = workspace;
	g_ptr_array_add (hands->idle, hand);
}

static void
free_idle (SegEventHands *hands)
{
	for (guint i = 0; i < hands->idle->len; i++) {
		SegEventHand *hand = hands->idle->pdata[i];

		seg_event_hand_clear (hand); /* its statements before their connection */
		if (hand->workspace != hands->workspace)
			seg_workspace_close (hand->workspace);
		g_free (hand);
	}
	g_ptr_array_set_size (hands->idle, 0);
}

static gboolean
open_others (SegEventHands *hands)
{
	for (guint i = 0; i < MAX (seg_parallel_threads (), 1); i++) {
		SegWorkspace *other = seg_workspace_open (hands->workspace->path, SEG_WORKSPACE_READ_ONLY, NULL);

		if (other == NULL)
			return FALSE;
		seg_workspace_execute (other, "PRAGMA cache_size = -2048", NULL);
		add_hand (hands, other);
	}
	return TRUE;
}

SegEventHands *
seg_event_hands_new (SegWorkspace *workspace, gboolean alone)
{
	SegEventHands *hands = g_new0 (SegEventHands, 1);

	hands->workspace = workspace;
	hands->idle = g_ptr_array_new ();
	pthread_mutex_init (&hands->lock, NULL);
	pthread_cond_init (&hands->given_back, NULL);
	if (alone || !seg_transaction_is_untouched (workspace) || !open_others (hands)) {
		free_idle (hands);
		add_hand (hands, workspace);
	}
	return hands;
}

void
seg_event_hands_free (SegEventHands *hands)
{
	if (hands == NULL)
		return;
	free_idle (hands);
	g_ptr_array_unref (hands->idle);
	pthread_cond_destroy (&hands->given_back);
	pthread_mutex_destroy (&hands->lock);
	g_free (hands);
}

gboolean
seg_event_hands_are_own (const SegEventHands *hands)
{
	return ((const SegEventHand *) hands->idle->pdata[0])->workspace != hands->workspace;
}

SegEventHand *
seg_event_hands_borrow (SegEventHands *hands)
{
	SegEventHand *hand;

	pthread_mutex_lock (&hands->lock);
	while (hands->idle->len == 0)
		pthread_cond_wait (&hands->given_back, &hands->lock);
	hand = g_ptr_array_remove_index (hands->idle, hands->idle->len - 1);
	pthread_mutex_unlock (&hands->lock);
	return hand;
}

void
seg_event_hands_give_back (SegEventHands *hands, SegEventHand *hand)
{
	pthread_mutex_lock (&hands->lock);
	g_ptr_array_add (hands->idle, hand);
	pthread_cond_signal (&hands->given_back);
	pthread_mutex_unlock (&hands->lock);
}
