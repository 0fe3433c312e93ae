/* The queue of work. Only the interface thread calls these functions; the worker sees its Item's data, nothing else. */
#include <config.h>
#include "screen.h"

#include <segscope/format.h>
#include <segscope/error.h>
#include <segscope/task.h>

#include <glib/gi18n.h>

#define MOST_ENDED 30
#define MISSED_AFTER 2.0 /* seconds of reading that somebody would not like to wait for again */

typedef struct {
	SegView       *view;   /* NULL: the program's, or the view has been closed */
	gboolean       orphan; /* the view has been closed: its functions are not called any more */
	const SegWork *work;
	gpointer       data;
	char          *path;   /* of the workspace */
	gboolean       gave_way; /* cancelled so that other work can run; begins again later */
	guint          id;
	const char    *where;    /* title of the view's class, or NULL */
} Item;

struct SegWorkQueue {
	int          wake_fd;
	char        *path;
	GQueue       waiting;  /* of Item* */
	Item        *running;
	SegTask     *task;
	Item        *ending;   /* being handed over: its view may be closed by what it is told */
	GQueue       ended_log; /* of SegWorkEntry*, the latest first */
	guint        last_id;
	SegWorkEnded ended;
	gpointer     ended_data;
};

static void
item_free (Item *item)
{
	if (item->work->free_data != NULL)
		item->work->free_data (item->data);
	g_free (item->path);
	g_free (item);
}

/* Worker thread. */
static gboolean
run_item (SegJob *job, gpointer data, GError **error)
{
	Item *item = data;
	g_autoptr (SegWorkspace) workspace = NULL;

	if (item->path != NULL && (workspace = seg_workspace_open (item->path, SEG_WORKSPACE_READ_WRITE, error)) == NULL)
		return FALSE;
	if (item->work->writes)
		seg_format_set_manner (SEG_FORMAT_USUAL); /* words that stay in the workspace do not follow one person's settings */
	return item->work->run (workspace, job, item->data, error);
}

SegWorkQueue *
seg_work_queue_new (int wake_fd)
{
	SegWorkQueue *queue = g_new0 (SegWorkQueue, 1);

	queue->wake_fd = wake_fd;
	g_queue_init (&queue->waiting);
	g_queue_init (&queue->ended_log);
	return queue;
}

gboolean
seg_work_queue_is_idle (const SegWorkQueue *queue)
{
	return queue->running == NULL && queue->waiting.length == 0;
}

void
seg_work_queue_free (SegWorkQueue *queue)
{
	if (queue == NULL)
		return;
	g_queue_clear_full (&queue->waiting, (GDestroyNotify) item_free);
	if (queue->running != NULL) {
		seg_job_cancel (seg_task_job (queue->task));
		seg_task_finish (queue->task, NULL);
		item_free (queue->running);
	}
	g_queue_clear_full (&queue->ended_log, (GDestroyNotify) seg_work_entry_free);
	g_free (queue->path);
	g_free (queue);
}

void
seg_work_queue_set_path (SegWorkQueue *queue, const char *path)
{
	g_free (queue->path);
	queue->path = g_strdup (path);
}

void
seg_work_queue_set_ended (SegWorkQueue *queue, SegWorkEnded ended, gpointer user_data)
{
	queue->ended = ended;
	queue->ended_data = user_data;
}

/* Lets running background work make room. */
static void
give_way (SegWorkQueue *queue)
{
	if (queue->running == NULL || !queue->running->work->background)
		return;
	queue->running->gave_way = TRUE;
	seg_job_cancel (seg_task_job (queue->task));
}

/* Background work stands behind all other work. */
static void
push (SegWorkQueue *queue, Item *item)
{
	GList *behind = queue->waiting.tail;

	while (!item->work->background && behind != NULL && ((Item *) behind->data)->work->background)
		behind = behind->prev;
	if (behind == NULL && !item->work->background)
		g_queue_push_head (&queue->waiting, item);
	else
		g_queue_insert_after (&queue->waiting, behind, item);
}

void
seg_work_queue_add (SegWorkQueue *queue, SegView *view, const SegWork *work, gpointer data)
{
	Item *item = g_new0 (Item, 1);

	item->view = view;
	item->work = work;
	item->data = data;
	item->path = g_strdup (queue->path);
	item->id = ++queue->last_id;
	item->where = view != NULL ? view->class->title : NULL;
	push (queue, item);
	if (!work->background)
		give_way (queue);
	seg_work_queue_tend (queue);
}

void
seg_work_entry_free (SegWorkEntry *entry)
{
	g_free (entry->message);
	g_free (entry);
}

