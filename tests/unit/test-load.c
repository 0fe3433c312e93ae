/* The load as two threads and many chunks: the same rows whatever the sizes and timing, events and keys found where the blocks
 * say, cancelled at any moment without a trace. */
#include <config.h>
#include "ingest-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "ingest/chunk.h"
#include "ingest/ingest-private.h"

/* Everything that a load writes, as one text. */
static char *
dump (SegWorkspace *workspace)
{
	static const char *const queries[] = {
		"SELECT * FROM user ORDER BY id", "SELECT * FROM item ORDER BY id", "SELECT id, name FROM event_kind ORDER BY id",
		"SELECT * FROM event ORDER BY id", "SELECT * FROM review ORDER BY event_id", "SELECT name, missing FROM attribute ORDER BY id",
		"SELECT source_id, line, column_name, reason, raw FROM reject ORDER BY id", "SELECT * FROM event_block ORDER BY 1",
		"SELECT * FROM key_block ORDER BY 1, 2",
		"SELECT id, checksum, rows_read, rows_loaded, rows_rejected FROM source ORDER BY id",
	};
	GString *text = g_string_new (NULL);

	for (gsize i = 0; i < G_N_ELEMENTS (queries); i++) {
		g_autoptr (GError) error = NULL;
		g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, queries[i], &error);

		g_assert_no_error (error);
		g_string_append_printf (text, "%s\n", queries[i]);
		while (seg_statement_next (statement, &error)) {
			for (int column = 0; column < seg_statement_n_columns (statement); column++) {
				const char *value = seg_statement_text (statement, column);

				g_string_append_printf (text, "%s|", value != NULL ? value : "~");
			}
			g_string_append_c (text, '\n');
		}
		g_assert_no_error (error);
	}
	return g_string_free (text, FALSE);
}

/* Events of some users in no order, with whatever a file can have: reviews with line ends, blank lines, rows set aside. */
static char *
make_events (guint32 seed, int n_rows, int n_users)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (seed);
	GString *text = g_string_new ("user_id,item_id,event,at,amount,rating,comment,title\n");

	for (int i = 0; i < n_rows; i++) {
		int user = g_rand_int_range (random, 0, n_users), dice = g_rand_int_range (random, 0, 1000);

		g_string_append_printf (text, user % 3 == 0 ? "a-rather-long-key-of-user-%d," : "u%d,", user);
		g_string_append_printf (text, "i%d,%s,", g_rand_int_range (random, 0, 50), dice % 4 == 0 ? "purchase" : "view");
		g_string_append_printf (text, dice == 1 ? "not a date," : dice % 50 == 7 ? "," : "%d,", 1700000000 + g_rand_int_range (random, 0, 5000));
		g_string_append_printf (text, "%d.%02d,%s,", dice, dice % 100, dice % 5 == 0 ? "4" : "");
		g_string_append (text, dice % 97 == 0 ? "\"two\nlines\"" : dice % 11 == 0 ? "good" : "");
		g_string_append_printf (text, ",%s%d\n", dice % 7 == 0 ? "Title " : "", dice % 7);
		if (dice == 500)
			g_string_append (text, "\n  \n");
		if (dice == 600)
			g_string_append (text, "u1,too,few\n");
	}
	return g_string_free (text, FALSE);
}

static char *
make_users (guint32 seed, int n_rows)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (seed);
	GString *text = g_string_new ("user_id,city,age,joined,vip\n");

	for (int i = 0; i < n_rows; i++) {
		int user = g_rand_int_range (random, 0, n_rows * 3 / 4), dice = g_rand_int_range (random, 0, 1000);

		g_string_append_printf (text, user % 3 == 0 ? "a-rather-long-key-of-user-%d," : "u%d,", user);
		g_string_append_printf (text, "%s,%d%s,", dice % 9 == 0 ? "" : dice % 2 == 0 ? "Köln" : "上海", dice % 90, dice == 3 ? "x" : "");
		g_string_append_printf (text, "2024-%02d-%02d,%s\n", dice % 12 + 1, dice % 28 + 1, dice % 5 == 0 ? "" : dice % 2 == 0 ? "yes" : "no");
	}
	return g_string_free (text, FALSE);
}

