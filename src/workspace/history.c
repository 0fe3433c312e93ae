/* The history of edits: listing it, taking edits back and doing them again, from their changesets. All of an edit, or nothing. */
#include <config.h>
#include "history-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <zstd.h>

void
seg_history_entry_free (SegHistoryEntry *entry)
{
	if (entry == NULL)
		return;
	g_free (entry->who);
	g_free (entry->action);
	g_free (entry->object);
	g_free (entry);
}

char *
seg_history_entry_words (const SegHistoryEntry *entry)
{
	return entry->object[0] != '\0' ? g_strdup_printf (_("%s: %s"), entry->action, entry->object) : g_strdup (entry->action);
}

#define COLUMNS "id, at, who, action, object, undone, coalesce (length (changes), 0) + coalesce (length (taken), 0)"

static SegHistoryEntry *
read_entry (SegStatement *row)
{
	SegHistoryEntry *entry = g_new (SegHistoryEntry, 1);
	const char *action = seg_statement_text (row, 3);

	*entry = (SegHistoryEntry) {
		.id = seg_statement_integer (row, 0), .at = seg_statement_integer (row, 1), .who = g_strdup (seg_statement_text (row, 2)),
		.action = g_strdup (action[0] != '\0' ? _(action) : ""), .object = g_strdup (seg_statement_text (row, 4)),
		.undone = seg_statement_integer (row, 5) != 0, .n_bytes = seg_statement_integer (row, 6),
	};
	return entry;
}

GPtrArray *
seg_history (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_history_entry_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT " COLUMNS " FROM history ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (entries, read_entry (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&entries) : NULL;
}

gboolean
seg_history_count_since (SegWorkspace *workspace, gint64 at, guint *n, GError **error)
{
	g_autoptr (GPtrArray) entries = seg_history (workspace, error);

	*n = 0;
	for (guint i = 0; entries != NULL && i < entries->len; i++) {
		const SegHistoryEntry *entry = entries->pdata[i];

		*n += !entry->undone && entry->at >= at ? 1 : 0;
	}
	return entries != NULL;
}

/* Applying a changeset ---------------------------------------------------------------------------------------------- */

/* The first row that does not hold what the edit left there. */
typedef struct {
	char *table;
	int   kind;
} Conflict;

static int
stop_at_conflict (void *data, int kind, sqlite3_changeset_iter *changes)
{
	Conflict *conflict = data;
	const char *table = NULL;
	int n_columns, operation, indirect;

	conflict->kind = kind;
	if (kind != SQLITE_CHANGESET_FOREIGN_KEY && sqlite3changeset_op (changes, &table, &n_columns, &operation, &indirect) == SQLITE_OK)
		conflict->table = g_strdup (table);
	return SQLITE_CHANGESET_ABORT;
}

/* What a table holds, in words for people. */
static const char *
table_words (const char *table)
{
	static const struct {
		const char *prefix, *words;
	} known[] = {
		{ "campaign", N_("a campaign") }, { "membership", N_("who is in the segments") }, { "rule_member", N_("who is in a frozen rule") },
		{ "rule", N_("a rule") }, { "segmentation_version", N_("a version of a segmentation") },
		{ "segmentation", N_("a segmentation") }, { "segment", N_("a segment") },
		{ "persona_text", N_("a persona card") }, { "play", N_("the playbook") }, { "pin", N_("a pinned user") },
		{ "version", N_("a version of a segmentation") }, { "fits_none", N_("who fits no segment") }
	};

	for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
		if (g_str_has_prefix (table, known[i].prefix))
			return _(known[i].words);
	return table;
}

static gboolean
fail_conflict (const SegHistoryEntry *entry, const Conflict *conflict, GError **error)
{
	g_autofree char *words = seg_history_entry_words (entry);

	if (conflict->kind == SQLITE_CHANGESET_FOREIGN_KEY)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             entry->undone ? _("\"%s\" cannot be done again: what it refers to is gone. Nothing was changed")
		                           : _("\"%s\" cannot be taken back: something was made since that needs it, or what it refers to is gone. "
		                               "Nothing was changed"), words);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             entry->undone ? _("\"%s\" cannot be done again: %s was changed by other work since. Nothing was changed")
		                           : _("\"%s\" cannot be taken back: %s was changed by other work since. Nothing was changed"),
		             words, conflict->table != NULL ? table_words (conflict->table) : "?");
	return FALSE;
}

