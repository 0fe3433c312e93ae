/* The grid of cells: the one door through which text reaches a screen. Whatever is written is made safe (no control
 * character, no broken UTF-8), measured in cells and clipped here, once. */
#include <config.h>
#include "chart-private.h"

#include <glib/gi18n.h>

SegInk
seg_ink_series (guint number)
{
	return SEG_INK_SERIES_1 + (number + 7) % 8;
}

SegCells *
seg_cells_new (int width, int height)
{
	SegCells *cells = g_new0 (SegCells, 1);
	gsize n;

	cells->width = MAX (width, 0);
	cells->height = MAX (height, 0);
	n = (gsize) cells->width * (gsize) cells->height;
	cells->cells = g_new (SegCell, n);
	for (gsize i = 0; i < n; i++)
		cells->cells[i] = (SegCell) { .character = ' ', .ink = SEG_INK_NORMAL };
	return cells;
}

void
seg_cells_free (SegCells *cells)
{
	if (cells == NULL)
		return;
	g_free (cells->cells);
	g_free (cells);
}

SegCell *
seg_cells_at (SegCells *cells, int x, int y)
{
	if (x < 0 || y < 0 || x >= cells->width || y >= cells->height)
		return NULL;
	return &cells->cells[(gsize) y * (gsize) cells->width + (gsize) x];
}

void
seg_cell_set (SegCell *cell, gunichar character)
{
	*cell = (SegCell) { .character = character, .ink = cell->ink };
}

