/* Results of a campaign, matched with its list: by the person (or the account that cleaning has made of theirs) and the arm. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/results.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const struct {
	const char *name, *label; /* label: may have one %u, the days */
} faults[SEG_N_RESULTS_FAULTS] = {
	[SEG_RESULTS_UNMATCHED] = { "unmatched", N_("not on the list: not counted") },
	[SEG_RESULTS_EARLY] = { "early", N_("before it went out: not counted") },
	[SEG_RESULTS_LATE] = { "late", N_("after the %u days: not counted") },
	[SEG_RESULTS_HELD_BACK] = { "exposed", N_("held back, and got it all the same") },
	[SEG_RESULTS_OTHER_ARM] = { "other arm", N_("the file names another arm than the list") },
	[SEG_RESULTS_NOT_WRITTEN] = { "not written", N_("left out of the files, and got it all the same") },
};

const char *
seg_results_fault_name (SegResultsFault fault)
{
	return faults[fault].name;
}

char *
seg_results_fault_label (SegResultsFault fault, guint goal_days)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
	return g_strdup_printf (_(faults[fault].label), goal_days);
#pragma GCC diagnostic pop
}

void
seg_results_free (SegResults *results)
{
	if (results == NULL)
		return;
	g_ptr_array_unref (results->outcomes);
	g_free (results);
}

static void
free_outcome (gpointer data)
{
	SegResultsOutcome *outcome = data;

	g_free (outcome->outcome);
	g_free (outcome->people);
	g_free (outcome->money);
	g_free (outcome);
}

/* Matching ------------------------------------------------------------------------------------------------------------- */

#define GOT_IT "r.outcome IN ('sent', 'delivered', 'opened', 'clicked')"
/* What a file calls the control group. */
#define ARM_OF_FILE "CASE WHEN lower (r.variant) IN ('control', 'holdout', 'no contact', '对照', '对照组', '空白', '空白组') THEN 'control' ELSE r.variant END"

/* Whose the row is on the list, and their arm: theirs, else that of the account cleaning has put theirs into, else of one put into that. */
#define MEMBER "coalesce (m.user_id, n.user_id, o.user_id)"
#define ARM "coalesce (m.arm, n.arm, o.arm)"
/* Each row of the campaign with the arm of its person and what is the matter with it; to stand after FROM. */
#define SAID \
	"(SELECT r.id, coalesce (x.person, r.user_id) AS person, r.user_id, r.variant, r.outcome, r.at, r.amount, r.source_id, " ARM " AS arm, " \
	"CASE WHEN " ARM " IS NULL THEN 'unmatched' WHEN r.at < :from - 86400 THEN 'early' WHEN r.at >= :until THEN 'late' " \
	"WHEN " ARM " = 'control' AND " GOT_IT " THEN 'exposed' " \
	"WHEN lower (" ARM_OF_FILE ") <> lower (" ARM ") AND lower (" ARM_OF_FILE ") IN (SELECT lower (arm) FROM campaign_member " \
	"WHERE campaign_id = :campaign GROUP BY arm) THEN 'other arm' " \
	"WHEN " GOT_IT " AND :from IS NOT NULL AND NOT EXISTS (SELECT 1 FROM export e CROSS JOIN contact k ON k.export_id = e.id " \
	"AND k.user_id = " MEMBER " WHERE e.campaign_id = :campaign AND k.counts) THEN 'not written' ELSE '' END AS fault " \
	"FROM result r LEFT JOIN (" SEG_SQL_MERGED ") x ON x.id = r.user_id " \
	"LEFT JOIN campaign_member m ON m.campaign_id = :campaign AND m.user_id = r.user_id " \
	"LEFT JOIN campaign_member n ON n.campaign_id = :campaign AND n.user_id = x.person " \
	"LEFT JOIN " SEG_SQL_LIST_BY_PERSON " o ON o.person = coalesce (x.person, r.user_id) WHERE r.campaign_id = :campaign)"
#define COUNTS "fault NOT IN ('unmatched', 'early', 'late')"

static SegStatement *
prepare (SegWorkspace *workspace, const char *sql, const SegCampaign *campaign, GError **error)
{
	SegStatement *statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	if (campaign->exported_at != 0) {
		seg_statement_bind_integer (statement, ":from", campaign->exported_at);
		seg_statement_bind_integer (statement, ":until", campaign->exported_at + (gint64) campaign->draft->goal_days * 86400);
	}
	return statement;
}

