/* The list widget: state and keys. How it is drawn is in list-draw.c. */
#include <config.h>
#include "list-private.h"

static gsize
count (const SegList *list)
{
	return list->source->n_rows (list->data);
}

SegList *
seg_list_new (const SegListSource *source, const SegListColumn *columns, guint n_columns, gpointer data)
{
	SegList *list = g_new0 (SegList, 1);

	list->source = source;
	list->data = data;
	list->sort_column = -1;
	list->marks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	seg_line_edit_init (&list->filter, "");
	seg_list_set_columns (list, columns, n_columns);
	return list;
}

void
seg_list_free (SegList *list)
{
	if (list == NULL)
		return;
	g_hash_table_unref (list->marks);
	seg_line_edit_clear (&list->filter);
	g_free (list->filter_before);
	g_free (list->filter_error);
	g_free (list);
}

void
seg_list_set_columns (SegList *list, const SegListColumn *columns, guint n_columns)
{
	list->columns = columns;
	list->n_columns = n_columns;
	if (list->sort_column >= (int) n_columns)
		list->sort_column = -1;
}

void
seg_list_changed (SegList *list)
{
	gsize n = count (list);

	if (list->cursor >= n)
		list->cursor = n > 0 ? n - 1 : 0;
}

gboolean
seg_list_cursor (const SegList *list, gsize *row)
{
	gsize n = count (list);

	if (n == 0)
		return FALSE;
	*row = MIN (list->cursor, n - 1);
	return TRUE;
}

void
seg_list_set_cursor (SegList *list, gsize row)
{
	list->cursor = row;
	seg_list_changed (list);
}

int
seg_list_sort_column (const SegList *list, gboolean *descending)
{
	if (descending != NULL)
		*descending = list->descending;
	return list->sort_column;
}

void
seg_list_set_sort (SegList *list, int column, gboolean descending)
{
	list->sort_column = column < (int) list->n_columns ? column : -1;
	list->descending = descending;
}

/* Marks ------------------------------------------------------------------------------------------------------------ */

static gint64
id_of (const SegList *list, gsize row)
{
	return list->source->id != NULL ? list->source->id (list->data, row) : (gint64) row;
}

gboolean
seg_list_is_marked (const SegList *list, gint64 id)
{
	return g_hash_table_contains (list->marks, &id);
}

guint
seg_list_n_marked (const SegList *list)
{
	return g_hash_table_size (list->marks);
}

void
seg_list_unmark_all (SegList *list)
{
	g_hash_table_remove_all (list->marks);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
	gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return one < other ? -1 : one > other;
}

GArray *
seg_list_marked (const SegList *list)
{
	GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init (&iter, list->marks);
	while (g_hash_table_iter_next (&iter, &key, NULL))
		g_array_append_val (ids, *(gint64 *) key);
	g_array_sort (ids, compare_ids);
	return ids;
}

static gboolean
toggle_mark (SegList *list)
{
	gsize row;
	gint64 id;

	if (!list->source->can_mark)
		return FALSE;
	if (!seg_list_cursor (list, &row))
		return TRUE;
	id = id_of (list, row);
	if (!g_hash_table_remove (list->marks, &id))
		g_hash_table_add (list->marks, g_memdup2 (&id, sizeof id));
	seg_list_set_cursor (list, row + 1);
	return TRUE;
}

/* Sorting ---------------------------------------------------------------------------------------------------------- */

static gboolean
sort_by (SegList *list, int column, gboolean descending)
{
	list->sort_column = column;
	list->descending = descending;
	list->source->sort (list->data, (guint) column, descending);
	list->cursor = 0;
	seg_list_changed (list);
	return TRUE;
}

static gboolean
sort_next (SegList *list)
{
	if (list->source->sort == NULL)
		return FALSE;
	for (guint step = 1; step <= list->n_columns; step++) {
		int column = (list->sort_column + (int) step) % (int) list->n_columns;

		if (list->columns[column].sortable) /* numbers: the largest first */
			return sort_by (list, column, list->columns[column].align == SEG_ALIGN_RIGHT);
	}
	return FALSE;
}

static gboolean
sort_reverse (SegList *list)
{
	if (list->source->sort == NULL)
		return FALSE;
	return list->sort_column < 0 ? sort_next (list) : sort_by (list, list->sort_column, !list->descending);
}

/* Filter ----------------------------------------------------------------------------------------------------------- */

const char *
seg_list_filter (const SegList *list)
{
	return list->filter.text->str;
}

