/* What rules for recommendations did, in words. Bad news first: who gets less than was asked for. */
#include <config.h>
#include "recommend/advice.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

static void
add_part (GString *text, gint64 count, const char *effect)
{
	g_autofree char *n = seg_format_integer (count);

	if (count > 0)
		/* Translators: what separates, a count, what became of so many items. */
		g_string_append_printf (text, _("%s%s %s"), text->len > 0 ? _("; ") : "", n, effect);
}

static char *
list_effects (const SegAdviceTally *tally, SegAdviceRule first, SegAdviceRule last)
{
	GString *text = g_string_new (NULL);

	for (SegAdviceRule rule = first; rule <= last; rule++)
		add_part (text, tally->counts[rule], _(seg_advice_rule_effect (rule)));
	return g_string_free (text, FALSE);
}

char *
seg_advice_tally_text (const SegAdviceTally *tally)
{
	return list_effects (tally, SEG_ADVICE_OWNED, SEG_ADVICE_MOST_PEOPLE);
}

static void
add_sentence (GString *text, char *sentence)
{
	g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
	g_free (sentence);
}

static void
add_lacks (GString *text, const SegAdviceTally *tally)
{
	g_autofree char *n_short = seg_format_integer (tally->n_short), *n_none = seg_format_integer (tally->n_none);
	g_autofree char *people = seg_format_integer (tally->n_people);

	if (tally->n_short == 0)
		return;
	if (tally->n_people == 1)
		add_sentence (text, g_strdup_printf (_("Fewer items than were asked for: nothing else is left that there is a reason to offer.")));
	else if (tally->n_none > 0)
		add_sentence (text, g_strdup_printf (_("%s of %s people get fewer items than were asked for, %s of them none."), n_short, people, n_none));
	else
		add_sentence (text, g_strdup_printf (_("%s of %s people get fewer items than were asked for."), n_short, people));
}

char *
seg_advice_tally_words (const SegAdviceTally *tally, const SegAdviceRules *rules)
{
	GString *text = g_string_new (NULL);
	g_autofree char *removed = list_effects (tally, SEG_ADVICE_OWNED, SEG_ADVICE_PRICE_TIMES);
	g_autofree char *changed = list_effects (tally, SEG_ADVICE_PER_CATEGORY, SEG_ADVICE_MOST_PEOPLE);
	g_autofree char *n = seg_format_integer (tally->n_people), *at_limit = seg_format_integer (tally->n_at_limit);

	add_lacks (text, tally);
	if (*removed != '\0')
		add_sentence (text, tally->n_people == 1 ? g_strdup_printf (_("Left out: %s."), removed)
		                                         : g_strdup_printf (_("Left out, over %s people: %s."), n, removed));
	if (*changed != '\0')
		add_sentence (text, tally->n_people == 1 ? g_strdup_printf (_("In the list: %s."), changed)
		                                         : g_strdup_printf (_("In the lists: %s."), changed));
	if (rules->values[SEG_ADVICE_MOST_PEOPLE] != NULL && tally->n_at_limit > 0 && tally->n_people > 1)
		add_sentence (text, g_strdup_printf (ngettext ("%s item was offered to %s people, as many as may be.", "%s items were offered to %s people, as many as may be.",
		                                               (gulong) tally->n_at_limit), at_limit, rules->values[SEG_ADVICE_MOST_PEOPLE]));
	return g_string_free (text, FALSE);
}
