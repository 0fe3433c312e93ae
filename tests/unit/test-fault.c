/* Imports on a disk that fills up or fails, and under power cuts: the workspace is exactly as before or exactly as after, and the program
 * goes on. */
#include <config.h>
#include "workspace-fixture.h"

#include <segscope/intake.h>

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "support/dump.h"
#include "support/fault.h"

#define N_USERS 300
#define N_EVENTS 1500

/* The stage: a workspace, empty or with data, and the files that come in. -------------------------------------------------- */

typedef struct {
	char *folder, *path;
	char *users, *events, *more;
	char *before, *after; /* dumps */
	gboolean filled;
} Stage;

static char *
write_users (const char *folder)
{
	g_autoptr (GString) text = g_string_new ("user_id,city,registered_at\n");

	for (int i = 0; i < N_USERS; i++)
		g_string_append_printf (text, "u%04d,city %d,2024-%02d-%02d\n", i * 7 % N_USERS, i % 13, i % 12 + 1, i % 28 + 1);
	return test_folder_write (folder, "users.csv", text->str);
}

static char *
write_events (const char *folder, const char *name, int from)
{
	g_autoptr (GString) text = g_string_new ("user_id,course_id,event,at,amount,comment\n");

	for (int i = from; i < from + N_EVENTS; i++)
		g_string_append_printf (text, "u%04d,c%d,%s,2024-%02d-%02d 10:%02d:00,%d,%s\n", i * 31 % N_USERS, i % 23, i % 3 ? "view" : "purchase",
		                        i % 12 + 1, i % 28 + 1, i % 60, i % 100, i % 40 ? "" : "a remark of some length, well meant");
	return test_folder_write (folder, name, text->str);
}

static gboolean
import (SegWorkspace *workspace, const char *path, const char *role, GError **error)
{
	g_autoptr (SegImportPlan) plan = seg_import_plan (path, seg_role_find (role), NULL, error);
	SegImportResult result;

	return plan != NULL && seg_intake_run (workspace, (SegImportPlan *const *) &plan, 1, NULL, NULL, &result, error);
}

/* What the tests interrupt: the first files of a new workspace, or more events for a full one. */
static gboolean
do_work (const Stage *stage, SegWorkspace *workspace, GError **error)
{
	return import (workspace, stage->filled ? stage->more : stage->events, "events", error);
}

static void
copy_file (const char *from, const char *to)
{
	g_autofree char *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
	g_assert_true (g_file_set_contents (to, bytes, (gssize) size, NULL));
}

static SegWorkspace *
open_at (const char *path)
{
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);

	g_assert_no_error (error);
	return workspace;
}

static void
stage_open (Stage *stage, gboolean filled)
{
	g_autofree char *other = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;

	*stage = (Stage) { .folder = test_folder_new (), .filled = filled };
	stage->path = g_build_filename (stage->folder, "base.seg", NULL);
	stage->users = write_users (stage->folder);
	stage->events = write_events (stage->folder, "events.csv", 0);
	stage->more = write_events (stage->folder, "more.csv", N_EVENTS);
	workspace = open_at (stage->path);
	if (filled) {
		import (workspace, stage->users, "users", &error);
		g_assert_no_error (error);
		import (workspace, stage->events, "events", &error);
		g_assert_no_error (error);
	}
	g_clear_pointer (&workspace, seg_workspace_close);
	stage->before = test_dump (stage->path);

	other = g_build_filename (stage->folder, "after.seg", NULL);
	copy_file (stage->path, other);
	workspace = open_at (other);
	do_work (stage, workspace, &error);
	g_assert_no_error (error);
	g_clear_pointer (&workspace, seg_workspace_close);
	stage->after = test_dump (other);
	g_assert_cmpstr (stage->before, !=, stage->after);
}

static void
stage_close (Stage *stage)
{
	fault_reset ();
	g_free (stage->path);
	g_free (stage->users);
	g_free (stage->events);
	g_free (stage->more);
	g_free (stage->before);
	g_free (stage->after);
	test_folder_remove (stage->folder);
}

/* Whether the file is as after the work (TRUE) or as before (FALSE); nothing else will do. */
static gboolean
is_after (const Stage *stage, const char *path)
{
	g_autofree char *now = test_dump (path);

	if (g_strcmp0 (now, stage->after) == 0)
		return TRUE;
	g_assert_cmpstr (now, ==, stage->before);
	return FALSE;
}

