#include <config.h>
#include "commands.h"

#include <segscope/measure.h>
#include <segscope/own_feature.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegCommonOptions common;
	char *goal, *from;
	int   days, days_before;
	gboolean before;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->goal);
	g_free (request->from);
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, SegMeasureOptions *options, GError **error)
{
	const GOptionEntry entries[] = {
		{ "goal", 'g', 0, G_OPTION_ARG_STRING, &request->goal, N_("Kind of event that counts as success (purchase)"), "KIND" },
		{ "from", 0, 0, G_OPTION_ARG_STRING, &request->from, N_("When it went out, 2026-03-01 (when the list was exported)"), "DATE" },
		{ "days", 'd', 0, G_OPTION_ARG_INT, &request->days, N_("Days after it that count (30)"), "N" },
		{ "before", 'b', 0, G_OPTION_ARG_NONE, &request->before, N_("Before it goes out: the least effect that this list can show"), NULL },
		{ "days-before", 0, 0, G_OPTION_ARG_INT, &request->days_before, N_("Days before it whose money sharpens the comparison (90)"), "N" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 2, argc, argv, &request->common, error))
		return FALSE;
	if (*argc == 0)
		return TRUE;
	options->goal = request->goal;
	options->days = (guint) MAX (request->days, 0);
	options->days_before = request->days_before >= 0 ? (guint) request->days_before : G_MAXUINT;
	return request->from == NULL || seg_own_parse_day (request->from, &options->from, error);
}

static void
declare (SegTable *table)
{
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Held back"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_sent", _("Did it"), SEG_CELL_SHARE);
	seg_table_column (table, "share_control", _("Held back did"), SEG_CELL_SHARE);
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "p", _("p"), SEG_CELL_NUMBER);
	seg_table_column (table, "drawn_in", _("Drawn in"), SEG_CELL_SHARE);
	seg_table_column (table, "better", _("Better, probably"), SEG_CELL_SHARE);
	seg_table_column (table, "money_sent", _("Money each"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_control", _("Held back each"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_difference", _("Difference"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_low", _("From"), SEG_CELL_NUMBER);
	seg_table_column (table, "money_high", _("To"), SEG_CELL_NUMBER);
	seg_table_column (table, "resampled_low", _("Resampled from"), SEG_CELL_NUMBER);
	seg_table_column (table, "resampled_high", _("To"), SEG_CELL_NUMBER);
	seg_table_column (table, "of", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "best", _("Best of all"), SEG_CELL_SHARE);
	seg_table_column (table, "loss", _("Lost by it"), SEG_CELL_SHARE);
}

static void
add (SegTable *table, const SegEffect *effect, const char *of)
{
	seg_table_text (table, effect->segment != NULL ? effect->segment : _("everyone"));
	seg_table_integer (table, effect->sent.n);
	seg_table_integer (table, effect->control.n);
	seg_table_number (table, effect->share.share_b);
	seg_table_number (table, effect->share.share_a);
	seg_table_number (table, effect->share.difference);
	seg_table_number (table, effect->share.interval.low);
	seg_table_number (table, effect->share.interval.high);
	seg_table_number (table, effect->p);
	seg_table_number (table, effect->shrunk);
	seg_table_number (table, effect->share.b_is_better);
	seg_table_number (table, effect->mean_sent);
	seg_table_number (table, effect->mean_control);
	seg_table_number (table, effect->money.adjusted.difference);
	seg_table_number (table, effect->money.adjusted.low);
	seg_table_number (table, effect->money.adjusted.high);
	seg_table_number (table, effect->money_resampled.low);
	seg_table_number (table, effect->money_resampled.high);
	seg_table_text (table, of);
	seg_table_number (table, effect->is_best > 0 ? effect->is_best : NAN);
	seg_table_number (table, effect->is_best > 0 ? effect->loss : NAN);
}

static void
print (const SegCommonOptions *common, const SegMeasurement *measurement)
{
	g_autoptr (SegTable) table = seg_table_new ();

	for (guint i = 0; i < measurement->failed->len; i++)
		seg_cli_say (common, _("Check: %s"), (const char *) measurement->failed->pdata[i]);
	for (guint i = 0; i < measurement->sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) measurement->sentences->pdata[i]);
	declare (table);
	add (table, &measurement->all, "list");
	for (guint i = 0; i < measurement->arms->len; i++)
		add (table, measurement->arms->pdata[i], "arm");
	for (guint i = 0; i < measurement->segments->len; i++)
		add (table, measurement->segments->pdata[i], "segment");
	seg_table_print (table, common->output);
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

static gboolean
measure (const Request *request, const SegMeasureOptions *options, const char *path, const char *name, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
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
	print (&request->common, measurement);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	Request request = { .days = (int) options.days, .days_before = (int) options.days_before };
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
	   "\n"
	   "  segscope measure shop.seg upgrade --before\n"
	   "  segscope measure shop.seg upgrade\n"
	   "  segscope measure shop.seg upgrade --goal course_start --days 14\n"
	   "  segscope measure shop.seg upgrade --from 2026-03-01 --output json"), run
};
