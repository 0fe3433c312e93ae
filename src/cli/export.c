#include <config.h>
#include "commands.h"
#include "export_option.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	SegExportRequest export;
	gboolean list_columns, list_presets, list_exports, verify;
	int      preview; /* rows; 0: none */
} Request;

/* Lists ---------------------------------------------------------------------------------------------------------------- */

static void
print_columns (const Request *request, char **all, char **proposed)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "proposed", _("When none are named"), SEG_CELL_TEXT);
	for (gsize i = 0; all[i] != NULL; i++) {
		seg_table_text (table, all[i]);
		seg_table_text (table, g_strv_contains ((const char *const *) proposed, all[i]) ? _("yes") : "");
	}
	seg_table_print (table, request->common.output);
}

static gboolean
list_columns (SegWorkspace *workspace, const SegCampaign *campaign, const Request *request, SegArm arm, GError **error)
{
	g_auto (GStrv) all = seg_campaign_columns_all (workspace, campaign, error);
	g_auto (GStrv) proposed = all != NULL ? seg_campaign_columns (workspace, campaign, arm, error) : NULL;

	if (proposed != NULL)
		print_columns (request, all, proposed);
	return proposed != NULL;
}

/* "email, phone" */
static char *
needed_fields (const SegPreset *preset)
{
	GString *names = g_string_new (NULL);

	for (guint i = 0; preset->columns[i].heading != NULL; i++)
		if (preset->columns[i].identifies)
			g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", seg_preset_field_name (preset->columns[i].field));
	return g_string_free (names, FALSE);
}

static void
print_presets (const Request *request)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "preset", _("Preset"), SEG_CELL_TEXT);
	seg_table_column (table, "for", _("For"), SEG_CELL_TEXT);
	seg_table_column (table, "needs", _("Needs one of"), SEG_CELL_TEXT);
	seg_table_column (table, "hashed", _("Hashed"), SEG_CELL_TEXT);
	seg_table_column (table, "rule", _("Rule published at"), SEG_CELL_TEXT);
	for (guint i = 0; seg_preset (i) != NULL; i++) {
		const SegPreset *preset = seg_preset (i);
		g_autofree char *needs = needed_fields (preset);

		seg_table_text (table, preset->name);
		seg_table_text (table, _(preset->label));
		seg_table_text (table, needs);
		seg_table_text (table, preset->is_hashed ? _("yes") : _("no"));
		seg_table_text (table, preset->source);
	}
	seg_table_print (table, request->common.output);
}

static gboolean
list_exports (const Request *request, const char *path, const char *name, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegCampaign) campaign = workspace != NULL && name != NULL ? seg_campaign_load (workspace, name, error) : NULL;
	g_autoptr (GPtrArray) exports = NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (workspace == NULL || (name != NULL && campaign == NULL)
	    || (exports = seg_exports (workspace, campaign != NULL ? campaign->id : 0, error)) == NULL)
		return FALSE;
	seg_table_column (table, "at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "who", _("Who"), SEG_CELL_TEXT);
	seg_table_column (table, "campaign", _("Campaign"), SEG_CELL_TEXT);
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "rows", _("Rows"), SEG_CELL_INTEGER);
	seg_table_column (table, "sha256", _("SHA-256"), SEG_CELL_TEXT);
	for (guint i = 0; i < exports->len; i++) {
		const SegExport *export = exports->pdata[i];

		for (guint f = 0; f < export->files->len; f++) {
			const SegExportedFile *file = export->files->pdata[f];

			seg_table_integer (table, export->at);
			seg_table_text (table, export->who);
			seg_table_text (table, export->campaign);
			seg_table_text (table, file->path);
			seg_table_integer (table, file->n_rows);
			seg_table_text (table, file->sha256);
		}
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

/* Holding files against their manifest ---------------------------------------------------------------------------------- */

static gboolean
refuse_changed (const GPtrArray *findings, GError **error)
{
	gint64 n = 0;
	g_autofree char *number = NULL;

	for (guint i = 0; i < findings->len; i++)
		n += ((const SegFileFinding *) findings->pdata[i])->state != SEG_FILE_AS_WRITTEN ? 1 : 0;
	if (n == 0)
		return TRUE;
	number = seg_format_integer (n);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, g_dngettext (GETTEXT_PACKAGE, "%s file is not as the manifest says", "%s files are not as the manifest says", (gulong) n),
	             number);
	return FALSE;
}

/* @arguments: MANIFEST, or WORKSPACE MANIFEST. */
static gboolean
verify (const Request *request, char **arguments, int n_arguments, GError **error)
{
	g_autoptr (SegWorkspace) workspace = n_arguments > 1 ? seg_workspace_open (arguments[0], SEG_WORKSPACE_READ_ONLY, error) : NULL;
	g_autoptr (GPtrArray) findings = NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if ((n_arguments > 1 && workspace == NULL) || (findings = seg_manifest_verify (workspace, arguments[n_arguments - 1], error)) == NULL)
		return FALSE;
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "rows", _("Rows"), SEG_CELL_INTEGER);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	for (guint i = 0; i < findings->len; i++) {
		const SegFileFinding *finding = findings->pdata[i];

		seg_table_text (table, finding->file);
		if (finding->n_rows > 0)
			seg_table_integer (table, finding->n_rows);
		else
			seg_table_missing (table);
		seg_table_text (table, finding->words);
	}
	seg_table_print (table, request->common.output);
	return refuse_changed (findings, error);
}

