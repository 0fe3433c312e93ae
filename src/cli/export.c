#include <config.h>
#include "commands.h"

#include <segscope/campaign.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	char *columns, *arm;
	gboolean bom, list_columns;
} Request;

static gboolean
parse_arm (const char *name, SegArm *arm, GError **error)
{
	static const char *const names[] = { [SEG_ARM_SEND] = "send", [SEG_ARM_CONTROL] = "control", [SEG_ARM_BOTH] = "both" };

	*arm = SEG_ARM_SEND;
	for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
		if (strcmp (name, names[i]) == 0) {
			*arm = (SegArm) i;
			return TRUE;
		}
	if (name != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--arm must be send, control or both, not \"%s\""), name);
	return name == NULL;
}

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

static char **
split_columns (const char *text)
{
	char **names = text != NULL ? g_strsplit (text, ",", -1) : NULL;

	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		g_strstrip (names[i]);
	return names;
}

static void
say_result (const Request *request, const SegCampaign *campaign, SegArm arm, const char *path, gint64 n_rows)
{
	gint64 n_expected = (arm != SEG_ARM_CONTROL ? campaign->n_send : 0) + (arm != SEG_ARM_SEND ? campaign->n_control : 0);
	g_autofree char *people = seg_format_integer (n_rows), *gone = seg_format_integer (n_expected - n_rows);

	if (n_rows < n_expected)
		seg_cli_remark (&request->common, _("%s people were left out: since the list was made they have withdrawn their consent, or cleaning has left them out"), gone);
	if (campaign->stale)
		seg_cli_remark (&request->common, _("The list is stale: the data or its segmentation have changed since it was made"));
	if (arm != SEG_ARM_SEND)
		seg_cli_remark (&request->common, _("The file holds people of the control group: do not write to them"));
	seg_cli_remark (&request->common, _("%s people are in %s"), people, path);
}

static gboolean
serve (const Request *request, char **arguments, int n_arguments, GError **error)
{
	SegWorkspaceMode mode = request->list_columns ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegJob) job = NULL;
	g_auto (GStrv) columns = split_columns (request->columns);
	SegExportOptions options = { (const char *const *) columns, request->bom, SEG_ARM_SEND };
	gint64 n_rows;

	if (!parse_arm (request->arm, &options.arm, error))
		return FALSE;
	if (!request->list_columns && n_arguments < 3) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Name the file to write; usage: segscope export WORKSPACE CAMPAIGN FILE.csv"));
		return FALSE;
	}
	workspace = seg_workspace_open (arguments[0], mode, error);
	campaign = workspace != NULL ? seg_campaign_load (workspace, arguments[1], error) : NULL;
	if (campaign == NULL)
		return FALSE;
	if (request->list_columns)
		return list_columns (workspace, campaign, request, options.arm, error);
	job = seg_cli_job (&request->common);
	if (!seg_campaign_export (workspace, campaign, arguments[2], &options, job, &n_rows, error))
		return FALSE;
	say_result (request, campaign, options.arm, arguments[2], n_rows);
	seg_cli_say_orders (&request->common, workspace);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	const GOptionEntry entries[] = {
		{ "columns", 'c', 0, G_OPTION_ARG_STRING, &request.columns, N_("These columns, in this order"), "NAME,..." },
		{ "list-columns", 'l', 0, G_OPTION_ARG_NONE, &request.list_columns, N_("List the columns there are; writes nothing"), NULL },
		{ "bom", 'b', 0, G_OPTION_ARG_NONE, &request.bom, N_("Begin with a byte order mark, for spreadsheets that need it"), NULL },
		{ "arm", 'a', 0, G_OPTION_ARG_STRING, &request.arm, N_("Who: send, control or both (send)"), "ARM" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean success = seg_cli_parse (command, entries, 2, 3, &argc, &argv, &request.common, error);

	if (success && argc > 0)
		success = serve (&request, argv + 1, argc - 1, error);
	g_free (request.columns);
	g_free (request.arm);
	return success;
}

const SegCommand seg_command_export = {
	"export", "WORKSPACE CAMPAIGN [FILE.csv]", N_("Write a campaign's list as CSV"),
	N_("UTF-8 with CR LF, in order of user key. Cells that a spreadsheet would run as formulas get a leading '. Only people to be\n"
	   "sent to go in, unless --arm says otherwise; whoever has withdrawn consent since, or was\n"
	   "left out by cleaning, does not. The audit log keeps the file's name, its rows and its SHA-256.\n\n"
	   "  segscope export courses.seg \"spring upgrade\" list.csv --bom\n"
	   "  segscope export courses.seg \"spring upgrade\" --list-columns\n"
	   "  segscope export courses.seg \"spring upgrade\" list.csv --columns key,email,city,title1,reason1"),
	run
};
