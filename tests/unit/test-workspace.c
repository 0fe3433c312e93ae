/* The workspace file: made, opened, refused, migrated, written in transactions, and left alone when something goes wrong. */
#include <config.h>
#include <segscope/workspace.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/folder.h"
#include "workspace/workspace-private.h"

/* A new workspace in @folder. */
static SegWorkspace *
make (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);

	g_assert_no_error (error);
	return workspace;
}

static gint64
count (SegWorkspace *workspace, const char *sql)
{
	g_autoptr (GError) error = NULL;
	gint64 value = -1;

	seg_workspace_count (workspace, sql, &value, &error);
	g_assert_no_error (error);
	return value;
}

static void
run (SegWorkspace *workspace, const char *sql)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_execute (workspace, sql, &error);
	g_assert_no_error (error);
}

static void
add_user (SegWorkspace *workspace, const char *key)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace, "INSERT INTO user (key) VALUES (:key)", &error);

	g_assert_no_error (error);
	seg_statement_bind_text (insert, ":key", key);
	g_assert_true (seg_statement_run (insert, &error));
}

static void
test_create (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) entries = seg_audit_list (workspace, 0, 10, &error);
	g_autoptr (SegStatement) mode = seg_workspace_prepare (workspace, "PRAGMA journal_mode", &error);
	const SegAuditEntry *entry;
	GStatBuf status;

	g_assert_cmpint (g_stat (seg_workspace_path (workspace), &status), ==, 0);
	g_assert_cmpint (status.st_mode & 0777, ==, 0600);
	g_assert_false (seg_workspace_is_read_only (workspace));
	g_assert_cmpint (count (workspace, "PRAGMA application_id"), ==, SEG_WORKSPACE_APPLICATION_ID);
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION);
	g_assert_cmpint (count (workspace, "PRAGMA foreign_keys"), ==, 1);
	g_assert_true (seg_statement_next (mode, &error));
	g_assert_cmpstr (seg_statement_text (mode, 0), ==, "wal");
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
	                                   "AND name NOT LIKE 'sqlite_%' AND NOT strict"), ==, 0);
	g_assert_cmpuint (entries->len, ==, 1);
	entry = entries->pdata[0];
	g_assert_cmpstr (entry->action, ==, "create");
	g_assert_cmpstr (entry->object, ==, "test.seg");
	g_assert_cmpstr (entry->program_version, ==, PACKAGE_VERSION);
	g_assert_cmpint (entry->at, >, 1700000000);
}

static void
test_reopen (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder);

	add_user (workspace, "u1");
	g_clear_pointer (&workspace, seg_workspace_close);
	for (SegWorkspaceMode mode = SEG_WORKSPACE_READ_ONLY; mode <= SEG_WORKSPACE_CREATE; mode++) {
		g_autoptr (GError) error = NULL;

		workspace = seg_workspace_open (path, mode, &error);
		g_assert_no_error (error);
		g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
		g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 1);
		g_assert_cmpint (seg_workspace_is_read_only (workspace), ==, mode == SEG_WORKSPACE_READ_ONLY);
		g_clear_pointer (&workspace, seg_workspace_close);
		g_assert_cmpuint (test_folder_count (folder, ""), ==, 1); /* no backup, and no log, even after only reading */
	}
}

static void
assert_refused (const char *path, SegWorkspaceMode mode, const char *part)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_workspace_open (path, mode, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, part);
}

/* Each file that is no workspace is refused in every mode and left as it was. */
static void
assert_left_alone (const char *path, const char *part)
{
	g_autofree char *before = test_file_checksum (path), *after = NULL;

	for (SegWorkspaceMode mode = SEG_WORKSPACE_READ_ONLY; mode <= SEG_WORKSPACE_CREATE; mode++)
		assert_refused (path, mode, part);
	after = test_file_checksum (path);
	g_assert_cmpstr (before, ==, after);
}

