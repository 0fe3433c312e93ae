#include <config.h>
#include "campaign_option.h"

#include <segscope/audience.h>
#include <segscope/contact.h>
#include <segscope/offer.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

GOptionEntry *
seg_campaign_option_entries (SegCampaignOptions *o)
{
	const GOptionEntry entries[] = {
		{ "segments", 's', 0, G_OPTION_ARG_STRING, &o->segments, N_("Only these segments, by name or number (all)"), "NAME,..." },
		{ "segmentation", 0, 0, G_OPTION_ARG_STRING, &o->segmentation, N_("Segments of this segmentation (the newest)"), "NAME" },
		{ "everyone", 0, 0, G_OPTION_ARG_NONE, &o->everyone, N_("All users, in a segment or not"), NULL },
		{ "filter", 'f', 0, G_OPTION_ARG_STRING, &o->filter, N_("Only users that match, \"city = 上海 and orders > 2\""), "FILTER" },
		{ "add", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->add, N_("These people too: FILTER, item:KEY[:N], alike:N:FILTER, campaign:NAME"), "WHO" },
		{ "keep", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->keep, N_("Of those so far, only these"), "WHO" },
		{ "remove", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->remove, N_("Never these; \"\" nobody is left out any more"), "WHO" },
		{ "channel", 0, 0, G_OPTION_ARG_STRING, &o->channel, N_("email, sms, wechat, push, phone, post, ads (email)"), "CHANNEL" },
		{ "override", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->overrides,
		  N_("Have no regard to: consent, unsubscribed, contacted, frequency, address, owns, hold-out; needs --reason"), "STEP" },
		{ "no-consent", 0, 0, G_OPTION_ARG_NONE, &o->no_consent, N_("The same as --override consent"), NULL },
		{ "reason", 0, 0, G_OPTION_ARG_STRING, &o->reason, N_("Why something, or a control group, is left aside; kept in the audit log"), "WORDS" },
		{ "quiet-days", 0, 0, G_OPTION_ARG_INT, &o->quiet_days, N_("Nobody contacted in so many last days (as the workspace asks for; not less)"), "N" },
		{ "addresses", 0, 0, G_OPTION_ARG_STRING, &o->addresses, N_("once: one message an address, to who comes first by --rank-by or else came in first; each: to every account (once)"), "HOW" },
		{ "offer", 0, 0, G_OPTION_ARG_STRING, &o->offer, N_("What is offered: one of segscope offer; \"\" takes it away"), "NAME" },
		{ "goal", 0, 0, G_OPTION_ARG_STRING, &o->goal, N_("The kind of event that counts as success (purchase)"), "KIND" },
		{ "days", 0, 0, G_OPTION_ARG_INT, &o->goal_days, N_("And within how many days (14)"), "N" },
		{ "rank-by", 0, 0, G_OPTION_ARG_STRING, &o->rank_by, N_("Who first: the highest in this attribute or feature; \"\" nobody"), "COLUMN" },
		{ "ascending", 0, 0, G_OPTION_ARG_NONE, &o->ascending, N_("The lowest first"), NULL },
		{ "worth", 0, 0, G_OPTION_ARG_NONE, &o->worth, N_("The column is the money a contact is expected to bring: nobody who costs more"), NULL },
		{ "propensity", 0, 0, G_OPTION_ARG_STRING, &o->propensity, N_("Multiplied with this probability"), "COLUMN" },
		{ "limit", 0, 0, G_OPTION_ARG_INT64, &o->limit, N_("At most so many people to send to; 0: no limit"), "N" },
		{ "budget", 0, 0, G_OPTION_ARG_STRING, &o->budget, N_("At most so much money; 0: no limit"), "MONEY" },
		{ "contact-cost", 0, 0, G_OPTION_ARG_STRING, &o->contact_cost, N_("Of reaching one person (0)"), "MONEY" },
		{ "control", 0, 0, G_OPTION_ARG_STRING, &o->control, N_("Share held back at random (10%); 0 needs --reason"), "SHARE" },
		{ "split", 0, 0, G_OPTION_ARG_STRING, &o->split, N_("stratified: exact shares by segment and value; hash: each by their own hash (stratified)"), "HOW" },
		{ "stratify-by", 0, 0, G_OPTION_ARG_STRING, &o->stratify_by, N_("The value of the strata (what people spent)"), "COLUMN" },
		{ "arms", 0, 0, G_OPTION_ARG_STRING, &o->arms, N_("How many ways to talk to people, or each with its share: 2, or A=50%,B=30%,C=20%"), "ARMS" },
		{ "arms-by", 0, 0, G_OPTION_ARG_STRING, &o->arms_by, N_("With --clone: the shares that a policy proposes from what its arms did: thompson, ucb1 or epsilon-greedy"), "POLICY" },
		{ "message", 0, 0, G_OPTION_ARG_STRING, &o->message, N_("What people read, or @FILE; \"Subject: ...\" may be its first line; {fields} are filled in"), "TEXT" },
		{ "arm-message", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->arm_messages, N_("What an arm reads"), "ARM=TEXT" },
		{ "segment-message", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->segment_messages, N_("What a segment reads"), "SEGMENT=TEXT" },
		{ "recommend", 'r', 0, G_OPTION_ARG_INT, &o->n_recommendations, N_("Recommended items for each person, 0 to 10 (3; 0 without items)"), "N" },
		{ "starts", 0, 0, G_OPTION_ARG_STRING, &o->starts, N_("When it begins"), "DATE" },
		{ "ends", 0, 0, G_OPTION_ARG_STRING, &o->ends, N_("When it ends"), "DATE" },
		{ "owner", 0, 0, G_OPTION_ARG_STRING, &o->owner, N_("Who answers for it"), "NAME" },
		{ "notes", 0, 0, G_OPTION_ARG_STRING, &o->notes, N_("Notes"), "WORDS" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	o->n_recommendations = SEG_ITEMS_AS_USUAL;
	o->quiet_days = o->goal_days = -1;
	o->limit = -1;
	return g_memdup2 (entries, sizeof entries);
}

void
seg_campaign_options_clear (SegCampaignOptions *o)
{
	char *texts[] = { o->segments, o->segmentation, o->filter, o->control, o->reason, o->channel, o->offer, o->goal, o->rank_by, o->propensity, o->budget,
		              o->contact_cost, o->split, o->stratify_by, o->arms, o->arms_by, o->message, o->starts, o->ends, o->owner, o->notes, o->addresses };
	char **lists[] = { o->add, o->keep, o->remove, o->overrides, o->arm_messages, o->segment_messages };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (texts[i]);
	for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
		g_strfreev (lists[i]);
}

gboolean
seg_campaign_options_any (const SegCampaignOptions *o)
{
	const void *all[] = { o->segments, o->segmentation, o->filter, o->control, o->channel, o->offer, o->goal, o->rank_by, o->propensity, o->budget,
		                  o->contact_cost, o->split, o->stratify_by, o->arms, o->arms_by, o->message, o->starts, o->ends, o->owner, o->notes, o->addresses, o->add, o->keep,
		                  o->remove, o->overrides, o->arm_messages, o->segment_messages };

	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		if (all[i] != NULL)
			return TRUE;
	return o->n_recommendations != SEG_ITEMS_AS_USUAL || o->quiet_days >= 0 || o->goal_days >= 0 || o->limit >= 0 || o->no_consent || o->everyone
	       || o->ascending || o->worth;
}

/* Numbers -------------------------------------------------------------------------------------------------------------- */

/* A number of 1 or more without % would be a guess, and is refused. */
gboolean
seg_campaign_parse_share (const char *option, const char *text, double most, double *share, GError **error)
{
	char *end;
	double value = g_ascii_strtod (text, &end);
	gboolean percent;

	while (end != text && *end == ' ')
		end++;
	percent = end != text && *end == '%';
	if (end == text || end[percent ? 1 : 0] != '\0' || !isfinite (value) || value < 0 || (percent ? value / 100 : value) > most) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s must be a share from 0%% to %g%% (or 0 to %g), not \"%s\""), option, most * 100, most, text);
		return FALSE;
	}
	*share = percent ? value / 100 : value;
	return TRUE;
}