static char *
load_all (gsize events_most, gsize bytes_most)
{
	g_autofree char *users = make_users (1, 3000), *events = make_events (2, 8000, 2000), *later = make_events (3, 5000, 3000);
	g_autofree char *more = make_users (4, 2000);
	gsize events_before = seg_chunk_events_most, bytes_before = seg_chunk_bytes_most;
	Shop shop;
	char *text;

	seg_chunk_events_most = events_most;
	seg_chunk_bytes_most = bytes_most;
	shop_open (&shop);
	shop_import_text (&shop, "events", events);
	shop_import_text (&shop, "users", users);
	shop_import_text (&shop, "events", later);
	shop_import_text (&shop, "users", more);
	text = dump (shop.workspace);
	shop_close (&shop);
	seg_chunk_events_most = events_before;
	seg_chunk_bytes_most = bytes_before;
	return text;
}

/* Twice the same, and users the same whatever the size of the chunks. */
static void
test_same_again (void)
{
	g_autofree char *first = load_all (1 << 18, 1 << 24), *second = load_all (1 << 18, 1 << 24);
	g_autofree char *small = load_all (500, 1 << 24), *small_again = load_all (500, 1 << 24);

	g_assert_true (g_str_equal (first, second));
	g_assert_true (g_str_equal (small, small_again));
	g_assert_false (g_str_equal (first, small)); /* the hook does something */
}

/* What does not depend on where chunks end: everything but the ids of events. */
static void
test_chunks (void)
{
	static const char query[] = "SELECT user_id, item_id, kind_id, at, amount, rating, source_id, text FROM event "
	                            "LEFT JOIN review ON event_id = event.id ORDER BY 1, 4, 2, 3, 5, 6, 7, 8";
	g_autofree char *events = make_events (5, 6000, 700);
	g_autofree char *expected = NULL;

	for (int i = 0; i < 4; i++) {
		gsize events_before = seg_chunk_events_most, bytes_before = seg_chunk_bytes_most;
		g_autofree char *found = NULL;
		g_autoptr (GString) text = g_string_new (NULL);
		g_autoptr (SegStatement) statement = NULL;
		Shop shop;

		seg_chunk_events_most = i == 1 ? 1 : i == 2 ? 700 : events_before;
		seg_chunk_bytes_most = i == 3 ? 1 : bytes_before;
		shop_open (&shop);
		shop_import_text (&shop, "events", events);
		statement = seg_workspace_prepare (shop.workspace, query, NULL);
		while (seg_statement_next (statement, NULL))
			for (int column = 0; column < 8; column++)
				g_string_append_printf (text, "%s|", seg_statement_is_null (statement, column) ? "~" : seg_statement_text (statement, column));
		g_clear_pointer (&statement, seg_statement_free);
		found = g_string_free (g_steal_pointer (&text), FALSE);
		if (i == 0)
			expected = g_steal_pointer (&found);
		else
			g_assert_true (g_str_equal (found, expected));
		seg_chunk_events_most = events_before;
		seg_chunk_bytes_most = bytes_before;
		shop_close (&shop);
	}
}

static void
expect_alike (SegStatement *by_blocks, SegStatement *by_scan, gint64 user)
{
	seg_statement_bind_integer (by_blocks, ":user", user);
	seg_statement_bind_integer (by_scan, ":user", user);
	g_assert_true (seg_statement_next (by_blocks, NULL) && seg_statement_next (by_scan, NULL));
	g_assert_cmpint (seg_statement_integer (by_blocks, 0), ==, seg_statement_integer (by_scan, 0));
	g_assert_cmpint (seg_statement_integer (by_blocks, 1), ==, seg_statement_integer (by_scan, 1));
	seg_statement_reset (by_blocks);
	seg_statement_reset (by_scan);
}

