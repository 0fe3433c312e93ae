/* Own features: values against SQL on the sample of a shop, mistakes and where they are, circles, as of a day, what happens to sets
 * when a definition changes, files. */
#include <config.h>
#include "feature-fixture.h"

#include <segscope/own_feature.h>
#include <segscope/parallel.h>

#define WITH_SHOP(name) g_autoptr (Shop) name = shop_new ()

typedef Fixture Shop;

static void
shop_free (Shop *shop)
{
	fixture_tear_down (shop, NULL);
	g_free (shop);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shop, shop_free)

#define N_USERS 300
#define N_EVENTS 6000
#define START G_GINT64_CONSTANT (1704067200) /* 2024-01-01, a Monday */
#define AS_OF (START + 200 * DAY - 1)

static const char *const cities[] = { "'Paris'", "'上海'", "'O''Hara'", "NULL" };
static const char *const categories[] = { "'Design'", "'编程'", "NULL" };

static void
add_people_and_items (Shop *shop)
{
	fixture_attribute (shop, "user", "city", "City", NULL, SEG_TYPE_CATEGORY);
	fixture_attribute (shop, "user", "age", "Age in years", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (shop, "user", "joined", "Joined", "registered", SEG_TYPE_DATE);
	fixture_attribute (shop, "user", "email", "E-mail", "email", SEG_TYPE_TEXT);
	fixture_attribute (shop, "user", "churn", "Churn", "outcome", SEG_TYPE_BOOLEAN);
	fixture_attribute (shop, "item", "category", "Category", "category", SEG_TYPE_CATEGORY);
	fixture_attribute (shop, "item", "price", "Price", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (shop, "item", "rating", "Stars", NULL, SEG_TYPE_NUMBER);
	for (int i = 0; i < 20; i++)
		fixture_executef (shop, "INSERT INTO item (id, key, listed, category, price, rating) VALUES (%d, 'i%02d', 1, %s, %s, %d)", i + 1, i, categories[i % 3],
		                  i % 7 == 0 ? "NULL" : (const char *[]) { "9.5", "20", "100" }[i % 3], i % 5);
	for (int i = 0; i < N_USERS; i++)
		fixture_executef (shop, "INSERT INTO user (id, key, listed, city, age, joined) VALUES (%d, 'u%03d', 1, %s, %s, %" G_GINT64_FORMAT ")", i + 1, i,
		                  cities[i % 4], i % 9 == 0 ? "NULL" : (const char *[]) { "18", "33.5", "60" }[i % 3], START - (i % 50) * DAY);
}

static void
add_events (Shop *shop, int from, int to, guint32 seed)
{
	static const char *const kinds[] = { "purchase", "view", "play", "odd \"kind' 种" };
	GRand *random = g_rand_new_with_seed (seed);

	fixture_execute (shop, "BEGIN");
	for (int i = from; i < to; i++) {
		g_autofree char *at = g_rand_int_range (random, 0, 40) == 0 ? g_strdup ("NULL")
		                      : g_strdup_printf ("%" G_GINT64_FORMAT, START + g_rand_int_range (random, 0, 250 * DAY));
		g_autofree char *amount = g_rand_boolean (random) ? g_strdup ("NULL") : g_strdup_printf ("%d.25", g_rand_int_range (random, -50, 400));
		g_autofree char *rating = g_rand_boolean (random) ? g_strdup ("NULL") : g_strdup_printf ("%d", g_rand_int_range (random, 1, 6));

		fixture_executef (shop, "INSERT INTO event (user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) VALUES (%d, "
		                  "nullif (%d, 0), (SELECT id FROM event_kind WHERE name = '%s'), %s, %s, %d, %s, %d, nullif ('o%d', 'o0'), 1)",
		                  g_rand_int_range (random, 1, N_USERS - 20), g_rand_int_range (random, 0, 21),
		                  kinds[i % 4][0] == 'o' ? "odd \"kind'' 种" : kinds[i % 4], at, amount, g_rand_int_range (random, 1, 4), rating,
		                  g_rand_int_range (random, 0, 5000), g_rand_int_range (random, 0, 900));
	}
	fixture_execute (shop, "COMMIT");
	g_rand_free (random);
}

static Shop *
shop_new (void)
{
	Shop *shop = g_new0 (Shop, 1);

	fixture_set_up (shop, NULL);
	fixture_execute (shop, "INSERT INTO event_kind (name) VALUES ('purchase'), ('view'), ('play'), ('odd \"kind'' 种')");
	add_people_and_items (shop);
	add_events (shop, 0, N_EVENTS, 1);
	return shop;
}

/* "name = expression", or "name: measure [of WHAT] [kind K] [where F] [days N] [from D] [to D]" by parts. */
typedef struct {
	const char *name, *expression;
	SegOwnMeasure measure;
	const char *of, *kind, *where;
	gint64      days;
	const char *from, *to;
} Definition;

static SegOwnFeature *
make (const Definition *definition)
{
	SegOwnFeature *own = seg_own_feature_new (definition->name);

	own->expression = g_strdup (definition->expression);
	own->measure = definition->measure;
	own->measured = g_strdup (definition->of);
	own->event_kind = g_strdup (definition->kind);
	own->filter = g_strdup (definition->where);
	own->last_days = definition->days;
	if (definition->from != NULL)
		g_assert_true (seg_own_parse_day (definition->from, &own->first_day, NULL));
	if (definition->to != NULL)
		g_assert_true (seg_own_parse_day (definition->to, &own->last_day, NULL));
	seg_own_feature_suit (own);
	return own;
}

static void
define (Shop *shop, const Definition *definition)
{
	g_autoptr (SegOwnFeature) own = make (definition);
	g_autoptr (GError) error = NULL;

	if (!seg_own_feature_save (shop->workspace, own, NULL, &error))
		g_error ("%s: %s", definition->name, error->message);
	g_assert_cmpint (own->id, >, 0);
}

static void
define_formula (Shop *shop, const char *name, const char *expression)
{
	define (shop, &(Definition) { .name = name, .expression = expression });
}

/* Values --------------------------------------------------------------------------------------------------------------- */

/* Each with the SQL that says the same of user u.id; events e are those up to :as_of. */
static const struct { Definition definition; const char *truth; } figures[] = {
	{ { "n_all", NULL, SEG_OWN_COUNT, NULL, NULL, NULL, 0, NULL, NULL }, "count(*)" },
	{ { "n_odd", NULL, SEG_OWN_COUNT, NULL, "odd \"kind' 种", NULL, 0, NULL, NULL }, "sum (kind = 'odd \"kind'' 种')" },
	{ { "n_nothing", NULL, SEG_OWN_COUNT, NULL, "no such kind", NULL, 0, NULL, NULL }, "0" },
	{ { "n_30", NULL, SEG_OWN_COUNT, NULL, NULL, NULL, 30, NULL, NULL }, "sum (at >= :end - 30 * 86400)" },
	{ { "n_1", NULL, SEG_OWN_COUNT, NULL, NULL, NULL, 1, NULL, NULL }, "sum (at >= :end - 86400)" },
	{ { "n_spring", NULL, SEG_OWN_COUNT, NULL, NULL, NULL, 0, "2024-03-01", "2024-05-31" }, "sum (at >= 1709251200 AND at < 1717200000)" },
	{ { "n_since", NULL, SEG_OWN_COUNT, NULL, NULL, NULL, 0, "2024-03-01", NULL }, "sum (at >= 1709251200)" },
	{ { "n_until", NULL, SEG_OWN_COUNT, NULL, NULL, NULL, 0, NULL, "2024-03-01" }, "sum (at < 1709251200 + 86400)" },
	{ { "n_dear", NULL, SEG_OWN_COUNT, NULL, "purchase", "amount > 200", 0, NULL, NULL }, "sum (kind = 'purchase' AND amount > 200)" },
	{ { "n_night", NULL, SEG_OWN_COUNT, NULL, NULL, "hour >= 22 OR hour < 6", 0, NULL, NULL },
	  "sum (at % 86400 / 3600 >= 22 OR at % 86400 / 3600 < 6)" },
	{ { "n_weekend", NULL, SEG_OWN_COUNT, NULL, NULL, "weekday IN (6, 7)", 0, NULL, NULL }, "sum (strftime ('%w', at, 'unixepoch') IN ('0', '6'))" },
	{ { "n_may", NULL, SEG_OWN_COUNT, NULL, NULL, "month = 5", 0, NULL, NULL }, "sum (strftime ('%m', at, 'unixepoch') = '05')" },
	{ { "n_design", NULL, SEG_OWN_COUNT, NULL, NULL, "category = 'Design' AND price < 50", 90, NULL, NULL },
	  "sum (category = 'Design' AND price < 50 AND at >= :end - 90 * 86400)" },
	{ { "n_item", NULL, SEG_OWN_COUNT, NULL, NULL, "item = 'i03' OR item LIKE 'i1%'", 0, NULL, NULL }, "sum (item = 'i03' OR item LIKE 'i1%')" },
	{ { "n_stars", NULL, SEG_OWN_COUNT, NULL, NULL, "event.rating > item.rating", 0, NULL, NULL }, "sum (rating > stars)" },
	{ { "n_label", NULL, SEG_OWN_COUNT, NULL, NULL, "Stars = 4 AND kind <> 'view'", 0, NULL, NULL }, "sum (stars = 4 AND kind <> 'view')" },
	{ { "n_kinds", NULL, SEG_OWN_COUNT, NULL, NULL, "kind IN ('purchase', 'view')", 0, NULL, NULL }, "sum (kind IN ('purchase', 'view'))" },
	{ { "n_late", NULL, SEG_OWN_COUNT, NULL, NULL, "at >= '2024-06-01' AND day < '2024-06-15'", 0, NULL, NULL },
	  "sum (at >= 1717200000 AND at < 1718409600)" },
	{ { "n_old", NULL, SEG_OWN_COUNT, NULL, NULL, "days_ago BETWEEN 10 AND 19", 0, NULL, NULL }, "sum (at >= :end - 20 * 86400 AND at < :end - 10 * 86400)" },
	{ { "n_undated", NULL, SEG_OWN_COUNT, NULL, NULL, "at IS NULL", 0, NULL, NULL }, "sum (at IS NULL)" },
	{ { "n_unknown", NULL, SEG_OWN_COUNT, NULL, NULL, "NOT (category = 'Design')", 0, NULL, NULL }, "sum (category <> 'Design')" },
	{ { "total", NULL, SEG_OWN_SUM, "amount", "purchase", NULL, 0, NULL, NULL }, "coalesce (sum (amount) FILTER (WHERE kind = 'purchase'), 0)" },
	{ { "mean_stars", NULL, SEG_OWN_MEAN, "rating", NULL, "category IS NOT NULL", 0, NULL, NULL }, "avg (rating) FILTER (WHERE category IS NOT NULL)" },
	{ { "least", NULL, SEG_OWN_MINIMUM, "amount", NULL, NULL, 120, NULL, NULL }, "min (amount) FILTER (WHERE at >= :end - 120 * 86400)" },
	{ { "most", NULL, SEG_OWN_MAXIMUM, "seconds", "play", NULL, 0, NULL, NULL }, "max (seconds) FILTER (WHERE kind = 'play')" },
	{ { "price_sum", NULL, SEG_OWN_SUM, "price", "purchase", NULL, 0, NULL, NULL }, "coalesce (sum (price) FILTER (WHERE kind = 'purchase'), 0)" },
	{ { "price_mean", NULL, SEG_OWN_MEAN, "item.price", NULL, NULL, 0, NULL, NULL }, "avg (price)" },
	{ { "pieces", NULL, SEG_OWN_SUM, "quantity", NULL, NULL, 0, NULL, NULL }, "sum (quantity)" },
	{ { "hours", NULL, SEG_OWN_MEAN, "hour", NULL, NULL, 0, NULL, NULL }, "avg (at % 86400 / 3600)" },
	{ { "items", NULL, SEG_OWN_DISTINCT, "item", NULL, NULL, 0, NULL, NULL }, "count (DISTINCT item)" },
	{ { "orders_of_design", NULL, SEG_OWN_DISTINCT, "order", "purchase", "category = 'Design'", 0, NULL, NULL },
	  "count (DISTINCT order_key) FILTER (WHERE kind = 'purchase' AND category = 'Design')" },
	{ { "categories", NULL, SEG_OWN_DISTINCT, "category", NULL, NULL, 0, NULL, NULL }, "count (DISTINCT category)" },
	{ { "prices", NULL, SEG_OWN_DISTINCT, "price", NULL, NULL, 0, NULL, NULL }, "count (DISTINCT price)" },
	{ { "days", NULL, SEG_OWN_DISTINCT, "day", NULL, NULL, 0, NULL, NULL }, "count (DISTINCT at / 86400)" },
	{ { "kinds", NULL, SEG_OWN_DISTINCT, "kind", NULL, NULL, 0, NULL, NULL }, "count (DISTINCT kind)" },
	{ { "hours_used", NULL, SEG_OWN_DISTINCT, "hour", NULL, NULL, 0, NULL, NULL }, "count (DISTINCT at % 86400 / 3600)" },
};

#define EVENTS \
	"(SELECT event.*, event_kind.name AS kind, item.key AS item, item.category, item.price, item.rating AS stars FROM event " \
	"JOIN event_kind ON event_kind.id = event.kind_id LEFT JOIN item ON item.id = event.item_id WHERE user_id = :user AND (at IS NULL OR at <= :as_of))"

static double
truth (Shop *shop, const char *value, gint64 user, gint64 as_of)
{
	g_autofree char *sql = g_strdup_printf ("SELECT coalesce (%s, CASE WHEN count(*) = 0 AND :end > 0 THEN :user * NULL END) FROM " EVENTS, value);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, sql, &error);

	g_assert_no_error (error);
	seg_statement_bind_integer (statement, ":user", user);
	seg_statement_bind_integer (statement, ":as_of", as_of);
	seg_statement_bind_integer (statement, ":end", as_of + 1);
	g_assert_true (seg_statement_next (statement, &error));
	return seg_statement_double (statement, 0);
}

/* The sum of nothing is 0 where it counts or adds up. */
static double
expected_figure (Shop *shop, gsize figure, gint64 user, gint64 as_of)
{
	const double value = truth (shop, figures[figure].truth, user, as_of);
	const SegOwnMeasure measure = figures[figure].definition.measure;

	return isnan (value) && (measure == SEG_OWN_COUNT || measure == SEG_OWN_SUM) ? 0 : value;
}

static void
compare_figures (Shop *shop, const SegFeatureSet *set, gint64 as_of)
{
	for (gint64 user = 1; user <= N_USERS; user += 7)
		for (gsize i = 0; i < G_N_ELEMENTS (figures); i++) {
			g_autofree char *key = g_strdup_printf ("u%03d", (int) user - 1);
			const double value = fixture_value (shop, set, key, figures[i].definition.name);
			const double expected = expected_figure (shop, i, user, as_of);

			if (!is_close (value, expected, 1e-12))
				g_error ("%s of %s is %.17g, not %.17g", figures[i].definition.name, key, value, expected);
		}
}

static void
test_figures (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) set = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
		define (shop, &figures[i].definition);
	set = fixture_build (shop, AS_OF);
	compare_figures (shop, set, AS_OF);
}

