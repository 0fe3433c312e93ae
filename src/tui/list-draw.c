#include <config.h>
#include "list-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define GAP SEG_LIST_GAP
#define WIDEST 60 /* cells: a wider column would tear a row apart; what is left over stays empty */

static gboolean
is_text (const SegListColumn *column)
{
	return column->width <= SEG_LIST_TEXT (0);
}

static int
least_width (const SegListColumn *column)
{
	return is_text (column) ? SEG_LIST_TEXT (0) - column->width : ABS (column->width);
}

/* The width that the person gave the column at @place of those shown, 0: none. */
static int
own_width (const SegList *list, guint column)
{
	for (guint i = 0; list->places != NULL && i < list->places->len; i++)
		if (g_array_index (list->places, SegListPlace, i).column == column)
			return g_array_index (list->places, SegListPlace, i).width;
	return 0;
}

/* Flexible: it shares what is left over. */
static gboolean
is_flexible (const SegList *list, guint place)
{
	return list->columns[list->shown[place]].width < 0 && own_width (list, list->shown[place]) == 0;
}

static gboolean
is_flexible_text (const SegList *list, guint place)
{
	return is_flexible (list, place) && is_text (&list->columns[list->shown[place]]);
}

/* Shares the @left cells among flexible columns in equal parts. Beside a column of sentences the others grow to twice their least
 * width and no further. */
static void
share_out (SegList *list, int width, guint left)
{
	const guint n = list->n_drawn;
	int n_flexible = 0, n_texts = 0, *widths = list->widths;

	for (guint i = 0; i < n; i++) {
		n_flexible += is_flexible (list, i);
		n_texts += is_flexible_text (list, i);
	}
	for (guint i = 0; i < n; i++)
		if (is_flexible (list, i) && !is_flexible_text (list, i)) {
			int most = n_texts > 0 ? widths[i] : i + 1 == n ? width : MAX (WIDEST - widths[i], 0);
			guint share = MIN (left / (guint) n_flexible, (guint) most);

			n_flexible--;
			widths[i] += (int) share;
			left -= share;
		}
	for (guint i = 0; i < n; i++)
		if (is_flexible_text (list, i)) {
			guint share = left / (guint) n_texts--;

			widths[i] += (int) share;
			left -= share;
		}
}

/* Gives each column its cells: fixed ones first, then what is left over to the flexible ones. Columns from the right that do not
 * fit are left out, so that a narrow list still has its first columns. */
static void
lay_out (SegList *list, int width)
{
	const guint n = MIN (seg_list_n_columns (list), SEG_LIST_MAX_COLUMNS);
	int used = 0;

	for (list->n_drawn = 0; list->n_drawn < n; list->n_drawn++) {
		const guint column = seg_list_column_at (list, list->n_drawn);
		const int own = own_width (list, column), wanted = own > 0 ? own : least_width (&list->columns[column]);

		if (used + wanted > width && list->n_drawn > 0)
			break;
		list->shown[list->n_drawn] = column;
		list->widths[list->n_drawn] = MAX (MIN (wanted, width - used), 0);
		used += list->widths[list->n_drawn] + GAP;
	}
	share_out (list, width, (guint) MAX (width - (used - GAP), 0));
}

static gboolean
has_headings (const SegList *list)
{
	for (guint i = 0; i < list->n_columns; i++)
		if (*list->columns[i].heading != '\0')
			return TRUE;
	return FALSE;
}

static void
draw_headings (SegList *list, SegCells *cells, SegRect rect)
{
	list->headings = rect;
	for (guint i = 0, x = 0; i < list->n_drawn; x += (guint) list->widths[i] + GAP, i++) {
		const guint column = list->shown[i];
		gboolean sorted = list->sort_column == (int) column;
		g_autofree char *heading = g_strconcat (seg_list_heading (list, column), !sorted ? NULL : list->descending ? "▼" : "▲", NULL);

		seg_draw_fit (cells, rect, (int) x, 0, list->widths[i], list->columns[column].align, sorted ? SEG_INK_ACCENT : SEG_INK_MUTED, heading);
	}
}

static void
draw_cell (const SegList *list, SegCells *cells, SegRect rect, gsize row, guint column, gboolean selected)
{
	g_autofree char *text = NULL;
	SegInk ink = SEG_INK_NORMAL;

	if (list->source->draw_cell != NULL && list->source->draw_cell (list->data, row, column, cells, rect, selected))
		return;
	text = list->source->cell (list->data, row, column, &ink);
	if (text != NULL)
		seg_draw_fit (cells, rect, 0, 0, rect.width, list->columns[column].align, selected ? SEG_INK_SELECTED : ink, text);
}

/* The cells at the left of each row in which its mark stands: none until something is marked, where marking is a by-way. */
static int
indent_of (const SegList *list, int width)
{
	return width > 4 && (list->source->can_mark || g_hash_table_size (list->marks) > 0) ? 2 : 0;
}

static void
draw_row (SegList *list, SegCells *cells, SegRect rect, gsize position, gboolean selected)
{
	const gsize row = seg_list_row_at (list, position);
	const int indent = indent_of (list, rect.width);

	if (selected)
		seg_draw_clear (cells, rect, SEG_INK_SELECTED);
	if (indent > 0) {
		if (g_hash_table_size (list->marks) > 0 && seg_list_is_marked (list, seg_list_id (list, row)))
			seg_draw_text (cells, rect, 0, 0, selected ? SEG_INK_SELECTED : SEG_INK_ACCENT, "●");
		seg_rect_split (rect, indent, &rect);
	}
	for (guint i = 0, x = 0; i < list->n_drawn; x += (guint) list->widths[i] + GAP, i++)
		draw_cell (list, cells, (SegRect) { rect.x + (int) x, rect.y, MIN (list->widths[i], rect.width - (int) x), 1 }, row, list->shown[i],
		           selected);
}

