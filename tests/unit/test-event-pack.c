/* Packed columns of events: every figure comes back, what is damaged is noticed, and reading by packs finds what reading rows does,
 * whatever was done to the rows meanwhile and by whom. */
#include <config.h>
#include "feature-fixture.h"

#include <segscope/event_pack.h>
#include <segscope/event_reader.h>
#include <segscope/maintenance.h>
#include <segscope/parallel.h>

#include <sqlite3.h>
#include <xxhash.h>

#include "workspace/event_column.h"

#define N_USERS 3000
#define N_EVENTS 90000
#define T0 1700000000

/* Columns ---------------------------------------------------------------------------------------------------------- */

typedef gint64 (*Integer) (GRand *rand, gsize i);
typedef double (*Double) (GRand *rand, gsize i);

static gint64 none (GRand *rand, gsize i) { (void) rand; (void) i; return SEG_PACK_NONE; }
static gint64 constant (GRand *rand, gsize i) { (void) rand; (void) i; return -7; }
static gint64 ascending (GRand *rand, gsize i) { (void) rand; return (gint64) (i / 3) - 100; }
static gint64 wide_steps (GRand *rand, gsize i) { (void) rand; return (gint64) i * G_GINT64_CONSTANT (140000000000000); }
static gint64 small (GRand *rand, gsize i) { (void) i; return g_rand_int_range (rand, -5, 200000); }
static gint64 some (GRand *rand, gsize i) { return i % 3 == 0 ? SEG_PACK_NONE : g_rand_int_range (rand, -3, 5); }
static gint64 few_hashes (GRand *rand, gsize i) { (void) rand; return i % 5 == 0 ? SEG_PACK_NONE : (gint64) ((i / 7 + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)); }
static gint64 anything (GRand *rand, gsize i) { (void) i; return (gint64) ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand)); }
static gint64 far_apart (GRand *rand, gsize i) { (void) rand; return i % 2 == 0 ? G_MAXINT64 : G_MININT64 + 1; }
static gint64 one_missing (GRand *rand, gsize i) { (void) rand; return i == 0 ? SEG_PACK_NONE : G_MAXINT64; }

static double nothing (GRand *rand, gsize i) { (void) rand; (void) i; return NAN; }
static double cents (GRand *rand, gsize i) { return i % 4 == 0 ? NAN : g_rand_int_range (rand, -50000, 2000000) / 100.0; }
static double whole (GRand *rand, gsize i) { (void) i; return g_rand_int_range (rand, -3, 10); }
static double thirds (GRand *rand, gsize i) { (void) rand; return (double) i / 3; }
static double few_thirds (GRand *rand, gsize i) { (void) rand; return i % 9 == 0 ? NAN : (double) (i % 50) / 3; }
static double odd (GRand *rand, gsize i) { (void) rand; return i % 3 == 0 ? INFINITY : i % 3 == 1 ? -1e300 : 5e-324; }
static double zeros (GRand *rand, gsize i) { (void) rand; return i % 2 == 0 ? -0.0 : 0.0; }
static double large (GRand *rand, gsize i) { (void) rand; return 4503599627370000.0 + (double) i; }

static const gsize sizes[] = { 1, 2, 7, 1000, SEG_PACK_EVENTS };

static const guint8 *
bytes_of (GBytes *packed, gsize *size)
{
	g_assert_nonnull (packed);
	return g_bytes_get_data (packed, size);
}

/* Also of single rows, in ascending order. */
static void
test_integers (void)
{
	static const Integer makers[] = { none, constant, ascending, wide_steps, small, some, few_hashes, anything, far_apart, one_missing };
	g_autoptr (GRand) rand = g_rand_new_with_seed (1);
	g_autofree gint64 *values = g_new (gint64, SEG_PACK_EVENTS), *back = g_new (gint64, SEG_PACK_EVENTS);
	g_autofree guint16 *rows = g_new (guint16, SEG_PACK_EVENTS);

	for (gsize i = 0; i < G_N_ELEMENTS (makers) * G_N_ELEMENTS (sizes); i++) {
		gsize n = sizes[i % G_N_ELEMENTS (sizes)], size, n_rows = 0;
		g_autoptr (GBytes) packed = NULL;
		const guint8 *bytes;
		SegColumn column;

		for (gsize k = 0; k < n; k++) {
			values[k] = makers[i / G_N_ELEMENTS (sizes)] (rand, k);
			if (k % 7 == 3)
				rows[n_rows++] = (guint16) k;
		}
		packed = seg_column_pack_integers (values, n, 99);
		bytes = bytes_of (packed, &size);
		g_assert_true (seg_column_open (&column, bytes, size, n, 99));
		g_assert_false (seg_column_open (&column, bytes, size - 1, n, 99));
		g_assert_true (seg_column_open (&column, bytes, size, n, 99));
		seg_column_integers (&column, NULL, n, back);
		g_assert_true (memcmp (values, back, n * sizeof *values) == 0);
		seg_column_integers (&column, rows, n_rows, back);
		for (gsize k = 0; k < n_rows; k++)
			g_assert_cmpint (back[k], ==, values[rows[k]]);
	}
}

