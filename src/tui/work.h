/* Work: jobs that run beside the interface, one at a time, in the order asked for.
 *
 * The function runs on a thread of its own with a connection of its own. Progress shows in the status line; Ctrl-C
 * cancels. When it has ended, its outcome is handed over on the interface thread, even when the view is not in sight; a
 * view that has been closed gets nothing (its reading work is cancelled, its writing work goes on). */
#ifndef SEG_WORK_H
#define SEG_WORK_H

#include <segscope/job.h>
#include <segscope/workspace.h>

typedef struct SegView SegView;

/* For SegWork.writes: and it keeps what the view is there to make. Until it has ended the view takes no key of its own, as what that would change
 * could be lost, and nothing in it counts as unsaved. */
#define SEG_WORK_KEEPS 2

typedef struct {
	const char *phrase; /* translatable; shown until the job reports its own: "importing" */
	/* Worker thread. @data is all it may use. @workspace is NULL while none is open (start screen). */
	gboolean (*run) (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error);
	/* Interface thread, on success. Take results out of @data; the rest is freed. May be NULL. */
	void     (*done) (SegView *view, gpointer data);
	/* Interface thread, on failure or cancel (SEG_ERROR_CANCELLED). NULL: the program shows the error, or says "stopped". */
	void     (*failed) (SegView *view, gpointer data, const GError *error);
	GDestroyNotify free_data; /* or NULL */
	int      writes; /* TRUE: it changes the workspace: afterwards the session is read again and views are refreshed; or SEG_WORK_KEEPS */
	gboolean background; /* nobody waits for it: gives way to other work and is begun again afterwards; must not write */
} SegWork;

/* The queue of one interface. */
typedef struct SegWorkQueue SegWorkQueue;

typedef struct {
	gboolean     running;
	SegJobStatus status;    /* its phrase falls back to the work's */
	const SegView *view;    /* whose it is, or NULL */
	const SegWork *work;
	guint        n_waiting;
} SegWorkStatus;

/** @wake_fd: a byte is written there when work has ended. */
SegWorkQueue *seg_work_queue_new (int wake_fd);
/** Cancels what runs, waits for it, drops what waits. */
void          seg_work_queue_free (SegWorkQueue *queue);
/** Work will run on the file @path. */
void          seg_work_queue_set_path (SegWorkQueue *queue, const char *path);

/** Called on the interface thread after each piece of work that has ended. @view may be NULL. */
typedef void (*SegWorkEnded) (SegView *view, const SegWork *work, gpointer data, const GError *error, gpointer user_data);
void          seg_work_queue_set_ended (SegWorkQueue *queue, SegWorkEnded ended, gpointer user_data);

/** @view: whose it is, or NULL for the program itself. */
void     seg_work_queue_add (SegWorkQueue *queue, SegView *view, const SegWork *work, gpointer data);
/** Starts what waits, hands over what has ended. Call after every wake-up. TRUE: something changed. */
gboolean seg_work_queue_tend (SegWorkQueue *queue);
void     seg_work_queue_read (const SegWorkQueue *queue, SegWorkStatus *status);
/** Whether nothing runs and nothing waits. */
gboolean seg_work_queue_is_idle (const SegWorkQueue *queue);
/* What the queue holds, and what it has done. */
typedef enum { SEG_WORK_RUNNING, SEG_WORK_WAITING, SEG_WORK_DONE, SEG_WORK_STOPPED, SEG_WORK_FAILED } SegWorkState;

typedef struct {
	guint        id;
	SegWorkState state;
	const char  *phrase;  /* translatable, of the work */
	const char  *where;   /* translatable: the title of the view it is for; NULL: the program's own */
	SegJobStatus status;  /* while it runs */
	double       seconds; /* that it took, when it has ended */
	char        *message; /* why it failed, or NULL */
} SegWorkEntry;

void       seg_work_entry_free (SegWorkEntry *entry);
/** What runs, what waits in its order, and what ended, the latest first (the last 30; reading the workspace is not kept): GPtrArray of
 * SegWorkEntry*, owned. */
GPtrArray *seg_work_queue_list (const SegWorkQueue *queue);
/** Cancels the running or waiting work @id; FALSE: it is neither. */
gboolean   seg_work_queue_stop (SegWorkQueue *queue, guint id);

/** Cancels the running work; FALSE when nothing runs. */
gboolean seg_work_queue_cancel (SegWorkQueue *queue);
/** Cancels what the person means by "stop": the running work, but where that is @own (the program's own) or already makes room, the work that it
 * makes room for. FALSE: there is none. */
gboolean seg_work_queue_cancel_wished (SegWorkQueue *queue, const SegWork *own);
/** Whether work of another view than @view (or of the program) runs that does not give way, and nothing that @view would change waits. */
gboolean seg_work_queue_is_taken (const SegWorkQueue *queue, const SegView *view);
/** What of @view waits and only reads goes to the end of @other instead. */
void     seg_work_queue_pass_on (SegWorkQueue *queue, SegWorkQueue *other, const SegView *view);
/** Whether work of @view runs or waits that somebody waits for (not in the background). */
gboolean seg_work_queue_expects (const SegWorkQueue *queue, const SegView *view);
/** Cancels the running work where it is @work of @view. */
void     seg_work_queue_cancel_work (SegWorkQueue *queue, const SegView *view, const SegWork *work);
/** Forgets @view, which is being closed. */
void     seg_work_queue_forget (SegWorkQueue *queue, const SegView *view);
gboolean seg_work_queue_has (const SegWorkQueue *queue, const SegView *view, const SegWork *work);
/** Whether work of @view that keeps what it is about runs or waits. */
gboolean seg_work_queue_keeps (const SegWorkQueue *queue, const SegView *view);
/** Whether leaving now would lose something: work that writes, or that has been reading for a while (not in the background). */
gboolean seg_work_queue_would_be_missed (const SegWorkQueue *queue);

#endif
