/* Whatever bytes a file holds, planning and loading it must end with a result or a sentence, and the workspace as it was.
 *
 * The file's first byte chooses the role (or that it is guessed) and what a person might say beforehand; the rest is the
 * file. One file in eight is loaded for good and looked at, all others are tried. Built two ways: with libFuzzer (bootstrap
 * fuzz), and with replay.c, which runs the checked-in files as a test. */
#include <config.h>
#include "fuzz.h"

#include <segscope/ingest.h>

#include <stdlib.h>

#include "support/folder.h"

/* One workspace for all runs, since each run is rolled back. */
static SegWorkspace *workspace;
static char *folder;

static void
clean_up (void)
{
	g_clear_pointer (&workspace, seg_workspace_close);
	test_folder_remove (folder);
}

static void
open_workspace (void)
{
	g_autofree char *path = NULL;
	g_autoptr (GError) error = NULL;

	if (workspace != NULL)
		return;
	folder = test_folder_new ();
	path = g_build_filename (folder, "fuzz.seg", NULL);
	workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
	g_assert_true (seg_workspace_execute (workspace, "PRAGMA synchronous = OFF", NULL));
	atexit (clean_up);
}

static gint64
count (const char *sql)
{
	g_autoptr (GError) error = NULL;
	gint64 n = -1;

	seg_workspace_count (workspace, sql, &n, &error);
	g_assert_no_error (error);
	return n;
}

static gint64
count_rows (void)
{
	return count ("SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM item) + (SELECT count(*) FROM event) "
		"+ (SELECT count(*) FROM source) + (SELECT count(*) FROM reject) + (SELECT count(*) FROM attribute)");
}

/* What one of two ends must hold: a sentence in UTF-8. */
static void
check_message (const GError *error)
{
	g_assert_nonnull (error);
	g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
check_sentences (GPtrArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++)
		g_assert_true (g_utf8_validate (sentences->pdata[i], -1, NULL));
	g_ptr_array_unref (sentences);
}

static gboolean
run (const SegImportPlan *plan, gboolean dry_run, SegImportResult *result)
{
	g_autoptr (GError) error = NULL;

	if (!seg_import_run (workspace, plan, dry_run, NULL, result, &error)) {
		check_message (error);
		return FALSE;
	}
	check_sentences (seg_import_result_sentences (plan, result));
	if (!result->already_imported)
		g_assert_cmpint (result->rows_read, ==, result->rows_loaded + result->rows_rejected);
	return TRUE;
}

/* For good, and then undone with the transaction around it. */
static void
load_plan (const SegImportPlan *plan)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegTransaction) transaction G_GNUC_UNUSED = seg_transaction_begin (workspace, &error);
	SegImportResult result = { 0 }, again = { 0 };
	gint64 n;

	g_assert_no_error (error);
	if (!run (plan, FALSE, &result))
		return;
	g_assert_cmpint (count ("SELECT count(*) FROM reject"), ==, result.rows_rejected + result.values_rejected);
	g_assert_cmpint (count ("SELECT count(*) FROM event"), ==, result.new_events);
	g_assert_cmpint (count ("SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
	n = count_rows ();
	g_assert_true (run (plan, FALSE, &again));
	g_assert_true (again.already_imported);
	g_assert_cmpint (count_rows (), ==, n);
}

static void
try_plan (SegImportPlan *plan, gboolean for_good)
{
	g_autoptr (GError) error = NULL;
	SegImportResult result = { 0 };

	g_assert_cmpuint (plan->n_columns, >, 0);
	for (gsize i = 0; i < plan->n_columns; i++) {
		g_autofree char *looks = seg_import_plan_looks (plan, i), *becomes = seg_import_plan_becomes (plan, i);

		g_assert_true (g_utf8_validate (plan->columns[i].header, -1, NULL));
		g_assert_true (g_utf8_validate (looks, -1, NULL));
		g_assert_true (g_utf8_validate (becomes, -1, NULL));
	}
	check_sentences (seg_import_plan_remarks (plan));
	if (!seg_import_plan_check (plan, &error))
		check_message (error);
	else if (for_good)
		load_plan (plan);
	else
		run (plan, TRUE, &result);
	g_assert_cmpint (count_rows (), ==, 0);
}

/* What the upper half of the first byte makes the person say. */
static const SegImportOptions said[] = {
	{ 0 }, { 0 }, { 0 }, { 0 }, { .encoding = "UTF-8" }, { .encoding = "GB18030" }, { .encoding = "UTF-16LE" }, { .encoding = "UTF-16" },
	{ .encoding = "Big5" }, { .encoding = "Shift_JIS" }, { .encoding = "windows-1252" }, { .header = "no" }, { .quotes = "no" },
	{ .delimiter = ' ', .header = "yes" }, { .date_order = "month-first" }, { .event_kind = "购买" },
};

int
LLVMFuzzerTestOneInput (const unsigned char *bytes, size_t size)
{
	g_autofree char *path = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegImportPlan) plan = NULL;
	const SegRole *roles;
	gsize n_roles, chosen;
	guint sum = 0;

	if (size == 0)
		return 0;
	open_workspace ();
	roles = seg_roles (&n_roles);
	chosen = bytes[0] % 16 % (n_roles + 1);
	path = g_build_filename (folder, "input.csv", NULL);
	g_assert_true (g_file_set_contents_full (path, (const char *) bytes + 1, (gssize) size - 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	for (gsize i = 0; i < size; i++)
		sum += bytes[i];
	plan = seg_import_plan (path, chosen < n_roles ? &roles[chosen] : NULL, &said[bytes[0] / 16], &error);
	if (plan != NULL)
		try_plan (plan, sum % 8 == 0);
	else
		check_message (error);
	return 0;
}
