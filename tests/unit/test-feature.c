/* The features of behaviour on a small random shop: who counts, as-of, order of rows, threads; the life of a set. Their values are
 * checked one by one in test-feature-brute.c. */
#include <config.h>

#include "feature-fixture.h"
#include "feature/feature-private.h"

#include <segscope/parallel.h>
#include <segscope/random.h>

#define AS_OF ((19000 + 400) * (gint64) DAY + DAY - 1) /* the random events span 19000..19449 */
#define AS_OF_DAY "19400"

/* A shop with everything in it, gaps included: some users never do anything, some events have no time, item or amount. */
static void
fill_shop (Fixture *fixture)
{
	fixture_attribute (fixture, "user", "registered_at", "Registered", "registered", SEG_TYPE_DATE);
	fixture_attribute (fixture, "item", "category", "Category", "category", SEG_TYPE_CATEGORY);
	fixture_execute (fixture, FIXTURE_USERS_FILE
		"INSERT INTO event_kind (id, name) VALUES (1, 'view'), (2, 'purchase'), (3, 'Add to cart'), (4, 'refund'), (5, 'rating'), (6, 'play');"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
		"INSERT INTO user (id, key, listed, registered_at) SELECT i * 3, 'u' || i, 1, "
		"CASE WHEN i % 4 = 0 THEN NULL ELSE (18990 + i * 37 % 440) * 86400 + 5000 END FROM n;"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25) "
		"INSERT INTO item (id, key, listed, category) SELECT i, 'i' || i, 1, CASE WHEN i % 5 > 0 THEN 'c' || i % 7 END FROM n;");
}

static void
bind_some (SegStatement *statement, const char *name, SegRandom *random, double share, double value)
{
	seg_statement_bind_double (statement, name, seg_random_uniform (random) < share ? value : NAN);
}

static void
add_events (Fixture *fixture, guint n, gint64 first_day, gint64 n_days, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (fixture->workspace, NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO event (user_id, item_id, kind_id, at, amount, rating, seconds, order_key, source_id) "
		"VALUES (:user, CAST (:item AS INTEGER), :kind, CAST (:at AS INTEGER), :amount, :rating, :seconds, :order, 1)", NULL);

	for (guint i = 0; i < n; i++) {
		gint64 kind = 1 + (gint64) seg_random_below (random, 6);
		gint64 at = (first_day + (gint64) seg_random_below (random, (gsize) n_days)) * DAY + (gint64) seg_random_below (random, DAY);
		double amount = (kind == 4 ? -10 : 30) * seg_random_uniform (random);
		g_autofree char *order = g_strdup_printf ("o%zu", seg_random_below (random, 12));

		seg_statement_bind_integer (statement, ":user", 3 + 3 * (gint64) seg_random_below (random, 50)); /* 51..60 never */
		seg_statement_bind_integer (statement, ":kind", kind);
		bind_some (statement, ":item", random, 0.8, (double) (1 + seg_random_below (random, 25)));
		bind_some (statement, ":at", random, 0.95, (double) at);
		bind_some (statement, ":amount", random, kind == 1 ? 0.2 : 0.9, amount);
		bind_some (statement, ":rating", random, kind == 5 ? 0.9 : 0.05, 0.5 * (double) (1 + seg_random_below (random, 10)));
		bind_some (statement, ":seconds", random, kind == 6 ? 0.9 : 0.1, 1000 * seg_random_uniform (random));
		seg_statement_bind_text (statement, ":order", seg_random_uniform (random) < 0.7 ? order : NULL);
		g_assert_true (seg_statement_run (statement, NULL));
	}
	g_assert_true (seg_transaction_commit (g_steal_pointer (&transaction), NULL));
}

static void
random_shop (Fixture *fixture)
{
	fill_shop (fixture);
	add_events (fixture, 2000, 19000, 450, 7);
}

/* Users and days ---------------------------------------------------------------------------------------------------- */

