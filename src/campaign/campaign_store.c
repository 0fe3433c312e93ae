/* Campaigns as they are kept: loading and listing. */
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
	g_clear_pointer (&campaign->arms, g_ptr_array_unref);
	g_free (campaign);
}

#define CAMPAIGN_COLUMNS \
	"SELECT c.id, c.name, c.status, c.segmentation_id, g.name, c.options, c.funnel, c.seed, c.created_at, c.exported_at, c.fingerprint, " \
	"c.archived, c.draws, c.owner, c.channel, c.goal, c.goal_days, c.offer_id, c.starts_on, c.ends_on, c.budget, c.contact_cost, c.notes " \
	"FROM campaign c LEFT JOIN segmentation g ON g.id = c.segmentation_id "
enum {
	ID, NAME, STATUS, SEGMENTATION_ID, SEGMENTATION, OPTIONS, FUNNEL, SEED, CREATED_AT, EXPORTED_AT, FINGERPRINT,
	ARCHIVED, DRAWS, OWNER, CHANNEL, GOAL, GOAL_DAYS, OFFER_ID, STARTS_ON, ENDS_ON, BUDGET, CONTACT_COST, NOTES
};

static void
set_text (char **text, const SegStatement *statement, int column)
{
	g_free (*text);
	*text = g_strdup (seg_statement_text (statement, column));
}

static SegCampaignDraft *
read_draft (const SegStatement *statement, GError **error)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();

	set_text (&draft->name, statement, NAME);
	set_text (&draft->owner, statement, OWNER);
	set_text (&draft->channel, statement, CHANNEL);
	set_text (&draft->goal, statement, GOAL);
	set_text (&draft->notes, statement, NOTES);
	draft->segmentation_id = seg_statement_integer (statement, SEGMENTATION_ID);
	draft->seed = (guint64) seg_statement_integer (statement, SEED);
	draft->goal_days = (guint) seg_statement_integer (statement, GOAL_DAYS);
	draft->offer_id = seg_statement_integer (statement, OFFER_ID);
	draft->starts_on = seg_statement_integer (statement, STARTS_ON);
	draft->ends_on = seg_statement_integer (statement, ENDS_ON);
	draft->budget = seg_statement_is_null (statement, BUDGET) ? 0 : seg_statement_double (statement, BUDGET);
	draft->contact_cost = seg_statement_double (statement, CONTACT_COST);
	return seg_campaign_draft_from_json (draft, seg_statement_text (statement, OPTIONS), error) ? g_steal_pointer (&draft) : NULL;
}

SegCampaignDraft *
seg_campaign_draft_load (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, CAMPAIGN_COLUMNS "WHERE c.id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	if (seg_statement_next (statement, &failure))
		return read_draft (statement, error);
	if (seg_query_ended (failure, error))
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The campaign number %" PRId64 " does not exist any more"), id);
	return NULL;
}

/* Arms --------------------------------------------------------------------------------------------------------------- */

static void
free_arm (gpointer data)
{
	g_free (((SegCampaignArm *) data)->name);
	g_free (data);
}

static void
add_arm (GPtrArray *arms, const char *name, double share)
{
	SegCampaignArm *arm = g_new (SegCampaignArm, 1);

	*arm = (SegCampaignArm) { g_strdup (name), share, 0, strcmp (name, SEG_ARM_NAME_CONTROL) == 0 };
	g_ptr_array_add (arms, arm);
}

static SegCampaignArm *
find_arm (GPtrArray *arms, const char *name)
{
	for (guint i = 0; i < arms->len; i++)
		if (strcmp (((SegCampaignArm *) arms->pdata[i])->name, name) == 0)
			return arms->pdata[i];
	add_arm (arms, name, 0);
	return arms->pdata[arms->len - 1];
}

/* Counted here: to group by arm SQLite would sort the list. People of one arm often stand together. */
static gboolean
count_arms (SegWorkspace *workspace, SegCampaign *campaign, GError **error)
{
	g_autoptr (SegStatement) members = seg_workspace_prepare (workspace, "SELECT arm FROM campaign_member WHERE campaign_id = :id", error);
	SegCampaignArm *arm = NULL;
	GError *failure = NULL;

	if (members == NULL)
		return FALSE;
	seg_statement_bind_integer (members, ":id", campaign->id);
	while (seg_statement_next (members, &failure)) {
		const char *name = seg_statement_text (members, 0);

		if (arm == NULL || strcmp (arm->name, name) != 0)
			arm = find_arm (campaign->arms, name);
		arm->n++;
		*(arm->is_control ? &campaign->n_control : &campaign->n_send) += 1;
	}
	return seg_query_ended (failure, error);
}

static gboolean
load_arms (SegWorkspace *workspace, SegCampaign *campaign, GError **error)
{
	const SegCampaignDraft *draft = campaign->draft;

	campaign->arms = g_ptr_array_new_with_free_func (free_arm);
	if (draft->control_share > 0)
		add_arm (campaign->arms, SEG_ARM_NAME_CONTROL, draft->control_share);
	if (draft->arms->len == 0)
		add_arm (campaign->arms, SEG_ARM_NAME_SEND, 1);
	for (guint i = 0; i < draft->arms->len; i++)
		add_arm (campaign->arms, ((const SegDraftArm *) draft->arms->pdata[i])->name, ((const SegDraftArm *) draft->arms->pdata[i])->share);
	return count_arms (workspace, campaign, error);
}

/* The whole ---------------------------------------------------------------------------------------------------------- */

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

	campaign->id = seg_statement_integer (statement, ID);
	set_text (&campaign->name, statement, NAME);
	set_text (&campaign->status, statement, STATUS);
	set_text (&campaign->segmentation_name, statement, SEGMENTATION);
	campaign->archived = seg_statement_integer (statement, ARCHIVED) != 0;
	campaign->draws = (guint) seg_statement_integer (statement, DRAWS);
	campaign->created_at = seg_statement_integer (statement, CREATED_AT);
	campaign->exported_at = seg_statement_integer (statement, EXPORTED_AT);
	if ((campaign->draft = read_draft (statement, error)) != NULL
	    && (campaign->funnel = seg_funnel_from_json (seg_statement_text (statement, FUNNEL), error)) != NULL
	    && load_arms (workspace, campaign, error)
	    && load_staleness (workspace, campaign, seg_statement_text (statement, FINGERPRINT), fingerprint, error))
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
