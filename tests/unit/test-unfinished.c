/* The notes that long work leaves: who is told what while it runs, when it ends, is given up, or is killed. */
#include <config.h>
#include "workspace-fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workspace/workspace-private.h"

static GString *told;

static void
hear (const char *sentence, gpointer data)
{
	(void) data;
	g_string_append_printf (told, "%s\n", sentence);
}

static void
forget_told (void)
{
	g_string_truncate (told, 0);
}

static gint64
n_notes (SegWorkspace *workspace)
{
	return count (workspace, "SELECT count(*) FROM unfinished");
}

static void
test_end (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;

	{
		g_autoptr (SegUnfinished) work = seg_work_begin (workspace, "import of a.csv", &error);
		g_autoptr (SegTransaction) transaction = NULL;

		g_assert_no_error (error);
		g_assert_cmpint (n_notes (workspace), ==, 1);
		transaction = seg_transaction_begin (workspace, &error);
		add_user (workspace, "u1");
		g_assert_true (seg_work_end (work, &error));
		g_assert_true (seg_transaction_commit (g_steal_pointer (&transaction), &error));
		g_assert_cmpint (n_notes (workspace), ==, 0);
	}
	g_assert_cmpint (n_notes (workspace), ==, 0);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM audit"), ==, 1); /* nothing to say */
}

/* Work that fails by itself has said so: no note stays, nothing is told. */
static void
test_give_up (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), next = NULL;
	g_autoptr (GError) error = NULL;

	for (int with_end = 0; with_end < 2; with_end++) {
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (SegUnfinished) work = seg_work_begin (workspace, "import of a.csv", &error);
		g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, &error);

		seg_workspace_watch (workspace, job);
		seg_job_cancel (job);
		if (with_end)
			g_assert_true (seg_work_end (work, &error));
	}
	seg_workspace_watch (workspace, NULL);
	g_assert_cmpint (n_notes (workspace), ==, 0);
	next = make (folder);
	g_assert_cmpstr (told->str, ==, "");
}

/* A child begins work, changes things, and is killed in the middle. */
static void
kill_in_the_middle (const char *folder)
{
	pid_t child = fork ();
	int status;

	g_assert_cmpint (child, >=, 0);
	if (child == 0) {
		SegWorkspace *workspace = make (folder);
		SegUnfinished *work = seg_work_begin (workspace, "import of events.csv", NULL);
		SegTransaction *transaction = seg_transaction_begin (workspace, NULL);

		if (work != NULL && transaction != NULL) {
			add_user (workspace, "lost");
			raise (SIGKILL);
		}
		_exit (1);
	}
	g_assert_cmpint (waitpid (child, &status, 0), ==, child);
	g_assert_true (WIFSIGNALED (status));
}

static void
test_killed (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), reader = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	const SegAuditEntry *entry;

	add_user (workspace, "kept");
	g_clear_pointer (&workspace, seg_workspace_close);
	kill_in_the_middle (folder);

	/* One who only reads is told, and leaves it for the others. */
	for (int i = 0; i < 2; i++) {
		g_autofree char *path = g_build_filename (folder, "test.seg", NULL);

		forget_told ();
		reader = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &error);
		g_assert_no_error (error);
		g_assert_cmpint (n_notes (reader), ==, 1);
		test_contains (told->str, "The import of events.csv begun on ");
		g_clear_pointer (&reader, seg_workspace_close);
	}
	forget_told ();
	workspace = make (folder);
	test_contains (told->str, "The import of events.csv begun on ");
	test_contains (told->str, " UTC did not finish; nothing of it was kept\n");
	g_assert_cmpint (n_notes (workspace), ==, 0);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
	entries = seg_audit_list (workspace, 1, 10, &error);
	g_assert_cmpuint (entries->len, ==, 1);
	entry = entries->pdata[0];
	g_assert_cmpstr (entry->action, ==, "did not finish");
	g_assert_cmpstr (entry->object, ==, "import of events.csv");

	forget_told ();
	g_clear_pointer (&workspace, seg_workspace_close);
	workspace = make (folder);
	g_assert_cmpstr (told->str, ==, ""); /* once */
}

/* A note of a process that lives, by its number and its start. */
static void
test_process_number_used_again (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), next = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegUnfinished) work = seg_work_begin (workspace, "import of a.csv", &error);

	next = make (folder);
	g_assert_cmpstr (told->str, ==, "");
	g_assert_cmpint (n_notes (workspace), ==, 1);
	g_clear_pointer (&next, seg_workspace_close);

	run (workspace, "UPDATE unfinished SET process_mark = 'another start'");
	next = make (folder);
	test_contains (told->str, "The import of a.csv begun");
	g_assert_cmpint (n_notes (workspace), ==, 0);
}

