/* Drafts whose lists are made anew: changed, grown with the data, or with arms drawn again. And what two lists have in common. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

gboolean
seg_campaign_may_change (const SegCampaign *campaign, GError **error)
{
	if (strcmp (campaign->status, "draft") == 0 && campaign->exported_at == 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" has gone out, and its list stays as it was; make a new campaign like it"), campaign->name);
	return FALSE;
}

static SegCampaign *
load_draft (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace, "SELECT name FROM campaign WHERE id = :id", error);
	g_autoptr (SegCampaign) campaign = NULL;
	GError *failure = NULL;

	if (row == NULL)
		return NULL;
	seg_statement_bind_integer (row, ":id", id);
	if (!seg_statement_next (row, &failure)) {
		if (seg_query_ended (failure, error))
			g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The campaign number %" PRId64 " does not exist any more"), id);
		return NULL;
	}
	campaign = seg_campaign_load (workspace, seg_statement_text (row, 0), error);
	return campaign != NULL && seg_campaign_may_change (campaign, error) ? g_steal_pointer (&campaign) : NULL;
}

/* Commits where @done, and ends the watching. */
static gboolean
finish (SegWorkspace *workspace, SegTransaction *transaction, SegJob *job, gboolean done, GError **error)
{
	done = done && seg_job_proceed (job, 1, NULL, error);
	if (done)
		done = seg_transaction_commit (transaction, error);
	else
		seg_transaction_abandon (transaction);
	seg_workspace_watch (workspace, NULL);
	return done;
}

gboolean
seg_campaign_update (SegWorkspace *workspace, gint64 id, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	SegTransaction *transaction = seg_pins_expire (workspace, 0, NULL, error) ? seg_transaction_begin (workspace, error) : NULL;
	g_autoptr (SegCampaignDraft) named = seg_campaign_draft_copy (draft);
	g_autoptr (SegCampaign) old = NULL;
	gboolean done;

	if (transaction == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	g_free (named->name);
	named->name = seg_campaign_check_name (workspace, id, draft->name, error);
	done = named->name != NULL && seg_campaign_draft_check_reasons (named, error) && seg_campaign_check_messages (workspace, named, error)
	       && seg_campaign_check_goal (workspace, named->goal, error)
	       && (old = load_draft (workspace, id, error)) != NULL;
	done = done && seg_campaign_make_list (workspace, id, named, id, "change campaign", NULL, job, error) != 0;
	return finish (workspace, transaction, job, done, error);
}

/* What the log says of the draw besides the list that came of it. */
static char *
describe_draw (const SegCampaign *campaign, guint64 seed, const char *reason)
{
	g_autofree char *from = g_strdup_printf ("%" PRIu64, campaign->draft->seed), *to = g_strdup_printf ("%" PRIu64, seed);

	return seg_campaign_detail ("from", from, "to", to, "reason", reason, NULL);
}

static gboolean
count_draw (SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (SegStatement) count = seg_workspace_prepare (workspace, "UPDATE campaign SET draws = draws + 1 WHERE id = :id", error);

	if (count == NULL)
		return FALSE;
	seg_statement_bind_integer (count, ":id", campaign->id);
	return seg_statement_run (count, error);
}

gboolean
seg_campaign_redraw (SegWorkspace *workspace, gint64 id, const char *reason, SegJob *job, GError **error)
{
	SegTransaction *transaction;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegCampaignDraft) draft = NULL;
	gboolean done = FALSE;

	if (!seg_campaign_check_reason (reason, error) || !seg_pins_expire (workspace, 0, NULL, error)
	    || (transaction = seg_transaction_begin (workspace, error)) == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	campaign = load_draft (workspace, id, error);
	if (campaign != NULL) {
		g_autofree char *detail = NULL;

		draft = seg_campaign_draft_copy (campaign->draft);
		draft->seed++;
		detail = describe_draw (campaign, draft->seed, reason);
		done = count_draw (workspace, campaign, error)
		       && seg_campaign_make_list (workspace, id, draft, 0, "redraw arms", detail, job, error) != 0;
	}
	return finish (workspace, transaction, job, done, error);
}

gboolean
seg_campaign_overlap (SegWorkspace *workspace, gint64 first_id, gint64 second_id, SegCampaignOverlap *overlap, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace,
		"SELECT count (*), count (CASE WHEN a.arm <> 'control' AND b.arm <> 'control' THEN 1 END), "
		"count (CASE WHEN a.arm = 'control' AND b.arm <> 'control' THEN 1 END), count (CASE WHEN a.arm <> 'control' AND b.arm = 'control' THEN 1 END) "
		"FROM campaign_member a JOIN campaign_member b ON b.campaign_id = :second AND b.user_id = a.user_id WHERE a.campaign_id = :first", error);

	if (row == NULL)
		return FALSE;
	seg_statement_bind_integer (row, ":first", first_id);
	seg_statement_bind_integer (row, ":second", second_id);
	if (!seg_statement_next (row, error))
		return FALSE;
	*overlap = (SegCampaignOverlap) { seg_statement_integer (row, 0), seg_statement_integer (row, 1), seg_statement_integer (row, 2),
		                              seg_statement_integer (row, 3) };
	return TRUE;
}
