/* The people of a campaign, for lists: all their numbers in order, and any of them in full, with what each is offered. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/member_list.h>
#include <segscope/said_words.h>

#include <glib/gi18n.h>
#include <string.h>

#define ASK_EVERY 256

static void
free_member (gpointer data)
{
	SegCampaignMember *member = data;

	if (member == NULL)
		return;
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

#define MEMBER "SELECT m.user_id, u.key, m.arm, s.name FROM campaign_member m JOIN user u ON u.id = m.user_id LEFT JOIN segment s ON s.id = m.segment_id "

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
		MEMBER "WHERE m.campaign_id = :campaign AND (:arm IS NULL OR (m.arm = 'control') = :arm) ORDER BY u.key LIMIT :limit OFFSET :offset", error);
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

/* Those of @ids that are on the list still, each behind its number. */
static gboolean
read_each (SegStatement *statement, SegStatement *items, const gint64 *ids, gsize n, GPtrArray *members, GError **error)
{
	for (gsize i = 0; i < n; i++) {
		GError *failure = NULL;
		SegCampaignMember *member;

		seg_statement_bind_integer (statement, ":user", ids[i]);
		member = seg_statement_next (statement, &failure) ? read_member (statement) : NULL;
		g_ptr_array_add (members, member);
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error) || (member != NULL && !read_items (items, member, error)))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *
seg_campaign_members_of (SegWorkspace *workspace, gint64 campaign_id, const gint64 *ids, gsize n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, MEMBER "WHERE m.campaign_id = :campaign AND m.user_id = :user", error);
	g_autoptr (SegStatement) items = statement != NULL ? prepare_items (workspace, campaign_id, error) : NULL;
	g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (free_member);

	if (items == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	return read_each (statement, items, ids, n, members, error) ? g_steal_pointer (&members) : NULL;
}

/* What is offered -------------------------------------------------------------------------------------------------------- */

static char *
offer_words (const char *arm, const char *titles)
{
	if (strcmp (arm, SEG_ARM_NAME_CONTROL) == 0)
		return g_strdup (_("held back: gets nothing"));
	if (strcmp (arm, SEG_ARM_NAME_SEND) == 0)
		return g_strdup (titles);
	return titles == NULL || titles[0] == '\0' ? g_strdup (arm) : g_strdup_printf (_("%s: %s"), arm, titles);
}

char *
seg_campaign_member_offer (const SegCampaignMember *member)
{
	g_autoptr (GString) titles = g_string_new (NULL);

	for (guint i = 0; i < member->titles->len; i++)
		g_string_append_printf (titles, "%s%s", i > 0 ? " · " : "", (const char *) member->titles->pdata[i]);
	return offer_words (member->arm, titles->str);
}

/* The order -------------------------------------------------------------------------------------------------------------- */

/* Titles are asked for only where they are looked at: they cost more than all the rest. */
static char *
order_sql (SegWorkspace *workspace, gboolean with_titles, SegMemberOrder order, gboolean descending, GError **error)
{
	static const char *const terms[] = { [SEG_MEMBERS_BY_KEY] = "u.key", [SEG_MEMBERS_BY_SEGMENT] = "s.name", [SEG_MEMBERS_BY_OFFER] = "m.arm = 'control'" };
	const char *down = descending ? " DESC" : "";
	g_autofree char *title = seg_item_title_sql (workspace, "i", error);
	g_autofree char *titles = title == NULL ? NULL : g_strdup_printf (
		"(SELECT group_concat(title, ' · ') FROM (SELECT %s AS title FROM campaign_item r JOIN item i ON i.id = r.item_id "
		"WHERE r.campaign_id = m.campaign_id AND r.user_id = m.user_id ORDER BY r.position))", title);
	g_autofree char *offer = order == SEG_MEMBERS_BY_OFFER ? g_strdup_printf (", m.arm%s, titles%s", down, down) : g_strdup ("");

	if (title == NULL)
		return NULL;
	return g_strdup_printf (
		"SELECT m.user_id, u.key, m.arm, s.name, %s AS titles FROM campaign_member m JOIN user u ON u.id = m.user_id "
		"LEFT JOIN segment s ON s.id = m.segment_id WHERE m.campaign_id = :campaign AND (:arm IS NULL OR (m.arm = 'control') = :arm) "
		"ORDER BY %s%s%s, u.key", with_titles || order == SEG_MEMBERS_BY_OFFER ? titles : "NULL", terms[order], down, offer);
}

static gboolean
says (const SegStatement *statement, char *const *words)
{
	const char *segment = seg_statement_text (statement, 3), *titles = seg_statement_text (statement, 4);
	g_autofree char *offer = words != NULL ? offer_words (seg_statement_text (statement, 2), titles != NULL ? titles : "") : NULL;
	g_autofree char *text = words != NULL ? g_strconcat (seg_statement_text (statement, 1), "\n", segment != NULL ? segment : "", "\n", offer, NULL) : NULL;

	return words == NULL || seg_says (text, words);
}

GArray *
seg_campaign_members_order (SegWorkspace *workspace, gint64 campaign_id, SegArm arm, const char *words, SegMemberOrder order, gboolean descending, SegJob *job,
                            GError **error)
{
	g_auto (GStrv) wanted = words != NULL ? seg_said_words (words) : NULL;
	g_autofree char *sql = order_sql (workspace, wanted != NULL, order, descending, error);
	g_autoptr (SegStatement) statement = sql != NULL ? seg_workspace_prepare (workspace, sql, error) : NULL;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	if (arm != SEG_ARM_BOTH)
		seg_statement_bind_integer (statement, ":arm", arm == SEG_ARM_CONTROL);
	for (gsize n = 1; seg_statement_next (statement, &failure); n++) {
		const gint64 id = seg_statement_integer (statement, 0);

		if (says (statement, wanted))
			g_array_append_val (ids, id);
		if (n % ASK_EVERY == 0 && !seg_job_proceed (job, 0, NULL, error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}
