/* What the person says of columns (--map FIELD=COLUMN), and the plan written down for the source table. */
#include <config.h>
#include "plan-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* The column that @name means: its header exactly, its header as compared, its number from 1. -1: none. */
static gssize
find_column (const SegImportPlan *plan, const char *name)
{
	g_autofree char *folded = seg_name_fold (name);
	guint64 number;

	for (gsize i = 0; i < plan->n_columns; i++)
		if (strcmp (plan->columns[i].header, name) == 0)
			return (gssize) i;
	for (gsize i = 0; i < plan->n_columns && folded[0] != '\0'; i++) {
		g_autofree char *header = seg_name_fold (plan->columns[i].header);

		if (strcmp (header, folded) == 0)
			return (gssize) i;
	}
	if (g_ascii_string_to_unsigned (name, 10, 1, plan->n_columns, &number, NULL))
		return (gssize) number - 1;
	return -1;
}

static gboolean
fail_column (const SegImportPlan *plan, const char *mapping, const char *column, GError **error)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (gsize i = 0; i < plan->n_columns; i++)
		g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", plan->columns[i].header);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--map %s: %s has no column \"%s\"; it has: %s"), mapping, plan->path, column,
	             list->str);
	return FALSE;
}

static gboolean
fail_field (const SegImportPlan *plan, const char *mapping, const char *field, GError **error)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (gsize i = 0; i < plan->role->n_fields; i++)
		g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", plan->role->fields[i].name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--map %s: a file of %s has no field \"%s\"; it has: %s; "
	             "for what describes users and items write user.NAME=COLUMN or item.NAME=COLUMN"), mapping,
	             _(plan->role->name), field, list->str);
	return FALSE;
}

/* "user.Country", "item.category", in results "outcome.opened". */
static gboolean
apply_entity (SegImportPlan *plan, const char *mapping, const char *name, gsize column, GError **error)
{
	static const char *const entities[] = { "user", "item", "outcome" };
	const SegField *meaning = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (entities); i++) {
		gsize length = strlen (entities[i]);
		gboolean outcome = strcmp (entities[i], "outcome") == 0;

		if (!g_str_has_prefix (name, entities[i]) || name[length] != '.' || name[length + 1] == '\0'
		    || (outcome && strcmp (plan->role->name, "results") != 0))
			continue;
		name += length + 1;
		if (!outcome && strcmp (name, entities[i]) != 0)
			meaning = seg_role_field (seg_role_find (i == 0 ? "users" : "items"), name);
		seg_import_plan_set_attribute (plan, column, entities[i], meaning);
		if (meaning == NULL) {
			g_free (plan->columns[column].attribute);
			plan->columns[column].attribute = g_strdup (name);
		}
		return TRUE;
	}
	return fail_field (plan, mapping, name, error);
}

/* Column names may hold "=", field names do not: the first one divides. */
static gboolean
apply (SegImportPlan *plan, const char *mapping, GError **error)
{
	const char *sign = strchr (mapping, '=');
	g_autofree char *name = sign != NULL ? g_strstrip (g_strndup (mapping, (gsize) (sign - mapping))) : NULL;
	g_autofree char *column_name = sign != NULL ? g_strstrip (g_strdup (sign + 1)) : NULL;
	const SegField *field;
	gssize column;

	if (sign == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--map %s: write it as FIELD=COLUMN"), mapping);
		return FALSE;
	}
	column = find_column (plan, column_name);
	if (column < 0)
		return fail_column (plan, mapping, column_name, error);
	field = seg_role_field (plan->role, name);
	if (field != NULL || name[0] == '\0' || strcmp (name, "-") == 0) {
		seg_import_plan_set_field (plan, (gsize) column, field, FALSE);
		return TRUE;
	}
	if (plan->role->entity == NULL)
		return apply_entity (plan, mapping, name, (gsize) column, error);
	seg_import_plan_set_field (plan, (gsize) column, NULL, TRUE);
	g_free (plan->columns[column].attribute);
	plan->columns[column].attribute = g_steal_pointer (&name);
	return TRUE;
}

gboolean
seg_mapping_apply (SegImportPlan *plan, const char *const *mappings, GError **error)
{
	for (gsize i = 0; mappings[i] != NULL; i++)
		if (!apply (plan, mappings[i], error))
			return FALSE;
	return TRUE;
}

