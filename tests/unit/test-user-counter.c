/* Counting by columns in memory gives what SQLite counts: for any filter, over values that are missing, texts, dates and features. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/outline.h>
#include <segscope/parallel.h>
#include <segscope/random.h>
#include <segscope/rule.h>
#include <segscope/user_counter.h>

#define N_FILTERS 400

typedef struct {
	SegRandom *random;
	GString   *text;
} Writer;

static const char *
one_of (SegRandom *random, const char *const *texts, gsize n)
{
	return texts[seg_random_below (random, n)];
}

#define ONE_OF(random, ...) one_of (random, (const char *const[]) { __VA_ARGS__ }, G_N_ELEMENTS (((const char *const[]) { __VA_ARGS__ })))

static void
write_value (Writer *writer, int type)
{
	SegRandom *random = writer->random;

	if (type == 0)
		g_string_append_printf (writer->text, "%.1f", 0.5 * (double) seg_random_below (random, 100) - 5);
	else if (type == 1)
		g_string_append_printf (writer->text, "2024-03-%02d%s", 1 + (int) seg_random_below (random, 9), seg_random_below (random, 3) == 0 ? " 10:30" : "");
	else if (type == 2)
		g_string_append (writer->text, ONE_OF (random, "yes", "no"));
	else
		g_string_append (writer->text, ONE_OF (random, "上海", "\"New York\"", "NEW", "\"rock and roll\"", "Ä", "ä", "beijing", "x%", "u1", "\"\""));
}

/* A condition, one of every kind there is. */
static void
write_condition (Writer *writer)
{
	static const struct { const char *name; int type; } columns[] = {
		{ "age", 0 }, { "\"odd \"\"name\"\"; --\"", 0 }, { "orders", 0 }, { "monetary", 0 }, { "recency_days", 0 }, { "joined", 1 }, { "vip", 2 },
		{ "listed", 2 }, { "city", 3 }, { "name", 3 }, { "key", 3 },
	};
	gsize which = seg_random_below (writer->random, G_N_ELEMENTS (columns) + 3);
	int type;

	if (which == G_N_ELEMENTS (columns)) {
		g_string_append (writer->text, ONE_OF (writer->random, "did purchase", "did not view since 2024-03-01", "did purchase at least 2 times",
		                                       "did anything in the last 30 days", "did purchase at most 1 times"));
		return;
	}
	if (which > G_N_ELEMENTS (columns)) {
		g_string_append (writer->text, ONE_OF (writer->random, "rule = \"Cold\"", "rule != \"Cold\"", "rule = Adults", "rule != Adults"));
		return;
	}
	type = columns[which].type;
	g_string_append_printf (writer->text, "%s ", columns[which].name);
	switch (seg_random_below (writer->random, type == 2 ? 3 : 6)) {
	case 0:
		g_string_append (writer->text, ONE_OF (writer->random, "is missing", "is not missing"));
		break;
	case 1:
		g_string_append (writer->text, ONE_OF (writer->random, "in (", "not in ("));
		write_value (writer, type);
		g_string_append (writer->text, ", ");
		write_value (writer, type);
		g_string_append_c (writer->text, ')');
		break;
	case 2:
		g_string_append (writer->text, ONE_OF (writer->random, "= ", "!= "));
		write_value (writer, type);
		break;
	case 3:
		g_string_append (writer->text, ONE_OF (writer->random, "between ", "not between "));
		write_value (writer, type);
		g_string_append (writer->text, " and ");
		write_value (writer, type);
		break;
	default:
		g_string_append (writer->text, type == 3 ? ONE_OF (writer->random, "contains ", "< ", ">= ", "> ", "<= ")
		                                          : ONE_OF (writer->random, "< ", ">= ", "> ", "<= "));
		write_value (writer, type);
	}
}

static void
write_filter (Writer *writer, int depth)
{
	gsize n = 1 + seg_random_below (writer->random, 3);

	for (gsize i = 0; i < n; i++) {
		if (i > 0)
			g_string_append (writer->text, ONE_OF (writer->random, " and ", " or "));
		if (seg_random_below (writer->random, 4) == 0)
			g_string_append (writer->text, "not ");
		if (depth > 0 && seg_random_below (writer->random, 3) == 0) {
			g_string_append_c (writer->text, '(');
			write_filter (writer, depth - 1);
			g_string_append_c (writer->text, ')');
		} else
			write_condition (writer);
	}
}

