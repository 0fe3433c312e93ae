/* segscope arms: what the arms of a campaign did, and how to share out the next people. */
#include <config.h>
#include "commands.h"
#include "campaign_option.h"
#include "measure_option.h"

#include <segscope/campaign_uplift.h>

#include <glib/gi18n.h>

typedef struct {
	SegCommonOptions common;
	SegMeasureRequest span;
	char *policy, *least;
} Request;

static void
clear_request (Request *request)
{
	seg_measure_request_clear (&request->span);
	g_free (request->policy);
	g_free (request->least);
}

static void
print (const SegCommonOptions *common, const SegArmAdvice *advice)
{
	g_autoptr (SegTable) table = seg_table_new ();

	for (guint i = 0; i < advice->sentences->len; i++)
		seg_cli_say (common, "%s", (const char *) advice->sentences->pdata[i]);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "did", _("Did it"), SEG_CELL_INTEGER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "next", _("Next people"), SEG_CELL_SHARE);
	for (gsize i = 0; i < advice->n_arms; i++) {
		SegInterval interval = seg_wilson_interval (advice->counts[i], 0.95);

		seg_table_text (table, advice->names[i]);
		seg_table_integer (table, advice->counts[i].n);
		seg_table_integer (table, advice->counts[i].did);
		seg_table_number (table, (double) advice->counts[i].did / (double) advice->counts[i].n);
		seg_table_number (table, interval.low);
		seg_table_number (table, interval.high);
		seg_table_number (table, advice->shares[i]);
	}
	seg_table_print (table, common->output);
}

static gboolean
advise (const Request *request, const SegMeasureOptions *options, const char *path, const char *name, GError **error)
{
	const SegBandit *bandit = request->policy != NULL ? seg_bandit_find (request->policy, error) : seg_bandits[0];
	double least = SEG_ARMS_LEAST;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegArmAdvice) advice = NULL;
	g_autoptr (SegJob) job = seg_cli_job (&request->common);

	if (bandit == NULL || (request->least != NULL && !seg_cli_parse_share (request->least, "--least", &least, error)))
		return FALSE;
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	campaign = workspace != NULL ? seg_campaign_load (workspace, name, error) : NULL;
	advice = campaign != NULL ? seg_campaign_advise_arms (workspace, campaign, options, bandit, least, job, error) : NULL;
	seg_cli_job_end ();
	if (advice == NULL)
		return FALSE;
	print (&request->common, advice);
	return TRUE;
}

gboolean
seg_cli_arms_by (const SegCommonOptions *common, SegWorkspace *workspace, const SegCampaign *asked, const char *policy, SegCampaignDraft *draft, GError **error)
{
	const SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	const SegBandit *bandit = seg_bandit_find (policy, error);
	g_autoptr (SegJob) job = bandit != NULL ? seg_cli_job (common) : NULL;
	g_autoptr (SegArmAdvice) advice = bandit != NULL ? seg_campaign_advise_arms (workspace, asked, &options, bandit, SEG_ARMS_LEAST, job, error) : NULL;

	seg_cli_job_end ();
	if (advice == NULL || !seg_arm_advice_apply (advice, draft, error))
		return FALSE;
	for (guint i = 0; i < advice->sentences->len; i++)
		seg_cli_remark (common, "%s", (const char *) advice->sentences->pdata[i]);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	Request request = { 0 };
	const GOptionEntry entries[] = {
		SEG_MEASURE_ENTRIES (request.span),
		{ "policy", 'p', 0, G_OPTION_ARG_STRING, &request.policy, N_("thompson, ucb1 or epsilon-greedy (thompson)"), "NAME" },
		{ "least", 'l', 0, G_OPTION_ARG_STRING, &request.least, N_("What every arm goes on to get (5%)"), "SHARE" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean fine = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &request.common, error);

	if (fine && argc > 0)
		fine = seg_measure_request_read (&request.span, &options, error) && advise (&request, &options, argv[1], argc > 2 ? argv[2] : NULL, error);
	clear_request (&request);
	return fine;
}

const SegCommand seg_command_arms = {
	"arms", "WORKSPACE [CAMPAIGN]", N_("Say how to share out the next people between the arms of a campaign"),
	N_("The newest campaign where none is named. From what each arm did so far, in this list and in earlier ones like it,\n"
	   "a policy gives shares for the next list. What\n"
	   "it would have brought is replayed on the people of this list first, who were drawn at random: only those count whose arm it would have chosen.\n"
	   "\n"
	   "A list like it with these shares: segscope campaign --clone CAMPAIGN --create NAME --arms-by POLICY.\n"
	   "\n"
	   "  segscope arms shop.seg upgrade\n"
	   "  segscope arms shop.seg upgrade --policy ucb1 --least 10%"), run
};
