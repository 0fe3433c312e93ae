/* Response: what people did on earlier campaigns, from files of results and from the ledger of contacts.
 *
 * Whoever stands in the results of a campaign was in it, unless the list, or the variant where there is none, says that nothing was sent (a
 * control group); whoever was in a file that a campaign exported was in it too. Results after the as-of instant are not seen; those without a
 * time count from when their campaign went out, and always where that is not known. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <segscope/merged.h>

#include <glib/gi18n.h>
#include <string.h>

enum { CAMPAIGNS, OPENED, CLICKED, CONVERTED, RESPONSE_DAYS, MONEY };

#define ROW(index, name, label, meaning, unit, scaling, fill, needs) \
	[index] = { name, label, meaning, unit, SEG_GROUP_RESPONSE, scaling, fill, SEG_DATA_RESULTS | (needs), SEG_DATA_NEVER, 0 }
#define SHARE(index, name, label, meaning, needs) ROW (index, name, label, meaning, "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, needs)

static const SegFeatureDefinition definitions[] = {
	ROW (CAMPAIGNS, "campaigns", N_("Campaigns received"), N_("Number of different campaigns that reached the person; control groups do not count."),
	     NC_("unit", "campaigns"), SEG_SCALING_LOG, SEG_FILL_ZERO, 0),
	SHARE (OPENED, "opened_share", N_("Opened"),
	       N_("Share of the campaigns received that the person opened. People who received none count as the median."), SEG_DATA_OPENED),
	SHARE (CLICKED, "clicked_share", N_("Clicked"),
	       N_("Share of the campaigns received in which the person clicked, visited or replied. People who received none count as the median."),
	       SEG_DATA_CLICKED),
	SHARE (CONVERTED, "converted_share", N_("Converted"),
	       N_("Share of the campaigns received upon which the person bought or redeemed. People who received none count as the median."),
	       SEG_DATA_CONVERTED),
	ROW (RESPONSE_DAYS, "response_days", N_("Days since last response"),
	     N_("Calendar days from the last opening, click or purchase upon a campaign to the as-of day; people without one count as the longest ago."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_RESULT_TIMES),
	ROW (MONEY, "campaign_money", N_("Spend upon campaigns"), N_("Money of the results of campaigns. 0 for people without any."),
	     NC_("unit", "money"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_RESULT_MONEY),
};

/* What became of the campaigns of one user. */
typedef struct {
	guint  n_campaigns, n_opened, n_clicked, n_converted;
	gint64 last; /* response, or SEG_NO_TIME */
	double money;
} Response;

/* People of lists by the account that cleaning has put theirs into. */
#define LISTED_OTHERWISE \
	"(SELECT y.person AS person, m.campaign_id AS campaign_id, min (m.arm = 'control') AS held FROM (" SEG_SQL_MERGED ") y CROSS JOIN campaign c " \
	"CROSS JOIN campaign_member m ON m.campaign_id = c.id AND m.user_id = y.id GROUP BY y.person, m.campaign_id)"

/* Whether nothing was sent: the list says so, or the file where there is no list, or where the person is not on it. */
#define HELD \
	"coalesce (l.arm = 'control', n.arm = 'control', o.held, lower (coalesce (r.variant, '')) IN ('control', 'holdout', 'none', 'nothing', 'no e-mail', " \
	"'no email', 'no contact', '对照', '对照组', '空白', '空白组'))"

/* One outcome a row, of the account that cleaning has left of the person; those of one campaign of a user together, and amounts in the order of
 * their size, so that sums are the same in whatever order files came. What has no time came after the campaign went out. */
#define SELECT_OUTCOMES \
	"SELECT coalesce (x.person, r.user_id) AS user_id, coalesce ('#' || r.campaign_id, r.campaign) AS campaign, r.outcome, r.at, r.amount AS amount, " \
	HELD " AS held FROM result r LEFT JOIN campaign c ON c.id = r.campaign_id LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = r.user_id " \
	"LEFT JOIN campaign_member l ON l.campaign_id = r.campaign_id AND l.user_id = r.user_id " \
	"LEFT JOIN campaign_member n ON n.campaign_id = r.campaign_id AND n.user_id = x.person " \
	"LEFT JOIN " LISTED_OTHERWISE " o ON o.campaign_id = r.campaign_id AND o.person = coalesce (x.person, r.user_id) " \
	"WHERE coalesce (r.at, c.exported_at, :as_of) <= :as_of " \
	"UNION ALL SELECT coalesce (x.person, k.user_id), '#' || export.campaign_id, 'sent', NULL, NULL, 0 FROM export " \
	"CROSS JOIN contact k ON k.export_id = export.id LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = k.user_id " \
	"WHERE k.counts AND export.n_contacts > 0 AND export.at <= :as_of ORDER BY user_id, campaign, amount"

