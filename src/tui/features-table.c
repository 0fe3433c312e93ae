/* The table of features: rows, order, filter, what is chosen. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { CHOSEN, NAME, SCALING, MISSING, MEAN, MEDIAN, MINIMUM, MAXIMUM, UNIT, GROUP };

#define VALUE_WIDTH 8

/* Columns from the right give way when the terminal is narrow. */
static const SegListColumn columns[] = {
	[CHOSEN] = { "", SEG_ALIGN_LEFT, 1, FALSE },
	[NAME] = { N_("Feature"), SEG_ALIGN_LEFT, -23, TRUE },
	[SCALING] = { N_("Scaling"), SEG_ALIGN_LEFT, 7, TRUE },
	[MISSING] = { N_("Missing"), SEG_ALIGN_RIGHT, 7, TRUE },
	[MEAN] = { N_("Mean"), SEG_ALIGN_RIGHT, VALUE_WIDTH + 1, TRUE },
	[MEDIAN] = { N_("Median"), SEG_ALIGN_RIGHT, VALUE_WIDTH, TRUE },
	[MINIMUM] = { N_("Min"), SEG_ALIGN_RIGHT, VALUE_WIDTH, TRUE },
	[MAXIMUM] = { N_("Max"), SEG_ALIGN_RIGHT, VALUE_WIDTH, TRUE },
	[UNIT] = { N_("Unit"), SEG_ALIGN_LEFT, 12, TRUE },
	[GROUP] = { N_("Group"), SEG_ALIGN_LEFT, -24, TRUE },
};

char *
seg_feature_value (double value, int width)
{
	g_autofree char *text = seg_format_auto (value);

	return seg_text_width (text) <= width ? g_steal_pointer (&text) : seg_format_compact (value);
}

/* List source ------------------------------------------------------------------------------------------------------ */

/* The row, or NULL: a group's heading. */
static const SegFeatureRow *
row_at (const SegFeatureTable *table, gsize shown)
{
	return table->shown[shown] < table->n_rows ? &table->rows[table->shown[shown]] : NULL;
}

static const char *
group_at (const SegFeatureTable *table, gsize shown)
{
	gsize entry = table->shown[shown];

	return entry < table->n_rows ? table->rows[entry].feature->group : table->groups->pdata[entry - table->n_rows];
}

static gsize
n_rows (gpointer data)
{
	return ((SegFeatureTable *) data)->n_shown;
}

static gint64
id (gpointer data, gsize row)
{
	return (gint64) ((SegFeatureTable *) data)->shown[row];
}

static double
missing_share (const SegFeatureStatistics *statistics)
{
	gint64 n = statistics->n_known + statistics->n_missing;

	return n > 0 ? (double) statistics->n_missing / (double) n : 0;
}

/* The figure of a numeric column; NAN: there is none. */
static double
figure (const SegFeatureRow *row, guint column)
{
	const SegFeatureStatistics *statistics = row->statistics;

	if (statistics == NULL)
		return NAN;
	switch (column) {
	case MISSING:
		return missing_share (statistics);
	case MEAN:
		return statistics->mean;
	case MEDIAN:
		return statistics->median;
	case MINIMUM:
		return statistics->minimum;
	case MAXIMUM:
		return statistics->maximum;
	default:
		return NAN;
	}
}

/* The mean of a yes/no feature is a share; of a category there are no figures, but the number of its values. */
static char *
figure_text (const SegFeatureRow *row, guint column, SegInk *ink)
{
	double value = figure (row, column);

	if (row->statistics == NULL)
		return NULL;
	if (column == MISSING) {
		*ink = value >= 0.5 ? SEG_INK_WARNING : value > 0 ? SEG_INK_NORMAL : SEG_INK_MUTED;
		return value > 0 ? seg_format_share (value) : g_strdup ("–");
	}
	if (row->statistics->values != NULL)
		return column == MEAN ? g_strdup_printf (ngettext ("%u value", "%u values", row->statistics->values->len),
		                                         row->statistics->values->len) : NULL;
	if (*row->feature->unit == '\0' && g_str_has_suffix (row->feature->name, "_share"))
		return seg_format_share (value);
	if (row->feature->type == SEG_TYPE_BOOLEAN)
		return column == MEAN ? seg_format_share (value) : NULL;
	return seg_feature_value (value, VALUE_WIDTH);
}

/* How it becomes comparable numbers. */
static const char *
treatment_name (const SegFeatureRow *row)
{
	return row->feature->type == SEG_TYPE_CATEGORY ? seg_encoding_label (row->selected->encoding) : seg_scaling_label (row->selected->scaling);
}

