/* Every feature of the catalogue against a query of its own, on a small shop with all gaps and on the sample data; and what holds for
 * all of them: the order of rows and ids does not matter, nothing later than the as-of instant is seen. */
#include <config.h>

#include "support/ledger.h"
#include "feature-shop.h"
#include "feature-truths.h"
#include "feature/item_facts.h"
#include "feature/measures.h"

#include <segscope/ingest.h>

#include <libintl.h>
#include <locale.h>

/* The tables that the queries look at ------------------------------------------------------------------------------------- */

#define LEARNING_KINDS "('play', 'lesson_completed', 'complete', '播放', '学完')"
#define FINISHING_KINDS "('lesson_completed', 'complete', '学完')"

/* @offset: seconds that local time is ahead. @users: a condition on user. */
static void
make_events (Fixture *fixture, gint64 as_of, gint64 offset, const char *users)
{
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_set_1"), >, 0); /* makes the set known to what follows */
	fixture_executef (fixture,
		"CREATE TEMP TABLE now AS SELECT (%" G_GINT64_FORMAT " + %" G_GINT64_FORMAT ") / 86400 AS day;"
		"CREATE TEMP TABLE generate_weeks AS WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < 11) SELECT value FROM n;"
		"CREATE TEMP TABLE u AS SELECT user.id, (registered_at + iif (registered_at %% 86400 = 0, 0, %" G_GINT64_FORMAT ")) / 86400 AS registered FROM user "
		"WHERE id IN (SELECT user_id FROM feature_set_1) AND (%s);"
		"CREATE TEMP TABLE e AS SELECT event.*, (at + %" G_GINT64_FORMAT ") / 86400 AS day, (at + %" G_GINT64_FORMAT ") %% 86400 AS clock, "
		"CAST (strftime('%%w', at + %" G_GINT64_FORMAT ", 'unixepoch') AS INTEGER) AS weekday, name AS kind, name = 'purchase' AS purchase, "
		"name IN ('purchase', 'refund') AS money, name IN " LEARNING_KINDS " OR seconds IS NOT NULL AS learning, "
		"name IN " FINISHING_KINDS " AS finishing, ifnull (length (text), 0) AS text_length "
		"FROM event JOIN event_kind ON event_kind.id = kind_id LEFT JOIN review ON event_id = event.id "
		"WHERE user_id IN (SELECT id FROM u) AND (at IS NULL OR at <= %" G_GINT64_FORMAT ");"
		"CREATE INDEX temp.e_user ON e (user_id);", as_of, offset, offset, users, offset, offset, offset, as_of);
	fixture_executef (fixture,
		"CREATE TEMP TABLE r AS SELECT result.*, (at + iif (at %% 86400 = 0, 0, %" G_GINT64_FORMAT ")) / 86400 AS day, variant IS 'Control' AS held FROM result "
		"WHERE at IS NULL OR at <= %" G_GINT64_FORMAT "; CREATE INDEX temp.r_user ON r (user_id);", offset, as_of);
	fixture_execute (fixture,
		"CREATE TEMP TABLE fact AS SELECT id AS item_id, price, "
		"CASE WHEN price > 0 THEN ((SELECT count(*) FROM item AS o WHERE o.price < item.price) + 0.5 * (SELECT count(*) FROM item AS o "
		"WHERE o.price = item.price)) / (SELECT count(price) FROM item) END AS rank, "
		"CASE WHEN level IN ('初级', 'beginner') THEN 1 WHEN level IN ('Intermediate', 'intermediate') THEN 2 "
		"WHEN level = 'advanced' THEN 3 END AS grade FROM item; CREATE INDEX temp.fact_item ON fact (item_id);");
}

/* The categories of the shop's items, written out; those of the sample data are one each. */
static void
make_parts (Fixture *fixture, gboolean joined)
{
	static const char *const parts[][4] = {
		{ "编程", "设计" }, { "写作" }, { "Web & Data", "编程" }, { NULL }, { "Art", "Music", "写作" }, { "设计" }, { "Music" },
	};

	fixture_execute (fixture, "CREATE TEMP TABLE part (item_id, category, n)");
	for (int item = 1; joined && item <= 25; item++)
		for (const char *const *name = parts[item % 7]; *name != NULL; name++)
			fixture_executef (fixture, "INSERT INTO part SELECT id, '%s', 0 FROM item WHERE key = 'i%d'", *name, item);
	if (!joined)
		fixture_execute (fixture, "INSERT INTO part SELECT id, category, 0 FROM item WHERE category IS NOT NULL");
	fixture_execute (fixture, "UPDATE part SET n = (SELECT count(*) FROM part AS other WHERE other.item_id = part.item_id);"
	                 "CREATE INDEX temp.part_item ON part (item_id);");
}