static void
compare_users (Shop *shop)
{
	g_autoptr (SegStatement) by_blocks = seg_workspace_prepare (shop->workspace,
		"SELECT count (*), sum (id) FROM " SEG_SQL_EVENTS_OF_USER (":user"), NULL);
	g_autoptr (SegStatement) by_scan = seg_workspace_prepare (shop->workspace, "SELECT count (*), sum (id) FROM event WHERE user_id = :user",
		NULL);
	gint64 n_users = shop_count (shop, "SELECT max (id) FROM user");

	for (gint64 user = 0; user <= n_users + 1; user++)
		expect_alike (by_blocks, by_scan, user);
}

/* The blocks find exactly what a scan finds, for every user, after several loads and with events that are gone or put back. */
static void
check_blocks (Shop *shop)
{
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM (SELECT id FROM event WHERE id <= " SEG_SQL_LAST_BLOCK " EXCEPT SELECT event.id FROM event_block "
		"JOIN event ON event.id BETWEEN first_event_id AND last_event_id AND user_id BETWEEN first_user_id AND last_user_id)"), ==, 0);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM event_block a JOIN event_block b ON a.first_event_id < b.first_event_id "
		"AND a.last_event_id >= b.first_event_id"), ==, 0);
	compare_users (shop);
}

static void
test_blocks (void)
{
	gsize events_before = seg_chunk_events_most;
	g_autoptr (GError) error = NULL;
	Shop shop;

	shop_open (&shop);
	for (guint32 load = 0; load < 4; load++) {
		g_autofree char *events = make_events (10 + load, 4000, 300 + 100 * (int) load);

		seg_chunk_events_most = load == 2 ? 900 : events_before;
		shop_import_text (&shop, "events", events);
		check_blocks (&shop);
		/* as cleaning does: the last events and some others are set aside, one more comes with an id of its own */
		seg_workspace_execute (shop.workspace,
			"INSERT INTO event_set_aside (id, user_id, item_id, kind_id, at, amount, rating, source_id) SELECT id, user_id, item_id, kind_id, at, "
			"amount, rating, source_id FROM event WHERE id % 7 = 3 OR id > (SELECT max (id) - 600 FROM event);"
			"DELETE FROM event WHERE id IN (SELECT id FROM event_set_aside)", &error);
		g_assert_no_error (error);
		check_blocks (&shop);
		if (load % 2 == 0)
			continue;
		seg_workspace_execute (shop.workspace,
			"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, rating, source_id) SELECT id, user_id, item_id, kind_id, at, amount, "
			"rating, source_id FROM event_set_aside; DELETE FROM event_set_aside;"
			"INSERT INTO event (user_id, kind_id, source_id) VALUES (1, 1, 1), (250, 1, 1)", &error);
		g_assert_no_error (error);
	}
	seg_chunk_events_most = events_before;
	check_blocks (&shop);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM event WHERE id IN (SELECT id FROM event_set_aside)"), ==, 0);
	shop_close (&shop);
}

