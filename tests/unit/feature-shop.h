/* A shop with everything in it that features ask for, gaps included: people who never do anything, events without a time, item, amount
 * or order, several events at one instant, items of several categories, texts, results of campaigns. The same shop can be filled in
 * another order of rows with other ids. */
#ifndef FEATURE_SHOP_H
#define FEATURE_SHOP_H

#include "feature-fixture.h"

#include <segscope/random.h>

#define SHOP_AS_OF_DAY 19400
#define SHOP_AS_OF (SHOP_AS_OF_DAY * (gint64) DAY + DAY - 1) /* the events span 19000..19449 */

static const char *const shop_kinds[] = {
	"view", "purchase", "Add to cart", "refund", "rating", "play", "review", "search", "lesson_completed", "refunded"
};

/* Categories are joined in the three ways files have them. */
static const char *const shop_categories[] = { "编程、设计", "写作", "Web & Data|编程", NULL, "Art; Music ;写作", "设计", "Music" };
static const char *const shop_levels[] = { "初级", "Intermediate", "advanced", "All levels", NULL };

static inline gint64
shop_id (gint64 number, gboolean shuffled)
{
	return shuffled ? 1000 - number : number;
}

static inline void
shop_add_people (Fixture *fixture, gboolean shuffled)
{
	fixture_attribute (fixture, "user", "registered_at", "Registered", "registered", SEG_TYPE_DATE);
	for (int n = 1; n <= 60; n++)
		fixture_executef (fixture, "INSERT INTO user (id, key, listed, registered_at) VALUES (%" G_GINT64_FORMAT ", 'u%d', 1, nullif (%d, 0))",
		                  shop_id (3 * n, shuffled), n, n % 4 == 0 ? 0 : (18990 + n * 37 % 440) * DAY + 5000);
}

static inline void
shop_add_items (Fixture *fixture, gboolean shuffled)
{
	g_autoptr (SegStatement) insert = NULL;

	fixture_attribute (fixture, "item", "category", "Category", "category", SEG_TYPE_CATEGORY);
	fixture_attribute (fixture, "item", "level", "Level", "level", SEG_TYPE_CATEGORY);
	fixture_attribute (fixture, "item", "price", "Price", "price", SEG_TYPE_NUMBER);
	insert = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO item (id, key, listed, category, level, price) VALUES (:id, 'i' || :number, 1, :category, :level, :price)", NULL);
	for (guint n = 1; n <= 25; n++) {
		seg_statement_bind_integer (insert, ":id", shop_id (n, shuffled));
		seg_statement_bind_integer (insert, ":number", n);
		seg_statement_bind_text (insert, ":category", shop_categories[n % G_N_ELEMENTS (shop_categories)]);
		seg_statement_bind_text (insert, ":level", shop_levels[n % G_N_ELEMENTS (shop_levels)]);
		seg_statement_bind_double (insert, ":price", n % 6 == 0 ? NAN : 9.99 + 3.7 * (double) (n % 8));
		g_assert_true (seg_statement_run (insert, NULL));
	}
}

static inline void
shop_bind_some (SegStatement *statement, const char *name, SegRandom *random, double share, double value)
{
	seg_statement_bind_double (statement, name, seg_random_uniform (random) < share ? value : NAN);
}

/* One event of the shop as it was drawn, before it gets ids: kinds and items by their numbers. */
#define SHOP_DRAFT \
	"CREATE TEMP TABLE draft (number INTEGER PRIMARY KEY, user, item, kind, at, amount, quantity, rating, seconds, order_key, text)"

static inline void
shop_draw_event (SegStatement *insert, SegRandom *random)
{
	gint64 kind = (gint64) seg_random_below (random, G_N_ELEMENTS (shop_kinds));
	gint64 second = seg_random_uniform (random) < 0.3 ? 36000 : (gint64) seg_random_below (random, DAY); /* some at one instant */
	gint64 at = (19000 + (gint64) seg_random_below (random, 450)) * DAY + second;
	g_autofree char *order = g_strdup_printf ("o%zu", seg_random_below (random, 12));
	g_autofree char *text = g_strnfill (1 + seg_random_below (random, 90), 'x');
	gboolean bought = kind == 1 || kind == 9, has_text = kind == 6 || kind == 7;

	seg_statement_bind_integer (insert, ":user", 1 + (gint64) seg_random_below (random, 50)); /* 51..60 never */
	seg_statement_bind_integer (insert, ":kind", kind);
	shop_bind_some (insert, ":item", random, 0.8, (double) (1 + seg_random_below (random, 25)));
	shop_bind_some (insert, ":at", random, 0.95, (double) at);
	shop_bind_some (insert, ":amount", random, bought || kind == 3 ? 0.9 : 0.1, (kind == 3 ? -10 : 30) * seg_random_uniform (random));
	shop_bind_some (insert, ":quantity", random, bought ? 0.7 : 0, (double) seg_random_below (random, 4));
	shop_bind_some (insert, ":rating", random, kind == 4 || kind == 6 ? 0.9 : 0.02, 0.5 * (double) (1 + seg_random_below (random, 10)));
	shop_bind_some (insert, ":seconds", random, kind == 5 ? 0.9 : 0.05, 1000 * seg_random_uniform (random));
	seg_statement_bind_text (insert, ":order", seg_random_uniform (random) < 0.7 ? order : NULL);
	seg_statement_bind_text (insert, ":text", has_text && seg_random_uniform (random) < 0.8 ? text : NULL);
	g_assert_true (seg_statement_run (insert, NULL));
}

