/* segscope evaluate: tests recommenders on what people took later; the tests that are kept. */
#include <config.h>
#include "chart_option.h"
#include "commands.h"
#include "evaluate_print.h"
#include "feature_option.h"

#include <segscope/feature.h>
#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#define MOST 1000

typedef struct {
	SegCommonOptions common;
	SegEvaluateOptions options;
	int      n;
	char    *split, *cut, *chart;
	GStrv    wanted, grid;
	double   share;
	gint64   show, delete, use;
	gboolean list, parts, tried, forget, expect;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->split);
	g_free (request->cut);
	g_free (request->chart);
	g_strfreev (request->wanted);
	g_strfreev (request->grid);
}

static gboolean
check (Request *request, GError **error)
{
	request->options = (SegEvaluateOptions) { { SEG_SPLIT_AUTO, request->share, 0, (guint64) request->common.seed }, (guint) MAX (request->n, 0),
		                                      (const char *const *) request->wanted, (const char *const *) request->grid, request->options.seconds };
	if (request->n < 1 || request->n > MOST)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("-n must be 1 to %d, not %d"), MOST, request->n);
	else if (!(request->share > 0 && request->share < 1))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--share must be above 0 and below 1, for example 0.2"));
	else if (!(request->options.seconds >= 0))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--seconds must be 0 or more"));
	else if (request->grid != NULL && request->options.seconds <= 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--settings are tried within a time: give it with --seconds"));
	else if ((request->list || request->show >= 0 || request->delete != 0) && (request->wanted != NULL || request->grid != NULL || request->forget))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--list, --show and --delete are about tests that were made; they make none"));
	else if (request->chart != NULL && (request->list || request->delete != 0 || request->use != 0 || request->expect))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart is of a test: of the one that is made, or with --show of one that was kept"));
	else if (!seg_cli_check_chart (request->chart, error))
		return FALSE;
	else if (request->split != NULL && !seg_split_named (request->split, &request->options.split.way, error))
		return FALSE;
	else if (request->cut != NULL && request->options.split.way != SEG_SPLIT_AUTO && request->options.split.way != SEG_SPLIT_TIME)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--cut is a day and goes with --split time only"));
	else if (request->cut != NULL && !seg_cli_parse_as_of (request->cut, &request->options.split.cut_at, error))
		return FALSE;
	else
		return request->cut == NULL || (request->options.split.way = SEG_SPLIT_TIME);
	return FALSE;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "number", 'n', 0, G_OPTION_ARG_INT, &request->n, N_("Places in each list (10)"), "N" },
		{ "split", 0, 0, G_OPTION_ARG_STRING, &request->split, N_("What is hidden: time, last, random, or auto (by time where there are times)"), "WAY" },
		{ "share", 0, 0, G_OPTION_ARG_DOUBLE, &request->share, N_("Share of what was taken that is hidden, by time or at random (0.2)"), "SHARE" },
		{ "cut", 0, 0, G_OPTION_ARG_STRING, &request->cut, N_("Hide what was first taken after this day"), "DATE" },
		{ "model", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &request->wanted, N_("Test this one (\"als factors=32\"), again for more; without it all"), "NAME..." },
		{ "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &request->options.seconds, N_("Try settings for so long, on what is learned from (0: none)"), "N" },
		{ "settings", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->grid, N_("Try these (\"als factors=32,64 lambda=10,30\"), again for more"), "GRID" },
		{ "parts", 0, 0, G_OPTION_ARG_NONE, &request->parts, N_("Print figures by activity, by segment, and who gets what"), NULL },
		{ "tried", 0, 0, G_OPTION_ARG_NONE, &request->tried, N_("Print the settings that were tried"), NULL },
		{ "not-kept", 0, 0, G_OPTION_ARG_NONE, &request->forget, N_("Do not keep the test in the workspace"), NULL },
		{ "estimate", 0, 0, G_OPTION_ARG_NONE, &request->expect, N_("Say how long the test would take, and make none"), NULL },
		{ "list", 0, 0, G_OPTION_ARG_NONE, &request->list, N_("List the tests that were kept"), NULL },
		{ "show", 0, 0, G_OPTION_ARG_INT64, &request->show, N_("Print a test that was kept"), "TEST" },
		{ "delete", 0, 0, G_OPTION_ARG_INT64, &request->delete, N_("Delete a test that was kept"), "TEST" },
		SEG_CHART_OPTION (&request->chart),
		{ "use", 0, 0, G_OPTION_ARG_INT64, &request->use, N_("Recommend from now on as in this run of a test"), "RUN" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	request->n = 10;
	request->share = 0.2;
	return seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error) && (*argc == 0 || check (request, error));
}

