/* From selected features to columns: a number, a date or a yes/no is one column, a category one of 0 and 1 for each value or one of
 * codes; one more says where the value is missing, if that was chosen. */
#include <config.h>
#include "feature-private.h"
#include "feature/item_facts.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

void
seg_source_free (SegSource *source)
{
	if (source == NULL)
		return;
	seg_selected_free (source->selected);
	seg_encoder_free (source->encoder);
	g_free (source->sql);
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

/* The column of the table of figures or users that @feature is, once it is sure that the set has it (@built NULL: it has all). */
static char *
built_expression (const SegFeatureSet *set, const SegFeature *feature, GHashTable *built, GError **error)
{
	if (feature->is_attribute || built == NULL || g_hash_table_contains (built, feature->name))
		return expression (feature);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             seg_hint (_("The feature set \"%s\" was built before the data had \"%s\"; build it again with: "
	                         "segscope features WORKSPACE --name \"%s\""),
	                       _("The feature set \"%s\" was built before the data had \"%s\"; build “%s” again on Features (b)")), set->name, feature->name, set->name);
	return NULL;
}

/* A category's values and the outcomes of the users of a set. */
typedef struct {
	GStringChunk *texts;   /* each value once */
	GPtrArray    *values;  /* of const char*, NULL where missing */
	GArray       *user_ids, *outcomes;
} Category;

static void
clear_category (Category *category)
{
	g_string_chunk_free (category->texts);
	g_ptr_array_unref (category->values);
	g_array_unref (category->user_ids);
	g_array_unref (category->outcomes);
}

/* @outcome: an SQL expression, or NULL. */
static gboolean
read_category_values (SegWorkspace *workspace, const SegFeatureSet *set, const char *value, const char *outcome, Category *category,
                      GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autofree char *sql = g_strdup_printf ("SELECT f.user_id, %s, %s FROM %s AS f JOIN user AS u ON u.id = f.user_id ORDER BY f.user_id",
	                                        value, outcome != NULL ? outcome : "NULL", table);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	*category = (Category) { g_string_chunk_new (4096), g_ptr_array_new (), g_array_new (FALSE, FALSE, sizeof (gint64)),
	                         g_array_new (FALSE, FALSE, sizeof (double)) };
	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		const char *text = seg_statement_text (statement, 1);
		gint64 id = seg_statement_integer (statement, 0);
		double known = seg_statement_double (statement, 2);

		g_ptr_array_add (category->values, text != NULL ? g_string_chunk_insert_const (category->texts, text) : NULL);
		g_array_append_val (category->user_ids, id);
		g_array_append_val (category->outcomes, known);
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

/* The expression of the outcome that a target encoding is to learn; NULL with @error. */
static char *
outcome_expression (const SegFeatureSet *set, const SegSource *source, const GPtrArray *catalogue, GHashTable *built, GError **error)
{
	const SegFeature *outcome = seg_feature_find (catalogue, source->selected->target);

	if (outcome != NULL && outcome->type != SEG_TYPE_CATEGORY && outcome->type != SEG_TYPE_DATE)
		return built_expression (set, outcome, built, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             outcome == NULL ? _("There is no feature \"%s\" that could be the outcome of \"%s\"")
	                             : _("\"%s\" is no number and no yes/no, so it cannot be the outcome of \"%s\""),
	             source->selected->target, source->feature->name);
	return NULL;
}

static gboolean
fit_category (SegWorkspace *workspace, const SegFeatureSet *set, SegSource *source, const GPtrArray *catalogue, GHashTable *built,
              GError **error)
{
	const SegSelected *selected = source->selected;
	g_autofree char *outcome = NULL;
	Category category;

	if (selected->encoding == SEG_ENCODING_TARGET
	    && (outcome = outcome_expression (set, source, catalogue, built, error)) == NULL)
		return FALSE;
	if (read_category_values (workspace, set, source->sql, outcome, &category, error))
		source->encoder = seg_encoder_fit (selected->encoding, (const char *const *) category.values->pdata, category.values->len,
		                                   (const gint64 *) (gpointer) category.user_ids->data,
		                                   (const double *) (gpointer) category.outcomes->data, selected->order, error);
	clear_category (&category);
	if (source->encoder == NULL)
		g_prefix_error (error, "%s: ", source->feature->label);
	return source->encoder != NULL;
}

/* What stands for a missing value where nobody chose a rule. */
static SegFill
usual_fill (const SegFeature *feature, SegEncoding encoding)
{
	if (feature->type != SEG_TYPE_CATEGORY)
		return feature->fill;
	return encoding == SEG_ENCODING_ONE_HOT ? SEG_FILL_ZERO : encoding == SEG_ENCODING_TARGET ? SEG_FILL_MEAN : SEG_FILL_MEDIAN;
}

/* Whether what was chosen can be done to the feature. */
static gboolean
check_treatment (const SegSource *source, GError **error)
{
	const SegSelected *selected = source->selected;
	gboolean is_category = source->feature->type == SEG_TYPE_CATEGORY;

	if (!is_category && (selected->encoding != SEG_ENCODING_ONE_HOT || selected->n_values > 0)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("\"%s\" is a number, not a category: it needs no encoding"), source->feature->name);
		return FALSE;
	}
	if (is_category && selected->encoding == SEG_ENCODING_ONE_HOT && source->fill != SEG_FILL_ZERO && source->fill != SEG_FILL_FREQUENT
	    && source->fill != SEG_FILL_LEAVE_OUT) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("A missing \"%s\" cannot be filled by its %s: it is a category; choose frequent, leave-out, column, or another encoding"),
		             source->feature->name, seg_fill_name (source->fill));
		return FALSE;
	}
	return TRUE;
}

