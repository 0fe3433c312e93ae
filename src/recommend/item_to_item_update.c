/* Item-to-item after new events: the neighbours of an item are looked for again where anything they are made of is another number now.
 *
 * The likeness of two items is made of how many took each and how many took both. So where somebody took an item, or took it back, it
 * changes for the item itself and for everything it was or is together with; the neighbours of all others stay what they were. When
 * that is most of the catalogue, as after much that is new, everything is fitted again: the result is the same. */
#include <config.h>
#include "recommend-private.h"

#include <string.h>

typedef struct {
	const SegInteractions *then, *now;
	const SegBefore *before;
	guint8 *moved; /* of the items now: somebody took it since, or took it back */
	guint8 *again;
	gsize   n_again;
} Marking;

static void
mark (Marking *marking, gsize item)
{
	marking->n_again += !marking->again[item];
	marking->again[item] = 1;
}

/* Marks what one user took since, or took back; with the latter all they had, as it is no longer together with that. */
static void
compare_user (Marking *marking, gsize user_then, gsize user)
{
	const SegInteractions *then = marking->then, *now = marking->now;
	const gsize last = user_then < then->n_users ? then->user_start[user_then + 1] : 0, last_now = now->user_start[user + 1];
	gsize i = user_then < then->n_users ? then->user_start[user_then] : 0, j = now->user_start[user];
	const gsize first = i;
	gboolean lost = FALSE;

	while (i < last || j < last_now) {
		const guint32 had = i < last ? marking->before->items_now[then->user_items[i]] : G_MAXUINT32;
		const guint32 has = j < last_now ? now->user_items[j] : G_MAXUINT32;

		if (had != has)
			marking->moved[MIN (had, has)] = 1;
		lost |= had < has;
		i += had <= has;
		j += has <= had;
	}
	for (i = first; lost && i < last; i++)
		mark (marking, marking->before->items_now[then->user_items[i]]);
}

static gboolean
compare_users (Marking *marking, GError **error)
{
	const gsize n_now = marking->now->n_users, n_then = marking->then->n_users;
	g_autofree guint32 *then_of = seg_try_allocate (n_now, sizeof *then_of, error);

	if (then_of == NULL)
		return FALSE;
	for (gsize user = 0; user < n_now; user++)
		then_of[user] = G_MAXUINT32;
	for (gsize user = 0; user < n_then; user++)
		then_of[marking->before->users_now[user]] = (guint32) user;
	for (gsize user = 0; user < n_now; user++)
		if (marking->before->changed[user])
			compare_user (marking, then_of[user] == G_MAXUINT32 ? n_then : then_of[user], user);
	return TRUE;
}

/* What is together with @item. */
static void
mark_around (Marking *marking, gsize item)
{
	const SegInteractions *now = marking->now;

	mark (marking, item);
	for (gsize i = now->item_start[item]; i < now->item_start[item + 1]; i++) {
		const gsize user = now->item_users[i];

		for (gsize j = now->user_start[user]; j < now->user_start[user + 1]; j++)
			mark (marking, now->user_items[j]);
	}
}

SegItemToItem *
seg_item_to_item_update (const SegItemToItem *old, const SegBefore *before, const SegInteractions *now, const SegItemToItemOptions *options,
                         SegJob *job, GError **error)
{
	g_autofree guint8 *moved = seg_try_allocate (now->n_items, 1, error), *again = seg_try_allocate (now->n_items, 1, error);
	g_autofree guint32 *then = seg_try_allocate (now->n_items, sizeof *then, error);
	Marking marking = { before->interactions, now, before, moved, again, 0 };
	const SegItemToItemKept kept = { old, again, then, before->items_now };

	if (moved == NULL || again == NULL || then == NULL || !compare_users (&marking, error))
		return NULL;
	memset (then, 0xff, now->n_items * sizeof *then);
	for (gsize item = 0; item < old->n_items; item++)
		then[before->items_now[item]] = (guint32) item;
	for (gsize item = 0; item < now->n_items; item++)
		if (then[item] == G_MAXUINT32)
			mark (&marking, item);
	for (gsize item = 0; item < now->n_items && marking.n_again <= now->n_items / 2; item++) {
		if (item % 256 == 0 && !seg_job_proceed (job, 0, NULL, error))
			return NULL;
		if (moved[item])
			mark_around (&marking, item);
	}
	return seg_item_to_item_fit (now, options, marking.n_again <= now->n_items / 2 ? &kept : NULL, job, error);
}
