/* Connections that threads read events by. In a transaction that may write, SQLite keeps every page it reads, which costs more than reading it:
 * hence a connection for each thread, the caller's too. */
#include <config.h>
#include "event_part.h"

#include <segscope/parallel.h>

static void
free_hand (gpointer data)
{
	SegEventHand *hand = data;

	seg_event_hand_clear (hand); /* its statements before their connection */
	seg_workspace_close (hand->workspace);
	g_free (hand);
}

GAsyncQueue *
seg_event_hands_open (SegWorkspace *workspace)
{
	GAsyncQueue *hands;

	if (!seg_transaction_is_untouched (workspace))
		return NULL;
	hands = g_async_queue_new_full (free_hand);
	for (guint i = 0; i < MAX (seg_parallel_threads (), 1); i++) {
		SegWorkspace *other = seg_workspace_open (workspace->path, SEG_WORKSPACE_READ_ONLY, NULL);
		SegEventHand *hand;

		if (other == NULL) {
			g_async_queue_unref (hands);
			return NULL;
		}
		seg_workspace_execute (other, "PRAGMA cache_size = -2048", NULL);
		hand = g_new0 (SegEventHand, 1);
		hand->workspace = other;
		g_async_queue_push (hands, hand);
	}
	return hands;
}
