/* After new events only their users are computed again, to the same bits as computing all; where anything else has changed all are;
 * and later events change nothing of a set as of an earlier day. */
#include <config.h>
#include "feature-fixture.h"

#include <segscope/feature_blocks.h>
#include <segscope/parallel.h>

#define N_USERS 5000
#define N_EVENTS 25000
#define T0 1700000000
#define AS_OF (T0 + 400 * DAY)

/* Events number @first to @last of users from @user on, out of a hash of their number: the same every time. */
static void
add_events (Fixture *fixture, int first, int last, int user, int n_users, gint64 from, int days)
{
	fixture_executef (fixture,
		"WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d), "
		"r AS (SELECT i, (i * 7919) %% 100003 AS a, (i * 104729) %% 99991 AS b FROM n) "
		"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) "
		"SELECT i, %d + a %% %d, 1 + b %% 40, 1 + a %% 3, %" G_GINT64_FORMAT " + (b * 977) %% (%d * 86400), "
		"CASE WHEN a %% 3 = 0 THEN (b %% 10000) / 100.0 END, CASE WHEN a %% 3 = 0 THEN 1 + b %% 3 END, "
		"CASE WHEN a %% 3 = 2 THEN 1 + b %% 5 END, CASE WHEN a %% 3 = 1 THEN b %% 3600 END, "
		"CASE WHEN a %% 3 = 0 AND b %% 2 THEN 'o' || (b / 7) END, 1 FROM r", first, last, user, n_users, from, days);
	g_assert_true (seg_workspace_index_events (fixture->workspace, NULL));
}

static void
make_shop (Fixture *fixture)
{
	fixture_executef (fixture,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO user (id, key) SELECT i, 'u' || i FROM n;"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO item (id, key) SELECT i, 'i' || i FROM n;"
		"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view'), (3, 'rating')", N_USERS + 100);
	add_events (fixture, 1, N_EVENTS, 1, N_USERS, T0, 300);
}

/* All values, bit for bit. */
static GBytes *
dump (Fixture *fixture, const SegFeatureSet *set)
{
	g_autofree char *sql = g_strdup_printf ("SELECT * FROM feature_set_%" G_GINT64_FORMAT " ORDER BY user_id", set->id);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (fixture->workspace, sql, NULL);
	GByteArray *bytes = g_byte_array_new ();
	gint64 n = 0;

	g_assert_nonnull (rows);
	for (; seg_statement_next (rows, NULL); n++)
		for (int i = 0; i < seg_statement_n_columns (rows); i++) {
			double value = seg_statement_double (rows, i);

			value = isnan (value) ? -12345.5 : value;
			g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
		}
	g_assert_cmpint (n, ==, set->n_users);
	return g_byte_array_free_to_bytes (bytes);
}

/* The copy of events by user is of the set that was computed as a whole last: that of the set that is tested is kept over another. */
#define PUT_COPY_ASIDE "CREATE TEMP TABLE copy_then AS SELECT * FROM event_copy; CREATE TEMP TABLE column_then AS SELECT * FROM event_copy_column"
#define PUT_COPY_BACK "DELETE FROM event_copy; INSERT INTO event_copy SELECT * FROM copy_then; INSERT INTO event_copy_column SELECT * FROM column_then; " \
	"DROP TABLE temp.copy_then; DROP TABLE temp.column_then"

static void
assert_as_all_anew (Fixture *fixture, const SegFeatureSet *set)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *name = g_strdup_printf ("anew %d", (int) fixture_number (fixture, "SELECT count(*) FROM feature_set"));
	g_autoptr (SegFeatureSet) anew = NULL;
	g_autoptr (GBytes) some = NULL, all = NULL;

	fixture_execute (fixture, "DELETE FROM event_pack;" PUT_COPY_ASIDE); /* by the rows alone */
	anew = seg_feature_set_build (fixture->workspace, name, set->as_of, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (anew->n_computed, ==, anew->n_users);
	some = dump (fixture, set);
	all = dump (fixture, anew);
	g_assert_true (g_bytes_equal (some, all));
	fixture_execute (fixture, PUT_COPY_BACK);
}

static int
n_copies (Fixture *fixture)
{
	int n = (int) fixture_number (fixture, "SELECT count(*) FROM event_copy"), n_columns = (int) fixture_number (fixture, "SELECT count(*) FROM event_copy_column");

	g_assert_true ((n > 0) == (n_columns > 0));
	return n;
}

