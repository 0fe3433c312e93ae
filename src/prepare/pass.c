/* One pass over a table: slices of its ids, handed out to workers that each have a connection of their own. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <pthread.h>

#define SLICE 16384     /* ids between looks at the job: some ten milliseconds */
#define ALONE 100000    /* ids that one thread reads before others would be ready */
#define WORKERS_MOST 8  /* more would wait for the disk, and each has a front for each column */

typedef struct {
	const SegPass  *pass;
	SegWorkspace   *workspace; /* of the caller; used by a worker that is alone */
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

gboolean
seg_pass_workers (SegWorkspace *workspace, const char *table, guint *n_workers, GError **error)
{
	gint64 first, last;

	if (!read_range (workspace, table, &first, &last, error))
		return FALSE;
	*n_workers = last - first < ALONE ? 1 : MIN (seg_parallel_threads (), WORKERS_MOST);
	return TRUE;
}

static gboolean
read_slice (Run *run, guint worker, SegStatement *statement, gint64 first, gint64 last, GError **error)
{
	GError *failure = NULL;

	seg_statement_reset (statement);
	seg_statement_bind_integer (statement, ":first", first);
	seg_statement_bind_integer (statement, ":last", last);
	while (seg_statement_next (statement, &failure))
		run->pass->row (worker, statement, run->pass->data);
	return seg_query_ended (failure, error);
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
read_slices (Run *run, guint worker, SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, run->pass->sql, error);

	if (statement == NULL)
		return FALSE;
	for (;;) {
		gint64 first = __atomic_fetch_add (&run->next, SLICE, __ATOMIC_RELAXED), last = MIN (first + SLICE - 1, run->last);

		if (first > run->last)
			return TRUE;
		if (!read_slice (run, worker, statement, first, last, error) || !slice_done (run, last - first + 1, error))
			return FALSE;
	}
}

static void
work (gsize worker, gsize first, gsize last, gpointer data)
{
	Run *run = data;
	g_autoptr (SegWorkspace) own = NULL;
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = run->workspace;
	gboolean fine = TRUE;

	(void) first;
	(void) last;
	if (run->n_workers > 1)
		workspace = own = seg_workspace_open (seg_workspace_path (run->workspace), SEG_WORKSPACE_READ_ONLY, &error);
	fine = workspace != NULL && read_slices (run, (guint) worker, workspace, &error);
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
	if (n_workers > 1)
		seg_parallel_blocks (n_workers, 1, work, &run);
	else
		work (0, 0, 1, &run);
	pthread_mutex_destroy (&run.lock);
	return seg_query_ended (run.error, error);
}
