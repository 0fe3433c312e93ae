/* Bars inside long steps: loops over blocks, statements of SQL. */
#include <config.h>
#include <segscope/progress.h>
#include <segscope/steps.h>

#include "support/folder.h"

#include <stdatomic.h>

typedef struct {
	double last;
	guint  n_moves;
	gsize  cancel_after; /* moves; 0: never */
	SegJob *job;
} Watch;

static void
watch (const SegJobStatus *status, gpointer data)
{
	Watch *watch = data;

	g_assert_cmpfloat (status->fraction, >=, watch->last);
	watch->n_moves += status->fraction > watch->last;
	watch->last = status->fraction;
	if (watch->cancel_after > 0 && watch->n_moves >= watch->cancel_after)
		seg_job_cancel (watch->job);
}

static void
count_rows (gsize block, gsize first, gsize last, gpointer data)
{
	(void) block;
	atomic_fetch_add ((atomic_size_t *) data, last - first);
}

static void
test_loop (void)
{
	for (guint threads = 1; threads <= 4; threads += 3) {
		g_autoptr (SegJob) job = seg_job_new ();
		atomic_size_t n = 0;
		SegJobStatus status;

		seg_parallel_set_threads (threads);
		seg_parallel_blocks_job (1003, 10, count_rows, &n, NULL, 0, 1);
		g_assert_cmpuint (atomic_load (&n), ==, 1003);
		seg_parallel_blocks_job (1003, 10, count_rows, &n, job, 0.2, 0.6);
		g_assert_cmpuint (atomic_load (&n), ==, 2006);
		seg_job_read (job, &status);
		g_assert_cmpfloat (status.fraction, <=, 0.6 + 1e-12);
		if (threads == 1)
			g_assert_cmpfloat_with_epsilon (status.fraction, 0.6, 1e-12);
		seg_job_cancel (job);
		seg_parallel_blocks_job (1003, 10, count_rows, &n, job, 0.6, 1);
		g_assert_cmpuint (atomic_load (&n), ==, 2006); /* nothing is begun any more */
	}
	seg_parallel_set_threads (0);
}

static void
test_share (void)
{
	double last = 0;

	g_assert_cmpfloat (seg_progress_share (0, 100), ==, 0);
	g_assert_cmpfloat (seg_progress_share (50, 100), ==, 0.5);
	for (double done = 1; done < 1e9; done *= 1.1) {
		const double share = seg_progress_share (done, 100);

		g_assert_cmpfloat (share, >, last);
		g_assert_cmpfloat (share, <, 1);
		last = share;
	}
	g_assert_cmpfloat (last, >, 0.99);
	g_assert_cmpfloat (seg_progress_share (0, 0), <=, 1); /* nothing was foreseen */
}

#define LONG_QUERY "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"

/* Statements that are expected move the bar through the span; others leave it alone. */
static void
test_statements (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_autoptr (SegJob) job = seg_job_new ();
	SegJobStatus status;
	SegJobSpan span;
	gint64 n;

	g_assert_no_error (error);
	seg_workspace_watch (workspace, job);
	g_assert_true (seg_workspace_count (workspace, LONG_QUERY, &n, &error));
	seg_job_read (job, &status);
	g_assert_cmpfloat (status.fraction, ==, 0);
	span = seg_job_enter (job, 0.5, 0.75);
	seg_workspace_expect (workspace, 1e6); /* there are more */
	g_assert_true (seg_workspace_count (workspace, LONG_QUERY, &n, &error));
	g_assert_cmpint (n, ==, 3000000);
	seg_job_read (job, &status);
	g_assert_cmpfloat (status.fraction, >, 0.5 + 0.25 * 0.9);
	g_assert_cmpfloat (status.fraction, <, 0.75);
	seg_job_leave (job, span);
	seg_workspace_watch (workspace, NULL);
}

static void
test_cancelled (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_autoptr (SegJob) job = seg_job_new ();
	Watch watched = { .cancel_after = 1, .job = job };
	gint64 n;

	g_assert_no_error (error);
	seg_job_observe (job, watch, &watched);
	seg_workspace_watch (workspace, job);
	seg_workspace_expect (workspace, 1e9);
	g_assert_false (seg_workspace_count (workspace, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_cmpuint (watched.n_moves, ==, 1);
	seg_workspace_watch (workspace, NULL);
}

static void
test_about_rows (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);

	g_assert_no_error (error);
	g_assert_true (seg_workspace_execute (workspace, "INSERT INTO user (id, key) VALUES (5, 'a'), (6, 'b'), (9, 'c')", &error));
	g_assert_cmpfloat (seg_workspace_about_rows (workspace, "user"), ==, 5);
	g_assert_cmpfloat (seg_workspace_about_rows (workspace, "item"), ==, 0);
	g_assert_cmpfloat (seg_workspace_about_rows (workspace, "membership"), ==, 0); /* has no numbers */
	g_assert_cmpfloat (seg_workspace_about_rows (workspace, "no such table"), ==, 0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/progress/loop", test_loop);
	g_test_add_func ("/progress/share", test_share);
	g_test_add_func ("/progress/statements", test_statements);
	g_test_add_func ("/progress/cancelled", test_cancelled);
	g_test_add_func ("/progress/about-rows", test_about_rows);
	return g_test_run ();
}
