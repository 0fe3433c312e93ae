/* Statements and transactions: bound, run, cancelled, rolled back; and what is said when they fail. */
#include <config.h>
#include "workspace-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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
	insert = seg_workspace_prepare (workspace, "INSERT INTO event_kind (name) VALUES ('view')", &error);
	g_assert_true (seg_statement_run (insert, &error));
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

typedef struct {
	gint64 n, sum, n_null;
	GString *text;
} Taken;

static void
take (const SegRow *row, gpointer data)
{
	Taken *taken = data;

	taken->n++;
	taken->sum += seg_row_integer (row, 0);
	taken->n_null += seg_row_is_null (row, 1);
	g_string_append (taken->text, seg_row_text (row, 2));
	g_assert_cmpfloat (seg_row_double (row, 3), ==, (double) seg_row_integer (row, 0) / 2);
}

/* Rows handed to a function: those of the range, again and again, two readings side by side; a query that is none is said. */
static void
test_rows (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	Taken taken[2] = { { .text = g_string_new (NULL) }, { .text = g_string_new (NULL) } };
	g_autoptr (SegRows) rows = NULL, others = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	for (const char *key = "abcde"; *key != '\0'; key++)
		add_user (workspace, (char[]) { *key, '\0' });
	rows = seg_rows_new (workspace, "id, nullif (id, 2), key, id / 2.0", "FROM user WHERE id BETWEEN :first AND :last", take, &taken[0], &error);
	others = seg_rows_new (workspace, "id, NULL, key, id / 2.0", "FROM user WHERE id BETWEEN :first AND :last ORDER BY id", take, &taken[1], &error);
	g_assert_no_error (error);
	g_assert_true (seg_rows_run (rows, 1, 3, &error));
	g_assert_true (seg_rows_run (others, 4, 100, &error));
	g_assert_true (seg_rows_run (rows, 5, 5, &error));
	g_assert_true (seg_rows_run (rows, 7, 6, &error));
	g_assert_cmpint (taken[0].n, ==, 4);
	g_assert_cmpint (taken[0].sum, ==, 11);
	g_assert_cmpint (taken[0].n_null, ==, 1);
	g_assert_cmpstr (taken[0].text->str, ==, "abce");
	g_assert_cmpstr (taken[1].text->str, ==, "de");
	g_assert_cmpint (taken[1].n_null, ==, 2);
	g_assert_null (seg_rows_new (workspace, "nothing", "FROM user WHERE id BETWEEN :first AND :last", take, &taken[0], &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "nothing");
	seg_job_cancel (job);
	seg_workspace_watch (workspace, job);
	g_assert_false (seg_rows_run (rows, 1, 3, &error) && seg_workspace_count (workspace, ENDLESS "SELECT max(i) FROM n", &taken[0].n, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "Stopped");
	seg_workspace_watch (workspace, NULL);
	g_string_free (taken[0].text, TRUE);
	g_string_free (taken[1].text, TRUE);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/statement/transactions", test_transactions);
	g_test_add_func ("/statement/cancel", test_cancel);
	g_test_add_func ("/statement/cancel-select", test_cancel_select);
	g_test_add_func ("/statement/bindings", test_bindings);
	g_test_add_func ("/statement/positions", test_positions);
	g_test_add_func ("/statement/unknown-parameter", test_unknown_parameter);
	g_test_add_func ("/statement/failures", test_failures);
	g_test_add_func ("/statement/identifiers", test_identifiers);
	g_test_add_func ("/statement/disk-full", test_disk_full);
	g_test_add_func ("/statement/rows", test_rows);
	return g_test_run ();
}
