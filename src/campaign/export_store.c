/* Exports on record: tables export, export_file and contact, a line of the audit log, the status of the campaign. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

static void
free_file (gpointer data)
{
	SegExportedFile *file = data;

	g_free (file->path);
	g_free (file->part);
	g_free (file->sha256);
	g_free (file);
}

void
seg_export_free (SegExport *export)
{
	if (export == NULL)
		return;
	g_free (export->campaign);
	g_free (export->manifest);
	g_free (export->key_id);
	g_free (export->who);
	g_ptr_array_unref (export->files);
	g_ptr_array_unref (export->remarks);
	g_free (export);
}

SegExport *
seg_export_new (void)
{
	SegExport *export = g_new0 (SegExport, 1);

	export->files = g_ptr_array_new_with_free_func (free_file);
	export->remarks = g_ptr_array_new_with_free_func (g_free);
	return export;
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);

	json_builder_set_member_name (builder, name);
	json_builder_add_string_value (builder, valid);
}

static char *
end_object (JsonBuilder *builder)
{
	g_autoptr (JsonNode) root = NULL;

	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static char *
left_out_json (const SegExport *export)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();

	json_builder_begin_object (builder);
	add_number (builder, "consent_withdrawn", export->n_withdrawn);
	add_number (builder, "cleaning", export->n_cleaned);
	add_number (builder, "contacted", export->n_contacted);
	add_number (builder, "contacted_too_often", export->n_too_often);
	add_number (builder, "held_back", export->n_held_back);
	add_number (builder, "same_address", export->n_same_address);
	add_number (builder, "small_groups", export->n_small);
	add_number (builder, "no_valid_address", export->n_unreachable);
	add_number (builder, "invalid_values", export->n_invalid);
	return end_object (builder);
}

/* The line of the audit log, with one entry for the first file as it always was, and all files behind it. */
static char *
audit_json (const SegExportPlan *plan, const SegExport *export)
{
	static const char *const arms[] = { [SEG_ARM_SEND] = "send", [SEG_ARM_CONTROL] = "control", [SEG_ARM_BOTH] = "both" };
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	const SegExportedFile *first = export->files->pdata[0];

	json_builder_begin_object (builder);
	add_text (builder, "file", first->path);
	add_number (builder, "rows", export->n_rows);
	add_text (builder, "sha256", first->sha256);
	if (export->files->len > 1)
		add_number (builder, "files", export->files->len);
	add_text (builder, "arm", arms[plan->options->arm]);
	if (plan->options->preset != NULL)
		add_text (builder, "preset", plan->options->preset->name);
	if (export->key_id != NULL)
		add_text (builder, "pseudonym_key", export->key_id);
	if (export->manifest != NULL)
		add_text (builder, "manifest", export->manifest);
	add_number (builder, "left_out_consent_withdrawn", export->n_withdrawn);
	add_number (builder, "left_out_by_cleaning", export->n_cleaned);
	add_number (builder, "left_out_contacted", export->n_contacted);
	add_number (builder, "left_out_contacted_too_often", export->n_too_often);
	add_number (builder, "left_out_held_back", export->n_held_back);
	add_number (builder, "left_out_same_address", export->n_same_address);
	add_number (builder, "left_out_small_groups", export->n_small);
	add_number (builder, "left_out_no_valid_address", export->n_unreachable);
	json_builder_set_member_name (builder, "columns");
	json_builder_begin_array (builder);
	for (guint i = 0; i < plan->columns->len; i++)
		json_builder_add_string_value (builder, ((const SegExportColumn *) plan->columns->pdata[i])->name);
	json_builder_end_array (builder);
	return end_object (builder);
}

/* Contacts count from the first time that people to be sent to went out; the analyst's file of those held back is no contact, nor one of nobody. */
static gboolean
mark_exported (SegWorkspace *workspace, const SegExportPlan *plan, gint64 n_rows, gint64 at, GError **error)
{
	gboolean is_contact = plan->options->arm != SEG_ARM_CONTROL && n_rows > 0;
	g_autoptr (SegStatement) update = !is_contact ? NULL : seg_workspace_prepare (workspace,
		"UPDATE campaign SET status = CASE status WHEN 'draft' THEN 'exported' ELSE status END, exported_at = coalesce (exported_at, :at) WHERE id = :id",
		error);

	if (update == NULL)
		return !is_contact;
	seg_statement_bind_integer (update, ":at", at);
	seg_statement_bind_integer (update, ":id", plan->campaign->id);
	return seg_statement_run (update, error);
}

static gboolean
insert_files (SegWorkspace *workspace, const SegExport *export, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO export_file (export_id, position, path, part, n_rows, size, sha256, remainder) "
		"VALUES (:export, :position, :path, :part, :rows, :size, :sha256, :remainder)", error);

	for (guint i = 0; insert != NULL && i < export->files->len; i++) {
		const SegExportedFile *file = export->files->pdata[i];
		g_autofree char *path = g_utf8_make_valid (file->path, -1);

		seg_statement_bind_integer (insert, ":export", export->id);
		seg_statement_bind_integer (insert, ":position", i + 1);
		seg_statement_bind_text (insert, ":path", path);
		seg_statement_bind_text (insert, ":part", file->part);
		seg_statement_bind_integer (insert, ":rows", file->n_rows);
		seg_statement_bind_integer (insert, ":size", (gint64) file->size);
		seg_statement_bind_text (insert, ":sha256", file->sha256);
		seg_statement_bind_integer (insert, ":remainder", file->is_remainder);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return insert != NULL;
}

