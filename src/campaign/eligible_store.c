/* The queries behind a campaign's audience. Conditions are written once and used both for counting and for reading, so that
 * the funnel and the list cannot disagree. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 1024

void
seg_audience_query_free (SegAudienceQuery *query)
{
	if (query == NULL)
		return;
	seg_filter_free (query->filter);
	g_free (query->from);
	g_free (query->is_audience);
	g_free (query->matches);
	g_free (query->consents);
	g_free (query);
}

char *
seg_consent_condition (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	const SegAttribute *consent = attributes != NULL ? seg_attributes_with_field (attributes, "consent") : NULL;
	g_autofree char *name = consent != NULL ? seg_sql_identifier (consent->name) : NULL;

	return name != NULL ? g_strdup_printf ("coalesce (u.%s, 0) = 1", name) : NULL; /* not known counts as no */
}

static gboolean
find_consent (SegWorkspace *workspace, SegAudienceQuery *query, GError **error)
{
	GError *failure = NULL;
	char *condition = seg_consent_condition (workspace, &failure);

	if (failure != NULL)
		return seg_query_ended (failure, error);
	query->has_consent = condition != NULL;
	if (query->draft->overrides[SEG_SUPPRESS_CONSENT] != NULL) {
		g_free (condition);
		condition = g_strdup ("1");
	}
	query->consents = condition;
	if (condition == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     seg_hint (_("No consent column was imported, so nobody may be written to; map one with: segscope import WORKSPACE "
		                       "FILE --as users --map consent=COLUMN, or choose to go without consent (--no-consent; that is kept in the audit log)"),
		                       _("No consent column was imported, so nobody may be written to; say in the plan of an import (i on Data) which column is consent, or choose "
		                       "to go without consent (that is kept in the audit log)")));
	return condition != NULL;
}

/* The segmentation and segments of the draft must be there. */
static gboolean
check_segments (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;

	if (draft->segmentation_id == 0)
		return TRUE;
	segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, error);
	for (guint i = 0; segmentation != NULL && i < draft->segment_ids->len; i++) {
		gboolean found = FALSE;

		for (guint j = 0; j < segmentation->segments->len; j++)
			found |= ((SegSegment *) segmentation->segments->pdata[j])->id == g_array_index (draft->segment_ids, gint64, i);
		if (!found) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A chosen segment does not belong to the segmentation \"%s\""),
			             segmentation->name);
			return FALSE;
		}
	}
	return segmentation != NULL;
}

/* Ids are numbers of our own, so they may stand in the text. */
static char *
segments_condition (const SegCampaignDraft *draft)
{
	GString *sql;

	if (draft->segmentation_id == 0)
		return g_strdup ("1");
	if (draft->segment_ids->len == 0)
		return g_strdup ("m.user_id IS NOT NULL");
	sql = g_string_new ("coalesce (m.segment_id IN (");
	for (guint i = 0; i < draft->segment_ids->len; i++)
		g_string_append_printf (sql, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", g_array_index (draft->segment_ids, gint64, i));
	g_string_append (sql, "), 0)");
	return g_string_free (sql, FALSE);
}

static char *
make_from (const SegAudienceQuery *query)
{
	gint64 set_id = seg_filter_set_id (query->filter);
	GString *sql = g_string_new ("FROM (SELECT * FROM user WHERE " SEG_SQL_USER_IN_USE ("user") ") u ");

	g_string_append_printf (sql, "LEFT JOIN membership m ON m.segmentation_id = %" G_GINT64_FORMAT " AND m.user_id = u.id "
	                        "LEFT JOIN segment s ON s.id = m.segment_id", query->segmentation_id);
	if (set_id != 0)
		g_string_append_printf (sql, " LEFT JOIN feature_set_%" G_GINT64_FORMAT " f ON f.user_id = u.id", set_id);
	return g_string_free (sql, FALSE);
}

SegAudienceQuery *
seg_audience_query_new (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegAudienceQuery) query = g_new0 (SegAudienceQuery, 1);

	query->draft = draft;
	if (!seg_campaign_draft_check (draft, error) || !check_segments (workspace, draft, error))
		return NULL;
	query->segmentation_id = draft->segmentation_id;
	if (draft->segmentation_id == 0
	    && !seg_workspace_count (workspace, "SELECT max (id) FROM segmentation", &query->segmentation_id, error))
		return NULL;
	query->filter = seg_filter_parse (workspace, NULL, draft->filter, error);
	if (query->filter == NULL || !find_consent (workspace, query, error))
		return NULL;
	query->is_audience = segments_condition (draft);
	query->matches = g_strdup_printf ("coalesce (%s, 0)", seg_filter_sql (query->filter));
	query->from = make_from (query);
	return g_steal_pointer (&query);
}

gboolean
seg_audience_count (SegWorkspace *workspace, const SegAudienceQuery *query, SegAudienceCounts *counts, GError **error)
{
	g_autofree char *sql = g_strdup_printf (
		"SELECT count(*), count(CASE WHEN %s THEN 1 END), count(CASE WHEN (%s) AND (%s) THEN 1 END) %s WHERE %s",
		query->matches, query->matches, query->consents, query->from, query->is_audience);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_filter_bind (query->filter, statement);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*counts = (SegAudienceCounts) { seg_statement_integer (statement, 0), seg_statement_integer (statement, 1),
		                            seg_statement_integer (statement, 2) };
	return TRUE;
}

static char *
eligible_sql (const SegAudienceQuery *query)
{
	return g_strdup_printf ("SELECT u.id, u.key, %s %s WHERE (%s) AND (%s) AND (%s) ORDER BY u.id",
	                        query->draft->segmentation_id != 0 ? "m.segment_id" : "0", query->from, query->is_audience,
	                        query->matches, query->consents);
}

SegEligible *
seg_audience_read (SegWorkspace *workspace, const SegAudienceQuery *query, gsize n, SegJob *job, GError **error)
{
	g_autofree char *sql = eligible_sql (query);
	g_autoptr (SegSplitHasher) hasher = seg_split_hasher_new (query->draft);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autofree SegEligible *people = g_try_malloc_n (MAX (n, 1), sizeof *people);
	GError *failure = NULL;
	gsize i = 0;

	if (statement == NULL)
		return NULL;
	if (people == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n);
		return NULL;
	}
	seg_filter_bind (query->filter, statement);
	for (; i < n && seg_statement_next (statement, &failure); i++) {
		people[i] = (SegEligible) { .user_id = seg_statement_integer (statement, 0), .segment_id = seg_statement_integer (statement, 2) };
		people[i].hash = seg_split_hash (hasher, seg_statement_text (statement, 1));
		if (i % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, (double) i / (double) n, _("choosing people"), error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&people) : NULL;
}
