/* Lists of users: counted, sorted, read in windows, shown exactly; and one user's page. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/error.h>
#include <segscope/user_order.h>

#include <glib/gstdio.h>

static char *
keys_of (const GPtrArray *rows)
{
	GString *keys = g_string_new (NULL);

	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", ((const SegUserRow *) rows->pdata[i])->key);
	return g_string_free (keys, FALSE);
}

static char *
sorted (Shop *shop, const char *sort, gboolean descending)
{
	g_autoptr (GError) error = NULL;
	SegUserQuery query = { .set = shop->set, .sort = sort, .descending = descending };
	g_autoptr (GPtrArray) rows = seg_user_list (shop->workspace, &query, 0, -1, &error);

	g_assert_no_error (error);
	return keys_of (rows);
}

static void
test_sort (Shop *shop, gconstpointer data)
{
	static const struct { const char *sort; gboolean descending; const char *keys; } cases[] = {
		{ NULL, FALSE, "u1 u2 u3 u4 u5 u6 u7 u8" }, { "key", TRUE, "u8 u7 u6 u5 u4 u3 u2 u1" },
		/* missing last either way, equals in order of key */
		{ "age", FALSE, "u8 u4 u1 u2 u5 u6 u3 u7" }, { "Age in years", TRUE, "u5 u6 u2 u1 u4 u8 u3 u7" },
		{ "city", FALSE, "u2 u5 u6 u8 u1 u3 u4 u7" }, { "joined", FALSE, "u5 u8 u2 u1 u6 u3 u4 u7" },
		{ "vip", TRUE, "u1 u3 u6 u2 u5 u8 u4 u7" }, { "orders", TRUE, "u6 u2 u1 u5 u3 u4 u8 u7" },
		{ "segment", FALSE, "u3 u4 u8 u2 u5 u1 u6 u7" }, { "segment", TRUE, "u1 u6 u2 u5 u3 u4 u8 u7" },
		{ "odd \"name\"; --", TRUE, "u8 u6 u5 u4 u2 u1 u3 u7" }, { "listed", FALSE, "u7 u1 u2 u3 u4 u5 u6 u8" },
	};
	g_autoptr (GError) error = NULL;

	(void) data;
	shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	g_assert_no_error (error);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *keys = sorted (shop, cases[i].sort, cases[i].descending);

		g_test_message ("sorted by %s", cases[i].sort);
		g_assert_cmpstr (keys, ==, cases[i].keys);
	}
}

static char *
ids_of_rows (const GPtrArray *rows)
{
	GString *ids = g_string_new (NULL);

	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf (ids, " %" G_GINT64_FORMAT, ((const SegUserRow *) rows->pdata[i])->id);
	return g_string_free (ids, FALSE);
}

static void
assert_same_order (Shop *shop, SegUserCounter *counter, const SegUserQuery *query)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GArray) order = seg_user_order (counter, shop->workspace, query, NULL, &error);
	g_autoptr (GPtrArray) rows = NULL, listed = NULL;
	g_autofree char *expected = NULL, *got = NULL;

	g_assert_no_error (error);
	rows = seg_user_rows (shop->workspace, query, (const gint64 *) (gpointer) order->data, order->len, &error);
	g_assert_no_error (error);
	listed = seg_user_list (shop->workspace, query, 0, -1, &error);
	g_assert_no_error (error);
	g_test_message ("by %s, %s", query->sort, query->filter != NULL ? seg_filter_text (query->filter) : "everyone");
	expected = ids_of_rows (listed);
	got = ids_of_rows (rows);
	g_assert_cmpstr (got, ==, expected);
}