/* Who counts: users 51..60 never did anything, and 59 registered only after the as-of day. */
static void
test_population (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	random_shop (fixture);
	set = fixture_build (fixture, AS_OF);
	g_assert_true (set->only_listed);
	g_assert_cmpfloat ((double) set->n_users, ==, fixture_number (fixture,
		"SELECT count(*) FROM user WHERE registered_at IS NULL OR registered_at / 86400 <= " AS_OF_DAY
		" OR EXISTS (SELECT 1 FROM event WHERE user_id = user.id AND ifnull(at, 0) <= " AS_OF_DAY " * 86400 + 86399)"));
	g_assert_cmpint (set->n_users, ==, 59);
	fixture_execute (fixture, "UPDATE user SET listed = id = 3;" FIXTURE_USERS_FILE);
	g_clear_pointer (&set, seg_feature_set_free);
	set = fixture_build (fixture, AS_OF);
	g_assert_cmpint (set->n_users, ==, 1);
	fixture_execute (fixture, "UPDATE user SET listed = 0;" FIXTURE_USERS_FILE);
	g_clear_pointer (&set, seg_feature_set_free);
	set = fixture_build (fixture, AS_OF);
	g_assert_cmpint (set->n_users, ==, 50);
	g_assert_false (set->only_listed);
}

/* Everyone counts when that is chosen: the choice stays with the set, and another one makes what was built from it stale. */
static void
test_everyone (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) listed = NULL, everyone = NULL, again = NULL, back = NULL;
	g_autofree char *before = NULL, *after = NULL;

	(void) data;
	random_shop (fixture);
	fixture_execute (fixture, "UPDATE user SET listed = id <= 30 OR id > 165");
	listed = fixture_build (fixture, AS_OF);
	g_assert_true (listed->only_listed);
	g_assert_cmpint (listed->n_users, ==, 10 + 4); /* u56 to u60 did nothing; u59 registered later */
	before = g_strdup_printf ("%.0f", fixture_number (fixture, "SELECT count(*) FROM feature_set WHERE everyone = 0"));
	g_assert_cmpstr (before, ==, "1");
	everyone = seg_feature_set_build_of (fixture->workspace, "default", AS_OF, SEG_POPULATION_EVERYONE, NULL, NULL, NULL);
	g_assert_true (everyone->everyone);
	g_assert_false (everyone->only_listed);
	g_assert_cmpint (everyone->n_users, ==, 50 + 4); /* u51 to u55 are in no list and did nothing */
	g_assert_false (everyone->stale);
	again = fixture_build (fixture, AS_OF);
	g_assert_cmpint (again->n_users, ==, 54);
	g_assert_true (again->everyone);
	/* Nobody registered who is in no list: the first event says since when they are customers. */
	assert_close (fixture_value (fixture, again, "u30", "tenure_days"),
	              fixture_number (fixture, "SELECT " AS_OF_DAY " - min(at) / 86400 FROM event WHERE user_id = 90"), 0);
	back = seg_feature_set_build_of (fixture->workspace, "default", AS_OF, SEG_POPULATION_LISTED, NULL, NULL, NULL);
	g_assert_cmpint (back->n_users, ==, 14);
}

/* Same bits ---------------------------------------------------------------------------------------------------------- */

/* Everything the set's table holds, by key of the user and name of the column, in the bits of the numbers. */
static char *
table_bits (Fixture *fixture, const SegFeatureSet *set, const char *columns)
{
	g_autofree char *sql = g_strdup_printf ("SELECT key, %s FROM feature_set_%" G_GINT64_FORMAT " JOIN user ON id = user_id ORDER BY key",
	                                        columns, set->id);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace, sql, NULL);
	g_autoptr (GString) bits = g_string_new (NULL);
	GError *error = NULL;

	while (seg_statement_next (statement, &error)) {
		g_string_append (bits, seg_statement_text (statement, 0));
		for (int i = 1; i < seg_statement_n_columns (statement); i++) {
			double value = seg_statement_double (statement, i);

			g_string_append_len (bits, (const char *) &value, sizeof value);
		}
	}
	g_assert_no_error (error);
	g_assert_cmpuint (bits->len, >, 1000);
	return g_base64_encode ((const guchar *) bits->str, bits->len);
}

#define ALL_COLUMNS \
	"recency_days, recency_purchase_days, orders, monetary, tenure_days, active_days, events_30d, events_90d, evening_share, " \
	"weekend_share, count_view, count_purchase, count_add_to_cart, count_refund, count_rating, count_play, seconds_total, " \
	"mean_order_value, purchase_days, days_between_purchases, orders_90d, monetary_90d, distinct_items, distinct_categories, mean_rating"

