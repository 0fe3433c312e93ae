#include <config.h>
#include "commands.h"
#include "feature_option.h"

#include <segscope/feature.h>
#include <segscope/select.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	SegCommonOptions common;
	SegSelectOptions options;
	char    *name, *target, *save;
	char   **candidates, **keep, **drop, **without; /* as given: lists */
	char   **candidate_names, **keep_names, **drop_names;
	gint64   most, sample;
	gboolean apply, scores, targets, criteria;
} Request;

static void
clear_request (Request *request)
{
	g_free (request->name);
	g_free (request->target);
	g_free (request->save);
	g_strfreev (request->candidates);
	g_strfreev (request->keep);
	g_strfreev (request->drop);
	g_strfreev (request->without);
	g_strfreev (request->candidate_names);
	g_strfreev (request->keep_names);
	g_strfreev (request->drop_names);
}

/* Lists of names, by commas, as one. */
static char **
join_lists (char **lists)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new ();

	for (gsize i = 0; lists != NULL && lists[i] != NULL; i++) {
		g_auto (GStrv) words = g_strsplit (lists[i], ",", -1);

		for (gsize w = 0; words[w] != NULL; w++)
			if (*g_strstrip (words[w]) != '\0')
				g_ptr_array_add (names, g_strdup (words[w]));
	}
	if (names->len == 0)
		return NULL;
	g_ptr_array_add (names, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static gboolean
skip_criteria (Request *request, GError **error)
{
	g_auto (GStrv) names = join_lists (request->without);

	for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
		gsize number;

		if (seg_criterion_find (names[i], &number) == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no criterion \"%s\"; --criteria lists them"), names[i]);
			return FALSE;
		}
		request->options.skip[number] = TRUE;
	}
	return TRUE;
}

static gboolean
check (Request *request, GError **error)
{
	const SegSelectOptions *options = &request->options;

	request->candidate_names = join_lists (request->candidates);
	request->keep_names = join_lists (request->keep);
	request->drop_names = join_lists (request->drop);
	request->options.target = request->target;
	request->options.candidates = (const char *const *) request->candidate_names;
	request->options.keep = (const char *const *) request->keep_names;
	request->options.drop = (const char *const *) request->drop_names;
	request->options.seed = (guint64) request->common.seed;
	if (request->sample < 0 || !(options->correlation > 0 && options->correlation <= 1) || !(options->inflation > 1)
	    || !(options->most_frequent > 0.5 && options->most_frequent <= 1)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("--correlation lies above 0 and up to 1, --inflation above 1, --same-value above 0.5 and up to 1, --sample from 0 on"));
		return FALSE;
	}
	if (request->most < 0 || request->most > G_MAXUINT16) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--most must be 0 or more"));
		return FALSE;
	}
	request->options.most = (guint) request->most;
	if (request->sample > 0)
		request->options.sample = request->options.sample_path = (gsize) request->sample;
	if (!request->apply || request->save == NULL)
		return skip_criteria (request, error);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--apply changes the feature set, --save makes another: choose one"));
	return FALSE;
}