static gboolean
parse_money (const char *option, const char *text, double *money, GError **error)
{
	char *end;
	double value = text != NULL ? g_ascii_strtod (text, &end) : 0;

	if (text == NULL)
		return TRUE;
	if (end == text || *end != '\0' || !(value >= 0 && isfinite (value))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s must be a number of 0 or more, not \"%s\""), option, text);
		return FALSE;
	}
	*money = value;
	return TRUE;
}

static gboolean
parse_numbers (const SegCampaignOptions *o, SegCampaignDraft *draft, GError **error)
{
	if (o->n_recommendations != SEG_ITEMS_AS_USUAL && (o->n_recommendations < 0 || o->n_recommendations > 10)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--recommend must be 0 to 10, not %d"), o->n_recommendations);
		return FALSE;
	}
	if (o->n_recommendations != SEG_ITEMS_AS_USUAL)
		draft->n_recommendations = (guint) o->n_recommendations;
	if (o->quiet_days >= 0)
		draft->quiet_days = (guint) o->quiet_days;
	if (o->goal_days >= 0)
		draft->goal_days = (guint) o->goal_days;
	if (o->limit >= 0)
		draft->limit = o->limit;
	return parse_money ("--budget", o->budget, &draft->budget, error) && parse_money ("--contact-cost", o->contact_cost, &draft->contact_cost, error)
	       && (o->control == NULL || seg_campaign_parse_share ("--control", o->control, 0.9, &draft->control_share, error))
	       && (o->starts == NULL || seg_own_parse_day (o->starts, &draft->starts_on, error))
	       && (o->ends == NULL || seg_own_parse_day (o->ends, &draft->ends_on, error));
}

