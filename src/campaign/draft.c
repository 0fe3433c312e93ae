/* What a person chooses for a campaign, and how it is kept as JSON. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define MOST_CONTROL 0.9
#define MOST_RECOMMENDATIONS 10

SegCampaignDraft *
seg_campaign_draft_new (void)
{
	SegCampaignDraft *draft = g_new0 (SegCampaignDraft, 1);

	draft->segment_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	draft->require_consent = TRUE;
	draft->control_share = 0.1;
	draft->n_recommendations = 3;
	draft->seed = 1;
	return draft;
}

SegCampaignDraft *
seg_campaign_draft_copy (const SegCampaignDraft *draft)
{
	SegCampaignDraft *copy = g_memdup2 (draft, sizeof *draft);

	copy->name = g_strdup (draft->name);
	copy->filter = g_strdup (draft->filter);
	copy->segment_ids = g_array_copy (draft->segment_ids);
	return copy;
}

void
seg_campaign_draft_free (SegCampaignDraft *draft)
{
	if (draft == NULL)
		return;
	g_free (draft->name);
	g_free (draft->filter);
	g_array_unref (draft->segment_ids);
	g_free (draft);
}

gboolean
seg_campaign_draft_check (const SegCampaignDraft *draft, GError **error)
{
	if (!(draft->control_share >= 0 && draft->control_share <= MOST_CONTROL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The control group must be 0 to 90 %% of the people, not %g %%"),
		             draft->control_share * 100);
		return FALSE;
	}
	if (draft->n_recommendations > MOST_RECOMMENDATIONS) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There can be 0 to %d recommended items for each person, not %u"),
		             MOST_RECOMMENDATIONS, draft->n_recommendations);
		return FALSE;
	}
	if (draft->segmentation_id == 0 && draft->segment_ids->len > 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Segments were chosen, but not the segmentation they belong to"));
		return FALSE;
	}
	return TRUE;
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
	json_builder_set_member_name (builder, "filter");
	json_builder_add_string_value (builder, draft->filter != NULL ? draft->filter : "");
	json_builder_set_member_name (builder, "require_consent");
	json_builder_add_boolean_value (builder, draft->require_consent);
	json_builder_set_member_name (builder, "control_share");
	json_builder_add_double_value (builder, draft->control_share);
	json_builder_set_member_name (builder, "recommendations");
	json_builder_add_int_value (builder, draft->n_recommendations);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static void
read_segments (SegCampaignDraft *draft, JsonObject *object)
{
	JsonNode *node = json_object_get_member (object, "segments");
	JsonArray *segments = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

	for (guint i = 0; segments != NULL && i < json_array_get_length (segments); i++) {
		gint64 id = json_array_get_int_element (segments, i);

		g_array_append_val (draft->segment_ids, id);
	}
}

gboolean
seg_campaign_draft_from_json (SegCampaignDraft *draft, const char *json, GError **error)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonObject *object;
	JsonNode *root = json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;
	const char *filter;

	if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("What was chosen for the campaign cannot be read: the workspace is damaged"));
		return FALSE;
	}
	object = json_node_get_object (root);
	read_segments (draft, object);
	filter = json_object_get_string_member_with_default (object, "filter", "");
	draft->filter = filter[0] != '\0' ? g_strdup (filter) : NULL;
	draft->require_consent = json_object_get_boolean_member_with_default (object, "require_consent", TRUE);
	draft->control_share = json_object_get_double_member_with_default (object, "control_share", 0);
	draft->n_recommendations = (guint) CLAMP (json_object_get_int_member_with_default (object, "recommendations", 0), 0, MOST_RECOMMENDATIONS);
	return TRUE;
}
