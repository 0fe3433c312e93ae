/* Points in the plane by group. Where few lie in a place each is a dot; where many do the place is shaded, in steps that double, with
 * the steps written below. Names may stand in the plane: features where they grow. The cursor is a cross that counts the points around
 * it. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

static gboolean
range (const SegPlot *plot, double *x_low, double *x_high, double *y_low, double *y_high)
{
	double ends[4];
	gboolean any = seg_plot_raster_range (plot, ends);

	*x_low = ends[0];
	*x_high = ends[1];
	*y_low = ends[2];
	*y_high = ends[3];
	return any;
}

/* The line nearest to @y that has no name yet, at most two away; -1: none. */
static int
free_line (const gboolean *taken, int height, int y)
{
	for (int away = 0; away <= 2; away++)
		for (int sign = -1; sign <= 1; sign += 2) {
			int line = y + sign * away;

			if (line >= 0 && line < height && !taken[line])
				return line;
		}
	return -1;
}

/* Each name ends or begins at its place, away from the middle of the plane; one a line. */
static void
draw_names (const SegPlot *plot, const SegPlotFrame *frame, SegPen *pen)
{
	g_autofree gboolean *taken = g_new0 (gboolean, (gsize) MAX (frame->plot.height, 1));
	const SegRect rect = frame->plot;
	double middle = seg_frame_x (frame, CLAMP (0, frame->x_low, frame->x_high));

	for (guint s = 1; s < plot->series->len; s++) {
		const SegPlotSeries *names = plot->series->pdata[s];

		for (gsize i = 0; names->labels != NULL && i < names->n; i++) {
			int width = seg_text_width (names->labels[i]), x, y;

			if (!seg_plot_is_point (names, i) || names->x[i] < frame->x_low || names->x[i] > frame->x_high || names->y[i] < frame->y_low || names->y[i] > frame->y_high)
				continue;
			x = (int) floor (seg_frame_x (frame, names->x[i]));
			y = free_line (taken, rect.height, (int) floor (seg_frame_y (frame, names->y[i])) - rect.y);
			if (y < 0)
				continue;
			taken[y] = TRUE;
			x = CLAMP (x < middle ? x - width : x, rect.x, MAX (rect.x + rect.width - width, rect.x));
			pen->class->text (pen, x, rect.y + y, MIN (width, rect.width), SEG_ALIGN_LEFT, names->ink, names->labels[i]);
		}
	}
}

/* What the shades mean, at the right of @line; returns the cells used. Only where there are any. */
static int
draw_scale (SegPen *pen, SegRect line, guint32 fullest)
{
	double x = line.x + line.width;

	if (fullest <= SEG_CLOUD_CROWDED || line.width < 44 || pen->cells == NULL)
		return 0;
	for (int level = 3; level >= 0; level--) {
		g_autofree char *count = seg_format_integer (seg_cloud_least (level, fullest)), *words = g_strconcat (count, "+", NULL);
		int width = seg_text_width (words);

		x -= width;
		pen->class->text (pen, x, line.y, width, SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
		x -= 1;
		pen->class->shade (pen, x, line.y, 1, 1, SEG_INK_NORMAL, (level + 1) / 4.0);
		x -= 1;
	}
	return line.x + line.width - (int) x;
}

/* Groups with their inks, as far as there is room. */
static void
draw_groups (const SegPlot *plot, SegPen *pen, SegRect line)
{
	double x = line.x;

	for (guint i = 0; i < plot->groups->len; i++) {
		g_autofree char *whole = seg_plot_group_name (plot, i), *name = seg_text_clip (whole, MAX (line.width / (int) plot->groups->len - 4, 4));
		int width = seg_text_width (name);

		if (x + width + 2 > line.x + line.width)
			return;
		pen->class->mark (pen, x + 0.5, line.y + 0.5, seg_plot_group_ink (plot, (gint32) i), SEG_MARK_SQUARE);
		pen->class->text (pen, x + 2, line.y, width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, name);
		x += width + 4;
	}
}

static void
draw_cross (const SegPlotFrame *frame, const SegPlotView *view, SegPen *pen)
{
	double x = frame->plot.x + view->across * (frame->plot.width - 1) + 0.5, y = frame->plot.y + (1 - view->up) * (frame->plot.height - 1) + 0.5;

	pen->class->rule (pen, frame->plot, FALSE, x, SEG_INK_AXIS, SEG_STROKE_DOTTED);
	pen->class->rule (pen, frame->plot, TRUE, y, SEG_INK_AXIS, SEG_STROKE_DOTTED);
	pen->class->mark (pen, x, y, SEG_INK_SELECTED, SEG_MARK_DIAMOND);
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	SegPlotFrame frame = { .plot = rect };
	gboolean below = rect.height >= 10, named = view == NULL || !view->unnamed;
	guint32 fullest;
	int used;

	if (!range (plot, &frame.x_low, &frame.x_high, &frame.y_low, &frame.y_high)) {
		seg_plot_no_data (pen, seg_plot_draw_title (plot, view, pen, rect));
		return;
	}
	if (view != NULL && !isnan (view->x_low)) {
		frame.x_low = view->x_low;
		frame.x_high = view->x_high;
	}
	if (view != NULL && !isnan (view->y_low)) {
		frame.y_low = view->y_low;
		frame.y_high = view->y_high;
	}
	pen->area.height -= below;
	rect.height -= below;
	seg_frame_lay_out (&frame, plot, view, pen, rect, FALSE);
	seg_frame_draw (&frame, plot, view, pen);
	fullest = seg_plot_raster_draw (plot, &frame, pen);
	draw_names (plot, &frame, pen);
	if (view != NULL && view->cursor)
		draw_cross (&frame, view, pen);
	pen->area.height += below;
	if (below) {
		used = draw_scale (pen, (SegRect) { rect.x, rect.y + rect.height, rect.width, 1 }, fullest);
		if (named)
			draw_groups (plot, pen, (SegRect) { rect.x, rect.y + rect.height, rect.width - used, 1 });
	}
	seg_frame_tell (&frame, view);
	seg_frame_clear (&frame);
}

static gboolean
move (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	double across = CLAMP (view->across + (double) right / MAX (view->plot.width - 1, 1), 0, 1);
	double up = CLAMP (view->up - (double) down / MAX (view->plot.height - 1, 1), 0, 1);
	gboolean moved = across != view->across || up != view->up;

	(void) plot;
	view->across = across;
	view->up = up;
	return moved;
}

static gboolean
point_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	(void) plot;
	view->across = CLAMP ((double) (x - view->plot.x) / MAX (view->plot.width - 1, 1), 0, 1);
	view->up = CLAMP (1 - (double) (y - view->plot.y) / MAX (view->plot.height - 1, 1), 0, 1);
	return TRUE;
}

