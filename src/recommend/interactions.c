/* Who took what, in memory: compressed rows by user and by item, made from a list of pairs by counting sorts. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

gpointer
seg_try_allocate (gsize n, gsize size, GError **error)
{
	gpointer memory = g_try_malloc0_n (MAX (n, 1), size);

	if (memory == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY,
		             _("Not enough memory for recommendations: %.0f MB were asked for"), (double) n * (double) size / 1e6);
	return memory;
}

gssize
seg_interactions_user (const SegInteractions *interactions, gint64 user_id)
{
	return seg_ids_find (interactions->user_ids, interactions->n_users, user_id);
}

static int
compare_pairs (const void *a, const void *b)
{
	guint64 one = *(const guint64 *) a, other = *(const guint64 *) b;

	return (one > other) - (one < other);
}

#define PAIR_USER(pair) ((gsize) ((pair) >> 32))
#define PAIR_ITEM(pair) ((guint32) (pair) >> 1)
#define PAIR_TAKEN(pair) ((pair) & 1)

/* Puts @pairs in order of user; within a user they stay as they come. */
static gboolean
group_by_user (guint64 *pairs, gsize n_pairs, gsize n_users, GError **error)
{
	g_autofree gsize *next = seg_try_allocate (n_users + 1, sizeof *next, error);
	g_autofree guint64 *grouped = next != NULL ? seg_try_allocate (n_pairs, sizeof *grouped, error) : NULL;

	if (grouped == NULL)
		return FALSE;
	for (gsize i = 0; i < n_pairs; i++)
		next[PAIR_USER (pairs[i]) + 1]++;
	for (gsize user = 0; user < n_users; user++)
		next[user + 1] += next[user];
	for (gsize i = 0; i < n_pairs; i++)
		grouped[next[PAIR_USER (pairs[i])]++] = pairs[i];
	memcpy (pairs, grouped, n_pairs * sizeof *pairs);
	return TRUE;
}

/* Sorts the pairs of each user by item, in place, the pairs being grouped already. */
static void
sort_within_users (guint64 *pairs, gsize n_pairs)
{
	for (gsize first = 0, last; first < n_pairs; first = last) {
		for (last = first + 1; last < n_pairs && PAIR_USER (pairs[last]) == PAIR_USER (pairs[first]);)
			last++;
		if (last - first > 1)
			qsort (pairs + first, last - first, sizeof *pairs, compare_pairs);
	}
}

/* Keeps one of each (user, item); of those, the taken one, which sorts last. Returns how many are left. */
static gsize
drop_repeated (guint64 *pairs, gsize n_pairs)
{
	gsize n = 0;

	for (gsize i = 0; i < n_pairs; i++) {
		if (n > 0 && pairs[n - 1] >> 1 == pairs[i] >> 1)
			pairs[n - 1] = pairs[i];
		else
			pairs[n++] = pairs[i];
	}
	return n;
}

static void
fill_users (SegInteractions *interactions, const guint64 *pairs, gsize n_pairs)
{
	gsize n_taken = 0, i = 0;

	for (gsize user = 0; user < interactions->n_users; user++) {
		interactions->user_start[user] = n_taken;
		interactions->owned_start[user] = i;
		for (; i < n_pairs && PAIR_USER (pairs[i]) == user; i++) {
			interactions->owned_items[i] = PAIR_ITEM (pairs[i]);
			if (PAIR_TAKEN (pairs[i]))
				interactions->user_items[n_taken++] = PAIR_ITEM (pairs[i]);
		}
	}
	interactions->user_start[interactions->n_users] = n_taken;
	interactions->owned_start[interactions->n_users] = i;
}

