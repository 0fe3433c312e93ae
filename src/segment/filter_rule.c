/* Rules within filters: their conditions stand in for their names, to any depth, but never within themselves. */
#include <config.h>
#include "filter-private.h"

#include <segscope/rule.h>

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_same (const char *one, const char *other)
{
	g_autofree char *folded = g_utf8_casefold (one, -1), *too = g_utf8_casefold (other, -1);

	return strcmp (folded, too) == 0;
}

/* SEG_ERROR_USAGE when @name stands within itself: "A → B → A". */
static gboolean
check_no_circle (const SegFilterParser *parser, const char *name, guint position, GError **error)
{
	g_autoptr (GString) way = g_string_new (name);

	for (GSList *rule = parser->rules; rule != NULL; rule = rule->next) {
		g_string_prepend (way, " → ");
		g_string_prepend (way, rule->data);
		if (!is_same (rule->data, name))
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Filter, position %u: the rule \"%s\" would be made of itself: %s"), position, name, way->str);
		return FALSE;
	}
	return TRUE;
}

/* The conditions of @rule, understood in its own words but for the same filter. */
static gboolean
add_conditions (SegFilterParser *parser, const SegRule *rule, GError **error)
{
	g_autoptr (GPtrArray) words = seg_filter_words (rule->condition, error);
	SegFilterParser inner = *parser;
	gboolean added;

	if (words == NULL)
		return FALSE;
	inner.words = words;
	inner.rules = g_slist_prepend (parser->rules, rule->name);
	added = seg_filter_parse_words (&inner, error);
	g_slist_free_1 (inner.rules);
	parser->n_conditions = inner.n_conditions;
	if (!added)
		g_prefix_error (error, _("In the rule \"%s\": "), rule->name);
	return added;
}

gboolean
seg_filter_add_rule (SegFilterParser *parser, const SegFilterCondition *condition, GError **error)
{
	GString *sql = parser->filter->sql;
	SegFilterMark mark;
	g_autoptr (SegRule) rule = NULL;
	gboolean added = TRUE;

	if (condition->operation != SEG_FILTER_EQUAL && condition->operation != SEG_FILTER_NOT_EQUAL)
		return seg_filter_fail (condition->position, error, _("a rule can only be compared with = and !="));
	if (!check_no_circle (parser, condition->value, condition->position, error)
	    || !seg_filter_go_deeper (parser, condition->position, error))
		return FALSE;
	rule = seg_rule_load (parser->workspace, condition->value, error);
	if (rule == NULL) {
		g_prefix_error (error, _("Filter, position %u: "), condition->position);
		if (error != NULL && g_error_matches (*error, SEG_ERROR, SEG_ERROR_NOT_FOUND))
			(*error)->code = SEG_ERROR_USAGE; /* a mistake in the words, as an unknown name is */
		return FALSE;
	}
	g_string_append (sql, condition->operation == SEG_FILTER_EQUAL ? "coalesce (" : "NOT coalesce (");
	mark = seg_filter_mark (parser->filter);
	if (rule->frozen_at != 0) {
		g_string_append_printf (sql, "u.id IN (SELECT user_id FROM rule_member WHERE rule_id = %" G_GINT64_FORMAT ")", rule->id);
		seg_filter_add_asked (parser->filter, mark, FALSE);
	} else
		added = add_conditions (parser, rule, error);
	g_string_append (sql, ", 0)");
	if (added && condition->operation == SEG_FILTER_NOT_EQUAL)
		seg_filter_join_parts (parser->filter, parser->filter->nodes->len - 1, SEG_FILTER_NONE);
	parser->depth--;
	return added;
}

/* Names of rules in the words ------------------------------------------------------------------------------------------ */

/* Whether a condition may begin behind @word. */
static gboolean
begins_condition (const SegFilterWord *word)
{
	return seg_filter_is_mark (word, "(") || seg_filter_is_keyword (word, "and") || seg_filter_is_keyword (word, "or")
	       || seg_filter_is_keyword (word, "not");
}

