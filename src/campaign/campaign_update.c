/* Drafts whose lists are made anew: changed, grown with the data, or with arms drawn again. And what two lists have in common. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

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
	if (campaign == NULL || (strcmp (campaign->status, "draft") == 0 && campaign->exported_at == 0))
		return g_steal_pointer (&campaign);
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" has gone out, and its list stays as it was; make a new campaign like it"), campaign->name);
	return NULL;
}

/* Whether everybody on the list would be dealt their arm by the same rule. */
static gboolean
same_split (const SegCampaignDraft *old, const SegCampaignDraft *draft)
{
	if (strcmp (old->name, draft->name) != 0 || old->seed != draft->seed || old->split != draft->split || old->control_share != draft->control_share
	    || old->arms->len != draft->arms->len)
		return FALSE;
	for (guint i = 0; i < old->arms->len; i++) {
		const SegDraftArm *one = old->arms->pdata[i], *other = draft->arms->pdata[i];

		if (strcmp (one->name, other->name) != 0 || one->share != other->share)
			return FALSE;
	}
	return TRUE;
}

static guint
arm_number (const SegCampaignDraft *draft, const char *name)
{
	for (guint arm = 1; arm <= seg_split_n_arms (draft); arm++)
		if (strcmp (seg_split_arm_name (draft, arm), name) == 0)
			return arm;
	return 0;
}

/* The arm of everybody on the list. */
static GHashTable *
read_arms (SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (GHashTable) arms = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT user_id, arm FROM campaign_member WHERE campaign_id = :id", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_integer (rows, ":id", campaign->id);
	while (seg_statement_next (rows, &failure)) {
		gint64 *id = g_new (gint64, 1);

		*id = seg_statement_integer (rows, 0);
		g_hash_table_insert (arms, id, GUINT_TO_POINTER (arm_number (campaign->draft, seg_statement_text (rows, 1))));
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&arms) : NULL;
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
	g_autoptr (GHashTable) arms = NULL;
	gboolean done;

	if (transaction == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	g_free (named->name);
	named->name = seg_campaign_check_name (workspace, id, draft->name, error);
	done = named->name != NULL && seg_campaign_draft_check_reasons (named, error) && seg_campaign_check_messages (workspace, named, error)
	       && (old = load_draft (workspace, id, error)) != NULL;
	if (done && same_split (old->draft, named))
		done = (arms = read_arms (workspace, old, error)) != NULL;
	done = done && seg_campaign_make_list (workspace, id, named, arms, "change campaign", job, error) != 0;
	return finish (workspace, transaction, job, done, error);
}

static gboolean
note_draw (SegWorkspace *workspace, const SegCampaign *campaign, guint64 seed, const char *reason, GError **error)
{
	g_autofree char *from = g_strdup_printf ("%" PRIu64, campaign->draft->seed), *to = g_strdup_printf ("%" PRIu64, seed);
	g_autofree char *detail = seg_campaign_detail ("from", from, "to", to, "reason", reason, NULL);
	g_autoptr (SegStatement) count = seg_workspace_prepare (workspace, "UPDATE campaign SET draws = draws + 1 WHERE id = :id", error);

	if (count == NULL)
		return FALSE;
	seg_statement_bind_integer (count, ":id", campaign->id);
	return seg_statement_run (count, error) && seg_audit_add (workspace, "redraw arms", campaign->name, detail, error);
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
		draft = seg_campaign_draft_copy (campaign->draft);
		draft->seed++;
		done = note_draw (workspace, campaign, draft->seed, reason, error)
		       && seg_campaign_make_list (workspace, id, draft, NULL, "change campaign", job, error) != 0;
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
