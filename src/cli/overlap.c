/* segscope overlap: how segments, rules and conditions overlap; and, or, minus of them, kept as a rule or as segments. */
#include <config.h>
#include "chart_option.h"
#include "commands.h"
#include "segments.h"

#include <segscope/edit.h>
#include <segscope/figure.h>
#include <segscope/overlap.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	char   **segments, **rules, **conditions, *show, *keep, *as_rule, *as_segments, *rest, *chart;
	gboolean replace;
} Options;

static void
clear_options (Options *options)
{
	g_strfreev (options->segments);
	g_strfreev (options->rules);
	g_strfreev (options->conditions);
	g_free (options->show);
	g_free (options->keep);
	g_free (options->as_rule);
	g_free (options->as_segments);
	g_free (options->rest);
	g_free (options->chart);
}

static const char *const shows[] = { "users", "row", "column", "jaccard" };
static const char *const operations[] = { [SEG_ALGEBRA_AND] = "and", [SEG_ALGEBRA_OR] = "or", [SEG_ALGEBRA_MINUS] = "minus" };

static int
find_word (const char *const *words, gsize n, const char *word)
{
	for (gsize i = 0; i < n; i++)
		if (g_strcmp0 (words[i], word) == 0)
			return (int) i;
	return -1;
}

static gboolean
check (const Options *options, GError **error)
{
	const char *trouble = NULL;

	if (options->show != NULL && find_word (shows, G_N_ELEMENTS (shows), options->show) < 0)
		trouble = _("--show takes users, row, column or jaccard");
	else if ((options->keep != NULL) != (options->as_rule != NULL))
		trouble = _("Say what to keep, and under which name: --keep and|or|minus --as-rule NAME");
	else if (options->keep != NULL && find_word (operations, G_N_ELEMENTS (operations), options->keep) < 0)
		trouble = _("--keep takes and, or, minus");
	else if (options->rest != NULL && options->as_segments == NULL)
		trouble = _("--rest goes with --as-segments");
	else if (options->replace && options->as_segments == NULL && options->as_rule == NULL)
		trouble = _("--replace goes with --as-rule or --as-segments");
	if (trouble != NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, trouble);
	return trouble == NULL;
}

/* Sets -------------------------------------------------------------------------------------------------------------- */

/* "SEGMENTATION: SEGMENT"; without a colon a segment of the newest segmentation. */
static gboolean
add_segment (SegWorkspace *workspace, const char *text, GPtrArray *sets, GError **error)
{
	g_autoptr (GPtrArray) all = seg_segmentations (workspace, error);
	const SegSegmentation *segmentation = all != NULL && all->len > 0 ? all->pdata[0] : NULL;
	const SegSegment *segment;
	const char *name = text;

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSegmentation *one = all->pdata[i];

		if (g_str_has_prefix (text, one->name) && text[strlen (one->name)] == ':') {
			segmentation = one;
			name = text + strlen (one->name) + 1;
			name += strspn (name, " ");
		}
	}
	if (all != NULL && segmentation == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There are no segments yet; make them with: segscope cluster WORKSPACE --name NAME"));
	segment = segmentation != NULL ? seg_segmentation_find (segmentation, name, error) : NULL;
	if (segment != NULL)
		seg_user_sets_add_segment (sets, segmentation, segment);
	return segment != NULL;
}

/* The sets that options name one by one. */
static gboolean
add_named (SegWorkspace *workspace, const Options *options, GPtrArray *sets, GError **error)
{
	for (guint i = 0; options->segments != NULL && options->segments[i] != NULL; i++)
		if (!add_segment (workspace, options->segments[i], sets, error))
			return FALSE;
	for (guint i = 0; options->rules != NULL && options->rules[i] != NULL; i++) {
		g_autoptr (SegRule) rule = seg_rule_load (workspace, options->rules[i], error);

		if (rule == NULL)
			return FALSE;
		seg_user_sets_add_rule (sets, rule);
	}
	for (guint i = 0; options->conditions != NULL && options->conditions[i] != NULL; i++)
		seg_user_sets_add_condition (sets, options->conditions[i]);
	return TRUE;
}

static gboolean
add_segmentation (SegWorkspace *workspace, const char *name, GPtrArray *sets, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load (workspace, name, error);

	if (segmentation != NULL)
		seg_user_sets_add_segmentation (sets, segmentation);
	return segmentation != NULL;
}

