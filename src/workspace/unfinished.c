/* Long work leaves a note in the file while it runs. The note is written and committed before the work's transaction and removed
 * inside it: it is there exactly as long as the work is neither kept nor given up. A note whose process is gone is the trace of
 * work that was killed, and of nothing else: the transaction itself was rolled back by SQLite. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/out_file.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <unistd.h>

#define OTHER_HOST_SECONDS 60 /* between a note and the transaction it announces: far less; other hosts' processes cannot be seen */

struct SegUnfinished {
	SegWorkspace *workspace;
	gint64        id;
	gint64        process;
	char         *mark;
};

/* Saying it ------------------------------------------------------------------------------------------------------------ */

static SegWorkspaceTeller teller;
static gpointer teller_data;

void
seg_workspace_set_teller (SegWorkspaceTeller new_teller, gpointer data)
{
	teller = new_teller;
	teller_data = data;
}

/* "22 November 01:50 UTC" */
static char *
say_instant (gint64 at)
{
	g_autoptr (GDateTime) instant = g_date_time_new_from_unix_utc (at);

	/* Translators: day, month and time at which work began, in the format of strftime(). */
	return instant != NULL ? g_date_time_format (instant, _("%-d %B %H:%M UTC")) : g_strdup ("?");
}

/* Notes ---------------------------------------------------------------------------------------------------------------- */

/* Removes notes of this process: all of them, or that with @id. */
static gboolean
remove_own (SegWorkspace *workspace, gint64 process, const char *mark, gint64 id, GError **error)
{
	g_autoptr (SegStatement) remove = seg_workspace_prepare (workspace,
		"DELETE FROM unfinished WHERE process = :process AND process_mark = :mark AND (:id = 0 OR id = :id)", error);

	if (remove == NULL)
		return FALSE;
	seg_statement_bind_integer (remove, ":process", process);
	seg_statement_bind_text (remove, ":mark", mark);
	seg_statement_bind_integer (remove, ":id", id);
	return seg_statement_run (remove, error);
}

