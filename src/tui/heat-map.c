/* A heat map of correlations in terminal cells: shade for the strength, a minus before the shade (and colour) for the sign. */
#include <config.h>
#include "judging.h"

#include <math.h>

#define LABEL_LEAST 12
#define LABEL_MOST 30
#define CELL_LEAST 2
#define CELL_FIGURE 5 /* from this width on a cell holds its figure */
#define MARK_WIDTH 3  /* of the group's letters */
#define NUMBER_WIDTH 4

char *
seg_heat_map_letter (guint group)
{
	return group == 0 ? g_strdup ("") : group <= 26 ? g_strdup_printf ("%c", 'a' + (int) group - 1)
	       : g_strdup_printf ("%c%c", 'a' + (int) (group - 1) / 26 - 1, 'a' + (int) (group - 1) % 26);
}

static gunichar
shade_of (double strength, gboolean ascii)
{
	static const gunichar blocks[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 }, signs[] = { ' ', '.', 'o', 'O', '#' };
	int level = strength >= 0.9 ? 4 : strength >= 0.7 ? 3 : strength >= 0.5 ? 2 : strength >= 0.25 ? 1 : 0;

	return ascii ? signs[level] : blocks[level];
}

static SegInk
ink_of (double r)
{
	return isnan (r) || fabs (r) < 0.25 ? SEG_INK_MUTED : r > 0 ? SEG_INK_SERIES_1 : SEG_INK_SERIES_2;
}

/* ".92", "-.41", "1" */
static char *
figure_of (double r)
{
	g_autofree char *text = NULL;

	if (isnan (r))
		return g_strdup ("–");
	if (fabs (r) >= 0.995)
		return g_strdup (r > 0 ? "1.0" : "-1.0");
	text = g_strdup_printf ("%.2f", fabs (r));
	return g_strdup_printf ("%s%s", r < -0.005 ? "-" : "", text + 1);
}

static void
draw_cell (SegCells *cells, SegRect rect, double r, gboolean diagonal, gboolean selected)
{
	SegInk ink = selected ? SEG_INK_SELECTED : diagonal ? SEG_INK_MUTED : ink_of (r);
	g_autofree char *figure = NULL;

	if (rect.width >= CELL_FIGURE) {
		figure = diagonal ? g_strdup (cells->ascii ? "\\" : "╲") : figure_of (r);
		seg_draw_fit (cells, rect, 0, 0, rect.width, SEG_ALIGN_RIGHT, ink, figure);
		return;
	}
	for (int x = 0; x < rect.width; x++) {
		SegCell *cell = seg_cells_at (cells, rect.x + x, rect.y);
		gunichar shade = diagonal ? (x == rect.width - 1 ? (cells->ascii ? '\\' : 0x2572) : ' ') : shade_of (isnan (r) ? 0 : fabs (r), cells->ascii);

		if (cell == NULL)
			continue;
		*cell = (SegCell) { .character = !diagonal && x == 0 && r <= -0.25 ? '-' : shade, .ink = ink };
	}
}

/* How many places are shown from where, so that the cursor is among them. */
static gsize
first_shown (gsize n, gsize shown, gsize cursor)
{
	return n <= shown ? 0 : MIN (n - shown, cursor > shown / 2 ? cursor - shown / 2 : 0);
}

typedef struct {
	const SegHeatMap *map;
	SegCells *cells;
	SegRect   rect;
	int       label_width;
	gboolean  focused;
	gsize     n_rows, n_columns; /* shown */
	SegHeatMapPlace *place;
} Drawing;