/* The queries ------------------------------------------------------------------------------------------------------------- */

static char *
replace (const char *sql, const char *word)
{
	g_auto (GStrv) parts = g_strsplit (sql, "%s", -1);

	return g_strjoinv (word, parts);
}

/* "count_add_to_cart" of "Add to cart". */
static char *
name_of (const char *prefix, const char *word, const char *suffix)
{
	g_autofree char *lower = g_utf8_strdown (word, -1);
	g_auto (GStrv) parts = NULL;

	g_strdelimit (lower, " &", '_');
	while (strstr (lower, "__") != NULL) {
		char *twice = strstr (lower, "__");

		memmove (twice, twice + 1, strlen (twice));
	}
	return g_strconcat (prefix, lower, suffix, NULL);
}

static char *
find_in (Fixture *fixture, const char *feature, const char *words, const char *prefix, const char *suffix, const char *sql)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace, words, NULL);

	while (seg_statement_next (statement, NULL)) {
		const char *word = seg_statement_text (statement, 0);
		g_autofree char *name = name_of (prefix, word, suffix);

		if (strcmp (name, feature) == 0)
			return replace (sql, word);
	}
	return NULL;
}

static char *
truth_of (Fixture *fixture, const char *feature)
{
	char *sql = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (truths); i++)
		if (strcmp (truths[i].feature, feature) == 0)
			return g_strdup (truths[i].sql);
	for (gsize i = 0; i < G_N_ELEMENTS (kind_truths) && sql == NULL; i++)
		sql = find_in (fixture, feature, "SELECT name FROM event_kind", kind_truths[i].prefix, kind_truths[i].suffix, kind_truths[i].sql);
	for (gsize i = 0; i < G_N_ELEMENTS (category_truths) && sql == NULL; i++)
		sql = find_in (fixture, feature, "SELECT DISTINCT category FROM part", category_truths[i].prefix, "", category_truths[i].sql);
	return sql;
}

/* The feature of every user beside its query. Returns how many users have a value. */
static gint64
check_feature (Fixture *fixture, const char *feature)
{
	g_autofree char *truth = truth_of (fixture, feature), *column = seg_sql_identifier (feature), *sql = NULL;
	g_autoptr (SegStatement) statement = NULL;
	GError *error = NULL;
	gint64 n_known = 0;

	if (truth == NULL)
		g_error ("%s has no query that says what it should be", feature);
	sql = g_strdup_printf ("SELECT u.id, f.%s, (%s) FROM u JOIN feature_set_1 AS f ON f.user_id = u.id", column, truth);
	statement = seg_workspace_prepare (fixture->workspace, sql, &error);
	g_assert_no_error (error);
	while (seg_statement_next (statement, &error)) {
		double value = seg_statement_double (statement, 1), wanted = seg_statement_double (statement, 2);

		if (!is_close (value, wanted, 1e-9))
			g_error ("%s of user %" G_GINT64_FORMAT " is %.17g, not %.17g", feature, seg_statement_integer (statement, 0), value, wanted);
		n_known += !isnan (value);
	}
	g_assert_no_error (error);
	return n_known;
}

/* All features of the catalogue; each must be known for somebody. Returns how many they are. */
static guint
check_catalogue (Fixture *fixture)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	guint n = 0;

	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		if (feature->is_attribute)
			continue;
		n++;
		if (check_feature (fixture, feature->name) == 0)
			g_error ("%s has a value for nobody: it was not tested", feature->name);
		g_assert_cmpstr (feature->label, !=, "");
		g_assert_true (g_str_has_suffix (feature->meaning, "."));
	}
	return n;
}

static void
test_shop (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	shop_fill (fixture, FALSE);
	set = fixture_build (fixture, SHOP_AS_OF);
	make_events (fixture, SHOP_AS_OF, 0, "TRUE");
	make_parts (fixture, TRUE);
	g_assert_cmpuint (check_catalogue (fixture), ==, G_N_ELEMENTS (truths) + 10 + 7 * 5 + 2 * 6);
}

