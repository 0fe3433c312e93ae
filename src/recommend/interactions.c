/* Who took what, in memory: what is made from the pairs of users and items, and found in them. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
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

gpointer
seg_try_allocate_aligned (gsize n, gsize size, GError **error)
{
	const gsize bytes = n < (G_MAXSIZE - 64) / size ? (n * size / 64 + 1) * 64 : 0;
	gpointer memory = bytes > 0 ? aligned_alloc (64, bytes) : NULL;

	if (memory != NULL)
		memset (memory, 0, bytes);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for recommendations: %.0f MB were asked for"),
		             (double) n * (double) size / 1e6);
	return memory;
}

gssize
seg_interactions_user (const SegInteractions *interactions, gint64 user_id)
{
	return seg_ids_find (interactions->user_ids, interactions->n_users, user_id);
}

/* Which pairs are taken, and which are owned, as rows by user. */
static gboolean
fill_users (SegInteractions *interactions, GError **error)
{
	const gsize n_pairs = interactions->pair_start[interactions->n_users];
	gsize n_taken = 0, n_owned = 0;

	for (gsize i = 0; i < n_pairs; i++) {
		n_taken += (interactions->pair_flags[i] & SEG_PAIR_TAKEN) != 0;
		n_owned += (interactions->pair_flags[i] & SEG_PAIR_OWNED) != 0;
	}
	if ((interactions->user_start = seg_try_allocate (interactions->n_users + 1, sizeof (gsize), error)) == NULL
	    || (interactions->owned_start = seg_try_allocate (interactions->n_users + 1, sizeof (gsize), error)) == NULL
	    || (interactions->user_items = seg_try_allocate (n_taken, sizeof (guint32), error)) == NULL
	    || (interactions->owned_items = seg_try_allocate (n_owned, sizeof (guint32), error)) == NULL
	    || (interactions->item_users = seg_try_allocate (n_taken, sizeof (guint32), error)) == NULL)
		return FALSE;
	n_taken = n_owned = 0;
	for (gsize user = 0; user < interactions->n_users; user++) {
		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++) {
			if (interactions->pair_flags[i] & SEG_PAIR_TAKEN)
				interactions->user_items[n_taken++] = interactions->pair_items[i];
			if (interactions->pair_flags[i] & SEG_PAIR_OWNED)
				interactions->owned_items[n_owned++] = interactions->pair_items[i];
		}
		interactions->user_start[user + 1] = n_taken;
		interactions->owned_start[user + 1] = n_owned;
	}
	return TRUE;
}

/* The rows by item from the rows by user; users come out ascending because they go in so. */
static gboolean
fill_items (SegInteractions *interactions, GError **error)
{
	gsize n_taken = interactions->user_start[interactions->n_users];
	g_autofree gsize *next = seg_try_allocate (interactions->n_items + 1, sizeof *next, error);

	if (next == NULL || (interactions->item_start = seg_try_allocate (interactions->n_items + 1, sizeof (gsize), error)) == NULL)
		return FALSE;
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
seg_interactions_derive (SegInteractions *interactions, GError **error)
{
	return fill_users (interactions, error) && fill_items (interactions, error);
}

gboolean
seg_interactions_allocate_pairs (SegInteractions *interactions, gsize n_pairs, GError **error)
{
	return (interactions->pair_start = seg_try_allocate (interactions->n_users + 1, sizeof (gsize), error)) != NULL
	       && (interactions->pair_items = seg_try_allocate (n_pairs, sizeof (guint32), error)) != NULL
	       && (interactions->pair_weights = seg_try_allocate (n_pairs, sizeof (float), error)) != NULL
	       && (interactions->pair_ratings = seg_try_allocate (n_pairs, sizeof (float), error)) != NULL
	       && (interactions->pair_times = seg_try_allocate (n_pairs, sizeof (gint64), error)) != NULL
	       && (interactions->pair_flags = seg_try_allocate (n_pairs, sizeof (guint8), error)) != NULL;
}

static void
copy_kept (SegInteractions *kept, const SegInteractions *all, const guint8 *keep)
{
	gsize n = 0;

	for (gsize user = 0; user < all->n_users; user++) {
		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++) {
			if (!keep[i])
				continue;
			kept->pair_items[n] = all->pair_items[i];
			kept->pair_weights[n] = all->pair_weights[i];
			kept->pair_ratings[n] = all->pair_ratings[i];
			kept->pair_times[n] = all->pair_times[i];
			kept->pair_flags[n++] = all->pair_flags[i];
		}
		kept->pair_start[user + 1] = n;
	}
}

SegInteractions *
seg_interactions_keep (const SegInteractions *all, const guint8 *keep, GError **error)
{
	g_autoptr (SegInteractions) kept = g_memdup2 (all, sizeof *all);
	gsize n_pairs = 0;

	kept->borrowed = TRUE;
	kept->pair_start = kept->user_start = kept->item_start = kept->owned_start = NULL;
	kept->pair_items = kept->user_items = kept->item_users = kept->owned_items = NULL;
	kept->pair_weights = kept->pair_ratings = NULL;
	kept->pair_times = NULL;
	kept->pair_flags = NULL;
	for (gsize i = 0; i < all->pair_start[all->n_users]; i++)
		n_pairs += keep[i] != 0;
	if (!seg_interactions_allocate_pairs (kept, n_pairs, error))
		return NULL;
	copy_kept (kept, all, keep);
	return seg_interactions_derive (kept, error) ? g_steal_pointer (&kept) : NULL;
}

gboolean
seg_interactions_have_ratings (const SegInteractions *interactions)
{
	for (gsize i = 0; i < interactions->pair_start[interactions->n_users]; i++)
		if (!isnan (interactions->pair_ratings[i]))
			return TRUE;
	return FALSE;
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
seg_interactions_pair (const SegInteractions *interactions, gsize user, gsize item)
{
	return find_item (interactions->pair_items, interactions->pair_start[user], interactions->pair_start[user + 1], item);
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

/* What pairs are between: users with their segments, items with their names. */
static void
free_ends (SegInteractions *interactions)
{
	g_free (interactions->user_ids);
	g_free (interactions->item_ids);
	g_free (interactions->segment_ids);
	g_free (interactions->item_offered);
	free_texts (interactions->item_titles, interactions->n_items);
	free_texts (interactions->item_keys, interactions->n_items);
	g_clear_pointer (&interactions->segment_names, g_hash_table_unref);
	seg_content_free (interactions->content);
}

void
seg_interactions_free (SegInteractions *interactions)
{
	if (interactions == NULL)
		return;
	if (!interactions->borrowed)
		free_ends (interactions);
	g_free (interactions->pair_start);
	g_free (interactions->pair_items);
	g_free (interactions->pair_weights);
	g_free (interactions->pair_ratings);
	g_free (interactions->pair_times);
	g_free (interactions->pair_flags);
	g_free (interactions->user_start);
	g_free (interactions->user_items);
	g_free (interactions->item_start);
	g_free (interactions->item_users);
	g_free (interactions->owned_start);
	g_free (interactions->owned_items);
	g_free (interactions);
}
