/* One column of `segscope quality` in detail: quantiles, histogram, values, outliers, and what can be done. */
#include <config.h>
#include "quality.h"

#include <segscope/clean.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

gboolean
seg_quality_is_chosen (const SegQualityChoice *chosen, const char *table, const char *column)
{
	return (chosen->table == NULL || strcmp (chosen->table, table) == 0)
	       && (chosen->column == NULL || (strcmp (chosen->column->table, table) == 0 && g_strcmp0 (chosen->column->name, column) == 0));
}

const char *
seg_quality_weight_name (SegFindingWeight weight)
{
	static const char *const words[] = {
		[SEG_FINDING_NOTE] = N_("note"), [SEG_FINDING_WARNING] = N_("warning"), [SEG_FINDING_PROBLEM] = N_("problem"),
	};

	return _(words[weight]);
}

static gboolean
is_flag (const char *kind, const char *option)
{
	const SegStepKind *step = seg_step_kind_find (kind);
	const SegStepOption *found = step != NULL ? seg_step_kind_option (step, option) : NULL;

	return found != NULL && found->type == SEG_STEP_YES;
}

char *
seg_quality_fix_command (const char *workspace, const SegFix *fix)
{
	g_autofree char *quoted = g_shell_quote (workspace);
	GString *command = g_string_new (NULL);

	g_string_append_printf (command, "segscope clean %s --add %s", strcspn (workspace, " '\"\\$&;()<>*?") == strlen (workspace) ? workspace : quoted,
	                        fix->step);
	for (guint i = 0; fix->options[i] != NULL && fix->options[i + 1] != NULL; i += 2) {
		const char *value = fix->options[i + 1];
		g_autofree char *safe = g_shell_quote (value);
		gboolean plain = value[0] != '\0' && strcspn (value, " '\"\\$&;()<>*?|#~`![]{}\n") == strlen (value);

		g_string_append_printf (command, " --%s", fix->options[i]);
		if (!is_flag (fix->step, fix->options[i]))
			g_string_append_printf (command, " %s", plain ? value : safe);
	}
	return g_string_free (command, FALSE);
}

static char *
figure (const SegColumnQuality *column, double value)
{
	return column->type == SEG_TYPE_DATE ? seg_format_date ((gint64) value) : seg_format_auto (value);
}

static void
print_quantiles (const SegCommonOptions *common, const SegColumnQuality *column)
{
	static const char *const names[SEG_QUALITY_QUANTILES] = { "1 %", "5 %", "25 %", "50 %", "75 %", "95 %", "99 %" };
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "smallest", _("Smallest"), SEG_CELL_TEXT);
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
		seg_table_column (table, names[i], names[i], SEG_CELL_TEXT);
	seg_table_column (table, "largest", _("Largest"), SEG_CELL_TEXT);
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES + 2; i++) {
		g_autofree char *shown = figure (column, i == 0 ? column->minimum : i > SEG_QUALITY_QUANTILES ? column->maximum : column->quantiles[i - 1]);

		seg_table_text (table, shown);
	}
	seg_table_print (table, common->output);
}

/* Two bins to a line. */
static void
print_histogram (const SegCommonOptions *common, const SegColumnQuality *column)
{
	double width = (column->histogram_to - column->histogram_from) / SEG_QUALITY_BINS;
	gint64 most = 1;

	for (gsize i = 0; i < SEG_QUALITY_BINS; i += 2)
		most = MAX (most, column->histogram[i] + column->histogram[i + 1]);
	if (column->n_below > 0)
		seg_cli_say (common, _("%24" PRId64 " values below"), column->n_below);
	for (gsize i = 0; i < SEG_QUALITY_BINS && column->histogram_to > column->histogram_from; i += 2) {
		gint64 count = column->histogram[i] + column->histogram[i + 1];
		g_autofree char *from = figure (column, column->histogram_from + width * (double) i), *shown = seg_format_integer (count);
		g_autoptr (GString) bar = g_string_new (NULL);

		for (int cell = 0; cell < (int) (count * 40 / most); cell++)
			g_string_append (bar, "█");
		seg_cli_say (common, _("%12s ‥ %11s %s"), from, shown, bar->len > 0 || count == 0 ? bar->str : "▏");
	}
	if (column->n_above > 0)
		seg_cli_say (common, _("%24" PRId64 " values above"), column->n_above);
}

