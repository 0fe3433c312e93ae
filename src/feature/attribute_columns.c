/* Users' attributes read once, as columns: numbers as they are, categories as numbers of their texts. The names and the order of values
 * are those of the matrix (encode.c, encoder.c), so that a profile says what clustering saw. */
#include <config.h>
#include "feature-private.h"
#include "feature/item_facts.h"

#include <segscope/attribute_columns.h>

#include <glib/gi18n.h>
#include <string.h>

#define RANGE 8192 /* users between two looks at the job */

static void
free_column (gpointer data)
{
	SegAttributeColumn *column = data;

	for (gsize i = 0; i < column->n_columns; i++) {
		g_free (column->columns[i].feature);
		g_free (column->columns[i].name);
		g_free (column->columns[i].label);
		g_free (column->columns[i].unit);
	}
	g_free (column->columns);
	g_clear_pointer (&column->values, g_ptr_array_unref);
	g_free (column->feature);
	g_free (column->label);
	g_free (column->numbers);
	g_free (column->texts);
	g_free (column->starts);
	g_free (column->positions);
	g_free (column);
}

/* What a category is made of while it is read. */
typedef struct {
	GHashTable *numbers; /* text -> its number + 1; owns the texts */
	GPtrArray  *texts;   /* of const char*, by number */
	GArray     *counts;  /* of gsize: users, by number */
} Texts;

static void
free_texts (gpointer data)
{
	Texts *texts = data;

	g_hash_table_unref (texts->numbers);
	g_ptr_array_unref (texts->texts);
	g_array_unref (texts->counts);
	g_free (texts);
}

static Texts *
texts_new (void)
{
	Texts *texts = g_new0 (Texts, 1);

	texts->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	texts->texts = g_ptr_array_new ();
	texts->counts = g_array_new (FALSE, FALSE, sizeof (gsize));
	return texts;
}

/* The number of @text, + 1. */
static guint32
texts_add (Texts *texts, const char *text)
{
	guint number = GPOINTER_TO_UINT (g_hash_table_lookup (texts->numbers, text));
	gsize none = 0;

	if (number == 0) {
		char *copy = g_strdup (text);

		g_ptr_array_add (texts->texts, copy);
		g_array_append_val (texts->counts, none);
		number = texts->texts->len;
		g_hash_table_insert (texts->numbers, copy, GUINT_TO_POINTER (number));
	}
	g_array_index (texts->counts, gsize, number - 1)++;
	return number;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	GPtrArray    *columns; /* of SegAttributeColumn* */
	GPtrArray    *texts;   /* of Texts*, NULL for numbers */
	guint         first, last; /* of the columns that are read now */
	const gint64 *user_ids;
	gsize         n, at;   /* users */
	SegCalendar   calendar;
} Reading;

static double
number_of (const Reading *reading, const SegAttributeColumn *column, const SegRow *row, guint cell)
{
	double value;

	if (seg_row_is_null (row, cell))
		return NAN;
	value = column->type == SEG_TYPE_DATE ? (double) (reading->calendar.as_of_day - seg_calendar_day (reading->calendar, seg_row_integer (row, cell)))
	                                      : seg_row_double (row, cell);
	return isfinite (value) ? value : NAN;
}

static void
take_user (const SegRow *row, gpointer data)
{
	Reading *reading = data;
	gint64 id = seg_row_integer (row, 0);

	while (reading->at < reading->n && reading->user_ids[reading->at] < id)
		reading->at++;
	if (reading->at == reading->n || reading->user_ids[reading->at] != id)
		return;
	for (guint i = reading->first; i < reading->last; i++) {
		SegAttributeColumn *column = reading->columns->pdata[i];
		guint cell = i - reading->first + 1;

		if (column->numbers != NULL)
			column->numbers[reading->at] = number_of (reading, column, row, cell);
		else if (!seg_row_is_null (row, cell))
			column->texts[reading->at] = texts_add (reading->texts->pdata[i], seg_row_text (row, cell));
	}
}

/* One pass over the users for columns @first..@last-1. */
static gboolean
read_columns (SegWorkspace *workspace, Reading *reading, guint first, guint last, SegJob *job, GError **error)
{
	g_autoptr (GString) names = g_string_new ("u.id");
	g_autoptr (SegRows) rows = NULL;

	for (guint i = first; i < last; i++) {
		const SegAttributeColumn *column = reading->columns->pdata[i];
		g_autofree char *name = seg_sql_identifier (column->feature + strlen (SEG_ATTRIBUTE_PREFIX));

		g_string_append_printf (names, ", u.%s", name);
	}
	reading->first = first;
	reading->last = last;
	reading->at = 0;
	rows = seg_rows_new (workspace, names->str, "FROM user AS u WHERE u.id BETWEEN :first AND :last", take_user, reading, error);
	if (rows == NULL)
		return FALSE;
	for (gsize i = 0; i < reading->n; i += RANGE)
		if (!seg_job_proceed (job, (double) i / (double) reading->n, _("reading attributes"), error)
		    || !seg_rows_run (rows, reading->user_ids[i], reading->user_ids[MIN (i + RANGE, reading->n) - 1], error))
			return FALSE;
	return TRUE;
}

/* What is known after reading -------------------------------------------------------------------------------------- */

typedef struct {
	const char *value;
	gsize       count;
	guint32     number; /* in the order in which values came */
} Value;

static int
compare_values (gconstpointer first, gconstpointer second)
{
	const Value *a = first, *b = second;

	return a->count != b->count ? (a->count > b->count ? -1 : 1) : strcmp (a->value, b->value);
}

