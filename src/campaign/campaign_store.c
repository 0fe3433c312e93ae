/* Campaigns as they are kept: loading, listing, deleting. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

void
seg_campaign_free (SegCampaign *campaign)
{
	if (campaign == NULL)
		return;
	g_free (campaign->name);
	g_free (campaign->status);
	seg_campaign_draft_free (campaign->draft);
	g_free (campaign->segmentation_name);
	g_clear_pointer (&campaign->funnel, g_ptr_array_unref);
	g_free (campaign);
}

#define CAMPAIGN_COLUMNS \
	"SELECT c.id, c.name, c.status, c.segmentation_id, g.name, c.options, c.funnel, c.seed, c.created_at, c.exported_at, " \
	"c.fingerprint, (SELECT count(*) FROM campaign_member WHERE campaign_id = c.id AND arm = 'send'), " \
	"(SELECT count(*) FROM campaign_member WHERE campaign_id = c.id AND arm = 'control') " \
	"FROM campaign c LEFT JOIN segmentation g ON g.id = c.segmentation_id "

static SegCampaignDraft *
read_draft (const SegStatement *statement, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();

	draft->name = g_strdup (seg_statement_text (statement, 1));
	draft->segmentation_id = seg_statement_integer (statement, 3);
	draft->seed = (guint64) seg_statement_integer (statement, 7);
	return seg_campaign_draft_from_json (draft, seg_statement_text (statement, 5), error) ? g_steal_pointer (&draft) : NULL;
}

/* Stale: other data than the list was made from, or a segmentation whose data have changed. */
static gboolean
load_staleness (SegWorkspace *workspace, SegCampaign *campaign, const char *made_from, const char *now, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;

	campaign->stale = strcmp (made_from, now) != 0;
	if (campaign->stale || campaign->draft->segmentation_id == 0)
		return TRUE;
	segmentation = seg_segmentation_load_id (workspace, campaign->draft->segmentation_id, error);
	if (segmentation != NULL)
		campaign->stale = segmentation->stale;
	return segmentation != NULL;
}

static SegCampaign *
read_campaign (SegWorkspace *workspace, const SegStatement *statement, const char *fingerprint, GError **error)
{
	SegCampaign *campaign = g_new0 (SegCampaign, 1);

	campaign->id = seg_statement_integer (statement, 0);
	campaign->name = g_strdup (seg_statement_text (statement, 1));
	campaign->status = g_strdup (seg_statement_text (statement, 2));
	campaign->segmentation_name = g_strdup (seg_statement_text (statement, 4));
	campaign->created_at = seg_statement_integer (statement, 8);
	campaign->exported_at = seg_statement_integer (statement, 9);
	campaign->n_send = seg_statement_integer (statement, 11);
	campaign->n_control = seg_statement_integer (statement, 12);
	if ((campaign->draft = read_draft (statement, error)) != NULL
	    && (campaign->funnel = seg_funnel_from_json (seg_statement_text (statement, 6), error)) != NULL
	    && load_staleness (workspace, campaign, seg_statement_text (statement, 10), fingerprint, error))
		return campaign;
	seg_campaign_free (campaign);
	return NULL;
}

static void
set_not_found (const char *name, GError **error)
{
	if (name == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		                     seg_hint (_("There is no campaign yet; make one with: segscope campaign WORKSPACE --create NAME"),
		                               _("There is no campaign yet; make one on Campaigns")));
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             seg_hint (_("There is no campaign \"%s\"; segscope campaign WORKSPACE lists those there are"),
		                       _("There is no campaign \"%s\" any more; Campaigns lists those there are")), name);
}

SegCampaign *
seg_campaign_load (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		CAMPAIGN_COLUMNS "WHERE :name IS NULL OR c.name = :name ORDER BY c.id DESC LIMIT 1", error);
	g_autofree char *fingerprint = statement != NULL ? seg_workspace_fingerprint (workspace, error) : NULL;
	GError *failure = NULL;

	if (fingerprint == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", name);
	if (seg_statement_next (statement, &failure))
		return read_campaign (workspace, statement, fingerprint, error);
	if (seg_query_ended (failure, error))
		set_not_found (name, error);
	return NULL;
}

static void
free_campaign (gpointer campaign)
{
	seg_campaign_free (campaign);
}

GPtrArray *
seg_campaigns (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) campaigns = g_ptr_array_new_with_free_func (free_campaign);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, CAMPAIGN_COLUMNS "ORDER BY c.id DESC", error);
	g_autofree char *fingerprint = statement != NULL ? seg_workspace_fingerprint (workspace, error) : NULL;
	GError *failure = NULL;

	if (fingerprint == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegCampaign *campaign = read_campaign (workspace, statement, fingerprint, error);

		if (campaign == NULL)
			return NULL;
		g_ptr_array_add (campaigns, campaign);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&campaigns) : NULL;
}

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
	g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM campaign WHERE id = %" G_GINT64_FORMAT " AND status = 'exported') "
	                                        "OR EXISTS (SELECT 1 FROM result WHERE campaign_id = %" G_GINT64_FORMAT ")", id, id);
	gint64 answer;

	if (!seg_workspace_count (workspace, sql, &answer, error))
		return FALSE;
	*reached = answer != 0;
	return TRUE;
}

gboolean
seg_campaign_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	static const char *const tables[] = {
		"DELETE FROM campaign_item WHERE campaign_id = :id", "DELETE FROM campaign_member WHERE campaign_id = :id",
		"DELETE FROM campaign WHERE id = :id",
	};
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *name = transaction != NULL ? campaign_name (workspace, id, error) : NULL;
	gboolean has_reached = FALSE;

	if (name == NULL || !reached_people (workspace, id, &has_reached, error))
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