static void
say_values (const SegCommonOptions *common, const SegColumnQuality *column)
{
	if (column->n_top > 0 && column->top[0].count > 1)
		seg_cli_say (common, "%s", _("Most frequent:"));
	for (gsize i = 0; i < column->n_top && column->top[0].count > 1; i++) {
		g_autofree char *value = seg_text_fit (column->top[i].value, 30, SEG_ALIGN_LEFT), *count = seg_format_integer (column->top[i].count);

		seg_cli_say (common, "  %s %11s", value, count);
	}
	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];
		g_autofree char *value = seg_text_printable (suspect->value), *count = seg_format_integer (suspect->count);

		seg_cli_say (common, _("Suspicious: %s, %s times: %s"), value, count, suspect->reason);
	}
	for (guint i = 0; i < column->variants->len; i++) {
		const SegVariants *variants = column->variants->pdata[i];
		g_autofree char *value = seg_text_printable (variants->value), *other = seg_text_printable (variants->others->pdata[0]);
		g_autofree char *count = seg_format_integer (variants->count);

		seg_cli_say (common, _("Several spellings: “%s”, also written “%s” (%u ways, %s values)"), value, other, variants->others->len, count);
	}
}

static gboolean
say_outliers (const SegCommonOptions *common, SegWorkspace *workspace, const SegColumnQuality *column, GError **error)
{
	g_autofree char *far = seg_format_integer (column->n_outliers), *outside = seg_format_integer (column->n_outside);
	g_autofree char *robust = seg_format_integer (column->n_robust);
	g_autoptr (GPtrArray) list = NULL;

	if (column->type != SEG_TYPE_NUMBER)
		return TRUE;
	seg_cli_say (common, _("Outliers: %s outside Tukey's fences (1.5 distances of the quartiles), %s of them far out (3); %s beyond a robust z of 3.5"),
	             outside, far, robust);
	list = seg_quality_outliers (workspace, column, 10, error);
	for (guint i = 0; list != NULL && i < list->len; i++) {
		const SegOutlier *outlier = list->pdata[i];
		g_autofree char *key = seg_text_fit (outlier->key, 30, SEG_ALIGN_LEFT), *value = seg_format_auto (outlier->value);
		g_autofree char *z = seg_format_number (outlier->robust_z, 1);

		seg_cli_say (common, _("  %s %14s   robust z %s"), key, value, z);
	}
	return list != NULL;
}

static void
say_fixes (const SegCommonOptions *common, const SegQualityReport *report, const SegColumnQuality *column, const char *workspace)
{
	g_autoptr (GPtrArray) fixes = seg_quality_column_fixes (report, column);

	if (fixes->len > 0)
		seg_cli_say (common, "%s", _("What can be done:"));
	for (guint i = 0; i < fixes->len; i++) {
		const SegFix *fix = fixes->pdata[i];
		g_autofree char *command = seg_quality_fix_command (workspace, fix);

		seg_cli_say (common, "  %s: %s", fix->label, fix->effect);
		seg_cli_say (common, "    %s", command);
	}
}

gboolean
seg_quality_say_column (const SegCommonOptions *common, SegWorkspace *workspace, const SegQualityReport *report, const SegQualityChoice *chosen, GError **error)
{
	const SegColumnQuality *column = chosen->column;
	gboolean numbers = column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE;
	g_autofree char *n = seg_format_integer (column->n), *missing = seg_format_integer (column->n_missing);
	g_autofree char *distinct = seg_format_integer (column->n_distinct), *mean = figure (column, column->mean);
	g_autofree char *deviation = seg_format_auto (column->type == SEG_TYPE_DATE ? column->deviation / 86400 : column->deviation);
	g_autofree char *mad = seg_format_auto (column->type == SEG_TYPE_DATE ? column->mad / 86400 : column->mad);

	seg_cli_say (common, _("%s of %s: %s, %s rows, %s missing, %s different values"), column->label, column->table,
	             seg_type_name (column->type), n, missing, distinct);
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (seg_quality_is_chosen (chosen, finding->table, finding->column))
			seg_cli_say (common, "%s: %s.", seg_quality_weight_name (finding->weight), finding->sentence);
	}
	if (numbers && column->n > column->n_missing) {
		print_quantiles (common, column);
		seg_cli_say (common, column->type == SEG_TYPE_DATE ? _("Mean %s, standard deviation %s days, median distance from the median %s days")
		                                                   : _("Mean %s, standard deviation %s, median distance from the median %s"),
		             mean, deviation, mad);
		print_histogram (common, column);
	}
	say_values (common, column);
	if (!say_outliers (common, workspace, column, error))
		return FALSE;
	say_fixes (common, report, column, seg_workspace_path (workspace));
	return TRUE;
}