/* The next value that "rule" is compared with, from the word @at on: its words are *first..*last-1. */
static gboolean
find_name (const GPtrArray *words, guint at, guint *first, guint *last)
{
	for (; at + 2 < words->len; at++) {
		const SegFilterWord *next = words->pdata[at + 1];

		if (!seg_filter_is_keyword (words->pdata[at], "rule") || !next->is_operator || (at > 0 && !begins_condition (words->pdata[at - 1])))
			continue;
		*first = at + 2;
		for (*last = *first; *last < words->len; ++*last) {
			const SegFilterWord *word = words->pdata[*last];

			if (word->is_mark || seg_filter_is_keyword (word, "and") || seg_filter_is_keyword (word, "or"))
				break;
		}
		return TRUE;
	}
	return FALSE;
}

/* The next segmentation that "segment of" names, likewise. */
static gboolean
find_segmentation (const GPtrArray *words, guint at, guint *first, guint *last)
{
	static const char *const operators[] = { "is", "in", "not", "between", "contains" };

	for (; at + 2 < words->len; at++) {
		gboolean ends = FALSE;

		if (!seg_filter_is_keyword (words->pdata[at], "segment") || !seg_filter_is_keyword (words->pdata[at + 1], "of")
		    || (at > 0 && !begins_condition (words->pdata[at - 1])))
			continue;
		*first = at + 2;
		for (*last = *first; *last < words->len && !ends; *last += ends ? 0 : 1) {
			ends = ((const SegFilterWord *) words->pdata[*last])->is_operator || ((const SegFilterWord *) words->pdata[*last])->is_mark;
			for (gsize i = 0; i < G_N_ELEMENTS (operators) && *last > *first; i++)
				ends = ends || seg_filter_is_keyword (words->pdata[*last], operators[i]);
		}
		return TRUE;
	}
	return FALSE;
}

char *
seg_filter_rename (const char *text, gboolean segmentation, const char *name, const char *new_name)
{
	gboolean (*find_next) (const GPtrArray *words, guint at, guint *first, guint *last) = segmentation ? find_segmentation : find_name;
	g_autoptr (GPtrArray) words = seg_filter_words (text, NULL);
	g_autofree char *quoted = new_name != NULL ? seg_filter_quote (new_name) : NULL;
	g_autoptr (GString) changed = g_string_new (NULL);
	const char *copied = text;
	gboolean found = FALSE;
	guint first, last;

	for (guint at = 0; words != NULL && find_next (words, at, &first, &last); at = last) {
		g_autoptr (GString) value = g_string_new (NULL);
		const SegFilterWord *begin = words->pdata[first];
		const char *from = g_utf8_offset_to_pointer (text, begin->position - 1), *to;

		for (guint i = first; i < last; i++)
			g_string_append_printf (value, "%s%s", i > first ? " " : "", ((const SegFilterWord *) words->pdata[i])->text);
		if (segmentation && last - first > 2 && !is_same (value->str, name)) { /* "version 2" behind it stays */
			g_autofree char *without = seg_filter_without_version (value->str);

			if (strcmp (without, value->str) != 0) {
				g_string_assign (value, without);
				last -= 2;
			}
		}
		if (!is_same (value->str, name))
			continue;
		to = last < words->len ? g_utf8_offset_to_pointer (text, ((const SegFilterWord *) words->pdata[last])->position - 1) : text + strlen (text);
		while (to > from && g_ascii_isspace (to[-1]))
			to--;
		g_string_append_len (changed, copied, from - copied);
		g_string_append (changed, quoted != NULL ? quoted : "");
		copied = to;
		found = TRUE;
	}
	if (!found)
		return NULL;
	g_string_append (changed, copied);
	return g_string_free (g_steal_pointer (&changed), FALSE);
}

char *
seg_filter_quote (const char *text)
{
	g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
	g_autofree char *doubled = g_strjoinv ("\"\"", parts);

	return g_strconcat ("\"", doubled, "\"", NULL);
}
