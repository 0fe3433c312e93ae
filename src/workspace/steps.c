/* Watching long statements: whether to stop, and how far they are. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/progress.h>
#include <segscope/steps.h>

#define LOOK_EVERY 2000 /* steps between looks at the cancel flag: well under a millisecond */
#define SAY_EVERY 16    /* looks */

/* On the thread that runs the statement, which is the one that reports for the job. */
static int
look (void *data)
{
	SegWorkspace *workspace = data;

	if (workspace->n_expected > 0 && ++workspace->n_looks % SAY_EVERY == 0)
		seg_job_proceed (workspace->job, seg_progress_share ((double) workspace->n_looks * LOOK_EVERY, workspace->n_expected), NULL, NULL);
	return seg_job_is_cancelled (workspace->job);
}

void
seg_workspace_watch (SegWorkspace *workspace, SegJob *job)
{
	seg_job_unref (workspace->job);
	workspace->job = seg_job_ref (job);
	workspace->n_expected = 0;
	sqlite3_progress_handler (workspace->db, job != NULL ? LOOK_EVERY : 0, job != NULL ? look : NULL, workspace);
}

void
seg_workspace_expect (SegWorkspace *workspace, double n_steps)
{
	workspace->n_expected = n_steps;
	workspace->n_looks = 0;
}

double
seg_workspace_about_rows (SegWorkspace *workspace, const char *table)
{
	g_autofree char *name = seg_sql_identifier (table), *counted = g_strdup_printf ("SELECT count(*) FROM %s", name);
	/* two queries, as one would look at every row */
	g_autofree char *numbered = g_strdup_printf ("SELECT ifnull ((SELECT max (rowid) FROM %s) - (SELECT min (rowid) FROM %s) + 1, 0)", name, name);
	gint64 n = 0;

	return seg_workspace_count (workspace, numbered, &n, NULL) || seg_workspace_count (workspace, counted, &n, NULL) ? (double) n : 0;
}