/* How many columns the source becomes; its encoder is known. */
static void
count_columns (SegSource *source)
{
	gsize wanted = source->selected->n_values > 0 ? source->selected->n_values : SEG_CATEGORY_LIMIT;

	source->n_columns = 1;
	if (source->encoder != NULL && source->encoder->encoding == SEG_ENCODING_ONE_HOT) {
		source->n_shown = MIN (source->encoder->values->len, wanted);
		source->n_others = source->encoder->values->len - source->n_shown;
		source->n_columns = source->n_shown + (source->n_others > 0);
	}
	source->n_columns += source->selected->indicator != 0;
}

/* What does not need the set's users. */
static gboolean
prepare_source (const SegFeatureSet *set, SegSource *source, const GPtrArray *catalogue, GHashTable *built, GError **error)
{
	source->feature = exact_feature (catalogue, source->selected->name);
	source->fill = source->selected->fill != SEG_FILL_USUAL ? source->selected->fill
	                                                        : usual_fill (source->feature, source->selected->encoding);
	source->sql = built_expression (set, source->feature, built, error);
	return source->sql != NULL && check_treatment (source, error);
}

GPtrArray *
seg_sources_plan (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const GPtrArray *catalogue,
                  gsize *n_columns, GError **error)
{
	g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_source_free);
	g_autoptr (GHashTable) built = seg_feature_set_columns (workspace, set->id, error);

	*n_columns = 0;
	if (built == NULL || !seg_selection_check (selection, catalogue, error))
		return NULL;
	for (guint i = 0; i < selection->len; i++) {
		SegSource *source = g_new0 (SegSource, 1);

		g_ptr_array_add (sources, source);
		source->selected = seg_selected_copy (selection->pdata[i]);
		source->first_column = *n_columns;
		if (!prepare_source (set, source, catalogue, built, error)
		    || (source->feature->type == SEG_TYPE_CATEGORY && !fit_category (workspace, set, source, catalogue, built, error)))
			return NULL;
		count_columns (source);
		*n_columns += source->n_columns;
	}
	return g_steal_pointer (&sources);
}

static gboolean
bind (const SegFeatureSet *set, GPtrArray *sources, const GPtrArray *catalogue, GHashTable *built, GError **error)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new ();

	for (guint i = 0; i < sources->len; i++)
		g_ptr_array_add (selection, ((SegSource *) sources->pdata[i])->selected);
	if (!seg_selection_check (selection, catalogue, error))
		return FALSE;
	for (guint i = 0; i < sources->len; i++) {
		SegSource *source = sources->pdata[i];
		gsize n_columns = source->n_columns;

		if (!prepare_source (set, source, catalogue, built, error))
			return FALSE;
		count_columns (source);
		if (source->n_columns == n_columns && (source->feature->type == SEG_TYPE_CATEGORY) == (source->encoder != NULL))
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("\"%s\" is not any more what it was; make the segments anew"), source->feature->name);
		return FALSE;
	}
	return TRUE;
}

gboolean
seg_sources_bind (SegWorkspace *workspace, const SegFeatureSet *set, GPtrArray *sources, const GPtrArray *catalogue, GError **error)
{
	g_autoptr (GHashTable) built = seg_feature_set_columns (workspace, set->id, error);

	return built != NULL && bind (set, sources, catalogue, built, error);
}

gboolean
seg_sources_bind_to (GPtrArray *sources, const GPtrArray *catalogue, GError **error)
{
	return bind (NULL, sources, catalogue, NULL, error);
}

