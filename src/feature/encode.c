/* From selected features to columns: a number, a date or a yes/no is one column, a category one of 0 and 1 for each value. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

void
seg_source_free (SegSource *source)
{
	if (source == NULL)
		return;
	g_free (source->sql);
	g_clear_pointer (&source->offsets, g_hash_table_unref);
	g_clear_pointer (&source->values, g_ptr_array_unref);
	g_free (source);
}

static const SegFeature *
exact_feature (const GPtrArray *catalogue, const char *name)
{
	for (guint i = 0; i < catalogue->len; i++)
		if (strcmp (((const SegFeature *) catalogue->pdata[i])->name, name) == 0)
			return catalogue->pdata[i];
	return NULL;
}

/* Where the values stand: attributes in the table of users, the rest in the set's own table. */
static char *
expression (const SegFeature *feature)
{
	const char *name = feature->is_attribute ? feature->name + strlen (SEG_ATTRIBUTE_PREFIX) : feature->name;
	g_autofree char *column = seg_sql_identifier (name);

	return g_strconcat (feature->is_attribute ? "u." : "f.", column, NULL);
}

/* The values of a category among the users of the set, most frequent first, equal ones by name. */
static gboolean
find_values (SegWorkspace *workspace, const SegFeatureSet *set, SegSource *source, GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autofree char *sql = g_strdup_printf (
		"SELECT x, count(*) FROM (SELECT %s AS x FROM %s AS f JOIN user AS u ON u.id = f.user_id) "
		"WHERE x IS NOT NULL GROUP BY x ORDER BY 2 DESC, 1", source->sql, table);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	source->values = g_ptr_array_new_with_free_func (g_free);
	source->offsets = g_hash_table_new (g_str_hash, g_str_equal);
	while (seg_statement_next (statement, &failure)) {
		if (source->values->len == SEG_CATEGORY_LIMIT) {
			source->n_others++;
			continue;
		}
		g_ptr_array_add (source->values, g_strdup (seg_statement_text (statement, 0)));
		g_hash_table_insert (source->offsets, source->values->pdata[source->values->len - 1],
		                     GUINT_TO_POINTER (source->values->len));
	}
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	source->n_columns = source->values->len + (source->n_others > 0);
	return TRUE;
}

static gboolean
refuse_unbuilt (const SegFeatureSet *set, const char *name, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("The feature set \"%s\" was built before the data had \"%s\"; build it again with: "
	               "segscope features WORKSPACE --name \"%s\""), set->name, name, set->name);
	return FALSE;
}

static gboolean
plan_source (SegWorkspace *workspace, const SegFeatureSet *set, SegSource *source, GHashTable *built, GError **error)
{
	const SegFeature *feature = source->feature;

	if (!feature->is_attribute && !g_hash_table_contains (built, feature->name))
		return refuse_unbuilt (set, feature->name, error);
	source->sql = expression (feature);
	source->n_columns = 1;
	return feature->type != SEG_TYPE_CATEGORY || find_values (workspace, set, source, error);
}

GPtrArray *
seg_sources_plan (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const GPtrArray *catalogue,
                  gsize *n_columns, GError **error)
{
	g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_source_free);
	g_autoptr (GHashTable) built = seg_feature_set_columns (workspace, set->id, error);
	gsize n = 0;

	if (built == NULL || !seg_selection_check (selection, catalogue, error))
		return NULL;
	for (guint i = 0; i < selection->len; i++) {
		const SegSelected *selected = selection->pdata[i];
		SegSource *source = g_new0 (SegSource, 1);

		g_ptr_array_add (sources, source);
		source->selected = selected;
		source->feature = exact_feature (catalogue, selected->name);
		source->first_column = n;
		if (!plan_source (workspace, set, source, built, error))
			return NULL;
		n += source->n_columns;
	}
	*n_columns = n;
	return g_steal_pointer (&sources);
}

static void
read_category (const SegSource *source, SegStatement *statement, int column, double *row, guint8 *filled)
{
	const char *value = seg_statement_text (statement, column);
	guint offset;

	if (value == NULL) {
		memset (filled + source->first_column, 1, source->n_columns);
		return;
	}
	offset = GPOINTER_TO_UINT (g_hash_table_lookup (source->offsets, value));
	row[source->first_column + (offset > 0 ? offset : source->n_columns) - 1] = 1;
}

void
seg_source_read (const SegSource *source, SegStatement *statement, int column, gint64 as_of_day, double *row, guint8 *filled)
{
	double value = NAN;

	if (source->feature->type == SEG_TYPE_CATEGORY) {
		read_category (source, statement, column, row, filled);
		return;
	}
	if (source->feature->type != SEG_TYPE_DATE)
		value = seg_statement_double (statement, column);
	else if (!seg_statement_is_null (statement, column))
		value = (double) (as_of_day - seg_day_of (seg_statement_integer (statement, column)));
	row[source->first_column] = isfinite (value) ? value : NAN;
}

static void
name_value_column (const SegSource *source, gsize offset, SegMatrixColumn *column)
{
	const SegFeature *feature = source->feature;

	if (offset < source->values->len) {
		const char *value = source->values->pdata[offset];

		column->name = g_strdup_printf ("%s=%s", feature->name, value);
		column->label = g_strdup_printf ("%s = %s", feature->label, value);
		return;
	}
	column->name = g_strdup_printf ("%s=(other)", feature->name);
	column->label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s = other (%zu value)", "%s = other (%zu values)",
	                                              (gulong) source->n_others), feature->label, source->n_others);
}

void
seg_source_name_columns (const SegSource *source, SegMatrixColumn *columns)
{
	const SegFeature *feature = source->feature;

	for (gsize offset = 0; offset < source->n_columns; offset++) {
		SegMatrixColumn *column = &columns[source->first_column + offset];

		column->feature = g_strdup (feature->name);
		column->unit = g_strdup (feature->unit);
		column->scaling = source->selected->scaling;
		column->is_share = feature->type == SEG_TYPE_CATEGORY || feature->type == SEG_TYPE_BOOLEAN;
		column->duplicate_of = -1;
		if (feature->type == SEG_TYPE_CATEGORY) {
			name_value_column (source, offset, column);
			continue;
		}
		column->name = g_strdup (feature->name);
		column->label = g_strdup (feature->label);
	}
}