/* Many small changes: never are others computed than those they touch, and there are never many parts to be read. */
static void
test_increment (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) first = NULL;
	int n = N_EVENTS;

	(void) data;
	make_shop (fixture);
	first = fixture_build (fixture, AS_OF);
	g_assert_cmpint (first->n_computed, ==, first->n_users);
	g_assert_null (first->all_because);
	for (int round = 0; round < 17; round++) {
		g_autoptr (SegFeatureSet) set = NULL;

		add_events (fixture, n + 1, n + 60, 10 + round % 9 * 500, 7, T0 + 200 * DAY, 150);
		add_events (fixture, n + 61, n + 62, N_USERS + 1 + round, 1, T0 + 200 * DAY, 150); /* users who come new */
		n += 62;
		set = fixture_build (fixture, AS_OF);
		g_assert_cmpint (set->n_users, ==, first->n_users + round + 1);
		g_assert_cmpint (set->n_computed, ==, 8);
		g_assert_null (set->all_because);
		g_assert_cmpfloat (fixture_number (fixture, "SELECT count(DISTINCT part) FROM feature_block WHERE feature_set_id = 1"), <=, 8);
		if (round == 7 || round == 16)
			assert_as_all_anew (fixture, set);
	}
	g_assert_cmpfloat (fixture_number (fixture, "SELECT max (part) FROM feature_block WHERE feature_set_id = 1"), ==, 3);
}

/* Changes that together touch most: all parts become one, without anybody else being computed. */
static void
test_large_parts (Fixture *fixture, gconstpointer data)
{
	int n = N_EVENTS;

	(void) data;
	make_shop (fixture);
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	for (int round = 0; round < 9; round++) {
		g_autoptr (SegFeatureSet) set = NULL;

		add_events (fixture, n + 1, n + 1200, 1 + round * 400, 1500, T0 + 200 * DAY, 150);
		n += 1200;
		set = fixture_build (fixture, AS_OF);
		g_assert_null (set->all_because);
		g_assert_cmpint (set->n_computed, <=, 1200);
		if (round >= 7) {
			g_assert_cmpfloat (fixture_number (fixture, "SELECT max (part) FROM feature_block WHERE feature_set_id = 1"), ==, round - 7);
			assert_as_all_anew (fixture, set);
		}
	}
}

static char *
facts_now (Fixture *fixture)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (fixture->workspace, "SELECT facts FROM event_facts", NULL);

	g_assert_true (seg_statement_next (row, NULL));
	return g_strdup (seg_statement_text (row, 0));
}

/* Purchases that are given back, at another time, or no more: their users alone, and the facts of all events as if all were read. */
static void
test_given_back (Fixture *fixture, gconstpointer data)
{
	static const struct { const char *change; int n_users; } changes[] = {
		{ "", 0 },
		{ "UPDATE event SET kind_id = 5 WHERE id = 251; INSERT INTO given_back VALUES (251, 1700000000)", 1 },
		{ "UPDATE event SET kind_id = 5 WHERE id IN (253, 256, 259); INSERT INTO given_back VALUES (253, 1700009000), (256, NULL), (259, 5)", 3 },
		{ "UPDATE given_back SET at = 1700000999 WHERE event_id = 256", 1 },
		{ "UPDATE given_back SET at = NULL WHERE event_id = 253", 1 },
		{ "UPDATE event SET kind_id = 1 WHERE id = 251; DELETE FROM given_back WHERE event_id = 251", 1 },
	};
	int n = N_EVENTS;

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name, money) VALUES (5, 'given back', 1); UPDATE event SET kind_id = 5 WHERE id = 24002;"
	                 "INSERT INTO given_back VALUES (24002, 1700000000)");
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		g_autoptr (SegFeatureSet) set = NULL;
		g_autofree char *facts = NULL, *anew = NULL;

		fixture_execute (fixture, changes[i].change);
		add_events (fixture, n + 1, n + 6, N_USERS + 90, 1, T0 + 200 * DAY, 150);
		n += 6;
		set = fixture_build (fixture, AS_OF);
		g_assert_cmpstr (set->all_because, ==, NULL);
		g_assert_cmpint (set->n_computed, ==, changes[i].n_users + 1);
		facts = facts_now (fixture);
		assert_as_all_anew (fixture, set);
		anew = facts_now (fixture);
		g_assert_cmpstr (facts, ==, anew);
	}
}

