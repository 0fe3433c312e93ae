#include <config.h>
#include "chart_option.h"
#include "commands.h"
#include "quality.h"

#include <segscope/figure.h>
#include <segscope/prepare.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
print_findings (const SegCommonOptions *common, const SegQualityReport *report, const SegQualityChoice *chosen)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "weight", _("Weight"), SEG_CELL_TEXT);
	seg_table_column (table, "table", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "count", _("Count"), SEG_CELL_INTEGER);
	seg_table_column (table, "finding", _("Finding"), SEG_CELL_TEXT);
	seg_table_column (table, "advice", _("What to do"), SEG_CELL_TEXT);
	if (common->output != SEG_OUTPUT_TABLE) {
		seg_table_column (table, "kind", "", SEG_CELL_TEXT);
		seg_table_column (table, "column", "", SEG_CELL_TEXT);
		seg_table_column (table, "rows", "", SEG_CELL_INTEGER);
		seg_table_column (table, "points", "", SEG_CELL_NUMBER);
		seg_table_column (table, "fix", "", SEG_CELL_TEXT);
		seg_table_column (table, "effect", "", SEG_CELL_TEXT);
	}
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (!seg_quality_is_chosen (chosen, finding->table, finding->column))
			continue;
		seg_table_text (table, seg_quality_weight_name (finding->weight));
		seg_table_text (table, finding->table);
		seg_table_integer (table, finding->count);
		seg_table_text (table, finding->sentence);
		seg_table_text (table, finding->advice);
		if (common->output == SEG_OUTPUT_TABLE)
			continue;
		seg_table_text (table, seg_finding_kinds[finding->kind].name);
		seg_table_text (table, finding->column);
		seg_table_integer (table, finding->whole);
		seg_table_number (table, finding->cost);
		seg_table_text (table, finding->fix != NULL ? finding->fix->label : NULL);
		seg_table_text (table, finding->fix != NULL ? finding->fix->effect : NULL);
	}
	seg_table_print (table, common->output);
}

static void
print_scores (const SegCommonOptions *common, const SegQualityReport *report, const SegQualityChoice *chosen)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "table", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "score", _("Score of 100"), SEG_CELL_NUMBER);
	seg_table_column (table, "rows", _("Rows in use"), SEG_CELL_INTEGER);
	seg_table_column (table, "left_out", _("Left out"), SEG_CELL_INTEGER);
	for (guint i = 0; i < report->tables->len; i++) {
		const SegTableQuality *one = report->tables->pdata[i];

		if (!seg_quality_is_chosen (chosen, one->table, NULL))
			continue;
		seg_table_text (table, one->table);
		seg_table_number (table, common->output == SEG_OUTPUT_TABLE ? round (one->score) : round (one->score * 10) / 10);
		seg_table_integer (table, one->n);
		seg_table_integer (table, one->n_left_out);
	}
	seg_table_print (table, common->output);
}

/* What took how many points of a table. */
static void
say_points (const SegCommonOptions *common, const SegQualityReport *report, const SegQualityChoice *chosen)
{
	for (guint i = 0; i < report->tables->len * report->findings->len; i++) { /* table by table */
		const SegTableQuality *table = report->tables->pdata[i / report->findings->len];
		const SegFinding *finding = report->findings->pdata[i % report->findings->len];

		if (finding->cost >= 0.05 && strcmp (table->table, finding->table) == 0 && seg_quality_is_chosen (chosen, finding->table, finding->column))
			seg_cli_say (common, _("  %-5s %5.1f for %s (%.0f where %.0f %% of the rows or more are concerned)"), finding->table, -finding->cost,
			             _(seg_finding_kinds[finding->kind].title), seg_finding_kinds[finding->kind].points, seg_finding_kinds[finding->kind].full * 100);
	}
	seg_cli_say (common, "%s", "");
}

