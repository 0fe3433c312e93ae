/* A bar a row: label, bar, value. Bars begin at zero, or at an average, right of which lies what is above it. Where a value is an
 * estimate its interval is drawn over the bar, and stands behind the value. */
#include <config.h>
#include "plot-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define LABELS_MOST 36
#define VALUES_MOST 30
#define LEAST_BAR 6

typedef struct {
	double low, high;       /* of the values, the begin of the bars included */
	int    labels, values;  /* widths */
	gboolean intervals;     /* stand behind the values, not only over the bars */
	SegRect bars;
} Layout;

static const SegPlotRow *
row_of (const SegPlot *plot, gsize i)
{
	return &g_array_index (plot->rows, SegPlotRow, i);
}

static gboolean
has_interval (const SegPlotRow *row)
{
	return seg_plot_is_number (row->low) && seg_plot_is_number (row->high);
}

/* The value with its interval and note. */
static char *
value_text (const SegPlot *plot, const SegPlotRow *row, gboolean interval)
{
	GString *text = g_string_new (NULL);
	g_autofree char *value = seg_plot_value (&plot->x, row->value);

	g_string_append (text, value);
	if (interval && has_interval (row)) {
		g_autofree char *low = seg_plot_value (&plot->x, row->low), *high = seg_plot_value (&plot->x, row->high);

		g_string_append_printf (text, _(" (%s to %s)"), low, high);
	}
	if (row->note != NULL)
		g_string_append_printf (text, "  %s", row->note);
	return g_string_free (text, FALSE);
}

static int
widest_value (const SegPlot *plot, gboolean intervals)
{
	int widest = 0;

	for (guint i = 0; i < plot->rows->len; i++) {
		g_autofree char *text = value_text (plot, row_of (plot, i), intervals);

		widest = MAX (widest, seg_text_width (text));
	}
	return widest;
}

static gboolean
lay_out (const SegPlot *plot, SegRect rect, Layout *layout)
{
	gboolean any = FALSE;
	int most;

	layout->low = layout->high = plot->average;
	for (guint i = 0; i < plot->rows->len; i++) {
		const SegPlotRow *row = row_of (plot, i);

		if (!seg_plot_is_number (row->value))
			continue;
		layout->low = MIN (layout->low, has_interval (row) ? MIN (row->value, row->low) : row->value);
		layout->high = MAX (layout->high, has_interval (row) ? MAX (row->value, row->high) : row->value);
		any = TRUE;
	}
	for (guint i = 0; i < plot->rules->len; i++) {
		double at = g_array_index (plot->rules, SegPlotRule, i).at;

		layout->low = MIN (layout->low, seg_plot_is_number (at) ? at : layout->low);
		layout->high = MAX (layout->high, seg_plot_is_number (at) ? at : layout->high);
	}
	layout->labels = seg_plot_labels_width (plot, MIN (LABELS_MOST, rect.width / 3));
	most = MAX (MIN (VALUES_MOST, rect.width / 3), rect.width - layout->labels - 2 - rect.width / 2);
	layout->values = widest_value (plot, TRUE);
	layout->intervals = layout->values <= most;
	if (!layout->intervals)
		layout->values = MIN (widest_value (plot, FALSE), most);
	layout->bars = (SegRect) { rect.x + layout->labels + 1, rect.y, rect.width - layout->labels - layout->values - 2, rect.height };
	return any;
}

static double
place (const Layout *layout, double value)
{
	double span = layout->high / 2 - layout->low / 2;

	return layout->bars.x + (span > 0 ? CLAMP ((value / 2 - layout->low / 2) / span, 0, 1) : 0) * layout->bars.width;
}

/* From end to end of the interval, over the bar: █████├██──┤. */
static void
draw_interval (const Layout *layout, SegPen *pen, const SegPlotRow *row, int y)
{
	double low = place (layout, row->low), high = place (layout, row->high);
	const char *ends[2][2] = { { "├", "┤" }, { "|", "|" } };

	if (pen->cells != NULL) {
		int from = (int) floor (low), to = MIN ((int) floor (high), layout->bars.x + layout->bars.width - 1);

		pen->class->rule (pen, (SegRect) { from, y, MAX (to - from + 1, 1), 1 }, TRUE, y, SEG_INK_AXIS, SEG_STROKE_SOLID);
		pen->class->text (pen, from, y, 1, SEG_ALIGN_LEFT, SEG_INK_NORMAL, ends[pen->cells->ascii != 0][0]);
		if (to > from)
			pen->class->text (pen, to, y, 1, SEG_ALIGN_LEFT, SEG_INK_NORMAL, ends[pen->cells->ascii != 0][1]);
		return;
	}
	pen->class->curve (pen, pen->area, (double[]) { low, high }, (double[]) { y + 0.5, y + 0.5 }, 2, SEG_INK_NORMAL, SEG_STROKE_SOLID);
	for (int end = 0; end < 2; end++) {
		double x = end == 0 ? low : high;

		pen->class->curve (pen, pen->area, (double[]) { x, x }, (double[]) { y + 0.3, y + 0.7 }, 2, SEG_INK_NORMAL, SEG_STROKE_SOLID);
	}
}

