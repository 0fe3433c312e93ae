/* The people of a list and what they did before and after it went out, read from the workspace. */
#include <config.h>
#include "measure-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define DAY 86400
#define ROWS_BETWEEN_ASKING 4096

static guint16
number_of_arm (const SegCampaign *campaign, const char *name)
{
	guint i = 0;

	while (i + 1 < campaign->arms->len && strcmp (((const SegCampaignArm *) campaign->arms->pdata[i])->name, name) != 0)
		i++;
	return (guint16) i;
}

static gboolean
read_members (SegWorkspace *workspace, const SegCampaign *campaign, gsize n, SegPeople *people, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, segment_id, arm = 'control', arm FROM campaign_member WHERE campaign_id = :campaign "
		"ORDER BY arm <> 'control', user_id LIMIT :n", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	seg_statement_bind_integer (statement, ":n", (gint64) n);
	while (seg_statement_next (statement, &failure)) {
		people->user_ids[people->n] = seg_statement_integer (statement, 0);
		people->segment_ids[people->n] = seg_statement_integer (statement, 1);
		people->arms[people->n++] = number_of_arm (campaign, seg_statement_text (statement, 3));
		people->n_control += seg_statement_integer (statement, 2) != 0;
	}
	return seg_query_ended (failure, error);
}

/* What those did whom cleaning has put into an account that is not on the list stands with that one. */
static gboolean
read_merged (SegWorkspace *workspace, const SegCampaign *campaign, SegPeople *people, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT x.person, m.user_id FROM (" SEG_SQL_MERGED ") x CROSS JOIN campaign_member m ON m.campaign_id = :campaign AND m.user_id = x.id "
		"ORDER BY m.user_id DESC", error);
	g_autoptr (GHashTable) merged = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	while (seg_statement_next (statement, &failure)) {
		const gint64 person = seg_statement_integer (statement, 0);
		const gssize at = seg_people_find (people, seg_statement_integer (statement, 1));

		if (at >= 0 && at <= G_MAXINT)
			g_hash_table_insert (merged, g_memdup2 (&person, sizeof person), GINT_TO_POINTER ((int) at));
	}
	if (g_hash_table_size (merged) > 0)
		people->merged = g_steal_pointer (&merged);
	return seg_query_ended (failure, error);
}

/* One row: the last event. */
gboolean
seg_events_end (SegWorkspace *workspace, gint64 *end, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT coalesce (max (at), 0) FROM event", error);

	if (statement == NULL || !seg_statement_next (statement, error))
		return FALSE;
	*end = seg_statement_integer (statement, 0);
	return TRUE;
}

static gboolean
set_span (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegMeasurement *measurement, GError **error)
{
	g_autofree char *from = NULL, *end = NULL;

	measurement->from = options->from != 0 ? options->from : campaign->exported_at;
	measurement->days = options->days;
	if (measurement->from == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("%s was never exported, so there is nothing to measure; if it went out all the same, say when: --from 2026-03-01"),
		                       _("%s was never exported, so there is nothing to measure; export it, or say when it went out (f)")), campaign->name);
		return FALSE;
	}
	if (!seg_events_end (workspace, &measurement->events_end, error))
		return FALSE;
	if (measurement->goal_kind != SEG_GOAL_EVENT) { /* what happens to it later is not told by the end of the events */
		measurement->until = measurement->data_end = measurement->from + (gint64) options->days * DAY;
		return TRUE;
	}
	measurement->data_end = measurement->events_end;
	measurement->until = measurement->from + (gint64) options->days * DAY;
	measurement->cut_short = measurement->data_end < measurement->until;
	measurement->until = MIN (measurement->until, measurement->data_end);
	if (measurement->data_end > measurement->from)
		return TRUE;
	from = seg_format_date (measurement->from);
	end = seg_format_date (measurement->data_end);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             seg_hint (_("The events end on %s, before %s went out (%s): import what happened since, then measure; or say when it went out: --from DATE"),
	                       _("The events end on %s, before %s went out (%s): import what happened since, then measure; or say when it went out (f)")),
	             end, campaign->name, from);
	return FALSE;
}

enum { USER, AT, IS_GOAL, IS_ORDER, MONEY };

static void
take_event (const SegStatement *row, gint64 late_from, const SegMeasureOptions *options, const SegMeasurement *measurement, SegPeople *people, gsize i)
{
	const gint64 at = seg_statement_integer (row, AT), from = measurement->from;
	const gboolean is_goal = seg_statement_integer (row, IS_GOAL) != 0, is_order = seg_statement_integer (row, IS_ORDER) != 0;
	const double money = seg_statement_is_null (row, MONEY) ? 0 : seg_statement_double (row, MONEY);

	if (at >= from) {
		people->reached[i] |= is_goal ? 1 : 0;
		people->money[i] += money;
		people->flags[i] |= (guint8) ((is_order ? SEG_BOUGHT : 0) | (at >= late_from ? SEG_CAME_BACK : 0));
		return;
	}
	if (at >= from - (gint64) options->days_before * DAY)
		people->before[i] += money;
	people->flags[i] |= (guint8) ((is_order ? SEG_BOUGHT_BEFORE : 0) | (is_goal && at >= from - (gint64) options->days * DAY ? SEG_REACHED_BEFORE : 0));
}