/* Segments ------------------------------------------------------------------------------------------------------------- */

/* Names may hold commas: the whole text is tried as one name first. */
static gboolean
parse_segments (const SegSegmentation *segmentation, const char *text, GArray *ids, GError **error)
{
	g_auto (GStrv) names = NULL;
	const SegSegment *whole = seg_segmentation_find (segmentation, text, NULL);

	g_array_set_size (ids, 0);
	if (whole != NULL) {
		g_array_append_val (ids, whole->id);
		return TRUE;
	}
	names = g_strsplit (text, ",", -1);
	for (gsize i = 0; names[i] != NULL; i++) {
		const SegSegment *segment = seg_segmentation_find (segmentation, g_strstrip (names[i]), error);

		if (segment == NULL)
			return FALSE;
		g_array_append_val (ids, segment->id);
	}
	return TRUE;
}

static gboolean
apply_segments (const SegCampaignOptions *o, const SegCommonOptions *common, SegWorkspace *workspace, SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;

	if (o->everyone && (o->segments != NULL || o->segmentation != NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--everyone leaves segments aside; it does not go with --segments or --segmentation"));
		return FALSE;
	}
	if (o->everyone) {
		draft->segmentation_id = 0;
		g_array_set_size (draft->segment_ids, 0);
	}
	if (o->segmentation != NULL && (segmentation = seg_segmentation_load (workspace, o->segmentation, error)) == NULL)
		return FALSE;
	if (segmentation == NULL && draft->segmentation_id != 0
	    && (segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, error)) == NULL)
		return FALSE;
	if (segmentation == NULL && o->segments != NULL && (segmentation = seg_segmentation_load (workspace, NULL, error)) == NULL)
		return FALSE;
	if (segmentation == NULL)
		return TRUE;
	if (o->segmentation != NULL && draft->segmentation_id != segmentation->id)
		g_array_set_size (draft->segment_ids, 0);
	draft->segmentation_id = segmentation->id;
	if (segmentation->stale)
		seg_cli_remark (common, _("The segmentation \"%s\" is stale: its data have changed since it was made"), segmentation->name);
	return o->segments == NULL || parse_segments (segmentation, o->segments, draft->segment_ids, error);
}

/* Parts ---------------------------------------------------------------------------------------------------------------- */

