/* One step at work: what it is about, whether it fits the data, and the counts around it. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *
entity_of (const SegStep *step)
{
	const char *of = seg_step_get (step, "of");

	return g_strcmp0 (of, "items") == 0 ? "item" : g_strcmp0 (of, "events") == 0 ? "event" : "user";
}

char *
seg_rows_in_use (SegWorkspace *workspace, const char *entity, GError **error)
{
	g_autofree char *sql = NULL;
	gint64 listed;

	if (strcmp (entity, "event") == 0)
		return g_strdup ("TRUE");
	sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE listed)", entity);
	if (!seg_workspace_count (workspace, sql, &listed, error))
		return NULL;
	return g_strdup_printf ("%s%s.id NOT IN (SELECT %s_id FROM excluded_%s)", listed ? "listed AND " : "", entity, entity, entity);
}

SegStepRun *
seg_step_run_new (SegWorkspace *workspace, SegStep *step, SegJob *job, GError **error)
{
	g_autoptr (SegStepRun) run = g_new0 (SegStepRun, 1);

	run->workspace = workspace;
	run->step = step;
	run->job = job;
	run->entity = entity_of (step);
	run->in_use = seg_rows_in_use (workspace, run->entity, error);
	if (run->in_use == NULL)
		return NULL;
	if (strcmp (run->entity, "event") != 0 && (run->attributes = seg_attributes (workspace, run->entity, error)) == NULL)
		return NULL;
	return g_steal_pointer (&run);
}

void
seg_step_run_free (SegStepRun *run)
{
	if (run == NULL)
		return;
	g_clear_pointer (&run->attributes, g_ptr_array_unref);
	g_free (run->in_use);
	g_free (run);
}

const SegAttribute *
seg_step_run_find (const SegStepRun *run, const char *name)
{
	return run->attributes != NULL && name != NULL ? seg_attributes_find (run->attributes, name) : NULL;
}

const SegAttribute *
seg_step_run_column (const SegStepRun *run, const char *option)
{
	return seg_step_run_find (run, seg_step_get (run->step, option));
}

/* Does it fit? ------------------------------------------------------------------------------------------------------------------ */

static gboolean
fail_column (const SegStepRun *run, const SegStepOption *option, const char *name, GError **error)
{
	g_autoptr (GString) there = g_string_new (NULL);
	g_autofree char *said = seg_step_option_said (option);

	for (guint i = 0; i < run->attributes->len; i++)
		g_string_append_printf (there, "%s%s", i > 0 ? ", " : "", ((const SegAttribute *) run->attributes->pdata[i])->label);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: %s have no column “%s”; there are: %s"), said,
	             strcmp (run->entity, "user") == 0 ? _("users") : _("items"), name, there->len > 0 ? there->str : _("none"));
	return FALSE;
}

static gboolean
check_column (const SegStepRun *run, const SegStepOption *option, const char *name, GError **error)
{
	const SegAttribute *attribute;
	g_autoptr (GString) fit = g_string_new (NULL);
	g_autofree char *said = seg_step_option_said (option);

	if (run->attributes == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: events have no columns of their own to choose from"), said);
		return FALSE;
	}
	attribute = seg_step_run_find (run, name);
	if (attribute == NULL)
		return fail_column (run, option, name, error);
	if (option->types == 0 || (option->types & (1u << attribute->type)) != 0)
		return TRUE;
	for (guint type = 0; type <= SEG_TYPE_BOOLEAN; type++)
		if ((option->types & (1u << type)) != 0)
			g_string_append_printf (fit, "%s%s", fit->len > 0 ? _(" or ") : "", seg_type_name (type));
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: %s is a %s column; this takes %s"), said, attribute->label,
	             seg_type_name (attribute->type), fit->str);
	return FALSE;
}

static gboolean
check_option (SegStepRun *run, const SegStepOption *option, GError **error)
{
	const char *const *values = seg_step_get_all (run->step, option->name);

	if (!seg_step_option_matters (run->step, option)) {
		if (values == NULL)
			return TRUE;
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--%s has a meaning only with --%s"), option->name, option->when);
		return FALSE;
	}
	if (option->required && seg_step_get (run->step, option->name) == NULL) {
		g_autofree char *said = seg_step_option_said (option);

		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The step %s needs %s: %s"), run->step->kind->name, said, _(option->help));
		return FALSE;
	}
	if (values == NULL)
		return TRUE;
	if (option->type == SEG_STEP_COLUMN || option->type == SEG_STEP_COLUMNS)
		for (gsize i = 0; values[i] != NULL; i++)
			if (!check_column (run, option, values[i], error))
				return FALSE;
	if (option->type == SEG_STEP_EXPRESSION) {
		g_autofree char *sql = seg_expression_sql (run, values[0], FALSE, error);

		return sql != NULL;
	}
	return TRUE;
}

gboolean
seg_step_run_check (SegStepRun *run, GError **error)
{
	const SegStepClass *class = seg_step_class (run->step->kind);

	for (gsize i = 0; i < class->kind.n_options; i++)
		if (!check_option (run, &class->kind.options[i], error))
			return FALSE;
	return class->check == NULL || class->check (run, error);
}

gboolean
seg_step_check (SegWorkspace *workspace, const SegStep *step, GError **error)
{
	g_autoptr (SegStep) copy = seg_step_copy (step);
	g_autoptr (SegStepRun) run = seg_step_run_new (workspace, copy, NULL, error);

	return run != NULL && seg_step_run_check (run, error);
}

/* Counts around it ---------------------------------------------------------------------------------------------------------------- */

static gboolean
count_rows (SegStepRun *run, gint64 *rows, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s WHERE %s", run->entity, run->in_use);

	return seg_workspace_count (run->workspace, sql, rows, error);
}

/* Missing values in the columns that the step names. */
static gboolean
count_missing (SegStepRun *run, gint64 *missing, GError **error)
{
	const char *const *names = seg_step_get_all (run->step, "column");
	g_autoptr (GString) sql = g_string_new ("SELECT 0");

	*missing = 0;
	if (run->attributes == NULL || names == NULL)
		return TRUE;
	for (gsize i = 0; names[i] != NULL; i++) {
		const SegAttribute *attribute = seg_step_run_find (run, names[i]);
		g_autofree char *column = attribute != NULL ? seg_sql_identifier (attribute->name) : NULL;

		if (column != NULL)
			g_string_append_printf (sql, " + count (*) - count (%s)", column);
	}
	g_string_append_printf (sql, " FROM %s WHERE %s", run->entity, run->in_use);
	return seg_workspace_count (run->workspace, sql->str, missing, error);
}

gboolean
seg_step_run (SegStepRun *run, GError **error)
{
	SegStepEffect *effect = &run->step->effect;

	seg_step_effect_clear (effect);
	return seg_step_run_check (run, error) && count_rows (run, &effect->rows_before, error)
	       && count_missing (run, &effect->missing_before, error) && seg_cells_begin (run, error)
	       && seg_step_class (run->step->kind)->apply (run, error) && count_rows (run, &effect->rows_after, error)
	       && count_missing (run, &effect->missing_after, error);
}