/* The order in memory is that of SQLite: by every column, both ways, for any filter and segment, also after the file has changed. */
static void
test_order (Shop *shop, gconstpointer data)
{
	static const char *const sorts[] = { NULL, "key", "age", "city", "joined", "vip", "orders", "segment", "distance", "odd \"name\"; --", "listed", "name" };
	static const char *const filters[] = { "", "age > 18", "city is missing", "segment = 1", "not vip = yes", "ada", "age > 1000" };
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	segmentation = seg_segmentation_load (shop->workspace, NULL, &error);
	g_assert_no_error (error);
	for (guint round = 0; round < 2; round++) {
		for (gsize i = 0; i < G_N_ELEMENTS (sorts) * G_N_ELEMENTS (filters) * 4; i++) {
			g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, shop->set, filters[i / 4 % G_N_ELEMENTS (filters)], &error);
			const SegUserQuery query = {
				.set = shop->set, .filter = filter, .sort = sorts[i / 4 / G_N_ELEMENTS (filters)], .descending = i % 2 == 1,
				.segment_id = i % 4 > 1 ? ((const SegSegment *) segmentation->segments->pdata[1])->id : 0,
			};

			g_assert_no_error (error);
			assert_same_order (shop, counter, &query);
		}
		if (round == 0)
			shop_run (shop, "INSERT INTO user (id, key, age, city, listed) VALUES (9, 'U55', -60, 'BERLIN', 1), (10, 'a', 60, 'berlin', 1), (11, 'é', 60, 'Zürich', 0)");
	}
}