static void
test_last (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) set = NULL;

	define (shop, &(Definition) { .name = "last_rating", .measure = SEG_OWN_LAST, .of = "rating", .where = "kind <> 'view'" });
	set = fixture_build (shop, AS_OF);
	for (int user = 1; user <= N_USERS; user += 3) {
		g_autofree char *key = g_strdup_printf ("u%03d", user - 1);
		g_autofree char *sql = g_strdup_printf ("SELECT (SELECT rating FROM event WHERE user_id = %d AND rating IS NOT NULL AND kind_id <> 2 AND (at IS NULL OR at <= %"
		                                        G_GINT64_FORMAT ") ORDER BY at DESC NULLS LAST, rating DESC LIMIT 1)", user, AS_OF);

		assert_close (fixture_value (shop, set, key, "last_rating"), fixture_number (shop, sql), 0);
	}
}

/* Formulas over figures, attributes and one another. */
static void
test_formulas (void)
{
	static const char *const checks[][2] = {
		{ "per_event", "f.total / f.n_all" }, { "per_order", "f.monetary / f.orders" }, { "is_paris", "u.city = 'Paris'" },
		{ "age_known", "u.age IS NOT NULL" }, { "again", "(f.total / f.n_all) * 2 + coalesce (u.age, 0)" },
		{ "since", "199 - (u.joined / 86400 - 19723)" }, { "by_label", "u.age * 1.0" },
		{ "steps", "CASE WHEN f.n_all > 20 THEN 2 WHEN f.n_all > 10 THEN 1 ELSE 0 END" }, { "root", "sqrt (f.n_all)" },
	};
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) set = NULL;

	define_formula (shop, "again_first", "1"); /* order of definition does not matter for names */
	define (shop, &figures[0].definition);
	define (shop, &(Definition) { .name = "total", .measure = SEG_OWN_SUM, .of = "amount", .kind = "purchase" });
	define_formula (shop, "per_event", "total / n_all");
	define_formula (shop, "per_order", "monetary / feature.orders");
	define_formula (shop, "is_paris", "city = 'Paris'");
	define_formula (shop, "age_known", "user.age IS NOT NULL");
	define_formula (shop, "again", "per_event * 2 + coalesce (age, 0)");
	define_formula (shop, "since", "joined");
	define_formula (shop, "by_label", "\"Age in years\"");
	define_formula (shop, "steps", "CASE WHEN n_all > 20 THEN 2 WHEN n_all > 10 THEN 1 ELSE 0 END");
	define_formula (shop, "root", "sqrt (N_ALL)");
	set = fixture_build (shop, AS_OF);
	for (int user = 0; user < N_USERS; user += 5)
		for (gsize i = 0; i < G_N_ELEMENTS (checks); i++) {
			g_autofree char *key = g_strdup_printf ("u%03d", user);
			g_autofree char *sql = g_strdup_printf ("SELECT %s FROM feature_set_%" G_GINT64_FORMAT " f JOIN user u ON u.id = f.user_id WHERE u.key = '%s'", checks[i][1],
			                                        set->id, key);
			const double value = fixture_value (shop, set, key, checks[i][0]), expected = fixture_number (shop, sql);

			if (!is_close (value, expected, 1e-14))
				g_error ("%s of %s is %.17g, not %.17g", checks[i][0], key, value, expected);
		}
}