/* Takes the parts of that use away. Returns where new ones belong: in their place, or people added first and others last. */
static guint
take_parts (SegCampaignDraft *draft, SegPartUse use)
{
	guint at = G_MAXUINT;

	for (guint i = draft->parts->len; i-- > 0;)
		if (((const SegAudiencePart *) draft->parts->pdata[i])->use == use)
			g_ptr_array_remove_index (draft->parts, at = i);
	return at != G_MAXUINT ? at : use == SEG_PART_ADD ? 0 : draft->parts->len;
}

/* The parts given replace those of the same use, and "" nothing but takes them away. */
static gboolean
apply_parts (const SegCampaignOptions *o, SegCampaignDraft *draft, GError **error)
{
	char **lists[] = { [SEG_PART_ADD] = o->add, [SEG_PART_KEEP] = o->keep, [SEG_PART_REMOVE] = o->remove };

	for (guint use = 0; use < G_N_ELEMENTS (lists); use++) {
		guint at = lists[use] != NULL ? take_parts (draft, (SegPartUse) use) : 0;

		for (char **who = lists[use]; who != NULL && *who != NULL; who++) {
			if (**who == '\0')
				continue;
			if (!seg_campaign_draft_parse_part (draft, (SegPartUse) use, *who, error))
				return FALSE;
			g_ptr_array_insert (draft->parts, (int) at++, g_ptr_array_steal_index (draft->parts, draft->parts->len - 1));
		}
	}
	return TRUE;
}

/* Arms and messages ---------------------------------------------------------------------------------------------------- */

/* @text, or what stands in the file it names; a first line "Subject: ..." is the subject. */
static gboolean
set_message (SegCampaignDraft *draft, const char *arm, gint64 segment_id, const char *text, GError **error)
{
	g_autofree char *contents = NULL, *subject = NULL;
	GError *failure = NULL;
	const char *body, *end;

	if (text[0] == '@' && !g_file_get_contents (text + 1, &contents, NULL, &failure)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The message cannot be read from %s: %s"), text + 1, failure->message);
		g_clear_error (&failure);
		return FALSE;
	}
	body = contents != NULL ? contents : text;
	if (!g_utf8_validate (body, -1, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The message is not UTF-8"));
		return FALSE;
	}
	if (g_str_has_prefix (body, "Subject:")) {
		end = strchr (body, '\n');
		subject = g_strstrip (g_strndup (body + strlen ("Subject:"), end != NULL ? (gsize) (end - body) - strlen ("Subject:") : strlen (body)));
		for (body = end != NULL ? end + 1 : ""; *body == '\n' || *body == '\r';)
			body++;
	}
	seg_campaign_draft_set_message (draft, arm, segment_id, subject, body[0] != '\0' || subject != NULL ? body : NULL);
	return TRUE;
}

static gboolean
apply_arm_message (SegCampaignDraft *draft, const char *text, GError **error)
{
	const char *equals = strchr (text, '=');
	g_autofree char *name = equals != NULL ? g_strstrip (g_strndup (text, (gsize) (equals - text))) : NULL;

	for (guint i = 0; name != NULL && i < draft->arms->len; i++)
		if (strcmp (((const SegDraftArm *) draft->arms->pdata[i])->name, name) == 0)
			return set_message (draft, name, 0, equals + 1, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--arm-message must be ARM=TEXT, with one of the arms, not \"%s\""), text);
	return FALSE;
}

static gboolean
apply_segment_message (SegWorkspace *workspace, SegCampaignDraft *draft, const char *text, GError **error)
{
	const char *equals = strchr (text, '=');
	g_autofree char *name = equals != NULL ? g_strstrip (g_strndup (text, (gsize) (equals - text))) : NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	const SegSegment *segment;

	if (name == NULL || draft->segmentation_id == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--segment-message must be SEGMENT=TEXT, for a campaign to segments, not \"%s\""), text);
		return FALSE;
	}
	segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, error);
	segment = segmentation != NULL ? seg_segmentation_find (segmentation, name, error) : NULL;
	return segment != NULL && set_message (draft, NULL, segment->id, equals + 1, error);
}

