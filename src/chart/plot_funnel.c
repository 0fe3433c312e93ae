/* What is left after each step of a funnel: a bar a step, with what the step took away. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LABELS_MOST 40
#define LEAST_BAR 6

static const SegPlotRow *
row_of (const SegPlot *plot, gsize i)
{
	return &g_array_index (plot->rows, SegPlotRow, i);
}

static double
most_of (const SegPlot *plot)
{
	double most = 0;

	for (guint i = 0; i < plot->rows->len; i++)
		if (seg_plot_is_number (row_of (plot, i)->value))
			most = MAX (most, row_of (plot, i)->value);
	return most;
}

static char *
share_of_first (const SegPlot *plot, gsize i)
{
	double first = row_of (plot, 0)->value;

	return seg_format_share (first > 0 ? row_of (plot, i)->value / first : NAN);
}

typedef struct {
	int labels, left, taken; /* widths: the label, what is left, what the step took */
	SegRect bars;
} Layout;

static char *
taken_text (const SegPlot *plot, gsize i)
{
	double taken = i > 0 ? row_of (plot, i - 1)->value - row_of (plot, i)->value : 0;
	g_autofree char *value = NULL;

	if (i == 0 || !(taken > 0))
		return g_strdup ("");
	value = seg_plot_value (&plot->x, taken);
	return g_strconcat ("− ", value, NULL);
}

static void
lay_out (const SegPlot *plot, SegRect rect, Layout *layout)
{
	for (guint i = 0; i < plot->rows->len; i++) {
		g_autofree char *value = seg_plot_value (&plot->x, row_of (plot, i)->value), *taken = taken_text (plot, i);
		g_autofree char *share = share_of_first (plot, i), *left = g_strdup_printf ("%s  %s", value, share);

		layout->left = MAX (layout->left, seg_text_width (left));
		layout->taken = MAX (layout->taken, seg_text_width (taken));
	}
	layout->labels = seg_plot_labels_width (plot, MIN (LABELS_MOST, rect.width / 3));
	layout->bars.x = rect.x + layout->labels + layout->taken + 2;
	layout->bars.width = rect.x + rect.width - layout->left - 1 - layout->bars.x;
}

static void
draw_row (const SegPlot *plot, const Layout *layout, SegPen *pen, gsize i, int y, gboolean here, double most)
{
	const SegPlotRow *row = row_of (plot, i);
	double from = layout->bars.x, width = layout->bars.width, before = i > 0 ? row_of (plot, i - 1)->value : row->value;
	g_autofree char *value = seg_plot_value (&plot->x, row->value), *taken = taken_text (plot, i), *share = share_of_first (plot, i);
	g_autofree char *left = g_strdup_printf ("%s  %s", value, share);
	double inset = pen->cells == NULL ? 0.12 : 0, height = pen->cells == NULL ? 0.76 : 1;

	pen->class->text (pen, pen->area.x, y, layout->labels, SEG_ALIGN_LEFT, here ? SEG_INK_SELECTED : SEG_INK_NORMAL, row->label);
	pen->class->text (pen, pen->area.x + layout->labels + 1, y, layout->taken, SEG_ALIGN_RIGHT, SEG_INK_MUTED, taken);
	pen->class->text (pen, pen->area.x + pen->area.width - layout->left, y, layout->left, SEG_ALIGN_RIGHT, here ? SEG_INK_ACCENT : SEG_INK_NORMAL, left);
	if (layout->bars.width < LEAST_BAR || !seg_plot_is_number (row->value) || most <= 0)
		return;
	if (before > row->value) /* what was still there before the step, palely */
		pen->class->shade (pen, from + width * MAX (row->value, 0) / most, y + inset, width * (before - MAX (row->value, 0)) / most, height, SEG_INK_MUTED, 0.25);
	pen->class->bar (pen, from, from + width * MAX (row->value, 0) / most, y + inset, height, row->ink);
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	Layout layout = { 0 };
	double most = most_of (plot);
	gsize n, first;

	rect = seg_plot_draw_title (plot, view, pen, rect);
	if (plot->rows->len == 0) {
		seg_plot_no_data (pen, rect);
		return;
	}
	lay_out (plot, rect, &layout);
	n = MIN ((gsize) rect.height, plot->rows->len);
	first = view != NULL ? seg_plot_first_shown (plot->rows->len, n, view->point, view->first) : 0;
	for (gsize i = 0; i < n; i++)
		draw_row (plot, &layout, pen, first + i, rect.y + (int) i, view != NULL && view->cursor && view->point == first + i, most);
	if (view == NULL)
		return;
	view->plot = (SegRect) { rect.x, rect.y, rect.width, (int) n };
	view->first = first;
	view->row_height = 1;
}

static char *
words_of (const SegPlot *plot, gsize i)
{
	const SegPlotRow *row = row_of (plot, i);
	g_autofree char *value = seg_plot_value (&plot->x, row->value), *share = share_of_first (plot, i);
	g_autofree char *taken = i > 0 ? seg_plot_value (&plot->x, row_of (plot, i - 1)->value - row->value) : NULL;

	if (i == 0)
		return g_strdup_printf (_("%s: %s at the start"), row->label, value);
	return g_strdup_printf (_("%s: %s left, %s of the start; this step took %s"), row->label, value, share, taken);
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	return view->point < plot->rows->len ? words_of (plot, view->point) : g_strdup ("");
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (guint i = 0; i < plot->rows->len; i++) {
		g_autofree char *line = words_of (plot, i);

		g_string_append_printf (lines, "%s\n", line);
	}
}

const SegPlotClass seg_plot_funnel_class = { draw, seg_plot_move_rows, seg_plot_row_at, words, tell, NULL };