/* As of a day ----------------------------------------------------------------------------------------------------------- */

/* All values of a set, as bits. */
static char *
dump_set (Shop *shop, const SegFeatureSet *set)
{
	g_autofree char *sql = g_strdup_printf ("SELECT * FROM feature_set_%" G_GINT64_FORMAT " ORDER BY user_id", set->id);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, sql, NULL);
	GString *dump = g_string_new (NULL);

	while (seg_statement_next (statement, NULL))
		for (int i = 0; i < seg_statement_n_columns (statement); i++)
			g_string_append_printf (dump, "%s=%a ", seg_statement_column_name (statement, i), seg_statement_double (statement, i));
	return g_string_free (dump, FALSE);
}

static void
define_all (Shop *shop)
{
	for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
		define (shop, &figures[i].definition);
	define (shop, &(Definition) { .name = "last_rating", .measure = SEG_OWN_LAST, .of = "rating" });
	define_formula (shop, "per_event", "total / n_all + coalesce (last_rating, 0)");
}

static void
test_as_of (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) before = NULL, after = NULL, later = NULL;
	g_autofree char *old = NULL, *same = NULL, *other = NULL;

	define_all (shop);
	before = fixture_build (shop, AS_OF);
	old = dump_set (shop, before);
	for (int i = 0; i < 500; i++) /* what is yet to come */
		fixture_executef (shop, "INSERT INTO event (user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) VALUES (%d, %d, %d, %"
		                  G_GINT64_FORMAT ", 999, 9, 5, 9999, 'future', 1)", i % N_USERS + 1, i % 20 + 1, i % 4 + 1, AS_OF + 1 + i * 100);
	after = fixture_build (shop, AS_OF);
	same = dump_set (shop, after);
	g_assert_cmpstr (old, ==, same);
	later = fixture_build (shop, AS_OF + DAY);
	other = dump_set (shop, later);
	g_assert_cmpstr (old, !=, other);
}