/* "12–40 of 5,012" below at the right when not all rows are in sight; at the left how many are marked. */
static void
draw_position (const SegList *list, SegCells *cells, SegRect line, gsize n_rows)
{
	g_autofree char *of = NULL, *text = NULL, *first = NULL, *last = NULL, *marked = seg_format_integer (seg_list_n_marked (list));

	if (seg_list_n_marked (list) > 0)
		seg_draw_format (cells, line, 0, 0, SEG_INK_ACCENT, _("%s marked"), marked);
	if (n_rows <= (gsize) list->body.height)
		return;
	of = seg_format_integer ((gint64) n_rows);
	first = seg_format_integer ((gint64) list->top + 1);
	last = seg_format_integer ((gint64) MIN (list->top + (gsize) list->body.height, n_rows));
	text = g_strdup_printf (_("%s–%s of %s"), first, last, of);
	seg_draw_right (cells, line, 0, SEG_INK_MUTED, text);
}

/* "12 of 340", beside the filter. */
static char *
count_words (const SegList *list, gsize n_rows)
{
	gssize all = seg_list_filters_itself (list) ? (gssize) list->source->n_rows (list->data)
	             : list->source->n_all != NULL ? list->source->n_all (list->data) : -1;
	g_autofree char *n = seg_format_integer ((gint64) n_rows), *of = seg_format_integer (all);

	if (list->source->is_reading != NULL && list->source->is_reading (list->data))
		return g_strdup (_("counting ..."));
	return all >= 0 ? g_strdup_printf (_("%s of %s"), n, of) : g_strdup (n);
}

static void
draw_filter (SegList *list, SegCells *cells, SegRect line, gsize n_rows)
{
	SegRect field;
	g_autofree char *count = count_words (list, n_rows);
	int used;

	if (list->filter_error == NULL && line.width > 30)
		line.width -= seg_draw_right (cells, line, 0, SEG_INK_MUTED, count) + 2;
	used = seg_draw_text (cells, line, 0, 0, SEG_INK_ACCENT, _("Filter: "));

	seg_rect_split (line, used, &field);
	list->text_x = field.x + seg_line_edit_draw (&list->filter, cells, field, SEG_INK_NORMAL);
	list->text_y = line.y;
}

static gboolean
shows_filter (const SegList *list)
{
	return list->typing || list->filter.text->len > 0;
}

/* Cuts @rect into the rows (list->body) and what is below them, which is returned: filter, its error, position. */
static SegRect
lay_out_footer (SegList *list, SegRect rect, gsize n_rows)
{
	int lines = (shows_filter (list) ? 1 : 0) + (list->filter_error != NULL ? 1 : 0);

	if ((n_rows > (gsize) MAX (rect.height - lines, 0) || seg_list_n_marked (list) > 0) && rect.height >= 4)
		lines++; /* for the position */
	lines = MIN (lines, MAX (rect.height - 1, 0));
	list->body = seg_rect_top (rect, rect.height - lines);
	return seg_rect_below (rect, rect.height - lines);
}

static void
draw_footer (SegList *list, SegCells *cells, SegRect footer, gsize n_rows)
{
	if (shows_filter (list)) {
		draw_filter (list, cells, seg_rect_top (footer, 1), n_rows);
		footer = seg_rect_below (footer, 1);
	}
	if (list->filter_error != NULL) {
		seg_draw_text (cells, footer, 0, 0, SEG_INK_BAD, list->filter_error);
		footer = seg_rect_below (footer, 1);
	}
	draw_position (list, cells, seg_rect_top (footer, 1), n_rows);
}

static void
scroll_to_cursor (SegList *list, gsize n_rows)
{
	gsize height = (gsize) MAX (list->body.height, 1);

	list->cursor = n_rows == 0 ? 0 : MIN (list->cursor, n_rows - 1);
	if (list->cursor < list->top)
		list->top = list->cursor;
	if (list->cursor >= list->top + height)
		list->top = list->cursor - height + 1;
	list->top = MIN (list->top, n_rows > height ? n_rows - height : 0);
}

void
seg_list_draw (SegList *list, SegCells *cells, SegRect rect, gboolean focused)
{
	gsize n_rows = seg_list_n_shown (list);
	int indent = indent_of (list, rect.width);
	SegRect footer;

	lay_out (list, rect.width - indent);
	list->text_x = -1;
	list->headings = (SegRect) { 0, 0, 0, 0 };
	if (has_headings (list)) {
		draw_headings (list, cells, (SegRect) { rect.x + indent, rect.y, MAX (rect.width - indent, 0), MIN (rect.height, 1) });
		rect = seg_rect_below (rect, 1);
	}
	footer = lay_out_footer (list, rect, n_rows);
	rect = list->body;
	scroll_to_cursor (list, n_rows);
	draw_footer (list, cells, footer, n_rows);
	for (int y = 0; y < rect.height && list->top + (gsize) y < n_rows; y++)
		draw_row (list, cells, (SegRect) { rect.x, rect.y + y, rect.width, 1 }, list->top + (gsize) y,
		          focused && list->top + (gsize) y == list->cursor);
	if (n_rows == 0 && list->filter.text->len > 0)
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("Nothing matches; Esc shows everything again."));
}
