#include <config.h>
#include "campaign_print.h"
#include "commands.h"
#include "import.h"

#include <segscope/intake.h>
#include <segscope/ledger.h>
#include <segscope/rejects.h>
#include <segscope/results.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct {
	SegCommonOptions common;
	char *file, *rows, *people, *arm, *give;
} Request;

static void
clear_request (Request *request)
{
	char **texts[] = { &request->file, &request->rows, &request->people, &request->arm, &request->give };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_clear_pointer (texts[i], g_free);
}

/* All campaigns -------------------------------------------------------------------------------------------------------- */

static gboolean
add_campaign (SegTable *table, SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (SegResults) results = seg_campaign_results (workspace, campaign, NULL, error);
	gint64 written[SEG_N_LEDGER];

	if (results == NULL || !seg_ledger_count (workspace, campaign->id, written, error))
		return FALSE;
	seg_table_text (table, campaign->name);
	seg_table_integer (table, campaign->n_send);
	seg_table_integer (table, written[SEG_LEDGER_WRITTEN]);
	seg_table_integer (table, results->n_rows);
	seg_table_integer (table, results->n_counted);
	seg_table_integer (table, results->n_set_aside);
	return TRUE;
}

static gboolean
list_all (const Request *request, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) campaigns = seg_campaigns (workspace, error), strays = campaigns != NULL ? seg_stray_results (workspace, error) : NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (strays == NULL)
		return FALSE;
	seg_table_column (table, "campaign", _("Campaign"), SEG_CELL_TEXT);
	seg_table_column (table, "to_send", _("To send"), SEG_CELL_INTEGER);
	seg_table_column (table, "written", _("Written to"), SEG_CELL_INTEGER);
	seg_table_column (table, "results", _("Results"), SEG_CELL_INTEGER);
	seg_table_column (table, "counted", _("Counted"), SEG_CELL_INTEGER);
	seg_table_column (table, "set_aside", _("Set aside"), SEG_CELL_INTEGER);
	for (guint i = 0; i < campaigns->len; i++)
		if (!add_campaign (table, workspace, campaigns->pdata[i], error))
			return FALSE;
	seg_table_print (table, request->common.output);
	for (guint i = 0; i < strays->len; i++) {
		const SegStrayResults *stray = strays->pdata[i];
		g_autofree char *rows = seg_format_integer (stray->n_rows), *people = seg_format_integer (stray->n_people);

		seg_cli_say (&request->common, _("%s results of %s people name \"%s\", which is no campaign here; --give %s NAME gives them to one"), rows, people,
		             stray->name, stray->name);
	}
	return TRUE;
}

/* One campaign ---------------------------------------------------------------------------------------------------------- */

static void
add (SegTable *table, const SegResultsLine *line)
{
	seg_table_text (table, seg_results_part_name (line->part));
	seg_table_text (table, line->name);
	seg_table_text (table, line->arm != NULL ? line->arm : "");
	if (line->people >= 0)
		seg_table_integer (table, line->people);
	else
		seg_table_missing (table);
	if (line->rows >= 0)
		seg_table_integer (table, line->rows);
	else
		seg_table_missing (table);
	seg_table_number (table, line->share);
	seg_table_number (table, line->money);
	seg_table_text (table, line->part != SEG_RESULTS_CAME_BACK ? line->label : "");
}

