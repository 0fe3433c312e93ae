/* A list that sorts and filters by itself: the rows of its source in another order, and only those that say what is looked for.
 *
 * It goes by what the cells say, written as data (format.h): numbers by their value, whatever separators the person likes, and texts by the
 * rules of the language. Rows that say nothing in a column come last, whichever way; rows alike stay in the order of the source. */
#include <config.h>
#include "list-private.h"

#include <segscope/format.h>
#include <segscope/said_words.h>

#include <string.h>

gboolean
seg_list_sorts_itself (const SegList *list)
{
	return list->source->is_table && list->source->sort == NULL;
}

gboolean
seg_list_filters_itself (const SegList *list)
{
	return list->source->is_table && list->source->filter == NULL;
}

/* What a cell says as data. */
static char *
data_text (const SegList *list, gsize row, guint column)
{
	SegFormatManner before = seg_format_set_manner (SEG_FORMAT_DATA);
	char *text = seg_list_cell (list, row, column);

	seg_format_set_manner (before);
	return text;
}

/* Filter ----------------------------------------------------------------------------------------------------------- */

/* As the person sees the row, in all columns, and without regard to case. */
static char *
folded_row (const SegList *list, gsize row)
{
	g_autoptr (GString) all = g_string_new (NULL);

	for (guint column = 0; column < list->n_columns; column++) {
		g_autofree char *text = seg_list_cell (list, row, column);

		if (text != NULL)
			g_string_append_printf (all, "%s\n", text);
	}
	return g_utf8_casefold (all->str, (gssize) all->len);
}

static void
read_texts (SegList *list, gsize n)
{
	if (list->folded != NULL)
		return;
	list->folded = g_ptr_array_new_full ((guint) n, g_free);
	for (gsize row = 0; row < n; row++)
		g_ptr_array_add (list->folded, folded_row (list, row));
}

static void
take_matching (SegList *list, gsize n)
{
	g_auto (GStrv) words = seg_said_words (list->filter.text->str);
	const gboolean all = words == NULL || !seg_list_filters_itself (list);

	if (!all)
		read_texts (list, n);
	for (gsize row = 0; row < n; row++)
		if (all || seg_says_folded (list->folded->pdata[row], words))
			g_array_append_val (list->order, row);
}

/* Sorting ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gsize    row;
	double   number;
	char    *collated; /* NULL while the column is one of numbers */
	gboolean missing;
} Key;

static gboolean
says_nothing (const char *text)
{
	return text == NULL || *text == '\0' || strcmp (text, "–") == 0 || strcmp (text, "-") == 0 || strcmp (text, "—") == 0;
}

/* The number that @text begins with, behind a sign of currency, an arrow or the like. */
static gboolean
parse_number (const char *text, double *number)
{
	g_autofree char *plain = g_strdup (text);
	char *end;
	const char *digits = text + strcspn (text, "0123456789");
	g_autofree char *before = g_strndup (text, (gsize) (digits - text));

	if (*digits == '\0' || g_utf8_strlen (before, -1) > 4)
		return FALSE;
	*number = g_ascii_strtod (digits, &end);
	if (strchr (before, '-') != NULL || strstr (before, "−") != NULL)
		*number = -*number;
	return !(g_ascii_isdigit (end[0] != '\0' ? end[1] : '\0') && (end[0] == '-' || end[0] == ':')); /* dates and times are texts */
}

static void
clear_key (gpointer data)
{
	g_free (((Key *) data)->collated);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
	const Key *one = a, *other = b;
	const gboolean descending = *(const gboolean *) data;
	int order;

	if (one->missing != other->missing)
		return one->missing ? 1 : -1;
	if (one->missing)
		order = 0;
	else if (one->collated != NULL)
		order = strcmp (one->collated, other->collated);
	else
		order = one->number < other->number ? -1 : one->number > other->number;
	if (order != 0)
		return descending ? -order : order;
	return one->row < other->row ? -1 : one->row > other->row;
}

/* Numbers, when the column is one and every row that says something says a number. */
static void
read_keys (const SegList *list, guint column, GArray *keys)
{
	gboolean numbers = list->columns[column].align == SEG_ALIGN_RIGHT;
	g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

	for (gsize i = 0; i < list->order->len; i++) {
		gsize row = g_array_index (list->order, gsize, i);
		char *text = data_text (list, row, column);
		Key key = { row, 0, NULL, says_nothing (text) };

		g_ptr_array_add (texts, text);
		if (numbers && !key.missing)
			numbers = parse_number (text, &key.number);
		g_array_append_val (keys, key);
	}
	for (guint i = 0; !numbers && i < keys->len; i++) {
		Key *key = &g_array_index (keys, Key, i);
		g_autofree char *folded = key->missing ? NULL : g_utf8_casefold (texts->pdata[i], -1);

		key->collated = key->missing ? NULL : g_utf8_collate_key (folded, -1);
	}
}

static void
sort_order (SegList *list)
{
	g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));

	g_array_set_clear_func (keys, clear_key);
	read_keys (list, (guint) list->sort_column, keys);
	g_array_sort_with_data (keys, compare_keys, &list->descending);
	for (guint i = 0; i < keys->len; i++)
		g_array_index (list->order, gsize, i) = g_array_index (keys, Key, i).row;
}

/* Keeping it right --------------------------------------------------------------------------------------------------- */

void
seg_list_reorder (SegList *list, gboolean texts_too)
{
	list->outdated = TRUE;
	if (texts_too)
		g_clear_pointer (&list->folded, g_ptr_array_unref);
}

void
seg_list_outdate (SegList *list)
{
	seg_list_reorder (list, TRUE);
}

/* The list has an order of its own to keep. */
static gboolean
needs_order (const SegList *list)
{
	return (seg_list_sorts_itself (list) && list->sort_column >= 0) || (seg_list_filters_itself (list) && list->filter.text->len > 0);
}

void
seg_list_tend (SegList *list)
{
	gsize n = list->source->n_rows (list->data);

	if (!needs_order (list)) {
		g_clear_pointer (&list->order, g_array_unref);
		return;
	}
	if (list->order != NULL && !list->outdated && list->ordered == n)
		return;
	if (list->ordered != n)
		g_clear_pointer (&list->folded, g_ptr_array_unref);
	g_clear_pointer (&list->order, g_array_unref);
	list->order = g_array_new (FALSE, FALSE, sizeof (gsize));
	list->ordered = n;
	list->outdated = FALSE;
	take_matching (list, n);
	if (seg_list_sorts_itself (list) && list->sort_column >= 0)
		sort_order (list);
}

gsize
seg_list_n_shown (SegList *list)
{
	seg_list_tend (list);
	return list->order != NULL ? list->order->len : list->source->n_rows (list->data);
}

gsize
seg_list_row_at (SegList *list, gsize position)
{
	seg_list_tend (list);
	return list->order != NULL && position < list->order->len ? g_array_index (list->order, gsize, position) : position;
}

gsize
seg_list_position_of (SegList *list, gsize row)
{
	seg_list_tend (list);
	for (gsize i = 0; list->order != NULL && i < list->order->len; i++)
		if (g_array_index (list->order, gsize, i) == row)
			return i;
	return list->order != NULL ? 0 : row;
}
