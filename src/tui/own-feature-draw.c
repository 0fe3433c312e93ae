/* What a definition yields: how many have a value, figures, a histogram, some users; or where it is wrong. */
#include <config.h>
#include "chart-view.h"
#include "features.h"
#include "own-feature.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define EXAMPLES_WIDTH 34

/* The expression again, with a caret below the mistake. */
static int
draw_fault (const SegForm *form, SegCells *cells, SegRect rect)
{
	const SegOwnMistake *mistake = &form->mistake;
	const char *text = mistake->part == SEG_OWN_PART_FILTER ? form->own->filter : mistake->part == SEG_OWN_PART_EXPRESSION ? form->own->expression : NULL;
	g_autofree char *lines = text != NULL && mistake->place > 0 ? seg_expression_caret (text, mistake->place) : NULL;
	g_auto (GStrv) both = lines != NULL ? g_strsplit (lines, "\n", 2) : NULL;
	int y = 0;

	if (both != NULL && both[1] != NULL) {
		const int caret = seg_text_width (both[1]) - 1, from = MAX (0, caret - rect.width + 8);
		g_autofree char *tail = g_utf8_substring (both[0], MIN (from, g_utf8_strlen (both[0], -1)), g_utf8_strlen (both[0], -1));

		seg_draw_fit (cells, rect, 0, y++, rect.width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, tail);
		seg_draw_text (cells, rect, caret - from, y++, SEG_INK_BAD, "^");
	}
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, form->fault);
}

static int
draw_oddities (const SegOwnPreview *preview, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *texts = seg_format_integer (preview->n_texts), *infinite = seg_format_integer (preview->n_infinite), *text = NULL, *large = NULL;

	if (preview->n_texts > 0) {
		text = g_strdup_printf (_("For %s users it yields a text (“%s”), which counts as missing: a feature is a number. Compare it, as in city = 'Paris'."), texts,
		                        preview->text);
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, text);
	}
	if (preview->n_infinite > 0) {
		large = g_strdup_printf (_("For %s users it is too large for a number, which counts as missing."), infinite);
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, large);
	}
	return y;
}

static int
draw_figures (const SegOwnPreview *preview, SegCells *cells, SegRect rect, int y)
{
	const SegFeatureStatistics *figures = preview->figures;
	g_autofree char *known = seg_format_integer (figures->n_known), *missing = seg_format_integer (figures->n_missing);
	g_autofree char *users = seg_format_integer (preview->n_tried), *all = seg_format_integer (preview->n_users), *day = seg_format_date (preview->as_of);
	g_autofree char *least = seg_format_auto (figures->minimum), *median = seg_format_auto (figures->median);
	g_autofree char *mean = seg_format_auto (figures->mean), *most = seg_format_auto (figures->maximum), *text = NULL, *line = NULL;

	if (figures->constant)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, _("The same for everyone: tells nobody apart."));
	text = preview->n_tried < preview->n_users ? g_strdup_printf (_("Known for %s, missing for %s of %s users (of %s in all), as of %s."), known, missing, users, all, day)
	                                           : g_strdup_printf (_("Known for %s, missing for %s users, as of %s."), known, missing, day);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, text);
	if (figures->n_known == 0)
		return y;
	line = g_strdup_printf (_("From %s to %s, median %s, mean %s."), least, most, median, mean);
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, line);
}

static void
draw_examples (const SegOwnPreview *preview, SegCells *cells, SegRect rect)
{
	seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("Some users"));
	for (guint i = 0; i < preview->keys->len && (int) i + 1 < rect.height; i++) {
		g_autofree char *value = isfinite (preview->values[i]) ? seg_feature_value (preview->values[i], 12) : g_strdup (_("missing"));

		seg_draw_fit (cells, rect, 0, (int) i + 1, rect.width - 14, SEG_ALIGN_LEFT, SEG_INK_NORMAL, preview->keys->pdata[i]);
		seg_draw_fit (cells, rect, rect.width - 13, (int) i + 1, 13, SEG_ALIGN_RIGHT, isfinite (preview->values[i]) ? SEG_INK_NORMAL : SEG_INK_MUTED, value);
	}
}

static void
draw_histogram (const SegFeatureStatistics *figures, SegCells *cells, SegRect rect)
{
	seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("Users by value, from low to high"));
	rect = seg_rect_below (rect, 1);
	rect.height = MIN (rect.height, 14);
	seg_chart_draw (seg_figure_own_feature (_("A feature of your own"), NULL, figures), cells, rect);
}

static void
draw_preview (const SegOwnPreview *preview, SegCells *cells, SegRect rect)
{
	SegRect right, left;
	int y = draw_oddities (preview, cells, rect, 0);

	y = draw_figures (preview, cells, rect, y);
	rect = seg_rect_below (rect, y + (rect.height > y + 8 ? 1 : 0));
	if (rect.width >= EXAMPLES_WIDTH * 2) {
		left = seg_rect_split (rect, rect.width - EXAMPLES_WIDTH, &right);
		left.width -= 3;
		draw_histogram (preview->figures, cells, left);
		draw_examples (preview, cells, right);
	} else {
		const int chart = rect.height > 18 ? 10 : 6;

		draw_histogram (preview->figures, cells, seg_rect_top (rect, chart));
		draw_examples (preview, cells, seg_rect_below (rect, chart + 1));
	}
}

void
seg_form_draw_outcome (SegView *view, SegCells *cells, SegRect rect)
{
	const SegForm *form = view->state;

	if (form->fault != NULL)
		draw_fault (form, cells, rect);
	else if (form->preview != NULL)
		draw_preview (form->preview, cells, rect);
	else if (form->loading)
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, _("Reading what users did, to try it out on…"));
	else if (seg_form_is_busy (view))
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, _("Trying it out…"));
	else
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, form->by_events ? _("Say of what, and here is what it yields.")
		                                                                     : _("Type an expression, such as monetary / orders, and here is what it yields."));
}
