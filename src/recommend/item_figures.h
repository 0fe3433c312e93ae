/* How each item does, from all events: they are read as columns, added up in the order in which they came in, and for who took an item put
 * into the slices of items by counting. */
#ifndef SEG_ITEM_FIGURES_H
#define SEG_ITEM_FIGURES_H

#include <segscope/workspace.h>

typedef struct {
	gint64 n_users, n_events; /* who took it, by what taking means in this workspace; all events that name it */
	double revenue;           /* of events whose amounts are money */
	double mean_rating;       /* of reviews only where nothing else rates it; NAN: no ratings */
} SegItemFigures;

/**
 * Figures of the @n_items items @item_ids (ascending), by position; free with g_free(). NULL with @error.
 *
 * Cost: one pass over the events; up to 30 bytes for each with an item, 8 for each user, and 64 for each item while it lasts.
 */
SegItemFigures *seg_item_figures_read (SegWorkspace *workspace, const gint64 *item_ids, gsize n_items, SegJob *job, GError **error);

#endif