static void
test_doubles (void)
{
	static const Double makers[] = { nothing, cents, whole, thirds, few_thirds, odd, zeros, large };
	g_autoptr (GRand) rand = g_rand_new_with_seed (2);
	g_autofree double *values = g_new (double, SEG_PACK_EVENTS), *back = g_new (double, SEG_PACK_EVENTS);

	for (gsize i = 0; i < G_N_ELEMENTS (makers) * G_N_ELEMENTS (sizes); i++) {
		gsize n = sizes[i % G_N_ELEMENTS (sizes)], size;
		g_autoptr (GBytes) packed = NULL;
		const guint8 *bytes;
		SegColumn column;

		for (gsize k = 0; k < n; k++)
			values[k] = makers[i / G_N_ELEMENTS (sizes)] (rand, k);
		packed = seg_column_pack_doubles (values, n, 99);
		bytes = bytes_of (packed, &size);
		g_assert_true (seg_column_open (&column, bytes, size, n, 99));
		seg_column_doubles (&column, NULL, n, back);
		for (gsize k = 0; k < n; k++) {
			double expected = values[k] + 0.0; /* rows have no -0 */

			g_assert_true (isnan (expected) ? isnan (back[k]) : memcmp (&expected, &back[k], sizeof expected) == 0);
		}
	}
}

static void
seal (guint8 *bytes, gsize size)
{
	guint64 sum = GUINT64_TO_LE (XXH3_64bits_withSeed (bytes + 8, size - 8, 99));

	memcpy (bytes, &sum, sizeof sum);
}

/* No change goes unnoticed; and where someone made the checksum fit, nothing leads out of the bytes. */
static void
test_hostile (void)
{
	static const Integer makers[] = { none, constant, ascending, small, some, few_hashes, anything };
	g_autoptr (GRand) rand = g_rand_new_with_seed (3);
	gint64 values[300], back[300];
	double doubles[300];
	gsize n_open = 0;

	for (gsize i = 0; i < 200000; i++) {
		gsize n = 1 + i % 300, size, at;
		g_autoptr (GBytes) packed = NULL;
		g_autofree guint8 *bytes = NULL;
		SegColumn column;

		if (i % 3 != 0 && i > 3000) /* most faults are of the first bytes */
			n = 17;
		for (gsize k = 0; k < n; k++)
			values[k] = makers[i % G_N_ELEMENTS (makers)] (rand, k);
		packed = seg_column_pack_integers (values, n, 99);
		size = g_bytes_get_size (packed);
		bytes = g_memdup2 (g_bytes_get_data (packed, NULL), size);
		at = (gsize) g_rand_int_range (rand, 0, (gint32) (i % 2 == 0 ? MIN (size, 24) : size));
		bytes[at] = (guint8) (bytes[at] ^ (1u << i / 2 % 8));
		g_assert_false (seg_column_open (&column, bytes, size, n, 99));
		seal (bytes, size);
		if (!seg_column_open (&column, bytes, size, n, 99))
			continue;
		n_open++;
		seg_column_integers (&column, NULL, n, back);
		seg_column_doubles (&column, NULL, n, doubles);
	}
	g_assert_cmpuint (n_open, >, 1000);
}

/* A workspace ------------------------------------------------------------------------------------------------------- */

