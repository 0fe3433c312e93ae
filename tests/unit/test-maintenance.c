/* Copies, checks and repairs: what is wrong is found and said, what is right is left alone, what can be saved is saved. */
#include <config.h>
#include "workspace-fixture.h"

#include <segscope/maintenance.h>
#include <segscope/random.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workspace/workspace-private.h"
#include "support/rounds.h"

/* A workspace of some size with everything in it, closed. */
static const char shop[] =
	"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated,"
	" imported_at, program_version) VALUES (1, 'events.csv', '', 'events', '{}', 'UTF-8', ',', 20000, 20000, 0, 0, 0, '');"
	"ALTER TABLE user ADD COLUMN city TEXT; ALTER TABLE user ADD COLUMN age REAL;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
	" INSERT INTO user (id, key, listed, city, age) SELECT i, printf ('u%05d', i), 1, 'city ' || (i % 17), nullif (i % 90, 0) FROM n;"
	"INSERT INTO attribute (entity, name, label, type, missing) VALUES ('user', 'city', 'City', 'category', 0), ('user', 'age', 'Age', 'number', 33);"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO item (id, key) SELECT i, 'i' || i FROM n;"
	"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view');"
	"WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)"
	" INSERT INTO event (id, user_id, item_id, kind_id, at, amount, order_key, source_id)"
	" SELECT i + 1, i / 7 + 1, i % 40 + 1, i % 2 + 1, i * 60, i % 100, 'order ' || i, 1 FROM n;"
	"INSERT INTO review SELECT id, 'text of ' || id FROM event WHERE id % 50 = 0;"
	"DELETE FROM event_block; " SEG_SQL_INDEX_EVENTS SEG_SQL_INDEX_KEYS
	"INSERT INTO feature_set (id, name, as_of, selection, n_users, created_at, program_version, fingerprint)"
	" VALUES (1, 'default', 0, '[]', 3000, 0, '', '');"
	"CREATE TABLE feature_set_1 (user_id INTEGER PRIMARY KEY REFERENCES user (id), orders REAL) STRICT;"
	"INSERT INTO feature_set_1 SELECT id, id % 7 FROM user; INSERT INTO feature (feature_set_id, name, label, meaning, unit) VALUES (1, 'orders', '', '', '');"
	"INSERT INTO segmentation (id, name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, program_version,"
	" fingerprint) VALUES (1, 'main', 1, '[]', 'k-means', '{}', 1, 3000, 0, '', '');"
	"INSERT INTO segment (id, segmentation_id, position, name, description, colour, size, centroid) VALUES (1, 1, 1, 'A', '', 1, 1500, '[]'), (2, 1, 2, 'B', '', 2, 1500, '[]');"
	"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette) SELECT 1, id, id % 2 + 1, 0.5, NULL FROM user;"
	"INSERT INTO campaign (id, name, status, segmentation_id, options, funnel, seed, created_at, exported_at, program_version, fingerprint) VALUES (1, 'spring', 'draft', 1, '{}', '[]', 1, 0, NULL, '', '');"
	"INSERT INTO campaign_member SELECT 1, id, id % 2 + 1, 'send' FROM user WHERE id <= 100;"
	"INSERT INTO campaign_item SELECT 1, id, 1, 1, 0.5, 'because' FROM user WHERE id <= 100;";

static void
copy_file (const char *from, const char *to)
{
	g_autofree char *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
	g_assert_true (g_file_set_contents (to, bytes, (gssize) size, NULL));
}

static char *template_folder;

/* Made once, then copied. */
static char *
make_shop (const char *folder)
{
	g_autofree char *template = NULL, *path = g_build_filename (folder, "test.seg", NULL);

	if (template_folder == NULL) {
		g_autoptr (SegWorkspace) workspace = NULL;
		g_autoptr (GError) error = NULL;

		template_folder = test_folder_new ();
		workspace = make (template_folder);
		run (workspace, "BEGIN");
		run (workspace, shop);
		seg_workspace_make_views (workspace, &error);
		g_assert_no_error (error);
		run (workspace, "COMMIT");
	}
	template = g_build_filename (template_folder, "test.seg", NULL);
	copy_file (template, path);
	g_chmod (path, 0600);
	return g_steal_pointer (&path);
}