static void
draw_numbers (const Drawing *drawing)
{
	for (gsize i = 0; i < drawing->n_columns; i++) {
		gsize at = drawing->place->first_column + i;
		gboolean here = at == drawing->map->column, narrow = drawing->place->width < 4;
		g_autofree char *number = g_strdup_printf ("%zu", at + 1);
		int width = narrow ? NUMBER_WIDTH : drawing->place->width;

		/* Side by side they could not be told apart: every fifth, and the one of the cursor where it does not touch those. */
		if (narrow && (at + 1) % 5 != 0 && (!here || (at + 1) % 5 == 1 || (at + 1) % 5 == 4))
			continue;
		seg_draw_fit (drawing->cells, drawing->rect, drawing->label_width + (int) (i + 1) * drawing->place->width - width, 0, width, SEG_ALIGN_RIGHT,
		              here ? SEG_INK_ACCENT : SEG_INK_MUTED, number);
	}
}

static void
draw_label (const Drawing *drawing, gsize place, int y)
{
	const SegHeatMap *map = drawing->map;
	gsize column = map->order->order[place];
	guint group = map->order->groups[column];
	g_autofree char *number = g_strdup_printf ("%zu", place + 1), *letter = seg_heat_map_letter (group);
	SegInk ink = place == map->row ? SEG_INK_ACCENT : place == map->column ? SEG_INK_HEADING : SEG_INK_NORMAL;

	seg_draw_fit (drawing->cells, drawing->rect, 0, y, NUMBER_WIDTH - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, number);
	seg_draw_fit (drawing->cells, drawing->rect, NUMBER_WIDTH, y, drawing->label_width - NUMBER_WIDTH - MARK_WIDTH, SEG_ALIGN_LEFT, ink,
	              map->labels[column]);
	seg_draw_fit (drawing->cells, drawing->rect, drawing->label_width - MARK_WIDTH, y, MARK_WIDTH - 1, SEG_ALIGN_RIGHT,
	              group > 0 ? seg_ink_series (group + 2) : SEG_INK_MUTED, letter);
}

static void
draw_row (const Drawing *drawing, gsize place, int y)
{
	const SegHeatMap *map = drawing->map;
	const double *row = seg_matrix_row (map->correlations, map->order->order[place]);

	draw_label (drawing, place, y);
	for (gsize i = 0; i < drawing->n_columns; i++) {
		gsize at = drawing->place->first_column + i;
		SegRect cell = { drawing->rect.x + drawing->label_width + (int) i * drawing->place->width, drawing->rect.y + y, drawing->place->width, 1 };

		draw_cell (drawing->cells, cell, row[map->order->order[at]], at == place, drawing->focused && place == map->row && at == map->column);
	}
}

static int
widest_label (const SegHeatMap *map)
{
	int widest = 0;

	for (gsize i = 0; i < map->order->n_columns; i++)
		widest = MAX (widest, seg_text_width (map->labels[i]));
	return widest;
}

void
seg_heat_map_draw (const SegHeatMap *map, SegCells *cells, SegRect rect, gboolean focused, SegHeatMapPlace *place)
{
	gsize n = map->order->n_columns;
	int label = CLAMP (widest_label (map), LABEL_LEAST, MIN (LABEL_MOST, MAX (LABEL_LEAST, rect.width / 3))) + NUMBER_WIDTH + MARK_WIDTH;
	int room = rect.width - label, width = CLAMP (room / (int) MAX (n, 1), CELL_LEAST, CELL_FIGURE + 1);
	Drawing drawing = { map, cells, rect, label, focused, 0, 0, place };

	if (room < CELL_LEAST || rect.height < 2)
		return;
	width = MIN (width, room);
	drawing.n_columns = MIN (n, (gsize) (room / width));
	drawing.n_rows = MIN (n, (gsize) rect.height - 1);
	*place = (SegHeatMapPlace) { { rect.x + label, rect.y + 1, (int) drawing.n_columns * width, (int) drawing.n_rows }, width,
	                             first_shown (n, drawing.n_rows, map->row), first_shown (n, drawing.n_columns, map->column) };
	draw_numbers (&drawing);
	for (gsize i = 0; i < drawing.n_rows; i++)
		draw_row (&drawing, place->first_row + i, (int) i + 1);
}
