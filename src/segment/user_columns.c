/* What users can be filtered and sorted by and lists can show: attributes, features, and the program's own columns. */
#include <config.h>
#include "rfm-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
free_column (gpointer data)
{
	SegUserColumn *column = data;

	g_free (column->name);
	g_free (column->label);
	g_free (column->unit);
	g_free (column->expression);
	g_free (column);
}

static SegUserColumn *
add_column (GPtrArray *columns, const char *name, const char *label, const char *unit, SegType type)
{
	SegUserColumn *column = g_new0 (SegUserColumn, 1);

	column->name = g_strdup (name);
	column->label = g_strdup (label);
	column->unit = g_strdup (unit);
	column->type = type;
	g_ptr_array_add (columns, column);
	return column;
}

void
seg_user_columns_add (GPtrArray *columns, const char *name, const char *label, SegType type, const char *expression)
{
	SegUserColumn *column = add_column (columns, name, label, "", type);

	column->is_feature = TRUE;
	column->expression = g_strdup (expression);
}

static gboolean
add_features (SegWorkspace *workspace, gint64 set_id, GPtrArray *columns, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name, label, unit FROM feature WHERE feature_set_id = :set ORDER BY name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set_id);
	while (seg_statement_next (statement, &failure))
		add_column (columns, seg_statement_text (statement, 0), seg_statement_text (statement, 1),
		            seg_statement_text (statement, 2), SEG_TYPE_NUMBER)->is_feature = TRUE;
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_user_columns (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column);
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	gint64 set_id = set != NULL ? set->id : 0;

	if (attributes == NULL || (set == NULL && !seg_feature_set_in_use (workspace, &set_id, error)))
		return NULL;
	add_column (columns, "key", _("User"), "", SEG_TYPE_TEXT);
	add_column (columns, "segment", _("Segment"), "", SEG_TYPE_CATEGORY);
	add_column (columns, "distance", _("Distance"), "", SEG_TYPE_NUMBER);
	add_column (columns, "listed", _("In a users file"), "", SEG_TYPE_BOOLEAN);
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		add_column (columns, attribute->name, attribute->label, "", attribute->type)->is_attribute = TRUE;
	}
	return add_features (workspace, set_id, columns, error) && seg_rfm_columns_add (workspace, columns, error)
	       ? g_steal_pointer (&columns) : NULL;
}

static gboolean
is_same (const char *folded, const char *name)
{
	g_autofree char *other = g_utf8_casefold (name, -1);

	return strcmp (folded, other) == 0;
}

const SegUserColumn *
seg_user_columns_find (const GPtrArray *columns, const char *name)
{
	gboolean only_attributes = g_str_has_prefix (name, "user.");
	g_autofree char *folded = g_utf8_casefold (only_attributes ? name + strlen ("user.") : name, -1);

	for (int by_label = 0; by_label <= 1; by_label++)
		for (guint i = 0; i < columns->len; i++) {
			const SegUserColumn *column = columns->pdata[i];

			if ((column->is_attribute || !only_attributes) && is_same (folded, by_label ? column->label : column->name))
				return column;
		}
	return NULL;
}

char *
seg_user_columns_names (const GPtrArray *columns)
{
	GString *names = g_string_new (NULL);

	for (guint i = 0; i < columns->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const SegUserColumn *) columns->pdata[i])->name);
	return g_string_free (names, FALSE);
}

char *
seg_user_column_sql (const SegUserColumn *column, const char *feature_alias)
{
	g_autofree char *identifier = seg_sql_identifier (column->name);

	if (column->expression != NULL) {
		g_auto (GStrv) parts = g_strsplit (column->expression, SEG_FEATURE_ALIAS, -1);

		return g_strjoinv (feature_alias, parts);
	}
	if (column->is_attribute)
		return g_strconcat ("u.", identifier, NULL);
	if (column->is_feature)
		return g_strconcat (feature_alias, ".", identifier, NULL);
	if (strcmp (column->name, "segment") == 0)
		return g_strdup ("s.name");
	return g_strconcat (strcmp (column->name, "distance") == 0 ? "m." : "u.", column->name, NULL);
}

/* "2024-03-05 14:05:59" */
static char *
exact_time (gint64 at)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);

	return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : seg_format_exact_time (at);
}

