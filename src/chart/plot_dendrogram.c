/* A tree of merges: a bracket a merge, as high as what it joins is apart, and a line where it is cut. The cursor goes from merge to
 * merge, the highest first. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

static double
highest (const SegPlot *plot)
{
	double high = 0;

	for (gsize i = 0; i + 1 < plot->tree.n_leaves; i++)
		if (seg_plot_is_number (plot->tree.heights[i]))
			high = MAX (high, plot->tree.heights[i]);
	return high;
}

/* Leaves from left to right as the tree hangs; a merge in the middle of its two. */
static double *
place_nodes (const SegPlot *plot, SegRect rect)
{
	gsize n = plot->tree.n_leaves, n_stack = 0, next = 0;
	g_autofree gint32 *stack = g_new (gint32, 2 * n);
	double *x = g_new0 (double, 2 * n), step = (double) rect.width / (double) n;

	stack[n_stack++] = (gint32) (2 * n - 2);
	while (n_stack > 0) {
		gint32 node = stack[--n_stack];

		if ((gsize) node < n) {
			x[node] = rect.x + ((double) next++ + 0.5) * step;
			continue;
		}
		stack[n_stack++] = plot->tree.second[(gsize) node - n];
		stack[n_stack++] = plot->tree.first[(gsize) node - n];
	}
	for (gsize i = 0; i + 1 < n; i++)
		x[n + i] = (x[plot->tree.first[i]] + x[plot->tree.second[i]]) / 2;
	return x;
}

static double
node_y (const SegPlot *plot, const SegPlotFrame *frame, gint32 node)
{
	gsize n = plot->tree.n_leaves;
	double height = (gsize) node < n ? 0 : plot->tree.heights[(gsize) node - n];

	return seg_frame_y (frame, seg_plot_is_number (height) ? MAX (height, 0) : 0);
}

/* The merge under the cursor; the first is the highest, which is made last. */
static gsize
merge_at (const SegPlot *plot, const SegPlotView *view)
{
	return plot->tree.n_leaves - 2 - MIN (view->point, plot->tree.n_leaves - 2);
}

static void
draw_tree (const SegPlot *plot, SegPlotView *view, const SegPlotFrame *frame, SegPen *pen)
{
	gsize n = plot->tree.n_leaves;
	g_autofree double *x = place_nodes (plot, frame->plot);

	for (gsize i = n - 1; i-- > 0;) { /* high ones first: low ones are drawn over their legs */
		SegInk ink = plot->tree.heights[i] > plot->tree.cut ? SEG_INK_MUTED : SEG_INK_SERIES_1;

		if (view != NULL && view->cursor && merge_at (plot, view) == i)
			ink = SEG_INK_ACCENT;
		pen->class->bracket (pen, x[plot->tree.first[i]], x[plot->tree.second[i]], node_y (plot, frame, (gint32) (n + i)),
		                     node_y (plot, frame, plot->tree.first[i]), node_y (plot, frame, plot->tree.second[i]), ink);
	}
	if (view != NULL && view->cursor) {
		gsize at = merge_at (plot, view);

		pen->class->mark (pen, x[n + at], node_y (plot, frame, (gint32) (n + at)), SEG_INK_SELECTED, SEG_MARK_DIAMOND);
	}
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	SegPlotFrame frame = { .plot = rect, .y_high = plot->tree.n_leaves >= 2 ? highest (plot) : 0 };
	g_autofree char *cut = seg_tick_label (plot->tree.cut, 0, plot->y.scale);
	gboolean titled = plot->y.title != NULL && rect.height >= 8;

	rect = seg_plot_draw_title (plot, view, pen, rect);
	if (plot->tree.n_leaves < 2 || rect.height < 3 || rect.width < 12) {
		seg_plot_no_data (pen, rect);
		return;
	}
	if (titled)
		pen->class->text (pen, rect.x, rect.y, rect.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, plot->y.title);
	frame.plot = (SegRect) { rect.x, rect.y + titled, rect.width, rect.height - titled };
	frame.y_ticks = seg_ticks (0, frame.y_high, MAX (frame.plot.height / 3 + 1, 2), plot->y.scale, &frame.y_step);
	seg_frame_fit_y (&frame, plot);
	seg_frame_draw_y (&frame, plot, pen);
	draw_tree (plot, view, &frame, pen);
	if (seg_plot_is_number (plot->tree.cut) && plot->tree.cut >= 0 && plot->tree.cut <= frame.y_high) {
		double at = seg_frame_y (&frame, plot->tree.cut);

		pen->class->rule (pen, frame.plot, TRUE, at, SEG_INK_ACCENT, SEG_STROKE_DOTTED);
		pen->class->text (pen, frame.plot.x + frame.plot.width - seg_text_width (cut), (int) floor (at), seg_text_width (cut), SEG_ALIGN_LEFT, SEG_INK_ACCENT, cut);
	}
	seg_frame_tell (&frame, view);
	seg_frame_clear (&frame);
}

static gboolean
move (const SegPlot *plot, SegPlotView *view, int right, int down)
{
	gssize last = (gssize) plot->tree.n_leaves - 2, to = (gssize) view->point + right + down;
	gsize before = view->point;

	if (last < 0)
		return FALSE;
	view->point = (gsize) CLAMP (to, 0, last);
	return view->point != before;
}

static gboolean
point_at (const SegPlot *plot, SegPlotView *view, int x, int y)
{
	SegPlotFrame frame = { .plot = view->plot, .y_low = 0, .y_high = highest (plot) };
	g_autofree double *places = NULL;
	double best = INFINITY;
	gsize n = plot->tree.n_leaves;

	if (n < 2)
		return FALSE;
	places = place_nodes (plot, view->plot);
	for (gsize i = 0; i + 1 < n; i++) {
		double across = places[n + i] - x - 0.5, down = node_y (plot, &frame, (gint32) (n + i)) - y - 0.5;

		if (across * across + 4 * down * down < best) {
			best = across * across + 4 * down * down;
			view->point = n - 2 - i;
		}
	}
	return TRUE;
}

static void
append_merge (const SegPlot *plot, gsize merge, GString *words)
{
	g_autofree char *height = seg_plot_value (&plot->y, plot->tree.heights[merge]);
	gulong before = (gulong) (plot->tree.n_leaves - merge);

	g_string_append_printf (words, _("%lu groups become %lu at %s"), before, before - 1, height);
	if (plot->tree.heights[merge] > plot->tree.cut)
		g_string_append (words, _("; the cut keeps them apart"));
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	GString *text = g_string_new (NULL);

	if (plot->tree.n_leaves >= 2)
		append_merge (plot, merge_at (plot, view), text);
	return g_string_free (text, FALSE);
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (gsize i = plot->tree.n_leaves; i-- > 1;) {
		append_merge (plot, i - 1, lines);
		g_string_append_c (lines, '\n');
	}
}

const SegPlotClass seg_plot_dendrogram_class = { draw, move, point_at, words, tell, NULL };
