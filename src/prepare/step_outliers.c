/* Outliers: values beyond fences around the quartiles (Tukey 1977), beyond a robust z-score (median and MAD; Iglewicz and Hoaglin 1993),
 * or beyond quantiles are drawn in to the bound (winsorised), made missing, or their rows left out. */
#include <config.h>
#include "step_options.h"

#include <segscope/text.h>

#include <math.h>
#include <string.h>

/* @what: the columns to insert, over the rows beyond the bounds. */
static gboolean
insert_beyond (SegStepRun *run, const SegAttribute *attribute, const char *into, const char *what, double low, double high, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("INSERT OR IGNORE INTO temp.%s SELECT %s FROM (SELECT id, %s AS v, :low AS low, :high AS high "
	                                        "FROM %s WHERE %s) WHERE v < low OR v > high", into, what, column, run->entity, run->in_use);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_double (statement, ":low", low);
	seg_statement_bind_double (statement, ":high", high);
	return seg_statement_run (statement, error);
}

static void
remark (SegStepRun *run, const SegAttribute *attribute, double low, double high)
{
	const gboolean date = attribute->type == SEG_TYPE_DATE;
	g_autofree char *from = date ? seg_format_date ((gint64) low) : seg_format_auto (low);
	g_autofree char *to = date ? seg_format_date ((gint64) high) : seg_format_auto (high);
	g_autofree char *old = run->step->effect.remark;

	run->step->effect.remark = g_strdup_printf (_("%s%sbounds of %s: %s to %s"), old != NULL ? old : "", old != NULL ? "; " : "",
	                                            attribute->label, from, to);
}

static gboolean
treat (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	const gboolean date = attribute->type == SEG_TYPE_DATE;
	double low, high;
	gboolean found;

	if (!seg_outlier_bounds (run, attribute, &low, &high, &found, error))
		return FALSE;
	if (!found)
		return TRUE;
	if (date) {
		low = ceil (low);
		high = floor (high);
	}
	remark (run, attribute, low, high);
	if (seg_step_is (run->step, "do", "drop"))
		return insert_beyond (run, attribute, "clean_row", "id", low, high, error);
	if (seg_step_is (run->step, "do", "empty"))
		return insert_beyond (run, attribute, "clean_cell", "id, NULL", low, high, error) && seg_cells_write (run, attribute, error);
	return insert_beyond (run, attribute, "clean_cell", date ? "id, CAST (CASE WHEN v < low THEN low ELSE high END AS INTEGER)"
	                      : "id, CASE WHEN v < low THEN low ELSE high END", low, high, error) && seg_cells_write (run, attribute, error);
}

static gboolean
apply (SegStepRun *run, GError **error)
{
	const char *const *names = seg_step_get_all (run->step, "column");

	for (gsize i = 0; names[i] != NULL; i++)
		if (!seg_job_proceed (run->job, (double) i / g_strv_length ((char **) names), NULL, error)
		    || !treat (run, seg_step_run_find (run, names[i]), error))
			return FALSE;
	return !seg_step_is (run->step, "do", "drop") || seg_rows_leave_out (run, error);
}

static const char *const choices[] = { "clip", "empty", "drop", NULL };
static const char *const choice_labels[] = { N_("draw them in to the bound"), N_("make them missing"), N_("leave their rows out"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_autofree char *columns = seg_step_list_words (step, "column"), *beyond = seg_step_beyond_words (step);

	if (seg_step_is (step, "do", "drop"))
		g_string_append_printf (sentence, _("leave out %s whose %s is %s"), _(seg_step_get (step, "of")), columns, beyond);
	else if (seg_step_is (step, "do", "empty"))
		g_string_append_printf (sentence, _("make outliers of %s missing: %s"), columns, beyond);
	else
		g_string_append_printf (sentence, _("draw in outliers of %s: %s"), columns, beyond);
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Columns"), .help = N_("which columns"), .type = SEG_STEP_COLUMNS, .required = TRUE,
	  .types = SEG_TYPES_NUMBERS },
	SEG_OPTION_BEYOND (NULL),
	SEG_OPTION_LIMIT (NULL),
	{ .name = "do", .label = N_("Do"), .help = N_("draw outliers in to the bound, make them missing, or leave their rows out"),
	  .type = SEG_STEP_CHOICE, .standard = "clip", .choices = choices, .choice_labels = choice_labels },
};

const SegStepClass seg_step_outliers = {
	.kind = { "outliers", N_("Treat outliers"), N_("Draws values far from the others in to a bound, makes them missing, or leaves their rows out."),
	          options, G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
	.check = seg_step_check_limit,
};