static void
add_users (Shop *shop)
{
	shop_run (shop,
		"WITH RECURSIVE n (i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
		"INSERT INTO user (id, key, listed, name, city, age, joined, vip, \"odd \"\"name\"\"; --\") SELECT i, 'u' || i, i % 5 > 0, "
		"CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 'x%' WHEN 2 THEN '' WHEN 3 THEN 'New York' ELSE 'n' || i END, "
		"CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN '上海' WHEN 2 THEN 'NEW YORK' WHEN 3 THEN 'Ä' WHEN 4 THEN 'Beijing' ELSE 'rock and roll' END, "
		"CASE WHEN i % 4 THEN i % 50 - 2.5 * (i % 3) END, CASE WHEN i % 9 THEN unixepoch ('2024-03-01') + (i * 7919 % 800000) END, "
		"CASE WHEN i % 3 THEN i % 2 END, CASE WHEN i % 2 THEN i % 11 / 2.0 END FROM n;"
		"INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'flag', '{}', 0);"
		"INSERT INTO excluded_user (user_id, step_id) SELECT id, 1 FROM user WHERE id % 50 = 0;"
		"INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) SELECT id, 1 + id % 3, 1 + id % 3, "
		"unixepoch ('2024-03-01') + id * 5000 % 900000, id % 90, 1 FROM user WHERE id > 8 AND id % 3");
	seg_feature_set_free (shop->set);
	shop->set = seg_feature_set_build (shop->workspace, "default", 0, NULL, NULL, NULL);
	g_assert_nonnull (shop->set);
	g_assert_cmpint (seg_rule_save (shop->workspace, "Adults", "age >= 18", NULL, FALSE, NULL), >, 0);
	g_assert_cmpint (seg_rule_save (shop->workspace, "Cold", "age < 30 and not did view", NULL, FALSE, NULL), >, 0);
	g_assert_true (seg_rule_freeze (shop->workspace, shop_count (shop, "SELECT id FROM rule WHERE name = 'Cold'"), NULL, NULL));
}

static void
assert_same (Shop *shop, SegUserCounter *counter, const char *text)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, NULL, text, &error);
	SegUserQuery query = { .filter = filter }, everyone = { 0 };
	gint64 n, all, expected, expected_all;

	g_assert_no_error (error);
	seg_user_counter_count (counter, shop->workspace, filter, NULL, &n, &all, &error);
	g_assert_no_error (error);
	g_assert_true (seg_user_count (shop->workspace, &query, &expected, &error));
	g_assert_true (seg_user_count (shop->workspace, &everyone, &expected_all, &error));
	if (n != expected || all != expected_all)
		g_error ("%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT ", expected %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, text, n, all, expected, expected_all);
}

static void
test_random (Shop *shop, gconstpointer data)
{
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autoptr (SegRandom) random = seg_random_new (7, 0);

	(void) data;
	add_users (shop);
	g_assert_true (seg_user_counter_warm (counter, shop->workspace, NULL, NULL));
	for (int i = 0; i < N_FILTERS; i++) {
		g_autoptr (GString) text = g_string_new (NULL);
		Writer writer = { random, text };

		write_filter (&writer, 2);
		seg_parallel_set_threads (1 + (guint) i % 3);
		assert_same (shop, counter, text->str);
	}
	seg_parallel_set_threads (0);
}

static void
test_others (Shop *shop, gconstpointer data)
{
	static const char *const filters[] = { "", "上海", "new u1", "key contains 1", "segment = 1", "not not age > 3" };
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();

	(void) data;
	shop_run (shop, "INSERT INTO segmentation (id, name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, program_version, fingerprint) "
	          "SELECT 1, 's', min (id), '[]', 'kmeans', '{}', 1, 2, 0, '0', '' FROM feature_set;"
	          "INSERT INTO segment (id, segmentation_id, position, name, colour, size, centroid) VALUES (1, 1, 1, 'one', 1, 2, '[]')");
	for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
		assert_same (shop, counter, filters[i]);
}

