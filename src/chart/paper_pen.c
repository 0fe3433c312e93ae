/* The pen that draws on paper, through cairo, with text by pango so that Chinese finds a font. One cell is 8 x 16 points; what a kind
 * laid out for cells is drawn there with lines of any slope and bars of any length, in colours that eyes of all kinds tell apart on
 * white (Okabe and Ito 2008). */
#include <config.h>
#include "paper_pen.h"

#include <math.h>
#include <string.h>

#define FONT "Sans"
#define FONT_SIZE 11
#define HEADING_SIZE 13
#define TIGHTEST 0.75 /* text a little too wide is drawn narrower by at most this, then cut */

typedef struct { double red, green, blue; } Colour;

#define RGB(hex) { ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) & 255) / 255.0 }

static const Colour colours[SEG_N_INKS] = {
	[SEG_INK_NORMAL] = RGB (0x202020), [SEG_INK_MUTED] = RGB (0x606060), [SEG_INK_HEADING] = RGB (0x000000), [SEG_INK_ACCENT] = RGB (0x000000),
	[SEG_INK_GOOD] = RGB (0x00734f), [SEG_INK_WARNING] = RGB (0x9a6700), [SEG_INK_BAD] = RGB (0xb02a00), [SEG_INK_AXIS] = RGB (0xa0a0a0),
	[SEG_INK_SELECTED] = RGB (0x000000), [SEG_INK_SERIES_1] = RGB (0x0072b2), [SEG_INK_SERIES_2] = RGB (0xd55e00),
	[SEG_INK_SERIES_3] = RGB (0x009e73), [SEG_INK_SERIES_4] = RGB (0xcc79a7), [SEG_INK_SERIES_5] = RGB (0x785ef0),
	[SEG_INK_SERIES_6] = RGB (0x56b4e9), [SEG_INK_SERIES_7] = RGB (0xb8860b), [SEG_INK_SERIES_8] = RGB (0x707070),
};

static cairo_t *
context (SegPen *pen)
{
	return ((SegPaperPen *) pen)->cairo;
}

static void
use_ink (SegPen *pen, SegInk ink, double strength)
{
	const Colour *colour = &colours[(guint) ink < SEG_N_INKS ? ink : SEG_INK_NORMAL];

	cairo_set_source_rgba (context (pen), colour->red, colour->green, colour->blue, strength);
}

static double
points_x (double cells)
{
	return cells * SEG_PAPER_CELL_WIDTH;
}

static double
points_y (double cells)
{
	return cells * SEG_PAPER_CELL_HEIGHT;
}

static PangoLayout *
make_layout (SegPen *pen, SegInk ink, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout (context (pen));
	PangoFontDescription *font = pango_font_description_from_string (FONT);
	g_autofree char *safe = seg_text_printable (text);

	pango_font_description_set_absolute_size (font, (ink == SEG_INK_HEADING ? HEADING_SIZE : FONT_SIZE) * PANGO_SCALE);
	if (ink == SEG_INK_HEADING || ink == SEG_INK_ACCENT)
		pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description (layout, font);
	pango_layout_set_single_paragraph_mode (layout, TRUE);
	pango_layout_set_text (layout, safe, -1);
	pango_font_description_free (font);
	return layout;
}

static void
draw_text (SegPen *pen, double x, double y, double width, SegAlign align, SegInk ink, const char *text)
{
	double room = points_x (MIN (width, pen->area.x + pen->area.width - x)), narrower = 1, used;
	PangoLayout *layout;
	int wide, high;

	if (room <= 0 || text == NULL || *text == '\0' || y < pen->area.y - 0.5 || y >= pen->area.y + pen->area.height)
		return;
	layout = make_layout (pen, ink, text);
	pango_layout_get_pixel_size (layout, &wide, &high);
	if (wide > room) {
		narrower = MAX (room / wide, TIGHTEST);
		if (room / wide < TIGHTEST) {
			pango_layout_set_width (layout, (int) (room / narrower * PANGO_SCALE));
			pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
			pango_layout_get_pixel_size (layout, &wide, &high);
		}
	}
	used = wide * narrower;
	cairo_save (context (pen));
	cairo_translate (context (pen), points_x (x) + (align == SEG_ALIGN_RIGHT ? room - used : align == SEG_ALIGN_CENTRE ? (room - used) / 2 : 0),
	                 points_y (y) + (SEG_PAPER_CELL_HEIGHT - high) / 2.0);
	cairo_scale (context (pen), narrower, 1);
	use_ink (pen, ink, 1);
	pango_cairo_show_layout (context (pen), layout);
	cairo_restore (context (pen));
	g_object_unref (layout);
}

