/* The pen that draws into cells: curves and clouds in braille, bars in eighths of blocks, shades in four densities. An ASCII grid gets
 * what comes nearest. */
#include <config.h>
#include "plot-private.h"

#include <math.h>
#include <string.h>

static int
whole (double value)
{
	return (int) floor (CLAMP (value, -1e6, 1e6) + 1e-9);
}

static void
put (SegPen *pen, int x, int y, SegInk ink, gunichar character)
{
	const SegRect area = pen->area;

	if (x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height)
		seg_cells_put (pen->cells, x, y, ink, character);
}

/* Whether nothing but shading stands there. */
static gboolean
is_free (SegPen *pen, int x, int y)
{
	const SegCell *cell = seg_cells_at (pen->cells, x, y);

	return cell != NULL && (cell->character == ' ' || cell->character == 0x2591 || (pen->cells->ascii && cell->character == '.'));
}

static void
draw_text (SegPen *pen, double x, double y, double width, SegAlign align, SegInk ink, const char *text)
{
	int line = whole (y), from = MAX (whole (x), pen->area.x), room = MIN (whole (x + width), pen->area.x + pen->area.width) - from, used;

	if (room <= 0 || line < pen->area.y || line >= pen->area.y + pen->area.height)
		return;
	used = MIN (seg_text_width (text), room);
	from += align == SEG_ALIGN_RIGHT ? room - used : align == SEG_ALIGN_CENTRE ? (room - used) / 2 : 0;
	seg_cells_text (pen->cells, from, line, used, ink, text);
}

/* Liang and Barsky: the part of a line that lies in @rect. FALSE: none. */
static gboolean
cut_line (SegRect rect, double *x0, double *y0, double *x1, double *y1)
{
	double dx = *x1 - *x0, dy = *y1 - *y0, from = 0, to = 1;
	double slopes[] = { -dx, dx, -dy, dy };
	double room[] = { *x0 - rect.x, rect.x + rect.width - *x0, *y0 - rect.y, rect.y + rect.height - *y0 };

	for (int side = 0; side < 4; side++) {
		if (slopes[side] == 0 && room[side] < 0)
			return FALSE;
		if (slopes[side] < 0)
			from = MAX (from, room[side] / slopes[side]);
		else if (slopes[side] > 0)
			to = MIN (to, room[side] / slopes[side]);
	}
	if (from > to)
		return FALSE;
	*x1 = *x0 + to * dx;
	*y1 = *y0 + to * dy;
	*x0 += from * dx;
	*y0 += from * dy;
	return TRUE;
}

static gboolean
is_gap (SegStroke stroke, int step)
{
	return stroke == SEG_STROKE_DASHED ? step % 8 >= 5 : stroke == SEG_STROKE_DOTTED && step % 3 != 0;
}

/* @step counts on from line to line, so that dashes do. */
static void
stroke_line (SegBraille *braille, SegStroke stroke, double x0, double y0, double x1, double y1, int *step)
{
	int from_x = whole (x0 * 2), from_y = whole (y0 * 4), to_x = whole (x1 * 2), to_y = whole (y1 * 4);
	int steps = MAX (MAX (ABS (to_x - from_x), ABS (to_y - from_y)), 1);

	for (int i = 0; i <= steps; i++, (*step)++) {
		double part = (double) i / steps;

		if (!is_gap (stroke, *step))
			seg_braille_set (braille, from_x + (int) lround (part * (to_x - from_x)), from_y + (int) lround (part * (to_y - from_y)));
	}
}

static void
copy_braille (SegPen *pen, SegRect rect, const SegBraille *braille, SegInk ink)
{
	for (int y = 0; y < braille->height; y++)
		for (int x = 0; x < braille->width; x++) {
			gunichar c = seg_braille_character (braille, x, y, pen->cells->ascii);

			if (c != ' ') /* in ASCII dots are shades: a curve has a sign of its own */
				put (pen, rect.x + x, rect.y + y, ink, pen->cells->ascii ? '*' : c);
		}
}