/* Puts 1 into the column of @value. One that was not there when the columns were made counts as "other", or as missing where there is no
 * other: FALSE. */
static gboolean
put_value (const SegSource *source, const char *value, double *row)
{
	gssize position = seg_encoder_position (source->encoder, value);

	if (position < 0 && source->n_others == 0)
		return FALSE;
	row[source->first_column + (position >= 0 ? MIN ((gsize) position, source->n_shown) : source->n_shown)] = 1;
	return TRUE;
}

static gboolean
put_values (const SegSource *source, const char *text, double *row)
{
	g_auto (GStrv) parts = NULL;
	gboolean some = FALSE;

	if (text == NULL || !source->encoder->joined)
		return text != NULL && put_value (source, text, row);
	parts = seg_categories_split (text);
	for (gsize i = 0; parts[i] != NULL; i++)
		some = put_value (source, parts[i], row) || some;
	return some;
}

static gboolean
read_one_hot (const SegSource *source, const char *value, double *row, guint8 *filled)
{
	if (!put_values (source, value, row)) {
		memset (filled + source->first_column, 1, source->n_columns - (source->selected->indicator != 0));
		if (source->fill == SEG_FILL_FREQUENT && source->n_shown > 0)
			row[source->first_column] = 1;
		return TRUE;
	}
	return FALSE;
}

static double
read_number (const SegSource *source, SegStatement *statement, int column, SegCalendar calendar)
{
	double value;

	if (source->feature->type != SEG_TYPE_DATE)
		value = seg_statement_double (statement, column);
	else if (!seg_statement_is_null (statement, column))
		value = (double) (calendar.as_of_day - seg_calendar_day (calendar, seg_statement_integer (statement, column)));
	else
		value = NAN;
	return isfinite (value) ? value : NAN;
}

gboolean
seg_source_read (const SegSource *source, SegStatement *statement, int column, SegCalendar calendar, gint64 user_id, double *row,
                 guint8 *filled)
{
	const SegEncoder *encoder = source->encoder;
	const char *text = encoder != NULL ? seg_statement_text (statement, column) : NULL;
	double *value = &row[source->first_column];
	gboolean missing;

	if (encoder != NULL && encoder->encoding == SEG_ENCODING_ONE_HOT)
		missing = read_one_hot (source, text, row, filled);
	else {
		*value = encoder != NULL ? seg_encoder_code (encoder, text, user_id) : read_number (source, statement, column, calendar);
		missing = isnan (*value);
	}
	if (source->selected->indicator)
		value[source->n_columns - 1] = missing;
	return !missing || source->fill != SEG_FILL_LEAVE_OUT;
}

static void
name_value_column (const SegSource *source, gsize offset, SegMatrixColumn *column)
{
	const SegFeature *feature = source->feature;

	if (offset < source->n_shown) {
		const char *value = source->encoder->values->pdata[offset];

		column->name = g_strdup_printf ("%s=%s", feature->name, value);
		column->label = g_strdup_printf ("%s = %s", feature->label, value);
		return;
	}
	column->name = g_strdup_printf ("%s=(other)", feature->name);
	column->label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s = other (%zu value)", "%s = other (%zu values)",
	                                              (gulong) source->n_others), feature->label, source->n_others);
}

static void
name_column (const SegSource *source, gsize offset, SegMatrixColumn *column)
{
	const SegFeature *feature = source->feature;
	gboolean is_one_hot = source->encoder != NULL && source->encoder->encoding == SEG_ENCODING_ONE_HOT;

	if (source->selected->indicator && offset + 1 == source->n_columns) {
		column->name = g_strdup_printf ("%s=(missing)", feature->name);
		column->label = g_strdup_printf (_("%s missing"), feature->label);
		column->is_share = TRUE;
		column->scaler.scaling = SEG_SCALING_NONE;
	} else if (is_one_hot) {
		name_value_column (source, offset, column);
		column->is_share = TRUE;
	} else {
		column->name = g_strdup (feature->name);
		column->label = g_strdup (feature->label);
		column->is_share = feature->type == SEG_TYPE_BOOLEAN;
	}
}

void
seg_source_name_columns (const SegSource *source, SegMatrixColumn *columns)
{
	for (gsize offset = 0; offset < source->n_columns; offset++) {
		SegMatrixColumn *column = &columns[source->first_column + offset];

		column->feature = g_strdup (source->feature->name);
		column->unit = g_strdup (source->feature->unit);
		column->scaler.scaling = source->selected->scaling;
		column->duplicate_of = -1;
		name_column (source, offset, column);
	}
}
