/* Charts as files. They are drawn in memory first, so that the file appears complete or not at all. */
#include <config.h>
#include "paper_pen.h"

#include <segscope/error.h>
#include <segscope/out_file.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <string.h>

#define COLUMNS 100
#define LINES 30
#define MARGIN 12      /* points around the chart */
#define PNG_SCALE 2    /* pixels a point: sharp on today's screens */

#ifdef __SANITIZE_ADDRESS__
/* Fontconfig keeps a pattern of 256 bytes that nobody can give back. */
const char *__lsan_default_suppressions (void);
const char *
__lsan_default_suppressions (void)
{
	return "leak:libfontconfig\n";
}
#endif

typedef enum { SVG, PNG, PDF, N_FORMATS } Format;

/* How large a picture may be: what cairo makes of pixels, what readers of PDF open, and what browsers still show. */
static const struct {
	const char *ending;
	int columns, lines; /* cells */
} formats[N_FORMATS] = { [SVG] = { ".svg", 4000, 20000 }, [PNG] = { ".png", 2000, 1000 }, [PDF] = { ".pdf", 1700, 890 } };

static Format
format_of (const char *path)
{
	g_autofree char *lower = g_ascii_strdown (path, -1);

	for (int format = 0; format < N_FORMATS; format++)
		if (g_str_has_suffix (lower, formats[format].ending))
			return (Format) format;
	return N_FORMATS;
}

gboolean
seg_plot_is_writable (const char *path)
{
	return format_of (path) != N_FORMATS;
}

