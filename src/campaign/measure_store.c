/* The people of a list and what they did before and after it went out, read from the workspace. */
#include <config.h>
#include "measure-private.h"

#include <segscope/hint.h>
#include <segscope/ids.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define DAY 86400
#define ROWS_BETWEEN_ASKING 4096

void
seg_people_free (SegPeople *people)
{
	if (people == NULL)
		return;
	g_free (people->user_ids);
	g_free (people->segment_ids);
	g_free (people->reached);
	g_free (people->money);
	g_free (people->before);
	g_free (people);
}

static gboolean
allocate (SegPeople *people, gsize n, GError **error)
{
	people->user_ids = g_try_new (gint64, MAX (n, 1));
	people->segment_ids = g_try_new (gint64, MAX (n, 1));
	people->reached = g_try_new0 (guint8, MAX (n, 1));
	people->money = g_try_new0 (double, MAX (n, 1));
	people->before = g_try_new0 (double, MAX (n, 1));
	if (people->user_ids != NULL && people->segment_ids != NULL && people->reached != NULL && people->money != NULL && people->before != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to measure what %zu people did"), n);
	return FALSE;
}

static gboolean
read_members (SegWorkspace *workspace, gint64 campaign_id, gsize n, SegPeople *people, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, segment_id, arm = 'control' FROM campaign_member WHERE campaign_id = :campaign "
		"ORDER BY arm <> 'control', user_id LIMIT :n", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	seg_statement_bind_integer (statement, ":n", (gint64) n);
	while (seg_statement_next (statement, &failure)) {
		people->user_ids[people->n] = seg_statement_integer (statement, 0);
		people->segment_ids[people->n++] = seg_statement_integer (statement, 1);
		people->n_control += seg_statement_integer (statement, 2) != 0;
	}
	return seg_query_ended (failure, error);
}

static gssize
find (const SegPeople *people, gint64 user_id)
{
	gssize at = seg_ids_find (people->user_ids, people->n_control, user_id);

	if (at >= 0)
		return at;
	at = seg_ids_find (people->user_ids + people->n_control, people->n - people->n_control, user_id);
	return at >= 0 ? at + (gssize) people->n_control : -1;
}

/* Which kinds count: a word for those there are when @goal is none. */
static gboolean
check_goal (SegWorkspace *workspace, const char *goal, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name, name = :goal FROM event_kind ORDER BY name", error);
	g_autoptr (GString) names = g_string_new (NULL);
	GError *failure = NULL;
	gboolean found = FALSE;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":goal", goal);
	while (seg_statement_next (statement, &failure)) {
		g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", seg_statement_text (statement, 0));
		found |= seg_statement_integer (statement, 1) != 0;
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (!found)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There are no events of the kind \"%s\"; there are: %s"), goal, names->str);
	return found;
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
	if (!seg_events_end (workspace, &measurement->data_end, error))
		return FALSE;
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

/* One pass: the table lies in the order of its ids, and most lists are a large part of all users. */
static gboolean
read_events (SegWorkspace *workspace, const SegMeasureOptions *options, const SegMeasurement *measurement, SegPeople *people, SegJob *job,
             GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, at >= :from, kind_id = (SELECT id FROM event_kind WHERE name = :goal), "
		"CASE WHEN kind_id IN " SEG_SQL_KINDS_OF_MONEY " THEN amount END FROM event WHERE at >= :before AND at < :until", error);
	GError *failure = NULL;
	gsize n_read = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":from", measurement->from);
	seg_statement_bind_integer (statement, ":before", measurement->from - (gint64) options->days_before * DAY);
	seg_statement_bind_integer (statement, ":until", measurement->until + (measurement->cut_short ? 1 : 0)); /* the last event is in */
	seg_statement_bind_text (statement, ":goal", measurement->goal);
	while (seg_statement_next (statement, &failure)) {
		gssize at = find (people, seg_statement_integer (statement, 0));
		gboolean after = seg_statement_integer (statement, 1) != 0;

		if (at >= 0) {
			people->reached[at] |= after && seg_statement_integer (statement, 2) != 0;
			*(after ? &people->money[at] : &people->before[at]) += seg_statement_is_null (statement, 3) ? 0 : seg_statement_double (statement, 3);
		}
		if (++n_read % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, 0.5, _("what they did"), error))
			return FALSE;
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
	return count (workspace, "SELECT count (DISTINCT m.user_id) FROM campaign_member m JOIN result r ON r.user_id = m.user_id "
	              "AND r.campaign_id = m.campaign_id AND r.outcome IN ('sent', 'delivered', 'opened', 'clicked') "
	              "AND (r.at IS NULL OR r.at BETWEEN :from - 86400 AND :until) WHERE m.campaign_id = :campaign AND m.arm = 'control'", campaign, measurement, &measurement->n_exposed, error)
	       && count (workspace, "SELECT count (DISTINCT m.user_id) FROM campaign_member m JOIN campaign_member o ON o.user_id = m.user_id "
	                 "AND o.campaign_id <> m.campaign_id AND o.arm <> 'control' JOIN campaign c ON c.id = o.campaign_id AND c.exported_at >= :from "
	                 "AND c.exported_at < :until WHERE m.campaign_id = :campaign", campaign, measurement, &measurement->n_other, error);
}

SegPeople *
seg_people_read (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegMeasurement *measurement,
                 SegJob *job, GError **error)
{
	g_autoptr (SegPeople) people = g_new0 (SegPeople, 1);
	const gsize n = (gsize) (campaign->n_send + campaign->n_control);

	if (!check_goal (workspace, measurement->goal, error) || !set_span (workspace, campaign, options, measurement, error)
	    || !allocate (people, n, error)
	    || !read_members (workspace, campaign->id, n, people, error)
	    || !read_events (workspace, options, measurement, people, job, error) || !count_spoiled (workspace, campaign, measurement, error))
		return NULL;
	return g_steal_pointer (&people);
}