/* Printing ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
print_criteria (const SegCommonOptions *common)
{
	static const char *const needs[] = { N_("always"), N_("with a target"), N_("without a target") };
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "criterion", _("Criterion"), SEG_CELL_TEXT);
	seg_table_column (table, "asked", _("Asked"), SEG_CELL_TEXT);
	seg_table_column (table, "meaning", _("What it asks"), SEG_CELL_TEXT);
	for (gsize i = 0; i < seg_criteria_count (); i++) {
		seg_table_text (table, seg_criterion (i)->name);
		seg_table_text (table, common->output == SEG_OUTPUT_TABLE ? _(needs[seg_criterion (i)->needs]) : needs[seg_criterion (i)->needs]);
		seg_table_text (table, _(seg_criterion (i)->meaning));
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
print_targets (SegWorkspace *workspace, const SegFeatureSet *set, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) choices = seg_target_choices (workspace, set, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (choices == NULL)
		return FALSE;
	seg_table_column (table, "target", _("Target"), SEG_CELL_TEXT);
	seg_table_column (table, "label", _("In words"), SEG_CELL_TEXT);
	seg_table_column (table, "remark", _("What it is"), SEG_CELL_TEXT);
	for (guint i = 0; i < choices->len; i++) {
		const SegTargetChoice *choice = choices->pdata[i];

		seg_table_text (table, choice->name);
		seg_table_text (table, choice->label);
		seg_table_text (table, choice->remark);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
has_scores (const SegProposal *proposal, gsize criterion)
{
	for (guint i = 0; i < proposal->rows->len; i++)
		if (!isnan (((const SegProposalRow *) proposal->rows->pdata[i])->scores[criterion]))
			return TRUE;
	return FALSE;
}

static void
add_columns (SegTable *table, const SegProposal *proposal, const gboolean *scored, gboolean with_label)
{
	seg_table_column (table, "feature", _("Feature"), SEG_CELL_TEXT);
	if (with_label)
		seg_table_column (table, "label", _("In words"), SEG_CELL_TEXT);
	seg_table_column (table, "decision", _("Decision"), SEG_CELL_TEXT);
	seg_table_column (table, "criterion", _("By"), SEG_CELL_TEXT);
	for (gsize k = 0; k < seg_criteria_count (); k++)
		if (scored[k])
			seg_table_column (table, seg_criterion (k)->name, _(seg_criterion (k)->heading), SEG_CELL_NUMBER);
	if (with_label) {
		seg_table_column (table, "group", _("Group"), SEG_CELL_INTEGER);
		seg_table_column (table, "instead", _("Instead"), SEG_CELL_TEXT);
	}
	seg_table_column (table, "reason", _("Reason"), SEG_CELL_TEXT);
	(void) proposal;
}

static void
add_row (SegTable *table, const SegProposalRow *row, const gboolean *scored, gboolean with_label, gboolean translated)
{
	seg_table_text (table, row->feature);
	if (with_label)
		seg_table_text (table, row->label);
	seg_table_text (table, !translated ? (row->keep ? "keep" : "drop") : row->keep ? C_("policy", "keep") : _("drop"));
	seg_table_text (table, row->criterion >= 0 ? seg_criterion ((gsize) row->criterion)->name : row->by_person ? "person" : NULL);
	for (gsize k = 0; k < seg_criteria_count (); k++)
		if (scored[k])
			seg_table_number (table, row->scores[k]);
	if (with_label) {
		if (row->group != 0)
			seg_table_integer (table, row->group);
		else
			seg_table_missing (table);
		seg_table_text (table, row->instead);
	}
	seg_table_text (table, row->reason);
}

static void
print_proposal (const Request *request, const SegProposal *proposal)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean is_table = request->common.output == SEG_OUTPUT_TABLE, scored[SEG_MOST_CRITERIA] = { FALSE };

	for (gsize k = 0; k < seg_criteria_count (); k++)
		scored[k] = seg_criterion (k)->heading != NULL && (!is_table || request->scores) && has_scores (proposal, k);
	seg_cli_say (&request->common, "%s", proposal->summary);
	if (proposal->n_sampled > 0) {
		g_autofree char *sampled = seg_format_integer ((gint64) proposal->n_sampled);

		seg_cli_remark (&request->common, _("The last criteria looked at %s users, chosen at random"), sampled);
	}
	add_columns (table, proposal, scored, !is_table);
	for (int kept = 1; kept >= 0; kept--)
		for (guint i = 0; i < proposal->rows->len; i++) {
			const SegProposalRow *row = proposal->rows->pdata[i];

			if ((row->keep != 0) == kept)
				add_row (table, row, scored, !is_table, is_table);
		}
	seg_table_print (table, request->common.output);
}

/* Doing ---------------------------------------------------------------------------------------------------------------------------- */

static gboolean
accept (SegWorkspace *workspace, const Request *request, const SegFeatureSet *set, const SegProposal *proposal, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) selection = seg_proposal_selection (proposal, set);
	g_autoptr (SegFeatureSet) saved = NULL;

	if (selection->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("No feature is left to keep; name some with --keep"));
		return FALSE;
	}
	if (request->apply) {
		if (!seg_feature_set_select (workspace, set->id, selection, error))
			return FALSE;
		seg_cli_remark (&request->common, _("The feature set \"%s\" now selects these %u features"), set->name, selection->len);
		return TRUE;
	}
	saved = seg_feature_set_build (workspace, request->save, seg_feature_set_wanted_as_of (set), selection, job, error);
	seg_cli_job_end ();
	if (saved == NULL)
		return FALSE;
	seg_cli_remark (&request->common, _("Kept as the feature set \"%s\" with %u features"), saved->name, selection->len);
	return TRUE;
}