static void
say_problems (const SegCommonOptions *common, const SegQualityReport *report, const char *workspace)
{
	if (report->problems->len > 0)
		seg_cli_say (common, "%s", _("Worth fixing first:"));
	for (guint i = 0; i < report->problems->len; i++) {
		const SegFinding *finding = report->problems->pdata[i];

		seg_cli_say (common, "%u. %s.", i + 1, finding->sentence);
		if (finding->fix != NULL) {
			g_autofree char *command = seg_quality_fix_command (workspace, finding->fix);

			seg_cli_say (common, _("   %s: %s"), finding->fix->label, finding->fix->effect);
			seg_cli_say (common, "   %s", command);
		} else
			seg_cli_say (common, _("   No step helps. %s"), finding->advice);
	}
	if (report->problems->len > 0)
		seg_cli_say (common, "%s", "");
}

static gboolean
is_problem (const SegQualityReport *report, const SegFinding *finding)
{
	return g_ptr_array_find (report->problems, finding, NULL);
}

/* Those that do not stand among the problems already. */
static void
say_findings (const SegCommonOptions *common, const SegQualityReport *report)
{
	if (report->findings->len == 0)
		seg_cli_say (common, _("Nothing stands out."));
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (is_problem (report, finding))
			continue;
		seg_cli_say (common, "%s: %s.", seg_quality_weight_name (finding->weight), finding->sentence);
		seg_cli_say (common, "    %s", finding->advice);
	}
	seg_cli_say (common, "%s", "");
}

/* The most frequent values with their counts; for numbers and dates the histogram as blocks. */
static char *
most_frequent (const SegColumnQuality *column)
{
	GString *text = g_string_new (NULL);

	for (gsize i = 0; i < MIN (column->n_top, 3) && column->top[i].count > 1; i++) {
		g_autofree char *shown = seg_text_clip (column->top[i].value, 20), *count = seg_format_integer (column->top[i].count);

		g_string_append_printf (text, "%s%s %s", i > 0 ? " · " : "", shown, count);
	}
	return g_string_free (text, FALSE);
}

static char *
draw_histogram (const SegColumnQuality *column)
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	GString *bars = g_string_new (NULL);
	gint64 most = 1;

	for (gsize i = 0; i < SEG_QUALITY_BINS; i++)
		most = MAX (most, column->histogram[i]);
	for (gsize i = 0; i < SEG_QUALITY_BINS; i++) {
		gsize height = (gsize) ((double) column->histogram[i] / (double) most * 8);

		g_string_append (bars, blocks[column->histogram[i] > 0 ? MAX (height, 1) : 0]);
	}
	return g_string_free (bars, FALSE);
}

/* A figure of a number; of a date, its day. In csv and json always a number. */
static void
add_figure (SegTable *table, const SegCommonOptions *common, const SegColumnQuality *column, double value)
{
	g_autofree char *shown = NULL;

	if (!isfinite (value)) {
		seg_table_missing (table);
		return;
	}
	if (common->output != SEG_OUTPUT_TABLE) {
		seg_table_number (table, value);
		return;
	}
	shown = column->type == SEG_TYPE_DATE ? seg_format_date ((gint64) value) : seg_format_auto (value);
	seg_table_text (table, shown);
}

static void
declare_columns (SegTable *table, const SegCommonOptions *common)
{
	SegCellKind figure = common->output == SEG_OUTPUT_TABLE ? SEG_CELL_TEXT : SEG_CELL_NUMBER;

	seg_table_column (table, "table", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "type", _("Type"), SEG_CELL_TEXT);
	seg_table_column (table, "rows", _("Rows"), SEG_CELL_INTEGER);
	seg_table_column (table, "missing", _("Missing"), SEG_CELL_INTEGER);
	seg_table_column (table, "distinct", _("Distinct"), SEG_CELL_INTEGER);
	seg_table_column (table, "minimum", _("Smallest"), figure);
	seg_table_column (table, "median", _("Median"), figure);
	seg_table_column (table, "mean", _("Mean"), figure);
	seg_table_column (table, "maximum", _("Largest"), figure);
	if (common->output != SEG_OUTPUT_TABLE) {
		static const char *const quantiles[SEG_QUALITY_QUANTILES] = { "q01", "q05", "lower_quartile", "q50", "upper_quartile", "q95", "q99" };

		for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
			seg_table_column (table, quantiles[i], "", figure);
		seg_table_column (table, "standard_deviation", "", figure);
		seg_table_column (table, "mad", "", figure);
		seg_table_column (table, "outliers", "", SEG_CELL_INTEGER);
		seg_table_column (table, "outside_fences", "", SEG_CELL_INTEGER);
		seg_table_column (table, "robust_outliers", "", SEG_CELL_INTEGER);
		seg_table_column (table, "suspects", "", SEG_CELL_INTEGER);
		seg_table_column (table, "spellings", "", SEG_CELL_INTEGER);
	}
	seg_table_column (table, "values", _("Values"), SEG_CELL_TEXT);
}

