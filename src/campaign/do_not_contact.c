/* The list of people who are not to be contacted, by their keys: it outlives users who are imported anew. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

static void
free_entry (gpointer data)
{
	SegDoNotContact *entry = data;

	g_free (entry->key);
	g_free (entry->channel);
	g_free (entry->reason);
	g_free (entry->who);
	g_free (entry);
}

GPtrArray *
seg_do_not_contact (SegWorkspace *workspace, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (free_entry);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT key, channel, reason, who, added_at FROM do_not_contact ORDER BY key, channel LIMIT :limit OFFSET :offset", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_integer (rows, ":limit", limit);
	seg_statement_bind_integer (rows, ":offset", offset);
	while (seg_statement_next (rows, &failure)) {
		SegDoNotContact *entry = g_new (SegDoNotContact, 1);

		*entry = (SegDoNotContact) { g_strdup (seg_statement_text (rows, 0)), g_strdup (seg_statement_text (rows, 1)),
			                         g_strdup (seg_statement_text (rows, 2)), g_strdup (seg_statement_text (rows, 3)), seg_statement_integer (rows, 4) };
		g_ptr_array_add (entries, entry);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&entries) : NULL;
}

gboolean
seg_do_not_contact_count (SegWorkspace *workspace, gint64 *n, GError **error)
{
	return seg_workspace_count (workspace, "SELECT count (*) FROM do_not_contact", n, error);
}

static gboolean
audit (SegWorkspace *workspace, const char *action, gint64 n, const char *channel, const char *reason, GError **error)
{
	g_autofree char *count = g_strdup_printf ("%" PRId64, n), *detail = seg_campaign_detail ("people", count, "channel", channel, "reason", reason, NULL);

	return seg_audit_add (workspace, action, "", detail, error);
}

/* Runs @sql for each key (:key); @n: rows that it changed. */
static gboolean
run_for_keys (SegWorkspace *workspace, SegStatement *statement, const char *const *keys, gint64 *n, GError **error)
{
	gint64 before, after;

	if (!seg_workspace_count (workspace, "SELECT total_changes ()", &before, error))
		return FALSE;
	for (gsize i = 0; keys[i] != NULL; i++) {
		seg_statement_bind_text (statement, ":key", keys[i]);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	if (!seg_workspace_count (workspace, "SELECT total_changes ()", &after, error))
		return FALSE;
	*n = after - before;
	return TRUE;
}

static gboolean
count_unknown (SegWorkspace *workspace, const char *const *keys, gint64 *n, GError **error)
{
	*n = 0;
	for (gsize i = 0; keys[i] != NULL; i++) {
		gint64 id;

		if (!seg_workspace_find_key (workspace, "user", keys[i], &id, error))
			return FALSE;
		*n += id == 0;
	}
	return TRUE;
}

gboolean
seg_do_not_contact_add (SegWorkspace *workspace, const char *const *keys, const char *channel, const char *reason, gint64 *n_unknown, GError **error)
{
	g_autoptr (SegTransaction) transaction = NULL;
	g_autoptr (SegStatement) insert = NULL;
	gint64 n, unknown = 0;

	if (!seg_campaign_check_reason (reason, error) || (transaction = seg_transaction_begin (workspace, error)) == NULL)
		return FALSE;
	insert = seg_workspace_prepare (workspace,
		"INSERT INTO do_not_contact (key, channel, reason, added_at, who) VALUES (:key, :channel, :reason, :at, :who) "
		"ON CONFLICT (key, channel) DO UPDATE SET reason = :reason, added_at = :at, who = :who", error);
	if (insert == NULL)
		return FALSE;
	seg_statement_bind_text (insert, ":channel", channel != NULL ? channel : "");
	seg_statement_bind_text (insert, ":reason", reason);
	seg_statement_bind_integer (insert, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (insert, ":who", g_get_user_name ());
	if (!run_for_keys (workspace, insert, keys, &n, error) || !count_unknown (workspace, keys, &unknown, error)
	    || !audit (workspace, "do not contact", n, channel != NULL ? channel : "", reason, error)
	    || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	if (n_unknown != NULL)
		*n_unknown = unknown;
	return TRUE;
}

gboolean
seg_do_not_contact_remove (SegWorkspace *workspace, const char *const *keys, const char *reason, gint64 *n, GError **error)
{
	g_autoptr (SegTransaction) transaction = NULL;
	g_autoptr (SegStatement) delete = NULL;
	gint64 found;

	if (!seg_campaign_check_reason (reason, error) || (transaction = seg_transaction_begin (workspace, error)) == NULL)
		return FALSE;
	delete = seg_workspace_prepare (workspace, "DELETE FROM do_not_contact WHERE key = :key", error);
	if (delete == NULL || !run_for_keys (workspace, delete, keys, &found, error)
	    || !audit (workspace, "contact again", found, "", reason, error) || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	if (n != NULL)
		*n = found;
	return TRUE;
}