/* Every key is found by its block, and no other. */
static void
test_keys (void)
{
	g_autofree char *users = make_users (20, 3000), *events = make_events (21, 3000, 4000);
	g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (SegStatement) statement = NULL;
	Shop shop;
	gint64 found;

	shop_open (&shop);
	shop_import_text (&shop, "users", users);
	shop_import_text (&shop, "events", events);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM user"), ==,
	                 shop_count (&shop, "SELECT sum (json_array_length (ids)) FROM key_block WHERE entity = 'user'"));
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM user"), ==, shop_count (&shop, "SELECT count (DISTINCT key) FROM user"));
	statement = seg_workspace_prepare (shop.workspace, "SELECT key, id FROM user ORDER BY id", NULL);
	while (seg_statement_next (statement, NULL)) {
		g_ptr_array_add (keys, g_strdup (seg_statement_text (statement, 0)));
		g_assert_cmpint (seg_statement_integer (statement, 1), ==, keys->len);
	}
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM user WHERE id NOT IN (SELECT near.value FROM key_block, json_each (ids) AS near "
		"WHERE entity = 'user' AND user.key BETWEEN first_key AND last_key)"), ==, 0);
	for (guint i = 0; i < keys->len; i += 7) {
		g_autofree char *other = g_strconcat (keys->pdata[i], "x", NULL);

		g_assert_true (seg_workspace_find_key (shop.workspace, "user", keys->pdata[i], &found, NULL));
		g_assert_cmpint (found, ==, i + 1);
		g_assert_true (seg_workspace_find_key (shop.workspace, "user", other, &found, NULL));
		g_assert_cmpint (found, ==, 0);
	}
	g_clear_pointer (&statement, seg_statement_free);
	shop_close (&shop);
}

/* Stopping ---------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegJob *job;
	gulong  delay; /* microseconds */
} Stopper;

static gpointer
stop_soon (gpointer data)
{
	Stopper *stopper = data;

	g_usleep (stopper->delay);
	seg_job_cancel (stopper->job);
	return NULL;
}

/* Stopped at any moment, the workspace is as before, or the load had ended. */
static void
test_cancel (void)
{
	g_autofree char *first = make_events (30, 3000, 500), *second = make_events (31, 20000, 3000), *before = NULL, *path = NULL;
	g_autoptr (GRand) random = g_rand_new_with_seed (7);
	int n_cancelled = 0;
	Shop shop;

	shop_open (&shop);
	shop_import_text (&shop, "events", first);
	path = test_folder_write (shop.folder, "second.csv", second);
	before = dump (shop.workspace);
	for (int i = 0; i < 30; i++) {
		g_autoptr (SegImportPlan) plan = shop_plan (path, "events", NULL);
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (GError) error = NULL;
		Stopper stopper = { job, i < 3 ? 0 : (gulong) g_rand_int_range (random, 0, 40000) };
		SegImportResult result = { .source_id = -1 };
		GThread *thread = g_thread_new ("stop", stop_soon, &stopper);
		gboolean loaded = seg_import_run (shop.workspace, plan, TRUE, job, &result, &error); /* rolled back if it ends */
		g_autofree char *after = NULL;

		g_thread_join (thread);
		after = dump (shop.workspace);
		g_assert_true (g_str_equal (after, before));
		if (loaded)
			continue;
		test_error (&error, SEG_ERROR_CANCELLED, "nothing was changed");
		g_assert_cmpint (result.source_id, ==, -1);
		n_cancelled++;
	}
	g_assert_cmpint (n_cancelled, >, 0);
	shop_close (&shop);
}

/* Values ------------------------------------------------------------------------------------------------------------------------ */

/* Users with a number and a date, whatever their values look like. */
static void
shop_import_typed (Shop *shop, const char *text)
{
	g_autofree char *path = test_folder_write (shop->folder, "typed.csv", text);
	g_autoptr (SegImportPlan) plan = shop_plan (path, "users", NULL);

	plan->columns[1].type = SEG_TYPE_NUMBER;
	plan->columns[2].type = SEG_TYPE_DATE;
	plan->columns[1].imported = plan->columns[2].imported = TRUE;
	g_assert_null (plan->columns[1].field);
	shop_run (shop, plan);
}