static void
test_threads (void)
{
	WITH_SHOP (shop);
	g_autofree char *first = NULL;

	define_all (shop);
	for (guint threads = 1; threads <= 8; threads += threads < 3 ? 1 : 5) {
		g_autoptr (SegFeatureSet) set = NULL;
		g_autofree char *dump = NULL;

		seg_parallel_set_threads (threads);
		set = fixture_build (shop, AS_OF);
		dump = dump_set (shop, set);
		if (first == NULL)
			first = g_strdup (dump);
		g_assert_cmpstr (dump, ==, first);
	}
	seg_parallel_set_threads (0);
}

/* The same events in another order of rows. */
static void
test_row_order (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;
	g_autofree char *old = NULL, *same = NULL;

	define_all (shop);
	before = fixture_build (shop, AS_OF);
	old = dump_set (shop, before);
	fixture_execute (shop, "CREATE TEMP TABLE kept AS SELECT * FROM event ORDER BY (id * 7919) % 6007; DELETE FROM event;"
	                       "INSERT INTO event SELECT row_number () OVER (), user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id "
	                       "FROM kept; DROP TABLE kept");
	after = fixture_build (shop, AS_OF);
	same = dump_set (shop, after);
	g_assert_cmpstr (old, ==, same);
}

/* After new events a set is computed again where they are; another set of the same is computed from nothing. */
static void
test_increment (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) first = NULL, again = NULL, fresh = NULL;
	g_autofree char *before = NULL, *after = NULL, *truth = NULL;
	g_autoptr (GError) error = NULL;

	define_all (shop);
	first = fixture_build (shop, AS_OF);
	before = dump_set (shop, first);
	for (int i = 0; i < 40; i++)
		fixture_executef (shop, "INSERT INTO event (user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) VALUES (%d, %d, %d, %"
		                  G_GINT64_FORMAT ", 17.5, 2, 4, 60, 'new', 1)", 290 + i % 9, i % 20 + 1, i % 4 + 1, START + i * 4 * DAY);
	again = fixture_build (shop, AS_OF);
	after = dump_set (shop, again);
	fresh = seg_feature_set_build (shop->workspace, "fresh", AS_OF, NULL, NULL, &error);
	g_assert_no_error (error);
	truth = dump_set (shop, fresh);
	g_assert_cmpstr (after, ==, truth);
	g_assert_cmpstr (after, !=, before);
	compare_figures (shop, again, AS_OF);
	{
		g_autoptr (GPtrArray) owns = seg_own_features (shop->workspace, NULL);
		g_autoptr (SegOwnFeature) own = NULL;
		g_autoptr (SegFeatureSet) changed = NULL;
		g_autofree char *other = NULL;

		own = seg_own_feature_copy (seg_own_feature_find (owns, "per_event")); /* another formula: all again */
		g_free (own->expression);
		own->expression = g_strdup ("total - n_all");
		g_assert_true (seg_own_feature_save (shop->workspace, own, NULL, &error));
		changed = fixture_build (shop, AS_OF);
		other = dump_set (shop, changed);
		g_assert_cmpstr (other, !=, after);
		assert_close (fixture_value (shop, changed, "u007", "per_event"),
		              fixture_value (shop, changed, "u007", "total") - fixture_value (shop, changed, "u007", "n_all"), 0);
	}
}