static void
test_refused (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *missing = g_build_filename (folder, "missing.seg", NULL), *deep = g_build_filename (folder, "no", "x.seg", NULL);
	g_autofree char *empty = test_folder_write (folder, "empty.seg", "");
	g_autofree char *text = test_folder_write (folder, "text.seg", "user_id,name\n1,Ann\n");
	g_autofree char *longer = NULL;
	g_autoptr (GString) noise = g_string_new (NULL);

	assert_refused (missing, SEG_WORKSPACE_READ_ONLY, "There is no workspace");
	assert_refused (missing, SEG_WORKSPACE_READ_WRITE, "segscope import");
	assert_refused (deep, SEG_WORKSPACE_CREATE, "Cannot make the workspace");
	assert_refused (folder, SEG_WORKSPACE_CREATE, "is a folder");
	assert_refused ("/dev/null", SEG_WORKSPACE_CREATE, "not a file");
	g_assert_true (g_file_test ("/dev/null", G_FILE_TEST_EXISTS));
	assert_refused (empty, SEG_WORKSPACE_READ_ONLY, "is an empty file");
	assert_refused (empty, SEG_WORKSPACE_READ_WRITE, "is an empty file");
	assert_left_alone (text, "is not a segscope workspace");
	for (int i = 0; i < 5000; i++)
		g_string_append (noise, "not a database");
	longer = test_folder_write (folder, "long.seg", noise->str);
	assert_left_alone (longer, "is not a segscope workspace");
	g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 3);
}

static void
test_foreign_database (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "other.db", NULL);
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE t (x)", NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close (db);
	assert_left_alone (path, "is not a segscope workspace");
}

static void
test_newer_version (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder);

	run (workspace, "PRAGMA user_version = 99");
	g_clear_pointer (&workspace, seg_workspace_close);
	assert_left_alone (path, "made by a newer segscope (workspace version 99");
}

/* mktemp makes an empty file; CREATE takes it, READ_WRITE does not. */
static void
test_adopts_empty (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "test.seg", "");
	g_autoptr (SegWorkspace) workspace = NULL;
	GStatBuf status;

	g_chmod (path, 0644);
	workspace = make (folder);
	g_assert_cmpint (g_stat (path, &status), ==, 0);
	g_assert_cmpint (status.st_mode & 0777, ==, 0600);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 1);
}

static void
test_odd_names (void)
{
	static const char *const names[] = { ":memory:", "what?mode=memory", "a#b%20c.seg", "课程.seg", "back\\slash \"quoted\".seg" };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *start = g_get_current_dir ();

	g_assert_cmpint (g_chdir (folder), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autoptr (GError) error = NULL;
		g_autoptr (SegWorkspace) workspace = seg_workspace_open (names[i], SEG_WORKSPACE_CREATE, &error);
		GStatBuf status;

		g_assert_no_error (error);
		add_user (workspace, "u");
		g_clear_pointer (&workspace, seg_workspace_close);
		g_assert_cmpint (g_stat (names[i], &status), ==, 0);
		g_assert_cmpint (status.st_size, >, 4096);
	}
	g_assert_cmpint (g_chdir (start), ==, 0);
}