char *
seg_user_value_text (const SegUserColumn *column, SegStatement *statement, int position, gboolean exact)
{
	if (seg_statement_is_null (statement, position))
		return g_strdup ("");
	switch (column->type) {
	case SEG_TYPE_NUMBER:
		if (exact)
			return seg_format_exact (seg_statement_double (statement, position));
		return strcmp (column->unit, "money") == 0 ? seg_format_money (seg_statement_double (statement, position), -1)
		                                           : seg_format_auto (seg_statement_double (statement, position));
	case SEG_TYPE_DATE: {
		gint64 at = seg_statement_integer (statement, position);

		if (exact)
			return at % 86400 == 0 ? seg_format_exact_date (at) : at % 60 != 0 ? exact_time (at) : seg_format_exact_time (at);
		return at % 86400 == 0 ? seg_format_date (at) : seg_format_time (at);
	}
	case SEG_TYPE_BOOLEAN:
		if (exact)
			return g_strdup (seg_statement_integer (statement, position) != 0 ? "yes" : "no");
		return g_strdup (seg_statement_integer (statement, position) != 0 ? _("yes") : _("no"));
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return g_strdup (seg_statement_text (statement, position));
	}
}

#define USUAL_ATTRIBUTES 4
#define USUAL_FEATURES 4

/* Worth a place in a list nobody has chosen columns for: who it is, and what can be compared at a glance. */
static gboolean
is_usual (const GPtrArray *attributes, const SegUserColumn *column)
{
	const SegAttribute *attribute = column->is_attribute ? seg_attributes_find (attributes, column->name) : NULL;

	return attribute != NULL && (attribute->type != SEG_TYPE_TEXT || g_strcmp0 (attribute->field, "name") == 0);
}

static gboolean
is_chosen (const SegFeatureSet *set, const SegUserColumn *column)
{
	for (guint i = 0; i < set->selection->len; i++) {
		const char *name = ((const SegSelected *) set->selection->pdata[i])->name;

		if (column->is_attribute ? g_str_has_prefix (name, "user.") && strcmp (name + strlen ("user."), column->name) == 0
		                         : strcmp (name, column->name) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
has_name (const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (strcmp (names->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

/* Up to @most of the columns: attributes (usual ones) or features, of those chosen to segment by or of all. */
static void
add_usual (GPtrArray *names, const GPtrArray *columns, const GPtrArray *attributes, const SegFeatureSet *set, gboolean attribute, guint most)
{
	guint n = 0;

	for (guint i = 0; i < columns->len && n < most; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if ((attribute ? !is_usual (attributes, column) : !column->is_feature) || has_name (names, column->name)
		    || (set != NULL && !is_chosen (set, column)))
			continue;
		g_ptr_array_add (names, g_strdup (column->name));
		n++;
	}
}

char **
seg_user_columns_usual (SegWorkspace *workspace, const GPtrArray *columns, const SegFeatureSet *set, gboolean with_segment,
                        GError **error)
{
	static const char *const classic[] = { "recency_days", "orders", "monetary" };
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	g_autoptr (GPtrArray) names = g_ptr_array_new ();
	const SegAttribute *named;
	guint n_before;

	if (attributes == NULL)
		return NULL;
	if (with_segment)
		g_ptr_array_add (names, g_strdup ("segment"));
	named = seg_attributes_with_field (attributes, "name");
	if (named != NULL)
		g_ptr_array_add (names, g_strdup (named->name));
	n_before = names->len;
	for (gsize i = 0; i < G_N_ELEMENTS (classic); i++) {
		const SegUserColumn *column = seg_user_columns_find (columns, classic[i]);

		if (column != NULL && column->is_feature)
			g_ptr_array_add (names, g_strdup (column->name));
	}
	if (set != NULL)
		add_usual (names, columns, attributes, set, FALSE, USUAL_FEATURES - (names->len - n_before));
	n_before = names->len;
	if (set != NULL)
		add_usual (names, columns, attributes, set, TRUE, USUAL_ATTRIBUTES);
	add_usual (names, columns, attributes, NULL, TRUE, USUAL_ATTRIBUTES - (names->len - n_before));
	g_ptr_array_add (names, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
