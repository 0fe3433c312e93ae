#include <config.h>
#include "feature/item_facts.h"

#include <stdlib.h>
#include <string.h>

/* Texts ------------------------------------------------------------------------------------------------------------------ */

static gboolean
is_separator (gunichar character)
{
	return character == '|' || character == ';' || character == 0x3001 /* 、 */ || character == 0xff1b /* ； */ || character == 0xff5c /* ｜ */;
}

static void
add_part (GPtrArray *parts, const char *from, const char *to)
{
	g_autofree char *part = g_strstrip (g_strndup (from, (gsize) (to - from)));

	if (part[0] != '\0' && !g_ptr_array_find_with_equal_func (parts, part, g_str_equal, NULL))
		g_ptr_array_add (parts, g_steal_pointer (&part));
}

char **
seg_categories_split (const char *text)
{
	g_autoptr (GPtrArray) parts = g_ptr_array_new ();
	const char *from = text, *c = text;

	for (; *c != '\0'; c = g_utf8_next_char (c))
		if (is_separator (g_utf8_get_char (c))) {
			add_part (parts, from, c);
			from = g_utf8_next_char (c);
		}
	add_part (parts, from, c);
	g_ptr_array_add (parts, NULL);
	return (char **) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

double
seg_level_grade (const char *level)
{
	static const char *const words[3][10] = {
		{ "beginner", "basic", "elementary", "introduct", "easy", "入门", "初级", "初阶", "基础", "零基础" },
		{ "intermediate", "medium", "moderate", "中级", "中阶", "进阶", "提高", NULL, NULL, NULL },
		{ "advanced", "expert", "hard", "professional", "高级", "高阶", "精通", "专家", "困难", NULL },
	};
	g_autofree char *lower = g_utf8_strdown (level, -1);
	char *end;
	double number = g_ascii_strtod (level, &end);

	if (end != level && *end == '\0' && isfinite (number))
		return number;
	for (int grade = 0; grade < 3; grade++)
		for (int i = 0; i < 10 && words[grade][i] != NULL; i++)
			if (strstr (lower, words[grade][i]) != NULL)
				return grade + 1;
	return NAN;
}

/* Reading ---------------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegItemFacts *facts;
	GHashTable   *numbers;  /* name -> number + 1 */
	GPtrArray    *names;    /* of char*, owned by the table */
	GArray       *n_items;  /* by category */
	GArray       *labels;
} Reading;

static void
read_categories (Reading *reading, const char *text, gboolean keep)
{
	g_auto (GStrv) parts = text != NULL ? seg_categories_split (text) : NULL;
	guint n = parts != NULL ? g_strv_length (parts) : 0;

	reading->facts->most = MAX (reading->facts->most, n);
	for (guint i = 0; i < n; i++) {
		guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (reading->numbers, parts[i]));

		if (number == 0) {
			char *name = g_strdup (parts[i]);
			guint none = 0;

			g_ptr_array_add (reading->names, name);
			g_array_append_val (reading->n_items, none);
			number = reading->names->len;
			g_hash_table_insert (reading->numbers, name, GUINT_TO_POINTER (number));
		}
		number--;
		g_array_index (reading->n_items, guint, number)++;
		if (keep)
			g_array_append_val (reading->labels, number);
	}
}

static SegStatement *
prepare_items (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);
	const SegAttribute *price = attributes != NULL ? seg_attributes_with_field (attributes, "price") : NULL;
	g_autofree char *category = NULL, *level = NULL, *column = NULL, *sql = NULL;

	if (attributes == NULL)
		return NULL;
	category = seg_item_field_sql (attributes, "category", "item");
	level = seg_item_field_sql (attributes, "level", "item");
	if (price == NULL && strcmp (category, "NULL") == 0 && strcmp (level, "NULL") == 0)
		return seg_workspace_prepare (workspace, "SELECT NULL, NULL, NULL, NULL WHERE 0", error); /* nothing is known of items */
	column = price != NULL && price->type == SEG_TYPE_NUMBER ? seg_sql_identifier (price->name) : g_strdup ("NULL");
	sql = g_strdup_printf ("SELECT id, %s, %s, %s FROM item ORDER BY id", category, level, column);
	return seg_workspace_prepare (workspace, sql, error);
}

static gboolean
read_items (const SegFeatureContext *context, Reading *reading, GError **error)
{
	g_autoptr (SegStatement) statement = prepare_items (context->workspace, error);
	SegItemFacts *facts = reading->facts;
	GError *failure = NULL;
	gsize item = 0;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gboolean known = item < context->n_items && context->item_ids[item] == seg_statement_integer (statement, 0);
		const char *level = seg_statement_text (statement, 2);
		double grade = level != NULL ? seg_level_grade (level) : NAN, price = seg_statement_double (statement, 3);

		read_categories (reading, seg_statement_text (statement, 1), known);
		facts->has_grades |= !isnan (grade);
		facts->has_prices |= price > 0;
		if (!known)
			continue;
		facts->grade[item] = grade;
		facts->price[item] = price > 0 ? price : NAN;
		facts->start[++item] = reading->labels->len;
	}
	for (; item < context->n_items; item++) /* gone since: nothing is known of it */
		facts->start[item + 1] = reading->labels->len;
	return seg_query_ended (failure, error);
}

