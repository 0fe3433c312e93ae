/* The conditions of a funnel, as answers about every user: who is meant, and whom each suppression takes off. */
#include <config.h>
#include "audience-private.h"

#include <segscope/hint.h>
#include <segscope/ids.h>
#include <segscope/recommend.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define DAY 86400

/* Parts of the audience ----------------------------------------------------------------------------------------------- */

static gboolean
fill_item (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const SegAudiencePart *part = data;
	const SegAudience *audience = asking->audience;
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	gint64 item;

	if (!seg_item_find (asking->workspace, part->text, &item, error))
		return FALSE;
	model = seg_model_fit (asking->workspace, NULL, asking->job, error);
	rows = model != NULL ? seg_item_audience (asking->workspace, model, item, part->n > 0 ? (guint) MIN (part->n, G_MAXINT32) : G_MAXINT32, asking->job, error)
	                     : NULL;
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		gssize at = seg_ids_find (audience->ids, audience->n, ((const SegAudienceRow *) rows->pdata[i])->user_id);

		if (at >= 0)
			((guint8 *) values)[at] = 1;
	}
	return rows != NULL;
}

typedef struct {
	const SegAudiencePart *part;
	const guint8 *seeds;
} Alike;

static gboolean
fill_alike (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const Alike *alike = data;

	return seg_alike_find (asking, alike->seeds, alike->part->n, values, error);
}

static const guint8 *
ask_campaign (const SegAsking *asking, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (asking->workspace, "SELECT id FROM campaign WHERE name = :name", error);
	g_autofree char *sql = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", name);
	if (!seg_statement_next (statement, &failure)) {
		if (seg_query_ended (failure, error))
			g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no campaign \"%s\" whose people could be taken"), name);
		return NULL;
	}
	sql = g_strdup_printf ("SELECT user_id FROM campaign_member WHERE campaign_id = %" PRId64, seg_statement_integer (statement, 0));
	return seg_asking_sql (asking, sql, NULL, error);
}

const guint8 *
seg_asking_part (const SegAsking *asking, const SegCampaignDraft *draft, const SegAudiencePart *part, GError **error)
{
	g_autofree char *key = g_strdup_printf ("part:%d:%" PRId64 ":%" PRId64 ":%s", part->kind, part->n, draft->segmentation_id, part->text);
	const guint8 *seeds;

	switch (part->kind) {
	case SEG_PART_ITEM:
		return seg_asking_get (asking, key, 1, fill_item, part, error);
	case SEG_PART_CAMPAIGN:
		return ask_campaign (asking, part->text, error);
	case SEG_PART_ALIKE:
		seeds = seg_asking_filter (asking, part->text, draft->segmentation_id, error);
		return seeds != NULL ? seg_asking_get (asking, key, 1, fill_alike, &(Alike) { part, seeds }, error) : NULL;
	case SEG_PART_FILTER:
	default:
		return seg_asking_filter (asking, part->text, draft->segmentation_id, error);
	}
}

char *
seg_audience_part_words (const SegAudiencePart *part)
{
	g_autofree char *n = seg_format_integer (part->n);

	switch (part->kind) {
	case SEG_PART_ITEM:
		return part->n > 0 ? g_strdup_printf (_("the %s whom \"%s\" suits best"), n, part->text) : g_strdup_printf (_("those whom \"%s\" suits"), part->text);
	case SEG_PART_ALIKE:
		return g_strdup_printf (_("the %s most like: %s"), n, part->text);
	case SEG_PART_CAMPAIGN:
		return g_strdup_printf (_("the people of campaign \"%s\""), part->text);
	case SEG_PART_FILTER:
	default:
		return g_strdup (part->text);
	}
}

/* Suppressions --------------------------------------------------------------------------------------------------------- */

static const SegChannel *
channel_of (const SegCampaignDraft *draft, GError **error)
{
	const SegChannel *channel = seg_channel_find (draft->channel);

	if (channel == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is no channel \"%s\"; there are: email, sms, wechat, push, phone, post, ads"),
		             draft->channel);
	return channel;
}

/* Those who have agreed. */
static const guint8 *
ask_consent (const SegAsking *asking, const SegChannel *channel, const char *column, GError **error)
{
	if (column != NULL)
		return seg_asking_consents (asking, column, error);
	seg_consent_set_unknown (channel, error);
	return NULL;
}