static void
import (Fixture *fixture, const char *path)
{
	GError *error = NULL;
	g_autoptr (SegImportPlan) plan = seg_import_plan (path, NULL, NULL, &error);
	SegImportResult result = { 0 };

	g_assert_no_error (error);
	seg_import_run (fixture->workspace, plan, FALSE, NULL, &result, &error);
	g_assert_no_error (error);
}

/* Every eleventh person of the sample data. */
static void
test_sample (Fixture *fixture, gconstpointer data)
{
	static const char *const files[] = { "users.csv", "courses.csv", "events.csv", "purchases.csv", "ratings.csv", "reviews.csv" };
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *path = g_build_filename (g_getenv ("SEGSCOPE_SAMPLE_DATA"), files[i], NULL);

		import (fixture, path);
	}
	set = fixture_build (fixture, 0);
	make_events (fixture, set->as_of, 0, "id % 11 = 0");
	make_parts (fixture, FALSE);
	g_assert_cmpuint (check_catalogue (fixture), >=, 100);
}

/* Cancelled orders, repeated ones and such without a sale, by customer, as pandas and R net them. */
static void
test_orders (Fixture *fixture, gconstpointer data)
{
	g_autofree char *log = test_shared_file ("reference/orders/small_log.csv");
	g_autoptr (Table) table = log != NULL ? table_read ("reference/orders/customers.csv") : NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	gsize n = 0;

	(void) data;
	if (table == NULL)
		return;
	import (fixture, log);
	set = fixture_build (fixture, 0);
	for (gsize row = 0; row < table->n_rows; row++) {
		const char *customer = table_text (table, row, "customer");
		double gross = table_number (table, row, "gross_value"), refunds = -table_number (table, row, "refunds");

		if (strcmp (table_text (table, row, "name"), "small_log") != 0)
			continue;
		n++;
		assert_close (fixture_value (fixture, set, customer, "monetary"), table_number (table, row, "net_value"), 1e-12);
		assert_close (fixture_value (fixture, set, customer, "refund_share"), MIN (refunds / gross, 1), 1e-12);
	}
	g_assert_cmpuint (n, >=, 4);
}

/* The clock ---------------------------------------------------------------------------------------------------------------- */

static void
forget_events (Fixture *fixture)
{
	fixture_execute (fixture, "DROP TABLE temp.now; DROP TABLE temp.generate_weeks; DROP TABLE temp.u; DROP TABLE temp.e; DROP TABLE temp.r; "
	                          "DROP TABLE temp.fact; DROP TABLE temp.part");
}

/* Hours, weekdays, calendar days and the end of the as-of day are local; the set of before is stale, and keeps the day it was named. */
static void
test_clock (Fixture *fixture, gconstpointer data)
{
	static const gint64 offsets[] = { 8 * 3600, -(3 * 3600 + 30 * 60), 0 };
	g_autoptr (SegFeatureSet) first = NULL;

	(void) data;
	shop_fill (fixture, FALSE);
	first = fixture_build (fixture, SHOP_AS_OF);
	for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++) {
		g_autoptr (SegFeatureSet) stale = NULL, set = NULL;
		gint64 offset, instant;

		g_assert_true (seg_clock_set_offset (fixture->workspace, offsets[i], NULL));
		g_assert_true (seg_calendar_offset (fixture->workspace, &offset, NULL));
		g_assert_cmpint (offset, ==, offsets[i]);
		g_assert_true (seg_calendar_instant (fixture->workspace, SHOP_AS_OF, &instant, NULL));
		stale = seg_feature_set_load (fixture->workspace, "default", NULL);
		g_assert_true (stale->stale);
		g_assert_cmpint (stale->as_of_local, ==, SHOP_AS_OF);
		g_assert_cmpint (stale->as_of, ==, SHOP_AS_OF - offset);
		g_assert_cmpint (stale->as_of, ==, instant);
		set = fixture_build (fixture, instant);
		make_events (fixture, instant, offset, "TRUE");
		make_parts (fixture, TRUE);
		check_catalogue (fixture);
		forget_events (fixture);
	}
}

