/* A task: a job run on a thread of its own, so that the interface goes on answering keys.
 *
 * The owner (the interface thread) starts it, is woken through a pipe when it ends, and collects the outcome with
 * seg_task_finish(). The function must not touch the screen; it gets its own workspace connection. */
#ifndef SEGSCOPE_TASK_H
#define SEGSCOPE_TASK_H

#include <segscope/job.h>

G_BEGIN_DECLS

typedef struct SegTask SegTask;

/** The work itself. @data belongs to the starter, who must keep it until seg_task_finish(). */
typedef gboolean (*SegTaskFunc) (SegJob *job, gpointer data, GError **error);

/**
 * Starts @func on a new thread.
 *
 * @wake_fd: a byte is written there when the function has returned (the write end of a pipe), or -1.
 * Never NULL: a system without threads to spare ends the program through GLib.
 */
SegTask *seg_task_start (SegTaskFunc func, gpointer data, int wake_fd);

/** The task's job, for progress and cancel; owned by the task. */
SegJob *seg_task_job (SegTask *task);

/** Whether the function has returned; does not wait. */
gboolean seg_task_is_done (const SegTask *task);

/** Waits for the end, frees @task and returns what the function returned, with its error. */
gboolean seg_task_finish (SegTask *task, GError **error);

G_END_DECLS

#endif