static SegWorkEntry *
entry_of (const Item *item, SegWorkState state)
{
	SegWorkEntry *entry = g_new0 (SegWorkEntry, 1);

	entry->id = item->id;
	entry->state = state;
	entry->phrase = item->work->phrase;
	entry->where = item->where;
	return entry;
}

/* What runs by itself and ends well is nobody's concern. */
static void
note_end (SegWorkQueue *queue, const Item *item, double seconds, const GError *error)
{
	gboolean stopped = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	SegWorkEntry *entry;

	if (item->where == NULL && error == NULL)
		return;
	entry = entry_of (item, error == NULL ? SEG_WORK_DONE : stopped ? SEG_WORK_STOPPED : SEG_WORK_FAILED);
	entry->seconds = seconds;
	entry->message = error != NULL && !stopped ? g_strdup (error->message) : NULL;
	g_queue_push_head (&queue->ended_log, entry);
	if (g_queue_get_length (&queue->ended_log) > MOST_ENDED)
		seg_work_entry_free (g_queue_pop_tail (&queue->ended_log));
}

GPtrArray *
seg_work_queue_list (const SegWorkQueue *queue)
{
	GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_work_entry_free);

	if (queue->running != NULL) {
		SegWorkEntry *entry = entry_of (queue->running, SEG_WORK_RUNNING);

		seg_job_read (seg_task_job (queue->task), &entry->status);
		g_ptr_array_add (entries, entry);
	}
	for (const GList *link = queue->waiting.head; link != NULL; link = link->next)
		g_ptr_array_add (entries, entry_of (link->data, SEG_WORK_WAITING));
	for (const GList *link = queue->ended_log.head; link != NULL; link = link->next) {
		SegWorkEntry *entry = g_memdup2 (link->data, sizeof *entry);

		entry->message = g_strdup (entry->message);
		g_ptr_array_add (entries, entry);
	}
	return entries;
}

/* Tells the view and the program how the work went. */
static void
hand_over (SegWorkQueue *queue, Item *item, const GError *error)
{
	queue->ending = item;
	if (!item->orphan && error == NULL && item->work->done != NULL)
		item->work->done (item->view, item->data);
	if (!item->orphan && error != NULL && item->work->failed != NULL)
		item->work->failed (item->view, item->data, error);
	if (queue->ended != NULL)
		queue->ended (item->view, item->work, item->data, item->orphan && !item->work->writes ? NULL : error, queue->ended_data);
	queue->ending = NULL;
	item_free (item);
}

gboolean
seg_work_queue_tend (SegWorkQueue *queue)
{
	gboolean changed = FALSE;

	if (queue->running != NULL && seg_task_is_done (queue->task)) {
		g_autoptr (GError) error = NULL;
		Item *item = g_steal_pointer (&queue->running);
		SegJobStatus status;

		seg_job_read (seg_task_job (queue->task), &status);
		seg_task_finish (g_steal_pointer (&queue->task), &error);
		if (item->gave_way && !item->orphan && g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)) {
			item->gave_way = FALSE;
			push (queue, item);
		} else {
			note_end (queue, item, status.elapsed, error);
			hand_over (queue, item, error);
		}
		changed = TRUE;
	}
	if (queue->running == NULL && !g_queue_is_empty (&queue->waiting)) {
		queue->running = g_queue_pop_head (&queue->waiting);
		queue->task = seg_task_start (run_item, queue->running, queue->wake_fd);
		changed = TRUE;
	}
	return changed;
}

void
seg_work_queue_read (const SegWorkQueue *queue, SegWorkStatus *status)
{
	*status = (SegWorkStatus) { .running = queue->running != NULL, .n_waiting = g_queue_get_length ((GQueue *) &queue->waiting) };
	if (!status->running)
		return;
	status->view = queue->running->view;
	status->work = queue->running->work;
	seg_job_read (seg_task_job (queue->task), &status->status);
	if (status->status.phrase[0] == '\0' && queue->running->work->phrase != NULL)
		g_strlcpy (status->status.phrase, _(queue->running->work->phrase), sizeof status->status.phrase);
}

gboolean
seg_work_queue_cancel (SegWorkQueue *queue)
{
	if (queue->running == NULL)
		return FALSE;
	seg_job_cancel (seg_task_job (queue->task));
	return TRUE;
}

