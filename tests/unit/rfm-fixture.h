/* Buyers for the tests of the RFM grid: whole figures with many ties, some who only looked and never bought. */
#ifndef RFM_FIXTURE_H
#define RFM_FIXTURE_H

#include "feature-fixture.h"

#include <segscope/rfm.h>

#include <stdlib.h>

#define RFM_LAST_DAY 19900

/* @n_orders purchases, the last on @last_day, of @amount together. */
static inline void
rfm_add_user (Fixture *fixture, gint64 id, int n_orders, int last_day, double amount)
{
	fixture_executef (fixture, "INSERT INTO user (id, key) VALUES (%" G_GINT64_FORMAT ", 'u%" G_GINT64_FORMAT "')", id, id);
	fixture_executef (fixture, "INSERT INTO event (user_id, kind_id, at, source_id) VALUES (%" G_GINT64_FORMAT ", 2, %" G_GINT64_FORMAT ", 1)",
	                  id, (gint64) last_day * DAY);
	for (int i = 0; i < n_orders; i++)
		fixture_executef (fixture, "INSERT INTO event (user_id, kind_id, at, amount, source_id) VALUES (%" G_GINT64_FORMAT ", 1, %"
		                  G_GINT64_FORMAT ", %.17g, 1)", id, (gint64) (last_day - 3 * i) * DAY, amount / n_orders);
}

static inline void
rfm_fill (Fixture *fixture, int n_users, guint32 seed)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

	fixture_execute (fixture, "BEGIN; INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view')");
	for (int i = 1; i <= n_users; i++) {
		int n_orders = i % 7 == 0 ? 0 : 1 + g_rand_int_range (rand, 0, 4) * g_rand_int_range (rand, 0, 3);

		rfm_add_user (fixture, i, n_orders, RFM_LAST_DAY - 10 * g_rand_int_range (rand, 0, 20), 5 * g_rand_int_range (rand, 1, 30));
	}
	fixture_execute (fixture, "COMMIT");
}

#endif