static void
test_other_host (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), next = NULL;

	run (workspace, "INSERT INTO unfinished (what, started_at, process, process_mark, host) "
	                "VALUES ('import of a.csv', unixepoch (), 1, '', 'elsewhere.example')");
	next = make (folder);
	g_assert_cmpstr (told->str, ==, "");
	g_clear_pointer (&next, seg_workspace_close);
	run (workspace, "UPDATE unfinished SET started_at = started_at - 3600");
	next = make (folder);
	test_contains (told->str, "did not finish");
	g_assert_cmpint (n_notes (workspace), ==, 0);
}

/* The second writer is told who the first is; the note of work that goes on is left alone. */
static void
test_two_writers (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), second = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegUnfinished) work = seg_work_begin (workspace, "import of events.csv", &error), other = NULL;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, &error);
	g_autofree char *process = g_strdup_printf ("segscope (process %d on ", (int) getpid ());

	second = make (folder);
	g_assert_nonnull (second);
	g_assert_cmpstr (told->str, ==, "");
	g_assert_cmpint (n_notes (second), ==, 1);
	sqlite3_busy_timeout (second->db, 20);
	g_assert_null (seg_transaction_begin (second, &error));
	g_assert_nonnull (error);
	test_contains (error->message, process);
	test_error (&error, SEG_ERROR_WORKSPACE, "has been busy with the import of events.csv since ");
	sqlite3_busy_timeout (second->db, 20);
	other = seg_work_begin (second, "import of b.csv", &error);
	g_assert_null (other);
	test_error (&error, SEG_ERROR_WORKSPACE, "has been busy with the import of events.csv since ");
	g_assert_true (seg_work_end (work, &error));
	g_assert_true (seg_transaction_commit (g_steal_pointer (&transaction), &error));
	other = seg_work_begin (second, "import of b.csv", &error);
	g_assert_no_error (error);
}

/* Work without a note is known by its lock: another process writes, or loads a new file that nobody can read meanwhile. */
static void
test_by_lock (void)
{
	static const char *const modes[] = { "PRAGMA journal_mode = WAL", "PRAGMA journal_mode = DELETE" };

	if (!g_file_test ("/proc/locks", G_FILE_TEST_EXISTS)) {
		g_test_skip ("this system does not say who holds locks");
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autoptr (SegWorkspace) workspace = make (folder), reader = NULL;
		g_autofree char *path = g_strdup (seg_workspace_path (workspace)), *process = NULL;
		g_autoptr (GError) error = NULL;
		int ready[2], status;
		pid_t child;
		char byte;

		run (workspace, modes[i]);
		g_clear_pointer (&workspace, seg_workspace_close);
		g_assert_cmpint (pipe (ready), ==, 0);
		child = fork ();
		if (child == 0) {
			sqlite3 *db;

			if (sqlite3_open (path, &db) != SQLITE_OK || sqlite3_exec (db, "BEGIN EXCLUSIVE; INSERT INTO user (key) VALUES ('x')", NULL, NULL, NULL) != SQLITE_OK
			    || write (ready[1], "!", 1) != 1)
				_exit (1);
			pause ();
			_exit (0);
		}
		g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
		process = g_strdup_printf (" (process %d) is writing to the workspace", (int) child);
		reader = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, &error);
		if (reader != NULL) {
			sqlite3_busy_timeout (reader->db, 20);
			g_assert_null (seg_transaction_begin (reader, &error));
		}
		test_error (&error, SEG_ERROR_WORKSPACE, process);
		kill (child, SIGKILL);
		waitpid (child, &status, 0);
		close (ready[0]);
		close (ready[1]);
	}
}

static void
run_test (gconstpointer data)
{
	told = g_string_new (NULL);
	seg_workspace_set_teller (hear, NULL);
	((void (*) (void)) data) ();
	seg_workspace_set_teller (NULL, NULL);
	g_string_free (told, TRUE);
}

static void
add (const char *path, void (*test) (void))
{
	g_test_add_data_func (path, (gconstpointer) test, run_test);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add ("/unfinished/end", test_end);
	add ("/unfinished/give-up", test_give_up);
	add ("/unfinished/killed", test_killed);
	add ("/unfinished/process-number-used-again", test_process_number_used_again);
	add ("/unfinished/other-host", test_other_host);
	add ("/unfinished/two-writers", test_two_writers);
	add ("/unfinished/by-lock", test_by_lock);
	return g_test_run ();
}
