/* segscope uplift: whom a campaign changed, and a list of those whom the next one should reach. */
#include <config.h>
#include "chart_option.h"
#include "commands.h"
#include "measure_option.h"

#include <segscope/figure_uplift.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

typedef struct {
	SegCommonOptions common;
	SegMeasureRequest span;
	char    *arm, *learner, *keep, *share, *chart;
	gboolean tenths, curve;
} Request;

static void
clear_request (Request *request)
{
	seg_measure_request_clear (&request->span);
	g_free (request->arm);
	g_free (request->learner);
	g_free (request->keep);
	g_free (request->share);
	g_free (request->chart);
}

static void
print_learners (const SegCommonOptions *common, const SegCampaignUplift *uplift)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "learner", _("Learner"), SEG_CELL_TEXT);
	seg_table_column (table, "qini", _("Qini, people"), SEG_CELL_NUMBER);
	seg_table_column (table, "low", _("From"), SEG_CELL_NUMBER);
	seg_table_column (table, "high", _("To"), SEG_CELL_NUMBER);
	seg_table_column (table, "meaning", _("What it does"), SEG_CELL_TEXT);
	for (guint i = 0; i < uplift->judgements->len; i++) {
		const SegUpliftJudgement *judgement = uplift->judgements->pdata[i];

		seg_table_text (table, judgement->learner->name);
		seg_table_number (table, judgement->qini->coefficient);
		seg_table_number (table, judgement->interval.low);
		seg_table_number (table, judgement->interval.high);
		seg_table_text (table, _(judgement->learner->meaning));
	}
	seg_table_print (table, common->output);
}

static void
print_tenths (const SegCommonOptions *common, const SegCampaignUplift *uplift)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "tenth", _("Tenth"), SEG_CELL_INTEGER);
	seg_table_column (table, "sent", _("Sent to"), SEG_CELL_INTEGER);
	seg_table_column (table, "control", _("Held back"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_sent", _("Did it"), SEG_CELL_SHARE);
	seg_table_column (table, "share_control", _("Held back did"), SEG_CELL_SHARE);
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "foretold", _("Foretold"), SEG_CELL_SHARE);
	for (guint i = 0; i < G_N_ELEMENTS (uplift->tenths); i++) {
		const SegUpliftTenth *tenth = &uplift->tenths[i];

		seg_table_integer (table, i + 1);
		seg_table_integer (table, tenth->sent.n);
		seg_table_integer (table, tenth->control.n);
		seg_table_number (table, tenth->share.share_b);
		seg_table_number (table, tenth->share.share_a);
		seg_table_number (table, tenth->share.difference);
		seg_table_number (table, tenth->share.interval.low);
		seg_table_number (table, tenth->share.interval.high);
		seg_table_number (table, tenth->foretold);
	}
	seg_table_print (table, common->output);
}

static void
print_curve (const SegCommonOptions *common, const SegCampaignUplift *uplift)
{
	const SegUpliftJudgement *best = uplift->judgements->pdata[uplift->best];
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "people", _("People"), SEG_CELL_INTEGER);
	seg_table_column (table, "gain", _("More who did it"), SEG_CELL_NUMBER);
	seg_table_column (table, "at_random", _("At random"), SEG_CELL_NUMBER);
	for (guint i = 0; i < best->qini->points->len; i++) {
		const SegQiniPoint *point = &g_array_index (best->qini->points, SegQiniPoint, i);

		seg_table_integer (table, (gint64) point->n);
		seg_table_number (table, point->gain);
		seg_table_number (table, best->qini->gain * (double) point->n / (double) uplift->n);
	}
	seg_table_print (table, common->output);
}

