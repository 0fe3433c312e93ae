/* The SQL of the recipe itself: its steps, and what each of them changed. */
#include <config.h>
#include "clean-private.h"

GPtrArray *
seg_recipe_list (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_step_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, position, kind, options, note, enabled, effect FROM cleaning_step ORDER BY position, id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegStep *step = seg_step_from_row (seg_statement_text (statement, 2), seg_statement_text (statement, 3), error);

		if (step == NULL)
			return NULL;
		g_ptr_array_add (steps, step);
		step->id = seg_statement_integer (statement, 0);
		step->position = steps->len;
		g_free (step->note);
		step->note = g_strdup (seg_statement_text (statement, 4));
		step->enabled = seg_statement_integer (statement, 5) != 0;
		seg_step_effect_from_json (&step->effect, seg_statement_text (statement, 6));
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&steps) : NULL;
}

/* Puts the positions in the order of @steps. */
gboolean
seg_recipe_store_order (SegWorkspace *workspace, const GPtrArray *steps, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"UPDATE cleaning_step SET position = :position WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	for (guint i = 0; i < steps->len; i++) {
		SegStep *step = steps->pdata[i];

		step->position = i + 1;
		seg_statement_bind_integer (statement, ":position", step->position);
		seg_statement_bind_integer (statement, ":id", step->id);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

static void
bind (SegStatement *statement, const SegStep *step)
{
	g_autofree char *options = seg_step_options_to_json (step);

	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_text (statement, ":note", step->note);
	seg_statement_bind_integer (statement, ":enabled", step->enabled);
}

gboolean
seg_recipe_store_insert (SegWorkspace *workspace, SegStep *step, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO cleaning_step (position, kind, options, note, enabled, created_at) "
		"VALUES (:position, :kind, :options, :note, :enabled, :at)", error);

	if (statement == NULL)
		return FALSE;
	bind (statement, step);
	seg_statement_bind_integer (statement, ":position", step->position);
	seg_statement_bind_text (statement, ":kind", step->kind->name);
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	if (!seg_statement_run (statement, error))
		return FALSE;
	step->id = seg_workspace_last_id (workspace);
	return TRUE;
}

gboolean
seg_recipe_store_update (SegWorkspace *workspace, const SegStep *step, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"UPDATE cleaning_step SET options = :options, note = :note, enabled = :enabled WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	bind (statement, step);
	seg_statement_bind_integer (statement, ":id", step->id);
	return seg_statement_run (statement, error);
}

gboolean
seg_recipe_store_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "DELETE FROM cleaning_step WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}

gboolean
seg_recipe_store_effect (SegWorkspace *workspace, const SegStep *step, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "UPDATE cleaning_step SET effect = :effect WHERE id = :id", error);
	g_autofree char *effect = NULL;

	if (statement == NULL)
		return FALSE;
	effect = seg_step_effect_to_json (&step->effect);
	seg_statement_bind_text (statement, ":effect", effect);
	seg_statement_bind_integer (statement, ":id", step->id);
	return seg_statement_run (statement, error);
}
