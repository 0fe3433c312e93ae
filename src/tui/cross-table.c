#include <config.h>
#include "cross-table.h"

#include <glib/gi18n.h>

/* The cursor -------------------------------------------------------------------------------------------------------- */

/* One place on or back; the total stands before the first of @n or behind the last. */
static guint
step_to (guint at, guint n, int step, gboolean total_first)
{
	gint64 place = at == SEG_CROSS_ALL ? (total_first ? 0 : (gint64) n) : (gint64) at + total_first;
	gint64 next = CLAMP (place + step, 0, (gint64) n);

	if (next == (total_first ? 0 : (gint64) n))
		return SEG_CROSS_ALL;
	return (guint) (next - total_first);
}

/* Where the totals of rows and columns meet there is no number. */
static void
go_to (SegCrossTable *table, guint row, guint column)
{
	if (row == SEG_CROSS_ALL && column == SEG_CROSS_ALL)
		return;
	table->row = row;
	table->column = column;
}

gboolean
seg_cross_table_act (SegCrossTable *table, const SegCrossSource *source, gconstpointer data, int action)
{
	guint n_rows, n_columns, row = table->row, column = table->column;

	source->size (data, &n_rows, &n_columns);
	switch (action) {
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		column = step_to (column, n_columns, action == SEG_ACTION_LEFT ? -1 : 1, source->totals_first);
		break;
	case SEG_ACTION_UP:
	case SEG_ACTION_DOWN:
		row = step_to (row, n_rows, action == SEG_ACTION_UP ? -1 : 1, source->totals_first);
		break;
	default:
		return FALSE;
	}
	go_to (table, row, column);
	return TRUE;
}

/* What a click at @at lies on: so many of @size from @first on, the total before them or behind. */
static gboolean
place_at (int at, int size, guint first, guint n, int total, gboolean total_first, guint *place)
{
	if (at < 0) {
		*place = SEG_CROSS_ALL;
		return total_first && at >= -total;
	}
	if (at / size < (int) n) {
		*place = first + (guint) (at / size);
		return TRUE;
	}
	*place = SEG_CROSS_ALL;
	return !total_first && at < (int) n * size + total;
}

gboolean
seg_cross_table_mouse (SegCrossTable *table, const SegCrossSource *source, gconstpointer data, const SegEvent *event, gboolean *open)
{
	int x = event->x - table->cells.x, y = event->y - table->cells.y;
	guint row, column;

	*open = FALSE;
	if (event->kind == SEG_EVENT_WHEEL)
		return seg_cross_table_act (table, source, data, event->amount < 0 ? SEG_ACTION_UP : SEG_ACTION_DOWN);
	if ((event->kind != SEG_EVENT_CLICK && event->kind != SEG_EVENT_DOUBLE_CLICK) || table->widths.cell == 0
	    || !place_at (x, table->widths.cell, table->first_column, table->n_columns, table->widths.total, source->totals_first, &column)
	    || !place_at (y, 1, table->first_row, table->n_rows, 1, source->totals_first, &row))
		return FALSE;
	go_to (table, row, column);
	*open = event->kind == SEG_EVENT_DOUBLE_CLICK;
	return TRUE;
}

/* Drawing ----------------------------------------------------------------------------------------------------------- */

/* Brings the cursor into the table, and the part of it in sight to the cursor. */
static void
scroll (guint *at, guint *first, guint n, guint fit)
{
	if (*at != SEG_CROSS_ALL) {
		*at = MIN (*at, MAX (n, 1) - 1);
		*first = CLAMP (*first, *at >= fit ? *at - fit + 1 : 0, *at);
	}
	*first = MIN (*first, n - fit);
}

typedef struct {
	SegCrossTable *table;
	const SegCrossSource *source;
	gconstpointer data;
	SegCells     *cells;
	SegRect       rect;
	gboolean      focused;
} Drawing;

static int
x_of (const Drawing *drawing, guint column)
{
	const SegCrossTable *table = drawing->table;
	int first = table->cells.x - drawing->rect.x;

	if (column == SEG_CROSS_ALL)
		return drawing->source->totals_first ? table->widths.name : first + (int) table->n_columns * table->widths.cell;
	return first + (int) (column - table->first_column) * table->widths.cell;
}

