/* A band of silhouettes a segment, as high as its share of the users allows; in a band they fall from top to bottom, each row the mean
 * of its slice. To the right of zero lie those who fit their segment, to the left those who would be better placed elsewhere.
 *
 * Of each band the counts and sums in LEVELS steps from 1 down to -1 are kept, finer than any screen shows: a million users cost as
 * little to draw as a hundred. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LEVELS 1024
#define NAMES_MOST 24
#define NUMBER_WIDTH 2
#define USERS_WIDTH 7
#define MEAN_WIDTH 6
#define COLUMNS_FOR_FIGURES 40
#define LINES_FOR_HEADING 10

struct SegPlotBand {
	gint64  n, n_below; /* users; those below 0 */
	double  sum, low, high;
	guint32 counts[LEVELS];
	double  sums[LEVELS];
};

typedef struct SegPlotBand Band;

static void
add_width (Band *band, double width)
{
	int level;

	width = CLAMP (width, -1, 1);
	level = MIN ((int) ((1 - width) / 2 * LEVELS), LEVELS - 1);
	band->low = band->n > 0 ? MIN (band->low, width) : width;
	band->high = band->n > 0 ? MAX (band->high, width) : width;
	band->n++;
	band->n_below += width < 0;
	band->sum += width;
	band->counts[level]++;
	band->sums[level] += width;
}

Band *
seg_plot_bands_new (const double *widths, const gint32 *labels, gsize n, guint k)
{
	Band *bands = g_new0 (Band, k + 1);

	for (gsize i = 0; i < n; i++)
		if (labels[i] >= 0 && (guint) labels[i] < k && isfinite (widths[i]))
			add_width (&bands[labels[i]], widths[i]);
	return bands;
}

/* Of the @n highest. */
static double
sum_of_highest (const Band *band, gint64 n)
{
	double sum = 0;

	for (int level = 0; level < LEVELS && n > 0; level++) {
		gint64 taken = MIN (n, (gint64) band->counts[level]);

		if (taken > 0)
			sum += band->sums[level] * ((double) taken / band->counts[level]);
		n -= taken;
	}
	return sum;
}

static double
slice_mean (const Band *band, int row, int rows)
{
	gint64 first = row * band->n / rows, last = MAX ((row + 1) * band->n / rows, first + 1);

	return (sum_of_highest (band, last) - sum_of_highest (band, first)) / (double) (last - first);
}

/* Whole tenths around all widths and 0. FALSE: there are none. */
static gboolean
find_range (const SegPlot *plot, double *low, double *high)
{
	gint64 n = 0;

	*low = *high = 0;
	for (guint c = 0; c < plot->silhouette.k; c++) {
		const Band *band = &plot->silhouette.bands[c];

		*low = MIN (*low, band->low);
		*high = MAX (*high, band->high);
		n += band->n;
	}
	*low = floor (*low * 10) / 10;
	*high = MAX (ceil (*high * 10) / 10, 0.1);
	return n > 0;
}

/* Rows of each band: at least one, the rest by size; bands that find no room get none. Returns the lines between two. */
static int
share_rows (const SegPlot *plot, int height, int *band_rows)
{
	int k = (int) plot->silhouette.k, gap = height >= 3 * k ? 1 : 0, rows = height - gap * (k - 1), spare = MAX (rows - k, 0), given = 0;
	gint64 total = 0, before = 0;

	for (int c = 0; c < k; c++)
		total += plot->silhouette.bands[c].n;
	for (int c = 0; c < k; c++) {
		int upto;

		before += plot->silhouette.bands[c].n;
		upto = total > 0 ? (int) ((double) spare * (double) before / (double) total + 0.5) : 0;
		band_rows[c] = c < rows ? 1 + upto - given : 0;
		given = upto;
	}
	return gap;
}

static char *
band_name (const SegPlot *plot, const SegPlotView *view, guint c)
{
	return view != NULL && view->unnamed ? g_strdup_printf ("%u", c + 1) : seg_plot_group_name (plot, c);
}

static char *
users_words (const Band *band)
{
	return band->n < 100000 ? seg_format_integer (band->n) : seg_format_compact ((double) band->n);
}

