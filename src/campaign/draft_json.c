/* How a draft is kept: what the table campaign has no column for, as JSON. What is as usual is not written. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const char *const uses[] = { [SEG_PART_ADD] = "add", [SEG_PART_KEEP] = "keep", [SEG_PART_REMOVE] = "remove" };
static const char *const kinds[] = {
	[SEG_PART_FILTER] = "filter", [SEG_PART_ITEM] = "item", [SEG_PART_ALIKE] = "alike", [SEG_PART_CAMPAIGN] = "campaign"
};

/* Writing ------------------------------------------------------------------------------------------------------------ */

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
	if (text == NULL)
		return;
	json_builder_set_member_name (builder, name);
	json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, number);
}

static void
add_parts (JsonBuilder *builder, const SegCampaignDraft *draft)
{
	json_builder_set_member_name (builder, "parts");
	json_builder_begin_array (builder);
	for (guint i = 0; i < draft->parts->len; i++) {
		const SegAudiencePart *part = draft->parts->pdata[i];

		json_builder_begin_object (builder);
		add_text (builder, "use", uses[part->use]);
		add_text (builder, "kind", kinds[part->kind]);
		add_text (builder, "text", part->text);
		if (part->n != 0)
			add_number (builder, "n", part->n);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
add_overrides (JsonBuilder *builder, const SegCampaignDraft *draft)
{
	json_builder_set_member_name (builder, "overrides");
	json_builder_begin_object (builder);
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		add_text (builder, seg_suppression_name ((SegSuppression) i), draft->overrides[i]);
	json_builder_end_object (builder);
}

static void
add_arms (JsonBuilder *builder, const SegCampaignDraft *draft)
{
	json_builder_set_member_name (builder, "arms");
	json_builder_begin_array (builder);
	for (guint i = 0; i < draft->arms->len; i++) {
		const SegDraftArm *arm = draft->arms->pdata[i];

		json_builder_begin_object (builder);
		add_text (builder, "name", arm->name);
		json_builder_set_member_name (builder, "share");
		json_builder_add_double_value (builder, arm->share);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
add_messages (JsonBuilder *builder, const SegCampaignDraft *draft)
{
	json_builder_set_member_name (builder, "messages");
	json_builder_begin_array (builder);
	for (guint i = 0; i < draft->messages->len; i++) {
		const SegMessage *message = draft->messages->pdata[i];

		json_builder_begin_object (builder);
		add_text (builder, "arm", message->arm);
		if (message->segment_id != 0)
			add_number (builder, "segment", message->segment_id);
		add_text (builder, "subject", message->subject);
		add_text (builder, "text", message->text);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
add_rank (JsonBuilder *builder, const SegCampaignDraft *draft)
{
	add_text (builder, "rank_by", draft->rank_by);
	if (draft->rank_by != NULL) {
		json_builder_set_member_name (builder, "rank_ascending");
		json_builder_add_boolean_value (builder, draft->rank_ascending);
		json_builder_set_member_name (builder, "rank_is_worth");
		json_builder_add_boolean_value (builder, draft->rank_is_worth);
	}
	add_text (builder, "propensity_by", draft->propensity_by);
	if (draft->limit > 0)
		add_number (builder, "limit", draft->limit);
}

char *
seg_campaign_draft_to_json (const SegCampaignDraft *draft)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "segments");
	json_builder_begin_array (builder);
	for (guint i = 0; i < draft->segment_ids->len; i++)
		json_builder_add_int_value (builder, g_array_index (draft->segment_ids, gint64, i));
	json_builder_end_array (builder);
	add_text (builder, "filter", draft->filter != NULL ? draft->filter : "");
	add_parts (builder, draft);
	add_overrides (builder, draft);
	if (draft->quiet_days > 0)
		add_number (builder, "quiet_days", draft->quiet_days);
	json_builder_set_member_name (builder, "one_an_address");
	json_builder_add_boolean_value (builder, draft->one_an_address);
	add_rank (builder, draft);
	json_builder_set_member_name (builder, "control_share");
	json_builder_add_double_value (builder, draft->control_share);
	add_text (builder, "no_control_reason", draft->no_control_reason);
	add_text (builder, "split", draft->split == SEG_SPLIT_HASH ? "hash" : "stratified");
	add_text (builder, "stratify_by", draft->stratify_by);
	add_arms (builder, draft);
	add_messages (builder, draft);
	add_number (builder, "recommendations", draft->n_recommendations);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

static JsonArray *
array_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
object_element (JsonArray *array, guint i)
{
	JsonNode *node = json_array_get_element (array, i);

	return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
text_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static guint
find_name (const char *const *names, guint n, const char *name)
{
	for (guint i = 0; i < n; i++)
		if (g_strcmp0 (names[i], name) == 0)
			return i;
	return n;
}

static void
read_segments (SegCampaignDraft *draft, JsonObject *object)
{
	JsonArray *segments = array_member (object, "segments");

	for (guint i = 0; segments != NULL && i < json_array_get_length (segments); i++) {
		gint64 id = json_array_get_int_element (segments, i);

		g_array_append_val (draft->segment_ids, id);
	}
}

/* A part that this program does not know would be other people than shown: FALSE. */
static gboolean
read_parts (SegCampaignDraft *draft, JsonObject *object)
{
	JsonArray *parts = array_member (object, "parts");

	for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++) {
		JsonObject *part = object_element (parts, i);
		guint use = part != NULL ? find_name (uses, G_N_ELEMENTS (uses), text_member (part, "use")) : G_MAXUINT;
		guint kind = part != NULL ? find_name (kinds, G_N_ELEMENTS (kinds), text_member (part, "kind")) : G_MAXUINT;

		if (use >= G_N_ELEMENTS (uses) || kind >= G_N_ELEMENTS (kinds) || text_member (part, "text") == NULL)
			return FALSE;
		seg_campaign_draft_add_part (draft, (SegPartUse) use, (SegPartKind) kind, text_member (part, "text"),
		                             json_object_get_int_member_with_default (part, "n", 0));
	}
	return TRUE;
}

static void
read_overrides (SegCampaignDraft *draft, JsonObject *object)
{
	JsonNode *node = json_object_get_member (object, "overrides");

	for (guint i = 0; node != NULL && JSON_NODE_HOLDS_OBJECT (node) && i < SEG_N_SUPPRESSIONS; i++)
		draft->overrides[i] = g_strdup (text_member (json_node_get_object (node), seg_suppression_name ((SegSuppression) i)));
}

static void
read_arms (SegCampaignDraft *draft, JsonObject *object)
{
	JsonArray *arms = array_member (object, "arms"), *messages = array_member (object, "messages");

	for (guint i = 0; arms != NULL && i < json_array_get_length (arms); i++) {
		JsonObject *arm = object_element (arms, i);

		if (arm != NULL)
			seg_campaign_draft_add_arm (draft, text_member (arm, "name"), json_object_get_double_member_with_default (arm, "share", 0));
	}
	for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++) {
		JsonObject *message = object_element (messages, i);

		if (message != NULL)
			seg_campaign_draft_set_message (draft, text_member (message, "arm"), json_object_get_int_member_with_default (message, "segment", 0),
			                                text_member (message, "subject"), text_member (message, "text"));
	}
}

static void
read_rank (SegCampaignDraft *draft, JsonObject *object)
{
	draft->rank_by = g_strdup (text_member (object, "rank_by"));
	draft->rank_ascending = json_object_get_boolean_member_with_default (object, "rank_ascending", FALSE);
	draft->rank_is_worth = json_object_get_boolean_member_with_default (object, "rank_is_worth", FALSE);
	draft->propensity_by = g_strdup (text_member (object, "propensity_by"));
	draft->limit = json_object_get_int_member_with_default (object, "limit", 0);
}

gboolean
seg_campaign_draft_from_json (SegCampaignDraft *draft, const char *json, GError **error)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonNode *root = json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;
	JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
	const char *filter;

	if (object == NULL || !read_parts (draft, object)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("What was chosen for the campaign cannot be read: the workspace is damaged"));
		return FALSE;
	}
	read_segments (draft, object);
	filter = text_member (object, "filter");
	draft->filter = filter != NULL && filter[0] != '\0' ? g_strdup (filter) : NULL;
	read_overrides (draft, object);
	draft->quiet_days = (guint) CLAMP (json_object_get_int_member_with_default (object, "quiet_days", 0), 0, G_MAXINT);
	draft->one_an_address = json_object_get_boolean_member_with_default (object, "one_an_address", FALSE); /* lists of older versions: each account */
	read_rank (draft, object);
	draft->control_share = json_object_get_double_member_with_default (object, "control_share", 0);
	draft->no_control_reason = g_strdup (text_member (object, "no_control_reason"));
	draft->split = g_strcmp0 (text_member (object, "split"), "hash") == 0 ? SEG_SPLIT_HASH : SEG_SPLIT_STRATIFIED;
	draft->stratify_by = g_strdup (text_member (object, "stratify_by"));
	read_arms (draft, object);
	draft->n_recommendations = (guint) CLAMP (json_object_get_int_member_with_default (object, "recommendations", 0), 0,
	                                          SEG_DRAFT_MOST_RECOMMENDATIONS);
	return TRUE;
}