static void
test_order_mistakes (Shop *shop, gconstpointer data)
{
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	SegUserQuery query = { .set = shop->set, .sort = "nothing" };
	static const gint64 ids[] = { 3, 4711, 1 };
	g_autoptr (GPtrArray) rows = NULL;

	(void) data;
	g_assert_null (seg_user_order (counter, shop->workspace, &query, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_clear_error (&error);
	query.sort = "age";
	seg_job_cancel (job);
	g_assert_null (seg_user_order (counter, shop->workspace, &query, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	rows = seg_user_rows (shop->workspace, &query, ids, 3, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (rows->len, ==, 3);
	g_assert_cmpint (((const SegUserRow *) rows->pdata[0])->id, ==, 3);
	g_assert_null (rows->pdata[1]); /* there is none: the others keep their places */
	g_assert_cmpint (((const SegUserRow *) rows->pdata[2])->id, ==, 1);
}

/* Equals come in order of key, whenever they were imported. */
static void
test_ties (Shop *shop, gconstpointer data)
{
	g_autofree char *keys = NULL;

	(void) data;
	shop_run (shop, "INSERT INTO user (id, key, age) VALUES (9, 'u55', 60), (10, 'a', 60)");
	keys = sorted (shop, "age", TRUE);
	g_assert_cmpstr (keys, ==, "a u5 u55 u6 u2 u1 u4 u8 u3 u7");
}

static void
test_values (Shop *shop, gconstpointer data)
{
	static const char *const columns[] = { "name", "age", "joined", "vip", "monetary", "segment", "odd \"name\"; --", "listed", NULL };
	g_autoptr (GError) error = NULL;
	SegUserQuery query = { .set = shop->set, .columns = columns };
	g_autoptr (GPtrArray) rows = NULL, exact = NULL;
	const SegUserRow *ada, *known;

	(void) data;
	shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	shop_run (shop, "UPDATE user SET age = 1234.56789 WHERE key = 'u1'");
	rows = seg_user_list (shop->workspace, &query, 0, -1, &error);
	g_assert_no_error (error);
	ada = rows->pdata[0];
	g_assert_cmpuint (ada->values->len, ==, 8);
	g_assert_cmpstr (ada->values->pdata[0], ==, "Ada");
	g_assert_cmpstr (ada->values->pdata[1], ==, "1,235");
	g_assert_cmpstr (ada->values->pdata[2], ==, "2024-03-05");
	g_assert_cmpstr (ada->values->pdata[3], ==, "yes");
	g_assert_cmpstr (ada->values->pdata[4], ==, "100");
	g_assert_cmpstr (ada->values->pdata[5], ==, "High spend, many orders");
	g_assert_cmpstr (ada->values->pdata[6], ==, "1");
	g_assert_true (isfinite (ada->distance));
	known = rows->pdata[6]; /* from events only */
	for (guint i = 0; i < 7; i++)
		g_assert_cmpstr (known->values->pdata[i], ==, "");
	g_assert_cmpstr (known->values->pdata[7], ==, "no");
	g_assert_cmpint (known->segment_id, ==, 0);
	g_assert_true (isnan (known->distance));
	query.exact = TRUE;
	exact = seg_user_list (shop->workspace, &query, 0, 1, &error);
	g_assert_cmpstr (((const SegUserRow *) exact->pdata[0])->values->pdata[1], ==, "1234.56789");
}

/* Windows of any size put together are the whole list; count and ids agree with it. */
static void
test_windows (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, shop->set, "age > 18", &error);
	SegUserQuery query = { .set = shop->set, .filter = filter, .sort = "age", .descending = TRUE };
	g_autoptr (GArray) ids = NULL;
	gint64 n = 0;

	(void) data;
	g_assert_no_error (error);
	g_assert_true (seg_user_count (shop->workspace, &query, &n, &error));
	g_assert_cmpint (n, ==, 5);
	ids = seg_user_ids (shop->workspace, &query, &error);
	g_assert_cmpuint (ids->len, ==, 5);
	for (guint i = 1; i < ids->len; i++)
		g_assert_cmpint (g_array_index (ids, gint64, i - 1), <, g_array_index (ids, gint64, i));
	for (gint64 size = 1; size <= 6; size++) {
		g_autoptr (GString) keys = g_string_new (NULL);

		for (gint64 offset = 0; offset < n; offset += size) {
			g_autoptr (GPtrArray) rows = seg_user_list (shop->workspace, &query, offset, size, &error);
			g_autofree char *part = keys_of (rows);

			g_string_append_printf (keys, "%s ", part);
		}
		g_assert_cmpstr (keys->str, ==, "u5 u6 u2 u1 u4 ");
	}
}

static void
test_segment (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 first = shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	static const gint32 other[SHOP_N] = { 0, 0, 0, 0, 1, 1, 2 };
	gint64 second = shop_save (shop, "second", other, FALSE, NULL, &error);
	g_autoptr (SegSegmentation) old = seg_segmentation_load_id (shop->workspace, first, &error);
	g_autoptr (SegSegmentation) newest = seg_segmentation_load_id (shop->workspace, second, &error);
	SegUserQuery query = { .segmentation = old, .segment_id = ((const SegSegment *) old->segments->pdata[2])->id };
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, NULL, "segment = 1", &error);
	g_autoptr (GPtrArray) rows = seg_user_list (shop->workspace, &query, 0, -1, &error);
	g_autofree char *keys = keys_of (rows);
	gint64 n;

	(void) data;
	g_assert_no_error (error);
	g_assert_cmpstr (keys, ==, "u1 u6");
	query = (SegUserQuery) { .segmentation = old, .filter = filter };
	g_assert_true (seg_user_count (shop->workspace, &query, &n, &error));
	g_assert_cmpint (n, ==, 3);
	query.segmentation = newest;
	g_assert_true (seg_user_count (shop->workspace, &query, &n, &error));
	g_assert_cmpint (n, ==, 4);
	query.segmentation = NULL; /* the newest */
	g_assert_true (seg_user_count (shop->workspace, &query, &n, &error));
	g_assert_cmpint (n, ==, 4);
}

static void
test_mistakes (Shop *shop, gconstpointer data)
{
	static const char *const columns[] = { "age", "shoe size", NULL };
	g_autoptr (GError) error = NULL;
	SegUserQuery query = { .columns = columns };
	gint64 n = -7;

	(void) data;
	g_assert_null (seg_user_list (shop->workspace, &query, 0, 1, &error));
	test_error (&error, SEG_ERROR_USAGE, "no column \"shoe size\"; there are: key, segment");
	query = (SegUserQuery) { .sort = "age; DROP TABLE user" };
	g_assert_false (seg_user_count (shop->workspace, &query, &n, &error));
	test_error (&error, SEG_ERROR_USAGE, "no column \"age; DROP TABLE user\"");
	g_assert_cmpint (n, ==, -7);
	g_assert_null (seg_user_ids (shop->workspace, &query, &error));
	test_error (&error, SEG_ERROR_USAGE, "no column");
}

/* Without features and segments lists work all the same. */
static void
test_bare (Shop *shop, gconstpointer data)
{
	static const char *const columns[] = { "city", "distance", "segment", NULL };
	g_autoptr (GError) error = NULL;
	SegUserQuery query = { .columns = columns, .sort = "distance" };
	g_autoptr (GPtrArray) rows = NULL;
	g_autoptr (SegFilter) filter = NULL;
	gint64 n;

	(void) data;
	shop_run (shop, "DELETE FROM feature_set");
	filter = seg_filter_parse (shop->workspace, NULL, "vip = yes", &error);
	g_assert_no_error (error);
	query.filter = filter;
	rows = seg_user_list (shop->workspace, &query, 0, -1, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (rows->len, ==, 3);
	g_assert_true (seg_user_count (shop->workspace, &query, &n, &error));
	g_assert_cmpint (n, ==, 3);
	g_assert_null (seg_filter_parse (shop->workspace, NULL, "orders > 1", &error));
	test_error (&error, SEG_ERROR_USAGE, "there is no \"orders\"");
}

/* One user --------------------------------------------------------------------------------------------------------- */

static SegUserPage *
page_of (Shop *shop, const char *key)
{
	g_autoptr (GError) error = NULL;
	SegUserPage *page;
	gint64 id = 0;

	g_assert_true (seg_user_find (shop->workspace, key, &id, &error));
	page = seg_user_page (shop->workspace, id, &error);
	g_assert_no_error (error);
	return page;
}

static void
test_page (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegUserPage) ada = NULL, bob = NULL, eve = NULL, known = NULL, dora = NULL;
	gint64 total = 0;

	(void) data;
	shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	ada = page_of (shop, "u1");
	g_assert_true (ada->listed);
	g_assert_cmpuint (ada->labels->len, ==, 6);
	g_assert_cmpstr (ada->labels->pdata[1], ==, "城市");
	g_assert_cmpstr (ada->values->pdata[1], ==, "上海");
	g_assert_cmpint (ada->n_events, ==, 3);
	g_assert_cmpint (ada->n_orders, ==, 1); /* two lines, one order */
	g_assert_cmpfloat (ada->revenue, ==, 100);
	g_assert_cmpint (ada->by_month[22], ==, 3); /* April; the last event of all is in May 2024 */
	g_assert_cmpstr (ada->segment_name, ==, "High spend, many orders");
	g_assert_cmpstr (ada->segmentation_name, ==, "first");
	g_assert_cmpfloat (ada->silhouette, ==, 0.25);
	bob = page_of (shop, "u2");
	g_assert_cmpint (bob->n_orders, ==, 2); /* without order keys each line is one */
	eve = page_of (shop, "u6");
	for (gsize i = 0; i < G_N_ELEMENTS (eve->by_month); i++)
		total += eve->by_month[i];
	g_assert_cmpint (total, ==, 4);
	g_assert_cmpint (eve->by_month[23], ==, 4);
	/* two users as far from their middle: none of them is nearer */
	g_assert_cmpfloat (eve->distance_rank, ==, 0);
	g_assert_cmpfloat (ada->distance_rank, ==, 0);
	known = page_of (shop, "u7");
	g_assert_false (known->listed);
	g_assert_cmpint (known->segment_id, ==, 0);
	g_assert_true (isnan (known->distance) && isnan (known->distance_rank) && isnan (known->silhouette));
	dora = page_of (shop, "u4");
	g_assert_cmpint (dora->n_events, ==, 0);
	g_assert_cmpint (dora->last_at, ==, 0);
	g_assert_cmpfloat (dora->silhouette, ==, 0);
}

static void
test_events (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) events = seg_user_events (shop->workspace, 6, 0, 10, &error), window = NULL, undated = NULL;
	const SegUserEvent *event;

	(void) data;
	g_assert_no_error (error);
	g_assert_cmpuint (events->len, ==, 4);
	event = events->pdata[0]; /* of two at the same instant the later row comes first */
	g_assert_cmpstr (event->kind, ==, "search");
	g_assert_null (event->item_key);
	g_assert_cmpstr (event->text, ==, "贝塔 or beta?");
	g_assert_true (isnan (event->amount) && isnan (event->rating));
	event = events->pdata[1];
	g_assert_cmpstr (event->item_title, ==, "i3");
	g_assert_cmpfloat (event->amount, ==, 100);
	event = events->pdata[2];
	g_assert_cmpstr (event->item_title, ==, "《贝塔》");
	window = seg_user_events (shop->workspace, 6, 3, 10, &error);
	g_assert_cmpuint (window->len, ==, 1);
	g_assert_cmpstr (((const SegUserEvent *) window->pdata[0])->item_key, ==, "i1");
	undated = seg_user_events (shop->workspace, 5, 0, -1, &error);
	g_assert_cmpuint (undated->len, ==, 1);
	g_assert_cmpint (((const SegUserEvent *) undated->pdata[0])->at, ==, 0);
}

static void
test_nobody (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = -7;

	(void) data;
	g_assert_false (seg_user_find (shop->workspace, "U1", &id, &error)); /* keys are exact */
	test_error (&error, SEG_ERROR_NOT_FOUND, "no user \"U1\"");
	g_assert_cmpint (id, ==, -7);
	g_assert_null (seg_user_page (shop->workspace, 99, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "99");
}

/* The file has what the list has, row for row; stopping leaves none. */
static void
test_export (Shop *shop, gconstpointer data)
{
	static const char *const columns[] = { "name", "age", NULL };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "users.csv", NULL), *text = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GPtrArray) rows = NULL;
	g_autoptr (GString) expected = g_string_new ("key,name,age\r\n");
	SegUserQuery query = { .set = shop->set, .columns = columns, .sort = "age", .descending = TRUE, .exact = TRUE };
	gint64 n = -1;

	(void) data;
	shop_run (shop, "WITH RECURSIVE more (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM more WHERE i < 1500) "
	                "INSERT INTO user (key, name, age) SELECT 'v' || i, 'N' || i, i * 7919 % 90 + 0.5 FROM more");
	rows = seg_user_list (shop->workspace, &query, 0, -1, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (rows->len, ==, 8 + 1401);
	for (guint i = 0; i < rows->len; i++) {
		const SegUserRow *row = rows->pdata[i];

		g_string_append_printf (expected, "%s,%s,%s\r\n", row->key, (char *) row->values->pdata[0], (char *) row->values->pdata[1]);
	}
	query.exact = FALSE; /* files are exact all the same */
	g_assert_true (seg_user_export (shop->workspace, &query, path, FALSE, job, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, rows->len);
	text = test_file_read (path);
	g_assert_cmpstr (text, ==, expected->str);
	g_assert_cmpint (g_unlink (path), ==, 0);

	seg_job_cancel (job);
	g_assert_false (seg_user_export (shop->workspace, &query, path, FALSE, job, &n, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "Stopped");
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 0);
	g_assert_true (seg_workspace_count (shop->workspace, "SELECT sum (detail ->> 'rows') FROM audit WHERE action = 'export users'", &n,
	                                    &error));
	g_assert_cmpint (n, ==, rows->len); /* one line, of the one that was finished */
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/users/sort", Shop, NULL, shop_set_up, test_sort, shop_tear_down);
	g_test_add ("/users/order", Shop, NULL, shop_set_up, test_order, shop_tear_down);
	g_test_add ("/users/order-mistakes", Shop, NULL, shop_set_up, test_order_mistakes, shop_tear_down);
	g_test_add ("/users/ties", Shop, NULL, shop_set_up, test_ties, shop_tear_down);
	g_test_add ("/users/values", Shop, NULL, shop_set_up, test_values, shop_tear_down);
	g_test_add ("/users/windows", Shop, NULL, shop_set_up, test_windows, shop_tear_down);
	g_test_add ("/users/export", Shop, NULL, shop_set_up, test_export, shop_tear_down);
	g_test_add ("/users/segment", Shop, NULL, shop_set_up, test_segment, shop_tear_down);
	g_test_add ("/users/mistakes", Shop, NULL, shop_set_up, test_mistakes, shop_tear_down);
	g_test_add ("/users/bare", Shop, NULL, shop_set_up, test_bare, shop_tear_down);
	g_test_add ("/users/page", Shop, NULL, shop_set_up, test_page, shop_tear_down);
	g_test_add ("/users/events", Shop, NULL, shop_set_up, test_events, shop_tear_down);
	g_test_add ("/users/nobody", Shop, NULL, shop_set_up, test_nobody, shop_tear_down);
	return g_test_run ();
}