/* The segments of the first segmentation against those of the second, or against what was named; or all that was named with itself. */
static gboolean
read_sets (SegWorkspace *workspace, char **names, const Options *options, GPtrArray *rows, GPtrArray *columns, GError **error)
{
	if (names[0] != NULL && !add_segmentation (workspace, names[0], rows, error))
		return FALSE;
	if (names[0] != NULL && names[1] != NULL && !add_segmentation (workspace, names[1], columns, error))
		return FALSE;
	return add_named (workspace, options, names[0] != NULL ? columns : rows, error);
}

/* Printing ---------------------------------------------------------------------------------------------------------- */

static void
print_pairs (const SegOverlap *overlap, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "row", _("Row"), SEG_CELL_TEXT);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_of_row", _("Of the row"), SEG_CELL_SHARE);
	seg_table_column (table, "share_of_column", _("Of the column"), SEG_CELL_SHARE);
	seg_table_column (table, "jaccard", _("Jaccard"), SEG_CELL_NUMBER);
	seg_table_column (table, "condition", _("Who belongs"), SEG_CELL_TEXT);
	for (guint i = 0; i < overlap->rows->len; i++)
		for (guint j = 0; j < overlap->columns->len; j++) {
			g_autofree char *condition = seg_overlap_condition (overlap, i, j);

			seg_table_text (table, ((const SegUserSet *) overlap->rows->pdata[i])->label);
			seg_table_text (table, ((const SegUserSet *) overlap->columns->pdata[j])->label);
			seg_table_integer (table, (gint64) seg_overlap_both (overlap, i, j));
			seg_table_number (table, seg_overlap_share_of_row (overlap, i, j));
			seg_table_number (table, seg_overlap_share_of_column (overlap, i, j));
			seg_table_number (table, seg_overlap_jaccard (overlap, i, j));
			seg_table_text (table, condition);
		}
	seg_table_print (table, common->output);
}

static void
print_matrix (const SegOverlap *overlap, int show, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "set", "", SEG_CELL_TEXT);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	for (guint j = 0; j < overlap->columns->len; j++)
		seg_table_column (table, "", ((const SegUserSet *) overlap->columns->pdata[j])->label,
		                  show == 0 ? SEG_CELL_INTEGER : show == 3 ? SEG_CELL_NUMBER : SEG_CELL_SHARE);
	for (guint i = 0; i < overlap->rows->len; i++) {
		const SegUserSet *row = overlap->rows->pdata[i];

		seg_table_text (table, row->label);
		seg_table_integer (table, row->users->len);
		for (guint j = 0; j < overlap->columns->len; j++)
			if (show == 0)
				seg_table_integer (table, (gint64) seg_overlap_both (overlap, i, j));
			else
				seg_table_number (table, show == 1 ? seg_overlap_share_of_row (overlap, i, j)
				                         : show == 2 ? seg_overlap_share_of_column (overlap, i, j) : seg_overlap_jaccard (overlap, i, j));
	}
	seg_table_print (table, common->output);
}

/* Keeping ----------------------------------------------------------------------------------------------------------- */

static gboolean
keep_rule (SegWorkspace *workspace, const GPtrArray *sets, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) conditions = g_ptr_array_new ();
	g_autofree char *condition = NULL;

	for (guint i = 0; i < sets->len; i++)
		g_ptr_array_add (conditions, ((const SegUserSet *) sets->pdata[i])->condition);
	g_ptr_array_add (conditions, NULL);
	condition = seg_algebra_condition ((SegAlgebra) find_word (operations, G_N_ELEMENTS (operations), options->keep),
	                                   (const char *const *) conditions->pdata);
	if (seg_rule_save (workspace, options->as_rule, condition, NULL, options->replace, error) == 0)
		return FALSE;
	seg_cli_remark (common, _("The rule \"%s\" is kept: %s"), options->as_rule, condition);
	return TRUE;
}

static gboolean
keep_segments (SegWorkspace *workspace, const GPtrArray *sets, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autofree SegConditionGroup *groups = g_new (SegConditionGroup, sets->len + 1);
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (workspace, NULL, error);
	g_autoptr (SegJob) job = seg_cli_job (common);

	for (guint i = 0; i < sets->len; i++)
		groups[i] = (SegConditionGroup) { ((const SegUserSet *) sets->pdata[i])->label, ((const SegUserSet *) sets->pdata[i])->condition };
	if (set == NULL || seg_conditions_save (workspace, options->as_segments, set, groups, sets->len, options->rest != NULL ? options->rest : _("The rest"),
	                                        options->replace, job, error) == 0)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark (common, _("\"%s\" is kept: who is in several of them is in the first"), options->as_segments);
	return TRUE;
}

