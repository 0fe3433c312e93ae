/* What the chart files share: putting single characters, blocks and dots. */
#ifndef SEG_CHART_PRIVATE_H
#define SEG_CHART_PRIVATE_H

#include <segscope/chart.h>
#include <segscope/text.h>

/** Puts one character of width 1 at (x, y) if that lies in the grid; an ASCII grid gets its nearest ASCII character. */
void seg_cells_put (SegCells *cells, int x, int y, SegInk ink, gunichar character);

/** The part of @rect that lies in the grid; width and height are never negative. */
SegRect seg_cells_clip (const SegCells *cells, SegRect rect);

/** Eighths 0..8 of a block that grows to the right, and of one that grows upward. */
gunichar seg_block_right (int eighths);
gunichar seg_block_up (int eighths);

/* A raster of 2 x 4 dots a cell. */
typedef struct {
	int     width, height; /* cells */
	guint8 *dots;          /* width * height braille patterns */
} SegBraille;

void seg_braille_init (SegBraille *braille, int width, int height);
void seg_braille_clear (SegBraille *braille);
/** Sets the dot at column @x (0..2 width - 1) and row @y (0..4 height - 1, from the top); outside is ignored. */
void seg_braille_set (SegBraille *braille, int x, int y);
/** The character of one cell: a braille pattern, or for ASCII grids '.', ':' or '*'; a space when empty. */
gunichar seg_braille_character (const SegBraille *braille, int x, int y, gboolean ascii);

#endif