static GPtrArray *
check (const char *path)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *problems = seg_workspace_check (path, NULL, &error);

	g_assert_no_error (error);
	return problems;
}

static void
assert_whole (const char *path)
{
	g_autoptr (GPtrArray) problems = check (path);

	for (guint i = 0; i < problems->len; i++)
		g_test_message ("%s", ((SegProblem *) problems->pdata[i])->what);
	g_assert_cmpuint (problems->len, ==, 0);
}

static SegRepair *
repair (const char *path)
{
	g_autoptr (GError) error = NULL;
	SegRepair *done = seg_workspace_repair (path, NULL, &error);

	g_assert_no_error (error);
	return done;
}

/* Opens the file past the program, to do harm. */
static void
harm (const char *path, const char *sql)
{
	char *message = NULL;
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	sqlite3_exec (db, sql, NULL, NULL, &message);
	g_assert_cmpstr (message, ==, NULL);
	g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static gint64
look (const char *path, const char *sql)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &error);

	g_assert_no_error (error);
	return count (workspace, sql);
}

/* Check and repair ------------------------------------------------------------------------------------------------------ */

static void
test_whole (void)
{
	g_autoptr (TestFolder) folder = test_folder_new (), empty_folder = test_folder_new ();
	g_autofree char *path = make_shop (folder), *before = test_file_checksum (path), *after = NULL;
	g_autoptr (SegRepair) done = NULL;
	g_autoptr (SegWorkspace) empty = make (empty_folder);

	assert_whole (path);
	assert_whole (seg_workspace_path (empty));
	done = repair (path);
	g_assert_cmpuint (done->problems->len, ==, 0);
	g_assert_null (done->kept_as);
	after = test_file_checksum (path);
	g_assert_cmpstr (before, ==, after);
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
}