/* What stands for a symbol where only ASCII may be drawn. */
static gunichar
ascii_of (gunichar c)
{
	static const struct { gunichar from, to; } symbols[] = {
		{ 0x2500, '-' }, { 0x2502, '|' }, { 0x25CF, '*' }, { 0x25D0, '~' }, { 0x25CB, '-' }, { 0x25B8, '>' },
		{ 0x25B2, '^' }, { 0x25BC, 'v' }, { 0x25B0, '#' }, { 0x25B1, '.' }, { 0x25A0, '#' }, { 0x00B7, '.' },
		{ 0x2026, '~' }, { 0x2013, '-' }, { 0x2014, '-' }, { 0x2212, '-' }, { 0x00D7, 'x' }, { 0x2190, '<' },
		{ 0x2191, '^' }, { 0x2192, '>' }, { 0x2193, 'v' }, { 0x2503, '|' }, { 0x2018, '\'' }, { 0x2019, '\'' },
		{ 0x201C, '"' }, { 0x201D, '"' }, { 0x00A0, ' ' }, { 0x2265, '>' }, { 0x2264, '<' }, { 0x25C6, '+' },
		{ 0x250A, ':' }, { 0x2591, '.' }, { 0x2592, ':' }, { 0x2593, '%' }, { 0x2611, 'x' }, { 0x2610, '-' },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
		if (symbols[i].from == c)
			return symbols[i].to;
	if (c >= 0x2581 && c <= 0x2588)
		return c < 0x2583 ? '.' : c < 0x2586 ? ':' : '#';
	if (c >= 0x2589 && c <= 0x258F)
		return c > 0x258C ? ' ' : '#';
	if (c == 0x2590) /* right half block */
		return '#';
	return c >= 0x2500 && c <= 0x257F ? '+' : '?';
}

/* Wide characters are two cells: whoever overwrites one half blanks the other. */
static void
break_wide (SegCells *cells, int x, int y)
{
	SegCell *cell = seg_cells_at (cells, x, y), *next = seg_cells_at (cells, x + 1, y);

	if (cell->character == 0 && x > 0)
		seg_cell_set (seg_cells_at (cells, x - 1, y), ' ');
	if (next != NULL && next->character == 0)
		seg_cell_set (next, ' ');
}

static void
set_cell (SegCells *cells, int x, int y, SegInk ink, gunichar character)
{
	break_wide (cells, x, y);
	*seg_cells_at (cells, x, y) = (SegCell) { .character = character, .ink = ink };
}

void
seg_cells_put (SegCells *cells, int x, int y, SegInk ink, gunichar character)
{
	if (seg_cells_at (cells, x, y) == NULL)
		return;
	set_cell (cells, x, y, ink, cells->ascii && character >= 0x80 ? ascii_of (character) : character);
}

/* Writes one character of @width cells; a wide one that would be cut by the left edge becomes a space. */
static void
write_character (SegCells *cells, int x, int y, SegInk ink, gunichar c, int width)
{
	gboolean left = seg_cells_at (cells, x, y) != NULL, right = seg_cells_at (cells, x + 1, y) != NULL;

	if (cells->ascii && c >= 0x80)
		c = ascii_of (c);
	if (width == 1 || c < 0x80) {
		for (int i = 0; i < width; i++)
			seg_cells_put (cells, x + i, y, ink, c);
		return;
	}
	if (left)
		set_cell (cells, x, y, ink, right ? c : ' ');
	if (right)
		set_cell (cells, x + 1, y, ink, left ? 0 : ' ');
}

/* On the character that was written last, which begins in cell @x. */
static void
write_mark (SegCells *cells, int x, int y, gunichar mark)
{
	SegCell *cell = seg_cells_at (cells, x, y);

	if (cell == NULL || cells->ascii || cell->character == 0 || !seg_text_is_mark (mark, cell->character))
		return;
	for (guint i = 0; i < SEG_CELL_MARKS; i++)
		if (cell->marks[i] == 0) {
			cell->marks[i] = mark;
			return;
		}
}

int
seg_cells_text (SegCells *cells, int x, int y, int width, SegInk ink, const char *text)
{
	g_autofree char *valid = NULL, *composed = NULL, *safe = NULL;
	int used = 0, last = -1;

	width = MIN (width, cells->width - x);
	if (text == NULL || width <= 0 || y < 0 || y >= cells->height)
		return 0;
	/* Accents written as marks are joined to their letter where there is one character for both: some fonts show nothing better. */
	valid = g_utf8_make_valid (text, -1);
	composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	safe = seg_text_clip (composed, width);
	for (const char *at = safe; *at != '\0'; at = g_utf8_next_char (at)) {
		gunichar c = g_utf8_get_char (at);
		int cell_width = seg_text_char_width (c);

		if (cell_width > 0) {
			write_character (cells, x + used, y, ink, c, cell_width);
			last = x + used;
		} else if (last >= 0)
			write_mark (cells, last, y, c);
		used += cell_width;
	}
	return used;
}

char *
seg_cells_line (const SegCells *cells, int y)
{
	GString *line = g_string_new (NULL);

	for (int x = 0; y >= 0 && y < cells->height && x < cells->width; x++) {
		const SegCell *cell = &cells->cells[(gsize) y * (gsize) cells->width + (gsize) x];

		if (cell->character != 0)
			g_string_append_unichar (line, cell->character);
		for (guint i = 0; i < SEG_CELL_MARKS && cell->marks[i] != 0; i++)
			g_string_append_unichar (line, cell->marks[i]);
	}
	while (line->len > 0 && line->str[line->len - 1] == ' ')
		g_string_truncate (line, line->len - 1);
	return g_string_free (line, FALSE);
}

SegRect
seg_cells_clip (const SegCells *cells, SegRect rect)
{
	int right = MIN (rect.x + rect.width, cells->width), bottom = MIN (rect.y + rect.height, cells->height);
	SegRect clipped = { MAX (rect.x, 0), MAX (rect.y, 0), 0, 0 };

	clipped.width = MAX (right - clipped.x, 0);
	clipped.height = MAX (bottom - clipped.y, 0);
	return clipped;
}

gunichar
seg_block_right (int eighths)
{
	return eighths <= 0 ? ' ' : 0x2590u - (gunichar) MIN (eighths, 8);
}

gunichar
seg_block_up (int eighths)
{
	return eighths <= 0 ? ' ' : 0x2580u + (gunichar) MIN (eighths, 8);
}
