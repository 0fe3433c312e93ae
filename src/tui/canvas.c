#include <config.h>
#include "canvas.h"

#include <stdarg.h>

int
seg_draw_text (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const char *text)
{
	if (y < 0 || y >= rect.height || x < 0 || x >= rect.width)
		return 0;
	return seg_cells_text (cells, rect.x + x, rect.y + y, rect.width - x, ink, text);
}

void
seg_draw_fit (SegCells *cells, SegRect rect, int x, int y, int width, SegAlign align, SegInk ink, const char *text)
{
	g_autofree char *fitted = seg_text_fit (text, MAX (width, 0), align);

	seg_draw_text (cells, rect, x, y, ink, fitted);
}

int
seg_draw_format (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start (arguments, format);
	text = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	return seg_draw_text (cells, rect, x, y, ink, text);
}

int
seg_draw_right (SegCells *cells, SegRect rect, int y, SegInk ink, const char *text)
{
	int width = MIN (seg_text_width (text), rect.width);

	seg_draw_text (cells, rect, rect.width - width, y, ink, text);
	return width;
}

int
seg_draw_paragraph (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const char *text)
{
	g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);
	int n = 0;

	for (guint i = 0; paragraphs[i] != NULL; i++) {
		g_auto (GStrv) lines = seg_text_wrap (paragraphs[i], MAX (rect.width - x, 1));

		for (guint j = 0; lines[j] != NULL; j++)
			seg_draw_text (cells, rect, x, y + n++, ink, lines[j]);
	}
	return MAX (n, 1);
}

/* A line of the same character, through the door that knows about ASCII. */
static void
draw_run (SegCells *cells, SegRect rect, int x, int y, int width, const char *character)
{
	for (int i = 0; i < width; i++)
		seg_draw_text (cells, rect, x + i, y, SEG_INK_AXIS, character);
}

void
seg_draw_rule (SegCells *cells, SegRect rect, int y)
{
	draw_run (cells, rect, 0, y, rect.width, "─");
}

int
seg_draw_heading (SegCells *cells, SegRect rect, const char *title, const char *remark)
{
	int room = rect.width;

	if (remark != NULL && seg_text_width (remark) + 8 < rect.width)
		room -= seg_draw_right (cells, rect, 0, SEG_INK_MUTED, remark) + 2;
	seg_draw_fit (cells, rect, 0, 0, room, SEG_ALIGN_LEFT, SEG_INK_HEADING, title);
	seg_draw_rule (cells, rect, 1);
	return 2;
}

void
seg_draw_clear (SegCells *cells, SegRect rect, SegInk ink)
{
	g_autofree char *spaces = g_strnfill ((gsize) MAX (rect.width, 0), ' ');

	for (int y = 0; y < rect.height; y++)
		seg_draw_text (cells, rect, 0, y, ink, spaces);
}

void
seg_draw_ink (SegCells *cells, SegRect rect, SegInk ink)
{
	for (int y = 0; y < rect.height; y++)
		for (int x = 0; x < rect.width; x++) {
			SegCell *cell = seg_cells_at (cells, rect.x + x, rect.y + y);

			if (cell != NULL)
				cell->ink = ink;
		}
}

void
seg_draw_frame (SegCells *cells, SegRect rect, const char *title)
{
	seg_draw_clear (cells, rect, SEG_INK_NORMAL);
	draw_run (cells, rect, 1, 0, rect.width - 2, "─");
	draw_run (cells, rect, 1, rect.height - 1, rect.width - 2, "─");
	for (int y = 1; y < rect.height - 1; y++) {
		seg_draw_text (cells, rect, 0, y, SEG_INK_AXIS, "│");
		seg_draw_text (cells, rect, rect.width - 1, y, SEG_INK_AXIS, "│");
	}
	seg_draw_text (cells, rect, 0, 0, SEG_INK_AXIS, "┌");
	seg_draw_text (cells, rect, rect.width - 1, 0, SEG_INK_AXIS, "┐");
	seg_draw_text (cells, rect, 0, rect.height - 1, SEG_INK_AXIS, "└");
	seg_draw_text (cells, rect, rect.width - 1, rect.height - 1, SEG_INK_AXIS, "┘");
	if (title != NULL && rect.width > 6) {
		g_autofree char *spaced = g_strdup_printf (" %s ", title);
		SegRect edge = { rect.x + 2, rect.y, rect.width - 4, 1 };

		seg_draw_text (cells, edge, 0, 0, SEG_INK_HEADING, spaced);
	}
}

SegRect
seg_rect_below (SegRect rect, int lines)
{
	lines = CLAMP (lines, 0, MAX (rect.height, 0));
	return (SegRect) { rect.x, rect.y + lines, rect.width, rect.height - lines };
}

SegRect
seg_rect_top (SegRect rect, int lines)
{
	return (SegRect) { rect.x, rect.y, rect.width, CLAMP (lines, 0, MAX (rect.height, 0)) };
}

SegRect
seg_rect_inset (SegRect rect, int x, int y)
{
	return (SegRect) { rect.x + x, rect.y + y, MAX (rect.width - 2 * x, 0), MAX (rect.height - 2 * y, 0) };
}

SegRect
seg_rect_split (SegRect rect, int x, SegRect *right)
{
	x = CLAMP (x, 0, MAX (rect.width, 0));
	if (right != NULL)
		*right = (SegRect) { rect.x + x, rect.y, rect.width - x, rect.height };
	return (SegRect) { rect.x, rect.y, x, rect.height };
}

gboolean
seg_rect_contains (SegRect rect, int x, int y)
{
	return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}
