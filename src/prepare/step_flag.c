/* Flag: a new yes-or-no column that says where a value was missing or an outlier, before another step takes the trace away. */
#include <config.h>
#include "step_options.h"

#include <segscope/text.h>

static char *
label_of (const SegStep *step, const SegAttribute *attribute)
{
	const char *given = seg_step_get (step, "name");

	if (given != NULL && *given != '\0')
		return g_strdup (given);
	return g_strdup_printf (seg_step_is (step, "what", "missing") ? _("%s missing") : _("%s outlier"), attribute->label);
}

static gboolean
count_flags (SegStepRun *run, const char *column, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT total (%s) FROM %s WHERE %s", column, run->entity, run->in_use);
	g_autofree char *number = NULL;
	gint64 count;

	if (!seg_workspace_count (run->workspace, sql, &count, error))
		return FALSE;
	number = seg_format_integer (count);
	run->step->effect.remark = g_strdup_printf (ngettext ("%s row flagged", "%s rows flagged", (gulong) count), number);
	return TRUE;
}

static gboolean
apply (SegStepRun *run, GError **error)
{
	const SegAttribute *attribute = seg_step_run_column (run, "column");
	g_autofree char *column = seg_sql_identifier (attribute->name), *label = label_of (run->step, attribute), *name = NULL, *new = NULL;
	g_autofree char *sql = NULL;
	g_autoptr (SegStatement) statement = NULL;
	const gboolean missing = seg_step_is (run->step, "what", "missing");
	double low = 0, high = 0;
	gboolean found = TRUE;

	if (!missing && !seg_outlier_bounds (run, attribute, &low, &high, &found, error))
		return FALSE;
	if (!found)
		low = -G_MAXDOUBLE, high = G_MAXDOUBLE;
	name = seg_cells_add_attribute (run, label, SEG_TYPE_BOOLEAN, error);
	if (name == NULL)
		return FALSE;
	new = seg_sql_identifier (name);
	sql = missing ? g_strdup_printf ("UPDATE %s SET %s = %s IS NULL WHERE %s", run->entity, new, column, run->in_use)
	      : g_strdup_printf ("UPDATE %s SET %s = coalesce (%s < :low OR %s > :high, 0) WHERE %s", run->entity, new, column, column, run->in_use);
	statement = seg_workspace_prepare (run->workspace, sql, error);
	if (statement == NULL)
		return FALSE;
	if (!missing) {
		seg_statement_bind_double (statement, ":low", low);
		seg_statement_bind_double (statement, ":high", high);
	}
	return seg_statement_run (statement, error) && count_flags (run, new, error);
}

static const char *const what[] = { "missing", "outlier", NULL };
static const char *const what_labels[] = { N_("is missing"), N_("is an outlier"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_autofree char *beyond = seg_step_beyond_words (step);
	const char *column = seg_step_get (step, "column");

	if (seg_step_is (step, "what", "missing"))
		g_string_append_printf (sentence, _("add a column that says where %s is missing"), column);
	else
		g_string_append_printf (sentence, _("add a column that says where %s is %s"), column, beyond);
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Column"), .help = N_("which column"), .type = SEG_STEP_COLUMN, .required = TRUE },
	{ .name = "what", .label = N_("Where it"), .help = N_("where it is missing or an outlier"), .type = SEG_STEP_CHOICE,
	  .standard = "missing", .choices = what, .choice_labels = what_labels },
	SEG_OPTION_BEYOND ("what=outlier"),
	SEG_OPTION_LIMIT ("what=outlier"),
	{ .name = "name", .label = N_("New column"), .help = N_("what the new column is called"), .type = SEG_STEP_TEXT },
};

static gboolean
check (SegStepRun *run, GError **error)
{
	const SegAttribute *attribute = seg_step_run_column (run, "column");

	if (seg_step_is (run->step, "what", "missing"))
		return TRUE;
	if (attribute->type != SEG_TYPE_NUMBER && attribute->type != SEG_TYPE_DATE) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is a %s column: only numbers and dates have outliers"), attribute->label,
		             seg_type_name (attribute->type));
		return FALSE;
	}
	return seg_step_check_limit (run, error);
}

const SegStepClass seg_step_flag = {
	.kind = { "flag", N_("Flag missing values or outliers"),
	          N_("Adds a yes-or-no column that says where a value is missing or an outlier, for features and filters."), options,
	          G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
	.check = check,
};
