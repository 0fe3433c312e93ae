/* Events that earlier files had brought: the merge over runs against a count in memory. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "ingest/overlap.h"
#include "ingest-fixture.h"

#define MOST_SOURCES 5

/* How one random case is made. */
typedef struct {
	GRand   *rand;
	guint    n_users, n_times, n_items;
	gboolean disordered; /* events do not lie in the order of times */
} Case;

typedef struct {
	guint user, source;
	int   at; /* -1: none */
	guint item, kind;
	int   amount; /* -1: none */
	guint order;  /* 0: none */
} Row;

static int
compare_rows (gconstpointer a, gconstpointer b)
{
	const Row *one = a, *other = b;

	return one->user != other->user ? (one->user < other->user ? -1 : 1) : one->at < other->at ? -1 : one->at > other->at;
}

static char *
describe (const Row *row)
{
	return g_strdup_printf ("%u %d %u %u %d %u", row->user, row->at, row->item, row->kind, row->amount, row->order);
}

static GArray *
make_rows (const Case *c, guint source, guint n)
{
	GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

	for (guint i = 0; i < n; i++) {
		Row row = { .user = 1 + g_rand_int (c->rand) % c->n_users, .source = source, .at = (int) (g_rand_int (c->rand) % c->n_times) - 1,
		            .item = g_rand_int (c->rand) % c->n_items, .kind = 1 + g_rand_int (c->rand) % 2,
		            .amount = (int) (g_rand_int (c->rand) % 3) - 1, .order = g_rand_int (c->rand) % 2 };

		g_array_append_val (rows, row);
	}
	return rows;
}

static void
insert_source (Shop *shop, guint id, const GArray *rows)
{
	int first = -1, last = -1;
	g_autofree char *sql = NULL, *range = NULL;

	for (guint i = 0; i < rows->len; i++) {
		int at = g_array_index (rows, Row, i).at;

		first = at >= 0 && (first < 0 || at < first) ? at : first;
		last = MAX (last, at);
	}
	range = first < 0 ? g_strdup ("NULL, NULL") : g_strdup_printf ("%d, %d", first, last);
	sql = g_strdup_printf ("INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
	                       "rows_repeated, imported_at, program_version, first_at, last_at) "
	                       "VALUES (%u, 'f', '', 'events', '{}', 'UTF-8', ',', 0, %u, 0, 0, 0, '', %s)", id, rows->len, range);
	g_assert_true (seg_workspace_execute (shop->workspace, sql, NULL));
}

/* Inserts @rows as loads do: in chunks, each in order, with their blocks. */
static void
insert_rows (Shop *shop, const Case *c, GArray *rows, guint chunk)
{
	for (guint from = 0; from < rows->len; from += chunk) {
		guint n = MIN (chunk, rows->len - from);

		if (!c->disordered)
			qsort (&g_array_index (rows, Row, from), n, sizeof (Row), compare_rows);
		for (guint i = from; i < from + n; i++) {
			const Row *row = &g_array_index (rows, Row, i);
			g_autofree char *at = row->at < 0 ? g_strdup ("NULL") : g_strdup_printf ("%d", row->at);
			g_autofree char *amount = row->amount < 0 ? g_strdup ("NULL") : g_strdup_printf ("%d", row->amount);
			g_autofree char *sql = g_strdup_printf (
				"INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) VALUES (%u, nullif (%u, 0), %u, %s, %s, %s, %u)",
				row->user, row->item, row->kind, at, amount, row->order == 0 ? "NULL" : "'A1'", row->source);

			g_assert_true (seg_workspace_execute (shop->workspace, sql, NULL));
		}
		g_assert_true (seg_workspace_index_events (shop->workspace, NULL));
	}
}

/* What must be left: each new row against one earlier row of a source that counts. */
static guint
expect_known (const GArray *earlier, const GArray *rows, guint corrects, GHashTable *left)
{
	g_autoptr (GHashTable) free_ones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	guint n_known = 0;

	for (guint i = 0; i < earlier->len; i++) {
		const Row *row = &g_array_index (earlier, Row, i);
		char *key = describe (row);

		if (row->source == corrects)
			g_free (key);
		else
			g_hash_table_insert (free_ones, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (free_ones, key)) + 1));
	}
	for (guint i = 0; i < rows->len; i++) {
		char *key = describe (&g_array_index (rows, Row, i));
		guint n = GPOINTER_TO_UINT (g_hash_table_lookup (free_ones, key));

		if (n > 0) {
			g_hash_table_insert (free_ones, g_strdup (key), GUINT_TO_POINTER (n - 1));
			n_known++;
		} else
			g_hash_table_insert (left, g_strdup (key), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (left, key)) + 1));
		g_free (key);
	}
	return n_known;
}

static void
assert_left (Shop *shop, guint source, GHashTable *left)
{
	g_autofree char *sql = g_strdup_printf ("SELECT user_id, at, item_id, kind_id, amount, order_key FROM event WHERE source_id = %u", source);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, sql, NULL);

	while (seg_statement_next (statement, NULL)) {
		Row row = { .user = (guint) seg_statement_integer (statement, 0),
		            .at = seg_statement_is_null (statement, 1) ? -1 : (int) seg_statement_integer (statement, 1),
		            .item = (guint) seg_statement_integer (statement, 2), .kind = (guint) seg_statement_integer (statement, 3),
		            .amount = seg_statement_is_null (statement, 4) ? -1 : (int) seg_statement_double (statement, 4),
		            .order = seg_statement_is_null (statement, 5) ? 0 : 1 };
		g_autofree char *key = describe (&row);
		guint n = GPOINTER_TO_UINT (g_hash_table_lookup (left, key));

		g_assert_cmpuint (n, >, 0);
		g_hash_table_insert (left, g_strdup (key), GUINT_TO_POINTER (n - 1));
	}
}