/* The text of an outline is taken by the same people as the text it was read from. */
static void
test_outline (Shop *shop, gconstpointer data)
{
	static const struct { const char *text, *written; } cases[] = {
		{ "age > 3", "age > 3" }, { "(age > 3)", "age > 3" }, { "not not age > 3 and (vip = yes or city = x)", "age > 3 and (vip = yes or city = x)" },
		{ "(age > 3 and vip = yes) or city in (a, b) or (name = x)", "age > 3 and vip = yes or city in (a, b) or name = x" },
		{ "not (age between 1 and 5 or vip = no) and did purchase", "not (age between 1 and 5 or vip = no) and did purchase" },
		{ "not (age > 3)", "not age > 3" }, { "", "" }, { "not (not (age > 1 or vip = yes))", "age > 1 or vip = yes" },
	};
	g_autoptr (SegRandom) random = seg_random_new (11, 0);
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autoptr (GError) error = NULL;

	(void) data;
	add_users (shop);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (SegOutline) outline = seg_outline_parse (cases[i].text, NULL);
		g_autofree char *written = outline != NULL ? seg_outline_text (outline) : NULL;

		g_assert_cmpstr (written, ==, cases[i].written);
	}
	for (int i = 0; i < N_FILTERS / 2; i++) {
		g_autoptr (GString) text = g_string_new (NULL);
		g_autoptr (SegOutline) outline = NULL;
		g_autoptr (SegFilter) one = NULL, other = NULL;
		g_autofree char *written = NULL;
		Writer writer = { random, text };
		gint64 n, n_other, all;

		write_filter (&writer, 3);
		outline = seg_outline_parse (text->str, &error);
		g_assert_no_error (error);
		written = seg_outline_text (outline);
		one = seg_filter_parse (shop->workspace, NULL, text->str, &error);
		other = seg_filter_parse (shop->workspace, NULL, written, &error);
		g_assert_no_error (error);
		g_assert_true (seg_user_counter_count (counter, shop->workspace, one, NULL, &n, &all, NULL));
		g_assert_true (seg_user_counter_count (counter, shop->workspace, other, NULL, &n_other, &all, NULL));
		if (n != n_other)
			g_error ("%s: %s", text->str, written);
	}
	g_assert_null (seg_outline_parse ("age > 3 and", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
}

/* What has changed since is read anew. */
static void
test_changes (Shop *shop, gconstpointer data)
{
	static const char *const changes[] = {
		"UPDATE user SET age = 99 WHERE id = 3", "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'flag', '{}', 0); INSERT INTO excluded_user (user_id, step_id) VALUES (1, 1)", "DELETE FROM excluded_user",
		"INSERT INTO user (id, key, age) VALUES (5000, 'late', 99)", "UPDATE user SET city = 'Köln' WHERE id = 2",
	};
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		assert_same (shop, counter, "age > 50");
		assert_same (shop, counter, "city = Köln or orders >= 1");
		assert_same (shop, counter, "did purchase and age > 20");
		shop_run (shop, changes[i]);
	}
	assert_same (shop, counter, "age > 50 or city contains k");
}

static gsize
count_taken (Shop *shop, SegUserCounter *counter, const char *text, gsize n_users, GError **error)
{
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, NULL, text, NULL);
	g_autofree guint8 *meets = g_malloc0 (n_users + 1);
	gsize n = 0;

	if (!seg_user_counter_take (counter, shop->workspace, filter, NULL, NULL, meets, error))
		return G_MAXSIZE;
	for (gsize i = 0; i < n_users; i++)
		n += meets[i];
	return n;
}

/* What others write while somebody asks does no harm, where the users are the same; others are noticed before their columns are mixed. */
static void
test_meanwhile (Shop *shop, gconstpointer data)
{
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autoptr (GError) error = NULL;
	const gint64 *ids;
	gsize n_users, n;
	gboolean anew;

	(void) data;
	add_users (shop);
	g_assert_true (seg_user_counter_users (counter, shop->workspace, NULL, &ids, &n_users, &anew, &error));
	g_assert_true (anew);
	n = count_taken (shop, counter, "age > 3", n_users, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (n, >, 0);
	shop_run (shop, "CREATE TABLE kept_meanwhile (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO kept_meanwhile (text) VALUES ('a page')");
	g_assert_cmpuint (count_taken (shop, counter, "age > 3", n_users, &error), ==, n);
	g_assert_cmpuint (count_taken (shop, counter, "vip = yes or not vip = yes", n_users, &error), ==, n_users);
	g_assert_no_error (error);
	shop_run (shop, "INSERT INTO user (id, key, age) VALUES (5000, 'late', 99)");
	g_assert_cmpuint (count_taken (shop, counter, "age > 3", n_users, &error), ==, n);
	g_assert_no_error (error);
	g_assert_cmpuint (count_taken (shop, counter, "city = Köln", n_users, &error), ==, G_MAXSIZE);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
	g_clear_error (&error);
	g_assert_true (seg_user_counter_users (counter, shop->workspace, NULL, &ids, &n_users, &anew, &error));
	g_assert_true (anew);
	g_assert_cmpuint (count_taken (shop, counter, "age > 3", n_users, &error), ==, n + 1);
	g_assert_true (seg_user_counter_users (counter, shop->workspace, NULL, &ids, &n_users, &anew, &error));
	g_assert_false (anew);
}

static void
test_cancel (Shop *shop, gconstpointer data)
{
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, NULL, "age > 3 and did purchase", NULL);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	gint64 n, all;

	(void) data;
	seg_job_cancel (job);
	g_assert_false (seg_user_counter_count (counter, shop->workspace, filter, job, &n, &all, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_true (seg_filter_asks_events (filter));
	assert_same (shop, counter, "age > 3 and did purchase");
}

#define ADD(path, function) g_test_add ("/user-counter/" path, Shop, NULL, shop_set_up, function, shop_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("random", test_random);
	ADD ("others", test_others);
	ADD ("changes", test_changes);
	ADD ("meanwhile", test_meanwhile);
	ADD ("outline", test_outline);
	ADD ("cancel", test_cancel);
	return g_test_run ();
}
