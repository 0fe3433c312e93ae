/* Rows of users and items: merged by key. A value that does not read as its column's type is left out of the row and noted:
 * losing a person for one impossible age would be worse. */
#include <config.h>
#include "load.h"

#include <glib/gi18n.h>
#include <string.h>

/* Every imported column but the key gets its attribute in the table. */
gboolean
seg_load_prepare_entity (SegLoad *load, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

	load->key_column = seg_plan_column_of (load->plan, entity);
	load->bindings = g_array_new (FALSE, FALSE, sizeof (SegBinding));
	for (gsize i = 0; i < load->plan->n_columns; i++) {
		const SegPlanColumn *column = &load->plan->columns[i];
		SegBinding binding = { i, column->type };
		char *name;

		if (!column->imported || (gssize) i == load->key_column)
			continue;
		name = seg_store_attribute (load->store, entity, column->attribute, column->field != NULL ? column->field->name : NULL,
		                            &binding.type, error);
		if (name == NULL)
			return FALSE;
		g_ptr_array_add (names, name);
		g_array_append_val (load->bindings, binding);
	}
	load->values = g_new0 (SegValue, load->bindings->len + 1);
	return seg_store_entity (load->store, entity, names, error);
}

/* Reads @text as the value's type. FALSE when it is none. */
static gboolean
read_value (const SegValueStyle *style, const char *text, SegValue *value)
{
	gboolean truth;

	value->missing = seg_style_is_missing (style, text);
	if (value->missing)
		return TRUE;
	switch (value->type) {
	case SEG_TYPE_NUMBER:
		return seg_style_number (style, text, &value->number);
	case SEG_TYPE_DATE:
		return seg_style_date (style, text, &value->integer);
	case SEG_TYPE_BOOLEAN:
		if (!seg_style_boolean (style, text, &truth))
			return FALSE;
		value->integer = truth;
		return TRUE;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		value->text = text;
		return TRUE;
	}
}

static gboolean
note_value (SegLoad *load, const SegRecord *record, gsize column, const char *text, SegType type, GError **error)
{
	g_autofree char *bad = seg_load_bad_value (text, type);
	g_autofree char *reason = g_strdup_printf (_("%s; the row was kept without this value"), bad);

	load->result->values_rejected++;
	return seg_store_reject (load->store, record, load->plan->columns[column].header, reason, error);
}

static gboolean
read_values (SegLoad *load, const SegRecord *record, GError **error)
{
	for (guint i = 0; i < load->bindings->len; i++) {
		const SegBinding *binding = &g_array_index (load->bindings, SegBinding, i);
		const char *text = record->fields[binding->column];

		load->values[i].type = binding->type;
		if (read_value (&load->styles[binding->column], text, &load->values[i]))
			continue;
		load->values[i].missing = TRUE;
		if (!note_value (load, record, binding->column, text, binding->type, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
merge (SegLoad *load, SegKeys *keys, const char *text, gint64 *n_new, gint64 *n_changed, GError **error)
{
	SegKey *key = seg_keys_find (keys, text);
	gboolean changed;
	gint64 id;

	if (key == NULL) {
		if (!seg_store_insert_entity (load->store, text, load->values, &id, error)
		    || (key = seg_keys_add (keys, text, id, error)) == NULL)
			return FALSE;
		key->listed = TRUE;
		++*n_new;
		return TRUE;
	}
	if (!seg_store_update_entity (load->store, key->id, load->values, &changed, error))
		return FALSE;
	key->listed = TRUE;
	if (changed && key->existed && !key->seen) { /* each one counts once */
		key->seen = TRUE;
		++*n_changed;
	}
	return TRUE;
}

SegRowFate
seg_load_entity_row (SegLoad *load, const SegRecord *record, GError **error)
{
	gboolean users = strcmp (load->plan->role->name, "users") == 0;
	SegImportResult *result = load->result;
	char number[24];
	const char *key = number;

	if (load->key_column >= 0)
		key = seg_load_key (load, load->key_column, record->fields[load->key_column]);
	else
		g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, result->rows_read);
	if (load->key_column >= 0 && seg_style_is_missing (&load->styles[load->key_column], key))
		return seg_load_set_aside (load, record, load->key_column, g_strdup (users ? _("no user") : _("no item")), error);
	if (!read_values (load, record, error))
		return SEG_ROW_FAILED;
	if (users ? !merge (load, load->users, key, &result->new_users, &result->changed_users, error)
	          : !merge (load, load->items, key, &result->new_items, &result->changed_items, error))
		return SEG_ROW_FAILED;
	return SEG_ROW_LOADED;
}