static void
run_case (const Case *c)
{
	g_autoptr (GArray) earlier = g_array_new (FALSE, FALSE, sizeof (Row)), rows = NULL;
	g_autoptr (GHashTable) left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	guint n_sources = g_rand_int (c->rand) % MOST_SOURCES, corrects, n_known;
	gint64 last, n_found = -1;
	Shop shop;

	shop_open (&shop);
	g_assert_true (seg_workspace_execute (shop.workspace, "PRAGMA foreign_keys = OFF; BEGIN", NULL));
	for (guint i = 1; i <= n_sources; i++) {
		g_autoptr (GArray) more = make_rows (c, i, g_rand_int (c->rand) % 200);

		insert_source (&shop, i, more);
		insert_rows (&shop, c, more, 1 + g_rand_int (c->rand) % 100);
		g_array_append_vals (earlier, more->data, more->len);
	}
	last = shop_count (&shop, "SELECT max (id) FROM event");
	rows = make_rows (c, n_sources + 1, 1 + g_rand_int (c->rand) % 300);
	insert_source (&shop, n_sources + 1, rows);
	insert_rows (&shop, c, rows, 1 + g_rand_int (c->rand) % 100);
	g_assert_true (seg_workspace_execute (shop.workspace, "COMMIT", NULL));
	corrects = g_rand_int (c->rand) % 4 == 0 ? n_sources : 0;
	n_known = expect_known (earlier, rows, corrects, left);
	g_assert_true (seg_overlap_remove (shop.workspace, n_sources + 1, corrects, last, rows->len, NULL, &n_found, NULL));
	g_assert_cmpint (n_found, ==, n_known);
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM event"), ==, earlier->len + rows->len - n_known);
	assert_left (&shop, n_sources + 1, left);
	shop_close (&shop);
}

static void
test_random (void)
{
	for (guint seed = 0; seed < 40; seed++) {
		Case c = { g_rand_new_with_seed (seed), 1 + seed % 9, 1 + seed % 13, 1 + seed % 4, FALSE };

		run_case (&c);
		g_rand_free (c.rand);
	}
}

/* A file that another program wrote into: nothing lies in order, and nothing is lost for that. */
static void
test_disordered (void)
{
	for (guint seed = 100; seed < 110; seed++) {
		Case c = { g_rand_new_with_seed (seed), 1 + seed % 9, 1 + seed % 13, 1 + seed % 4, TRUE };

		run_case (&c);
		g_rand_free (c.rand);
	}
}

/* Files whose times do not meet are not compared: the equal rows without a time stay. */
static void
test_apart (void)
{
	Shop shop;
	Case c = { NULL, 1, 1, 1, FALSE };
	g_autoptr (GArray) january = g_array_new (FALSE, FALSE, sizeof (Row)), february = g_array_new (FALSE, FALSE, sizeof (Row));
	const Row rows[] = { { 1, 1, 10, 1, 1, 5, 0 }, { 1, 1, 20, 1, 1, 5, 0 }, { 1, 2, 30, 1, 1, 5, 0 } };
	gint64 n = -1;

	shop_open (&shop);
	g_assert_true (seg_workspace_execute (shop.workspace, "PRAGMA foreign_keys = OFF", NULL));
	g_array_append_vals (january, rows, 2);
	g_array_append_vals (february, rows + 2, 1);
	insert_source (&shop, 1, january);
	insert_rows (&shop, &c, january, 10);
	insert_source (&shop, 2, february);
	insert_rows (&shop, &c, february, 10);
	g_assert_true (seg_overlap_remove (shop.workspace, 2, 0, 2, 1, NULL, &n, NULL));
	g_assert_cmpint (n, ==, 0);
	shop_close (&shop);
}

/* Stopped in its middle, nothing is removed. */
static void
test_cancel (void)
{
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	g_autoptr (GArray) rows = NULL;
	Case c = { g_rand_new_with_seed (7), 50, 100, 3, FALSE };
	gint64 n = -1;
	Shop shop;

	shop_open (&shop);
	g_assert_true (seg_workspace_execute (shop.workspace, "PRAGMA foreign_keys = OFF; BEGIN", NULL));
	rows = make_rows (&c, 1, 3000);
	insert_source (&shop, 1, rows);
	insert_rows (&shop, &c, rows, 500);
	for (guint i = 0; i < rows->len; i++)
		g_array_index (rows, Row, i).source = 2;
	insert_source (&shop, 2, rows);
	insert_rows (&shop, &c, rows, 500);
	g_assert_true (seg_workspace_execute (shop.workspace, "COMMIT", NULL));
	seg_job_cancel (job);
	g_assert_false (seg_overlap_remove (shop.workspace, 2, 0, 3000, 3000, job, &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM event"), ==, 6000);
	g_assert_true (seg_overlap_remove (shop.workspace, 2, 0, 3000, 3000, NULL, &n, NULL));
	g_assert_cmpint (n, ==, 3000);
	g_rand_free (c.rand);
	shop_close (&shop);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/overlap/random", test_random);
	g_test_add_func ("/overlap/disordered", test_disordered);
	g_test_add_func ("/overlap/apart", test_apart);
	g_test_add_func ("/overlap/cancel", test_cancel);
	return g_test_run ();
}
