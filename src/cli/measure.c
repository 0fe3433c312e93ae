#include <config.h>
#include "commands.h"
#include "measure_option.h"
#include "measure_print.h"
#include "segments.h"

#include <segscope/learning.h>


#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegCommonOptions common;
	SegMeasureRequest span;
	char *show;
	int   days_before;
	gboolean before;
} Request;

static void
clear_request (Request *request)
{
	seg_measure_request_clear (&request->span);
	g_free (request->show);
}

static gboolean
check_show (const char *show, GError **error)
{
	if (show == NULL || seg_measure_print_find (show) != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--show knows %s, not \"%s\""), seg_measure_print_names (), show);
	return FALSE;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, SegMeasureOptions *options, GError **error)
{
	const GOptionEntry entries[] = {
		SEG_MEASURE_ENTRIES (request->span),
		{ "show", 0, 0, G_OPTION_ARG_STRING, &request->show, N_("effect; outcomes: coming back, buying again, unsubscribing; funnel, retention or value by arm; looks taken so far (effect)"), "WHAT" },
		{ "before", 'b', 0, G_OPTION_ARG_NONE, &request->before, N_("Before it goes out: the least effect that this list can show"), NULL },
		{ "days-before", 0, 0, G_OPTION_ARG_INT, &request->days_before, N_("Days before it whose money sharpens the comparison (90)"), "N" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 2, argc, argv, &request->common, error))
		return FALSE;
	if (*argc == 0)
		return TRUE;
	options->days_before = request->days_before >= 0 ? (guint) request->days_before : G_MAXUINT;
	return check_show (request->show, error) && seg_measure_request_read (&request->span, options, error);
}

static gboolean
foresee (const Request *request, SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autoptr (SegForesight) foresight = seg_campaign_foresee (workspace, campaign, options, job, error);
	g_autoptr (SegTable) table = seg_table_new ();

	seg_cli_job_end ();
	if (foresight == NULL)
		return FALSE;
	for (guint i = 0; i < foresight->sentences->len; i++)
		seg_cli_say (&request->common, "%s", (const char *) foresight->sentences->pdata[i]);
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Held back"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Did it lately"), SEG_CELL_SHARE);
	seg_table_column (table, "smallest", _("Least seen"), SEG_CELL_SHARE);
	seg_table_integer (table, foresight->n_send);
	seg_table_integer (table, foresight->n_control);
	seg_table_number (table, (double) foresight->people.did / (double) foresight->people.n);
	seg_table_number (table, foresight->smallest);
	seg_table_print (table, request->common.output);
	return TRUE;
}

/* Each look counts, also one that nobody meant to take. */
static gboolean
keep (const SegCommonOptions *common, SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasurement *measurement, GError **error)
{
	gboolean learnt;

	if (seg_workspace_is_read_only (workspace)) {
		seg_cli_remark (common, _("The workspace cannot be written to: this look is not counted, and nothing is kept of it"));
		return TRUE;
	}
	if (!seg_measurement_keep (workspace, campaign, measurement, &learnt, error))
		return FALSE;
	if (!learnt && measurement->untrusted)
		seg_cli_remark (common, _("Not kept for the playbook: the checks say that the groups cannot be compared"));
	else if (!learnt)
		seg_cli_remark (common, _("Not kept for the playbook: the campaign was made for %s within %u days"), campaign->draft->goal, campaign->draft->goal_days);
	return TRUE;
}

static gboolean
measure (const Request *request, const SegMeasureOptions *options, const char *path, const char *name, GError **error)
{
	g_autoptr (SegWorkspace) workspace = request->before ? seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error) : seg_cli_open_to_keep (path, error);
	g_autoptr (SegCampaign) campaign = workspace != NULL ? seg_campaign_load (workspace, name, error) : NULL;
	g_autoptr (SegMeasurement) measurement = NULL;
	g_autoptr (SegJob) job = NULL;

	if (campaign == NULL)
		return FALSE;
	if (request->before)
		return foresee (request, workspace, campaign, options, error);
	seg_cli_say_orders (&request->common, workspace);
	job = seg_cli_job (&request->common);
	measurement = seg_campaign_measure (workspace, campaign, options, job, error);
	seg_cli_job_end ();
	if (measurement == NULL)
		return FALSE;
	return keep (&request->common, workspace, campaign, measurement, error)
	       && seg_measure_print_find (request->show != NULL ? request->show : "effect") (&(SegMeasured) { &request->common, workspace, campaign, options, measurement }, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	Request request = { .days_before = (int) options.days_before };
	gboolean fine = parse (command, &argc, &argv, &request, &options, error);

	if (fine && argc > 0)
		fine = measure (&request, &options, argv[1], argc > 2 ? argv[2] : NULL, error);
	clear_request (&request);
	return fine;
}

const SegCommand seg_command_measure = {
	"measure", "WORKSPACE [CAMPAIGN]", N_("Measure what a campaign did, against those who were held back"),
	N_("The newest campaign where none is named. Those sent to are compared with those held back: who did it within the days (Newcombe's\n"
	   "interval), and what everyone spent (Welch; adjusted for what they spent before, CUPED). By segment, p is corrected for their number, and\n"
	   "differences are also drawn in: a small segment does not shout. What makes the comparison doubtful comes first.\n"
	   "Each measurement is a look, and is noted as one; --show looks has the bounds that hold however often one looks. What the campaign did by its own\n"
	   "goal is kept for the playbook (segscope playbook --worked) and the pages of segments and people.\n"
	   "\n"
	   "  segscope measure shop.seg upgrade --before\n"
	   "  segscope measure shop.seg upgrade\n"
	   "  segscope measure shop.seg upgrade --goal course_start --days 14\n"
	   "  segscope measure shop.seg upgrade --show outcomes\n"
	   "  segscope measure shop.seg upgrade --show looks\n"
	   "  segscope measure shop.seg upgrade --from 2026-03-01 --output json"), run
};