static void
use_in_locked_folder (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL), *other = g_build_filename (folder, "new.seg", NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;

	g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
	for (SegWorkspaceMode mode = SEG_WORKSPACE_READ_ONLY; mode <= SEG_WORKSPACE_CREATE; mode++) {
		workspace = seg_workspace_open (path, mode, &error);
		g_assert_no_error (error);
		g_assert_true (seg_workspace_is_read_only (workspace));
		g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
		g_assert_false (seg_workspace_execute (workspace, "DELETE FROM user", &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "is read-only");
		g_assert_null (seg_transaction_begin (workspace, &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "is read-only");
		g_clear_pointer (&workspace, seg_workspace_close);
	}
	assert_refused (other, SEG_WORKSPACE_CREATE, "Cannot make the workspace");
}

static void
test_locked_folder (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	add_user (workspace, "u1");
	g_clear_pointer (&workspace, seg_workspace_close);
	test_without_privileges (folder, use_in_locked_folder);
}

static void
use_read_only_file (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;

	g_assert_cmpint (g_chmod (path, 0400), ==, 0);
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, &error);
	g_assert_no_error (error);
	g_assert_true (seg_workspace_is_read_only (workspace));
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	g_assert_false (seg_workspace_execute (workspace, "DELETE FROM user", &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "is read-only");
	g_clear_pointer (&workspace, seg_workspace_close);
	g_assert_cmpint (g_chmod (path, 0000), ==, 0);
	assert_refused (path, SEG_WORKSPACE_READ_ONLY, "You may not read");
}

static void
test_read_only_file (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	add_user (workspace, "u1");
	g_clear_pointer (&workspace, seg_workspace_close);
	test_without_privileges (folder, use_read_only_file);
}

static void
test_read_only_mode (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) writer = make (folder), reader = NULL;
	g_autoptr (GError) error = NULL;

	add_user (writer, "u1");
	reader = seg_workspace_open (seg_workspace_path (writer), SEG_WORKSPACE_READ_ONLY, &error);
	g_assert_no_error (error);
	g_assert_false (seg_audit_add (reader, "x", "y", NULL, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "is read-only");
	/* A reader goes on while another connection writes, and sees only what was committed. */
	{
		g_autoptr (SegTransaction) transaction = seg_transaction_begin (writer, &error);
		g_autoptr (SegWorkspace) late = NULL;

		add_user (writer, "u2");
		g_assert_cmpint (count (reader, "SELECT count(*) FROM user"), ==, 1);
		late = seg_workspace_open (seg_workspace_path (writer), SEG_WORKSPACE_READ_WRITE, &error);
		g_assert_no_error (error);
		g_assert_cmpint (count (late, "SELECT count(*) FROM user"), ==, 1);
		sqlite3_busy_timeout (late->db, 20); /* the test need not wait the seconds that a person would */
		g_assert_null (seg_transaction_begin (late, &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "Another segscope is writing");
		g_assert_true (seg_transaction_commit (g_steal_pointer (&transaction), &error));
		g_assert_cmpint (count (late, "SELECT count(*) FROM user"), ==, 2);
	}
	g_assert_cmpint (count (reader, "SELECT count(*) FROM user"), ==, 2);
}

/* Migrations of a future that this test makes up. */
static const SegMigration future[] = {
	{ 1, "this was taken long ago" },
	{ 2, "CREATE TABLE later (x INTEGER) STRICT; INSERT INTO later SELECT id FROM user" },
	{ 3, "ALTER TABLE later ADD COLUMN y TEXT" },
};
static const SegMigration broken[] = {
	{ 2, "CREATE TABLE later (x INTEGER) STRICT; DELETE FROM user" },
	{ 3, "ALTER TABLE nowhere ADD COLUMN y TEXT" },
};

static void
test_migrate (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *backup = g_build_filename (folder, "test.seg.backup-v1", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder), copy = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	GStatBuf status;

	add_user (workspace, "u1");
	g_assert_true (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error));
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, 3);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM later WHERE y IS NULL"), ==, 1);
	entries = seg_audit_list (workspace, 1, 10, &error);
	g_assert_cmpuint (entries->len, ==, 1);
	g_assert_cmpstr (((SegAuditEntry *) entries->pdata[0])->action, ==, "migrate");
	g_assert_cmpstr (((SegAuditEntry *) entries->pdata[0])->detail, ==, "{\"from\": 1, \"to\": 3}");

	g_assert_cmpint (g_stat (backup, &status), ==, 0);
	g_assert_cmpint (status.st_mode & 0777, ==, 0600);
	copy = seg_workspace_open (backup, SEG_WORKSPACE_READ_ONLY, &error);
	g_assert_no_error (error);
	g_assert_cmpint (count (copy, "PRAGMA user_version"), ==, 1);
	g_assert_cmpint (count (copy, "SELECT count(*) FROM user"), ==, 1);
	g_assert_cmpint (count (copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'"), ==, 0);

	g_assert_true (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error)); /* nothing left to do */
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 2);
}

static void
test_migrate_fails (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *backup = g_build_filename (folder, "test.seg.backup-v1", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;

	add_user (workspace, "u1");
	g_assert_false (seg_workspace_migrate (workspace, broken, G_N_ELEMENTS (broken), &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "nowhere");
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, 1);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'"), ==, 0);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 1);
	/* Where no copy can be made, nothing is migrated. */
	g_remove (backup);
	g_mkdir (backup, 0700);
	g_assert_false (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "Cannot write the backup copy");
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, 1);
}

static void
test_transactions (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	SegTransaction *outer = seg_transaction_begin (workspace, &error);

	add_user (workspace, "kept");
	{
		g_autoptr (SegTransaction) inner = seg_transaction_begin (workspace, &error);

		g_assert_nonnull (inner);
		add_user (workspace, "dropped with the scope");
	}
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	{
		g_autoptr (SegTransaction) inner = seg_transaction_begin (workspace, &error);
		g_autoptr (SegTransaction) deeper = seg_transaction_begin (workspace, &error);

		add_user (workspace, "kept too");
		g_assert_true (seg_transaction_commit (g_steal_pointer (&deeper), &error));
		g_assert_true (seg_transaction_commit (g_steal_pointer (&inner), &error));
	}
	g_assert_true (seg_transaction_commit (outer, &error));
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 2);
	{
		g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, &error);

		g_assert_nonnull (transaction);
		run (workspace, "DELETE FROM user");
	}
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 2);
	seg_transaction_abandon (NULL);
}

