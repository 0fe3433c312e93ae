/* Many rows at once: the same rows whether or not their table has its rules while they are written, and the rules afterwards. */
#include <config.h>
#include "workspace-fixture.h"

#include <math.h>
#include <string.h>

static const double amounts[] = { 0, -0.0, 1, -1, 0.5, -0.5, 12.99, 1e15, -1e15, 0x1p47 - 1, 0x1p47, -0x1p47, -0x1p47 - 1, 0x1p53, 1e18, 1e300, -1e300,
                                  4.9e-324, NAN };

#define N_AMOUNTS G_N_ELEMENTS (amounts)

static void
begin (SegWorkspace *workspace, SegTransaction **transaction)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_begin_bulk (workspace);
	*transaction = seg_transaction_begin (workspace, &error);
	g_assert_no_error (error);
}

static gboolean
lay_bare (SegWorkspace *workspace, const char *table, gboolean given_ids)
{
	g_autoptr (GError) error = NULL;
	gboolean bare;

	g_assert_true (seg_workspace_lay_bare (workspace, table, given_ids, &bare, &error));
	g_assert_no_error (error);
	return bare;
}

static void
dress (SegWorkspace *workspace)
{
	g_autoptr (GError) error = NULL;

	g_assert_true (seg_workspace_dress (workspace, &error));
	g_assert_no_error (error);
}

/* Events with all amounts, written as a load writes them. */
static void
write_events (SegWorkspace *workspace)
{
	static const char *const pairs[] = { "user_id", "c0", "kind_id", "c0", "amount", "c1", "order_key", "c2", "source_id", "1" };
	g_autoptr (GPtrArray) array = g_ptr_array_new ();
	g_autoptr (GError) error = NULL;
	g_autoptr (SegBulk) bulk = NULL;
	guint32 one = 1;
	SegBulkText text = { "0012", 4 };
	SegBulkColumn columns[] = { { SEG_BULK_ID, &one, 0 }, { SEG_BULK_DOUBLE, amounts, sizeof *amounts }, { SEG_BULK_TEXT, &text, 0 } };

	for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
		g_ptr_array_add (array, (gpointer) pairs[i]);
	bulk = seg_bulk_new_named (workspace, "event", array, 3, &error);
	g_assert_no_error (error);
	g_assert_true (seg_bulk_insert (bulk, columns, N_AMOUNTS, &error));
	g_assert_no_error (error);
}

static char *
list (SegWorkspace *workspace)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT rowid || typeof (user_id) || typeof (amount) || quote (amount) || typeof (order_key) || quote (item_id) FROM event ORDER BY rowid", &error);
	GString *text = g_string_new (NULL);

	g_assert_no_error (error);
	while (seg_statement_next (rows, &error))
		g_string_append_printf (text, "%s\n", seg_statement_text (rows, 0));
	g_assert_no_error (error);
	return g_string_free (text, FALSE);
}

/* With its types the table shows reals; without them, as which kind of value each one lies in the file. */
static void
test_same_rows (gconstpointer given_ids)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *plain = NULL, *plain_kept = NULL, *bare = NULL, *bare_kept = NULL;
	SegTransaction *transaction;

	begin (workspace, &transaction);
	write_events (workspace);
	plain = list (workspace);
	g_assert_true (lay_bare (workspace, "event", GPOINTER_TO_INT (given_ids)));
	plain_kept = list (workspace);
	run (workspace, "DELETE FROM event");
	write_events (workspace);
	bare_kept = list (workspace);
	dress (workspace);
	bare = list (workspace);
	g_assert_cmpstr (plain, ==, bare);
	g_assert_cmpstr (plain_kept, ==, bare_kept);
	g_assert_nonnull (strstr (plain_kept, "integerinteger")); /* it does show it */
	g_assert_null (strstr (plain, "integerinteger"));
	g_assert_cmpint (count (workspace, "SELECT count (*) FROM event WHERE id BETWEEN 1 AND 1000"), ==, N_AMOUNTS);
	seg_transaction_abandon (transaction);
	seg_workspace_end_bulk (workspace);
}