/* Without a day named, the last one is that of the last event by local time. */
static void
test_clock_last_day (Fixture *fixture, gconstpointer data)
{
	static const struct { gint64 offset, end; } cases[] = {
		{ 0, 10 * DAY - 1 }, { 3600, 10 * DAY - 1 - 3600 }, { 8 * 3600, 11 * DAY - 1 - 8 * 3600 }, { -20 * 60, 10 * DAY - 1 + 20 * 60 },
	};

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'); INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'b');"
	                          "INSERT INTO event (user_id, kind_id, at, source_id) VALUES (1, 1, 86400 * 9 + 18 * 3600, 1), (2, 1, 86400 * 3 + 17 * 3600, 1)");
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (SegFeatureSet) set = NULL;

		g_assert_true (seg_clock_set_offset (fixture->workspace, cases[i].offset, NULL));
		set = fixture_build (fixture, 0);
		g_assert_cmpint (set->as_of, ==, cases[i].end);
		g_assert_cmpint (set->as_of_local, ==, cases[i].end + cases[i].offset);
		assert_close (fixture_value (fixture, set, "a", "recency_days"), 0, 0);
		assert_close (fixture_value (fixture, set, "b", "recency_days"), 6, 0);
	}
}

/* Dates without a time of day are dates, wherever people live. */
static void
test_clock_dates (Fixture *fixture, gconstpointer data)
{
	(void) data;
	fixture_attribute (fixture, "user", "joined", "Joined", "registered", SEG_TYPE_DATE);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'); INSERT INTO user (id, key, listed, joined) VALUES (1, 'a', 1, 86400 * 2);"
	                          "INSERT INTO event (user_id, kind_id, at, source_id) VALUES (1, 1, 86400 * 9, 1), (1, 1, 86400 * 4, 1)");
	for (gint64 offset = -5 * 3600; offset <= 8 * 3600; offset += 13 * 3600) {
		g_autoptr (SegFeatureSet) set = NULL;
		gint64 ahead = 1;

		g_assert_true (seg_clock_set_offset (fixture->workspace, offset, NULL));
		g_assert_true (seg_calendar_offset (fixture->workspace, &ahead, NULL));
		g_assert_cmpint (ahead, ==, 0);
		set = fixture_build (fixture, 0);
		g_assert_cmpint (set->as_of, ==, 10 * DAY - 1);
		assert_close (fixture_value (fixture, set, "a", "tenure_days"), 7, 0);
		assert_close (fixture_value (fixture, set, "a", "recency_days"), 0, 0);
	}
}

static void
test_clock_words (void)
{
	static const struct { const char *text; gint64 offset; } cases[] = {
		{ "+08:00", 28800 }, { "8", 28800 }, { "UTC+8", 28800 }, { "utc-3:30", -12600 }, { "-05", -18000 }, { "0", 0 }, { "UTC", 0 }, { "+14", 50400 },
	};
	static const char *const wrong[] = { "", "x", "+15", "14:30", "8:60", "8:5:1", "+", "UTC+", "8h", "Shanghai" };
	GError *error = NULL;
	gint64 offset;

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *words = NULL;
		gint64 back;

		g_assert_true (seg_clock_parse (cases[i].text, &offset, &error));
		g_assert_cmpint (offset, ==, cases[i].offset);
		words = seg_clock_format (offset);
		g_assert_true (seg_clock_parse (words, &back, &error));
		g_assert_cmpint (back, ==, offset);
	}
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_assert_false (seg_clock_parse (wrong[i], &offset, &error));
		test_error (&error, SEG_ERROR_USAGE, "+08:00");
	}
}

