/* How items do, beside SQL that groups the events: to the bit, whatever the events are read from. */
#include <config.h>

#include <segscope/feature.h>
#include <segscope/random.h>
#include <segscope/recommend.h>

#include <math.h>

#include "recipe-fixture.h"

/* In the order in which SQL visits them within a group, that of their ids. Sums of SQLite from 3.43 on carry their rounding errors along. */
#define TRUTH \
	"SELECT item.key, coalesce (n_users, 0), coalesce (n_events, 0), coalesce (revenue, 0), mean_rating FROM item LEFT JOIN (" \
	"SELECT item_id, count(DISTINCT CASE WHEN :basis = 'event' OR kind_id IN " SEG_SQL_KINDS_OF_TAKING (":basis") " THEN user_id END) AS n_users, " \
	"count(*) AS n_events, total (CASE WHEN kind_id IN " SEG_SQL_KINDS_OF_MONEY " THEN amount END) AS revenue, " \
	"coalesce (avg (rating) FILTER (WHERE NOT kind_id IN (SELECT id FROM event_kind WHERE name = 'review')), avg (rating)) AS mean_rating " \
	"FROM event WHERE item_id IS NOT NULL GROUP BY item_id) ON item_id = item.id " \
	"WHERE item.id NOT IN (SELECT item_id FROM excluded_item) ORDER BY 2 DESC, item.key"

static gboolean
sums_are_plain (SegWorkspace *workspace)
{
	gint64 plain = 0;

	g_assert_true (seg_workspace_count (workspace, "SELECT sqlite_version() < '3.43'", &plain, NULL));
	return plain != 0;
}

static void
same_figure (double is, double should, gboolean exactly)
{
	if (isnan (should))
		g_assert_true (isnan (is));
	else if (exactly)
		g_assert_cmpfloat (is, ==, should);
	else
		g_assert_cmpfloat_with_epsilon (is, should, 1e-12 * MAX (1, fabs (should)));
}

static void
compare (SegWorkspace *workspace, const char *basis)
{
	g_autoptr (SegStatement) truth = NULL;
	g_autoptr (GPtrArray) items = NULL;
	g_autoptr (GError) error = NULL;
	const gboolean exactly = sums_are_plain (workspace);
	guint n = 0;

	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, basis);
	items = seg_items (workspace, NULL, &error);
	g_assert_no_error (error);
	truth = seg_workspace_prepare (workspace, TRUTH, &error);
	g_assert_no_error (error);
	seg_statement_bind_text (truth, ":basis", basis);
	for (; seg_statement_next (truth, &error); n++) {
		const SegItemRow *item = n < items->len ? items->pdata[n] : NULL;

		g_assert_nonnull (item);
		g_assert_cmpstr (item->key, ==, seg_statement_text (truth, 0));
		g_assert_cmpint (item->n_users, ==, seg_statement_integer (truth, 1));
		g_assert_cmpint (item->n_events, ==, seg_statement_integer (truth, 2));
		same_figure (item->revenue, seg_statement_double (truth, 3), exactly);
		same_figure (item->mean_rating, seg_statement_double (truth, 4), exactly);
	}
	g_assert_no_error (error);
	g_assert_cmpuint (items->len, ==, n);
}

/* From the rows, and from the packs that computing features leaves. */
static void
compare_both (Shop *shop, const char *basis)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GError) error = NULL;
	gint64 n_packs = 0;

	compare (shop->workspace, basis);
	set = seg_feature_set_build (shop->workspace, "all", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_workspace_count (shop->workspace, "SELECT count(*) FROM event_pack", &n_packs, NULL));
	g_assert_cmpint (n_packs, >, 0);
	compare (shop->workspace, basis);
}

static void
test_dirty_shop (void)
{
	IN_THE_SHOP;

	fill_shop (&shop);
	compare_both (&shop, "purchase");
	add_step (&shop, "exclude pattern=*@test.com"); /* these users' events are set aside */
	add_step (&shop, "exclude of=items pattern=test*");
	add_step (&shop, "merge alike=phone"); /* and those of the merged are another's */
	compare (shop.workspace, "purchase");
}

static void
test_sample (void)
{
	static const char *const files[][2] = { { "courses.csv", "items" }, { "users.csv", "users" }, { "purchases.csv", "purchases" },
	                                        { "events.csv", "events" }, { "ratings.csv", "ratings" }, { "reviews.csv", "reviews" } };
	IN_THE_SHOP;

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *path = test_sample_file (files[i][0]);

		shop_import (&shop, path, files[i][1]);
	}
	compare_both (&shop, "purchase");
}

static void
execute (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_execute (shop->workspace, sql, &error);
	g_assert_no_error (error);
}

