/* Fill missing values: with one figure of the whole column, one for each group, or from the nearest neighbours (step_fill_nearest.c). */
#include <config.h>
#include "clean-private.h"
#include "step_options.h"

#include <segscope/ingest.h>
#include <segscope/text.h>

#include <math.h>
#include <string.h>

/* The value for all rows, or for one group ------------------------------------------------------------------------------------- */

/* The column's figure over the rows of @from ("FROM user WHERE ..."), as an SQL query. Ties of the most frequent value go to the smaller. */
static char *
figure_sql (const SegStep *step, const char *column, const char *from)
{
	if (seg_step_is (step, "with", "mean"))
		return g_strdup_printf ("SELECT avg (%s) %s AND %s IS NOT NULL", column, from, column);
	if (seg_step_is (step, "with", "mode"))
		return g_strdup_printf ("SELECT %s %s AND %s IS NOT NULL GROUP BY %s ORDER BY count (*) DESC, %s LIMIT 1", column, from, column,
		                        column, column);
	return g_strdup_printf ("SELECT avg (v) FROM (SELECT %s AS v, row_number () OVER (ORDER BY %s) AS place, count (*) OVER () AS n %s "
	                        "AND %s IS NOT NULL) WHERE place IN ((n + 1) / 2, (n + 2) / 2)", column, column, from, column);
}

/* The figure as it goes into the column. */
static const char *
rounded (const SegAttribute *attribute)
{
	return attribute->type == SEG_TYPE_DATE || attribute->type == SEG_TYPE_BOOLEAN ? "CAST (round (f.v) AS INTEGER)" : "f.v";
}

/* The figures of all groups in one pass. */
static char *
groups_sql (const SegStep *step, const char *column, const char *by, const char *from)
{
	if (seg_step_is (step, "with", "mean"))
		return g_strdup_printf ("SELECT %s AS g, avg (%s) AS v %s AND %s IS NOT NULL GROUP BY 1", by, column, from, column);
	if (seg_step_is (step, "with", "mode"))
		return g_strdup_printf ("SELECT g, v FROM (SELECT %s AS g, %s AS v, row_number () OVER (PARTITION BY %s ORDER BY count (*) DESC, %s) "
		                        "AS place %s AND %s IS NOT NULL GROUP BY 1, 2) WHERE place = 1", by, column, by, column, from, column);
	return g_strdup_printf ("SELECT g, avg (v) AS v FROM (SELECT %s AS g, %s AS v, row_number () OVER (PARTITION BY %s ORDER BY %s) AS place, "
	                        "count (*) OVER (PARTITION BY %s) AS n %s AND %s IS NOT NULL) WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY g",
	                        by, column, by, column, by, from, column);
}

static gboolean
fill_by_group (SegStepRun *run, const SegAttribute *attribute, const char *column, const char *from, GError **error)
{
	g_autofree char *by = seg_sql_identifier (seg_step_run_column (run, "by")->name);
	g_autofree char *groups = groups_sql (run->step, column, by, from);
	g_autofree char *sql = g_strdup_printf ("INSERT INTO temp.clean_cell (id, value) SELECT e.id, %s FROM (SELECT id, %s AS g %s AND %s IS NULL) e "
	                                        "JOIN (%s) f ON f.g IS e.g WHERE f.v IS NOT NULL", rounded (attribute), by, from, column, groups);

	return seg_workspace_execute (run->workspace, sql, error);
}

static gboolean
fill_all (SegStepRun *run, const SegAttribute *attribute, const char *column, const char *from, GError **error)
{
	g_autofree char *figure = figure_sql (run->step, column, from);
	g_autofree char *sql = g_strdup_printf ("WITH f (v) AS MATERIALIZED (%s) INSERT INTO temp.clean_cell (id, value) "
	                                        "SELECT id, %s FROM (SELECT id %s AND %s IS NULL), f WHERE f.v IS NOT NULL", figure, rounded (attribute), from, column);

	return seg_workspace_execute (run->workspace, sql, error);
}

static gboolean
fill_constant (SegStepRun *run, const SegAttribute *attribute, const char *column, const char *from, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("INSERT INTO temp.clean_cell (id, value) SELECT id, :value %s AND %s IS NULL", from, column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace, sql, error);

	return statement != NULL
	       && seg_step_bind_value (statement, ":value", attribute, seg_step_get (run->step, "value"), error)
	       && seg_statement_run (statement, error);
}

/* The step --------------------------------------------------------------------------------------------------------------------- */

