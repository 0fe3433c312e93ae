/* segscope take-in: an experiment that was run elsewhere becomes a campaign, from the files of its results. */
#include <config.h>
#include "commands.h"
#include "measure_option.h"

#include <segscope/campaign.h>
#include <segscope/own_feature.h>
#include <segscope/take_in.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
	SegCommonOptions common;
	SegMeasureRequest span; /* goal, when it went out, days */
	char *results, *control, *channel, *planned;
} Request;

static void
clear_request (Request *request)
{
	seg_measure_request_clear (&request->span);
	g_free (request->results);
	g_free (request->control);
	g_free (request->channel);
	g_free (request->planned);
}

/* Rows of results need no time, and nobody may be contacted again so soon: when it is thought to have gone out is said. */
static void
say_when (const SegCommonOptions *common, SegWorkspace *workspace, const char *name)
{
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, name, NULL);
	g_autofree char *date = campaign != NULL ? seg_format_date (campaign->exported_at) : NULL;

	if (date != NULL)
		seg_cli_remark (common, _("It counts as having gone out on %s (the first row of its results, or their import where rows have no time), and its people as "
		                          "contacted then; --from DATE says otherwise"), date);
}

static gboolean
take_in (const Request *request, const SegMeasureOptions *options, const char *path, const char *name, GError **error)
{
	SegTakeIn wanted = { name, request->results, request->control, options->goal, options->days, request->channel, options->from, 0 };
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autoptr (SegWorkspace) workspace = NULL;
	gint64 n_left_out = 0;
	gboolean done;

	if (request->control == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Say which variant was held back: --control \"No E-Mail\""));
		return FALSE;
	}
	if (request->planned != NULL && !seg_cli_parse_share (request->planned, "--planned", &wanted.planned, error))
		return FALSE;
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, error);
	done = workspace != NULL && seg_campaign_take_in (workspace, &wanted, &n_left_out, job, error) != 0;
	seg_cli_job_end ();
	if (done && n_left_out > 0)
		seg_cli_remark (&request->common, ngettext ("%" PRId64 " person left out: in several arms, or left out by cleaning",
		                                            "%" PRId64 " people left out: in several arms, or left out by cleaning", (gulong) n_left_out), n_left_out);
	if (done && wanted.went_out == 0)
		say_when (&request->common, workspace, name);
	if (done)
		seg_cli_remark (&request->common, _("Taken in as \"%s\"; segscope measure %s \"%s\" says what it did"), name, path, name);
	return done;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	Request request = { 0 };
	const GOptionEntry entries[] = {
		{ "control", 'c', 0, G_OPTION_ARG_STRING, &request.control, N_("The variant of those who were held back; the others are the arms"), "VARIANT" },
		{ "results", 'r', 0, G_OPTION_ARG_STRING, &request.results, N_("What the files of results call it (the only ones that there are)"), "NAME" },
		{ "goal", 'g', 0, G_OPTION_ARG_STRING, &request.span.goal, N_("What counts as success: converted, visited, ...; a kind of event; an attribute (what the results have)"), "GOAL" },
		{ "from", 0, 0, G_OPTION_ARG_STRING, &request.span.from, N_("When it went out, 2026-03-01 (the first row of its results)"), "DATE" },
		{ "days", 'd', 0, G_OPTION_ARG_STRING, &request.span.days, N_("And within how many days (14)"), "N" },
		{ "channel", 0, 0, G_OPTION_ARG_STRING, &request.channel, N_("email, sms, wechat, push, phone, post, ads (email)"), "CHANNEL" },
		{ "planned", 0, 0, G_OPTION_ARG_STRING, &request.planned, N_("The share that was to be held back; else a part that was lost is not noticed"), "SHARE" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean fine = seg_cli_parse (command, entries, 2, 2, &argc, &argv, &request.common, error);

	if (fine && argc > 0)
		fine = seg_measure_request_read (&request.span, &options, error) && take_in (&request, &options, argv[1], argv[2], error);
	clear_request (&request);
	return fine;
}

const SegCommand seg_command_take_in = {
	"take-in", "WORKSPACE NAME", N_("Take in an experiment that was run elsewhere as a campaign, from files of its results"),
	N_("Import the results first: a row a person with what they got (the variant) and what came of it. Whoever was to be compared with is --control; each\n"
	   "other variant is an arm. What came of it is measured, compared, learnt from and remembered like any other campaign.\n"
	   "\n"
	   "  segscope import mail.seg hillstrom.csv --as results\n"
	   "  segscope take-in mail.seg hillstrom --control \"No E-Mail\" --goal converted --planned 33.3%\n"
	   "  segscope measure mail.seg hillstrom"), run
};