static void
draw_row (const SegPlot *plot, const Layout *layout, SegPen *pen, const SegPlotRow *row, int y, gboolean here)
{
	g_autofree char *text = value_text (plot, row, layout->intervals);
	double zero = place (layout, plot->average), end;

	pen->class->text (pen, pen->area.x, y, layout->labels, SEG_ALIGN_LEFT, here ? SEG_INK_SELECTED : SEG_INK_NORMAL, row->label);
	pen->class->text (pen, pen->area.x + pen->area.width - layout->values, y, layout->values, SEG_ALIGN_RIGHT, here ? SEG_INK_ACCENT : SEG_INK_NORMAL, text);
	if (!seg_plot_is_number (row->value) || layout->bars.width < LEAST_BAR)
		return;
	end = place (layout, row->value);
	if (pen->cells != NULL) { /* the begin of all bars is the edge of a cell */
		end = CLAMP (end + floor (zero + 0.5) - zero, layout->bars.x, layout->bars.x + layout->bars.width);
		zero = floor (zero + 0.5);
		if (end > zero && end - zero < 0.125)
			end = zero + 0.125;
	}
	pen->class->bar (pen, zero, end, y + (pen->cells == NULL ? 0.15 : 0), pen->cells == NULL ? 0.7 : 1, row->ink);
	if (has_interval (row))
		draw_interval (layout, pen, row, y);
}

static double
place_of_rule (const SegPlot *plot, const Layout *layout, const SegPen *pen, double at)
{
	double x = place (layout, at), zero = place (layout, plot->average);

	return pen->cells != NULL ? MIN (floor (x + floor (zero + 0.5) - zero + 1e-9), layout->bars.x + layout->bars.width - 1) : x;
}

/* Where bars begin, and what they are read against, with words below. */
static void
draw_rules (const SegPlot *plot, const Layout *layout, SegPen *pen, gboolean words_below)
{
	int y = layout->bars.y + layout->bars.height, from = layout->bars.x;

	if (layout->bars.width < LEAST_BAR)
		return;
	if (layout->low < plot->average)
		pen->class->rule (pen, layout->bars, FALSE, place_of_rule (plot, layout, pen, plot->average), SEG_INK_AXIS, SEG_STROKE_SOLID);
	if (plot->average != 0 && words_below) {
		g_autofree char *value = seg_plot_value (&plot->x, plot->average), *words = g_strdup_printf (_("average %s"), value);

		pen->class->text (pen, MAX (place (layout, plot->average) - seg_text_width (words) / 2.0, pen->area.x), y, seg_text_width (words),
		                  SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
	}
	for (guint i = 0; i < plot->rules->len; i++) {
		const SegPlotRule *rule = &g_array_index (plot->rules, SegPlotRule, i);
		int width = rule->label != NULL ? seg_text_width (rule->label) : 0, at;

		if (!seg_plot_is_number (rule->at))
			continue;
		pen->class->rule (pen, layout->bars, FALSE, place_of_rule (plot, layout, pen, rule->at), rule->ink, SEG_STROKE_DOTTED);
		at = MAX (from, (int) place_of_rule (plot, layout, pen, rule->at) - width / 2);
		if (!words_below || plot->average != 0 || width == 0 || at + width > pen->area.x + pen->area.width)
			continue;
		pen->class->text (pen, at, y, width, SEG_ALIGN_LEFT, rule->ink, rule->label);
		from = at + width + 2;
	}
}

/* Of the rows that have no room where no cursor can go to them. */
static void
tell_more (SegPen *pen, SegRect rect, gsize n)
{
	g_autofree char *words = g_strdup_printf (_("and %zu more"), n);

	pen->class->text (pen, rect.x, rect.y, rect.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, words);
}

static void
draw (const SegPlot *plot, SegPlotView *view, SegPen *pen, SegRect rect)
{
	Layout layout = { 0 };
	gsize room, first, n;

	rect = seg_plot_draw_title (plot, view, pen, rect);
	if (!lay_out (plot, rect, &layout)) {
		seg_plot_no_data (pen, rect);
		return;
	}
	room = (gsize) MAX (rect.height - ((plot->average != 0 || plot->rules->len > 0) && rect.height > 3), 1);
	n = MIN (room, plot->rows->len);
	if (n < plot->rows->len && n > 1 && (view == NULL || !view->cursor)) {
		n--;
		tell_more (pen, (SegRect) { rect.x, rect.y + (int) n, rect.width, 1 }, plot->rows->len - n);
	}
	first = view != NULL && view->cursor ? seg_plot_first_shown (plot->rows->len, n, view->point, view->first) : 0;
	for (gsize i = 0; i < n; i++)
		draw_row (plot, &layout, pen, row_of (plot, first + i), rect.y + (int) i, view != NULL && view->cursor && view->point == first + i);
	layout.bars.height = (int) n;
	draw_rules (plot, &layout, pen, room < (gsize) rect.height);
	if (view == NULL)
		return;
	view->plot = (SegRect) { rect.x, rect.y, rect.width, (int) n };
	view->first = first;
	view->row_height = 1;
}

static char *
words_of (const SegPlot *plot, const SegPlotRow *row)
{
	g_autofree char *value = value_text (plot, row, TRUE), *average = seg_plot_value (&plot->x, plot->average);
	GString *text = g_string_new (NULL);

	g_string_append_printf (text, _("%s: "), row->label);
	if (plot->x.title != NULL)
		g_string_append_printf (text, "%s ", plot->x.title);
	g_string_append (text, value);
	if (plot->average != 0)
		g_string_append_printf (text, _("; average %s"), average);
	return g_string_free (text, FALSE);
}

static char *
words (const SegPlot *plot, const SegPlotView *view)
{
	return view->point < plot->rows->len ? words_of (plot, row_of (plot, view->point)) : g_strdup ("");
}

static void
tell (const SegPlot *plot, GString *lines)
{
	for (guint i = 0; i < plot->rows->len; i++) {
		g_autofree char *line = words_of (plot, row_of (plot, i));

		g_string_append_printf (lines, "%s\n", line);
	}
}

const SegPlotClass seg_plot_bars_class = { draw, seg_plot_move_rows, seg_plot_row_at, words, tell, NULL };
