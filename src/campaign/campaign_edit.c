/* What happens to a campaign after its list was made: its state, putting it away, deleting it. */
#include <config.h>
#include "campaign-private.h"
#include "ledger-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static char *
campaign_name (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name FROM campaign WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	if (seg_statement_next (statement, &failure))
		return g_strdup (seg_statement_text (statement, 0));
	if (seg_query_ended (failure, error))
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The campaign number %" PRId64 " does not exist any more"), id);
	return NULL;
}

/* Whether features of people speak of it: they are then out of date. */
static gboolean
reached_people (SegWorkspace *workspace, gint64 id, gboolean *reached, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM campaign WHERE id = %" G_GINT64_FORMAT " AND exported_at IS NOT NULL) "
	                                        "OR EXISTS (SELECT 1 FROM result WHERE campaign_id = %" G_GINT64_FORMAT ")", id, id);
	gint64 answer;

	if (!seg_workspace_count (workspace, sql, &answer, error))
		return FALSE;
	*reached = answer != 0;
	return TRUE;
}

/* Its list is what says who was contacted and when. */
static gboolean
check_may_go (SegWorkspace *workspace, gint64 id, const char *name, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM campaign WHERE id = %" PRId64 " AND exported_at IS NOT NULL", id);
	gint64 n;

	if (!seg_workspace_count (workspace, sql, &n, error))
		return FALSE;
	if (n > 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" was exported and stays: it says who was written to; without it they could be written to "
		             "again at once. Archive it instead (segscope campaign WORKSPACE --archive NAME)"), name);
	return n == 0;
}

gboolean
seg_campaign_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	static const char *const tables[] = {
		"DELETE FROM campaign_advice WHERE campaign_id = :id", "DELETE FROM campaign_item WHERE campaign_id = :id", "DELETE FROM campaign_member WHERE campaign_id = :id",
		"DELETE FROM campaign WHERE id = :id",
	};
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *name = transaction != NULL ? campaign_name (workspace, id, error) : NULL;
	gboolean has_reached = FALSE;

	if (name == NULL || !check_may_go (workspace, id, name, error) || !reached_people (workspace, id, &has_reached, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
		g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, tables[i], error);

		if (statement == NULL)
			return FALSE;
		seg_statement_bind_integer (statement, ":id", id);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	if (!seg_audit_add (workspace, "delete campaign", name, has_reached ? "{\"had_reached_people\": true}" : NULL, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* State ---------------------------------------------------------------------------------------------------------------- */

/* Sets @column, which is one of ours, to @value, and notes it as @action. */
static gboolean
set_column (SegWorkspace *workspace, gint64 id, const char *column, const char *value, const char *action, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("UPDATE campaign SET %s = :value WHERE id = :id", column);
	g_autofree char *detail = g_strdup_printf ("{\"%s\":\"%s\"}", column, value);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *name = transaction != NULL ? campaign_name (workspace, id, error) : NULL;
	g_autoptr (SegStatement) update = name != NULL ? seg_workspace_prepare (workspace, sql, error) : NULL;

	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":id", id);
	seg_statement_bind_text (update, ":value", value);
	return seg_statement_run (update, error) && seg_audit_add (workspace, action, name, detail, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* People were written to, and stay so. */
static gboolean
check_never_went_out (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM campaign WHERE id = %" G_GINT64_FORMAT " AND exported_at IS NOT NULL", id);
	gint64 n;

	if (!seg_workspace_count (workspace, sql, &n, error))
		return FALSE;
	if (n > 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The list of this campaign was exported; it cannot become a draft again"));
	return n == 0;
}

/* A list that went out by other ways than an export went out now: its people were contacted. */
static gboolean
went_out (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM campaign WHERE id = %" PRId64 " AND exported_at IS NULL", id);
	g_autoptr (SegStatement) update = NULL;
	gint64 n;

	if (!seg_workspace_count (workspace, sql, &n, error))
		return FALSE;
	if (n == 0)
		return TRUE;
	update = seg_workspace_prepare (workspace, "UPDATE campaign SET exported_at = CAST (strftime ('%s', 'now') AS INTEGER) WHERE id = :id", error);
	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":id", id);
	return seg_statement_run (update, error) && seg_ledger_all_went_out (workspace, id, error);
}

gboolean
seg_campaign_set_status (SegWorkspace *workspace, gint64 id, const char *status, GError **error)
{
	static const char *const states[] = { "draft", "exported", "running", "measured", NULL };
	g_autoptr (SegTransaction) transaction = NULL;

	if (!g_strv_contains (states, status)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A campaign is draft, exported, running or measured, not \"%s\""), status);
		return FALSE;
	}
	if (strcmp (status, "draft") == 0 && !check_never_went_out (workspace, id, error))
		return FALSE;
	transaction = seg_transaction_begin (workspace, error);
	if (transaction == NULL || ((strcmp (status, "exported") == 0 || strcmp (status, "running") == 0) && !went_out (workspace, id, error)))
		return FALSE;
	return set_column (workspace, id, "status", status, "campaign status", error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_campaign_set_archived (SegWorkspace *workspace, gint64 id, gboolean archived, GError **error)
{
	return set_column (workspace, id, "archived", archived ? "1" : "0", archived ? "archive campaign" : "unarchive campaign", error);
}