enum { WAS_SENT = 1, WAS_OPENED = 2, WAS_CLICKED = 4, WAS_CONVERTED = 8 };

static guint
meaning_of (const char *outcome)
{
	static const struct { const char *outcome; guint meaning; } meanings[] = {
		{ "opened", WAS_OPENED }, { "clicked", WAS_CLICKED }, { "visited", WAS_CLICKED }, { "replied", WAS_CLICKED },
		{ "converted", WAS_CONVERTED }, { "redeemed", WAS_CONVERTED },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
		if (strcmp (meanings[i].outcome, outcome) == 0)
			return WAS_SENT | meanings[i].meaning;
	return WAS_SENT;
}

static void
add_campaign (Response *response, guint seen)
{
	response->n_campaigns += (seen & WAS_SENT) != 0;
	response->n_opened += (seen & WAS_OPENED) != 0;
	response->n_clicked += (seen & WAS_CLICKED) != 0;
	response->n_converted += (seen & WAS_CONVERTED) != 0;
}

/* The outcome of the current row; money of a control group is no answer to a campaign. */
static guint
add_outcome (Response *response, SegStatement *statement)
{
	guint meaning = meaning_of (seg_statement_text (statement, 2));

	if (seg_statement_integer (statement, 5) != 0)
		return 0;
	if (meaning != WAS_SENT && !seg_statement_is_null (statement, 3))
		response->last = MAX (response->last, seg_statement_integer (statement, 3));
	if (!seg_statement_is_null (statement, 4))
		response->money += seg_statement_double (statement, 4);
	return meaning;
}

/* Users and campaigns come in runs; @responses is by user number. */
static gboolean
read_outcomes (SegStatement *statement, const SegIdIndex *users, Response *responses, SegJob *job, GError **error)
{
	g_autofree char *campaign = NULL;
	GError *failure = NULL;
	gssize user = -1;
	guint seen = 0;

	for (gsize n = 0; seg_statement_next (statement, &failure); n++) {
		gssize found = seg_id_index_find (users, seg_statement_integer (statement, 0));

		if (n % 4096 == 0 && !seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		if (found != user || g_strcmp0 (campaign, seg_statement_text (statement, 1)) != 0) {
			if (user >= 0)
				add_campaign (&responses[user], seen);
			seen = 0;
			user = found;
			g_free (campaign);
			campaign = g_strdup (seg_statement_text (statement, 1));
		}
		if (user >= 0)
			seen |= add_outcome (&responses[user], statement);
	}
	if (user >= 0)
		add_campaign (&responses[user], seen);
	return seg_query_ended (failure, error);
}

static gboolean
read_responses (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, Response *responses, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (context->workspace, SELECT_OUTCOMES, error);
	SegIdIndex users;
	gboolean fine;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":as_of", context->as_of);
	seg_id_index_init (&users, user_ids, n_users);
	fine = read_outcomes (statement, &users, responses, job, error);
	seg_id_index_clear (&users);
	return fine;
}

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	Response *responses;

	*state = NULL;
	if (user_ids == NULL || !(context->data & SEG_DATA_RESULTS))
		return TRUE;
	responses = g_try_new0 (Response, n_users + 1);
	if (responses == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the responses of %zu users"), n_users);
		return FALSE;
	}
	for (gsize i = 0; i < n_users; i++)
		responses[i].last = SEG_NO_TIME;
	if (read_responses (context, user_ids, n_users, responses, job, error)) {
		*state = responses;
		return TRUE;
	}
	g_free (responses);
	return FALSE;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const Response *response = state != NULL ? (const Response *) state + history->user : NULL;
	double n;

	if (response == NULL)
		return;
	n = (double) response->n_campaigns;
	values[CAMPAIGNS] = n;
	values[MONEY] = response->money;
	if (response->last != SEG_NO_TIME)
		values[RESPONSE_DAYS] = seg_days_since (context, seg_calendar_day (seg_context_calendar (context), response->last));
	if (response->n_campaigns == 0)
		return;
	values[OPENED] = (double) response->n_opened / n;
	values[CLICKED] = (double) response->n_clicked / n;
	values[CONVERTED] = (double) response->n_converted / n;
}

const SegFamily seg_family_response = { "response", definitions, G_N_ELEMENTS (definitions), NULL, prepare, g_free, compute };
