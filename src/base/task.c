#include <config.h>
#include <segscope/task.h>

#include <stdatomic.h>
#include <unistd.h>

struct SegTask {
	SegTaskFunc func;
	gpointer    data;
	int         wake_fd;
	SegJob     *job;
	GThread    *thread;
	gboolean    success;
	GError     *error;
	atomic_bool done;
};

static void
wake (int fd)
{
	ssize_t written;

	if (fd < 0)
		return;
	written = write (fd, "t", 1); /* a full pipe has woken the reader already */
	(void) written;
}

static gpointer
run (gpointer data)
{
	SegTask *task = data;

	task->success = task->func (task->job, task->data, &task->error);
	atomic_store (&task->done, TRUE);
	wake (task->wake_fd);
	return NULL;
}

SegTask *
seg_task_start (SegTaskFunc func, gpointer data, int wake_fd)
{
	SegTask *task = g_new0 (SegTask, 1);

	task->func = func;
	task->data = data;
	task->wake_fd = wake_fd;
	task->job = seg_job_new ();
	atomic_init (&task->done, FALSE);
	task->thread = g_thread_new ("task", run, task);
	return task;
}

SegJob *
seg_task_job (SegTask *task)
{
	return task->job;
}

gboolean
seg_task_is_done (const SegTask *task)
{
	return atomic_load (&((SegTask *) task)->done);
}

gboolean
seg_task_finish (SegTask *task, GError **error)
{
	gboolean success;

	g_thread_join (task->thread);
	success = task->success;
	if (task->error != NULL)
		g_propagate_error (error, task->error);
	seg_job_unref (task->job);
	g_free (task);
	return success;
}
