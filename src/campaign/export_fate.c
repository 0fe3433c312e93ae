/* What becomes of the people of a list when it is exported, as far as one query can say it of each: cleaning, consent, who is not to be contacted.
 * The other rules are asked of all at once (seg_asking_taken_today()). */
#include <config.h>
#include "export-private.h"

#include <string.h>

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

#define STOPPED "(SELECT key FROM do_not_contact WHERE channel IN ('', :channel))"
#define SAID "(SELECT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained'))"

/* Who has unsubscribed or is not to be contacted, by any account of theirs. */
static char *
unwanted_sql (SegWorkspace *workspace, gboolean any_left_out, GError **error)
{
	gboolean any_stopped, any_said;
	GString *sql = g_string_new ("0");

	if (!there_is (workspace, "do_not_contact", &any_stopped, error) || !there_is (workspace, "result WHERE outcome IN ('unsubscribed', 'complained')", &any_said, error)) {
		g_string_free (sql, TRUE);
		return NULL;
	}
	if (any_stopped)
		g_string_append (sql, " OR u.key IN " STOPPED);
	if (any_said)
		g_string_append (sql, " OR u.id IN " SAID);
	if (any_left_out && (any_stopped || any_said))
		g_string_append (sql, " OR u.id IN (SELECT other.person FROM (" SEG_SQL_MERGED ") other JOIN user w ON w.id = other.id WHERE w.key IN " STOPPED " OR w.id IN " SAID ")");
	return g_string_free (sql, FALSE);
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
	g_autofree char *unwanted = NULL;

	if (!seg_query_ended (failure, error) || !there_is (workspace, "excluded_user", &any_left_out, error))
		return NULL;
	unwanted = draft->overrides[SEG_SUPPRESS_UNSUBSCRIBED] == NULL ? unwanted_sql (workspace, any_left_out, error) : g_strdup ("0");
	if (unwanted == NULL)
		return NULL;
	return g_strdup_printf ("CASE WHEN NOT (%s) THEN %d WHEN cm.arm = 'control' THEN %d WHEN NOT (%s) OR %s THEN %d ELSE %d END",
	                        any_left_out ? SEG_SQL_USER_IN_USE ("u") : "1", SEG_ROW_CLEANED, SEG_ROW_GOES, consents != NULL ? consents : "0", unwanted,
	                        SEG_ROW_WITHDRAWN, SEG_ROW_GOES);
}

/* A preset knows itself which addresses it needs. */
gboolean
seg_export_address_sql (SegWorkspace *workspace, const SegExportPlan *plan, char **sql, const char **looked_at, GError **error)
{
	const SegCampaignDraft *draft = plan->campaign->draft;
	const SegChannel *channel = seg_channel_find (draft->channel);
	g_autofree char *consent = NULL, *address = NULL, *name = NULL;

	*sql = NULL;
	*looked_at = NULL;
	if (channel != NULL && plan->options->preset == NULL && plan->options->arm != SEG_ARM_CONTROL && draft->overrides[SEG_SUPPRESS_ADDRESS] == NULL
	    && !seg_channel_columns (workspace, channel, &consent, &address, error))
		return FALSE;
	if (address != NULL) {
		name = seg_sql_identifier (address);
		*looked_at = channel->name;
	}
	*sql = name != NULL ? g_strconcat ("u.", name, NULL) : g_strdup ("NULL");
	return TRUE;
}