static gboolean
insert_export (SegWorkspace *workspace, const SegExportPlan *plan, SegExport *export, const char *manifest_sha256, const char *fingerprint,
               gint64 key_row, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO export (campaign_id, campaign, at, who, manifest, manifest_sha256, n_rows, left_out, pseudonym_key_id, fingerprint, program_version) "
		"VALUES (:campaign, :name, :at, :who, :manifest, :sha256, :rows, :left_out, nullif (:key, 0), :fingerprint, :version)", error);
	g_autofree char *left_out = left_out_json (export), *manifest = export->manifest != NULL ? g_utf8_make_valid (export->manifest, -1) : NULL;

	if (insert == NULL)
		return FALSE;
	seg_statement_bind_integer (insert, ":campaign", plan->campaign->id);
	seg_statement_bind_text (insert, ":name", export->campaign);
	seg_statement_bind_integer (insert, ":at", export->at);
	seg_statement_bind_text (insert, ":who", export->who);
	seg_statement_bind_text (insert, ":manifest", manifest);
	seg_statement_bind_text (insert, ":sha256", manifest_sha256);
	seg_statement_bind_integer (insert, ":rows", export->n_rows);
	seg_statement_bind_text (insert, ":left_out", left_out);
	seg_statement_bind_integer (insert, ":key", key_row);
	seg_statement_bind_text (insert, ":fingerprint", fingerprint);
	seg_statement_bind_text (insert, ":version", PACKAGE_VERSION);
	if (!seg_statement_run (insert, error))
		return FALSE;
	export->id = seg_workspace_last_id (workspace);
	return TRUE;
}

gboolean
seg_export_store (SegWorkspace *workspace, const SegExportPlan *plan, SegExport *export, const char *manifest_sha256, const char *fingerprint,
                  gint64 key_row, const SegLedgerLog *ledger, SegJob *job, GError **error)
{
	g_autofree char *detail = audit_json (plan, export);

	return insert_export (workspace, plan, export, manifest_sha256, fingerprint, key_row, error) && insert_files (workspace, export, error)
	       && seg_ledger_log_store (ledger, workspace, plan->campaign->id, export->id, job, error)
	       && mark_exported (workspace, plan, export->n_rows, export->at, error) && seg_audit_add (workspace, "export", export->campaign, detail, error);
}

/* Reading -------------------------------------------------------------------------------------------------------------- */

char *
seg_export_manifest_sha256 (SegWorkspace *workspace, const char *path, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT manifest, manifest_sha256 FROM export WHERE manifest IS NOT NULL ORDER BY id DESC", error);
	g_autofree char *wanted = g_canonicalize_filename (path, NULL), *found = NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		if (strcmp (seg_statement_text (statement, 0), wanted) != 0)
			continue;
		found = g_strdup (seg_statement_text (statement, 1));
		break;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&found) : NULL;
}

static gboolean
read_files (SegWorkspace *workspace, SegExport *export, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT path, part, n_rows, size, sha256, remainder FROM export_file WHERE export_id = :id ORDER BY position", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", export->id);
	while (seg_statement_next (statement, &failure)) {
		SegExportedFile *file = g_new0 (SegExportedFile, 1);

		g_ptr_array_add (export->files, file);
		*file = (SegExportedFile) { g_strdup (seg_statement_text (statement, 0)), g_strdup (seg_statement_text (statement, 1)),
		                            g_strdup (seg_statement_text (statement, 4)), seg_statement_integer (statement, 2),
		                            (guint64) seg_statement_integer (statement, 3), 1, seg_statement_integer (statement, 5) != 0 };
	}
	return seg_query_ended (failure, error);
}

#define LEFT_OUT(name) "coalesce (left_out ->> '" name "', 0)"

GPtrArray *
seg_exports (SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	g_autoptr (GPtrArray) exports = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_export_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, campaign, at, who, manifest, n_rows, " LEFT_OUT ("consent_withdrawn") ", " LEFT_OUT ("cleaning") ", "
		LEFT_OUT ("small_groups") ", " LEFT_OUT ("no_valid_address") ", pseudonym_key_id, " LEFT_OUT ("contacted") ", " LEFT_OUT ("contacted_too_often") ", " LEFT_OUT ("held_back") ", " LEFT_OUT ("same_address") " FROM export "
		"WHERE :campaign = 0 OR campaign_id = :campaign ORDER BY id DESC", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	while (seg_statement_next (statement, &failure)) {
		SegExport *export = seg_export_new ();

		g_ptr_array_add (exports, export);
		export->id = seg_statement_integer (statement, 0);
		export->campaign = g_strdup (seg_statement_text (statement, 1));
		export->at = seg_statement_integer (statement, 2);
		export->who = g_strdup (seg_statement_text (statement, 3));
		export->manifest = g_strdup (seg_statement_text (statement, 4));
		export->n_rows = seg_statement_integer (statement, 5);
		export->n_withdrawn = seg_statement_integer (statement, 6);
		export->n_cleaned = seg_statement_integer (statement, 7);
		export->n_small = seg_statement_integer (statement, 8);
		export->n_unreachable = seg_statement_integer (statement, 9);
		export->n_contacted = seg_statement_integer (statement, 11);
		export->n_too_often = seg_statement_integer (statement, 12);
		export->n_held_back = seg_statement_integer (statement, 13);
		export->n_same_address = seg_statement_integer (statement, 14);
		if (!seg_statement_is_null (statement, 10))
			export->key_id = g_strdup_printf ("%" G_GINT64_FORMAT, seg_statement_integer (statement, 10));
		if (!read_files (workspace, export, error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&exports) : NULL;
}
