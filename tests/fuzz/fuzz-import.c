/* Whatever bytes a file holds, planning and loading it must end with a result or a sentence, and the workspace as it was.
 *
 * The file's first byte chooses the role (or that it is guessed); the rest is the file. Built two ways: with libFuzzer
 * (configure --enable-fuzzing with CC=clang; then tests/fuzz/fuzz-import tests/data/fuzz), and with replay.c, which runs the
 * checked-in files as a test. */
#include <config.h>
#include "fuzz.h"

#include <segscope/ingest.h>

#include <stdlib.h>

#include "support/folder.h"

/* One workspace for all runs, since each run only tries and rolls back. */
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
	atexit (clean_up);
}

static gint64
count_rows (void)
{
	gint64 n = -1;

	g_assert_true (seg_workspace_count (workspace,
		"SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM item) + (SELECT count(*) FROM event) "
		"+ (SELECT count(*) FROM source) + (SELECT count(*) FROM reject) + (SELECT count(*) FROM attribute)", &n, NULL));
	return n;
}

static void
try_plan (SegImportPlan *plan)
{
	g_autoptr (GError) error = NULL;
	SegImportResult result = { 0 };

	g_assert_cmpuint (plan->n_columns, >, 0);
	for (gsize i = 0; i < plan->n_columns; i++)
		g_assert_true (g_utf8_validate (plan->columns[i].header, -1, NULL));
	if (!seg_import_plan_check (plan, &error)) {
		g_assert_true (g_utf8_validate (error->message, -1, NULL));
		return;
	}
	if (seg_import_run (workspace, plan, TRUE, NULL, &result, &error))
		g_assert_cmpint (result.rows_read, ==, result.rows_loaded + result.rows_rejected);
	else
		g_assert_true (g_utf8_validate (error->message, -1, NULL));
	g_assert_cmpint (count_rows (), ==, 0);
}

int
LLVMFuzzerTestOneInput (const unsigned char *bytes, size_t size)
{
	g_autofree char *path = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegImportPlan) plan = NULL;
	const SegRole *roles;
	gsize n_roles, chosen;

	if (size == 0)
		return 0;
	open_workspace ();
	roles = seg_roles (&n_roles);
	chosen = bytes[0] % (n_roles + 1);
	path = g_build_filename (folder, "input.csv", NULL);
	g_assert_true (g_file_set_contents_full (path, (const char *) bytes + 1, (gssize) size - 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	plan = seg_import_plan (path, chosen < n_roles ? &roles[chosen] : NULL, &(SegImportOptions) { 0 }, &error);
	if (plan != NULL)
		try_plan (plan);
	else
		g_assert_nonnull (error);
	return 0;
}
