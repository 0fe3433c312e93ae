/* Users whom a person has looked at and keeps. */
#include <config.h>
#include "outlier-private.h"

gboolean
seg_outlying_read_users (SegWorkspace *workspace, GPtrArray *users, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT key, EXISTS (SELECT 1 FROM outlying_kept WHERE user_id = user.id) FROM user WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	for (guint i = 0; i < users->len; i++) {
		SegOutlyingUser *user = users->pdata[i];
		GError *failure = NULL;

		seg_statement_bind_integer (statement, ":id", user->user_id);
		if (!seg_statement_next (statement, &failure)) {
			if (failure != NULL)
				g_propagate_error (error, failure);
			else
				g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The users have changed; compute the features again"));
			return FALSE;
		}
		user->key = g_strdup (seg_statement_text (statement, 0));
		user->kept = seg_statement_integer (statement, 1) != 0;
		seg_statement_reset (statement);
	}
	return TRUE;
}

static gboolean
write_kept (SegWorkspace *workspace, const gint64 *user_ids, gsize n, gboolean keep, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, keep
		? "INSERT OR IGNORE INTO outlying_kept (user_id, kept_at) VALUES (:id, CAST (strftime ('%s', 'now') AS INTEGER))"
		: "DELETE FROM outlying_kept WHERE user_id = :id", error);

	if (statement == NULL)
		return FALSE;
	for (gsize i = 0; i < n; i++) {
		seg_statement_bind_integer (statement, ":id", user_ids[i]);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_outlying_keep (SegWorkspace *workspace, const gint64 *user_ids, gsize n, gboolean keep, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *detail = g_strdup_printf ("{\"users\": %zu, \"keep\": %s}", n, keep ? "true" : "false");

	return transaction != NULL && write_kept (workspace, user_ids, n, keep, error)
	       && seg_audit_add (workspace, keep ? "keep outlying users" : "no longer keep outlying users", "", detail, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