/* Who was on the list of an exported campaign was in it, from then on; drafts and people held back were not. */
static void
test_own_campaigns (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO event_kind (id, name) VALUES (1, 'view');"
	                 "INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, 1, 86400, 1 FROM user;"
	                 "INSERT INTO campaign (id, name, status, options, funnel, seed, created_at, exported_at, program_version, fingerprint) VALUES "
	                 "(1, 'spring', 'exported', '{}', '[]', 1, 0, 200000, '', ''), (2, 'draft', 'draft', '{}', '[]', 1, 0, NULL, '', '');"
	                 "INSERT INTO campaign_member (campaign_id, user_id, arm) VALUES (1, 1, 'send'), (1, 2, 'send'), (1, 3, 'control'), (2, 3, 'send');"
	                 "INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) VALUES ('Spring', 1, 1, 'opened', 300000, 1), "
	                 "('other', NULL, 1, 'sent', NULL, 1)" TEST_SQL_LEDGER);
	before = fixture_build (fixture, 150000);
	g_assert_cmpfloat (fixture_value (fixture, before, "a", "campaigns"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, before, "b", "campaigns"), ==, 0);
	after = fixture_build (fixture, 400000);
	g_assert_cmpfloat (fixture_value (fixture, after, "a", "campaigns"), ==, 2);
	g_assert_cmpfloat (fixture_value (fixture, after, "a", "opened_share"), ==, 0.5);
	g_assert_cmpfloat (fixture_value (fixture, after, "b", "campaigns"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, after, "b", "opened_share"), ==, 0);
	g_assert_cmpfloat (fixture_value (fixture, after, "c", "campaigns"), ==, 0);
	g_assert_true (isnan (fixture_value (fixture, after, "c", "opened_share")));
}

/* What is said of an account that cleaning has put into another one counts for that other, over one between as well; who was held back is known by
 * the list, whatever the file calls them; and what has no time was after the campaign went out. */
static void
test_merged_responses (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'a2'), (3, 'a3'), (4, 'b'), (5, 'b2'), (6, 'c'), (7, 'd'); INSERT INTO event_kind (id, name) VALUES (1, 'view');"
	                 "INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, 1, 86400, 1 FROM user WHERE id IN (1, 4, 6, 7);"
	                 "INSERT INTO campaign (id, name, status, options, funnel, seed, created_at, exported_at, program_version, fingerprint) VALUES "
	                 "(1, 'spring', 'exported', '{}', '[]', 1, 0, 200000, '', '');"
	                 "INSERT INTO campaign_member (campaign_id, user_id, arm) VALUES (1, 2, 'send'), (1, 5, 'control'), (1, 6, 'control'), (1, 7, 'send');"
	                 "INSERT INTO cleaning_step (id, position, kind, options, created_at, enabled) VALUES (1, 1, 'merge', '{}', 0, 0);"
	                 "INSERT INTO excluded_user (user_id, step_id, merged_into) VALUES (2, 1, 3), (3, 1, 1), (5, 1, 4);"
	                 "INSERT INTO result (campaign, campaign_id, user_id, variant, outcome, at, amount, source_id) VALUES "
	                 "('spring', 1, 2, NULL, 'opened', NULL, NULL, 1), ('spring', 1, 3, NULL, 'converted', NULL, 10, 1), ('spring', 1, 1, NULL, 'converted', NULL, 5, 1), "
	                 "('spring', 1, 5, 'gate_30', 'converted', NULL, 100, 1), ('spring', 1, 4, NULL, 'converted', NULL, 100, 1), ('spring', 1, 6, 'gate_30', 'converted', NULL, 100, 1), "
	                 "('spring', 1, 7, 'Control', 'clicked', NULL, 7, 1), ('elsewhere', NULL, 2, NULL, 'sent', NULL, NULL, 1)" TEST_SQL_LEDGER);
	before = fixture_build (fixture, 150000);
	g_assert_cmpfloat (fixture_value (fixture, before, "a", "campaigns"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, before, "a", "campaign_money"), ==, 0);
	g_assert_cmpfloat (fixture_value (fixture, before, "d", "campaigns"), ==, 0);
	after = fixture_build (fixture, 400000);
	g_assert_cmpfloat (fixture_value (fixture, after, "a", "campaigns"), ==, 2);
	g_assert_cmpfloat (fixture_value (fixture, after, "a", "opened_share"), ==, 0.5);
	g_assert_cmpfloat (fixture_value (fixture, after, "a", "converted_share"), ==, 0.5);
	g_assert_cmpfloat (fixture_value (fixture, after, "a", "campaign_money"), ==, 15);
	g_assert_cmpfloat (fixture_value (fixture, after, "b", "campaigns"), ==, 0);
	g_assert_cmpfloat (fixture_value (fixture, after, "b", "campaign_money"), ==, 0);
	g_assert_cmpfloat (fixture_value (fixture, after, "c", "campaigns"), ==, 0);
	g_assert_cmpfloat (fixture_value (fixture, after, "d", "campaigns"), ==, 1);
	g_assert_cmpfloat (fixture_value (fixture, after, "d", "clicked_share"), ==, 1);
}