static guint32
value_number (GHashTable *numbers, GArray *values, const char *value, gsize count)
{
	guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, value));
	Value one = { NULL, 0, values->len };

	if (number == 0) {
		one.value = g_strdup (value);
		g_array_append_val (values, one);
		g_hash_table_insert (numbers, (gpointer) one.value, GUINT_TO_POINTER (values->len));
		number = values->len;
	}
	g_array_index (values, Value, number - 1).count += count;
	return number - 1;
}

/* The values in each text, as numbers in the order in which they came; whole texts where none has several values. */
static void
split_texts (SegAttributeColumn *column, const Texts *texts, GArray *values, GArray *positions)
{
	g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
	gboolean joined = FALSE;

	column->n_texts = texts->texts->len;
	column->starts = g_new0 (gsize, column->n_texts + 1);
	for (gsize text = 0; text < column->n_texts; text++) {
		char **split = seg_categories_split (texts->texts->pdata[text]);

		joined = joined || (split[0] != NULL && split[1] != NULL);
		g_ptr_array_add (parts, split);
	}
	for (gsize text = 0; text < column->n_texts; text++) {
		char *whole[] = { texts->texts->pdata[text], NULL }, **split = joined ? parts->pdata[text] : whole;

		for (gsize i = 0; split[i] != NULL; i++) {
			guint32 number = value_number (numbers, values, split[i], g_array_index (texts->counts, gsize, text));

			g_array_append_val (positions, number);
		}
		column->starts[text + 1] = positions->len;
	}
	g_hash_table_steal_all (numbers); /* the texts are the values' now */
}

static void
order_values (SegAttributeColumn *column, const Texts *texts)
{
	g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value)), positions = g_array_new (FALSE, FALSE, sizeof (guint32));
	g_autofree guint32 *places = NULL;

	split_texts (column, texts, values, positions);
	places = g_new (guint32, values->len + 1);
	g_array_sort (values, compare_values);
	column->values = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; i < values->len; i++) {
		const Value *value = &g_array_index (values, Value, i);

		places[value->number] = i;
		g_ptr_array_add (column->values, (gpointer) value->value);
	}
	for (guint i = 0; i < positions->len; i++)
		g_array_index (positions, guint32, i) = places[g_array_index (positions, guint32, i)];
	column->positions = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&positions), FALSE);
}

/* Names the columns as the matrix would. */
static void
name_columns (SegAttributeColumn *column, const SegFeature *feature)
{
	SegEncoder encoder = { .encoding = SEG_ENCODING_ONE_HOT, .values = column->values };
	g_autoptr (SegSelected) selected = seg_selected_new (feature->name, SEG_SCALING_NONE);
	SegSource source = { .selected = selected, .feature = feature, .n_columns = 1 };

	if (column->values != NULL) {
		source.encoder = &encoder;
		source.n_shown = column->n_shown = MIN (column->values->len, SEG_CATEGORY_LIMIT);
		source.n_others = column->values->len - source.n_shown;
		source.n_columns = source.n_shown + (source.n_others > 0);
	}
	column->n_columns = source.n_columns;
	column->columns = g_new0 (SegMatrixColumn, source.n_columns + 1);
	seg_source_name_columns (&source, column->columns);
}

static void
finish_column (SegAttributeColumn *column, const Texts *texts, const SegFeature *feature, gsize n)
{
	if (texts != NULL)
		order_values (column, texts);
	name_columns (column, feature);
	if (column->numbers == NULL)
		return;
	column->columns[0].minimum = INFINITY;
	for (gsize i = 0; i < n; i++)
		if (column->numbers[i] < column->columns[0].minimum)
			column->columns[0].minimum = column->numbers[i];
}

/* The whole -------------------------------------------------------------------------------------------------------- */

static gboolean
add_column (Reading *reading, const SegFeature *feature, GError **error)
{
	SegAttributeColumn *column = g_new0 (SegAttributeColumn, 1);
	gboolean is_category = feature->type == SEG_TYPE_CATEGORY;

	g_ptr_array_add (reading->columns, column);
	g_ptr_array_add (reading->texts, is_category ? texts_new () : NULL);
	column->feature = g_strdup (feature->name);
	column->label = g_strdup (feature->label);
	column->type = feature->type;
	if (is_category)
		column->texts = g_try_new0 (guint32, reading->n + 1);
	else
		column->numbers = g_try_new (double, reading->n + 1);
	if (is_category ? column->texts == NULL : column->numbers == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the attributes of %zu users"), reading->n);
		return FALSE;
	}
	for (gsize i = 0; column->numbers != NULL && i < reading->n; i++)
		column->numbers[i] = NAN;
	return TRUE;
}

static void
maybe_free_texts (gpointer data)
{
	if (data != NULL)
		free_texts (data);
}

GPtrArray *
seg_attribute_columns (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *catalogue, const gint64 *user_ids, gsize n,
                       SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column), features = g_ptr_array_new ();
	g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (maybe_free_texts);
	Reading reading = { .columns = columns, .texts = texts, .user_ids = user_ids, .n = n,
	                    .calendar = { seg_day_of (set->as_of_local), seg_feature_set_ahead (set) } };

	for (guint i = 0; i < catalogue->len; i++)
		if (((const SegFeature *) catalogue->pdata[i])->is_attribute) {
			g_ptr_array_add (features, catalogue->pdata[i]);
			if (!add_column (&reading, catalogue->pdata[i], error))
				return NULL;
		}
	for (guint first = 0; n > 0 && first < columns->len; first += SEG_ROWS_MOST - 1)
		if (!read_columns (workspace, &reading, first, MIN (columns->len, first + SEG_ROWS_MOST - 1), job, error))
			return NULL;
	for (guint i = 0; i < columns->len; i++)
		finish_column (columns->pdata[i], texts->pdata[i], features->pdata[i], n);
	return g_steal_pointer (&columns);
}