/* How many changes of files the work makes. */
static guint
measure (const Stage *stage, const char *settings)
{
	g_autofree char *path = g_build_filename (stage->folder, "measure.seg", NULL);
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	guint n;

	copy_file (stage->path, path);
	workspace = open_at (path);
	if (settings != NULL)
		run (workspace, settings);
	fault_reset ();
	do_work (stage, workspace, &error);
	g_assert_no_error (error);
	n = fault_count (FALSE);
	g_clear_pointer (&workspace, seg_workspace_close);
	g_unlink (path);
	return n;
}

/* A disk that is full or fails --------------------------------------------------------------------------------------------- */

/* The work with a disk that refuses from change @at on; then once more with a good one, on the same connection. TRUE: it had not worked. */
static gboolean
fail_at (const Stage *stage, guint at, int code, const char *settings)
{
	g_autofree char *path = g_strdup_printf ("%s/fails.seg", stage->folder);
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	gboolean worked;

	copy_file (stage->path, path);
	workspace = open_at (path);
	if (settings != NULL)
		run (workspace, settings);
	fault_reset ();
	fault_refuse_from (at, code, FALSE);
	worked = do_work (stage, workspace, &error);
	if (!worked) {
		g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
		test_contains (error->message, code == SQLITE_FULL ? "disk" : "failed");
		test_contains (error->message, path);
		g_clear_error (&error);
	}
	fault_reset ();
	if (!worked) {
		g_assert_false (is_after (stage, path));
		if (!do_work (stage, workspace, &error))
			g_error ("after change %u was refused: %s", at, error->message);
	}
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM unfinished"), ==, 0);
	g_clear_pointer (&workspace, seg_workspace_close);
	g_assert_true (is_after (stage, path));
	g_unlink (path);
	return !worked;
}

/* @n of the changes, all through the work: the first ones, and then at even distances. */
static void
fail_at_many (gboolean filled, int code, const char *settings, guint n)
{
	Stage stage;
	guint n_changes, n_failed = 0, n_tried = 0, stride;

	stage_open (&stage, filled);
	n_changes = measure (&stage, settings);
	g_test_message ("%u changes", n_changes);
	stride = MAX (1, n_changes / n);
	for (guint at = 1; at <= n_changes; at += at < 8 ? 1 : stride, n_tried++)
		n_failed += fail_at (&stage, at, code, settings) ? 1 : 0;
	g_test_message ("%u of %u failed", n_failed, n_tried);
	g_assert_cmpuint (n_failed * 3, >=, n_tried); /* the last changes tidy up after the commit */
	stage_close (&stage);
}

static void
test_full_new (void)
{
	fail_at_many (FALSE, SQLITE_FULL, NULL, 12);
}

static void
test_full_filled (void)
{
	fail_at_many (TRUE, SQLITE_FULL, NULL, 12);
}

static void
test_write_error (void)
{
	fail_at_many (TRUE, SQLITE_IOERR_WRITE, NULL, 8);
}

/* With a small cache the work spills into the files before the commit. */
static void
test_full_spilling (void)
{
	fail_at_many (TRUE, SQLITE_FULL, "PRAGMA cache_size = 10", 8);
}

/* Large sorts and lists go to temporary files, which have a disk of their own. */
static void
test_full_temporary (void)
{
	static const char sql[] = "CREATE TEMP TABLE sorted AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
	                          "SELECT hex (randomblob (20)) AS text FROM n ORDER BY 1";
	Stage stage;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	gboolean done = FALSE;
	guint at;

	stage_open (&stage, TRUE);
	workspace = open_at (stage.path);
	run (workspace, "PRAGMA cache_size = 10; PRAGMA temp.cache_size = 10");
	for (at = 1; !done; at += 1 + at / 4) {
		g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, &error);

		fault_reset ();
		run (workspace, "DELETE FROM review");
		fault_refuse_from (at, SQLITE_FULL, TRUE);
		done = seg_workspace_execute (workspace, sql, &error);
		if (done && fault_count (TRUE) >= at)
			g_error ("change %u was refused, and %u came: but all was well", at, fault_count (TRUE));
		if (!done)
			test_error (&error, SEG_ERROR_WORKSPACE, "disk is full");
		fault_reset ();
	}
	g_assert_cmpuint (at, >, 40);
	g_clear_pointer (&workspace, seg_workspace_close);
	g_assert_false (is_after (&stage, stage.path));
	stage_close (&stage);
}