/* Each harm, one by one: found under its name, said, put right, and nothing else with it. */
static const struct {
	const char *harm, *check, *words;
	const char *then; /* an SQL condition that holds after the repair; NULL: repair can only say what to do */
} harms[] = {
	{ "DROP INDEX membership_segment", "schema", "The index membership_segment is missing", "1" },
	{ "DROP INDEX attribute_change_entity; CREATE INDEX attribute_change_entity ON attribute_change (name)", "schema",
	  "The index attribute_change_entity is not as", "1" },
	{ "DROP TABLE setting", "schema", "The table setting is missing", "1" },
	{ "DROP TRIGGER event_kind_money", "schema", "The trigger event_kind_money is missing", "1" },
	{ "DROP VIEW purchases", "schema", "The view purchases is missing", "(SELECT count(*) FROM purchases) > 0" },
	{ "CREATE TRIGGER spy AFTER INSERT ON user BEGIN DELETE FROM event; END", "schema", "a trigger \"spy\" that segscope did not make",
	  "NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'spy')" },
	{ "ALTER TABLE mapping DROP COLUMN path", "schema", "The table mapping has no column path",
	  "EXISTS (SELECT 1 FROM pragma_table_info ('mapping') WHERE name = 'path')" },
	{ "INSERT INTO attribute (entity, name, label, type) VALUES ('item', 'gone', 'Gone', 'text')", "columns", "names the column gone",
	  "(SELECT count(*) FROM attribute) = 2" },
	{ "DELETE FROM attribute WHERE name = 'age'", "columns", "has a column age that is not in the list",
	  "(SELECT type FROM attribute WHERE name = 'age') = 'number'" },
	{ "INSERT INTO original_value (entity, name, entity_id, value) VALUES ('user', 'gone', 1, 'x')", "columns", "table user that is not there: gone",
	  "NOT EXISTS (SELECT 1 FROM original_value)" },
	{ "CREATE TABLE feature_set_7 (user_id INTEGER)", "columns", "The table feature_set_7 holds features of a set (number 7)",
	  "NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'feature_set_7')" },
	{ "DROP TABLE feature_set_1", "columns", "The feature set \"default\" (number 1) has lost its values", NULL },
	{ "ALTER TABLE feature_set_1 DROP COLUMN orders", "columns", "has lost the values of orders", NULL },
	{ "DELETE FROM user WHERE id = 2999", "links", "membership (user_id) points to a row of user that is not there",
	  "(SELECT key FROM user WHERE id = 2999) = 'lost user 2999'" },
	{ "DELETE FROM source", "links", "20,000 rows of the table event (source_id) point to rows of source", "(SELECT path FROM source) = 'lost file 1'" },
	{ "DELETE FROM event WHERE id = 50", "links", "1 row of the table review (event_id)", "NOT EXISTS (SELECT 1 FROM review WHERE event_id = 50)" },
	{ "UPDATE campaign SET segmentation_id = 9", "links", "1 row of the table campaign (segmentation_id)",
	  "(SELECT segmentation_id FROM campaign) IS NULL" },
	{ "UPDATE campaign_member SET segment_id = 9 WHERE user_id = 1", "links", "1 row of the table campaign_member (segment_id)",
	  "(SELECT count(*) FROM campaign_member) = 100" },
	{ "INSERT INTO original_value (entity, name, entity_id, value) VALUES ('user', 'city', 77777, 'x')", "links", "1 value is kept for a user or an item",
	  "NOT EXISTS (SELECT 1 FROM original_value)" },
	{ "UPDATE user SET key = 'u00001' WHERE id = 9", "rows", "1 user has the key of another", "(SELECT count(DISTINCT key) FROM user) = 3000" },
	{ "UPDATE key_block SET first_key = 'zz' WHERE rowid = 1", "rows", "(key_block) is wrong", "(SELECT count(*) FROM key_block WHERE entity = 'user') = 12" },
	{ "UPDATE segment SET size = 7 WHERE id = 1", "counts", "1 segment has another number of users", "(SELECT size FROM segment WHERE id = 1) = 1500" },
	{ "UPDATE segmentation SET n_users = 7", "counts", "1 segmentation has another number", "(SELECT n_users FROM segmentation) = 3000" },
	{ "UPDATE attribute SET missing = 1 WHERE name = 'age'", "counts", "1 value of Age (user) is said to be missing, but 33 are",
	  "(SELECT missing FROM attribute WHERE name = 'age') = 33" },
	{ "UPDATE event_block SET last_user_id = first_user_id", "events", "The list of where a user's events are (event_block) is wrong",
	  "(SELECT count(*) FROM user_events WHERE user = 'u00005') = 7" },
	{ "DELETE FROM event_block WHERE first_event_id < 600", "events", "(event_block) is wrong", "(SELECT count(*) FROM user_events) = 20000" },
	{ "INSERT INTO event_block VALUES (2, 9, 1, 3000)", "events", "(event_block) is wrong", "(SELECT count(*) FROM user_events) = 20000" },
	{ "INSERT INTO event_set_aside (id, user_id, kind_id, source_id) SELECT id, user_id, kind_id, source_id FROM event WHERE id = 3", "events",
	  "1 event is both counted and set aside", "NOT EXISTS (SELECT 1 FROM event_set_aside)" },
	{ "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'result_user') "
	  "WHERE name = 'membership_segment'", "file", "", "1" },
};

static void
harm_and_repair (gsize i)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder);
	g_autoptr (GPtrArray) problems = NULL;
	g_autoptr (SegRepair) done = NULL;
	const SegProblem *problem;

	harm (path, harms[i].harm);
	problems = check (path);
	g_assert_cmpuint (problems->len, >=, 1);
	problem = problems->pdata[0];
	g_assert_cmpstr (problem->check, ==, harms[i].check);
	if (harms[i].check[0] == 'l' || harms[i].check[0] == 'c') { /* the first that says it: links come in order of tables */
		g_autoptr (GString) all = g_string_new (NULL);

		for (guint k = 0; k < problems->len; k++)
			g_string_append_printf (all, "%s\n", ((SegProblem *) problems->pdata[k])->what);
		test_contains (all->str, harms[i].words);
	} else
		test_contains (problem->what, harms[i].words);
	done = repair (path);
	g_assert_nonnull (done->kept_as);
	g_assert_true (g_file_test (done->kept_as, G_FILE_TEST_IS_REGULAR));
	g_assert_cmpuint (done->left->len > 0, ==, harms[i].then == NULL);
	if (harms[i].then != NULL) {
		g_autofree char *sql = g_strconcat ("SELECT ", harms[i].then, NULL);

		assert_whole (path);
		g_assert_cmpint (look (path, sql), ==, 1);
		g_assert_cmpint (look (path, "SELECT count(*) FROM user"), ==, 3000);
		g_assert_cmpint (look (path, "SELECT count(*) FROM event"), >=, 19999);
		g_assert_cmpint (look (path, "SELECT count(*) FROM audit WHERE action = 'repair'"), ==, 1);
	}
	g_assert_cmpuint (test_folder_count (folder, "test.seg"), ==, 2); /* and nothing else beside them */
}

