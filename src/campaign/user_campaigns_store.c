/* The campaigns of one person: on which lists they were, in which arm, and what they did upon it. */
#include <config.h>
#include "measure-private.h"

#include <segscope/contact.h>
#include <segscope/learning.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define DAY 86400

void
seg_user_campaign_free (gpointer data)
{
	SegUserCampaign *campaign = data;

	if (campaign == NULL)
		return;
	g_free (campaign->campaign);
	g_free (campaign->arm);
	g_free (campaign->offer);
	g_free (campaign->channel);
	g_free (campaign->goal);
	g_free (campaign);
}

enum { ID, NAME, ARM, OFFER, CHANNEL, GOAL, DAYS, WENT_OUT, LEFT_OUT, OPENED, CLICKED, UNSUBSCRIBED, BOUGHT, BY_RESULTS, REACHED };

/* The person's accounts: the one asked for, and those that cleaning has put into it. On a list they are by the first of them, or by itself. */
#define ACCOUNTS "account (id) AS MATERIALIZED (SELECT :user UNION SELECT id FROM (" SEG_SQL_MERGED ") WHERE person = :user)"
#define HAS_RESULT(outcomes) \
	"EXISTS (SELECT 1 FROM result r WHERE r.user_id IN (SELECT id FROM account) AND r.campaign_id = c.id AND r.outcome IN (" outcomes "))"
#define SELECT_CAMPAIGNS \
	"WITH " ACCOUNTS " SELECT c.id, c.name, m.arm, o.name, c.channel, c.goal, c.goal_days, coalesce (e.went_out, c.exported_at, 0), " \
	"m.arm <> 'control' AND c.exported_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM export x JOIN contact w ON w.export_id = x.id AND w.user_id = m.user_id " \
	"WHERE x.campaign_id = c.id AND w.counts), " HAS_RESULT ("'opened'") ", " HAS_RESULT ("'clicked', 'visited', 'replied'") ", " \
	HAS_RESULT ("'unsubscribed', 'complained'") ", " HAS_RESULT ("'converted', 'redeemed'") ", " \
	"c.goal NOT IN (SELECT name FROM event_kind) AND EXISTS (SELECT 1 FROM result r WHERE r.user_id IN (SELECT id FROM account) AND r.campaign_id = c.id), " \
	HAS_RESULT ("c.goal") " FROM campaign c CROSS JOIN campaign_member m ON m.campaign_id = c.id AND m.user_id = " \
	"(SELECT user_id FROM campaign_member WHERE campaign_id = c.id AND user_id IN (SELECT id FROM account) ORDER BY user_id <> :user, user_id LIMIT 1) " \
	"LEFT JOIN offer o ON o.id = c.offer_id LEFT JOIN campaign_effect e ON e.campaign_id = c.id AND e.part = 'all' AND e.name = '' " \
	"ORDER BY coalesce (e.went_out, c.exported_at, c.created_at) DESC, c.id DESC"

static SegUserCampaign *
read_campaign (const SegStatement *row)
{
	SegUserCampaign *campaign = g_new0 (SegUserCampaign, 1);

	campaign->campaign_id = seg_statement_integer (row, ID);
	campaign->campaign = g_strdup (seg_statement_text (row, NAME));
	campaign->arm = g_strdup (seg_statement_text (row, ARM));
	campaign->offer = seg_statement_is_null (row, OFFER) ? NULL : g_strdup (seg_statement_text (row, OFFER));
	campaign->channel = g_strdup (seg_statement_text (row, CHANNEL));
	campaign->goal = g_strdup (seg_statement_text (row, GOAL));
	campaign->days = (guint) seg_statement_integer (row, DAYS);
	campaign->from = seg_statement_integer (row, WENT_OUT);
	campaign->held_back = strcmp (campaign->arm, SEG_ARM_NAME_CONTROL) == 0;
	campaign->left_out = seg_statement_integer (row, LEFT_OUT) != 0;
	campaign->opened = seg_statement_integer (row, OPENED) != 0;
	campaign->clicked = seg_statement_integer (row, CLICKED) != 0;
	campaign->unsubscribed = seg_statement_integer (row, UNSUBSCRIBED) != 0;
	campaign->bought = seg_statement_integer (row, BOUGHT) != 0;
	campaign->by_results = seg_statement_integer (row, BY_RESULTS) != 0;
	campaign->reached = campaign->by_results && seg_statement_integer (row, REACHED) != 0;
	return campaign;
}

