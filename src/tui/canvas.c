#include <config.h>
#include "canvas.h"

#include <segscope/settings.h>

#include <stdarg.h>
#include <string.h>

#define LEAST_REMARK 16 /* columns in which a part of it says something */
#define TALL 24 /* lines from which demo mode has room for large headings */

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

static SegTitleCover title_cover;
static gpointer title_cover_data;

void
seg_draw_cover_titles (SegTitleCover cover, gpointer data)
{
	title_cover = cover;
	title_cover_data = data;
}

/* For the last row of a room: a bar of three lines, letters apart. */
static int
draw_large_heading (SegCells *cells, SegRect rect, const char *title, const char *remark)
{
	g_autofree char *covered = title_cover != NULL ? title_cover (title, title_cover_data) : g_strdup (title), *safe = seg_text_printable (covered);
	GString *apart = g_string_new (NULL);
	SegRect inside = seg_rect_inset (seg_rect_top (rect, 3), 2, 0);

	for (const char *at = safe; *at != '\0';) {
		const gsize length = seg_text_character (at);

		g_string_append_len (apart, at, (gssize) length);
		g_string_append_c (apart, ' ');
		at += length;
	}
	for (int y = 0; y < 3; y++)
		seg_draw_clear (cells, (SegRect) { rect.x, rect.y + y, rect.width, 1 }, SEG_INK_SELECTED);
	if (remark != NULL && seg_text_width (remark) + seg_text_width (apart->str) + 4 < inside.width)
		seg_draw_right (cells, inside, 1, SEG_INK_SELECTED, remark);
	seg_draw_text (cells, inside, 0, 1, SEG_INK_SELECTED, seg_text_width (apart->str) <= inside.width ? apart->str : safe);
	g_string_free (apart, TRUE);
	return 4;
}

int
seg_draw_heading (SegCells *cells, SegRect rect, const char *title, const char *remark)
{
	int room = rect.width - seg_text_width (title) - 2; /* for the remark: the title comes first */
	int wanted = remark != NULL ? seg_text_width (remark) : 0, taken = room >= MIN (wanted, LEAST_REMARK) ? MIN (wanted, room) : 0;

	if (strcmp (seg_setting (SEG_SETTING_DEMO), "on") == 0 && rect.height >= TALL)
		return draw_large_heading (cells, rect, title, remark);
	if (taken > 0)
		seg_draw_fit (cells, rect, rect.width - taken, 0, taken, SEG_ALIGN_LEFT, SEG_INK_MUTED, remark);
	seg_draw_fit (cells, rect, 0, 0, taken > 0 ? rect.width - taken - 2 : rect.width, SEG_ALIGN_LEFT, SEG_INK_HEADING, title);
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