/* Mistakes --------------------------------------------------------------------------------------------------------------- */

static void
refuse (Shop *shop, const Definition *definition, SegOwnPart part, guint place, const char *words)
{
	g_autoptr (SegOwnFeature) own = make (definition);
	g_autoptr (GError) error = NULL;
	SegOwnMistake mistake;

	if (seg_own_feature_check (shop->workspace, own, &mistake, &error))
		g_error ("%s: %s is fine", definition->name, definition->expression);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	if (mistake.part != part || mistake.place != place || strstr (error->message, words) == NULL)
		g_error ("%s: part %d at %u: %s", definition->name, mistake.part, mistake.place, error->message);
	g_clear_error (&error);
	g_assert_false (seg_own_feature_save (shop->workspace, own, NULL, &error));
	g_assert_cmpint (own->id, ==, 0);
}

static void
test_mistakes (void)
{
	WITH_SHOP (shop);
	g_autoptr (GPtrArray) owns = NULL;

	refuse (shop, &(Definition) { .name = "a", .expression = "monetary / ordrs" }, SEG_OWN_PART_EXPRESSION, 12, "is it orders?");
	refuse (shop, &(Definition) { .name = "a", .expression = "orders + (SELECT 1)" }, SEG_OWN_PART_EXPRESSION, 11, "no queries");
	refuse (shop, &(Definition) { .name = "a", .expression = "email = 'x'" }, SEG_OWN_PART_EXPRESSION, 0, "single people");
	refuse (shop, &(Definition) { .name = "a", .expression = "churn + 1" }, SEG_OWN_PART_EXPRESSION, 0, "outcome");
	refuse (shop, &(Definition) { .name = "a", .expression = "a + 1" }, SEG_OWN_PART_EXPRESSION, 0, "made of itself");
	refuse (shop, &(Definition) { .name = "orders", .expression = "1" }, SEG_OWN_PART_NAME, 0, "already");
	refuse (shop, &(Definition) { .name = "Orders", .expression = "1" }, SEG_OWN_PART_NAME, 0, "already");
	refuse (shop, &(Definition) { .name = "", .expression = "1" }, SEG_OWN_PART_NAME, 0, "needs a name");
	refuse (shop, &(Definition) { .name = "a b", .expression = "1" }, SEG_OWN_PART_NAME, 0, "something else");
	refuse (shop, &(Definition) { .name = "a\"; DROP TABLE user; --", .expression = "1" }, SEG_OWN_PART_NAME, 0, "something else");
	refuse (shop, &(Definition) { .name = "1a", .expression = "1" }, SEG_OWN_PART_NAME, 0, "digit");
	refuse (shop, &(Definition) { .name = "select", .expression = "1" }, SEG_OWN_PART_NAME, 0, "means something");
	refuse (shop, &(Definition) { .name = "user_id", .expression = "1" }, SEG_OWN_PART_NAME, 0, "means something");
	refuse (shop, &(Definition) { .name = "a", .measure = SEG_OWN_SUM }, SEG_OWN_PART_MEASURED, 0, "amount");
	refuse (shop, &(Definition) { .name = "a", .measure = SEG_OWN_SUM, .of = "nothing" }, SEG_OWN_PART_MEASURED, 0, "price");
	refuse (shop, &(Definition) { .name = "a", .measure = SEG_OWN_MEAN, .of = "category" }, SEG_OWN_PART_MEASURED, 0, "no number");
	refuse (shop, &(Definition) { .name = "a", .where = "amount > 3 AND citty = 1" }, SEG_OWN_PART_FILTER, 16, "citty");
	refuse (shop, &(Definition) { .name = "a", .where = "rating > 3" }, SEG_OWN_PART_FILTER, 1, "event.rating or item.rating");
	refuse (shop, &(Definition) { .name = "a", .where = "count (*) > 3" }, SEG_OWN_PART_FILTER, 1, "count");
	refuse (shop, &(Definition) { .name = "a", .where = "orders > 3" }, SEG_OWN_PART_FILTER, 1, "orders");
	refuse (shop, &(Definition) { .name = "a", .days = 100001 }, SEG_OWN_PART_WINDOW, 0, "100,000");
	refuse (shop, &(Definition) { .name = "a", .days = 3, .from = "2024-01-01" }, SEG_OWN_PART_WINDOW, 0, "both");
	refuse (shop, &(Definition) { .name = "a", .from = "2024-02-01", .to = "2024-01-01" }, SEG_OWN_PART_WINDOW, 0, "ends before");
	owns = seg_own_features (shop->workspace, NULL);
	g_assert_cmpuint (owns->len, ==, 0);
}