/* The rows by item from the rows by user; users come out ascending because they go in so. */
static gboolean
fill_items (SegInteractions *interactions, GError **error)
{
	gsize n_taken = interactions->user_start[interactions->n_users];
	g_autofree gsize *next = seg_try_allocate (interactions->n_items + 1, sizeof *next, error);

	if (next == NULL)
		return FALSE;
	memset (interactions->item_start, 0, (interactions->n_items + 1) * sizeof *interactions->item_start);
	for (gsize i = 0; i < n_taken; i++)
		interactions->item_start[interactions->user_items[i] + 1]++;
	for (gsize item = 0; item < interactions->n_items; item++)
		interactions->item_start[item + 1] += interactions->item_start[item];
	memcpy (next, interactions->item_start, (interactions->n_items + 1) * sizeof *next);
	for (gsize user = 0; user < interactions->n_users; user++)
		for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
			interactions->item_users[next[interactions->user_items[i]]++] = (guint32) user;
	return TRUE;
}

gboolean
seg_interactions_fill (SegInteractions *interactions, guint64 *pairs, gsize n_pairs, GError **error)
{
	if (!group_by_user (pairs, n_pairs, interactions->n_users, error))
		return FALSE;
	sort_within_users (pairs, n_pairs);
	n_pairs = drop_repeated (pairs, n_pairs);
	if ((interactions->user_start = seg_try_allocate (interactions->n_users + 1, sizeof (gsize), error)) == NULL
	    || (interactions->owned_start = seg_try_allocate (interactions->n_users + 1, sizeof (gsize), error)) == NULL
	    || (interactions->item_start = seg_try_allocate (interactions->n_items + 1, sizeof (gsize), error)) == NULL
	    || (interactions->user_items = seg_try_allocate (n_pairs, sizeof (guint32), error)) == NULL
	    || (interactions->owned_items = seg_try_allocate (n_pairs, sizeof (guint32), error)) == NULL
	    || (interactions->item_users = seg_try_allocate (n_pairs, sizeof (guint32), error)) == NULL)
		return FALSE;
	fill_users (interactions, pairs, n_pairs);
	return fill_items (interactions, error);
}

/* Position of @item in the ascending @items between @low and @high, or -1. */
static gssize
find_item (const guint32 *items, gsize low, gsize high, gsize item)
{
	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (items[middle] == item)
			return (gssize) middle;
		if (items[middle] < item)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

gssize
seg_interactions_taken (const SegInteractions *interactions, gsize user, gsize item)
{
	return find_item (interactions->user_items, interactions->user_start[user], interactions->user_start[user + 1], item);
}

gboolean
seg_interactions_owns (const SegInteractions *interactions, gsize user, gsize item)
{
	return find_item (interactions->owned_items, interactions->owned_start[user], interactions->owned_start[user + 1], item) >= 0;
}

gsize
seg_items_together (const SegInteractions *interactions, gsize one, gsize other)
{
	gsize i = interactions->item_start[one], j = interactions->item_start[other], n = 0;

	while (i < interactions->item_start[one + 1] && j < interactions->item_start[other + 1]) {
		guint32 a = interactions->item_users[i], b = interactions->item_users[j];

		n += a == b;
		i += a <= b;
		j += b <= a;
	}
	return n;
}

static void
free_texts (char **texts, gsize n)
{
	for (gsize i = 0; texts != NULL && i < n; i++)
		g_free (texts[i]);
	g_free (texts);
}

void
seg_interactions_free (SegInteractions *interactions)
{
	if (interactions == NULL)
		return;
	g_free (interactions->user_ids);
	g_free (interactions->item_ids);
	g_free (interactions->user_start);
	g_free (interactions->user_items);
	g_free (interactions->item_start);
	g_free (interactions->item_users);
	g_free (interactions->segment_ids);
	g_free (interactions->item_offered);
	g_free (interactions->owned_start);
	g_free (interactions->owned_items);
	free_texts (interactions->item_titles, interactions->n_items);
	free_texts (interactions->item_keys, interactions->n_items);
	g_clear_pointer (&interactions->segment_names, g_hash_table_unref);
	g_free (interactions);
}