/* Writing -------------------------------------------------------------------------------------------------------------- */

static gboolean
preview (SegWorkspace *workspace, const SegCampaign *campaign, const Request *request, const SegExportOptions *options, GError **error)
{
	g_autoptr (GPtrArray) rows = seg_campaign_export_preview (workspace, campaign, options, (guint) MAX (request->preview, 0), error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (rows == NULL)
		return FALSE;
	for (guint r = 0; r < rows->len; r++)
		for (char **cell = rows->pdata[r]; *cell != NULL; cell++)
			if (r == 0)
				seg_table_column (table, *cell, *cell, SEG_CELL_TEXT);
			else
				seg_table_text (table, *cell);
	seg_table_print (table, request->common.output);
	return TRUE;
}

static void
say_result (const Request *request, const SegExport *export)
{
	for (guint i = 0; i < export->remarks->len; i++)
		seg_cli_remark (&request->common, "%s", (const char *) export->remarks->pdata[i]);
	if (export->key_id != NULL)
		seg_cli_remark (&request->common, _("Pseudonyms are made with the key %s, which stays in the workspace"), export->key_id);
	for (guint i = 0; i < export->files->len; i++) {
		const SegExportedFile *file = export->files->pdata[i];
		g_autofree char *n = seg_format_integer (file->n_rows);

		if (file->is_remainder)
			seg_cli_remark (&request->common, _("%s values that are none are listed in %s"), n, file->path);
		else
			seg_cli_remark (&request->common, _("%s people are in %s"), n, file->path);
	}
	if (export->manifest != NULL)
		seg_cli_remark (&request->common, _("What the files are made of stands in %s; segscope export --verify holds them against it"), export->manifest);
}

static gboolean
needs_file (const Request *request, int n_arguments, GError **error)
{
	if (request->list_columns || request->preview > 0 || n_arguments > 2)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Name the file to write; usage: segscope export WORKSPACE CAMPAIGN FILE"));
	return FALSE;
}

static gboolean
serve (const Request *request, char **arguments, int n_arguments, GError **error)
{
	SegWorkspaceMode mode = request->list_columns || request->preview > 0 ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegExport) export = NULL;
	g_autoptr (SegJob) job = NULL;
	g_auto (GStrv) columns = NULL;
	SegExportOptions options;

	if (!seg_export_request_read (&request->export, n_arguments > 2 ? arguments[2] : NULL, &columns, &options, error)
	    || !needs_file (request, n_arguments, error))
		return FALSE;
	workspace = seg_workspace_open (arguments[0], mode, error);
	campaign = workspace != NULL ? seg_campaign_load (workspace, arguments[1], error) : NULL;
	if (campaign == NULL)
		return FALSE;
	if (request->list_columns)
		return list_columns (workspace, campaign, request, options.arm, error);
	if (request->preview > 0)
		return preview (workspace, campaign, request, &options, error);
	job = seg_cli_job (&request->common);
	export = seg_campaign_export (workspace, campaign, arguments[2], &options, job, error);
	if (export == NULL)
		return FALSE;
	seg_cli_job_end ();
	say_result (request, export);
	seg_cli_say_orders (&request->common, workspace);
	return TRUE;
}

static gboolean
check_arguments (const Request *request, int n_arguments, GError **error)
{
	int least = request->list_presets ? 0 : request->verify || request->list_exports ? 1 : 2;
	int most = request->list_presets ? 0 : request->verify || request->list_exports ? 2 : 3;

	if (n_arguments >= least && n_arguments <= most)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
	                     request->verify ? _("usage: segscope export --verify [WORKSPACE] MANIFEST")
	                     : request->list_exports ? _("usage: segscope export --list WORKSPACE [CAMPAIGN]")
	                                             : _("usage: segscope export WORKSPACE CAMPAIGN FILE"));
	return FALSE;
}

