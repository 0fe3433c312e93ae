/* Drop columns: they are hidden from everything that reads attributes; their values stay in the file. */
#include <config.h>
#include "clean-private.h"
#include "step_options.h"

#include <glib/gi18n.h>

static gboolean
apply (SegStepRun *run, GError **error)
{
	const char *const *names = seg_step_get_all (run->step, "column");
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace,
		"UPDATE attribute SET hidden_by = :step WHERE entity = :entity AND name = :name", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":step", run->step->id);
	seg_statement_bind_text (statement, ":entity", run->entity);
	for (gsize i = 0; names[i] != NULL; i++) {
		seg_statement_bind_text (statement, ":name", seg_step_run_find (run, names[i])->name);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	run->step->effect.remark = g_strdup_printf (ngettext ("%u column dropped", "%u columns dropped", g_strv_length ((char **) names)),
	                                            g_strv_length ((char **) names));
	return TRUE;
}

static void
say (const SegStep *step, GString *sentence)
{
	g_autofree char *columns = seg_step_list_words (step, "column");

	g_string_append_printf (sentence, _("drop %s"), columns);
}

static const SegStepOption options[] = {
	SEG_OPTION_OF_USERS_ITEMS,
	{ .name = "column", .label = N_("Columns"), .help = N_("which columns"), .type = SEG_STEP_COLUMNS, .required = TRUE },
};

const SegStepClass seg_step_drop_column = {
	.kind = { "drop-column", N_("Drop columns"), N_("Leaves columns out of features, filters and lists. Their values stay in the file."),
	          options, G_N_ELEMENTS (options) },
	.apply = apply,
	.say = say,
};