static void
clip_to (SegPen *pen, SegRect rect)
{
	cairo_save (context (pen));
	cairo_rectangle (context (pen), points_x (rect.x), points_y (rect.y), points_x (rect.width), points_y (rect.height));
	cairo_clip (context (pen));
}

static void
set_stroke (SegPen *pen, SegStroke stroke, double width)
{
	static const double dashes[] = { 6, 4 }, dots[] = { 1.5, 3 };

	cairo_set_line_width (context (pen), width);
	cairo_set_line_join (context (pen), CAIRO_LINE_JOIN_ROUND);
	if (stroke == SEG_STROKE_SOLID)
		cairo_set_dash (context (pen), NULL, 0, 0);
	else
		cairo_set_dash (context (pen), stroke == SEG_STROKE_DASHED ? dashes : dots, 2, 0);
}

static void
draw_curve (SegPen *pen, SegRect rect, const double *x, const double *y, gsize n, SegInk ink, SegStroke stroke)
{
	clip_to (pen, rect);
	for (gsize i = 0; i < n; i++)
		(i == 0 ? cairo_move_to : cairo_line_to) (context (pen), points_x (x[i]), points_y (y[i]));
	use_ink (pen, ink, 1);
	set_stroke (pen, stroke, 1.6);
	cairo_stroke (context (pen));
	cairo_restore (context (pen));
}

static void
draw_band (SegPen *pen, SegRect rect, const double *x, const double *low, const double *high, gsize n, SegInk ink)
{
	if (n == 0)
		return;
	clip_to (pen, rect);
	for (gsize i = 0; i < n; i++)
		cairo_line_to (context (pen), points_x (x[i]), points_y (high[i]));
	for (gsize i = n; i-- > 0;)
		cairo_line_to (context (pen), points_x (x[i]), points_y (low[i]));
	cairo_close_path (context (pen));
	use_ink (pen, ink, 0.18);
	cairo_fill (context (pen));
	cairo_restore (context (pen));
}

static void
fill (SegPen *pen, double x, double y, double width, double height, SegInk ink, double strength)
{
	cairo_rectangle (context (pen), points_x (x), points_y (y), points_x (width), points_y (height));
	use_ink (pen, ink, strength);
	cairo_fill (context (pen));
}

static void
draw_bar (SegPen *pen, double from, double to, double y, double height, SegInk ink)
{
	fill (pen, MIN (from, to), y, fabs (to - from), height, ink, 0.9);
}

static void
draw_column (SegPen *pen, double x, double width, double bottom, double top, SegInk ink)
{
	fill (pen, x, top, width, bottom - top, ink, 0.9);
}

static void
draw_rule (SegPen *pen, SegRect rect, gboolean across, double at, SegInk ink, SegStroke stroke)
{
	if (across) { /* axes lie along the edge of the plot */
		if (stroke == SEG_STROKE_SOLID)
			at = floor (at);
		cairo_move_to (context (pen), points_x (rect.x), points_y (at));
		cairo_line_to (context (pen), points_x (rect.x + rect.width), points_y (at));
	} else {
		if (rect.width == 1 && stroke == SEG_STROKE_SOLID)
			at = rect.x + 1;
		cairo_move_to (context (pen), points_x (at), points_y (rect.y));
		cairo_line_to (context (pen), points_x (at), points_y (rect.y + rect.height));
	}
	use_ink (pen, ink, 1);
	set_stroke (pen, stroke, 1);
	cairo_stroke (context (pen));
}