/* Power cuts -------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const Stage *stage;
	guint        stride;
	GPtrArray   *folders; /* what was on the disk at each cut */
} Cuts;

static void
cut (guint change, gpointer data)
{
	Cuts *cuts = data;

	if (change % cuts->stride != 0 && change > 8)
		return;
	for (guint64 seed = 0; seed < 2; seed++) {
		char *folder = test_folder_new ();

		fault_cut_power (folder, change * 2 + seed);
		g_ptr_array_add (cuts->folders, folder);
	}
}

static guint n_told;

static void
hear (const char *sentence, gpointer data)
{
	(void) data;
	test_contains (sentence, "did not finish; nothing of it was kept");
	n_told++;
}

/* The process that worked is this one, which lives on; after a power cut it would not. */
static void
forget_process (const char *path)
{
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	g_assert_cmpint (sqlite3_exec (db, "UPDATE unfinished SET process_mark = 'before the power cut'", NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close (db);
}

/* The machine is on again: the program opens the file, and all is there or nothing. */
static gboolean
start_again (const Stage *stage, const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	gboolean after;

	forget_process (path);
	workspace = open_at (path);
	g_clear_pointer (&workspace, seg_workspace_close);
	after = is_after (stage, path);
	if (!after) { /* and can be done again */
		workspace = open_at (path);
		do_work (stage, workspace, &error);
		g_assert_no_error (error);
		g_clear_pointer (&workspace, seg_workspace_close);
		g_assert_true (is_after (stage, path));
	}
	return after;
}

static void
cut_power (gboolean filled, const char *settings)
{
	Stage stage;
	Cuts cuts = { &stage, 1, g_ptr_array_new_with_free_func ((GDestroyNotify) test_folder_remove) };
	g_autofree char *path = NULL, *alone = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GError) error = NULL;
	guint n_after = 0, n_during;

	stage_open (&stage, filled);
	cuts.stride = MAX (1, measure (&stage, settings) / 12);
	path = g_build_filename (alone, "test.seg", NULL);
	copy_file (stage.path, path);
	fault_reset ();
	fault_record (alone);
	workspace = open_at (path);
	if (settings != NULL)
		run (workspace, settings);
	fault_watch (cut, &cuts);
	do_work (&stage, workspace, &error);
	g_assert_no_error (error);
	n_during = cuts.folders->len;
	cut (0, &cuts); /* the program has said that all is kept */
	g_clear_pointer (&workspace, seg_workspace_close);
	fault_reset ();
	g_assert_true (is_after (&stage, path));

	n_told = 0;
	seg_workspace_set_teller (hear, NULL);
	for (guint i = 0; i < cuts.folders->len; i++)
		if (start_again (&stage, cuts.folders->pdata[i]))
			n_after++;
		else
			g_assert_cmpuint (i, <, n_during);
	seg_workspace_set_teller (NULL, NULL);
	g_test_message ("%u cuts: %u after the work, %u told of", cuts.folders->len, n_after, n_told);
	g_assert_cmpuint (n_after, <, cuts.folders->len);
	g_assert_cmpuint (n_told, >, 0);
	g_ptr_array_unref (cuts.folders);
	test_folder_remove (g_steal_pointer (&alone));
	stage_close (&stage);
}

static void
test_power_new (void)
{
	cut_power (FALSE, NULL);
}

static void
test_power_filled (void)
{
	cut_power (TRUE, NULL);
}

static void
test_power_spilling (void)
{
	cut_power (TRUE, "PRAGMA cache_size = 20");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	fault_install ();
	g_test_add_func ("/fault/full/new", test_full_new);
	g_test_add_func ("/fault/full/filled", test_full_filled);
	g_test_add_func ("/fault/full/spilling", test_full_spilling);
	g_test_add_func ("/fault/full/temporary", test_full_temporary);
	g_test_add_func ("/fault/write-error", test_write_error);
	g_test_add_func ("/fault/power/new", test_power_new);
	g_test_add_func ("/fault/power/filled", test_power_filled);
	g_test_add_func ("/fault/power/spilling", test_power_spilling);
	return g_test_run ();
}