static void
declare (SegTable *table)
{
	seg_table_column (table, "part", _("Part"), SEG_CELL_TEXT);
	seg_table_column (table, "what", _("Figure"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "people", _("People"), SEG_CELL_INTEGER);
	seg_table_column (table, "rows", _("Rows"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Of the arm"), SEG_CELL_SHARE);
	seg_table_column (table, "money", _("Money"), SEG_CELL_NUMBER);
	seg_table_column (table, "words", _("In words"), SEG_CELL_TEXT);
}

static gboolean
report (const Request *request, SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	gint64 at;
	g_autoptr (GPtrArray) lines = seg_results_lines (workspace, campaign, &at, job, error);
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean came_back = FALSE;

	seg_cli_job_end ();
	if (lines == NULL)
		return FALSE;
	declare (table);
	for (guint i = 0; i < lines->len; i++) {
		add (table, lines->pdata[i]);
		came_back |= ((const SegResultsLine *) lines->pdata[i])->part != SEG_RESULTS_LEDGER;
	}
	seg_table_print (table, request->common.output);
	if (!came_back)
		seg_cli_say (&request->common, _("No results of it yet; --from FILE brings them in. A later import of events measures the goal by itself (segscope measure)"));
	return TRUE;
}

/* "late", or an outcome. */
static void
choose (const char *text, SegResultsFault *fault, const char **outcome)
{
	*fault = SEG_N_RESULTS_FAULTS;
	*outcome = NULL;
	for (guint i = 0; i < SEG_N_RESULTS_FAULTS; i++)
		if (strcmp (seg_results_fault_name ((SegResultsFault) i), text) == 0)
			*fault = (SegResultsFault) i;
	if (*fault == SEG_N_RESULTS_FAULTS && strcmp (text, "all") != 0)
		*outcome = text;
}

static gboolean
print_rows (const Request *request, SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (GPtrArray) rows = NULL;
	SegResultsFault fault;
	const char *outcome;

	choose (request->rows, &fault, &outcome);
	rows = seg_campaign_results_rows (workspace, campaign, fault, outcome, request->arm, 0, G_MAXINT64, error);
	if (rows == NULL)
		return FALSE;
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "variant", _("Arm in the file"), SEG_CELL_TEXT);
	seg_table_column (table, "outcome", _("Outcome"), SEG_CELL_TEXT);
	seg_table_column (table, "at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "amount", _("Money"), SEG_CELL_NUMBER);
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	for (guint i = 0; i < rows->len; i++) {
		const SegResultsRow *row = rows->pdata[i];

		seg_table_text (table, row->key);
		seg_table_text (table, row->arm != NULL ? row->arm : "");
		seg_table_text (table, row->variant != NULL ? row->variant : "");
		seg_table_text (table, row->outcome);
		if (row->at != G_MININT64)
			seg_table_integer (table, row->at);
		else
			seg_table_missing (table);
		seg_table_number (table, row->amount);
		seg_table_text (table, row->file);
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

static gboolean
print_people (const Request *request, SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (GArray) ids = NULL;
	SegLedgerOutcome written;
	SegResultsFault fault;
	const char *outcome;

	if (seg_ledger_find (request->people, &written))
		ids = seg_ledger_people (workspace, campaign->id, written, error);
	else {
		choose (request->people, &fault, &outcome);
		ids = seg_campaign_results_people (workspace, campaign, fault, outcome, request->arm, error);
	}
	return ids != NULL && seg_campaign_print_people (&request->common, workspace, ids, error);
}

/* Bringing results in ----------------------------------------------------------------------------------------------------- */

static gboolean
load (const Request *request, SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	const SegImportOptions options = { .event_kind = campaign->name };
	const SegRole *role = seg_role_find ("results");
	g_autoptr (SegImportPlan) plan = seg_import_plan (request->file, role, &options, error);
	g_autoptr (GPtrArray) plans = g_ptr_array_new (), reasons = g_ptr_array_new_with_free_func (seg_reject_reason_free);
	SegIntakeOptions intake = SEG_INTAKE_OPTIONS_INIT;
	g_autoptr (SegJob) job = NULL;
	SegImportResult result;
	gboolean fine;

	if (plan == NULL || !seg_import_plan_recall (plan, workspace, role, &options, error) || !seg_import_plan_check (plan, error))
		return FALSE;
	g_ptr_array_add (plans, plan);
	intake.reasons = reasons;
	job = seg_cli_job (&request->common);
	fine = seg_intake_run (workspace, (SegImportPlan *const *) plans->pdata, 1, &intake, job, &result, error);
	seg_cli_job_end ();
	if (fine && request->common.output == SEG_OUTPUT_TABLE)
		seg_cli_print_import (&request->common, workspace, plans, &result, reasons, FALSE);
	return fine;
}

static gboolean
give (const Request *request, SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autofree char *number = NULL;
	gint64 n;

	if (!seg_stray_results_give (workspace, request->give, campaign->id, &n, error))
		return FALSE;
	number = seg_format_integer (n);
	seg_cli_remark (&request->common, _("%s results that name \"%s\" are now of \"%s\""), number, request->give, campaign->name);
	return TRUE;
}

static gboolean
serve (const Request *request, const char *path, const char *name, GError **error)
{
	gboolean writes = request->file != NULL || request->give != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegCampaign) campaign = workspace != NULL && name != NULL ? seg_campaign_load (workspace, name, error) : NULL;

	if (workspace == NULL || (name != NULL && campaign == NULL))
		return FALSE;
	if (name == NULL && (writes || request->rows != NULL || request->people != NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Name the campaign whose results are meant: segscope results WORKSPACE CAMPAIGN"));
		return FALSE;
	}
	if (name == NULL)
		return list_all (request, workspace, error);
	if ((request->file != NULL && !load (request, workspace, campaign, error)) || (request->give != NULL && !give (request, workspace, campaign, error)))
		return FALSE;
	if (request->people != NULL)
		return print_people (request, workspace, campaign, error);
	return request->rows != NULL ? print_rows (request, workspace, campaign, error) : report (request, workspace, campaign, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { .file = NULL };
	const GOptionEntry entries[] = {
		{ "from", 'f', 0, G_OPTION_ARG_FILENAME, &request.file, N_("Bring in a file of results: who opened, clicked, bought, unsubscribed"), "FILE" },
		{ "rows", 'r', 0, G_OPTION_ARG_STRING, &request.rows, N_("Print the rows: unmatched, early, late, ..., an outcome, or all that count"), "WHICH" },
		{ "people", 0, 0, G_OPTION_ARG_STRING, &request.people, N_("Print the people: written, small group, ..., or as --rows"), "WHICH" },
		{ "arm", 'a', 0, G_OPTION_ARG_STRING, &request.arm, N_("Only of this arm, of rows and people that count"), "ARM" },
		{ "give", 0, 0, G_OPTION_ARG_STRING, &request.give, N_("Give the campaign the results that name this one, which is not here"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean fine = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &request.common, error);

	if (fine && argc > 0)
		fine = serve (&request, argv[1], argc > 2 ? argv[2] : NULL, error);
	clear_request (&request);
	return fine;
}

const SegCommand seg_command_results = {
	"results", "WORKSPACE [CAMPAIGN]", N_("Who was really written to, and what came back: opened, clicked, bought, unsubscribed"),
	N_("Results are matched to the campaign's list by the user's key, by the pseudonym that an export had in its place, or by e-mail\n"
	   "address; rows of people who are not here at all are set aside. What cannot count is said first, and can be printed: rows of people who are not on the list, before the list went out or\n"
	   "after the days of its goal, rows that say the same twice (segscope rejects). Whoever unsubscribed is left out of all later lists.\n"
	   "\n"
	   "The file needs a column that says who, and either one of outcomes (opened, clicked, converted, unsubscribed, ...) or one for each,\n"
	   "with yes or no, a number or a time; also understood are the arm, the time and an amount of money. Where columns are not understood,\n"
	   "segscope import FILE --as results --kind CAMPAIGN --map says what they mean.\n"
	   "\n"
	   "  segscope results shop.seg\n"
	   "  segscope results shop.seg \"spring upgrade\" --from mailing.csv\n"
	   "  segscope results shop.seg \"spring upgrade\" --rows late --output csv\n"
	   "  segscope results shop.seg \"spring upgrade\" --people \"small group\""), run
};
