/* Goals that are no events: outcomes in files of results, and attributes of users that say yes or no. */
#include <config.h>
#include "measure-private.h"

#include <string.h>

/* Files often repeat the value of an order on each row of the person: it came once, with what was bought, not with what was opened. */
#define NO_MONEY "('sent', 'delivered', 'opened', 'clicked', 'visited', 'replied', 'unsubscribed', 'complained', 'bounced')"
/* Rows without a time count: they are of this campaign. */
#define SELECT_RESULTS \
	"SELECT member, outcome = :goal, CASE WHEN outcome NOT IN " NO_MONEY " THEN amount END FROM " SEG_SQL_RESULTS_OF_LIST " WHERE member IS NOT NULL AND campaign_id = :campaign AND (at IS NULL OR at BETWEEN :from - 86400 AND :until)"

/* Amounts stand for money where there are any: those of events would be the same purchases once more. */
static gboolean
read_results (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *m, SegPeople *people, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, SELECT_RESULTS, error);
	g_autofree double *amounts = g_new0 (double, people->n + 1);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":goal", m->goal);
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	seg_statement_bind_integer (statement, ":from", m->from);
	seg_statement_bind_integer (statement, ":until", m->until);
	while (seg_statement_next (statement, &failure)) {
		const gssize at = seg_people_find (people, seg_statement_integer (statement, 0));

		if (at < 0)
			continue;
		m->n_control_in_results += at < (gssize) people->n_control;
		people->reached[at] |= seg_statement_integer (statement, 1) != 0 ? 1 : 0;
		if (seg_statement_is_null (statement, 2))
			continue;
		amounts[at] += seg_statement_double (statement, 2);
		m->money_by_results = TRUE;
	}
	if (m->money_by_results)
		memcpy (people->money, amounts, people->n * sizeof *amounts);
	return seg_query_ended (failure, error);
}

static gboolean
read_attribute (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *m, SegPeople *people, GError **error)
{
	g_autofree char *column = seg_sql_identifier (m->goal);
	g_autofree char *sql = g_strdup_printf ("SELECT u.id FROM campaign_member m JOIN user u ON u.id = m.user_id WHERE m.campaign_id = :campaign AND u.%s", column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	while (seg_statement_next (statement, &failure)) {
		const gssize at = seg_people_find (people, seg_statement_integer (statement, 0));

		if (at >= 0)
			people->reached[at] = 1;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_measure_other_goal (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *m, SegPeople *people, GError **error)
{
	switch (m->goal_kind) {
	case SEG_GOAL_RESULT:
		return read_results (workspace, campaign, m, people, error);
	case SEG_GOAL_ATTRIBUTE:
		return read_attribute (workspace, campaign, m, people, error);
	default:
		return TRUE;
	}
}