/* What only the purchase had that is given back now, no purchase has any more: what the data allow is another thing then. */
static void
test_given_back_last (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name, money) VALUES (5, 'given back', 1); UPDATE event SET kind_id = 5 WHERE id = 24002;"
	                 "INSERT INTO given_back VALUES (24002, 1700000000);"
	                 "UPDATE event SET rating = NULL, seconds = NULL; UPDATE event SET rating = 3 WHERE id = 251");
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	fixture_execute (fixture, "UPDATE event SET kind_id = 5 WHERE id = 251; INSERT INTO given_back VALUES (251, 1700000000)");
	add_events (fixture, N_EVENTS + 1, N_EVENTS + 2, 1, 1, T0 + 200 * DAY, 1);
	fixture_executef (fixture, "UPDATE event SET rating = NULL, seconds = NULL WHERE id > %d", N_EVENTS);
	set = fixture_build (fixture, AS_OF);
	assert_as_all_anew (fixture, set);
}

/* Attributes are counted again only where a file may have brought some. */
static void
test_attributes (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) some = NULL, all = NULL;

	(void) data;
	fixture_attribute (fixture, "user", "registered_at", "Registered", "registered", SEG_TYPE_DATE);
	make_shop (fixture);
	fixture_executef (fixture, "UPDATE user SET registered_at = %d + id * 86400 WHERE id %% 3 = 0", T0);
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	add_events (fixture, N_EVENTS + 1, N_EVENTS + 60, 20, 400, T0 + 200 * DAY, 150);
	fixture_execute (fixture, "INSERT INTO source SELECT * FROM (SELECT 2, path, 'c2', 'events', mapping, encoding, delimiter, 0, 0, 0, 0, 0, '0', NULL, NULL, 0, '{}' FROM source)");
	some = fixture_build (fixture, AS_OF);
	g_assert_cmpint (some->n_computed, <=, 60);
	assert_as_all_anew (fixture, some);
	fixture_execute (fixture, "UPDATE user SET registered_at = 1 WHERE id = 4001; INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, "
	                 "rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, program_version) VALUES ('wide.csv', 'w', 'events', "
	                 "'{\"columns\":[{\"column\":\"joined\",\"entity\":\"user\",\"type\":\"date\"}]}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0')");
	all = fixture_build (fixture, AS_OF);
	g_assert_cmpint (all->n_computed, ==, all->n_users);
	assert_as_all_anew (fixture, all);
}

/* What is not events: everything is computed again, and said why. */
static void
test_other_changes (Fixture *fixture, gconstpointer data)
{
	static const char *const changes[] = {
		"INSERT INTO setting VALUES ('orders', '{}')", "INSERT INTO attribute_change (entity, entity_id, name, source_id) VALUES ('item', 1, 'x', 1)",
		"INSERT INTO result (user_id, outcome, source_id) VALUES (1, 'opened', 1)", "UPDATE user SET listed = 1;" FIXTURE_USERS_FILE,
		"INSERT INTO event_kind (id, name) VALUES (4, 'wish'); INSERT INTO event (user_id, kind_id, at, source_id) VALUES (1, 4, 1700000000, 1)",
		"INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'flag', '{}', 0)",
		"DELETE FROM cleaning_step; UPDATE event SET amount = 1 WHERE id = 5; INSERT INTO event_set_aside SELECT *, NULL, NULL, NULL FROM event WHERE id = 9;"
		"DELETE FROM event WHERE id = 9",
		"INSERT INTO event_kind (id, name, money) VALUES (5, 'given back', 1); UPDATE event SET kind_id = 5 WHERE id = 7;"
		"INSERT INTO given_back VALUES (7, 1700000000)",
		"INSERT INTO given_back VALUES (9, 1700000000)", /* of an event that is not there */
	};

	(void) data;
	make_shop (fixture);
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		g_autoptr (SegFeatureSet) set = NULL;

		fixture_execute (fixture, changes[i]);
		set = fixture_build (fixture, AS_OF);
		g_test_message ("%s: %s", changes[i], set->all_because != NULL ? set->all_because : "-");
		g_assert_cmpint (set->n_computed, ==, set->n_users);
		g_assert_nonnull (set->all_because);
		assert_as_all_anew (fixture, set);
	}
}