static void
add_events (Fixture *fixture, int first, int last)
{
	fixture_executef (fixture,
		"WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d), "
		"r AS (SELECT i, (i * 7919) %% 100003 AS a, (i * 104729) %% 99991 AS b FROM n) "
		"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id) "
		"SELECT i, 1 + a %% %d, CASE WHEN a %% 7 THEN 1 + b %% 40 END, 1 + a %% 3, CASE WHEN b %% 50 THEN %d + (b * 977) %% (300 * 86400) END, "
		"CASE WHEN a %% 3 = 0 THEN (b %% 10000) / 100.0 END, CASE WHEN a %% 3 = 0 THEN 1 + b %% 3 END, "
		"CASE WHEN a %% 3 = 2 THEN 1 + b %% 5 END, CASE WHEN a %% 3 = 1 THEN b / 7.0 END, "
		"CASE WHEN a %% 3 = 0 AND b %% 2 THEN 'o' || (b / 7) END, 1 FROM r", first, last, N_USERS, T0);
	g_assert_true (seg_workspace_index_events (fixture->workspace, NULL));
}

static void
make_shop (Fixture *fixture)
{
	fixture_executef (fixture,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO user (id, key) SELECT i, 'u' || i FROM n;"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO item (id, key) SELECT i, 'i' || i FROM n;"
		"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view'), (3, 'rating'), (4, 'given back')", N_USERS);
	add_events (fixture, 1, N_EVENTS);
	fixture_execute (fixture, "INSERT INTO review SELECT id, 'word ' || id FROM event WHERE id % 97 = 0");
}

static void
add (GByteArray *bytes, gint64 value)
{
	g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
add_double (GByteArray *bytes, const double *column, gsize i)
{
	double value = column != NULL && !isnan (column[i]) ? column[i] : -1e99;

	g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
add_event (GByteArray *bytes, const SegEventChunk *chunk, gsize i)
{
	add (bytes, chunk->user[i]);
	add (bytes, chunk->at[i]);
	add (bytes, chunk->kind[i]);
	add (bytes, chunk->item != NULL ? chunk->item[i] : 0);
	add (bytes, chunk->text_length != NULL ? chunk->text_length[i] : 0);
	add (bytes, chunk->order != NULL ? (gint64) chunk->order[i] : 0);
	add_double (bytes, chunk->amount, i);
	add_double (bytes, chunk->quantity, i);
	add_double (bytes, chunk->rating, i);
	add_double (bytes, chunk->seconds, i);
}

typedef struct {
	gint64   after_id, as_of;
	gint64   users_each; /* every so many-th user is wanted */
	gboolean only_users;
} Wanted;

/* All that was read, as a digest; @packs: what was packed meanwhile, or NULL. */
static char *
read_events (SegWorkspace *workspace, const Wanted *wanted, GPtrArray *packs)
{
	SegEventReading reading = { .as_of = wanted->as_of, .only_users = wanted->only_users, .packs = packs };
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) chunks = NULL;
	g_autofree guint64 *n_events = g_new0 (guint64, 0x2000);
	g_autofree guint32 *has = g_new0 (guint32, 0x2000);
	gint64 users[N_USERS], items[39], last_at = SEG_EVENT_NO_TIME;
	gsize n_users = 0;
	g_autoptr (GByteArray) bytes = g_byte_array_new ();

	for (gint64 user = 1; user <= N_USERS; user += wanted->users_each)
		users[n_users++] = user;
	for (gint64 i = 0; i < 39; i++)
		items[i] = i < 20 ? i + 1 : i + 2;
	g_assert_true (seg_event_reading_init (&reading, workspace, &error));
	seg_id_index_init (&reading.users, users, n_users);
	seg_id_index_init (&reading.items, items, 39);
	g_assert_true (seg_events_read (workspace, &reading, wanted->after_id, &chunks, n_events, has, &last_at, NULL, &error));
	g_assert_no_error (error);
	for (guint c = 0; c < chunks->len; c++)
		for (gsize i = 0; i < ((const SegEventChunk *) chunks->pdata[c])->n; i++)
			add_event (bytes, chunks->pdata[c], i);
	for (gsize i = 0; i < 0x2000; i++) {
		add (bytes, (gint64) n_events[i]);
		add (bytes, has[i]);
	}
	add (bytes, last_at);
	seg_event_reading_clear (&reading);
	return g_compute_checksum_for_data (G_CHECKSUM_MD5, bytes->data, bytes->len);
}

static const Wanted everything = { 0, G_MAXINT64, 1, FALSE };

static gint64
count_packed (Fixture *fixture)
{
	return (gint64) fixture_number (fixture, "SELECT total (n_events) FROM event_pack AS p WHERE EXISTS (SELECT 1 FROM event_column AS c "
	                                "WHERE c.first_event_id = p.first_event_id AND position = 2)");
}

/* Packs what has no pack. */
static void
pack (Fixture *fixture)
{
	g_autoptr (GPtrArray) packs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_pack_free);
	g_autofree char *text = read_events (fixture->workspace, &everything, packs);
	g_autoptr (GError) error = NULL;

	seg_event_packs_write (fixture->workspace, packs, &error);
	g_assert_no_error (error);
	g_assert_cmpint (count_packed (fixture), ==, (gint64) fixture_number (fixture, "SELECT count(*) FROM event"));
}