static gint64
count_suspects (const SegColumnQuality *column)
{
	gint64 count = 0;

	for (guint i = 0; i < column->suspects->len; i++)
		count += ((SegSuspect *) column->suspects->pdata[i])->count;
	return count;
}

static gint64
count_variants (const SegColumnQuality *column)
{
	gint64 count = 0;

	for (guint i = 0; i < column->variants->len; i++)
		count += ((SegVariants *) column->variants->pdata[i])->count;
	return count;
}

static void
add_column (SegTable *table, const SegCommonOptions *common, const SegColumnQuality *column)
{
	gboolean numeric = column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE;
	g_autofree char *values = numeric ? draw_histogram (column) : most_frequent (column);

	seg_table_text (table, column->table);
	seg_table_text (table, column->label);
	seg_table_text (table, seg_type_name (column->type));
	seg_table_integer (table, column->n);
	seg_table_integer (table, column->n_missing);
	seg_table_integer (table, column->n_distinct);
	add_figure (table, common, column, column->minimum);
	add_figure (table, common, column, column->median);
	add_figure (table, common, column, column->mean);
	add_figure (table, common, column, column->maximum);
	if (common->output != SEG_OUTPUT_TABLE) {
		for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
			seg_table_number (table, column->quantiles[i]);
		seg_table_number (table, column->deviation);
		seg_table_number (table, column->mad);
		seg_table_integer (table, column->n_outliers);
		seg_table_integer (table, column->n_outside);
		seg_table_integer (table, column->n_robust);
		seg_table_integer (table, count_suspects (column));
		seg_table_integer (table, count_variants (column));
	}
	seg_table_text (table, values);
}

static void
print_columns (const SegCommonOptions *common, const SegQualityReport *report, const SegQualityChoice *chosen)
{
	g_autoptr (SegTable) table = seg_table_new ();

	declare_columns (table, common);
	for (guint i = 0; i < report->columns->len; i++) {
		const SegColumnQuality *column = report->columns->pdata[i];

		if (seg_quality_is_chosen (chosen, column->table, column->name))
			add_column (table, common, column);
	}
	seg_table_print (table, common->output);
}

/* The report ---------------------------------------------------------------------------------------------------------------- */

/* Keeps the report for the next time; nothing is lost where that cannot be. */
static void
keep (const char *path, const SegQualityReport *report)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, NULL);

	if (workspace != NULL)
		seg_quality_save (workspace, report, NULL);
}

static SegQualityReport *
find_report (const SegCommonOptions *common, SegWorkspace *workspace, gboolean again, GError **error)
{
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (SegJob) job = NULL;

	if (!again && !seg_quality_load (workspace, &report, error))
		return NULL;
	if (report != NULL && !report->stale)
		return g_steal_pointer (&report);
	g_clear_pointer (&report, seg_quality_report_free);
	job = seg_cli_job (common);
	report = seg_quality_report (workspace, job, error);
	seg_cli_job_end ();
	if (report != NULL)
		keep (seg_workspace_path (workspace), report);
	return g_steal_pointer (&report);
}

