/* What one person gets, drawn: the message as it reads, what was put for missing values, the recommended items. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>
#include <string.h>

static int
draw_missing (const SegMessagePreview *preview, SegCells *cells, SegRect rect, int used)
{
	for (guint i = 0; i < preview->missing->len; i++) {
		const SegMissingField *field = preview->missing->pdata[i];
		g_autofree char *words = field->instead != NULL
			? g_strdup_printf (_("{%s} is missing for this person: \"%s\" is put instead."), field->name, field->instead)
			: g_strdup_printf (_("! {%s} is missing for this person, and nothing is put instead: write {%s|something}."), field->name, field->name);

		used += seg_draw_paragraph (cells, rect, 0, used, field->instead != NULL ? SEG_INK_MUTED : SEG_INK_WARNING, words);
	}
	return used;
}

static int
draw_message (const SegMessagePreview *preview, SegCells *cells, SegRect rect)
{
	int used = 0;

	if (preview->held_back)
		return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_WARNING, _("Held back by lot: gets nothing. What this person does meanwhile shows what would have happened "
		                                                                 "without the campaign."));
	if (preview->text == NULL)
		return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_WARNING, _("No message is written for this person."));
	if (preview->subject[0] != '\0')
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_HEADING, preview->subject) + 1;
	return used + seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, preview->text);
}

int
seg_message_preview_draw (const SegMessagePreview *preview, SegCells *cells, SegRect rect)
{
	int used = draw_missing (preview, cells, rect, 0);

	used += draw_message (preview, cells, seg_rect_below (rect, used));
	for (guint i = 0; i < preview->titles->len; i++) {
		g_autofree char *words = g_strdup_printf (_("%u  %s: %s"), i + 1, (const char *) preview->titles->pdata[i], (const char *) preview->reasons->pdata[i]);

		used += i == 0;
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, words);
	}
	return used;
}

char *
seg_message_person_words (const SegMessagePreview *preview)
{
	gboolean only_one = strcmp (preview->arm, SEG_ARM_NAME_SEND) == 0;
	g_autofree char *arm = preview->held_back ? g_strdup (_("held back")) : g_strdup_printf (_("arm %s"), preview->arm);
	g_autofree char *segment = preview->segment != NULL ? g_strdup_printf (_("segment \"%s\""), preview->segment) : NULL;

	return g_strjoin (" · ", preview->key, only_one ? (segment != NULL ? segment : NULL) : arm, only_one ? NULL : segment, NULL);
}
