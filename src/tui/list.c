/* The list widget: state and keys. How it is drawn is in list-draw.c, how it sorts and filters by itself in list-order.c. */
#include <config.h>
#include "list-private.h"

/* Only brings the order up to date, which whoever asks cannot see. */
static gsize
count (const SegList *list)
{
	return seg_list_n_shown ((SegList *) list);
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
	g_clear_pointer (&list->order, g_array_unref);
	g_clear_pointer (&list->folded, g_ptr_array_unref);
	g_clear_pointer (&list->places, g_array_unref);
	seg_line_edit_clear (&list->filter);
	g_free (list->filter_before);
	g_free (list->filter_error);
	g_free (list);
}

void
seg_list_set_columns (SegList *list, const SegListColumn *columns, guint n_columns)
{
	if (list->columns != columns || list->n_columns != n_columns)
		seg_list_outdate (list);
	list->columns = columns;
	list->n_columns = n_columns;
	if (list->sort_column >= (int) n_columns)
		list->sort_column = -1;
	seg_list_recall_columns (list);
}

void
seg_list_changed (SegList *list)
{
	gsize n;

	seg_list_outdate (list);
	n = count (list);

	if (list->cursor >= n)
		list->cursor = n > 0 ? n - 1 : 0;
}

gboolean
seg_list_cursor (const SegList *list, gsize *row)
{
	gsize n = count (list);

	if (n == 0)
		return FALSE;
	*row = seg_list_row_at ((SegList *) list, MIN (list->cursor, n - 1));
	return TRUE;
}

/* To a position. */
static void
stand_on (SegList *list, gsize position)
{
	gsize n = count (list);

	list->cursor = n == 0 ? 0 : MIN (position, n - 1);
}