static gboolean
apply_messages (const SegCampaignOptions *o, SegWorkspace *workspace, SegCampaignDraft *draft, GError **error)
{
	if (o->message != NULL && !set_message (draft, NULL, 0, o->message, error))
		return FALSE;
	for (char **text = o->arm_messages; text != NULL && *text != NULL; text++)
		if (!apply_arm_message (draft, *text, error))
			return FALSE;
	for (char **text = o->segment_messages; text != NULL && *text != NULL; text++)
		if (!apply_segment_message (workspace, draft, *text, error))
			return FALSE;
	return TRUE;
}

/* What is left aside --------------------------------------------------------------------------------------------------- */

static gboolean
apply_overrides (const SegCampaignOptions *o, SegCampaignDraft *draft, GError **error)
{
	const char *reason = o->reason != NULL ? o->reason : "";

	if (o->no_consent)
		seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, reason);
	for (char **name = o->overrides; name != NULL && *name != NULL; name++) {
		SegSuppression suppression;

		if (!seg_suppression_find (*name, &suppression)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--override knows consent, unsubscribed, contacted, frequency, address, owns and hold-out, not \"%s\""), *name);
			return FALSE;
		}
		seg_campaign_draft_override (draft, suppression, reason);
	}
	if (draft->control_share == 0 && o->control != NULL) {
		g_free (draft->no_control_reason);
		draft->no_control_reason = g_strdup (o->reason);
	}
	return TRUE;
}

static void
set_text (char **text, const char *value)
{
	if (value == NULL)
		return;
	g_free (*text);
	*text = value[0] != '\0' ? g_strdup (value) : NULL;
}

static gboolean
apply_plan (const SegCampaignOptions *o, SegWorkspace *workspace, SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegOffer) offer = NULL;

	set_text (&draft->filter, o->filter);
	set_text (&draft->rank_by, o->rank_by);
	set_text (&draft->propensity_by, o->propensity);
	set_text (&draft->stratify_by, o->stratify_by);
	if (o->channel != NULL && o->channel[0] != '\0')
		seg_campaign_draft_set_channel (draft, o->channel);
	if (o->goal != NULL && o->goal[0] != '\0')
		set_text (&draft->goal, o->goal);
	if (o->owner != NULL) {
		g_free (draft->owner);
		draft->owner = g_strdup (o->owner);
	}
	if (o->notes != NULL) {
		g_free (draft->notes);
		draft->notes = g_strdup (o->notes);
	}
	draft->rank_ascending |= o->ascending;
	draft->rank_is_worth |= o->worth;
	if (o->split != NULL && strcmp (o->split, "hash") != 0 && strcmp (o->split, "stratified") != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--split must be stratified or hash, not \"%s\""), o->split);
		return FALSE;
	}
	if (o->split != NULL)
		draft->split = strcmp (o->split, "hash") == 0 ? SEG_SPLIT_HASH : SEG_SPLIT_STRATIFIED;
	if (o->addresses != NULL && strcmp (o->addresses, "once") != 0 && strcmp (o->addresses, "each") != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--addresses must be once or each, not \"%s\""), o->addresses);
		return FALSE;
	}
	if (o->addresses != NULL)
		draft->one_an_address = strcmp (o->addresses, "once") == 0;
	if (o->offer != NULL && o->offer[0] != '\0' && (offer = seg_offer_load (workspace, o->offer, error)) == NULL)
		return FALSE;
	if (o->offer != NULL)
		draft->offer_id = offer != NULL ? offer->id : 0;
	return TRUE;
}

gboolean
seg_campaign_options_apply (const SegCampaignOptions *o, const SegCommonOptions *common, SegWorkspace *workspace, SegCampaignDraft *draft, GError **error)
{
	return apply_segments (o, common, workspace, draft, error) && apply_parts (o, draft, error) && parse_numbers (o, draft, error)
	       && apply_plan (o, workspace, draft, error) && (o->arms == NULL || seg_campaign_draft_parse_arms (draft, o->arms, error)) && apply_messages (o, workspace, draft, error)
	       && apply_overrides (o, draft, error);
}
