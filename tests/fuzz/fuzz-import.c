/* Whatever bytes a file holds, planning and loading it must end with a result or a sentence, and the workspace as it was.
 *
 * The file's first byte chooses the role (or that it is guessed); the rest is the file. Built two ways: with libFuzzer
 * (configure --enable-fuzzing with CC=clang; then tests/fuzz/fuzz-import tests/data/fuzz), and with replay.c, which runs the
 * checked-in files as a test. */
#include <config.h>
#include "fuzz.h"

#include <segscope/ingest.h>

#include <glib/gstdio.h>

/* One workspace for all runs, since each run only tries and rolls back. */
static SegWorkspace *
open_workspace (void)
{
	static SegWorkspace *workspace;
	g_autoptr (GError) error = NULL;

	if (workspace == NULL) {
		g_autofree char *folder = g_dir_make_tmp ("segscope-fuzz-XXXXXX", NULL), *path = g_build_filename (folder, "fuzz.seg", NULL);

		workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
		g_assert_no_error (error);
		g_unlink (path); /* the connection keeps the file; nothing stays behind */
		g_rmdir (folder);
	}
	return workspace;
}

static gint64
count_rows (SegWorkspace *workspace)
{
	gint64 n = -1;

	g_assert_true (seg_workspace_count (workspace,
		"SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM item) + (SELECT count(*) FROM event) "
		"+ (SELECT count(*) FROM source) + (SELECT count(*) FROM reject) + (SELECT count(*) FROM attribute)", &n, NULL));
	return n;
}

static void
try_plan (SegWorkspace *workspace, SegImportPlan *plan)
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
	g_assert_cmpint (count_rows (workspace), ==, 0);
}

int
LLVMFuzzerTestOneInput (const unsigned char *bytes, size_t size)
{
	SegWorkspace *workspace = open_workspace ();
	g_autofree char *path = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegImportPlan) plan = NULL;
	const SegRole *roles;
	gsize n_roles, chosen;
	int fd;

	if (size == 0)
		return 0;
	roles = seg_roles (&n_roles);
	chosen = bytes[0] % (n_roles + 1);
	fd = g_file_open_tmp ("segscope-fuzz-XXXXXX", &path, &error);
	g_assert_no_error (error);
	close (fd);
	g_assert_true (g_file_set_contents_full (path, (const char *) bytes + 1, (gssize) size - 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	plan = seg_import_plan (path, chosen < n_roles ? &roles[chosen] : NULL, &(SegImportOptions) { 0 }, &error);
	if (plan != NULL)
		try_plan (workspace, plan);
	else
		g_assert_nonnull (error);
	g_unlink (path);
	return 0;
}