static SegOwnFeature *
get (Shop *shop, const char *name)
{
	g_autoptr (GPtrArray) owns = seg_own_features (shop->workspace, NULL);
	const SegOwnFeature *own = seg_own_feature_find (owns, name);

	return own != NULL ? seg_own_feature_copy (own) : NULL;
}

/* a is made of b, b of c; c may not be made of a. */
static void
test_circles (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegOwnFeature) c = NULL;
	g_autoptr (GError) error = NULL;
	SegOwnMistake mistake;

	define_formula (shop, "c", "orders");
	define_formula (shop, "b", "c + 1");
	define_formula (shop, "a", "b + c");
	c = get (shop, "c");
	g_free (c->expression);
	c->expression = g_strdup ("A + 1");
	g_assert_false (seg_own_feature_save (shop->workspace, c, &mistake, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (error->message, "made of itself"));
	g_assert_nonnull (strstr (error->message, "→"));
	g_clear_error (&error);
	g_clear_pointer (&c, seg_own_feature_free);
	c = get (shop, "c");
	g_assert_cmpstr (c->expression, ==, "orders");
	g_free (c->expression);
	c->expression = g_strdup ("city"); /* a text for everyone: a missing number */
	g_assert_true (seg_own_feature_save (shop->workspace, c, NULL, &error));
	g_assert_no_error (error);
}

/* Changing ---------------------------------------------------------------------------------------------------------------- */

static void
select_own (Shop *shop, gint64 set, const char *name)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "orders", name, NULL);
	g_autoptr (GError) error = NULL;

	g_assert_true (seg_feature_set_select (shop->workspace, set, selection, &error));
	g_assert_no_error (error);
}

static gboolean
is_stale (Shop *shop, gint64 id)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (shop->workspace, id, NULL);

	return set->stale;
}

static void
change_formula (Shop *shop, const char *name, const char *expression)
{
	g_autoptr (SegOwnFeature) own = get (shop, name);
	g_autoptr (GError) error = NULL;

	g_free (own->expression);
	own->expression = g_strdup (expression);
	g_assert_true (seg_own_feature_save (shop->workspace, own, NULL, &error));
	g_assert_no_error (error);
}

static void
test_stale (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) set = NULL, again = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	g_autoptr (SegOwnFeature) own = NULL;
	g_autoptr (GError) error = NULL;

	set = fixture_build (shop, AS_OF);
	define_formula (shop, "base", "orders");
	define_formula (shop, "twice", "base * 2");
	g_assert_false (is_stale (shop, set->id)); /* nothing of it is selected */
	select_own (shop, set->id, "twice");
	g_assert_true (is_stale (shop, set->id)); /* it was built before */
	g_assert_null (seg_feature_matrix (shop->workspace, set, (selection = fixture_selection (SEG_SCALING_NONE, "twice", NULL)), NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_clear_error (&error);
	again = seg_feature_set_load_id (shop->workspace, set->id, NULL);
	{
		g_autoptr (SegFeatureSet) built = seg_feature_set_build (shop->workspace, "default", AS_OF, again->selection, NULL, &error);

		g_assert_no_error (error);
		g_assert_false (built->stale);
		matrix = seg_feature_matrix (shop->workspace, built, selection, NULL, &error);
		g_assert_no_error (error);
	}
	own = get (shop, "twice");
	g_free (own->label);
	own->label = g_strdup ("Twice the orders");
	g_assert_true (seg_own_feature_save (shop->workspace, own, NULL, &error));
	g_assert_false (is_stale (shop, set->id)); /* words change no value */
	change_formula (shop, "base", "orders + 1");
	g_assert_true (is_stale (shop, set->id));
	change_formula (shop, "base", "orders");
	g_assert_false (is_stale (shop, set->id));
}

static void
test_rename (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) set = NULL, after = NULL;
	g_autoptr (SegOwnFeature) own = NULL, other = NULL;
	g_autoptr (GError) error = NULL;
	double value;

	define_formula (shop, "base", "orders");
	define_formula (shop, "twice", "base * 2 + \"BASE\" - 0 * length ('base')");
	set = fixture_build (shop, AS_OF);
	select_own (shop, set->id, "base");
	value = fixture_value (shop, set, "u010", "base");
	own = get (shop, "base");
	g_free (own->name);
	own->name = g_strdup ("grund");
	g_assert_true (seg_own_feature_save (shop->workspace, own, NULL, &error));
	g_assert_no_error (error);
	other = get (shop, "twice");
	g_assert_cmpstr (other->expression, ==, "grund * 2 + grund - 0 * length ('base')");
	g_assert_null (other->fault);
	after = seg_feature_set_load_id (shop->workspace, set->id, NULL);
	g_assert_nonnull (seg_selection_find (after->selection, "grund"));
	g_assert_false (after->stale); /* its values are still good */
	assert_close (fixture_value (shop, after, "u010", "grund"), value, 0);
}

static char *
condition_of (Fixture *shop, int rule)
{
	g_autofree char *sql = g_strdup_printf ("SELECT condition FROM rule WHERE id = %d", rule);
	g_autoptr (SegStatement) row = seg_workspace_prepare (shop->workspace, sql, NULL);

	g_assert_true (seg_statement_next (row, NULL));
	return g_strdup (seg_statement_text (row, 0));
}