/* What happens later, newcomers and new kinds of events included, changes nothing of what was. */
static void
test_as_of (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;
	g_autofree char *bits_before = NULL, *bits_after = NULL;

	(void) data;
	random_shop (fixture);
	fixture_execute (fixture, "UPDATE user SET listed = 0;" FIXTURE_USERS_FILE); /* no users file: newcomers come with their events */
	before = fixture_build (fixture, AS_OF);
	bits_before = table_bits (fixture, before, ALL_COLUMNS);
	fixture_execute (fixture, "INSERT INTO user (id, key) VALUES (1, 'new'); INSERT INTO event_kind (id, name) VALUES (7, 'share');");
	fixture_executef (fixture, "INSERT INTO event (user_id, kind_id, at, amount, source_id) VALUES "
	                  "(1, 7, %" G_GINT64_FORMAT ", 5, 1), (3, 2, %" G_GINT64_FORMAT ", 5, 1)", AS_OF + 1, AS_OF + 1);
	after = fixture_build (fixture, AS_OF);
	bits_after = table_bits (fixture, after, ALL_COLUMNS);
	g_assert_cmpint (before->n_users, ==, after->n_users);
	g_assert_cmpstr (bits_before, ==, bits_after);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT total(count_share) FROM feature_set_1"), ==, 0);
}

/* The default instant is the end of the last event's day. */
static void
test_default_as_of (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	random_shop (fixture);
	set = fixture_build (fixture, 0);
	g_assert_cmpfloat ((double) set->as_of, ==, fixture_number (fixture, "SELECT max(at) / 86400 * 86400 + 86399 FROM event"));
}

/* The same events in another order, with other ids for users, items and kinds. */
static void
shuffle_into (Fixture *from, Fixture *to)
{
	fill_shop (to);
	fixture_execute (to, "DELETE FROM event_kind; INSERT INTO event_kind (id, name) VALUES (1, 'play'), (2, 'rating'), (3, 'refund'), "
	                 "(4, 'Add to cart'), (5, 'purchase'), (6, 'view'); UPDATE item SET id = 1000 - id; UPDATE user SET id = 1000 - id;");
	fixture_executef (to, "ATTACH '%s' AS other", seg_workspace_path (from->workspace));
	fixture_execute (to,
		"INSERT INTO event (user_id, item_id, kind_id, at, amount, rating, seconds, order_key, source_id) "
		"SELECT 1000 - user_id, 1000 - item_id, 7 - kind_id, at, amount, rating, seconds, order_key, 1 "
		"FROM other.event ORDER BY id * 7919 % 2003; DETACH other");
}

static void
test_order_of_rows (Fixture *fixture, gconstpointer data)
{
	Fixture shuffled;
	g_autoptr (SegFeatureSet) first = NULL, second = NULL;
	g_autofree char *bits_first = NULL, *bits_second = NULL;

	random_shop (fixture);
	/* Many events at one instant: the order of equal times must not show in the sums either. */
	fixture_execute (fixture, "UPDATE event SET at = 19000 * 86400 WHERE id % 3 = 0");
	fixture_set_up (&shuffled, data);
	shuffle_into (fixture, &shuffled);
	first = fixture_build (fixture, AS_OF);
	second = fixture_build (&shuffled, AS_OF);
	bits_first = table_bits (fixture, first, ALL_COLUMNS);
	bits_second = table_bits (&shuffled, second, ALL_COLUMNS);
	g_assert_cmpstr (bits_first, ==, bits_second);
	fixture_tear_down (&shuffled, data);
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autofree char *first_bits = NULL, *first_fingerprint = NULL;

	(void) data;
	random_shop (fixture);
	add_events (fixture, 30000, 19000, 450, 8);
	for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
		g_autoptr (SegFeatureSet) set = NULL;
		g_autoptr (GPtrArray) all = seg_feature_selection_all (fixture->workspace, NULL);
		g_autoptr (SegFeatureMatrix) matrix = NULL;
		g_autofree char *bits = NULL;

		seg_parallel_set_threads (threads[t]);
		set = fixture_build (fixture, AS_OF);
		matrix = seg_feature_matrix (fixture->workspace, set, all, NULL, NULL);
		bits = table_bits (fixture, set, ALL_COLUMNS);
		if (t == 0) {
			first_bits = g_steal_pointer (&bits);
			first_fingerprint = g_strdup (matrix->fingerprint);
			continue;
		}
		g_assert_cmpstr (bits, ==, first_bits);
		g_assert_cmpstr (matrix->fingerprint, ==, first_fingerprint);
	}
	seg_parallel_set_threads (0);
}

