/* What becomes of the people of a list when it is exported, as far as one query can say it of each: cleaning and consent. Whoever wants no more
 * is asked for row by row (export_rows.c), by account and by address; the other rules are asked of all at once (seg_asking_taken_today()). */
#include <config.h>
#include "export-private.h"

/* Whether any row there is meets it: what cannot hold of anybody is not asked of everybody. */
static gboolean
there_is (SegWorkspace *workspace, const char *what, gboolean *found, GError **error)
{
	g_autofree char *sql = g_strconcat ("SELECT EXISTS (SELECT 1 FROM ", what, ")", NULL);
	gint64 n;

	if (!seg_workspace_count (workspace, sql, &n, error))
		return FALSE;
	*found = n != 0;
	return TRUE;
}

/* What becomes of a person on the list, as a number. Cleaning takes people of all arms alike, or the arms could not be compared. Those held back get
 * no message: they are in the analyst's file whatever they said. */
char *
seg_export_fate_sql (SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	const SegCampaignDraft *draft = campaign->draft;
	GError *failure = NULL;
	gboolean any_left_out;
	g_autofree char *consents = draft->overrides[SEG_SUPPRESS_CONSENT] == NULL ? seg_consent_condition (workspace, draft->channel, &failure) : g_strdup ("1");

	if (!seg_query_ended (failure, error) || !there_is (workspace, "excluded_user", &any_left_out, error))
		return NULL;
	return g_strdup_printf ("CASE WHEN NOT (%s) THEN %d WHEN cm.arm = 'control' THEN %d WHEN NOT (%s) THEN %d ELSE %d END",
	                        any_left_out ? SEG_SQL_USER_IN_USE ("u") : "1", SEG_ROW_CLEANED, SEG_ROW_GOES, consents != NULL ? consents : "0",
	                        SEG_ROW_WITHDRAWN, SEG_ROW_GOES);
}

gboolean
seg_export_addresses (SegWorkspace *workspace, const SegExportPlan *plan, SegExportAddresses *addresses, GError **error)
{
	const SegCampaignDraft *draft = plan->campaign->draft;
	const SegChannel *channel = plan->options->arm != SEG_ARM_CONTROL ? seg_channel_find (draft->channel) : NULL;
	g_autofree char *consent = NULL, *column = NULL;

	*addresses = (SegExportAddresses) { 0 };
	if (channel == NULL)
		return TRUE;
	if (!seg_channel_columns (workspace, channel, &consent, &column, error)
	    || (draft->overrides[SEG_SUPPRESS_UNSUBSCRIBED] == NULL && !seg_unwanted_read (workspace, draft->channel, column, &addresses->unwanted, error)))
		return FALSE;
	if (column != NULL && plan->options->preset == NULL && draft->overrides[SEG_SUPPRESS_ADDRESS] == NULL) /* a preset knows itself which it needs */
		addresses->channel = channel->name;
	if (addresses->channel != NULL || (addresses->unwanted != NULL && seg_unwanted_has_addresses (addresses->unwanted)))
		addresses->column = seg_sql_identifier (column);
	return TRUE;
}

void
seg_export_addresses_clear (SegExportAddresses *addresses)
{
	g_free (addresses->column);
	seg_unwanted_free (addresses->unwanted);
	*addresses = (SegExportAddresses) { 0 };
}