/* A statement that would run for hours. */
#define ENDLESS "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "

typedef struct {
	SegWorkspace *workspace;
	GError       *error;
	gboolean      success;
} Runner;

static gpointer
run_endless (gpointer data)
{
	Runner *runner = data;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (runner->workspace, &runner->error);

	add_user (runner->workspace, "in the transaction");
	runner->success = seg_workspace_execute (runner->workspace,
		ENDLESS "INSERT INTO user (key) SELECT 'u' || i FROM n WHERE i < 0", &runner->error);
	return NULL;
}

static void
test_cancel (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	Runner runner = { workspace, NULL, TRUE };
	GThread *thread;

	seg_workspace_watch (workspace, job);
	thread = g_thread_new ("endless", run_endless, &runner);
	g_usleep (20000);
	seg_job_cancel (job);
	g_thread_join (thread); /* would never come back */
	g_assert_false (runner.success);
	test_error (&runner.error, SEG_ERROR_CANCELLED, "Stopped");
	seg_workspace_watch (workspace, NULL);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 0);
	add_user (workspace, "afterwards"); /* the connection goes on working */
}

static void
test_cancel_select (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	gint64 value = 7;

	seg_job_cancel (job);
	seg_workspace_watch (workspace, job);
	g_assert_false (seg_workspace_count (workspace, ENDLESS "SELECT max(i) FROM n", &value, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "Stopped");
	g_assert_cmpint (value, ==, 7);
}

static void
test_bindings (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT :integer, :double, :text, :blob, :null, :nan, :no_text, :infinite, :injected AS \"a \"\"name\"", &error);
	gsize size;

	g_assert_no_error (error);
	seg_statement_bind_integer (statement, ":integer", G_MININT64);
	seg_statement_bind_double (statement, ":double", 0.1);
	seg_statement_bind_text (statement, ":text", "数据\n'\"");
	seg_statement_bind_blob (statement, ":blob", "a\0b", 3);
	seg_statement_bind_null (statement, ":null");
	seg_statement_bind_double (statement, ":nan", NAN);
	seg_statement_bind_text (statement, ":no_text", NULL);
	seg_statement_bind_double (statement, ":infinite", -INFINITY);
	seg_statement_bind_text (statement, ":injected", "'); DROP TABLE user; --");
	for (int round = 0; round < 2; round++) { /* bindings stay over a reset */
		g_assert_true (seg_statement_next (statement, &error));
		g_assert_cmpint (seg_statement_n_columns (statement), ==, 9);
		g_assert_cmpint (seg_statement_integer (statement, 0), ==, G_MININT64);
		g_assert_cmpfloat (seg_statement_double (statement, 1), ==, 0.1);
		g_assert_cmpstr (seg_statement_text (statement, 2), ==, "数据\n'\"");
		g_assert_cmpint (memcmp (seg_statement_blob (statement, 3, &size), "a\0b", 3), ==, 0);
		g_assert_cmpuint (size, ==, 3);
		for (int column = 4; column < 8; column++) {
			g_assert_true (seg_statement_is_null (statement, column));
			g_assert_null (seg_statement_text (statement, column));
			g_assert_true (isnan (seg_statement_double (statement, column)));
			g_assert_cmpint (seg_statement_integer (statement, column), ==, 0);
		}
		g_assert_cmpstr (seg_statement_text (statement, 8), ==, "'); DROP TABLE user; --");
		g_assert_cmpstr (seg_statement_column_name (statement, 8), ==, "a \"name");
		g_assert_false (seg_statement_next (statement, &error));
		g_assert_no_error (error);
		seg_statement_reset (statement);
	}
}