static gboolean
choose (const SegQualityReport *report, const char *table, const char *column, SegQualityChoice *chosen, GError **error)
{
	static const char *const names[][2] = { { "users", "user" }, { "items", "item" }, { "events", "event" } };

	for (gsize i = 0; table != NULL && i < G_N_ELEMENTS (names); i++)
		if (g_ascii_strcasecmp (table, names[i][0]) == 0 || g_ascii_strcasecmp (table, names[i][1]) == 0)
			chosen->table = names[i][1];
	if (table != NULL && chosen->table == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--table is users, items or events, not “%s”"), table);
		return FALSE;
	}
	if (column != NULL && (chosen->column = seg_quality_column (report, chosen->table, column)) == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no column “%s”%s%s; segscope quality without --column lists all"), column,
		             chosen->table != NULL ? " in " : "", chosen->table != NULL ? table : "");
		return FALSE;
	}
	return TRUE;
}

static void
say_all (const SegCommonOptions *common, const SegQualityReport *report, const SegQualityChoice *chosen, const char *path)
{
	g_autofree char *made = seg_format_time (report->made_at);

	if (common->output == SEG_OUTPUT_TABLE) {
		print_scores (common, report, chosen);
		say_points (common, report, chosen);
		if (chosen->table == NULL) {
			say_problems (common, report, path);
			say_findings (common, report);
		} else
			print_findings (common, report, chosen);
	}
	print_columns (common, report, chosen);
	seg_cli_remark (common, _("Checked %s (UTC); the next time it is there at once, until the data change."), made);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gboolean only_findings = FALSE, only_scores = FALSE, again = FALSE;
	g_autofree char *table = NULL, *column = NULL, *chart = NULL;
	const GOptionEntry entries[] = {
		{ "table", 0, 0, G_OPTION_ARG_STRING, &table, N_("Only users, items or events"), N_("TABLE") },
		{ "column", 0, 0, G_OPTION_ARG_STRING, &column, N_("One column in detail: quantiles, histogram, values, outliers"), N_("COLUMN") },
		{ "findings", 0, 0, G_OPTION_ARG_NONE, &only_findings, N_("Only the findings, as a table"), NULL },
		{ "scores", 0, 0, G_OPTION_ARG_NONE, &only_scores, N_("Only the scores of the tables"), NULL },
		SEG_CHART_OPTION (&chart),
		{ "again", 0, 0, G_OPTION_ARG_NONE, &again, N_("Check the data again, though they have not changed"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	SegQualityChoice chosen = { NULL, NULL };
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegQualityReport) report = NULL;

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (chart != NULL && column == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--chart is of one column: --column says of which"));
		return FALSE;
	}
	if (!seg_cli_check_chart (chart, error))
		return FALSE;
	workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	if (workspace == NULL || (report = find_report (&common, workspace, again, error)) == NULL
	    || !choose (report, table, column, &chosen, error))
		return FALSE;
	if (chart != NULL && !seg_cli_write_chart (&common, seg_figure_column (chosen.column), chart, error))
		return FALSE;
	if (only_findings)
		print_findings (&common, report, &chosen);
	else if (only_scores)
		print_scores (&common, report, &chosen);
	else if (chosen.column != NULL && common.output == SEG_OUTPUT_TABLE)
		return seg_quality_say_column (&common, workspace, report, &chosen, error);
	else
		say_all (&common, report, &chosen, argv[1]);
	seg_cli_say_orders (&common, workspace);
	return TRUE;
}

const SegCommand seg_command_quality = {
	"quality", "WORKSPACE", N_("Say what deserves a look in the data before you trust the segments"),
	N_("First a score for each table and the problems worth fixing first, each with the step that would remove it; then what else was\n"
	   "found, and every column of users, items and events. With --output csv or json only the columns, the findings with --findings, or the\n"
	   "scores with --scores.\n\n"
	   "A table begins with 100 points. Each kind of problem takes points off it in proportion to the share of rows concerned; what took how\n"
	   "many is said below the scores. The report is kept in the workspace: as long as the data stay the same it is there at once."), run
};