/* The catalogue ------------------------------------------------------------------------------------------------------ */

static gboolean
offers (Fixture *fixture, const char *name, gboolean *proposed)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	const SegFeature *feature = seg_feature_find (catalogue, name);

	*proposed = feature != NULL && feature->proposed;
	return feature != NULL;
}

static void
assert_offer (Fixture *fixture, const char *name, gboolean offered, gboolean proposed)
{
	gboolean is_proposed, is_offered = offers (fixture, name, &is_proposed);

	if (is_offered != offered || is_proposed != proposed)
		g_error ("%s is %soffered and %sproposed", name, is_offered ? "" : "not ", is_proposed ? "" : "not ");
}

/* What the data do not have is not offered. */
static void
test_catalogue_of_ratings (Fixture *fixture, gconstpointer data)
{
	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'rating'), (2, 'unused'); INSERT INTO user (id, key) VALUES (1, 'a');"
	                 "INSERT INTO item (id, key) VALUES (1, 'i');"
	                 "INSERT INTO event (user_id, item_id, kind_id, at, rating, source_id) VALUES (1, 1, 1, 86400, 4, 1)");
	assert_offer (fixture, "recency_days", TRUE, TRUE);
	assert_offer (fixture, "mean_rating", TRUE, TRUE);
	assert_offer (fixture, "distinct_items", TRUE, TRUE);
	assert_offer (fixture, "active_days", TRUE, TRUE);
	assert_offer (fixture, "count_rating", TRUE, FALSE);
	assert_offer (fixture, "tenure_days", TRUE, FALSE);
	assert_offer (fixture, "count_unused", FALSE, FALSE);
	assert_offer (fixture, "orders", FALSE, FALSE);
	assert_offer (fixture, "monetary", FALSE, FALSE);
	assert_offer (fixture, "seconds_total", FALSE, FALSE);
	assert_offer (fixture, "distinct_categories", FALSE, FALSE);
	assert_offer (fixture, "evening_share", FALSE, FALSE); /* midnight only: no clock */
}

/* A review's stars often repeat a rating: they count only where the person gave no rating. */
static void
test_ratings_of_reviews (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GError) error = NULL;
	gint64 tenths;

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'rating'), (2, 'review'); INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'b');"
	                 "INSERT INTO event (user_id, kind_id, at, rating, source_id) VALUES (1, 1, 86400, 4, 1), (1, 1, 86400, 5, 1), "
	                 "(1, 2, 86400, 4, 1), (2, 2, 86400, 2, 1), (2, 2, 86400, 3, 1)");
	set = seg_feature_set_build (fixture->workspace, "reviews", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_workspace_count (fixture->workspace,
		"SELECT 10 * (SELECT mean_rating FROM feature_set_1 WHERE user_id = 1) + 1000 * (SELECT mean_rating FROM feature_set_1 WHERE user_id = 2)",
		&tenths, &error));
	g_assert_cmpint (tenths, ==, 45 + 2500);
}

/* What people do is proposed by its time where it has one, else by its count; purchases and ratings have their own features. */
static void
test_catalogue_of_actions (Fixture *fixture, gconstpointer data)
{
	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'), (2, 'play'), (3, 'purchase'), (4, 'rating');"
	                 "INSERT INTO user (id, key) VALUES (1, 'a'); INSERT INTO item (id, key) VALUES (1, 'i');"
	                 "INSERT INTO event (user_id, item_id, kind_id, at, amount, rating, seconds, source_id) VALUES "
	                 "(1, 1, 1, 86400, NULL, NULL, NULL, 1), (1, 1, 2, 86400, NULL, NULL, 60, 1), (1, 1, 3, 86400, 9, NULL, NULL, 1), "
	                 "(1, 1, 4, 86400, NULL, 5, NULL, 1)");
	assert_offer (fixture, "count_view", TRUE, TRUE);
	assert_offer (fixture, "count_play", TRUE, FALSE);
	assert_offer (fixture, "seconds_total", TRUE, TRUE);
	assert_offer (fixture, "count_purchase", TRUE, FALSE);
	assert_offer (fixture, "orders", TRUE, TRUE);
	assert_offer (fixture, "count_rating", TRUE, FALSE);
	assert_offer (fixture, "mean_rating", TRUE, FALSE);
	assert_offer (fixture, "distinct_items", TRUE, FALSE);
	assert_offer (fixture, "recency_purchase_days", TRUE, FALSE);
	assert_offer (fixture, "days_between_purchases", TRUE, FALSE);
}

