/* The preview of a step: counts before and after, a histogram, examples. */
#include <config.h>
#include "recipe.h"

#include <glib/gi18n.h>

static void
draw_bars (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const gint64 *bins, gint64 most)
{
	static const char *const bars[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	g_autoptr (GString) line = g_string_new (NULL);

	for (gsize i = 0; i < SEG_CLEAN_BINS; i++)
		g_string_append (line, bars[bins[i] == 0 ? 0 : MAX (1, bins[i] * 8 / most)]);
	seg_draw_text (cells, rect, x, y, ink, line->str);
}

static int
draw_histogram (SegCells *cells, SegRect rect, int y, const SegCleanPreview *preview)
{
	g_autofree char *low = seg_format_auto (preview->low), *high = seg_format_auto (preview->high);
	gint64 most = 1;

	for (gsize i = 0; i < SEG_CLEAN_BINS; i++)
		most = MAX (most, MAX (preview->before[i], preview->after[i]));
	seg_draw_format (cells, rect, 0, y, SEG_INK_MUTED, _("%s from %s to %s"), preview->column, low, high);
	seg_draw_text (cells, rect, 0, y + 1, SEG_INK_MUTED, _("before"));
	draw_bars (cells, rect, 8, y + 1, SEG_INK_SERIES_1, preview->before, most);
	seg_draw_text (cells, rect, 0, y + 2, SEG_INK_MUTED, _("after"));
	draw_bars (cells, rect, 8, y + 2, SEG_INK_SERIES_2, preview->after, most);
	return y + 4;
}

static void
draw_example (SegCells *cells, SegRect rect, int y, const SegCleanExample *example)
{
	const int third = MAX (8, (rect.width - 6) / 3);

	seg_draw_fit (cells, rect, 0, y, third, SEG_ALIGN_LEFT, SEG_INK_MUTED, example->key);
	if (example->column == NULL) {
		seg_draw_text (cells, rect, third + 1, y, SEG_INK_WARNING, _("left out"));
		if (example->before != NULL)
			seg_draw_fit (cells, rect, third + 12, y, third, SEG_ALIGN_LEFT, SEG_INK_NORMAL, example->before);
		return;
	}
	seg_draw_fit (cells, rect, third + 1, y, third, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, example->before != NULL ? example->before : _("(missing)"));
	seg_draw_text (cells, rect, 2 * third + 2, y, SEG_INK_MUTED, "→");
	seg_draw_fit (cells, rect, 2 * third + 4, y, third, SEG_ALIGN_LEFT, SEG_INK_ACCENT, example->after != NULL ? example->after : _("(missing)"));
}

static void
draw_group (SegCells *cells, SegRect rect, int y, const SegCleanGroup *group)
{
	g_autofree char *others = g_strjoinv (", ", group->others), *line = NULL;

	line = g_strdup_printf (_("%s stays, %s goes into it (%s)"), group->survivor, others, group->alike);
	seg_draw_fit (cells, rect, 0, y, rect.width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, line);
}

void
seg_recipe_draw_preview (SegCells *cells, SegRect rect, int y, const SegStep *step, const SegCleanPreview *preview)
{
	const SegStepEffect *effect = &preview->effect;
	g_autoptr (SegStep) shown = seg_step_copy (step);
	g_autofree char *before = seg_format_integer (effect->rows_before), *after = seg_format_integer (effect->rows_after), *sentence = NULL;
	g_autofree char *missing = seg_format_integer (effect->missing_before), *left = seg_format_integer (effect->missing_after);

	shown->enabled = TRUE;
	g_clear_pointer (&shown->effect.skipped, g_free);
	g_clear_pointer (&shown->effect.remark, g_free);
	shown->effect = *effect;
	sentence = seg_step_effect_sentence (shown);
	shown->effect = (SegStepEffect) { 0 };
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_ACCENT, sentence);
	seg_draw_format (cells, rect, 0, y++, SEG_INK_NORMAL, _("Rows in use: %s before, %s after"), before, after);
	if (effect->missing_before != effect->missing_after)
		seg_draw_format (cells, rect, 0, y++, SEG_INK_NORMAL, _("Missing: %s before, %s after"), missing, left);
	y++;
	if (preview->has_histogram)
		y = draw_histogram (cells, rect, y, preview);
	for (guint i = 0; i < preview->groups->len && y < rect.height; i++)
		draw_group (cells, rect, y++, preview->groups->pdata[i]);
	if (preview->groups->len > 0)
		y++;
	for (guint i = 0; i < preview->examples->len && y < rect.height; i++)
		draw_example (cells, rect, y++, preview->examples->pdata[i]);
}