static gboolean
fill_column (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *from = g_strdup_printf ("FROM %s WHERE %s", run->entity, run->in_use);
	gboolean fine;

	if (seg_step_is (run->step, "with", "nearest"))
		fine = seg_fill_nearest (run, attribute, error);
	else if (seg_step_is (run->step, "with", "constant"))
		fine = fill_constant (run, attribute, column, from, error);
	else if (seg_step_get (run->step, "by") != NULL)
		fine = fill_by_group (run, attribute, column, from, error);
	else
		fine = fill_all (run, attribute, column, from, error);
	return fine && seg_cells_write (run, attribute, error);
}

static gboolean
apply (SegStepRun *run, GError **error)
{
	const char *const *names = seg_step_get_all (run->step, "column");

	for (gsize i = 0; names[i] != NULL; i++)
		if (!seg_job_proceed (run->job, (double) i / g_strv_length ((char **) names), NULL, error)
		    || !fill_column (run, seg_step_run_find (run, names[i]), error))
			return FALSE;
	return TRUE;
}

/* Means and medians are of numbers and dates; a constant reads as the column's type. */
static gboolean
check (SegStepRun *run, GError **error)
{
	const char *const *names = seg_step_get_all (run->step, "column");
	const char *with = seg_step_get (run->step, "with");
	const gboolean any = strcmp (with, "mode") == 0 || strcmp (with, "constant") == 0;

	for (gsize i = 0; names[i] != NULL; i++) {
		const SegAttribute *attribute = seg_step_run_find (run, names[i]);

		if (!any && attribute->type != SEG_TYPE_NUMBER && attribute->type != SEG_TYPE_DATE) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is a %s column: fill it with mode or constant"), attribute->label,
			             seg_type_name (attribute->type));
			return FALSE;
		}
		if (strcmp (with, "constant") == 0
		    && !seg_step_check_value (attribute, seg_step_get (run->step, "value"), error))
			return FALSE;
	}
	return strcmp (with, "nearest") != 0 || seg_fill_nearest_check (run, error);
}

static const char *const with[] = { "median", "mean", "mode", "constant", "nearest", NULL };
static const char *const with_labels[] = { N_("the median"), N_("the mean"), N_("the most frequent value"), N_("a constant"),
                                           N_("the nearest neighbours"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_autofree char *columns = seg_step_list_words (step, "column"), *using = seg_step_list_words (step, "using");
	const char *by = seg_step_get (step, "by");

	if (seg_step_is (step, "with", "constant")) {
		g_string_append_printf (sentence, _("fill missing %s with “%s”"), columns, seg_step_get (step, "value"));
		return;
	}
	if (seg_step_is (step, "with", "nearest")) {
		g_string_append_printf (sentence, _("fill missing %s from the %s nearest by %s"), columns, seg_step_get (step, "neighbours"), using);
		return;
	}
	for (gsize i = 0; with[i] != NULL; i++)
		if (seg_step_is (step, "with", with[i]))
			g_string_append_printf (sentence, _("fill missing %s with %s"), columns, _(with_labels[i]));
	if (by != NULL)
		g_string_append_printf (sentence, _(" of each %s"), by);
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Columns"), .help = N_("which columns"), .type = SEG_STEP_COLUMNS, .required = TRUE },
	{ .name = "with", .label = N_("With"), .help = N_("what stands for a missing value"), .type = SEG_STEP_CHOICE, .standard = "median",
	  .choices = with, .choice_labels = with_labels },
	{ .name = "value", .label = N_("Constant"), .help = N_("the constant"), .type = SEG_STEP_TEXT, .required = TRUE, .when = "with=constant" },
	{ .name = "by", .label = N_("For each"), .help = N_("a figure of its own for each value of this column"), .type = SEG_STEP_COLUMN,
	  .types = SEG_TYPES_WORDS | SEG_TYPES (BOOLEAN), .when = "with=median,mean,mode" },
	{ .name = "using", .label = N_("Near by"), .help = N_("columns by which rows are near each other"), .type = SEG_STEP_COLUMNS,
	  .required = TRUE, .types = SEG_TYPES_NUMBERS, .when = "with=nearest" },
	{ .name = "neighbours", .label = N_("Neighbours"), .help = N_("how many neighbours the value is the mean of"), .type = SEG_STEP_COUNT,
	  .standard = "5", .when = "with=nearest" },
};

const SegStepClass seg_step_fill = {
	.kind = { "fill", N_("Fill missing values"),
	          N_("Puts a value where one is missing: a figure of the column or of the row's group, a constant, or the mean of similar rows."),
	          options, G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
	.check = check,
};
