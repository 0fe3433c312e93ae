#include <config.h>
#include "list-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define GAP 2
#define WIDEST 60 /* cells: a wider column would tear a row apart; what is left over stays empty */
#define MAX_COLUMNS 64

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

/* Shares the @left cells among flexible columns in equal parts. Beside a column of sentences the others grow to twice their least
 * width and no further. */
static void
share_out (const SegList *list, guint n, int width, guint left, int *widths)
{
	int n_flexible = 0, n_texts = 0;

	for (guint i = 0; i < n; i++) {
		n_flexible += list->columns[i].width < 0;
		n_texts += is_text (&list->columns[i]);
	}
	for (guint i = 0; i < n; i++)
		if (list->columns[i].width < 0 && !is_text (&list->columns[i])) {
			int most = n_texts > 0 ? widths[i] : i + 1 == n ? width : MAX (WIDEST - widths[i], 0);
			guint share = MIN (left / (guint) n_flexible, (guint) most);

			n_flexible--;
			widths[i] += (int) share;
			left -= share;
		}
	for (guint i = 0; i < n; i++)
		if (is_text (&list->columns[i])) {
			guint share = left / (guint) n_texts--;

			widths[i] += (int) share;
			left -= share;
		}
}

/* Gives each column its cells: fixed ones first, then what is left over to the flexible ones. Columns from the right that do not
 * fit are left out, so that a narrow list still has its first columns. Returns how many are shown. */
static guint
lay_out (const SegList *list, int width, int *widths)
{
	guint n = MIN (list->n_columns, MAX_COLUMNS);
	int used = 0;

	for (guint i = 0; i < n; i++) {
		int wanted = least_width (&list->columns[i]);

		if (used + wanted > width && i > 0) {
			n = i;
			break;
		}
		widths[i] = MIN (wanted, width - used);
		used += widths[i] + GAP;
	}
	share_out (list, n, width, (guint) MAX (width - (used - GAP), 0), widths);
	return n;
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
draw_headings (const SegList *list, SegCells *cells, SegRect rect, const int *widths, guint n)
{
	for (guint i = 0, x = 0; i < n; x += (guint) widths[i] + GAP, i++) {
		const SegListColumn *column = &list->columns[i];
		gboolean sorted = list->sort_column == (int) i;
		const char *name = *column->heading != '\0' ? _(column->heading) : "";
		g_autofree char *heading = g_strconcat (name, !sorted ? NULL : list->descending ? "▼" : "▲", NULL);

		seg_draw_fit (cells, rect, (int) x, 0, widths[i], column->align, sorted ? SEG_INK_ACCENT : SEG_INK_MUTED, heading);
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

static void
draw_row (const SegList *list, SegCells *cells, SegRect rect, gsize row, int indent, const int *widths, guint n,
          gboolean selected)
{
	if (selected)
		seg_draw_clear (cells, rect, SEG_INK_SELECTED);
	if (list->source->can_mark) {
		gint64 id = list->source->id != NULL ? list->source->id (list->data, row) : (gint64) row;

		if (seg_list_is_marked (list, id))
			seg_draw_text (cells, rect, 0, 0, selected ? SEG_INK_SELECTED : SEG_INK_ACCENT, "●");
		seg_rect_split (rect, indent, &rect);
	}
	for (guint i = 0, x = 0; i < n; x += (guint) widths[i] + GAP, i++)
		draw_cell (list, cells, (SegRect) { rect.x + (int) x, rect.y, MIN (widths[i], rect.width - (int) x), 1 }, row, i, selected);
}

/* "12–40 of 5,012" below at the right when not all rows are in sight. */
static void
draw_position (const SegList *list, SegCells *cells, SegRect line, gsize n_rows)
{
	g_autofree char *of = NULL, *text = NULL, *first = NULL, *last = NULL;

	if (n_rows <= (gsize) list->body.height)
		return;
	of = seg_format_integer ((gint64) n_rows);
	first = seg_format_integer ((gint64) list->top + 1);
	last = seg_format_integer ((gint64) MIN (list->top + (gsize) list->body.height, n_rows));
	text = g_strdup_printf (_("%s–%s of %s"), first, last, of);
	seg_draw_right (cells, line, 0, SEG_INK_MUTED, text);
}

static void
draw_filter (SegList *list, SegCells *cells, SegRect line)
{
	SegRect field;
	int used = seg_draw_text (cells, line, 0, 0, SEG_INK_ACCENT, _("Filter: "));

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

	if (n_rows > (gsize) MAX (rect.height - lines, 0) && rect.height >= 4)
		lines++; /* for the position */
	lines = MIN (lines, MAX (rect.height - 1, 0));
	list->body = seg_rect_top (rect, rect.height - lines);
	return seg_rect_below (rect, rect.height - lines);
}

static void
draw_footer (SegList *list, SegCells *cells, SegRect footer, gsize n_rows)
{
	if (shows_filter (list)) {
		draw_filter (list, cells, seg_rect_top (footer, 1));
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
	gsize n_rows = list->source->n_rows (list->data);
	int widths[MAX_COLUMNS] = { 0 }, indent = list->source->can_mark && rect.width > 4 ? 2 : 0;
	guint n = lay_out (list, rect.width - indent, widths);
	SegRect footer;

	list->text_x = -1;
	if (has_headings (list)) {
		draw_headings (list, cells, (SegRect) { rect.x + indent, rect.y, MAX (rect.width - indent, 0), MIN (rect.height, 1) }, widths, n);
		rect = seg_rect_below (rect, 1);
	}
	footer = lay_out_footer (list, rect, n_rows);
	rect = list->body;
	scroll_to_cursor (list, n_rows);
	draw_footer (list, cells, footer, n_rows);
	for (int y = 0; y < rect.height && list->top + (gsize) y < n_rows; y++) {
		gsize row = list->top + (gsize) y;

		draw_row (list, cells, (SegRect) { rect.x, rect.y + y, rect.width, 1 }, row, indent, widths, n,
		          focused && row == list->cursor);
	}
	if (n_rows == 0 && list->filter.text->len > 0)
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("Nothing matches; Esc shows everything again."));
}