/* What filters call a feature follows its name and what it is called in words, where a condition is about it, and nowhere else. */
static void
test_rename_in_filters (void)
{
	static const struct { const char *before, *after; } filters[] = {
		{ "base >= 2 and city = base", "grund >= 2 and city = base" },
		{ "not ( BASE between 1 and 5 ) or Base is missing", "not ( grund between 1 and 5 ) or grund is missing" },
		{ "\"base\" in (1, 2)", "grund in (1, 2)" },
		{ "base of it > 2 or mybase > 1", "base of it > 2 or mybase > 1" },
		{ "Spend over time > 3 and age < 40", "\"Money \"\"net\"\", a year\" > 3 and age < 40" },
		{ "age<40 and(“spend  over time”≥3)", "age<40 and(“spend  over time”≥3)" }, /* two blanks in quotes are another name */
		{ "age<40 and (“SPEND OVER TIME”≥3)", "age<40 and (\"Money \"\"net\"\", a year\"≥3)" },
		{ "city = \"Spend over time\" or city contains base", "city = \"Spend over time\" or city contains base" },
		{ "base > \"open", "base > \"open" },
	};
	WITH_SHOP (shop);
	g_autoptr (SegOwnFeature) own = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *users = NULL, *label = NULL;

	define_formula (shop, "base", "orders");
	own = get (shop, "base");
	g_free (own->label);
	own->label = g_strdup ("Spend over time");
	g_assert_true (seg_own_feature_save (shop->workspace, own, NULL, &error));
	set = fixture_build (shop, AS_OF);
	for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
		fixture_executef (shop, "INSERT INTO rule (id, name, description, condition, made_at, changed_at) VALUES (%d, 'r%d', '', '%s', 0, 0)", (int) i + 1,
		                  (int) i + 1, filters[i].before);
	users = seg_own_feature_users (shop->workspace, "base", &error);
	g_assert_nonnull (strstr (users, "r5"));
	g_assert_null (strstr (users, "r4"));
	g_free (own->name);
	g_free (own->label);
	own->name = g_strdup ("grund");
	own->label = g_strdup ("Money \"net\", a year");
	g_assert_true (seg_own_feature_save (shop->workspace, own, NULL, &error));
	g_assert_no_error (error);
	for (gsize i = 0; i < G_N_ELEMENTS (filters); i++) {
		g_autofree char *condition = condition_of (shop, (int) i + 1);

		g_assert_cmpstr (condition, ==, filters[i].after);
	}
	g_assert_cmpfloat (fixture_number (shop, "SELECT count(*) FROM feature WHERE name = 'grund' AND label LIKE 'Money%'"), ==, 1);
}

