/* The people of a campaign and what is recommended to them: written once when the list is made, read for previews. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/campaign_advice.h>

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 1024

gboolean
seg_members_insert (SegWorkspace *workspace, gint64 campaign_id, const SegCampaignDraft *draft, const SegEligible *people, gsize n_people,
                    SegJob *job, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO campaign_member (campaign_id, user_id, segment_id, arm) VALUES (:campaign, :user, nullif (:segment, 0), :arm)",
		error);
	int user, segment, arm;

	if (insert == NULL)
		return FALSE;
	user = seg_statement_parameter (insert, ":user");
	segment = seg_statement_parameter (insert, ":segment");
	arm = seg_statement_parameter (insert, ":arm");
	seg_statement_bind_integer (insert, ":campaign", campaign_id);
	for (gsize i = 0; i < n_people; i++) {
		seg_statement_bind_integer_at (insert, user, people[i].user_id);
		seg_statement_bind_integer_at (insert, segment, people[i].segment_id);
		seg_statement_bind_text_at (insert, arm, seg_split_arm_name (draft, people[i].arm));
		if (!seg_statement_run (insert, error)
		    || (i % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, (double) i / (double) n_people, _("keeping the list"), error)))
			return FALSE;
	}
	return TRUE;
}

static SegStatement *
prepare_item_insert (SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	SegStatement *insert = seg_workspace_prepare (workspace,
		"INSERT INTO campaign_item (campaign_id, user_id, position, item_id, score, reason) "
		"VALUES (:campaign, :user, :position, :item, :score, :reason)", error);

	if (insert != NULL)
		seg_statement_bind_integer (insert, ":campaign", campaign_id);
	return insert;
}

/* Inserts the items of person number @number of @advice. */
static gboolean
insert_items (SegStatement *insert, const SegAdviceLists *advice, gsize number, gint64 user_id, GError **error)
{
	for (guint i = 0; i < seg_advice_lists_n (advice, number); i++) {
		g_autoptr (SegRecommendation) one = seg_advice_lists_get (advice, number, i);

		seg_statement_bind_integer (insert, ":user", user_id);
		seg_statement_bind_integer (insert, ":position", i + 1);
		seg_statement_bind_integer (insert, ":item", one->item_id);
		seg_statement_bind_double (insert, ":score", one->score);
		seg_statement_bind_text (insert, ":reason", one->reason != NULL ? one->reason : "");
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

/* All at once, because rules for recommendations may hold for the list as a whole. */
gboolean
seg_member_items_insert (SegWorkspace *workspace, gint64 campaign_id, const SegModel *model, const SegEligible *people,
                         gsize n_people, guint n, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) insert = prepare_item_insert (workspace, campaign_id, error);
	g_autofree gint64 *users = g_new (gint64, n_people + 1);
	g_autoptr (SegAdviceLists) advice = NULL;
	SegJobSpan outer = seg_job_enter (job, 0, 0.6);
	gsize n_users = 0;

	for (gsize i = 0; i < n_people; i++)
		if (people[i].arm != 0)
			users[n_users++] = people[i].user_id;
	advice = insert != NULL ? seg_advice_lists_new (model, users, n_users, n, job, error) : NULL;
	seg_job_leave (job, outer);
	if (advice == NULL)
		return FALSE;
	for (gsize i = 0; i < n_users; i++)
		if (!insert_items (insert, advice, i, users[i], error)
		    || (i % 64 == 0 && !seg_job_proceed (job, 0.6 + 0.4 * (double) i / (double) n_users, _("keeping the list"), error)))
			return FALSE;
	return seg_campaign_advice_write (workspace, campaign_id, seg_model_advice_rules (model), seg_advice_lists_tally (advice), error);
}