void
seg_list_set_filter (SegList *list, const char *text)
{
	seg_line_edit_set (&list->filter, text);
	g_clear_pointer (&list->filter_error, g_free);
}

/* Lets the source apply what is typed; says whether it made sense. */
static gboolean
apply_filter (SegList *list)
{
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&list->filter_error, g_free);
	if (list->source->filter (list->data, list->filter.text->str, &error)) {
		seg_list_changed (list);
		return TRUE;
	}
	list->filter_error = g_strdup (error != NULL ? error->message : "");
	return FALSE;
}

gboolean
seg_list_is_typing (const SegList *list)
{
	return list->typing;
}

static gboolean
begin_typing (SegList *list)
{
	if (list->source->filter == NULL)
		return FALSE;
	list->typing = TRUE;
	g_free (list->filter_before);
	list->filter_before = g_strdup (list->filter.text->str);
	return TRUE;
}

gboolean
seg_list_key (SegList *list, int key)
{
	if (!list->typing)
		return FALSE;
	if (key == SEG_KEY_ENTER) {
		list->typing = !apply_filter (list);
		return TRUE;
	}
	if (key == SEG_KEY_ESCAPE) {
		list->typing = FALSE;
		seg_list_set_filter (list, list->filter_before);
		apply_filter (list);
		return TRUE;
	}
	if (seg_line_edit_key (&list->filter, key)) {
		g_clear_pointer (&list->filter_error, g_free);
		if (!list->source->filter_on_enter)
			apply_filter (list);
		return TRUE;
	}
	return seg_list_act (list, key == SEG_KEY_UP ? SEG_ACTION_UP : key == SEG_KEY_DOWN ? SEG_ACTION_DOWN : SEG_ACTION_NONE);
}

gboolean
seg_list_text_cursor (const SegList *list, int *x, int *y)
{
	*x = list->text_x;
	*y = list->text_y;
	return list->typing && list->text_x >= 0;
}

/* Movement --------------------------------------------------------------------------------------------------------- */

static gboolean
move (SegList *list, gssize rows)
{
	gsize n = count (list), step = (gsize) (rows < 0 ? -rows : rows);

	if (rows < 0)
		list->cursor = list->cursor > step ? list->cursor - step : 0;
	else
		list->cursor = n == 0 ? 0 : MIN (list->cursor + step, n - 1);
	return TRUE;
}

/* Esc takes a filter off before it goes back. */
static gboolean
drop_filter (SegList *list)
{
	if (list->filter.text->len == 0 || list->source->filter == NULL)
		return FALSE;
	seg_list_set_filter (list, "");
	return apply_filter (list);
}

gboolean
seg_list_act (SegList *list, int action)
{
	gssize page = MAX (list->body.height - 1, 1);

	switch (action) {
	case SEG_ACTION_UP:
		return move (list, -1);
	case SEG_ACTION_DOWN:
		return move (list, 1);
	case SEG_ACTION_PAGE_UP:
		return move (list, -page);
	case SEG_ACTION_PAGE_DOWN:
		return move (list, page);
	case SEG_ACTION_FIRST:
		return move (list, -(gssize) (G_MAXSSIZE / 2));
	case SEG_ACTION_LAST:
		return move (list, G_MAXSSIZE / 2);
	case SEG_ACTION_FILTER:
		return begin_typing (list);
	case SEG_ACTION_SORT:
		return sort_next (list);
	case SEG_ACTION_SORT_REVERSE:
		return sort_reverse (list);
	case SEG_ACTION_MARK:
		return toggle_mark (list);
	case SEG_ACTION_BACK:
		return drop_filter (list);
	default:
		return FALSE;
	}
}

gboolean
seg_list_can (const SegList *list, int action)
{
	switch (action) {
	case SEG_ACTION_FILTER:
		return list->source->filter != NULL;
	case SEG_ACTION_SORT:
	case SEG_ACTION_SORT_REVERSE:
		return list->source->sort != NULL;
	case SEG_ACTION_MARK:
		return list->source->can_mark;
	default:
		return TRUE;
	}
}

gboolean
seg_list_mouse (SegList *list, const SegEvent *event, gboolean *opened)
{
	*opened = FALSE;
	if (event->kind == SEG_EVENT_WHEEL)
		return move (list, event->amount * 3);
	if (!seg_rect_contains (list->body, event->x, event->y)
	    || list->top + (gsize) (event->y - list->body.y) >= count (list))
		return FALSE;
	list->cursor = list->top + (gsize) (event->y - list->body.y);
	*opened = event->kind == SEG_EVENT_DOUBLE_CLICK;
	return TRUE;
}
