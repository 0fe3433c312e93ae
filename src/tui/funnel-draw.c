/* The funnel of a campaign as lines with bars. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>

#define COUNT_WIDTH 11
#define LEAST_LABEL 20
#define MOST_BAR 44

static int
widest_label (const GPtrArray *funnel)
{
	int width = 0;

	for (guint i = 0; i < funnel->len; i++) {
		const SegFunnelStep *step = funnel->pdata[i];

		width = MAX (width, seg_text_width (step->label) + (step->kind == SEG_FUNNEL_MINUS ? 2 : 0));
	}
	return width;
}

static void
draw_step (const SegFunnelStep *step, gint64 whole, gboolean is_last, SegCells *cells, SegRect line, int label_width)
{
	gboolean minus = step->kind == SEG_FUNNEL_MINUS;
	SegInk ink = is_last ? SEG_INK_ACCENT : minus ? SEG_INK_MUTED : SEG_INK_NORMAL;
	g_autofree char *number = seg_format_integer (step->count), *count = g_strconcat (minus ? "− " : "", number, NULL);
	int bar = MIN (line.width - label_width - COUNT_WIDTH - 2, MOST_BAR);

	seg_draw_fit (cells, line, minus ? 2 : 0, 0, label_width - (minus ? 2 : 0), SEG_ALIGN_LEFT, ink, step->label);
	seg_draw_fit (cells, line, label_width, 0, COUNT_WIDTH, SEG_ALIGN_RIGHT, ink, count);
	if (bar > 0 && whole > 0)
		seg_chart_bar (cells, line.x + label_width + COUNT_WIDTH + 2, line.y, bar, (double) step->count / (double) whole, ink);
}

int
seg_funnel_draw (const GPtrArray *funnel, SegCells *cells, SegRect rect)
{
	int room = MAX (rect.width / 2, LEAST_LABEL);
	int label_width = CLAMP (widest_label (funnel), LEAST_LABEL, room);
	gint64 whole = funnel->len > 0 ? ((const SegFunnelStep *) funnel->pdata[0])->count : 0;

	for (guint i = 0; i < funnel->len && (int) i < rect.height; i++)
		draw_step (funnel->pdata[i], whole, i + 1 == funnel->len, cells, seg_rect_top (seg_rect_below (rect, (int) i), 1), label_width);
	return (int) funnel->len;
}