static void
test_positions (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) insert = NULL;
	int x, y, z;

	run (workspace, "CREATE TABLE t (x INTEGER, y REAL, z TEXT) STRICT");
	insert = seg_workspace_prepare (workspace, "INSERT INTO t VALUES (:x, :y, :z)", &error);
	x = seg_statement_parameter (insert, ":x");
	y = seg_statement_parameter (insert, ":y");
	z = seg_statement_parameter (insert, ":z");
	for (int i = 0; i < 100; i++) {
		seg_statement_bind_integer_at (insert, x, i);
		seg_statement_bind_double_at (insert, y, i % 10 == 0 ? NAN : i / 2.0);
		if (i % 2 == 0)
			seg_statement_bind_null_at (insert, z);
		else
			seg_statement_bind_text_at (insert, z, "odd");
		g_assert_true (seg_statement_run (insert, &error));
		g_assert_cmpint (seg_workspace_changes (workspace), ==, 1);
		g_assert_cmpint (seg_workspace_last_id (workspace), ==, i + 1);
	}
	g_assert_cmpint (count (workspace, "SELECT sum(x) FROM t"), ==, 4950);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM t WHERE y IS NULL"), ==, 10);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM t WHERE z IS NULL"), ==, 50);
}

static void
test_unknown_parameter (void)
{
	if (g_test_subprocess ()) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autoptr (SegWorkspace) workspace = make (folder);
		g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT :a", NULL);

		seg_statement_bind_integer (statement, ":b", 1);
		return;
	}
	g_test_trap_subprocess (NULL, 0, 0);
	g_test_trap_assert_failed ();
	g_test_trap_assert_stderr ("*no parameter :b in: SELECT :a*");
}

static void
test_failures (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) insert = NULL;
	gint64 value = 5;

	g_assert_null (seg_workspace_prepare (workspace, "SELECT nothing FROM nowhere", &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "SELECT nothing FROM nowhere");
	g_assert_false (seg_workspace_count (workspace, "SELECT \"no_such_column\"", &value, &error)); /* not taken for a text */
	test_error (&error, SEG_ERROR_WORKSPACE, "no_such_column");
	g_assert_cmpint (value, ==, 5);
	g_assert_true (seg_workspace_count (workspace, "SELECT id FROM user", &value, &error));
	g_assert_cmpint (value, ==, 0);
	add_user (workspace, "u1");
	insert = seg_workspace_prepare (workspace, "INSERT INTO user (key) VALUES ('u1')", &error);
	g_assert_false (seg_statement_run (insert, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "UNIQUE");
	g_assert_false (seg_workspace_execute (workspace, "INSERT INTO event (user_id, kind_id, source_id) VALUES (9, 9, 9)", &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "FOREIGN KEY");
}

static void
test_identifiers (void)
{
	static const char *const names[] = { "city", "select", "two words", "quo\"te", "城市", "'; --", "\"\"" };
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *quoted = seg_sql_identifier ("a\"b");

	g_assert_cmpstr (quoted, ==, "\"a\"\"b\"");
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autofree char *name = seg_sql_identifier (names[i]);
		g_autofree char *add = g_strdup_printf ("ALTER TABLE user ADD COLUMN %s TEXT", name);
		g_autofree char *select = g_strdup_printf ("SELECT %s FROM user", name);
		g_autoptr (GError) error = NULL;
		g_autoptr (SegStatement) statement = NULL;

		run (workspace, add);
		statement = seg_workspace_prepare (workspace, select, &error);
		g_assert_no_error (error);
		g_assert_cmpstr (seg_statement_column_name (statement, 0), ==, names[i]);
	}
}

/* What the disk says when it has no room, without filling one: the file may not grow. */
static void
test_disk_full (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autofree char *limit = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, count (workspace, "PRAGMA page_count") + 20);
	gboolean full = FALSE;

	add_user (workspace, "before");
	run (workspace, limit);
	{
		g_autoptr (SegTransaction) outer = seg_transaction_begin (workspace, &error);
		g_autoptr (SegTransaction) inner = seg_transaction_begin (workspace, &error);
		g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace, "INSERT INTO user (key) VALUES (hex(randomblob(500)))", &error);

		g_assert_no_error (error);
		for (int i = 0; i < 1000 && !full; i++)
			full = !seg_statement_run (insert, &error);
	}
	g_assert_true (full);
	test_error (&error, SEG_ERROR_WORKSPACE, "The disk is full");
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	g_assert_true (seg_transaction_commit (seg_transaction_begin (workspace, &error), &error)); /* usable as before */
}