static void
draw_curve (SegPen *pen, SegRect rect, const double *x, const double *y, gsize n, SegInk ink, SegStroke stroke)
{
	SegBraille braille;
	int step = 0;

	seg_braille_init (&braille, rect.width, rect.height);
	for (gsize i = 0; i < n; i++) {
		double x0 = x[i > 0 ? i - 1 : 0], y0 = y[i > 0 ? i - 1 : 0], x1 = x[i], y1 = y[i];

		if (cut_line (rect, &x0, &y0, &x1, &y1))
			stroke_line (&braille, n == 1 ? SEG_STROKE_SOLID : stroke, x0 - rect.x, y0 - rect.y, x1 - rect.x, y1 - rect.y, &step);
	}
	copy_braille (pen, rect, &braille, ink);
	seg_braille_clear (&braille);
}

/* The value of the curve over @at. */
static double
value_at (const double *x, const double *y, gsize n, double at)
{
	for (gsize i = 1; i < n; i++)
		if (at <= x[i])
			return x[i] > x[i - 1] ? y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]) : y[i];
	return y[n - 1];
}

static void
draw_band (SegPen *pen, SegRect rect, const double *x, const double *low, const double *high, gsize n, SegInk ink)
{
	for (int column = 0; column < rect.width && n > 0; column++) {
		double at = CLAMP (rect.x + column + 0.5, x[0], x[n - 1]);
		int top, bottom;

		if (fabs (at - (rect.x + column + 0.5)) > 0.5)
			continue;
		top = whole (value_at (x, high, n, at));
		bottom = whole (value_at (x, low, n, at));
		for (int y = MAX (top, rect.y); y <= bottom && y < rect.y + rect.height; y++)
			if (is_free (pen, rect.x + column, y))
				put (pen, rect.x + column, y, ink, 0x2591);
	}
}

/* To the right in eighths; to the left in halves, which is all that blocks offer. */
static void
draw_bar (SegPen *pen, double from, double to, double y, double height, SegInk ink)
{
	int lines = MAX ((int) lround (height), 1), top = whole (y);

	for (int line = top; line < top + lines; line++) {
		int start = whole (from), eighths = (int) lround ((to - from) * 8);

		if (to >= from)
			for (int i = 0; eighths > 0 && i < pen->cells->width; i++, eighths -= 8)
				put (pen, start + i, line, ink, seg_block_right (eighths));
		else
			for (double left = from - to, i = 1; left >= 0.25 && i <= pen->cells->width; i++, left -= 1)
				put (pen, start - (int) i, line, ink, left >= 0.75 ? 0x2588 : 0x2590);
	}
}

static void
draw_column (SegPen *pen, double x, double width, double bottom, double top, SegInk ink)
{
	int eighths = (int) lround ((bottom - top) * 8), from = whole (x), to = MAX (whole (x + width), from + 1);

	if (bottom - top > 0 && eighths == 0)
		eighths = 1;
	for (int row = whole (bottom) - 1; eighths > 0 && row >= pen->area.y; row--, eighths -= 8)
		for (int column = from; column < to; column++)
			put (pen, column, row, ink, seg_block_up (eighths));
}

static void
draw_rule (SegPen *pen, SegRect rect, gboolean across, double at, SegInk ink, SegStroke stroke)
{
	int place = whole (at), n = across ? rect.width : rect.height;
	gunichar character = across ? (stroke == SEG_STROKE_SOLID ? 0x2500 : 0x2504) : stroke == SEG_STROKE_SOLID ? 0x2502 : 0x250A;

	if (pen->cells->ascii)
		character = across ? '-' : stroke == SEG_STROKE_SOLID ? '|' : ':';
	for (int i = 0; i < n; i++) {
		int x = across ? rect.x + i : place, y = across ? place : rect.y + i;

		if (is_free (pen, x, y))
			put (pen, x, y, ink, character);
	}
}

static void
mark_tick (SegPen *pen, double x, double y, SegInk ink, gboolean below)
{
	put (pen, whole (x), whole (y), ink, pen->cells->ascii ? '+' : below ? 0x252C : 0x2524);
}

static void
draw_mark (SegPen *pen, double x, double y, SegInk ink, SegMark mark)
{
	static const gunichar marks[SEG_N_MARKS] = { 0x25CF, 0x25C6, 0x25B2, 0x25A0 };
	static const char plain[SEG_N_MARKS] = { 'O', 'X', 'A', '#' };

	put (pen, whole (x), whole (y), ink, pen->cells->ascii ? (gunichar) plain[mark] : marks[mark]);
}