static gboolean
keep (const Request *request, SegWorkspace *workspace, const SegCampaignUplift *uplift, GError **error)
{
	g_autofree char *people = NULL;
	double share = 0.3;
	gsize n;

	if (request->share != NULL && !seg_cli_parse_share (request->share, "--share", &share, error))
		return FALSE;
	if (seg_campaign_uplift_keep (workspace, uplift, request->keep, share, &n, error) == 0)
		return FALSE;
	people = seg_format_integer ((gint64) n);
	seg_cli_say (&request->common, ngettext ("Kept %s person as the list \"%s\": rule = \"%s\" in filters and campaigns.",
	                                         "Kept %s people as the list \"%s\": rule = \"%s\" in filters and campaigns.", (gulong) n), people, request->keep, request->keep);
	return TRUE;
}

static gboolean
learn (const Request *request, const SegMeasureOptions *options, const char *path, const char *name, GError **error)
{
	const SegUpliftLearner *learner = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegCampaignUplift) uplift = NULL;
	g_autoptr (SegJob) job = seg_cli_job (&request->common);

	if (request->learner != NULL && (learner = seg_uplift_learner_find (request->learner, error)) == NULL)
		return FALSE;
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, error);
	campaign = workspace != NULL ? seg_campaign_load (workspace, name, error) : NULL;
	uplift = campaign != NULL ? seg_campaign_uplift (workspace, campaign, options, request->arm, learner, job, error) : NULL;
	seg_cli_job_end ();
	if (uplift == NULL || (request->keep != NULL && !keep (request, workspace, uplift, error)))
		return FALSE;
	for (guint i = 0; i < uplift->sentences->len; i++)
		seg_cli_say (&request->common, "%s", (const char *) uplift->sentences->pdata[i]);
	(request->curve ? print_curve : request->tenths ? print_tenths : print_learners) (&request->common, uplift);
	return seg_cli_write_chart (&request->common, request->chart != NULL ? seg_figure_qini (uplift) : NULL, request->chart, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	Request request = { 0 };
	const GOptionEntry entries[] = {
		SEG_MEASURE_ENTRIES (request.span),
		{ "arm", 'a', 0, G_OPTION_ARG_STRING, &request.arm, N_("Only this arm against those held back (all arms)"), "ARM" },
		{ "learner", 'l', 0, G_OPTION_ARG_STRING, &request.learner, N_("two-models, class or tree (all, and the best is taken)"), "NAME" },
		{ "tenths", 't', 0, G_OPTION_ARG_NONE, &request.tenths, N_("People in tenths by what is foretold, and what happened"), NULL },
		{ "curve", 'c', 0, G_OPTION_ARG_NONE, &request.curve, N_("The Qini curve of the best"), NULL },
		SEG_CHART_OPTION (&request.chart),
		{ "keep", 'k', 0, G_OPTION_ARG_STRING, &request.keep, N_("Keep those who gain most as a list of this name"), "LIST" },
		{ "share", 0, 0, G_OPTION_ARG_STRING, &request.share, N_("With --keep: at most this share of the people (30%)"), "SHARE" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean fine = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &request.common, error);

	if (fine && argc > 0)
		fine = seg_cli_check_chart (request.chart, error) && seg_measure_request_read (&request.span, &options, error) && learn (&request, &options, argv[1], argc > 2 ? argv[2] : NULL, error);
	clear_request (&request);
	return fine;
}

const SegCommand seg_command_uplift = {
	"uplift", "WORKSPACE [CAMPAIGN]", N_("Learn whom a campaign changes, and keep those people for the next one"),
	N_("The newest campaign where none is named. Learns, from those sent to and those held back, for whom being sent to makes the difference, by\n"
	   "features as of the day before it went out and by attributes as imported last (one that tells what happened since misleads); each person is scored by what was learnt from the other half. Qini: how many people choosing by\n"
	   "the score wins over choosing at random, with a 95 % interval from 200 resamples; where that holds 0, nobody should trust the scores.\n"
	   "\n"
	   "  segscope uplift shop.seg upgrade\n"
	   "  segscope uplift shop.seg upgrade --tenths\n"
	   "  segscope uplift shop.seg upgrade --chart qini.svg\n"
	   "  segscope uplift shop.seg upgrade --keep \"moved by upgrade\" --share 20%\n"
	   "  segscope campaign shop.seg --create second --everyone --filter 'rule = \"moved by upgrade\"'"), run
};
