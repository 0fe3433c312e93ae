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

/* Previews --------------------------------------------------------------------------------------------------------- */

static void
free_member (gpointer data)
{
	SegCampaignMember *member = data;

	g_free (member->key);
	g_free (member->arm);
	g_free (member->segment);
	g_ptr_array_unref (member->titles);
	g_ptr_array_unref (member->reasons);
	g_free (member);
}

static SegStatement *
prepare_items (SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error);
	g_autofree char *sql = title != NULL ? g_strdup_printf (
		"SELECT %s, r.reason FROM campaign_item r JOIN item i ON i.id = r.item_id "
		"WHERE r.campaign_id = :campaign AND r.user_id = :user ORDER BY r.position", title) : NULL;
	SegStatement *statement = sql != NULL ? seg_workspace_prepare (workspace, sql, error) : NULL;

	if (statement != NULL)
		seg_statement_bind_integer (statement, ":campaign", campaign_id);
	return statement;
}

static SegCampaignMember *
read_member (SegStatement *statement)
{
	SegCampaignMember *member = g_new0 (SegCampaignMember, 1);

	member->user_id = seg_statement_integer (statement, 0);
	member->key = g_strdup (seg_statement_text (statement, 1));
	member->arm = g_strdup (seg_statement_text (statement, 2));
	member->segment = g_strdup (seg_statement_text (statement, 3));
	member->titles = g_ptr_array_new_with_free_func (g_free);
	member->reasons = g_ptr_array_new_with_free_func (g_free);
	return member;
}

static gboolean
read_items (SegStatement *items, SegCampaignMember *member, GError **error)
{
	GError *failure = NULL;

	seg_statement_bind_integer (items, ":user", member->user_id);
	while (seg_statement_next (items, &failure)) {
		g_ptr_array_add (member->titles, g_strdup (seg_statement_text (items, 0)));
		g_ptr_array_add (member->reasons, g_strdup (seg_statement_text (items, 1)));
	}
	seg_statement_reset (items);
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_campaign_members (SegWorkspace *workspace, gint64 campaign_id, SegArm arm, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT m.user_id, u.key, m.arm, s.name FROM campaign_member m JOIN user u ON u.id = m.user_id "
		"LEFT JOIN segment s ON s.id = m.segment_id WHERE m.campaign_id = :campaign AND (:arm IS NULL OR (m.arm = 'control') = :arm) "
		"ORDER BY u.key LIMIT :limit OFFSET :offset", error);
	g_autoptr (SegStatement) items = statement != NULL ? prepare_items (workspace, campaign_id, error) : NULL;
	g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (free_member);
	GError *failure = NULL;

	if (items == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	if (arm != SEG_ARM_BOTH)
		seg_statement_bind_integer (statement, ":arm", arm == SEG_ARM_CONTROL);
	seg_statement_bind_integer (statement, ":limit", limit);
	seg_statement_bind_integer (statement, ":offset", offset);
	while (seg_statement_next (statement, &failure)) {
		SegCampaignMember *member = read_member (statement);

		g_ptr_array_add (members, member);
		if (!read_items (items, member, error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&members) : NULL;
}