static void
test_harms (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (harms); i++) {
		g_test_message ("%s", harms[i].harm);
		harm_and_repair (i);
	}
}

static void
test_permissions (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder);
	g_autoptr (GPtrArray) problems = NULL;
	g_autoptr (SegRepair) done = NULL;
	GStatBuf status;

	g_chmod (path, 0644);
	problems = check (path);
	g_assert_cmpuint (problems->len, ==, 1);
	test_contains (((SegProblem *) problems->pdata[0])->what, "Other people may open the file (mode 0644)");
	done = repair (path);
	g_assert_cmpint (g_stat (path, &status), ==, 0);
	g_assert_cmpint (status.st_mode & 0777, ==, 0600);
	assert_whole (path);
}

/* Damage ---------------------------------------------------------------------------------------------------------------- */

/* Rows of @table in the repaired file that the file before the damage did not have, or has otherwise. */
static gint64
count_invented (const char *path, const char *original, const char *table, const char *where)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM (SELECT * FROM main.%s %s EXCEPT SELECT * FROM original.%s)", table, where, table);
	gint64 n;
	sqlite3 *db;
	sqlite3_stmt *statement;
	g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS original", original);

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	g_assert_cmpint (sqlite3_exec (db, attach, NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
	g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
	n = sqlite3_column_int64 (statement, 0);
	sqlite3_finalize (statement);
	sqlite3_close (db);
	return n;
}

/* Whether the schema stands on that page (from 0), which is beyond help. */
static gboolean
is_of_schema (sqlite3 *db, gsize page)
{
	sqlite3_stmt *statement;
	gboolean found;

	g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT 1 FROM dbstat WHERE name IN ('sqlite_schema', 'sqlite_master') AND pageno = ?1", -1,
	                                     &statement, NULL), ==, SQLITE_OK);
	sqlite3_bind_int64 (statement, 1, (gint64) page + 1);
	found = sqlite3_step (statement) == SQLITE_ROW;
	sqlite3_finalize (statement);
	return found;
}

