/* Definitions of own features in the workspace: reading and writing rows. */
#include <config.h>
#include "own-private.h"

static SegOwnFeature *
read_own (const SegStatement *statement)
{
	SegOwnFeature *own = seg_own_feature_new (seg_statement_text (statement, 1));

	own->id = seg_statement_integer (statement, 0);
	own->label = g_strdup (seg_statement_text (statement, 2));
	own->meaning = g_strdup (seg_statement_text (statement, 3));
	own->unit = g_strdup (seg_statement_text (statement, 4));
	seg_scaling_parse (seg_statement_text (statement, 5), &own->scaling);
	seg_fill_parse (seg_statement_text (statement, 6), &own->fill);
	own->expression = g_strdup (seg_statement_text (statement, 7));
	seg_own_measure_parse (seg_statement_text (statement, 8), &own->measure);
	own->measured = g_strdup (seg_statement_text (statement, 9));
	own->event_kind = g_strdup (seg_statement_text (statement, 10));
	own->filter = g_strdup (seg_statement_text (statement, 11));
	own->last_days = seg_statement_integer (statement, 12);
	own->first_day = seg_statement_is_null (statement, 13) ? SEG_OWN_NO_DAY : seg_statement_integer (statement, 13);
	own->last_day = seg_statement_is_null (statement, 14) ? SEG_OWN_NO_DAY : seg_statement_integer (statement, 14);
	return own;
}

GPtrArray *
seg_own_features_load (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) owns = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_own_feature_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, name, label, meaning, unit, scaling, fill, expression, measure, measured, event_kind, filter, last_days, first_day, last_day "
		"FROM own_feature ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (owns, read_own (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&owns) : NULL;
}

GPtrArray *
seg_own_features (SegWorkspace *workspace, GError **error)
{
	GPtrArray *owns = seg_own_features_load (workspace, error);
	g_autoptr (SegOwnPlan) plan = NULL;

	if (owns == NULL || owns->len == 0)
		return owns;
	plan = seg_own_plan_stored (workspace, owns, error);
	return plan != NULL ? g_ptr_array_ref (plan->owns) : NULL;
}

static void
bind_day (SegStatement *statement, const char *name, gint64 day)
{
	if (day == SEG_OWN_NO_DAY)
		seg_statement_bind_null (statement, name);
	else
		seg_statement_bind_integer (statement, name, day);
}

static void
bind_parts (SegStatement *statement, const SegOwnFeature *own)
{
	const gboolean is_figure = own->expression == NULL;

	seg_statement_bind_text (statement, ":name", own->name);
	seg_statement_bind_text (statement, ":label", own->label != NULL ? own->label : "");
	seg_statement_bind_text (statement, ":meaning", own->meaning != NULL ? own->meaning : "");
	seg_statement_bind_text (statement, ":unit", own->unit);
	seg_statement_bind_text (statement, ":scaling", seg_scaling_name (own->scaling));
	seg_statement_bind_text (statement, ":fill", seg_fill_name (own->fill));
	seg_statement_bind_text (statement, ":expression", own->expression);
	seg_statement_bind_text (statement, ":measure", is_figure ? seg_own_measure_name (own->measure) : NULL);
	seg_statement_bind_text (statement, ":measured", is_figure && own->measure != SEG_OWN_COUNT ? own->measured : NULL);
	seg_statement_bind_text (statement, ":kind", is_figure ? own->event_kind : NULL);
	seg_statement_bind_text (statement, ":filter", is_figure ? own->filter : NULL);
	if (is_figure && own->last_days > 0)
		seg_statement_bind_integer (statement, ":days", own->last_days);
	bind_day (statement, ":first", is_figure ? own->first_day : SEG_OWN_NO_DAY);
	bind_day (statement, ":last", is_figure ? own->last_day : SEG_OWN_NO_DAY);
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
}

gboolean
seg_own_feature_write (SegWorkspace *workspace, SegOwnFeature *own, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, own->id == 0
		? "INSERT INTO own_feature (name, label, meaning, unit, scaling, fill, expression, measure, measured, event_kind, filter, last_days, "
		  "first_day, last_day, changed_at) VALUES (:name, :label, :meaning, :unit, :scaling, :fill, :expression, :measure, :measured, :kind, "
		  ":filter, :days, :first, :last, :at)"
		: "UPDATE own_feature SET name = :name, label = :label, meaning = :meaning, unit = :unit, scaling = :scaling, fill = :fill, "
		  "expression = :expression, measure = :measure, measured = :measured, event_kind = :kind, filter = :filter, last_days = :days, "
		  "first_day = :first, last_day = :last, changed_at = :at WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	bind_parts (statement, own);
	if (own->id != 0)
		seg_statement_bind_integer (statement, ":id", own->id);
	if (!seg_statement_run (statement, error))
		return FALSE;
	own->id = own->id != 0 ? own->id : seg_workspace_last_id (workspace);
	return TRUE;
}

gboolean
seg_own_feature_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "DELETE FROM own_feature WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}