/* Tests that were kept -------------------------------------------------------------------------------------------------- */

static gboolean
list (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) evaluations = seg_evaluations (workspace, error);

	if (evaluations == NULL)
		return FALSE;
	if (evaluations->len == 0)
		seg_cli_say (&request->common, _("Recommendations have not been tested yet."));
	seg_cli_print_evaluations (evaluations, request->common.output);
	return TRUE;
}

static const SegEvaluationRun *
find_run (const GPtrArray *evaluations, gint64 id)
{
	for (guint i = 0; i < evaluations->len; i++) {
		const SegEvaluation *evaluation = evaluations->pdata[i];

		for (guint r = 0; r < evaluation->runs->len; r++)
			if (((const SegEvaluationRun *) evaluation->runs->pdata[r])->id == id)
				return evaluation->runs->pdata[r];
	}
	return NULL;
}

static gboolean
use_run (SegWorkspace *workspace, const Request *request, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) evaluations = seg_evaluations (workspace, error);
	const SegEvaluationRun *run = evaluations != NULL ? find_run (evaluations, request->use) : NULL;
	SegModelRequest wanted = { 0 };
	g_autoptr (SegModel) model = NULL;

	if (run == NULL && evaluations != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no run %" PRId64 " of a test; segscope evaluate WORKSPACE --show 0 lists those of the newest"), request->use);
	if (run == NULL || (wanted.recommender = seg_recommender_named (run->recommender, error)) == NULL)
		return FALSE;
	wanted.options = run->options;
	if ((model = seg_model_get (workspace, &wanted, job, error)) == NULL || !seg_model_choose (workspace, wanted.recommender, run->options, error)
	    || !seg_model_keep (workspace, model, job, error))
		return FALSE;
	seg_cli_say (&request->common, _("From now on recommendations are by %s (%s)."), run->recommender, run->options);
	return TRUE;
}

/* A test ------------------------------------------------------------------------------------------------------------------ */

static void
print (const Request *request, const SegEvaluation *evaluation)
{
	g_autofree char *words = seg_evaluation_words (evaluation), *left_out = seg_evaluation_left_out (evaluation);

	seg_cli_say (&request->common, "%s", words);
	if (*left_out != '\0')
		seg_cli_say (&request->common, "%s", left_out);
	if (evaluation->stale)
		seg_cli_say (&request->common, _("The data or the weights of events have changed since this test was made."));
	if (request->parts)
		seg_cli_print_parts (evaluation, request->common.output);
	else
		seg_cli_print_runs (evaluation, request->tried, request->common.output);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *one = evaluation->runs->pdata[i];

		if (one->unfit != NULL && !one->tried)
			seg_cli_say (&request->common, _("Not tested: %s. %s"), one->recommender, one->unfit);
	}
	if (*evaluation->untried != '\0')
		seg_cli_say (&request->common, _("Not tried for lack of time: %s"), evaluation->untried);
	if (*evaluation->reason != '\0' && seg_evaluation_verdict (evaluation->runs->pdata[evaluation->proposed]) == SEG_VERDICT_BASELINE)
		seg_cli_say (&request->common, _("Proposed: %s"), evaluation->reason);
	else if (*evaluation->reason != '\0')
		seg_cli_say (&request->common, _("Proposed: %s. %s"), ((const SegEvaluationRun *) evaluation->runs->pdata[evaluation->proposed])->recommender, evaluation->reason);
}

/* What was found, with intervals. */
static gboolean
write_chart (const Request *request, const SegEvaluation *evaluation, GError **error)
{
	return request->chart == NULL || seg_cli_write_chart (&request->common, seg_figure_evaluation (evaluation, SEG_MEASURE_NDCG), request->chart, error);
}