gboolean
seg_work_queue_stop (SegWorkQueue *queue, guint id)
{
	if (queue->running != NULL && queue->running->id == id)
		return seg_work_queue_cancel (queue);
	for (GList *link = queue->waiting.head; link != NULL; link = link->next) {
		g_autoptr (GError) error = NULL;
		Item *item = link->data;

		if (item->id != id)
			continue;
		g_queue_delete_link (&queue->waiting, link);
		g_set_error_literal (&error, SEG_ERROR, SEG_ERROR_CANCELLED, _("Stopped before it had begun"));
		note_end (queue, item, 0, error);
		hand_over (queue, item, error);
		return TRUE;
	}
	return FALSE;
}

gboolean
seg_work_queue_cancel_wished (SegWorkQueue *queue, const SegWork *own)
{
	const Item *running = queue->running;
	const Item *next = g_queue_peek_head (&queue->waiting);

	if (running != NULL && running->work != own && !running->gave_way)
		return seg_work_queue_cancel (queue);
	return next != NULL && next->work != own && !next->work->background && seg_work_queue_stop (queue, next->id);
}

static void
orphan (Item *item)
{
	item->orphan = TRUE;
	item->view = NULL;
}

void
seg_work_queue_forget (SegWorkQueue *queue, const SegView *view)
{
	for (GList *link = queue->waiting.head, *next; link != NULL; link = next) {
		Item *item = link->data;

		next = link->next;
		if (item->view != view)
			continue;
		orphan (item);
		if (!item->work->writes) {
			g_queue_delete_link (&queue->waiting, link);
			item_free (item);
		}
	}
	if (queue->ending != NULL && queue->ending->view == view)
		orphan (queue->ending);
	if (queue->running != NULL && queue->running->view == view) {
		orphan (queue->running);
		if (!queue->running->work->writes)
			seg_job_cancel (seg_task_job (queue->task));
	}
}

static gboolean
is_of (const Item *item, const SegView *view, const SegWork *work)
{
	return item->view == view && !item->orphan && (work == NULL || item->work == work);
}

gboolean
seg_work_queue_has (const SegWorkQueue *queue, const SegView *view, const SegWork *work)
{
	if (queue->running != NULL && is_of (queue->running, view, work))
		return TRUE;
	for (const GList *link = queue->waiting.head; link != NULL; link = link->next)
		if (is_of (link->data, view, work))
			return TRUE;
	return FALSE;
}

gboolean
seg_work_queue_expects (const SegWorkQueue *queue, const SegView *view)
{
	if (queue->running != NULL && !queue->running->work->background && is_of (queue->running, view, NULL))
		return TRUE;
	for (const GList *link = queue->waiting.head; link != NULL; link = link->next)
		if (!((Item *) link->data)->work->background && is_of (link->data, view, NULL))
			return TRUE;
	return FALSE;
}

gboolean
seg_work_queue_is_taken (const SegWorkQueue *queue, const SegView *view)
{
	if (queue->running == NULL || queue->running->work->background || queue->running->view == view)
		return FALSE;
	for (const GList *link = queue->waiting.head; link != NULL; link = link->next)
		if (((Item *) link->data)->work->writes && is_of (link->data, view, NULL))
			return FALSE;
	return TRUE;
}

void
seg_work_queue_pass_on (SegWorkQueue *queue, SegWorkQueue *other, const SegView *view)
{
	for (GList *link = queue->waiting.head, *next; link != NULL; link = next) {
		next = link->next;
		if (((Item *) link->data)->work->writes || !is_of (link->data, view, NULL))
			continue;
		push (other, link->data);
		g_queue_delete_link (&queue->waiting, link);
	}
	seg_work_queue_tend (other);
}

void
seg_work_queue_cancel_work (SegWorkQueue *queue, const SegView *view, const SegWork *work)
{
	if (queue->running != NULL && is_of (queue->running, view, work))
		seg_work_queue_cancel (queue);
}

gboolean
seg_work_queue_keeps (const SegWorkQueue *queue, const SegView *view)
{
	if (queue->running != NULL && queue->running->work->writes == SEG_WORK_KEEPS && is_of (queue->running, view, NULL))
		return TRUE;
	for (const GList *link = queue->waiting.head; link != NULL; link = link->next)
		if (((Item *) link->data)->work->writes == SEG_WORK_KEEPS && is_of (link->data, view, NULL))
			return TRUE;
	return FALSE;
}

gboolean
seg_work_queue_would_be_missed (const SegWorkQueue *queue)
{
	SegJobStatus status;

	for (const GList *link = queue->waiting.head; link != NULL; link = link->next)
		if (((Item *) link->data)->work->writes)
			return TRUE;
	if (queue->running == NULL || queue->running->work->background)
		return FALSE;
	seg_job_read (seg_task_job (queue->task), &status);
	return queue->running->work->writes || status.elapsed > MISSED_AFTER;
}