/* The changeset in @packed, to be freed with g_free(); NULL with @error. */
static void *
unpack (SegWorkspace *workspace, const SegHistoryEntry *entry, const void *packed, gsize packed_size, int *size, GError **error)
{
	unsigned long long length = ZSTD_getFrameContentSize (packed, packed_size);
	void *bytes = length < G_MAXINT ? g_try_malloc (MAX (length, 1)) : NULL;

	if (bytes != NULL && ZSTD_decompress (bytes, length, packed, packed_size) == length) {
		*size = (int) length;
		return bytes;
	}
	g_free (bytes);
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("What the edit %" PRId64 " of the history changed cannot be read in %s"), entry->id,
	             workspace->path);
	return NULL;
}

/* Applies @packed, or (@inverted) what takes it back. */
static gboolean
apply (SegWorkspace *workspace, const SegHistoryEntry *entry, const void *packed, gsize packed_size, gboolean inverted, GError **error)
{
	int size = 0, code = SQLITE_OK;
	g_autofree void *bytes = unpack (workspace, entry, packed, packed_size, &size, error);
	void *inverse = NULL;
	Conflict conflict = { 0 };
	gboolean applied;

	if (bytes == NULL)
		return FALSE;
	if (inverted)
		code = sqlite3changeset_invert (size, bytes, &size, &inverse);
	if (code == SQLITE_OK)
		code = sqlite3changeset_apply (workspace->db, size, inverted ? inverse : bytes, NULL, stop_at_conflict, &conflict);
	sqlite3_free (inverse);
	applied = code == SQLITE_OK || (conflict.kind != 0 ? fail_conflict (entry, &conflict, error)
	                                                : seg_workspace_fail (workspace, code, "history", error));
	g_free (conflict.table);
	return applied;
}

/* The changeset in column @name of the history, or its inverse. An edit may have none there. */
static gboolean
apply_column (SegWorkspace *workspace, const SegHistoryEntry *entry, const char *name, gboolean inverted, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM history WHERE id = :id AND %s IS NOT NULL", name, name);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autofree void *packed = NULL;
	GError *failure = NULL;
	gsize size = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", entry->id);
	if (seg_statement_next (statement, &failure)) {
		const void *data = seg_statement_blob (statement, 0, &size);

		packed = g_memdup2 (data, size);
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	seg_statement_reset (statement);
	return packed == NULL || apply (workspace, entry, packed, size, inverted, error);
}

/* A segmentation that was made is taken back ------------------------------------------------------------------------- */

static gboolean
run_by_id (SegWorkspace *workspace, const char *sql, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}

static gboolean
refuse_used (const SegHistoryEntry *entry, const char *campaign, GError **error)
{
	g_autofree char *words = seg_history_entry_words (entry);

	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("\"%s\" cannot be taken back: the campaign \"%s\" was made from these segments since. Delete the campaign first; nothing was changed"),
	             words, campaign);
	return FALSE;
}

static gboolean
check_no_campaign (SegWorkspace *workspace, const SegHistoryEntry *entry, gint64 made, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name FROM campaign WHERE segmentation_id = :id ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", made);
	if (seg_statement_next (statement, &failure))
		return refuse_used (entry, seg_statement_text (statement, 0), error);
	return seg_query_ended (failure, error);
}