/* "▾ activity", and in the next column how many are chosen: "3/12". */
static char *
heading_cell (const SegFeatureTable *table, const char *group, guint column, SegInk *ink)
{
	guint n_chosen, n = seg_feature_table_in_group (table, group, &n_chosen);

	*ink = SEG_INK_HEADING;
	if (column == CHOSEN)
		return g_strdup (n_chosen == 0 ? "☐" : n_chosen == n ? "☑" : "◐");
	if (column == SCALING)
		return g_strdup_printf ("%u/%u", n_chosen, n);
	return column != NAME ? NULL : g_strdup_printf ("%s %s", g_hash_table_contains (table->folded, group) ? "▸" : "▾",
	                                                seg_feature_group_words (group));
}

static char *
cell (gpointer data, gsize shown, guint column, SegInk *ink)
{
	const SegFeatureRow *row = row_at (data, shown);
	gboolean useless;

	if (row == NULL)
		return heading_cell (data, group_at (data, shown), column, ink);
	useless = row->statistics == NULL || row->statistics->constant;
	*ink = useless || (!row->chosen && column != NAME) ? SEG_INK_MUTED : SEG_INK_NORMAL;
	switch (column) {
	case CHOSEN:
		*ink = row->chosen ? SEG_INK_ACCENT : SEG_INK_MUTED;
		return g_strdup (row->chosen ? "☑" : "☐");
	case NAME:
		return g_strdup (row->feature->label);
	case SCALING:
		return g_strdup (treatment_name (row));
	case UNIT:
		return g_strdup (row->feature->unit);
	case GROUP:
		return g_strdup (seg_feature_group_words (row->feature->group));
	default:
		return figure_text (row, column, ink);
	}
}

static gint
compare_texts (const SegFeatureRow *a, const SegFeatureRow *b, guint column)
{
	switch (column) {
	case NAME:
		return g_utf8_collate (a->feature->label, b->feature->label);
	case SCALING:
		return g_strcmp0 (treatment_name (a), treatment_name (b));
	case UNIT:
		return g_strcmp0 (a->feature->unit, b->feature->unit);
	case GROUP:
		return g_strcmp0 (seg_feature_group_words (a->feature->group), seg_feature_group_words (b->feature->group));
	default:
		return 0;
	}
}

typedef struct {
	const SegFeatureTable *table;
	guint    column;
	gboolean descending;
} Order;

/* Rows without a figure come last either way; equal ones as in the catalogue. */
static gint
compare_rows (gconstpointer first, gconstpointer second, gpointer data)
{
	const Order *order = data;
	gsize i = *(const gsize *) first, j = *(const gsize *) second;
	const SegFeatureRow *a = &order->table->rows[i], *b = &order->table->rows[j];
	double x = figure (a, order->column), y = figure (b, order->column);
	gint result = compare_texts (a, b, order->column);

	if (order->column >= MISSING && order->column <= MAXIMUM && (isnan (x) || isnan (y)) && isnan (x) != isnan (y))
		return isnan (x) ? 1 : -1;
	if (x < y || x > y)
		result = x < y ? -1 : 1;
	if (result == 0)
		return i < j ? -1 : i > j;
	return order->descending ? -result : result;
}

static gboolean
matches (const SegFeature *feature, const char *needle)
{
	g_autofree char *text = g_strjoin ("\n", feature->label, feature->name, feature->meaning, feature->unit,
	                                   seg_feature_group_words (feature->group), NULL);
	g_autofree char *folded = g_utf8_casefold (text, -1);

	return strstr (folded, needle) != NULL;
}

/* Rows that match, one after the other. */
static void
show_flat (SegFeatureTable *table, const char *needle)
{
	table->n_shown = 0;
	for (gsize i = 0; i < table->n_rows; i++)
		if (matches (table->rows[i].feature, needle))
			table->shown[table->n_shown++] = i;
}

/* By groups, each below its heading. What is searched for is shown whether its group is folded or not. */
static void
show_groups (SegFeatureTable *table, const char *needle)
{
	table->n_shown = 0;
	for (guint group = 0; group < table->groups->len; group++) {
		gsize heading = table->n_shown;
		gboolean folded = *needle == '\0' && g_hash_table_contains (table->folded, table->groups->pdata[group]), any = FALSE;

		table->shown[table->n_shown++] = table->n_rows + group;
		for (gsize i = 0; i < table->n_rows; i++)
			if (strcmp (table->rows[i].feature->group, table->groups->pdata[group]) == 0 && matches (table->rows[i].feature, needle)) {
				any = TRUE;
				if (!folded)
					table->shown[table->n_shown++] = i;
			}
		if (!any)
			table->n_shown = heading;
	}
}