static const char *const orders[] = { "iso", "day-first", "month-first" };

static void
add_column (JsonBuilder *builder, const SegPlanColumn *column, gboolean is_log)
{
	json_builder_set_member_name (builder, "column");
	json_builder_add_string_value (builder, column->header);
	if (column->field != NULL) {
		json_builder_set_member_name (builder, "field");
		json_builder_add_string_value (builder, column->field->name);
	}
	if (column->imported && (column->field == NULL || strcmp (column->attribute, column->header) != 0)) {
		json_builder_set_member_name (builder, "attribute");
		json_builder_add_string_value (builder, column->attribute);
	}
	if (is_log && column->imported && column->entity != NULL) {
		json_builder_set_member_name (builder, "entity");
		json_builder_add_string_value (builder, column->entity);
	}
	if (column->meaning != NULL) {
		json_builder_set_member_name (builder, "meaning");
		json_builder_add_string_value (builder, column->meaning->name);
	}
	if (column->whole_keys) {
		json_builder_set_member_name (builder, "whole_keys");
		json_builder_add_boolean_value (builder, TRUE);
	}
	if (column->imported && column->field == NULL) {
		json_builder_set_member_name (builder, "type");
		json_builder_add_string_value (builder, seg_type_name (column->type));
	}
}

/* What of its values is read otherwise than in the rest of the file. */
static void
add_column_style (JsonBuilder *builder, const SegPlanColumn *column, SegDateOrder order)
{
	if (column->type == SEG_TYPE_DATE && column->date_order != order) {
		json_builder_set_member_name (builder, "dates");
		json_builder_add_string_value (builder, orders[column->date_order]);
	}
	if (column->serial_days) {
		json_builder_set_member_name (builder, "serial_days");
		json_builder_add_boolean_value (builder, TRUE);
	}
	if (column->none_is_no) {
		json_builder_set_member_name (builder, "none_is_no");
		json_builder_add_boolean_value (builder, TRUE);
	}
}

static void
add_missing_words (JsonBuilder *builder, char *const *words)
{
	json_builder_set_member_name (builder, "missing");
	json_builder_begin_array (builder);
	for (gsize i = 0; words[i] != NULL; i++)
		json_builder_add_string_value (builder, words[i]);
	json_builder_end_array (builder);
}

static void
add_style (JsonBuilder *builder, const SegImportPlan *plan)
{
	json_builder_set_member_name (builder, "header");
	json_builder_add_boolean_value (builder, plan->has_header);
	if (plan->quote == '\0') {
		json_builder_set_member_name (builder, "quotes");
		json_builder_add_boolean_value (builder, FALSE);
	} else if (plan->quote != '"') {
		json_builder_set_member_name (builder, "quote");
		json_builder_add_string_value (builder, (char[]) { plan->quote, '\0' });
	}
	json_builder_set_member_name (builder, "dates");
	json_builder_add_string_value (builder, orders[plan->date_order]);
	if (plan->missing_words != NULL)
		add_missing_words (builder, plan->missing_words);
	json_builder_set_member_name (builder, "decimal_comma");
	json_builder_add_boolean_value (builder, plan->decimal_comma);
	json_builder_set_member_name (builder, "cancellations");
	json_builder_add_boolean_value (builder, plan->cancellations);
	if (plan->state_entries) {
		json_builder_set_member_name (builder, "state_entries");
		json_builder_add_boolean_value (builder, TRUE);
	}
	json_builder_set_member_name (builder, "rating_most");
	json_builder_add_double_value (builder, plan->rating_most);
	json_builder_set_member_name (builder, "kind");
	if (plan->event_kind != NULL)
		json_builder_add_string_value (builder, plan->event_kind);
	else
		json_builder_add_null_value (builder);
}

char *
seg_mapping_to_json (const SegImportPlan *plan)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "columns");
	json_builder_begin_array (builder);
	for (gsize i = 0; i < plan->n_columns; i++) {
		json_builder_begin_object (builder);
		add_column (builder, &plan->columns[i], plan->role->entity == NULL);
		add_column_style (builder, &plan->columns[i], plan->date_order);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	add_style (builder, plan);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}