static char *
mean_words (const Band *band)
{
	return seg_format_number (band->n > 0 ? band->sum / (double) band->n : NAN, 2);
}

/* Drawing ------------------------------------------------------------------------------------------------------------------------- */

/* From the left: names, users and mean of each band, the bars. */
typedef struct {
	SegPlotFrame frame;
	int      names; /* columns */
	gboolean figures, heading;
	int      below; /* lines of the axis and the mean */
} Layout;

static int
names_width (const SegPlot *plot, const SegPlotView *view, int most)
{
	int widest = NUMBER_WIDTH;

	for (guint c = 0; c < plot->silhouette.k; c++) {
		g_autofree char *name = band_name (plot, view, c);

		widest = MAX (widest, seg_text_width (name));
	}
	return MIN (widest, most);
}

static void
lay_out (const SegPlot *plot, const SegPlotView *view, SegRect rect, Layout *layout)
{
	int left;

	layout->figures = rect.width >= COLUMNS_FOR_FIGURES;
	layout->heading = layout->figures && rect.height >= LINES_FOR_HEADING;
	layout->names = rect.width < 12 ? 0 : names_width (plot, view, rect.width < COLUMNS_FOR_FIGURES ? 4 : MIN (NAMES_MOST, rect.width / 4));
	layout->below = rect.height >= 8 ? 3 : rect.height >= 3 ? 1 : 0;
	left = layout->names + (layout->figures ? USERS_WIDTH + MEAN_WIDTH : 0) + (layout->names > 0);
	layout->frame.plot = (SegRect) { rect.x + left, rect.y + layout->heading, rect.width - left, rect.height - layout->below - layout->heading };
}

static void
draw_figures (const SegPlot *plot, const Layout *layout, SegPen *pen, guint c, int y, SegInk ink)
{
	const Band *band = &plot->silhouette.bands[c];
	g_autofree char *users = users_words (band), *mean = mean_words (band);
	int x = pen->area.x + layout->names;

	pen->class->text (pen, x, y, USERS_WIDTH, SEG_ALIGN_RIGHT, ink, users);
	pen->class->text (pen, x + USERS_WIDTH, y, MEAN_WIDTH, SEG_ALIGN_RIGHT, ink, mean);
}

static void
draw_heading (const Layout *layout, SegPen *pen)
{
	int x = pen->area.x + layout->names, y = layout->frame.plot.y - 1;

	pen->class->text (pen, x, y, USERS_WIDTH, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("users"));
	pen->class->text (pen, x + USERS_WIDTH, y, MEAN_WIDTH, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("mean"));
}

/* Rows are of one line; on paper finer. */
static void
draw_band (const SegPlot *plot, const SegPlotView *view, const Layout *layout, SegPen *pen, guint c, int y, int rows)
{
	const Band *band = &plot->silhouette.bands[c];
	gboolean here = view != NULL && view->cursor && view->point == c;
	int fine = pen->cells != NULL ? 1 : pen->fine_y;
	g_autofree char *name = band_name (plot, view, c);
	SegInk ink = seg_plot_group_ink (plot, (gint32) c);
	double origin = seg_frame_x (&layout->frame, 0), zero = pen->cells != NULL ? floor (origin + 0.5) : origin;

	if (layout->names > 0 && rows > 0)
		pen->class->text (pen, pen->area.x, y + rows / 2, layout->names, SEG_ALIGN_LEFT, here ? SEG_INK_SELECTED : ink, name);
	if (layout->figures && rows > 0)
		draw_figures (plot, layout, pen, c, y + rows / 2, here ? SEG_INK_ACCENT : SEG_INK_NORMAL);
	for (int row = 0; row < rows * fine && band->n > 0; row++)
		pen->class->bar (pen, zero, zero + seg_frame_x (&layout->frame, slice_mean (band, row, rows * fine)) - origin, y + (double) row / fine,
		                 1.0 / fine, here ? SEG_INK_ACCENT : ink);
}

