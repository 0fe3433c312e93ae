#include <config.h>
#include "workspace-private.h"

struct SegTransaction {
	SegWorkspace *workspace;
	guint         depth; /* 1 is the outermost: BEGIN; deeper ones are savepoints */
};

/* Runs "@verb level_N", or @outermost for the transaction itself. */
static gboolean
run_verb (SegWorkspace *workspace, guint depth, const char *outermost, const char *verb, GError **error)
{
	g_autofree char *sql = depth == 1 ? g_strdup (outermost) : g_strdup_printf ("%s level_%u", verb, depth);

	return seg_workspace_execute (workspace, sql, error);
}

SegTransaction *
seg_transaction_begin (SegWorkspace *workspace, GError **error)
{
	SegTransaction *transaction;

	if (workspace->read_only) { /* SQLite would say so only at the first write, perhaps after minutes of work */
		seg_workspace_fail (workspace, SQLITE_READONLY, "begin", error);
		return NULL;
	}
	if (workspace->depth == 0 && workspace->inode != 0 && !seg_workspace_is_there (workspace, error))
		return NULL;
	if (!run_verb (workspace, workspace->depth + 1, "BEGIN IMMEDIATE", "SAVEPOINT", error))
		return NULL;
	if (workspace->depth == 0)
		workspace->n_changes = sqlite3_total_changes64 (workspace->db);
	transaction = g_new (SegTransaction, 1);
	*transaction = (SegTransaction) { workspace, ++workspace->depth };
	return transaction;
}

gboolean
seg_transaction_is_untouched (const SegWorkspace *workspace)
{
	return workspace->depth > 0 && sqlite3_total_changes64 (workspace->db) == workspace->n_changes;
}

void
seg_transaction_abandon (SegTransaction *transaction)
{
	SegWorkspace *workspace;
	SegJob *job;

	if (transaction == NULL)
		return;
	workspace = transaction->workspace;
	/* A cancelled job must not interrupt the rollback. */
	job = seg_job_ref (workspace->job);
	seg_workspace_watch (workspace, NULL);
	if (!sqlite3_get_autocommit (workspace->db)) {
		if (transaction->depth > 1)
			run_verb (workspace, transaction->depth, "", "ROLLBACK TO", NULL);
		run_verb (workspace, transaction->depth, "ROLLBACK", "RELEASE", NULL);
	}
	seg_workspace_forget_bare (workspace);
	seg_workspace_watch (workspace, job);
	seg_job_unref (job);
	workspace->depth = transaction->depth - 1;
	g_free (transaction);
}

gboolean
seg_transaction_commit (SegTransaction *transaction, GError **error)
{
	if (!run_verb (transaction->workspace, transaction->depth, "COMMIT", "RELEASE", error)) {
		seg_transaction_abandon (transaction);
		return FALSE;
	}
	transaction->workspace->depth = transaction->depth - 1;
	g_free (transaction);
	return TRUE;
}