static gboolean
choose (const Request *request, char **arguments, int n_arguments, GError **error)
{
	if (!check_arguments (request, n_arguments, error))
		return FALSE;
	if (request->list_presets) {
		print_presets (request);
		return TRUE;
	}
	if (request->verify)
		return verify (request, arguments, n_arguments, error);
	if (request->list_exports)
		return list_exports (request, arguments[0], n_arguments > 1 ? arguments[1] : NULL, error);
	return serve (request, arguments, n_arguments, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	SegExportRequest *export = &request.export;
	const GOptionEntry entries[] = {
		{ "columns", 'c', 0, G_OPTION_ARG_STRING, &export->columns, N_("These columns, in this order; NAME=HEADING renames"), "NAME,..." },
		{ "list-columns", 'l', 0, G_OPTION_ARG_NONE, &request.list_columns, N_("List the columns there are; writes nothing"), NULL },
		{ "format", 'f', 0, G_OPTION_ARG_STRING, &export->format, N_("csv, xlsx or jsonl (by the file's name, else csv)"), "FORMAT" },
		{ "encoding", 'e', 0, G_OPTION_ARG_STRING, &export->encoding, N_("Of CSV: utf-8, utf-8-bom, gb18030 or gbk (utf-8)"), "ENCODING" },
		{ "bom", 'b', 0, G_OPTION_ARG_NONE, &export->bom, N_("Begin with a byte order mark, for spreadsheets that need it"), NULL },
		{ "delimiter", 'd', 0, G_OPTION_ARG_STRING, &export->delimiter, N_("Of CSV: comma, semicolon, tab or pipe (comma)"), "NAME" },
		{ "arm", 'a', 0, G_OPTION_ARG_STRING, &export->arm, N_("Who: send, control or both (send)"), "ARM" },
		{ "split", 's', 0, G_OPTION_ARG_STRING, &export->split, N_("One file each: arm or segment (no)"), "BY" },
		{ "preset", 'p', 0, G_OPTION_ARG_STRING, &export->preset, N_("As a service wants it: mailchimp, meta, ..."), "NAME" },
		{ "list-presets", 0, 0, G_OPTION_ARG_NONE, &request.list_presets, N_("List the presets with their rules"), NULL },
		{ "use", 'u', 0, G_OPTION_ARG_STRING_ARRAY, &export->fields, N_("The column that a field of the preset is in; - for none"), "FIELD=COLUMN" },
		{ "country", 0, 0, G_OPTION_ARG_STRING, &export->country, N_("Of telephone numbers that do not say theirs: CN, US, ..."), "CODE" },
		{ "pseudonyms", 0, 0, G_OPTION_ARG_NONE, &export->pseudonyms, N_("Pseudonyms in place of keys"), NULL },
		{ "new-pseudonym-key", 0, 0, G_OPTION_ARG_NONE, &export->new_pseudonym_key, N_("The same, under a new key from now on"), NULL },
		{ "smallest-group", 'g', 0, G_OPTION_ARG_INT64, &export->smallest_group, N_("Hold back people of segments and arms with fewer than N"), "N" },
		{ "preview", 0, 0, G_OPTION_ARG_INT, &request.preview, N_("Show the first N rows as they would be; writes nothing"), "N" },
		{ "list", 0, 0, G_OPTION_ARG_NONE, &request.list_exports, N_("List what was exported: WORKSPACE [CAMPAIGN]"), NULL },
		{ "verify", 0, 0, G_OPTION_ARG_NONE, &request.verify, N_("Hold files against their manifest: [WORKSPACE] MANIFEST"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean success = seg_cli_parse (command, entries, 0, 3, &argc, &argv, &request.common, error);

	if (success && argc > 0)
		success = choose (&request, argv + 1, argc - 1, error);
	seg_export_request_clear (export);
	return success;
}

const SegCommand seg_command_export = {
	"export", "WORKSPACE CAMPAIGN FILE", N_("Write a campaign's list as files"),
	N_("Only people to be sent to go in, unless --arm says otherwise. What may have changed since the list was made is asked again: whoever\n"
	   "has withdrawn consent, unsubscribed or asked not to be contacted, whom another campaign has contacted in the days of quiet or as often\n"
	   "as allowed, who is held back from all campaigns, has no address any more or was left out by cleaning, does not go in, and is counted\n"
	   "with the reason (segscope results). Rows are in the order in which people came in.\n\n"
	   "The columns subject and message are what each person reads, with all fields filled in; where the campaign has messages they are\n"
	   "in the file unless --columns says otherwise (and but for --pseudonyms, as words may say who somebody is).\n\n"
	   "CSV has CR LF. A cell that a spreadsheet would run as a formula (= + - @, tab or line end first) gets a leading ', and so does\n"
	   "a text that begins with ' before such a one: take one ' off to read it back. Numbers of more than 15 digits stand in quotes;\n"
	   "in workbooks (xlsx) they are text.\n\n"
	   "Beside the file a manifest (list.csv: list.csv.manifest.json) says what it is made of, with the SHA-256 of each file; files and\n"
	   "manifest appear together, or none does. The workspace keeps a record, --list shows it.\n\n"
	   "  segscope export courses.seg \"spring upgrade\" list.xlsx\n"
	   "  segscope export courses.seg \"spring upgrade\" list.csv --columns \"key,email=Email Address,city,title1,reason1\"\n"
	   "  segscope export courses.seg \"spring upgrade\" list.csv --split arm --pseudonyms --smallest-group 20\n"
	   "  segscope export courses.seg \"spring upgrade\" audience.csv --preset meta --use email=mail --country CN\n"
	   "  segscope export --verify list.csv.manifest.json"),
	run
};