static void
draw_bands (const SegPlot *plot, SegPlotView *view, const Layout *layout, SegPen *pen)
{
	const SegPlotFrame *frame = &layout->frame;
	g_autofree int *rows = g_new0 (int, plot->silhouette.k + 1);
	int gap = share_rows (plot, frame->plot.height, rows), y = frame->plot.y;

	for (guint c = 0; c < plot->silhouette.k; c++) {
		draw_band (plot, view, layout, pen, c, y, rows[c]);
		y += rows[c] + (rows[c] > 0 ? gap : 0);
	}
	pen->class->rule (pen, frame->plot, FALSE, seg_frame_x (frame, 0), SEG_INK_AXIS, SEG_STROKE_SOLID);
	if (isfinite (plot->silhouette.mean))
		pen->class->rule (pen, frame->plot, FALSE, seg_frame_x (frame, plot->silhouette.mean), SEG_INK_ACCENT, SEG_STROKE_DOTTED);
}

static void
draw_mean (const SegPlot *plot, SegPen *pen, const SegPlotFrame *frame, int y)
{
	g_autofree char *mean = seg_format_number (plot->silhouette.mean, 2), *label = g_strdup_printf (_("mean %s"), mean);
	int width = seg_text_width (label);

	if (isfinite (plot->silhouette.mean))
		pen->class->text (pen, CLAMP (seg_frame_x (frame, plot->silhouette.mean) - width / 2, frame->plot.x, MAX (frame->plot.x + frame->plot.width - width, frame->plot.x)),
		                  y, width, SEG_ALIGN_LEFT, SEG_INK_ACCENT, label);
}

/* The ticks of x, and the mean below them where there is a line for it. */
static void
draw_axis (const SegPlot *plot, const Layout *layout, SegPen *pen)
{
	SegRect area = pen->area;

	pen->area.height -= layout->below == 3;
	seg_frame_draw_x (&layout->frame, plot, pen);
	pen->area = area;
	if (layout->below == 3)
		draw_mean (plot, pen, &layout->frame, area.y + area.height - 1);
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	Layout layout = { 0 };

	rect = seg_plot_draw_title (plot, view, pen, rect);
	lay_out (plot, view, rect, &layout);
	if (!find_range (plot, &layout.frame.x_low, &layout.frame.x_high)) {
		seg_plot_no_data (pen, rect);
		return;
	}
	seg_frame_fit_x (&layout.frame, plot);
	if (layout.heading)
		draw_heading (&layout, pen);
	draw_bands (plot, view, &layout, pen);
	if (layout.below > 0)
		draw_axis (plot, &layout, pen);
	seg_frame_tell (&layout.frame, view);
	if (view != NULL)
		view->plot = (SegRect) { rect.x, layout.frame.plot.y, rect.width, layout.frame.plot.height };
	seg_frame_clear (&layout.frame);
}

/* The cursor ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
move (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	gssize to = (gssize) view->point + right + down;
	gsize before = view->point;

	view->point = (gsize) CLAMP (to, 0, MAX ((gssize) plot->silhouette.k - 1, 0));
	return view->point != before;
}

static gboolean
point_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	g_autofree int *rows = g_new0 (int, plot->silhouette.k + 1);
	int gap = share_rows (plot, view->plot.height, rows), top = view->plot.y;

	(void) x;
	for (guint c = 0; c < plot->silhouette.k && top <= y; c++) {
		view->point = c;
		top += rows[c] + (rows[c] > 0 ? gap : 0);
	}
	return TRUE;
}

static void
append_band (const SegPlot *plot, guint c, GString *words)
{
	const Band *band = &plot->silhouette.bands[c];
	g_autofree char *name = seg_plot_group_name (plot, c), *n = seg_format_integer (band->n), *mean = mean_words (band);
	g_autofree char *below = seg_format_share (band->n > 0 ? (double) band->n_below / (double) band->n : NAN);

	g_string_append_printf (words, ngettext ("%s: %s user, mean silhouette %s; %s would be better placed elsewhere",
	                                         "%s: %s users, mean silhouette %s; %s would be better placed elsewhere", (gulong) band->n), name, n, mean, below);
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	GString *text = g_string_new (NULL);

	if (view->point < plot->silhouette.k)
		append_band (plot, (guint) view->point, text);
	return g_string_free (text, FALSE);
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (guint c = 0; c < plot->silhouette.k; c++) {
		append_band (plot, c, lines);
		g_string_append_c (lines, '\n');
	}
}

const SegPlotClass seg_plot_silhouette_class = { draw, move, point_at, words, tell, NULL };