/* The quick ways of reading give what the thorough ones give. */
static void
test_quick_values (void)
{
	static const char *const numbers[] = { "0", "-0", "7", "-7", "12.50", ".5", "5.", "-.5", "123456789012345", "1234567890123456", "0.1",
	                                       "999999999999.999", "1.2.3", "-", "1-", "00012", "1e5", "1,234", "１２" };
	static const char *const times[] = { "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "0001-01-01", "0000-01-01", "9999-12-31",
	                                     "2024-13-01", "2024-00-10", "2024-01-32", "2024-03-05 14:05", "2024-03-05T14:05:09",
	                                     "2024-03-05T14:05:09Z", "2024-03-05 24:00", "2024-03-05 23:60:00", "2024-03-05 23:59:60",
	                                     "1712345678", "4102444799", "4102444800", "0000000001", "2024/03/05", "2024-03-0a" };
	g_autoptr (GString) text = g_string_new ("user_id,number,time\n");
	Shop shop;

	for (gsize i = 0; i < MAX (G_N_ELEMENTS (numbers), G_N_ELEMENTS (times)); i++)
		g_string_append_printf (text, "u%zu,\"%s\",%s\n", i, i < G_N_ELEMENTS (numbers) ? numbers[i] : "", i < G_N_ELEMENTS (times) ? times[i] : "");
	shop_open (&shop);
	shop_import_typed (&shop, text->str);
	for (gsize i = 0; i < MAX (G_N_ELEMENTS (numbers), G_N_ELEMENTS (times)); i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT number, time FROM user WHERE key = 'u%zu'", i);
		g_autoptr (SegStatement) row = seg_workspace_prepare (shop.workspace, sql, NULL);
		double number = 0;
		gint64 at = 0;

		g_assert_true (seg_statement_next (row, NULL));
		if (i < G_N_ELEMENTS (numbers)) {
			g_test_message ("%s", numbers[i]);
			g_assert_cmpint (!seg_statement_is_null (row, 0), ==,
			                 !seg_value_is_missing (numbers[i]) && seg_value_number (numbers[i], FALSE, &number));
			if (!seg_statement_is_null (row, 0))
				g_assert_true (seg_statement_double (row, 0) == number); /* to the last bit */
		}
		if (i < G_N_ELEMENTS (times)) {
			g_test_message ("%s", times[i]);
			g_assert_cmpint (!seg_statement_is_null (row, 1), ==, seg_value_date (times[i], SEG_DATE_ISO, &at, NULL));
			if (!seg_statement_is_null (row, 1))
				g_assert_cmpint (seg_statement_integer (row, 1), ==, at);
		}
	}
	shop_close (&shop);
}

/* Every day of four centuries. */
static void
test_quick_days (void)
{
	g_autoptr (GString) text = g_string_new ("user_id,number,time\n");
	g_autoptr (GDateTime) day = g_date_time_new_utc (1899, 12, 31, 0, 0, 0);
	Shop shop;
	int n = 0;

	for (; g_date_time_get_year (day) < 2301; n++) {
		GDateTime *next = g_date_time_add_days (day, 1);

		g_string_append_printf (text, "%" G_GINT64_FORMAT ",1,%04d-%02d-%02d 23:59:59\n", g_date_time_to_unix (day) + 86399,
		                        g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day));
		g_date_time_unref (day);
		day = next;
	}
	shop_open (&shop);
	shop_import_typed (&shop, text->str);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM user WHERE CAST (key AS INTEGER) = time"), ==, n);
	shop_close (&shop);
}

/* Splitting --------------------------------------------------------------------------------------------------------------------- */

/* Lines of all that may stand around fields, but no quotes: "" makes some of them blank. */
static char *
make_lines (guint32 seed, int n_lines, const char *line_end)
{
	static const char *const parts[] = { "", " ", "\t", "a", "0012", "\r", "x y", "\xC2\xA0", "\xE3\x80\x80", "\xE4\xBD\xA0", "=1", "'", "12345678901234567890",
	                                     "\v", "a,b" };
	g_autoptr (GRand) random = g_rand_new_with_seed (seed);
	GString *text = g_string_new (NULL);

	for (int i = 0; i < n_lines; i++) {
		int n_fields = g_rand_int_range (random, 1, 6);

		for (int j = 0; j < n_fields; j++) {
			if (j > 0)
				g_string_append_c (text, ',');
			else if (seed % 2 == 0)
				g_string_append_c (text, 'u'); /* never blank */
			for (int k = g_rand_int_range (random, 0, 4); k > 0; k--)
				g_string_append (text, parts[g_rand_int_range (random, 0, G_N_ELEMENTS (parts))]);
		}
		g_string_append (text, line_end);
	}
	return g_string_free (text, FALSE);
}

