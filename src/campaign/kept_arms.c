/* The arms that people of a draft keep when its list is made anew, in memory for each user: for the list itself and for every count of it. */
#include <config.h>
#include "audience-private.h"

#include <string.h>

/* Whether everybody on the list would be dealt their arm by the same rule. */
static gboolean
same_split (const SegCampaignDraft *old, const SegCampaignDraft *draft)
{
	g_autofree char *name = g_strstrip (g_strdup (draft->name != NULL ? draft->name : ""));

	if (strcmp (old->name, name) != 0 || old->seed != draft->seed || old->split != draft->split || old->control_share != draft->control_share
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

typedef struct {
	gint64 campaign_id;
	const SegCampaignDraft *draft;
} Kept;

static gboolean
fill_arms (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const Kept *kept = data;
	guint8 *arms = values;
	g_autoptr (SegStatement) rows = seg_workspace_prepare (asking->workspace, "SELECT user_id, arm FROM campaign_member WHERE campaign_id = :id", error);
	GError *failure = NULL;
	gsize n = 0;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":id", kept->campaign_id);
	while (seg_statement_next (rows, &failure)) {
		gssize at = seg_audience_find (asking->audience, seg_statement_integer (rows, 0));

		if (at >= 0)
			arms[at] = (guint8) (arm_number (kept->draft, seg_statement_text (rows, 1)) + 1);
		if (++n % 8192 == 0 && !seg_job_proceed (asking->job, 0.5, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_asking_kept_arms (const SegAsking *asking, const SegCampaignDraft *draft, gint64 campaign_id, const guint8 **arms, GError **error)
{
	g_autoptr (SegCampaignDraft) old = NULL;
	g_autofree char *key = g_strdup_printf ("arms:%" G_GINT64_FORMAT, campaign_id);

	*arms = NULL;
	if (campaign_id == 0)
		return TRUE;
	old = seg_campaign_draft_load (asking->workspace, campaign_id, error);
	if (old == NULL || !same_split (old, draft))
		return old != NULL;
	*arms = seg_asking_get (asking, key, 1, fill_arms, &(Kept) { campaign_id, old }, error);
	return *arms != NULL;
}