/* One pass: the table lies in the order of its ids, and most lists are a large part of all users. Of what was long before only orders are asked for. */
static gboolean
read_events (SegWorkspace *workspace, const SegMeasureOptions *options, const SegMeasurement *measurement, SegPeople *people, SegJob *job,
             GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, at, kind_id = (SELECT id FROM event_kind WHERE name = :goal), kind_id IN " SEG_SQL_KINDS_OF_ORDERS ", "
		"CASE WHEN kind_id IN " SEG_SQL_KINDS_OF_MONEY " THEN amount END FROM event "
		"WHERE at < :until AND (at >= :before OR kind_id IN " SEG_SQL_KINDS_OF_ORDERS ")", error);
	const gint64 late_from = seg_measure_late_from (measurement);
	GError *failure = NULL;
	gsize n_read = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":before", measurement->from - (gint64) MAX (options->days_before, options->days) * DAY);
	seg_statement_bind_integer (statement, ":until", measurement->until + (measurement->cut_short ? 1 : 0)); /* the last event is in */
	seg_statement_bind_text (statement, ":goal", measurement->goal);
	while (seg_statement_next (statement, &failure)) {
		gssize at = seg_people_find (people, seg_statement_integer (statement, USER));

		if (at >= 0)
			take_event (statement, late_from, options, measurement, people, (gsize) at);
		if (++n_read % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, 0.5, _("what they did"), error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

/* Whoever said no since, in answer to this campaign or to another: those held back can only do the latter. */
static gboolean
read_unsubscribed (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *measurement, SegPeople *people, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT member FROM " SEG_SQL_RESULTS_OF_LIST " WHERE member IS NOT NULL AND outcome IN ('unsubscribed', 'complained') "
		"AND (at BETWEEN :from - 86400 AND :until OR (at IS NULL AND campaign_id = :campaign))", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	seg_statement_bind_integer (statement, ":from", measurement->from);
	seg_statement_bind_integer (statement, ":until", measurement->until);
	while (seg_statement_next (statement, &failure)) {
		gssize at = seg_people_find (people, seg_statement_integer (statement, 0));

		if (at >= 0)
			people->flags[at] |= SEG_UNSUBSCRIBED;
	}
	return seg_query_ended (failure, error);
}

static gboolean
count (SegWorkspace *workspace, const char *sql, const SegCampaign *campaign, const SegMeasurement *measurement, gint64 *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	seg_statement_bind_integer (statement, ":from", measurement->from);
	seg_statement_bind_integer (statement, ":until", measurement->until);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*n = seg_statement_integer (statement, 0);
	return TRUE;
}

/* What makes the comparison doubtful: people held back who got it, and people of both arms who got something else meanwhile. */
static gboolean
count_spoiled (SegWorkspace *workspace, const SegCampaign *campaign, SegMeasurement *measurement, GError **error)
{
	return count (workspace, "SELECT count (DISTINCT member) FROM " SEG_SQL_RESULTS_OF_LIST " AS r WHERE arm = 'control' AND campaign_id = :campaign "
	              "AND outcome IN ('sent', 'delivered', 'opened', 'clicked') AND (at IS NULL OR at BETWEEN :from - 86400 AND :until) "
	              "AND (variant IS NULL OR EXISTS (SELECT 1 FROM campaign_member o WHERE o.campaign_id = :campaign AND o.arm = r.variant AND o.arm <> 'control'))", campaign, measurement, &measurement->n_exposed, error)
	       && count (workspace, "SELECT count (DISTINCT m.user_id) FROM export e CROSS JOIN contact o ON o.export_id = e.id JOIN campaign_member m ON m.campaign_id = :campaign "
	                 "AND m.user_id = o.user_id WHERE e.campaign_id IS NOT :campaign AND e.at >= :from AND e.at < :until AND o.counts",
	                 campaign, measurement, &measurement->n_other, error)
	       && count (workspace, "SELECT coalesce (sum (n_contacts), 0) FROM export WHERE campaign_id = :campaign AND :from < :until", campaign, measurement,
	                 &measurement->n_written, error);
}

SegPeople *
seg_people_read (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegMeasurement *measurement,
                 SegJob *job, GError **error)
{
	const gsize n = (gsize) (campaign->n_send + campaign->n_control);
	g_autoptr (SegPeople) people = seg_people_new (n, error);

	if (people == NULL || !seg_goal_check (workspace, measurement->goal, error)
	    || !seg_goal_find (workspace, measurement->goal, &measurement->goal_kind, error) || !set_span (workspace, campaign, options, measurement, error)
	    || !read_members (workspace, campaign, n, people, error) || !read_merged (workspace, campaign, people, error)
	    || !read_events (workspace, options, measurement, people, job, error) || !read_unsubscribed (workspace, campaign, measurement, people, error)
	    || !seg_measure_other_goal (workspace, campaign, measurement, people, error) || !count_spoiled (workspace, campaign, measurement, error))
		return NULL;
	return g_steal_pointer (&people);
}