static guint
count_wrong (Fixture *fixture)
{
	g_autoptr (GArray) wrong = NULL;
	g_autoptr (GError) error = NULL;

	seg_event_packs_check (fixture->workspace, &wrong, NULL, &error);
	g_assert_no_error (error);
	return wrong->len;
}

/* Every kind of question has the same answer from packs as from rows alone. */
static void
assert_same_as_rows (Fixture *fixture)
{
	static const Wanted questions[] = {
		{ 0, G_MAXINT64, 1, FALSE }, { 0, T0 + 100 * DAY, 1, FALSE }, { 0, T0 + 200 * DAY, 7, FALSE }, { 40000, G_MAXINT64, 1, FALSE },
		{ 0, T0 + 200 * DAY, 50, TRUE }, { 70001, G_MAXINT64, 3, TRUE }, { 0, G_MAXINT64, 2999, TRUE }, { 10 * N_EVENTS, G_MAXINT64, 1, FALSE },
	};
	char *by_packs[G_N_ELEMENTS (questions)] = { NULL };
	g_autoptr (SegTransaction) transaction = NULL;

	g_assert_cmpuint (count_wrong (fixture), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
		by_packs[i] = read_events (fixture->workspace, &questions[i], NULL);
	transaction = seg_transaction_begin (fixture->workspace, NULL);
	fixture_execute (fixture, "DELETE FROM event_pack");
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_column"), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
		g_autofree char *by_rows = read_events (fixture->workspace, &questions[i], NULL);

		g_assert_cmpstr (by_packs[i], ==, by_rows);
		g_free (by_packs[i]);
	}
}

static void
test_reading (Fixture *fixture, gconstpointer data)
{
	(void) data;
	make_shop (fixture);
	pack (fixture);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_pack"), ==, 2);
	assert_same_as_rows (fixture);
	/* holes, and then rows behind the packs */
	fixture_execute (fixture, "DELETE FROM event WHERE id % 11 = 5 OR id BETWEEN 30000 AND 31000");
	g_assert_cmpint (count_packed (fixture), ==, 0);
	pack (fixture);
	assert_same_as_rows (fixture);
	add_events (fixture, N_EVENTS + 1, N_EVENTS + 500);
	assert_same_as_rows (fixture);
}

