/* Results that name a campaign which the workspace does not know: which names there are, and giving them to a campaign. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/results.h>

#include <glib/gi18n.h>
#include <inttypes.h>

static void
free_stray (gpointer data)
{
	SegStrayResults *stray = data;

	g_free (stray->name);
	g_free (stray);
}

GPtrArray *
seg_stray_results (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) strays = g_ptr_array_new_with_free_func (free_stray);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT campaign, count(*), count (DISTINCT user_id) FROM result WHERE campaign_id IS NULL GROUP BY campaign ORDER BY campaign", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure)) {
		SegStrayResults *stray = g_new (SegStrayResults, 1);

		*stray = (SegStrayResults) { g_strdup (seg_statement_text (rows, 0)), seg_statement_integer (rows, 1), seg_statement_integer (rows, 2) };
		g_ptr_array_add (strays, stray);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&strays) : NULL;
}

gboolean
seg_stray_results_give (SegWorkspace *workspace, const char *stray, gint64 campaign_id, gint64 *n, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) update = transaction != NULL ? seg_workspace_prepare (workspace,
		"UPDATE result SET campaign_id = :campaign WHERE campaign_id IS NULL AND campaign = :name", error) : NULL;
	g_autofree char *id = g_strdup_printf ("%" PRId64, campaign_id), *rows = NULL, *detail = NULL;

	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":campaign", campaign_id);
	seg_statement_bind_text (update, ":name", stray);
	if (!seg_statement_run (update, error))
		return FALSE;
	*n = seg_workspace_changes (workspace);
	if (*n == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("No results name a campaign \"%s\" that is not here"), stray);
		return FALSE;
	}
	rows = g_strdup_printf ("%" PRId64, *n);
	detail = seg_campaign_detail ("campaign_id", id, "rows", rows, NULL);
	return seg_audit_add (workspace, "give results", stray, detail, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
