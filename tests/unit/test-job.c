/* Jobs and tasks: progress that never falls, cancel from outside, exit statuses. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/job.h>
#include <segscope/task.h>

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "support/folder.h"

static double
fraction_of (SegJob *job)
{
	SegJobStatus status;

	seg_job_read (job, &status);
	return status.fraction;
}

static void
test_null (void)
{
	SegJobStatus status;
	SegJobSpan span = seg_job_enter (NULL, 0.2, 0.4);

	seg_job_leave (NULL, span);
	g_assert_true (seg_job_proceed (NULL, 0.5, "x", NULL));
	g_assert_false (seg_job_is_cancelled (NULL));
	g_assert_null (seg_job_ref (NULL));
	seg_job_cancel (NULL);
	seg_job_observe (NULL, NULL, NULL);
	seg_job_unref (NULL);
	seg_job_read (NULL, &status);
	g_assert_cmpfloat (status.fraction, ==, 0);
	g_assert_cmpfloat (status.remaining, <, 0);
}

static void
test_fractions (void)
{
	g_autoptr (SegJob) job = seg_job_new ();

	g_assert_true (seg_job_proceed (job, 0.5, "half", NULL));
	g_assert_cmpfloat (fraction_of (job), ==, 0.5);
	g_assert_true (seg_job_proceed (job, 0.25, NULL, NULL)); /* never falls */
	g_assert_cmpfloat (fraction_of (job), ==, 0.5);
	g_assert_true (seg_job_proceed (job, NAN, NULL, NULL));
	g_assert_cmpfloat (fraction_of (job), ==, 0.5);
	g_assert_true (seg_job_proceed (job, -1, NULL, NULL));
	g_assert_true (seg_job_proceed (job, 7, NULL, NULL));
	g_assert_cmpfloat (fraction_of (job), ==, 1);
}

static void
test_spans (void)
{
	g_autoptr (SegJob) job = seg_job_new ();
	SegJobSpan whole = seg_job_enter (job, 0.5, 1), inner;

	seg_job_proceed (job, 0, NULL, NULL);
	g_assert_cmpfloat (fraction_of (job), ==, 0.5);
	inner = seg_job_enter (job, 0.5, 1);
	seg_job_proceed (job, 0.5, NULL, NULL);
	g_assert_cmpfloat (fraction_of (job), ==, 0.875);
	seg_job_leave (job, inner);
	seg_job_proceed (job, 0.9, NULL, NULL);
	g_assert_cmpfloat_with_epsilon (fraction_of (job), 0.95, 1e-12);
	seg_job_leave (job, whole);
	seg_job_proceed (job, 0.96, NULL, NULL);
	g_assert_cmpfloat_with_epsilon (fraction_of (job), 0.96, 1e-12);
}

static void
test_phrase (void)
{
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GString) longer = g_string_new ("x");
	SegJobStatus status;

	seg_job_proceed (job, 0, "k=8, silhouettes", NULL);
	seg_job_proceed (job, 0.1, NULL, NULL);
	seg_job_read (job, &status);
	g_assert_cmpstr (status.phrase, ==, "k=8, silhouettes");
	for (int i = 0; i < 100; i++)
		g_string_append (longer, "数");
	seg_job_proceed (job, 0.1, longer->str, NULL);
	seg_job_read (job, &status);
	g_assert_true (g_utf8_validate (status.phrase, -1, NULL)); /* not cut within a character */
	g_assert_true (g_str_has_prefix (longer->str, status.phrase));
	g_assert_cmpuint (strlen (status.phrase), >, 90);
}

