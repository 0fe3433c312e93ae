/* The events of a chunk as packs: what reads all events later need not go through their rows. */
#include <config.h>
#include "load.h"

#include <segscope/event_pack.h>

static void
gather_events (SegEventRun *run, const SegEventRow *events, gsize n, gint64 first_id)
{
	gint64 *id = run->integers[SEG_PACK_ID], *user = run->integers[SEG_PACK_USER], *kind = run->integers[SEG_PACK_KIND];
	gint64 *at = run->integers[SEG_PACK_AT], *item = run->integers[SEG_PACK_ITEM];
	double *amount = seg_event_run_doubles (run, SEG_PACK_AMOUNT);

	G_STATIC_ASSERT (SEG_BULK_NO_INTEGER == SEG_PACK_NONE);
	for (gsize i = 0; i < n; i++) {
		id[i] = first_id + (gint64) i;
		user[i] = events[i].user;
		kind[i] = events[i].kind;
		at[i] = events[i].at;
		item[i] = events[i].item != 0 ? events[i].item : SEG_PACK_NONE;
		amount[i] = events[i].amount;
	}
	run->n = n;
}

static void
gather_more (SegEventRun *run, const SegEventMore *more, gsize n)
{
	double *quantity = seg_event_run_doubles (run, SEG_PACK_QUANTITY), *rating = seg_event_run_doubles (run, SEG_PACK_RATING);
	double *seconds = seg_event_run_doubles (run, SEG_PACK_SECONDS);
	gint64 *order = run->integers[SEG_PACK_ORDER];

	for (gsize i = 0; i < n; i++) {
		quantity[i] = more[i].quantity;
		rating[i] = more[i].rating;
		seconds[i] = more[i].seconds;
		order[i] = more[i].order.text != NULL ? seg_order_hash (more[i].order.text) : SEG_PACK_NONE;
	}
}

/* A chunk of a file without quantities and the like leaves their columns as they are: missing. */
void
seg_load_pack (SegLoad *load, SegChunk *chunk)
{
	if (load->run == NULL && (load->run = seg_event_run_new ()) == NULL)
		return; /* no memory: they are packed later */
	for (gsize first = 0; first < chunk->n_events; first += SEG_PACK_EVENTS) {
		gsize n = MIN (chunk->n_events - first, SEG_PACK_EVENTS);
		SegEventPack *pack;

		gather_events (load->run, chunk->events + first, n, chunk->first_event + (gint64) first);
		if (chunk->more != NULL)
			gather_more (load->run, chunk->more + first, n);
		pack = seg_event_run_pack (load->run);
		if (pack == NULL) {
			g_ptr_array_set_size (chunk->packs, 0);
			return;
		}
		g_ptr_array_add (chunk->packs, pack);
	}
}

gboolean
seg_load_write_packs (SegLoad *load, const SegChunk *chunk, GError **error)
{
	return seg_event_packs_write (load->workspace, chunk->packs, error);
}