static gboolean
add_note (SegWorkspace *workspace, const char *what, gint64 process, const char *mark, GError **error)
{
	g_autofree char *valid = g_utf8_make_valid (what, -1);
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO unfinished (what, started_at, process, process_mark, host) VALUES (:what, :at, :process, :mark, :host)", error);

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_text (insert, ":what", valid);
	seg_statement_bind_integer (insert, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_integer (insert, ":process", process);
	seg_statement_bind_text (insert, ":mark", mark);
	seg_statement_bind_text (insert, ":host", g_get_host_name ());
	return seg_statement_run (insert, error);
}

/* An older note of this process is of work that failed when the note could not be removed either (the disk was full). */
SegUnfinished *
seg_work_begin (SegWorkspace *workspace, const char *what, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	gint64 process = getpid (), id;
	g_autofree char *mark = seg_process_mark (process);
	SegUnfinished *work;

	if (transaction == NULL || !remove_own (workspace, process, mark, 0, error) || !add_note (workspace, what, process, mark, error))
		return NULL;
	id = seg_workspace_last_id (workspace);
	if (!seg_transaction_commit (g_steal_pointer (&transaction), error))
		return NULL;
	work = g_new (SegUnfinished, 1);
	*work = (SegUnfinished) { workspace, id, process, g_steal_pointer (&mark) };
	return work;
}

gboolean
seg_work_note_files (SegUnfinished *work, const GPtrArray *plan, GError **error)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;
	g_autoptr (SegStatement) update = seg_workspace_prepare (work->workspace, "UPDATE unfinished SET files = :files WHERE id = :id", error);
	g_autofree char *json = NULL;

	if (update == NULL)
		return FALSE;
	json_builder_begin_array (builder);
	for (guint i = 0; i < plan->len; i++) {
		g_autofree char *escaped = g_strescape (plan->pdata[i], NULL); /* a path is bytes, JSON is text */

		json_builder_add_string_value (builder, escaped);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	json = json_to_string (root, FALSE);
	seg_statement_bind_text (update, ":files", json);
	seg_statement_bind_integer (update, ":id", work->id);
	return seg_statement_run (update, error);
}

/* The id alone would not do: once the note is gone, another process may get the same one. */
gboolean
seg_work_end (SegUnfinished *work, GError **error)
{
	return remove_own (work->workspace, work->process, work->mark, work->id, error);
}

/* A note that cannot be removed now (the disk is full) is found at the next start, which then says what is true. */
void
seg_work_free (SegUnfinished *work)
{
	SegJob *job;

	if (work == NULL)
		return;
	job = seg_job_ref (work->workspace->job);
	seg_workspace_watch (work->workspace, NULL); /* a cancelled job must not interrupt this */
	seg_work_end (work, NULL);
	seg_workspace_watch (work->workspace, job);
	seg_job_unref (job);
	g_free (work->mark);
	g_free (work);
}

/* Notes found ---------------------------------------------------------------------------------------------------------- */

/* Columns of NOTES. */
enum { ID, WHAT, STARTED_AT, PROCESS, MARK, HOST, FILES };
#define NOTES "SELECT id, what, started_at, process, process_mark, host, files FROM unfinished ORDER BY id"

static gboolean
is_lost (const SegStatement *note)
{
	gint64 age = g_get_real_time () / G_USEC_PER_SEC - seg_statement_integer (note, STARTED_AT);

	if (g_strcmp0 (seg_statement_text (note, HOST), g_get_host_name ()) == 0)
		return seg_process_is_gone (seg_statement_integer (note, PROCESS), seg_statement_text (note, MARK));
	return age > OTHER_HOST_SECONDS;
}

static void
tell (const SegStatement *note)
{
	g_autofree char *since = say_instant (seg_statement_integer (note, STARTED_AT)), *sentence = NULL;

	sentence = g_strdup_printf (_("The %s begun on %s did not finish; nothing of it was kept"), seg_statement_text (note, WHAT), since);
	if (teller != NULL)
		teller (sentence, teller_data);
}

static void
undo_files (const char *json)
{
	g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;
	g_autoptr (GPtrArray) plan = g_ptr_array_new_with_free_func (g_free);
	JsonArray *list = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

	for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
		g_ptr_array_add (plan, g_strcompress (json_array_get_string_element (list, i)));
	seg_file_plan_undo (plan);
}

static gboolean
forget (SegWorkspace *workspace, const SegStatement *note, GError **error)
{
	g_autofree char *detail = g_strdup_printf ("{\"started_at\":%" G_GINT64_FORMAT ",\"process\":%" G_GINT64_FORMAT "}",
	                                           seg_statement_integer (note, STARTED_AT), seg_statement_integer (note, PROCESS));
	g_autofree char *remove = g_strdup_printf ("DELETE FROM unfinished WHERE id = %" G_GINT64_FORMAT, seg_statement_integer (note, ID));

	return seg_audit_add (workspace, "did not finish", seg_statement_text (note, WHAT), detail, error)
	       && seg_workspace_execute (workspace, remove, error);
}

/* Calls @found for each lost note; FALSE when a query failed. */
static gboolean
each_lost (SegWorkspace *workspace, gboolean (*found) (SegWorkspace *, const SegStatement *, GError **), GError **error)
{
	g_autoptr (SegStatement) notes = seg_workspace_prepare (workspace, NOTES, error);
	GError *failure = NULL;

	if (notes == NULL)
		return FALSE;
	while (seg_statement_next (notes, &failure))
		if (is_lost (notes)) {
			undo_files (seg_statement_text (notes, FILES)); /* so that what is told is true, also where the workspace is only read */
			tell (notes);
			if (found != NULL && !found (workspace, notes, error))
				return FALSE;
		}
	return seg_query_ended (failure, error);
}

/* The write lock, taken without waiting, proves that nobody works any more, even where a process cannot be seen (in another
 * container). A file that is only read is told of each time. */
void
seg_work_tell_lost (SegWorkspace *workspace)
{
	g_autoptr (SegTransaction) transaction = NULL;
	gint64 any = 0;

	if (!seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM unfinished)", &any, NULL) || !any)
		return;
	if (workspace->read_only) {
		each_lost (workspace, NULL, NULL);
		return;
	}
	sqlite3_busy_timeout (workspace->db, 0);
	transaction = seg_transaction_begin (workspace, NULL);
	sqlite3_busy_timeout (workspace->db, SEG_BUSY_TIMEOUT_MS);
	if (transaction != NULL && each_lost (workspace, forget, NULL))
		seg_transaction_commit (g_steal_pointer (&transaction), NULL);
}

char *
seg_work_say_running (const SegWorkspace *workspace)
{
	sqlite3_stmt *notes;
	char *sentence = NULL;

	/* Through SQLite itself: this is asked for while a failure is put into words, and must not fail in the same way. */
	sqlite3_busy_timeout (workspace->db, 0);
	if (sqlite3_prepare_v2 (workspace->db, NOTES, -1, &notes, NULL) == SQLITE_OK) {
		while (sentence == NULL && sqlite3_step (notes) == SQLITE_ROW) {
			const char *host = (const char *) sqlite3_column_text (notes, HOST), *mark = (const char *) sqlite3_column_text (notes, MARK);
			g_autofree char *since = say_instant (sqlite3_column_int64 (notes, STARTED_AT));
			gint64 process = sqlite3_column_int64 (notes, PROCESS);

			if (g_strcmp0 (host, g_get_host_name ()) != 0 || !seg_process_is_gone (process, mark))
				sentence = g_strdup_printf (_("segscope (process %" PRId64 " on %s) has been busy with the %s since %s"), process,
				                            host, (const char *) sqlite3_column_text (notes, WHAT), since);
		}
		sqlite3_finalize (notes);
	}
	sqlite3_busy_timeout (workspace->db, SEG_BUSY_TIMEOUT_MS);
	return sentence;
}