/* 中文 ------------------------------------------------------------------------------------------------------------------- */

/* Kinds, categories and levels in Chinese: the names of features, and what is begun and finished. */
static void
test_chinese (Fixture *fixture, gconstpointer data)
{
	static const struct { const char *feature; double value; } cases[] = {
		{ "count_播放", 3 }, { "count_播放_7d", 1 }, { "days_since_学完", 5 }, { "items_started", 2 }, { "items_finished", 1 },
		{ "completion_share", 0.5 }, { "days_to_finish", 10 }, { "share_编程", 0.5 }, { "share_设计", 0.5 }, { "mean_level", 1.4 },
		{ "distinct_categories", 2 }, { "untouched_share", 0 }, { "discount_share", 0.25 },
	};
	g_autofree char *items = test_folder_write (fixture->folder, "课程.csv",
		"课程编号,课程名称,分类,难度,原价\n1,Python 入门,编程、设计,初级,200\n2,算法,编程|设计,进阶,100\n");
	g_autofree char *events = test_folder_write (fixture->folder, "行为.csv",
		"用户ID,课程编号,行为,时间\n甲,1,播放,2024-03-01 09:00\n甲,1,学完,2024-03-11 09:00\n甲,2,播放,2024-03-02 09:00\n甲,2,播放,2024-03-16 09:00\n");
	g_autofree char *orders = test_folder_write (fixture->folder, "订单.csv",
		"订单号,用户ID,课程编号,支付时间,实付金额\nD1,甲,1,2024-03-01 08:00,150\n");
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	import (fixture, items);
	import (fixture, events);
	import (fixture, orders);
	set = fixture_build (fixture, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
		assert_close (fixture_value (fixture, set, "甲", cases[i].feature), cases[i].value, 1e-12);
}

/* With the messages in Chinese, every feature has a name and a meaning in Chinese; names by which they are chosen stay. */
static void
test_translated (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) catalogue = NULL;
	const char *folder = g_getenv ("SEGSCOPE_LOCALE");
	g_autofree char *messages = folder != NULL ? g_build_filename (folder, "zh_CN", "LC_MESSAGES", "segscope.mo", NULL) : NULL;

	(void) data;
	if (messages == NULL || !g_file_test (messages, G_FILE_TEST_EXISTS) || setlocale (LC_ALL, "C.UTF-8") == NULL) {
		g_test_skip ("the messages were not built");
		return;
	}
	g_setenv ("LANGUAGE", "zh_CN", TRUE);
	bindtextdomain (GETTEXT_PACKAGE, folder);
	bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
	textdomain (GETTEXT_PACKAGE);
	shop_fill (fixture, FALSE);
	catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		if (!g_str_has_suffix (feature->meaning, "。") || strlen (feature->label) == (gsize) g_utf8_strlen (feature->label, -1))
			g_error ("%s is not translated: %s, %s", feature->name, feature->label, feature->meaning);
	}
	g_assert_cmpstr (seg_feature_find (catalogue, "orders")->label, ==, "订单数");
	g_assert_cmpstr (seg_feature_find (catalogue, "客单价")->name, ==, "mean_order_value");
	g_assert_cmpstr (seg_feature_find (catalogue, "count_view_7d")->meaning, ==, "截至统计截止日的 7 个自然日内“view”行为的次数。");
	g_unsetenv ("LANGUAGE");
	setlocale (LC_ALL, "C");
}

/* What holds for all of them ----------------------------------------------------------------------------------------------- */

/* The bits of all values of the set's table, users by key and features by name; features that are only in one are left out. */
static char *
bits_of (Fixture *fixture, GPtrArray *names)
{
	g_autoptr (GString) columns = g_string_new ("key"), bits = g_string_new (NULL);
	g_autofree char *sql = NULL;
	g_autoptr (SegStatement) statement = NULL;
	GError *error = NULL;

	for (guint i = 0; i < names->len; i++) {
		g_autofree char *column = seg_sql_identifier (names->pdata[i]);

		g_string_append_printf (columns, ", %s", column);
	}
	sql = g_strdup_printf ("SELECT %s FROM feature_set_1 JOIN user ON id = user_id ORDER BY key", columns->str);
	statement = seg_workspace_prepare (fixture->workspace, sql, &error);
	g_assert_no_error (error);
	while (seg_statement_next (statement, &error)) {
		g_string_append_printf (bits, "\n%s", seg_statement_text (statement, 0));
		for (guint i = 0; i < names->len; i++) {
			double value = seg_statement_double (statement, (int) i + 1);

			g_string_append_printf (bits, " %s=%a", (const char *) names->pdata[i], value);
		}
	}
	g_assert_no_error (error);
	return g_string_free (g_steal_pointer (&bits), FALSE);
}

