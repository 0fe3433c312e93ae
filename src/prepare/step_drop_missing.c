/* Drop rows with missing values: users or items leave with their events. */
#include <config.h>
#include "step_options.h"

static gboolean
apply (SegStepRun *run, GError **error)
{
	const char *const *names = seg_step_get_all (run->step, "column");
	const char *joint = seg_step_is (run->step, "when", "all") ? " AND " : " OR ";
	g_autoptr (GString) sql = g_string_new (NULL);

	g_string_printf (sql, "INSERT INTO temp.clean_row SELECT id FROM %s WHERE %s AND (", run->entity, run->in_use);
	for (gsize i = 0; names[i] != NULL; i++) {
		g_autofree char *column = seg_sql_identifier (seg_step_run_find (run, names[i])->name);

		g_string_append_printf (sql, "%s%s IS NULL", i > 0 ? joint : "", column);
	}
	g_string_append_c (sql, ')');
	return seg_workspace_execute (run->workspace, sql->str, error) && seg_rows_leave_out (run, error);
}

static const char *const choices[] = { "any", "all", NULL };
static const char *const choice_labels[] = { N_("any of them is missing"), N_("all of them are missing"), NULL };

static void
say (const SegStep *step, GString *sentence)
{
	g_autofree char *columns = seg_step_list_words (step, "column");

	g_string_append_printf (sentence, _("leave out %s without %s"), _(seg_step_get (step, "of")), columns);
	if (seg_step_is (step, "when", "any") && g_strv_length ((char **) seg_step_get_all (step, "column")) > 1)
		g_string_append (sentence, _(" (any of them)"));
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Columns"), .help = N_("which columns"), .type = SEG_STEP_COLUMNS, .required = TRUE },
	{ .name = "when", .label = N_("When"), .help = N_("any or all of the columns must be missing"), .type = SEG_STEP_CHOICE,
	  .standard = "any", .choices = choices, .choice_labels = choice_labels },
};

const SegStepClass seg_step_drop_missing = {
	.kind = { "drop-missing", N_("Leave out rows with missing values"),
	          N_("Leaves users (with their events) or items out when values are missing. They stay in the file."), options,
	          G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
};