/* Counting ------------------------------------------------------------------------------------------------------------- */

static SegResultsOutcome *
outcome_of (SegResults *results, const SegCampaign *campaign, const char *name)
{
	SegResultsOutcome *outcome = results->outcomes->len > 0 ? results->outcomes->pdata[results->outcomes->len - 1] : NULL;

	if (outcome != NULL && strcmp (outcome->outcome, name) == 0)
		return outcome;
	outcome = g_new0 (SegResultsOutcome, 1);
	outcome->outcome = g_strdup (name);
	outcome->people = g_new0 (gint64, campaign->arms->len + 1);
	outcome->money = g_new0 (double, campaign->arms->len + 1);
	g_ptr_array_add (results->outcomes, outcome);
	return outcome;
}

/* In the order in which they happen. */
#define ORDER \
	"CASE outcome WHEN 'assigned' THEN 0 WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 WHEN 'opened' THEN 3 WHEN 'clicked' THEN 4 WHEN 'visited' THEN 5 " \
	"WHEN 'replied' THEN 6 WHEN 'redeemed' THEN 7 WHEN 'converted' THEN 8 WHEN 'spent' THEN 9 WHEN 'unsubscribed' THEN 11 WHEN 'complained' THEN 12 " \
	"WHEN 'bounced' THEN 13 ELSE 10 END"

static gboolean
count_outcomes (SegWorkspace *workspace, const SegCampaign *campaign, SegResults *results, GError **error)
{
	g_autoptr (SegStatement) rows = prepare (workspace, "SELECT outcome, arm, count (DISTINCT person), total (amount) FROM " SAID " WHERE " COUNTS
	                                         " GROUP BY outcome, arm ORDER BY " ORDER ", outcome", campaign, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		SegResultsOutcome *outcome = outcome_of (results, campaign, seg_statement_text (rows, 0));

		for (guint i = 0; i < campaign->arms->len; i++)
			if (strcmp (((const SegCampaignArm *) campaign->arms->pdata[i])->name, seg_statement_text (rows, 1)) == 0) {
				outcome->people[i] = seg_statement_integer (rows, 2);
				outcome->money[i] = seg_statement_double (rows, 3);
				outcome->n += outcome->people[i];
			}
	}
	return seg_query_ended (failure, error);
}

static gboolean
count_faults (SegWorkspace *workspace, const SegCampaign *campaign, SegResults *results, GError **error)
{
	g_autoptr (SegStatement) rows = prepare (workspace, "SELECT fault, count(*), max (at) FROM " SAID " GROUP BY fault", campaign, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		gint64 n = seg_statement_integer (rows, 1);

		results->n_rows += n;
		results->at = MAX (results->at, seg_statement_integer (rows, 2));
		for (guint i = 0; i < SEG_N_RESULTS_FAULTS; i++)
			if (strcmp (faults[i].name, seg_statement_text (rows, 0)) == 0)
				results->faults[i] = n;
	}
	results->n_counted = results->n_rows - results->faults[SEG_RESULTS_UNMATCHED] - results->faults[SEG_RESULTS_EARLY] - results->faults[SEG_RESULTS_LATE];
	return seg_query_ended (failure, error);
}

/* Of the files that brought results of it; those with results of several campaigns among them. */
static gboolean
count_set_aside (SegWorkspace *workspace, const SegCampaign *campaign, SegResults *results, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace,
		"WITH file (id, delta, n) AS (SELECT id, delta, (SELECT count(*) FROM reject WHERE source_id = source.id AND corrected_by IS NULL) FROM source "
		"WHERE id IN (SELECT source_id FROM result WHERE campaign_id = :campaign)) "
		"SELECT CASE count(*) FILTER (WHERE n > 0) WHEN 1 THEN max (id) FILTER (WHERE n > 0) ELSE 0 END, coalesce (sum (n), 0), "
		"coalesce (sum (delta ->> 'repeated_results'), 0), coalesce (sum (min (delta ->> 'nobody_results', n)), 0) FROM file", error);

	if (row == NULL)
		return FALSE;
	seg_statement_bind_integer (row, ":campaign", campaign->id);
	if (!seg_statement_next (row, error))
		return FALSE;
	results->aside_source = seg_statement_integer (row, 0);
	results->n_set_aside = seg_statement_integer (row, 1);
	results->n_repeated = seg_statement_integer (row, 2);
	results->n_nobody = seg_statement_integer (row, 3);
	return TRUE;
}