/* Whole days are counted back from now; the minute does not matter, and the answer is kept for the day. */
static gint64
days_ago (guint days)
{
	gint64 now = g_get_real_time () / G_USEC_PER_SEC;

	return now - now % 3600 - (gint64) days * DAY;
}

static const guint8 *
ask_contacted (const SegAsking *asking, guint days, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT user_id FROM (" SEG_SQL_CONTACTS ") WHERE at >= %" PRId64 " AND campaign_id IS NOT %" PRId64, days_ago (days),
	                                        asking->own_campaign);

	return seg_asking_sql (asking, sql, NULL, error);
}

static const guint8 *
ask_frequency (const SegAsking *asking, const SegContactPolicy *policy, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT user_id FROM (" SEG_SQL_CONTACTS ") WHERE at >= %" PRId64 " AND campaign_id IS NOT %" PRId64
	                                        " GROUP BY user_id HAVING count (*) >= %u", days_ago (policy->most_days), asking->own_campaign, policy->most);

	return seg_asking_sql (asking, sql, NULL, error);
}

/* Has every item of the offer: bought, rated or reviewed it, or gave it back. NULL without error: the offer names none. */
static const guint8 *
ask_owners (const SegAsking *asking, gint64 offer_id, GError **error)
{
	g_autofree char *count = g_strdup_printf ("SELECT count (*) FROM offer_item WHERE offer_id = %" PRId64, offer_id), *sql = NULL;
	gint64 n;

	if (!seg_workspace_count (asking->workspace, count, &n, error) || n == 0)
		return NULL;
	sql = g_strdup_printf ("SELECT user_id FROM event WHERE item_id IN (SELECT item_id FROM offer_item WHERE offer_id = %" PRId64 ") AND (rating IS NOT NULL "
	                       "OR kind_id IN (SELECT id FROM event_kind WHERE purchase OR name IN ('refund', 'refunded', 'cancellation', 'given back', "
	                       "'rating', 'review'))) GROUP BY user_id HAVING count (DISTINCT item_id) = %" PRId64, offer_id, n);
	return seg_asking_sql (asking, sql, NULL, error);
}

static gboolean
fill_hold_out (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const SegHoldOut *hold_out = data;
	const guint64 *hashes = seg_asking_hashes (asking, hold_out->key, error);

	for (gsize i = 0; hashes != NULL && i < asking->audience->n; i++)
		((guint8 *) values)[i] = seg_split_position (hashes[i]) < hold_out->share;
	return hashes != NULL;
}

/* NULL without error: nobody is held back from all campaigns. */
static const guint8 *
ask_hold_out (const SegAsking *asking, char **label, GError **error)
{
	g_autofree char *share = NULL;
	const guint8 *mask = NULL;
	SegHoldOut hold_out;

	if (!seg_hold_out_read (asking->workspace, &hold_out, error))
		return NULL;
	if (hold_out.share > 0) {
		share = g_strdup_printf ("%.4g", hold_out.share * 100);
		*label = g_strdup_printf (_("held back from all campaigns (%s %%)"), share);
		mask = seg_asking_get (asking, "hold-out", 1, fill_hold_out, &hold_out, error);
	}
	seg_hold_out_clear (&hold_out);
	return mask;
}

/* By the columns of the channel. */
static const guint8 *
ask_channel (const SegAsking *asking, const SegCampaignDraft *draft, SegSuppression suppression, char **label, GError **error)
{
	const SegChannel *channel = channel_of (draft, error);
	g_autofree char *consent = NULL, *address = NULL;

	if (channel == NULL || !seg_channel_columns (asking->workspace, channel, &consent, &address, error))
		return NULL;
	*label = g_strdup (_(suppression == SEG_SUPPRESS_CONSENT ? channel->no_consent : channel->no_address));
	if (suppression == SEG_SUPPRESS_CONSENT)
		return ask_consent (asking, channel, consent, error);
	return address != NULL ? seg_asking_unreached (asking, channel->name, address, error) : NULL;
}

/* By what was sent. */
static const guint8 *
ask_ledger (const SegAsking *asking, const SegCampaignDraft *draft, SegSuppression suppression, char **label, GError **error)
{
	SegContactPolicy policy;
	guint days;

	if (!seg_contact_policy_read (asking->workspace, &policy, error))
		return NULL;
	if (suppression == SEG_SUPPRESS_FREQUENCY) {
		if (policy.most == 0 || policy.most_days == 0)
			return NULL;
		*label = g_strdup_printf (ngettext ("contacted %u time or more in the last %u days", "contacted %u times or more in the last %u days", policy.most),
		                          policy.most, policy.most_days);
		return ask_frequency (asking, &policy, error);
	}
	days = MAX (policy.quiet_days, draft->quiet_days);
	if (days == 0)
		return NULL;
	*label = g_strdup_printf (ngettext ("contacted in the last day", "contacted in the last %u days", days), days);
	return ask_contacted (asking, days, error);
}