static void
draw_shade (SegPen *pen, double x, double y, double width, double height, SegInk ink, double strength)
{
	static const gunichar shades[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 };
	static const char plain[] = " .oO#";
	int level = isfinite (strength) ? CLAMP ((int) ceil (strength * 4 - 1e-9), 0, 4) : 0;

	for (int row = whole (y); row < whole (y + height); row++)
		for (int column = whole (x); column < whole (x + width); column++)
			put (pen, column, row, ink, pen->cells->ascii ? (gunichar) plain[level] : shades[level]);
}

static void
draw_bracket (SegPen *pen, double left, double right, double top, double left_bottom, double right_bottom, SegInk ink)
{
	int x[] = { whole (left), whole (right) }, ends[] = { whole (left_bottom), whole (right_bottom) }, y = whole (top);
	gboolean ascii = pen->cells->ascii;

	for (int side = 0; side < 2; side++)
		for (int row = y + 1; row <= ends[side]; row++)
			put (pen, x[side], row, ink, ascii ? '|' : 0x2502);
	for (int column = x[0] + 1; column < x[1]; column++)
		put (pen, column, y, ink, ascii ? '-' : 0x2500);
	put (pen, x[0], y, ink, ascii ? '+' : x[0] == x[1] ? 0x2502 : 0x256D);
	if (x[1] > x[0])
		put (pen, x[1], y, ink, ascii ? '+' : 0x256E);
}

/* What most of the points of a cell are; those of no series only where nothing else is. */
static SegInk
ink_of_cell (const guint32 *by_ink)
{
	int best = SEG_INK_MUTED;

	for (int ink = 0; ink < SEG_N_INKS; ink++)
		if (by_ink[ink] > 0 && (by_ink[best] == 0 || (ink != SEG_INK_MUTED && (best == SEG_INK_MUTED || by_ink[ink] > by_ink[best]))))
			best = ink;
	return (SegInk) best;
}

/* Where no cell is crowded, dots; else what lies in a cell is shaded, in steps that double, as far as the fullest one goes.
 * @least: the fewest points of each shade. */
static void
draw_cloud_cell (SegPen *pen, int x, int y, const guint32 *counts, const guint8 *inks, int stride, const guint32 *least)
{
	static const gunichar shades[] = { 0x2591, 0x2592, 0x2593, 0x2588 };
	static const char plain[] = ".oO#";
	guint8 dots = 0;
	SegBraille braille = { 1, 1, &dots };
	guint32 total = 0, by_ink[SEG_N_INKS] = { 0 };

	for (int i = 0; i < 8; i++) {
		int at = i / 2 * stride + i % 2;

		if (counts[at] == 0)
			continue;
		seg_braille_set (&braille, i % 2, i / 2);
		total += counts[at];
		by_ink[inks[at]] += counts[at];
	}
	if (least != NULL && total > SEG_CLOUD_SINGLE) {
		int level = total >= least[3] ? 3 : total >= least[2] ? 2 : total >= least[1] ? 1 : 0;

		put (pen, x, y, ink_of_cell (by_ink), pen->cells->ascii ? (gunichar) plain[level] : shades[level]);
	} else if (total > 0)
		put (pen, x, y, ink_of_cell (by_ink), seg_braille_character (&braille, 0, 0, pen->cells->ascii));
}

static void
draw_cloud (SegPen *pen, SegRect rect, const guint32 *counts, const guint8 *inks, guint32 fullest)
{
	int stride = rect.width * pen->fine_x;
	guint32 least[4];

	for (int level = 0; level < 4; level++)
		least[level] = seg_cloud_least (level, fullest);
	for (int y = 0; y < rect.height; y++)
		for (int x = 0; x < rect.width; x++) {
			gsize at = (gsize) (y * pen->fine_y) * (gsize) stride + (gsize) (x * pen->fine_x);

			draw_cloud_cell (pen, rect.x + x, rect.y + y, counts + at, inks + at, stride, fullest > SEG_CLOUD_CROWDED ? least : NULL);
		}
}

static const SegPenClass cell_pen_class = {
	draw_text, draw_curve, draw_band, draw_bar, draw_column, draw_rule, mark_tick, draw_mark, draw_shade, draw_bracket, draw_cloud
};

void
seg_cell_pen_init (SegPen *pen, SegCells *cells, SegRect rect)
{
	*pen = (SegPen) { &cell_pen_class, seg_cells_clip (cells, rect), 2, 4, cells };
}