/* Events with nothing but a kind: the counts are all there is. */
static void
test_catalogue_of_bare_events (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'Klick!'), (2, 'klick?'), (3, '点击'), (4, 'a\"b; DROP TABLE user');"
	                 "INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'b');"
	                 "INSERT INTO event (user_id, kind_id, source_id) VALUES (1, 1, 1), (1, 1, 1), (2, 2, 1), (2, 3, 1), (2, 4, 1)");
	assert_offer (fixture, "count_klick_", TRUE, TRUE);
	assert_offer (fixture, "count_klick__2", TRUE, TRUE);
	assert_offer (fixture, "count_点击", TRUE, TRUE);
	assert_offer (fixture, "recency_days", FALSE, FALSE);
	set = fixture_build (fixture, 0);
	g_assert_cmpfloat (fixture_value (fixture, set, "a", "count_klick_"), ==, 2);
	g_assert_cmpfloat (fixture_value (fixture, set, "b", "count_klick__2"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, set, "b", "count_a_b_drop_table_user"), ==, 1);
}

/* A column of many words taken for kinds: the first ones count each for itself, the rest together. */
static void
test_many_kinds (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) catalogue = NULL;
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO user (id, key) VALUES (1, 'a');"
	                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO event_kind (id, name) SELECT i, 'k' || i FROM n;"
	                 "UPDATE event_kind SET name = 'purchase', money = 1, purchase = 1 WHERE id = 2000;"
	                 "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT 1, id, 86400, 2, 1 FROM event_kind");
	catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	g_assert_cmpuint (catalogue->len, <, 400);
	set = fixture_build (fixture, 0);
	g_assert_cmpfloat (fixture_value (fixture, set, "a", "count_k60"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, set, "a", "count_other_kinds"), ==, 2940);
	g_assert_cmpfloat (fixture_value (fixture, set, "a", "orders"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, set, "a", "monetary"), ==, 2);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) catalogue = NULL;

	(void) data;
	random_shop (fixture);
	fixture_attribute (fixture, "user", "city", "Ort", NULL, SEG_TYPE_CATEGORY);
	catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	g_assert_cmpstr (seg_feature_find (catalogue, "orders")->name, ==, "orders");
	g_assert_cmpstr (seg_feature_find (catalogue, "user.city")->name, ==, "user.city");
	g_assert_cmpstr (seg_feature_find (catalogue, "city")->name, ==, "user.city");
	g_assert_cmpstr (seg_feature_find (catalogue, "ORT")->name, ==, "user.city");
	g_assert_cmpstr (seg_feature_find (catalogue, "days since LAST event")->name, ==, "recency_days");
	g_assert_null (seg_feature_find (catalogue, "order"));
}

/* The life of a set -------------------------------------------------------------------------------------------------- */

static void
test_rebuild (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) first = NULL, second = NULL, other = NULL, newest = NULL;
	g_autoptr (GPtrArray) sets = NULL, selection = fixture_selection (SEG_SCALING_ROBUST, "orders", "user.registered_at", NULL);
	GError *error = NULL;

	(void) data;
	random_shop (fixture);
	first = fixture_build (fixture, AS_OF);
	g_assert_false (first->stale);
	other = seg_feature_set_build (fixture->workspace, "it's \"another\"", AS_OF, selection, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (other->id, !=, first->id);
	g_assert_cmpuint (other->selection->len, ==, 2);
	g_assert_cmpint (((SegSelected *) other->selection->pdata[1])->scaling, ==, SEG_SCALING_ROBUST);
	fixture_execute (fixture, "UPDATE source SET checksum = 'other bytes'");
	newest = seg_feature_set_load (fixture->workspace, "default", NULL);
	g_assert_true (newest->stale);
	second = fixture_build (fixture, AS_OF - DAY);
	g_assert_cmpint (second->id, ==, first->id);
	g_assert_false (second->stale);
	g_assert_cmpint (second->as_of, ==, AS_OF - DAY);
	sets = seg_feature_sets (fixture->workspace, NULL);
	g_assert_cmpuint (sets->len, ==, 2);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM audit WHERE action = 'features'"), ==, 3);
}