/* What may happen to rows, and how many packs are left of two. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
	static const struct { const char *sql; int left; } changes[] = {
		{ "UPDATE event SET source_id = 1", 2 },
		{ "UPDATE event SET amount = 3.5 WHERE id = 5", 1 },
		{ "UPDATE event SET user_id = 7 WHERE id = 70000", 1 },
		{ "UPDATE event SET item_id = NULL WHERE id = 5", 1 },
		{ "UPDATE event SET at = at + 1 WHERE id = 65537", 1 },
		{ "UPDATE event SET at = at + 1 WHERE id = 65536", 1 },
		{ "UPDATE event SET order_key = 'x', seconds = 1, rating = 2, quantity = 3 WHERE id IN (1, 90000)", 0 },
		{ "UPDATE event SET kind_id = 2 WHERE id = 88888", 1 },
		{ "UPDATE event SET kind_id = kind_id", 2 },
		{ "DELETE FROM event WHERE id = 90000", 1 },
		{ "UPDATE event SET id = 90000 WHERE id = 90", 1 },
		{ "DELETE FROM event WHERE id = 100; INSERT INTO event_set_aside SELECT *, NULL, NULL, NULL FROM event WHERE id = 101; "
		  "DELETE FROM event WHERE id = 101", 1 },
		{ "INSERT INTO event (user_id, kind_id, source_id) VALUES (3, 1, 1)", 2 },
		{ "INSERT INTO event (id, user_id, kind_id, source_id) VALUES (1, 3, 1, 1) ON CONFLICT (id) DO UPDATE SET user_id = 4", 1 },
	};

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture, "PRAGMA foreign_keys = OFF");
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		sqlite3 *other;
		char *message = NULL;
		gint64 n_events;

		fixture_execute (fixture, "DELETE FROM event_pack");
		pack (fixture);
		g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_pack"), ==, 2);
		g_test_message ("%s", changes[i].sql);
		/* another program, which knows nothing of packs */
		g_assert_cmpint (sqlite3_open (seg_workspace_path (fixture->workspace), &other), ==, SQLITE_OK);
		g_assert_cmpint (sqlite3_exec (other, changes[i].sql, NULL, NULL, &message), ==, SQLITE_OK);
		sqlite3_close (other);
		n_events = count_packed (fixture);
		g_assert_cmpint (n_events, ==, changes[i].left == 2 ? (gint64) fixture_number (fixture, "SELECT count(*) FROM event WHERE id <= (SELECT max (last_event_id) FROM event_pack)")
		                 : changes[i].left == 1 ? (gint64) fixture_number (fixture, "SELECT total (n_events) FROM event_pack AS p WHERE EXISTS (SELECT 1 FROM event_column "
		                 "WHERE first_event_id = p.first_event_id AND position = 2)") : 0);
		g_assert_true ((changes[i].left == 0) == (n_events == 0));
		assert_same_as_rows (fixture);
	}
	/* what was set aside comes back with the ids it had */
	pack (fixture);
	g_assert_true (seg_events_put_back (fixture->workspace, NULL));
	fixture_execute (fixture, "INSERT INTO event SELECT id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id FROM event_set_aside; "
	                 "DELETE FROM event_set_aside");
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event WHERE id = 101"), ==, 1);
	assert_same_as_rows (fixture);
}

/* Netting changes kinds here and there: the packs stay, and say so. */
static void
test_kinds (Fixture *fixture, gconstpointer data)
{
	(void) data;
	make_shop (fixture);
	pack (fixture);
	g_assert_true (seg_event_kinds_hold (fixture->workspace, NULL));
	fixture_execute (fixture, "UPDATE event SET kind_id = 4 WHERE id % 997 = 0; INSERT INTO given_back SELECT id, at FROM event WHERE kind_id = 4;"
	                 "UPDATE event SET kind_id = 1 WHERE id = 997; DELETE FROM given_back WHERE event_id = 997");
	g_assert_cmpint (count_packed (fixture), ==, 0);
	g_assert_true (seg_event_kinds_release (fixture->workspace, NULL));
	g_assert_cmpint (count_packed (fixture), ==, N_EVENTS);
	assert_same_as_rows (fixture);
	/* not where there was more to it */
	g_assert_true (seg_event_kinds_hold (fixture->workspace, NULL));
	fixture_execute (fixture, "UPDATE event SET kind_id = 4 WHERE id IN (5, 70000); UPDATE event SET amount = 1 WHERE id = 5");
	g_assert_true (seg_event_kinds_release (fixture->workspace, NULL));
	g_assert_cmpint (count_packed (fixture), ==, N_EVENTS - SEG_PACK_EVENTS);
	assert_same_as_rows (fixture);
}

