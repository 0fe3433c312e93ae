/* Bars that stand in lists: from the left, and around an average. */
#include <config.h>
#include "chart-private.h"

#include <math.h>

void
seg_chart_bar (SegCells *cells, int x, int y, int width, double share, SegInk ink)
{
	double eighths = isfinite (share) ? CLAMP (share, 0, 1) * 8 * MAX (width, 0) : 0;
	int n = share > 0 ? MAX ((int) lround (eighths), 1) : 0;

	for (int i = 0; i < width && n > 0; i++, n -= 8)
		seg_cells_put (cells, x + i, y, ink, seg_block_right (n));
}

/* The part of the half bar that an index fills: log 4 is the whole of it. */
static double
index_part (double index)
{
	double part = log (CLAMP (index, 25, 400) / 100) / log (4);

	return CLAMP (part, -1, 1);
}

void
seg_chart_index_bar (SegCells *cells, int x, int y, int width, double index)
{
	seg_chart_signed_bar (cells, x, y, width, isnan (index) ? 0 : index_part (index), SEG_INK_SERIES_1, SEG_INK_SERIES_2);
}

void
seg_chart_signed_bar (SegCells *cells, int x, int y, int width, double part, SegInk above, SegInk below)
{
	int axis = x + width / 2, room = width > 0 ? (width - 1) / 2 : 0;

	if (width < 1)
		return;
	seg_cells_put (cells, axis, y, SEG_INK_AXIS, 0x2503);
	if (part > 0)
		seg_chart_bar (cells, axis + 1, y, room, part, above);
	for (int i = 0; part < 0 && i < room; i++) {
		double filled = -part * room - i; /* blocks that grow to the left come in whole and half */

		if (filled >= 0.25)
			seg_cells_put (cells, axis - 1 - i, y, below, filled >= 0.75 ? 0x2588 : 0x2590);
	}
}