/* An instant that follows the data moves with it; one that was named stays. */
static void
test_wanted_as_of (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) following = NULL, named = NULL, again = NULL;

	(void) data;
	random_shop (fixture);
	following = fixture_build (fixture, 0);
	g_assert_cmpint (seg_feature_set_wanted_as_of (following), ==, 0);
	named = fixture_build (fixture, AS_OF);
	g_assert_cmpint (seg_feature_set_wanted_as_of (named), ==, AS_OF);
	again = fixture_build (fixture, 0);
	g_assert_false (again->as_of_given);
}

static void
test_select (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL, changed = NULL;
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_MIN_MAX, "orders", "monetary", NULL);
	g_autoptr (GPtrArray) wrong = fixture_selection (SEG_SCALING_MIN_MAX, "odrers", NULL);
	GError *error = NULL;

	(void) data;
	random_shop (fixture);
	set = fixture_build (fixture, AS_OF);
	g_assert_true (seg_feature_set_select (fixture->workspace, set->id, selection, &error));
	g_assert_no_error (error);
	g_assert_false (seg_feature_set_select (fixture->workspace, set->id, wrong, &error));
	test_error (&error, SEG_ERROR_DATA, "odrers");
	g_assert_false (seg_feature_set_select (fixture->workspace, 99, selection, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "99");
	changed = seg_feature_set_load (fixture->workspace, NULL, NULL);
	g_assert_cmpuint (changed->selection->len, ==, 2);
	g_assert_cmpstr (((SegSelected *) changed->selection->pdata[1])->name, ==, "monetary");
	g_assert_cmpint (((SegSelected *) changed->selection->pdata[1])->scaling, ==, SEG_SCALING_MIN_MAX);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) wrong = fixture_selection (SEG_SCALING_NONE, "odrers", NULL);
	GError *error = NULL;

	(void) data;
	g_assert_null (seg_feature_set_load (fixture->workspace, NULL, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "segscope features");
	g_assert_null (seg_feature_set_load (fixture->workspace, "x", &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "\"x\"");
	g_assert_null (seg_feature_set_build (fixture->workspace, "x", 0, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "segscope import");
	g_assert_null (seg_feature_set_build (fixture->workspace, "", 0, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "name");
	random_shop (fixture);
	g_assert_null (seg_feature_set_build (fixture->workspace, "x", 0, wrong, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "\"odrers\" is chosen, but no longer in the data");
	fixture_execute (fixture, "UPDATE user SET registered_at = 18000 * 86400; DELETE FROM event WHERE at IS NULL");
	g_assert_null (seg_feature_set_build (fixture->workspace, "x", 17000 * (gint64) DAY, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "2016-07-18");
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_set"), ==, 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM audit WHERE action = 'features'"), ==, 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'feature\\_set\\_%' ESCAPE '\\'"), ==, 0);
}

/* Observed for the first time the job is inside the transaction, with events still to read. */
static void
cancel (const SegJobStatus *status, gpointer job)
{
	(void) status;
	seg_job_cancel (job);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autofree char *before = NULL;
	GError *error = NULL;

	(void) data;
	random_shop (fixture);
	add_events (fixture, 10000, 19000, 450, 9);
	set = fixture_build (fixture, AS_OF);
	before = table_bits (fixture, set, ALL_COLUMNS);
	for (gsize already = 0; already < 2; already++) {
		g_autoptr (SegJob) job = seg_job_new ();
		g_autofree char *after = NULL;

		if (already)
			seg_job_cancel (job);
		seg_job_observe (job, cancel, job);
		g_assert_null (seg_feature_set_build (fixture->workspace, "default", AS_OF - 30 * DAY, NULL, job, &error));
		test_error (&error, SEG_ERROR_CANCELLED, "");
		after = table_bits (fixture, set, ALL_COLUMNS);
		g_assert_cmpstr (before, ==, after);
	}
}

/* Small parts -------------------------------------------------------------------------------------------------------- */

static void
test_days (void)
{
	g_assert_cmpint (seg_day_of (0), ==, 0);
	g_assert_cmpint (seg_day_of (DAY - 1), ==, 0);
	g_assert_cmpint (seg_day_of (DAY), ==, 1);
	g_assert_cmpint (seg_day_of (-1), ==, -1);
	g_assert_cmpint (seg_day_of (-DAY), ==, -1);
	g_assert_cmpint (seg_day_of (-DAY - 1), ==, -2);
}

/* Dense ids are looked up in a table, scattered ones by search; both find the same. */
static void
test_id_index (void)
{
	const gint64 dense[] = { 1, 2, 5, 9 }, scattered[] = { -7, 3, G_GINT64_CONSTANT (1) << 60 };
	SegIdIndex index;

	seg_id_index_init (&index, dense, 4);
	g_assert_nonnull (index.table);
	g_assert_cmpint (seg_id_index_find (&index, 5), ==, 2);
	g_assert_cmpint (seg_id_index_find (&index, 4), ==, -1);
	g_assert_cmpint (seg_id_index_find (&index, 10), ==, -1);
	g_assert_cmpint (seg_id_index_find (&index, -1), ==, -1);
	seg_id_index_clear (&index);
	seg_id_index_init (&index, scattered, 3);
	g_assert_null (index.table);
	g_assert_cmpint (seg_id_index_find (&index, -7), ==, 0);
	g_assert_cmpint (seg_id_index_find (&index, G_GINT64_CONSTANT (1) << 60), ==, 2);
	g_assert_cmpint (seg_id_index_find (&index, 4), ==, -1);
	seg_id_index_clear (&index);
	seg_id_index_init (&index, NULL, 0);
	g_assert_cmpint (seg_id_index_find (&index, 1), ==, -1);
}

static void
test_selection_json (void)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_LOG, "a\"b", "user.城市", NULL), back = NULL;
	g_autofree char *json = seg_selection_to_json (selection);
	static const char *const wrong[] = { "", "{}", "[1]", "[{\"feature\":\"a\"}]", "[{\"feature\":\"a\",\"scaling\":\"x\"}]",
	                                     "[{\"feature\":1,\"scaling\":\"log\"}]" };
	GError *error = NULL;

	back = seg_selection_from_json (json, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (back->len, ==, 2);
	g_assert_cmpstr (((SegSelected *) back->pdata[0])->name, ==, "a\"b");
	g_assert_cmpstr (((SegSelected *) back->pdata[1])->name, ==, "user.城市");
	g_assert_cmpint (((SegSelected *) back->pdata[1])->scaling, ==, SEG_SCALING_LOG);
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_assert_null (seg_selection_from_json (wrong[i], &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "cannot be read");
	}
}

#define ADD(path, test) g_test_add ("/feature/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("population", test_population);
	ADD ("everyone", test_everyone);
	ADD ("as-of", test_as_of);
	ADD ("default-as-of", test_default_as_of);
	ADD ("order-of-rows", test_order_of_rows);
	ADD ("threads", test_threads);
	ADD ("catalogue/ratings", test_catalogue_of_ratings);
	ADD ("catalogue/actions", test_catalogue_of_actions);
	ADD ("catalogue/bare-events", test_catalogue_of_bare_events);
	ADD ("catalogue/many-kinds", test_many_kinds);
	ADD ("catalogue/find", test_find);
	ADD ("set/rebuild", test_rebuild);
	ADD ("set/wanted-as-of", test_wanted_as_of);
	ADD ("set/select", test_select);
	ADD ("set/errors", test_errors);
	ADD ("set/cancel", test_cancel);
	ADD ("ratings-of-reviews", test_ratings_of_reviews);
	g_test_add_func ("/feature/days", test_days);
	g_test_add_func ("/feature/id-index", test_id_index);
	g_test_add_func ("/feature/selection-json", test_selection_json);
	return g_test_run ();
}
