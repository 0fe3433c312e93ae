/* The workspace file: made, opened, refused, migrated, and left alone when something goes wrong. */
#include <config.h>
#include "workspace-fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workspace/workspace-private.h"

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
	g_autofree char *empty = test_folder_write (folder, "empty.seg", "");
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
	assert_refused (empty, SEG_WORKSPACE_CREATE, "May you write to its folder?");
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

/* A file that loses its name while it is open: nothing is written to where nobody would find it. */
static void
test_vanished (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *other = g_build_filename (folder, "other.seg", NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegTransaction) transaction = NULL;

	g_assert_cmpint (g_rename (seg_workspace_path (workspace), other), ==, 0);
	g_assert_null (seg_transaction_begin (workspace, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "was moved, deleted or replaced while it was open");
	g_free (test_folder_write (folder, "test.seg", "another file"));
	g_assert_null (seg_transaction_begin (workspace, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "was moved, deleted or replaced");
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 0); /* reading goes on */
	g_assert_cmpint (g_rename (other, seg_workspace_path (workspace)), ==, 0);
	transaction = seg_transaction_begin (workspace, &error);
	g_assert_no_error (error);
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
	{ SEG_WORKSPACE_VERSION, "this was taken long ago" },
	{ SEG_WORKSPACE_VERSION + 1, "CREATE TABLE later (x INTEGER) STRICT; INSERT INTO later SELECT id FROM user" },
	{ SEG_WORKSPACE_VERSION + 2, "ALTER TABLE later ADD COLUMN y TEXT" },
};
static const SegMigration broken[] = {
	{ SEG_WORKSPACE_VERSION + 1, "CREATE TABLE later (x INTEGER) STRICT; DELETE FROM user" },
	{ SEG_WORKSPACE_VERSION + 2, "ALTER TABLE nowhere ADD COLUMN y TEXT" },
};

static void
test_migrate (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *backup = g_build_filename (folder, "test.seg.backup-v3", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder), copy = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	GStatBuf status;

	add_user (workspace, "u1");
	g_assert_true (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error));
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION + 2);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM later WHERE y IS NULL"), ==, 1);
	entries = seg_audit_list (workspace, 1, 10, &error);
	g_assert_cmpuint (entries->len, ==, 1);
	g_assert_cmpstr (((SegAuditEntry *) entries->pdata[0])->action, ==, "migrate");
	g_assert_cmpstr (((SegAuditEntry *) entries->pdata[0])->detail, ==, "{\"from\": 3, \"to\": 5}");

	g_assert_cmpint (g_stat (backup, &status), ==, 0);
	g_assert_cmpint (status.st_mode & 0777, ==, 0600);
	copy = seg_workspace_open (backup, SEG_WORKSPACE_READ_ONLY, &error);
	g_assert_no_error (error);
	g_assert_cmpint (count (copy, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION);
	g_assert_cmpint (count (copy, "SELECT count(*) FROM user"), ==, 1);
	g_assert_cmpint (count (copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'"), ==, 0);

	g_assert_true (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error)); /* nothing left to do */
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 2);
}

static int
finish_other_migration (void *data, int n_calls)
{
	(void) n_calls;
	run (data, "CREATE TABLE later (x INTEGER) STRICT; PRAGMA user_version = 4; COMMIT");
	return 1; /* try again */
}

/* Another program takes a step while this one waits for the file: it goes on from there, with a copy of that. */
/* Matching a pattern cannot be stopped: none is long. */
static void
test_long_pattern (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;

	g_assert_false (seg_workspace_execute (workspace, "SELECT 'a' LIKE printf ('%.*c', 1100, '_')", &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "too complex");
}

static void
test_migrate_race (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *backup = g_build_filename (folder, "test.seg.backup-v4", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder), other = make (folder);
	g_autoptr (GError) error = NULL;

	run (other, "BEGIN IMMEDIATE");
	sqlite3_busy_handler (workspace->db, finish_other_migration, other);
	g_assert_true (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error));
	g_assert_no_error (error);
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION + 2);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM pragma_table_info ('later')"), ==, 2);
	g_assert_true (g_file_test (backup, G_FILE_TEST_IS_REGULAR));
}

static void
test_migrate_fails (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *backup = g_build_filename (folder, "test.seg.backup-v3", NULL);
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;

	add_user (workspace, "u1");
	g_assert_false (seg_workspace_migrate (workspace, broken, G_N_ELEMENTS (broken), &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "nowhere");
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'"), ==, 0);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 1);
	/* Where no copy can be made, nothing is migrated. */
	g_remove (backup);
	g_mkdir (backup, 0700);
	g_assert_false (seg_workspace_migrate (workspace, future, G_N_ELEMENTS (future), &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "Cannot write the backup copy");
	g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION);
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
	g_test_add_func ("/workspace/vanished", test_vanished);
	g_test_add_func ("/workspace/migrate", test_migrate);
	g_test_add_func ("/workspace/long-pattern", test_long_pattern);
	g_test_add_func ("/workspace/migrate-race", test_migrate_race);
	g_test_add_func ("/workspace/migrate-fails", test_migrate_fails);
	return g_test_run ();
}
