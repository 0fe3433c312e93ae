/* How often people may be contacted, and who is held back from all campaigns: settings of the workspace, changed with a reason. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>

#define POLICY "contact-policy" /* "quiet_days most most_days" */
#define HOLD_OUT "hold-out"     /* "share since key" */
#define MOST_DAYS 3660
#define MOST_SHARE 0.5

/* Some detail as JSON: names and texts in turn, NULL at the end. */
char *
seg_campaign_detail (const char *name, ...)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;
	va_list rest;

	json_builder_begin_object (builder);
	va_start (rest, name);
	for (; name != NULL; name = va_arg (rest, const char *)) {
		json_builder_set_member_name (builder, name);
		json_builder_add_string_value (builder, va_arg (rest, const char *));
	}
	va_end (rest);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

gboolean
seg_campaign_check_reason (const char *reason, GError **error)
{
	g_autofree char *stripped = g_strstrip (g_strdup (reason != NULL ? reason : ""));

	if (stripped[0] == '\0')
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("This needs a reason, which is kept in the audit log"));
	return stripped[0] != '\0';
}

/* How often ---------------------------------------------------------------------------------------------------------- */

gboolean
seg_contact_policy_read (SegWorkspace *workspace, SegContactPolicy *policy, GError **error)
{
	g_autofree char *text = NULL;
	SegContactPolicy found = SEG_CONTACT_POLICY_INIT;

	if (!seg_setting_read (workspace, POLICY, &text, error))
		return FALSE;
	if (text != NULL && sscanf (text, "%u %u %u", &found.quiet_days, &found.most, &found.most_days) != 3) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The rule for how often people are contacted cannot be read: the workspace is damaged"));
		return FALSE;
	}
	*policy = found;
	return TRUE;
}

gboolean
seg_contact_policy_write (SegWorkspace *workspace, const SegContactPolicy *policy, const char *reason, GError **error)
{
	g_autofree char *text = g_strdup_printf ("%u %u %u", policy->quiet_days, policy->most, policy->most_days);
	g_autofree char *quiet = g_strdup_printf ("%u", policy->quiet_days), *most = g_strdup_printf ("%u", policy->most);
	g_autofree char *days = g_strdup_printf ("%u", policy->most_days), *detail = NULL;
	g_autoptr (SegTransaction) transaction = NULL;

	if (policy->quiet_days > MOST_DAYS || policy->most_days > MOST_DAYS) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Contacts can be counted over 0 to %d days"), MOST_DAYS);
		return FALSE;
	}
	if (!seg_campaign_check_reason (reason, error) || (transaction = seg_transaction_begin (workspace, error)) == NULL)
		return FALSE;
	detail = seg_campaign_detail ("quiet_days", quiet, "most", most, "most_days", days, "reason", reason, NULL);
	return seg_setting_write (workspace, POLICY, text, error) && seg_audit_add (workspace, "contact policy", "", detail, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Held back from all campaigns --------------------------------------------------------------------------------------- */

void
seg_hold_out_clear (SegHoldOut *hold_out)
{
	g_free (hold_out->key);
	*hold_out = (SegHoldOut) { 0 };
}

gboolean
seg_hold_out_read (SegWorkspace *workspace, SegHoldOut *hold_out, GError **error)
{
	g_autofree char *text = NULL;
	g_auto (GStrv) parts = NULL;

	*hold_out = (SegHoldOut) { 0 };
	if (!seg_setting_read (workspace, HOLD_OUT, &text, error))
		return FALSE;
	if (text == NULL)
		return TRUE;
	parts = g_strsplit (text, " ", 3);
	if (g_strv_length (parts) != 3) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("Who is held back from all campaigns cannot be read: the workspace is damaged"));
		return FALSE;
	}
	*hold_out = (SegHoldOut) { g_ascii_strtod (parts[0], NULL), g_ascii_strtoll (parts[1], NULL, 10), g_strdup (parts[2]) };
	return TRUE;
}

static gboolean
write_hold_out (SegWorkspace *workspace, const SegHoldOut *hold_out, const char *reason, GError **error)
{
	char share[G_ASCII_DTOSTR_BUF_SIZE];
	g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", g_ascii_dtostr (share, sizeof share, hold_out->share), hold_out->since,
	                                         hold_out->key);
	g_autofree char *detail = seg_campaign_detail ("share", share, "reason", reason, NULL);

	return seg_setting_write (workspace, HOLD_OUT, text, error) && seg_audit_add (workspace, "hold-out", "", detail, error);
}

gboolean
seg_hold_out_set (SegWorkspace *workspace, double share, const char *reason, GError **error)
{
	g_autoptr (SegTransaction) transaction = NULL;
	SegHoldOut hold_out;
	gboolean done;

	if (!(share >= 0 && share <= MOST_SHARE)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("0 to %g %% of all users can be held back from all campaigns, not %g %%"), MOST_SHARE * 100,
		             share * 100);
		return FALSE;
	}
	if (!seg_campaign_check_reason (reason, error) || (transaction = seg_transaction_begin (workspace, error)) == NULL
	    || !seg_hold_out_read (workspace, &hold_out, error))
		return FALSE;
	if (hold_out.key == NULL)
		hold_out.key = g_uuid_string_random ();
	if (share > 0 && hold_out.share == 0)
		hold_out.since = g_get_real_time () / G_USEC_PER_SEC;
	hold_out.share = share;
	done = write_hold_out (workspace, &hold_out, reason, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
	seg_hold_out_clear (&hold_out);
	return done;
}

gboolean
seg_hold_out_has (const SegHoldOut *hold_out, const char *key)
{
	g_autoptr (SegSplitHasher) hasher = hold_out->share > 0 ? seg_split_hasher_new_key (hold_out->key) : NULL;

	return hasher != NULL && seg_split_position (seg_split_hash (hasher, key)) < hold_out->share;
}
