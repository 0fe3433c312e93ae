/* segscope explain: a short rule for each segment, how far it is right, and keeping it. */
#include <config.h>
#include "segments.h"

#include <segscope/explain.h>
#include <segscope/rule.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

/* What was asked for. */
typedef struct {
	char    *segment, *keep;
	gboolean all;
} Options;

static void
add_row (SegTable *table, const SegSegment *segment, const SegExplanation *explanation)
{
	seg_table_integer (table, segment->position);
	seg_table_text (table, segment->name);
	seg_table_integer (table, (gint64) explanation->n_segment);
	seg_table_text (table, explanation->words != NULL ? explanation->words : _("no short rule"));
	seg_table_number (table, explanation->precision);
	seg_table_number (table, explanation->condition != NULL ? explanation->recall : NAN);
	seg_table_text (table, explanation->condition);
}

static void
print (const SegSegmentation *segmentation, const GPtrArray *explanations, const SegSegment *only, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "position", "#", SEG_CELL_INTEGER);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "rule", _("Who is in it, in short"), SEG_CELL_TEXT);
	seg_table_column (table, "precision", _("Right for"), SEG_CELL_SHARE);
	seg_table_column (table, "recall", _("Covers"), SEG_CELL_SHARE);
	seg_table_column (table, "condition", _("As a filter"), SEG_CELL_TEXT);
	for (guint i = 0; i < explanations->len; i++)
		if (only == NULL || only == segmentation->segments->pdata[i])
			add_row (table, segmentation->segments->pdata[i], explanations->pdata[i]);
	seg_table_print (table, common->output);
}

static gboolean
keep (SegWorkspace *workspace, const SegExplanation *explanation, const char *name, const SegCommonOptions *common, GError **error)
{
	g_autofree char *sentence = seg_explanation_sentence (explanation);

	if (explanation->condition == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, sentence);
		return FALSE;
	}
	if (seg_rule_save (workspace, name, explanation->condition, sentence, FALSE, error) == 0)
		return FALSE;
	seg_cli_remark (common, _("Kept as the rule \"%s\": segscope rules"), name);
	return TRUE;
}

/* A rule is asked of the set in use. */
static gboolean
remark_other_set (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegCommonOptions *common, GError **error)
{
	gint64 in_use;

	if (!seg_feature_set_in_use (workspace, &in_use, error))
		return FALSE;
	if (in_use != segmentation->feature_set_id)
		seg_cli_remark (common, _("\"%s\" was made from another feature set than the one in use: as filters the rules take others"), segmentation->name);
	return TRUE;
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (argv[1], options->keep != NULL ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, argv[2], error) : NULL;
	g_autoptr (SegJob) job = NULL;
	g_autoptr (GPtrArray) explanations = NULL;
	const SegSegment *only = NULL;

	if (segmentation == NULL
	    || (options->segment != NULL && (only = seg_segmentation_find (segmentation, options->segment, error)) == NULL))
		return FALSE;
	job = seg_cli_job (common);
	explanations = seg_segments_explain (workspace, segmentation, options->all ? SEG_EXPLAIN_BY_ALL : SEG_EXPLAIN_BY_SELECTION, job, error);
	if (explanations == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark_stale (segmentation, common);
	if (!remark_other_set (workspace, segmentation, common, error))
		return FALSE;
	print (segmentation, explanations, only, common);
	return options->keep == NULL || keep (workspace, explanations->pdata[only->position - 1], options->keep, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment, N_("Only this segment, by name or number"), "SEGMENT" },
		{ "all-features", 'a', 0, G_OPTION_ARG_NONE, &options.all, N_("By every feature, not only those the segments were made from"), NULL },
		{ "keep", 'k', 0, G_OPTION_ARG_STRING, &options.keep, N_("Keep the rule of --segment under this name"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && options.keep != NULL && options.segment == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Say whose rule to keep: --segment SEGMENT --keep NAME"));
		done = FALSE;
	}
	if (done && argc > 0)
		done = run_with (argv, &options, &common, error);
	g_free (options.segment);
	g_free (options.keep);
	return done;
}

const SegCommand seg_command_explain = {
	"explain", "WORKSPACE [SEGMENTATION]", N_("Say in a short rule who is in each segment, and how far it is right"),
	N_("For each segment the few conditions that tell it best from all others. Right for: how many of those the rule takes are in the\n"
	   "segment; covers: how much of the segment it takes. A rule that is kept is live: it takes whoever meets it, also users who\n"
	   "come later (segscope rules).\n"
	   "Without SEGMENTATION the newest is explained.\n\n"
	   "  segscope explain courses.seg\n"
	   "  segscope explain courses.seg autumn --segment 2 --keep \"Evening learners\"\n"),
	run
};