/* Deletes the segmentation @made and keeps its rows in the history, so that it can come back as it was. */
static gboolean
take_away (SegWorkspace *workspace, const SegHistoryEntry *entry, gint64 made, GError **error)
{
	g_autoptr (SegHistoryRecord) record = seg_history_record_new (workspace, error);
	g_autoptr (SegStatement) keep = NULL;
	g_autoptr (GBytes) taken = NULL;
	const void *data;
	gsize size;

	if (record == NULL || !check_no_campaign (workspace, entry, made, error)
	    || !run_by_id (workspace, "DELETE FROM membership_share WHERE segmentation_id = :id", made, error)
	    || !run_by_id (workspace, "DELETE FROM membership WHERE segmentation_id = :id", made, error)
	    || !run_by_id (workspace, "DELETE FROM segmentation WHERE id = :id", made, error)
	    || !seg_history_record_changes (record, &taken, error))
		return FALSE;
	if (taken == NULL)
		return fail_conflict (entry, &(Conflict) { (char *) "segmentation", SQLITE_CHANGESET_NOTFOUND }, error);
	keep = seg_workspace_prepare (workspace, "UPDATE history SET taken = :taken WHERE id = :id", error);
	if (keep == NULL)
		return FALSE;
	data = g_bytes_get_data (taken, &size);
	seg_statement_bind_blob (keep, ":taken", data, size);
	seg_statement_bind_integer (keep, ":id", entry->id);
	return seg_statement_run (keep, error);
}

/* Campaigns keep the segment of each of their people; where a segment goes, they lose it, and nothing brings it back. */
static GHashTable *
people_without_segment (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT c.name, count (*) FROM campaign_member m JOIN campaign c ON c.id = m.campaign_id WHERE m.segment_id IS NULL GROUP BY c.id", error);
	g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_hash_table_insert (counts, g_strdup (seg_statement_text (statement, 0)), GSIZE_TO_POINTER ((gsize) seg_statement_integer (statement, 1)));
	return seg_query_ended (failure, error) ? g_steal_pointer (&counts) : NULL;
}

static gboolean
check_people_keep_segments (SegWorkspace *workspace, const SegHistoryEntry *entry, GHashTable *before, GError **error)
{
	g_autoptr (GHashTable) after = people_without_segment (workspace, error);
	GHashTableIter iter;
	gpointer name, n;

	if (after == NULL)
		return FALSE;
	g_hash_table_iter_init (&iter, after);
	while (g_hash_table_iter_next (&iter, &name, &n))
		if (GPOINTER_TO_SIZE (n) > GPOINTER_TO_SIZE (g_hash_table_lookup (before, name)))
			return refuse_used (entry, name, error);
	return TRUE;
}

/* Back and forth ----------------------------------------------------------------------------------------------------- */

/* The entry that comes next, with the segmentation it made; NULL without @error: there is none. */
static SegHistoryEntry *
next_entry (SegWorkspace *workspace, gboolean redo, gint64 *made, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		redo ? "SELECT " COLUMNS ", coalesce (made, 0) FROM history WHERE undone ORDER BY id LIMIT 1"
		     : "SELECT " COLUMNS ", coalesce (made, 0) FROM history WHERE NOT undone ORDER BY id DESC LIMIT 1", error);
	SegHistoryEntry *entry = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	if (seg_statement_next (statement, &failure)) {
		entry = read_entry (statement);
		*made = seg_statement_integer (statement, 7);
	}
	if (failure != NULL)
		g_propagate_error (error, failure);
	return entry;
}

static gboolean
audit (SegWorkspace *workspace, const SegHistoryEntry *entry, gboolean redo, GError **error)
{
	g_autofree char *detail = g_strdup_printf ("{\"history\":%" PRId64 "}", entry->id), *words = seg_history_entry_words (entry);

	return seg_audit_add (workspace, redo ? "redo" : "undo", words, detail, error);
}