/* What follows from them --------------------------------------------------------------------------------------------------- */

static int
compare_doubles (const void *first, const void *second)
{
	double a = *(const double *) first, b = *(const double *) second;

	return (a > b) - (a < b);
}

/* Equal prices get the middle of their places. */
static void
rank_prices (SegItemFacts *facts, gsize n_items)
{
	g_autofree double *sorted = g_new (double, n_items + 1);
	gsize n = 0;

	for (gsize i = 0; i < n_items; i++)
		if (!isnan (facts->price[i]))
			sorted[n++] = facts->price[i];
	qsort (sorted, n, sizeof *sorted, compare_doubles);
	for (gsize i = 0; i < n_items; i++) {
		gsize low = 0, high = n, end;

		facts->rank[i] = NAN;
		if (isnan (facts->price[i]))
			continue;
		while (low < high) {
			gsize middle = low + (high - low) / 2;

			if (sorted[middle] < facts->price[i])
				low = middle + 1;
			else
				high = middle;
		}
		for (end = low; end < n && sorted[end] == facts->price[i]; end++)
			;
		facts->rank[i] = ((double) low + 0.5 * (double) (end - low)) / (double) n;
	}
}

static gint
compare_categories (gconstpointer a, gconstpointer b, gpointer data)
{
	const Reading *reading = data;
	guint first = *(const guint *) a, second = *(const guint *) b;
	guint n_first = g_array_index (reading->n_items, guint, first), n_second = g_array_index (reading->n_items, guint, second);

	if (n_first != n_second)
		return n_first > n_second ? -1 : 1;
	return strcmp (reading->names->pdata[first], reading->names->pdata[second]);
}

/* The categories of most items have a share of their own, the rest one together. */
static void
give_columns (const Reading *reading)
{
	SegItemFacts *facts = reading->facts;
	g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));

	facts->n_categories = reading->names->len;
	facts->column = g_new0 (guint, facts->n_categories + 1);
	for (guint i = 0; i < facts->n_categories; i++)
		g_array_append_val (order, i);
	g_array_sort_with_data (order, compare_categories, (gpointer) reading);
	for (guint i = 0; i < order->len; i++) {
		guint number = g_array_index (order, guint, i);

		facts->column[number] = MIN (i, SEG_CATEGORY_LIMIT);
		if (i < SEG_CATEGORY_LIMIT)
			g_ptr_array_add (facts->column_names, g_strdup (reading->names->pdata[number]));
	}
	facts->n_others = order->len - facts->column_names->len;
	facts->n_columns = facts->column_names->len + (facts->n_others > 0);
}

SegItemFacts *
seg_item_facts_new (const SegFeatureContext *context, GError **error)
{
	SegItemFacts *facts = g_new0 (SegItemFacts, 1);
	Reading reading = { facts, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), g_ptr_array_new (),
	                    g_array_new (FALSE, FALSE, sizeof (guint)), g_array_new (FALSE, FALSE, sizeof (guint32)) };
	gboolean fine;

	facts->column_names = g_ptr_array_new_with_free_func (g_free);
	facts->start = g_new0 (gsize, context->n_items + 1);
	facts->price = g_new (double, context->n_items + 1);
	facts->rank = g_new (double, context->n_items + 1);
	facts->grade = g_new (double, context->n_items + 1);
	for (gsize i = 0; i < context->n_items; i++)
		facts->price[i] = facts->grade[i] = NAN;
	fine = read_items (context, &reading, error);
	rank_prices (facts, context->n_items);
	give_columns (&reading);
	facts->labels = (guint32 *) (gpointer) g_array_free (reading.labels, FALSE);
	g_array_unref (reading.n_items);
	g_ptr_array_unref (reading.names);
	g_hash_table_unref (reading.numbers);
	if (!fine)
		g_clear_pointer (&facts, seg_item_facts_free);
	return facts;
}

void
seg_item_facts_free (gpointer data)
{
	SegItemFacts *facts = data;

	g_free (facts->start);
	g_free (facts->labels);
	g_free (facts->column);
	g_ptr_array_unref (facts->column_names);
	g_free (facts->price);
	g_free (facts->rank);
	g_free (facts->grade);
	g_free (facts);
}

const char *
seg_item_facts_category (const SegItemFacts *facts, guint column)
{
	return column < facts->column_names->len ? facts->column_names->pdata[column] : NULL;
}
