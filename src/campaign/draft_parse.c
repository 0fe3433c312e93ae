/* Parts of an audience and arms, as people write them. */
#include <config.h>
#include <segscope/audience.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_ARMS 26

static gboolean
parse_n (const char *who, const char *text, gint64 *n, GError **error)
{
	guint64 value;

	if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &value, NULL)) {
		*n = (gint64) value;
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\": how many people must be a whole number, not \"%s\""), who, text);
	return FALSE;
}

static gboolean
parse_item (SegCampaignDraft *draft, SegPartUse use, const char *who, GError **error)
{
	const char *rest = who + strlen ("item:"), *colon = strrchr (rest, ':');
	g_autofree char *key = colon != NULL ? g_strndup (rest, (gsize) (colon - rest)) : g_strdup (rest);
	gint64 n = 0;

	if (colon != NULL && !parse_n (who, colon + 1, &n, error))
		return FALSE;
	seg_campaign_draft_add_part (draft, use, SEG_PART_ITEM, key, n);
	return TRUE;
}

gboolean
seg_campaign_draft_parse_part (SegCampaignDraft *draft, SegPartUse use, const char *who, GError **error)
{
	g_auto (GStrv) words = NULL;
	gint64 n = 0;

	if (g_str_has_prefix (who, "item:"))
		return parse_item (draft, use, who, error);
	if (g_str_has_prefix (who, "campaign:"))
		seg_campaign_draft_add_part (draft, use, SEG_PART_CAMPAIGN, who + strlen ("campaign:"), 0);
	else if (g_str_has_prefix (who, "alike:")) {
		words = g_strsplit (who + strlen ("alike:"), ":", 2);
		if (g_strv_length (words) != 2) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" must be alike:N:FILTER, for example alike:500:orders > 5"), who);
			return FALSE;
		}
		if (!parse_n (who, words[0], &n, error))
			return FALSE;
		seg_campaign_draft_add_part (draft, use, SEG_PART_ALIKE, words[1], n);
	} else
		seg_campaign_draft_add_part (draft, use, SEG_PART_FILTER, who, 0);
	return TRUE;
}

/* "50%" or "0.5". */
static gboolean
parse_share (const char *text, double *share)
{
	char *end;
	double value = g_ascii_strtod (text, &end);

	while (end != text && *end == ' ')
		end++;
	if (end == text || !isfinite (value) || (*end == '%' ? end[1] : *end) != '\0')
		return FALSE;
	*share = *end == '%' ? value / 100 : value;
	return *share > 0 && *share <= 1;
}

gboolean
seg_campaign_draft_parse_arms (SegCampaignDraft *draft, const char *text, GError **error)
{
	g_autoptr (SegCampaignDraft) parsed = seg_campaign_draft_new ();
	g_auto (GStrv) words = g_strsplit (text, ",", -1);
	gboolean fine = words[0] != NULL;
	guint64 n;

	if (g_ascii_string_to_unsigned (text, 10, 1, MOST_ARMS, &n, NULL)) {
		seg_campaign_draft_set_arms (draft, (guint) n);
		return TRUE;
	}
	for (gsize i = 0; fine && words[i] != NULL; i++) {
		char *equals = strrchr (words[i], '=');
		double share;

		fine = equals != NULL && parse_share (equals + 1, &share);
		if (fine) {
			*equals = '\0';
			seg_campaign_draft_add_arm (parsed, g_strstrip (words[i]), share);
		}
	}
	if (!fine) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Arms are a number, or names with their shares as A=50%%,B=50%%, not \"%s\""), text);
		return FALSE;
	}
	g_ptr_array_set_size (draft->arms, 0);
	for (guint i = 0; i < parsed->arms->len; i++) {
		const SegDraftArm *arm = parsed->arms->pdata[i];

		seg_campaign_draft_add_arm (draft, arm->name, arm->share);
	}
	return TRUE;
}