/* Users and items, some of which nobody touches; kinds with every meaning. */
static void
fill_catalogue (Shop *shop)
{
	execute (shop,
		"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, program_version) "
		"VALUES (1, 'events.csv', 'abc', 'events', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0');"
		"INSERT INTO event_kind (id, name) VALUES (2, 'purchase'), (3, 'refund'), (5, 'rating'), (6, 'review'), (9, 'view'), (11, 'given back');"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700) INSERT INTO user (id, key, listed) SELECT 3 * i, 'u' || i, 1 FROM n;"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) INSERT INTO item (id, key, listed) SELECT 61 - i, 'i' || i, 1 FROM n;");
}

/* @n events, among them equal ones; items beyond 50 have few or none. Amounts are such that sums depend on their order. */
static void
fill_log (Shop *shop, gsize n, const gint64 *kinds, gsize n_kinds, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 1);
	g_autoptr (SegStatement) insert = seg_workspace_prepare (shop->workspace, "INSERT INTO event (user_id, item_id, kind_id, at, amount, rating, source_id) "
		"VALUES (:user, :item, :kind, :at, iif (:kind IN (5, 6), NULL, :amount), iif (:kind IN (5, 6), :rating, NULL), 1)", NULL);

	execute (shop, "BEGIN");
	for (gsize i = 0; i < n; i++) {
		const gint64 kind = kinds[seg_random_below (random, n_kinds)];
		const double u = seg_random_uniform (random);

		seg_statement_bind_integer (insert, ":user", 3 * (1 + (gint64) seg_random_below (random, 690)));
		if (seg_random_below (random, 10) > 0)
			seg_statement_bind_integer (insert, ":item", 1 + (gint64) (u * u * 55));
		else
			seg_statement_bind_null (insert, ":item");
		seg_statement_bind_integer (insert, ":kind", kind);
		seg_statement_bind_integer (insert, ":at", 1700000000 + (gint64) seg_random_below (random, 1000));
		seg_statement_bind_double (insert, ":amount", (kind == 3 ? -1 : 1) * exp (12 * seg_random_uniform (random)));
		seg_statement_bind_double (insert, ":rating", 0.1 + (double) seg_random_below (random, 50) / 10);
		g_assert_true (seg_statement_run (insert, NULL));
	}
	execute (shop, "COMMIT");
}

/* More than are read in one part. */
static void
test_random_log (void)
{
	static const gint64 kinds[] = { 2, 3, 5, 6, 9, 9, 11 };
	IN_THE_SHOP;

	fill_catalogue (&shop);
	fill_log (&shop, 300000, kinds, G_N_ELEMENTS (kinds), 11);
	compare_both (&shop, "purchase");
	execute (&shop, "DELETE FROM event WHERE id % 7 = 0 OR id BETWEEN 70000 AND 140000;" /* some packs go, ids have gaps */
	         "UPDATE event SET item_id = NULL WHERE id % 1000 = 1; UPDATE event SET user_id = 2100 WHERE user_id = 3");
	compare (shop.workspace, "purchase");
	fill_log (&shop, 1000, kinds, G_N_ELEMENTS (kinds), 12); /* rows behind the packs */
	compare_both (&shop, "purchase");
}

/* What taking means follows from what there is. */
static void
test_other_basis (void)
{
	static const gint64 ratings[] = { 5, 6, 6, 9 }, reviews[] = { 6, 9 };

	for (guint i = 0; i < 2; i++) {
		IN_THE_SHOP;

		fill_catalogue (&shop);
		fill_log (&shop, 2000, i == 0 ? ratings : reviews, i == 0 ? 4 : 2, 13 + i);
		compare_both (&shop, i == 0 ? "rating" : "event");
	}
}

static void
test_nothing (void)
{
	IN_THE_SHOP;

	compare (shop.workspace, "event");
	fill_catalogue (&shop);
	compare (shop.workspace, "event");
}

static void
cancel_at (const SegJobStatus *status, gpointer data)
{
	if (status->fraction >= 0.3)
		seg_job_cancel (data);
}

static void
test_cancelled (void)
{
	static const gint64 kinds[] = { 2, 9 };
	IN_THE_SHOP;
	g_autoptr (GError) error = NULL;

	fill_catalogue (&shop);
	fill_log (&shop, 5000, kinds, 2, 17);
	for (guint i = 0; i < 2; i++) {
		g_autoptr (SegJob) job = seg_job_new ();

		seg_job_observe (job, cancel_at, job);
		if (i == 0)
			seg_job_cancel (job);
		g_assert_null (seg_items (shop.workspace, job, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
		g_clear_error (&error);
	}
	compare (shop.workspace, "purchase");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/items/dirty-shop", test_dirty_shop);
	g_test_add_func ("/items/sample", test_sample);
	g_test_add_func ("/items/random-log", test_random_log);
	g_test_add_func ("/items/other-basis", test_other_basis);
	g_test_add_func ("/items/nothing", test_nothing);
	g_test_add_func ("/items/cancelled", test_cancelled);
	return g_test_run ();
}
