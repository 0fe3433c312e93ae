/* One pass over a table: slices of its ids, handed out to workers that each have a connection of their own. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <pthread.h>

#define SLICE 16384     /* ids between looks at the job: some ten milliseconds */
#define ALONE 100000    /* ids that the caller's connection reads before others would be ready */
#define WORKERS_MOST 8  /* more would wait for the disk, and each has a front for each column */

typedef struct {
	const SegPass  *pass;
	SegWorkspace   *workspace; /* of the caller */
	gboolean        small;     /* is read on the caller's connection */
	guint           n_workers;
	gint64          first, last; /* ids */
	SegJob         *job;
	gint64          next;      /* atomic: where the next slice begins */
	pthread_mutex_t lock;      /* guards what follows, and the job */
	gint64          n_done;
	GError         *error;     /* the first one */
} Run;

static gboolean
read_range (SegWorkspace *workspace, const char *table, gint64 *first, gint64 *last, GError **error)
{
	g_autofree char *first_sql = g_strdup_printf ("SELECT min (id) FROM %s", table);
	g_autofree char *last_sql = g_strdup_printf ("SELECT max (id) FROM %s", table);

	return seg_workspace_count (workspace, first_sql, first, error) && seg_workspace_count (workspace, last_sql, last, error);
}

static gboolean
is_small (gint64 first, gint64 last)
{
	return last - first < ALONE;
}

gboolean
seg_pass_workers (SegWorkspace *workspace, const char *table, guint *n_workers, GError **error)
{
	gint64 first, last;

	if (!read_range (workspace, table, &first, &last, error))
		return FALSE;
	*n_workers = is_small (first, last) ? 1 : MIN (seg_parallel_threads (), WORKERS_MOST);
	return TRUE;
}

/* What one worker reads with. */
typedef struct {
	const SegPass *pass;
	guint     worker;
	guint     piece;      /* whose rows come */
	SegRows  *plain;      /* NULL: there is none, or not any more */
	GPtrArray *pieces;    /* of SegRows */
	gint64    left_from;  /* the first row that the plain columns were not enough for; -1: none */
} Reader;

static void
take_row (const SegRow *row, gpointer data)
{
	const Reader *reader = data;

	reader->pass->row (reader->worker, reader->piece, row, reader->pass->data);
}

static void
take_plain_row (const SegRow *row, gpointer data)
{
	Reader *reader = data;

	if (reader->left_from < 0 && !reader->pass->plain_row (reader->worker, row, reader->pass->data))
		reader->left_from = seg_row_integer (row, 0);
}

static void
clear_reader (Reader *reader)
{
	g_clear_pointer (&reader->plain, seg_rows_free);
	g_clear_pointer (&reader->pieces, g_ptr_array_unref);
}

static gboolean
prepare_reader (Reader *reader, SegWorkspace *workspace, GError **error)
{
	const SegPass *pass = reader->pass;

	reader->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_rows_free);
	reader->left_from = -1;
	if (pass->plain != NULL)
		reader->plain = seg_rows_new (workspace, pass->plain, pass->rest, take_plain_row, reader, error);
	if (pass->plain != NULL && reader->plain == NULL)
		return FALSE;
	for (guint i = 0; i < pass->n_pieces; i++) {
		SegRows *rows = seg_rows_new (workspace, pass->pieces[i], pass->rest, take_row, reader, error);

		if (rows == NULL)
			return FALSE;
		g_ptr_array_add (reader->pieces, rows);
	}
	return TRUE;
}

static gboolean
read_slice (Reader *reader, gint64 first, gint64 last, GError **error)
{
	if (reader->plain != NULL) {
		if (!seg_rows_run (reader->plain, first, last, error))
			return FALSE;
		if (reader->left_from < 0)
			return TRUE;
		first = reader->left_from;
		g_clear_pointer (&reader->plain, seg_rows_free); /* where one has more, most have */
	}
	for (reader->piece = 0; reader->piece < reader->pieces->len; reader->piece++)
		if (!seg_rows_run (reader->pieces->pdata[reader->piece], first, last, error))
			return FALSE;
	return TRUE;
}

/* Says how far the pass is; FALSE when another worker failed or the person stopped it. */
static gboolean
slice_done (Run *run, gint64 n_ids, GError **error)
{
	double whole = (double) (run->last - run->first + 1);
	gboolean go_on;

	pthread_mutex_lock (&run->lock);
	run->n_done += n_ids;
	go_on = run->error == NULL && seg_job_proceed (run->job, (double) run->n_done / whole, _(run->pass->phrase), error);
	pthread_mutex_unlock (&run->lock);
	return go_on;
}

static gboolean
read_slices (Run *run, Reader *reader, SegWorkspace *workspace, GError **error)
{
	if (!prepare_reader (reader, workspace, error))
		return FALSE;
	for (;;) {
		gint64 first = __atomic_fetch_add (&run->next, SLICE, __ATOMIC_RELAXED), last = MIN (first + SLICE - 1, run->last);

		if (first > run->last || (run->pass->enough != NULL && g_atomic_int_get (run->pass->enough)))
			return TRUE;
		if (!read_slice (reader, first, last, error) || !slice_done (run, last - first + 1, error))
			return FALSE;
	}
}

/* Slices are read from end to end and never again: a connection of its own needs no more of a cache than the way down the tree. */
static SegWorkspace *
open_another (const SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegWorkspace) own = seg_workspace_open (seg_workspace_path (workspace), SEG_WORKSPACE_READ_ONLY, error);

	return own != NULL && seg_workspace_execute (own, "PRAGMA cache_size = -2048", error) ? g_steal_pointer (&own) : NULL;
}

static void
work (gsize worker, gsize first, gsize last, gpointer data)
{
	Run *run = data;
	g_autoptr (SegWorkspace) own = NULL;
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = run->workspace;
	Reader reader = { .pass = run->pass, .worker = (guint) worker };
	gboolean fine;

	(void) first;
	(void) last;
	if (!run->small)
		workspace = own = open_another (run->workspace, &error);
	fine = workspace != NULL && read_slices (run, &reader, workspace, &error);
	clear_reader (&reader);
	if (fine)
		return;
	pthread_mutex_lock (&run->lock);
	if (run->error == NULL)
		run->error = g_steal_pointer (&error);
	pthread_mutex_unlock (&run->lock);
}

gboolean
seg_pass_run (SegWorkspace *workspace, const SegPass *pass, guint n_workers, SegJob *job, GError **error)
{
	Run run = { .pass = pass, .workspace = workspace, .n_workers = n_workers, .job = job, .lock = PTHREAD_MUTEX_INITIALIZER };

	if (!read_range (workspace, pass->table, &run.first, &run.last, error))
		return FALSE;
	run.next = run.first;
	run.small = is_small (run.first, run.last) && n_workers == 1;
	if (!run.small && !seg_workspace_execute (workspace, "PRAGMA shrink_memory", error)) /* what it has cached nobody reads now */
		return FALSE;
	if (n_workers > 1)
		seg_parallel_blocks (n_workers, 1, work, &run);
	else
		work (0, 0, 1, &run);
	pthread_mutex_destroy (&run.lock);
	return seg_query_ended (run.error, error);
}