static void
mark_tick (SegPen *pen, double x, double y, SegInk ink, gboolean below)
{
	double from_x = below ? points_x (x) : points_x (x + 1), from_y = points_y (y);

	cairo_move_to (context (pen), from_x, from_y);
	cairo_line_to (context (pen), from_x - (below ? 0 : 4), from_y + (below ? 4 : 0));
	use_ink (pen, ink, 1);
	set_stroke (pen, SEG_STROKE_SOLID, 1);
	cairo_stroke (context (pen));
}

static void
draw_mark (SegPen *pen, double x, double y, SegInk ink, SegMark mark)
{
	cairo_t *cairo = context (pen);
	double size = 3.5;

	cairo_save (cairo);
	cairo_translate (cairo, points_x (x), points_y (y));
	if (mark == SEG_MARK_POINT)
		cairo_arc (cairo, 0, 0, size, 0, 2 * G_PI);
	else if (mark == SEG_MARK_SQUARE)
		cairo_rectangle (cairo, -size, -size, 2 * size, 2 * size);
	else {
		cairo_move_to (cairo, 0, -size - 1);
		cairo_line_to (cairo, size + 1, mark == SEG_MARK_DIAMOND ? 0 : size);
		cairo_line_to (cairo, mark == SEG_MARK_DIAMOND ? 0 : -size - 1, mark == SEG_MARK_DIAMOND ? size + 1 : size);
		if (mark == SEG_MARK_DIAMOND)
			cairo_line_to (cairo, -size - 1, 0);
		cairo_close_path (cairo);
	}
	use_ink (pen, ink, 1);
	cairo_fill (cairo);
	cairo_restore (cairo);
}

static void
draw_shade (SegPen *pen, double x, double y, double width, double height, SegInk ink, double strength)
{
	if (isfinite (strength) && strength > 0)
		fill (pen, x, y, width, height, ink, CLAMP (strength, 0, 1) * 0.75);
}

static void
draw_bracket (SegPen *pen, double left, double right, double top, double left_bottom, double right_bottom, SegInk ink)
{
	cairo_move_to (context (pen), points_x (left), points_y (left_bottom));
	cairo_line_to (context (pen), points_x (left), points_y (top));
	cairo_line_to (context (pen), points_x (right), points_y (top));
	cairo_line_to (context (pen), points_x (right), points_y (right_bottom));
	use_ink (pen, ink, 1);
	set_stroke (pen, SEG_STROKE_SOLID, 1);
	cairo_stroke (context (pen));
}

/* The more points lie in a place the darker it is. */
static void
draw_cloud (SegPen *pen, SegRect rect, const guint32 *counts, const guint8 *inks, guint32 fullest)
{
	int width = rect.width * pen->fine_x, height = rect.height * pen->fine_y;
	guint32 most = 1;

	(void) fullest;
	for (gsize i = 0; i < (gsize) width * (gsize) height; i++)
		most = MAX (most, counts[i]);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize at = (gsize) y * (gsize) width + (gsize) x;

			if (counts[at] > 0)
				fill (pen, rect.x + (double) x / pen->fine_x, rect.y + (double) y / pen->fine_y, 0.9 / pen->fine_x, 0.9 / pen->fine_y, (SegInk) inks[at],
				      0.45 + 0.55 * (most > 1 ? log (counts[at]) / log (most) : 1));
		}
}

static const SegPenClass paper_pen_class = {
	draw_text, draw_curve, draw_band, draw_bar, draw_column, draw_rule, mark_tick, draw_mark, draw_shade, draw_bracket, draw_cloud
};

void
seg_paper_pen_init (SegPaperPen *pen, cairo_t *cairo, int columns, int lines)
{
	*pen = (SegPaperPen) { { &paper_pen_class, { 0, 0, columns, lines }, 3, 6, NULL }, cairo };
}