static cairo_status_t
append (void *data, const unsigned char *bytes, unsigned int n)
{
	g_byte_array_append (data, bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (Format format, GByteArray *bytes, double width, double height)
{
	cairo_surface_t *surface;

	switch (format) {
	case SVG:
		return cairo_svg_surface_create_for_stream (append, bytes, width, height);
	case PDF:
		return cairo_pdf_surface_create_for_stream (append, bytes, width, height);
	default:
		surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width * PNG_SCALE, (int) height * PNG_SCALE);
		cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
		return surface;
	}
}

/* What the picture has no room for, in words; NULL: it has all. @part: as the chart was drawn. */
static char *
find_left_out (const SegPlot *plot, const SegPlotView *part, Format format)
{
	const gsize n_rows = MAX (plot->rows->len, plot->table.n_rows), n_columns = plot->table.n_columns;
	const gsize rows = part->row_height == 1 ? (gsize) MAX (part->plot.height, 0) : n_rows;
	const gsize columns = n_columns > 0 && part->column_width > 0 ? (gsize) (part->plot.width / part->column_width) : n_columns;
	g_autofree char *shown = NULL, *all = NULL;

	if (rows >= n_rows && columns >= n_columns)
		return NULL;
	shown = seg_format_integer ((gint64) (rows < n_rows ? rows : columns));
	all = seg_format_integer ((gint64) (rows < n_rows ? n_rows : n_columns));
	return g_strdup_printf (rows < n_rows ? _("Only the first %s of %s rows: more have no room in a picture (%s)")
	                                      : _("Only the first %s of %s columns: more have no room in a picture (%s)"), shown, all, formats[format].ending);
}

/* A line of words at the foot of the paper. */
static void
note (SegPen *pen, int columns, int lines, const char *words)
{
	pen->class->text (pen, 0, lines - 1, columns, SEG_ALIGN_LEFT, SEG_INK_WARNING, words);
}

/* Returns what has no room, as find_left_out(). @is_cut: the last line is for saying so. */
static char *
draw (const SegPlot *plot, const SegPlotView *view, Format format, cairo_surface_t *surface, int columns, int lines, gboolean is_cut)
{
	cairo_t *cairo = cairo_create (surface);
	SegPaperPen pen;
	SegPlotView part;
	g_autofree char *left_out = NULL;

	seg_plot_view_init (&part, plot, FALSE);
	if (view != NULL) {
		part.x_low = view->x_low;
		part.x_high = view->x_high;
		part.y_low = view->y_low;
		part.y_high = view->y_high;
	}
	cairo_set_source_rgb (cairo, 1, 1, 1);
	cairo_paint (cairo);
	cairo_translate (cairo, MARGIN, MARGIN);
	seg_paper_pen_init (&pen, cairo, columns, is_cut ? lines - 1 : lines);
	seg_plot_draw_with (plot, &part, &pen.pen);
	left_out = find_left_out (plot, &part, format);
	if (left_out != NULL)
		note (&pen.pen, columns, lines, left_out);
	cairo_destroy (cairo);
	pango_cairo_font_map_set_default (NULL); /* the fonts of this thread, which may end */
	return g_steal_pointer (&left_out);
}

/* Rows and cells that a table has no room for on the usual sheet make it larger: a file does not scroll. TRUE: as large as it may be is too small. */
static gboolean
find_size (const SegPlot *plot, Format format, int *columns, int *lines)
{
	const gsize most_columns = (gsize) formats[format].columns, most_lines = (gsize) formats[format].lines;
	const gsize n_rows = MAX (plot->rows->len, plot->table.n_rows), wanted = 34 + plot->table.n_columns * 10;
	const int rows = (int) MIN (n_rows, most_lines) + 6;

	*columns = *columns > 0 ? *columns : MAX (COLUMNS, (int) MIN (wanted, most_columns));
	if (*lines <= 0)
		*lines = rows > 6 ? MAX (rows, 8) : LINES;
	*columns = MIN (*columns, (int) most_columns);
	*lines = MIN (*lines, (int) most_lines);
	return (n_rows > 0 && n_rows + 6 > (gsize) *lines) || (plot->table.n_columns > 0 && wanted > (gsize) *columns);
}

/* What the picture says, for those who do not see it and for search; right after the opening tag. */
static void
add_words (const SegPlot *plot, GByteArray *svg)
{
	g_autoptr (GString) text = g_string_new (NULL);
	g_autoptr (GString) lines = g_string_new (NULL);
	g_auto (GStrv) each = NULL;
	const char *tag = g_strstr_len ((char *) svg->data, svg->len, "<svg"), *end = tag != NULL ? memchr (tag, '>', svg->len - (gsize) (tag - (char *) svg->data)) : NULL;
	g_autofree char *title = seg_text_printable (plot->title), *escaped_title = g_markup_escape_text (title, -1);
	guint at;

	if (end == NULL)
		return;
	seg_plot_class (plot)->tell (plot, lines);
	each = g_strsplit (lines->str, "\n", -1);
	g_string_append_printf (text, "\n<title>%s</title>\n<desc>", escaped_title);
	for (gsize i = 0; each[i] != NULL && *each[i] != '\0'; i++) {
		g_autofree char *safe = seg_text_printable (each[i]), *escaped = g_markup_escape_text (safe, -1);

		g_string_append_printf (text, "%s\n", escaped);
	}
	g_string_append (text, "</desc>");
	at = (guint) (end + 1 - (char *) svg->data);
	g_byte_array_set_size (svg, svg->len + (guint) text->len);
	memmove (svg->data + at + text->len, svg->data + at, svg->len - text->len - at);
	memcpy (svg->data + at, text->str, text->len);
}

static GByteArray *
render (const SegPlot *plot, const SegPlotView *view, Format format, int columns, int lines, char **left_out, GError **error)
{
	const gboolean is_cut = find_size (plot, format, &columns, &lines);
	g_autoptr (GByteArray) bytes = g_byte_array_new ();
	double width = columns * SEG_PAPER_CELL_WIDTH + 2 * MARGIN, height = lines * SEG_PAPER_CELL_HEIGHT + 2 * MARGIN;
	cairo_surface_t *surface = make_surface (format, bytes, width, height);
	cairo_status_t status;

	if (format == PDF && plot->title != NULL) {
		g_autofree char *title = seg_text_printable (plot->title);

		cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
	}
	*left_out = draw (plot, view, format, surface, columns, lines, is_cut);
	if (format == PNG)
		cairo_surface_write_to_png_stream (surface, append, bytes);
	cairo_surface_finish (surface);
	status = cairo_surface_status (surface);
	cairo_surface_destroy (surface);
	if (status != CAIRO_STATUS_SUCCESS || bytes->len == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The chart could not be drawn: %s"), cairo_status_to_string (status));
		return NULL;
	}
	if (format == SVG)
		add_words (plot, bytes);
	return g_steal_pointer (&bytes);
}

static gboolean
write_file (const char *path, const GByteArray *bytes, GError **error)
{
	g_autoptr (SegFileSet) files = seg_file_set_new ();
	SegOutFile *file = seg_file_set_add (files, path, error);

	if (file == NULL || !seg_out_file_write (file, (const char *) bytes->data, bytes->len, error) || !seg_out_file_end (file, error)
	    || !seg_file_set_place (files, error))
		return FALSE;
	seg_file_set_settle (files);
	return TRUE;
}

gboolean
seg_plot_write (const SegPlot *plot, const SegPlotView *view, const char *path, int columns, int lines, GError **error)
{
	g_autofree char *left_out = NULL;

	return seg_plot_write_telling (plot, view, path, columns, lines, &left_out, error);
}

gboolean
seg_plot_write_telling (const SegPlot *plot, const SegPlotView *view, const char *path, int columns, int lines, char **left_out, GError **error)
{
	Format format = format_of (path);
	g_autoptr (GByteArray) bytes = NULL;

	*left_out = NULL;
	if (format == N_FORMATS) {
		g_autofree char *shown = g_filename_display_name (path);

		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A chart is written as its file's name ends: .svg, .png or .pdf, and %s ends in none of them"), shown);
		return FALSE;
	}
	bytes = render (plot, view, format, columns, lines, left_out, error);
	return bytes != NULL && write_file (path, bytes, error);
}
