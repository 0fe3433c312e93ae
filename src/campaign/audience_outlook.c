/* What a list can show before anything goes out: how many of its people reached the goal lately without it, the least rise that its arms
 * can tell from chance, and what would show more. */
#include <config.h>
#include "audience-private.h"

#include <segscope/goal.h>
#include <segscope/ids.h>
#include <segscope/offer.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define DAY 86400
#define POWER 0.8
#define ALPHA 0.05
#define WISH 1.1 /* a tenth more */
#define WIDER 0.25
#define MOST_SIZE 1e9

void
seg_audience_outlook_free (SegAudienceOutlook *outlook)
{
	if (outlook == NULL)
		return;
	g_ptr_array_unref (outlook->sentences);
	g_free (outlook);
}

/* When each user last reached the goal --------------------------------------------------------------------------------- */

static gboolean
fill_last (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const SegAudience *audience = asking->audience;
	g_autoptr (SegStatement) rows = seg_workspace_prepare (asking->workspace,
		"SELECT user_id, at FROM event WHERE kind_id = (SELECT id FROM event_kind WHERE name = :goal) AND at IS NOT NULL", error);
	gint64 *last = values;
	GError *failure = NULL;
	gsize n = 0;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_text (rows, ":goal", data);
	while (seg_statement_next (rows, &failure)) {
		gssize at = seg_ids_find (audience->ids, audience->n, seg_statement_integer (rows, 0));

		if (at >= 0)
			last[at] = MAX (last[at], seg_statement_integer (rows, 1));
		if (++n % 8192 == 0 && !seg_job_proceed (asking->job, 0.5, _("what they did lately"), &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

static gint64
count_since (const SegAudienceWalk *walk, const gint64 *last, gsize n, gint64 since)
{
	gint64 count = 0;

	for (gsize i = 0; i < n; i++)
		count += walk->places[i] == SEG_PLACE_CHOSEN && last[i] >= since;
	return count;
}

/* Power ---------------------------------------------------------------------------------------------------------------- */

static double
rise_seen (double share, gint64 n, gint64 n_control)
{
	return seg_smallest_seen (share, n_control, n - n_control, POWER, ALPHA) - share;
}

/* Days of counting after which a tenth more is seen, if people go on as they did. */
static guint
find_days (const SegAudienceWalk *walk, const gint64 *last, gsize n, gint64 end, guint from)
{
	static const guint tried[] = { 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365 };

	for (gsize i = 0; i < G_N_ELEMENTS (tried); i++) {
		double share;

		if (tried[i] <= from)
			continue;
		share = (double) count_since (walk, last, n, end + 1 - (gint64) tried[i] * DAY) / (double) walk->n_chosen;
		if (share > 0 && share * WISH < 1 && rise_seen (share, walk->n_chosen, walk->n_control) <= share * (WISH - 1))
			return tried[i];
	}
	return 0;
}

/* People on a list with as large a share held back, to see a tenth more. */
static gint64
find_size (double share, double control_share)
{
	double low = 2, high = 4;

	if (!(share > 0 && share * WISH < 1 && control_share > 0))
		return 0;
	while (high < MOST_SIZE && !(rise_seen (share, (gint64) high, (gint64) (high * control_share)) <= share * (WISH - 1)))
		high *= 2;
	if (high >= MOST_SIZE)
		return 0;
	while (high - low > MAX (1, high / 200)) {
		double middle = (low + high) / 2;

		if (rise_seen (share, (gint64) middle, (gint64) (middle * control_share)) <= share * (WISH - 1))
			high = middle;
		else
			low = middle;
	}
	return (gint64) high;
}

/* Words ---------------------------------------------------------------------------------------------------------------- */

static char *
points (double share)
{
	return g_strdup_printf ("%.*f", share < 0.0095 ? 2 : share < 0.095 ? 1 : 0, share * 100);
}

static void
say_power (SegAudienceOutlook *outlook)
{
	g_autofree char *send = seg_format_integer (outlook->n_send), *control = seg_format_integer (outlook->n_control);
	g_autofree char *base = points ((double) outlook->lately.did / (double) outlook->lately.n), *seen = points (outlook->smallest);

	if (isnan (outlook->smallest))
		g_ptr_array_add (outlook->sentences, g_strdup_printf (
			_("With %s people and %s held back no effect can be told from chance, however large: %s %% did it in the last %u days without it. Hold back more of them, or "
			  "choose another goal."), send, control, base, outlook->days));
	else
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("With %s people and %s held back you cannot see less than %s points (%s %% did it in the last %u days "
	                                                        "without it)."), send, control, seen, base, outlook->days));
}

static void
say_wider (SegAudienceOutlook *outlook)
{
	g_autofree char *wider = points (outlook->wider_smallest), *share = g_strdup_printf ("%.0f", outlook->wider_share * 100);

	if (!isnan (outlook->wider_smallest))
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("A control of %s %% would see %s points."), share, wider));
}

/* Whether the list shows a tenth more, or nothing can be said of it. */
static gboolean
is_enough (const SegAudienceOutlook *outlook)
{
	return isnan (outlook->smallest) || outlook->lately.did == 0
	       || outlook->smallest <= (WISH - 1) * (double) outlook->lately.did / (double) outlook->lately.n;
}

static void
say_needs (SegAudienceOutlook *outlook)
{
	g_autofree char *size = seg_format_integer (outlook->size_needed);

	if (is_enough (outlook))
		return;
	if (outlook->size_needed > 0)
		g_ptr_array_add (outlook->sentences, outlook->days_needed > 0
		                 ? g_strdup_printf (_("To see a tenth more, %s people would be needed, or counting for about %u days."), size, outlook->days_needed)
		                 : g_strdup_printf (_("To see a tenth more, %s people would be needed; not even counting for a year shows it."), size));
}