static gboolean
propose (const Request *request, const char *path, GError **error)
{
	gboolean writes = request->apply || request->save != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegProposal) proposal = NULL;
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL || (set = seg_feature_set_load (workspace, request->name, error)) == NULL)
		return FALSE;
	if (request->targets)
		return print_targets (workspace, set, &request->common, error);
	job = seg_cli_job (&request->common);
	proposal = seg_select_propose (workspace, set, &request->options, job, error);
	seg_cli_job_end ();
	if (proposal == NULL)
		return FALSE;
	if (set->stale)
		seg_cli_remark (&request->common, _("The data have changed since the features were computed; do it again with: "
		                                    "segscope features %s"), path);
	print_proposal (request, proposal);
	return !writes || accept (workspace, request, set, proposal, job, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { .options = seg_select_options_defaults (), .most = seg_select_options_defaults ().most };
	const GOptionEntry entries[] = {
		{ "target", 't', 0, G_OPTION_ARG_STRING, &request.target,
		  N_("What features shall predict (see --targets); without it they shall find groups"), "TARGET" },
		{ "candidates", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &request.candidates, N_("Judge only these features (all)"), "NAME,..." },
		{ "keep", 'k', 0, G_OPTION_ARG_STRING_ARRAY, &request.keep, N_("Keep these whatever speaks against them"), "NAME,..." },
		{ "drop", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &request.drop, N_("Leave these out"), "NAME,..." },
		{ "apply", 'a', 0, G_OPTION_ARG_NONE, &request.apply, N_("Accept: the feature set selects what is kept"), NULL },
		{ "save", 0, 0, G_OPTION_ARG_STRING, &request.save, N_("Accept: keep it as a feature set of that name"), "NAME" },
		{ "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request.without, N_("Do not ask these criteria (see --criteria)"), "CRITERION,..." },
		{ "scores", 0, 0, G_OPTION_ARG_NONE, &request.scores, N_("Show the figures of each criterion (always in csv and json)"), NULL },
		{ "correlation", 0, 0, G_OPTION_ARG_DOUBLE, &request.options.correlation, N_("From this correlation on one of a group is enough (0.9)"),
		  "R" },
		{ "inflation", 0, 0, G_OPTION_ARG_DOUBLE, &request.options.inflation, N_("The largest variance inflation (10)"), "FACTOR" },
		{ "most", 0, 0, G_OPTION_ARG_INT64, &request.most, N_("To find groups: of more features than this those that go together count once (20; 0: no limit)"),
		  "N" },
		{ "same-value", 0, 0, G_OPTION_ARG_DOUBLE, &request.options.most_frequent, N_("Nearly constant: this share has one value (0.99)"),
		  "SHARE" },
		{ "sample", 0, 0, G_OPTION_ARG_INT64, &request.sample, N_("Users for what is costly (2000; the L1 path 5000)"), "N" },
		{ "targets", 0, 0, G_OPTION_ARG_NONE, &request.targets, N_("List what could be a target"), NULL },
		{ "criteria", 0, 0, G_OPTION_ARG_NONE, &request.criteria, N_("List the criteria"), NULL },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &request.name, N_("Name of the feature set (the newest)"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean success = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &request.common, error);

	if (success && argc > 0)
		success = check (&request, error) && (request.criteria ? print_criteria (&request.common) : propose (&request, argv[1], error));
	clear_request (&request);
	return success;
}

const SegCommand seg_command_select = {
	"select", "WORKSPACE", N_("Propose which features to keep, with the reasons"),
	N_("Judges all features by criteria, one after the other, and says of each why it is kept or dropped. Nothing changes\n"
	   "without --apply or --save.\n\n"
	   "  segscope select shop.seg                       which features find groups\n"
	   "  segscope select shop.seg --target churned      which predict who leaves\n"
	   "  segscope select shop.seg --target segments     which tell the segments apart\n"
	   "  segscope select shop.seg --keep monetary --drop user.city --apply"), run
};
