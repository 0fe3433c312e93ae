/* Tables of values: the heat map, shades with the scale they are read by, and the flow, how many went from where to where. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define NAMES_MOST 30
#define CELL_LEAST 3
#define CELL_MOST 12
#define MEASURED 2500 /* cells whose values are all measured */
#define LONGEST 9.99  /* with two decimals */

typedef struct {
	SegRect cells;          /* of the table, where values stand */
	int     names, width;   /* of row names; of a cell */
	gsize   first_row, first_column, n_rows, n_columns;
	gboolean figures;       /* whether cells are wide enough for their values */
	gboolean is_flow;
} Layout;

static double
value_of (const SegPlot *plot, gsize row, gsize column)
{
	return plot->table.values[row * plot->table.n_columns + column];
}

static double
row_total (const SegPlot *plot, gsize row)
{
	double total = 0;

	for (gsize c = 0; c < plot->table.n_columns; c++)
		if (seg_plot_is_number (value_of (plot, row, c)))
			total += value_of (plot, row, c);
	return total;
}

/* How dark a cell is, 0..1: of flows its share of the row. */
static double
strength_of (const SegPlot *plot, gsize row, gsize column)
{
	const SegPlotTable *table = &plot->table;
	double value = value_of (plot, row, column), most;

	if (!seg_plot_is_number (value))
		return NAN;
	if (plot->kind == SEG_PLOT_FLOW)
		return row_total (plot, row) > 0 ? value / row_total (plot, row) : 0;
	if (table->signed_) {
		most = MAX (fabs (table->low), fabs (table->high));
		return most > 0 ? MIN (fabs (value) / most, 1) : 0;
	}
	return table->high > table->low ? CLAMP ((value - table->low) / (table->high - table->low), 0, 1) : 1;
}

static SegInk
ink_of (const SegPlot *plot, double value)
{
	return plot->table.signed_ && value < 0 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1;
}

static char *
cell_text (const SegPlot *plot, double value)
{
	if (!seg_plot_is_number (value))
		return g_strdup ("");
	if (plot->y.scale == SEG_SCALE_SHARE)
		return seg_tick_label (value, 0.01, SEG_SCALE_SHARE);
	if (plot->y.scale == SEG_SCALE_COUNT)
		return fabs (value) >= 100000 ? seg_format_compact (value) : seg_format_number (value, 0);
	return fabs (value) < 10 ? seg_format_number (value, 2) : seg_format_compact (value);
}

static int
widest_name (char *const *names)
{
	int widest = 0;

	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		widest = MAX (widest, seg_text_width (names[i]));
	return widest;
}

static int
value_width (const SegPlot *plot, double value)
{
	g_autofree char *text = cell_text (plot, value);

	return seg_text_width (text);
}

/* Of a large table the ends of its scale, and the longest there are between them, stand for all. */
static int
widest_value (const SegPlot *plot)
{
	const SegPlotTable *table = &plot->table;
	int widest = 0;

	if (table->n_rows * table->n_columns <= MEASURED) {
		for (gsize i = 0; i < table->n_rows * table->n_columns; i++)
			widest = MAX (widest, value_width (plot, table->values[i]));
		return widest;
	}
	widest = MAX (value_width (plot, table->low), value_width (plot, table->high));
	for (int sign = -1; sign <= 1; sign += 2)
		if (sign * LONGEST >= table->low && sign * LONGEST <= table->high)
			widest = MAX (widest, value_width (plot, sign * LONGEST));
	return widest;
}