static GPtrArray *
names_of (Fixture *fixture)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < catalogue->len; i++)
		if (!((const SegFeature *) catalogue->pdata[i])->is_attribute)
			g_ptr_array_add (names, g_strdup (((const SegFeature *) catalogue->pdata[i])->name));
	return names;
}

/* Names the first value that differs. */
static void
assert_same (const char *first, const char *second)
{
	g_auto (GStrv) a = g_strsplit (first, " ", -1), b = g_strsplit (second, " ", -1);

	g_assert_cmpuint (g_strv_length (a), ==, g_strv_length (b));
	for (gsize i = 0; a[i] != NULL; i++)
		g_assert_cmpstr (a[i], ==, b[i]);
}

/* The same events in another order, with other ids for users, items, kinds and events. */
static void
test_order_of_rows (Fixture *fixture, gconstpointer data)
{
	Fixture shuffled;
	g_autoptr (SegFeatureSet) first = NULL, second = NULL;
	g_autoptr (GPtrArray) names = NULL;
	g_autofree char *bits_first = NULL, *bits_second = NULL;

	shop_fill (fixture, FALSE);
	fixture_set_up (&shuffled, data);
	shop_fill (&shuffled, TRUE);
	first = fixture_build (fixture, SHOP_AS_OF);
	second = fixture_build (&shuffled, SHOP_AS_OF);
	names = names_of (fixture);
	bits_first = bits_of (fixture, names);
	bits_second = bits_of (&shuffled, names);
	assert_same (bits_first, bits_second);
	fixture_tear_down (&shuffled, data);
}

/* Events, results and people that come later, kinds that were not there before: what was stays as it was, bit for bit. */
static void
test_as_of (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;
	g_autoptr (GPtrArray) names = NULL;
	g_autofree char *bits_before = NULL, *bits_after = NULL;

	(void) data;
	shop_fill (fixture, FALSE);
	fixture_execute (fixture, "UPDATE user SET listed = 0");
	before = fixture_build (fixture, SHOP_AS_OF);
	names = names_of (fixture);
	bits_before = bits_of (fixture, names);
	fixture_executef (fixture,
		"INSERT INTO user (id, key) VALUES (900, 'new'); INSERT INTO event_kind (id, name) VALUES (50, 'share'), (51, '播放');"
		"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) "
		"SELECT id + 100000, user_id, item_id, kind_id, %" G_GINT64_FORMAT " + id, amount, quantity, rating, seconds, order_key, 1 FROM event;"
		"INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, 50 + id %% 2, %" G_GINT64_FORMAT ", 1 FROM user;"
		"INSERT INTO review (event_id, text) SELECT event_id + 100000, 'later' FROM review;"
		"INSERT INTO result (campaign, user_id, outcome, at, amount, source_id) "
		"SELECT 'later', user_id, outcome, %" G_GINT64_FORMAT ", 3, 1 FROM result",
		SHOP_AS_OF, SHOP_AS_OF + 1, SHOP_AS_OF + 1);
	after = fixture_build (fixture, SHOP_AS_OF);
	bits_after = bits_of (fixture, names);
	g_assert_cmpint (before->n_users, ==, after->n_users);
	assert_same (bits_before, bits_after);
}

/* Small parts --------------------------------------------------------------------------------------------------------------- */

