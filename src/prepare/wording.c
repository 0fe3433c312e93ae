/* Steps and what they changed, in words. */
#include <config.h>
#include "clean-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

char *
seg_step_sentence (const SegStep *step)
{
	GString *sentence = g_string_new (NULL);

	seg_step_class (step->kind)->say (step, sentence);
	if (seg_step_is (step, "of", "items") && strstr (sentence->str, _("items")) == NULL)
		g_string_prepend (sentence, _("items: "));
	return g_string_free (sentence, FALSE);
}

static void
add_count (GString *sentence, gint64 count, const char *one, const char *several)
{
	g_autofree char *number = seg_format_integer (count);

	if (count == 0)
		return;
	if (sentence->len > 0)
		g_string_append (sentence, ", ");
	g_string_append_printf (sentence, "%s %s", number, count == 1 ? one : several);
}

char *
seg_step_effect_sentence (const SegStep *step)
{
	const SegStepEffect *effect = &step->effect;
	GString *sentence = g_string_new (NULL);

	if (!step->enabled)
		return g_string_free (g_string_append (sentence, _("switched off")), FALSE);
	if (effect->skipped != NULL) {
		g_string_append_printf (sentence, _("skipped: %s"), effect->skipped);
		return g_string_free (sentence, FALSE);
	}
	add_count (sentence, effect->groups, _("group"), _("groups"));
	add_count (sentence, effect->users_out, _("user left out"), _("users left out"));
	add_count (sentence, effect->items_out, _("item left out"), _("items left out"));
	add_count (sentence, effect->events_out, _("event set aside"), _("events set aside"));
	add_count (sentence, effect->events_moved, _("event moved"), _("events moved"));
	add_count (sentence, effect->cells, _("value changed"), _("values changed"));
	add_count (sentence, effect->unread, _("value did not read"), _("values did not read"));
	if (sentence->len == 0)
		g_string_append (sentence, effect->remark != NULL ? "" : _("nothing to change"));
	if (effect->remark != NULL)
		g_string_append_printf (sentence, "%s%s", sentence->len > 0 ? "; " : "", effect->remark);
	return g_string_free (sentence, FALSE);
}