/* Fills pages chosen by @seed with noise or zeros; not of the first quarter, where the first tables are, nor of the schema. */
static void
damage (const char *path, guint64 seed, guint n_pages)
{
	g_autofree char *bytes = NULL;
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	gsize size, page_size;
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
	page_size = (gsize) (guchar) bytes[16] << 8 | (guchar) bytes[17];
	page_size = page_size == 1 ? 65536 : page_size;
	for (guint i = 0; i < n_pages; i++) {
		gsize page = size / page_size / 4 + seg_random_below (random, size / page_size - size / page_size / 4);

		for (gsize k = 0, end = is_of_schema (db, page) ? 0 : page_size; k < end; k++)
			bytes[page * page_size + k] = seed % 3 == 0 ? '\0' : (char) seg_random_below (random, 256);
	}
	sqlite3_close (db);
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
test_damage (void)
{
	static const char *const tables[] = { "event", "user", "item", "membership", "campaign_member", "review" };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *original = make_shop (folder);

	for (guint64 seed = 1; seed <= TEST_ROUNDS (15); seed++) {
		g_autofree char *path = g_strdup_printf ("%s/damaged-%d.seg", folder, (int) seed), *before = NULL, *kept = NULL;
		g_autoptr (GPtrArray) problems = NULL;
		g_autoptr (SegRepair) done = NULL;

		g_test_message ("seed %d", (int) seed);
		copy_file (original, path);
		g_chmod (path, 0600);
		damage (path, seed, 1 + (guint) (seed % 4));
		problems = check (path);
		if (problems->len == 0) /* a page that nothing uses */
			continue;
		before = test_file_checksum (path);
		done = repair (path);
		g_assert_nonnull (done->kept_as);
		if (((SegProblem *) problems->pdata[0])->is_damage) {
			kept = test_file_checksum (done->kept_as);
			g_assert_cmpstr (before, ==, kept);
		}
		for (guint i = 0; i < done->left->len; i++) { /* computed things may be lost for good; the file is whole */
			g_test_message ("left: %s", ((SegProblem *) done->left->pdata[i])->what);
			test_contains (((SegProblem *) done->left->pdata[i])->what, "The feature set");
		}
		for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
			g_assert_cmpint (count_invented (path, original, tables[i], strcmp (tables[i], "user") == 0 ? "WHERE key NOT LIKE 'lost%'"
			                                                            : strcmp (tables[i], "item") == 0 ? "WHERE key NOT LIKE 'lost%'" : ""), ==, 0);
		g_assert_cmpint (look (path, "SELECT count(*) FROM event"), >, 15000); /* a few pages of some hundred */
	}
}

/* What no repair can help: said, and the file left as it was. */
static void
test_beyond_repair (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder), *bytes = NULL, *before = NULL, *after = NULL;
	g_autoptr (GPtrArray) problems = NULL;
	g_autoptr (GError) error = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
	memset (bytes + 100, 0xFF, 3900); /* the list of tables */
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	before = test_file_checksum (path);
	problems = check (path);
	g_assert_cmpuint (problems->len, ==, 1);
	g_assert_true (((SegProblem *) problems->pdata[0])->is_damage);
	g_assert_null (seg_workspace_repair (path, NULL, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "Not even the list of tables");
	after = test_file_checksum (path);
	g_assert_cmpstr (before, ==, after);
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
}

static void
test_truncated (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder);
	g_autoptr (SegRepair) done = NULL;
	GStatBuf status;

	g_assert_cmpint (g_stat (path, &status), ==, 0);
	/* Not the half of it: a new file is its tables and their list for the most part. */
	g_assert_cmpint (truncate (path, status.st_size / 32768 * 7 * 4096), ==, 0);
	done = repair (path);
	g_assert_nonnull (done->kept_as);
	g_assert_cmpint (look (path, "SELECT count(*) FROM user"), >, 0);
}