/* Points in the cell under the cross, and the group that most of them are of. */
static guint64
count_around (const SegPlot *plot, const SegPlotView *view, const double centre[2], gint32 *most_of, guint64 *most)
{
	const SegPlotSeries *points = seg_plot_points (plot);
	double half[] = { (view->shown[1] - view->shown[0]) / MAX (view->plot.width, 1) / 2, (view->shown[3] - view->shown[2]) / MAX (view->plot.height, 1) / 2 };
	g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL);
	guint64 n = 0;

	for (gsize i = 0; i < points->n; i++) {
		gint32 group = points->groups != NULL ? points->groups[i] : -1;
		guint64 count;

		if (!seg_plot_is_point (points, i) || fabs (points->x[i] - centre[0]) > half[0] || fabs (points->y[i] - centre[1]) > half[1])
			continue;
		n++;
		if (group < 0)
			continue;
		count = GPOINTER_TO_SIZE (g_hash_table_lookup (groups, GINT_TO_POINTER (group))) + 1;
		g_hash_table_insert (groups, GINT_TO_POINTER (group), GSIZE_TO_POINTER (count));
		if (count > *most) {
			*most = count;
			*most_of = group;
		}
	}
	return n;
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	double centre[] = { view->shown[0] + view->across * (view->shown[1] - view->shown[0]), view->shown[2] + view->up * (view->shown[3] - view->shown[2]) };
	g_autofree char *x = seg_plot_value (&plot->x, centre[0]), *y = seg_plot_value (&plot->y, centre[1]), *count = NULL;
	GString *text = g_string_new (NULL);
	gint32 group = -1;
	guint64 most = 0, n;

	if (seg_plot_points (plot) == NULL || view->plot.width < 1)
		return g_string_free (text, FALSE);
	n = count_around (plot, view, centre, &group, &most);
	count = seg_format_integer ((gint64) n);
	g_string_append_printf (text, _("%s %s, %s %s: "), plot->x.title != NULL ? plot->x.title : "x", x, plot->y.title != NULL ? plot->y.title : "y", y);
	g_string_append_printf (text, ngettext ("%s point here", "%s points here", (gulong) n), count);
	if (group >= 0) {
		g_autofree char *name = seg_plot_group_name (plot, (guint) group), *of = seg_format_integer ((gint64) most);

		g_string_append_printf (text, _(", %s of them of %s"), of, name);
	}
	return g_string_free (text, FALSE);
}

/* So many values say nothing as text: how many there are, and between which. */
static void
tell (const SegPlot *plot, GString *lines)
{
	const SegPlotSeries *points = seg_plot_points (plot);
	g_autofree char *count = NULL;
	double edges[4];
	guint64 n = 0;

	if (!range (plot, &edges[0], &edges[1], &edges[2], &edges[3]))
		return;
	for (gsize i = 0; i < points->n; i++)
		n += seg_plot_is_point (points, i) ? 1 : 0;
	count = seg_format_integer ((gint64) n);
	g_string_append_printf (lines, ngettext ("%s point", "%s points", (gulong) n), count);
	g_string_append_c (lines, '\n');
	for (int axis = 0; axis < 2; axis++) {
		const SegPlotAxis *of = axis == 0 ? &plot->x : &plot->y;
		g_autofree char *low = seg_plot_value (of, edges[2 * axis]), *high = seg_plot_value (of, edges[2 * axis + 1]);

		g_string_append_printf (lines, _("%s from %s to %s"), of->title != NULL ? of->title : axis == 0 ? "x" : "y", low, high);
		g_string_append_c (lines, '\n');
	}
}

const SegPlotClass seg_plot_scatter_class = { draw, move, point_at, words, tell, range };