/* Sorted by a figure there are no groups; in the order of groups, and at first, there are. */
static void
show (SegFeatureTable *table, int column, gboolean descending, const char *text)
{
	g_autofree char *needle = g_utf8_casefold (text, -1);
	Order order = { table, (guint) column, descending };

	if (column < 0 || column == GROUP) {
		show_groups (table, needle);
		return;
	}
	show_flat (table, needle);
	g_qsort_with_data (table->shown, (gint) table->n_shown, sizeof *table->shown, compare_rows, &order);
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	SegFeatureTable *table = data;

	show (table, (int) column, descending, seg_list_filter (table->list));
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	SegFeatureTable *table = data;
	gboolean descending = FALSE;
	int column = seg_list_sort_column (table->list, &descending);

	(void) error;
	show (table, column, descending, text);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = id, .sort = sort, .filter = filter };

/* Life ------------------------------------------------------------------------------------------------------------- */

void
seg_feature_table_init (SegFeatureTable *table)
{
	table->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), table);
	table->groups = g_ptr_array_new ();
	table->folded = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
free_rows (SegFeatureTable *table)
{
	for (gsize i = 0; i < table->n_rows; i++)
		seg_selected_free (table->rows[i].selected);
	g_clear_pointer (&table->rows, g_free);
	table->n_rows = 0;
}

void
seg_feature_table_clear (SegFeatureTable *table)
{
	seg_list_free (table->list);
	seg_feature_set_free (table->set);
	g_clear_pointer (&table->catalogue, g_ptr_array_unref);
	g_clear_pointer (&table->statistics, g_ptr_array_unref);
	free_rows (table);
	g_free (table->shown);
	g_free (table->lost);
}

static const SegFeatureStatistics *
statistics_of (const SegFeatureTable *table, const char *name)
{
	for (guint i = 0; table->statistics != NULL && i < table->statistics->len; i++) {
		const SegFeatureStatistics *statistics = table->statistics->pdata[i];

		if (strcmp (statistics->name, name) == 0)
			return statistics;
	}
	return NULL;
}

static void
list_groups (SegFeatureTable *table)
{
	g_ptr_array_set_size (table->groups, 0);
	for (gsize i = 0; i < table->n_rows; i++) {
		const char *group = g_intern_string (table->rows[i].feature->group);

		if (!g_ptr_array_find (table->groups, group, NULL))
			g_ptr_array_add (table->groups, (gpointer) group);
	}
}

static void
fill_rows (SegFeatureTable *table, const GPtrArray *selection)
{
	free_rows (table);
	table->n_rows = table->catalogue->len;
	table->rows = g_new0 (SegFeatureRow, table->n_rows + 1);
	table->shown = g_renew (gsize, table->shown, 2 * table->n_rows + 1);
	for (gsize i = 0; i < table->n_rows; i++) {
		const SegFeature *feature = table->catalogue->pdata[i];
		const SegSelected *selected = selection != NULL ? seg_selection_find (selection, feature->name) : NULL;

		table->rows[i] = (SegFeatureRow) {
			feature, statistics_of (table, feature->name), selected != NULL,
			selected != NULL ? seg_selected_copy (selected) : seg_selected_new (feature->name, feature->scaling),
		};
	}
	list_groups (table);
}

void
seg_feature_table_take (SegFeatureTable *table, SegFeatureSet *set, GPtrArray *catalogue, GPtrArray *statistics,
                        gboolean keep)
{
	gboolean is_first = table->n_rows == 0;
	g_autoptr (GPtrArray) before = keep && table->catalogue != NULL ? seg_feature_table_selection (table) : NULL;

	g_clear_pointer (&table->set, seg_feature_set_free);
	table->set = set;
	if (statistics != NULL || table->catalogue == NULL) {
		g_clear_pointer (&table->statistics, g_ptr_array_unref);
		g_clear_pointer (&table->catalogue, g_ptr_array_unref);
		table->statistics = statistics;
		table->catalogue = catalogue;
	} else
		g_ptr_array_unref (catalogue);
	fill_rows (table, before != NULL ? before : set != NULL ? set->selection : NULL);
	seg_feature_table_find_lost (table);
	seg_feature_table_show (table);
	if (is_first && table->n_shown > 1)
		seg_list_set_cursor (table->list, 1); /* below the heading of the first group */
}

void
seg_feature_table_show (SegFeatureTable *table)
{
	filter (table, seg_list_filter (table->list), NULL);
	seg_list_changed (table->list);
}

/* The cursor ------------------------------------------------------------------------------------------------------- */

SegFeatureRow *
seg_feature_table_cursor (const SegFeatureTable *table)
{
	gsize row;

	return seg_list_cursor (table->list, &row) && table->shown[row] < table->n_rows ? &table->rows[table->shown[row]] : NULL;
}

const char *
seg_feature_table_group (const SegFeatureTable *table, gboolean *heading)
{
	gsize row;

	if (!seg_list_cursor (table->list, &row))
		return NULL;
	if (heading != NULL)
		*heading = table->shown[row] >= table->n_rows;
	return g_intern_string (group_at (table, row));
}