static void
test_cancel (void)
{
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	SegJobStatus status;

	seg_job_proceed (job, 0.3, NULL, NULL);
	seg_job_cancel (job);
	g_assert_true (seg_job_is_cancelled (job));
	g_assert_false (seg_job_proceed (job, 0.8, NULL, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "Stopped");
	seg_job_read (job, &status);
	g_assert_true (status.cancelling);
	g_assert_cmpfloat (status.fraction, ==, 0.3);
}

static void
count (const SegJobStatus *status, gpointer data)
{
	guint *counts = data;

	counts[0]++;
	counts[1] += status->fraction == 1;
}

static void
test_observer (void)
{
	g_autoptr (SegJob) job = seg_job_new ();
	guint counts[2] = { 0 };
	gint64 start;

	seg_job_observe (job, count, counts);
	start = g_get_monotonic_time ();
	for (int i = 0; i < 100000; i++)
		seg_job_proceed (job, i / 200000.0, "many", NULL);
	/* Ten times a second at most, whatever the machine's speed. */
	g_assert_cmpuint (counts[0], <=, 2 + (guint) ((g_get_monotonic_time () - start) / (G_USEC_PER_SEC / 10)));
	g_assert_cmpuint (counts[1], ==, 0);
	seg_job_proceed (job, 1, NULL, NULL);
	g_assert_cmpuint (counts[1], ==, 1);
	seg_job_proceed (job, 1, NULL, NULL);
	g_assert_cmpuint (counts[1], ==, 1); /* the end is told once */
}

/* A task that works until it is cancelled. */
static gboolean
work_on (SegJob *job, gpointer data, GError **error)
{
	while (seg_job_proceed (job, 0.5, "working", error)) {
		g_atomic_int_set ((int *) data, TRUE);
		g_usleep (100);
	}
	return FALSE;
}

static void
test_task_cancelled (void)
{
	int pipes[2], started = FALSE;
	g_autoptr (GError) error = NULL;
	SegTask *task;
	SegJobStatus status;
	char byte;

	g_assert_cmpint (pipe (pipes), ==, 0);
	task = seg_task_start (work_on, &started, pipes[1]);
	while (!g_atomic_int_get (&started))
		g_usleep (100);
	g_assert_false (seg_task_is_done (task));
	seg_job_read (seg_task_job (task), &status);
	g_assert_cmpstr (status.phrase, ==, "working");
	seg_job_cancel (seg_task_job (task));
	g_assert_cmpint (read (pipes[0], &byte, 1), ==, 1); /* woken */
	g_assert_true (seg_task_is_done (task));
	g_assert_false (seg_task_finish (task, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "Stopped");
	close (pipes[0]);
	close (pipes[1]);
}

static gboolean
succeed (SegJob *job, gpointer data, GError **error)
{
	*(int *) data = 42;
	return seg_job_proceed (job, 1, NULL, error);
}

static void
test_task_done (void)
{
	g_autoptr (GError) error = NULL;
	int value = 0;
	SegTask *task = seg_task_start (succeed, &value, -1);

	g_assert_true (seg_task_finish (task, &error));
	g_assert_no_error (error);
	g_assert_cmpint (value, ==, 42);
}

static void
test_exit_status (void)
{
	static const struct { SegErrorCode code; int status; } expected[] = {
		{ SEG_ERROR_USAGE, 2 }, { SEG_ERROR_ARGUMENT, 1 }, { SEG_ERROR_DATA, 1 }, { SEG_ERROR_FILE, 1 },
		{ SEG_ERROR_WORKSPACE, 1 }, { SEG_ERROR_NOT_FOUND, 1 }, { SEG_ERROR_MEMORY, 1 }, { SEG_ERROR_CANCELLED, 3 },
	};
	g_autoptr (GError) option = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "x");
	g_autoptr (GError) file = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");

	g_assert_cmpint (seg_error_exit_status (NULL), ==, 0);
	g_assert_cmpint (seg_error_exit_status (option), ==, 2);
	g_assert_cmpint (seg_error_exit_status (file), ==, 1);
	for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
		g_autoptr (GError) error = g_error_new_literal (SEG_ERROR, (gint) expected[i].code, "x");

		g_assert_cmpint (seg_error_exit_status (error), ==, expected[i].status);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/job/null", test_null);
	g_test_add_func ("/job/fractions", test_fractions);
	g_test_add_func ("/job/spans", test_spans);
	g_test_add_func ("/job/phrase", test_phrase);
	g_test_add_func ("/job/cancel", test_cancel);
	g_test_add_func ("/job/observer", test_observer);
	g_test_add_func ("/task/cancelled", test_task_cancelled);
	g_test_add_func ("/task/done", test_task_done);
	g_test_add_func ("/error/exit-status", test_exit_status);
	return g_test_run ();
}