/* One edit back (or forth), in the caller's transaction. NULL without @error: there is none. */
static SegHistoryEntry *
move_once (SegWorkspace *workspace, gboolean redo, GError **error)
{
	gint64 made = 0;
	g_autoptr (SegHistoryEntry) entry = next_entry (workspace, redo, &made, error);
	g_autoptr (GHashTable) without = entry != NULL ? people_without_segment (workspace, error) : NULL;
	gboolean moved;

	if (without == NULL)
		return NULL;
	if (redo)
		moved = apply_column (workspace, entry, "changes", FALSE, error) && apply_column (workspace, entry, "taken", TRUE, error)
		        && run_by_id (workspace, "UPDATE history SET undone = 0, taken = NULL WHERE id = :id", entry->id, error);
	else
		moved = (made == 0 || take_away (workspace, entry, made, error)) && apply_column (workspace, entry, "changes", TRUE, error)
		        && run_by_id (workspace, "UPDATE history SET undone = 1 WHERE id = :id", entry->id, error);
	moved = moved && check_people_keep_segments (workspace, entry, without, error);
	return moved && audit (workspace, entry, redo, error) ? g_steal_pointer (&entry) : NULL;
}

static gboolean
move (SegWorkspace *workspace, gboolean redo, SegJob *job, SegHistoryEntry **entry, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegHistoryEntry) moved = NULL;
	GError *failure = NULL;

	if (transaction == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	moved = move_once (workspace, redo, &failure);
	seg_workspace_watch (workspace, NULL);
	if (moved == NULL && failure == NULL)
		g_set_error_literal (&failure, SEG_ERROR, SEG_ERROR_NOT_FOUND, redo ? _("There is nothing to do again") : _("There is nothing to take back"));
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	if (!seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	if (entry != NULL)
		*entry = g_steal_pointer (&moved);
	return TRUE;
}

gboolean
seg_history_undo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error)
{
	return move (workspace, FALSE, job, entry, error);
}

gboolean
seg_history_redo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error)
{
	return move (workspace, TRUE, job, entry, error);
}

/* How many edits lie between now and right after edit @id: negative ones are taken back. */
static gboolean
distance_to (SegWorkspace *workspace, gint64 id, gint *distance, GError **error)
{
	g_autoptr (GPtrArray) entries = seg_history (workspace, error);
	guint target = 0, now = 0;

	if (entries == NULL)
		return FALSE;
	for (guint i = 0; i < entries->len; i++) {
		const SegHistoryEntry *entry = entries->pdata[i];

		target = entry->id == id ? i + 1 : target;
		now += entry->undone ? 0 : 1;
	}
	if (id != 0 && target == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The history has no edit %" PRId64 "; segscope segments WORKSPACE --history lists those there are"),
		             id);
		return FALSE;
	}
	*distance = (gint) target - (gint) now;
	return TRUE;
}

static gboolean
move_by (SegWorkspace *workspace, gint distance, SegJob *job, GError **error)
{
	gint n = ABS (distance);

	for (gint i = 0; i < n; i++) {
		g_autoptr (SegHistoryEntry) moved = NULL;

		if (!seg_job_proceed (job, (double) i / n, NULL, error) || (moved = move_once (workspace, distance > 0, error)) == NULL)
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_history_go (SegWorkspace *workspace, gint64 id, SegJob *job, guint *n, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	gboolean moved;
	gint distance;

	if (transaction == NULL || !distance_to (workspace, id, &distance, error))
		return FALSE;
	seg_workspace_watch (workspace, job);
	moved = move_by (workspace, distance, job, error);
	seg_workspace_watch (workspace, NULL);
	if (!moved || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	if (n != NULL)
		*n = (guint) ABS (distance);
	return TRUE;
}

gboolean
seg_history_forget (SegWorkspace *workspace, guint *n, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *detail = NULL;
	gint64 count;

	if (transaction == NULL || !seg_workspace_count (workspace, "SELECT count (*) FROM history", &count, error)
	    || !seg_workspace_execute (workspace, "DELETE FROM history", error))
		return FALSE;
	detail = g_strdup_printf ("{\"edits\":%" PRId64 "}", count);
	if ((count > 0 && !seg_audit_add (workspace, "forget history", "segments", detail, error))
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	if (n != NULL)
		*n = (guint) count;
	return TRUE;
}