void
seg_list_set_cursor (SegList *list, gsize row)
{
	stand_on (list, seg_list_position_of (list, row));
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

gboolean
seg_list_can_mark (const SegList *list)
{
	return list->source->can_mark || list->source->is_table;
}

/* Rows without a number of their own are known by what they say: a mark does not wander to what stands there next. */
static gint64
id_of_words (SegList *list, gsize row)
{
	guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

	for (guint column = 0; column < list->n_columns; column++) {
		g_autofree char *text = seg_list_cell (list, row, column);

		for (const char *at = text != NULL ? text : ""; *at != '\0'; at++)
			hash = (hash ^ (guchar) *at) * G_GUINT64_CONSTANT (1099511628211);
		hash = (hash ^ 10) * G_GUINT64_CONSTANT (1099511628211);
	}
	return (gint64) hash;
}

gint64
seg_list_id (SegList *list, gsize row)
{
	if (list->source->id != NULL)
		return list->source->id (list->data, row);
	return list->source->is_table ? id_of_words (list, row) : (gint64) row;
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

	if (!seg_list_can_mark (list))
		return FALSE;
	if (!seg_list_cursor (list, &row))
		return TRUE;
	id = seg_list_id (list, row);
	if (!g_hash_table_remove (list->marks, &id))
		g_hash_table_add (list->marks, g_memdup2 (&id, sizeof id));
	stand_on (list, list->cursor + 1);
	return TRUE;
}

/* Lists that hold a window of their rows know only the ids in it. */
static gboolean
can_mark_all (const SegList *list)
{
	return seg_list_can_mark (list) && list->source->export_view == NULL;
}

void
seg_list_mark_all (SegList *list)
{
	gsize n = count (list), n_new = 0;

	for (gsize i = 0; i < n; i++) {
		gint64 id = seg_list_id (list, seg_list_row_at (list, i));

		n_new += g_hash_table_add (list->marks, g_memdup2 (&id, sizeof id)) ? 1 : 0;
	}
	if (n_new == 0)
		seg_list_unmark_all (list);
}

static gboolean
mark_all (SegList *list)
{
	if (!can_mark_all (list)) {
		seg_list_unmark_all (list);
		return seg_list_can_mark (list);
	}
	seg_list_mark_all (list);
	return TRUE;
}

gboolean
seg_list_export_itself (SegList *list)
{
	g_autoptr (GArray) marked = seg_list_n_marked (list) > 0 ? seg_list_marked (list) : NULL;

	if (list->source->export_view == NULL)
		return FALSE;
	list->source->export_view (list->data, marked);
	return TRUE;
}

/* Sorting ---------------------------------------------------------------------------------------------------------- */

gboolean
seg_list_can_sort_by (const SegList *list, guint column)
{
	if (column >= list->n_columns)
		return FALSE;
	return seg_list_sorts_itself (list) ? *list->columns[column].heading != '\0' : list->source->sort != NULL && list->columns[column].sortable;
}

static gboolean
sort_by (SegList *list, int column, gboolean descending)
{
	list->sort_column = column;
	list->descending = descending;
	if (!seg_list_sorts_itself (list))
		list->source->sort (list->data, (guint) column, descending);
	seg_list_reorder (list, FALSE);
	stand_on (list, 0);
	return TRUE;
}

/* Numbers: the largest first. */
static gboolean
is_descending_first (const SegList *list, guint column)
{
	return list->columns[column].align == SEG_ALIGN_RIGHT;
}

gboolean
seg_list_sort_by (SegList *list, guint column)
{
	if (!seg_list_can_sort_by (list, column))
		return FALSE;
	return sort_by (list, (int) column, list->sort_column == (int) column ? !list->descending : is_descending_first (list, column));
}

/* The place, among the columns shown, of the one that is sorted by; -1: none. */
static int
place_of_sort (const SegList *list)
{
	for (guint place = 0; place < seg_list_n_columns (list); place++)
		if ((int) seg_list_column_at (list, place) == list->sort_column)
			return (int) place;
	return -1;
}

/* From column to column as they stand; a list that sorts by itself comes back to the order of its source. */
static gboolean
sort_next (SegList *list)
{
	const guint n = seg_list_n_columns (list);
	const int from = place_of_sort (list);

	if (!seg_list_can (list, SEG_ACTION_SORT))
		return FALSE;
	for (guint step = 1; step <= n; step++) {
		guint place = (guint) (from + (int) step) % MAX (n, 1), column = seg_list_column_at (list, place);

		if (from >= 0 && place == 0 && seg_list_sorts_itself (list)) {
			list->sort_column = -1;
			seg_list_reorder (list, FALSE);
			stand_on (list, 0);
			return TRUE;
		}
		if (seg_list_can_sort_by (list, column))
			return sort_by (list, (int) column, is_descending_first (list, column));
	}
	return FALSE;
}

static gboolean
sort_reverse (SegList *list)
{
	if (!seg_list_can (list, SEG_ACTION_SORT))
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
	seg_list_reorder (list, FALSE);
}

/* Lets the source apply what is typed; says whether it made sense. */
static gboolean
apply_filter (SegList *list)
{
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&list->filter_error, g_free);
	if (seg_list_filters_itself (list)) {
		seg_list_reorder (list, FALSE);
		stand_on (list, list->cursor);
		return TRUE;
	}
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
	if (!seg_list_can (list, SEG_ACTION_FILTER))
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
		if (!apply_filter (list) && list->source->mistakes_on_enter)
			g_clear_pointer (&list->filter_error, g_free);
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
	if (list->filter.text->len == 0 || !seg_list_can (list, SEG_ACTION_FILTER))
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
	case SEG_ACTION_MARK_ALL:
		return mark_all (list);
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
		return list->source->filter != NULL || list->source->is_table;
	case SEG_ACTION_SORT:
	case SEG_ACTION_SORT_REVERSE:
		return list->source->sort != NULL || list->source->is_table;
	case SEG_ACTION_MARK:
		return seg_list_can_mark (list);
	case SEG_ACTION_MARK_ALL:
		return can_mark_all (list) || (seg_list_can_mark (list) && seg_list_n_marked (list) > 0);
	case SEG_ACTION_COPY:
	case SEG_ACTION_COLUMNS:
	case SEG_ACTION_EXPORT_VIEW:
		return seg_list_is_table (list);
	default:
		return TRUE;
	}
}

/* A click on a heading sorts by its column. */
static gboolean
click_heading (SegList *list, int x)
{
	for (guint i = 0; i < list->n_drawn; i++) {
		if (x < list->widths[i])
			return x >= 0 && seg_list_sort_by (list, list->shown[i]);
		x -= list->widths[i] + SEG_LIST_GAP;
	}
	return FALSE;
}

gboolean
seg_list_mouse (SegList *list, const SegEvent *event, gboolean *opened)
{
	*opened = FALSE;
	if (event->kind == SEG_EVENT_WHEEL)
		return move (list, event->amount * 3);
	if (event->kind == SEG_EVENT_CLICK && seg_rect_contains (list->headings, event->x, event->y))
		return click_heading (list, event->x - list->headings.x);
	if (!seg_rect_contains (list->body, event->x, event->y)
	    || list->top + (gsize) (event->y - list->body.y) >= count (list))
		return FALSE;
	list->cursor = list->top + (gsize) (event->y - list->body.y);
	*opened = event->kind == SEG_EVENT_DOUBLE_CLICK;
	return TRUE;
}
