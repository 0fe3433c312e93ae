/* The catalogue as a list: columns that the data fill, sorting, a filter. */
#include <config.h>
#include "recommend.h"

#include <segscope/format.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BAR_WIDTH 8
#define CATEGORY_WIDTH 12

enum { TITLE, CATEGORY, TAKEN, BAR, REVENUE, RATING, EVENTS, KEY };

static const SegListColumn columns[] = {
	[TITLE] = { N_("Item"), SEG_ALIGN_LEFT, -26, TRUE },   [CATEGORY] = { N_("Category"), SEG_ALIGN_LEFT, CATEGORY_WIDTH, TRUE },
	[TAKEN] = { "", SEG_ALIGN_RIGHT, 9, TRUE },            [BAR] = { "", SEG_ALIGN_LEFT, BAR_WIDTH, FALSE },
	[REVENUE] = { N_("Revenue"), SEG_ALIGN_RIGHT, 10, TRUE }, [RATING] = { N_("Rating"), SEG_ALIGN_RIGHT, 6, TRUE },
	[EVENTS] = { N_("Events"), SEG_ALIGN_RIGHT, 9, TRUE },    [KEY] = { N_("Key"), SEG_ALIGN_LEFT, 14, TRUE },
};

static gsize
n_rows (gpointer data)
{
	const SegItemTable *table = data;

	return table->shown != NULL ? table->shown->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegItemTable *table = data;
	const SegItemRow *item = table->shown->pdata[row];

	switch (table->kinds[column]) {
	case TITLE:
		return g_strdup (item->title);
	case CATEGORY:
		*ink = SEG_INK_MUTED;
		return g_strdup (item->category);
	case TAKEN:
		return seg_format_integer (item->n_users);
	case REVENUE:
		return seg_format_money (item->revenue, 0);
	case RATING:
		return seg_format_number (item->mean_rating, 1);
	case EVENTS:
		return seg_format_integer (item->n_events);
	case KEY:
		*ink = SEG_INK_MUTED;
		return g_strdup (item->key);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const SegItemTable *table = data;
	const SegItemRow *item = table->shown->pdata[row], *most = table->items->pdata[0];

	if (table->kinds[column] != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, most->n_users > 0 ? (double) item->n_users / (double) most->n_users : 0,
	               selected ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	return TRUE;
}

static gint64
row_id (gpointer data, gsize row)
{
	return ((const SegItemRow *) ((const SegItemTable *) data)->shown->pdata[row])->id;
}

typedef struct {
	int      kind;
	gboolean descending;
} Order;

static int
compare_numbers (double a, double b)
{
	return a < b ? -1 : a > b;
}

/* Items without a rating or category come last either way; equal ones with the most taken first. */
static gint
compare_items (gconstpointer first, gconstpointer second, gpointer data)
{
	const SegItemRow *a = *(const SegItemRow *const *) first, *b = *(const SegItemRow *const *) second;
	const Order *order = data;
	gboolean a_lacks = order->kind == RATING ? isnan (a->mean_rating) : order->kind == CATEGORY && a->category == NULL;
	gboolean b_lacks = order->kind == RATING ? isnan (b->mean_rating) : order->kind == CATEGORY && b->category == NULL;
	int result = 0;

	if (a_lacks != b_lacks)
		return a_lacks ? 1 : -1;
	switch (order->kind) {
	case TITLE:
		result = g_utf8_collate (a->title, b->title);
		break;
	case CATEGORY:
		result = a_lacks ? 0 : g_utf8_collate (a->category, b->category);
		break;
	case REVENUE:
		result = compare_numbers (a->revenue, b->revenue);
		break;
	case RATING:
		result = a_lacks ? 0 : compare_numbers (a->mean_rating, b->mean_rating);
		break;
	case EVENTS:
		result = compare_numbers ((double) a->n_events, (double) b->n_events);
		break;
	case KEY:
		result = strcmp (a->key, b->key);
		break;
	default:
		result = compare_numbers ((double) a->n_users, (double) b->n_users);
	}
	if (result != 0)
		return order->descending ? -result : result;
	if (a->n_users != b->n_users)
		return a->n_users > b->n_users ? -1 : 1;
	return strcmp (a->key, b->key);
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	SegItemTable *table = data;
	Order order = { table->kinds[column], descending };

	g_ptr_array_sort_with_data (table->shown, compare_items, &order);
}

static gboolean
matches (const SegItemRow *item, const char *needle)
{
	g_autofree char *text = g_strjoin ("\n", item->title, item->key, item->category, NULL);
	g_autofree char *folded = g_utf8_casefold (text, -1);

	return strstr (folded, needle) != NULL;
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	SegItemTable *table = data;
	g_autofree char *needle = g_utf8_casefold (text, -1);
	gboolean descending;
	int column = seg_list_sort_column (table->list, &descending);

	(void) error;
	g_ptr_array_set_size (table->shown, 0);
	for (guint i = 0; table->items != NULL && i < table->items->len; i++)
		if (*needle == '\0' || matches (table->items->pdata[i], needle))
			g_ptr_array_add (table->shown, table->items->pdata[i]);
	if (column >= 0)
		sort (table, (guint) column, descending);
	return TRUE;
}

static const SegListSource source = {
	.n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .id = row_id, .sort = sort, .filter = filter,
};

/* Columns that would be empty in these data are left out. */
static void
set_headings (SegItemTable *table)
{
	gboolean shows[G_N_ELEMENTS (columns)] = { [TITLE] = TRUE, [TAKEN] = TRUE, [BAR] = TRUE, [EVENTS] = TRUE };
	guint n = 0;

	table->n_taken = 0;
	for (guint i = 0; i < table->items->len; i++) {
		const SegItemRow *item = table->items->pdata[i];

		shows[CATEGORY] |= item->category != NULL;
		shows[REVENUE] |= item->revenue > 0;
		shows[RATING] |= !isnan (item->mean_rating);
		shows[KEY] |= strcmp (item->key, item->title) != 0;
		table->n_taken += item->n_users;
	}
	for (int kind = 0; kind < (int) G_N_ELEMENTS (columns); kind++) {
		if (!shows[kind])
			continue;
		table->kinds[n] = kind;
		table->headings[n] = columns[kind];
		if (kind == TAKEN)
			table->headings[n].heading = table->taking->heading;
		n++;
	}
	seg_list_set_columns (table->list, table->headings, n);
}

/* Life ------------------------------------------------------------------------------------------------------------- */

void
seg_item_table_init (SegItemTable *table)
{
	table->shown = g_ptr_array_new ();
	table->headings[0] = columns[TITLE];
	table->list = seg_list_new (&source, table->headings, 1, table);
}

void
seg_item_table_clear (SegItemTable *table)
{
	seg_list_free (table->list);
	g_ptr_array_unref (table->shown);
	g_clear_pointer (&table->items, g_ptr_array_unref);
}

void
seg_item_table_take (SegItemTable *table, GPtrArray *items, const char *basis)
{
	g_clear_pointer (&table->items, g_ptr_array_unref);
	table->items = items;
	table->taking = seg_taking_words (basis);
	set_headings (table);
	filter (table, seg_list_filter (table->list), NULL);
	seg_list_changed (table->list);
}

const SegItemRow *
seg_item_table_cursor (const SegItemTable *table)
{
	gsize row;

	return seg_list_cursor (table->list, &row) ? table->shown->pdata[row] : NULL;
}

char *
seg_item_remark (const SegItemRow *item)
{
	g_autoptr (GString) text = g_string_new (item->key);

	if (item->category != NULL) {
		g_autofree char *category = seg_text_clip (item->category, CATEGORY_WIDTH);

		g_string_append_printf (text, " · %s", category);
	}
	if (item->revenue > 0) {
		g_autofree char *revenue = seg_format_money (item->revenue, 0);

		g_string_append_printf (text, _(" · revenue %s"), revenue);
	}
	if (!isnan (item->mean_rating)) {
		g_autofree char *rating = seg_format_number (item->mean_rating, 1);

		g_string_append_printf (text, _(" · rating %s"), rating);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}
