/* The manifest: a JSON file beside a list that says what it is made of, so that whoever has the files can see what they are and that they are as they
 * were written. It holds numbers and names of things, nothing of the people. */
#include <config.h>
#include "export-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* With the whole name of the list: list.csv and list.xlsx side by side have a manifest each. */
char *
seg_manifest_path (const char *path)
{
	return g_strconcat (path, SEG_MANIFEST_END, NULL);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
	g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

	json_builder_set_member_name (builder, name);
	if (valid != NULL)
		json_builder_add_string_value (builder, valid);
	else
		json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, value);
}

/* "2024-03-05T14:05:59Z" */
static void
add_instant (JsonBuilder *builder, const char *name, gint64 at)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);
	g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

	add_text (builder, name, text);
}

static void
add_arms (JsonBuilder *builder, const SegCampaign *campaign)
{
	json_builder_set_member_name (builder, "arms");
	json_builder_begin_array (builder);
	for (guint i = 0; i < campaign->arms->len; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];

		json_builder_begin_object (builder);
		add_text (builder, "name", arm->name);
		add_number (builder, "people", arm->n);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
add_funnel (JsonBuilder *builder, const SegCampaign *campaign)
{
	json_builder_set_member_name (builder, "funnel");
	json_builder_begin_array (builder);
	for (guint i = 0; i < campaign->funnel->len; i++) {
		const SegFunnelStep *step = campaign->funnel->pdata[i];

		json_builder_begin_object (builder);
		add_text (builder, "step", step->name);
		add_text (builder, "label", step->label);
		add_number (builder, step->kind == SEG_FUNNEL_TOTAL ? "left" : "taken_off", step->count);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
add_campaign (JsonBuilder *builder, const SegCampaign *campaign)
{
	const SegCampaignDraft *draft = campaign->draft;
	g_autofree char *options = seg_campaign_draft_to_json (draft);
	JsonNode *audience = json_from_string (options, NULL);

	json_builder_set_member_name (builder, "campaign");
	json_builder_begin_object (builder);
	add_text (builder, "name", campaign->name);
	add_text (builder, "owner", draft->owner);
	add_text (builder, "channel", draft->channel);
	add_text (builder, "goal", draft->goal);
	add_number (builder, "goal_days", draft->goal_days);
	add_text (builder, "segmentation", campaign->segmentation_name);
	if (audience != NULL) {
		json_builder_set_member_name (builder, "audience");
		json_builder_add_value (builder, audience);
	}
	add_instant (builder, "list_made_at", campaign->created_at);
	add_number (builder, "seed", (gint64) draft->seed);
	add_number (builder, "draws", campaign->draws);
	add_arms (builder, campaign);
	add_funnel (builder, campaign);
	json_builder_end_object (builder);
}

static void
add_columns (JsonBuilder *builder, const SegExportPlan *plan)
{
	static const char *const hashes[] = { [SEG_HASH_NONE] = NULL, [SEG_HASH_SHA256] = "sha256", [SEG_HASH_MD5] = "md5" };

	json_builder_set_member_name (builder, "columns");
	json_builder_begin_array (builder);
	for (guint i = 0; i < plan->columns->len; i++) {
		const SegExportColumn *column = plan->columns->pdata[i];

		json_builder_begin_object (builder);
		add_text (builder, "heading", column->name);
		add_text (builder, "from", column->source);
		if (column->preset != NULL)
			add_text (builder, "field", seg_preset_field_name (column->preset->field));
		if (column->preset != NULL && column->preset->hash != SEG_HASH_NONE)
			add_text (builder, "hash", hashes[column->preset->hash]);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

static void
add_options (JsonBuilder *builder, const SegExportPlan *plan, const SegExport *export)
{
	static const char *const arms[] = { [SEG_ARM_SEND] = "send", [SEG_ARM_CONTROL] = "control", [SEG_ARM_BOTH] = "both" };
	static const char *const parts[] = { [SEG_EXPORT_TOGETHER] = "together", [SEG_EXPORT_BY_ARM] = "by arm", [SEG_EXPORT_BY_SEGMENT] = "by segment" };
	const SegExportOptions *options = plan->options;
	const SegTableFormat *format = options->file.format != NULL ? options->file.format : seg_table_format (0);
	const SegTextEncoding *encoding = options->file.encoding != NULL ? options->file.encoding : seg_text_encoding (0);
	const char delimiter[] = { options->file.delimiter != '\0' ? options->file.delimiter : ',', '\0' };

	json_builder_set_member_name (builder, "export");
	json_builder_begin_object (builder);
	add_instant (builder, "at", export->at);
	add_text (builder, "by", export->who);
	add_text (builder, "format", seg_table_format_name (format));
	add_text (builder, "encoding", seg_text_encoding_name (encoding));
	if (format == seg_table_format (0))
		add_text (builder, "delimiter", delimiter);
	add_text (builder, "preset", options->preset != NULL ? options->preset->name : NULL);
	if (options->preset != NULL)
		add_text (builder, "rule", options->preset->source);
	add_text (builder, "people", arms[options->arm]);
	add_text (builder, "files", parts[options->parts]);
	add_text (builder, "pseudonym_key", export->key_id);
	add_number (builder, "smallest_group", options->smallest_group);
	add_columns (builder, plan);
	json_builder_end_object (builder);
}

static void
add_left_out (JsonBuilder *builder, const SegExport *export)
{
	json_builder_set_member_name (builder, "left_out");
	json_builder_begin_object (builder);
	add_number (builder, "consent_withdrawn", export->n_withdrawn);
	add_number (builder, "cleaning", export->n_cleaned);
	add_number (builder, "contacted", export->n_contacted);
	add_number (builder, "contacted_too_often", export->n_too_often);
	add_number (builder, "held_back", export->n_held_back);
	add_number (builder, "same_address", export->n_same_address);
	add_number (builder, "small_groups", export->n_small);
	add_number (builder, "no_valid_address", export->n_unreachable);
	json_builder_end_object (builder);
	add_number (builder, "invalid_values", export->n_invalid);
	add_number (builder, "cells_with_replaced_characters", export->n_replaced);
}

static void
add_files (JsonBuilder *builder, const SegExport *export)
{
	json_builder_set_member_name (builder, "files");
	json_builder_begin_array (builder);
	for (guint i = 0; i < export->files->len; i++) {
		const SegExportedFile *file = export->files->pdata[i];
		g_autofree char *name = g_path_get_basename (file->path);

		json_builder_begin_object (builder);
		add_text (builder, "file", name);
		add_text (builder, "part", file->is_remainder ? "left out" : file->part);
		add_number (builder, "rows", file->n_rows);
		add_number (builder, "bytes", (gint64) file->size);
		add_text (builder, "sha256", file->sha256);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
}

char *
seg_manifest_text (const SegExportPlan *plan, const SegExport *export, const char *fingerprint)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;
	g_autofree char *text = NULL;

	json_builder_begin_object (builder);
	add_text (builder, "made_by", "segscope " PACKAGE_VERSION);
	add_number (builder, "manifest", 1);
	add_campaign (builder, plan->campaign);
	add_options (builder, plan, export);
	add_text (builder, "data_fingerprint", fingerprint);
	json_builder_set_member_name (builder, "list_is_stale");
	json_builder_add_boolean_value (builder, plan->campaign->stale);
	add_number (builder, "rows", export->n_rows);
	add_left_out (builder, export);
	add_files (builder, export);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	text = json_to_string (root, TRUE);
	return g_strconcat (text, "\n", NULL);
}

/* The sheet ------------------------------------------------------------------------------------------------------------ */

static void
add_pair (GPtrArray *pairs, const char *name, char *value)
{
	g_ptr_array_add (pairs, g_strdup (name));
	g_ptr_array_add (pairs, value);
}

static void
add_count (GPtrArray *pairs, const char *name, gint64 n)
{
	if (n > 0)
		add_pair (pairs, name, seg_format_integer (n));
}

char **
seg_manifest_pairs (const SegExportPlan *plan, const SegExport *export, const char *fingerprint)
{
	GPtrArray *pairs = g_ptr_array_new ();
	const SegCampaign *campaign = plan->campaign;

	add_pair (pairs, _("Campaign"), g_strdup (campaign->name));
	add_pair (pairs, _("List made (UTC)"), seg_format_time (campaign->created_at));
	add_pair (pairs, _("Exported (UTC)"), seg_format_time (export->at));
	add_pair (pairs, _("By"), g_strdup (export->who));
	add_pair (pairs, _("People in all files"), seg_format_integer (export->n_rows));
	for (guint i = 0; i < campaign->funnel->len; i++) {
		const SegFunnelStep *step = campaign->funnel->pdata[i];
		g_autofree char *n = seg_format_integer (step->count);

		add_pair (pairs, step->label, step->kind == SEG_FUNNEL_MINUS ? g_strconcat ("− ", n, NULL) : g_strdup (n));
	}
	add_count (pairs, _("Left out: consent withdrawn"), export->n_withdrawn);
	add_count (pairs, _("Left out by cleaning"), export->n_cleaned);
	add_count (pairs, _("Left out: contacted a short time ago"), export->n_contacted);
	add_count (pairs, _("Left out: contacted as often as allowed"), export->n_too_often);
	add_count (pairs, _("Left out: held back from all campaigns"), export->n_held_back);
	add_count (pairs, _("Left out: same address"), export->n_same_address);
	add_count (pairs, _("Left out: groups too small"), export->n_small);
	add_count (pairs, _("Left out: no valid address"), export->n_unreachable);
	add_pair (pairs, _("Seed"), g_strdup_printf ("%" G_GUINT64_FORMAT, campaign->draft->seed));
	if (export->key_id != NULL)
		add_pair (pairs, _("Key of the pseudonyms"), g_strdup (export->key_id));
	add_pair (pairs, _("Made by"), g_strdup ("segscope " PACKAGE_VERSION));
	add_pair (pairs, _("Fingerprint of the data"), g_strdup (fingerprint));
	g_ptr_array_add (pairs, NULL);
	return (char **) g_ptr_array_free (pairs, FALSE);
}