/* The first block of events counts too where its first event is gone. */
static void
test_first_event_gone (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	int first_user;

	(void) data;
	make_shop (fixture);
	first_user = (int) fixture_number (fixture, "SELECT user_id FROM event WHERE id = 2");
	fixture_execute (fixture, "DELETE FROM event WHERE id = 1");
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	add_events (fixture, N_EVENTS + 1, N_EVENTS + 3, first_user, 1, T0 + 200 * DAY, 150);
	set = fixture_build (fixture, AS_OF);
	g_assert_cmpint (set->n_computed, ==, 1);
	assert_as_all_anew (fixture, set);
}

/* The set follows the data: a later day moves everyone's "days since". */
static void
test_moved_day (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL, same = NULL, moved = NULL;

	(void) data;
	make_shop (fixture);
	set = fixture_build (fixture, 0);
	add_events (fixture, N_EVENTS + 1, N_EVENTS + 20, 5, 3, T0, 30);
	same = fixture_build (fixture, 0);
	g_assert_cmpint (same->as_of, ==, set->as_of);
	g_assert_cmpint (same->n_computed, ==, 3);
	assert_as_all_anew (fixture, same);
	add_events (fixture, N_EVENTS + 21, N_EVENTS + 40, 5, 3, set->as_of + 5 * DAY, 1);
	moved = fixture_build (fixture, 0);
	g_assert_cmpint (moved->as_of, >, set->as_of);
	g_assert_cmpint (moved->n_computed, ==, moved->n_users);
	g_assert_nonnull (moved->all_because);
	assert_as_all_anew (fixture, moved);
}

/* As of a day nothing later is seen: not one bit changes, by whichever way it is computed. */
static void
test_future (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;
	g_autoptr (GBytes) old = NULL, now = NULL;

	(void) data;
	make_shop (fixture);
	before = fixture_build (fixture, T0 + 150 * DAY);
	old = dump (fixture, before);
	add_events (fixture, N_EVENTS + 1, N_EVENTS + 3000, 1, N_USERS, T0 + 150 * DAY + 1, 100);
	after = fixture_build (fixture, T0 + 150 * DAY);
	now = dump (fixture, after);
	g_assert_true (g_bytes_equal (old, now));
	assert_as_all_anew (fixture, after);
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (GBytes) one = NULL;

	(void) data;
	make_shop (fixture);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegFeatureSet) set = NULL;
		g_autoptr (GBytes) values = NULL;

		seg_parallel_set_threads (threads[i]);
		fixture_execute (fixture, "UPDATE feature_set SET basis = '{}'");
		set = fixture_build (fixture, AS_OF);
		values = dump (fixture, set);
		if (one == NULL)
			one = g_steal_pointer (&values);
		else
			g_assert_true (g_bytes_equal (one, values));
	}
	seg_parallel_set_threads (0);
}

static double
money_of (Fixture *fixture, int user)
{
	g_autofree char *sql = g_strdup_printf ("SELECT monetary FROM feature_set_1 WHERE user_id = %d", user);

	return fixture_number (fixture, sql);
}

/* What the copy by user has is not read elsewhere: without the trigger that drops it, it still has what a row had. */
static void
test_copy_is_read (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL, other = NULL;
	int user;
	double before;

	(void) data;
	make_shop (fixture);
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	g_assert_cmpint (n_copies (fixture), ==, 1);
	user = (int) fixture_number (fixture, "SELECT user_id FROM event WHERE amount > 10 LIMIT 1");
	before = money_of (fixture, user);
	fixture_executef (fixture, "DROP TRIGGER event_copy_event_changed; UPDATE event SET amount = amount + 1 WHERE user_id = %d;"
	                  "INSERT INTO event (id, user_id, kind_id, at, source_id) VALUES (%d, %d, 2, %d, 1)", user, N_EVENTS + 1, user, T0 + 5);
	set = fixture_build (fixture, AS_OF);
	g_assert_cmpint (set->n_computed, ==, 1);
	g_assert_cmpfloat (money_of (fixture, user), ==, before);
	fixture_executef (fixture, "DELETE FROM event_copy; INSERT INTO event (id, user_id, kind_id, at, source_id) VALUES (%d, %d, 2, %d, 1)", N_EVENTS + 2, user,
	                  T0 + 6);
	g_assert_cmpint (n_copies (fixture), ==, 0);
	other = fixture_build (fixture, AS_OF);
	g_assert_cmpint (other->n_computed, ==, 1);
	g_assert_cmpfloat (money_of (fixture, user), >, before);
	g_assert_cmpint (n_copies (fixture), ==, 0); /* only a whole computation makes one */
	assert_as_all_anew (fixture, other);
}