/* A pack that is damaged in whatever way is as good as none: the rows are read, and check finds it. */
static void
test_damage (Fixture *fixture, gconstpointer data)
{
	static const char *const damages[] = {
		"UPDATE event_column SET bytes = zeroblob (length (bytes)) WHERE position = 3", "UPDATE event_column SET bytes = x''",
		"UPDATE event_column SET bytes = substr (bytes, 1, length (bytes) - 1) WHERE position = 1", "UPDATE event_pack SET n_events = n_events - 1",
		"UPDATE event_pack SET last_event_id = last_event_id - 1", "UPDATE event_pack SET n_events = 9223372036854775807",
		"UPDATE event_pack SET last_event_id = 9223372036854775807", "UPDATE event_pack SET n_events = -5",
		"UPDATE event_pack SET first_event_id = first_event_id - 1", "DELETE FROM event_column WHERE position = 6",
		"UPDATE event_column SET position = 11 WHERE position = 9",
		"UPDATE event_column SET bytes = (SELECT bytes FROM event_column AS c WHERE c.position = 2 LIMIT 1) WHERE position = 4",
	};
	g_autofree char *rows = NULL;

	(void) data;
	make_shop (fixture);
	rows = read_events (fixture->workspace, &everything, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
		g_autofree char *read = NULL;

		fixture_execute (fixture, "DELETE FROM event_pack; DELETE FROM event_column");
		pack (fixture);
		fixture_execute (fixture, damages[i]);
		g_test_message ("%s", damages[i]);
		read = read_events (fixture->workspace, &everything, NULL);
		g_assert_cmpstr (read, ==, rows);
		g_assert_cmpuint (count_wrong (fixture), >, 0);
	}
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
	g_autofree char *path = g_strdup (seg_workspace_path (fixture->workspace));
	g_autoptr (GPtrArray) problems = NULL;
	g_autoptr (GError) error = NULL;
	SegRepair *repair;

	(void) data;
	make_shop (fixture);
	g_assert_true (seg_workspace_index_keys (fixture->workspace, NULL));
	pack (fixture);
	/* the one way to change a row that no trigger sees */
	fixture_execute (fixture, "PRAGMA foreign_keys = OFF; INSERT OR REPLACE INTO event (id, user_id, kind_id, source_id) VALUES (7, 3, 1, 1)");
	g_assert_cmpuint (count_wrong (fixture), ==, 1);
	g_clear_pointer (&fixture->workspace, seg_workspace_close);
	repair = seg_workspace_repair (path, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (repair->left->len, ==, 0);
	seg_repair_free (repair);
	fixture->workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, NULL);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_pack"), ==, 1);
	assert_same_as_rows (fixture);
}

/* Packs of many small imports become one. */
static void
test_small (Fixture *fixture, gconstpointer data)
{
	(void) data;
	make_shop (fixture);
	pack (fixture);
	for (int i = 0; i < 10; i++) {
		add_events (fixture, N_EVENTS + 1 + 100 * i, N_EVENTS + 100 * i + 100);
		pack (fixture);
		g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_pack"), <=, 2 + 8);
		assert_same_as_rows (fixture);
	}
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM event_pack"), <=, 5);
}

/* More events than one thread reads alone: the same from any number of threads, by rows, by packs and by both. */
static void
test_threads (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autofree char *first = NULL;

	(void) data;
	make_shop (fixture);
	add_events (fixture, N_EVENTS + 1, 400000);
	for (gsize i = 0; i < 3 * G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegTransaction) transaction = NULL;
		g_autoptr (GPtrArray) packs = i == 0 || i == 5 ? g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_pack_free) : NULL;
		g_autofree char *read = NULL;

		seg_parallel_set_threads (threads[i % G_N_ELEMENTS (threads)]);
		if (i == 4)
			pack (fixture);
		else if (i == 8)
			fixture_execute (fixture, "UPDATE event SET amount = amount WHERE id IN (70000, 300000)");
		transaction = seg_transaction_begin (fixture->workspace, NULL);
		read = read_events (fixture->workspace, &everything, packs);
		if (first == NULL)
			first = g_steal_pointer (&read);
		else
			g_assert_cmpstr (first, ==, read);
		if (packs != NULL)
			g_assert_cmpuint (packs->len, ==, i == 0 ? 7 : 0);
	}
	seg_parallel_set_threads (0);
}

#define ADD(path, function) g_test_add ("/event-pack/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("threads", test_threads);
	if (g_getenv ("SEGSCOPE_THREADS_ONLY") != NULL) /* the others take minutes under the thread sanitizer, and have one thread to speak of */
		return g_test_run ();
	g_test_add_func ("/event-pack/integers", test_integers);
	g_test_add_func ("/event-pack/doubles", test_doubles);
	g_test_add_func ("/event-pack/hostile", test_hostile);
	ADD ("reading", test_reading);
	ADD ("changes", test_changes);
	ADD ("kinds", test_kinds);
	ADD ("damage", test_damage);
	ADD ("check", test_check);
	ADD ("small", test_small);
	return g_test_run ();
}
