/* Packs beside their rows: packing the rows again must give the same bytes. */
#include <config.h>
#include "event_column.h"
#include "event_part.h"

#include <string.h>

#define ROWS "SELECT id, user_id, kind_id, at, amount, item_id, order_key, quantity, rating, seconds FROM event WHERE id BETWEEN ?1 AND ?2"

/* What is kept of a pack. */
typedef struct {
	gint64 first, last, n, first_user, last_user;
} Kept;

/* Gathers the rows of @kept. FALSE with @error. @fits: (out) FALSE where there are more of them than a pack has. */
static gboolean
gather (SegWorkspace *workspace, const Kept *kept, SegEventRun *run, gboolean *fits, GError **error)
{
	sqlite3_stmt *rows = NULL;
	int code = sqlite3_prepare_v2 (workspace->db, ROWS, -1, &rows, NULL);

	*fits = TRUE;
	seg_event_run_clear (run);
	if (code == SQLITE_OK) {
		sqlite3_bind_int64 (rows, 1, kept->first);
		sqlite3_bind_int64 (rows, 2, kept->last);
		while (*fits && (code = sqlite3_step (rows)) == SQLITE_ROW) {
			*fits = run->n < SEG_PACK_EVENTS;
			if (*fits)
				seg_event_run_gather (run, rows, FALSE);
		}
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		seg_workspace_fail (workspace, code, ROWS, error);
	sqlite3_finalize (rows);
	return code == SQLITE_ROW || code == SQLITE_DONE;
}

static gboolean
same_bytes (SegWorkspace *workspace, const SegEventPack *pack, gboolean *same, GError **error)
{
	g_autoptr (SegStatement) columns = seg_workspace_prepare (workspace,
		"SELECT position, bytes FROM event_column WHERE first_event_id = ?1 ORDER BY position", error);
	GError *failure = NULL;
	guint next = pack->columns[SEG_PACK_ID] == NULL ? SEG_PACK_USER : SEG_PACK_ID;

	if (columns == NULL)
		return FALSE;
	*same = TRUE;
	seg_statement_bind_integer_at (columns, 1, pack->first_id);
	while (*same && seg_statement_next (columns, &failure)) {
		gint64 position = seg_statement_integer (columns, 0);
		gsize size, expected = 0;
		const void *bytes = seg_statement_blob (columns, 1, &size);
		const void *anew = position >= 0 && position < SEG_PACK_N_COLUMNS && pack->columns[position] != NULL
		                   ? g_bytes_get_data (pack->columns[position], &expected) : NULL;

		if (next == SEG_PACK_KIND && position > next) /* kinds may have been dropped: then the pack is not read */
			next++;
		*same = position == next++ && anew != NULL && size == expected && memcmp (bytes, anew, size) == 0;
	}
	*same = *same && next == SEG_PACK_N_COLUMNS;
	return seg_query_ended (failure, error);
}

static gboolean
is_right (SegWorkspace *workspace, const Kept *kept, SegEventRun *run, gboolean *right, GError **error)
{
	SegEventPack *pack;
	gboolean fits, fine;

	*right = FALSE;
	if (!gather (workspace, kept, run, &fits, error))
		return FALSE;
	if (!fits || run->n == 0 || (pack = seg_event_run_pack (run)) == NULL)
		return TRUE;
	*right = pack->first_id == kept->first && pack->last_id == kept->last && (gint64) pack->n == kept->n
	         && pack->first_user == kept->first_user && pack->last_user == kept->last_user;
	fine = !*right || same_bytes (workspace, pack, right, error);
	seg_event_pack_free (pack);
	return fine;
}

static gboolean
list (SegWorkspace *workspace, GArray *packs, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT first_event_id, last_event_id, n_events, first_user_id, last_user_id FROM event_pack ORDER BY 1", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		Kept kept = { seg_statement_integer (rows, 0), seg_statement_integer (rows, 1), seg_statement_integer (rows, 2),
		              seg_statement_integer (rows, 3), seg_statement_integer (rows, 4) };

		g_array_append_val (packs, kept);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_event_packs_check (SegWorkspace *workspace, GArray **wrong, SegJob *job, GError **error)
{
	g_autoptr (GArray) packs = g_array_new (FALSE, FALSE, sizeof (Kept)), found = g_array_new (FALSE, FALSE, sizeof (gint64));
	SegEventRun *run = seg_event_run_new ();
	gboolean fine = run != NULL;

	if (!fine)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, "event_pack");
	fine = fine && list (workspace, packs, error);
	for (guint i = 0; fine && i < packs->len; i++) {
		const Kept *kept = &g_array_index (packs, Kept, i);
		gboolean right;

		fine = seg_job_proceed (job, (double) i / (double) packs->len, NULL, error) && is_right (workspace, kept, run, &right, error);
		if (fine && !right)
			g_array_append_val (found, kept->first);
	}
	seg_event_run_free (run);
	if (fine)
		*wrong = g_steal_pointer (&found);
	return fine;
}
