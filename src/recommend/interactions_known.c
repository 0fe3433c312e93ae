/* What was known at an instant: users and items that nobody had heard of by then go out of the interactions. */
#include <config.h>
#include "recommend-private.h"

#include <string.h>

/* Where each goes: its new position, or -1. Marks those with a pair in @known first. */
static gssize *
place_known (guint8 *known, gsize n, gsize *n_known, GError **error)
{
	gssize *places = seg_try_allocate (n, sizeof *places, error);

	*n_known = 0;
	for (gsize i = 0; places != NULL && i < n; i++)
		places[i] = known[i] ? (gssize) (*n_known)++ : -1;
	return places;
}

static void
move_items (SegInteractions *interactions, const gssize *places)
{
	for (gsize item = 0; item < interactions->n_items; item++) {
		const gssize place = places[item];

		if (place < 0) {
			g_clear_pointer (&interactions->item_keys[item], g_free);
			g_clear_pointer (&interactions->item_titles[item], g_free);
		} else if ((gsize) place != item) { /* places only go down */
			interactions->item_ids[place] = interactions->item_ids[item];
			interactions->item_offered[place] = interactions->item_offered[item];
			interactions->item_keys[place] = g_steal_pointer (&interactions->item_keys[item]);
			interactions->item_titles[place] = g_steal_pointer (&interactions->item_titles[item]);
		}
	}
	for (gsize i = 0; i < interactions->pair_start[interactions->n_users]; i++)
		interactions->pair_items[i] = (guint32) places[interactions->pair_items[i]];
}

/* Users without a pair have nothing in the rows, so these stay as they are. */
static void
move_users (SegInteractions *interactions, const gssize *places)
{
	for (gsize user = 0; user < interactions->n_users; user++)
		if (places[user] >= 0) {
			interactions->user_ids[places[user]] = interactions->user_ids[user];
			interactions->segment_ids[places[user]] = interactions->segment_ids[user];
			interactions->pair_start[places[user] + 1] = interactions->pair_start[user + 1];
		}
}

static void
forget_derived (SegInteractions *interactions)
{
	g_clear_pointer (&interactions->user_start, g_free);
	g_clear_pointer (&interactions->owned_start, g_free);
	g_clear_pointer (&interactions->user_items, g_free);
	g_clear_pointer (&interactions->owned_items, g_free);
	g_clear_pointer (&interactions->item_users, g_free);
	g_clear_pointer (&interactions->item_start, g_free);
}

gboolean
seg_interactions_drop_unknown (SegInteractions *interactions, const guint8 *users, const guint8 *items, GError **error)
{
	g_autofree guint8 *known_users = g_memdup2 (users, interactions->n_users), *known_items = g_memdup2 (items, interactions->n_items);
	g_autofree gssize *user_places = NULL, *item_places = NULL;
	gsize n_users, n_items;

	for (gsize user = 0; user < interactions->n_users; user++)
		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++)
			known_users[user] = known_items[interactions->pair_items[i]] = 1;
	if ((user_places = place_known (known_users, interactions->n_users, &n_users, error)) == NULL
	    || (item_places = place_known (known_items, interactions->n_items, &n_items, error)) == NULL)
		return FALSE;
	move_items (interactions, item_places);
	move_users (interactions, user_places);
	interactions->n_users = n_users;
	interactions->n_items = n_items;
	forget_derived (interactions);
	return seg_interactions_derive (interactions, error);
}