static void
add_source (SegWorkspace *workspace, const char *checksum, const char *mapping)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
		"rows_repeated, imported_at, program_version) "
		"VALUES ('u.csv', :checksum, 'users', :mapping, 'UTF-8', ',', 1, 1, 0, 0, 0, '0')", &error);

	g_assert_no_error (error);
	seg_statement_bind_text (insert, ":checksum", checksum);
	seg_statement_bind_text (insert, ":mapping", mapping);
	g_assert_true (seg_statement_run (insert, &error));
}

static void
test_fingerprint (void)
{
	g_autoptr (TestFolder) folder = test_folder_new (), other_folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), other = make (other_folder);
	g_autofree char *empty = seg_workspace_fingerprint (workspace, NULL), *one = NULL, *same = NULL, *two = NULL, *swapped = NULL;

	g_assert_cmpuint (strlen (empty), ==, 64);
	add_source (workspace, "aa", "{}");
	add_source (other, "aa", "{}");
	one = seg_workspace_fingerprint (workspace, NULL);
	same = seg_workspace_fingerprint (other, NULL);
	g_assert_cmpstr (one, !=, empty);
	g_assert_cmpstr (one, ==, same);
	add_source (workspace, "bb", "{}");
	two = seg_workspace_fingerprint (workspace, NULL);
	g_assert_cmpstr (two, !=, one);
	run (workspace, "DELETE FROM source");
	add_source (workspace, "bb", "{}");
	add_source (workspace, "aa", "{}");
	swapped = seg_workspace_fingerprint (workspace, NULL); /* the order counts: later values replace earlier ones */
	g_assert_cmpstr (swapped, !=, two);
}

static void
test_taking (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "event");
	add_source (workspace, "aa", "{}");
	run (workspace, "INSERT INTO user (key) VALUES ('u'); INSERT INTO item (key) VALUES ('i');"
	                "INSERT INTO event_kind VALUES (1, 'view'), (2, 'rating'), (3, 'purchase')");
	run (workspace, "INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (1, 1, 1, 1)");
	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "event");
	run (workspace, "INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (1, NULL, 3, 1), (1, 1, 2, 1)");
	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "rating"); /* purchases of nothing named do not count */
	run (workspace, "INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (1, 1, 3, 1)");
	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "purchase");
}

static void
test_info (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspaceInfo) empty = seg_workspace_info (workspace, &error), full = NULL;

	g_assert_no_error (error);
	g_assert_cmpint (empty->version, ==, SEG_WORKSPACE_VERSION);
	g_assert_cmpint (empty->n_users, ==, 0);
	g_assert_cmpint (empty->last_event_at, ==, 0);
	g_assert_cmpfloat (empty->revenue, ==, 0);
	add_source (workspace, "aa", "{}");
	run (workspace, "INSERT INTO user (key, listed) VALUES ('u', 1), ('v', 0); INSERT INTO item (key) VALUES ('i');"
	                "INSERT INTO event_kind VALUES (1, 'purchase'), (2, 'refund'), (3, 'view');"
	                "INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) VALUES"
	                " (1, 1, 1, 100, 20.5, 1), (1, 1, 2, 300, -5, 1), (2, 1, 3, 200, 1000, 1);"
	                "INSERT INTO review VALUES (1, '好')");
	full = seg_workspace_info (workspace, &error);
	g_assert_no_error (error);
	g_assert_cmpint (full->n_users, ==, 2);
	g_assert_cmpint (full->n_users_listed, ==, 1);
	g_assert_cmpint (full->n_items_listed, ==, 0);
	g_assert_cmpint (full->n_events, ==, 3);
	g_assert_cmpint (full->n_reviews, ==, 1);
	g_assert_cmpint (full->first_event_at, ==, 100);
	g_assert_cmpint (full->last_event_at, ==, 300);
	g_assert_cmpfloat (full->revenue, ==, 15.5);
	g_assert_cmpstr (full->fingerprint, !=, empty->fingerprint);
}