static gboolean
say_money (SegWorkspace *workspace, const SegCampaignDraft *draft, SegAudienceOutlook *outlook, GError **error)
{
	g_autoptr (SegOffer) offer = NULL;
	g_autofree char *cost = seg_format_number (outlook->cost, 2), *each = NULL;

	if (draft->offer_id != 0 && (offer = seg_offer_load_id (workspace, draft->offer_id, error)) == NULL)
		return FALSE;
	if (outlook->cost > 0)
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("Reaching them costs %s."), cost));
	if (offer != NULL && offer->cost > 0) {
		each = seg_format_number (offer->cost, 2);
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("\"%s\" costs %s for each person who takes it."), offer->name, each));
	}
	return TRUE;
}

/* ---------------------------------------------------------------------------------------------------------------------- */

static void
look (const SegAsking *asking, const SegAudienceWalk *walk, const gint64 *last, gint64 end, SegAudienceOutlook *outlook)
{
	const SegCampaignDraft *draft = walk->draft;
	const gsize n = asking->audience->n;
	double share;

	outlook->lately = (SegArmCount) { walk->n_chosen, count_since (walk, last, n, end + 1 - (gint64) draft->goal_days * DAY) };
	share = (double) outlook->lately.did / (double) outlook->lately.n;
	outlook->smallest = rise_seen (share, walk->n_chosen, walk->n_control);
	outlook->wider_share = draft->control_share < WIDER ? WIDER : 0.5;
	if (draft->control_share < 0.5)
		outlook->wider_smallest = rise_seen (share, walk->n_chosen, (gint64) llround (outlook->wider_share * (double) walk->n_chosen));
	outlook->days_needed = find_days (walk, last, n, end, draft->goal_days);
	outlook->size_needed = find_size (share, draft->control_share);
	say_power (outlook);
	seg_say_days (outlook->sentences, draft->goal_days, draft->starts_on);
	if (isnan (outlook->smallest))
		return;
	say_wider (outlook);
	say_needs (outlook);
}

static gboolean
look_at_goal (const SegAsking *asking, const SegAudienceWalk *walk, SegAudienceOutlook *outlook, GError **error)
{
	g_autofree char *key = g_strconcat ("last:", walk->draft->goal, NULL);
	SegGoalKind kind;
	const gint64 *last;
	gint64 end = 0;

	if (!seg_goal_find (asking->workspace, walk->draft->goal, &kind, error))
		return FALSE;
	if (kind != SEG_GOAL_EVENT) {
		g_ptr_array_add (outlook->sentences, g_strdup_printf (kind == SEG_GOAL_NONE
			? _("There are no events of the kind \"%s\" yet: what the campaign does can be measured only when some are imported.")
			: _("\"%s\" is not an event, so nobody knows how often people do it anyway."), walk->draft->goal));
		seg_say_days (outlook->sentences, walk->draft->goal_days, walk->draft->starts_on);
		return TRUE;
	}
	last = seg_asking_get (asking, key, sizeof (gint64), fill_last, walk->draft->goal, error);
	if (last == NULL || !seg_workspace_count (asking->workspace, "SELECT coalesce (max (at), 0) FROM event", &end, error))
		return FALSE;
	if (end == 0)
		g_ptr_array_add (outlook->sentences, g_strdup (_("No events with a time were imported, so nobody knows how often people do it anyway.")));
	else
		look (asking, walk, last, end, outlook);
	return end == 0 || is_enough (outlook) || seg_audience_say_arrival (asking, walk, end, outlook, error);
}

/* The list is made all the same: keys are what some services are sent. */
static gboolean
say_no_address (SegWorkspace *workspace, const SegCampaignDraft *draft, SegAudienceOutlook *outlook, GError **error)
{
	const SegChannel *channel = seg_channel_find (draft->channel);
	g_autofree char *consent = NULL, *address = NULL;

	if (channel == NULL || channel->address_field == NULL)
		return TRUE;
	if (!seg_channel_columns (workspace, channel, &consent, &address, error))
		return FALSE;
	if (address == NULL)
		g_ptr_array_insert (outlook->sentences, 0, g_strdup_printf (
			_("No file has brought an address for this channel (%s): the list will hold keys, and whoever sends must know the addresses."), _(channel->label)));
	return TRUE;
}

SegAudienceOutlook *
seg_audience_outlook (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, SegJob *job, GError **error)
{
	const SegAsking asking = { audience, workspace, job, 0 };
	g_autoptr (SegAudienceWalk) walk = seg_audience_walk (&asking, draft, error);
	g_autoptr (SegAudienceOutlook) outlook = g_new0 (SegAudienceOutlook, 1);

	outlook->sentences = g_ptr_array_new_with_free_func (g_free);
	outlook->smallest = outlook->wider_smallest = outlook->arriving = NAN;
	outlook->days = draft->goal_days;
	if (walk == NULL)
		return NULL;
	outlook->n_control = walk->n_control;
	outlook->n_send = walk->n_chosen - walk->n_control;
	outlook->cost = (double) outlook->n_send * draft->contact_cost;
	if (outlook->n_send == 0)
		return g_steal_pointer (&outlook);
	if (outlook->n_control == 0)
		g_ptr_array_add (outlook->sentences, g_strdup (_("Nobody is held back: afterwards nobody can say what the campaign has changed.")));
	else if (!look_at_goal (&asking, walk, outlook, error))
		return NULL;
	return say_money (workspace, draft, outlook, error) && seg_audience_say_shared (&asking, walk, outlook->sentences, error)
	       && say_no_address (workspace, draft, outlook, error) ? g_steal_pointer (&outlook) : NULL;
}