static void
refuse (SegWorkspace *workspace, const char *sql, const char *reason)
{
	g_autoptr (GError) error = NULL;

	g_assert_false (seg_workspace_execute (workspace, sql, &error));
	g_assert_nonnull (strstr (error->message, reason));
}

static char *
schema (SegWorkspace *workspace)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT group_concat (sql, ';') FROM sqlite_schema", &error);

	g_assert_no_error (error);
	g_assert_true (seg_statement_next (statement, &error));
	return g_strdup (seg_statement_text (statement, 0));
}

static void
check_rules (SegWorkspace *workspace)
{
	refuse (workspace, "INSERT INTO event (user_id, kind_id) VALUES (1, 1)", "NOT NULL");
	refuse (workspace, "INSERT INTO event (user_id, kind_id, source_id, at) VALUES (1, 1, 1, 'noon')", "TEXT value");
}

/* However the transaction ends, the table has its rules again: for this connection, and in the file. */
static void
test_rules (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *before = schema (workspace);

	for (int end = 0; end < 4; end++) {
		g_autofree char *after = NULL;
		g_autoptr (GError) error = NULL;
		SegTransaction *outer, *transaction;

		begin (workspace, &outer);
		transaction = seg_transaction_begin (workspace, &error);
		g_assert_true (lay_bare (workspace, "event", FALSE));
		write_events (workspace);
		run (workspace, "INSERT INTO event (amount) VALUES (1)"); /* no rules */
		run (workspace, "DELETE FROM event WHERE user_id IS NULL");
		if (end == 0)
			seg_transaction_abandon (transaction);
		else {
			if (end > 1)
				dress (workspace);
			g_assert_true (seg_transaction_commit (transaction, &error));
		}
		if (end != 1)
			check_rules (workspace);
		if (end < 3)
			seg_transaction_abandon (outer);
		else
			g_assert_true (seg_transaction_commit (outer, &error));
		check_rules (workspace);
		after = schema (workspace);
		g_assert_cmpstr (after, ==, before);
		g_assert_cmpint (count (workspace, "SELECT count (*) FROM event"), ==, end == 3 ? N_AMOUNTS : 0);
		seg_workspace_end_bulk (workspace);
	}
	g_clear_pointer (&workspace, seg_workspace_close);
	workspace = make (folder);
	check_rules (workspace);
}

/* Where something hangs on the rules, they stay. */
static void
test_stays (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	SegTransaction *transaction;

	run (workspace, "CREATE TABLE with_index (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
	run (workspace, "CREATE TABLE made (id INTEGER PRIMARY KEY, twice AS (2 * id))");
	run (workspace, "CREATE TABLE keyed (name TEXT PRIMARY KEY, id INTEGER)");
	g_assert_false (lay_bare (workspace, "event", FALSE)); /* no transaction */
	transaction = seg_transaction_begin (workspace, &error);
	g_assert_false (lay_bare (workspace, "event", FALSE)); /* foreign keys are looked up */
	seg_transaction_abandon (transaction);
	begin (workspace, &transaction);
	g_assert_false (lay_bare (workspace, "with_index", FALSE));
	g_assert_false (lay_bare (workspace, "made", FALSE));
	g_assert_false (lay_bare (workspace, "keyed", FALSE));
	g_assert_false (lay_bare (workspace, "not there", FALSE));
	g_assert_true (lay_bare (workspace, "user", TRUE));
	add_user (workspace, "one");
	g_assert_cmpint (count (workspace, "SELECT listed FROM user"), ==, 0); /* defaults stay */
	dress (workspace);
	seg_transaction_abandon (transaction);
	seg_workspace_end_bulk (workspace);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_data_func ("/bulk/same-rows", GINT_TO_POINTER (FALSE), test_same_rows);
	g_test_add_data_func ("/bulk/same-rows-with-ids", GINT_TO_POINTER (TRUE), test_same_rows);
	g_test_add_func ("/bulk/rules", test_rules);
	g_test_add_func ("/bulk/stays", test_stays);
	return g_test_run ();
}