static void
test_audit (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	const SegAuditEntry *entry;

	for (int i = 0; i < 5; i++) {
		g_autofree char *object = g_strdup_printf ("file %d", i);

		g_assert_true (seg_audit_add (workspace, "import", object, i == 3 ? "{\"rows\": 3}" : NULL, &error));
	}
	entries = seg_audit_list (workspace, 3, 2, &error);
	g_assert_cmpuint (entries->len, ==, 2);
	entry = entries->pdata[0];
	g_assert_cmpstr (entry->object, ==, "file 2");
	g_assert_null (entry->detail);
	entry = entries->pdata[1];
	g_assert_cmpstr (entry->detail, ==, "{\"rows\": 3}");
	g_assert_cmpstr (entry->who, ==, g_get_user_name ());
}

static void
test_attributes (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) attributes = NULL;
	const SegAttribute *attribute;

	run (workspace, "INSERT INTO attribute (entity, name, label, field, type, missing) VALUES"
	                " ('user', 'registered', 'Registration date', 'registered', 'date', 3),"
	                " ('item', 'title', 'Title', 'title', 'text', 0),"
	                " ('user', 'city', '城市', NULL, 'category', 41)");
	attributes = seg_attributes (workspace, "user", &error);
	g_assert_no_error (error);
	g_assert_cmpuint (attributes->len, ==, 2);
	attribute = seg_attributes_find (attributes, "CITY");
	g_assert_cmpstr (attribute->label, ==, "城市");
	g_assert_cmpint (attribute->type, ==, SEG_TYPE_CATEGORY);
	g_assert_cmpint (attribute->n_missing, ==, 41);
	g_assert_true (seg_attributes_find (attributes, "城市") == attribute);
	g_assert_true (seg_attributes_with_field (attributes, "registered") == attributes->pdata[0]);
	g_assert_null (seg_attributes_find (attributes, "title"));
	g_assert_null (seg_attributes_with_field (attributes, NULL)); /* not one without a meaning */
	for (SegType type = SEG_TYPE_TEXT; type <= SEG_TYPE_BOOLEAN; type++)
		g_assert_nonnull (seg_type_name (type));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/workspace/create", test_create);
	g_test_add_func ("/workspace/reopen", test_reopen);
	g_test_add_func ("/workspace/refused", test_refused);
	g_test_add_func ("/workspace/foreign-database", test_foreign_database);
	g_test_add_func ("/workspace/newer-version", test_newer_version);
	g_test_add_func ("/workspace/adopts-empty", test_adopts_empty);
	g_test_add_func ("/workspace/odd-names", test_odd_names);
	g_test_add_func ("/workspace/locked-folder", test_locked_folder);
	g_test_add_func ("/workspace/read-only-file", test_read_only_file);
	g_test_add_func ("/workspace/read-only-mode", test_read_only_mode);
	g_test_add_func ("/workspace/migrate", test_migrate);
	g_test_add_func ("/workspace/migrate-fails", test_migrate_fails);
	g_test_add_func ("/workspace/transactions", test_transactions);
	g_test_add_func ("/workspace/cancel", test_cancel);
	g_test_add_func ("/workspace/cancel-select", test_cancel_select);
	g_test_add_func ("/workspace/bindings", test_bindings);
	g_test_add_func ("/workspace/positions", test_positions);
	g_test_add_func ("/workspace/unknown-parameter", test_unknown_parameter);
	g_test_add_func ("/workspace/failures", test_failures);
	g_test_add_func ("/workspace/identifiers", test_identifiers);
	g_test_add_func ("/workspace/disk-full", test_disk_full);
	g_test_add_func ("/workspace/fingerprint", test_fingerprint);
	g_test_add_func ("/workspace/taking", test_taking);
	g_test_add_func ("/workspace/info", test_info);
	g_test_add_func ("/workspace/audit", test_audit);
	g_test_add_func ("/workspace/attributes", test_attributes);
	return g_test_run ();
}