static int
y_of (const Drawing *drawing, guint row)
{
	const SegCrossTable *table = drawing->table;
	int first = table->cells.y - drawing->rect.y;

	if (row == SEG_CROSS_ALL)
		return drawing->source->totals_first ? first - 1 : first + (int) table->n_rows;
	return first + (int) (row - table->first_row);
}

static void
draw_place (const Drawing *drawing, guint row, guint column)
{
	const SegCrossTable *table = drawing->table;
	SegInk ink = row == SEG_CROSS_ALL || column == SEG_CROSS_ALL ? SEG_INK_MUTED : SEG_INK_NORMAL;
	g_autofree char *text = drawing->source->cell (drawing->data, row, column, &ink);
	int x = x_of (drawing, column), y = y_of (drawing, row), width = column == SEG_CROSS_ALL ? table->widths.total : table->widths.cell;

	if (text != NULL)
		seg_draw_fit (drawing->cells, drawing->rect, x, y, width - 1, SEG_ALIGN_RIGHT, ink, text);
	if (drawing->focused && row == table->row && column == table->column && y < drawing->rect.height)
		seg_draw_ink (drawing->cells, (SegRect) { drawing->rect.x + x, drawing->rect.y + y, width - 1, 1 }, SEG_INK_SELECTED);
}

static void
draw_row (const Drawing *drawing, guint row)
{
	const SegCrossTable *table = drawing->table;
	SegRect name = { drawing->rect.x, drawing->rect.y + y_of (drawing, row), MIN (table->widths.name - 1, drawing->rect.width), 1 };

	if (name.y >= drawing->rect.y + drawing->rect.height)
		return;
	if (row != SEG_CROSS_ALL)
		drawing->source->row_name (drawing->data, row, drawing->cells, name);
	else if (!drawing->source->totals_first)
		seg_draw_fit (drawing->cells, name, 0, 0, name.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, _(drawing->source->totals));
	for (guint j = 0; j < table->n_columns; j++)
		draw_place (drawing, row, table->first_column + j);
	draw_place (drawing, row, SEG_CROSS_ALL);
}

static void
draw_headings (const Drawing *drawing)
{
	const SegCrossTable *table = drawing->table;
	gboolean first = drawing->source->totals_first;

	for (guint j = 0; j < table->n_columns; j++) {
		SegRect name = { drawing->rect.x + x_of (drawing, table->first_column + j), drawing->rect.y, table->widths.cell - 1, 1 };

		drawing->source->column_name (drawing->data, table->first_column + j, drawing->cells, name);
	}
	seg_draw_fit (drawing->cells, drawing->rect, x_of (drawing, SEG_CROSS_ALL), first ? 1 : 0, table->widths.total - 1, SEG_ALIGN_RIGHT,
	              first ? SEG_INK_HEADING : SEG_INK_MUTED, _(drawing->source->totals));
}

int
seg_cross_table_draw (SegCrossTable *table, const SegCrossSource *source, gconstpointer data, SegCrossWidths widths, SegCells *cells, SegRect rect,
                      gboolean focused)
{
	Drawing drawing = { table, source, data, cells, rect, focused };
	int above = source->totals_first ? 2 : 1, left = widths.name + (source->totals_first ? widths.total : 0);
	guint n_rows, n_columns;

	source->size (data, &n_rows, &n_columns);
	table->widths = widths;
	table->n_columns = MIN ((guint) MAX ((rect.width - widths.name - widths.total) / widths.cell, 1), n_columns);
	table->n_rows = MIN ((guint) MAX (rect.height - 2, 1), n_rows);
	table->cells = (SegRect) { rect.x + left, rect.y + above, (int) table->n_columns * widths.cell, (int) table->n_rows };
	scroll (&table->column, &table->first_column, n_columns, table->n_columns);
	scroll (&table->row, &table->first_row, n_rows, table->n_rows);
	draw_headings (&drawing);
	for (guint i = 0; i < table->n_rows; i++)
		draw_row (&drawing, table->first_row + i);
	if (rect.height > 1)
		draw_row (&drawing, SEG_CROSS_ALL);
	return (int) table->n_rows + 2;
}