static void
test_cancel (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder), *copy = g_build_filename (folder, "copy.seg", NULL), *before = NULL, *after = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	harm (path, "UPDATE segment SET size = 7");
	before = test_file_checksum (path);
	seg_job_cancel (job);
	g_assert_null (seg_workspace_check (path, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	g_assert_null (seg_workspace_repair (path, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &error);
	g_assert_false (seg_workspace_backup (workspace, copy, NULL, job, NULL, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	g_assert_false (seg_workspace_backup (workspace, copy, &(SegBackupOptions) { .compact = TRUE }, job, NULL, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	g_clear_pointer (&workspace, seg_workspace_close);
	after = test_file_checksum (path);
	g_assert_cmpstr (before, ==, after);
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
}

static void
test_open_elsewhere (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder);
	g_autoptr (SegWorkspace) other = NULL;
	g_autoptr (GError) error = NULL;

	harm (path, "ALTER TABLE mapping DROP COLUMN path"); /* needs a new file */
	other = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, &error);
	g_assert_cmpint (count (other, "SELECT count(*) FROM user"), ==, 3000);
	g_assert_null (seg_workspace_repair (path, NULL, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "is open in another program");
	g_clear_pointer (&other, seg_workspace_close);
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
}

/* Copies ---------------------------------------------------------------------------------------------------------------- */

static void
test_backup (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder), *copy = g_build_filename (folder, "copy.seg", NULL);
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	GStatBuf status;
	gint64 size;

	for (int compact = 0; compact < 2; compact++) {
		const SegBackupOptions options = { FALSE, compact != 0 };

		workspace = seg_workspace_open (path, compact ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE, &error);
		g_assert_true (seg_workspace_backup (workspace, copy, &options, NULL, &size, &error));
		g_assert_no_error (error);
		g_clear_pointer (&workspace, seg_workspace_close);
		g_assert_cmpint (g_stat (copy, &status), ==, 0);
		g_assert_cmpint (status.st_mode & 0777, ==, 0600);
		g_assert_cmpint (status.st_size, ==, size);
		assert_whole (copy);
		g_assert_cmpint (count_invented (copy, path, "event", ""), ==, 0);
		g_assert_cmpint (look (copy, "SELECT count(*) FROM event"), ==, 20000);
		g_assert_cmpuint (test_folder_count (folder, ""), ==, 2);
		g_unlink (copy);
	}
}

/* Names that would cost something. */
static void
test_backup_refused (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder), *copy = test_folder_write (folder, "copy.seg", "precious");
	g_autofree char *itself = g_build_filename (folder, "itself.seg", NULL), *nowhere = g_build_filename (folder, "no", "x.seg", NULL);
	g_autofree char *log = g_strconcat (copy, "-wal", NULL), *text = NULL;
	const SegBackupOptions force = { .replace = TRUE };
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;

	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &error);
	g_assert_false (seg_workspace_backup (workspace, copy, NULL, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "--force");
	g_assert_false (seg_workspace_backup (workspace, path, &force, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, ""); /* the workspace itself */
	g_assert_cmpint (symlink (path, itself), ==, 0);
	g_assert_false (seg_workspace_backup (workspace, itself, &force, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "is the workspace itself");
	g_assert_false (seg_workspace_backup (workspace, folder, &force, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "is not a file");
	g_assert_false (seg_workspace_backup (workspace, nowhere, NULL, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "No such file");
	g_free (test_folder_write (folder, "copy.seg-wal", "log"));
	g_assert_false (seg_workspace_backup (workspace, copy, &force, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "is in use");
	g_unlink (log);
	text = test_file_read (copy);
	g_assert_cmpstr (text, ==, "precious");
	g_assert_true (seg_workspace_backup (workspace, copy, &force, NULL, NULL, &error));
	assert_whole (copy);
}

/* The copy is one moment, though another connection writes between its steps. */
typedef struct {
	SegWorkspace *writer;
	int           n_written;
} Busy;

static void
write_more (const SegJobStatus *status, gpointer data)
{
	Busy *busy = data;

	if (status->fraction < 0.6 && busy->n_written < 50) {
		g_autofree char *key = g_strdup_printf ("new %d", busy->n_written++);

		add_user (busy->writer, key);
		run (busy->writer, "UPDATE event SET amount = amount + 1 WHERE id % 1000 = 0");
	}
}

static void
test_backup_while_writing (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = make_shop (folder), *copy = g_build_filename (folder, "copy.seg", NULL);
	g_autoptr (SegWorkspace) workspace = NULL, writer = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	Busy busy = { NULL, 0 };

	busy.writer = writer = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, &error);
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &error);
	seg_job_observe (job, write_more, &busy);
	g_assert_true (seg_workspace_backup (workspace, copy, NULL, job, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpint (busy.n_written, >=, 1);
	g_assert_cmpint (look (copy, "SELECT count(*) FROM user"), ==, 3000);
	g_assert_cmpint (look (copy, "SELECT total (amount) FROM event"), ==, 990000);
}

int
main (int argc, char **argv)
{
	int status;

	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/maintenance/whole", test_whole);
	g_test_add_func ("/maintenance/harms", test_harms);
	g_test_add_func ("/maintenance/permissions", test_permissions);
	g_test_add_func ("/maintenance/damage", test_damage);
	g_test_add_func ("/maintenance/truncated", test_truncated);
	g_test_add_func ("/maintenance/beyond-repair", test_beyond_repair);
	g_test_add_func ("/maintenance/cancel", test_cancel);
	g_test_add_func ("/maintenance/open-elsewhere", test_open_elsewhere);
	g_test_add_func ("/maintenance/backup", test_backup);
	g_test_add_func ("/maintenance/backup-refused", test_backup_refused);
	g_test_add_func ("/maintenance/backup-while-writing", test_backup_while_writing);
	status = g_test_run ();
	g_clear_pointer (&template_folder, test_folder_remove);
	return status;
}