static void
list_field (gpointer data, const char *text, gsize size)
{
	g_assert_cmpint (text[size], ==, '\0');
	seg_field_trim (&text, &size);
	g_string_append_len (data, text, (gssize) size);
	g_string_append_c (data, '|');
}

static void
list_record (gpointer data, SegRecordFault fault)
{
	g_assert_cmpint (fault, ==, SEG_RECORD_FINE);
	g_string_append_c (data, '\n');
}

static void
fail_restart (gpointer data)
{
	(void) data;
	g_assert_not_reached ();
}

/* What libcsv makes of the same lines, record by record. */
static char *
list_records (const char *path)
{
	g_autoptr (GError) error = NULL;
	SegReader *reader = seg_reader_open (path, "UTF-8", ',', &error);
	GString *listed = g_string_new (NULL);
	SegRecord record;

	g_assert_no_error (error);
	while (seg_reader_next (reader, &record, &error)) {
		for (gsize i = 0; i < record.n_fields; i++)
			list_field (listed, record.fields[i], strlen (record.fields[i]));
		list_record (listed, record.fault);
	}
	g_assert_no_error (error);
	seg_reader_close (reader);
	return g_string_free (listed, FALSE);
}

/* Records of delimiters only are not there for seg_reader_next(). */
static void
drop_empty (GString *listed)
{
	g_auto (GStrv) lines = g_strsplit (listed->str, "\n", -1);

	g_string_truncate (listed, 0);
	for (guint i = 0; lines[i] != NULL; i++)
		if (lines[i][strspn (lines[i], "|")] != '\0')
			g_string_append_printf (listed, "%s\n", lines[i]);
}

static void
test_split (void)
{
	static const SegRecordSink sink = { list_field, list_record, fail_restart };
	g_autoptr (TestFolder) folder = test_folder_new ();
	guint n_blank = 0;

	for (guint32 seed = 0; seed < 300; seed++) {
		g_autofree char *text = make_lines (seed, (int) seed % 40 + 1, seed % 3 == 0 ? "\r\n" : "\n");
		g_autofree char *path = test_folder_write (folder, "lines.csv", text), *before = g_strdup (text), *expected = list_records (path);
		g_autoptr (GString) listed = g_string_new (NULL);
		gsize n_records = 0, n_lines = 0;
		gboolean split = seg_split_lines (text, strlen (text), ',', '\n', &sink, listed, &n_records);

		g_assert_cmpstr (text, ==, before);
		n_blank += !split;
		if (!split)
			continue;
		for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
			n_lines++;
		g_assert_cmpuint (n_records, ==, n_lines);
		drop_empty (listed);
		g_assert_cmpstr (listed->str, ==, expected);
	}
	g_assert_cmpuint (n_blank, >, 20);
	g_assert_cmpuint (n_blank, <=, 150);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/ingest/load/chunks", test_chunks);
	g_test_add_func ("/ingest/load/blocks", test_blocks);
	g_test_add_func ("/ingest/load/cancel", test_cancel);
	g_test_add_func ("/ingest/load/split", test_split);
	if (g_getenv ("SEGSCOPE_THREADS_ONLY") != NULL) /* the others take long under the thread sanitizer, and have one thread to speak of */
		return g_test_run ();
	g_test_add_func ("/ingest/load/same-again", test_same_again);
	g_test_add_func ("/ingest/load/keys", test_keys);
	g_test_add_func ("/ingest/load/quick-values", test_quick_values);
	g_test_add_func ("/ingest/load/quick-days", test_quick_days);
	return g_test_run ();
}
