/* Interactions made up by a seeded rule: groups of people who like groups of items, popular items and rare ones. */
#ifndef MADE_INTERACTIONS_H
#define MADE_INTERACTIONS_H

#include <segscope/random.h>

#include "recommend-fixture.h"
#include "recommend/recommend-private.h"

/* About @n_pairs of them, all taken and owned, with times, weights 1 to 5 and ratings 1 to 5. Ids are 1, 2, ...; without segments. */
static inline SegInteractions *
made_interactions (gsize n_users, gsize n_items, gsize n_pairs, gsize n_groups, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 1);
	SegInteractions *all = g_new0 (SegInteractions, 1);
	g_autofree guint8 *there = g_new0 (guint8, n_users * n_items);
	gsize n = 0;

	all->n_users = n_users;
	all->n_items = n_items;
	all->basis = "purchase";
	all->user_ids = g_new (gint64, n_users);
	all->segment_ids = g_new0 (gint64, n_users);
	all->item_ids = g_new (gint64, n_items);
	all->item_keys = g_new (char *, n_items);
	all->item_titles = g_new (char *, n_items);
	all->item_offered = g_malloc (n_items);
	memset (all->item_offered, 1, n_items);
	all->segment_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	for (gsize user = 0; user < n_users; user++)
		all->user_ids[user] = (gint64) user + 1;
	for (gsize item = 0; item < n_items; item++) {
		all->item_ids[item] = (gint64) item + 1;
		all->item_keys[item] = g_strdup_printf ("i%05zu", item + 1);
		all->item_titles[item] = g_strdup_printf ("item %zu", item + 1);
	}
	for (gsize i = 0; i < n_pairs; i++) {
		const gsize user = seg_random_below (random, n_users);
		const double u = seg_random_uniform (random);
		gsize item = (gsize) (u * u * (double) n_items);

		if (seg_random_uniform (random) < 0.7) /* one of their group */
			item = MIN (item / n_groups * n_groups + user % n_groups, n_items - 1);
		n += !there[user * n_items + item];
		there[user * n_items + item] = 1;
	}
	g_assert_true (seg_interactions_allocate_pairs (all, n, NULL));
	n = 0;
	for (gsize user = 0; user < n_users; user++) {
		for (gsize item = 0; item < n_items; item++)
			if (there[user * n_items + item]) {
				all->pair_items[n] = (guint32) item;
				all->pair_weights[n] = (float) (1 + seg_random_below (random, 5));
				all->pair_ratings[n] = (float) (1 + seg_random_below (random, 5));
				all->pair_times[n] = 1000000 + (gint64) seg_random_below (random, 1000000);
				all->last_at = MAX (all->last_at, all->pair_times[n]);
				all->pair_flags[n++] = SEG_PAIR_TAKEN | SEG_PAIR_OWNED;
			}
		all->pair_start[user + 1] = n;
	}
	g_assert_true (seg_interactions_derive (all, NULL));
	return all;
}

/* The same as purchases of a workspace that has as many users and items. */
static inline void
made_events (Fixture *fixture, const SegInteractions *all)
{
	fixture_execute (fixture, "BEGIN");
	for (gsize user = 0; user < all->n_users; user++)
		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++) {
			g_autofree char *sql = g_strdup_printf ("INSERT INTO event (user_id, item_id, kind_id, at, source_id) VALUES (%zu, %u, 1, %" G_GINT64_FORMAT ", 1)",
				user + 1, all->pair_items[i] + 1, all->pair_times[i]);

			fixture_execute (fixture, sql);
		}
	fixture_execute (fixture, "COMMIT");
}

#endif