static void
test_forget (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegFeatureSet) set = NULL, after = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *users = NULL;

	define_formula (shop, "base", "orders");
	define_formula (shop, "twice", "base * 2");
	set = fixture_build (shop, AS_OF);
	select_own (shop, set->id, "twice");
	g_assert_false (seg_own_feature_forget (shop->workspace, "nothing", TRUE, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	g_clear_error (&error);
	g_assert_false (seg_own_feature_forget (shop->workspace, "base", TRUE, &error));
	g_assert_nonnull (strstr (error->message, "twice"));
	g_clear_error (&error);
	users = seg_own_feature_users (shop->workspace, "twice", &error);
	g_assert_nonnull (strstr (users, "default"));
	g_assert_false (seg_own_feature_forget (shop->workspace, "twice", FALSE, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_clear_error (&error);
	g_assert_true (seg_own_feature_forget (shop->workspace, "twice", TRUE, &error));
	after = seg_feature_set_load_id (shop->workspace, set->id, NULL);
	g_assert_null (seg_selection_find (after->selection, "twice"));
	g_assert_true (seg_own_feature_forget (shop->workspace, "base", FALSE, &error));
	g_assert_no_error (error);
}

/* Cleaning takes the attribute away: the catalogue goes on without, and says why. */
static void
test_fault (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegOwnFeature) own = NULL;
	g_autoptr (GPtrArray) catalogue = NULL;
	g_autoptr (SegFeatureSet) set = NULL;

	define_formula (shop, "old", "age > 30");
	define_formula (shop, "not_old", "NOT old");
	define_formula (shop, "fine", "orders");
	fixture_execute (shop, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'drop-column', '{}', 0);"
	                       "UPDATE attribute SET hidden_by = 1 WHERE name = 'age'");
	own = get (shop, "not_old");
	g_assert_nonnull (strstr (own->fault, "old"));
	catalogue = seg_feature_catalogue (shop->workspace, NULL);
	g_assert_null (seg_feature_find (catalogue, "old"));
	g_assert_nonnull (seg_feature_find (catalogue, "fine"));
	set = fixture_build (shop, AS_OF);
	g_assert_nonnull (set);
}

/* Files ------------------------------------------------------------------------------------------------------------------- */

static void
test_file (void)
{
	WITH_SHOP (shop);
	WITH_SHOP (other);
	g_autoptr (GPtrArray) owns = NULL, read = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *text = NULL, *again = NULL;
	guint n_new, n_changed;

	define_all (shop);
	owns = seg_own_features (shop->workspace, NULL);
	text = seg_own_features_to_text (owns);
	read = seg_own_features_from_text (text, "own.ini", &error);
	g_assert_no_error (error);
	again = seg_own_features_to_text (read);
	g_assert_cmpstr (text, ==, again);
	g_assert_true (seg_own_features_import (other->workspace, read, &n_new, &n_changed, &error));
	g_assert_cmpuint (n_new, ==, owns->len);
	g_assert_true (seg_own_features_import (other->workspace, read, &n_new, &n_changed, &error));
	g_assert_cmpuint (n_new, ==, 0);
	g_assert_cmpuint (n_changed, ==, owns->len);
}

static void
test_bad_files (void)
{
	static const char *const texts[][2] = {
		{ "", "there are none" }, { "nonsense", "own.ini" }, { "[a]\nmeasure=median\n", "[a]: measure cannot be “median”" },
		{ "[a]\nexpression=1\ncolour=red\n", "no “colour”" }, { "[a]\nmeasure=count\nlast-days=-3\n", "last-days" },
		{ "[a]\nmeasure=count\nfrom=yesterday\n", "yesterday" }, { "[a]\nexpression=1\nscaling=huge\n", "scaling" },
	};
	WITH_SHOP (shop);
	g_autoptr (GPtrArray) broken = NULL, owns = NULL;
	g_autoptr (GError) error = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		g_autoptr (GError) mistake = NULL;

		g_assert_null (seg_own_features_from_text (texts[i][0], "own.ini", &mistake));
		if (strstr (mistake->message, texts[i][1]) == NULL)
			g_error ("%s: %s", texts[i][0], mistake->message);
	}
	broken = seg_own_features_from_text ("[good]\nexpression=orders\n[bad]\nexpression=nothing\n", "x", &error);
	g_assert_no_error (error);
	g_assert_false (seg_own_features_import (shop->workspace, broken, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	owns = seg_own_features (shop->workspace, NULL);
	g_assert_cmpuint (owns->len, ==, 0); /* all or none */
}

/* Trying out --------------------------------------------------------------------------------------------------------------- */

static void
test_preview (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegOwnFeature) own = make (&figures[8].definition), text = make (&(Definition) { .name = "t", .expression = "city" });
	g_autoptr (SegOwnFeature) wrong = make (&(Definition) { .name = "w", .expression = "1 +" });
	g_autoptr (SegOwnPreview) preview = NULL, other = NULL, some = NULL;
	g_autoptr (SegOwnTrial) trial = NULL;
	g_autoptr (GError) error = NULL;
	SegOwnMistake mistake;
	gint64 counted = 0;

	preview = seg_own_preview (shop->workspace, own, AS_OF, NULL, &mistake, &error);
	g_assert_no_error (error);
	g_assert_cmpint (preview->figures->n_known, ==, N_USERS);
	g_assert_cmpint (preview->figures->n_missing, ==, 0);
	for (gsize i = 0; i < preview->figures->n_bins; i++)
		counted += preview->figures->counts[i];
	g_assert_cmpint (counted, ==, N_USERS);
	for (guint i = 0; i < preview->keys->len; i++)
		assert_close (preview->values[i], expected_figure (shop, 8, g_ascii_strtoll ((char *) preview->keys->pdata[i] + 1, NULL, 10) + 1, AS_OF), 0);
	other = seg_own_preview (shop->workspace, text, AS_OF, NULL, &mistake, &error);
	g_assert_no_error (error);
	g_assert_cmpint (other->n_texts, ==, N_USERS * 3 / 4);
	g_assert_cmpint (other->figures->n_known, ==, 0);
	trial = seg_own_trial_new (shop->workspace, AS_OF, 50, NULL, &error);
	g_assert_no_error (error);
	some = seg_own_trial_preview (trial, shop->workspace, own, NULL, &mistake, &error);
	g_assert_no_error (error);
	g_assert_cmpint (some->n_tried, ==, 50);
	g_assert_null (seg_own_trial_preview (trial, shop->workspace, wrong, NULL, &mistake, &error));
	g_assert_cmpint (mistake.part, ==, SEG_OWN_PART_EXPRESSION);
	g_assert_cmpuint (mistake.place, ==, 4);
}

/* Stopped at any moment nothing comes out, and nothing is wrong afterwards. */
static void
test_cancel (void)
{
	WITH_SHOP (shop);
	g_autoptr (SegOwnFeature) own = make (&figures[8].definition);
	g_autoptr (SegOwnTrial) trial = seg_own_trial_new (shop->workspace, AS_OF, 0, NULL, NULL);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (SegOwnPreview) preview = NULL;
	g_autoptr (GError) error = NULL;
	SegOwnMistake mistake;

	seg_job_cancel (job);
	g_assert_null (seg_own_trial_new (shop->workspace, AS_OF, 0, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	g_assert_null (seg_own_trial_preview (trial, shop->workspace, own, job, &mistake, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	g_assert_cmpint (mistake.part, ==, SEG_OWN_PART_NONE);
	g_assert_null (seg_own_preview (shop->workspace, own, AS_OF, job, &mistake, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	preview = seg_own_trial_preview (trial, shop->workspace, own, NULL, &mistake, &error);
	g_assert_no_error (error);
	g_assert_cmpint (preview->figures->n_known, ==, N_USERS);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/own-feature/threads", test_threads);
	g_test_add_func ("/own-feature/increment", test_increment);
	g_test_add_func ("/own-feature/preview", test_preview);
	g_test_add_func ("/own-feature/cancel", test_cancel);
	if (g_getenv ("SEGSCOPE_THREADS_ONLY") != NULL) /* the others take long under the thread sanitizer, and have one thread to speak of */
		return g_test_run ();
	g_test_add_func ("/own-feature/figures", test_figures);
	g_test_add_func ("/own-feature/last", test_last);
	g_test_add_func ("/own-feature/formulas", test_formulas);
	g_test_add_func ("/own-feature/as-of", test_as_of);
	g_test_add_func ("/own-feature/row-order", test_row_order);
	g_test_add_func ("/own-feature/mistakes", test_mistakes);
	g_test_add_func ("/own-feature/circles", test_circles);
	g_test_add_func ("/own-feature/stale", test_stale);
	g_test_add_func ("/own-feature/rename", test_rename);
	g_test_add_func ("/own-feature/rename-in-filters", test_rename_in_filters);
	g_test_add_func ("/own-feature/forget", test_forget);
	g_test_add_func ("/own-feature/fault", test_fault);
	g_test_add_func ("/own-feature/file", test_file);
	g_test_add_func ("/own-feature/bad-files", test_bad_files);
	return g_test_run ();
}