static gboolean
test (SegWorkspace *workspace, const Request *request, SegJob *job, GError **error)
{
	SegEvaluateOptions options = request->options;
	g_autoptr (SegEvaluation) evaluation = NULL;

	if (request->cut != NULL && !seg_calendar_instant (workspace, options.split.cut_at, &options.split.cut_at, error))
		return FALSE;
	evaluation = seg_evaluate (workspace, &options, job, error);

	if (evaluation == NULL || (!request->forget && !seg_evaluation_keep (workspace, evaluation, error)))
		return FALSE;
	seg_cli_job_end ();
	print (request, evaluation);
	return write_chart (request, evaluation, error);
}

static gboolean
print_expected (SegWorkspace *workspace, const Request *request, SegJob *job, GError **error)
{
	double seconds;
	g_autoptr (GPtrArray) list = seg_evaluate_expect (workspace, &request->options, &seconds, job, error);
	g_autoptr (SegTable) table = seg_table_new ();
	g_autofree char *all = list != NULL ? seg_format_number (seconds, seconds < 10 ? 1 : 0) : NULL;

	if (list == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_table_column (table, "recommender", _("Recommender"), SEG_CELL_TEXT);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	seg_table_column (table, "memory", _("MB"), SEG_CELL_NUMBER);
	seg_table_column (table, "remark", "", SEG_CELL_TEXT);
	for (guint i = 0; i < list->len; i++) {
		const SegExpectedRun *expected = list->pdata[i];

		seg_table_text (table, expected->recommender);
		seg_table_number (table, expected->seconds);
		seg_table_number (table, expected->memory / 1e6);
		seg_table_text (table, expected->unfit != NULL ? expected->unfit : "");
	}
	seg_table_print (table, request->common.output);
	seg_cli_say (&request->common, _("In all about %s s on this machine, with nothing else running; Ctrl-C stops a test. -m tests only some."), all);
	return TRUE;
}

static gboolean
serve (const Request *request, const char *path, gboolean shows, GError **error)
{
	const gboolean reads = request->list || shows || request->forget || request->expect;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, reads ? SEG_WORKSPACE_READ_ONLY : SEG_WORKSPACE_READ_WRITE, error);
	g_autoptr (SegEvaluation) evaluation = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL)
		return FALSE;
	if (request->list)
		return list (workspace, request, error);
	if (request->delete != 0)
		return seg_evaluation_delete (workspace, request->delete, error);
	job = seg_cli_job (&request->common);
	if (request->expect)
		return print_expected (workspace, request, job, error);
	if (request->use != 0)
		return use_run (workspace, request, job, error);
	if (!shows)
		return test (workspace, request, job, error);
	if ((evaluation = seg_evaluation_load (workspace, request->show, error)) == NULL)
		return FALSE;
	print (request, evaluation);
	return write_chart (request, evaluation, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { .show = -1 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && argc > 0)
		success = serve (&request, argv[1], request.show >= 0, error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_evaluate = {
	"evaluate", "WORKSPACE", N_("Measure how often recommendations would have been right"),
	N_("Hides what people took later, lets every recommender learn from the rest, and looks whether what was hidden is\n"
	   "among those offered. Nothing of what is hidden is learned from. Popularity, offering everyone what most took, is\n"
	   "what the others are measured against; the intervals (95 %) are made by drawing the people tested 1,000 times again\n"
	   "(fewer where there are very many). NDCG: what they took next and was offered, worth less further down the list.\n"
	   "Found: recall. Right for: people with at least one right item. Shown: share of the catalogue in anybody's list.\n"
	   "Tests are kept in the workspace.\n\n"
	   "  segscope evaluate shop.seg\n"
	   "  segscope evaluate shop.seg -n 5 --cut 2024-03-31\n"
	   "  segscope evaluate shop.seg --split last --model als --model \"ease lambda=500\"\n"
	   "  segscope evaluate shop.seg --seconds 60 --settings \"als factors=32,64 lambda=10,30\" --tried\n"
	   "  segscope evaluate shop.seg --show 0 --parts --output csv\n"
	   "  segscope evaluate shop.seg --show 0 --chart test.svg\n"
	   "  segscope evaluate shop.seg --use 3"),
	run
};