gboolean
seg_asking_suppression (const SegAsking *asking, const SegCampaignDraft *draft, SegSuppression suppression, const guint8 **mask, guint8 *when,
                        char **label, GError **error)
{
	GError *failure = NULL;

	*when = suppression != SEG_SUPPRESS_CONSENT;
	*mask = NULL;
	*label = NULL;
	switch (suppression) {
	case SEG_SUPPRESS_CONSENT:
	case SEG_SUPPRESS_ADDRESS:
		*mask = ask_channel (asking, draft, suppression, label, &failure);
		break;
	case SEG_SUPPRESS_UNSUBSCRIBED:
		*label = g_strdup (_("unsubscribed or not to be contacted"));
		*mask = seg_asking_unwanted (asking, draft, &failure);
		break;
	case SEG_SUPPRESS_CONTACTED:
	case SEG_SUPPRESS_FREQUENCY:
		*mask = ask_ledger (asking, draft, suppression, label, &failure);
		break;
	case SEG_SUPPRESS_OWNS:
		*label = g_strdup (_("has what is offered"));
		*mask = draft->offer_id != 0 ? ask_owners (asking, draft->offer_id, &failure) : NULL;
		break;
	case SEG_SUPPRESS_HOLD_OUT:
	case SEG_N_SUPPRESSIONS:
	default:
		*mask = ask_hold_out (asking, label, &failure);
	}
	/* Whoever reads the mail of one account reads that of another with its address; a list that writes to each account takes them for several people. */
	if (failure == NULL && *mask != NULL && (suppression == SEG_SUPPRESS_CONTACTED || suppression == SEG_SUPPRESS_FREQUENCY))
		seg_asking_spread (asking, draft, mask, &failure);
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	g_clear_pointer (label, g_free);
	return FALSE;
}

gboolean
seg_asking_rules_matter (SegWorkspace *workspace, const SegCampaignDraft *draft, gint64 own_campaign, gboolean *matter, GError **error)
{
	const gboolean asks_contacts = draft->overrides[SEG_SUPPRESS_CONTACTED] == NULL || draft->overrides[SEG_SUPPRESS_FREQUENCY] == NULL;
	g_autofree char *sql = NULL;
	SegContactPolicy policy;
	SegHoldOut hold_out;
	gint64 any = 0;

	if (!seg_hold_out_read (workspace, &hold_out, error) || !seg_contact_policy_read (workspace, &policy, error))
		return FALSE;
	*matter = hold_out.share > 0;
	seg_hold_out_clear (&hold_out);
	sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM (" SEG_SQL_CONTACTS ") WHERE at >= %" PRId64 " AND campaign_id IS NOT %" PRId64 ")",
	                       days_ago (MAX (MAX (policy.quiet_days, draft->quiet_days), policy.most_days)), own_campaign);
	if (!*matter && asks_contacts && !seg_workspace_count (workspace, sql, &any, error))
		return FALSE;
	*matter |= any != 0;
	return TRUE;
}

guint8 *
seg_asking_taken_today (const SegAsking *asking, const SegCampaignDraft *draft, GError **error)
{
	static const SegSuppression rules[] = { SEG_SUPPRESS_HOLD_OUT, SEG_SUPPRESS_CONTACTED, SEG_SUPPRESS_FREQUENCY };
	gsize n = asking->audience->n;
	g_autofree guint8 *taken = g_malloc (n + 1);

	memset (taken, SEG_N_SUPPRESSIONS, n + 1);
	for (gsize r = 0; r < G_N_ELEMENTS (rules); r++) {
		g_autofree char *label = NULL;
		const guint8 *mask;
		guint8 when;

		if (draft->overrides[rules[r]] != NULL)
			continue;
		if (!seg_asking_suppression (asking, draft, rules[r], &mask, &when, &label, error))
			return NULL;
		for (gsize i = 0; mask != NULL && i < n; i++)
			if (mask[i] == when && taken[i] == SEG_N_SUPPRESSIONS)
				taken[i] = (guint8) rules[r];
	}
	return g_steal_pointer (&taken);
}
