/* A raster of 2 x 4 dots a cell, drawn with braille patterns. */
#include <config.h>
#include "chart-private.h"

void
seg_braille_init (SegBraille *braille, int width, int height)
{
	braille->width = MAX (width, 0);
	braille->height = MAX (height, 0);
	braille->dots = g_new0 (guint8, (gsize) braille->width * (gsize) braille->height + 1);
}

void
seg_braille_clear (SegBraille *braille)
{
	g_clear_pointer (&braille->dots, g_free);
}

void
seg_braille_set (SegBraille *braille, int x, int y)
{
	static const guint8 bits[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

	if (x >= 0 && y >= 0 && x < 2 * braille->width && y < 4 * braille->height)
		braille->dots[(y / 4) * braille->width + x / 2] |= bits[y % 4][x % 2];
}

static int
count_bits (guint8 pattern)
{
	int n = 0;

	for (; pattern != 0; pattern = (guint8) (pattern & (pattern - 1)))
		n++;
	return n;
}

gunichar
seg_braille_character (const SegBraille *braille, int x, int y, gboolean ascii)
{
	guint8 pattern = braille->dots[y * braille->width + x];
	int n = count_bits (pattern);

	if (pattern == 0)
		return ' ';
	if (!ascii)
		return 0x2800u + pattern;
	return n <= 2 ? '.' : n <= 5 ? ':' : '*';
}