static gboolean
lay_out (const SegPlot *plot, const SegPlotView *view, SegRect rect, Layout *layout)
{
	const SegPlotTable *table = &plot->table;
	int room, wanted = widest_value (plot) + 2;

	layout->is_flow = plot->kind == SEG_PLOT_FLOW;
	layout->names = MIN (widest_name (table->row_names), MIN (NAMES_MOST, rect.width / 3));
	room = rect.width - layout->names - 1;
	if (table->n_rows == 0 || table->n_columns == 0 || room < CELL_LEAST || rect.height < 3)
		return FALSE;
	layout->width = CLAMP (room / (int) MIN (table->n_columns, 1000), CELL_LEAST, MAX (CELL_MOST, wanted));
	if (layout->is_flow)
		layout->width = MIN (MAX (layout->width, wanted), room);
	layout->figures = layout->width >= wanted;
	layout->n_columns = MIN (table->n_columns, (gsize) MAX (room / layout->width, 1));
	layout->n_rows = MIN (table->n_rows, (gsize) rect.height - 2);
	layout->first_row = view != NULL ? seg_plot_first_shown (table->n_rows, layout->n_rows, view->series, view->first) : 0;
	layout->first_column = view != NULL ? seg_plot_first_shown (table->n_columns, layout->n_columns, view->point, view->first_column) : 0;
	layout->cells = (SegRect) { rect.x + layout->names + 1, rect.y + 1, (int) layout->n_columns * layout->width, (int) layout->n_rows };
	return TRUE;
}

/* Where text covers the shade, its sides still show how dark the cell is. */
static void
draw_cell (const SegPlot *plot, const Layout *layout, SegPen *pen, gsize row, gsize column, gboolean here)
{
	double value = value_of (plot, row, column), strength = strength_of (plot, row, column);
	int x = layout->cells.x + (int) (column - layout->first_column) * layout->width, y = layout->cells.y + (int) (row - layout->first_row);
	g_autofree char *text = cell_text (plot, value);
	SegInk ink = here ? SEG_INK_SELECTED : ink_of (plot, value);

	if (isnan (strength))
		pen->class->text (pen, x, y, layout->width - 1, SEG_ALIGN_CENTRE, here ? SEG_INK_SELECTED : SEG_INK_MUTED, here ? "◆" : "·");
	else
		pen->class->shade (pen, x, y, layout->width - (pen->cells != NULL ? 1 : 0.1), pen->cells != NULL ? 1 : 0.95, ink, strength);
	if (layout->figures && !isnan (strength))
		pen->class->text (pen, pen->cells != NULL ? x + 1 : x, y, layout->width - (pen->cells != NULL ? 2 : 0.1), pen->cells != NULL ? SEG_ALIGN_RIGHT : SEG_ALIGN_CENTRE,
		                  here ? SEG_INK_SELECTED : SEG_INK_NORMAL, text);
	else if (plot->table.signed_ && value < 0)
		pen->class->text (pen, x, y, 1, SEG_ALIGN_LEFT, ink, "-");
	if (here && !layout->figures && pen->cells != NULL)
		pen->class->mark (pen, x + (layout->width - 1) / 2, y, SEG_INK_SELECTED, SEG_MARK_DIAMOND);
}

static void
draw_names (const SegPlot *plot, const SegPlotView *view, const Layout *layout, SegPen *pen)
{
	gboolean cursor = view != NULL && view->cursor;

	for (gsize c = layout->first_column; c < layout->first_column + layout->n_columns; c++)
		pen->class->text (pen, layout->cells.x + (int) (c - layout->first_column) * layout->width, layout->cells.y - 1, layout->width - 1, SEG_ALIGN_LEFT,
		                  cursor && view->point == c ? SEG_INK_ACCENT : SEG_INK_MUTED, plot->table.column_names[c]);
	for (gsize r = layout->first_row; r < layout->first_row + layout->n_rows; r++)
		pen->class->text (pen, pen->area.x, layout->cells.y + (int) (r - layout->first_row), layout->names, SEG_ALIGN_LEFT,
		                  cursor && view->series == r ? SEG_INK_ACCENT : SEG_INK_NORMAL, plot->table.row_names[r]);
}