/* Puts what was drawn into the workspace, in another order when @shuffled. */
static inline void
shop_insert_draft (Fixture *fixture, gboolean shuffled)
{
	const char *order = shuffled ? "draft.number * 7919 % 4001" : "draft.number";

	fixture_executef (fixture, "CREATE TEMP TABLE placed AS SELECT row_number () OVER (ORDER BY %s) + (SELECT count(*) FROM event) AS id, "
	                  "draft.* FROM draft", order);
	fixture_executef (fixture,
		"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) "
		"SELECT placed.id, user.id, item.id, event_kind.id, CAST (at AS INTEGER), amount, quantity, rating, seconds, order_key, 1 FROM placed "
		"JOIN user ON user.key = 'u' || user JOIN event_kind ON event_kind.name = (SELECT value FROM kind_name WHERE number = kind) "
		"LEFT JOIN item ON item.key = 'i' || CAST (item AS INTEGER) ORDER BY placed.id");
	fixture_execute (fixture, "INSERT INTO review (event_id, text) SELECT id, text FROM placed WHERE text IS NOT NULL; "
	                 "DROP TABLE placed; DROP TABLE draft");
}

static inline void
shop_add_events (Fixture *fixture, guint n, guint64 seed, gboolean shuffled)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	g_autoptr (SegStatement) insert = NULL;

	fixture_execute (fixture, SHOP_DRAFT);
	insert = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO draft (user, item, kind, at, amount, quantity, rating, seconds, order_key, text) "
		"VALUES (:user, :item, :kind, :at, :amount, :quantity, :rating, :seconds, :order, :text)", NULL);
	for (guint i = 0; i < n; i++)
		shop_draw_event (insert, random);
	g_clear_pointer (&insert, seg_statement_free);
	shop_insert_draft (fixture, shuffled);
}

/* Results of four campaigns, the last without anything opened; u1..u40 got some, every fifth of them was held back. */
static inline void
shop_add_results (Fixture *fixture, gboolean shuffled)
{
	static const char *const outcomes[] = { "assigned", "sent", "opened", "clicked", "visited", "converted", "redeemed", "bounced" };
	g_autoptr (SegRandom) random = seg_random_new (77, 0);
	g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

	for (int i = 0; i < 300; i++) {
		int user = 1 + (int) seg_random_below (random, 40), campaign = (int) seg_random_below (random, 4);
		const char *outcome = outcomes[seg_random_below (random, campaign == 3 ? 2 : G_N_ELEMENTS (outcomes))];
		gint64 at = (19000 + (gint64) seg_random_below (random, 450)) * DAY;
		double amount = strcmp (outcome, "converted") == 0 ? 30 * seg_random_uniform (random) : 0;

		g_ptr_array_add (rows, g_strdup_printf (
			"INSERT INTO result (campaign, user_id, variant, outcome, at, amount, source_id) "
			"SELECT 'c%d', id, '%s', '%s', nullif (%" G_GINT64_FORMAT ", 0), nullif (%.17g, 0), 1 FROM user WHERE key = 'u%d'",
			campaign, user % 5 == 0 ? "Control" : "A", outcome, i % 9 == 0 ? 0 : at, amount, user));
	}
	for (guint i = 0; i < rows->len; i++)
		fixture_execute (fixture, rows->pdata[shuffled ? rows->len - 1 - i : i]);
}

static inline void
shop_fill (Fixture *fixture, gboolean shuffled)
{
	gsize n = G_N_ELEMENTS (shop_kinds);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (fixture->workspace, NULL);

	fixture_execute (fixture, "CREATE TEMP TABLE kind_name (number, value)");
	for (gsize i = 0; i < n; i++)
		fixture_executef (fixture, "INSERT INTO event_kind (id, name) VALUES (%zu, '%s')", shuffled ? n - i : i + 1, shop_kinds[i]);
	for (gsize i = 0; i < n; i++)
		fixture_executef (fixture, "INSERT INTO kind_name VALUES (%zu, '%s')", i, shop_kinds[i]);
	shop_add_people (fixture, shuffled);
	shop_add_items (fixture, shuffled);
	shop_add_events (fixture, 4000, 7, shuffled);
	shop_add_results (fixture, shuffled);
	g_assert_true (seg_transaction_commit (g_steal_pointer (&transaction), NULL));
}

#endif
