/* Filter rows by a condition: the rows for which it holds stay (or go). What is unknown, as a value is missing, does not hold. */
#include <config.h>
#include "step_options.h"

#include <string.h>

static gboolean
apply (SegStepRun *run, GError **error)
{
	const gboolean keep = seg_step_is (run->step, "do", "keep");
	g_autofree char *rows = seg_expression_sql (run, seg_step_get (run->step, "where"), keep, error);
	g_autofree char *sql = rows != NULL ? g_strconcat ("INSERT INTO temp.clean_row ", rows, NULL) : NULL;

	return sql != NULL && seg_workspace_execute (run->workspace, sql, error) && seg_rows_leave_out (run, error);
}

static const char *const choices[] = { "keep", "drop", NULL };
static const char *const choice_labels[] = { N_("keep them only"), N_("leave them out"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_string_append_printf (sentence, seg_step_is (step, "do", "keep") ? _("keep only %s with %s") : _("leave out %s with %s"),
	                        _(seg_step_get (step, "of")), seg_step_get (step, "where"));
}

static const SegStepOption options[] = {
	{ .name = "of", .label = N_("Of"), .help = N_("users, items or events"), .type = SEG_STEP_CHOICE, .standard = "users",
	  .choices = seg_of_all, .choice_labels = seg_of_all_labels },
	{ .name = "where", .label = N_("Rows where"), .help = N_("condition on the columns, as in age >= 18 AND city = 'Paris'"),
	  .type = SEG_STEP_EXPRESSION, .required = TRUE },
	{ .name = "do", .label = N_("Do"), .help = N_("keep or drop the rows for which it holds"), .type = SEG_STEP_CHOICE, .standard = "keep",
	  .choices = choices, .choice_labels = choice_labels },
};

const SegStepClass seg_step_filter = {
	.kind = { "filter", N_("Filter rows by a condition"),
	          N_("Leaves users (with their events), items or events out by a condition on their columns. They stay in the file."), options,
	          G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
};
