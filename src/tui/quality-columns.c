/* The list of columns with their figures. */
#include <config.h>
#include "quality.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct SegColumnList {
	GPtrArray *shown;      /* of const SegColumnQuality*, borrowed from the report: filtered and sorted */
	const SegQualityReport *report;
	char      *filter;
	int        sort;       /* column of the list, or -1 */
	gboolean   descending;
	SegList   *list;
};

enum { TABLE, NAME, TYPE, MISSING, DISTINCT, DOUBTFUL, MINIMUM, MEDIAN, MAXIMUM };

static const SegListColumn columns[] = {
	{ N_("Of"), SEG_ALIGN_LEFT, 5, TRUE },
	{ N_("Column"), SEG_ALIGN_LEFT, -12, TRUE },
	{ N_("Type"), SEG_ALIGN_LEFT, 8, TRUE },
	{ N_("Missing"), SEG_ALIGN_RIGHT, 7, TRUE },
	{ N_("Distinct"), SEG_ALIGN_RIGHT, 8, TRUE },
	{ N_("Doubtful"), SEG_ALIGN_RIGHT, 8, TRUE },
	{ N_("Min"), SEG_ALIGN_RIGHT, 10, TRUE },
	{ N_("Median"), SEG_ALIGN_RIGHT, 10, TRUE },
	{ N_("Max"), SEG_ALIGN_RIGHT, 10, TRUE },
};

/* Values that stand for something else, lie far out, or are one spelling of several. */
static gint64
doubtful (const SegColumnQuality *column)
{
	gint64 suspects = 0, variants = 0;

	for (guint i = 0; i < column->suspects->len; i++)
		suspects += ((SegSuspect *) column->suspects->pdata[i])->count;
	for (guint i = 0; i < column->variants->len; i++)
		variants += ((SegVariants *) column->variants->pdata[i])->count;
	return MAX (suspects, column->n_outliers) + variants;
}

static int
compare_numbers (double a, double b)
{
	if (isnan (a) || isnan (b)) /* what has no number comes last */
		return isnan (a) - isnan (b);
	return a < b ? -1 : a > b;
}

static int
compare_columns (gconstpointer a, gconstpointer b, gpointer data)
{
	const SegColumnQuality *one = *(SegColumnQuality *const *) a, *other = *(SegColumnQuality *const *) b;

	switch (((const SegColumnList *) data)->sort) {
	case TABLE:
		return strcmp (one->table, other->table);
	case NAME:
		return g_utf8_collate (one->label, other->label);
	case TYPE:
		return (int) one->type - (int) other->type;
	case MISSING:
		return compare_numbers (seg_quality_missing_share (one), seg_quality_missing_share (other));
	case DISTINCT:
		return compare_numbers ((double) one->n_distinct, (double) other->n_distinct);
	case MINIMUM:
		return compare_numbers (one->minimum, other->minimum);
	case MEDIAN:
		return compare_numbers (one->median, other->median);
	case DOUBTFUL:
		return compare_numbers ((double) doubtful (one), (double) doubtful (other));
	case MAXIMUM:
		return compare_numbers (one->maximum, other->maximum);
	default:
		return 0;
	}
}

static int
compare_falling (gconstpointer a, gconstpointer b, gpointer data)
{
	return compare_columns (b, a, data);
}

static gboolean
matches (const SegColumnQuality *column, const char *filter)
{
	g_autofree char *label = g_utf8_casefold (column->label, -1), *wanted = g_utf8_casefold (filter, -1);

	return strstr (label, wanted) != NULL || strstr (column->table, wanted) != NULL;
}

static void
arrange (SegColumnList *list)
{
	const SegQualityReport *report = list->report;

	g_ptr_array_set_size (list->shown, 0);
	for (guint i = 0; report != NULL && i < report->columns->len; i++)
		if (matches (report->columns->pdata[i], list->filter))
			g_ptr_array_add (list->shown, report->columns->pdata[i]);
	if (list->sort >= 0)
		g_ptr_array_sort_with_data (list->shown, list->descending ? compare_falling : compare_columns, list);
	seg_list_changed (list->list);
}

static gsize
n_rows (gpointer data)
{
	return ((SegColumnList *) data)->shown->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegColumnQuality *shown = ((SegColumnList *) data)->shown->pdata[row];

	switch (column) {
	case TABLE:
		*ink = SEG_INK_MUTED;
		return g_strdup (seg_quality_table_name (shown->table));
	case NAME:
		return g_strdup (shown->label);
	case TYPE:
		*ink = SEG_INK_MUTED;
		return g_strdup (seg_quality_type_name (shown->type));
	case MISSING:
		*ink = seg_quality_missing_share (shown) >= 0.2 ? SEG_INK_WARNING : shown->n_missing == 0 ? SEG_INK_MUTED : SEG_INK_NORMAL;
		return seg_format_share (seg_quality_missing_share (shown));
	case DISTINCT:
		return seg_format_integer (shown->n_distinct);
	case MINIMUM:
		return seg_quality_value (shown, shown->minimum);
	case MEDIAN:
		return seg_quality_value (shown, shown->median);
	case DOUBTFUL:
		*ink = doubtful (shown) > 0 ? SEG_INK_WARNING : SEG_INK_MUTED;
		return seg_format_integer (doubtful (shown));
	default:
		return seg_quality_value (shown, shown->maximum);
	}
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	SegColumnList *list = data;

	list->sort = (int) column;
	list->descending = descending;
	arrange (list);
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	SegColumnList *list = data;

	(void) error;
	g_free (list->filter);
	list->filter = g_strdup (text);
	arrange (list);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .sort = sort, .filter = filter };

SegColumnList *
seg_column_list_new (void)
{
	SegColumnList *list = g_new0 (SegColumnList, 1);

	list->sort = -1;
	list->filter = g_strdup ("");
	list->shown = g_ptr_array_new ();
	list->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), list);
	return list;
}

void
seg_column_list_free (SegColumnList *list)
{
	seg_list_free (list->list);
	g_ptr_array_unref (list->shown);
	g_free (list->filter);
	g_free (list);
}

void
seg_column_list_set (SegColumnList *list, const SegQualityReport *report)
{
	list->report = report;
	arrange (list);
}

SegList *
seg_column_list (SegColumnList *list)
{
	return list->list;
}

const SegColumnQuality *
seg_column_list_cursor (const SegColumnList *list)
{
	gsize row;

	return seg_list_cursor (list->list, &row) ? list->shown->pdata[row] : NULL;
}