SegResults *
seg_campaign_results (SegWorkspace *workspace, const SegCampaign *campaign, SegJob *job, GError **error)
{
	g_autoptr (SegResults) results = g_new0 (SegResults, 1);
	gboolean done;

	results->outcomes = g_ptr_array_new_with_free_func (free_outcome);
	seg_workspace_watch (workspace, job);
	done = count_faults (workspace, campaign, results, error) && count_outcomes (workspace, campaign, results, error)
	       && count_set_aside (workspace, campaign, results, error);
	seg_workspace_watch (workspace, NULL);
	return done ? g_steal_pointer (&results) : NULL;
}

/* Rows ------------------------------------------------------------------------------------------------------------------ */

static void
free_row (gpointer data)
{
	SegResultsRow *row = data;

	g_free (row->key);
	g_free (row->arm);
	g_free (row->variant);
	g_free (row->outcome);
	g_free (row->file);
	g_free (row);
}

#define CHOSEN " WHERE CASE WHEN :fault IS NULL THEN " COUNTS " AND (:outcome IS NULL OR outcome = :outcome) AND (:arm IS NULL OR arm = :arm) ELSE fault = :fault END"

static SegStatement *
prepare_chosen (SegWorkspace *workspace, const char *sql, const SegCampaign *campaign, SegResultsFault fault, const char *outcome, const char *arm,
                GError **error)
{
	SegStatement *rows = prepare (workspace, sql, campaign, error);

	if (rows == NULL)
		return NULL;
	seg_statement_bind_text (rows, ":fault", fault < SEG_N_RESULTS_FAULTS ? faults[fault].name : NULL);
	seg_statement_bind_text (rows, ":outcome", outcome);
	seg_statement_bind_text (rows, ":arm", arm);
	return rows;
}

GPtrArray *
seg_campaign_results_rows (SegWorkspace *workspace, const SegCampaign *campaign, SegResultsFault fault, const char *outcome, const char *arm,
                           gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (free_row);
	g_autoptr (SegStatement) rows = prepare_chosen (workspace,
		"SELECT said.user_id, user.key, said.arm, said.variant, said.outcome, said.at, said.amount, said.source_id, source.path FROM (SELECT * FROM " SAID
		CHOSEN " ORDER BY id LIMIT :limit OFFSET :offset) AS said JOIN user ON user.id = said.user_id JOIN source ON source.id = said.source_id "
		"ORDER BY said.id", campaign, fault, outcome, arm, error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_integer (rows, ":limit", limit);
	seg_statement_bind_integer (rows, ":offset", offset);
	while (seg_statement_next (rows, &failure)) {
		SegResultsRow *row = g_new (SegResultsRow, 1);

		*row = (SegResultsRow) {
			.user_id = seg_statement_integer (rows, 0), .key = g_strdup (seg_statement_text (rows, 1)), .arm = g_strdup (seg_statement_text (rows, 2)),
			.variant = g_strdup (seg_statement_text (rows, 3)), .outcome = g_strdup (seg_statement_text (rows, 4)),
			.at = seg_statement_is_null (rows, 5) ? G_MININT64 : seg_statement_integer (rows, 5),
			.amount = seg_statement_is_null (rows, 6) ? (double) NAN : seg_statement_double (rows, 6), .source_id = seg_statement_integer (rows, 7),
			.file = g_strdup (seg_statement_text (rows, 8)),
		};
		g_ptr_array_add (found, row);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&found) : NULL;
}

GArray *
seg_campaign_results_people (SegWorkspace *workspace, const SegCampaign *campaign, SegResultsFault fault, const char *outcome, const char *arm, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (SegStatement) rows = prepare_chosen (workspace, "SELECT DISTINCT person FROM " SAID CHOSEN " ORDER BY person", campaign, fault, outcome, arm,
	                                                error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);

		g_array_append_val (ids, id);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}