static SegWorkspace *
open_again (Fixture *fixture)
{
	g_autofree char *path = g_build_filename (fixture->folder, "test.seg", NULL);
	SegWorkspace *other = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, NULL);

	g_assert_nonnull (other);
	return other;
}

/* A copy that some event is not in as it stands is gone, whichever connection changed it; what it cannot have hurts nobody. */
static void
test_copy_changed (Fixture *fixture, gconstpointer data)
{
	static const struct { const char *change; int n_left; } changes[] = {
		{ "UPDATE event SET amount = 77 WHERE id = 30", 0 }, { "UPDATE event SET at = at + 400 WHERE id = 31", 0 },
		{ "UPDATE event SET item_id = 3, rating = 2.5 WHERE id = 32", 0 }, { "DELETE FROM event WHERE id = 46", 0 },
		{ "UPDATE event SET kind_id = 2 WHERE id = 34", 0 }, { "UPDATE review SET text = 'longer than it was' WHERE event_id = 40", 0 },
		{ "DELETE FROM review WHERE event_id = 41", 0 },
		{ "UPDATE event_copy_column SET bytes = zeroblob (length (bytes)) WHERE position = 3", 1 },
		{ "UPDATE event_copy_column SET bytes = substr (bytes, 1, length (bytes) - 1) WHERE position = 10", 1 },
		{ "DELETE FROM event_copy_column WHERE position = 2", 1 }, { "UPDATE event_copy SET n_events = n_events - 1", 1 },
		{ "UPDATE event_copy SET n_users = 99999", 1 }, { "UPDATE event_copy SET given_back = x'80'", 1 }, { "UPDATE event_copy SET columns = 4", 1 },
		{ "UPDATE event_copy SET columns = 1023", 1 }, { "UPDATE event_copy SET as_of = as_of - 1", 1 }, { "UPDATE event_copy SET n_events = -1", 1 },
		{ "DELETE FROM event_copy_column", 1 },
	};
	int n = N_EVENTS;

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture, "INSERT INTO review (event_id, text) SELECT id, 'text of ' || id FROM event WHERE id BETWEEN 38 AND 60");
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		g_autoptr (SegFeatureSet) set = NULL;
		SegWorkspace *other = open_again (fixture);
		g_autoptr (GError) error = NULL;

		fixture_execute (fixture, "UPDATE feature_set SET basis = '{}'");
		seg_feature_set_free (fixture_build (fixture, AS_OF));
		g_assert_cmpint (n_copies (fixture), ==, 1);
		g_assert_true (seg_workspace_execute (other, changes[i].change, &error));
		g_assert_no_error (error);
		seg_workspace_close (other);
		g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_copy"), ==, changes[i].n_left);
		fixture_executef (fixture, "INSERT INTO event (id, user_id, kind_id, at, amount, source_id) SELECT id + %d, user_id, 1, at + 777, 3.25, 1 FROM event "
		                  "WHERE id BETWEEN 30 AND 60", n);
		n += 60;
		set = fixture_build (fixture, AS_OF);
		g_test_message ("%s: %d, %s", changes[i].change, (int) set->n_computed, set->all_because != NULL ? set->all_because : "-");
		fixture_execute (fixture, "DELETE FROM event_copy");
		assert_as_all_anew (fixture, set);
	}
}

/* Histories longer than what is packed as one, with events behind, between and before those there are. */
static void
test_long_histories (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	int n = 150000;

	(void) data;
	make_shop (fixture);
	add_events (fixture, N_EVENTS + 1, 90000, 40, 1, T0, 300); /* 65,000 of one user */
	add_events (fixture, 90001, n, 41, 900, T0 + 10 * DAY, 290);
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(DISTINCT number) FROM event_copy_column"), ==, 3);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegFeatureSet) set = NULL;

		seg_parallel_set_threads (threads[i]);
		add_events (fixture, n + 1, n + 40, 30, 40, T0 - 5 * DAY, 320); /* also before all others */
		add_events (fixture, n + 41, n + 60, 500, 4000, T0 + 300 * DAY, 90); /* behind all of them */
		n += 60;
		set = fixture_build (fixture, AS_OF);
		g_assert_null (set->all_because);
		assert_as_all_anew (fixture, set);
	}
	seg_parallel_set_threads (0);
}