static void
test_kinds (void)
{
	static const struct { const char *kind; guint32 about; } cases[] = {
		{ "play", SEG_ABOUT_LEARNING }, { "video_play", SEG_ABOUT_LEARNING }, { "lessonStarted", SEG_ABOUT_LEARNING }, { "播放视频", SEG_ABOUT_LEARNING },
		{ "replay", 0 }, { "view", 0 }, { "complete", SEG_ABOUT_FINISHING }, { "Lesson Completed", SEG_ABOUT_FINISHING },
		{ "学完", SEG_ABOUT_FINISHING }, { "order_completed", 0 }, { "完成支付", 0 }, { "search", SEG_ABOUT_SEARCHING },
		{ "搜索", SEG_ABOUT_SEARCHING }, { "purchase", SEG_ABOUT_SALE }, { "refund", SEG_ABOUT_RETURN },
		{ "refunded", SEG_ABOUT_SALE | SEG_ABOUT_RETURNED }, { "", 0 }, { "rating", 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
		if (seg_event_kind_about (cases[i].kind) != cases[i].about)
			g_error ("\"%s\" is about %x, not %x", cases[i].kind, seg_event_kind_about (cases[i].kind), cases[i].about);
}

static void
test_categories (void)
{
	static const struct { const char *text, *parts; } cases[] = {
		{ "Comedy|Drama", "Comedy+Drama" }, { "编程、设计", "编程+设计" }, { " Art; Music ;;Art", "Art+Music" }, { "Web & Data", "Web & Data" },
		{ "a, b", "a, b" }, { "", "" }, { "|;、", "" }, { "一；二｜三", "一+二+三" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_auto (GStrv) parts = seg_categories_split (cases[i].text);
		g_autofree char *joined = g_strjoinv ("+", parts);

		g_assert_cmpstr (joined, ==, cases[i].parts);
	}
}

static void
test_levels (void)
{
	g_assert_cmpfloat (seg_level_grade ("Beginner Level"), ==, 1);
	g_assert_cmpfloat (seg_level_grade ("零基础入门"), ==, 1);
	g_assert_cmpfloat (seg_level_grade ("进阶"), ==, 2);
	g_assert_cmpfloat (seg_level_grade ("Expert Level"), ==, 3);
	g_assert_cmpfloat (seg_level_grade ("4"), ==, 4);
	g_assert_true (isnan (seg_level_grade ("All Levels")));
	g_assert_true (isnan (seg_level_grade ("")));
}

static void
test_measures (void)
{
	const guint32 even[] = { 3, 3, 3, 3 }, one[] = { 0, 7, 0 };
	double values[] = { 1e16, 1, -1e16, 1 }, again[] = { 1, 1, 1e16, -1e16 };

	assert_close (seg_entropy_of_counts (even, 4, 12), 2, 1e-15);
	g_assert_cmpfloat (seg_entropy_of_counts (one, 3, 7), ==, 0);
	g_assert_cmpfloat (seg_entropy_of_counts (one, 0, 0), ==, 0);
	assert_close (seg_variation (3, 6, 14), sqrt (2.0 / 3) / 2, 1e-15); /* 1, 2, 3 */
	g_assert_cmpfloat (seg_variation (2, 10, 50), ==, 0);
	g_assert_true (isnan (seg_variation (1, 5, 25)));
	g_assert_true (isnan (seg_variation (2, 0, 0)));
	g_assert_cmpfloat (seg_sum_sorted (values, 4), ==, seg_sum_sorted (again, 4));
}

static void
test_names (void)
{
	g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *first = seg_feature_name_new ("share_", "Web & Design", taken), *second = seg_feature_name_new ("share_", "web design", taken);
	g_autofree char *third = seg_feature_name_new ("share_", "编程", taken);

	g_assert_cmpstr (first, ==, "share_web_design");
	g_assert_cmpstr (second, ==, "share_web_design_2");
	g_assert_cmpstr (third, ==, "share_编程");
}

#define ADD(path, test) g_test_add ("/feature/brute/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("shop", test_shop);
	ADD ("sample", test_sample);
	ADD ("orders", test_orders);
	ADD ("chinese", test_chinese);
	ADD ("own-campaigns", test_own_campaigns);
	ADD ("merged-responses", test_merged_responses);
	ADD ("clock", test_clock);
	ADD ("clock-last-day", test_clock_last_day);
	ADD ("clock-dates", test_clock_dates);
	ADD ("translated", test_translated);
	ADD ("order-of-rows", test_order_of_rows);
	ADD ("as-of", test_as_of);
	g_test_add_func ("/feature/clock-words", test_clock_words);
	g_test_add_func ("/feature/kinds", test_kinds);
	g_test_add_func ("/feature/categories", test_categories);
	g_test_add_func ("/feature/levels", test_levels);
	g_test_add_func ("/feature/measures", test_measures);
	g_test_add_func ("/feature/names", test_names);
	return g_test_run ();
}