/* What the person did in the days after it went out. */
static gboolean
read_events (SegWorkspace *workspace, gint64 user_id, const GPtrArray *campaigns, GError **error)
{
	gint64 end;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT at, k.name, CASE WHEN k.money THEN amount END FROM " SEG_SQL_EVENTS_OF_USER (":user") " JOIN event_kind k ON k.id = event.kind_id WHERE at IS NOT NULL", error);
	GError *failure = NULL;

	if (statement == NULL || !seg_events_end (workspace, &end, error))
		return FALSE;
	for (guint i = 0; i < campaigns->len; i++) {
		SegUserCampaign *campaign = campaigns->pdata[i];

		campaign->until = MIN (campaign->from + (gint64) campaign->days * DAY, end);
	}
	seg_statement_bind_integer (statement, ":user", user_id);
	while (seg_statement_next (statement, &failure)) {
		const gint64 at = seg_statement_integer (statement, 0);

		for (guint i = 0; i < campaigns->len; i++) {
			SegUserCampaign *campaign = campaigns->pdata[i];

			if (campaign->from == 0 || at < campaign->from || at >= campaign->from + (gint64) campaign->days * DAY)
				continue;
			campaign->reached |= strcmp (seg_statement_text (statement, 1), campaign->goal) == 0;
			campaign->money += seg_statement_is_null (statement, 2) ? 0 : seg_statement_double (statement, 2);
		}
	}
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_user_campaigns (SegWorkspace *workspace, gint64 user_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, SELECT_CAMPAIGNS, error);
	g_autoptr (GPtrArray) campaigns = g_ptr_array_new_with_free_func (seg_user_campaign_free);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":user", user_id);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (campaigns, read_campaign (statement));
	if (!seg_query_ended (failure, error) || (campaigns->len > 0 && !read_events (workspace, user_id, campaigns, error)))
		return NULL;
	return g_steal_pointer (&campaigns);
}

/* What the person did, without the name. */
static void
append_deeds (GString *text, const SegUserCampaign *campaign)
{
	g_autofree char *money = seg_format_number (campaign->money, 2);

	if (campaign->opened)
		g_string_append (text, _(", opened"));
	if (campaign->clicked)
		g_string_append (text, _(", clicked"));
	if (campaign->bought && !campaign->by_results)
		g_string_append (text, _(", bought by the results"));
	if (campaign->by_results)
		g_string_append_printf (text, campaign->reached ? _(", %s by the results") : _(", not %s by the results"), campaign->goal);
	else if (campaign->reached)
		g_string_append_printf (text, _(", did %s within %u days"), campaign->goal, campaign->days);
	else if (campaign->until <= campaign->from)
		g_string_append (text, campaign->opened || campaign->clicked || campaign->bought || campaign->unsubscribed ? _(", no events are known since") : _(", nothing is known since"));
	else if (campaign->until < campaign->from + (gint64) campaign->days * DAY)
		g_string_append_printf (text, _(", no %s so far"), campaign->goal);
	else
		g_string_append_printf (text, _(", no %s within %u days"), campaign->goal, campaign->days);
	if (campaign->money != 0)
		g_string_append_printf (text, _(", spent %s"), money);
	if (campaign->unsubscribed)
		g_string_append (text, _(", unsubscribed"));
}

char *
seg_user_campaign_words (const SegUserCampaign *campaign)
{
	GString *text = g_string_new (campaign->campaign);
	g_autofree char *from = campaign->from != 0 ? seg_format_date (campaign->from) : NULL;
	const SegChannel *channel = seg_channel_find (campaign->channel);

	if (campaign->held_back)
		g_string_append (text, _(": held back as control"));
	else if (campaign->left_out)
		g_string_append (text, _(": on the list, but left out of the files"));
	else
		g_string_append_printf (text, _(": arm %s by %s"), campaign->arm, channel != NULL ? _(channel->label) : campaign->channel);
	if (campaign->offer != NULL && !campaign->held_back)
		g_string_append_printf (text, " (%s)", campaign->offer);
	if (from == NULL)
		g_string_append (text, _(", not out yet"));
	else {
		g_string_append_printf (text, _(", %s"), from);
		append_deeds (text, campaign);
	}
	return g_string_free (text, FALSE);
}