/* The value at which each shade begins; of what has signs, by size. */
static void
draw_scale (const SegPlot *plot, SegPen *pen, double x, int y, double width)
{
	const SegPlotTable *table = &plot->table;
	double low = table->signed_ || plot->kind == SEG_PLOT_FLOW ? 0 : table->low, right = x + width;
	double high = plot->kind == SEG_PLOT_FLOW ? 1 : table->signed_ ? MAX (fabs (table->low), fabs (table->high)) : table->high;
	SegPlotAxis axis = { .scale = plot->kind == SEG_PLOT_FLOW ? SEG_SCALE_SHARE : plot->y.scale };

	for (int level = 1; level <= 4; level++) {
		g_autofree char *value = seg_tick_label (low + (high - low) * (level - 1) / 4, (high - low) / 40, axis.scale), *words = g_strdup_printf (_("from %s"), value);
		int used = seg_text_width (words);

		if (x + used + 3 > right)
			return;
		pen->class->shade (pen, x, y, 1.5, pen->cells != NULL ? 1 : 0.9, SEG_INK_SERIES_1, level / 4.0);
		pen->class->text (pen, x + 2, y, used, SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
		x += used + 4;
	}
	if (table->signed_ && table->low < 0 && x + 12 < right) {
		pen->class->shade (pen, x, y, 1.5, pen->cells != NULL ? 1 : 0.9, SEG_INK_SERIES_2, 0.75);
		pen->class->text (pen, x + 2, y, right - x - 2, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("below 0 (-)"));
	} else if (plot->kind == SEG_PLOT_FLOW)
		pen->class->text (pen, x, y, right - x, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("of their row"));
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	Layout layout = { 0 };

	rect = seg_plot_draw_title (plot, view, pen, rect);
	if (!lay_out (plot, view, rect, &layout)) {
		seg_plot_no_data (pen, rect);
		return;
	}
	draw_names (plot, view, &layout, pen);
	for (gsize r = layout.first_row; r < layout.first_row + layout.n_rows; r++)
		for (gsize c = layout.first_column; c < layout.first_column + layout.n_columns; c++)
			draw_cell (plot, &layout, pen, r, c, view != NULL && view->cursor && view->series == r && view->point == c);
	draw_scale (plot, pen, rect.x, layout.cells.y + layout.cells.height, rect.width);
	if (view == NULL)
		return;
	view->plot = layout.cells;
	view->first = layout.first_row;
	view->first_column = layout.first_column;
	view->row_height = 1;
	view->column_width = layout.width;
}

static char *
words_of (const SegPlot *plot, gsize row, gsize column)
{
	double number = value_of (plot, row, column), total = row_total (plot, row);
	g_autofree char *value = seg_plot_is_number (number) ? seg_plot_value (&plot->y, number) : g_strdup (_("nothing"));
	g_autofree char *share = NULL;
	const char *from = plot->table.row_names[row], *to = plot->table.column_names[column];

	if (plot->kind != SEG_PLOT_FLOW)
		return g_strdup_printf (_("%s, %s: %s"), from, to, value);
	share = seg_format_share (total > 0 && seg_plot_is_number (number) ? number / total : NAN);
	return g_strdup_printf (_("from %s to %s: %s, %s of those from there"), from, to, value, share);
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	if (view->series >= plot->table.n_rows || view->point >= plot->table.n_columns)
		return g_strdup ("");
	return words_of (plot, view->series, view->point);
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (gsize r = 0; r < plot->table.n_rows; r++)
		for (gsize c = 0; c < plot->table.n_columns; c++) {
			g_autofree char *line = words_of (plot, r, c);

			g_string_append_printf (lines, "%s\n", line);
		}
}

const SegPlotClass seg_plot_heat_map_class = { draw, seg_plot_move_table, seg_plot_table_at, words, tell, NULL };
const SegPlotClass seg_plot_flow_class = { draw, seg_plot_move_table, seg_plot_table_at, words, tell, NULL };
