/* The steps of a funnel: kept as JSON, and counted once. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/audience.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

void
seg_funnel_step_free (SegFunnelStep *step)
{
	if (step == NULL)
		return;
	g_free (step->name);
	g_free (step->label);
	g_free (step);
}

static void
free_step (gpointer step)
{
	seg_funnel_step_free (step);
}

GPtrArray *
seg_funnel_new (void)
{
	return g_ptr_array_new_with_free_func (free_step);
}

void
seg_funnel_add (GPtrArray *funnel, SegFunnelKind kind, const char *name, char *label, gint64 count)
{
	SegFunnelStep *step = g_new (SegFunnelStep, 1);

	*step = (SegFunnelStep) { kind, g_strdup (name), label, count };
	g_ptr_array_add (funnel, step);
}

GPtrArray *
seg_funnel_taken_in (gint64 n_control, gint64 n_send)
{
	GPtrArray *funnel = seg_funnel_new ();

	seg_funnel_add (funnel, SEG_FUNNEL_TOTAL, "audience", g_strdup (_("People in the files of results")), n_control + n_send);
	seg_funnel_add (funnel, SEG_FUNNEL_MINUS, "control", g_strdup (_("held back as control")), n_control);
	seg_funnel_add (funnel, SEG_FUNNEL_TOTAL, "send", g_strdup (_("To send")), n_send);
	return funnel;
}

GPtrArray *
seg_campaign_funnel (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegAudience) audience = seg_audience_new ();

	return seg_audience_funnel (audience, workspace, draft, NULL, error);
}

char *
seg_funnel_to_json (const GPtrArray *funnel)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_array (builder);
	for (guint i = 0; i < funnel->len; i++) {
		const SegFunnelStep *step = funnel->pdata[i];

		json_builder_begin_object (builder);
		json_builder_set_member_name (builder, "kind");
		json_builder_add_string_value (builder, step->kind == SEG_FUNNEL_MINUS ? "minus" : "total");
		json_builder_set_member_name (builder, "name");
		json_builder_add_string_value (builder, step->name);
		json_builder_set_member_name (builder, "label");
		json_builder_add_string_value (builder, step->label);
		json_builder_set_member_name (builder, "count");
		json_builder_add_int_value (builder, step->count);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

GPtrArray *
seg_funnel_from_json (const char *json, GError **error)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonNode *root = json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;
	g_autoptr (GPtrArray) funnel = seg_funnel_new ();
	JsonArray *steps = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

	for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++) {
		JsonNode *node = json_array_get_element (steps, i);
		JsonObject *step = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
		gboolean minus = step != NULL
		                 && strcmp (json_object_get_string_member_with_default (step, "kind", ""), "minus") == 0;

		if (step != NULL)
			seg_funnel_add (funnel, minus ? SEG_FUNNEL_MINUS : SEG_FUNNEL_TOTAL, json_object_get_string_member_with_default (step, "name", ""),
			          g_strdup (json_object_get_string_member_with_default (step, "label", "")),
			          json_object_get_int_member_with_default (step, "count", 0));
	}
	if (steps != NULL)
		return g_steal_pointer (&funnel);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The funnel of the campaign cannot be read: the workspace is damaged"));
	return NULL;
}
