#include <config.h>
#include "workspace-private.h"

#include <string.h>

static const char *const type_names[] = {
	[SEG_TYPE_TEXT] = "text", [SEG_TYPE_CATEGORY] = "category", [SEG_TYPE_NUMBER] = "number",
	[SEG_TYPE_DATE] = "date", [SEG_TYPE_BOOLEAN] = "boolean",
};

const char *
seg_type_name (SegType type)
{
	return type_names[type];
}

const char *
seg_type_sql (SegType type)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return "REAL";
	case SEG_TYPE_DATE:
	case SEG_TYPE_BOOLEAN:
		return "INTEGER";
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return "TEXT";
	}
}

static SegType
parse_type (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++)
		if (g_strcmp0 (name, type_names[i]) == 0)
			return (SegType) i;
	return SEG_TYPE_TEXT;
}

static void
free_attribute (gpointer data)
{
	SegAttribute *attribute = data;

	g_free (attribute->entity);
	g_free (attribute->name);
	g_free (attribute->label);
	g_free (attribute->field);
	g_free (attribute);
}

GPtrArray *
seg_attributes (SegWorkspace *workspace, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) attributes = g_ptr_array_new_with_free_func (free_attribute);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT entity, name, label, field, type, missing, made_by FROM attribute "
		"WHERE entity = :entity AND hidden_by IS NULL ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":entity", entity);
	while (seg_statement_next (statement, &failure)) {
		SegAttribute *attribute = g_new0 (SegAttribute, 1);

		attribute->entity = g_strdup (seg_statement_text (statement, 0));
		attribute->name = g_strdup (seg_statement_text (statement, 1));
		attribute->label = g_strdup (seg_statement_text (statement, 2));
		attribute->field = g_strdup (seg_statement_text (statement, 3));
		attribute->type = parse_type (seg_statement_text (statement, 4));
		attribute->n_missing = seg_statement_integer (statement, 5);
		attribute->made_by = seg_statement_integer (statement, 6);
		g_ptr_array_add (attributes, attribute);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&attributes) : NULL;
}

/* Compares without regard to case, as a person types a column's name. */
static gboolean
is_same_name (const char *a, const char *b)
{
	g_autofree char *folded_a = NULL, *folded_b = NULL;

	if (a == NULL || b == NULL)
		return FALSE;
	folded_a = g_utf8_casefold (a, -1);
	folded_b = g_utf8_casefold (b, -1);
	return strcmp (folded_a, folded_b) == 0;
}

const SegAttribute *
seg_attributes_find (const GPtrArray *attributes, const char *name)
{
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		if (is_same_name (attribute->name, name) || is_same_name (attribute->label, name))
			return attribute;
	}
	return seg_attributes_with_field (attributes, name);
}

const SegAttribute *
seg_attributes_with_field (const GPtrArray *attributes, const char *field)
{
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		if (field != NULL && g_strcmp0 (attribute->field, field) == 0)
			return attribute;
	}
	return NULL;
}

char *
seg_item_field_sql (const GPtrArray *attributes, const char *field, const char *alias)
{
	const SegAttribute *attribute = seg_attributes_with_field (attributes, field);
	g_autofree char *name = attribute != NULL ? seg_sql_identifier (attribute->name) : NULL;

	return name != NULL ? g_strdup_printf ("nullif (CAST (%s.%s AS TEXT), '')", alias, name) : g_strdup ("NULL");
}

char *
seg_item_title_sql (SegWorkspace *workspace, const char *alias, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);
	g_autofree char *title = attributes != NULL ? seg_item_field_sql (attributes, "title", alias) : NULL;

	return title != NULL ? g_strdup_printf ("coalesce (%s, %s.key)", title, alias) : NULL;
}