static gboolean
run_with (SegWorkspace *workspace, char **names, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) rows = seg_user_sets_new (), columns = seg_user_sets_new ();
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegOverlap) overlap = NULL;

	if (!read_sets (workspace, names, options, rows, columns, error))
		return FALSE;
	if ((options->as_rule != NULL || options->as_segments != NULL) && rows->len + columns->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Name the sets: --segment, --rule, --where"));
		return FALSE;
	}
	if ((options->as_rule != NULL && !keep_rule (workspace, names[0] != NULL ? columns : rows, options, common, error))
	    || (options->as_segments != NULL && !keep_segments (workspace, names[0] != NULL ? columns : rows, options, common, error)))
		return FALSE;
	overlap = seg_overlap_new (workspace, g_ptr_array_ref (rows), g_ptr_array_ref (columns->len > 0 ? columns : rows), job, error);
	if (overlap == NULL)
		return FALSE;
	seg_cli_job_end ();
	if (common->output != SEG_OUTPUT_TABLE)
		print_pairs (overlap, common);
	else
		print_matrix (overlap, options->show != NULL ? find_word (shows, G_N_ELEMENTS (shows), options->show) : 0, common);
	return options->chart == NULL || seg_cli_write_chart (common, seg_figure_overlap (_("Who is in both?"), overlap), options->chart, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "segment", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options.segments, N_("A segment, \"SEGMENTATION: SEGMENT\", or of the newest by name or number; may stand several times"), "SEGMENT" },
		{ "rule", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &options.rules, N_("A rule; may stand several times"), "NAME" },
		{ "where", 'w', 0, G_OPTION_ARG_STRING_ARRAY, &options.conditions, N_("A condition; may stand several times"), "CONDITIONS" },
		{ "show", 0, 0, G_OPTION_ARG_STRING, &options.show, N_("What the table shows: users (in both), row, column (shares of), jaccard"), "FIGURE" },
		{ "keep", 0, 0, G_OPTION_ARG_STRING, &options.keep, N_("Keep who is in all of them (and), in any (or), in the first and no other (minus)"), "OPERATION" },
		{ "as-rule", 0, 0, G_OPTION_ARG_STRING, &options.as_rule, N_("Keep that as a rule of this name"), "NAME" },
		{ "as-segments", 0, 0, G_OPTION_ARG_STRING, &options.as_segments, N_("Keep them as segments of a new segmentation"), "NAME" },
		{ "rest", 0, 0, G_OPTION_ARG_STRING, &options.rest, N_("What the segment of all others is called"), "NAME" },
		SEG_CHART_OPTION (&options.chart),
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &options.replace, N_("Replace what has that name"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 3, &argc, &argv, &common, error);
	g_autoptr (SegWorkspace) workspace = NULL;

	if (done && argc > 0)
		done = check (&options, error) && seg_cli_check_chart (options.chart, error)
		       && (workspace = seg_workspace_open (argv[1], options.as_rule != NULL || options.as_segments != NULL ? SEG_WORKSPACE_READ_WRITE
		                                           : SEG_WORKSPACE_READ_ONLY, error)) != NULL
		       && run_with (workspace, argv + 2, &options, &common, error);
	clear_options (&options);
	return done;
}

const SegCommand seg_command_overlap = {
	"overlap", "WORKSPACE [SEGMENTATION [OTHER]]", N_("How segments, rules and conditions overlap; and, or, minus of them"),
	N_("With two segmentations the segments of one against those of the other; with one, its segments against the sets that are named; without,\n"
	   "the named sets against each other. CSV and JSON list all pairs with every figure and the filter for the users in both.\n\n"
	   "  segscope overlap courses.seg autumn winter --show row\n"
	   "  segscope overlap courses.seg autumn --rule Returning --where \"city = 上海\"\n"
	   "  segscope overlap courses.seg --segment \"autumn: Learners\" --rule Returning --keep minus --as-rule \"New learners\"\n"
	   "  segscope overlap courses.seg --rule VIP --rule Returning --as-segments priorities --rest Others\n"),
	run
};