/* More touched users than are computed as one block, by several threads: events before, between and behind those there are, one or many of a
 * user, with purchases that are given back meanwhile, and from a copy that turns out to be damaged. */
static void
test_blocks (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	int n = N_EVENTS;

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name, money) VALUES (5, 'given back', 1); UPDATE event SET kind_id = 5 WHERE id = 24002;"
	                 "INSERT INTO given_back VALUES (24002, 1700000000)");
	seg_feature_set_free (fixture_build (fixture, AS_OF));
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegFeatureSet) set = NULL;

		seg_parallel_set_threads (threads[i]);
		fixture_executef (fixture, "INSERT INTO given_back SELECT id, 1700000000 + id FROM event WHERE kind_id = 1 AND id %% 997 = %d AND id <= %d;"
		                  "UPDATE event SET kind_id = 5 WHERE kind_id = 1 AND id %% 997 = %d AND id <= %d", (int) i, N_EVENTS, (int) i, N_EVENTS);
		add_events (fixture, n + 1, n + 1500, 20, 1800, T0 - 5 * DAY, 390);
		add_events (fixture, n + 1501, n + 1560, 700, 3, T0 - 5 * DAY, 390); /* twenty of each */
		n += 1560;
		if (threads[i] == 3)
			fixture_execute (fixture, "UPDATE event_copy_column SET bytes = zeroblob (length (bytes)) WHERE position = 4 AND number = 0");
		set = fixture_build (fixture, AS_OF);
		g_assert_cmpstr (set->all_because, ==, NULL);
		g_assert_cmpint (set->n_computed, >, 512);
		g_assert_cmpint (n_copies (fixture), ==, 1);
		assert_as_all_anew (fixture, set);
	}
	seg_parallel_set_threads (0);
}

/* Every way of packing gives every bit back. */
static void
test_packing (void)
{
	static const double cases[][5] = {
		{ 1, 1, 1, 1, 1 }, { 0, 254, NAN, 3, 7 }, { 0, 255, NAN, 3, 7 }, { -5, 65000, 1, 2, NAN }, { 0, 4e9, 1, 2, 3 }, { -0.0, 0, 1, 2, 3 },
		{ 0.1, 0.2, 0.1, NAN, 0.1 }, { 0.1, 0.2, 0.3, 0.4, 1e300 }, { NAN, NAN, NAN, NAN, NAN }, { 1e16, -1e16, 5, 6, 7 }, { INFINITY, 1, 2, 3, 4 },
	};
	double values[SEG_BLOCK_USERS], back[SEG_BLOCK_USERS];

	for (gsize i = 0; i < G_N_ELEMENTS (cases) * 4; i++) {
		gsize n = i % 4 == 0 ? 5 : SEG_BLOCK_USERS, size;
		g_autoptr (GBytes) packed = NULL;
		const guint8 *bytes;

		for (gsize k = 0; k < n; k++)
			values[k] = cases[i / 4][k % 5] + (i % 4 == 2 ? (double) (k % 300) / 8 : i % 4 == 3 ? (double) k / 3 : 0);
		packed = seg_values_pack (values, n);
		bytes = g_bytes_get_data (packed, &size);
		g_assert_true (seg_values_check (bytes, size, n));
		g_assert_false (seg_values_check (bytes, size - 1, n));
		seg_values_unpack (bytes, n, back, 1);
		for (gsize k = 0; k < n; k++) {
			double at = seg_values_at (bytes, k);

			g_assert_true (isnan (values[k]) ? isnan (back[k]) && isnan (at)
			               : memcmp (&values[k], &back[k], sizeof at) == 0 && memcmp (&values[k], &at, sizeof at) == 0);
		}
	}
}

#define ADD(path, function) g_test_add ("/feature-increment/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/feature-increment/packing", test_packing);
	ADD ("increment", test_increment);
	ADD ("large-parts", test_large_parts);
	ADD ("given-back", test_given_back);
	ADD ("given-back-last", test_given_back_last);
	ADD ("attributes", test_attributes);
	ADD ("other-changes", test_other_changes);
	ADD ("first-event-gone", test_first_event_gone);
	ADD ("moved-day", test_moved_day);
	ADD ("future", test_future);
	ADD ("threads", test_threads);
	ADD ("copy-is-read", test_copy_is_read);
	ADD ("copy-changed", test_copy_changed);
	ADD ("long-histories", test_long_histories);
	ADD ("blocks", test_blocks);
	return g_test_run ();
}
