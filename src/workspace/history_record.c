/* Recording edits: what differs in the tables of segments and rules after an edit, as a changeset of SQLite's session extension.
 *
 * The extension notes which rows are touched, with what they held before, and compares when the edit is committed; what was changed back,
 * or rolled back inside, is not in it. Rows are found again by their primary keys, every one of which must still hold what the edit left
 * there: otherwise nothing is taken back at all (history.c). */
#include <config.h>
#include "history-private.h"

#include <string.h>
#include <zstd.h>

#define LEVEL 3 /* of compression: quick */

/* What edits change. A table stands before those its rows refer to, so that deleting finds its rows still there (SQLite would have
 * deleted them with what they belong to, and changesets are put in the order of this list); links are looked at in the end.
 * A new table needs a primary key; what is computed from others, and can be again, has no place here. A version of the file that changes
 * one of these tables deletes the history. */
static const char *const tables[] = {
	"campaign_member", "campaign", "persona_text", "play", "pin", "pinned_away", "fits_none", "version_member", "version_segment",
	"version_feature", "segmentation_version", "membership_share", "membership", "rule_member", "rule", "segment", "segmentation"
};

struct SegEdit {
	SegWorkspace     *workspace;
	SegTransaction   *transaction;
	SegHistoryRecord *record; /* NULL: inside another edit, which records */
	gboolean          makes;
	gint64            made;   /* the segmentation it makes, 0: none */
};

struct SegHistoryRecord {
	SegWorkspace    *workspace;
	sqlite3_session *session;
};

SegHistoryRecord *
seg_history_record_new (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegHistoryRecord) record = g_new0 (SegHistoryRecord, 1);
	int code = sqlite3session_create (workspace->db, "main", &record->session);

	record->workspace = workspace;
	for (gsize i = 0; code == SQLITE_OK && i < G_N_ELEMENTS (tables); i++)
		code = sqlite3session_attach (record->session, tables[i]);
	if (code != SQLITE_OK) {
		seg_workspace_fail (workspace, code, "record", error);
		return NULL;
	}
	return g_steal_pointer (&record);
}

void
seg_history_record_free (SegHistoryRecord *record)
{
	if (record == NULL)
		return;
	if (record->session != NULL)
		sqlite3session_delete (record->session);
	g_free (record);
}

/* Packed, with the size it had in front. NULL where there is not enough memory. */
static GBytes *
pack (const void *bytes, int size)
{
	gsize bound = ZSTD_compressBound ((gsize) size);
	guint8 *packed = g_try_malloc (bound);
	gsize packed_size = packed != NULL ? ZSTD_compress (packed, bound, bytes, (gsize) size, LEVEL) : 0;

	if (packed == NULL || ZSTD_isError (packed_size)) {
		g_free (packed);
		return NULL;
	}
	return g_bytes_new_take (g_realloc (packed, packed_size), packed_size);
}

gboolean
seg_history_record_changes (SegHistoryRecord *record, GBytes **changes, GError **error)
{
	void *bytes = NULL;
	int size = 0, code = sqlite3session_changeset (record->session, &size, &bytes);

	*changes = NULL;
	if (code == SQLITE_OK && size > 0 && (*changes = pack (bytes, size)) == NULL)
		code = SQLITE_NOMEM;
	sqlite3_free (bytes);
	return code == SQLITE_OK || seg_workspace_fail (record->workspace, code, "record", error);
}

/* Edits ------------------------------------------------------------------------------------------------------------- */

SegEdit *
seg_edit_begin (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	SegHistoryRecord *record = NULL;
	SegEdit *edit;

	if (transaction == NULL || (workspace->edit == NULL && (record = seg_history_record_new (workspace, error)) == NULL))
		return NULL;
	edit = g_new0 (SegEdit, 1);
	edit->workspace = workspace;
	edit->transaction = g_steal_pointer (&transaction);
	edit->record = record;
	if (record != NULL)
		workspace->edit = edit;
	return edit;
}

void
seg_edit_makes_segmentation (SegEdit *edit, gint64 id)
{
	if (edit->record == NULL || (id == 0 ? !sqlite3session_isempty (edit->record->session) : !edit->makes))
		return; /* the edit takes back more than that: an older one was replaced, whose ids the new rows may have */
	if (id == 0)
		sqlite3session_enable (edit->record->session, 0);
	edit->makes = TRUE;
	edit->made = id;
}

static void
edit_free (SegEdit *edit)
{
	if (edit->workspace->edit == edit)
		edit->workspace->edit = NULL;
	seg_history_record_free (edit->record);
	g_free (edit);
}

void
seg_edit_abandon (SegEdit *edit)
{
	if (edit == NULL)
		return;
	seg_transaction_abandon (edit->transaction);
	edit_free (edit);
}

static gboolean
insert_entry (const SegEdit *edit, const char *action, const char *object, GBytes *changes, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	gsize size = 0;
	const void *data = changes != NULL ? g_bytes_get_data (changes, &size) : NULL;

	if (!seg_workspace_execute (edit->workspace, "DELETE FROM history WHERE undone", error)
	    || (statement = seg_workspace_prepare (edit->workspace,
		"INSERT INTO history (at, who, action, object, made, changes, program_version) "
		"VALUES (:at, :who, :action, :object, nullif (:made, 0), :changes, :version)", error)) == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":who", g_get_user_name ());
	seg_statement_bind_text (statement, ":action", action);
	seg_statement_bind_text (statement, ":object", object);
	seg_statement_bind_integer (statement, ":made", edit->made);
	if (data != NULL)
		seg_statement_bind_blob (statement, ":changes", data, size);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	return seg_statement_run (statement, error);
}

gboolean
seg_edit_commit (SegEdit *edit, const char *action, const char *object, GError **error)
{
	g_autoptr (SegEdit) owned = edit;
	g_autoptr (GBytes) changes = NULL;

	if (edit->record != NULL
	    && (!seg_history_record_changes (edit->record, &changes, error)
	        || ((changes != NULL || edit->made != 0) && !insert_entry (edit, action, object, changes, error))))
		return FALSE;
	if (!seg_transaction_commit (g_steal_pointer (&edit->transaction), error))
		return FALSE;
	edit_free (g_steal_pointer (&owned));
	return TRUE;
}
