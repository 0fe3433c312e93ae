/* The funnel: from the audience to the list, step by step, bad news in between. */
#include <config.h>
#include "campaign-private.h"

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

/* Takes @label over. */
static void
add_step (GPtrArray *funnel, SegFunnelKind kind, const char *name, char *label, gint64 count)
{
	SegFunnelStep *step = g_new (SegFunnelStep, 1);

	*step = (SegFunnelStep) { kind, g_strdup (name), label, count };
	g_ptr_array_add (funnel, step);
}

/* Names of the chosen segments: "A", "A and B", "A, B and C"; positions alone would change their meaning with time. */
static char *
join_names (const GPtrArray *names)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < names->len; i++)
		g_string_append_printf (text, "%s\"%s\"", i == 0 ? "" : i + 1 == names->len ? _(" and ") : ", ", (const char *) names->pdata[i]);
	return g_string_free (text, FALSE);
}

static char *
audience_label (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GPtrArray) names = g_ptr_array_new ();
	g_autofree char *list = NULL;

	if (draft->segmentation_id == 0)
		return g_strdup (_("Everyone"));
	segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, error);
	if (segmentation == NULL)
		return NULL;
	if (draft->segment_ids->len == 0)
		return g_strdup_printf (_("Everyone in \"%s\""), segmentation->name);
	for (guint i = 0; i < segmentation->segments->len; i++) {
		SegSegment *segment = segmentation->segments->pdata[i];

		for (guint j = 0; j < draft->segment_ids->len; j++)
			if (g_array_index (draft->segment_ids, gint64, j) == segment->id) {
				g_ptr_array_add (names, segment->name);
				break;
			}
	}
	list = join_names (names);
	return g_strdup_printf (ngettext ("Segment %s", "Segments %s", names->len), list);
}

static char *
control_label (double share)
{
	g_autofree char *percent = g_strdup_printf ("%.4g", share * 100);

	return g_strdup_printf (_("held back as control (%s %%)"), percent);
}

GPtrArray *
seg_funnel_build (SegWorkspace *workspace, const SegAudienceQuery *query, const SegAudienceCounts *counts, GError **error)
{
	const SegCampaignDraft *draft = query->draft;
	GPtrArray *funnel;
	char *label = audience_label (workspace, draft, error);
	gint64 n_control = seg_split_control_size (draft, counts->eligible);

	if (label == NULL)
		return NULL;
	funnel = g_ptr_array_new_with_free_func (free_step);
	add_step (funnel, SEG_FUNNEL_TOTAL, "audience", label, counts->audience);
	if (draft->filter != NULL && draft->filter[0] != '\0')
		add_step (funnel, SEG_FUNNEL_MINUS, "filter", g_strdup_printf (_("not matching: %s"), draft->filter),
		          counts->audience - counts->matching);
	if (draft->overrides[SEG_SUPPRESS_CONSENT] == NULL)
		add_step (funnel, SEG_FUNNEL_MINUS, "consent", g_strdup (_("no e-mail consent")), counts->matching - counts->eligible);
	add_step (funnel, SEG_FUNNEL_TOTAL, "eligible", g_strdup (_("Eligible")), counts->eligible);
	if (draft->control_share > 0)
		add_step (funnel, SEG_FUNNEL_MINUS, "control", control_label (draft->control_share), n_control);
	add_step (funnel, SEG_FUNNEL_TOTAL, "send", g_strdup (_("To send")), counts->eligible - n_control);
	return funnel;
}

GPtrArray *
seg_campaign_funnel (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegAudienceQuery) query = seg_audience_query_new (workspace, draft, error);
	SegAudienceCounts counts;

	if (query == NULL || !seg_audience_count (workspace, query, &counts, error))
		return NULL;
	return seg_funnel_build (workspace, query, &counts, error);
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
	g_autoptr (GPtrArray) funnel = g_ptr_array_new_with_free_func (free_step);
	JsonArray *steps = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

	for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++) {
		JsonNode *node = json_array_get_element (steps, i);
		JsonObject *step = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
		gboolean minus = step != NULL
		                 && strcmp (json_object_get_string_member_with_default (step, "kind", ""), "minus") == 0;

		if (step != NULL)
			add_step (funnel, minus ? SEG_FUNNEL_MINUS : SEG_FUNNEL_TOTAL, json_object_get_string_member_with_default (step, "name", ""),
			          g_strdup (json_object_get_string_member_with_default (step, "label", "")),
			          json_object_get_int_member_with_default (step, "count", 0));
	}
	if (steps != NULL)
		return g_steal_pointer (&funnel);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The funnel of the campaign cannot be read: the workspace is damaged"));
	return NULL;
}
