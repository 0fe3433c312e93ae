#include <config.h>
#include "commands.h"

#include <segscope/prepare.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

static const char *
weight_in_words (SegFindingWeight weight)
{
	static const char *const words[] = {
		[SEG_FINDING_NOTE] = N_("note"), [SEG_FINDING_WARNING] = N_("warning"), [SEG_FINDING_PROBLEM] = N_("problem"),
	};

	return _(words[weight]);
}

static void
print_findings (const SegCommonOptions *common, const SegQualityReport *report)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "weight", _("Weight"), SEG_CELL_TEXT);
	seg_table_column (table, "count", _("Count"), SEG_CELL_INTEGER);
	seg_table_column (table, "finding", _("Finding"), SEG_CELL_TEXT);
	seg_table_column (table, "advice", _("What to do"), SEG_CELL_TEXT);
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		seg_table_text (table, weight_in_words (finding->weight));
		seg_table_integer (table, finding->count);
		seg_table_text (table, finding->sentence);
		seg_table_text (table, finding->advice);
	}
	seg_table_print (table, common->output);
}

static void
say_findings (const SegCommonOptions *common, const SegQualityReport *report)
{
	if (report->findings->len == 0)
		seg_cli_say (common, _("Nothing stands out."));
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		seg_cli_say (common, "%s: %s.", weight_in_words (finding->weight), finding->sentence);
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
		seg_table_column (table, "lower_quartile", "", figure);
		seg_table_column (table, "upper_quartile", "", figure);
		seg_table_column (table, "standard_deviation", "", figure);
		seg_table_column (table, "outliers", "", SEG_CELL_INTEGER);
	}
	seg_table_column (table, "values", _("Values"), SEG_CELL_TEXT);
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
		seg_table_number (table, column->lower_quartile);
		seg_table_number (table, column->upper_quartile);
		seg_table_number (table, column->deviation);
		seg_table_integer (table, column->n_outliers);
	}
	seg_table_text (table, values);
}

static void
print_columns (const SegCommonOptions *common, const SegQualityReport *report)
{
	g_autoptr (SegTable) table = seg_table_new ();

	declare_columns (table, common);
	for (guint i = 0; i < report->columns->len; i++)
		add_column (table, common, report->columns->pdata[i]);
	seg_table_print (table, common->output);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gboolean only_findings = FALSE;
	const GOptionEntry entries[] = {
		{ "findings", 0, 0, G_OPTION_ARG_NONE, &only_findings, N_("Only the findings, as a table"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (SegJob) job = NULL;

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	workspace = seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, error);
	job = seg_cli_job (&common);
	if (workspace == NULL || (report = seg_quality_report (workspace, job, error)) == NULL)
		return FALSE;
	if (only_findings) {
		print_findings (&common, report);
		return TRUE;
	}
	say_findings (&common, report);
	print_columns (&common, report);
	return TRUE;
}

const SegCommand seg_command_quality = {
	"quality", "WORKSPACE", N_("Say what deserves a look in the data before you trust the segments"),
	N_("First the findings in words, worst first; then every column of users, items and events. With --output csv or json only\n"
	   "the columns, or the findings with --findings."), run
};
